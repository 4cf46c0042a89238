/* format/link.c - link files: one digest, nothing else (formats(7), "Link files"). */
#include "format/format.h"

#include "core/sentence.h"

#include <stdio.h>

static bool is_space(uint8_t b)
{
	return b == ' ' || b == '\t' || b == '\r' || b == '\n' || b == 0;
}

/* The digest somebody meant, out of white space and upper case; DIGEST_NONE when there is none. */
static void make_out(struct link_reading *out, struct span bytes)
{
	char lower[DIGEST_TEXT];
	size_t from = 0, to = bytes.n;

	while (from < to && is_space(bytes.p[from]))
		from++;
	while (to > from && is_space(bytes.p[to - 1]))
		to--;
	if (to - from >= sizeof lower)
		return;
	for (size_t i = from; i < to; i++) {
		uint8_t b = bytes.p[i];

		lower[i - from] = (char)(b >= 'A' && b <= 'Z' ? b + 32 : b);
	}
	if (digest_parse(&out->digest, span_make(lower, to - from)) != 0) {
		out->digest.alg = DIGEST_NONE;
		return;
	}
	out->where.offset = from;
	out->where.length = to - from;
}

static void say_why(struct link_reading *out, struct span bytes)
{
	static const size_t expected = 71; /* format: "sha256:" and 64 digits */

	if (bytes.n == expected + 1 && bytes.p[expected] == '\n' && digest_set(&out->digest))
		(void)sentence(out->why, sizeof out->why,
		               S_LINK_BYTES_EXPECTED_NEWLINE, bytes.n,
		               expected);
	else if (digest_set(&out->digest) && out->where.length == bytes.n)
		(void)sentence(out->why, sizeof out->why, S_LINK_SPELLS_DIGEST);
	else if (digest_set(&out->digest))
		(void)sentence(out->why, sizeof out->why,
		               S_LINK_BYTES_EXPECTED_WHITE, bytes.n,
		               expected);
	else if (bytes.n < expected)
		(void)sentence(out->why, sizeof out->why, S_LINK_BYTES_EXPECTED_CUT, bytes.n, expected);
	else
		(void)sentence(out->why, sizeof out->why, S_LINK_BYTES_NO, bytes.n);
}

void link_parse(struct link_reading *out, struct span bytes)
{
	memset(out, 0, sizeof *out);
	if (bytes.n == 0) {
		out->problem = LINK_IS_EMPTY;
		(void)sentence(out->why, sizeof out->why, S_LINK_EMPTY_EXPECTED);
		return;
	}
	if (digest_parse(&out->digest, bytes) == 0) {
		out->where.length = bytes.n;
		return;
	}
	out->problem = LINK_IS_MALFORMED;
	out->digest.alg = DIGEST_NONE;
	make_out(out, bytes);
	say_why(out, bytes);
}
