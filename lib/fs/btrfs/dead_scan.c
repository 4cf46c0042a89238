/*
 * fs/btrfs/dead_scan.c - tree blocks of any generation. The kernel writes each change elsewhere and leaves the old
 * block as it was until its place is used again, so every place that holds metadata, and every place no chunk
 * covers, is looked at: a block has the file system's own number and a checksum that holds.
 */
#include "fs/btrfs/dead.h"

#include <stdlib.h>

/* The latest time of any inode in a leaf. Logs are written several times in one generation: this tells their order. */
static struct when written(const struct btrfs *s, const uint8_t *b, uint64_t where)
{
	struct when latest = WHEN_UNKNOWN;
	uint32_t n = le32(b + NB_ITEMS);

	for (uint32_t i = 0; i < n; i++) {
		struct btrfs_item item = btrfs_leaf_item(b, i, where);
		struct fs_node node;

		if (item.key.type != BTRFS_KEY_INODE || item.data.n < IN_BYTES)
			continue;
		btrfs_node_of(s, item.data.p, (struct fs_id){ 0, item.key.id }, &node);
		if (when_cmp(node.mtime, latest) > 0)
			latest = node.mtime;
		if (when_cmp(node.ctime, latest) > 0)
			latest = node.ctime;
	}
	return latest;
}

static int take(struct btrfs *s, struct btrfs_dead *d, const uint8_t *b, uint64_t where, struct fault *f)
{
	struct old_block x = { .where = where, .bytenr = le64(b + NB_BYTENR), .generation = le64(b + NB_GENERATION), .owner = le64(b + NB_OWNER),
		               .level = b[NB_LEVEL], .time = b[NB_LEVEL] == 0 ? written(s, b, where) : WHEN_UNKNOWN };
	/* copies of one block say the same */
	int rc = seen_before(&d->blocks_seen, seen_hash(seen_hash(x.bytenr, span_make(b + NB_GENERATION, 8)), span_make(b, BTRFS_SUM)), f);

	if (rc != 0)
		return rc < 0 ? -1 : 0;
	return OLD_ROOM(d, d->blocks.n) ? VEC_PUSH(&d->blocks, x, f) : 0;
}

/* Blocks that begin in the first `n` bytes; `more` bytes follow in memory. */
/* A block is taken when three things hold at once: the file system's number, its own order, its checksum. By chance they do not. */
static int look_at(struct btrfs *s, struct btrfs_dead *d, uint64_t offset, const uint8_t *b, size_t n, size_t have,
                   struct fault *f)
{
	for (size_t at = 0; at < n && have - at >= s->node;) {
		const uint8_t *p = b + at;

		at += s->sector;
		if (memcmp(p + NB_FSID, s->fsid, BTRFS_FSID) != 0 || !btrfs_node_holds(s, p) ||
		    !btrfs_sums(s->sum_type, span_make(p + BTRFS_SUM, s->node - BTRFS_SUM), p))
			continue;
		if (take(s, d, p, offset + (size_t)(p - b), f) < 0)
			return -1;
	}
	return 0;
}

static int scan_range(struct btrfs *s, struct btrfs_dead *d, uint64_t offset, uint64_t length, uint8_t *piece,
                      struct fault *f)
{
	uint64_t end = offset + length;

	while (offset < end) {
		enum media_area area;
		uint64_t n, have;

		if (media_extent(s->base.media, offset, &area, &n, f) < 0)
			return -1;
		if (n == 0 || n > end - offset)
			n = end - offset;
		if (area != MEDIA_AREA_DATA && n >= s->sector) {
			offset += n - n % s->sector;
			continue;
		}
		n = end - offset < SCAN_BYTES ? end - offset : SCAN_BYTES;
		have = end - offset - n < s->node ? end - offset : n + s->node;
		if (watch_check(s->base.watch, f) < 0)
			return -1;
		if (media_read(s->base.media, offset, piece, (size_t)have, f) < 0 ||
		    look_at(s, d, offset, piece, (size_t)n, (size_t)have, f) < 0)
			return -1;
		offset += n;
	}
	return 0;
}

static int by_offset(const void *a, const void *b)
{
	const struct btrfs_range *x = (const struct btrfs_range *)a, *y = (const struct btrfs_range *)b;

	return x->offset < y->offset ? -1 : x->offset > y->offset;
}

/* Chunks with metadata, and what no chunk covers: the device less chunks of data alone. */
static int scan_all(struct btrfs *s, struct btrfs_dead *d, uint8_t *piece, struct fault *f)
{
	VEC(struct btrfs_range) data = { NULL, 0, 0 };
	uint64_t at = 0, size = s->device_size - s->device_size % s->sector;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < s->chunks.v.n; i++) {
		const struct btrfs_chunk *c = &s->chunks.v.v[i];
		bool alone = (c->type & (BTRFS_CHUNK_DATA | BTRFS_CHUNK_METADATA | BTRFS_CHUNK_SYSTEM)) == BTRFS_CHUNK_DATA;

		for (unsigned k = 0; rc == 0 && alone && k < c->copies; k++)
			rc = VEC_PUSH(&data, ((struct btrfs_range){ c->at[k], c->length }), f);
	}
	if (data.n > 1)
		qsort(data.v, data.n, sizeof *data.v, by_offset);
	for (size_t i = 0; rc == 0 && i <= data.n; i++) {
		uint64_t to = i < data.n && data.v[i].offset < size ? data.v[i].offset : size;

		if (to > at)
			rc = scan_range(s, d, at, to - at, piece, f);
		if (i < data.n && data.v[i].offset < size && data.v[i].offset + data.v[i].length > at)
			at = data.v[i].offset + data.v[i].length;
		at += (s->sector - at % s->sector) % s->sector;
	}
	VEC_RELEASE(&data);
	return rc;
}

static int by_age(const void *a, const void *b)
{
	const struct old_block *x = (const struct old_block *)a, *y = (const struct old_block *)b;

	if (x->generation != y->generation)
		return x->generation > y->generation ? -1 : 1;
	if (when_cmp(x->time, y->time) != 0)
		return when_cmp(y->time, x->time);
	return x->where < y->where ? -1 : x->where > y->where;
}

int old_blocks_find(struct btrfs *s, struct btrfs_dead *d, struct fault *f)
{
	uint8_t *piece = (uint8_t *)malloc(SCAN_BYTES + BTRFS_NODE_MOST);
	int rc = piece == NULL ? fault_memory(f, SCAN_BYTES) : scan_all(s, d, piece, f);

	free(piece);
	if (d->blocks.n > 1)
		qsort(d->blocks.v, d->blocks.n, sizeof *d->blocks.v, by_age);
	return rc;
}
