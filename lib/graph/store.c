/* graph/store.c - interning: one number for each digest, string, repository, tag. */
#include "graph/private.h"

#include "base/keyed.h"

static uint64_t hash_two(id32 a, id32 b)
{
	return keyed_word((uint64_t)a << 32 | b);
}

static uint64_t hash_digest(const struct digest *d)
{
	return keyed_hash(d->byte, sizeof d->byte) ^ d->alg;
}

static uint64_t hash_span(struct span s)
{
	return keyed_hash(s.p, s.n);
}

/* The slot where `same(key)` holds or that is free. The table is never full. */
typedef bool (*same_fn)(const struct graph *g, id32 at, const void *key);

static id32 *find(const struct graph *g, const struct hash_table *t, uint64_t h, same_fn same,
                  const void *key)
{
	size_t i;

	if (t->cap == 0)
		return NULL;
	for (i = h & (t->cap - 1); t->slot[i] != NIL; i = (i + 1) & (t->cap - 1))
		if (same(g, t->slot[i], key))
			break;
	return &t->slot[i];
}

/* Room for one more; `hash_at` gives the hash of a member for moving it. */
static int grow(const struct graph *g, struct hash_table *t, uint64_t (*hash_at)(const struct graph *, id32),
                struct fault *f)
{
	size_t cap = t->cap == 0 ? 64 : t->cap * 2;
	id32 *slot;

	if (t->n + 1 <= t->cap / 4 * 3)
		return 0;
	slot = (id32 *)malloc(cap * sizeof *slot);
	if (slot == NULL)
		return fault_memory(f, cap * sizeof *slot);
	memset(slot, 0xFF, cap * sizeof *slot);
	for (size_t i = 0; i < t->cap; i++) {
		size_t k;

		if (t->slot[i] == NIL)
			continue;
		for (k = hash_at(g, t->slot[i]) & (cap - 1); slot[k] != NIL; k = (k + 1) & (cap - 1))
			;
		slot[k] = t->slot[i];
	}
	free(t->slot);
	t->slot = slot;
	t->cap = cap;
	return 0;
}

/* ---- strings ------------------------------------------------------------------------------------ */

static bool same_text(const struct graph *g, id32 at, const void *key)
{
	return span_eq(g->text.v[at], *(const struct span *)key);
}

static uint64_t text_hash(const struct graph *g, id32 at)
{
	return hash_span(g->text.v[at]);
}

id32 graph_text(struct graph *g, struct span s, struct fault *f)
{
	struct span kept;
	id32 *slot;

	if (s.n == 0)
		return NIL;
	if (grow(g, &g->by_text, text_hash, f) < 0)
		return NIL;
	slot = find(g, &g->by_text, hash_span(s), same_text, &s);
	if (*slot != NIL)
		return *slot;
	if (arena_span(&g->strings, s, &kept, f) < 0 || VEC_PUSH(&g->text, kept, f) < 0)
		return NIL;
	g->by_text.n++;
	return *slot = (id32)(g->text.n - 1);
}

id32 graph_find_text(const struct graph *g, struct span s)
{
	id32 *slot = s.n == 0 ? NULL : find(g, &g->by_text, hash_span(s), same_text, &s);

	return slot == NULL ? NIL : *slot;
}

struct span graph_string(const struct graph *g, id32 s)
{
	return s == NIL ? SPAN_NONE : g->text.v[s];
}

/* ---- digests ------------------------------------------------------------------------------------- */

static bool same_digest(const struct graph *g, id32 at, const void *key)
{
	return digest_eq(&g->nodes.v[at].digest, (const struct digest *)key);
}

static uint64_t node_hash(const struct graph *g, id32 at)
{
	return hash_digest(&g->nodes.v[at].digest);
}

id32 graph_find_node(const struct graph *g, const struct digest *d)
{
	id32 *slot = find(g, &g->by_digest, hash_digest(d), same_digest, d);

	return slot == NULL ? NIL : *slot;
}

id32 graph_node(struct graph *g, const struct digest *d, struct fault *f)
{
	struct node fresh = { .digest = *d,
		              .copies = NIL,
		              .copies_last = NIL,
		              .doc = NIL,
		              .proof = NIL,
		              .stand_in = NIL,
		              .inflates_to = NIL,
		              .media_type = NIL };
	id32 *slot;

	if (grow(g, &g->by_digest, node_hash, f) < 0)
		return NIL;
	slot = find(g, &g->by_digest, hash_digest(d), same_digest, d);
	if (*slot != NIL)
		return *slot;
	if (VEC_PUSH(&g->nodes, fresh, f) < 0)
		return NIL;
	g->by_digest.n++;
	return *slot = (id32)(g->nodes.n - 1);
}

