#include "report/text.h"

#include <string.h>

const char *report_text(enum report_lang lang, enum report_text id)
{
	static const char *const texts[][2] = {
#define X(id, en, ja) [TEXT_##id] = { [REPORT_EN] = en, [REPORT_JA] = ja },
		REPORT_TEXTS(X)
#undef X
	};

	return texts[id][lang];
}

int report_lang_parse(const char *word)
{
	return strcmp(word, "en") == 0 ? REPORT_EN : strcmp(word, "ja") == 0 ? REPORT_JA : -1;
}
