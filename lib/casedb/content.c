/*
 * casedb/content.c - digests of what tables hold, whatever pages they lie on: rows by primary key, each cell with
 * its type and length before it. They survive VACUUM and another version of SQLite; the file's own hash does not.
 * The form is in sherd-case(5), "Content digests".
 */
#include "casedb/private.h"

#include "hash/hash.h"

#include <stdio.h>
#include <stdlib.h>

enum { HASHED_AT_ONCE = 64 << 10 }; /* rule: bytes gathered before they are hashed */

/* A cell's bytes: integers as their decimal text, reals with 17 digits. `text` holds what is made here. */
static struct span cell_bytes(sqlite3_stmt *st, int at, int type, char text[40])
{
	switch (type) {
	case SQLITE_NULL:
		return SPAN_NONE;
	case SQLITE_INTEGER:
		(void)snprintf(text, 40, "%lld", (long long)sqlite3_column_int64(st, at));
		return span_of(text);
	case SQLITE_FLOAT:
		(void)snprintf(text, 40, "%.17g", sqlite3_column_double(st, at));
		return span_of(text);
	case SQLITE_BLOB:
		return span_make(sqlite3_column_blob(st, at), (size_t)sqlite3_column_bytes(st, at));
	default:
		return span_make(sqlite3_column_text(st, at), (size_t)sqlite3_column_bytes(st, at));
	}
}

static int hash_gathered(struct hash *h, struct buf *rows, struct fault *f)
{
	int rc = hash_add(h, buf_span(rows), f);

	buf_clear(rows);
	return rc;
}

/* Cells are gathered: a call of the hash for each of them would cost more than hashing it. */
static int add_cell(struct hash *h, struct buf *rows, sqlite3_stmt *st, int at, struct fault *f)
{
	static const char letters[] = "?irtbn";
	int type = sqlite3_column_type(st, at);
	char text[40];
	struct span bytes = cell_bytes(st, at, type, text);
	uint8_t head[9];

	if (bytes.p == NULL && sqlite3_errcode(sqlite3_db_handle(st)) == SQLITE_NOMEM)
		return fault_memory(f, bytes.n);
	if (bytes.p == NULL)
		bytes.n = 0;
	head[0] = (uint8_t)letters[type];
	for (int i = 0; i < 8; i++)
		head[1 + i] = (uint8_t)((uint64_t)bytes.n >> (56 - 8 * i));
	if (rows->n + bytes.n >= HASHED_AT_ONCE && hash_gathered(h, rows, f) < 0)
		return -1;
	if (buf_add(rows, span_make(head, sizeof head), f) < 0)
		return -1;
	if (bytes.n < HASHED_AT_ONCE)
		return buf_add(rows, bytes, f);
	return hash_gathered(h, rows, f) < 0 ? -1 : hash_add(h, bytes, f);
}

static int digest_rows(struct casedb *db, const char *sql, uint64_t *rows, struct digest *out, struct fault *f)
{
	OWNED(hash) struct hash *h = NULL;
	OWNED(buf) struct buf gathered = BUF_INIT;
	sqlite3_stmt *st = NULL;
	int rc, fine = 0;

	*rows = 0;
	if (hash_new(&h, DIGEST_SHA256, f) < 0)
		return -1;
	if (sqlite3_prepare_v2(db->sql, sql, -1, &st, NULL) != SQLITE_OK)
		return casedb_fault(db, f, "cannot read a table whole");
	while ((rc = sqlite3_step(st)) == SQLITE_ROW && fine == 0) {
		(*rows)++;
		for (int i = 0; i < sqlite3_column_count(st) && fine == 0; i++)
			fine = add_cell(h, &gathered, st, i, f);
	}
	(void)sqlite3_finalize(st);
	if (fine < 0 || hash_gathered(h, &gathered, f) < 0)
		return -1;
	return rc != SQLITE_DONE ? casedb_fault(db, f, "cannot read a table whole") : hash_get(h, out, f);
}

/* "SELECT * FROM t ORDER BY <its primary key>"; main: in cases of older schemas temporary views bear the same names. */
static int whole_table(struct casedb *db, const char *name, char sql[800], struct fault *f)
{
	char *ask = sqlite3_mprintf("SELECT coalesce(group_concat('\"'||name||'\"'),'rowid') FROM (SELECT name FROM"
	                            " pragma_table_info(%Q,'main') WHERE pk>0 ORDER BY pk)", name);
	sqlite3_stmt *st = NULL;
	int rc = SQLITE_NOMEM;

	if (ask != NULL)
		rc = sqlite3_prepare_v2(db->sql, ask, -1, &st, NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_step(st);
	if (rc == SQLITE_ROW)
		(void)sqlite3_snprintf(800, sql, "SELECT * FROM main.\"%w\" ORDER BY %s", name,
		                       (const char *)sqlite3_column_text(st, 0));
	(void)sqlite3_finalize(st);
	sqlite3_free(ask);
	return rc == SQLITE_ROW ? 0 : casedb_fault(db, f, "cannot read a table's key");
}

int casedb_contents(struct casedb *db, const struct content_sink *sink, struct fault *f)
{
	static const char tables[] = "SELECT name FROM main.sqlite_schema m WHERE type='table' AND name NOT LIKE 'sqlite_%'"
				     " AND name<>'custody_log' AND NOT EXISTS(SELECT 1 FROM pragma_foreign_key_list("
				     "m.name,'main') k WHERE k.\"table\"='custody_log') ORDER BY name";
	static const char schema[] = "SELECT type, name, tbl_name, sql FROM main.sqlite_schema WHERE name NOT LIKE 'sqlite_%'"
				     " AND type<>'index' ORDER BY type, name";
	sqlite3_stmt *st = NULL;
	struct digest d;
	uint64_t rows;
	int rc;

	if (digest_rows(db, schema, &rows, &d, f) < 0 || sink->table(sink->user, "sqlite_schema", rows, &d, f) < 0)
		return -1;
	if (sqlite3_prepare_v2(db->sql, tables, -1, &st, NULL) != SQLITE_OK)
		return casedb_fault(db, f, "cannot list the tables");
	while ((rc = sqlite3_step(st)) == SQLITE_ROW) {
		const char *name = (const char *)sqlite3_column_text(st, 0);
		char sql[800];

		if (whole_table(db, name, sql, f) < 0 || digest_rows(db, sql, &rows, &d, f) < 0 ||
		    sink->table(sink->user, name, rows, &d, f) < 0)
			break;
	}
	(void)sqlite3_finalize(st);
	return rc == SQLITE_DONE ? 0 : rc == SQLITE_ROW ? -1 : casedb_fault(db, f, "cannot list the tables");
}
