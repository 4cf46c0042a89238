/* graph/story.c - the rows of each tag woven into one history, and the events of copies into one course. */
#include "graph/story.h"

#include "base/quote.h"
#include "core/sentence.h"

#include <stdio.h>
#include <stdlib.h>

void graph_story_release(struct story *s)
{
	arena_release(&s->arena);
	VEC_RELEASE(&s->rows);
	VEC_RELEASE(&s->settings);
	VEC_RELEASE(&s->events);
}

static int keep_grounds(struct story *s, struct grounds from, struct ground **out, struct fault *f)
{
	struct ground *at = (struct ground *)arena_alloc(&s->arena, (from.n + 1) * sizeof *at, f);

	*out = at;
	if (at == NULL)
		return -1;
	for (size_t i = 0; i < from.n; i++) {
		at[i] = from.v[i];
		if (arena_span(&s->arena, from.v[i].pointer, &at[i].pointer, f) < 0)
			return -1;
	}
	return 0;
}

int graph_tell_tag(struct graph *g, const struct tag_conclusion *c, struct fault *f)
{
	struct story *s = g->story;
	struct story_row r = { .c = *c, .order = (uint32_t)s->rows.n };

	/* names are the graph's own */
	if (keep_grounds(s, c->because, &r.at, f) < 0)
		return -1;
	r.c.because = (struct grounds){ r.at, c->because.n };
	return VEC_PUSH(&s->rows, r, f);
}

/* ---- order ------------------------------------------------------------------------------------------- */

static int tag_cmp(const struct story_row *x, const struct story_row *y)
{
	int c;

	if (x->c.registry != y->c.registry)
		return x->c.registry < y->c.registry ? -1 : 1;
	c = span_cmp(x->c.repository, y->c.repository);
	return c != 0 ? c : span_cmp(x->c.tag, y->c.tag);
}

/* Those of one tag together, of one target together; of one target the teller that counts first. */
static int by_target(const void *a, const void *b)
{
	const struct story_row *x = (const struct story_row *)a, *y = (const struct story_row *)b;
	int c = tag_cmp(x, y);

	if (c == 0)
		c = digest_cmp(&x->c.digest, &y->c.digest);
	if (c == 0)
		c = (int)x->c.teller - (int)y->c.teller;
	if (c == 0)
		c = -when_cmp(x->c.from, y->c.from); /* the last time it was set */
	return c != 0 ? c : x->order < y->order ? -1 : 1;
}

static int by_time(const void *a, const void *b)
{
	const struct story_row *x = (const struct story_row *)a, *y = (const struct story_row *)b;
	int c = when_cmp(x->c.from, y->c.from);

	return c != 0 ? c : x->order < y->order ? -1 : 1;
}

/* ---- one line for each target ------------------------------------------------------------------------- */

static int add_grounds(struct story *s, struct story_row *r, const struct ground *at, size_t n, struct fault *f)
{
	struct ground *all = (struct ground *)arena_alloc(&s->arena, (r->c.because.n + n + 1) * sizeof *all, f);

	if (all == NULL)
		return -1;
	memcpy(all, r->c.because.v, r->c.because.n * sizeof *all);
	memcpy(all + r->c.because.n, at, n * sizeof *all);
	r->at = all;
	r->c.because = (struct grounds){ all, r->c.because.n + n };
	return 0;
}

