/* fs/xfs/inode.c - one inode: where it lies, its times, its fork of data. */
#include "fs/xfs/xfs.h"

#include "core/sentence.h"

#include <stdio.h>

/* Inodes of version 3 name their own number and file system: one that stands there by mistake, or of the file system that was
 * here before, is told and never read as this one. */
int xfs_inode(struct xfs *s, uint64_t number, struct xfs_inode *out, char why[FS_WHY], struct fault *f)
{
	uint64_t block;
	const uint8_t *b;
	uint32_t byte;
	int rc;

	memset(out, 0, offsetof(struct xfs_inode, b) + IN_BYTES);
	if (!xfs_inode_address(s, number, &block, &byte)) {
		(void)sentence(why, FS_WHY, S_INODE_CANNOT_WOULD, (uint64_t)number);
		return FS_DAMAGED;
	}
	rc = xfs_block(s, block, &b, why, f);
	if (rc != 0)
		return rc;
	out->number = number;
	out->where = block * s->bs + byte;
	out->n = s->inode_size;
	out->replayed = xfs_replayed(s, block) != NULL;
	memcpy(out->b, b + byte, s->inode_size);
	if (be16(out->b) != XFS_INODE_MAGIC) {
		(void)sentence(why, FS_WHY, S_THERE_NO_INODE, (uint64_t)number);
		return FS_DAMAGED;
	}
	if (out->b[IN_VERSION] >= 3 && be64(out->b + IN_NUMBER) != number) {
		(void)sentence(why, FS_WHY, S_WHERE_INODE_WOULD, (uint64_t)number,
		               (uint64_t)be64(out->b + IN_NUMBER));
		return FS_DAMAGED;
	}
	if ((s->v5 && out->b[IN_VERSION] < 3) || (out->b[IN_VERSION] >= 3 && memcmp(out->b + IN_UUID, s->uuid, sizeof s->uuid) != 0)) {
		(void)sentence(why, FS_WHY, S_WHERE_INODE_WOULD_LIE, (uint64_t)number);
		return FS_DAMAGED;
	}
	return 0;
}

static bool has_flag2(const uint8_t *b, uint64_t flag)
{
	return b[IN_VERSION] >= 3 && (be64(b + IN_FLAGS2) & flag) != 0;
}

/* Counters of 64 bits (NREXT64) moved to where padding was. */
uint64_t xfs_extents_of(const uint8_t *b)
{
	return has_flag2(b, XFS_FLAG2_NREXT64) ? be64(b + IN_EXTENTS64) : be32(b + IN_EXTENTS);
}

/* Nanoseconds since 2^31 seconds before 1970 (bigtime), or seconds and nanoseconds. */
static struct when time_at(const uint8_t *b, size_t at)
{
	if (has_flag2(b, XFS_FLAG2_BIGTIME))
		return when_ns((int64_t)(be64(b + at) / 1000000000) - (1ll << 31), (uint32_t)(be64(b + at) % 1000000000));
	if (be32(b + at + TM_NANOSECONDS) > 999999999)
		return when_sec((int32_t)be32(b + at));
	return when_ns((int32_t)be32(b + at), be32(b + at + TM_NANOSECONDS));
}

/* The fork of attributes, if any, takes the end of the inode. */
struct span xfs_fork(const struct xfs *s, const struct xfs_inode *i)
{
	size_t from = i->b[IN_VERSION] >= 3 ? IN_BYTES : IN_BYTES2, n = s->inode_size - from;

	if (i->b[IN_FORK] != 0 && (size_t)i->b[IN_FORK] * 8 < n)
		n = (size_t)i->b[IN_FORK] * 8;
	return span_make(i->b + from, n);
}

void xfs_node(const struct xfs *s, const struct xfs_inode *i, struct fs_node *out)
{
	const uint8_t *b = i->b;

	memset(out, 0, sizeof *out);
	out->id.inode = i->number;
	out->kind = fs_kind_of_mode(be16(b + IN_MODE));
	out->size = be64(b + IN_SIZE);
	out->allocated = be64(b + IN_BLOCKS) <= s->blocks ? be64(b + IN_BLOCKS) * s->bs : 0;
	out->mode = be16(b + IN_MODE) & 07777;
	out->uid = be32(b + IN_UID);
	out->gid = be32(b + IN_GID);
	out->nlink = b[IN_VERSION] == 1 ? be16(b + IN_LINKS1) : be32(b + IN_LINKS);
	out->generation = be32(b + IN_GENERATION);
	out->atime = time_at(b, 32);
	out->mtime = time_at(b, 40);
	out->ctime = time_at(b, 48);
	if (b[IN_VERSION] >= 3)
		out->btime = time_at(b, 144);
}
