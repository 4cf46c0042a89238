/* run/plan/paper.c - the two forms of a page: what is put is escaped here and nowhere else. */
#include "run/plan/paper.h"

static void raw(struct paper *g, const char *text)
{
	if (!g->bad)
		g->bad = buf_add_text(g->out, text, g->f) < 0;
}

static const char *entity(uint8_t c)
{
	return c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '>' ? "&gt;" : c == '"' ? "&quot;" : NULL;
}

/* Markdown lets a backslash stand before any mark; these act inside a line. A line feed never comes here but in code. */
static bool mark(uint8_t c)
{
	return c != '\0' && strchr("\\`*_{}[]<>#|~&$", c) != NULL;
}

static void put(struct paper *g, struct span s)
{
	for (size_t i = 0; i < s.n && !g->bad; i++) {
		const char *e = g->form == PLAN_HTML ? entity(s.p[i]) : NULL;

		if (e != NULL)
			raw(g, e);
		else if (g->form == PLAN_MARKDOWN && mark(s.p[i]))
			g->bad = buf_add_byte(g->out, '\\', g->f) < 0 || buf_add_byte(g->out, s.p[i], g->f) < 0;
		else
			g->bad = buf_add_byte(g->out, s.p[i], g->f) < 0;
	}
}

static void put_text(struct paper *g, enum lang_text id, const struct span *args)
{
	struct span t = span_of(lang_text(g->lang, id));

	while (t.n > 0) {
		size_t at = span_find(t, '{');
		struct span head = at == SIZE_MAX ? t : span_sub(t, 0, at);

		put(g, head);
		t = span_from(t, head.n);
		if (t.n >= 3 && t.p[1] >= '0' && t.p[1] <= '3' && t.p[2] == '}' && args != NULL) {
			put(g, args[t.p[1] - '0']);
			t = span_from(t, 3);
		} else if (t.n > 0) {
			put(g, span_sub(t, 0, 1));
			t = span_from(t, 1);
		}
	}
}

/* ---- blocks ------------------------------------------------------------------------------------------------------ */

static const char style[] =
        "<style>@page{size:A4;margin:18mm}body{font:11pt/1.5 'Noto Sans','Noto Sans CJK JP','Hiragino Sans','Yu Gothic',"
        "sans-serif;max-width:60em;margin:auto;padding:1em}h1{font-size:1.5em}h2{font-size:1.2em;border-bottom:1px solid #000;"
        "break-after:avoid}h3{font-size:1em;break-after:avoid}table{border-collapse:collapse;width:100%}th,td{border:1px solid "
        "#888;padding:.15em .4em;text-align:left;vertical-align:top;overflow-wrap:anywhere}td.n{text-align:right}tr{break-inside:"
        "avoid}pre{background:#f2f2f2;padding:.5em;white-space:pre-wrap;overflow-wrap:anywhere;break-inside:avoid}"
        ".i{margin:.1em 1.5em}.stop{border:3px solid #000;padding:.5em;font-weight:bold}</style>";

void run_paper_open(struct paper *g, enum lang_text title)
{
	if (g->form == PLAN_HTML) {
		raw(g, g->lang == LANG_JA ? "<!DOCTYPE html>\n<html lang=\"ja\">" : "<!DOCTYPE html>\n<html lang=\"en\">");
		raw(g, "<head><meta charset=\"utf-8\"><meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
		       "style-src 'unsafe-inline'\"><title>");
		put_text(g, title, NULL);
		raw(g, "</title>");
		raw(g, style);
		raw(g, "</head><body>\n");
	}
	run_paper_heading(g, 1, title);
}

void run_paper_close(struct paper *g)
{
	raw(g, g->form == PLAN_HTML ? "</body></html>\n" : "");
}

void run_paper_heading(struct paper *g, int level, enum lang_text id)
{
	static const char *const open[] = { "", "<h1>", "<h2>", "<h3>" }, *const close[] = { "", "</h1>\n", "</h2>\n", "</h3>\n" };
	static const char *const marks[] = { "", "# ", "\n## ", "\n### " };

	raw(g, g->form == PLAN_HTML ? open[level] : marks[level]);
	put_text(g, id, NULL);
	raw(g, g->form == PLAN_HTML ? close[level] : "\n\n");
}

void run_paper_say(struct paper *g, enum lang_text id, const struct span *args)
{
	raw(g, g->form == PLAN_HTML ? "<p>" : "");
	put_text(g, id, args);
	raw(g, g->form == PLAN_HTML ? "</p>\n" : "\n\n");
}

void run_paper_warn(struct paper *g, enum lang_text id, const struct span *args)
{
	raw(g, g->form == PLAN_HTML ? "<p class=\"stop\">" : "**");
	put_text(g, id, args);
	raw(g, g->form == PLAN_HTML ? "</p>\n" : "**\n\n");
}

void run_paper_item(struct paper *g, struct span visible)
{
	raw(g, g->form == PLAN_HTML ? "<p class=\"i\">" : "- ");
	put(g, visible);
	raw(g, g->form == PLAN_HTML ? "</p>\n" : "\n");
}

void run_paper_fact(struct paper *g, enum lang_text name, struct span visible)
{
	raw(g, g->form == PLAN_HTML ? "<p class=\"i\">" : "- ");
	put_text(g, name, NULL);
	raw(g, lang_text(g->lang, TEXT_COLON));
	put(g, visible);
	raw(g, g->form == PLAN_HTML ? "</p>\n" : "\n");
}

void run_paper_code(struct paper *g, struct span text)
{
	if (g->form == PLAN_HTML) {
		raw(g, "<pre>");
		put(g, text);
		raw(g, "</pre>\n");
		return;
	}
	raw(g, "\n```sh\n");
	if (!g->bad)
		g->bad = buf_add(g->out, text, g->f) < 0;
	raw(g, "```\n\n");
}

void run_paper_table(struct paper *g, const enum lang_text *titles, size_t n)
{
	raw(g, g->form == PLAN_HTML ? "<table><tr>" : "\n|");
	for (size_t i = 0; i < n; i++) {
		raw(g, g->form == PLAN_HTML ? "<th>" : " ");
		put_text(g, titles[i], NULL);
		raw(g, g->form == PLAN_HTML ? "</th>" : " |");
	}
	raw(g, g->form == PLAN_HTML ? "</tr>\n" : "\n|");
	for (size_t i = 0; i < n && g->form == PLAN_MARKDOWN; i++)
		raw(g, "---|");
	raw(g, g->form == PLAN_HTML ? "" : "\n");
}

void run_paper_row(struct paper *g)
{
	raw(g, g->form == PLAN_HTML ? "<tr>" : "|");
}

void run_paper_cell(struct paper *g, struct span visible)
{
	raw(g, g->form == PLAN_HTML ? "<td>" : " ");
	put(g, visible);
	raw(g, g->form == PLAN_HTML ? "</td>" : " |");
}

void run_paper_number(struct paper *g, uint64_t n)
{
	char digits[24];

	raw(g, g->form == PLAN_HTML ? "<td class=\"n\">" : " ");
	put(g, lang_digits(digits, n));
	raw(g, g->form == PLAN_HTML ? "</td>" : " |");
}

void run_paper_row_end(struct paper *g)
{
	raw(g, g->form == PLAN_HTML ? "</tr>\n" : "\n");
}

void run_paper_table_end(struct paper *g)
{
	raw(g, g->form == PLAN_HTML ? "</table>\n" : "\n");
}
