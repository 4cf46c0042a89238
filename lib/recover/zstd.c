/*
 * recover/zstd.c - zstd frames by their headers alone (zstd_compression_format.md, "Frames", "Blocks").
 *
 * Nothing is decoded: a block's header says how long it is. Bytes that do not belong are noticed at the next
 * block header, 3 bytes of which noise passes for one in 20 or so.
 */
#include "recover/walker.h"

enum { MAGIC, SKIPPABLE_SIZE, DESCRIPTOR, HEADER, BLOCK, CHECKSUM, BEYOND };
enum { BLOCK_MOST = 128 * 1024 }; /* format: RFC 8878, 3.1.1.2.3 */

static uint64_t le(const uint8_t *p, size_t n)
{
	uint64_t v = 0;

	while (n > 0)
		v = v << 8 | p[--n];
	return v;
}

static void go(struct zstd_walk *z, int phase, size_t need)
{
	z->phase = (uint8_t)phase;
	z->need = (uint8_t)need;
	z->fill = 0;
}

static int magic(struct walker *w, struct zstd_walk *z)
{
	uint64_t v = le(z->gather, 4);

	w->evidence += 20 * WALK_NAT;
	if (v == 0xFD2FB528u)
		go(z, DESCRIPTOR, 1);
	else if ((v & 0xFFFFFFF0u) == 0x184D2A50u)
		go(z, SKIPPABLE_SIZE, 4);
	else
		return WALK_BAD;
	return WALK_MORE;
}

static size_t content_size_bytes(uint8_t descriptor)
{
	static const uint8_t bytes[] = { 0, 2, 4, 8 };

	return descriptor >> 6 == 0 ? (descriptor >> 5) & 1 : bytes[descriptor >> 6];
}

static int descriptor(struct zstd_walk *z)
{
	static const uint8_t dictionary[] = { 0, 1, 2, 4 };
	uint8_t d = z->gather[0];
	size_t more;

	z->single = (d & 0x20) != 0;
	z->checksum = (d & 4) != 0;
	more = (z->single ? 0u : 1u) + dictionary[d & 3] + content_size_bytes(d);
	if ((d & 0x08) != 0) /* reserved */
		return WALK_BAD;
	z->phase = HEADER;
	z->need = (uint8_t)(1 + more); /* the descriptor stays at gather[0] */
	return WALK_MORE;
}

static int header(struct zstd_walk *z)
{
	uint8_t d = z->gather[0];
	size_t n = content_size_bytes(d);
	uint64_t window;

	if (z->single) {
		window = le(z->gather + z->need - n, n) + (n == 2 ? 256 : 0);
	} else {
		unsigned exponent = z->gather[1] >> 3, mantissa = z->gather[1] & 7;

		window = (uint64_t)1 << (10 + exponent);
		window += window / 8 * mantissa;
	}
	if (window > z->window)
		z->window = window;
	z->block_max = window < BLOCK_MOST ? window : BLOCK_MOST;
	z->frames++;
	go(z, BLOCK, 3);
	return WALK_MORE;
}

static int block(struct walker *w, struct zstd_walk *z)
{
	uint32_t v = (uint32_t)le(z->gather, 3), type = v >> 1 & 3, size = v >> 3;
	bool last = (v & 1) != 0;

	/* an empty block comes last only; a compressed one has its two headers */
	if (type == 3 || size > z->block_max || (size == 0 && !last && type != 2) || (type == 2 && size < 2))
		return WALK_BAD;
	w->skip = type == 1 ? 1 : size;
	z->last = last;
	w->evidence += 3 * WALK_NAT;
	if (last && z->checksum)
		go(z, CHECKSUM, 4);
	else
		go(z, BLOCK, 3);
	return WALK_MORE;
}

/* What is gathered is complete. */
static int act(struct walker *w, struct zstd_walk *z)
{
	switch (z->phase) {
	case MAGIC:
		return magic(w, z);
	case SKIPPABLE_SIZE:
		w->skip = le(z->gather, 4);
		z->last = true;
		go(z, BEYOND, 0);
		return WALK_MORE;
	case DESCRIPTOR:
		return descriptor(z);
	case HEADER:
		return header(z);
	case BLOCK:
		return block(w, z);
	default: /* CHECKSUM */
		go(z, BEYOND, 0);
		return WALK_MORE;
	}
}

/* Between frames: another one begins, or nothing of ours. */
static bool begins(const struct zstd_walk *z)
{
	static const uint8_t frame[] = { 0x28, 0xb5, 0x2f, 0xfd }, skippable[] = { 0x50, 0x2a, 0x4d, 0x18 };
	uint8_t c = z->gather[z->fill - 1];
	size_t i = z->fill - 1u;

	if (z->fill > 1 && z->gather[0] == frame[0])
		return c == frame[i];
	return i == 0 ? c == frame[0] || (c & 0xF0) == 0x50 : c == skippable[i];
}

int zstd_feed(struct walker *w, struct span in, size_t *used)
{
	struct zstd_walk *z = &w->u.zstd;
	int rc = WALK_MORE;

	if (z->need == 0 && z->phase == MAGIC)
		go(z, MAGIC, 4);
	while (rc == WALK_MORE) {
		if (w->skip > 0) {
			size_t n = in.n - *used < w->skip ? in.n - *used : (size_t)w->skip;

			*used += n;
			w->skip -= n;
			if (w->skip > 0)
				return WALK_MORE;
		}
		/* the last block without a checksum after it, a checksum, or a skippable frame is complete */
		if (z->last && (z->phase == BLOCK || z->phase == BEYOND)) {
			z->last = false;
			go(z, MAGIC, 4);
			z->phase = BEYOND;
			return WALK_END;
		}
		if (*used == in.n)
			return WALK_MORE;
		z->gather[z->fill++] = in.p[*used];
		if (z->phase == BEYOND && !begins(z))
			return WALK_OVER;
		*used += 1;
		if (z->fill < z->need)
			continue;
		if (z->phase == BEYOND)
			z->phase = MAGIC;
		rc = act(w, z);
	}
	return rc;
}
