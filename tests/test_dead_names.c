/*
 * tests/test_dead_names.c - whose history a deleted name is: which life of an inode it meant, how that stood last, and
 * what a deleted tag named last, on histories written by hand. The rules: sherd-formats(7), "Deleted tags".
 */
#include "graph/graph.h"
#include "graph_logs.h"
#include "recover/recover.h"
#include "support/cmocka.h"

#include <stdio.h>
#include <string.h>

enum { NONE = -1 };
#define DISK UINT64_MAX /* the state that the disk has */

/* ---- lives ------------------------------------------------------------------------------------------------------- */

struct state {
	uint64_t generation, first, last;
	int born, set, died; /* seconds; died NONE: alive */
};

static struct when at(int second)
{
	return second == NONE ? WHEN_UNKNOWN : when_ns(second, 0);
}

static void add_states(struct lives *l, const struct state *s, size_t n, uint64_t whole, bool keeps)
{
	struct fault f = FAULT_INIT;

	for (size_t i = 0; i < n && s[i].first != 0; i++) {
		struct fs_dead d = { .kind = DEAD_NODE, .id = { 0, 12 }, .generation = s[i].generation,
			             .sequence = s[i].first == DISK ? 0 : s[i].first, .last = s[i].last, .whole = whole,
			             .where = 1000 + s[i].first, .keeps = keeps && s[i].died != NONE };

		d.node.nlink = s[i].died == NONE;
		d.node.btime = at(s[i].born);
		d.node.mtime = d.node.ctime = at(s[i].set);
		d.node.dtime = at(s[i].died);
		assert_int_equal(lives_add(l, &d, &f), 0);
	}
	lives_sort(l);
}

static const struct {
	const char *why;
	struct state states[5];
	uint64_t first, last; /* of the name */
	int gone;             /* it was gone by this second */
	int64_t want;         /* the generation; NONE: not told */
} choices[] = {
	{ "the life made in the transactions of the name", { { 7, 3, 5, 30, 30, NONE }, { 9, 8, 9, 80, 80, NONE } }, 3, 5, 60, 7 },
	{ "the later life of the same number", { { 7, 3, 5, 30, 30, NONE }, { 9, 8, 9, 80, 80, NONE } }, 8, 9, 95, 9 },
	{ "its making is no longer in the log: the next state tells", { { 7, 6, 6, 10, 60, NONE }, { 9, 8, 9, 80, 80, NONE } },
	  3, 4, 65, 7 },
	{ "the next state is its death", { { 7, 6, 6, 10, 60, 60 }, { 9, 8, 9, 80, 80, NONE } }, 3, 4, 65, 7 },
	{ "the next state is of a life born after the name went", { { 9, 8, 9, 80, 80, NONE } }, 3, 4, 65, NONE },
	{ "nothing after it: the last state before", { { 7, 3, 5, 30, 30, NONE } }, 6, 7, 75, 7 },
	{ "before it only a death: that life it cannot mean", { { 7, 3, 5, 30, 50, 50 } }, 6, 7, 75, NONE },
	{ "two lives while the name stood there", { { 7, 3, 5, 30, 30, NONE }, { 9, 6, 9, 55, 55, NONE } }, 4, 8, 90, NONE },
	{ "when it stood there is not known, and one life is", { { 7, 3, 5, 30, 30, NONE }, { 7, 6, 6, 30, 60, 60 } }, 0, 0, NONE, 7 },
	{ "when it stood there is not known, and two are", { { 7, 3, 5, 30, 30, NONE }, { 9, 6, 6, 60, 60, NONE } }, 0, 0, NONE, NONE },
	{ "nothing is known of the number", { { 0 } }, 3, 5, 60, NONE },
};

static void a_name_means_one_life(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(choices); i++) {
		OWNED(lives) struct lives l = { .v = { NULL, 0, 0 } };
		uint64_t got = 0;
		bool told;

		add_states(&l, choices[i].states, COUNT(choices[i].states), 0, false);
		told = lives_choose(&l, (struct fs_id){ 0, 12 }, choices[i].first, choices[i].last, at(choices[i].gone), &got);
		if (told != (choices[i].want != NONE) || (told && got != (uint64_t)choices[i].want))
			fail_msg("%s: told %d, generation %d", choices[i].why, told, (int)got);
	}
}

