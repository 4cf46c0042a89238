/*
 * fs/ext4/ext4.h - inside of the ext2/ext3/ext4 reader. Format facts: sherd-formats(7), "ext4".
 *
 * From below: block.c blocks, also of the journal and those that replay puts in place; super.c superblock and group
 * descriptors; inode.c inodes and what they map; dir.c directories; bitmap.c free space; jbd2.c the journal replayed,
 * jbd2_copies.c every copy in it; dead*.c what copies and freed blocks still tell; check.c the whole against itself;
 * open.c the table.
 */
#ifndef FS_EXT4_EXT4_H
#define FS_EXT4_EXT4_H

#include "base/buf.h"
#include "base/check.h"
#include "base/load.h"
#include "fs/cache.h"
#include "fs/ext4/ondisk.h"
#include "fs/private.h"

enum {
	EXT4_COMPAT_JOURNAL = 0x4,
	EXT4_COMPAT_ORPHAN_FILE = 0x1000,
	EXT4_INCOMPAT_FILETYPE = 0x2,
	EXT4_INCOMPAT_RECOVER = 0x4,
	EXT4_INCOMPAT_JOURNAL_DEV = 0x8,
	EXT4_INCOMPAT_META_BG = 0x10,
	EXT4_INCOMPAT_EXTENTS = 0x40,
	EXT4_INCOMPAT_64BIT = 0x80,
	EXT4_INCOMPAT_EA_INODE = 0x400,
	EXT4_INCOMPAT_CSUM_SEED = 0x2000,
	EXT4_INCOMPAT_INLINE = 0x8000,
	EXT4_INCOMPAT_ENCRYPT = 0x10000,
	EXT4_INCOMPAT_KNOWN = 0x3F7DE, /* up to casefold (0x20000); without compression (1) */
	EXT4_RO_SPARSE_SUPER = 0x1,
	EXT4_RO_GDT_SUM = 0x10,
	EXT4_RO_BIGALLOC = 0x200,
	EXT4_RO_METADATA_CSUM = 0x400,
	EXT4_RO_KNOWN = 0x1FFFF, /* up to orphans present (0x10000) */

	EXT4_FL_INDEX = 0x1000,
	EXT4_FL_HUGE_FILE = 0x40000, /* its blocks are counted in blocks, not in 512 bytes */
	EXT4_FL_EXTENTS = 0x80000,
	EXT4_FL_VERITY = 0x100000,
	EXT4_FL_EA_INODE = 0x200000,
	EXT4_FL_INLINE = 0x10000000,
	EXT4_FL_ENCRYPT = 0x800,

	EXT4_IBLOCK = 60, /* bytes of i_block */
	EXT4_ROOT = 2,    /* the inode of the top directory */
	EXT4_DEPTH = 5,   /* extent tree levels the kernel makes at most */
};

struct ext4_journal;
struct ext4_dead;

struct ext4_interval { /* blocks that hold metadata */
	uint64_t start, length;
};

struct ext4 {
	struct fs base;
	uint32_t bs;              /* bytes of a block */
	uint32_t cluster_blocks;  /* blocks of a cluster (bigalloc), else 1 */
	uint32_t inode_size, inodes_per_group, blocks_per_group, clusters_per_group, first_data_block;
	uint32_t desc_size, first_meta_bg, reserved_gdt;
	uint64_t blocks;          /* of the file system, cut to what the media can hold */
	uint64_t groups, inodes;
	uint32_t compat, incompat, ro_compat;
	uint32_t seed;            /* of checksums */
	uint32_t journal_inode, last_orphan, first_inode;
	bool journal_elsewhere; /* the superblock names one on another device */
	uint32_t own_inodes[4];   /* quotas and the file of orphans: in use, and in no directory */
	uint8_t journal_backup[68]; /* the superblock's copy of the journal inode's map */
	uint32_t backup_groups[2]; /* sparse_super2 */
	bool csum, sparse2;
	struct fs_cache cache;
	struct ext4_journal *journal; /* NULL: none, or none that can be read */
	struct ext4_dead *dead;       /* after the first fs_next_dead() */
	VEC(struct ext4_interval) metadata; /* bitmaps and inode tables of all groups, by start */
	uint8_t *bitmap;              /* of the group last asked for */
	uint64_t bitmap_group;        /* UINT64_MAX: none */
};

struct ext4_group {
	uint64_t block_bitmap, inode_bitmap, inode_table;
	uint16_t flags; /* 1 inodes uninit, 2 blocks uninit */
	uint32_t unused; /* inodes at the end of the table never used */
	uint32_t block_sum, inode_sum; /* of the maps; 16 bits where descriptors are short */
};

