/* graph/conclude.c - all conclusions, in the order in which they lean on one another. */
#include "graph/story.h"

static int conclude(struct graph *g, struct fault *f)
{
	if (graph_settle(g, f) < 0 || graph_put_images(g, f) < 0 || graph_put_blobs(g, f) < 0 || graph_put_edges(g, f) < 0 ||
	    graph_put_candidates(g, f) < 0 || graph_put_tags(g, f) < 0 || graph_put_logged_tags(g, f) < 0 || graph_put_dead_tags(g, f) < 0 ||
	    graph_put_story(g, f) < 0 || graph_put_repositories(g, f) < 0 || graph_put_kinships(g, f) < 0 || graph_put_sessions(g, f) < 0 || graph_put_uploads(g, f) < 0)
		return fault_while(f, "drawing conclusions");
	if (graph_put_events(g, f) < 0 || graph_put_happenings(g, f) < 0)
		return fault_while(f, "drawing conclusions");
	return graph_put_findings(g, f);
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
