/*
 * report/page/form.c - the custody form for paper: one page of A4 for each root item, what the log knows printed, room for
 * ink: hand-over rows, disposal, the first digits of the log's head written by the receiving hand.
 */
#include "report/page/html.h"

#include <inttypes.h>

enum { BLANK_ROWS = 8 };

static const char style[] =
	"@page{size:A4;margin:12mm 12mm 14mm}*{box-sizing:border-box}"
	"body{margin:0 auto;max-width:190mm;color:#111;font:9.5pt/1.35 'Helvetica Neue',Arial,'Hiragino Sans','Yu Gothic',"
	"'Noto Sans CJK JP','IPAexGothic',sans-serif}"
	".form{break-after:page;padding-top:2mm}.form:last-child{break-after:auto}"
	"h1{font-size:15pt;margin:0 0 1mm}h2{font-size:10.5pt;margin:4mm 0 1mm}p{margin:0 0 1mm}"
	"table{border-collapse:collapse;width:100%;table-layout:fixed}th,td{border:.3mm solid #333;padding:1mm 1.4mm;"
	"text-align:left;vertical-align:top;overflow-wrap:anywhere;font-weight:400}th{background:#eee;font-size:8.5pt;"
	"print-color-adjust:exact;-webkit-print-color-adjust:exact}"
	"dl{display:grid;grid-template-columns:42mm 1fr;gap:.6mm 3mm;margin:0}dt{color:#444}dd{margin:0;overflow-wrap:anywhere}"
	"code{font-family:'DejaVu Sans Mono',monospace;font-size:8pt;word-break:break-all}tr.ink td{height:8.4mm}table.h th:first-child{width:18mm}table.h th:last-child{width:42mm}"
	"table.t th:first-child{width:17mm}table.t th:nth-child(2){width:34mm}"
	".head{display:flex;justify-content:space-between;gap:6mm}.hand{border-bottom:.3mm solid #333;display:inline-block;"
	"min-width:62mm;height:6mm}";

static int add_fact(struct page *p, enum lang_text title, const struct rows *rows, const char *a, const char *b, const char *c)
{
	const char *const names[] = { a, b, c };
	size_t n = 0;

	out_printf(p->o, "<dt>%s</dt><dd>", page_text(p, title));
	for (size_t i = 0; i < COUNT(names); i++)
		if (names[i] != NULL && rows_has(rows, names[i])) {
			out_text(p->o, n++ > 0 ? " / " : "");
			out_name(p->o, rows_span(rows, names[i]));
		}
	out_text(p->o, "</dd>\n");
	return 0;
}

static void titles(struct page *p, const unsigned *all, size_t n)
{
	out_printf(p->o, "<table class=\"%s\"><thead><tr>", n == 3 ? "h" : "t");
	for (size_t i = 0; i < n; i++)
		out_printf(p->o, "<th scope=\"col\">%s</th>", page_text(p, (enum lang_text)all[i]));
	out_text(p->o, "</tr></thead><tbody>\n");
}

static void cell(struct page *p, const struct rows *rows, const char *name)
{
	out_text(p->o, "<td>");
	out_name(p->o, rows_span(rows, name));
	out_text(p->o, "</td>");
}

/* Rows of a query that name the item (or all, when `item` is empty). */
static bool about(const struct rows *rows, const char *column, struct span item)
{
	struct span rest = rows_span(rows, column);

	while (rest.n > 0) {
		struct span one = span_cut(&rest, ',');

		while (one.n > 0 && one.p[0] == ' ')
			one = span_from(one, 1);
		if (span_eq(one, item))
			return true;
	}
	return false;
}

static int hashes(struct page *p, struct span item)
{
	static const unsigned all[] = { TEXT_T_ALGORITHM, TEXT_T_VALUE, TEXT_T_BY };
	OWNED(rows) struct rows *rows = NULL;
	int rc;

	out_printf(p->o, "<h2>%s</h2>\n", page_text(p, TEXT_C_HASHES));
	titles(p, all, COUNT(all));
	if (rows_open(p->r->db, QUERY_C_HASHES, &rows, p->f) < 0)
		return -1;
	while ((rc = rows_next(rows, p->f)) == 0) {
		if (!about(rows, "item_no", item))
			continue;
		out_text(p->o, "<tr>");
		cell(p, rows, "algorithm");
		out_text(p->o, "<td><code>");
		out_escaped(p->o, rows_span(rows, "value"));
		out_text(p->o, "</code></td>");
		cell(p, rows, "origin");
		out_text(p->o, "</tr>\n");
	}
	out_text(p->o, "</tbody></table>\n");
	return rc < 0 ? -1 : 0;
}

static int transfers(struct page *p, struct span item)
{
	static const unsigned all[] = { TEXT_T_TRANSFER, TEXT_F_DATE_TIME, TEXT_T_RELEASED_BY, TEXT_T_RECEIVED_BY,
		                        TEXT_T_PURPOSE, TEXT_T_SEALS };
	OWNED(rows) struct rows *rows = NULL;
	int rc;

	out_printf(p->o, "<h2>%s</h2>\n", page_text(p, TEXT_C_TRANSFERS));
	titles(p, all, COUNT(all));
	if (rows_open(p->r->db, QUERY_C_TRANSFERS, &rows, p->f) < 0)
		return -1;
	while ((rc = rows_next(rows, p->f)) == 0) {
		if (!about(rows, "items", item))
			continue;
		out_text(p->o, "<tr><td>");
		out_name(p->o, rows_span(rows, "transfer_no"));
		out_text(p->o, " (");
		out_name(p->o, rows_span(rows, "side"));
		out_text(p->o, ")</td>");
		cell(p, rows, "at");
		cell(p, rows, "released_by");
		cell(p, rows, "received_by");
		out_text(p->o, "<td>");
		out_name(p->o, rows_span(rows, "purpose"));
		out_text(p->o, ", ");
		out_name(p->o, rows_span(rows, "places"));
		out_text(p->o, "</td>");
		cell(p, rows, "seals");
		out_text(p->o, "</tr>\n");
	}
	for (int i = 0; i < BLANK_ROWS; i++)
		out_text(p->o, "<tr class=\"ink\"><td></td><td></td><td></td><td></td><td></td><td></td></tr>\n");
	out_text(p->o, "</tbody></table>\n");
	return rc < 0 ? -1 : 0;
}

