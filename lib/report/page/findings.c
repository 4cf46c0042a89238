/* report/page/findings.c - findings with meaning and grounds; coverage, limits. */
#include "report/page/html.h"

#include "core/finding.h"

#include <inttypes.h>

static void byte_range(struct page *p, uint64_t offset, uint64_t length)
{
	const uint64_t n[] = { offset, offset + length - 1 };

	out_text(p->o, " <span class=\"soft\">");
	page_say_plain(p, TEXT_BYTES_RANGE, n, COUNT(n));
	out_text(p->o, "</span>");
}

static int grounds(struct page *p, int64_t id)
{
	OWNED(rows) struct rows *rows = NULL;
	size_t n = 0;
	int rc;

	if (ask_int(&rows, p->r, QUERY_BECAUSE, "finding", id, p->f) < 0)
		return -1;
	out_text(p->o, "<td class=\"path\">");
	while ((rc = rows_next(rows, p->f)) == 0) {
		if (n++ >= 6)
			continue;
		out_text(p->o, n > 1 ? "<br>" : "");
		out_name(p->o, rows_span(rows, "source"));
		if (rows_has(rows, "path")) {
			out_text(p->o, ": ");
			out_name(p->o, rows_span(rows, "path"));
		}
		if (rows_int(rows, "length") > 0)
			byte_range(p, (uint64_t)rows_int(rows, "offset"),
			           (uint64_t)rows_int(rows, "length"));
		if (rows_span(rows, "pointer").n > 0) {
			out_text(p->o, " <code>");
			out_name(p->o, rows_span(rows, "pointer"));
			out_text(p->o, "</code>");
		}
	}
	out_text(p->o, "</td>");
	return rc < 0 ? -1 : 0;
}

static int of_code(struct page *p, enum finding_code code)
{
	static const unsigned titles[] = { TEXT_T_SUBJECT, TEXT_T_OBSERVED, TEXT_T_GROUNDS };
	const struct finding_kind *k = finding_kind(code);
	OWNED(rows) struct rows *rows = NULL;
	size_t n = 0;
	int rc;

	if (ask(&rows, p->r, QUERY_FINDINGS_OF, span_of(k->code), p->f) < 0)
		return -1;
	page_table(p, finding_title(p->lang, code), titles, COUNT(titles));
	while ((rc = rows_next(rows, p->f)) == 0) {
		struct digest d;
		struct span subject = rows_span(rows, "subject");

		if (n++ >= ROWS_SHOWN)
			continue;
		page_row(p);
		if (digest_parse(&d, subject) == 0)
			page_td_digest(p, subject);
		else
			page_td_shown(p, subject);
		out_text(p->o, "<td class=\"say\">");
		if (p->lang == LANG_JA && span_is(rows_span(rows, "text"), finding_kind(code)->title))
			out_escaped(p->o, span_of(finding_title(p->lang, code)));
		else
			page_row_sentence(p, rows, "text", "said", true);
		out_text(p->o, "</td>");
		if (grounds(p, rows_int(rows, "id")) < 0)
			return -1;
		page_row_end(p);
	}
	page_table_end(p);
	page_more(p, n < ROWS_SHOWN ? n : ROWS_SHOWN, n, "findings.csv");
	return rc < 0 ? -1 : 0;
}

static int one_code(struct page *p, const struct rows *row)
{
	OWNED(buf) struct buf code = BUF_INIT;
	const struct finding_kind *k;
	enum finding_code c;

	if (buf_add(&code, rows_span(row, "code"), p->f) < 0)
		return -1;
	c = finding_code_of(buf_cstr(&code));
	if (c == FINDING_NONE)
		return 0;
	k = finding_kind(c);
	p->heading = finding_title(p->lang, c);
	out_text(p->o, "<div class=\"finding\">\n<h3>");
	page_badge(p, span_of(severity_text(k->severity)));
	out_printf(p->o, " %s <span class=\"soft small\"><span translate=\"no\">%s</span>, %" PRId64 "</span></h3>\n", p->heading,
	           k->code, rows_int(row, "n"));
	out_printf(p->o, "<dl class=\"facts\"><dt>%s</dt><dd>", page_text(p, TEXT_MEANING));
	out_escaped(p->o, span_of(finding_meaning(p->lang, c)));
	out_printf(p->o, "</dd><dt>%s</dt><dd>", page_text(p, TEXT_ADVICE));
	out_escaped(p->o, span_of(finding_advice(p->lang, c)));
	out_text(p->o, "</dd></dl>\n</div>\n");
	return of_code(p, c);
}

