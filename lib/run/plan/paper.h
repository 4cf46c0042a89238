/*
 * run/plan/paper.h - inside: paper, as Markdown or as HTML. Everything put is escaped for the form: names of the evidence
 * are seen and never act. Faults are remembered: the first failing call makes the rest do nothing.
 */
#ifndef RUN_PLAN_PAPER_H
#define RUN_PLAN_PAPER_H

#include "run/plan/plan.h"
#include "words/fill.h"

struct paper {
	struct buf *out;
	struct fault *f;
	enum lang lang;
	enum plan_form form;
	bool bad;
};

void run_paper_open(struct paper *g, enum lang_text title);
void run_paper_close(struct paper *g);
void run_paper_heading(struct paper *g, int level, enum lang_text id);
/* "{0}" to "{3}" are filled with visible texts. */
void run_paper_say(struct paper *g, enum lang_text id, const struct span *args);
void run_paper_warn(struct paper *g, enum lang_text id, const struct span *args);
void run_paper_item(struct paper *g, struct span visible);
void run_paper_fact(struct paper *g, enum lang_text name, struct span visible);
void run_paper_code(struct paper *g, struct span text); /* lines, ending in a line feed */
void run_paper_table(struct paper *g, const enum lang_text *titles, size_t n);
void run_paper_row(struct paper *g);
void run_paper_cell(struct paper *g, struct span visible);
void run_paper_number(struct paper *g, uint64_t n);
void run_paper_row_end(struct paper *g);
void run_paper_table_end(struct paper *g);

/* The parts of the runbook. */
void run_plan_part_stop(struct paper *g, const struct plan *p);
void run_plan_part_collate(struct paper *g, const struct plan *p);
void run_plan_part_import(struct paper *g, const struct plan *p, const struct plan_paper *paper);
void run_plan_part_prove(struct paper *g, const struct plan *p);

#endif
