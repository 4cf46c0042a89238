/*
 * Facts in, conclusions out: one row for each sentence of the definitions of the interface's words, in the order in
 * which they stand there. A row is read aloud: what lies on the disk; what must be said of it; what must not.
 *
 * Facts, parted by ';'. A capital word is a digest. `source N` begins another source; source 0 is the present.
 *	blob X          bytes under X that hash to X            corrupt X, empty X, short X, unread X, names X
 *	image X C L...  X is an image of config C and layers    index X M..., artifact X C L..., schema1 X L...
 *	subject X Y     X says that it refers to Y              foreign X L: X lists L as living elsewhere
 *	rev R X         a revision link of repository R         revdir R X: its directory left empty; revbad R X
 *	cur R T X       the current link of tag T               curbad R T: malformed; idx R T X: an index link
 *	tag R T X       cur and idx of the same target          tagdir R T: the directory alone
 *	link R L        a layer link                            linkdir R L: its directory left empty
 *	outside X       a file of no store with the bytes of X
 *	log E R X N     a log says event E of X in R, status N
 *	copy N M        source N is stated to be a copy of source M
 *	snap N M        "source" N is another root of source M's image: in a read-only snapshot of what M lies in; of it
 *	                alone: writable N, edited N (read-only, and changed since), own N (the user: it is no copy), is N M
 *	                (the user: a copy of M, whatever the file system says), bare M: M's subvolume, without a root now
 *	rewritten X     X written anew and accepted by its digest
 * Any fact of an entry may end in "@N": its time is second N.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/vec.h"
#include "core/layout.h"
#include "graph/graph.h"
#include "graph_logs.h"

#define V2 "docker/registry/v2"

enum { WORDS = 16, WORD = 40, NAMES = 64, SOURCES = 8 };

/* ---- a small world ------------------------------------------------------------------------------------------- */

struct thing { /* an entry of the tree */
	int source;
	char path[400];
	bool dir;
	struct item_fact fact;
};

struct world {
	VEC(struct thing) things;
	VEC(struct document_fact) documents;
	VEC(struct reference_fact) references;
	VEC(struct log_fact) logs;
	struct given_logs given;
	VEC(struct digest) outside, rewritten;
	char name[NAMES][WORD];
	size_t names;
	int source;
	uint32_t original[SOURCES]; /* of each source, from 1; 0: of none */
	struct { /* roots of one image */
		int of; /* from 1; 0: no snapshot */
		int stated; /* from 1; -1: to be its own */
		bool writable, edited, bare;
	} snap[SOURCES];
	struct buf said; /* conclusions, a line each */
};

static struct digest digest_of(struct world *w, const char *name)
{
	struct digest d = { .alg = DIGEST_SHA256 };
	size_t i = 0;

	while (i < w->names && strcmp(w->name[i], name) != 0)
		i++;
	if (i == w->names) {
		assert_true(w->names < NAMES);
		(void)snprintf(w->name[w->names++], WORD, "%s", name);
	}
	memset(d.byte, (int)i + 1, 32);
	return d;
}

static const char *name_of(const struct world *w, const struct digest *d)
{
	return !digest_set(d) ? "-" : d->byte[0] > 0 && d->byte[0] <= w->names ? w->name[d->byte[0] - 1] : "?";
}

static const char *hex_of(char out[DIGEST_TEXT], struct digest d)
{
	return digest_text(out, &d) + strlen("sha256:");
}

static struct when second(long n)
{
	return n < 0 ? WHEN_UNKNOWN : when_ns(1700000000 + n, 0);
}

static struct thing *put(struct world *w, const char *path, bool dir, long at)
{
	struct fault f = FAULT_INIT;
	struct thing x = { .source = w->source, .dir = dir };

	for (size_t i = 0; i < w->things.n; i++)
		if (w->things.v[i].source == w->source && strcmp(w->things.v[i].path, path) == 0)
			return &w->things.v[i];
	(void)snprintf(x.path, sizeof x.path, "%s", path);
	x.fact.kind = dir ? ENTRY_DIR : ENTRY_FILE;
	x.fact.mtime = second(at);
	assert_int_equal(VEC_PUSH(&w->things, x, &f), 0);
	return &w->things.v[w->things.n - 1];
}

/* A file and the directories above it. */
static struct thing *put_file(struct world *w, const char *path, long at)
{
	char above[400];

