/* run/recover.h - deleted blobs and names out of disk images. */
#ifndef RUN_RECOVER_H
#define RUN_RECOVER_H

#include "run/run.h"

/* Deleted blobs from the images of a case, in rounds: prove, resolve, look again, until nothing new is proven.
 * metadata: what the file systems' own remnants tell; carve: free space too; all: fragments joined too. */
enum recover_effort { EFFORT_METADATA = 1, EFFORT_CARVE, EFFORT_ALL };
struct run_recovered {
	uint64_t images, rounds, tried, blobs, bytes, unnamed, names, lost;
	uint64_t by_metadata, by_carving, by_fragments;
	uint64_t scanned, broken, solved, steps, spent; /* free space read; streams in pieces; probes; budgets used up */
	bool scoped;
};
int run_recover(const struct run_options *o, enum recover_effort effort, struct run_recovered *counts,
                struct run_result *out, struct fault *f) MUST_USE;

#endif
