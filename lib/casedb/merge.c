/*
 * casedb/merge.c - rows of many parts into one case, in the order of their ordinals: items by the functions that store a
 * scan's items, and behind each what is about it. Tables of plain facts stand in one list; of their columns two are
 * numbers of the case: scan and item.
 *
 * A part comes back from elsewhere: what it holds is checked as it is copied, and what cannot be refuses the whole.
 */
#include "casedb/merge_row.h"

#include "base/vec.h"

#include <stdio.h>
#include <stdlib.h>

enum { COLUMNS_MOST = 96 /* rule: our own schema's widest table has half as many */ };
#define ORDINAL_MOST (1ll << 48) /* rule: beyond, no walk got */

/* Tables that are copied cell by cell; `about`: rows are about an item, or (NULL there) about the scan. */
static const struct fact_table {
	const char *name, *order;
	bool about;
} tables[] = {
	{ "naming", "1, t.id", true },      { "prefix", "1, t.blob", true }, { "observation", "1 IS NULL, 1, t.id", true },
	{ "volume", "t.position", false }, { "subvolume", "t.path", false }, { "seek_point", "t.out", false },
};

enum { TABLES = COUNT(tables), ABOUT = 3 /* the first of them */ };

struct fact_columns {
	char name[COLUMNS_MOST][64];
	size_t n;
};

/* The rows of one part: items, and of each table. */
struct part_rows {
	sqlite3_stmt *items, *other[TABLES];
	int64_t ordinal;           /* of the item at hand */
	int64_t about[TABLES];     /* ordinal of the item the row at hand is about; -1: of none */
	bool item, row[TABLES];    /* is there one at hand? */
};

struct fact_merging {
	struct casedb *db;
	int64_t scan;
	const struct merge_part *parts;
	size_t n;
	struct part_rows *rows;
	struct fact_columns *columns; /* of each table */
	sqlite3_stmt *put[TABLES];
	struct walked *walked;
};

/* A part that holds what cannot be of it: nothing of it counts. */
static int refuse(const struct merge_part *p, const char *what, struct fault *f)
{
	return fault_set(f, FAULT_FORGED, 0, "%s: %s", p->name, what);
}

static int unreadable(const struct merge_part *p, struct fault *f)
{
	return casedb_fault(p->db, f, "cannot read rows of a part");
}

/* ---- statements -------------------------------------------------------------------------------------------- */

/* Numbers of rows are given anew. */
static int read_columns(struct casedb *db, const struct fact_table *t, struct fact_columns *out, struct fault *f)
{
	sqlite3_stmt *st = NULL;
	int rc = SQLITE_ERROR;

	if (sqlite3_prepare_v2(db->sql, "SELECT name FROM pragma_table_info(?1) WHERE name<>'id' ORDER BY cid", -1, &st, NULL) == SQLITE_OK &&
	    sqlite3_bind_text(st, 1, t->name, -1, SQLITE_STATIC) == SQLITE_OK)
		while ((rc = sqlite3_step(st)) == SQLITE_ROW && out->n < COLUMNS_MOST)
			(void)snprintf(out->name[out->n++], sizeof out->name[0], "%s", (const char *)sqlite3_column_text(st, 0));
	(void)sqlite3_finalize(st);
	return rc == SQLITE_DONE ? 0 : casedb_fault(db, f, "cannot read the columns of a table");
}

static int add_names(struct buf *sql, const struct fact_columns *c, const char *before, struct fault *f)
{
	for (size_t i = 0; i < c->n; i++)
		if (buf_printf(sql, f, "%s%s\"%s\"", i > 0 ? ", " : "", before, c->name[i]) < 0)
			return -1;
	return 0;
}

static int prepare_put(struct fact_merging *m, size_t table, struct fault *f)
{
	OWNED(buf) struct buf sql = BUF_INIT;
	const struct fact_columns *c = &m->columns[table];

	if (buf_printf(&sql, f, "INSERT INTO \"%s\"(", tables[table].name) < 0 || add_names(&sql, c, "", f) < 0 ||
	    buf_add_text(&sql, ") VALUES(", f) < 0)
		return -1;
	for (size_t i = 0; i < c->n; i++)
		if (buf_add_text(&sql, i > 0 ? ",?" : "?", f) < 0)
			return -1;
	return buf_add_text(&sql, ")", f) < 0 ? -1
	       : sqlite3_prepare_v2(m->db->sql, buf_cstr(&sql), -1, &m->put[table], NULL) == SQLITE_OK
	               ? 0
	               : casedb_fault(m->db, f, "cannot copy rows");
}

