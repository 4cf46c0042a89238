/*
 * run/plan/page.h - inside: paper, as Markdown or as HTML. Everything put is escaped for the form: names of the evidence
 * are seen and never act. Faults are remembered: the first failing call makes the rest do nothing.
 */
#ifndef RUN_PLAN_PAGE_H
#define RUN_PLAN_PAGE_H

#include "run/plan/plan.h"

struct page {
	struct buf *out;
	struct fault *f;
	enum lang lang;
	enum plan_form form;
	bool bad;
};

void page_open(struct page *g, enum lang_text title);
void page_close(struct page *g);
void page_heading(struct page *g, int level, enum lang_text id);
/* "{0}" to "{3}" are filled with visible texts. */
void page_say(struct page *g, enum lang_text id, const struct span *args);
void page_warn(struct page *g, enum lang_text id, const struct span *args);
void page_item(struct page *g, struct span visible);
void page_fact(struct page *g, enum lang_text name, struct span visible);
void page_code(struct page *g, struct span text); /* lines, ending in a line feed */
void page_table(struct page *g, const enum lang_text *titles, size_t n);
void page_row(struct page *g);
void page_cell(struct page *g, struct span visible);
void page_number(struct page *g, uint64_t n);
void page_row_end(struct page *g);
void page_table_end(struct page *g);

/* A text with its holes filled, nothing escaped. */
int plan_fill(struct buf *out, const char *text, const struct span *args, struct fault *f) MUST_USE;
/* Digits, in a buffer of the caller's. */
struct span plan_digits(char out[24], uint64_t n);

/* The parts of the runbook. */
void plan_part_stop(struct page *g, const struct plan *p);
void plan_part_collate(struct page *g, const struct plan *p);
void plan_part_import(struct page *g, const struct plan *p, const struct plan_paper *paper);
void plan_part_prove(struct page *g, const struct plan *p);

#endif
