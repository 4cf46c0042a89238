/* xfrm/decoder.c - what all decoders share: member boundaries, bounds, input. */
#include "xfrm/private.h"

#include "core/sentence.h"

#include "base/check.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum { CHECK_STEP = 1 << 20 }; /* output bytes between two looks at the ratio */

void decoder_say(struct decoder *d, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	(void)vsentence(d->base.why, sizeof d->base.why, fmt, ap);
	va_end(ap);
}

int decoder_point(struct decoder *d, const struct seek_point *p, struct fault *f)
{
	d->next_point = sum_u64(p->out, d->sink.interval);
	return d->sink.point(d->sink.user, p, f);
}

int decoder_fill(struct decoder *d, struct fault *f)
{
	size_t got;
	int rc;

	if (d->at > 0) {
		memmove(d->in, d->in + d->at, d->n - d->at);
		d->in_base += d->at;
		d->n -= d->at;
		d->at = 0;
	}
	if (d->n == XFRM_INPUT || d->upstream_end)
		return 0;
	rc = stream_read(d->upstream, d->in + d->n, XFRM_INPUT - d->n, &got, f);
	if (rc > 0)
		memcpy(d->base.why, d->upstream->why, sizeof d->base.why);
	if (rc != 0)
		return rc;
	d->n += got;
	d->upstream_end = got == 0;
	return 0;
}

static int give_up(struct decoder *d, int outcome)
{
	d->outcome = outcome;
	d->stats.in = decoder_offset(d);
	return outcome;
}

/* At a member boundary: 0 another member begins, 1 the stream ends here cleanly, or as stream_read.
 */
static int boundary(struct decoder *d, bool *end, struct fault *f)
{
	*end = false;
	for (;;) {
		enum begin b = d->n - d->at == 0 ? BEGIN_SHORT : d->ops->begin(d, f);
		int rc;

		if (b == BEGIN_FAULT)
			return -1;
		if (b == BEGIN_MEMBER) {
			d->inside = true;
			d->at_start = false;
			return 0;
		}
		if (b == BEGIN_NONE || d->upstream_end) {
			d->stats.in = decoder_offset(d);
			if (d->later != 0)
				return give_up(d, d->later);
			if (d->at_start) {
				decoder_say(d, S_STREAM_DOES_NOT);
				return give_up(d, STREAM_DAMAGED);
			}
			*end = d->ended = true;
			return 0;
		}
		rc = decoder_fill(d, f);
		if (rc != 0)
			return rc < 0 ? -1 : give_up(d, rc);
	}
}

/* Bounds are judged where output reaches `check_at` exactly, so that how upstream cuts its pieces
 * makes no difference. The byte after inflate_bytes is decoded to know that it exists, and not
 * given out. */
static bool over_bounds(struct decoder *d, size_t *got)
{
	uint64_t in = decoder_offset(d), most = d->limits.inflate_bytes, next;

	if (!d->bounded || d->stats.out < d->check_at)
		return false;
	if (d->stats.out > most) {
		d->stats.out = most;
		*got -= 1;
		decoder_say(d, S_INFLATING_STOPPED_AT, most);
		return true;
	}
	if (d->stats.out > d->limits.inflate_free &&
	    d->stats.out / (in > 0 ? in : 1) > d->limits.inflate_ratio) {
		decoder_say(d,
		            S_BYTES_INFLATE_ABOVE,
		            in, d->stats.out, d->limits.inflate_ratio);
		return true;
	}
	next = sum_u64(d->stats.out, CHECK_STEP);
	d->check_at = next > most ? most + 1 : next;
	return false;
}

/* Some output, or the end of a member. */
static int decode_some(struct decoder *d, uint8_t *into, size_t n, size_t *got, struct fault *f)
{
	enum step s;

	if (d->bounded && n > d->check_at - d->stats.out)
		n = (size_t)(d->check_at - d->stats.out);
	s = d->ops->step(d, into, n, got, f);
	d->stats.out += *got;
	if (s == STEP_FAULT)
		return -1;
	if (over_bounds(d,
	                got)) /* first: in smaller pieces the bound would have come before damage */
		return give_up(d, STREAM_LIMIT);
	if (s == STEP_DAMAGED)
		return give_up(d, STREAM_DAMAGED);
	if (s == STEP_LIMIT)
		return give_up(d, STREAM_LIMIT);
	d->inside = s != STEP_MEMBER_END;
	return 0;
}

static int decoder_read(struct stream *s, void *into, size_t n, size_t *got, struct fault *f)
{
	struct decoder *d = (struct decoder *)s;
	uint8_t *p = (uint8_t *)into;

	while (*got == 0 && n > 0) {
		bool end;
		size_t before;
		int rc;

		if (d->outcome != 0)
			return d->outcome;
		if (d->ended)
			return 0;
		if (!d->inside) {
			rc = boundary(d, &end, f);
			if (rc != 0 || end)
				return rc;
		}
		before = d->at;
		rc = decode_some(d, p, n, got, f);
		if (rc != 0) /* what came before an outcome is given out; the outcome repeats */
			return *got > 0 && rc > 0 ? 0 : rc;
		if (*got > 0 || !d->inside || d->at != before)
			continue;
		if (d->later != 0)
			return give_up(d, d->later);
		if (d->upstream_end) {
			decoder_say(d, S_STREAM_CUT_OFF,
			            decoder_offset(d));
			return give_up(d, STREAM_DAMAGED);
		}
		rc = decoder_fill(d, f);
		if (rc < 0)
			return -1;
		if (rc > 0) {
			d->later = rc;
			d->upstream_end = true;
		}
	}
	return 0;
}

static void decoder_close(struct stream *s)
{
	struct decoder *d = (struct decoder *)s;

	if (d->ops != NULL)
		d->ops->free(d);
	free(d->in);
	free(d);
}

int decoder_init(struct decoder *d, const struct decoder_ops *ops, struct stream *upstream,
                 const struct limits *limits, const struct seek_sink *sink, struct fault *f)
{
	static const struct stream_ops stream = { decoder_read, decoder_close };

	d->base.ops = &stream;
	d->ops = ops;
	d->upstream = upstream;
	d->at_start = true;
	d->memory = limits != NULL ? limits->inflate_memory : limit_kind(LIMIT_inflate_memory)->standard;
	if (limits != NULL) {
		d->bounded = true;
		d->limits = *limits;
		if (d->limits.inflate_bytes == UINT64_MAX)
			d->limits.inflate_bytes--;
		d->check_at = limits->inflate_free < limits->inflate_bytes
		                      ? limits->inflate_free + 1
		                      : d->limits.inflate_bytes + 1;
	}
	if (sink != NULL) {
		d->has_sink = true;
		d->sink = *sink;
		d->next_point = sink->interval;
	}
	d->in = (uint8_t *)malloc(XFRM_INPUT);
	return d->in == NULL ? fault_memory(f, XFRM_INPUT) : 0;
}
