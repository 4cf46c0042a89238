/*
 * graph/copy.c - registries that are stated to be copies of one another have one history, and one of them speaks for
 * all: the present's, else the original. What copies hold becomes names of its repositories; what a copy holds from
 * later than the speaker's own last change never was there, and is told from the copy alone.
 *
 * Where nothing is stated, the registries of other sources are only measured against the present's.
 */
#include "graph/event.h"

#include "base/quote.h"
#include "core/sentence.h"

#include <stdlib.h>

bool graph_is_copy(const struct graph *g, id32 registry)
{
	return registry != NIL && g->registries.v[registry].head != registry;
}

id32 graph_head(const struct graph *g, id32 registry)
{
	return registry == NIL ? NIL : g->registries.v[registry].head;
}

/* ---- who speaks ---------------------------------------------------------------------------------- */

static uint32_t original_of(const struct graph *g, uint32_t source)
{
	for (size_t i = 0; i < g->registries.n; i++)
		if (g->registries.v[i].source == source)
			return g->registries.v[i].original;
	return 0;
}

static uint32_t top_of(const struct graph *g, uint32_t source)
{
	for (size_t steps = 0; steps <= g->registries.n; steps++) {
		uint32_t up = original_of(g, source);

		if (up == 0)
			break;
		source = up;
	}
	return source;
}

static uint32_t speaker_of(const struct graph *g, uint32_t source)
{
	uint32_t top = top_of(g, source);

	for (size_t i = 0; i < g->registries.n; i++)
		if (g->registries.v[i].present && top_of(g, g->registries.v[i].source) == top)
			return g->registries.v[i].source;
	return top;
}

/* Of `source`: the only root of that kind, else the one of that path; NIL: neither. */
static id32 root_like(const struct graph *g, const struct registry *r, uint32_t source)
{
	size_t here = 0, there = 0;
	id32 only = NIL, same = NIL;

	for (size_t i = 0; i < g->registries.n; i++) {
		const struct registry *x = &g->registries.v[i];

		if (x->store != r->store)
			continue;
		here += x->source == r->source;
		if (x->source != source)
			continue;
		there++;
		only = (id32)i;
		if (span_eq(x->path, r->path))
			same = (id32)i;
	}
	return here == 1 && there == 1 ? only : same;
}

static void find_heads(struct graph *g)
{
	g->copies_stated = false;
	for (size_t i = 0; i < g->registries.n; i++) {
		struct registry *r = &g->registries.v[i];

		r->head = (id32)i;
		r->alone = false;
	}
	for (size_t i = 0; i < g->registries.n; i++) {
		struct registry *r = &g->registries.v[i];
		uint32_t speaker = speaker_of(g, r->source);
		id32 head = speaker == r->source ? (id32)i : root_like(g, r, speaker);

		r->alone = head == NIL;
		if (head != NIL && head != (id32)i) {
			r->head = head;
			g->copies_stated = true;
		}
	}
}

/* ---- how far the speaker's own traces go --------------------------------------------------------- */

static void newer(struct when *last, struct when w)
{
	if (when_cmp(*last, w) < 0)
		*last = w;
}

static void find_last(struct graph *g)
{
	for (size_t i = 0; i < g->registries.n; i++)
		g->registries.v[i].last = WHEN_UNKNOWN;
	for (size_t i = 0; i < g->repos.n; i++) {
		struct when *last = &g->registries.v[g->repos.v[i].registry].last;

		newer(last, g->repos.v[i].revisions_mtime);
		newer(last, g->repos.v[i].tags_mtime);
		newer(last, g->repos.v[i].uploads_mtime);
	}
	for (size_t i = 0; i < g->pairs.n; i++) {
		struct when *last = &g->registries.v[g->repos.v[g->pairs.v[i].repo].registry].last;

		newer(last, g->pairs.v[i].link_mtime);
		newer(last, g->pairs.v[i].dir_mtime);
	}
	for (size_t i = 0; i < g->shards.n; i++)
		newer(&g->registries.v[g->shards.v[i].registry].last, g->shards.v[i].mtime);
	for (size_t i = 0; i < g->tags.n; i++)
		newer(&g->registries.v[g->repos.v[g->tags.v[i].repo].registry].last, g->tags.v[i].current_mtime);
}

bool graph_is_later(const struct graph *g, id32 head, id32 repo, struct when last_change, struct when w)
{
	/* the directory that would hold the repository changed when it came and when it went */
	const struct plain_item *above = repo == NIL || last_change.known ? NULL : graph_above(g, repo);
	struct when bound = last_change.known ? last_change : above != NULL ? above->mtime : WHEN_UNKNOWN;

	if (!bound.known)
		bound = g->registries.v[head].last;
	return w.known && bound.known && when_cmp(w, when_later(bound)) > 0;
}

