/*
 * report/mask.c - values that look like credentials are not repeated in reports: whoever reads a report should not
 * thereby hold a password. --reveal shows them. The rules are one list (mask.h), and the manual repeats it; they are
 * made to hide what people write as secrets, and to leave ordinary text alone.
 */
#include "report/mask.h"

#include "report/private.h"

typedef bool (*rule_fn)(const struct mask_at *m, size_t *from, size_t *to);

/* In the order of the list; the first that holds at a place hides. */
static const rule_fn rules[] = {
#define X(name, what, example) mask_##name,
	MASK_RULES(X)
#undef X
};

struct masker {
	struct buf *out;
	struct mask_at m;
	size_t done;   /* copied so far */
	bool reading;  /* inside a word */
	size_t word;   /* where it began */
};

static int hide(struct masker *k, size_t from, size_t to, struct fault *f)
{
	if (from < k->done || to <= from)
		return 0;
	if (buf_add(k->out, span_sub(k->m.text, k->done, from - k->done), f) < 0 || buf_add_text(k->out, MASKED, f) < 0)
		return -1;
	k->done = to;
	return 0;
}

static void new_command(struct masker *k)
{
	k->m.commands = 0;
	k->m.words = 0;
	k->m.before = SPAN_NONE;
}

/* A word ended before `at`: does it name a program, and is it the option whose value comes next? */
static void end_word(struct masker *k, size_t at)
{
	struct span word = span_sub(k->m.text, k->word, at - k->word);
	unsigned program = mask_program(word);

	k->reading = false;
	if (program != 0) {
		k->m.commands |= program;
		k->m.words = 0;
	} else if (word.n > 0 && (word.p[0] != '-' || mask_counts(k->m.commands, word))) {
		k->m.words++;
	}
	k->m.before = word;
}

static bool ends_command(struct span s, size_t i)
{
	return s.p[i] == ';' || s.p[i] == '|' || s.p[i] == '\n' || (s.p[i] == '&' && i + 1 < s.n && s.p[i + 1] == '&');
}

static bool any_rule(const struct masker *k, size_t *from, size_t *to)
{
	for (size_t r = 0; r < COUNT(rules); r++)
		if (rules[r](&k->m, from, to) && *to > *from && *from >= k->m.at)
			return true;
	return false;
}

/* Rules are asked where a name, a word or a scheme's "://" begins. */
static bool asked_at(const struct masker *k, size_t i)
{
	struct span s = k->m.text;

	if (s.p[i] == ':' || s.p[i] == '<')
		return true;
	if (s.p[i] == '"' || s.p[i] == '\'' || s.p[i] == '$')
		return i == 0 || mask_blank(s.p[i - 1]);
	return mask_name_byte(s.p[i]) && (i == 0 || !mask_name_byte(s.p[i - 1]));
}

static void follow_words(struct masker *k, size_t i)
{
	struct span s = k->m.text;
	bool in = mask_word_byte(s.p[i]);

	if (k->reading && !in)
		end_word(k, i);
	if (!k->reading && in) {
		k->reading = true;
		k->word = i;
	}
	if (!in && ends_command(s, i))
		new_command(k);
}

int mask_text(struct buf *out, struct span text, bool reveal, struct fault *f)
{
	struct masker k = { .out = out, .m = { .text = text } };
	size_t from, to;

	if (reveal)
		return buf_add(out, text, f);
	for (size_t i = 0; i < text.n; i++) {
		follow_words(&k, i);
		k.m.at = i;
		k.m.first = (k.reading && k.word == i) || (!k.reading && (i == 0 || mask_blank(text.p[i - 1])));
		if (!asked_at(&k, i) || i < k.done || !any_rule(&k, &from, &to))
			continue;
		if (hide(&k, from, to, f) < 0)
			return -1;
	}
	return buf_add(out, span_from(text, k.done), f);
}

int mask_event(struct buf *out, const struct rows *event, bool reveal, struct fault *f)
{
	return mask_text(out, rows_span(event, "text"), reveal, f);
}

int mask_actor(struct buf *out, const struct rows *event, bool reveal, struct fault *f)
{
	return mask_text(out, rows_span(event, "actor"), reveal, f);
}

int put_actor(struct jsonw *w, const struct rows *event, bool reveal, struct fault *f)
{
	OWNED(buf) struct buf who = BUF_INIT;

	if (mask_actor(&who, event, reveal, f) < 0)
		return -1;
	jsonw_put_text(w, "actor", buf_span(&who));
	return 0;
}

int mask_value(struct buf *out, struct span key, struct span value, bool reveal, struct fault *f)
{
	if (!reveal && mask_worth(value) && mask_key(key))
		return buf_add_text(out, MASKED, f);
	return mask_text(out, value, reveal, f);
}
