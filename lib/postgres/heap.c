/*
 * postgres/heap.c - row versions of a relation with what became of each: those of its file in order, then those only the
 * log has. Of a server that was killed the log is ahead of the pages: a row is what it would be after recovery.
 */
#include "postgres/heap.h"

#include <inttypes.h>
#include <stdio.h>

void heap_release(struct heap *x)
{
	VEC_RELEASE(&x->lsn);
}

/* ---- rows of the file -------------------------------------------------------------------------------------------------- */

/* What the log knows of the row at this place; NULL: nothing, or not more than the page shows. */
static const struct wal_row *later(struct heap *x, const struct tuple *t, uint32_t block, uint16_t position, uint64_t lsn)
{
	struct wal_row *w = wal_row_at(&x->c->wal, x->d, x->t, block, position);
	const struct wal_row *out = NULL;

	if (w != NULL && w->xmin == 0 && w->end_lsn > lsn)
		out = w;
	for (; w != NULL; w = w->older == 0 ? NULL : &x->c->wal.v.v[w->older - 1]) {
		if (w->xmin != t->xmin)
			continue;
		w->seen = true;
		if (w->xmax != 0 && (w->end_lsn > lsn || (t->mask & MASK_XMAX_MULTI) != 0))
			out = w;
	}
	return out;
}

static int heap_row(struct heap *x, struct span bytes, const struct pg_row *at, uint64_t lsn, struct fault *f)
{
	const struct xact *xact = &x->c->xact;
	const struct wal_row *w;
	struct pg_row row = *at;
	struct tuple t;
	struct row_fate fate;

	if (!tuple_of(&t, bytes))
		return 0;
	w = later(x, &t, row.block, row.position, lsn);
	if (w != NULL && xact_state(xact, w->xmax) == XID_COMMITTED) {
		t.mask = (uint16_t)(t.mask & ~(MASK_XMAX_MULTI | MASK_XMAX_COMMITTED | MASK_LOCK_ONLY | MASK_EXCLUSIVE)) | MASK_XMAX_INVALID;
		fate = tuple_fate(x->c, &t, row.block, row.position);
		fate.life = w->replaced ? PG_REPLACED : PG_DELETED;
		row.xmax = w->xmax;
	} else {
		fate = tuple_fate(x->c, &t, row.block, row.position);
		row.xmax = fate.by;
	}
	if (!fate.was)
		return 0;
	row.life = fate.life;
	row.xmin = tuple_writer(x->c, &t);
	return x->row(x->user, &t, &row, f);
}

static int page_rows(struct heap *x, const struct pg_page *p, uint32_t block, size_t file, uint64_t offset, struct fault *f)
{
	for (unsigned i = 1; i <= p->pointers; i++) {
		struct pg_row at = { .file = file, .block = block, .position = (uint16_t)i };
		struct span b;

		if (!page_tuple(p, i, &b))
			continue;
		at.offset = offset + (uint64_t)(b.p - p->p);
		at.length = b.n;
		if (heap_row(x, b, &at, p->lsn, f) < 0)
			return -1;
	}
	return 0;
}

static int page_take(void *user, const uint8_t *bytes, uint32_t block, size_t file, uint64_t offset, struct fault *f)
{
	struct heap *x = (struct heap *)user;
	struct pg_page p;

	if (page_of(&p, bytes) != 0)
		return 0;
	while (x->lsn.n < block)
		if (VEC_PUSH(&x->lsn, 0, f) < 0)
			return -1;
	/* without checksums a page may be half of before the crash: recovery lays the log's image over it, whatever is there */
	if (!x->c->facts.checksums && !x->c->facts.clean && wal_restores(x->c, x->d, x->t, block))
		return VEC_PUSH(&x->lsn, 0, f);
	if (VEC_PUSH(&x->lsn, p.lsn, f) < 0)
		return -1;
	if (page_rows(x, &p, block, file, offset, f) < 0)
		return -1;
	return x->left == NULL ? 0 : x->left(x->user, &p, block, file, offset, f);
}

static bool page_torn(void *user, uint32_t block)
{
	struct heap *x = (struct heap *)user;

	return wal_restores(x->c, x->d, x->t, block);
}

/* ---- rows of the log --------------------------------------------------------------------------------------------------- */

/* The page in the file is older than the row, and no gap of the log lies after it: the server would write it there. */
static bool not_yet_there(const struct heap *x, const struct wal_row *w)
{
	uint64_t lsn = w->block < x->lsn.n ? x->lsn.v[w->block] : 0;

	return w->stretch == x->c->wal.stretch && w->lsn > lsn;
}

static int wal_row_tell(struct heap *x, const struct wal_row *w, struct fault *f)
{
	const struct xact *xact = &x->c->xact;
	struct pg_row row = { .from_wal = true, .file = w->file, .offset = w->offset, .length = 0, .block = w->block,
		              .position = w->position, .xmin = w->xmin };
	struct tuple t;
	struct row_fate fate;

	if (!tuple_of(&t, w->bytes))
		return 0;
	t.mask |= MASK_XMAX_INVALID; /* its end is in `w` */
	fate = tuple_fate(x->c, &t, w->block, w->position);
	if (!fate.was)
		return 0;
	if (w->xmax != 0 && xact_state(xact, w->xmax) == XID_COMMITTED) {
		row.life = w->replaced ? PG_REPLACED : PG_DELETED;
		row.xmax = w->xmax;
	} else {
		row.life = not_yet_there(x, w) ? PG_LIVING : PG_GONE;
	}
	return x->row(x->user, &t, &row, f);
}

int heap_rows(struct heap *x, const char *folder, uint32_t node, struct fault *f)
{
	struct pages pages = { x, page_take, page_torn, x->first };

	x->lsn.n = 0;
	if (cluster_pages(x->c, folder, node, &pages, f) < 0)
		return -1;
	for (size_t i = 0; i < x->c->wal.v.n; i++) {
		const struct wal_row *w = &x->c->wal.v.v[i];

		if (w->database == x->d && w->table == x->t && !w->seen && w->xmin != 0 && wal_row_tell(x, w, f) < 0)
			return -1;
	}
	return 0;
}
