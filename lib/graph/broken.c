/*
 * graph/broken.c - what tagged images of the present cannot be pulled without. One finding for each digest that their
 * registry has no bytes of, however many images it breaks, and whether or not the case has them from elsewhere: a backup
 * that lends a layer mends no registry. What was never here (the other platforms of a sparse index, layers a cache has
 * not fetched) and what was deleted by its digest breaks nothing. Of stores that may leave blobs to others less is said.
 */
#include "graph/private.h"

#include "core/sentence.h"

#include "base/quote.h"

enum { NAMES_TOLD = 3 };

struct lacking { /* one lost digest */
	id32 node;
	bool stored; /* of another store than a registry */
	uint32_t images, names;
	id32 name[NAMES_TOLD]; /* tags */
	VEC(struct ground) at;
};

struct broken {
	struct graph *g;
	id32 *slot; /* [2 * node + stored] in `v`; NIL: lacks nothing */
	uint8_t *met; /* [node] image that was looked at */
	bool *has_blobs; /* [registry] a copy lies in it */
	VEC(struct lacking) v;
	struct below below;
};

/* Stores that are not meant to keep an image's layers in another form, as container hosts do. */
static bool keeps_images(const struct registry *r)
{
	return r->store == STORE_IS_OCI_LAYOUT || r->store == STORE_IS_COPIED_DIR || r->store == STORE_IS_NEXUS ||
	       r->store == STORE_IS_OLLAMA;
}

static bool counts(const struct graph *g, const struct tag *t)
{
	const struct registry *r = &g->registries.v[g->repos.v[t->repo].registry];
	const struct pair *p = t->current == NIL ? NULL : graph_find_pair(g, t->current, t->repo);

	return r->present && (r->store == STORE_IS_REGISTRY || keeps_images(r)) && !r->has_cache && p != NULL &&
	       p->standing == STANDING_TAGGED;
}

/* Does the registry have any bytes of it? Of a root without blobs of its own (links put aside, a link to another's
 * blobs) its whole source counts. */
static bool held(const struct broken *b, id32 node, id32 registry)
{
	const struct graph *g = b->g;

	for (id32 c = g->nodes.v[node].copies; c != NIL; c = g->copies.v[c].next) {
		const struct copy *x = &g->copies.v[c];

		if (!x->recovered && x->scan == g->registries.v[registry].scan &&
		    (!b->has_blobs[registry] || x->registry == registry || x->stray))
			return true;
	}
	return false;
}

static bool lacks(const struct broken *b, id32 node, id32 registry)
{
	const struct graph *g = b->g;
	const struct node *n = &g->nodes.v[node];

	bool nowhere = n->state == STATE_MISSING && !n->resynth;

	/* what may have come while the place was read, or cannot be seen for damage, is not said to be lacking */
	if (!nowhere && (n->foreign || n->unsettled || (!good(n->state) && !n->resynth) || held(b, node, registry)))
		return false;
	return !graph_doubts_bytes(g, registry, node);
}

/* A manifest that only an index names, and that left no entry here, may never have been pushed. */
static bool was_here(const struct graph *g, id32 node, id32 repo)
{
	const struct pair *p = graph_find_pair(g, node, repo);

	return !g->nodes.v[node].image || (p != NULL && (p->revision || p->dir_item != 0));
}

static struct lacking *lacking_of(struct broken *b, id32 node, bool stored, struct fault *f)
{
	struct lacking fresh = { .node = node, .stored = stored };
	id32 *slot = &b->slot[(size_t)node * 2 + stored];

	if (*slot == NIL) {
		if (VEC_PUSH(&b->v, fresh, f) < 0)
			return NULL;
		*slot = (id32)(b->v.n - 1);
	}
	return &b->v.v[*slot];
}

static int look(struct broken *b, id32 tag, struct fault *f)
{
	struct graph *g = b->g;
	const struct tag *t = &g->tags.v[tag];
	id32 registry = g->repos.v[t->repo].registry;
	int64_t scan = g->registries.v[registry].scan;
	bool again = b->met[t->current] != 0;

	b->met[t->current] = 1;
	if (graph_below_kept(g, t->current, t->repo, &b->below, f) < 0)
		return -1;
	for (size_t i = 0; i < b->below.n; i++) {
		id32 node = b->below.v[i];
		struct lacking *x;

		if (!lacks(b, node, registry) || !was_here(g, node, t->repo))
			continue;
		x = lacking_of(b, node, g->registries.v[registry].store != STORE_IS_REGISTRY, f);
		if (x == NULL)
			return -1;
		x->images += !again;
		if (x->names < NAMES_TOLD)
			x->name[x->names] = tag;
		x->names++;
		if (VEC_PUSH(&x->at, ((struct ground){ t->current_item, scan, t->offset, t->length, SPAN_NONE }), f) < 0)
			return -1;
	}
	return 0;
}