/* ---- what copies name ------------------------------------------------------------------------------ */

static struct ground entry_of(const struct graph *g, const struct pair *p)
{
	int64_t scan = g->registries.v[g->repos.v[p->repo].registry].scan;

	if (p->link_item != 0)
		return ground_item(p->link_item, scan);
	return p->dir_item != 0 ? ground_item(p->dir_item, scan) : p->named;
}

static void name_from(struct graph *g, struct pair *to, const struct pair *from)
{
	bool entry = from->link_item != 0 || from->dir_item != 0;

	if (!to->dead && (to->named_item == 0 || to->hearsay)) {
		graph_name_pair(to, entry_of(g, from), !entry && from->hearsay);
		to->dead = from->dead && !entry;
	}
	newer(&to->named_mtime, from->link_mtime);
	newer(&to->named_mtime, from->named_mtime);
	if (!from->revision && from->dir_item != 0 && when_cmp(to->gone_at, from->dir_mtime) < 0) {
		to->gone_at = from->dir_mtime;
		to->gone = entry_of(g, from);
	}
}

static int name_one(struct graph *g, size_t i, struct fault *f)
{
	struct pair from = g->pairs.v[i];
	id32 registry = g->repos.v[from.repo].registry, head = graph_head(g, registry), repo;
	struct pair *to;

	if (head == registry || (!from.revision && from.dir_item == 0 && from.named_item == 0 && !from.dead))
		return 0;
	repo = graph_find_repo(g, head, g->repos.v[from.repo].name);
	to = repo == NIL ? NULL : graph_find_pair(g, from.node, repo);
	if (from.revision && (to == NULL || (to->link_item == 0 && to->dir_item == 0)) &&
	    graph_is_later(g, head, repo, repo == NIL ? WHEN_UNKNOWN : g->repos.v[repo].revisions_mtime, from.link_mtime)) {
		g->pairs.v[i].later = true;
		return 0;
	}
	repo = graph_repo(g, head, graph_string(g, g->repos.v[from.repo].name), f);
	to = repo == NIL ? NULL : graph_pair(g, from.node, repo, f);
	if (to == NULL)
		return -1;
	name_from(g, to, &from);
	return 0;
}

int graph_copies_name(struct graph *g, struct fault *f)
{
	size_t repos = g->repos.n;

	find_heads(g);
	if (!g->copies_stated)
		return 0;
	find_last(g);
	graph_sort_name_dirs(g);
	for (size_t i = 0; i < repos; i++) {
		id32 head = graph_head(g, g->repos.v[i].registry);

		if (head != g->repos.v[i].registry &&
		    graph_repo(g, head, graph_string(g, g->repos.v[i].name), f) == NIL)
			return -1;
	}
	for (size_t i = 0, n = g->pairs.n; i < n; i++)
		if (name_one(g, i, f) < 0)
			return -1;
	return 0;
}

/* ---- how much two trees agree ------------------------------------------------------------------------ */

struct measure { /* of one registry, and what it shares with the one it is held against */
	id32 other; /* NIL: none */
	uint64_t entries, common, same_time;
};

static bool has_entry(const struct pair *p)
{
	return p->revision || p->dir_item != 0;
}

/* The root that speaks for it; else the like one of the present, of another source. */
static id32 held_against(const struct graph *g, id32 registry)
{
	const struct registry *r = &g->registries.v[registry];

	if (r->head != registry)
		return r->head;
	for (size_t i = 0; i < g->registries.n && !r->present; i++)
		if (g->registries.v[i].present)
			return g->registries.v[i].source == r->source ? NIL : root_like(g, r, g->registries.v[i].source);
	return NIL;
}

static void compare(const struct graph *g, struct measure *all, const struct pair *p)
{
	struct measure *m = &all[g->repos.v[p->repo].registry];
	id32 repo = m->other == NIL ? NIL : graph_find_repo(g, m->other, g->repos.v[p->repo].name);
	const struct pair *o = repo == NIL ? NULL : graph_find_pair(g, p->node, repo);

	m->entries++;
	if (o == NULL || !has_entry(o))
		return;
	m->common++;
	m->same_time += when_alike(p->link_mtime, o->link_mtime);
}

static int put_kinship(struct graph *g, const struct measure *all, id32 registry, struct fault *f)
{
	const struct measure *m = &all[registry];
	struct kinship_conclusion c = { .registry = g->registries.v[registry].id,
		                        .of = g->registries.v[m->other].id,
		                        .stated = g->registries.v[registry].head == m->other,
		                        .entries = m->entries,
		                        .of_entries = all[m->other].entries,
		                        .common = m->common,
		                        .same_time = m->same_time };
	uint64_t smaller = c.entries < c.of_entries ? c.entries : c.of_entries;

	/* agree: half of what the smaller one has, at least */
	if (!c.stated && (c.common == 0 || c.common < smaller - c.common))
		return 0;
	return g->sink->kinship(g->sink->user, &c, f);
}

