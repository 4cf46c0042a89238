/*
 * report/list/diff.c - what appeared, vanished or moved between two scans, sources or cases, as their
 * entries tell; and, alone, which source holds which digest.
 *
 * Both sides are read in the same order and merged, so that memory does not grow with the evidence.
 * A registry's path counts only where a side holds several: a backup may lie at another place.
 */
#include "report/told.h"

#include "base/quote.h"

#include <stdio.h>
#include <stdlib.h>

struct side {
	struct report *r;
	struct report *own; /* a second case, closed at the end */
	struct rows *rows;
	int64_t scan;       /* 0: every scan that counts */
	bool end;
	struct buf key, value, name;
};

static void side_release(struct side *s)
{
	rows_close(s->rows);
	report_close(s->own);
	buf_release(&s->key);
	buf_release(&s->value);
	buf_release(&s->name);
}

/* ---- which scan a word means ---------------------------------------------------------------------- */

static int scan_of_label(struct report *r, const char *word, int64_t *scan, struct fault *f)
{
	OWNED(rows) struct rows *rows = NULL;
	int rc;

	*scan = 0;
	if (rows_open(r->db, QUERY_SCAN_OF, &rows, f) < 0 || rows_bind_name(rows, 1, span_of(word), f) < 0)
		return -1;
	rc = rows_next(rows, f);
	if (rc == 0)
		*scan = rows_int(rows, "id");
	return rc < 0 ? -1 : 0;
}

static bool number(const char *word, int64_t *out)
{
	char *end;
	long long n = strtoll(word, &end, 10);

	*out = n;
	return *word >= '1' && *word <= '9' && *end == '\0' && n > 0;
}

static int scan_finished(struct report *r, int64_t scan, bool *out, struct fault *f)
{
	int64_t n = 0;

	if (casedb_number(r->db, NUMBER_FINISHED, &(struct number_args){ .n = { scan } }, &n, f) < 0)
		return -1;
	*out = n == 1;
	return 0;
}

/* A label, the number of a scan, or the path of another case. */
static int choose(struct side *s, struct report *r, const char *word, struct fault *f)
{
	char shown[120];
	bool finished = false;
	int64_t scan;

	s->r = r;
	if (scan_of_label(r, word, &s->scan, f) < 0)
		return -1;
	if (s->scan != 0)
		return buf_add_text(&s->name, word, f);
	if (number(word, &scan)) {
		if (scan_finished(r, scan, &finished, f) < 0)
			return -1;
		if (finished) {
			s->scan = scan;
			return buf_printf(&s->name, f, "scan %lld", (long long)scan);
		}
	}
	if (span_find(span_of(word), '/') == SIZE_MAX && !span_ends(span_of(word), span_of(".db")))
		return fault_set(f, FAULT_USAGE, 0,
		                 "%s is no source label, no number of a finished scan and no case file; "
		                 "see sherd sources",
		                 quote_short(shown, sizeof shown, span_of(word)));
	if (report_open(&s->own, word, r->watch, f) < 0)
		return -1;
	s->r = s->own;
	return buf_add_text(&s->name, word, f);
}

static int several(const struct side *s, bool *out, struct fault *f)
{
	int64_t n = 0;

	if (casedb_number(s->r->db, NUMBER_REGISTRIES_OF_ONE, &(struct number_args){ .n = { s->scan } }, &n, f) < 0)
		return -1;
	*out |= n > 1;
	return 0;
}

/* ---- reading in order ------------------------------------------------------------------------------ */

static int begin(struct side *s, enum query query, bool with_registry, struct fault *f)
{
	if (rows_open(s->r->db, query, &s->rows, f) < 0)
		return -1;
	if (s->scan != 0 && rows_bind_int(s->rows, 1, s->scan, f) < 0)
		return -1;
	return with_registry ? rows_bind_int(s->rows, 2, 1, f) : 0;
}

/* The next entry; its key orders it, its value is what it says. Doubles (several sources of a case) are
 * passed over. */
static int step(struct side *s, struct fault *f)
{
	static const char *const parts[] = { "registry", "repository", "tag", "digest" };
	OWNED(buf) struct buf key = BUF_INIT;

	for (;;) {
		int rc = rows_next(s->rows, f);

		if (rc != 0) {
			s->end = true;
			return rc < 0 ? -1 : 0;
		}
		buf_clear(&key);
		if (buf_printf(&key, f, "%lld", (long long)rows_int(s->rows, "rank")) < 0)
			return -1;
		for (size_t i = 0; i < COUNT(parts); i++)
			if (buf_add_byte(&key, 0, f) < 0 ||
			    buf_add(&key, rows_span(s->rows, parts[i]), f) < 0)
				return -1;
		if (s->key.n == key.n && span_eq(buf_span(&s->key), buf_span(&key)))
			continue;
		buf_clear(&s->key);
		buf_clear(&s->value);
		if (buf_add(&s->key, buf_span(&key), f) < 0 ||
		    buf_add(&s->value, rows_span(s->rows, "value"), f) < 0)
			return -1;
		return 0;
	}
}

