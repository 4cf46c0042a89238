/*
 * graph/log_feed.c - events of logs on their way in. Kept is what may say more than a line of the time line: requests for
 * manifests and tags, what was uploaded, rows, what a collector said of a manifest. Of all others nothing is kept, not
 * even the digest, unless the evidence tells that digest too: a log may name millions that occur nowhere else.
 */
#include "graph/private.h"

#include "base/keyed.h"

#include <stdlib.h>

/* ---- digests that the evidence tells of bytes ------------------------------------------------------------ */

static uint64_t mark_of(const struct digest *d)
{
	uint64_t h = keyed_hash(d->byte, sizeof d->byte) ^ d->alg;

	return h == 0 ? 1 : h;
}

static size_t slot_of(const uint64_t *v, size_t cap, uint64_t h)
{
	size_t i = (size_t)h & (cap - 1);

	while (v[i] != 0 && v[i] != h)
		i = (i + 1) & (cap - 1);
	return i;
}

/* Digests of one mark count as one: a node too many costs memory, and says nothing. */
static bool was_met(const struct graph *g, const struct digest *d)
{
	return g->met.n > 0 && g->met.v[slot_of(g->met.v, g->met.cap, mark_of(d))] != 0;
}

static int grow_met(struct graph *g, struct fault *f)
{
	size_t cap = g->met.cap == 0 ? 256 : g->met.cap * 2;
	uint64_t *v = (uint64_t *)calloc(cap, sizeof *v);

	if (v == NULL)
		return fault_memory(f, cap * sizeof *v);
	for (size_t i = 0; i < g->met.cap; i++)
		if (g->met.v[i] != 0)
			v[slot_of(v, cap, g->met.v[i])] = g->met.v[i];
	free(g->met.v);
	g->met.v = v;
	g->met.cap = cap;
	return 0;
}

int graph_meet(struct graph *g, const struct digest *d, struct fault *f)
{
	uint64_t *slot;

	if (!digest_set(d))
		return 0;
	if (g->met.n * 2 >= g->met.cap && grow_met(g, f) < 0)
		return -1;
	slot = &g->met.v[slot_of(g->met.v, g->met.cap, mark_of(d))];
	g->met.n += *slot == 0;
	*slot = mark_of(d);
	return 0;
}

int graph_meet_naming(struct graph *g, const struct naming_fact *x, struct fault *f)
{
	return graph_meet(g, &x->naming.digest, f) < 0 ? -1 : graph_meet(g, &x->naming.other, f);
}

/* ---- what is kept of an event ------------------------------------------------------------------------------- */

static bool of_manifest(const struct log_fact *x)
{
	return span_is(x->object, "manifest") || span_is(x->object, "tag");
}

static bool says_more(const struct log_fact *x)
{
	if (x->row != ROW_NONE)
		return true;
	switch (x->event) {
	case EVENT_PUSH:
	case EVENT_TAG_SET:
	case EVENT_TAG_DELETE:
	case EVENT_MANIFEST_DELETE:
		return true;
	case EVENT_UPLOAD_COMMIT:
	case EVENT_MOUNT:
		return digest_set(&x->digest);
	case EVENT_PULL: /* of a blob: session.c asks for them where one is of use */
		return of_manifest(x) || (digest_set(&x->digest) && span_is(x->method, "HEAD"));
	case EVENT_GC_MARK:
	case EVENT_GC_ELIGIBLE:
	case EVENT_GC_DELETE:
	case EVENT_REFERENCE:
		return digest_set(&x->parent) || (digest_set(&x->digest) && of_manifest(x));
	default:
		return false;
	}
}

/* Nanoseconds by which the clock was ahead are taken off. */
struct when graph_logged_time(const struct log_fact *x)
{
	struct when w = x->time;
	int64_t sec = x->clock_offset / 1000000000, nsec = (int64_t)w.nsec - x->clock_offset % 1000000000;

	if (!w.known || x->clock_offset == 0)
		return w;
	w.sec -= sec;
	if (nsec < 0) {
		nsec += 1000000000;
		w.sec--;
	} else if (nsec >= 1000000000) {
		nsec -= 1000000000;
		w.sec++;
	}
	w.nsec = (uint32_t)nsec;
	if (x->clock_offset % 1000000000 != 0 && w.digits < 3) /* the offset's own decimals */
		w.digits = 3;
	return w;
}

int graph_keep_logged(struct graph *g, const struct log_fact *x, uint64_t order, struct logged *out, struct fault *f)
{
	*out = (struct logged){ .item = x->item,
		                .scan = x->scan,
		                .order = order,
		                .time = graph_logged_time(x),
		                .clock_entry = x->clock_entry,
		                .clock_offset = x->clock_offset,
		                .node = NIL,
		                .parent = NIL,
		                .size = x->size,
		                .line = x->line,
		                .offset = x->offset,
		                .length = x->length,
		                .status = x->status,
		                .event = (uint8_t)x->event,
		                .has_size = x->has_size,
		                .manifest = of_manifest(x),
		                .other = x->object.n > 0 && !of_manifest(x),
		                .row = (uint8_t)x->row };
	out->repository = graph_text(g, x->repository, f);
	out->tag = graph_text(g, x->tag, f);
	out->actor = graph_text(g, x->actor, f);
	out->address = graph_text(g, x->address, f);
	out->agent = graph_text(g, x->agent, f);
	out->method = graph_text(g, x->method, f);
	return f->kind != FAULT_NONE ? -1 : 0;
}

struct hearing {
	struct graph *g;
	uint64_t order;
};

static int keep(struct graph *g, const struct log_fact *x, uint64_t order, struct fault *f)
{
	struct logged l;

	if (graph_keep_logged(g, x, order, &l, f) < 0 || (digest_set(&x->digest) && (l.node = graph_node(g, &x->digest, f)) == NIL) ||
	    (digest_set(&x->parent) && (l.parent = graph_node(g, &x->parent, f)) == NIL))
		return -1;
	return VEC_PUSH(&g->logs, l, f);
}

/* A digest that only logs name stays a line of theirs, and a row among the blobs. */
static int name_what_was_met(struct graph *g, const struct digest *d, struct fault *f)
{
	if (!digest_set(d) || !was_met(g, d) || graph_find_node(g, d) != NIL)
		return 0;
	return graph_node(g, d, f) == NIL ? -1 : 0;
}

static int hear(void *user, const struct log_fact *x, struct fault *f)
{
	struct hearing *h = (struct hearing *)user;
	uint64_t order = h->order++;

	if (says_more(x))
		return keep(h->g, x, order, f);
	if (!logged_names(x->event))
		return 0;
	return name_what_was_met(h->g, &x->digest, f) < 0 ? -1 : name_what_was_met(h->g, &x->parent, f);
}

int graph_add_logs(struct graph *g, const struct graph_logs *from, struct fault *f)
{
	struct hearing h = { .g = g };

	g->log_source = *from;
	return from->events(from->user, hear, &h, f);
}
