/* format/json_scan.c - the tokenizer: offsets of every value, repeated keys kept, bounded in depth and number. */
#include "format/json_scan.h"

#include "base/utf8.h"
#include "core/sentence.h"

#include <stdio.h>

void scan_release(struct scan *s)
{
	VEC_RELEASE(&s->tokens);
}

struct cursor {
	struct scan *s;
	const struct limits *limits;
	struct fault *f;
	uint32_t open;  /* innermost container, NO_TOKEN outside */
	uint32_t depth;
	uint32_t index; /* of the value being read */
};

static int bad(struct cursor *c, size_t at, const char *why)
{
	c->s->at = at;
	(void)sentence(c->s->why, sizeof c->s->why, S_BYTE, at, why);
	return SCAN_MALFORMED;
}

static void skip_space(struct scan *s)
{
	while (s->at < s->in.n) {
		uint8_t b = s->in.p[s->at];

		if (b != ' ' && b != '\t' && b != '\n' && b != '\r')
			return;
		s->at++;
	}
}

static int push(struct cursor *c, enum token_kind kind, size_t offset, size_t length)
{
	struct token t = { .kind = (uint8_t)kind,
		           .parent = c->open,
		           .index = c->index,
		           .offset = (uint32_t)offset,
		           .length = (uint32_t)length };

	if (c->s->tokens.n >= c->limits->json_values) {
		(void)sentence(c->s->why, sizeof c->s->why, S_MORE_THAN_VALUES, (uint64_t)c->limits->json_values);
		return SCAN_TOO_DEEP;
	}
	return VEC_PUSH(&c->s->tokens, t, c->f);
}

static int hex4(struct span in, size_t at, uint32_t *out)
{
	uint32_t v = 0;

	if (in.n - at < 4)
		return 1;
	for (size_t i = 0; i < 4; i++) {
		uint8_t b = in.p[at + i];

		if (b >= '0' && b <= '9')
			v = v << 4 | (uint32_t)(b - '0');
		else if (b >= 'a' && b <= 'f')
			v = v << 4 | (uint32_t)(b - 'a' + 10);
		else if (b >= 'A' && b <= 'F')
			v = v << 4 | (uint32_t)(b - 'A' + 10);
		else
			return 1;
	}
	*out = v;
	return 0;
}

/* Reads one escape after the backslash at `at`; its code point, or 0xFFFFFFFF when it is none. An
 * unpaired surrogate gives itself. *used counts bytes after the backslash. */
static uint32_t escape_at(struct span in, size_t at, size_t *used)
{
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
	const char *hit;
	uint32_t hi, lo;

	*used = 1;
	if (at + 1 >= in.n)
		return 0xFFFFFFFF;
	if (in.p[at + 1] != 'u') {
		hit = in.p[at + 1] == 0 ? NULL : strchr(from, in.p[at + 1]);
		return hit == NULL ? 0xFFFFFFFF : (uint32_t)(uint8_t)to[hit - from];
	}
	if (hex4(in, at + 2, &hi) != 0)
		return 0xFFFFFFFF;
	*used = 5;
	if (hi >= 0xD800 && hi <= 0xDBFF && in.n - at > 11 && in.p[at + 6] == '\\' &&
	    in.p[at + 7] == 'u' && hex4(in, at + 8, &lo) == 0 && lo >= 0xDC00 && lo <= 0xDFFF) {
		*used = 11;
		return 0x10000 + ((hi - 0xD800) << 10) + (lo - 0xDC00);
	}
	return hi;
}

static int read_string(struct cursor *c)
{
	struct scan *s = c->s;
	size_t start = ++s->at;
	bool escaped = false, odd = false;
	int rc;

	for (;;) {
		uint32_t cp;
		size_t n;

		if (s->at >= s->in.n)
			return bad(c, s->at, S_STRING_DOES_NOT);
		if (s->in.p[s->at] == '"')
			break;
		if (s->in.p[s->at] < 0x20)
			return bad(c, s->at, S_CONTROL_CHARACTER_STRING);
		if (s->in.p[s->at] == '\\') {
			cp = escape_at(s->in, s->at, &n);
			if (cp == 0xFFFFFFFF)
				return bad(c, s->at, S_ESCAPE_NONE);
			escaped = true;
			odd |= cp == 0 || (cp >= 0xD800 && cp <= 0xDFFF);
			s->at += n + 1;
			continue;
		}
		n = utf8_next(span_from(s->in, s->at), &cp);
		if (n == 0)
			return bad(c, s->at, S_STRING_NOT_UTF);
		s->at += n;
	}
	rc = push(c, TOKEN_STRING, start, s->at - start);
	s->at++;
	if (rc == 0) {
		s->tokens.v[s->tokens.n - 1].escaped = escaped;
		s->tokens.v[s->tokens.n - 1].odd = odd;
		s->tokens.v[s->tokens.n - 1].next = (uint32_t)s->tokens.n;
	}
	return rc;
}

