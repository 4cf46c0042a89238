/*
 * postgres/wal_rows.c - rows as the log tells them: inserted, changed, deleted, and pages as they were. For each place
 * of a table that matters the newest row, and those that were there before it.
 */
#include "postgres/private.h"

#include "base/keyed.h"

#include <stdlib.h>

enum { /* format: */
	MANAGER_HEAP2 = 9, MANAGER_HEAP = 10,
	OP = 0x70, INSERT = 0x00, DELETE = 0x10, UPDATE = 0x20, HOT_UPDATE = 0x40, MULTI_INSERT = 0x50,
	ROW_HEAD = 5, /* mask2, mask, header's length */
	SUPER_DELETE = 0x08, /* of a delete: an insertion that was taken back */
	PREFIX = 0x20, SUFFIX = 0x40,
};
enum { ROW_BYTES = 256 }; /* rule: of memory, what a row of the bound counts for */

void wal_rows_release(struct wal_rows *x)
{
	VEC_RELEASE(&x->v);
	VEC_RELEASE(&x->images);
	free(x->slots);
	arena_release(&x->arena);
	*x = (struct wal_rows){ .slots = NULL };
}

/* ---- whole pages ------------------------------------------------------------------------------------------------------ */

static int by_page(const void *a, const void *b)
{
	const struct wal_image *x = (const struct wal_image *)a, *y = (const struct wal_image *)b;

	if (x->database != y->database)
		return x->database < y->database ? -1 : 1;
	if (x->table != y->table)
		return x->table < y->table ? -1 : 1;
	return x->block < y->block ? -1 : x->block > y->block;
}

void wal_rows_settle(struct wal_rows *x)
{
	if (x->images.n > 1)
		qsort(x->images.v, x->images.n, sizeof *x->images.v, by_page);
}

/* One of the log's last stretch: an image before a gap is not what recovery would end with. */
bool wal_restores(const struct pg_cluster *c, uint32_t database, uint32_t table, uint32_t block)
{
	struct wal_image key = { database, table, block, 0 };
	size_t low = LOWER_BOUND(c->wal.images.n, mid, by_page(&c->wal.images.v[mid], &key) < 0);

	for (; low < c->wal.images.n && by_page(&c->wal.images.v[low], &key) == 0; low++)
		if (c->wal.images.v[low].stretch == c->wal.stretch)
			return true;
	return false;
}

/* ---- by place ------------------------------------------------------------------------------------------------------ */

static size_t slot_of(const struct wal_rows *x, uint32_t database, uint32_t table, uint32_t block, uint16_t position)
{
	const uint32_t key[4] = { database, table, block, position };
	uint64_t h = keyed_hash(key, sizeof key);
	size_t at;

	for (at = (size_t)h & (x->slots_n - 1); x->slots[at] != 0; at = (at + 1) & (x->slots_n - 1)) {
		const struct wal_row *r = &x->v.v[x->slots[at] - 1];

		if (r->database == database && r->table == table && r->block == block && r->position == position)
			break;
	}
	return at;
}

static int make_room(struct wal_rows *x, struct fault *f)
{
	struct wal_rows old = *x;

	if (x->slots_n > 0 && x->used < x->slots_n / 2)
		return 0;
	x->slots_n = old.slots_n == 0 ? 1024 : old.slots_n * 2;
	x->slots = (uint32_t *)calloc(x->slots_n, sizeof *x->slots);
	if (x->slots == NULL) {
		*x = old;
		return fault_memory(f, x->slots_n * sizeof *x->slots);
	}
	for (size_t i = 0; i < old.slots_n; i++) {
		const struct wal_row *r = old.slots[i] == 0 ? NULL : &x->v.v[old.slots[i] - 1];

		if (r != NULL)
			x->slots[slot_of(x, r->database, r->table, r->block, r->position)] = old.slots[i];
	}
	free(old.slots);
	return 0;
}

struct wal_row *wal_row_at(struct wal_rows *x, uint32_t database, uint32_t table, uint32_t block, uint16_t position)
{
	uint32_t at = x->slots_n == 0 ? 0 : x->slots[slot_of(x, database, table, block, position)];

