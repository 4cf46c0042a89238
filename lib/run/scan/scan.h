/* run/scan/scan.h - the steps of a scan that examine shares. */
#ifndef RUN_SCAN_SCAN_H
#define RUN_SCAN_SCAN_H

#include "casedb/casedb.h"
#include "run/recover.h"
#include "run/run.h"

/* Refuses (FAULT_USAGE) a case or report that would lie beneath one of the sources, and operands that
 * cannot be. Looks before anything is made. `report` may be NULL. */
int run_scan_check(const struct run_options *o, const char *report, const char *const *sources, size_t n,
               struct fault *f) MUST_USE;
/* Operands to specs, which borrow from them; FAULT_USAGE names what cannot be, and labels given twice. */
struct source_spec;
int run_scan_parse(struct source_spec *specs, const char *const *sources, size_t n, struct fault *f) MUST_USE;
/* Refuses (FAULT_USAGE) a file that no reader takes, as far as its first bytes tell. */
int run_scan_check_kinds(const char *const *sources, size_t n, struct fault *f) MUST_USE;
int run_scan_refuse_output(const char *what, const char *output, struct span source, struct fault *f) MUST_USE;
int run_scan_sources(struct casedb *db, const struct run_options *o, const char *const *sources, size_t n,
                 int64_t run, struct run_result *out, struct fault *f) MUST_USE;
int run_resolve_case(struct casedb *db, const struct run_options *o, struct run_result *out,
                 struct fault *f) MUST_USE;

/* What an examination found, as the case takes it; borrows from `e`. */
struct exam;
void run_scan_exam_record(struct exam_record *out, const struct exam *e, enum role role);
/* Searches every image of the case; conclusions are drawn anew when something came of it. `reasons`: tell also of
 * blobs of which no map was found why they were not. */
int run_recover_case(struct casedb *db, const struct run_options *o, enum recover_effort effort, bool reasons,
                 struct run_recovered *counts, struct run_result *out, struct fault *f) MUST_USE;
unsigned run_cores(unsigned asked);

struct graph;
int run_resolve_feed(struct casedb *db, struct graph *g, struct fault *f) MUST_USE; /* all facts that count */

/* The work of a scan, for run_recorded(); `user` is a struct scan_asked. */
struct scan_asked {
	const char *const *sources;
	size_t n;
};
int run_scan_work(struct casedb *db, const struct run_options *o, int64_t run, void *user, struct run_result *out,
                  struct fault *f) MUST_USE;

#endif
