/*
 * casedb/cut.c - a document without the digits that the case has already: a manifest is a third digests, a config often a
 * quarter, and each of them stands in the table of digests. The view `document` puts them in again.
 */
#include "casedb/intern.h"

#include "base/number.h"
#include "base/utf8.h"

/* Digests that the document's own rows will refer to get their numbers before the bytes are looked through. False where
 * a descriptor has none: what is told of such a one are bytes of the document, which then stays whole. */
static bool number_named(struct casedb *db, const struct document *d, int *rc)
{
	int64_t id;

	for (size_t i = 0; i < d->refs.n && *rc == SQLITE_OK; i++) {
		if (!digest_set(&d->refs.v[i].digest))
			return false;
		*rc = digest_number(db, &d->refs.v[i].digest, true, &id);
	}
	for (size_t i = 0; i < d->diff_ids.n && *rc == SQLITE_OK; i++)
		if (digest_set(&d->diff_ids.v[i].digest))
			*rc = digest_number(db, &d->diff_ids.v[i].digest, true, &id);
	return *rc == SQLITE_OK;
}

/* One piece: the bytes from `from` to `to`, and the digest after them (0: none). */
static int add_piece(struct cut *out, struct span bytes, size_t from, size_t to, int64_t id, struct fault *f)
{
	if (buf_printf(&out->list, f, "%c%zu", out->list.n == 0 ? '[' : ',', to - from) < 0 ||
	    (id != 0 && buf_printf(&out->list, f, ",%lld", (long long)id) < 0))
		return -1;
	return buf_add(&out->rest, span_sub(bytes, from, to - from), f);
}

/* Where the 64 digits before `end` are a digest of the case: its number, else 0. */
static int known(struct casedb *db, const struct digest *d, int64_t *id, struct fault *f)
{
	*id = 0;
	return digest_number(db, d, false, id) == SQLITE_OK ? 0 : casedb_fault(db, f, "cannot look a digest up");
}

int cut_document(struct cut *out, struct casedb *db, const struct document *d, struct span bytes, struct fault *f)
{
	size_t at = 0, from = 0;
	struct digest named;
	int rc = SQLITE_OK;

	if (!utf8_valid(bytes) || span_find(bytes, 0) != SIZE_MAX || !number_named(db, d, &rc))
		return rc == SQLITE_OK ? 0 : casedb_fault(db, f, "cannot number a digest");
	while (digest_scan(bytes, &at, &named)) {
		int64_t id;

		if (known(db, &named, &id, f) < 0 || (id != 0 && add_piece(out, bytes, from, at - 64, id, f) < 0))
			return -1;
		from = id != 0 ? at : from;
	}
	if (from == 0)
		return 0;
	return add_piece(out, bytes, from, bytes.n, 0, f) < 0 ? -1 : buf_add_byte(&out->list, ']', f);
}

void bind_cut(struct bind *b, const struct cut *c, struct span bytes)
{
	struct span rest = c->list.n > 0 ? buf_span(&c->rest) : bytes;

	if (b->rc == SQLITE_OK) /* never NULL, also when empty */
		b->rc = sqlite3_bind_blob64(b->st, b->at, rest.p == NULL ? (const uint8_t *)"" : rest.p, rest.n, SQLITE_STATIC);
	b->at++;
	bind_text(b, buf_span(&c->list));
}

void cut_release(struct cut *c)
{
	buf_release(&c->rest);
	buf_release(&c->list);
}

/* ---- out ----------------------------------------------------------------------------------------------------- */

/* The next number of the list; false at its end, or where none stands. */
static bool next_number(struct span *list, uint64_t *n)
{
	struct span one;

	while (list->n > 0 && (list->p[0] == '[' || list->p[0] == ','))
		*list = span_from(*list, 1);
	for (one = span_sub(*list, 0, 0); one.n < list->n && list->p[one.n] >= '0' && list->p[one.n] <= '9'; one.n++)
		;
	*list = span_from(*list, one.n);
	return number_read(n, one, INT64_MAX);
}

/* 0, or an SQLite code. */
static int add_digits(struct casedb *db, uint64_t id, struct buf *out, struct fault *f)
{
	struct bind b = bind_start(db, ST_DIGEST_BYTES, f);
	char text[DIGEST_TEXT];
	struct digest d;
	int rc;

	bind_u64(&b, id);
	if (b.rc != SQLITE_OK || (rc = sqlite3_step(b.st)) != SQLITE_ROW)
		return b.rc != SQLITE_OK ? b.rc : rc == SQLITE_DONE ? SQLITE_CORRUPT : rc;
	d = column_digest(b.st, 0);
	(void)sqlite3_reset(b.st);
	return buf_add(out, span_from(span_of(digest_text(text, &d)), strlen(digest_alg_name((enum digest_alg)d.alg)) + 1), f) < 0
	               ? SQLITE_NOMEM
	               : SQLITE_OK;
}

static int join(struct casedb *db, struct span rest, struct span list, struct buf *out)
{
	struct fault f = FAULT_INIT;
	uint64_t length, id;

	while (next_number(&list, &length)) {
		int rc;

		if (length > rest.n)
			return SQLITE_CORRUPT;
		if (buf_add(out, span_sub(rest, 0, (size_t)length), &f) < 0)
			return SQLITE_NOMEM;
		rest = span_from(rest, (size_t)length);
		if (!next_number(&list, &id))
			break;
		rc = add_digits(db, id, out, &f);
		if (rc != SQLITE_OK)
			return rc;
	}
	return SQLITE_OK;
}

static void joined(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	OWNED(buf) struct buf whole = BUF_INIT;
	struct span rest = value_span(v[0]);
	int rc;

	(void)n;
	if (sqlite3_value_type(v[1]) == SQLITE_NULL) {
		sqlite3_result_value(ctx, v[0]);
		return;
	}
	rc = join((struct casedb *)sqlite3_user_data(ctx), rest, value_span(v[1]), &whole);
	if (rc == SQLITE_OK)
		sqlite3_result_blob64(ctx, whole.n == 0 ? (const uint8_t *)"" : whole.p, whole.n, SQLITE_TRANSIENT);
	else
		sqlite3_result_error_code(ctx, rc);
}

int cut_functions(struct casedb *db, struct fault *f)
{
	return sqlite3_create_function(db->sql, "document_bytes", 2, SQLITE_UTF8 | SQLITE_DIRECTONLY, db, joined, NULL, NULL) == SQLITE_OK
	               ? 0
	               : casedb_fault(db, f, "cannot open");
}
