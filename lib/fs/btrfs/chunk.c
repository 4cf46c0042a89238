/* fs/btrfs/chunk.c - which part of the logical space lies where on this device. */
#include "fs/btrfs/btrfs.h"

#include "fs/private.h"

#include <stdlib.h>

enum {
	STRIPED = 0x8 | 0x40 | 0x80 | 0x100, /* raid0, raid10, raid5, raid6 */
};

/* Of what cannot be read plainly the range is kept without copies, so that it is known to be such. */
int btrfs_chunk_item(struct btrfs *s, struct btrfs_chunks *into, uint64_t start, uint64_t generation, struct span item,
                     struct fault *f)
{
	struct btrfs_chunk c = { .start = start, .generation = generation };
	uint32_t stripes;
	uint64_t end;

	if (item.n < CH_BYTES)
		return 0;
	c.length = le64(item.p + CH_LENGTH);
	c.type = le64(item.p + CH_TYPE);
	stripes = le16(item.p + CH_STRIPES);
	if (c.length == 0 || add_u64(&end, start, c.length) || stripes == 0 || (item.n - CH_BYTES) / ST_BYTES < stripes)
		return 0;
	if (!FS_ROOM(&s->base, btrfs_chunks, into->v.n))
		return FS_BOUNDED;
	c.plain = (c.type & STRIPED) == 0 && stripes <= BTRFS_COPIES;
	for (uint32_t i = 0; i < stripes && c.copies < BTRFS_COPIES; i++) {
		const uint8_t *p = item.p + CH_BYTES + (size_t)ST_BYTES * i;
		uint64_t at = le64(p + ST_OFFSET);

		if (le64(p + ST_DEVICE) != s->device || at > s->base.media->size || c.length > UINT64_MAX - at ||
		    ((c.type & STRIPED) != 0 && stripes > 1))
			continue;
		c.at[c.copies++] = at;
	}
	return VEC_PUSH(&into->v, c, f);
}

/* Of two that tell the same range the newer goes first. */
static int by_start(const void *a, const void *b)
{
	const struct btrfs_chunk *x = (const struct btrfs_chunk *)a, *y = (const struct btrfs_chunk *)b;

	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	if (x->generation != y->generation)
		return x->generation > y->generation ? -1 : 1;
	return x->length < y->length ? -1 : x->length > y->length;
}

/* Afterwards no two chunks of the list share a byte. */
void btrfs_chunks_sort(struct btrfs_chunks *c)
{
	size_t kept = 0;

	if (c->v.n > 1)
		qsort(c->v.v, c->v.n, sizeof *c->v.v, by_start);
	for (size_t i = 0; i < c->v.n; i++)
		if (kept == 0 || c->v.v[i].start - c->v.v[kept - 1].start >= c->v.v[kept - 1].length)
			c->v.v[kept++] = c->v.v[i];
	c->v.n = kept;
}

const struct btrfs_chunk *btrfs_chunk_of(const struct btrfs_chunks *c, uint64_t logical)
{
	size_t low = LOWER_BOUND(c->v.n, mid, c->v.v[mid].start <= logical);
	return low > 0 && logical - c->v.v[low - 1].start < c->v.v[low - 1].length ? &c->v.v[low - 1] : NULL;
}

uint64_t btrfs_locate(const struct btrfs *s, uint64_t logical, unsigned copy, uint64_t *length)
{
	const struct btrfs_chunk *c = btrfs_chunk_of(&s->chunks, logical);
	uint64_t in;

	if (c == NULL)
		c = btrfs_chunk_of(&s->former, logical);
	*length = 0;
	if (c == NULL || copy >= c->copies)
		return BTRFS_NOWHERE;
	in = logical - c->start;
	*length = c->length - in;
	return c->at[copy] + in;
}
