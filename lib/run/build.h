/* run/build.h - which program this is. */
#ifndef RUN_BUILD_H
#define RUN_BUILD_H

#include "base/buf.h"

#include <stdbool.h>
#include <stddef.h>

const char *run_compiler(void);                                  /* "gcc 12.2.0" */
bool run_static(void);                                           /* one file that needs no library of the machine */
const char *run_commit(void);                                    /* "1a2b3c4d5e6f" */
const char *run_version(void);                                   /* "0.1.0" */
/* Where this program's file lies, for whoever hashes it; without /proc as it was called. false: nobody knows. */
bool run_executable(char *path, size_t size);
int run_version_long(struct buf *out, struct fault *f) MUST_USE; /* lines: commit, compiler, libraries, what is missing */
int run_libraries(struct buf *out, struct fault *f) MUST_USE;    /* "SQLite 3.40.1, OpenSSL 3.0.15 ..., ..." */
int run_sbom(struct buf *out, struct fault *f) MUST_USE;         /* sbom.c: CycloneDX 1.5, one line */

#endif
