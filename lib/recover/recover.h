/*
 * recover/recover.h - deleted blobs from free space: targets, hypotheses, one verifier.
 *
 * A hypothesis is a list of runs on a media, a size or none, and where it comes from. SHA-256 decides;
 * nothing else is ever accepted. Everything is bounded by budgets of bytes and steps, never seconds, and
 * the result does not depend on the number of threads.
 */
#ifndef RECOVER_RECOVER_H
#define RECOVER_RECOVER_H

#include "base/vec.h"
#include "base/watch.h"
#include "core/digest.h"
#include "core/entry.h"
#include "fs/fs.h"
#include "media/media.h"

/* ---- targets ----------------------------------------------------------------------------------------- */

/* Digests that are wanted, with what is known of each. Only sha256. */
struct target {
	struct digest digest;
	bool has_size;
	uint64_t size;
	bool found; /* proven bytes are known */
};

struct targets {
	VEC(struct target) v;   /* sorted by digest after targets_ready() */
	VEC(uint64_t) sizes;    /* distinct sizes of targets not found, ascending, after targets_ready() */
};

int targets_add(struct targets *t, const struct digest *d, bool has_size, uint64_t size, struct fault *f) MUST_USE;
/* Sorts, joins doubles (a size known once is known), gathers sizes. */
int targets_ready(struct targets *t, struct fault *f) MUST_USE;
struct target *targets_find(const struct targets *t, const struct digest *d); /* NULL: not wanted */
void targets_release(struct targets *t);

/* ---- where to look ------------------------------------------------------------------------------------- */

/* Free space of one media, in whole blocks: ascending, apart. */
struct range {
	uint64_t offset, length;
};

struct area {
	struct media *media;
	uint32_t block;         /* bytes; blobs begin at multiples of it (from `origin`) */
	uint64_t origin;        /* address of block 0 */
	VEC(struct range) free; /* where to look */
	VEC(uint64_t) hints;    /* block starts where a file may begin or go on: freed ranges, ends of proven blobs */
	bool ext_habits;        /* ext4: fragments begin at multiples of 2 MiB, breaks at such logical offsets */
};
void area_release(struct area *a);

/* ---- what is found -------------------------------------------------------------------------------------- */

#define RECOVER_METHODS(X) /* id, text, meaning */                      \
	X(METADATA, "metadata", "the file system's own dead metadata gave the runs")            \
	X(JSON, "json", "a JSON document at a block start")                                     \
	X(GZIP, "gzip", "a gzip stream from its first to its last block")                       \
	X(ZSTD, "zstd", "zstd frames from first to last")                                       \
	X(TAR, "tar", "a tar archive from its first header to its end")                         \
	X(SIZE, "known-size", "hashed over a known size from a block start")                    \
	X(FRAGMENTS, "fragments", "pieces joined by decoding state")

enum recover_method {
	RECOVER_METHOD_UNSET = 0,
#define X(id, text, about) RECOVER_BY_##id,
	RECOVER_METHODS(X)
#undef X
};
const char *recover_method_text(enum recover_method m);

struct proof {
	struct digest digest;  /* SHA-256 of the bytes */
	uint64_t size;
	struct runs runs;      /* on the area's media; owned */
	enum recover_method method;
	bool wanted;           /* a target; else self-consistent and named nowhere */
};

struct proofs {
	VEC(struct proof) v;
};
void proofs_release(struct proofs *p);

/* ---- the one verifier ------------------------------------------------------------------------------------ */

struct hypothesis {
	struct runs runs; /* ascending in `at`, apart; borrowed */
	bool has_size;
	uint64_t size;
	uint32_t block;   /* bytes of a block of the file system */
};

enum prove_outcome {
	PROVE_NOTHING = 1, /* no wanted digest (or runs that cannot be) */
	PROVE_UNREAD,      /* nothing up to bytes that cannot be read */
};

