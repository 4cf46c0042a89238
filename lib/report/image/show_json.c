/* report/image/show_json.c - one image as one JSON object: its line, and what only `show` tells. */
#include "report/private.h"

#include "report/image/files.h"

static int put_tag_history(struct report *r, struct jsonw *w, struct span digest, struct fault *f)
{
	OWNED(rows) struct rows *rows = NULL;
	int rc;

	if (ask(&rows, r, QUERY_IMAGE_TAGS, digest, f) < 0)
		return -1;
	jsonw_key(w, "tag_history");
	jsonw_open(w, '[');
	while ((rc = rows_next(rows, f)) == 0) {
		jsonw_open(w, '{');
		put_text(w, rows, "repository");
		put_text(w, rows, "tag");
		put_text(w, rows, "standing");
		put_text_as(w, "from", rows, "from_at");
		put_text_as(w, "until", rows, "until_at");
		put_text(w, rows, "deleted_at");
		jsonw_close(w, '}');
	}
	jsonw_close(w, ']');
	return rc < 0 ? -1 : 0;
}

static int put_referrers(struct report *r, struct jsonw *w, struct span digest, struct fault *f)
{
	OWNED(rows) struct rows *rows = NULL;
	int rc;

	if (ask(&rows, r, QUERY_IMAGE_REFERRERS, digest, f) < 0)
		return -1;
	jsonw_key(w, "referrers");
	jsonw_open(w, '[');
	while ((rc = rows_next(rows, f)) == 0) {
		jsonw_open(w, '{');
		put_text(w, rows, "digest");
		put_text(w, rows, "relation");
		put_text(w, rows, "kind");
		put_text(w, rows, "standing");
		jsonw_close(w, '}');
	}
	jsonw_close(w, ']');
	return rc < 0 ? -1 : 0;
}

/* Variables ("KEY=value" texts) or labels (members of an object), secrets masked. */
static int put_members(struct report *r, struct jsonw *w, const char *key, struct span json,
                       bool pairs, bool reveal, struct fault *f)
{
	OWNED(rows) struct rows *rows = NULL;
	OWNED(buf) struct buf shown = BUF_INIT;
	int rc;

	if (json.n == 0)
		return 0;
	if (rows_open(r->db, QUERY_JSON_MEMBERS, &rows, f) < 0 ||
	    rows_bind_text(rows, 1, json, f) < 0)
		return -1;
	jsonw_key(w, key);
	jsonw_open(w, pairs ? '{' : '[');
	while ((rc = rows_next(rows, f)) == 0) {
		struct span value = rows_span(rows, "value");
		OWNED(buf) struct buf name = BUF_INIT;

		buf_clear(&shown);
		if (pairs) {
			if (buf_add(&name, rows_span(rows, "key"), f) < 0 ||
			    mask_value(&shown, buf_span(&name), value, reveal, f) < 0)
				return -1;
			jsonw_key(w, buf_cstr(&name));
		} else if (mask_text(&shown, value, reveal, f) < 0)
			return -1;
		jsonw_text(w, buf_span(&shown));
	}
	jsonw_close(w, pairs ? '}' : ']');
	return rc < 0 ? -1 : 0;
}

static int put_masked(struct jsonw *w, const struct rows *row, const char *column, bool reveal,
                      struct fault *f)
{
	OWNED(buf) struct buf shown = BUF_INIT;

	if (!rows_has(row, column))
		return 0;
	if (mask_text(&shown, rows_span(row, column), reveal, f) < 0)
		return -1;
	jsonw_key(w, column);
	jsonw_text(w, buf_span(&shown));
	return 0;
}

static int put_config(struct report *r, struct jsonw *w, struct span digest, const char *key,
                      bool reveal, struct fault *f)
{
	OWNED(rows) struct rows *d = NULL;
	int rc;

	if (digest.n == 0)
		return 0;
	if (ask(&d, r, QUERY_DOCUMENT, digest, f) < 0)
		return -1;
	rc = rows_next(d, f);
	if (rc != 0)
		return rc < 0 ? -1 : 0;
	jsonw_key(w, key);
	jsonw_open(w, '{');
	put_text(w, d, "kind");
	put_text(w, d, "media_type");
	put_text(w, d, "artifact_type");
	put_text(w, d, "created");
	put_text(w, d, "architecture");
	put_text(w, d, "os");
	put_text(w, d, "variant");
	if (put_masked(w, d, "author", reveal, f) < 0)
		return -1;
	put_text(w, d, "name");
	put_text(w, d, "tag");
	if (put_members(r, w, "env", rows_span(d, "env"), false, reveal, f) < 0 ||
	    put_members(r, w, "labels", rows_span(d, "labels"), true, reveal, f) < 0 ||
	    put_members(r, w, "annotations", rows_span(d, "annotations"), true, reveal, f) < 0)
		return -1;
	jsonw_close(w, '}');
	return 0;
}

