/*
 * graph/dead_tag.c - tags that were deleted, and earlier targets of living ones: what entries left by deletion tell.
 * One life of a tag is one life of its directory. What it named last has two proofs that do not lean on one another:
 *
 * The journal: of current/link the last state before its end, with no transaction missing between. The registry
 * writes the target's index link, then current/link, in one request: the target is the index link set last before.
 * The bytes of current/link in that state may say the same.
 *
 * The deletion: the registry (2.x) removes the manifest's revision link and at once every tag that names it. The
 * empty revision directory keeps the instant: the manifests deleted just before the tag's end are candidates.
 *
 * Where neither leaves one target, the row of the tag has no digest and what it may have named as its grounds.
 * sherd-formats(7), "Deleted tags".
 */
#include "graph/story.h"

#include "core/sentence.h"

#include <stdlib.h>

enum {
	SET_TOGETHER = 200, /* milliseconds between index link and current link of one request, at most */
	GONE_TOGETHER = 100, /* between the end of a revision link and of the tags that named it */
	NEAR = 1000,        /* a wider window of the tag's end tells nothing by itself */
	TICK = 10,          /* of the clocks of file systems, at the slowest */
	STATE_BYTES = 160,  /* of an inode: what tells links, generation and times */
	LINK_BYTES = 71,
};

static struct when shift(struct when w, int milliseconds)
{
	int64_t ns = (int64_t)w.nsec + (int64_t)milliseconds * 1000000;

	if (!w.known)
		return w;
	while (ns < 0) {
		ns += 1000000000;
		w.sec--;
	}
	w.sec += ns / 1000000000;
	w.nsec = (uint32_t)(ns % 1000000000);
	return w;
}

static struct when earlier(struct when a, struct when b)
{
	return !a.known || (b.known && when_cmp(b, a) < 0) ? b : a;
}

static struct when later(struct when a, struct when b)
{
	return when_cmp(a, b) >= 0 ? a : b; /* an unknown time sorts first */
}

/* ---- what there is of one tag --------------------------------------------------------------------------------- */

static bool of_tag(const struct dead *d)
{
	return d->registry != NIL && (d->role == ROLE_TAG_DIR || d->role == ROLE_TAG_CURRENT || d->role == ROLE_TAG_INDEX ||
	                              d->role == ROLE_TAG_INDEX_DIR);
}

static int by_tag(const void *a, const void *b)
{
	const struct dead *x = *(const struct dead *const *)a, *y = *(const struct dead *const *)b;

#define STEP(field)                                                                                                    \
	if (x->field != y->field)                                                                                      \
	return x->field < y->field ? -1 : 1
	STEP(registry);
	STEP(repository);
	STEP(tag);
	STEP(tag_inode);
	STEP(tag_life);
#undef STEP
	return x < y ? -1 : x > y; /* as they came: by path */
}

static bool same_tag(const struct dead *x, const struct dead *y)
{
	return x->registry == y->registry && x->repository == y->repository && x->tag == y->tag;
}

static bool same_life(const struct dead *x, const struct dead *y)
{
	return x->tag_inode == y->tag_inode && x->tag_life == y->tag_life;
}

struct tag_life { /* of one life of a tag */
	const struct dead *const *v;
	size_t n;
	id32 repo;
	const struct dead *dir, *current;
	struct when after, before; /* its end lies between */
	bool exact;                /* after == before: the instant is known */
};

static struct tag_life past_of(const struct graph *g, const struct dead *const *v, size_t n)
{
	struct tag_life p = { .v = v, .n = n, .repo = graph_find_repo(g, v[0]->registry, v[0]->repository) };
	struct when died = WHEN_UNKNOWN;

	for (size_t i = 0; i < n; i++) {
		const struct dead *d = v[i];

		if (d->role == ROLE_TAG_DIR)
			p.dir = d;
		if (d->role == ROLE_TAG_CURRENT && (p.current == NULL || when_cmp(p.current->set, d->set) <= 0))
			p.current = d;
		p.after = later(p.after, d->seen);
	}
	if (v[0]->tag_inode == 0) /* the tag lives: only targets of it went */
		return p;
	if (p.current != NULL && p.current->died.known)
		died = p.current->died;
	else if (p.dir != NULL)
		died = p.dir->died;
	p.exact = died.known && died.digits > 0;
	if (died.known) {
		p.after = p.exact ? died : later(p.after, died);
		p.before = when_later(died);
	} else {
		p.before = p.dir != NULL ? p.dir->gone : WHEN_UNKNOWN;
		if (p.current != NULL)
			p.before = earlier(p.before, p.current->gone);
		if (p.repo != NIL && g->repos.v[p.repo].tags_item != 0) /* the directory it was removed from was changed then or later */
			p.before = earlier(p.before, g->repos.v[p.repo].tags_mtime);
	}
	return p;
}

