/* fs/open.c - which reader opens what. The top of the room: it knows every reader, and none of them knows it. */
#include "fs/private.h"

#include "core/sentence.h"

#include <stdio.h>

static const struct {
	enum content content;
	fs_open_fn open;
} readers[] = {
	{ CONTENT_EXT, ext4_open },     { CONTENT_XFS, xfs_open },     { CONTENT_BTRFS, btrfs_open }, { CONTENT_NTFS, tsk_open },
	{ CONTENT_FAT, tsk_open },      { CONTENT_EXFAT, tsk_open },   { CONTENT_ISO9660, tsk_open }, { CONTENT_OTHER, tsk_open },
};

int fs_open(struct fs **out, struct media *media, enum content content, uint64_t backup, const struct limits *limits,
            const struct watch *watch, char why[FS_WHY], struct fault *f)
{
	*out = NULL;
	for (size_t i = 0; i < COUNT(readers); i++)
		if (readers[i].content == content)
			return readers[i].open(out, media, backup, limits, watch, why, f);
	(void)sentence(why, FS_WHY, S_NO_READER_THIS, content_about(content));
	return FS_UNKNOWN;
}

const char *fs_libraries(char out[FS_LIBRARIES])
{
	return tsk_library(out);
}
