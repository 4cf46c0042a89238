/* postgres/value.h - inside postgres/: the values of one row version. */
#ifndef POSTGRES_VALUE_H
#define POSTGRES_VALUE_H

#include "postgres/private.h"

struct values {
	struct pg_cluster *c;
	uint32_t database, toast_node;
	bool by_form; /* no catalog tells the TOAST table's file: its number is, unless it was rewritten, the table's own */
	struct arena arena; /* of the texts, until the caller releases it */
	/* Every byte must be what the server writes there (padding, texts, booleans, times): else VALUES_DAMAGED. */
	bool strict;
	/* of the row last taken: where it ends, whether a value varies in length, whether one is kept in TOAST */
	size_t end;
	bool varies, external;
};

enum { VALUES_DAMAGED = 1 }; /* the columns leave the row */

/* `out` has a place for every column that is not dropped. What cannot be had as text (a type not read, chunks missing)
 * is null. */
int values_of(struct values *x, const struct pg_table *table, const struct tuple *t, struct pg_value *out, struct fault *f) MUST_USE;

#endif