/* The tags that need it, the first ones by name. */
static int names_of(struct graph *g, const struct lacking *x, struct buf *out, struct fault *f)
{
	for (uint32_t i = 0; i < x->names && i < NAMES_TOLD; i++) {
		const struct tag *t = &g->tags.v[x->name[i]];

		if ((i > 0 && buf_add_text(out, ", ", f) < 0) ||
		    quote_visible(out, graph_string(g, g->repos.v[t->repo].name), f) < 0 ||
		    buf_add_byte(out, ':', f) < 0 || quote_visible(out, graph_string(g, t->name), f) < 0)
			return -1;
	}
	return x->names <= NAMES_TOLD ? 0
	                              : sentence_buf(out, f, S_AND_TAGS_MORE, buf_cstr(out), (uint64_t)(x->names - NAMES_TOLD));
}

static int say(struct buf *out, const struct lacking *x, bool nowhere, const char *names, struct fault *f)
{
	uint64_t n = x->images;

	if (x->stored)
		return n == 1 ? sentence_buf(out, f, S_STORED_IMAGE_LACKS, n, names) : sentence_buf(out, f, S_STORED_IMAGES_LACK, n, names);
	if (nowhere)
		return n == 1 ? sentence_buf(out, f, S_TAGGED_IMAGE_CANNOT, n, names) : sentence_buf(out, f, S_TAGGED_IMAGES_CANNOT, n, names);
	return n == 1 ? sentence_buf(out, f, S_TAGGED_IMAGE_ELSEWHERE, n, names) : sentence_buf(out, f, S_TAGGED_IMAGES_ELSEWHERE, n, names);
}

static int put(struct graph *g, const struct lacking *x, struct fault *f)
{
	OWNED(buf) struct buf text = BUF_INIT;
	OWNED(buf) struct buf names = BUF_INIT;
	char name[DIGEST_TEXT];

	const struct node *n = &g->nodes.v[x->node];
	bool nowhere = n->state == STATE_MISSING && !n->resynth;

	if (names_of(g, x, &names, f) < 0 || say(&text, x, nowhere, buf_cstr(&names), f) < 0)
		return -1;
	return graph_finding(g, x->stored ? FINDING_STORED_INCOMPLETE : FINDING_TAGGED_INCOMPLETE,
	                     span_of(digest_text(name, &g->nodes.v[x->node].digest)),
	                     buf_span(&text), x->at.v, x->at.n, f);
}

static int look_at_all(struct broken *b, struct fault *f)
{
	struct graph *g = b->g;

	b->slot = (id32 *)malloc((g->nodes.n + 1) * 2 * sizeof *b->slot);
	b->met = (uint8_t *)calloc(g->nodes.n + 1, 1);
	b->has_blobs = (bool *)calloc(g->registries.n + 1, sizeof *b->has_blobs);
	if (b->slot == NULL || b->met == NULL || b->has_blobs == NULL)
		return fault_memory(f, g->nodes.n * sizeof *b->slot);
	memset(b->slot, 0xFF, (g->nodes.n + 1) * 2 * sizeof *b->slot);
	for (size_t i = 0; i < g->copies.n; i++)
		if (g->copies.v[i].registry != NIL)
			b->has_blobs[g->copies.v[i].registry] = true;
	for (id32 i = 0; i < g->tags.n; i++)
		if (counts(g, &g->tags.v[i]) && look(b, i, f) < 0)
			return -1;
	for (size_t i = 0; i < b->v.n; i++)
		if (put(g, &b->v.v[i], f) < 0)
			return -1;
	return 0;
}

int graph_put_broken(struct graph *g, struct fault *f)
{
	struct broken b = { .g = g };
	int rc = look_at_all(&b, f);

	free(b.slot);
	free(b.met);
	free(b.has_blobs);
	for (size_t i = 0; i < b.v.n; i++)
		VEC_RELEASE(&b.v.v[i].at);
	VEC_RELEASE(&b.v);
	VEC_RELEASE(&b.below);
	return rc;
}
