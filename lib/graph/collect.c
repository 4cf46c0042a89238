/*
 * graph/collect.c - what `registry garbage-collect` would do, by its own steps: 2.x as of 2.8.2, 3.x as of
 * 3.1.1 (registry/storage: garbagecollect.go, catalog.go, linkedblobstore.go, tagstore.go, driver/walk.go;
 * formats(7), "Collection"). It goes by directories, links and the bytes that are there, never by what they
 * hash to; the first thing that its own walk cannot take ends it, and is named.
 */
#include "base/arena.h"
#include "base/quote.h"
#include "base/vec.h"
#include "graph/collect_path.h"
#include "graph/digest_set.h"
#include "graph/graph.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum { SMALL = 256 }; /* files up to that size are kept with their bytes */

/* ---- one run ---------------------------------------------------------------------------------------------- */

struct doomed {
	struct digest digest;
	struct span repository;
	bool link; /* a layer's link, else a manifest */
};

struct swept {
	struct digest digest;
	uint64_t size;
};

enum tags_known { TAGS_UNREAD = 0, TAGS_READ, TAGS_ABSENT };

struct collect {
	const struct collect_tree *tree;
	const struct collect_rules *rules;
	struct collect_end *end;
	struct arena names;
	struct digests marked;
	VEC(struct doomed) doomed, links;
	VEC(struct digest) stack; /* 3.x: references still to follow */
	/* of the repository at hand */
	struct span repository;
	struct digests current, dropped;
	enum tags_known tags;
	struct buf path;
};

/* The run ends here. Outcomes of this room: COLLECT_ABORTS, COLLECT_UNTOLD. */
static int stop(struct collect *c, int how, struct span path, const char *why, struct fault *f)
{
	(void)snprintf(c->end->why, sizeof c->end->why, "%s", why);
	buf_clear(&c->end->path);
	return buf_add(&c->end->path, path, f) < 0 ? -1 : how;
}

static int aborts(struct collect *c, struct span path, const char *why, struct fault *f)
{
	return stop(c, COLLECT_ABORTS, path, why, f);
}

static int path_of(struct collect *c, struct fault *f, const char *format, ...) PRINTF_LIKE(3, 4);

static int path_of(struct collect *c, struct fault *f, const char *format, ...)
{
	char text[512];
	va_list ap;

	buf_clear(&c->path);
	va_start(ap, format);
	(void)vsnprintf(text, sizeof text, format, ap);
	va_end(ap);
	return buf_add_text(&c->path, text, f);
}

/* A path in the repository at hand. */
static int in_repository(struct collect *c, const char *rest, const struct digest *d, const char *end, struct fault *f)
{
	char text[DIGEST_TEXT];
	char *colon;

	if (path_of(c, f, "repositories/") < 0 || buf_add(&c->path, c->repository, f) < 0 ||
	    buf_add_text(&c->path, rest, f) < 0)
		return -1;
	if (d == NULL)
		return 0;
	colon = strchr(digest_text(text, d), ':');
	*colon = '/';
	return buf_add_text(&c->path, text, f) < 0 || buf_add_text(&c->path, end, f) < 0 ? -1 : 0;
}

static int blob_path(struct collect *c, const struct digest *d, struct fault *f)
{
	char text[DIGEST_TEXT];
	const char *hex = strchr(digest_text(text, d), ':') + 1;

	return path_of(c, f, "blobs/%s/%.2s/%s/data", digest_alg_name((enum digest_alg)d->alg), hex, hex);
}

/* What the collector meets at a path that is no file or directory: 0 nothing there, 1 it is there. */
static int met(struct collect *c, const struct collect_entry *e, struct fault *f)
{
	switch (e->found) {
	case COLLECT_HERE:
		return 1;
	case COLLECT_ABSENT:
		return 0;
	case COLLECT_NO_DIR:
		return aborts(c, e->path, "something above it is a file, where a directory is read", f) < 0 ? -1 : 2;
	case COLLECT_LOOP:
		return aborts(c, e->path, "symbolic links lead round in it", f) < 0 ? -1 : 2;
	default:
		return stop(c, COLLECT_UNTOLD, e->path,
		            "a symbolic link there leads out of this source, and the collector follows it", f) < 0
		               ? -1
		               : 3;
	}
}

