/*
 * postgres/rows.c - the rows of a table, each with what became of it: those of its file, then those only the log has, then
 * those of files that nothing names.
 */
#include "postgres/heap.h"
#include "postgres/telling.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

bool pg_has(const struct pg_cluster *c, size_t database, const char *table)
{
	if (database >= c->databases.n)
		return false;
	for (size_t i = 0; i < c->databases.v[database].tables.n; i++)
		if (name_fits(c->databases.v[database].tables.v[i].name, span_of(table)))
			return true;
	return false;
}

bool pg_by_form(const struct pg_cluster *c, size_t database)
{
	for (size_t i = 0; database < c->databases.n && i < c->databases.v[database].tables.n; i++)
		if (c->databases.v[database].tables.v[i].by_form)
			return true;
	return false;
}

static int row_take(void *user, const struct tuple *t, const struct pg_row *row, struct fault *f)
{
	return telling_row((struct row_telling *)user, t, *row, f);
}

static int own_rows(struct row_telling *x, struct fault *f)
{
	struct heap h = { .c = x->c, .d = x->d, .t = x->t, .user = x, .row = x->table->by_form ? stray_take : row_take, .left = remnant_rows };
	char folder[48];
	int rc;

	(void)snprintf(folder, sizeof folder, "base/%" PRIu32, x->database->oid);
	if (x->table->former)
		return x->c->judge.fits == NULL ? 0 : stray_table(x, folder, x->table->filenode, x->t, f);
	rc = heap_rows(&h, folder, x->table->filenode, f);
	heap_release(&h);
	return rc;
}

static int one_table(struct row_telling *x, struct fault *f)
{
	int rc;

	x->values = (struct values){ .c = x->c, .database = x->database->oid, .toast_node = x->table->toast_node, .by_form = x->table->by_form };
	x->by_shape = x->table->by_form;
	x->out = (struct pg_value *)calloc(x->table->names_n + 1, sizeof *x->out);
	if (x->out == NULL)
		return fault_memory(f, x->table->names_n * sizeof *x->out);
	rc = own_rows(x, f);
	if (rc == 0 && !x->table->former && !x->table->by_form)
		rc = stray_rows(x, f);
	arena_release(&x->values.arena);
	free(x->out);
	return rc;
}

int pg_rows(struct pg_cluster *c, size_t database, const char *table, const struct pg_sink *sink, struct fault *f)
{
	struct row_telling x = { .c = c, .sink = sink, .d = (uint32_t)database };
	int rc = 0;

	if (database >= c->databases.n)
		return 0;
	x.database = &c->databases.v[database];
	for (size_t i = 0; i < x.database->tables.n && rc == 0; i++) {
		x.table = &x.database->tables.v[i];
		x.t = (uint32_t)i;
		if (name_fits(x.table->name, span_of(table)))
			rc = one_table(&x, f);
	}
	return rc;
}
