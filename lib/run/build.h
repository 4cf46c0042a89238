/* run/build.h - which program this is. */
#ifndef RUN_BUILD_H
#define RUN_BUILD_H

#include "base/buf.h"

const char *run_commit(void);                                    /* "1a2b3c4d5e6f" */
const char *run_version(void);                                   /* "0.1.0" */
int run_version_long(struct buf *out, struct fault *f) MUST_USE; /* lines: commit, compiler, libraries */

#endif
