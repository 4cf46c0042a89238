/* report/list/answer.c - what was deleted, by name, and what can be given back of it. */
#include "report/list/answer.h"

#include "base/quote.h"
#include "words/fill.h"
#include "words/word.h"

enum { NAMES_FIRST = 5, NAMES_LISTED = 12 };

enum left left_of(const struct rows *lost)
{
	struct span c = rows_span(lost, "completeness");

	if (!rows_has(lost, "digest"))
		return LEFT_WHICH;
	return span_is(c, "complete") ? LEFT_WHOLE : span_is(c, "partial") ? LEFT_PART : span_is(c, "unknown") ? LEFT_UNREAD : LEFT_LOST;
}

enum lang_text left_text(enum left l)
{
	static const enum lang_text texts[LEFTS] = { TEXT_Y_IS_WHOLE, TEXT_Y_IS_PART, TEXT_Y_IS_LOST, TEXT_Y_IS_UNREAD, TEXT_Y_IS_WHICH };

	return texts[l];
}

bool left_still_held(const struct rows *lost)
{
	return span_is(rows_span(lost, "standing"), "tagged") || span_is(rows_span(lost, "standing"), "untagged");
}

bool left_shown(const struct rows *lost)
{
	return span_is(rows_span(lost, "how"), "deleted");
}

enum lang_text left_how(const struct rows *lost)
{
	return span_is(rows_span(lost, "how"), "named") ? TEXT_Y_HOW_NAMED : TEXT_Y_HOW_UNHELD;
}

static int add_text(struct buf *out, enum lang lang, enum lang_text id, struct fault *f)
{
	return buf_add_text(out, lang_text(lang, id), f);
}

int answer_name(struct report *r, const struct rows *lost, enum lang lang, struct buf *out, struct fault *f)
{
	struct span repository = rows_span(lost, "repository");
	char digest[DIGEST_TEXT];
	bool tag = rows_has(lost, "tag");

	if (quote_visible(out, repository, f) < 0)
		return -1;
	if (tag && (buf_add_byte(out, ':', f) < 0 || quote_visible(out, rows_span(lost, "tag"), f) < 0))
		return -1;
	if (tag && !rows_has(lost, "digest") && add_text(out, lang, TEXT_Y_NO_DIGEST, f) < 0)
		return -1;
	if (tag && span_is(rows_span(lost, "named"), "earlier") && add_text(out, lang, TEXT_Y_EARLIER, f) < 0)
		return -1;
	if (tag && span_is(rows_span(lost, "named"), "left") && add_text(out, lang, TEXT_Y_LEFT, f) < 0)
		return -1;
	if (tag && span_is(rows_span(lost, "grade"), "inferred") && add_text(out, lang, TEXT_Y_INFERRED, f) < 0)
		return -1;
	if (tag)
		return 0;
	return (repository.n > 0 && buf_add_byte(out, '@', f) < 0) ||
	                       buf_add_text(out, short_digest(&r->shorts, digest, rows_span(lost, "digest")), f) < 0
	               ? -1
	               : 0;
}

int answer_word(struct report *r, const struct rows *lost, struct buf *out, struct fault *f)
{
	OWNED(buf) struct buf name = BUF_INIT;
	char digest[DIGEST_TEXT];

	if (rows_has(lost, "tag") && rows_int(lost, "alone") != 0 && rows_has(lost, "repository")) {
		if (buf_add(&name, rows_span(lost, "repository"), f) < 0 || buf_add_byte(&name, ':', f) < 0 ||
		    buf_add(&name, rows_span(lost, "tag"), f) < 0)
			return -1;
		if (quote_pasted_safely(buf_span(&name)))
			return buf_add(out, buf_span(&name), f);
	}
	return buf_add_text(out, short_digest(&r->shorts, digest, rows_span(lost, "digest")), f);
}

/* ---- for a terminal ------------------------------------------------------------------------------------------------ */

static void and_more(struct out *out, const struct report_options *o, uint64_t all)
{
	OWNED(buf) struct buf text = BUF_INIT;
	char digits[LANG_DIGITS];

	if (all > NAMES_FIRST && lang_fill(&text, o->lang, TEXT_Y_AND_MORE, (const struct span[]){ lang_digits(digits, all - NAMES_FIRST) }, out->f) < 0)
		out_fail(out);
	out_span(out, buf_span(&text));
	out_text(out, "\n");
}

/* What the first lines are made of: rows come by class. */
struct class_lines {
	enum left class;
	bool shown, held; /* which rows: their deletion is shown; the registry holds the image elsewhere */
	uint64_t n; /* of this class so far */
	struct buf command;
};

static void class_begins(struct class_lines *l, enum left class, struct out *out, const struct report_options *o)
{
	static const enum lang_text heads[LEFTS] = { TEXT_Y_WHOLE, TEXT_Y_PART, TEXT_Y_LOST, TEXT_Y_UNREAD, TEXT_Y_WHICH };
	enum lang_text head = l->held ? TEXT_Y_HELD_STILL : l->shown ? heads[class] : TEXT_Y_UNSHOWN;

	if (l->n > 0)
		and_more(out, o, l->n);
	l->class = class;
	l->n = 0;
	tint_on(out, class == LEFT_WHOLE || l->held ? TINT_GOOD : TINT_CARE, o->colour);
	out_text(out, lang_text(o->lang, head));
	tint_off(out, TINT_GOOD, o->colour);
	out_text(out, lang_text(o->lang, TEXT_COLON));
}

