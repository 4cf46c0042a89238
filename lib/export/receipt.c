/* export/receipt.c - what goes along: EXPORT.csv, and statements about images in envelopes (in-toto Statement v1, DSSE v1). */
#include "export/private.h"

#include "base/jsonw.h"
#include "base/quote.h"

#include <inttypes.h>
#include <stdio.h>

/* ---- the table --------------------------------------------------------------------------------------------------------- */

#define TITLES "image,blob,origin,source,runs,grade,kind,size,names,path,method,file\r\n"

/* A cell that a spreadsheet would take for a formula begins with an apostrophe. */
static int cell(struct buf *out, struct span raw, struct fault *f)
{
	OWNED(buf) struct buf shown = BUF_INIT;
	bool guard = raw.n > 0 && memchr("=+-@\t\r", raw.p[0], 6) != NULL, quote = guard;

	if (quote_visible(&shown, raw, f) < 0)
		return -1;
	for (size_t i = 0; i < shown.n; i++)
		quote |= shown.p[i] == '"' || shown.p[i] == ',' || shown.p[i] == '\n' || shown.p[i] == '\r';
	if ((quote && buf_add_byte(out, '"', f) < 0) || (guard && buf_add_byte(out, '\'', f) < 0))
		return -1;
	for (size_t i = 0; i < shown.n; i++)
		if ((shown.p[i] == '"' && buf_add_byte(out, '"', f) < 0) || buf_add_byte(out, shown.p[i], f) < 0)
			return -1;
	return quote ? buf_add_byte(out, '"', f) : 0;
}

int export_csv_row(struct buf *out, const struct export_row *r, struct fault *f)
{
	const struct span cells[] = { r->image, r->blob, r->origin, r->source, r->runs, r->grade,
		                      r->kind,  r->size, r->names,  r->path,   r->method, r->file };

	for (size_t i = 0; i < COUNT(cells); i++)
		if ((i > 0 && buf_add_byte(out, ',', f) < 0) || cell(out, cells[i], f) < 0)
			return -1;
	return buf_add_text(out, "\r\n", f);
}

static int cmp_span(const void *a, const void *b)
{
	return span_cmp(*(const struct span *)a, *(const struct span *)b);
}

int export_csv_merge(struct buf *out, struct span older, struct span rows, struct fault *f)
{
	VEC(struct span) lines = { NULL, 0, 0 };
	struct span both[] = { older, rows }, last = SPAN_NONE;
	int rc = buf_add_text(out, TITLES, f);

	for (size_t i = 0; i < COUNT(both); i++)
		while (rc == 0 && both[i].n > 0) {
			struct span line = span_cut(&both[i], '\n');

			if (line.n > 1 && !span_starts(line, span_of("image,blob,")))
				rc = VEC_PUSH(&lines, line, f);
		}
	if (lines.n > 1)
		qsort(lines.v, lines.n, sizeof *lines.v, cmp_span);
	for (size_t i = 0; rc == 0 && i < lines.n; i++) {
		if (!span_eq(lines.v[i], last))
			rc = buf_add(out, lines.v[i], f) < 0 ? -1 : buf_add_byte(out, '\n', f);
		last = lines.v[i];
	}
	VEC_RELEASE(&lines);
	return rc;
}

/* ---- envelopes ------------------------------------------------------------------------------------------------------------ */

#define PAYLOAD_TYPE "application/vnd.in-toto+json"

static int base64(struct buf *out, struct span in, struct fault *f)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	for (size_t i = 0; i < in.n; i += 3) {
		uint32_t v = (uint32_t)in.p[i] << 16 | (i + 1 < in.n ? (uint32_t)in.p[i + 1] << 8 : 0) | (i + 2 < in.n ? in.p[i + 2] : 0);
		char four[5] = { digits[v >> 18], digits[v >> 12 & 63], i + 1 < in.n ? digits[v >> 6 & 63] : '=',
			         i + 2 < in.n ? digits[v & 63] : '=', '\0' };

		if (buf_add_text(out, four, f) < 0)
			return -1;
	}
	return 0;
}

int export_dsse_signed(struct buf *out, struct span payload, struct fault *f)
{
	return buf_printf(out, f, "DSSEv1 %zu %s %zu ", strlen(PAYLOAD_TYPE), PAYLOAD_TYPE, payload.n) < 0 ? -1
	                                                                                                  : buf_add(out, payload, f);
}

int export_dsse(struct buf *out, struct span payload, struct span signature, const char *keyid, struct fault *f)
{
	if (buf_add_text(out, "{\"payloadType\":\"" PAYLOAD_TYPE "\",\"payload\":\"", f) < 0 || base64(out, payload, f) < 0 ||
	    buf_printf(out, f, "\",\"signatures\":[{\"keyid\":\"%s\",\"sig\":\"", keyid) < 0 || base64(out, signature, f) < 0)
		return -1;
	return buf_add_text(out, "\"}]}\n", f);
}
