/* run/examine.c - the main job: scan, resolve, report. */
#include "report/report.h"
#include "run/draw/copies.h"
#include "run/record.h"
#include "run/scan/scan.h"

#include <string.h>

static int scan_and_resolve(struct casedb *db, const struct run_options *o, const char *const *sources,
                            size_t n, struct run_result *out, struct fault *f)
{
	struct run_recovered recovered = { 0 };
	double start = run_record_clock();
	int64_t run;
	int rc;

	if (run_record_open(db, o, &run, f) < 0)
		return -1;
	rc = run_copies_check(db, o, sources, n, f);
	if (rc == 0)
		rc = run_scan_sources(db, o, sources, n, run, out, f);
	if (rc == 0)
		rc = run_copies_state(db, o, run, f);
	if (rc == 0) {
		out->status = 0; /* the graph judges all of it, with what it knows of the rest */
		rc = run_resolve_case(db, o, out, f);
	}
	if (rc == 0) /* what metadata proves comes with the main job; carving is asked for (sherd recover) */
		rc = run_recover_case(db, o, EFFORT_METADATA, false, &recovered, out, f);
	out->seconds = run_record_clock() - start;
	if (rc < 0) {
		struct fault later = FAULT_INIT;

		IGNORE(run_record_close(db, o, run, out, f->text, &later));
		return -1;
	}
	return run_record_close(db, o, run, out, "done", f);
}

int run_examine(const struct run_options *o, const char *const *sources, size_t n,
                struct run_result *out, struct fault *f)
{
	OWNED(buf) struct buf report = BUF_INIT;
	struct casedb *db;
	int rc;

	if (run_report_path(o, &report, f) < 0 || run_scan_check(o, buf_cstr(&report), sources, n, f) < 0 ||
	    report_folder_free(buf_cstr(&report), f) < 0 ||
	    casedb_open(&db, o->case_path, CASEDB_CREATE, o->watch, f) < 0)
		return -1;
	rc = scan_and_resolve(db, o, sources, n, out, f);
	if (rc < 0) {
		struct fault later = FAULT_INIT;

		IGNORE(casedb_close(db, &later));
		return -1;
	}
	if (casedb_close(db, f) < 0)
		return -1;
	return run_report(o, "html,json", out, f);
}