int graph_put_kinships(struct graph *g, struct fault *f)
{
	struct measure *all = (struct measure *)calloc(g->registries.n + 1, sizeof *all);
	int rc = all == NULL ? fault_memory(f, g->registries.n * sizeof *all) : 0;

	for (size_t i = 0; rc == 0 && i < g->registries.n; i++)
		all[i].other = held_against(g, (id32)i);
	for (size_t i = 0; rc == 0 && i < g->pairs.n; i++)
		if (has_entry(&g->pairs.v[i]))
			compare(g, all, &g->pairs.v[i]);
	for (size_t i = 0; rc == 0 && i < g->registries.n; i++)
		if (all[i].other != NIL)
			rc = put_kinship(g, all, (id32)i, f);
	free(all);
	return rc;
}

/* ---- what does not fit -------------------------------------------------------------------------------- */

/* A source is stated to be a copy, and its root has no counterpart in the original. */
static int put_alone(struct graph *g, const struct registry *r, struct fault *f)
{
	OWNED(buf) struct buf subject = BUF_INIT;
	struct ground at = ground_item(0, r->scan);

	if (quote_visible(&subject, r->path.n > 0 ? r->path : r->label, f) < 0)
		return -1;
	return graph_finding(g, FINDING_COPY_UNMATCHED, buf_span(&subject),
	                     span_of(S_STATED_COPY_ORIGINAL),
	                     &at, 1, f);
}

/* What one copy got after the last change of the root that speaks. */
static int put_later(struct graph *g, const id32 *pairs, size_t n, struct fault *f)
{
	id32 registry = g->repos.v[g->pairs.v[pairs[0]].repo].registry;
	const struct registry *r = &g->registries.v[registry], *head = &g->registries.v[r->head];
	struct ground *at = (struct ground *)malloc(n * sizeof *at);
	OWNED(buf) struct buf subject = BUF_INIT, text = BUF_INIT, label = BUF_INIT;
	int rc = at == NULL ? fault_memory(f, n * sizeof *at) : 0;

	for (size_t i = 0; rc == 0 && i < n; i++)
		at[i] = ground_item(g->pairs.v[pairs[i]].link_item, r->scan);
	if (rc == 0)
		rc = quote_visible(&subject, head->path.n > 0 ? head->path : head->label, f);
	if (rc == 0)
		rc = quote_visible(&label, r->label, f);
	if (rc == 0)
		rc = sentence_buf(&text, f, S_COPY_MANIFESTS_PUSHED, (uint64_t)n, buf_cstr(&label));
	if (rc == 0)
		rc = graph_finding(g, FINDING_PRESENT_OUTDATED, buf_span(&subject), buf_span(&text), at, n, f);
	free(at);
	return rc;
}

static int by_registry(const void *a, const void *b, void *user)
{
	const struct graph *g = (const struct graph *)user;
	id32 x = *(const id32 *)a, y = *(const id32 *)b;
	id32 r = g->repos.v[g->pairs.v[x].repo].registry, s = g->repos.v[g->pairs.v[y].repo].registry;

	return r != s ? (r < s ? -1 : 1) : x < y ? -1 : x > y;
}

static int put_all_later(struct graph *g, id32 *later, struct fault *f)
{
	size_t n = 0;

	for (size_t i = 0; i < g->pairs.n; i++)
		if (g->pairs.v[i].later)
			later[n++] = (id32)i;
	if (n > 1)
		qsort_r(later, n, sizeof *later, by_registry, g);
	for (size_t i = 0, k; i < n; i = k) {
		id32 registry = g->repos.v[g->pairs.v[later[i]].repo].registry;

		for (k = i + 1; k < n && g->repos.v[g->pairs.v[later[k]].repo].registry == registry;)
			k++;
		if (put_later(g, later + i, k - i, f) < 0)
			return -1;
	}
	return 0;
}

int graph_put_copy_findings(struct graph *g, struct fault *f)
{
	id32 *later;
	int rc;

	for (size_t i = 0; i < g->registries.n; i++)
		if (g->registries.v[i].alone && put_alone(g, &g->registries.v[i], f) < 0)
			return -1;
	if (!g->copies_stated)
		return 0;
	later = (id32 *)malloc((g->pairs.n + 1) * sizeof *later);
	rc = later == NULL ? fault_memory(f, g->pairs.n * sizeof *later) : put_all_later(g, later, f);
	free(later);
	return rc;
}
