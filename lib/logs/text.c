/* logs/text.c - small readings of text: numbers, quotes, percent signs, base64. */
#include "base/utf8.h"
#include "logs/private.h"

bool number_head(uint64_t *out, struct span *rest)
{
	uint64_t v = 0;
	size_t n = 0;

	while (n < rest->n && rest->p[n] >= '0' && rest->p[n] <= '9') {
		if (mul_u64(&v, v, 10) || add_u64(&v, v, (uint64_t)(rest->p[n] - '0')))
			return false;
		n++;
	}
	if (n == 0)
		return false;
	*rest = span_from(*rest, n);
	*out = v;
	return true;
}

bool number_read(uint64_t *out, struct span text)
{
	return number_head(out, &text) && text.n == 0;
}

bool hex_value(uint8_t c, unsigned *out)
{
	if (c >= '0' && c <= '9')
		*out = (unsigned)(c - '0');
	else if (c >= 'a' && c <= 'f')
		*out = (unsigned)(c - 'a' + 10);
	else if (c >= 'A' && c <= 'F')
		*out = (unsigned)(c - 'A' + 10);
	else
		return false;
	return true;
}

struct span span_trim(struct span s)
{
	while (s.n > 0 && (s.p[0] == ' ' || s.p[0] == '\t'))
		s = span_from(s, 1);
	while (s.n > 0 && (s.p[s.n - 1] == ' ' || s.p[s.n - 1] == '\t' || s.p[s.n - 1] == '\r' ||
	                   s.p[s.n - 1] == '\n'))
		s.n--;
	return s;
}

size_t span_search(struct span s, size_t from, const char *what)
{
	const uint8_t *hit;

	if (from > s.n || s.n == 0)
		return SIZE_MAX;
	hit = (const uint8_t *)memmem(s.p + from, s.n - from, what, strlen(what));
	return hit == NULL ? SIZE_MAX : (size_t)(hit - s.p);
}

bool span_eat(struct span *s, const char *prefix)
{
	struct span p = span_of(prefix);

	if (!span_starts(*s, p))
		return false;
	*s = span_from(*s, p.n);
	return true;
}

/* ---- quotes ------------------------------------------------------------------------------------------ */

/* `digits` hexadecimal digits at s[at]. */
static bool hex_at(struct span s, size_t at, size_t digits, uint32_t *out)
{
	uint32_t v = 0;

	if (at > s.n || s.n - at < digits)
		return false;
	for (size_t i = 0; i < digits; i++) {
		unsigned d;

		if (!hex_value(s.p[at + i], &d))
			return false;
		v = v << 4 | d;
	}
	*out = v;
	return true;
}

/* The escape behind a backslash at `at`: its bytes in `to`, their count; *used counts what it takes after
 * the backslash. What is no escape stays as it stands. */
static size_t escape(struct span s, size_t at, uint8_t to[4], size_t *used)
{
	static const char from[] = "abfnrtv", into[] = "\a\b\f\n\r\t\v";
	uint8_t c = s.p[at + 1];
	const char *hit = c == 0 ? NULL : strchr(from, c);
	uint32_t v;

	*used = 1;
	to[0] = hit == NULL ? c : (uint8_t)into[hit - from];
	if (c == 'x' && hex_at(s, at + 2, 2, &v)) {
		*used = 3;
		to[0] = (uint8_t)v;
	} else if ((c == 'u' && hex_at(s, at + 2, 4, &v)) || (c == 'U' && hex_at(s, at + 2, 8, &v))) {
		*used = c == 'u' ? 5 : 9;
		return utf8_put(to, v > 0x10FFFF || (v >= 0xD800 && v <= 0xDFFF) ? 0xFFFD : v);
	}
	return 1;
}

static size_t closing_quote(struct span s)
{
	for (size_t i = 1; i < s.n; i++) {
		if (s.p[i] == '\\')
			i++;
		else if (s.p[i] == '"')
			return i;
	}
	return SIZE_MAX;
}

