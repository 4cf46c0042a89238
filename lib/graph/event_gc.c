/*
 * graph/event_gc.c - runs of garbage collection, told by shard directories left empty, and which
 * generation of registry explains what is left.
 */
#include "graph/event.h"

#include "base/buf.h"
#include "core/sentence.h"

#include <stdio.h>
#include <stdlib.h>

enum { RUN_GAP = 2 /* seconds between shards of one run */ };

/* "ab", the last part of its path. */
static struct span shard_of(const struct graph *g, const struct plain_item *x)
{
	struct span path = graph_string(g, x->path);

	for (size_t i = path.n; i > 0; i--)
		if (path.p[i - 1] == '/')
			return span_from(path, i);
	return path;
}

static int by_registry_and_time(const void *a, const void *b, void *user)
{
	const struct graph *g = (const struct graph *)user;
	const struct plain_item *x = &g->shards.v[*(const id32 *)a], *y = &g->shards.v[*(const id32 *)b];
	int c = x->registry < y->registry ? -1 : x->registry > y->registry;

	if (c == 0)
		c = when_cmp(x->mtime, y->mtime);
	return c != 0 ? c : *(const id32 *)a < *(const id32 *)b ? -1 : 1;
}

static int add_to_run(struct tracer *t, const struct plain_item *s, struct fault *f)
{
	struct shard_span *last = t->runs.n > 0 ? &t->runs.v[t->runs.n - 1] : NULL;

	if (last == NULL || last->registry != s->registry ||
	    s->mtime.sec > last->last.sec + RUN_GAP) {
		struct shard_span x = { .first = s->mtime, .registry = s->registry };

		if (VEC_PUSH(&t->runs, x, f) < 0)
			return -1;
		last = &t->runs.v[t->runs.n - 1];
	}
	last->last = s->mtime;
	last->shards++;
	return 0;
}

/* Where the runs of a registry begin: they stand by registry and time. */
static size_t runs_begin(const struct tracer *t, id32 registry)
{
	return LOWER_BOUND(t->runs.n, mid, t->runs.v[mid].registry < registry);
}

static bool is_run_of(const struct tracer *t, size_t at, id32 registry)
{
	return at < t->runs.n && t->runs.v[at].registry == registry;
}

static struct shard_span *run_at(const struct tracer *t, id32 registry, struct when w);

/* Empty shard directories, grouped by time. */
int trace_runs(struct tracer *t, struct fault *f)
{
	struct graph *g = t->g;
	id32 *order = (id32 *)malloc((g->shards.n + 1) * sizeof *order);
	size_t n = 0;
	int rc = 0;

	if (order == NULL)
		return fault_memory(f, g->shards.n * sizeof *order);
	for (size_t i = 0; i < g->shards.n; i++)
		if (g->shards.v[i].children == 0 && g->shards.v[i].mtime.known && !g->shards.v[i].doubt)
			order[n++] = (id32)i;
	if (n > 1)
		qsort_r(order, n, sizeof *order, by_registry_and_time, g);
	for (size_t i = 0; rc == 0 && i < n; i++)
		rc = add_to_run(t, &g->shards.v[order[i]], f);
	free(order);
	/* grounds in the order of paths: times cut to seconds must not change them */
	for (size_t i = 0; rc == 0 && i < g->shards.n; i++) {
		const struct plain_item *s = &g->shards.v[i];

		if (s->children != 0 || s->doubt)
			continue;
		for (size_t k = runs_begin(t, s->registry); is_run_of(t, k, s->registry); k++) {
			struct shard_span *r = &t->runs.v[k];

			if (when_cmp(r->first, s->mtime) <= 0 && when_cmp(s->mtime, r->last) <= 0 &&
			    VEC_PUSH(&r->at, ground_item(s->item, s->scan), f) < 0)
				return -1;
		}
	}
	for (size_t i = 0; rc == 0 && i < g->layers.n; i++) {
		const struct layer_entry *l = &g->layers.v[i];
		id32 registry = g->repos.v[l->repo].registry;
		struct shard_span *r;

		if (l->link_item != 0 || l->dir_item == 0 || l->doubt || trace_holds(g, registry, l->node))
			continue;
		r = run_at(t, registry, l->dir_mtime);
		if (r != NULL)
			r->links++;
	}
	return rc;
}

