/* fs/xfs/items.c - operations of records put together to transactions, and these cut into items. */
#include "fs/xfs/log.h"

#include <stdlib.h>

enum {
	FLAG_START = 1, FLAG_COMMIT = 2, FLAG_CONTINUE = 4, FLAG_WAS_CONT = 8, FLAG_END = 0x10,
};

struct transaction {
	uint32_t tid;
	bool headless, big; /* headless: its beginning is lost */
	uint64_t lsn;
	struct buf bytes;
	VEC(struct xfs_region) regions;
};

struct items_walk {
	struct xfs *s;
	bool lenient;
	xfs_items_fn fn;
	void *user;
	VEC(struct transaction) open;
	VEC(struct xfs_item) items;
};

static void drop(struct items_walk *w, size_t at)
{
	buf_release(&w->open.v[at].bytes);
	VEC_RELEASE(&w->open.v[at].regions);
	w->open.v[at] = w->open.v[--w->open.n];
}

/* An item's header: type, and how many regions it has. */
static uint16_t item_type(const struct transaction *t, const struct xfs_region *r, size_t *n)
{
	const uint8_t *p = t->bytes.p + r->at;
	uint16_t type = r->n < 16 ? 0 : host16(t->big, p + LI_TYPE);

	*n = r->n < 16 ? 0 : host16(t->big, p + LI_REGIONS);
	if (type < XFS_ITEM_FIRST || type > XFS_ITEM_LAST || *n == 0 || *n > 1024)
		return 0;
	if (type == XFS_ITEM_INODE && r->n != LN_BYTES && r->n != LN_BYTES32)
		return 0;
	return type;
}

/* Hands on the items of a transaction; where a header cannot be, the lenient go on with the next region. */
static int give(struct items_walk *w, const struct transaction *t, struct fault *f)
{
	size_t at = 0;

	w->items.n = 0;
	if (t->regions.n > 0 && t->regions.v[0].n == 16 && le32(t->bytes.p + t->regions.v[0].at) == XFS_TRANS_MAGIC)
		at = 1;
	else if (t->regions.n > 0 && t->regions.v[0].n == 16 && be32(t->bytes.p + t->regions.v[0].at) == XFS_TRANS_MAGIC)
		at = 1;
	while (at < t->regions.n) {
		size_t n;
		uint16_t type = item_type(t, &t->regions.v[at], &n);
		struct xfs_item x = { type, t->big, t->bytes.p, t->regions.v + at, n, t->lsn };

		if (type == 0 && !w->lenient)
			return 0;
		if (type == 0) {
			at++;
			continue;
		}
		if (n > t->regions.n - at)
			x.n = t->regions.n - at;
		if (VEC_PUSH(&w->items, x, f) < 0)
			return -1;
		at += x.n;
	}
	return w->items.n == 0 ? 0 : w->fn(w->user, w->items.v, w->items.n, f);
}

/* A transaction whose end never came was not committed: replay leaves it out, the search for dead things reads it. */
static int finish(struct items_walk *w, size_t at, bool whole, struct fault *f)
{
	int rc = whole || w->lenient ? give(w, &w->open.v[at], f) : 0;

	drop(w, at);
	return rc;
}

static size_t find(const struct items_walk *w, uint32_t tid)
{
	size_t i = 0;

	while (i < w->open.n && w->open.v[i].tid != tid)
		i++;
	return i;
}

static int begin(struct items_walk *w, const struct xfs_log_record *r, uint32_t tid, bool headless, struct fault *f)
{
	struct transaction t = { .tid = tid, .headless = headless, .big = r->big, .lsn = r->lsn, .bytes = BUF_INIT };

	if (!FS_ROOM(&w->s->base, log_transactions, w->open.n) && finish(w, 0, false, f) < 0)
		return -1;
	return VEC_PUSH(&w->open, t, f);
}

static int add(const struct items_walk *w, struct transaction *t, struct span bytes, bool more, uint64_t where, struct fault *f)
{
	struct xfs_region x = { t->bytes.n, bytes.n, where };

	if (bytes.n > w->s->base.limits.log_bytes || t->bytes.n > w->s->base.limits.log_bytes - bytes.n) {
		watch_bite(w->s->base.watch, LIMIT_log_bytes, bytes.n);
		return 0;
	}
	if (buf_add(&t->bytes, bytes, f) < 0)
		return -1;
	if (more && t->regions.n > 0) {
		t->regions.v[t->regions.n - 1].n += bytes.n;
		return 0;
	}
	return VEC_PUSH(&t->regions, x, f);
}

/* Operations of several transactions lie mixed in a record, told apart by their number. */
static int one_op(struct items_walk *w, const struct xfs_log_record *r, const uint8_t *op, struct span bytes, uint64_t where,
                  struct fault *f)
{
	uint32_t tid = be32(op);
	uint8_t flags = op[LO_FLAGS];
	size_t at = find(w, tid);

	if ((flags & FLAG_START) != 0) {
		if (at < w->open.n && finish(w, at, false, f) < 0) /* its end was never seen */
			return -1;
		return begin(w, r, tid, false, f);
	}
	if ((flags & XFS_OP_UNMOUNT) != 0)
		return 0;
	if (at == w->open.n) {
		if (!w->lenient || (flags & FLAG_COMMIT) != 0)
			return 0;
		if (begin(w, r, tid, true, f) < 0)
			return -1;
		at = find(w, tid);
	}
	if ((flags & FLAG_COMMIT) != 0)
		return finish(w, at, true, f);
	/* the rest of a region whose beginning is lost is no region */
	if (w->open.v[at].headless && (flags & FLAG_WAS_CONT) != 0 && w->open.v[at].regions.n == 0)
		return 0;
	return add(w, &w->open.v[at], bytes, (flags & FLAG_WAS_CONT) != 0, where, f);
}

