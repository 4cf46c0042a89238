/*
 * graph/graph.h - facts in, conclusions out; pure memory. The order of calls: registries, items,
 * documents, references, diff_ids, layers, observations, then graph_conclude() once. Within each
 * kind facts come ordered by natural keys; what is concluded depends on the facts alone.
 */
#ifndef GRAPH_GRAPH_H
#define GRAPH_GRAPH_H

#include "base/limits.h"
#include "core/conclusion.h"

struct graph;

int graph_new(struct graph **out, struct fault *f) MUST_USE;
void graph_free(struct graph *g);
DEFINE_OWN_PTR(graph, struct graph, graph_free)

int graph_add_registry(struct graph *g, const struct registry_fact *x, struct fault *f) MUST_USE;
int graph_add_item(struct graph *g, const struct item_fact *x, struct fault *f) MUST_USE;
int graph_add_document(struct graph *g, const struct document_fact *x, struct fault *f) MUST_USE;
int graph_add_reference(struct graph *g, const struct reference_fact *x, struct fault *f) MUST_USE;
int graph_add_diff_id(struct graph *g, const struct diff_id_fact *x, struct fault *f) MUST_USE;
int graph_add_layer(struct graph *g, const struct layer_fact *x, struct fault *f) MUST_USE;
int graph_add_observation(struct graph *g, const struct observation_fact *x, struct fault *f) MUST_USE;

/* Where conclusions go. Everything handed over is borrowed for the call. */
struct graph_sink {
	void *user;
	int (*blob)(void *user, const struct blob_conclusion *c, struct fault *f);
	int (*blob_copy)(void *user, const struct digest *d, int64_t item, enum blob_state s,
	                 struct fault *f);
	int (*blob_repository)(void *user, const struct digest *d, int64_t registry,
	                       struct span repository, int64_t item, struct fault *f);
	int (*image)(void *user, const struct image_conclusion *c, struct fault *f);
	int (*image_repository)(void *user, const struct image_repository_conclusion *c, struct fault *f);
	int (*image_missing)(void *user, const struct digest *image, const struct digest *d,
	                     struct fault *f);
	int (*edge)(void *user, const struct edge *e, struct fault *f);
	int (*candidate)(void *user, const struct candidate_conclusion *c, struct fault *f);
	int (*tag)(void *user, const struct tag_conclusion *c, struct fault *f);
	int (*repository)(void *user, const struct repository_conclusion *c, struct fault *f);
	int (*upload)(void *user, const struct upload_conclusion *c, struct fault *f);
	int (*finding)(void *user, const struct finding *c, struct fault *f);
};

struct graph_counts {
	uint64_t images, blobs, tags, findings;
	uint64_t damage;  /* findings that mean exit status 3 */
	bool changed;     /* a source changed: exit status 4 */
};

int graph_conclude(struct graph *g, const struct graph_sink *sink, struct graph_counts *counts,
                   struct fault *f) MUST_USE;

#endif
