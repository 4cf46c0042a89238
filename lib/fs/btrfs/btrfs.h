/*
 * fs/btrfs/btrfs.h - inside of the btrfs reader. Format facts: sherd-formats(7), "btrfs".
 *
 * From below: sums.c checksums; chunk.c logical addresses to places on the media; node.c tree blocks and walks over
 * trees; chunk_tree.c all chunks; super.c superblock and its mirrors; tree.c which trees there are; entry.c names as
 * items hold them; log.c the log written for fsync, laid over the trees; inode.c inodes and directories; decode.c and
 * lzo.c what was compressed; stream.c reading a file's bytes, extent.c what they lie in; space.c what is used, free.c free
 * space; dead*.c tree blocks of older generations; check.c the whole against itself; open.c the table.
 */
#ifndef FS_BTRFS_BTRFS_H
#define FS_BTRFS_BTRFS_H

#include "base/buf.h"
#include "base/check.h"
#include "base/load.h"
#include "fs/btrfs/ondisk.h"
#include "fs/cache.h"
#include "fs/seen.h"

enum {
	BTRFS_FSID = 16,
	BTRFS_LEVELS = 8,
	BTRFS_COPIES = 4,          /* places of one logical address on this device that are kept */
	BTRFS_SUM = 32,            /* bytes of a tree block's checksum field */
	BTRFS_NODE_MOST = 65536,     /* format: bytes of a tree block (BTRFS_MAX_METADATA_BLOCKSIZE) */
	BTRFS_PACKED_MOST = 1 << 20, /* format: of one compressed extent, either side; the kernel makes 128 KiB (BTRFS_MAX_COMPRESSED) */

	BTRFS_KEY_INODE = 1,
	BTRFS_KEY_REF = 12,
	BTRFS_KEY_EXTREF = 13,
	BTRFS_KEY_DIR_LOG = 72,    /* a range of a directory's index that the log tells in full */
	BTRFS_KEY_DIR_ITEM = 84,
	BTRFS_KEY_DIR_INDEX = 96,
	BTRFS_KEY_EXTENT = 108,
	BTRFS_KEY_SUM = 128,
	BTRFS_KEY_ROOT = 132,
	BTRFS_KEY_ROOT_REF = 156,
	BTRFS_KEY_EXTENT_ITEM = 168,
	BTRFS_KEY_METADATA_ITEM = 169,
	BTRFS_KEY_GROUP = 192,
	BTRFS_KEY_DEVICE_EXTENT = 204,
	BTRFS_KEY_DEVICE = 216,
	BTRFS_KEY_CHUNK = 228,

	BTRFS_TREE_ROOT = 1,
	BTRFS_TREE_EXTENT = 2,
	BTRFS_TREE_CHUNK = 3,
	BTRFS_TREE_DEVICE = 4,
	BTRFS_TREE_FS = 5,
	BTRFS_TREE_SUMS = 7,
	BTRFS_TREE_GROUPS = 11,
	BTRFS_FIRST_FREE = 256,    /* format: first number of subvolumes and inodes; of a tree's top directory */

	BTRFS_INLINE = 0,
	BTRFS_REGULAR = 1,
	BTRFS_PREALLOC = 2,

	BTRFS_CHUNK_DATA = 1,
	BTRFS_CHUNK_SYSTEM = 2,
	BTRFS_CHUNK_METADATA = 4,
};

#define BTRFS_ROOT_READ_ONLY 1ull /* a flag of a root */
#define BTRFS_TREE_LOG 0xFFFFFFFFFFFFFFFAull   /* -6 */
#define BTRFS_TREE_RELOC 0xFFFFFFFFFFFFFFF8ull /* -8 */
#define BTRFS_OBJECT_SUMS 0xFFFFFFFFFFFFFFF6ull /* -10 */
#define BTRFS_NOWHERE UINT64_MAX
#define BTRFS_STUB (1ull << 63) /* fs_id.tree of the empty directory a snapshot shows for a subvolume within */

struct btrfs_dead;

struct btrfs_key {
	uint64_t id;
	uint8_t type;
	uint64_t offset;
};

struct btrfs_chunk {
	uint64_t start, length, type; /* logical */
	uint64_t at[BTRFS_COPIES];    /* on this device */
	uint64_t generation;          /* of the tree block that told it */
	uint32_t copies;              /* of at[]; 0: none that can be read plainly */
	bool plain;                   /* each copy is as long as the chunk, and all of this device are in at[] */
};