/* Hashes the runs (holes between them, and up to the size, are zeros) and looks for a wanted digest: at the
 * stated size; at each wanted size and each end of a block within the runs; in a block that ends in zeros at
 * each length from its last other byte to 16 on, in the last block to its end. The stated size goes first,
 * then the shortest. 0 and *out: runs cut to the size, malloc'ed. *at_size, whatever the result: the digest
 * at the stated size when there is one and its bytes could be read, else DIGEST_NONE. May be called by several
 * threads at once. */
int prove(struct proof *out, struct digest *at_size, struct media *m, const struct hypothesis *h,
          const struct targets *t, struct fault *f) MUST_USE;

/* ---- carving ----------------------------------------------------------------------------------------------- */

struct carve_budget {
	uint64_t steps;      /* of fragment solving a blob: decoder probes, and each 32 KiB they read; all blobs of
	                        an area together get 32 times as many */
	uint32_t beam;       /* hypotheses kept at a break */
	uint64_t broken;     /* streams that break off and are kept to be solved: limits.broken_streams */
	bool fragments;      /* solve fragments at all */
	bool (*notice)(const uint8_t *block, size_t n); /* blocks of free space that the caller wants to know of, by their bytes;
	                        called by several threads at once; NULL: none */
	uint64_t noticed;    /* so many at most */
	bool unnamed;        /* keep complete gzip, zstd, JSON documents that no target names; tar where it begins
	                        a free run or at a hint */
};

struct carve_stats {
	uint64_t bytes_scanned, starts, broken, solved, steps;
	uint64_t unsolved;       /* streams that break off in free space and were not joined */
	uint64_t unnoticed;      /* blocks over the bound of those */
	uint64_t budget_spent;   /* blobs whose solving ended by the budget */
};

struct carved {
	struct proofs proofs;
	VEC(uint64_t) noticed; /* addresses, ascending */
	struct carve_stats stats;
};
void carved_release(struct carved *c);

/* Carves one area: JSON, gzip, zstd, tar and known sizes in one look over all free blocks, known sizes from
 * where free runs begin, then fragments; where a wanted blob was proven nothing else is begun. Uses `jobs`
 * threads. Adds to *out, sorted by address; what nobody named inside another proof is left out. Targets that
 * are found are marked so: their sizes are looked for no more. `watch` is not NULL. */
int carve_area(struct carved *out, struct area *a, const struct targets *t, const struct carve_budget *b,
               unsigned jobs, const struct watch *watch, struct fault *f) MUST_USE;

/* ---- many hypotheses at once (trial.c) ----------------------------------------------------------------- */

enum { TRIAL_TEXT = 71 }; /* bytes of a link */

/* One hypothesis of metadata. Those of one `group` (one life of an inode) stand together and are tried in order
 * until one is proven: earlier lists are beginnings of later ones. */
struct trial_case {
	struct hypothesis h;   /* runs are owned */
	uint64_t group;
	enum dead_method method;
	uint64_t tree, inode, generation, sequence, where;
	struct when time;
	bool encoded;          /* no runs: the bytes are found again by their digest */
	uint8_t text[TRIAL_TEXT]; /* of an encoded one that is so short */
	/* results */
	struct digest at_size; /* digest at the stated size, once computed: later rounds need no bytes */
	bool tried, unread, proven;
	struct proof proof;
};

struct trials {
	VEC(struct trial_case) v;
};
void trials_release(struct trials *t);
DEFINE_OWN(trials, struct trials, trials_release)
/* Takes every DEAD_FILE of the file system; hands all other dead things on. `wanted` sizes play no part here. */
struct dead_sink {
	void *user;
	int (*other)(void *user, const struct fs_dead *d, struct fault *f);
};
int trials_gather(struct trials *out, struct fs *fs, const struct dead_sink *sink, const struct limits *limits,
                  const struct watch *watch, struct fault *f) MUST_USE;
/* Tries all that are not proven against the targets, in the order of the list, as far as hypothesis_times goes. The
 * result does not depend on `jobs`. */
int trials_run(struct trials *t, struct media *m, const struct targets *targets, unsigned jobs,
               const struct limits *limits, const struct watch *watch, struct fault *f) MUST_USE;

