/* recover/stages.h - one carving of an area: what its stages share. */
#ifndef RECOVER_STAGES_H
#define RECOVER_STAGES_H

#include "recover/private.h"

enum { JOBS_MOST = 16 }; /* rule: threads */

struct broken_stream {
	struct start start;
	uint64_t good;
	bool budget, solved;
};

struct carve {
	struct carve_search s;
	struct carved *out;
	size_t first; /* of out->proofs, ours */
	unsigned jobs;
	struct tools tools[JOBS_MOST];
	VEC(struct broken_stream) broken;
	VEC(struct range) claims; /* not taken off the open space yet */
	uint64_t work_left, size_left;
	uint64_t broken_left; /* streams beyond budget->broken */
	uint64_t tar_from, tar_to; /* the last tar that was followed: its members are no starts */
};

/* ---- carve.c -------------------------------------------------------------------------------------------- */

/* Calls `one` for 0 .. n-1, by several threads but at most `most`, in any order. */
int carve_each(struct carve *c, size_t most, size_t n,
               int (*one)(void *user, size_t i, const struct tools *t, struct fault *f), void *user,
               struct fault *f) MUST_USE;

/* ---- findings.c: proofs, claims, what stays unsolved ---------------------------------------------------- */

/* Takes *p. What is wanted is claimed at once; what only holds in itself may be part of something wanted. */
int carve_keep(struct carve *c, struct proof *p, struct fault *f) MUST_USE;
/* Takes the claims off the open space. */
int carve_claim(struct carve *c, struct fault *f) MUST_USE;
/* Counts the streams that were not solved because the budget was spent. */
void carve_unsolved(struct carve *c);
/* Sorts what this area gave; drops the same found twice, and what nobody named inside another proof. */
void carve_tidy(struct carve *c);

/* ---- puzzles.c: streams in pieces ---------------------------------------------------------------------------- */

int carve_puzzles(struct carve *c, struct fault *f) MUST_USE;

#endif
