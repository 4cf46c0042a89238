/* resynth/store.c - what the search is given, and what it found. */
#include "resynth/private.h"

#include "base/keyed.h"

#include <stdlib.h>
#include <string.h>

int resynth_new(struct resynth **out, struct fault *f)
{
	struct resynth *r = (struct resynth *)calloc(1, sizeof *r);

	*out = NULL;
	if (r == NULL)
		return fault_memory(f, sizeof *r);
	for (size_t i = 0; i < COUNT(r->key); i++)
		r->key[i] = keyed_word(i) | 1;
	*out = r;
	return 0;
}

void resynth_free(struct resynth *r)
{
	if (r == NULL)
		return;
	for (size_t i = 0; i < r->matches.n; i++)
		buf_release(&r->matches.v[i].bytes);
	arena_release(&r->arena);
	VEC_RELEASE(&r->wanted);
	VEC_RELEASE(&r->bases);
	VEC_RELEASE(&r->layers);
	VEC_RELEASE(&r->lost);
	VEC_RELEASE(&r->configs);
	VEC_RELEASE(&r->lists);
	VEC_RELEASE(&r->kids);
	VEC_RELEASE(&r->members);
	VEC_RELEASE(&r->groups);
	VEC_RELEASE(&r->matches);
	free(r->slots);
	free(r);
}

int resynth_want(struct resynth *r, const struct digest *d, struct fault *f)
{
	if (d->alg != DIGEST_SHA256)
		return 0;
	return VEC_PUSH(&r->wanted, *d, f);
}

int resynth_layer(struct resynth *r, const struct digest *diff_id, const struct resynth_blob *b,
                  struct fault *f)
{
	struct layer x = { *diff_id, *b };

	if (arena_span(&r->arena, b->predicate, &x.blob.predicate, f) < 0)
		return -1;
	return VEC_PUSH(&r->layers, x, f);
}

int resynth_lost_layer(struct resynth *r, const struct resynth_blob *b, struct fault *f)
{
	return VEC_PUSH(&r->lost, *b, f);
}

int resynth_config(struct resynth *r, const struct resynth_config *c, struct fault *f)
{
	struct conf x = { .digest = c->digest, .size = c->size, .n = c->n, .named = c->named };
	struct digest *ids = (struct digest *)arena_alloc(&r->arena, (c->n + 1) * sizeof *ids, f);

	if (ids == NULL || arena_span(&r->arena, c->created, &x.created, f) < 0 ||
	    arena_span(&r->arena, c->base_name, &x.base_name, f) < 0)
		return -1;
	if (c->n > 0)
		memcpy(ids, c->diff_ids, c->n * sizeof *ids);
	x.diff_ids = ids;
	return VEC_PUSH(&r->configs, x, f);
}

static int copy_type(struct resynth *r, struct span type, struct span *out, struct fault *f)
{
	return arena_span(&r->arena, type.n <= RESYNTH_TYPE_BYTES ? type : SPAN_NONE, out, f);
}

int resynth_list(struct resynth *r, const struct digest *manifest, const struct resynth_part *parts, size_t n,
                 struct fault *f)
{
	struct layer_list x = { .manifest = *manifest };

	if (n == 0)
		return 0;
	x.input = parts[0].digest;
	for (size_t i = n; i > 0; i--)
		if (parts[i - 1].held)
			x.input = parts[i - 1].digest;
	x.conf = (struct conf){ .digest = parts[0].digest, .size = parts[0].size, .n = n - 1 };
	x.layers = (struct resynth_blob *)arena_alloc(&r->arena, n * sizeof *x.layers, f);
	if (x.layers == NULL || copy_type(r, parts[0].media_type, &x.conf.media_type, f) < 0)
		return -1;
	for (size_t i = 1; i < n; i++) {
		struct resynth_blob *b = &x.layers[i - 1];

		*b = (struct resynth_blob){ .digest = parts[i].digest, .size = parts[i].size, .packing = PACKED_GZIP };
		if (copy_type(r, parts[i].media_type, &b->media_type, f) < 0)
			return -1;
	}
	return VEC_PUSH(&r->lists, x, f);
}

int resynth_base(struct resynth *r, const struct digest *d, struct fault *f)
{
	return VEC_PUSH(&r->bases, *d, f);
}

int resynth_child(struct resynth *r, const struct resynth_child *c, struct fault *f)
{
	struct kid k = { .digest = c->digest, .size = c->size, .attestation = c->attestation };

	if (arena_span(&r->arena, c->media_type, &k.media_type, f) < 0 ||
	    arena_span(&r->arena, c->architecture, &k.architecture, f) < 0 ||
	    arena_span(&r->arena, c->os, &k.os, f) < 0 ||
	    arena_span(&r->arena, c->variant, &k.variant, f) < 0)
		return -1;
	return VEC_PUSH(&r->kids, k, f);
}

int resynth_group(struct resynth *r, const struct digest *children, size_t n, struct fault *f)
{
	struct index_group x = { r->members.n, n };

	for (size_t i = 0; i < n; i++)
		if (VEC_PUSH(&r->members, children[i], f) < 0)
			return -1;
	return VEC_PUSH(&r->groups, x, f);
}

uint32_t resynth_place(const struct resynth *r, const struct digest *d)
{
	uint64_t word[4];

	memcpy(word, d->byte, sizeof word);
	return (uint32_t)((word[0] * r->key[0] + word[1] * r->key[1] + word[2] * r->key[2] + word[3] * r->key[3]) >> 32);
}

bool resynth_is_wanted(const struct resynth *r, const struct digest *d)
{
	if (r->slot_n == 0 || (r->likely[d->byte[0] << 5 | d->byte[1] >> 3] >> (d->byte[1] & 7) & 1) == 0)
		return false;
	for (uint32_t at = resynth_place(r, d);; at++) {
		uint32_t s = r->slots[at & (r->slot_n - 1)];

		if (s == 0)
			return false;
		if (digest_eq(&r->wanted.v[s - 1], d))
			return true;
	}
}

int resynth_next(struct resynth *r, struct resynth_match *out)
{
	const struct match *m;

	if (r->next >= r->matches.n)
		return RESYNTH_END;
	m = &r->matches.v[r->next++];
	*out = (struct resynth_match){ .digest = m->digest,
		                       .recipe = m->recipe,
		                       .producer = m->producer,
		                       .bytes = buf_span(&m->bytes),
		                       .input = m->input,
		                       .index = m->index,
		                       .searched_size = m->searched_size };
	return 0;
}

void resynth_costs(const struct resynth *r, struct resynth_cost *out)
{
	*out = r->cost;
}