/* ---- digests in plain sight (mention.c) ---------------------------------------------------------------- */

/* Every distinct "sha256:<64 hexadecimal digits>" anywhere on the media, in the order of its first place; holes
 * are passed over. At most `most` of them. */
struct mention {
	struct digest digest;
	uint64_t where;
};
struct mentions {
	VEC(struct mention) v;
	uint64_t bytes; /* looked at */
};
void mentions_release(struct mentions *m);
DEFINE_OWN(mentions, struct mentions, mentions_release)
int mentions_find(struct mentions *out, struct media *m, size_t most, const struct watch *watch, struct fault *f) MUST_USE;

/* ---- the live tree as an oracle (livetree.c) -------------------------------------------------------------- */

/* Which living file holds a block, where a living directory hangs, which names live. */
struct livetree;
int livetree_read(struct livetree **out, struct fs *fs, const struct limits *limits, const struct watch *watch,
                  struct fault *f) MUST_USE;
void livetree_free(struct livetree *t);
DEFINE_OWN_PTR(livetree, struct livetree, livetree_free)
/* The living file that holds byte `offset` of the file system's media; empty when none. Borrowed. */
struct span livetree_owner(const struct livetree *t, uint64_t offset);
/* Path of a living directory, without leading slash; false when `id` is none in this generation (0: in any). */
bool livetree_directory(const struct livetree *t, struct fs_id id, uint64_t generation, struct span *path);
bool livetree_has_name(const struct livetree *t, struct fs_id parent, struct span name, struct fs_id id);
bool livetree_has_path(const struct livetree *t, struct span path);

/* ---- lives of inodes (lives.c) ----------------------------------------------------------------------------- */

/* One state of an inode. A life is a number and a generation; file systems that never use a number again have
 * generation 0 or one. */
struct life_state {
	struct fs_id id;
	uint64_t generation;
	uint64_t first, last; /* transactions; UINT64_MAX: as the disk has it */
	uint64_t whole;       /* up to here no transaction after `last` is missing; 0: nothing is known */
	uint64_t where, beside; /* beside: its bytes, of a file kept inside metadata; 0 */
	bool alive;           /* it had a name and was not freed */
	bool keeps;           /* freed: `set` and `born` are those it had to its end */
	struct when set, born, died, changed; /* its bytes, itself; changed: anything of it */
};
struct lives {
	VEC(struct life_state) v; /* by id, first */
	const struct watch *watch; /* counts states beyond the bound; may be NULL */
};
void lives_release(struct lives *l);
DEFINE_OWN(lives, struct lives, lives_release)
int lives_add(struct lives *l, const struct fs_dead *d, struct fault *f) MUST_USE; /* DEAD_NODE */
void lives_sort(struct lives *l);
/* Which life a name meant that stood in transactions first..last (0: not known when) and was gone by `gone`: the one
 * whose states as a living inode lie there, else that of the next state after, else of the last before. False: none,
 * or more than one. */
bool lives_choose(const struct lives *l, struct fs_id id, uint64_t first, uint64_t last, struct when gone,
                  uint64_t *generation);
/* The life that has the number now. */
bool lives_now(const struct lives *l, struct fs_id id, uint64_t *generation);

struct life_end {
	struct when set, born, died; /* its bytes were set last, it was made, it was freed */
	uint64_t where, since; /* its last state alive; since which transaction its bytes were these */
	uint64_t bytes;        /* where they stand, of a file kept inside metadata; 0 */
	bool whole;            /* nothing is missing between that state and the end */
};
/* The last state of a life and its end. False: nothing is known of it. */
bool lives_end(const struct lives *l, struct fs_id id, uint64_t generation, struct life_end *out);

/* ---- names that deletion left (dead_name.c) ----------------------------------------------------------------- */

