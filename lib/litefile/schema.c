/*
 * litefile/schema.c - tables, their columns and their indexes, out of the statements that made them. Source: sqlite.org,
 * "CREATE TABLE", "Datatypes In SQLite" 3.1 (affinity), "Database File Format" 2.6 (the schema table).
 */
#include "litefile/private.h"

#include <stdlib.h>

/* ---- words of a statement --------------------------------------------------------------------------------------- */

struct lite_word {
	struct span text; /* quotes are off */
	bool quoted;
	uint8_t mark;     /* one character that is no word; 0 */
};

static bool letter(uint8_t c)
{
	return c >= 0x80 || c == '_' || c == '$' || c == '.' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool blank(uint8_t c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static void skip(struct span *s)
{
	for (;;) {
		while (s->n > 0 && blank(s->p[0]))
			*s = span_from(*s, 1);
		if (span_starts(*s, span_of("--"))) {
			(void)span_cut(s, '\n');
		} else if (span_starts(*s, span_of("/*"))) {
			size_t at = 2;

			while (at + 1 < s->n && !(s->p[at] == '*' && s->p[at + 1] == '/'))
				at++;
			*s = span_from(*s, at + 2);
		} else {
			return;
		}
	}
}

/* The next word; false: the end. A doubled quote within quotes stays doubled: no name of interest has one. */
static bool next_word(struct span *s, struct lite_word *out)
{
	size_t n = 0;

	*out = (struct lite_word){ .quoted = false };
	skip(s);
	if (s->n == 0)
		return false;
	if (s->p[0] == '"' || s->p[0] == '`' || s->p[0] == '\'' || s->p[0] == '[') {
		uint8_t end = s->p[0] == '[' ? ']' : s->p[0];

		for (n = 1; n < s->n && !(s->p[n] == end && !(n + 1 < s->n && s->p[n + 1] == end && end != ']')); n++)
			n += s->p[n] == end;
		out->quoted = true;
		out->text = span_sub(*s, 1, n - 1);
		*s = span_from(*s, n + 1);
		return true;
	}
	while (n < s->n && letter(s->p[n]))
		n++;
	out->mark = n == 0 ? s->p[0] : 0;
	out->text = span_sub(*s, 0, n == 0 ? 1 : n);
	*s = span_from(*s, n == 0 ? 1 : n);
	return true;
}

static uint8_t low(uint8_t c)
{
	return c >= 'A' && c <= 'Z' ? (uint8_t)(c + 32) : c;
}

static bool same(struct span a, struct span b)
{
	if (a.n != b.n)
		return false;
	for (size_t i = 0; i < a.n; i++)
		if (low(a.p[i]) != low(b.p[i]))
			return false;
	return true;
}

static bool is(const struct lite_word *w, const char *text)
{
	return !w->quoted && same(w->text, span_of(text));
}

static bool holds(struct span s, const char *part)
{
	size_t n = strlen(part);

	for (size_t i = 0; i + n <= s.n; i++)
		if (same(span_sub(s, i, n), span_of(part)))
			return true;
	return false;
}

/* What stands between the first brackets and their end; *s goes behind them. */
static bool brackets(struct span *s, struct span *out)
{
	const uint8_t *from;
	unsigned depth = 0;
	struct lite_word w;

	while (next_word(s, &w))
		if (w.mark == '(')
			break;
	from = s->p;
	while (next_word(s, &w)) {
		depth += w.mark == '(';
		if (w.mark == ')' && depth-- == 0) {
			*out = span_make(from, (size_t)(s->p - from) - 1);
			return true;
		}
	}
	return false;
}

/* The part before the next comma that stands in no brackets. */
static bool next_part(struct span *s, struct span *out)
{
	const uint8_t *from;
	unsigned depth = 0;
	struct lite_word w;

	skip(s);
	from = s->p;
	if (s->n == 0)
		return false;
	while (next_word(s, &w)) {
		depth += w.mark == '(';
		depth -= w.mark == ')' && depth > 0;
		if (w.mark == ',' && depth == 0) {
			*out = span_make(from, (size_t)(s->p - from) - 1);
			return true;
		}
	}
	*out = span_make(from, (size_t)(s->p - from));
	return true;
}

/* ---- a column ------------------------------------------------------------------------------------------------- */

static enum affinity affinity_of(struct span type)
{
	if (holds(type, "INT"))
		return AFFINITY_INTEGER;
	if (holds(type, "CHAR") || holds(type, "CLOB") || holds(type, "TEXT"))
		return AFFINITY_TEXT;
	if (type.n == 0 || holds(type, "BLOB"))
		return AFFINITY_BLOB;
	return holds(type, "REAL") || holds(type, "FLOA") || holds(type, "DOUB") ? AFFINITY_REAL : AFFINITY_NUMERIC;
}

static bool ends_type(const struct lite_word *w)
{
	static const char *const words[] = { "CONSTRAINT", "PRIMARY", "NOT", "NULL", "UNIQUE", "CHECK", "DEFAULT", "COLLATE", "REFERENCES", "GENERATED", "AS" };

	for (size_t i = 0; i < COUNT(words); i++)
		if (is(w, words[i]))
			return true;
	return false;
}

struct column_said { /* of a column */
	struct span type;
	bool primary, descending, required, generated, stored;
};

static void constraints(struct span rest, struct lite_word w, struct column_said *out)
{
	unsigned depth = 0;
	bool more = w.text.n > 0, not_ = false;

	for (; more; more = next_word(&rest, &w)) {
		depth += w.mark == '(';
		depth -= w.mark == ')' && depth > 0;
		if (depth > 0)
			continue;
		out->primary |= is(&w, "PRIMARY");
		out->descending |= is(&w, "DESC");
		out->required |= not_ && is(&w, "NULL");
		out->generated |= is(&w, "AS");
		out->stored |= is(&w, "STORED");
		not_ = is(&w, "NOT");
	}
}

static struct column_said column_of(struct span part)
{
	struct column_said c = { .type = SPAN_NONE };
	struct span rest = part;
	unsigned depth = 0;
	struct lite_word w;
	const uint8_t *from = rest.p;

	while (next_word(&rest, &w)) {
		if (depth == 0 && ends_type(&w)) {
			constraints(rest, w, &c);
			break;
		}
		depth += w.mark == '(';
		depth -= w.mark == ')' && depth > 0;
		c.type = span_make(from, (size_t)(rest.p - from));
	}
	while (c.type.n > 0 && blank(c.type.p[0]))
		c.type = span_from(c.type, 1);
	return c;
}

/* ---- a table ----------------------------------------------------------------------------------------------------- */

static bool is_constraint(const struct lite_word *w)
{
	return is(w, "CONSTRAINT") || is(w, "PRIMARY") || is(w, "UNIQUE") || is(w, "CHECK") || is(w, "FOREIGN");
}

static size_t column_at(const struct lite_table *t, struct span name)
{
	for (size_t i = 0; i < t->n; i++)
		if (same(t->columns[i].name, name))
			return i;
	return SIZE_MAX;
}

/* PRIMARY KEY (a, b): marks the columns, in this order at *order. */
static void primary_key(struct lite_table *t, struct span part, size_t *order, size_t *n)
{
	struct span inside, name;
	struct lite_word w;

	if (!brackets(&part, &inside))
		return;
	while (next_part(&inside, &name)) {
		size_t at = next_word(&name, &w) ? column_at(t, w.text) : SIZE_MAX;

		if (at != SIZE_MAX && !t->columns[at].key && *n < LITE_COLUMNS) {
			t->columns[at].key = true;
			order[(*n)++] = at;
		}
	}
}

static bool table_constraint(struct lite_table *t, struct span part, size_t *order, size_t *n)
{
	struct span rest = part;
	struct lite_word w;

	while (next_word(&rest, &w) && w.mark != '(')
		if (is(&w, "PRIMARY")) {
			primary_key(t, rest, order, n);
			return true;
		}
	return false;
}

/* The order of values in a record: the columns; without rowid the key's first. */
static int set_stored(struct lite *l, struct lite_table *t, const size_t *key, size_t keys, struct fault *f)
{
	t->stored = (size_t *)arena_alloc(&l->arena, (t->n + 1) * sizeof *t->stored, f);
	if (t->stored == NULL)
		return -1;
	for (size_t i = 0; t->without_rowid && i < keys; i++)
		t->stored[t->n_stored++] = key[i];
	for (size_t i = 0; i < t->n; i++)
		if (!t->columns[i].virtual && !(t->without_rowid && t->columns[i].key))
			t->stored[t->n_stored++] = i;
	t->fewest = t->n_stored;
	return 0;
}

static int add_column(struct lite *l, struct lite_table *t, struct span name, struct span part, size_t *room, size_t *key, size_t *keys, bool *integer_key,
                      struct fault *f)
{
	struct column_said said = column_of(part);
	struct lite_column c = { .name = name, .affinity = affinity_of(said.type), .required = said.required, .key = said.primary,
		                 .virtual = said.generated && !said.stored };

	if (t->n == *room) {
		struct lite_column *more = (struct lite_column *)arena_alloc(&l->arena, 2 * *room * sizeof c, f);

		if (more == NULL)
			return -1;
		memcpy(more, t->columns, t->n * sizeof c);
		t->columns = more;
		*room *= 2;
	}
	if (c.key)
		key[(*keys)++] = t->n;
	*integer_key |= c.key && !said.descending && same(said.type, span_of("INTEGER"));
	t->columns[t->n++] = c;
	return 0;
}

static bool integer_type(struct span sql, struct span name)
{
	struct span inside, part;
	struct lite_word w;

	if (!brackets(&sql, &inside))
		return false;
	while (next_part(&inside, &part))
		if (next_word(&part, &w) && same(w.text, name))
			return same(column_of(part).type, span_of("INTEGER"));
	return false;
}

static bool without_rowid(struct span rest)
{
	struct lite_word w;

	while (next_word(&rest, &w))
		if (is(&w, "WITHOUT"))
			return true;
	return false;
}

int schema_table(struct lite *l, struct lite_table *t, struct span sql, struct fault *f)
{
	struct span inside, part, rest = sql;
	size_t key[LITE_COLUMNS], keys = 0, room = 16;
	bool integer_key = false, by_constraint = false;
	struct lite_word w;

	t->alias = t->mark = SIZE_MAX;
	if (!brackets(&rest, &inside))
		return 0;
	t->without_rowid = without_rowid(rest);
	t->columns = (struct lite_column *)arena_alloc(&l->arena, room * sizeof *t->columns, f);
	if (t->columns == NULL)
		return -1;
	while (next_part(&inside, &part)) {
		struct span whole = part;

		if (!next_word(&part, &w) || t->n == LITE_COLUMNS || keys == LITE_COLUMNS)
			return 0;
		if (is_constraint(&w))
			by_constraint |= table_constraint(t, whole, key, &keys);
		else if (add_column(l, t, w.text, part, &room, key, &keys, &integer_key, f) < 0)
			return -1;
	}
	if (by_constraint && keys == 1)
		integer_key = integer_type(sql, t->columns[key[0]].name);
	if (integer_key && keys == 1 && !t->without_rowid)
		t->alias = key[0];
	t->keyed = keys > 0 && t->alias == SIZE_MAX;
	if (set_stored(l, t, key, keys, f) < 0)
		return -1;
	t->sound = t->n > 0 && t->n_stored > 0 && !(t->without_rowid && keys == 0);
	return 0;
}

/* CREATE [UNIQUE] INDEX name ON table (columns): `x` belongs to its table already. */
int schema_index(struct lite *l, struct index_of *x, struct span sql, struct fault *f)
{
	const struct lite_table *t = &l->tables.v[x->table];
	struct span inside, part;
	size_t n = 0, columns[32];
	struct lite_word w;

	if (!brackets(&sql, &inside))
		return 0;
	while (next_part(&inside, &part)) {
		columns[n] = next_word(&part, &w) && w.mark == 0 ? column_at(t, w.text) : SIZE_MAX;
		if (columns[n++] == SIZE_MAX || n == COUNT(columns) || (next_word(&part, &w) && w.mark == '('))
			return 0; /* an expression */
	}
	x->columns = (size_t *)arena_alloc(&l->arena, (n + 1) * sizeof *columns, f);
	if (x->columns == NULL)
		return -1;
	memcpy(x->columns, columns, n * sizeof *columns);
	x->n = n;
	return 0;
}

/* ---- the schema table ---------------------------------------------------------------------------------------------- */

struct lite_entry { /* type, name, tbl_name, rootpage, sql */
	struct span type, name, table, sql;
	uint32_t root;
};
struct entries {
	struct lite *l;
	VEC(struct lite_entry) v;
};

static int entry_take(void *user, const struct lite_image *m, const struct lite_cell *c, struct span whole, struct fault *f)
{
	struct entries *x = (struct entries *)user;
	struct lite_field room[5];
	struct lite_record r;
	struct lite_entry e;
	struct span *const texts[5] = { &e.type, &e.name, &e.table, NULL, &e.sql };
	struct arena *a = &x->l->arena;
	int64_t root;

	(void)c;
	if (!record_head(&r, room, 5, whole) || r.n != 5) {
		damaged(x->l, m->page);
		return 0;
	}
	record_cut(&r, span_from(whole, (size_t)r.head), SIZE_MAX);
	for (size_t i = 0; i < 5; i++) {
		struct span text;

		if (texts[i] == NULL)
			continue;
		if (field_text(a, &r.v[i], x->l->facts.encoding, &text, f) < 0 || arena_span(a, text, texts[i], f) < 0)
			return -1;
	}
	root = field_int(&r.v[3]);
	e.root = root < 0 || root > UINT32_MAX ? 0 : (uint32_t)root;
	return VEC_PUSH(&x->v, e, f);
}

static void mark_wanted(const struct lite *l, struct lite_table *t)
{
	for (size_t i = 0; i < l->wanted.n; i++) {
		const struct lite_wanted *w = &l->wanted.v[i];

		if (!same(t->name, span_of(w->table)))
			continue;
		t->wanted = t->sound;
		t->begins = w->begins;
		t->mark = w->mark == NULL ? SIZE_MAX : column_at(t, span_of(w->mark));
	}
}

static int add_table(struct lite *l, const struct lite_entry *e, struct fault *f)
{
	struct lite_table t = { .name = e->name, .root = e->root };

	if (schema_table(l, &t, e->sql, f) < 0)
		return -1;
	mark_wanted(l, &t);
	return VEC_PUSH(&l->tables, t, f);
}

static int add_index(struct lite *l, const struct lite_entry *e, struct fault *f)
{
	struct index_of x = { .root = e->root };

	while (x.table < l->tables.n && !same(l->tables.v[x.table].name, e->table))
		x.table++;
	if (x.table < l->tables.n && e->sql.n > 0 && schema_index(l, &x, e->sql, f) < 0)
		return -1;
	return VEC_PUSH(&l->indexes, x, f);
}

static int add_entries(struct entries *x, struct fault *f)
{
	struct lite_entry self = { span_of("table"), span_of("sqlite_schema"), span_of("sqlite_schema"),
		              span_of("CREATE TABLE x(type TEXT, name TEXT, tbl_name TEXT, rootpage INTEGER, sql TEXT)"), 1 };

	if (add_table(x->l, &self, f) < 0)
		return -1;
	for (size_t i = 0; i < x->v.n; i++)
		if (span_is(x->v.v[i].type, "table") && add_table(x->l, &x->v.v[i], f) < 0)
			return -1;
	for (size_t i = 0; i < x->v.n; i++)
		if (span_is(x->v.v[i].type, "index") && add_index(x->l, &x->v.v[i], f) < 0)
			return -1;
	return 0;
}

/* Its own pages are claimed with those of all tables. */
int schema_read(struct lite *l, struct fault *f)
{
	struct entries x = { .l = l };
	const struct tree_sink sink = { &x, entry_take };
	int rc = tree_walk(l, 1, 1, true, &sink, f);

	memset(l->owners, 0, (size_t)l->facts.pages * sizeof *l->owners);
	if (rc == 0)
		rc = add_entries(&x, f);
	VEC_RELEASE(&x.v);
	return rc;
}
