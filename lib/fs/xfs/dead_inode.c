/*
 * fs/xfs/dead_inode.c - slots of inodes that died. Freeing writes an empty inode without touching the area of
 * records behind it, so the map stays; what an earlier, longer list left behind it stays as well.
 */
#include "fs/xfs/dead.h"

#include <stdlib.h>

enum { RECORDS = XFS_INODE_MOST / EXTENT_BYTES };

size_t xfs_dead_records(const struct xfs *s, struct span fork, struct xfs_piece *out, size_t most)
{
	uint64_t at = 0;
	size_t n = 0;

	while (n < most && (n + 1) * EXTENT_BYTES <= fork.n && xfs_record(s, fork.p + EXTENT_BYTES * n, &out[n]) && out[n].at == at) {
		at += out[n].n;
		n++;
	}
	return n;
}

/* Lists that begin behind record `from`: of files that had the slot before; whose, nothing tells. */
static int leftovers(struct xfs *s, struct xfs_dead *d, const struct xfs_inode *i, struct span fork, size_t from,
                     struct fault *f)
{
	struct xfs_piece pieces[RECORDS];

	for (size_t k = from; (k + 1) * EXTENT_BYTES <= fork.n; k++) {
		size_t n = xfs_dead_records(s, span_from(fork, EXTENT_BYTES * k), pieces, RECORDS);
		struct dead_file x = { .method = DEAD_DEAD_INODE, .where = i->where + (uint64_t)(fork.p - i->b) + EXTENT_BYTES * k };

		if (n == 0)
			continue;
		if (xfs_dead_file(s, d, x, pieces, n, f) < 0)
			return -1;
		k += n - 1;
	}
	return 0;
}

static int freed_slot(struct xfs *s, struct xfs_dead *d, const struct xfs_inode *i, struct fault *f)
{
	size_t from = i->b[IN_VERSION] >= 3 ? IN_BYTES : IN_BYTES2;
	struct span fork = span_make(i->b + from, s->inode_size - from); /* where the other fork began is forgotten */
	struct xfs_piece pieces[RECORDS];
	size_t n = xfs_dead_records(s, fork, pieces, RECORDS);
	struct inode_state x = { .method = DEAD_DEAD_INODE, .inode = i->number, .generation = (uint32_t)(be32(i->b + IN_GENERATION) - 1),
		           .sequence = i->b[IN_VERSION] >= 3 ? be64(i->b + IN_LSN) : 0, .where = i->where };

	/* names of a small directory that lay there may be of an earlier life: none is taken */
	return xfs_dead_node(s, d, i, DEAD_DEAD_INODE, x.sequence, f) < 0 ||
	                       (n > 0 && xfs_dead_state(d, x, pieces, n, f) < 0) || leftovers(s, d, i, fork, n, f) < 0
	               ? -1
	               : 0;
}

static int fetch_raw(void *user, uint64_t block, unsigned level, uint8_t *into, struct fault *f)
{
	(void)level;
	return xfs_raw_block((struct xfs *)user, block, into, f);
}

/* A slot that is whole on the disk, of a file that lives no more: the log, or a freed block, keeps the end of it. */
static int whole_slot(struct xfs *s, struct xfs_dead *d, const struct xfs_inode *i, struct fault *f)
{
	const struct xfs_fetch fetch = { s, fetch_raw };
	struct inode_state x = { .method = DEAD_DEAD_INODE, .inode = i->number, .generation = be32(i->b + IN_GENERATION),
		           .sequence = i->b[IN_VERSION] >= 3 ? be64(i->b + IN_LSN) : 0, .where = i->where, .size = be64(i->b + IN_SIZE) };
	struct xfs_naming names = { .s = s, .d = d, .method = DEAD_DEAD_DIRENT, .parent = i->number, .sequence = x.sequence,
		                .where = i->where, .known = true, .parent_generation = be32(i->b + IN_GENERATION) };
	struct xfs_map map = { { NULL, 0, 0 }, 0, 0 };
	enum entry_kind kind = fs_kind_of_mode(be16(i->b + IN_MODE));
	char why[FS_WHY];
	int rc = xfs_dead_node(s, d, i, DEAD_DEAD_INODE, x.sequence, f);

	if (rc == 0 && kind == ENTRY_DIR && i->b[IN_FORMAT] == XFS_LOCAL)
		rc = xfs_dead_short(&names, xfs_fork(s, i), x.size, XFS_NAMES_LIVE, f);
	else if (rc == 0 && kind == ENTRY_FILE)
		rc = xfs_map_read(s, i->b[IN_FORMAT], xfs_fork(s, i), xfs_extents_of(i->b), &fetch, &map, why, f);
	if (rc >= 0 && kind == ENTRY_FILE && map.v.n > 0)
		rc = xfs_dead_state(d, x, map.v.v, map.v.n, f);
	VEC_RELEASE(&map.v);
	return rc < 0 ? -1 : 0;
}

