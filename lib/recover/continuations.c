/*
 * recover/continuations.c - where a file's next piece may begin, the likely places first.
 *
 * Allocators go on at the next free run when they may not go on where they are; ext4's gives pieces of 2 MiB
 * and more at addresses that are multiples of 2 MiB. What is free now was not always: a piece may begin inside
 * a run that has grown since.
 */
#include "recover/private.h"

#include <stdlib.h>

enum { RUNS_FIRST = 64, RUNS_MOST = 1024, HINTS_MOST = 1024, ALIGNED_MOST = 4096 }; /* rule: what is tried first; CONTINUE_ANY is all */

static const uint64_t CHUNK = 2 * 1024 * 1024, NEAR = 64 * 1024 * 1024;

void continuations_release(struct continuations *p)
{
	VEC_RELEASE(&p->list);
}

/* Beginnings of runs number first .. last - 1 after the break, around the end. */
static int add_runs(struct continuations *p, size_t first, size_t last, struct fault *f)
{
	size_t n = p->pool->v.n, next = free_space_find(p->pool, p->from);

	if (next < n && p->pool->v.v[next].offset < p->from)
		next++;
	for (size_t i = first; i < last && i < n; i++)
		if (VEC_PUSH(&p->list, p->pool->v.v[(next + i) % n].offset, f) < 0)
			return -1;
	return 0;
}

static int add_hints(struct continuations *p, struct fault *f)
{
	const struct carve_search *s = p->s;
	size_t n = s->hints.n, next = 0;

	while (next < n && s->hints.v[next] < p->from)
		next++;
	for (size_t i = 0; i < n && i < HINTS_MOST; i++)
		if (free_space_run(p->pool, s->hints.v[(next + i) % n]) > 0 &&
		    VEC_PUSH(&p->list, s->hints.v[(next + i) % n], f) < 0)
			return -1;
	return 0;
}

/* Addresses that are multiples of 2 MiB in [low, high). */
static int add_aligned_between(struct continuations *p, uint64_t low, uint64_t high, size_t *left, struct fault *f)
{
	const struct free_space *g = p->pool;
	uint64_t origin = p->s->area->origin;

	for (size_t i = free_space_find(g, low); i < g->v.n && g->v.v[i].offset < high && *left > 0; i++) {
		uint64_t from = g->v.v[i].offset > low ? g->v.v[i].offset : low;
		uint64_t end = g->v.v[i].offset + g->v.v[i].length;

		end = end < high ? end : high;
		from = origin + (from - origin + CHUNK - 1) / CHUNK * CHUNK;
		for (; from < end && *left > 0; from += CHUNK, *left -= 1)
			if (VEC_PUSH(&p->list, from, f) < 0)
				return -1;
	}
	return 0;
}

static int add_aligned(struct continuations *p, struct fault *f)
{
	size_t left = ALIGNED_MOST;

	if (!p->s->area->ext_habits)
		return 0;
	if (add_aligned_between(p, p->from, UINT64_MAX, &left, f) < 0)
		return -1;
	return add_aligned_between(p, p->s->area->origin, p->from, &left, f);
}

int continuations_begin(struct continuations *p, const struct carve_search *s, const struct free_space *pool, enum continuations_tier tier,
                 uint64_t from, struct fault *f)
{
	*p = (struct continuations){ .s = s, .pool = pool, .tier = tier, .from = from };
	p->run = free_space_find(pool, from);
	if (tier != CONTINUE_LIKELY)
		return 0;
	if (add_runs(p, 0, RUNS_FIRST, f) < 0 || add_aligned(p, f) < 0 || add_hints(p, f) < 0)
		return -1;
	return add_runs(p, RUNS_FIRST, RUNS_MOST, f);
}

/* Alternately after and before, nearest first. */
static bool next_near(struct continuations *p, uint64_t *at)
{
	while (p->distance <= NEAR) {
		bool before = p->before;

		*at = before ? p->from - p->distance : p->from + p->distance;
		if (before)
			p->distance += p->s->block;
		p->before = !before;
		if (before && (p->distance - p->s->block > p->from || p->distance == p->s->block))
			continue;
		if (free_space_run(p->pool, *at) > 0)
			return true;
	}
	return false;
}

/* All of them from the break on, around the end. */
static bool next_any(struct continuations *p, uint64_t *at)
{
	const struct free_space *g = p->pool;

	while (p->left == 0) {
		if (p->run >= g->v.n) {
			if (p->wrapped)
				return false;
			p->wrapped = true;
			p->run = 0;
			continue;
		}
		p->here = g->v.v[p->run].offset;
		p->left = g->v.v[p->run].length;
		p->run++;
		if (!p->wrapped && p->here < p->from) {
			uint64_t passed = p->from - p->here;

			p->here += passed;
			p->left -= passed;
		}
		if (p->wrapped && p->here >= p->from)
			return false;
	}
	*at = p->here;
	p->here += p->s->block;
	p->left -= p->s->block;
	return true;
}

bool continuations_next(struct continuations *p, uint64_t *at, size_t *rank)
{
	*rank = p->at++;
	switch (p->tier) {
	case CONTINUE_LIKELY:
		if (*rank >= p->list.n)
			return false;
		*at = p->list.v[*rank];
		return true;
	case CONTINUE_NEAR:
		return next_near(p, at);
	default:
		return next_any(p, at);
	}
}
