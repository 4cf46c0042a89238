/*
 * report/export/bodyfile.c - bodyfile.txt, times of files as The Sleuth Kit's mactime reads them (bodyfile 3.x): fields
 * apart by "|", epoch seconds, -1 for a time that is not known. mactime splits first and percent-decodes each field
 * after, so "%", "|" and everything unprintable is percent-encoded. And sha256sums.txt for `sha256sum -c`.
 */
#include "report/export/formats.h"

#include "base/quote.h"
#include "base/utf8.h"

#include <inttypes.h>
#include <string.h>

const char *const file_times[FILE_TIMES] = { "mtime", "atime", "ctime", "btime" };

int64_t seconds_of(int64_t ns)
{
	return ns / 1000000000 - (ns % 1000000000 < 0);
}

static void encoded(struct out *o, struct span raw)
{
	bool text = utf8_valid(raw) && quote_plain(raw);

	for (size_t i = 0; i < raw.n; i++) {
		uint8_t c = raw.p[i];

		if (c == '%' || c == '|' || c < 0x20 || c == 0x7F || (c >= 0x80 && !text))
			out_printf(o, "%%%02X", c);
		else
			out_span(o, span_sub(raw, i, 1));
	}
}

static char letter(struct span kind)
{
	static const struct {
		const char *word;
		char letter;
	} all[] = { { "file", 'r' }, { "hardlink", 'r' }, { "dir", 'd' }, { "symlink", 'l' }, { "fifo", 'p' },
		    { "socket", 's' }, { "chardev", 'c' }, { "blockdev", 'b' } };

	for (size_t i = 0; i < COUNT(all); i++)
		if (span_is(kind, all[i].word))
			return all[i].letter;
	return '-';
}

static void mode(struct out *o, const struct rows *row)
{
	static const char bits[] = "rwxrwxrwx";
	char text[] = "r/r---------";
	int64_t m = rows_int(row, "mode");

	text[0] = text[2] = letter(rows_span(row, "kind"));
	for (int i = 0; i < 9; i++)
		if ((m >> (8 - i) & 1) != 0)
			text[3 + i] = bits[i];
	if ((m & 04000) != 0)
		text[5] = (m & 0100) != 0 ? 's' : 'S';
	if ((m & 02000) != 0)
		text[8] = (m & 0010) != 0 ? 's' : 'S';
	if ((m & 01000) != 0)
		text[11] = (m & 0001) != 0 ? 't' : 'T';
	out_text(o, text);
}

static void one_time(struct out *o, const struct rows *row, const char *column)
{
	int64_t sec = rows_has(row, column) ? seconds_of(rows_int(row, column)) : -1;

	out_printf(o, "|%" PRId64, sec == 0 ? -1 : sec); /* 0 prints a row of no date */
}

int bodyfile_write(struct report_out *d, struct out *o, struct fault *f)
{
	OWNED(rows) struct rows *rows = NULL;
	int rc;

	if (rows_open(d->report->db, QUERY_C_FILES, &rows, f) < 0)
		return -1;
	while ((rc = rows_next(rows, f)) == 0) {
		bool any = false;

		for (size_t i = 0; i < FILE_TIMES; i++)
			any |= rows_has(rows, file_times[i]);
		if (!any)
			continue;
		out_text(o, "0|");
		encoded(o, rows_span(rows, "label"));
		out_text(o, "/");
		encoded(o, rows_span(rows, "path"));
		if (rows_has(rows, "link_target")) {
			out_text(o, " -> ");
			encoded(o, rows_span(rows, "link_target"));
		}
		out_printf(o, "|%" PRId64 "|", rows_int(rows, "inode"));
		mode(o, rows);
		out_printf(o, "|%" PRId64 "|%" PRId64 "|%" PRId64, rows_int(rows, "uid"), rows_int(rows, "gid"),
		           rows_int(rows, "size"));
		one_time(o, rows, "atime");
		one_time(o, rows, "mtime");
		one_time(o, rows, "ctime");
		one_time(o, rows, "btime");
		out_text(o, "\n");
	}
	return rc < 0 ? -1 : 0;
}

/* ---- sha256sums.txt ------------------------------------------------------------------------------------------- */

/* GNU coreutils: a line whose name holds a backslash or newline begins with a backslash, both are escaped. */
static void sum(struct out *o, struct span digest, struct span folder, struct span path)
{
	bool escape = memchr(path.p, '\\', path.n) != NULL || memchr(path.p, '\n', path.n) != NULL ||
	              memchr(path.p, '\r', path.n) != NULL;
	struct span parts[] = { folder, path };

	for (size_t k = 0; k < COUNT(parts); k++)
		for (size_t i = 0; i < parts[k].n; i++)
			escape |= parts[k].p[i] == '\\' || parts[k].p[i] == '\n' || parts[k].p[i] == '\r';
	out_text(o, escape ? "\\" : "");
	out_span(o, span_from(digest, 7));
	out_text(o, "  ");
	for (size_t k = 0; k < COUNT(parts); k++) {
		if (k == 1 && parts[0].n > 0 && path.n > 0)
			out_text(o, "/");
		for (size_t i = 0; i < parts[k].n; i++) {
			uint8_t c = parts[k].p[i];

			if (c == '\\' || c == '\n' || c == '\r')
				out_text(o, c == '\\' ? "\\\\" : c == '\n' ? "\\n" : "\\r");
			else
				out_span(o, span_sub(parts[k], i, 1));
		}
	}
	out_text(o, "\n");
}

int hashlist_write(struct report_out *d, struct out *o, struct fault *f)
{
	OWNED(rows) struct rows *sources = NULL, *rows = NULL;
	int rc;

	if (ask(&sources, d->report, QUERY_SOURCES, SPAN_NONE, f) < 0)
		return -1;
	while ((rc = rows_next(sources, f)) == 0) {
		out_text(o, "# source ");
		out_shown(o, rows_span(sources, "label"));
		out_text(o, " (");
		out_shown(o, rows_span(sources, "kind"));
		out_text(o, ") ");
		out_shown(o, rows_span(sources, "path"));
		out_text(o, "\n");
		if (!span_is(rows_span(sources, "kind"), "dir") && rows_has(sources, "digest"))
			sum(o, rows_span(sources, "digest"), SPAN_NONE, rows_span(sources, "path"));
	}
	if (rc < 0 || rows_open(d->report->db, QUERY_C_FILES, &rows, f) < 0)
		return -1;
	while ((rc = rows_next(rows, f)) == 0)
		if (span_is(rows_span(rows, "source_kind"), "dir") && rows_has(rows, "sha256") && !rows_has(rows, "unread") &&
		    span_is(rows_span(rows, "kind"), "file"))
			sum(o, rows_span(rows, "sha256"), rows_span(rows, "source_path"), rows_span(rows, "path"));
	return rc < 0 ? -1 : 0;
}
