/*
 * recover/json.c - one JSON object (RFC 8259) followed byte for byte: where it closes, and what cannot be in it.
 */
#include "recover/walker.h"

enum {
	START,
	KEY_OR_CLOSE, /* after '{' */
	KEY,          /* after ',' in an object */
	COLON,
	VALUE_OR_CLOSE, /* after '[' */
	VALUE,
	STRING,
	KEY_STRING,
	NUMBER,
	LITERAL,
	COMMA, /* or the end of what is open */
	CLOSED,
	NEWLINE,
};

enum { ESCAPE = 0x80 }; /* in `hex`: a backslash came; below it: hexadecimal digits due */

static const char *const literals[] = { "true", "false", "null" };

static bool in_object(const struct json_walk *j)
{
	return (j->kind[(j->depth - 1) / 64] >> ((j->depth - 1) % 64) & 1) != 0;
}

static int opened(struct json_walk *j, bool object)
{
	uint64_t bit = (uint64_t)1 << (j->depth % 64);

	if (j->depth >= WALK_DEPTH)
		return WALK_BAD;
	j->kind[j->depth / 64] = object ? j->kind[j->depth / 64] | bit : j->kind[j->depth / 64] & ~bit;
	j->depth++;
	j->phase = object ? KEY_OR_CLOSE : VALUE_OR_CLOSE;
	return WALK_MORE;
}

static int closed(struct json_walk *j, bool object)
{
	if (in_object(j) != object)
		return WALK_BAD;
	j->depth--;
	j->phase = j->depth == 0 ? CLOSED : COMMA;
	return j->depth == 0 ? WALK_END : WALK_MORE;
}

static int value(struct json_walk *j, uint8_t c)
{
	switch (c) {
	case '{':
	case '[':
		return opened(j, c == '{');
	case '"':
		j->phase = STRING;
		return WALK_MORE;
	case 't':
	case 'f':
	case 'n':
		j->literal = (uint8_t)((c == 't' ? 0 : c == 'f' ? 1 : 2) << 4 | 1);
		j->phase = LITERAL;
		return WALK_MORE;
	default:
		j->phase = NUMBER;
		return c == '-' || (c >= '0' && c <= '9') ? WALK_MORE : WALK_BAD;
	}
}

static int string(struct json_walk *j, uint8_t c)
{
	bool hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');

	if (c < 0x20)
		return WALK_BAD;
	if (j->hex == ESCAPE) {
		j->hex = c == 'u' ? 4 : 0;
		return c != 0 && strchr("\"\\/bfnrtu", c) != NULL ? WALK_MORE : WALK_BAD;
	}
	if (j->hex > 0) {
		j->hex--;
		return hex ? WALK_MORE : WALK_BAD;
	}
	if (c == '\\')
		j->hex = ESCAPE;
	else if (c == '"')
		j->phase = j->phase == KEY_STRING ? COLON : COMMA;
	return WALK_MORE;
}

static int literal(struct json_walk *j, uint8_t c)
{
	const char *word = literals[j->literal >> 4];

	if (c != (uint8_t)word[j->literal & 15])
		return WALK_BAD;
	j->literal++;
	if (word[j->literal & 15] == '\0')
		j->phase = COMMA;
	return WALK_MORE;
}

/* Between values, where blanks are passed over. */
static int structure(struct json_walk *j, uint8_t c)
{
	bool object = j->depth > 0 && in_object(j);

	switch (j->phase) {
	case START:
		return c == '{' ? opened(j, true) : WALK_BAD;
	case KEY_OR_CLOSE:
	case KEY:
		if (c == '}' && j->phase == KEY_OR_CLOSE)
			return closed(j, true);
		j->phase = KEY_STRING;
		return c == '"' ? WALK_MORE : WALK_BAD;
	case COLON:
		j->phase = VALUE;
		return c == ':' ? WALK_MORE : WALK_BAD;
	case VALUE_OR_CLOSE:
		return c == ']' ? closed(j, false) : value(j, c);
	case VALUE:
		return value(j, c);
	default: /* COMMA */
		if (c == '}' || c == ']')
			return closed(j, c == '}');
		j->phase = object ? KEY : VALUE;
		return c == ',' ? WALK_MORE : WALK_BAD;
	}
}

static int one(struct json_walk *j, uint8_t c)
{
	if (j->phase == STRING || j->phase == KEY_STRING)
		return string(j, c);
	if (j->phase == LITERAL)
		return literal(j, c);
	if (j->phase == NUMBER) {
		if ((c >= '0' && c <= '9') || c == '.' || c == 'e' || c == 'E' || c == '+' || c == '-')
			return WALK_MORE;
		j->phase = COMMA;
	}
	if (c == ' ' || c == '\n' || c == '\r' || c == '\t')
		return WALK_MORE;
	return structure(j, c);
}

int json_feed(struct json_walk *j, struct span in, size_t *used)
{
	int rc = WALK_MORE;

	for (*used = 0; *used < in.n && rc == WALK_MORE; *used += 1) {
		uint8_t c = in.p[*used];

		if (j->phase == NEWLINE || (j->phase == CLOSED && c != '\n'))
			return WALK_OVER;
		if (j->phase == CLOSED) { /* some writers end the file with a newline */
			j->phase = NEWLINE;
			rc = WALK_END;
			continue;
		}
		rc = one(j, c);
	}
	return rc;
}

bool json_names(struct span text)
{
	static const char *const names[] = {
		"\"schemaVersion\"", "\"rootfs\"", "\"manifests\"", "\"mediaType\"", "\"architecture\"", "\"layers\"",
	};

	for (size_t i = 0; i < COUNT(names); i++)
		if (text.n > 0 && memmem(text.p, text.n, names[i], strlen(names[i])) != NULL)
			return true;
	return false;
}
