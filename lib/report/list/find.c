/* report/list/find.c - full text over what images, tags and repositories say of themselves; and wanted digests. */
#include "report/told.h"

#include "base/arena.h"
#include "base/quote.h"
#include "base/vec.h"
#include "report/image/files.h"

#include <stdio.h>
#include <stdlib.h>

/* The table, or what is said where it has no row. */
static int end_list(struct out *out, const struct table *t, const struct report_options *o, enum lang_text empty)
{
	if (!o->json && t->n == 0)
		tell(out, o, empty, NULL);
	else if (!o->json)
		table_print(t, out, o);
	return out_end(out);
}

/* ---- a pattern ---------------------------------------------------------------------------------------- */

/* LIKE of SQL: '%' and '_' for '*' and '?'; without them anywhere in the text. What LIKE reads itself is
 * escaped. Letters of ASCII count alike in both cases. */
static int like_of(struct buf *out, const char *pattern, struct fault *f)
{
	bool glob = strpbrk(pattern, "*?") != NULL;

	if (!glob && buf_add_byte(out, '%', f) < 0)
		return -1;
	for (const char *c = pattern; *c != '\0'; c++) {
		if (*c == '%' || *c == '_' || *c == '\\') {
			if (buf_add_byte(out, '\\', f) < 0)
				return -1;
		}
		if (buf_add_byte(out, (uint8_t)(*c == '*' ? '%' : *c == '?' ? '_' : *c), f) < 0)
			return -1;
	}
	return glob ? 0 : buf_add_byte(out, '%', f);
}

/* Values of labels and variables may be credentials: masked as everywhere. */
static int shown_text(struct buf *out, const struct rows *h, bool reveal, struct fault *f)
{
	struct span text = rows_span(h, "text"), key = text;
	size_t eq = span_find(text, '=');

	if (eq == SIZE_MAX)
		return mask_text(out, text, reveal, f);
	key.n = eq;
	if (buf_add(out, key, f) < 0 || buf_add_byte(out, '=', f) < 0)
		return -1;
	return mask_value(out, key, span_from(text, eq + 1), reveal, f);
}

static int hit_json(struct out *out, const struct rows *h, struct span text, struct fault *f)
{
	OWNED(buf) struct buf line = BUF_INIT;
	struct jsonw w = jsonw_of(&line, f);

	jsonw_open(&w, '{');
	put_text(&w, h, "what");
	jsonw_put_text(&w, "text", text);
	put_text(&w, h, "digest");
	put_text(&w, h, "repository");
	put_text(&w, h, "tag");
	put_json(&w, h, "images");
	jsonw_close(&w, '}');
	return out_json_line(out, &w, &line);
}

static int hit_row(struct report *r, struct table *t, const struct rows *h, struct span text, bool full,
                   struct fault *f)
{
	char digest[DIGEST_TEXT];
	struct span d = rows_span(h, "digest");

	if (table_cell(t, rows_span(h, "what"), TINT_NONE, f) < 0 ||
	    table_name(t, d.n == 0 ? span_of("-") : full ? d : span_of(short_digest(&r->shorts, digest, d)),
	               f) < 0)
		return -1;
	return table_name(t, text, f);
}

/* Paths of files: each layer's own listing. */
struct file_hits {
	struct report *r;
	struct out *out;
	struct table *table;
	const struct report_options *o;
};

static int file_hit(void *user, struct span path, const struct rows *layer, struct fault *f)
{
	struct file_hits *x = (struct file_hits *)user;

	return x->o->json ? hit_json(x->out, layer, path, f) : hit_row(x->r, x->table, layer, path, x->o->full, f);
}

