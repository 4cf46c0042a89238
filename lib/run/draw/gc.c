/* run/draw/gc.c - what a collection would do to a storage that was scanned: the tree of the scan, the collector's
 * own reading of manifests, the rules. Nothing is written. */
#include "run/draw.h"
#include "run/draw/gc.h"
#include "casedb/merge.h"

#include "base/quote.h"
#include "core/digest.h"
#include "format/format.h"

#include <stdio.h>
#include <stdlib.h>

/* ---- the tree ---------------------------------------------------------------------------------------------- */

struct gc_view {
	struct casedb_tree *tree;
	const struct limits *limits;
	struct buf root; /* the storage's path in its source */
	struct go_manifest manifest;
	VEC(struct digest) names;
};

void run_gc_view_free(struct gc_view *v)
{
	if (v == NULL)
		return;
	casedb_tree_free(v->tree);
	buf_release(&v->root);
	go_manifest_release(&v->manifest);
	VEC_RELEASE(&v->names);
	free(v);
}

int run_gc_view_open(struct casedb *db, const struct registry_fact *r, const struct limits *limits, struct gc_view **out,
                 struct fault *f)
{
	OWNED(gc_view) struct gc_view *v = (struct gc_view *)calloc(1, sizeof *v);

	*out = NULL;
	if (v == NULL)
		return fault_memory(f, sizeof *v);
	v->limits = limits;
	if (buf_add(&v->root, r->path, f) < 0 || casedb_tree_open(db, r->scan, r->path, &v->tree, f) < 0)
		return -1;
	*out = TAKE(&v);
	return 0;
}

static struct collect_entry entry_of(const struct tree_entry *e)
{
	static const enum collect_found found[] = {
		[TREE_FOUND] = COLLECT_HERE,         [TREE_ABSENT] = COLLECT_ABSENT, [TREE_NO_DIR] = COLLECT_NO_DIR,
		[TREE_ELSEWHERE] = COLLECT_OUTSIDE, [TREE_LOOP] = COLLECT_LOOP,
	};

	return (struct collect_entry){ .found = found[e->found],
		                       .path = e->path,
		                       .dir = e->kind == ENTRY_DIR,
		                       .read = e->read,
		                       .size = e->size,
		                       .bytes = e->bytes,
		                       .item = e->item };
}

static int view_find(void *user, struct span path, struct collect_entry *out, struct fault *f)
{
	struct tree_entry e;

	if (casedb_tree_find(((struct gc_view *)user)->tree, path, &e, f) < 0)
		return -1;
	*out = entry_of(&e);
	return 0;
}

static int view_walk(void *user, struct span dir, void **walk, struct fault *f)
{
	struct tree_walk *w;
	int rc = casedb_tree_walk(((struct gc_view *)user)->tree, dir, &w, f);

	*walk = w;
	return rc;
}

static int view_next(void *walk, struct collect_entry *out, struct fault *f)
{
	struct tree_entry e;
	int rc = tree_walk_next((struct tree_walk *)walk, &e, f);

	if (rc != 0)
		return rc < 0 ? -1 : COLLECT_DONE;
	*out = entry_of(&e);
	return 0;
}

static void view_close(void *walk)
{
	tree_walk_free((struct tree_walk *)walk);
}

static int refuse(struct collect_manifest *out, const char *why)
{
	(void)snprintf(out->why, sizeof out->why, "as a manifest the collector cannot read it: %s", said_english(why));
	return COLLECT_ABORTS;
}

static int read_document(struct gc_view *v, struct span bytes, bool three, struct collect_manifest *out, struct fault *f)
{
	struct go_manifest *m = &v->manifest;
	int rc;

	go_manifest_release(m);
	memset(m, 0, sizeof *m);
	v->names.n = 0;
	rc = go_manifest_read(m, bytes, three, v->limits, f);
	if (rc != 0)
		return rc < 0 ? -1 : rc == GO_UNTOLD ? COLLECT_UNTOLD : refuse(out, m->why);
	if (VEC_PUSH(&v->names, m->config, f) < 0)
		return -1;
	for (size_t i = 0; i < m->list.n; i++)
		if (VEC_PUSH(&v->names, m->list.v[i], f) < 0)
			return -1;
	out->v = v->names.v;
	out->n = v->names.n;
	return 0;
}

static int view_manifest(void *user, const struct collect_entry *data, bool three, struct collect_manifest *out,
                         struct fault *f)
{
	struct gc_view *v = (struct gc_view *)user;
	struct tree_document d;
	int rc;

	if (!data->read || data->item == 0)
		return COLLECT_UNTOLD;
	rc = casedb_tree_document(v->tree, data->item, &d, f);
	if (rc != 0 || !d.hashed)
		return rc < 0 ? -1 : COLLECT_UNTOLD;
	if (d.kept)
		return read_document(v, d.bytes, three, out, f);
	/* whatever begins like JSON is kept as a document, unless it is too large for one */
	if (!d.examined || data->size > v->limits->json_bytes)
		return COLLECT_UNTOLD;
	return refuse(out, data->size == 0 ? "it has no bytes" : "its bytes are no JSON document");
}