	(void)snprintf(above, sizeof above, "%s", path);
	for (char *slash = above; (slash = strchr(slash, '/')) != NULL; slash++) {
		*slash = '\0';
		(void)put(w, above, true, at);
		*slash = '/';
	}
	return put(w, path, false, at);
}

static void put_directory(struct world *w, const char *path, long at)
{
	char below[420];

	(void)snprintf(below, sizeof below, "%s/x", path);
	put_file(w, below, at);
	w->things.n--; /* the file itself is not there */
}

static void put_link(struct world *w, const char *path, const struct digest *says, long at)
{
	struct thing *x = put_file(w, path, at);

	x->fact.asked = x->fact.hashed = true;
	x->fact.size = x->fact.bytes = says == NULL ? 7 : 71;
	x->fact.reading = says == NULL ? READING_MALFORMED : READING_FINE;
	x->fact.why = says == NULL ? span_of("not a digest") : SPAN_NONE;
	if (says != NULL)
		x->fact.reading_digest = *says;
	x->fact.reading_length = x->fact.size;
}

/* ---- the words of facts -------------------------------------------------------------------------------------------- */

static void fact_blob(struct world *w, const char *how, const char *name, long at)
{
	char path[400], hex[DIGEST_TEXT];
	struct digest d = digest_of(w, name);
	struct thing *x;

	(void)hex_of(hex, d);
	memmove(hex, hex + 7, strlen(hex + 7) + 1);
	(void)snprintf(path, sizeof path, V2 "/blobs/sha256/%.2s/%s/data", hex, hex);
	x = put_file(w, path, at);
	x->fact.asked = x->fact.hashed = strcmp(how, "names") != 0;
	x->fact.size = x->fact.bytes = 100;
	x->fact.sha256 = x->fact.observed = d;
	if (strcmp(how, "corrupt") == 0)
		x->fact.sha256 = x->fact.observed = digest_of(w, "OTHER");
	if (strcmp(how, "short") == 0 || strcmp(how, "empty") == 0) {
		x->fact.sha256 = x->fact.observed = digest_of(w, "OTHER");
		x->fact.size = x->fact.bytes = how[0] == 's' ? 40 : 0;
	}
	if (strcmp(how, "unread") == 0 || strcmp(how, "names") == 0) {
		x->fact.unread = strcmp(how, "unread") == 0;
		x->fact.why = span_of("input/output error");
		x->fact.bytes = 0;
		x->fact.sha256 = x->fact.observed = (struct digest){ .alg = DIGEST_NONE };
	}
}

static void refer(struct world *w, const char *from, enum reference_rel rel, uint32_t position, const char *to, bool foreign)
{
	struct fault f = FAULT_INIT;
	struct reference_fact r = { .document = digest_of(w, from),
		                    .ref = { .rel = rel, .position = position, .has_size = true, .size = 100,
		                             .foreign = foreign, .digest = digest_of(w, to),
		                             .where = { 10 * position, 71, SPAN_NONE } } };

	assert_int_equal(VEC_PUSH(&w->references, r, &f), 0);
}

static void fact_document(struct world *w, enum doc_kind kind, enum image_kind image, char word[WORDS][WORD], size_t n)
{
	struct fault f = FAULT_INIT;
	struct document_fact d = { .sha256 = digest_of(w, word[1]), .kind = kind, .image_kind = image,
		                   .media_type = span_of("application/vnd.oci.image.manifest.v1+json") };
	bool config = image == IMAGE_IMAGE || image == IMAGE_ARTIFACT;

	assert_int_equal(VEC_PUSH(&w->documents, d, &f), 0);
	for (size_t i = 2; i < n; i++)
		refer(w, word[1],
		      image == IMAGE_INDEX ? REL_CHILD : config && i == 2 ? REL_CONFIG : REL_LAYER,
		      (uint32_t)(config && i > 2 ? i - 3 : i - 2), word[i], false);
}

