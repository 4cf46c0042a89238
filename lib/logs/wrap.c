/*
 * logs/wrap.c - what others put around a line: Docker json-file, journalctl -o json, CRI, syslog, and the
 * time or name that `docker logs -t` and `docker compose logs` put before it. Parts of one line are joined.
 */
#include "logs/private.h"

enum { WRAP_TAKEN = 2, WRAPS = 4 };

/* ---- parts -------------------------------------------------------------------------------------------------- */

static void forget(struct partial *p)
{
	buf_clear(&p->text);
	p->parts = 0;
	p->lost = p->marked = false;
}

static struct log_at joined_at(const struct partial *p)
{
	struct log_at at = p->held[0].at;

	at.length = p->end.offset + p->end.length - at.offset;
	return at;
}

static bool all_short(const struct partial *p)
{
	size_t at = 0, n = p->parts < PARTS_HELD ? p->parts : PARTS_HELD;

	for (size_t i = 0; i < n; i++) {
		if (p->held[i].end - at > PART_SHORT)
			return false;
		at = p->held[i].end;
	}
	return !p->lost && p->parts <= PARTS_HELD;
}

/* A collector that never writes line ends made them: each part is a line. */
static int apart(struct log_reader *r, struct partial *p, struct fault *f)
{
	size_t at = 0;

	for (size_t i = 0; i < p->parts; i++) {
		struct line l = { span_sub(buf_span(&p->text), at, p->held[i].end - at), p->held[i].time,
			          p->held[i].at };

		at = p->held[i].end;
		if (log_line(r, &l, f) < 0)
			return -1;
	}
	forget(p);
	return 0;
}

static int add_part(struct log_reader *r, struct partial *p, const struct line *l, struct fault *f)
{
	struct text_piece *h = &p->held[p->parts < PARTS_HELD ? p->parts : PARTS_HELD - 1];

	p->lost |= p->text.n + l->text.n > LOG_LINE_BYTES;
	if (buf_add(&p->text, l->text, f) < 0 ||
	    (p->lost && mention_window(r, &p->text, l->at, l->at.offset, false, f) < 0))
		return -1;
	if (p->parts < PARTS_HELD)
		*h = (struct text_piece){ p->text.n, l->time, l->at };
	p->end = l->at;
	p->parts++;
	return 0;
}

/* 0 with the whole line in *l, or WRAP_TAKEN. */
static int join(struct log_reader *r, struct partial *p, struct line *l, bool ends, bool marked, struct fault *f)
{
	if (ends && p->parts == 0)
		return 0;
	if (add_part(r, p, l, f) < 0)
		return -1;
	p->marked |= marked;
	if (!ends) {
		if (!p->marked && p->parts == PARTS_HELD && all_short(p) && apart(r, p, f) < 0)
			return -1;
		return WRAP_TAKEN;
	}
	l->at = joined_at(p);
	l->time = p->held[0].time;
	if (p->lost) {
		if (mention_window(r, &p->text, l->at, l->at.offset, true, f) < 0)
			return -1;
		log_too_long(r, l->at);
		forget(p);
		return WRAP_TAKEN;
	}
	if (arena_span(&r->scratch, buf_span(&p->text), &l->text, f) < 0)
		return -1;
	forget(p);
	return 0;
}

/* ---- each wrapper: 0 with *l unwrapped, WRAP_TAKEN, LINE_OTHER ------------------------------------------------- */

static int docker(struct log_reader *r, struct line *l, struct fault *f)
{
	uint32_t log = scan_member(&r->scan, 0, "log", true);
	struct span time, stream;
	bool ends;

	if (log == NO_TOKEN || r->scan.tokens.v[log].kind != TOKEN_STRING)
		return LINE_OTHER;
	if (json_get(r, &r->scan, 0, "time", &time, f) < 0 ||
	    json_get(r, &r->scan, 0, "stream", &stream, f) < 0)
		return -1;
	if (time.n == 0 && stream.n == 0)
		return LINE_OTHER;
	if (scan_text(&r->scan, log, &r->scratch, &l->text, f) < 0)
		return -1;
	l->time = time_iso(&r->options, time);
	ends = l->text.n > 0 && l->text.p[l->text.n - 1] == '\n';
	l->text.n -= ends;
	return join(r, &r->partial[span_is(stream, "stderr")], l, ends, false, f);
}

