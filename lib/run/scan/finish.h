/* run/scan/finish.h - the end of a scan: what the source says when everything was read, and what only the whole tells. */
#ifndef RUN_SCAN_FINISH_H
#define RUN_SCAN_FINISH_H

#include "casedb/merge.h"
#include "run/run.h"
#include "source/source.h"

struct scan_ending {
	struct casedb *db;
	const struct run_options *o; /* its shard: which part; its watch counts bounds that bit */
	int64_t scan;
	enum source_kind kind;
	bool hashed;            /* depth was not names */
	uint64_t left_out;      /* entries out of scope */
	struct walked *walked;  /* of a part */
};

/* After the walk, inside the batch's transaction: facts of the source as a whole, then - of a part nothing more - what
 * the whole tells, and the commit. `before`: its identity when it was opened. */
int run_scan_end(const struct scan_ending *s, struct source *source, struct span before, struct fault *f) MUST_USE;

/* What only the whole scan tells: unfinished uploads against blobs, how damaged blobs are wrong (both read `source` once
 * more; NULL: that was done already, or cannot be), bounds, roots, duplicates, counts. */
int run_scan_conclude(const struct scan_ending *s, struct source *source, struct scan_end *e, struct fault *f) MUST_USE;

#endif
