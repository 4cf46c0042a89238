/* core/digest.c - digests as values: text to bytes and back, order, equality. */
#include "core/digest.h"

static const struct {
	const char *name;
	enum digest_alg alg;
	size_t bytes;
} algs[] = {
#define X(id, name, bytes) { name, DIGEST_##id, bytes },
	DIGEST_ALGS(X)
#undef X
};

size_t digest_bytes(enum digest_alg alg)
{
	for (size_t i = 0; i < COUNT(algs); i++)
		if (algs[i].alg == alg)
			return algs[i].bytes;
	return 0;
}

const char *digest_alg_name(enum digest_alg alg)
{
	for (size_t i = 0; i < COUNT(algs); i++)
		if (algs[i].alg == alg)
			return algs[i].name;
	return "";
}

static int nibble(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return -1;
}

/* algorithm ::= component ([+._-] component)*, component ::= [a-z0-9]+ */
static bool alg_grammar(struct span alg)
{
	bool separator = true;

	for (size_t i = 0; i < alg.n; i++) {
		uint8_t c = alg.p[i];
		bool word = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');

		if (!word && (separator || (c != '+' && c != '.' && c != '_' && c != '-')))
			return false;
		separator = !word;
	}
	return alg.n > 0 && !separator;
}

/* encoded ::= [a-zA-Z0-9=_-]+ */
static bool encoded_grammar(struct span enc)
{
	for (size_t i = 0; i < enc.n; i++) {
		uint8_t c = enc.p[i];

		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
		      c == '=' || c == '_' || c == '-'))
			return false;
	}
	return enc.n > 0;
}

int digest_parse_parts(struct digest *out, struct span alg, struct span hex)
{
	for (size_t i = 0; i < COUNT(algs); i++) {
		struct digest d = { .alg = (uint8_t)algs[i].alg };

		if (!span_is(alg, algs[i].name))
			continue;
		if (hex.n != 2 * algs[i].bytes)
			return DIGEST_MALFORMED;
		for (size_t k = 0; k < algs[i].bytes; k++) {
			int hi = nibble(hex.p[2 * k]), lo = nibble(hex.p[2 * k + 1]);

			if (hi < 0 || lo < 0)
				return DIGEST_MALFORMED;
			d.byte[k] = (uint8_t)(hi << 4 | lo);
		}
		*out = d;
		return 0;
	}
	return alg_grammar(alg) && encoded_grammar(hex) ? DIGEST_UNKNOWN_ALG : DIGEST_MALFORMED;
}

int digest_parse(struct digest *out, struct span text)
{
	size_t colon = span_find(text, ':');

	if (colon == SIZE_MAX)
		return DIGEST_MALFORMED;
	return digest_parse_parts(out, span_sub(text, 0, colon), span_from(text, colon + 1));
}

const char *digest_text(char out[DIGEST_TEXT], const struct digest *d)
{
	static const char hex[] = "0123456789abcdef";
	const char *name = digest_alg_name((enum digest_alg)d->alg);
	size_t n = strlen(name), bytes = digest_bytes((enum digest_alg)d->alg);

	if (bytes == 0) {
		out[0] = '\0';
		return out;
	}
	memcpy(out, name, n);
	out[n++] = ':';
	for (size_t i = 0; i < bytes; i++) {
		out[n++] = hex[d->byte[i] >> 4];
		out[n++] = hex[d->byte[i] & 15];
	}
	out[n] = '\0';
	return out;
}

bool digest_scan(struct span text, size_t *at, struct digest *out)
{
	for (size_t i = *at; i < text.n;) {
		size_t n = 0;

		while (i + n < text.n && nibble(text.p[i + n]) >= 0)
			n++;
		if (n == 64 && digest_parse_parts(out, span_of("sha256"), span_sub(text, i, n)) == 0) {
			*at = i + n;
			return true;
		}
		i += n + 1;
	}
	return false;
}
