/*
 * Decoders of gzip, zstd and xz: what the libraries and the real tools write comes back, in any
 * pieces, from any seek point; what follows the last member is counted.
 */
#include "support/packed.h"

#include <stdlib.h>

#include "base/vec.h"

/* ---- what is whole ------------------------------------------------------------------------------
 */

static void round_trips_in_any_pieces(void **state)
{
	static const size_t sizes[] = { 0, 1, 70000, 700000 }, pieces[] = { 0, 1, 7, 4096 },
	                    asks[] = { 1, 511, 65536, 1 << 20 };

	(void)state;
	for (size_t k = 0; k < COUNT(kinds); k++)
		for (size_t i = 0; i < COUNT(sizes); i++)
			for (size_t c = 0; c < COUNT(pieces); c++) {
				OWNED(buf) struct buf raw = BUF_INIT;
				OWNED(buf) struct buf packed = BUF_INIT;
				OWNED(decoded) struct decoded r;

				sample(&raw, sizes[i], 7);
				kinds[k].make(&packed, buf_span(&raw), 1);
				assert_int_equal(xfrm_sniff(buf_span(&packed)), kinds[k].kind);
				decode(&r, kinds[k].kind, buf_span(&packed), pieces[c], asks[c],
				       NULL);
				assert_int_equal(r.rc, 0);
				assert_true(span_eq(buf_span(&r.out), buf_span(&raw)));
				assert_int_equal(r.stats.members, 1);
				assert_int_equal(r.stats.trailing, 0);
			}
}

static void what_the_tools_write(void **state)
{
	static const struct {
		enum xfrm_kind kind;
		const char *tool, *command;
	} made[] = {
		{ XFRM_GZIP, "gzip", "seq 200000 | gzip -c9" },
		{ XFRM_GZIP, "gzip", "{ seq 100000 | gzip -c1; seq 100001 200000 | gzip -nc; }" },
		{ XFRM_ZSTD, "zstd", "seq 200000 | zstd -qc --check" },
		{ XFRM_ZSTD, "zstd", "{ seq 99 | zstd -qc; seq 100 200000 | zstd -qc -19; }" },
		{ XFRM_XZ, "xz", "seq 200000 | xz -c --block-size=100000" },
		{ XFRM_XZ, "xz", "{ seq 7 | xz -c; head -c 8 /dev/zero; seq 8 200000 | xz -c0; }" },
	};
	OWNED(buf) struct buf want = BUF_INIT;

	(void)state;
	assert_true(read_tool(&want, "seq", "seq 200000"));
	for (size_t i = 0; i < COUNT(made); i++) {
		OWNED(buf) struct buf in = BUF_INIT;

		if (!read_tool(&in, made[i].tool, made[i].command))
			continue;
		expect(made[i].kind, buf_span(&in), buf_span(&want), 0);
	}
}

static void several_members_are_one_stream(void **state)
{
	(void)state;
	for (size_t k = 0; k < COUNT(kinds); k++) {
		OWNED(buf) struct buf raw = BUF_INIT;
		OWNED(buf) struct buf in = BUF_INIT;
		OWNED(decoded) struct decoded r;

		sample(&raw, 300000, 3);
		kinds[k].make(&in, span_sub(buf_span(&raw), 0, 100), 1);
		kinds[k].make(&in, SPAN_NONE, 1);
		kinds[k].make(&in, span_sub(buf_span(&raw), 100, 200000), 3);
		kinds[k].make(&in, span_from(buf_span(&raw), 200100), 1);
		decode(&r, kinds[k].kind, buf_span(&in), 1000, 4096, NULL);
		assert_int_equal(r.rc, 0);
		assert_true(span_eq(buf_span(&r.out), buf_span(&raw)));
		assert_int_equal(r.stats.members, 4);
	}
}

static void skippable_frames_are_passed_over(void **state)
{
	static const uint8_t
	        skip[] = { 0x5f, 0x2a, 0x4d, 0x18, 5, 0, 0, 0, 'h', 'e', 'l', 'l', 'o' },
	        none[] = { 0x50, 0x2a, 0x4d, 0x18, 0, 0, 0, 0 };
	OWNED(buf) struct buf in = BUF_INIT;
	OWNED(decoded) struct decoded r;

	(void)state;
	add(&in, span_make(skip, sizeof skip));
	assert_int_equal(xfrm_sniff(buf_span(&in)), XFRM_ZSTD);
	zstd_add(&in, span_of("first "), 1);
	add(&in, span_make(none, sizeof none));
	zstd_add(&in, span_of("second"), 1);
	add(&in, span_make(skip, sizeof skip));
	decode(&r, XFRM_ZSTD, buf_span(&in), 1, 100, NULL);
	assert_int_equal(r.rc, 0);
	assert_true(span_is(buf_span(&r.out), "first second"));
	assert_int_equal(r.stats.members, 2);
	assert_int_equal(r.stats.skippable, 3);
	assert_int_equal(r.stats.trailing, 0);
}

