/*
 * casedb/merge.c - rows of many parts into one case. Every fact table stands in one list with what orders its rows;
 * columns are taken from the schema, and four of them are references that get the numbers of the case: id, scan, item,
 * registry. An item's number follows from its ordinal alone, so no table of numbers is kept.
 *
 * A part comes back from elsewhere: what it holds is checked as it is copied, and what cannot be refuses the whole.
 */
#include "casedb/merge.h"
#include "casedb/private.h"

#include "base/vec.h"
#include "hash/hash.h"

#include <stdio.h>
#include <stdlib.h>

enum {
	COLUMNS_MOST = 96, /* rule: our own schema's widest table has half as many */
};
#define ORDINAL_MOST (1ll << 48) /* rule: beyond, no walk got */
#define NO_ORDINAL INT64_MAX

/* `key`: the ordinal a row stands by, over t, its own table; NULL: by none. */
struct table {
	const char *name, *key, *order;
	bool scoped; /* rows are of a scan; else of bytes, and the same bytes give the same rows */
};

#define OF_ITEM "(SELECT i.ordinal FROM item i WHERE i.id=t.item AND i.scan=t.scan)"

static const struct table tables[] = {
	{ "item", "t.ordinal", "t.id", true },
	{ "naming", OF_ITEM, "1, t.id", true },
	{ "prefix", OF_ITEM, "1, t.blob", true },
	{ "observation", OF_ITEM, "1 IS NULL, 1, t.id", true },
	{ "volume", "NULL", "t.position", true },
	{ "seek_point", "NULL", "t.out", true },
	{ "layer", "NULL", "t.sha256", false },
	{ "document", "NULL", "t.sha256", false },
	{ "reference", "NULL", "t.document, t.rel, t.position, t.reading, t.offset", false },
	{ "diff_id", "NULL", "t.document, t.position", false },
	{ "history", "NULL", "t.document, t.position", false },
};

enum column_kind { COLUMN_PLAIN, COLUMN_ID, COLUMN_SCAN, COLUMN_ITEM, COLUMN_REGISTRY };

struct column {
	char name[64];
	enum column_kind kind;
};

struct columns {
	struct column v[COLUMNS_MOST];
	size_t n;
};

/* Numbers of registries of one part, sorted, and those of the case. */
struct number_pair {
	int64_t theirs, ours;
};

struct registries {
	VEC(struct number_pair) v;
};

struct merging {
	struct casedb *db;
	int64_t scan, base; /* base: the number of the item of ordinal 0 */
	const struct merge_part *parts;
	size_t n;
	struct registries *registries;
	struct walked *walked;
};

/* One part's rows of one table. */
struct part_rows {
	sqlite3_stmt *st;
	int64_t key;
	bool row;
};

/* A part that holds what cannot be of it: nothing of it counts. */
static int refuse(const struct merge_part *p, const char *what, struct fault *f)
{
	return fault_set(f, FAULT_FORGED, 0, "%s: %s", p->name, what);
}

/* ---- columns ---------------------------------------------------------------------------------------------- */

static enum column_kind kind_of(const char *name)
{
	static const struct {
		const char *name;
		enum column_kind kind;
	} all[] = { { "id", COLUMN_ID }, { "scan", COLUMN_SCAN }, { "item", COLUMN_ITEM }, { "registry", COLUMN_REGISTRY } };

	for (size_t i = 0; i < COUNT(all); i++)
		if (strcmp(all[i].name, name) == 0)
			return all[i].kind;
	return COLUMN_PLAIN;
}

/* Numbers of rows are given anew; an item's follows from its ordinal. */
static bool left_out(const struct table *t, const char *name)
{
	return strcmp(name, "id") == 0 && strcmp(t->name, "item") != 0;
}