/* The first column is the ordinal of the item the row is about. */
static int prepare_get(const struct fact_merging *m, size_t part, size_t table, struct fault *f)
{
	OWNED(buf) struct buf sql = BUF_INIT;
	const struct merge_part *p = &m->parts[part];
	sqlite3_stmt **st = &m->rows[part].other[table];

	if (buf_add_text(&sql, tables[table].about ? "SELECT (SELECT i.ordinal FROM item i WHERE i.id=t.item AND i.scan=t.scan), " : "SELECT NULL, ", f) < 0 ||
	    add_names(&sql, &m->columns[table], "t.", f) < 0 ||
	    buf_printf(&sql, f, " FROM \"%s\" t WHERE t.scan=?1 ORDER BY %s", tables[table].name, tables[table].order) < 0)
		return -1;
	return sqlite3_prepare_v2(p->db->sql, buf_cstr(&sql), -1, st, NULL) == SQLITE_OK && sqlite3_bind_int64(*st, 1, p->scan) == SQLITE_OK
	               ? 0
	               : unreadable(p, f);
}

static int next_row(const struct fact_merging *m, size_t part, size_t table, struct fault *f)
{
	struct part_rows *r = &m->rows[part];
	int rc = sqlite3_step(r->other[table]);

	r->row[table] = rc == SQLITE_ROW;
	r->about[table] = r->row[table] && sqlite3_column_type(r->other[table], 0) == SQLITE_INTEGER ? sqlite3_column_int64(r->other[table], 0) : -1;
	return r->row[table] || rc == SQLITE_DONE ? 0 : unreadable(&m->parts[part], f);
}

static int next_item(const struct fact_merging *m, size_t part, struct fault *f)
{
	struct part_rows *r = &m->rows[part];
	int rc = sqlite3_step(r->items);

	r->item = rc == SQLITE_ROW;
	if (!r->item)
		return rc == SQLITE_DONE ? 0 : unreadable(&m->parts[part], f);
	if (sqlite3_column_int64(r->items, 0) < r->ordinal || sqlite3_column_int64(r->items, 0) > ORDINAL_MOST)
		return refuse(&m->parts[part], "its items do not stand in the order of a walk", f);
	r->ordinal = sqlite3_column_int64(r->items, 0);
	return 0;
}

static int open_rows(struct fact_merging *m, size_t part, struct fault *f)
{
	const struct merge_part *p = &m->parts[part];

	if (sqlite3_prepare_v2(p->db->sql, merge_item_sql, -1, &m->rows[part].items, NULL) != SQLITE_OK ||
	    sqlite3_bind_int64(m->rows[part].items, 1, p->scan) != SQLITE_OK)
		return unreadable(p, f);
	for (size_t t = 0; t < TABLES; t++)
		if (prepare_get(m, part, t, f) < 0 || next_row(m, part, t, f) < 0)
			return -1;
	return next_item(m, part, f);
}

/* ---- rows -------------------------------------------------------------------------------------------------- */

static int bind_cell(const struct fact_merging *m, size_t table, sqlite3_stmt *from, int at, int64_t item)
{
	const char *name = m->columns[table].name[at - 1];
	sqlite3_stmt *put = m->put[table];

	if (strcmp(name, "scan") == 0)
		return sqlite3_bind_int64(put, at, m->scan);
	if (strcmp(name, "item") == 0 && sqlite3_column_type(from, at) != SQLITE_NULL)
		return sqlite3_bind_int64(put, at, item); /* 0: of none, which the schema refuses */
	return sqlite3_bind_value(put, at, sqlite3_column_value(from, at));
}