	return at == 0 ? NULL : &x->v.v[at - 1];
}

/* A row more at its place; `bytes` are copied. NULL with *full: a bound. */
static int put(struct pg_cluster *c, struct wal_row r, struct span bytes, struct fault *f)
{
	struct wal_rows *x = &c->wal;
	size_t slot;

	if (x->v.n >= c->limits.pg_wal_rows || x->arena.used / ROW_BYTES >= c->limits.pg_wal_rows) {
		watch_bite(c->watch, LIMIT_pg_wal_rows, 1);
		x->stretch++; /* what comes to its place later is no story of a row kept before */
		return 0;
	}
	if (make_room(x, f) < 0 || arena_span(&x->arena, bytes, &r.bytes, f) < 0)
		return -1;
	slot = slot_of(x, r.database, r.table, r.block, r.position);
	r.older = x->slots[slot];
	r.stretch = x->stretch;
	x->used += r.older == 0;
	if (VEC_PUSH(&x->v, r, f) < 0)
		return -1;
	x->slots[slot] = (uint32_t)x->v.n;
	return 0;
}

/* ---- what a record says --------------------------------------------------------------------------------------------- */

struct wal_place {
	uint32_t database, table;
	const struct wal_block *block;
	const struct wal_record *record;
};

static bool table_of(const struct pg_cluster *c, const struct wal_record *r, const struct wal_block *b, struct wal_place *out)
{
	for (size_t d = 0; d < c->databases.n; d++) {
		if (c->databases.v[d].oid != b->database || b->fork != 0)
			continue;
		for (size_t t = 0; t < c->databases.v[d].tables.n; t++)
			if (c->databases.v[d].tables.v[t].filenode == b->node) {
				*out = (struct wal_place){ (uint32_t)d, (uint32_t)t, b, r };
				return true;
			}
	}
	return false;
}

static struct wal_row row_of(const struct wal_place *p, uint16_t position)
{
	return (struct wal_row){ .database = p->database, .table = p->table, .block = p->block->block, .position = position,
		                 .lsn = p->record->lsn, .file = p->record->file, .offset = p->record->offset };
}

static int put_tuple(struct pg_cluster *c, const struct wal_place *p, uint16_t position, struct span bytes, struct fault *f)
{
	struct wal_row r = row_of(p, position), *old;
	struct tuple t;

	if (!tuple_of(&t, bytes))
		return 0;
	r.xmin = t.xmin;
	if (t.xmax != 0 && (t.mask & (MASK_XMAX_INVALID | MASK_XMAX_MULTI)) == 0 && !tuple_locked_only(&t)) {
		r.xmax = t.xmax;
		r.replaced = tuple_replaced(&t, r.block, position);
		r.end_lsn = r.lsn;
	}
	old = wal_row_at(&c->wal, r.database, r.table, r.block, position);
	if (old == NULL || old->xmin != r.xmin)
		return put(c, r, bytes, f);
	if (r.xmax != 0 && old->xmax != r.xmax) {
		old->xmax = r.xmax;
		old->replaced = r.replaced;
		old->end_lsn = r.lsn;
	}
	return 0;
}

/* A page as it was when the record was written, the record's own change included. */
static int image_take(struct pg_cluster *c, const struct wal_place *p, struct fault *f)
{
	const struct wal_block *b = p->block;
	uint8_t page[PG_PAGE] = { 0 }, plain[PG_PAGE];
	struct span bytes = b->image;
	size_t whole = (size_t)PG_PAGE - b->hole;
	struct pg_page x;

	if (b->packing != 0) {
		bool ok = b->packing == 1 ? pglz_unpack(plain, whole, bytes) : b->packing == 2 && lz4_unpack(plain, whole, bytes);

		if (!ok)
			return 0;
		bytes = span_make(plain, whole);
	}
	if (bytes.n != whole)
		return 0;
	memcpy(page, bytes.p, b->hole_at);
	memcpy(page + b->hole_at + b->hole, bytes.p + b->hole_at, whole - b->hole_at);
	if (page_of(&x, page) != 0)
		return 0;
	for (unsigned i = 1; i <= x.pointers; i++) {
		struct span t;

		if (page_tuple(&x, i, &t) && put_tuple(c, p, (uint16_t)i, t, f) < 0)
			return -1;
	}
	if (p->record->lsn < c->control.redo || c->wal.images.n >= c->limits.pg_wal_rows)
		return 0;
	return VEC_PUSH(&c->wal.images, ((struct wal_image){ p->database, p->table, b->block, c->wal.stretch }), f);
}

