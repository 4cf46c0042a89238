/*
 * fs/btrfs/free.c - free space: what of the chunks no item of the extent tree covers, and what of the device no
 * chunk covers. Where a chunk has two copies, both places are free.
 */
#include "fs/btrfs/btrfs.h"

#include "fs/private.h"

#include <stdlib.h>

static int by_offset(const void *a, const void *b)
{
	const struct btrfs_range *x = (const struct btrfs_range *)a, *y = (const struct btrfs_range *)b;

	if (x->offset != y->offset)
		return x->offset < y->offset ? -1 : 1;
	return x->length < y->length ? -1 : x->length > y->length;
}

/* ---- places on the media ---------------------------------------------------------------------------------- */

/* Everything in use on the media: extents in each copy of their chunk. Two lists ascend side by side. */
static int on_media(struct btrfs *s, const struct btrfs_ranges *logical, struct btrfs_ranges *media, struct fault *f)
{
	size_t at = 0;

	for (size_t i = 0; i < s->chunks.v.n; i++) {
		const struct btrfs_chunk *c = &s->chunks.v.v[i];
		uint64_t end = c->start + c->length;

		while (at < logical->v.n && logical->v.v[at].offset + logical->v.v[at].length <= c->start)
			at++;
		for (unsigned k = 0; k < c->copies; k++)
			for (size_t j = at; j < logical->v.n && logical->v.v[j].offset < end; j++) {
				uint64_t from = logical->v.v[j].offset, to = from + logical->v.v[j].length;

				from = from < c->start ? c->start : from;
				to = to > end ? end : to;
				if (to > from &&
				    VEC_PUSH(&media->v, ((struct btrfs_range){ c->at[k] + (from - c->start), to - from }), f) < 0)
					return -1;
			}
	}
	for (unsigned i = 0; btrfs_super_address(i) != 0; i++)
		if (VEC_PUSH(&media->v, ((struct btrfs_range){ btrfs_super_address(i), SB_BYTES }), f) < 0)
			return -1;
	return 0;
}

static int find_unused(struct btrfs *s, struct fault *f)
{
	struct btrfs_ranges media = { { NULL, 0, 0 }, false };
	uint64_t at = 0, size = s->device_size;
	int rc = btrfs_space_used(s, &s->in_use, f);

	s->base.facts.maps_doubtful |= s->in_use.cut;
	if (rc == 0)
		rc = on_media(s, &s->in_use, &media, f);
	if (media.v.n > 1)
		qsort(media.v.v, media.v.n, sizeof *media.v.v, by_offset);
	for (size_t i = 0; rc == 0 && i <= media.v.n; i++) {
		uint64_t from = i < media.v.n ? media.v.v[i].offset : size;

		if (from > size)
			from = size;
		if (from > at)
			rc = VEC_PUSH(&s->unused, ((struct btrfs_range){ at, from - at }), f);
		if (i < media.v.n && media.v.v[i].offset + media.v.v[i].length > at)
			at = media.v.v[i].offset + media.v.v[i].length;
	}
	VEC_RELEASE(&media.v);
	s->unused_known = rc == 0;
	return rc;
}

int btrfs_next_free(struct fs *base, uint64_t from, uint64_t *offset, uint64_t *length, struct fault *f)
{
	struct btrfs *s = (struct btrfs *)base;
	size_t low;

	if (!s->unused_known && find_unused(s, f) < 0)
		return -1;
	low = LOWER_BOUND(s->unused.n, mid, s->unused.v[mid].offset + s->unused.v[mid].length <= from);
	if (low == s->unused.n)
		return FS_END;
	*offset = s->unused.v[low].offset < from ? from : s->unused.v[low].offset;
	*length = s->unused.v[low].offset + s->unused.v[low].length - *offset;
	return 0;
}
