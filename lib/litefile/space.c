/*
 * litefile/space.c - rows in the space of a page that no cell uses: between the pointers and the content, and in the list
 * of freed blocks, whose first four bytes hold the list. There a cell lost the length of its payload, its rowid, and, where
 * these were short, the length of the record's head and the first type. Source: sqlite.org, "Database File Format", 1.6;
 * src/btree.c, freeSpace() and pageFindSlot(): what joins a block before it keeps its first bytes.
 */
#include "litefile/private.h"

enum { BLOCK_HEAD = 4 /* format: */ };

size_t page_areas(const struct lite *l, const struct lite_image *m, const struct tree_page *t, struct lite_area *room, size_t most)
{
	size_t n = 0, at = t->first_free, from = t->pointers + 2 * (size_t)t->cells;

	if (from < t->content && n < most)
		room[n++] = (struct lite_area){ from, t->content, false };
	while (at >= t->content && at + BLOCK_HEAD <= l->usable && n < most) {
		size_t next = be16(m->p + at), size = be16(m->p + at + 2);

		if (size < BLOCK_HEAD || size > l->usable - at || (next != 0 && next < at + size))
			break;
		room[n++] = (struct lite_area){ at, at + size, true };
		at = next;
	}
	return n;
}

/* ---- one place -------------------------------------------------------------------------------------------------- */

struct trying {
	struct lite *l;
	const struct searched *s;
	struct lite_area a;
	struct lite_field room[LITE_COLUMNS];
};

static bool by_rowid(const struct searched *s)
{
	return s->owner == NULL || !s->owner->without_rowid;
}

/* The record whose types begin at `at`, of `n` values, `lost` of them before. */
static bool headless_record(struct trying *x, size_t at, size_t end, size_t n, size_t lost, struct lite_record *r, size_t *body)
{
	*r = (struct lite_record){ .v = x->room };
	while (r->n < lost)
		x->room[r->n++] = (struct lite_field){ .type = 0 };
	while (r->n < n) {
		uint64_t type;
		size_t used = varint_of(&type, span_make(x->s->m->p + at, end - at));

		if (used == 0 || type > UINT32_MAX || type == 10 || type == 11)
			return false;
		x->room[r->n++] = (struct lite_field){ .type = (uint32_t)type };
		r->body += type_bytes(type);
		at += used;
	}
	*body = at;
	return r->body <= INT32_MAX;
}

bool candidate_record(const struct lite *l, const struct lite_image *m, const struct lite_candidate *c, struct lite_field *room, struct lite_record *out, struct span *local)
{
	size_t head = c->head;

	if (!c->headless) {
		*local = span_make(m->p + head, local_bytes(l, c->payload, c->table == NULL || !c->table->without_rowid));
		if (!record_head(out, room, LITE_COLUMNS, *local))
			return false;
		record_cut(out, span_from(*local, (size_t)out->head), SIZE_MAX);
		return true;
	}
	*out = (struct lite_record){ .v = room };
	for (size_t i = 0; i < c->n; i++) {
		uint64_t type = 0;

		if (i >= c->lost)
			head += varint_of(&type, span_make(m->p + head, l->usable - head));
		room[i] = (struct lite_field){ .type = (uint32_t)type };
	}
	out->n = c->n;
	*local = span_make(m->p + head, c->to - (c->overflow != 0 ? 4 : 0) - head);
	record_cut(out, *local, SIZE_MAX);
	return true;
}

/* Does a record end within the area? Its end at *to. */
static bool ends_within(const struct trying *x, size_t at, uint64_t payload, size_t *to, uint32_t *overflow)
{
	size_t local = local_bytes(x->l, payload, by_rowid(x->s));

	*overflow = 0;
	if (at > x->a.to || local > x->a.to - at)
		return false;
	*to = at + local;
	if (local == payload)
		return true;
	if (x->a.to - *to < 4)
		return false;
	*overflow = be32(x->s->m->p + *to);
	*to += 4;
	return *overflow != 0;
}

/* A record whose head is whole at `at`. */
static bool whole_record(struct trying *x, size_t at, struct lite_candidate *c)
{
	struct lite_record r;

	if (at >= x->a.to || !record_head(&r, x->room, LITE_COLUMNS, span_make(x->s->m->p + at, x->a.to - at)))
		return false;
	c->payload = r.head + r.body;
	if (r.body > INT32_MAX || !ends_within(x, at, c->payload, &c->to, &c->overflow))
		return false;
	record_cut(&r, span_make(x->s->m->p + at + r.head, c->to - (c->overflow != 0 ? 4 : 0) - at - (size_t)r.head), SIZE_MAX);
	c->table = table_of(x->l, x->s->owner, &r, x->s->among);
	c->head = at;
	c->body = at + (size_t)r.head;
	c->n = r.n;
	return c->table != NULL;
}

