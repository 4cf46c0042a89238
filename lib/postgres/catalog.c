/* postgres/catalog.c - from the name of a table to its file and columns: the map, pg_class, pg_attribute, pg_database. */
#include "postgres/private.h"

#include "base/crc32c.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { MAP_MAGIC = 0x592717, OID_DATABASE = 1262, OID_CLASS = 1259, OID_ATTRIBUTE = 1249 }; /* format: */

static uint32_t map_find(struct span map, uint32_t oid)
{
	uint32_t n = map.n < 512 ? 0 : le32(map.p + 4);
	size_t sum = n <= 62 ? 504 : 520; /* format: 62 places, 64 from 16 on */

	if (map.n < 512 || le32(map.p) != MAP_MAGIC || n > 64)
		return 0;
	if ((crc32c(~0u, span_sub(map, 0, 504)) ^ ~0u) != le32(map.p + 504) &&
	    (map.n < 524 || (crc32c(~0u, span_sub(map, 0, 520)) ^ ~0u) != le32(map.p + 520)))
		return 0;
	for (uint32_t i = 0; i < n && 8 + (size_t)i * 8 + 8 <= sum; i++)
		if (le32(map.p + 8 + (size_t)i * 8) == oid)
			return le32(map.p + 12 + (size_t)i * 8);
	return 0;
}

/* ---- rows of catalogs: fixed places ------------------------------------------------------------------------------ */

struct attribute_places { /* of pg_attribute; each a byte of the row */
	unsigned length, number, align, dropped;
};

static struct attribute_places places_of(unsigned version)
{
	if (version >= PG_16)
		return (struct attribute_places){ 72, 74, 87, 95 };
	if (version >= PG_14)
		return (struct attribute_places){ 76, 78, 93, 101 };
	if (version >= PG_12)
		return (struct attribute_places){ 76, 78, 94, 100 };
	if (version >= PG_11)
		return (struct attribute_places){ 76, 78, 94, 99 };
	if (version >= PG_10)
		return (struct attribute_places){ 76, 78, 94, 98 };
	return (struct attribute_places){ 76, 78, 94, 97 };
}

struct class_row {
	uint32_t oid, filenode, toast;
	struct span name;
};

struct attribute {
	uint32_t table;
	struct pg_column column;
};

struct cataloguing {
	struct pg_cluster *c;
	uint32_t oid;
	struct span name;            /* of the database looked for */
	VEC(struct class_row) wanted, toasts; /* tables wanted; every table in pg_toast */
	VEC(struct attribute) attributes;
	int (*row)(struct cataloguing *x, const struct tuple *t, struct span data, struct fault *f);
};

static struct span name_at(struct span data, size_t at)
{
	struct span s = span_sub(data, at, PG_NAME);
	size_t end = span_find(s, 0);

	return end == SIZE_MAX ? SPAN_NONE : span_sub(s, 0, end);
}

/* Before 12 the oid stood before the data. */
static uint32_t oid_of(const struct pg_cluster *c, const struct tuple *t, struct span *data)
{
	uint32_t oid = 0;

	if (c->facts.version >= PG_12) {
		if (data->n < 4)
			return 0;
		oid = le32(data->p);
		*data = span_from(*data, 4);
	} else if ((t->mask & MASK_OID) != 0 && t->head >= PG_TUPLE_HEAD + 4) {
		oid = le32(t->bytes.p + t->head - 4);
	}
	return oid;
}

static bool is_wanted(const struct pg_cluster *c, struct span name)
{
	for (size_t i = 0; i < c->wanted.n; i++)
		if (name_fits(name, c->wanted.v[i]))
			return true;
	return false;
}

