/*
 * fs/xfs/xfs.h - inside of the XFS reader. Format facts: sherd-formats(7), "XFS".
 *
 * From below: super.c superblock and addresses; block.c blocks, also as replay left them; inode.c inodes; map.c what
 * they map; dir.c directories, dir_hash.c their index; free.c trees of free space and of inodes; log.c records of the
 * log, items.c what their operations make; replay.c what a mount would put in place; dead*.c what the log, freed slots
 * and free blocks still tell; check.c the whole against itself; open.c the table.
 *
 * Three kinds of block numbers: of the file system (group in the high bits, as records have them), within a
 * group, and "linear": counted from the start of the media. Only linear ones travel between our files.
 */
#ifndef FS_XFS_XFS_H
#define FS_XFS_XFS_H

#include "base/buf.h"
#include "base/check.h"
#include "base/load.h"
#include "fs/cache.h"
#include "fs/images.h"
#include "fs/private.h"
#include "fs/xfs/ondisk.h"

enum {
	XFS_RO_FINOBT = 1, XFS_RO_RMAPBT = 2, XFS_RO_REFLINK = 4, XFS_RO_INOBTCOUNT = 8,
	XFS_INCOMPAT_FTYPE = 1, XFS_INCOMPAT_SPARSE = 2, XFS_INCOMPAT_META_UUID = 4, XFS_INCOMPAT_BIGTIME = 8,
	XFS_INCOMPAT_NREXT64 = 0x20,
	XFS_FLAG2_REFLINK = 2, XFS_FLAG2_BIGTIME = 8, XFS_FLAG2_NREXT64 = 16,

	XFS_LOCAL = 1, XFS_EXTENTS = 2, XFS_BTREE = 3,

	XFS_DEPTH = 9,           /* levels of any tree the kernel makes */
	XFS_INODE_MOST = 2048,   /* format: bytes of an inode (XFS_DINODE_MAX_SIZE) */
	XFS_CHUNK = 64,          /* format: inodes of one record of the inode tree */
};

static const uint64_t XFS_NULL = UINT64_MAX;

struct xfs_dead;
struct xfs_log;

struct xfs_free { /* linear blocks */
	uint64_t start, length;
};

struct xfs {
	struct fs base;
	uint32_t bs, sector, inode_size, per_block; /* inodes a block */
	unsigned block_log, per_block_log, group_log; /* bits of a block in an inode number, of a group's block */
	uint32_t group_blocks, groups;
	uint32_t dir_blocks;  /* blocks of one directory block */
	uint64_t blocks;      /* of the file system, cut to what the media holds */
	uint64_t log_start;   /* as the superblock has it, 0: on another device */
	uint32_t log_blocks;
	uint32_t ro_compat, incompat;
	bool v5, ftype;
	bool folded;          /* hashes of names are of their lower case */
	uint8_t uuid[16];     /* that metadata carry */
	uint64_t own_inodes[5]; /* of the realtime device and quotas: in use, and in no directory */
	struct fs_cache cache;
	struct xfs_log *log;  /* NULL: none, or none that can be read */
	struct fs_images overlay; /* blocks as replay left them */
	struct xfs_dead *dead;
	VEC(struct xfs_free) free; /* by start, after the first question */
	bool free_read;
	bool chunks_left_out; /* by the bound: what they hold is not missing */
};

struct xfs_inode {
	uint64_t number;
	uint64_t where; /* address on the media */
	uint32_t n;
	bool replayed;  /* some of its block came from the log */
	uint8_t b[XFS_INODE_MOST];
};

/* super.c */
int xfs_super(struct xfs *s, uint64_t at, char why[FS_WHY], struct fault *f) MUST_USE; /* 0, FS_UNKNOWN, FS_DAMAGED: it cannot be */
/* Linear block of a number of the file system, or XFS_NULL when `n` blocks from there cannot be in one group. */
uint64_t xfs_linear(const struct xfs *s, uint64_t fsblock, uint64_t n);
uint64_t xfs_group_block(const struct xfs *s, uint64_t group, uint64_t block);
/* Where the inode lies: linear block, and byte in it. False: there can be no such number. */
bool xfs_inode_address(const struct xfs *s, uint64_t number, uint64_t *block, uint32_t *byte);
/* Does crc32c of the n bytes, with its field at `crc` as zeros, hold? Always true without checksums. */
bool xfs_sums(const struct xfs *s, const uint8_t *b, size_t n, size_t crc);
uint32_t xfs_crc(const uint8_t *b, size_t n, size_t crc);

/* block.c: a block as it stands after replay. FS_DAMAGED: outside the file system or not readable. */
int xfs_block(struct xfs *s, uint64_t block, const uint8_t **out, char why[FS_WHY], struct fault *f) MUST_USE;
int xfs_raw_block(struct xfs *s, uint64_t block, uint8_t *into, struct fault *f) MUST_USE; /* never from the log */
const uint8_t *xfs_replayed(const struct xfs *s, uint64_t block); /* as replay left it, or NULL */
/* replay.c */
int xfs_replay(struct xfs *s, struct fault *f) MUST_USE;

