/* run/merge.h - parts of scans into one case. */
#ifndef RUN_MERGE_H
#define RUN_MERGE_H

#include "run/run.h"

/* One case from the parts of scans, each a file that `scan` made with a shard: facts together, then conclusions. */
struct run_merged {
	uint64_t sources, parts, before; /* before: sources that these very parts were merged into earlier */
};
int run_merge(const struct run_options *o, const char *const *parts, size_t n, struct run_merged *counts,
              struct run_result *out, struct fault *f) MUST_USE;

#endif
