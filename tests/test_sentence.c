/* Words, events, findings and sentences in both languages: every row is there, arguments keep their bytes. */
#include "support/cmocka.h"

#include "base/buf.h"
#include "core/event.h"
#include "core/sentence.h"
#include "core/words.h"
#include "words/finding_text.h"
#include "words/text.h"
#include "words/word.h"

#include <stdlib.h>
#include <string.h>

struct row {
	const char *format, *kinds, *ja;
};

static const struct row rows[] = {
#define X(id, number, kinds, en, ja) { S_##id, kinds, ja },
	SENTENCES(X)
#undef X
};

static size_t conversions(const char *format)
{
	size_t n = 0;

	for (; *format != '\0'; format++)
		if (*format == '%' && *++format != '%')
			n++;
	return n;
}

/* Every argument has its letter, and the Japanese uses each of them and no other. */
static void both_languages_use_the_same_arguments(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct row *r = &rows[i];
		unsigned used = 0;

		if (conversions(r->format) != strlen(r->kinds) || strspn(r->kinds, "nts") != strlen(r->kinds))
			fail_msg("%s: kinds \"%s\"", r->format, r->kinds);
		if (r->kinds[0] == '\0' && strchr(r->format, '%') != NULL)
			fail_msg("%s: a sentence without arguments is printed as it stands", r->format);
		for (const char *p = strchr(r->ja, '{'); p != NULL; p = strchr(p + 1, '{')) {
			if (p[1] < '0' || (size_t)(p[1] - '0') >= strlen(r->kinds) || p[2] != '}')
				fail_msg("%s: %s", r->format, r->ja);
			used |= 1u << (p[1] - '0');
		}
		if (used != (1u << strlen(r->kinds)) - 1)
			fail_msg("%s: not all arguments are in %s", r->format, r->ja);
		if (strchr(r->ja, '%') != NULL)
			fail_msg("%s: a conversion in %s", r->format, r->ja);
	}
}

static const char *told(char out[4096], const char *sentence_text)
{
	struct said s = said_split(span_of(sentence_text));
	struct sentence_pieces ja;
	size_t n = 0;

	if (sentence_ja(&ja, s.text, s.form) != 0)
		return NULL;
	for (size_t i = 0; i < ja.n && n + ja.v[i].text.n < 4096; i++) {
		memcpy(out + n, ja.v[i].text.p, ja.v[i].text.n);
		n += ja.v[i].text.n;
	}
	out[n] = '\0';
	return out;
}

/* Prints each row with arguments that stand for themselves, by the conversions of its own format. */
static void every_sentence_is_told_in_both(void **state)
{
	char out[4096];

	(void)state;
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct buf en = BUF_INIT, form = BUF_INIT, whole = BUF_INIT;
		struct fault f = FAULT_INIT;
		const char *p = strchr(rows[i].format + 1, SAID_MARK[0]) + 1, *k = rows[i].kinds;

		assert_int_equal(buf_printf(&form, &f, "%lu", strtoul(rows[i].format + 1, NULL, 10)), 0);
		for (; *p != '\0'; p++) {
			if (*p != '%' || *++p == '%') {
				assert_int_equal(buf_add_byte(&en, (uint8_t)*p, &f), 0);
				continue;
			}
			while (strchr("diuxXsc", *p) == NULL)
				p++;
			assert_int_equal(buf_add_text(&en, *k == 'n' ? "42" : "<a, b>", &f), 0);
			assert_int_equal(buf_printf(&form, &f, "%c%d", k == rows[i].kinds ? ' ' : ',', *k == 'n' ? 2 : 6), 0);
			k++;
		}
		assert_int_equal(said_join(&whole, buf_span(&en), buf_span(&form), &f), 0);
		if (told(out, buf_cstr(&whole)) == NULL || out[0] == '\0')
			fail_msg("not told: %s (%s)", buf_cstr(&en), buf_cstr(&form));
		buf_release(&en);
		buf_release(&form);
		buf_release(&whole);
	}
#pragma GCC diagnostic pop
}

