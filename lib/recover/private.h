/* recover/private.h - what the files of this room share. */
#ifndef RECOVER_PRIVATE_H
#define RECOVER_PRIVATE_H

#include "base/stream.h"
#include "hash/mid.h"
#include "recover/recover.h"
#include "recover/walker.h"

enum { SECTOR = 512, PIECE = 1024 * 1024 }; /* rule: where things begin, and how much is read at once */

/* ---- prove.c ----------------------------------------------------------------------------------------- */

/* Reads n bytes; returns how many from the first on could be read. *rc: 0 all, MEDIA_UNREAD, -1. */
size_t known_bytes(struct media *m, uint64_t offset, uint8_t *into, size_t n, int *rc, struct fault *f);
/* As prove(), for a tar archive of that size: its end was overwritten, and can only have been zeros. tar_end.c */
int prove_tar_end(struct proof *out, struct media *m, const struct hypothesis *h, const struct targets *t, struct fault *f) MUST_USE;
/* A copy of the part of `in` below `size`. */
int runs_cut(struct runs *out, const struct runs *in, uint64_t size, struct fault *f) MUST_USE;

/* ---- free_space.c: ascending ranges, apart, in whole blocks ------------------------------------------------ */

struct free_space {
	VEC(struct range) v;
};

/* What of an area's free space can be read; `holes`: with what was never written. */
int free_space_of(struct free_space *g, const struct area *a, bool holes, struct fault *f) MUST_USE;
int free_space_copy(struct free_space *to, const struct free_space *from, struct fault *f) MUST_USE;
void free_space_release(struct free_space *g);
DEFINE_OWN(free_space, struct free_space, free_space_release)
/* Takes away ranges in any order (they are sorted). */
int free_space_less(struct free_space *g, struct range *less, size_t n, struct fault *f) MUST_USE;
/* Index of the first range that ends after `at`; v.n when none. */
size_t free_space_find(const struct free_space *g, uint64_t at);
/* Bytes from `at` to the end of its range; 0 when it lies in none. */
uint64_t free_space_run(const struct free_space *g, uint64_t at);
uint64_t free_space_bytes(const struct free_space *g);

/* ---- what all stages look at --------------------------------------------------------------------- */

struct rest {
	uint32_t bytes; /* 1 to a block */
	uint64_t size;
};

struct carve_search {
	const struct area *area;
	struct media *media;
	uint32_t block;
	const struct targets *targets;
	const struct carve_budget *budget;
	const struct watch *watch;
	struct free_space free; /* as it came: a stream is read on in it whatever was proven meanwhile */
	struct free_space open; /* less what is proven: where to begin */
	VEC(uint64_t) hints; /* those of the area that are block starts in free space, ascending */
	VEC(uint64_t) sizes; /* of targets that are not found yet, ascending */
	VEC(struct rest) rests; /* the same by what of them stands in the last block */
};

struct tools { /* of one worker */
	uint8_t *piece;   /* PIECE bytes */
	uint8_t *scratch; /* WALKER_SCRATCH bytes */
};

struct start {
	uint64_t at;
	enum recover_method kind;
};

/* Those of the area, in order. */
int hints_take(struct carve_search *s, struct fault *f) MUST_USE;
/* Is `at` a hint? */
bool is_hint(const struct carve_search *s, uint64_t at);
/* Is this a block of compressed bytes, by how many values its bytes have? */
bool looks_random(const uint8_t *block, size_t n);
bool looks_empty(const uint8_t *block, size_t n);

/* ---- straight.c: a stream in one piece ------------------------------------------------------------------- */

struct outcome {
	bool proven, broken, budget;
	struct proof proof; /* runs owned */
	uint64_t good;      /* bytes that follow the stream's structure, whole blocks where it broke */
	uint64_t work;      /* bytes looked at */
};

int straight(struct outcome *o, const struct carve_search *s, const struct start *at, uint64_t limit,
             const struct tools *t, struct fault *f) MUST_USE;
/* Is a complete stream that nobody named what it seems to be? Of JSON: and of a kind that a registry has. */
int holds_unnamed(bool *yes, const struct carve_search *s, const struct walker *w, const struct runs *runs,
                  uint64_t size, struct fault *f) MUST_USE;

