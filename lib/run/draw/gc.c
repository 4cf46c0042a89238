/* run/draw/gc.c - facts through the graph into what a collection would remove. Nothing is written. */
#include "casedb/casedb.h"
#include "core/digest.h"
#include "graph/graph.h"
#include "run/scan/scan.h"

struct gc {
	const struct run_gc_sink *sink;
};

static int put(void *user, const char *kind, struct span repository, const struct digest *d,
               uint64_t size, struct fault *f)
{
	const struct run_gc_sink *s = ((const struct gc *)user)->sink;
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

static int one_registry(struct graph *g, const struct registry_fact *r, const struct run_gc_sink *sink,
                        struct fault *f)
{
	struct gc gc = { sink };
	const struct collect_sink to = { &gc, put_manifest, put_layer_link, put_blob };

	for (unsigned i = 0; i < 4; i++) {
		const struct collect_rules rules = { .three = i >= 2, .untagged = i % 2 == 1 };
		const struct run_gc_run run = { r->path, r->label, rules.three, rules.untagged };
		char why[256];

		if (sink->begin(sink->user, &run, f) < 0 ||
		    graph_collect(g, r->id, &rules, &to, why, f) < 0 || sink->end(sink->user, why, f) < 0)
			return -1;
	}
	return 0;
}

static int all(struct casedb *db, const struct run_options *o, const struct run_gc_sink *sink,
               struct fault *f)
{
	OWNED(graph) struct graph *g = NULL;
	OWNED(facts) struct facts *x = NULL;
	struct registry_fact r;
	int rc;

	if (casedb_choose(db, o->scan, NULL, f) < 0 || graph_new(&g, f) < 0 || run_resolve_feed(db, g, f) < 0 ||
	    facts_registries(db, &x, f) < 0)
		return -1;
	while ((rc = facts_next_registry(x, &r, f)) == 0)
		if (r.present && one_registry(g, &r, sink, f) < 0)
			return -1;
	return rc < 0 ? -1 : 0;
}

int run_gc(const struct run_options *o, const struct run_gc_sink *sink, struct fault *f)
{
	OWNED(casedb) struct casedb *db = NULL;

	if (casedb_open(&db, o->case_path, CASEDB_READ, o->watch, f) < 0)
		return -1;
	return all(db, o, sink, f);
}
