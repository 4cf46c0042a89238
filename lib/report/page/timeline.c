/*
 * report/page/timeline.c - the timeline as a picture and as its table, and what existed before. The picture
 * is inline SVG without script; whoever cannot see it has the table.
 */
#include "core/event.h"
#include "report/page/html.h"

#include <inttypes.h>

enum { WIDTH = 960, LEFT = 120, LANE = 30, MARKS = 2000 }; /* told: by the words below the table */

static const struct lane {
	enum lang_text name;
	const char *colour;
	const char *const events[8];
} lanes[] = {
	{ TEXT_L_PUSHES, "var(--whole)", { "push", "push-by-digest", "tag-set", "image-created", "mount" } },
	{ TEXT_L_DELETIONS, "var(--bad)",
	  { "manifest-delete", "tag-delete", "tags-removed", "blob-unlinked", "blob-delete", "revision-removed",
	    "tag-dangling", "repository-removed" } },
	{ TEXT_L_COLLECTION, "var(--gone)", { "gc-run", "blob-swept", "gc-delete", "gc-eligible", "ghost-push" } },
	{ TEXT_L_UPLOADS, "var(--care)",
	  { "upload-start", "upload-cancel", "upload-end", "upload-commit", "upload-abort", "upload-rejected",
	    "upload-purge", "push-unfinished" } },
	{ TEXT_L_OTHER, "var(--calm)", { NULL } },
};

static size_t lane_of(struct span event)
{
	for (size_t i = 0; i + 1 < COUNT(lanes); i++)
		for (size_t k = 0; k < COUNT(lanes[i].events) && lanes[i].events[k] != NULL; k++)
			if (span_is(event, lanes[i].events[k]))
				return i;
	return COUNT(lanes) - 1;
}

static int bounds(struct page *p, int64_t *first, int64_t *last, size_t *n)
{
	OWNED(rows) struct rows *rows = NULL;
	int rc;

	if (rows_open(p->r->db, QUERY_TOLD, &rows, p->f) < 0)
		return -1;
	*n = 0;
	while ((rc = rows_next(rows, p->f)) == 0) {
		int64_t sec = rows_int(rows, "sec");

		if (!rows_has(rows, "sec") || span_is(rows_span(rows, "event"), "image-created"))
			continue; /* a build date long before would press the rest together */
		*first = *n == 0 || sec < *first ? sec : *first;
		*last = *n == 0 || sec > *last ? sec : *last;
		(*n)++;
	}
	return rc < 0 ? -1 : 0;
}

static void frame(struct page *p, int64_t first, int64_t last)
{
	char a[WHEN_TEXT], b[WHEN_TEXT];
	int height = (int)COUNT(lanes) * LANE + 30;

	out_printf(p->o,
	           "<svg role=\"img\" aria-label=\"%s\" viewBox=\"0 0 %d %d\" width=\"100%%\">\n",
	           page_text(p, TEXT_TIMELINE), WIDTH + LEFT, height);
	for (size_t i = 0; i < COUNT(lanes); i++)
		out_printf(p->o,
		           "<text x=\"0\" y=\"%d\" font-size=\"12\" fill=\"currentColor\">%s</text>"
		           "<line x1=\"%d\" x2=\"%d\" y1=\"%d\" y2=\"%d\" stroke=\"var(--line)\"/>\n",
		           (int)i * LANE + 20, page_text(p, lanes[i].name), LEFT, WIDTH + LEFT, (int)i * LANE + 16,
		           (int)i * LANE + 16);
	out_printf(p->o,
	           "<text x=\"%d\" y=\"%d\" font-size=\"12\" fill=\"currentColor\">%s</text>"
	           "<text x=\"%d\" y=\"%d\" font-size=\"12\" fill=\"currentColor\" text-anchor=\"end\">%s</text>\n",
	           LEFT, height - 8, when_text(a, when_sec(first)), WIDTH + LEFT, height - 8,
	           when_text(b, when_sec(last)));
}