static void fact_entry(struct world *w, char word[WORDS][WORD], long at)
{
	char path[400], hex[DIGEST_TEXT] = "", base[200];
	bool tag = strncmp(word[0], "cur", 3) == 0 || strcmp(word[0], "idx") == 0 || strncmp(word[0], "tag", 3) == 0;
	const char *name = tag ? word[3] : word[2];
	struct digest d = { .alg = DIGEST_NONE };

	if (name[0] != '\0') {
		d = digest_of(w, name);
		(void)digest_text(hex, &d);
		memmove(hex, hex + 7, strlen(hex + 7) + 1);
	}
	(void)snprintf(base, sizeof base, V2 "/repositories/%s/%s", word[1],
	               strncmp(word[0], "link", 4) == 0 ? "_layers/sha256" : tag ? "_manifests/tags" : "_manifests/revisions/sha256");
	if (tag) {
		(void)snprintf(path, sizeof path, "%s/%s", base, word[2]);
		put_directory(w, path, at);
		(void)snprintf(path, sizeof path, "%s/%s/current/link", base, word[2]);
		if (strcmp(word[0], "cur") == 0 || strcmp(word[0], "tag") == 0 || strcmp(word[0], "curbad") == 0)
			put_link(w, path, word[0][0] == 'c' && word[0][3] == 'b' ? NULL : &d, at);
		(void)snprintf(path, sizeof path, "%s/%s/index/sha256/%s/link", base, word[2], hex);
		if (strcmp(word[0], "idx") == 0 || strcmp(word[0], "tag") == 0)
			put_link(w, path, &d, at);
		return;
	}
	(void)snprintf(path, sizeof path, "%s/%s%s", base, hex, strstr(word[0], "dir") != NULL ? "" : "/link");
	if (strstr(word[0], "dir") != NULL)
		put_directory(w, path, at);
	else
		put_link(w, path, strstr(word[0], "bad") != NULL ? NULL : &d, at);
}

static void fact_log(struct world *w, char word[WORDS][WORD], long at)
{
	struct fault f = FAULT_INIT;
	struct log_fact x = { .item = 9000, .scan = 90, .time = second(at), .repository = span_of(strdup(word[2])),
		              .digest = digest_of(w, word[3]), .status = atoi(word[4]), .line = w->logs.n + 1,
		              .offset = 100 * w->logs.n, .length = 99, .method = span_of("GET"), .object = span_of("manifest") };

	for (int e = 1; event_text((enum event_word)e)[0] != '\0'; e++)
		if (strcmp(event_text((enum event_word)e), word[1]) == 0)
			x.event = (enum event_word)e;
	assert_int_not_equal(x.event, EVENT_NONE);
	assert_int_equal(VEC_PUSH(&w->logs, x, &f), 0);
}

static void one_fact(struct world *w, char word[WORDS][WORD], size_t n)
{
	static const char *const states[] = { "blob", "corrupt", "empty", "short", "unread", "names" };
	struct fault f = FAULT_INIT;
	long at = 1;

	if (n > 1 && word[n - 1][0] == '@')
		at = atol(word[--n] + 1);
	for (size_t i = n; i < WORDS; i++)
		word[i][0] = '\0';
	for (size_t i = 0; i < COUNT(states); i++)
		if (strcmp(word[0], states[i]) == 0) {
			fact_blob(w, word[0], word[1], at);
			return;
		}
	if (strcmp(word[0], "source") == 0)
		w->source = atoi(word[1]);
	else if (strcmp(word[0], "copy") == 0)
		w->original[atoi(word[1]) % SOURCES] = (uint32_t)atoi(word[2]) + 1;
	else if (strcmp(word[0], "snap") == 0)
		w->snap[atoi(word[1]) % SOURCES].of = atoi(word[2]) + 1;
	else if (strcmp(word[0], "is") == 0)
		w->snap[atoi(word[1]) % SOURCES].stated = atoi(word[2]) + 1;
	else if (strcmp(word[0], "own") == 0)
		w->snap[atoi(word[1]) % SOURCES].stated = -1;
	else if (strcmp(word[0], "writable") == 0)
		w->snap[atoi(word[1]) % SOURCES].writable = true;
	else if (strcmp(word[0], "edited") == 0)
		w->snap[atoi(word[1]) % SOURCES].edited = true;
	else if (strcmp(word[0], "bare") == 0)
		w->snap[atoi(word[1]) % SOURCES].bare = true;
	else if (strcmp(word[0], "image") == 0)
		fact_document(w, DOC_MANIFEST, IMAGE_IMAGE, word, n);
	else if (strcmp(word[0], "index") == 0)
		fact_document(w, DOC_INDEX, IMAGE_INDEX, word, n);
	else if (strcmp(word[0], "artifact") == 0)
		fact_document(w, DOC_MANIFEST, IMAGE_ARTIFACT, word, n);
	else if (strcmp(word[0], "schema1") == 0)
		fact_document(w, DOC_SCHEMA1, IMAGE_SCHEMA1, word, n);
	else if (strcmp(word[0], "subject") == 0)
		refer(w, word[1], REL_SUBJECT, 0, word[2], false);
	else if (strcmp(word[0], "foreign") == 0)
		refer(w, word[1], REL_LAYER, 9, word[2], true);
	else if (strcmp(word[0], "outside") == 0)
		assert_int_equal(VEC_PUSH(&w->outside, digest_of(w, word[1]), &f), 0);
	else if (strcmp(word[0], "rewritten") == 0)
		assert_int_equal(VEC_PUSH(&w->rewritten, digest_of(w, word[1]), &f), 0);
	else if (strcmp(word[0], "log") == 0)
		fact_log(w, word, at);
	else
		fact_entry(w, word, at);
}

