/*
 * litefile/index.c - the rowid that a freed cell lost: an index of its table has an entry of the same values, freed too,
 * that ends in it. It is taken when all such entries agree and no living row has it.
 */
#include "litefile/private.h"

enum { KEY_BYTES = 8 /* rule: shorter values name nothing where the types before them are overwritten */ };

/* Bytes before an entry's values that a freed block's head may have overwritten are not asked for in a living index. */
static int spaces_of(void *user, const struct lite_image *m, enum page_use use, struct fault *f)
{
	struct lite *l = (struct lite *)user;
	const struct owner *o = m->page <= l->facts.pages ? &l->owners[m->page - 1] : NULL;
	struct index_space x = { m->p, 0, l->usable, SIZE_MAX };
	struct lite_area areas[1024]; /* format: as in dead.c */
	struct tree_page t;
	size_t n;

	if (use == USE_TRUNK || !tree_page_of(l, m, &t) || t.type != TREE_INDEX_LEAF)
		return 0;
	if (use != USE_LIVING) {
		x.from = t.pointers;
		return VEC_PUSH(&l->index_spaces, x, f);
	}
	if (o == NULL || o->kind != PAGE_TREE || o->tree <= l->tables.n)
		return 0;
	x.index = o->tree - 1 - l->tables.n;
	n = page_areas(l, m, &t, areas, COUNT(areas));
	for (size_t i = 0; i < n; i++) {
		x.from = areas[i].from;
		x.to = areas[i].to;
		if (VEC_PUSH(&l->index_spaces, x, f) < 0)
			return -1;
	}
	return 0;
}

int index_load(struct lite *l, struct fault *f)
{
	const struct page_sink sink = { l, spaces_of };

	return dead_pages(l, &sink, f);
}

struct sought {
	uint8_t types[1 + 9 * 32]; /* the head of an entry, but the rowid's type */
	size_t types_n, values;
	bool text;  /* the last value that has bytes is a text */
	struct buf *key;
};

static void put_varint(uint8_t *p, size_t *n, uint32_t v)
{
	uint8_t parts[5];
	size_t k = 0;

	do
		parts[k++] = (uint8_t)(v & 0x7F);
	while ((v >>= 7) != 0);
	while (k-- > 0)
		p[(*n)++] = (uint8_t)(parts[k] | (k > 0 ? 0x80 : 0));
}

/* The values of the index's columns as an entry has them. */
static bool key_of(const struct found *r, const struct index_of *x, struct sought *out)
{
	struct fault f = FAULT_INIT;

	out->types_n = 1;
	buf_clear(out->key);
	for (size_t i = 0; i < x->n; i++) {
		size_t at = 0;

		while (at < r->record.n && r->table->stored[at] != x->columns[i])
			at++;
		if (at == r->record.n || r->record.v[at].lost || x->columns[i] == r->table->alias)
			return false;
		put_varint(out->types, &out->types_n, r->record.v[at].type);
		if (r->record.v[at].bytes.n > 0)
			out->text = r->record.v[at].type >= 12;
		if (buf_add(out->key, r->record.v[at].bytes, &f) < 0)
			return false;
	}
	out->types[0] = (uint8_t)(out->types_n + 1);
	out->values = x->n;
	return out->key->n >= 2;
}

/* Does an entry of as many values begin at `at`, whole? */
static bool entry_begins(const struct index_space *s, size_t at, size_t values)
{
	struct lite_field room[33];
	struct lite_record r;
	uint64_t payload;
	size_t used = varint_of(&payload, span_make(s->p + at, s->to - at));

	return used > 0 && record_head(&r, room, values, span_make(s->p + at + used, s->to - at - used)) && r.n == values &&
	       r.head + r.body == payload;
}

/* The rowid of the entry whose values stand at `at`. Where the types before it are overwritten, a longer text may begin with the
 * one sought: what is taken for the rowid must then be no character, and end where the space or another entry tells. */
static bool entry_rowid(const struct index_space *s, size_t at, const struct sought *k, int64_t *out)
{
	struct lite_field v = { .type = at > s->from ? s->p[at - 1] : 0 };
	size_t n = (size_t)type_bytes(v.type), end = at + k->key->n;
	bool within = at - s->from > k->types_n;
	bool exact, whole = within && memcmp(s->p + at - 1 - k->types_n, k->types, k->types_n) == 0;

	if (v.type == 0 || v.type == 7 || v.type > 9 || end > s->to || s->to - end < n || (s->index == SIZE_MAX && !whole))
		return false;
	exact = at == s->from + 2 + k->types_n && end + n == s->to; /* the entry is all that was freed here */
	if (!whole && (k->text && end < s->to && s->p[end] >= 0x20 && s->p[end] < 0x80))
		return false;
	if (!whole && !exact && !(within && k->key->n >= KEY_BYTES && (end + n == s->to || entry_begins(s, end + n, k->values + 1))))
		return false;
	v.bytes = span_make(s->p + end, n);
	*out = field_int(&v);
	return *out > 0;
}

struct agreeing {
	bool any, differ;
	int64_t rowid;
};

static void search(const struct found *r, const struct index_space *s, const struct sought *k, struct agreeing *a)
{
	size_t at = s->from;

	while (at < s->to && !a->differ) {
		const uint8_t *hit = (const uint8_t *)memmem(s->p + at, s->to - at, k->key->p, k->key->n);
		struct found one = *r;
		uint64_t key;

		if (hit == NULL)
			return;
		at = (size_t)(hit - s->p) + 1;
		one.has_rowid = true;
		if (!entry_rowid(s, at - 1, k, &one.rowid) || !found_key(&one, &key) || key_lives(r->table, key))
			continue;
		a->differ = a->any && a->rowid != one.rowid;
		a->any = true;
		a->rowid = one.rowid;
	}
}

bool rowid_by_index(struct lite *l, const struct found *r, int64_t *out)
{
	OWNED(buf) struct buf key = BUF_INIT;
	struct sought k = { .key = &key };
	struct agreeing a = { .any = false };

	for (size_t i = 0; i < l->indexes.n; i++) {
		const struct index_of *x = &l->indexes.v[i];

		if (x->n == 0 || &l->tables.v[x->table] != r->table || !key_of(r, x, &k))
			continue;
		for (size_t s = 0; s < l->index_spaces.n && !a.differ; s++) {
			const struct index_space *space = &l->index_spaces.v[s];

			if (space->index != i && space->index != SIZE_MAX)
				continue;
			if (l->search_left < space->to - space->from) {
				watch_bite(l->watch, LIMIT_lite_bytes, 1);
				return false;
			}
			l->search_left -= space->to - space->from;
			search(r, space, &k, &a);
		}
	}
	*out = a.rowid;
	return a.any && !a.differ;
}