/* Rows [from, to) tell of one target: the first speaks, the others lend what it does not know, and their grounds. */
static int merge(struct story *s, size_t from, size_t to, struct story_row *out, struct fault *f)
{
	size_t n = 0;
	struct ground *all;

	*out = s->rows.v[from];
	for (size_t i = from; i < to; i++)
		n += s->rows.v[i].c.because.n;
	all = (struct ground *)arena_alloc(&s->arena, (n + 1) * sizeof *all, f);
	if (all == NULL)
		return -1;
	n = 0;
	for (size_t i = from; i < to; i++) {
		const struct tag_conclusion *c = &s->rows.v[i].c;

		for (size_t k = 0; k < c->because.n; k++)
			all[n++] = c->because.v[k];
		if (!out->c.from.known && c->from.known) {
			out->c.from = c->from;
			out->c.time_source = c->time_source;
		}
		if (out->c.standing == TAG_DELETED && !out->c.deleted_at.known && c->deleted_at.known) {
			out->c.deleted_at = c->deleted_at;
			out->c.deleted_after = out->c.deleted_before = WHEN_UNKNOWN;
			out->c.time_source = c->time_source;
		}
	}
	out->at = all;
	out->c.because = (struct grounds){ all, n };
	return 0;
}

/* ---- intervals --------------------------------------------------------------------------------------------- */

static bool earlier(struct when a, struct when b)
{
	return a.known && (!b.known || when_cmp(a, b) < 0);
}

/* The manifest's revision link is gone from the tree: that a log says when is no news of the tag. */
static bool dangles(const struct graph *g, const struct story_row *r)
{
	id32 registry = graph_registry_of(g, r->c.registry), name = graph_find_text(g, r->c.repository);
	id32 node = graph_find_node(g, &r->c.digest), repo = name == NIL ? NIL : graph_find_repo(g, registry, name);
	const struct pair *p = repo == NIL || node == NIL ? NULL : graph_find_pair(g, node, repo);

	return p != NULL && !p->revision;
}

enum { REQUEST_MOST = 2 }; /* format: seconds between what a request writes and the line that tells of it, to a second's truncation */

/* The line tells of the request that left the remains: theirs is the finer time, and the manifest's own. */
static bool same_request(const struct tag_conclusion *c, const struct logged *d)
{
	int64_t apart = c->deleted_at.sec - d->time.sec;

	return c->standing == TAG_DELETED && c->teller != TOLD_BY_LOG && d->row == ROW_NONE && c->deleted_at.known && apart >= -REQUEST_MOST &&
	       apart <= REQUEST_MOST;
}

/* A deletion that a log tells ends what was set before it. */
static int end_by_log(struct graph *g, const struct gone *gone, struct story_row *r, struct fault *f)
{
	struct tag_conclusion *c = &r->c;
	id32 node = graph_find_node(g, &c->digest);
	const struct logged *d;
	struct ground at;

	if (!c->from.known || !digest_set(&c->digest))
		return 0;
	d = graph_gone_after(g, gone, graph_find_text(g, c->repository), graph_find_text(g, c->tag), node, c->from,
	                     c->teller != TOLD_BY_LOG);
	if (d == NULL || (!same_request(c, d) && !earlier(d->time, c->until)))
		return 0;
	at = (struct ground){ d->item, d->scan, d->offset, d->length, SPAN_NONE };
	if (same_request(c, d))
		return add_grounds(g->story, r, &at, 1, f);
	c->until = d->time;
	if (c->standing == TAG_DELETED && earlier(d->time, c->deleted_at)) {
		c->deleted_at = d->time;
		c->deleted_after = c->deleted_before = WHEN_UNKNOWN;
		if (d->row != ROW_NONE)
			c->time_source = graph_time_source((enum row_state)d->row, d->time, graph_string(g, d->method));
	}
	r->after = c->standing == TAG_CURRENT && !dangles(g, r);
	return add_grounds(g->story, r, &at, 1, f);
}

/* `next` was set after `r`, and not before its end. */
static int end_by_next(struct graph *g, struct story_row *r, const struct story_row *next, struct fault *f)
{
	if (!earlier(next->c.from, r->c.until))
		return 0;
	r->c.until = next->c.from;
	return next->c.because.n == 0 ? 0 : add_grounds(g->story, r, next->c.because.v, 1, f);
}

/* ---- every setting of a tag --------------------------------------------------------------------------------- */

static int by_setting(const void *a, const void *b)
{
	const struct setting *x = (const struct setting *)a, *y = (const struct setting *)b;
	int c = when_cmp(x->time, y->time);

	return c != 0 ? c : digest_cmp(&x->digest, &y->digest);
}

