/*
 * Layers: diff_id, listing and notes for each form, whole, damaged, bounded, followed by other
 * bytes.
 */
#include "support/examined.h"

#include <stdlib.h>

/* ---- layers
 * --------------------------------------------------------------------------------------------- */

static void layers_of_every_form_in_any_pieces(void **state)
{
	static const size_t pieces[] = { 0, 1, 511, 513 };
	OWNED(buf) struct buf tar = BUF_INIT;

	(void)state;
	small_tar(&tar);
	for (size_t i = 0; i < COUNT(pieces); i++)
		for (size_t role = 0; role < 2; role++) {
			struct place place =
			        place_of(role == 0 ? ROLE_BLOB_DATA : ROLE_UPLOAD_DATA);
			OWNED(exam) struct exam plain;

			examine_in(&plain, &place, DEPTH_FULL, buf_span(&tar), pieces[i], NULL);
			check_small_layer(&plain, FORM_TAR, buf_span(&tar));
			for (size_t k = 0; k < COUNT(kinds); k++) {
				static const enum form forms[] = { FORM_GZIP, FORM_ZSTD, FORM_XZ };
				OWNED(buf) struct buf in = BUF_INIT;
				OWNED(exam) struct exam e;

				kinds[k].make(&in, buf_span(&tar), 6);
				examine_in(&e, &place, DEPTH_FULL, buf_span(&in), pieces[i], NULL);
				check_small_layer(&e, forms[k], buf_span(&tar));
			}
		}
}

static void hash_depth_does_not_inflate(void **state)
{
	struct place place = place_of(ROLE_BLOB_DATA);
	OWNED(buf) struct buf tar = BUF_INIT;
	OWNED(buf) struct buf in = BUF_INIT;
	OWNED(exam) struct exam e;

	(void)state;
	small_tar(&tar);
	gzip_add(&in, buf_span(&tar), 6);
	examine_in(&e, &place, DEPTH_HASH, buf_span(&in), 0, NULL);
	assert_int_equal(e.form, FORM_GZIP);
	assert_false(e.has_diff_id);
	assert_int_equal(e.inflated, 0);
	assert_int_equal(e.listing.n, 0);
}

static void archives_without_members(void **state)
{
	static const uint8_t zeros[20480];
	static const struct {
		size_t n;
		bool tar;
	} sizes[] = {
		{ 512, false }, { 1024, true }, { 1025, false }, { 10240, true }, { 10752, false }
	};

	(void)state;
	for (size_t i = 0; i < COUNT(sizes); i++) {
		OWNED(buf) struct buf in = BUF_INIT;
		OWNED(exam) struct exam plain;
		OWNED(exam) struct exam packed;

		examine_as(&plain, ROLE_BLOB_DATA, span_make(zeros, sizes[i].n));
		assert_int_equal(plain.form, sizes[i].tar ? FORM_TAR : FORM_OTHER);
		gzip_add(&in, span_make(zeros, sizes[i].n), 6);
		examine_as(&packed, ROLE_BLOB_DATA, buf_span(&in));
		assert_int_equal(packed.is_tar, sizes[i].tar);
		assert_true(packed.has_diff_id);
		assert_int_equal(packed.entries, 0);
		assert_int_equal(packed.listing.n, 0);
		assert_int_equal(packed.notes.n, 0);
	}
}

static void inflated_bytes_need_not_be_tar(void **state)
{
	OWNED(buf) struct buf in = BUF_INIT;
	OWNED(exam) struct exam e;
	struct digest want = sha256_of(span_of("SPDX-License-Identifier: none"));

	(void)state;
	zstd_add(&in, span_of("SPDX-License-Identifier: none"), 3);
	examine_as(&e, ROLE_BLOB_DATA, buf_span(&in));
	assert_true(e.has_diff_id && !e.is_tar);
	assert_true(digest_eq(&e.diff_id, &want));
	assert_int_equal(e.notes.n, 0);
}

static void trailing_bytes_are_noted(void **state)
{
	OWNED(buf) struct buf tar = BUF_INIT;
	OWNED(buf) struct buf in = BUF_INIT;
	OWNED(exam) struct exam e;
	const struct exam_note *n;
	size_t end;

	(void)state;
	small_tar(&tar);
	gzip_add(&in, buf_span(&tar), 6);
	end = in.n;
	add(&in, span_of("hidden"));
	examine_as(&e, ROLE_BLOB_DATA, buf_span(&in));
	n = only_note(&e, FINDING_STREAM_TRAILING);
	assert_int_equal(n->offset, end);
	assert_int_equal(n->length, 6);
	assert_int_equal(e.trailing, 6);
	assert_true(e.has_diff_id && e.inflated_whole);
}

