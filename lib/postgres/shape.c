/*
 * postgres/shape.c - which tables a loose page may be of: those that pages of pg_class and pg_attribute describe, which may be
 * loose themselves, and the published ones of registries, for where the catalog is lost (formats(7), "Loose pages").
 */
#include "postgres/private.h"

#include "base/number.h"

#include <stdlib.h>

enum {
	FIRST_USER = 16384, /* format: FirstNormalObjectId; below are the server's own */
	VERSIONS = 3,
};

/* ---- the published ones -------------------------------------------------------------------------------------------------- */

/* name:type, a dropped column with '-' before it. A table that migrations changed has its columns in the order they came, the
 * dropped ones too; a row written before a column came ends there. goharbor/harbor, make/migrations/postgresql, 0001 to 0200;
 * quay/quay, data/migrations/versions, c156deb8845d on, as of August 2026, on PostgreSQL; GitLab's container-registry,
 * registry/datastore/migrations, 20210503145616 on. Its tags and manifests are 64 tables each: '?' says that it is not known
 * which. Tables that hold nothing but numbers and a name (logentrykind) are left out, and what means nothing without them. */
static const struct {
	const char *table;
	unsigned least;
	const char *columns;
} known[] = {
	{ "artifact", 15,
	  "id:i project_id:i repository_name:v -tag:v digest:v type:v -creation_time:t pull_time:t push_time:t repository_id:i "
	  "media_type:v manifest_media_type:v size:l extra_attrs:x annotations:j icon:v artifact_type:v" },
	{ "artifact", 9, "id:i project_id:i repo:v tag:v digest:v kind:v creation_time:t pull_time:t push_time:t" },
	{ "artifact_blob", 4, "id:i digest_af:v digest_blob:v creation_time:t" },
	{ "artifact_reference", 7, "id:i parent_id:i child_id:i child_digest:v platform:v urls:v annotations:j" },
	{ "artifact_trash", 6, "id:i media_type:v manifest_media_type:v repository_name:v digest:v creation_time:t" },
	{ "audit_log", 7, "id:i project_id:i operation:v resource_type:v resource:v username:v op_time:t" },
	{ "audit_log_ext", 11,
	  "id:l project_id:l operation:v resource_type:v resource:v username:v op_desc:v op_result:b payload:x source_ip:v op_time:t" },
	{ "blob", 5, "id:i digest:v content_type:v size:l creation_time:t update_time:t status:v version:l" },
	{ "repository", 8, "repository_id:i name:v project_id:i description:x pull_count:i star_count:i creation_time:t update_time:t" },
	{ "tag", 6, "id:i repository_id:i artifact_id:i name:v push_time:t pull_time:t" },
	/* Quay */
	{ "manifest", 5,
	  "id:i repository_id:i digest:v media_type_id:i manifest_bytes:x config_media_type:v layers_compressed_size:l subject:v "
	  "subject_backfilled:b artifact_type:v artifact_type_backfilled:b" },
	{ "repository", 6,
	  "id:i namespace_user_id:i name:v visibility_id:i description:x badge_token:v kind_id:i trust_enabled:b state:i" },
	{ "tag", 10,
	  "id:i name:v repository_id:i manifest_id:i lifetime_start_ms:l lifetime_end_ms:l hidden:b reversion:b tag_kind_id:i "
	  "linked_tag_id:i immutable:b" },
	{ "user", 15,
	  "id:i uuid:v username:v password_hash:v email:v verified:b stripe_id:v organization:b robot:b invoice_email:b "
	  "invalid_login_attempts:i last_invalid_login:t removed_tag_expiration_s:l enabled:b invoice_email_address:v company:v "
	  "family_name:v given_name:v location:v maximum_queued_builds_count:i creation_date:t last_accessed:t" },
	{ "user", 15, /* before 46980ea2dde5 */
	  "id:i uuid:v username:v password_hash:v email:v verified:b stripe_id:v organization:b robot:b invoice_email:b "
	  "invalid_login_attempts:i last_invalid_login:t removed_tag_expiration_s:i enabled:b invoice_email_address:v company:v "
	  "family_name:v given_name:v location:v maximum_queued_builds_count:i creation_date:t last_accessed:t" },
	/* GitLab */
	{ "manifests_p_?", 11,
	  "id:l top_level_namespace_id:l repository_id:l created_at:z schema_version:s media_type_id:s configuration_media_type_id:s "
	  "configuration_payload:y configuration_blob_digest:y digest:y payload:y non_conformant:b total_size:l "
	  "non_distributable_layers:b subject_id:l artifact_media_type_id:l media_type_id_convert_to_bigint:l" },
	{ "repositories", 7,
	  "id:l top_level_namespace_id:l parent_id:l created_at:z updated_at:z name:x path:x -migration_status:x deleted_at:z "
	  "-migration_error:x last_published_at:z" },
	{ "tags_p_?", 7, "id:l top_level_namespace_id:l repository_id:l manifest_id:l created_at:z updated_at:z name:x" },
};

