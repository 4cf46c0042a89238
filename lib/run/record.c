/* run/record.c - what is written down about every run: who asked what of which program, where; which bounds bit. */
#include "run/record.h"

#include "casedb/merge.h"
#include "run/build.h"
#include "run/custody/custody.h"

#include "base/jsonw.h"
#include "core/sentence.h"
#include "run/walls.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

/* Only variables that can change what is shown; the rest of an environment may hold secrets. */
static int environment(struct buf *out, struct fault *f)
{
	static const char *const allowed[] = { "LANG", "LC_ALL", "NO_COLOR", "SOURCE_DATE_EPOCH", "TZ" };
	struct jsonw w = jsonw_of(out, f);

	jsonw_open(&w, '{');
	for (size_t i = 0; i < COUNT(allowed); i++)
		jsonw_put_cstr(&w, allowed[i], getenv(allowed[i]));
	jsonw_close(&w, '}');
	return jsonw_end(&w);
}

static int host(const struct run_options *o, struct buf *out, struct fault *f)
{
	struct jsonw w = jsonw_of(out, f);
	struct utsname u;

	jsonw_open(&w, '{');
	if (uname(&u) == 0) {
		jsonw_put_cstr(&w, "node", u.nodename);
		jsonw_put_cstr(&w, "system", u.sysname);
		jsonw_put_cstr(&w, "release", u.release);
		jsonw_put_cstr(&w, "machine", u.machine);
	}
	jsonw_put_uint(&w, "uid", (uint64_t)getuid());
	jsonw_put_uint(&w, "pid", (uint64_t)getpid());
	jsonw_put_cstr(&w, "confined", confine_told(o->walls));
	jsonw_close(&w, '}');
	return jsonw_end(&w);
}

static int put_bite(struct casedb *db, int64_t scan, const struct limits *l, enum limit id, uint64_t left_out,
                    struct fault *f)
{
	const struct limit_kind *k = limit_kind(id);
	char text[320];
	bool told;

	(void)sentence(text, sizeof text, S_BOUND_REACHED_AT,
	               k->name, limit_get(l, id), k->unit, left_out, k->name);
	if (casedb_has_observation(db, scan, FINDING_LIMIT_REACHED, span_of(text), &told, f) < 0)
		return -1;
	return told ? 0 : casedb_put_observation(db, scan, 0, FINDING_LIMIT_REACHED, 0, 0, SPAN_NONE, span_of(text), f);
}

int run_record_bites(struct casedb *db, int64_t scan, const struct limits *l, const struct bites *b, struct fault *f)
{
	for (size_t i = 0; i < LIMIT_COUNT_; i++) {
		uint64_t left_out = atomic_load(&b->left_out[i]);

		if (left_out > 0 && put_bite(db, scan, l, (enum limit)i, left_out, f) < 0)
			return -1;
	}
	return 0;
}

int run_record_open(struct casedb *db, const struct run_options *o, int64_t *run, struct fault *f)
{
	OWNED(buf) struct buf argv = BUF_INIT;
	OWNED(buf) struct buf env = BUF_INIT;
	OWNED(buf) struct buf where = BUF_INIT;
	struct jsonw w = jsonw_of(&argv, f);
	struct run_record r = { .verb = o->verb, .version = run_version(), .started = run_record_now(o->watch) };

	jsonw_open(&w, '[');
	for (int i = 0; i < o->argc; i++)
		jsonw_cstr(&w, o->argv[i]);
	jsonw_close(&w, ']');
	if (jsonw_end(&w) < 0 || environment(&env, f) < 0 || host(o, &where, f) < 0)
		return -1;
	r.argv = buf_span(&argv);
	r.environment = buf_span(&env);
	r.host = buf_span(&where);
	if (casedb_begin(db, f) < 0 || casedb_put_run(db, &r, run, f) < 0 || casedb_commit(db, f) < 0)
		return -1;
	return run_custody_begin(db, o, *run, f);
}

int run_record_close(struct casedb *db, const struct run_options *o, int64_t run,
                 const struct run_result *r, const char *outcome, struct fault *f)
{
	if (casedb_begin(db, f) < 0 ||
	    casedb_end_run(db, run, run_record_now(o->watch), r->status, r->items, r->bytes, r->seconds,
	                   outcome, f) < 0 ||
	    casedb_commit(db, f) < 0)
		return -1;
	return run_custody_end(db, o, run, r, outcome, f);
}

static int recorded(struct casedb *db, const struct run_options *o, const struct run_work *w, struct run_result *out,
                    struct fault *f)
{
	double start = run_record_clock();
	struct fault later = FAULT_INIT;
	int64_t run;
	int rc;

	if ((w->before != NULL && w->before(db, o, w->user, f) < 0) || run_record_open(db, o, &run, f) < 0)
		return -1;
	rc = w->work(db, o, run, w->user, out, f);
	out->seconds = run_record_clock() - start;
	if (rc >= 0)
		return run_record_close(db, o, run, out, w->outcome == NULL ? "done" : buf_cstr(w->outcome), f);
	IGNORE(run_record_close(db, o, run, out, f->text, &later)); /* the first cause is told */
	return -1;
}

int run_recorded(const struct run_options *o, const struct run_work *w, struct run_result *out, struct fault *f)
{
	struct fault later = FAULT_INIT;
	struct casedb *db;

	if (casedb_open(&db, o->case_path, w->mode, o->watch, f) < 0)
		return -1;
	if ((w->parts || casedb_refuse_part(db, f) == 0) && run_walls_kept(db, o, false, f) == 0 && recorded(db, o, w, out, f) >= 0)
		return casedb_close(db, f);
	IGNORE(casedb_close(db, &later));
	return -1;
}
