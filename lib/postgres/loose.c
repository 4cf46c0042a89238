/*
 * postgres/loose.c - pages that lie in free space: which table each is of, and its rows. Nothing but the page itself tells: a
 * page does not name its table. So it is of the one table that all its rows fit in every byte; where two would do, of none.
 * How transactions ended the page knows as far as marks in its rows say so.
 */
#include "postgres/telling.h"

#include "base/number.h"

#include <stdlib.h>

enum { FAR = 2147483647 }; /* rule: seconds; no row is later, where nothing tells how late one may be */

int pg_loose_open(struct pg_cluster **out, const struct pg_loose_pages *pages, struct when now, const struct limits *limits,
                  const struct watch *watch, struct fault *f)
{
	static const struct pg_files none = { .n = 0 };
	OWNED(pg_cluster) struct pg_cluster *c = (struct pg_cluster *)calloc(1, sizeof *c);

	*out = NULL;
	if (c == NULL)
		return fault_memory(f, sizeof *c);
	c->files = pages->log != NULL ? pages->log : &none;
	c->control.timeline = pages->timeline;
	c->limits = *limits;
	c->watch = watch;
	c->facts.version = pages->log != NULL ? pages->version : PG_15; /* values are alike in all */
	c->control.time = now.known ? now.sec : FAR;
	c->loose.pages = pages;
	*out = TAKE(&c);
	return 0;
}

/* ---- marks of one row hold for the transaction ---------------------------------------------------------------------------- */

enum { SLOTS = 1024 }; /* format: a page has no more than 340 rows, each two transactions */

enum end_mark { END_COMMITTED = 1, END_ABORTED = 2 };

struct ends {
	uint32_t xid[SLOTS];
	uint8_t mark[SLOTS]; /* both: they contradict, and nothing is said */
};

static size_t slot(const struct ends *e, uint32_t xid)
{
	size_t i = xid * 2654435761u >> 22;

	while (e->xid[i] != 0 && e->xid[i] != xid)
		i = (i + 1) % SLOTS;
	return i;
}

static void learn(struct ends *e, uint32_t xid, uint8_t mark)
{
	size_t i = xid < 3 ? SLOTS : slot(e, xid);

	if (i == SLOTS)
		return;
	e->xid[i] = xid;
	e->mark[i] |= mark;
}

/* Has xmax removed or replaced the row, if it committed? */
static bool taker(const struct tuple *t)
{
	return t->xmax != 0 && (t->mask & (MASK_XMAX_INVALID | MASK_XMAX_MULTI)) == 0 && !tuple_locked_only(t);
}

static void learn_row(struct ends *e, const struct tuple *t)
{
	unsigned born = t->mask & (MASK_XMIN_COMMITTED | MASK_XMIN_INVALID);

	if (born == MASK_XMIN_COMMITTED || born == MASK_XMIN_INVALID) /* both: frozen, and the number may be another's by now */
		learn(e, t->xmin, born == MASK_XMIN_COMMITTED ? END_COMMITTED : END_ABORTED);
	if (taker(t) && (t->mask & MASK_XMAX_COMMITTED) != 0)
		learn(e, t->xmax, END_COMMITTED);
}

static uint16_t marked(const struct ends *e, const struct tuple *t)
{
	unsigned mask = t->mask, born = e->mark[slot(e, t->xmin)], died = taker(t) ? e->mark[slot(e, t->xmax)] : 0;

	if ((mask & (MASK_XMIN_COMMITTED | MASK_XMIN_INVALID)) == 0)
		mask |= born == END_COMMITTED ? MASK_XMIN_COMMITTED : born == END_ABORTED ? MASK_XMIN_INVALID : 0;
	if ((mask & (MASK_XMAX_COMMITTED | MASK_XMAX_INVALID)) == 0)
		mask |= died == END_COMMITTED ? MASK_XMAX_COMMITTED : died == END_ABORTED ? MASK_XMAX_INVALID : 0;
	return (uint16_t)mask;
}

