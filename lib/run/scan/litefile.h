/* run/scan/litefile.h - SQLite databases that registries and container hosts keep names in, among the files of a source. */
#ifndef RUN_SCAN_LITEFILE_H
#define RUN_SCAN_LITEFILE_H

#include "run/scan/database.h"

/* At the end of a walk: every SQLite file with a registry's tables is read, with its log and journal. */
int run_lite_search(struct casedb *db, struct source *source, int64_t scan, const struct limits *limits, const struct watch *watch,
                    struct databases *found, struct fault *f) MUST_USE;

/* The bytes of a deleted file that were found again. Where they are a whole database of a product, `put` makes an item of
 * them, or gives 1: it is told already; then its rows are told as of a file that is no more, and *told is true. */
struct lite_deleted {
	struct span bytes, root; /* root: where its documents are put, "" or with '/' at its end */
	void *user;
	int (*put)(void *user, int64_t *item, struct fault *f);
};
int run_lite_deleted(struct casedb *db, int64_t scan, const struct lite_deleted *file, const struct limits *limits, const struct watch *watch,
                     bool *told, struct fault *f) MUST_USE;

#endif
