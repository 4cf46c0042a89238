/*
 * logs/reader.c - bytes to lines, wrappers off, each line to the family that understands it. A line may
 * come in parts (Docker splits at 16 KiB), a document over many lines.
 */
#include "logs/private.h"

#include <stdlib.h>
#include <string.h>

struct log_reader {
	struct log_options options;
	const struct log_sink *sink;
	struct arena arena;
	struct buf line;   /* of the file, not ended yet */
	struct buf part;   /* of a wrapped line, not ended yet */
	struct buf doc;    /* of a document over many lines */
	uint64_t number, offset;         /* of the line being collected */
	uint64_t doc_number, doc_offset; /* of the document's first line */
	struct when journal_time;
	bool skipping;     /* the rest of a line that is too long */
	struct log_stats stats;
};

static const struct {
	const char *text, *class;
} families[] = {
	{ "", "" },
#define X(id, text, class, about) { text, class },
	LOG_FAMILIES(X)
#undef X
};

const char *log_family_text(enum log_family f)
{
	return (size_t)f < COUNT(families) ? families[f].text : "";
}

const char *log_family_class(enum log_family f)
{
	return (size_t)f < COUNT(families) ? families[f].class : "";
}

int log_reader_new(struct log_reader **out, const struct log_options *o, const struct log_sink *sink,
                   struct fault *f)
{
	struct log_reader *r = (struct log_reader *)calloc(1, sizeof *r);

	*out = NULL;
	if (r == NULL)
		return fault_memory(f, sizeof *r);
	r->options = *o;
	r->sink = sink;
	*out = r;
	return 0;
}

void log_reader_free(struct log_reader *r)
{
	if (r == NULL)
		return;
	arena_release(&r->arena);
	buf_release(&r->line);
	buf_release(&r->part);
	buf_release(&r->doc);
	free(r);
}

const struct log_stats *log_reader_stats(const struct log_reader *r)
{
	return &r->stats;
}

int read_mentions(struct line *l, struct fault *f)
{
	struct log_event e = event_of(l, LOG_TEXT);
	size_t at = 0;
	bool any = false;

	e.event = EVENT_MENTION;
	while (at < l->text.n) {
		size_t hit = find_text(span_from(l->text, at), "sha256:");

		if (hit == SIZE_MAX)
			break;
		at += hit;
		if (digest_at(l->text, at, &e.digest)) {
			any = true;
			++*l->mentions;
			if (emit(l, &e, f) < 0)
				return -1;
		}
		at += 7;
	}
	return any ? 0 : LINE_NOT_MINE;
}

static void sample(struct log_reader *r, const struct line *l)
{
	size_t n = l->text.n < LOG_SAMPLE_BYTES ? l->text.n : LOG_SAMPLE_BYTES;

	r->stats.not_understood++;
	if (r->stats.samples_n == LOG_SAMPLES)
		return;
	r->stats.samples[r->stats.samples_n].line = l->number;
	r->stats.samples[r->stats.samples_n].n = n;
	memcpy(r->stats.samples[r->stats.samples_n++].bytes, l->text.p, n);
}

static bool journal_field(struct span s)
{
	size_t eq = span_find(s, '=');

	if (eq == SIZE_MAX || eq == 0 || eq > 64)
		return false;
	for (size_t i = 0; i < eq; i++)
		if (!((s.p[i] >= 'A' && s.p[i] <= 'Z') || s.p[i] == '_' || (s.p[i] >= '0' && s.p[i] <= '9')))
			return false;
	return true;
}

/* Behind a syslog prefix ("Nov 23 18:51:07 host name[1]: ") the line itself; it tells no year. */
static struct span without_syslog(struct span s)
{
	size_t at = find_text(s, "]: ");

	if (s.n > 20 && s.p[3] == ' ' && s.p[9] == ':' && s.p[12] == ':' && at != SIZE_MAX && at < 200)
		return span_from(s, at + 3);
	return s;
}

