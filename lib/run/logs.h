/* run/logs.h - log files into a case. */
#ifndef RUN_LOGS_H
#define RUN_LOGS_H

#include "casedb/casedb.h"
#include "run/run.h"
#include "source/source.h"

/* Log files as sources, then conclusions. `zone`: seconds east of UTC for times that have none. */
int run_logs(const struct run_options *o, bool has_zone, int zone, const char *const *files, size_t n,
             struct run_result *out, struct fault *f) MUST_USE;

/* Is this operand of `scan` (no kind before it) a log: text, in which nothing else that is read is found? */
int run_logs_know(const struct run_options *o, const struct source_spec *spec, bool *log, struct fault *f) MUST_USE;
/* One such operand into the case, as a part of the work of `run`; conclusions are not drawn. */
int run_logs_read(struct casedb *db, const struct run_options *o, int64_t run, const char *operand, struct run_result *out,
                  struct fault *f) MUST_USE;

#endif
