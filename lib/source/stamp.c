/*
 * source/stamp.c - which file systems say by a file's ctime that its bytes are what they were. Those in memory (tmpfs) do not
 * when it is changed through a mapping (mmap(2) promises new times with msync(2) alone); FAT, exFAT and archives mounted as one
 * keep none, and make one up of the mtime, which anybody sets; of a network's, or of a program's (FUSE), others say what it is.
 * A new one is asked for by its number (statfs(2)) and not believed before.
 */
#include "source/private.h"

#include <sys/vfs.h>

bool stamped_by_kernel(int fd)
{
	static const uint32_t kinds[] = {
		0xEF53,     /* ext2, ext3, ext4 */
		0x58465342, /* XFS */
		0x9123683E, /* btrfs */
		0xF2F52010, /* F2FS */
		0x2FC12FC1, /* ZFS */
		0x3153464A, /* JFS */
		0x3434,     /* NILFS */
		0xCA451A4E, /* bcachefs */
		0x6969,     /* NFS: the server's, whose kernel stamps what it writes */
		0x794C7630, /* overlayfs: of what lies beneath */
	};
	struct statfs s;

	if (fstatfs(fd, &s) != 0)
		return false;
	for (size_t i = 0; i < COUNT(kinds); i++)
		if ((uint32_t)s.f_type == kinds[i])
			return true;
	return false;
}