int graph_keep_digest(struct graph *g, const struct digest *d, const struct digest *own, id32 *out, struct fault *f)
{
	*out = !digest_set(d) ? NIL : digest_eq(d, own) ? OWN : (id32)g->digests.n;
	return *out == NIL || *out == OWN ? 0 : VEC_PUSH(&g->digests, *d, f);
}

static const struct digest *kept_digest(const struct graph *g, id32 at, const struct digest *own)
{
	static const struct digest none = { .alg = DIGEST_NONE };

	return at == NIL ? &none : at == OWN ? own : &g->digests.v[at];
}

const struct digest *graph_diff_id(const struct graph *g, const struct node *n)
{
	return kept_digest(g, n->inflates_to, &n->digest);
}

const struct digest *graph_observed(const struct graph *g, const struct copy *c)
{
	return kept_digest(g, c->seen, &g->nodes.v[c->node].digest);
}

/* ---- things keyed by two numbers ------------------------------------------------------------------ */

struct key {
	id32 a, b;
};

#define KEYED(name, table, vec, first, second)                                                     \
	static bool same_##name(const struct graph *g, id32 at, const void *key)                   \
	{                                                                                          \
		const struct key *k = (const struct key *)key;                                     \
                                                                                                   \
		return g->vec.v[at].first == k->a && g->vec.v[at].second == k->b;                  \
	}                                                                                          \
	static uint64_t hash_##name(const struct graph *g, id32 at)                                \
	{                                                                                          \
		return hash_two(g->vec.v[at].first, g->vec.v[at].second);                         \
	}                                                                                          \
	static id32 find_##name(const struct graph *g, id32 a, id32 b)                             \
	{                                                                                          \
		struct key k = { a, b };                                                           \
		id32 *slot = find(g, &g->table, hash_two(a, b), same_##name, &k);                 \
                                                                                                   \
		return slot == NULL ? NIL : *slot;                                                 \
	}                                                                                          \
	static id32 make_##name(struct graph *g, id32 a, id32 b, struct fault *f)                  \
	{                                                                                          \
		struct key k = { a, b };                                                           \
		__typeof__(*g->vec.v) fresh;                                                       \
		id32 *slot;                                                                        \
                                                                                                   \
		if (grow(g, &g->table, hash_##name, f) < 0)                                        \
			return NIL;                                                                \
		slot = find(g, &g->table, hash_two(a, b), same_##name, &k);                       \
		if (*slot != NIL)                                                                  \
			return *slot;                                                              \
		memset(&fresh, 0, sizeof fresh);                                                   \
		fresh.first = a;                                                                   \
		fresh.second = b;                                                                  \
		if (VEC_PUSH(&g->vec, fresh, f) < 0)                                               \
			return NIL;                                                                \
		g->table.n++;                                                                      \
		return *slot = (id32)(g->vec.n - 1);                                               \
	}

KEYED(repo, by_repo, repos, registry, name)
KEYED(pair, by_pair, pairs, node, repo)
KEYED(tag, by_tag, tags, repo, name)
KEYED(target, by_target, targets, tag, node)
KEYED(layer, by_layer, layers, repo, node)
KEYED(upload, by_upload, uploads, repo, name)

id32 graph_find_repo(const struct graph *g, id32 registry, id32 name)
{
	return find_repo(g, registry, name);
}

id32 graph_repo(struct graph *g, id32 registry, struct span name, struct fault *f)
{
	id32 text = graph_text(g, name, f);

	return text == NIL ? NIL : make_repo(g, registry, text, f);
}

struct pair *graph_pair(struct graph *g, id32 node, id32 repo, struct fault *f)
{
	id32 at = make_pair(g, node, repo, f);

	return at == NIL ? NULL : &g->pairs.v[at];
}

void graph_name_pair(struct pair *p, struct ground by, bool hearsay)
{
	if (p->named_item != 0 && (hearsay || !p->hearsay))
		return;
	p->named_item = by.item;
	p->named = by;
	p->hearsay = hearsay;
}

struct pair *graph_find_pair(const struct graph *g, id32 node, id32 repo)
{
	id32 at = find_pair(g, node, repo);

	return at == NIL ? NULL : &g->pairs.v[at];
}

id32 graph_tag(struct graph *g, id32 repo, struct span name, struct fault *f)
{
	id32 text = graph_text(g, name, f), at;
	size_t before = g->tags.n;

	if (text == NIL)
		return NIL;
	at = make_tag(g, repo, text, f);
	if (at != NIL && g->tags.n > before)
		g->tags.v[at].current = NIL;
	return at;
}

id32 graph_find_tag(const struct graph *g, id32 repo, id32 name)
{
	return find_tag(g, repo, name);
}

struct tag_target *graph_target(struct graph *g, id32 tag, id32 node, struct fault *f)
{
	id32 at = make_target(g, tag, node, f);

	return at == NIL ? NULL : &g->targets.v[at];
}

bool graph_has_target(const struct graph *g, id32 tag, id32 node)
{
	return find_target(g, tag, node) != NIL;
}

struct layer_entry *graph_layer(struct graph *g, id32 repo, id32 node, struct fault *f)
{
	id32 at = make_layer(g, repo, node, f);

	(void)find_layer;
	return at == NIL ? NULL : &g->layers.v[at];
}

bool graph_has_upload(const struct graph *g, id32 repo, id32 name)
{
	return find_upload(g, repo, name) != NIL;
}

struct upload *graph_upload(struct graph *g, id32 repo, struct span name, struct fault *f)
{
	id32 text = graph_text(g, name, f), at;

	if (text == NIL)
		return NULL;
	at = make_upload(g, repo, text, f);
	return at == NIL ? NULL : &g->uploads.v[at];
}

id32 graph_registry_of(const struct graph *g, int64_t id)
{
	for (size_t i = 0; i < g->registries.n; i++)
		if (g->registries.v[i].id == id)
			return (id32)i;
	return NIL;
}

int graph_odd(struct graph *g, enum finding_code code, struct span subject, struct span text,
              struct ground ground, struct fault *f)
{
	struct odd o = { .code = (uint16_t)code, .ground = ground };

	o.subject = graph_text(g, subject, f);
	o.text = graph_text(g, text, f);
	if (f->kind != FAULT_NONE)
		return -1;
	/* the pointer of the ground is borrowed: keep it */
	if (ground.pointer.n > 0) {
		id32 p = graph_text(g, ground.pointer, f);

		if (p == NIL)
			return -1;
		o.ground.pointer = g->text.v[p];
	}
	return VEC_PUSH(&g->odds, o, f);
}

/* ---- life ------------------------------------------------------------------------------------------ */

int graph_new(struct graph **out, struct fault *f)
{
	struct graph *g = (struct graph *)calloc(1, sizeof *g);

	*out = NULL;
	if (g == NULL)
		return fault_memory(f, sizeof *g);
	g->last_doc = NIL;
	g->foreign_path = NIL;
	*out = g;
	return 0;
}

void graph_free(struct graph *g)
{
	if (g == NULL)
		return;
	VEC_RELEASE(&g->text);
	VEC_RELEASE(&g->nodes);
	VEC_RELEASE(&g->digests);
	VEC_RELEASE(&g->copies);
	VEC_RELEASE(&g->docs);
	VEC_RELEASE(&g->refs);
	VEC_RELEASE(&g->claims);
	VEC_RELEASE(&g->registries);
	VEC_RELEASE(&g->repos);
	VEC_RELEASE(&g->pairs);
	VEC_RELEASE(&g->tags);
	VEC_RELEASE(&g->targets);
	VEC_RELEASE(&g->layers);
	VEC_RELEASE(&g->uploads);
	VEC_RELEASE(&g->blob_dirs);
	VEC_RELEASE(&g->shards);
	VEC_RELEASE(&g->name_dirs);
	VEC_RELEASE(&g->beside);
	VEC_RELEASE(&g->odds);
	VEC_RELEASE(&g->wrongs);
	VEC_RELEASE(&g->aliases);
	VEC_RELEASE(&g->link_aliases);
	VEC_RELEASE(&g->waiting);
	VEC_RELEASE(&g->unclaimed);
	VEC_RELEASE(&g->strays);
	VEC_RELEASE(&g->logs);
	VEC_RELEASE(&g->names);
	VEC_RELEASE(&g->prefixes);
	free(g->doubts.v);
	free(g->met.v);
	VEC_RELEASE(&g->shaken);
	VEC_RELEASE(&g->dead);
	VEC_RELEASE(&g->losses);
	free(g->by_digest.slot);
	free(g->by_text.slot);
	free(g->by_repo.slot);
	free(g->by_pair.slot);
	free(g->by_tag.slot);
	free(g->by_layer.slot);
	free(g->by_upload.slot);
	free(g->by_target.slot);
	arena_release(&g->strings);
	free(g);
}