static int read_columns(struct casedb *db, const struct table *t, struct columns *out, struct fault *f)
{
	sqlite3_stmt *st = NULL;
	int rc;

	out->n = 0;
	if (sqlite3_prepare_v2(db->sql, "SELECT name FROM pragma_table_info(?1) ORDER BY cid", -1, &st, NULL) != SQLITE_OK ||
	    sqlite3_bind_text(st, 1, t->name, -1, SQLITE_STATIC) != SQLITE_OK) {
		(void)sqlite3_finalize(st);
		return casedb_fault(db, f, "cannot read the columns of a table");
	}
	while ((rc = sqlite3_step(st)) == SQLITE_ROW && out->n < COLUMNS_MOST) {
		struct column *c = &out->v[out->n];

		(void)snprintf(c->name, sizeof c->name, "%s", (const char *)sqlite3_column_text(st, 0));
		c->kind = kind_of(c->name);
		out->n += !left_out(t, c->name);
	}
	(void)sqlite3_finalize(st);
	return rc == SQLITE_DONE ? 0 : casedb_fault(db, f, "cannot read the columns of a table");
}

static int column_at(const struct columns *c, const char *name)
{
	for (size_t i = 0; i < c->n; i++)
		if (strcmp(c->v[i].name, name) == 0)
			return (int)i + 1; /* behind the key */
	return 0;
}

static int add_names(struct buf *sql, const struct columns *c, const char *before, struct fault *f)
{
	for (size_t i = 0; i < c->n; i++)
		if (buf_printf(sql, f, "%s%s\"%s\"", i > 0 ? ", " : "", before, c->v[i].name) < 0)
			return -1;
	return 0;
}

static int prepare(struct casedb *db, struct buf *sql, sqlite3_stmt **out, struct fault *f)
{
	return sqlite3_prepare_v2(db->sql, buf_cstr(sql), -1, out, NULL) == SQLITE_OK ? 0
	                                                                              : casedb_fault(db, f, "cannot copy rows");
}

static int prepare_put(struct casedb *db, const struct table *t, const struct columns *c, sqlite3_stmt **out,
                       struct fault *f)
{
	OWNED(buf) struct buf sql = BUF_INIT;

	if (buf_printf(&sql, f, "INSERT %sINTO \"%s\"(", t->scoped ? "" : "OR IGNORE ", t->name) < 0 ||
	    add_names(&sql, c, "", f) < 0 || buf_add_text(&sql, ") VALUES(", f) < 0)
		return -1;
	for (size_t i = 0; i < c->n; i++)
		if (buf_add_text(&sql, i > 0 ? ",?" : "?", f) < 0)
			return -1;
	return buf_add_text(&sql, ")", f) < 0 ? -1 : prepare(db, &sql, out, f);
}

static int prepare_get(const struct merge_part *p, const struct table *t, const struct columns *c, struct part_rows *out,
                       struct fault *f)
{
	OWNED(buf) struct buf sql = BUF_INIT;

	if (buf_printf(&sql, f, "SELECT %s, ", t->key) < 0 || add_names(&sql, c, "t.", f) < 0 ||
	    buf_printf(&sql, f, " FROM \"%s\" t%s ORDER BY %s", t->name, t->scoped ? " WHERE t.scan=?1" : "", t->order) < 0 ||
	    prepare(p->db, &sql, &out->st, f) < 0)
		return -1;
	return !t->scoped || sqlite3_bind_int64(out->st, 1, p->scan) == SQLITE_OK ? 0 : casedb_fault(p->db, f, "cannot copy rows");
}

/* ---- registries ------------------------------------------------------------------------------------------- */