/* Of rows [from, to), before those of one target become one: a later setting hides the earlier ones. */
static int list_settings(struct story *s, size_t from, size_t to, struct fault *f)
{
	s->settings.n = 0;
	for (size_t i = from; i < to; i++) {
		const struct tag_conclusion *c = &s->rows.v[i].c;
		struct setting last = { c->from, c->digest, c->because.n > 0 ? c->because.v[0] : (struct ground){ .item = 0 } };
		struct setting first = { c->first, c->digest, c->first_at };

		if (!digest_set(&c->digest) || c->standing == TAG_DAMAGED)
			continue;
		if ((c->from.known && VEC_PUSH(&s->settings, last, f) < 0) || (c->first.known && VEC_PUSH(&s->settings, first, f) < 0))
			return -1;
	}
	if (s->settings.n > 1)
		qsort(s->settings.v, s->settings.n, sizeof *s->settings.v, by_setting);
	return 0;
}

/* What was set between ends a target, though it was set again after the next one. */
static int end_by_setting(struct graph *g, struct story_row *r, struct fault *f)
{
	const struct story *s = g->story;
	size_t from = 0, to = s->settings.n;

	if (!r->c.from.known || !r->c.until.known || r->c.standing == TAG_DAMAGED)
		return 0;
	while (from < to) { /* the first that surely is later */
		size_t middle = from + (to - from) / 2;
		struct when w = s->settings.v[middle].time;

		if (when_cmp(w, r->c.from) > 0 && when_cmp(w, when_later(r->c.from)) >= 0)
			to = middle;
		else
			from = middle + 1;
	}
	while (from < s->settings.n && digest_eq(&s->settings.v[from].digest, &r->c.digest))
		from++;
	if (from == s->settings.n || !earlier(s->settings.v[from].time, r->c.until))
		return 0;
	r->c.until = s->settings.v[from].time;
	return s->settings.v[from].at.item == 0 ? 0 : add_grounds(g->story, r, &s->settings.v[from].at, 1, f);
}

static void overwrite(struct story_row *r)
{
	if (r->c.deleted_at.known && earlier(r->c.deleted_at, r->c.until))
		r->c.until = r->c.deleted_at;
	r->c.standing = TAG_OVERWRITTEN;
	r->c.deleted_at = r->c.deleted_after = r->c.deleted_before = WHEN_UNKNOWN;
}

/* Rows of one tag by time, those whose time is not known first. */
static int end_each(struct graph *g, struct story_row *v, size_t n, const struct gone *gone, struct fault *f)
{
	const struct story_row *current = NULL;
	bool lives = false;
	size_t next = n;

	for (size_t i = 0; i < n; i++) {
		lives = lives || v[i].c.standing == TAG_CURRENT || v[i].c.standing == TAG_DAMAGED;
		if (v[i].c.standing == TAG_CURRENT)
			current = &v[i];
	}
	for (size_t i = n; i-- > 0;) { /* the last one first: grounds of the next are whole */
		if (gone != NULL && end_by_log(g, gone, &v[i], f) < 0)
			return -1;
		for (next = i + 1; next < n && when_cmp(v[next].c.from, v[i].c.from) <= 0;)
			next++;
		if (v[i].c.from.known && next < n && v[i].c.standing != TAG_DAMAGED && v[next].c.standing != TAG_DAMAGED &&
		    end_by_next(g, &v[i], &v[next], f) < 0)
			return -1;
		if (v[i].c.standing == TAG_DELETED && (lives || (v[i].c.from.known && next < n)))
			overwrite(&v[i]);
		else if (v[i].c.standing == TAG_DELETED && !v[i].c.until.known)
			v[i].c.until = v[i].c.deleted_at;
		if (end_by_setting(g, &v[i], f) < 0)
			return -1;
		if (current != NULL && current->c.from.known && current->c.teller == TOLD_BY_TREE &&
		    v[i].c.teller != TOLD_BY_TREE && v[i].c.teller != TOLD_BY_REMAINS && earlier(current->c.from, v[i].c.from))
			v[i].after = v[i].c.from.known;
	}
	return 0;
}

