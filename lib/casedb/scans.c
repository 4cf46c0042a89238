/* casedb/scans.c - the life of a scan: begun or continued, finished, chosen. */
#include "casedb/private.h"

#include "core/sentence.h"

#include "hash/hash.h"

#include <stdio.h>

static int source_of(struct casedb *db, struct span label, int64_t *id, struct fault *f)
{
	struct bind b = bind_start(db, ST_FIND_SOURCE, f);
	int rc;

	bind_name(&b, label);
	rc = bind_row(&b, f);
	if (rc < 0)
		return -1;
	if (rc == 0) {
		*id = sqlite3_column_int64(b.st, 0);
		(void)sqlite3_reset(b.st);
		return 0;
	}
	b = bind_start(db, ST_PUT_SOURCE, f);
	bind_name(&b, label);
	bind_shown(&b, label);
	return bind_run(&b, id, f);
}

int casedb_put_scan(struct casedb *db, const struct scan_record *r, int64_t *id, uint64_t *done,
                    struct fault *f)
{
	struct bind b;
	int64_t source;
	int rc;

	*done = 0;
	if (source_of(db, r->label, &source, f) < 0)
		return -1;
	b = bind_start(db, ST_FIND_SCAN, f);
	bind_int(&b, source);
	bind_name(&b, r->path);
	bind_cstr(&b, r->kind);
	bind_cstr(&b, depth_text(r->depth));
	bind_text(&b, r->scope);
	bind_text(&b, r->limits);
	rc = bind_row(&b, f);
	if (rc < 0)
		return -1;
	if (rc == 0) {
		*id = sqlite3_column_int64(b.st, 0);
		*done = (uint64_t)sqlite3_column_int64(b.st, 1);
		(void)sqlite3_reset(b.st);
		return CASEDB_RESUMED;
	}
	b = bind_start(db, ST_PUT_SCAN, f);
	bind_int(&b, source);
	bind_int(&b, r->run);
	bind_cstr(&b, r->kind);
	bind_name(&b, r->path);
	bind_shown(&b, r->path);
	bind_name(&b, span_of(r->compression));
	bind_cstr(&b, depth_text(r->depth));
	bind_text(&b, r->scope);
	bind_text(&b, r->limits);
	bind_when(&b, r->started);
	bind_name(&b, r->identity);
	return bind_run(&b, id, f);
}

int casedb_stored_item(struct casedb *db, int64_t scan, uint64_t ordinal, struct buf *path,
                       uint64_t *size, struct when *mtime, struct fault *f)
{
	int rc = CASEDB_NONE;

	for (int look = 0; rc == CASEDB_NONE && look < 2; look++) {
		struct bind b = bind_start(db, look == 0 ? ST_STORED_ITEM : ST_SEEK_ITEM, f);

		bind_int(&b, scan);
		bind_u64(&b, ordinal);
		if (look == 0) /* items of one scan mostly follow one another */
			bind_int(&b, (int64_t)ordinal + db->behind);
		rc = bind_row(&b, f);
		if (rc != 0)
			continue;
		buf_clear(path);
		rc = buf_add(path, column_span(b.st, 0), f);
		*size = (uint64_t)sqlite3_column_int64(b.st, 1);
		*mtime = column_ns(b.st, 2, 3);
		db->behind = sqlite3_column_int64(b.st, 4);
		(void)sqlite3_reset(b.st);
	}
	return rc;
}

static int with_scan(struct casedb *db, const char *sql, int64_t scan, struct fault *f)
{
	sqlite3_stmt *st = NULL;
	int rc = sqlite3_prepare_v2(db->sql, sql, -1, &st, NULL);

	if (rc == SQLITE_OK)
		rc = sqlite3_bind_int64(st, 1, scan);
	if (rc == SQLITE_OK)
		rc = sqlite3_step(st);
	(void)sqlite3_finalize(st);
	return rc == SQLITE_DONE || rc == SQLITE_ROW ? 0
	                                             : casedb_fault(db, f, "cannot finish the scan");
}

int casedb_abandon_scan(struct casedb *db, int64_t scan, struct fault *f)
{
	return with_scan(db, "UPDATE scan SET state='abandoned' WHERE id=?1", scan, f);
}

