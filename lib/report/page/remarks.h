/* report/page/remarks.h - remarks that the rules of custody make on the log. */
#ifndef REPORT_PAGE_REMARKS_H
#define REPORT_PAGE_REMARKS_H

#include "report/private.h"
#include "words/text.h"

/* Each remark with what it is about; *n counts them. */
int custody_remarks(struct report *r, int (*each)(void *user, enum lang_text id, struct span subject, struct fault *f),
                    void *user, size_t *n, struct fault *f) MUST_USE;

#endif
