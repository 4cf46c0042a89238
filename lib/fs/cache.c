/* fs/cache.c - blocks read a moment ago. */
#include "fs/cache.h"

#include "core/sentence.h"

#include <stdio.h>
#include <stdlib.h>

int fs_cache_open(struct fs_cache *c, uint32_t block, struct fault *f)
{
	c->block = block;
	c->n = FS_CACHE_BYTES / block;
	c->slot = (struct fs_cached *)calloc(c->n, sizeof *c->slot);
	c->bytes = (uint8_t *)malloc(FS_CACHE_BYTES);
	if (c->slot == NULL || c->bytes == NULL)
		return fault_memory(f, FS_CACHE_BYTES);
	for (size_t i = 0; i < c->n; i++)
		c->slot[i] = (struct fs_cached){ UINT64_MAX, 0, c->bytes + i * block };
	return 0;
}

void fs_cache_release(struct fs_cache *c)
{
	free(c->slot);
	free(c->bytes);
	memset(c, 0, sizeof *c);
}

void fs_cache_forget(struct fs_cache *c)
{
	for (size_t i = 0; i < c->n; i++)
		c->slot[i].key = UINT64_MAX;
}

int fs_cache_get(struct fs_cache *c, uint64_t key, uint64_t index, const struct fs_fetch *how, const struct fs_cached **out,
                 struct fault *f)
{
	struct fs_cached *slot = &c->slot[index % c->n];
	int rc;

	*out = NULL;
	if (slot->key != key) {
		slot->key = UINT64_MAX; /* half a block must not be taken for one */
		rc = how->fetch(how->user, key, slot, f);
		if (rc != 0)
			return rc;
		slot->key = key;
	}
	*out = slot;
	return 0;
}

int fs_cache_block(struct fs_cache *c, uint64_t block, uint64_t blocks, const struct fs_fetch *how, const uint8_t **out,
                   char why[FS_WHY], struct fault *f)
{
	const struct fs_cached *slot;
	int rc;

	*out = NULL;
	if (block >= blocks) {
		(void)sentence(why, FS_WHY, S_BLOCK_LIES_BEYOND, (uint64_t)block);
		return FS_DAMAGED;
	}
	rc = fs_cache_get(c, block, block, how, &slot, f);
	if (rc == 0)
		*out = slot->bytes;
	else
		(void)sentence(why, FS_WHY, S_BLOCK_COULD_NOT, (uint64_t)block);
	return rc;
}

int fs_raw_block(struct media *m, uint64_t block, uint64_t blocks, uint32_t bs, uint8_t *into, struct fault *f)
{
	int rc;

	if (block >= blocks)
		return FS_DAMAGED;
	rc = media_read(m, block * bs, into, bs, f);
	return rc == 0 ? 0 : rc < 0 ? -1 : FS_DAMAGED;
}
