/* casedb/seen.c - items of a scan as they were told, to be looked at once more. */
#include "casedb/private.h"

#include <stdlib.h>

struct seen {
	struct casedb *db;
	sqlite3_stmt *st;
};

int casedb_seen(struct casedb *db, int64_t scan, struct seen **out, struct fault *f)
{
	/* entries that could not be looked at have no inode; ids rise in walk order */
	static const char sql[] =
		"SELECT i.id, " JOINED_PATH ", a.kind, a.device, i.inode, i.size, i.mtime, CASE typeof(i.ctime) WHEN 'text' THEN"
		" CAST(i.ctime AS INTEGER) ELSE i.ctime+coalesce(i.mtime,0) END, a.time_digits, i.id IN (SELECT item FROM observation"
		" WHERE scan=?1 AND code='source-changed') FROM item_row i CROSS JOIN attributes a ON a.id=i.attributes" PATH_JOINS
		" WHERE i.scan=?1 AND i.inode IS NOT NULL AND i.inode<>0 AND i.role<>coalesce(word_id('recovered'),0) ORDER BY i.id";
	struct seen *x = (struct seen *)calloc(1, sizeof *x);

	*out = x;
	if (x == NULL)
		return fault_memory(f, sizeof *x);
	x->db = db;
	if (sqlite3_prepare_v2(db->sql, sql, -1, &x->st, NULL) != SQLITE_OK || sqlite3_bind_int64(x->st, 1, scan) != SQLITE_OK)
		return casedb_fault(db, f, "cannot read items");
	return 0;
}

int casedb_next_seen(struct seen *x, struct seen_item *out, struct fault *f)
{
	sqlite3_stmt *st = x->st;
	int rc = sqlite3_step(st);

	if (rc != SQLITE_ROW)
		return rc == SQLITE_DONE ? CASEDB_END : casedb_fault(x->db, f, "cannot read items");
	*out = (struct seen_item){
		.id = sqlite3_column_int64(st, 0),
		.path = column_span(st, 1),
		.kind = entry_kind_of(column_span(st, 2)),
		.device = (uint64_t)sqlite3_column_int64(st, 3),
		.inode = (uint64_t)sqlite3_column_int64(st, 4),
		.size = (uint64_t)sqlite3_column_int64(st, 5),
		.mtime = column_ns(st, 6, 8),
		.ctime = column_ns(st, 7, 8),
		.changed = sqlite3_column_int(st, 9) != 0,
	};
	return 0;
}

void seen_free(struct seen *x)
{
	if (x == NULL)
		return;
	(void)sqlite3_finalize(x->st);
	free(x);
}
