/* postgres/telling.c - one row version on its way to the caller: its values, the times of its transactions. */
#include "postgres/telling.h"

int telling_row(struct row_telling *x, const struct tuple *t, struct pg_row row, struct fault *f)
{
	int rc = values_of(&x->values, x->table, t, x->out, f);

	row.database = x->database->name;
	row.table = x->table->name;
	row.names = x->table->names;
	row.values = x->out;
	row.columns = x->table->names_n;
	row.stray = x->stray;
	row.by_shape = x->by_shape;
	row.by_node = x->by_node;
	if (x->stray && row.life == PG_LIVING) /* the table has gone on elsewhere, or nowhere */
		row.life = PG_GONE;
	row.born = xact_time(&x->c->xact, row.xmin);
	row.died = row.life == PG_DELETED || row.life == PG_REPLACED ? xact_time(&x->c->xact, row.xmax) : WHEN_UNKNOWN;
	x->c->facts.rows++;
	if (rc == 0)
		rc = x->sink->row(x->sink->user, &row, f);
	arena_release(&x->values.arena);
	return rc < 0 ? -1 : 0;
}
