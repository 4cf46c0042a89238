/* run/scan/wrong.h - how the bytes of damaged blobs are wrong. */
#ifndef RUN_SCAN_WRONG_H
#define RUN_SCAN_WRONG_H

#include "casedb/casedb.h"
#include "source/source.h"

/* At the end of a walk, while the source is open: each blob that does not hash to its name is read once more, and
 * what is seen of the difference becomes an observation of its item. */
int run_tell_wrong(struct casedb *db, struct source *source, int64_t scan, const struct limits *limits,
                   const struct watch *watch, struct fault *f) MUST_USE;

#endif