int page_findings(struct page *p)
{
	OWNED(rows) struct rows *rows = NULL;
	int rc;

	page_section(p, "findings", TEXT_FINDINGS);
	if (p->s.findings == 0)
		page_para(p, TEXT_FINDINGS_NONE, "");
	if (ask(&rows, p->r, QUERY_COUNT_CODES, SPAN_NONE, p->f) < 0)
		return -1;
	while ((rc = rows_next(rows, p->f)) == 0)
		if (one_code(p, rows) < 0)
			return -1;
	page_section_end(p);
	return rc < 0 ? -1 : 0;
}

/* ---- coverage ------------------------------------------------------------------------------ */

static void covered(struct page *p, const struct rows *s)
{
	page_row(p);
	page_td_name(p, rows_span(s, "label"));
	page_td_plain(p, rows_span(s, "depth"));
	page_td_number(p, (uint64_t)rows_int(s, "files_read"));
	page_td_number(p, (uint64_t)rows_int(s, "files_skipped"));
	page_td_number(p, (uint64_t)rows_int(s, "files_unread"));
	page_td_size(p, s, "bytes_unread");
	page_td_number(p, (uint64_t)rows_int(s, "out_of_scope"));
	page_td(p);
	if (rows_has(s, "changed")) {
		page_mark(p, TEXT_CHANGED_WHILE_READ, "b-error");
		page_row_sentence(p, s, "changed", "changed_said", false);
	} else {
		page_put(p, TEXT_SAME_BEFORE_AND_AFTER);
	}
	if (rows_int(s, "atime_touched") != 0)
		page_put(p, TEXT_ATIMES_CHANGED);
	out_text(p->o, "</td>");
	page_row_end(p);
}

static int limits(struct page *p, struct span label, struct span json)
{
	OWNED(rows) struct rows *rows = NULL;
	size_t n = 0;
	int rc;

	if (rows_open(p->r->db, QUERY_JSON_MEMBERS, &rows, p->f) < 0 ||
	    rows_bind_text(rows, 1, json, p->f) < 0)
		return -1;
	out_printf(p->o, "<p class=\"small\">%s%s", page_text(p, TEXT_LIMITS), page_text(p, TEXT_COMMA));
	out_name(p->o, label);
	page_put(p, TEXT_COLON);
	while ((rc = rows_next(rows, p->f)) == 0) {
		if (n++ > 0)
			page_put(p, TEXT_COMMA);
		out_text(p->o, "<span translate=\"no\">");
		out_name(p->o, rows_span(rows, "key"));
		out_text(p->o, "</span> ");
		out_escaped(p->o, rows_span(rows, "value"));
	}
	out_text(p->o, "</p>\n");
	return rc < 0 ? -1 : 0;
}

static int all_limits(struct page *p)
{
	OWNED(rows) struct rows *rows = NULL;
	int rc;

	if (ask(&rows, p->r, QUERY_SOURCES, SPAN_NONE, p->f) < 0)
		return -1;
	while ((rc = rows_next(rows, p->f)) == 0)
		if (limits(p, rows_span(rows, "label"), rows_span(rows, "limits")) < 0)
			return -1;
	return rc < 0 ? -1 : 0;
}

int page_coverage(struct page *p)
{
	static const unsigned titles[] = {
		TEXT_T_SOURCE, TEXT_T_DEPTH, RIGHT(TEXT_T_FILES_READ), RIGHT(TEXT_T_SKIPPED),
		RIGHT(TEXT_T_UNREAD), RIGHT(TEXT_T_BYTES_UNREAD), RIGHT(TEXT_T_OUT_OF_SCOPE),
		TEXT_T_THE_SOURCE
	};
	OWNED(rows) struct rows *rows = NULL;
	int rc;

	page_section(p, "coverage", TEXT_COVERAGE);
	page_para(p, TEXT_COVERAGE_NOTE, "soft small");
	if (ask(&rows, p->r, QUERY_SOURCES, SPAN_NONE, p->f) < 0)
		return -1;
	page_table(p, page_text(p, TEXT_COVERAGE), titles, COUNT(titles));
	while ((rc = rows_next(rows, p->f)) == 0)
		covered(p, rows);
	page_table_end(p);
	rows_close(TAKE(&rows)); /* the same question is asked again for the limits */
	if (rc < 0 || all_limits(p) < 0)
		return -1;
	page_section_end(p);
	return 0;
}
