/* casedb/bind.c - prepared statements and their parameters. */
#include "casedb/private.h"

#include "base/quote.h"
#include "base/utf8.h"
#include "core/sentence.h"

static const char *const statement_sql[] = {
#define X(id, sql) sql,
	STATEMENTS(X)
#undef X
};

int casedb_fault(struct casedb *db, struct fault *f, const char *doing)
{
	int code = db->sql == NULL ? SQLITE_NOMEM : sqlite3_extended_errcode(db->sql);
	enum fault_kind kind = FAULT_CASE;

	if ((code & 0xFF) == SQLITE_NOMEM)
		return fault_memory(f, 0);
	if ((code & 0xFF) == SQLITE_INTERRUPT) /* by its progress handler, which asked the watch */
		return fault_set(f, FAULT_INTERRUPTED, 0, "interrupted");
	if ((code & 0xFF) == SQLITE_BUSY)
		return casedb_busy(db, f);
	if ((code & 0xFF) == SQLITE_FULL || (code & 0xFF) == SQLITE_IOERR)
		kind = FAULT_IO;
	return fault_set(f, kind, 0, "case %s: %s: %s", db->path, doing, sqlite3_errmsg(db->sql));
}

int casedb_exec(struct casedb *db, const char *sql, struct fault *f)
{
	if (sqlite3_exec(db->sql, sql, NULL, NULL, NULL) != SQLITE_OK)
		return casedb_fault(db, f, "cannot change the database");
	return 0;
}

struct bind bind_start(struct casedb *db, enum statement which, struct fault *f)
{
	struct bind b = { .db = db, .at = 1 };

	(void)f;
	if (db->st[which] == NULL)
		b.rc = sqlite3_prepare_v3(db->sql, statement_sql[which], -1, SQLITE_PREPARE_PERSISTENT,
		                          &db->st[which], NULL);
	b.st = db->st[which];
	return b;
}

static void keep(struct bind *b, int rc)
{
	if (b->rc == SQLITE_OK)
		b->rc = rc;
	b->at++;
}

void bind_int(struct bind *b, int64_t n)
{
	keep(b, b->rc != SQLITE_OK ? b->rc : sqlite3_bind_int64(b->st, b->at, n));
}

void bind_u64(struct bind *b, uint64_t n)
{
	bind_int(b, n > INT64_MAX ? INT64_MAX : (int64_t)n);
}

void bind_null(struct bind *b)
{
	keep(b, b->rc != SQLITE_OK ? b->rc : sqlite3_bind_null(b->st, b->at));
}

void bind_real(struct bind *b, double v)
{
	keep(b, b->rc != SQLITE_OK ? b->rc : sqlite3_bind_double(b->st, b->at, v));
}

static void put_text(struct bind *b, struct span text, bool transient)
{
	if (b->rc == SQLITE_OK)
		keep(b, sqlite3_bind_text64(b->st, b->at, (const char *)text.p, text.n,
		                            transient ? SQLITE_TRANSIENT : SQLITE_STATIC, SQLITE_UTF8));
}

void bind_cstr(struct bind *b, const char *text)
{
	bind_text(b, span_of(text));
}

static void put_visible(struct bind *b, struct span text)
{
	OWNED(buf) struct buf shown = BUF_INIT;
	struct fault f = FAULT_INIT;

	if (quote_visible(&shown, text, &f) < 0)
		keep(b, SQLITE_NOMEM);
	else
		put_text(b, buf_span(&shown), true);
}

static bool has_nul(struct span s)
{
	return span_find(s, 0) != SIZE_MAX;
}

void bind_text(struct bind *b, struct span text)
{
	if (text.n == 0)
		bind_null(b);
	else if (!utf8_valid(text) || has_nul(text))
		put_visible(b, text);
	else
		put_text(b, text, false);
}

static void put_visible_said(struct bind *b, struct span sentence)
{
	OWNED(buf) struct buf text = BUF_INIT;
	OWNED(buf) struct buf form = BUF_INIT;
	struct fault f = FAULT_INIT;

	if (sentence_visible(&text, &form, sentence, &f) < 0) {
		keep(b, SQLITE_NOMEM);
		return;
	}
	put_text(b, buf_span(&text), true);
	if (form.n > 0)
		put_text(b, buf_span(&form), true);
	else
		bind_null(b);
}

void bind_said(struct bind *b, struct span sentence)
{
	struct said s = said_split(sentence);

	if (s.text.n > 0 && (!utf8_valid(s.text) || has_nul(s.text))) {
		put_visible_said(b, sentence);
		return;
	}
	bind_text(b, s.text);
	bind_text(b, s.form);
}

void bind_said_cstr(struct bind *b, const char *sentence)
{
	bind_said(b, span_of(sentence));
}

void bind_blob(struct bind *b, struct span bytes)
{
	if (bytes.n == 0)
		bind_null(b);
	else if (b->rc == SQLITE_OK)
		keep(b, sqlite3_bind_blob64(b->st, b->at, bytes.p, bytes.n, SQLITE_STATIC));
}