static const struct {
	const char *why;
	struct state states[5];
	uint64_t whole; /* no transaction is missing up to this one */
	bool keeps;     /* the file system keeps times in freed inodes */
	int set, died;  /* wanted */
	bool sure;
} ends[] = {
	{ "the last state, not the first", { { 7, 3, 3, 30, 30, NONE }, { 7, 5, 6, 30, 50, NONE }, { 7, 7, 7, 30, 70, 70 } }, 9, false,
	  50, 70, true },
	{ "another life follows at once", { { 7, 3, 3, 30, 30, NONE }, { 9, 5, 6, 50, 55, NONE } }, 9, false, 30, NONE, true },
	{ "transactions are missing before the death", { { 7, 3, 3, 30, 30, NONE }, { 7, 7, 7, 30, 70, 70 } }, 5, false, 30, 70, false },
	{ "the death stands on the disk alone", { { 7, 3, 3, 30, 30, NONE }, { 7, DISK, DISK, 30, 70, 70 } }, 9, false, 30, 70, false },
	{ "nothing tells that it ended", { { 7, 3, 3, 30, 30, NONE } }, 9, false, 30, NONE, false },
	{ "the freed inode itself kept when it was set last", { { 7, 3, 3, 30, 30, NONE }, { 7, DISK, DISK, 30, 60, 70 } }, 0, true,
	  60, 70, true },
};

static void a_life_ends_in_its_last_state(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(ends); i++) {
		OWNED(lives) struct lives l = { .v = { NULL, 0, 0 } };
		struct life_end e;

		add_states(&l, ends[i].states, COUNT(ends[i].states), ends[i].whole, ends[i].keeps);
		assert_true(lives_end(&l, (struct fs_id){ 0, 12 }, 7, &e));
		if (e.set.sec != ends[i].set || e.whole != ends[i].sure || e.died.known != (ends[i].died != NONE) ||
		    (e.died.known && e.died.sec != ends[i].died))
			fail_msg("%s: set %d, died %d, whole %d", ends[i].why, (int)e.set.sec, (int)e.died.sec, e.whole);
	}
}

/* ---- tags -------------------------------------------------------------------------------------------------------- */

#define REGISTRY "docker/registry/v2"
#define REPOSITORY REGISTRY "/repositories/app/_manifests"

/* Times are milliseconds. Targets are A, B, C. */
struct past_link {
	char target;      /* 0: none */
	int born, set;
};

struct row {
	const char *standing, *rule;
	char target; /* '-': no digest */
};

