/*
 * fs/fs.h - a file system on a media, read without mounting: its live tree, its free space, and the dead
 * things its own metadata still tells of. One folder a file system behind this door (fs/ext4/, ...).
 *
 * The evidence is hostile. A structure that cannot be is an outcome with words, never a fault; loops are
 * cut, depth, names and steps are bounded. A dirty journal is replayed into memory, never onto the media.
 *
 * Threads: one thread calls everything here. Streams of fs_stream() and runs may then be read by another,
 * several at once, as long as the fs stays open.
 */
#ifndef FS_FS_H
#define FS_FS_H

#include "base/arena.h"
#include "base/stream.h"
#include "base/vec.h"
#include "core/entry.h"
#include "core/when.h"
#include "media/media.h"
#include "volume/volume.h"

struct fs;

enum fs_outcome {
	FS_UNKNOWN = 1, /* fs_open: no file system we read: why */
	FS_DAMAGED,     /* what was asked breaks here: why; what was read before is kept */
	FS_DOUBTFUL,    /* fs_runs: given as a whole, and something about it cannot be: why */
	FS_BOUNDED,     /* a bound of ours (base/limits.h) ends it here, no damage: why; what was read before is kept */
	FS_ENCODED,     /* fs_runs: the bytes do not lie plainly on the media (compressed): take fs_stream() */
	FS_END,         /* fs_next_free, fs_next_dead */
};

enum { FS_WHY = 160 };

/* Names one file. `tree` is the subvolume where a file system has several (btrfs), else 0. */
struct fs_id {
	uint64_t tree, inode;
};

static inline int fs_id_cmp(struct fs_id a, struct fs_id b)
{
	if (a.tree != b.tree)
		return a.tree < b.tree ? -1 : 1;
	return a.inode < b.inode ? -1 : a.inode > b.inode;
}

struct fs_node {
	struct fs_id id;
	enum entry_kind kind;
	uint64_t size, allocated, uid, gid, nlink, generation;
	uint32_t mode; /* permission bits */
	struct when atime, mtime, ctime, btime, dtime;
};

struct fs_name {
	struct span name; /* raw; borrowed from the list */
	struct fs_id id;
	enum entry_kind kind; /* as the directory says; ENTRY_UNSET when it does not */
};

struct fs_names {
	VEC(struct fs_name) v; /* as the directory has them; "." and ".." are left out */
	struct arena *arena;   /* of the names */
	struct fs_id up;       /* the directory above, as this one says */
	bool has_up;
};

struct fs_facts { /* what the file system says of itself */
	const char *kind;      /* "ext2", "ext3", "ext4", "xfs", "btrfs", or libtsk's word */
	uint32_t block;        /* bytes */
	uint64_t size;         /* bytes it covers */
	uint64_t free;         /* bytes, by its own maps after replay */
	char uuid[40], label[80], mounted_at[80]; /* visible form */
	struct when made, mounted, written, checked;
	bool dirty;            /* the journal was replayed into memory */
	bool maps_doubtful;    /* free space could not be read as a whole: a hint only */
	bool discards;         /* mounted with, or by default using, discard */
	bool lacking;          /* the tree may lack what it held: what is absent is no sign of a deletion */
	char note[200];        /* what is not supported or was found wrong; "" */
	char left_out[200];    /* a bound of ours kept structures of the file system itself from being read: which; "" */
};

/* `media` is borrowed. `backup`: address of a backup superblock to start from, or 0. 0; FS_UNKNOWN; FS_DAMAGED: a superblock
 * that cannot be; FS_BOUNDED. */
int fs_open(struct fs **out, struct media *media, enum content content, uint64_t backup,
            const struct limits *limits, const struct watch *watch, char why[FS_WHY], struct fault *f) MUST_USE;
void fs_close(struct fs *s);
DEFINE_OWN_PTR(fs, struct fs, fs_close)
const struct fs_facts *fs_facts(const struct fs *s);
struct media *fs_media(const struct fs *s);

/* ---- the live tree --------------------------------------------------------------------------------- */