static void bytes_after_the_archive_are_noted(void **state)
{
	static const uint8_t padding[8192];
	OWNED(buf) struct buf tar = BUF_INIT;
	OWNED(buf) struct buf in = BUF_INIT;
	OWNED(exam) struct exam padded;
	OWNED(exam) struct exam plain;
	OWNED(exam) struct exam packed;
	const struct exam_note *n;

	(void)state;
	small_tar(&tar);
	add(&tar, span_make(padding, sizeof padding));
	examine_as(&padded, ROLE_BLOB_DATA, buf_span(&tar));
	assert_int_equal(padded.notes.n, 0);
	add(&tar, span_of("hidden"));
	examine_as(&plain, ROLE_BLOB_DATA, buf_span(&tar));
	n = only_note(&plain, FINDING_STREAM_TRAILING);
	assert_int_equal(n->offset, tar.n - 6);
	assert_int_equal(n->length, 6);
	gzip_add(&in, buf_span(&tar), 6);
	examine_as(&packed, ROLE_BLOB_DATA, buf_span(&in));
	n = only_note(&packed, FINDING_STREAM_TRAILING);
	assert_int_equal(n->offset + n->length, 0); /* not bytes of the file */
	assert_non_null(strstr(n->text, "6 bytes"));
	assert_true(packed.has_diff_id);
	assert_int_equal(packed.trailing, 0);
}

static void damage_stops_the_layer_and_not_the_digest(void **state)
{
	OWNED(buf) struct buf tar = BUF_INIT;
	OWNED(buf) struct buf in = BUF_INIT;

	(void)state;
	small_tar(&tar);
	sample(&tar, 400000, 1); /* after the archive's end: not looked at */
	gzip_add(&in, buf_span(&tar), 6);
	for (size_t cut = 20; cut < in.n; cut += in.n / 5) {
		OWNED(exam) struct exam e;
		const struct exam_note *n;

		examine_as(&e, ROLE_BLOB_DATA, span_sub(buf_span(&in), 0, cut));
		n = &e.notes.v[e.notes.n - 1];
		assert_int_equal(n->code, FINDING_STREAM_DAMAGED);
		assert_int_equal(n->offset + n->length, cut);
		assert_false(e.has_diff_id || e.inflated_whole);
		assert_int_equal(e.is_tar, cut > 300);
	}
	for (size_t at = 1000; at < in.n; at += in.n / 3) {
		OWNED(exam) struct exam e;
		const struct exam_note *n;

		in.p[at] ^= 0x10;
		examine_as(&e, ROLE_BLOB_DATA, buf_span(&in));
		in.p[at] ^= 0x10;
		n = &e.notes.v[e.notes.n - 1];
		assert_int_equal(n->code, FINDING_STREAM_DAMAGED);
		assert_true(n->offset + 8 >= at && n->offset + n->length == in.n);
		assert_false(e.has_diff_id);
	}
}

static void bombs_are_stopped(void **state)
{
	struct place place = place_of(ROLE_BLOB_DATA);
	struct limits l = LIMITS_DEFAULT;
	OWNED(buf) struct buf in = BUF_INIT;
	OWNED(exam) struct exam ratio;
	OWNED(exam) struct exam bytes;
	uint8_t *zeros = (uint8_t *)calloc(1, 8 << 20);
	const struct exam_note *n;

	(void)state;
	assert_non_null(zeros);
	gzip_add(&in, span_make(zeros, 8 << 20), 6);
	free(zeros);
	l.inflate_free = 1 << 20;
	examine_in(&ratio, &place, DEPTH_FULL, buf_span(&in), 0, &l);
	n = only_note(&ratio, FINDING_INFLATE_LIMIT);
	assert_non_null(strstr(n->text, "400 to 1"));
	assert_int_equal(n->offset + n->length, in.n);
	assert_false(ratio.has_diff_id || ratio.inflated_whole);
	assert_true(ratio.inflated < 2 << 20);
	l.inflate_free = 64 << 20;
	l.inflate_bytes = 3000000;
	examine_in(&bytes, &place, DEPTH_FULL, buf_span(&in), 0, &l);
	only_note(&bytes, FINDING_INFLATE_LIMIT);
	assert_int_equal(bytes.inflated, 3000000);
}