int report_find(struct report *r, const char *pattern, const struct report_options *o,
                const struct report_sink *sink, struct fault *f)
{
	static const char *const titles[] = { "WHAT", "DIGEST", "TEXT" };
	OWNED(out) struct out out = { 0 };
	OWNED(rows) struct rows *rows = NULL;
	OWNED(table) struct table t = { 0 };
	OWNED(buf) struct buf like = BUF_INIT, text = BUF_INIT;
	int rc;

	out_init(&out, sink, f);
	table_init(&t, titles, COUNT(titles));
	if (*pattern == '\0')
		return fault_set(f, FAULT_USAGE, 0, "an empty pattern finds everything; see sherd images");
	if (like_of(&like, pattern, f) < 0 || shorts_load(r, f) < 0 || rows_open(r->db, QUERY_FIND, &rows, f) < 0 ||
	    rows_bind_text(rows, 1, buf_span(&like), f) < 0)
		return -1;
	while ((rc = rows_next(rows, f)) == 0) {
		buf_clear(&text);
		if (shown_text(&text, rows, o->reveal, f) < 0 ||
		    (o->json ? hit_json(&out, rows, buf_span(&text), f)
		             : hit_row(r, &t, rows, buf_span(&text), o->full, f)) < 0)
			return -1;
	}
	if (rc < 0 || files_search(r, pattern, file_hit, &(struct file_hits){ r, &out, &t, o }, f) < 0)
		return -1;
	return end_list(&out, &t, o, TEXT_L_NOTHING_FOUND);
}

/* ---- wanted digests ----------------------------------------------------------------------------------- */

/* Beside blobs: files inside layers, any file of a source, and what annotations and labels say. */
struct want {
	struct digest digest;
	struct span layer, path; /* of a file inside a layer; layer empty: of a source */
	bool file, said;
};

struct wants {
	struct arena arena;
	VEC(struct want) v; /* as the file has them */
	VEC(size_t) order;  /* by digest */
};

static void wants_release(struct wants *w)
{
	VEC_RELEASE(&w->v);
	VEC_RELEASE(&w->order);
	arena_release(&w->arena);
}

DEFINE_OWN(wants, struct wants, wants_release)

static int by_wanted(const void *a, const void *b, void *user)
{
	const struct wants *w = (const struct wants *)user;
	size_t x = *(const size_t *)a, y = *(const size_t *)b;
	int c = digest_cmp(&w->v.v[x].digest, &w->v.v[y].digest);

	return c != 0 ? c : x < y ? -1 : x > y;
}

static int wants_read(struct wants *w, struct span text, struct fault *f)
{
	struct want one = { .file = false };
	size_t at = 0;

	while (digest_scan(text, &at, &one.digest))
		if (VEC_PUSH(&w->order, w->v.n, f) < 0 || VEC_PUSH(&w->v, one, f) < 0)
			return -1;
	if (w->order.n > 1)
		qsort_r(w->order.v, w->order.n, sizeof *w->order.v, by_wanted, w);
	return 0;
}

/* The first in order of those that want the digest; order.n: none does. */
static size_t wanted_at(const struct wants *w, const struct digest *d)
{
	size_t low = LOWER_BOUND(w->order.n, mid, digest_cmp(&w->v.v[w->order.v[mid]].digest, d) < 0);
	return low < w->order.n && digest_eq(&w->v.v[w->order.v[low]].digest, d) ? low : w->order.n;
}

static int wanted_file(void *user, const struct view_file *file, const struct rows *layer, struct fault *f)
{
	struct wants *w = (struct wants *)user;
	struct digest d;

	if (file->sha256.n != 64 || digest_parse_parts(&d, span_of("sha256"), file->sha256) != 0)
		return 0;
	for (size_t i = wanted_at(w, &d); i < w->order.n && digest_eq(&w->v.v[w->order.v[i]].digest, &d); i++) {
		struct want *x = &w->v.v[w->order.v[i]];

		if (file->told == TOLD_STATED) { /* a name and a digest, no bytes */
			x->said = true;
			continue;
		}
		if (!x->file && (arena_span(&w->arena, rows_span(layer, "digest"), &x->layer, f) < 0 ||
		                 arena_span(&w->arena, file->path, &x->path, f) < 0))
			return -1;
		x->file = true;
	}
	return 0;
}

static int wanted_said(struct report *r, struct wants *w, struct fault *f)
{
	OWNED(rows) struct rows *rows = NULL;
	int rc;

	if (rows_open(r->db, QUERY_SAID, &rows, f) < 0)
		return -1;
	while ((rc = rows_next(rows, f)) == 0) {
		struct span text = rows_span(rows, "text");
		struct digest d;
		size_t at = 0;

		while (digest_scan(text, &at, &d))
			for (size_t i = wanted_at(w, &d); i < w->order.n && digest_eq(&w->v.v[w->order.v[i]].digest, &d); i++)
				w->v.v[w->order.v[i]].said = true;
	}
	return rc < 0 ? -1 : 0;
}

