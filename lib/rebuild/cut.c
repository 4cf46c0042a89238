/*
 * rebuild/cut.c - how a program's writes cut a tar (enum rebuild_cut). A tar that is none, or says what cannot be, is
 * cut in some way all the same: the digest decides.
 */
#include "rebuild/private.h"

enum { TAR_BLOCK = 512, SIZE_AT = 124, SIZE_DIGITS = 12, TYPE_AT = 156 };

void cutter_start(struct cutter *c, enum rebuild_cut cut)
{
	c->cut = cut;
	c->where = CUT_HEAD;
	c->left = TAR_BLOCK;
	c->head_n = c->n = 0;
}

/* Octal, or base-256 where the first bit is set. */
static uint64_t size_of(const uint8_t head[TAR_BLOCK])
{
	const uint8_t *p = head + SIZE_AT;
	uint64_t n = 0;

	if (p[0] & 0x80) {
		for (int i = SIZE_DIGITS - 8; i < SIZE_DIGITS; i++)
			n = n << 8 | p[i];
		return n;
	}
	for (int i = 0; i < SIZE_DIGITS; i++)
		if (p[i] >= '0' && p[i] <= '7')
			n = n << 3 | (uint64_t)(p[i] - '0');
	return n;
}

static void to_head(struct cutter *c)
{
	c->where = CUT_HEAD;
	c->left = TAR_BLOCK;
	c->head_n = 0;
}

static void enter_part(struct cutter *c, enum cut_part where, uint64_t n)
{
	c->where = where;
	c->left = n;
}

/* A header block is whole: what follows it. Does a write end here? */
static bool after_head(struct cutter *c)
{
	uint8_t type = c->head[TYPE_AT];
	uint64_t size = size_of(c->head);
	bool file = type == '0' || type == 0 || type == '7', more = strchr("xgLK", type) != NULL && type != 0;

	if (size == 0 || (!file && !more)) {
		to_head(c);
		return c->cut == CUT_TAR_WRITER;
	}
	c->padding = (TAR_BLOCK - size % TAR_BLOCK) % TAR_BLOCK;
	enter_part(c, file ? CUT_FILE : CUT_MORE, size);
	return file || c->cut == CUT_TAR_WRITER;
}

/* `left` has run out. */
static bool part_ends(struct cutter *c)
{
	bool file = c->where == CUT_FILE;

	if (c->where == CUT_HEAD)
		return after_head(c);
	if (c->where == CUT_PADDING || c->padding == 0)
		to_head(c);
	else
		enter_part(c, CUT_PADDING, c->padding);
	return file || c->cut == CUT_TAR_WRITER;
}

bool cutter_take(struct cutter *c, struct span *bytes)
{
	while (bytes->n > 0) {
		size_t room = sizeof c->write - c->n, n = bytes->n < room ? bytes->n : room;

		if (c->cut != CUT_EVEN && n > c->left)
			n = (size_t)c->left;
		memcpy(c->write + c->n, bytes->p, n);
		if (c->cut != CUT_EVEN && c->where == CUT_HEAD) {
			memcpy(c->head + c->head_n, bytes->p, n);
			c->head_n += n;
		}
		c->n += n;
		c->left -= c->cut != CUT_EVEN ? n : 0;
		*bytes = span_from(*bytes, n);
		if (c->cut != CUT_EVEN && c->left == 0 && part_ends(c))
			return true;
		if (c->n == sizeof c->write)
			return true;
	}
	return false;
}