static void arguments_keep_their_bytes(void **state)
{
	char one[512], two[512], out[4096];
	struct buf b = BUF_INIT;
	struct fault f = FAULT_INIT;

	(void)state;
	(void)sentence(one, sizeof one, S_BYTES_HASH, UINT64_C(12), "sha256:ab");
	assert_string_equal(said_english(one), "12 bytes hash to sha256:ab");
	assert_string_equal(told(out, one), "12バイトのハッシュ値はsha256:abである");
	/* other order */
	(void)sentence(one, sizeof one, S_BYTES_READ, UINT64_C(3), UINT64_C(40));
	assert_string_equal(told(out, one), "40バイトのうち3バイトを読み取った");
	/* what looks like the sentence itself is an argument all the same */
	(void)sentence(one, sizeof one, S_LINK_SAYS_DIRECTORY, "a, its directory b", "c, its directory d");
	assert_string_equal(said_english(one), "the link says a, its directory b, its directory c, its directory d");
	assert_string_equal(told(out, one), "リンクの内容はa, its directory bであり、ディレクトリはc, its directory dを示している");
	/* sentences in sentences, and texts beside them */
	(void)sentence(one, sizeof one, S_LOG_AGENT, 9, "x/1 (a, b)");
	(void)sentence(two, sizeof two, S_LOG_STATUS, 201);
	assert_int_equal(sentence_then(&b, &f, S_LISTED, S_LOG_LINE, UINT64_C(7)), 0);
	assert_int_equal(sentence_buf(&b, &f, S_LISTED, buf_cstr(&b), "PUT"), 0);
	assert_int_equal(sentence_buf(&b, &f, S_LISTED, buf_cstr(&b), two), 0);
	assert_int_equal(sentence_buf(&b, &f, S_LISTED, buf_cstr(&b), one), 0);
	assert_string_equal(said_english(buf_cstr(&b)), "line 7, PUT, status 201, by x/1 (a, b");
	assert_string_equal(told(out, buf_cstr(&b)), "7行目、PUT、状態コード201、使用クライアント：x/1 (a, b");
	/* marks in arguments are bytes like others */
	(void)sentence(one, sizeof one, S_LINK_SAYS_DIRECTORY, SAID_MARK "7" SAID_MARK, ")(,");
	assert_string_equal(told(out, one), "リンクの内容は" SAID_MARK "7" SAID_MARK "であり、ディレクトリは)(,を示している");
	/* a span holds any byte */
	assert_int_equal(sentence_buf(&b, &f, S_DIGEST_NONE, 3, "a\0b"), 0);
	assert_int_equal(said_text(buf_span(&b)).n, strlen("a digest that is none: ") + 3);
	buf_release(&b);
}

/* Bytes that are no text are made visible where they stand, and the form follows. */
/* One is no plural, in English; what older cases hold is still told in Japanese. */
static void one_byte_is_no_plural(void **state)
{
	static const char before[] = SAID_MARK "1111 1" SAID_MARK "1 bytes too few";
	char text[200], out[4096];

	(void)state;
	(void)sentence(text, sizeof text, S_BYTES_TOO_FEW, (uint64_t)1);
	assert_string_equal(said_english(text), "1 byte too few");
	assert_string_equal(told(out, text), "1バイト足りない");
	assert_string_equal(told(out, before), "1バイト足りない");
	(void)sentence(text, sizeof text, S_BYTES_TOO_FEW, (uint64_t)11);
	assert_string_equal(said_english(text), "11 bytes too few");
	assert_string_equal(told(out, text), "11バイト足りない");
	(void)sentence(text, sizeof text, S_BYTES_READ, (uint64_t)1, (uint64_t)2);
	assert_string_equal(said_english(text), "1 of 2 bytes were read");
	(void)sentence(text, sizeof text, S_BYTES_MORE_THAN, (uint64_t)1, (uint64_t)5);
	assert_string_equal(said_english(text), "1 byte more than the 5 declared");
	assert_string_equal(told(out, text), "申告の5バイトより1バイト多い");
}

static void hostile_bytes_are_shown_in_their_place(void **state)
{
	struct buf b = BUF_INIT, text = BUF_INIT, form = BUF_INIT;
	struct sentence_pieces ja;
	struct fault f = FAULT_INIT;

	(void)state;
	assert_int_equal(sentence_buf(&b, &f, S_CONTAINER_IMAGE, 3, "a\xFF" "b", 3, "c\0d"), 0);
	assert_int_equal(sentence_buf(&b, &f, S_PLACE_SAYS, buf_cstr(&b), "\xFE"), 0);
	assert_int_equal(sentence_visible(&text, &form, buf_span(&b), &f), 0);
	assert_int_equal(sentence_ja(&ja, buf_span(&text), buf_span(&form)), 0);
	assert_non_null(strstr(buf_cstr(&text), "container a"));
	assert_null(strchr(buf_cstr(&text), '\xFF'));
	buf_clear(&text);
	buf_clear(&form);
	assert_int_equal(sentence_visible(&text, &form, span_make("x\xFF", 2), &f), 0);
	assert_int_equal(form.n, 0);
	buf_release(&b);
	buf_release(&text);
	buf_release(&form);
}

/* A form proves nothing by itself: what does not fit its text to the byte is not told. */
static void forged_forms_are_not_told(void **state)
{
	static const char *const bad[] = {
		"", "0", "1", "99999", "1001", "1001 1", "1001 1,1,1", "1001 1,2", "1001 4294967296,1", "1001 1,1(1001",
		"1001 1(1001 1,1),", "1001  1,1", "x", "1001 -1,3",
	};
	struct sentence_pieces ja;
	char deep[SAID_FORM * 4] = "";

	(void)state;
	assert_int_equal(sentence_ja(&ja, span_of("the link says a, its directory b"), span_of("1001 1,1")), 0);
	for (size_t i = 0; i < COUNT(bad); i++)
		if (sentence_ja(&ja, span_of("the link says a, its directory b"), span_of(bad[i])) == 0)
			fail_msg("told by %s", bad[i]);
	assert_int_equal(sentence_ja(&ja, span_of("the link said a, its directory b"), span_of("1001 1,1")), SENTENCE_UNKNOWN);
	/* a number is one */
	assert_int_equal(sentence_ja(&ja, span_of("x bytes hash to y"), span_of("1111 1,1")), SENTENCE_UNKNOWN);
	for (size_t i = 0; i + 8 < sizeof deep; i += 7)
		memcpy(deep + i, "1001 1(", 8);
	assert_int_equal(sentence_ja(&ja, span_of("the link says a, its directory b"), span_of(deep)), SENTENCE_UNKNOWN);
}

