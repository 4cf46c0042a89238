/*
 * recover/carve.c - the stages over one area, and the threads that work in them.
 *
 * Work is cut into lists of equal tasks (pieces of the linear look, starts, ends). Threads take tasks in turn
 * and put what they find in the task's own place; what follows from it (claims, budgets) is decided between
 * the lists by one thread in the order of addresses. So the number of threads changes nothing.
 */
#include "recover/private.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

enum {
	WINDOW = 256,         /* pieces looked at before what began in them is followed */
	BATCH = 256,          /* starts followed before claims are made */
	JOBS_MOST = 16,
	SOLVERS_MOST = 6,     /* each may keep some 20 MiB of states */
	PUZZLES = 32,         /* tried before claims are made */
	BROKEN_MOST = 1 << 20,
};

static const uint64_t WORK_FREE = (uint64_t)4 << 30, WORK_TIMES = 16, SIZE_TIMES = 8, LAST_LIMIT = PIECE;

struct broken {
	struct start start;
	uint64_t good;
	bool budget, solved;
};

struct carve {
	struct scene s;
	struct carved *out;
	size_t first; /* of out->proofs, ours */
	unsigned jobs;
	struct tools tools[JOBS_MOST];
	VEC(struct broken) broken;
	VEC(struct range) claims; /* not taken off the open ground yet */
	uint64_t work_left, size_left;
	uint64_t tar_from, tar_to; /* the last tar that was followed: its members are no starts */
};

/* ---- threads ------------------------------------------------------------------------------------------------ */

struct tasks {
	int (*one)(void *user, size_t i, const struct tools *t, struct fault *f);
	void *user;
	size_t n;
	const struct watch *watch;
	atomic_size_t next;
	atomic_bool failed;
};

struct hand {
	struct tasks *tasks;
	const struct tools *tools;
	struct fault fault;
	int rc;
};

static void *hand_main(void *user)
{
	struct hand *h = (struct hand *)user;
	struct tasks *t = h->tasks;

	for (;;) {
		size_t i = atomic_fetch_add(&t->next, 1);

		if (i >= t->n || atomic_load(&t->failed))
			return NULL;
		h->rc = watch_stopped(t->watch) ? fault_set(&h->fault, FAULT_INTERRUPTED, 0, "interrupted")
		                                : t->one(t->user, i, h->tools, &h->fault);
		if (h->rc < 0) {
			atomic_store(&t->failed, true);
			return NULL;
		}
	}
}

/* Calls `one` for 0 .. n-1, by several threads but at most `most`, in any order. */
static int each(struct carve *c, size_t most, size_t n,
                int (*one)(void *user, size_t i, const struct tools *t, struct fault *f), void *user,
                struct fault *f)
{
	struct tasks tasks = { .one = one, .user = user, .n = n, .watch = c->s.watch };
	struct hand hands[JOBS_MOST];
	pthread_t threads[JOBS_MOST];
	size_t jobs = n < c->jobs ? n : c->jobs, started = 0;

	jobs = jobs < most ? jobs : most;
	for (size_t i = 0; i < jobs; i++)
		hands[i] = (struct hand){ .tasks = &tasks, .tools = &c->tools[i], .fault = FAULT_INIT };
	/* this thread is one of them: where no other can be made, it does all */
	for (size_t i = 1; i < jobs; i++, started++)
		if (pthread_create(&threads[i], NULL, hand_main, &hands[i]) != 0)
			break;
	if (jobs > 0)
		(void)hand_main(&hands[0]);
	for (size_t i = 1; i <= started; i++)
		(void)pthread_join(threads[i], NULL);
	for (size_t i = 0; i < jobs; i++)
		if (hands[i].rc < 0) {
			*f = hands[i].fault;
			return -1;
		}
	return 0;
}

/* ---- proofs and claims ---------------------------------------------------------------------------------------- */

static int claim(struct carve *c, const struct proof *p, struct fault *f)
{
	for (size_t i = 0; i < p->runs.n; i++) {
		const struct run *r = &p->runs.v[i];
		uint64_t block = c->s.block;
		struct range range = { r->offset, (r->length + block - 1) / block * block };

		if (VEC_PUSH(&c->claims, range, f) < 0)
			return -1;
	}
	return 0;
}

