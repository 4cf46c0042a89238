/*
 * tests/fuzz/fuzz_loose.c - any bytes as PostgreSQL pages that lie loose on a disk: what a block says it is, whose table it
 * was, its rows. Heads are made to hold where the first byte says so. What is told must lie in its page; the same twice.
 */
#include "postgres_build.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { PAGES_MOST = 24 };

struct lying {
	uint8_t *page;
	size_t n;
	uint64_t rows, mark;
};

static int read_page(void *user, size_t i, uint8_t *into, struct fault *f)
{
	const struct lying *x = (const struct lying *)user;

	(void)f;
	if (i >= x->n)
		__builtin_trap();
	memcpy(into, x->page + i * PG_LOOSE_BYTES, PG_LOOSE_BYTES);
	return 0;
}

static int take(void *user, const struct pg_row *r, struct fault *f)
{
	struct lying *x = (struct lying *)user;

	(void)f;
	x->rows++;
	x->mark = x->mark * 31 + r->xmin + (uint64_t)r->life * 7 + r->offset;
	if (r->offset > PG_LOOSE_BYTES || r->length > PG_LOOSE_BYTES - r->offset)
		__builtin_trap();
	for (size_t i = 0; i < r->columns; i++)
		for (size_t k = 0; k < r->values[i].text.n; k++)
			x->mark += r->values[i].text.p[k];
	return 0;
}

static bool fits(void *user, const struct pg_row *r)
{
	(void)user;
	return r->columns > 0;
}

static void read_all(struct lying *x)
{
	static const struct limits limits = LIMITS_DEFAULT;
	static const struct watch watch = { .user = NULL };
	const struct pg_loose_pages pages = { .n = x->n, .user = x, .read = read_page };
	OWNED(pg_cluster) struct pg_cluster *c = NULL;
	const struct pg_sink sink = { x, take };
	struct fault f = FAULT_INIT;
	struct span table;

	x->rows = x->mark = 0;
	if (pg_loose_open(&c, &pages, WHEN_UNKNOWN, &limits, &watch, &f) < 0 || pg_wants(c, "tag", &f) < 0 ||
	    pg_wants(c, "artifact", &f) < 0)
		__builtin_trap();
	pg_judged(c, (struct pg_judge){ .fits = fits });
	if (pg_loose_read(c, &f) < 0)
		__builtin_trap();
	for (size_t i = 0; i < x->n; i++) {
		if (pg_loose_rows(c, i, &sink, &f) < 0)
			__builtin_trap();
		x->mark = x->mark * 31 + (uint64_t)pg_loose_is(c, i, &table);
	}
}

/* Rows' pages without a checksum, records of the log with theirs, and the control file's: what no fuzzer finds. */
static void mend(uint8_t *p, uint8_t how)
{
	if (how == 1)
		put16(p + 8, 0);
	if (how == 2) {
		put16(p, 0xD110);
		for (size_t at = (p[2] & 2) != 0 ? 40 : 24; at + 24 <= PG_LOOSE_BYTES;) {
			size_t n = (size_t)p[at] | (size_t)p[at + 1] << 8 | (size_t)p[at + 2] << 16 | (size_t)p[at + 3] << 24;

			if (n < 24 || n > PG_LOOSE_BYTES - at)
				break;
			put32(p + at + 20, crc32c(crc32c(~0u, span_make(p + at + 24, n - 24)), span_make(p + at, 20)) ^ ~0u);
			at = (at + n + 7) & ~(size_t)7;
		}
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct lying x = { .n = size / PG_LOOSE_BYTES + 1 };
	uint64_t rows, mark;

	if (size < 2)
		return 0;
	x.n = x.n > PAGES_MOST ? PAGES_MOST : x.n;
	x.page = (uint8_t *)calloc(x.n, PG_LOOSE_BYTES);
	if (x.page == NULL)
		return 0;
	memcpy(x.page, data, size < x.n * PG_LOOSE_BYTES ? size : x.n * PG_LOOSE_BYTES);
	for (size_t i = 0; i < x.n; i++) {
		struct pg_block b;
		uint8_t *p = x.page + i * PG_LOOSE_BYTES;

		mend(p, p[PG_LOOSE_BYTES - 1] & 3); /* the last byte of a page chooses */
		pg_look(&b, p);
	}
	read_all(&x);
	rows = x.rows;
	mark = x.mark;
	read_all(&x);
	if (rows != x.rows || mark != x.mark)
		__builtin_trap();
	free(x.page);
	return 0;
}
