/*
 * xfrm/gunzip.c - gzip (RFC 1952) by zlib: members in a row, seek points at block boundaries.
 */
#include "xfrm/private.h"

#include "core/sentence.h"

#include <inttypes.h>
#include <stdlib.h>
#include <zlib.h>

enum { WINDOW = 32768 }; /* format: RFC 1951 */

struct gunzip {
	struct decoder base;
	z_stream z;
	bool ready, raw; /* raw: taken up in the middle of a member, whose trailer we check off by
	                    hand */
	uint8_t *window; /* the last 32 KiB of output, for seek points; a ring */
	size_t fill, have;
	uint8_t first_bits, has_bits;
	uint8_t trailer;
};

static enum begin gunzip_begin(struct decoder *d, struct fault *f)
{
	struct gunzip *g = (struct gunzip *)d;
	static const uint8_t magic[] = { 0x1f, 0x8b, 0x08 };
	size_t have = d->n - d->at, n = have < sizeof magic ? have : sizeof magic;
	int rc;

	if (memcmp(d->in + d->at, magic, n) != 0)
		return BEGIN_NONE;
	if (have < sizeof magic)
		return BEGIN_SHORT;
	g->raw = false;
	rc = g->ready ? inflateReset2(&g->z, 15 + 16) : inflateInit2(&g->z, 15 + 16);
	if (rc != Z_OK) {
		(void)fault_memory(f, sizeof g->z);
		return BEGIN_FAULT;
	}
	g->ready = true;
	d->stats.members++;
	if (point_due(d)) { /* a member needs no window */
		struct seek_point p = { .in = decoder_offset(d), .out = d->stats.out };

		if (decoder_point(d, &p, f) < 0)
			return BEGIN_FAULT;
	}
	return BEGIN_MEMBER;
}

static void remember(struct gunzip *g, const uint8_t *out, size_t n)
{
	if (n >= WINDOW) {
		memcpy(g->window, out + (n - WINDOW), WINDOW);
		g->fill = 0;
		g->have = WINDOW;
		return;
	}
	for (size_t done = 0; done < n;) {
		size_t part = n - done < WINDOW - g->fill ? n - done : WINDOW - g->fill;

		memcpy(g->window + g->fill, out + done, part);
		g->fill = (g->fill + part) % WINDOW;
		done += part;
	}
	g->have = g->have + n > WINDOW ? WINDOW : g->have + n;
}

/* zlib stands at the end of a deflate block, not of the last one. `n` bytes of this call's output
 * lie at `out` and are not counted in stats yet. */
static int block_point(struct gunzip *g, size_t n, struct fault *f)
{
	uint8_t flat[WINDOW];
	size_t old = g->have < WINDOW ? 0 : g->fill;
	struct seek_point p = { .in = decoder_offset(&g->base),
		                .out = g->base.stats.out + n,
		                .bits = (uint8_t)(g->z.data_type & 7) };

	for (size_t i = 0; i < g->have; i++)
		flat[i] = g->window[(old + i) % WINDOW];
	p.window = span_make(flat, g->have);
	return decoder_point(&g->base, &p, f);
}

static bool at_block_end(const struct gunzip *g)
{
	return (g->z.data_type & 128) != 0 && (g->z.data_type & 64) == 0;
}

/* After a raw member: eight bytes of CRC and length, which nothing of before is there to check. */
static enum step skip_trailer(struct gunzip *g)
{
	struct decoder *d = &g->base;

	while (g->trailer > 0 && d->at < d->n) {
		d->at++;
		g->trailer--;
	}
	return g->trailer == 0 ? STEP_MEMBER_END : STEP_MORE;
}

static enum step gunzip_step(struct decoder *d, uint8_t *into, size_t n, size_t *got,
                             struct fault *f)
{
	struct gunzip *g = (struct gunzip *)d;
	bool points = d->has_sink && d->stats.out + n >= d->next_point;
	size_t have = d->n - d->at, room = n > UINT32_MAX / 2 ? UINT32_MAX / 2 : n;
	int rc;