/* ---- first proof: the last state of the journal ------------------------------------------------------------------ */

struct tag_verdict {
	id32 target;     /* NIL: not told */
	bool journal, bytes, deletion;
	bool doubtful;   /* states may be missing after the one that tells it: it needs the other proof */
	const struct dead *index; /* whose link was set with current/link */
	const struct pair *gone;  /* whose revision went with the tag */
};

static bool names(const struct tag_life *p, id32 node)
{
	for (size_t i = 0; i < p->n; i++)
		if (p->v[i]->role != ROLE_TAG_CURRENT && p->v[i]->role != ROLE_TAG_DIR && p->v[i]->node == node)
			return true;
	return false;
}

/* The index link set last, not after current/link and within one request of it; NULL: none, or several at one instant. */
static const struct dead *set_with(const struct tag_life *p)
{
	const struct dead *best = NULL;
	bool several = false;

	for (size_t i = 0; i < p->n; i++) {
		const struct dead *d = p->v[i];
		int c;

		if (d->role != ROLE_TAG_INDEX || d->node == NIL || !d->set.known || when_cmp(d->set, p->current->set) > 0 ||
		    when_cmp(shift(d->set, SET_TOGETHER), p->current->set) < 0)
			continue;
		c = best == NULL ? 1 : when_cmp(d->set, best->set);
		several = c == 0 ? several || best->node != d->node : c > 0 ? false : several;
		if (c > 0)
			best = d;
	}
	return several ? NULL : best;
}

static void by_journal(const struct tag_life *p, struct tag_verdict *v)
{
	const struct dead *c = p->current;

	if (c == NULL || !c->set.known)
		return;
	v->doubtful = !c->whole;
	v->index = set_with(p);
	if (v->index != NULL && c->says != NIL && c->says != v->index->node)
		v->index = NULL; /* what one state says twice must agree */
	else if (v->index != NULL)
		v->target = v->index->node;
	else if (c->says != NIL && names(p, c->says))
		v->target = c->says;
	v->journal = v->target != NIL;
	v->bytes = v->journal && c->says == v->target;
}

/* ---- second proof: which manifest went with it --------------------------------------------------------------------- */

struct pair_candidates {
	const struct pair **v; /* borrowed from the graph */
	size_t n, cap;
};

struct tag_telling {
	struct graph *g;
	id32 *pairs; /* numbers of all pairs, by repository */
	struct pair_candidates found;
	VEC(struct when) ends; /* of each life of the tag at hand that was told: when it was deleted, where that is proven */
};

static int by_repo(const void *a, const void *b, void *user)
{
	const struct graph *g = (const struct graph *)user;
	id32 x = *(const id32 *)a, y = *(const id32 *)b;

	if (g->pairs.v[x].repo != g->pairs.v[y].repo)
		return g->pairs.v[x].repo < g->pairs.v[y].repo ? -1 : 1;
	return x < y ? -1 : x > y;
}

static size_t first_pair(const struct tag_telling *t, id32 repo)
{
	size_t low = LOWER_BOUND(t->g->pairs.n, mid, t->g->pairs.v[t->pairs[mid]].repo < repo);
	return low;
}

static bool within(struct when at, struct when from, struct when to)
{
	return at.known && when_cmp(at, from) >= 0 && when_cmp(at, to) <= 0;
}

/* Between `from` and `to` the revision link of this manifest went. */
static bool went(const struct pair *p, struct when from, struct when to)
{
	return (p->dir_item != 0 && !p->revision && within(p->dir_mtime, from, to)) || within(p->died, from, to);
}

/* A target of the tag whose revision link was made after the tag's end: it may have gone with it and come again. */
static bool came_again(const struct pair *p, const struct tag_life *t)
{
	struct when made = p->link_born.known ? p->link_born : p->link_mtime;

	return p->revision && names(t, p->node) && made.known && when_cmp(made, t->after) >= 0;
}