/* What one row's marks tell of a transaction is written into the page's other rows. */
static void spread_marks(uint8_t *page, const struct pg_page *p)
{
	struct ends e = { { 0 }, { 0 } };

	for (int pass = 0; pass < 2; pass++)
		for (unsigned i = 1; i <= p->pointers; i++) {
			struct tuple t;
			struct span b;

			if (!page_tuple(p, i, &b) || !tuple_of(&t, b))
				continue;
			if (pass == 0) {
				learn_row(&e, &t);
			} else {
				uint16_t mask = marked(&e, &t);
				uint8_t *at = page + (b.p - page) + 20;

				at[0] = (uint8_t)mask;
				at[1] = (uint8_t)(mask >> 8);
			}
		}
}

/* 1: it cannot be had, or is no page by now. */
static int page_at(struct pg_cluster *c, size_t i, uint8_t *page, struct pg_page *p, struct pg_block *block, struct fault *f)
{
	int rc = c->loose.pages->read(c->loose.pages->user, i, page, f);

	if (rc != 0)
		return rc;
	pg_look(block, page);
	if (block->kind != PG_BLOCK_ROWS || page_of(p, page) != 0)
		return 1;
	c->xact.silent = c->loose.node[i] == 0;
	spread_marks(page, p);
	return 0;
}

/* ---- whose a page is ---------------------------------------------------------------------------------------------------------- */

static int open_shape(struct row_telling *x, struct pg_cluster *c, const struct shape *s, struct fault *f)
{
	static const struct database none = { .oid = 0 };

	*x = (struct row_telling){ .c = c, .database = &none, .table = &s->table, .stray = true, .by_shape = s->known, .anyones = !s->wanted,
		                   .values = { .c = c } };
	x->out = (struct pg_value *)calloc(s->table.names_n + 1, sizeof *x->out);
	return x->out == NULL ? fault_memory(f, s->table.names_n * sizeof *x->out) : 0;
}

static int all_fit(struct pg_cluster *c, const struct shape *s, const struct pg_page *p, bool *fits, struct fault *f)
{
	struct row_telling x;
	int rc = open_shape(&x, c, s, f);

	*fits = rc == 0;
	for (unsigned i = 1; rc == 0 && *fits && i <= p->pointers; i++) {
		struct tuple t;
		struct span b;

		if (!page_tuple(p, i, &b))
			continue;
		c->loose.steps++;
		rc = remnant_fits(&x, &t, b, fits, f);
		*fits = *fits && t.bytes.n == b.n && (t.mask2 & MASK2_COLUMNS) >= s->least;
	}
	free(x.out);
	return rc;
}

/* What the caller calls all the tables that are one's partitions, this one among them; empty: it is none. */
static struct span whole_of(const struct pg_cluster *c, struct span name)
{
	for (size_t i = 0; i < c->wanted.n; i++)
		if (span_ends(c->wanted.v[i], span_of("*")) && name_fits(name, c->wanted.v[i]))
			return span_sub(c->wanted.v[i], 0, c->wanted.v[i].n - 1);
	return SPAN_NONE;
}

static bool same_name(const struct pg_cluster *c, struct span a, struct span b)
{
	struct span whole = whole_of(c, a);

	return span_eq(a, b) || (whole.n > 0 && span_eq(whole, whole_of(c, b)));
}

/* What a catalog says of a table goes before what is published of it. */
static bool either_does(const struct pg_cluster *c, const struct shape *a, const struct shape *b)
{
	return same_name(c, a->table.name, b->table.name) && (a->known != b->known || tables_alike(&a->table, &b->table));
}

