/* report/list/list.c - one list: as JSON Lines, or as a table for people. */
#include "report/private.h"

#include "core/sentence.h"
#include "words/text.h"

static int print_lines(struct report *r, enum report_list which, const struct report_filter *x,
                       struct out *out, struct fault *f)
{
	const struct list_def *def = &list_defs[which];
	OWNED(rows) struct rows *rows = NULL;
	OWNED(buf) struct buf line = BUF_INIT;
	int rc;

	if (rows_open(r->db, def->query, &rows, f) < 0 || filter_bind(rows, which, x, f) < 0)
		return -1;
	while ((rc = rows_next(rows, f)) == 0) {
		struct jsonw w = jsonw_of(&line, f);

		buf_clear(&line);
		if (def->line(r, &w, rows, f) < 0 || out_json_line(out, &w, &line) < 0)
			return -1;
		if (out->failed)
			return -1; /* whoever reads has enough, or the disk is full */
		if (watch_check(r->watch, f) < 0)
			return -1;
	}
	return rc < 0 ? -1 : 0;
}

static int print_summary_line(struct report *r, const struct report_options *o, struct out *out, struct fault *f)
{
	OWNED(buf) struct buf line = BUF_INIT;
	struct jsonw w = jsonw_of(&line, f);

	return summary_json(r, o, &w, f) < 0 ? -1 : out_json_line(out, &w, &line);
}

/* A list that is empty because nothing was concluded must not look like one that is empty. */
static int tell_unresolved(struct report *r, enum report_list which, struct fault *f)
{
	int64_t n = 0;

	if (which == REPORT_SOURCES)
		return 0;
	if (casedb_number(r->db, NUMBER_NEWER_SCANS, NULL, &n, f) < 0)
		return -1;
	if (n > 0)
		watch_note(r->watch,
		           "a scan of this case is newer than its conclusions; run sherd resolve");
	return 0;
}

int report_list(struct report *r, enum report_list which, const struct report_filter *filter,
                const struct report_options *o, const struct report_sink *sink, struct fault *f)
{
	OWNED(out) struct out out = { 0 };
	int rc;

	r->reveal = o->reveal;
	if (filter_check(which, filter, f) < 0 || tell_unresolved(r, which, f) < 0)
		return -1;
	out_init(&out, sink, f);
	if (which == REPORT_SUMMARY)
		rc = o->json ? print_summary_line(r, o, &out, f) : summary_print(r, o, &out, f);
	else
		rc = o->json ? print_lines(r, which, filter, &out, f)
		             : tables_print(r, which, filter, o, &out, f);
	return rc < 0 ? -1 : out_end(&out);
}

/* In the language asked for when it is one of ours. */
static void put_sentence(struct out *out, const struct report_options *o, const struct rows *rows)
{
	struct sentence_pieces ja;

	if (o->lang != LANG_JA || sentence_ja(&ja, rows_span(rows, "text"), rows_span(rows, "said")) != 0) {
		out_shown(out, rows_span(rows, "text"));
		return;
	}
	for (size_t i = 0; i < ja.n; i++)
		out_shown(out, ja.v[i].text);
}

int report_collections(struct report *r, const struct report_options *o, const struct report_sink *sink,
                       struct fault *f)
{
	OWNED(out) struct out out = { 0 };
	OWNED(rows) struct rows *rows = NULL;
	bool any = false;
	int rc;

	out_init(&out, sink, f);
	if (rows_open(r->db, QUERY_COLLECTIONS, &rows, f) < 0)
		return -1;
	while ((rc = rows_next(rows, f)) == 0) {
		char a[WHEN_TEXT + 8], b[WHEN_TEXT + 8];
		struct span from = rows_span(rows, rows_has(rows, "time") ? "time" : "after_at");

		if (!any)
			out_printf(&out, "\n%s\n", lang_text(o->lang, TEXT_Y_GC_LEFT));
		any = true;
		out_text(&out, "  ");
		out_shown(&out, rows_span(rows, "source"));
		if (from.n > 0)
			out_printf(&out, "  %s", time_zoned(a, from, o->zone));
		if (rows_has(rows, "before_at"))
			out_printf(&out, " - %s", time_zoned(b, rows_span(rows, "before_at"), o->zone));
		out_text(&out, "\n    ");
		put_sentence(&out, o, rows);
		out_text(&out, "\n");
	}
	if (rc < 0)
		return -1;
	if (!any)
		out_printf(&out, "\n%s\n", lang_text(o->lang, TEXT_Y_GC_NOTHING));
	return out_end(&out);
}
