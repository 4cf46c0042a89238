/*
 * recover/hints.c - block starts where a file may begin or go on.
 */
#include "recover/private.h"

#include <stdlib.h>

static int by_value(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

bool is_hint(const struct carve_search *s, uint64_t at)
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

int hints_take(struct carve_search *s, struct fault *f)
{
	size_t n = 0;

	for (size_t i = 0; i < s->area->hints.n; i++) {
		uint64_t at = s->area->hints.v[i];

		if (at >= s->area->origin && (at - s->area->origin) % s->block == 0 &&
		    free_space_run(&s->free, at) > 0 && VEC_PUSH(&s->hints, at, f) < 0)
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
