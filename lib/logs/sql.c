/*
 * logs/sql.c - a plain dump of a registry's database (pg_dump): rows of COPY blocks. Rows of artifact come before
 * those of tag, as pg_dump writes tables by name, so that a tag's artifact_id finds its digest.
 */
#include "logs/rows.h"

/* ---- COPY public.artifact (id, ...) FROM stdin; ------------------------------------------------------------------- */

static struct span unquoted(struct span s)
{
	s = span_trim(s);
	return s.n >= 2 && s.p[0] == '"' && s.p[s.n - 1] == '"' ? span_sub(s, 1, s.n - 2) : s;
}

static bool begin_copy(struct sql_state *q, struct span text)
{
	struct span list, name;
	size_t dot;

	if (!span_eat(&text, "COPY ") || !span_ends(text, span_of(") FROM stdin;")))
		return false;
	list = span_sub(text, 0, text.n - 13);
	name = span_trim(span_cut(&list, '('));
	dot = span_find(name, '.');
	name = unquoted(dot == SIZE_MAX ? name : span_from(name, dot + 1));
	for (q->columns = 0; list.n > 0 && q->columns < SQL_COLUMNS; q->columns++)
		q->column[q->columns] = (int)row_column(unquoted(span_cut(&list, ',')));
	q->table = (int)row_table(name, q->column, q->columns);
	q->inside = q->dump = true;
	return true;
}

/* ---- one row -------------------------------------------------------------------------------------------------------- */

/* COPY's text form: backslash and b f n r t v, an octal or hexadecimal byte, or the byte itself. */
static size_t copy_escape(struct span s, size_t at, uint8_t *out)
{
	static const char from[] = "bfnrtv", into[] = "\b\f\n\r\t\v";
	const char *hit = s.p[at] == 0 ? NULL : strchr(from, s.p[at]);
	unsigned v = 0, d;
	size_t n = 0;

	if (s.p[at] == 'x') {
		for (n = 0; n < 2 && at + 1 + n < s.n && hex_value(s.p[at + 1 + n], &d); n++)
			v = v << 4 | d;
		*out = n > 0 ? (uint8_t)v : 'x';
		return n + 1;
	}
	while (n < 3 && at + n < s.n && s.p[at + n] >= '0' && s.p[at + n] <= '7')
		v = v << 3 | (unsigned)(s.p[at + n++] - '0');
	*out = n > 0 ? (uint8_t)(v & 0xFF) : hit != NULL ? (uint8_t)into[hit - from] : s.p[at];
	return n > 0 ? n : 1;
}

static int copy_value(struct log_reader *r, struct span in, struct span *out, struct fault *f)
{
	uint8_t *p;
	size_t n = 0;

	*out = span_is(in, "\\N") ? SPAN_NONE : in;
	if (span_find(*out, '\\') == SIZE_MAX)
		return 0;
	p = (uint8_t *)arena_alloc(&r->scratch, in.n, f);
	if (p == NULL)
		return -1;
	for (size_t i = 0; i < in.n;) {
		if (in.p[i] == '\\' && i + 1 < in.n)
			i += 1 + copy_escape(in, i + 1, &p[n++]);
		else
			p[n++] = in.p[i++];
	}
	*out = span_make(p, n);
	return 0;
}

/* 0, or LINE_OTHER when the row has not the block's number of columns. */
static int read_row(struct log_reader *r, struct span text, struct row *row, struct fault *f)
{
	struct sql_state *q = &r->sql;

	for (size_t i = 0; i < q->columns; i++) {
		bool last = span_find(text, '\t') == SIZE_MAX;
		struct span v = span_cut(&text, '\t');

		if (last != (i + 1 == q->columns))
			return LINE_OTHER;
		if (q->column[i] != C_OTHER && copy_value(r, v, &row->v[q->column[i]], f) < 0)
			return -1;
	}
	return 0;
}

static int row_line(struct log_reader *r, struct span text, struct fault *f)
{
	struct row row = { .v = { { NULL, 0 } } };
	int rc = r->sql.table == T_OTHER ? LINE_OTHER : read_row(r, text, &row, f);

	if (rc != 0)
		return rc;
	rc = row_remember(r, (enum row_table)r->sql.table, &row, f);
	return rc != 0 ? rc : row_tell(r, (enum row_table)r->sql.table, &row, f);
}

static int in_dump(struct sql_state *q, bool more)
{
	q->dump = more;
	return 0;
}

int sql_line(struct log_reader *r, struct span text, struct fault *f)
{
	struct sql_state *q = &r->sql;
	int rc = LINE_OTHER;

	if (q->inside && span_is(text, "\\.")) {
		q->inside = false;
		return 0;
	}
	if (q->inside)
		rc = row_line(r, text, f);
	else if (begin_copy(q, text) || span_is(text, "-- PostgreSQL database dump"))
		rc = in_dump(q, true);
	else if (span_is(text, "-- PostgreSQL database dump complete"))
		rc = row_end(r, f) < 0 ? -1 : in_dump(q, false);
	else if (span_is(text, "--"))
		rc = 0; /* stands before and after the dump's first and last words */
	if (rc != LINE_OTHER || !q->dump)
		return rc;
	rc = mention_line(r, text, f); /* other tables and statements */
	return rc < 0 ? -1 : 0;
}
