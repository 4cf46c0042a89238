/* fs/ext4/block.c - blocks, through the journal's overlay and a small cache; opening and closing. */
#include "fs/ext4/ext4.h"

#include "core/sentence.h"
#include "fs/private.h"

#include <stdio.h>
#include <stdlib.h>



bool ext4_in_range(const struct ext4 *s, uint64_t block, uint64_t n)
{
	return block >= s->first_data_block && block < s->blocks && n <= s->blocks - block;
}

int ext4_raw_block(struct ext4 *s, uint64_t block, uint8_t *into, struct fault *f)
{
	int rc;

	if (block >= s->blocks)
		return FS_DAMAGED;
	rc = media_read(s->base.media, block * s->bs, into, s->bs, f);
	return rc == 0 ? 0 : rc < 0 ? -1 : FS_DAMAGED;
}

static size_t cache_slots(const struct ext4 *s)
{
	return EXT4_CACHE_BYTES / s->bs;
}

int ext4_block(struct ext4 *s, uint64_t block, const uint8_t **out, char why[FS_WHY], struct fault *f)
{
	struct ext4_cached *slot = &s->cache[block % cache_slots(s)];
	const struct ext4_copy *copy;
	int rc;

	*out = NULL;
	if (block >= s->blocks) {
		(void)sentence(why, FS_WHY, S_BLOCK_LIES_BEYOND, (uint64_t)block);
		return FS_DAMAGED;
	}
	if (slot->block != block) {
		slot->block = UINT64_MAX;
		copy = ext4_overlay(s, block);
		rc = copy != NULL ? ext4_copy_read(s, copy, slot->bytes, f) : ext4_raw_block(s, block, slot->bytes, f);
		if (rc != 0) {
			(void)sentence(why, FS_WHY, S_BLOCK_COULD_NOT, (uint64_t)block);
			return rc;
		}
		slot->block = block;
	}
	*out = slot->bytes;
	return 0;
}

static int make_cache(struct ext4 *s, struct fault *f)
{
	size_t n = cache_slots(s);

	s->cache = (struct ext4_cached *)calloc(n, sizeof *s->cache);
	s->cache_bytes = (uint8_t *)malloc(EXT4_CACHE_BYTES);
	s->bitmap = (uint8_t *)malloc(s->bs);
	if (s->cache == NULL || s->cache_bytes == NULL || s->bitmap == NULL)
		return fault_memory(f, EXT4_CACHE_BYTES);
	for (size_t i = 0; i < n; i++)
		s->cache[i] = (struct ext4_cached){ UINT64_MAX, s->cache_bytes + i * s->bs };
	s->bitmap_group = UINT64_MAX;
	return 0;
}

static void ext4_close(struct fs *base)
{
	struct ext4 *s = (struct ext4 *)base;

	ext4_journal_free(s->journal);
	ext4_dead_free(s->dead);
	VEC_RELEASE(&s->metadata);
	free(s->cache);
	free(s->cache_bytes);
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
	if (le16(i.b) == 0 || le16(i.b + 0x1A) == 0) {
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
		return buf_add(out, span_make(i.b + 0x28, (size_t)size), f); /* a fast link, in i_block itself */
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
		                           ext4_next_free, ext4_next_dead, NULL, ext4_check, ext4_close };
	struct ext4 *s = (struct ext4 *)calloc(1, sizeof *s);
	int rc;

	*out = NULL;
	if (s == NULL)
		return fault_memory(f, sizeof *s);
	s->base = (struct fs){ .ops = &ops, .media = media, .limits = *limits, .watch = watch, .root = { 0, EXT4_ROOT } };
	rc = ext4_super(s, backup == 0 ? 1024 : backup, why, f);
	if (rc == 0)
		rc = make_cache(s, f);
	if (rc == 0)
		rc = ext4_journal_open(s, f);
	if (rc != 0) {
		ext4_close(&s->base);
		return rc;
	}
	*out = &s->base;
	return 0;
}
