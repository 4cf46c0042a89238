/* graph/repository.c - repositories with their space, shared and their own; uploads. */
#include "graph/private.h"

struct sums {
	uint64_t images, tags, bytes, unique;
};

/* Blobs a repository reaches: through its live images and its layer links. Nodes in *all, distinct. */
static int reached(struct graph *g, const id32 *pairs, size_t np, const id32 *layers, size_t nl,
                   struct below *all, struct below *one, struct sums *s, struct fault *f)
{
	all->n = 0;
	for (size_t i = 0; i < np; i++) {
		const struct pair *p = &g->pairs.v[pairs[i]];

		if (p->standing != STANDING_TAGGED && p->standing != STANDING_UNTAGGED)
			continue;
		s->images++;
		if (graph_below(g, p->node, one, f) < 0)
			return -1;
		for (size_t k = 0; k < one->n; k++)
			if (VEC_PUSH(all, one->v[k], f) < 0)
				return -1;
	}
	for (size_t i = 0; i < nl; i++)
		if (g->layers.v[layers[i]].link_item != 0 &&
		    VEC_PUSH(all, g->layers.v[layers[i]].node, f) < 0)
			return -1;
	g->mark++;
	one->n = 0;
	for (size_t i = 0; i < all->n; i++) {
		struct node *n = &g->nodes.v[all->v[i]];

		if (n->seen == g->mark)
			continue;
		n->seen = g->mark;
		if (good(n->state))
			all->v[one->n++] = all->v[i];
	}
	all->n = one->n;
	return 0;
}

/* Things grouped by repository: a counting sort. */
struct grouped {
	id32 *first, *member;
};

static int group(struct grouped *out, size_t repos, size_t n, id32 (*repo_of)(const struct graph *, size_t),
                 const struct graph *g, struct fault *f)
{
	out->first = (id32 *)calloc(repos + 2, sizeof *out->first);
	out->member = (id32 *)calloc(n + 1, sizeof *out->member);
	if (out->first == NULL || out->member == NULL)
		return fault_memory(f, (repos + n) * sizeof *out->first);
	for (size_t i = 0; i < n; i++)
		out->first[repo_of(g, i) + 2]++;
	for (size_t i = 2; i < repos + 2; i++)
		out->first[i] += out->first[i - 1];
	for (size_t i = 0; i < n; i++)
		out->member[out->first[repo_of(g, i) + 1]++] = (id32)i;
	return 0;
}

static id32 repo_of_pair(const struct graph *g, size_t i)
{
	return g->pairs.v[i].repo;
}

static id32 repo_of_layer(const struct graph *g, size_t i)
{
	return g->layers.v[i].repo;
}

static id32 repo_of_tag(const struct graph *g, size_t i)
{
	return g->tags.v[i].repo;
}

struct repository_work {
	struct grouped pairs, layers, tags;
	struct below all, one;
	uint32_t *holders; /* of each node: repositories of the registry at hand that reach it */
};

static int reach_repo(struct graph *g, struct repository_work *w, id32 repo, struct sums *s, struct fault *f)
{
	const id32 *pf = w->pairs.first, *lf = w->layers.first;

	return reached(g, w->pairs.member + pf[repo], pf[repo + 1] - pf[repo],
	               w->layers.member + lf[repo], lf[repo + 1] - lf[repo], &w->all, &w->one, s, f);
}

static int put_repo(struct graph *g, struct repository_work *w, id32 repo, struct fault *f)
{
	const struct repo *r = &g->repos.v[repo];
	struct sums s = { 0, 0, 0, 0 };
	struct repository_conclusion c = { .registry = g->registries.v[r->registry].id,
		                           .name = graph_string(g, r->name) };

	if (reach_repo(g, w, repo, &s, f) < 0)
		return -1;
	for (size_t i = 0; i < w->all.n; i++) {
		const struct node *n = &g->nodes.v[w->all.v[i]];

		s.bytes = sum_u64(s.bytes, n->size);
		if (w->holders[w->all.v[i]] == 1)
			s.unique = sum_u64(s.unique, n->size);
	}
	for (id32 i = w->tags.first[repo]; i < w->tags.first[repo + 1]; i++) {
		const struct tag *t = &g->tags.v[w->tags.member[i]];

		s.tags += t->current != NIL && !t->damaged;
	}
	c.images = s.images;
	c.tags = s.tags;
	c.bytes = s.bytes;
	c.unique_bytes = s.unique;
	c.standing = s.images > 0 || w->tags.first[repo + 1] > w->tags.first[repo] ? REPO_LIVE
	             : r->entries                                                  ? REPO_EMPTIED
	                                                                           : REPO_NAMED;
	return g->sink->repository(g->sink->user, &c, f);
}

