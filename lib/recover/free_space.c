/*
 * recover/free_space.c - free space as ascending ranges of whole blocks.
 */
#include "recover/private.h"

#include <stdlib.h>

void free_space_release(struct free_space *g)
{
	VEC_RELEASE(&g->v);
}

static int by_offset(const void *a, const void *b)
{
	const struct range *x = (const struct range *)a, *y = (const struct range *)b;

	return x->offset < y->offset ? -1 : x->offset > y->offset;
}

/* Adds whole blocks of [from, to), joined with what ends there. */
static int add(struct free_space *g, const struct area *a, uint64_t from, uint64_t to, struct fault *f)
{
	uint64_t block = a->block;
	struct range r, *last = g->v.n > 0 ? &g->v.v[g->v.n - 1] : NULL;

	if (from < a->origin)
		from = a->origin;
	if (to <= from)
		return 0;
	from = a->origin + (from - a->origin + block - 1) / block * block;
	to = a->origin + (to - a->origin) / block * block;
	if (last != NULL && from < last->offset + last->length)
		from = last->offset + last->length;
	if (to <= from)
		return 0;
	if (last != NULL && last->offset + last->length == from) {
		last->length += to - from;
		return 0;
	}
	r = (struct range){ from, to - from };
	return VEC_PUSH(&g->v, r, f);
}

/* One free range, less what cannot be read and, when asked, what was never written. */
static int add_readable(struct free_space *g, const struct area *a, struct range r, bool holes, struct fault *f)
{
	uint64_t size = a->media->size + a->media->extra, at = r.offset, from = at, end;

	if (r.offset >= size)
		return 0;
	end = r.length < size - r.offset ? r.offset + r.length : size;
	while (at < end) {
		enum media_area kind;
		uint64_t length;

		if (media_extent(a->media, at, &kind, &length, f) < 0)
			return -1;
		if (length == 0)
			break;
		if (length > end - at)
			length = end - at;
		if (kind == MEDIA_AREA_UNREAD || (kind == MEDIA_AREA_HOLE && !holes)) {
			if (add(g, a, from, at, f) < 0)
				return -1;
			from = at + length;
		}
		at += length;
	}
	return add(g, a, from, at, f);
}

int free_space_of(struct free_space *g, const struct area *a, bool holes, struct fault *f)
{
	OWNED(free_space) struct free_space sorted = { .v = { NULL, 0, 0 } };

	for (size_t i = 0; i < a->free.n; i++)
		if (a->free.v[i].length > 0 && VEC_PUSH(&sorted.v, a->free.v[i], f) < 0)
			return -1;
	if (sorted.v.n > 0)
		qsort(sorted.v.v, sorted.v.n, sizeof *sorted.v.v, by_offset);
	for (size_t i = 0; i < sorted.v.n; i++)
		if (add_readable(g, a, sorted.v.v[i], holes, f) < 0)
			return -1;
	return 0;
}

int free_space_copy(struct free_space *to, const struct free_space *from, struct fault *f)
{
	for (size_t i = 0; i < from->v.n; i++)
		if (VEC_PUSH(&to->v, from->v.v[i], f) < 0)
			return -1;
	return 0;
}

int free_space_less(struct free_space *g, struct range *less, size_t n, struct fault *f)
{
	OWNED(free_space) struct free_space rest = { .v = { NULL, 0, 0 } };
	struct free_space swap;
	size_t k = 0;

	if (n == 0)
		return 0;
	qsort(less, n, sizeof *less, by_offset);
	for (size_t i = 0; i < g->v.n; i++) {
		uint64_t at = g->v.v[i].offset, end = at + g->v.v[i].length;

		while (at < end) {
			struct range r;

			while (k < n && less[k].offset + less[k].length <= at)
				k++;
			r.offset = at;
			r.length = (k < n && less[k].offset < end ? less[k].offset > at ? less[k].offset : at : end) - at;
			if (r.length > 0 && VEC_PUSH(&rest.v, r, f) < 0)
				return -1;
			at += r.length;
			if (k < n && at < end && less[k].offset <= at)
				at = less[k].offset + less[k].length;
		}
	}
	swap = *g;
	*g = rest;
	rest = swap;
	return 0;
}

size_t free_space_find(const struct free_space *g, uint64_t at)
{
	size_t low = 0, high = g->v.n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (g->v.v[mid].offset + g->v.v[mid].length <= at)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

uint64_t free_space_run(const struct free_space *g, uint64_t at)
{
	size_t i = free_space_find(g, at);

	if (i == g->v.n || g->v.v[i].offset > at)
		return 0;
	return g->v.v[i].offset + g->v.v[i].length - at;
}

uint64_t free_space_bytes(const struct free_space *g)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < g->v.n; i++)
		sum += g->v.v[i].length;
	return sum;
}