/* The setting that a log's line without a digest tells of: the last one with a digest, written while the request went on.
 * NULL: none. */
static struct story_row *told_by(struct story_row *v, size_t n, const struct story_row *line)
{
	struct story_row *best = NULL;

	for (size_t i = 0; i < n; i++) {
		const struct tag_conclusion *c = &v[i].c;
		int64_t apart = c->from.sec - line->c.from.sec;

		if (!digest_set(&c->digest) || !c->from.known || apart > REQUEST_MOST || apart < -REQUEST_MOST)
			continue;
		if (best == NULL || when_cmp(best->c.from, c->from) <= 0)
			best = &v[i];
	}
	return best;
}

/* Else the last target, where remains tell which manifest went with the tag and not since when: the last setting before the
 * end was to it. NULL: none, or several. */
static struct story_row *last_named(struct story_row *v, size_t n, const struct story_row *line)
{
	struct story_row *only = NULL;

	for (size_t i = 0; i < n; i++) {
		const struct tag_conclusion *c = &v[i].c;

		if (c->teller != TOLD_BY_REMAINS || c->standing != TAG_DELETED || !digest_set(&c->digest) || c->from.known ||
		    !c->deleted_at.known || when_cmp(line->c.from, c->deleted_at) > 0)
			continue;
		if (only != NULL)
			return NULL;
		only = &v[i];
	}
	return only;
}

/* A line that says that a tag was set and not to what is no target of its own where others tell which. */
static int join_lines(struct graph *g, struct story_row *v, size_t *n, struct fault *f)
{
	size_t kept = 0;

	for (size_t i = 0; i < *n; i++) {
		bool bare = v[i].c.teller == TOLD_BY_LOG && !digest_set(&v[i].c.digest) && v[i].c.from.known;
		struct story_row *other = bare ? told_by(v, *n, &v[i]) : NULL;

		if (bare && other == NULL && (other = last_named(v, *n, &v[i])) != NULL) {
			other->c.from = v[i].c.from;
			other->c.grade = GRADE_INFERRED;
		}
		if (other == NULL)
			continue;
		if (add_grounds(g->story, other, v[i].c.because.v, v[i].c.because.n, f) < 0)
			return -1;
		v[i].c.registry = 0;
	}
	for (size_t i = 0; i < *n; i++)
		if (v[i].c.registry != 0)
			v[kept++] = v[i];
	*n = kept;
	return 0;
}

static int put_one_tag(struct graph *g, size_t from, size_t to, const struct gone *gone, struct fault *f)
{
	struct story *s = g->story;
	struct story_row *v = &s->rows.v[from];
	size_t n = 0;

	if (list_settings(s, from, to, f) < 0)
		return -1;
	for (size_t i = from, k; i < to; i = k) {
		struct story_row one;

		for (k = i + 1; k < to && digest_set(&s->rows.v[i].c.digest) &&
		                digest_eq(&s->rows.v[i].c.digest, &s->rows.v[k].c.digest);)
			k++;
		if (k == i + 1)
			one = s->rows.v[i];
		else if (merge(s, i, k, &one, f) < 0)
			return -1;
		v[n++] = one;
	}
	if (join_lines(g, v, &n, f) < 0)
		return -1;
	if (n > 1)
		qsort(v, n, sizeof *v, by_time);
	if (end_each(g, v, n, gone, f) < 0)
		return -1;
	for (size_t i = n; i < to - from; i++)
		v[i].c.registry = 0; /* merged into another */
	return 0;
}

/* ---- what the present does not show yet ------------------------------------------------------------------- */