static const struct {
	char letter, align;
	int16_t length;
	uint32_t type; /* format: pg_type.dat */
} types[] = {
	{ 'i', 'i', 4, 23 }, { 'l', 'd', 8, 20 }, { 'v', 'i', -1, 1043 }, { 'x', 'i', -1, 25 },
	{ 't', 'd', 8, 1114 }, { 'b', 'c', 1, 16 }, { 'j', 'i', -1, 3802 },
	{ 's', 's', 2, 21 }, { 'y', 'i', -1, 17 }, { 'z', 'd', 8, 1184 },
};

static struct pg_column column_of(struct span text, size_t number)
{
	struct pg_column k = { .number = (int16_t)number, .dropped = text.n > 0 && text.p[0] == '-' };

	for (size_t i = 0; text.n > 2 && i < COUNT(types); i++)
		if (types[i].letter == (char)text.p[text.n - 1]) {
			k.type = types[i].type;
			k.length = types[i].length;
			k.align = types[i].align;
		}
	k.name = span_sub(text, k.dropped, text.n - 2 - k.dropped);
	return k;
}

static int make_table(struct pg_cluster *c, struct pg_table *t, size_t n, struct fault *f)
{
	t->columns = (struct pg_column *)arena_alloc(&c->arena, (n + 1) * sizeof *t->columns, f);
	t->names = t->columns == NULL ? NULL : (struct span *)arena_alloc(&c->arena, (n + 1) * sizeof *t->names, f);
	return t->names == NULL ? -1 : 0;
}

static void add_column(struct pg_table *t, struct pg_column k)
{
	t->columns[t->n++] = k;
	if (!k.dropped)
		t->names[t->names_n++] = k.name;
}

int shapes_known(struct pg_cluster *c, struct fault *f)
{
	for (size_t i = 0; i < COUNT(known); i++) {
		struct shape s = { .known = true, .wanted = true, .least = known[i].least, .table.name = span_of(known[i].table) };
		struct span rest = span_of(known[i].columns);

		if (make_table(c, &s.table, rest.n / 4 + 1, f) < 0)
			return -1;
		while (rest.n > 0)
			add_column(&s.table, column_of(span_cut(&rest, ' '), s.table.n + 1));
		if (VEC_PUSH(&c->loose.shapes, s, f) < 0)
			return -1;
	}
	return 0;
}

bool shape_is_of(const struct shape *s, struct span name)
{
	struct span own = s->table.name;

	return span_ends(own, span_of("?")) ? span_starts(name, span_sub(own, 0, own.n - 1)) : span_eq(own, name);
}

bool tables_alike(const struct pg_table *a, const struct pg_table *b)
{
	if (a->n != b->n)
		return false;
	for (size_t i = 0; i < a->n; i++)
		if (!span_eq(a->columns[i].name, b->columns[i].name) || a->columns[i].type != b->columns[i].type)
			return false;
	return true;
}

/* ---- rows of a catalog ------------------------------------------------------------------------------------------------------ */

/* From 12 on, where a row begins with its oid. */
static const struct attribute_form {
	unsigned length, number, align, not_null, has_default, has_missing, dropped;
} forms[VERSIONS] = {
	{ 72, 74, 87, 90, 91, 92, 95 },  /* 16, 17 */
	{ 76, 78, 93, 96, 97, 98, 101 }, /* 14, 15 */
	{ 76, 78, 94, 95, 96, 97, 100 }, /* 12, 13 */
};

