/* words/fill.h - a fixed text with its holes filled: "{0}" a text, "{0|one|many}" by whether that text is "1". */
#ifndef WORDS_FILL_H
#define WORDS_FILL_H

#include "base/buf.h"
#include "words/text.h"

enum { LANG_DIGITS = 24 };

/* Nothing is escaped here: the arguments are in visible form already. */
int text_fill(struct buf *out, const char *text, const struct span *args, struct fault *f) MUST_USE;
int lang_fill(struct buf *out, enum lang lang, enum lang_text id, const struct span *args, struct fault *f) MUST_USE;
/* Digits, in a buffer of the caller's. */
struct span lang_digits(char out[LANG_DIGITS], uint64_t n);

#endif