static const struct {
	const char *why;
	struct past_link index[3];
	int set, died;        /* of current/link; set NONE: its inode is not known */
	bool whole;
	char says;            /* its bytes; 0: lost */
	int gone[3];          /* when the revision links of A, B, C went and left empty directories; 0: they did not */
	int again[3];         /* they were made anew then; 0 */
	bool lives;           /* the tag is there again and names C */
	struct row want[4];
	const char *grade;    /* of the deleted row */
	int logged;           /* a log's line that the tag was set, and not to what; 0: none */
} histories[] = {
	{ "one target, both proofs", { { 'A', 1000, 1000 } }, 1002, 9000, true, 0, { 8995 }, { 0 }, false,
	  { { "deleted", "dead-tag-two-traces", 'A' } }, "inferred", 0 },
	{ "both, and the bytes say the same", { { 'A', 1000, 1000 } }, 1002, 9000, true, 'A', { 8995 }, { 0 }, false,
	  { { "deleted", "dead-tag-two-traces", 'A' } }, "recovered", 0 },
	{ "the last target, not the first", { { 'A', 1000, 1000 }, { 'B', 2000, 2000 } }, 2002, 9000, true, 0, { 0 }, { 0 }, false,
	  { { "deleted", "dead-tag-last-state", 'B' }, { "overwritten", "dead-entry", 'A' } }, "inferred", 0 },
	{ "set back to the first", { { 'A', 1000, 3000 }, { 'B', 2000, 2000 } }, 3001, 9000, true, 0, { 0 }, { 0 }, false,
	  { { "deleted", "dead-tag-last-state", 'A' }, { "overwritten", "dead-entry", 'B' } }, "inferred", 0 },
	{ "index links set long before: neither was it", { { 'A', 1000, 1000 }, { 'B', 2000, 2000 } }, 5000, 9000, true, 0, { 0 }, { 0 },
	  false, { { "deleted", "dead-tag-one-of", '-' }, { "overwritten", "dead-entry", 'A' }, { "overwritten", "dead-entry", 'B' } },
	  "recovered", 0 },
	{ "what the state says twice disagrees", { { 'A', 1000, 1000 }, { 'B', 2000, 2000 } }, 2002, 9000, true, 'A', { 0 }, { 0 },
	  false, { { "deleted", "dead-tag-one-of", '-' }, { "overwritten", "dead-entry", 'A' }, { "overwritten", "dead-entry", 'B' } },
	  "recovered", 0 },
	{ "states are missing, the deletion tells", { { 'A', 1000, 1000 }, { 'B', 2000, 2000 } }, 1002, 9000, false, 0, { 0, 8950 }, { 0 },
	  false, { { "deleted", "dead-tag-by-deletion", 'B' }, { "overwritten", "dead-entry", 'A' } }, "inferred", 0 },
	{ "when targets were set is lost: an earlier one ended with the tag, at the latest", { { 'A', NONE, NONE }, { 'B', NONE, NONE } }, NONE,
	  9000, false, 0, { 0, 8950 }, { 0 }, false, { { "deleted", "dead-tag-by-deletion", 'B' }, { "overwritten", "dead-entry", 'A' } },
	  "inferred", 0 },
	{ "states are missing, and nothing was deleted then", { { 'A', 1000, 1000 } }, 1002, 9000, false, 0, { 8000 }, { 0 }, false,
	  { { "deleted", "dead-tag-one-of", '-' }, { "overwritten", "dead-entry", 'A' } }, "recovered", 0 },
	{ "the two proofs disagree", { { 'A', 1000, 1000 }, { 'B', 2000, 2000 } }, 2002, 9000, true, 0, { 8990 }, { 0 }, false,
	  { { "deleted", "dead-tag-one-of", '-' }, { "overwritten", "dead-entry", 'A' }, { "overwritten", "dead-entry", 'B' } },
	  "recovered", 0 },
	{ "of two deletions at that time the one its index lists", { { 'A', 1000, 1000 } }, NONE, 9000, false, 0, { 8990, 8980 }, { 0 },
	  false, { { "deleted", "dead-tag-by-deletion", 'A' } }, "inferred", 0 },
	{ "both are listed: one of these", { { 'A', 1000, 1000 }, { 'B', 2000, 2000 } }, NONE, 9000, false, 0, { 8990, 8980 }, { 0 },
	  false, { { "deleted", "dead-tag-one-of", '-' }, { "overwritten", "dead-entry", 'A' }, { "overwritten", "dead-entry", 'B' } },
	  "recovered", 0 },
	{ "a target that was pushed again left no empty directory", { { 'A', 1000, 1000 }, { 'B', 2000, 2000 } }, NONE, 9000, false, 0,
	  { 8990 }, { 0, 9500 }, false,
	  { { "deleted", "dead-tag-one-of", '-' }, { "overwritten", "dead-entry", 'A' }, { "overwritten", "dead-entry", 'B' } },
	  "recovered", 0 },
	{ "another tag's manifest went at that time", { { 'A', 1000, 1000 } }, 1002, 9000, true, 0, { 0, 8990 }, { 0 }, false,
	  { { "deleted", "dead-tag-last-state", 'A' } }, "inferred", 0 },
	{ "another tag's manifest went, and states are missing", { { 'A', 1000, 1000 } }, 1002, 9000, false, 0, { 0, 8990 }, { 0 }, false,
	  { { "deleted", "dead-tag-one-of", '-' }, { "overwritten", "dead-entry", 'A' } }, "recovered", 0 },
	{ "nothing but the name", { { 0 } }, NONE, 9000, false, 0, { 0 }, { 0 }, false, { { "deleted", "dead-tag-name", '-' } },
	  "recovered", 0 },
	{ "the tag is there again: what it named before is history", { { 'A', 1000, 1000 } }, 1002, 9000, true, 0, { 8995 }, { 0 }, true,
	  { { "overwritten", "dead-entry", 'A' } }, NULL, 0 },
	{ "a log's line of the second in which the target was set", { { 'A', 1000, 1000 } }, 1002, 9000, true, 'A', { 8995 }, { 0 }, false,
	  { { "deleted", "dead-tag-two-traces", 'A' } }, "recovered", 1000 },
	{ "a log's line of a later second: a target that is not known", { { 'A', 1000, 1000 } }, 1002, 9000, true, 'A', { 8995 }, { 0 }, false,
	  { { "deleted", "log-line", '-' }, { "overwritten", "dead-tag-two-traces", 'A' } }, "stated", 6000 },
	{ "the deletion tells the last target and not since when: the log does", { { 'A', NONE, NONE } }, NONE, 9000, false, 0, { 8990 }, { 0 },
	  false, { { "deleted", "dead-tag-by-deletion", 'A' } }, "inferred", 6000 },
	{ "a log's line after the end: another life", { { 'A', NONE, NONE } }, NONE, 9000, false, 0, { 8990 }, { 0 }, false,
	  { { "deleted", "log-line", '-' }, { "deleted", "dead-tag-by-deletion", 'A' } }, "stated", 12000 },
};

