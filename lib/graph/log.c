/*
 * graph/log.c - what logs add: manifests a repository held by its own requests, and the timeline's events
 * with who and from where, as they are read once more (log_feed.c says what is kept of them). A failed request is an event, never existence. A log names no registry: it is
 * read as the present's when that holds just one.
 */
#include "graph/event.h"
#include "graph/story.h"

#include "base/buf.h"
#include "core/sentence.h"

#include <stdio.h>

#include <inttypes.h>

id32 graph_logged_repo(const struct graph *g, id32 repository)
{
	id32 registry = graph_logged_registry(g);

	if (registry == NIL || graph_string(g, repository).n == 0)
		return NIL;
	return graph_find_repo(g, registry, repository);
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

static bool lives_now(enum row_state row)
{
	return row == ROW_LIVES || row == ROW_FORM;
}

static void note_row(struct pair *p, const struct logged *x, int64_t newest)
{
	p->row_lives |= x->row == ROW_LIVES || x->row == ROW_OLDER || x->row == ROW_FORM || x->row == ROW_FORM_OLDER;
	p->row_dead |= (x->row == ROW_DEAD || x->row == ROW_LOOSE) && x->scan == newest;
	p->row_tags |= lives_now((enum row_state)x->row) && x->scan == newest && x->event == EVENT_TAG_SET;
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
static size_t tie(const struct tracer *t, const struct log_fact *x, id32 repo, id32 registry, struct ground *at, size_t n)
{
	const struct graph *g = t->g;
	id32 node = digest_set(&x->digest) ? graph_find_node(g, &x->digest) : NIL;
	const struct plain_item *shard = x->event != EVENT_GC_DELETE || !digest_set(&x->digest) || registry == NIL
	                                    ? NULL
	                                    : trace_shard(t, registry, &x->digest);
	const struct pair *p = repo == NIL || node == NIL ? NULL : graph_find_pair(g, node, repo);

	if (x->event == EVENT_MANIFEST_DELETE && p != NULL && p->dir_item != 0 && p->link_item == 0)
		at[n++] = ground_item(p->dir_item, trace_scan(g, repo));
	if (x->event == EVENT_PUSH && p != NULL && p->link_item != 0)
		at[n++] = ground_item(p->link_item, trace_scan(g, repo));
	if (shard != NULL && (node == NIL || !trace_holds(g, registry, node))) /* a sweep leaves the shard's directory */
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
static int add_clock(const struct log_fact *x, struct buf *out, struct fault *f)
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

static int row_words(const struct log_fact *x, struct span parent, struct buf *out, struct fault *f)
{
	if (x->has_size && sentence_then(out, f, S_LISTED, S_LOG_BYTES, x->size) < 0)
		return -1;
	return parent.n == 0 ? 0 : sentence_then(out, f, S_LISTED, S_LOG_LISTED_BY, WORD(parent));
}

static int words(const struct log_fact *x, struct buf *out, struct fault *f)
{
	struct span from = x->from_repository, agent = x->agent, parent = SPAN_NONE;
	char digest[DIGEST_TEXT];

	if (digest_set(&x->parent))
		parent = span_of(digest_text(digest, &x->parent));
	if (x->row != ROW_NONE) /* a row tells its place itself, and its time's source is the event's */
		return buf_add(out, x->detail, f) < 0 || row_words(x, parent, out, f) < 0 ? -1 : add_clock(x, out, f);
	if (sentence_buf(out, f, S_LOG_LINE, x->line) < 0 || add_part(out, x->method, f) < 0)
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
	if (add_part(out, x->detail, f) < 0 ||
	    (agent.n > 0 && sentence_then(out, f, S_LISTED, S_LOG_AGENT, WORD(agent)) < 0))
		return -1;
	return add_clock(x, out, f);
}

#undef WORD

static bool is_dead(enum row_state row)
{
	return row == ROW_DEAD || row == ROW_DEAD_OLDER;
}

static bool is_inferred(enum row_state row)
{
	return row == ROW_LOOSE || row == ROW_FORM || row == ROW_FORM_OLDER;
}

static const char *rule_of(enum row_state row)
{
	return row == ROW_NONE    ? "log-line"
	       : is_inferred(row) ? row == ROW_LOOSE ? "database-loose-row" : "database-form-row"
	       : is_dead(row)     ? "database-dead-row"
	                          : "database-row";
}

static enum grade grade_of(enum row_state row)
{
	return is_inferred(row) ? GRADE_INFERRED : is_dead(row) ? GRADE_RECOVERED : GRADE_STATED;
}

static int put(void *user, const struct log_fact *x, struct fault *f)
{
	struct tracer *t = (struct tracer *)user;
	struct graph *g = t->g;
	OWNED(buf) struct buf text = BUF_INIT;
	struct when time = graph_logged_time(x);
	id32 name = graph_find_text(g, x->repository), registry = graph_logged_registry(g);
	id32 repo = name == NIL ? NIL : graph_logged_repo(g, name);
	struct ground at[2] = { { x->item, x->scan, x->offset, x->length, SPAN_NONE } };
	struct event_conclusion c = { .event = (enum event_word)x->event,
		                      .registry = registry == NIL ? 0 : g->registries.v[registry].id,
		                      .repository = x->repository,
		                      .tag = x->tag,
		                      .digest = x->digest,
		                      .time = time,
		                      .time_source = graph_time_source(x->row, time, x->method),
		                      .actor = x->actor,
		                      .address = x->address,
		                      .grade = grade_of(x->row),
		                      .rule = rule_of(x->row) };

	if (words(x, &text, f) < 0)
		return -1;
	c.text = buf_span(&text);
	return trace_put(t, &c, NIL, at, tie(t, x, repo, registry, at, 1), f);
}

int trace_logs(struct tracer *t, struct fault *f)
{
	const struct graph_logs *from = &t->g->log_source;

	return from->events == NULL ? 0 : from->events(from->user, put, t, f);
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
	id32 repo = graph_logged_repo(g, x->repository);
	id32 tag = repo == NIL ? NIL : graph_find_tag(g, repo, x->tag);
	struct ground at = { x->item, x->scan, x->offset, x->length, SPAN_NONE };
	bool lives = lives_now((enum row_state)x->row) && x->scan == newest;
	struct tag_conclusion c = { .registry = g->registries.v[registry].id,
		                    .teller = TOLD_BY_LOG,
		                    .repository = graph_string(g, x->repository),
		                    .tag = graph_string(g, x->tag),
		                    .standing = lives ? TAG_CURRENT : tag == NIL ? TAG_DELETED : TAG_OVERWRITTEN,
		                    .from = x->time,
		                    .time_source = graph_time_source((enum row_state)x->row, x->time, graph_string(g, x->method)),
		                    .grade = grade_of((enum row_state)x->row),
		                    .rule = rule_of((enum row_state)x->row),
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
		if (lives_now((enum row_state)g->logs.v[v[i]].row) && g->logs.v[v[i]].scan == newest)
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