/* a - b >= -50 ms; of times cut to seconds: not an earlier second. */
static bool not_before(struct when a, struct when b)
{
	int64_t d = a.sec - b.sec;

	if (a.digits < 3 || b.digits < 3 || d > 1 || d < -1)
		return d >= 0;
	return d * 1000000000 + (int64_t)a.nsec - (int64_t)b.nsec >= -50000000;
}

static struct shard_span *run_at(const struct tracer *t, id32 registry, struct when w)
{
	for (size_t i = runs_begin(t, registry); w.known && is_run_of(t, i, registry); i++) {
		struct shard_span *r = &t->runs.v[i];

		if (not_before(w, r->first) && not_before(r->last, w))
			return r;
	}
	return NULL;
}

const struct shard_span *trace_run_at(const struct tracer *t, id32 registry, struct when w)
{
	return run_at(t, registry, w);
}

/* ---- index children whose parts were swept -------------------------------------------------------- */

/* An index kept by a repository whose child has bytes, no entry, and parts that are gone: what untagged
 * removal of 2.7 and 2.8 does to children. */
static void count_children_lost(struct tracer *t)
{
	struct graph *g = t->g;

	for (size_t i = 0; i < g->pairs.n; i++) {
		const struct pair *p = &g->pairs.v[i];
		id32 registry = g->repos.v[p->repo].registry;
		const struct doc *child;
		bool lost = false;

		if (!is_registry(g, registry) || p->revision || p->doubt || p->dir_item != 0 || g->nodes.v[p->node].doc == NIL ||
		    !trace_holds(g, registry, p->node) || t->tag_names[i] != 0)
			continue;
		child = &g->docs.v[g->nodes.v[p->node].doc];
		for (id32 k = 0; k < child->refs_n && !lost; k++) {
			const struct ref *r = &g->refs.v[child->refs + k];

			lost = r->reading == 0 && !r->foreign && r->target != NIL &&
			       (r->rel == REL_CONFIG || r->rel == REL_LAYER) &&
			       !trace_holds(g, registry, r->target) && !graph_doubts_bytes(g, registry, r->target);
		}
		t->children_lost[registry] += lost;
	}
}

/* ---- the generation --------------------------------------------------------------------------------- */

struct reasons {
	VEC(struct ground) at;
	bool old, young; /* speaks for 2.x, for 3.x */
	bool untagged, kept; /* with untagged removal, without */
};

static void reasons_release(struct reasons *r)
{
	VEC_RELEASE(&r->at);
}

DEFINE_OWN(reasons, struct reasons, reasons_release)

static int lean(struct reasons *r, int64_t item, int64_t scan, struct fault *f)
{
	return item != 0 ? VEC_PUSH(&r->at, ground_item(item, scan), f) : 0;
}

/* The youngest entry of each tag's history and of each repository's revisions. A directory changed no later
 * than that may have changed because the entry was made. */
struct youngest {
	struct when *tag, *repo;
};

static void raise_to(struct when *w, struct when x)
{
	if (when_cmp(*w, x) < 0)
		*w = x;
}

static int find_youngest(const struct graph *g, struct youngest *y, struct fault *f)
{
	y->tag = (struct when *)calloc(g->tags.n + 1, sizeof *y->tag);
	y->repo = (struct when *)calloc(g->repos.n + 1, sizeof *y->repo);
	if (y->tag == NULL || y->repo == NULL)
		return fault_memory(f, (g->tags.n + g->repos.n) * sizeof *y->tag);
	for (size_t i = 0; i < g->targets.n; i++)
		raise_to(&y->tag[g->targets.v[i].tag], g->targets.v[i].mtime);
	for (size_t i = 0; i < g->pairs.n; i++) {
		raise_to(&y->repo[g->pairs.v[i].repo], g->pairs.v[i].link_mtime);
		raise_to(&y->repo[g->pairs.v[i].repo], g->pairs.v[i].dir_mtime);
	}
	return 0;
}

struct changes { /* directories that changed in the time of a run */
	size_t tags, dirs;                     /* and nothing else explains it */
	size_t explained_tags, explained_dirs; /* by an entry made then or later */
};

static void count_change(const struct tracer *t, id32 registry, struct when changed, struct when youngest,
                         size_t *only, size_t *explained)
{
	if (trace_run_at(t, registry, changed) == NULL)
		return;
	if (youngest.known && not_before(youngest, changed))
		++*explained;
	else
		++*only;
}

static int count_changes(const struct tracer *t, id32 registry, struct changes *c, struct reasons *why,
                         struct fault *f)
{
	const struct graph *g = t->g;
	struct youngest y = { NULL, NULL };
	int rc = find_youngest(g, &y, f);

