/*
 * graph/collect.c - what `registry garbage-collect` would remove, by its own rules: 2.x as of 2.8.2,
 * 3.x as of 3.1.1 (registry/storage/garbagecollect.go; formats(7), "Collection"). Both mark what every
 * revision reaches and sweep the other blobs. They differ in which repositories they visit, in what they
 * follow below an index, and in what untagged removal spares.
 */
#include "graph/private.h"

#include "base/quote.h"

#include <stdio.h>
#include <string.h>

struct collect {
	struct graph *g;
	const struct collect_rules *rules;
	const struct collect_sink *sink;
	id32 registry;
	uint8_t *held;   /* [node] the registry has a data file */
	uint8_t *marked; /* [node] */
	VEC(id32) order; /* repositories as the walk meets them */
	VEC(id32) doomed; /* pairs untagged removal would drop */
	VEC(id32) stack;
	char *why;
};

/* Component by component: "a", "a/b", "a-b". */
static int walk_order(const void *a, const void *b, void *user)
{
	const struct graph *g = (const struct graph *)user;
	struct span x = graph_string(g, g->repos.v[*(const id32 *)a].name);
	struct span y = graph_string(g, g->repos.v[*(const id32 *)b].name);

	for (size_t i = 0; i < x.n && i < y.n; i++) {
		int c = x.p[i] == '/' ? -1 : x.p[i], d = y.p[i] == '/' ? -1 : y.p[i];

		if (c != d)
			return c - d;
	}
	return x.n < y.n ? -1 : x.n > y.n;
}

/* 2.x finds repositories by `_layers`, 3.x by `_manifests`; a container may leave out directories. */
static bool visited(const struct collect *c, id32 repo, const uint8_t *layers, const uint8_t *revisions)
{
	const struct repo *r = &c->g->repos.v[repo];

	if (r->registry != c->registry || !r->entries)
		return false;
	return c->rules->three ? r->manifests_item != 0 || revisions[repo] != 0
	                       : r->layers_item != 0 || layers[repo] != 0;
}

static int list_repositories(struct collect *c, struct fault *f)
{
	struct graph *g = c->g;
	uint8_t *seen = (uint8_t *)calloc(2 * g->repos.n + 2, 1), *revisions;
	int rc = 0;

	if (seen == NULL)
		return fault_memory(f, 2 * g->repos.n);
	revisions = seen + g->repos.n + 1;
	for (size_t i = 0; i < g->layers.n; i++)
		seen[g->layers.v[i].repo] = 1;
	for (size_t i = 0; i < g->pairs.n; i++)
		if (g->pairs.v[i].dir_item != 0 || g->pairs.v[i].revision)
			revisions[g->pairs.v[i].repo] = 1;
	for (size_t i = 0; rc == 0 && i < g->repos.n; i++)
		if (visited(c, (id32)i, seen, revisions))
			rc = VEC_PUSH(&c->order, (id32)i, f);
	free(seen);
	if (rc == 0 && c->order.n > 1)
		qsort_r(c->order.v, c->order.n, sizeof *c->order.v, walk_order, g);
	return rc;
}

static const struct doc *parsed(const struct graph *g, id32 node)
{
	const struct doc *d = g->nodes.v[node].doc == NIL ? NULL : &g->docs.v[g->nodes.v[node].doc];

	return d != NULL && d->image_kind != IMAGE_UNSET && d->kind != DOC_MALFORMED ? d : NULL;
}

static int aborts(struct collect *c, const char *what, id32 node)
{
	char name[DIGEST_TEXT];

	(void)snprintf(c->why, 256, "the run ends without removing anything: %s %s", what,
	               digest_text(name, &c->g->nodes.v[node].digest));
	return COLLECT_ABORTS;
}

static bool linked_revision(const struct collect *c, id32 repo, id32 node)
{
	const struct pair *p = graph_find_pair(c->g, node, repo);

	return p != NULL && p->revision && c->held[node];
}

/* Marks what a manifest names; 3.x goes on below children the repository has a revision of. */
static int mark_below(struct collect *c, id32 repo, id32 top, struct fault *f)
{
	struct graph *g = c->g;

	c->stack.n = 0;
	if (VEC_PUSH(&c->stack, top, f) < 0)
		return -1;
	while (c->stack.n > 0) {
		id32 node = c->stack.v[--c->stack.n];
		const struct doc *d = parsed(g, node);

		if (d == NULL || (c->rules->three && d->image_kind == IMAGE_SCHEMA1))
			return aborts(c, d == NULL ? "it cannot read manifest" : "3.x reads no schema 1 manifest",
			              node);
		for (id32 k = 0; k < d->refs_n; k++) {
			const struct ref *r = &g->refs.v[d->refs + k];

			if (r->reading != 0 || r->target == NIL ||
			    (r->rel != REL_CONFIG && r->rel != REL_LAYER && r->rel != REL_CHILD &&
			     r->rel != REL_BLOB))
				continue;
			if (c->rules->three && c->marked[r->target])
				continue;
			c->marked[r->target] = 1;
			if (c->rules->three && linked_revision(c, repo, r->target) &&
			    VEC_PUSH(&c->stack, r->target, f) < 0)
				return -1;
		}
	}
	return 0;
}