static struct when ms(int t)
{
	return t == NONE || t == 0 ? WHEN_UNKNOWN : when_ns(t / 1000, (uint32_t)(t % 1000) * 1000000);
}

static struct digest digest_of(char target)
{
	struct digest d = { .alg = target == 0 ? DIGEST_NONE : DIGEST_SHA256 };

	if (target != 0)
		memset(d.byte, target, 32);
	return d;
}

struct got {
	struct row rows[8];
	const char *grade;
	struct when until[8], deleted_at, after, before;
	size_t n, grounds;
};

static int take_tag(void *user, const struct tag_conclusion *c, struct fault *f)
{
	struct got *g = (struct got *)user;

	(void)f;
	if (c->standing == TAG_CURRENT)
		return 0;
	assert_true(g->n < 8);
	assert_true(c->because.n > 0);
	if (c->standing == TAG_DELETED) {
		g->grade = grade_text(c->grade);
		g->grounds = c->because.n;
		g->deleted_at = c->deleted_at;
		g->after = c->deleted_after;
		g->before = c->deleted_before;
	}
	g->until[g->n] = c->until;
	g->rows[g->n++] = (struct row){ tag_standing_text(c->standing), c->rule, digest_set(&c->digest) ? (char)c->digest.byte[0] : '-' };
	return 0;
}

#define UNUSED __attribute__((unused))
#define PASS_OVER(name, ...)                                                                                           \
	static int ignore_##name(__VA_ARGS__)                                                                          \
	{                                                                                                              \
		return 0;                                                                                              \
	}
PASS_OVER(blob, void *u UNUSED, const struct blob_conclusion *c UNUSED, struct fault *f UNUSED)
PASS_OVER(copy, void *u UNUSED, const struct digest *d UNUSED, int64_t i UNUSED, enum blob_state s UNUSED,
       struct fault *f UNUSED)
PASS_OVER(in_repository, void *u UNUSED, const struct digest *d UNUSED, int64_t r UNUSED, struct span n UNUSED,
       int64_t i UNUSED, struct fault *f UNUSED)
PASS_OVER(image, void *u UNUSED, const struct image_conclusion *c UNUSED, struct fault *f UNUSED)
PASS_OVER(image_repository, void *u UNUSED, const struct image_repository_conclusion *c UNUSED, struct fault *f UNUSED)
PASS_OVER(missing, void *u UNUSED, const struct digest *a UNUSED, const struct digest *d UNUSED,
       struct fault *f UNUSED)
