/*
 * Decoders on what is cut, flipped, bounded or breaks off: told exactly, and never as other
 * content.
 */
#include "support/packed.h"

#include <lzma.h>

/* ---- what is damaged
 * ------------------------------------------------------------------------------ */

static void cut_at_every_byte(void **state)
{
	(void)state;
	for (size_t k = 0; k < COUNT(kinds); k++) {
		OWNED(buf) struct buf raw = BUF_INIT;
		OWNED(buf) struct buf in = BUF_INIT;
		size_t first;

		sample(&raw, 600, 5);
		kinds[k].make(&in, span_sub(buf_span(&raw), 0, 300), 1);
		first = in.n;
		kinds[k].make(&in, span_from(buf_span(&raw), 300), 1);
		for (size_t n = 0; n < in.n; n++) {
			/* what is too short to begin another member is trailing */
			bool clean = n >= first && n < first + kinds[k].magic;
			OWNED(decoded) struct decoded r;

			decode(&r, kinds[k].kind, span_sub(buf_span(&in), 0, n), n % 3, 100, NULL);
			if (r.rc != (clean ? 0 : STREAM_DAMAGED))
				fail_msg("%s cut at %zu: %d %s", xfrm_kind_text(kinds[k].kind), n,
				         r.rc, r.why);
			assert_true(span_starts(buf_span(&raw), buf_span(&r.out)));
			if (!clean)
				assert_true(r.why[0] != '\0');
			if (clean)
				assert_int_equal(r.stats.trailing, n - first);
		}
	}
}

static void flipped_bits_never_pass_for_other_content(void **state)
{
	(void)state;
	for (size_t k = 0; k < COUNT(kinds); k++) {
		OWNED(buf) struct buf raw = BUF_INIT;
		OWNED(buf) struct buf in = BUF_INIT;

		if (kinds[k].kind == XFRM_ZSTD)
			continue; /* frames without checksum promise nothing; see below */
		sample(&raw, 400, 9);
		kinds[k].make(&in, buf_span(&raw), 6);
		for (size_t bit = 0; bit < in.n * 8; bit++) {
			OWNED(decoded) struct decoded r;

			in.p[bit / 8] ^= (uint8_t)(1 << bit % 8);
			decode(&r, kinds[k].kind, buf_span(&in), 0, 4096, NULL);
			in.p[bit / 8] ^= (uint8_t)(1 << bit % 8);
			if (r.rc == 0) /* bits of a header that mean nothing to the content */
				assert_true(span_eq(buf_span(&r.out), buf_span(&raw)));
			else
				assert_int_equal(r.rc, STREAM_DAMAGED);
		}
	}
}

static void gzip_trailer_is_checked(void **state)
{
	OWNED(buf) struct buf in = BUF_INIT;

	(void)state;
	gzip_add(&in, span_of("some content"), 6);
	for (size_t back = 1; back <= 8; back++) {
		OWNED(decoded) struct decoded r;

		in.p[in.n - back] ^= 1;
		decode(&r, XFRM_GZIP, buf_span(&in), 0, 4096, NULL);
		in.p[in.n - back] ^= 1;
		assert_int_equal(r.rc, STREAM_DAMAGED);
		assert_true(span_is(buf_span(&r.out), "some content")); /* given out before */
		assert_non_null(strstr(r.why, back > 4 ? "incorrect data check"
		                                       : "incorrect length check"));
	}
}

static void zstd_checksum_is_checked(void **state)
{
	OWNED(buf) struct buf in = BUF_INIT;
	OWNED(decoded) struct decoded r;

	(void)state;
	if (!read_tool(&in, "zstd", "printf 'some content' | zstd -qc --check"))
		skip();
	in.p[in.n - 1] ^= 1;
	decode(&r, XFRM_ZSTD, buf_span(&in), 0, 4096, NULL);
	assert_int_equal(r.rc, STREAM_DAMAGED);
	assert_non_null(strstr(r.why, "checksum"));
}

static void other_kinds_do_not_begin(void **state)
{
	(void)state;
	for (size_t k = 0; k < COUNT(kinds); k++) {
		OWNED(decoded) struct decoded r;

		decode(&r, kinds[k].kind, span_of("no such stream"), 0, 10, NULL);
		assert_int_equal(r.rc, STREAM_DAMAGED);
		assert_int_equal(r.stats.in, 0);
	}
}

/* ---- bounds
 * ---------------------------------------------------------------------------------------- */

static struct limits bounds(uint64_t bytes, uint64_t ratio, uint64_t freely)
{
	struct limits l = LIMITS_DEFAULT;

