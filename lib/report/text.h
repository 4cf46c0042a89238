/*
 * report/text.h - every fixed text of the report in both languages: one table of several lists, a header each.
 * Another list: its header here, its name in REPORT_TEXTS.
 */
#ifndef REPORT_TEXT_H
#define REPORT_TEXT_H

#include "report/report.h"
#include "report/text_custody.h"
#include "report/text_page.h"
#include "report/text_parts.h"
#include "report/text_recovery.h"

#define REPORT_TEXTS(X) REPORT_TEXTS_PAGE(X) REPORT_TEXTS_PARTS(X) REPORT_TEXTS_CUSTODY(X) REPORT_TEXTS_RECOVERY(X)

enum report_text {
#define X(id, en, ja) TEXT_##id,
	REPORT_TEXTS(X)
#undef X
	TEXT_COUNT_
};

const char *report_text(enum report_lang lang, enum report_text id);

#endif