PASS_OVER(edge, void *u UNUSED, const struct edge *e UNUSED, struct fault *f UNUSED)
PASS_OVER(candidate, void *u UNUSED, const struct candidate_conclusion *c UNUSED, struct fault *f UNUSED)
PASS_OVER(repository, void *u UNUSED, const struct repository_conclusion *c UNUSED, struct fault *f UNUSED)
PASS_OVER(kinship, void *u UNUSED, const struct kinship_conclusion *c UNUSED, struct fault *f UNUSED)
PASS_OVER(upload, void *u UNUSED, const struct upload_conclusion *c UNUSED, struct fault *f UNUSED)
PASS_OVER(event, void *u UNUSED, const struct event_conclusion *c UNUSED, struct fault *f UNUSED)
PASS_OVER(finding, void *u UNUSED, const struct finding *c UNUSED, struct fault *f UNUSED)

static const char *hex_of(char target, char out[65])
{
	for (size_t i = 0; i < 32; i++)
		(void)snprintf(out + 2 * i, 3, "%02hhx", (unsigned char)target);
	return out;
}

/* One item of the living tree. */
static void add_item(struct graph *g, int64_t *id, enum role role, const char *path, char target, struct when mtime)
{
	struct fault f = FAULT_INIT;
	struct item_fact x = { .id = ++*id, .scan = 1, .registry = 1, .role = role, .path = span_of(path),
		               .repository = span_of("app"), .mtime = mtime, .btime = mtime, .digest = digest_of(target),
		               .kind = role == ROLE_REVISION_LINK || role == ROLE_TAG_CURRENT ? ENTRY_FILE : ENTRY_DIR };

	if (role == ROLE_TAG_CURRENT || role == ROLE_TAG_DIR)
		x.tag = span_of("v1");
	if (role == ROLE_TAG_CURRENT || role == ROLE_REVISION_LINK) {
		x.reading = READING_FINE;
		x.reading_digest = digest_of(target);
		x.reading_length = 71;
	}
	if (role == ROLE_TAG_CURRENT)
		x.digest = digest_of(0);
	assert_int_equal(graph_add_item(g, &x, &f), 0);
}

/* Of the dead directory of tag v1. */
static void add_dead(struct graph *g, enum role role, const char *path, char target, const struct past_link *l, int died, bool whole,
                     char says)
{
	static uint64_t place = 4096;
	struct fault f = FAULT_INIT;
	struct dead_fact x = { .scan = 1, .registry = 1, .role = role, .path = span_of(path), .repository = span_of("app"),
		               .tag = span_of("v1"), .digest = digest_of(target), .says = digest_of(says), .born = ms(l->born),
		               .set = ms(l->set), .died = ms(died), .place = place += 512, .length = 4, .tag_inode = 77, .tag_life = 5,
		               .state = place + 8192, .text = says == 0 ? 0 : place + 9000, .whole = whole };

	assert_int_equal(graph_add_dead(g, &x, &f), 0);
}

