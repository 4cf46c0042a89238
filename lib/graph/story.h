/*
 * graph/story.h - inside graph/: one story told by several. Rows of tags are gathered from trees, copies, logs and
 * remains, then woven: one line for each target, intervals that end where the next begins. Events of copies that
 * tell the same are one event with all their grounds.
 */
#ifndef GRAPH_STORY_H
#define GRAPH_STORY_H

#include "graph/private.h"

/* Deletions told by logs, in the order of repository, what they name, and time. */
struct gone {
	id32 *v;
	size_t n;
};
int graph_list_gone(struct graph *g, struct gone *out, struct fault *f) MUST_USE;
/* The first deletion of the tag, or of the manifest it named, not before `from` (`strictly`: later); NULL: none. */
const struct logged *graph_gone_after(const struct graph *g, const struct gone *gone, id32 repository, id32 tag, id32 node,
                                      struct when from, bool strictly);
/* What the time of a line or row is, whose column a row calls its method; NULL: it has none. */
const char *graph_time_source(enum row_state row, struct when time, struct span method);
/* The registry logs speak of; NIL: none, or several. */
id32 graph_logged_registry(const struct graph *g);

struct story_row {
	struct tag_conclusion c; /* spans and grounds in the story's arena */
	struct ground *at;
	uint32_t order;
	bool after; /* set later than what the tree shows */
};

/* A tag was set to a target, as anything told. */
struct setting {
	struct when time;
	struct digest digest;
	struct ground at;
};

struct happening {
	struct event_conclusion c;
	uint32_t order;
	bool folded;
	int64_t teller; /* number of the root whose trace tells it */
};

struct story {
	struct arena arena;
	VEC(struct story_row) rows;
	VEC(struct setting) settings; /* of the tag at hand, by time */
	VEC(struct happening) events;
};

/* A row of a tag on its way to the story. */
int graph_tell_tag(struct graph *g, const struct tag_conclusion *c, struct fault *f) MUST_USE;
/* All rows that were told, woven, to the sink. */
int graph_put_story(struct graph *g, struct fault *f) MUST_USE;
/* An event: at once where no copies are stated, else folded by graph_put_happenings(). */
int graph_tell_event(struct graph *g, const struct event_conclusion *c, struct fault *f) MUST_USE;
int graph_put_happenings(struct graph *g, struct fault *f) MUST_USE;
void graph_story_release(struct story *s);

#endif
