/* run/merge/merge.h - inside run/merge/: parts as they were found, and what must hold between them. */
#ifndef RUN_MERGE_MERGE_H
#define RUN_MERGE_MERGE_H

#include "base/arena.h"
#include "base/vec.h"
#include "casedb/merge.h"
#include "custody/custody.h"
#include "run/run.h"

/* One file: a part of one or several scans. Spans live in the arena of the list. */
struct part {
	const char *path;
	struct span name;         /* of the file, without folders: for the log */
	struct shard shard;
	char head[CUSTODY_HEX];   /* of its custody log, recomputed */
	char sha256[CUSTODY_HEX]; /* of the file */
	uint64_t entries;
	bool logged;              /* its chain stands in the log of the merged case */
};

/* One scan of one part. */
struct part_scan {
	size_t part; /* index */
	int64_t id;
	struct span label, kind, path, compression, depth, scope, limits, state, before, after, digest, walked;
	uint64_t size, out_of_scope;
};

struct parts {
	VEC(struct part) files;
	VEC(struct part_scan) scans; /* sorted by label, then part */
	struct arena arena;
};

void run_parts_release(struct parts *p);
DEFINE_OWN(parts, struct parts, run_parts_release)

/* Looks at every file: FAULT_USAGE for one that is no part, of another build or unfinished; FAULT_FORGED for one whose
 * custody log or tables are not what they were. */
int run_parts_read(struct parts *p, const struct run_options *o, const char *const *paths, size_t n, struct fault *f) MUST_USE;
/* Every source whole, its parts of one making? FAULT_USAGE says what is not. */
int run_parts_judge(struct parts *p, const struct run_options *o, struct fault *f) MUST_USE;
/* Are two identities of one source, seen by two machines perhaps? */
int run_parts_same_source(struct span a, struct span b, bool *same, struct fault *f) MUST_USE;
/* How many scans from `from` on are of one source. */
size_t run_parts_of_one(const struct parts *p, size_t from);
/* The chain of one part as an entry of the case's own log, unless it stands there. */
int run_parts_log(struct casedb *db, const struct run_options *o, struct part *p, struct fault *f) MUST_USE;

#endif
