/*
 * graph/broken.c - what tagged images of the present cannot be pulled without. One finding for each lost digest,
 * however many images it breaks. What was never here (the other platforms of a sparse index, layers a cache has not
 * fetched) and what was deleted by its digest breaks nothing.
 */
#include "graph/private.h"

#include "core/sentence.h"

#include "base/quote.h"

enum { NAMES_TOLD = 3 };

struct lacking { /* one lost digest */
	id32 node;
	uint32_t images, names;
	id32 name[NAMES_TOLD]; /* tags */
	VEC(struct ground) at;
};

struct broken {
	struct graph *g;
	id32 *slot; /* [node] in `v`; NIL: lacks nothing */
	uint8_t *met; /* [node] image that was looked at */
	VEC(struct lacking) v;
	struct below below;
};

static bool counts(const struct graph *g, const struct tag *t)
{
	const struct registry *r = &g->registries.v[g->repos.v[t->repo].registry];
	const struct pair *p = t->current == NIL ? NULL : graph_find_pair(g, t->current, t->repo);

	return r->present && r->store == STORE_IS_REGISTRY && !r->has_cache && p != NULL &&
	       p->standing == STANDING_TAGGED;
}

/* A manifest that only an index names, and that left no entry here, may never have been pushed. */
static bool was_here(const struct graph *g, id32 node, id32 repo)
{
	const struct pair *p = graph_find_pair(g, node, repo);

	return !g->nodes.v[node].image || (p != NULL && (p->revision || p->dir_item != 0));
}

static struct lacking *lacking_of(struct broken *b, id32 node, struct fault *f)
{
	struct lacking fresh = { .node = node };

	if (b->slot[node] == NIL) {
		if (VEC_PUSH(&b->v, fresh, f) < 0)
			return NULL;
		b->slot[node] = (id32)(b->v.n - 1);
	}
	return &b->v.v[b->slot[node]];
}

static int look(struct broken *b, id32 tag, struct fault *f)
{
	struct graph *g = b->g;
	const struct tag *t = &g->tags.v[tag];
	int64_t scan = g->registries.v[g->repos.v[t->repo].registry].scan;
	bool again = b->met[t->current] != 0;

	b->met[t->current] = 1;
	if (graph_below_kept(g, t->current, t->repo, &b->below, f) < 0)
		return -1;
	for (size_t i = 0; i < b->below.n; i++) {
		id32 node = b->below.v[i];
		struct lacking *x;

		if (g->nodes.v[node].state != STATE_MISSING || g->nodes.v[node].resynth || !was_here(g, node, t->repo))
			continue;
		x = lacking_of(b, node, f);
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

static int put(struct graph *g, const struct lacking *x, struct fault *f)
{
	OWNED(buf) struct buf text = BUF_INIT;
	OWNED(buf) struct buf names = BUF_INIT;
	char name[DIGEST_TEXT];

	if (names_of(g, x, &names, f) < 0 ||
	    (x->images == 1 ? sentence_buf(&text, f, S_TAGGED_IMAGE_CANNOT, (uint64_t)x->images, buf_cstr(&names))
	                    : sentence_buf(&text, f, S_TAGGED_IMAGES_CANNOT, (uint64_t)x->images, buf_cstr(&names))) < 0)
		return -1;
	return graph_finding(g, FINDING_TAGGED_INCOMPLETE, span_of(digest_text(name, &g->nodes.v[x->node].digest)),
	                     buf_span(&text), x->at.v, x->at.n, f);
}

static int look_at_all(struct broken *b, struct fault *f)
{
	struct graph *g = b->g;

	b->slot = (id32 *)malloc((g->nodes.n + 1) * sizeof *b->slot);
	b->met = (uint8_t *)calloc(g->nodes.n + 1, 1);
	if (b->slot == NULL || b->met == NULL)
		return fault_memory(f, g->nodes.n * sizeof *b->slot);
	memset(b->slot, 0xFF, (g->nodes.n + 1) * sizeof *b->slot);
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
	for (size_t i = 0; i < b.v.n; i++)
		VEC_RELEASE(&b.v.v[i].at);
	VEC_RELEASE(&b.v);
	VEC_RELEASE(&b.below);
	return rc;
}
