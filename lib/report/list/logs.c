/*
 * report/list/logs.c - how each log was understood, what time the logs cover against what is asked for, and which
 * logs are copies of each other.
 */
#include "report/list/lessons.h"
#include "report/told.h"

#include "base/arena.h"
#include "base/number.h"
#include "base/vec.h"
#include "words/fill.h"

#include <inttypes.h>
#include <stdio.h>

static const struct {
	const char *class;
	unsigned months;
} asked[REPORT_LOG_CLASSES] = { { "api", 13 }, { "container", 13 }, { "gc", 13 }, { "network", 6 } };

static size_t class_of(struct span word)
{
	size_t i = 0;

	while (i < REPORT_LOG_CLASSES && !span_is(word, asked[i].class))
		i++;
	return i;
}

int report_retention(struct report_options *o, const char *list)
{
	struct span rest = span_of(list);

	do {
		struct span months = span_cut(&rest, ','), word = span_cut(&months, '=');
		size_t i = class_of(word);
		uint64_t n;

		if (i == REPORT_LOG_CLASSES || !number_read(&n, months, 1200) || n == 0)
			return REPORT_MALFORMED;
		o->months[i] = (unsigned)n;
	} while (rest.n > 0);
	return 0;
}

/* ---- logs that share lines ---------------------------------------------------------------------------- */

struct shared {
	struct span one, other, family, first, last;
	uint64_t both, only_one, only_other;
};

struct shares {
	VEC(struct shared) v;
	struct arena texts;
};

static void shares_release(struct shares *s)
{
	VEC_RELEASE(&s->v);
	arena_release(&s->texts);
}
DEFINE_OWN(shares, struct shares, shares_release)

static int read_shares(struct report *r, struct shares *out, struct fault *f)
{
	OWNED(rows) struct rows *rows = NULL;
	int rc;

	if (rows_open(r->db, QUERY_LOG_SHARED, &rows, f) < 0)
		return -1;
	while ((rc = rows_next(rows, f)) == 0) {
		struct shared s = { .both = (uint64_t)rows_int(rows, "both"),
			            .only_one = (uint64_t)rows_int(rows, "only_one"),
			            .only_other = (uint64_t)rows_int(rows, "only_other") };

		if (arena_span(&out->texts, rows_span(rows, "one"), &s.one, f) < 0 ||
		    arena_span(&out->texts, rows_span(rows, "other"), &s.other, f) < 0 ||
		    arena_span(&out->texts, rows_span(rows, "family"), &s.family, f) < 0 ||
		    arena_span(&out->texts, rows_span(rows, "first"), &s.first, f) < 0 ||
		    arena_span(&out->texts, rows_span(rows, "last"), &s.last, f) < 0 || VEC_PUSH(&out->v, s, f) < 0)
			return -1;
	}
	return rc < 0 ? -1 : 0;
}

static void share_json(struct jsonw *w, const struct shared *s, bool one)
{
	jsonw_open(w, '{');
	jsonw_put_text(w, "with", one ? s->other : s->one);
	jsonw_put_text(w, "family", s->family);
	if (s->first.n > 0) {
		jsonw_put_text(w, "from", s->first);
		jsonw_put_text(w, "until", s->last);
	}
	jsonw_put_uint(w, "both", s->both);
	jsonw_put_uint(w, "only_here", one ? s->only_one : s->only_other);
	jsonw_put_uint(w, "only_there", one ? s->only_other : s->only_one);
	jsonw_close(w, '}');
}

static void shares_json(struct jsonw *w, const struct shares *x, struct span label)
{
	bool any = false;

	for (size_t i = 0; i < x->v.n; i++) {
		bool one = span_eq(x->v.v[i].one, label);

		if (!one && !span_eq(x->v.v[i].other, label))
			continue;
		if (!any) {
			jsonw_key(w, "shares");
			jsonw_open(w, '[');
		}
		any = true;
		share_json(w, &x->v.v[i], one);
	}
	if (any)
		jsonw_close(w, ']');
}

static void shares_text(const struct shares *x, const struct report_options *o, struct out *out)
{
	for (size_t i = 0; i < x->v.n; i++) {
		const struct shared *s = &x->v.v[i];
		char a[WHEN_TEXT + 8], b[WHEN_TEXT + 8], t[WHEN_TEXT], u[WHEN_TEXT], n[3][LANG_DIGITS];

		put_told_raw(out, o, TEXT_L_LOG_SHARES, (const struct span[]){ s->one, s->other, s->family }, 3);
		if (s->first.n > 0)
			put_told(out, o, TEXT_L_LOG_SPAN,
			         (const struct span[]){ span_of(time_zoned(a, span_of(time_short(t, s->first)), o->zone)),
			                                span_of(time_zoned(b, span_of(time_short(u, s->last)), o->zone)) });
		put_told_raw(out, o, TEXT_L_LOG_BOTH,
		             (const struct span[]){ lang_digits(n[0], s->both), lang_digits(n[1], s->only_one), s->one,
		                                    lang_digits(n[2], s->only_other), s->other }, 5);
		out_text(out, "\n");
	}
}

/* ---- one log -------------------------------------------------------------------------------------------- */

/* Lines that were not understood, as JSON: where one holds what looks like a secret, none of them. */
static int samples_shown(struct buf *out, const struct rows *rows, bool reveal, struct fault *f)
{
	struct span samples = rows_span(rows, "samples");

	if (mask_text(out, samples, reveal, f) < 0)
		return -1;
	if (span_eq(buf_span(out), samples))
		return 0;
	buf_clear(out);
	return buf_add_text(out, "[{\"text\":\"" MASKED "\"}]", f);
}

