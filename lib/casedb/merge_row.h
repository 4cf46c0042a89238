/*
 * casedb/merge_row.h - inside casedb: facts of a part's rows as the records they once were stored from, so that they are
 * stored again by the functions that store facts, however the tables lie.
 */
#ifndef CASEDB_MERGE_ROW_H
#define CASEDB_MERGE_ROW_H

#include "casedb/merge.h"
#include "casedb/private.h"

#include "base/arena.h"

/* ---- items (merge_item.c) ---- */

extern const char *const merge_item_sql; /* ?1 scan; in the order of the walk; the first column is the ordinal */

/* Borrows from the row; what is made of texts lives in the buffers. */
struct item_row {
	struct entry entry;
	struct place place;
	struct exam_record exam;
	struct item_record record;
	struct buf why, reading_why, form, media, reading;
};

void item_row_release(struct item_row *r);
DEFINE_OWN(item_row, struct item_row, item_row_release)
/* *what: NULL, or why the row can be no item. */
int item_row_read(struct item_row *out, sqlite3_stmt *st, int64_t scan, const char **what, struct fault *f) MUST_USE;

/* ---- what bytes said (merge_body.c) ---- */

/* Layers, documents and what these name, of a whole part. A document proves its name by its bytes: *what, when one does
 * not. */
int merge_bodies(struct casedb *db, struct casedb *part, const char **what, struct fault *f) MUST_USE;

#endif