static int find_candidates(struct tag_telling *t, const struct tag_life *p, struct fault *f)
{
	struct when from = shift(p->after, -GONE_TOGETHER), to = shift(p->before, TICK);
	struct pair_candidates *c = &t->found;
	bool indexed = false;
	size_t kept = 0;

	c->n = 0;
	if (!from.known || !to.known || p->repo == NIL)
		return 0;
	for (size_t i = first_pair(t, p->repo); i < t->g->pairs.n; i++) {
		const struct pair *x = &t->g->pairs.v[t->pairs[i]];

		if (x->repo != p->repo)
			break;
		if ((went(x, from, to) || came_again(x, p)) && VEC_PUSH(c, x, f) < 0)
			return -1;
	}
	for (size_t i = 0; i < p->n; i++)
		indexed = indexed || p->v[i]->role == ROLE_TAG_INDEX || p->v[i]->role == ROLE_TAG_INDEX_DIR;
	for (size_t i = 0; i < c->n; i++) /* the index lists every target of the tag, where it is left */
		if (!indexed || names(p, c->v[i]->node))
			c->v[kept++] = c->v[i];
	c->n = kept;
	return 0;
}

/* Is it a candidate, where there are any? */
static bool among(const struct pair_candidates *c, id32 target)
{
	for (size_t i = 0; i < c->n; i++)
		if (c->v[i]->node == target)
			return true;
	return c->n == 0;
}

static void by_deletion(const struct tag_life *p, const struct pair_candidates *c, struct tag_verdict *v)
{
	bool near = p->exact || when_cmp(shift(p->after, NEAR), p->before) >= 0;

	for (size_t i = 0; i < c->n; i++)
		if (c->v[i]->node == v->target)
			v->gone = c->v[i];
	if (v->target != NIL && v->doubtful && (c->n != 1 || v->gone == NULL)) /* an earlier target, for all we know */
		*v = (struct tag_verdict){ .target = NIL, .doubtful = true };
	if (v->target != NIL && c->n > 0 && v->gone == NULL) { /* the two disagree: neither is told */
		*v = (struct tag_verdict){ .target = NIL };
		return;
	}
	if (v->target == NIL && c->n == 1 && near) {
		v->target = c->v[0]->node;
		v->gone = c->v[0];
	}
	v->deletion = v->gone != NULL;
}

/* ---- rows ----------------------------------------------------------------------------------------------------------- */

struct because {
	VEC(struct ground) at;
	bool failed; /* memory was short, f tells */
	struct fault *f;
};

static void lean(struct because *b, struct ground g)
{
	b->failed = b->failed || VEC_PUSH(&b->at, g, b->f) < 0;
}

static void lean_on_state(struct because *b, const struct dead *d)
{
	if (d != NULL && d->state != 0)
		lean(b, (struct ground){ 0, d->scan, d->state, STATE_BYTES, SPAN_NONE });
}

static void lean_on_bytes(struct because *b, const struct dead *d)
{
	if (d != NULL && d->bytes != 0)
		lean(b, (struct ground){ 0, d->scan, d->bytes, LINK_BYTES, SPAN_NONE });
}

static void lean_on_pair(const struct graph *g, struct because *b, const struct pair *p)
{
	int64_t scan = g->registries.v[g->repos.v[p->repo].registry].scan;

	if (p->dir_item != 0)
		lean(b, ground_item(p->dir_item, scan));
	else if (p->link_item != 0)
		lean(b, ground_item(p->link_item, scan));
	else
		lean(b, p->named);
}

/* Releases `b`. */
static int put(struct graph *g, const struct tag_life *p, struct tag_conclusion c, struct because *b)
{
	const struct dead *d = p->v[0];
	int rc = b->failed ? -1 : 0;

	c.registry = g->registries.v[graph_head(g, d->registry)].id;
	c.teller = TOLD_BY_REMAINS;
	c.repository = graph_string(g, d->repository);
	c.tag = graph_string(g, d->tag);
	c.because = (struct grounds){ b->at.v, b->at.n };
	if (rc == 0)
		rc = graph_tell_tag(g, &c, b->f);
	VEC_RELEASE(&b->at);
	return rc;
}

static const char *rule_of(const struct tag_verdict *v, bool candidates)
{
	if (v->journal && v->deletion)
		return "dead-tag-two-traces";
	if (v->journal)
		return "dead-tag-last-state";
	if (v->deletion)
		return "dead-tag-by-deletion";
	return candidates ? "dead-tag-one-of" : "dead-tag-name";
}

