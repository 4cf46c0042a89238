/* graph/edge.c - who names whom; layers against the config's word; configs without a manifest. */
#include "graph/private.h"

#include "core/sentence.h"

#include <stdio.h>

static id32 config_doc(const struct graph *g, const struct doc *d)
{
	for (id32 k = 0; k < d->refs_n; k++) {
		const struct ref *r = &g->refs.v[d->refs + k];

		if (r->rel == REL_CONFIG && r->reading == 0 && r->target != NIL) {
			id32 doc = g->nodes.v[r->target].doc;

			return doc != NIL && graph_is_config(&g->docs.v[doc]) ? doc : NIL;
		}
	}
	return NIL;
}

static uint32_t count_layers(const struct graph *g, const struct doc *d)
{
	uint32_t n = 0;

	for (id32 k = 0; k < d->refs_n; k++)
		n += g->refs.v[d->refs + k].rel == REL_LAYER && g->refs.v[d->refs + k].reading == 0;
	return n;
}

static int wrong_layer(struct graph *g, const struct doc *config, const struct claim *c,
                       const struct node *layer, struct fault *f)
{
	char name[DIGEST_TEXT], claimed[DIGEST_TEXT], is[DIGEST_TEXT], text[480];
	const struct copy *copy = &g->copies.v[layer->proof];
	struct ground at[2] = { graph_doc_ground(g, config, c->offset, c->length, c->pointer),
		                ground_item(copy->item, copy->scan) };

	(void)sentence(text, sizeof text, S_CONFIG_CLAIMS_DIFF_ID,
	               digest_text(claimed, &c->digest), digest_text(name, &layer->digest),
	               digest_text(is, graph_diff_id(g, layer)));
	return graph_finding(g, FINDING_DIFF_ID_MISMATCH,
	                     span_of(digest_text(name, &g->nodes.v[config->node].digest)),
	                     span_of(text), at, COUNT(at), f);
}

/* Declared sizes against intact bytes. */
static int check_size(struct graph *g, const struct doc *d, const struct ref *r, struct fault *f)
{
	const struct node *t = &g->nodes.v[r->target];
	char name[DIGEST_TEXT], text[320];
	struct ground at = graph_doc_ground(g, d, r->offset, r->length, r->pointer);

	if (!r->has_size || !good(t->state) || t->size == r->size)
		return 0;
	(void)sentence(text, sizeof text, S_DESCRIPTOR_DECLARES_BYTES,
	               (uint64_t)r->size, digest_text(name, &t->digest),
	               (uint64_t)t->size);
	return graph_finding(g, FINDING_SIZE_MISMATCH,
	                     span_of(digest_text(name, &g->nodes.v[d->node].digest)), span_of(text), &at,
	                     1, f);
}

static int put_edge(struct graph *g, const struct doc *d, const struct doc *config, bool aligned,
                    const struct ref *r, struct fault *f)
{
	const struct node *t = &g->nodes.v[r->target];
	struct ground at = graph_doc_ground(g, d, r->offset, r->length, r->pointer);
	struct edge e = { .kind = reference_rel_text((enum reference_rel)r->rel),
		          .from = g->nodes.v[d->node].digest,
		          .to = t->digest,
		          .position = r->position,
		          .has_size = r->has_size,
		          .size = r->size,
		          .media_type = graph_string(g, r->media_type),
		          .platform = graph_string(g, r->platform),
		          .grade = graph_proven(g, t) ? GRADE_PROVEN : GRADE_STATED,
		          .rule = "descriptor",
		          .because = { &at, 1 } };

	if (r->rel == REL_LAYER && good(t->state))
		e.diff_id = *graph_diff_id(g, t);
	if (r->rel == REL_LAYER && aligned && r->position < config->claims_n)
		e.diff_id_claimed = g->claims.v[config->claims + r->position].digest;
	return g->sink->edge(g->sink->user, &e, f);
}

