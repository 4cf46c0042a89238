/*
 * recover/carve.c - the stages over one area, and the threads that work in them.
 *
 * Work is cut into lists of equal tasks (pieces of the linear look, starts, ends). Threads take tasks in turn
 * and put what they find in the task's own place; what follows from it (claims, budgets) is decided between
 * the lists by one thread in the order of addresses. So the number of threads changes nothing.
 */
#include "recover/stages.h"

#include <stdlib.h>

enum {
	WINDOW = 256,         /* rule: pieces looked at before what began in them is followed */
	BATCH = 256,          /* rule: starts followed before claims are made */
	LONG_BATCH = 4,       /* of those longer than FIRST_LIMIT */
};

static const uint64_t LAST_LIMIT = 16 * 1024, FIRST_LIMIT = (uint64_t)64 << 20;

/* ---- streams that begin here ------------------------------------------------------------------------------------ */

struct batch {
	const struct carve *c;
	const struct start *starts[BATCH];
	struct outcome out[BATCH];
	size_t n;
	uint64_t limit;
};

static int follow_one(void *user, size_t i, const struct tools *t, struct fault *f)
{
	struct batch *b = (struct batch *)user;

	return straight(&b->out[i], &b->c->s, b->starts[i], b->limit, t, f);
}

static bool inside_tar(const struct carve *c, const struct start *s)
{
	return s->kind == RECOVER_BY_TAR && s->at >= c->tar_from && s->at < c->tar_to;
}

/* The next starts to follow, none of which depends on another. */
static void gather(struct batch *b, const struct carve *c, const struct start *v, size_t n, size_t *next)
{
	uint64_t tar_run = UINT64_MAX;

	b->n = 0;
	for (; *next < n && b->n < BATCH; *next += 1) {
		const struct start *s = &v[*next];

		if (free_space_run(&c->s.open, s->at) == 0 || inside_tar(c, s))
			continue;
		if (s->kind == RECOVER_BY_TAR) { /* a member of the tar before it, perhaps */
			uint64_t run = free_space_find(&c->s.free, s->at);

			if (run == tar_run)
				return;
			tar_run = run;
		}
		b->starts[b->n++] = s;
	}
}

static int settle_one(struct carve *c, const struct start *s, struct outcome *o, struct fault *f)
{
	struct broken_stream b = { *s, o->good, o->budget, o->budget, false };

	c->work_left -= o->work < c->work_left ? o->work : c->work_left;
	c->out->stats.starts++;
	if (s->kind == RECOVER_BY_TAR) {
		c->tar_from = s->at;
		c->tar_to = s->at + o->good;
	}
	if (o->proven)
		return carve_keep(c, &o->proof, f);
	if (!o->broken)
		return 0;
	c->out->stats.broken++;
	if (c->broken.n < c->s.budget->broken)
		return VEC_PUSH(&c->broken, b, f);
	c->broken_left++;
	return 0;
}

/* Follows those that were given up as too long, a few at a time, as far as the budget goes. */
static int follow_long(struct carve *c, struct batch *b, struct fault *f)
{
	struct batch *few = (struct batch *)calloc(1, sizeof *few);
	int rc = few == NULL ? fault_memory(f, sizeof *few) : 0;

	for (size_t i = 0; i < b->n && rc == 0;) {
		size_t index[LONG_BATCH];

		few->c = c;
		for (few->n = 0; i < b->n && few->n < LONG_BATCH; i++)
			if (b->out[i].budget) {
				index[few->n] = i;
				few->starts[few->n++] = b->starts[i];
			}
		few->limit = c->work_left / LONG_BATCH;
		if (few->limit <= b->limit)
			break;
		memset(few->out, 0, LONG_BATCH * sizeof *few->out);
		rc = carve_each(c, JOBS_MOST, few->n, follow_one, few, f);
		for (size_t k = 0; k < few->n; k++) {
			c->work_left -= few->out[k].work < c->work_left ? few->out[k].work : c->work_left;
			few->out[k].work = 0;
			free(b->out[index[k]].proof.runs.v);
			b->out[index[k]] = few->out[k];
		}
	}
	free(few);
	return rc;
}

