/*
 * casedb/projection.c - the custody tables. The log is the truth; each of these tables is what a SELECT over its
 * entries gives, filled entry by entry as they are appended. Replaying the same SELECT over the whole log and
 * comparing row by row shows an edit of a table though only the log is chained.
 */
#include "casedb/private.h"

#include "custody/custody.h"

#include <stdio.h>

/* Entries of one kind made by hand: a column a field. Others say their SELECT over e(seq, j), j the entry's JSON. */
struct projection {
	const char *table, *columns, *key, *select;
};

static const struct projection special[] = {
	{ "verification", "item_no label stage path size sha256 sha1 md5 result performed_by at", "seq",
	  "SELECT seq, j->>'$.item_no', j->>'$.label', coalesce(j->>'$.stage','intake'), j->>'$.path', j->>'$.size',"
	  " j->>'$.sha256', j->>'$.sha1', j->>'$.md5', j->>'$.result',"
	  " coalesce(j->>'$.by',j->>'$.performer.given',j->>'$.performer.account'), j->>'$.recorded_at'"
	  " FROM e WHERE j->>'$.act'='item.intake'" },
	{ "exhibit_hash", "item_no algorithm value origin", "seq,n",
	  "SELECT seq, n, item_no, algorithm, value, origin FROM (SELECT e.seq, h.column1 AS n, e.j->>'$.item_no' AS item_no,"
	  " h.column2 AS algorithm, lower(e.j->>('$.'||h.column2)) AS value,"
	  " CASE e.j->>'$.act' WHEN 'item.acquired' THEN 'acquirer' ELSE 'intake' END AS origin FROM e,"
	  " (VALUES(1,'sha256'),(2,'sha1'),(3,'md5')) h WHERE e.j->>'$.act' IN ('item.acquired','item.intake')"
	  " UNION ALL SELECT e.seq, 4+r.key, e.j->>'$.item_no', r.value->>'$.algorithm', r.value->>'$.expected',"
	  " 'acquirer, by '||(r.value->>'$.from') FROM e, json_each(e.j,'$.references') r"
	  " WHERE e.j->>'$.act'='item.intake') WHERE value IS NOT NULL" },
	{ "action", "kind run began given account version commit_id executable_sha256 argv only_repositories", "seq",
	  "SELECT seq, j->>'$.kind', j->>'$.run', j->>'$.recorded_at', j->>'$.performer.given', j->>'$.performer.account',"
	  " j->>'$.tool.version', j->>'$.tool.commit', j->>'$.tool.executable_sha256', j->>'$.argv', j->>'$.only'"
	  " FROM e WHERE j->>'$.act'='action.begin'" },
	{ "action_end", "begins outcome status ended items bytes milliseconds inputs", "seq",
	  "SELECT seq, j->>'$.begins', j->>'$.outcome', j->>'$.status', j->>'$.recorded_at', j->>'$.items', j->>'$.bytes',"
	  " j->>'$.milliseconds', j->>'$.inputs' FROM e WHERE j->>'$.act'='action.end'" },
	{ "output_file", "kind output name sha256 size", "seq,n",
	  "SELECT e.seq, r.key+1, e.j->>'$.kind', e.j->>'$.output', r.value->>'$.name', r.value->>'$.sha256',"
	  " r.value->>'$.size' FROM e, json_each(e.j,'$.files') r WHERE e.j->>'$.act'='output.written'" },
	{ "checkpoint", "entries head at", "seq",
	  "SELECT seq, j->>'$.entries', j->>'$.head', j->>'$.recorded_at' FROM e"
	  " WHERE j->>'$.act'='checkpoint'" },
	{ "validation", "checks failed evidence_sha256 result_sha256 version commit_id at", "seq",
	  "SELECT seq, j->>'$.checks', j->>'$.failed', j->>'$.evidence_sha256', j->>'$.result_sha256',"
	  " j->>'$.tool.version', j->>'$.tool.commit', j->>'$.recorded_at' FROM e WHERE j->>'$.act'='tool.validated'" },
};

/* The entries as e(seq, j): all, or one. What is no JSON any more is no entry to a table; the chain tells of it. */
static int add_entries(struct buf *b, bool one, struct fault *f)
{
	return buf_printf(b, f, "WITH e AS (SELECT seq, CAST(canon AS TEXT) AS j FROM custody_log WHERE %s"
	                        " json_valid(CAST(canon AS TEXT))) ", one ? "seq=?1 AND" : "");
}

static size_t projections(void)
{
	return COUNT(special) + custody_verb_count;
}

static struct projection get(size_t i)
{
	if (i < COUNT(special))
		return special[i];
	return (struct projection){ .table = custody_verbs[i - COUNT(special)].table, .key = "seq" };
}