static void read_facts(struct world *w, const char *text)
{
	while (*text != '\0') {
		char word[WORDS][WORD] = { "" };
		size_t n = 0;

		while (*text != '\0' && *text != ';') {
			size_t length = strcspn(text, " ;");

			if (length > 0) {
				assert_true(n < WORDS && length < WORD);
				memcpy(word[n], text, length);
				word[n++][length] = '\0';
			}
			text += length + (text[length] == ' ');
		}
		text += *text == ';';
		if (n > 0)
			one_fact(w, word, n);
	}
}

/* ---- facts to the graph ---------------------------------------------------------------------------------------- */

static int by_path(const void *a, const void *b)
{
	const struct thing *x = (const struct thing *)a, *y = (const struct thing *)b;

	return x->source != y->source ? x->source - y->source : strcmp(x->path, y->path);
}

static int by_document(const void *a, const void *b)
{
	return digest_cmp(&((const struct document_fact *)a)->sha256, &((const struct document_fact *)b)->sha256);
}

static int by_reference(const void *a, const void *b)
{
	const struct reference_fact *x = (const struct reference_fact *)a, *y = (const struct reference_fact *)b;
	int c = digest_cmp(&x->document, &y->document);

	return c != 0 ? c : x->ref.rel != y->ref.rel ? (int)x->ref.rel - (int)y->ref.rel
	                                             : (int)x->ref.position - (int)y->ref.position;
}

/* The image that a root lies in: its own source's, or of what it is a snapshot of. */
static int image_of(const struct world *w, int source)
{
	while (w->snap[source % SOURCES].of != 0)
		source = w->snap[source % SOURCES].of - 1;
	return source;
}

static void tell_snapshot(const struct world *w, int source, struct registry_fact *r)
{
	static const char *const uuids[SOURCES] = { "u0", "u1", "u2", "u3", "u4", "u5", "u6", "u7" };
	static const char *const paths[SOURCES] = { V2, "s1/" V2, "s2/" V2, "s3/" V2, "s4/" V2, "s5/" V2, "s6/" V2, "s7/" V2 };
	int n = source % SOURCES, of = w->snap[n].of - 1, stated = w->snap[n].stated;

	r->in = (struct subvolume_fact){ .path = span_sub(span_of(paths[n]), 0, n == 0 ? 0 : 2),
		                         .number = 256 + (uint64_t)n,
		                         .uuid = span_of(uuids[n]),
		                         .parent = of < 0 ? SPAN_NONE : span_of(uuids[of]),
		                         .made_in = 100 + (uint64_t)n,
		                         .changed_in = w->snap[n].edited ? 190 : 99,
		                         .read_only = of >= 0 && !w->snap[n].writable };
	r->path = span_of(w->snap[n].bare ? "elsewhere" : paths[n]);
	r->root_stated = stated != 0;
	if (stated > 0) {
		r->of_source = (uint32_t)image_of(w, stated - 1) + 1;
		r->of_root = true;
		r->of_path = span_of(paths[stated - 1]);
	}
}

