/* Canonical bytes and the chain: published vectors, and what a strict part of RFC 8785 must write. */
#include "custody/custody.h"
#include "custody/reference.h"
#include "support/cmocka.h"

#include "run/custody/custody.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <string.h>

/* The tag and both hashes are those of the project's fact sheet, recomputed there with coreutils. */
static void the_chain_gives_the_published_hashes(void **state)
{
	struct fault f = FAULT_INIT;
	char prev[CUSTODY_HEX], hash[CUSTODY_HEX];

	(void)state;
	custody_first(prev);
	assert_int_equal(strlen(prev), 64);
	assert_int_equal(custody_hash(prev, span_of("{\"act\":\"case.open\",\"seq\":1}"), hash, &f), 0);
	assert_string_equal(hash, "09386b1531db52634c52c222b91d3041841edb53f6881d866d3c9e8092e98dec");
	assert_int_equal(custody_hash(hash, span_of("{\"act\":\"item.intake\",\"seq\":2}"), prev, &f), 0);
	assert_string_equal(prev, "e555b61d17400499f2c6eb0061b52536f2ef626d40e02f430080ef8e18f7ec49");
}

static void members_are_sorted_and_values_written_one_way(void **state)
{
	struct fault f = FAULT_INIT;
	OWNED(canon) struct canon c = canon_of(&f);
	OWNED(canon) struct canon list = canon_of(&f);
	OWNED(buf) struct buf b = BUF_INIT, a = BUF_INIT;

	(void)state;
	canon_int(&list, NULL, 1);
	canon_text(&list, NULL, span_of("two"));
	assert_int_equal(canon_array(&list, &a), 0);
	canon_text(&c, "z", span_of("\"\\/\b\f\n\r\t\x01\x1f\x7f"));
	canon_text(&c, "japanese", span_of("証拠物件"));
	canon_text(&c, "raw", span_make("\xff\x00z", 3));
	canon_int(&c, "big", INT64_C(9007199254740993));
	canon_int(&c, "most", INT64_C(9007199254740991));
	canon_int(&c, "less", -3);
	canon_bool(&c, "a_b", true);
	canon_value(&c, "list", buf_span(&a));
	canon_cstr(&c, "absent", NULL);
	canon_when(&c, "at", when_ns(1767323045, 500000000));
	canon_when(&c, "never", WHEN_UNKNOWN);
	assert_int_equal(canon_object(&c, &b), 0);
	assert_string_equal(buf_cstr(&b),
	                    "{\"a_b\":true,\"at\":\"2026-01-02T03:04:05.500000000Z\",\"big\":\"9007199254740993\","
	                    "\"japanese\":\"証拠物件\",\"less\":-3,\"list\":[1,\"two\"],\"most\":9007199254740991,"
	                    "\"raw\":{\"hex\":\"ff007a\"},\"z\":\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u001f\x7f\"}");
}

static void a_field_stands_once(void **state)
{
	struct fault f = FAULT_INIT;
	OWNED(canon) struct canon c = canon_of(&f);
	OWNED(buf) struct buf b = BUF_INIT;

	(void)state;
	canon_int(&c, "seq", 1);
	canon_int(&c, "seq", 2);
	assert_int_equal(canon_object(&c, &b), -1);
	assert_int_equal(f.kind, FAULT_INTERNAL);
}

static void every_verb_has_fields_that_are_found(void **state)
{
	(void)state;
	for (size_t i = 0; i < custody_verb_count; i++) {
		const struct custody_verb *v = &custody_verbs[i];

		assert_ptr_equal(custody_verb_find(v->verb), v);
		assert_true(custody_field(v->must, 0).n > 0);
		for (size_t k = 0; custody_field(v->must, k).n > 0; k++) {
			assert_true(custody_has_field(v->must, custody_field(v->must, k)));
			assert_false(custody_has_field(v->may, custody_field(v->must, k)));
		}
	}
	assert_null(custody_verb_find("steal"));
	assert_false(custody_has_field("one two", span_of("on")));
}

#define MD5 "0123456789abcdef0123456789abcdef"
#define SHA1 MD5 "01234567"
#define SHA256 MD5 MD5

static void side_files_speak_of_their_file(void **state)
{
	static const struct {
		const char *text;
		int alg; /* -1: nothing */
	} rows[] = {
		{ SHA256 "  disk.img\n", MANY_SHA256 },
		{ SHA256 " *disk.img\n", MANY_SHA256 },
		{ SHA256 "  ./case/disk.img\r\n", MANY_SHA256 },
		{ SHA256 "\n", MANY_SHA256 },
		{ SHA256 "  other.img\n", -1 },
		{ "SHA1 (disk.img) = " SHA1, MANY_SHA1 },
		{ "SHA1 (other.img) = " SHA1, -1 },
		{ "MD5 (" MD5 ") = x", -1 },
		{ " MD5 checksum:    " MD5 " : verified", MANY_MD5 },
		{ " Md5 checksum:    " MD5, MANY_MD5 },
		{ "SHA-256: " SHA256, MANY_SHA256 },
		{ "serial " MD5, -1 },
		{ "MD5: " SHA1, -1 },
		{ MD5 "0", -1 },
		{ "", -1 },
	};
	struct fault f = FAULT_INIT;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct reference_hashes r = { { NULL, 0, 0 } };

		assert_int_equal(acquirer_read(&r, span_of(rows[i].text), span_of("disk.img"), &f), 0);
		if (r.v.n != (rows[i].alg >= 0) || (r.v.n == 1 && (int)r.v.v[0].alg != rows[i].alg))
			fail_msg("%s: %zu found", rows[i].text, r.v.n);
		reference_hashes_release(&r);
	}
}

static int keep_images(void *user, const char *check, int64_t expected, int64_t found, int64_t stored, struct fault *f)
{
	int64_t *seen = (int64_t *)user;

	(void)f;
	if (strcmp(check, "images") == 0) {
		seen[0] = expected;
		seen[1] = found;
		seen[2] = stored;
	}
	return 0;
}

/* A selftest that could not fail would prove nothing. */
static void a_wrong_record_is_seen(void **state)
{
	static const char truth[] = "{\"images\":[{\"digest\":\"sha256:00\",\"kind\":\"image\",\"standing\":\"tagged\"}],"
	                            "\"tags\":[],\"blobs\":[],\"findings\":[]}";
	char path[] = "/tmp/sherd-test-XXXXXX", file[64];
	struct fault f = FAULT_INIT;
	struct casedb *db;
	int64_t seen[3] = { -1, -1, -1 };

	(void)state;
	assert_non_null(mkdtemp(path));
	(void)snprintf(file, sizeof file, "%s/c.db", path);
	assert_int_equal(casedb_open(&db, file, CASEDB_CREATE, NULL, &f), 0);
	assert_int_equal(run_selftest_compare(db, span_of(truth), keep_images, seen, &f), 0);
	assert_int_equal(seen[0], 1);
	assert_int_equal(seen[1], 0);
	assert_int_equal(seen[2], 0);
	assert_int_equal(casedb_close(db, &f), 0);
	(void)unlink(file);
	(void)rmdir(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_wrong_record_is_seen),
		cmocka_unit_test(the_chain_gives_the_published_hashes),
		cmocka_unit_test(members_are_sorted_and_values_written_one_way),
		cmocka_unit_test(side_files_speak_of_their_file),
		cmocka_unit_test(a_field_stands_once),
		cmocka_unit_test(every_verb_has_fields_that_are_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
