/*
 * logs/document.c - JSON: one document a line, or one over many lines (pretty-printed envelopes, docker
 * inspect). A line that begins an object or array and does not end it opens a document; lines are
 * taken in as long as they can continue it. If it comes to nothing its lines are judged one by one, each
 * for itself, so that the work stays linear.
 */
#include "logs/private.h"

static bool space(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* May a line of an open document begin with this byte? */
static bool may_follow(const struct document_state *d, uint8_t c)
{
	bool object = d->depth > 0 && d->open[d->depth - 1] == '{', value;

	value = c == '"' || c == '{' || c == '[' || c == '-' || (c >= '0' && c <= '9') || c == 't' ||
	        c == 'f' || c == 'n';
	if (d->last == ':')
		return value;
	if (d->last == ',' || d->last == '{' || d->last == '[')
		return (object ? c == '"' : value) || (d->last != ',' && (c == '}' || c == ']'));
	return c == ',' || c == '}' || c == ']' || c == ':';
}

/* Follows brackets through one line. False when it cannot be JSON. */
static bool follow(struct document_state *d, struct span s)
{
	bool string = false;

	for (size_t i = 0; i < s.n; i++) {
		uint8_t c = s.p[i];

		if (string) {
			i += c == '\\';
			string = c != '"';
			continue;
		}
		if (space(c))
			continue;
		if (c == '{' || c == '[') {
			if (d->depth == COUNT(d->open) || (d->depth == 0 && d->last != 0))
				return false;
			d->open[d->depth++] = c;
		} else if (c == '}' || c == ']') {
			if (d->depth == 0 || d->open[d->depth - 1] != (c == '}' ? '{' : '['))
				return false;
			d->depth--;
		} else if (d->depth == 0) {
			return false; /* text after the end */
		}
		string = c == '"';
		d->last = c;
	}
	return !string;
}

/* What a whole document is. */
static int judge_json(struct log_reader *r, const struct line *l, struct fault *f)
{
	static const struct {
		int (*look)(struct log_reader *, struct fault *);
		enum log_family family;
	} kinds[] = {
		{ notify_json, LOG_NOTIFY }, { access_json, LOG_ACCESS_JSON }, { app_json, LOG_APP_JSON },
	};
	int rc;

	r->now = *l;
	rc = log_scan(r, &r->scan, l->text, f);
	if (rc != 0)
		return rc;
	rc = LINE_OTHER;
	for (size_t i = 0; rc == LINE_OTHER && i < COUNT(kinds); i++) {
		rc = kinds[i].look(r, f);
		if (rc == 0)
			log_counted(r, 0, kinds[i].family, l);
	}
	return rc;
}

static void reset(struct document_state *d)
{
	buf_clear(&d->text);
	d->pieces.n = 0;
	d->depth = 0;
	d->last = 0;
	d->busy = false;
}

static bool begins(struct span t);

/* A piece of what was no document: perhaps one by itself. */
static int judge_piece(struct log_reader *r, const struct line *l, struct fault *f)
{
	struct document_state alone = { .busy = false };
	struct span t = span_trim(l->text);
	int rc = LINE_OTHER;

	if (t.n > 0 && begins(t) && follow(&alone, t) && alone.depth == 0)
		rc = judge_json(r, l, f);
	return rc == LINE_OTHER ? log_judge(r, l, f) : rc;
}

/* Each piece as a line of its own. The state is free for others while they are judged. */
static int one_by_one(struct log_reader *r, struct fault *f)
{
	struct document_state d = r->document;
	size_t at = 0;
	int rc = 0;

	r->document = (struct document_state){ 0 };
	for (size_t i = 0; rc == 0 && i < d.pieces.n; i++) {
		struct text_piece *p = &d.pieces.v[i];
		struct line l = { .text = span_sub(buf_span(&d.text), at, p->end - at), .time = p->time,
			          .at = p->at };

		l.text.n -= l.text.n > 0; /* the line end we put there */
		at = p->end;
		rc = judge_piece(r, &l, f);
	}
	reset(&d);
	r->document = d;
	return rc;
}

/* Well-formed, of no kind we know: digests in it are mentions at their lines; one verdict for all. */
static int mention_pieces(struct log_reader *r, const struct line *whole, struct fault *f)
{
	struct document_state *d = &r->document;
	int verdict = LINE_OTHER;
	size_t at = 0;

	for (size_t i = 0; i < d->pieces.n; i++) {
		int rc;

		r->now.at = d->pieces.v[i].at;
		rc = mention_line(r, span_sub(buf_span(&d->text), at, d->pieces.v[i].end - at), f);
		if (rc < 0)
			return -1;
		if (rc == 0)
			verdict = 0;
		at = d->pieces.v[i].end;
	}
	log_counted(r, verdict, LOG_TEXT, whole);
	return 0;
}

static int complete(struct log_reader *r, struct fault *f)
{
	struct document_state *d = &r->document;
	struct text_piece *first = &d->pieces.v[0], *last = &d->pieces.v[d->pieces.n - 1];
	struct line whole = { .text = buf_span(&d->text), .time = first->time, .at = first->at };
	int rc;

	whole.at.length = last->at.offset + last->at.length - first->at.offset;
	rc = judge_json(r, &whole, f);
	if (rc == LINE_OTHER && r->scan.why[0] == '\0')
		rc = mention_pieces(r, &whole, f);
	if (rc == LINE_OTHER)
		return one_by_one(r, f);
	reset(d);
	return rc;
}

static int take_in(struct log_reader *r, const struct line *l, struct fault *f)
{
	struct document_state *d = &r->document;
	struct text_piece p = { 0, l->time, l->at };

	if (buf_add(&d->text, l->text, f) < 0 || buf_add_byte(&d->text, '\n', f) < 0)
		return -1;
	p.end = d->text.n;
	if (VEC_PUSH(&d->pieces, p, f) < 0)
		return -1;
	return d->depth == 0 ? complete(r, f) : 0;
}

/* Does the line begin a document? Not "[2026-11-23 ...": a time in brackets. */
static bool begins(struct span t)
{
	struct span rest = span_trim(span_from(t, 1));

	if (t.p[0] == '{')
		return rest.n == 0 || rest.p[0] == '"' || rest.p[0] == '}';
	return t.p[0] == '[' && (rest.n == 0 || rest.p[0] == '{' || rest.p[0] == ']');
}

static int begin(struct log_reader *r, const struct line *l, struct fault *f)
{
	struct document_state *d = &r->document;
	bool json = follow(d, l->text);
	int rc = LINE_OTHER;

	if (json && d->depth > 0) {
		d->busy = true;
		return take_in(r, l, f);
	}
	reset(d);
	if (!json) /* within a text: where this is the last line, the document is cut there */
		r->torn = l->at;
	if (json)
		rc = judge_json(r, l, f);
	return rc;
}

int document_line(struct log_reader *r, const struct line *l, struct fault *f)
{
	struct document_state *d = &r->document;
	struct span t = span_trim(l->text);

	if (d->busy && may_follow(d, t.p[0]) && follow(d, l->text) &&
	    d->text.n + l->text.n < r->limits.json_bytes)
		return take_in(r, l, f);
	if (d->busy && d->text.n + l->text.n >= r->limits.json_bytes && r->stats.documents_cut++ == 0)
		r->stats.first_cut = d->pieces.v[0].at;
	if (d->busy && one_by_one(r, f) < 0)
		return -1;
	return begins(t) ? begin(r, l, f) : LINE_OTHER;
}

int document_finish(struct log_reader *r, struct fault *f)
{
	if (r->torn.line > 0 && r->torn.line == r->line) {
		r->stats.ends_within = true;
		r->stats.last_begun = r->torn;
	}
	if (!r->document.busy)
		return 0;
	r->stats.ends_within = true;
	r->stats.last_begun = r->document.pieces.v[0].at;
	return one_by_one(r, f);
}
