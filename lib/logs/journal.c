/*
 * logs/journal.c - journald's export form: fields "NAME=value", an empty line after each entry. A value
 * with line ends stands as "NAME", line end, its length in 8 bytes (little endian), the value, line end.
 */
#include "logs/private.h"

enum journal_binary { BINARY_NONE = 0, BINARY_LENGTH, BINARY_VALUE, BINARY_END };

static int entry_end(struct log_reader *r, struct fault *f)
{
	struct journal_state *j = &r->journal;
	struct span rest = buf_span(&j->message);
	struct line l = { .time = j->time, .at = j->at };
	int rc = 0;

	while (rc == 0 && j->has_message && rest.n > 0) {
		l.text = span_cut(&rest, '\n');
		rc = wrap_line(r, &l, f);
		if (rc == LINE_OTHER)
			rc = log_line(r, &l, f);
	}
	j->inside = j->has_message = false;
	j->time = WHEN_UNKNOWN;
	buf_clear(&j->message);
	return rc;
}

static bool field_name(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!((s.p[i] >= 'A' && s.p[i] <= 'Z') || (s.p[i] >= '0' && s.p[i] <= '9') || s.p[i] == '_'))
			return false;
	return s.n > 0 && s.n <= 64;
}

static int field(struct log_reader *r, struct span name, struct span value, struct log_at at, struct fault *f)
{
	struct journal_state *j = &r->journal;
	uint64_t usec;

	if (span_is(name, "__REALTIME_TIMESTAMP") && number_read(&usec, value))
		j->time = time_usec(usec);
	if (!span_is(name, "MESSAGE"))
		return 0;
	j->has_message = true;
	j->at = at;
	buf_clear(&j->message);
	return buf_add(&j->message, value, f);
}

int journal_line(struct log_reader *r, const struct line *l, struct fault *f)
{
	struct journal_state *j = &r->journal;
	struct span value = l->text, name = span_cut(&value, '=');
	bool whole = name.n == l->text.n;

	if (!j->inside) {
		if (whole || (!span_is(name, "__CURSOR") && !span_is(name, "__REALTIME_TIMESTAMP")))
			return LINE_OTHER;
		j->inside = true;
	}
	if (l->text.n == 0)
		return entry_end(r, f);
	if (!field_name(name)) { /* no export form after all */
		if (entry_end(r, f) < 0)
			return -1;
		return LINE_OTHER;
	}
	if (!whole)
		return field(r, name, value, l->at, f);
	j->binary = BINARY_LENGTH;
	j->length_have = 0;
	j->binary_message = span_is(name, "MESSAGE");
	if (j->binary_message) {
		j->has_message = true;
		j->at = l->at;
		buf_clear(&j->message);
	}
	return 0;
}

/* Counts bytes that are no line of ours. */
static struct span pass(struct log_reader *r, struct span *bytes, size_t n)
{
	struct span got = span_sub(*bytes, 0, n);

	*bytes = span_from(*bytes, got.n);
	r->offset += got.n;
	r->start = r->offset;
	for (size_t i = 0; i < got.n; i++)
		r->line += got.p[i] == '\n';
	r->stats.physical = r->line;
	return got;
}

static void take_length(struct log_reader *r, struct span *bytes)
{
	struct journal_state *j = &r->journal;
	struct span got = pass(r, bytes, sizeof j->length - j->length_have);

	memcpy(j->length + j->length_have, got.p, got.n);
	j->length_have += got.n;
	if (j->length_have < sizeof j->length)
		return;
	j->binary_left = 0;
	for (size_t i = sizeof j->length; i > 0; i--)
		j->binary_left = j->binary_left << 8 | j->length[i - 1];
	j->binary = j->binary_left > r->limits.json_bytes ? BINARY_NONE : /* no length: read on as text */
	            j->binary_left > 0 ? BINARY_VALUE : BINARY_END;
}

int journal_binary(struct log_reader *r, struct span *bytes, struct fault *f)
{
	struct journal_state *j = &r->journal;
	struct span got;

	if (j->binary == BINARY_LENGTH) {
		take_length(r, bytes);
		return 0;
	}
	if (j->binary == BINARY_END) {
		if (bytes->p[0] == '\n')
			(void)pass(r, bytes, 1);
		if (j->binary_message)
			j->at.length = r->offset - j->at.offset;
		j->binary = BINARY_NONE;
		return 0;
	}
	got = pass(r, bytes, j->binary_left < bytes->n ? (size_t)j->binary_left : bytes->n);
	j->binary_left -= got.n;
	if (j->binary_left == 0)
		j->binary = BINARY_END;
	if (!j->binary_message)
		return 0;
	return buf_add(&j->message, span_sub(got, 0, LOG_LINE_BYTES - j->message.n), f);
}

int journal_finish(struct log_reader *r, struct fault *f)
{
	return r->journal.inside ? entry_end(r, f) : 0;
}