static void listing_is_bounded(void **state)
{
	struct place place = place_of(ROLE_BLOB_DATA);
	OWNED(buf) struct buf tar = BUF_INIT;

	(void)state;
	small_tar(&tar);
	for (uint32_t most = 7; most <= 8; most++) {
		struct limits l = LIMITS_DEFAULT;
		OWNED(exam) struct exam e;

		l.layer_entries = most;
		examine_in(&e, &place, DEPTH_FULL, buf_span(&tar), 0, &l);
		assert_int_equal(e.entries, most);
		assert_true(e.has_diff_id && e.listing.n > 0);
		assert_int_equal(e.notes.n, most == 8 ? 0 : 1);
		if (most == 7)
			assert_int_equal(only_note(&e, FINDING_TAR_LIMIT)->offset,
			                 tar.n - 1024 - 512);
	}
	for (size_t i = 0; i < 2; i++) {
		struct limits l = LIMITS_DEFAULT;
		OWNED(exam) struct exam e;

		l.listing_bytes = i == 0 ? sizeof small_listing : 40;
		examine_in(&e, &place, DEPTH_FULL, buf_span(&tar), 0, &l);
		assert_int_equal(e.entries, i == 0 ? 8 : 2);
		assert_int_equal(e.notes.n, i);
	}
}

static void broken_archives_keep_what_was_listed(void **state)
{
	OWNED(buf) struct buf tar = BUF_INIT;
	OWNED(buf) struct buf in = BUF_INIT;
	OWNED(exam) struct exam plain;
	OWNED(exam) struct exam packed;
	const struct exam_note *n;

	(void)state;
	small_tar(&tar);
	tar.p[1536 + 3] ^= 1; /* "etc/", the third header: 512 + 512 + 512 */
	examine_as(&plain, ROLE_BLOB_DATA, buf_span(&tar));
	n = only_note(&plain, FINDING_TAR_MALFORMED);
	assert_int_equal(n->offset, 1536);
	assert_int_equal(n->length, 512);
	assert_non_null(strstr(n->text, "Go's readers stop here, GNU tar's goes on at byte 2048"));
	assert_true(plain.has_diff_id && plain.is_tar);
	assert_int_equal(plain.entries, 7); /* of eight: what follows is listed as GNU tar's reading */
	gzip_add(&in, buf_span(&tar), 6);
	examine_as(&packed, ROLE_BLOB_DATA, buf_span(&in));
	n = only_note(&packed, FINDING_TAR_MALFORMED);
	assert_int_equal(n->offset + n->length, 0);
	assert_non_null(strstr(n->text, "byte 1536 of the uncompressed bytes"));
	assert_true(packed.has_diff_id && packed.inflated_whole);
	assert_int_equal(packed.entries, 7);
}

/* umoci insert closes no archive: the last member has its bytes, no padding and no end. Go's readers see nothing amiss. */
static void archives_may_end_in_padding(void **state)
{
	static const char page[] = "<h1>shop v1</h1>\n";
	OWNED(buf) struct buf tar = BUF_INIT;
	OWNED(exam) struct exam cut;
	size_t whole;

	(void)state;
	tar_member(&tar, "etc/", '5', "", SPAN_NONE);
	tar_member(&tar, "index.html", '0', "", span_of(page));
	whole = 1024 + sizeof page - 1;
	for (size_t padding = 0; padding <= 40; padding += 20) {
		OWNED(exam) struct exam e;
		const struct exam_note *n;

		examine_as(&e, ROLE_BLOB_DATA, span_make(tar.p, whole + padding));
		n = only_note(&e, FINDING_TAR_UNENDED);
		assert_non_null(strstr(n->text, "2 entries"));
		assert_int_equal(e.entries, 2);
		assert_true(e.has_diff_id && e.is_tar);
	}
	examine_as(&cut, ROLE_BLOB_DATA, span_make(tar.p, whole - 1));
	assert_non_null(only_note(&cut, FINDING_TAR_MALFORMED));
}

/* Type with its mark, and path, of every line. */
static void check_readings(const struct exam *e, const char *want)
{
	OWNED(buf) struct buf text = BUF_INIT;
	OWNED(buf) struct buf got = BUF_INIT;
	struct fault f = FAULT_INIT;
	struct span rest;

	must(xfrm_unpack(&text, buf_span(&e->listing), 1 << 20, &f));
	for (rest = buf_span(&text); rest.n > 0;) {
		struct span line = span_cut(&rest, '\n'), type = span_cut(&line, '\t');

		for (unsigned i = 0; i < 6; i++)
			(void)span_cut(&line, '\t');
		must(buf_add(&got, type, &f));
		must(buf_add_byte(&got, ' ', &f));
		must(buf_add(&got, line, &f));
		must(buf_add_byte(&got, '\n', &f));
	}
	assert_string_equal(buf_cstr(&got), want);
}

