/* litefile/tree.c - pages of trees, their cells, walks through them. Source: sqlite.org, "Database File Format", 1.6. */
#include "litefile/private.h"

bool tree_page_of(const struct lite *l, const struct lite_image *m, struct tree_page *out)
{
	const uint8_t *p = m->p + (m->page == 1 ? LITE_HEAD : 0);
	bool inner;

	*out = (struct tree_page){ .type = p[0], .head = m->page == 1 ? LITE_HEAD : 0 };
	inner = out->type == TREE_INDEX_INNER || out->type == TREE_TABLE_INNER;
	if (!inner && out->type != TREE_INDEX_LEAF && out->type != TREE_TABLE_LEAF)
		return false;
	out->first_free = be16(p + 1);
	out->cells = be16(p + 3);
	out->content = be16(p + 5) == 0 ? 65536 : be16(p + 5);
	out->pointers = out->head + (inner ? 12 : 8);
	return out->pointers + 2 * out->cells <= out->content && out->content <= l->usable;
}

size_t local_bytes(const struct lite *l, uint64_t payload, bool table)
{
	size_t u = l->usable, most = table ? u - 35 : (u - 12) * 64 / 255 - 23, least = (u - 12) * 32 / 255 - 23, k;

	if (payload <= most)
		return (size_t)payload;
	k = least + (size_t)((payload - least) % (u - 4));
	return k <= most ? k : least;
}

bool cell_of(const struct lite *l, const struct lite_image *m, uint8_t type, size_t at, size_t end, struct lite_cell *out)
{
	bool table = type == TREE_TABLE_LEAF || type == TREE_TABLE_INNER;
	size_t from = at, used, local;
	uint64_t n = 0;

	*out = (struct lite_cell){ .start = at };
	if (at >= end || end > l->usable)
		return false;
	if (type == TREE_TABLE_INNER || type == TREE_INDEX_INNER) {
		if (end - at < 4)
			return false;
		out->child = be32(m->p + at);
		at += 4;
	}
	if (type != TREE_TABLE_INNER) {
		used = varint_of(&out->payload, span_make(m->p + at, end - at));
		if (used == 0 || out->payload > INT32_MAX)
			return false;
		at += used;
	}
	if (table) {
		used = varint_of(&n, span_make(m->p + at, end - at));
		if (used == 0)
			return false;
		out->rowid = (int64_t)n;
		at += used;
	}
	local = local_bytes(l, out->payload, table);
	if (local > end - at)
		return false;
	out->local = span_make(m->p + at, local);
	at += local;
	if (local < out->payload) {
		if (end - at < 4)
			return false;
		out->overflow = be32(m->p + at);
		at += 4;
	}
	out->size = at - from;
	return true;
}

/* Living pages of overflow get their owner; what is met twice is no chain. */
static bool claim_overflow(struct lite *l, uint32_t page, uint32_t tree)
{
	struct owner *o = &l->owners[page - 1];

	if (o->kind != PAGE_LOOSE)
		return o->kind == PAGE_OVERFLOW && o->tree == tree;
	*o = (struct owner){ PAGE_OVERFLOW, tree };
	return true;
}

/* May a dead row's overflow still lie there? */
static bool dead_overflow(const struct lite *l, const struct lite_image *beside, uint32_t page)
{
	uint8_t kind = page == 0 || page > l->facts.pages ? PAGE_LOOSE : l->owners[page - 1].kind;

	return beside->past || kind == PAGE_LOOSE || kind == PAGE_FREE;
}

int payload_of(struct lite *l, const struct lite_image *beside, const struct lite_cell *c, bool living, uint32_t tree, struct span *out, struct fault *f)
{
	uint32_t page = c->overflow;
	uint64_t left = c->payload - c->local.n;

	*out = c->local;
	if (left > 0 && !living && (c->payload > l->limits.lite_value_bytes || left > l->overflow_left)) {
		if (dead_overflow(l, beside, page)) /* that it is one only looks so otherwise */
			watch_bite(l->watch, c->payload > l->limits.lite_value_bytes ? LIMIT_lite_value_bytes : LIMIT_lite_bytes,
			           c->payload > l->limits.lite_value_bytes ? 1 : left);
		return 0;
	}
	if (left == 0)
		return 0;
	if (living && left > l->in.bytes[LITE_MAIN].n + l->in.bytes[LITE_LOG].n + l->in.bytes[LITE_JOURNAL].n)
		return 0;
	if (!living)
		l->overflow_left -= left;
	buf_clear(&l->payload);
	if (buf_add(&l->payload, c->local, f) < 0)
		return -1;
	while (left > 0) {
		size_t n = left < l->usable - 4 ? (size_t)left : l->usable - 4;
		struct lite_image m;

		if (!page_beside(l, beside, page, &m) || (living ? !claim_overflow(l, page, tree) : !dead_overflow(l, beside, page)))
			break;
		if (buf_add(&l->payload, span_make(m.p + 4, n), f) < 0)
			return -1;
		left -= n;
		page = be32(m.p);
	}
	*out = buf_span(&l->payload);
	return 0;
}

