/*
 * casedb/schema_check.c - is the schema of a file ours, word for word? A trigger, a view in a table's place, a column
 * with another default can make a program that trusts the file say what its author wants. So the list of its objects
 * (type, name, table, text) is compared with one that this program makes itself in memory.
 */
#include "casedb/private.h"

#include "hash/mid.h"

#include "casedb/schema_5.h"
#include "casedb/schema_6.h"
#include "casedb/schema_7.h"
#include "casedb/schema_8.h"
#include "casedb/schema_9.h"

#include <stdio.h>

/* Planner statistics are SQLite's own; indexes are made when a scan or a resolve has ended, and may be absent. */
#define OBJECTS                                                                                          \
	"SELECT type, name, tbl_name, coalesce(sql,'') FROM sqlite_schema WHERE NOT (type='table' AND name IN" \
	" ('sqlite_stat1','sqlite_stat4')) ORDER BY type, name"

static int exec(sqlite3 *sql, const char *text, struct fault *f)
{
	if (sqlite3_exec(sql, text, NULL, NULL, NULL) != SQLITE_OK)
		return fault_set(f, FAULT_INTERNAL, 0, "our own schema cannot be made: %s", sqlite3_errmsg(sql));
	return 0;
}

static int make_older(sqlite3 *sql, int64_t version, struct fault *f)
{
	static const struct {
		int64_t version;
		const char *text;
	} all[] = { { 5, CASEDB_SCHEMA_5 }, { 6, CASEDB_SCHEMA_6 }, { 7, CASEDB_SCHEMA_7 }, { 8, CASEDB_SCHEMA_8 },
		    { 9, CASEDB_SCHEMA_9 } };

	for (size_t i = 0; i < COUNT(all); i++)
		if (all[i].version == version)
			return exec(sql, all[i].text, f) < 0 ? -1 : version < 8 ? exec(sql, CASEDB_SCHEMA_7_UPLOADS, f) : 0;
	return fault_set(f, FAULT_INTERNAL, 0, "no text of schema %lld is kept", (long long)version);
}

static int make_ours(sqlite3 *sql, int64_t version, struct fault *f)
{
	OWNED(buf) struct buf custody = BUF_INIT;
	const char *const *const texts[] = {
		&casedb_schema_facts, NULL, &casedb_schema_conclusions, &casedb_schema_views, &casedb_schema_fact_indexes,
		&casedb_schema_conclusion_indexes, &casedb_schema_upload_indexes, &casedb_schema_path_indexes,
	};

	if (version != CASEDB_SCHEMA)
		return make_older(sql, version, f);
	if (projection_schema(&custody, f) < 0)
		return -1;
	for (size_t i = 0; i < COUNT(texts); i++)
		if (exec(sql, texts[i] == NULL ? buf_cstr(&custody) : *texts[i], f) < 0)
			return -1;
	return 0;
}

static const char *column(sqlite3_stmt *st, int at)
{
	const char *text = (const char *)sqlite3_column_text(st, at);

	return text == NULL ? "" : text;
}

static int by_name(sqlite3_stmt *a, sqlite3_stmt *b)
{
	int c = strcmp(column(a, 0), column(b, 0));

	return c != 0 ? c : strcmp(column(a, 1), column(b, 1));
}

static int say(char why[256], const char *what, sqlite3_stmt *st)
{
	(void)snprintf(why, 256, "its schema is not ours: %s %.40s %.120s", what, column(st, 0), column(st, 1));
	return CASEDB_NONE;
}

/* Is what SQLite answered about the file, and not about us: memory, the disk, a lock, a stop? */
static bool about_file(int code)
{
	return (code & 0xFF) == SQLITE_CORRUPT || (code & 0xFF) == SQLITE_NOTADB || (code & 0xFF) == SQLITE_ERROR;
}

static bool stepped(int rc)
{
	return rc == SQLITE_ROW || rc == SQLITE_DONE;
}

/* Both lists are sorted: a merge. `mine` and `code` are what ended each; one that could not be read says nothing about
 * the other. */
static int compare(sqlite3_stmt *ours, sqlite3_stmt *theirs, int *mine, int *code, char why[256])
{
	int a = sqlite3_step(ours), b = sqlite3_step(theirs), rc = 0;

	while (rc == 0 && stepped(a) && stepped(b) && (a == SQLITE_ROW || b == SQLITE_ROW)) {
		int c = a != SQLITE_ROW ? 1 : b != SQLITE_ROW ? -1 : by_name(ours, theirs);

		if (c > 0)
			rc = say(why, "it holds", theirs);
		else if (c < 0 && strcmp(column(ours, 0), "index") != 0)
			rc = say(why, "it lacks", ours);
		else if (c == 0 && (strcmp(column(ours, 2), column(theirs, 2)) != 0 || strcmp(column(ours, 3), column(theirs, 3)) != 0))
			rc = say(why, "of another text is", theirs);
		else if (c <= 0)
			a = sqlite3_step(ours);
		if (rc == 0 && c == 0)
			b = sqlite3_step(theirs);
	}
	*mine = a;
	*code = b;
	return rc;
}

