/* fs/btrfs/dead.c - what tree blocks of older generations still tell. */
#include "fs/btrfs/btrfs.h"

#include <stdlib.h>

int btrfs_next_dead(struct fs *base, struct fs_dead *out, struct fault *f)
{
	(void)base;
	(void)out;
	(void)f;
	return FS_END;
}

int btrfs_dead_stream(struct fs *base, struct stream **out, struct fault *f)
{
	(void)base;
	*out = NULL;
	return fault_set(f, FAULT_INTERNAL, 0, "no encoded hypothesis stands");
}

void btrfs_dead_free(struct btrfs_dead *d)
{
	free(d);
}