/* The fields of a verb: what it must have, what it may, who and when. */
static const char *const by_hand[] = { "given", "account", "recorded_at" };

static int add_by_hand(struct buf *b, const struct custody_verb *v, bool select, struct fault *f)
{
	for (int k = 0; k < 2; k++)
		for (size_t i = 0;; i++) {
			struct span name = custody_field(k == 0 ? v->must : v->may, i);

			if (name.n == 0)
				break;
			if (buf_printf(b, f, select ? ", j->>'$.%.*s'" : ", %.*s ANY", (int)name.n, (const char *)name.p) < 0)
				return -1;
		}
	if (!select) {
		for (size_t i = 0; i < COUNT(by_hand); i++)
			if (buf_printf(b, f, ", %s ANY", by_hand[i]) < 0)
				return -1;
		return 0;
	}
	return buf_printf(b, f, ", j->>'$.performer.given', j->>'$.performer.account', j->>'$.recorded_at' FROM e WHERE"
	                        " j->>'$.act'='%s'", v->act);
}

static int add_select(struct buf *b, size_t i, struct fault *f)
{
	if (i < COUNT(special))
		return buf_add_text(b, special[i].select, f);
	return buf_add_text(b, "SELECT seq", f) < 0 ? -1 : add_by_hand(b, &custody_verbs[i - COUNT(special)], true, f);
}

int projection_schema(struct buf *b, struct fault *f)
{
	for (size_t i = 0; i < projections(); i++) {
		struct projection p = get(i);

		if (buf_printf(b, f, "CREATE TABLE %s(seq INTEGER NOT NULL REFERENCES custody_log(seq)%s", p.table,
		               strchr(p.key, 'n') != NULL ? ", n INTEGER NOT NULL" : "") < 0)
			return -1;
		if (p.columns == NULL) {
			if (add_by_hand(b, &custody_verbs[i - COUNT(special)], false, f) < 0)
				return -1;
		} else {
			for (size_t k = 0; custody_field(p.columns, k).n > 0; k++) {
				struct span name = custody_field(p.columns, k);

				if (buf_printf(b, f, ", %.*s ANY", (int)name.n, (const char *)name.p) < 0)
					return -1;
			}
		}
		if (buf_printf(b, f, ", PRIMARY KEY(%s)) STRICT, WITHOUT ROWID;", p.key) < 0)
			return -1;
	}
	return 0;
}

int projection_add(struct casedb *db, int64_t seq, struct fault *f)
{
	for (size_t i = 0; i < projections(); i++) {
		OWNED(buf) struct buf sql = BUF_INIT;
		sqlite3_stmt *st = NULL;
		int rc;

		if (add_entries(&sql, true, f) < 0 || buf_printf(&sql, f, "INSERT INTO %s ", get(i).table) < 0 ||
		    add_select(&sql, i, f) < 0)
			return -1;
		rc = sqlite3_prepare_v2(db->sql, buf_cstr(&sql), -1, &st, NULL);
		if (rc == SQLITE_OK)
			rc = sqlite3_bind_int64(st, 1, seq);
		if (rc == SQLITE_OK)
			rc = sqlite3_step(st);
		(void)sqlite3_finalize(st);
		if (rc != SQLITE_DONE)
			return casedb_fault(db, f, "cannot keep the custody tables");
	}
	return 0;
}

/* Rows that the log gives and the table has not, or the other way round. */
static int differs(struct casedb *db, size_t i, bool *out, struct fault *f)
{
	OWNED(buf) struct buf sql = BUF_INIT;
	OWNED(buf) struct buf replay = BUF_INIT;
	const char *table = get(i).table;
	int64_t n;

	if (add_select(&replay, i, f) < 0 || add_entries(&sql, false, f) < 0 ||
	    buf_printf(&sql, f, ", r AS (%s) SELECT (SELECT count(*) FROM (SELECT * FROM r EXCEPT SELECT * FROM %s)) +"
	                        " (SELECT count(*) FROM (SELECT * FROM %s EXCEPT SELECT * FROM r))",
	               buf_cstr(&replay), table, table) < 0)
		return -1;
	if (casedb_count(db, buf_cstr(&sql), &n, f) < 0)
		return -1;
	*out = n != 0;
	return 0;
}

int casedb_custody_replay(struct casedb *db, char table[64], struct fault *f)
{
	table[0] = '\0';
	for (size_t i = 0; i < projections() && table[0] == '\0'; i++) {
		bool differ = false;

		if (differs(db, i, &differ, f) < 0)
			return -1;
		if (differ)
			(void)snprintf(table, 64, "%s", get(i).table);
	}
	return 0;
}