static int follow(struct carve *c, const struct start *v, size_t n, struct fault *f)
{
	struct batch *b = (struct batch *)calloc(1, sizeof *b);
	size_t next = 0;
	int rc = b == NULL ? fault_memory(f, sizeof *b) : 0;

	while (rc == 0 && next < n) {
		b->c = c;
		b->limit = c->work_left > FIRST_LIMIT ? FIRST_LIMIT : c->work_left;
		b->limit = b->limit > LAST_LIMIT ? b->limit : LAST_LIMIT;
		gather(b, c, v, n, &next);
		memset(b->out, 0, sizeof b->out);
		rc = carve_each(c, JOBS_MOST, b->n, follow_one, b, f);
		if (rc == 0)
			rc = follow_long(c, b, f);
		for (size_t i = 0; i < b->n; i++) {
			if (rc == 0)
				rc = settle_one(c, b->starts[i], &b->out[i], f);
			else
				free(b->out[i].proof.runs.v);
		}
		if (rc == 0)
			rc = carve_claim(c, f);
	}
	free(b);
	return rc;
}

/* ---- known sizes -------------------------------------------------------------------------------------------------- */

struct sized {
	const struct carve *c;
	VEC(struct tail) tails;
	struct proof *proofs;
};

static int size_one(void *user, size_t i, const struct tools *t, struct fault *f)
{
	struct sized *z = (struct sized *)user;
	const struct tail *tail = &z->tails.v[i];

	if (tail->used == TAIL_BEGINS)
		return size_at_start(&z->proofs[i], &z->c->s, tail->at, t, f);
	if (tail->used == TAIL_SPLIT)
		return size_split(&z->proofs[i], &z->c->s, tail->at, t, f);
	return size_at_tail(&z->proofs[i], &z->c->s, tail, t, f);
}

/* Hashes what the budget allows of the list. */
static int size_all(struct carve *c, struct sized *z, struct fault *f)
{
	size_t n = 0;
	int rc;

	for (size_t i = 0; i < z->tails.n; i++) {
		struct tail t = z->tails.v[i];
		uint64_t cost = t.used == TAIL_BEGINS  ? start_cost(&c->s, t.at)
		                : t.used == TAIL_SPLIT ? split_cost(&c->s, t.at)
		                                       : tail_cost(&c->s, &t);

		if (cost > c->size_left) {
			c->out->stats.budget_spent++;
			c->sizes_left_out++;
		}
		if (cost == 0 || cost > c->size_left)
			continue;
		c->size_left -= cost;
		z->tails.v[n++] = t;
	}
	if (n == 0)
		return 0;
	z->c = c;
	z->proofs = (struct proof *)calloc(n, sizeof *z->proofs);
	if (z->proofs == NULL)
		return fault_memory(f, n * sizeof *z->proofs);
	rc = carve_each(c, JOBS_MOST, n, size_one, z, f);
	for (size_t i = 0; i < n; i++) {
		if (rc == 0 && z->proofs[i].size > 0)
			rc = carve_keep(c, &z->proofs[i], f);
		else
			free(z->proofs[i].runs.v);
	}
	free(z->proofs);
	if (rc == 0 && c->claims.n > 0)
		rc = carve_claim(c, f) < 0 ? -1 : sizes_learn(&c->s, f);
	return rc;
}

/* From each beginning of a free run and each hint. */
static int size_starts(struct carve *c, uint32_t how, struct fault *f)
{
	struct sized z = { .c = c };
	int rc = sizes_learn(&c->s, f);

	if (rc < 0 || c->s.sizes.n == 0)
		return rc;
	for (size_t i = 0; i < c->s.open.v.n && rc == 0; i++) {
		struct tail t = { c->s.open.v.v[i].offset, how };

		rc = VEC_PUSH(&z.tails, t, f);
	}
	for (size_t i = 0; i < c->s.hints.n && rc == 0; i++) {
		struct tail t = { c->s.hints.v[i], how };

		if (free_space_run(&c->s.open, t.at) > 0)
			rc = VEC_PUSH(&z.tails, t, f);
	}
	if (rc == 0)
		rc = size_all(c, &z, f);
	VEC_RELEASE(&z.tails);
	return rc;
}

