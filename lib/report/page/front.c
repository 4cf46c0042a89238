/* report/page/front.c - a page as a whole, and the first screen of the report: what it is about, and the answer. */
#include "report/page/html.h"

#include <inttypes.h>
#include <stdio.h>

static void fact(struct page *p, enum lang_text name)
{
	out_printf(p->o, "<dt>%s</dt><dd>", page_text(p, name));
}

static int examined(struct page *p)
{
	OWNED(rows) struct rows *rows = NULL;
	size_t n = 0;
	int rc;

	if (ask(&rows, p->r, QUERY_SOURCES, SPAN_NONE, p->f) < 0)
		return -1;
	while ((rc = rows_next(rows, p->f)) == 0) {
		fact(p, TEXT_EXAMINED);
		out_text(p->o, "<strong>");
		out_name(p->o, rows_span(rows, "label"));
		out_text(p->o, "</strong>");
		page_put(p, TEXT_OPEN);
		page_source_kind(p, rows_span(rows, "kind"));
		page_put(p, TEXT_CLOSE);
		out_text(p->o, " ");
		out_name(p->o, rows_span(rows, "path"));
		out_text(p->o, " ");
		page_digest_full(p, rows_span(rows, "digest"));
		out_text(p->o, "</dd>\n");
		n++;
	}
	return rc < 0 ? -1 : 0;
}

static int scope(struct page *p)
{
	OWNED(rows) struct rows *rows = NULL;
	int rc;

	if (ask(&rows, p->r, QUERY_SOURCES, SPAN_NONE, p->f) < 0)
		return -1;
	while ((rc = rows_next(rows, p->f)) == 0) {
		OWNED(rows) struct rows *names = NULL;
		size_t n = 0;

		if (!rows_has(rows, "scope"))
			continue;
		if (rows_open(p->r->db, QUERY_JSON_MEMBERS, &names, p->f) < 0 ||
		    rows_bind_text(names, 1, rows_span(rows, "scope"), p->f) < 0)
			return -1;
		out_text(p->o, "<p class=\"warnbox\">");
		out_text(p->o, page_text(p, TEXT_SCOPE));
		out_text(p->o, " <strong>");
		out_name(p->o, rows_span(rows, "label"));
		out_text(p->o, "</strong>");
		page_put(p, TEXT_COLON);
		while ((rc = rows_next(names, p->f)) == 0) {
			if (n++ > 0)
				page_put(p, TEXT_COMMA);
			out_name(p->o, rows_span(names, "value"));
		}
		out_text(p->o, "</p>\n");
		if (rc < 0)
			return -1;
	}
	return rc < 0 ? -1 : 0;
}

static void times_said(struct page *p)
{
	const struct report_folder *o = p->d->o;

	fact(p, TEXT_TIMES);
	if (o->zone == NULL)
		page_put(p, TEXT_TIMES_UTC);
	else
		page_put_with(p, TEXT_TIMES_ZONE, span_of(o->zone_name == NULL ? "" : o->zone_name));
	out_text(p->o, "</dd>\n");
}

/* What the page is, of which case, made when and with what. */
static int page_title(struct page *p, enum lang_text title)
{
	char when[WHEN_TEXT];

	out_printf(p->o, "<header>\n<h1>%s</h1>\n<p class=\"case\">%s ", page_text(p, title),
	           page_text(p, TEXT_CASE));
	out_name(p->o, span_of(p->d->o->case_name));
	out_text(p->o, "</p>\n<dl class=\"facts\">\n");
	if (p->d->generated.known) {
		fact(p, TEXT_GENERATED);
		page_time(p, span_of(when_text(when, p->d->generated)));
		out_text(p->o, "</dd>\n");
	}
	times_said(p);
	fact(p, TEXT_PROGRAM);
	out_text(p->o, "sherd ");
	out_escaped(p->o, span_of(p->d->o->version));
	out_text(p->o, "</dd>\n");
	if (examined(p) < 0 || page_custody_head(p) < 0)
		return -1;
	out_text(p->o, "</dl>\n</header>\n");
	return 0;
}

enum { SHARES = 6 };

static void shares(const struct summary *s, uint64_t n[SHARES])
{
	uint64_t held = s->standing[STANDING_TAGGED] + s->standing[STANDING_UNTAGGED];
	uint64_t gone = s->standing[STANDING_ORPHANED] + s->standing[STANDING_VANISHED];

	n[0] = s->image[STANDING_TAGGED][COMPLETENESS_COMPLETE] +
	       s->image[STANDING_UNTAGGED][COMPLETENESS_COMPLETE];
	n[1] = held - n[0];
	n[2] = s->image[STANDING_ORPHANED][COMPLETENESS_COMPLETE] +
	       s->image[STANDING_VANISHED][COMPLETENESS_COMPLETE];
	n[3] = s->image[STANDING_ORPHANED][COMPLETENESS_PARTIAL] +
	       s->image[STANDING_VANISHED][COMPLETENESS_PARTIAL];
	n[5] = s->image[STANDING_ORPHANED][COMPLETENESS_UNKNOWN] + s->image[STANDING_VANISHED][COMPLETENESS_UNKNOWN];
	n[4] = gone - n[2] - n[3] - n[5];
}

