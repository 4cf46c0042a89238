/*
 * graph/session.c - what logs let infer of manifests and tags whose bytes nobody holds. A client pushes an image's
 * blobs and then puts its manifest; it gets a manifest and then the blobs that it lists. So the blobs one client
 * uploaded to, mounted into or found in a repository since its manifest before are likely parts of the next; those it
 * fetched after a manifest are likely parts of that; a manifest fetched by digest right after a tag is likely what the
 * tag named. Grade: inferred, by the rule's name. What a notification, or the collector
 * while it marks, lists of a manifest is stated.
 *
 * A client is one address, name and agent in one log. Several at work behind one proxy look like one.
 */
#include "graph/private.h"

#include <stdlib.h>

enum {
	PAUSE_MOST = 3600, /* rule: seconds between two steps of one session */
};

struct request_step { /* one request of a client to a repository */
	const struct logged *x;
	const struct digest *blob; /* of a blob that was fetched, whether or not anything else names it; NULL: x->node */
	id32 host;
};

struct lost_place { /* where a log tells of a manifest that is lost: nothing is inferred elsewhere */
	int64_t scan;
	id32 repository;
};

struct steps {
	struct graph *g;
	VEC(struct request_step) v;
	VEC(struct lost_place) lost; /* sorted */
	struct arena arena;     /* of fetched blobs */
	uint64_t order;
};

struct client {
	struct graph *g;
	VEC(const struct logged *) before; /* blobs since the last manifest put */
	const struct logged *pulled;       /* the manifest fetched last */
	bool fetched;                      /* blobs after it */
	struct when last;
};

static bool is_step(const struct logged *x)
{
	switch ((enum event_word)x->event) {
	case EVENT_PUSH:
		return true;
	case EVENT_PULL: /* of blobs: HEAD alone is kept */
		return x->manifest || (x->other && x->node != NIL);
	case EVENT_UPLOAD_COMMIT:
	case EVENT_MOUNT:
		return x->node != NIL;
	default:
		return false;
	}
}

/* The address without its port: each request may come from another one. */
static struct span host_of(struct span address)
{
	size_t n = address.n, colons = 0;

	for (size_t i = 0; i < n; i++)
		colons += address.p[i] == ':';
	if (n > 0 && address.p[0] == '[') {
		for (size_t i = 0; i < n; i++)
			if (address.p[i] == ']')
				return span_sub(address, 1, i - 1);
		return address;
	}
	if (colons == 1)
		return span_sub(address, 0, span_find(address, ':'));
	return address;
}

static int by_client(const void *a, const void *b)
{
	const struct request_step *s = (const struct request_step *)a, *t = (const struct request_step *)b;

#define STEP(x, y)                                                                                 \
	if ((x) != (y))                                                                            \
	return (x) < (y) ? -1 : 1
	STEP(s->x->scan, t->x->scan);
	STEP(s->x->repository, t->x->repository);
	STEP(s->host, t->host);
	STEP(s->x->actor, t->x->actor);
	STEP(s->x->agent, t->x->agent);
	STEP(s->x->order, t->x->order);
#undef STEP
	return 0;
}

static bool same_client(const struct request_step *s, const struct request_step *t)
{
	return s->x->scan == t->x->scan && s->x->repository == t->x->repository && s->host == t->host &&
	       s->x->actor == t->x->actor && s->x->agent == t->x->agent;
}

static struct ground line_of(const struct logged *x)
{
	return (struct ground){ x->item, x->scan, x->offset, x->length, SPAN_NONE };
}

/* Bytes tell more than any log: only what has none is worth the guess. */
static bool worth(const struct graph *g, const struct logged *of)
{
	return of->node == NIL ? graph_string(g, of->tag).n > 0
	                       : !good(g->nodes.v[of->node].state) && !g->nodes.v[of->node].resynth;
}

