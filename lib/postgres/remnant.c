/*
 * postgres/remnant.c - row versions where no line pointer leads: in the hole of a page and between its rows. VACUUM and
 * pruning free line pointers and move the rows that stay; bytes of the others stay until they are written over.
 *
 * Much of what lies there are copies of rows that stand on the page still, moved since. What is told must fit the table
 * in all its bytes, must not be on the page or in the log, and is told once. It was deleted only when its header says so
 * as it does for DELETE alone, and no newer version of it is seen; else it stood there and is no more, and that is all.
 */
#include "postgres/telling.h"

enum { GRAIN = 8, GRAINS = PG_PAGE / GRAIN }; /* format: rows begin so */

struct row_left {
	struct tuple t;
	unsigned at; /* in the page */
};

/* ---- does it fit ------------------------------------------------------------------------------------------------------ */

static bool before(uint32_t a, uint32_t b)
{
	return (int32_t)(a - b) < 0;
}

static bool head_fits(const struct row_telling *x, const struct tuple *t)
{
	unsigned n = t->mask2 & MASK2_COLUMNS, oid = (t->mask & MASK_OID) != 0 ? 4 : 0;
	unsigned bitmap = (t->mask & MASK_NULLS) != 0 ? (n + 7) / 8 : 0;
	uint32_t next = x->c->xact.next;

	if (n == 0 || n > x->table->n || t->head != ((PG_TUPLE_HEAD + bitmap + oid + 7) & ~7u) || (t->mask2 & MASK2_NONE) != 0 ||
	    (oid != 0 && x->c->facts.version >= PG_12) || (t->mask & MASK_MOVED) != 0)
		return false;
	if (t->xmin < 3 || (next != 0 && (!before(t->xmin, next) || (t->xmax != 0 && (t->mask & MASK_XMAX_MULTI) == 0 && !before(t->xmax, next)))))
		return false; /* of a loose page the next one is not known */
	return (t->xmax != 0 || (t->mask & MASK_XMAX_INVALID) != 0) && t->ctid_position >= 1 &&
	       t->ctid_position <= PG_PAGE / 4;
}

int remnant_fits(struct row_telling *x, struct tuple *t, struct span bytes, bool *fits, struct fault *f)
{
	struct pg_row row = { .table = x->table->name, .names = x->table->names, .values = x->out, .columns = x->table->names_n,
		              .stray = x->stray, .by_shape = x->by_shape, .by_node = x->by_node };
	int rc;

	*fits = false;
	if (!tuple_of(t, bytes) || !head_fits(x, t))
		return 0;
	x->values.strict = true;
	rc = values_of(&x->values, x->table, t, x->out, f);
	x->values.strict = false;
	if (rc == 0 && x->values.varies == ((t->mask & MASK_VARIES) != 0) && x->values.external == ((t->mask & MASK_EXTERNAL) != 0) &&
	    (x->anyones || (x->c->judge.fits != NULL && x->c->judge.fits(x->c->judge.user, &row)))) {
		*fits = true;
		t->bytes = span_sub(bytes, 0, x->values.end);
	}
	arena_release(&x->values.arena);
	return rc < 0 ? -1 : 0;
}

/* ---- is it told otherwise --------------------------------------------------------------------------------------------- */

static struct span data_of(const struct tuple *t)
{
	return span_from(t->bytes, t->head);
}

/* The same version of the same row. */
static bool same(const struct tuple *a, const struct tuple *b)
{
	return a->xmin == b->xmin && span_eq(data_of(a), data_of(b));
}

static bool on_page(const struct pg_page *p, const struct tuple *t)
{
	for (unsigned i = 1; i <= p->pointers; i++) {
		struct tuple k;
		struct span b;

		if (page_tuple(p, i, &b) && tuple_of(&k, b) && same(&k, t))
			return true;
	}
	return false;
}

/* A version that the same transaction wrote where this one's ctid points: its successor. */
static bool has_successor(const struct pg_page *p, const struct row_left *v, size_t n, const struct tuple *t)
{
	for (unsigned i = 1; i <= p->pointers; i++) {
		struct tuple k;
		struct span b;

		if (page_tuple(p, i, &b) && tuple_of(&k, b) && k.xmin == t->xmax && i == t->ctid_position)
			return true;
	}
	for (size_t i = 0; i < n; i++)
		if (v[i].t.xmin == t->xmax && v[i].t.ctid_position == t->ctid_position)
			return true;
	return false;
}

