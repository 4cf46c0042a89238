/*
 * graph/log.c - what logs add: manifests a repository held by its own requests, and the timeline's events
 * with who and from where. A failed request is an event, never existence. A log names no registry: it is
 * read as the present's when that holds just one.
 */
#include "graph/event.h"

#include "base/buf.h"

#include <inttypes.h>

int graph_add_log(struct graph *g, const struct log_fact *x, struct fault *f)
{
	struct logged l = { .item = x->item,
		            .scan = x->scan,
		            .time = x->time,
		            .node = NIL,
		            .size = x->size,
		            .line = x->line,
		            .offset = x->offset,
		            .length = x->length,
		            .status = x->status,
		            .event = (uint8_t)x->event,
		            .has_size = x->has_size };

	l.repository = graph_text(g, x->repository, f);
	l.from_repository = graph_text(g, x->from_repository, f);
	l.tag = graph_text(g, x->tag, f);
	l.actor = graph_text(g, x->actor, f);
	l.address = graph_text(g, x->address, f);
	l.agent = graph_text(g, x->agent, f);
	if (f->kind != FAULT_NONE)
		return -1;
	if (digest_set(&x->digest)) {
		l.node = graph_node(g, &x->digest, f);
		if (l.node == NIL)
			return -1;
	}
	return VEC_PUSH(&g->logs, l, f);
}

static id32 only_registry(const struct graph *g)
{
	id32 only = NIL;

	for (size_t i = 0; i < g->registries.n; i++)
		if (g->registries.v[i].present) {
			if (only != NIL)
				return NIL;
			only = (id32)i;
		}
	return only;
}

id32 graph_logged_repo(const struct graph *g, const struct logged *x)
{
	id32 registry = only_registry(g);

	if (registry == NIL || graph_string(g, x->repository).n == 0)
		return NIL;
	return graph_find_repo(g, registry, x->repository);
}

/* Does a successful request say that the repository held this manifest? */
static bool says_manifest(const struct logged *x)
{
	switch ((enum event_word)x->event) {
	case EVENT_PUSH:
	case EVENT_TAG_SET:
	case EVENT_MANIFEST_DELETE:
		return x->node != NIL;
	default:
		return false;
	}
}

int graph_logs_name(struct graph *g, struct fault *f)
{
	id32 registry = only_registry(g);

	for (size_t i = 0; i < g->logs.n; i++) {
		const struct logged *x = &g->logs.v[i];
		struct pair *p;
		id32 repo;

		if (!says_manifest(x))
			continue;
		g->nodes.v[x->node].image = true;
		if (registry == NIL || graph_string(g, x->repository).n == 0)
			continue;
		repo = graph_repo(g, registry, graph_string(g, x->repository), f);
		p = repo == NIL ? NULL : graph_pair(g, x->node, repo, f);
		if (p == NULL)
			return -1;
		if (p->named_item == 0) {
			p->named_item = x->item;
			p->named = (struct ground){ x->item, x->scan, x->offset, x->length, SPAN_NONE };
		}
		if (x->event != EVENT_MANIFEST_DELETE && when_cmp(p->named_mtime, x->time) < 0)
			p->named_mtime = x->time;
	}
	return 0;
}

/* The remnant a deletion left: the empty revision directory of about that time. */
static size_t tie(const struct graph *g, const struct logged *x, id32 repo, struct ground *at, size_t n)
{
	const struct pair *p = repo == NIL || x->node == NIL ? NULL : graph_find_pair(g, x->node, repo);

	if (x->event == EVENT_MANIFEST_DELETE && p != NULL && p->dir_item != 0 && p->link_item == 0)
		at[n++] = ground_item(p->dir_item, trace_scan(g, repo));
	if (x->event == EVENT_PUSH && p != NULL && p->link_item != 0)
		at[n++] = ground_item(p->link_item, trace_scan(g, repo));
	return n;
}

static int words(const struct graph *g, const struct logged *x, struct buf *out, struct fault *f)
{
	struct span agent = graph_string(g, x->agent), from = graph_string(g, x->from_repository);

	if (buf_printf(out, f, "line %" PRIu64, x->line) < 0)
		return -1;
	if (x->status != 0 && buf_printf(out, f, ", status %d", x->status) < 0)
		return -1;
	if (x->has_size && buf_printf(out, f, ", %" PRIu64 " bytes", x->size) < 0)
		return -1;
	if (from.n > 0 && (buf_add_text(out, ", from ", f) < 0 || buf_add(out, from, f) < 0))
		return -1;
	return agent.n > 0 && (buf_add_text(out, ", by ", f) < 0 || buf_add(out, agent, f) < 0) ? -1 : 0;
}