/* Of partitions it is not known which one a page is of: the same shape by a name that is none of theirs. */
static int any_of(struct pg_cluster *c, size_t first, size_t *out, struct fault *f)
{
	struct shape s = c->loose.shapes.v[first];
	OWNED(buf) struct buf name = BUF_INIT;

	if (buf_add(&name, whole_of(c, s.table.name), f) < 0 || buf_add(&name, span_of("?"), f) < 0)
		return -1;
	for (*out = 0; *out < c->loose.shapes.n; ++*out)
		if (span_eq(c->loose.shapes.v[*out].table.name, buf_span(&name)) && c->loose.shapes.v[*out].known == s.known &&
		    tables_alike(&c->loose.shapes.v[*out].table, &s.table))
			return 0;
	s.table.filenode = 0;
	return arena_span(&c->arena, buf_span(&name), &s.table.name, f) < 0 ? -1 : VEC_PUSH(&c->loose.shapes, s, f);
}

/* Has the search become too long? Pages that are left are no table's. */
static bool too_long(struct pg_cluster *c, size_t i)
{
	if (c->loose.steps < c->limits.pg_loose_steps)
		return false;
	watch_bite(c->watch, LIMIT_pg_loose_steps, c->loose.pages->n - i);
	return true;
}

/* Does a catalog give this file to a table? */
static bool has_node(const struct loose *x, uint32_t node)
{
	for (size_t i = 0; i < x->shapes.n && node != 0; i++)
		if (x->shapes.v[i].table.filenode == node)
			return true;
	return false;
}

static int find_shape(struct pg_cluster *c, const struct pg_page *p, size_t page, struct fault *f)
{
	const struct shape *v = c->loose.shapes.v;
	uint32_t node = c->loose.node[page], *out = &c->loose.of[page];
	bool two = false, wanted = false, sure = has_node(&c->loose, node);
	size_t first = SIZE_MAX;

	c->loose.steps += c->loose.shapes.n;
	for (size_t i = 0; i < c->loose.shapes.n && !(two && wanted); i++) {
		bool fits;

		if (sure && v[i].table.filenode != node)
			continue;
		if (all_fit(c, &v[i], p, &fits, f) < 0)
			return -1;
		if (!fits)
			continue;
		wanted |= v[i].wanted;
		two |= first != SIZE_MAX && !either_does(c, &v[first], &v[i]);
		first = first == SIZE_MAX ? i : first;
	}
	if (wanted && !two && !sure && whole_of(c, v[first].table.name).n > 0 && any_of(c, first, &first, f) < 0)
		return -1;
	c->loose.sure[page] = sure;
	*out = !wanted ? LOOSE_NOTHING : two ? LOOSE_DOUBTFUL : LOOSE_FIRST + (uint32_t)first;
	return 0;
}

/* ---- the log ------------------------------------------------------------------------------------------------------------------ */

static int read_log(struct pg_cluster *c, struct fault *f)
{
	struct loose *x = &c->loose;

	for (size_t i = 0; i < x->pages->n; i++) {
		uint8_t page[PG_PAGE];
		struct pg_block block;
		struct pg_page p;
		int rc = page_at(c, i, page, &p, &block, f);

		if (rc < 0 || (rc == 0 && VEC_PUSH(&x->last, ((struct loose_last){ p.lsn, i, block.number }), f) < 0))
			return -1;
	}
	loose_last_settle(x);
	c->stage = STAGE_CATALOGS;
	if (wal_load(c, f) < 0)
		return -1;
	xact_settle(&c->xact);
	multi_settle(&c->multi);
	VEC_RELEASE(&x->last);
	return 0;
}

static int learn_page(struct pg_cluster *c, const struct pg_page *p, size_t i, bool *catalog, struct fault *f)
{
	if (shapes_learn(c, p, catalog, f) < 0)
		return -1;
	return *catalog ? 0 : chunks_learn(c, p, i, f);
}