/* relname at 0 behind the oid; relfilenode, reltoastrelid, relkind by their places */
static int class_take(struct cataloguing *x, const struct tuple *t, struct span data, struct fault *f)
{
	struct class_row r = { .oid = oid_of(x->c, t, &data) };
	bool toast;

	if (r.oid == 0 || data.n < 112)
		return 0;
	r.name = name_at(data, 0);
	r.filenode = le32(data.p + 84);
	r.toast = le32(data.p + 104);
	toast = data.p[111] == 't';
	if (r.filenode == 0 || (!toast && (data.p[111] != 'r' || !is_wanted(x->c, r.name))))
		return 0;
	if (arena_span(&x->c->arena, toast ? SPAN_NONE : r.name, &r.name, f) < 0)
		return -1;
	if ((toast ? x->toasts.n : x->wanted.n) >= x->c->limits.pg_tables) {
		watch_bite(x->c->watch, LIMIT_pg_tables, 1);
		return 0;
	}
	return toast ? VEC_PUSH(&x->toasts, r, f) : VEC_PUSH(&x->wanted, r, f);
}

static bool class_known(const struct cataloguing *x, uint32_t oid)
{
	for (size_t i = 0; i < x->wanted.n; i++)
		if (x->wanted.v[i].oid == oid)
			return true;
	return false;
}

static int attribute_take(struct cataloguing *x, const struct tuple *t, struct span data, struct fault *f)
{
	struct attribute_places p = places_of(x->c->facts.version);
	struct attribute a = { .table = 0 };

	(void)t;
	if (data.n <= p.dropped)
		return 0;
	a.table = le32(data.p);
	if (!class_known(x, a.table))
		return 0;
	a.column.type = le32(data.p + 68);
	a.column.length = (int16_t)le16(data.p + p.length);
	a.column.number = (int16_t)le16(data.p + p.number);
	a.column.align = (char)data.p[p.align];
	a.column.dropped = data.p[p.dropped] != 0;
	if (a.column.number < 1) /* of the system */
		return 0;
	if (arena_span(&x->c->arena, name_at(data, 4), &a.column.name, f) < 0)
		return -1;
	if (x->attributes.n >= x->c->limits.pg_tables * 64) {
		watch_bite(x->c->watch, LIMIT_pg_tables, 1);
		return 0;
	}
	return VEC_PUSH(&x->attributes, a, f);
}

static int database_take(struct cataloguing *x, const struct tuple *t, struct span data, struct fault *f)
{
	uint32_t oid = oid_of(x->c, t, &data);

	return oid != x->oid ? 0 : arena_span(&x->c->arena, name_at(data, 0), &x->name, f);
}

static int page_take(void *user, const uint8_t *bytes, uint32_t block, size_t file, uint64_t offset, struct fault *f)
{
	struct cataloguing *x = (struct cataloguing *)user;
	struct pg_page p;

	(void)file;
	(void)offset;
	if (page_of(&p, bytes) != 0)
		return 0;
	for (unsigned i = 1; i <= p.pointers; i++) {
		struct span b;
		struct tuple t;
		struct row_fate fate;

		if (!page_tuple(&p, i, &b) || !tuple_of(&t, b))
			continue;
		fate = tuple_fate(x->c, &t, block, (uint16_t)i);
		if (fate.was && fate.life == PG_LIVING && x->row(x, &t, span_from(b, t.head), f) < 0)
			return -1;
	}
	return 0;
}

static int walk(struct cataloguing *x, const char *folder, uint32_t oid,
                int (*row)(struct cataloguing *, const struct tuple *, struct span, struct fault *), struct fault *f)
{
	OWNED(buf) struct buf map = BUF_INIT;
	struct pages pages = { x, page_take };
	char path[96];
	uint32_t node;

	(void)snprintf(path, sizeof path, "%s/pg_filenode.map", folder);
	if (cluster_small(x->c, path, PG_PAGE, &map, f) < 0)
		return -1;
	node = map_find(buf_span(&map), oid);
	x->row = row;
	return node == 0 ? 0 : cluster_pages(x->c, folder, node, &pages, f);
}

/* ---- tables ------------------------------------------------------------------------------------------------------- */

static int by_number(const void *a, const void *b)
{
	int x = ((const struct pg_column *)a)->number, y = ((const struct pg_column *)b)->number;

	return x - y;
}

static bool plausible(const struct pg_column *c)
{
	return (c->length > 0 || c->length == -1 || c->length == -2) &&
	       (c->align == 'c' || c->align == 's' || c->align == 'i' || c->align == 'd');
}

