/* report/page/html.h - inside of the page writers: one self-contained page, written from top to bottom.
 */
#ifndef REPORT_PAGE_HTML_H
#define REPORT_PAGE_HTML_H

#include "report/private.h"
#include "words/finding_text.h"
#include "words/text.h"
#include "words/word.h"

enum { ROWS_SHOWN = 50, PARTS_SHOWN = 50 }; /* told: by page_more() */

struct page {
	struct report_out *d;
	struct report *r;
	struct out *o;
	struct fault *f;
	struct summary s;
	enum lang lang;
	const char *heading; /* of the section or part being written */
};

extern const char html_style[];
extern const char html_style_ja[]; /* what differs for Japanese, after the other */

/* A page of the folder: begun, its head with what it is about, its end. */
int page_start(struct page *p, struct report_out *d, struct out *o, struct fault *f) MUST_USE;
int page_open(struct page *p, enum lang_text title) MUST_USE;
void page_close(struct page *p);

static inline const char *page_text(const struct page *p, enum lang_text id)
{
	return lang_text(p->lang, id);
}

void page_put(struct page *p, enum lang_text id);
/* A text whose "{0}" is a name. */
void page_put_with(struct page *p, enum lang_text id, struct span name);
void page_aside(struct page *p, enum lang_text id); /* in parentheses */
void page_mark(struct page *p, enum lang_text id, const char *class_name); /* as a badge, and a blank */
void page_dt(struct page *p, enum lang_text id);
/* The first of several values of one fact opens it, the others are lines of it. */
void page_dt_or_break(struct page *p, enum lang_text id, bool first);
void page_moment(struct page *p, enum lang_text what, struct span rfc3339);
void page_moment_by(struct page *p, enum lang_text what, struct span rfc3339); /* of a bound from above */

/* One heading level per call; `id` of our own making. */
void page_section(struct page *p, const char *id, enum lang_text title);
void page_section_end(struct page *p);
void page_h3(struct page *p, const char *text);
void page_para(struct page *p, enum lang_text id, const char *class_name);
/* A sentence with numbers; they come out strong. */
void page_say(struct page *p, enum lang_text id, const uint64_t *n, size_t count);

/* The same with plain numbers. */
void page_say_plain(struct page *p, enum lang_text id, const uint64_t *n, size_t count);

/* Words of the interface: their label in the language of the page, the word itself beside it as a title. */
struct span page_label(const struct page *p, struct span word);
void page_word(struct page *p, struct span word);
void page_badge(struct page *p, struct span word);
/* A recorded sentence, in the language of the page when it is one of ours; else marked as English. */
void page_sentence(struct page *p, struct span sentence);
/* The same of a text and its form. */
void page_told(struct page *p, struct span text, struct span form);
/* The same of two columns of the case; shown: its text is in visible form already. */
void page_row_sentence(struct page *p, const struct rows *row, const char *column, const char *form, bool shown);
void page_digest(struct page *p, struct span digest); /* short */
void page_digest_full(struct page *p, struct span digest);
void page_td_digest_full(struct page *p, struct span digest);
/* Of an event: repository and tag; and a cell with who did it, from where. */
void page_tag(struct page *p, const struct rows *e);
int page_td_who(struct page *p, const struct rows *e) MUST_USE;
void page_time(struct page *p, struct span rfc3339);
void page_size(struct page *p, const struct rows *row, const char *column);

/* Columns: ids of titles, those in RIGHT() aligned to the right. */
#define RIGHT(id) ((unsigned)(id) | 0x10000u)
void page_table(struct page *p, const char *caption, const unsigned *titles, size_t n);
void page_table_end(struct page *p);
void page_td(struct page *p);
void page_td_number(struct page *p, uint64_t n);
void page_td_name(struct page *p, struct span raw);
void page_td_shown(struct page *p, struct span shown); /* visible form already */
void page_td_path(struct page *p, struct span raw);
void page_td_plain(struct page *p, struct span word); /* one word, never broken */
void page_td_word(struct page *p, const struct rows *row, const char *column);
void page_td_digest(struct page *p, struct span digest);
void page_td_time(struct page *p, struct span rfc3339);
void page_td_size(struct page *p, const struct rows *row, const char *column);
void page_row(struct page *p);
void page_row_end(struct page *p);
/* Below a table that was cut: how much, and the whole one beside the page (NULL: none). */
void page_more(struct page *p, size_t shown, size_t all, const char *file);

/* The same of one whose like rows were folded. */
void page_folded(struct page *p, size_t shown, size_t all, const char *file);

void page_source_kind(struct page *p, struct span kind);
/* Of an image: what lies on it; nothing for other sources. */
int page_volumes(struct page *p, const struct rows *source) MUST_USE;
int page_recovered(struct page *p) MUST_USE; /* and why others were not */
int page_toolmarks(struct page *p) MUST_USE; /* toolmarks.c */
void page_ways(struct page *p);

int page_sources(struct page *p) MUST_USE;
int page_images(struct page *p) MUST_USE;
int page_tags(struct page *p) MUST_USE;
int page_timeline(struct page *p) MUST_USE;
int page_existed(struct page *p) MUST_USE;
int page_blobs(struct page *p) MUST_USE;
int page_remnants(struct page *p) MUST_USE;
int page_findings(struct page *p) MUST_USE;
int page_coverage(struct page *p) MUST_USE;
int page_method(struct page *p) MUST_USE;
/* The files beside the page, with their hashes. */
void page_files(struct page *p);
int page_opinion(struct page *p) MUST_USE;
int page_hashes(struct page *p) MUST_USE;
int page_runs(struct page *p) MUST_USE;
int page_answer(struct page *p) MUST_USE;
int page_custody_head(struct page *p) MUST_USE;
int page_request(struct page *p) MUST_USE;
int page_custody(struct page *p) MUST_USE;
int page_notes(struct page *p) MUST_USE;
int page_actions(struct page *p) MUST_USE;
int page_statement(struct page *p) MUST_USE;

#endif
