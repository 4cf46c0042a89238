/* tests/test_postgres.c - what became of a row: tables of headers, states of transactions, records of the log. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "postgres_build.h"

static const struct limits limits = LIMITS_DEFAULT;
static const struct watch watch = { .user = NULL };

/* Rows as "name=life" in order, with a space between; the time of an end as "@microseconds since 2000" is not shown. */
static int take(void *user, const struct pg_row *r, struct fault *f)
{
	static const char *const lives[] = { "lives", "deleted", "replaced", "gone" };
	struct buf *out = (struct buf *)user;
	char time[WHEN_TEXT];

	if (out->n > 0 && buf_add_text(out, " ", f) < 0)
		return -1;
	if (buf_add(out, r->values[3].text, f) < 0 || buf_printf(out, f, "=%s", lives[r->life]) < 0)
		return -1;
	if (r->life == PG_DELETED && r->died.known && buf_printf(out, f, "@%s", when_text(time, r->died)) < 0)
		return -1;
	return r->from_wal ? buf_add_text(out, "(log)", f) : 0;
}

static void rows(struct built *b, struct buf *out, struct pg_cluster **kept)
{
	struct fault f = FAULT_INIT;
	struct pg_cluster *c;
	const struct pg_sink sink = { out, take };
	char why[200];

	assert_int_equal(pg_open(&c, &b->files, &limits, &watch, why, &f), 0);
	assert_int_equal(pg_wants(c, "tag", &f), 0);
	assert_int_equal(pg_read(c, &f), 0);
	assert_int_equal(pg_rows(c, 0, "tag", &sink, &f), 0);
	if (kept != NULL)
		*kept = c;
	else
		pg_close(c);
}

static void expect(struct built *b, const char *want)
{
	OWNED(buf) struct buf out = BUF_INIT;

	rows(b, &out, NULL);
	assert_string_equal(buf_cstr(&out), want);
	free(b);
}

/* ---- headers and states ------------------------------------------------------------------------------------------ */

enum { C = 1, A = 2 }; /* committed, aborted */

