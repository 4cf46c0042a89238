/* report/out.c - text out through a sink; the first fault is remembered, the rest does nothing. */
#include "report/private.h"

#include "base/quote.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HELD = 64 * 1024 }; /* rule: written when so much waits */

void out_init(struct out *o, const struct report_sink *sink, struct fault *f)
{
	*o = (struct out){ .sink = sink, .held = BUF_INIT, .f = f };
}

void out_release(struct out *o)
{
	buf_release(&o->held);
}

void out_fail(struct out *o)
{
	o->failed = true;
}

static void flush(struct out *o)
{
	if (!o->failed && o->held.n > 0 &&
	    o->sink->write(o->sink->user, buf_span(&o->held), o->f) < 0)
		o->failed = true;
	buf_clear(&o->held);
}

int out_end(struct out *o)
{
	flush(o);
	return o->failed ? -1 : 0;
}

void out_span(struct out *o, struct span bytes)
{
	if (o->failed)
		return;
	if (buf_add(&o->held, bytes, o->f) < 0)
		o->failed = true;
	else if (o->held.n >= HELD)
		flush(o);
}

void out_text(struct out *o, const char *fixed)
{
	out_span(o, span_of(fixed));
}

int out_json_line(struct out *o, struct jsonw *w, const struct buf *line)
{
	if (jsonw_end(w) < 0)
		return -1;
	out_span(o, buf_span(line));
	out_text(o, "\n");
	return 0;
}

void out_printf(struct out *o, const char *fmt, ...)
{
	char text[2048];
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	if (n < 0 || (size_t)n >= sizeof text) {
		if (!o->failed)
			(void)fault_set(o->f, FAULT_INTERNAL, 0, "a line of %d bytes is too long",
			                n);
		o->failed = true;
		return;
	}
	out_span(o, span_make(text, (size_t)n));
}

void out_shown(struct out *o, struct span raw)
{
	OWNED(buf) struct buf shown = BUF_INIT;

	if (o->failed)
		return;
	if (quote_visible(&shown, raw, o->f) < 0)
		o->failed = true;
	else
		out_span(o, buf_span(&shown));
}

/* Text for HTML at the head of `s`, NULL when the byte may stand as it is. Beyond what HTML needs,
 * addresses and what looks like a style or script reference are taken apart, so that a plain search
 * of the page shows that it refers to nothing outside of it. */
static const char *html_form(struct span s)
{
	switch (s.p[0]) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	case '=':
		return "&#61;";
	case '(':
		return "&#40;";
	case ':':
		return s.n > 1 && s.p[1] == '/' ? "&#58;" : NULL;
	default:
		return NULL;
	}
}

/* Visible form already: escaped for HTML. */
static void put_html(struct out *o, struct span rest)
{
	size_t i = 0;

	while (i < rest.n) {
		const char *to = html_form(span_from(rest, i));

		if (to == NULL) {
			i++;
			continue;
		}
		out_span(o, span_sub(rest, 0, i));
		out_text(o, to);
		rest = span_from(rest, i + 1);
		i = 0;
	}
	out_span(o, rest);
}

void out_escaped(struct out *o, struct span raw)
{
	OWNED(buf) struct buf shown = BUF_INIT;

	if (o->failed)
		return;
	if (quote_visible(&shown, raw, o->f) < 0) {
		o->failed = true;
		return;
	}
	put_html(o, buf_span(&shown));
}

void out_escaped_shown(struct out *o, struct span shown)
{
	OWNED(buf) struct buf safe = BUF_INIT;

	if (o->failed)
		return;
	if (quote_again(&safe, shown, o->f) < 0) {
		o->failed = true;
		return;
	}
	put_html(o, buf_span(&safe));
}

void out_name(struct out *o, struct span raw)
{
	out_text(o, "<bdi>");
	out_escaped(o, raw);
	out_text(o, "</bdi>");
}

const char *size_text(char out[SIZE_TEXT], uint64_t bytes)
{
	static const char *const unit[] = { "B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB" };
	uint64_t whole = bytes, rest = 0;
	size_t u = 0;

	while (whole >= 1024 && u + 1 < COUNT(unit)) {
		rest = whole % 1024;
		whole /= 1024;
		u++;
	}
	if (u == 0 || whole >= 100)
		(void)snprintf(out, SIZE_TEXT, "%" PRIu64 " %s", whole, unit[u]);
	else
		(void)snprintf(out, SIZE_TEXT, "%" PRIu64 ".%" PRIu64 " %s", whole,
		               rest * 10 / 1024, unit[u]);
	return out;
}

const char *time_zoned(char out[WHEN_TEXT + 8], struct span rfc3339, int (*zone)(int64_t sec))
{
	struct when w;
	char text[WHEN_TEXT];
	int off;
	size_t n;

	if (zone == NULL || when_parse(&w, rfc3339) != 0) {
		n = rfc3339.n < WHEN_TEXT - 1 ? rfc3339.n : WHEN_TEXT - 1;
		if (n > 0)
			memcpy(out, rfc3339.p, n);
		out[n] = '\0';
		return out;
	}
	off = zone(w.sec);
	w.sec += off;
	(void)when_text(text, w);
	n = strlen(text);
	if (n > 0 && text[n - 1] == 'Z')
		text[n - 1] = '\0';
	(void)snprintf(out, WHEN_TEXT + 8, "%.40s%c%02d:%02d", text, off < 0 ? '-' : '+', abs(off) / 3600,
	               abs(off) / 60 % 60);
	return out;
}

const char *time_short(char out[WHEN_TEXT], struct span rfc3339)
{
	size_t dot = span_find(rfc3339, '.');
	size_t n = rfc3339.n < WHEN_TEXT - 2 ? rfc3339.n : WHEN_TEXT - 2;

	if (dot != SIZE_MAX && dot < n) {
		memcpy(out, rfc3339.p, dot);
		out[dot] = 'Z';
		out[dot + 1] = '\0';
		return out;
	}
	if (n > 0)
		memcpy(out, rfc3339.p, n);
	out[n] = '\0';
	return out;
}

const char *time_short_up(char out[WHEN_TEXT], struct span rfc3339)
{
	struct when w;

	if (when_parse(&w, rfc3339) != 0 || w.nsec == 0 || w.sec == INT64_MAX)
		return time_short(out, rfc3339);
	return when_text(out, when_sec(w.sec + 1));
}

const char *time_ns(char out[WHEN_TEXT], int64_t ns, int64_t digits)
{
	struct when w = { .known = true };
	int64_t sec = ns / 1000000000, rest = ns % 1000000000;

	if (rest < 0) {
		rest += 1000000000;
		sec--;
	}
	w.sec = sec;
	w.nsec = (uint32_t)rest;
	w.digits = digits < 0 || digits > 9 ? 9 : (uint8_t)digits;
	return when_text(out, w);
}