struct fs_id fs_root(const struct fs *s);
int fs_stat(struct fs *s, struct fs_id id, struct fs_node *out, char why[FS_WHY], struct fault *f) MUST_USE;
/* Appends to *out (whose arena the caller set). FS_DAMAGED, FS_BOUNDED: not all names could be read. */
int fs_list(struct fs *s, struct fs_id dir, struct fs_names *out, char why[FS_WHY], struct fault *f) MUST_USE;
/* Where the file's bytes lie on the media: ascending in `at`, holes left out, malloc'ed. Bytes kept inside
 * an inode are a run like any other. */
int fs_runs(struct fs *s, struct fs_id id, struct runs *out, char why[FS_WHY], struct fault *f) MUST_USE;
/* The file's bytes where fs_runs() gave FS_ENCODED. */
int fs_stream(struct fs *s, struct fs_id id, struct stream **out, char why[FS_WHY], struct fault *f) MUST_USE;
/* Loads the foreign library that reads what we do not, where there is one: after this it can be used without being
 * looked for. */
void fs_prepare(void);

int fs_symlink(struct fs *s, struct fs_id id, struct buf *out, char why[FS_WHY], struct fault *f) MUST_USE;

/*
 * What a file system of several trees says of one: which it is, of which it was made as a snapshot, and whether it
 * changed since. Numbers of trees and transactions only grow, so a snapshot's is higher than its parent's. A snapshot
 * that was never changed holds what its parent held when the transaction `made_in` was committed.
 * Source: btrfs_root_item in the Linux kernel's include/uapi/linux/btrfs_tree.h; sherd-formats(7), "BTRFS".
 */
struct fs_subvolume {
	uint64_t number;              /* of the tree, fs_id.tree */
	char uuid[40], parent[40];    /* visible form; "": none. parent: of the one it is a snapshot of, living or not */
	uint64_t made_in, changed_in; /* transactions */
	struct when made;
	bool read_only;
	bool received;                /* a stream brought it (btrfs receive) */
};
/* 0; 1: the file system has no such tree, or tells nothing more of it. */
int fs_subvolume(const struct fs *s, uint64_t tree, struct fs_subvolume *out);

/* ---- after the walk ----------------------------------------------------------------------------------- */

/* How often the live tree names each inode, as whoever walked it counted. */
struct fs_census;
int fs_census_new(struct fs_census **out, struct fault *f) MUST_USE;
void fs_census_free(struct fs_census *c);
DEFINE_OWN_PTR(fs_census, struct fs_census, fs_census_free)
int fs_census_add(struct fs_census *c, struct fs_id id, struct fault *f) MUST_USE;
uint64_t fs_census_of(const struct fs_census *c, struct fs_id id);
/* All that were counted, in no order: from *at = 0 on; false: no more. */
bool fs_census_next(const struct fs_census *c, size_t *at, struct fs_id *id, uint64_t *names);
/* Holds the inodes in use against the names there are, once the tree was walked as a whole: facts.note and
 * facts.lacking. */
int fs_check(struct fs *s, const struct fs_census *c, struct fault *f) MUST_USE;

/* ---- free space -------------------------------------------------------------------------------------- */

/* The first free range that ends after `from`, cut to begin at or after it. 0, FS_END. Bytes on the media. */
int fs_next_free(struct fs *s, uint64_t from, uint64_t *offset, uint64_t *length, struct fault *f) MUST_USE;

/* ---- dead things -------------------------------------------------------------------------------------- */

#define DEAD_METHODS(X) /* id, text, meaning */                         \
	X(JOURNAL_INODE, "journal-inode", "an inode's copy in the journal")                     \
	X(ORPHAN_LEAF, "orphan-leaf", "a block of extents no living inode refers to")           \
	X(DEAD_INODE, "dead-inode", "a freed inode that kept its map")                          \
	X(FREED_RANGE, "freed-range", "blocks that one transaction freed, by two copies of a bitmap or an intent") \
	X(DEAD_DIRENT, "dead-entry", "an entry in a freed or rewritten part of a directory")    \
	X(JOURNAL_DIRENT, "journal-entry", "an entry in a directory block's copy in the journal") \
	X(STALE_LEAF, "stale-leaf", "a tree block of an older generation")                      \
	X(LOG_TREE, "log-tree", "a tree block of a log written for fsync")