/* The log's own word of this version; it tells the row itself, with the end that stands here where it has none. */
static bool in_log(struct row_telling *x, const struct tuple *t, uint32_t block, const struct row_fate *fate)
{
	struct wal_row *w = wal_row_at(&x->c->wal, x->d, x->t, block, t->ctid_position);

	if (x->stray)
		return false;
	for (; w != NULL; w = w->older == 0 ? NULL : &x->c->wal.v.v[w->older - 1]) {
		if (w->xmin != t->xmin || w->bytes.n == 0)
			continue;
		if (w->xmax == 0 && fate->by != 0) {
			w->xmax = fate->by;
			w->replaced = fate->life == PG_REPLACED;
		}
		return true;
	}
	return false;
}

/* ---- what became of it ------------------------------------------------------------------------------------------------ */

static struct row_fate fate_of(struct row_telling *x, const struct pg_page *p, const struct row_left *v, size_t n, const struct tuple *t, uint32_t block)
{
	struct row_fate fate = tuple_fate(x->c, t, block, t->ctid_position);

	if (fate.life == PG_LIVING)
		fate.life = PG_GONE;
	if (fate.life != PG_DELETED) /* else ctid is on this page: itself, or a successor */
		return fate;
	if ((t->mask2 & MASK2_HOT_UPDATED) != 0 || has_successor(p, v, n, t))
		fate.life = PG_REPLACED;
	else if ((t->mask2 & MASK2_KEYS) == 0) /* DELETE sets it, and UPDATE of a key */
		fate.life = PG_GONE;
	if (fate.life == PG_GONE)
		fate.by = 0;
	return fate;
}

/* ---- a page -------------------------------------------------------------------------------------------------------------- */

static void mark(uint8_t *taken, unsigned from, unsigned to)
{
	for (unsigned i = from / GRAIN; i < (to + GRAIN - 1) / GRAIN && i < GRAINS; i++)
		taken[i] = 1;
}

static void mark_rows(uint8_t *taken, const struct pg_page *p)
{
	mark(taken, 0, p->lower);
	mark(taken, p->special, PG_PAGE);
	for (unsigned i = 1; i <= p->pointers; i++) {
		struct span b;

		if (page_tuple(p, i, &b))
			mark(taken, (unsigned)(b.p - p->p), (unsigned)(b.p - p->p) + (unsigned)b.n);
	}
}

/* From the page's end: what begins inside another was written later, over its tail. */
static int find(struct row_telling *x, const struct pg_page *p, struct row_left *v, size_t most, size_t *n, struct fault *f)
{
	uint8_t taken[GRAINS] = { 0 };
	unsigned end = PG_PAGE;

	mark_rows(taken, p);
	for (unsigned i = GRAINS; i-- > 0 && *n < most;) {
		unsigned at = i * GRAIN;
		struct tuple t;
		bool fits;

		if (taken[i]) {
			end = at;
			continue;
		}
		if (end - at < PG_TUPLE_HEAD)
			continue;
		if (remnant_fits(x, &t, span_make(p->p + at, end - at), &fits, f) < 0)
			return -1;
		if (!fits)
			continue;
		v[(*n)++] = (struct row_left){ t, at };
		end = at;
	}
	return 0;
}

/* Of copies of one version the one whose end is known, else the first. */
static bool another_is_told(struct row_telling *x, const struct pg_page *p, const struct row_left *v, size_t n, size_t i, uint32_t block)
{
	bool ended = fate_of(x, p, v, n, &v[i].t, block).by != 0;

	for (size_t k = 0; k < n; k++) {
		bool other = k != i && same(&v[k].t, &v[i].t) && fate_of(x, p, v, n, &v[k].t, block).by != 0;

		if (k != i && same(&v[k].t, &v[i].t) && (other > ended || (other == ended && k < i)))
			return true;
	}
	return false;
}

int remnant_rows(void *user, const struct pg_page *p, uint32_t block, size_t file, uint64_t offset, struct fault *f)
{
	enum { MOST = PG_PAGE / PG_TUPLE_HEAD }; /* format: no more fit */
	struct row_telling *x = (struct row_telling *)user;
	struct row_left v[MOST];
	size_t n = 0;

	if (x->c->judge.fits == NULL || find(x, p, v, MOST, &n, f) < 0)
		return x->c->judge.fits == NULL ? 0 : -1;
	for (size_t i = 0; i < n; i++) {
		const struct tuple *t = &v[i].t;
		struct row_fate fate = fate_of(x, p, v, n, t, block);
		struct pg_row row = { .file = file, .offset = offset + v[i].at, .length = t->bytes.n, .block = block, .position = t->ctid_position,
			              .life = fate.life, .xmin = tuple_writer(x->c, t), .xmax = fate.by, .remnant = true };

		if (!fate.was || on_page(p, t) || another_is_told(x, p, v, n, i, block) || in_log(x, t, block, &fate))
			continue;
		x->c->facts.remnants++;
		if (telling_row(x, t, row, f) < 0)
			return -1;
	}
	return 0;
}
