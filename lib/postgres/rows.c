/* postgres/rows.c - the rows of a table, each with what became of it: those of its file, then those only the log has. */
#include "postgres/value.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

struct row_telling {
	struct pg_cluster *c;
	const struct pg_sink *sink;
	const struct database *database;
	const struct pg_table *table;
	uint32_t d, t;            /* their numbers */
	struct values values;
	struct pg_value *out;
	VEC(uint64_t) lsn;        /* of each page of the file, 0: not read */
};

bool pg_has(const struct pg_cluster *c, size_t database, const char *table)
{
	if (database >= c->databases.n)
		return false;
	for (size_t i = 0; i < c->databases.v[database].tables.n; i++)
		if (name_fits(c->databases.v[database].tables.v[i].name, span_of(table)))
			return true;
	return false;
}

/* Columns are known for what the tuple is; a row that does not fit them is passed over. */
static int tell(struct row_telling *x, const struct tuple *t, struct pg_row row, struct fault *f)
{
	int rc = values_of(&x->values, x->table, t, x->out, f);

	row.database = x->database->name;
	row.table = x->table->name;
	row.names = x->table->names;
	row.values = x->out;
	row.columns = x->table->names_n;
	row.born = xact_time(&x->c->xact, row.xmin);
	row.died = row.life == PG_DELETED || row.life == PG_REPLACED ? xact_time(&x->c->xact, row.xmax) : WHEN_UNKNOWN;
	x->c->facts.rows++;
	if (rc == 0)
		rc = x->sink->row(x->sink->user, &row, f);
	arena_release(&x->values.arena);
	return rc < 0 ? -1 : 0;
}

/* ---- rows of the file -------------------------------------------------------------------------------------------------- */

/* What the log knows of the row at this place; NULL: nothing, or not more than the page shows. */
static const struct wal_row *later(struct row_telling *x, const struct tuple *t, uint32_t block, uint16_t position, uint64_t lsn)
{
	struct wal_row *w = wal_row_at(&x->c->wal, x->d, x->t, block, position);
	const struct wal_row *out = NULL;

	if (w != NULL && w->xmin == 0 && w->end_lsn > lsn)
		out = w;
	for (; w != NULL; w = w->older == 0 ? NULL : &x->c->wal.v.v[w->older - 1]) {
		if (w->xmin != t->xmin)
			continue;
		w->seen = true;
		if (w->xmax != 0 && (w->end_lsn > lsn || (t->mask & MASK_XMAX_MULTI) != 0))
			out = w;
	}
	return out;
}

static int heap_row(struct row_telling *x, struct span bytes, const struct pg_row *at, uint64_t lsn, struct fault *f)
{
	const struct xact *xact = &x->c->xact;
	const struct wal_row *w;
	struct pg_row row = *at;
	struct tuple t;
	struct row_fate fate;

	if (!tuple_of(&t, bytes))
		return 0;
	w = later(x, &t, row.block, row.position, lsn);
	if (w != NULL && xact_state(xact, w->xmax) == XID_COMMITTED) {
		t.mask = (uint16_t)(t.mask & ~(MASK_XMAX_MULTI | MASK_XMAX_COMMITTED | MASK_LOCK_ONLY | MASK_EXCLUSIVE)) | MASK_XMAX_INVALID;
		fate = tuple_fate(x->c, &t, row.block, row.position);
		fate.life = w->replaced ? PG_REPLACED : PG_DELETED;
		row.xmax = w->xmax;
	} else {
		fate = tuple_fate(x->c, &t, row.block, row.position);
		row.xmax = fate.by;
	}
	if (!fate.was)
		return 0;
	row.life = fate.life;
	row.xmin = (t.mask & (MASK_XMIN_COMMITTED | MASK_XMIN_INVALID)) == (MASK_XMIN_COMMITTED | MASK_XMIN_INVALID) &&
	                           !xact_time(xact, t.xmin).known
	                   ? 2 /* frozen: its number may be another's by now */
	                   : t.xmin;
	return tell(x, &t, row, f);
}

static int page_take(void *user, const uint8_t *bytes, uint32_t block, size_t file, uint64_t offset, struct fault *f)
{
	struct row_telling *x = (struct row_telling *)user;
	struct pg_page p;

	if (page_of(&p, bytes) != 0)
		return 0;
	while (x->lsn.n < block)
		if (VEC_PUSH(&x->lsn, 0, f) < 0)
			return -1;
	if (VEC_PUSH(&x->lsn, p.lsn, f) < 0)
		return -1;
	for (unsigned i = 1; i <= p.pointers; i++) {
		struct pg_row at = { .file = file, .block = block, .position = (uint16_t)i };
		struct span b;

		if (!page_tuple(&p, i, &b))
			continue;
		at.offset = offset + (uint64_t)(b.p - bytes);
		at.length = b.n;
		if (heap_row(x, b, &at, p.lsn, f) < 0)
			return -1;
	}
	return 0;
}

/* ---- rows of the log --------------------------------------------------------------------------------------------------- */

/* The page in the file is older than the row, and no gap of the log lies after it: the server would write it there. */
static bool not_yet_there(const struct row_telling *x, const struct wal_row *w)
{
	uint64_t lsn = w->block < x->lsn.n ? x->lsn.v[w->block] : 0;

	return w->stretch == x->c->wal.stretch && w->lsn > lsn;
}

static int wal_row_tell(struct row_telling *x, const struct wal_row *w, struct fault *f)
{
	const struct xact *xact = &x->c->xact;
	struct pg_row row = { .from_wal = true, .file = w->file, .offset = w->offset, .length = 0, .block = w->block,
		              .position = w->position, .xmin = w->xmin };
	struct tuple t;
	struct row_fate fate;

	if (!tuple_of(&t, w->bytes))
		return 0;
	t.mask |= MASK_XMAX_INVALID; /* its end is in `w` */
	fate = tuple_fate(x->c, &t, w->block, w->position);
	if (!fate.was)
		return 0;
	if (w->xmax != 0 && xact_state(xact, w->xmax) == XID_COMMITTED) {
		row.life = w->replaced ? PG_REPLACED : PG_DELETED;
		row.xmax = w->xmax;
	} else {
		row.life = not_yet_there(x, w) ? PG_LIVING : PG_GONE;
	}
	return tell(x, &t, row, f);
}

static int tell_all(struct row_telling *x, struct fault *f)
{
	struct pages pages = { x, page_take };
	char folder[48];

	(void)snprintf(folder, sizeof folder, "base/%" PRIu32, x->database->oid);
	if (cluster_pages(x->c, folder, x->table->filenode, &pages, f) < 0)
		return -1;
	for (size_t i = 0; i < x->c->wal.v.n; i++) {
		const struct wal_row *w = &x->c->wal.v.v[i];

		if (w->database == x->d && w->table == x->t && !w->seen && w->xmin != 0 && wal_row_tell(x, w, f) < 0)
			return -1;
	}
	return 0;
}

static int one_table(struct row_telling *x, struct fault *f)
{
	int rc;

	x->values = (struct values){ .c = x->c, .database = x->database->oid, .toast_node = x->table->toast_node };
	x->lsn.n = 0;
	x->out = (struct pg_value *)calloc(x->table->names_n + 1, sizeof *x->out);
	if (x->out == NULL)
		return fault_memory(f, x->table->names_n * sizeof *x->out);
	rc = tell_all(x, f);
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
	VEC_RELEASE(&x.lsn);
	return rc;
}
