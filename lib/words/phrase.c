/* words/phrase.c - a recorded sentence found among the templates, its holes kept, said in Japanese. */
#include "words/phrase.h"

#include "core/event.h"
#include "words/phrase_ja.h"
#include "words/word.h"

/*
 * A hole is '{', its digit, at most one mark, '}'. Without a mark it takes the shortest text that lets the rest
 * fit; '#' wants decimal digits, '~' a sentence that has a template itself, '@' words after commas of which some have one, '_' wants no
 * blanks, '-' may be empty.
 */
enum { /* rule: */ HOLES = 10, TEXT_MAX = 4096, DEPTH_MAX = 24, WORK_MAX = 20000 };

struct template {
	const char *en, *ja;
};

static const struct template templates[] = {
#define X(en, ja) { en, ja },
	PHRASES_JA(X)
#undef X
};

struct search {
	struct phrase *out;
	size_t depth, work; /* work: templates tried, of all depths */
};

struct holes {
	struct span v[HOLES];
	char mark[HOLES];
};

/* The fixed text at the head of *t, up to a hole or the end. */
static struct span fixed(struct span *t)
{
	size_t at = span_find(*t, '{');
	struct span head = at == SIZE_MAX ? *t : span_sub(*t, 0, at);

	*t = span_from(*t, head.n);
	return head;
}

static size_t hole(struct span *t, char *mark)
{
	struct span inside = span_from(*t, 1), what = span_cut(&inside, '}');

	*t = inside;
	*mark = what.n > 1 ? (char)what.p[1] : ' ';
	return what.n > 0 ? (size_t)(what.p[0] - '0') % HOLES : 0;
}

static size_t find(struct span s, struct span what)
{
	for (size_t i = 0; i + what.n <= s.n; i++)
		if (memcmp(s.p + i, what.p, what.n) == 0)
			return i;
	return SIZE_MAX;
}

static bool may_fill(struct span s, char mark)
{
	if (mark == '-')
		return true;
	for (size_t i = 0; mark == '#' && i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return s.n > 0 && (mark != '_' || span_find(s, ' ') == SIZE_MAX);
}

/* Each hole ends at the first place its following text stands; the last one at the end. No way back. */
static bool fits(struct span text, const char *en, struct holes *h)
{
	struct span t = span_of(en), head = fixed(&t);

	if (!span_starts(text, head))
		return false;
	text = span_from(text, head.n);
	while (t.n > 0) {
		char mark;
		size_t i = hole(&t, &mark), at;
		struct span next = fixed(&t);

		if (next.n == 0) {
			at = text.n;
		} else if (t.n == 0) {
			at = text.n >= next.n ? text.n - next.n : SIZE_MAX;
			if (at != SIZE_MAX && memcmp(text.p + at, next.p, next.n) != 0)
				return false;
		} else {
			at = find(span_from(text, mark == '-' ? 0 : text.n > 0), next);
			at = at == SIZE_MAX ? at : at + (mark == '-' ? 0 : text.n > 0);
		}
		if (at == SIZE_MAX)
			return false;
		h->v[i] = span_sub(text, 0, at);
		h->mark[i] = mark;
		if (!may_fill(h->v[i], mark))
			return false;
		text = span_from(text, at + next.n);
	}
	return text.n == 0;
}

static int put(struct search *s, struct span text, bool is_hole)
{
	if (text.n == 0)
		return 0;
	if (s->out->n == PHRASE_PIECES)
		return PHRASE_UNKNOWN;
	s->out->v[s->out->n++] = (struct phrase_piece){ text, is_hole };
	return 0;
}

static int tell(struct search *s, struct span text);

/* Parts after commas: those that have a template are told, the others stay as they are. */
static int tell_parts(struct search *s, struct span text)
{
	static const char comma[] = ", ";

	while (text.n > 0) {
		size_t at = find(text, span_of(comma)), kept = s->out->n;
		struct span part = at == SIZE_MAX ? text : span_sub(text, 0, at);

		text = span_from(text, at == SIZE_MAX ? text.n : at + 2);
		if (tell(s, part) != 0) {
			s->out->n = kept;
			if (put(s, part, true) != 0)
				return PHRASE_UNKNOWN;
		}
		if (text.n > 0 && put(s, span_of("、"), false) != 0)
			return PHRASE_UNKNOWN;
	}
	return 0;
}

static int fill_hole(struct search *s, struct span text, char mark)
{
	if (mark == '~')
		return tell(s, text);
	return mark == '@' ? tell_parts(s, text) : put(s, text, true);
}

static int fill(struct search *s, const char *ja, const struct holes *h)
{
	struct span t = span_of(ja);

	while (t.n > 0) {
		char mark;
		size_t i;

		if (put(s, fixed(&t), false) != 0)
			return PHRASE_UNKNOWN;
		if (t.n == 0)
			break;
		i = hole(&t, &mark);
		if (fill_hole(s, h->v[i], h->mark[i]) != 0)
			return PHRASE_UNKNOWN;
	}
	return 0;
}

static size_t fixed_length(const char *en)
{
	struct span t = span_of(en);
	size_t n = 0;
	char mark;

	while (t.n > 0) {
		n += fixed(&t).n;
		if (t.n > 0)
			(void)hole(&t, &mark);
	}
	return n;
}

/* Events without a text of their own are told by the meaning of their word. */
static const char *meaning_of_event(struct span text)
{
#define X(id, word, about)                                                                         \
	if (span_is(text, about))                                                                  \
		return word_about_ja(WORD_EVENT, word);
	EVENTS(X)
#undef X
	return NULL;
}

/* The templates that fit, those with more fixed text first, until one can be filled. */
static int tell(struct search *s, struct span text)
{
	size_t below = SIZE_MAX, kept = s->out->n;

	if (s->depth >= DEPTH_MAX)
		return PHRASE_UNKNOWN;
	if (s->depth == 0 && meaning_of_event(text) != NULL)
		return put(s, span_of(meaning_of_event(text)), false);
	for (;;) {
		struct holes best = { 0 };
		const struct template *found = NULL;
		size_t most = 0;

		for (size_t i = 0; i < COUNT(templates); i++) {
			struct holes h = { 0 };
			size_t n = fixed_length(templates[i].en);

			if ((found != NULL && n <= most) || n >= below)
				continue;
			if (s->work++ > WORK_MAX)
				return PHRASE_UNKNOWN;
			if (!fits(text, templates[i].en, &h))
				continue;
			found = &templates[i];
			most = n;
			best = h;
		}
		if (found == NULL)
			return PHRASE_UNKNOWN;
		s->depth++;
		if (fill(s, found->ja, &best) == 0) {
			s->depth--;
			return 0;
		}
		s->depth--;
		s->out->n = kept;
		below = most;
	}
}

int phrase_ja(struct phrase *out, struct span text)
{
	struct search s = { .out = out };

	out->n = 0;
	if (text.n == 0 || text.n > TEXT_MAX)
		return PHRASE_UNKNOWN;
	return tell(&s, text);
}