static void feed_things(struct world *w, struct graph *g)
{
	struct fault f = FAULT_INIT;
	int last = -1;

	for (size_t i = 0; i < w->things.n; i++) {
		int source = w->things.v[i].source;
		struct registry_fact r = { .id = source + 1, .scan = source + 10, .source = (uint32_t)source + 1,
			                   .original = w->original[source % SOURCES], .present = source == 0, .store = STORE_IS_REGISTRY, .path = span_of(V2),
			                   .label = span_of(source == 0 ? "now" : "other") };

		r.source = (uint32_t)image_of(w, source) + 1;
		r.scan = image_of(w, source) + 10;
		r.present = image_of(w, source) == 0;
		tell_snapshot(w, source, &r);
		if (source != last)
			assert_int_equal(graph_add_registry(g, &r, &f), 0);
		last = source;
	}
	for (size_t i = 0; i < w->things.n; i++) {
		struct thing *x = &w->things.v[i];
		struct place p;

		layout_classify(&p, span_of(x->path), x->dir);
		x->fact.id = (int64_t)i + 1;
		x->fact.scan = image_of(w, x->source) + 10;
		x->fact.registry = p.in_registry ? x->source + 1 : 0;
		x->fact.role = p.role;
		x->fact.path = span_of(x->path);
		x->fact.repository = p.repository;
		x->fact.tag = p.tag;
		x->fact.upload = p.upload;
		x->fact.digest = p.digest;
		assert_int_equal(graph_add_item(g, &x->fact, &f), 0);
	}
}

static void feed(struct world *w, struct graph *g)
{
	struct fault f = FAULT_INIT;

	if (w->things.n > 1)
		qsort(w->things.v, w->things.n, sizeof *w->things.v, by_path);
	if (w->documents.n > 1)
		qsort(w->documents.v, w->documents.n, sizeof *w->documents.v, by_document);
	if (w->references.n > 1)
		qsort(w->references.v, w->references.n, sizeof *w->references.v, by_reference);
	feed_things(w, g);
	for (size_t i = 0; i < w->documents.n; i++)
		assert_int_equal(graph_add_document(g, &w->documents.v[i], &f), 0);
	for (size_t i = 0; i < w->references.n; i++)
		assert_int_equal(graph_add_reference(g, &w->references.v[i], &f), 0);
	for (size_t i = 0; i < w->outside.n; i++) {
		struct item_fact x = { .id = 8000 + (int64_t)i, .scan = 10, .role = ROLE_OUTSIDE, .kind = ENTRY_FILE,
			               .path = span_of("elsewhere/file"), .asked = true, .hashed = true, .size = 100,
			               .bytes = 100, .sha256 = w->outside.v[i] };

		assert_int_equal(graph_add_outside(g, &x, &f), 0);
	}
	w->given = (struct given_logs){ w->logs.v, w->logs.n };
	assert_int_equal(graph_add_logs(g, &(struct graph_logs){ &w->given, given_events, given_digests }, &f), 0);
	assert_int_equal(graph_bind(g, &f), 0);
}

static void feed_rewritten(struct world *w, struct graph *g)
{
	struct fault f = FAULT_INIT;

	if (w->rewritten.n > 0)
		assert_int_equal(graph_settle(g, &f), 0);
	for (size_t i = 0; i < w->rewritten.n; i++) {
		struct document_fact d = { .sha256 = w->rewritten.v[i], .kind = DOC_MANIFEST, .image_kind = IMAGE_IMAGE,
			                   .media_type = span_of("application/vnd.oci.image.manifest.v1+json") };
		struct digest config = digest_of(w, "C");

		assert_int_equal(graph_add_resynthesis(g, &d, 100, &config, &f), 0);
		for (uint32_t k = 0; k < 2; k++) {
			struct reference_fact r = { .document = d.sha256,
				                    .ref = { .rel = k == 0 ? REL_CONFIG : REL_LAYER, .has_size = true,
				                             .size = 100, .digest = k == 0 ? config : digest_of(w, "L") } };

			assert_int_equal(graph_add_reference(g, &r, &f), 0);
		}
	}
}

/* ---- conclusions as lines ------------------------------------------------------------------------------------------ */

static void say(struct world *w, const char *fmt, ...) PRINTF_LIKE(2, 3);

static void say(struct world *w, const char *fmt, ...)
{
	struct fault f = FAULT_INIT;
	char line[300];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(line, sizeof line, fmt, ap);
	va_end(ap);
	assert_int_equal(buf_printf(&w->said, &f, "%s\n", line), 0);
}

#define TEXT(span) (int)(span).n, (const char *)(span).p