	for (size_t i = 0; rc == 0 && i < g->tags.n; i++) {
		const struct tag *x = &g->tags.v[i];
		size_t before = c->tags + c->explained_tags;

		if (g->repos.v[x->repo].registry == registry)
			count_change(t, registry, x->index_mtime, y.tag[i], &c->tags, &c->explained_tags);
		if (c->tags + c->explained_tags > before)
			rc = lean(why, x->index_item, trace_scan(g, x->repo), f);
	}
	for (size_t i = 0; rc == 0 && i < g->repos.n; i++) {
		const struct repo *x = &g->repos.v[i];
		size_t before = c->dirs + c->explained_dirs;

		if (x->registry == registry)
			count_change(t, registry, x->revisions_mtime, y.repo[i], &c->dirs, &c->explained_dirs);
		if (c->dirs + c->explained_dirs > before)
			rc = lean(why, x->revisions_item, trace_scan(g, (id32)i), f);
	}
	free(y.tag);
	free(y.repo);
	return rc;
}

/* Untagged removal changes the index of a tag, and the directory of revisions, in the time of the run; so does
 * a push. */
static int weigh_untagged(const struct tracer *t, id32 registry, struct reasons *why, struct buf *text,
                          struct fault *f)
{
	const struct graph *g = t->g;
	struct changes c = { .tags = 0 };
	size_t kept = 0, first = runs_begin(t, registry);

	if (count_changes(t, registry, &c, why, f) < 0)
		return -1;
	for (size_t i = 0; i < g->pairs.n; i++) {
		const struct pair *p = &g->pairs.v[i];

		if (!p->revision || p->current || t->tag_names[i] == 0 || g->repos.v[p->repo].registry != registry || !p->link_mtime.known)
			continue;
		for (size_t k = first; is_run_of(t, k, registry); k++)
			if (p->link_mtime.sec + RUN_GAP < t->runs.v[k].first.sec) {
				kept++;
				if (lean(why, p->link_item, trace_scan(g, p->repo), f) < 0)
					return -1;
				break;
			}
	}
	why->untagged = c.tags + c.dirs > 0 || t->children_lost[registry] > 0;
	why->kept = kept > 0;
	if (c.tags + c.dirs > 0 &&
	    sentence_then(text, f, S_BOTH, S_TAG_HISTORIES_REVISION, (uint64_t)c.tags, (uint64_t)c.dirs) < 0)
		return -1;
	if (c.explained_tags + c.explained_dirs > 0 &&
	    sentence_then(text, f, S_BOTH, S_TAG_HISTORIES_REVISION_DIRECTORIES, (uint64_t)c.explained_tags,
	                  (uint64_t)c.explained_dirs) < 0)
		return -1;
	if (kept > 0 && sentence_then(text, f, S_BOTH, S_UNTAGGED_REVISIONS_OLDER, (uint64_t)kept) < 0)
		return -1;
	return 0;
}

static int weigh_sessions(const struct tracer *t, id32 registry, struct reasons *why, struct buf *text,
                          struct fault *f)
{
	const struct graph *g = t->g;
	size_t v4 = 0, v7 = 0;

	for (size_t i = 0; i < g->uploads.n; i++) {
		const struct upload *u = &g->uploads.v[i];
		struct span name = graph_string(g, u->name);

		if (g->repos.v[u->repo].registry != registry || name.n != 36 ||
		    (name.p[14] != '4' && name.p[14] != '7'))
			continue;
		v4 += name.p[14] == '4';
		v7 += name.p[14] == '7';
		if (lean(why, u->first_item, trace_scan(g, u->repo), f) < 0)
			return -1;
	}
	if (v4 > 0 && sentence_then(text, f, S_BOTH, S_SESSION_NAMES_RANDOM, (uint64_t)v4) < 0)
		return -1;
	if (v7 > 0 && sentence_then(text, f, S_BOTH, S_SESSION_NAMES_CARRY, (uint64_t)v7) < 0)
		return -1;
	why->young |= v7 > 0;
	return 0;
}