/* ---- the linear look ------------------------------------------------------------------------------------------------ */

struct look_around {
	const struct carve *c;
	struct range pieces[WINDOW];
	struct blocks_seen seen[WINDOW];
	size_t n;
};

static int look_one(void *user, size_t i, const struct tools *t, struct fault *f)
{
	struct look_around *l = (struct look_around *)user;

	return scan_piece(&l->seen[i], &l->c->s, l->pieces[i], t, f);
}

/* The next pieces with open space in them; false: none. A piece is a stretch of addresses. */
static bool next_pieces(struct look_around *l, const struct carve *c, uint64_t *cursor)
{
	const struct free_space *g = &c->s.open;
	size_t i = free_space_find(g, *cursor);

	l->n = 0;
	while (i < g->v.n && l->n < WINDOW) {
		const struct range *r = &g->v.v[i];
		uint64_t at = r->offset > *cursor ? r->offset : *cursor;
		/* whole blocks: the length of a piece is a multiple of theirs */
		uint64_t length = PIECE / c->s.block * c->s.block;

		l->pieces[l->n++] = (struct range){ at, length };
		*cursor = at + length;
		while (i < g->v.n && g->v.v[i].offset + g->v.v[i].length <= *cursor)
			i++;
	}
	return l->n > 0;
}

static int by_address(const void *a, const void *b)
{
	const struct start *x = (const struct start *)a, *y = (const struct start *)b;

	return x->at < y->at ? -1 : x->at > y->at;
}

static int take_noticed(struct carve *c, const struct blocks_seen *g, struct fault *f)
{
	for (size_t i = 0; i < g->noticed.n; i++) {
		if (c->out->noticed.n >= c->s.budget->noticed) {
			c->out->stats.unnoticed += g->noticed.n - i;
			return 0;
		}
		if (VEC_PUSH(&c->out->noticed, g->noticed.v[i], f) < 0)
			return -1;
	}
	return 0;
}

/* What was seen in the pieces, put together and followed. */
static int act_on(struct carve *c, struct look_around *l, struct fault *f)
{
	struct { struct start *v; size_t n, cap; } starts = { NULL, 0, 0 };
	struct sized z = { .c = c };
	int rc = 0;

	for (size_t i = 0; i < l->n && rc == 0; i++) {
		c->out->stats.bytes_scanned += l->seen[i].bytes;
		for (size_t k = 0; k < l->seen[i].starts.n && rc == 0; k++)
			rc = VEC_PUSH(&starts, l->seen[i].starts.v[k], f);
		for (size_t k = 0; k < l->seen[i].tails.n && rc == 0; k++)
			rc = VEC_PUSH(&z.tails, l->seen[i].tails.v[k], f);
		if (rc == 0)
			rc = take_noticed(c, &l->seen[i], f);
		blocks_seen_release(&l->seen[i]);
	}
	if (rc == 0 && starts.n > 0) {
		qsort(starts.v, starts.n, sizeof *starts.v, by_address);
		rc = follow(c, starts.v, starts.n, f);
	}
	if (rc == 0 && z.tails.n > 0)
		rc = sizes_learn(&c->s, f) < 0 ? -1 : size_all(c, &z, f);
	VEC_RELEASE(&starts);
	VEC_RELEASE(&z.tails);
	return rc;
}