/* met() of a path that was looked up: 0, 1, or an outcome through *out with -2. */
static int look(struct collect *c, struct collect_entry *e, int *out, struct fault *f)
{
	int rc = c->tree->find(c->tree->user, buf_span(&c->path), e, f);

	if (rc < 0)
		return -1;
	rc = met(c, e, f);
	if (rc < 2)
		return rc;
	*out = rc == 2 ? COLLECT_ABORTS : COLLECT_UNTOLD;
	return -2;
}

/* ---- links ------------------------------------------------------------------------------------------------ */

/* The digest in a link file: 0, or an outcome. */
static int read_link(struct collect *c, const struct collect_entry *e, struct digest *out, struct fault *f)
{
	if (e->dir)
		return aborts(c, e->path, "it is a directory, where a link file is read", f);
	if (!e->read)
		return stop(c, COLLECT_UNTOLD, e->path, "this link was not read to its end", f);
	if (e->size == 0)
		return aborts(c, e->path, "this link is empty", f);
	if (e->bytes.n == 0 && e->size <= SMALL)
		return stop(c, COLLECT_UNTOLD, e->path, "this link's bytes are not kept in the case", f);
	if (digest_parse(out, e->bytes) != 0)
		return aborts(c, e->path, "this link does not hold one digest and nothing else", f);
	return 0;
}

/* The link that a digest has in the repository: 0 and its target, COLLECT_NONE, an outcome. */
static int resolve(struct collect *c, const struct digest *d, bool layers, struct digest *target, struct fault *f)
{
	static const char *const places[] = { "/_manifests/revisions/", "/_layers/" };
	/* 2.x looks among the layers too, since 2.1.0 linked manifests there */
	size_t from = layers ? 1 : 0, to = c->rules->three && !layers ? 1 : 2;

	for (size_t i = from; i < to; i++) {
		struct collect_entry e;
		int out = 0, rc;

		if (in_repository(c, places[i], d, "/link", f) < 0)
			return -1;
		rc = look(c, &e, &out, f);
		if (rc == -1)
			return -1;
		if (rc == -2)
			return out;
		if (rc == 1)
			return read_link(c, &e, target, f);
	}
	return COLLECT_NONE;
}

/* The data file of a digest: 0, COLLECT_NONE when there is none, an outcome. */
static int stat_blob(struct collect *c, const struct digest *d, struct collect_entry *e, struct fault *f)
{
	int out = 0, rc;

	if (blob_path(c, d, f) < 0)
		return -1;
	rc = look(c, e, &out, f);
	if (rc < 0)
		return rc == -1 ? -1 : out;
	return rc == 1 && !e->dir ? 0 : COLLECT_NONE;
}

/* ---- tags --------------------------------------------------------------------------------------------------- */

static const char bad_name[] = "its name holds a character that the registry's storage driver refuses";

/* One entry beneath tags/: only <tag>/current/link is read, and what stands in its way ends the run. */
static int take_tag(struct collect *c, const struct collect_entry *e, size_t above, struct fault *f)
{
	struct span tag = collect_child_of(e->path, above), rest = span_from(e->path, above + tag.n);
	struct digest d;
	int rc;

	if (!collect_plain_name(tag))
		return aborts(c, span_sub(e->path, 0, above + tag.n), bad_name, f);
	if (e->found != COLLECT_HERE) {
		rc = rest.n == 0 || span_is(rest, "/current") || span_is(rest, "/current/link") ? met(c, e, f) : 0;
		return rc < 2 ? rc : rc == 2 ? COLLECT_ABORTS : COLLECT_UNTOLD;
	}
	if (!e->dir && (rest.n == 0 || span_is(rest, "/current")))
		return aborts(c, e->path, "it is a file, where a tag's directory is read", f);
	if (!span_is(rest, "/current/link"))
		return 0;
	rc = read_link(c, e, &d, f);
	return rc != 0 ? rc : digests_add(&c->current, &d, f) < 0 ? -1 : 0;
}

