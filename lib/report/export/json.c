/* report/export/json.c - report.json: one object, its lists made of the very lines the lists print. */
#include "report/private.h"

static int list(struct report_out *d, struct out *o, const char *key, enum query query,
                int (*line)(struct report *, struct jsonw *, const struct rows *, struct fault *),
                struct fault *f)
{
	OWNED(rows) struct rows *rows = NULL;
	OWNED(buf) struct buf text = BUF_INIT;
	size_t n = 0;
	int rc;

	if (ask(&rows, d->report, query, SPAN_NONE, f) < 0)
		return -1;
	out_printf(o, ",\n\"%s\":[", key);
	while ((rc = rows_next(rows, f)) == 0) {
		struct jsonw w = jsonw_of(&text, f);

		buf_clear(&text);
		if (line(d->report, &w, rows, f) < 0 || jsonw_end(&w) < 0)
			return -1;
		out_text(o, n++ > 0 ? ",\n" : "\n");
		out_span(o, buf_span(&text));
	}
	out_text(o, "]");
	return rc < 0 ? -1 : 0;
}

static int head(struct report_out *d, struct out *o, struct fault *f)
{
	OWNED(buf) struct buf text = BUF_INIT;
	struct jsonw w = jsonw_of(&text, f);
	char when[WHEN_TEXT];

	jsonw_open(&w, '{');
	jsonw_put_cstr(&w, "version", d->o->version);
	jsonw_close(&w, '}');
	if (jsonw_end(&w) < 0)
		return -1;
	out_text(o, "{\"sherd\":");
	out_span(o, buf_span(&text));
	out_text(o, ",\n\"case\":");
	buf_clear(&text);
	w = jsonw_of(&text, f);
	jsonw_cstr(&w, d->o->case_name);
	out_span(o, buf_span(&text));
	if (d->generated.known)
		out_printf(o, ",\n\"generated\":\"%s\"", when_text(when, d->generated));
	buf_clear(&text);
	w = jsonw_of(&text, f);
	if (summary_json(d->report, NULL, &w, f) < 0 || jsonw_end(&w) < 0)
		return -1;
	out_text(o, ",\n\"summary\":");
	out_span(o, buf_span(&text));
	return 0;
}

/* The custody log's head, and what people noted, apart from findings. */
static int line_note(struct report *r, struct jsonw *w, const struct rows *x, struct fault *f)
{
	static const char *const texts[] = { "text", "by", "item_no", "object", "label", "exhibit_no", "recorded_at" };

	(void)r;
	(void)f;
	jsonw_open(w, '{');
	put_int(w, x, "seq");
	for (size_t i = 0; i < COUNT(texts); i++)
		put_text(w, x, texts[i]);
	jsonw_close(w, '}');
	return 0;
}

static int custody(struct report_out *d, struct out *o, struct fault *f)
{
	char head_hash[65];
	int64_t seq;

	if (casedb_custody_head(d->report->db, &seq, head_hash, f) < 0)
		return -1;
	out_printf(o, ",\n\"custody\":{\"entries\":%lld,\"head\":\"%s\"}", (long long)seq, head_hash);
	return 0;
}

int json_write(struct report_out *d, struct out *o, struct fault *f)
{
	if (head(d, o, f) < 0 || list(d, o, "sources", QUERY_SOURCES, line_source, f) < 0 ||
	    list(d, o, "images", QUERY_IMAGES, line_image, f) < 0 ||
	    list(d, o, "tags", QUERY_TAGS, line_tag, f) < 0 ||
	    list(d, o, "blobs", QUERY_BLOBS, line_blob, f) < 0 ||
	    list(d, o, "repos", QUERY_REPOS, line_repo, f) < 0 ||
	    list(d, o, "uploads", QUERY_UPLOADS, line_upload, f) < 0 ||
	    list(d, o, "findings", QUERY_FINDINGS, line_finding, f) < 0 ||
	    list(d, o, "timeline", QUERY_TIMELINE, line_event, f) < 0 ||
	    list(d, o, "runs", QUERY_RUNS, line_run, f) < 0 || custody(d, o, f) < 0 ||
	    list(d, o, "notes", (enum query)QUERY_C_ALL_NOTES, line_note, f) < 0)
		return -1;
	out_text(o, "\n}\n");
	return 0;
}