int casedb_scan_status(struct casedb *db, int64_t scan, int *status, struct fault *f)
{
	char sql[500];
	sqlite3_stmt *st = NULL;
	int64_t bad = 0;
	int rc;

	*status = 0;
	(void)snprintf(sql, sizeof sql,
	               "SELECT EXISTS(SELECT 1 FROM item_more m JOIN item_row i ON i.id=m.item WHERE m.unread IS NOT NULL AND"
	               " i.scan=%lld AND i.superseded=0) OR EXISTS(SELECT 1 FROM item WHERE scan=%lld AND superseded=0 AND"
	               " role_id IN (word_id('blob-data'),word_id('store-blob')) AND observed_id<>digest_id)",
	               (long long)scan, (long long)scan);
	if (casedb_count(db, sql, &bad, f) < 0)
		return -1;
	if (bad > 0)
		*status = 3;
	/* what only the graph can judge is left to it: unfinished uploads, JSON that may be no document */
	if (sqlite3_prepare_v2(db->sql,
	                       /* by the row's own number: the view beside a LEFT JOIN would be made whole for it */
	                       "SELECT DISTINCT o.code FROM observation o WHERE o.scan=?1 AND (SELECT role FROM item_row WHERE"
	                       " id=o.item) IS NOT coalesce(word_id('upload-data'),0) AND o.code NOT IN"
	                       " ('json-malformed','json-too-deep','document-too-large')",
	                       -1, &st, NULL) != SQLITE_OK ||
	    sqlite3_bind_int64(st, 1, scan) != SQLITE_OK)
		return casedb_fault(db, f, "cannot read observations");
	while ((rc = sqlite3_step(st)) == SQLITE_ROW) {
		enum finding_code code = finding_code_of((const char *)sqlite3_column_text(st, 0));

		if (code == FINDING_SOURCE_CHANGED)
			*status = 4;
		else if (finding_kind(code)->damage && *status == 0)
			*status = 3;
	}
	(void)sqlite3_finalize(st);
	return rc == SQLITE_DONE ? 0 : casedb_fault(db, f, "cannot read observations");
}

/* As unpacking would do, the last member of a path counts; the earlier ones stay as items. */
/* what the container says of a place (trouble) is no member, and takes the place of none */
#define LATER " FROM item_row later WHERE later.scan=?1 AND " SAME_PATH("later", "item_row") \
	" AND later.id-later.behind>item_row.id-item_row.behind AND " KIND_OF("later") "<>'trouble'"
static const char *const supersede =
	"UPDATE item_row SET superseded=1 WHERE scan=?1 AND EXISTS(SELECT 1" LATER
	" AND NOT (" KIND_OF("later") "='dir' AND " KIND_OF("item_row") "='dir'))";
static const char *const supersede_dirs =
	"UPDATE item_row SET superseded=1 WHERE scan=?1 AND " KIND_OF("item_row") "='dir' AND EXISTS(SELECT 1" LATER ")";
#undef LATER
static const char *const duplicate_notes =
	"INSERT INTO observation(scan, item, code, offset, length, pointer, text, said)"
	" SELECT scan, id, 'tar-duplicate-member', 0, 0, '', ?2, ?3 FROM item WHERE scan=?1 AND superseded=1 AND kind<>'dir'"
	" AND NOT EXISTS(SELECT 1 FROM observation o WHERE o.item=item.id AND o.code='tar-duplicate-member')";

static int note_duplicates(struct casedb *db, int64_t scan, struct fault *f)
{
	struct bind b = { .db = db, .at = 1 };
	int rc;

	b.rc = sqlite3_prepare_v2(db->sql, duplicate_notes, -1, &b.st, NULL);
	bind_int(&b, scan);
	bind_said_cstr(&b, S_MEMBER_SUPERSEDED);
	rc = bind_run(&b, NULL, f);
	(void)sqlite3_finalize(b.st);
	return rc;
}

