/* words/text.c - the fixed texts of the report in both languages. */
#include "words/text.h"

#include <string.h>

const char *lang_text(enum lang lang, enum lang_text id)
{
	static const char *const texts[][2] = {
#define X(id, en, ja) [TEXT_##id] = { [LANG_EN] = en, [LANG_JA] = ja },
		LANG_TEXTS(X)
#undef X
	};

	return texts[id][lang];
}

int lang_parse(const char *word)
{
	return strcmp(word, "en") == 0 ? LANG_EN : strcmp(word, "ja") == 0 ? LANG_JA : -1;
}