static int read_tags(struct collect *c, struct fault *f)
{
	void *walk = NULL;
	struct collect_entry e;
	bool any = false;
	size_t above;
	int rc, out = 0;

	if (in_repository(c, "/_manifests/tags", NULL, NULL, f) < 0)
		return -1;
	above = c->path.n + 1;
	rc = c->tree->walk(c->tree->user, buf_span(&c->path), &walk, f);
	while (rc == 0 && (rc = c->tree->next(walk, &e, f)) == 0) {
		any = true;
		rc = take_tag(c, &e, above, f);
	}
	c->tree->close(walk);
	if (rc != COLLECT_DONE)
		return rc;
	c->tags = TAGS_READ;
	if (any)
		return 0;
	rc = look(c, &e, &out, f);
	if (rc < 0)
		return rc == -1 ? -1 : out;
	if (rc == 1 && !e.dir)
		return aborts(c, e.path, "it is a file, where the directory of tags is read", f);
	if (rc == 0)
		c->tags = TAGS_ABSENT;
	return 0;
}

/* ---- marking -------------------------------------------------------------------------------------------------- */

static int mark(struct collect *c, const struct digest *d, struct fault *f)
{
	int was = digest_set(d) ? digests_add(&c->marked, d, f) : 1;

	if (was < 0)
		return -1;
	return was == 0 && c->rules->three ? VEC_PUSH(&c->stack, *d, f) : 0;
}

/* What the manifest in a data file names. */
static int mark_references(struct collect *c, const struct collect_entry *data, struct fault *f)
{
	struct collect_manifest m = { .n = 0 };
	int rc = c->tree->manifest(c->tree->user, data, c->rules->three, &m, f);

	if (rc < 0)
		return -1;
	if (rc == COLLECT_UNTOLD)
		return stop(c, COLLECT_UNTOLD, data->path, "this manifest's bytes were not read, or not as a document", f);
	if (rc == COLLECT_ABORTS)
		return aborts(c, data->path, m.why, f);
	for (size_t i = 0; i < m.n; i++)
		if (mark(c, &m.v[i], f) < 0)
			return -1;
	return 0;
}

/* 3.x goes on below what the repository has as a manifest too. */
static int mark_below(struct collect *c, struct fault *f)
{
	while (c->stack.n > 0) {
		struct digest d = c->stack.v[--c->stack.n], target;
		struct collect_entry e;
		int rc = resolve(c, &d, false, &target, f);

		if (rc == 0)
			rc = stat_blob(c, &target, &e, f);
		if (rc == COLLECT_NONE || rc == COLLECT_ABORTS)
			continue; /* there is none: an error of this question is not asked about */
		if (rc == 0)
			rc = mark_references(c, &e, f);
		if (rc != 0)
			return rc;
	}
	return 0;
}

static int doom(struct collect *c, const struct digest *d, bool link, struct fault *f)
{
	struct doomed x = { *d, c->repository, link };
	int was = digests_add(&c->dropped, d, f);

	if (was != 0)
		return was < 0 ? -1 : 0;
	return link ? VEC_PUSH(&c->links, x, f) : VEC_PUSH(&c->doomed, x, f);
}

/* Is the manifest to be kept, by its tags? 0 yes, COLLECT_NONE no, an outcome. */
static int tagged(struct collect *c, const struct digest *d, struct fault *f)
{
	int rc = c->tags == TAGS_UNREAD ? read_tags(c, f) : 0;

	if (rc != 0)
		return rc;
	if (digests_hold(&c->current, d))
		return 0;
	if (c->tags == TAGS_READ)
		return doom(c, d, false, f) < 0 ? -1 : COLLECT_NONE;
	if (c->rules->three)
		return COLLECT_NONE; /* neither marked nor removed */
	if (in_repository(c, "/_manifests/tags", NULL, NULL, f) < 0)
		return -1;
	return aborts(c, buf_span(&c->path), "there is no such directory, and a manifest has to be looked up in it", f);
}

/* The digest that a link gives, the one it stands for, and the bytes of that. */
static int follow(struct collect *c, const struct collect_entry *link, bool layer, struct digest *d, struct digest *target,
                  struct collect_entry *data, struct fault *f)
{
	int rc = read_link(c, link, d, f);

