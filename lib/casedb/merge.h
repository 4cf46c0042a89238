/*
 * casedb/merge.h - parts of scans: a case file that holds one of them, and many put together to the scan they are of.
 *
 * A part's rows are the rows the one scan would have written, less those of other parts: an item keeps its ordinal, its
 * place in the walk over everything. So the rows of all parts in the order of their ordinals are the rows of the one
 * scan, and what is concluded of them is the same. sherd-case(5), "Parts".
 */
#ifndef CASEDB_MERGE_H
#define CASEDB_MERGE_H

#include "casedb/casedb.h"
#include "core/shard.h"

/* ---- what the walk told ---------------------------------------------------------------------------------- */

/* SHA-256 over every entry of a walk in order: ordinal, kind, size, time of change, path. Parts that were cut from one
 * tree have the same, and the rows put together must give it again: nothing is missing, nothing came besides. */
struct walked;
int walked_new(struct walked **out, struct fault *f) MUST_USE;
void walked_free(struct walked *w);
DEFINE_OWN_PTR(walked, struct walked, walked_free)
int walked_add(struct walked *w, uint64_t ordinal, const struct entry *e, struct fault *f) MUST_USE;
/* "sha256:<hex> <entries>" */
int walked_text(const struct walked *w, struct buf *out, struct fault *f) MUST_USE;

/* ---- a part ---------------------------------------------------------------------------------------------- */

/* Makes a new case a part. `build`: of the program that makes it. */
int casedb_make_part(struct casedb *db, struct shard shard, struct span build, struct fault *f) MUST_USE;
/* Which part it is: 0, or CASEDB_NONE: none. `build` may be NULL. */
int casedb_part(struct casedb *db, struct shard *out, struct buf *build, struct fault *f) MUST_USE;
/* 0, or FAULT_USAGE: it is a part, and nothing is concluded from a part. */
int casedb_refuse_part(struct casedb *db, struct fault *f) MUST_USE;
/* As casedb_finish_scan(), of a part: no more than counts, and what its walk told. */
int casedb_finish_part(struct casedb *db, int64_t scan, const struct scan_end *e, const struct walked *w,
                       struct fault *f) MUST_USE;

/* ---- many parts ------------------------------------------------------------------------------------------ */

/* One scan of one part; `db` open for reading. */
struct merge_part {
	struct casedb *db;
	int64_t scan;
	unsigned at;
	const char *name; /* for words */
};

/* The facts of all parts of one scan into `scan`, within the caller's transaction.
 * `walked`: what each of them says the walk told. FAULT_FORGED: a part holds what cannot be of it. */
int casedb_merge_facts(struct casedb *db, int64_t scan, const struct merge_part *parts, size_t n, struct span walked,
                       struct fault *f) MUST_USE;
/* What the parts say of the source as a whole, into the merged scan's row: identities, whether it changed. */
int casedb_merge_ends(struct casedb *db, int64_t scan, const struct merge_part *parts, size_t n, struct fault *f) MUST_USE;

/* The runs that made a part, as runs of the case; those that stand there stay. */
int casedb_merge_runs(struct casedb *db, struct casedb *part, struct fault *f) MUST_USE;
/* Were these very parts merged before? `heads`: of their custody logs. 0, or CASEDB_NONE. */
int casedb_merged_before(struct casedb *db, struct span heads, struct fault *f) MUST_USE;
int casedb_note_merged(struct casedb *db, int64_t scan, struct span heads, struct fault *f) MUST_USE;

#endif