static int wanted_held(struct report *r, struct wants *w, struct want *x, struct fault *f)
{
	OWNED(rows) struct rows *rows = NULL;
	char text[DIGEST_TEXT];
	int rc;

	if (rows_open(r->db, QUERY_FILE_HELD, &rows, f) < 0 ||
	    rows_bind_text(rows, 1, span_of(digest_text(text, &x->digest)), f) < 0)
		return -1;
	rc = rows_next(rows, f);
	if (rc != 0)
		return rc < 0 ? -1 : 0;
	x->file = true;
	return arena_span(&w->arena, rows_span(rows, "path"), &x->path, f);
}

static const char *verdict_of(const struct rows *w, bool known, const struct want *x)
{
	struct span state = rows_span(w, "state");

	if ((known && span_is(state, "intact")) || x->file)
		return "intact";
	if (known && (span_is(state, "recovered") || rows_has(w, "recipe")))
		return "recoverable";
	return known || x->said ? "named" : "unknown";
}

static int one_wanted(struct report *r, struct wants *all, struct want *x, const struct report_options *o, struct table *t,
                      struct out *out, struct fault *f)
{
	OWNED(rows) struct rows *rows = NULL;
	OWNED(buf) struct buf line = BUF_INIT;
	struct jsonw w = jsonw_of(&line, f);
	char text[DIGEST_TEXT];
	struct span digest = span_of(digest_text(text, &x->digest));
	const char *verdict;
	bool known;
	int rc;

	if (ask(&rows, r, QUERY_WANTED, digest, f) < 0)
		return -1;
	rc = rows_next(rows, f);
	if (rc < 0)
		return -1;
	known = rc == 0 && rows_has(rows, "known");
	if (!known && !x->file && wanted_held(r, all, x, f) < 0)
		return -1;
	verdict = verdict_of(rows, known, x);
	if (!o->json) {
		struct span state = rows_span(rows, "state"), standing = rows_span(rows, "standing");

		return table_name(t, digest, f) < 0 || table_text(t, verdict, TINT_NONE, f) < 0 ||
		                       table_cell(t, state.n > 0 ? state : span_of("-"), TINT_NONE, f) < 0 ||
		                       table_cell(t, standing.n > 0 ? standing : span_of("-"), TINT_NONE, f) < 0 ||
		                       table_name(t, x->path.n > 0 ? x->path : span_of("-"), f) < 0
		               ? -1
		               : 0;
	}
	jsonw_open(&w, '{');
	jsonw_put_text(&w, "digest", digest);
	jsonw_put_cstr(&w, "verdict", verdict);
	put_text(&w, rows, "state");
	put_text(&w, rows, "kind");
	put_text(&w, rows, "standing");
	jsonw_put_text(&w, "layer", x->layer);
	jsonw_put_text(&w, "file", x->path);
	jsonw_close(&w, '}');
	return out_json_line(out, &w, &line);
}

int report_wanted(struct report *r, struct span text, const struct report_options *o,
                  const struct report_sink *sink, struct fault *f)
{
	static const char *const titles[] = { "DIGEST", "VERDICT", "STATE", "STANDING", "FILE" };
	OWNED(out) struct out out = { 0 };
	OWNED(table) struct table t = { 0 };
	OWNED(wants) struct wants all = { .arena = ARENA_INIT };

	out_init(&out, sink, f);
	table_init(&t, titles, COUNT(titles));
	if (wants_read(&all, text, f) < 0 ||
	    (all.v.n > 0 && (files_each(r, wanted_file, &all, f) < 0 || wanted_said(r, &all, f) < 0)))
		return -1;
	for (size_t i = 0; i < all.v.n; i++)
		if (one_wanted(r, &all, &all.v.v[i], o, &t, &out, f) < 0)
			return -1;
	return end_list(&out, &t, o, TEXT_L_NO_DIGEST);
}

/* ---- names that are only said ---------------------------------------------------------------------------- */

