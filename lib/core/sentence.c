/* core/sentence.c - a sentence told in the other language: its English proves the form, then the arguments move. */
#include "core/sentence.h"

#include "base/quote.h"

struct sentence_row {
	const char *en, *kinds, *ja; /* en begins with its head, as formats do */
};

#define X(id, number, kinds, en, ja) { S_##id, kinds, ja },
static const struct sentence_row rows[] = { SENTENCES(X) };
#undef X

enum index {
#define X(id, number, kinds, en, ja) AT_##id,
	SENTENCES(X)
#undef X
};

/* A number that stands twice in the list does not compile. */
static const struct sentence_row *find(unsigned number)
{
	switch (number) {
#define X(id, n, kinds, en, ja)                                                                    \
	case n:                                                                                    \
		return &rows[AT_##id];
		SENTENCES(X)
#undef X
	default:
		return NULL;
	}
}

enum { ARGUMENTS = 10 };

struct argument {
	struct span text, form;
};

static bool is_number(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((s.p[i] < '0' || s.p[i] > '9') && (i > 0 || s.p[i] != '-'))
			return false;
	return s.n > 0;
}

/* Steps over a conversion; NULL for "%%", which is text. */
static const char *conversion(const char *p)
{
	if (p[1] == '%')
		return NULL;
	while (strchr("diuxXsc", *p) == NULL)
		p++;
	return p + 1;
}

/* The text up to the next conversion stands at the beginning of *text, which loses it. */
static bool fixed(struct span *text, const char **en)
{
	while (**en != '\0' && (**en != '%' || (*en)[1] == '%')) {
		if (text->n == 0 || text->p[0] != (uint8_t)**en)
			return false;
		*en += **en == '%' ? 2 : 1;
		*text = span_from(*text, 1);
	}
	return true;
}

/* " byte" behind a 1; cases of before have " bytes". */
static void step_singular(struct span *text, const char **en)
{
	size_t n = said_singular(*en);

	if (n == 0 || !span_starts(*text, span_make(*en, n)) || (text->n > n && text->p[n] == (uint8_t)(*en)[n]))
		return;
	*text = span_from(*text, n);
	*en += n + 1;
}

/* Parts `text` into what the form says are its arguments; false when text, form and sentence disagree. */
static bool arguments(struct argument v[ARGUMENTS], const struct sentence_row *r, struct span text, struct span form)
{
	const char *en = strchr(r->en + 1, SAID_MARK[0]) + 1;

	for (size_t i = 0;; i++) {
		size_t n;

		if (!fixed(&text, &en))
			return false;
		if (*en == '\0')
			return text.n == 0 && form.n == 0;
		if (i == ARGUMENTS || r->kinds[i] == '\0' || !said_argument(&form, &n, &v[i].form) || n > text.n)
			return false;
		en = conversion(en);
		v[i].text = span_sub(text, 0, n);
		text = span_from(text, n);
		if (r->kinds[i] == 'n' && !is_number(v[i].text))
			return false;
		if (r->kinds[i] == 'n' && span_is(v[i].text, "1"))
			step_singular(&text, &en);
	}
}

static int put(struct sentence_pieces *out, struct span text, bool argument)
{
	if (text.n == 0)
		return 0;
	if (out->n == SENTENCE_PIECES)
		return SENTENCE_UNKNOWN;
	out->v[out->n++] = (struct sentence_piece){ text, argument };
	return 0;
}

static int tell(struct sentence_pieces *out, struct span text, struct span form, int depth)
{
	struct argument v[ARGUMENTS] = { { SPAN_NONE, SPAN_NONE } };
	const struct sentence_row *r = find(said_number(&form));
	struct span ja;

	if (r == NULL || depth == 0 || !arguments(v, r, text, form))
		return SENTENCE_UNKNOWN;
	ja = span_of(r->ja);
	while (ja.n > 0) {
		size_t at = span_find(ja, '{'), kept;
		const struct argument *a;

		if (put(out, at == SIZE_MAX ? ja : span_sub(ja, 0, at), false) != 0)
			return SENTENCE_UNKNOWN;
		if (at == SIZE_MAX)
			break;
		a = &v[(ja.p[at + 1] - '0') % ARGUMENTS];
		ja = span_from(ja, at + 3);
		kept = out->n;
		if (a->form.n > 0 && tell(out, a->text, a->form, depth - 1) == 0)
			continue;
		out->n = kept; /* an argument of no list stays as it is */
		if (put(out, a->text, true) != 0)
			return SENTENCE_UNKNOWN;
	}
	return 0;
}

int sentence_ja(struct sentence_pieces *out, struct span text, struct span form)
{
	out->n = 0;
	return form.n == 0 ? SENTENCE_UNKNOWN : tell(out, text, form, SAID_DEPTH);
}

/* ---- bytes that are no text ------------------------------------------------------------------------------------ */

static int visible(struct buf *text, struct buf *form, struct span raw, struct span told_by, int depth, struct fault *f);

/* One argument: its bytes, and its length as it is shown. */
static int visible_argument(struct buf *text, struct buf *form, const struct argument *a, bool first, int depth, struct fault *f)
{
	OWNED(buf) struct buf own = BUF_INIT;
	size_t from = text->n;
	int rc = a->form.n > 0 ? visible(text, &own, a->text, a->form, depth - 1, f) : quote_visible(text, a->text, f);

	if (rc < 0 || buf_printf(form, f, "%c%zu", first ? ' ' : ',', text->n - from) < 0)
		return -1;
	return own.n == 0 ? 0 : buf_printf(form, f, "(%s)", buf_cstr(&own));
}

static int visible(struct buf *text, struct buf *form, struct span raw, struct span told_by, int depth, struct fault *f)
{
	struct argument v[ARGUMENTS] = { { SPAN_NONE, SPAN_NONE } };
	unsigned number = said_number(&told_by);
	const struct sentence_row *r = find(number);
	const char *en;

	if (r == NULL || depth == 0 || !arguments(v, r, raw, told_by))
		return quote_visible(text, raw, f);
	if (buf_printf(form, f, "%u", number) < 0)
		return -1;
	en = strchr(r->en + 1, SAID_MARK[0]) + 1;
	for (size_t i = 0; *en != '\0';) {
		if (*en == '%' && en[1] != '%') {
			if (visible_argument(text, form, &v[i], i == 0, depth, f) < 0)
				return -1;
			en = conversion(en);
			i++;
		} else {
			en += *en == '%';
			if (buf_add_byte(text, (uint8_t)*en++, f) < 0)
				return -1;
		}
	}
	return 0;
}

int sentence_visible(struct buf *text, struct buf *form, struct span sentence_text, struct fault *f)
{
	struct said s = said_split(sentence_text);

	return visible(text, form, s.text, s.form, SAID_DEPTH, f);
}