/* A whole tuple from what a record keeps of one: mask2, mask, length of the header, then what follows the fixed part. */
static int put_built(struct pg_cluster *c, const struct wal_place *p, uint16_t position, struct span head, struct span rest,
                     struct fault *f)
{
	uint8_t t[PG_PAGE] = { 0 };
	uint32_t xid = p->record->xid, block = p->block->block;

	if (head.n < ROW_HEAD || rest.n > PG_TUPLE_MOST - PG_TUPLE_HEAD)
		return 0;
	for (unsigned i = 0; i < 4; i++)
		t[i] = (uint8_t)(xid >> i * 8);
	t[12] = (uint8_t)(block >> 16);
	t[13] = (uint8_t)(block >> 24);
	t[14] = (uint8_t)block;
	t[15] = (uint8_t)(block >> 8);
	t[16] = (uint8_t)position;
	t[17] = (uint8_t)(position >> 8);
	memcpy(t + 18, head.p, ROW_HEAD);
	t[21] = (uint8_t)((t[21] & 0x20) | 0x08); /* no hints of xmin, no xmax: they are of the moment */
	if (rest.n > 0)
		memcpy(t + PG_TUPLE_HEAD, rest.p, rest.n);
	return put_tuple(c, p, position, span_make(t, PG_TUPLE_HEAD + rest.n), f);
}

static int insert_take(struct pg_cluster *c, const struct wal_place *p, struct fault *f)
{
	struct span d = p->block->data;

	if (p->record->main.n < 3 || d.n < ROW_HEAD)
		return 0;
	return put_built(c, p, le16(p->record->main.p), span_sub(d, 0, ROW_HEAD), span_from(d, ROW_HEAD), f);
}

static int rows_at_once(struct pg_cluster *c, const struct wal_place *p, struct fault *f)
{
	struct span m = p->record->main, d = p->block->data;
	bool init = (p->record->info & 0x80) != 0; /* a new page: positions count from 1 */
	unsigned n = m.n < 4 ? 0 : le16(m.p + 2);
	size_t at = 0;

	if (!init && m.n < 4 + (size_t)n * 2)
		return 0;
	for (unsigned i = 0; i < n; i++) {
		uint16_t position = init ? (uint16_t)(i + 1) : le16(m.p + 4 + (size_t)i * 2);
		size_t length;

		at = (at + 1) & ~(size_t)1;
		if (d.n < at + 2 + ROW_HEAD)
			return 0;
		length = le16(d.p + at);
		if (length > d.n - at - 2 - ROW_HEAD)
			return 0;
		if (put_built(c, p, position, span_sub(d, at + 2, ROW_HEAD), span_sub(d, at + 2 + ROW_HEAD, length), f) < 0)
			return -1;
		at += 2 + ROW_HEAD + length;
	}
	return 0;
}

/* A row ends: by xid; where the log has not told the row itself, only its end is kept. */
static int end_row(struct pg_cluster *c, const struct wal_place *p, uint16_t position, uint32_t xid, bool replaced, struct fault *f)
{
	struct wal_row r = row_of(p, position), *old = wal_row_at(&c->wal, r.database, r.table, r.block, position);

	if (old != NULL && (old->stretch != c->wal.stretch || (old->xmin == 0 && old->xmax != xid)))
		old = NULL; /* another row may have come there, or did */
	if (old == NULL) {
		r.xmax = xid;
		r.replaced = replaced;
		r.end_lsn = r.lsn;
		return put(c, r, SPAN_NONE, f);
	}
	old->xmax = xid;
	old->replaced = replaced;
	old->end_lsn = r.lsn;
	return 0;
}