/* A name and zeros to its end. */
static bool name_at(struct span data, size_t at, struct span *out)
{
	struct span s = span_sub(data, at, PG_NAME);
	size_t n = s.n == PG_NAME ? span_find(s, 0) : SIZE_MAX;

	if (n == SIZE_MAX || n == 0 || !bytes_zero(s.p + n, s.n - n))
		return false;
	*out = span_sub(s, 0, n);
	return true;
}

static bool class_of(struct span data, struct loose_class *out, char *kind)
{
	if (data.n < 140 || !name_at(data, 4, &out->name) || memchr("put", data.p[114], 3) == NULL || memchr("riStvmcfpI", data.p[115], 10) == NULL)
		return false;
	out->oid = le32(data.p);
	out->node = le32(data.p + 88);
	out->columns = (int16_t)le16(data.p + 116);
	*kind = (char)data.p[115];
	return out->oid != 0 && out->columns >= 0 && out->columns <= PG_COLUMNS && data.p[112] <= 1 && data.p[113] <= 1;
}

static bool length_fits(int16_t length, char align)
{
	switch (align) {
	case 'c':
		return length == 1 || length >= 16 || length == -2;
	case 's':
		return length == 2 || length == 6;
	case 'i':
		return length == -1 || length >= 4;
	case 'd':
		return length == -1 || length >= 8;
	default:
		return false;
	}
}

static bool attribute_of(struct span data, const struct attribute_form *k, struct loose_attribute *out)
{
	if (data.n < 108 || !name_at(data, 4, &out->column.name))
		return false;
	out->table = le32(data.p);
	out->column.type = le32(data.p + 68);
	out->column.length = (int16_t)le16(data.p + k->length);
	out->column.number = (int16_t)le16(data.p + k->number);
	out->column.align = (char)data.p[k->align];
	out->column.dropped = data.p[k->dropped] != 0;
	out->filled = (data.p[k->not_null] != 0 || data.p[k->has_default] != 0) && data.p[k->has_missing] == 0 && !out->column.dropped;
	return out->table != 0 && data.p[k->dropped] <= 1 && out->column.number >= -7 && out->column.number != 0 &&
	       out->column.number <= PG_COLUMNS && (out->column.type == 0) == out->column.dropped &&
	       length_fits(out->column.length, out->column.align);
}

/* Is every row of the page one of that catalog? `form`: VERSIONS for pg_class. */
static bool all_are(const struct pg_page *p, unsigned form)
{
	size_t n = 0;

	for (unsigned i = 1; i <= p->pointers; i++) {
		struct loose_attribute a;
		struct loose_class k;
		struct tuple t;
		struct span b;
		char kind;

		if (!page_tuple(p, i, &b) || !tuple_of(&t, b))
			continue;
		b = span_from(b, t.head);
		if (form == VERSIONS ? !class_of(b, &k, &kind) : !attribute_of(b, &forms[form], &a))
			return false;
		n++;
	}
	return n > 0;
}

static bool room(struct pg_cluster *c, size_t n, uint64_t times)
{
	if (n < c->limits.pg_tables * times)
		return true;
	watch_bite(c->watch, LIMIT_pg_tables, 1);
	return false;
}

static int take_class(struct pg_cluster *c, struct span data, struct fault *f)
{
	struct loose_class k;
	char kind;

	if (!class_of(data, &k, &kind) || kind != 'r' || k.oid < FIRST_USER || k.columns == 0 || !room(c, c->loose.classes.n, 1))
		return 0;
	return arena_span(&c->arena, k.name, &k.name, f) < 0 ? -1 : VEC_PUSH(&c->loose.classes, k, f);
}

static int take_attribute(struct pg_cluster *c, struct span data, const struct attribute_form *form, bool dead, struct fault *f)
{
	struct loose_attribute a = { .dead = dead };

	if (!attribute_of(data, form, &a) || a.table < FIRST_USER || a.column.number < 1 || !room(c, c->loose.attributes.n, 64))
		return 0;
	return arena_span(&c->arena, a.column.name, &a.column.name, f) < 0 ? -1 : VEC_PUSH(&c->loose.attributes, a, f);
}

