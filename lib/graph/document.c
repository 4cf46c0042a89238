/*
 * graph/document.c - documents, what they name and claim, and the streams of layers. A document counts once
 * something whose bytes are proven has its digest for a name; until then what it says waits. What a
 * document is, is for the one who names it to say (formats(7), "Whose word counts").
 */
#include "graph/private.h"

static int by_sha256(const void *a, const void *b)
{
	return digest_cmp(&((const struct alias *)a)->sha256, &((const struct alias *)b)->sha256);
}

/* The node whose intact bytes hash (sha256) to `d`; NIL when none has. */
static id32 proven_node(const struct graph *g, const struct digest *d)
{
	id32 node = graph_find_node(g, d);
	struct alias key = { .sha256 = *d };
	const struct alias *a;

	if (node != NIL && (g->nodes.v[node].proof != NIL || g->nodes.v[node].mended))
		return node;
	a = g->aliases.n == 0 ? NULL
	                      : (const struct alias *)bsearch(&key, g->aliases.v, g->aliases.n, sizeof key, by_sha256);
	return a == NULL ? NIL : a->node;
}

int graph_add_document(struct graph *g, const struct document_fact *x, struct fault *f)
{
	struct doc d = { .sha256 = x->sha256,
		         .created = x->created,
		         .refs = (id32)g->refs.n,
		         .claims = (id32)g->claims.n,
		         .steps = x->steps,
		         .layer_steps = x->layer_steps,
		         .kind = (uint8_t)x->kind,
		         .image_kind = (uint8_t)x->image_kind,
		         .inferred = x->media_type_inferred };

	if (g->docs.n == 0 && g->aliases.n > 1)
		qsort(g->aliases.v, g->aliases.n, sizeof *g->aliases.v, by_sha256);
	d.node = proven_node(g, &x->sha256);
	d.media_type = graph_text(g, x->media_type, f);
	if (f->kind != FAULT_NONE)
		return -1;
	if (d.node != NIL)
		g->nodes.v[d.node].doc = (id32)g->docs.n;
	g->docs_sorted = g->docs.n + 1;
	return VEC_PUSH(&g->docs, d, f);
}

static id32 find_doc(const struct graph *g, const struct digest *sha256)
{
	size_t low = LOWER_BOUND(g->docs_sorted, mid, digest_cmp(&g->docs.v[mid].sha256, sha256) < 0);

	return low < g->docs_sorted && digest_cmp(&g->docs.v[low].sha256, sha256) == 0 ? (id32)low : NIL;
}

const struct doc *graph_doc_of(const struct graph *g, const struct digest *sha256)
{
	id32 at = find_doc(g, sha256);

	return at == NIL ? NULL : &g->docs.v[at];
}

/* Documents, references and claims come in one order: the wanted document is the last or a later one. */
static id32 doc_of(struct graph *g, const struct digest *sha256)
{
	if (g->last_doc == NIL || !digest_eq(&g->docs.v[g->last_doc].sha256, sha256))
		g->last_doc = find_doc(g, sha256);
	return g->last_doc;
}

/* ---- references ---------------------------------------------------------------------------------------- */

static bool names_a_manifest(const struct doc *d, enum reference_rel rel)
{
	return rel == REL_CHILD || rel == REL_SUBJECT ||
	       (rel == REL_SIGNED && (d->kind == DOC_SIMPLESIGNING || d->kind == DOC_INDEX));
}

/* What an index lists by the media type of a layer, a config or any other blob is one. */
static bool is_part(const struct waiting *w)
{
	return w->ref.rel == REL_CHILD && w->target_kind != BLOB_UNSET && w->target_kind != BLOB_MANIFEST &&
	       w->target_kind != BLOB_INDEX;
}

static void declare(struct node *n, const struct ref *r)
{
	if (!r->has_size)
		return;
	if (!n->has_declared)
		n->declared = r->size;
	n->has_declared = true;
	if (r->size > n->declared_most)
		n->declared_most = r->size;
}

static void name_part(struct node *n, const struct doc *d, const struct waiting *w)
{
	const struct ref *r = &w->ref;

	n->as_part |= r->rel != REL_SIGNED;
	n->as_tar |= r->tar && (r->rel == REL_LAYER || r->rel == REL_BLOB);
	if (n->kind != BLOB_UNSET)
		return;
	n->kind = w->target_kind;
	if (r->rel == REL_CONFIG)
		n->kind = d->image_kind == IMAGE_ARTIFACT ? BLOB_ARTIFACT : BLOB_CONFIG;
	else if (n->kind == BLOB_UNSET && (r->rel == REL_LAYER || r->rel == REL_BLOB))
		n->kind = d->image_kind == IMAGE_ARTIFACT ? BLOB_ARTIFACT : BLOB_LAYER;
}

static void meet(struct graph *g, const struct doc *d, const struct waiting *w)
{
	const struct ref *r = &w->ref;
	struct node *n = &g->nodes.v[r->target];

	if (r->reading != 0)
		return;
	n->referenced = true;
	n->foreign |= r->foreign;
	n->ordinary |= !r->foreign;
	n->as_config |= r->rel == REL_CONFIG;
	if (n->media_type == NIL)
		n->media_type = r->media_type;
	declare(n, r);
	if (names_a_manifest(d, (enum reference_rel)r->rel)) {
		n->image = true;
		n->wanted_manifest |= r->rel != REL_SIGNED;
	} else {
		name_part(n, d, w);
	}
}

