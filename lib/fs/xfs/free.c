/* fs/xfs/free.c - trees of a group: free space by block, and chunks of inodes. */
#include "fs/seen.h"
#include "fs/xfs/xfs.h"

#include "core/sentence.h"

#include <stdio.h>
#include <stdlib.h>

typedef int (*leaf_fn)(void *user, uint64_t group, const uint8_t *records, uint32_t n, struct fault *f);

struct short_tree {
	struct xfs *s;
	uint32_t magic;          /* of version 5 and of version 4 */
	uint32_t magic4;
	uint32_t record, key;    /* bytes */
	uint64_t group, steps;
	leaf_fn leaf;
	void *user;
	bool broken;
};

/* Blocks of one level name their neighbours; a root has none. */
static bool neighbour(const struct short_tree *t, uint32_t block)
{
	return block == UINT32_MAX || (t->steps > 1 && xfs_group_block(t->s, t->group, block) != XFS_NULL);
}

/* A block of a short tree. Damage is noted, and what stands beside it is still read. */
static int read_tree(struct short_tree *t, uint32_t block, unsigned level, struct fault *f)
{
	struct xfs *s = t->s;
	size_t header = xfs_tree_header(s, false), most;
	uint64_t linear = xfs_group_block(s, t->group, block);
	const uint8_t *b;
	char why[FS_WHY];
	uint8_t *own;
	int rc = linear == XFS_NULL || ++t->steps > s->group_blocks ? FS_DAMAGED : xfs_block(s, linear, &b, why, f);

	if (rc == 0 && (be32(b) != (s->v5 ? t->magic : t->magic4) || be16(b + BT_LEVEL) != level))
		rc = FS_DAMAGED;
	if (rc == 0 && s->v5 && (be64(b + BT_SHORT_DADDR) != linear * (s->bs / 512) || be32(b + BT_SHORT_GROUP) != t->group ||
	                         memcmp(b + BT_SHORT_UUID, s->uuid, sizeof s->uuid) != 0))
		t->broken = true; /* it says that it is another's; read all the same */
	if (rc == 0 && xfs_replayed(s, linear) == NULL && !xfs_sums(s, b, s->bs, BT_SHORT_SUM))
		t->broken = true; /* told, and read on */
	if (rc == 0 && (!neighbour(t, be32(b + BT_SHORT_LEFT)) || !neighbour(t, be32(b + BT_SHORT_RIGHT))))
		t->broken = true; /* told, and read on: the way here was from above */
	if (rc == FS_DAMAGED)
		t->broken = true;
	if (rc != 0)
		return rc < 0 ? -1 : 0;
	most = (s->bs - header) / (level == 0 ? t->record : t->key + 4);
	if (be16(b + BT_RECORDS) > most) {
		t->broken = true;
		return 0;
	}
	own = (uint8_t *)malloc(s->bs); /* the cache may move on below, and while a record is looked at */
	if (own == NULL)
		return fault_memory(f, s->bs);
	memcpy(own, b, s->bs);
	if (level == 0)
		rc = t->leaf(t->user, t->group, own + header, be16(own + BT_RECORDS), f);
	for (uint32_t i = 0; level > 0 && rc == 0 && i < be16(own + BT_RECORDS); i++)
		rc = read_tree(t, be32(own + header + t->key * most + 4 * (size_t)i), level - 1, f);
	free(own);
	return rc;
}

/* Do the heads of the lists of inodes that were removed while open lead to inodes of the group? */
static bool heads_lead(const struct xfs *s, uint64_t group, const uint8_t *agi)
{
	for (size_t i = 0; i < AGI_HEADS; i++) {
		uint32_t inode = be32(agi + AGI_REMOVED + 4 * i);

		if (inode != UINT32_MAX && (inode == 0 || xfs_group_block(s, group, inode >> s->per_block_log) == XFS_NULL))
			return false;
	}
	return true;
}

/* The header of a group: sector 1 (free space) or 2 (inodes). 0, FS_DAMAGED. */
static int group_header(struct xfs *s, uint64_t group, unsigned sector, uint32_t magic, size_t crc, uint8_t into[AG_BYTES],
                        struct fault *f)
{
	uint64_t byte = (uint64_t)sector * s->sector, linear = xfs_group_block(s, group, byte / s->bs);
	const uint8_t *b;
	char why[FS_WHY];
	int rc = linear == XFS_NULL ? FS_DAMAGED : xfs_block(s, linear, &b, why, f);