/* Members that readers of layers take for different things: as Go reads, and the other reading told. */
static void ambiguous_members_are_read_as_go_does(void **state)
{
	static const char inner[] = "inside";
	OWNED(buf) struct buf hidden = BUF_INIT;
	OWNED(buf) struct buf tar = BUF_INIT;
	OWNED(exam) struct exam e;

	(void)state;
	tar_member(&hidden, inner, '0', "", SPAN_NONE);
	tar_member(&tar, "slash/", '0', "", buf_span(&hidden)); /* Go: a file of 512 bytes; GNU: a directory */
	tar_member(&tar, "old/", 0, "", SPAN_NONE);             /* a directory to both */
	tar_member(&tar, "pipe", '6', "", buf_span(&hidden));   /* Go: what follows is a header, and one stands there */
	tar_member(&tar, "last", '0', "", SPAN_NONE);
	tar_end(&tar);
	examine_as(&e, ROLE_BLOB_DATA, buf_span(&tar));
	assert_int_equal(e.notes.n, 2);
	for (size_t i = 0; i < e.notes.n; i++)
		assert_int_equal(e.notes.v[i].code, FINDING_TAR_AMBIGUOUS);
	assert_int_equal(e.notes.v[0].offset, 0);
	assert_non_null(strstr(e.notes.v[0].text, "a file of 512 bytes whose name ends in a slash"));
	assert_int_equal(e.notes.v[1].offset, 3 * 512);
	/* "inside" lies in the pipe's size, which GNU's listing passes over; "slash" is two things */
	assert_int_equal(e.entries, 6);
	check_readings(&e, "f1 inside\nf last\nd old\np pipe\nf1 slash\nd2 slash\n");
}

static void archives_end_where_their_readers_end(void **state)
{
	static const uint8_t zeros[512];
	OWNED(buf) struct buf tar = BUF_INIT;
	OWNED(exam) struct exam e;
	const struct exam_note *n;
	struct fault f = FAULT_INIT;

	(void)state;
	tar_member(&tar, "first", '0', "", SPAN_NONE);
	must(buf_add(&tar, span_make(zeros, sizeof zeros), &f));
	tar_member(&tar, "unseen", '0', "", SPAN_NONE);
	tar_end(&tar);
	examine_as(&e, ROLE_BLOB_DATA, buf_span(&tar));
	n = only_note(&e, FINDING_TAR_MALFORMED);
	assert_non_null(strstr(n->text, "a lone block of zeros"));
	assert_int_equal(e.entries, 1);
}

static void times_keep_their_fractions(void **state)
{
	static const char pax[] = "21 mtime=-1.25000000\n20 mtime=12.0340000\n";
	OWNED(buf) struct buf tar = BUF_INIT;
	OWNED(exam) struct exam e;

	(void)state;
	tar_member(&tar, "pax", 'x', "", span_make(pax, 21));
	tar_member(&tar, "before", '0', "", SPAN_NONE);
	tar_member(&tar, "pax", 'x', "", span_make(pax + 21, 20));
	tar_member(&tar, "later", '0', "", SPAN_NONE);
	tar_end(&tar);
	examine_as(&e, ROLE_BLOB_DATA, buf_span(&tar));
	check_listing(
	        &e, "f\t0644\t7\t8\t0\t-1.25000000\t" SHA_EMPTY "\tbefore\n"
	            "f\t0644\t7\t8\t0\t12.0340000\t" SHA_EMPTY "\tlater\n");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(layers_of_every_form_in_any_pieces),
		cmocka_unit_test(hash_depth_does_not_inflate),
		cmocka_unit_test(archives_without_members),
		cmocka_unit_test(inflated_bytes_need_not_be_tar),
		cmocka_unit_test(trailing_bytes_are_noted),
		cmocka_unit_test(bytes_after_the_archive_are_noted),
		cmocka_unit_test(damage_stops_the_layer_and_not_the_digest),
		cmocka_unit_test(bombs_are_stopped),
		cmocka_unit_test(listing_is_bounded),
		cmocka_unit_test(broken_archives_keep_what_was_listed),
		cmocka_unit_test(archives_may_end_in_padding),
		cmocka_unit_test(ambiguous_members_are_read_as_go_does),
		cmocka_unit_test(archives_end_where_their_readers_end),
		cmocka_unit_test(times_keep_their_fractions),
	};

	return cmocka_run_group_tests_name("blob layers", tests, NULL, NULL);
}
