/*
 * report/page/court.c - the report for whoever asked and whoever decides: what was asked, the answer, what was deleted and
 * can be restored, what happened, how that is known and where it ends, the signature. Two to four pages of paper.
 */
#include "report/list/answer.h"
#include "report/page/html.h"

#include <inttypes.h>

enum { NAMES_SHOWN = 20, STORY_SHOWN = 20 }; /* told: by page_more_in_annex() */

static void more_in_annex(struct page *p, size_t shown, size_t all)
{
	const uint64_t n[] = { shown, all };

	if (shown >= all)
		return;
	out_text(p->o, "<p class=\"small\">");
	page_say(p, TEXT_J_MORE, n, COUNT(n));
	out_text(p->o, "</p>\n");
}

/* ---- what was deleted --------------------------------------------------------------------------------------------- */

static void put_bounds(struct page *p, const struct rows *row, const char *at, const char *after, const char *before)
{
	if (rows_has(row, at)) {
		page_time(p, rows_span(row, at));
		return;
	}
	if (rows_has(row, after))
		page_moment(p, TEXT_AFTER, rows_span(row, after));
	if (rows_has(row, before))
		page_moment_by(p, TEXT_BEFORE, rows_span(row, before));
}

static int lost_row(struct page *p, const struct rows *lost)
{
	static const char *const badges[LEFTS] = { "b-complete", "b-partial", "b-absent", "b-unread", "b-partial" };
	OWNED(buf) struct buf name = BUF_INIT;
	bool held = left_still_held(lost);

	if (answer_name(p->r, lost, p->lang, &name, p->f) < 0)
		return -1;
	page_row(p);
	page_td_shown(p, buf_span(&name));
	page_td_digest(p, rows_span(lost, "digest"));
	out_text(p->o, "<td class=\"t\">");
	put_bounds(p, lost, "deleted_at", "deleted_after", "deleted_before");
	out_text(p->o, "</td>");
	page_td(p);
	page_mark(p, held ? TEXT_Y_STILL : left_text(left_of(lost)), held ? "b-complete" : badges[left_of(lost)]);
	out_text(p->o, "</td>");
	if (left_shown(lost)) {
		page_td_plain(p, rows_span(lost, "grade"));
	} else {
		page_td(p);
		page_put(p, left_how(lost));
		out_text(p->o, "</td>");
	}
	page_row_end(p);
	return 0;
}

/* The names whose deletion something shows, or the others. */
static int lost_table(struct page *p, bool shown, size_t *n)
{
	static const unsigned titles[] = { TEXT_T_IMAGE, TEXT_T_DIGEST, TEXT_J_T_WHEN, TEXT_J_T_LEFT, TEXT_J_T_SURE };
	OWNED(rows) struct rows *rows = NULL;
	int rc;

	*n = 0;
	if (rows_open(p->r->db, QUERY_LOST, &rows, p->f) < 0)
		return -1;
	while ((rc = rows_next(rows, p->f)) == 0) {
		if (left_shown(rows) != shown)
			continue;
		if (*n == 0) {
			page_para(p, shown ? TEXT_J_DELETED_NOTE : TEXT_J_UNSHOWN_NOTE, "soft small");
			page_table(p, page_text(p, shown ? TEXT_J_DELETED : TEXT_J_UNSHOWN), titles, COUNT(titles));
		}
		if ((*n)++ < NAMES_SHOWN && lost_row(p, rows) < 0)
			return -1;
	}
	if (*n > 0) {
		page_table_end(p);
		more_in_annex(p, *n < NAMES_SHOWN ? *n : NAMES_SHOWN, *n);
	}
	return rc < 0 ? -1 : 0;
}

static int none_named(struct page *p)
{
	struct answer_traces t;
	bool any;

	if (answer_traces(p->r, &t, &any, p->f) < 0)
		return -1;
	if (!any) {
		page_para(p, TEXT_J_DELETED_NONE, "");
		return 0;
	}
	out_text(p->o, "<p>");
	page_say(p, TEXT_J_DELETED_TRACES, (const uint64_t[]){ t.collections, t.emptied, t.dangling, t.others }, 4);
	out_text(p->o, "</p>\n");
	return 0;
}

static int deleted(struct page *p)
{
	size_t n, unshown;

	page_section(p, "deleted", TEXT_J_DELETED);
	if (lost_table(p, true, &n) < 0)
		return -1;
	if ((n == 0 && none_named(p) < 0) || lost_table(p, false, &unshown) < 0)
		return -1;
	page_section_end(p);
	return 0;
}

/* ---- what happened ------------------------------------------------------------------------------------------------ */

