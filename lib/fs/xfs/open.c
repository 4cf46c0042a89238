/* fs/xfs/open.c - opening, asking and closing: the reader's table. */
#include "fs/xfs/log.h"

#include "core/sentence.h"

#include <stdio.h>
#include <stdlib.h>

static void xfs_close(struct fs *base)
{
	struct xfs *s = (struct xfs *)base;

	xfs_log_free(s->log);
	fs_images_release(&s->overlay);
	xfs_dead_free(s->dead);
	VEC_RELEASE(&s->free);
	fs_cache_release(&s->cache);
	free(s);
}

/* ---- the live tree's answers -------------------------------------------------------------------------- */

static int stat_node(struct fs *base, struct fs_id id, struct fs_node *out, char why[FS_WHY], struct fault *f)
{
	struct xfs *s = (struct xfs *)base;
	struct xfs_inode i;
	int rc = xfs_inode(s, id.inode, &i, why, f);

	memset(out, 0, sizeof *out);
	out->id = id;
	if (rc != 0)
		return rc;
	if (be16(i.b + IN_MODE) == 0 || (i.b[IN_VERSION] > 1 && be32(i.b + IN_LINKS) == 0)) {
		(void)sentence(why, FS_WHY, S_INODE_NOT_USE, (uint64_t)id.inode);
		return FS_DAMAGED;
	}
	xfs_node(s, &i, out);
	if (i.replayed || xfs_sums(s, i.b, i.n, IN_SUM))
		return 0;
	(void)sentence(why, FS_WHY, S_CHECKSUM_INODE_DOES, (uint64_t)id.inode);
	return FS_DAMAGED;
}

static int file_runs(struct fs *base, struct fs_id id, struct runs *out, char why[FS_WHY], struct fault *f)
{
	struct xfs *s = (struct xfs *)base;
	struct xfs_inode i;
	int rc = xfs_inode(s, id.inode, &i, why, f);

	memset(out, 0, sizeof *out);
	return rc != 0 ? rc : xfs_file_runs(s, &i, out, why, f);
}

/* Blocks of a remote link: with version 5 each stretch of them begins with a header of its own. */
static int read_link(struct xfs *s, const struct xfs_map *map, uint64_t size, struct buf *out, char why[FS_WHY],
                     struct fault *f)
{
	for (size_t i = 0; i < map->v.n; i++)
		for (uint64_t k = 0; k < map->v.v[i].n && out->n < size; k++) {
			const uint8_t *b;
			size_t skip = s->v5 && k == 0 ? LINK_BYTES : 0, left = (size_t)(size - out->n);
			size_t n = left < s->bs - skip ? left : s->bs - skip;
			int rc = xfs_block(s, map->v.v[i].block + k, &b, why, f);

			if (rc != 0)
				return rc;
			if (skip > 0 && be32(b) != XFS_LINK_MAGIC) {
				(void)sentence(why, FS_WHY, S_WHERE_POINTS_CANNOT_READ_BLOCK);
				return FS_DAMAGED;
			}
			if (buf_add(out, span_make(b + skip, n), f) < 0)
				return -1;
		}
	return 0;
}

static int symlink_target(struct fs *base, struct fs_id id, struct buf *out, char why[FS_WHY], struct fault *f)
{
	struct xfs *s = (struct xfs *)base;
	struct xfs_map map = { { NULL, 0, 0 }, 0, 0 };
	struct xfs_inode i;
	uint64_t size;
	int rc = xfs_inode(s, id.inode, &i, why, f);

	if (rc != 0)
		return rc;
	size = be64(i.b + IN_SIZE);
	if (size > 4096 || (i.b[IN_FORMAT] == XFS_LOCAL && size > xfs_fork(s, &i).n)) {
		(void)sentence(why, FS_WHY, S_WHERE_POINTS_CANNOT_READ);
		return FS_DAMAGED;
	}
	if (i.b[IN_FORMAT] == XFS_LOCAL)
		return buf_add(out, span_sub(xfs_fork(s, &i), 0, (size_t)size), f);
	rc = xfs_live_map(s, &i, &map, why, f);
	if (rc == 0 || rc == FS_DOUBTFUL)
		rc = read_link(s, &map, size, out, why, f);
	VEC_RELEASE(&map.v);
	return rc;
}

int xfs_open(struct fs **out, struct media *media, uint64_t backup, const struct limits *limits,
             const struct watch *watch, char why[FS_WHY], struct fault *f)
{
	static const struct fs_ops ops = { stat_node,     xfs_list,      file_runs, NULL,     symlink_target,
		                           xfs_next_free, xfs_next_dead, NULL,      xfs_check, NULL, xfs_close };
	struct xfs *s = (struct xfs *)calloc(1, sizeof *s);
	int rc;

	*out = NULL;
	if (s == NULL)
		return fault_memory(f, sizeof *s);
	s->base = (struct fs){ .ops = &ops, .media = media, .limits = *limits, .watch = watch };
	rc = xfs_super(s, backup, why, f);
	if (rc == 0)
		rc = fs_cache_open(&s->cache, s->bs, f);
	if (rc == 0)
		rc = xfs_log_open(s, f);
	if (rc == 0 && s->log != NULL)
		rc = xfs_replay(s, f);
	if (rc != 0) {
		xfs_close(&s->base);
		return rc;
	}
	*out = &s->base;
	return 0;
}
