/* run/rebuild.h - lost layers compressed anew. */
#ifndef RUN_REBUILD_H
#define RUN_REBUILD_H

#include "run/run.h"

/* A program that compresses stdin to stdout, given as "program arguments": started before this process confines itself.
 * run/rebuild/filter.h tells how little it can do. */
int run_filter_start(struct run_filter **out, const char *with, struct fault *f) MUST_USE;
void run_filter_end(struct run_filter *x);

/* Damaged blobs put right, each proven by its digest; conclusions are for the caller to draw anew. */
struct run_mended {
	uint64_t damaged, before, mended, bytes, bounded; /* before: put right by an earlier run, and not counted as damaged */
};
struct casedb;
int run_mend_case(struct casedb *db, const struct run_options *o, int64_t run, struct run_mended *out, struct fault *f) MUST_USE;
struct graph;
int run_mended_feed(struct casedb *db, struct graph *g, struct fault *f) MUST_USE; /* what was put right, for resolve */

/* Lost layers compressed anew from tars the case holds, by the encoders of rebuild/ or by o->filter; proven by their
 * digests. */
struct run_rebuilt {
	uint64_t lost, before, tars, tried, rebuilt, bytes; /* before: rebuilt by an earlier run; tried: encodings */
	uint64_t learnt, unread, bounded, spent; /* intact layers looked at; tars not read; left out by a bound; bytes given */
	struct run_mended mend;
};
int run_rebuild(const struct run_options *o, struct run_rebuilt *counts, struct run_result *out, struct fault *f) MUST_USE;

#endif
