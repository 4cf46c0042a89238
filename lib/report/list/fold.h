/* report/list/fold.h - like findings told once, with a count, by directory and by what they were pushed as. */
#ifndef REPORT_LIST_FOLD_H
#define REPORT_LIST_FOLD_H

#include "report/private.h"

struct fold;
int fold_new(struct fold **out, struct fault *f) MUST_USE;
void fold_free(struct fold *x);
DEFINE_OWN_PTR(fold, struct fold, fold_free)

/* Every finding of the list first, then each again in the same order. */
int fold_add(struct fold *x, const struct rows *row, struct fault *f) MUST_USE;

struct fold_place { /* a directory in which some of them lie, and how many */
	struct span dir;
	uint64_t n;
};

enum { FOLD_PLACES = 3 }; /* rule: those of most findings are named, the rest counted */

struct folded {
	bool show;
	uint64_t more;      /* after this one: how many like it are not shown; 0: none */
	uint64_t all;       /* with the shown ones */
	struct span pushed; /* the media type their subjects were pushed as; empty: they are nothing of that kind */
	struct span above;  /* the directory all of them lie in; empty: none */
	struct fold_place place[FOLD_PLACES]; /* the fullest first; as few as there are */
	size_t places;
	uint64_t elsewhere; /* how many lie in none of these */
};
int fold_take(struct fold *x, const struct rows *row, struct folded *out, struct fault *f) MUST_USE;

/* Instead of fold_add(), where findings of one code are to be taken together; and where they lie, after the last. */
int fold_add_code(struct fold *x, const struct rows *row, struct fault *f) MUST_USE;
void fold_of_code(const struct fold *x, struct span code, struct folded *out);

#endif
