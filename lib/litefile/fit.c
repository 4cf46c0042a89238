/*
 * litefile/fit.c - which table a record without an owner can be of. Its values must be what the columns' affinity lets
 * SQLite store, and texts be texts: a table is named only when no other of the schema would do.
 */
#include "litefile/private.h"

static bool type_fits(const struct lite_column *c, uint32_t type)
{
	bool text = type >= 13 && type % 2 == 1, blob = type >= 12 && type % 2 == 0, real = type == 7;

	if (type == 0)
		return !c->required;
	switch (c->affinity) {
	case AFFINITY_TEXT: /* bytes given as bytes stay so: podman's JSON is stored that way */
		return text || blob;
	case AFFINITY_INTEGER:
		return !text && !blob && !real;
	case AFFINITY_REAL:
		return !text && !blob;
	case AFFINITY_NUMERIC:
		return !blob;
	default:
		return true;
	}
}

bool types_fit(const struct lite_table *t, const struct lite_record *r)
{
	if (!t->sound || r->n < t->fewest || r->n > t->n_stored)
		return false;
	for (size_t i = 0; i < r->n; i++) {
		size_t at = t->stored[i];

		if (at == t->alias ? r->v[i].type != 0 : !type_fits(&t->columns[at], r->v[i].type))
			return false;
	}
	return true;
}

bool record_fits(const struct lite *l, const struct lite_table *t, const struct lite_record *r, bool clean)
{
	if (!types_fit(t, r))
		return false;
	for (size_t i = 0; clean && i < r->n; i++)
		if (r->v[i].type >= 13 && r->v[i].type % 2 == 1 && !r->v[i].lost && !text_is_clean(r->v[i].bytes, l->facts.encoding))
			return false;
	return true;
}

/* Does the text that only this table's rows have stand there? */
static bool bears_mark(const struct lite *l, const struct lite_table *t, const struct lite_record *r)
{
	for (size_t i = 0; t->mark != SIZE_MAX && i < r->n; i++)
		if (t->stored[i] == t->mark && l->facts.encoding == 1 && r->v[i].type >= 13)
			return span_starts(r->v[i].bytes, span_of(t->begins));
	return false;
}

struct lite_table *table_of(struct lite *l, const struct lite_table *owner, const struct lite_record *r, const bool *among)
{
	struct lite_table *only = NULL, *marked = NULL;
	size_t n = 0;

	for (size_t i = 0; i < l->tables.n; i++) {
		struct lite_table *t = &l->tables.v[i];

		if ((owner != NULL && t != owner) || (among != NULL && !among[i]) || !record_fits(l, t, r, true))
			continue;
		only = t;
		n++;
		if (t->wanted && bears_mark(l, t, r))
			marked = t;
	}
	if (n > 1)
		only = marked;
	return only != NULL && only->wanted ? only : NULL;
}
