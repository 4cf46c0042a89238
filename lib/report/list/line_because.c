/* report/list/line_because.c - JSON lines of tags, repositories, uploads and findings, with their
 * grounds. */
#include "report/private.h"

int put_grounds(struct report *r, struct jsonw *w, const char *owner, int64_t id,
                       struct fault *f)
{
	OWNED(rows) struct rows *rows = NULL;
	int rc;

	if (ask_int(&rows, r, QUERY_BECAUSE, owner, id, f) < 0)
		return -1;
	jsonw_key(w, "because");
	jsonw_open(w, '[');
	while ((rc = rows_next(rows, f)) == 0) {
		jsonw_open(w, '{');
		put_text(w, rows, "source");
		put_text(w, rows, "path");
		put_int(w, rows, "offset");
		put_int(w, rows, "length");
		put_text(w, rows, "pointer");
		jsonw_close(w, '}');
	}
	jsonw_close(w, ']');
	return rc < 0 ? -1 : 0;
}

static int end_line(struct report *r, struct jsonw *w, const struct rows *row, const char *owner,
                    struct fault *f)
{
	if (put_grounds(r, w, owner, rows_int(row, "id"), f) < 0)
		return -1;
	jsonw_close(w, '}');
	return 0;
}

static void tag_name(struct jsonw *w, const struct rows *t)
{
	put_text(w, t, "registry");
	put_text(w, t, "source");
	put_text(w, t, "repository");
	put_text(w, t, "tag");
}

static void tag_target(struct jsonw *w, const struct rows *t)
{
	put_text(w, t, "digest");
	put_text(w, t, "standing");
	put_text_as(w, "from", t, "from_at");
	put_text_as(w, "until", t, "until_at");
	put_text(w, t, "deleted_at");
	put_text(w, t, "deleted_after");
	put_text(w, t, "deleted_before");
	put_text(w, t, "time_source");
	put_text(w, t, "grade");
	put_text(w, t, "rule");
}

/* Whose grounds: a setting that a later one hides stands among the events. */
const char *tag_owner(const struct rows *t)
{
	return span_is(rows_span(t, "told"), "event") ? "event" : "tag";
}

int line_tag(struct report *r, struct jsonw *w, const struct rows *t, struct fault *f)
{
	jsonw_open(w, '{');
	tag_name(w, t);
	tag_target(w, t);
	return end_line(r, w, t, tag_owner(t), f);
}

int line_tag_span(struct report *r, struct jsonw *w, const struct rows *t, bool target, const char *gap, struct fault *f)
{
	jsonw_open(w, '{');
	tag_name(w, t);
	if (target)
		tag_target(w, t);
	jsonw_put_bool(w, "certain", gap == NULL);
	jsonw_put_cstr(w, "gap", gap);
	return end_line(r, w, t, tag_owner(t), f);
}

int line_repo(struct report *r, struct jsonw *w, const struct rows *p, struct fault *f)
{
	(void)r;
	(void)f;
	jsonw_open(w, '{');
	put_text(w, p, "registry");
	put_text(w, p, "source");
	put_text(w, p, "name");
	put_text(w, p, "standing");
	put_int(w, p, "images");
	put_int(w, p, "tags");
	put_int(w, p, "bytes");
	put_int(w, p, "unique_bytes");
	jsonw_close(w, '}');
	return 0;
}

int line_upload(struct report *r, struct jsonw *w, const struct rows *u, struct fault *f)
{
	jsonw_open(w, '{');
	put_text(w, u, "registry");
	put_text(w, u, "source");
	put_text(w, u, "repository");
	put_text(w, u, "uuid");
	put_text(w, u, "started");
	put_int(w, u, "size");
	put_text(w, u, "digest");
	put_text(w, u, "becoming");
	put_text(w, u, "form");
	put_text(w, u, "media");
	return end_line(r, w, u, "upload", f);
}

/* What a time is exact to: the decimals its source has, or that only bounds are known. */
static const char *precision_of(const struct rows *e)
{
	struct span time = rows_span(e, "time");
	size_t dot = span_find(time, '.');

	if (time.n == 0)
		return rows_has(e, "after_at") || rows_has(e, "before_at") ? "bounds" : NULL;
	if (dot == SIZE_MAX)
		return "second";
	switch (time.n - dot - 2) {
	case 3:
		return "millisecond";
	case 6:
		return "microsecond";
	case 9:
		return "nanosecond";
	default:
		return "decimal";
	}
}

int line_event(struct report *r, struct jsonw *w, const struct rows *e, struct fault *f)
{
	OWNED(buf) struct buf said = BUF_INIT;

	const char *precision = precision_of(e);

	jsonw_open(w, '{');
	put_text(w, e, "time");
	put_text_as(w, "after", e, "after_at");
	put_text_as(w, "before", e, "before_at");
	if (precision != NULL)
		jsonw_put_text(w, "precision", span_of(precision));
	put_text(w, e, "time_source");
	put_text(w, e, "event");
	put_text(w, e, "registry");
	put_text(w, e, "source");
	put_text(w, e, "repository");
	put_text(w, e, "tag");
	put_text(w, e, "digest");
	if (put_actor(w, e, r->reveal, f) < 0)
		return -1;
	put_text(w, e, "address");
	if (mask_event(&said, e, r->reveal, f) < 0)
		return -1;
	jsonw_put_text(w, "text", buf_span(&said));
	put_text(w, e, "grade");
	put_text(w, e, "rule");
	return end_line(r, w, e, "event", f);
}

int line_finding(struct report *r, struct jsonw *w, const struct rows *x, struct fault *f)
{
	jsonw_open(w, '{');
	put_text(w, x, "code");
	put_text(w, x, "severity");
	put_text(w, x, "subject");
	put_text(w, x, "text");
	return end_line(r, w, x, "finding", f);
}
