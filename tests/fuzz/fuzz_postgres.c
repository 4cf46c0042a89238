/*
 * tests/fuzz/fuzz_postgres.c - any bytes as pages, log and states of a PostgreSQL data directory whose catalog is whole,
 * or is of these bytes too. CRCs of records and of the control file are made to hold, so that what lies behind them is
 * reached. What is told must lie in its file; the same must be told twice.
 */
#include "postgres_build.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct seen {
	const struct built *b;
	uint64_t rows, mark;
};

static int take(void *user, const struct pg_row *r, struct fault *f)
{
	struct seen *s = (struct seen *)user;

	(void)f;
	s->rows++;
	s->mark = s->mark * 31 + r->xmin + (uint64_t)r->life * 7 + r->offset + r->block;
	if (r->file >= s->b->files.n || r->offset > s->b->file[r->file].size || r->length > s->b->file[r->file].size - r->offset)
		__builtin_trap();
	if (r->died.known && r->life != PG_DELETED && r->life != PG_REPLACED)
		__builtin_trap();
	for (size_t i = 0; i < r->columns; i++)
		for (size_t k = 0; k < r->values[i].text.n; k++)
			s->mark += r->values[i].text.p[k];
	return 0;
}

/* Records that lie within one page get the CRC they need. */
static void mend_log(struct built *b)
{
	for (size_t page = 0; page < 4; page++) {
		uint8_t *p = b->wal + page * B_PAGE;
		size_t at = (p[2] & 2) != 0 ? 40 : 24;

		put16(p, 0xD110);
		put32(p + 4, 1);
		put64(p + 8, 0x1000000 + page * B_PAGE);
		while (at + 24 <= B_PAGE) {
			uint32_t n = (uint32_t)p[at] | (uint32_t)p[at + 1] << 8 | (uint32_t)p[at + 2] << 16 | (uint32_t)p[at + 3] << 24;

			if (n < 24 || n > B_PAGE - at)
				break;
			put32(p + at + 20, crc32c(crc32c(~0u, span_make(p + at + 24, n - 24)), span_make(p + at, 20)) ^ ~0u);
			at = (at + n + 7) & ~(size_t)7;
		}
	}
}

static struct span part(struct span *rest, size_t n)
{
	struct span s = span_sub(*rest, 0, n);

	*rest = span_from(*rest, s.n);
	return s;
}

static void lay(uint8_t *into, struct span s)
{
	if (s.n > 0)
		memcpy(into, s.p, s.n);
}

static struct built *build(struct span in)
{
	struct built *b = build_new();
	uint8_t how = in.p[0];

	in = span_from(in, 1);
	lay(b->tag, part(&in, 2048));
	memmove(b->tag + B_PAGE - 1024, b->tag + 1024, 1024); /* rows stand at a page's end, its pointers at its beginning */
	lay(b->wal + 40, part(&in, 4096));
	lay(b->xact + 192, part(&in, 64));
	lay(b->offsets, part(&in, 32));
	lay(b->members, part(&in, 128));
	lay(b->toast, part(&in, 512));
	memmove(b->toast + B_PAGE - 256, b->toast + 256, 256);
	if ((how & 1) != 0) {
		lay(b->attribute + 24, part(&in, 2048));
		lay(b->class_ + 24, part(&in, 2048));
		lay(b->control + 32, part(&in, 100));
		put32(b->control + 48, 1);
		put32(b->control + 288, crc_of(b->control, 288));
	}
	if ((how & 2) != 0)
		lay(b->wal + B_PAGE, in);
	if ((how & 4) == 0)
		mend_log(b);
	if ((how & 8) != 0)
		built_file(b, "base/5/16999", b->tag, sizeof b->tag);
	return b;
}

static bool any(void *user, const struct pg_row *r)
{
	(void)user;
	return r->columns > 0;
}

static struct seen look(struct built *b)
{
	static const struct limits limits = LIMITS_DEFAULT;
	static const struct watch watch = { .user = NULL };
	struct seen s = { .b = b };
	const struct pg_sink sink = { &s, take };
	struct fault f = FAULT_INIT;
	struct pg_cluster *c;
	struct span name;
	char why[200];
	int rc = pg_open(&c, &b->files, &limits, &watch, why, &f);

	if (rc < 0)
		__builtin_trap();
	if (rc > 0)
		return s;
	pg_judged(c, (struct pg_judge){ .fits = any }); /* remnants, and the file that nothing names */
	if (pg_wants(c, "tag", &f) < 0 || pg_read(c, &f) < 0)
		__builtin_trap();
	for (size_t i = 0; pg_database(c, i, &name) == 0; i++)
		if (pg_rows(c, i, "tag", &sink, &f) < 0)
			__builtin_trap();
	pg_close(c);
	return s;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct built *b;
	struct seen one, two;

	if (size < 2 || size > 3 * B_PAGE)
		return 0;
	b = build(span_make(data, size));
	one = look(b);
	two = look(b);
	if (one.rows != two.rows || one.mark != two.mark)
		__builtin_trap();
	free(b);
	return 0;
}
