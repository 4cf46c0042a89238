/* fs/btrfs/chunk.c - which part of the logical space lies where on this device. */
#include "fs/btrfs/btrfs.h"

#include "core/sentence.h"

#include "fs/private.h"

#include <stdio.h>
#include <stdlib.h>

enum {
	CHUNK = 48, STRIPE = 32, KEY = 17,
	CHUNKS_MOST = 1 << 20,
	STRIPED = 0x8 | 0x40 | 0x80 | 0x100, /* raid0, raid10, raid5, raid6 */
};

/* Of what cannot be read plainly the range is kept without copies, so that it is known to be such. */
int btrfs_chunk_item(struct btrfs *s, struct btrfs_chunks *into, uint64_t start, uint64_t generation, struct span item,
                     struct fault *f)
{
	struct btrfs_chunk c = { .start = start, .generation = generation };
	uint32_t stripes;
	uint64_t end;

	if (item.n < CHUNK)
		return 0;
	c.length = le64(item.p);
	c.type = le64(item.p + 24);
	stripes = le16(item.p + 44);
	if (c.length == 0 || add_u64(&end, start, c.length) || stripes == 0 || (item.n - CHUNK) / STRIPE < stripes ||
	    into->v.n >= CHUNKS_MOST)
		return 0;
	for (uint32_t i = 0; i < stripes && c.copies < BTRFS_COPIES; i++) {
		const uint8_t *p = item.p + CHUNK + (size_t)STRIPE * i;
		uint64_t at = le64(p + 8);

		if (le64(p) != s->device || at > s->base.media->size || c.length > UINT64_MAX - at ||
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
	size_t low = 0, high = c->v.n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (c->v.v[mid].start <= logical)
			low = mid + 1;
		else
			high = mid;
	}
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

/* The superblock's own copy of the system chunks: keys and items one after another. */
static int load_system(struct btrfs *s, struct span array, struct fault *f)
{
	for (size_t at = 0; array.n - at >= KEY + CHUNK;) {
		struct btrfs_key key = btrfs_key_at(array.p + at);
		struct span item = span_from(array, at + KEY);
		size_t n = CHUNK + (size_t)STRIPE * le16(item.p + 44);

		if (key.type != BTRFS_KEY_CHUNK || n > item.n)
			break;
		if (btrfs_chunk_item(s, &s->chunks, key.offset, 0, span_sub(item, 0, n), f) < 0)
			return -1;
		at += KEY + n;
	}
	btrfs_chunks_sort(&s->chunks);
	return 0;
}

int btrfs_chunks_load(struct btrfs *s, struct span system, char why[FS_WHY], struct fault *f)
{
	OWNED(btrfs_cursor) struct btrfs_cursor c;
	struct btrfs_chunks all = { { NULL, 0, 0 } };
	struct btrfs_item item;
	int rc;

	memset(&c, 0, sizeof c);
	if (load_system(s, system, f) < 0)
		return -1;
	why[0] = '\0';
	rc = btrfs_seek(&c, s, s->chunk_root, (struct btrfs_key){ 256, BTRFS_KEY_CHUNK, 0 }, why, f);
	while (rc == 0 && (rc = btrfs_next(&c, &item, f)) == 0)
		if (item.key.type == BTRFS_KEY_CHUNK)
			rc = btrfs_chunk_item(s, &all, item.key.offset, 1, item.data, f);
	if (c.damaged)
		fs_remark(&s->base, true, S_CHUNK_TREE_CANNOT, why);
	for (size_t i = 0; rc >= 0 && i < all.v.n; i++) {
		struct btrfs_chunk *x = &all.v.v[i];

		if (x->copies == 0)
			fs_remark(&s->base, true, S_CHUNK_PROFILE_STRIPED,
			           (uint64_t)x->type);
		if (VEC_PUSH(&s->chunks.v, *x, f) < 0)
			rc = -1;
	}
	VEC_RELEASE(&all.v);
	btrfs_chunks_sort(&s->chunks);
	if (rc >= 0 && s->chunks.v.n == 0) {
		(void)sentence(why, FS_WHY, S_BTRFS_SUPERBLOCK_BUT);
		return FS_DAMAGED;
	}
	return rc < 0 ? -1 : 0;
}
