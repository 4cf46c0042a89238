/*
 * graph/copy.c - registries that are copies of one another have one history, and one of them speaks for all (head.c
 * says which). What copies hold becomes names of its repositories; what a copy holds from
 * later than the speaker's own last change never was there, and is told from the copy alone.
 *
 * Where nothing is stated, the registries of other sources are only measured against the present's.
 */
#include "graph/event.h"

#include "base/quote.h"
#include "core/sentence.h"

#include <stdlib.h>

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

	find_last(g);
	if (graph_find_heads(g, f) < 0)
		return -1;
	if (!g->copies_stated)
		return 0;
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

/* The root that speaks for it; else the like one of the present, of another source; else one of its own source. */
static id32 held_against(const struct graph *g, id32 registry, const id32 *beside)
{
	const struct registry *r = &g->registries.v[registry];

	if (r->head != registry)
		return r->head;
	if (!r->present && g->present_source != 0 && g->present_source != r->source) {
		id32 like = graph_root_like(g, r, g->present_source, true);

		if (like != NIL)
			return like;
	}
	return beside[registry];
}

/* ---- roots of one source --------------------------------------------------------------------------------- */

struct vote {
	id32 for_, n; /* the candidate that more than half of the votes may be for, and by how much */
};

static int by_entry(const void *a, const void *b, void *user)
{
	const struct graph *g = (const struct graph *)user;
	id32 i = *(const id32 *)a, k = *(const id32 *)b;
	const struct pair *x = &g->pairs.v[i], *y = &g->pairs.v[k];
	const struct repo *p = &g->repos.v[x->repo], *q = &g->repos.v[y->repo];
	uint32_t s = g->registries.v[p->registry].source, t = g->registries.v[q->registry].source;

	if (s != t)
		return s < t ? -1 : 1;
	if (x->node != y->node)
		return x->node < y->node ? -1 : 1;
	if (p->name != q->name)
		return p->name < q->name ? -1 : 1;
	return i < k ? -1 : i > k;
}

static bool same_entry(const struct graph *g, id32 i, id32 k)
{
	const struct pair *x = &g->pairs.v[i], *y = &g->pairs.v[k];
	const struct repo *p = &g->repos.v[x->repo], *q = &g->repos.v[y->repo];

	return x->node == y->node && p->name == q->name &&
	       g->registries.v[p->registry].source == g->registries.v[q->registry].source;
}

/* Changed later; as late, in the subvolume that was made first: what is made of another has its times. */
static bool is_better(const struct registry *x, const struct registry *than)
{
	int c = when_cmp(x->last, than->last);

	return c != 0 ? c > 0 : x->in.number != 0 && x->in.number < than->in.number;
}

/* Of roots that have an entry in common the one that changed last is what the others may be copies of. */
static void cast(const struct graph *g, const id32 *entries, size_t n, struct vote *votes)
{
	id32 best = NIL;

	for (size_t i = 0; i < n; i++) {
		id32 r = g->repos.v[g->pairs.v[entries[i]].repo].registry;

		if (best == NIL || is_better(&g->registries.v[r], &g->registries.v[best]))
			best = r;
	}
	for (size_t i = 0; i < n; i++) {
		id32 r = g->repos.v[g->pairs.v[entries[i]].repo].registry;
		struct vote *v = &votes[r];

		if (r == best || g->registries.v[r].store != g->registries.v[best].store)
			continue;
		if (v->n == 0)
			v->for_ = best;
		v->n = v->for_ == best ? v->n + 1 : v->n - 1;
	}
}

/* beside[i]: the root of the same source that i is held against; NIL: none. One look at each entry. */
static int find_beside(const struct graph *g, id32 *beside, struct fault *f)
{
	id32 *entries = (id32 *)malloc((g->pairs.n + 1) * sizeof *entries);
	struct vote *votes = (struct vote *)calloc(g->registries.n + 1, sizeof *votes);
	int rc = entries == NULL || votes == NULL ? fault_memory(f, g->pairs.n * sizeof *entries) : 0;
	size_t n = 0;

	for (size_t i = 0; rc == 0 && i < g->pairs.n; i++) {
		id32 r = g->repos.v[g->pairs.v[i].repo].registry;

		if (has_entry(&g->pairs.v[i]) && g->registries.v[r].head == r)
			entries[n++] = (id32)i;
	}
	if (rc == 0 && n > 1)
		qsort_r(entries, n, sizeof *entries, by_entry, (void *)(uintptr_t)g);
	for (size_t i = 0, k; rc == 0 && i < n; i = k) {
		for (k = i + 1; k < n && same_entry(g, entries[i], entries[k]);)
			k++;
		cast(g, entries + i, k - i, votes);
	}
	for (size_t i = 0; rc == 0 && i < g->registries.n; i++)
		beside[i] = votes[i].n > 0 ? votes[i].for_ : NIL;
	free(entries);
	free(votes);
	return rc;
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
		                        .kin = g->registries.v[registry].head == m->other ? (enum kin)g->registries.v[registry].kin : KIN_AGREES,
		                        .entries = m->entries,
		                        .of_entries = all[m->other].entries,
		                        .common = m->common,
		                        .same_time = m->same_time };
	uint64_t smaller = c.entries < c.of_entries ? c.entries : c.of_entries;

	/* agree: half of what the smaller one has, at least */
	if (c.kin == KIN_AGREES && (c.common == 0 || c.common < smaller - c.common))
		return 0;
	return g->sink->kinship(g->sink->user, &c, f);
}

int graph_put_kinships(struct graph *g, struct fault *f)
{
	struct measure *all = (struct measure *)calloc(g->registries.n + 1, sizeof *all);
	id32 *beside = (id32 *)calloc(g->registries.n + 1, sizeof *beside);
	int rc = all == NULL || beside == NULL ? fault_memory(f, g->registries.n * sizeof *all) : find_beside(g, beside, f);

	for (size_t i = 0; rc == 0 && i < g->registries.n; i++)
		all[i].other = held_against(g, (id32)i, beside);
	for (size_t i = 0; rc == 0 && i < g->pairs.n; i++)
		if (has_entry(&g->pairs.v[i]))
			compare(g, all, &g->pairs.v[i]);
	for (size_t i = 0; rc == 0 && i < g->registries.n; i++)
		if (all[i].other != NIL)
			rc = put_kinship(g, all, (id32)i, f);
	free(all);
	free(beside);
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
