/*
 * xfrm/xfrm.h - decoders of compressed streams, each behind base/stream: gunzip.c (zlib), unzstd.c
 * (zstd), unxz.c (liblzma). A decoder borrows its upstream, which must outlive it.
 *
 * Behaviour shared by all: several members or frames in a row are one stream (RFC 1952 2.2,
 * zstd format "frames", skippable frames are passed over). At the end of a member the decoder looks
 * for another; bytes that begin none are trailing: the decoder ends cleanly, and xfrm_stats() tells
 * their number once xfrm_drain() has read them. Damage and early ends are STREAM_DAMAGED, an
 * upstream outcome is passed on, bounds (xfrm_bounds) are STREAM_LIMIT. Output delivered before an
 * outcome is valid.
 */
#ifndef XFRM_XFRM_H
#define XFRM_XFRM_H

#include "base/buf.h"
#include "base/limits.h"
#include "base/stream.h"

enum xfrm_kind { XFRM_NONE = 0, XFRM_GZIP, XFRM_ZSTD, XFRM_XZ };

const char *xfrm_kind_text(enum xfrm_kind k); /* "", "gzip", "zstd", "xz" */

/* Which decoder these first bytes (6 suffice) ask for: own signatures, XFRM_NONE when none.
 * A stream that begins with a skippable zstd frame (magic 184D2A5?) is zstd. */
enum xfrm_kind xfrm_sniff(struct span head);

struct xfrm_stats {
	uint64_t in, out;   /* bytes taken from upstream for decoding, and given out */
	uint32_t members;   /* gzip members, zstd frames with data, xz streams */
	uint32_t skippable; /* zstd skippable frames */
	uint64_t trailing;  /* bytes after the last member, known after xfrm_drain() */
};

/* A place where decoding can start again (formats that allow it). `window` is what the decoder needs
 * to have in memory: gzip 32 KiB of earlier output; zstd and xz frames and blocks need none. */
struct seek_point {
	uint64_t in, out; /* offsets in the compressed and the decompressed bytes */
	uint8_t bits;     /* gzip: bits of the byte before `in` that still belong to the stream */
	struct span window;
};

/* Called at each seek point while decoding; the window is borrowed. Result as functions do. */
struct seek_sink {
	int (*point)(void *user, const struct seek_point *p, struct fault *f);
	void *user;
	uint64_t interval; /* output bytes between points at least */
};

/* `sink` may be NULL. Bounds are taken from `limits`: inflate_bytes, inflate_ratio, inflate_free;
 * limits NULL: unbounded (containers, which are bounded by the walk itself). */
int xfrm_open(struct stream **out, enum xfrm_kind kind, struct stream *upstream,
              const struct limits *limits, const struct seek_sink *sink, struct fault *f) MUST_USE;

/* The plain bytes of a stream whatever its packing, which its first bytes tell. *whole is what *plain reads from and must
 * outlive it; `in` is borrowed. 0, -1; an outcome of `in` comes when *plain is read. */
int xfrm_plain(struct stream **plain, struct stream **whole, struct stream *in, const struct limits *limits,
               struct fault *f) MUST_USE;

/* Starts in the middle: `upstream` must stand at point->in (for gzip with bits: at point->in - 1).
 * The first byte given out is the one at point->out. */
int xfrm_open_at(struct stream **out, enum xfrm_kind kind, struct stream *upstream,
                 const struct seek_point *point, struct fault *f) MUST_USE;

/* Reads upstream to its end, counting trailing bytes. Only after the decoder has ended (or failed:
 * then the rest of upstream is just read, so that a digest beneath sees every byte). */
int xfrm_drain(struct stream *decoder, struct fault *f) MUST_USE;

void xfrm_stats(const struct stream *decoder, struct xfrm_stats *out);

/* Our own storage in case files: one zstd frame with its content size (level 3, deterministic for
 * one library version). unpack: 0, or 1 when `packed` is no such frame or exceeds `most` bytes. */
int xfrm_pack(struct buf *out, struct span raw, struct fault *f) MUST_USE;
int xfrm_unpack(struct buf *out, struct span packed, uint64_t most, struct fault *f) MUST_USE;

/* Clusters of disk images: exactly n bytes from the head of `in`; what follows them is not looked at. 0, or 1
 * when `in` does not give so many. Deflate without a header (RFC 1951) with a window of up to 32 KiB; a zstd frame. */
int xfrm_inflate_raw(struct span in, void *into, size_t n, struct fault *f) MUST_USE;
int xfrm_zstd_head(struct span in, void *into, size_t n, struct fault *f) MUST_USE;
/* Extents of file systems, which may end before n bytes: as many as come, in *got. 1: `in` is damaged or cut short. */
int xfrm_inflate_some(struct span in, void *into, size_t n, size_t *got, struct fault *f) MUST_USE;
int xfrm_zstd_some(struct span in, void *into, size_t n, size_t *got, struct fault *f) MUST_USE;

enum { XFRM_LIBRARIES = 112 };

/* "zlib 1.2.13, zstd 1.5.4, liblzma 5.4.1": as they are at run time. Returns `out`. */
const char *xfrm_libraries(char out[XFRM_LIBRARIES]);

#endif