	if (rc != 0)
		return rc;
	memcpy(into, b + byte % s->bs, AG_BYTES);
	if (be32(into) != magic)
		return FS_DAMAGED;
	if (xfs_replayed(s, linear) == NULL && !xfs_sums(s, b + byte % s->bs, s->sector, crc))
		fs_remark(&s->base, false, S_CHECKSUM_GROUP_HEADER, (uint64_t)group);
	if (s->v5 && (be32(into + AG_NUMBER) != group || memcmp(into + (sector == 1 ? AGF_UUID : AGI_UUID), s->uuid, sizeof s->uuid) != 0))
		fs_remark(&s->base, false, S_HEADER_GROUP_SAYS, (uint64_t)group);
	if (be32(into + AG_VERSION) != 1)
		fs_remark(&s->base, false, S_GROUP_HEADER_VERSION, (uint64_t)group);
	if (sector == 2 && !heads_lead(s, group, into))
		fs_remark(&s->base, false, S_GROUP_REMOVED_LEADS, (uint64_t)group);
	return 0;
}

/* ---- free space ------------------------------------------------------------------------------------------- */

static int add_free(struct xfs *s, uint64_t start, uint64_t n, struct fault *f)
{
	if (start == XFS_NULL || n == 0 || !FS_ROOM(&s->base, space_ranges, s->free.n))
		return 0;
	return VEC_PUSH(&s->free, ((struct xfs_free){ start, n }), f);
}

/* What a tree of free space has, however its records are ordered: two of one group must have the same. */
struct stock {
	struct xfs *s;
	uint64_t records; /* a sum over them */
	uint64_t blocks, longest;
	uint32_t start, length; /* of the last record by size */
	bool disordered;
};

static void count(struct stock *x, const uint8_t *r)
{
	uint32_t length = be32(r + FREE_LENGTH);

	x->records += seen_hash(0, span_make(r, FREE_BYTES));
	x->blocks += length;
	x->longest = length > x->longest ? length : x->longest;
}

/* By size: ascending in length, then in place. */
static int size_leaf(void *user, uint64_t group, const uint8_t *r, uint32_t n, struct fault *f)
{
	struct stock *x = (struct stock *)user;

	(void)group;
	(void)f;
	for (uint32_t i = 0; i < n; i++, r += FREE_BYTES) {
		uint32_t start = be32(r + FREE_START), length = be32(r + FREE_LENGTH);

		x->disordered = x->disordered || length < x->length || (length == x->length && start < x->start);
		x->start = start;
		x->length = length;
		count(x, r);
	}
	return 0;
}

/* The kernel gives out blocks by the tree by size: one that does not say what the tree by place says is damage, whichever
 * of the two is wrong. Both are changed in the same transactions. `blocks`: of the tree by place. */
static int hold_by_size(struct xfs *s, uint64_t group, const uint8_t *agf, const struct stock *by_place, uint64_t blocks,
                        struct fault *f)
{
	struct stock x = { .s = s };
	struct short_tree t = { .s = s, .magic = XFS_CNT_MAGIC, .magic4 = XFS_CNT_MAGIC4, .record = FREE_BYTES, .key = FREE_BYTES,
		          .group = group, .leaf = size_leaf, .user = &x };
	uint32_t levels = be32(agf + AGF_CNT_LEVELS), owners = be32(agf + AGF_OWNERS);

	t.broken = levels == 0 || levels > XFS_DEPTH;
	if (!t.broken && read_tree(&t, be32(agf + AGF_CNT_ROOT), levels - 1, f) < 0)
		return -1;
	if (t.broken || x.disordered || x.records != by_place->records)
		fs_remark(&s->base, false, S_TREES_FREE_DIFFER, (uint64_t)group);
	blocks += t.steps + (owners > 0 ? owners - 1 : 0);
	if (be32(agf + AGF_FREE) != by_place->blocks || be32(agf + AGF_LONGEST) != by_place->longest ||
	    (s->v5 && !t.broken && be32(agf + AGF_TREES) + UINT64_C(2) != blocks))
		fs_remark(&s->base, false, S_COUNTS_FREE_DIFFER, (uint64_t)group);
	return 0;
}

