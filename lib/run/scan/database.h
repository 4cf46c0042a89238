/* run/scan/database.h - databases that registries keep their names in, found among the files of a source. */
#ifndef RUN_SCAN_DATABASE_H
#define RUN_SCAN_DATABASE_H

#include "casedb/casedb.h"
#include "source/source.h"

struct databases {
	bool any, told;  /* a server's folder is there; rows of a registry were told */
	struct buf root; /* the folder of the newest server whose rows were told */
};
static inline void databases_release(struct databases *x)
{
	buf_release(&x->root);
}
DEFINE_OWN(databases, struct databases, databases_release)

/* At the end of a walk: every PostgreSQL data directory is read, other servers' are named. */
int run_database_search(struct casedb *db, struct source *source, int64_t scan, const struct limits *limits,
                        const struct watch *watch, struct databases *found, struct fault *f) MUST_USE;

#endif