static int copy_row(const struct fact_merging *m, size_t part, size_t table, int64_t item, struct fault *f)
{
	sqlite3_stmt *from = m->rows[part].other[table], *put = m->put[table];
	int rc = SQLITE_OK;

	for (size_t i = 0; rc == SQLITE_OK && i < m->columns[table].n; i++)
		rc = bind_cell(m, table, from, (int)i + 1, item);
	if (rc != SQLITE_OK)
		return casedb_fault(m->db, f, "cannot copy rows");
	rc = sqlite3_step(put);
	if ((rc & 0xFF) == SQLITE_CONSTRAINT || rc == SQLITE_MISMATCH)
		return refuse(&m->parts[part], sqlite3_errmsg(m->db->sql), f);
	if (rc != SQLITE_DONE)
		return casedb_fault(m->db, f, "cannot copy rows");
	(void)sqlite3_reset(put);
	return next_row(m, part, table, f);
}

/* Is the item the part's own, and what the walk told? */
static int check_item(const struct fact_merging *m, size_t part, const struct item_row *r, const char *what, struct fault *f)
{
	const struct merge_part *p = &m->parts[part];

	if (what == NULL && shard_owner((unsigned)m->n, r->entry.path, r->entry.kind, r->place.role, &r->place.digest) != p->at)
		what = "it holds an item that is another part's";
	return what != NULL ? refuse(p, what, f) : walked_add(m->walked, r->record.ordinal, &r->entry, f);
}

/* The item at hand of a part, and all that is about it. */
static int copy_item(const struct fact_merging *m, size_t part, struct fault *f)
{
	OWNED(item_row) struct item_row row = { .why = BUF_INIT };
	struct part_rows *r = &m->rows[part];
	const char *what;
	int64_t item;

	if (item_row_read(&row, r->items, m->scan, &what, f) < 0 || check_item(m, part, &row, what, f) < 0 ||
	    casedb_put_item(m->db, &row.record, &item, f) < 0)
		return -1;
	for (size_t t = 0; t < ABOUT; t++)
		while (r->row[t] && r->about[t] == r->ordinal)
			if (copy_row(m, part, t, item, f) < 0)
				return -1;
	return next_item(m, part, f);
}

/* Items of all parts by their ordinals; a part's own items are in order. */
static int copy_items(const struct fact_merging *m, struct fault *f)
{
	for (;;) {
		size_t next = m->n;

		for (size_t i = 0; i < m->n; i++)
			if (m->rows[i].item && (next == m->n || m->rows[i].ordinal < m->rows[next].ordinal))
				next = i;
		if (next == m->n)
			return 0;
		if (copy_item(m, next, f) < 0)
			return -1;
	}
}

/* What is left is about no item. */
static int copy_rest(const struct fact_merging *m, size_t part, struct fault *f)
{
	const struct merge_part *p = &m->parts[part];
	const char *what;

	for (size_t t = 0; t < TABLES; t++)
		while (m->rows[part].row[t]) {
			if (m->rows[part].about[t] >= 0)
				return refuse(p, "a row is about an item that is not there", f);
			if (copy_row(m, part, t, 0, f) < 0)
				return -1;
		}
	return merge_bodies(m->db, p->db, &what, f) < 0 ? -1 : what != NULL ? refuse(p, what, f) : 0;
}

/* ---- the door ---------------------------------------------------------------------------------------------- */

/* What several parts say of the source as a whole is said once. */
static int say_once(const struct fact_merging *m, struct fault *f)
{
	char sql[300];

	(void)snprintf(sql, sizeof sql,
	               "DELETE FROM observation WHERE scan=%lld AND item IS NULL AND id NOT IN (SELECT min(id) FROM observation"
	               " WHERE scan=%lld AND item IS NULL GROUP BY code, text)",
	               (long long)m->scan, (long long)m->scan);
	return casedb_exec(m->db, sql, f);
}

static int compare_walk(const struct fact_merging *m, struct span walked, struct fault *f)
{
	OWNED(buf) struct buf got = BUF_INIT;

	if (walked_text(m->walked, &got, f) < 0)
		return -1;
	if (span_eq(buf_span(&got), walked))
		return 0;
	return fault_set(f, FAULT_FORGED, 0, "the items of all parts together (%.80s) are not what their walk met (%.*s)", buf_cstr(&got),
	                 (int)(walked.n < 100 ? walked.n : 100), (const char *)walked.p);
}