/* One reference of a document that counts. */
static int take(struct graph *g, id32 doc, struct waiting *w, struct fault *f)
{
	struct doc *d;

	if (is_part(w))
		w->ref.rel = REL_BLOB;
	if (digest_set(&w->digest)) {
		w->ref.target = graph_node(g, &w->digest, f);
		if (w->ref.target == NIL)
			return -1;
	}
	d = &g->docs.v[doc];
	if (w->ref.target != NIL)
		meet(g, d, w);
	if (d->refs_n == 0)
		d->refs = (id32)g->refs.n;
	d->refs_n++;
	return VEC_PUSH(&g->refs, w->ref, f);
}

/* One text may be the alias of two layers, in two registries: the repository that holds the document decides. Where none
 * does, it is followed only when all say the same. */
static id32 graph_alias(const struct graph *g, struct span text, id32 holder)
{
	id32 s = graph_find_text(g, text), found = NIL;
	bool differ = false;

	for (size_t i = 0; s != NIL && i < g->link_aliases.n; i++) {
		const struct link_alias *a = &g->link_aliases.v[i];

		if (a->text != s)
			continue;
		if (holder != NIL && graph_find_pair(g, holder, a->repo) != NULL)
			return a->node;
		differ = differ || (found != NIL && found != a->node);
		found = a->node;
	}
	return differ ? NIL : found;
}

int graph_add_reference(struct graph *g, const struct reference_fact *x, struct fault *f)
{
	id32 doc = doc_of(g, &x->document);
	struct waiting w = { .digest = x->ref.digest, .target_kind = (uint8_t)x->target_kind };

	if (doc == NIL)
		return 0;
	w.ref = (struct ref){ .target = NIL,
		              .size = x->ref.size,
		              .offset = x->ref.where.offset,
		              .length = (uint32_t)x->ref.where.length,
		              .position = x->ref.position,
		              .rel = (uint8_t)x->ref.rel,
		              .reading = x->ref.reading,
		              .has_size = x->ref.has_size,
		              .foreign = x->ref.foreign,
		              .tar = x->tar,
		              .readable_tar = x->readable_tar };
	w.ref.media_type = graph_text(g, x->ref.media_type, f);
	w.ref.platform = graph_text(g, x->ref.platform, f);
	w.ref.pointer = graph_text(g, x->ref.where.pointer, f);
	if (f->kind != FAULT_NONE)
		return -1;
	if (!digest_set(&w.digest) && span_starts(x->text, span_of("tarsum"))) {
		w.ref.target = graph_alias(g, x->text, g->docs.v[doc].node);
		w.ref.alias = w.ref.target != NIL;
	}
	if (g->docs.v[doc].node != NIL)
		return take(g, doc, &w, f);
	/* what unproven bytes say is no ground for anything */
	if (g->docs.v[doc].waiting_n++ == 0)
		g->docs.v[doc].waiting = (id32)g->waiting.n;
	return graph_meet(g, &w.digest, f) < 0 ? -1 : VEC_PUSH(&g->waiting, w, f);
}

int graph_add_diff_id(struct graph *g, const struct diff_id_fact *x, struct fault *f)
{
	id32 doc = doc_of(g, &x->document);
	struct claim c = { .digest = x->id.digest,
		           .offset = x->id.where.offset,
		           .length = (uint32_t)x->id.where.length,
		           .refuted_by = NIL };

	if (doc == NIL)
		return 0;
	c.pointer = graph_text(g, x->id.where.pointer, f);
	if (f->kind != FAULT_NONE)
		return -1;
	if (g->docs.v[doc].claims_n++ == 0)
		g->docs.v[doc].claims = (id32)g->claims.n;
	return graph_meet(g, &c.digest, f) < 0 ? -1 : VEC_PUSH(&g->claims, c, f);
}

int graph_bind_layer(struct graph *g, id32 node, const struct layer_fact *x, struct fault *f)
{
	g->nodes.v[node].layer_is_tar = x->is_tar;
	g->nodes.v[node].inflated = digest_set(&x->diff_id) && x->inflated > 0;
	return graph_keep_digest(g, &x->diff_id, &g->nodes.v[node].digest, &g->nodes.v[node].inflates_to, f);
}

int graph_add_layer(struct graph *g, const struct layer_fact *x, struct fault *f)
{
	id32 node = proven_node(g, &x->sha256);

	if (graph_meet(g, &x->sha256, f) < 0 || graph_meet(g, &x->diff_id, f) < 0)
		return -1;
	if (node == NIL)
		return VEC_PUSH(&g->unclaimed, *x, f);
	return graph_bind_layer(g, node, x, f);
}

/* ---- strays ------------------------------------------------------------------------------------------- */

int graph_bind_document(struct graph *g, id32 node, struct fault *f)
{
	id32 doc = find_doc(g, &g->nodes.v[node].digest);

	if (doc == NIL || g->nodes.v[node].doc != NIL)
		return 0;
	g->nodes.v[node].doc = doc;
	if (g->docs.v[doc].node != NIL)
		return 0;
	g->docs.v[doc].node = node;
	for (id32 k = 0; k < g->docs.v[doc].waiting_n; k++) {
		struct waiting w = g->waiting.v[g->docs.v[doc].waiting + k];

		if (take(g, doc, &w, f) < 0)
			return -1;
	}
	return 0;
}