/* Grounds are no decoration: every conclusion that carries them has one. */
static void grounded(struct world *w, const char *what, struct grounds g)
{
	bool fine = g.n > 0;

	for (size_t i = 0; i < g.n; i++)
		fine = fine && (g.v[i].item != 0 || g.v[i].scan != 0);
	if (!fine)
		say(w, "groundless %s", what);
}

static int on_blob(void *user, const struct blob_conclusion *c, struct fault *f)
{
	struct world *w = (struct world *)user;

	(void)f;
	say(w, "blob %s %s", name_of(w, &c->digest), blob_state_text(c->state));
	say(w, "kind %s %s", name_of(w, &c->digest), blob_kind_text(c->kind));
	return 0;
}

static int on_image(void *user, const struct image_conclusion *c, struct fault *f)
{
	struct world *w = (struct world *)user;

	(void)f;
	say(w, "image %s %s %s %s", name_of(w, &c->digest), standing_text(c->standing), completeness_text(c->completeness),
	    origin_text(c->origin));
	say(w, "is %s %s", name_of(w, &c->digest), image_kind_text(c->kind));
	return 0;
}

static int on_image_repository(void *user, const struct image_repository_conclusion *c, struct fault *f)
{
	struct world *w = (struct world *)user;

	(void)f;
	grounded(w, "an image in a repository", c->because);
	say(w, "in %.*s %s %s", TEXT(c->repository), name_of(w, &c->image), standing_text(c->standing));
	if (c->deleted_at.known)
		say(w, "deleted %.*s %s at %" PRId64, TEXT(c->repository), name_of(w, &c->image),
		    c->deleted_at.sec - second(0).sec);
	return 0;
}

static int on_missing(void *user, const struct digest *image, const struct digest *d, struct fault *f)
{
	struct world *w = (struct world *)user;

	(void)f;
	say(w, "lacks %s %s", name_of(w, image), name_of(w, d));
	return 0;
}

static int on_tag(void *user, const struct tag_conclusion *c, struct fault *f)
{
	struct world *w = (struct world *)user;

	(void)f;
	grounded(w, "a tag", c->because);
	say(w, "tag %.*s %.*s %s %s", TEXT(c->repository), TEXT(c->tag), name_of(w, &c->digest), tag_standing_text(c->standing));
	if (c->from.known)
		say(w, "from %.*s %.*s %s %" PRId64, TEXT(c->repository), TEXT(c->tag), name_of(w, &c->digest),
		    c->from.sec - second(0).sec);
	if (c->until.known)
		say(w, "until %.*s %.*s %s %" PRId64, TEXT(c->repository), TEXT(c->tag), name_of(w, &c->digest),
		    c->until.sec - second(0).sec);
	return 0;
}

static int on_repository(void *user, const struct repository_conclusion *c, struct fault *f)
{
	struct world *w = (struct world *)user;

	(void)f;
	say(w, "repo %.*s %s", TEXT(c->name), repo_standing_text(c->standing));
	return 0;
}

static int on_finding(void *user, const struct finding *c, struct fault *f)
{
	struct world *w = (struct world *)user;
	struct digest d = { .alg = DIGEST_NONE };

	(void)f;
	grounded(w, "a finding", c->because);
	if (digest_parse(&d, c->subject) == 0)
		say(w, "finding %s %s", finding_kind(c->code)->code, name_of(w, &d));
	else
		say(w, "finding %s", finding_kind(c->code)->code);
	return 0;
}

static int on_edge(void *user, const struct edge *e, struct fault *f)
{
	struct world *w = (struct world *)user;

	(void)f;
	grounded(w, "an edge", e->because);
	say(w, "edge %s %s %s %s", e->kind, name_of(w, &e->from), name_of(w, &e->to), grade_text(e->grade));
	return 0;
}

static int on_event(void *user, const struct event_conclusion *c, struct fault *f)
{
	struct world *w = (struct world *)user;

	(void)f;
	grounded(w, "an event", c->because);
	say(w, "event %s %s %s", event_text(c->event), name_of(w, &c->digest), grade_text(c->grade));
	return 0;
}

static int on_copy(void *user, const struct digest *d, int64_t item, enum blob_state s, struct fault *f)
{
	(void)user, (void)d, (void)item, (void)s, (void)f;
	return 0;
}

static int on_linked(void *user, const struct digest *d, int64_t registry, struct span repository, int64_t item, struct fault *f)
{
	(void)user, (void)d, (void)registry, (void)repository, (void)item, (void)f;
	return 0;
}