static int log_json(struct report *r, const struct rows *rows, const struct shares *x, const struct lessons *l, struct out *out,
                    struct fault *f)
{
	OWNED(buf) struct buf samples = BUF_INIT;
	static const char *const counts[] = { "lines", "understood", "mentions", "not_understood", "too_long",
		                              "events" };
	OWNED(buf) struct buf line = BUF_INIT;
	struct jsonw w = jsonw_of(&line, f);

	jsonw_open(&w, '{');
	put_text(&w, rows, "label");
	put_text(&w, rows, "digest");
	for (size_t i = 0; i < COUNT(counts); i++)
		put_int(&w, rows, counts[i]);
	put_text(&w, rows, "first");
	put_text(&w, rows, "last");
	put_text(&w, rows, "gc_style");
	if (rows_span(rows, "cut").n > 2)
		put_json(&w, rows, "cut");
	put_json(&w, rows, "coverage");
	shares_json(&w, x, rows_span(rows, "label"));
	lessons_json(&w, l, rows_span(rows, "label"));
	if (samples_shown(&samples, rows, r->reveal, f) < 0)
		return -1;
	jsonw_key(&w, "samples");
	jsonw_raw(&w, buf_span(&samples));
	jsonw_close(&w, '}');
	return out_json_line(out, &w, &line);
}

static int log_text(const struct rows *rows, const struct report_options *o, struct out *out, struct fault *f)
{
	OWNED(buf) struct buf samples = BUF_INIT;
	static const char *const counts[] = { "lines", "understood", "not_understood", "events", "mentions" };
	char digits[COUNT(counts)][LANG_DIGITS];
	struct span n[COUNT(counts)];

	for (size_t i = 0; i < COUNT(counts); i++)
		n[i] = lang_digits(digits[i], (uint64_t)rows_int(rows, counts[i]));
	out_shown(out, rows_span(rows, "label"));
	out_text(out, "\n");
	tell(out, o, TEXT_L_LOG_COUNTS, n);
	if (rows_span(rows, "cut").n > 2) { /* "[]" */
		put_told_raw(out, o, TEXT_L_LOG_CUT, (const struct span[]){ rows_span(rows, "cut") }, 1);
		out_text(out, "\n");
	}
	if (rows_int(rows, "not_understood") > 0) {
		if (samples_shown(&samples, rows, o->reveal, f) < 0)
			return -1;
		put_told_raw(out, o, TEXT_L_LOG_SAMPLES, (const struct span[]){ buf_span(&samples) }, 1);
		out_text(out, "\n");
	}
	return 0;
}

/* ---- time covered --------------------------------------------------------------------------------------- */

static int spans_text(struct report *r, const struct report_options *o, struct out *out, struct fault *f)
{
	OWNED(rows) struct rows *rows = NULL;
	int rc;

	/* whose the months are, the user's or ours, is said with them */
	static const unsigned says[2][2] = { { TEXT_L_LOG_NOT_KEPT_OWN, TEXT_L_LOG_KEPT_OWN }, { TEXT_L_LOG_NOT_KEPT, TEXT_L_LOG_KEPT } };

	if (rows_open(r->db, QUERY_LOG_SPANS, &rows, f) < 0)
		return -1;
	while ((rc = rows_next(rows, f)) == 0) {
		char a[WHEN_TEXT + 8], b[WHEN_TEXT + 8], x[WHEN_TEXT], y[WHEN_TEXT], days[32];
		struct span class = rows_span(rows, "class");
		size_t i = class_of(class);
		int64_t months = rows_int(rows, "months");

		(void)snprintf(days, sizeof days, "%.1f", rows_real(rows, "hole_days"));
		put_told(out, o, TEXT_L_LOG_COVERS,
		         (const struct span[]){ class, span_of(time_zoned(a, span_of(time_short(x, rows_span(rows, "first"))), o->zone)),
		                                span_of(time_zoned(b, span_of(time_short(y, rows_span(rows, "last"))), o->zone)),
		                                span_of(days) });
		if (i < REPORT_LOG_CLASSES) {
			unsigned want = o->months[i] > 0 ? o->months[i] : asked[i].months;
			char digits[LANG_DIGITS];

			put_told(out, o, says[o->months[i] > 0][months >= (int64_t)want], (const struct span[]){ lang_digits(digits, want) });
		}
		out_text(out, "\n");
	}
	return rc < 0 ? -1 : 0;
}

int report_logs(struct report *r, const struct report_options *o, const struct report_sink *sink,
                struct fault *f)
{
	OWNED(out) struct out out = { 0 };
	OWNED(rows) struct rows *rows = NULL;
	OWNED(lessons) struct lessons lessons = { .deletions = { NULL, 0, 0 } };
	OWNED(shares) struct shares shares = { .v = { NULL, 0, 0 } };
	int rc;

	r->reveal = o->reveal;
	out_init(&out, sink, f);
	if (shorts_load(r, f) < 0 || read_shares(r, &shares, f) < 0 || lessons_load(&lessons, r, f) < 0 || rows_open(r->db, QUERY_LOGS, &rows, f) < 0)
		return -1;
	while ((rc = rows_next(rows, f)) == 0) {
		if ((!o->json && log_text(rows, o, &out, f) < 0) || (o->json && log_json(r, rows, &shares, &lessons, &out, f) < 0))
			return -1;
	}
	if (rc < 0)
		return -1;
	if (!o->json) {
		shares_text(&shares, o, &out);
		if (spans_text(r, o, &out, f) < 0 || lessons_text(r, &lessons, o, &out, f) < 0)
			return -1;
	}
	return out_end(&out);
}
