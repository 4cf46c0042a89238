/*
 * graph/copy.c - registries that are stated to be copies of one another have one history, and one of them speaks for
 * all: the present's, else the original. What copies hold becomes names of its repositories; what a copy holds from
 * later than the speaker's own last change never was there, and is told from the copy alone.
 *
 * Where nothing is stated, the registries of other sources are only measured against the present's.
 */
#include "graph/event.h"

#include "base/quote.h"

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
	for (size_t i = 0; i < g->tags.n; i++)
		newer(&g->registries.v[g->repos.v[g->tags.v[i].repo].registry].last, g->tags.v[i].current_mtime);
}

bool graph_is_later(const struct graph *g, id32 head, id32 repo, struct when last_change, struct when w)
{
	struct when bound = repo != NIL && last_change.known ? last_change : g->registries.v[head].last;

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
	if (to->named_item == 0 && !to->dead) {
		to->named = entry_of(g, from);
		to->named_item = to->named.item;
		to->dead = from->dead && from->link_item == 0 && from->dir_item == 0;
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

struct shared { /* of one registry with another */
	uint64_t common, same_time;
};

struct measure {
	uint64_t *entries;     /* [registry] */
	struct shared *shared; /* [registry * columns + column] */
	id32 *column;          /* [column]: a registry that others are held against */
	size_t columns;
};

static bool has_entry(const struct pair *p)
{
	return p->revision || p->dir_item != 0;
}

static void compare(const struct graph *g, struct measure *m, const struct pair *p)
{
	id32 registry = g->repos.v[p->repo].registry, name = g->repos.v[p->repo].name;

	m->entries[registry]++;
	for (size_t k = 0; k < m->columns; k++) {
		struct shared *s = &m->shared[registry * m->columns + k];
		id32 repo = m->column[k] == registry ? NIL : graph_find_repo(g, m->column[k], name);
		const struct pair *o = repo == NIL ? NULL : graph_find_pair(g, p->node, repo);

		if (o == NULL || !has_entry(o))
			continue;
		s->common++;
		s->same_time += p->link_mtime.known && o->link_mtime.known && when_cmp(p->link_mtime, o->link_mtime) == 0;
	}
}

static int put_kinship(struct graph *g, const struct measure *m, id32 registry, size_t k, struct fault *f)
{
	const struct registry *r = &g->registries.v[registry], *o = &g->registries.v[m->column[k]];
	const struct shared *s = &m->shared[registry * m->columns + k];
	struct kinship_conclusion c = { .registry = r->id,
		                        .of = o->id,
		                        .stated = r->head == m->column[k],
		                        .entries = m->entries[registry],
		                        .of_entries = m->entries[m->column[k]],
		                        .common = s->common,
		                        .same_time = s->same_time };
	uint64_t smaller = c.entries < c.of_entries ? c.entries : c.of_entries;

	if (registry == m->column[k] || r->source == o->source || r->store != o->store)
		return 0;
	/* agree: half of what the smaller one has, at least */
	if (!c.stated && (r->present || r->head != registry || s->common == 0 || s->common < smaller - s->common))
		return 0;
	return g->sink->kinship(g->sink->user, &c, f);
}

static int measure_all(struct graph *g, struct measure *m, struct fault *f)
{
	for (size_t i = 0; i < g->registries.n; i++) {
		bool speaks = false;

		for (size_t k = 0; k < g->registries.n && !speaks; k++)
			speaks = k != i && g->registries.v[k].head == (id32)i;
		if (speaks || (g->registries.v[i].present && g->registries.v[i].head == (id32)i))
			m->column[m->columns++] = (id32)i;
	}
	m->shared = (struct shared *)calloc(g->registries.n * m->columns + 1, sizeof *m->shared);
	if (m->shared == NULL)
		return fault_memory(f, g->registries.n * m->columns * sizeof *m->shared);
	for (size_t i = 0; i < g->pairs.n; i++)
		if (has_entry(&g->pairs.v[i]))
			compare(g, m, &g->pairs.v[i]);
	for (size_t i = 0; i < g->registries.n; i++)
		for (size_t k = 0; k < m->columns; k++)
			if (put_kinship(g, m, (id32)i, k, f) < 0)
				return -1;
	return 0;
}

int graph_put_kinships(struct graph *g, struct fault *f)
{
	struct measure m = { .entries = (uint64_t *)calloc(g->registries.n + 1, sizeof *m.entries),
		             .column = (id32 *)calloc(g->registries.n + 1, sizeof *m.column) };
	int rc = m.entries == NULL || m.column == NULL ? fault_memory(f, g->registries.n * sizeof *m.entries)
	                                               : measure_all(g, &m, f);

	free(m.entries);
	free(m.column);
	free(m.shared);
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
	                     span_of("stated to be a copy, and its original has no root of this path, nor one alone: it "
	                             "speaks for itself"),
	                     &at, 1, f);
}

/* What a copy got after the last change of the root that speaks. */
static int put_later(struct graph *g, id32 registry, struct fault *f)
{
	VEC(struct ground) at = { NULL, 0, 0 };
	const struct registry *head = &g->registries.v[graph_head(g, registry)];
	OWNED(buf) struct buf subject = BUF_INIT, text = BUF_INIT;
	size_t n = 0;
	int rc = 0;

	for (size_t i = 0; i < g->pairs.n && rc == 0; i++)
		if (g->pairs.v[i].later && g->repos.v[g->pairs.v[i].repo].registry == registry) {
			n++;
			rc = VEC_PUSH(&at, ground_item(g->pairs.v[i].link_item, g->registries.v[registry].scan), f);
		}
	if (rc == 0 && n > 0)
		rc = quote_visible(&subject, head->path.n > 0 ? head->path : head->label, f);
	if (rc == 0 && n > 0)
		rc = buf_printf(&text, f, "a copy has %zu manifests that were pushed after the last change seen here, the source ", n);
	if (rc == 0 && n > 0)
		rc = quote_visible(&text, g->registries.v[registry].label, f);
	if (rc == 0 && n > 0)
		rc = graph_finding(g, FINDING_PRESENT_OUTDATED, buf_span(&subject), buf_span(&text), at.v, at.n, f);
	VEC_RELEASE(&at);
	return rc;
}

int graph_put_copy_findings(struct graph *g, struct fault *f)
{
	for (size_t i = 0; i < g->registries.n; i++)
		if ((g->registries.v[i].alone && put_alone(g, &g->registries.v[i], f) < 0) ||
		    (graph_is_copy(g, (id32)i) && put_later(g, (id32)i, f) < 0))
			return -1;
	return 0;
}
