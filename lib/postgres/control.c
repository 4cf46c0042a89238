/* postgres/control.c - global/pg_control: what the server was, which transactions there are. */
#include "postgres/private.h"

#include "base/crc32c.h"

static const uint8_t float_format[8] = { 0x00, 0x00, 0x00, 0x00, 0x87, 0xD6, 0x32, 0x41 }; /* 1234567.0, little endian */

/* The constants the server was built with follow the number that tells how it writes floats. */
static size_t find_format(struct span b)
{
	for (size_t at = 128; at + 84 <= b.n && at < 400; at += 8)
		if (memcmp(b.p + at, float_format, sizeof float_format) == 0)
			return at;
	return SIZE_MAX;
}

static bool crc_at(struct span b, size_t at)
{
	return at + 4 <= b.n && (crc32c(~0u, span_sub(b, 0, at)) ^ ~0u) == le32(b.p + at);
}

bool control_of(struct control *out, struct span b, unsigned pg)
{
	size_t at = b.n < 300 ? SIZE_MAX : find_format(b);
	const uint8_t *k;

	if (at == SIZE_MAX)
		return false;
	*out = (struct control){ .system = le64(b.p),
		                 .version = le32(b.p + 8),
		                 .catalog = le32(b.p + 12),
		                 .state = le32(b.p + 16),
		                 .time = (int64_t)le64(b.p + 24),
		                 .page = le32(b.p + at + 8),
		                 .wal_page = le32(b.p + at + 16),
		                 .segment_bytes = le32(b.p + at + 20),
		                 .checksums = le32(b.p + at + 44) };
	k = b.p + (pg >= PG_11 ? 40 : 48); /* the copy of the last checkpoint; before 11 the one before it was named too */
	out->checkpoint = le64(b.p + 32);
	out->redo = le64(k);
	out->timeline = le32(k + 8);
	out->next = le32(k + 24); /* of 64 bits from 12 on: the high half is the epoch */
	out->next_multi = le32(k + (pg >= PG_12 ? 36 : 32));
	out->next_member = le32(k + (pg >= PG_12 ? 40 : 36));
	out->oldest = le32(k + (pg >= PG_12 ? 44 : 40));
	out->sound = crc_at(b, at + 80) || crc_at(b, at + 48);
	return true;
}
