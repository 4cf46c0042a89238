/*
 * postgres/catalog.c - from the name of a table to its file and columns: the map, pg_class, pg_attribute, pg_database, as
 * they would be after recovery.
 */
#include "postgres/heap.h"

#include "base/crc32c.h"
#include "base/number.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { MAP_MAGIC = 0x592717, OID_DATABASE = 1262, OID_CLASS = 1259, OID_ATTRIBUTE = 1249, OID_TYPE = 1247, OID_PROC = 1255 }; /* format: */

/* Pairs of a map that its CRC confirms; 0: none. */
static uint32_t map_count(struct span map)
{
	uint32_t n = map.n < 512 ? 0 : le32(map.p + 4);

	if (map.n < 512 || le32(map.p) != MAP_MAGIC || n > 64)
		return 0;
	if (n <= 62 && (crc32c(~0u, span_sub(map, 0, 504)) ^ ~0u) == le32(map.p + 504)) /* format: 62 places, 64 from 16 on */
		return n;
	return map.n >= 524 && (crc32c(~0u, span_sub(map, 0, 520)) ^ ~0u) == le32(map.p + 520) ? n : 0;
}

static uint32_t map_find(struct span map, uint32_t oid)
{
	uint32_t n = map_count(map);

	for (uint32_t i = 0; i < n; i++)
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
	bool former;   /* not the row that lives */
	uint32_t by;   /* the transaction that took it; 0: none, or not known */
	struct span name;
};

struct attribute {
	uint32_t table, xmin, by;
	bool former;
	struct pg_column column;
};

enum { OF_CLASS, OF_ATTRIBUTE, CATALOGS }; /* numbers of a database's catalogs, while they are read */

