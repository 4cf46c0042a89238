/*
 * casedb/trust.c - blobs that an earlier scan of the same source read whole, to be known again by what their entry says.
 *
 * An item that was not read because of it has the digest, no bytes read, and `look.reading` "trusted" with the number
 * of the scan that hashed them in reading_offset. A scan that trusted hands that number on, never its own.
 */
#include "casedb/private.h"

#include <stdlib.h>

struct trusted {
	struct casedb *db;
	sqlite3_stmt *st;
};

/* The newest finished scan of the same source before ?1, of the same bounds, that asked as much of the bytes. */
#define EARLIER                                                                                                     \
	"(SELECT max(e.id) FROM scan e JOIN scan n ON n.id=?1 WHERE e.source=n.source AND e.id<n.id AND e.state='finished'" \
	" AND e.kind=n.kind AND e.path=n.path AND e.limits=n.limits AND (e.depth=n.depth OR e.depth='full'))"

/* A document says things of its own, and so does whatever was noticed while it was read: those are read again. So is
 * a packed stream whose inside is asked for and not known. */
static const char trusted_sql[] =
	"SELECT " JOINED_PATH ", a.device, i.inode, i.size, i.mtime, CASE typeof(i.ctime) WHEN 'text' THEN"
	" CAST(i.ctime AS INTEGER) ELSE i.ctime+coalesce(i.mtime,0) END, a.time_digits, k.form, k.media, h.id, h.started"
	" FROM item_row i CROSS JOIN attributes a ON a.id=i.attributes CROSS JOIN look k ON k.id=i.look CROSS JOIN digest d ON"
	" d.id=i.sha256 CROSS JOIN scan h ON h.id=CASE k.reading WHEN 'trusted' THEN k.reading_offset ELSE i.scan END CROSS JOIN"
	/* a time that was given says nothing of a file's times */
	" run r ON r.id=h.run AND instr(r.environment,'SOURCE_DATE_EPOCH')=0" PATH_JOINS
	" WHERE i.scan=" EARLIER " AND a.kind='file' AND i.role IN (coalesce(word_id('blob-data'),0),"
	"coalesce(word_id('store-blob'),0)) AND i.sha256=i.digest AND i.observed=0 AND i.superseded=0 AND i.inode<>0"
	" AND i.mtime IS NOT NULL AND i.ctime IS NOT NULL AND NOT EXISTS(SELECT 1 FROM document_row x WHERE x.sha256=i.sha256)"
	" AND NOT EXISTS(SELECT 1 FROM item_more m WHERE m.item=i.id AND m.unread IS NOT NULL)"
	" AND i.id NOT IN (SELECT item FROM observation WHERE item IS NOT NULL)"
	" AND (coalesce(k.form,'') NOT IN ('gzip','zstd','xz','tar') OR (SELECT depth FROM scan WHERE id=?1)<>'full' OR"
	" EXISTS(SELECT 1 FROM layer l WHERE l.sha256=d.text)) ORDER BY i.id";

int casedb_trusted(struct casedb *db, int64_t scan, struct trusted **out, struct fault *f)
{
	struct trusted *x = (struct trusted *)calloc(1, sizeof *x);

	*out = x;
	if (x == NULL)
		return fault_memory(f, sizeof *x);
	x->db = db;
	if (sqlite3_prepare_v2(db->sql, trusted_sql, -1, &x->st, NULL) != SQLITE_OK || sqlite3_bind_int64(x->st, 1, scan) != SQLITE_OK)
		return casedb_fault(db, f, "cannot read items");
	return 0;
}

int casedb_next_trusted(struct trusted *x, struct trusted_item *out, struct fault *f)
{
	sqlite3_stmt *st = x->st;
	int rc = sqlite3_step(st);

	if (rc != SQLITE_ROW)
		return rc == SQLITE_DONE ? CASEDB_END : casedb_fault(x->db, f, "cannot read items");
	*out = (struct trusted_item){
		.path = column_span(st, 0),
		.device = (uint64_t)sqlite3_column_int64(st, 1),
		.inode = (uint64_t)sqlite3_column_int64(st, 2),
		.size = (uint64_t)sqlite3_column_int64(st, 3),
		.mtime = column_ns(st, 4, 6),
		.ctime = column_ns(st, 5, 6),
		.form = column_span(st, 7),
		.media = column_span(st, 8),
		.hashed_by = sqlite3_column_int64(st, 9),
		.hashed_at = column_when(st, 10),
	};
	return 0;
}

void trusted_free(struct trusted *x)
{
	if (x == NULL)
		return;
	(void)sqlite3_finalize(x->st);
	free(x);
}

int casedb_count_trusted(struct casedb *db, int64_t scan, int64_t after, struct trusted_count *out, struct fault *f)
{
	static const char sql[] =
		"SELECT k.reading_offset, count(*), CAST(min(total(i.size),9.2e18) AS INTEGER) FROM look k JOIN item_row i ON"
		" i.look=k.id WHERE k.reading='trusted' AND i.scan=?1 AND k.reading_offset>?2 GROUP BY 1 ORDER BY 1 LIMIT 1";
	sqlite3_stmt *st = NULL;
	int rc = sqlite3_prepare_v2(db->sql, sql, -1, &st, NULL);

	if (rc == SQLITE_OK)
		rc = sqlite3_bind_int64(st, 1, scan);
	if (rc == SQLITE_OK)
		rc = sqlite3_bind_int64(st, 2, after);
	if (rc == SQLITE_OK)
		rc = sqlite3_step(st);
	if (rc == SQLITE_ROW)
		*out = (struct trusted_count){ sqlite3_column_int64(st, 0), (uint64_t)sqlite3_column_int64(st, 1),
			                       (uint64_t)sqlite3_column_int64(st, 2) };
	(void)sqlite3_finalize(st);
	if (rc != SQLITE_ROW && rc != SQLITE_DONE)
		return casedb_fault(db, f, "cannot read items");
	return rc == SQLITE_ROW ? 0 : CASEDB_NONE;
}
