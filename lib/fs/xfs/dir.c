/* fs/xfs/dir.c - directories: entries inside the inode, or in data blocks; blocks of hashes are not needed. */
#include "fs/xfs/xfs.h"

#include "core/sentence.h"

#include <stdio.h>
#include <stdlib.h>

static bool number_can_be(const struct xfs *s, uint64_t inode)
{
	uint64_t block;
	uint32_t byte;

	return xfs_inode_address(s, inode, &block, &byte);
}

/* ---- blocks ----------------------------------------------------------------------------------------------- */

static bool single(uint32_t magic)
{
	return magic == XFS_DIR_SINGLE || magic == XFS_DIR_SINGLE4;
}

bool xfs_is_dir_block(const struct xfs *s, const uint8_t *b)
{
	uint32_t m = be32(b);

	return s->v5 ? m == XFS_DIR_SINGLE || m == XFS_DIR_DATA : m == XFS_DIR_SINGLE4 || m == XFS_DIR_DATA4;
}

/* One removed entry at `at` of the free stretch [from, to): its number's upper half may be gone under the mark, its
 * end still tells its place (or, of the last one, the stretch's). */
static bool removed_at(const struct xfs *s, struct span b, size_t from, size_t at, size_t to, struct span *name,
                       uint64_t *inode, uint8_t *type)
{
	size_t n = b.p[at + DE_NAME_BYTES], bytes = xfs_entry_bytes(s, n);
	uint16_t tag;

	if (n == 0 || bytes > to - at)
		return false;
	*name = span_sub(b, at + DE_NAME, n);
	*type = s->ftype ? b.p[at + DE_NAME + n] : 0;
	*inode = be16(b.p + at) == DE_GONE ? be32(b.p + at + DE_GONE_INODE) : be64(b.p + at + DE_INODE);
	tag = be16(b.p + at + bytes - DE_TAG_BYTES);
	return (tag == at || (tag == from && at + bytes == to)) && *type < 8 && fs_name_can_be(*name) &&
	       number_can_be(s, *inode);
}

/* A free stretch may hold several removed entries that were joined: each is tried where the one before ended, or at the next
 * multiple of eight. */
static int dead_between(const struct xfs *s, struct span b, size_t from, size_t to, xfs_name_fn fn, void *user,
                        struct fault *f)
{
	for (size_t at = from; at + DE_BYTES_LEAST <= to;) {
		struct span name;
		uint64_t inode;
		uint8_t type;

		if (!removed_at(s, b, from, at, to, &name, &inode, &type)) {
			at += 8;
			continue;
		}
		if (!fs_name_dots(name)) {
			int rc = fn(user, name, inode, type, f);

			if (rc != 0)
				return rc;
		}
		at += xfs_entry_bytes(s, name.n);
	}
	return 0;
}

/* Entries and free stretches tile a block up to its hashes, if it has some; where they break nothing behind is read. */
int xfs_dir_block(const struct xfs *s, struct span b, unsigned which, xfs_name_fn fn, void *user, char why[FS_WHY],
                  struct fault *f)
{
	size_t at = s->v5 ? DD_BYTES : DD_BYTES4, end = b.n, odd = 0;
	int rc = 0;

	if (!xfs_is_dir_block(s, b.p)) {
		(void)sentence(why, FS_WHY, S_BLOCK_DIRECTORY_NONE);
		return FS_DAMAGED;
	}
	if (single(be32(b.p))) {
		uint64_t leaves = DH_BYTES * (uint64_t)be32(b.p + b.n - DD_TAIL_BYTES) + DD_TAIL_BYTES;

		if (leaves > b.n - at) {
			(void)sentence(why, FS_WHY, S_DIRECTORY_BLOCK_MORE);
			return FS_DAMAGED;
		}
		end = b.n - (size_t)leaves;
	}
	while (rc == 0 && at + DE_BYTES_LEAST <= end) {
		size_t n = b.p[at + DE_NAME_BYTES], bytes;
		bool gone = be16(b.p + at) == DE_GONE;

		bytes = gone ? be16(b.p + at + DE_GONE_LENGTH) : xfs_entry_bytes(s, n);
		if (bytes < 8 || bytes % 8 != 0 || bytes > end - at || (!gone && n == 0)) {
			(void)sentence(why, FS_WHY, S_DIRECTORY_ENTRIES_BREAK, at);
			return FS_DAMAGED;
		}
		if (!gone && be16(b.p + at + bytes - DE_TAG_BYTES) != at && odd == 0)
			odd = at; /* its own place: it stands elsewhere, or is not as it was written */
		if (gone && (which & XFS_NAMES_DEAD) != 0)
			rc = dead_between(s, b, at, at + bytes, fn, user, f);
		else if (!gone && (which & XFS_NAMES_LIVE) != 0 && !fs_name_dots(span_sub(b, at + DE_NAME, n)))
			rc = fn(user, span_sub(b, at + DE_NAME, n), be64(b.p + at + DE_INODE), s->ftype ? b.p[at + DE_NAME + n] : 0, f);
		at += bytes;
	}
	if (rc != 0 || odd == 0 || (which & XFS_NAMES_LIVE) == 0)
		return rc;
	(void)sentence(why, FS_WHY, S_DIRECTORY_ENTRIES_BREAK, odd);
	return FS_DAMAGED;
}

