/* fs/private.h - inside of the room: who opens what (open.c chooses), and what every reader needs (kind.c). */
#ifndef FS_PRIVATE_H
#define FS_PRIVATE_H

#include "fs/fs.h"

typedef int (*fs_open_fn)(struct fs **out, struct media *media, uint64_t backup, const struct limits *limits,
                          const struct watch *watch, char why[FS_WHY], struct fault *f);
int ext4_open(struct fs **out, struct media *media, uint64_t backup, const struct limits *limits,
              const struct watch *watch, char why[FS_WHY], struct fault *f) MUST_USE;
int xfs_open(struct fs **out, struct media *media, uint64_t backup, const struct limits *limits,
             const struct watch *watch, char why[FS_WHY], struct fault *f) MUST_USE;
int btrfs_open(struct fs **out, struct media *media, uint64_t backup, const struct limits *limits,
               const struct watch *watch, char why[FS_WHY], struct fault *f) MUST_USE;
int tsk_open(struct fs **out, struct media *media, uint64_t backup, const struct limits *limits,
             const struct watch *watch, char why[FS_WHY], struct fault *f) MUST_USE;

/* The first thing found wrong with the file system as a whole stays, in facts.note. `lacking`: the tree may lack what
 * it held. Once a bound left something out, what seems wrong may lie beyond it: then nothing is noted. */
void fs_remark(struct fs *s, bool lacking, const char *fmt, ...) PRINTF_LIKE(3, 4);
/* A bound left structures of the file system itself unread: the first stays, in facts.left_out. */
void fs_leave_out(struct fs *s, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* The same of inodes in use without a name (`lost`), named more or less often than they say, and not marked as in use;
 * each an example and how many. */
struct fs_oddities {
	uint64_t lost, lost_first, miscounted, miscounted_first, unmarked, unmarked_first;
};
void fs_tell_oddities(struct fs *s, const struct fs_oddities *x);
/* -1, with its fault, when the caller's watch asks to stop; else 0. */
int fs_interrupted(const struct fs *s, struct fault *f) MUST_USE;

/* Runs as they are put together: neighbours become one. */
struct fs_runs_made {
	VEC(struct run) v;
};
int fs_runs_add(struct fs_runs_made *r, uint64_t at, uint64_t offset, uint64_t length, struct fault *f) MUST_USE;

/* Blocks that an inode maps (0: that the file system itself needs), to be held against one another in their order. */
struct fs_claim {
	uint64_t start, n, inode;
	bool shared; /* the inode says that it shares some of its blocks */
};
int fs_claim_cmp(const void *a, const void *b);

/* Is there room for one more of what the bound `name` counts? Where not, that is told (base/watch.h). */
#define FS_ROOM(fs, name, n) ((n) < (fs)->limits.name || (watch_bite((fs)->watch, LIMIT_##name, 1), false))

/* The kind in the high bits of a POSIX st_mode; every file system here keeps it so. */
enum entry_kind fs_kind_of_mode(uint32_t mode);
/* The kind in a directory's entry: ext2's numbers, which XFS and btrfs took over. */
enum entry_kind fs_kind_of_type(uint8_t type);
bool fs_name_can_be(struct span name); /* not empty, without zeros and slashes */
bool fs_name_dots(struct span name);   /* "." or ".." */
void fs_uuid_text(char out[40], const uint8_t u[16]);

/* Names on their way into a list: what cannot be is left out and told, and nothing passes the bound. */
struct fs_listing {
	struct fs *fs;
	struct fs_names *out;
	char *why;
	size_t longest; /* bytes of a name */
	bool typed;   /* entries say what they name: one that does not is damaged */
	bool damaged; /* not all of it could be: why */
};
int fs_list_name(struct fs_listing *l, struct span name, struct fs_id id, enum entry_kind kind, struct fault *f) MUST_USE;

const char *tsk_library(char out[FS_LIBRARIES]);

#endif
