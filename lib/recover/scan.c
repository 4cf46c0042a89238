/*
 * recover/scan.c - the linear look at free space: the first bytes of each block, and its last.
 */
#include "recover/private.h"

#include <stdlib.h>

void blocks_seen_release(struct blocks_seen *g)
{
	VEC_RELEASE(&g->starts);
	VEC_RELEASE(&g->tails);
	VEC_RELEASE(&g->noticed);
	g->bytes = 0;
}

/* A wanted size leaves so many bytes in its last block, or a few more. */
static bool fits_a_size(const struct carve_search *s, uint32_t used)
{
	size_t low = LOWER_BOUND(s->rests.n, mid, s->rests.v[mid].bytes < used);
	return low < s->rests.n && s->rests.v[low].bytes - used <= TAIL_ZEROS;
}

static int look_at_end(struct blocks_seen *g, const struct carve_search *s, const uint8_t *block, uint64_t at, struct fault *f)
{
	struct tail t = { at, s->block };

	while (t.used > 0 && block[t.used - 1] == 0)
		t.used--;
	if (t.used == 0 || !fits_a_size(s, t.used))
		return 0;
	return VEC_PUSH(&g->tails, t, f);
}

static inline bool may_begin(const uint8_t *block)
{
	return block[0] == 0x1f || block[0] == 0x28 || (block[0] & 0xF0) == 0x50 || block[0] == '{' ||
	       block[257] == 'u';
}

static int look_at_block(struct blocks_seen *g, const struct carve_search *s, const uint8_t *p, uint64_t at, struct fault *f)
{
	struct start start = { at, 0 };

	if (p[s->block - 1] == 0 && s->rests.n > 0 && look_at_end(g, s, p, at, f) < 0)
		return -1;
	if (s->budget->notice != NULL && s->budget->notice(p, s->block) && VEC_PUSH(&g->noticed, at, f) < 0)
		return -1;
	if (!may_begin(p))
		return 0;
	start.kind = walker_sniff(span_make(p, s->block));
	return start.kind == 0 ? 0 : VEC_PUSH(&g->starts, start, f);
}

/* Whole blocks from `at` to `end`; behind bytes that cannot be read there may be others. */
static int scan_range(struct blocks_seen *g, const struct carve_search *s, uint64_t at, uint64_t end, const struct tools *t,
                      struct fault *f)
{
	size_t block = s->block;

	while (at < end) {
		size_t n = end - at < PIECE ? (size_t)(end - at) : PIECE, got;
		int rc;

		got = known_bytes(s->media, at, t->piece, n, &rc, f);
		if (rc < 0)
			return -1;
		g->bytes += got;
		got -= got % block;
		for (size_t i = 0; i < got; i += block)
			if (look_at_block(g, s, t->piece + i, at + i, f) < 0)
				return -1;
		at += got + (rc > 0 ? block : 0);
	}
	return 0;
}

/* The parts of [at, end) that hold data; blocks that lie wholly in a hole are passed over. */
static int scan_written(struct blocks_seen *g, const struct carve_search *s, uint64_t at, uint64_t end, const struct tools *t,
                        struct fault *f)
{
	while (at < end) {
		enum media_area kind;
		uint64_t length, blocks;

		if (media_extent(s->media, at, &kind, &length, f) < 0)
			return -1;
		length = length == 0 || length > end - at ? end - at : length;
		blocks = kind == MEDIA_AREA_HOLE ? length / s->block : (length + s->block - 1) / s->block;
		length = (blocks > 0 ? blocks : 1) * s->block;
		if ((kind != MEDIA_AREA_HOLE || blocks == 0) && scan_range(g, s, at, at + length, t, f) < 0)
			return -1;
		at += length;
	}
	return 0;
}

int scan_piece(struct blocks_seen *g, const struct carve_search *s, struct range window, const struct tools *t, struct fault *f)
{
	uint64_t end = window.offset + window.length;

	for (size_t i = free_space_find(&s->open, window.offset); i < s->open.v.n; i++) {
		const struct range *r = &s->open.v.v[i];
		uint64_t from = r->offset > window.offset ? r->offset : window.offset;
		uint64_t to = r->length < end - r->offset || r->offset > end ? r->offset + r->length : end;

		if (r->offset >= end)
			break;
		if (scan_written(g, s, from, to, t, f) < 0)
			return -1;
	}
	return 0;
}