static int check_alignment(struct graph *g, const struct doc *d, const struct doc *config,
                           uint32_t layers, struct fault *f)
{
	char text[200], name[DIGEST_TEXT];
	struct ground at = graph_doc_ground(g, config, 0, 0, NIL);
	uint32_t listed, claimed;

	if (config->claims_n == layers && (config->steps == 0 || config->layer_steps == layers))
		return 0;
	if (d == config && config->claims_n == 0)
		return 0; /* Docker before 1.10: each json tells one step */
	if (graph_unnamed_layers(g, d, &listed, &claimed))
		return 0; /* told as layers-unnamed */
	(void)sentence(text, sizeof text,
	               S_MANIFEST_LISTS_LAYERS,
	               (uint64_t)layers, (uint64_t)config->claims_n, (uint64_t)config->layer_steps, (uint64_t)config->steps);
	return graph_finding(g, FINDING_HISTORY_MISMATCH,
	                     span_of(digest_text(name, &g->nodes.v[d->node].digest)), span_of(text), &at,
	                     1, f);
}

/* The same config and layer may be paired by many manifests: they are one finding. */
static int check_layer(struct graph *g, id32 config, const struct ref *r, struct fault *f)
{
	const struct node *t = &g->nodes.v[r->target];
	const struct doc *c = &g->docs.v[config];
	struct claim *claim;

	if (r->rel != REL_LAYER || !r->tar || !good(t->state) || t->inflates_to == NIL ||
	    r->position >= c->claims_n)
		return 0;
	claim = &g->claims.v[c->claims + r->position];
	if (!digest_set(&claim->digest) || claim->digest.alg != graph_diff_id(g, t)->alg ||
	    digest_eq(&claim->digest, graph_diff_id(g, t)) || claim->refuted_by == r->target)
		return 0;
	claim->refuted_by = r->target;
	return wrong_layer(g, c, claim, t, f);
}

/* A layer that a manifest types as a tar archive and that is none: nothing of it can be listed. */
static int check_archive(struct graph *g, const struct ref *r, struct fault *f)
{
	struct node *t = &g->nodes.v[r->target];
	const struct copy *c = t->proof == NIL ? NULL : &g->copies.v[t->proof];
	char name[DIGEST_TEXT];
	struct ground at;

	if (r->rel != REL_LAYER || !r->readable_tar || c == NULL || t->layer_is_tar || t->untar_told ||
	    !(c->form == STORED_OTHER || (c->form == STORED_PACKED && t->inflated)))
		return 0;
	t->untar_told = true;
	at = ground_item(c->item, c->scan);
	return graph_finding(g, FINDING_TAR_MALFORMED, span_of(digest_text(name, &t->digest)),
	                     span_of(S_MANIFEST_TYPES_AS),
	                     &at, 1, f);
}

static int put_document(struct graph *g, size_t at, struct fault *f)
{
	const struct doc *d = &g->docs.v[at];
	id32 config = d->image_kind == IMAGE_IMAGE ? config_doc(g, d) : NIL;
	const struct doc *c = config == NIL ? NULL : &g->docs.v[config];
	uint32_t layers = count_layers(g, d);
	bool aligned = c != NULL && c->claims_n == layers;

	if (c != NULL && check_alignment(g, d, c, layers, f) < 0)
		return -1;
	for (id32 k = 0; k < d->refs_n; k++) {
		const struct ref *r = &g->refs.v[d->refs + k];

		if (r->target == NIL || r->reading != 0)
			continue;
		if (put_edge(g, d, c, aligned, r, f) < 0 || check_size(g, d, r, f) < 0)
			return -1;
		if (d->image_kind == IMAGE_IMAGE && check_archive(g, r, f) < 0)
			return -1;
		if (aligned && check_layer(g, config, r, f) < 0)
			return -1;
	}
	return 0;
}

