/*
 * graph/log.c - what logs add: manifests a repository held by its own requests, and the timeline's events
 * with who and from where. A failed request is an event, never existence. A log names no registry: it is
 * read as the present's when that holds just one.
 */
#include "graph/event.h"
#include "graph/story.h"

#include "base/buf.h"
#include "core/sentence.h"

#include <stdio.h>

#include <inttypes.h>

/* `offset` nanoseconds by which the clock was ahead. */
static struct when corrected(struct when w, int64_t offset)
{
	int64_t sec = offset / 1000000000, nsec = (int64_t)w.nsec - offset % 1000000000;

	if (!w.known || offset == 0)
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
	if (offset % 1000000000 != 0 && w.digits < 3) /* the offset's own decimals */
		w.digits = 3;
	return w;
}

/* The node of a digest in a log. What only failed requests ask for is named, and yet nothing; so is what an upload that was
 * refused turned out to be, and what a mount asked for that opened a session instead. */
static bool is_nothing(enum event_word event)
{
	return event == EVENT_REQUEST_FAILED || event == EVENT_UPLOAD_REJECTED || event == EVENT_UPLOAD_START;
}

static int hear(struct graph *g, const struct digest *d, enum event_word event, id32 *out, struct fault *f)
{
	id32 before = graph_find_node(g, d);
	bool failed = is_nothing(event) && (before == NIL || g->nodes.v[before].only_failed);

	*out = graph_node(g, d, f);
	if (*out == NIL)
		return -1;
	g->nodes.v[*out].only_failed = failed;
	return 0;
}

int graph_add_log(struct graph *g, const struct log_fact *x, struct fault *f)
{
	struct logged l = { .item = x->item,
		            .scan = x->scan,
		            .time = corrected(x->time, x->clock_offset),
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
		            .row = (uint8_t)x->row };

	l.repository = graph_text(g, x->repository, f);
	l.from_repository = graph_text(g, x->from_repository, f);
	l.tag = graph_text(g, x->tag, f);
	l.actor = graph_text(g, x->actor, f);
	l.address = graph_text(g, x->address, f);
	l.agent = graph_text(g, x->agent, f);
	l.method = graph_text(g, x->method, f);
	l.detail = graph_text(g, x->detail, f);
	l.manifest = span_is(x->object, "manifest") || span_is(x->object, "tag");
	l.other = x->object.n > 0 && !l.manifest;
	if (f->kind != FAULT_NONE)
		return -1;
	if ((digest_set(&x->digest) && hear(g, &x->digest, x->event, &l.node, f) < 0) ||
	    (digest_set(&x->parent) && hear(g, &x->parent, x->event, &l.parent, f) < 0))
		return -1;
	return VEC_PUSH(&g->logs, l, f);
}

id32 graph_logged_repo(const struct graph *g, const struct logged *x)
{
	id32 registry = graph_logged_registry(g);

	if (registry == NIL || graph_string(g, x->repository).n == 0)
		return NIL;
	return graph_find_repo(g, registry, x->repository);
}

/* Does a successful request say that the repository held this manifest? */
static bool says_manifest(const struct graph *g, const struct logged *x)
{
	const struct node *n = x->node == NIL ? NULL : &g->nodes.v[x->node];

	if (n == NULL || x->other)
		return false;
	switch ((enum event_word)x->event) {
	case EVENT_PUSH:
	case EVENT_TAG_SET:
		return true;
	case EVENT_MANIFEST_DELETE: /* a notification of a deletion may leave open what it was */
		return x->manifest || n->doc != NIL || n->proof == NIL;
	case EVENT_PULL:
		return x->manifest;
	default:
		return false;
	}
}

/* Collection is no request: it knows manifests, yet says nothing of what a repository was asked for. */
static void mark_image(struct graph *g, const struct logged *x)
{
	switch ((enum event_word)x->event) {
	case EVENT_GC_MARK:
	case EVENT_GC_ELIGIBLE:
	case EVENT_GC_DELETE:
	case EVENT_REFERENCE:
		if (x->node != NIL && x->manifest)
			g->nodes.v[x->node].image = true;
		if (x->parent != NIL)
			g->nodes.v[x->parent].image = true;
		break;
	default:
		break;
	}
}