static size_t digits(const struct scan *s, size_t at)
{
	size_t n = 0;

	while (at + n < s->in.n && s->in.p[at + n] >= '0' && s->in.p[at + n] <= '9')
		n++;
	return n;
}

static int read_number(struct cursor *c)
{
	struct scan *s = c->s;
	size_t start = s->at, n;
	int rc;

	if (s->in.p[s->at] == '-')
		s->at++;
	n = digits(s, s->at);
	if (n == 0 || (n > 1 && s->in.p[s->at] == '0'))
		return bad(c, s->at, S_NUMBER_NONE);
	s->at += n;
	if (s->at < s->in.n && s->in.p[s->at] == '.') {
		n = digits(s, s->at + 1);
		if (n == 0)
			return bad(c, s->at, S_NUMBER_WITHOUT_DECIMALS);
		s->at += n + 1;
	}
	if (s->at < s->in.n && (s->in.p[s->at] == 'e' || s->in.p[s->at] == 'E')) {
		s->at++;
		if (s->at < s->in.n && (s->in.p[s->at] == '+' || s->in.p[s->at] == '-'))
			s->at++;
		n = digits(s, s->at);
		if (n == 0)
			return bad(c, s->at, S_NUMBER_WITHOUT_EXPONENT);
		s->at += n;
	}
	rc = push(c, TOKEN_NUMBER, start, s->at - start);
	if (rc == 0)
		s->tokens.v[s->tokens.n - 1].next = (uint32_t)s->tokens.n;
	return rc;
}

static int read_word(struct cursor *c)
{
	static const struct {
		const char *text;
		enum token_kind kind;
	} words[] = { { "true", TOKEN_TRUE }, { "false", TOKEN_FALSE }, { "null", TOKEN_NULL } };
	struct scan *s = c->s;

	for (size_t i = 0; i < COUNT(words); i++) {
		struct span w = span_of(words[i].text);
		int rc;

		if (!span_starts(span_from(s->in, s->at), w))
			continue;
		rc = push(c, words[i].kind, s->at, w.n);
		s->at += w.n;
		if (rc == 0)
			s->tokens.v[s->tokens.n - 1].next = (uint32_t)s->tokens.n;
		return rc;
	}
	return bad(c, s->at, S_NO_VALUE_BEGINS);
}

static int open_container(struct cursor *c, enum token_kind kind)
{
	int rc;

	if (c->depth >= c->limits->json_depth) {
		(void)sentence(c->s->why, sizeof c->s->why, S_BYTE_NESTED_DEEPER, (uint64_t)c->s->at,
		               (uint64_t)c->limits->json_depth);
		return SCAN_TOO_DEEP;
	}
	rc = push(c, kind, c->s->at, 1);
	if (rc != 0)
		return rc;
	c->s->at++;
	c->depth++;
	c->open = (uint32_t)(c->s->tokens.n - 1);
	return 0;
}

static void close_container(struct cursor *c)
{
	struct token *t = &c->s->tokens.v[c->open];

	c->s->at++;
	t->length = (uint32_t)(c->s->at - t->offset);
	t->next = (uint32_t)c->s->tokens.n;
	c->open = t->parent;
	c->depth--;
}

/* A member's name and the colon after it. */
static int read_key(struct cursor *c)
{
	struct scan *s = c->s;
	int rc;

	if (s->at >= s->in.n || s->in.p[s->at] != '"')
		return bad(c, s->at, S_MEMBER_WITHOUT_NAME);
	rc = read_string(c);
	if (rc != 0)
		return rc;
	s->tokens.v[s->tokens.n - 1].key = true;
	skip_space(s);
	if (s->at >= s->in.n || s->in.p[s->at] != ':')
		return bad(c, s->at, S_NO_COLON_AFTER);
	s->at++;
	return 0;
}

static int read_value(struct cursor *c, bool *opened)
{
	uint8_t b;

	*opened = false;
	skip_space(c->s);
	if (c->s->at >= c->s->in.n)
		return bad(c, c->s->at, S_VALUE_MISSING);
	b = c->s->in.p[c->s->at];
	c->index = c->open == NO_TOKEN ? 0 : c->s->tokens.v[c->open].count++;
	if (b == '{' || b == '[') {
		*opened = true;
		return open_container(c, b == '{' ? TOKEN_OBJECT : TOKEN_ARRAY);
	}
	if (b == '"')
		return read_string(c);
	return b == '-' || (b >= '0' && b <= '9') ? read_number(c) : read_word(c);
}