enum dead_method {
	DEAD_METHOD_UNSET = 0,
#define X(id, text, about) DEAD_##id,
	DEAD_METHODS(X)
#undef X
};
const char *dead_method_text(enum dead_method m);

enum dead_kind {
	DEAD_FILE = 1, /* a hypothesis: these runs, this size or none, were a regular file */
	DEAD_NAME,     /* this directory held this name for that inode */
	DEAD_NODE,     /* what an inode was, and when it died */
	DEAD_RANGE,    /* these bytes were freed together */
};

struct fs_dead {
	enum dead_kind kind;
	enum dead_method method;
	struct fs_id id;
	uint64_t generation; /* of the inode; 0 unknown */
	uint64_t sequence;   /* transaction or tree generation it was read from; 0 unknown */
	uint64_t last;       /* DEAD_NAME, DEAD_NODE: the last one that has it so; `sequence` is the first */
	struct when time;    /* it stood so at this instant or later (commits, times of the same record); unknown: nothing tells */
	uint64_t where;      /* address on the media of what was read */
	/* DEAD_FILE: borrowed until the next call. Encoded ones come with `open` instead of runs */
	struct runs runs;
	bool has_size;
	uint64_t size;
	bool encoded;        /* bytes by fs_dead_stream() */
	/* DEAD_NAME */
	struct fs_id parent;
	bool once;           /* numbers are never used again: a number is one life, its generation 0 */
	bool parent_known;   /* which life of the parent's number it was: parent_generation */
	uint64_t parent_generation;
	uint64_t gone;       /* the first transaction whose copy has it no more; 0: none was seen */
	struct when gone_time; /* it was gone by then */
	struct span name;
	/* DEAD_NODE: one state of an inode, of living ones too where a journal keeps earlier ones; and where known of
	 * the others */
	struct fs_node node;
	uint64_t beside;     /* DEAD_NODE: where its bytes stood in that state, of a file kept inside metadata; 0 */
	bool keeps;          /* DEAD_NODE of a freed inode: mtime and btime are those it had when it was freed */
	uint64_t whole;      /* DEAD_NODE: up to here no transaction after `sequence` is missing; 0: nothing is known */
	/* DEAD_RANGE */
	uint64_t offset, length;
};

/* All dead things, in a fixed order. The first call does the reading. 0, FS_END; after it, where there are encoded
 * ones, the iteration begins anew. */
int fs_next_dead(struct fs *s, struct fs_dead *out, struct fault *f) MUST_USE;
/* The bytes of the hypothesis just returned, when it is encoded. */
int fs_dead_stream(struct fs *s, struct stream **out, struct fault *f) MUST_USE;

enum { FS_LIBRARIES = 48 };
const char *fs_libraries(char out[FS_LIBRARIES]); /* "libtsk 4.11.1", or "" */

/* ---- one table of functions a file system ------------------------------------------------------------- */

struct fs_ops {
	int (*stat)(struct fs *s, struct fs_id id, struct fs_node *out, char why[FS_WHY], struct fault *f);
	int (*list)(struct fs *s, struct fs_id dir, struct fs_names *out, char why[FS_WHY], struct fault *f);
	int (*runs)(struct fs *s, struct fs_id id, struct runs *out, char why[FS_WHY], struct fault *f);
	int (*stream)(struct fs *s, struct fs_id id, struct stream **out, char why[FS_WHY], struct fault *f);
	int (*symlink)(struct fs *s, struct fs_id id, struct buf *out, char why[FS_WHY], struct fault *f);
	int (*next_free)(struct fs *s, uint64_t from, uint64_t *offset, uint64_t *length, struct fault *f);
	int (*next_dead)(struct fs *s, struct fs_dead *out, struct fault *f);
	int (*dead_stream)(struct fs *s, struct stream **out, struct fault *f);
	int (*check)(struct fs *s, const struct fs_census *c, struct fault *f);
	int (*subvolume)(const struct fs *s, uint64_t tree, struct fs_subvolume *out);
	void (*close)(struct fs *s);
};

struct fs {
	const struct fs_ops *ops;
	struct media *media;
	struct limits limits;
	const struct watch *watch;
	struct fs_facts facts;
	struct fs_id root;
};

#endif
