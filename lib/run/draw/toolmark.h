/* run/draw/toolmark.h - inside of run/: what the uppermost layers' encoders tell of a repository. */
#ifndef RUN_DRAW_TOOLMARK_H
#define RUN_DRAW_TOOLMARK_H

#include "casedb/casedb.h"

/* After the conclusions that a repository's images and their layers are. */
int run_toolmark_put(struct casedb *db, struct fault *f) MUST_USE;

#endif
