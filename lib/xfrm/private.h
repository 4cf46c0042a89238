/*
 * xfrm/private.h - what the decoders share: input from upstream in large pieces, bounds on output.
 *
 * A decoder supplies two functions. `step` turns some of the buffered input into output; `member`
 * is asked at a member boundary whether the buffered bytes begin another one.
 */
#ifndef XFRM_PRIVATE_H
#define XFRM_PRIVATE_H

#include "xfrm/xfrm.h"

enum { XFRM_INPUT = 256 * 1024 }; /* rule: read at once */

enum step {
	STEP_MORE = 0,   /* went on; may have given output */
	STEP_MEMBER_END, /* a member or frame is complete */
	STEP_DAMAGED,    /* why is filled */
	STEP_LIMIT,      /* why is filled */
	STEP_FAULT,
};

enum begin {
	BEGIN_MEMBER = 0, /* another member begins here: the decoder is ready for it */
	BEGIN_SHORT,      /* more bytes are needed to tell */
	BEGIN_NONE,       /* what stands here begins no member */
	BEGIN_FAULT,
};

struct decoder;

struct decoder_ops {
	/* Called with input buffered at d->in.p[d->at .. d->n); advances d->at. */
	enum step (*step)(struct decoder *d, uint8_t *into, size_t n, size_t *got, struct fault *f);
	enum begin (*begin)(struct decoder *d, struct fault *f);
	void (*free)(struct decoder *d);
};

struct decoder {
	struct stream base;
	const struct decoder_ops *ops;
	struct stream *upstream;
	uint8_t *in;               /* XFRM_INPUT bytes */
	size_t at, n;              /* used, filled */
	uint64_t in_base;          /* upstream offset of in[0] */
	bool upstream_end, inside; /* inside: a member is being decoded */
	bool ended, at_start;
	int outcome; /* sticky stream outcome */
	int later;   /* of upstream, told when what came before it is decoded */
	bool bounded;
	struct limits limits;
	uint64_t memory; /* that the decoder may take: inflate_memory */
	uint64_t check_at; /* output offset at which bounds are judged next */
	bool has_sink;
	struct seek_sink sink;
	uint64_t next_point; /* output offset from which a seek point is due */
	struct xfrm_stats stats;
};

static inline uint64_t decoder_offset(const struct decoder *d)
{
	return d->in_base + d->at;
}

static inline bool point_due(const struct decoder *d)
{
	return d->has_sink && d->stats.out >= d->next_point;
}

int decoder_point(struct decoder *d, const struct seek_point *p, struct fault *f) MUST_USE;
/* Moves unused input to the front and reads more; at the end of upstream sets upstream_end. Results
 * as stream_read (an upstream outcome is passed on). */
int decoder_fill(struct decoder *d, struct fault *f) MUST_USE;
/* Makes the shared part; ops->free releases the decoder's own. */
int decoder_init(struct decoder *d, const struct decoder_ops *ops, struct stream *upstream,
                 const struct limits *limits, const struct seek_sink *sink,
                 struct fault *f) MUST_USE;
void decoder_say(struct decoder *d, const char *fmt, ...) PRINTF_LIKE(2, 3);

int gunzip_open(struct decoder **out, struct fault *f) MUST_USE;
int gunzip_open_at(struct decoder **out, const struct seek_point *p, struct fault *f) MUST_USE;
int unzstd_open(struct decoder **out, struct fault *f) MUST_USE;
int unxz_open(struct decoder **out, struct fault *f) MUST_USE;
extern const struct decoder_ops gunzip_ops, unzstd_ops, unxz_ops;
const char *gunzip_library(void);
const char *unzstd_library(void);
const char *unxz_library(void);

#endif