/* One path that existed, put together from dead entries and living directories. Spans are borrowed. */
struct dead_path {
	struct span path;    /* in the file system */
	struct fs_id id;
	enum entry_kind kind;
	enum dead_method method;
	bool known;          /* the life of the inode it names: */
	uint64_t generation;
	struct fs_id tag_id; /* the dead directory of the tag it is part of; inode 0: that lives, or it is part of none */
	uint64_t tag_generation;
	uint64_t sequence, where; /* of the last transaction that had it, of what was read there */
	struct when seen;    /* it stood there at this instant or later */
	struct when gone;    /* it was gone by then */
	struct life_end end; /* of the inode */
	size_t name_n;       /* length of its last part */
};
struct dead_names;
int dead_names_new(struct dead_names **out, const struct watch *watch, struct fault *f) MUST_USE;
void dead_names_free(struct dead_names *n);
DEFINE_OWN_PTR(dead_names, struct dead_names, dead_names_free)
int dead_names_add(struct dead_names *n, const struct fs_dead *d, struct fault *f) MUST_USE; /* DEAD_NAME, DEAD_NODE */
/* Puts paths together; only those that classify as parts of a registry are kept. */
int dead_names_resolve(struct dead_names *n, const struct livetree *t, const struct watch *watch, struct fault *f) MUST_USE;
/* After resolving: does a dead entry have this path? */
bool dead_names_has_path(const struct dead_names *n, struct span path);
size_t dead_names_count(const struct dead_names *n);
void dead_names_get(const struct dead_names *n, size_t at, struct dead_path *out);

/* ---- one place to look (site.c said.c loss.c) ---------------------------------------------------------------- */

struct link_said { /* a dead file of 71 bytes that is a link */
	uint64_t tree, inode, generation, sequence;
	struct digest digest;
	uint64_t where; /* of its bytes, on the volume */
};

struct named_inode { /* a dead blob file: which digest its path names */
	struct digest digest;
	struct fs_id id;
};

/* A file system with its dead things, or raw space. Before site_open() the first four are set (borrowed; fs NULL: raw
 * space); afterwards it must not move. */
struct site {
	const struct limits *limits;
	const struct watch *watch;
	struct fs *fs;
	const char *prefix;        /* where its tree lies in the image's; "" */
	struct media *media;       /* addresses of everything below are on it */
	struct trials trials;
	struct dead_names *names;
	struct livetree *tree;
	struct area area;
	VEC(struct link_said) links;
	VEC(struct named_inode) inodes;
	struct carved carved;
	bool discarded;            /* what dead files had is hardly anything but zeros */
};

enum {
	SITE_LIVES = 1, /* the name lives, and nothing is known of an earlier content */
	SITE_NO_MAP,    /* no dead entry leads to a list of its blocks */
};

int site_open(struct site *s, struct media *m, struct fault *f) MUST_USE;
void site_release(struct site *s);
int site_targets(const struct site *s, struct targets *t, struct fault *f) MUST_USE; /* adds what its dead things name */
/* Free space less what is proven: those blocks are accounted for. */
int site_claim(struct site *s, struct fault *f) MUST_USE;
/* btrfs stores what it compresses as whole zstd frames: such a frame is a piece of some file, not one by itself. */
bool site_piece_only(const struct site *s, const struct proof *proof);
/* What the dead link `d` at `place` said and where its bytes are; no digest: nothing that may be believed. SITE_LIVES: no
 * dead name at all. */
struct place;
int site_link_said(const struct site *s, const struct dead_path *d, const struct place *place, struct digest *says,
                   uint64_t *where, struct fault *f) MUST_USE;

enum loss_reason { LOSS_OVERWRITTEN, LOSS_DISCARDED, LOSS_CHANGED };

/* What became of a blob's blocks by the last known map, which is borrowed from the site. Of an encoded one nothing is counted. */
struct loss {
	const struct trial_case *map;
	enum loss_reason reason;
	uint64_t blocks, taken, zeros; /* of the map: blocks, of living files, holes or zeros */
	uint64_t prefix;               /* bytes before the first block that is lost */
	struct span owner;             /* the first living file that lies there; borrowed */
	bool prefix_ended;
};
int site_loss(const struct site *s, const struct digest *d, struct loss *out, struct fault *f) MUST_USE; /* SITE_NO_MAP */

#endif