/* Which one, and whether collections removed what is untagged; then the reasons. */
static int say_generation(struct buf *out, const struct reasons *why, const char *text, struct fault *f)
{
	int which = why->old && !why->young ? 0 : why->young && !why->old ? 1 : why->young ? 2 : 3;

	switch (which + (why->untagged ? 4 : why->kept ? 8 : 0)) {
#define CASE(n, id)                                                                                \
	case n:                                                                                    \
		return sentence_buf(out, f, S_GENERATION_##id, text)
		CASE(0, 2);
		CASE(1, 3);
		CASE(2, BOTH);
		CASE(4, 2_M);
		CASE(5, 3_M);
		CASE(6, BOTH_M);
		CASE(7, UNKNOWN_M);
		CASE(8, 2_KEPT);
		CASE(9, 3_KEPT);
		CASE(10, BOTH_KEPT);
		CASE(11, UNKNOWN_KEPT);
#undef CASE
	default:
		return sentence_buf(out, f, S_GENERATION_UNKNOWN, text);
	}
}

static int put_generation(struct tracer *t, id32 registry, struct fault *f)
{
	struct graph *g = t->g;
	OWNED(reasons) struct reasons why = { .old = false };
	OWNED(buf) struct buf text = BUF_INIT;
	struct event_conclusion c = { .event = EVENT_GENERATION,
		                      .registry = g->registries.v[registry].id,
		                      .grade = GRADE_INFERRED,
		                      .rule = "generation" };
	uint32_t linked = t->swept_linked[registry], lost = t->children_lost[registry], emptied = 0;
	OWNED(buf) struct buf whole = BUF_INIT;

	for (size_t i = runs_begin(t, registry); is_run_of(t, i, registry); i++) {
		if (!g->registries.v[registry].has_cache) /* expiry of a cache takes links with bytes in every release */
			emptied += t->runs.v[i].links;
		if (VEC_PUSH(&why.at, t->runs.v[i].at.v[0], f) < 0)
			return -1;
	}
	if (weigh_untagged(t, registry, &why, &text, f) < 0)
		return -1;
	if (linked > 0 && sentence_then(&text, f, S_BOTH, S_LAYER_LINKS_SWEPT, (uint64_t)linked) < 0)
		return -1;
	if (emptied > 0 && linked == 0 && sentence_then(&text, f, S_BOTH, S_LAYER_LINKS_REMOVED, (uint64_t)emptied) < 0)
		return -1;
	if (lost > 0 && sentence_then(&text, f, S_BOTH, S_CHILDREN_KEPT_INDEXES, (uint64_t)lost) < 0)
		return -1;
	why.old |= linked > 0 || lost > 0;
	why.young |= emptied > 0 && linked == 0;
	if (weigh_sessions(t, registry, &why, &text, f) < 0)
		return -1;
	if (text.n == 0 || why.at.n == 0)
		return 0;
	if (say_generation(&whole, &why, buf_cstr(&text), f) < 0)
		return -1;
	c.text = buf_span(&whole);
	return trace_put(t, &c, NIL, why.at.v, why.at.n, f);
}

/* ---- runs and single sweeps ------------------------------------------------------------------------- */

static int put_run(struct tracer *t, const struct shard_span *r, struct fault *f)
{
	struct graph *g = t->g;
	const char *by;
	char text[320];
	struct event_conclusion c = { .event = EVENT_GC_RUN,
		                      .registry = g->registries.v[graph_head(g, r->registry)].id,
		                      .after = r->first,
		                      .before = r->last,
		                      .time_source = "mtimes of shard directories left empty",
		                      .grade = GRADE_INFERRED,
		                      .rule = "shard-cluster" };

	by = g->registries.v[r->registry].has_cache ? S_EXPIRY_CACHE_COLLECTION : S_GARBAGE_COLLECTION;
	if (r->shards == 1 && r->links == 0)
		(void)sentence(text, sizeof text, S_SHARD_DIRECTORY_LEFT, (uint64_t)r->shards, by);
	else if (r->links == 0)
		(void)sentence(text, sizeof text, S_SHARD_DIRECTORIES_LEFT, (uint64_t)r->shards, by);
	else if (r->shards == 1)
		(void)sentence(text, sizeof text, S_SHARD_DIRECTORY_LEFT_EMPTY, (uint64_t)r->shards, by);
	else
		(void)sentence(text, sizeof text, S_SHARD_DIRECTORIES_LEFT_EMPTY, (uint64_t)r->shards, by);
	c.text = span_of(text);
	return trace_put(t, &c, NIL, r->at.v, r->at.n, f);
}

/* ---- copies tell of the same ------------------------------------------------------------------------ */

/* Of one history, a shard and a time; the root that speaks before its copies, then by path. */
static int by_history(const void *a, const void *b, void *user)
{
	const struct graph *g = (const struct graph *)user;
	id32 i = *(const id32 *)a, k = *(const id32 *)b;
	const struct plain_item *x = &g->shards.v[i], *y = &g->shards.v[k];
	id32 h = graph_head(g, x->registry), l = graph_head(g, y->registry);
	int c = h < l ? -1 : h > l;

	c = c != 0 ? c : span_cmp(shard_of(g, x), shard_of(g, y));
	c = c != 0 ? c : when_cmp(x->mtime, y->mtime);
	c = c != 0 ? c : (x->registry != h) - (y->registry != l);
	return c != 0 ? c : i < k ? -1 : i > k;
}

static bool same_sweep(const struct graph *g, const struct plain_item *x, const struct plain_item *y)
{
	return graph_head(g, x->registry) == graph_head(g, y->registry) && span_eq(shard_of(g, x), shard_of(g, y)) &&
	       x->mtime.known && y->mtime.known && when_cmp(x->mtime, y->mtime) == 0;
}

/* Shards that several roots of one history have emptied at the same time are one sweep, with all as grounds. */
static int put_sweeps(struct tracer *t, struct fault *f)
{
	struct graph *g = t->g;
	id32 *order = (id32 *)malloc((g->shards.n + 1) * sizeof *order);
	struct ground *at = (struct ground *)malloc((g->shards.n + 1) * sizeof *at);
	int rc = order == NULL || at == NULL ? fault_memory(f, g->shards.n * sizeof *at) : 0;
	size_t n = 0;

	for (size_t i = 0; rc == 0 && i < g->shards.n; i++)
		if (g->shards.v[i].children == 0 && !g->shards.v[i].doubt)
			order[n++] = (id32)i;
	if (rc == 0 && n > 1 && g->copies_stated)
		qsort_r(order, n, sizeof *order, by_history, g);
	for (size_t i = 0, k; rc == 0 && i < n; i = k) {
		const struct plain_item *s = &g->shards.v[order[i]];
		struct event_conclusion c = { .event = EVENT_SWEEP,
			                      .registry = g->registries.v[graph_head(g, s->registry)].id,
			                      .time = s->mtime,
			                      .time_source = "mtime of the empty shard directory",
			                      .grade = GRADE_STATED,
			                      .rule = "shard-empty",
			                      .text = span_of(S_SHARD_DIRECTORY_WITHOUT) };

		at[0] = ground_item(s->item, s->scan);
		for (k = i + 1; k < n && g->copies_stated && same_sweep(g, s, &g->shards.v[order[k]]); k++)
			at[k - i] = ground_item(g->shards.v[order[k]].item, g->shards.v[order[k]].scan);
		rc = trace_put(t, &c, NIL, at, k - i, f);
	}
	free(order);
	free(at);
	return rc;
}

/* A copy's run that lies within one of the root that speaks for it is that run, seen once more. */
static int join_runs(struct tracer *t, struct fault *f)
{
	const struct graph *g = t->g;

	for (size_t i = 0; i < t->runs.n; i++) {
		struct shard_span *r = &t->runs.v[i];
		id32 head = graph_head(g, r->registry);

		for (size_t k = runs_begin(t, head); head != r->registry && !r->told && is_run_of(t, k, head); k++) {
			struct shard_span *x = &t->runs.v[k];

			if (when_cmp(r->first, x->first) < 0 || when_cmp(x->last, r->last) < 0)
				continue;
			r->told = true;
			for (size_t n = 0; n < r->at.n; n++)
				if (VEC_PUSH(&x->at, r->at.v[n], f) < 0)
					return -1;
		}
	}
	return 0;
}

/* Has it a run that no other root of its history tells of, or none at all? */
static bool tells_more(const struct tracer *t, id32 registry)
{
	bool any = false;

	for (size_t i = runs_begin(t, registry); is_run_of(t, i, registry); i++) {
		if (!t->runs.v[i].told)
			return true;
		any = true;
	}
	return !any;
}

int trace_collections(struct tracer *t, struct fault *f)
{
	struct graph *g = t->g;

	count_children_lost(t);
	if (put_sweeps(t, f) < 0 || join_runs(t, f) < 0)
		return -1;
	for (size_t i = 0; i < t->runs.n; i++)
		if (!t->runs.v[i].told && put_run(t, &t->runs.v[i], f) < 0)
			return -1;
	for (size_t i = 0; i < g->registries.n; i++)
		if (is_registry(g, (id32)i) && tells_more(t, (id32)i) && put_generation(t, (id32)i, f) < 0)
			return -1;
	return 0;
}
