/*
 * words/text.h - every fixed text of the report in both languages: one table of several lists, a header each.
 * Another list: its header here, its name in LANG_TEXTS.
 */
#ifndef WORDS_TEXT_H
#define WORDS_TEXT_H

#include "words/lang.h"
#include "words/text_browse.h"
#include "words/text_court.h"
#include "words/text_custody.h"
#include "words/text_export.h"
#include "words/text_list.h"
#include "words/text_page.h"
#include "words/text_parts.h"
#include "words/text_plan.h"
#include "words/text_recovery.h"
#include "words/text_term.h"

#define LANG_TEXTS(X) LANG_TEXTS_PAGE(X) LANG_TEXTS_PARTS(X) LANG_TEXTS_CUSTODY(X) LANG_TEXTS_RECOVERY(X) LANG_TEXTS_EXPORT(X) \
	LANG_TEXTS_PLAN(X) LANG_TEXTS_TERM(X) LANG_TEXTS_COURT(X) LANG_TEXTS_BROWSE(X) LANG_TEXTS_LIST(X)

enum lang_text {
#define X(id, en, ja) TEXT_##id,
	LANG_TEXTS(X)
#undef X
	TEXT_COUNT_
};

const char *lang_text(enum lang lang, enum lang_text id);

#endif
