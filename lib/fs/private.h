/* fs/private.h - inside of the room: who opens what. */
#ifndef FS_PRIVATE_H
#define FS_PRIVATE_H

#include "fs/fs.h"

int ext4_open(struct fs **out, struct media *media, uint64_t backup, const struct limits *limits,
              const struct watch *watch, char why[FS_WHY], struct fault *f) MUST_USE;
int xfs_open(struct fs **out, struct media *media, uint64_t backup, const struct limits *limits,
             const struct watch *watch, char why[FS_WHY], struct fault *f) MUST_USE;
int btrfs_open(struct fs **out, struct media *media, uint64_t backup, const struct limits *limits,
               const struct watch *watch, char why[FS_WHY], struct fault *f) MUST_USE;
int tsk_open(struct fs **out, struct media *media, const struct limits *limits, const struct watch *watch,
             char why[FS_WHY], struct fault *f) MUST_USE;

/* The first thing found wrong with the file system as a whole stays, in facts.note. `lacking`: the tree may lack what
 * it held. */
void fs_remark(struct fs *s, bool lacking, const char *fmt, ...) PRINTF_LIKE(3, 4);
/* The same of inodes in use without a name (`lost`), named more or less often than they say, and not marked as in use;
 * each an example and how many. */
struct fs_oddities {
	uint64_t lost, lost_first, miscounted, miscounted_first, unmarked, unmarked_first;
};
void fs_tell_oddities(struct fs *s, const struct fs_oddities *x);

/* The kind in the high bits of a POSIX st_mode; every file system here keeps it so. */
enum entry_kind fs_kind_of_mode(uint32_t mode);

const char *tsk_library(char out[FS_LIBRARIES]);

#endif