static int put_part(struct graph *g, const struct logged *of, const struct logged *part, const struct digest *d,
                    const char *rule, enum grade grade, struct fault *f)
{
	struct ground at[2] = { line_of(part), line_of(of) };
	bool one = part->item == of->item && part->offset == of->offset;
	struct logged_part_conclusion c = { .repository = graph_string(g, of->repository),
		                            .tag = of->node == NIL ? graph_string(g, of->tag) : SPAN_NONE,
		                            .part = *d,
		                            .manifest = part->manifest,
		                            .has_size = part->has_size && part->event != EVENT_PULL,
		                            .size = part->size,
		                            .time = part->time,
		                            .rule = rule,
		                            .grade = grade,
		                            .because = { at, one ? 1 : 2 } };

	if (of->node != NIL)
		c.image = g->nodes.v[of->node].digest;
	return g->sink->logged_part(g->sink->user, &c, f);
}

static int put(struct graph *g, const struct logged *of, const struct logged *part, const char *rule, enum grade grade,
               struct fault *f)
{
	const struct digest d = g->nodes.v[part->node].digest;

	return put_part(g, of, part, &d, rule, grade, f);
}

static const char *rule_of(const struct logged *x)
{
	return x->event == EVENT_UPLOAD_COMMIT ? "uploaded-before-manifest"
	       : x->event == EVENT_MOUNT       ? "mounted-before-manifest"
	                                       : "found-before-manifest";
}

static int on_put(struct client *c, const struct logged *x, struct fault *f)
{
	for (size_t i = 0; worth(c->g, x) && i < c->before.n; i++)
		if (put(c->g, x, c->before.v[i], rule_of(c->before.v[i]), GRADE_INFERRED, f) < 0)
			return -1;
	c->before.n = 0;
	c->pulled = NULL;
	return 0;
}

/* By digest and right after: what the tag named, or a manifest that the one before lists. */
static int on_manifest(struct client *c, const struct logged *x, struct fault *f)
{
	const struct logged *before = c->pulled;

	if (before != NULL && !c->fetched && x->node != NIL && graph_string(c->g, x->tag).n == 0 &&
	    before->node != x->node && worth(c->g, before) &&
	    put(c->g, before, x, before->node == NIL ? "fetched-by-digest-after-tag" : "manifest-fetched-after", GRADE_INFERRED, f) < 0)
		return -1;
	c->pulled = x;
	c->fetched = false;
	return 0;
}

static int on_blob(struct client *c, const struct request_step *s, struct fault *f)
{
	if (s->blob == NULL)
		return VEC_PUSH(&c->before, s->x, f);
	c->fetched = true;
	if (c->pulled == NULL || !worth(c->g, c->pulled))
		return 0;
	return put_part(c->g, c->pulled, s->x, s->blob, "fetched-after-manifest", GRADE_INFERRED, f);
}

static int step(struct client *c, const struct request_step *s, struct fault *f)
{
	const struct logged *x = s->x;

	if (x->time.known && c->last.known && x->time.sec - c->last.sec > PAUSE_MOST) {
		c->before.n = 0;
		c->pulled = NULL;
	}
	c->last = x->time;
	if (x->event == EVENT_PUSH)
		return on_put(c, x, f);
	return x->manifest ? on_manifest(c, x, f) : on_blob(c, s, f);
}

static int follow(struct graph *g, const struct request_step *v, size_t n, struct fault *f)
{
	struct client c = { .g = g };
	int rc = 0;

	for (size_t i = 0; i < n && rc == 0; i++) {
		if (i > 0 && !same_client(&v[i - 1], &v[i])) {
			c.before.n = 0;
			c.pulled = NULL;
			c.last = WHEN_UNKNOWN;
		}
		rc = step(&c, &v[i], f);
	}
	VEC_RELEASE(&c.before);
	return rc;
}

