/* base/quote.c - raw bytes of evidence in visible form, for a terminal, HTML and text in between. */
#include "base/quote.h"

#include "base/utf8.h"

#include <stdio.h>
#include <string.h>

bool quote_hidden(uint32_t cp)
{
	static const struct {
		uint32_t from, to;
	} hidden[] = {
		{ 0x00, 0x1F },         { 0x7F, 0x9F },       { 0xAD, 0xAD },
		{ 0x034F, 0x034F },     { 0x061C, 0x061C },   { 0x115F, 0x1160 },
		{ 0x17B4, 0x17B5 },     { 0x180B, 0x180F },   { 0x200B, 0x200F },
		{ 0x2028, 0x202E },     { 0x2060, 0x206F },   { 0x3164, 0x3164 },
		{ 0xE000, 0xF8FF },     { 0xFE00, 0xFE0F },   { 0xFEFF, 0xFEFF },
		{ 0xFFA0, 0xFFA0 },     { 0xFFF0, 0xFFFB },   { 0xFFFE, 0xFFFF },
		{ 0x1BCA0, 0x1BCA3 },   { 0x1D173, 0x1D17A }, { 0xE0000, 0x10FFFF },
	};

	for (size_t i = 0; i < sizeof hidden / sizeof hidden[0]; i++)
		if (cp >= hidden[i].from && cp <= hidden[i].to)
			return true;
	return false;
}

/* One character or bad byte at the head of `raw`, in visible form: length used of raw, text in out. */
static size_t visible_one(struct span raw, char out[16], size_t *len)
{
	uint32_t cp = 0;
	size_t n = utf8_next(raw, &cp);
	int k;

	if (n == 0)
		k = snprintf(out, 16, "\\x%02X", raw.p[0]);
	else if (cp == '\\')
		k = snprintf(out, 16, "\\\\");
	else if (quote_hidden(cp))
		k = snprintf(out, 16, "\\u{%X}", cp);
	else {
		memcpy(out, raw.p, n);
		k = (int)n;
	}
	*len = (size_t)k;
	return n == 0 ? 1 : n;
}

bool quote_plain(struct span raw)
{
	while (raw.n > 0) {
		uint32_t cp;
		size_t n = 0;

		/* nearly every name is plain ASCII to its end */
		while (n < raw.n && raw.p[n] >= 0x20 && raw.p[n] < 0x7F && raw.p[n] != '\\')
			n++;
		raw = span_from(raw, n);
		if (raw.n == 0)
			break;
		n = utf8_next(raw, &cp);

		if (n == 0 || cp == '\\' || quote_hidden(cp))
			return false;
		raw = span_from(raw, n);
	}
	return true;
}

int quote_visible(struct buf *out, struct span raw, struct fault *f)
{
	while (raw.n > 0) {
		char one[16];
		size_t len, used = visible_one(raw, one, &len);

		if (buf_add(out, span_make(one, len), f) < 0)
			return -1;
		raw = span_from(raw, used);
	}
	return 0;
}

int quote_again(struct buf *out, struct span shown, struct fault *f)
{
	while (shown.n > 0) {
		struct span part = span_cut(&shown, '\\');
		bool more = part.p + part.n < shown.p; /* the cut took a backslash away */

		if (quote_visible(out, part, f) < 0 || (more && buf_add_byte(out, '\\', f) < 0))
			return -1;
	}
	return 0;
}

const char *quote_short(char *out, size_t size, struct span raw)
{
	size_t n = 0;

	while (raw.n > 0) {
		char one[16];
		size_t len, used = visible_one(raw, one, &len);

		if (len + 4 > size - n) {
			(void)snprintf(out + n, size - n, "...");
			return out;
		}
		memcpy(out + n, one, len);
		n += len;
		raw = span_from(raw, used);
	}
	out[n] = '\0';
	return out;
}

bool quote_pasted_safely(struct span s)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._/:@+-";

	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] == '\0' || strchr(plain, s.p[i]) == NULL)
			return false;
	return s.n > 0 && s.p[0] != '-';
}

/* ---- words for a shell ------------------------------------------------------------------------------------------- */

static bool bare(uint8_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       (c != '\0' && strchr("_./:@%+,-", c) != NULL);
}

/* Can it stand between single quotes, in a block of code, on one line, and be seen as what it is? */
static bool quotable(struct span s)
{
	while (s.n > 0) {
		uint32_t cp;
		size_t n = utf8_next(s, &cp);

		if (n == 0 || cp == '\'' || cp == '`' || cp == '!' || quote_hidden(cp))
			return false;
		s = span_from(s, n);
	}
	return true;
}

int quote_shell(struct buf *out, struct span word, struct fault *f)
{
	bool plain = word.n > 0 && word.p[0] != '-';

	for (size_t i = 0; plain && i < word.n; i++)
		plain = bare(word.p[i]);
	if (plain)
		return buf_add(out, word, f);
	if (quotable(word))
		return buf_add_byte(out, '\'', f) < 0 || buf_add(out, word, f) < 0 ? -1 : buf_add_byte(out, '\'', f);
	if (buf_add_text(out, "$'", f) < 0)
		return -1;
	for (size_t i = 0; i < word.n; i++)
		if ((bare(word.p[i]) ? buf_add_byte(out, word.p[i], f) : buf_printf(out, f, "\\%03o", word.p[i])) < 0)
			return -1;
	return buf_add_byte(out, '\'', f);
}
