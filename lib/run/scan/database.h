/* run/scan/database.h - databases that registries keep their names in, found among the files of a source. */
#ifndef RUN_SCAN_DATABASE_H
#define RUN_SCAN_DATABASE_H

#include "casedb/casedb.h"
#include "source/source.h"

/* At the end of a walk: every PostgreSQL data directory is read, other servers' are named. *found: one is there. */
int run_database_search(struct casedb *db, struct source *source, int64_t scan, const struct limits *limits,
                        const struct watch *watch, bool *found, struct fault *f) MUST_USE;

#endif
