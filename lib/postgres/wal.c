/*
 * postgres/wal.c - the write-ahead log: pages of all segments by their own addresses (a recycled segment has those of
 * its earlier life), records across pages and files, each held against its CRC.
 */
#include "postgres/private.h"

#include "base/crc32c.h"

#include <stdlib.h>

enum { /* format: */
	HEAD = 24, HEAD_LONG = 40, RECORD = 24,
	FLAG_CONTINUES = 1, FLAG_LONG = 2,
	MANAGER_XACT = 1, MANAGER_MULTI = 6, MULTI_CREATE = 0x20,
};

struct wal_run { /* pages of one file with addresses in a row */
	uint64_t address, first, n; /* first: its page in the file */
	uint32_t timeline;
	size_t file;
};

struct wal_reading {
	struct pg_cluster *c;
	VEC(struct wal_run) runs;
	struct buf part;        /* of a record that goes on */
	uint64_t next;          /* address expected */
	uint64_t part_lsn;
	size_t part_file;
	uint64_t part_offset;
	uint32_t total;
};

/* ---- which pages there are ------------------------------------------------------------------------------------- */

static bool is_segment(const struct pg_cluster *c, struct span path)
{
	struct span folder = span_of(c->facts.version >= PG_10 ? "pg_wal/" : "pg_xlog/"), name;

	if (!span_starts(path, folder))
		return false;
	name = span_from(path, folder.n);
	if (name.n > 24 && span_ends(name, span_of(".partial")))
		name.n -= 8;
	if (name.n != 24)
		return false;
	for (size_t i = 0; i < name.n; i++)
		if (!((name.p[i] >= '0' && name.p[i] <= '9') || (name.p[i] >= 'A' && name.p[i] <= 'F')))
			return false;
	return true;
}

static int add_page(struct wal_reading *x, size_t file, uint64_t number, const uint8_t *p, struct fault *f)
{
	struct wal_run r = { le64(p + 8), number, 1, le32(p + 4), file };
	struct wal_run *last = x->runs.n > 0 ? &x->runs.v[x->runs.n - 1] : NULL;

	if (wal_version(p) != x->c->facts.version || r.address % PG_PAGE != 0)
		return 0;
	if (last != NULL && last->file == file && last->timeline == r.timeline && last->first + last->n == number &&
	    last->address + last->n * PG_PAGE == r.address) {
		last->n++;
		return 0;
	}
	if (x->runs.n >= x->c->limits.pg_wal_runs) {
		watch_bite(x->c->watch, LIMIT_pg_wal_runs, 1);
		return 0;
	}
	return VEC_PUSH(&x->runs, r, f);
}

/* Pages `from` to `to` of a file, each to `take`. */
static int each_page(struct wal_reading *x, size_t file, uint64_t from, uint64_t to,
                     int (*take)(struct wal_reading *, size_t, uint64_t, const uint8_t *, struct fault *), struct fault *f)
{
	OWNED(stream) struct stream *in = NULL;
	uint8_t page[PG_PAGE];
	size_t got;
	int rc = x->c->files->open(x->c->files->user, file, &in, f);

	if (rc != 0)
		return rc < 0 ? -1 : 0;
	for (uint64_t i = 0; i < to; i++) {
		rc = stream_read_full(in, page, sizeof page, &got, f);
		if (rc < 0)
			return -1;
		if (got < sizeof page || rc > 0)
			return 0;
		if (i >= from && take(x, file, i, page, f) < 0)
			return -1;
		if (watch_check(x->c->watch, f) < 0)
			return -1;
	}
	return 0;
}

static int by_address(const void *a, const void *b)
{
	const struct wal_run *x = (const struct wal_run *)a, *y = (const struct wal_run *)b;

	if (x->address != y->address)
		return x->address < y->address ? -1 : 1;
	return x->file < y->file ? -1 : x->file > y->file;
}

/* ---- records ------------------------------------------------------------------------------------------------------ */

static int record_take(struct wal_reading *x, struct span bytes, uint64_t lsn, uint64_t end, size_t file, uint64_t offset, struct fault *f)
{
	struct wal_record r = { .lsn = lsn, .end = end, .file = file, .offset = offset };
	uint32_t sum = crc32c(crc32c(~0u, span_from(bytes, RECORD)), span_sub(bytes, 0, 20)) ^ ~0u;

	if (sum != le32(bytes.p + 20) || !wal_record_of(&r, bytes, x->c->facts.version))
		return 0;
	x->c->facts.records++;
	return wal_take(x->c, &r, f);
}

static void drop_part(struct wal_reading *x)
{
	buf_clear(&x->part);
	x->total = 0;
}

/* The end of the record begun before; *at behind it. */
static int continue_part(struct wal_reading *x, const uint8_t *p, size_t *at, struct fault *f)
{
	uint32_t left = le32(p + 16);
	size_t here = left < PG_PAGE - *at ? left : PG_PAGE - *at;

	if (x->total > 0 && x->part.n + left == x->total) {
		if (buf_add(&x->part, span_make(p + *at, here), f) < 0)
			return -1;
		if (x->part.n == x->total) {
			uint64_t end = le64(p + 8) + ((*at + here + 7) & ~(size_t)7);

			if (record_take(x, buf_span(&x->part), x->part_lsn, end, x->part_file, x->part_offset, f) < 0)
				return -1;
			drop_part(x);
		}
	} else {
		drop_part(x);
	}
	*at = here < left ? PG_PAGE : (*at + here + 7) & ~(size_t)7;
	return 0;
}

