/*
 * casedb/schema_check.c - is the schema of a file ours, word for word? A trigger, a view in a table's place, a column
 * with another default can make a program that trusts the file say what its author wants. So the list of its objects
 * (type, name, table, text) is compared with one that this program makes itself in memory.
 */
#include "casedb/private.h"

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

int casedb_schema_ours(struct casedb *db, int64_t version, char why[256], struct fault *f)
{
	sqlite3 *memory = NULL;
	sqlite3_stmt *ours = NULL, *theirs = NULL;
	int rc = sqlite3_open_v2(":memory:", &memory, SQLITE_OPEN_READWRITE | SQLITE_OPEN_MEMORY, NULL) == SQLITE_OK
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
