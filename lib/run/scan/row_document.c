/* run/scan/row_document.c - a manifest that a row of a database holds, as an item of its source. */
#include "run/scan/row_document.h"

#include "format/format.h"
#include "hash/hash.h"

int run_row_document(struct casedb *db, int64_t scan, struct span root, const struct log_event *e, const struct limits *limits,
                     uint64_t *kept, struct fault *f)
{
	OWNED(document) struct document d = { .kind = DOC_UNSET };
	OWNED(buf) struct buf path = BUF_INIT;
	char text[DIGEST_TEXT];
	struct digest sha256;
	struct exam_record exam = { .read = true, .bytes = e->document.n };
	struct entry entry = { .kind = ENTRY_FILE, .size = e->document.n };
	struct place place = { .role = ROLE_DATABASE_ROW };
	struct item_record item = { .scan = scan, .entry = &entry, .place = &place, .exam = &exam };
	int64_t id;
	int rc;

	if (e->digest.alg != DIGEST_SHA256 || hash_span(&sha256, DIGEST_SHA256, e->document, f) < 0)
		return e->digest.alg == DIGEST_SHA256 ? -1 : 0;
	if (!digest_eq(&sha256, &e->digest))
		return 0; /* not what it is called: nothing is said of it */
	if (buf_add(&path, root, f) < 0 || buf_printf(&path, f, "$database/sha256/%s", digest_text(text, &sha256) + 7) < 0)
		return -1;
	rc = casedb_find_path(db, scan, buf_cstr(&path), &id, f);
	if (rc <= 0) /* several rows hold it */
		return rc;
	if (document_parse(&d, e->document, limits, f) < 0 || casedb_next_ordinal(db, scan, &item.ordinal, f) < 0)
		return -1;
	entry.path = buf_span(&path);
	exam.sha256 = sha256;
	exam.form = "json";
	exam.document = &d;
	exam.document_bytes = e->document;
	++*kept;
	return casedb_put_item(db, &item, &id, f);
}
