/* fs/xfs/map.c - what a fork maps: records of extents in the inode, or in blocks of a tree below it. */
#include "fs/xfs/xfs.h"

#include "core/sentence.h"

#include <stdio.h>
#include <stdlib.h>

/* 128 bits, from the top: 1 unwritten, 54 place in the file, 52 block, 21 length. */
bool xfs_record(const struct xfs *s, const uint8_t *r, struct xfs_piece *out)
{
	uint64_t high = be64(r), low = be64(r + sizeof(uint64_t));

	out->unwritten = high >> 63 != 0;
	out->at = high << 1 >> 10;
	out->n = low & 0x1FFFFF;
	out->block = xfs_linear(s, (high & 0x1FF) << 43 | low >> 21, out->n);
	return out->block != XFS_NULL;
}

/* Long blocks (of one file's extents) have numbers of 64 bits, short ones (of a group) of 32. */
size_t xfs_tree_header(const struct xfs *s, bool wide)
{
	return wide ? (s->v5 ? BT_LONG_BYTES : BT_LONG_BYTES4) : s->v5 ? BT_SHORT_BYTES : BT_SHORT_BYTES4;
}

struct xfs_mapping {
	struct xfs *s;
	const struct xfs_fetch *fetch;
	struct xfs_map *out;
	uint64_t steps;
	char *why;
};

static int damaged(struct xfs_mapping *m, const char *what)
{
	(void)snprintf(m->why, FS_WHY, "%s", what);
	return FS_DAMAGED;
}

static int bounded(struct xfs_mapping *m)
{
	(void)damaged(m, S_FILE_MORE_PIECES);
	return FS_BOUNDED;
}

static int add_piece(struct xfs_mapping *m, struct xfs_piece p, struct fault *f)
{
	struct xfs_piece *last = m->out->v.n > 0 ? &m->out->v.v[m->out->v.n - 1] : NULL;

	if (last != NULL && p.at < last->at + last->n)
		return damaged(m, S_EXTENTS_OVERLAP);
	if (last != NULL && last->at + last->n == p.at && last->block + last->n == p.block && last->unwritten == p.unwritten) {
		last->n += p.n;
		return 0;
	}
	if (!FS_ROOM(&m->s->base, file_pieces, m->out->v.n))
		return bounded(m);
	return VEC_PUSH(&m->out->v, p, f);
}

static int read_records(struct xfs_mapping *m, const uint8_t *r, uint64_t n, struct fault *f)
{
	for (uint64_t i = 0; i < n; i++) {
		struct xfs_piece p;
		int rc = xfs_record(m->s, r + EXTENT_BYTES * i, &p) ? add_piece(m, p, f) : damaged(m, S_EXTENT_CANNOT);

		m->out->records++;
		m->out->blocks += rc == 0 ? p.n : 0;

		if (rc != 0)
			return rc;
	}
	return 0;
}

static int read_children(struct xfs_mapping *m, const uint8_t *pointers, uint32_t n, unsigned level, struct fault *f);

/* A block of the tree at `level`. */
static int read_node(struct xfs_mapping *m, const uint8_t *b, unsigned level, struct fault *f)
{
	size_t header = xfs_tree_header(m->s, true), most = (m->s->bs - header) / EXTENT_BYTES;
	uint32_t n = be16(b + BT_RECORDS);

	if (be32(b) != (m->s->v5 ? XFS_BMAP_MAGIC : XFS_BMAP_MAGIC4) || be16(b + BT_LEVEL) != level || n > most)
		return damaged(m, S_BLOCK_EXTENT_TREE_NONE);
	if (level == 0)
		return read_records(m, b + header, n, f);
	return read_children(m, b + header + 8 * most, n, level, f);
}

static int read_children(struct xfs_mapping *m, const uint8_t *pointers, uint32_t n, unsigned level, struct fault *f)
{
	uint8_t *child = (uint8_t *)malloc(m->s->bs);
	int rc = child == NULL ? fault_memory(f, m->s->bs) : 0;

	for (uint32_t i = 0; rc == 0 && i < n; i++) {
		uint64_t block = xfs_linear(m->s, be64(pointers + 8 * (size_t)i), 1);

		if (block == XFS_NULL)
			rc = damaged(m, S_BLOCK_EXTENT_TREE_LIES);
		else if (!FS_ROOM(&m->s->base, file_pieces, 4 * m->steps++))
			rc = bounded(m);
		else
			rc = m->fetch->block(m->fetch->user, block, level - 1, child, f);
		m->out->blocks++;
		if (rc == FS_DAMAGED && m->why[0] == '\0')
			rc = damaged(m, S_BLOCK_EXTENT_TREE_COULD);
		if (rc == 0)
			rc = read_node(m, child, level - 1, f);
	}
	free(child);
	return rc;
}

int xfs_map_read(struct xfs *s, uint8_t format, struct span fork, uint64_t extents, const struct xfs_fetch *fetch,
                 struct xfs_map *out, char why[FS_WHY], struct fault *f)
{
	struct xfs_mapping m = { .s = s, .fetch = fetch, .out = out, .why = why };
	size_t most = fork.n < BT_ROOT_BYTES ? 0 : (fork.n - BT_ROOT_BYTES) / EXTENT_BYTES;
	uint32_t level, n;

