/*
 * graph/config_image.c - images of stores that keep no manifest: what docker save writes, Docker's engine with
 * graph drivers. They name an image by the digest of its config; where no manifest of it is known, the config
 * stands for the image, and its layers are what inflates to its diff_ids.
 */
#include "graph/private.h"

struct inflated { /* intact bytes by what they inflate to */
	struct digest diff_id;
	id32 node;
};

struct stand_ins {
	struct graph *g;
	struct inflated *v;
	size_t n;
	bool gathered;
};

static int by_diff_id(const void *a, const void *b)
{
	const struct inflated *x = (const struct inflated *)a, *y = (const struct inflated *)b;
	int c = digest_cmp(&x->diff_id, &y->diff_id);

	return c != 0 ? c : x->node < y->node ? -1 : x->node > y->node;
}

static int gather(struct stand_ins *s, struct fault *f)
{
	struct graph *g = s->g;

	s->gathered = true;
	s->v = (struct inflated *)calloc(g->nodes.n + 1, sizeof *s->v);
	if (s->v == NULL)
		return fault_memory(f, g->nodes.n * sizeof *s->v);
	for (size_t i = 0; i < g->nodes.n; i++)
		if (g->nodes.v[i].proof != NIL && g->nodes.v[i].inflates_to != NIL)
			s->v[s->n++] = (struct inflated){ *graph_diff_id(g, &g->nodes.v[i]), (id32)i };
	if (s->n > 1)
		qsort(s->v, s->n, sizeof *s->v, by_diff_id);
	return 0;
}

/* The layer that inflates to the digest: under that digest itself, else any that is held; else named, and lost. */
static id32 layer_of(struct stand_ins *s, const struct digest *diff_id, struct fault *f)
{
	struct inflated key = { *diff_id, 0 };
	id32 node = graph_find_node(s->g, diff_id);
	size_t low = LOWER_BOUND(s->n, mid, digest_cmp(&s->v[mid].diff_id, &key.diff_id) < 0);

	if (node != NIL && s->g->nodes.v[node].proof != NIL)
		return node;
	return low < s->n && digest_eq(&s->v[low].diff_id, diff_id) ? s->v[low].node : graph_node(s->g, diff_id, f);
}

static int add_part(struct graph *g, id32 target, enum reference_rel rel, uint32_t position, const struct claim *c,
                    struct fault *f)
{
	struct ref r = { .target = target,
		         .media_type = NIL,
		         .platform = NIL,
		         .pointer = c == NULL ? NIL : c->pointer,
		         .offset = c == NULL ? 0 : c->offset,
		         .length = c == NULL ? 0 : c->length,
		         .position = position,
		         .rel = (uint8_t)rel };

	return VEC_PUSH(&g->refs, r, f);
}

/* The config's document as an image's: itself as config, a layer for each diff_id. */
static int become_image(struct stand_ins *s, id32 at, struct fault *f)
{
	struct graph *g = s->g;
	id32 node = g->docs.v[at].node, claims = g->docs.v[at].claims, n = g->docs.v[at].claims_n;
	id32 from = g->docs.v[at].refs, had = g->docs.v[at].refs_n, first = (id32)g->refs.n;

	if (!s->gathered && gather(s, f) < 0)
		return -1;
	for (id32 k = 0; k < had; k++) {
		struct ref kept = g->refs.v[from + k];

		if (VEC_PUSH(&g->refs, kept, f) < 0)
			return -1;
	}
	if (add_part(g, node, REL_CONFIG, 0, NULL, f) < 0)
		return -1;
	for (id32 k = 0; k < n; k++) {
		struct claim c = g->claims.v[claims + k];
		id32 layer = digest_set(&c.digest) ? layer_of(s, &c.digest, f) : NIL;

		if (f->kind != FAULT_NONE || (layer != NIL && add_part(g, layer, REL_LAYER, k, &c, f) < 0))
			return -1;
		if (layer != NIL && g->nodes.v[layer].kind == BLOB_UNSET)
			g->nodes.v[layer].kind = BLOB_LAYER;
	}
	g->docs.v[at].refs = first;
	g->docs.v[at].refs_n = (id32)g->refs.n - first;
	g->docs.v[at].image_kind = IMAGE_IMAGE;
	g->docs.v[at].inferred = true;
	return 0;
}

int graph_configs_stand_in(struct graph *g, struct fault *f)
{
	struct stand_ins s = { .g = g };
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < g->names.n; i++) {
		struct store_name x = g->names.v[i];
		const struct node *n = &g->nodes.v[x.node];
		id32 doc = n->doc;

		if (x.kind != NAMING_IMAGE_ID || x.registry == NIL || n->as_config)
			continue;
		if (doc != NIL && g->docs.v[doc].kind == DOC_CONFIG && g->docs.v[doc].image_kind == IMAGE_UNSET)
			rc = become_image(&s, doc, f);
		if (rc == 0)
			rc = graph_name_stored(g, &x, f);
	}
	free(s.v);
	return rc;
}