static int free_leaf(void *user, uint64_t group, const uint8_t *r, uint32_t n, struct fault *f)
{
	struct stock *x = (struct stock *)user;
	struct xfs *s = x->s;

	for (uint32_t i = 0; i < n; i++)
		count(x, r + FREE_BYTES * (size_t)i);
	for (uint32_t i = 0; i < n; i++) {
		uint64_t start = xfs_group_block(s, group, be32(r + FREE_BYTES * i + FREE_START)), length = be32(r + FREE_BYTES * i + FREE_LENGTH);

		if (start == XFS_NULL || length > s->group_blocks - be32(r + FREE_BYTES * i + FREE_START)) {
			s->base.facts.maps_doubtful = true;
			continue;
		}
		if (length > s->blocks - start)
			length = s->blocks - start;
		if (add_free(s, start, length, f) < 0)
			return -1;
	}
	return 0;
}

/* Does the tree of the group, whose stretches stand from `first` on in the order of their places, have the block too? */
static bool twice_free(const struct xfs *s, size_t first, size_t n, uint64_t block)
{
	const struct xfs_free *v = s->free.v + first;
	size_t after = n <= first ? 0 : LOWER_BOUND(n - first, mid, v[mid].start <= block);

	return after > 0 && block - v[after - 1].start < v[after - 1].length;
}

/* Blocks kept aside for the trees themselves hold nothing that lives. */
static int free_list(struct xfs *s, uint64_t group, const uint8_t *agf, size_t first, struct fault *f)
{
	size_t of_tree = s->free.n;
	bool odd = false;
	uint64_t byte = 3ull * s->sector, linear = xfs_group_block(s, group, byte / s->bs);
	uint32_t head = s->v5 ? AGFL_BYTES : 0, slots = (s->sector - head) / 4, at = be32(agf + AGF_RESERVE_FIRST), n = be32(agf + AGF_RESERVE_N),
	         last = be32(agf + AGF_RESERVE_LAST);
	const uint8_t *b;
	char why[FS_WHY];
	int rc = linear == XFS_NULL || at >= slots || n > slots ? FS_DAMAGED : xfs_block(s, linear, &b, why, f);

	if (rc == 0 && s->v5 && be32(b + byte % s->bs) != XFS_AGFL_MAGIC)
		rc = FS_DAMAGED;
	if (rc == FS_DAMAGED || last >= slots || (n > 0 && (last + slots - at) % slots + 1 != n))
		fs_remark(&s->base, false, S_COUNTS_FREE_DIFFER, (uint64_t)group);
	for (uint32_t i = 0; rc == 0 && i < n; i++) {
		uint64_t block = xfs_group_block(s, group, be32(b + byte % s->bs + head + 4 * ((at + i) % slots)));

		odd = odd || block == XFS_NULL || twice_free(s, first, of_tree, block);
		rc = add_free(s, block, 1, f);
	}
	if (odd)
		fs_remark(&s->base, false, S_COUNTS_FREE_DIFFER, (uint64_t)group);
	return rc < 0 ? -1 : 0;
}

static int by_start(const void *a, const void *b)
{
	const struct xfs_free *x = (const struct xfs_free *)a, *y = (const struct xfs_free *)b;

	return x->start < y->start ? -1 : x->start > y->start;
}

/* Sorted, joined, never overlapping. */
static void tidy(struct xfs *s)
{
	size_t kept = 0;

	if (s->free.n > 1)
		qsort(s->free.v, s->free.n, sizeof *s->free.v, by_start);
	for (size_t i = 0; i < s->free.n; i++) {
		struct xfs_free x = s->free.v[i], *last = kept > 0 ? &s->free.v[kept - 1] : NULL;

		if (last != NULL && x.start <= last->start + last->length) {
			if (x.start + x.length > last->start + last->length)
				last->length = x.start + x.length - last->start;
		} else {
			s->free.v[kept++] = x;
		}
	}
	s->free.n = kept;
}

