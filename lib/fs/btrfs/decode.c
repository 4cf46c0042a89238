/* fs/btrfs/decode.c - compressed extents: zlib and zstd streams, and LZO in segments. */
#include "fs/btrfs/btrfs.h"
#include "xfrm/xfrm.h"

#include <stdlib.h>

enum { ZLIB = 1, LZO = 2, ZSTD = 3, ZLIB_HEAD = 2 };

/* A length of all, then segments: a length, and a block that gives up to one sector. A length never crosses the end
 * of a sector: what would not fit there is padding. */
static int lzo_segments(uint32_t sector, struct span in, uint8_t *into, size_t n, size_t *got)
{
	size_t end, at = 4;

	if (in.n < 4 || le32(in.p) > in.n)
		return 1;
	end = le32(in.p);
	while (*got < n && at + 4 <= end) {
		size_t left = sector - at % sector, length, made;

		if (left < 4) {
			at += left;
			continue;
		}
		length = le32(in.p + at);
		at += 4;
		if (length > in.n - at)
			return 1;
		made = lzo1x_decode(span_sub(in, at, length), into + *got, n - *got < sector ? n - *got : sector);
		if (made == SIZE_MAX)
			return 1;
		*got += made;
		at += length;
	}
	return 0;
}

int btrfs_decode(uint8_t compression, uint32_t sector, struct span in, uint8_t *into, size_t n, struct fault *f)
{
	size_t got = 0;
	int rc;

	switch (compression) {
	case ZLIB:
		rc = in.n < ZLIB_HEAD ? 1 : xfrm_inflate_some(span_from(in, ZLIB_HEAD), into, n, &got, f);
		break;
	case LZO:
		rc = lzo_segments(sector, in, into, n, &got);
		break;
	case ZSTD:
		rc = xfrm_zstd_some(in, into, n, &got, f);
		break;
	default:
		return 1;
	}
	/* the part beyond the file's end is not stored */
	if (got < n)
		memset(into + got, 0, n - got);
	return rc;
}
