/*
 * base/utf8.h - strict UTF-8 as in RFC 3629: no surrogates, no overlong forms, up to U+10FFFF.
 */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include "base/span.h"

/* Reads one character at the head of `s`: its length in bytes (1-4) and code point, or 0 when the
 * first byte does not begin a valid character. `s` must not be empty. */
size_t utf8_next(struct span s, uint32_t *cp);
bool utf8_valid(struct span s);
/* Writes cp (a valid scalar value) and returns the bytes used, 1-4. */
size_t utf8_put(uint8_t out[4], uint32_t cp);
/* Columns a terminal gives this character: 0 combining, 2 wide (East Asian), else 1. */
int utf8_width(uint32_t cp);

#endif
