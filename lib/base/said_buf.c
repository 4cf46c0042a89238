/* base/said_buf.c - sentences of any length, in a buf of their own. */
#include "base/said.h"

__attribute__((format(printf, 3, 0))) static int vsentence_buf(struct buf *b, struct fault *f, const char *fmt, va_list ap)
{
	struct buf fresh = BUF_INIT; /* an argument may stand in *b */
	va_list again;
	int need;

	va_copy(again, ap);
	need = vsentence(NULL, 0, fmt, again);
	va_end(again);
	if (need < 0)
		return fault_set(f, FAULT_INTERNAL, 0, "a sentence could not be formatted");
	if (buf_reserve(&fresh, (size_t)need, f) < 0)
		return -1;
	(void)vsentence((char *)fresh.p, (size_t)need + 1, fmt, ap);
	fresh.n = (size_t)need;
	buf_release(b);
	*b = fresh;
	return 0;
}

int sentence_buf(struct buf *b, struct fault *f, const char *fmt, ...)
{
	va_list ap;
	int rc;

	va_start(ap, fmt);
	rc = vsentence_buf(b, f, fmt, ap);
	va_end(ap);
	return rc;
}

int sentence_then(struct buf *b, struct fault *f, const char *joint, const char *fmt, ...)
{
	OWNED(buf) struct buf more = BUF_INIT;
	va_list ap;
	int rc;

	va_start(ap, fmt);
	rc = vsentence_buf(b->n == 0 ? b : &more, f, fmt, ap);
	va_end(ap);
	if (rc < 0 || more.n == 0)
		return rc;
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	return sentence_buf(b, f, joint, buf_cstr(b), buf_cstr(&more));
#pragma GCC diagnostic pop
}

int said_join(struct buf *b, struct span text, struct span form, struct fault *f)
{
	buf_clear(b);
	if (form.n > 0 && (buf_add_byte(b, (uint8_t)SAID_MARK[0], f) < 0 || buf_add(b, form, f) < 0 || buf_add_byte(b, (uint8_t)SAID_MARK[0], f) < 0))
		return -1;
	return buf_add(b, text, f);
}
