/*
 * base/span.h - borrowed bytes. A span never owns and never ends in NUL; it may hold any byte.
 */
#ifndef BASE_SPAN_H
#define BASE_SPAN_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

struct span {
	const uint8_t *p;
	size_t n;
};

#define SPAN_NONE ((struct span){ NULL, 0 })

static inline struct span span_make(const void *p, size_t n)
{
	return (struct span){ (const uint8_t *)p, n };
}

static inline struct span span_of(const char *text)
{
	return (struct span){ (const uint8_t *)text, text == NULL ? 0 : strlen(text) };
}

static inline bool span_eq(struct span a, struct span b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

static inline bool span_is(struct span a, const char *text)
{
	return span_eq(a, span_of(text));
}

static inline bool span_starts(struct span a, struct span prefix)
{
	return a.n >= prefix.n && (prefix.n == 0 || memcmp(a.p, prefix.p, prefix.n) == 0);
}

static inline bool span_ends(struct span a, struct span suffix)
{
	return a.n >= suffix.n &&
	       (suffix.n == 0 || memcmp(a.p + (a.n - suffix.n), suffix.p, suffix.n) == 0);
}

/* The part from `at`, at most `n` bytes; never beyond the end. */
static inline struct span span_sub(struct span a, size_t at, size_t n)
{
	if (at > a.n)
		at = a.n;
	if (n > a.n - at)
		n = a.n - at;
	return (struct span){ a.p == NULL ? NULL : a.p + at, n };
}

static inline struct span span_from(struct span a, size_t at)
{
	return span_sub(a, at, SIZE_MAX);
}

/* Byte order, shorter first among equals: the order every list of ours is sorted in. */
static inline int span_cmp(struct span a, struct span b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int c = n == 0 ? 0 : memcmp(a.p, b.p, n);

	if (c != 0)
		return c;
	return a.n < b.n ? -1 : a.n > b.n;
}

/* Index of the first `c`, or SIZE_MAX. */
static inline size_t span_find(struct span a, uint8_t c)
{
	const uint8_t *hit = a.n == 0 ? NULL : (const uint8_t *)memchr(a.p, c, a.n);

	return hit == NULL ? SIZE_MAX : (size_t)(hit - a.p);
}

/* Cuts the part before the first `sep` off `*rest` (the whole when there is none). */
static inline struct span span_cut(struct span *rest, uint8_t sep)
{
	size_t at = span_find(*rest, sep);
	struct span head;

	if (at == SIZE_MAX) {
		head = *rest;
		*rest = span_from(*rest, rest->n);
		return head;
	}
	head = span_sub(*rest, 0, at);
	*rest = span_from(*rest, at + 1);
	return head;
}

#endif
