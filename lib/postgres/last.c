/* postgres/last.c - which record of the log changed a loose page last, and so of which file the page is. */
#include "postgres/private.h"

static int by_lsn(const void *a, const void *b)
{
	const struct loose_last *x = (const struct loose_last *)a, *y = (const struct loose_last *)b;

	if (x->lsn != y->lsn)
		return x->lsn < y->lsn ? -1 : 1;
	return x->page < y->page ? -1 : x->page > y->page;
}

void loose_last_settle(struct loose *x)
{
	if (x->last.n > 1)
		qsort(x->last.v, x->last.n, sizeof *x->last.v, by_lsn);
}

/* A page names the end of the record that changed it last: where the log has that record, and it changed this block of a
 * file, the page is of that file, and of that server. */
void loose_changed(struct pg_cluster *c, const struct wal_record *r)
{
	struct loose *x = &c->loose;
	size_t low = LOWER_BOUND(x->last.n, mid, x->last.v[mid].lsn < r->end);

	for (; low < x->last.n && x->last.v[low].lsn == r->end; low++) {
		if (x->steps++ >= c->limits.pg_loose_steps) { /* many pages, and many records, that say one place */
			watch_bite(c->watch, LIMIT_pg_loose_steps, 1);
			return;
		}
		for (unsigned i = 0; i < r->blocks; i++)
			if (r->block[i].fork == 0 && r->block[i].block == x->last.v[low].block)
				x->node[x->last.v[low].page] = r->block[i].node;
	}
}
