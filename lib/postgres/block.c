/*
 * postgres/block.c - what a block of free space says it is, of itself alone: a page of a table's rows, whose every pointer and
 * row header must be what the server writes, and whose number its rows tell; or the place where a server names itself.
 */
#include "postgres/private.h"

#include "base/number.h"

enum {
	FLAGS = 7,             /* format: pd_flags of heap pages */
	GRAIN = 8,             /* format: rows begin at multiples of it */
	NUMBERS = 4,           /* rule: numbers that rows of one page may name; more are no page's */
	LOG_SYSTEM = 24, LOG_SEGMENT = 32, LOG_PAGE = 36, LOG_LONG = 2, LOG_FLAGS = 15, /* format: the head of a file of the log */
};

/* ---- rows ---------------------------------------------------------------------------------------------------------------- */

static bool header_is(const struct pg_page *x)
{
	return x->special == PG_PAGE && (le16(x->p + 10) & ~(unsigned)FLAGS) == 0 && (x->lower - PG_PAGE_HEAD) % 4 == 0 && x->pointers > 0;
}

/* No other row stands there; from now on this one does. */
static bool claim(uint8_t *taken, struct span row, const uint8_t *page)
{
	size_t from = (size_t)(row.p - page) / GRAIN, to = ((size_t)(row.p - page) + row.n + GRAIN - 1) / GRAIN;

	for (size_t i = from; i < to; i++) {
		if (taken[i])
			return false;
		taken[i] = 1;
	}
	return true;
}

static bool pointer_is(const struct pg_page *x, unsigned i, uint8_t *taken, struct tuple *t, bool *row)
{
	uint32_t v = le32(x->p + PG_PAGE_HEAD + (size_t)(i - 1) * 4);
	struct span b;

	*row = (v >> 15 & 3) == POINTER_NORMAL;
	if ((v >> 15 & 3) == POINTER_UNUSED)
		return v == 0;
	if ((v >> 15 & 3) == POINTER_REDIRECT)
		return v >> 17 == 0 && (v & 0x7FFF) >= 1 && (v & 0x7FFF) <= x->pointers;
	if (!*row)
		return v >> 17 == 0;
	return (v & 0x7FFF) % GRAIN == 0 && page_tuple(x, i, &b) && tuple_of(t, b) && t->head % GRAIN == 0 &&
	       (t->mask2 & MASK2_COLUMNS) > 0 && (t->mask2 & MASK2_COLUMNS) <= PG_COLUMNS && claim(taken, b, x->p);
}

struct page_numbers {
	uint32_t v[NUMBERS];
	unsigned n, times[NUMBERS];
};

static bool number_named(struct page_numbers *k, uint32_t block)
{
	for (unsigned i = 0; i < k->n; i++)
		if (k->v[i] == block) {
			k->times[i]++;
			return true;
		}
	if (k->n == NUMBERS)
		return false;
	k->v[k->n] = block;
	k->times[k->n++] = 1;
	return true;
}

/* Of the numbers that rows name by pointing at their own place: the one its checksum confirms; without checksum, what more
 * than half of them name. */
static bool number_of(const struct page_numbers *k, const uint8_t *p, struct pg_block *out)
{
	unsigned all = 0;

	out->sum_holds = le16(p + 8) != 0;
	for (unsigned i = 0; i < k->n; i++)
		all += k->times[i];
	for (unsigned i = 0; i < k->n; i++)
		if (out->sum_holds ? page_sum_holds(p, k->v[i]) : k->times[i] * 2 > all) {
			out->number = k->v[i];
			return true;
		}
	return false;
}

static bool rows_are(struct pg_block *out, const uint8_t *p)
{
	uint8_t taken[PG_PAGE / GRAIN] = { 0 };
	struct page_numbers k = { .n = 0 };
	struct pg_page x;

	if (page_of(&x, p) != 0 || !header_is(&x))
		return false;
	for (unsigned i = 1; i <= x.pointers; i++) {
		struct tuple t;
		bool row;

		if (!pointer_is(&x, i, taken, &t, &row))
			return false;
		if (row && t.ctid_position == i && !number_named(&k, t.ctid_block))
			return false;
	}
	return number_of(&k, p, out);
}

/* ---- a server's name ----------------------------------------------------------------------------------------------------- */

/* The first page of a file of the log has the identifier of the server, and the sizes that all files have. */
static bool log_is(struct pg_block *out, const uint8_t *p)
{
	uint32_t segment = le32(p + LOG_SEGMENT);

	out->version = wal_version(p);
	if (out->version == 0 || le64(p + 8) % PG_PAGE != 0 || le64(p + 8) == 0 || (le16(p + 2) & ~(unsigned)LOG_FLAGS) != 0 || le32(p + 4) == 0)
		return false;
	out->timeline = le32(p + 4);
	if ((le16(p + 2) & LOG_LONG) == 0)
		return true;
	if (le32(p + LOG_PAGE) != PG_PAGE || segment < 1u << 20 || segment > 1u << 30 || (segment & (segment - 1)) != 0 || le64(p + 8) % segment != 0)
		return false;
	out->system = le64(p + LOG_SYSTEM);
	return out->system != 0;
}

static bool control_is(struct pg_block *out, const uint8_t *p)
{
	struct control k;

	if (!control_of(&k, span_make(p, PG_PAGE), PG_15) || !k.sound || k.page != PG_PAGE)
		return false;
	out->system = k.system;
	return true;
}

bool pg_may_begin(const uint8_t *p, size_t n)
{
	struct control k;

	if (n < 512)
		return false;
	if (le16(p + 18) == (PG_PAGE | 4) && le16(p + 16) == PG_PAGE)
		return true;
	return wal_version(p) != 0 || control_of(&k, span_make(p, n), PG_15);
}

void pg_look(struct pg_block *out, const uint8_t *p)
{
	*out = (struct pg_block){ .kind = PG_BLOCK_OTHER };
	if (le16(p + 18) == (PG_PAGE | 4) && rows_are(out, p))
		out->kind = PG_BLOCK_ROWS;
	else if (log_is(out, p))
		out->kind = PG_BLOCK_LOG;
	else if (control_is(out, p))
		out->kind = PG_BLOCK_SERVER;
}
