/* recover/solver.h - one stream's pieces being joined: what the files that do it share. */
#ifndef RECOVER_SOLVER_H
#define RECOVER_SOLVER_H

#include "recover/private.h"

enum {
	PIECES = 16,        /* of one stream */
	RING_HEAVY = 32,    /* states kept before a break: of 40 KiB */
	RING_LIGHT = 128,   /* of 1 KiB */
	MARKS = 6,          /* at multiples of 2 MiB */
	ENDS = 256,         /* places where the stream may end, the last ones */
	READ = 16 * 1024,
	STEP = 32 * 1024,   /* bytes of a probe that count as another one */
};

enum {
	DEAD_END = 0,
	DONE = 1,
	MISFIT = 2, /* the stream is whole, but some of its bytes are wrong: no other piece is wanting */
}; /* or -1 */

struct snap {
	struct walker w;
	uint64_t at; /* bytes of the stream before it */
	bool set;
};

struct piece_level { /* the walk over one piece */
	struct snap ring[RING_LIGHT], marks[MARKS], run_end, dull;
	size_t next, ring_size, next_mark;
	uint64_t begin, fail; /* logical: of the piece; where it went wrong */
	uint64_t address;     /* after the last block walked */
};

struct solver {
	const struct carve_search *s;
	const struct free_space *pool;
	const struct puzzle *p;
	const struct tools *t;
	struct solved *out;
	uint64_t floor; /* steps at which this branch is given up */
	uint64_t steps; /* left */
	struct run chain[PIECES];
	size_t pieces, unsure;
	unsigned looks; /* at places, not counted as steps yet */
	uint64_t ends[ENDS];
	size_t n_ends;
};

struct spot { /* where a piece may begin, with its first bytes */
	uint64_t at;
	size_t n;
	bool last_only; /* by its looks only a stream's last block */
	uint8_t bytes[READ];
};

struct probe {
	uint64_t gain, length;
	bool over, to_run_end; /* over: complete, or a misfit at the end */
};

/* ---- chain.c -------------------------------------------------------------------------------------------- */

void chain_end(struct solver *v, uint64_t at);
/* How far a piece may go from `place`, with the chain broken off at `at`; 0: the chain is there already. */
uint64_t chain_room(const struct solver *v, uint64_t place, uint64_t at);
/* Where the last piece goes on of itself. */
uint64_t chain_goes_on(const struct solver *v, uint64_t at);
void spend(struct solver *v, uint64_t steps);
bool spent(const struct solver *v);
/* Contents that are stored as they are go on anywhere: where only the place of a break is wrong, pieces fit all
 * the same. One break is moved. DONE, MISFIT. */
int chain_shift(struct solver *v, struct fault *f) MUST_USE;
/* Nothing follows: is it what is wanted? */
int chain_complete(struct solver *v, const struct walker *w, struct fault *f) MUST_USE;

/* ---- probe.c ---------------------------------------------------------------------------------------------- */

void level_free(struct piece_level *l);
/* Walks the last piece of the chain with `w` to where it fails, ends or its run ends. WALK_OVER: the stream is
 * complete; WALK_BAD: l->fail; WALK_MORE: the run ended; WALK_MISFIT. */
int walk_piece(struct solver *v, struct piece_level *l, struct walker *w, uint64_t room, struct fault *f) MUST_USE;
/* Reads the beginning of a piece; *yes: it may go on a stream of this kind. */
int look_at(struct solver *v, struct spot *p, uint64_t at, bool *yes, struct fault *f) MUST_USE;
int probe(struct solver *v, struct probe *out, const struct snap *s, const struct spot *p, struct fault *f) MUST_USE;
/* zstd: headers alone also fit where the pieces are shifted by the same number of blocks: decode over the break. */
int decodes_over(struct solver *v, const struct snap *s, uint64_t place, uint64_t length, bool *yes,
                 struct fault *f) MUST_USE;

#endif