/* What to type now, about the first name: give it back, or look what it lacks. */
static int compose(struct report *r, const struct rows *lost, struct buf *command, struct fault *f)
{
	OWNED(buf) struct buf word = BUF_INIT;
	bool whole = left_of(lost) == LEFT_WHOLE;

	if (answer_word(r, lost, &word, f) < 0 || buf_add_text(command, whole ? "sherd export " : "sherd show ", f) < 0 ||
	    buf_add_text(command, r->typed, f) < 0 || buf_add_byte(command, ' ', f) < 0 || buf_add(command, buf_span(&word), f) < 0)
		return -1;
	if (!whole)
		return 0;
	if (buf_add_text(command, " oci:restored", f) < 0)
		return -1;
	/* a name that only deleted or inferred traces tell is given back when it is asked for */
	if (span_find(buf_span(&word), ':') == SIZE_MAX || span_is(rows_span(lost, "grade"), "stated"))
		return 0;
	return buf_add_text(command, " --tag ", f) < 0 ? -1 : buf_add(command, buf_span(&word), f);
}

static int names(struct report *r, const struct report_options *o, struct out *out, struct class_lines *l, struct fault *f)
{
	OWNED(rows) struct rows *rows = NULL;
	OWNED(buf) struct buf name = BUF_INIT;
	int rc;

	if (rows_open(r->db, QUERY_LOST, &rows, f) < 0)
		return -1;
	while ((rc = rows_next(rows, f)) == 0) {
		if (left_still_held(rows) != l->held || left_shown(rows) != l->shown)
			continue;
		buf_clear(&name);
		if (answer_name(r, rows, o->lang, &name, f) < 0 ||
		    (l->command.n == 0 && !l->held && rows_has(rows, "digest") && compose(r, rows, &l->command, f) < 0))
			return -1;
		if (l->n == 0 || (l->shown && !l->held && left_of(rows) != l->class))
			class_begins(l, left_of(rows), out, o);
		if (l->n < NAMES_FIRST) {
			out_text(out, l->n == 0 ? "" : lang_text(o->lang, TEXT_COMMA));
			out_span(out, buf_span(&name));
		}
		l->n++;
	}
	if (l->n > 0)
		and_more(out, o, l->n);
	return rc < 0 ? -1 : 0;
}

int report_nothing(struct report *r, bool *out, struct fault *f)
{
	struct summary s;

	if (summary_load(&s, r, f) < 0)
		return -1;
	*out = s.registries == 0 && s.images == 0 && s.sources > 0;
	return 0;
}

int answer_traces(struct report *r, struct answer_traces *out, bool *any, struct fault *f)
{
	static const enum number asked[] = { NUMBER_COLLECTIONS, NUMBER_EMPTIED, NUMBER_DANGLING, NUMBER_REMOVALS };
	uint64_t *const into[] = { &out->collections, &out->emptied, &out->dangling, &out->others };

	*any = false;
	for (size_t i = 0; i < COUNT(asked); i++) {
		int64_t n;

		if (casedb_number(r->db, asked[i], NULL, &n, f) < 0)
			return -1;
		*into[i] = (uint64_t)n;
		*any |= n > 0;
	}
	return 0;
}

/* What was read and not yet judged is no ground for saying that nothing is there, nor is a name that nothing tells. */
static int none_named(struct report *r, const struct report_options *o, struct out *out, struct class_lines *l, struct fault *f)
{
	char digits[4][LANG_DIGITS];
	struct answer_traces t;
	int64_t newer;
	bool any;

	if (casedb_number(r->db, NUMBER_NEWER_SCANS, NULL, &newer, f) < 0 || answer_traces(r, &t, &any, f) < 0)
		return -1;
	/* what only some repositories lost */
	l->held = true;
	if (newer == 0 && names(r, o, out, l, f) < 0)
		return -1;
	l->held = false;
	if (l->n > 0)
		return 0;
	if (newer > 0 || !any)
		tell(out, o, newer > 0 ? TEXT_Y_UNRESOLVED : TEXT_Y_NONE, NULL);
	else
		tell(out, o, TEXT_Y_TRACES,
		     (const struct span[]){ lang_digits(digits[0], t.collections), lang_digits(digits[1], t.emptied),
		                            lang_digits(digits[2], t.dangling), lang_digits(digits[3], t.others), span_of(r->typed) });
	return 0;
}