/* ---- inside the inode ---------------------------------------------------------------------------------------- */

/* One entry at `at`; its length, or 0. */
static size_t short_entry(const struct xfs *s, struct span fork, size_t at, size_t wide, struct span *name, uint64_t *inode,
                          uint8_t *type)
{
	size_t n = at < fork.n ? fork.p[at + DS_NAME_BYTES] : 0, bytes = DS_NAME + n + (s->ftype ? 1u : 0u) + wide;

	if (n == 0 || bytes > fork.n - at)
		return 0;
	*name = span_sub(fork, at + DS_NAME, n);
	*type = s->ftype ? fork.p[at + DS_NAME + n] : 0;
	*inode = wide == 8 ? be64(fork.p + at + bytes - 8) : be32(fork.p + at + bytes - 4);
	return bytes;
}

/* Entries that stood there when the list was longer: whatever reads as one, at any byte. */
static int short_leftovers(const struct xfs *s, struct span fork, size_t at, size_t wide, xfs_name_fn fn, void *user,
                           struct fault *f)
{
	while (at + 8 <= fork.n) {
		struct span name;
		uint64_t inode;
		uint8_t type;
		size_t n = short_entry(s, fork, at, wide, &name, &inode, &type);
		int rc;

		if (n == 0 || type == 0 || type > 7 || (be16(fork.p + at + DS_OFFSET) & 7) != 0 || !fs_name_can_be(name) ||
		    !number_can_be(s, inode)) {
			at++;
			continue;
		}
		rc = fn(user, name, inode, type, f);
		if (rc != 0)
			return rc;
		at += n;
	}
	return 0;
}

int xfs_dir_short(const struct xfs *s, struct span fork, uint64_t size, unsigned which, xfs_name_fn fn, void *user,
                  char why[FS_WHY], struct fault *f)
{
	struct span in = size < fork.n ? span_sub(fork, 0, (size_t)size) : fork;
	size_t wide = in.n > DS_WIDE && in.p[DS_WIDE] > 0 ? 8 : 4, at = DS_UP + wide;
	unsigned count = in.n < at ? 0 : wide == 8 && in.p[DS_WIDE] > in.p[DS_COUNT] ? in.p[DS_WIDE] : in.p[DS_COUNT];
	int rc = 0;

	for (unsigned i = 0; rc == 0 && i < count; i++) {
		struct span name;
		uint64_t inode;
		uint8_t type;
		size_t n = short_entry(s, in, at, wide, &name, &inode, &type);

		if (n == 0) {
			(void)sentence(why, FS_WHY, S_DIRECTORY_ENTRIES_BREAK_INSIDE);
			return FS_DAMAGED;
		}
		if ((which & XFS_NAMES_LIVE) != 0)
			rc = fn(user, name, inode, type, f);
		at += n;
	}
	if (rc == 0 && which == XFS_NAMES_LIVE && (at != in.n || in.n != size)) {
		(void)sentence(why, FS_WHY, S_DIRECTORY_KEPT_INSIDE);
		return FS_DAMAGED;
	}
	if (rc == 0 && (which & XFS_NAMES_DEAD) != 0 && s->ftype)
		rc = short_leftovers(s, fork, at, wide, fn, user, f);
	return rc;
}

/* ---- the live tree ------------------------------------------------------------------------------------------- */

