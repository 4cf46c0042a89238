/* custody/reference.c - digests out of the side files that acquirers leave, in the forms of their tools. */
#include "custody/reference.h"

#include <stdlib.h>
#include <string.h>

void reference_hashes_release(struct reference_hashes *r)
{
	VEC_RELEASE(&r->v);
}

static bool is_hex(uint8_t c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static uint8_t lower(uint8_t c)
{
	return c >= 'A' && c <= 'Z' ? (uint8_t)(c + 32) : c;
}

static bool holds(struct span line, const char *word)
{
	size_t n = strlen(word);

	for (size_t i = 0; i + n <= line.n; i++) {
		size_t k = 0;

		while (k < n && lower(line.p[i + k]) == (uint8_t)word[k])
			k++;
		if (k == n)
			return true;
	}
	return false;
}

static struct span trimmed(struct span s)
{
	while (s.n > 0 && (s.p[0] == ' ' || s.p[0] == '\t'))
		s = span_from(s, 1);
	while (s.n > 0 && (s.p[s.n - 1] == ' ' || s.p[s.n - 1] == '\t' || s.p[s.n - 1] == '\r'))
		s.n--;
	return s;
}

/* The file a coreutils line names, its directories cut off. */
static struct span named(struct span rest)
{
	rest = trimmed(rest);
	if (rest.n > 0 && rest.p[0] == '*')
		rest = span_from(rest, 1);
	for (size_t i = rest.n; i > 0; i--)
		if (rest.p[i - 1] == '/' || rest.p[i - 1] == '\\')
			return span_from(rest, i);
	return rest;
}

/* Does the line speak of our file by this hash at `at`? */
static bool speaks(struct span line, size_t at, enum many_alg alg, struct span name)
{
	struct span before = trimmed(span_sub(line, 0, at)), after = trimmed(span_from(line, at + many_digits(alg)));
	static const char *const words[MANY_COUNT][2] = { { "md5", "md5" }, { "sha1", "sha-1" }, { "sha256", "sha-256" } };

	if (before.n == 0) /* coreutils, or a hash alone */
		return after.n == 0 || span_eq(named(after), name);
	if (!holds(before, words[alg][0]) && !holds(before, words[alg][1]))
		return false;
	for (size_t i = 0; i < before.n; i++) /* BSD: SHA256 (name) = */
		if (before.p[i] == '(') {
			struct span inside = span_from(before, i + 1);
			size_t end = inside.n;

			while (end > 0 && inside.p[end - 1] != ')')
				end--;
			return end > 0 && span_eq(named(span_sub(inside, 0, end - 1)), name);
		}
	return true;
}

static int read_line(struct reference_hashes *out, struct span line, uint64_t number, struct span name, struct fault *f)
{
	for (size_t i = 0; i < line.n;) {
		size_t n = 0;

		while (i + n < line.n && is_hex(line.p[i + n]))
			n++;
		for (int a = 0; a < MANY_COUNT; a++) {
			struct reference_hash h = { .alg = (enum many_alg)a, .line = number };

			if (n != many_digits(h.alg) || !speaks(line, i, h.alg, name))
				continue;
			for (size_t k = 0; k < n; k++)
				h.hex[k] = (char)lower(line.p[i + k]);
			if (VEC_PUSH(&out->v, h, f) < 0)
				return -1;
		}
		i += n + 1;
	}
	return 0;
}

int acquirer_read(struct reference_hashes *out, struct span text, struct span name, struct fault *f)
{
	for (uint64_t number = 1; text.n > 0; number++)
		if (read_line(out, trimmed(span_cut(&text, '\n')), number, name, f) < 0)
			return -1;
	return 0;
}
