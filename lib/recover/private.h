/* recover/private.h - what the files of this room share. */
#ifndef RECOVER_PRIVATE_H
#define RECOVER_PRIVATE_H

#include "base/stream.h"
#include "hash/mid.h"
#include "recover/recover.h"
#include "recover/walker.h"

enum { SECTOR = 512, PIECE = 1024 * 1024 };

/* ---- prove.c ----------------------------------------------------------------------------------------- */

/* Reads n bytes; returns how many from the first on could be read. *rc: 0 all, MEDIA_UNREAD, -1. */
size_t known_bytes(struct media *m, uint64_t offset, uint8_t *into, size_t n, int *rc, struct fault *f);
/* As prove(), for a tar archive of that size: its end was overwritten, and can only have been zeros. tar_end.c */
int prove_tar_end(struct proof *out, struct media *m, const struct hypothesis *h, const struct targets *t, struct fault *f) MUST_USE;
/* A copy of the part of `in` below `size`. */
int runs_cut(struct runs *out, const struct runs *in, uint64_t size, struct fault *f) MUST_USE;

/* ---- ground.c: ascending ranges, apart, in whole blocks ------------------------------------------------ */

struct ground {
	VEC(struct range) v;
};

/* What of an area's free space can be read; `holes`: with what was never written. */
int ground_of(struct ground *g, const struct area *a, bool holes, struct fault *f) MUST_USE;
int ground_copy(struct ground *to, const struct ground *from, struct fault *f) MUST_USE;
void ground_release(struct ground *g);
DEFINE_OWN(ground, struct ground, ground_release)
/* Takes away ranges in any order (they are sorted). */
int ground_less(struct ground *g, struct range *less, size_t n, struct fault *f) MUST_USE;
/* Index of the first range that ends after `at`; v.n when none. */
size_t ground_find(const struct ground *g, uint64_t at);
/* Bytes from `at` to the end of its range; 0 when it lies in none. */
uint64_t ground_run(const struct ground *g, uint64_t at);
uint64_t ground_bytes(const struct ground *g);

/* ---- scene: what all stages look at --------------------------------------------------------------------- */

struct rest {
	uint32_t bytes; /* 1 to a block */
	uint64_t size;
};

struct scene {
	const struct area *area;
	struct media *media;
	uint32_t block;
	const struct targets *targets;
	const struct carve_budget *budget;
	const struct watch *watch;
	struct ground free; /* as it came: a stream is read on in it whatever was proven meanwhile */
	struct ground open; /* less what is proven: where to begin */
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
int hints_take(struct scene *s, struct fault *f) MUST_USE;
/* Is `at` a hint? */
bool is_hint(const struct scene *s, uint64_t at);
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

int straight(struct outcome *o, const struct scene *s, const struct start *at, uint64_t limit,
             const struct tools *t, struct fault *f) MUST_USE;
/* Is a complete stream that nobody named what it seems to be? Of JSON: and of a kind that a registry has. */
int holds_unnamed(bool *yes, const struct scene *s, const struct walker *w, const struct runs *runs,
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

struct sight {
	VEC(struct start) starts;
	VEC(struct tail) tails; /* where a target of known size may end */
	uint64_t bytes;
};

enum { TAIL_ZEROS = 64 /* a blob may end in so many zeros of its own */ };

void sight_release(struct sight *g);
/* What stands in the open ground of [from, from + length), at most PIECE bytes. */
int scan_piece(struct sight *g, const struct scene *s, struct range window, const struct tools *t,
               struct fault *f) MUST_USE;

/* ---- sizes.c: known sizes ------------------------------------------------------------------------------------- */

int sizes_learn(struct scene *s, struct fault *f) MUST_USE;
/* Bytes that size_at_tail() or size_at_start() will hash. */
uint64_t tail_cost(const struct scene *s, const struct tail *t);
uint64_t start_cost(const struct scene *s, uint64_t at);
uint64_t split_cost(const struct scene *s, uint64_t at);
/* 0 with proof->size > 0 when a wanted digest was found. */
int size_at_tail(struct proof *out, const struct scene *s, const struct tail *tail, const struct tools *t,
                 struct fault *f) MUST_USE;
int size_at_start(struct proof *out, const struct scene *s, uint64_t at, const struct tools *t,
                  struct fault *f) MUST_USE;
/* From `at` to the end of its run, and from the beginning of one of the following ones on. */
int size_split(struct proof *out, const struct scene *s, uint64_t at, const struct tools *t,
               struct fault *f) MUST_USE;

/* In two pieces by an allocator's habits: the first ends at a multiple of 2 MiB of the blob, at most `good` bytes from
 * its beginning, the second begins at such an address. At most *left bytes are hashed. */
int size_aligned(struct proof *out, const struct scene *s, uint64_t at, uint64_t good, uint64_t *left,
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
int solve(struct solved *out, const struct scene *s, const struct ground *pool, const struct puzzle *p,
          const struct tools *t, struct fault *f) MUST_USE;

/* ---- places.c: where the next piece may begin, the likely places first --------------------------------------------- */

enum places_tier {
	PLACES_LIKELY, /* beginnings of runs, hints, addresses an allocator likes */
	PLACES_NEAR, /* any block not far off */
	PLACES_ANY,
};

struct places {
	const struct scene *s;
	const struct ground *pool;
	enum places_tier tier;
	uint64_t from;      /* the address after the last block before the break */
	VEC(uint64_t) list; /* PLACES_LIKELY */
	size_t at, run;     /* run: where the walk over `pool` stands */
	uint64_t here, left, distance;
	bool wrapped, before;
};

int places_begin(struct places *p, const struct scene *s, const struct ground *pool, enum places_tier tier,
                 uint64_t from, struct fault *f) MUST_USE;
/* False: no more. *rank: how many were given before. */
bool places_next(struct places *p, uint64_t *at, size_t *rank);
void places_release(struct places *p);

#endif
