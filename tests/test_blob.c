/*
 * One pass over one file: every field of struct exam for each form and role, on whole, damaged and
 * bounded bytes, in any pieces.
 */
#include "support/packed.h"

#include <stdio.h>
#include <stdlib.h>

#include "blob/blob.h"
#include "hash/hash.h"

/* ---- makers
 * --------------------------------------------------------------------------------------- */

static void octal(char *field, size_t n, uint64_t v)
{
	char text[24];

	(void)snprintf(text, sizeof text, "%0*llo", (int)n - 1, (unsigned long long)v);
	memcpy(field, text, n - 1);
}

/* A ustar member: mode 0644, owner 7:8, time 1700000000. */
static void member(struct buf *b, const char *path, char type, const char *link, struct span body)
{
	static const uint8_t zeros[512];
	char h[512] = { 0 };
	unsigned sum = 0;

	memcpy(h, path, strlen(path));
	octal(h + 100, 8, 0644);
	octal(h + 108, 8, 7);
	octal(h + 116, 8, 8);
	octal(h + 124, 12, body.n);
	octal(h + 136, 12, 1700000000);
	memset(h + 148, ' ', 8);
	h[156] = type;
	memcpy(h + 157, link, strlen(link));
	memcpy(h + 257, "ustar", 6);
	memcpy(h + 263, "00", 2);
	for (size_t i = 0; i < sizeof h; i++)
		sum += (unsigned char)h[i];
	octal(h + 148, 7, sum);
	add(b, span_make(h, sizeof h));
	add(b, body);
	add(b, span_make(zeros, (512 - body.n % 512) % 512));
}

static void tar_end(struct buf *b)
{
	static const uint8_t zeros[1024];

	add(b, span_make(zeros, sizeof zeros));
}

static void small_tar(struct buf *b)
{
	member(b, "./", '5', "", SPAN_NONE);
	member(b, "usr/bin/tool", '0', "", span_of("#!/bin/sh\n"));
	member(b, "etc/", '5', "", SPAN_NONE);
	member(b, "etc/twice", '0', "", span_of("first"));
	member(b, "bin", '2', "usr/bin", SPAN_NONE);
	member(b, "odd\tname\\\n", '0', "", SPAN_NONE);
	member(b, "etc/twice", '0', "", span_of("second one"));
	member(b, "etc/hard", '1', "etc/twice", SPAN_NONE);
	tar_end(b);
}

#define LINE(type, size, path) type "\t0644\t7\t8\t" size "\t1700000000\t" path "\n"

static const char small_listing[] = LINE("d", "0", ".") LINE("l", "0", "bin\tusr/bin")
        LINE("d", "0", "etc") LINE("h", "0", "etc/hard\tetc/twice") LINE("f", "5", "etc/twice")
                LINE("f", "10", "etc/twice") LINE("f", "0", "odd\\tname\\\\\\n")
                        LINE("f", "10", "usr/bin/tool");

static struct digest sha256_of(struct span s)
{
	struct fault f = FAULT_INIT;
	struct digest d;

	must(hash_span(&d, DIGEST_SHA256, s, &f));
	return d;
}

/* ---- one examination
 * --------------------------------------------------------------------------------- */

static struct place place_of(enum role role)
{
	return (struct place){ .role = role };
}

static void examine_in(struct exam *e, const struct place *place, enum depth depth,
                       struct span bytes, size_t piece, const struct limits *limits)
{
	static const struct limits standard = LIMITS_DEFAULT;
	OWNED(examiner) struct examiner *x = NULL;
	OWNED(stream) struct stream *body = NULL;
	struct fault f = FAULT_INIT;

	memset(e, 0, sizeof *e);
	must(examiner_new(&x, limits != NULL ? limits : &standard, depth, &f));
	must(stream_of_span(&body, bytes, piece, &f));
	must(examine(x, place, body, e, &f));
	assert_true(e->read);
	assert_int_equal(e->bytes, bytes.n);
	if (bytes.n < 1 << 22) {
		struct digest want = sha256_of(bytes);

		assert_true(digest_eq(&e->sha256, &want));
	}
}

static void examine_as(struct exam *e, enum role role, struct span bytes)
{
	struct place place = place_of(role);

	examine_in(e, &place, DEPTH_FULL, bytes, 0, NULL);
}

