/*
 * format/tar_split.c - one line of a tar-split record. Source: vbatts/tar-split, tar/storage/entry.go and packer.go.
 */
#include "format/tar_split.h"

#include "base/arena.h"
#include "base/number.h"
#include "format/json_scan.h"

/* CRC-64 with the polynomial x^64+x^4+x^3+x+1 reflected (0xD800000000000000), half a byte at a time: Go's hash/crc64, ISO. */
static const uint64_t crc_iso[16] = {
	UINT64_C(0x0000000000000000), UINT64_C(0x1B00000000000000),
	UINT64_C(0x3600000000000000), UINT64_C(0x2D00000000000000),
	UINT64_C(0x6C00000000000000), UINT64_C(0x7700000000000000),
	UINT64_C(0x5A00000000000000), UINT64_C(0x4100000000000000),
	UINT64_C(0xD800000000000000), UINT64_C(0xC300000000000000),
	UINT64_C(0xEE00000000000000), UINT64_C(0xF500000000000000),
	UINT64_C(0xB400000000000000), UINT64_C(0xAF00000000000000),
	UINT64_C(0x8200000000000000), UINT64_C(0x9900000000000000),
};

enum { TYPE_FILE = 1, TYPE_SEGMENT = 2, CRC_BYTES = 8 };

void split_part_release(struct split_part *p)
{
	buf_release(&p->bytes);
	buf_release(&p->name);
}

uint64_t split_crc(uint64_t crc, struct span bytes)
{
	crc = ~crc;
	for (size_t i = 0; i < bytes.n; i++) {
		crc = (crc >> 4) ^ crc_iso[(crc ^ bytes.p[i]) & 15];
		crc = (crc >> 4) ^ crc_iso[(crc ^ (bytes.p[i] >> 4)) & 15];
	}
	return ~crc;
}

static int sextet(uint8_t c)
{
	return c >= 'A' && c <= 'Z'   ? c - 'A'
	       : c >= 'a' && c <= 'z' ? c - 'a' + 26
	       : c >= '0' && c <= '9' ? c - '0' + 52
	       : c == '+'             ? 62
	       : c == '/'             ? 63
	                              : -1;
}

/* RFC 4648, section 4, padded. 0 or SPLIT_MALFORMED. */
static int from_base64(struct buf *out, struct span text, struct fault *f)
{
	size_t pad = text.n >= 2 && text.p[text.n - 2] == '=' ? 2 : text.n >= 1 && text.p[text.n - 1] == '=' ? 1 : 0;

	if (text.n % 4 != 0)
		return SPLIT_MALFORMED;
	for (size_t i = 0; i < text.n; i += 4) {
		size_t bytes = i + 4 == text.n ? 3 - pad : 3;
		uint32_t word = 0;

		for (size_t k = 0; k < 4; k++) {
			int v = k > bytes ? 0 : sextet(text.p[i + k]);

			if (v < 0)
				return SPLIT_MALFORMED;
			word = word << 6 | (uint32_t)v;
		}
		for (size_t k = 0; k < bytes; k++)
			if (buf_add_byte(out, (uint8_t)(word >> (16 - 8 * k)), f) < 0)
				return -1;
	}
	return 0;
}

static int member_bytes(const struct scan *s, const char *name, struct arena *a, struct buf *out, bool *there, struct fault *f)
{
	uint32_t token = scan_member(s, 0, name, true);
	struct span text;

	*there = token != NO_TOKEN && s->tokens.v[token].kind == TOKEN_STRING;
	if (!*there)
		return 0;
	return scan_text(s, token, a, &text, f) < 0 ? -1 : from_base64(out, text, f);
}

static bool member_number(const struct scan *s, const char *name, uint64_t *out)
{
	uint32_t token = scan_member(s, 0, name, true);

	*out = 0;
	return token == NO_TOKEN ||
	       (s->tokens.v[token].kind == TOKEN_NUMBER && number_read(out, scan_raw(s, token), INT64_MAX));
}

static int file_part(struct split_part *out, const struct scan *s, struct arena *a, struct fault *f)
{
	uint32_t token = scan_member(s, 0, "name", true);
	bool raw = false, there;
	struct span name;
	int rc = member_bytes(s, "name_raw", a, &out->name, &raw, f);

	if (rc != 0)
		return rc;
	if (!raw) {
		if (token == NO_TOKEN || s->tokens.v[token].kind != TOKEN_STRING)
			return SPLIT_MALFORMED;
		if (scan_text(s, token, a, &name, f) < 0 || buf_add(&out->name, name, f) < 0)
			return -1;
	}
	rc = member_bytes(s, "payload", a, &out->bytes, &there, f);
	out->has_crc = rc == 0 && out->bytes.n == CRC_BYTES;
	for (size_t i = 0; out->has_crc && i < CRC_BYTES; i++)
		out->crc = out->crc << 8 | buf_span(&out->bytes).p[i];
	buf_clear(&out->bytes);
	return rc != 0 ? rc : member_number(s, "size", &out->size) ? 0 : SPLIT_MALFORMED;
}

int split_part_parse(struct split_part *out, struct span line, const struct limits *limits, struct fault *f)
{
	OWNED(scan) struct scan s = { .at = 0 };
	OWNED(arena) struct arena a = ARENA_INIT;
	uint64_t type;
	bool there;
	int rc = scan_json(&s, line, limits, f);

	buf_clear(&out->bytes);
	buf_clear(&out->name);
	out->file = out->has_crc = false;
	out->size = out->crc = 0;
	if (rc < 0)
		return -1;
	if (rc != SCAN_FINE || s.tokens.n == 0 || s.tokens.v[0].kind != TOKEN_OBJECT || !member_number(&s, "type", &type))
		return SPLIT_MALFORMED;
	out->file = type == TYPE_FILE;
	if (!out->file && type != TYPE_SEGMENT)
		return SPLIT_MALFORMED;
	return out->file ? file_part(out, &s, &a, f) : member_bytes(&s, "payload", &a, &out->bytes, &there, f);
}

bool split_below(struct buf *out, struct span name, struct fault *f)
{
	buf_clear(out);
	while (name.n > 0) {
		struct span part = span_cut(&name, '/');

		if (part.n == 0 || span_is(part, "."))
			continue;
		if (span_is(part, "..") || (out->n > 0 && buf_add_byte(out, '/', f) < 0) || buf_add(out, part, f) < 0)
			return false;
	}
	return out->n > 0;
}
