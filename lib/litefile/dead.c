/*
 * litefile/dead.c - dead rows: in earlier states of pages that the log or a finished journal keeps, in free pages, and in
 * the unused space of both and of living pages. What is surest comes first: a row is told once.
 */
#include "litefile/private.h"

#include <stdlib.h>

/* ---- whose rows may be on a page -------------------------------------------------------------------------------------- */

enum lite_pass { PASS_PAST, PASS_FREE, PASS_WHOLE, PASS_REST };

struct lite_searching {
	struct lite *l;
	const struct lite_sink *sink;
	enum lite_pass pass;
	bool *among;
	candidates found;
};

static struct lite_table *owner_of(const struct lite *l, const struct lite_image *m)
{
	const struct owner *o = m->page <= l->facts.pages ? &l->owners[m->page - 1] : NULL;

	return o != NULL && o->kind == PAGE_TREE && o->tree <= l->tables.n ? &l->tables.v[o->tree - 1] : NULL;
}

static bool cell_record(const struct lite *l, const struct lite_image *m, const struct tree_page *t, unsigned i, struct lite_cell *c, struct lite_field *room, struct lite_record *r)
{
	return cell_of(l, m, t->type, be16(m->p + t->pointers + 2 * i), l->usable, c) && record_head(r, room, LITE_COLUMNS, c->local) &&
	       r->head + r->body == c->payload;
}

/* Leaves the tables that every cell of the page fits. False: one is no cell, or none is left. */
static bool narrow(struct lite_searching *x, const struct lite_image *m, const struct tree_page *t)
{
	struct lite *l = x->l;
	struct lite_field room[LITE_COLUMNS];
	bool any = false;

	for (size_t k = 0; k < l->tables.n; k++)
		x->among[k] = l->tables.v[k].sound && l->tables.v[k].without_rowid == (t->type == TREE_INDEX_LEAF);
	for (unsigned i = 0; i < t->cells; i++) {
		struct lite_record r;
		struct lite_cell c;

		if (!cell_record(l, m, t, i, &c, room, &r))
			return false;
		for (size_t k = 0; k < l->tables.n; k++)
			x->among[k] = x->among[k] && types_fit(&l->tables.v[k], &r);
	}
	for (size_t k = 0; k < l->tables.n; k++)
		any |= x->among[k];
	return any;
}

/* ---- telling ------------------------------------------------------------------------------------------------------------ */

static int tell(struct lite_searching *x, struct found *r, struct fault *f)
{
	if (!r->has_rowid && !r->table->keyed && !r->table->without_rowid)
		r->has_rowid = rowid_by_index(x->l, r, &r->rowid);
	return row_dead(x->l, r, x->sink, f);
}

static int tell_cell(struct lite_searching *x, const struct lite_image *m, const struct lite_cell *c, const struct lite_table *owner, struct fault *f)
{
	struct found r = { .past = m->past, .has_rowid = owner == NULL || !owner->without_rowid, .rowid = c->rowid, .file = m->file,
		           .offset = m->offset + c->start, .length = c->size, .page = m->page };
	struct lite_field room[LITE_COLUMNS];
	struct span whole;

	if (!record_head(&r.record, room, LITE_COLUMNS, c->local))
		return 0;
	record_cut(&r.record, span_from(c->local, (size_t)r.record.head), SIZE_MAX);
	r.table = table_of(x->l, owner, &r.record, owner == NULL ? x->among : NULL);
	if (r.table == NULL)
		return 0;
	if (c->overflow != 0) {
		if (payload_of(x->l, m, c, false, 0, &whole, f) < 0)
			return -1;
		record_cut(&r.record, span_from(whole, (size_t)r.record.head), c->local.n - (size_t)r.record.head);
	}
	r.has_rowid = !r.table->without_rowid;
	return record_fits(x->l, r.table, &r.record, true) ? tell(x, &r, f) : 0;
}

static int tell_cells(struct lite_searching *x, const struct lite_image *m, const struct tree_page *t, const struct lite_table *owner, struct fault *f)
{
	for (unsigned i = 0; i < t->cells; i++) {
		struct lite_cell c;

		if (cell_of(x->l, m, t->type, be16(m->p + t->pointers + 2 * i), x->l->usable, &c) && tell_cell(x, m, &c, owner, f) < 0)
			return -1;
	}
	return 0;
}

static uint64_t body_bytes(const struct lite_record *r)
{
	uint64_t n = 0;

	for (size_t i = 0; i < r->n; i++)
		n += type_bytes(r->v[i].type);
	return n;
}

