/*
 * format/tar_header.c - the header block of tar archives: v7, ustar (POSIX.1-1988), GNU. Field offsets as
 * in POSIX.1-2017 pax, "ustar Interchange Format", and GNU tar's manual, "Basic Tar Format".
 */
#include "format/tar_private.h"

#include "base/number.h"
static struct span field(const uint8_t *block, size_t at, size_t n)
{
	struct span s = span_make(block + at, n);
	size_t nul = span_find(s, 0);

	return nul == SIZE_MAX ? s : span_sub(s, 0, nul);
}

bool tar_all_zero(const uint8_t block[TAR_BLOCK])
{
	return bytes_zero(block, TAR_BLOCK);
}

/* GNU: the top bit of the first byte says base-256, two's complement. */
static bool base256(struct span f, bool is_signed, int64_t *out)
{
	bool negative = (f.p[0] & 0x40) != 0;
	uint64_t v = negative ? UINT64_MAX : 0;

	for (size_t i = 0; i < f.n; i++) {
		uint8_t b = i == 0 ? (uint8_t)((f.p[0] & 0x3F) | (negative ? 0xC0 : 0)) : f.p[i];

		if ((v >> 56) != (negative ? 0xFF : 0x00))
			return false;
		v = v << 8 | b;
	}
	if (negative ? !is_signed || v <= INT64_MAX : v > INT64_MAX)
		return false;
	*out = (int64_t)v;
	return true;
}

bool tar_number(struct span f, bool is_signed, int64_t *out)
{
	size_t i = 0;
	uint64_t v = 0;

	*out = 0;
	if (f.n == 0)
		return true;
	if ((f.p[0] & 0x80) != 0)
		return base256(f, is_signed, out);
	while (i < f.n && (f.p[i] == ' ' || f.p[i] == 0))
		i++;
	for (; i < f.n && f.p[i] >= '0' && f.p[i] <= '7'; i++) {
		if (v > (uint64_t)INT64_MAX >> 3)
			return false;
		v = v << 3 | (uint64_t)(f.p[i] - '0');
	}
	for (; i < f.n; i++)
		if (f.p[i] != ' ' && f.p[i] != 0)
			return false;
	*out = (int64_t)v;
	return true;
}

/* The sum of all bytes with the checksum field as blanks; some old writers added signed bytes. */
static bool checksum_holds(const uint8_t *block)
{
	int64_t want, sum = 0, sum_signed = 0;

	if (!tar_number(span_make(block + 148, 8), false, &want))
		return false;
	for (size_t i = 0; i < TAR_BLOCK; i++) {
		uint8_t b = i >= 148 && i < 156 ? ' ' : block[i];

		sum += b;
		sum_signed += (int8_t)b;
	}
	return want == sum || want == sum_signed;
}

bool tar_sniff(struct span head)
{
	return head.n >= TAR_BLOCK && !tar_all_zero(head.p) && checksum_holds(head.p);
}

int tar_header_parse(struct tar_header *out, const uint8_t block[TAR_BLOCK])
{
	int64_t mode, uid, gid, size;

	memset(out, 0, sizeof *out);
	if (!checksum_holds(block))
		return 1;
	out->gnu = memcmp(block + 257, "ustar  ", 7) == 0;
	out->ustar = !out->gnu && memcmp(block + 257, "ustar", 5) == 0;
	out->name = field(block, 0, 100);
	out->link = field(block, 157, 100);
	if (out->ustar)
		out->prefix = field(block, 345, 155);
	out->type = block[156];
	if (!tar_number(span_make(block + 124, 12), false, &size) ||
	    !tar_number(span_make(block + 136, 12), true, &out->mtime))
		return 2;
	if (!tar_number(span_make(block + 100, 8), false, &mode))
		mode = 0;
	if (!tar_number(span_make(block + 108, 8), false, &uid))
		uid = 0;
	if (!tar_number(span_make(block + 116, 8), false, &gid))
		gid = 0;
	out->mode = (uint32_t)(mode & 07777);
	out->uid = (uint64_t)uid;
	out->gid = (uint64_t)gid;
	out->size = (uint64_t)size;
	return 0;
}