static void what_a_header_and_pg_xact_tell(void **state)
{
	static const struct {
		const char *why;
		struct head head;
		unsigned of_xmin, of_xmax; /* in pg_xact */
		const char *want;
	} cases[] = {
		{ "committed by pg_xact, no hints", { .xmin = 800 }, C, 0, "x=lives" },
		{ "rolled back: it never was", { .xmin = 800 }, A, 0, "" },
		{ "still running when the server died", { .xmin = 800 }, 0, 0, "" },
		{ "rolled back by a hint, whatever pg_xact says", { .xmin = 800, .mask = 0x0200 }, C, 0, "" },
		{ "deleted, by pg_xact", { .xmin = 800, .xmax = 801 }, C, C, "x=deleted" },
		{ "deletion rolled back", { .xmin = 800, .xmax = 801 }, C, A, "x=lives" },
		{ "deletion not ended", { .xmin = 800, .xmax = 801 }, C, 0, "x=lives" },
		{ "deleted, by a hint", { .xmin = 800, .xmax = 801, .mask = 0x0500 }, 0, 0, "x=deleted" },
		{ "xmax invalid by a hint", { .xmin = 800, .xmax = 801, .mask = 0x0800 }, C, C, "x=lives" },
		{ "only locked", { .xmin = 800, .xmax = 801, .mask = 0x00C0 }, C, C, "x=lives" },
		{ "only locked, as before 9.3", { .xmin = 800, .xmax = 801, .mask = 0x0040 }, C, C, "x=lives" },
		{ "replaced by a newer version", { .xmin = 800, .xmax = 801, .next = 9 }, C, C, "x=replaced" },
		{ "moved to another page", { .xmin = 800, .xmax = 801, .next = 1, .next_block = 1 }, C, C, "x=replaced" },
		{ "frozen, of a number long gone", { .xmin = 3, .mask = 0x0300 }, 0, 0, "x=lives" },
		{ "xmin before the oldest of pg_xact: not known", { .xmin = 600 }, C, 0, "" },
		{ "xmax before the oldest: not known, so it lives", { .xmin = 800, .xmax = 600 }, C, C, "x=lives" },
		{ "xmax of the next turn of the counter", { .xmin = 800, .xmax = 0x90000320 }, C, C, "x=lives" },
		{ "xmax that was not given out yet", { .xmin = 800, .xmax = 1001 }, C, C, "x=lives" },
		{ "moved by an old VACUUM FULL: not judged", { .xmin = 800, .xmax = 801, .mask = 0x4000 }, C, C, "" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct built *b = build_new();
		OWNED(buf) struct buf out = BUF_INIT;

		set_state(b, cases[i].head.xmin % 1024, cases[i].of_xmin);
		set_state(b, cases[i].head.xmax % 32768, cases[i].of_xmax);
		(void)tag_row(b, 0, 7, "x", cases[i].head);
		rows(b, &out, NULL);
		if (strcmp(buf_cstr(&out), cases[i].want) != 0)
			fail_msg("%s: %s", cases[i].why, buf_cstr(&out));
		free(b);
	}
}

/* One multixact, number 3, of two members; who of them wrote. */
static void what_several_transactions_at_once_tell(void **state)
{
	static const struct {
		const char *why;
		unsigned status[2], of_second;
		bool members;
		const char *want;
	} cases[] = {
		{ "both only lock", { 0, 1 }, C, true, "x=lives" },
		{ "the second deletes", { 0, 5 }, C, true, "x=deleted" },
		{ "the second wanted to delete", { 0, 5 }, A, true, "x=lives" },
		{ "a status that is none: nothing is said", { 0, 9 }, C, true, "" },
		{ "members are not there: nothing is said", { 0, 5 }, C, false, "" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct built *b = build_new();
		OWNED(buf) struct buf out = BUF_INIT;
		struct pg_cluster *c;

		set_state(b, 800, C);
		set_state(b, 801, C);
		set_state(b, 802, cases[i].of_second);
		if (cases[i].members) {
			put32(b->offsets + 3 * 4, 4);
			put32(b->offsets + 4 * 4, 6);
		}
		b->members[20] = (uint8_t)cases[i].status[0];
		b->members[21] = (uint8_t)cases[i].status[1];
		put32(b->members + 24, 801);
		put32(b->members + 28, 802);
		(void)tag_row(b, 0, 7, "x", (struct head){ .xmin = 800, .xmax = 3, .mask = 0x1000 });
		rows(b, &out, &c);
		if (strcmp(buf_cstr(&out), cases[i].want) != 0)
			fail_msg("%s: %s", cases[i].why, buf_cstr(&out));
		assert_int_equal(pg_facts(c)->unsettled > 0, cases[i].want[0] == '\0');
		pg_close(c);
		free(b);
	}
}

/* ---- the log ----------------------------------------------------------------------------------------------------------- */

struct log {
	struct built *b;
	size_t at; /* in b->wal */
};

static struct log log_begin(struct built *b)
{
	for (size_t i = 0; i < 4; i++) {
		uint8_t *p = b->wal + i * B_PAGE;

		put16(p, 0xD110);
		put16(p + 2, i == 0 ? 2 : 0);
		put32(p + 4, 1);
		put64(p + 8, 0x1000000 + i * B_PAGE);
	}
	return (struct log){ b, 40 };
}

/* A record of manager and info with one block of the table and data; all within the first page. */
static void record(struct log *l, uint32_t xid, uint8_t manager, uint8_t info, const void *data, size_t data_n, const void *main,
                   size_t main_n)
{
	uint8_t r[1024] = { 0 };
	size_t n = 24;

	put32(r + 4, xid);
	r[16] = info;
	r[17] = manager;
	if (manager == 10) {
		r[n++] = 0;
		r[n++] = data_n > 0 ? 0x20 : 0;
		put16(r + n, (unsigned)data_n);
		put32(r + n + 2, 1663);
		put32(r + n + 6, 5);
		put32(r + n + 10, B_TAG_NODE);
		put32(r + n + 14, 0);
		n += 18;
	}
	r[n++] = 255;
	r[n++] = (uint8_t)main_n;
	if (data_n > 0)
		memcpy(r + n, data, data_n);
	n += data_n;
	memcpy(r + n, main, main_n);
	n += main_n;
	put32(r, (uint32_t)n);
	put32(r + 20, crc32c(crc32c(~0u, span_make(r + 24, n - 24)), span_make(r, 20)) ^ ~0u);
	assert_true(l->at + n <= B_PAGE);
	memcpy(l->b->wal + l->at, r, n);
	l->at = (l->at + n + 7) & ~(size_t)7;
}

static void commit(struct log *l, uint32_t xid, int64_t usec, bool aborted)
{
	uint8_t m[8];

	put64(m, (uint64_t)usec);
	record(l, xid, 1, aborted ? 0x20 : 0x00, NULL, 0, m, 8);
}

static void insert(struct log *l, uint32_t xid, uint16_t place, uint32_t id, const char *name)
{
	uint8_t d[80] = { 5, 0, 2, 0, 24 }, m[3] = { 0 };
	size_t n = tag_data(d + 6, id, name);

	put16(m, place);
	record(l, xid, 10, 0x00, d, n + 6, m, 3);
}

static void delete(struct log *l, uint32_t xid, uint16_t place)
{
	uint8_t m[8] = { 0 };

	put32(m, xid);
	put16(m + 4, place);
	record(l, xid, 10, 0x10, NULL, 0, m, 8);
}

static void update(struct log *l, uint32_t xid, uint16_t from, uint16_t to, uint32_t id, const char *name)
{
	uint8_t d[80] = { 5, 0, 2, 0, 24 }, m[14] = { 0 };
	size_t n = tag_data(d + 6, id, name);

	put16(m + 4, from);
	put16(m + 12, to);
	record(l, xid, 10, 0x20, d, n + 6, m, 14);
}

static void rows_that_the_log_alone_has(void **state)
{
	struct built *b = build_new();
	struct log l = log_begin(b);

	(void)state;
	put64(b->tag, 0x0700000000000000); /* the page is younger than all of the log */
	insert(&l, 800, 1, 1, "a");
	insert(&l, 800, 2, 2, "b");
	insert(&l, 800, 3, 3, "c");
	commit(&l, 800, 0, false);
	delete(&l, 801, 1);
	commit(&l, 801, 1000001, false);
	delete(&l, 802, 2);
	commit(&l, 802, 2000000, true);
	update(&l, 803, 3, 4, 3, "c");
	commit(&l, 803, 3000000, false);
	insert(&l, 804, 5, 5, "never");
	commit(&l, 804, 4000000, true);
	insert(&l, 805, 1, 6, "d"); /* a's place again */
	commit(&l, 805, 5000000, false);
	expect(b, "a=deleted@2000-01-01T00:00:01.000001Z(log) b=gone(log) c=replaced(log) c=gone(log) d=gone(log)");
}

static void after_a_crash_the_log_is_ahead_of_the_pages(void **state)
{
	struct built *b = build_new();
	struct log l = log_begin(b);

	(void)state;
	(void)tag_row(b, 0, 1, "a", (struct head){ .xmin = 800, .mask = 0x0100 });
	(void)tag_row(b, 0, 2, "b", (struct head){ .xmin = 800, .mask = 0x0100 });
	(void)tag_row(b, 0, 3, "c", (struct head){ .xmin = 800, .mask = 0x0100 });
	delete(&l, 999, 1);
	commit(&l, 999, 1000000, false);
	delete(&l, 1000, 2); /* its end never reached the log */
	update(&l, 1001, 3, 4, 3, "c");
	commit(&l, 1001, 2000000, false);
	expect(b, "a=deleted@2000-01-01T00:00:01.000000Z b=lives c=replaced c=lives(log)");
}

static void a_record_that_its_crc_contradicts_is_not_heard(void **state)
{
	struct built *b = build_new();
	struct log l = log_begin(b);

	(void)state;
	(void)tag_row(b, 0, 1, "a", (struct head){ .xmin = 800, .mask = 0x0100 });
	delete(&l, 999, 1);
	commit(&l, 999, 1000000, false);
	b->wal[l.at - 8] ^= 1;
	expect(b, "a=lives");
}

static void another_timeline_is_not_heard(void **state)
{
	struct built *b = build_new();
	struct log l = log_begin(b);

	(void)state;
	(void)tag_row(b, 0, 1, "a", (struct head){ .xmin = 800, .mask = 0x0100 });
	delete(&l, 999, 1);
	commit(&l, 999, 1000000, false);
	put32(b->wal + 4, 2);
	expect(b, "a=lives");
}

static void two_ends_of_one_number_tell_no_time(void **state)
{
	struct built *b = build_new();
	struct log l = log_begin(b);

	(void)state;
	set_state(b, 801, C);
	(void)tag_row(b, 0, 1, "a", (struct head){ .xmin = 800, .xmax = 801, .mask = 0x0100 });
	commit(&l, 801, 1000000, false);
	commit(&l, 801, 9000000, false);
	expect(b, "a=deleted");
}

/* ---- values and pages ----------------------------------------------------------------------------------------------------- */

static void pages_without_their_checksum_are_told_and_not_read(void **state)
{
	struct built *b = build_new();
	struct pg_cluster *c;
	struct pg_note n;

	(void)state;
	(void)tag_row(b, 0, 1, "a", (struct head){ .xmin = 800, .mask = 0x0100 });
	build_control(b, true); /* no page here has a checksum: catalogs cannot be read either */
	{
		struct fault f = FAULT_INIT;
		char why[200];

		assert_int_equal(pg_open(&c, &b->files, &limits, &watch, why, &f), 0);
		assert_int_equal(pg_wants(c, "tag", &f), 0);
		assert_int_equal(pg_read(c, &f), 0);
		assert_int_equal(pg_note(c, 0, &n), 0);
		assert_int_equal(n.kind, PG_NOTE_TORN);
		assert_true(span_is(b->file[n.file].path, "base/5/1259"));
	}
	pg_close(c);
	free(b);
}

static void what_is_no_data_directory_says_so(void **state)
{
	static const struct {
		const char *why, *version;
		size_t spoil; /* byte of pg_control, 0 none */
	} cases[] = { { "too old", "9.5\n", 0 }, { "too new", "18\n", 0 }, { "no number", "x", 0 }, { "its CRC", "15\n", 70 }, { "no 1234567.0", "15\n", 214 } };

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct built *b = build_new();
		struct fault f = FAULT_INIT;
		struct pg_cluster *c;
		char why[200] = "";

		for (size_t k = 0; k < b->files.n; k++)
			if (span_is(b->file[k].path, "PG_VERSION"))
				b->bytes[k] = span_of(cases[i].version);
		if (cases[i].spoil != 0)
			b->control[cases[i].spoil] ^= 1;
		if (pg_open(&c, &b->files, &limits, &watch, why, &f) != PG_NOT_READ || why[0] == '\0')
			fail_msg("%s: taken", cases[i].why);
		free(b);
	}
}

/* id, repository, artifact, name in each of its forms. */
static void names_in_every_form(void **state)
{
	static const uint8_t long_[] = { 7 << 2, 0, 0, 0, 'a', 'b', 'c' };
	static const uint8_t pglz[] = { 14 << 2 | 2, 0, 0, 0, 9, 0, 0, 0, 0x08, 'a', 'b', 'c', 0x03, 0x03 };
	static const uint8_t lz4[] = { 17 << 2 | 2, 0, 0, 0, 8, 0, 0, 0x40, 0x80, 'a', 'b', 'c', 'a', 'b', 'c', 'a', 'b' };
	static const uint8_t cut[] = { 60 << 2, 0, 0, 0, 'a', 'b', 'c' };
	static const uint8_t far[] = { 14 << 2 | 2, 0, 0, 0, 9, 0, 0, 0, 0x08, 'a', 'b', 'c', 0x03, 0x09 };
	static const struct {
		const char *why;
		const uint8_t *p;
		size_t n;
		const char *want;
	} cases[] = {
		{ "a long header", long_, sizeof long_, "abc=lives" },
		{ "pglz: three bytes, then six from three back", pglz, sizeof pglz, "abcabcabc=lives" },
		{ "lz4: eight literals", lz4, sizeof lz4, "abcabcab=lives" },
		{ "longer than the row: the row is passed over", cut, sizeof cut, "" },
		{ "pglz from before the beginning: no name", far, sizeof far, "=lives" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct built *b = build_new();
		OWNED(buf) struct buf out = BUF_INIT;
		uint8_t d[64] = { 1, 0, 0, 0, 1, 0, 0, 0, 1 };

		memcpy(d + 12, cases[i].p, cases[i].n);
		(void)page_row(b->tag, 0, (struct head){ .xmin = 800, .mask = 0x0100, .columns = 4 }, d, 12 + cases[i].n);
		rows(b, &out, NULL);
		if (strcmp(buf_cstr(&out), cases[i].want) != 0)
			fail_msg("%s: %s", cases[i].why, buf_cstr(&out));
		free(b);
	}
}

static void a_name_kept_beside_its_row(void **state)
{
	struct built *b = build_new();
	uint8_t d[64] = { 1, 0, 0, 0, 1, 0, 0, 0, 1 }, k[2][16] = { { 9, 0, 0, 0, 0, 0, 0, 0, 4 << 1 | 1, 'a', 'b', 'c' },
		                                                    { 9, 0, 0, 0, 1, 0, 0, 0, 3 << 1 | 1, 'd', 'e' } };

	(void)state;
	(void)page_row(b->toast, 0, (struct head){ .xmin = 2, .mask = FROZEN, .columns = 3 }, k[1], 11);
	(void)page_row(b->toast, 0, (struct head){ .xmin = 2, .mask = FROZEN, .columns = 3 }, k[0], 12);
	d[12] = 1;
	d[13] = 18;
	put32(d + 14, 5 + 4);
	put32(d + 18, 5);
	put32(d + 22, 9);
	put32(d + 26, B_TOAST_OID);
	(void)page_row(b->tag, 0, (struct head){ .xmin = 800, .mask = 0x0100, .columns = 4 }, d, 30);
	put32(d + 22, 8); /* no chunk of that number */
	(void)page_row(b->tag, 0, (struct head){ .xmin = 800, .mask = 0x0100, .columns = 4 }, d, 30);
	expect(b, "abcde=lives =lives");
}

static void a_column_added_later_is_null_in_older_rows(void **state)
{
	struct built *b = build_new();
	uint8_t d[64];

	(void)state;
	(void)page_row(b->tag, 0, (struct head){ .xmin = 800, .mask = 0x0100, .columns = 5 }, d, tag_data(d, 1, "a"));
	(void)page_row(b->tag, 0, (struct head){ .xmin = 800, .mask = 0x0100, .columns = 7 }, d, tag_data(d, 2, "more columns than there are"));
	expect(b, "a=lives");
}

/* Whatever one byte becomes, the run ends; what is told as deleted was deleted, or had its name or place changed. */
static void every_byte_of_pages_and_log_flipped(void **state)
{
	struct built *b = build_new();
	struct log l = log_begin(b);
	size_t told = 0;

	(void)state;
	(void)tag_row(b, 0, 1, "aaaa", (struct head){ .xmin = 800, .mask = 0x0100 });
	(void)tag_row(b, 0, 2, "bbbb", (struct head){ .xmin = 800, .xmax = 801, .mask = 0x0100 });
	commit(&l, 801, 1000000, false);
	insert(&l, 802, 3, 3, "cccc");
	commit(&l, 802, 2000000, false);
	for (size_t i = 0; i < 2 * (size_t)B_PAGE; i++) {
		uint8_t *p = i < B_PAGE ? &b->tag[i] : &b->wal[i - B_PAGE];
		OWNED(buf) struct buf out = BUF_INIT;

		if (*p == 0 && i % 64 != 0)
			continue;
		*p ^= (uint8_t)(1 + i % 255);
		rows(b, &out, NULL);
		told += out.n > 0;
		if (i >= B_PAGE && strstr(buf_cstr(&out), "aaaa=lives") == NULL)
			fail_msg("byte %zu of the log takes a living row away: %s", i - B_PAGE, buf_cstr(&out));
		*p ^= (uint8_t)(1 + i % 255);
	}
	assert_true(told > 200);
	free(b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_a_header_and_pg_xact_tell),
		cmocka_unit_test(what_several_transactions_at_once_tell),
		cmocka_unit_test(rows_that_the_log_alone_has),
		cmocka_unit_test(after_a_crash_the_log_is_ahead_of_the_pages),
		cmocka_unit_test(a_record_that_its_crc_contradicts_is_not_heard),
		cmocka_unit_test(another_timeline_is_not_heard),
		cmocka_unit_test(two_ends_of_one_number_tell_no_time),
		cmocka_unit_test(pages_without_their_checksum_are_told_and_not_read),
		cmocka_unit_test(what_is_no_data_directory_says_so),
		cmocka_unit_test(names_in_every_form),
		cmocka_unit_test(a_name_kept_beside_its_row),
		cmocka_unit_test(a_column_added_later_is_null_in_older_rows),
		cmocka_unit_test(every_byte_of_pages_and_log_flipped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