static int understand(struct log_reader *r, struct line *l, struct fault *f)
{
	static int (*const plain[])(struct line *, struct fault *) = { read_app, read_access, read_gc };
	static int (*const json[])(struct line *, struct fault *) = { read_notify, read_app_json,
		                                                      read_access_json };
	bool object = l->text.n > 0 && l->text.p[0] == '{';
	int rc = LINE_NOT_MINE;

	l->text = without_syslog(l->text);
	for (size_t i = 0; i < 3 && rc == LINE_NOT_MINE; i++)
		rc = object ? json[i](l, f) : plain[i](l, f);
	if (rc == LINE_NOT_MINE)
		rc = read_mentions(l, f);
	if (rc == LINE_NOT_MINE)
		sample(r, l);
	else if (rc == 0)
		r->stats.understood++;
	return rc < 0 ? -1 : 0;
}

/* A wrapped piece: whole when it ends a line, else kept until the rest comes. */
static int unwrapped(struct log_reader *r, struct line *l, struct span piece, bool ends, struct fault *f)
{
	if (r->part.n + piece.n > r->options.line_bytes) {
		r->stats.too_long++;
		buf_clear(&r->part);
		return 0;
	}
	if (buf_add(&r->part, piece, f) < 0)
		return -1;
	if (!ends)
		return 0;
	l->text = buf_span(&r->part);
	while (l->text.n > 0 && (l->text.p[l->text.n - 1] == '\n' || l->text.p[l->text.n - 1] == '\r'))
		l->text.n--;
	if (l->text.n > 0 && understand(r, l, f) < 0)
		return -1;
	buf_clear(&r->part);
	return 0;
}

static int docker_line(struct log_reader *r, struct line *l, struct fault *f)
{
	struct span text = json_text(l, l->text, "log", f);

	if (f->kind != FAULT_NONE)
		return -1;
	l->raw_time = json_value(l->text, "time");
	l->time = time_of(l, l->raw_time);
	return unwrapped(r, l, text, text.n > 0 && text.p[text.n - 1] == '\n', f);
}

/* "<RFC3339Nano> stdout F <text>" */
static bool cri_line(struct line *l, struct span *piece, bool *ends)
{
	struct span rest = l->text, time = span_cut(&rest, ' '), stream = span_cut(&rest, ' ');
	struct span flag = span_cut(&rest, ' ');
	struct when w;

	if ((!span_is(stream, "stdout") && !span_is(stream, "stderr")) ||
	    (!span_is(flag, "F") && !span_is(flag, "P")) || when_parse(&w, time) != 0)
		return false;
	l->time = w;
	l->raw_time = time;
	*piece = rest;
	*ends = span_is(flag, "F");
	return true;
}

static struct when microseconds(struct span s)
{
	uint64_t us;

	if (!number_of(s, &us))
		return WHEN_UNKNOWN;
	return (struct when){ (int64_t)(us / 1000000), (uint32_t)(us % 1000000) * 1000, 6, true };
}

static int journal_json(struct log_reader *r, struct line *l, struct fault *f)
{
	struct span text = json_text(l, l->text, "MESSAGE", f);

	if (f->kind != FAULT_NONE)
		return -1;
	l->raw_time = json_value(l->text, "__REALTIME_TIMESTAMP");
	l->time = microseconds(l->raw_time);
	return unwrapped(r, l, text, true, f);
}

static int journal_export(struct log_reader *r, struct line *l, struct fault *f)
{
	struct span value = l->text, name = span_cut(&value, '=');

	if (span_is(name, "__REALTIME_TIMESTAMP"))
		r->journal_time = microseconds(value);
	if (span_is(name, "MESSAGE")) {
		l->time = r->journal_time;
		return unwrapped(r, l, value, true, f);
	}
	r->stats.understood++;
	return 0;
}

/* ---- documents over many lines ---------------------------------------------------------------------- */

static int end_document(struct log_reader *r, struct line *l, struct fault *f)
{
	l->text = buf_span(&r->doc);
	l->number = r->doc_number;
	l->length = l->offset + l->length - r->doc_offset;
	l->offset = r->doc_offset;
	if (understand(r, l, f) < 0)
		return -1;
	buf_clear(&r->doc);
	return 0;
}

