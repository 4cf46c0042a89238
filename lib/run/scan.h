/* run/scan.h - sources into a case. */
#ifndef RUN_SCAN_H
#define RUN_SCAN_H

#include "run/run.h"

int run_scan(const struct run_options *o, const char *const *sources, size_t n,
             struct run_result *out, struct fault *f) MUST_USE;

#endif