static const enum lang_text share_text[SHARES] = { TEXT_K_HELD_WHOLE, TEXT_K_HELD_PART,
	                                             TEXT_K_GONE_WHOLE, TEXT_K_GONE_PART,
	                                             TEXT_K_GONE, TEXT_K_GONE_UNREAD };

static void bar(struct page *p, const uint64_t n[SHARES])
{
	uint64_t all = 0, at = 0;

	for (size_t i = 0; i < SHARES; i++)
		all += n[i];
	if (all == 0)
		return;
	out_printf(p->o,
	           "<svg class=\"bar\" viewBox=\"0 0 1000 26\" preserveAspectRatio=\"none\" "
	           "role=\"img\" "
	           "aria-labelledby=\"bar-title bar-desc\"><title id=\"bar-title\">%s</title>"
	           "<desc id=\"bar-desc\">",
	           page_text(p, TEXT_BAR));
	for (size_t i = 0; i < SHARES; i++)
		out_printf(p->o, "%s%" PRIu64 " %s", i > 0 ? page_text(p, TEXT_COMMA) : "", n[i],
		           page_text(p, share_text[i]));
	out_text(p->o, "</desc>");
	for (size_t i = 0; i < SHARES; i++) {
		double from = 1000.0 * (double)at / (double)all;

		at += n[i];
		if (n[i] > 0)
			out_printf(p->o,
			           "<rect class=\"s%zu\" x=\"%.2f\" y=\"0\" width=\"%.2f\" "
			           "height=\"26\"/>",
			           i + 1, from,
			           1000.0 * (double)n[i] / (double)all - (at < all ? 2 : 0));
	}
	out_text(p->o, "</svg>\n<ul class=\"key\">\n");
	for (size_t i = 0; i < SHARES; i++)
		out_printf(
		        p->o,
		        "<li><svg viewBox=\"0 0 12 12\" aria-hidden=\"true\"><rect class=\"s%zu\" "
		        "width=\"12\" height=\"12\" rx=\"2\"/></svg><strong>%" PRIu64
		        "</strong> %s</li>\n",
		        i + 1, n[i], page_text(p, share_text[i]));
	out_text(p->o, "</ul>\n");
}

static void say_item(struct page *p, enum lang_text id, const uint64_t *n, size_t count,
                     bool lead)
{
	out_text(p->o, lead ? "<li class=\"lead\">" : "<li>");
	page_say(p, id, n, count);
	out_text(p->o, "</li>\n");
}

static void sentences(struct page *p, const uint64_t n[SHARES])
{
	const struct summary *s = &p->s;
	const uint64_t held[] = { n[0] + n[1], s->held_here }, gone[] = { n[2] + n[3] + n[4] + n[5] };
	const uint64_t restore[] = { n[2], n[3], n[4] };
	const uint64_t blobs[] = { s->blobs, s->blobs_here, s->blobs_elsewhere, s->blobs_harmed, s->blobs_nowhere };

	out_text(p->o, "<ul class=\"say\">\n");
	if (s->images == 0) {
		say_item(p, TEXT_A_EMPTY, NULL, 0, true);
	} else {
		say_item(p, TEXT_A_EXISTED, &s->images, 1, true);
		say_item(p, TEXT_A_HELD, held, COUNT(held), false);
		if (s->held_elsewhere > 0)
			say_item(p, TEXT_A_HELD_ELSE, &s->held_elsewhere, 1, false);
		if (n[1] > 0)
			say_item(p, TEXT_A_HELD_PART, &n[1], 1, false);
		if (gone[0] > 0) {
			say_item(p, TEXT_A_GONE, gone, COUNT(gone), false);
			say_item(p, TEXT_A_RESTORE, restore, COUNT(restore), false);
			if (n[5] > 0)
				say_item(p, TEXT_A_GONE_UNREAD, &n[5], 1, false);
		} else {
			say_item(p, TEXT_A_NONE_GONE, NULL, 0, false);
		}
		if (s->deleted > 0)
			say_item(p, TEXT_A_DELETED, &s->deleted, 1, false);
	}
	if (s->blobs > 0)
		say_item(p, TEXT_A_BLOBS, blobs, COUNT(blobs), false);
	if (s->blobs_foreign > 0)
		say_item(p, TEXT_A_FOREIGN, &s->blobs_foreign, 1, false);
	if (s->state[STATE_RECOVERED] > 0)
		say_item(p, TEXT_A_RECOVERED, &s->state[STATE_RECOVERED], 1, false);
	out_text(p->o, "</ul>\n");
}

