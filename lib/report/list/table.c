/*
 * report/list/table.c - aligned columns for people. Widths are display widths; colour only repeats what
 * a word says already.
 */
#include "report/private.h"

#include "base/quote.h"
#include "base/utf8.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

void table_init(struct table *t, const char *const *titles, size_t n)
{
	*t = (struct table){ .text = BUF_INIT, .columns = n, .indent = "" };
	for (size_t i = 0; i < n && i < TABLE_COLUMNS; i++) {
		t->right[i] = titles[i][0] == '>';
		t->title[i] = titles[i] + t->right[i];
	}
}

void table_release(struct table *t)
{
	buf_release(&t->text);
	free(t->v);
	t->v = NULL;
	t->n = t->cap = 0;
}

int table_width(struct span s)
{
	int width = 0;

	while (s.n > 0) {
		uint32_t cp;
		size_t n = utf8_next(s, &cp);

		width += n == 0 ? 1 : utf8_width(cp);
		s = span_from(s, n == 0 ? 1 : n);
	}
	return width;
}

int report_width(const char *text)
{
	return table_width(span_of(text));
}

int table_cell(struct table *t, struct span shown, enum tint tint, struct fault *f)
{
	struct table_cell c = { t->text.n, shown.n, table_width(shown), tint };

	if (t->n == t->cap) {
		size_t more = t->cap == 0 ? 256 : t->cap * 2;
		void *p = realloc(t->v, more * sizeof *t->v);

		if (p == NULL)
			return fault_memory(f, more * sizeof *t->v);
		t->v = (struct table_cell *)p;
		t->cap = more;
	}
	if (buf_add(&t->text, shown, f) < 0)
		return -1;
	t->v[t->n++] = c;
	return 0;
}

int table_name(struct table *t, struct span raw, struct fault *f)
{
	OWNED(buf) struct buf shown = BUF_INIT;

	return quote_visible(&shown, raw, f) < 0 ? -1
	                                         : table_cell(t, buf_span(&shown), TINT_NONE, f);
}

int table_shown(struct table *t, struct span shown, struct fault *f)
{
	OWNED(buf) struct buf safe = BUF_INIT;

	return quote_again(&safe, shown, f) < 0 ? -1 : table_cell(t, buf_span(&safe), TINT_NONE, f);
}

int table_text(struct table *t, const char *text, enum tint tint, struct fault *f)
{
	return table_cell(t, span_of(text), tint, f);
}

int table_uint(struct table *t, uint64_t n, struct fault *f)
{
	char text[32];

	(void)snprintf(text, sizeof text, "%" PRIu64, n);
	return table_text(t, text, TINT_NONE, f);
}

void tint_on(struct out *o, enum tint tint, bool colour)
{
	static const char *const code[] = {
		[TINT_NONE] = "",        [TINT_GOOD] = "\033[32m", [TINT_CARE] = "\033[33m",
		[TINT_BAD] = "\033[31m", [TINT_DIM] = "\033[2m",   [TINT_STRONG] = "\033[1m",
	};

	if (colour && tint != TINT_NONE)
		out_text(o, code[tint]);
}

void tint_off(struct out *o, enum tint tint, bool colour)
{
	if (colour && tint != TINT_NONE)
		out_text(o, "\033[0m");
}

enum tint tint_of_word(struct span word)
{
	static const struct {
		const char *word;
		enum tint tint;
	} words[] = {
		{ "tagged", TINT_GOOD },    { "untagged", TINT_NONE }, { "deleted", TINT_CARE },
		{ "orphaned", TINT_CARE },  { "vanished", TINT_BAD },  { "complete", TINT_GOOD },
		{ "partial", TINT_CARE },   { "absent", TINT_BAD },    { "intact", TINT_GOOD },
		{ "recovered", TINT_GOOD }, { "truncated", TINT_BAD }, { "corrupt", TINT_BAD },
		{ "empty", TINT_BAD },      { "unread", TINT_BAD },    { "foreign", TINT_DIM },
		{ "missing", TINT_CARE },   { "current", TINT_GOOD },  { "overwritten", TINT_CARE },
		{ "damaged", TINT_BAD },    { "info", TINT_NONE },     { "notice", TINT_NONE },
		{ "warning", TINT_CARE },   { "error", TINT_BAD },     { "live", TINT_GOOD },
		{ "emptied", TINT_CARE },   { "named", TINT_DIM },    { "unknown", TINT_CARE },
	};

	for (size_t i = 0; i < COUNT(words); i++)
		if (span_is(word, words[i].word))
			return words[i].tint;
	return TINT_NONE;
}