/* What the tag may have named: the manifests deleted with it, else all its index lists. */
static bool lean_on_candidates(const struct tag_telling *t, const struct tag_life *p, struct because *b)
{
	size_t before = b->at.n;

	for (size_t i = 0; i < t->found.n; i++)
		lean_on_pair(t->g, b, t->found.v[i]);
	for (size_t i = 0; t->found.n == 0 && i < p->n; i++)
		if (p->v[i]->role == ROLE_TAG_INDEX_DIR)
			lean(b, graph_dead_place(p->v[i]));
	return b->at.n > before;
}

/* The instant of what is left of the manifest that was deleted with the tag. */
static struct when proven_end(const struct tag_verdict *v)
{
	return v->deletion && v->gone->dir_item != 0 && !v->gone->revision ? v->gone->dir_mtime : WHEN_UNKNOWN;
}

/* That instant; else bounds, from the tag's own remains. */
static void date_deletion(const struct tag_life *p, const struct tag_verdict *v, struct tag_conclusion *c)
{
	c->deleted_at = proven_end(v);
	if (c->deleted_at.known) {
		c->time_source = "mtime of the empty revision directory";
		return;
	}
	c->deleted_after = p->after;
	c->deleted_before = p->before;
	if (p->exact)
		c->time_source = "time of death of the link's inode";
	else if (p->before.known || p->after.known)
		c->time_source = "transactions that have the name, and the first that has not";
}

static int put_deleted(struct tag_telling *t, const struct tag_life *p, const struct tag_verdict *v, struct fault *f)
{
	struct because b = { .f = f };
	struct tag_conclusion c = { .standing = TAG_DELETED, .grade = GRADE_RECOVERED };
	bool several = false;

	lean(&b, graph_dead_place(p->dir != NULL ? p->dir : p->current != NULL ? p->current : p->v[0]));
	if (v->journal) {
		lean_on_state(&b, p->current);
		lean_on_state(&b, v->index);
	}
	if (v->bytes)
		lean_on_bytes(&b, p->current);
	if (v->deletion)
		lean_on_pair(t->g, &b, v->gone);
	if (v->target == NIL)
		several = lean_on_candidates(t, p, &b);
	else {
		c.digest = t->g->nodes.v[v->target].digest;
		c.grade = v->bytes ? GRADE_RECOVERED : GRADE_INFERRED;
		c.from = v->journal && !v->doubtful ? p->current->set : WHEN_UNKNOWN;
	}
	c.rule = rule_of(v, several);
	date_deletion(p, v, &c);
	return put(t->g, p, c, &b);
}

/* Not later than this the tag ceased to name what `d` says: another target was set first, or last, after it, or the tag
 * was deleted (`ended`). */
static struct when until(const struct tag_life *p, const struct dead *d, struct when ended)
{
	struct when end = earlier(p->before, d->died.known ? when_later(d->died) : d->gone);

	if (ended.known && (!d->set.known || when_cmp(d->set, ended) <= 0))
		end = earlier(end, ended);
	for (size_t i = 0; d->whole && d->set.known && i < p->n; i++) {
		const struct dead *x = p->v[i];

		if (x->role != ROLE_TAG_INDEX || x->node == d->node || !x->set.known || when_cmp(x->set, d->set) <= 0)
			continue;
		end = earlier(end, when_cmp(x->born, d->set) > 0 && when_cmp(x->born, x->set) <= 0 ? x->born : x->set);
	}
	return end;
}

/* The entry whose name is the digest: the directory above the link, where it is left. */
static const struct dead *spelled(const struct tag_life *p, const struct dead *d)
{
	for (size_t i = 0; d->role == ROLE_TAG_INDEX && i < p->n; i++)
		if (p->v[i]->role == ROLE_TAG_INDEX_DIR && p->v[i]->node == d->node)
			return p->v[i];
	return d;
}

static int put_overwritten(struct tag_telling *t, const struct tag_life *p, const struct dead *d, struct when ended,
                           struct fault *f)
{
	struct because b = { .f = f };
	struct tag_conclusion c = { .standing = TAG_OVERWRITTEN, .grade = GRADE_RECOVERED, .rule = "dead-entry",
		                    .digest = t->g->nodes.v[graph_dead_manifest(d)].digest };

	lean(&b, graph_dead_place(spelled(p, d)));
	lean_on_state(&b, d);
	lean_on_bytes(&b, d);
	if (d->role == ROLE_TAG_INDEX) {
		c.from = d->whole ? d->set : WHEN_UNKNOWN; /* else it may have been set again */
		c.until = until(p, d, ended);
		c.time_source = c.from.known ? "mtime of the index link" : NULL;
	}
	return put(t->g, p, c, &b);
}

/* ---- one tag ---------------------------------------------------------------------------------------------------------- */