static int one_record(struct items_walk *w, const struct xfs_log_record *r, struct buf *body, struct fault *f)
{
	uint64_t base = w->s->log->where;
	bool whole;
	size_t at = 0;

	if (xfs_log_body(w->s, r, body, &whole, f) < 0)
		return -1;
	for (uint32_t i = 0; i < r->ops && body->n - at >= LO_BYTES; i++) {
		const uint8_t *op = body->p + at;
		size_t n = be32(op + LO_LENGTH);
		uint64_t sector = (r->sector + r->heads + at / 512) % w->s->log->sectors;

		at += LO_BYTES;
		if ((op[LO_CLIENT] != LO_TRANSACTION && op[LO_CLIENT] != LO_LOG && op[LO_CLIENT] != LO_UNMOUNT) || n > body->n - at) {
			whole = false;
			break;
		}
		if (op[LO_CLIENT] == LO_TRANSACTION && one_op(w, r, op, span_make(body->p + at, n), base + sector * 512, f) < 0)
			return -1;
		at += n;
	}
	while (!whole && w->open.n > 0) /* what comes next does not go on from here */
		if (finish(w, w->open.n - 1, false, f) < 0)
			return -1;
	return 0;
}

int xfs_log_walk(struct xfs *s, const struct xfs_log_record *const *records, size_t n, bool lenient, xfs_items_fn fn,
                 void *user, struct fault *f)
{
	struct items_walk w = { .s = s, .lenient = lenient, .fn = fn, .user = user };
	OWNED(buf) struct buf body = BUF_INIT;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < n; i++) {
		rc = one_record(&w, records[i], &body, f);
		if (rc == 0)
			rc = watch_check(s->base.watch, f);
	}
	while (w.open.n > 0)
		if (rc < 0)
			drop(&w, w.open.n - 1);
		else
			rc = finish(&w, w.open.n - 1, false, f);
	VEC_RELEASE(&w.open);
	VEC_RELEASE(&w.items);
	return rc;
}

/* ---- inodes ---------------------------------------------------------------------------------------------- */

/* Same places as on disk, in the host's order; times of two halves keep the order of the halves. */
bool xfs_log_inode(const struct xfs_item *i, uint8_t b[IN_BYTES])
{
	static const uint8_t fields[][2] = {
		{ 0, 2 },           { IN_MODE, 2 },    { IN_UID, 4 },         { IN_GID, 4 },         { IN_LINKS, 4 },
		{ IN_PROJECT, 2 },  { IN_PROJECT_HIGH, 2 }, { IN_EXTENTS64, 8 }, { IN_SIZE, 8 },     { IN_BLOCKS, 8 },
		{ IN_EXTENT_HINT, 4 }, { IN_EXTENTS, 4 }, { IN_ATTR_EXTENTS, 2 }, { IN_DM_EVENTS, 4 }, { IN_DM_STATE, 2 },
		{ IN_FLAGS, 2 },    { IN_GENERATION, 4 }, { IN_UNLINKED, 4 }, { IN_CHANGES, 8 },     { IN_LSN, 8 },
		{ IN_FLAGS2, 8 },   { IN_COW_HINT, 4 }, { IN_NUMBER, 8 },
	};
	static const uint8_t times[] = { IN_ATIME, IN_MTIME, IN_CTIME, IN_BTIME };
	struct span core = xfs_item_part(i, 1);
	bool wide;

	if (core.n < IN_BYTES_LOGGED || (core.n < IN_BYTES && core.p[IN_VERSION] >= 3) || host16(i->big, core.p) != XFS_INODE_MAGIC)
		return false;
	memset(b, 0, IN_BYTES);
	memcpy(b, core.p, core.n < IN_BYTES ? core.n : IN_BYTES);
	if (i->big)
		return true;
	wide = core.n >= IN_BYTES && (le64(core.p + IN_FLAGS2) & XFS_FLAG2_BIGTIME) != 0;
	for (size_t k = 0; k < COUNT(fields); k++) {
		size_t from = fields[k][0], length = fields[k][1];

		for (size_t at = 0; at < length; at++)
			b[from + at] = core.n >= from + length ? core.p[from + length - 1 - at] : 0;
	}
	for (size_t k = 0; k < COUNT(times); k++)
		for (size_t at = 0; at < 8 && core.n >= times[k] + 8u; at++)
			b[times[k] + at] = core.p[times[k] + (wide ? 7 - at : (at & 4) + 3 - (at & 3))];
	return true;
}

/* In the log a root has the header of a block of the tree; inside an inode it has four bytes, and its pointers lie elsewhere. */
size_t xfs_log_root(const struct xfs *s, struct span in, uint8_t *out, size_t most)
{
	size_t header = xfs_tree_header(s, true), room = in.n < header ? 0 : (in.n - header) / EXTENT_BYTES, places;
	uint32_t n = in.n < header ? 0 : be16(in.p + BT_RECORDS);

	places = most < BT_ROOT_BYTES ? 0 : (most - BT_ROOT_BYTES) / EXTENT_BYTES;
	if (n == 0 || n > room || n > places)
		return 0;
	memset(out, 0, most);
	memcpy(out, in.p + BT_LEVEL, BT_ROOT_BYTES); /* level and number */
	memcpy(out + BT_ROOT_BYTES, in.p + header, 8 * (size_t)n);
	memcpy(out + BT_ROOT_BYTES + 8 * places, in.p + header + 8 * room, 8 * (size_t)n);
	return most;
}
