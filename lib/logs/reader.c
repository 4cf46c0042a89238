/* logs/reader.c - lines out of chunks. */
#include "logs/rows.h"

/* Over LOG_LINE_BYTES: a document of many events is read whole, of anything else the digests are looked for. */
static int long_line(struct log_reader *r, const struct line *l, struct fault *f)
{
	int rc = r->sql.inside ? LINE_OTHER : document_line(r, l, f);

	if (rc != LINE_OTHER)
		return rc;
	r->now = *l;
	log_too_long(r, l->at);
	return mention_line(r, l->text, f) < 0 ? -1 : 0;
}

/* `text` with its line end, whole. */
static int physical(struct log_reader *r, struct span text, struct fault *f)
{
	struct line l = { .text = text, .at = { ++r->line, r->start, text.n } };
	int rc;

	r->start += text.n;
	r->stats.physical++;
	if (r->scratch.used > 0)
		arena_release(&r->scratch);
	if (l.text.n > 0 && l.text.p[l.text.n - 1] == '\n')
		l.text.n--;
	if (l.text.n > 0 && l.text.p[l.text.n - 1] == '\r')
		l.text.n--;
	if (l.text.n > LOG_LINE_BYTES)
		return long_line(r, &l, f);
	rc = journal_line(r, &l, f);
	if (rc == LINE_OTHER)
		rc = wrap_line(r, &l, f);
	return rc == LINE_OTHER ? log_line(r, &l, f) : rc;
}

/* ---- chunks ------------------------------------------------------------------------------------------------- */

/* What is looked at of a line that no memory holds. */
static int through_window(struct log_reader *r, bool last, struct fault *f)
{
	struct log_at line = { r->line + 1, r->start, r->offset - r->start };

	r->now = (struct line){ .at = line };
	return mention_window(r, &r->pending, line, r->offset - r->pending.n, last, f);
}

/* Keeps the beginning of a line; of one that is too long, a window. */
static int keep_pending(struct log_reader *r, struct span part, struct fault *f)
{
	r->skipping |= r->pending.n + part.n > r->limits.json_bytes + 2;
	r->offset += part.n;
	if (buf_add(&r->pending, part, f) < 0)
		return -1;
	return r->skipping ? through_window(r, false, f) : 0;
}

static int end_line(struct log_reader *r, struct span part, struct fault *f)
{
	int rc;

	if (!r->skipping && r->pending.n == 0) {
		r->offset += part.n;
		return physical(r, part, f);
	}
	if (keep_pending(r, part, f) < 0)
		return -1;
	if (r->skipping) {
		if (through_window(r, true, f) < 0)
			return -1;
		log_too_long(r, r->now.at);
		r->line++;
		r->stats.physical++;
		r->start = r->offset;
		r->skipping = false;
		return 0;
	}
	rc = physical(r, buf_span(&r->pending), f);
	buf_clear(&r->pending);
	return rc;
}

int log_reader_feed(struct log_reader *r, struct span bytes, struct fault *f)
{
	log_forget_taken(r);
	while (bytes.n > 0) {
		size_t end;

		if (r->journal.binary != 0) {
			if (journal_binary(r, &bytes, f) < 0)
				return -1;
			continue;
		}
		end = span_find(bytes, '\n');
		if (end == SIZE_MAX)
			return keep_pending(r, bytes, f);
		if (end_line(r, span_sub(bytes, 0, end + 1), f) < 0)
			return -1;
		bytes = span_from(bytes, end + 1);
	}
	return 0;
}

int log_reader_finish(struct log_reader *r, struct fault *f)
{
	log_forget_taken(r);
	if ((r->pending.n > 0 || r->skipping) && end_line(r, SPAN_NONE, f) < 0)
		return -1;
	if (journal_finish(r, f) < 0 || wrap_finish(r, f) < 0)
		return -1;
	if (document_finish(r, f) < 0)
		return -1;
	gc_headings(r, false);
	return 0;
}

int log_reader_next(struct log_reader *r, struct log_event *out, struct fault *f)
{
	(void)f;
	if (r->taken == r->events.n)
		return LOG_END;
	*out = r->events.v[r->taken++];
	return 0;
}

const struct log_stats *log_reader_stats(const struct log_reader *r)
{
	return &r->stats;
}

int log_reader_new(struct log_reader **out, const struct log_options *options, const struct limits *limits,
                   const struct watch *watch, struct fault *f)
{
	struct log_reader *r = (struct log_reader *)calloc(1, sizeof *r);

	*out = r;
	if (r == NULL)
		return fault_memory(f, sizeof *r);
	r->options = *options;
	r->limits = *limits;
	r->watch = watch;
	return 0;
}

void log_reader_free(struct log_reader *r)
{
	if (r == NULL)
		return;
	VEC_RELEASE(&r->events);
	arena_release(&r->kept);
	arena_release(&r->scratch);
	scan_release(&r->scan);
	scan_release(&r->inner_scan);
	buf_release(&r->pending);
	for (size_t i = 0; i < COUNT(r->partial); i++)
		buf_release(&r->partial[i].text);
	buf_release(&r->document.text);
	VEC_RELEASE(&r->document.pieces);
	buf_release(&r->journal.message);
	buf_release(&r->gc.repository);
	buf_release(&r->gc.tags);
	free(r->gc.seen);
	row_release(&r->sql);
	free(r);
}
