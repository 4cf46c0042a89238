/*
 * base/stream.h - bytes pulled from somewhere: a file, a tar member, the inflated side of a layer.
 *
 * stream_read() fills up to `n` bytes and sets *got; *got == 0 with a result of 0 is the end.
 * A positive result is an outcome about the evidence: the bytes break off here and `why` tells how
 * (I/O error, damaged compression, limit). What was delivered before stays valid; the outcome
 * repeats on further reads. -1 is a fault of ours.
 */
#ifndef BASE_STREAM_H
#define BASE_STREAM_H

#include "base/fault.h"
#include "base/span.h"

enum stream_outcome {
	STREAM_BROKEN = 1, /* the medium or container could not be read further: bytes stay unread */
	STREAM_DAMAGED,    /* the encoding is damaged (bad deflate data, wrong CRC, cut off) */
	STREAM_LIMIT,      /* a bound in struct limits bit */
};

struct stream;

struct stream_ops {
	int (*read)(struct stream *s, void *into, size_t n, size_t *got, struct fault *f);
	void (*close)(struct stream *s); /* frees s */
};

struct stream {
	const struct stream_ops *ops;
	char why[160]; /* filled when an outcome is returned: plain words, no trailing stop */
};

static inline MUST_USE int stream_read(struct stream *s, void *into, size_t n, size_t *got,
                                       struct fault *f)
{
	*got = 0;
	return s->ops->read(s, into, n, got, f);
}

static inline void stream_close(struct stream *s)
{
	if (s != NULL)
		s->ops->close(s);
}

DEFINE_OWN_PTR(stream, struct stream, stream_close)

/* Reads until `n` bytes came or the end; results as stream_read. */
int stream_read_full(struct stream *s, void *into, size_t n, size_t *got, struct fault *f) MUST_USE;

/* The first bytes of `rest`, which were read from it already (at most 16, copied), then the rest; `rest` is borrowed. */
int stream_rejoined(struct stream **out, struct span head, struct stream *rest, struct fault *f) MUST_USE;

/* A stream over bytes that must outlive it; hands them out in pieces of at most `piece` bytes
 * (0: as asked), for tests of chunking. */
int stream_of_span(struct stream **out, struct span bytes, size_t piece, struct fault *f) MUST_USE;

#endif
