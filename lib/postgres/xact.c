/* postgres/xact.c - how transactions ended: pg_xact, and the records of the log, which have the time. */
#include "postgres/private.h"

#include <stdio.h>
#include <stdlib.h>

enum { XIDS_A_PAGE = PG_PAGE * 4, PAGES_A_FILE = 32, FIRST_NORMAL = 3 }; /* format: */

void xact_release(struct xact *x)
{
	for (size_t i = 0; i < x->pages.n; i++)
		free(x->pages.v[i].bytes);
	VEC_RELEASE(&x->pages);
	VEC_RELEASE(&x->ends);
}

static bool precedes(uint32_t a, uint32_t b)
{
	return (int32_t)(a - b) < 0;
}

/* ---- pg_xact ----------------------------------------------------------------------------------------------- */

static int add_page(struct xact *x, uint32_t number, const uint8_t *bytes, struct fault *f)
{
	struct clog_page p = { number, (uint8_t *)malloc(PG_PAGE) };

	if (p.bytes == NULL)
		return fault_memory(f, PG_PAGE);
	memcpy(p.bytes, bytes, PG_PAGE);
	if (VEC_PUSH(&x->pages, p, f) < 0) {
		free(p.bytes);
		return -1;
	}
	return 0;
}

static int read_file(struct pg_cluster *c, size_t file, uint32_t number, struct fault *f)
{
	OWNED(stream) struct stream *in = NULL;
	uint8_t page[PG_PAGE];
	size_t got;
	int rc = c->files->open(c->files->user, file, &in, f);

	if (rc != 0)
		return rc < 0 ? -1 : 0;
	for (uint32_t i = 0; rc == 0 && i < PAGES_A_FILE; i++) {
		rc = page_next(in, page, &got, f);
		if (rc == 0)
			rc = add_page(&c->xact, number * PAGES_A_FILE + i, page, f);
	}
	return rc < 0 ? -1 : 0;
}

static bool hex_name(struct span s, uint32_t *out)
{
	char text[9];
	char *end;

	if (s.n < 4 || s.n > 8)
		return false;
	memcpy(text, s.p, s.n);
	text[s.n] = '\0';
	*out = (uint32_t)strtoul(text, &end, 16);
	return *end == '\0' && *out <= 0xFFFF;
}

int xact_load(struct pg_cluster *c, struct fault *f)
{
	struct span folder = span_of(c->facts.version >= PG_10 ? "pg_xact/" : "pg_clog/");

	c->xact.next = c->control.next;
	c->xact.oldest = c->control.oldest;
	for (size_t i = 0; i < c->files->n; i++) {
		uint32_t number;

		if (!span_starts(c->files->v[i].path, folder) || !hex_name(span_from(c->files->v[i].path, folder.n), &number))
			continue;
		if (c->xact.pages.n >= c->limits.pg_xact_pages) {
			watch_bite(c->watch, LIMIT_pg_xact_pages, PAGES_A_FILE);
			continue;
		}
		if (read_file(c, i, number, f) < 0)
			return -1;
	}
	return 0;
}

static int by_number(const void *a, const void *b)
{
	uint32_t x = ((const struct clog_page *)a)->number, y = ((const struct clog_page *)b)->number;

	return x < y ? -1 : x > y;
}

static int by_xid(const void *a, const void *b)
{
	const struct commit *x = (const struct commit *)a, *y = (const struct commit *)b;

	if (x->xid != y->xid)
		return x->xid < y->xid ? -1 : 1;
	return x->time < y->time ? -1 : x->time > y->time;
}

/* ---- the log's records ----------------------------------------------------------------------------------------- */

int xact_add(struct pg_cluster *c, uint32_t xid, bool aborted, int64_t time, struct fault *f)
{
	struct commit e = { xid, aborted, time };

	if (xid < FIRST_NORMAL)
		return 0;
	if (c->xact.ends.n >= c->limits.pg_commits) {
		watch_bite(c->watch, LIMIT_pg_commits, 1);
		return 0;
	}
	if (precedes(c->xact.next, xid + 1)) /* after the checkpoint */
		c->xact.next = xid + 1;
	return VEC_PUSH(&c->xact.ends, e, f);
}

void xact_settle(struct xact *x)
{
	if (x->ends.n > 1)
		qsort(x->ends.v, x->ends.n, sizeof *x->ends.v, by_xid);
	if (x->pages.n > 1)
		qsort(x->pages.v, x->pages.n, sizeof *x->pages.v, by_number);
}

/* NULL: none; or two that do not say the same, which is none. */
static const struct commit *end_of(const struct xact *x, uint32_t xid)
{
	size_t low = LOWER_BOUND(x->ends.n, mid, x->ends.v[mid].xid < xid);
	if (low == x->ends.n || x->ends.v[low].xid != xid)
		return NULL;
	for (size_t i = low + 1; i < x->ends.n && x->ends.v[i].xid == xid; i++)
		if (x->ends.v[i].time != x->ends.v[low].time || x->ends.v[i].aborted != x->ends.v[low].aborted)
			return NULL;
	return &x->ends.v[low];
}

/* pg_xact's two bits; 0 too where it has none, or where the number is not of this turn of the counter. */
static unsigned bits_of(const struct xact *x, uint32_t xid)
{
	struct clog_page key = { xid / XIDS_A_PAGE, NULL };
	const struct clog_page *p;

	if (precedes(xid, x->oldest) || !precedes(xid, x->next) || x->pages.n == 0)
		return 0;
	p = (const struct clog_page *)bsearch(&key, x->pages.v, x->pages.n, sizeof key, by_number);
	return p == NULL ? 0 : (unsigned)p->bytes[xid % XIDS_A_PAGE / 4] >> (xid % 4 * 2) & 3u;
}

enum xid_state xact_state(const struct xact *x, uint32_t xid)
{
	const struct commit *e;
	unsigned bits;

	if (xid < FIRST_NORMAL)
		return xid == 0 ? XID_UNKNOWN : XID_COMMITTED;
	if (x->silent)
		return XID_RUNNING;
	bits = bits_of(x, xid);
	e = end_of(x, xid);
	if (bits == 1)
		return e != NULL && e->aborted ? XID_UNKNOWN : XID_COMMITTED;
	if (bits == 2)
		return XID_ABORTED;
	if (e != NULL)
		return e->aborted ? XID_ABORTED : XID_COMMITTED;
	return XID_RUNNING;
}

struct when xact_time(const struct xact *x, uint32_t xid)
{
	const struct commit *e = xid < FIRST_NORMAL || x->silent ? NULL : end_of(x, xid);

	return e == NULL || e->aborted ? WHEN_UNKNOWN : pg_when(e->time);
}
