/* base/jsonw.c - JSON out, canonical where it must be: one writer, the first fault remembered. */
#include "base/jsonw.h"

#include "base/quote.h"
#include "base/utf8.h"

#include <inttypes.h>
#include <stdio.h>

static void put(struct jsonw *w, struct span s)
{
	if (!w->failed && buf_add(w->out, s, w->f) < 0)
		w->failed = true;
}

static void separate(struct jsonw *w)
{
	if (w->comma)
		put(w, span_of(","));
	w->comma = true;
}

void jsonw_open(struct jsonw *w, char bracket)
{
	separate(w);
	put(w, span_make(&bracket, 1));
	w->comma = false;
}

void jsonw_close(struct jsonw *w, char bracket)
{
	put(w, span_make(&bracket, 1));
	w->comma = true;
}

/* The ASCII at its head that stands for itself. */
static size_t plain(struct span text)
{
	size_t n = 0;

	while (n < text.n && text.p[n] >= 0x20 && text.p[n] < 0x7F && text.p[n] != '"' && text.p[n] != '\\')
		n++;
	return n;
}

static void escape(struct jsonw *w, struct span text)
{
	put(w, span_of("\""));
	while (text.n > 0) {
		char esc[16];
		uint32_t cp;
		size_t n = plain(text);

		put(w, span_sub(text, 0, n));
		text = span_from(text, n);
		if (text.n == 0)
			break;
		n = utf8_next(text, &cp);

		if (n == 0) /* callers hand over valid UTF-8; a stray byte must not break the line */
			(void)snprintf(esc, sizeof esc, "\\ufffd");
		else if (cp == '"' || cp == '\\')
			(void)snprintf(esc, sizeof esc, "\\%c", (char)cp);
		else if (cp == '\n')
			(void)snprintf(esc, sizeof esc, "\\n");
		else if (cp == '\t')
			(void)snprintf(esc, sizeof esc, "\\t");
		else if (quote_hidden(cp) && cp > 0xFFFF)
			(void)snprintf(esc, sizeof esc, "\\u%04x\\u%04x",
			               0xD800 + ((cp - 0x10000) >> 10), 0xDC00 + ((cp - 0x10000) & 0x3FF));
		else if (quote_hidden(cp))
			(void)snprintf(esc, sizeof esc, "\\u%04x", cp);
		else
			esc[0] = '\0';
		put(w, esc[0] != '\0' ? span_of(esc) : span_sub(text, 0, n));
		text = span_from(text, n == 0 ? 1 : n);
	}
	put(w, span_of("\""));
}

void jsonw_key(struct jsonw *w, const char *key)
{
	separate(w);
	escape(w, span_of(key));
	put(w, span_of(":"));
	w->comma = false;
}

static void hex_object(struct jsonw *w, struct span raw)
{
	struct buf shown = BUF_INIT;

	jsonw_open(w, '{');
	jsonw_key(w, "bytes_hex");
	separate(w);
	put(w, span_of("\""));
	for (size_t i = 0; i < raw.n; i++) {
		char two[3];

		(void)snprintf(two, sizeof two, "%02x", raw.p[i]);
		put(w, span_make(two, 2));
	}
	put(w, span_of("\""));
	if (!w->failed && quote_visible(&shown, raw, w->f) < 0)
		w->failed = true;
	jsonw_key(w, "display");
	jsonw_text(w, buf_span(&shown));
	jsonw_close(w, '}');
	buf_release(&shown);
}

void jsonw_text(struct jsonw *w, struct span text)
{
	if (!utf8_valid(text)) {
		hex_object(w, text);
		return;
	}
	separate(w);
	escape(w, text);
}

void jsonw_cstr(struct jsonw *w, const char *text)
{
	jsonw_text(w, span_of(text));
}

static void put_number(struct jsonw *w, const char *text)
{
	separate(w);
	put(w, span_of(text));
}

void jsonw_uint(struct jsonw *w, uint64_t n)
{
	char text[32];

	(void)snprintf(text, sizeof text, "%" PRIu64, n);
	put_number(w, text);
}

void jsonw_int(struct jsonw *w, int64_t n)
{
	char text[32];

	(void)snprintf(text, sizeof text, "%" PRId64, n);
	put_number(w, text);
}

void jsonw_bool(struct jsonw *w, bool b)
{
	put_number(w, b ? "true" : "false");
}

void jsonw_seconds(struct jsonw *w, double seconds)
{
	char text[48];
	uint64_t ms = seconds > 0 ? (uint64_t)(seconds * 1000 + 0.5) : 0;

	(void)snprintf(text, sizeof text, "%" PRIu64 ".%03" PRIu64, ms / 1000, ms % 1000);
	put_number(w, text);
}

void jsonw_raw(struct jsonw *w, struct span json)
{
	separate(w);
	put(w, json);
}

void jsonw_put_text(struct jsonw *w, const char *key, struct span text)
{
	if (text.n == 0)
		return;
	jsonw_key(w, key);
	jsonw_text(w, text);
}

void jsonw_put_cstr(struct jsonw *w, const char *key, const char *text)
{
	if (text != NULL)
		jsonw_put_text(w, key, span_of(text));
}

void jsonw_put_uint(struct jsonw *w, const char *key, uint64_t n)
{
	jsonw_key(w, key);
	jsonw_uint(w, n);
}

void jsonw_put_bool(struct jsonw *w, const char *key, bool b)
{
	jsonw_key(w, key);
	jsonw_bool(w, b);
}

int jsonw_end(const struct jsonw *w)
{
	return w->failed ? -1 : 0;
}
