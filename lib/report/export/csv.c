/*
 * report/export/csv.c - whole tables beside the HTML: RFC 4180, CRLF, one header line. A cell that a
 * spreadsheet would take for a formula gets a leading apostrophe; the exact bytes stand in
 * report.json.
 */
#include "report/private.h"

#include "base/quote.h"

#include <inttypes.h>
#include <stdio.h>

const char *const csv_names[CSV_COUNT] = {
	[CSV_IMAGES] = "images.csv",
	[CSV_TAGS] = "tags.csv",
	[CSV_BLOBS] = "blobs.csv",
	[CSV_FINDINGS] = "findings.csv", [CSV_TIMELINE] = "timeline.csv",
};

/* Full-width forms of = + - @ start formulas in some spreadsheets as well. */
static bool formula(struct span s)
{
	static const char *const wide[] = { "\xEF\xBC\x9D", "\xEF\xBC\x8B", "\xEF\xBC\x8D",
		                            "\xEF\xBC\xA0" };

	if (s.n == 0)
		return false;
	if (memchr("=+-@\t\r", s.p[0], 6) != NULL)
		return true;
	for (size_t i = 0; i < COUNT(wide); i++)
		if (span_starts(s, span_of(wide[i])))
			return true;
	return false;
}

static int cell(struct buf *out, struct span raw, bool visible, struct fault *f)
{
	OWNED(buf) struct buf shown = BUF_INIT;
	bool guard = formula(raw), quote = guard;

	if ((visible ? quote_again(&shown, raw, f) : quote_visible(&shown, raw, f)) < 0)
		return -1;
	guard |= formula(buf_span(&shown));
	for (size_t i = 0; i < shown.n; i++)
		quote |= shown.p[i] == '"' || shown.p[i] == ',' || shown.p[i] == '\n' ||
		         shown.p[i] == '\r';
	if ((quote || guard) && buf_add_byte(out, '"', f) < 0)
		return -1;
	if (guard && buf_add_byte(out, '\'', f) < 0)
		return -1;
	for (size_t i = 0; i < shown.n; i++)
		if ((shown.p[i] == '"' && buf_add_byte(out, '"', f) < 0) ||
		    buf_add_byte(out, shown.p[i], f) < 0)
			return -1;
	return quote || guard ? buf_add_byte(out, '"', f) : 0;
}

int csv_cell(struct buf *out, struct span raw, struct fault *f)
{
	return cell(out, raw, false, f);
}

/* A nested list in one cell, joined by blanks: `what` and `more` are columns, more after a colon.
 */
static int joined(struct report_out *d, struct buf *out, enum query q, struct span key,
                  const char *what, const char *more, struct fault *f)
{
	OWNED(rows) struct rows *rows = NULL;
	int rc;

	if (ask(&rows, d->report, q, key, f) < 0)
		return -1;
	while ((rc = rows_next(rows, f)) == 0) {
		if ((out->n > 0 && buf_add_byte(out, ' ', f) < 0) ||
		    buf_add(out, rows_span(rows, what), f) < 0)
			return -1;
		if (more != NULL &&
		    (buf_add_byte(out, ':', f) < 0 || buf_add(out, rows_span(rows, more), f) < 0))
			return -1;
	}
	return rc < 0 ? -1 : 0;
}

struct csv_column {
	const char *title, *name;
	enum query nested; /* when what is set */
	const char *what, *more;
	bool number;
};

static const struct csv_column images[] = {
	{ "digest", "digest", 0, NULL, NULL, false },
	{ "kind", "kind", 0, NULL, NULL, false },
	{ "standing", "standing", 0, NULL, NULL, false },
	{ "completeness", "completeness", 0, NULL, NULL, false },
	{ "state", "state", 0, NULL, NULL, false },
	{ "origin", "origin", 0, NULL, NULL, false },
	{ "grade", "grade", 0, NULL, NULL, false },
	{ "media_type", "media_type", 0, NULL, NULL, false },
	{ "size", "size", 0, NULL, NULL, true },
	{ "total_size", "total_size", 0, NULL, NULL, true },
	{ "created", "created", 0, NULL, NULL, false },
	{ "config", "config", 0, NULL, NULL, false },
	{ "subject", "subject", 0, NULL, NULL, false },
	{ "repositories", NULL, QUERY_IMAGE_REPOSITORIES, "name", "standing", false },
	{ "tags", NULL, QUERY_IMAGE_TAGS, "repository", "tag", false },
	{ "layers", NULL, QUERY_IMAGE_LAYERS, "digest", NULL, false },
	{ "manifests", NULL, QUERY_IMAGE_CHILDREN, "digest", NULL, false },
	{ "missing", NULL, QUERY_IMAGE_MISSING, "digest", NULL, false },
	{ NULL, NULL, 0, NULL, NULL, false },
};

static const struct csv_column tags[] = {
	{ "source", "source", 0, NULL, NULL, false },
	{ "registry", "registry", 0, NULL, NULL, false },
	{ "repository", "repository", 0, NULL, NULL, false },
	{ "tag", "tag", 0, NULL, NULL, false },
	{ "digest", "digest", 0, NULL, NULL, false },
	{ "standing", "standing", 0, NULL, NULL, false },
	{ "from", "from_at", 0, NULL, NULL, false },
	{ "until", "until_at", 0, NULL, NULL, false },
	{ "deleted_at", "deleted_at", 0, NULL, NULL, false },
	{ "deleted_after", "deleted_after", 0, NULL, NULL, false },
	{ "deleted_before", "deleted_before", 0, NULL, NULL, false },
	{ "time_source", "time_source", 0, NULL, NULL, false },
	{ "grade", "grade", 0, NULL, NULL, false },
	{ NULL, NULL, 0, NULL, NULL, false },
};

