/* postgres/toast.c - values too large for their row: chunks of a TOAST table, by value and number. */
#include "postgres/private.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

void toast_release(struct toast *t)
{
	VEC_RELEASE(&t->v);
	arena_release(&t->arena);
	t->node = 0;
}

static int by_chunk(const void *a, const void *b)
{
	const struct chunk *x = (const struct chunk *)a, *y = (const struct chunk *)b;

	if (x->id != y->id)
		return x->id < y->id ? -1 : 1;
	return x->seq < y->seq ? -1 : x->seq > y->seq;
}

/* chunk_id, chunk_seq, chunk_data. Dead rows too: a dead value's chunks die with it. */
static int take(void *user, const uint8_t *bytes, uint32_t block, size_t file, uint64_t offset, struct fault *f)
{
	struct pg_cluster *c = (struct pg_cluster *)user;
	struct pg_page p;

	(void)block;
	(void)file;
	(void)offset;
	if (page_of(&p, bytes) != 0)
		return 0;
	for (unsigned i = 1; i <= p.pointers; i++) {
		struct chunk k;
		struct varlena v;
		struct tuple t;
		struct span b;
		size_t used;

		if (!page_tuple(&p, i, &b) || !tuple_of(&t, b) || b.n < (size_t)t.head + 8 || !varlena_of(&v, span_from(b, (size_t)t.head + 8), &used) ||
		    v.external || v.packed)
			continue;
		k.id = le32(b.p + t.head);
		k.seq = le32(b.p + t.head + 4);
		if (c->toast.arena.used + v.bytes.n > c->limits.pg_toast_bytes) {
			watch_bite(c->watch, LIMIT_pg_toast_bytes, v.bytes.n);
			continue;
		}
		if (arena_span(&c->toast.arena, v.bytes, &k.bytes, f) < 0 || VEC_PUSH(&c->toast.v, k, f) < 0)
			return -1;
	}
	return 0;
}

int toast_load(struct pg_cluster *c, uint32_t database, uint32_t node, struct fault *f)
{
	struct pages pages = { .user = c, .take = take };
	char folder[48];

	if (c->toast.node == node)
		return 0;
	toast_release(&c->toast);
	(void)snprintf(folder, sizeof folder, "base/%" PRIu32, database);
	if (cluster_pages(c, folder, node, &pages, f) < 0)
		return -1;
	c->toast.node = node;
	if (c->toast.v.n > 1)
		qsort(c->toast.v.v, c->toast.v.n, sizeof *c->toast.v.v, by_chunk);
	return 0;
}

int toast_get(struct toast *t, uint32_t id, uint32_t stored, struct arena *into, struct span *out, struct fault *f)
{
	size_t low = LOWER_BOUND(t->v.n, mid, t->v.v[mid].id < id), n = 0;
	uint8_t *p;

	for (size_t i = low; i < t->v.n && t->v.v[i].id == id; i++)
		n += i == low || t->v.v[i].seq != t->v.v[i - 1].seq ? t->v.v[i].bytes.n : 0;
	if (n != stored)
		return 1;
	p = (uint8_t *)arena_alloc(into, n + 1, f);
	if (p == NULL)
		return -1;
	*out = span_make(p, n);
	n = 0;
	for (size_t i = low; i < t->v.n && t->v.v[i].id == id; i++) {
		if (i > low && t->v.v[i].seq == t->v.v[i - 1].seq)
			continue;
		memcpy(p + n, t->v.v[i].bytes.p, t->v.v[i].bytes.n);
		n += t->v.v[i].bytes.n;
	}
	return 0;
}
