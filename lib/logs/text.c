/* logs/text.c - small readings that several families share. */
#include "logs/private.h"

#include <stdio.h>
#include <string.h>

size_t find_text(struct span in, const char *what)
{
	size_t n = strlen(what);

	for (size_t i = 0; n > 0 && n <= in.n && i <= in.n - n; i++) {
		const uint8_t *hit = (const uint8_t *)memchr(in.p + i, what[0], in.n - n + 1 - i);

		if (hit == NULL)
			return SIZE_MAX;
		i = (size_t)(hit - in.p);
		if (memcmp(in.p + i, what, n) == 0)
			return i;
	}
	return SIZE_MAX;
}

bool number_of(struct span s, uint64_t *out)
{
	uint64_t v = 0;

	if (s.n == 0 || s.n > 19)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
		v = v * 10 + (uint64_t)(s.p[i] - '0');
	}
	*out = v;
	return true;
}

/* The end of a JSON value that begins at `at`: a string's closing quote, or what ends a plain value. */
static size_t value_end(struct span s, size_t at)
{
	size_t i = at;

	if (i < s.n && s.p[i] == '"') {
		for (i++; i < s.n && s.p[i] != '"'; i++)
			if (s.p[i] == '\\')
				i++;
		return i < s.n ? i : s.n;
	}
	while (i < s.n && s.p[i] != ',' && s.p[i] != '}' && s.p[i] != ']' && s.p[i] != '\n' && s.p[i] != ' ')
		i++;
	return i;
}

struct span json_value(struct span json, const char *key)
{
	char wanted[80];
	size_t n = (size_t)snprintf(wanted, sizeof wanted, "\"%s\"", key), from = 0;

	for (;;) {
		struct span rest = span_from(json, from);
		size_t at = find_text(rest, wanted), end;

		if (at == SIZE_MAX)
			return SPAN_NONE;
		from += at + n;
		if (from - n > 0 && json.p[from - n - 1] == '\\')
			continue;
		while (from < json.n && (json.p[from] == ' ' || json.p[from] == '\t'))
			from++;
		if (from >= json.n || json.p[from] != ':')
			continue;
		from++;
		while (from < json.n && (json.p[from] == ' ' || json.p[from] == '\t' || json.p[from] == '\n'))
			from++;
		end = value_end(json, from);
		if (from < json.n && json.p[from] == '"')
			return span_sub(json, from + 1, end - from - 1);
		return span_sub(json, from, end - from);
	}
}

static int hex_digit(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* \uXXXX as UTF-8; surrogates stay as they are written. */
static size_t unicode(struct span s, size_t at, uint8_t *to)
{
	uint32_t c = 0;

	if (s.n - at < 6)
		return 0;
	for (size_t i = at + 2; i < at + 6; i++) {
		int d = hex_digit(s.p[i]);

		if (d < 0)
			return 0;
		c = c << 4 | (uint32_t)d;
	}
	if (c >= 0xD800 && c < 0xE000)
		return 0;
	if (c < 0x80) {
		to[0] = (uint8_t)c;
		return 1;
	}
	if (c < 0x800) {
		to[0] = (uint8_t)(0xC0 | c >> 6);
		to[1] = (uint8_t)(0x80 | (c & 0x3F));
		return 2;
	}
	to[0] = (uint8_t)(0xE0 | c >> 12);
	to[1] = (uint8_t)(0x80 | (c >> 6 & 0x3F));
	to[2] = (uint8_t)(0x80 | (c & 0x3F));
	return 3;
}

int unescape(struct line *l, struct span s, struct span *out, struct fault *f)
{
	uint8_t *to;
	size_t n = 0;

	*out = s;
	if (span_find(s, '\\') == SIZE_MAX)
		return 0;
	to = (uint8_t *)arena_alloc(l->arena, s.n + 1, f);
	if (to == NULL)
		return -1;
	for (size_t i = 0; i < s.n; i++) {
		uint8_t c = s.p[i], e = i + 1 < s.n ? s.p[i + 1] : 0;
		size_t more;

		if (c != '\\' || i + 1 >= s.n) {
			to[n++] = c;
			continue;
		}
		if (e == 'u' && (more = unicode(s, i, to + n)) > 0) {
			n += more;
			i += 5;
			continue;
		}
		to[n++] = e == 'n' ? '\n' : e == 't' ? '\t' : e == 'r' ? '\r' : e;
		i++;
	}
	*out = span_make(to, n);
	return 0;
}

int percent_decode(struct line *l, struct span s, struct span *out, struct fault *f)
{
	uint8_t *to;
	size_t n = 0;

	*out = s;
	if (span_find(s, '%') == SIZE_MAX)
		return 0;
	to = (uint8_t *)arena_alloc(l->arena, s.n + 1, f);
	if (to == NULL)
		return -1;
	for (size_t i = 0; i < s.n; i++) {
		int a = s.p[i] == '%' && s.n - i > 2 ? hex_digit(s.p[i + 1]) : -1;
		int b = a >= 0 ? hex_digit(s.p[i + 2]) : -1;

		if (b >= 0) {
			to[n++] = (uint8_t)(a * 16 + b);
			i += 2;
		} else {
			to[n++] = s.p[i];
		}
	}
	*out = span_make(to, n);
	return 0;
}

struct span json_text(struct line *l, struct span json, const char *key, struct fault *f)
{
	struct span out = SPAN_NONE;

	return unescape(l, json_value(json, key), &out, f) < 0 ? SPAN_NONE : out;
}

bool digest_at(struct span s, size_t at, struct digest *out)
{
	if (s.n - at < 71 || digest_parse(out, span_sub(s, at, 71)) != 0)
		return false;
	return at + 71 >= s.n || hex_digit(s.p[at + 71]) < 0;
}

/* "23/Nov/2026:18:46:53 +0000" as RFC 3339. */
static struct when combined_time(struct span s)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	char text[40], month[4] = { 0 };
	struct when w;
	const char *hit;

	if (s.n != 26 || s.p[2] != '/' || s.p[6] != '/' || s.p[11] != ':' || s.p[20] != ' ')
		return WHEN_UNKNOWN;
	memcpy(month, s.p + 3, 3);
	hit = strstr(months, month);
	if (hit == NULL || (hit - months) % 3 != 0)
		return WHEN_UNKNOWN;
	(void)snprintf(text, sizeof text, "%.4s-%02d-%.2sT%.8s%.3s:%.2s", (const char *)s.p + 7,
	               (int)((hit - months) / 3 + 1), (const char *)s.p, (const char *)s.p + 12,
	               (const char *)s.p + 21, (const char *)s.p + 24);
	return when_parse(&w, span_of(text)) == 0 ? w : WHEN_UNKNOWN;
}

/* "2026-11-23 18:46:53" or with T, without a zone: told by the option alone. */
static struct when local_time(const struct line *l, struct span s)
{
	char text[48];
	struct when w;

	if (!l->options->has_zone || s.n < 19 || s.n > 29)
		return WHEN_UNKNOWN;
	(void)snprintf(text, sizeof text, "%.10sT%.*sZ", (const char *)s.p, (int)(s.n - 11),
	               (const char *)s.p + 11);
	if (when_parse(&w, span_of(text)) != 0)
		return WHEN_UNKNOWN;
	w.sec -= l->options->zone;
	return w;
}

struct when time_of(const struct line *l, struct span s)
{
	struct when w;

	if (when_parse(&w, s) == 0)
		return w;
	w = combined_time(s);
	return w.known ? w : local_time(l, s);
}
