/* run/examine.c - the main job: scan, resolve, report. */
#include "report/report.h"
#include "run/draw/copies.h"
#include "run/record.h"
#include "run/scan/scan.h"

#include <string.h>

static int examine_work(struct casedb *db, const struct run_options *o, int64_t run, void *user, struct run_result *out,
                        struct fault *f)
{
	struct run_recovered recovered = { 0 };

	if (run_scan_work(db, o, run, user, out, f) < 0)
		return -1;
	out->status = 0; /* the graph judges all of it, with what it knows of the rest */
	if (run_resolve_case(db, o, out, f) < 0)
		return -1;
	/* what metadata proves comes with the main job; carving is asked for (sherd recover) */
	return run_recover_case(db, o, EFFORT_METADATA, false, &recovered, out, f);
}

int run_examine(const struct run_options *o, const char *const *sources, size_t n,
                struct run_result *out, struct fault *f)
{
	OWNED(buf) struct buf report = BUF_INIT;
	struct scan_asked x = { sources, n };
	const struct run_work w = { .mode = CASEDB_CREATE, .work = examine_work, .user = &x };

	if (run_report_path(o, &report, f) < 0 || run_scan_check(o, buf_cstr(&report), sources, n, f) < 0 ||
	    report_folder_free(buf_cstr(&report), f) < 0 || run_recorded(o, &w, out, f) < 0)
		return -1;
	return run_report(o, "html", out, f);
}
