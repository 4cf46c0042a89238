/* litefile/rows.c - rows told, each once: the living ones, and dead ones that no living one is. */
#include "litefile/private.h"

#include "base/keyed.h"

#include <stdlib.h>

/* ---- hashes ----------------------------------------------------------------------------------------------------- */

uint64_t hash_bytes(uint64_t h, struct span s)
{
	return keyed_word(h ^ keyed_hash(s.p, s.n));
}

static size_t place(const struct lite_hashes *h, uint64_t x)
{
	size_t at = (size_t)(x ^ x >> 32) & (h->slots - 1);

	while (h->v[at] != 0 && h->v[at] != x)
		at = (at + 1) & (h->slots - 1);
	return at;
}

bool hashes_has(const struct lite_hashes *h, uint64_t x)
{
	return h->slots > 0 && h->v[place(h, x | 1)] != 0;
}

int hashes_add(struct lite_hashes *h, uint64_t x, struct fault *f)
{
	x |= 1;
	if (h->n * 2 >= h->slots) {
		struct lite_hashes more = { .slots = h->slots == 0 ? 256 : h->slots * 2 };

		more.v = (uint64_t *)calloc(more.slots, sizeof *more.v);
		if (more.v == NULL)
			return fault_memory(f, more.slots * sizeof *more.v);
		for (size_t i = 0; i < h->slots; i++)
			if (h->v[i] != 0)
				more.v[place(&more, h->v[i])] = h->v[i];
		more.n = h->n;
		free(h->v);
		*h = more;
	}
	if (h->v[place(h, x)] == 0) {
		h->v[place(h, x)] = x;
		h->n++;
	}
	return 0;
}

/* ---- what tells rows apart ----------------------------------------------------------------------------------------- */

static uint64_t hash_field(uint64_t h, const struct lite_field *v)
{
	int64_t n = field_int(v);

	if (v->type == 0)
		return hash_bytes(h ^ 1, SPAN_NONE);
	if (v->type < 12 && v->type != 7)
		return hash_bytes(h, span_make(&n, sizeof n));
	return hash_bytes(h ^ (v->type % 2 + 2), v->bytes);
}

/* Of all values but the rowid. Values that an older row of the table has not are left out: they end the record. */
uint64_t found_content(const struct found *r)
{
	uint64_t h = 0xCBF29CE484222325u;

	for (size_t i = 0; i < r->record.n; i++)
		if (r->table->stored[i] != r->table->alias)
			h = hash_field(h, &r->record.v[i]);
	return h;
}

bool found_key(const struct found *r, uint64_t *out)
{
	uint64_t h = 0x9E3779B97F4A7C15u;

	if (!r->table->keyed) {
		*out = hash_bytes(h, span_make(&r->rowid, sizeof r->rowid));
		return r->has_rowid;
	}
	for (size_t i = 0; i < r->table->n_stored; i++) {
		if (!r->table->columns[r->table->stored[i]].key)
			continue;
		if (i >= r->record.n || r->record.v[i].lost)
			return false;
		h = hash_field(h, &r->record.v[i]);
	}
	*out = h;
	return true;
}

/* ---- telling ----------------------------------------------------------------------------------------------------------- */

int row_put(struct lite *l, const struct found *r, enum lite_life life, const struct lite_sink *sink, struct fault *f)
{
	const struct lite_table *t = r->table;
	struct lite_row row = { .table = t->name, .columns = t->n, .life = life, .past = r->past, .has_rowid = r->has_rowid, .rowid = r->rowid,
		                .file = r->file, .offset = r->offset, .length = r->length, .page = r->page };
	struct span *names;
	struct lite_value *values;

	arena_release(&l->row);
	names = (struct span *)arena_alloc(&l->row, t->n * sizeof *names, f);
	values = (struct lite_value *)arena_alloc(&l->row, t->n * sizeof *values, f);
	if (names == NULL || values == NULL)
		return -1;
	for (size_t i = 0; i < t->n; i++) {
		names[i] = t->columns[i].name;
		values[i].null = true;
	}
	for (size_t i = 0; i < r->record.n && i < t->n_stored; i++) {
		struct lite_value *v = &values[t->stored[i]];
		const struct lite_field *from = &r->record.v[i];
		struct lite_field rowid = { .type = 6, .bytes = SPAN_NONE };
		uint8_t big[8];

		if (t->stored[i] == t->alias && r->has_rowid) {
			for (size_t k = 0; k < 8; k++)
				big[k] = (uint8_t)((uint64_t)r->rowid >> (56 - 8 * k));
			rowid.bytes = span_make(big, 8);
			from = &rowid;
		}
		row.lost |= from->lost;
		v->spliced = from->spliced;
		v->null = from->type == 0 || from->lost;
		if (!v->null && field_text(&l->row, from, l->facts.encoding, &v->text, f) < 0)
			return -1;
	}
	row.names = names;
	row.values = values;
	*(life == LITE_LIVING ? &l->facts.living : &l->facts.dead) += 1;
	return sink->row(sink->user, &row, f);
}