/* After a value or an opening bracket: on to where the next value begins, or out of containers. */
static int advance(struct cursor *c, bool opened, bool *end)
{
	struct scan *s = c->s;

	*end = false;
	for (;;) {
		bool object;
		uint8_t b;

		skip_space(s);
		if (c->open == NO_TOKEN) {
			*end = true;
			return s->at == s->in.n ? 0 : bad(c, s->at, S_BYTES_FOLLOW_DOCUMENT);
		}
		object = s->tokens.v[c->open].kind == TOKEN_OBJECT;
		if (s->at >= s->in.n)
			return bad(c, s->at, object ? S_OBJECT_DOES_NOT : S_ARRAY_DOES_NOT);
		b = s->in.p[s->at];
		if (b == (object ? '}' : ']')) {
			close_container(c);
			opened = false;
			continue;
		}
		if (!opened) {
			if (b != ',')
				return bad(c, s->at, S_COMMA_CLOSING_BRACKET);
			s->at++;
			skip_space(s);
		}
		return object ? read_key(c) : 0;
	}
}

int scan_json(struct scan *out, struct span in, const struct limits *limits, struct fault *f)
{
	struct cursor c = { out, limits, f, NO_TOKEN, 0, 0 };
	bool opened, end = false;
	int rc = 0;

	out->in = in;
	if (in.n >= UINT32_MAX)
		return bad(&c, 0, "a document of 4 GiB or more");
	while (rc == 0 && !end) {
		rc = read_value(&c, &opened);
		if (rc == 0)
			rc = advance(&c, opened, &end);
	}
	return rc;
}

/* ---- looking ---------------------------------------------------------------------------------------- */

struct span scan_raw(const struct scan *s, uint32_t token)
{
	return span_sub(s->in, s->tokens.v[token].offset, s->tokens.v[token].length);
}

int scan_text(const struct scan *s, uint32_t token, struct arena *a, struct span *out, struct fault *f)
{
	struct span raw = scan_raw(s, token);
	uint8_t *p;
	size_t n = 0;

	if (!s->tokens.v[token].escaped)
		return arena_span(a, raw, out, f);
	p = (uint8_t *)arena_alloc(a, raw.n + 1, f); /* decoding never grows */
	if (p == NULL)
		return -1;
	for (size_t i = 0; i < raw.n; i++) {
		size_t used;
		uint32_t cp;

		if (raw.p[i] != '\\') {
			p[n++] = raw.p[i];
			continue;
		}
		cp = escape_at(raw, i, &used);
		n += utf8_put(p + n, cp >= 0xD800 && cp <= 0xDFFF ? 0xFFFD : cp);
		i += used;
	}
	*out = span_make(p, n);
	return 0;
}

bool scan_text_is(const struct scan *s, uint32_t token, const char *text)
{
	struct span raw = scan_raw(s, token), want = span_of(text);
	size_t at = 0;

	if (!s->tokens.v[token].escaped)
		return span_eq(raw, want);
	for (size_t i = 0; i < raw.n; i++) {
		uint8_t one[4] = { raw.p[i] };
		size_t used, n = 1;

		if (raw.p[i] == '\\') {
			uint32_t cp = escape_at(raw, i, &used);

			n = utf8_put(one, cp >= 0xD800 && cp <= 0xDFFF ? 0xFFFD : cp);
			i += used;
		}
		if (want.n - at < n || memcmp(want.p + at, one, n) != 0)
			return false;
		at += n;
	}
	return at == want.n;
}

uint32_t scan_first(const struct scan *s, uint32_t container)
{
	const struct token *t = &s->tokens.v[container];

	return (t->kind == TOKEN_OBJECT || t->kind == TOKEN_ARRAY) && t->count > 0 ? container + 1 : NO_TOKEN;
}

uint32_t scan_sibling(const struct scan *s, uint32_t token)
{
	uint32_t value = s->tokens.v[token].key ? token + 1 : token;
	uint32_t next = s->tokens.v[value].next, parent = s->tokens.v[token].parent;

	return next < s->tokens.n && parent != NO_TOKEN && next < s->tokens.v[parent].next ? next
	                                                                                   : NO_TOKEN;
}

uint32_t scan_member(const struct scan *s, uint32_t object, const char *name, bool last)
{
	uint32_t found = NO_TOKEN;

	if (s->tokens.v[object].kind != TOKEN_OBJECT)
		return NO_TOKEN;
	for (uint32_t k = scan_first(s, object); k != NO_TOKEN; k = scan_sibling(s, k)) {
		if (!scan_text_is(s, k, name))
			continue;
		found = k + 1;
		if (!last)
			break;
	}
	return found;
}