/* MESSAGE of bytes that are no UTF-8 comes as an array of numbers. */
static int byte_array(struct log_reader *r, uint32_t array, struct span *out, struct fault *f)
{
	const struct scan *s = &r->scan;
	uint8_t *p = (uint8_t *)arena_alloc(&r->scratch, s->tokens.v[array].count + 1u, f);
	size_t n = 0;

	if (p == NULL)
		return -1;
	for (uint32_t t = scan_first(s, array); t != NO_TOKEN; t = scan_sibling(s, t)) {
		uint64_t v;

		if (!number_read(&v, scan_raw(s, t)) || v > 255)
			return LINE_OTHER;
		p[n++] = (uint8_t)v;
	}
	*out = span_make(p, n);
	return 0;
}

static int journal_json(struct log_reader *r, struct line *l, struct fault *f)
{
	uint32_t m = scan_member(&r->scan, 0, "MESSAGE", true);
	struct span time;
	uint64_t usec;

	if (m == NO_TOKEN)
		return LINE_OTHER;
	if (json_get(r, &r->scan, 0, "__REALTIME_TIMESTAMP", &time, f) < 0)
		return -1;
	if (!number_read(&usec, time))
		return LINE_OTHER;
	l->time = time_usec(usec);
	if (r->scan.tokens.v[m].kind == TOKEN_ARRAY)
		return byte_array(r, m, &l->text, f);
	return json_get(r, &r->scan, 0, "MESSAGE", &l->text, f);
}

static int json(struct log_reader *r, struct line *l, struct fault *f)
{
	int rc;

	if (l->text.n == 0 || l->text.p[0] != '{' || l->text.p[l->text.n - 1] != '}' ||
	    (span_search(l->text, 0, "\"log\"") == SIZE_MAX &&
	     span_search(l->text, 0, "\"MESSAGE\"") == SIZE_MAX))
		return LINE_OTHER;
	rc = log_scan(r, &r->scan, l->text, f);
	if (rc == 0)
		rc = docker(r, l, f);
	return rc == LINE_OTHER && r->scan.why[0] == '\0' ? journal_json(r, l, f) : rc;
}

/* "<time> stdout F line", "<time> host app[pid]: line", "<time> line" */
static int timed(struct log_reader *r, struct line *l, struct fault *f)
{
	struct span rest = l->text, stream, flag, first = span_cut(&rest, ' ');
	struct when time = first.n > 19 && first.n <= 40 ? time_iso(&(struct log_options){ 0 }, first)
	                                                 : WHEN_UNKNOWN;

	if (!time.known || rest.n == 0)
		return LINE_OTHER;
	l->time = time;
	l->text = rest;
	stream = span_cut(&rest, ' ');
	if (!span_is(stream, "stdout") && !span_is(stream, "stderr"))
		return 0;
	flag = span_cut(&rest, ' ');
	flag = span_cut(&flag, ':');
	if (!span_is(flag, "F") && !span_is(flag, "P"))
		return 0;
	l->text = rest;
	return join(r, &r->partial[span_is(stream, "stderr")], l, span_is(flag, "F"), true, f);
}

/* "app[pid]: " or "app: " */
static bool program(struct span *s)
{
	struct span rest = *s, tag = span_cut(&rest, ' ');

	if (tag.n < 2 || tag.p[tag.n - 1] != ':' || rest.n == 0)
		return false;
	for (size_t i = 0; i + 1 < tag.n; i++)
		if (tag.p[i] <= ' ' || tag.p[i] == ':' || tag.p[i] == '"' || tag.p[i] == '=')
			return false;
	*s = rest;
	return true;
}

static bool clock_time(struct span s)
{
	static const char form[] = "dd:dd:dd ";

	for (size_t i = 0; form[i] != '\0'; i++)
		if (i >= s.n || (form[i] == 'd' ? s.p[i] < '0' || s.p[i] > '9' : s.p[i] != (uint8_t)form[i]))
			return false;
	return true;
}

/* "<30>" before a line from a socket. */
static void priority(struct span *s)
{
	struct span rest = *s;
	uint64_t n;

	if (span_eat(&rest, "<") && number_head(&n, &rest) && n <= 191 && span_eat(&rest, ">"))
		*s = rest;
}

