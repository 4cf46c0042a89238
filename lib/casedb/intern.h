/*
 * casedb/intern.h - inside of the room: digests and texts that repeat, by number (schema.c, schema_views.c). A number
 * is given once and stays; numbers rise in the order of storing, so that the same evidence gives the same file.
 */
#ifndef CASEDB_INTERN_H
#define CASEDB_INTERN_H

#include "casedb/private.h"

/* A column that refers by number; what is not there becomes NULL. Errors as of every bind. */
void bind_digest_id(struct bind *b, const struct digest *d);
void bind_name_id(struct bind *b, struct span name);   /* raw bytes, "" is "" */
void bind_optional_id(struct bind *b, struct span name); /* "": NULL */
void bind_text_id(struct bind *b, struct span text);   /* as bind_text(): "" is NULL, what is no UTF-8 in its visible form */
void bind_cstr_id(struct bind *b, const char *text);
/* As bind_said(), the form by number: what differs from line to line of a log are arguments, of few lengths. */
void bind_said_id(struct bind *b, struct span sentence);
/* A digest that is another one of the row: 0 stands for it. */
void bind_digest_or_same(struct bind *b, const struct digest *d, const struct digest *other);
/* A time whose source has nine decimals as nanoseconds, else its text. */
void bind_time(struct bind *b, struct when w);

/* A path in two parts: where such things lie, and the rest. Where its last component or the one before it is of 64
 * hexadecimal digits, these stand in *hex, the rest has char(1) in their place, and both parts are kept by number: so an
 * entry of a registry's layout costs its digest's number. Names that are not plain stay whole. */
struct split_path {
	struct span place; /* .p NULL: none */
	struct buf leaf;
	struct digest hex;
};
int split_path(struct split_path *out, struct span path, struct fault *f) MUST_USE;
void split_path_release(struct split_path *s);
DEFINE_OWN(split_path, struct split_path, split_path_release)
/* Two parameters and a third: place, leaf, hex. */
void bind_path_ids(struct bind *b, const struct split_path *s);

/* A digest's number, given to it where it has none and `add` says so; 0: none. An SQLite code. */
int digest_number(struct casedb *db, const struct digest *d, bool add, int64_t *id) MUST_USE;

/* A document's bytes without the digits of digests that have numbers (cut.c): columns `rest` and `cut`. */
struct cut {
	struct buf rest, list; /* list empty: nothing is cut */
};
int cut_document(struct cut *out, struct casedb *db, const struct document *d, struct span bytes, struct fault *f) MUST_USE;
void bind_cut(struct bind *b, const struct cut *c, struct span bytes); /* `bytes`: the whole document */
void cut_release(struct cut *c);
struct span value_span(sqlite3_value *v); /* TEXT or BLOB; SPAN_NONE of NULL */
/* Makes the SQL function document_bytes(rest, cut), for the room's queries over many documents: what the view makes of both,
 * at a tenth of the cost. */
int cut_functions(struct casedb *db, struct fault *f) MUST_USE;
DEFINE_OWN(cut, struct cut, cut_release)

/* Numbers of what many items share: rows of `attributes`, of `look`. */
int attributes_id(struct casedb *db, const struct entry *e, int64_t *id, struct fault *f) MUST_USE;
int look_id(struct casedb *db, const struct exam_record *x, int64_t *id, struct fault *f) MUST_USE;

/* The SQL functions digest_id(text), word_id(text), path_place(path), path_leaf(path) and path_hex(path): numbers for the
 * queries of this room. In a case of an older schema, where texts stand themselves, they give their argument back, and of
 * a path the place is all. And path_order(path), of packed.h. */
int intern_functions(struct casedb *db, bool by_number, struct fault *f) MUST_USE;
void intern_release(struct casedb *db);

#endif
