/* run/choose/choice.c - a choice: its lists, kept in order, and what is in them. */
#include "run/choose/private.h"

#include "base/glob.h"
#include "run/choose.h"

#include <stdlib.h>

void run_choice_release(struct choice *c)
{
	arena_release(&c->arena);
	VEC_RELEASE(&c->images);
	VEC_RELEASE(&c->blobs);
	VEC_RELEASE(&c->parts);
	VEC_RELEASE(&c->names);
	VEC_RELEASE(&c->places);
	VEC_RELEASE(&c->unknown);
	memset(c, 0, sizeof *c);
}

static int cmp_span(const void *a, const void *b)
{
	return span_cmp(*(const struct span *)a, *(const struct span *)b);
}

void run_choose_sort(struct span *v, size_t *n)
{
	size_t kept = 0;

	if (*n > 1)
		qsort(v, *n, sizeof *v, cmp_span);
	for (size_t i = 0; i < *n; i++)
		if (kept == 0 || !span_eq(v[kept - 1], v[i]))
			v[kept++] = v[i];
	*n = kept;
}

bool run_choose_has(const struct span *v, size_t n, struct span want)
{
	return n > 0 && bsearch(&want, v, n, sizeof *v, cmp_span) != NULL;
}

int run_choose_keep(struct chooser *c, struct span s, struct span *out, struct fault *f)
{
	*out = SPAN_NONE;
	return s.n == 0 ? 0 : arena_span(&c->out->arena, s, out, f);
}

static int cmp_blob(const void *key, const void *b)
{
	return span_cmp(*(const struct span *)key, ((const struct chosen_blob *)b)->digest);
}

static int cmp_image(const void *key, const void *b)
{
	return span_cmp(*(const struct span *)key, ((const struct chosen_image *)b)->digest);
}

size_t run_choice_blob(const struct choice *c, struct span digest)
{
	const struct chosen_blob *at =
	        c->blobs.n == 0 ? NULL : bsearch(&digest, c->blobs.v, c->blobs.n, sizeof *c->blobs.v, cmp_blob);

	return at == NULL ? SIZE_MAX : (size_t)(at - c->blobs.v);
}

size_t run_choice_image(const struct choice *c, struct span digest)
{
	const struct chosen_image *at =
	        c->images.n == 0 ? NULL : bsearch(&digest, c->images.v, c->images.n, sizeof *c->images.v, cmp_image);

	return at == NULL ? SIZE_MAX : (size_t)(at - c->images.v);
}

bool run_choice_has_bytes(const struct chosen_blob *b)
{
	return b->origin != ORIGIN_NONE && b->origin != ORIGIN_UNSET;
}

bool run_choose_repository(const struct choice_ask *ask, struct span name)
{
	for (size_t i = 0; i < ask->repositories_n; i++)
		if (glob_fits(span_of(ask->repositories[i]), name))
			return true;
	return ask->repositories_n == 0;
}