static int look_everywhere(struct carve *c, struct fault *f)
{
	struct look_around *l = (struct look_around *)calloc(1, sizeof *l);
	struct progress p = { "carve", 0, 0, free_space_bytes(&c->s.free) };
	uint64_t cursor = 0;
	int rc = 0;

	if (l == NULL)
		return fault_memory(f, sizeof *l);
	l->c = c;
	while (rc == 0 && next_pieces(l, c, &cursor)) {
		rc = carve_each(c, JOBS_MOST, l->n, look_one, l, f);
		if (rc == 0)
			rc = act_on(c, l, f);
		p.items = c->out->stats.starts;
		p.bytes = c->out->stats.bytes_scanned;
		watch_progress(c->s.watch, &p);
	}
	for (size_t i = 0; i < WINDOW; i++)
		blocks_seen_release(&l->seen[i]);
	free(l);
	return rc;
}

/* ---- the door --------------------------------------------------------------------------------------------------------------- */

static int set_up(struct carve *c, struct fault *f)
{
	uint64_t bytes, beside = watch_limit(c->s.watch, LIMIT_carve_free);

	if (c->s.block < SECTOR || c->s.block > PIECE)
		return fault_set(f, FAULT_INTERNAL, 0, "an area of blocks of %u bytes", c->s.block);
	if (free_space_of(&c->s.free, c->s.area, true, f) < 0 || free_space_copy(&c->s.open, &c->s.free, f) < 0 ||
	    hints_take(&c->s, f) < 0 || sizes_learn(&c->s, f) < 0)
		return -1;
	bytes = free_space_bytes(&c->s.free);
	if (mul_u64(&c->work_left, bytes, watch_limit(c->s.watch, LIMIT_carve_times)) ||
	    mul_u64(&c->size_left, bytes, watch_limit(c->s.watch, LIMIT_size_times)))
		c->work_left = c->size_left = UINT64_MAX / 2;
	c->work_left = sum_u64(c->work_left, beside);
	c->size_left = sum_u64(c->size_left, beside);
	for (unsigned i = 0; i < c->jobs; i++) {
		c->tools[i].piece = (uint8_t *)malloc(PIECE);
		c->tools[i].scratch = (uint8_t *)malloc(WALKER_SCRATCH);
		if (c->tools[i].piece == NULL || c->tools[i].scratch == NULL)
			return fault_memory(f, PIECE);
	}
	return 0;
}

static void clean_up(struct carve *c)
{
	for (unsigned i = 0; i < c->jobs; i++) {
		free(c->tools[i].piece);
		free(c->tools[i].scratch);
	}
	free_space_release(&c->s.free);
	free_space_release(&c->s.open);
	VEC_RELEASE(&c->s.hints);
	VEC_RELEASE(&c->s.sizes);
	VEC_RELEASE(&c->s.rests);
	VEC_RELEASE(&c->broken);
	VEC_RELEASE(&c->claims);
}

static int all_stages(struct carve *c, struct fault *f)
{
	if (set_up(c, f) < 0 || look_everywhere(c, f) < 0 || size_starts(c, TAIL_BEGINS, f) < 0 || carve_puzzles(c, f) < 0)
		return fault_while(f, "carving free space");
	if (c->s.budget->fragments && size_starts(c, TAIL_SPLIT, f) < 0)
		return fault_while(f, "carving free space");
	carve_unsolved(c);
	carve_tidy(c);
	return 0;
}

int carve_area(struct carved *out, struct area *a, const struct targets *t, const struct carve_budget *b,
               unsigned jobs, const struct watch *watch, struct fault *f)
{
	struct carve c = { .s = { .area = a, .media = a->media, .block = a->block, .targets = t, .budget = b,
		                  .watch = watch },
		           .out = out, .first = out->proofs.v.n };
	int rc;

	c.jobs = jobs < 1 ? 1 : jobs > JOBS_MOST ? JOBS_MOST : jobs;
	rc = all_stages(&c, f);
	watch_bite_again(watch, LIMIT_broken_streams, c.broken_left);
	watch_bite_again(watch, LIMIT_carve_times, c.cut);
	watch_bite_again(watch, LIMIT_size_times, c.sizes_left_out);
	clean_up(&c);
	return rc;
}