static int tell_outdated(struct graph *g, int64_t registry, size_t from, size_t to, struct fault *f)
{
	struct story *s = g->story;
	VEC(struct ground) at = { NULL, 0, 0 };
	id32 r = graph_registry_of(g, registry);
	struct when last = WHEN_UNKNOWN;
	char text[240], when[WHEN_TEXT];
	int rc = 0;

	for (size_t i = from; i < to && rc == 0; i++) {
		const struct story_row *x = &s->rows.v[i];
		struct when w = x->c.standing == TAG_CURRENT ? x->c.until : x->c.from;

		if (!x->after || x->c.registry == 0)
			continue;
		if (when_cmp(last, w) < 0)
			last = w;
		for (size_t k = 0; k < x->c.because.n && rc == 0; k++)
			rc = VEC_PUSH(&at, x->c.because.v[k], f);
	}
	if (rc == 0 && at.n > 0) {
		OWNED(buf) struct buf subject = BUF_INIT;

		(void)sentence(text, sizeof text, S_LOG_COPY_TELLS,
		               when_text(when, last));
		rc = quote_visible(&subject, g->registries.v[r].path.n > 0 ? g->registries.v[r].path : g->registries.v[r].label, f);
		if (rc == 0)
			rc = graph_finding(g, FINDING_PRESENT_OUTDATED, buf_span(&subject), span_of(text), at.v, at.n, f);
	}
	VEC_RELEASE(&at);
	return rc;
}

/* ---- all of them -------------------------------------------------------------------------------------------- */

static int put_rows(struct graph *g, struct fault *f)
{
	struct story *s = g->story;

	for (size_t i = 0; i < s->rows.n; i++) {
		if (s->rows.v[i].c.registry == 0)
			continue;
		g->counts->tags++;
		if (g->sink->tag(g->sink->user, &s->rows.v[i].c, f) < 0)
			return -1;
	}
	return 0;
}

static int weave(struct graph *g, const struct gone *gone, struct fault *f)
{
	struct story *s = g->story;
	id32 logged = graph_logged_registry(g);
	int64_t of_logs = logged == NIL ? 0 : g->registries.v[logged].id;
	size_t first = 0; /* row of the registry at hand */

	for (size_t i = 0, k; i < s->rows.n; i = k) {
		int64_t registry = s->rows.v[i].c.registry;

		for (k = i + 1; k < s->rows.n && tag_cmp(&s->rows.v[i], &s->rows.v[k]) == 0;)
			k++;
		if (put_one_tag(g, i, k, registry == of_logs ? gone : NULL, f) < 0)
			return -1;
		if (k == s->rows.n || s->rows.v[k].c.registry != registry) {
			if (tell_outdated(g, registry, first, k, f) < 0)
				return -1;
			first = k;
		}
	}
	return put_rows(g, f);
}

int graph_put_story(struct graph *g, struct fault *f)
{
	struct story *s = g->story;
	struct gone gone = { NULL, 0 };
	int rc = graph_list_gone(g, &gone, f);

	if (s->rows.n > 1)
		qsort(s->rows.v, s->rows.n, sizeof *s->rows.v, by_target);
	if (rc == 0)
		rc = weave(g, &gone, f);
	free(gone.v);
	s->rows.n = 0;
	return rc;
}

/* ---- events -------------------------------------------------------------------------------------------------- */

/* Two lines of a log are two events, whatever they say. */
static bool is_line(const struct event_conclusion *c)
{
	return strcmp(c->rule, "log-line") == 0;
}

/* What an event says may be one's who tells it, and gone when it is written. */
static int keep_words(struct story *s, struct event_conclusion *c, struct fault *f)
{
	struct span *words[] = { &c->repository, &c->tag, &c->actor, &c->address, &c->text };

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (arena_span(&s->arena, *words[i], words[i], f) < 0)
			return -1;
	return 0;
}