static void kinds_are_told_by_signature(void **state)
{
	static const struct {
		struct span head;
		enum xfrm_kind want;
	} heads[] = {
		{ { (const uint8_t *)"", 0 }, XFRM_NONE },
		{ { (const uint8_t *)"\x1f\x8b", 2 }, XFRM_NONE },
		{ { (const uint8_t *)"\x1f\x8b\x08", 3 }, XFRM_GZIP },
		{ { (const uint8_t *)"\x1f\x8b\x07", 3 }, XFRM_NONE },
		{ { (const uint8_t *)"\x28\xb5\x2f\xfd", 4 }, XFRM_ZSTD },
		{ { (const uint8_t *)"\x28\xb5\x2f", 3 }, XFRM_NONE },
		{ { (const uint8_t *)"\x57\x2a\x4d\x18", 4 }, XFRM_ZSTD },
		{ { (const uint8_t *)"\x60\x2a\x4d\x18", 4 }, XFRM_NONE },
		{ { (const uint8_t *)"\xfd"
		                     "7zXZ\0",
		    6 },
		  XFRM_XZ },
		{ { (const uint8_t *)"\xfd"
		                     "7zXZ",
		    5 },
		  XFRM_NONE },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(heads); i++)
		assert_int_equal(xfrm_sniff(heads[i].head), heads[i].want);
}

/* ---- what follows
 * -------------------------------------------------------------------------------- */

static void trailing_bytes_are_counted(void **state)
{
	static const struct {
		const char *why;
		struct span bytes;
	} tails[] = {
		{ "one byte", { (const uint8_t *)"x", 1 } },
		{ "one zero", { (const uint8_t *)"\0", 1 } },
		{ "one byte that begins a member", { (const uint8_t *)"\x1f", 1 } },
		{ "two bytes that begin a member", { (const uint8_t *)"\x1f\x8b", 2 } },
		{ "almost a member", { (const uint8_t *)"\x1f\x8b\x09rest", 7 } },
		{ "three bytes that begin a frame", { (const uint8_t *)"\x28\xb5\x2f", 3 } },
		{ "almost a frame", { (const uint8_t *)"\x28\xb5\x2f\xfcrest", 8 } },
		{ "almost an xz stream",
		  { (const uint8_t *)"\xfd"
		                     "7zXY\0",
		    6 } },
		{ "part of an xz magic",
		  { (const uint8_t *)"\xfd"
		                     "7z",
		    3 } },
		{ "text", { (const uint8_t *)"hidden in plain sight", 21 } },
	};

	(void)state;
	for (size_t k = 0; k < COUNT(kinds); k++)
		for (size_t i = 0; i < COUNT(tails); i++) {
			OWNED(buf) struct buf in = BUF_INIT;

			kinds[k].make(&in, span_of("some content"), 1);
			add(&in, tails[i].bytes);
			print_message("%s, %s\n", xfrm_kind_text(kinds[k].kind), tails[i].why);
			expect(kinds[k].kind, buf_span(&in), span_of("some content"),
			       tails[i].bytes.n);
		}
}

static void long_tails_are_counted_whole(void **state)
{
	OWNED(buf) struct buf zeros = BUF_INIT;
	struct fault f = FAULT_INIT;

	(void)state;
	must(buf_reserve(&zeros, 1 << 20, &f));
	memset(zeros.p, 0, 1 << 20);
	zeros.n = 1 << 20;
	for (size_t k = 0; k < COUNT(kinds); k++) {
		OWNED(buf) struct buf in = BUF_INIT;

		kinds[k].make(&in, span_of("some content"), 1);
		add(&in, buf_span(&zeros));
		/* xz alone calls zeros in fours padding */
		expect(kinds[k].kind, buf_span(&in), span_of("some content"),
		       kinds[k].kind == XFRM_XZ ? 0 : zeros.n);
		add(&in, span_of("x"));
		expect(kinds[k].kind, buf_span(&in), span_of("some content"),
		       kinds[k].kind == XFRM_XZ ? 1 : zeros.n + 1);
	}
}

/* ---- seek points
 * --------------------------------------------------------------------------------------- */

struct points {
	VEC(struct seek_point) all;
};

static int keep_point(void *user, const struct seek_point *p, struct fault *f)
{
	struct points *points = (struct points *)user;
	struct seek_point copy = *p;

	if (span_dup(p->window, &copy.window, f) < 0)
		return -1;
	return VEC_PUSH(&points->all, copy, f);
}

