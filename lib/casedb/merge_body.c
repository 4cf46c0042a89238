/* casedb/merge_body.c - layers and documents of a part: the same bytes say the same, so what is there already stays. */
#include "casedb/merge_row.h"

#include "hash/hash.h"

/* Statements over one part, kept through all its documents. */
enum { REFERENCES, DIFF_IDS, STEPS, NESTED };

static const char *const nested_sql[NESTED] = {
	[REFERENCES] = ("SELECT rel, position, reading, digest, size, media_type, artifact_type, platform, annotations, data,"
	                " is_foreign, offset, length, pointer FROM reference WHERE document=?1 ORDER BY rel, position, reading, offset"),
	[DIFF_IDS] = "SELECT digest, offset, length, pointer FROM diff_id WHERE document=?1 ORDER BY position",
	[STEPS] = "SELECT created, created_by, comment, author, empty_layer FROM history WHERE document=?1 ORDER BY position",
};

struct bodies {
	struct casedb *db, *part;
	sqlite3_stmt *list, *nested[NESTED];
};

static void bodies_release(struct bodies *b)
{
	(void)sqlite3_finalize(b->list);
	for (size_t i = 0; i < NESTED; i++)
		(void)sqlite3_finalize(b->nested[i]);
}
DEFINE_OWN(bodies, struct bodies, bodies_release)

static int unreadable(const struct bodies *b, struct fault *f)
{
	return casedb_fault(b->part, f, "cannot read rows of a part");
}

static uint64_t number(sqlite3_stmt *st, int at)
{
	int64_t n = sqlite3_column_int64(st, at);

	return n < 0 ? 0 : (uint64_t)n;
}

static bool has(sqlite3_stmt *st, int at)
{
	return sqlite3_column_type(st, at) != SQLITE_NULL;
}

/* ---- layers ------------------------------------------------------------------------------------------------ */

static int put_layers(struct bodies *b, struct fault *f)
{
	static const char sql[] = "SELECT sha256, diff_id, whole, inflated, members, trailing, is_tar, entries, listing FROM layer ORDER BY sha256";
	int rc;

	if (sqlite3_prepare_v2(b->part->sql, sql, -1, &b->list, NULL) != SQLITE_OK)
		return unreadable(b, f);
	while ((rc = sqlite3_step(b->list)) == SQLITE_ROW) {
		sqlite3_stmt *st = b->list;
		const struct exam_record x = { .sha256 = column_digest(st, 0),
			                       .has_layer = true,
			                       .diff_id = column_digest(st, 1),
			                       .layer_whole = sqlite3_column_int(st, 2) != 0,
			                       .inflated = number(st, 3),
			                       .members = (uint32_t)number(st, 4),
			                       .trailing = number(st, 5),
			                       .is_tar = sqlite3_column_int(st, 6) != 0,
			                       .entries = (uint32_t)number(st, 7),
			                       .listing = column_span(st, 8) };

		if (casedb_put_bodies(b->db, &x, f) < 0)
			return -1;
	}
	(void)sqlite3_finalize(b->list);
	b->list = NULL;
	return rc == SQLITE_DONE ? 0 : unreadable(b, f);
}

/* ---- documents --------------------------------------------------------------------------------------------- */

static int ask(struct bodies *b, int which, struct span document, sqlite3_stmt **out, struct fault *f)
{
	if (b->nested[which] == NULL && sqlite3_prepare_v2(b->part->sql, nested_sql[which], -1, &b->nested[which], NULL) != SQLITE_OK)
		return unreadable(b, f);
	*out = b->nested[which];
	(void)sqlite3_reset(*out);
	return sqlite3_bind_text(*out, 1, (const char *)document.p, (int)document.n, SQLITE_TRANSIENT) == SQLITE_OK ? 0 : unreadable(b, f);
}

/* Texts of a row live as long as the document. */
static int keep(struct document *d, sqlite3_stmt *st, int at, struct span *out, struct fault *f)
{
	return arena_span(&d->arena, column_span(st, at), out, f);
}

static int read_references(struct bodies *b, struct span name, struct document *d, struct fault *f)
{
	sqlite3_stmt *st;
	int rc;

	if (ask(b, REFERENCES, name, &st, f) < 0)
		return -1;
	while ((rc = sqlite3_step(st)) == SQLITE_ROW) {
		struct reference r = { .rel = reference_rel_of(column_span(st, 0)),
			               .position = (uint32_t)number(st, 1),
			               .reading = (uint8_t)number(st, 2),
			               .digest = column_digest(st, 3),
			               .has_size = has(st, 4),
			               .size = number(st, 4),
			               .foreign = sqlite3_column_int(st, 10) != 0,
			               .where = { number(st, 11), number(st, 12), SPAN_NONE } };

		if (keep(d, st, 5, &r.media_type, f) < 0 || keep(d, st, 6, &r.artifact_type, f) < 0 || keep(d, st, 7, &r.platform, f) < 0 ||
		    keep(d, st, 8, &r.annotations, f) < 0 || keep(d, st, 9, &r.data, f) < 0 || keep(d, st, 13, &r.where.pointer, f) < 0 ||
		    VEC_PUSH(&d->refs, r, f) < 0)
			return -1;
	}
	return rc == SQLITE_DONE ? 0 : unreadable(b, f);
}