/* Requests that succeeded on a tag or a manifest: the repository was there, whether or not they tell a digest. */
static bool tells_repository(const struct logged *x)
{
	return !x->other && (x->event == EVENT_PUSH || x->event == EVENT_TAG_SET || x->event == EVENT_TAG_DELETE ||
	                     x->event == EVENT_MANIFEST_DELETE);
}

/* The deletion that a log tells, unless the same log tells of the image later. */
static void log_gone(struct pair *p, const struct logged *x)
{
	if (!x->time.known || (p->gone_at.known && when_cmp(p->gone_at, x->time) >= 0))
		return;
	p->gone_at = x->time;
	p->gone = (struct ground){ x->item, x->scan, x->offset, x->length, SPAN_NONE };
}

/* Rows of the database that tells most lately are the product's own word on what is there now. */
static int64_t newest_database(const struct graph *g)
{
	struct when last = WHEN_UNKNOWN;
	int64_t scan = 0;

	for (size_t i = 0; i < g->logs.n; i++) {
		const struct logged *x = &g->logs.v[i];

		if (x->row != ROW_NONE && (scan == 0 || when_cmp(last, x->time) < 0)) {
			scan = x->scan;
			last = x->time;
		}
	}
	return scan;
}

static void note_row(struct pair *p, const struct logged *x, int64_t newest)
{
	p->row_lives |= x->row == ROW_LIVES || x->row == ROW_OLDER;
	p->row_dead |= (x->row == ROW_DEAD || x->row == ROW_LOOSE) && x->scan == newest;
	p->row_tags |= x->row == ROW_LIVES && x->scan == newest && x->event == EVENT_TAG_SET;
}

int graph_logs_name(struct graph *g, struct fault *f)
{
	id32 registry = graph_logged_registry(g);
	int64_t newest = newest_database(g);

	for (size_t i = 0; i < g->logs.n; i++) {
		const struct logged *x = &g->logs.v[i];
		struct pair *p;
		id32 repo;

		mark_image(g, x);
		if (registry != NIL && tells_repository(x) && graph_string(g, x->repository).n > 0 &&
		    graph_repo(g, registry, graph_string(g, x->repository), f) == NIL)
			return -1;
		if (!says_manifest(g, x))
			continue;
		g->nodes.v[x->node].image = true;
		if (registry == NIL || graph_string(g, x->repository).n == 0)
			continue;
		repo = graph_repo(g, registry, graph_string(g, x->repository), f);
		p = repo == NIL ? NULL : graph_pair(g, x->node, repo, f);
		if (p == NULL)
			return -1;
		note_row(p, x, newest);
		graph_name_pair(p, (struct ground){ x->item, x->scan, x->offset, x->length, SPAN_NONE }, false);
		if (x->event == EVENT_MANIFEST_DELETE)
			log_gone(p, x);
		else if (when_cmp(p->named_mtime, x->time) < 0)
			p->named_mtime = x->time;
	}
	return 0;
}

/* The remnant a deletion left: the empty revision directory of about that time. */
static size_t tie(const struct tracer *t, const struct logged *x, id32 repo, id32 registry, struct ground *at, size_t n)
{
	const struct graph *g = t->g;
	const struct plain_item *shard = x->event != EVENT_GC_DELETE || x->node == NIL || registry == NIL
	                                    ? NULL
	                                    : trace_shard(t, registry, x->node);
	const struct pair *p = repo == NIL || x->node == NIL ? NULL : graph_find_pair(g, x->node, repo);

	if (x->event == EVENT_MANIFEST_DELETE && p != NULL && p->dir_item != 0 && p->link_item == 0)
		at[n++] = ground_item(p->dir_item, trace_scan(g, repo));
	if (x->event == EVENT_PUSH && p != NULL && p->link_item != 0)
		at[n++] = ground_item(p->link_item, trace_scan(g, repo));
	if (shard != NULL && !trace_holds(g, registry, x->node)) /* a sweep leaves the shard's directory */
		at[n++] = ground_item(shard->item, shard->scan);
	return n;
}

