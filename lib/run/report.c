/* run/report.c - the report folder of a case. */
#include "casedb/query.h"
#include "report/report.h"
#include "run/build.h"
#include "run/custody/custody.h"
#include "run/record.h"
#include "run/print.h"
#include "run/report.h"
#include "run/scan/scan.h"

#include <string.h>

/* Nothing of ours may come to lie beneath a source. */
int run_refuse_beneath(const struct run_options *o, const char *what, const char *path, struct fault *f)
{
	struct casedb *opened;
	OWNED(casedb) struct casedb *db = NULL;
	OWNED(rows) struct rows *rows = NULL;
	int rc;

	if (casedb_open(&opened, o->case_path, CASEDB_READ, o->watch, f) < 0)
		return -1;
	db = opened;
	if (rows_open(db, QUERY_SOURCES, &rows, f) < 0)
		return -1;
	while ((rc = rows_next(rows, f)) == 0)
		if (span_is(rows_span(rows, "kind"), "dir") &&
		    run_scan_refuse_output(what, path, rows_span(rows, "path"), f) < 0)
			return -1;
	rows_close(TAKE(&rows)); /* before its connection goes */
	return rc < 0 ? -1 : 0;
}

static int print(void *user, int page, const struct report_sink *to, struct fault *f)
{
	const struct run_options *o = (const struct run_options *)user;

	return run_printer_print(o->printer, page, to, o->watch, f);
}

int run_report(const struct run_options *o, const char *formats, struct run_result *out,
               struct fault *f)
{
	OWNED(buf) struct buf path = BUF_INIT;
	OWNED(report) struct report *r = NULL;
	struct progress p = { .phase = "report" };
	const char *slash = strrchr(o->case_path, '/');
	struct report_folder folder = { .formats = formats,
		                        .version = run_version(),
		                        .case_name = slash == NULL ? o->case_path : slash + 1,
		                        .reveal = o->reveal,
		                        .zone = o->zone,
		                        .zone_name = o->zone_name,
		                        .print = o->printer == NULL ? NULL : print,
		                        .print_user = (void *)(uintptr_t)o };
	int lang = o->lang == NULL ? LANG_EN : lang_parse(o->lang);

	if (lang < 0)
		return fault_set(f, FAULT_USAGE, 0, "no report in the language %s", o->lang);
	folder.lang = (enum lang)lang;
	folder.bom = folder.lang == LANG_JA;
	if (run_report_path(o, &path, f) < 0)
		return -1;
	folder.path = buf_cstr(&path);
	if (run_refuse_beneath(o, "report", folder.path, f) < 0)
		return -1;
	watch_progress(o->watch, &p);
	if (report_open(&r, o->case_path, o->watch, f) < 0 || report_write(r, &folder, f) < 0)
		return fault_while(f, "writing the report");
	report_close(TAKE(&r));
	if (run_custody_output(o, folder.path, f) < 0)
		return -1;
	buf_clear(&out->report_path);
	return buf_add(&out->report_path, buf_span(&path), f);
}

/* "case.db" -> "case.report", beside it. */
int run_report_path(const struct run_options *o, struct buf *out, struct fault *f)
{
	struct span path = span_of(o->case_path);

	if (o->report_dir != NULL)
		return buf_add_text(out, o->report_dir, f);
	if (span_ends(path, span_of(".db")))
		path.n -= 3;
	if (buf_add(out, path, f) < 0)
		return -1;
	return buf_add_text(out, ".report", f);
}
