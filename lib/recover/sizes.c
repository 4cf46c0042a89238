/*
 * recover/sizes.c - blobs without any structure of their own, by their known sizes.
 *
 * Two ways. From where something begins (a free run, a hint) one pass of SHA-256 serves all sizes. And from
 * where something ends: file systems fill the last block of a file with zeros, so that a block that ends in
 * zeros tells which sizes may end there, and each of those tells its beginning.
 */
#include "recover/private.h"

#include <stdlib.h>

static int by_rest(const void *a, const void *b)
{
	const struct rest *x = (const struct rest *)a, *y = (const struct rest *)b;

	if (x->bytes != y->bytes)
		return x->bytes < y->bytes ? -1 : 1;
	return x->size < y->size ? -1 : x->size > y->size;
}

static int by_value(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

int sizes_learn(struct carve_search *s, struct fault *f)
{
	size_t n = 0;

	s->sizes.n = s->rests.n = 0;
	for (size_t i = 0; i < s->targets->v.n; i++) {
		const struct target *t = &s->targets->v.v[i];

		if (t->has_size && t->size > 0 && !t->found && VEC_PUSH(&s->sizes, t->size, f) < 0)
			return -1;
	}
	if (s->sizes.n == 0)
		return 0;
	qsort(s->sizes.v, s->sizes.n, sizeof *s->sizes.v, by_value);
	for (size_t i = 0; i < s->sizes.n; i++)
		if (n == 0 || s->sizes.v[n - 1] != s->sizes.v[i])
			s->sizes.v[n++] = s->sizes.v[i];
	s->sizes.n = n;
	for (size_t i = 0; i < n; i++) {
		struct rest r = { (uint32_t)((s->sizes.v[i] - 1) % s->block + 1), s->sizes.v[i] };

		if (VEC_PUSH(&s->rests, r, f) < 0)
			return -1;
	}
	qsort(s->rests.v, n, sizeof *s->rests.v, by_rest);
	return 0;
}

static int found(struct proof *out, const struct digest *d, uint64_t at, uint64_t size, struct fault *f)
{
	struct run run = { 0, at, size };
	const struct runs runs = { &run, 1 };

	*out = (struct proof){ .digest = *d, .size = size, .method = RECOVER_BY_SIZE, .wanted = true };
	return runs_cut(&out->runs, &runs, size, f);
}

/* ---- from an end -------------------------------------------------------------------------------------------- */

/* The first that is at least `used`. */
static size_t first_rest(const struct carve_search *s, uint32_t used)
{
	size_t low = LOWER_BOUND(s->rests.n, mid, s->rests.v[mid].bytes < used);
	return low;
}

/* Where a blob of this size that ends in the tail's block begins; false: not all of it is free. */
static bool beginning(const struct carve_search *s, const struct tail *t, const struct rest *r, uint64_t *at)
{
	uint64_t before = r->size - r->bytes;

	if (before > t->at)
		return false;
	*at = t->at - before;
	return free_space_run(&s->open, *at) > 0 && free_space_run(&s->free, *at) >= r->size;
}

uint64_t tail_cost(const struct carve_search *s, const struct tail *t)
{
	uint64_t sum = 0, at;

	for (size_t i = first_rest(s, t->used); i < s->rests.n; i++) {
		if (s->rests.v[i].bytes - t->used > TAIL_ZEROS)
			break;
		if (beginning(s, t, &s->rests.v[i], &at))
			sum = sum_u64(sum, s->rests.v[i].size);
	}
	return sum;
}

int size_at_tail(struct proof *out, const struct carve_search *s, const struct tail *tail, const struct tools *t,
                 struct fault *f)
{
	*out = (struct proof){ .size = 0 };
	for (size_t i = first_rest(s, tail->used); i < s->rests.n; i++) {
		const struct rest *r = &s->rests.v[i];
		struct run run = { 0, 0, r->size };
		const struct runs runs = { &run, 1 };
		struct digest d;
		int rc;

		if (r->bytes - tail->used > TAIL_ZEROS)
			break;
		if (!beginning(s, tail, r, &run.offset))
			continue;
		rc = runs_digests(&d, &r->size, 1, s->media, &runs, t->piece, f);
		if (rc < 0)
			return -1;
		if (rc == 0 && targets_find(s->targets, &d) != NULL)
			return found(out, &d, run.offset, r->size, f);
	}
	return 0;
}

/* ---- from a beginning ------------------------------------------------------------------------------------------ */

uint64_t start_cost(const struct carve_search *s, uint64_t at)
{
	uint64_t run = free_space_run(&s->free, at), most = s->sizes.n == 0 ? 0 : s->sizes.v[s->sizes.n - 1];

	return run < most ? run : most;
}

struct sizing {
	const struct carve_search *s;
	struct mid mid;
	uint64_t pos; /* bytes hashed */
	size_t next;  /* of s->sizes, the first that is > pos */
	struct digest digest;
};

/* Goes on over `n` bytes at `at`. 0; 1: a wanted digest at z->pos; 2: not all could be read. */
static int hash_on(struct sizing *z, uint64_t at, uint64_t n, const struct tools *t, struct fault *f)
{
	const struct carve_search *s = z->s;
	uint64_t end = z->pos + n;

	while (z->pos < end) {
		size_t want = end - z->pos < PIECE ? (size_t)(end - z->pos) : PIECE, got, done = 0;
		int rc;

		got = known_bytes(s->media, at, t->piece, want, &rc, f);
		if (rc < 0)
			return -1;
		for (; z->next < s->sizes.n && s->sizes.v[z->next] <= z->pos + got; z->next++) {
			size_t to = (size_t)(s->sizes.v[z->next] - z->pos);
			struct mid copy;

			mid_add(&z->mid, span_make(t->piece + done, to - done));
			done = to;
			copy = z->mid;
			mid_end(&copy, &z->digest);
			if (targets_find(s->targets, &z->digest) != NULL) {
				z->pos += done;
				return 1;
			}
		}
		mid_add(&z->mid, span_make(t->piece + done, got - done));
		z->pos += got;
		at += got;
		if (rc > 0)
			return 2;
	}
	return 0;
}

/* 1 where something may begin, 0 where not: nothing begins with a block of zeros. *out: nothing is found yet. */
static int begins(struct proof *out, const struct carve_search *s, uint64_t at, const struct tools *t, struct fault *f)
{
	size_t got;
	int rc;

	*out = (struct proof){ .size = 0 };
	got = known_bytes(s->media, at, t->piece, s->block, &rc, f);
	return rc < 0 ? -1 : got == s->block && !looks_empty(t->piece, s->block);
}

int size_at_start(struct proof *out, const struct carve_search *s, uint64_t at, const struct tools *t, struct fault *f)
{
	struct sizing z = { .s = s };
	int rc = begins(out, s, at, t, f);

	if (rc <= 0)
		return rc;
	mid_start(&z.mid);
	rc = hash_on(&z, at, start_cost(s, at), t, f);
	return rc < 0 ? -1 : rc == 1 ? found(out, &z.digest, at, z.pos, f) : 0;
}

/* ---- in two pieces ----------------------------------------------------------------------------------------------- */

enum { FOLLOWING = 32 /* rule: runs after the first that are tried: how far a blob in two pieces may lie apart (sherd-formats(7)) */ };

/* Bytes of the run number i that may hold the rest of a blob that began with `first` bytes elsewhere. */
static uint64_t rest_in(const struct carve_search *s, size_t i, uint64_t first)
{
	uint64_t most = s->sizes.n == 0 ? 0 : s->sizes.v[s->sizes.n - 1];

	if (most <= first)
		return 0;
	return s->open.v.v[i].length < most - first ? s->open.v.v[i].length : most - first;
}

uint64_t split_cost(const struct carve_search *s, uint64_t at)
{
	uint64_t run = free_space_run(&s->open, at), sum = run;
	size_t i = free_space_find(&s->open, at);

	if (run == 0 || rest_in(s, i, run) == 0)
		return 0;
	for (size_t k = i + 1; k < s->open.v.n && k <= i + FOLLOWING; k++)
		sum = sum_u64(sum, rest_in(s, k, run));
	return sum;
}

static int found_split(struct proof *out, const struct sizing *z, uint64_t at, uint64_t run, uint64_t second,
                       struct fault *f)
{
	struct run v[2] = { { 0, at, run }, { run, second, z->pos - run } };
	const struct runs runs = { v, 2 };

	*out = (struct proof){ .digest = z->digest, .size = z->pos, .method = RECOVER_BY_FRAGMENTS, .wanted = true };
	return runs_cut(&out->runs, &runs, z->pos, f);
}

int size_split(struct proof *out, const struct carve_search *s, uint64_t at, const struct tools *t, struct fault *f)
{
	uint64_t run = free_space_run(&s->open, at);
	size_t i = free_space_find(&s->open, at);
	struct sizing first = { .s = s };
	int rc = begins(out, s, at, t, f);

	if (rc <= 0)
		return rc;
	mid_start(&first.mid);
	rc = hash_on(&first, at, run, t, f);
	if (rc != 0) /* one in one piece was looked for before */
		return rc < 0 ? -1 : 0;
	for (size_t k = i + 1; k < s->open.v.n && k <= i + FOLLOWING; k++) {
		struct sizing z = first;

		rc = hash_on(&z, s->open.v.v[k].offset, rest_in(s, k, run), t, f);
		if (rc < 0)
			return -1;
		if (rc == 1)
			return found_split(out, &z, at, run, s->open.v.v[k].offset, f);
	}
	return 0;
}

/* ---- in two pieces, where an allocator that works in chunks puts them -------------------------------------------- */

enum { BREAKS = 8 }; /* the last ones before the place where it went wrong */

static const uint64_t CHUNK = 2 * 1024 * 1024;

/* The second piece at each chunk of free space, from the state at the end of the first. */
static int try_chunks(struct proof *out, const struct sizing *first, uint64_t at, uint64_t *left, const struct tools *t,
                      struct fault *f)
{
	const struct carve_search *s = first->s;
	uint64_t most = s->sizes.v[s->sizes.n - 1] - first->pos;

	for (size_t i = 0; i < s->open.v.n; i++) {
		uint64_t end = s->open.v.v[i].offset + s->open.v.v[i].length;
		uint64_t place = (s->open.v.v[i].offset + CHUNK - 1) / CHUNK * CHUNK;

		for (; place < end; place += CHUNK) {
			uint64_t n = end - place < most ? end - place : most;
			struct sizing z = *first;
			int rc;

			if (place == at + first->pos)
				continue;
			if (n > *left)
				return 0;
			*left -= n;
			rc = hash_on(&z, place, n, t, f);
			if (rc < 0)
				return -1;
			if (rc == 1)
				return found_split(out, &z, at, first->pos, place, f);
		}
	}
	return 0;
}

int size_aligned(struct proof *out, const struct carve_search *s, uint64_t at, uint64_t good, uint64_t *left,
                 const struct tools *t, struct fault *f)
{
	struct sizing kept[BREAKS], z = { .s = s };
	uint64_t run = free_space_run(&s->open, at), last = (good < run ? good : run) / CHUNK;
	size_t n = 0;

	*out = (struct proof){ .size = 0 };
	mid_start(&z.mid);
	for (uint64_t k = 1; k <= last && s->sizes.n > 0; k++) {
		int rc = CHUNK > *left ? 2 : hash_on(&z, at + z.pos, CHUNK, t, f);

		if (rc != 0)
			return rc < 0 ? -1 : 0;
		*left -= CHUNK;
		if (k + BREAKS > last)
			kept[n++] = z;
	}
	while (n > 0) {
		n--;
		if (kept[n].next >= s->sizes.n) /* none is longer */
			continue;
		if (try_chunks(out, &kept[n], at, left, t, f) < 0)
			return -1;
		if (out->size > 0)
			return 0;
	}
	return 0;
}