static void severities(struct page *p)
{
	bool any = false;

	out_printf(p->o, "<p class=\"small\">%s%s", page_text(p, TEXT_FINDINGS_BY),
	           page_text(p, TEXT_COLON));
	for (int i = SEVERITY_ERROR; i >= SEVERITY_INFO; i--) {
		if (p->s.severity[i] == 0)
			continue;
		out_printf(p->o, "%s<strong>%" PRIu64 "</strong> ", any ? page_text(p, TEXT_COMMA) : "",
		           p->s.severity[i]);
		page_badge(p, span_of(severity_text((enum severity)i)));
		any = true;
	}
	if (!any)
		page_put(p, TEXT_NOTHING);
	out_text(p->o, "</p>\n");
}

static void next_steps(struct page *p, const uint64_t n[SHARES])
{
	uint64_t lacking = p->s.blobs_nowhere + p->s.blobs_harmed;

	out_printf(p->o, "<div class=\"next\"><h3>%s</h3><ul>\n", page_text(p, TEXT_NEXT));
	if (p->s.severity[SEVERITY_ERROR] + p->s.severity[SEVERITY_WARNING] > 0)
		say_item(p, TEXT_N_FINDINGS, NULL, 0, false);
	if (lacking > 0)
		say_item(p, TEXT_N_BACKUP, &lacking, 1, false);
	if (p->s.unread > 0)
		say_item(p, TEXT_N_UNREAD, &p->s.unread, 1, false);
	if (n[2] + n[3] > 0)
		say_item(p, TEXT_N_EXPORT, NULL, 0, false);
	out_text(p->o, "</ul>\n");
	severities(p);
	out_text(p->o, "</div>\n");
}

int page_answer(struct page *p)
{
	uint64_t n[SHARES];

	shares(&p->s, n);
	out_printf(p->o,
	           "<div class=\"answer\" id=\"answer\" role=\"region\" "
	           "aria-label=\"%s\">\n<h2>%s</h2>\n",
	           page_text(p, TEXT_ANSWER), page_text(p, TEXT_ANSWER));
	sentences(p, n);
	bar(p, n);
	page_para(p, TEXT_A_SURE, "small soft");
	next_steps(p, n);
	out_text(p->o, "</div>\n");
	return scope(p);
}

/* On paper every page tells the case and the head of its log. A CSS string: plain characters alone. */
static int running_foot(struct page *p)
{
	OWNED(rows) struct rows *rows = NULL;
	char log_head[65];
	int64_t entries;
	struct span no = SPAN_NONE;
	int rc;

	if (casedb_custody_head(p->r->db, &entries, log_head, p->f) < 0 || rows_open(p->r->db, QUERY_CUSTODY_CASE, &rows, p->f) < 0)
		return -1;
	rc = rows_next(rows, p->f);
	if (rc == 0)
		no = span_sub(rows_span(rows, "case_no"), 0, 60);
	out_text(p->o, "@page{@bottom-left{font:8pt sans-serif;color:#555;content:\"");
	for (size_t i = 0; i < no.n; i++) {
		uint8_t c = no.p[i];
		bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '.' || c == ' ';

		out_printf(p->o, "%c", plain ? c : '_');
	}
	out_printf(p->o, "  %.16s\"}}", log_head);
	return rc < 0 ? -1 : 0;
}

int page_open(struct page *p, enum lang_text title)
{
	out_printf(p->o, "<!DOCTYPE html>\n<html lang=\"%s\">", p->lang == LANG_JA ? "ja" : "en");
	out_text(
	        p->o,
	        "\n<head>\n<meta charset=\"utf-8\">\n"
	        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
	        "style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'\">\n"
	        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
	        "<meta name=\"referrer\" content=\"no-referrer\">\n<title>");
	out_escaped(p->o, span_of(p->d->o->case_name));
	out_printf(p->o, " - %s</title>\n<style>", page_text(p, title));
	out_text(p->o, html_style);
	if (p->lang == LANG_JA)
		out_text(p->o, html_style_ja);
	if (running_foot(p) < 0)
		return -1;
	out_printf(p->o, "</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#answer\">%s</a>\n",
	           page_text(p, title == TEXT_ANNEX ? TEXT_SKIP_CONTENTS : TEXT_SKIP));
	return page_title(p, title);
}

void page_close(struct page *p)
{
	out_printf(p->o, "</main>\n<footer><p>%s</p><p>sherd %s</p></footer>\n</body>\n</html>\n",
	           page_text(p, TEXT_LEGAL), p->d->o->version);
}

int page_start(struct page *p, struct report_out *d, struct out *o, struct fault *f)
{
	*p = (struct page){ .d = d, .r = d->report, .o = o, .f = f, .lang = d->o->lang };
	return shorts_load(p->r, f) < 0 || summary_load(&p->s, p->r, f) < 0 ? -1 : 0;
}
