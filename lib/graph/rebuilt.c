/* graph/rebuilt.c - manifests whose bytes are gone: which are wanted, and what those written anew say. */
#include "graph/private.h"

/* Standings and states are the same however often they are drawn. */
int graph_settle(struct graph *g, struct fault *f)
{
	if (graph_configs_stand_in(g, f) < 0 || graph_link_documents(g, f) < 0 || graph_standings(g, f) < 0)
		return -1;
	graph_unsettle(g);
	if (graph_states(g, f) < 0)
		return -1;
	graph_own_diff_ids(g);
	for (size_t i = 0; i < g->repos.n; i++)
		g->repos.v[i].tag_dirs = 0;
	for (size_t i = 0; i < g->tags.n; i++)
		g->repos.v[g->tags.v[i].repo].tag_dirs++;
	return 0;
}

int graph_wanted(struct graph *g, int (*want)(void *user, const struct digest *d, struct fault *f),
                 void *user, struct fault *f)
{
	for (size_t i = 0; i < g->nodes.n; i++) {
		const struct node *n = &g->nodes.v[i];

		if ((n->image || n->wanted_manifest) && !good(n->state) && !n->resynth &&
		    n->digest.alg == DIGEST_SHA256 && want(user, &n->digest, f) < 0)
			return -1;
	}
	return 0;
}

/* A copy to stand on: of the input, or of what the input was made from. */
static id32 copy_of(struct graph *g, const struct digest *input, struct fault *f)
{
	id32 node = graph_adopt(g, input, f); /* its bytes may lie under any name */

	if (node == NIL)
		return NIL;
	return g->nodes.v[node].proof != NIL ? g->nodes.v[node].proof : g->nodes.v[node].stand_in;
}

int graph_add_resynthesis(struct graph *g, const struct document_fact *x, uint64_t size,
                          const struct digest *input, struct fault *f)
{
	struct doc d = { .sha256 = x->sha256,
		         .created = x->created,
		         .node = graph_find_node(g, &x->sha256),
		         .refs = (id32)g->refs.n,
		         .claims = (id32)g->claims.n,
		         .kind = (uint8_t)x->kind,
		         .image_kind = (uint8_t)x->image_kind,
		         .inferred = x->media_type_inferred };
	id32 copy = copy_of(g, input, f);
	struct node *n;

	if (f->kind != FAULT_NONE)
		return -1;
	if (d.node == NIL || copy == NIL)
		return GRAPH_NOT_HELD;
	d.media_type = graph_text(g, x->media_type, f);
	if (f->kind != FAULT_NONE)
		return -1;
	n = &g->nodes.v[d.node];
	n->doc = (id32)g->docs.n;
	n->resynth = true;
	n->stand_in = copy;
	n->size = size;
	g->last_doc = n->doc; /* its references follow */
	return VEC_PUSH(&g->docs, d, f);
}

int graph_add_recompression(struct graph *g, const struct digest *d, uint64_t size)
{
	id32 at = graph_find_node(g, d);
	struct node *n;

	if (at == NIL)
		return GRAPH_NOT_HELD;
	n = &g->nodes.v[at];
	if (n->doc != NIL || n->proof != NIL) /* bytes came after all, or it is a document */
		return 0;
	n->resynth = true;
	n->size = size;
	return 0;
}

int graph_add_mended(struct graph *g, const struct mended_fact *x, struct fault *f)
{
	id32 at = graph_find_node(g, &x->digest);
	struct wrong w = { .length = 0 };
	struct node *n;

	if (at == NIL)
		return GRAPH_NOT_HELD;
	n = &g->nodes.v[at];
	if (n->proof != NIL) /* bytes came after all */
		return 0;
	for (id32 c = n->copies; c != NIL && n->stand_in == NIL; c = g->copies.v[c].next)
		if (digest_eq(graph_observed(g, &g->copies.v[c]), &x->base))
			n->stand_in = c;
	if (n->stand_in == NIL)
		return GRAPH_NOT_HELD;
	n->resynth = n->mended = true;
	n->decayed = x->decayed;
	n->size = x->size;
	w.item = g->copies.v[n->stand_in].item;
	w.text = graph_text(g, x->said, f);
	return f->kind != FAULT_NONE ? -1 : VEC_PUSH(&g->wrongs, w, f);
}