static size_t varint_bytes(uint64_t v)
{
	size_t n = 1;

	while (n < 9 && v >= 1ull << (7 * n))
		n++;
	return n;
}

/* A cell that lost nothing. */
static bool whole_cell(struct trying *x, size_t at, struct lite_candidate *c)
{
	struct lite_cell cell;
	uint64_t head;
	bool table = by_rowid(x->s);

	*c = (struct lite_candidate){ .from = at };
	if (!cell_of(x->l, x->s->m, table ? TREE_TABLE_LEAF : TREE_INDEX_LEAF, at, x->a.to, &cell) || cell.payload < 2 ||
	    varint_of(&head, cell.local) == 0 || head < 2 || head > cell.local.n)
		return false;
	c->has_rowid = table;
	c->rowid = cell.rowid;
	return whole_record(x, (size_t)(cell.local.p - x->s->m->p), c) && c->payload == cell.payload;
}

/* The record's head is whole behind `before` bytes, which are of the payload's length and the rowid. */
static bool beheaded_cell(struct trying *x, size_t at, size_t before, struct lite_candidate *c)
{
	size_t length;

	*c = (struct lite_candidate){ .from = at };
	if (!whole_record(x, at + before, c))
		return false;
	length = varint_bytes(c->payload);
	return by_rowid(x->s) ? before > length && before <= length + 9 : before == length;
}

/* The length of the record's head is lost too, and `lost` types, which a rowid's column had. */
static bool headless_cell(struct trying *x, size_t at, size_t lost, const struct lite_table *t, size_t n, struct lite_candidate *c)
{
	struct lite_record r;
	size_t body, head;

	*c = (struct lite_candidate){ .from = at, .head = at + BLOCK_HEAD, .n = n, .lost = lost, .headless = true };
	if (at + BLOCK_HEAD >= x->a.to || n <= lost || !headless_record(x, at + BLOCK_HEAD, x->a.to, n, lost, &r, &body))
		return false;
	c->body = body;
	head = 1 + lost + (body - at - BLOCK_HEAD);
	c->payload = head + r.body;
	if (head > 127 || !types_fit(t, &r) || (lost > 0 ? c->payload > 127 : c->payload >= 16384))
		return false;
	if (!ends_within(x, body - head, c->payload, &c->to, &c->overflow))
		return false;
	record_cut(&r, span_make(x->s->m->p + body, c->to - (c->overflow != 0 ? 4 : 0) - body), SIZE_MAX);
	c->table = table_of(x->l, t, &r, NULL);
	return record_fits(x->l, t, &r, true);
}

/* Every table is asked, for a row that two could have written is nobody's; so is one that can be read in two ways. */
static void try_headless(struct trying *x, size_t at, struct lite_candidate *best, size_t *ways)
{
	for (size_t i = 0; i < x->l->tables.n; i++) {
		const struct lite_table *t = &x->l->tables.v[i];
		struct lite_candidate c;

		if (!t->sound || t->without_rowid || t->n_stored > LITE_SHAPE || (x->s->owner != NULL && t != x->s->owner) ||
		    (x->s->among != NULL && !x->s->among[i]))
			continue;
		for (size_t n = t->fewest; n <= t->n_stored; n++)
			for (size_t lost = 0; lost < 2; lost++) {
				if ((lost == 1 && t->stored[0] != t->alias) || !headless_cell(x, at, lost, t, n, &c))
					continue;
				*best = c;
				++*ways;
			}
	}
}

static bool at_anchor(struct trying *x, size_t at, struct lite_candidate *out)
{
	struct lite_candidate c;
	size_t ways = 0;

	for (size_t before = by_rowid(x->s) ? BLOCK_HEAD : 1; before <= BLOCK_HEAD + 8; before++)
		if (beheaded_cell(x, at, before, &c)) {
			*out = c;
			ways++;
		}
	if (by_rowid(x->s))
		try_headless(x, at, out, &ways);
	return ways == 1 && out->table != NULL;
}

/* ---- an area ------------------------------------------------------------------------------------------------------ */

/* A table whose types tell something: of three columns or more, none of which takes anything. */
static bool is_telling(const struct lite_table *t)
{
	for (size_t i = 0; i < t->n; i++)
		if (t->columns[i].affinity == AFFINITY_BLOB)
			return false;
	return t->sound && t->n_stored >= 3 && t->n_stored <= LITE_SHAPE;
}

static bool is_asked(const struct trying *x, size_t i)
{
	const struct lite_table *t = &x->l->tables.v[i];

	return x->s->owner != NULL ? t == x->s->owner : is_telling(t) && (x->s->among == NULL || x->s->among[i]);
}