	if (rc == 0)
		rc = resolve(c, d, layer, target, f);
	return rc == 0 ? stat_blob(c, target, data, f) : rc;
}

static int take_revision(struct collect *c, const struct collect_entry *link, struct fault *f)
{
	struct collect_entry data;
	struct digest d, target;
	int rc = follow(c, link, false, &d, &target, &data, f);

	if (rc != 0)
		return rc == COLLECT_NONE ? 0 : rc; /* a link whose bytes are gone is passed over */
	rc = c->rules->untagged ? tagged(c, &d, f) : 0;
	if (rc != 0)
		return rc == COLLECT_NONE ? 0 : rc;
	if (digests_add(&c->marked, &d, f) < 0)
		return -1;
	/* looked up again: the tags may have been read meanwhile */
	rc = c->rules->untagged ? stat_blob(c, &target, &data, f) : 0;
	if (rc == 0)
		rc = mark_references(c, &data, f);
	return rc == 0 && c->rules->three ? mark_below(c, f) : rc;
}

static int take_layer(struct collect *c, const struct collect_entry *link, struct fault *f)
{
	struct collect_entry data;
	struct digest d, target;
	int rc = follow(c, link, true, &d, &target, &data, f);

	if (rc != 0)
		return rc == COLLECT_NONE ? 0 : rc;
	return digests_hold(&c->marked, &d) ? 0 : doom(c, &d, true, f);
}

/* Everything beneath the path at hand, its link files to `each`. `absent`: nothing is there at all. */
static int walk_links(struct collect *c,
                      int (*each)(struct collect *c, const struct collect_entry *e, struct fault *f), bool *absent,
                      struct fault *f)
{
	OWNED(buf) struct buf dir = BUF_INIT;
	void *walk = NULL;
	struct collect_entry e;
	bool any = false;
	int rc, out = 0;

	*absent = false;
	if (buf_add(&dir, buf_span(&c->path), f) < 0)
		return -1;
	rc = c->tree->walk(c->tree->user, buf_span(&dir), &walk, f);
	while (rc == 0 && (rc = c->tree->next(walk, &e, f)) == 0) {
		any = true;
		if (e.found != COLLECT_HERE)
			rc = (rc = met(c, &e, f)) < 2 ? rc : rc == 2 ? COLLECT_ABORTS : COLLECT_UNTOLD;
		else if (!e.dir && span_is(collect_last_of(e.path), "link"))
			rc = collect_refused(e.path, dir.n + 1) ? aborts(c, e.path, bad_name, f) : each(c, &e, f);
	}
	c->tree->close(walk);
	if (rc != COLLECT_DONE || any)
		return rc == COLLECT_DONE ? 0 : rc;
	buf_clear(&c->path);
	if (buf_add(&c->path, buf_span(&dir), f) < 0)
		return -1;
	rc = look(c, &e, &out, f);
	if (rc < 0)
		return rc == -1 ? -1 : out;
	*absent = rc == 0;
	return rc == 1 && !e.dir ? aborts(c, e.path, "it is a file, where a directory is read", f) : 0;
}

/* ---- repositories ------------------------------------------------------------------------------------------------ */

static int take_repository(struct collect *c, struct span name, struct span at, struct fault *f)
{
	bool absent;
	int rc;

	digests_clear(&c->current);
	digests_clear(&c->dropped);
	c->tags = TAGS_UNREAD;
	if (!collect_is_reference(name))
		return aborts(c, at, "the repository's name breaks the registry's grammar", f);
	if (arena_span(&c->names, name, &c->repository, f) < 0 ||
	    in_repository(c, "/_manifests/revisions", NULL, NULL, f) < 0)
		return -1;
	rc = walk_links(c, take_revision, &absent, f);
	if (rc != 0 || !c->rules->three)
		return rc;
	digests_clear(&c->dropped);
	if (in_repository(c, "/_layers", NULL, NULL, f) < 0)
		return -1;
	rc = walk_links(c, take_layer, &absent, f);
	return rc == 0 && absent ? aborts(c, buf_span(&c->path), "there is no such directory", f) : rc;
}