struct xfs_listing {
	struct xfs *s;
	struct xfs_index index;
	struct fs_listing to;
};

static int take_name(void *user, struct span name, uint64_t inode, uint8_t type, struct fault *f)
{
	struct xfs_listing *l = (struct xfs_listing *)user;

	return fs_list_name(&l->to, name, (struct fs_id){ 0, inode }, fs_kind_of_type(type), f);
}

/* One directory block: its blocks in order, which may lie apart. */
static int read_dir_block(struct xfs *s, const struct xfs_map *map, size_t *piece, uint64_t at, uint8_t *into, bool *sure,
                          char why[FS_WHY], struct fault *f)
{
	for (uint32_t k = 0; k < s->dir_blocks; k++) {
		const uint8_t *b;
		uint64_t block;
		int rc;

		while (*piece < map->v.n && map->v.v[*piece].at + map->v.v[*piece].n <= at + k)
			(*piece)++;
		if (*piece == map->v.n || map->v.v[*piece].at > at + k) {
			(void)sentence(why, FS_WHY, S_DIRECTORY_BLOCK_HOLE);
			return FS_DAMAGED;
		}
		block = map->v.v[*piece].block + (at + k - map->v.v[*piece].at);
		rc = xfs_block(s, block, &b, why, f);
		if (rc != 0)
			return rc;
		memcpy(into + (size_t)k * s->bs, b, s->bs);
		*sure = *sure || xfs_replayed(s, block) != NULL;
	}
	return 0;
}

/* The first block begins with the directory itself and the one above it. */
static void take_dots(struct xfs_listing *l, uint64_t dir, const uint8_t *b)
{
	size_t self = l->s->v5 ? DD_BYTES : DD_BYTES4, up = self + xfs_entry_bytes(l->s, 1);

	if (b[self + DE_NAME_BYTES] == 1 && b[self + DE_NAME] == '.' && be64(b + self + DE_INODE) == dir && b[up + DE_NAME_BYTES] == 2 &&
	    memcmp(b + up + DE_NAME, "..", 2) == 0) {
		l->to.out->up = (struct fs_id){ 0, be64(b + up + DE_INODE) };
		l->to.out->has_up = true;
		return;
	}
	(void)sentence(l->to.why, FS_WHY, S_DIRECTORY_DOES_NOT, (uint64_t)dir);
	l->to.damaged = true;
}

/* Does the block say itself that it lies here, in this directory? */
static bool belongs(const struct xfs *s, uint64_t dir, uint64_t block, const uint8_t *b)
{
	bool names = xfs_is_dir_block(s, b) || be32(b) == XFS_DIR_FREE; /* begin with their magic, blocks of hashes do not */

	return !s->v5 ||
	       (be64(b + (names ? DD_DADDR : DA_DADDR)) == block * (s->bs / 512) &&
	        memcmp(b + (names ? DD_UUID : DA_UUID), s->uuid, sizeof s->uuid) == 0 && be64(b + (names ? DD_OWNER : DA_OWNER)) == dir);
}

/* One block of entries or of hashes, which is read already. 0, FS_DAMAGED. */
static int list_block(struct xfs_listing *l, uint64_t dir, uint64_t at, struct span b, bool hashes, struct fault *f)
{
	int rc;

	if (hashes)
		return xfs_index_leaf(&l->index, l->s, b, f);
	if (at == 0)
		take_dots(l, dir, b.p);
	rc = xfs_dir_block(l->s, b, XFS_NAMES_LIVE, take_name, l, l->to.why, f);
	return rc == 0 ? xfs_index_names(&l->index, l->s, b, at * l->s->bs, f) : rc;
}