static int living_slot(struct xfs *s, struct xfs_dead *d, const struct xfs_inode *i, struct fault *f)
{
	struct span fork = xfs_fork(s, i);

	if (fs_kind_of_mode(be16(i->b + IN_MODE)) == ENTRY_DIR && xfs_dead_directory(s, d, i, f) < 0)
		return -1;
	if (i->b[IN_FORMAT] == XFS_EXTENTS && xfs_extents_of(i->b) <= fork.n / EXTENT_BYTES)
		return leftovers(s, d, i, fork, (size_t)xfs_extents_of(i->b), f);
	return 0;
}

/* `i`: as the disk has it. */
static int one_slot(struct xfs *s, struct xfs_dead *d, const struct xfs_inode *i, struct fault *f)
{
	bool lives;

	if (be16(i->b) != XFS_INODE_MAGIC)
		return 0;
	if (be16(i->b + IN_MODE) == 0)
		return freed_slot(s, d, i, f);
	if (xfs_dead_lives(s, i->number, be32(i->b + IN_GENERATION), &lives, f) < 0)
		return -1;
	return lives ? living_slot(s, d, i, f) : whole_slot(s, d, i, f);
}

static void slot_of(const struct xfs *s, const uint8_t *b, uint64_t number, uint64_t where, struct xfs_inode *out)
{
	out->number = number;
	out->where = where;
	out->n = s->inode_size;
	out->replayed = false;
	memcpy(out->b, b, s->inode_size);
}

struct xfs_slots {
	struct xfs *s;
	struct xfs_dead *d;
	uint8_t *block;
};

static int one_chunk(void *user, uint64_t first, uint64_t exist, uint64_t unused, struct fault *f)
{
	struct xfs_slots *t = (struct xfs_slots *)user;
	struct xfs *s = t->s;
	uint64_t have = XFS_NULL;

	(void)unused;
	for (unsigned k = 0; k < XFS_CHUNK; k++) {
		struct xfs_inode i;
		uint64_t block;
		uint32_t byte;
		int rc = 0;

		if ((exist >> k & 1) == 0 || !xfs_inode_address(s, first + k, &block, &byte))
			continue;
		if (block != have) {
			rc = xfs_raw_block(s, block, t->block, f);
			have = rc == 0 ? block : XFS_NULL;
		}
		if (rc == 0) {
			slot_of(s, t->block + byte, first + k, block * s->bs + byte, &i);
			rc = one_slot(s, t->d, &i, f);
		}
		if (rc < 0)
			return -1;
	}
	return 0;
}

int xfs_dead_slots(struct xfs *s, struct xfs_dead *d, struct fault *f)
{
	struct xfs_slots t = { s, d, (uint8_t *)malloc(s->bs) };
	int rc = t.block == NULL ? fault_memory(f, s->bs) : xfs_chunks(s, one_chunk, &t, f);

	free(t.block);
	return rc;
}

/* Chunks that became free as a whole went back to free space as they stood. */
int xfs_dead_free_slots(struct xfs *s, struct xfs_dead *d, uint64_t block, const uint8_t *b, struct fault *f)
{
	for (uint32_t k = 0; k < s->per_block; k++, b += s->inode_size) {
		struct xfs_inode i;
		uint64_t place;
		uint32_t byte;

		if (be16(b) != XFS_INODE_MAGIC || b[IN_VERSION] < 3 || !xfs_inode_address(s, be64(b + IN_NUMBER), &place, &byte) || place != block ||
		    byte != k * s->inode_size || memcmp(b + IN_UUID, s->uuid, 16) != 0)
			continue;
		slot_of(s, b, be64(b + IN_NUMBER), block * s->bs + byte, &i);
		if ((be16(b + IN_MODE) == 0 ? freed_slot(s, d, &i, f) : whole_slot(s, d, &i, f)) < 0)
			return -1;
	}
	return 0;
}