/* A notification, or the collector while it marks, lists what a manifest lists. */
static int put_listed(struct graph *g, struct fault *f)
{
	for (size_t i = 0; i < g->logs.n; i++) {
		const struct logged *x = &g->logs.v[i];
		struct logged of = *x;

		of.node = x->parent;
		if (x->parent == NIL || x->node == NIL || !worth(g, &of))
			continue;
		if ((x->event == EVENT_REFERENCE && put(g, &of, x, "listed-in-notification", GRADE_STATED, f) < 0) ||
		    (x->event == EVENT_GC_MARK && put(g, &of, x, "marked-with-manifest", GRADE_STATED, f) < 0))
			return -1;
	}
	return 0;
}

/* ---- blobs that were fetched: read again, and only where a manifest is lost ----------------------------------- */

static int place_order(const void *a, const void *b)
{
	const struct lost_place *x = (const struct lost_place *)a, *y = (const struct lost_place *)b;

	return x->scan != y->scan ? (x->scan < y->scan ? -1 : 1) : x->repository < y->repository ? -1 : x->repository > y->repository;
}

static int add_step(struct steps *s, const struct logged *x, const struct digest *blob, struct fault *f)
{
	struct request_step r = { x, blob, graph_text(s->g, host_of(graph_string(s->g, x->address)), f) };

	return f->kind != FAULT_NONE ? -1 : VEC_PUSH(&s->v, r, f);
}

static int kept_steps(struct steps *s, struct fault *f)
{
	struct graph *g = s->g;

	for (size_t i = 0; i < g->logs.n; i++) {
		const struct logged *x = &g->logs.v[i];
		struct lost_place at = { x->scan, x->repository };

		if (!is_step(x) || graph_string(g, x->repository).n == 0)
			continue;
		if (add_step(s, x, NULL, f) < 0 ||
		    ((x->event == EVENT_PUSH || x->manifest) && worth(g, x) && VEC_PUSH(&s->lost, at, f) < 0))
			return -1;
	}
	if (s->lost.n > 1)
		qsort(s->lost.v, s->lost.n, sizeof *s->lost.v, place_order);
	return 0;
}

static int take_fetched(void *user, const struct log_fact *x, struct fault *f)
{
	struct steps *s = (struct steps *)user;
	struct lost_place at = { x->scan, graph_find_text(s->g, x->repository) };
	uint64_t order = s->order++;
	struct logged *l;
	struct digest *d;

	if (x->event != EVENT_PULL || !digest_set(&x->digest) || x->object.n == 0 || span_is(x->object, "manifest") ||
	    span_is(x->object, "tag") || span_is(x->method, "HEAD") || x->repository.n == 0 || x->row != ROW_NONE ||
	    bsearch(&at, s->lost.v, s->lost.n, sizeof at, place_order) == NULL)
		return 0;
	l = (struct logged *)arena_alloc(&s->arena, sizeof *l, f);
	d = l == NULL ? NULL : (struct digest *)arena_alloc(&s->arena, sizeof *d, f);
	if (d == NULL || graph_keep_logged(s->g, x, order, l, f) < 0)
		return -1;
	*d = x->digest;
	return add_step(s, l, d, f);
}

static int follow_all(struct steps *s, struct fault *f)
{
	const struct graph_logs *from = &s->g->log_source;

	if (kept_steps(s, f) < 0 || (s->lost.n > 0 && from->events(from->user, take_fetched, s, f) < 0))
		return -1;
	if (s->v.n > 1)
		qsort(s->v.v, s->v.n, sizeof *s->v.v, by_client);
	return follow(s->g, s->v.v, s->v.n, f);
}

int graph_put_sessions(struct graph *g, struct fault *f)
{
	struct steps s = { .g = g, .arena = ARENA_INIT };
	int rc = follow_all(&s, f);

	VEC_RELEASE(&s.v);
	VEC_RELEASE(&s.lost);
	arena_release(&s.arena);
	return rc < 0 ? -1 : put_listed(g, f);
}
