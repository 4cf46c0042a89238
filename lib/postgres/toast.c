/*
 * postgres/toast.c - values too large for their row: chunks of a TOAST table, by value and number; of pages that lie loose, too,
 * where no table of theirs is known, so that what is joined there must be proven by who asked for it.
 */
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

	if (c->toast.node == node && c->toast.database == database)
		return 0;
	toast_release(&c->toast);
	(void)snprintf(folder, sizeof folder, "base/%" PRIu32, database);
	if (cluster_pages(c, folder, node, &pages, f) < 0)
		return -1;
	c->toast.node = node;
	c->toast.database = database;
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

/* ---- chunks that lie loose ------------------------------------------------------------------------------------------------------ */

enum {
	CHUNK_COLUMNS = 3, CHUNK_HEAD = 24, CHUNK_BYTES = 1996, /* format: TOAST_MAX_CHUNK_SIZE, heaptoast.h */
	FIRST_USER = 16384,                                     /* format: FirstNormalObjectId */
};

static bool chunk_of(struct span row, struct loose_chunk *out)
{
	struct varlena v;
	struct tuple t;
	size_t used;

	if (!tuple_of(&t, row) || (t.mask2 & MASK2_COLUMNS) != CHUNK_COLUMNS || t.head != CHUNK_HEAD || row.n <= CHUNK_HEAD + 8 ||
	    (t.mask & (MASK_NULLS | MASK_VARIES | MASK_EXTERNAL)) != MASK_VARIES || !varlena_of(&v, span_from(row, CHUNK_HEAD + 8), &used) ||
	    v.external || v.packed || v.bytes.n == 0 || v.bytes.n > CHUNK_BYTES || CHUNK_HEAD + 8 + used != row.n)
		return false;
	out->id = le32(row.p + CHUNK_HEAD);
	out->seq = le32(row.p + CHUNK_HEAD + 4);
	out->at = (uint16_t)(v.bytes.p - row.p);
	out->n = (uint16_t)v.bytes.n;
	return out->id >= FIRST_USER && out->seq < 1u << 20;
}

int chunks_learn(struct pg_cluster *c, const struct pg_page *p, size_t page, struct fault *f)
{
	struct loose_chunk k = { .page = page };
	struct span b;

	for (unsigned i = 1; i <= p->pointers; i++)
		if (page_tuple(p, i, &b) && !chunk_of(b, &k))
			return 0;
	for (unsigned i = 1; i <= p->pointers; i++) {
		if (!page_tuple(p, i, &b) || !chunk_of(b, &k))
			continue;
		k.at = (uint16_t)(k.at + (b.p - p->p));
		if (c->loose.chunks.n >= c->limits.pg_toast_bytes / sizeof k) {
			watch_bite(c->watch, LIMIT_pg_toast_bytes, sizeof k);
			return 0;
		}
		if (VEC_PUSH(&c->loose.chunks, k, f) < 0)
			return -1;
	}
	return 0;
}

static int by_part(const void *a, const void *b)
{
	const struct loose_chunk *x = (const struct loose_chunk *)a, *y = (const struct loose_chunk *)b;

	if (x->id != y->id)
		return x->id < y->id ? -1 : 1;
	if (x->seq != y->seq)
		return x->seq < y->seq ? -1 : 1;
	return x->page != y->page ? x->page < y->page ? -1 : 1 : (int)x->at - (int)y->at;
}

void chunks_settle(struct loose *x)
{
	if (x->chunks.n > 1)
		qsort(x->chunks.v, x->chunks.n, sizeof *x->chunks.v, by_part);
}

/* The bytes of one chunk, at `out`: 1: the page cannot be had. */
static int chunk_read(struct pg_cluster *c, const struct loose_chunk *k, uint8_t *out, struct fault *f)
{
	uint8_t page[PG_PAGE];
	int rc = c->loose.pages->read(c->loose.pages->user, k->page, page, f);

	if (rc == 0)
		memcpy(out, page + k->at, k->n);
	return rc;
}

/* Is it what another page has of the same chunk? 0, 1: it is another, so that of neither is known whose it is. */
static int chunk_same(struct pg_cluster *c, const struct loose_chunk *k, const uint8_t *bytes, size_t n, struct fault *f)
{
	uint8_t other[CHUNK_BYTES];
	int rc = k->n == n ? chunk_read(c, k, other, f) : 1;

	return rc != 0 ? rc : memcmp(other, bytes, n) != 0;
}

/* Whether the chunks from `i` on are as long as the row says, which may say anything. */
static bool adds_up(struct pg_cluster *c, size_t i, uint32_t id, uint32_t stored)
{
	const struct loose *x = &c->loose;
	uint64_t n = 0;

	for (size_t first = i; i < x->chunks.n && x->chunks.v[i].id == id; i++) {
		if (c->loose.steps++ >= c->limits.pg_loose_steps) {
			watch_bite(c->watch, LIMIT_pg_loose_steps, 1);
			return false;
		}
		n += i == first || x->chunks.v[i].seq != x->chunks.v[i - 1].seq ? x->chunks.v[i].n : 0;
	}
	return n == stored && n > 0;
}

int chunks_get(struct pg_cluster *c, uint32_t id, uint32_t stored, struct arena *into, struct span *out, struct fault *f)
{
	const struct loose *x = &c->loose;
	size_t i = LOWER_BOUND(x->chunks.n, mid, x->chunks.v[mid].id < id), n = 0, last = 0;
	uint32_t next = 0;
	uint8_t *p;
	int rc = 0;

	if (!adds_up(c, i, id, stored))
		return 1;
	p = (uint8_t *)arena_alloc(into, stored, f);
	if (p == NULL)
		return -1;
	for (; i < x->chunks.n && x->chunks.v[i].id == id && rc == 0; i++) {
		const struct loose_chunk *k = &x->chunks.v[i];

		if (next > 0 && k->seq == next - 1) {
			rc = chunk_same(c, k, p + last, n - last, f);
			continue;
		}
		if (k->seq != next || k->n > stored - n)
			return 1;
		rc = chunk_read(c, k, p + n, f);
		last = n;
		n += k->n;
		next++;
	}
	*out = span_make(p, n);
	return rc != 0 ? rc : n != stored;
}