/* Takes *p. What is wanted is claimed at once; what only holds in itself may be part of something wanted. */
static int keep(struct carve *c, struct proof *p, struct fault *f)
{
	struct target *t;

	if ((p->wanted && claim(c, p, f) < 0) || VEC_PUSH(&c->out->proofs.v, *p, f) < 0) {
		free(p->runs.v);
		return -1;
	}
	p->runs.v = NULL;
	t = p->wanted ? targets_find(c->s.targets, &p->digest) : NULL;
	if (t != NULL)
		t->found = true;
	return 0;
}

static int apply_claims(struct carve *c, struct fault *f)
{
	if (ground_less(&c->s.open, c->claims.v, c->claims.n, f) < 0)
		return -1;
	c->claims.n = 0;
	return 0;
}

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

		if (ground_run(&c->s.open, s->at) == 0 || inside_tar(c, s))
			continue;
		if (s->kind == RECOVER_BY_TAR) { /* a member of the tar before it, perhaps */
			uint64_t run = ground_find(&c->s.free, s->at);

			if (run == tar_run)
				return;
			tar_run = run;
		}
		b->starts[b->n++] = s;
	}
}

static int settle_one(struct carve *c, const struct start *s, struct outcome *o, struct fault *f)
{
	struct broken b = { *s, o->good, o->budget, false };

	c->work_left -= o->work < c->work_left ? o->work : c->work_left;
	c->out->stats.starts++;
	if (s->kind == RECOVER_BY_TAR) {
		c->tar_from = s->at;
		c->tar_to = s->at + o->good;
	}
	if (o->proven)
		return keep(c, &o->proof, f);
	if (!o->broken)
		return 0;
	c->out->stats.broken++;
	return c->broken.n < BROKEN_MOST ? VEC_PUSH(&c->broken, b, f) : 0;
}

static int follow(struct carve *c, const struct start *v, size_t n, struct fault *f)
{
	struct batch *b = (struct batch *)calloc(1, sizeof *b);
	size_t next = 0;
	int rc = b == NULL ? fault_memory(f, sizeof *b) : 0;

	while (rc == 0 && next < n) {
		b->c = c;
		b->limit = c->work_left > LAST_LIMIT ? c->work_left : LAST_LIMIT;
		gather(b, c, v, n, &next);
		memset(b->out, 0, sizeof b->out);
		rc = each(c, JOBS_MOST, b->n, follow_one, b, f);
		for (size_t i = 0; i < b->n; i++) {
			if (rc == 0)
				rc = settle_one(c, b->starts[i], &b->out[i], f);
			else
				free(b->out[i].proof.runs.v);
		}
		if (rc == 0)
			rc = apply_claims(c, f);
	}
	free(b);
	return rc;
}

/* ---- known sizes -------------------------------------------------------------------------------------------------- */

struct sized {
	const struct carve *c;
	VEC(struct tail) tails; /* used == 0: a beginning */
	struct proof *proofs;
};

static int size_one(void *user, size_t i, const struct tools *t, struct fault *f)
{
	struct sized *z = (struct sized *)user;
	const struct tail *tail = &z->tails.v[i];

	return tail->used == 0 ? size_at_start(&z->proofs[i], &z->c->s, tail->at, t, f)
	                       : size_at_tail(&z->proofs[i], &z->c->s, tail, t, f);
}

