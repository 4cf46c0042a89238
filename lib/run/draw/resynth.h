/* run/draw/resynth.h - manifests whose bytes are gone, written anew between facts and conclusions. */
#ifndef RUN_DRAW_RESYNTH_H
#define RUN_DRAW_RESYNTH_H

#include "base/vec.h"
#include "casedb/casedb.h"
#include "graph/graph.h"
#include "resynth/resynth.h"
#include "run/run.h"

struct rebuilt { /* two rounds: manifests, then the indexes that list them */
	struct resynth *manifests, *indexes;
	struct resynth_cost cost; /* of both rounds; wanted: of the first */
	VEC(struct resynth_match) found; /* bytes belong to the two above */
};
void run_rebuilt_release(struct rebuilt *x);
DEFINE_OWN(rebuilt, struct rebuilt, run_rebuilt_release)

/* Searches, and adds what is proven to the graph. */
int run_resynth_case(struct casedb *db, struct graph *g, const struct run_options *o, struct rebuilt *out,
                 struct fault *f) MUST_USE;
int run_resynth_put(struct casedb *db, const struct rebuilt *x, struct fault *f) MUST_USE;

#endif