static size_t place_of(const struct registries *r, int64_t theirs)
{
	size_t low = 0, high = r->v.n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (r->v.v[mid].theirs < theirs)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static int put_registry(const struct merging *m, sqlite3_stmt *from, int64_t *ours, struct fault *f)
{
	struct bind b = bind_start(m->db, ST_FIND_REGISTRY, f);
	int rc;

	bind_int(&b, m->scan);
	bind_name(&b, column_span(from, 0));
	bind_text(&b, column_span(from, 1));
	rc = bind_row(&b, f);
	if (rc < 0)
		return -1;
	if (rc == 0) {
		*ours = sqlite3_column_int64(b.st, 0);
		(void)sqlite3_reset(b.st);
		return 0;
	}
	b = bind_start(m->db, ST_PUT_REGISTRY, f);
	bind_int(&b, m->scan);
	bind_name(&b, column_span(from, 0));
	bind_shown(&b, column_span(from, 0));
	bind_text(&b, column_span(from, 1));
	return bind_run(&b, ours, f);
}

static int take_registry(const struct merging *m, size_t part, int64_t theirs, int64_t *ours, struct fault *f)
{
	const struct merge_part *p = &m->parts[part];
	sqlite3_stmt *st = NULL;
	int rc = -1, step = SQLITE_ERROR;

	if (sqlite3_prepare_v2(p->db->sql, "SELECT path, store FROM registry WHERE id=?1 AND scan=?2", -1, &st, NULL) == SQLITE_OK &&
	    sqlite3_bind_int64(st, 1, theirs) == SQLITE_OK && sqlite3_bind_int64(st, 2, p->scan) == SQLITE_OK)
		step = sqlite3_step(st);
	if (step == SQLITE_ROW)
		rc = put_registry(m, st, ours, f);
	else
		rc = step == SQLITE_DONE ? refuse(p, "an item is of a registry that is not there", f) : casedb_fault(p->db, f, "cannot copy rows");
	(void)sqlite3_finalize(st);
	return rc;
}

static int registry_of(const struct merging *m, size_t part, int64_t theirs, int64_t *ours, struct fault *f)
{
	struct registries *r = &m->registries[part];
	size_t at = place_of(r, theirs);
	int rc;

	if (at < r->v.n && r->v.v[at].theirs == theirs) {
		*ours = r->v.v[at].ours;
		return 0;
	}
	rc = take_registry(m, part, theirs, ours, f);
	if (rc != 0)
		return rc;
	if (vec_grow((void **)&r->v.v, r->v.n, &r->v.cap, sizeof *r->v.v, f) < 0)
		return -1;
	memmove(&r->v.v[at + 1], &r->v.v[at], (r->v.n - at) * sizeof *r->v.v);
	r->v.v[at].theirs = theirs;
	r->v.v[at].ours = *ours;
	r->v.n++;
	return 0;
}

/* ---- rows ------------------------------------------------------------------------------------------------- */

/* Is the item the part's own, and what the walk told? */
static int check_item(const struct merging *m, size_t part, const struct columns *c, const struct part_rows *r,
                      struct fault *f)
{
	const struct merge_part *p = &m->parts[part];
	struct digest digest = column_digest(r->st, column_at(c, "digest"));
	struct entry e = { .path = column_span(r->st, column_at(c, "path")),
		           .kind = entry_kind_of(column_span(r->st, column_at(c, "kind"))),
		           .size = (uint64_t)sqlite3_column_int64(r->st, column_at(c, "size")),
		           .mtime = column_ns(r->st, column_at(c, "mtime"), column_at(c, "time_digits")) };
	enum role role = role_of(column_span(r->st, column_at(c, "role")));

	if (r->key < 0 || r->key > ORDINAL_MOST)
		return refuse(p, "an item stands outside of any walk", f);
	if (shard_owner((unsigned)m->n, e.path, e.kind, role, &digest) != p->at)
		return refuse(p, "it holds an item that is another part's", f);
	return walked_add(m->walked, (uint64_t)r->key, &e, f);
}

/* A document's bytes are at hand: they prove their name. */
static int check_document(const struct merging *m, size_t part, const struct columns *c, const struct part_rows *r,
                          struct fault *f)
{
	int bytes = column_at(c, "bytes");
	struct digest named = column_digest(r->st, column_at(c, "sha256")), d;

	if (hash_span(&d, DIGEST_SHA256,
	              span_make(sqlite3_column_blob(r->st, bytes), (size_t)sqlite3_column_bytes(r->st, bytes)), f) < 0)
		return -1;
	return digest_eq(&d, &named) ? 0 : refuse(&m->parts[part], "a document does not hash to the name it stands under", f);
}

static int bind_cell(const struct merging *m, size_t part, const struct part_rows *r, sqlite3_stmt *put, int at,
                     enum column_kind kind, struct fault *f)
{
	bool null = sqlite3_column_type(r->st, at) == SQLITE_NULL;
	int64_t n;
	int rc;

	switch (kind) {
	case COLUMN_SCAN:
		rc = sqlite3_bind_int64(put, at, m->scan);
		break;
	case COLUMN_ID:
	case COLUMN_ITEM:
		if (!null && r->key == NO_ORDINAL)
			return refuse(&m->parts[part], "a row is about an item that is not there", f);
		rc = null ? sqlite3_bind_null(put, at) : sqlite3_bind_int64(put, at, m->base + r->key);
		break;
	case COLUMN_REGISTRY:
		rc = null ? 0 : registry_of(m, part, sqlite3_column_int64(r->st, at), &n, f);
		if (rc != 0)
			return rc;
		rc = null ? sqlite3_bind_null(put, at) : sqlite3_bind_int64(put, at, n);
		break;
	default:
		rc = sqlite3_bind_value(put, at, sqlite3_column_value(r->st, at));
		break;
	}
	return rc == SQLITE_OK ? 0 : casedb_fault(m->db, f, "cannot copy rows");
}

static int copy_row(const struct merging *m, size_t part, const struct table *t, const struct columns *c,
                    const struct part_rows *r, sqlite3_stmt *put, struct fault *f)
{
	int rc = 0;

	if (strcmp(t->name, "item") == 0)
		rc = check_item(m, part, c, r, f);
	else if (strcmp(t->name, "document") == 0)
		rc = check_document(m, part, c, r, f);
	for (size_t i = 0; rc == 0 && i < c->n; i++)
		rc = bind_cell(m, part, r, put, (int)i + 1, c->v[i].kind, f);
	if (rc != 0)
		return rc;
	rc = sqlite3_step(put);
	if ((rc & 0xFF) == SQLITE_CONSTRAINT || rc == SQLITE_MISMATCH) {
		rc = refuse(&m->parts[part], sqlite3_errmsg(m->db->sql), f);
		(void)sqlite3_reset(put);
		return rc;
	}
	(void)sqlite3_reset(put);
	return rc == SQLITE_DONE ? 0 : casedb_fault(m->db, f, "cannot copy rows");
}

static int step(const struct merge_part *p, struct part_rows *r, struct fault *f)
{
	int rc = sqlite3_step(r->st);

	r->row = rc == SQLITE_ROW;
	if (r->row)
		r->key = sqlite3_column_type(r->st, 0) == SQLITE_INTEGER ? sqlite3_column_int64(r->st, 0) : NO_ORDINAL;
	return r->row || rc == SQLITE_DONE ? 0 : casedb_fault(p->db, f, "cannot read rows of a part");
}

/* Rows of all parts by what orders them; of equal keys those of the lower part first. */
static int copy_in_order(const struct merging *m, const struct table *t, const struct columns *c, struct part_rows *all,
                         sqlite3_stmt *put, struct fault *f)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < m->n; i++) {
		rc = prepare_get(&m->parts[i], t, c, &all[i], f);
		if (rc == 0)
			rc = step(&m->parts[i], &all[i], f);
	}
	while (rc == 0) {
		size_t next = m->n;

		for (size_t i = 0; i < m->n; i++)
			if (all[i].row && (next == m->n || all[i].key < all[next].key))
				next = i;
		if (next == m->n)
			break;
		rc = copy_row(m, next, t, c, &all[next], put, f);
		if (rc == 0)
			rc = step(&m->parts[next], &all[next], f);
	}
	return rc;
}

