/* tests/test_loose.c - pages in free space: what a block says it is, whose table a page is, what its rows' marks tell. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "postgres_build.h"

static const struct limits limits = LIMITS_DEFAULT;
static const struct watch watch = { .user = NULL };

enum { PAGES = 6, HINTED = 0x0100, ENDED = 0x0400, OPEN = 0x0800, VARIES = 0x0002, BLOCK = 3 };

struct lying {
	uint8_t page[PAGES][B_PAGE];
	size_t n;
};

static int read_page(void *user, size_t i, uint8_t *into, struct fault *f)
{
	(void)f;
	memcpy(into, ((struct lying *)user)->page[i], B_PAGE);
	return 0;
}

/* id, repository 1, artifact 7, name, pushed at some hour of 2025 */
static size_t tag_of(uint8_t *d, uint32_t id, const char *name)
{
	size_t n = strlen(name), at = 13 + n;

	memset(d, 0, 96);
	put32(d, id);
	put32(d + 4, 1);
	put32(d + 8, 7);
	d[12] = (uint8_t)((n + 1) << 1 | 1);
	memcpy(d + 13, name, n);
	at = (at + 7) & ~(size_t)7;
	put64(d + at, (uint64_t)800000000 * 1000000);
	put64(d + at + 8, (uint64_t)800000000 * 1000000);
	return at + 16;
}

static void add_tag(uint8_t *page, uint32_t id, const char *name, struct head h)
{
	uint8_t d[96];
	size_t n = tag_of(d, id, name);

	h.columns = 6;
	h.mask |= VARIES;
	(void)page_row(page, BLOCK, h, d, n);
}

static const struct head stands = { .xmin = 800, .mask = HINTED | OPEN }, dead = { .xmin = 800, .xmax = 801, .mask = HINTED | ENDED };

/* ---- what a block says it is ------------------------------------------------------------------------------------------------ */

static void a_page(uint8_t *p)
{
	page_begin(p, 1);
	add_tag(p, 1, "one", stands);
	add_tag(p, 2, "two", dead);
}

static void spoil_nothing(uint8_t *p) { (void)p; }
static void spoil_overlap(uint8_t *p) { memcpy(p + 28, p + 24, 4); }
static void spoil_grain(uint8_t *p) { p[24] += 4; }
static void spoil_flags(uint8_t *p) { p[10] = 0x40; }
static void spoil_special(uint8_t *p) { put16(p + 16, B_PAGE - 16); }
static void spoil_head(uint8_t *p) { p[(p[24] | p[25] << 8) % 0x8000 + 22] = 27; }
static void spoil_sum(uint8_t *p) { put16(p + 8, 1); }
static void spoil_unused(uint8_t *p) { put32(p + 24, 5); }
static void spoil_number(uint8_t *p) { p[(p[24] | p[25] << 8) % 0x8000 + 14] = BLOCK + 1; }
static void spoil_columns(uint8_t *p) { put16(p + (p[24] | p[25] << 8) % 0x8000 + 18, 2000); }

static void a_page_is_one_in_every_pointer_and_header(void **state)
{
	static const struct {
		const char *why;
		void (*spoil)(uint8_t *p);
		enum pg_block_kind want;
	} cases[] = {
		{ "as the server wrote it", spoil_nothing, PG_BLOCK_ROWS },
		{ "two pointers to one row", spoil_overlap, PG_BLOCK_OTHER },
		{ "a row that begins at 4", spoil_grain, PG_BLOCK_OTHER },
		{ "flags that no page has", spoil_flags, PG_BLOCK_OTHER },
		{ "a page of an index", spoil_special, PG_BLOCK_OTHER },
		{ "a row's header of 27 bytes", spoil_head, PG_BLOCK_OTHER },
		{ "a checksum that does not hold", spoil_sum, PG_BLOCK_OTHER },
		{ "an unused pointer with a place", spoil_unused, PG_BLOCK_OTHER },
		{ "rows of two pages, half and half", spoil_number, PG_BLOCK_OTHER },
		{ "a row of 2000 columns", spoil_columns, PG_BLOCK_OTHER },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		uint8_t p[B_PAGE];
		struct pg_block b;

		a_page(p);
		cases[i].spoil(p);
		pg_look(&b, p);
		if (b.kind != cases[i].want || (b.kind == PG_BLOCK_ROWS && b.number != BLOCK))
			fail_msg("%s: kind %d, number %u", cases[i].why, (int)b.kind, b.number);
	}
}

