/*
 * run/run.h - wiring: the only place where rooms meet. Here is what every caller gives and gets; what can be asked has a door
 * of its own beside this one (scan.h merge.h draw.h logs.h recover.h rebuild.h cat.h choose.h export.h plan.h custody.h
 * seal.h selftest.h report.h walls.h build.h). Every function opens the case itself and leaves one file at rest, whatever
 * happens.
 *
 * Results: 0 done (see result->status for what the evidence was like), -1 a fault: FAULT_USAGE asks
 * for exit status 2, FAULT_INTERRUPTED for 130, all others for 1.
 */
#ifndef RUN_RUN_H
#define RUN_RUN_H

#include "base/buf.h"
#include "base/limits.h"
#include "base/span.h"
#include "base/watch.h"
#include "core/shard.h"
#include "words/lang.h"

struct confine;
struct run_filter;
struct run_printer;

struct run_options {
	const char *verb;          /* for the record: "scan", "examine", ... */
	const char *case_path;
	int argc;                  /* the command line as it was given, for the record */
	char *const *argv;
	enum depth depth;          /* DEPTH_UNSET: full */
	unsigned jobs;             /* 0: all cores */
	bool trust;                /* --trust-unchanged: what an earlier scan hashed is not read again */
	struct limits limits;
	const char *const *only;   /* repositories in scope; only_n 0: all */
	size_t only_n;
	const char *const *copies; /* statements LABEL=LABEL: the first source is a copy of the second's registry */
	size_t copies_n;
	const char *present;       /* label of the source standings speak of; NULL: as before */
	int64_t scan;              /* --scan N; 0: the newest */
	const char *formats;       /* examine: of the report, beside html; NULL: none */
	const char *report_dir;    /* NULL: derived from case_path: "case.db" -> "case.report" */
	const char *lang;          /* of the report's page: "en" or "ja" */
	enum lang say;    /* of what is told at the terminal */
	const char *case_no, *examiner, *client; /* examine: the case is opened with them; NULL: not given */
	int (*zone)(int64_t sec);  /* of times in the page: seconds east of UTC; NULL: UTC */
	const char *zone_name;
	bool reveal;               /* show values that look like credentials */
	struct shard shard;        /* of scan: one part of the scan; of 0: the whole */
	const struct watch *watch;
	struct run_filter *filter; /* --with; NULL: none */
	struct run_printer *printer; /* --format pdf; NULL: none */
	struct confine *walls;     /* what confines this process, and is recorded; NULL: nothing does */
};

struct run_result {
	int status;                /* INTERFACE 4: 0, 3 or 4 */
	uint64_t items, bytes;
	double seconds;
	uint64_t wanted, rebuilt, candidates, sizes; /* of the search for lost manifests: its cost */
	struct buf report_path;    /* examine, report: the folder written */
};

void run_result_release(struct run_result *r);
DEFINE_OWN(run_result, struct run_result, run_result_release)

#endif
