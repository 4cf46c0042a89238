/* graph/state.c - what each blob's bytes are: of every copy, and of the digest as a whole. */
#include "graph/private.h"

/* A document that nothing names as a part is what its keys make it. */
int graph_link_documents(struct graph *g, struct fault *f)
{
	(void)f;
	for (size_t i = 0; i < g->nodes.n; i++) {
		struct node *n = &g->nodes.v[i];

		if (n->doc != NIL && g->docs.v[n->doc].image_kind != IMAGE_UNSET && !n->as_part)
			n->image = true;
	}
	return 0;
}

static enum blob_state copy_state(const struct graph *g, const struct copy *c)
{
	const struct node *n = &g->nodes.v[c->node];

	if (!c->asked || c->unread || c->seen == NIL)
		return STATE_UNREAD;
	if (c->seen == OWN)
		return c->recovered ? STATE_RECOVERED : STATE_INTACT;
	if (c->unsettled) /* a mixture of two states: what either held is not known */
		return STATE_UNREAD;
	if (c->bytes == 0)
		return STATE_EMPTY;
	return n->has_declared && c->bytes < n->declared_most ? STATE_TRUNCATED : STATE_CORRUPT;
}

/* The order in which INTERFACE 1 prefers states. */
static int rank(enum blob_state s)
{
	static const enum blob_state order[] = { STATE_INTACT,  STATE_RECOVERED, STATE_TRUNCATED,
		                                 STATE_CORRUPT, STATE_EMPTY,     STATE_UNREAD,
		                                 STATE_FOREIGN, STATE_MISSING };

	for (size_t i = 0; i < COUNT(order); i++)
		if (order[i] == s)
			return (int)i;
	return (int)COUNT(order);
}

bool graph_unsettled_place(const struct graph *g, const struct digest *d)
{
	return g->unsettled || (d->alg == DIGEST_SHA256 && (g->shards_unsettled[d->byte[0] / 64] >> (d->byte[0] % 64) & 1) != 0);
}

/* Where bytes would lie, and that place changed while it was read. */
void graph_unsettle(struct graph *g)
{
	for (size_t i = 0; i < g->registries.n; i++) {
		g->unsettled |= g->registries.v[i].blobs_unsettled;
		for (size_t k = 0; k < 4; k++)
			g->shards_unsettled[k] |= g->registries.v[i].shards_unsettled[k];
	}
	for (size_t i = 0; i < g->nodes.n; i++)
		g->nodes.v[i].unsettled |= graph_unsettled_place(g, &g->nodes.v[i].digest);
}

int graph_states(struct graph *g, struct fault *f)
{
	(void)f;
	for (size_t i = 0; i < g->nodes.n; i++) {
		struct node *n = &g->nodes.v[i];
		enum blob_state best = n->foreign && !n->ordinary ? STATE_FOREIGN : STATE_MISSING;

		for (id32 c = n->copies; c != NIL; c = g->copies.v[c].next) {
			enum blob_state s = copy_state(g, &g->copies.v[c]);

			g->copies.v[c].state = (uint8_t)s;
			if (rank(s) < rank(best))
				best = s;
		}
		/* its bytes may have come, or have been away, while the place was read */
		if (best == STATE_MISSING && n->unsettled)
			best = STATE_UNREAD;
		n->state = (uint8_t)best;
	}
	return 0;
}

bool graph_proven(const struct graph *g, const struct node *n)
{
	if (!good(n->state))
		return false;
	for (id32 c = n->copies; c != NIL; c = g->copies.v[c].next)
		if (good(g->copies.v[c].state) && !g->copies.v[c].trusted)
			return true;
	return false;
}

struct ground graph_doc_ground(const struct graph *g, const struct doc *d, uint64_t offset,
                               uint64_t length, id32 pointer)
{
	const struct node *n = &g->nodes.v[d->node];
	const struct copy *c = &g->copies.v[n->proof != NIL ? n->proof : n->stand_in];

	return (struct ground){ c->item, c->scan, offset, length, graph_string(g, pointer) };
}