/* Memory or a disk that failed while the lists were read is a fault of ours, and no statement about the file. */
static int judge(struct casedb *db, sqlite3_stmt *ours, sqlite3_stmt *theirs, char why[256], struct fault *f)
{
	int mine, code, rc = compare(ours, theirs, &mine, &code, why);

	if (!stepped(mine) || sqlite3_errcode(db->sql) == SQLITE_NOMEM ||
	    sqlite3_errcode(sqlite3_db_handle(ours)) == SQLITE_NOMEM) /* the text of a column, too, takes memory */
		return fault_memory(f, 0);
	if (stepped(code))
		return rc;
	if (!about_file(code))
		return casedb_fault(db, f, "cannot read the schema");
	(void)snprintf(why, 256, "its schema cannot be read");
	return CASEDB_NONE;
}

/* ---- the usual case: all objects, all as ours -------------------------------------------------------------------- */

/* SHA-256 over the objects of the schema of now but for the indexes that may be absent, as digest_of() makes it: a case
 * that has it need not be compared with a schema made anew, 5 of the 54 ms of a list. tests/test_casedb.c. */
#define WHOLE "sha256:154ffaa44e018f268c681d39ab554cfed2d02078a2c663e1e3924153fe2972c5"

/* An index that one of our texts makes, word for word: SQLite keeps "CREATE [UNIQUE] INDEX " and the text from the name on. */
static bool is_our_index(sqlite3_stmt *st)
{
	static const char *const *const texts[] = { &casedb_schema_fact_indexes, &casedb_schema_conclusion_indexes,
		                                    &casedb_schema_upload_indexes, &casedb_schema_path_indexes };
	const char *sql = column(st, 3), *before = strstr(sql, "INDEX "), *from = before == NULL ? sql : before + strlen("INDEX ");
	char want[512], head[256];
	int n = snprintf(want, sizeof want, "%.*sIF NOT EXISTS %s;", (int)(from - sql), sql, from);
	int h = snprintf(head, sizeof head, "%s ON %s(", column(st, 1), column(st, 2));
	bool ours = false;

	if (n < 0 || n >= (int)sizeof want || h < 0 || h >= (int)sizeof head || strncmp(from, head, (size_t)h) != 0)
		return false;
	for (size_t i = 0; i < COUNT(texts) && !ours; i++)
		ours = strstr(*texts[i], want) != NULL;
	return ours;
}

/* Each text with the zero at its end, which none holds inside: column() gives C strings, as the merge compares them.
 * 0, or -1: it could not be read. */
static int digest_of(sqlite3 *sql, struct digest *out)
{
	sqlite3_stmt *st = NULL;
	struct mid m;
	int rc = sqlite3_prepare_v2(sql, OBJECTS, -1, &st, NULL);

	mid_start(&m);
	while (rc == SQLITE_OK && (rc = sqlite3_step(st)) == SQLITE_ROW) {
		bool may_lack = is_our_index(st);

		for (int at = 0; !may_lack && at < 4; at++)
			mid_add(&m, span_make(column(st, at), strlen(column(st, at)) + 1));
		rc = sqlite3_errcode(sql) == SQLITE_NOMEM ? SQLITE_NOMEM : SQLITE_OK;
	}
	(void)sqlite3_finalize(st);
	mid_end(&m, out);
	return rc == SQLITE_DONE ? 0 : -1;
}

static bool is_whole(struct casedb *db)
{
	struct digest want, got;

	return digest_parse(&want, span_of(WHOLE)) == 0 && digest_of(db->sql, &got) == 0 && digest_eq(&want, &got);
}

int casedb_schema_whole(struct digest *made, struct digest *kept, struct fault *f)
{
	sqlite3 *memory = NULL;
	int rc = sqlite3_open_v2(":memory:", &memory, SQLITE_OPEN_READWRITE | SQLITE_OPEN_MEMORY, NULL) == SQLITE_OK
	                 ? make_ours(memory, CASEDB_SCHEMA, f)
	                 : fault_memory(f, 0);

	if (rc == 0 && (digest_of(memory, made) < 0 || digest_parse(kept, span_of(WHOLE)) < 0))
		rc = fault_memory(f, 0);
	(void)sqlite3_close(memory);
	return rc;
}

/* ---- word for word ---------------------------------------------------------------------------------------------- */

int casedb_schema_ours(struct casedb *db, int64_t version, char why[256], struct fault *f)
{
	sqlite3 *memory = NULL;
	sqlite3_stmt *ours = NULL, *theirs = NULL;
	int rc;

	if (version == CASEDB_SCHEMA && is_whole(db))
		return 0;
	rc = sqlite3_open_v2(":memory:", &memory, SQLITE_OPEN_READWRITE | SQLITE_OPEN_MEMORY, NULL) == SQLITE_OK
	             ? make_ours(memory, version, f)
	             : fault_memory(f, 0);
	if (rc == 0 && sqlite3_prepare_v2(memory, OBJECTS, -1, &ours, NULL) != SQLITE_OK)
		rc = fault_memory(f, 0);
	if (rc == 0 && sqlite3_prepare_v2(db->sql, OBJECTS, -1, &theirs, NULL) != SQLITE_OK) {
		if (!about_file(sqlite3_errcode(db->sql)))
			rc = casedb_fault(db, f, "cannot read the schema");
		else
			rc = CASEDB_NONE;
		(void)snprintf(why, 256, "its schema cannot be read: %.180s", sqlite3_errmsg(db->sql));
	}
	if (rc == 0)
		rc = judge(db, ours, theirs, why, f);
	(void)sqlite3_finalize(ours);
	(void)sqlite3_finalize(theirs);
	(void)sqlite3_close(memory);
	return rc;
}
