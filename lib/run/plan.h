/* run/plan.h - the runbook of a restoration, and what came of it. */
#ifndef RUN_PLAN_H
#define RUN_PLAN_H

#include "run/choose.h"
#include "run/run.h"

/* The runbook, plan.json and scripts into the folder o->report_dir, which must be new or empty. `target`: URL or NULL. */
int run_plan(const struct run_options *o, const struct choice_ask *ask, const char *target, struct buf *text,
             struct fault *f) MUST_USE;
/* Is the file a plan this case's custody log says it wrote? *text tells. */
int run_plan_believe(const struct run_options *o, const char *path, bool *believed, struct buf *text,
                     struct fault *f) MUST_USE;
/* What the newest scan of `source` (an operand of check) holds of it; *wrong counts what is missing, changed, unread,
 * gone. Lines in *text in o->lang, JSON Lines in *json. */
int run_plan_compare(const struct run_options *o, const char *path, const char *source, struct buf *text, struct buf *json,
                     uint64_t *wrong, struct fault *f) MUST_USE;

#endif
