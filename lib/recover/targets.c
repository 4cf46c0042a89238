/*
 * recover/targets.c - the digests that are wanted, sorted for search, with their known sizes.
 */
#include "recover/recover.h"

#include <stdlib.h>

int targets_add(struct targets *t, const struct digest *d, bool has_size, uint64_t size, struct fault *f)
{
	struct target one = { .digest = *d, .has_size = has_size, .size = has_size ? size : 0 };

	if (d->alg != DIGEST_SHA256)
		return 0; /* nothing here hashes otherwise */
	return VEC_PUSH(&t->v, one, f);
}

/* Known sizes first, so that joining keeps the first of equals; the smaller of two that contradict. */
static int by_digest(const void *a, const void *b)
{
	const struct target *x = (const struct target *)a, *y = (const struct target *)b;
	int c = digest_cmp(&x->digest, &y->digest);

	if (c != 0)
		return c;
	if (x->has_size != y->has_size)
		return x->has_size ? -1 : 1;
	return x->size < y->size ? -1 : x->size > y->size;
}

static int by_size(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

static void join(struct targets *t)
{
	size_t n = 0;

	for (size_t i = 0; i < t->v.n; i++) {
		if (n > 0 && digest_eq(&t->v.v[n - 1].digest, &t->v.v[i].digest))
			t->v.v[n - 1].found |= t->v.v[i].found;
		else
			t->v.v[n++] = t->v.v[i];
	}
	t->v.n = n;
}

int targets_ready(struct targets *t, struct fault *f)
{
	size_t n = 0;

	t->sizes.n = 0;
	if (t->v.n == 0)
		return 0;
	qsort(t->v.v, t->v.n, sizeof *t->v.v, by_digest);
	/* all the sizes that were stated, before one for each digest is left: the hash tells who is right */
	for (size_t i = 0; i < t->v.n; i++)
		if (t->v.v[i].has_size && t->v.v[i].size > 0 && !t->v.v[i].found &&
		    VEC_PUSH(&t->sizes, t->v.v[i].size, f) < 0)
			return -1;
	join(t);
	if (t->sizes.n == 0)
		return 0;
	qsort(t->sizes.v, t->sizes.n, sizeof *t->sizes.v, by_size);
	for (size_t i = 0; i < t->sizes.n; i++)
		if (n == 0 || t->sizes.v[n - 1] != t->sizes.v[i])
			t->sizes.v[n++] = t->sizes.v[i];
	t->sizes.n = n;
	return 0;
}

struct target *targets_find(const struct targets *t, const struct digest *d)
{
	size_t low = LOWER_BOUND(t->v.n, mid, digest_cmp(&t->v.v[mid].digest, d) < 0);

	return low < t->v.n && digest_eq(&t->v.v[low].digest, d) ? &t->v.v[low] : NULL;
}

void targets_release(struct targets *t)
{
	VEC_RELEASE(&t->v);
	VEC_RELEASE(&t->sizes);
}
