/* fs/ext4/open.c - opening, asking and closing: the reader's table. */
#include "fs/ext4/ext4.h"

#include "core/sentence.h"

#include <stdio.h>
#include <stdlib.h>

static void ext4_close(struct fs *base)
{
	struct ext4 *s = (struct ext4 *)base;

	ext4_journal_free(s->journal);
	ext4_dead_free(s->dead);
	VEC_RELEASE(&s->metadata);
	fs_cache_release(&s->cache);
	free(s->bitmap);
	free(s);
}

static int stat_node(struct fs *base, struct fs_id id, struct fs_node *out, char why[FS_WHY], struct fault *f)
{
	struct ext4 *s = (struct ext4 *)base;
	struct ext4_inode i;
	int rc = ext4_inode(s, id.inode, &i, why, f);

	memset(out, 0, sizeof *out);
	out->id = id;
	if (rc != 0)
		return rc;
	if (id.inode != EXT4_ROOT && id.inode < s->first_inode) {
		(void)sentence(why, FS_WHY, S_INODE_FILE_SYSTEM, (uint64_t)id.inode);
		return FS_DAMAGED;
	}
	if (le16(i.b + IN_MODE) == 0 || le16(i.b + IN_LINKS) == 0) {
		(void)sentence(why, FS_WHY, S_INODE_NOT_USE, (uint64_t)id.inode);
		return FS_DAMAGED;
	}
	ext4_node(s, &i, out);
	if (ext4_inode_sums(s, &i))
		return 0;
	(void)sentence(why, FS_WHY, S_CHECKSUM_INODE_DOES, (uint64_t)id.inode);
	return FS_DAMAGED;
}

static int file_runs(struct fs *base, struct fs_id id, struct runs *out, char why[FS_WHY], struct fault *f)
{
	struct ext4 *s = (struct ext4 *)base;
	struct ext4_inode i;
	int rc = ext4_inode(s, id.inode, &i, why, f);

	memset(out, 0, sizeof *out);
	return rc != 0 ? rc : ext4_file_runs(s, &i, out, why, f);
}

static int read_runs(struct ext4 *s, const struct runs *r, uint64_t size, struct buf *out, struct fault *f)
{
	if (buf_reserve(out, (size_t)size, f) < 0)
		return -1;
	memset(out->p, 0, (size_t)size);
	out->n = (size_t)size;
	for (size_t i = 0; i < r->n; i++)
		if (r->v[i].at < size) {
			uint64_t n = r->v[i].length < size - r->v[i].at ? r->v[i].length : size - r->v[i].at;

			if (media_read(s->base.media, r->v[i].offset, out->p + r->v[i].at, (size_t)n, f) < 0)
				return -1;
		}
	return 0;
}

static int symlink_target(struct fs *base, struct fs_id id, struct buf *out, char why[FS_WHY], struct fault *f)
{
	struct ext4 *s = (struct ext4 *)base;
	struct ext4_inode i;
	struct runs r = { NULL, 0 };
	uint64_t size;
	int rc = ext4_inode(s, id.inode, &i, why, f);

	if (rc != 0)
		return rc;
	size = ext4_size(i.b);
	if (size > 4096 || (ext4_flags(i.b) & EXT4_FL_ENCRYPT) != 0) {
		(void)sentence(why, FS_WHY, S_WHERE_POINTS_CANNOT,
		               size > 4096 ? S_LONGER_THAN_LINK : S_ENCRYPTED);
		return FS_DAMAGED;
	}
	if (size < EXT4_IBLOCK && (ext4_flags(i.b) & (EXT4_FL_EXTENTS | EXT4_FL_INLINE)) == 0)
		return buf_add(out, span_make(i.b + IN_MAP, (size_t)size), f); /* a fast link, in i_block itself */
	rc = ext4_file_runs(s, &i, &r, why, f);
	if (rc == 0 || rc == FS_DOUBTFUL)
		rc = read_runs(s, &r, size, out, f);
	free(r.v);
	return rc;
}

int ext4_open(struct fs **out, struct media *media, uint64_t backup, const struct limits *limits,
              const struct watch *watch, char why[FS_WHY], struct fault *f)
{
	static const struct fs_ops ops = { stat_node, ext4_list,      file_runs,      NULL,      symlink_target,
		                           ext4_next_free, ext4_next_dead, NULL, ext4_check, NULL, ext4_close };
	struct ext4 *s = (struct ext4 *)calloc(1, sizeof *s);
	int rc;

	*out = NULL;
	if (s == NULL)
		return fault_memory(f, sizeof *s);
	s->base = (struct fs){ .ops = &ops, .media = media, .limits = *limits, .watch = watch, .root = { 0, EXT4_ROOT } };
	rc = ext4_super(s, backup == 0 ? 1024 : backup, why, f);
	if (rc == 0)
		rc = fs_cache_open(&s->cache, s->bs, f);
	if (rc == 0)
		rc = ext4_bitmap_open(s, f);
	if (rc == 0)
		rc = ext4_journal_open(s, f);
	if (rc != 0) {
		ext4_close(&s->base);
		return rc;
	}
	*out = &s->base;
	return 0;
}
