/* words/fill.c - holes of a fixed text. */
#include "words/fill.h"

#include <inttypes.h>
#include <stdio.h>

struct span lang_digits(char out[LANG_DIGITS], uint64_t n)
{
	int k = snprintf(out, LANG_DIGITS, "%" PRIu64, n);

	return span_make(out, (size_t)k);
}

/* `hole`: what stands between the braces. */
static int fill_one(struct buf *out, struct span hole, const struct span *args, struct fault *f)
{
	struct span one, arg = args[hole.p[0] - '0'];

	if (hole.n < 2)
		return buf_add(out, arg, f);
	hole = span_from(hole, 2);
	one = span_cut(&hole, '|');
	return buf_add(out, span_is(arg, "1") ? one : hole, f);
}

int text_fill(struct buf *out, const char *text, const struct span *args, struct fault *f)
{
	struct span t = span_of(text);

	while (t.n > 0) {
		size_t at = span_find(t, '{');

		if (at == SIZE_MAX || args == NULL)
			return buf_add(out, t, f);
		if (buf_add(out, span_sub(t, 0, at), f) < 0)
			return -1;
		t = span_from(t, at + 1);
		if (fill_one(out, span_cut(&t, '}'), args, f) < 0)
			return -1;
	}
	return 0;
}

int lang_fill(struct buf *out, enum lang lang, enum lang_text id, const struct span *args, struct fault *f)
{
	return text_fill(out, lang_text(lang, id), args, f);
}
