/* media/sparse.c - reading a disk through tables, whoever reads them. */
#include "media/sparse.h"
#include "base/check.h"

#include <stdlib.h>

enum { MERGES = 4096 }; /* rule: blocks answered for at once; the rest is asked for again */

static int where_is(struct sparse *s, uint64_t offset, struct sparse_where *w, struct fault *f)
{
	uint64_t left = s->image.base.size - offset;

	if (s->type->locate(s, offset, w, f) < 0)
		return -1;
	if (w->length > left)
		w->length = left;
	return w->length == 0 ? fault_set(f, FAULT_INTERNAL, 0, "a unit of no bytes") : 0;
}

static int read_one(struct sparse *s, const struct sparse_where *w, uint64_t offset, void *into,
                    size_t n, struct fault *f)
{
	switch (w->kind) {
	case SPARSE_FILE:
		return media_read(s->files.v[w->file], w->offset, into, n, f);
	case SPARSE_PACKED:
		return s->type->unpack(s, w, offset, into, n, f);
	case SPARSE_ABSENT:
		return chain_read(s->parent, offset, into, n, f);
	case SPARSE_HOLE:
	case SPARSE_LOST:
		break;
	}
	memset(into, 0, n);
	return w->kind == SPARSE_LOST ? MEDIA_UNREAD : 0;
}

static int sparse_read(struct media *m, uint64_t offset, void *into, size_t n, struct fault *f)
{
	struct sparse *s = (struct sparse *)m;
	uint8_t *p = (uint8_t *)into;
	int outcome = 0;

	while (n > 0) {
		struct sparse_where w;
		size_t some;
		int rc;

		if (where_is(s, offset, &w, f) < 0)
			return -1;
		some = n < w.length ? n : (size_t)w.length;
		rc = read_one(s, &w, offset, p, some, f);
		if (rc < 0)
			return -1;
		outcome = rc > 0 ? rc : outcome;
		if (rc > 0 && (w.kind != SPARSE_ABSENT || s->parent != NULL))
			image_met(&s->image, offset, some);
		offset += some;
		p += some;
		n -= some;
	}
	return outcome;
}

static bool goes_on(const struct sparse_where *a, const struct sparse_where *b, uint64_t length)
{
	return a->kind == b->kind && (a->kind != SPARSE_FILE ||
	                              (a->file == b->file && b->offset == a->offset + length));
}

static int sparse_extent(struct media *m, uint64_t offset, enum media_area *area, uint64_t *length,
                         struct fault *f)
{
	static const enum media_area areas[] = { MEDIA_AREA_HOLE, MEDIA_AREA_UNREAD,
		                                 MEDIA_AREA_DATA, MEDIA_AREA_DATA,
		                                 MEDIA_AREA_UNREAD };
	struct sparse *s = (struct sparse *)m;
	struct sparse_where first, next;
	uint64_t most;
	int rc = 0;

	if (where_is(s, offset, &first, f) < 0)
		return -1;
	*length = first.length;
	for (unsigned i = 0; i < MERGES && *length < m->size - offset; i++) {
		if (where_is(s, offset + *length, &next, f) < 0)
			return -1;
		if (!goes_on(&first, &next, *length))
			break;
		*length += next.length;
	}
	*area = areas[first.kind];
	if (first.kind != SPARSE_FILE && first.kind != SPARSE_ABSENT)
		return 0;
	rc = first.kind == SPARSE_FILE
	             ? media_extent(s->files.v[first.file], first.offset, area, &most, f)
	             : chain_extent(s->parent, offset, area, &most, f);
	if (rc == 0 && most > 0 && most < *length)
		*length = most;
	return rc;
}

static void sparse_close(struct media *m)
{
	struct sparse *s = (struct sparse *)m;

	s->type->release(s);
	media_close(s->parent);
	for (size_t i = 0; i < s->files.n; i++)
		media_close(s->files.v[i]);
	VEC_RELEASE(&s->files);
	image_release(&s->image);
	free(s);
}

static const struct media_ops sparse_ops = { sparse_read, sparse_extent, NULL, sparse_close, true };

int sparse_new(struct sparse **out, size_t bytes, const struct sparse_type *type, enum media_kind kind,
               struct media *file, struct fault *f)
{
	struct sparse *s = (struct sparse *)calloc(1, bytes);
	struct image *of = image_of(file);

	*out = NULL;
	if (s == NULL || VEC_PUSH(&s->files, file, f) < 0) {
		free(s);
		media_close(file);
		return fault_memory(f, bytes);
	}
	if (of != NULL)
		image_move(&s->image, of);
	else
		s->image.fd = -1;
	s->image.base = (struct media){ &sparse_ops, 0, 0 };
	s->image.info.kind = kind;
	s->type = type;
	*out = s;
	return 0;
}

static int by_place(const void *a, const void *b)
{
	const struct sparse_claim *x = (const struct sparse_claim *)a, *y = (const struct sparse_claim *)b;

	return x->at < y->at ? -1 : x->at > y->at ? 1 : x->unit < y->unit ? -1 : x->unit > y->unit;
}

size_t sparse_overlaps(struct sparse_claim *v, size_t n, uint8_t *bad)
{
	size_t count = 0, last = 0; /* last: the one that reaches farthest so far */

	if (n > 1)
		qsort(v, n, sizeof *v, by_place);
	for (size_t i = 1; i < n; i++) {
		if (v[i].at - v[last].at < v[last].length) {
			count += sparse_bit(bad, v[i].unit) ? 0 : 1;
			count += sparse_bit(bad, v[last].unit) ? 0 : 1;
			sparse_set(bad, v[i].unit);
			sparse_set(bad, v[last].unit);
		}
		if (sum_u64(v[i].at, v[i].length) > sum_u64(v[last].at, v[last].length))
			last = i;
	}
	return count;
}

uint64_t sparse_unclaimed(const struct sparse_claim *v, size_t n, uint64_t from, uint64_t unit)
{
	uint64_t units = 0;

	for (size_t i = 0; i < n; i++) {
		uint64_t end = sum_u64(v[i].at, v[i].length);

		if (v[i].at > from)
			units += (v[i].at - from) / unit;
		if (end > from)
			from = end;
	}
	return units;
}
