/*
 * graph/stray.c - files under another name than their digest's. Whatever such a file is called, it is the blob
 * it hashes to as soon as something names that digest; and what a manifest so found names may be a stray in turn.
 */
#include "graph/private.h"

/* Strays of one digest keep the order they came in, the present's first. */
static int by_sha256(const void *a, const void *b)
{
	const struct stray *x = (const struct stray *)a, *y = (const struct stray *)b;
	int c = digest_cmp(&x->sha256, &y->sha256);

	return c != 0 ? c : x->order < y->order ? -1 : x->order > y->order;
}

static int by_stream(const void *a, const void *b)
{
	return digest_cmp(&((const struct layer_fact *)a)->sha256, &((const struct layer_fact *)b)->sha256);
}

/* The first stray of a digest, or how many there are. */
static size_t first_of(const struct graph *g, const struct digest *d)
{
	size_t low = LOWER_BOUND(g->strays.n, mid, digest_cmp(&g->strays.v[mid].sha256, d) < 0);
	return low;
}

static int adopt(struct graph *g, id32 node, struct fault *f)
{
	struct digest d = g->nodes.v[node].digest;
	struct layer_fact key = { .sha256 = d };
	const struct layer_fact *stream;
	size_t i = first_of(g, &d);

	if (g->nodes.v[node].adopted)
		return 0;
	g->nodes.v[node].adopted = true;
	if (i == g->strays.n || !digest_eq(&g->strays.v[i].sha256, &d))
		return 0;
	for (; i < g->strays.n && digest_eq(&g->strays.v[i].sha256, &d); i++)
		if (graph_add_copy(g, node, &g->strays.v[i].copy, &d, &d, f) < 0)
			return -1;
	stream = g->unclaimed.n == 0 ? NULL
	                             : (const struct layer_fact *)bsearch(&key, g->unclaimed.v, g->unclaimed.n, sizeof key,
	                                                                  by_stream);
	if (stream != NULL && graph_bind_layer(g, node, stream, f) < 0)
		return -1;
	return graph_bind_document(g, node, f);
}

id32 graph_adopt(struct graph *g, const struct digest *d, struct fault *f)
{
	size_t i = first_of(g, d);
	id32 node;

	if (i == g->strays.n || !digest_eq(&g->strays.v[i].sha256, d))
		return graph_find_node(g, d);
	node = graph_node(g, d, f);
	return node == NIL || adopt(g, node, f) < 0 ? NIL : node;
}

/* May be called again when more was added: each node is looked at once. */
int graph_bind(struct graph *g, struct fault *f)
{
	if (!g->strays_sorted) {
		for (size_t i = 0; i < g->strays.n; i++)
			g->strays.v[i].order = i;
		if (g->strays.n > 1)
			qsort(g->strays.v, g->strays.n, sizeof *g->strays.v, by_sha256);
		g->strays_sorted = true;
	}
	for (; g->bound < g->nodes.n; g->bound++) /* binding makes new ones */
		if (adopt(g, (id32)g->bound, f) < 0)
			return -1;
	return 0;
}