static int copy_all(struct fact_merging *m, struct span walked, struct fault *f)
{
	for (size_t t = 0; t < TABLES; t++)
		if (read_columns(m->db, &tables[t], &m->columns[t], f) < 0 || prepare_put(m, t, f) < 0)
			return -1;
	for (size_t i = 0; i < m->n; i++)
		if (open_rows(m, i, f) < 0)
			return -1;
	if (copy_items(m, f) < 0)
		return -1;
	for (size_t i = 0; i < m->n; i++)
		if (copy_rest(m, i, f) < 0)
			return -1;
	return compare_walk(m, walked, f) < 0 ? -1 : say_once(m, f);
}

static void merging_release(struct fact_merging *m)
{
	for (size_t i = 0; m->rows != NULL && i < m->n; i++) {
		(void)sqlite3_finalize(m->rows[i].items);
		for (size_t t = 0; t < TABLES; t++)
			(void)sqlite3_finalize(m->rows[i].other[t]);
	}
	for (size_t t = 0; t < TABLES; t++)
		(void)sqlite3_finalize(m->put[t]);
	free(m->rows);
	free(m->columns);
	walked_free(m->walked);
}
DEFINE_OWN(fact_merging, struct fact_merging, merging_release)

int casedb_merge_facts(struct casedb *db, int64_t scan, const struct merge_part *parts, size_t n, struct span walked,
                       struct fault *f)
{
	OWNED(fact_merging) struct fact_merging m = { .db = db, .scan = scan, .parts = parts, .n = n };

	m.rows = (struct part_rows *)calloc(n, sizeof *m.rows);
	m.columns = (struct fact_columns *)calloc(TABLES, sizeof *m.columns);
	if (m.rows == NULL || m.columns == NULL)
		return fault_memory(f, n * sizeof *m.rows);
	return walked_new(&m.walked, f) < 0 ? -1 : copy_all(&m, walked, f);
}

static int take_end(struct casedb *db, const struct merge_part *p, sqlite3_stmt *from, sqlite3_stmt *to, struct fault *f)
{
	int rc = sqlite3_bind_int64(from, 1, p->scan);

	if (rc != SQLITE_OK || sqlite3_step(from) != SQLITE_ROW)
		return unreadable(p, f);
	for (int k = 0; rc == SQLITE_OK && k < sqlite3_column_count(from); k++)
		rc = sqlite3_bind_value(to, k + 2, sqlite3_column_value(from, k));
	if (rc == SQLITE_OK)
		rc = sqlite3_step(to) == SQLITE_DONE ? SQLITE_OK : SQLITE_ERROR;
	(void)sqlite3_reset(to);
	return rc == SQLITE_OK ? 0 : casedb_fault(db, f, "cannot copy rows");
}

int casedb_merge_ends(struct casedb *db, int64_t scan, const struct merge_part *parts, size_t n, struct fault *f)
{
	static const char get[] = "SELECT changed, changed_said, atime_touched, started, ended FROM scan WHERE id=?1",
	                  put[] = "UPDATE scan SET changed=coalesce(changed,?2), changed_said=CASE WHEN changed IS NULL THEN ?3 ELSE"
	                          " changed_said END, atime_touched=max(atime_touched,?4),"
	                          " started=min(coalesce(started,?5),?5), ended=max(coalesce(ended,?6),?6) WHERE id=?1";
	sqlite3_stmt *to = NULL;
	int rc = 0;

	if (sqlite3_prepare_v2(db->sql, put, -1, &to, NULL) != SQLITE_OK || sqlite3_bind_int64(to, 1, scan) != SQLITE_OK)
		rc = casedb_fault(db, f, "cannot copy rows");
	for (size_t i = 0; rc == 0 && i < n; i++) {
		sqlite3_stmt *from = NULL;

		rc = sqlite3_prepare_v2(parts[i].db->sql, get, -1, &from, NULL) == SQLITE_OK ? take_end(db, &parts[i], from, to, f)
		                                                                             : unreadable(&parts[i], f);
		(void)sqlite3_finalize(from);
	}
	(void)sqlite3_finalize(to);
	return rc;
}