static void a_control_file_and_the_log_name_their_server(void **state)
{
	struct built *b = build_new();
	struct pg_block k;
	uint8_t p[B_PAGE] = { 0 };

	(void)state;
	pg_look(&k, b->control);
	assert_int_equal(k.kind, PG_BLOCK_SERVER);
	assert_true(k.system == 7000000000000000001u && pg_may_begin(b->control, 512));
	b->control[30] ^= 1;
	pg_look(&k, b->control);
	assert_int_equal(k.kind, PG_BLOCK_OTHER);
	put16(p, 0xD110);
	put16(p + 2, 2);
	put32(p + 4, 1);
	put64(p + 8, 0x1000000);
	put64(p + 24, 42);
	put32(p + 32, 16 << 20);
	put32(p + 36, B_PAGE);
	pg_look(&k, p);
	assert_int_equal(k.kind, PG_BLOCK_LOG);
	assert_true(k.system == 42 && k.version == 1500 && k.timeline == 1);
	put32(p + 36, 4096); /* a server of other pages */
	pg_look(&k, p);
	assert_int_equal(k.kind, PG_BLOCK_OTHER);
	free(b);
}

/* ---- whose, and what rows say -------------------------------------------------------------------------------------------------- */

static int take(void *user, const struct pg_row *r, struct fault *f)
{
	static const char *const lives[] = { "lives", "deleted", "replaced", "gone" };
	struct buf *out = (struct buf *)user;
	size_t name = span_is(r->table, "tag") ? 3 : 1;

	if (out->n > 0 && buf_add_text(out, " ", f) < 0)
		return -1;
	return buf_printf(out, f, "%.*s=%s%s%s", (int)r->values[name].text.n, (const char *)r->values[name].text.p, lives[r->life],
	                  r->remnant ? "(freed)" : "", r->by_shape ? "" : "(catalog)");
}

static bool fits(void *user, const struct pg_row *r)
{
	(void)user;
	return r->columns > 3 && !r->values[3].null;
}

static void told(struct lying *x, const char *want, enum pg_loose first)
{
	const struct pg_loose_pages pages = { .n = x->n, .user = x, .read = read_page };
	OWNED(pg_cluster) struct pg_cluster *c = NULL;
	OWNED(buf) struct buf out = BUF_INIT;
	const struct pg_sink sink = { &out, take };
	struct fault f = FAULT_INIT;
	struct span table;

	assert_int_equal(pg_loose_open(&c, &pages, WHEN_UNKNOWN, &limits, &watch, &f), 0);
	assert_int_equal(pg_wants(c, "tag", &f), 0);
	pg_judged(c, (struct pg_judge){ .fits = fits });
	assert_int_equal(pg_loose_read(c, &f), 0);
	for (size_t i = 0; i < x->n; i++)
		assert_int_equal(pg_loose_rows(c, i, &sink, &f), 0);
	if (want != NULL) {
		assert_string_equal(buf_cstr(&out), want);
		assert_int_equal(pg_loose_is(c, 0, &table), first);
	}
}

static void rows_of_the_published_form(void **state)
{
	static struct lying x;
	const struct head unmarked = { .xmin = 802, .mask = OPEN }, rolled_back = { .xmin = 803, .mask = 0x0200 | OPEN },
	                  same_writer = { .xmin = 800, .mask = OPEN };

	(void)state;
	x.n = 1;
	a_page(x.page[0]);
	add_tag(x.page[0], 3, "unmarked", unmarked);
	add_tag(x.page[0], 4, "never", rolled_back);
	add_tag(x.page[0], 5, "same", same_writer); /* another row has the mark of its transaction */
	told(&x, "one=gone two=deleted same=gone", PG_LOOSE_WANTED);
}

