/* run/scan/again.h - is every entry still as it was told? */
#ifndef RUN_SCAN_AGAIN_H
#define RUN_SCAN_AGAIN_H

#include "casedb/casedb.h"
#include "source/source.h"

/* What was told of each entry, against what stands there now that everything is read: an observation for each that
 * differs; end->changed when any does. */
int run_scan_again(struct casedb *db, int64_t scan, struct source *source, struct source_end *end, struct fault *f) MUST_USE;

#endif