/* False: the columns do not make a whole. */
static int columns_of(struct cataloguing *x, struct pg_table *t, bool *sound, struct fault *f)
{
	size_t n = 0, k = 0;

	*sound = false;
	for (size_t i = 0; i < x->attributes.n; i++)
		n += x->attributes.v[i].table == t->oid;
	if (n == 0 || n > PG_COLUMNS)
		return 0;
	t->columns = (struct pg_column *)arena_alloc(&x->c->arena, n * sizeof *t->columns, f);
	t->names = (struct span *)arena_alloc(&x->c->arena, n * sizeof *t->names, f);
	if (t->columns == NULL || t->names == NULL)
		return -1;
	for (size_t i = 0; i < x->attributes.n; i++)
		if (x->attributes.v[i].table == t->oid)
			t->columns[k++] = x->attributes.v[i].column;
	t->n = n;
	qsort(t->columns, n, sizeof *t->columns, by_number);
	for (size_t i = 0; i < n; i++) {
		if (t->columns[i].number != (int)i + 1 || !plausible(&t->columns[i]))
			return 0;
		if (!t->columns[i].dropped)
			t->names[t->names_n++] = t->columns[i].name;
	}
	*sound = true;
	return 0;
}

static int add_tables(struct cataloguing *x, struct database *d, struct fault *f)
{
	for (size_t i = 0; i < x->wanted.n; i++) {
		const struct class_row *r = &x->wanted.v[i];
		struct pg_table t = { .name = r->name, .oid = r->oid, .filenode = r->filenode, .toast_oid = r->toast };
		bool sound;

		for (size_t k = 0; k < x->toasts.n && r->toast != 0; k++)
			if (x->toasts.v[k].oid == r->toast)
				t.toast_node = x->toasts.v[k].filenode;
		if (columns_of(x, &t, &sound, f) < 0 || (sound && VEC_PUSH(&d->tables, t, f) < 0))
			return -1;
	}
	return 0;
}

static int load_database(struct pg_cluster *c, uint32_t oid, size_t map, struct fault *f)
{
	struct cataloguing x = { .c = c, .oid = oid };
	struct database d = { .oid = oid };
	char folder[48];
	int rc;

	(void)snprintf(folder, sizeof folder, "base/%" PRIu32, oid);
	rc = walk(&x, folder, OID_CLASS, class_take, f);
	if (rc == 0 && x.wanted.n > 0)
		rc = walk(&x, folder, OID_ATTRIBUTE, attribute_take, f);
	if (rc == 0 && x.wanted.n > 0)
		rc = walk(&x, "global", OID_DATABASE, database_take, f);
	d.name = x.name;
	if (rc == 0)
		rc = add_tables(&x, &d, f);
	if (rc == 0 && x.wanted.n > 0 && d.tables.n == 0)
		rc = cluster_note(c, PG_NOTE_CATALOG, map, 0, 0, f);
	if (rc == 0 && d.tables.n > 0)
		rc = VEC_PUSH(&c->databases, d, f);
	else
		VEC_RELEASE(&d.tables);
	VEC_RELEASE(&x.wanted);
	VEC_RELEASE(&x.toasts);
	VEC_RELEASE(&x.attributes);
	return rc;
}

int catalog_load(struct pg_cluster *c, struct fault *f)
{
	struct span head = span_of("base/"), tail = span_of("/pg_filenode.map");

	for (size_t i = 0; i < c->files->n; i++) {
		struct span p = c->files->v[i].path, number;
		uint64_t oid = 0;

		if (!span_starts(p, head) || !span_ends(p, tail) || p.n <= head.n + tail.n)
			continue;
		number = span_sub(p, head.n, p.n - head.n - tail.n);
		for (size_t k = 0; k < number.n && oid <= UINT32_MAX; k++)
			oid = number.p[k] < '0' || number.p[k] > '9' ? UINT64_MAX : oid * 10 + (uint64_t)(number.p[k] - '0');
		if (oid <= UINT32_MAX && load_database(c, (uint32_t)oid, i, f) < 0)
			return -1;
	}
	return 0;
}