/* ---- one storage --------------------------------------------------------------------------------------------- */

/* What there is to say of a run that does not end as it should; "" otherwise. */
static int say_end(struct span root, const struct collect_end *end, int rc, struct buf *out, struct fault *f)
{
	const char *slash = root.n > 0 && end->path.n > 0 ? "/" : "";

	buf_clear(out);
	if (rc == 0 || rc == COLLECT_NONE)
		return 0;
	if (buf_add_text(out, rc == COLLECT_ABORTS ? "the run ends at " : "not told, at ", f) < 0 ||
	    quote_visible(out, root, f) < 0 || buf_add_text(out, slash, f) < 0 ||
	    quote_visible(out, buf_span(&end->path), f) < 0 || buf_add_text(out, ": ", f) < 0 ||
	    buf_add_text(out, said_english(end->why), f) < 0)
		return -1;
	if (rc != COLLECT_ABORTS)
		return 0;
	return buf_add_text(out, end->late ? "; the manifests are removed by then, no blob is" : "; nothing is removed", f);
}

/* Is there a storage to run over, or only part of one: a half that was handed over alone, repositories put aside? */
static int look_for_storage(struct gc_view *v, struct fault *f)
{
	static const char *const halves[] = { "blobs", "repositories" };
	struct tree_entry e;

	for (size_t i = 0; i < COUNT(halves); i++) {
		if (casedb_tree_find(v->tree, span_of(halves[i]), &e, f) < 0)
			return -1;
		if (e.found != TREE_ABSENT)
			return 0;
	}
	return COLLECT_NONE;
}

int run_gc_predict(struct gc_view *v, const struct collect_rules *rules, const struct collect_sink *sink, struct buf *why,
               struct fault *f)
{
	const struct collect_tree tree = { v, view_find, view_walk, view_next, view_close, view_manifest };
	struct collect_end end = { .path = BUF_INIT };
	int rc = look_for_storage(v, f);

	if (rc == 0)
		rc = graph_collect(&tree, rules, sink, &end, f);
	if (rc >= 0 && say_end(buf_span(&v->root), &end, rc, why, f) < 0)
		rc = -1;
	buf_release(&end.path);
	return rc;
}

/* ---- the command ----------------------------------------------------------------------------------------------- */

static int put(void *user, const char *kind, struct span repository, const struct digest *d, uint64_t size,
               struct fault *f)
{
	const struct run_gc_sink *s = (const struct run_gc_sink *)user;
	char text[DIGEST_TEXT];

	return s->object(s->user, kind, repository, span_of(digest_text(text, d)), size, f);
}

static int put_manifest(void *user, struct span repository, const struct digest *d, struct fault *f)
{
	return put(user, "manifest", repository, d, 0, f);
}

static int put_layer_link(void *user, struct span repository, const struct digest *d, struct fault *f)
{
	return put(user, "layer-link", repository, d, 0, f);
}

static int put_blob(void *user, const struct digest *d, uint64_t size, struct fault *f)
{
	return put(user, "blob", SPAN_NONE, d, size, f);
}

static int one_registry(struct casedb *db, const struct registry_fact *r, const struct limits *limits,
                        const struct run_gc_sink *sink, struct fault *f)
{
	const struct collect_sink to = { (void *)(uintptr_t)sink, put_manifest, put_layer_link, put_blob };
	OWNED(gc_view) struct gc_view *v = NULL;

	if (run_gc_view_open(db, r, limits, &v, f) < 0)
		return -1;
	for (unsigned i = 0; i < 4; i++) {
		const struct collect_rules rules = { .three = i >= 2, .untagged = i % 2 == 1 };
		struct run_gc_run run = { r->path, r->label, rules.three, rules.untagged };
		OWNED(buf) struct buf why = BUF_INIT;
		int rc;

		if (sink->begin(sink->user, &run, f) < 0)
			return -1;
		rc = run_gc_predict(v, &rules, &to, &why, f);
		if (rc == COLLECT_NONE)
			return 0; /* no run over it ever says anything */
		if (rc < 0 || sink->end(sink->user, rc == COLLECT_ABORTS, buf_cstr(&why), f) < 0)
			return -1;
	}
	return 0;
}

int run_gc(const struct run_options *o, const struct run_gc_sink *sink, struct fault *f)
{
	OWNED(casedb) struct casedb *db = NULL;
	OWNED(facts) struct facts *x = NULL;
	struct registry_fact r;
	int rc;

	if (casedb_open(&db, o->case_path, CASEDB_READ, o->watch, f) < 0 || casedb_refuse_part(db, f) < 0 || casedb_choose(db, o->scan, NULL, f) < 0 ||
	    facts_registries(db, &x, f) < 0)
		return -1;
	while ((rc = facts_next_registry(x, &r, f)) == 0)
		if (r.present && !r.copy && r.store == STORE_IS_REGISTRY && one_registry(db, &r, &o->limits, sink, f) < 0)
			return -1;
	return rc < 0 ? -1 : 0;
}