static int read_diff_ids(struct bodies *b, struct span name, struct document *d, struct fault *f)
{
	sqlite3_stmt *st;
	int rc;

	if (ask(b, DIFF_IDS, name, &st, f) < 0)
		return -1;
	while ((rc = sqlite3_step(st)) == SQLITE_ROW) {
		struct diff_id x = { column_digest(st, 0), { number(st, 1), number(st, 2), SPAN_NONE } };

		if (keep(d, st, 3, &x.where.pointer, f) < 0 || VEC_PUSH(&d->diff_ids, x, f) < 0)
			return -1;
	}
	return rc == SQLITE_DONE ? 0 : unreadable(b, f);
}

static int read_steps(struct bodies *b, struct span name, struct document *d, struct fault *f)
{
	sqlite3_stmt *st;
	int rc;

	if (ask(b, STEPS, name, &st, f) < 0)
		return -1;
	while ((rc = sqlite3_step(st)) == SQLITE_ROW) {
		struct history_step h = { .created = column_when(st, 0), .empty_layer = sqlite3_column_int(st, 4) != 0 };

		if (keep(d, st, 1, &h.created_by, f) < 0 || keep(d, st, 2, &h.comment, f) < 0 || keep(d, st, 3, &h.author, f) < 0 ||
		    VEC_PUSH(&d->history, h, f) < 0)
			return -1;
	}
	return rc == SQLITE_DONE ? 0 : unreadable(b, f);
}

static int read_document(struct bodies *b, struct document *d, struct fault *f)
{
	sqlite3_stmt *st = b->list;
	struct span *const texts[] = { &d->media_type, &d->artifact_type, &d->annotations, &d->architecture, &d->os, &d->variant,
		                       &d->author,     &d->labels,        &d->env,         &d->name,         &d->tag };

	d->kind = doc_kind_of(column_span(st, 2));
	d->image_kind = image_kind_of(column_span(st, 3));
	d->media_type_inferred = sqlite3_column_int(st, 4) != 0;
	d->created = column_when(st, 5);
	for (size_t i = 0; i < COUNT(texts); i++)
		if (keep(d, st, 6 + (int)i, texts[i], f) < 0)
			return -1;
	return read_references(b, column_span(st, 0), d, f) < 0 || read_diff_ids(b, column_span(st, 0), d, f) < 0 ||
	                       read_steps(b, column_span(st, 0), d, f) < 0
	               ? -1
	               : 0;
}

static int put_one(struct bodies *b, const char **what, struct fault *f)
{
	OWNED(document) struct document d = { .kind = DOC_UNSET };
	struct exam_record x = { .sha256 = column_digest(b->list, 0), .document = &d, .document_bytes = column_span(b->list, 1) };
	struct digest proof;

	if (hash_span(&proof, DIGEST_SHA256, x.document_bytes, f) < 0)
		return -1;
	if (!digest_eq(&proof, &x.sha256)) {
		*what = "a document does not hash to the name it stands under";
		return 0;
	}
	return read_document(b, &d, f) < 0 ? -1 : casedb_put_bodies(b->db, &x, f);
}

static int put_documents(struct bodies *b, const char **what, struct fault *f)
{
	static const char sql[] = "SELECT sha256, (SELECT document_bytes(r.rest, r.cut) FROM document_row r WHERE"
				  " r.sha256=d.sha256_id), kind, image_kind, media_type_inferred, created, media_type, artifact_type,"
				  " annotations, architecture, os, variant, author, labels, env, name, tag FROM document d ORDER BY sha256";
	int rc;

	if (sqlite3_prepare_v2(b->part->sql, sql, -1, &b->list, NULL) != SQLITE_OK)
		return unreadable(b, f);
	while (*what == NULL && (rc = sqlite3_step(b->list)) == SQLITE_ROW)
		if (put_one(b, what, f) < 0)
			return -1;
	return *what != NULL || rc == SQLITE_DONE ? 0 : unreadable(b, f);
}

int merge_bodies(struct casedb *db, struct casedb *part, const char **what, struct fault *f)
{
	OWNED(bodies) struct bodies b = { .db = db, .part = part };

	*what = NULL;
	return put_layers(&b, f) < 0 || put_documents(&b, what, f) < 0 ? -1 : 0;
}