static void add_history(struct graph *g, size_t at_row)
{
	const struct registry_fact registry = { .id = 1, .scan = 1, .present = true, .store = STORE_IS_REGISTRY, .path = span_of(REGISTRY),
		                                .label = span_of("disk") };
	const struct past_link none = { 0, NONE, NONE };
	struct past_link current = { 0, 1000, histories[at_row].set };
	struct fault f = FAULT_INIT;
	char path[400], hex[65];
	int64_t id = 0;

	assert_int_equal(graph_add_registry(g, &registry, &f), 0);
	for (int i = 0; i < 3; i++) {
		int gone = histories[at_row].gone[i], again = histories[at_row].again[i];

		if (gone == 0 && again == 0)
			continue;
		(void)snprintf(path, sizeof path, REPOSITORY "/revisions/sha256/%s", hex_of((char)('A' + i), hex));
		add_item(g, &id, ROLE_REVISION_DIR, path, (char)('A' + i), ms(gone != 0 ? gone : again));
		(void)snprintf(path, sizeof path, REPOSITORY "/revisions/sha256/%s/link", hex);
		if (again != 0)
			add_item(g, &id, ROLE_REVISION_LINK, path, (char)('A' + i), ms(again));
	}
	if (histories[at_row].lives) {
		add_item(g, &id, ROLE_TAG_DIR, REPOSITORY "/tags/v1", 0, ms(9900));
		add_item(g, &id, ROLE_TAG_CURRENT, REPOSITORY "/tags/v1/current/link", 'C', ms(9900));
	}
	add_dead(g, ROLE_TAG_DIR, REPOSITORY "/tags/v1", 0, &none, histories[at_row].died, false, 0);
	if (histories[at_row].index[0].target != 0)
		add_dead(g, ROLE_TAG_CURRENT, REPOSITORY "/tags/v1/current/link", 0, &current, histories[at_row].died, histories[at_row].whole,
		         histories[at_row].says);
	for (size_t i = 0; i < 3 && histories[at_row].index[i].target != 0; i++) {
		const struct past_link *l = &histories[at_row].index[i];

		(void)snprintf(path, sizeof path, REPOSITORY "/tags/v1/index/sha256/%s", hex_of(l->target, hex));
		add_dead(g, ROLE_TAG_INDEX_DIR, path, l->target, &none, histories[at_row].died, false, 0);
		(void)snprintf(path, sizeof path, REPOSITORY "/tags/v1/index/sha256/%s/link", hex);
		add_dead(g, ROLE_TAG_INDEX, path, l->target, l, histories[at_row].died, true, 0);
	}
}

static void add_line(struct graph *g, int t, struct log_fact *x, struct given_logs *given)
{
	struct fault f = FAULT_INIT;

	*x = (struct log_fact){ .item = 9000, .scan = 90, .time = ms(t), .repository = span_of("app"), .tag = span_of("v1"),
		                    .event = EVENT_TAG_SET, .status = 201, .line = 1, .length = 99, .method = span_of("PUT"),
		                    .object = span_of("tag") };

	*given = (struct given_logs){ x, t == 0 ? 0 : 1 };
	assert_int_equal(graph_add_logs(g, &(struct graph_logs){ given, given_events, given_digests }, &f), 0);
}

static void conclude(size_t at_row, struct got *got)
{
	OWNED(graph) struct graph *g = NULL;
	const struct graph_sink sink = { .user = got,
		                         .blob = ignore_blob,
		                         .blob_copy = ignore_copy,
		                         .blob_repository = ignore_in_repository,
		                         .image = ignore_image,
		                         .image_repository = ignore_image_repository,
		                         .image_missing = ignore_missing,
		                         .edge = ignore_edge,
		                         .candidate = ignore_candidate,
		                         .tag = take_tag,
		                         .repository = ignore_repository,
		                         .kinship = ignore_kinship,
		                         .upload = ignore_upload,
		                         .event = ignore_event,
		                         .finding = ignore_finding };
	struct graph_counts counts = { 0 };
	struct given_logs given;
	struct log_fact line;
	struct fault f = FAULT_INIT;

	memset(got, 0, sizeof *got);
	assert_int_equal(graph_new(&g, &f), 0);
	add_history(g, at_row);
	add_line(g, histories[at_row].logged, &line, &given);
	assert_int_equal(graph_conclude(g, &sink, &counts, &f), 0);
}

static bool has_row(const struct got *got, const struct row *want)
{
	for (size_t i = 0; i < got->n; i++)
		if (got->rows[i].target == want->target && strcmp(got->rows[i].standing, want->standing) == 0 &&
		    strcmp(got->rows[i].rule, want->rule) == 0)
			return true;
	return false;
}

