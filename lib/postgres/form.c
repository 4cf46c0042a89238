/*
 * postgres/form.c - tables of a database whose catalog is lost: a file that nothing names any more is the table whose published
 * columns all its rows fit, in every byte; where two would do, and where two files would be one table, none. Rows are what
 * their headers, pg_xact and the log say: the file stands where the server had it.
 */
#include "postgres/heap.h"
#include "postgres/telling.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

struct form_looking {
	struct row_telling x;
	unsigned least;
	bool some, fits;
};

static int look(void *user, const struct tuple *t, const struct pg_row *row, struct fault *f)
{
	struct form_looking *k = (struct form_looking *)user;
	struct tuple own;
	bool fits = false;

	(void)row;
	if (!k->fits)
		return 0;
	if (remnant_fits(&k->x, &own, t->bytes, &fits, f) < 0)
		return -1;
	k->some = true;
	k->fits = fits && own.bytes.n == t->bytes.n && (own.mask2 & MASK2_COLUMNS) >= k->least;
	return 0;
}

/* `first`: pages to look at; 0: all. */
static int file_fits(struct pg_cluster *c, const struct database *d, const struct shape *s, const char *folder, uint32_t node, uint32_t first,
                     bool *fits, struct fault *f)
{
	struct form_looking k = { .x = { .c = c, .database = d, .table = &s->table, .by_shape = true, .values = { .c = c, .database = d->oid } },
		                  .least = s->least, .fits = true };
	struct heap h = { .c = c, .d = UINT32_MAX, .t = UINT32_MAX, .user = &k, .row = look, .first = first };
	int rc;

	k.x.out = (struct pg_value *)calloc(s->table.names_n + 1, sizeof *k.x.out);
	if (k.x.out == NULL)
		return fault_memory(f, s->table.names_n * sizeof *k.x.out);
	rc = heap_rows(&h, folder, node, f);
	heap_release(&h);
	arena_release(&k.x.values.arena);
	free(k.x.out);
	*fits = k.some && k.fits;
	return rc;
}

/* How many tables of that name there are, by the catalog or by their form. */
static size_t tables_of(const struct database *d, struct span name, bool by_form)
{
	size_t n = 0;

	for (size_t i = 0; i < d->tables.n; i++)
		n += !d->tables.v[i].former && d->tables.v[i].by_form == by_form && span_eq(d->tables.v[i].name, name);
	return n;
}

/* `name`: what the catalog calls it; empty: it does not. */
static int find_form(struct pg_cluster *c, struct database *d, const char *folder, uint32_t node, struct span name, struct fault *f)
{
	const struct shape *found = NULL;
	struct pg_table t;

	for (size_t i = 0; i < c->loose.shapes.n; i++) {
		const struct shape *s = &c->loose.shapes.v[i];
		bool fits = !s->named && (name.n == 0 || shape_is_of(s, name));

		/* the first page alone tells nearly all apart */
		if ((fits && file_fits(c, d, s, folder, node, 1, &fits, f) < 0) || (fits && file_fits(c, d, s, folder, node, 0, &fits, f) < 0))
			return -1;
		if (!fits)
			continue;
		if (found != NULL && !span_eq(found->table.name, s->table.name)) {
			c->facts.doubtful++;
			return 0;
		}
		found = found == NULL ? s : found;
	}
	if (found == NULL)
		return 0;
	t = found->table;
	t.filenode = node;
	t.by_form = true;
	t.name = name.n > 0 ? name : t.name;
	return VEC_PUSH(&d->tables, t, f) < 0 ? -1 : VEC_PUSH(&d->nodes, node, f);
}

/* Two files that are one table: of neither is it known. Of many that are one's parts, it is not asked. */
static void drop_twins(struct pg_cluster *c, struct database *d, struct span name)
{
	size_t kept = 0, n = tables_of(d, name, true);

	if (n < 2 || span_ends(name, span_of("?")))
		return;
	c->facts.doubtful += n;
	for (size_t i = 0; i < d->tables.n; i++)
		if (!d->tables.v[i].by_form || !span_eq(d->tables.v[i].name, name))
			d->tables.v[kept++] = d->tables.v[i];
	d->tables.n = kept;
}

static uint64_t count_forms(const struct database *d)
{
	uint64_t n = 0;

	for (size_t i = 0; i < d->tables.n; i++)
		n += d->tables.v[i].by_form;
	return n;
}

int forms_find(struct pg_cluster *c, struct database *d, struct fault *f)
{
	char folder[48];

	if (c->judge.fits == NULL)
		return 0;
	if ((c->loose.shapes.n == 0 && shapes_known(c, f) < 0) || strays_list(c, d, f) < 0)
		return -1;
	(void)snprintf(folder, sizeof folder, "base/%" PRIu32, d->oid);
	for (size_t i = 0; i < c->loose.shapes.n; i++)
		c->loose.shapes.v[i].named = tables_of(d, c->loose.shapes.v[i].table.name, false) > 0;
	for (size_t i = 0; i < d->unshaped.n; i++)
		if (find_form(c, d, folder, d->unshaped.v[i].node, d->unshaped.v[i].name, f) < 0)
			return -1;
	for (size_t i = 0; i < d->strays.n; i++)
		if (find_form(c, d, folder, d->strays.v[i].node, SPAN_NONE, f) < 0)
			return -1;
	d->strays.n = 0; /* they are listed again, without those that were found */
	for (size_t i = 0; i < c->loose.shapes.n; i++)
		drop_twins(c, d, c->loose.shapes.v[i].table.name);
	c->facts.forms += count_forms(d);
	return 0;
}
