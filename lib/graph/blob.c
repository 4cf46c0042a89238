/* graph/blob.c - one conclusion for each digest, one for each of its copies. */
#include "graph/private.h"

#include <stdlib.h>

static enum blob_kind kind_of(const struct graph *g, const struct node *n)
{
	const struct doc *d = n->doc == NIL ? NULL : &g->docs.v[n->doc];

	if (d != NULL && d->kind == DOC_CONFIG)
		return BLOB_CONFIG; /* also where it stands for an image */
	if (n->image) {
		if (d != NULL && d->image_kind == IMAGE_INDEX)
			return BLOB_INDEX;
		return d != NULL && d->image_kind != IMAGE_UNSET ? BLOB_MANIFEST
		       : d == NULL && !n->as_config && n->kind == BLOB_UNSET ? BLOB_MANIFEST
		                                                              : BLOB_UNKNOWN;
	}
	if (n->kind != BLOB_UNSET)
		return (enum blob_kind)n->kind;
	if (d != NULL && d->kind == DOC_CONFIG)
		return BLOB_CONFIG;
	if (d != NULL && (d->kind == DOC_SIMPLESIGNING || d->kind == DOC_DSSE || d->kind == DOC_STATEMENT))
		return BLOB_SIGNATURE;
	return n->layer_is_tar ? BLOB_LAYER : BLOB_UNKNOWN;
}

/* What was observed under a name it does not match: of the copy that gave the state. */
static void observe(const struct graph *g, const struct node *n, struct blob_conclusion *c)
{
	for (id32 i = n->copies; i != NIL; i = g->copies.v[i].next) {
		const struct copy *x = &g->copies.v[i];

		if (x->state != n->state)
			continue;
		if (n->state == STATE_UNREAD) {
			c->has_size = x->asked || !c->has_size;
			if (!x->asked && !n->has_declared)
				c->size = x->size;
			return;
		}
		c->observed_digest = *graph_observed(g, x);
		c->observed_size = x->bytes;
		c->has_observed = true;
		return;
	}
}

static int put_blob(struct graph *g, const struct node *n, struct fault *f)
{
	struct blob_conclusion c = { .digest = n->digest,
		                     .kind = kind_of(g, n),
		                     .state = (enum blob_state)n->state };

	c.media_type = graph_string(g, n->media_type);
	if (n->doc != NIL && g->docs.v[n->doc].image_kind != IMAGE_UNSET)
		c.media_type = graph_string(g, g->docs.v[n->doc].media_type);
	if (good(n->state)) {
		c.has_size = true;
		c.size = n->size;
		c.diff_id = *graph_diff_id(g, n);
	} else {
		c.has_size = n->has_declared;
		c.size = n->declared;
		if (n->copies != NIL)
			observe(g, n, &c);
	}
	if (g->sink->blob(g->sink->user, &c, f) < 0)
		return -1;
	for (id32 i = n->copies; i != NIL; i = g->copies.v[i].next)
		if (g->sink->blob_copy(g->sink->user, &n->digest, g->copies.v[i].item,
		                       (enum blob_state)g->copies.v[i].state, f) < 0)
			return -1;
	g->counts->blobs++;
	return 0;
}

static int node_order(const void *a, const void *b, void *user)
{
	const struct graph *g = (const struct graph *)user;

	return digest_cmp(&g->nodes.v[*(const id32 *)a].digest, &g->nodes.v[*(const id32 *)b].digest);
}

int graph_nodes_by_digest(struct graph *g, id32 **out, struct fault *f)
{
	id32 *order = (id32 *)calloc(g->nodes.n + 1, sizeof *order);

	*out = order;
	if (order == NULL)
		return fault_memory(f, g->nodes.n * sizeof *order);
	for (id32 i = 0; i < g->nodes.n; i++)
		order[i] = i;
	qsort_r(order, g->nodes.n, sizeof *order, node_order, g);
	return 0;
}

/* Conclusions come by digest: how far they are. */
struct in_turn {
	struct graph *g;
	id32 *order;
	size_t next;
};

/* Every node before `d`, or all that are left. */
static int put_before(struct in_turn *t, const struct digest *d, struct fault *f)
{
	for (; t->next < t->g->nodes.n; t->next++) {
		const struct node *n = &t->g->nodes.v[t->order[t->next]];

		if (d != NULL && digest_cmp(&n->digest, d) >= 0)
			return 0;
		if (put_blob(t->g, n, f) < 0)
			return -1;
	}
	return 0;
}

/* A digest of logs: a node where anything else tells of it, and nothing but its name otherwise. */
static int put_logged(void *user, const struct digest *d, struct fault *f)
{
	struct in_turn *t = (struct in_turn *)user;
	const struct blob_conclusion c = { .digest = *d,
		                           .kind = BLOB_UNKNOWN,
		                           .state = graph_unsettled_place(t->g, d) ? STATE_UNREAD : STATE_MISSING };

	if (put_before(t, d, f) < 0)
		return -1;
	if (t->next < t->g->nodes.n && digest_eq(&t->g->nodes.v[t->order[t->next]].digest, d))
		return 0;
	t->g->counts->blobs++;
	return t->g->sink->blob(t->g->sink->user, &c, f);
}

/* A name seen only as the alias of a link, or only as an emptied directory, is still a digest that was
 * named; one that nothing names any more (a subject of nothing) does not occur. */
static int put_nodes(struct graph *g, struct fault *f)
{
	const struct graph_logs *from = &g->log_source;
	struct in_turn t = { .g = g };
	int rc = graph_nodes_by_digest(g, &t.order, f);

	if (rc == 0 && from->digests != NULL)
		rc = from->digests(from->user, put_logged, &t, f);
	if (rc == 0)
		rc = put_before(&t, NULL, f);
	free(t.order);
	return rc;
}

int graph_put_blobs(struct graph *g, struct fault *f)
{
	if (put_nodes(g, f) < 0)
		return -1;
	for (size_t i = 0; i < g->layers.n; i++) {
		const struct layer_entry *l = &g->layers.v[i];
		const struct repo *r = &g->repos.v[l->repo];

		if (l->link_item != 0 &&
		    g->sink->blob_repository(g->sink->user, &g->nodes.v[l->node].digest,
		                             g->registries.v[graph_head(g, r->registry)].id, graph_string(g, r->name),
		                             l->link_item, f) < 0)
			return -1;
	}
	return 0;
}
