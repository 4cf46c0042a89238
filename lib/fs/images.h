/*
 * fs/images.h - blocks put together in memory, by number: what replay would write, tree blocks of a log. Open addressing;
 * no more than a number of bytes are kept.
 */
#ifndef FS_IMAGES_H
#define FS_IMAGES_H

#include "base/fault.h"

#include <stdbool.h>
#include <stdint.h>

struct fs_block_image {
	uint64_t block; /* plus 1; 0: empty */
	uint8_t *bytes;
};

struct fs_images {
	struct fs_block_image *v;
	size_t n, cap, most; /* most: how many are kept */
	uint32_t block;      /* bytes of one */
};

void fs_images_init(struct fs_images *m, uint32_t block, size_t most);
void fs_images_release(struct fs_images *m);
uint8_t *fs_images_get(const struct fs_images *m, uint64_t block); /* NULL: there is none */
/* A new one, of zeros; NULL in *out: no room for more. It must not be there yet. */
int fs_images_add(struct fs_images *m, uint64_t block, uint8_t **out, struct fault *f) MUST_USE;

#endif
