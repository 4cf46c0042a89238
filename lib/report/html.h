/* report/html.h - inside of the page writers: one self-contained page, written from top to bottom.
 */
#ifndef REPORT_HTML_H
#define REPORT_HTML_H

#include "report/private.h"
#include "report/text.h"

enum { ROWS_SHOWN = 200, PARTS_SHOWN = 100 };

struct page {
	struct folder *d;
	struct report *r;
	struct out *o;
	struct fault *f;
	struct summary s;
	const char *heading; /* of the section or part being written */
};

extern const char html_style[];

/* One heading level per call; `id` of our own making. */
void page_section(struct page *p, const char *id, enum report_text title);
void page_section_end(struct page *p);
void page_h3(struct page *p, const char *text);
void page_para(struct page *p, enum report_text id, const char *class_name);
/* A sentence with numbers; they come out strong. */
void page_say(struct page *p, enum report_text id, const uint64_t *n, size_t count);

void page_badge(struct page *p, struct span word);
void page_digest(struct page *p, struct span digest); /* short */
void page_digest_full(struct page *p, struct span digest);
void page_time(struct page *p, struct span rfc3339);
void page_size(struct page *p, const struct rows *row, const char *column);

/* Columns: titles, one beginning with '>' aligned to the right. */
void page_table(struct page *p, const char *caption, const char *const *titles, size_t n);
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

int page_sources(struct page *p) MUST_USE;
int page_images(struct page *p) MUST_USE;
int page_tags(struct page *p) MUST_USE;
int page_timeline(struct page *p) MUST_USE;
int page_existed(struct page *p) MUST_USE;
int page_blobs(struct page *p) MUST_USE;
int page_remnants(struct page *p) MUST_USE;
int page_findings(struct page *p) MUST_USE;
int page_coverage(struct page *p) MUST_USE;
void page_method(struct page *p);
int page_hashes(struct page *p) MUST_USE;
int page_runs(struct page *p) MUST_USE;
int page_answer(struct page *p) MUST_USE;

#endif
