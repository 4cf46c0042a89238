/* casedb/rows.c - rows of the listed queries, cells by column name. */
#include "base/quote.h"
#include "casedb/private.h"
#include "casedb/query.h"

#include <stdlib.h>

static const char *const run_queries[] = {
	[QUERY_DIGEST_PREFIX - QUERY_RUNS_FROM_] =
		"SELECT digest FROM blob WHERE substr(digest,1,length(?1))=?1"
		" OR substr(digest,instr(digest,':')+1,length(?1))=?1 ORDER BY digest LIMIT 2",
	[QUERY_DOCUMENT_BYTES - QUERY_RUNS_FROM_] =
		"SELECT d.bytes FROM document d WHERE d.sha256=?1",
	[QUERY_BLOB_PLACES - QUERY_RUNS_FROM_] =
		"SELECT i.path, i.size, i.offset, i.runs, i.scan, c.kind, c.compression,"
		" c.path AS source_path FROM blob_copy b JOIN item i ON i.id=b.item"
		" JOIN scan c ON c.id=i.scan JOIN source s ON s.id=c.source"
		" WHERE b.digest=?1 AND b.state='intact' ORDER BY s.present DESC, s.id, i.id",
	[QUERY_SEEK_POINTS - QUERY_RUNS_FROM_] =
		"SELECT inn, out, bits, window FROM seek_point WHERE scan=?1 ORDER BY out",
};

struct rows {
	struct casedb *db;
	sqlite3_stmt *st;
	unsigned query;
	bool failed;
};

int rows_open(struct casedb *db, unsigned query, struct rows **out, struct fault *f)
{
	const char *sql = NULL;
	struct rows *r;

	*out = NULL;
	if (query >= QUERY_RUNS_FROM_ && query < QUERY_RUNS_TO_)
		sql = run_queries[query - QUERY_RUNS_FROM_];
	else if (query < casedb_query_count && query < QUERY_RUNS_FROM_)
		sql = casedb_queries[query];
	if (sql == NULL)
		return fault_set(f, FAULT_INTERNAL, 0, "no such query: %u", query);
	if (db->query_open[query])
		return fault_set(f, FAULT_INTERNAL, 0, "query %u is open already", query);
	if (db->query[query] == NULL &&
	    sqlite3_prepare_v3(db->sql, sql, -1, SQLITE_PREPARE_PERSISTENT,
	                       &db->query[query], NULL) != SQLITE_OK)
		return casedb_fault(db, f, sql);
	r = (struct rows *)calloc(1, sizeof *r);
	if (r == NULL)
		return fault_memory(f, sizeof *r);
	r->db = db;
	r->st = db->query[query];
	r->query = query;
	db->query_open[query] = true;
	*out = r;
	return 0;
}

static int bound(struct rows *r, int rc, struct fault *f)
{
	return rc == SQLITE_OK ? 0 : casedb_fault(r->db, f, "cannot bind");
}

int rows_bind_text(struct rows *r, int at, struct span text, struct fault *f)
{
	return bound(r,
	             sqlite3_bind_text64(r->st, at, text.p == NULL ? "" : (const char *)text.p, text.n,
	                                 SQLITE_TRANSIENT, SQLITE_UTF8),
	             f);
}

int rows_bind_name(struct rows *r, int at, struct span name, struct fault *f)
{
	if (name.n == 0 || quote_plain(name))
		return rows_bind_text(r, at, name, f);
	return bound(r, sqlite3_bind_blob64(r->st, at, name.p, name.n, SQLITE_TRANSIENT), f);
}

int rows_bind_int(struct rows *r, int at, int64_t n, struct fault *f)
{
	return bound(r, sqlite3_bind_int64(r->st, at, n), f);
}

int rows_next(struct rows *r, struct fault *f)
{
	int rc = sqlite3_step(r->st);

	if (rc == SQLITE_ROW)
		return 0;
	if (rc == SQLITE_DONE)
		return CASEDB_END;
	r->failed = true;
	return casedb_fault(r->db, f, "cannot list");
}

void rows_close(struct rows *r)
{
	if (r == NULL)
		return;
	(void)sqlite3_reset(r->st);
	(void)sqlite3_clear_bindings(r->st);
	r->db->query_open[r->query] = false;
	free(r);
}

static int column(const struct rows *r, const char *name)
{
	int n = sqlite3_column_count(r->st);

	for (int i = 0; i < n; i++)
		if (strcmp(sqlite3_column_name(r->st, i), name) == 0)
			return i;
	return -1;
}

bool rows_has(const struct rows *r, const char *name)
{
	int at = column(r, name);

	return at >= 0 && sqlite3_column_type(r->st, at) != SQLITE_NULL;
}

struct span rows_span(const struct rows *r, const char *name)
{
	int at = column(r, name);

	return at < 0 ? SPAN_NONE : column_span(r->st, at);
}

int64_t rows_int(const struct rows *r, const char *name)
{
	int at = column(r, name);

	return at < 0 ? 0 : sqlite3_column_int64(r->st, at);
}

double rows_real(const struct rows *r, const char *name)
{
	int at = column(r, name);

	return at < 0 ? 0 : sqlite3_column_double(r->st, at);
}
