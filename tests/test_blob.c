/*
 * One pass over one file: documents, small files, other bytes, and bytes that break off.
 */
#include "support/examined.h"

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
		assert_true(span_eq(buf_span(&e.head), span_of(manifest)));
		assert_int_equal(e.notes.n, 0);
	}
	examine_as(&upload, ROLE_UPLOAD_DATA, span_of(manifest));
	assert_int_equal(upload.form, FORM_JSON);
	assert_int_equal(upload.document->kind, DOC_MANIFEST); /* something may name its digest */
}

static void malformed_documents_are_kept(void **state)
{
	OWNED(exam) struct exam e;

	(void)state;
	examine_as(&e, ROLE_BLOB_DATA, span_of("{\"schemaVersion\":"));
	assert_int_equal(e.document->kind, DOC_MALFORMED);
	assert_true(span_is(buf_span(&e.head), "{\"schemaVersion\":"));
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
	examine_as(&outside, ROLE_FOREIGN, span_of(manifest)); /* wherever it lies, it may be wanted */
	assert_int_equal(outside.form, FORM_JSON);
	assert_int_equal(outside.document->kind, DOC_MANIFEST);

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
			assert_true(span_is(buf_span(&e.head), links[i].bytes));
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
	assert_true(span_is(buf_span(&fine.head), "{}"));
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