/* Of entries that say the same target: the index link, which has its times; then its directory; then current. */
static unsigned weight(const struct dead *d)
{
	return d->role == ROLE_TAG_INDEX ? 0 : d->role == ROLE_TAG_INDEX_DIR ? 1 : 2;
}

static int put_targets(struct tag_telling *t, const struct tag_life *p, id32 tag, struct when ended, struct fault *f)
{
	struct graph *g = t->g;

	for (unsigned w = 0; w < 3; w++)
		for (size_t i = 0; i < p->n; i++) {
			const struct dead *d = p->v[i];
			id32 node = d->role == ROLE_TAG_DIR ? NIL : graph_dead_manifest(d);

			if (node == NIL || weight(d) != w || g->nodes.v[node].seen == g->mark ||
			    (tag != NIL && (g->tags.v[tag].current == node || graph_has_target(g, tag, node))))
				continue;
			g->nodes.v[node].seen = g->mark;
			if (put_overwritten(t, p, d, ended, f) < 0)
				return -1;
		}
	return 0;
}

/* One life of a tag that is not there any more. */
static int put_last(struct tag_telling *t, const struct tag_life *p, struct fault *f)
{
	struct tag_verdict v = { .target = NIL };

	by_journal(p, &v);
	if (find_candidates(t, p, f) < 0)
		return -1;
	/* where names could not be read, one candidate need not be the only one; and what needs the other proof has none */
	if (!t->g->registries.v[p->v[0]->registry].doubt)
		by_deletion(p, &t->found, &v);
	else if (v.doubtful || !among(&t->found, v.target))
		v = (struct tag_verdict){ .target = NIL };
	if (v.target != NIL) {
		t->g->nodes.v[v.target].image = true;
		t->g->nodes.v[v.target].seen = t->g->mark;
	}
	return VEC_PUSH(&t->ends, proven_end(&v), f) < 0 ? -1 : put_deleted(t, p, &v, f);
}

/* Every life that ended is told, where the tag is not there again; targets once. */
static int put_one_tag(struct tag_telling *t, const struct dead *const *v, size_t n, struct fault *f)
{
	struct graph *g = t->g;
	id32 repo = graph_find_repo(g, v[0]->registry, v[0]->repository);
	id32 tag = repo == NIL ? NIL : graph_find_tag(g, repo, v[0]->tag);

	g->mark++;
	t->ends.n = 0;
	for (int pass = 0; pass < 2; pass++)
		for (size_t i = 0, to, told = 0; i < n; i = to) {
			bool last = tag == NIL && v[i]->tag_inode != 0;
			struct tag_life p;

			for (to = i + 1; to < n && same_life(v[i], v[to]);)
				to++;
			p = past_of(g, v + i, to - i);
			if (pass == 0 && last && put_last(t, &p, f) < 0)
				return -1;
			if (pass == 1 && put_targets(t, &p, tag, last ? t->ends.v[told++] : WHEN_UNKNOWN, f) < 0)
				return -1;
		}
	return 0;
}

int graph_put_dead_tags(struct graph *g, struct fault *f)
{
	struct tag_telling t = { .g = g };
	const struct dead **v = (const struct dead **)calloc(g->dead.n + 1, sizeof *v);
	size_t n = 0;
	int rc = 0;

	t.pairs = (id32 *)calloc(g->pairs.n + 1, sizeof *t.pairs);
	if (v == NULL || t.pairs == NULL)
		rc = fault_memory(f, (g->dead.n + g->pairs.n) * sizeof *v);
	for (size_t i = 0; rc == 0 && i < g->dead.n; i++)
		if (of_tag(&g->dead.v[i]) && graph_string(g, g->dead.v[i].tag).n > 0)
			v[n++] = &g->dead.v[i];
	for (size_t i = 0; rc == 0 && i < g->pairs.n; i++)
		t.pairs[i] = (id32)i;
	if (rc == 0 && g->pairs.n > 1)
		qsort_r(t.pairs, g->pairs.n, sizeof *t.pairs, by_repo, g);
	if (n > 1)
		qsort(v, n, sizeof *v, by_tag);
	for (size_t i = 0, to; rc == 0 && i < n; i = to) {
		for (to = i + 1; to < n && same_tag(v[i], v[to]);)
			to++;
		rc = put_one_tag(&t, v + i, to - i, f);
	}
	free(v);
	free(t.pairs);
	VEC_RELEASE(&t.found);
	VEC_RELEASE(&t.ends);
	return rc;
}