/* A hard link of an archive names a member whose bytes are its own. */
static int hard_links(struct casedb *db, int64_t scan, struct fault *f)
{
	char sql[600];

	(void)snprintf(sql, sizeof sql,
	               "CREATE TEMP TABLE hard AS SELECT h.id, (SELECT t.id FROM item_row t WHERE t.scan=h.scan AND "
	               PATH_IS("t", "m.link_target") " AND " KIND_OF("t") "='file' ORDER BY t.id-t.behind DESC LIMIT 1) AS target"
	               " FROM item_row h JOIN item_more m ON m.item=h.id WHERE h.scan=%lld AND " KIND_OF("h") "='hardlink'",
	               (long long)scan);
	if (casedb_exec(db, sql, f) < 0)
		return -1;
	return casedb_exec(db,
	                   "DELETE FROM hard WHERE target IS NULL;"
	                   "UPDATE item_row SET (size, short, sha256, observed, look, reading_digest, offset) = (SELECT t.size,"
	                   " t.short, t.sha256, CASE WHEN t.sha256 IS NOT NULL THEN 0 END, t.look, CASE t.reading_digest WHEN 0"
	                   " THEN t.digest ELSE t.reading_digest END, t.offset FROM hard h JOIN item_row t ON t.id=h.target"
	                   " WHERE h.id=item_row.id) WHERE id IN (SELECT id FROM hard);"
	                   "UPDATE item_more SET (unread, unread_said, reading_why, reading_said, reading_raw, started,"
	                   " state_digest, state_length, runs) = (SELECT t.unread, t.unread_said, t.reading_why,"
	                   " t.reading_said, CASE t.reading WHEN 'fine' THEN coalesce(t.reading_raw,x'') ELSE t.reading_raw END,"
	                   " t.started, t.state_digest, t.state_length, t.runs FROM hard h JOIN item t ON t.id=h.target WHERE"
	                   " h.id=item_more.item) WHERE item IN (SELECT id FROM hard);"
	                   "DROP TABLE hard", f);
}

static int directory_digest(struct casedb *db, int64_t scan, struct digest *out, struct fault *f)
{
	static const char sql[] =
		"SELECT " JOINED_PATH " AS path, i.size, h.text FROM item_row i CROSS JOIN digest h ON h.id=i.sha256 CROSS JOIN"
		" attributes a ON a.id=i.attributes" PATH_JOINS " WHERE i.scan=?1 AND i.superseded=0 AND a.kind IN ('file','hardlink')"
		" AND i.role<>coalesce(word_id('database-row'),0) ORDER BY CAST(" JOINED_PATH " AS BLOB)";
	OWNED(hash) struct hash *h = NULL;
	OWNED(buf) struct buf line = BUF_INIT;
	sqlite3_stmt *st = NULL;
	int rc;

	if (hash_new(&h, DIGEST_SHA256, f) < 0)
		return -1;
	if (sqlite3_prepare_v2(db->sql, sql, -1, &st, NULL) != SQLITE_OK ||
	    sqlite3_bind_int64(st, 1, scan) != SQLITE_OK)
		return casedb_fault(db, f, "cannot read items");
	while ((rc = sqlite3_step(st)) == SQLITE_ROW) {
		struct span hex = span_from(column_span(st, 2), 7);

		buf_clear(&line);
		if (buf_add(&line, column_span(st, 0), f) < 0 ||
		    buf_printf(&line, f, "\t%lld\t%.*s\n", (long long)sqlite3_column_int64(st, 1),
		               (int)hex.n, (const char *)hex.p) < 0 ||
		    hash_add(h, buf_span(&line), f) < 0)
			break;
	}
	(void)sqlite3_finalize(st);
	if (rc == SQLITE_ROW)
		return -1;
	if (rc != SQLITE_DONE)
		return casedb_fault(db, f, "cannot read items");
	return hash_get(h, out, f);
}

/* Sizes that evidence claims may add up to more than 63 bits: total() cannot overflow. */
static const char *const count_items =
	"UPDATE scan SET (items, bytes, files_read, files_unread, bytes_unread, files_skipped, bytes_skipped) = (SELECT"
	" count(*), coalesce(sum(bytes) FILTER (WHERE file),0), count(*) FILTER (WHERE file AND bytes IS NOT NULL AND NOT trusted"
	" AND unread IS NULL), count(*) FILTER (WHERE file AND unread IS NOT NULL),"
	" CAST(min(total(max(0,size-coalesce(bytes,0))) FILTER (WHERE file AND unread IS NOT NULL),9.2e18) AS INTEGER),"
	" count(*) FILTER (WHERE file AND (bytes IS NULL OR trusted) AND unread IS NULL),"
	" CAST(min(total(size) FILTER (WHERE file AND (bytes IS NULL OR trusted) AND unread IS NULL),9.2e18) AS INTEGER) FROM (SELECT"
	" i.size, i.size-i.short AS bytes, a.kind='file' AS file, coalesce(i.look,0) IN (SELECT id FROM look WHERE reading='trusted')"
	" AS trusted, m.unread FROM item_row i JOIN attributes a ON"
	" a.id=i.attributes LEFT JOIN item_more m ON m.item=i.id WHERE i.scan=?1)) WHERE id=?1";