/* ---- telling ----------------------------------------------------------------------------------------- */

struct diff_telling {
	const struct report_options *o;
	struct out *out;
	struct table table;
	struct fault *f;
	uint64_t n;
};

static int tell_row(struct diff_telling *t, const struct rows *at, const char *change, struct span was,
                    struct span is)
{
	OWNED(buf) struct buf where = BUF_INIT;
	struct span digest = rows_span(at, "digest");

	if ((rows_has(at, "repository") && quote_visible(&where, rows_span(at, "repository"), t->f) < 0) ||
	    (rows_has(at, "tag") && (buf_add_text(&where, ":", t->f) < 0 ||
	                             quote_visible(&where, rows_span(at, "tag"), t->f) < 0)))
		return -1;
	if (table_cell(&t->table, told_word(t->o, span_of(change)), TINT_NONE, t->f) < 0 ||
	    table_cell(&t->table, told_word(t->o, rows_span(at, "what")), TINT_NONE, t->f) < 0 ||
	    table_cell(&t->table, where.n > 0 ? buf_span(&where) : span_of("-"), TINT_NONE, t->f) < 0 ||
	    table_name(&t->table, digest.n > 0 ? digest : is.n > 0 ? is : was, t->f) < 0 ||
	    table_name(&t->table, digest.n == 0 && is.n > 0 ? was : SPAN_NONE, t->f) < 0)
		return -1;
	return 0;
}

static int tell_json(struct diff_telling *t, const struct rows *at, const char *change, struct span was,
                     struct span is)
{
	OWNED(buf) struct buf line = BUF_INIT;
	struct jsonw w = jsonw_of(&line, t->f);
	bool tag = rows_has(at, "tag");

	jsonw_open(&w, '{');
	jsonw_put_cstr(&w, "change", change);
	put_text(&w, at, "what");
	put_text(&w, at, "registry");
	put_text(&w, at, "repository");
	put_text(&w, at, "tag");
	if (tag) {
		jsonw_put_text(&w, "digest", is.n > 0 ? is : was);
		if (is.n > 0)
			jsonw_put_text(&w, "was", was);
	} else {
		put_text(&w, at, "digest");
		jsonw_put_text(&w, "was", was);
		jsonw_put_text(&w, "is", is);
	}
	jsonw_close(&w, '}');
	return out_json_line(t->out, &w, &line);
}

static int tell_change(struct diff_telling *t, const struct rows *at, const char *change, struct span was, struct span is)
{
	t->n++;
	return t->o->json ? tell_json(t, at, change, was, is) : tell_row(t, at, change, was, is);
}

static int compare(struct diff_telling *t, struct side *a, struct side *b)
{
	struct fault *f = t->f;

	if (step(a, f) < 0 || step(b, f) < 0)
		return -1;
	while (!a->end || !b->end) {
		int c = a->end ? 1 : b->end ? -1 : span_cmp(buf_span(&a->key), buf_span(&b->key));
		int rc = 0;

		if (c < 0)
			rc = tell_change(t, a->rows, "vanished", buf_span(&a->value), SPAN_NONE);
		else if (c > 0)
			rc = tell_change(t, b->rows, "appeared", SPAN_NONE, buf_span(&b->value));
		else if (!span_eq(buf_span(&a->value), buf_span(&b->value)))
			rc = tell_change(t, b->rows, rows_has(b->rows, "tag") ? "moved" : "changed",
			          buf_span(&a->value), buf_span(&b->value));
		if (rc < 0 || (c <= 0 && step(a, f) < 0) || (c >= 0 && step(b, f) < 0))
			return -1;
	}
	return 0;
}

static int diff_sides(struct diff_telling *t, struct side *a, struct side *b)
{
	static const char *const titles[] = { "CHANGE", "WHAT", "WHERE", "DIGEST", "WAS" };
	bool with_registry = false;

	if (several(a, &with_registry, t->f) < 0 || several(b, &with_registry, t->f) < 0 ||
	    begin(a, QUERY_ENTRIES, with_registry, t->f) < 0 ||
	    begin(b, QUERY_ENTRIES_OTHER, with_registry, t->f) < 0)
		return -1;
	table_init(&t->table, titles, COUNT(titles));
	if (compare(t, a, b) < 0)
		return -1;
	if (!t->o->json && t->n == 0)
		tell(t->out, t->o, TEXT_L_NOTHING_DIFFERS, NULL);
	else if (!t->o->json)
		table_print(&t->table, t->out, t->o);
	return 0;
}

