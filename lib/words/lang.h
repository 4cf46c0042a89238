/* words/lang.h - the languages that people are told things in. JSON and tables say the words of the interface. */
#ifndef WORDS_LANG_H
#define WORDS_LANG_H

#include "base/macros.h"

enum lang { LANG_EN, LANG_JA };

/* Of "en" and "ja"; -1 for any other word. */
int lang_parse(const char *word) MUST_USE;

#endif