static int mark_finished(struct casedb *db, int64_t scan, const struct scan_end *e,
                         const struct digest *digest, struct fault *f)
{
	static const char sql[] =
		"UPDATE scan SET state='finished', ended=?2, identity_after=?3, changed=?4, changed_said=?5,"
		" digest=?6, size=?7, out_of_scope=?8, atime_touched=?9 WHERE id=?1";
	struct bind b = { .db = db, .at = 1 };
	int rc;

	b.rc = sqlite3_prepare_v2(db->sql, sql, -1, &b.st, NULL);
	bind_int(&b, scan);
	bind_when(&b, e->ended);
	bind_name(&b, e->identity);
	bind_said_cstr(&b, e->changed);
	bind_digest(&b, digest);
	if (e->directory)
		bind_null(&b);
	else
		bind_u64(&b, e->size);
	bind_u64(&b, e->out_of_scope);
	bind_int(&b, e->atime_touched);
	rc = bind_run(&b, NULL, f);
	(void)sqlite3_finalize(b.st);
	return rc;
}

int casedb_finish_scan(struct casedb *db, int64_t scan, const struct scan_end *e, struct fault *f)
{
	struct scan_end whole = *e;

	if (!e->has_digest)
		whole.digest = (struct digest){ .alg = DIGEST_NONE };
	/* uploads were matched before this, and nothing else asks by repository */
	if (casedb_exec(db, casedb_schema_fact_indexes, f) < 0 || casedb_exec(db, "DROP INDEX IF EXISTS item_repository", f) < 0)
		return -1;
	if (e->archive &&
	    (casedb_index_paths(db, f) < 0 || with_scan(db, supersede, scan, f) < 0 || with_scan(db, supersede_dirs, scan, f) < 0 ||
	     note_duplicates(db, scan, f) < 0 || hard_links(db, scan, f) < 0))
		return -1;
	if (!e->has_digest && e->directory && e->hashed && directory_digest(db, scan, &whole.digest, f) < 0)
		return -1;
	whole.has_digest = digest_set(&whole.digest);
	return casedb_end_scan(db, scan, &whole, f);
}

int casedb_end_scan(struct casedb *db, int64_t scan, const struct scan_end *e, struct fault *f)
{
	const struct digest none = { .alg = DIGEST_NONE };

	return with_scan(db, count_items, scan, f) < 0 ? -1
	                                               : mark_finished(db, scan, e, e->has_digest ? &e->digest : &none, f);
}

/* ---- what the user states ---------------------------------------------------------------------------- */

int casedb_find_source(struct casedb *db, struct span label, int64_t *id, struct fault *f)
{
	struct bind b = bind_start(db, ST_FIND_SOURCE, f);
	int rc;

	bind_name(&b, label);
	rc = bind_row(&b, f);
	if (rc != 0)
		return rc;
	*id = sqlite3_column_int64(b.st, 0);
	(void)sqlite3_reset(b.st);
	return 0;
}

int casedb_find_root(struct casedb *db, const struct kin_side *root, struct fault *f)
{
	struct bind b = bind_start(db, ST_FIND_ROOT, f);
	int rc;

	bind_int(&b, root->source);
	bind_name(&b, root->path);
	rc = bind_row(&b, f);
	(void)sqlite3_reset(b.st);
	return rc;
}

static void bind_side_path(struct bind *b, const struct kin_side *side)
{
	if (side->root)
		bind_name(b, side->path);
	else
		bind_null(b);
}

int casedb_put_copy_of(struct casedb *db, int64_t run, const struct kin_side *copy, const struct kin_side *original,
                       struct fault *f)
{
	struct bind b = bind_start(db, ST_PUT_COPY_OF, f);

	bind_int(&b, copy->source);
	if (original->source != 0)
		bind_int(&b, original->source);
	else
		bind_null(&b);
	bind_int(&b, run);
	bind_side_path(&b, copy);
	bind_side_path(&b, original);
	return bind_run(&b, NULL, f);
}

int casedb_copy_of(struct casedb *db, const struct kin_side *copy, struct kin_side *original, struct buf *path, bool *stated,
                   struct fault *f)
{
	struct bind b = bind_start(db, ST_LAST_COPY_OF, f);
	int rc;

