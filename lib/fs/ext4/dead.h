/* fs/ext4/dead.h - inside of the quarry: what its parts gather, kept small. */
#ifndef FS_EXT4_DEAD_H
#define FS_EXT4_DEAD_H

#include "fs/ext4/ext4.h"
#include "fs/seen.h"

enum {
	FOUND_MOST = 1 << 20,   /* of each kind: more is told in facts.note */
	CHOICES = 4,            /* ways to put a tree of extents together from copies */
	CHAINS = 8,             /* ways to join orphan leaves */
	SCAN_BYTES = 1 << 20,   /* read of free space at once */
	SMALL = 1024,           /* bytes of a file whose every state is tried */
};

struct dead_file {
	uint8_t method;
	bool has_size;
	uint64_t inode, generation, sequence, where, size;
	uint64_t changed; /* hash of the time its bytes were set */
	struct runs runs; /* owned */
};

struct dead_name { /* one stretch of transactions in which a block of a directory held it */
	uint8_t method, type;
	bool known;       /* the life of the parent */
	uint32_t parent_generation;
	uint64_t parent, inode, first, last, gone, where;
	uint64_t stamp;   /* of the copy that has it last */
	struct span name; /* in the arena */
};

struct dead_node { /* one state of an inode, from transaction to transaction */
	uint8_t method;
	uint64_t first, last, where;
	struct fs_node node;
};

struct dead_range {
	uint64_t sequence, where, offset, length;
};

struct dir_block { /* which life of a directory a block belonged to, as a state of transaction `sequence` says */
	uint64_t block, inode, sequence; /* UINT64_MAX: it lives */
	uint32_t generation;
	struct when born;
};

struct life { /* a number and a generation that were a directory */
	uint64_t inode;
	uint32_t generation;
};

struct leaf { /* an orphan block of extents */
	uint64_t where, sequence, first, end;
	uint32_t at, n; /* pieces, in `pieces` */
};

struct ext4_dead {
	struct arena names_arena;
	VEC(struct dead_file) files;
	VEC(struct dead_name) names;
	VEC(struct dead_node) nodes;
	VEC(struct dead_range) ranges;
	VEC(struct dir_block) dirs; /* by block, inode, newest first */
	VEC(struct life) lives;     /* by inode, generation */
	VEC(struct leaf) leaves;
	VEC(struct ext4_piece) pieces;
	struct seen files_seen, nodes_seen, leaves_seen;
	size_t at; /* of the iteration, over all four kinds */
	uint8_t *block;
	bool limited;
};

/* dead_inode.c: inodes of the tables and of their copies in the journal */
int dead_inodes(struct ext4 *s, struct ext4_dead *d, struct fault *f) MUST_USE;
/* dead_life.c: whose a directory block was */
int dead_lives_sort(struct ext4_dead *d, struct fault *f) MUST_USE; /* after all directories were noted */
/* The life of the block `b`, a copy of transaction `sequence` (0: as the disk has it), into parent, parent_generation
 * and known of *out; parent 0: no directory's block. */
void dead_life_of(const struct ext4 *s, const struct ext4_dead *d, uint64_t block, const uint8_t *b, uint64_t sequence,
                  struct dead_name *out);
/* dead_name.c: directory blocks, live, freed and in the journal */
int dead_live_directory(struct ext4 *s, struct ext4_dead *d, const struct ext4_inode *i, struct fault *f) MUST_USE;
int dead_journal_names(struct ext4 *s, struct ext4_dead *d, struct fault *f) MUST_USE;
int dead_free_directory(struct ext4 *s, struct ext4_dead *d, uint64_t block, const uint8_t *b, struct fault *f) MUST_USE;
bool dead_is_directory(const struct ext4 *s, const uint8_t *b);
/* dead_leaf.c: blocks of extents without an inode */
int dead_leaf(struct ext4 *s, struct ext4_dead *d, uint64_t where, uint64_t sequence, const uint8_t *b, struct fault *f)
	MUST_USE;
int dead_join_leaves(struct ext4 *s, struct ext4_dead *d, struct fault *f) MUST_USE;
/* dead_range.c: copies of block bitmaps */
int dead_ranges(struct ext4 *s, struct ext4_dead *d, struct fault *f) MUST_USE;

int dead_add_file(struct ext4_dead *d, const struct dead_file *x, struct fault *f) MUST_USE; /* takes runs */

#endif
