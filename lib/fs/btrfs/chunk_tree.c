/* fs/btrfs/chunk_tree.c - all chunks: those the superblock keeps lead to the tree that has the others. */
#include "fs/btrfs/btrfs.h"

#include "core/sentence.h"

#include "fs/private.h"

#include <stdio.h>

static int take_chunk(struct btrfs *s, struct btrfs_chunks *into, uint64_t start, uint64_t generation, struct span item, struct fault *f)
{
	int rc = btrfs_chunk_item(s, into, start, generation, item, f);

	if (rc == FS_BOUNDED)
		fs_leave_out(&s->base, S_MORE_CHUNKS_THAN, (uint64_t)s->base.limits.btrfs_chunks);
	return rc < 0 ? -1 : 0;
}

/* The superblock's own copy of the system chunks: keys and items one after another. */
static int load_system(struct btrfs *s, struct span array, struct fault *f)
{
	for (size_t at = 0; array.n - at >= KEY_BYTES + CH_BYTES;) {
		struct btrfs_key key = btrfs_key_at(array.p + at);
		struct span item = span_from(array, at + KEY_BYTES);
		size_t n = CH_BYTES + (size_t)ST_BYTES * le16(item.p + CH_STRIPES);

		if (key.type != BTRFS_KEY_CHUNK || n > item.n)
			break;
		if (take_chunk(s, &s->chunks, key.offset, 0, span_sub(item, 0, n), f) < 0)
			return -1;
		at += KEY_BYTES + n;
	}
	btrfs_chunks_sort(&s->chunks);
	return 0;
}

int btrfs_chunks_load(struct btrfs *s, struct span system, char why[FS_WHY], struct fault *f)
{
	OWNED(btrfs_cursor) struct btrfs_cursor c;
	struct btrfs_chunks all = { { NULL, 0, 0 } };
	struct btrfs_item item;
	bool odd = false;
	int rc;

	memset(&c, 0, sizeof c);
	if (load_system(s, system, f) < 0)
		return -1;
	why[0] = '\0';
	rc = btrfs_seek(&c, s, s->chunk_root, (struct btrfs_key){ 256, BTRFS_KEY_CHUNK, 0 }, why, f);
	while (rc == 0 && (rc = btrfs_next(&c, &item, f)) == 0)
		if (item.key.type == BTRFS_KEY_CHUNK) {
			size_t had = all.v.n;

			rc = take_chunk(s, &all, item.key.offset, 1, item.data, f);
			odd = odd || all.v.n == had;
		}
	if (odd)
		fs_remark(&s->base, true, S_CHUNK_RECORDS_ODD);
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
	if (rc >= 0 && s->chunks.v.n == 0 && s->base.facts.left_out[0] != '\0') {
		(void)sentence(why, FS_WHY, S_MORE_CHUNKS_THAN, (uint64_t)s->base.limits.btrfs_chunks);
		return FS_BOUNDED;
	}
	if (rc >= 0 && s->chunks.v.n == 0) {
		(void)sentence(why, FS_WHY, S_BTRFS_SUPERBLOCK_BUT);
		return FS_DAMAGED;
	}
	return rc < 0 ? -1 : 0;
}