struct btrfs_chunks {
	VEC(struct btrfs_chunk) v; /* by start */
};

struct btrfs_root { /* an item of the root tree */
	uint64_t id, bytenr, generation;
	uint8_t level;
	bool told, read_only, received; /* told: it has what newer kernels write of a subvolume */
	uint8_t uuid[16], parent[16];
	uint64_t made_in, changed_in;
	struct when made;
};

struct btrfs_ref { /* where a subvolume hangs */
	uint64_t parent, child, dir;
	struct span name; /* in the arena */
};

struct btrfs_logged { /* an item of a log tree, which goes before what the tree itself says */
	uint64_t tree;
	struct btrfs_key key;
	struct span data; /* in the arena */
	uint64_t where;   /* of the data, on the media */
};

struct btrfs_logged_ref { /* a name the log gives an inode */
	uint64_t tree, dir, inode, index;
	struct span name; /* in the arena */
};

struct btrfs_range {
	uint64_t offset, length;
};

struct btrfs_ranges {
	VEC(struct btrfs_range) v; /* by offset; neighbours are one */
	bool cut;                  /* not all of it could be read, or kept */
};

struct btrfs {
	struct fs base;
	uint32_t sector, node;        /* bytes */
	uint8_t fsid[BTRFS_FSID];     /* as tree blocks carry it */
	uint16_t sum_type;
	uint32_t sum_size;
	uint64_t generation, device, device_size, incompat, used;
	uint8_t device_item[DV_BYTES]; /* the superblock's copy */
	struct btrfs_root root, chunk_root, log_root;
	struct btrfs_chunks chunks, former; /* former: told by old chunk trees only */
	VEC(struct btrfs_root) roots;  /* by id, then generation */
	VEC(struct btrfs_ref) refs;    /* by parent, child */
	VEC(struct btrfs_logged) log;  /* by tree, key */
	VEC(struct btrfs_logged_ref) logged_refs; /* by tree, directory */
	VEC(struct btrfs_range) logged_use; /* logical space that only the log refers to */
	struct arena arena;
	struct fs_cache cache;        /* tree blocks by logical address */
	struct btrfs_ranges in_use;     /* logical space; after the first question */
	VEC(struct btrfs_range) unused; /* free space on the media; after the first question */
	bool unused_known;
	uint64_t chosen;              /* bytes read to choose among copies */
	struct btrfs_dead *dead;      /* after the first fs_next_dead() */
};

/* super.c: 0, FS_UNKNOWN. */
int btrfs_super(struct btrfs *s, uint64_t backup, char why[FS_WHY], struct fault *f) MUST_USE;
/* Places of superblocks on the media; 0 beyond the last. */
uint64_t btrfs_super_address(unsigned n);

/* sums.c: does the checksum of type `type` over `bytes` equal the one stored? True for types not known. */
bool btrfs_sums(uint16_t type, struct span bytes, const uint8_t *stored);
uint32_t btrfs_sum_size(uint16_t type); /* 0: not known */

/* chunk.c: 0, FS_BOUNDED. */
int btrfs_chunk_item(struct btrfs *s, struct btrfs_chunks *into, uint64_t start, uint64_t generation, struct span item,
                     struct fault *f) MUST_USE;
void btrfs_chunks_sort(struct btrfs_chunks *c);
const struct btrfs_chunk *btrfs_chunk_of(const struct btrfs_chunks *c, uint64_t logical);
/* Copy number `copy` of a logical address: its place on the media, and how many bytes follow in one piece. Chunks
 * of old maps are asked last. BTRFS_NOWHERE when there is none. */
uint64_t btrfs_locate(const struct btrfs *s, uint64_t logical, unsigned copy, uint64_t *length);
/* chunk_tree.c: the superblock's system chunks, and by these the tree of all */
int btrfs_chunks_load(struct btrfs *s, struct span system, char why[FS_WHY], struct fault *f) MUST_USE;

/* ---- trees ---------------------------------------------------------------------------------------------- */

static inline int btrfs_key_cmp(struct btrfs_key a, struct btrfs_key b)
{
	if (a.id != b.id)
		return a.id < b.id ? -1 : 1;
	if (a.type != b.type)
		return a.type < b.type ? -1 : 1;
	return a.offset < b.offset ? -1 : a.offset > b.offset;
}