static const struct exam_note *only_note(const struct exam *e, enum finding_code code)
{
	if (e->notes.n != 1 || e->notes.v[0].code != code)
		fail_msg("%zu notes, the first \"%s\"; expected one, %s", e->notes.n,
		         e->notes.n > 0 ? e->notes.v[0].text : "", finding_kind(code)->code);
	assert_true(e->notes.v[0].text[0] != '\0');
	return &e->notes.v[0];
}

static void check_listing(const struct exam *e, const char *want)
{
	OWNED(buf) struct buf text = BUF_INIT;
	struct fault f = FAULT_INIT;

	must(xfrm_unpack(&text, e->listing, 1 << 20, &f));
	assert_string_equal(buf_cstr(&text), want);
}

/* ---- layers
 * --------------------------------------------------------------------------------------------- */

static void check_small_layer(const struct exam *e, enum form form, struct span tar)
{
	struct digest diff = sha256_of(tar);

	assert_int_equal(e->form, form);
	assert_true(e->has_diff_id && digest_eq(&e->diff_id, &diff));
	assert_true(e->inflated_whole && e->is_tar);
	assert_int_equal(e->inflated, tar.n);
	assert_int_equal(e->entries, 8);
	assert_int_equal(e->members, form == FORM_TAR ? 0 : 1);
	assert_int_equal(e->trailing, 0);
	assert_int_equal(e->notes.n, 0);
	assert_null(e->document);
	assert_int_equal(e->head.n, 0);
	assert_true(digest_eq(&e->named, &e->sha256));
	check_listing(e, small_listing);
}

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
	assert_true(plain.has_diff_id && plain.is_tar);
	check_listing(&plain, LINE("d", "0", ".") LINE("f", "10", "usr/bin/tool"));
	gzip_add(&in, buf_span(&tar), 6);
	examine_as(&packed, ROLE_BLOB_DATA, buf_span(&in));
	n = only_note(&packed, FINDING_TAR_MALFORMED);
	assert_int_equal(n->offset + n->length, 0);
	assert_non_null(strstr(n->text, "byte 1536 of the uncompressed bytes"));
	assert_true(packed.has_diff_id && packed.inflated_whole);
	assert_int_equal(packed.entries, 2);
}

static void times_keep_their_fractions(void **state)
{
	static const char pax[] = "21 mtime=-1.25000000\n20 mtime=12.0340000\n";
	OWNED(buf) struct buf tar = BUF_INIT;
	OWNED(exam) struct exam e;

	(void)state;
	member(&tar, "pax", 'x', "", span_make(pax, 21));
	member(&tar, "before", '0', "", SPAN_NONE);
	member(&tar, "pax", 'x', "", span_make(pax + 21, 20));
	member(&tar, "later", '0', "", SPAN_NONE);
	tar_end(&tar);
	examine_as(&e, ROLE_BLOB_DATA, buf_span(&tar));
	check_listing(
	        &e, "f\t0644\t7\t8\t0\t-1.25000000\tbefore\nf\t0644\t7\t8\t0\t12.0340000\tlater\n");
}

/* ---- documents and other bytes
 * ------------------------------------------------------------------------------ */

static const char manifest[] =
        " {\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\","
        "\"config\":{\"mediaType\":\"application/"
        "vnd.oci.image.config.v1+json\",\"digest\":\"sha256:"
        "a1dd48c657971696c2087f2a6beb489ee65b25320b763222f10718dd93e9149e\",\"size\":7},\"layers\":"
        "[]}";

static void documents_are_parsed_at_both_depths(void **state)
{
	static const enum depth depths[] = { DEPTH_HASH, DEPTH_FULL };
	struct place place = place_of(ROLE_BLOB_DATA);
	OWNED(exam) struct exam upload;

	(void)state;
	for (size_t i = 0; i < COUNT(depths); i++) {
		OWNED(exam) struct exam e;

		examine_in(&e, &place, depths[i], span_of(manifest), 10, NULL);
		assert_int_equal(e.form, FORM_JSON);
		assert_non_null(e.document);
		assert_int_equal(e.document->kind, DOC_MANIFEST);
		assert_int_equal(e.document->refs.n, 1);
		assert_true(span_eq(e.head, span_of(manifest)));
		assert_int_equal(e.notes.n, 0);
	}
	examine_as(&upload, ROLE_UPLOAD_DATA, span_of(manifest));
	assert_int_equal(upload.form, FORM_JSON);
	assert_null(upload.document);
	assert_int_equal(upload.head.n, 0);
}

