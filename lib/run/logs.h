/* run/logs.h - log files into a case. */
#ifndef RUN_LOGS_H
#define RUN_LOGS_H

#include "run/run.h"

/* Log files as sources, then conclusions. `zone`: seconds east of UTC for times that have none. */
int run_logs(const struct run_options *o, bool has_zone, int zone, const char *const *files, size_t n,
             struct run_result *out, struct fault *f) MUST_USE;

#endif
