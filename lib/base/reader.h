/*
 * base/reader.h - a bounded cursor over bytes we do not trust. Reading past the end sets `bad`,
 * which sticks, and yields zero; test it once at the end.
 */
#ifndef BASE_READER_H
#define BASE_READER_H

#include "base/span.h"

struct reader {
	struct span in;
	size_t at;
	bool bad;
};

static inline struct reader reader_of(struct span in)
{
	return (struct reader){ in, 0, false };
}

static inline size_t reader_left(const struct reader *r)
{
	return r->bad ? 0 : r->in.n - r->at;
}

static inline struct span reader_take(struct reader *r, size_t n)
{
	struct span got;

	if (n > reader_left(r)) {
		r->bad = true;
		return SPAN_NONE;
	}
	got = span_sub(r->in, r->at, n);
	r->at += n;
	return got;
}

static inline uint64_t reader_uint(struct reader *r, size_t bytes, bool big_endian)
{
	struct span s = reader_take(r, bytes);
	uint64_t v = 0;

	for (size_t i = 0; i < s.n; i++)
		v = (v << 8) | s.p[big_endian ? i : s.n - 1 - i];
	return v;
}

static inline uint8_t reader_u8(struct reader *r)
{
	return (uint8_t)reader_uint(r, 1, false);
}

static inline uint16_t reader_le16(struct reader *r)
{
	return (uint16_t)reader_uint(r, 2, false);
}

static inline uint32_t reader_le32(struct reader *r)
{
	return (uint32_t)reader_uint(r, 4, false);
}

static inline uint64_t reader_le64(struct reader *r)
{
	return reader_uint(r, 8, false);
}

static inline uint32_t reader_be32(struct reader *r)
{
	return (uint32_t)reader_uint(r, 4, true);
}

static inline uint64_t reader_be64(struct reader *r)
{
	return reader_uint(r, 8, true);
}

#endif
