/* base/buf.c - bytes that grow, owned; printf into them. */
#include "base/buf.h"

#include "base/check.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void buf_release(struct buf *b)
{
	free(b->p);
	b->p = NULL;
	b->n = 0;
	b->cap = 0;
}

int buf_reserve(struct buf *b, size_t more, struct fault *f)
{
	size_t want, cap;
	uint8_t *p;

	if (b->cap > b->n && more < b->cap - b->n)
		return 0;
	if (add_size(&want, b->n, more) || add_size(&want, want, 1))
		return fault_memory(f, SIZE_MAX);
	cap = b->cap < 32 ? 64 : b->cap;
	while (cap < want)
		cap = cap > SIZE_MAX / 2 ? want : cap * 2;
	p = (uint8_t *)realloc(b->p, cap);
	if (p == NULL)
		return fault_memory(f, cap);
	b->p = p;
	b->cap = cap;
	return 0;
}

int buf_add(struct buf *b, struct span s, struct fault *f)
{
	if (s.n == 0)
		return 0;
	if (buf_reserve(b, s.n, f) < 0)
		return -1;
	memcpy(b->p + b->n, s.p, s.n);
	b->n += s.n;
	return 0;
}

int buf_add_byte(struct buf *b, uint8_t c, struct fault *f)
{
	return buf_add(b, span_make(&c, 1), f);
}

int buf_add_text(struct buf *b, const char *text, struct fault *f)
{
	return buf_add(b, span_of(text), f);
}

int buf_printf(struct buf *b, struct fault *f, const char *fmt, ...)
{
	va_list ap;
	int need;

	va_start(ap, fmt);
	need = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (need < 0)
		return fault_set(f, FAULT_INTERNAL, 0, "a message could not be formatted");
	if (buf_reserve(b, (size_t)need, f) < 0)
		return -1;
	va_start(ap, fmt);
	(void)vsnprintf((char *)b->p + b->n, (size_t)need + 1, fmt, ap);
	va_end(ap);
	b->n += (size_t)need;
	return 0;
}

const char *buf_cstr(struct buf *b)
{
	if (b->cap == 0)
		return "";
	b->p[b->n] = '\0';
	return (const char *)b->p;
}

int span_dup(struct span s, struct span *out, struct fault *f)
{
	uint8_t *p;

	*out = SPAN_NONE;
	if (s.n == 0)
		return 0;
	p = (uint8_t *)malloc(s.n);
	if (p == NULL)
		return fault_memory(f, s.n);
	memcpy(p, s.p, s.n);
	*out = span_make(p, s.n);
	return 0;
}

int span_dup_cstr(struct span s, char **out, struct fault *f)
{
	char *p = (char *)malloc(s.n + 1);

	*out = NULL;
	if (p == NULL)
		return fault_memory(f, s.n + 1);
	if (s.n > 0)
		memcpy(p, s.p, s.n);
	p[s.n] = '\0';
	*out = p;
	return 0;
}