static int tell_candidate(struct lite_searching *x, const struct lite_image *m, const struct lite_candidate *c, struct fault *f)
{
	struct found r = { .table = c->table, .has_rowid = c->has_rowid, .rowid = c->rowid, .file = m->file, .offset = m->offset + c->from,
		           .length = c->to - c->from, .page = m->page };
	struct lite_field room[LITE_COLUMNS];
	struct span local, whole;

	if (!candidate_record(x->l, m, c, room, &r.record, &local))
		return 0;
	if (c->overflow != 0) {
		size_t head = c->headless ? 0 : (size_t)r.record.head;
		struct lite_cell cell = { .payload = c->headless ? body_bytes(&r.record) : c->payload, .local = local, .overflow = c->overflow };

		if (payload_of(x->l, m, &cell, false, 0, &whole, f) < 0)
			return -1;
		record_cut(&r.record, span_from(whole, head), local.n - head);
	}
	return record_fits(x->l, r.table, &r.record, true) ? tell(x, &r, f) : 0;
}

static int tell_area(struct lite_searching *x, const struct searched *s, struct lite_area a, struct fault *f)
{
	if (space_search(x->l, s, a, &x->found, f) < 0)
		return -1;
	for (size_t i = 0; i < x->found.n; i++)
		if (x->found.v[i].has_rowid == (x->pass == PASS_WHOLE) && tell_candidate(x, s->m, &x->found.v[i], f) < 0)
			return -1;
	return 0;
}

static int tell_areas(struct lite_searching *x, const struct searched *s, const struct tree_page *t, struct fault *f)
{
	struct lite_area areas[1024]; /* format: a page of 65536 bytes has more only when cells of nothing stand between */
	size_t n = page_areas(x->l, s->m, t, areas, COUNT(areas));

	for (size_t i = 0; i < n; i++)
		if (tell_area(x, s, areas[i], f) < 0)
			return -1;
	return 0;
}

/* A trunk of the list of free pages was a page once: its end is as it was. */
static int trunk(struct lite_searching *x, const struct lite_image *m, struct fault *f)
{
	const struct searched s = { m, NULL, NULL };
	uint32_t leaves = be32(m->p + 4);

	if (leaves > x->l->usable / 4 - 2)
		return 0;
	return tell_area(x, &s, (struct lite_area){ 8 + 4 * (size_t)leaves, x->l->usable, false }, f);
}

/* Every byte of a page that is no table's may be asked of every table, so that many of both would have no end. False: the page is
 * not searched, which is told. */
static bool may_search(struct lite *l, enum page_use use)
{
	uint64_t steps = (uint64_t)l->facts.page_size * (use == USE_LIVING ? 1 : l->tables.n);

	if (l->steps_left < steps) {
		watch_bite(l->watch, LIMIT_lite_steps, steps);
		return false;
	}
	l->steps_left -= steps;
	return true;
}

static int take(void *user, const struct lite_image *m, enum page_use use, struct fault *f)
{
	struct lite_searching *x = (struct lite_searching *)user;
	bool spaces = x->pass == PASS_WHOLE || x->pass == PASS_REST;
	const struct lite_table *owner = owner_of(x->l, m);
	struct tree_page t;
	struct searched s = { m, NULL, x->among };

	if (!spaces && use != (x->pass == PASS_PAST ? USE_PAST : USE_FREE))
		return 0;
	if (watch_check(x->l->watch, f) < 0)
		return -1;
	if (!may_search(x->l, use))
		return 0;
	if (use == USE_TRUNK)
		return spaces ? trunk(x, m, f) : 0;
	if (!tree_page_of(x->l, m, &t) || (t.type != TREE_TABLE_LEAF && t.type != TREE_INDEX_LEAF))
		return 0;
	if (use == USE_LIVING) { /* a table's page is its own */
		s.owner = owner;
		s.among = NULL;
		return owner == NULL || !owner->wanted ? 0 : tell_areas(x, &s, &t, f);
	}
	if (!narrow(x, m, &t) || (t.type == TREE_INDEX_LEAF && owner == NULL))
		return 0;
	if (owner != NULL && x->among[owner - x->l->tables.v])
		s.owner = owner;
	return spaces ? tell_areas(x, &s, &t, f) : tell_cells(x, m, &t, s.owner, f);
}

static int dead_rows(struct lite *l, const struct lite_sink *sink, struct fault *f)
{
	struct lite_searching x = { .l = l, .sink = sink };
	const struct page_sink pages = { &x, take };
	int rc = 0;

	x.among = (bool *)calloc(l->tables.n + 1, sizeof *x.among);
	if (x.among == NULL)
		return fault_memory(f, l->tables.n);
	for (int pass = PASS_PAST; rc == 0 && pass <= PASS_REST; pass++) {
		x.pass = (enum lite_pass)pass;
		rc = dead_pages(l, &pages, f);
	}
	free(x.among);
	VEC_RELEASE(&x.found);
	return rc;
}

int lite_rows(struct lite *l, const struct lite_sink *sink, struct fault *f)
{
	l->facts.living = l->facts.dead = 0;
	l->overflow_left = l->limits.lite_bytes;
	l->steps_left = l->limits.lite_steps;
	l->search_left = l->limits.lite_bytes * 16;
	for (size_t i = 0; i < l->tables.n; i++)
		if (l->tables.v[i].wanted && rows_living(l, &l->tables.v[i], sink, f) < 0)
			return -1;
	return l->overfull ? 0 : dead_rows(l, sink, f);
}