static int picture(struct page *p)
{
	OWNED(rows) struct rows *rows = NULL;
	int64_t first = 0, last = 0, span;
	size_t n;
	int rc;

	if (bounds(p, &first, &last, &n) < 0)
		return -1;
	if (n == 0)
		return 0;
	span = last > first ? last - first : 1;
	frame(p, first, last);
	if (rows_open(p->r->db, QUERY_TOLD, &rows, p->f) < 0)
		return -1;
	while ((rc = rows_next(rows, p->f)) == 0) {
		size_t lane = lane_of(rows_span(rows, "event"));
		int64_t sec = rows_int(rows, "sec");

		if (rows_int(rows, "weight") > MARKS || !rows_has(rows, "sec") || sec < first || sec > last)
			continue;
		out_printf(p->o, "<circle cx=\"%.1f\" cy=\"%d\" r=\"4\" fill=\"%s\" fill-opacity=\".7\"><title>",
		           LEFT + 6 + (double)(sec - first) / (double)span * (WIDTH - 12),
		           (int)lane * LANE + 16, lanes[lane].colour);
		out_escaped(p->o, page_label(p, rows_span(rows, "event")));
		out_text(p->o, " ");
		out_escaped(p->o, rows_span(rows, "repository"));
		if (rows_has(rows, "actor") || rows_has(rows, "address")) {
			OWNED(buf) struct buf who = BUF_INIT;

			if (mask_actor(&who, rows, p->d->o->reveal, p->f) < 0)
				return -1;
			out_text(p->o, " ");
			out_escaped(p->o, who.n > 0 ? buf_span(&who) : rows_span(rows, "address"));
		}
		out_text(p->o, "</title></circle>\n");
	}
	out_text(p->o, "</svg>\n");
	return rc < 0 ? -1 : 0;
}

enum { NOTES_KEPT = 200 }; /* told: further ones stand in the table itself */

/* What is said of events beyond the meaning of their words: each sentence once, below the table. */
struct notes {
	struct {
		struct buf text, said;
	} v[NOTES_KEPT];
	size_t n;
};

/* *number: its place, or NOTES_KEPT where there is none left. */
static int note_add(struct notes *x, struct span text, struct span said, size_t *number, struct fault *f)
{
	for (*number = 0; *number < x->n; ++*number)
		if (span_eq(buf_span(&x->v[*number].text), text))
			return 0;
	if (x->n == NOTES_KEPT)
		return 0;
	x->v[x->n].text = x->v[x->n].said = (struct buf)BUF_INIT;
	x->n++;
	return buf_add(&x->v[*number].text, text, f) < 0 ? -1 : buf_add(&x->v[*number].said, said, f);
}

static int event_note(struct page *p, const struct rows *e, struct notes *x)
{
	OWNED(buf) struct buf masked = BUF_INIT;
	struct span text = rows_span(e, "text"), word = rows_span(e, "event"), said = rows_span(e, "said");
	size_t number;

	if (mask_event(&masked, e, p->d->o->reveal, p->f) < 0)
		return -1;
	if (!span_eq(buf_span(&masked), text)) { /* its form says where parts stood before */
		text = buf_span(&masked);
		said = SPAN_NONE;
	}

	page_td(p);
#define X(id, name, about)                                                                         \
	if (span_is(word, name) && span_is(text, about)) /* the words below tell it */             \
		text = SPAN_NONE;
	EVENTS(X)
#undef X
	if (text.n > 0) {
		if (note_add(x, text, said, &number, p->f) < 0)
			return -1;
		if (number == NOTES_KEPT)
			page_told(p, text, said);
		else
			out_printf(p->o, "%zu", number + 1);
	}
	out_text(p->o, "</td>");
	return 0;
}

static void put_notes(struct page *p, struct notes *x)
{
	if (x->n > 0)
		out_printf(p->o, "<p class=\"small\">%s</p>\n<ol class=\"small\">\n", page_text(p, TEXT_T_WHAT));
	for (size_t i = 0; i < x->n; i++) {
		out_text(p->o, "<li>");
		page_told(p, buf_span(&x->v[i].text), buf_span(&x->v[i].said));
		out_text(p->o, "</li>\n");
		buf_release(&x->v[i].text);
		buf_release(&x->v[i].said);
	}
	if (x->n > 0)
		out_text(p->o, "</ol>\n");
	x->n = 0;
}

static int event_row(struct page *p, const struct rows *e, struct notes *x)
{
	page_row(p);
	out_text(p->o, "<td class=\"t\">");
	if (rows_has(e, "time")) {
		page_time(p, rows_span(e, "time"));
	} else {
		if (rows_has(e, "after_at"))
			page_moment(p, TEXT_AFTER, rows_span(e, "after_at"));
		if (rows_has(e, "before_at"))
			page_moment_by(p, TEXT_BEFORE, rows_span(e, "before_at"));
	}
	out_text(p->o, "</td>");
	page_td_plain(p, rows_span(e, "event"));
	page_td(p);
	page_tag(p, e);
	out_text(p->o, "</td>");
	page_td_digest(p, rows_span(e, "digest"));
	if (page_td_who(p, e) < 0)
		return -1;
	page_td_plain(p, rows_span(e, "grade"));
	page_td_name(p, rows_span(e, "source"));
	if (event_note(p, e, x) < 0)
		return -1;
	page_row_end(p);
	return 0;
}