	if (g->trailer > 0)
		return skip_trailer(g);
	if (g->has_bits) {
		if (have == 0)
			return STEP_MORE;
		g->has_bits = 0;
		(void)inflatePrime(&g->z, g->first_bits, d->in[d->at] >> (8 - g->first_bits));
		d->at++;
		have--;
	}
	g->z.next_in = d->in + d->at;
	g->z.avail_in = (uInt)have;
	g->z.next_out = into;
	g->z.avail_out = (uInt)room;
	rc = inflate(&g->z, points ? Z_BLOCK : Z_NO_FLUSH);
	if (points && rc == Z_OK && g->z.avail_in == have && g->z.avail_out == room)
		rc = inflate(&g->z, Z_NO_FLUSH); /* it stood at a boundary already reported */
	d->at += have - g->z.avail_in;
	*got = room - g->z.avail_out;
	if (d->has_sink)
		remember(g, into, *got);
	if (rc == Z_MEM_ERROR) {
		(void)fault_memory(f, sizeof g->z);
		return STEP_FAULT;
	}
	if (rc == Z_STREAM_END) {
		g->trailer = g->raw ? 8 : 0;
		return g->raw ? STEP_MORE : STEP_MEMBER_END;
	}
	if (rc != Z_OK && rc != Z_BUF_ERROR) {
		decoder_say(d, S_GZIP_DATA_DAMAGED, decoder_offset(d),
		            g->z.msg != NULL ? g->z.msg : S_NO_REASON_GIVEN);
		return STEP_DAMAGED;
	}
	if (points && g->have > 0 && at_block_end(g) && d->stats.out + *got >= d->next_point &&
	    block_point(g, *got, f) < 0)
		return STEP_FAULT;
	return STEP_MORE;
}

static void gunzip_free(struct decoder *d)
{
	struct gunzip *g = (struct gunzip *)d;

	if (g->ready)
		(void)inflateEnd(&g->z);
	free(g->window);
}

const struct decoder_ops gunzip_ops = { gunzip_step, gunzip_begin, gunzip_free };

int gunzip_open(struct decoder **out, struct fault *f)
{
	struct gunzip *g = (struct gunzip *)calloc(1, sizeof *g);

	if (g == NULL)
		return fault_memory(f, sizeof *g);
	g->base.ops = &gunzip_ops;
	g->window = (uint8_t *)malloc(WINDOW);
	if (g->window == NULL) {
		free(g);
		return fault_memory(f, WINDOW);
	}
	*out = &g->base;
	return 0;
}

int gunzip_open_at(struct decoder **out, const struct seek_point *p, struct fault *f)
{
	struct gunzip *g;

	if (gunzip_open(out, f) < 0)
		return -1;
	g = (struct gunzip *)*out;
	if (p->window.n == 0 && p->bits == 0)
		return 0; /* a member begins here */
	if (inflateInit2(&g->z, -15) != Z_OK) {
		gunzip_free(&g->base);
		free(g);
		return fault_memory(f, sizeof g->z);
	}
	g->ready = g->raw = true;
	g->has_bits = p->bits > 0;
	g->first_bits = p->bits;
	if (p->window.n > 0)
		(void)inflateSetDictionary(&g->z, p->window.p, (uInt)p->window.n);
	return 0;
}

const char *gunzip_library(void)
{
	return zlibVersion();
}

int xfrm_inflate_some(struct span in, void *into, size_t n, size_t *got, struct fault *f)
{
	z_stream z = { .avail_in = 0 };
	int rc;

	*got = 0;
	if (in.n > UINT32_MAX || n > UINT32_MAX)
		return 1;
	if (inflateInit2(&z, -15) != Z_OK)
		return fault_memory(f, WINDOW);
	z.next_in = (z_const Bytef *)(uintptr_t)in.p;
	z.avail_in = (uInt)in.n;
	z.next_out = (Bytef *)into;
	z.avail_out = (uInt)n;
	rc = inflate(&z, Z_FINISH);
	(void)inflateEnd(&z);
	if (rc == Z_MEM_ERROR)
		return fault_memory(f, WINDOW);
	*got = n - z.avail_out;
	/* Z_BUF_ERROR: all is there, and the end of the stream follows */
	return rc == Z_STREAM_END || (rc == Z_BUF_ERROR && z.avail_out == 0) ? 0 : 1;
}

int xfrm_inflate_raw(struct span in, void *into, size_t n, struct fault *f)
{
	size_t got;
	int rc = xfrm_inflate_some(in, into, n, &got, f);

	return rc == 0 && got < n ? 1 : rc;
}
