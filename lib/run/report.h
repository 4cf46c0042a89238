/* run/report.h - the report folder, and the whole way to it. */
#ifndef RUN_REPORT_H
#define RUN_REPORT_H

#include "run/run.h"

/* Scan, resolve and report, one after the other. */
int run_examine(const struct run_options *o, const char *const *sources, size_t n,
                struct run_result *out, struct fault *f) MUST_USE;

/* Writes the report folder beside its final name and swaps it in. `formats`: "html,json" style list. */
int run_report(const struct run_options *o, const char *formats, struct run_result *out,
               struct fault *f) MUST_USE;

/* Where the report goes: o->report_dir, or "case.report" for "case.db". */
int run_report_path(const struct run_options *o, struct buf *out, struct fault *f) MUST_USE;

/* FAULT_USAGE when `path` lies beneath a directory that is a source of the case. */
int run_refuse_beneath(const struct run_options *o, const char *what, const char *path, struct fault *f) MUST_USE;

#endif
