/* xfrm/unzstd.c - zstd frames in a row (zstd_compression_format.md), skippable ones passed over;
 * and our own packing of bytes kept in case files. */
#include "xfrm/private.h"

#include "base/check.h"
#include "core/sentence.h"

#include <inttypes.h>
#include <stdlib.h>
#include <zstd.h>
#include <zstd_errors.h>

enum {
	PIECE_FIRST = 5,     /* the least header of a frame; every other piece is what libzstd asks for */
	PIECE_OUT = 128 * 1024,
};

/* What libzstd says of a damaged frame depends on the sizes of the buffers it is called with. So each frame is fed
 * in the pieces that libzstd itself asks for, a block and the next one's header, into one buffer that is always given
 * whole: how bytes come from upstream, and how many the reader asks for, make no difference. When a block is found
 * wrong, all before it is given out and counted as taken in. */
struct unzstd {
	struct decoder base;
	ZSTD_DStream *z;
	size_t piece;      /* bytes left of the piece at hand */
	size_t at, n;      /* given out, filled of `out` */
	enum step verdict; /* when `out` is given out */
	uint8_t out[PIECE_OUT];
};

/* The largest window that memory allows, as the library takes it: 10 to 31. */
static int window_log(uint64_t memory)
{
	int log = 10;

	while (log < 31 && (uint64_t)2 << log <= memory)
		log++;
	return log;
}

static enum begin unzstd_begin(struct decoder *d, struct fault *f)
{
	static const uint8_t magic[] = { 0x28, 0xb5, 0x2f, 0xfd }, skip[] = { 0x2a, 0x4d, 0x18 };
	const uint8_t *p = d->in + d->at;
	size_t have = d->n - d->at;
	bool skippable;

	if (have < 4)
		return p[0] == magic[0] || (p[0] & 0xF0) == 0x50 ? BEGIN_SHORT : BEGIN_NONE;
	skippable = (p[0] & 0xF0) == 0x50 && memcmp(p + 1, skip, sizeof skip) == 0;
	if (!skippable && memcmp(p, magic, sizeof magic) != 0)
		return BEGIN_NONE;
	(void)ZSTD_DCtx_reset(((struct unzstd *)d)->z, ZSTD_reset_session_only);
	(void)ZSTD_DCtx_setParameter(((struct unzstd *)d)->z, ZSTD_d_windowLogMax, window_log(d->memory));
	((struct unzstd *)d)->piece = PIECE_FIRST;
	if (skippable)
		d->stats.skippable++;
	else
		d->stats.members++;
	if (point_due(d)) {
		struct seek_point at = { .in = decoder_offset(d), .out = d->stats.out };

		if (decoder_point(d, &at, f) < 0)
			return BEGIN_FAULT;
	}
	return BEGIN_MEMBER;
}

static enum step verdict_of(struct decoder *d, size_t rc, struct fault *f)
{
	if (!ZSTD_isError(rc))
		return rc == 0 ? STEP_MEMBER_END : STEP_MORE;
	if (ZSTD_getErrorCode(rc) == ZSTD_error_memory_allocation) {
		(void)fault_memory(f, 0);
		return STEP_FAULT;
	}
	decoder_say(d, S_ZSTD_DATA_NEAR, decoder_offset(d), ZSTD_getErrorName(rc));
	return ZSTD_getErrorCode(rc) == ZSTD_error_frameParameter_windowTooLarge ? STEP_LIMIT : STEP_DAMAGED;
}

/* One call of the library, with all of a piece, or of what is left of it. */
static enum step decode_piece(struct unzstd *u, struct fault *f)
{
	struct decoder *d = &u->base;
	size_t have = d->n - d->at;
	ZSTD_inBuffer in = { d->in + d->at, 0, 0 };
	ZSTD_outBuffer out = { u->out, sizeof u->out, 0 };
	size_t rc;

	if (have < u->piece && !d->upstream_end)
		return STEP_MORE; /* nothing is used: more is read */
	in.size = have < u->piece ? have : u->piece;
	rc = ZSTD_decompressStream(u->z, &out, &in);
	d->at += in.pos;
	u->piece -= in.pos < u->piece ? in.pos : u->piece;
	if (u->piece == 0 && !ZSTD_isError(rc))
		u->piece = rc < XFRM_INPUT ? rc : XFRM_INPUT;
	u->at = 0;
	u->n = out.pos;
	return verdict_of(d, rc, f);
}