int report_diff(struct report *r, const char *a, const char *b, const struct report_options *o,
                const struct report_sink *sink, uint64_t *differences, struct fault *f)
{
	struct side x = { .end = false }, y = { .end = false };
	OWNED(out) struct out out = { 0 };
	struct diff_telling t = { .o = o, .out = &out, .f = f };
	int rc;

	out_init(&out, sink, f);
	rc = choose(&x, r, a, f);
	if (rc == 0)
		rc = choose(&y, r, b, f);
	if (rc == 0)
		rc = diff_sides(&t, &x, &y);
	side_release(&x);
	side_release(&y);
	table_release(&t.table);
	if (differences != NULL)
		*differences = t.n;
	return rc < 0 ? -1 : out_end(&out);
}

/* ---- the matrix ------------------------------------------------------------------------------------- */

static int matrix_json(struct report *r, struct out *out, struct fault *f)
{
	OWNED(rows) struct rows *rows = NULL;
	OWNED(buf) struct buf line = BUF_INIT, last = BUF_INIT;
	struct jsonw w = jsonw_of(&line, f);
	int rc;

	if (rows_open(r->db, QUERY_MATRIX, &rows, f) < 0)
		return -1;
	while ((rc = rows_next(rows, f)) <= 0 || last.n > 0) {
		bool more = rc == 0;

		if (rc < 0)
			return -1;
		if (last.n > 0 && (!more || !span_eq(buf_span(&last), rows_span(rows, "digest")))) {
			jsonw_close(&w, ']');
			jsonw_close(&w, '}');
			if (out_json_line(out, &w, &line) < 0)
				return -1;
			buf_clear(&last);
		}
		if (!more)
			return 0;
		if (last.n == 0) {
			buf_clear(&line);
			w = jsonw_of(&line, f);
			if (buf_add(&last, rows_span(rows, "digest"), f) < 0)
				return -1;
			jsonw_open(&w, '{');
			put_text(&w, rows, "digest");
			put_text(&w, rows, "kind");
			jsonw_key(&w, "sources");
			jsonw_open(&w, '[');
		}
		if (rows_has(rows, "label")) {
			jsonw_open(&w, '{');
			put_text(&w, rows, "label");
			put_text(&w, rows, "state");
			jsonw_close(&w, '}');
		}
	}
	return 0;
}

static int matrix_table(struct report *r, const struct report_options *o, struct out *out, struct fault *f)
{
	static const char *const titles[] = { "DIGEST", "KIND", "HELD BY" };
	OWNED(rows) struct rows *rows = NULL;
	OWNED(table) struct table t = { 0 };
	OWNED(buf) struct buf last = BUF_INIT, held = BUF_INIT;
	int rc;

	table_init(&t, titles, COUNT(titles));
	if (shorts_load(r, f) < 0 || rows_open(r->db, QUERY_MATRIX, &rows, f) < 0)
		return -1;
	for (;;) {
		char text[DIGEST_TEXT];

		rc = rows_next(rows, f);
		if (rc < 0)
			return -1;
		if (last.n > 0 && (rc != 0 || !span_eq(buf_span(&last), rows_span(rows, "digest")))) {
			if (table_cell(&t, held.n > 0 ? buf_span(&held) : span_of("-"), TINT_NONE, f) < 0)
				return -1;
			buf_clear(&last);
		}
		if (rc != 0)
			break;
		if (last.n == 0) {
			struct span d = rows_span(rows, "digest");

			buf_clear(&held);
			if (buf_add(&last, d, f) < 0 ||
			    table_name(&t, o->full ? d : span_of(short_digest(&r->shorts, text, d)), f) < 0 ||
			    table_cell(&t, told_word(o, rows_span(rows, "kind")), TINT_NONE, f) < 0)
				return -1;
		}
		if (rows_has(rows, "label") &&
		    (buf_add_text(&held, held.n > 0 ? ", " : "", f) < 0 ||
		     quote_visible(&held, rows_span(rows, "label"), f) < 0 ||
		     (!span_is(rows_span(rows, "state"), "intact") &&
		      (buf_add_text(&held, " (", f) < 0 || buf_add(&held, told_word(o, rows_span(rows, "state")), f) < 0 ||
		       buf_add_text(&held, ")", f) < 0))))
			return -1;
	}
	if (t.n == 0)
		tell(out, o, TEXT_L_NO_DIGESTS, NULL);
	else
		table_print(&t, out, o);
	return 0;
}

int report_matrix(struct report *r, const struct report_options *o, const struct report_sink *sink,
                  struct fault *f)
{
	OWNED(out) struct out out = { 0 };
	int rc;

	out_init(&out, sink, f);
	rc = o->json ? matrix_json(r, &out, f) : matrix_table(r, o, &out, f);
	return rc < 0 ? -1 : out_end(&out);
}