/* One inode's bytes; `n` is the inode size, at most 1024 are kept. */
enum { EXT4_INODE_MOST = 1024 }; /* format: fields end at 160 (inodes.rst); what lies behind are attributes */
struct ext4_inode {
	uint64_t number;
	uint64_t where; /* address on the media */
	uint32_t n;
	uint8_t b[EXT4_INODE_MOST];
};

/* super.c */
/* 0, FS_UNKNOWN, FS_DAMAGED: a superblock that cannot be, and no copy of it. */
int ext4_super(struct ext4 *s, uint64_t at, char why[FS_WHY], struct fault *f) MUST_USE;
int ext4_group(struct ext4 *s, uint64_t group, struct ext4_group *out, char why[FS_WHY], struct fault *f) MUST_USE;
bool ext4_group_has_super(const struct ext4 *s, uint64_t group);
int ext4_metadata(struct ext4 *s, struct fault *f) MUST_USE; /* fills s->metadata once */

/* block.c: a block as it stands after replay. FS_DAMAGED: outside the file system or not readable. */
int ext4_block(struct ext4 *s, uint64_t block, const uint8_t **out, char why[FS_WHY], struct fault *f) MUST_USE;
/* As it stands on the media, never from the journal. `into` has s->bs bytes. 0, FS_DAMAGED. */
int ext4_raw_block(struct ext4 *s, uint64_t block, uint8_t *into, struct fault *f) MUST_USE;
bool ext4_in_range(const struct ext4 *s, uint64_t block, uint64_t n);
/* Block `index` of the journal. 0, FS_DAMAGED. */
int ext4_log_block(struct ext4 *s, uint64_t index, uint8_t *into, struct fault *f) MUST_USE;
struct ext4_copy;
/* What replay puts in the block's place; NULL: nothing. */
const struct ext4_copy *ext4_overlay(const struct ext4 *s, uint64_t block);
int ext4_copy_read(struct ext4 *s, const struct ext4_copy *c, uint8_t *into, struct fault *f) MUST_USE;
uint64_t ext4_copy_where(const struct ext4 *s, const struct ext4_copy *c); /* on the media */

/* inode.c */
int ext4_inode(struct ext4 *s, uint64_t number, struct ext4_inode *out, char why[FS_WHY], struct fault *f) MUST_USE;
bool ext4_inode_sums(const struct ext4 *s, const struct ext4_inode *i); /* true also without checksums */
/* Start of the checksums of what belongs to one inode: its blocks of extents and of a directory. */
uint32_t ext4_inode_seed(const struct ext4 *s, const struct ext4_inode *i);
void ext4_node(const struct ext4 *s, const struct ext4_inode *i, struct fs_node *out);
uint64_t ext4_size(const uint8_t *inode);
uint32_t ext4_flags(const uint8_t *inode);
static inline uint16_t ext4_format(const uint8_t *inode) /* MODE_... */
{
	return le16(inode + IN_MODE) & 0xF000;
}

/* A mapped piece: blocks of the file from `at` lie at `block`. */
struct ext4_piece {
	uint64_t at, block, n;
	bool unwritten;
};
struct ext4_map {
	VEC(struct ext4_piece) v;
	uint64_t nodes; /* blocks of the map itself, below i_block */
	bool beyond;    /* without extents: something is pointed to behind the file's end */
};

/* How a mapping block is fetched: the live tree reads blocks, the search for dead things chooses among copies. `into` has s->bs
 * bytes. 0, or FS_DAMAGED. */
struct ext4_fetch {
	void *user;
	int (*block)(void *user, uint64_t block, unsigned depth, uint8_t *into, struct fault *f);
};
/* The map of i_block (extents or block pointers), of a file of `size` bytes. FS_DAMAGED: it breaks (why); what was
 * read before stays in *out. */
int ext4_map_read(struct ext4 *s, const uint8_t iblock[EXT4_IBLOCK], bool extents, uint64_t size,
                  const struct ext4_fetch *fetch, struct ext4_map *out, char why[FS_WHY], struct fault *f) MUST_USE;
struct ext4_piece ext4_extent(const uint8_t *e); /* an entry of a leaf, not judged */
/* False when the header of an extent node of `n` bytes cannot be. */
bool ext4_leaf_header(const struct ext4 *s, const uint8_t *b, size_t n, uint16_t *entries, uint16_t *depth);
int ext4_live_map(struct ext4 *s, const struct ext4_inode *i, struct ext4_map *out, char why[FS_WHY],
                  struct fault *f) MUST_USE;