static int begin_part(struct wal_reading *x, struct span head, uint32_t total, uint64_t lsn, size_t file, uint64_t offset,
                      struct fault *f)
{
	drop_part(x);
	x->total = total;
	x->part_lsn = lsn;
	x->part_file = file;
	x->part_offset = offset;
	return buf_add(&x->part, head, f);
}

static int page_take(struct wal_reading *x, size_t file, uint64_t number, const uint8_t *p, struct fault *f)
{
	uint64_t address = le64(p + 8);
	unsigned flags = le16(p + 2);
	size_t at = (flags & FLAG_LONG) != 0 ? HEAD_LONG : HEAD;

	if (address < x->next) /* a copy of what was read */
		return 0;
	if (address != x->next) {
		drop_part(x);
		x->c->wal.stretch++; /* what happened between is not known */
	}
	x->next = address + PG_PAGE;
	if ((flags & FLAG_CONTINUES) == 0)
		drop_part(x);
	else if (continue_part(x, p, &at, f) < 0)
		return -1;
	while (at + 4 <= PG_PAGE) {
		uint32_t total = le32(p + at);

		if (total < RECORD)
			break; /* the log's end */
		if (total > x->c->limits.pg_record_bytes) {
			watch_bite(x->c->watch, LIMIT_pg_record_bytes, 1);
			break;
		}
		if (total > PG_PAGE - at)
			return begin_part(x, span_make(p + at, PG_PAGE - at), total, address + at, file, number * PG_PAGE + at, f);
		if (record_take(x, span_make(p + at, total), address + at, address + ((at + total + 7) & ~(size_t)7), file, number * PG_PAGE + at, f) < 0)
			return -1;
		at = (at + total + 7) & ~(size_t)7;
	}
	return 0;
}

/* Another timeline's records may have been abandoned: only those of the server's own are heard. */
static int read_runs(struct wal_reading *x, struct fault *f)
{
	if (x->runs.n > 1)
		qsort(x->runs.v, x->runs.n, sizeof *x->runs.v, by_address);
	for (size_t i = 0; i < x->runs.n; i++) {
		const struct wal_run *r = &x->runs.v[i];

		if (r->timeline == x->c->control.timeline && each_page(x, r->file, r->first, r->first + r->n, page_take, f) < 0)
			return -1;
	}
	return 0;
}

int wal_load(struct pg_cluster *c, struct fault *f)
{
	struct wal_reading x = { .c = c };
	int rc = 0;

	for (size_t i = 0; i < c->files->n && rc == 0; i++) {
		if (!is_segment(c, c->files->v[i].path))
			continue;
		c->facts.segments++;
		rc = each_page(&x, i, 0, UINT64_MAX, add_page, f);
	}
	if (rc == 0)
		rc = read_runs(&x, f);
	VEC_RELEASE(&x.runs);
	buf_release(&x.part);
	return rc;
}

/* ---- ends of transactions --------------------------------------------------------------------------------------------- */

enum { OP = 0x70, COMMIT = 0x00, ABORT = 0x20, COMMIT_PREPARED = 0x30, ABORT_PREPARED = 0x40, HAS_INFO = 0x80 }; /* format: */
enum { INFO_DATABASE = 1, INFO_CHILDREN = 2, INFO_FILES = 4, INFO_INVALS = 8, INFO_TWOPHASE = 16, INFO_STATS = 256 }; /* format: */

static int end_take(struct pg_cluster *c, const struct wal_record *r, struct fault *f)
{
	unsigned op = r->info & OP;
	bool aborted = op == ABORT || op == ABORT_PREPARED, prepared = op == COMMIT_PREPARED || op == ABORT_PREPARED;
	int64_t time;
	size_t at = 8;
	uint32_t info = 0, n, xid = r->xid;

	if ((op != COMMIT && !aborted && !prepared) || r->main.n < 8)
		return 0;
	time = (int64_t)le64(r->main.p);
	if ((r->info & HAS_INFO) != 0 && r->main.n >= 12) {
		info = le32(r->main.p + 8);
		at = 12;
	}
	if ((info & INFO_DATABASE) != 0)
		at += 8;
	if ((info & INFO_CHILDREN) != 0 && at + 4 <= r->main.n) {
		n = le32(r->main.p + at);
		at += 4;
		if (n > (r->main.n - at) / 4)
			return 0;
		for (uint32_t i = 0; i < n; i++, at += 4)
			if (xact_add(c, le32(r->main.p + at), aborted, time, f) < 0)
				return -1;
	}
	if (prepared) { /* the transaction's own number comes behind lists that are only stepped over */
		if ((info & (INFO_FILES | INFO_STATS | INFO_INVALS)) != 0 || (info & INFO_TWOPHASE) == 0 || at + 4 > r->main.n)
			return 0;
		xid = le32(r->main.p + at);
	}
	if (!aborted) {
		struct when w = pg_when(time);

		c->facts.commits++;
		if (!c->facts.first.known || when_cmp(w, c->facts.first) < 0)
			c->facts.first = w;
		if (when_cmp(c->facts.last, w) < 0)
			c->facts.last = w;
	}
	return xact_add(c, xid, aborted, time, f);
}

/* The first reading gathers ends and what catalogs became, the second, when tables are known, their rows. */
int wal_take(struct pg_cluster *c, const struct wal_record *r, struct fault *f)
{
	loose_changed(c, r);
	if (wal_rows_take(c, r, f) < 0)
		return -1;
	if (c->stage == STAGE_TABLES)
		return 0;
	if (r->manager == MANAGER_MULTI && (r->info & OP) == MULTI_CREATE)
		return multi_take(c, r->main, f);
	return r->manager == MANAGER_XACT ? end_take(c, r, f) : 0;
}
