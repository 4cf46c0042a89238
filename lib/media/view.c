/* media/view.c - parts of a media in any order seen as a media: partitions, logical volumes. */
#include "media/view.h"
#include "base/check.h"

#include <stdlib.h>

struct media_window {
	struct media base;
	struct media *parent;
	size_t n;
	struct media_segment v[];
};

/* The segment that holds `offset`; the caller knows that there is one. */
static const struct media_segment *segment_at(const struct media_window *w, uint64_t offset)
{
	size_t after = LOWER_BOUND(w->n, mid, w->v[mid].at <= offset); /* the first begins at 0 */

	return &w->v[after - 1];
}

static int view_read(struct media *m, uint64_t offset, void *into, size_t n, struct fault *f)
{
	const struct media_window *w = (const struct media_window *)m;
	uint8_t *p = (uint8_t *)into;
	int outcome = 0;

	while (n > 0) {
		const struct media_segment *s = segment_at(w, offset);
		uint64_t in = offset - s->at, left = s->length - in;
		size_t part = n < left ? n : (size_t)left;
		int rc = MEDIA_UNREAD;

		if (s->missing)
			memset(p, 0, part);
		else
			rc = media_read(w->parent, s->offset + in, p, part, f);
		if (rc < 0)
			return -1;
		if (rc > 0)
			outcome = rc;
		offset += part;
		p += part;
		n -= part;
	}
	return outcome;
}

static int view_extent(struct media *m, uint64_t offset, enum media_area *area, uint64_t *length,
                       struct fault *f)
{
	const struct media_window *w = (const struct media_window *)m;
	const struct media_segment *s = segment_at(w, offset);
	uint64_t in = offset - s->at, left = s->length - in;

	*area = MEDIA_AREA_UNREAD;
	*length = 0;
	if (!s->missing && media_extent(w->parent, s->offset + in, area, length, f) < 0)
		return -1;
	if (*length == 0 || *length > left) /* none: beyond the parent's end */
		*length = left;
	return 0;
}

static struct media *view_locate(struct media *m, uint64_t offset, uint64_t *at, uint64_t *length)
{
	const struct media_window *w = (const struct media_window *)m;
	const struct media_segment *s = segment_at(w, offset);

	*length = s->length - (offset - s->at);
	*at = s->missing ? UINT64_MAX : s->offset + (offset - s->at);
	return s->missing ? NULL : w->parent;
}

static void view_close(struct media *m)
{
	free(m);
}

static const struct media_ops view_ops = { view_read, view_extent, view_locate, view_close, false };

struct media *view_bottom(struct media *m)
{
	while (m->ops == &view_ops)
		m = ((struct media_window *)m)->parent;
	return m;
}

static bool segments_hold(const struct media_segment *v, size_t n, uint64_t *size)
{
	uint64_t at = 0, end;

	for (size_t i = 0; i < n; i++)
		if (v[i].at != at || v[i].length == 0 || add_u64(&at, at, v[i].length) ||
		    (!v[i].missing && add_u64(&end, v[i].offset, v[i].length)))
			return false;
	*size = at;
	return true;
}

int media_view(struct media **out, struct media *parent, const struct media_segment *v, size_t n,
               struct fault *f)
{
	struct media_window *w;
	uint64_t size = 0;
	size_t bytes;

	*out = NULL;
	if (!segments_hold(v, n, &size))
		return fault_set(f, FAULT_INTERNAL, 0, "a view of segments that do not join");
	if (mul_size(&bytes, n, sizeof *v) || add_size(&bytes, bytes, sizeof *w))
		return fault_memory(f, SIZE_MAX);
	w = (struct media_window *)calloc(1, bytes);
	if (w == NULL)
		return fault_memory(f, bytes);
	w->base = (struct media){ &view_ops, size, 0 };
	w->parent = parent;
	w->n = n;
	if (n > 0)
		memcpy(w->v, v, n * sizeof *v);
	*out = &w->base;
	return 0;
}

int media_part(struct media **out, struct media *parent, uint64_t offset, uint64_t length,
               struct fault *f)
{
	struct media_segment all = { 0, offset, length, false };

	return media_view(out, parent, &all, length > 0 ? 1 : 0, f);
}