static bool any_fits(const struct trying *x, const struct lite_record *r)
{
	for (size_t i = 0; i < x->l->tables.n; i++) {
		if (is_asked(x, i) && types_fit(&x->l->tables.v[i], r))
			return true;
	}
	return false;
}

/* Does the head of a cell stand at `at`, whose rest may be overwritten? */
static bool begins_whole(struct trying *x, size_t at)
{
	struct span in = span_make(x->s->m->p + at, x->a.to - at);
	uint64_t payload, rowid;
	struct lite_record r;
	size_t used = varint_of(&payload, in), more = 0;

	if (used == 0)
		return false;
	if (by_rowid(x->s)) {
		more = varint_of(&rowid, span_from(in, used));
		if (more == 0)
			return false;
	}
	return record_head(&r, x->room, LITE_COLUMNS, span_from(in, used + more)) && r.head + r.body == payload && any_fits(x, &r);
}

/* Do the four bytes at `at` head a list's block that has room for the cell of such a record? */
static bool heads_block(const struct trying *x, size_t at, const struct lite_record *r, size_t body, size_t lost)
{
	size_t next = be16(x->s->m->p + at), size = be16(x->s->m->p + at + 2);
	uint64_t payload = 1 + lost + (body - at - BLOCK_HEAD) + r->body;
	size_t local = local_bytes(x->l, payload, by_rowid(x->s));

	return size >= (lost > 0 ? 2 : 3) + local + (local < payload ? 4 : 0) && size <= x->l->usable - at && (next == 0 || next >= at + size);
}

/* The same of a cell that was the first of a freed block; `listed`: the list's bytes must stand before it. */
static bool begins_headless(struct trying *x, size_t at, bool listed)
{
	for (size_t i = 0; i < x->l->tables.n; i++) {
		const struct lite_table *t = &x->l->tables.v[i];

		if (!is_asked(x, i))
			continue;
		for (size_t lost = 0; lost < 2 && x->a.to - at > BLOCK_HEAD; lost++) {
			struct lite_record r;
			size_t body;

			if ((lost == 0 || t->stored[0] == t->alias) && headless_record(x, at + BLOCK_HEAD, x->a.to, t->n_stored, lost, &r, &body) &&
			    types_fit(t, &r) && (!listed || heads_block(x, at, &r, body, lost)))
				return true;
		}
	}
	return false;
}

/* Cells stand end to end: one that ends where nothing begins was overwritten at its end. */
static bool ends_well(struct trying *x, const candidates *v, size_t i)
{
	size_t to = v->v[i].to;

	for (size_t k = i + 1; k < v->n && v->v[k].from <= to; k++)
		if (v->v[k].from == to)
			return true;
	return x->a.to - to < BLOCK_HEAD || begins_whole(x, to) || begins_headless(x, to, false);
}

/* Does another begin within it, though nothing but its head may be left? */
static bool begun_over(struct trying *x, const struct lite_candidate *c)
{
	bool followed = c->to < x->a.to && begins_whole(x, c->to);

	for (size_t at = c->body; at < c->to; at++)
		if (begins_whole(x, at) || begins_headless(x, at, true) || (!followed && c->to - at < BLOCK_HEAD && begins_headless(x, at, false)))
			return true;
	return false;
}

/* A row that another begins within was overwritten by it. */
static void drop_overwritten(struct trying *x, candidates *v)
{
	size_t n = 0;

	for (size_t i = 0; i < v->n; i++)
		v->v[i].sound = (i + 1 == v->n || v->v[i + 1].from >= v->v[i].to) && ends_well(x, v, i) &&
		                !begun_over(x, &v->v[i]);
	for (size_t i = 0; i < v->n; i++)
		if (v->v[i].sound)
			v->v[n++] = v->v[i];
	v->n = n;
}

int space_search(struct lite *l, const struct searched *s, struct lite_area a, candidates *out, struct fault *f)
{
	struct trying x = { .l = l, .s = s, .a = a };
	uint8_t anchors[65536 / 8 + 1] = { 0 };

	out->n = 0;
	if (a.anchored)
		anchors[a.from / 8] |= (uint8_t)(1u << a.from % 8);
	for (size_t at = a.from; at < a.to; at++) {
		bool anchor = (anchors[at / 8] >> at % 8 & 1) != 0;
		struct lite_candidate c;

		if (!whole_cell(&x, at, &c) && !(anchor && at_anchor(&x, at, &c)))
			continue;
		if (VEC_PUSH(out, c, f) < 0)
			return -1;
		if (c.to < a.to)
			anchors[c.to / 8] |= (uint8_t)(1u << c.to % 8);
	}
	drop_overwritten(&x, out);
	return 0;
}