/* Digests of the first ends[i] bytes, ascending; 1 when not all could be read. */
int runs_digests(struct digest *out, const uint64_t *ends, size_t n, struct media *m, const struct runs *runs,
                 uint8_t *piece, struct fault *f) MUST_USE;

/* ---- scan.c: one look at all free blocks -------------------------------------------------------------------- */

struct tail { /* a block that ends in zeros */
	uint64_t at;
	uint32_t used; /* bytes up to the last that is no zero; or one of these, for a beginning */
};

enum { TAIL_BEGINS = 0, TAIL_SPLIT = UINT32_MAX /* in two pieces */ };

struct blocks_seen {
	VEC(struct start) starts;
	VEC(struct tail) tails; /* where a target of known size may end */
	uint64_t bytes;
	VEC(uint64_t) noticed;
};

enum { TAIL_ZEROS = 64 /* rule: a blob may end in so many zeros of its own */ };

void blocks_seen_release(struct blocks_seen *g);
/* What stands in the open space of [from, from + length), at most PIECE bytes. */
int scan_piece(struct blocks_seen *g, const struct carve_search *s, struct range window, const struct tools *t,
               struct fault *f) MUST_USE;

/* ---- sizes.c: known sizes ------------------------------------------------------------------------------------- */

int sizes_learn(struct carve_search *s, struct fault *f) MUST_USE;
/* Bytes that size_at_tail() or size_at_start() will hash. */
uint64_t tail_cost(const struct carve_search *s, const struct tail *t);
uint64_t start_cost(const struct carve_search *s, uint64_t at);
uint64_t split_cost(const struct carve_search *s, uint64_t at);
/* 0 with proof->size > 0 when a wanted digest was found. */
int size_at_tail(struct proof *out, const struct carve_search *s, const struct tail *tail, const struct tools *t,
                 struct fault *f) MUST_USE;
int size_at_start(struct proof *out, const struct carve_search *s, uint64_t at, const struct tools *t,
                  struct fault *f) MUST_USE;
/* From `at` to the end of its run, and from the beginning of one of the following ones on. */
int size_split(struct proof *out, const struct carve_search *s, uint64_t at, const struct tools *t,
               struct fault *f) MUST_USE;

/* In two pieces by an allocator's habits: the first ends at a multiple of 2 MiB of the blob, at most `good` bytes from
 * its beginning, the second begins at such an address. At most *left bytes are hashed. */
int size_aligned(struct proof *out, const struct carve_search *s, uint64_t at, uint64_t good, uint64_t *left,
                 const struct tools *t, struct fault *f) MUST_USE;

/* ---- fragments.c: a stream in several pieces -------------------------------------------------------------------- */

struct puzzle {
	struct start start;
	uint64_t good;       /* as straight() found it */
	uint64_t first_run;  /* bytes from the start on that may be its own */
	uint64_t steps;      /* decoder probes that may be made */
	bool thorough;       /* look everywhere, not only where pieces mostly begin */
};

struct solved {
	bool complete, proven, budget; /* complete: nothing is missing, whether it is kept or not */
	struct proof proof;            /* runs owned */
	uint64_t steps;
};

/* `pool`: where further pieces may lie. */
int solve(struct solved *out, const struct carve_search *s, const struct free_space *pool, const struct puzzle *p,
          const struct tools *t, struct fault *f) MUST_USE;

/* ---- continuations.c: where the next piece may begin, the likely places first --------------------------------------------- */

enum continuations_tier {
	CONTINUE_LIKELY, /* beginnings of runs, hints, addresses an allocator likes */
	CONTINUE_NEAR, /* any block not far off */
	CONTINUE_ANY,
};

struct continuations {
	const struct carve_search *s;
	const struct free_space *pool;
	enum continuations_tier tier;
	uint64_t from;      /* the address after the last block before the break */
	VEC(uint64_t) list; /* CONTINUE_LIKELY */
	size_t at, run;     /* run: where the walk over `pool` stands */
	uint64_t here, left, distance;
	bool wrapped, before;
};

int continuations_begin(struct continuations *p, const struct carve_search *s, const struct free_space *pool, enum continuations_tier tier,
                        uint64_t from, struct fault *f) MUST_USE;
/* False: no more. *rank: how many were given before. */
bool continuations_next(struct continuations *p, uint64_t *at, size_t *rank);
void continuations_release(struct continuations *p);

#endif