	l.inflate_bytes = bytes;
	l.inflate_ratio = ratio;
	l.inflate_free = freely;
	return l;
}

static void output_is_bounded(void **state)
{
	static const size_t pieces[] = { 0, 1, 100 }, asks[] = { 1 << 20, 4096, 3 };

	(void)state;
	for (size_t k = 0; k < COUNT(kinds); k++)
		for (size_t c = 0; c < COUNT(pieces); c++) {
			struct limits last = bounds(50000, 1000, 1 << 20),
			              first = bounds(49999, 1000, 1 << 20);
			OWNED(buf) struct buf raw = BUF_INIT;
			OWNED(buf) struct buf in = BUF_INIT;
			OWNED(decoded) struct decoded legal;
			OWNED(decoded) struct decoded illegal;

			sample(&raw, 50000, 2);
			kinds[k].make(&in, buf_span(&raw), 1);
			decode(&legal, kinds[k].kind, buf_span(&in), pieces[c], asks[c], &last);
			assert_int_equal(legal.rc, 0);
			assert_int_equal(legal.out.n, 50000);
			decode(&illegal, kinds[k].kind, buf_span(&in), pieces[c], asks[c], &first);
			assert_int_equal(illegal.rc, STREAM_LIMIT);
			assert_int_equal(illegal.out.n, 49999);
			assert_true(span_starts(buf_span(&raw), buf_span(&illegal.out)));
			assert_non_null(strstr(illegal.why, "49999"));
		}
}

static void ratio_is_bounded_above_the_free_part(void **state)
{
	OWNED(buf) struct buf raw = BUF_INIT;
	struct fault f = FAULT_INIT;

	(void)state;
	must(buf_reserve(&raw, 4 << 20, &f));
	memset(raw.p, 'z', 4 << 20);
	raw.n = 4 << 20;
	for (size_t k = 0; k < COUNT(kinds); k++) {
		struct limits below = bounds(1ull << 30, 2, 4 << 20),
		              above = bounds(1ull << 30, 2, (4 << 20) - 1),
		              wide = bounds(1ull << 30, 1ull << 40, 0),
		              none = bounds(1ull << 30, 2, 0);
		const struct {
			const struct limits *limits;
			int rc;
			size_t out;
		} table[] = {
			{ &below, 0, 4 << 20 },
			{ &above, STREAM_LIMIT, 4 << 20 },
			{ &wide, 0, 4 << 20 },
		};
		OWNED(buf) struct buf in = BUF_INIT;
		OWNED(decoded) struct decoded r;

		kinds[k].make(&in, buf_span(&raw), 6);
		for (size_t i = 0; i < COUNT(table); i++) {
			OWNED(decoded) struct decoded t;

			decode(&t, kinds[k].kind, buf_span(&in), 0, 100000, table[i].limits);
			assert_int_equal(t.rc, table[i].rc);
			assert_int_equal(t.out.n, table[i].out);
		}
		decode(&r, kinds[k].kind, buf_span(&in), 0, 100000, &none);
		assert_int_equal(r.rc, STREAM_LIMIT);
		assert_true(r.out.n < 2 << 20);
	}
}

/* One raw block "a" in a frame whose header asks for a window of 2^log bytes. */
static void window_frame(struct buf *b, unsigned log)
{
	uint8_t frame[] = { 0x28, 0xb5, 0x2f, 0xfd, 0, (uint8_t)((log - 10) << 3), 9, 0, 0, 'a' };

	add(b, span_make(frame, sizeof frame));
}

/* libzstd's verdict hangs on the sizes of the buffers it is called with: one that has a whole small frame before it
 * believes what one that gets it by fives does not. Ours may not. */
static void zstd_verdicts_do_not_hang_on_pieces(void **state)
{
	/* a frame of one raw block whose head tells other sizes, then every byte of it changed */
	static const uint8_t frame[] = { 0x28, 0xb5, 0x2f, 0xfd, 0x20, 0x05, 0x29, 0x00, 0x00, 'h', 'e', 'l', 'l', 'o' };
	static const size_t pieces[] = { 1, 2, 3, 5, 7, 13 };

	for (size_t at = 4; at < sizeof frame; at++)
		for (unsigned value = 0; value < 256; value += 3) {
			uint8_t lie[sizeof frame];
			OWNED(decoded) struct decoded whole;

			memcpy(lie, frame, sizeof lie);
			lie[at] = (uint8_t)value;
			decode(&whole, XFRM_ZSTD, span_make(lie, sizeof lie), 0, 4096, NULL);
			for (size_t i = 0; i < COUNT(pieces); i++) {
				OWNED(decoded) struct decoded r;

				decode(&r, XFRM_ZSTD, span_make(lie, sizeof lie), pieces[i], pieces[i] + 1, NULL);
				assert_int_equal(r.rc, whole.rc);
				assert_true(span_eq(buf_span(&r.out), buf_span(&whole.out)));
				assert_string_equal(r.why, whole.why);
			}
		}
	(void)state;
}

