/* fs/xfs/block.c - blocks: on the media, and as they stand after replay, through a small cache. */
#include "fs/xfs/xfs.h"

int xfs_raw_block(struct xfs *s, uint64_t block, uint8_t *into, struct fault *f)
{
	return fs_raw_block(s->base.media, block, s->blocks, s->bs, into, f);
}

const uint8_t *xfs_replayed(const struct xfs *s, uint64_t block)
{
	return fs_images_get(&s->overlay, block);
}

static int fetch(void *user, uint64_t block, struct fs_cached *into, struct fault *f)
{
	return xfs_raw_block((struct xfs *)user, block, into->bytes, f);
}

int xfs_block(struct xfs *s, uint64_t block, const uint8_t **out, char why[FS_WHY], struct fault *f)
{
	const struct fs_fetch how = { s, fetch };

	*out = xfs_replayed(s, block);
	return *out != NULL ? 0 : fs_cache_block(&s->cache, block, s->blocks, &how, out, why, f);
}