static int mark_repository(struct collect *c, id32 repo, const id32 *pairs, size_t n, struct fault *f)
{
	struct graph *g = c->g;
	bool no_tags = g->repos.v[repo].tags_item == 0 && g->repos.v[repo].tag_dirs == 0;

	for (size_t i = 0; i < n; i++) {
		const struct pair *p = &g->pairs.v[pairs[i]];
		int rc;

		if (!p->revision || !c->held[p->node])
			continue; /* a link whose bytes are gone is passed over */
		if (c->rules->untagged && !p->current) {
			if (no_tags && !c->rules->three)
				return aborts(c, "a repository has no tags directory; its first manifest is",
				              p->node);
			if (!no_tags && VEC_PUSH(&c->doomed, pairs[i], f) < 0)
				return -1;
			continue;
		}
		c->marked[p->node] = 1;
		rc = mark_below(c, repo, p->node, f);
		if (rc != 0)
			return rc;
	}
	return 0;
}

/* 3.x removes links to what is not marked yet: a repository visited later may still mark it. */
static int drop_links(struct collect *c, id32 repo, struct fault *f)
{
	struct graph *g = c->g;

	if (!c->rules->three)
		return 0;
	for (size_t i = 0; i < g->layers.n; i++) {
		const struct layer_entry *l = &g->layers.v[i];

		if (l->repo == repo && l->link_item != 0 && c->held[l->node] && !c->marked[l->node] &&
		    c->sink->layer_link(c->sink->user, graph_string(g, g->repos.v[repo].name),
		                        &g->nodes.v[l->node].digest, f) < 0)
			return -1;
	}
	return 0;
}

static int mark_all(struct collect *c, struct fault *f)
{
	struct graph *g = c->g;
	id32 *first = (id32 *)calloc(g->repos.n + 2, sizeof *first);
	id32 *by_repo = (id32 *)calloc(g->pairs.n + 1, sizeof *by_repo);
	int rc = first == NULL || by_repo == NULL ? fault_memory(f, g->pairs.n * sizeof *first) : 0;

	for (size_t i = 0; rc == 0 && i < g->pairs.n; i++)
		first[g->pairs.v[i].repo + 2 <= g->repos.n + 1 ? g->pairs.v[i].repo + 2 : g->repos.n + 1]++;
	for (size_t i = 2; rc == 0 && i < g->repos.n + 2; i++)
		first[i] += first[i - 1];
	for (size_t i = 0; rc == 0 && i < g->pairs.n; i++)
		by_repo[first[g->pairs.v[i].repo + 1]++] = (id32)i;
	for (size_t i = 0; rc == 0 && i < c->order.n; i++) {
		id32 r = c->order.v[i];

		rc = mark_repository(c, r, by_repo + first[r], first[r + 1] - first[r], f);
	}
	free(first);
	free(by_repo);
	return rc;
}

static int by_digest(const void *a, const void *b, void *user)
{
	const struct graph *g = (const struct graph *)user;

	return digest_cmp(&g->nodes.v[*(const id32 *)a].digest, &g->nodes.v[*(const id32 *)b].digest);
}

static int sweep(struct collect *c, struct fault *f)
{
	struct graph *g = c->g;
	VEC(id32) gone = { NULL, 0, 0 };
	int rc = 0;

	for (size_t i = 0; i < c->doomed.n && rc == 0; i++) {
		const struct pair *p = &g->pairs.v[c->doomed.v[i]];

		if (!c->rules->three || !c->marked[p->node]) /* 3.x spares what a kept index lists */
			rc = c->sink->manifest(c->sink->user, graph_string(g, g->repos.v[p->repo].name),
			                       &g->nodes.v[p->node].digest, f);
	}
	for (size_t i = 0; i < c->order.n && rc == 0; i++)
		rc = drop_links(c, c->order.v[i], f);
	for (size_t i = 0; i < g->nodes.n && rc == 0; i++)
		if (c->held[i] && !c->marked[i])
			rc = VEC_PUSH(&gone, (id32)i, f);
	if (rc == 0 && gone.n > 1)
		qsort_r(gone.v, gone.n, sizeof *gone.v, by_digest, g);
	for (size_t i = 0; i < gone.n && rc == 0; i++) {
		uint64_t size = 0;

		for (id32 k = g->nodes.v[gone.v[i]].copies; k != NIL; k = g->copies.v[k].next)
			if (g->copies.v[k].registry == c->registry)
				size = g->copies.v[k].size;
		rc = c->sink->blob(c->sink->user, &g->nodes.v[gone.v[i]].digest, size, f);
	}
	VEC_RELEASE(&gone);
	return rc;
}

static int collect(struct collect *c, struct fault *f)
{
	struct graph *g = c->g;
	int rc;

	c->held = (uint8_t *)calloc(g->nodes.n + 1, 1);
	c->marked = (uint8_t *)calloc(g->nodes.n + 1, 1);
	if (c->held == NULL || c->marked == NULL)
		return fault_memory(f, g->nodes.n);
	for (size_t i = 0; i < g->copies.n; i++)
		if (g->copies.v[i].registry == c->registry)
			c->held[g->copies.v[i].node] = 1;
	if (list_repositories(c, f) < 0)
		return -1;
	rc = mark_all(c, f);
	return rc != 0 ? rc : sweep(c, f);
}

int graph_collect(struct graph *g, int64_t registry, const struct collect_rules *rules,
                  const struct collect_sink *sink, char why[256], struct fault *f)
{
	struct collect c = { .g = g, .rules = rules, .sink = sink, .why = why };
	int rc;

	why[0] = '\0';
	c.registry = graph_registry_of(g, registry);
	if (c.registry == NIL)
		return COLLECT_NONE;
	if (graph_settle(g, f) < 0)
		return -1;
	rc = collect(&c, f);
	free(c.held);
	free(c.marked);
	VEC_RELEASE(&c.order);
	VEC_RELEASE(&c.doomed);
	VEC_RELEASE(&c.stack);
	return rc;
}
