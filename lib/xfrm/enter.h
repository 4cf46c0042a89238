/*
 * xfrm/enter.h - a damaged gzip stream read past its breaks. Deflate can be entered at any block (RFC 1951, 3.2.3): what
 * the block copies from output that is lost is not known, all else is. Which is which shows by decoding twice, with two
 * windows that differ in every byte: what is the same both times did not come out of them.
 *
 * Nothing here is proven: the bytes are what a decoder gives for what is there. A break is told, never bridged.
 */
#ifndef XFRM_ENTER_H
#define XFRM_ENTER_H

#include "base/fault.h"
#include "base/limits.h"
#include "base/macros.h"
#include "base/span.h"
#include "base/stream.h"

struct enter;

enum enter_outcome {
	ENTER_BREAK = 1, /* decoding ended here, and goes on somewhere behind, at no known distance */
	ENTER_END,       /* nothing more can be entered */
	ENTER_SEEKING,   /* a part of the search for where it goes on; ENTER_BREAK, ENTER_END or the same follows */
};

struct enter_told {
	bool bounded;      /* salvage_trial ended the search */
	bool misfit;       /* a member that was decoded from its first byte on came to its end, and its checksum does not hold */
	bool cut;          /* upstream broke off, or ended within a member */
};

/* Borrows upstream, which stands at the blob's first byte. A stream whose first bytes are lost is entered, too. */
int enter_new(struct enter **out, struct stream *upstream, const struct limits *limits, struct fault *f) MUST_USE;
void enter_free(struct enter *e);
DEFINE_OWN_PTR(enter, struct enter, enter_free)

/* The next output, at least a byte: `bytes`, and `other`, as many; a byte that differs is not known. Both are borrowed
 * until the next call. ENTER_BREAK, ENTER_END (repeated), ENTER_SEEKING; -1 is a fault of ours. */
int enter_read(struct enter *e, struct span *bytes, struct span *other, struct fault *f) MUST_USE;

/* What came last is not what was written: a Huffman decoder that lost its way finds it again without notice, and copies from
 * places that have moved. Known again is the byte `back` bytes before the end of what was given (it begins a header, say,
 * whose checksum holds): all before it counts as not known, and the next call gives it once more. 0; 1: it is too far back. */
int enter_here(struct enter *e, size_t back, struct fault *f) MUST_USE;
void enter_tell(const struct enter *e, struct enter_told *out);

#endif