static int copy_table(const struct merging *m, const struct table *t, struct fault *f)
{
	struct part_rows *all = (struct part_rows *)calloc(m->n, sizeof *all);
	struct columns *c = (struct columns *)calloc(1, sizeof *c);
	sqlite3_stmt *put = NULL;
	int rc = all == NULL || c == NULL ? fault_memory(f, m->n * sizeof *all) : read_columns(m->db, t, c, f);

	if (rc == 0)
		rc = prepare_put(m->db, t, c, &put, f);
	if (rc == 0)
		rc = copy_in_order(m, t, c, all, put, f);
	for (size_t i = 0; all != NULL && i < m->n; i++)
		(void)sqlite3_finalize(all[i].st);
	(void)sqlite3_finalize(put);
	free(all);
	free(c);
	return rc;
}

/* ---- the door --------------------------------------------------------------------------------------------- */

/* What several parts say of the source as a whole is said once. */
static int say_once(const struct merging *m, struct fault *f)
{
	char sql[300];

	(void)snprintf(sql, sizeof sql,
	               "DELETE FROM observation WHERE scan=%lld AND item IS NULL AND id NOT IN (SELECT min(id) FROM observation"
	               " WHERE scan=%lld AND item IS NULL GROUP BY code, text)",
	               (long long)m->scan, (long long)m->scan);
	return casedb_exec(m->db, sql, f);
}