/* What has no room loses its form first, then its end, as snprintf cuts. */
static void a_sentence_that_is_cut_is_english(void **state)
{
	char whole[256], cut[40], out[4096];
	struct fault f = FAULT_INIT;
	int need = sentence(whole, sizeof whole, S_LINK_SAYS_DIRECTORY, "aaaa", "bbbb");

	(void)state;
	assert_int_equal(need, strlen(whole));
	assert_int_equal(sentence(cut, sizeof cut, S_LINK_SAYS_DIRECTORY, "aaaa", "bbbb"), need);
	assert_string_equal(cut, "the link says aaaa, its directory bbbb");
	assert_null(told(out, cut));
	assert_int_equal(sentence(cut, 9, S_LINK_SAYS_DIRECTORY, "aaaa", "bbbb"), need);
	assert_string_equal(cut, "the link");
	assert_int_equal(sentence(NULL, 0, S_LINK_SAYS_DIRECTORY, "aaaa", "bbbb"), need);
	/* a fault tells the text alone */
	(void)fault_set(&f, FAULT_IO, 0, "cannot go on: %s, %s", whole, "x");
	assert_string_equal(f.text, "cannot go on: the link says aaaa, its directory bbbb, x");
}

static void every_word_has_japanese(void **state)
{
	(void)state;
#define HAS(set, word)                                                                             \
	assert_non_null(word_label_ja(span_of(word)));                                             \
	assert_non_null(word_about_ja(set, word));
#define W(id, text, about) HAS(WORD_GRADE, text)
	GRADES(W)
#undef W
#define W(id, text, about) HAS(WORD_STATE, text)
	BLOB_STATES(W)
#undef W
#define W(id, text, about) HAS(WORD_STANDING, text)
	STANDINGS(W)
#undef W
#define W(id, text, about) HAS(WORD_COMPLETENESS, text)
	COMPLETENESSES(W)
#undef W
#define W(id, text, about) HAS(WORD_ORIGIN, text)
	ORIGINS(W)
#undef W
#define W(id, text, about) HAS(WORD_TAG, text)
	TAG_STANDINGS(W)
#undef W
#define W(id, text, about) HAS(WORD_REPO, text)
	REPO_STANDINGS(W)
#undef W
#define W(id, text, about) HAS(WORD_IMAGE_KIND, text)
	IMAGE_KINDS(W)
#undef W
#define W(id, text, about) HAS(WORD_BLOB_KIND, text)
	BLOB_KINDS(W)
#undef W
#define W(id, text, about) HAS(WORD_SEVERITY, text)
	SEVERITIES(W)
#undef W
#define W(id, text, about) HAS(WORD_DEPTH, text)
	DEPTHS(W)
#undef W
#define W(id, text, about) HAS(WORD_EVENT, text)
	EVENTS(W)
#undef W
	assert_null(word_label_ja(span_of("no-such-word")));
}

static void every_finding_and_text_has_both(void **state)
{
	(void)state;
	for (int c = FINDING_NONE + 1; c < FINDING_COUNT_; c++) {
		assert_non_null(finding_title(LANG_JA, (enum finding_code)c));
		assert_non_null(finding_meaning(LANG_JA, (enum finding_code)c));
		assert_non_null(finding_advice(LANG_JA, (enum finding_code)c));
	}
	for (int id = 0; id < TEXT_COUNT_; id++) {
		assert_non_null(lang_text(LANG_EN, (enum lang_text)id));
		assert_non_null(lang_text(LANG_JA, (enum lang_text)id));
		assert_null(strchr(lang_text(LANG_JA, (enum lang_text)id), '|'));
	}
	assert_int_equal(lang_parse("ja"), LANG_JA);
	assert_int_equal(lang_parse("en"), LANG_EN);
	assert_int_equal(lang_parse("JA"), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_languages_use_the_same_arguments),
		cmocka_unit_test(every_sentence_is_told_in_both),
		cmocka_unit_test(arguments_keep_their_bytes),
		cmocka_unit_test(one_byte_is_no_plural),
		cmocka_unit_test(hostile_bytes_are_shown_in_their_place),
		cmocka_unit_test(forged_forms_are_not_told),
		cmocka_unit_test(a_sentence_that_is_cut_is_english),
		cmocka_unit_test(every_word_has_japanese),
		cmocka_unit_test(every_finding_and_text_has_both),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
