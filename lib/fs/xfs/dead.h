/* fs/xfs/dead.h - inside of the search for dead things: what its parts gather, kept small. */
#ifndef FS_XFS_DEAD_H
#define FS_XFS_DEAD_H

#include "fs/dead.h"
#include "fs/xfs/log.h"
#include "fs/xfs/xfs.h"

struct dir_state { /* a directory as the log has it; whole: with all its names */
	uint64_t inode, sequence;
	uint32_t generation;
	bool whole;
	struct when changed;
};

/* An inode as it stood once, in the log or in a slot; size and map may each be missing. */
struct inode_state {
	uint8_t method;
	uint64_t inode, generation, sequence, where, size;
	uint64_t changed; /* of a small file: when its bytes were set, as it stands there; 0 */
	uint32_t at, n; /* pieces, in `pieces`; n == 0: no map */
};

struct xfs_leaf { /* a block of extents without an inode */
	uint64_t owner, where, sequence, first, end;
	uint32_t at, n;
};

struct owned_block { /* whose directory a block (plus 1; 0: empty) was, by its newest header */
	uint64_t block, owner;
};

struct xfs_dead {
	struct dead_found found;
	VEC(struct dir_state) dirs; /* by inode, sequence */
	VEC(struct inode_state) states;
	VEC(struct xfs_leaf) leaves;
	VEC(struct xfs_piece) pieces;
	struct owned_block *owners; /* a hash by block, plus 1 */
	size_t owners_n, owners_cap;
	struct fs_seen leaves_seen, states_seen;
};

/* dead_note.c: what is found, noted */
int xfs_dead_file(struct xfs *s, struct xfs_dead *d, struct dead_file x, const struct xfs_piece *pieces, size_t n,
                  struct fault *f) MUST_USE;
int xfs_dead_node(struct xfs *s, struct xfs_dead *d, const struct xfs_inode *i, enum dead_method method,
                  uint64_t sequence, struct fault *f) MUST_USE;
/* Does the inode live now, in this generation? */
int xfs_dead_lives(struct xfs *s, uint64_t number, uint32_t generation, bool *out, struct fault *f) MUST_USE;
int xfs_dead_state(struct xfs_dead *d, struct inode_state x, const struct xfs_piece *pieces, size_t n, struct fault *f) MUST_USE;

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
struct xfs_naming {
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
int xfs_dead_short(struct xfs_naming *n, struct span fork, uint64_t size, unsigned which, struct fault *f) MUST_USE;
int xfs_dead_directory(struct xfs *s, struct xfs_dead *d, const struct xfs_inode *i, struct fault *f) MUST_USE;
/* `which`: XFS_NAMES_ bits. */
int xfs_dead_dir_block(struct xfs *s, struct xfs_dead *d, uint64_t block, const uint8_t *b, unsigned which,
                       struct fault *f) MUST_USE;
/* Entries whose end tells their place, in a logged part of a directory block that begins at `from` of it. */
int xfs_dead_dir_part(struct xfs_naming *n, struct span part, size_t from, struct fault *f) MUST_USE;

/* dead_life.c: which life of a directory each name stood in, from when to when; the rest is left out */
int xfs_dead_join_names(struct xfs_dead *d, struct fault *f) MUST_USE;

#endif
