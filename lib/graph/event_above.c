/* graph/event_above.c - what empty directories among the repositories say happened. */
#include "graph/event.h"

#include "core/sentence.h"

int trace_emptied_names(struct tracer *t, struct fault *f)
{
	struct graph *g = t->g;
	OWNED(buf) struct buf scratch = BUF_INIT;

	graph_sort_name_dirs(g);
	for (size_t i = 0; i < g->name_dirs.n; i++) {
		const struct plain_item *x = &g->name_dirs.v[i];
		struct ground at = ground_item(x->item, x->scan);
		struct event_conclusion c = { .event = EVENT_REPOSITORY_REMOVED,
			                      .registry = g->registries.v[x->registry].id,
			                      .repository = graph_string(g, x->path),
			                      .time = x->mtime,
			                      .time_source = "mtime of the empty directory",
			                      .grade = GRADE_INFERRED,
			                      .rule = "repository-dir-empty",
			                      .text = span_of(S_REPOSITORY_DIRECTORY_EMPTY) };

		if (graph_is_emptied(g, x, &scratch, f) && trace_put(t, &c, NIL, &at, 1, f) < 0)
			return -1;
		if (f->kind != FAULT_NONE)
			return -1;
	}
	return 0;
}