static int story_row(struct page *p, const struct rows *e)
{
	page_row(p);
	out_text(p->o, "<td class=\"t\">");
	put_bounds(p, e, "time", "after_at", "before_at");
	out_text(p->o, "</td>");
	page_td_plain(p, rows_span(e, "event"));
	page_td(p);
	page_tag(p, e);
	out_text(p->o, " ");
	page_digest(p, rows_span(e, "digest"));
	out_text(p->o, "</td>");
	if (page_td_who(p, e) < 0)
		return -1;
	page_td_plain(p, rows_span(e, "grade"));
	page_row_end(p);
	return 0;
}

static int story(struct page *p)
{
	static const unsigned titles[] = { TEXT_T_TIME, TEXT_J_T_WHAT, TEXT_T_WHERE, TEXT_J_T_WHO, TEXT_T_GRADE };
	OWNED(rows) struct rows *rows = NULL;
	size_t n = 0;
	int rc;

	page_section(p, "story", TEXT_J_STORY);
	page_para(p, TEXT_J_STORY_NOTE, "soft small");
	if (rows_open(p->r->db, QUERY_STORY, &rows, p->f) < 0)
		return -1;
	while ((rc = rows_next(rows, p->f)) == 0) {
		if (n++ == 0)
			page_table(p, page_text(p, TEXT_J_STORY), titles, COUNT(titles));
		if (rows_int(rows, "weight") <= STORY_SHOWN && story_row(p, rows) < 0)
			return -1;
	}
	if (n == 0) {
		page_para(p, TEXT_NOTHING, "");
	} else {
		page_table_end(p);
		more_in_annex(p, n < STORY_SHOWN ? n : STORY_SHOWN, n);
	}
	page_section_end(p);
	return rc < 0 ? -1 : 0;
}

/* ---- how it is known ---------------------------------------------------------------------------------------------- */

/* The words of how sure something is, in a paragraph. */
static void words_in_short(struct page *p)
{
	static const char *const grades[][2] = {
#define X(id, text, about) { text, about },
		GRADES(X)
#undef X
	};

	out_printf(p->o, "<p class=\"small\"><strong>%s</strong>%s", page_text(p, TEXT_J_WORDS), page_text(p, TEXT_COLON));
	for (size_t i = 0; i < COUNT(grades); i++) {
		out_text(p->o, i > 0 ? " " : "");
		page_badge(p, span_of(grades[i][0]));
		out_text(p->o, " ");
		out_escaped(p->o, span_of(p->lang == LANG_JA ? word_about_ja(WORD_GRADE, grades[i][0]) : grades[i][1]));
		out_text(p->o, p->lang == LANG_JA ? "" : i + 1 < COUNT(grades) ? ";" : ".");
	}
	out_text(p->o, "</p>\n");
}

static int method(struct page *p)
{
	static const enum lang_text lines[] = { TEXT_J_M_1, TEXT_J_M_2, TEXT_J_M_TRUSTED, TEXT_J_M_3, TEXT_J_M_4, TEXT_J_M_5,
		                                TEXT_J_M_6, TEXT_J_M_7, TEXT_J_M_8, TEXT_J_M_9, TEXT_J_M_10 };
	int64_t trusted;

	if (casedb_number(p->r->db, NUMBER_TRUSTED, NULL, &trusted, p->f) < 0)
		return -1;
	page_section(p, "limits", TEXT_J_METHOD);
	out_text(p->o, "<ol class=\"small\">\n");
	for (size_t i = 0; i < COUNT(lines); i++) {
		if (lines[i] == TEXT_J_M_TRUSTED && trusted == 0)
			continue;
		out_text(p->o, "<li>");
		page_say_plain(p, lines[i], &p->s.unread, 1);
		out_text(p->o, "</li>\n");
	}
	out_text(p->o, "</ol>\n");
	words_in_short(p);
	page_section_end(p);
	return 0;
}

static void parts(struct page *p)
{
	page_section(p, "parts", TEXT_J_PARTS);
	page_para(p, TEXT_J_PARTS_NOTE, "small");
	page_files(p);
	page_section_end(p);
}

int html_write(struct report_out *d, struct out *o, struct fault *f)
{
	struct page p;

	if (page_start(&p, d, o, f) < 0 || page_open(&p, TEXT_TITLE) < 0)
		return -1;
	out_text(o, "<main>\n");
	if (page_answer(&p) < 0 || deleted(&p) < 0 || page_request(&p) < 0 || story(&p) < 0)
		return -1;
	if (method(&p) < 0 || page_opinion(&p) < 0)
		return -1;
	parts(&p);
	if (page_statement(&p) < 0)
		return -1;
	page_close(&p);
	return 0;
}
