/* fs/xfs/dead_name.c - names that directories held: removed entries, freed blocks, parts of blocks in the log. */
#include "fs/xfs/dead.h"

#include <stdlib.h>

int xfs_dead_name(void *user, struct span name, uint64_t inode, uint8_t type, struct fault *f)
{
	struct xfs_naming *n = (struct xfs_naming *)user;
	struct dead_name x = { .method = (uint8_t)n->method, .type = type, .removed = n->removed, .known = n->known,
		               .parent_generation = n->parent_generation, .parent = n->parent, .inode = inode,
		               .first = n->sequence, .last = n->sequence, .where = n->where, .seen = n->seen };
	uint64_t block;
	uint32_t byte;

	if (!xfs_inode_address(n->s, inode, &block, &byte) || !fs_name_can_be(name))
		return 0;
	return dead_add_name(&n->d->found, &x, name, f);
}

/* Names that stand there, then names that stood there. */
static int both(struct xfs_naming *n, struct span block, unsigned which, struct fault *f)
{
	char why[FS_WHY];

	n->removed = false;
	if ((which & XFS_NAMES_LIVE) != 0 && xfs_dir_block(n->s, block, XFS_NAMES_LIVE, xfs_dead_name, n, why, f) < 0)
		return -1;
	n->removed = true;
	if ((which & XFS_NAMES_DEAD) != 0 && xfs_dir_block(n->s, block, XFS_NAMES_DEAD, xfs_dead_name, n, why, f) < 0)
		return -1;
	return 0;
}

int xfs_dead_short(struct xfs_naming *n, struct span fork, uint64_t size, unsigned which, struct fault *f)
{
	char why[FS_WHY];

	n->removed = false;
	if ((which & XFS_NAMES_LIVE) != 0 &&
	    xfs_dir_short(n->s, fork, size, XFS_NAMES_LIVE, xfs_dead_name, n, why, f) < 0)
		return -1;
	n->removed = true;
	if ((which & XFS_NAMES_DEAD) != 0 &&
	    xfs_dir_short(n->s, fork, size, XFS_NAMES_DEAD, xfs_dead_name, n, why, f) < 0)
		return -1;
	return 0;
}

/* A directory block on the disk: its own header names its directory. Several blocks of one lie side by side
 * where they were allocated at once. */
int xfs_dead_dir_block(struct xfs *s, struct xfs_dead *d, uint64_t block, const uint8_t *b, unsigned which,
                       struct fault *f)
{
	size_t n = (size_t)s->dir_blocks * s->bs;
	struct xfs_naming names = { .s = s, .d = d, .method = DEAD_DEAD_DIRENT, .where = block * s->bs };
	uint8_t *whole;
	int rc;

	if (!s->v5 || memcmp(b + DD_UUID, s->uuid, 16) != 0)
		return 0;
	names.parent = be64(b + DD_OWNER);
	names.sequence = be64(b + DD_LSN);
	if (s->dir_blocks == 1)
		return both(&names, span_make(b, n), which, f);
	whole = (uint8_t *)malloc(n);
	rc = whole == NULL ? fault_memory(f, n) : media_read(s->base.media, block * s->bs, whole, n, f);
	if (rc == 0)
		rc = both(&names, span_make(whole, n), which, f);
	free(whole);
	return rc < 0 ? -1 : 0;
}

/* What a living directory still has of removed entries, and what the disk has that the log took away. */
int xfs_dead_directory(struct xfs *s, struct xfs_dead *d, const struct xfs_inode *i, struct fault *f)
{
	struct xfs_map map = { { NULL, 0, 0 }, 0, 0 };
	uint64_t end = (1ull << 35) / s->bs, done = 0;
	uint8_t *block;
	char why[FS_WHY];
	int rc;

	if (i->b[IN_FORMAT] == XFS_LOCAL) /* what lies behind its names may be of an earlier life of the slot */
		return 0;
	block = (uint8_t *)malloc(s->bs);
	rc = block == NULL ? fault_memory(f, s->bs) : xfs_live_map(s, i, &map, why, f);
	for (size_t k = 0; rc >= 0 && k < map.v.n && map.v.v[k].at < end; k++)
		for (uint64_t b = 0; rc >= 0 && b < map.v.v[k].n && FS_ROOM(&s->base, dead_dir_blocks, done); b++, done++) {
			uint64_t at = map.v.v[k].block + b;
			unsigned which = XFS_NAMES_DEAD | (xfs_replayed(s, at) != NULL ? XFS_NAMES_LIVE : 0u);

			rc = xfs_raw_block(s, at, block, f);
			if (rc == 0 && xfs_is_dir_block(s, block))
				rc = xfs_dead_dir_block(s, d, at, block, which, f);
		}
	free(block);
	VEC_RELEASE(&map.v);
	return rc < 0 ? -1 : 0;
}

int xfs_dead_dir_part(struct xfs_naming *n, struct span part, size_t from, struct fault *f)
{
	bool ftype = n->s->ftype;

	for (size_t at = (8 - from % 8) % 8; at + DE_BYTES_LEAST <= part.n; at += 8) {
		size_t length = part.p[at + DE_NAME_BYTES], bytes = xfs_entry_bytes(n->s, length);
		uint64_t inode = be16(part.p + at) == DE_GONE ? be32(part.p + at + DE_GONE_INODE) : be64(part.p + at + DE_INODE);
		uint8_t type;

		if (length == 0 || bytes > part.n - at || be16(part.p + at + bytes - DE_TAG_BYTES) != from + at)
			continue;
		type = ftype ? part.p[at + DE_NAME + length] : 0;
		if (type > 7 || (length < 3 && part.p[at + DE_NAME] == '.'))
			continue;
		n->removed = be16(part.p + at) == DE_GONE;
		if (xfs_dead_name(n, span_sub(part, at + DE_NAME, length), inode, type, f) < 0)
			return -1;
	}
	return 0;
}
