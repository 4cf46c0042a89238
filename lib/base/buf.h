/*
 * base/buf.h - owned bytes that grow.
 *
 * Invariant: n <= cap; when cap > 0 there is room for a NUL after n, kept there by buf_cstr().
 * Life: BUF_INIT, then any calls, then buf_release() (OWNED(buf) does it). A release or take
 * leaves BUF_INIT behind.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/fault.h"
#include "base/macros.h"
#include "base/span.h"

struct buf {
	uint8_t *p;
	size_t n, cap;
};

#define BUF_INIT { NULL, 0, 0 }

void buf_release(struct buf *b);
DEFINE_OWN(buf, struct buf, buf_release)

/* Room for `more` bytes after n (plus a NUL). */
int buf_reserve(struct buf *b, size_t more, struct fault *f) MUST_USE;
int buf_add(struct buf *b, struct span s, struct fault *f) MUST_USE;
int buf_add_byte(struct buf *b, uint8_t c, struct fault *f) MUST_USE;
int buf_add_text(struct buf *b, const char *text, struct fault *f) MUST_USE;
int buf_printf(struct buf *b, struct fault *f, const char *fmt, ...) PRINTF_LIKE(3, 4) MUST_USE;

static inline void buf_clear(struct buf *b)
{
	b->n = 0;
}

static inline struct span buf_span(const struct buf *b)
{
	return span_make(b->p, b->n);
}

/* The content as a C string; "" when nothing was ever added. Valid until the next change. */
const char *buf_cstr(struct buf *b);

/* A heap copy of `s`, in *out; *out = {NULL,0} when empty. Release with free(). */
int span_dup(struct span s, struct span *out, struct fault *f) MUST_USE;
/* A heap C string of `s`. Release with free(). */
int span_dup_cstr(struct span s, char **out, struct fault *f) MUST_USE;

#endif
