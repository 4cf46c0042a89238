/* run/scan/place.h - files that only by their names may belong to a store other than the registry. */
#ifndef RUN_SCAN_PLACE_H
#define RUN_SCAN_PLACE_H

#include "blob/blob.h"
#include "casedb/casedb.h"

/* The place such a file has after its bytes were read: of the store, or outside. */
void run_scan_settle_place(struct place *p, const struct exam *e);
/* What it names, and what there is to note of it. */
int run_scan_put_namings(struct casedb *db, int64_t scan, int64_t item, const struct exam *e, struct fault *f) MUST_USE;
/* A manifest that is kept as a file of its own is listed by the directory it lies in, or by its path. */
int run_scan_put_copied(struct casedb *db, int64_t scan, int64_t item, const struct place *p, const struct exam *e,
                        struct fault *f) MUST_USE;

#endif
