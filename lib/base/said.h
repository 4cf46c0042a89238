/*
 * base/said.h - sentences on their way: the English text, and before it a head that tells which sentence of the list
 * (core/sentence.h) it is and where its arguments stand.
 *
 *	RS form RS text            RS is the byte 0x1E; form := number [ ' ' argument { ',' argument } ]
 *	                           argument := length of it in the text, in bytes [ '(' form ')' ]: a sentence itself
 *
 * A string with a precision given by an argument (%.*s) is a span: exactly so many bytes, whatever they are.
 *
 * A format of the list begins with its own head, RS number kinds RS, one letter for each conversion: n a number, t a
 * text, s a sentence or a text. One without conversions is a sentence as it stands. sentence() makes the one out of the
 * other; of any other format it does what snprintf() does. Text is never searched for arguments: their lengths are
 * counted when they are written. Whoever shows a text, or stores it, parts it from its head first.
 */
#ifndef BASE_SAID_H
#define BASE_SAID_H

#include "base/buf.h"

#include <stdarg.h>

#define SAID_MARK "\036"
enum { SAID_FORM = 768, SAID_DEPTH = 24 }; /* rule: of a longer form the text alone is kept */

struct said {
	struct span text, form; /* form empty: a text of no list */
};

/* As snprintf(): what it returns counts the head. What does not fit with its head loses the head, then its end. */
int sentence(char *out, size_t cap, const char *fmt, ...) PRINTF_LIKE(3, 4);
int vsentence(char *out, size_t cap, const char *fmt, va_list ap) __attribute__((format(printf, 3, 0)));
/* The sentence becomes the content of *b. */
int sentence_buf(struct buf *b, struct fault *f, const char *fmt, ...) PRINTF_LIKE(3, 4) MUST_USE;

/* Sentences count in the plural. Behind the number 1 the first word of `after`, the format behind its conversion, loses
 * an 's' when it is " bytes" and no verb follows that would have to change with it: the place of that 's'; 0: none. */
size_t said_singular(const char *after);

/* One more sentence: it becomes the content of an empty *b, else `joint`, a format of two sentences, joins both. */
int sentence_then(struct buf *b, struct fault *f, const char *joint, const char *fmt, ...) PRINTF_LIKE(4, 5) MUST_USE;

struct said said_split(struct span s);
struct span said_text(struct span s);
/* The English of a sentence in a C string: a part of it. */
const char *said_english(const char *s);
/* Text and form as they were stored, joined again as the content of *b. */
int said_join(struct buf *b, struct span text, struct span form, struct fault *f) MUST_USE;
/* Takes every head out of a text that sentences were printed into. */
void said_strip(char *text);

/* One argument of a form: its length, and its own form when it is a sentence. *form loses it. False: no more. */
bool said_argument(struct span *form, size_t *length, struct span *nested);
/* The number before the arguments, 0 when there is none; *form loses it. */
unsigned said_number(struct span *form);

#endif