/* A directory is a sparse file of three parts: names, from 32 GiB on hashes, from 64 GiB on lists of free room. */
static int list_blocks(struct xfs_listing *l, uint64_t dir, const struct xfs_map *map, uint8_t *block, struct fault *f)
{
	struct xfs *s = l->s;
	uint64_t end = (1ull << 35) / s->bs, blocks = 0; /* hashes lie from 32 GiB on, lists of free space from 64 on */
	size_t piece = 0, n = (size_t)s->dir_blocks * s->bs;

	for (size_t i = 0; i < map->v.n; i++) {
		uint64_t at = map->v.v[i].at, to = at + map->v.v[i].n;

		at += (s->dir_blocks - at % s->dir_blocks) % s->dir_blocks;
		for (; at < to && at < 2 * end; at += s->dir_blocks) {
			uint64_t here = map->v.v[i].block + (at - map->v.v[i].at);
			bool sure = false;
			int rc;

			if (!FS_ROOM(&s->base, dir_blocks, blocks++)) {
				(void)sentence(l->to.why, FS_WHY, S_MORE_BLOCKS_THAN,
				               (uint64_t)s->base.limits.dir_blocks);
				return FS_BOUNDED;
			}
			piece = piece > i ? piece : i;
			rc = read_dir_block(s, map, &piece, at, block, &sure, l->to.why, f);
			if (rc == 0)
				rc = list_block(l, dir, at, span_make(block, n), at >= end, f);
			if (rc == 0 && !sure && !xfs_sums(s, block, n, at >= end ? DA_SUM : DD_SUM)) {
				(void)sentence(l->to.why, FS_WHY, S_CHECKSUM_DIRECTORY_BLOCK);
				rc = FS_DAMAGED;
			}
			if (rc == 0 && !belongs(s, dir, here, block)) {
				(void)sentence(l->to.why, FS_WHY, S_BLOCK_DIRECTORY_SAYS, (uint64_t)dir);
				rc = FS_DAMAGED;
			}
			if (rc == FS_DAMAGED)
				l->to.damaged = true; /* the other blocks still stand */
			else if (rc != 0)
				return rc;
		}
	}
	return 0;
}

/* The kernel finds names by their hashes alone: a name without one cannot be opened, and was not written so. Where names are
 * folded to lower case the hash is of another text, and is not judged. */
static void hold_index(struct xfs_listing *l, uint64_t dir)
{
	if (l->to.damaged || l->s->folded || xfs_index_holds(&l->index))
		return;
	(void)sentence(l->to.why, FS_WHY, S_NAMES_DIRECTORY_NOT, (uint64_t)dir);
	l->to.damaged = true;
}

int xfs_list(struct fs *base, struct fs_id dir, struct fs_names *out, char why[FS_WHY], struct fault *f)
{
	struct xfs *s = (struct xfs *)base;
	struct xfs_listing l = { .s = s, .to = { base, out, why, 255, s->ftype, false } };
	struct xfs_map map = { { NULL, 0, 0 }, 0, 0 };
	struct xfs_inode i;
	uint8_t *block;
	int bounded = 0, rc = xfs_inode(l.s, dir.inode, &i, why, f);

	if (rc != 0)
		return rc;
	if (fs_kind_of_mode(be16(i.b + IN_MODE)) != ENTRY_DIR) {
		(void)sentence(why, FS_WHY, S_INODE_NO_DIRECTORY, (uint64_t)dir.inode);
		return FS_DAMAGED;
	}
	if (i.b[IN_FORMAT] == XFS_LOCAL) {
		struct span fork = xfs_fork(l.s, &i);

		out->up = (struct fs_id){ 0, fork.p[DS_WIDE] > 0 ? be64(fork.p + DS_UP) : be32(fork.p + DS_UP) };
		out->has_up = true;
		rc = xfs_dir_short(l.s, fork, be64(i.b + IN_SIZE), XFS_NAMES_LIVE, take_name, &l, why, f);
		return rc == 0 && l.to.damaged ? FS_DAMAGED : rc;
	}
	block = (uint8_t *)malloc((size_t)l.s->dir_blocks * l.s->bs);
	rc = block == NULL ? fault_memory(f, l.s->bs) : xfs_live_map(l.s, &i, &map, why, f);
	if (rc == FS_DAMAGED || rc == FS_DOUBTFUL || rc == FS_BOUNDED) {
		bounded = rc == FS_BOUNDED ? rc : 0; /* the blocks mapped before still stand */
		l.to.damaged = bounded == 0;
		rc = 0;
	}
	if (rc == 0)
		rc = list_blocks(&l, dir.inode, &map, block, f);
	if (rc == 0 && bounded == 0)
		hold_index(&l, dir.inode);
	xfs_index_release(&l.index);
	free(block);
	VEC_RELEASE(&map.v);
	return rc == 0 && l.to.damaged ? FS_DAMAGED : rc == 0 ? bounded : rc;
}