static void malformed_documents_are_kept(void **state)
{
	OWNED(exam) struct exam e;

	(void)state;
	examine_as(&e, ROLE_BLOB_DATA, span_of("{\"schemaVersion\":"));
	assert_int_equal(e.document->kind, DOC_MALFORMED);
	assert_true(span_is(e.head, "{\"schemaVersion\":"));
	assert_int_equal(e.notes.n, 0); /* the document has its own */
}

static void documents_are_bounded(void **state)
{
	struct place place = place_of(ROLE_BLOB_DATA);
	struct limits l = LIMITS_DEFAULT;
	OWNED(exam) struct exam last;
	OWNED(exam) struct exam first;

	(void)state;
	l.json_bytes = sizeof manifest - 1;
	examine_in(&last, &place, DEPTH_FULL, span_of(manifest), 0, &l);
	assert_non_null(last.document);
	l.json_bytes--;
	examine_in(&first, &place, DEPTH_FULL, span_of(manifest), 0, &l);
	assert_null(first.document);
	assert_int_equal(first.head.n, 0);
	assert_int_equal(only_note(&first, FINDING_DOCUMENT_TOO_LARGE)->length,
	                 sizeof manifest - 1);
}

static void other_bytes(void **state)
{
	OWNED(buf) struct buf big = BUF_INIT;
	OWNED(exam) struct exam empty;
	OWNED(exam) struct exam text;
	OWNED(exam) struct exam script;
	OWNED(exam) struct exam outside;
	OWNED(exam) struct exam named;
	struct place place = place_of(ROLE_BLOB_DATA);
	struct fault f = FAULT_INIT;
	struct digest want;

	(void)state;
	examine_as(&empty, ROLE_BLOB_DATA, SPAN_NONE);
	assert_int_equal(empty.form, FORM_EMPTY);
	assert_int_equal(empty.notes.n, 0);
	examine_as(&text, ROLE_BLOB_DATA, span_of("#!/bin/sh\necho hello\n"));
	assert_int_equal(text.form, FORM_OTHER);
	assert_string_equal(text.media, "text/plain"); /* small: only text or not */
	assert_false(text.has_diff_id);
	must(buf_add_text(&big, "#!/bin/sh\n", &f));
	sample(&big, 5000, 1);
	examine_as(&script, ROLE_BLOB_DATA, buf_span(&big));
	assert_string_equal(script.media, "text/x-shellscript");
	examine_as(&outside, ROLE_FOREIGN, span_of(manifest));
	assert_int_equal(outside.form, FORM_UNSET);
	assert_null(outside.document);

	must(hash_span(&want, DIGEST_SHA512, span_of("text"), &f));
	place.digest.alg = DIGEST_SHA512;
	examine_in(&named, &place, DEPTH_FULL, span_of("text"), 0, NULL);
	assert_true(digest_eq(&named.named, &want));
}

/* ---- small files
 * -------------------------------------------------------------------------------------------- */

#define HEX "a1dd48c657971696c2087f2a6beb489ee65b25320b763222f10718dd93e9149e"

static void links_are_read(void **state)
{
	static const enum role roles[] = { ROLE_TAG_CURRENT, ROLE_TAG_INDEX, ROLE_REVISION_LINK,
		                           ROLE_LAYER_LINK, ROLE_SIGNATURE_LINK };
	static const struct {
		const char *bytes;
		enum link_problem problem;
		enum finding_code note;
	} links[] = {
		{ "sha256:" HEX, LINK_FINE, FINDING_NONE },
		{ "", LINK_IS_EMPTY, FINDING_LINK_EMPTY },
		{ "sha256:" HEX "\n", LINK_IS_MALFORMED, FINDING_LINK_MALFORMED },
		{ "sha256:1234", LINK_IS_MALFORMED, FINDING_LINK_MALFORMED },
	};

	(void)state;
	for (size_t r = 0; r < COUNT(roles); r++)
		for (size_t i = 0; i < COUNT(links); i++) {
			OWNED(exam) struct exam e;

			examine_as(&e, roles[r], span_of(links[i].bytes));
			assert_int_equal(e.link.problem, links[i].problem);
			assert_true(span_is(e.head, links[i].bytes));
			assert_int_equal(digest_set(&e.link.digest), i == 0 || i == 2);
			assert_int_equal(e.form, i == 1 ? FORM_EMPTY : FORM_UNSET);
			if (links[i].note == FINDING_NONE)
				assert_int_equal(e.notes.n, 0);
			else
				only_note(&e, links[i].note);
		}
}

