/* run/draw/copies.h - what the user states of sources: one is another or older copy of another's registry. */
#ifndef RUN_DRAW_COPIES_H
#define RUN_DRAW_COPIES_H

#include "casedb/casedb.h"
#include "run/run.h"

/* Before anything is read: is each of o->copies LABEL=LABEL, of sources of the case or of `sources`, or of roots of
 * them (LABEL/PATH)? FAULT_USAGE. */
int run_copies_check(struct casedb *db, const struct run_options *o, const char *const *sources, size_t n,
                     struct fault *f) MUST_USE;
/* Keeps them as facts of the run, each with an entry of the custody log. What is stated already is not stated
 * again. FAULT_USAGE: one would be a copy of itself. `sources` as before: of these a root need not be there. */
int run_copies_state(struct casedb *db, const struct run_options *o, const char *const *sources, size_t n, int64_t run,
                     struct fault *f) MUST_USE;

#endif