static int read_free(struct xfs *s, struct fault *f)
{
	s->free_read = true;
	for (uint64_t g = 0; g < s->groups; g++) {
		struct stock stock = { .s = s };
		struct short_tree t = { .s = s, .magic = XFS_BNO_MAGIC, .magic4 = XFS_BNO_MAGIC4, .record = FREE_BYTES, .key = FREE_BYTES, .group = g,
			          .leaf = free_leaf, .user = &stock };
		uint64_t start = xfs_group_block(s, g, 0), n;
		size_t first = s->free.n;
		uint8_t agf[AG_BYTES];
		int rc = group_header(s, g, 1, XFS_AGF_MAGIC, AGF_SUM, agf, f);

		if (rc < 0)
			return -1;
		if (start == XFS_NULL)
			break;
		if (watch_check(s->base.watch, f) < 0)
			return -1;
		if (rc == 0 && be32(agf + AGF_BNO_LEVELS) > 0 && be32(agf + AGF_BNO_LEVELS) <= XFS_DEPTH) {
			if (read_tree(&t, be32(agf + AGF_BNO_ROOT), be32(agf + AGF_BNO_LEVELS) - 1, f) < 0 || free_list(s, g, agf, first, f) < 0 ||
			    (!t.broken && hold_by_size(s, g, agf, &stock, t.steps, f) < 0))
				return -1;
		} else { /* nothing tells: all of it may be free */
			t.broken = true;
			n = s->blocks - start < s->group_blocks ? s->blocks - start : s->group_blocks;
			if (add_free(s, start, n, f) < 0)
				return -1;
		}
		s->base.facts.maps_doubtful = s->base.facts.maps_doubtful || t.broken;
	}
	tidy(s);
	return 0;
}

int xfs_next_free(struct fs *base, uint64_t from, uint64_t *offset, uint64_t *length, struct fault *f)
{
	struct xfs *s = (struct xfs *)base;
	uint64_t block = from / s->bs + (from % s->bs != 0);
	size_t low;

	if (!s->free_read && read_free(s, f) < 0)
		return -1;
	low = LOWER_BOUND(s->free.n, mid, s->free.v[mid].start + s->free.v[mid].length <= block);
	if (low == s->free.n)
		return FS_END;
	block = block > s->free.v[low].start ? block : s->free.v[low].start;
	*offset = block * s->bs;
	*length = (s->free.v[low].start + s->free.v[low].length - block) * s->bs;
	return 0;
}

/* ---- inodes ------------------------------------------------------------------------------------------------- */

struct xfs_chunking {
	struct xfs *s;
	xfs_chunk_fn fn;
	void *user;
	uint64_t n;
};

static int chunk_leaf(void *user, uint64_t group, const uint8_t *r, uint32_t n, struct fault *f)
{
	struct xfs_chunking *c = (struct xfs_chunking *)user;
	bool sparse = (c->s->incompat & XFS_INCOMPAT_SPARSE) != 0;

	for (uint32_t i = 0; i < n; i++, r += CHUNK_BYTES) {
		uint64_t first = group << (c->s->group_log + c->s->per_block_log) | be32(r + CHUNK_FIRST), exist = UINT64_MAX;

		for (unsigned k = 0; sparse && k < 16; k++) /* a bit a four inodes */
			if ((be16(r + CHUNK_HOLES) >> k & 1) != 0)
				exist &= ~(15ull << (4 * k));
		if (!FS_ROOM(&c->s->base, inode_chunks, c->n++)) {
			c->s->chunks_left_out = true;
			continue;
		}
		if (c->fn(c->user, first, exist, be64(r + CHUNK_FREE), f) < 0)
			return -1;
	}
	return 0;
}

