/* run/scan/part.h - a case file that holds one part of a scan. */
#ifndef RUN_SCAN_PART_H
#define RUN_SCAN_PART_H

#include "casedb/merge.h"
#include "run/run.h"

/* Before a scan: makes a new case the part that was asked for; refuses (FAULT_USAGE) one that is another part, or no
 * part, or a part when the whole was asked for. For run_recorded(). */
int run_part_begin(struct casedb *db, const struct run_options *o, void *user, struct fault *f) MUST_USE;
/* What a part must have in common with its siblings of the program that made it. */
int run_part_build(struct buf *out, struct fault *f) MUST_USE;

#endif
