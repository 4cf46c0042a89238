/* report/list/lessons.h - what logs taught: deletions with who and when, collections with what they took. */
#ifndef REPORT_LIST_LESSONS_H
#define REPORT_LIST_LESSONS_H

#include "report/told.h"

#include "base/arena.h"
#include "base/vec.h"

struct taught { /* one deletion, folded over the lines that tell it */
	struct span event, time, repository, tag, digest, actor, address, source;
	int64_t sec;
	bool timed;
	uint64_t lines;
};

struct collection { /* one run of a collector in one log */
	struct span source, first, last;
	uint64_t marked, eligible, blobs, manifests; /* eligible: and not deleted: a dry run */
	VEC(struct span) taken;
};

struct lessons {
	VEC(struct taught) deletions;
	VEC(struct collection) collections;
	struct arena texts;
};

void lessons_release(struct lessons *l);
DEFINE_OWN(lessons, struct lessons, lessons_release)

int lessons_load(struct lessons *out, struct report *r, struct fault *f) MUST_USE;
/* Members of the object of one log. */
void lessons_json(struct jsonw *w, const struct lessons *l, struct span label);
int lessons_text(struct report *r, const struct lessons *l, const struct report_options *o, struct out *out,
                 struct fault *f) MUST_USE;

#endif