int xfs_chunks(struct xfs *s, xfs_chunk_fn fn, void *user, struct fault *f)
{
	struct xfs_chunking c = { s, fn, user, 0 };

	for (uint64_t g = 0; g < s->groups; g++) {
		struct short_tree t = { .s = s, .magic = XFS_INO_MAGIC, .magic4 = XFS_INO_MAGIC4, .record = CHUNK_BYTES, .key = CHUNK_KEY, .group = g,
			          .leaf = chunk_leaf, .user = &c };
		uint8_t agi[AG_BYTES];
		int rc = group_header(s, g, 2, XFS_AGI_MAGIC, AGI_SUM, agi, f);

		if (rc < 0)
			return -1;
		if (watch_check(s->base.watch, f) < 0)
			return -1;
		if (rc == 0 && be32(agi + AGI_LEVELS) > 0 && be32(agi + AGI_LEVELS) <= XFS_DEPTH &&
		    read_tree(&t, be32(agi + AGI_ROOT), be32(agi + AGI_LEVELS) - 1, f) < 0)
			return -1;
		if (rc != 0 || t.broken)
			fs_remark(&s->base, false, S_TREE_INODES_GROUP, (uint64_t)g);
	}
	return 0;
}

/* ---- the two trees of inodes ------------------------------------------------------------------------------------ */

struct inode_stock {
	bool sparse;
	uint64_t records; /* a sum over those of chunks with free inodes */
	uint64_t inodes, unused;
};

static int inode_leaf(void *user, uint64_t group, const uint8_t *r, uint32_t n, struct fault *f)
{
	struct inode_stock *x = (struct inode_stock *)user;

	(void)group;
	(void)f;
	for (uint32_t i = 0; i < n; i++, r += CHUNK_BYTES) {
		uint32_t unused = x->sparse ? r[CHUNK_FREE_N] : be32(r + CHUNK_HOLES);

		x->inodes += x->sparse ? r[CHUNK_COUNT] : XFS_CHUNK;
		x->unused += unused;
		if (unused > 0)
			x->records += seen_hash(0, span_make(r, CHUNK_BYTES));
	}
	return 0;
}

/* One tree's stock. False: it is not whole. */
static int take_stock(struct xfs *s, uint64_t group, const uint32_t magic[2], uint32_t root, uint32_t levels,
                      struct inode_stock *out, bool *whole, struct fault *f)
{
	struct short_tree t = { .s = s, .magic = magic[0], .magic4 = magic[1], .record = CHUNK_BYTES, .key = CHUNK_KEY, .group = group,
		          .leaf = inode_leaf, .user = out };

	*out = (struct inode_stock){ .sparse = (s->incompat & XFS_INCOMPAT_SPARSE) != 0 };
	t.broken = levels == 0 || levels > XFS_DEPTH;
	if (!t.broken && read_tree(&t, root, levels - 1, f) < 0)
		return -1;
	*whole = !t.broken;
	return 0;
}

/* Of one group: the tree of chunks with free inodes has those of the other tree that have some, word for word. */
static int hold_inodes(struct xfs *s, uint64_t group, const uint8_t *agi, struct fault *f)
{
	static const uint32_t all[2] = { XFS_INO_MAGIC, XFS_INO_MAGIC4 }, free[2] = { XFS_FINO_MAGIC, XFS_FINO_MAGIC4 };
	struct inode_stock x, y;
	bool whole, other = true;

	if (take_stock(s, group, all, be32(agi + AGI_ROOT), be32(agi + AGI_LEVELS), &x, &whole, f) < 0)
		return -1;
	if (!whole) /* told where it is read */
		return 0;
	y = x;
	if ((s->ro_compat & XFS_RO_FINOBT) != 0 &&
	    take_stock(s, group, free, be32(agi + AGI_FREE_ROOT), be32(agi + AGI_FREE_LEVELS), &y, &other, f) < 0)
		return -1;
	if (!other || x.records != y.records)
		fs_remark(&s->base, false, S_TREES_INODES_DIFFER, (uint64_t)group);
	if (be32(agi + AGI_COUNT) != x.inodes || be32(agi + AGI_UNUSED) != x.unused)
		fs_remark(&s->base, false, S_COUNTS_INODES_DIFFER, (uint64_t)group);
	return 0;
}

int xfs_hold_inodes(struct xfs *s, struct fault *f)
{
	for (uint64_t g = 0; g < s->groups; g++) {
		uint8_t agi[AG_BYTES];
		int rc = group_header(s, g, 2, XFS_AGI_MAGIC, AGI_SUM, agi, f);

		if (rc == 0)
			rc = hold_inodes(s, g, agi, f);
		if (rc < 0 || fs_interrupted(&s->base, f) < 0)
			return -1;
	}
	return 0;
}
