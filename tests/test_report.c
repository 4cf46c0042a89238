/* Helpers of the report room: masking, escaping, short digests, IMAGE arguments, times, CSV. */
#include "report/private.h"
#include "report/page/html.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#define HEX60 "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f0"

static void check_text(const char *why, struct buf *got, const char *want)
{
	if (strcmp(buf_cstr(got), want) != 0)
		fail_msg("%s: got \"%s\", want \"%s\"", why, buf_cstr(got), want);
}

/* ---- credentials --------------------------------------------------------------------------- */

static void names_of_secrets_are_known(void **state)
{
	static const struct {
		const char *key;
		bool want;
	} cases[] = {
		{ "PASSWORD", true },
		{ "db_passwd", true },
		{ "MYSQL_ROOT_PASSWORD", true },
		{ "API_KEY", true },
		{ "apikey", true },
		{ "GITHUB_TOKEN", true },
		{ "client-secret", true },
		{ "AUTH", true },
		{ "BASIC_AUTH", true },
		{ "auth.user", true },
		{ "CREDENTIALS", true },
		{ "DB_PWD", true },
		{ "PATH", false },
		{ "PWD", false },
		{ "OLDPWD", false },
		{ "author", false },
		{ "HOME", false },
		{ "org.opencontainers.image.authors", false },
		{ "KEYBOARD", false },
		{ "", false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		if (mask_key(span_of(cases[i].key)) != cases[i].want)
			fail_msg("%s: want %d", cases[i].key, cases[i].want);
}

static void values_of_secrets_are_masked(void **state)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{ "PATH=/usr/bin", "PATH=/usr/bin" },
		{ "PASSWORD=hunter2", "PASSWORD=[masked]" },
		{ "PASSWORD=", "PASSWORD=" },
		{ "ENV API_KEY=abc OTHER=def", "ENV API_KEY=[masked] OTHER=def" },
		{ "|1 TOKEN=\"a b\" /bin/sh -c make", "|1 TOKEN=[masked] /bin/sh -c make" },
		{ "curl --password hunter2 host", "curl --password [masked] host" },
		{ "git clone https://user:pw@host/x", "git clone https://user:[masked]@host/x" },
		{ "DATABASE=postgres://app:s3cret@db/x", "DATABASE=postgres://app:[masked]@db/x" },
		{ "{\"secret\": \"abc\", \"a\": 1}", "{\"secret\": [masked], \"a\": 1}" },
		{ "https://host:80/a@b", "https://host:80/a@b" },
		{ "TOKEN=a;TOKEN=b", "TOKEN=[masked];TOKEN=[masked]" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct fault f = FAULT_INIT;
		OWNED(buf) struct buf out = BUF_INIT, shown = BUF_INIT;

		assert_int_equal(mask_text(&out, span_of(cases[i].text), false, &f), 0);
		check_text(cases[i].text, &out, cases[i].want);
		assert_int_equal(mask_text(&shown, span_of(cases[i].text), true, &f), 0);
		check_text("revealed", &shown, cases[i].text);
	}
}

static void masking_survives_every_cut(void **state)
{
	static const char text[] =
	        "A=1 --token x TOKEN=\"q\\\" r\" u://a:b@c {\"key\": \"v\"} KEY=";

	(void)state;
	for (size_t n = 0; n < sizeof text; n++) {
		struct fault f = FAULT_INIT;
		OWNED(buf) struct buf out = BUF_INIT;
		uint8_t *copy = (uint8_t *)malloc(n + 1);

		assert_non_null(copy);
		memcpy(copy, text, n);
		assert_int_equal(mask_text(&out, span_make(copy, n), false, &f), 0);
		free(copy);
	}
}

/* ---- escaping ------------------------------------------------------------------------------ */

static int to_buf(void *user, struct span bytes, struct fault *f)
{
	return buf_add((struct buf *)user, bytes, f);
}

static void html_shows_everything_and_runs_nothing(void **state)
{
	static const struct {
		const char *why, *text;
		size_t n;
		const char *want;
	} cases[] = {
		{ "markup", "<script>", 8, "&lt;script&gt;" },
		{ "quotes", "\"'&", 3, "&quot;&#39;&amp;" },
		{ "escape code", "\033[31m", 5, "\\u{1B}[31m" },
		{ "not UTF-8", "a\xFF", 2, "a\\xFF" },
		{ "right-to-left override",
		  "a\xE2\x80\xAE"
		  "b",
		  5, "a\\u{202E}b" },
		{ "NUL", "a\0b", 3, "a\\u{0}b" },
		{ "address", "http://x", 8, "http&#58;//x" },
		{ "style reference", "url(x) src=y", 12, "url&#40;x) src&#61;y" },
		{ "digest stays", "sha256:ab", 9, "sha256:ab" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct fault f = FAULT_INIT;
		OWNED(buf) struct buf got = BUF_INIT;
		struct report_sink sink = { to_buf, &got };
		OWNED(out) struct out o = { 0 };

		out_init(&o, &sink, &f);
		out_escaped(&o, span_make(cases[i].text, cases[i].n));
		assert_int_equal(out_end(&o), 0);
		check_text(cases[i].why, &got, cases[i].want);
	}
}

static void csv_is_quoted_and_guarded(void **state)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{ "plain", "plain" },
		{ "", "" },
		{ "a,b", "\"a,b\"" },
		{ "say \"x\"", "\"say \"\"x\"\"\"" },
		{ "=1+1", "\"'=1+1\"" },
		{ "+1", "\"'+1\"" },
		{ "-1", "\"'-1\"" },
		{ "@x", "\"'@x\"" },
		{ "a\r\nb", "a\\u{D}\\u{A}b" },
		{ "\t=1", "\"'\\u{9}=1\"" },
		{ "\xEF\xBC\x9D"
		  "1",
		  "\"'\xEF\xBC\x9D"
		  "1\"" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct fault f = FAULT_INIT;
		OWNED(buf) struct buf got = BUF_INIT;

		assert_int_equal(csv_cell(&got, span_of(cases[i].text), &f), 0);
		check_text(cases[i].text, &got, cases[i].want);
	}
}

/* ---- short digests ------------------------------------------------------------------------- */

static struct digest digest_with(const char *head)
{
	char text[DIGEST_TEXT];
	struct digest d;

	(void)snprintf(text, sizeof text, "sha256:%s%0*d", head, (int)(64 - strlen(head)), 0);
	assert_int_equal(digest_parse(&d, span_of(text)), 0);
	return d;
}

static void short_digests_stay_unambiguous(void **state)
{
	struct digest v[] = { digest_with("aaaaaaaaaaaaaa1"), digest_with("aaaaaaaaaaaaaa2"),
		              digest_with("bbbb"), digest_with("aaaaaaaaaaaab") };
	struct shorts s = { v, COUNT(v), false };
	struct digest stranger = digest_with("bbbb00000000000000001"), both = digest_with("cc");
	char out[DIGEST_TEXT], whole[DIGEST_TEXT];

	(void)state;
	shorts_sort(&s);
	both = digest_with("aaaaaaaaaaaaaa1");
	assert_int_equal(shorts_length(&s, &both), 15);
	both = digest_with("aaaaaaaaaaaab");
	assert_int_equal(shorts_length(&s, &both), 13);
	both = digest_with("bbbb");
	assert_int_equal(shorts_length(&s, &both), SHORT_HEX);
	assert_int_equal(shorts_length(&s, &stranger), 21);
	assert_string_equal(short_digest(&s, out, span_of(digest_text(whole, &both))),
	                    "bbbb00000000");
	assert_string_equal(short_digest(&s, out, span_of("no digest")), "no digest");
}

/* ---- IMAGE arguments ----------------------------------------------------------------------- */

static void image_arguments_are_taken_apart(void **state)
{
	static const struct {
		const char *text;
		int want;
		const char *repository, *tag, *digest;
	} cases[] = {
		{ "team/app:1.0", 0, "team/app", "1.0", "" },
		{ "host:5000/app:1", 0, "host:5000/app", "1", "" },
		{ "abcdef", 0, "", "", "abcdef" },
		{ "abcde", IMAGE_ARG_MALFORMED, "", "", "" },
		{ "ABCDEF", IMAGE_ARG_MALFORMED, "", "", "" },
		{ "sha256:abcdef", 0, "", "", "sha256:abcdef" },
		{ "sha256:" HEX60 "0a08", 0, "", "", "sha256:" HEX60 "0a08" },
		{ "app@sha256:" HEX60 "0a08", 0, "app", "", "sha256:" HEX60 "0a08" },
		{ "app@abcdef", 0, "app", "", "abcdef" },
		{ "app@latest", IMAGE_ARG_MALFORMED, "", "", "" },
		{ "@abcdef", IMAGE_ARG_MALFORMED, "", "", "" },
		{ ":tag", IMAGE_ARG_MALFORMED, "", "", "" },
		{ "app:", IMAGE_ARG_MALFORMED, "", "", "" },
		{ "app", IMAGE_ARG_MALFORMED, "", "", "" },
		{ "", IMAGE_ARG_MALFORMED, "", "", "" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct image_arg a;

		if (image_arg_parse(&a, span_of(cases[i].text)) != cases[i].want)
			fail_msg("%s: want %d", cases[i].text, cases[i].want);
		if (cases[i].want == 0 &&
		    (!span_is(a.repository, cases[i].repository) || !span_is(a.tag, cases[i].tag) ||
		     !span_is(a.digest, cases[i].digest)))
			fail_msg("%s: taken apart wrongly", cases[i].text);
	}
}

/* ---- filters ------------------------------------------------------------------------------- */

static void time_bounds_compare_as_text(void **state)
{
	static const struct {
		const char *text;
		bool upper;
		int want;
		const char *out;
	} cases[] = {
		{ "2026-11-24", false, 0, "2026-11-24T00:00:00" },
		{ "2026-11-24", true, 0, "2026-11-24T23:59:59.999999999" },
		{ "2026-11-24T09:00:00+09:00", false, 0, "2026-11-24T00:00:00" },
		{ "2026-11-24T00:00:00.500Z", false, 0, "2026-11-24T00:00:00.5" },
		{ "2026-11-24T00:00:00.5Z", true, 0, "2026-11-24T00:00:00.500000000" },
		{ "2026-13-24", false, 1, "" },
		{ "yesterday", false, 1, "" },
		{ "2026-11-24 00:00", false, 1, "" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char out[WHEN_TEXT] = "";

		if (filter_time(out, cases[i].text, cases[i].upper) != cases[i].want)
			fail_msg("%s: want %d", cases[i].text, cases[i].want);
		if (cases[i].want == 0)
			assert_string_equal(out, cases[i].out);
	}
}

static void filters_that_do_not_apply_are_usage_faults(void **state)
{
	static const struct {
		enum report_list list;
		enum report_filter_id filter;
		const char *value;
		bool fine;
	} cases[] = {
		{ REPORT_IMAGES, REPORT_FILTER_STANDING, "deleted", true },
		{ REPORT_IMAGES, REPORT_FILTER_STANDING, "current", false },
		{ REPORT_TAGS, REPORT_FILTER_STANDING, "current", true },
		{ REPORT_REPOS, REPORT_FILTER_STANDING, "emptied", true },
		{ REPORT_IMAGES, REPORT_FILTER_SEVERITY, "error", false },
		{ REPORT_FINDINGS, REPORT_FILTER_SEVERITY, "warning", true },
		{ REPORT_FINDINGS, REPORT_FILTER_SEVERITY, "fatal", false },
		{ REPORT_BLOBS, REPORT_FILTER_STATE, "corrupt", true },
		{ REPORT_BLOBS, REPORT_FILTER_STATE, "orrupt", false },
		{ REPORT_BLOBS, REPORT_FILTER_DIGEST, "sha256:ab", true },
		{ REPORT_BLOBS, REPORT_FILTER_DIGEST, "XY", false },
		{ REPORT_BLOBS, REPORT_FILTER_SINCE, "2026-01-01", false },
		{ REPORT_SUMMARY, REPORT_FILTER_SOURCE, "a", false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct report_filter x = { { NULL } };
		struct fault f = FAULT_INIT;
		int rc;

		x.value[cases[i].filter] = cases[i].value;
		rc = filter_check(cases[i].list, &x, &f);
		if ((rc == 0) != cases[i].fine || (rc < 0 && f.kind != FAULT_USAGE))
			fail_msg("%s by %s: got %d (%s)", report_list_verb(cases[i].list),
			         cases[i].value, rc, f.text);
	}
}

/* ---- tables and small texts ---------------------------------------------------------------- */

static void columns_align_by_display_width(void **state)
{
	static const char *const titles[] = { "A", ">N", "B" };
	struct fault f = FAULT_INIT;
	OWNED(buf) struct buf got = BUF_INIT;
	struct report_sink sink = { to_buf, &got };
	OWNED(table) struct table t = { 0 };
	OWNED(out) struct out o = { 0 };

	(void)state;
	table_init(&t, titles, COUNT(titles));
	assert_int_equal(table_name(&t, span_of("\xE6\xBC\xA2\xE5\xAD\x97"), &f), 0);
	assert_int_equal(table_uint(&t, 7, &f), 0);
	assert_int_equal(table_text(&t, "x", TINT_GOOD, &f), 0);
	assert_int_equal(table_name(&t, span_of("ab\033"), &f), 0);
	assert_int_equal(table_uint(&t, 42, &f), 0);
	assert_int_equal(table_text(&t, "", TINT_NONE, &f), 0);
	out_init(&o, &sink, &f);
	table_print(&t, &o, &(const struct report_options){ .width = 0 });
	assert_int_equal(out_end(&o), 0);
	check_text("table", &got,
	           "A          N  B\n"
	           "\xE6\xBC\xA2\xE5\xAD\x97       7  x\n"
	           "ab\\u{1B}  42\n");
}

static void sizes_and_times_read_well(void **state)
{
	char size[SIZE_TEXT], time[WHEN_TEXT];

	(void)state;
	assert_string_equal(size_text(size, 0), "0 B");
	assert_string_equal(size_text(size, 1023), "1023 B");
	assert_string_equal(size_text(size, 1024), "1.0 KiB");
	assert_string_equal(size_text(size, 1536), "1.5 KiB");
	assert_string_equal(size_text(size, 100u << 20), "100 MiB");
	assert_string_equal(size_text(size, UINT64_MAX), "15.9 EiB");
	assert_string_equal(time_short(time, span_of("2026-01-02T03:04:05.678Z")),
	                    "2026-01-02T03:04:05Z");
	assert_string_equal(time_short(time, span_of("2026-01-02T03:04:05Z")),
	                    "2026-01-02T03:04:05Z");
	assert_string_equal(time_ns(time, 1500000000, 9), "1970-01-01T00:00:01.500000000Z");
	assert_string_equal(time_ns(time, -1, 9), "1969-12-31T23:59:59.999999999Z");
	assert_string_equal(time_ns(time, 1000000000, 0), "1970-01-01T00:00:01Z");
}

static void sentences_of_the_report_make_no_banned_claims(void **state)
{
	static const char *const banned[] = { "proves who", "tampered", "impossible", "100 %",
		                              "no evidence" };

	(void)state;
#define X(id, en, ja)                                                                              \
	for (size_t i = 0; i < COUNT(banned); i++)                                                 \
		if (strstr(en, banned[i]) != NULL || strstr(ja, banned[i]) != NULL)                           \
			fail_msg("%s says %s", #id, banned[i]);
	LANG_TEXTS(X)
#undef X
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_of_secrets_are_known),
		cmocka_unit_test(values_of_secrets_are_masked),
		cmocka_unit_test(masking_survives_every_cut),
		cmocka_unit_test(html_shows_everything_and_runs_nothing),
		cmocka_unit_test(csv_is_quoted_and_guarded),
		cmocka_unit_test(short_digests_stay_unambiguous),
		cmocka_unit_test(image_arguments_are_taken_apart),
		cmocka_unit_test(time_bounds_compare_as_text),
		cmocka_unit_test(filters_that_do_not_apply_are_usage_faults),
		cmocka_unit_test(columns_align_by_display_width),
		cmocka_unit_test(sizes_and_times_read_well),
		cmocka_unit_test(sentences_of_the_report_make_no_banned_claims),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
