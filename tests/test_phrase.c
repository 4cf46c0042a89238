/* Words, events, findings and recorded sentences in Japanese: every row is there, holes keep their bytes. */
#include "support/cmocka.h"

#include "base/buf.h"
#include "core/event.h"
#include "core/words.h"
#include "words/finding_text.h"
#include "words/phrase.h"
#include "words/text.h"
#include "words/word.h"

#include <string.h>

static const char *told(char out[4096], const char *text)
{
	struct phrase ja;
	size_t n = 0;

	if (phrase_ja(&ja, span_of(text)) != 0)
		return NULL;
	for (size_t i = 0; i < ja.n && n + ja.v[i].text.n < 4096; i++) {
		memcpy(out + n, ja.v[i].text.p, ja.v[i].text.n);
		n += ja.v[i].text.n;
	}
	out[n] = '\0';
	return out;
}

static void sentences_are_told(void **state)
{
	char out[4096];

	(void)state;
	assert_string_equal(told(out, "12 bytes hash to sha256:ab"), "12バイトのハッシュ値はsha256:abである");
	assert_string_equal(told(out, "the link says a, its directory b"),
	                    "リンクの内容はaであり、ディレクトリはbを示している");
	/* other order */
	assert_string_equal(told(out, "3 of 40 bytes were read"), "40バイトのうち3バイトを読み取った");
	/* the longer fixed text, and sentences inside of sentences */
	assert_string_equal(told(out, "5 bytes received, never committed; started T by its own record"),
	                    "5バイトを受信したが、確定されていない。当該記録による開始時刻はTである");
	assert_string_equal(told(out, "line 7, PUT, status 201, by x/1 (a, b)"),
	                    "7行目、PUT、状態コード201、使用クライアント：x/1 (a、b)");
	assert_string_equal(told(out, event_about(EVENT_PUSH)), word_about_ja(WORD_EVENT, "push"));
}

static void others_are_not(void **state)
{
	char out[4096];
	char deep[4000];

	(void)state;
	assert_null(told(out, ""));
	assert_null(told(out, "something nobody wrote here"));
	assert_null(told(out, "x bytes hash to y"));
	assert_null(told(out, "12 bytes hash to "));
	/* nothing a stranger can write takes long or passes the bounds */
	for (size_t i = 0; i + 2 < sizeof deep; i += 2)
		memcpy(deep + i, "; ", 2);
	deep[sizeof deep - 2] = '\0';
	assert_null(told(out, deep));
	for (size_t i = 0; i + 11 < sizeof deep; i += 11)
		memcpy(deep + i, "a socket; i", 11);
	deep[sizeof deep - 1] = '\0';
	assert_null(told(out, deep));
}

static void every_word_has_japanese(void **state)
{
	(void)state;
#define HAS(set, word)                                                                             \
	assert_non_null(word_label_ja(span_of(word)));                                             \
	assert_non_null(word_about_ja(set, word));
#define W(id, n, text, about) HAS(WORD_GRADE, text)
	GRADES(W)
#undef W
#define W(id, n, text, about) HAS(WORD_STATE, text)
	BLOB_STATES(W)
#undef W
#define W(id, n, text, about) HAS(WORD_STANDING, text)
	STANDINGS(W)
#undef W
#define W(id, n, text, about) HAS(WORD_COMPLETENESS, text)
	COMPLETENESSES(W)
#undef W
#define W(id, n, text, about) HAS(WORD_ORIGIN, text)
	ORIGINS(W)
#undef W
#define W(id, n, text, about) HAS(WORD_TAG, text)
	TAG_STANDINGS(W)
#undef W
#define W(id, n, text, about) HAS(WORD_REPO, text)
	REPO_STANDINGS(W)
#undef W
#define W(id, n, text, about) HAS(WORD_IMAGE_KIND, text)
	IMAGE_KINDS(W)
#undef W
#define W(id, n, text, about) HAS(WORD_BLOB_KIND, text)
	BLOB_KINDS(W)
#undef W
#define W(id, n, text, about) HAS(WORD_SEVERITY, text)
	SEVERITIES(W)
#undef W
#define W(id, n, text, about) HAS(WORD_DEPTH, text)
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
		cmocka_unit_test(sentences_are_told),
		cmocka_unit_test(others_are_not),
		cmocka_unit_test(every_word_has_japanese),
		cmocka_unit_test(every_finding_and_text_has_both),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
