/* fs/xfs/dead.c - not yet */
#include "fs/xfs/xfs.h"

int xfs_next_dead(struct fs *base, struct fs_dead *out, struct fault *f)
{
	(void)base;
	(void)out;
	(void)f;
	return FS_END;
}

void xfs_dead_free(struct xfs_dead *d)
{
	(void)d;
}