static void small_files_are_bounded(void **state)
{
	static const struct {
		enum role role;
		enum finding_code note;
	} roles[] = {
		{ ROLE_REVISION_LINK, FINDING_LINK_MALFORMED },
		{ ROLE_UPLOAD_STARTED, FINDING_STARTEDAT_MALFORMED },
		{ ROLE_UPLOAD_HASHSTATE, FINDING_HASHSTATE_MALFORMED },
		{ ROLE_SCHEDULER, FINDING_SCHEDULER_MALFORMED },
	};
	OWNED(buf) struct buf text = BUF_INIT;
	struct limits l = LIMITS_DEFAULT;

	(void)state;
	l.json_bytes = 4096;
	sample(&text, 300000, 1);
	for (size_t i = 0; i < COUNT(roles); i++)
		for (size_t n = 4096; n <= text.n; n = n == 4096   ? 4097
		                                       : n == 4097 ? text.n
		                                                   : n + 1) {
			struct place place = place_of(roles[i].role);
			OWNED(exam) struct exam e;

			examine_in(&e, &place, DEPTH_HASH, span_sub(buf_span(&text), 0, n), 0, &l);
			only_note(&e, roles[i].note);
			assert_int_equal(e.head.n, n == 4096 ? n : 0);
			if (roles[i].role == ROLE_REVISION_LINK)
				assert_int_equal(e.link.problem, LINK_IS_MALFORMED);
		}
}

static void start_times_are_read(void **state)
{
	OWNED(exam) struct exam fine;
	OWNED(exam) struct exam bad;

	(void)state;
	examine_as(&fine, ROLE_UPLOAD_STARTED, span_of("2026-11-23T18:46:53Z"));
	assert_true(fine.started.known);
	assert_int_equal(fine.notes.n, 0);
	examine_as(&bad, ROLE_UPLOAD_STARTED, span_of("2026-11-23T18:46:53Z\n"));
	assert_false(bad.started.known);
	only_note(&bad, FINDING_STARTEDAT_MALFORMED);
}

static void hash_states_are_finished(void **state)
{
	static const uint8_t begin[] = { 's',  'h',  'a',  3,    0x6a, 0x09, 0xe6, 0x67, 0xbb,
		                         0x67, 0xae, 0x85, 0x3c, 0x6e, 0xf3, 0x72, 0xa5, 0x4f,
		                         0xf5, 0x3a, 0x51, 0x0e, 0x52, 0x7f, 0x9b, 0x05, 0x68,
		                         0x8c, 0x1f, 0x83, 0xd9, 0xab, 0x5b, 0xe0, 0xcd, 0x19 };
	struct place place = place_of(ROLE_UPLOAD_HASHSTATE);
	struct digest want = sha256_of(span_of("abc"));
	OWNED(exam) struct exam fine;
	OWNED(exam) struct exam renamed;
	OWNED(exam) struct exam cut;
	uint8_t saved[108] = { 0 };

	(void)state;
	memcpy(saved, begin, sizeof begin);
	memcpy(saved + 36, "abc", 3);
	saved[107] = 3;
	place.offset = 3;
	examine_in(&fine, &place, DEPTH_HASH, span_make(saved, sizeof saved), 0, NULL);
	assert_true(fine.has_state_digest && digest_eq(&fine.state_digest, &want));
	assert_int_equal(fine.state_length, 3);
	assert_int_equal(fine.notes.n, 0);
	place.offset = 4;
	examine_in(&renamed, &place, DEPTH_HASH, span_make(saved, sizeof saved), 0, NULL);
	assert_true(renamed.has_state_digest);
	only_note(&renamed, FINDING_HASHSTATE_MALFORMED);
	examine_in(&cut, &place, DEPTH_HASH, span_make(saved, 107), 0, NULL);
	assert_false(cut.has_state_digest);
	only_note(&cut, FINDING_HASHSTATE_MALFORMED);
}

static void cache_states_are_read(void **state)
{
	OWNED(exam) struct exam fine;
	OWNED(exam) struct exam bad;

	(void)state;
	examine_as(&fine, ROLE_SCHEDULER, span_of("{}"));
	assert_int_equal(fine.notes.n, 0);
	assert_true(span_is(fine.head, "{}"));
	examine_as(&bad, ROLE_SCHEDULER, span_of("{"));
	only_note(&bad, FINDING_SCHEDULER_MALFORMED);
}

