/* tests/support/packed.c - compressed streams for tests. */
#include "packed.h"

#include <lzma.h>
#include <stdio.h>
#include <stdlib.h>
#include <zlib.h>
#include <zstd.h>

/* ---- makers -------------------------------------------------------------------------------------
 */

void must(int rc)
{
	assert_int_equal(rc, 0);
}

void add(struct buf *b, struct span s)
{
	struct fault f = FAULT_INIT;

	must(buf_add(b, s, &f));
}

void sample(struct buf *b, size_t n, uint32_t seed)
{
	struct fault f = FAULT_INIT;

	while (b->n < n) {
		seed = seed * 1664525 + 1013904223;
		must(buf_printf(b, &f, "%x %s ", seed >> 8, seed & 0x800000 ? "layer" : "blob"));
	}
	b->n = n;
}

void gzip_add(struct buf *b, struct span raw, int level)
{
	struct fault f = FAULT_INIT;
	z_stream z = { .avail_in = (uInt)raw.n };

	must(deflateInit2(&z, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY));
	must(buf_reserve(b, deflateBound(&z, raw.n) + 64, &f));
	z.next_in = (Bytef *)(uintptr_t)raw.p;
	z.next_out = b->p + b->n;
	z.avail_out = (uInt)(b->cap - b->n);
	assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
	b->n += z.total_out;
	must(deflateEnd(&z));
}

void zstd_add(struct buf *b, struct span raw, int level)
{
	struct fault f = FAULT_INIT;
	size_t n;

	must(buf_reserve(b, ZSTD_compressBound(raw.n), &f));
	n = ZSTD_compress(b->p + b->n, b->cap - b->n, raw.p, raw.n, level);
	assert_false(ZSTD_isError(n));
	b->n += n;
}

void xz_add(struct buf *b, struct span raw, int level)
{
	struct fault f = FAULT_INIT;

	must(buf_reserve(b, lzma_stream_buffer_bound(raw.n), &f));
	assert_int_equal(lzma_easy_buffer_encode((uint32_t)level, LZMA_CHECK_CRC64, NULL, raw.p,
	                                         raw.n, b->p, &b->n, b->cap),
	                 LZMA_OK);
}

const struct kind_made kinds[KINDS_MADE] = {
	{ XFRM_GZIP, gzip_add, 3 },
	{ XFRM_ZSTD, zstd_add, 4 },
	{ XFRM_XZ, xz_add, 6 },
};

bool read_tool(struct buf *b, const char *tool, const char *command)
{
	struct fault f = FAULT_INIT;
	char probe[64];
	FILE *p;
	size_t n;

	(void)snprintf(probe, sizeof probe, "command -v %s >/dev/null", tool);
	if (system(probe) != 0) { /* fixed words only */
		print_message("%s is not installed: its output is not tried\n", tool);
		return false;
	}
	p = popen(command, "r");
	assert_non_null(p);
	do {
		must(buf_reserve(b, 65536, &f));
		n = fread(b->p + b->n, 1, 65536, p);
		b->n += n;
	} while (n > 0);
	must(pclose(p));
	return true;
}

static int breaking_read(struct stream *s, void *into, size_t n, size_t *got, struct fault *f)
{
	struct breaking *b = (struct breaking *)s;

	(void)f;
	*got = n < b->left.n ? n : b->left.n;
	if (*got > 0)
		memcpy(into, b->left.p, *got);
	b->left = span_from(b->left, *got);
	if (*got > 0)
		return 0;
	strcpy(s->why, "input/output error");
	return STREAM_BROKEN;
}

static void breaking_close(struct stream *s)
{
	(void)s;
}

struct breaking breaking_of(struct span left)
{
	static const struct stream_ops ops = { breaking_read, breaking_close };

	return (struct breaking){ { .ops = &ops }, left };
}

/* ---- one decoding -------------------------------------------------------------------------------
 */

void decoded_release(struct decoded *r)
{
	buf_release(&r->out);
}

void pump(struct decoded *r, struct stream *d, size_t ask)
{
	struct fault f = FAULT_INIT;
	size_t got;

	do {
		must(buf_reserve(&r->out, ask, &f));
		r->rc = stream_read(d, r->out.p + r->out.n, ask, &got, &f);
		assert_true(r->rc >= 0);
		if (r->rc > 0)
			assert_int_equal(got, 0);
		r->out.n += got;
	} while (r->rc == 0 && got > 0);
	memcpy(r->why, d->why, sizeof r->why);
	assert_int_equal(stream_read(d, r->out.p, 1, &got, &f), r->rc); /* it repeats */
	assert_int_equal(got, 0);
	must(xfrm_drain(d, &f));
	must(xfrm_drain(d, &f));
	xfrm_stats(d, &r->stats);
}

void decode(struct decoded *r, enum xfrm_kind kind, struct span in, size_t piece, size_t ask,
            const struct limits *limits)
{
	OWNED(stream) struct stream *up = NULL;
	OWNED(stream) struct stream *d = NULL;
	struct fault f = FAULT_INIT;
	uint8_t byte;
	size_t got;

	memset(r, 0, sizeof *r);
	must(stream_of_span(&up, in, piece, &f));
	must(xfrm_open(&d, kind, up, limits, NULL, &f));
	pump(r, d, ask);
	must(stream_read(up, &byte, 1, &got, &f));
	assert_int_equal(got, 0); /* drained */
	assert_int_equal(r->stats.out, r->out.n);
	if (r->rc == 0)
		assert_int_equal(r->stats.in + r->stats.trailing, in.n);
}

void expect(enum xfrm_kind kind, struct span in, struct span want, uint64_t trailing)
{
	OWNED(decoded) struct decoded r;

	decode(&r, kind, in, 0, 65536, NULL);
	if (r.rc != 0)
		fail_msg("%s: outcome %d: %s", xfrm_kind_text(kind), r.rc, r.why);
	assert_true(span_eq(buf_span(&r.out), want));
	assert_int_equal(r.stats.trailing, trailing);
}