int unquote(struct log_reader *r, struct span *rest, struct span *out, struct fault *f)
{
	size_t end = rest->n > 0 && rest->p[0] == '"' ? closing_quote(*rest) : SIZE_MAX, n = 0;
	struct span in;
	uint8_t *p;

	if (end == SIZE_MAX)
		return LINE_OTHER;
	in = span_sub(*rest, 1, end - 1);
	*rest = span_from(*rest, end + 1);
	*out = in;
	if (span_find(in, '\\') == SIZE_MAX)
		return 0;
	p = (uint8_t *)arena_alloc(&r->scratch, in.n + 4, f); /* decoding never grows */
	if (p == NULL)
		return -1;
	for (size_t i = 0; i < in.n; i++) {
		uint8_t to[4];
		size_t used, k;

		if (in.p[i] != '\\' || i + 1 >= in.n) {
			p[n++] = in.p[i];
			continue;
		}
		k = escape(in, i, to, &used);
		memcpy(p + n, to, k);
		n += k;
		i += used;
	}
	*out = span_make(p, n);
	return 0;
}

/* ---- percent signs and base64 ---------------------------------------------------------------------------- */

int percent_decode(struct log_reader *r, struct span text, bool query, struct span *out, struct fault *f)
{
	uint8_t *p;
	size_t n = 0;

	*out = text;
	if (span_find(text, '%') == SIZE_MAX && (!query || span_find(text, '+') == SIZE_MAX))
		return 0;
	p = (uint8_t *)arena_alloc(&r->scratch, text.n + 1, f);
	if (p == NULL)
		return -1;
	for (size_t i = 0; i < text.n; i++) {
		uint32_t v;

		if (text.p[i] == '%' && hex_at(text, i + 1, 2, &v)) {
			p[n++] = (uint8_t)v;
			i += 2;
		} else {
			p[n++] = query && text.p[i] == '+' ? ' ' : text.p[i];
		}
	}
	*out = span_make(p, n);
	return 0;
}

static bool sextet(uint8_t c, uint32_t *out)
{
	if (c >= 'A' && c <= 'Z')
		*out = (uint32_t)(c - 'A');
	else if (c >= 'a' && c <= 'z')
		*out = (uint32_t)(c - 'a' + 26);
	else if (c >= '0' && c <= '9')
		*out = (uint32_t)(c - '0' + 52);
	else if (c == '-' || c == '+')
		*out = 62;
	else if (c == '_' || c == '/')
		*out = 63;
	else
		return false;
	return true;
}

int base64_decode(struct log_reader *r, struct span text, struct span *out, struct fault *f)
{
	uint32_t acc = 0;
	unsigned bits = 0;
	size_t n = 0;
	uint8_t *p;

	while (text.n > 0 && text.p[text.n - 1] == '=')
		text.n--;
	p = (uint8_t *)arena_alloc(&r->scratch, text.n / 4 * 3 + 3, f);
	if (p == NULL)
		return -1;
	for (size_t i = 0; i < text.n; i++) {
		uint32_t v;

		if (!sextet(text.p[i], &v))
			return LINE_OTHER;
		acc = (acc << 6 | v) & 0xFFFFFF;
		bits += 6;
		if (bits >= 8) {
			bits -= 8;
			p[n++] = (uint8_t)(acc >> bits & 0xFF);
		}
	}
	*out = span_make(p, n);
	return 0;
}

int json_get(struct log_reader *r, const struct scan *s, uint32_t object, const char *name,
             struct span *out, struct fault *f)
{
	uint32_t v = object == NO_TOKEN ? NO_TOKEN : scan_member(s, object, name, true);

	*out = SPAN_NONE;
	if (v == NO_TOKEN || s->tokens.v[v].kind == TOKEN_NULL)
		return 0;
	if (s->tokens.v[v].kind != TOKEN_STRING) {
		*out = scan_raw(s, v);
		return 0;
	}
	return scan_text(s, v, &r->scratch, out, f);
}

struct span address_host(struct span s)
{
	size_t colon = s.n;
	uint64_t port;

	while (colon > 0 && s.p[colon - 1] != ':')
		colon--;
	if (colon < 2 || !number_read(&port, span_from(s, colon)) || port > 65535)
		return s;
	if (s.p[0] == '[')
		return s.p[colon - 2] == ']' ? span_sub(s, 1, colon - 3) : s;
	return span_find(s, ':') == colon - 1 ? span_sub(s, 0, colon - 1) : s;
}