static int put_registry(struct graph *g, struct repository_work *w, id32 registry, struct fault *f)
{
	struct sums ignored = { 0, 0, 0, 0 };

	if (graph_is_copy(g, registry))
		return 0;
	memset(w->holders, 0, (g->nodes.n + 1) * sizeof *w->holders);
	for (size_t i = 0; i < g->repos.n; i++) {
		if (g->repos.v[i].registry != registry)
			continue;
		if (reach_repo(g, w, (id32)i, &ignored, f) < 0)
			return -1;
		for (size_t k = 0; k < w->all.n; k++)
			w->holders[w->all.v[k]]++;
	}
	for (size_t i = 0; i < g->repos.n; i++)
		if (g->repos.v[i].registry == registry && put_repo(g, w, (id32)i, f) < 0)
			return -1;
	return 0;
}

int graph_put_repositories(struct graph *g, struct fault *f)
{
	struct repository_work w;
	size_t repos = g->repos.n;
	int rc;

	memset(&w, 0, sizeof w);
	w.holders = (uint32_t *)calloc(g->nodes.n + 1, sizeof *w.holders);
	rc = w.holders == NULL ? fault_memory(f, g->nodes.n * sizeof *w.holders) : 0;
	if (rc == 0)
		rc = group(&w.pairs, repos, g->pairs.n, repo_of_pair, g, f);
	if (rc == 0)
		rc = group(&w.layers, repos, g->layers.n, repo_of_layer, g, f);
	if (rc == 0)
		rc = group(&w.tags, repos, g->tags.n, repo_of_tag, g, f);
	for (size_t i = 0; rc == 0 && i < g->registries.n; i++)
		rc = put_registry(g, &w, (id32)i, f);
	free(w.holders);
	free(w.pairs.first);
	free(w.pairs.member);
	free(w.layers.first);
	free(w.layers.member);
	free(w.tags.first);
	free(w.tags.member);
	VEC_RELEASE(&w.all);
	VEC_RELEASE(&w.one);
	return rc;
}

/* ---- uploads ------------------------------------------------------------------------------------------ */

int graph_add_prefix(struct graph *g, const struct prefix_fact *x, struct fault *f)
{
	struct upload_beginning p = { x->item, graph_node(g, &x->blob, f) };

	return p.node == NIL ? -1 : VEC_PUSH(&g->prefixes, p, f);
}

/* The one blob that begins with what the session received; NIL when there is none, or several. */
static id32 begins(const struct graph *g, int64_t item)
{
	size_t low = LOWER_BOUND(g->prefixes.n, mid, g->prefixes.v[mid].item < item);
	if (item == 0 || low == g->prefixes.n || g->prefixes.v[low].item != item)
		return NIL;
	return low + 1 < g->prefixes.n && g->prefixes.v[low + 1].item == item ? NIL : g->prefixes.v[low].node;
}

id32 graph_becoming(const struct graph *g, const struct upload *u, bool *whole)
{
	const struct digest *d = digest_set(&u->digest) ? &u->digest : &u->state_digest;
	uint64_t size = digest_set(&u->digest) ? u->size : u->state_length;
	id32 node = digest_set(d) && size > 0 ? graph_find_node(g, d) : NIL;

	*whole = node != NIL;
	if (node == NIL)
		node = begins(g, u->data_item);
	return node != NIL ? node : begins(g, u->state_item);
}

static int put_upload(struct graph *g, const struct upload *u, struct fault *f)
{
	const struct repo *r = &g->repos.v[u->repo];
	int64_t scan = g->registries.v[r->registry].scan;
	struct upload_conclusion c = { .registry = g->registries.v[r->registry].id,
		                       .repository = graph_string(g, r->name),
		                       .uuid = graph_string(g, u->name),
		                       .started = u->started,
		                       .has_size = u->has_data,
		                       .size = u->size };
	id32 head = graph_is_copy(g, r->registry) ? graph_find_repo(g, graph_head(g, r->registry), r->name) : NIL;
	int64_t items[4] = { u->data_item, u->started_item, u->state_item,
		             u->dir_item != 0 ? u->dir_item : u->first_item };
	struct ground at[5];
	size_t n = 0;
	bool whole;
	id32 node;

	if (head != NIL && graph_has_upload(g, head, u->name)) /* the root that speaks for this copy tells it */
		return 0;
	for (size_t i = 0; i < COUNT(items); i++)
		if (items[i] != 0)
			at[n++] = ground_item(items[i], scan);
	if (digest_set(&u->digest)) {
		c.digest = u->digest;
	} else if (digest_set(&u->state_digest) && u->state_length > 0) {
		/* the state tells what data no longer can */
		c.digest = u->state_digest;
		c.has_size = true;
		c.size = u->state_length;
	}
	node = graph_becoming(g, u, &whole);
	if (node != NIL)
		c.becoming = g->nodes.v[node].digest;
	if (node != NIL && !whole && g->nodes.v[node].proof != NIL)
		at[n++] = ground_item(g->copies.v[g->nodes.v[node].proof].item, g->copies.v[g->nodes.v[node].proof].scan);
	c.because = (struct grounds){ at, n };
	return g->sink->upload(g->sink->user, &c, f);
}

int graph_put_uploads(struct graph *g, struct fault *f)
{
	for (size_t i = 0; i < g->uploads.n; i++)
		if (put_upload(g, &g->uploads.v[i], f) < 0)
			return -1;
	return 0;
}
