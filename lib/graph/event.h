/*
 * graph/event.h - inside graph/: one event on its way to the timeline. Rules are named after the
 * residue they read; sherd-formats(7), "What operations leave", lists them.
 */
#ifndef GRAPH_EVENT_H
#define GRAPH_EVENT_H

#include "graph/private.h"

struct shard_span { /* shard directories swept in one go */
	struct when first, last;
	uint32_t shards, links; /* left empty; layer links emptied in the same time */
	VEC(struct ground) at;  /* each of them */
	id32 registry;
	bool told; /* with the run of another root of the same history */
};

struct tracer {
	struct graph *g;
	id32 *shard;               /* [registry * 256 + first byte of sha256] -> shards, or NIL */
	uint8_t *tag_names;        /* [pair]: some tag index of its repository names it */
	VEC(struct shard_span) runs;
	uint32_t *swept_linked;    /* [registry]: swept blobs whose layer link stayed */
	uint32_t *children_lost;   /* [registry]: index children whose parts were swept */
};

int trace_put(struct tracer *t, struct event_conclusion *c, id32 repo, const struct ground *at,
              size_t n, struct fault *f) MUST_USE;
/* Does this registry hold bytes of any state under the node's name? */
bool trace_holds(const struct graph *g, id32 registry, id32 node);
/* The directory blobs/sha256/<xx>/ of a digest in a registry; NULL when it has none. */
const struct plain_item *trace_shard(const struct tracer *t, id32 registry, const struct digest *d);
/* A link names a node whose bytes the registry does not hold: swept, or never here. */
int trace_bytes_gone(struct tracer *t, id32 repo, id32 node, struct ground link,
                     struct when link_mtime, const char *rule, struct fault *f) MUST_USE;
/* The collection whose time includes `w`; NULL for none. */
const struct shard_span *trace_run_at(const struct tracer *t, id32 registry, struct when w);
/* At most `slack` seconds after `a`, and not before it. */
bool trace_soon_after(struct when a, struct when b, int64_t slack);
static inline int64_t trace_scan(const struct graph *g, id32 repo)
{
	return g->registries.v[g->repos.v[repo].registry].scan;
}

int trace_runs(struct tracer *t, struct fault *f) MUST_USE;        /* event_gc.c */
int trace_collections(struct tracer *t, struct fault *f) MUST_USE;
int trace_blobs(struct tracer *t, struct fault *f) MUST_USE;       /* event_blob.c */
int trace_logs(struct tracer *t, struct fault *f) MUST_USE;         /* log.c */
int trace_names(struct tracer *t, struct fault *f) MUST_USE;        /* naming.c */
int trace_emptied_names(struct tracer *t, struct fault *f) MUST_USE; /* event_above.c: directories of repositories that are empty */
int trace_dead(struct tracer *t, struct fault *f) MUST_USE;         /* dead.c */
int trace_uploads(struct tracer *t, struct fault *f) MUST_USE;

#endif
