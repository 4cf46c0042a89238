/* postgres/page.c - a page of a heap: its header, its line pointers, its checksum; whose pages of the log are. */
#include "postgres/private.h"

#include "base/number.h"

int page_of(struct pg_page *out, const uint8_t *p)
{
	*out = (struct pg_page){ .p = p,
		              .lsn = (uint64_t)le32(p) << 32 | le32(p + 4),
		              .lower = le16(p + 12),
		              .upper = le16(p + 14),
		              .special = le16(p + 16) };
	if (out->upper == 0)
		return bytes_zero(p, PG_PAGE) ? PAGE_EMPTY : PAGE_DAMAGED;
	if ((le16(p + 18) & 0xFF00) != PG_PAGE || (le16(p + 18) & 0xFF) != 4 || out->lower < PG_PAGE_HEAD ||
	    out->lower > out->upper || out->upper > out->special || out->special > PG_PAGE)
		return PAGE_DAMAGED;
	out->pointers = (out->lower - PG_PAGE_HEAD) / 4;
	return 0;
}

bool page_tuple(const struct pg_page *p, unsigned i, struct span *out)
{
	uint32_t v = le32(p->p + PG_PAGE_HEAD + (size_t)(i - 1) * 4);
	unsigned at = v & 0x7FFF, length = v >> 17;

	if ((v >> 15 & 3) != POINTER_NORMAL || length < PG_TUPLE_HEAD || at < p->upper || at > p->special || length > p->special - at)
		return false;
	*out = span_make(p->p + at, length);
	return true;
}

/* ---- the log's pages ---------------------------------------------------------------------------------------- */

static const struct { unsigned version; uint16_t magic; } magics[] = {
	{ PG_9_6, 0xD093 }, { PG_10, 0xD097 }, { PG_11, 0xD098 }, { PG_12, 0xD101 }, { PG_13, 0xD106 },
	{ PG_14, 0xD10D }, { PG_15, 0xD110 }, { PG_16, 0xD113 }, { PG_17, 0xD116 },
};

unsigned wal_version(const uint8_t *p)
{
	for (size_t i = 0; i < COUNT(magics); i++)
		if (le16(p) == magics[i].magic)
			return magics[i].version;
	return 0;
}

/* ---- FNV-1a in 32 lanes (checksum_impl.h) -------------------------------------------------------------- */

enum { LANES = 32 };

static uint32_t mix(uint32_t sum, uint32_t value)
{
	uint32_t x = sum ^ value;

	return x * 16777619u ^ x >> 17;
}

bool page_sum_holds(const uint8_t *p, uint32_t block)
{
	uint32_t lane[LANES] = {
		0x5B1F36E9, 0xB8525960, 0x02AB50AA, 0x1DE66D2A, 0x79FF467A, 0x9BB9F8A3, 0x217E7CD2, 0x83E13D2C,
		0xF8D4474F, 0xE39EB970, 0x42C6AE16, 0x993216FA, 0x7B093B5D, 0x98DAFF3C, 0xF718902A, 0x0B1C9CDB,
		0xE58F764B, 0x187636BC, 0x5D7B3BB1, 0xE73DE7DE, 0x92BEC979, 0xCCA6C0B2, 0x304A0979, 0x85AA43D4,
		0x783125BB, 0x6CA8EAA2, 0xE407EAC6, 0x4B5CFC3E, 0x9FBF8C76, 0x15CA20BE, 0xF2CA9FD3, 0x959BD756,
	};
	uint32_t sum = 0;

	for (size_t i = 0; i < PG_PAGE / 4; i++) {
		uint32_t v = le32(p + i * 4);

		lane[i % LANES] = mix(lane[i % LANES], i == 2 ? v & 0xFFFF0000u : v); /* the sum's own place counts as zero */
	}
	for (size_t i = 0; i < LANES; i++)
		sum ^= mix(mix(lane[i], 0), 0);
	sum ^= block;
	return le16(p + 8) == (uint16_t)(sum % 65535 + 1);
}
