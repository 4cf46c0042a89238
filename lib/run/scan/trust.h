/*
 * run/scan/trust.h - --trust-unchanged: blobs whose entry is what an earlier scan of the same directory saw keep the
 * digest that scan computed, and are not read. What leans on them is stated, never proven.
 */
#ifndef RUN_SCAN_TRUST_H
#define RUN_SCAN_TRUST_H

#include "casedb/casedb.h"

struct trust;

/* What may be trusted in `scan`, out of the newest finished scan of its source with the same bounds and at least the
 * same depth. *out is never NULL on 0; some 80 bytes for each such blob. */
int run_trust_load(struct trust **out, struct casedb *db, int64_t scan, struct fault *f) MUST_USE;
void run_trust_free(struct trust *t);
DEFINE_OWN_PTR(trust, struct trust, run_trust_free)

/* Is this the file that was hashed: same path, device, inode, size, mtime and ctime, the ctime a minute before its scan
 * began, and of a file system whose ctime says so? 1 and *out (which borrows from `t`), 0 no (also for `t` NULL), -1. Safe in several threads. */
int run_trust_find(const struct trust *t, const struct entry *e, const struct place *p, struct exam_record *out,
                   struct fault *f) MUST_USE;

/* Says of the scan how many of its files were not read because of it, by the scan that hashed them. */
int run_trust_tell(struct casedb *db, int64_t scan, struct fault *f) MUST_USE;

#endif