static int candidate_json(struct out *out, const struct rows *h, struct fault *f)
{
	OWNED(buf) struct buf line = BUF_INIT;
	struct jsonw w = jsonw_of(&line, f);

	jsonw_open(&w, '{');
	jsonw_put_bool(&w, "candidate", true);
	put_text_as(&w, "name", h, "text");
	put_text(&w, h, "digest");
	jsonw_put_cstr(&w, "grade", "inferred");
	put_text(&w, h, "rule");
	jsonw_key(&w, "because");
	jsonw_open(&w, '[');
	jsonw_open(&w, '{');
	put_text(&w, h, "source");
	put_text(&w, h, "path");
	put_text(&w, h, "pointer");
	jsonw_close(&w, '}');
	jsonw_close(&w, ']');
	jsonw_close(&w, '}');
	return out_json_line(out, &w, &line);
}

int report_candidates(struct report *r, const struct report_options *o, const struct report_sink *sink,
                      struct fault *f)
{
	static const char *const titles[] = { "NAME", "DIGEST", "GRADE", "SAID BY", "PATH" };
	OWNED(out) struct out out = { 0 };
	OWNED(rows) struct rows *rows = NULL;
	OWNED(table) struct table t = { 0 };
	int rc;

	out_init(&out, sink, f);
	table_init(&t, titles, COUNT(titles));
	if (shorts_load(r, f) < 0 || rows_open(r->db, QUERY_CANDIDATE_NAMES, &rows, f) < 0)
		return -1;
	while ((rc = rows_next(rows, f)) == 0) {
		char digest[DIGEST_TEXT];
		struct span d = rows_span(rows, "digest"), path = rows_span(rows, "path");

		if (o->json ? candidate_json(&out, rows, f) < 0
		            : table_name(&t, rows_span(rows, "text"), f) < 0 ||
		                      table_name(&t, o->full ? d : span_of(short_digest(&r->shorts, digest, d)), f) <
		                              0 ||
		                      table_cell(&t, told_word(o, span_of("inferred")), TINT_NONE, f) < 0 ||
		                      table_cell(&t, rows_span(rows, "rule"), TINT_NONE, f) < 0 ||
		                      table_name(&t, path.n > 0 ? path : span_of("-"), f) < 0)
			return -1;
	}
	if (rc < 0)
		return -1;
	return end_list(&out, &t, o, TEXT_L_NO_NAMES);
}

/* ---- what would repair the most ----------------------------------------------------------------------------- */

static int impact_json(struct out *out, const struct rows *b, struct fault *f)
{
	OWNED(buf) struct buf line = BUF_INIT;
	struct jsonw w = jsonw_of(&line, f);

	jsonw_open(&w, '{');
	put_text(&w, b, "digest");
	put_text(&w, b, "kind");
	put_text(&w, b, "state");
	put_int(&w, b, "size");
	put_int(&w, b, "repairs");
	put_int(&w, b, "breaks");
	put_int(&w, b, "tagged");
	jsonw_close(&w, '}');
	return out_json_line(out, &w, &line);
}

int report_impact(struct report *r, const struct report_options *o, const struct report_sink *sink, struct fault *f)
{
	static const char *const titles[] = { "DIGEST", "KIND", "STATE", ">REPAIRS", ">BREAKS", ">TAGGED" };
	OWNED(out) struct out out = { 0 };
	OWNED(rows) struct rows *rows = NULL;
	OWNED(table) struct table t = { 0 };
	int rc;

	out_init(&out, sink, f);
	table_init(&t, titles, COUNT(titles));
	if (shorts_load(r, f) < 0 || rows_open(r->db, QUERY_IMPACT, &rows, f) < 0)
		return -1;
	while ((rc = rows_next(rows, f)) == 0) {
		char digest[DIGEST_TEXT];
		struct span d = rows_span(rows, "digest");

		if (o->json ? impact_json(&out, rows, f) < 0
		            : table_name(&t, o->full ? d : span_of(short_digest(&r->shorts, digest, d)), f) < 0 ||
		                      table_cell(&t, told_word(o, rows_span(rows, "kind")), TINT_NONE, f) < 0 ||
		                      table_word(&t, o, rows_span(rows, "state"), f) < 0 ||
		                      table_uint(&t, (uint64_t)rows_int(rows, "repairs"), f) < 0 ||
		                      table_uint(&t, (uint64_t)rows_int(rows, "breaks"), f) < 0 ||
		                      table_uint(&t, (uint64_t)rows_int(rows, "tagged"), f) < 0)
			return -1;
	}
	if (rc < 0)
		return -1;
	return end_list(&out, &t, o, TEXT_L_ALL_WHOLE);
}
