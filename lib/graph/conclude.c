/* graph/conclude.c - all conclusions, in the order in which they lean on one another. */
#include "graph/story.h"

static int conclude(struct graph *g, struct fault *f)
{
	static int (*const all[])(struct graph *, struct fault *) = {
		graph_settle,	      graph_put_images,	      graph_put_blobs,	     graph_put_edges,	 graph_put_candidates,
		graph_put_tags,	      graph_put_logged_tags,  graph_put_dead_tags,   graph_put_story,	 graph_put_repositories,
		graph_put_kinships,   graph_put_sessions,     graph_put_uploads,     graph_put_events,	 graph_put_happenings,
		graph_put_findings,
	};

	for (size_t i = 0; i < COUNT(all); i++) {
		if (watch_check(g->sink->watch, f) < 0)
			return -1;
		if (all[i](g, f) < 0)
			return fault_while(f, "drawing conclusions");
	}
	return 0;
}

int graph_conclude(struct graph *g, const struct graph_sink *sink, struct graph_counts *counts,
                   struct fault *f)
{
	struct story story = { .arena = ARENA_INIT };
	int rc;

	memset(counts, 0, sizeof *counts);
	g->sink = sink;
	g->counts = counts;
	g->story = &story;
	rc = conclude(g, f);
	g->story = NULL;
	graph_story_release(&story);
	return rc;
}