int answer_print(struct report *r, const struct report_options *o, struct out *out, struct fault *f)
{
	struct class_lines l = { .shown = true, .command = BUF_INIT };
	bool nothing;
	int rc;

	if (shorts_load(r, f) < 0 || report_nothing(r, &nothing, f) < 0)
		return -1;
	if (nothing) {
		tell(out, o, TEXT_Y_NO_REGISTRY, NULL);
		if (tell_logs_name(r, o, out, f) < 0)
			return -1;
		out_text(out, "\n");
		return 0;
	}
	rc = names(r, o, out, &l, f);
	if (rc == 0 && l.n == 0)
		rc = none_named(r, o, out, &l, f);
	l.shown = false;
	l.n = 0;
	if (rc == 0)
		rc = tell_logs_name(r, o, out, f);
	if (rc == 0)
		rc = names(r, o, out, &l, f);
	if (o->due_text.n > 0) {
		tint_on(out, TINT_BAD, o->colour);
		out_span(out, o->due_text);
		tint_off(out, TINT_BAD, o->colour);
	}
	if (l.command.n > 0) {
		out_text(out, lang_text(o->lang, TEXT_Y_NEXT));
		out_text(out, lang_text(o->lang, TEXT_COLON));
		out_span(out, buf_span(&l.command));
		out_text(out, "\n");
	}
	out_text(out, "\n");
	buf_release(&l.command);
	return rc;
}

/* ---- the table ----------------------------------------------------------------------------------------------------- */

static int when_text_of(const struct rows *lost, const struct report_options *o, struct buf *out, struct fault *f)
{
	static const struct {
		const char *column;
		enum lang_text text;
	} bounds[] = { { "deleted_after", TEXT_Y_AFTER }, { "deleted_before", TEXT_Y_BEFORE } };
	char zoned[WHEN_TEXT + 8], cut[WHEN_TEXT];

	if (rows_has(lost, "deleted_at"))
		return buf_add_text(out, time_zoned(zoned, span_of(time_short(cut, rows_span(lost, "deleted_at"))), o->zone), f);
	for (size_t i = 0; i < COUNT(bounds); i++) {
		struct span at = rows_span(lost, bounds[i].column);

		if (at.n == 0)
			continue;
		if ((out->n > 0 && buf_add_text(out, lang_text(o->lang, TEXT_COMMA), f) < 0) ||
		    lang_fill(out, o->lang, bounds[i].text,
		              (const struct span[]){ span_of(time_zoned(zoned, span_of(i == 0 ? time_short(cut, at) : time_short_up(cut, at)), o->zone)) }, f) < 0)
			return -1;
	}
	return 0;
}

static int put_row(struct report *r, const struct report_options *o, const struct rows *lost, struct table *t, struct fault *f)
{
	static const enum tint tints[LEFTS] = { TINT_GOOD, TINT_CARE, TINT_BAD, TINT_BAD, TINT_CARE };
	OWNED(buf) struct buf name = BUF_INIT;
	OWNED(buf) struct buf when = BUF_INIT;
	struct span grade = left_shown(lost) ? rows_span(lost, "grade") : span_of(lang_text(o->lang, left_how(lost)));
	const char *ja = o->lang == LANG_JA ? word_label_ja(grade) : NULL;

	if (answer_name(r, lost, o->lang, &name, f) < 0 || when_text_of(lost, o, &when, f) < 0 ||
	    table_shown(t, buf_span(&name), f) < 0 || table_shown(t, buf_span(&when), f) < 0 ||
	    table_text(t, lang_text(o->lang, left_still_held(lost) ? TEXT_Y_STILL : left_text(left_of(lost))),
	               left_still_held(lost) ? TINT_GOOD : tints[left_of(lost)], f) < 0)
		return -1;
	return table_cell(t, ja == NULL ? grade : span_of(ja), TINT_DIM, f);
}

static int one_table(struct report *r, const struct report_options *o, bool shown, struct out *out, struct fault *f)
{
	const char *titles[] = { lang_text(o->lang, TEXT_Y_T_IMAGE), lang_text(o->lang, TEXT_Y_T_WHEN),
		                 lang_text(o->lang, TEXT_Y_T_LEFT), lang_text(o->lang, TEXT_Y_T_SURE) };
	OWNED(table) struct table t = { 0 };
	OWNED(rows) struct rows *rows = NULL;
	char digits[LANG_DIGITS];
	uint64_t n = 0;
	int rc;

	table_init(&t, titles, COUNT(titles));
	t.indent = "  ";
	if (rows_open(r->db, QUERY_LOST, &rows, f) < 0)
		return -1;
	while ((rc = rows_next(rows, f)) == 0)
		if (left_shown(rows) == shown && n++ < NAMES_LISTED && put_row(r, o, rows, &t, f) < 0)
			return -1;
	if (rc < 0 || n == 0)
		return rc < 0 ? -1 : 0;
	tell_heading(out, o, shown ? TEXT_Y_DELETED : TEXT_Y_UNSHOWN_TABLE);
	table_print(&t, out, o);
	if (n > NAMES_LISTED)
		tell(out, o, shown ? TEXT_Y_MORE_NAMES : TEXT_Y_MORE_UNSHOWN,
		     (const struct span[]){ lang_digits(digits, n - NAMES_LISTED), span_of(r->typed) });
	return 0;
}

int answer_table(struct report *r, const struct report_options *o, struct out *out, struct fault *f)
{
	return one_table(r, o, true, out, f) < 0 ? -1 : one_table(r, o, false, out, f);
}