int graph_tell_event(struct graph *g, const struct event_conclusion *c, struct fault *f)
{
	struct story *s = g->story;
	struct happening h = { .c = *c, .teller = c->registry, .order = (uint32_t)s->events.n };
	id32 registry = c->registry == 0 ? NIL : graph_registry_of(g, c->registry);
	struct ground *at;

	if (registry != NIL && g->copies_stated)
		h.c.registry = g->registries.v[graph_head(g, registry)].id;
	if (!g->copies_stated || is_line(c))
		return g->sink->event(g->sink->user, &h.c, f);
	if (keep_grounds(s, c->because, &at, f) < 0 || keep_words(s, &h.c, f) < 0)
		return -1;
	h.c.because = (struct grounds){ at, c->because.n };
	return VEC_PUSH(&s->events, h, f);
}

static int what_cmp(const struct event_conclusion *x, const struct event_conclusion *y)
{
	int c = (int)x->event - (int)y->event;

	if (c == 0)
		c = x->registry < y->registry ? -1 : x->registry > y->registry;
	if (c == 0)
		c = strcmp(x->rule, y->rule);
	if (c == 0)
		c = span_cmp(x->repository, y->repository);
	if (c == 0)
		c = span_cmp(x->tag, y->tag);
	if (c == 0)
		c = digest_cmp(&x->digest, &y->digest);
	if (c == 0)
		c = when_cmp(x->time, y->time);
	if (c == 0)
		c = when_cmp(x->after, y->after);
	return c != 0 ? c : when_cmp(x->before, y->before);
}

static int by_what(const void *a, const void *b)
{
	const struct happening *x = (const struct happening *)a, *y = (const struct happening *)b;
	int c = what_cmp(&x->c, &y->c);

	return c != 0 ? c : x->order < y->order ? -1 : 1;
}

static int by_order(const void *a, const void *b)
{
	const struct happening *x = (const struct happening *)a, *y = (const struct happening *)b;

	return x->order < y->order ? -1 : x->order > y->order;
}

static int64_t scan_of(const struct happening *h)
{
	return h->c.because.n > 0 ? h->c.because.v[0].scan : 0;
}

/* Traces of several trees tell the same: the first event takes the grounds of the others. */
static int fold(struct story *s, size_t from, size_t to, struct fault *f)
{
	struct event_conclusion *c = &s->events.v[from].c;
	size_t n = c->because.n;
	struct ground *all;

	if (to == from + 1 || c->registry == 0)
		return 0;
	for (size_t i = from + 1; i < to; i++) {
		s->events.v[i].folded = s->events.v[i].teller != s->events.v[from].teller ||
		                        scan_of(&s->events.v[i]) != scan_of(&s->events.v[from]);
		n += s->events.v[i].folded ? s->events.v[i].c.because.n : 0;
	}
	all = (struct ground *)arena_alloc(&s->arena, (n + 1) * sizeof *all, f);
	if (all == NULL)
		return -1;
	n = 0;
	for (size_t i = from; i < to; i++)
		for (size_t k = 0; (i == from || s->events.v[i].folded) && k < s->events.v[i].c.because.n; k++)
			all[n++] = s->events.v[i].c.because.v[k];
	c->because = (struct grounds){ all, n };
	return 0;
}

int graph_put_happenings(struct graph *g, struct fault *f)
{
	struct story *s = g->story;

	if (s->events.n > 1)
		qsort(s->events.v, s->events.n, sizeof *s->events.v, by_what);
	for (size_t i = 0, k; i < s->events.n; i = k) {
		for (k = i + 1; k < s->events.n && what_cmp(&s->events.v[i].c, &s->events.v[k].c) == 0;)
			k++;
		if (fold(s, i, k, f) < 0)
			return -1;
	}
	if (s->events.n > 1)
		qsort(s->events.v, s->events.n, sizeof *s->events.v, by_order);
	for (size_t i = 0; i < s->events.n; i++)
		if (!s->events.v[i].folded && g->sink->event(g->sink->user, &s->events.v[i].c, f) < 0)
			return -1;
	s->events.n = 0;
	return 0;
}
