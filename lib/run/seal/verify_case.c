/*
 * run/seal/verify_case.c - a case checked again: the chain and its guards, the custody tables, contents against the last
 * checkpoint, files written outside. Reading only: nothing is appended.
 */
#include "run/custody.h"
#include "run/seal/seal.h"
#include "run/seal/verify.h"

#include "casedb/query.h"
#include "report/report.h"
#include "run/walls.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <sys/stat.h>

/* A log without any action, and tables without any row: nothing there is to compare. */
static int nothing_recorded(struct casedb *db, bool *out, struct fault *f)
{
	int64_t n = 1;
	int rc = casedb_number(db, NUMBER_ANYTHING, NULL, &n, f);

	*out = n == 0;
	return rc;
}

static int tell_state(struct verifying *x, struct run_custody_state *s, bool empty)
{
	s->uncompared = s->first_bad == 0 && s->changed_table[0] == '\0' &&
	                ((s->checkpoint == 0 && !empty) || s->later_actions);
	if (s->first_bad != 0)
		return run_verify_tell(x, "FAILED", "chain", "entry %lld or one before it was changed, removed or moved",
		            (long long)s->first_bad);
	if (s->entries == 0)
		return run_verify_tell(x, "FAILED", "chain", "the custody log is empty");
	if (!s->guarded && run_verify_tell(x, "FAILED", "chain", "a trigger that guards the custody log is gone") < 0)
		return -1;
	if (s->edited_table[0] != '\0' &&
	    run_verify_tell(x, "FAILED", "tables", "table %s is not what the custody log says", s->edited_table) < 0)
		return -1;
	if (s->edited_table[0] == '\0' && run_verify_tell(x, "ok", "tables", "the custody tables are what the log says") < 0)
		return -1;
	if (s->changed_table[0] != '\0') {
		if (run_verify_tell(x, "FAILED", "content", "table %s does not hold what it held at entry %lld",
		         s->changed_table, (long long)s->checkpoint) < 0)
			return -1;
	} else if (s->checkpoint == 0 && empty) {
		if (run_verify_tell(x, "ok", "content", "no action is recorded, and the tables are empty") < 0)
			return -1;
	} else if (s->checkpoint == 0) {
		if (run_verify_tell(x, "open", "content", "not compared: the log holds no digests of the tables (sherd custody CASE checkpoint)") < 0)
			return -1;
	} else if (s->later_actions) {
		if (run_verify_tell(x, "open", "content", "not compared: an action began after entry %lld and did not end",
		         (long long)s->checkpoint) < 0)
			return -1;
	} else if (run_verify_tell(x, "ok", "content", "every table holds what it held at entry %lld",
	                (long long)s->checkpoint) < 0) {
		return -1;
	}
	return run_verify_tell(x, "ok", "chain", "%llu entries, head %s", (unsigned long long)s->entries, s->head);
}

/* Files written outside: those still there must be what was recorded. */
static int check_outputs(struct verifying *x, struct casedb *db)
{
	OWNED(rows) struct rows *rows = NULL;
	uint64_t same = 0, gone = 0, other = 0;
	int rc;

	if (rows_open(db, QUERY_CUSTODY_OUTPUTS, &rows, x->f) < 0)
		return -1;
	while ((rc = rows_next(rows, x->f)) == 0) {
		OWNED(buf) struct buf path = BUF_INIT;
		char hex[CUSTODY_HEX];
		struct stat st;
		uint64_t size;

		if (buf_add(&path, rows_span(rows, "output"), x->f) < 0)
			return -1;
		if (stat(buf_cstr(&path), &st) != 0) {
			gone++;
			continue;
		}
		if (S_ISDIR(st.st_mode) &&
		    (buf_add_byte(&path, '/', x->f) < 0 || buf_add(&path, rows_span(rows, "name"), x->f) < 0))
			return -1;
		if (run_hash_file(AT_FDCWD, buf_cstr(&path), hex, &size, x->f) < 0)
			return -1;
		if (span_is(rows_span(rows, "sha256"), hex)) {
			same++;
		} else {
			other++;
			if (run_verify_tell(x, "FAILED", "outputs", "%s is not what entry %lld wrote", buf_cstr(&path),
			         (long long)rows_int(rows, "seq")) < 0)
				return -1;
		}
	}
	if (rc < 0)
		return -1;
	if (same + gone + other == 0)
		return run_verify_tell(x, "none", "outputs", "the log names no file written outside");
	if (other == 0)
		return run_verify_tell(x, gone > 0 ? "open" : "ok", "outputs",
		            "%" PRIu64 " files are as written, %" PRIu64 " are no longer where they were written", same, gone);
	return 0;
}

static int one_remark(void *user, struct span text, struct fault *f)
{
	(void)f;
	return run_verify_tell((struct verifying *)user, "note", "custody", "%.*s", (int)text.n, (const char *)text.p);
}

/* What the rules of custody remark: told, never a failure. */
static int tell_remarks(struct verifying *x, const char *path)
{
	OWNED(report) struct report *r = NULL;
	const struct report_sink sink = { one_remark, x };

	return report_open(&r, path, x->o->watch, x->f) < 0 ? -1 : report_remarks(r, &sink, x->f);
}

int run_verify_case(struct verifying *x, const char *path, bool outputs, struct run_custody_state *s)
{
	struct run_options o = *x->o;
	struct casedb *opened;
	OWNED(casedb) struct casedb *db = NULL;
	struct shard shard;
	bool empty = false;
	char why[256];
	int rc;

	o.case_path = path;
	if (casedb_open(&opened, path, CASEDB_READ, x->o->watch, x->f) < 0) {
		struct fault why_not = *x->f;

		if (why_not.kind != FAULT_FORGED && (outputs || why_not.kind != FAULT_CASE))
			return -1;
		fault_clear(x->f);
		return run_verify_tell(x, "FAILED", "database", "%s", why_not.text);
	}
	db = opened;
	rc = casedb_sound(db, why, x->f);
	if ((rc == 0 ? run_walls_kept(db, x->o, outputs, x->f) : confine_reads(x->o->walls, x->f)) < 0)
		return -1;
	if (rc != 0 && (rc < 0 || run_verify_tell(x, "FAILED", "database", "%s", why) < 0))
		return -1;
	if (rc == 0 && run_verify_tell(x, "ok", "database", "sound") < 0)
		return -1;
	if (run_custody_verify(&o, s, x->f) < 0 || nothing_recorded(db, &empty, x->f) < 0 || tell_state(x, s, empty) < 0)
		return -1;
	if (s->first_bad == 0 && outputs && check_outputs(x, db) < 0)
		return -1;
	if (s->first_bad == 0 && run_verify_parts(x, db) < 0)
		return -1;
	rc = s->first_bad == 0 ? casedb_part(db, &shard, NULL, x->f) : 0;
	if (rc < 0 || (rc == 0 && s->first_bad == 0 && run_verify_tell(x, "note", "part", "this is part %u/%u of a scan", shard.at, shard.of) < 0) ||
	    (rc > 0 && tell_remarks(x, path) < 0))
		return -1;
	return x->v->sources ? run_verify_sources(x, db) : 0;
}