/* How many events of each kind had no room. */
struct left_out {
#define X(id, word, about) uint64_t id;
	EVENTS(X)
#undef X
};

static void left_out(struct left_out *l, struct span event)
{
#define X(id, word, about) l->id += span_is(event, word);
	EVENTS(X)
#undef X
}

static void tell_left_out(struct page *p, const struct left_out *l, size_t all)
{
	const uint64_t n[] = { ROWS_SHOWN, all };
	bool any = false;

	if (all <= ROWS_SHOWN)
		return;
	out_text(p->o, "<p class=\"small\">");
	page_say(p, TEXT_TIMELINE_CUT, n, COUNT(n));
#define X(id, word, about)                                                                         \
	if (l->id > 0) {                                                                           \
		out_text(p->o, any ? page_text(p, TEXT_COMMA) : " ");                              \
		page_word(p, span_of(word));                                                       \
		out_printf(p->o, " %" PRIu64, l->id);                                              \
		any = true;                                                                        \
	}
	EVENTS(X)
#undef X
	out_text(p->o, "</p>\n");
}

int page_timeline(struct page *p)
{
	static const unsigned titles[] = {
		TEXT_T_TIME, TEXT_T_EVENT, TEXT_T_WHERE, TEXT_T_DIGEST, TEXT_T_WHO,
		TEXT_T_GRADE, TEXT_T_SOURCE, TEXT_T_REMARK
	};
	OWNED(rows) struct rows *rows = NULL;
	struct left_out left = { 0 };
	struct notes notes = { .n = 0 };
	size_t n = 0;
	int rc;

	page_section(p, "timeline", TEXT_TIMELINE);
	page_para(p, TEXT_TIMELINE_NOTE, "soft small");
	if (picture(p) < 0 || rows_open(p->r->db, QUERY_TOLD, &rows, p->f) < 0)
		return -1;
	while ((rc = rows_next(rows, p->f)) == 0) {
		if (n == 0)
			page_table(p, page_text(p, TEXT_TIMELINE), titles, COUNT(titles));
		n++;
		if (rows_int(rows, "weight") > ROWS_SHOWN)
			left_out(&left, rows_span(rows, "event"));
		else if ((rc = event_row(p, rows, &notes)) < 0)
			break;
	}
	if (n == 0) {
		page_para(p, TEXT_NOTHING, "");
	} else {
		page_table_end(p);
		put_notes(p, &notes);
		tell_left_out(p, &left, n);
	}
	page_section_end(p);
	return rc < 0 ? -1 : 0;
}

int page_existed(struct page *p)
{
	static const unsigned titles[] = {
		TEXT_T_IMAGE, TEXT_T_KIND, TEXT_T_REPOSITORIES, TEXT_T_TAGS, TEXT_T_DELETED,
		TEXT_T_STANDING, TEXT_T_LEFT, TEXT_T_ORIGIN, TEXT_T_GRADE
	};
	OWNED(rows) struct rows *rows = NULL;
	size_t n = 0;
	int rc;

	page_section(p, "existed", TEXT_EXISTED);
	page_para(p, TEXT_EXISTED_NOTE, "soft small");
	if (rows_open(p->r->db, QUERY_EXISTED, &rows, p->f) < 0)
		return -1;
	while ((rc = rows_next(rows, p->f)) == 0) {
		if (n == 0)
			page_table(p, page_text(p, TEXT_EXISTED), titles, COUNT(titles));
		if (n++ >= ROWS_SHOWN)
			continue;
		page_row(p);
		page_td_digest(p, rows_span(rows, "digest"));
		page_td_plain(p, rows_span(rows, "kind"));
		page_td_name(p, rows_span(rows, "repositories"));
		page_td_name(p, rows_span(rows, "tags"));
		page_td_time(p, rows_span(rows, "deleted_at"));
		page_td_word(p, rows, "standing");
		page_td_word(p, rows, "completeness");
		page_td_plain(p, rows_span(rows, "origin"));
		page_td_plain(p, rows_span(rows, "grade"));
		page_row_end(p);
	}
	if (n == 0) {
		page_para(p, TEXT_NOTHING, "");
	} else {
		page_table_end(p);
		page_more(p, n < ROWS_SHOWN ? n : ROWS_SHOWN, n, "images.csv");
	}
	page_section_end(p);
	return rc < 0 ? -1 : 0;
}
