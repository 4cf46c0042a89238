/* run/scan/litefile.h - SQLite databases that registries and container hosts keep names in, among the files of a source. */
#ifndef RUN_SCAN_LITEFILE_H
#define RUN_SCAN_LITEFILE_H

#include "run/scan/database.h"

/* At the end of a walk: every SQLite file with a registry's tables is read, with its log and journal. */
int run_lite_search(struct casedb *db, struct source *source, int64_t scan, const struct limits *limits, const struct watch *watch,
                    struct databases *found, struct fault *f) MUST_USE;

#endif
