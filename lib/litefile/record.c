/* litefile/record.c - numbers, records and their values. Source: sqlite.org, "Database File Format", 2.1; fileformat2.html. */
#include "base/utf8.h"
#include "litefile/private.h"

#include <inttypes.h>
#include <stdio.h>

size_t varint_of(uint64_t *out, struct span in)
{
	uint64_t v = 0;

	for (size_t i = 0; i < 9 && i < in.n; i++) {
		if (i == 8) {
			*out = v << 8 | in.p[8];
			return 9;
		}
		v = v << 7 | (in.p[i] & 0x7F);
		if ((in.p[i] & 0x80) == 0) {
			*out = v;
			return i + 1;
		}
	}
	return 0;
}

uint64_t type_bytes(uint64_t type)
{
	static const uint8_t bytes[12] = { 0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0 };

	return type < 12 ? bytes[type] : (type - 12) / 2;
}

bool record_head(struct lite_record *out, struct lite_field *room, size_t most, struct span in)
{
	uint64_t head, type;
	size_t at = varint_of(&head, in), used;

	*out = (struct lite_record){ .v = room };
	if (at == 0 || head < at || head > in.n)
		return false;
	in = span_sub(in, 0, (size_t)head);
	while (at < in.n) {
		used = varint_of(&type, span_from(in, at));
		if (used == 0 || out->n == most || type > UINT32_MAX || type == 10 || type == 11)
			return false;
		room[out->n++] = (struct lite_field){ .type = (uint32_t)type };
		out->body += type_bytes(type);
		at += used;
	}
	out->head = head;
	return true;
}

void record_cut(struct lite_record *r, struct span body, size_t sure)
{
	bool lost = false; /* what comes after a lost one has no place */
	size_t at = 0;

	for (size_t i = 0; i < r->n; i++) {
		uint64_t n = type_bytes(r->v[i].type);

		lost = lost || n > body.n - at;
		r->v[i].lost = lost && n > 0;
		r->v[i].bytes = lost ? SPAN_NONE : span_sub(body, at, (size_t)n);
		at += lost ? 0 : (size_t)n;
		r->v[i].spliced = !lost && n > 0 && at > sure;
	}
}

/* ---- values -------------------------------------------------------------------------------------------------- */

int64_t field_int(const struct lite_field *v)
{
	uint64_t n;

	if (v->type == 8 || v->type == 9)
		return v->type - 8;
	if (v->type == 0 || v->type > 6 || v->bytes.n == 0)
		return 0;
	n = v->bytes.p[0] >= 0x80 ? UINT64_MAX : 0;
	for (size_t i = 0; i < v->bytes.n; i++)
		n = n << 8 | v->bytes.p[i];
	return (int64_t)n;
}

/* One character of a text of UTF-16: its bytes, 0 when it is none. */
static size_t utf16_next(struct span s, bool big, uint32_t *cp)
{
	uint32_t high, low;

	if (s.n < 2)
		return 0;
	high = big ? be16(s.p) : le16(s.p);
	if (high < 0xD800 || high > 0xDFFF) {
		*cp = high;
		return 2;
	}
	if (high > 0xDBFF || s.n < 4)
		return 0;
	low = big ? be16(s.p + 2) : le16(s.p + 2);
	if (low < 0xDC00 || low > 0xDFFF)
		return 0;
	*cp = 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
	return 4;
}

bool text_is_clean(struct span s, unsigned encoding)
{
	while (s.n > 0) {
		uint32_t cp = 0;
		size_t n = encoding == 1 ? utf8_next(s, &cp) : utf16_next(s, encoding == 3, &cp);

		if (n == 0 || cp == 0x7F || (cp < 0x20 && cp != '\t' && cp != '\n' && cp != '\r'))
			return false;
		s = span_from(s, n);
	}
	return true;
}

static int text_of_utf16(struct arena *a, struct span s, bool big, struct span *out, struct fault *f)
{
	uint8_t *p = (uint8_t *)arena_alloc(a, s.n * 2 + 4, f);
	size_t n = 0;

	if (p == NULL)
		return -1;
	while (s.n > 0) {
		uint32_t cp = 0;
		size_t used = utf16_next(s, big, &cp);

		n += utf8_put(p + n, used == 0 ? 0xFFFD : cp);
		s = span_from(s, used == 0 ? 2 : used);
	}
	*out = span_make(p, n);
	return 0;
}

static int number_text(struct arena *a, const struct lite_field *v, struct span *out, struct fault *f)
{
	char text[40];
	uint64_t bits;
	double real;

	if (v->type != 7) {
		(void)snprintf(text, sizeof text, "%" PRId64, field_int(v));
		return arena_span(a, span_of(text), out, f);
	}
	bits = be64(v->bytes.p);
	(void)memcpy(&real, &bits, sizeof real);
	(void)snprintf(text, sizeof text, "%.17g", real);
	return arena_span(a, span_of(text), out, f);
}

int field_text(struct arena *a, const struct lite_field *v, unsigned encoding, struct span *out, struct fault *f)
{
	*out = SPAN_NONE;
	if (v->type == 0 || v->lost)
		return 0;
	if (v->type < 12)
		return number_text(a, v, out, f);
	*out = v->bytes.p == NULL ? span_of("") : v->bytes;
	return v->type % 2 == 1 && encoding != 1 ? text_of_utf16(a, v->bytes, encoding == 3, out, f) : 0;
}