/* The new version's parts that are like the old one's are left out of the record. */
static int update_take(struct pg_cluster *c, const struct wal_place *to, const struct wal_place *from, struct fault *f)
{
	struct span m = to->record->main, d = to->block->data, head, rest;
	const struct wal_row *old;
	uint8_t t[PG_PAGE];
	size_t prefix = 0, suffix = 0, at = 0, n = 0, begin;
	uint16_t position = le16(m.p + 12);

	if ((m.p[7] & PREFIX) != 0 && d.n >= 2) {
		prefix = le16(d.p);
		at = 2;
	}
	if ((m.p[7] & SUFFIX) != 0 && d.n >= at + 2) {
		suffix = le16(d.p + at);
		at += 2;
	}
	if (d.n < at + ROW_HEAD)
		return 0;
	head = span_sub(d, at, ROW_HEAD);
	rest = span_from(d, at + ROW_HEAD);
	if (prefix + suffix == 0)
		return put_built(c, to, position, head, rest, f);
	old = wal_row_at(&c->wal, from->database, from->table, from->block->block, le16(m.p + 4));
	begin = head.p[4] < PG_TUPLE_HEAD ? 0 : (size_t)head.p[4] - PG_TUPLE_HEAD; /* bitmap and padding come first */
	if (old == NULL || old->stretch != c->wal.stretch || old->bytes.n <= PG_TUPLE_HEAD || old->bytes.p[22] + prefix > old->bytes.n || suffix > old->bytes.n - old->bytes.p[22] ||
	    begin > rest.n || rest.n + prefix + suffix > PG_TUPLE_MOST)
		return 0;
	memcpy(t, rest.p, begin);
	n = begin;
	memcpy(t + n, old->bytes.p + old->bytes.p[22], prefix);
	n += prefix;
	memcpy(t + n, rest.p + begin, rest.n - begin);
	n += rest.n - begin;
	memcpy(t + n, old->bytes.p + old->bytes.n - suffix, suffix);
	n += suffix;
	return put_built(c, to, position, head, span_make(t, n), f);
}

static int changes_take(struct pg_cluster *c, const struct wal_record *r, struct fault *f)
{
	struct wal_place to, from;
	unsigned op = r->info & OP;

	if (r->blocks == 0 || !table_of(c, r, &r->block[0], &to))
		return 0;
	from = to;
	if (r->blocks > 1 && !table_of(c, r, &r->block[1], &from))
		return 0;
	if (op == INSERT)
		return to.block->has_image ? 0 : insert_take(c, &to, f);
	if (op == DELETE && r->main.n >= 8) {
		uint16_t position = le16(r->main.p + 4);

		/* an insertion that was taken back in its own transaction was never seen */
		return (r->main.p[7] & SUPER_DELETE) != 0 ? 0 : end_row(c, &to, position, r->xid, false, f);
	}
	if ((op == UPDATE || op == HOT_UPDATE) && r->main.n >= 14) {
		/* the old version first: its bytes are needed, and it may lie where the image has it */
		if (!to.block->has_image && update_take(c, &to, &from, f) < 0)
			return -1;
		return end_row(c, &from, le16(r->main.p + 4), r->xid, true, f);
	}
	return 0;
}

int wal_rows_take(struct pg_cluster *c, const struct wal_record *r, struct fault *f)
{
	for (unsigned i = 0; i < r->blocks; i++) {
		struct wal_place p;

		if (r->block[i].has_image && table_of(c, r, &r->block[i], &p) && image_take(c, &p, f) < 0)
			return -1;
	}
	if (r->manager == MANAGER_HEAP)
		return changes_take(c, r, f);
	if (r->manager == MANAGER_HEAP2 && (r->info & OP) == MULTI_INSERT && r->blocks > 0) {
		struct wal_place p;

		return r->block[0].has_image || !table_of(c, r, &r->block[0], &p) ? 0 : rows_at_once(c, &p, f);
	}
	return 0;
}