/* One more part of what a line says, as the line has it. */
static int add_part(struct buf *out, struct span word, struct fault *f)
{
	OWNED(buf) struct buf part = BUF_INIT;

	if (word.n == 0)
		return 0;
	return buf_add(&part, word, f) < 0 ? -1 : sentence_buf(out, f, S_LISTED, buf_cstr(out), buf_cstr(&part));
}

/* What the line itself says stays in log_event; the event tells by what it was corrected. */
static int add_clock(const struct logged *x, struct buf *out, struct fault *f)
{
	int64_t by = -x->clock_offset;
	char seconds[48];

	if (x->clock_entry == 0)
		return 0;
	(void)snprintf(seconds, sizeof seconds, "%s%" PRId64 ".%03d", by < 0 ? "-" : "+", (by < 0 ? -by : by) / 1000000000,
	               (int)((by < 0 ? -by : by) / 1000000 % 1000));
	return sentence_buf(out, f, S_TIME_CORRECTED, buf_cstr(out), seconds, x->clock_entry);
}

#define WORD(s) (int)(s).n, (const char *)(s).p

static int row_words(const struct logged *x, struct span parent, struct buf *out, struct fault *f)
{
	if (x->has_size && sentence_then(out, f, S_LISTED, S_LOG_BYTES, x->size) < 0)
		return -1;
	return parent.n == 0 ? 0 : sentence_then(out, f, S_LISTED, S_LOG_LISTED_BY, WORD(parent));
}

static int words(const struct graph *g, const struct logged *x, struct buf *out, struct fault *f)
{
	struct span from = graph_string(g, x->from_repository), agent = graph_string(g, x->agent), parent = SPAN_NONE;
	char digest[DIGEST_TEXT];

	if (x->parent != NIL)
		parent = span_of(digest_text(digest, &g->nodes.v[x->parent].digest));
	if (x->row != ROW_NONE) /* a row tells its place itself, and its time's source is the event's */
		return buf_add(out, graph_string(g, x->detail), f) < 0 || row_words(x, parent, out, f) < 0 ? -1 : add_clock(x, out, f);
	if (sentence_buf(out, f, S_LOG_LINE, x->line) < 0 || add_part(out, graph_string(g, x->method), f) < 0)
		return -1;
	if (x->status != 0 && sentence_then(out, f, S_LISTED, S_LOG_STATUS, x->status) < 0)
		return -1;
	if (x->has_size && sentence_then(out, f, S_LISTED, S_LOG_BYTES, x->size) < 0)
		return -1;
	if (from.n > 0 && sentence_then(out, f, S_LISTED, S_LOG_FROM, WORD(from)) < 0)
		return -1;
	if (parent.n > 0 && (x->event == EVENT_REQUEST_FAILED ? sentence_then(out, f, S_LISTED, S_LOG_FOR, WORD(parent))
	                                                      : sentence_then(out, f, S_LISTED, S_LOG_LISTED_BY, WORD(parent))) < 0)
		return -1;
	if (add_part(out, graph_string(g, x->detail), f) < 0 ||
	    (agent.n > 0 && sentence_then(out, f, S_LISTED, S_LOG_AGENT, WORD(agent)) < 0))
		return -1;
	return add_clock(x, out, f);
}

#undef WORD

static bool is_dead(const struct logged *x)
{
	return x->row == ROW_DEAD || x->row == ROW_DEAD_OLDER;
}

static const char *rule_of(const struct logged *x)
{
	return x->row == ROW_NONE    ? "log-line"
	       : x->row == ROW_LOOSE ? "database-loose-row"
	       : is_dead(x)          ? "database-dead-row"
	                             : "database-row";
}

static enum grade grade_of(const struct logged *x)
{
	return x->row == ROW_LOOSE ? GRADE_INFERRED : is_dead(x) ? GRADE_RECOVERED : GRADE_STATED;
}

