/* words/finding_text.c - findings in both languages. */
#include "words/finding_text.h"

static const struct {
	const char *title, *meaning, *advice;
} ja[FINDING_COUNT_] = {
#define X(id, title, meaning, advice) [FINDING_##id] = { title, meaning, advice },
	FINDINGS_JA(X)
#undef X
};

#define ONE(...) +1
_Static_assert(0 FINDINGS_JA(ONE) == 0 FINDINGS(ONE), "every finding has its Japanese");
#undef ONE

const char *finding_title(enum lang lang, enum finding_code c)
{
	return lang == LANG_JA ? ja[c].title : finding_kind(c)->title;
}

const char *finding_meaning(enum lang lang, enum finding_code c)
{
	return lang == LANG_JA ? ja[c].meaning : finding_kind(c)->meaning;
}

const char *finding_advice(enum lang lang, enum finding_code c)
{
	return lang == LANG_JA ? ja[c].advice : finding_kind(c)->advice;
}
