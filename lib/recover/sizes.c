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

int sizes_learn(struct scene *s, struct fault *f)
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

static size_t first_rest(const struct scene *s, uint32_t used)
{
	size_t i = 0;

	while (i < s->rests.n && s->rests.v[i].bytes < used)
		i++;
	return i;
}

/* Where a blob of this size that ends in the tail's block begins; false: not all of it is free. */
static bool beginning(const struct scene *s, const struct tail *t, const struct rest *r, uint64_t *at)
{
	uint64_t before = r->size - r->bytes;

	if (before > t->at)
		return false;
	*at = t->at - before;
	return ground_run(&s->open, *at) > 0 && ground_run(&s->free, *at) >= r->size;
}

uint64_t tail_cost(const struct scene *s, const struct tail *t)
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

int size_at_tail(struct proof *out, const struct scene *s, const struct tail *tail, const struct tools *t,
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

uint64_t start_cost(const struct scene *s, uint64_t at)
{
	uint64_t run = ground_run(&s->free, at), most = s->sizes.n == 0 ? 0 : s->sizes.v[s->sizes.n - 1];

	return run < most ? run : most;
}

int size_at_start(struct proof *out, const struct scene *s, uint64_t at, const struct tools *t, struct fault *f)
{
	uint64_t end = start_cost(s, at), pos = 0;
	size_t next = 0;
	struct mid mid;

	*out = (struct proof){ .size = 0 };
	mid_start(&mid);
	while (pos < end && next < s->sizes.n) {
		size_t n = end - pos < PIECE ? (size_t)(end - pos) : PIECE, done = 0;
		int rc;

		n = known_bytes(s->media, at + pos, t->piece, n, &rc, f);
		if (rc < 0)
			return -1;
		if (pos == 0 && n >= s->block && looks_empty(t->piece, s->block))
			return 0;
		for (; next < s->sizes.n && s->sizes.v[next] <= pos + n; next++) {
			size_t to = (size_t)(s->sizes.v[next] - pos);
			struct mid copy;
			struct digest d;

			mid_add(&mid, span_make(t->piece + done, to - done));
			done = to;
			copy = mid;
			mid_end(&copy, &d);
			if (targets_find(s->targets, &d) != NULL)
				return found(out, &d, at, s->sizes.v[next], f);
		}
		mid_add(&mid, span_make(t->piece + done, n - done));
		pos += n;
		if (rc > 0)
			break;
	}
	return 0;
}
