/* rebuild/zlib.c - gzip streams by zlib as it is linked, under the head of the program that used it. */
#include "rebuild/crc32.h"
#include "rebuild/private.h"

#include <stdlib.h>
#include <zlib.h>

struct by_zlib {
	struct encoder base;
	z_stream z;
	bool ready, headed;
	uint32_t crc;
	uint64_t size;
	uint8_t out[32 * 1024];
};

uint32_t crc32_add(uint32_t crc, struct span bytes)
{
	return (uint32_t)crc32_z(crc, bytes.p, bytes.n);
}

static void zlib_free(struct encoder *e)
{
	struct by_zlib *z = (struct by_zlib *)e;

	if (z != NULL && z->ready)
		(void)deflateEnd(&z->z);
	free(z);
}

static int zlib_start(struct encoder **out, const struct encoder_kind *kind, uint64_t size, const struct rebuild_sink *sink,
                      struct fault *f)
{
	struct by_zlib *z = calloc(1, sizeof *z);

	(void)size;
	if (z == NULL)
		return fault_memory(f, sizeof *z);
	z->base = (struct encoder){ kind, sink };
	if (deflateInit2(&z->z, kind->level, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
		free(z);
		return fault_memory(f, sizeof *z);
	}
	z->ready = true;
	*out = &z->base;
	return 0;
}

static int run(struct by_zlib *z, int flush, struct fault *f)
{
	do {
		int rc;

		z->z.next_out = z->out;
		z->z.avail_out = sizeof z->out;
		if (deflate(&z->z, flush) == Z_STREAM_ERROR)
			return fault_set(f, FAULT_INTERNAL, 0, "zlib refuses to compress");
		if (z->z.avail_out == sizeof z->out)
			return 0;
		rc = z->base.sink->put(z->base.sink->user, span_make(z->out, sizeof z->out - z->z.avail_out), f);
		if (rc != 0)
			return rc;
	} while (z->z.avail_out == 0);
	return 0;
}

static int head_once(struct by_zlib *z, struct fault *f)
{
	if (z->headed)
		return 0;
	z->headed = true;
	return gzip_head(&z->base, f);
}

static int zlib_add(struct encoder *e, struct span bytes, struct fault *f)
{
	struct by_zlib *z = (struct by_zlib *)e;
	int rc = head_once(z, f);

	if (rc != 0)
		return rc;
	z->crc = crc32_add(z->crc, bytes);
	z->size += bytes.n;
	z->z.next_in = (z_const Bytef *)(uintptr_t)bytes.p;
	z->z.avail_in = (uInt)bytes.n;
	return run(z, Z_NO_FLUSH, f);
}

static int zlib_end(struct encoder *e, struct fault *f)
{
	struct by_zlib *z = (struct by_zlib *)e;
	int rc = head_once(z, f);

	z->z.next_in = NULL;
	z->z.avail_in = 0;
	if (rc == 0)
		rc = run(z, Z_FINISH, f);
	return rc != 0 ? rc : gzip_tail(e, z->crc, z->size, f);
}

const struct encoder_ops zlib_ops = { true, false, zlib_start, zlib_add, zlib_end, zlib_free };