/* ---- bytes that break off
 * ------------------------------------------------------------------------------------ */

static void broken_bodies_are_unread(void **state)
{
	static const struct limits l = LIMITS_DEFAULT;
	static const enum role roles[] = { ROLE_BLOB_DATA,     ROLE_UPLOAD_DATA,
		                           ROLE_REVISION_LINK, ROLE_UPLOAD_HASHSTATE,
		                           ROLE_SCHEDULER,     ROLE_FOREIGN };
	OWNED(buf) struct buf tar = BUF_INIT;
	OWNED(buf) struct buf in = BUF_INIT;
	OWNED(examiner) struct examiner *x = NULL;
	struct fault f = FAULT_INIT;

	(void)state;
	small_tar(&tar);
	gzip_add(&in, buf_span(&tar), 6);
	must(examiner_new(&x, &l, DEPTH_FULL, &f));
	for (size_t r = 0; r < COUNT(roles); r++) {
		const struct span bodies[] = { buf_span(&tar), buf_span(&in), span_of(manifest),
			                       SPAN_NONE };

		for (size_t i = 0; i < COUNT(bodies); i++) {
			struct breaking body =
			        breaking_of(span_sub(bodies[i], 0, bodies[i].n / 2 + 300));
			struct place place = place_of(roles[r]);
			OWNED(exam) struct exam e = { .read = false };

			must(examine(x, &place, &body.base, &e, &f));
			assert_false(e.read);
			assert_string_equal(e.why, "input/output error");
			assert_int_equal(e.bytes, span_sub(bodies[i], 0, bodies[i].n / 2 + 300).n);
			assert_false(digest_set(&e.sha256) || digest_set(&e.named) ||
			             e.has_diff_id);
			assert_int_equal(e.notes.n, 0);
			assert_null(e.document);
			assert_int_equal(e.head.n, 0);
			assert_true(e.form != FORM_EMPTY);
		}
	}
}

static void one_examiner_after_another_file(void **state)
{
	static const struct limits l = LIMITS_DEFAULT;
	OWNED(buf) struct buf tar = BUF_INIT;
	OWNED(buf) struct buf in = BUF_INIT;
	OWNED(examiner) struct examiner *x = NULL;
	struct fault f = FAULT_INIT;

	(void)state;
	small_tar(&tar);
	gzip_add(&in, buf_span(&tar), 6);
	must(examiner_new(&x, &l, DEPTH_FULL, &f));
	for (size_t i = 0; i < 12; i++) {
		struct span bytes = i % 3 == 0   ? buf_span(&in)
		                    : i % 3 == 1 ? span_of(manifest)
		                                 : buf_span(&tar);
		struct place place = place_of(ROLE_BLOB_DATA);
		OWNED(stream) struct stream *body = NULL;
		OWNED(exam) struct exam e = { .read = false };
		struct digest want = sha256_of(bytes);

		must(stream_of_span(&body, bytes, i, &f));
		must(examine(x, &place, body, &e, &f));
		assert_true(digest_eq(&e.sha256, &want));
		if (i % 3 != 1)
			check_small_layer(&e, i % 3 == 0 ? FORM_GZIP : FORM_TAR, buf_span(&tar));
	}
}

static void library_has_a_name(void **state)
{
	char text[BLOB_LIBRARIES];

	(void)state;
	assert_ptr_equal(strstr(blob_libraries(text), "libmagic 5."), text);
	assert_string_equal(form_text(FORM_ZSTD), "zstd");
	assert_string_equal(form_text(FORM_UNSET), "");
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
		cmocka_unit_test(times_keep_their_fractions),
		cmocka_unit_test(documents_are_parsed_at_both_depths),
		cmocka_unit_test(malformed_documents_are_kept),
		cmocka_unit_test(documents_are_bounded),
		cmocka_unit_test(other_bytes),
		cmocka_unit_test(links_are_read),
		cmocka_unit_test(small_files_are_bounded),
		cmocka_unit_test(start_times_are_read),
		cmocka_unit_test(hash_states_are_finished),
		cmocka_unit_test(cache_states_are_read),
		cmocka_unit_test(broken_bodies_are_unread),
		cmocka_unit_test(one_examiner_after_another_file),
		cmocka_unit_test(library_has_a_name),
	};

	return cmocka_run_group_tests_name("blob", tests, NULL, NULL);
}