static int put(struct tracer *t, const struct logged *x, struct fault *f)
{
	struct graph *g = t->g;
	OWNED(buf) struct buf text = BUF_INIT;
	id32 repo = graph_logged_repo(g, x), registry = only_registry(g);
	struct ground at[2] = { { x->item, x->scan, x->offset, x->length, SPAN_NONE } };
	struct event_conclusion c = { .event = (enum event_word)x->event,
		                      .registry = registry == NIL ? 0 : g->registries.v[registry].id,
		                      .repository = graph_string(g, x->repository),
		                      .tag = graph_string(g, x->tag),
		                      .time = x->time,
		                      .time_source = x->time.known ? "time of the log line" : NULL,
		                      .actor = graph_string(g, x->actor),
		                      .address = graph_string(g, x->address),
		                      .grade = GRADE_STATED,
		                      .rule = "log-line" };

	if (x->node != NIL)
		c.digest = g->nodes.v[x->node].digest;
	if (words(g, x, &text, f) < 0)
		return -1;
	c.text = buf_span(&text);
	return trace_put(t, &c, NIL, at, tie(g, x, repo, at, 1), f);
}

int trace_logs(struct tracer *t, struct fault *f)
{
	for (size_t i = 0; i < t->g->logs.n; i++)
		if (put(t, &t->g->logs.v[i], f) < 0)
			return -1;
	return 0;
}

/* ---- tags only logs tell of ------------------------------------------------------------------------------ */

static int by_target(const void *a, const void *b, void *user)
{
	const struct graph *g = (const struct graph *)user;
	const struct logged *x = &g->logs.v[*(const id32 *)a], *y = &g->logs.v[*(const id32 *)b];
	int c = span_cmp(graph_string(g, x->repository), graph_string(g, y->repository));

	if (c == 0)
		c = span_cmp(graph_string(g, x->tag), graph_string(g, y->tag));
	if (c == 0 && x->node != y->node)
		c = x->node == NIL || (y->node != NIL && x->node < y->node) ? -1 : 1;
	return c != 0 ? c : when_cmp(x->time, y->time);
}

static bool same_target(const struct logged *x, const struct logged *y)
{
	return x->repository == y->repository && x->tag == y->tag && x->node == y->node;
}

/* When the tag, or the manifest it named, was deleted by a later request. */
static const struct logged *deletion_of(const struct graph *g, const struct logged *x)
{
	const struct logged *hit = NULL;

	for (size_t i = 0; i < g->logs.n; i++) {
		const struct logged *d = &g->logs.v[i];
		bool tag = d->event == EVENT_TAG_DELETE && d->tag == x->tag;
		bool manifest = d->event == EVENT_MANIFEST_DELETE && d->node == x->node && x->node != NIL;

		if ((tag || manifest) && d->repository == x->repository && when_cmp(d->time, x->time) >= 0 &&
		    (hit == NULL || when_cmp(d->time, hit->time) < 0))
			hit = d;
	}
	return hit;
}

static int put_logged_tag(struct graph *g, const struct logged *x, id32 registry, struct fault *f)
{
	id32 repo = graph_logged_repo(g, x);
	id32 tag = repo == NIL ? NIL : graph_find_tag(g, repo, x->tag);
	const struct logged *gone = tag == NIL ? deletion_of(g, x) : NULL;
	struct ground at[2] = { { x->item, x->scan, x->offset, x->length, SPAN_NONE } };
	struct tag_conclusion c = { .registry = g->registries.v[registry].id,
		                    .repository = graph_string(g, x->repository),
		                    .tag = graph_string(g, x->tag),
		                    .standing = tag == NIL ? TAG_DELETED : TAG_OVERWRITTEN,
		                    .from = x->time,
		                    .time_source = x->time.known ? "time of the log line" : NULL,
		                    .grade = GRADE_STATED,
		                    .rule = "log-line" };
	size_t n = 1;

	if (tag != NIL && (x->node == NIL || graph_has_target(g, tag, x->node) ||
	                   g->tags.v[tag].current == x->node))
		return 0; /* the tree tells it itself */
	if (x->node != NIL)
		c.digest = g->nodes.v[x->node].digest;
	if (gone != NULL) {
		at[n++] = (struct ground){ gone->item, gone->scan, gone->offset, gone->length, SPAN_NONE };
		c.deleted_at = gone->time;
	} else if (tag == NIL) {
		c.deleted_after = x->time;
	}
	c.because = (struct grounds){ at, n };
	g->counts->tags++;
	return g->sink->tag(g->sink->user, &c, f);
}

/* One line for each target a log saw a tag set to; the last setting counts. */
int graph_put_logged_tags(struct graph *g, struct fault *f)
{
	id32 registry = only_registry(g);
	id32 *order = (id32 *)malloc((g->logs.n + 1) * sizeof *order);
	size_t n = 0;
	int rc = 0;

	if (order == NULL)
		return fault_memory(f, g->logs.n * sizeof *order);
	for (size_t i = 0; i < g->logs.n && registry != NIL; i++)
		if (g->logs.v[i].event == EVENT_TAG_SET && graph_string(g, g->logs.v[i].repository).n > 0)
			order[n++] = (id32)i;
	if (n > 1)
		qsort_r(order, n, sizeof *order, by_target, g);
	for (size_t i = 0; i < n && rc == 0; i++)
		if (i + 1 == n || !same_target(&g->logs.v[order[i]], &g->logs.v[order[i + 1]]))
			rc = put_logged_tag(g, &g->logs.v[order[i]], registry, f);
	free(order);
	return rc;
}