static enum step unzstd_step(struct decoder *d, uint8_t *into, size_t n, size_t *got,
                             struct fault *f)
{
	struct unzstd *u = (struct unzstd *)d;

	if (u->at == u->n) {
		u->at = u->n = 0;
		u->verdict = decode_piece(u, f);
	}
	*got = u->n - u->at < n ? u->n - u->at : n;
	if (*got > 0)
		memcpy(into, u->out + u->at, *got);
	u->at += *got;
	return u->at == u->n ? u->verdict : STEP_MORE;
}

static void unzstd_free(struct decoder *d)
{
	(void)ZSTD_freeDStream(((struct unzstd *)d)->z);
}

const struct decoder_ops unzstd_ops = { unzstd_step, unzstd_begin, unzstd_free };

int unzstd_open(struct decoder **out, struct fault *f)
{
	struct unzstd *u = (struct unzstd *)calloc(1, sizeof *u);

	if (u == NULL)
		return fault_memory(f, sizeof *u);
	u->base.ops = &unzstd_ops;
	u->z = ZSTD_createDStream();
	if (u->z == NULL) {
		free(u);
		return fault_memory(f, 0);
	}
	*out = &u->base;
	return 0;
}

const char *unzstd_library(void)
{
	return ZSTD_versionString();
}

int xfrm_pack(struct buf *out, struct span raw, struct fault *f)
{
	size_t bound = ZSTD_compressBound(raw.n), n;

	if (buf_reserve(out, bound, f) < 0)
		return -1;
	n = ZSTD_compress(out->p + out->n, bound, raw.p, raw.n, 3);
	if (ZSTD_isError(n))
		return fault_set(f, FAULT_INTERNAL, 0, "packing failed: %s", ZSTD_getErrorName(n));
	out->n += n;
	return 0;
}

int xfrm_unpack(struct buf *out, struct span packed, uint64_t most, struct fault *f)
{
	unsigned long long size;
	size_t n;

	if (xfrm_sniff(packed) != XFRM_ZSTD || (packed.p[0] & 0xF0) == 0x50 ||
	    ZSTD_findFrameCompressedSize(packed.p, packed.n) != packed.n)
		return 1;
	size = ZSTD_getFrameContentSize(packed.p, packed.n);
	if (size == ZSTD_CONTENTSIZE_UNKNOWN || size == ZSTD_CONTENTSIZE_ERROR || size > most ||
	    !fits_size(size))
		return 1;
	if (buf_reserve(out, (size_t)size, f) < 0)
		return -1;
	n = ZSTD_decompress(out->p + out->n, (size_t)size, packed.p, packed.n);
	if (n != size)
		return 1;
	out->n += n;
	return 0;
}

int xfrm_zstd_some(struct span in, void *into, size_t n, size_t *got, struct fault *f)
{
	ZSTD_DStream *z = ZSTD_createDStream();
	ZSTD_inBuffer from = { in.p, in.n, 0 };
	ZSTD_outBuffer to = { into, n, 0 };
	size_t rc = 1;

	*got = 0;
	if (z == NULL)
		return fault_memory(f, 0);
	(void)ZSTD_DCtx_setParameter(z, ZSTD_d_windowLogMax, window_log(limit_kind(LIMIT_inflate_memory)->standard));
	while (to.pos < n && !ZSTD_isError(rc)) {
		size_t before = from.pos + to.pos;

		rc = ZSTD_decompressStream(z, &to, &from);
		if (rc == 0 || from.pos + to.pos == before)
			break;
	}
	(void)ZSTD_freeDStream(z);
	if (ZSTD_isError(rc) && ZSTD_getErrorCode(rc) == ZSTD_error_memory_allocation)
		return fault_memory(f, 0);
	*got = to.pos;
	return !ZSTD_isError(rc) && (rc == 0 || to.pos == n) ? 0 : 1;
}

int xfrm_zstd_head(struct span in, void *into, size_t n, struct fault *f)
{
	size_t got;
	int rc = xfrm_zstd_some(in, into, n, &got, f);

	return rc == 0 && got < n ? 1 : rc;
}