int shapes_learn(struct pg_cluster *c, const struct pg_page *p, bool *is, struct fault *f)
{
	unsigned form = 0;

	while (form <= VERSIONS && !all_are(p, form))
		form++;
	*is = form <= VERSIONS;
	for (unsigned i = 1; i <= p->pointers && *is; i++) {
		struct tuple t;
		struct span b;
		struct row_fate fate;

		if (!page_tuple(p, i, &b) || !tuple_of(&t, b))
			continue;
		fate = tuple_fate(c, &t, t.ctid_block, t.ctid_position);
		b = span_from(b, t.head);
		/* a table that was perhaps never committed may still be one that a page is of; what was rolled back is not */
		if ((fate.was || (t.mask & MASK_XMIN_INVALID) == 0) && (form == VERSIONS ? take_class(c, b, f) : take_attribute(c, b, &forms[form], fate.life != PG_LIVING, f)) < 0)
			return -1;
	}
	return 0;
}

/* ---- tables ------------------------------------------------------------------------------------------------------------------ */

static int by_place(const void *a, const void *b)
{
	const struct loose_attribute *x = (const struct loose_attribute *)a, *y = (const struct loose_attribute *)b;

	if (x->table != y->table)
		return x->table < y->table ? -1 : 1;
	if (x->column.number != y->column.number)
		return x->column.number < y->column.number ? -1 : 1;
	return (int)x->dead - (int)y->dead;
}

static bool same_column(const struct pg_column *a, const struct pg_column *b)
{
	return span_eq(a->name, b->name) && a->type == b->type && a->length == b->length && a->align == b->align && a->dropped == b->dropped;
}

/* Column `number` of the table: what lives, else what died; NULL: nothing, or two that differ. */
static const struct loose_attribute *column_at(const struct loose *x, uint32_t table, int16_t number)
{
	struct loose_attribute key = { .table = table, .column.number = number };
	size_t low = LOWER_BOUND(x->attributes.n, mid, by_place(&x->attributes.v[mid], &key) < 0);
	const struct loose_attribute *first = &x->attributes.v[low];

	if (low == x->attributes.n || first->table != table || first->column.number != number)
		return NULL;
	for (size_t i = low + 1; i < x->attributes.n && x->attributes.v[i].table == table && x->attributes.v[i].column.number == number; i++)
		if (x->attributes.v[i].dead == first->dead && !same_column(&x->attributes.v[i].column, &first->column))
			return NULL;
	return first;
}

static bool is_wanted(const struct pg_cluster *c, struct span name)
{
	for (size_t i = 0; i < c->wanted.n; i++)
		if (name_fits(name, c->wanted.v[i]))
			return true;
	return false;
}

static bool has_shape(const struct loose *x, const struct shape *s)
{
	for (size_t i = 0; i < x->shapes.n; i++)
		if (!x->shapes.v[i].known && x->shapes.v[i].table.filenode == s->table.filenode && span_eq(x->shapes.v[i].table.name, s->table.name) && tables_alike(&x->shapes.v[i].table, &s->table))
			return true;
	return false;
}

int shapes_settle(struct pg_cluster *c, struct fault *f)
{
	struct loose *x = &c->loose;

	if (x->attributes.n > 1)
		qsort(x->attributes.v, x->attributes.n, sizeof *x->attributes.v, by_place);
	for (size_t i = 0; i < x->classes.n; i++) {
		const struct loose_class *k = &x->classes.v[i];
		struct shape s = { .wanted = is_wanted(c, k->name), .table.name = k->name, .table.oid = k->oid, .table.filenode = k->node };
		const struct loose_attribute *column = NULL;

		if (make_table(c, &s.table, (size_t)k->columns, f) < 0)
			return -1;
		for (int16_t n = 1; n <= k->columns && (n == 1 || column != NULL); n++) {
			column = column_at(x, k->oid, n);
			if (column != NULL)
				add_column(&s.table, column->column);
			if (column != NULL && column->filled)
				s.least = (unsigned)n;
		}
		if (column != NULL && !has_shape(x, &s) && VEC_PUSH(&x->shapes, s, f) < 0)
			return -1;
	}
	return 0;
}