struct position { /* of the walk over repositories */
	struct buf before; /* the path before */
	struct buf skip;   /* what lies beneath this is passed over */
};

static bool beneath(struct span path, struct span above)
{
	return above.n > 0 && path.n > above.n && span_starts(path, above) && path.p[above.n] == '/';
}

static int pass_over(struct position *at, struct span path, struct fault *f)
{
	buf_clear(&at->skip);
	return buf_add(&at->skip, path, f);
}

/* One more name on the way down: `path`, a directory unless it is the entry itself. */
static int enter(struct collect *c, struct position *at, struct span path, bool is_dir, struct fault *f)
{
	static const char top[] = "repositories";
	struct span name = collect_last_of(path), above = span_sub(path, 0, path.n - name.n - 1), repository;
	bool marks = span_is(name, c->rules->three ? "_manifests" : "_layers");
	int rc = 0;

	if (name.n == 0 || name.p[0] != '_')
		return 0;
	if (marks) {
		repository = above.n > strlen(top) ? span_from(above, strlen(top) + 1) : name;
		rc = take_repository(c, repository, path, f);
	}
	if (rc != 0)
		return rc;
	/* 2.x ends the directory at such a file: what follows it there is not visited */
	if (!is_dir)
		return c->rules->three ? 0 : pass_over(at, above, f);
	return pass_over(at, path, f);
}

static int take_place(struct collect *c, struct position *at, const struct collect_entry *e, struct fault *f)
{
	OWNED(buf) struct buf path = BUF_INIT; /* of its own: a repository's walk moves on */
	struct span before = buf_span(&at->before);
	size_t i = strlen("repositories") + 1, same = 0;
	int rc = 0;

	if (beneath(e->path, buf_span(&at->skip)))
		return 0;
	if (e->found != COLLECT_HERE && (rc = met(c, e, f)) != 0)
		return rc < 2 ? rc : rc == 2 ? COLLECT_ABORTS : COLLECT_UNTOLD;
	if (e->found != COLLECT_HERE)
		return 0;
	if (buf_add(&path, e->path, f) < 0)
		return -1;
	while (same < path.n && same < before.n && path.p[same] == before.p[same])
		same++;
	while (rc == 0 && i < path.n) {
		size_t end = i + collect_child_of(buf_span(&path), i).n;

		/* directories that the walk is in already were entered before */
		if (!(end <= same && (end == before.n || (end < before.n && before.p[end] == '/'))))
			rc = enter(c, at, span_sub(buf_span(&path), 0, end), end < path.n || e->dir, f);
		if (beneath(buf_span(&path), buf_span(&at->skip)))
			break;
		i = end + 1;
	}
	buf_clear(&at->before);
	return rc != 0 ? rc : buf_add(&at->before, buf_span(&path), f);
}

static int mark_all(struct collect *c, struct fault *f)
{
	struct position at = { BUF_INIT, BUF_INIT };
	void *walk = NULL;
	struct collect_entry e;
	bool any = false;
	int rc = c->tree->walk(c->tree->user, span_of("repositories"), &walk, f), out = 0;

	while (rc == 0 && (rc = c->tree->next(walk, &e, f)) == 0) {
		any = true;
		rc = take_place(c, &at, &e, f);
	}
	c->tree->close(walk);
	buf_release(&at.before);
	buf_release(&at.skip);
	if (rc != COLLECT_DONE || any)
		return rc == COLLECT_DONE ? 0 : rc;
	if (path_of(c, f, "repositories") < 0)
		return -1;
	rc = look(c, &e, &out, f);
	if (rc < 0)
		return rc == -1 ? -1 : out;
	return rc == 0 ? aborts(c, e.path, "there is no such directory", f)
	               : e.dir ? 0 : aborts(c, e.path, "it is a file, where a directory is read", f);
}

/* ---- sweeping ------------------------------------------------------------------------------------------------------ */

struct sweep {
	struct collect *c;
	VEC(struct swept) v;
};

static int take_data(struct sweep *s, const struct collect_entry *e, struct fault *f)
{
	struct swept x = { .size = e->size };

	if (!collect_digest_of_path(e->path, &x.digest))
		return aborts(s->c, e->path, "its place does not name a digest, and the collector takes every file called data for a blob", f);
	return digests_hold(&s->c->marked, &x.digest) ? 0 : VEC_PUSH(&s->v, x, f);
}