static void a_deleted_tag_has_one_last_target_or_none(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(histories); i++) {
		struct got got;
		size_t wanted = 0;

		conclude(i, &got);
		for (; wanted < 4 && histories[i].want[wanted].standing != NULL; wanted++)
			if (!has_row(&got, &histories[i].want[wanted]))
				fail_msg("%s: no row %s %s %c (%zu rows, the first %s %s %c)", histories[i].why, histories[i].want[wanted].standing,
				         histories[i].want[wanted].rule, histories[i].want[wanted].target, got.n, got.rows[0].standing,
				         got.rows[0].rule, got.rows[0].target);
		for (size_t k = 0; k < got.n; k++)
			if (got.deleted_at.known && strcmp(got.rows[k].standing, "overwritten") == 0 && when_cmp(got.until[k], got.deleted_at) > 0)
				fail_msg("%s: %c ends after the tag's deletion", histories[i].why, got.rows[k].target);
		if (got.n != wanted)
			fail_msg("%s: %zu rows, not %zu", histories[i].why, got.n, wanted);
		if ((got.grade == NULL) != (histories[i].grade == NULL) || (got.grade != NULL && strcmp(got.grade, histories[i].grade) != 0))
			fail_msg("%s: grade %s", histories[i].why, got.grade);
	}
}

static void both_proofs_give_all_their_grounds(void **state)
{
	struct got got;

	(void)state;
	conclude(1, &got); /* the name, two inodes, 71 bytes, the empty revision directory */
	assert_int_equal(got.grounds, 5);
	assert_int_equal(when_cmp(got.deleted_at, ms(8995)), 0);
	conclude(4, &got); /* the name, and the two it may have named */
	assert_int_equal(got.grounds, 3);
}

static void bounds_hold(void **state)
{
	struct got got;

	(void)state;
	conclude(2, &got); /* A until B was set first */
	for (size_t i = 0; i < got.n; i++)
		if (got.rows[i].target == 'A')
			assert_int_equal(when_cmp(got.until[i], ms(2000)), 0);
	assert_false(got.deleted_at.known); /* no revision tells: the tag's own death bounds it */
	assert_int_equal(when_cmp(got.after, ms(9000)), 0);
	assert_int_equal(when_cmp(got.before, ms(9000)), 0);
	conclude(3, &got); /* B until A was set again, whose first time was before */
	for (size_t i = 0; i < got.n; i++)
		if (got.rows[i].target == 'B')
			assert_int_equal(when_cmp(got.until[i], ms(3000)), 0);
}

/* Two states and two names: a bound of one keeps one and counts the other, a bound of two counts nothing. */
static void what_is_not_kept_is_counted(void **state)
{
	static const struct state two[] = { { 7, 3, 5, 30, 30, NONE }, { 9, 8, 9, 80, 80, NONE } };
	struct fs_dead name = { .kind = DEAD_NAME, .parent_known = true, .id = { 0, 12 }, .parent = { 0, 2 } };

	(void)state;
	for (uint64_t most = 1; most <= 2; most++) {
		struct limits limits = LIMITS_DEFAULT;
		struct bites bites = { { 0 } };
		struct watch watch = { .bites = &bites, .limits = &limits };
		OWNED(lives) struct lives l = { .v = { NULL, 0, 0 }, .watch = &watch };
		OWNED(dead_names) struct dead_names *n = NULL;
		struct fault f = FAULT_INIT;

		limits.dead_states = limits.dead_names = most;
		add_states(&l, two, COUNT(two), UINT64_MAX, true);
		assert_int_equal(l.v.n, most);
		assert_int_equal(atomic_load(&bites.left_out[LIMIT_dead_states]), 2 - most);
		assert_int_equal(dead_names_new(&n, &watch, &f), 0);
		for (size_t i = 0; i < 2; i++) {
			name.name = span_of(i == 0 ? "a" : "b");
			assert_int_equal(dead_names_add(n, &name, &f), 0);
		}
		assert_int_equal(atomic_load(&bites.left_out[LIMIT_dead_names]), 2 - most);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_name_means_one_life),
		cmocka_unit_test(a_life_ends_in_its_last_state),
		cmocka_unit_test(a_deleted_tag_has_one_last_target_or_none),
		cmocka_unit_test(both_proofs_give_all_their_grounds),
		cmocka_unit_test(bounds_hold),
		cmocka_unit_test(what_is_not_kept_is_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