/* What is no compressed stream inflates to nothing: it is its own diff_id, where the config says so. */
static void own_diff_ids(struct graph *g, const struct doc *d, const struct doc *config)
{
	for (id32 k = 0; k < d->refs_n; k++) {
		const struct ref *r = &g->refs.v[d->refs + k];
		struct node *t = r->target == NIL ? NULL : &g->nodes.v[r->target];

		if (t == NULL || r->rel != REL_LAYER || r->reading != 0 || r->position >= config->claims_n ||
		    t->proof == NIL || t->inflates_to != NIL || (r->tar && g->copies.v[t->proof].form == STORED_PACKED))
			continue;
		if (digest_eq(&g->claims.v[config->claims + r->position].digest, &t->digest))
			t->inflates_to = OWN;
	}
}

void graph_own_diff_ids(struct graph *g)
{
	for (size_t i = 0; i < g->docs.n; i++) {
		const struct doc *d = &g->docs.v[i];
		id32 config = d->node != NIL && d->image_kind == IMAGE_IMAGE ? config_doc(g, d) : NIL;

		if (config != NIL && g->docs.v[config].claims_n == count_layers(g, d))
			own_diff_ids(g, d, &g->docs.v[config]);
	}
}

int graph_put_edges(struct graph *g, struct fault *f)
{
	for (size_t i = 0; i < g->docs.n; i++)
		if (g->docs.v[i].node != NIL && put_document(g, i, f) < 0)
			return -1;
	return 0;
}

/* ---- configs without a manifest ------------------------------------------------------------------- */

static int by_diff_id(const void *a, const void *b, void *graph)
{
	const struct node *const *x = (const struct node *const *)a, *const *y = (const struct node *const *)b;
	const struct graph *g = (const struct graph *)graph;
	int c = digest_cmp(graph_diff_id(g, *x), graph_diff_id(g, *y));

	return c != 0 ? c : digest_cmp(&(*x)->digest, &(*y)->digest);
}

/* First of the sorted layers that inflates to `d`, or NULL. */
static const struct node *layer_of(const struct graph *g, const struct node **layers, size_t n, const struct digest *d)
{
	size_t low = LOWER_BOUND(n, mid, digest_cmp(graph_diff_id(g, layers[mid]), d) < 0);
	return low < n && digest_eq(graph_diff_id(g, layers[low]), d) ? layers[low] : NULL;
}

static int put_candidate(struct graph *g, const struct doc *d, const struct node **layers, size_t n,
                         struct fault *f)
{
	for (id32 k = 0; k < d->claims_n; k++) {
		const struct digest *diff = &g->claims.v[d->claims + k].digest;
		const struct node *layer = digest_set(diff) ? layer_of(g, layers, n, diff) : NULL;
		struct candidate_conclusion c = { .config = g->nodes.v[d->node].digest,
			                          .position = k,
			                          .diff_id = *diff,
			                          .grade = layer != NULL && graph_proven(g, layer) ? GRADE_PROVEN : GRADE_STATED,
			                          .rule = "config-diff-ids" };

		if (!digest_set(diff))
			continue;
		if (layer != NULL)
			c.layer = layer->digest;
		if (g->sink->candidate(g->sink->user, &c, f) < 0)
			return -1;
	}
	return 0;
}

int graph_put_candidates(struct graph *g, struct fault *f)
{
	const struct node **layers = (const struct node **)calloc(g->nodes.n + 1, sizeof(*layers));
	size_t n = 0;
	int rc = 0;

	if (layers == NULL)
		return fault_memory(f, g->nodes.n * sizeof(*layers));
	for (size_t i = 0; i < g->nodes.n; i++)
		if (good(g->nodes.v[i].state) && g->nodes.v[i].inflates_to != NIL)
			layers[n++] = &g->nodes.v[i];
	qsort_r(layers, n, sizeof(*layers), by_diff_id, g);
	for (size_t i = 0; rc == 0 && i < g->docs.n; i++) {
		const struct doc *d = &g->docs.v[i];

		if (d->node != NIL && d->kind == DOC_CONFIG && !g->nodes.v[d->node].as_config)
			rc = put_candidate(g, d, layers, n, f);
	}
	free(layers);
	return rc;
}