static const struct csv_column blobs[] = {
	{ "digest", "digest", 0, NULL, NULL, false },
	{ "kind", "kind", 0, NULL, NULL, false },
	{ "state", "state", 0, NULL, NULL, false },
	{ "size", "size", 0, NULL, NULL, true },
	{ "observed_digest", "observed_digest", 0, NULL, NULL, false },
	{ "observed_size", "observed_size", 0, NULL, NULL, true },
	{ "media_type", "media_type", 0, NULL, NULL, false },
	{ "diff_id", "diff_id", 0, NULL, NULL, false },
	{ "repositories", NULL, QUERY_BLOB_REPOSITORIES, "repository", NULL, false },
	{ "referenced_by", NULL, QUERY_BLOB_REFERENCED, "digest", NULL, false },
	{ "paths", NULL, QUERY_BLOB_COPIES, "label", "path", false },
	{ NULL, NULL, 0, NULL, NULL, false },
};

enum { SUBJECT = 2 };
static const struct csv_column findings[] = {
	{ "severity", "severity", 0, NULL, NULL, false }, { "code", "code", 0, NULL, NULL, false },
	{ "subject", "subject", 0, NULL, NULL, false },   { "path", "path", 0, NULL, NULL, false },
	{ "text", "text", 0, NULL, NULL, false },         { NULL, NULL, 0, NULL, NULL, false },
};

enum { ACTOR = 9, SAID = 13 };
static const struct csv_column timeline[] = {
	{ "time", "time", 0, NULL, NULL, false },
	{ "after", "after_at", 0, NULL, NULL, false },
	{ "before", "before_at", 0, NULL, NULL, false },
	{ "time_source", "time_source", 0, NULL, NULL, false },
	{ "event", "event", 0, NULL, NULL, false },
	{ "registry", "registry", 0, NULL, NULL, false },
	{ "repository", "repository", 0, NULL, NULL, false },
	{ "tag", "tag", 0, NULL, NULL, false },
	{ "digest", "digest", 0, NULL, NULL, false },
	{ "actor", "actor", 0, NULL, NULL, false },
	{ "address", "address", 0, NULL, NULL, false },
	{ "grade", "grade", 0, NULL, NULL, false },
	{ "source", "source", 0, NULL, NULL, false },
	{ "text", "text", 0, NULL, NULL, false },
	{ NULL, NULL, 0, NULL, NULL, false },
};

static const struct {
	enum query query;
	const struct csv_column *column;
} files[CSV_COUNT] = {
	[CSV_IMAGES] = { QUERY_IMAGES, images },
	[CSV_TAGS] = { QUERY_TAGS, tags },
	[CSV_BLOBS] = { QUERY_BLOBS, blobs },
	[CSV_FINDINGS] = { QUERY_FINDINGS, findings },
	[CSV_TIMELINE] = { QUERY_TIMELINE, timeline },
};

static int one_cell(struct report_out *d, struct buf *line, const struct csv_column *c,
                    const struct rows *row, struct fault *f)
{
	OWNED(buf) struct buf text = BUF_INIT;

	if (c->what == NULL) {
		if (c->number)
			return rows_has(row, c->name)
			               ? buf_printf(line, f, "%" PRId64, rows_int(row, c->name))
			               : 0;
		if (c == &timeline[SAID])
			return mask_event(&text, row, d->o->reveal, f) < 0 ? -1 : cell(line, buf_span(&text), true, f);
		if (c == &timeline[ACTOR])
			return mask_actor(&text, row, d->o->reveal, f) < 0 ? -1 : cell(line, buf_span(&text), false, f);
		/* what a finding says holds names in visible form already */
		return cell(line, rows_span(row, c->name),
		            strcmp(c->name, "text") == 0 || c == &findings[SUBJECT], f);
	}
	if (joined(d, &text, c->nested, rows_span(row, "digest"), c->what, c->more, f) < 0)
		return -1;
	return csv_cell(line, buf_span(&text), f);
}

int csv_write(struct report_out *d, enum csv_file which, struct out *o, struct fault *f)
{
	const struct csv_column *column = files[which].column;
	OWNED(rows) struct rows *rows = NULL;
	OWNED(buf) struct buf line = BUF_INIT;
	int rc;

	if (d->o->bom)
		out_text(o, "\xEF\xBB\xBF");
	for (size_t i = 0; column[i].title != NULL; i++)
		out_printf(o, "%s%s", i > 0 ? "," : "", column[i].title);
	out_text(o, "\r\n");
	if (ask(&rows, d->report, files[which].query, SPAN_NONE, f) < 0)
		return -1;
	while ((rc = rows_next(rows, f)) == 0) {
		buf_clear(&line);
		for (size_t i = 0; column[i].title != NULL; i++)
			if ((i > 0 && buf_add_byte(&line, ',', f) < 0) ||
			    one_cell(d, &line, &column[i], rows, f) < 0)
				return -1;
		out_span(o, buf_span(&line));
		out_text(o, "\r\n");
	}
	return rc < 0 ? -1 : 0;
}
