/* report/custody.h - remarks that the rules of custody make on the log. */
#ifndef REPORT_CUSTODY_H
#define REPORT_CUSTODY_H

#include "report/private.h"
#include "report/text.h"

/* Each remark with what it is about; *n counts them. */
int custody_remarks(struct report *r, int (*each)(void *user, enum report_text id, struct span subject, struct fault *f),
                    void *user, size_t *n, struct fault *f) MUST_USE;

#endif