static inline struct btrfs_key btrfs_key_at(const uint8_t *p)
{
	return (struct btrfs_key){ le64(p + KEY_ID), p[KEY_TYPE], le64(p + KEY_OFFSET) };
}

/* A tree block whose header, order of keys and places of items can be. */
bool btrfs_node_holds(const struct btrfs *s, const uint8_t *b);
struct btrfs_item {
	struct btrfs_key key;
	struct span data; /* borrowed from the cursor until it moves */
	uint64_t where;   /* of the data, on the media */
};
/* Item `at` of a leaf that holds, which stands at `where`. */
struct btrfs_item btrfs_leaf_item(const uint8_t *b, uint32_t at, uint64_t where);

/* A walk over the items of one tree in the order of keys. What cannot be read is passed over: `damaged`. */
struct btrfs_step {
	uint8_t *bytes;
	uint64_t where;
	uint32_t at;
	struct btrfs_key end; /* keys below stay under this */
	bool has_end;
};
struct btrfs_cursor {
	struct btrfs *s;
	struct btrfs_root root;
	struct btrfs_step step[BTRFS_LEVELS]; /* by level */
	bool damaged, over;
	char *why;
};
/* Stands before the first item that is not less than `key`. `why` is filled as damage is met. */
int btrfs_seek(struct btrfs_cursor *c, struct btrfs *s, struct btrfs_root root, struct btrfs_key key, char why[FS_WHY],
               struct fault *f) MUST_USE;
int btrfs_next(struct btrfs_cursor *c, struct btrfs_item *out, struct fault *f) MUST_USE; /* 0, FS_END */
void btrfs_cursor_release(struct btrfs_cursor *c);
DEFINE_OWN(btrfs_cursor, struct btrfs_cursor, btrfs_cursor_release)
/* A block through the cache. `level` and `generation`: what the parent says. FS_DAMAGED: why. */
int btrfs_node(struct btrfs *s, uint64_t logical, uint8_t level, uint64_t generation, const uint8_t **out,
               uint64_t *where, char why[FS_WHY], struct fault *f) MUST_USE;

/* tree.c */
int btrfs_trees_load(struct btrfs *s, char why[FS_WHY], struct fault *f) MUST_USE;
bool btrfs_tree(const struct btrfs *s, uint64_t id, struct btrfs_root *out);
const struct btrfs_ref *btrfs_ref_of(const struct btrfs *s, uint64_t parent, uint64_t child);

/* log.c */
int btrfs_log_load(struct btrfs *s, struct fault *f) MUST_USE;
/* Index of the first logged item of `tree` that is not less than `key`. */
size_t btrfs_log_at(const struct btrfs *s, uint64_t tree, struct btrfs_key key);
size_t btrfs_log_refs_at(const struct btrfs *s, uint64_t tree, uint64_t dir, uint64_t inode);
const struct btrfs_logged *btrfs_log_find(const struct btrfs *s, uint64_t tree, struct btrfs_key key);

/* ---- inodes ------------------------------------------------------------------------------------------------ */

/* entry.c */
bool btrfs_plausible_name(struct span name); /* what a directory may hold; a top directory names itself ".." */
/* Entries of a DIR_INDEX or DIR_ITEM, one after another; false beyond the last. */
struct btrfs_entry {
	struct btrfs_key to;
	uint8_t type;
	struct span name;
};
bool btrfs_next_entry(struct span *data, struct btrfs_entry *out);
/* Names of an INODE_REF (`extended`: INODE_EXTREF, which has its directory inside), one after another. */
struct btrfs_hardlink {
	uint64_t dir, index;
	struct span name;
};
bool btrfs_next_hardlink(struct span *data, bool extended, struct btrfs_hardlink *out);

/* inode.c */
int btrfs_inode(struct btrfs *s, struct fs_id id, uint8_t out[IN_BYTES], char why[FS_WHY], struct fault *f)
	MUST_USE; /* FS_END: there is none */
void btrfs_node_of(const struct btrfs *s, const uint8_t *inode, struct fs_id id, struct fs_node *out);
int btrfs_stat(struct fs *base, struct fs_id id, struct fs_node *out, char why[FS_WHY], struct fault *f) MUST_USE;
int btrfs_list(struct fs *base, struct fs_id dir, struct fs_names *out, char why[FS_WHY], struct fault *f) MUST_USE;
/* extent.c: a piece of a file. Plain bytes lie at where + skip; compressed ones are packed bytes at `where`, of
 * which, decoded, the part from `skip` on. */
