/* report/told.c - what is said at a terminal, in the reader's language. */
#include "report/told.h"

#include "base/quote.h"
#include "core/sentence.h"
#include "words/fill.h"
#include "words/word.h"

enum { TOLD_ARGUMENTS = 5 }; /* format of the texts: none has more */

void put_told(struct out *out, const struct report_options *o, enum lang_text id, const struct span *args)
{
	OWNED(buf) struct buf line = BUF_INIT;

	if (out->failed)
		return;
	if (lang_fill(&line, o->lang, id, args, out->f) < 0)
		out_fail(out);
	out_span(out, buf_span(&line));
}

void tell(struct out *out, const struct report_options *o, enum lang_text id, const struct span *args)
{
	put_told(out, o, id, args);
	out_text(out, "\n");
}

void tell_heading(struct out *out, const struct report_options *o, enum lang_text id)
{
	out_text(out, "\n");
	tint_on(out, TINT_STRONG, o->colour);
	out_text(out, lang_text(o->lang, id));
	tint_off(out, TINT_STRONG, o->colour);
	out_text(out, "\n");
}

void put_told_raw(struct out *out, const struct report_options *o, enum lang_text id, const struct span *raw, size_t n)
{
	struct buf shown[TOLD_ARGUMENTS] = { BUF_INIT, BUF_INIT, BUF_INIT, BUF_INIT, BUF_INIT };
	struct span args[TOLD_ARGUMENTS] = { SPAN_NONE };

	for (size_t i = 0; i < n && i < TOLD_ARGUMENTS && !out->failed; i++) {
		if (quote_visible(&shown[i], raw[i], out->f) < 0)
			out_fail(out);
		args[i] = buf_span(&shown[i]);
	}
	put_told(out, o, id, args);
	for (size_t i = 0; i < TOLD_ARGUMENTS; i++)
		buf_release(&shown[i]);
}

struct span told_word(const struct report_options *o, struct span word)
{
	const char *ja = o->lang == LANG_JA ? word_label_ja(word) : NULL;

	return ja == NULL ? word : span_of(ja);
}

struct span told_source_kind(const struct report_options *o, struct span kind)
{
	return o->lang == LANG_JA && span_is(kind, "image") ? span_of(lang_text(o->lang, TEXT_DISK_IMAGE)) : told_word(o, kind);
}

int table_word(struct table *t, const struct report_options *o, struct span word, struct fault *f)
{
	return table_cell(t, told_word(o, word), tint_of_word(word), f);
}

int told_sentence(struct buf *out, const struct report_options *o, struct span text, struct span said, struct fault *f)
{
	struct sentence_pieces ja;

	if (o->lang != LANG_JA || sentence_ja(&ja, text, said) != 0)
		return quote_again(out, text, f);
	for (size_t i = 0; i < ja.n; i++)
		if (quote_again(out, ja.v[i].text, f) < 0)
			return -1;
	return 0;
}
