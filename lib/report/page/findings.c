/* report/page/findings.c - findings with meaning and grounds; coverage, limits. */
#include "report/page/html.h"

#include "core/finding.h"
#include "report/list/fold.h"

#include <inttypes.h>

static void byte_range(struct page *p, uint64_t offset, uint64_t length)
{
	const uint64_t n[] = { offset, offset + length - 1 };

	out_text(p->o, " <span class=\"soft\">");
	page_say_plain(p, TEXT_BYTES_RANGE, n, COUNT(n));
	out_text(p->o, "</span>");
}

enum { GROUNDS_SHOWN = 6 }; /* told: the cell ends with how many more there are */

static int grounds(struct page *p, int64_t id)
{
	OWNED(rows) struct rows *rows = NULL;
	size_t n = 0;
	int rc;

	if (ask_int(&rows, p->r, QUERY_BECAUSE, "finding", id, p->f) < 0)
		return -1;
	out_text(p->o, "<td class=\"path\">");
	while ((rc = rows_next(rows, p->f)) == 0) {
		if (n++ >= GROUNDS_SHOWN)
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
	if (n > GROUNDS_SHOWN) {
		const uint64_t more[] = { n - GROUNDS_SHOWN };

		out_text(p->o, "<br>");
		page_say_plain(p, TEXT_GROUNDS_MORE, more, 1);
	}
	out_text(p->o, "</td>");
	return rc < 0 ? -1 : 0;
}

static int gather(struct page *p, const struct finding_kind *k, struct fold *fold)
{
	OWNED(rows) struct rows *rows = NULL;
	int rc;

	if (ask(&rows, p->r, QUERY_FINDINGS_OF, span_of(k->code), p->f) < 0)
		return -1;
	while ((rc = rows_next(rows, p->f)) == 0)
		if (fold_add(fold, rows, p->f) < 0)
			return -1;
	return rc < 0 ? -1 : 0;
}

static void say_count(struct page *p, enum lang_text id, uint64_t n)
{
	page_say_plain(p, id, &n, 1);
}

static void row_more(struct page *p, const struct folded *x)
{
	page_row(p);
	out_text(p->o, "<td></td><td class=\"say\">");
	page_say(p, TEXT_FOLDED_MORE, &x->more, 1);
	if (x->pushed.n > 0) {
		page_put(p, TEXT_COMMA);
		page_put_with(p, TEXT_FOLDED_PUSHED, x->pushed);
	}
	out_text(p->o, "</td><td class=\"path\">");
	for (size_t i = 0; i < x->places; i++) {
		out_text(p->o, i > 0 ? "<br>" : "");
		say_count(p, TEXT_FOLDED_IN, x->place[i].n);
		out_text(p->o, " ");
		if (x->place[i].dir.n == 0)
			page_put(p, TEXT_FOLDED_SOURCE);
		else
			out_name(p->o, x->place[i].dir);
	}
	if (x->elsewhere > 0) {
		out_text(p->o, "<br>");
		say_count(p, TEXT_FOLDED_ELSEWHERE, x->elsewhere);
	}
	out_text(p->o, "</td>");
	page_row_end(p);
}

static int row_finding(struct page *p, const struct rows *row, enum finding_code code)
{
	struct digest d;
	struct span subject = rows_span(row, "subject");

	page_row(p);
	if (digest_parse(&d, subject) == 0)
		page_td_digest(p, subject);
	else
		page_td_shown(p, subject);
	out_text(p->o, "<td class=\"say\">");
	if (p->lang == LANG_JA && span_is(rows_span(row, "text"), finding_kind(code)->title))
		out_escaped(p->o, span_of(finding_title(p->lang, code)));
	else
		page_row_sentence(p, row, "text", "said", true);
	out_text(p->o, "</td>");
	if (grounds(p, rows_int(row, "id")) < 0)
		return -1;
	page_row_end(p);
	return 0;
}

static int of_code(struct page *p, enum finding_code code)
{
	static const unsigned titles[] = { TEXT_T_SUBJECT, TEXT_T_OBSERVED, TEXT_T_GROUNDS };
	const struct finding_kind *k = finding_kind(code);
	OWNED(fold) struct fold *fold = NULL;
	OWNED(rows) struct rows *rows = NULL;
	size_t n = 0, shown = 0;
	bool folded = false;
	int rc;

	if (fold_new(&fold, p->f) < 0 || gather(p, k, fold) < 0 ||
	    ask(&rows, p->r, QUERY_FINDINGS_OF, span_of(k->code), p->f) < 0)
		return -1;
	page_table(p, finding_title(p->lang, code), titles, COUNT(titles));
	while ((rc = rows_next(rows, p->f)) == 0) {
		struct folded how;

		n++;
		if (fold_take(fold, rows, &how, p->f) < 0)
			return -1;
		if (!how.show || shown >= ROWS_SHOWN)
			continue;
		shown++;
		if (row_finding(p, rows, code) < 0)
			return -1;
		if (how.more > 0)
			row_more(p, &how);
		folded = folded || how.more > 0;
	}
	page_table_end(p);
	(folded ? page_folded : page_more)(p, shown, n, "findings.csv");
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

	if (ask(&rows, p->r, QUERY_JSON_MEMBERS, json, p->f) < 0)
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
