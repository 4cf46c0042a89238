/* xfrm/unxz.c - xz streams in a row, by liblzma; stream padding between them is passed over. */
#include "xfrm/private.h"

#include "core/sentence.h"

#include <inttypes.h>
#include <lzma.h>
#include <stdlib.h>

struct unxz {
	struct decoder base;
	lzma_stream z;
	bool ready;
};

static enum begin unxz_begin(struct decoder *d, struct fault *f)
{
	static const uint8_t magic[] = { 0xfd, '7', 'z', 'X', 'Z', 0 }, zero[4] = { 0 };
	struct unxz *u = (struct unxz *)d;
	size_t have;

	while (d->n - d->at >= 4 && !d->at_start && memcmp(d->in + d->at, zero, 4) == 0)
		d->at += 4; /* padding comes in fours (xz-file-format, 2.2) */
	have = d->n - d->at;
	if (have < sizeof magic)
		return have == 0 || memcmp(d->in + d->at, magic, have) == 0 ||
		                       (!d->at_start && have < 4 &&
		                        memcmp(d->in + d->at, zero, have) == 0)
		               ? BEGIN_SHORT
		               : BEGIN_NONE;
	if (memcmp(d->in + d->at, magic, sizeof magic) != 0)
		return BEGIN_NONE;
	if (!u->ready)
		u->z = (lzma_stream)LZMA_STREAM_INIT;
	u->ready = true; /* a further stream takes over the memory of the one before */
	if (lzma_stream_decoder(&u->z, d->memory, 0) != LZMA_OK) {
		(void)fault_memory(f, 0);
		return BEGIN_FAULT;
	}
	d->stats.members++;
	if (point_due(d)) {
		struct seek_point at = { .in = decoder_offset(d), .out = d->stats.out };

		if (decoder_point(d, &at, f) < 0)
			return BEGIN_FAULT;
	}
	return BEGIN_MEMBER;
}

static const char *lzma_words(lzma_ret rc)
{
	switch (rc) {
	case LZMA_FORMAT_ERROR:
		return S_XZ_NO_STREAM;
	case LZMA_OPTIONS_ERROR:
		return S_XZ_OPTIONS;
	case LZMA_DATA_ERROR:
		return S_XZ_CORRUPT;
	default:
		return S_XZ_END;
	}
}

static enum step unxz_step(struct decoder *d, uint8_t *into, size_t n, size_t *got, struct fault *f)
{
	struct unxz *u = (struct unxz *)d;
	size_t have = d->n - d->at;
	lzma_ret rc;

	u->z.next_in = d->in + d->at;
	u->z.avail_in = have;
	u->z.next_out = into;
	u->z.avail_out = n;
	rc = lzma_code(&u->z, LZMA_RUN);
	d->at += have - u->z.avail_in;
	*got = n - u->z.avail_out;
	if (rc == LZMA_STREAM_END)
		return STEP_MEMBER_END;
	if (rc == LZMA_OK || rc == LZMA_BUF_ERROR)
		return STEP_MORE;
	if (rc == LZMA_MEM_ERROR) {
		(void)fault_memory(f, 0);
		return STEP_FAULT;
	}
	if (rc == LZMA_MEMLIMIT_ERROR) {
		decoder_say(d, S_XZ_MEMORY_LIMIT, d->memory >> 20);
		return STEP_LIMIT;
	}
	decoder_say(d, S_XZ_DATA_NEAR, decoder_offset(d), lzma_words(rc));
	return STEP_DAMAGED;
}

static void unxz_free(struct decoder *d)
{
	struct unxz *u = (struct unxz *)d;

	if (u->ready)
		lzma_end(&u->z);
}

const struct decoder_ops unxz_ops = { unxz_step, unxz_begin, unxz_free };

int unxz_open(struct decoder **out, struct fault *f)
{
	struct unxz *u = (struct unxz *)calloc(1, sizeof *u);

	if (u == NULL)
		return fault_memory(f, sizeof *u);
	u->base.ops = &unxz_ops;
	*out = &u->base;
	return 0;
}

const char *unxz_library(void)
{
	return lzma_version_string();
}
