/* fs/btrfs/dead.h - inside of the search for dead things: what its parts gather, kept small. */
#ifndef FS_BTRFS_DEAD_H
#define FS_BTRFS_DEAD_H

#include "fs/btrfs/btrfs.h"
#include "fs/private.h"

enum { SCAN_BYTES = 1 << 20 }; /* read at once */

struct old_block {
	uint64_t where, bytenr, generation, owner;
	struct when time; /* the latest that its inodes were changed at: it was written then or later */
	uint8_t level;
};

struct old_extent {
	struct fs_id id;
	uint64_t generation, where;
	uint8_t method;
	uint64_t reach; /* where the one of those before it in the list that reaches farthest ends, this one too */
	struct btrfs_piece p;
};

struct old_size { /* of an inode, as one of its copies has it */
	struct fs_id id;
	uint64_t size, born, generation, where; /* born: generation the inode was made in */
	uint8_t method;
};

struct old_name {
	uint8_t method, type;
	struct fs_id parent, id;
	uint64_t generation, where;
	struct when time; /* of its leaf */
	struct span name; /* in the arena */
};

struct old_node {
	uint8_t method;
	uint64_t generation, where; /* generation: in which it was changed so */
	uint64_t last;              /* of the newest leaf that has it so */
	uint64_t beside;            /* its bytes, in the same leaf; 0 */
	struct fs_node node;
};

struct old_file {
	struct fs_id id;
	uint64_t born, generation, where, size, first, n; /* first, n: in `pieces` */
	uint8_t method;
	bool has_size, packed, gaps;
};

struct old_time { /* an inode changed in that generation at that time */
	uint64_t generation;
	struct when time;
};

struct log_block { /* to which subvolume a block of a log tree belongs */
	uint64_t bytenr, generation, tree;
};

struct btrfs_dead {
	const struct fs *fs;
	struct arena arena;
	VEC(struct old_block) blocks;   /* newest first */
	VEC(struct log_block) log;      /* by address, generation */
	VEC(struct old_extent) extents; /* by inode, offset, newest first */
	VEC(struct old_size) sizes;     /* by inode, newest first */
	VEC(struct old_name) names;
	VEC(struct old_node) nodes;
	VEC(struct old_time) times;
	VEC(struct old_file) files;
	VEC(struct btrfs_piece) pieces;
	struct fs_seen living, living_names, blocks_seen, items_seen, files_seen, times_seen;
	size_t at;                      /* of the iteration, over all kinds */
	size_t given;                   /* file just given, SIZE_MAX: none */
	struct runs runs;               /* of it */
	uint8_t *block;
};

/* Is there room for one more of a kind where `n` are? */
#define OLD_ROOM(d, n) FS_ROOM((d)->fs, dead_items, n)
/* dead_scan.c: tree blocks anywhere metadata is or was */
int old_blocks_find(struct btrfs *s, struct btrfs_dead *d, struct fault *f) MUST_USE;
/* dead_leaf.c: what lives, and what the leaves say of the rest */
int old_living(struct btrfs *s, struct btrfs_dead *d, struct fault *f) MUST_USE;
int old_leaves_read(struct btrfs *s, struct btrfs_dead *d, struct fault *f) MUST_USE;
/* dead_file.c: extents put together */
int old_files_join(struct btrfs *s, struct btrfs_dead *d, struct fault *f) MUST_USE;

#endif
