/*
 * report/export/timesketch.c - timesketch.jsonl: one object a line with message, datetime, timestamp_desc (Timesketch's
 * mandatory fields) and timestamp in microseconds, which its importers take as leading. `tag` is Timesketch's own
 * word for labels, so ours is image_tag. What has no instant of its own is left out: none is made up.
 */
#include "report/export/formats.h"

#include <inttypes.h>
#include <stdio.h>

/* Builders write these for "not set". */
static bool unset_time(struct span time)
{
	return span_starts(time, span_of("1970-01-01T00:00:00")) || span_starts(time, span_of("0001-01-01T00:00:00"));
}

static int put_because(struct report_out *d, struct jsonw *w, int64_t id, struct fault *f)
{
	OWNED(rows) struct rows *rows = NULL;
	int rc;

	if (ask_int(&rows, d->report, QUERY_BECAUSE, "event", id, f) < 0)
		return -1;
	rc = rows_next(rows, f);
	if (rc == 0) {
		put_text_as(w, "evidence_source", rows, "source");
		put_text_as(w, "evidence_path", rows, "path");
	}
	return rc < 0 ? -1 : 0;
}

/* "repository:tag@digest: what happened": a line alone tells of what it speaks. */
static int message(struct buf *out, const struct rows *e, bool reveal, struct fault *f)
{
	struct span repository = rows_span(e, "repository"), digest = rows_span(e, "digest");

	if (buf_add(out, repository, f) < 0 ||
	    (rows_has(e, "tag") && (buf_add_byte(out, ':', f) < 0 || buf_add(out, rows_span(e, "tag"), f) < 0)) ||
	    (digest.n > 0 && ((repository.n > 0 && buf_add_byte(out, '@', f) < 0) || buf_add(out, digest, f) < 0)) ||
	    (out->n > 0 && buf_add_text(out, ": ", f) < 0))
		return -1;
	return mask_event(out, e, reveal, f);
}

static int one(struct report_out *d, struct out *o, const struct rows *e, const struct when *w, struct fault *f)
{
	OWNED(buf) struct buf line = BUF_INIT;
	OWNED(buf) struct buf type = BUF_INIT;
	OWNED(buf) struct buf said = BUF_INIT;
	struct jsonw j = jsonw_of(&line, f);
	struct when micro = *w;
	char text[WHEN_TEXT], zoned[WHEN_TEXT + 8];

	micro.digits = 6;
	micro.nsec = w->nsec / 1000 * 1000;
	(void)when_text(text, micro);
	(void)snprintf(zoned, sizeof zoned, "%.*s+00:00", (int)strlen(text) - 1, text);
	if (buf_add_text(&type, "registry:", f) < 0 || buf_add(&type, rows_span(e, "event"), f) < 0)
		return -1;
	jsonw_open(&j, '{');
	if (message(&said, e, d->o->reveal, f) < 0)
		return -1;
	jsonw_put_text(&j, "message", buf_span(&said));
	jsonw_put_cstr(&j, "datetime", zoned);
	jsonw_key(&j, "timestamp");
	jsonw_int(&j, w->sec * 1000000 + (int64_t)(w->nsec / 1000));
	put_text_as(&j, "timestamp_desc", e, rows_has(e, "time_source") ? "time_source" : "event");
	jsonw_put_text(&j, "data_type", buf_span(&type));
	put_text(&j, e, "repository");
	put_text_as(&j, "image_tag", e, "tag");
	put_text(&j, e, "digest");
	put_text(&j, e, "registry");
	put_text(&j, e, "source");
	if (put_actor(&j, e, d->o->reveal, f) < 0)
		return -1;
	put_text(&j, e, "address");
	put_text(&j, e, "grade");
	put_text(&j, e, "rule");
	if (put_because(d, &j, rows_int(e, "id"), f) < 0)
		return -1;
	jsonw_close(&j, '}');
	if (jsonw_end(&j) < 0 || buf_add_byte(&line, '\n', f) < 0)
		return -1;
	out_span(o, buf_span(&line));
	return 0;
}

int timesketch_write(struct report_out *d, struct out *o, struct fault *f)
{
	OWNED(rows) struct rows *rows = NULL;
	int rc;

	if (ask(&rows, d->report, QUERY_TIMELINE, SPAN_NONE, f) < 0)
		return -1;
	while ((rc = rows_next(rows, f)) == 0) {
		struct when w;

		if (!rows_has(rows, "time") || unset_time(rows_span(rows, "time")) ||
		    when_parse(&w, rows_span(rows, "time")) != 0)
			continue;
		if (one(d, o, rows, &w, f) < 0)
			return -1;
	}
	return rc < 0 ? -1 : 0;
}