/* Hashes what the budget allows of the list. */
static int size_all(struct carve *c, struct sized *z, struct fault *f)
{
	size_t n = 0;
	int rc;

	for (size_t i = 0; i < z->tails.n; i++) {
		struct tail t = z->tails.v[i];
		uint64_t cost = t.used == 0 ? start_cost(&c->s, t.at) : tail_cost(&c->s, &t);

		if (cost > c->size_left)
			c->out->stats.budget_spent++;
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
	rc = each(c, JOBS_MOST, n, size_one, z, f);
	for (size_t i = 0; i < n; i++) {
		if (rc == 0 && z->proofs[i].size > 0)
			rc = keep(c, &z->proofs[i], f);
		else
			free(z->proofs[i].runs.v);
	}
	free(z->proofs);
	if (rc == 0 && c->claims.n > 0)
		rc = apply_claims(c, f) < 0 ? -1 : sizes_learn(&c->s, f);
	return rc;
}

/* From each beginning of a free run and each hint. */
static int size_starts(struct carve *c, struct fault *f)
{
	struct sized z = { .c = c };
	int rc = sizes_learn(&c->s, f);

	if (rc < 0 || c->s.sizes.n == 0)
		return rc;
	for (size_t i = 0; i < c->s.open.v.n && rc == 0; i++) {
		struct tail t = { c->s.open.v.v[i].offset, 0 };

		rc = VEC_PUSH(&z.tails, t, f);
	}
	for (size_t i = 0; i < c->s.hints.n && rc == 0; i++) {
		struct tail t = { c->s.hints.v[i], 0 };

		if (ground_run(&c->s.open, t.at) > 0)
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
	struct sight sights[WINDOW];
	size_t n;
};

static int look_one(void *user, size_t i, const struct tools *t, struct fault *f)
{
	struct look_around *l = (struct look_around *)user;

	return scan_piece(&l->sights[i], &l->c->s, l->pieces[i], t, f);
}

/* The next pieces with open ground in them; false: none. A piece is a stretch of addresses. */
static bool next_pieces(struct look_around *l, const struct carve *c, uint64_t *cursor)
{
	const struct ground *g = &c->s.open;
	size_t i = ground_find(g, *cursor);

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

/* What was seen in the pieces, put together and followed. */
static int act_on(struct carve *c, struct look_around *l, struct fault *f)
{
	struct { struct start *v; size_t n, cap; } starts = { NULL, 0, 0 };
	struct sized z = { .c = c };
	int rc = 0;

	for (size_t i = 0; i < l->n && rc == 0; i++) {
		c->out->stats.bytes_scanned += l->sights[i].bytes;
		for (size_t k = 0; k < l->sights[i].starts.n && rc == 0; k++)
			rc = VEC_PUSH(&starts, l->sights[i].starts.v[k], f);
		for (size_t k = 0; k < l->sights[i].tails.n && rc == 0; k++)
			rc = VEC_PUSH(&z.tails, l->sights[i].tails.v[k], f);
		sight_release(&l->sights[i]);
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
	struct progress p = { "carve", 0, 0, ground_bytes(&c->s.free) };
	uint64_t cursor = 0;
	int rc = 0;

	if (l == NULL)
		return fault_memory(f, sizeof *l);
	l->c = c;
	while (rc == 0 && next_pieces(l, c, &cursor)) {
		rc = each(c, JOBS_MOST, l->n, look_one, l, f);
		if (rc == 0)
			rc = act_on(c, l, f);
		p.items = c->out->stats.starts;
		p.bytes = c->out->stats.bytes_scanned;
		watch_progress(c->s.watch, &p);
	}
	for (size_t i = 0; i < WINDOW; i++)
		sight_release(&l->sights[i]);
	free(l);
	return rc;
}

/* ---- streams in pieces -------------------------------------------------------------------------------------------- */

struct puzzles {
	const struct carve *c;
	struct ground pool;
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
static uint64_t sure_part(const struct carve *c, const struct broken *b)
{
	uint64_t back = (uint64_t)c->s.block * (b->start.kind == RECOVER_BY_GZIP ? 24 : 64);
	bool opaque = b->start.kind == RECOVER_BY_TAR || b->start.kind == RECOVER_BY_JSON;

	return opaque || b->good <= back ? c->s.block : b->good - back;
}

/* Where pieces may lie: free, written, not claimed, not the beginning of another stream. */
static int make_pool(struct puzzles *z, struct carve *c, struct fault *f)
{
	VEC(struct range) claims = { NULL, 0, 0 };
	uint64_t cover = 0;
	int rc = 0;

	ground_release(&z->pool);
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
		const struct broken *b = &c->broken.v[i];
		struct range r = { b->start.at, sure_part(c, b) };

		if (b->solved || b->start.at < cover)
			continue; /* what seems to begin inside another is its part */
		cover = r.offset + r.length;
		rc = VEC_PUSH(&z->own, r, f) < 0 ? -1 : VEC_PUSH(&claims, r, f);
	}
	if (rc == 0 && (ground_of(&z->pool, c->s.area, false, f) < 0 ||
	                ground_less(&z->pool, claims.v, claims.n, f) < 0))
		rc = -1;
	VEC_RELEASE(&claims);
	return rc;
}

/* From its start to the end of the free run, a proven blob, or another stream's beginning. */
static uint64_t first_run(const struct puzzles *z, const struct broken *b)
{
	uint64_t run = ground_run(&z->c->s.open, b->start.at);
	size_t low = 0, high = z->own.n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (z->own.v[mid].offset <= b->start.at)
			low = mid + 1;
		else
			high = mid;
	}
	if (low < z->own.n && z->own.v[low].offset - b->start.at < run)
		run = z->own.v[low].offset - b->start.at;
	return run;
}

static void pose(struct puzzles *z, const struct carve *c, bool thorough, size_t *next)
{
	uint64_t steps = c->s.budget->steps;

	z->n = 0;
	for (; *next < c->broken.n && z->n < PUZZLES; *next += 1) {
		const struct broken *b = &c->broken.v[*next];
		struct puzzle p = { .start = b->start, .good = b->good, .first_run = first_run(z, b),
			            .steps = thorough ? steps : steps / 4, .thorough = thorough };

		if (b->solved || p.first_run == 0)
			continue;
		z->index[z->n] = *next;
		z->v[z->n++] = p;
	}
}

static int take_solved(struct carve *c, struct broken *b, struct solved *s, struct fault *f)
{
	c->out->stats.steps += s->steps;
	b->budget = s->budget;
	if (!s->complete)
		return 0;
	b->solved = true;
	b->budget = false;
	c->out->stats.solved += s->proven;
	return s->proven ? keep(c, &s->proof, f) : 0;
}

static int solve_round(struct carve *c, struct puzzles *z, bool thorough, struct fault *f)
{
	size_t next = 0;
	int rc = make_pool(z, c, f);

	while (rc == 0 && next < c->broken.n) {
		pose(z, c, thorough, &next);
		memset(z->out, 0, sizeof z->out);
		rc = each(c, SOLVERS_MOST, z->n, solve_one, z, f);
		for (size_t i = 0; i < z->n; i++) {
			if (rc == 0)
				rc = take_solved(c, &c->broken.v[z->index[i]], &z->out[i], f);
			else
				free(z->out[i].proof.runs.v);
		}
		if (rc == 0 && c->claims.n > 0)
			rc = apply_claims(c, f) < 0 ? -1 : make_pool(z, c, f);
	}
	return rc;
}

/* First what is easy: each stream that is found leaves less for the others. */
static int solve_all(struct carve *c, struct fault *f)
{
	struct puzzles *z;
	int rc;

	if (!c->s.budget->fragments || c->broken.n == 0)
		return 0;
	z = (struct puzzles *)calloc(1, sizeof *z);
	if (z == NULL)
		return fault_memory(f, sizeof *z);
	z->c = c;
	rc = solve_round(c, z, false, f);
	if (rc == 0)
		rc = solve_round(c, z, true, f);
	ground_release(&z->pool);
	VEC_RELEASE(&z->own);
	free(z);
	return rc;
}

/* ---- the end -------------------------------------------------------------------------------------------------------------- */

static uint64_t place(const struct proof *p)
{
	return p->runs.n > 0 ? p->runs.v[0].offset : UINT64_MAX;
}

/* By address; at one address what is wanted, then what is longest, then by digest. */
static int by_place(const void *a, const void *b)
{
	const struct proof *x = (const struct proof *)a, *y = (const struct proof *)b;

	if (place(x) != place(y))
		return place(x) < place(y) ? -1 : 1;
	if (x->wanted != y->wanted)
		return x->wanted ? -1 : 1;
	if (x->size != y->size)
		return x->size > y->size ? -1 : 1;
	return digest_cmp(&x->digest, &y->digest);
}

static bool covers(const struct proof *p, uint64_t at)
{
	for (size_t i = 0; i < p->runs.n; i++)
		if (at >= p->runs.v[i].offset && at - p->runs.v[i].offset < p->runs.v[i].length)
			return true;
	return false;
}

/* Sorts what this area gave; drops the same found twice, and what nobody named inside another proof. */
static void tidy(struct carve *c)
{
	struct proofs *all = &c->out->proofs;
	size_t n = c->first, longest = SIZE_MAX;

	if (all->v.n == c->first)
		return;
	qsort(all->v.v + c->first, all->v.n - c->first, sizeof *all->v.v, by_place);
	for (size_t i = c->first; i < all->v.n; i++) {
		struct proof p = all->v.v[i];
		const struct proof *last = n > c->first ? &all->v.v[n - 1] : NULL;
		bool again = last != NULL && place(last) == place(&p) &&
		             (!p.wanted || digest_eq(&last->digest, &p.digest));
		bool part = !p.wanted && longest != SIZE_MAX && covers(&all->v.v[longest], place(&p));

		if (again || part) {
			free(p.runs.v);
			continue;
		}
		all->v.v[n] = p;
		if (longest == SIZE_MAX || !covers(&all->v.v[longest], place(&p)) || p.wanted)
			longest = n;
		n++;
	}
	all->v.n = n;
}

static int add_prefixes(struct carve *c, struct fault *f)
{
	for (size_t i = 0; i < c->broken.n; i++) {
		const struct broken *b = &c->broken.v[i];
		struct prefix p = { b->start.at, b->good, b->start.kind, b->budget };

		c->out->stats.budget_spent += b->budget && !b->solved;
		if (!b->solved && VEC_PUSH(&c->out->prefixes, p, f) < 0)
			return -1;
	}
	return 0;
}

/* ---- the door --------------------------------------------------------------------------------------------------------------- */

static int by_value(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

bool is_hint(const struct scene *s, uint64_t at)
{
	size_t low = 0, high = s->hints.n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (s->hints.v[mid] < at)
			low = mid + 1;
		else
			high = mid;
	}
	return low < s->hints.n && s->hints.v[low] == at;
}

static int take_hints(struct scene *s, struct fault *f)
{
	size_t n = 0;

	for (size_t i = 0; i < s->area->hints.n; i++) {
		uint64_t at = s->area->hints.v[i];

		if (at >= s->area->origin && (at - s->area->origin) % s->block == 0 &&
		    ground_run(&s->free, at) > 0 && VEC_PUSH(&s->hints, at, f) < 0)
			return -1;
	}
	if (s->hints.n > 0)
		qsort(s->hints.v, s->hints.n, sizeof *s->hints.v, by_value);
	for (size_t i = 0; i < s->hints.n; i++)
		if (n == 0 || s->hints.v[n - 1] != s->hints.v[i])
			s->hints.v[n++] = s->hints.v[i];
	s->hints.n = n;
	return 0;
}

static int set_up(struct carve *c, struct fault *f)
{
	uint64_t bytes;

	if (c->s.block < SECTOR || c->s.block > PIECE)
		return fault_set(f, FAULT_INTERNAL, 0, "an area of blocks of %u bytes", c->s.block);
	if (ground_of(&c->s.free, c->s.area, true, f) < 0 || ground_copy(&c->s.open, &c->s.free, f) < 0 ||
	    take_hints(&c->s, f) < 0 || sizes_learn(&c->s, f) < 0)
		return -1;
	bytes = ground_bytes(&c->s.free);
	if (mul_u64(&c->work_left, bytes, WORK_TIMES) || mul_u64(&c->size_left, bytes, SIZE_TIMES))
		c->work_left = c->size_left = UINT64_MAX / 2;
	c->work_left = sum_u64(c->work_left, WORK_FREE);
	c->size_left = sum_u64(c->size_left, WORK_FREE);
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
	ground_release(&c->s.free);
	ground_release(&c->s.open);
	VEC_RELEASE(&c->s.hints);
	VEC_RELEASE(&c->s.sizes);
	VEC_RELEASE(&c->s.rests);
	VEC_RELEASE(&c->broken);
	VEC_RELEASE(&c->claims);
}

static int all_stages(struct carve *c, struct fault *f)
{
	if (set_up(c, f) < 0 || look_everywhere(c, f) < 0 || size_starts(c, f) < 0 || solve_all(c, f) < 0 ||
	    add_prefixes(c, f) < 0)
		return fault_while(f, "carving free space");
	tidy(c);
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
	clean_up(&c);
	return rc;
}
