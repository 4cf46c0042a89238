/* xfrm/xfrm.c - the door: a decoder of each kind, at the start or at a seek point; draining. */
#include "xfrm/private.h"

#include <stdio.h>

int xfrm_open(struct stream **out, enum xfrm_kind kind, struct stream *upstream,
              const struct limits *limits, const struct seek_sink *sink, struct fault *f)
{
	struct decoder *d = NULL;
	const struct decoder_ops *ops = &gunzip_ops;
	int rc;

	*out = NULL;
	switch (kind) {
	case XFRM_GZIP:
		rc = gunzip_open(&d, f);
		break;
	case XFRM_ZSTD:
		ops = &unzstd_ops;
		rc = unzstd_open(&d, f);
		break;
	case XFRM_XZ:
		ops = &unxz_ops;
		rc = unxz_open(&d, f);
		break;
	default:
		return fault_set(f, FAULT_INTERNAL, 0, "no decoder for kind %d", (int)kind);
	}
	if (rc < 0)
		return -1;
	if (decoder_init(d, ops, upstream, limits, sink, f) < 0) {
		stream_close(&d->base);
		return -1;
	}
	*out = &d->base;
	return 0;
}

int xfrm_open_at(struct stream **out, enum xfrm_kind kind, struct stream *upstream,
                 const struct seek_point *point, struct fault *f)
{
	struct decoder *d = NULL;

	if (kind != XFRM_GZIP) /* frames and streams begin anew at their points */
		return xfrm_open(out, kind, upstream, NULL, NULL, f);
	*out = NULL;
	if (gunzip_open_at(&d, point, f) < 0)
		return -1;
	if (decoder_init(d, &gunzip_ops, upstream, NULL, NULL, f) < 0) {
		stream_close(&d->base);
		return -1;
	}
	d->inside = point->window.n > 0 || point->bits > 0;
	d->at_start = !d->inside;
	*out = &d->base;
	return 0;
}

int xfrm_drain(struct stream *decoder, struct fault *f)
{
	struct decoder *d = (struct decoder *)decoder;
	uint64_t from = decoder_offset(d);

	if (!d->ended && d->outcome == 0)
		return fault_set(f, FAULT_INTERNAL, 0, "a decoder was drained before it ended");
	do {
		int rc;

		d->at = d->n;
		rc = decoder_fill(d, f);
		if (rc < 0)
			return -1;
		if (rc > 0)
			break; /* the hashing stream beneath has seen the same outcome */
	} while (!d->upstream_end);
	d->at = d->n;
	if (d->outcome == 0)
		d->stats.trailing += decoder_offset(d) - from;
	return 0;
}

void xfrm_stats(const struct stream *decoder, struct xfrm_stats *out)
{
	const struct decoder *d = (const struct decoder *)decoder;

	*out = d->stats;
	if (!d->ended && d->outcome == 0)
		out->in = decoder_offset(d);
}

const char *xfrm_libraries(char out[XFRM_LIBRARIES])
{
	(void)snprintf(out, XFRM_LIBRARIES, "zlib %.24s, zstd %.24s, liblzma %.24s",
	               gunzip_library(), unzstd_library(), unxz_library());
	return out;
}

int xfrm_plain(struct stream **plain, struct stream **whole, struct stream *in, const struct limits *limits, struct fault *f)
{
	uint8_t head[8];
	enum xfrm_kind kind;
	size_t n;

	*plain = *whole = NULL;
	if (stream_read_full(in, head, sizeof head, &n, f) < 0)
		return -1;
	kind = xfrm_sniff(span_make(head, n));
	if (stream_rejoined(whole, span_make(head, n), in, f) < 0)
		return -1;
	if (kind != XFRM_NONE)
		return xfrm_open(plain, kind, *whole, limits, NULL, f);
	*plain = TAKE(whole);
	return 0;
}
