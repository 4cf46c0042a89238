/* rebuild/zstd.c - one zstd frame by libzstd as it is linked, with the parameters of the zstd program. */
#include "rebuild/private.h"

#include <stdlib.h>
#include <zstd.h>

struct by_zstd {
	struct encoder base;
	ZSTD_CCtx *ctx;
	uint8_t out[64 * 1024];
};

static void zstd_free(struct encoder *e)
{
	struct by_zstd *z = (struct by_zstd *)e;

	if (z != NULL)
		ZSTD_freeCCtx(z->ctx);
	free(z);
}

static bool set_up(struct by_zstd *z, const struct encoder_kind *kind, uint64_t size)
{
	return !ZSTD_isError(ZSTD_CCtx_setParameter(z->ctx, ZSTD_c_compressionLevel, kind->level)) &&
	       !ZSTD_isError(ZSTD_CCtx_setParameter(z->ctx, ZSTD_c_checksumFlag, kind->flags & 1)) &&
	       (!(kind->flags & 2) || !ZSTD_isError(ZSTD_CCtx_setParameter(z->ctx, ZSTD_c_nbWorkers, 1))) &&
	       (!kind->system || !ZSTD_isError(ZSTD_CCtx_setPledgedSrcSize(z->ctx, size)));
}

static int zstd_start(struct encoder **out, const struct encoder_kind *kind, uint64_t size, const struct rebuild_sink *sink,
                      struct fault *f)
{
	struct by_zstd *z = calloc(1, sizeof *z);

	if (z == NULL)
		return fault_memory(f, sizeof *z);
	z->base = (struct encoder){ kind, sink };
	z->ctx = ZSTD_createCCtx();
	if (z->ctx == NULL || !set_up(z, kind, size)) {
		zstd_free(&z->base);
		return fault_set(f, FAULT_MEMORY, 0, "libzstd gives no encoder of level %d", kind->level);
	}
	*out = &z->base;
	return 0;
}

static int run(struct by_zstd *z, struct span bytes, ZSTD_EndDirective how, struct fault *f)
{
	ZSTD_inBuffer in = { bytes.p, bytes.n, 0 };
	size_t left;

	do {
		ZSTD_outBuffer to = { z->out, sizeof z->out, 0 };
		int rc;

		left = ZSTD_compressStream2(z->ctx, &to, &in, how);
		if (ZSTD_isError(left)) /* such as a tar of another size than was said */
			return fault_set(f, FAULT_INTERNAL, 0, "libzstd: %s", ZSTD_getErrorName(left));
		rc = to.pos == 0 ? 0 : z->base.sink->put(z->base.sink->user, span_make(z->out, to.pos), f);
		if (rc != 0)
			return rc;
	} while (how == ZSTD_e_end ? left > 0 : in.pos < in.size);
	return 0;
}

static int zstd_add(struct encoder *e, struct span bytes, struct fault *f)
{
	return run((struct by_zstd *)e, bytes, ZSTD_e_continue, f);
}

static int zstd_end(struct encoder *e, struct fault *f)
{
	return run((struct by_zstd *)e, span_make("", 0), ZSTD_e_end, f);
}

const struct encoder_ops zstd_ops = { false, false, zstd_start, zstd_add, zstd_end, zstd_free };
