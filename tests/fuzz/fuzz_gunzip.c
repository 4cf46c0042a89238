/*
 * Any bytes as gzip: no outcome depends on the pieces they come in, and every seek point gives the
 * rest of what decoding from the beginning gave.
 */
#include <stdlib.h>

#include "base/vec.h"
#include "xfrm/xfrm.h"

enum { POINTS = 8 };

struct points {
	struct seek_point v[POINTS];
	size_t n;
};

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static int keep(void *user, const struct seek_point *p, struct fault *f)
{
	struct points *all = (struct points *)user;

	if (all->n == POINTS)
		return 0;
	all->v[all->n] = *p;
	return span_dup(p->window, &all->v[all->n++].window, f);
}

static void check(int holds)
{
	if (!holds)
		abort();
}

static int read_all(struct buf *out, struct stream *d, size_t ask)
{
	struct fault f = FAULT_INIT;
	size_t got;
	int rc;

	do {
		check(buf_reserve(out, ask, &f) == 0);
		rc = stream_read(d, out->p + out->n, ask, &got, &f);
		check(rc >= 0);
		out->n += got;
	} while (rc == 0 && got > 0 && out->n < 1 << 22);
	return rc;
}

static int decode(struct buf *out, struct span in, size_t piece, const struct seek_sink *sink)
{
	static const struct limits limits = { .inflate_bytes = 1 << 20,
		                              .inflate_ratio = 1 << 20,
		                              .inflate_free = 1 << 16 };
	OWNED(stream) struct stream *up = NULL;
	OWNED(stream) struct stream *d = NULL;
	struct fault f = FAULT_INIT;
	int rc;

	check(stream_of_span(&up, in, piece, &f) == 0);
	check(xfrm_open(&d, XFRM_GZIP, up, &limits, sink, &f) == 0);
	rc = read_all(out, d, piece == 0 ? 65536 : 100);
	check(xfrm_drain(d, &f) == 0);
	return rc;
}

static void decode_at(struct span in, const struct seek_point *p, struct span rest)
{
	OWNED(stream) struct stream *up = NULL;
	OWNED(stream) struct stream *d = NULL;
	OWNED(buf) struct buf out = BUF_INIT;
	struct fault f = FAULT_INIT;

	check(stream_of_span(&up, span_from(in, p->in - (p->bits > 0)), 0, &f) == 0);
	check(xfrm_open_at(&d, XFRM_GZIP, up, p, &f) == 0);
	(void)read_all(&out, d, 1000);
	/* without the beginning a member's checksum cannot be judged: there may be more, never
	 * other */
	check(span_starts(buf_span(&out), rest));
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	OWNED(buf) struct buf whole = BUF_INIT;
	OWNED(buf) struct buf pieces = BUF_INIT;
	struct points points = { .n = 0 };
	struct seek_sink sink = { keep, &points, 16 };
	struct span in = span_make(p, n);
	int rc = decode(&whole, in, 0, NULL);

	check(decode(&pieces, in, 7, &sink) == rc);
	check(span_eq(buf_span(&whole), buf_span(&pieces)));
	for (size_t i = 0; i < points.n; i++) {
		decode_at(in, &points.v[i], span_from(buf_span(&whole), points.v[i].out));
		free((void *)(uintptr_t)points.v[i].window.p);
	}
	return 0;
}