	why[0] = '\0';
	if (format == XFS_EXTENTS) {
		if (extents > fork.n / EXTENT_BYTES)
			return damaged(&m, S_MORE_EXTENTS_THAN);
		return read_records(&m, fork.p, extents, f);
	}
	if (format != XFS_BTREE || fork.n < BT_ROOT_BYTES)
		return damaged(&m, S_DATA_KEPT_WAY);
	level = be16(fork.p + BT_ROOT_LEVEL);
	n = be16(fork.p + BT_ROOT_RECORDS);
	if (level == 0 || level > XFS_DEPTH || n > most)
		return damaged(&m, S_ROOT_EXTENT_TREE);
	return read_children(&m, fork.p + BT_ROOT_BYTES + 8 * most, n, level, f);
}

struct xfs_live {
	struct xfs *s;
	const struct xfs_inode *inode;
	const char *bad; /* what cannot be, though it reads; NULL: nothing */
};

static int fetch_live(void *user, uint64_t block, unsigned level, uint8_t *into, struct fault *f)
{
	struct xfs_live *l = (struct xfs_live *)user;
	struct xfs *s = l->s;
	const uint8_t *b;
	char why[FS_WHY];
	int rc = xfs_block(s, block, &b, why, f);

	(void)level;
	if (rc != 0)
		return rc;
	memcpy(into, b, s->bs);
	if (s->v5 && xfs_replayed(s, block) == NULL && !xfs_sums(s, b, s->bs, BT_LONG_SUM))
		l->bad = S_BLOCK_EXTENT_TREE;
	if (s->v5 && (be64(b + BT_LONG_OWNER) != l->inode->number || memcmp(b + BT_LONG_UUID, s->uuid, sizeof s->uuid) != 0))
		l->bad = S_BLOCK_EXTENT_TREE_ANOTHER;
	return 0;
}

/* Do the counts that the inode keeps fit what it maps? */
static const char *contradicts(const struct xfs *s, const struct xfs_inode *i, const struct xfs_map *map)
{
	const struct xfs_piece *last = map->v.n == 0 ? NULL : &map->v.v[map->v.n - 1];

	if (map->records != xfs_extents_of(i->b))
		return S_ANOTHER_NUMBER_EXTENTS;
	/* an attribute fork has blocks of its own */
	if (i->b[IN_FORK] == 0 && map->blocks != be64(i->b + IN_BLOCKS))
		return S_ANOTHER_NUMBER_BLOCKS;
	return last != NULL && last->at > UINT64_MAX / s->bs ? S_EXTENT_CANNOT : NULL;
}

int xfs_live_map(struct xfs *s, const struct xfs_inode *i, struct xfs_map *out, char why[FS_WHY], struct fault *f)
{
	struct xfs_live live = { s, i, NULL };
	const struct xfs_fetch fetch = { &live, fetch_live };
	int rc = xfs_map_read(s, i->b[IN_FORMAT], xfs_fork(s, i), xfs_extents_of(i->b), &fetch, out, why, f);

	if (rc == 0 && live.bad == NULL)
		live.bad = contradicts(s, i, out);
	if (rc != 0 || live.bad == NULL)
		return rc;
	(void)sentence(why, FS_WHY, S_INODE, (uint64_t)i->number, live.bad);
	return FS_DOUBTFUL;
}

int xfs_runs_of(const struct xfs *s, const struct xfs_map *map, uint64_t size, bool all, struct runs *out, struct fault *f)
{
	VEC(struct run) v = { NULL, 0, 0 };

	for (size_t i = 0; i < map->v.n; i++) {
		const struct xfs_piece *p = &map->v.v[i];
		struct run r = { 0, p->block * s->bs, p->n * s->bs };

		if (mul_u64(&r.at, p->at, s->bs) || r.at >= size)
			break;
		if (p->unwritten && !all)
			continue;
		if (r.length > size - r.at)
			r.length = size - r.at;
		if (v.n > 0 && v.v[v.n - 1].at + v.v[v.n - 1].length == r.at &&
		    v.v[v.n - 1].offset + v.v[v.n - 1].length == r.offset) {
			v.v[v.n - 1].length += r.length;
		} else if (VEC_PUSH(&v, r, f) < 0) {
			VEC_RELEASE(&v);
			return -1;
		}
	}
	out->v = v.v;
	out->n = v.n;
	return 0;
}

int xfs_file_runs(struct xfs *s, const struct xfs_inode *i, struct runs *out, char why[FS_WHY], struct fault *f)
{
	struct xfs_map map = { { NULL, 0, 0 }, 0, 0 };
	struct fault second = FAULT_INIT;
	int rc, later;

	if ((be16(i->b + IN_FLAGS) & IN_FLAG_REALTIME) != 0) {
		(void)sentence(why, FS_WHY, S_BYTES_LIE_REALTIME);
		return FS_DAMAGED;
	}
	if (i->b[IN_FORMAT] == XFS_LOCAL) { /* links and directories only; the kernel keeps no file's bytes inside */
		struct span fork = xfs_fork(s, i);
		uint64_t size = be64(i->b + IN_SIZE) < fork.n ? be64(i->b + IN_SIZE) : fork.n;

		out->v = (struct run *)malloc(sizeof *out->v);
		if (out->v == NULL)
			return fault_memory(f, sizeof *out->v);
		out->v[0] = (struct run){ 0, i->where + (uint64_t)(fork.p - i->b), size };
		out->n = size > 0;
		return 0;
	}
	rc = xfs_live_map(s, i, &map, why, f);
	later = rc < 0 ? 0 : xfs_runs_of(s, &map, be64(i->b + IN_SIZE), false, out, rc == 0 ? f : &second);
	VEC_RELEASE(&map.v);
	return rc != 0 ? rc : later;
}