/* A line that is "{" begins one, "}" at its beginning ends it. */
static int in_document(struct log_reader *r, struct line *l, bool *taken, struct fault *f)
{
	*taken = r->doc.n > 0 || span_is(l->text, "{") || span_is(l->text, "[");
	if (!*taken)
		return 0;
	if (r->doc.n == 0) {
		r->doc_number = l->number;
		r->doc_offset = l->offset;
	}
	if (r->doc.n + l->text.n > r->options.line_bytes) {
		r->stats.too_long++;
		buf_clear(&r->doc);
		return 0;
	}
	if (buf_add(&r->doc, l->text, f) < 0 || buf_add_byte(&r->doc, '\n', f) < 0)
		return -1;
	return l->text.p[0] == '}' || l->text.p[0] == ']' ? end_document(r, l, f) : 0;
}

/* ---- lines ---------------------------------------------------------------------------------------------- */

static int read_line(struct log_reader *r, struct line *l, struct fault *f)
{
	bool object = l->text.n > 0 && l->text.p[0] == '{', ends, taken;
	struct span piece;

	if (in_document(r, l, &taken, f) < 0)
		return -1;
	if (taken)
		return 0;
	if (object && json_value(l->text, "stream").n > 0 && find_text(l->text, "\"log\":") != SIZE_MAX)
		return docker_line(r, l, f);
	if (object && json_value(l->text, "__REALTIME_TIMESTAMP").n > 0)
		return journal_json(r, l, f);
	if (cri_line(l, &piece, &ends))
		return unwrapped(r, l, piece, ends, f);
	if (!object && journal_field(l->text))
		return journal_export(r, l, f);
	return understand(r, l, f);
}

static int end_line(struct log_reader *r, uint64_t length, struct fault *f)
{
	struct line l = { .text = buf_span(&r->line),
		          .number = ++r->number,
		          .offset = r->offset,
		          .length = length,
		          .arena = &r->arena,
		          .options = &r->options,
		          .sink = r->sink,
		          .mentions = &r->stats.mentions };
	int rc = 0;

	r->stats.lines++;
	if (l.text.n > 0 && l.text.p[l.text.n - 1] == '\r')
		l.text.n--;
	if (r->skipping)
		r->stats.too_long++;
	else if (l.text.n > 0)
		rc = read_line(r, &l, f);
	r->skipping = false;
	r->offset += length;
	buf_clear(&r->line);
	arena_release(&r->arena);
	return rc;
}

int log_reader_feed(struct log_reader *r, struct span bytes, struct fault *f)
{
	while (bytes.n > 0) {
		size_t end = span_find(bytes, '\n');
		struct span part = span_sub(bytes, 0, end == SIZE_MAX ? bytes.n : end);
		uint64_t had = r->line.n;

		if (r->skipping || had + part.n > r->options.line_bytes) {
			if (!r->skipping)
				buf_clear(&r->line);
			r->offset += r->skipping ? part.n : had + part.n;
			r->skipping = true;
			had = 0;
			if (end != SIZE_MAX && end_line(r, 1, f) < 0)
				return -1;
		} else {
			if (buf_add(&r->line, part, f) < 0)
				return -1;
			if (end != SIZE_MAX && end_line(r, had + part.n + 1, f) < 0)
				return -1;
		}
		bytes = span_from(bytes, part.n + (end != SIZE_MAX));
	}
	return 0;
}

int log_reader_finish(struct log_reader *r, struct fault *f)
{
	struct line l = { .number = r->number,
		          .offset = r->offset,
		          .arena = &r->arena,
		          .options = &r->options,
		          .sink = r->sink,
		          .mentions = &r->stats.mentions };

	if ((r->line.n > 0 || r->skipping) && end_line(r, r->line.n, f) < 0)
		return -1;
	if (r->part.n > 0 && unwrapped(r, &l, SPAN_NONE, true, f) < 0)
		return -1;
	return r->doc.n > 0 ? end_document(r, &l, f) : 0;
}
