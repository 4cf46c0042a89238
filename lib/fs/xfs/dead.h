/* fs/xfs/dead.h - inside of the quarry: what its parts gather, kept small. */
#ifndef FS_XFS_DEAD_H
#define FS_XFS_DEAD_H

#include "fs/seen.h"
#include "fs/xfs/log.h"
#include "fs/xfs/xfs.h"

enum {
	FOUND_MOST = 1 << 20,  /* of each kind: more is told in facts.note */
	CHAINS = 8,            /* ways to join leaves of one owner */
	SCAN_BYTES = 1 << 20,  /* read of free space at once */
	SMALL = 1024,          /* bytes of a file whose every state is tried */
	IMAGES_MOST = 64 << 20, /* bytes of tree blocks put together from the log */
};

struct dead_file {
	uint8_t method;
	bool has_size;
	uint64_t inode, generation, sequence, where, size, changed;
	uint64_t length;  /* of the map, bytes */
	struct runs runs; /* owned: the whole map, also what reaches beyond the size */
};

struct dead_name { /* a sight of it, later a stretch of transactions in which its directory held it */
	uint8_t method, type;
	bool removed;      /* this sight is of what removing left at `first` */
	bool known;        /* which life of the parent's number: */
	uint32_t parent_generation;
	uint64_t parent, inode, first, last, gone, where;
	struct when seen, gone_time;
	struct span name; /* in the arena */
};

struct dir_state { /* a directory as the log has it; whole: with all its names */
	uint64_t inode, sequence;
	uint32_t generation;
	bool whole;
	struct when changed;
};

struct dead_node {
	uint8_t method;
	uint64_t sequence, where;
	struct fs_node node;
};

struct dead_range {
	uint64_t sequence, where, offset, length;
};

/* One sight of an inode: in the log or in a slot; size and map may each be missing. */
struct sight {
	uint8_t method;
	uint64_t inode, generation, sequence, where, size;
	uint64_t changed; /* of a small file: when its bytes were set, as it stands there; 0 */
	uint32_t at, n; /* pieces, in `pieces`; n == 0: no map */
};

struct leaf { /* a block of extents without an inode */
	uint64_t owner, where, sequence, first, end;
	uint32_t at, n;
};

struct owned_block { /* whose directory a block (plus 1; 0: empty) was, by its newest header */
	uint64_t block, owner;
};

struct tree_image;

struct xfs_dead {
	struct arena arena;
	VEC(struct dead_file) files;
	VEC(struct dead_name) names;
	VEC(struct dir_state) dirs; /* by inode, sequence */
	VEC(struct dead_node) nodes;
	VEC(struct dead_range) ranges;
	VEC(struct sight) sights;
	VEC(struct leaf) leaves;
	VEC(struct xfs_piece) pieces;
	struct owned_block *owners; /* a hash by block, plus 1 */
	size_t owners_n, owners_cap;
	struct seen files_seen, leaves_seen, sights_seen;
	size_t at; /* of the iteration, over all four kinds */
	bool limited;
};

/* dead.c */
int xfs_dead_file(struct xfs *s, struct xfs_dead *d, struct dead_file x, const struct xfs_piece *pieces, size_t n,
                  struct fault *f) MUST_USE;
int xfs_dead_node(struct xfs *s, struct xfs_dead *d, const struct xfs_inode *i, enum dead_method method,
                  uint64_t sequence, struct fault *f) MUST_USE;
/* Does the inode live now, in this generation? */
int xfs_dead_lives(struct xfs *s, uint64_t number, uint32_t generation, bool *out, struct fault *f) MUST_USE;
int xfs_dead_sight(struct xfs_dead *d, struct sight x, const struct xfs_piece *pieces, size_t n, struct fault *f) MUST_USE;

/* dead_inode.c: slots of the inode trees, and slots in free blocks */
int xfs_dead_slots(struct xfs *s, struct xfs_dead *d, struct fault *f) MUST_USE;
int xfs_dead_free_slots(struct xfs *s, struct xfs_dead *d, uint64_t block, const uint8_t *b, struct fault *f) MUST_USE;
/* Records one after the other without a gap, as far as they can be; how many. */
size_t xfs_dead_records(const struct xfs *s, struct span fork, struct xfs_piece *out, size_t most);
/* dead_log.c */
int xfs_dead_log(struct xfs *s, struct xfs_dead *d, struct fault *f) MUST_USE;
/* dead_leaf.c */
int xfs_dead_leaf(struct xfs *s, struct xfs_dead *d, uint64_t block, const uint8_t *b, uint64_t where, uint64_t sequence,
                  struct fault *f) MUST_USE;
int xfs_dead_join_leaves(struct xfs *s, struct xfs_dead *d, struct fault *f) MUST_USE;
/* dead_name.c */
struct naming {
	struct xfs *s;
	struct xfs_dead *d;
	enum dead_method method;
	uint64_t parent, sequence, where;
	uint32_t parent_generation;
	bool removed, known; /* known: parent_generation; else the history of the number tells it (dead_life.c) */
	struct when seen;
};
int xfs_dead_name(void *naming, struct span name, uint64_t inode, uint8_t type, struct fault *f) MUST_USE;
/* Names within an inode. */
int xfs_dead_short(struct naming *n, struct span fork, uint64_t size, unsigned which, struct fault *f) MUST_USE;
int xfs_dead_directory(struct xfs *s, struct xfs_dead *d, const struct xfs_inode *i, struct fault *f) MUST_USE;
/* `which`: XFS_NAMES_ bits. */
int xfs_dead_dir_block(struct xfs *s, struct xfs_dead *d, uint64_t block, const uint8_t *b, unsigned which,
                       struct fault *f) MUST_USE;
/* Entries whose end tells their place, in a logged part of a directory block that begins at `from` of it. */
int xfs_dead_dir_part(struct naming *n, struct span part, size_t from, struct fault *f) MUST_USE;

/* dead_life.c: which life of a directory each name stood in, from when to when; the rest is left out */
int xfs_dead_join_names(struct xfs_dead *d, struct fault *f) MUST_USE;

#endif