int pg_loose_read(struct pg_cluster *c, struct fault *f)
{
	struct loose *x = &c->loose;

	x->of = (uint32_t *)calloc(x->pages->n + 1, sizeof *x->of);
	x->node = (uint32_t *)calloc(x->pages->n + 1, sizeof *x->node);
	x->sure = (bool *)calloc(x->pages->n + 1, sizeof *x->sure);
	if (x->of == NULL || x->node == NULL || x->sure == NULL)
		return fault_memory(f, x->pages->n * sizeof *x->of);
	if (c->files->n > 0 && read_log(c, f) < 0)
		return -1;
	for (int pass = 0; pass < 2; pass++) {
		for (size_t i = 0; i < x->pages->n; i++) {
			uint8_t page[PG_PAGE];
			struct pg_block block;
			struct pg_page p;
			bool catalog = false;
			int rc;

			if (pass > 0 && too_long(c, i))
				break;
			rc = x->of[i] == LOOSE_CATALOG ? 1 : page_at(c, i, page, &p, &block, f);
			if (rc == 0)
				rc = pass == 0 ? learn_page(c, &p, i, &catalog, f) : find_shape(c, &p, i, f);
			if (rc < 0 || watch_check(c->watch, f) < 0)
				return -1;
			if (catalog)
				x->of[i] = LOOSE_CATALOG;
		}
		if (pass == 0)
			chunks_settle(x);
		if (pass == 0 && (shapes_settle(c, f) < 0 || shapes_known(c, f) < 0)) /* what a catalog says goes before what is published */
			return -1;
	}
	return 0;
}

enum pg_loose pg_loose_is(const struct pg_cluster *c, size_t i, struct span *table)
{
	uint32_t of = i < c->loose.pages->n && c->loose.of != NULL ? c->loose.of[i] : LOOSE_NOTHING;

	if (of < LOOSE_FIRST)
		return of == LOOSE_CATALOG ? PG_LOOSE_CATALOG : of == LOOSE_DOUBTFUL ? PG_LOOSE_DOUBTFUL : PG_LOOSE_NONE;
	*table = c->loose.shapes.v[of - LOOSE_FIRST].table.name;
	return PG_LOOSE_WANTED;
}

/* ---- its rows ------------------------------------------------------------------------------------------------------------------ */

static int tell_rows(struct row_telling *x, const struct pg_page *p, uint32_t block, size_t file, struct fault *f)
{
	for (unsigned i = 1; i <= p->pointers; i++) {
		struct pg_row row = { .file = file, .block = block, .position = (uint16_t)i };
		struct row_fate fate;
		struct tuple t;
		struct span b;

		if (!page_tuple(p, i, &b) || !tuple_of(&t, b))
			continue;
		fate = tuple_fate(x->c, &t, block, (uint16_t)i);
		if (!fate.was) {
			x->c->facts.unsettled++;
			continue;
		}
		row.offset = (uint64_t)(b.p - p->p);
		row.length = b.n;
		row.life = fate.life;
		row.xmin = tuple_writer(x->c, &t);
		row.xmax = fate.by;
		if (telling_row(x, &t, row, f) < 0)
			return -1;
	}
	return remnant_rows(x, p, block, file, 0, f);
}

int pg_loose_rows(struct pg_cluster *c, size_t i, const struct pg_sink *sink, struct fault *f)
{
	uint8_t page[PG_PAGE];
	struct pg_block block;
	struct pg_page p;
	struct row_telling x;
	struct span table;
	int rc = pg_loose_is(c, i, &table) == PG_LOOSE_WANTED ? page_at(c, i, page, &p, &block, f) : 1;

	if (rc != 0)
		return rc < 0 ? -1 : 0;
	if (open_shape(&x, c, &c->loose.shapes.v[c->loose.of[i] - LOOSE_FIRST], f) < 0)
		return -1;
	x.sink = sink;
	x.by_node = c->loose.sure[i];
	rc = tell_rows(&x, &p, block.number, i, f);
	arena_release(&x.values.arena);
	free(x.out);
	return rc;
}