struct cataloguing {
	struct pg_cluster *c;
	uint32_t oid;
	struct database *out;
	struct span name;            /* of the database looked for */
	VEC(struct class_row) wanted, toasts; /* tables wanted; every table in pg_toast */
	VEC(struct attribute) attributes;
	bool former;                 /* the row at hand lives no more; who wrote and took it */
	uint32_t xmin, by;
	unsigned own;                /* which of the catalog's own tables were seen */
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

/* By another version of one table's row: the one that lives is kept, else the last. */
static bool file_known(struct cataloguing *x, const struct class_row *r)
{
	for (size_t i = 0; i < x->wanted.n; i++) {
		struct class_row *k = &x->wanted.v[i];

		if (k->filenode != r->filenode)
			continue;
		if (k->former && (!r->former || (r->by != 0 && (k->by == 0 || (int32_t)(r->by - k->by) > 0)))) {
			k->former = r->former;
			k->by = r->by;
			k->toast = r->toast;
		}
		return true;
	}
	return false;
}

static bool class_known(const struct cataloguing *x, uint32_t oid)
{
	for (size_t i = 0; i < x->wanted.n; i++)
		if (x->wanted.v[i].oid == oid)
			return true;
	return false;
}

static const uint32_t own_tables[] = { OID_TYPE, OID_ATTRIBUTE, OID_PROC, OID_CLASS }; /* every pg_class names them */

/* relname at 0 behind the oid; relfilenode, reltoastrelid, relkind by their places */
static int class_take(struct cataloguing *x, const struct tuple *t, struct span data, struct fault *f)
{
	struct class_row r = { .oid = oid_of(x->c, t, &data), .former = x->former, .by = x->by };
	bool toast;

	if (r.oid == 0 || data.n < 112)
		return 0;
	for (unsigned i = 0; i < COUNT(own_tables); i++)
		x->own |= own_tables[i] == r.oid ? 1u << i : 0;
	r.name = name_at(data, 0);
	r.filenode = le32(data.p + 84);
	r.toast = le32(data.p + 104);
	toast = data.p[111] == 't';
	if (r.filenode != 0 && !x->former && x->out->nodes.n < x->c->limits.pg_tables * 4 && VEC_PUSH(&x->out->nodes, r.filenode, f) < 0)
		return -1;
	if (r.filenode == 0 || file_known(x, &r) || (toast && x->former) || (!toast && (data.p[111] != 'r' || !is_wanted(x->c, r.name))))
		return 0;
	if (arena_span(&x->c->arena, toast ? SPAN_NONE : r.name, &r.name, f) < 0)
		return -1;
	if ((toast ? x->toasts.n : x->wanted.n) >= x->c->limits.pg_tables) {
		watch_bite(x->c->watch, LIMIT_pg_tables, 1);
		return 0;
	}
	return toast ? VEC_PUSH(&x->toasts, r, f) : VEC_PUSH(&x->wanted, r, f);
}

static int attribute_take(struct cataloguing *x, const struct tuple *t, struct span data, struct fault *f)
{
	struct attribute_places p = places_of(x->c->facts.version);
	struct attribute a = { .former = x->former, .xmin = x->xmin, .by = x->by };

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

	return oid != x->oid || (x->former && x->name.n > 0) ? 0 : arena_span(&x->c->arena, name_at(data, 0), &x->name, f);
}

static int row_take(void *user, const struct tuple *t, const struct pg_row *row, struct fault *f)
{
	struct cataloguing *x = (struct cataloguing *)user;

	x->former = row->life != PG_LIVING;
	x->xmin = row->xmin;
	x->by = row->xmax;
	return x->row(x, t, span_from(t->bytes, t->head), f);
}

static int walk(struct cataloguing *x, const char *folder, uint32_t d, uint32_t t,
                int (*row)(struct cataloguing *, const struct tuple *, struct span, struct fault *), struct fault *f)
{
	struct heap h = { .c = x->c, .d = d, .t = t, .user = x, .row = row_take };
	uint32_t node = x->c->databases.v[d].tables.v[t].filenode;
	int rc;

	x->row = row;
	rc = node == 0 ? 0 : heap_rows(&h, folder, node, f);
	heap_release(&h);
	return rc;
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

/* The column as it was when the table had the file at hand: of a former file what the transaction found that took it, which
 * may have written the column several times itself. NULL: another version is that, or none. */
static const struct pg_column *column_then(const struct cataloguing *x, const struct class_row *r, const struct attribute *a)
{
	bool taken = r->former && r->by != 0 && a->by == r->by && a->xmin != r->by;

	if (a->table != r->oid || (!taken && (a->former || (r->former && a->xmin == r->by))))
		return NULL;
	for (size_t i = 0; i < x->attributes.n && !taken && r->former; i++) {
		const struct attribute *o = &x->attributes.v[i];

		if (o->table == r->oid && o->column.number == a->column.number && o->by == r->by && r->by != 0 && o->xmin != r->by)
			return NULL;
	}
	return &a->column;
}

/* False: the columns do not make a whole. */
static int columns_of(struct cataloguing *x, const struct class_row *r, struct pg_table *t, bool *sound, struct fault *f)
{
	size_t n = 0, k = 0;

	*sound = false;
	for (size_t i = 0; i < x->attributes.n; i++)
		n += column_then(x, r, &x->attributes.v[i]) != NULL;
	if (n == 0 || n > PG_COLUMNS)
		return 0;
	t->columns = (struct pg_column *)arena_alloc(&x->c->arena, n * sizeof *t->columns, f);
	t->names = (struct span *)arena_alloc(&x->c->arena, n * sizeof *t->names, f);
	if (t->columns == NULL || t->names == NULL)
		return -1;
	for (size_t i = 0; i < x->attributes.n; i++)
		if (column_then(x, r, &x->attributes.v[i]) != NULL)
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

static bool node_lives(const struct database *d, uint32_t node)
{
	for (size_t i = 0; i < d->nodes.n; i++)
		if (d->nodes.v[i] == node)
			return true;
	return false;
}

static int add_tables(struct cataloguing *x, struct database *d, struct fault *f)
{
	for (size_t i = 0; i < x->wanted.n; i++) {
		const struct class_row *r = &x->wanted.v[i];
		struct pg_table t = { .name = r->name, .oid = r->oid, .filenode = r->filenode, .toast_oid = r->toast, .former = r->former };
		bool sound;

		if (r->former && node_lives(d, r->filenode)) /* it has another name now */
			continue;
		for (size_t k = 0; k < x->toasts.n && r->toast != 0; k++)
			if (x->toasts.v[k].oid == r->toast)
				t.toast_node = x->toasts.v[k].filenode;
		if (columns_of(x, r, &t, &sound, f) < 0 || (sound && VEC_PUSH(&d->tables, t, f) < 0))
			return -1;
		if (!sound && !r->former && VEC_PUSH(&d->unshaped, ((struct pg_unshaped){ r->filenode, r->name }), f) < 0)
			return -1;
	}
	for (size_t i = 0; i < d->tables.n; i++)
		if (d->tables.v[i].former && VEC_PUSH(&d->nodes, d->tables.v[i].filenode, f) < 0)
			return -1;
	return 0;
}

/* Pages of its catalogs that could not be read. */
static uint64_t bad_pages(const struct pg_cluster *c)
{
	uint64_t n = 0;

	for (size_t i = 0; i < c->notes.n; i++)
		n += c->notes.v[i].kind == PG_NOTE_TORN || c->notes.v[i].kind == PG_NOTE_DAMAGED ? c->notes.v[i].count : 0;
	return n;
}

/* `map`: the file of its pg_filenode.map. */
static int load_database(struct pg_cluster *c, uint32_t number, struct database *d, size_t map, struct fault *f)
{
	struct cataloguing x = { .c = c, .oid = d->oid, .out = d };
	bool lives = false;
	uint64_t bad = bad_pages(c);
	char folder[48];
	int rc;

	(void)snprintf(folder, sizeof folder, "base/%" PRIu32, d->oid);
	rc = walk(&x, folder, number, OF_CLASS, class_take, f);
	if (rc == 0 && x.wanted.n > 0)
		rc = walk(&x, folder, number, OF_ATTRIBUTE, attribute_take, f);
	if (rc == 0)
		rc = walk(&x, "global", 0, 0, database_take, f);
	d->name = x.name;
	if (rc == 0)
		rc = add_tables(&x, d, f);
	if (rc == 0 && (x.own != (1u << COUNT(own_tables)) - 1 || d->unshaped.n > 0 || bad_pages(c) > bad))
		rc = forms_find(c, d, f);
	for (size_t i = 0; i < x.wanted.n; i++)
		lives |= !x.wanted.v[i].former;
	if (rc == 0 && lives && d->tables.n == 0 && map != SIZE_MAX)
		rc = cluster_note(c, PG_NOTE_CATALOG, map, 0, 0, f);
	VEC_RELEASE(&x.wanted);
	VEC_RELEASE(&x.toasts);
	VEC_RELEASE(&x.attributes);
	return rc;
}

/* ---- which databases ------------------------------------------------------------------------------------------------ */

/* A database whose tables are its catalogs; `oid` 0: what all share. Tables that are not mapped have no file. */
static int add_catalogs(struct pg_cluster *c, uint32_t oid, size_t file, struct fault *f)
{
	static const uint32_t own[CATALOGS] = { OID_CLASS, OID_ATTRIBUTE }, shared[] = { OID_DATABASE };
	const uint32_t *v = oid == 0 ? shared : own;
	size_t n = oid == 0 ? COUNT(shared) : COUNT(own);
	OWNED(buf) struct buf map = BUF_INIT;
	struct database d = { .oid = oid, .map = file };
	int rc = 0;

	if (file != SIZE_MAX && cluster_small_at(c, file, PG_PAGE, &map, f) < 0)
		return -1;
	for (size_t i = 0; i < n && rc == 0; i++)
		rc = VEC_PUSH(&d.tables, ((struct pg_table){ .oid = v[i], .filenode = map_find(buf_span(&map), v[i]) }), f);
	for (uint32_t i = 0; i < map_count(buf_span(&map)) && rc == 0; i++)
		rc = VEC_PUSH(&d.nodes, le32(map.p + 12 + (size_t)i * 8), f);
	if (rc == 0)
		rc = VEC_PUSH(&c->databases, d, f);
	if (rc < 0) {
		VEC_RELEASE(&d.tables);
		VEC_RELEASE(&d.nodes);
	}
	return rc;
}

/* "base/<number>/..." */
static bool folder_of(struct span path, uint32_t *oid, struct span *rest)
{
	struct span head = span_of("base/");
	uint64_t n;
	size_t at;

	if (!span_starts(path, head))
		return false;
	for (at = head.n; at < path.n && path.p[at] != '/'; at++)
		;
	if (at == path.n || !number_read(&n, span_sub(path, head.n, at - head.n), UINT32_MAX))
		return false;
	*oid = (uint32_t)n;
	*rest = span_from(path, at + 1);
	return true;
}

/* Those whose folder is there, with its map or without; the first is what they share. */
int catalog_find(struct pg_cluster *c, struct fault *f)
{
	uint32_t oid = 0, last = 0;
	struct span rest;

	if (add_catalogs(c, 0, cluster_find(c, "global/pg_filenode.map"), f) < 0)
		return -1;
	for (size_t i = 0; i < c->files->n; i++) {
		char map[64];

		if (!folder_of(c->files->v[i].path, &oid, &rest) || oid == 0 || oid == last)
			continue;
		if (c->databases.n > c->limits.pg_tables) {
			watch_bite(c->watch, LIMIT_pg_tables, 1);
			return 0;
		}
		last = oid;
		(void)snprintf(map, sizeof map, "base/%" PRIu32 "/pg_filenode.map", oid);
		if (add_catalogs(c, oid, cluster_find(c, map), f) < 0)
			return -1;
	}
	return 0;
}

static void database_release(struct database *d)
{
	VEC_RELEASE(&d->tables);
	VEC_RELEASE(&d->nodes);
	VEC_RELEASE(&d->strays);
	VEC_RELEASE(&d->unshaped);
}

void databases_release(struct pg_cluster *c)
{
	for (size_t i = 0; i < c->databases.n; i++)
		database_release(&c->databases.v[i]);
	VEC_RELEASE(&c->databases);
}

/* From here on `databases` are those with a table that is wanted. */
int catalog_load(struct pg_cluster *c, struct fault *f)
{
	VEC(struct database) found = { NULL, 0, 0 };
	int rc = 0;

	for (size_t i = 1; i < c->databases.n && rc == 0; i++) {
		struct database d = { .oid = c->databases.v[i].oid, .map = c->databases.v[i].map };

		d.nodes.v = c->databases.v[i].nodes.v; /* moved */
		d.nodes.n = c->databases.v[i].nodes.n;
		d.nodes.cap = c->databases.v[i].nodes.cap;
		c->databases.v[i].nodes.v = NULL;
		c->databases.v[i].nodes.n = c->databases.v[i].nodes.cap = 0;
		rc = load_database(c, (uint32_t)i, &d, d.map, f);
		if (rc < 0 || d.tables.n == 0 || (rc = VEC_PUSH(&found, d, f)) < 0)
			database_release(&d);
	}
	databases_release(c);
	c->databases.v = found.v;
	c->databases.n = found.n;
	c->databases.cap = found.cap;
	return rc;
}
