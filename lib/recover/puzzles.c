/*
 * recover/puzzles.c - streams that broke, given to the solver in rounds.
 *
 * First what is easy, then the rest: each stream that is found leaves less space for the others.
 */
#include "recover/stages.h"

#include <stdlib.h>

enum {
	SOLVERS_MOST = 6, /* rule: threads; each may keep some 20 MiB of states */
	PUZZLES = 32,     /* rule: tried before claims are made */
	STEPS_TIMES = 32, /* so many streams may use up all their steps */
	ALIGNED_STEP = 128 * 1024, /* bytes hashed for a step, of archives in chunks */
};

struct puzzles {
	const struct carve *c;
	struct free_space written; /* free space without holes */
	struct free_space pool;
	uint64_t steps_left;
	VEC(struct range) own; /* sure beginnings of broken streams, ascending */
	struct puzzle v[PUZZLES];
	struct solved out[PUZZLES];
	size_t index[PUZZLES]; /* of c->broken */
	size_t n;
};

static int solve_one(void *user, size_t i, const struct tools *t, struct fault *f)
{
	struct puzzles *z = (struct puzzles *)user;

	return solve(&z->out[i], &z->c->s, &z->pool, &z->v[i], t, f);
}

/* Of a broken stream, the bytes that are its own for sure: an error shows some time after the break. */
static uint64_t sure_part(const struct carve *c, const struct broken_stream *b)
{
	uint64_t back = (uint64_t)c->s.block * (b->start.kind == RECOVER_BY_GZIP ? 24 : 64);
	return b->start.kind == RECOVER_BY_JSON || b->good <= back ? c->s.block : b->good - back;
}

/* Where pieces may lie: free, written, not claimed, not the beginning of another stream. */
static int make_pool(struct puzzles *z, struct carve *c, struct fault *f)
{
	VEC(struct range) claims = { NULL, 0, 0 };
	uint64_t cover = 0;
	int rc = 0;

	free_space_release(&z->pool);
	z->own.n = 0;
	for (size_t i = c->first; i < c->out->proofs.v.n && rc == 0; i++) {
		const struct proof *p = &c->out->proofs.v.v[i];

		for (size_t k = 0; k < p->runs.n && rc == 0; k++) {
			uint64_t block = c->s.block, length = (p->runs.v[k].length + block - 1) / block * block;
			struct range r = { p->runs.v[k].offset, length };

			rc = VEC_PUSH(&claims, r, f);
		}
	}
	for (size_t i = 0; i < c->broken.n && rc == 0; i++) {
		const struct broken_stream *b = &c->broken.v[i];
		struct range r = { b->start.at, sure_part(c, b) };

		/* what seems to begin inside another is its part, and each member seems to begin a tar */
		if (b->solved || b->start.at < cover || b->start.kind == RECOVER_BY_TAR)
			continue;
		cover = r.offset + r.length;
		rc = VEC_PUSH(&z->own, r, f) < 0 ? -1 : VEC_PUSH(&claims, r, f);
	}
	if (rc == 0 && (free_space_copy(&z->pool, &z->written, f) < 0 ||
	                free_space_less(&z->pool, claims.v, claims.n, f) < 0))
		rc = -1;
	VEC_RELEASE(&claims);
	return rc;
}

/* From its start to the end of the free run, a proven blob, or another stream's beginning. */
static uint64_t first_run(const struct puzzles *z, const struct broken_stream *b)
{
	uint64_t run = free_space_run(&z->c->s.open, b->start.at);
	size_t low = LOWER_BOUND(z->own.n, mid, z->own.v[mid].offset <= b->start.at);
	if (low < z->own.n && z->own.v[low].offset - b->start.at < run)
		run = z->own.v[low].offset - b->start.at;
	return run;
}

