/* fs/ext4/block.c - blocks: on the media, in the journal, and as they stand after replay, through a small cache. */
#include "fs/ext4/ext4.h"

#include <stdio.h>

/* Block 0 is the boot block with blocks of 1 KiB: no file has it. */
bool ext4_in_range(const struct ext4 *s, uint64_t block, uint64_t n)
{
	return block >= s->first_data_block && block < s->blocks && n <= s->blocks - block;
}

int ext4_raw_block(struct ext4 *s, uint64_t block, uint8_t *into, struct fault *f)
{
	return fs_raw_block(s->base.media, block, s->blocks, s->bs, into, f);
}

/* ---- the journal's ------------------------------------------------------------------------------------------ */

int ext4_log_block(struct ext4 *s, uint64_t index, uint8_t *into, struct fault *f)
{
	const struct ext4_journal *j = s->journal;

	if (index >= j->blocks || j->map[index] == 0)
		return FS_DAMAGED;
	return ext4_raw_block(s, j->map[index], into, f);
}

/* A block that begins with the journal's own magic word is kept without it, so that no scan of the log takes it for one
 * of the log's; here it gets it back. */
int ext4_copy_read(struct ext4 *s, const struct ext4_copy *c, uint8_t *into, struct fault *f)
{
	int rc = ext4_log_block(s, c->index, into, f);

	if (rc == 0 && c->escaped) {
		static const uint8_t magic[4] = { 0xC0, 0x3B, 0x39, 0x98 };

		memcpy(into, magic, sizeof magic);
	}
	return rc;
}

uint64_t ext4_copy_where(const struct ext4 *s, const struct ext4_copy *c)
{
	return s->journal->map[c->index] * s->bs;
}

const struct ext4_copy *ext4_overlay(const struct ext4 *s, uint64_t block)
{
	const struct ext4_journal *j = s->journal;
	size_t low = LOWER_BOUND(j == NULL ? 0 : j->overlay.n, mid, j->overlay.v[mid].block < block);
	return j != NULL && low < j->overlay.n && j->overlay.v[low].block == block ? &j->overlay.v[low] : NULL;
}

/* ---- as they stand ------------------------------------------------------------------------------------------- */

static int fetch(void *user, uint64_t block, struct fs_cached *into, struct fault *f)
{
	struct ext4 *s = (struct ext4 *)user;
	const struct ext4_copy *copy = ext4_overlay(s, block);

	return copy != NULL ? ext4_copy_read(s, copy, into->bytes, f) : ext4_raw_block(s, block, into->bytes, f);
}

int ext4_block(struct ext4 *s, uint64_t block, const uint8_t **out, char why[FS_WHY], struct fault *f)
{
	const struct fs_fetch how = { s, fetch };

	return fs_cache_block(&s->cache, block, s->blocks, &how, out, why, f);
}
