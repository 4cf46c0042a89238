/* postgres/telling.h - inside postgres/: the rows of a table on their way to the caller. */
#ifndef POSTGRES_TELLING_H
#define POSTGRES_TELLING_H

#include "postgres/value.h"

struct row_telling {
	struct pg_cluster *c;
	const struct pg_sink *sink;
	const struct database *database;
	const struct pg_table *table;
	uint32_t d, t;     /* their numbers */
	bool stray;        /* the file is one that nothing of the catalog names */
	bool by_shape;     /* no catalog has the table */
	bool by_node;      /* log and catalog have it */
	bool anyones;      /* the caller knows nothing of the table: it is not asked whether a row fits */
	struct values values;
	struct pg_value *out;
};

/* ---- telling.c ---- */
/* Columns are known for what the tuple is; a row that does not fit them is passed over. */
int telling_row(struct row_telling *x, const struct tuple *t, struct pg_row row, struct fault *f) MUST_USE;

/* ---- remnant.c ---- */
/* Does the tuple, at the head of `bytes`, fit the table in every byte of its header and values, and in what the caller
 * knows of such rows? `t` is cut at its end. */
int remnant_fits(struct row_telling *x, struct tuple *t, struct span bytes, bool *fits, struct fault *f) MUST_USE;
/* Row versions in those parts of a page where no line pointer leads (struct heap's `left`; `user`: struct row_telling). */
int remnant_rows(void *user, const struct pg_page *p, uint32_t block, size_t file, uint64_t offset, struct fault *f) MUST_USE;

/* ---- stray.c ---- */
/* Rows of this table in files of its database that nothing of the catalog names. */
int stray_rows(struct row_telling *x, struct fault *f) MUST_USE;
/* struct heap's `row`: tells those that fit the table in every byte. */
int stray_take(void *user, const struct tuple *t, const struct pg_row *row, struct fault *f) MUST_USE;
/* Rows of <folder>/<node> that fit the table; `number`: the table of ours whose rows of the log are meant, UINT32_MAX none. */
int stray_table(struct row_telling *x, const char *folder, uint32_t node, uint32_t number, struct fault *f) MUST_USE;

#endif