static int put(struct tracer *t, const struct logged *x, struct fault *f)
{
	struct graph *g = t->g;
	OWNED(buf) struct buf text = BUF_INIT;
	id32 repo = graph_logged_repo(g, x), registry = graph_logged_registry(g);
	struct ground at[2] = { { x->item, x->scan, x->offset, x->length, SPAN_NONE } };
	struct event_conclusion c = { .event = (enum event_word)x->event,
		                      .registry = registry == NIL ? 0 : g->registries.v[registry].id,
		                      .repository = graph_string(g, x->repository),
		                      .tag = graph_string(g, x->tag),
		                      .time = x->time,
		                      .time_source = graph_time_source(g, x),
		                      .actor = graph_string(g, x->actor),
		                      .address = graph_string(g, x->address),
		                      .grade = grade_of(x),
		                      .rule = rule_of(x) };

	if (x->node != NIL)
		c.digest = g->nodes.v[x->node].digest;
	if (words(g, x, &text, f) < 0)
		return -1;
	c.text = buf_span(&text);
	return trace_put(t, &c, NIL, at, tie(t, x, repo, registry, at, 1), f);
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

static int put_logged_tag(struct graph *g, const struct logged *x, id32 registry, int64_t newest, struct fault *f)
{
	id32 repo = graph_logged_repo(g, x);
	id32 tag = repo == NIL ? NIL : graph_find_tag(g, repo, x->tag);
	struct ground at = { x->item, x->scan, x->offset, x->length, SPAN_NONE };
	bool lives = x->row == ROW_LIVES && x->scan == newest;
	struct tag_conclusion c = { .registry = g->registries.v[registry].id,
		                    .teller = TOLD_BY_LOG,
		                    .repository = graph_string(g, x->repository),
		                    .tag = graph_string(g, x->tag),
		                    .standing = lives ? TAG_CURRENT : tag == NIL ? TAG_DELETED : TAG_OVERWRITTEN,
		                    .from = x->time,
		                    .time_source = graph_time_source(g, x),
		                    .grade = grade_of(x),
		                    .rule = rule_of(x),
		                    .because = { &at, 1 } };

	if (tag != NIL && (x->node == NIL || graph_has_target(g, tag, x->node) ||
	                   g->tags.v[tag].current == x->node))
		return 0; /* the tree tells it itself */
	if (x->row != ROW_NONE && !lives && ((x->row != ROW_DEAD && x->row != ROW_PAST && x->row != ROW_LOOSE) || x->scan != newest))
		return 0; /* an older database, or one that is not whole, says nothing of now */
	if (x->node != NIL)
		c.digest = g->nodes.v[x->node].digest;
	if (tag == NIL && !lives)
		c.deleted_after = x->time;
	return graph_tell_tag(g, &c, f);
}

/* Of settings to one target the last one counts; that of a row that lives, where one does. */
static const struct logged *which(const struct graph *g, const id32 *v, size_t n, int64_t newest)
{
	for (size_t i = n; i-- > 0;)
		if (g->logs.v[v[i]].row == ROW_LIVES && g->logs.v[v[i]].scan == newest)
			return &g->logs.v[v[i]];
	return &g->logs.v[v[n - 1]];
}

/* One line for each target a log saw a tag set to. */
int graph_put_logged_tags(struct graph *g, struct fault *f)
{
	id32 registry = graph_logged_registry(g);
	id32 *order = (id32 *)malloc((g->logs.n + 1) * sizeof *order);
	int64_t newest = newest_database(g);
	size_t n = 0;
	int rc = 0;

	if (order == NULL)
		return fault_memory(f, g->logs.n * sizeof *order);
	for (size_t i = 0; i < g->logs.n && registry != NIL; i++)
		if (g->logs.v[i].event == EVENT_TAG_SET && graph_string(g, g->logs.v[i].repository).n > 0)
			order[n++] = (id32)i;
	if (n > 1)
		qsort_r(order, n, sizeof *order, by_target, g);
	for (size_t i = 0, k; i < n && rc == 0; i = k) {
		for (k = i + 1; k < n && same_target(&g->logs.v[order[i]], &g->logs.v[order[k]]);)
			k++;
		rc = put_logged_tag(g, which(g, &order[i], k - i, newest), registry, newest, f);
	}
	free(order);
	return rc;
}
