/* run/scan/prefix.h - unfinished uploads against the beginnings of blobs. */
#ifndef RUN_SCAN_PREFIX_H
#define RUN_SCAN_PREFIX_H

#include "casedb/casedb.h"
#include "source/source.h"

/* At the end of a walk, before the scan is finished: for each session with bytes, every intact blob that the
 * same repository links and that is longer. What matches becomes a fact. */
int run_prefix_search(struct casedb *db, struct source *source, int64_t scan, const struct limits *limits,
                      const struct watch *watch, struct fault *f) MUST_USE;

#endif