/* Do the size and the number of blocks that the inode tells fit what it maps? FS_DOUBTFUL: no. */
int ext4_map_agrees(const struct ext4 *s, const struct ext4_inode *i, const struct ext4_map *map, char why[FS_WHY]) MUST_USE;
/* Bytes on the media for `map`, cut to `size`; unwritten pieces are holes unless `all`. malloc'ed. */
int ext4_runs_of(struct ext4 *s, const struct ext4_map *map, uint64_t size, bool all, struct runs *out,
                 struct fault *f) MUST_USE;
int ext4_file_runs(struct ext4 *s, const struct ext4_inode *i, struct runs *out, char why[FS_WHY],
                   struct fault *f) MUST_USE;

/* dir.c */
typedef int (*ext4_name_fn)(void *user, struct span name, uint32_t inode, uint8_t type, struct fault *f);
/* Entries of one directory block; damaged: where the chain of records breaks. `dead`: names that lie between
 * records instead. 0, FS_DAMAGED. */
int ext4_dir_block(const struct ext4 *s, struct span block, bool dead, ext4_name_fn name, void *user, char why[FS_WHY],
                   struct fault *f) MUST_USE;
int ext4_list(struct fs *base, struct fs_id dir, struct fs_names *out, char why[FS_WHY], struct fault *f) MUST_USE;
bool ext4_dir_tail(const struct ext4 *s, const uint8_t *b); /* a record at the end holds a checksum */
bool ext4_is_directory(const struct ext4 *s, const uint8_t *b); /* a directory's first block */

/* bitmap.c */
int ext4_bitmap_open(struct ext4 *s, struct fault *f) MUST_USE;
int ext4_next_free(struct fs *base, uint64_t from, uint64_t *offset, uint64_t *length, struct fault *f) MUST_USE;
/* How many blocks at the start of a group hold copies of the superblock and of descriptors. */
uint64_t ext4_head_blocks(const struct ext4 *s, uint64_t group);
/* Whether the block is free, by the group's map after replay; true also when nothing can be told. */
int ext4_is_free(struct ext4 *s, uint64_t block, bool *out, struct fault *f) MUST_USE;

/* jbd2.c */
struct ext4_copy { /* of a metadata block in the journal */
	uint64_t block;    /* of the file system */
	uint64_t index;    /* block of the journal that holds the copy */
	uint64_t sequence;
	uint32_t order;    /* of the descriptor and tag, so that equal sequences stay in their order */
	bool escaped, sums; /* sums: its checksum holds */
};
struct ext4_commit {
	uint64_t sequence, index; /* index: of its block in the log */
	uint64_t whole;           /* the last transaction up to which none is missing after this one */
	struct when time;
};
struct ext4_journal {
	uint64_t *map;     /* journal block -> block of the file system; 0: hole */
	uint64_t blocks, first;
	uint64_t *own;     /* the blocks of `map` in their order on the media */
	size_t own_n;
	uint32_t start, sequence;
	uint32_t incompat, seed;
	bool csum2, csum3, wide, dirty;
	VEC(struct ext4_copy) overlay; /* by block: what replay puts in place */
	VEC(struct ext4_copy) copies;  /* by block, then sequence: all that stand anywhere in the log */
	VEC(struct ext4_commit) commits; /* by sequence */
	bool scanned;
	char broken[200]; /* what of it cannot be or was lost; "" */
};
/* Loads and, when dirty, replays the journal into s->journal. Trouble is told in facts.note, never fatal. */
int ext4_journal_open(struct ext4 *s, struct fault *f) MUST_USE;
void ext4_journal_free(struct ext4_journal *j);
/* Reads every block of the log once; fills copies and commits. */
int ext4_journal_scan(struct ext4 *s, struct fault *f) MUST_USE;
struct when ext4_commit_time(const struct ext4 *s, uint64_t sequence);
/* A transaction's changes were made after the commit before it began to be written, and before its own was. */
struct when ext4_commit_before(const struct ext4 *s, uint64_t sequence);
struct when ext4_commit_by(const struct ext4 *s, uint64_t sequence);
uint64_t ext4_commits_whole(const struct ext4 *s, uint64_t sequence); /* 0: that commit is not there */

/* check.c */
int ext4_check(struct fs *base, const struct fs_census *c, struct fault *f) MUST_USE;

/* dead.c */
int ext4_next_dead(struct fs *base, struct fs_dead *out, struct fault *f) MUST_USE;
void ext4_dead_free(struct ext4_dead *d);

#endif