/* ---- living rows ----------------------------------------------------------------------------------------------------- */

struct learning {
	struct lite *l;
	struct lite_table *t;
	const struct lite_sink *sink; /* NULL: learn */
};

static int by_key(const void *a, const void *b)
{
	const struct key_row *x = (const struct key_row *)a, *y = (const struct key_row *)b;

	return x->key < y->key ? -1 : x->key > y->key;
}

static int learn(const struct learning *x, const struct found *r, struct fault *f)
{
	struct key_row k = { 0, found_content(r) };

	if (r->record.n < x->t->fewest)
		x->t->fewest = r->record.n;
	if (x->t->rows.n >= x->l->limits.lite_rows) {
		x->l->overfull = true;
		watch_bite(x->l->watch, LIMIT_lite_rows, 1);
		return 0;
	}
	if (!found_key(r, &k.key))
		return 0;
	return VEC_PUSH(&x->t->rows, k, f) < 0 ? -1 : hashes_add(&x->t->contents, k.content, f);
}

static int living_take(void *user, const struct lite_image *m, const struct lite_cell *c, struct span whole, struct fault *f)
{
	const struct learning *x = (const struct learning *)user;
	struct lite_field room[LITE_COLUMNS];
	struct found r = { .table = x->t, .has_rowid = !x->t->without_rowid, .rowid = c->rowid, .file = m->file,
		           .offset = m->offset + c->start, .length = c->size, .page = m->page };

	if (!record_head(&r.record, room, LITE_COLUMNS, whole) || r.record.n > x->t->n_stored) {
		damaged(x->l, m->page);
		return 0;
	}
	record_cut(&r.record, span_from(whole, (size_t)r.record.head), SIZE_MAX);
	return x->sink == NULL ? learn(x, &r, f) : row_put(x->l, &r, LITE_LIVING, x->sink, f);
}

int rows_living(struct lite *l, struct lite_table *t, const struct lite_sink *sink, struct fault *f)
{
	struct learning x = { l, t, sink };
	const struct tree_sink living = { &x, living_take };

	free(t->told.v);
	free(t->told_plain.v);
	t->told = t->told_plain = (struct lite_hashes){ NULL, 0, 0 };
	return tree_walk(l, t->root, (uint32_t)(1 + (size_t)(t - l->tables.v)), false, &living, f);
}

int rows_learn(struct lite *l, struct lite_table *t, struct fault *f)
{
	struct learning x = { l, t, NULL };
	const struct tree_sink sink = { &x, living_take };

	if (tree_walk(l, t->root, (uint32_t)(1 + (size_t)(t - l->tables.v)), false, &sink, f) < 0)
		return -1;
	if (t->rows.n > 1)
		qsort(t->rows.v, t->rows.n, sizeof *t->rows.v, by_key);
	return 0;
}

/* ---- dead rows --------------------------------------------------------------------------------------------------------- */

bool key_lives(const struct lite_table *t, uint64_t key)
{
	struct key_row k = { key, 0 };

	return t->rows.n > 0 && bsearch(&k, t->rows.v, t->rows.n, sizeof k, by_key) != NULL;
}

static bool has_lost(const struct found *r)
{
	for (size_t i = 0; i < r->record.n; i++)
		if (r->record.v[i].lost)
			return true;
	return false;
}

/* A copy of a living row is none; a row of which a copy with more is told is not told again. */
int row_dead(struct lite *l, const struct found *r, const struct lite_sink *sink, struct fault *f)
{
	struct lite_table *t = r->table;
	uint64_t content = found_content(r), key = 0;
	bool keyed = found_key(r, &key);
	enum lite_life life = r->past && keyed ? LITE_DELETED : LITE_GONE;

	if (has_lost(r) && (!keyed || key_lives(t, key)))
		return 0; /* nothing tells it from a living one */
	if (hashes_has(&t->contents, content) && (!keyed || t->keyed || key_lives(t, key)))
		return 0;
	if (hashes_has(&t->contents, content) && !r->past)
		return 0; /* the same values live under another number: it was written anew, or the number is not its own */
	if (keyed ? hashes_has(&t->told, hash_bytes(content, span_make(&key, sizeof key))) : hashes_has(&t->told_plain, content))
		return 0;
	if ((keyed && hashes_add(&t->told, hash_bytes(content, span_make(&key, sizeof key)), f) < 0) || hashes_add(&t->told_plain, content, f) < 0)
		return -1;
	if (keyed && key_lives(t, key))
		life = LITE_REPLACED;
	return row_put(l, r, life, sink, f);
}