void bind_name(struct bind *b, struct span name)
{
	if (name.n == 0)
		put_text(b, span_of(""), false);
	else if (quote_plain(name))
		put_text(b, name, false);
	else
		bind_blob(b, name);
}

void bind_shown(struct bind *b, struct span name)
{
	if (name.n == 0 || quote_plain(name))
		bind_null(b);
	else
		put_visible(b, name);
}

void bind_digest(struct bind *b, const struct digest *d)
{
	char text[DIGEST_TEXT];

	if (!digest_set(d))
		bind_null(b);
	else
		put_text(b, span_of(digest_text(text, d)), true);
}

void bind_when(struct bind *b, struct when w)
{
	char text[WHEN_TEXT];

	if (!w.known)
		bind_null(b);
	else
		put_text(b, span_of(when_text(text, w)), true);
}

int bind_run(struct bind *b, int64_t *id, struct fault *f)
{
	int rc = b->rc;

	if (rc == SQLITE_OK) {
		rc = sqlite3_step(b->st);
		rc = rc == SQLITE_DONE ? SQLITE_OK : rc;
		(void)sqlite3_reset(b->st);
	}
	if (rc != SQLITE_OK)
		return casedb_fault(b->db, f, "cannot store");
	if (id != NULL)
		*id = sqlite3_last_insert_rowid(b->db->sql);
	return 0;
}

int bind_row(struct bind *b, struct fault *f)
{
	int rc = b->rc == SQLITE_OK ? sqlite3_step(b->st) : b->rc;

	if (rc == SQLITE_ROW)
		return 0;
	if (b->st != NULL)
		(void)sqlite3_reset(b->st);
	if (rc == SQLITE_DONE)
		return CASEDB_NONE;
	return casedb_fault(b->db, f, "cannot look up");
}

struct span column_span(sqlite3_stmt *st, int at)
{
	const void *p = sqlite3_column_type(st, at) == SQLITE_BLOB
	                        ? sqlite3_column_blob(st, at)
	                        : (const void *)sqlite3_column_text(st, at);

	return p == NULL ? SPAN_NONE : span_make(p, (size_t)sqlite3_column_bytes(st, at));
}

int column_said(sqlite3_stmt *st, int text, int form, struct buf *b, struct span *out, struct fault *f)
{
	struct span words = column_span(st, text), said = column_span(st, form);

	*out = words;
	if (said.n == 0)
		return 0;
	if (said_join(b, words, said, f) < 0)
		return -1;
	*out = buf_span(b);
	return 0;
}

/* 32, 48 or 64 bytes tell which algorithm gave them; any others are none. */
static struct digest digest_of_bytes(struct span bytes)
{
	struct digest d = { .alg = DIGEST_NONE };

	for (int alg = DIGEST_SHA256; alg <= DIGEST_SHA512; alg++)
		if (bytes.n == digest_bytes((enum digest_alg)alg)) {
			d.alg = (uint8_t)alg;
			memcpy(d.byte, bytes.p, bytes.n);
		}
	return d;
}

struct digest column_digest(sqlite3_stmt *st, int at)
{
	struct digest d = { .alg = DIGEST_NONE };

	if (sqlite3_column_type(st, at) == SQLITE_BLOB)
		return digest_of_bytes(column_span(st, at));
	if (sqlite3_column_type(st, at) == SQLITE_TEXT && digest_parse(&d, column_span(st, at)) != 0)
		d.alg = DIGEST_NONE;
	return d;
}

struct when column_ns(sqlite3_stmt *st, int at, int digits_at)
{
	struct when w = WHEN_UNKNOWN;
	int64_t ns;

	if (sqlite3_column_type(st, at) == SQLITE_NULL)
		return w;
	ns = sqlite3_column_int64(st, at);
	w.known = true;
	w.digits = (uint8_t)sqlite3_column_int(st, digits_at);
	w.sec = ns / 1000000000;
	if (ns % 1000000000 < 0)
		w.sec--;
	w.nsec = (uint32_t)(ns - w.sec * 1000000000);
	return w;
}

struct when column_when(sqlite3_stmt *st, int at)
{
	struct when w = WHEN_UNKNOWN;

	if (sqlite3_column_type(st, at) == SQLITE_TEXT && when_parse(&w, column_span(st, at)) != 0)
		w = WHEN_UNKNOWN;
	return w;
}

int casedb_count(struct casedb *db, const char *sql, int64_t *out, struct fault *f)
{
	sqlite3_stmt *st = NULL;
	int rc = sqlite3_prepare_v2(db->sql, sql, -1, &st, NULL);

	if (rc == SQLITE_OK)
		rc = sqlite3_step(st);
	if (rc == SQLITE_ROW)
		*out = sqlite3_column_int64(st, 0);
	(void)sqlite3_finalize(st);
	if (rc == SQLITE_ROW)
		return 0;
	if (rc == SQLITE_BUSY)
		return casedb_busy(db, f);
	if (rc == SQLITE_NOTADB)
		return fault_set(f, FAULT_CASE, 0, "%s is not a case file (no SQLite database)", db->path);
	return casedb_fault(db, f, "cannot read");
}
