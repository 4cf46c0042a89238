/*
 * run/draw/due.h - what a collection would take of deleted images if it ran now: the warning that comes first.
 * The computation is that of `sherd gc`. Blobs count when every generation that would run takes them.
 */
#ifndef RUN_DRAW_DUE_H
#define RUN_DRAW_DUE_H

#include "base/arena.h"
#include "base/vec.h"
#include "casedb/casedb.h"
#include "run/run.h"
#include "words/fill.h"

struct due_image {
	struct span repository, tag, digest; /* raw; tag empty: none is known */
	bool earlier, inferred;              /* the tag names another image now, or may; a rule inferred that it named this one */
	uint64_t blobs;                      /* of it, that would go; those shared count for each */
};

enum { DUE_RULES = 4 }; /* 2.x, 2.x -m, 3.x, 3.x -m */

struct due {
	struct arena arena;
	VEC(struct due_image) images; /* by name, then digest */
	struct {
		uint64_t blobs, bytes; /* everything it would take */
		bool aborts;           /* it would end without removing anything */
	} rule[DUE_RULES];
	uint64_t blobs, bytes; /* of deleted images, each once */
	bool all_rules;        /* set before: -m too, and when nothing was deleted */
	bool two, three;       /* generations whose plain run takes them */
	bool scoped;           /* only part of the present is in the case: nothing can be said */
	bool unread;           /* some of it was not read: what refers from there is not known */
};

void run_due_release(struct due *d);
DEFINE_OWN(due, struct due, run_due_release)

/* Of every registry of the present. Conclusions must stand. */
int run_due_case(struct casedb *db, const struct run_options *o, struct due *out, struct fault *f) MUST_USE;
/* "STOP GARBAGE COLLECTION: ..." with names, when there is something to say. */
int run_due_text(const struct due *d, enum lang lang, struct buf *out, struct fault *f) MUST_USE;
/* One object. */
struct jsonw;
void run_due_json(const struct due *d, struct jsonw *w);

#endif
