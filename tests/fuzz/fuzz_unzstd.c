/* Any bytes as zstd: bounded, no outcome depends on the pieces they come in; and as our own
 * packing. */
#include <stdlib.h>

#include "xfrm/xfrm.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static void check(int holds)
{
	if (!holds)
		abort();
}

static int decode(struct buf *out, struct span in, size_t piece, size_t ask)
{
	static const struct limits limits = { .inflate_bytes = 1 << 20,
		                              .inflate_ratio = 1 << 20,
		                              .inflate_free = 1 << 16 };
	OWNED(stream) struct stream *up = NULL;
	OWNED(stream) struct stream *d = NULL;
	struct fault f = FAULT_INIT;
	struct xfrm_stats stats;
	size_t got;
	int rc;

	check(stream_of_span(&up, in, piece, &f) == 0);
	check(xfrm_open(&d, XFRM_ZSTD, up, &limits, NULL, &f) == 0);
	do {
		check(buf_reserve(out, ask, &f) == 0);
		rc = stream_read(d, out->p + out->n, ask, &got, &f);
		check(rc >= 0);
		out->n += got;
	} while (rc == 0 && got > 0);
	check(xfrm_drain(d, &f) == 0);
	xfrm_stats(d, &stats);
	check(stats.out == out->n && out->n <= limits.inflate_bytes);
	check(rc != 0 || stats.in + stats.trailing == in.n);
	return rc;
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	OWNED(buf) struct buf whole = BUF_INIT;
	OWNED(buf) struct buf pieces = BUF_INIT;
	OWNED(buf) struct buf unpacked = BUF_INIT;
	struct span in = span_make(p, n);
	struct fault f = FAULT_INIT;
	int a = decode(&whole, in, 0, 1 << 16), b = decode(&pieces, in, 5, 999);

	check(a == b);
	check(span_eq(buf_span(&whole), buf_span(&pieces)));
	check(xfrm_unpack(&unpacked, in, 1 << 20, &f) >= 0);
	return 0;
}