/* Every point gives the rest of the content; returns how many there are. */
static size_t check_points(enum xfrm_kind kind, struct span in, struct span raw, uint64_t interval)
{
	struct points points = { .all.v = NULL };
	struct seek_sink sink = { keep_point, &points, interval };
	OWNED(stream) struct stream *up = NULL;
	OWNED(stream) struct stream *d = NULL;
	OWNED(decoded) struct decoded whole = { .rc = 0 };
	struct fault f = FAULT_INIT;
	size_t n;

	must(stream_of_span(&up, in, 10000, &f));
	must(xfrm_open(&d, kind, up, NULL, &sink, &f));
	pump(&whole, d, 32768);
	assert_int_equal(whole.rc, 0);
	assert_true(span_eq(buf_span(&whole.out), raw));
	for (size_t i = 0; i < points.all.n; i++) {
		const struct seek_point *p = &points.all.v[i];
		OWNED(stream) struct stream *from = NULL;
		OWNED(stream) struct stream *again = NULL;
		OWNED(decoded) struct decoded r = { .rc = 0 };

		if (i > 0)
			assert_true(p->out >= points.all.v[i - 1].out + interval);
		must(stream_of_span(&from, span_from(in, p->in - (p->bits > 0)), 777, &f));
		must(xfrm_open_at(&again, kind, from, p, &f));
		pump(&r, again, 5000);
		if (r.rc != 0 || !span_eq(buf_span(&r.out), span_from(raw, p->out)))
			fail_msg("%s, point %zu at %llu: %d %s", xfrm_kind_text(kind), i,
			         (unsigned long long)p->out, r.rc, r.why);
		free((void *)(uintptr_t)p->window.p);
	}
	n = points.all.n;
	VEC_RELEASE(&points.all);
	return n;
}

static void decoding_starts_again_at_points(void **state)
{
	static const int levels[] = { 0, 1, 6, 9 };
	OWNED(buf) struct buf raw = BUF_INIT;

	(void)state;
	sample(&raw, 1500000, 11);
	for (size_t k = 0; k < COUNT(kinds); k++)
		for (size_t i = 0; i < COUNT(levels); i++) {
			OWNED(buf) struct buf one = BUF_INIT;
			OWNED(buf) struct buf many = BUF_INIT;
			size_t n;

			kinds[k].make(&one, buf_span(&raw), levels[i]);
			n = check_points(kinds[k].kind, buf_span(&one), buf_span(&raw), 200000);
			assert_int_equal(n > 3, kinds[k].kind == XFRM_GZIP); /* others: one frame */
			for (size_t at = 0; at < raw.n; at += 90000)
				kinds[k].make(&many, span_sub(buf_span(&raw), at, 90000),
				              levels[i]);
			n = check_points(kinds[k].kind, buf_span(&many), buf_span(&raw), 200000);
			assert_true(n >= 5);
			assert_true(check_points(kinds[k].kind, buf_span(&many), buf_span(&raw),
			                         0) >= 17);
		}
}

/* ---- our own packing
 * ------------------------------------------------------------------------------------- */

static void packed_bytes_come_back(void **state)
{
	static const size_t sizes[] = { 0, 1, 1000000 };

	(void)state;
	for (size_t i = 0; i < COUNT(sizes); i++) {
		OWNED(buf) struct buf raw = BUF_INIT;
		OWNED(buf) struct buf packed = BUF_INIT;
		OWNED(buf) struct buf again = BUF_INIT;
		OWNED(buf) struct buf out = BUF_INIT;
		struct fault f = FAULT_INIT;

		sample(&raw, sizes[i], 4);
		must(xfrm_pack(&packed, buf_span(&raw), &f));
		must(xfrm_pack(&again, buf_span(&raw), &f));
		assert_true(span_eq(buf_span(&packed), buf_span(&again)));
		must(buf_add_text(&out, "before ", &f));
		must(xfrm_unpack(&out, buf_span(&packed), sizes[i], &f));
		assert_true(span_eq(span_from(buf_span(&out), 7), buf_span(&raw)));
		if (sizes[i] > 0)
			assert_int_equal(xfrm_unpack(&out, buf_span(&packed), sizes[i] - 1, &f), 1);
		assert_int_equal(out.n, 7 + sizes[i]);
		for (size_t n = 0; n < 20 && n < packed.n; n++)
			assert_int_equal(
			        xfrm_unpack(&out, span_sub(buf_span(&packed), 0, n), 1 << 20, &f),
			        1);
		add(&packed, span_of("x"));
		assert_int_equal(xfrm_unpack(&out, buf_span(&packed), 1 << 20, &f), 1);
	}
}

static void libraries_have_names(void **state)
{
	char text[XFRM_LIBRARIES];

	(void)state;
	assert_string_equal(xfrm_kind_text(XFRM_NONE), "");
	assert_non_null(strstr(xfrm_libraries(text), "zlib "));
	assert_non_null(strstr(text, ", zstd "));
	assert_non_null(strstr(text, ", liblzma "));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(round_trips_in_any_pieces),
		cmocka_unit_test(what_the_tools_write),
		cmocka_unit_test(several_members_are_one_stream),
		cmocka_unit_test(skippable_frames_are_passed_over),
		cmocka_unit_test(kinds_are_told_by_signature),
		cmocka_unit_test(trailing_bytes_are_counted),
		cmocka_unit_test(long_tails_are_counted_whole),
		cmocka_unit_test(decoding_starts_again_at_points),
		cmocka_unit_test(packed_bytes_come_back),
		cmocka_unit_test(libraries_have_names),
	};

	return cmocka_run_group_tests_name("xfrm", tests, NULL, NULL);
}
