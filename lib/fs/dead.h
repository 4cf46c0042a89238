/*
 * fs/dead.h - the collector of dead things that ext4 and XFS share: files as hypotheses, names, states of inodes, freed
 * ranges; and one look at the first bytes of every free block. What they mean is told by who finds them.
 */
#ifndef FS_DEAD_H
#define FS_DEAD_H

#include "fs/private.h"
#include "fs/seen.h"

enum {
	DEAD_SMALL = 1024,       /* bytes of a file whose every state is tried: its block is used again at once */
	DEAD_CHAIN_DEPTH = 4096, /* told: of recursion, blocks of extents joined to one file; as dead_chains */
};

struct dead_file {
	uint8_t method;
	bool has_size;
	uint64_t inode, generation, sequence, where, size;
	uint64_t changed; /* when its bytes were set, or a hash of it; 0: nothing tells */
	uint64_t length;  /* of the map, bytes */
	struct runs runs; /* owned: the whole map, also what reaches beyond the size */
};

struct dead_name { /* a stretch of transactions in which its directory held it; before they are joined, one of them */
	uint8_t method, type;
	bool removed; /* XFS: what removing left at `first` */
	bool known;   /* which life of the parent's number: parent_generation */
	uint32_t parent_generation;
	uint64_t parent, inode, first, last, gone, where;
	uint64_t stamp;   /* ext4: of the copy that has it last */
	struct when seen, gone_time;
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

struct dead_found {
	const struct fs *fs;
	struct arena arena; /* of names */
	VEC(struct dead_file) files;
	VEC(struct dead_name) names;
	VEC(struct dead_node) nodes;
	VEC(struct dead_range) ranges;
	struct fs_seen files_seen;
	size_t at; /* of the iteration, over all four kinds */
};

/* Is there room for one more where `n` are? */
bool dead_room(const struct dead_found *d, size_t n);
/* Takes x->runs. `key`: what else tells two files of the same runs apart. */
int dead_add_file(struct dead_found *d, struct dead_file *x, uint64_t key, struct fault *f) MUST_USE;
int dead_add_name(struct dead_found *d, struct dead_name *x, struct span name, struct fault *f) MUST_USE;
int dead_add_node(struct dead_found *d, const struct dead_node *x, struct fault *f) MUST_USE;
int dead_add_range(struct dead_found *d, struct dead_range x, struct fault *f) MUST_USE;
/* The next of all of them, files first; times are the caller's. 0, FS_END. */
int dead_next(struct dead_found *d, struct fs_dead *out);
void dead_release(struct dead_found *d);

/* Shows every free block of `bs` bytes to `look`; holes are passed over. */
struct dead_look {
	void *user;
	int (*look)(void *user, uint64_t block, const uint8_t *b, struct fault *f);
};
int dead_scan_free(struct fs *s, uint32_t bs, const struct dead_look *look, struct fault *f) MUST_USE;

#endif
