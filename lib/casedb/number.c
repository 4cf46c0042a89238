/* casedb/number.c - single numbers out of a case, from one list of questions. */
#include "casedb/private.h"

#include "casedb/query.h"

static const char *const questions[] = {
#define X(id, sql) sql,
	NUMBERS(X)
#undef X
};

int casedb_number(struct casedb *db, unsigned number, const struct number_args *args, int64_t *out, struct fault *f)
{
	sqlite3_stmt *st = NULL;
	int rc, most;

	if (number >= COUNT(questions))
		return fault_set(f, FAULT_INTERNAL, 0, "no such number: %u", number);
	*out = 0;
	rc = sqlite3_prepare_v2(db->sql, questions[number], -1, &st, NULL);
	most = rc == SQLITE_OK ? sqlite3_bind_parameter_count(st) : 0;
	for (int i = 0; i < 2 && args != NULL && rc == SQLITE_OK; i++) {
		if (i + 1 <= most)
			rc = sqlite3_bind_int64(st, i + 1, args->n[i]);
		if (i + 3 <= most && rc == SQLITE_OK)
			rc = sqlite3_bind_text(st, i + 3, args->text[i], -1, SQLITE_STATIC);
	}
	if (rc == SQLITE_OK)
		rc = sqlite3_step(st);
	if (rc == SQLITE_ROW)
		*out = sqlite3_column_int64(st, 0);
	(void)sqlite3_finalize(st);
	return rc == SQLITE_ROW || rc == SQLITE_DONE ? 0 : rc == SQLITE_BUSY ? casedb_busy(db, f) : casedb_fault(db, f, questions[number]);
}