/* inode.c */
int xfs_inode(struct xfs *s, uint64_t number, struct xfs_inode *out, char why[FS_WHY], struct fault *f) MUST_USE;
void xfs_node(const struct xfs *s, const struct xfs_inode *i, struct fs_node *out);
uint64_t xfs_extents_of(const uint8_t *inode); /* how many records its data fork says to have */
struct span xfs_fork(const struct xfs *s, const struct xfs_inode *i); /* the data fork's area */

/* map.c: blocks of the file from `at` lie at linear `block` */
struct xfs_piece {
	uint64_t at, block, n;
	bool unwritten;
};
struct xfs_map {
	VEC(struct xfs_piece) v;
	uint64_t records, blocks; /* as read; of the tree's own blocks too */
};
/* One record of 16 bytes; false when it cannot be. */
bool xfs_record(const struct xfs *s, const uint8_t *r, struct xfs_piece *out);
/* A block of the tree of extents, as the live tree or the search for dead things fetches it. 0, FS_DAMAGED. */
struct xfs_fetch {
	void *user;
	int (*block)(void *user, uint64_t block, unsigned level, uint8_t *into, struct fault *f);
};
/* FS_DAMAGED: it breaks (why); what was read before stays in *out. */
int xfs_map_read(struct xfs *s, uint8_t format, struct span fork, uint64_t extents, const struct xfs_fetch *fetch,
                 struct xfs_map *out, char why[FS_WHY], struct fault *f) MUST_USE;
int xfs_live_map(struct xfs *s, const struct xfs_inode *i, struct xfs_map *out, char why[FS_WHY], struct fault *f) MUST_USE;
/* Bytes on the media for `map`, cut to `size`; unwritten pieces are holes unless `all`. malloc'ed. */
int xfs_runs_of(const struct xfs *s, const struct xfs_map *map, uint64_t size, bool all, struct runs *out,
                struct fault *f) MUST_USE;
int xfs_file_runs(struct xfs *s, const struct xfs_inode *i, struct runs *out, char why[FS_WHY], struct fault *f) MUST_USE;
/* A level of a tree in a block: header's length, and whether it is one of ours at this place. */
size_t xfs_tree_header(const struct xfs *s, bool wide);

/* dir.c */
typedef int (*xfs_name_fn)(void *user, struct span name, uint64_t inode, uint8_t type, struct fault *f);
enum { XFS_NAMES_LIVE = 1, XFS_NAMES_DEAD = 2 };
/* Entries of one directory block, living ones, removed ones, or both. 0, FS_DAMAGED. */
int xfs_dir_block(const struct xfs *s, struct span block, unsigned which, xfs_name_fn name, void *user,
                  char why[FS_WHY], struct fault *f) MUST_USE;
/* Of an entry in a block, with a name so long. */
static inline size_t xfs_entry_bytes(const struct xfs *s, size_t name)
{
	return (DE_NAME + name + (s->ftype ? 1u : 0u) + DE_TAG_BYTES + 7) & ~(size_t)7;
}
bool xfs_is_dir_block(const struct xfs *s, const uint8_t *b); /* by its magic */
/* Entries kept inside the inode. */
int xfs_dir_short(const struct xfs *s, struct span fork, uint64_t size, unsigned which, xfs_name_fn name, void *user,
                  char why[FS_WHY], struct fault *f) MUST_USE;
int xfs_list(struct fs *base, struct fs_id dir, struct fs_names *out, char why[FS_WHY], struct fault *f) MUST_USE;

/* dir_hash.c: a directory's entries against its index of hashes */
struct xfs_hashed {
	uint32_t hash, address; /* of an entry, in units of 8 bytes of the directory */
};
struct xfs_index {
	VEC(struct xfs_hashed) entries;
	VEC(struct xfs_hashed) hashes;
	bool given_up; /* more than are kept */
};
void xfs_index_release(struct xfs_index *x);
DEFINE_OWN(xfs_index, struct xfs_index, xfs_index_release)
/* A block of entries that stands at byte `place` of the directory; a block of hashes (FS_DAMAGED: it cannot be). */
int xfs_index_names(struct xfs_index *x, const struct xfs *s, struct span b, uint64_t place, struct fault *f) MUST_USE;
int xfs_index_leaf(struct xfs_index *x, const struct xfs *s, struct span b, struct fault *f) MUST_USE;
bool xfs_index_holds(struct xfs_index *x); /* sorts */

/* free.c */
int xfs_next_free(struct fs *base, uint64_t from, uint64_t *offset, uint64_t *length, struct fault *f) MUST_USE;
/* One record of every inode tree, all groups: first inode, which of 64 exist, which are free. */
typedef int (*xfs_chunk_fn)(void *user, uint64_t first, uint64_t exist, uint64_t unused, struct fault *f);
int xfs_chunks(struct xfs *s, xfs_chunk_fn fn, void *user, struct fault *f) MUST_USE;

/* free.c: the trees of inodes of each group against one another; what differs is remarked */
int xfs_hold_inodes(struct xfs *s, struct fault *f) MUST_USE;

/* check.c */
int xfs_check(struct fs *base, const struct fs_census *c, struct fault *f) MUST_USE;

/* dead.c */
int xfs_next_dead(struct fs *base, struct fs_dead *out, struct fault *f) MUST_USE;
void xfs_dead_free(struct xfs_dead *d);

#endif
