/* fs/ext4/dead.h - inside of the search for dead things: what its parts gather, kept small. */
#ifndef FS_EXT4_DEAD_H
#define FS_EXT4_DEAD_H

#include "fs/dead.h"
#include "fs/ext4/ext4.h"

/* Which copy of a mapping block is taken first; where it does not fit, the others in this order. */
enum copy_way {
	COPY_NEAREST, /* the last one not after the inode's own */
	COPY_ON_DISK, /* what stands there now */
	COPY_NEWEST,
	COPY_OLDEST,
	COPY_WAYS
};

struct ext4_dir_row { /* which life of a directory a block belonged to, as a state of transaction `sequence` says */
	uint64_t block, inode, sequence; /* UINT64_MAX: it lives */
	uint32_t generation;
	struct when born;
};

struct ext4_life { /* a number and a generation that were a directory */
	uint64_t inode;
	uint32_t generation;
};

struct ext4_leaf { /* an orphan block of extents */
	uint64_t where, sequence, first, end;
	uint32_t at, n; /* pieces, in `pieces` */
};

struct ext4_dead {
	struct dead_found found;
	VEC(struct ext4_dir_row) dirs; /* by block, inode, newest first */
	VEC(struct ext4_life) lives;     /* by inode, generation */
	VEC(struct ext4_leaf) leaves;
	VEC(struct ext4_piece) pieces;
	struct fs_seen nodes_seen, leaves_seen;
	uint8_t *block;
};

/* dead_inode.c: inodes of the tables and of their copies in the journal */
int ext4_dead_inodes(struct ext4 *s, struct ext4_dead *d, struct fault *f) MUST_USE;
/* dead_life.c: whose a directory block was */
int ext4_dead_lives_sort(struct ext4_dead *d, struct fault *f) MUST_USE; /* after all directories were noted */
/* The life of the block `b`, a copy of transaction `sequence` (0: as the disk has it), into parent, parent_generation
 * and known of *out; parent 0: no directory's block. */
void ext4_dead_life_of(const struct ext4 *s, const struct ext4_dead *d, uint64_t block, const uint8_t *b, uint64_t sequence,
                  struct dead_name *out);
/* dead_name.c: directory blocks, live, freed and in the journal */
int ext4_dead_live_directory(struct ext4 *s, struct ext4_dead *d, const struct ext4_inode *i, struct fault *f) MUST_USE;
int ext4_dead_journal_names(struct ext4 *s, struct ext4_dead *d, struct fault *f) MUST_USE;
int ext4_dead_free_directory(struct ext4 *s, struct ext4_dead *d, uint64_t block, const uint8_t *b, struct fault *f) MUST_USE;
/* dead_leaf.c: blocks of extents without an inode */
int ext4_dead_leaf(struct ext4 *s, struct ext4_dead *d, uint64_t where, uint64_t sequence, const uint8_t *b, struct fault *f)
	MUST_USE;
int ext4_dead_join_leaves(struct ext4 *s, struct ext4_dead *d, struct fault *f) MUST_USE;
/* dead_range.c: copies of block bitmaps */
int ext4_dead_ranges(struct ext4 *s, struct ext4_dead *d, struct fault *f) MUST_USE;

/* dead_note.c: takes x's runs */
int ext4_dead_file(struct ext4_dead *d, struct dead_file *x, struct fault *f) MUST_USE;

#endif