static int header(struct page *p, uint64_t page, uint64_t pages)
{
	OWNED(rows) struct rows *rows = NULL;
	char head[65];
	int64_t seq;
	int rc;

	if (casedb_custody_head(p->r->db, &seq, head, p->f) < 0 || rows_open(p->r->db, QUERY_CUSTODY_CASE, &rows, p->f) < 0)
		return -1;
	rc = rows_next(rows, p->f);
	out_printf(p->o, "<div class=\"head\"><h1>%s</h1><p>%s %" PRIu64 " / %" PRIu64 "</p></div>\n<dl>",
	           page_text(p, TEXT_F_TITLE), page_text(p, TEXT_F_PAGE), page, pages);
	if (rc == 0) {
		(void)add_fact(p, TEXT_C_CASE_NO, rows, "case_no", "case_name", NULL);
		(void)add_fact(p, TEXT_C_ORGANISATION, rows, "organisation", NULL, NULL);
		(void)add_fact(p, TEXT_C_REQUESTER, rows, "requesting_party", NULL, NULL);
		(void)add_fact(p, TEXT_C_AUTHORITY, rows, "authority_kind", "authority_ref", NULL);
	}
	out_printf(p->o, "<dt>%s</dt><dd><code>%s</code> (%" PRId64 ")</dd><dt>%s</dt><dd><span class=\"hand\"></span></dd></dl>\n",
	           page_text(p, TEXT_C_HEAD), head, seq, page_text(p, TEXT_F_HEAD_HAND));
	return rc < 0 ? -1 : 0;
}

static int one_item(struct page *p, const struct rows *rows, uint64_t page, uint64_t pages)
{
	OWNED(buf) struct buf item = BUF_INIT;

	if (buf_add(&item, rows_span(rows, "item_no"), p->f) < 0)
		return -1;
	out_text(p->o, "<section class=\"form\">\n");
	if (header(p, page, pages) < 0)
		return -1;
	out_printf(p->o, "<h2>%s</h2>\n<dl>", page_text(p, TEXT_C_ITEMS));
	(void)add_fact(p, TEXT_T_ITEM_NO, rows, "item_no", NULL, NULL);
	(void)add_fact(p, TEXT_T_KIND, rows, "kind", "quantity", NULL);
	(void)add_fact(p, TEXT_T_DESCRIPTION, rows, "description", NULL, NULL);
	(void)add_fact(p, TEXT_F_MAKE, rows, "make", "model", "serial");
	(void)add_fact(p, TEXT_F_CONDITION, rows, "condition", "marks", NULL);
	(void)add_fact(p, TEXT_T_PLACE, rows, "found_at_place", NULL, NULL);
	(void)add_fact(p, TEXT_T_OBTAINED, rows, "obtained_from", "obtained_by", "obtained_at");
	out_text(p->o, "</dl>\n");
	if (hashes(p, buf_span(&item)) < 0 || transfers(p, buf_span(&item)) < 0)
		return -1;
	out_printf(p->o, "<h2>%s</h2>\n<table><tbody><tr class=\"ink\"><th>%s</th><td></td><th>%s</th><td></td><th>%s</th><td></td>"
	                 "</tr></tbody></table>\n</section>\n",
	           page_text(p, TEXT_F_DISPOSAL), page_text(p, TEXT_T_AUTHORISED), page_text(p, TEXT_F_DATE_TIME),
	           page_text(p, TEXT_T_WITNESS));
	return 0;
}

static int all_items(struct page *p)
{
	OWNED(rows) struct rows *rows = NULL;
	uint64_t page = 0;
	int64_t pages;
	int rc;

	if (casedb_number(p->r->db, NUMBER_EXHIBITS, NULL, &pages, p->f) < 0 ||
	    rows_open(p->r->db, QUERY_C_ITEMS, &rows, p->f) < 0)
		return -1;
	while ((rc = rows_next(rows, p->f)) == 0)
		if (!rows_has(rows, "parent_item_no") && one_item(p, rows, ++page, (uint64_t)pages) < 0)
			return -1;
	if (page == 0) {
		if (header(p, 1, 1) < 0)
			return -1;
		out_printf(p->o, "<p>%s</p>\n", page_text(p, TEXT_F_NO_ITEMS));
	}
	return rc < 0 ? -1 : 0;
}

int report_form(struct report *r, enum lang lang, const struct report_sink *sink, struct fault *f)
{
	OWNED(out) struct out o = { 0 };
	struct page p = { .r = r, .o = &o, .f = f, .lang = lang };

	out_init(&o, sink, f);
	out_printf(&o, "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
	               "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
	               "base-uri 'none'; form-action 'none'\">\n<title>%s</title>\n<style>%s</style>\n</head>\n<body>\n",
	           lang == LANG_JA ? "ja" : "en", page_text(&p, TEXT_F_TITLE), style);
	if (all_items(&p) < 0)
		return -1;
	out_text(&o, "</body>\n</html>\n");
	return out_end(&o);
}