static int compare_walk(const struct merging *m, struct span walked, struct fault *f)
{
	OWNED(buf) struct buf got = BUF_INIT;

	if (walked_text(m->walked, &got, f) < 0)
		return -1;
	if (span_eq(buf_span(&got), walked))
		return 0;
	return fault_set(f, FAULT_FORGED, 0, "the items of all parts together (%.80s) are not what their walk met (%.*s)", buf_cstr(&got),
	                 (int)(walked.n < 100 ? walked.n : 100), (const char *)walked.p);
}

static int copy_all(struct merging *m, struct span walked, struct fault *f)
{
	int rc = casedb_count(m->db, "SELECT coalesce(max(id),0)+1 FROM item", &m->base, f);

	for (size_t i = 0; rc == 0 && i < COUNT(tables); i++)
		rc = copy_table(m, &tables[i], f);
	if (rc == 0)
		rc = compare_walk(m, walked, f);
	return rc == 0 ? say_once(m, f) : rc;
}

int casedb_merge_facts(struct casedb *db, int64_t scan, const struct merge_part *parts, size_t n, struct span walked,
                       struct fault *f)
{
	OWNED(walked) struct walked *seen = NULL;
	struct merging m = { .db = db, .scan = scan, .parts = parts, .n = n };
	int rc = walked_new(&seen, f);

	if (rc < 0)
		return -1;
	m.walked = seen;
	m.registries = (struct registries *)calloc(n, sizeof *m.registries);
	rc = m.registries == NULL ? fault_memory(f, n * sizeof *m.registries) : copy_all(&m, walked, f);
	for (size_t i = 0; m.registries != NULL && i < n; i++)
		VEC_RELEASE(&m.registries[i].v);
	free(m.registries);
	return rc;
}

int casedb_merge_ends(struct casedb *db, int64_t scan, const struct merge_part *parts, size_t n, struct fault *f)
{
	static const char get[] = "SELECT changed, changed_said, atime_touched FROM scan WHERE id=?1",
	                  put[] = "UPDATE scan SET changed=coalesce(changed,?2), changed_said=CASE WHEN changed IS NULL THEN ?3 ELSE"
	                          " changed_said END, atime_touched=max(atime_touched,?4) WHERE id=?1";
	sqlite3_stmt *to = NULL;
	int rc = sqlite3_prepare_v2(db->sql, put, -1, &to, NULL);

	for (size_t i = 0; rc == SQLITE_OK && i < n; i++) {
		sqlite3_stmt *from = NULL;

		rc = sqlite3_prepare_v2(parts[i].db->sql, get, -1, &from, NULL);
		if (rc == SQLITE_OK && (sqlite3_bind_int64(from, 1, parts[i].scan) != SQLITE_OK || sqlite3_step(from) != SQLITE_ROW)) {
			(void)sqlite3_finalize(from);
			(void)sqlite3_finalize(to);
			return casedb_fault(parts[i].db, f, "cannot read rows of a part");
		}
		for (int k = 0; rc == SQLITE_OK && k < 3; k++)
			rc = sqlite3_bind_value(to, k + 2, sqlite3_column_value(from, k));
		if (rc == SQLITE_OK)
			rc = sqlite3_bind_int64(to, 1, scan);
		if (rc == SQLITE_OK)
			rc = sqlite3_step(to) == SQLITE_DONE ? SQLITE_OK : SQLITE_ERROR;
		(void)sqlite3_reset(to);
		(void)sqlite3_finalize(from);
	}
	(void)sqlite3_finalize(to);
	return rc == SQLITE_OK ? 0 : casedb_fault(db, f, "cannot copy rows");
}