static void one_row_that_does_not_fit(void **state)
{
	static struct lying x;
	uint8_t d[96];

	(void)state;
	x.n = 1;
	a_page(x.page[0]);
	(void)tag_of(d, 3, "three");
	put32(d + 4, 0xFFFFFF00); /* no number of a repository */
	(void)page_row(x.page[0], BLOCK, (struct head){ .xmin = 800, .mask = HINTED | OPEN | VARIES, .columns = 6 }, d, 40);
	told(&x, "", PG_LOOSE_NONE);
}

static void catalog_row(uint8_t *page, uint32_t oid, const char *name, uint8_t persistence)
{
	uint8_t d[160] = { 0 };

	put32(d, oid);
	memcpy(d + 4, name, strlen(name));
	put32(d + 88, oid);
	d[114] = persistence;
	d[115] = 'r';
	put16(d + 116, 6);
	(void)page_row(page, 0, (struct head){ .xmin = 2, .mask = FROZEN | OPEN, .columns = 33 }, d, sizeof d);
}

static void catalog_columns(uint8_t *page, uint32_t oid)
{
	static const struct {
		const char *name;
		uint32_t type;
		int length;
		char align;
	} columns[] = { { "a", 23, 4, 'i' }, { "b", 23, 4, 'i' }, { "c", 23, 4, 'i' }, { "d", 1043, -1, 'i' }, { "e", 1114, 8, 'd' }, { "f", 1114, 8, 'd' } };

	for (unsigned i = 0; i < COUNT(columns); i++) {
		uint8_t d[112] = { 0 };

		put32(d, oid);
		memcpy(d + 4, columns[i].name, 1);
		put32(d + 68, columns[i].type);
		put16(d + 76, (unsigned)columns[i].length & 0xFFFF);
		put16(d + 78, i + 1);
		d[93] = (uint8_t)columns[i].align;
		(void)page_row(page, 0, (struct head){ .xmin = 2, .mask = FROZEN | OPEN, .columns = 26 }, d, sizeof d);
	}
}

static void catalogs_of(struct lying *x, const char *one, const char *other)
{
	x->n = 3;
	a_page(x->page[0]);
	page_begin(x->page[1], 1);
	page_begin(x->page[2], 1);
	catalog_row(x->page[1], 20000, one, 'p');
	catalog_columns(x->page[2], 20000);
	if (other != NULL) {
		catalog_row(x->page[1], 20010, other, 'p');
		catalog_columns(x->page[2], 20010);
	}
}

static void what_catalogs_say(void **state)
{
	static struct lying x;

	(void)state;
	catalogs_of(&x, "tag", NULL);
	told(&x, "one=gone(catalog) two=deleted(catalog)", PG_LOOSE_WANTED);
	catalogs_of(&x, "variant", NULL); /* the published form and this one */
	told(&x, "", PG_LOOSE_DOUBTFUL);
	catalogs_of(&x, "tag", "variant");
	told(&x, "", PG_LOOSE_DOUBTFUL);
	catalogs_of(&x, "tag", NULL);
	put16(x.page[2] + ((x.page[2][24] | x.page[2][25] << 8) % 0x8000) + 24 + 78, 9); /* its first column is lost: no table of the catalog */
	told(&x, "one=gone two=deleted", PG_LOOSE_WANTED);
}

static void every_byte_flipped(void **state)
{
	static struct lying x;

	(void)state;
	for (size_t i = 0; i < 3 * (size_t)B_PAGE; i++) {
		struct pg_block b;
		uint8_t *p;

		if (i % B_PAGE == 0)
			catalogs_of(&x, "tag", "variant");
		p = &x.page[i / B_PAGE][i % B_PAGE];
		if (*p == 0 && i % 64 != 0)
			continue;
		*p ^= (uint8_t)(1 + i % 255);
		pg_look(&b, x.page[i / B_PAGE]);
		told(&x, NULL, PG_LOOSE_NONE);
		*p ^= (uint8_t)(1 + i % 255);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_page_is_one_in_every_pointer_and_header),
		cmocka_unit_test(a_control_file_and_the_log_name_their_server),
		cmocka_unit_test(rows_of_the_published_form),
		cmocka_unit_test(one_row_that_does_not_fit),
		cmocka_unit_test(what_catalogs_say),
		cmocka_unit_test(every_byte_flipped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