/* "Nov 23 18:51:07 host app[pid]: line": the year is not told, so no time is taken from it. */
static bool syslog_old(struct span *s)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	struct span rest = *s;
	size_t m = 0;
	uint64_t day;

	if (rest.n < 16)
		return false;
	while (m < 12 && memcmp(months + 3 * m, rest.p, 3) != 0)
		m++;
	rest = span_from(rest, 3);
	if (m == 12 || !span_eat(&rest, " "))
		return false;
	(void)span_eat(&rest, " ");
	if (!number_head(&day, &rest) || day < 1 || day > 31 || !span_eat(&rest, " ") || !clock_time(rest))
		return false;
	rest = span_from(rest, 9);
	if (span_cut(&rest, ' ').n == 0 || !program(&rest))
		return false;
	*s = rest;
	return true;
}

/* "1 <time> host app pid id - line" (RFC 5424, structured data "-" alone) */
static bool syslog_new(struct line *l, struct span s)
{
	struct when time;

	if (!span_eat(&s, "1 "))
		return false;
	time = time_iso(&(struct log_options){ 0 }, span_cut(&s, ' '));
	for (size_t i = 0; i < 4; i++)
		if (span_cut(&s, ' ').n == 0)
			return false;
	if (!time.known || !span_eat(&s, "- "))
		return false;
	l->time = time;
	l->text = s;
	return true;
}

/* "host app[pid]: line", behind a time that timed() took. */
static bool host_program(struct span *s)
{
	struct span rest = *s;

	if (span_cut(&rest, ' ').n == 0 || !program(&rest))
		return false;
	*s = rest;
	return true;
}

/* "registry-1  | line" */
static bool compose(struct span *s)
{
	size_t n = 0;

	while (n < s->n && n < 64 && s->p[n] > ' ' && s->p[n] < 127 && s->p[n] != '"')
		n++;
	if (n == 0 || n >= s->n || s->p[n] != ' ')
		return false;
	while (n < s->n && s->p[n] == ' ')
		n++;
	if (n + 1 >= s->n || s->p[n] != '|' || s->p[n + 1] != ' ')
		return false;
	*s = span_from(*s, n + 2);
	return true;
}

static int syslog(struct line *l, bool timed_before)
{
	struct span s = l->text;

	priority(&s);
	if (s.n != l->text.n && syslog_new(l, s))
		return 0;
	if (!syslog_old(&s) && !compose(&s) && !(timed_before && host_program(&s)))
		return LINE_OTHER;
	l->text = s;
	return 0;
}

static int lines_of(struct log_reader *r, const struct line *l, struct fault *f)
{
	struct line one = *l;
	struct span rest = l->text;

	while (rest.n > 0) {
		one.text = span_cut(&rest, '\n');
		if (one.text.n > 0 && one.text.p[one.text.n - 1] == '\r')
			one.text.n--;
		if (log_line(r, &one, f) < 0)
			return -1;
	}
	return 0;
}

int wrap_line(struct log_reader *r, const struct line *l, struct fault *f)
{
	struct line in = *l;
	bool timed_before = false;
	int rc = 0, taken_off = 0;

	if (r->sql.inside)
		return LINE_OTHER;
	while (rc == 0 && taken_off < WRAPS) {
		bool was = timed_before;

		timed_before = false;
		rc = json(r, &in, f);
		if (rc == LINE_OTHER) {
			rc = timed(r, &in, f);
			timed_before = rc == 0;
		}
		if (rc == LINE_OTHER)
			rc = syslog(&in, was);
		if (rc == WRAP_TAKEN)
			return 0;
		taken_off += rc == 0;
	}
	if (rc < 0 || taken_off == 0)
		return rc < 0 ? -1 : LINE_OTHER;
	return lines_of(r, &in, f);
}

int wrap_finish(struct log_reader *r, struct fault *f)
{
	for (size_t i = 0; i < COUNT(r->partial); i++) {
		struct partial *p = &r->partial[i];
		struct line l = { .at = joined_at(p), .time = p->held[0].time };

		if (p->parts == 0)
			continue;
		if (p->lost) {
			if (mention_window(r, &p->text, l.at, l.at.offset, true, f) < 0)
				return -1;
			log_too_long(r, l.at);
		} else if (!p->marked && p->parts <= PARTS_HELD && all_short(p) && apart(r, p, f) < 0) {
			return -1;
		}
		l.text = buf_span(&p->text);
		if (l.text.n > 0 && lines_of(r, &l, f) < 0)
			return -1;
		forget(p);
	}
	return 0;
}