struct btrfs_piece {
	uint64_t at, length;
	uint64_t where, logical, skip; /* logical: 0 for bytes inside a leaf */
	uint64_t packed, whole;        /* bytes on the media, and decoded */
	uint8_t compression;           /* 0 none, 1 zlib, 2 lzo, 3 zstd */
	uint8_t copy;                  /* of a plain one: the copy of its chunk that is to be read first */
	bool hole;
};
struct btrfs_map {
	VEC(struct btrfs_piece) v; /* ascending in `at` */
};
/* One EXTENT_DATA. FS_DAMAGED: it cannot be (why). */
int btrfs_extent(const struct btrfs *s, uint64_t at, struct span data, uint64_t where, struct btrfs_piece *out,
                 char why[FS_WHY]) MUST_USE;
int btrfs_file_map(struct btrfs *s, struct fs_id id, uint64_t size, struct btrfs_map *out, char why[FS_WHY],
                   struct fault *f) MUST_USE;
bool btrfs_map_packed(const struct btrfs_map *m);
/* Of plain pieces; holes are left out. malloc'ed. */
int btrfs_map_runs(const struct btrfs *s, const struct btrfs_map *m, struct runs *out, char why[FS_WHY], struct fault *f)
	MUST_USE;
int btrfs_runs(struct fs *base, struct fs_id id, struct runs *out, char why[FS_WHY], struct fault *f) MUST_USE;
int btrfs_stream(struct fs *base, struct fs_id id, struct stream **out, char why[FS_WHY], struct fault *f) MUST_USE;
int btrfs_symlink(struct fs *base, struct fs_id id, struct buf *out, char why[FS_WHY], struct fault *f) MUST_USE;

/* stream.c: the bytes of a map (copied), `sums`: checked against the tree of checksums. */
int btrfs_stream_open(struct stream **out, struct btrfs *s, const struct btrfs_map *m, uint64_t size, bool sums,
                      struct fault *f) MUST_USE;
/* Where chunks have several copies: splits plain pieces by the copy whose checksum holds. */
int btrfs_choose_copies(struct btrfs *s, struct btrfs_map *m, struct fault *f) MUST_USE;

/* decode.c: n bytes of what `in` holds; what is missing at the end is zeros. 0, or 1: damaged. */
int btrfs_decode(uint8_t compression, uint32_t sector, struct span in, uint8_t *into, size_t n, struct fault *f) MUST_USE;
/* lzo.c: one LZO1X block. How many bytes came out, or SIZE_MAX when it is damaged. */
size_t lzo1x_decode(struct span in, uint8_t *into, size_t n);

/* space.c: logical space that records of extents and the log tell to be used, and what has checksums. What contradicts itself is
 * remarked. */
int btrfs_space_used(struct btrfs *s, struct btrfs_ranges *out, struct fault *f) MUST_USE;
int btrfs_space_summed(struct btrfs *s, struct btrfs_ranges *out, struct fault *f) MUST_USE;
bool btrfs_space_covers(const struct btrfs_ranges *u, uint64_t offset, uint64_t length);

/* free.c */
int btrfs_next_free(struct fs *base, uint64_t from, uint64_t *offset, uint64_t *length, struct fault *f) MUST_USE;

/* check.c */
/* Seconds and nanoseconds as inodes have them. */
static inline struct when btrfs_time(const uint8_t *p)
{
	return le32(p + TM_NANOSECONDS) > 999999999 ? when_sec((int64_t)le64(p)) : when_ns((int64_t)le64(p), le32(p + TM_NANOSECONDS));
}

int btrfs_subvolume(const struct fs *base, uint64_t tree, struct fs_subvolume *out); /* as fs_subvolume() */
int btrfs_check(struct fs *base, const struct fs_census *c, struct fault *f) MUST_USE;

/* dead.c */
int btrfs_next_dead(struct fs *base, struct fs_dead *out, struct fault *f) MUST_USE;
int btrfs_dead_stream(struct fs *base, struct stream **out, struct fault *f) MUST_USE;
void btrfs_dead_free(struct btrfs_dead *d);

#endif
