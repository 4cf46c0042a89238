/* xfrm/kind.c - kinds of compression, told by their first bytes. */
#include "xfrm/xfrm.h"

const char *xfrm_kind_text(enum xfrm_kind k)
{
	switch (k) {
	case XFRM_GZIP:
		return "gzip";
	case XFRM_ZSTD:
		return "zstd";
	case XFRM_XZ:
		return "xz";
	case XFRM_NONE:
		break;
	}
	return "";
}

enum xfrm_kind xfrm_sniff(struct span head)
{
	static const uint8_t gzip[] = { 0x1f, 0x8b, 0x08 }, zstd[] = { 0x28, 0xb5, 0x2f, 0xfd },
	                     skip[] = { 0x2a, 0x4d, 0x18 }, xz[] = { 0xfd, '7', 'z', 'X', 'Z', 0 };

	if (span_starts(head, span_make(gzip, sizeof gzip)))
		return XFRM_GZIP;
	if (span_starts(head, span_make(zstd, sizeof zstd)))
		return XFRM_ZSTD;
	if (head.n >= 4 && (head.p[0] & 0xF0) == 0x50 && memcmp(head.p + 1, skip, sizeof skip) == 0)
		return XFRM_ZSTD;
	if (span_starts(head, span_make(xz, sizeof xz)))
		return XFRM_XZ;
	return XFRM_NONE;
}