	*stated = false;
	bind_int(&b, copy->source);
	bind_side_path(&b, copy);
	rc = bind_row(&b, f);
	if (rc != 0) {
		*original = KIN_SIDE_NONE;
		return rc < 0 ? -1 : 0;
	}
	*stated = true;
	*original = (struct kin_side){ .source = sqlite3_column_int64(b.st, 0), /* NULL: 0 */
		                        .root = sqlite3_column_type(b.st, 1) != SQLITE_NULL };
	buf_clear(path); /* what `copy` may lie in: it is bound already */
	rc = buf_add(path, column_span(b.st, 1), f);
	original->path = buf_span(path);
	(void)sqlite3_reset(b.st);
	return rc;
}

int casedb_choose(struct casedb *db, int64_t scan, const char *present_label, struct fault *f)
{
	int64_t n;
	char sql[512];

	if (scan != 0) {
		(void)snprintf(sql, sizeof sql,
		               "SELECT count(*) FROM scan WHERE id=%lld AND state='finished'",
		               (long long)scan);
		if (casedb_count(db, sql, &n, f) < 0)
			return -1;
		if (n == 0)
			return fault_set(f, FAULT_USAGE, 0,
			                 "no finished scan %lld in this case; see sherd sources",
			                 (long long)scan);
	}
	(void)snprintf(sql, sizeof sql,
	               "CREATE TEMP TABLE IF NOT EXISTS chosen(scan INTEGER PRIMARY KEY);"
	               "DELETE FROM chosen; INSERT INTO chosen SELECT CASE WHEN source="
	               "(SELECT source FROM scan WHERE id=%lld) THEN %lld ELSE id END FROM current_scan;",
	               (long long)scan, (long long)scan);
	if ((!db->writing && casedb_exec(db, "PRAGMA query_only=0", f) < 0) || /* the list is temporary */
	    casedb_exec(db, sql, f) < 0 ||
	    (!db->writing && casedb_exec(db, "PRAGMA query_only=1", f) < 0))
		return -1;
	if (present_label != NULL) {
		int rc = casedb_find_source(db, span_of(present_label), &n, f);

		if (rc < 0)
			return -1;
		if (rc != 0)
			return fault_set(f, FAULT_USAGE, 0, "no source labelled %s in this case",
			                 present_label);
		if (casedb_exec(db, "UPDATE source SET present=0", f) < 0)
			return -1;
		(void)snprintf(sql, sizeof sql, "UPDATE source SET present=1 WHERE id=%lld", (long long)n);
		return casedb_exec(db, sql, f);
	}
	if (!db->writing) /* readers take the present that resolve chose */
		return 0;
	return casedb_exec(db,
	                   "UPDATE source SET present=1 WHERE NOT EXISTS(SELECT 1 FROM source WHERE"
	                   " present=1) AND id=coalesce((SELECT min(c.source) FROM current_scan c JOIN registry r"
	                   " ON r.scan=c.id AND r.store='registry'), (SELECT min(c.source) FROM current_scan c"
	                   " JOIN registry r ON r.scan=c.id))",
	                   f);
}

/* ---- the custody log --------------------------------------------------------------------------------- */

int casedb_custody_head(struct casedb *db, int64_t *seq, char hash[65], struct fault *f)
{
	struct bind b = bind_start(db, ST_CUSTODY_HEAD, f);
	struct span text;
	int rc = bind_row(&b, f);

	*seq = 0;
	memset(hash, '0', 64);
	hash[64] = '\0';
	if (rc != 0)
		return rc < 0 ? -1 : 0;
	*seq = sqlite3_column_int64(b.st, 0);
	text = column_span(b.st, 1);
	if (text.n == 64)
		memcpy(hash, text.p, 64);
	(void)sqlite3_reset(b.st);
	return text.n == 64 ? 0 : fault_set(f, FAULT_CASE, 0, "the custody log's last hash is none; see sherd verify");
}

int casedb_custody_append(struct casedb *db, int64_t seq, const char *prev, struct span canon, const char *hash,
                          struct fault *f)
{
	struct bind b = bind_start(db, ST_CUSTODY_APPEND, f);

	bind_int(&b, seq);
	bind_cstr(&b, prev);
	bind_blob(&b, canon);
	bind_cstr(&b, hash);
	return bind_run(&b, NULL, f) < 0 ? -1 : projection_add(db, seq, f);
}