static void pose(struct puzzles *z, struct carve *c, bool thorough, size_t *next)
{
	uint64_t steps = thorough ? c->s.budget->steps : c->s.budget->steps / 4;

	z->n = 0;
	for (; *next < c->broken.n && z->n < PUZZLES; *next += 1) {
		struct broken_stream *b = &c->broken.v[*next];
		struct puzzle p = { .start = b->start, .good = b->good, .first_run = first_run(z, b),
			            .steps = steps, .thorough = thorough };

		if (b->solved || p.first_run == 0)
			continue;
		if (z->steps_left < steps) { /* of all streams together */
			b->budget = true;
			continue;
		}
		z->index[z->n] = *next;
		z->v[z->n++] = p;
	}
}

static int take_solved(struct puzzles *z, struct carve *c, struct broken_stream *b, struct solved *s, struct fault *f)
{
	c->out->stats.steps += s->steps;
	z->steps_left -= s->steps < z->steps_left ? s->steps : z->steps_left;
	b->budget = s->budget;
	if (!s->complete)
		return 0;
	b->solved = true;
	b->budget = false;
	c->out->stats.solved += s->proven;
	return s->proven ? carve_keep(c, &s->proof, f) : 0;
}

static int solve_round(struct carve *c, struct puzzles *z, bool thorough, struct fault *f)
{
	size_t next = 0;
	int rc = make_pool(z, c, f);

	while (rc == 0 && next < c->broken.n) {
		pose(z, c, thorough, &next);
		memset(z->out, 0, sizeof z->out);
		rc = carve_each(c, SOLVERS_MOST, z->n, solve_one, z, f);
		for (size_t i = 0; i < z->n; i++) {
			if (rc == 0)
				rc = take_solved(z, c, &c->broken.v[z->index[i]], &z->out[i], f);
			else
				free(z->out[i].proof.runs.v);
		}
		if (rc == 0 && c->claims.n > 0)
			rc = carve_claim(c, f) < 0 ? -1 : make_pool(z, c, f);
	}
	return rc;
}

/* Archives say little of their members' bytes: where such a one breaks, sizes and chunks may tell more than its
 * structure. */
static int aligned_archives(struct carve *c, struct fault *f)
{
	uint64_t left = c->s.budget->steps * ALIGNED_STEP, cover = 0;

	for (size_t i = 0; c->s.area->ext_habits && c->s.sizes.n > 0 && i < c->broken.n; i++) {
		struct broken_stream *b = &c->broken.v[i];
		struct proof p;

		/* each member of an archive seems to begin one */
		if (b->solved || b->start.kind != RECOVER_BY_TAR || b->start.at < cover)
			continue;
		cover = b->start.at + b->good;
		if (watch_check(c->s.watch, f) < 0)
			return -1;
		if (size_aligned(&p, &c->s, b->start.at, b->good, &left, &c->tools[0], f) < 0)
			return -1;
		if (p.size == 0)
			continue;
		b->solved = true;
		c->out->stats.solved++;
		if (carve_keep(c, &p, f) < 0 || carve_claim(c, f) < 0)
			return -1;
	}
	return 0;
}

/* First what is easy: each stream that is found leaves less for the others. */
int carve_puzzles(struct carve *c, struct fault *f)
{
	struct puzzles *z;
	int rc;

	if (!c->s.budget->fragments || c->broken.n == 0)
		return 0;
	z = (struct puzzles *)calloc(1, sizeof *z);
	if (z == NULL)
		return fault_memory(f, sizeof *z);
	z->c = c;
	if (mul_u64(&z->steps_left, c->s.budget->steps, STEPS_TIMES))
		z->steps_left = UINT64_MAX;
	rc = free_space_of(&z->written, c->s.area, false, f);
	if (rc == 0)
		rc = solve_round(c, z, false, f);
	if (rc == 0)
		rc = aligned_archives(c, f);
	if (rc == 0)
		rc = solve_round(c, z, true, f);
	free_space_release(&z->written);
	free_space_release(&z->pool);
	VEC_RELEASE(&z->own);
	free(z);
	return rc;
}
