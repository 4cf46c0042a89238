/*
 * fs/cache.h - blocks read a moment ago: direct-mapped, so that it is one comparison. Whoever uses it says how a block
 * is fetched: from the media, out of a journal, by the first good copy.
 */
#ifndef FS_CACHE_H
#define FS_CACHE_H

#include "fs/fs.h"

enum { FS_CACHE_BYTES = 8 << 20 };

struct fs_cached {
	uint64_t key;   /* UINT64_MAX: empty */
	uint64_t where; /* on the media, where the fetching one tells it */
	uint8_t *bytes;
};

struct fs_cache {
	struct fs_cached *slot;
	uint8_t *bytes;
	uint32_t block; /* bytes of one */
	size_t n;
};

/* Brings block `key` into->bytes. 0, FS_DAMAGED. */
struct fs_fetch {
	void *user;
	int (*fetch)(void *user, uint64_t key, struct fs_cached *into, struct fault *f);
};

int fs_cache_open(struct fs_cache *c, uint32_t block, struct fault *f) MUST_USE;
void fs_cache_release(struct fs_cache *c);
void fs_cache_forget(struct fs_cache *c); /* after a replay: what was read before may be old */
/* `index`: which slots two keys compete for, by its remainder. What is given stays until the next call. 0, FS_DAMAGED. */
int fs_cache_get(struct fs_cache *c, uint64_t key, uint64_t index, const struct fs_fetch *how, const struct fs_cached **out,
                 struct fault *f) MUST_USE;
/* The same of numbered blocks of a file system of `blocks`, which says why not. */
int fs_cache_block(struct fs_cache *c, uint64_t block, uint64_t blocks, const struct fs_fetch *how, const uint8_t **out,
                   char why[FS_WHY], struct fault *f) MUST_USE;
/* Block number `block` of `bs` bytes as it stands on the media. 0, FS_DAMAGED. */
int fs_raw_block(struct media *m, uint64_t block, uint64_t blocks, uint32_t bs, uint8_t *into, struct fault *f) MUST_USE;

#endif