static void zstd_window_is_bounded(void **state)
{
	OWNED(buf) struct buf in = BUF_INIT;
	OWNED(decoded) struct decoded r;

	(void)state;
	window_frame(&in, 28); /* 256 MiB: inflate_memory as it stands */
	expect(XFRM_ZSTD, buf_span(&in), span_of("a"), 0);
	buf_clear(&in);
	window_frame(&in, 29);
	decode(&r, XFRM_ZSTD, buf_span(&in), 0, 100, NULL);
	assert_int_equal(r.rc, STREAM_LIMIT);
	assert_non_null(strstr(r.why, "memory"));
}

static void xz_memory_is_bounded(void **state)
{
	OWNED(buf) struct buf in = BUF_INIT;
	uint8_t *h;
	size_t n;
	uint32_t crc;
	OWNED(decoded) struct decoded r;

	(void)state;
	xz_add(&in, span_of("some content"), 1);
	h = in.p +
	    12; /* the first block's header: size, flags, sizes, filter id, 1, dictionary size */
	n = (size_t)(h[0] + 1) * 4;
	for (size_t i = 1; i < n - 6; i++)
		if (h[i] == 0x21 && h[i + 1] == 1)
			h[i + 2] = 40; /* 4 GiB - 1 */
	crc = lzma_crc32(h, n - 4, 0);
	for (size_t i = 0; i < 4; i++)
		h[n - 4 + i] = (uint8_t)(crc >> (8 * i));
	decode(&r, XFRM_XZ, buf_span(&in), 0, 100, NULL);
	assert_int_equal(r.rc, STREAM_LIMIT);
	assert_non_null(strstr(r.why, "256 MiB"));
}

static void upstream_outcomes_pass(void **state)
{
	(void)state;
	for (size_t k = 0; k < COUNT(kinds); k++) {
		OWNED(buf) struct buf raw = BUF_INIT;
		OWNED(buf) struct buf in = BUF_INIT;
		OWNED(stream) struct stream *d = NULL;
		OWNED(decoded) struct decoded r = { .rc = 0 };
		struct breaking up;
		struct fault f = FAULT_INIT;

		sample(&raw, 400000, 1);
		kinds[k].make(&in, buf_span(&raw), 1);
		up = breaking_of(span_sub(buf_span(&in), 0, in.n - 1));
		must(xfrm_open(&d, kinds[k].kind, &up.base, NULL, NULL, &f));
		pump(&r, d, 5000);
		assert_int_equal(r.rc, STREAM_BROKEN);
		assert_string_equal(r.why, "input/output error");
		assert_true(r.out.n > 0 && span_starts(buf_span(&raw), buf_span(&r.out)));
	}
}

static void draining_waits_for_the_end(void **state)
{
	OWNED(buf) struct buf in = BUF_INIT;
	OWNED(stream) struct stream *up = NULL;
	OWNED(stream) struct stream *d = NULL;
	struct fault f = FAULT_INIT;

	(void)state;
	gzip_add(&in, span_of("some content"), 1);
	must(stream_of_span(&up, buf_span(&in), 0, &f));
	must(xfrm_open(&d, XFRM_GZIP, up, NULL, NULL, &f));
	assert_int_equal(xfrm_drain(d, &f), -1);
	assert_int_equal(f.kind, FAULT_INTERNAL);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(cut_at_every_byte),
		cmocka_unit_test(flipped_bits_never_pass_for_other_content),
		cmocka_unit_test(gzip_trailer_is_checked),
		cmocka_unit_test(zstd_checksum_is_checked),
		cmocka_unit_test(other_kinds_do_not_begin),
		cmocka_unit_test(output_is_bounded),
		cmocka_unit_test(ratio_is_bounded_above_the_free_part),
		cmocka_unit_test(zstd_verdicts_do_not_hang_on_pieces),
		cmocka_unit_test(zstd_window_is_bounded),
		cmocka_unit_test(xz_memory_is_bounded),
		cmocka_unit_test(upstream_outcomes_pass),
		cmocka_unit_test(draining_waits_for_the_end),
	};

	return cmocka_run_group_tests_name("xfrm damage", tests, NULL, NULL);
}
