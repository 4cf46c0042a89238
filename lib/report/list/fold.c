/*
 * report/list/fold.c - like findings of a list told once: a few of them, then how many more and below which
 * directory. Alike are those of one code whose texts differ in numbers and digests alone.
 */
#include "report/list/fold.h"

#include <stdlib.h>
#include <string.h>

enum { KINDS = 512, FEW = 4, SHOWN = 2 }; /* kinds beyond KINDS stay unfolded */

struct kind {
	char code[48];
	struct buf text; /* with '#' for every number */
	struct buf above; /* the directory they all lie in */
	uint64_t n, met;
};

struct fold {
	struct kind kinds[KINDS];
	size_t n;
};

int fold_new(struct fold **out, struct fault *f)
{
	*out = (struct fold *)calloc(1, sizeof **out);
	return *out == NULL ? fault_memory(f, sizeof **out) : 0;
}

void fold_free(struct fold *x)
{
	for (size_t i = 0; x != NULL && i < x->n; i++) {
		buf_release(&x->kinds[i].text);
		buf_release(&x->kinds[i].above);
	}
	free(x);
}

static bool is_hex(uint8_t c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

/* Digits, and words of six and more hexadecimal digits, become one '#'. */
static int mask(struct buf *out, struct span text, struct fault *f)
{
	for (size_t i = 0; i < text.n;) {
		size_t end = i;

		while (end < text.n && is_hex(text.p[end]))
			end++;
		if (end - i < 6)
			for (end = i; end < text.n && text.p[end] >= '0' && text.p[end] <= '9';)
				end++;
		if (buf_add_byte(out, end > i ? '#' : text.p[i], f) < 0)
			return -1;
		i = end > i ? end : i + 1;
	}
	return 0;
}

static struct span directory(struct span path)
{
	for (size_t i = path.n; i > 0; i--)
		if (path.p[i - 1] == '/')
			return span_sub(path, 0, i - 1);
	return span_sub(path, 0, 0);
}

/* What both paths lie below. */
static struct span common(struct span a, struct span b)
{
	while (a.n > 0 && !(span_starts(b, a) && (b.n == a.n || b.p[a.n] == '/')))
		a = directory(a);
	return a;
}

static struct kind *kind_of(struct fold *x, const struct rows *row, struct buf *masked, struct fault *f)
{
	struct span code = rows_span(row, "code");

	buf_clear(masked);
	if (mask(masked, rows_span(row, "text"), f) < 0)
		return NULL;
	for (size_t i = 0; i < x->n; i++)
		if (span_is(code, x->kinds[i].code) && span_eq(buf_span(masked), buf_span(&x->kinds[i].text)))
			return &x->kinds[i];
	return NULL;
}

int fold_add(struct fold *x, const struct rows *row, struct fault *f)
{
	OWNED(buf) struct buf masked = BUF_INIT;
	struct kind *k = kind_of(x, row, &masked, f);
	struct span code = rows_span(row, "code"), above = directory(rows_span(row, "path"));

	if (f->kind != FAULT_NONE)
		return -1;
	if (k == NULL && x->n < KINDS && code.n < sizeof k->code) {
		k = &x->kinds[x->n++];
		memcpy(k->code, code.p, code.n);
		if (buf_add(&k->text, buf_span(&masked), f) < 0 || buf_add(&k->above, above, f) < 0)
			return -1;
	}
	if (k == NULL)
		return 0;
	k->n++;
	k->above.n = common(buf_span(&k->above), above).n;
	return 0;
}

int fold_take(struct fold *x, const struct rows *row, struct folded *out, struct fault *f)
{
	OWNED(buf) struct buf masked = BUF_INIT;
	struct kind *k = kind_of(x, row, &masked, f);

	*out = (struct folded){ .show = true };
	if (f->kind != FAULT_NONE)
		return -1;
	if (k == NULL || k->n <= FEW)
		return 0;
	k->met++;
	out->show = k->met <= SHOWN;
	if (k->met == SHOWN) {
		out->more = k->n - SHOWN;
		out->above = buf_span(&k->above);
	}
	return 0;
}
