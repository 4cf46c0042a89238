/*
 * postgres/stray.c - files of a database that nothing of its catalog names: left by a crash in the midst of a rewrite, or put
 * back there. Each is read as the one table whose columns all its first rows fit, in every byte; where two tables would do,
 * as none.
 */
#include "postgres/heap.h"
#include "postgres/telling.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { LOOKED_AT = 256 }; /* rule: rows of a file that must fit */

/* ---- which files ------------------------------------------------------------------------------------------------------ */

static int by_number(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return x < y ? -1 : x > y;
}

/* "base/<database>/<number>"; 0: another file. */
static uint32_t node_of(struct span path, struct span folder)
{
	uint64_t n = 0;

	if (!span_starts(path, folder) || path.n == folder.n)
		return 0;
	for (size_t i = folder.n; i < path.n && n <= UINT32_MAX; i++) {
		if (path.p[i] < '0' || path.p[i] > '9')
			return 0;
		n = n * 10 + (uint64_t)(path.p[i] - '0');
	}
	return n > UINT32_MAX ? 0 : (uint32_t)n;
}

int strays_list(struct pg_cluster *c, struct database *d, struct fault *f)
{
	char text[48];
	struct span folder;

	(void)snprintf(text, sizeof text, "base/%" PRIu32 "/", d->oid);
	folder = span_of(text);
	if (d->nodes.n > 1)
		qsort(d->nodes.v, d->nodes.n, sizeof *d->nodes.v, by_number);
	for (size_t i = 0; i < c->files->n; i++) {
		uint32_t node = node_of(c->files->v[i].path, folder);

		if (node == 0 || c->files->v[i].size < PG_PAGE ||
		    (d->nodes.n > 0 && bsearch(&node, d->nodes.v, d->nodes.n, sizeof node, by_number) != NULL))
			continue;
		if (d->strays.n >= c->limits.pg_tables) {
			watch_bite(c->watch, LIMIT_pg_tables, 1);
			return 0;
		}
		if (VEC_PUSH(&d->strays, ((struct pg_stray){ .node = node, .table = SIZE_MAX }), f) < 0)
			return -1;
	}
	return 0;
}

/* ---- whose ----------------------------------------------------------------------------------------------------------- */

struct stray_looking {
	struct row_telling x;
	size_t rows, fit;
};

static int look(void *user, const struct tuple *t, const struct pg_row *row, struct fault *f)
{
	struct stray_looking *k = (struct stray_looking *)user;
	struct tuple own;
	bool fits = false;

	(void)row;
	if (k->rows >= LOOKED_AT || k->fit < k->rows)
		return 0;
	if (remnant_fits(&k->x, &own, t->bytes, &fits, f) < 0)
		return -1;
	k->rows++;
	k->fit += fits && own.bytes.n == t->bytes.n;
	return 0;
}

static int fits_table(struct row_telling *x, const struct pg_table *table, const char *folder, uint32_t node, bool *fits, struct fault *f)
{
	struct stray_looking k = { .x = *x };
	struct heap h = { .c = x->c, .d = x->d, .t = UINT32_MAX, .user = &k, .row = look, .first = LOOKED_AT };
	int rc;

	k.x.table = table;
	k.x.values = (struct values){ .c = x->c, .database = x->database->oid };
	k.x.out = (struct pg_value *)calloc(table->names_n + 1, sizeof *k.x.out);
	if (k.x.out == NULL)
		return fault_memory(f, table->names_n * sizeof *k.x.out);
	rc = heap_rows(&h, folder, node, f);
	heap_release(&h);
	arena_release(&k.x.values.arena);
	free(k.x.out);
	*fits = k.rows > 0 && k.fit == k.rows;
	return rc;
}

static int find_table(struct row_telling *x, struct pg_stray *s, const char *folder, struct fault *f)
{
	const struct database *d = x->database;

	for (size_t i = 0; i < d->tables.n; i++) {
		bool fits = false;

		if (d->tables.v[i].former || d->tables.v[i].by_form)
			continue;
		if (fits_table(x, &d->tables.v[i], folder, s->node, &fits, f) < 0)
			return -1;
		if (fits && s->table != SIZE_MAX && !tables_alike(&d->tables.v[s->table], &d->tables.v[i])) {
			s->table = SIZE_MAX;
			return 0;
		}
		if (fits && s->table == SIZE_MAX)
			s->table = i;
	}
	if (s->table != SIZE_MAX)
		x->c->facts.strays++;
	return 0;
}

static int find_all(struct row_telling *x, struct database *d, const char *folder, struct fault *f)
{
	if (d->looked || x->c->judge.fits == NULL)
		return 0;
	d->looked = true;
	if (strays_list(x->c, d, f) < 0)
		return -1;
	for (size_t i = 0; i < d->strays.n; i++)
		if (find_table(x, &d->strays.v[i], folder, f) < 0)
			return -1;
	return 0;
}

/* ---- their rows -------------------------------------------------------------------------------------------------------- */

int stray_take(void *user, const struct tuple *t, const struct pg_row *row, struct fault *f)
{
	struct row_telling *x = (struct row_telling *)user;
	struct tuple own;
	bool fits = false;

	if (remnant_fits(x, &own, t->bytes, &fits, f) < 0)
		return -1;
	return fits && own.bytes.n == t->bytes.n ? telling_row(x, t, *row, f) : 0;
}

int stray_table(struct row_telling *x, const char *folder, uint32_t node, uint32_t number, struct fault *f)
{
	struct heap h = { .c = x->c, .d = x->d, .t = number, .user = x, .row = stray_take, .left = remnant_rows };
	int rc;

	x->stray = true;
	rc = heap_rows(&h, folder, node, f);
	x->stray = false;
	heap_release(&h);
	return rc;
}

int stray_rows(struct row_telling *x, struct fault *f)
{
	struct database *d = &x->c->databases.v[x->d];
	char folder[48];

	(void)snprintf(folder, sizeof folder, "base/%" PRIu32, d->oid);
	if (find_all(x, d, folder, f) < 0)
		return -1;
	for (size_t i = 0; i < d->strays.n; i++)
		if (d->strays.v[i].table == x->t && stray_table(x, folder, d->strays.v[i].node, UINT32_MAX, f) < 0)
			return -1;
	return 0;
}
