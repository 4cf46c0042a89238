/* casedb/part.c - a case file that holds one part of a scan: what says so, and how such a scan ends. */
#include "casedb/merge.h"
#include "casedb/private.h"

#include <stdio.h>

/* Keys of `meta`: sherd-case(5), "Parts". */
static const char key_part[] = "part", key_build[] = "part build";

static int put_meta(struct casedb *db, const char *key, struct span value, struct fault *f)
{
	struct bind b = bind_start(db, ST_PUT_META, f);

	bind_cstr(&b, key);
	bind_text(&b, value);
	return bind_run(&b, NULL, f);
}

static int get_meta(struct casedb *db, const char *key, struct buf *out, struct fault *f)
{
	struct bind b = bind_start(db, ST_GET_META, f);
	int rc;

	bind_cstr(&b, key);
	rc = bind_row(&b, f);
	if (rc != 0)
		return rc;
	rc = buf_add(out, column_span(b.st, 0), f);
	(void)sqlite3_reset(b.st);
	return rc;
}

int casedb_make_part(struct casedb *db, struct shard shard, struct span build, struct fault *f)
{
	char text[32];

	(void)snprintf(text, sizeof text, "%u/%u", shard.at, shard.of);
	return casedb_begin(db, f) < 0 || put_meta(db, key_part, span_of(text), f) < 0 ||
	                       put_meta(db, key_build, build, f) < 0 || casedb_commit(db, f) < 0
	               ? -1
	               : 0;
}

int casedb_part(struct casedb *db, struct shard *out, struct buf *build, struct fault *f)
{
	OWNED(buf) struct buf text = BUF_INIT;
	int rc = get_meta(db, key_part, &text, f);

	if (rc != 0)
		return rc;
	if (shard_parse(out, buf_cstr(&text)) != 0)
		return fault_set(f, FAULT_FORGED, 0, "%s says that it is part \"%.40s\" of a scan", db->path, buf_cstr(&text));
	rc = build == NULL ? 0 : get_meta(db, key_build, build, f);
	return rc < 0 ? -1 : 0;
}

int casedb_refuse_part(struct casedb *db, struct fault *f)
{
	struct shard s;
	int rc = casedb_part(db, &s, NULL, f);

	if (rc != 0)
		return rc < 0 ? -1 : 0;
	return fault_set(f, FAULT_USAGE, 0,
	                 "%s is part %u/%u of a scan, and nothing is concluded from a part; put all of them together: sherd merge CASE PART...",
	                 db->path, s.at, s.of);
}

static int put_walked(struct casedb *db, int64_t scan, const struct walked *w, struct fault *f)
{
	OWNED(buf) struct buf text = BUF_INIT;
	char key[40];

	(void)snprintf(key, sizeof key, "walked %lld", (long long)scan);
	return walked_text(w, &text, f) < 0 ? -1 : put_meta(db, key, buf_span(&text), f);
}

int casedb_finish_part(struct casedb *db, int64_t scan, const struct scan_end *e, const struct walked *w,
                       struct fault *f)
{
	return put_walked(db, scan, w, f) < 0 ? -1 : casedb_end_scan(db, scan, e, f);
}

#define RUN_COLUMNS "verb, version, argv, environment, host, started, ended, status, items, bytes, seconds, outcome"
enum { RUN_CELLS = 12 };

static int copy_run(struct casedb *db, sqlite3_stmt *from, sqlite3_stmt *to, struct fault *f)
{
	int rc = SQLITE_OK;

	for (int i = 0; rc == SQLITE_OK && i < RUN_CELLS; i++)
		rc = sqlite3_bind_value(to, i + 1, sqlite3_column_value(from, i));
	if (rc == SQLITE_OK)
		rc = sqlite3_step(to) == SQLITE_DONE ? SQLITE_OK : SQLITE_ERROR;
	(void)sqlite3_reset(to);
	return rc == SQLITE_OK ? 0 : casedb_fault(db, f, "cannot copy runs");
}

int casedb_merge_runs(struct casedb *db, struct casedb *part, struct fault *f)
{
	static const char get[] = "SELECT " RUN_COLUMNS " FROM run ORDER BY id",
	                  put[] = "INSERT INTO run(" RUN_COLUMNS ") SELECT ?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12 WHERE NOT EXISTS("
	                          "SELECT 1 FROM run WHERE argv=?3 AND host=?5 AND started IS ?6)";
	sqlite3_stmt *from = NULL, *to = NULL;
	int rc = 0, step = SQLITE_DONE;

	if (sqlite3_prepare_v2(db->sql, put, -1, &to, NULL) != SQLITE_OK)
		rc = casedb_fault(db, f, "cannot copy runs");
	else if (sqlite3_prepare_v2(part->sql, get, -1, &from, NULL) != SQLITE_OK)
		rc = casedb_fault(part, f, "cannot read rows of a part");
	while (rc == 0 && (step = sqlite3_step(from)) == SQLITE_ROW)
		rc = copy_run(db, from, to, f);
	if (rc == 0 && step != SQLITE_DONE)
		rc = casedb_fault(part, f, "cannot read rows of a part");
	(void)sqlite3_finalize(from);
	(void)sqlite3_finalize(to);
	return rc;
}

int casedb_merged_before(struct casedb *db, struct span heads, struct fault *f)
{
	struct bind b = bind_start(db, ST_MERGED_BEFORE, f);
	int rc;

	bind_text(&b, heads);
	rc = bind_row(&b, f);
	if (rc == 0)
		(void)sqlite3_reset(b.st);
	return rc;
}

int casedb_note_merged(struct casedb *db, int64_t scan, struct span heads, struct fault *f)
{
	char key[40];

	(void)snprintf(key, sizeof key, "merged %lld", (long long)scan);
	return put_meta(db, key, heads, f);
}
