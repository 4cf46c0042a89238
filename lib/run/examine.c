/* run/examine.c - the main job: scan, resolve, report. */
#include "casedb/query.h"
#include "report/report.h"
#include "run/custody.h"
#include "run/draw/copies.h"
#include "run/record.h"
#include "run/recover.h"
#include "run/report.h"
#include "run/scan/scan.h"

#include <string.h>
#include <unistd.h>

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

/* What nobody said is said to be that: the report shows it, `custody CASE correct` mends it. */
#define UNSAID "not recorded"

static int field(struct buf *out, const char *name, const char *value, struct fault *f)
{
	buf_clear(out);
	return buf_add_text(out, name, f) < 0 || buf_add_byte(out, '=', f) < 0 ? -1 : buf_add_text(out, value == NULL ? UNSAID : value, f);
}

/* Has somebody opened this case already? One that is not there has not been. */
static int opened(const struct run_options *o, bool *out, struct fault *f)
{
	struct casedb *opened_db;
	OWNED(casedb) struct casedb *db = NULL;
	OWNED(rows) struct rows *rows = NULL;
	int rc;

	*out = false;
	if (access(o->case_path, F_OK) != 0)
		return 0;
	if (casedb_open(&opened_db, o->case_path, CASEDB_READ, o->watch, f) < 0)
		return -1;
	db = opened_db;
	if (rows_open(db, QUERY_CUSTODY_CASE, &rows, f) < 0)
		return -1;
	rc = rows_next(rows, f);
	*out = rc == 0;
	rows_close(TAKE(&rows)); /* before its connection goes */
	return rc < 0 ? -1 : 0;
}

static int open_case(const struct run_options *o, struct fault *f)
{
	const struct {
		const char *name, *value;
	} all[] = { { "case_no", o->case_no }, { "requesting_party", o->client }, { "examiner_in_charge", o->examiner },
		    { "organisation", NULL },  { "authority_kind", NULL },        { "authority_ref", NULL },
		    { "scope_text", NULL } };
	struct buf text[COUNT(all)];
	const char *fields[COUNT(all)];
	bool already;
	int64_t seq;
	int rc = 0;

	if (o->case_no == NULL && o->examiner == NULL && o->client == NULL)
		return 0;
	if (opened(o, &already, f) < 0)
		return -1;
	if (already)
		return fault_set(f, FAULT_USAGE, 0, "the case was opened already (custody CASE log); leave out --case-no, --examiner"
		                                    " and --client, or mend the entry with custody CASE correct");
	for (size_t i = 0; i < COUNT(all); i++)
		text[i] = (struct buf)BUF_INIT;
	for (size_t i = 0; rc == 0 && i < COUNT(all); i++)
		rc = field(&text[i], all[i].name, all[i].value, f);
	for (size_t i = 0; rc == 0 && i < COUNT(all); i++)
		fields[i] = buf_cstr(&text[i]);
	if (rc == 0)
		rc = run_custody_add(o, "open", fields, COUNT(all), &seq, f);
	for (size_t i = 0; i < COUNT(all); i++)
		buf_release(&text[i]);
	return rc;
}

int run_examine(const struct run_options *o, const char *const *sources, size_t n,
                struct run_result *out, struct fault *f)
{
	OWNED(buf) struct buf formats = BUF_INIT;
	OWNED(buf) struct buf report = BUF_INIT;
	struct scan_asked x = { sources, n };
	const struct run_work w = { .mode = CASEDB_CREATE, .work = examine_work, .user = &x };

	if (run_report_path(o, &report, f) < 0 || run_scan_check(o, buf_cstr(&report), sources, n, f) < 0 ||
	    run_scan_check_kinds(sources, n, f) < 0 || report_folder_free(buf_cstr(&report), f) < 0 || open_case(o, f) < 0 || run_recorded(o, &w, out, f) < 0)
		return -1;
	if (buf_printf(&formats, f, o->formats == NULL ? "html" : "html,%s", o->formats) < 0)
		return -1;
	return run_report(o, buf_cstr(&formats), out, f);
}