static int by_digest(const void *a, const void *b)
{
	return digest_cmp(&((const struct swept *)a)->digest, &((const struct swept *)b)->digest);
}

static int list_blobs(struct sweep *s, struct fault *f)
{
	struct collect *c = s->c;
	void *walk = NULL;
	struct collect_entry e;
	bool any = false;
	int rc = c->tree->walk(c->tree->user, span_of("blobs"), &walk, f), out = 0;

	while (rc == 0 && (rc = c->tree->next(walk, &e, f)) == 0) {
		any = true;
		if (e.found != COLLECT_HERE)
			rc = (rc = met(c, &e, f)) < 2 ? rc : rc == 2 ? COLLECT_ABORTS : COLLECT_UNTOLD;
		else if (!e.dir && span_is(collect_last_of(e.path), "data"))
			rc = take_data(s, &e, f);
	}
	c->tree->close(walk);
	if (rc != COLLECT_DONE || any)
		return rc == COLLECT_DONE ? 0 : rc;
	if (path_of(c, f, "blobs") < 0)
		return -1;
	rc = look(c, &e, &out, f);
	if (rc < 0)
		return rc == -1 ? -1 : out;
	return rc == 0 ? aborts(c, e.path, "there is no such directory", f)
	               : e.dir ? 0 : aborts(c, e.path, "it is a file, where a directory is read", f);
}

static int tell_manifests(struct collect *c, const struct collect_sink *sink, struct fault *f)
{
	for (size_t i = 0; i < c->doomed.n; i++) {
		const struct doomed *x = &c->doomed.v[i];

		/* 3.x spares what a kept index lists */
		if ((!c->rules->three || !digests_hold(&c->marked, &x->digest)) &&
		    sink->manifest(sink->user, x->repository, &x->digest, f) < 0)
			return -1;
	}
	return 0;
}

static int tell_rest(struct sweep *s, const struct collect_sink *sink, struct fault *f)
{
	struct collect *c = s->c;

	for (size_t i = 0; i < c->links.n; i++)
		if (sink->layer_link(sink->user, c->links.v[i].repository, &c->links.v[i].digest, f) < 0)
			return -1;
	if (s->v.n > 1)
		qsort(s->v.v, s->v.n, sizeof *s->v.v, by_digest);
	for (size_t i = 0; i < s->v.n; i++)
		if ((i == 0 || !digest_eq(&s->v.v[i].digest, &s->v.v[i - 1].digest)) &&
		    sink->blob(sink->user, &s->v.v[i].digest, s->v.v[i].size, f) < 0)
			return -1;
	return 0;
}

static int run(struct collect *c, const struct collect_sink *sink, struct fault *f)
{
	struct sweep s = { .c = c };
	int rc = mark_all(c, f);

	if (rc != 0)
		return rc;
	rc = list_blobs(&s, f);
	/* manifests go first: a run that ends in the blobs has removed them */
	c->end->late = rc == COLLECT_ABORTS && c->doomed.n > 0;
	if ((rc == 0 || rc == COLLECT_ABORTS) && tell_manifests(c, sink, f) < 0)
		rc = -1;
	if (rc == 0)
		rc = tell_rest(&s, sink, f);
	VEC_RELEASE(&s.v);
	return rc;
}

int graph_collect(const struct collect_tree *tree, const struct collect_rules *rules, const struct collect_sink *sink,
                  struct collect_end *end, struct fault *f)
{
	struct collect c = { .tree = tree, .rules = rules, .end = end };
	int rc;

	end->why[0] = '\0';
	end->late = false;
	buf_clear(&end->path);
	rc = run(&c, sink, f);
	digests_clear(&c.marked);
	digests_clear(&c.current);
	digests_clear(&c.dropped);
	VEC_RELEASE(&c.doomed);
	VEC_RELEASE(&c.links);
	VEC_RELEASE(&c.stack);
	arena_release(&c.names);
	buf_release(&c.path);
	return rc;
}
