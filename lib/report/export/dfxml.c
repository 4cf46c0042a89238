/*
 * report/export/dfxml.c - dfxml.xml: Digital Forensics XML, schema 2.0.0-beta.0 (dfxml_schema/dfxml.xsd): metadata, creator,
 * source, then file objects, whose children stand in the order the schema demands. A name that XML 1.0 cannot carry
 * stands in visible form, its bytes in hexadecimal in an element of our own namespace, which comes last.
 */
#include "report/export/formats.h"

#include "base/quote.h"
#include "base/utf8.h"

#include <inttypes.h>

static void name(struct out *o, const char *element, struct span raw)
{
	out_printf(o, "<%s>", element);
	out_escaped(o, raw);
	out_printf(o, "</%s>", element);
}

static void path_of(struct out *o, const struct rows *row)
{
	out_text(o, "<filename>");
	out_escaped(o, rows_span(row, "label"));
	out_text(o, "/");
	out_escaped(o, rows_span(row, "path"));
	out_text(o, "</filename>");
}

static void number(struct out *o, const char *element, const struct rows *row, const char *column)
{
	if (rows_has(row, column))
		out_printf(o, "<%s>%" PRId64 "</%s>", element, rows_int(row, column), element);
}

static void moment(struct out *o, const char *element, const struct rows *row, const char *column)
{
	char text[WHEN_TEXT];

	if (rows_has(row, column))
		out_printf(o, "<%s>%s</%s>", element, time_ns(text, rows_int(row, column), rows_int(row, "time_digits")), element);
}

static const char *type_of(struct span kind)
{
	static const struct {
		const char *word, *letter;
	} all[] = { { "file", "r" }, { "hardlink", "r" }, { "dir", "d" },     { "symlink", "l" },
		    { "fifo", "p" }, { "socket", "h" },   { "chardev", "c" }, { "blockdev", "b" } };

	for (size_t i = 0; i < COUNT(all); i++)
		if (span_is(kind, all[i].word))
			return all[i].letter;
	return "-";
}

static void ours(struct out *o, const struct rows *row)
{
	static const char *const texts[] = { "role", "repository", "tag", "digest" };
	struct span path = rows_span(row, "path");

	for (size_t i = 0; i < COUNT(texts); i++)
		if (rows_has(row, texts[i])) {
			out_printf(o, "<sherd:%s>", texts[i]);
			out_escaped(o, rows_span(row, texts[i]));
			out_printf(o, "</sherd:%s>", texts[i]);
		}
	if (!quote_plain(path)) {
		out_text(o, "<sherd:path_hex>");
		for (size_t i = 0; i < path.n; i++)
			out_printf(o, "%02x", path.p[i]);
		out_text(o, "</sherd:path_hex>");
	}
}

static void object(struct out *o, const struct rows *row)
{
	out_text(o, "<fileobject>");
	path_of(o, row);
	out_printf(o, "<name_type>%s</name_type><filesize>%" PRId64 "</filesize><alloc_inode>1</alloc_inode>"
	              "<alloc_name>1</alloc_name>",
	           type_of(rows_span(row, "kind")), rows_int(row, "size"));
	number(o, "inode", row, "inode");
	number(o, "mode", row, "mode");
	number(o, "nlink", row, "nlink");
	number(o, "uid", row, "uid");
	number(o, "gid", row, "gid");
	moment(o, "mtime", row, "mtime");
	moment(o, "ctime", row, "ctime");
	moment(o, "atime", row, "atime");
	moment(o, "crtime", row, "btime");
	if (rows_has(row, "link_target"))
		name(o, "link_target", rows_span(row, "link_target"));
	if (rows_has(row, "offset") && rows_span(row, "runs").n == 0)
		out_printf(o, "<byte_runs><byte_run file_offset=\"0\" img_offset=\"%" PRId64 "\" len=\"%" PRId64 "\"/></byte_runs>",
		           rows_int(row, "offset"), rows_int(row, "size"));
	if (rows_has(row, "sha256")) {
		out_text(o, "<hashdigest type=\"sha256\">");
		out_escaped(o, span_from(rows_span(row, "sha256"), 7));
		out_text(o, "</hashdigest>");
	}
	ours(o, row);
	out_text(o, "</fileobject>\n");
}

static int head(struct report_out *d, struct out *o, struct fault *f)
{
	OWNED(rows) struct rows *rows = NULL;
	char when[WHEN_TEXT];
	int rc;

	out_text(o, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<dfxml "
	            "xmlns=\"http://www.forensicswiki.org/wiki/Category:Digital_Forensics_XML\" "
	            "xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:sherd=\"urn:sherd:dfxml:1\" version=\"1.2.0\">\n"
	            "<metadata><dc:type>Registry storage</dc:type></metadata>\n<creator><program>sherd</program>");
	name(o, "version", span_of(d->o->version));
	out_text(o, "<execution_environment>");
	if (d->generated.known)
		out_printf(o, "<start_time>%s</start_time>", when_text(when, d->generated));
	out_text(o, "</execution_environment></creator>\n<source>");
	if (ask(&rows, d->report, QUERY_SOURCES, SPAN_NONE, f) < 0)
		return -1;
	while ((rc = rows_next(rows, f)) == 0)
		name(o, "image_filename", rows_span(rows, "path"));
	out_text(o, "</source>\n");
	return rc < 0 ? -1 : 0;
}

int dfxml_write(struct report_out *d, struct out *o, struct fault *f)
{
	OWNED(rows) struct rows *rows = NULL;
	int rc;

	if (head(d, o, f) < 0 || rows_open(d->report->db, QUERY_C_FILES, &rows, f) < 0)
		return -1;
	while ((rc = rows_next(rows, f)) == 0)
		object(o, rows);
	out_text(o, "</dfxml>\n");
	return rc < 0 ? -1 : 0;
}
