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

/* The kind in the high bits of a POSIX st_mode; every file system here keeps it so. */
enum entry_kind fs_kind_of_mode(uint32_t mode);

const char *tsk_library(char out[FS_LIBRARIES]);

#endif