/* ---- walking ------------------------------------------------------------------------------------------------- */

struct lite_walk {
	struct lite *l;
	uint32_t tree;
	bool claim;
	const struct tree_sink *sink;
};

static int row(const struct lite_walk *w, const struct lite_image *m, const struct lite_cell *c, struct fault *f)
{
	struct span whole;

	if (payload_of(w->l, m, c, true, w->tree, &whole, f) < 0)
		return -1;
	if (whole.n < c->payload)
		damaged(w->l, m->page);
	return w->sink == NULL ? 0 : w->sink->row(w->sink->user, m, c, whole, f);
}

static int page_walk(const struct lite_walk *w, uint32_t page, unsigned depth, struct fault *f)
{
	struct lite *l = w->l;
	struct tree_page t;
	struct lite_image m;

	if (depth > LITE_TREE_DEPTH || !page_now(l, page, &m) || !tree_page_of(l, &m, &t) ||
	    (w->claim && l->owners[page - 1].kind != PAGE_LOOSE)) {
		damaged(l, page);
		return 0;
	}
	if (w->claim)
		l->owners[page - 1] = (struct owner){ PAGE_TREE, w->tree };
	if (watch_check(l->watch, f) < 0)
		return -1;
	for (unsigned i = 0; i < t.cells; i++) {
		struct lite_cell c;

		if (!cell_of(l, &m, t.type, be16(m.p + t.pointers + 2 * i), l->usable, &c)) {
			damaged(l, page);
			continue;
		}
		if (c.child != 0 && page_walk(w, c.child, depth + 1, f) < 0)
			return -1;
		if (t.type != TREE_TABLE_INNER && row(w, &m, &c, f) < 0)
			return -1;
	}
	if (t.type == TREE_TABLE_INNER || t.type == TREE_INDEX_INNER)
		return page_walk(w, be32(m.p + t.head + 8), depth + 1, f);
	return 0;
}

int tree_walk(struct lite *l, uint32_t root, uint32_t tree, bool claim, const struct tree_sink *sink, struct fault *f)
{
	struct lite_walk w = { l, tree, claim, sink };

	return page_walk(&w, root, 0, f);
}

/* ---- whose every page is ---------------------------------------------------------------------------------------- */

/* The list of free pages: trunks name leaves and the next trunk. */
static void claim_free(struct lite *l, uint32_t trunk)
{
	struct lite_image m;

	for (uint32_t n = 0; trunk != 0 && n < l->facts.pages; n++) {
		uint32_t leaves;

		if (!page_now(l, trunk, &m) || l->owners[trunk - 1].kind != PAGE_LOOSE)
			return;
		l->owners[trunk - 1].kind = PAGE_TRUNK;
		leaves = be32(m.p + 4);
		for (uint32_t i = 0; i < leaves && i < l->usable / 4 - 2; i++) {
			uint32_t page = be32(m.p + 8 + 4 * i);

			if (page != 0 && page <= l->facts.pages && l->owners[page - 1].kind == PAGE_LOOSE)
				l->owners[page - 1].kind = PAGE_FREE;
		}
		trunk = be32(m.p);
	}
}

/* Pages of pointers, when there is auto_vacuum: the second, and one after as many as it tells of. */
static void claim_pointers(struct lite *l)
{
	uint64_t each = l->usable / 5 + 1;

	for (uint64_t page = 2; l->facts.vacuums && page <= l->facts.pages; page += each)
		l->owners[page - 1].kind = PAGE_POINTERS;
}

int tree_claims(struct lite *l, struct fault *f)
{
	struct lite_image first;

	claim_pointers(l);
	for (size_t i = 0; i < l->tables.n; i++) {
		bool before = l->facts.damaged;

		if (l->tables.v[i].root == 0) /* a view, a virtual table */
			continue;
		if (tree_walk(l, l->tables.v[i].root, (uint32_t)(1 + i), true, NULL, f) < 0)
			return -1;
		l->facts.damaged = before || (l->facts.damaged && l->tables.v[i].wanted);
	}
	for (size_t i = 0; i < l->indexes.n; i++) {
		bool before = l->facts.damaged;

		if (tree_walk(l, l->indexes.v[i].root, (uint32_t)(1 + l->tables.n + i), true, NULL, f) < 0)
			return -1;
		l->facts.damaged = before; /* rows do not stand there */
	}
	if (page_now(l, 1, &first))
		claim_free(l, be32(first.p + 32));
	return 0;
}
