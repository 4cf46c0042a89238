/* postgres/tuple.c - the header of a row version, and what became of the row. */
#include "postgres/private.h"

bool tuple_of(struct tuple *out, struct span b)
{
	if (b.n < PG_TUPLE_HEAD)
		return false;
	*out = (struct tuple){ .xmin = le32(b.p),
		               .xmax = le32(b.p + 4),
		               .ctid_block = (uint32_t)le16(b.p + 12) << 16 | le16(b.p + 14),
		               .ctid_position = le16(b.p + 16),
		               .mask2 = le16(b.p + 18),
		               .mask = le16(b.p + 20),
		               .head = b.p[22],
		               .bytes = b };
	return out->head >= PG_TUPLE_HEAD && out->head <= b.n;
}

bool tuple_locked_only(const struct tuple *t)
{
	return (t->mask & MASK_LOCK_ONLY) != 0 ||
	       (t->mask & (MASK_XMAX_MULTI | MASK_KEYSHARE | MASK_EXCLUSIVE)) == MASK_EXCLUSIVE;
}

/* DELETE leaves ctid at the row itself, UPDATE points it at the newer version. */
bool tuple_replaced(const struct tuple *t, uint32_t block, uint16_t position)
{
	return t->ctid_block != block || t->ctid_position != position;
}

/* Did the transaction that wrote it commit? */
static bool was_written(const struct xact *x, const struct tuple *t)
{
	if ((t->mask & MASK_MOVED) != 0) /* of VACUUM FULL before 9.0: not judged */
		return false;
	if ((t->mask & MASK_XMIN_COMMITTED) != 0) /* with MASK_XMIN_INVALID: frozen */
		return true;
	return (t->mask & MASK_XMIN_INVALID) == 0 && xact_state(x, t->xmin) == XID_COMMITTED;
}

struct row_fate tuple_fate(struct pg_cluster *c, const struct tuple *t, uint32_t block, uint16_t position)
{
	const struct xact *x = &c->xact;
	struct row_fate fate = { .life = PG_LIVING, .was = was_written(x, t) };
	uint32_t by = t->xmax;
	bool committed = (t->mask & MASK_XMAX_COMMITTED) != 0;

	if (!fate.was || t->xmax == 0 || (t->mask & MASK_XMAX_INVALID) != 0 || tuple_locked_only(t))
		return fate;
	if ((t->mask & MASK_XMAX_MULTI) != 0) {
		by = multi_writer(c, t->xmax);
		committed = false;
	}
	if (by == MULTI_UNKNOWN) /* nothing is said of the row */
		fate.was = false;
	else if (by != 0 && (committed || xact_state(x, by) == XID_COMMITTED)) {
		fate.life = tuple_replaced(t, block, position) ? PG_REPLACED : PG_DELETED;
		fate.by = by;
	}
	return fate;
}