/* History steps, each with the layer it made when the two lists have the same length. */
static int put_history(struct report *r, struct jsonw *w, struct span image, struct span config,
                       bool reveal, struct fault *f)
{
	OWNED(twigs) struct twigs t = { NULL, 0, 0, 0 };
	OWNED(rows) struct rows *rows = NULL;
	struct built b;
	size_t at = 0;
	int rc;

	if (twigs_load(&t, r, image, f) < 0 || built_load(&b, r, image, config, f) < 0)
		return -1;
	if (b.steps == 0)
		return 0;
	if (ask(&rows, r, QUERY_HISTORY, span_of(b.document), f) < 0)
		return -1;
	jsonw_put_bool(w, "history_aligned", (size_t)b.layer_steps == t.layers);
	jsonw_key(w, "history");
	jsonw_open(w, '[');
	while ((rc = rows_next(rows, f)) == 0) {
		bool empty = rows_int(rows, "empty_layer") != 0;

		jsonw_open(w, '{');
		put_text(w, rows, "created");
		if (put_masked(w, rows, "created_by", reveal, f) < 0 ||
		    put_masked(w, rows, "comment", reveal, f) < 0 || put_masked(w, rows, "author", reveal, f) < 0)
			return -1;
		jsonw_put_bool(w, "empty_layer", empty);
		while (!empty && at < t.n && t.v[at].kind != TWIG_LAYER)
			at++;
		if (!empty && (size_t)b.layer_steps == t.layers && at < t.n)
			jsonw_put_cstr(w, "layer", t.v[at++].digest);
		jsonw_close(w, '}');
	}
	jsonw_close(w, ']');
	return rc < 0 ? -1 : 0;
}

static int put_where(struct report *r, struct jsonw *w, struct span digest, struct span claimed,
                     struct fault *f)
{
	OWNED(rows) struct rows *rows = NULL;
	int rc;

	if (ask(&rows, r, QUERY_ELSEWHERE, digest, f) < 0 ||
	    (claimed.n > 0 && rows_bind_text(rows, 2, claimed, f) < 0))
		return -1;
	jsonw_key(w, "where");
	jsonw_open(w, '[');
	while ((rc = rows_next(rows, f)) == 0) {
		jsonw_open(w, '{');
		put_text(w, rows, "what");
		put_text(w, rows, "digest");
		put_text(w, rows, "name");
		put_text(w, rows, "source");
		jsonw_close(w, '}');
	}
	jsonw_close(w, ']');
	return rc < 0 ? -1 : 0;
}

/* Files that a damaged layer's own table of contents names. */
static int put_catalogue(struct report *r, struct jsonw *w, struct span image, struct span layer, struct image_files *files, struct fault *f)
{
	const struct image_layer *l;

	if (image_files_catalogue(r, image, layer, files, &l, f) < 0)
		return -1;
	if (l == NULL)
		return 0;
	jsonw_key(w, "catalogue");
	jsonw_open(w, '{');
	jsonw_put_cstr(w, "format", l->format);
	jsonw_put_uint(w, "files", l->named);
	jsonw_put_cstr(w, "grade", l->toc_met ? "stated" : "inferred");
	jsonw_close(w, '}');
	return 0;
}

static int put_missing(struct report *r, struct jsonw *w, struct span image, struct fault *f)
{
	OWNED(image_files) struct image_files files = { .view = NULL };
	OWNED(twigs) struct twigs t = { NULL, 0, 0, 0 };
	OWNED(rows) struct rows *rows = NULL;
	int rc;

	if (twigs_load(&t, r, image, f) < 0 || ask(&rows, r, QUERY_IMAGE_MISSING, image, f) < 0)
		return -1;
	jsonw_key(w, "missing_objects");
	jsonw_open(w, '[');
	while ((rc = rows_next(rows, f)) == 0) {
		struct span digest = rows_span(rows, "digest"), claimed = SPAN_NONE;

		for (size_t i = 0; i < t.n; i++)
			if (span_is(digest, t.v[i].digest))
				claimed = span_of(t.v[i].claimed);
		jsonw_open(w, '{');
		put_text(w, rows, "digest");
		put_text(w, rows, "state");
		put_text(w, rows, "kind");
		put_int(w, rows, "size");
		if (put_where(r, w, digest, claimed, f) < 0)
			return -1;
		if (!span_is(rows_span(rows, "state"), "missing") && put_catalogue(r, w, image, digest, &files, f) < 0)
			return -1;
		jsonw_close(w, '}');
	}
	jsonw_close(w, ']');
	return rc < 0 ? -1 : 0;
}

int show_json(struct report *r, struct span digest, const struct report_options *o, struct out *out,
              struct fault *f)
{
	OWNED(rows) struct rows *m = NULL;
	OWNED(buf) struct buf line = BUF_INIT;
	struct jsonw w = jsonw_of(&line, f);
	struct span config;

	if (ask(&m, r, QUERY_IMAGE, digest, f) < 0 || rows_next(m, f) < 0)
		return -1;
	config = rows_span(m, "config");
	jsonw_open(&w, '{');
	if (line_image_members(r, &w, m, f) < 0 || put_tag_history(r, &w, digest, f) < 0 ||
	    put_config(r, &w, digest, "document", o->reveal, f) < 0 ||
	    put_config(r, &w, config, "config_document", o->reveal, f) < 0 ||
	    put_history(r, &w, digest, config, o->reveal, f) < 0 ||
	    put_referrers(r, &w, digest, f) < 0 || put_missing(r, &w, digest, f) < 0 ||
	    logged_json(r, &(struct logged_of){ digest, SPAN_NONE, SPAN_NONE }, &w, f) < 0)
		return -1;
	jsonw_close(&w, '}');
	return out_json_line(out, &w, &line);
}
