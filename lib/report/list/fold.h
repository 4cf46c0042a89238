/* report/list/fold.h - like findings told once, with a count. */
#ifndef REPORT_LIST_FOLD_H
#define REPORT_LIST_FOLD_H

#include "report/private.h"

struct fold;
int fold_new(struct fold **out, struct fault *f) MUST_USE;
void fold_free(struct fold *x);
DEFINE_OWN_PTR(fold, struct fold, fold_free)

/* Every finding of the list first, then each again in the same order. */
int fold_add(struct fold *x, const struct rows *row, struct fault *f) MUST_USE;

struct folded {
	bool show;
	uint64_t more;     /* after this one: how many like it are not shown; 0: none */
	struct span above; /* the directory they and the shown ones lie in; empty: none */
};
int fold_take(struct fold *x, const struct rows *row, struct folded *out, struct fault *f) MUST_USE;

#endif