static int on_candidate(void *user, const struct candidate_conclusion *c, struct fault *f)
{
	(void)user, (void)c, (void)f;
	return 0;
}

static int on_kinship(void *user, const struct kinship_conclusion *c, struct fault *f)
{
	struct world *w = (struct world *)user;

	(void)f;
	say(w, "kinship %d %d of %d", (int)c->kin, (int)c->common, (int)c->entries);
	return 0;
}

static int on_logged_part(void *user, const struct logged_part_conclusion *c, struct fault *f)
{
	struct world *w = (struct world *)user;

	(void)f;
	grounded(w, "a part by logs", c->because);
	say(w, "logged %s %s %s %s", c->tag.n > 0 ? "tag" : name_of(w, &c->image), name_of(w, &c->part), c->rule,
	    grade_text(c->grade));
	return 0;
}

static int on_upload(void *user, const struct upload_conclusion *c, struct fault *f)
{
	(void)f;
	grounded((struct world *)user, "an upload", c->because);
	return 0;
}

static void conclude(struct world *w, struct graph *g)
{
	struct graph_sink sink = { .user = w, .blob = on_blob, .blob_copy = on_copy, .blob_repository = on_linked,
		                   .image = on_image, .image_repository = on_image_repository,
		                   .image_missing = on_missing, .edge = on_edge, .candidate = on_candidate, .tag = on_tag,
		                   .repository = on_repository, .logged_part = on_logged_part, .kinship = on_kinship, .upload = on_upload,
		                   .event = on_event, .finding = on_finding };
	struct graph_counts counts;
	struct fault f = FAULT_INIT;

	feed(w, g);
	feed_rewritten(w, g);
	assert_int_equal(graph_conclude(g, &sink, &counts, &f), 0);
}

static void world_release(struct world *w)
{
	for (size_t i = 0; i < w->logs.n; i++)
		free((void *)(uintptr_t)w->logs.v[i].repository.p);
	VEC_RELEASE(&w->things);
	VEC_RELEASE(&w->documents);
	VEC_RELEASE(&w->references);
	VEC_RELEASE(&w->logs);
	VEC_RELEASE(&w->outside);
	VEC_RELEASE(&w->rewritten);
	buf_release(&w->said);
}

/* ---- checking -------------------------------------------------------------------------------------------------------- */

/* Is there a line that begins with these words? */
static bool said(const struct world *w, const char *words, size_t n)
{
	struct span rest = buf_span(&w->said);

	while (rest.n > 0) {
		struct span line = span_cut(&rest, '\n');

		if (line.n >= n && memcmp(line.p, words, n) == 0 && (line.n == n || line.p[n] == ' '))
			return true;
	}
	return false;
}

/* Every row is told, not only the first that fails. */
static size_t check(struct world *w, const char *sentence, const char *facts, const char *expected)
{
	size_t bad = 0;

	for (const char *at = expected; *at != '\0';) {
		size_t n;
		bool denied;

		at += strspn(at, "; ");
		denied = *at == '!';
		at += denied;
		n = strcspn(at, ";");
		if (n > 0 && said(w, at, n) == denied) {
			print_error("%s\n  facts: %s\n  %s: %.*s\n%s", sentence, facts, denied ? "said all the same" : "not said",
			            (int)n, at, buf_cstr(&w->said));
			bad++;
		}
		at += n;
	}
	return bad;
}

static const struct row {
	const char *sentence, *facts, *expected;
} rows[] = {
#include "graph_rows.h"
};

static void every_row_holds(void **state)
{
	size_t bad = 0;

	(void)state;
	assert_true(COUNT(rows) >= 60);
	for (size_t i = 0; i < COUNT(rows); i++) {
		OWNED(graph) struct graph *g = NULL;
		struct world w = { .names = 0 };
		struct fault f = FAULT_INIT;

		assert_int_equal(graph_new(&g, &f), 0);
		read_facts(&w, rows[i].facts);
		conclude(&w, g);
		bad += check(&w, rows[i].sentence, rows[i].facts, rows[i].expected);
		bad += check(&w, rows[i].sentence, rows[i].facts, "!groundless");
		world_release(&w);
	}
	assert_int_equal(bad, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_row_holds),
	};

	return cmocka_run_group_tests_name("graph", tests, NULL, NULL);
}
