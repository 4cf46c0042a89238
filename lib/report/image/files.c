/*
 * report/image/files.c - the files of an image, merged as a container sees them, with what later layers hide; what
 * differs between two images; paths in every layer. All from the listings a scan made: no source is read.
 */
#include "report/told.h"

#include "base/glob.h"
#include "base/quote.h"
#include "report/image/files.h"
#include "view/view.h"
#include "words/fill.h"
#include "xfrm/xfrm.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { MOST_LISTING = 1 << 30 }; /* told: a fault of the case; listing_bytes bounds what is written */

void image_files_release(struct image_files *x)
{
	view_free(x->view);
	VEC_RELEASE(&x->layers);
	x->view = NULL;
}

static int unpack(struct buf *out, const struct rows *rows, struct fault *f)
{
	int rc;

	buf_clear(out);
	if (!rows_has(rows, "listing"))
		return 0;
	rc = xfrm_unpack(out, rows_span(rows, "listing"), MOST_LISTING, f);
	if (rc > 0)
		return fault_set(f, FAULT_CASE, 0, "the case holds a listing that is none");
	return rc;
}

/* "#toc format sha256 ..." before the files: blob/toc_list.c. */
static void note_toc(struct image_layer *l, struct span listing, struct span told)
{
	struct span line = span_cut(&listing, '\n'), sha256, format;
	char quoted[DIGEST_TEXT + 2];

	if (!span_is(span_cut(&line, '\t'), "#toc"))
		return;
	format = span_cut(&line, '\t');
	sha256 = span_cut(&line, '\t');
	l->toc = true;
	(void)snprintf(l->format, sizeof l->format, "%.*s", (int)(format.n < sizeof l->format ? format.n : 0), (const char *)format.p);
	(void)snprintf(quoted, sizeof quoted, "\"sha256:%.*s\"", (int)(sha256.n == 64 ? 64 : 0), (const char *)sha256.p);
	for (size_t i = 0; sha256.n == 64 && i + 73 <= told.n; i++)
		l->toc_met = l->toc_met || span_is(span_sub(told, i, 73), quoted);
}

static void note_basis(struct image_layer *l, const struct rows *rows, struct span listing)
{
	l->basis = span_is(rows_span(rows, "basis"), "damaged") ? BASIS_DAMAGED : BASIS_BYTES;
	if (l->basis == BASIS_DAMAGED)
		note_toc(l, listing, rows_span(rows, "told"));
}

/* How many of each damaged layer's files were read. */
static void count_told(struct image_files *x)
{
	for (size_t i = 0; i < view_count(x->view); i++) {
		const struct view_file *v = view_at(x->view, i);
		struct image_layer *l = &x->layers.v[v->layer];

		if (l->basis != BASIS_DAMAGED || v->type != 'f')
			continue;
		(*(v->told == TOLD_STATED ? &l->stated : &l->read))++;
		l->named += v->told != TOLD_READ;
	}
}

int image_files_load(struct report *r, struct span image, struct image_files *out, struct fault *f)
{
	OWNED(rows) struct rows *rows = NULL;
	OWNED(buf) struct buf text = BUF_INIT;
	int rc;

	if (view_new(&out->view, f) < 0 || ask(&rows, r, QUERY_IMAGE_LISTINGS, image, f) < 0)
		return -1;
	while ((rc = rows_next(rows, f)) == 0) {
		struct image_layer l = { .listed = rows_has(rows, "listing") };

		(void)snprintf(l.digest, sizeof l.digest, "%.*s", (int)rows_span(rows, "digest").n,
		               (const char *)rows_span(rows, "digest").p);
		(void)snprintf(l.state, sizeof l.state, "%.*s", (int)rows_span(rows, "state").n,
		               (const char *)rows_span(rows, "state").p);
		if (unpack(&text, rows, f) < 0)
			return -1;
		note_basis(&l, rows, buf_span(&text));
		out->unlisted += !l.listed || l.basis == BASIS_DAMAGED; /* all of them, at least */
		if (VEC_PUSH(&out->layers, l, f) < 0 || view_layer(out->view, buf_span(&text), f) < 0)
			return -1;
	}
	if (rc < 0 || view_settle(out->view, f) < 0)
		return -1;
	count_told(out);
	return 0;
}

int image_files_catalogue(struct report *r, struct span image, struct span layer, struct image_files *x, const struct image_layer **found,
                          struct fault *f)
{
	*found = NULL;
	if (x->view == NULL && image_files_load(r, image, x, f) < 0)
		return -1;
	for (size_t i = 0; i < x->layers.n && *found == NULL; i++)
		if (x->layers.v[i].toc && span_is(layer, x->layers.v[i].digest))
			*found = x->layers.v + i;
	return 0;
}

int files_tell_catalogue(struct report *r, struct span image, struct span layer, struct image_files *x, const struct report_options *o,
                         struct out *out, struct fault *f)
{
	const struct image_layer *l;
	char digits[LANG_DIGITS];

	if (image_files_catalogue(r, image, layer, x, &l, f) < 0)
		return -1;
	if (l != NULL)
		put_told_raw(out, o, l->toc_met ? TEXT_L_CATALOGUE_MET : TEXT_L_CATALOGUE,
		             (const struct span[]){ lang_digits(digits, l->named), span_of(l->format), span_of(r->typed),
		                                    span_sub(layer, 0, 7 + 12) }, 4);
	return 0;
}

/* Of what is said of a file, where its layer's bytes are not there whole; NULL: they are. */
static const char *grade_of(const struct image_layer *l, const struct view_file *v)
{
	if (l->basis == BASIS_BYTES)
		return NULL;
	if (v->told == TOLD_READ || !l->toc_met) /* nothing that is verified says so */
		return "inferred";
	return v->told == TOLD_MET && v->type == 'f' && v->sha256.n > 0 ? "proven" : "stated";
}

/* ---- files --------------------------------------------------------------------------------------------- */

static const char *type_word(char c)
{
	switch (c) {
	case 'f':
		return "file";
	case 'd':
		return "dir";
	case 'l':
		return "symlink";
	case 'h':
		return "hardlink";
	case 'p':
		return "fifo";
	case 's':
		return "socket";
	case 'c':
		return "chardev";
	case 'b':
		return "blockdev";
	default:
		return "other";
	}
}

static int64_t number_of(struct span s)
{
	char text[24];

	(void)snprintf(text, sizeof text, "%.*s", (int)(s.n < 20 ? s.n : 20), (const char *)s.p);
	return strtoll(text, NULL, 10);
}

static int file_json(struct out *out, const struct image_files *x, const struct view_file *v, const char *change,
                     struct fault *f)
{
	OWNED(buf) struct buf line = BUF_INIT;
	struct jsonw w = jsonw_of(&line, f);
	const struct image_layer *l = &x->layers.v[v->layer];
	char time[WHEN_TEXT];

	jsonw_open(&w, '{');
	if (change != NULL)
		jsonw_put_cstr(&w, "change", change);
	jsonw_put_text(&w, "path", v->path.n > 0 ? v->path : span_of("."));
	jsonw_put_cstr(&w, "type", type_word(v->type));
	if (v->mode.n > 0)
		jsonw_put_text(&w, "mode", v->mode);
	if (v->uid.n > 0) {
		jsonw_key(&w, "uid");
		jsonw_int(&w, number_of(v->uid));
	}
	if (v->gid.n > 0) {
		jsonw_key(&w, "gid");
		jsonw_int(&w, number_of(v->gid));
	}
	jsonw_put_uint(&w, "size", v->size);
	if (v->mtime.known)
		jsonw_put_cstr(&w, "mtime", when_text(time, v->mtime));
	if (v->target.n > 0)
		jsonw_put_text(&w, "link", v->target);
	if (v->sha256.n > 0)
		jsonw_put_text(&w, "sha256", v->sha256);
	jsonw_put_cstr(&w, "layer", x->layers.v[v->layer].digest);
	if (grade_of(l, v) != NULL) {
		jsonw_put_cstr(&w, "grade", grade_of(l, v));
		jsonw_put_cstr(&w, "told_by", v->told == TOLD_STATED ? "toc" : "damaged-bytes");
	}
	if (v->reading != READING_BOTH)
		jsonw_put_cstr(&w, "reading", v->reading == READING_FIRST ? "go" : "gnu-tar");
	if (v->whiteout != WHITEOUT_NONE)
		jsonw_put_cstr(&w, "whiteout", v->whiteout == WHITEOUT_OPAQUE ? "opaque" : "file");
	if (v->hidden_by != VIEW_VISIBLE)
		jsonw_put_cstr(&w, "hidden_by", x->layers.v[v->hidden_by].digest);
	jsonw_close(&w, '}');
	return out_json_line(out, &w, &line);
}

static int owner_text(char out[48], const struct view_file *v)
{
	return snprintf(out, 48, "%.*s:%.*s", (int)(v->uid.n < 20 ? v->uid.n : 20), (const char *)v->uid.p,
	                (int)(v->gid.n < 20 ? v->gid.n : 20), (const char *)v->gid.p);
}

static int file_row(struct report *r, struct table *t, const struct image_files *x, const struct view_file *v,
                    const struct report_options *o, struct fault *f)
{
	char time[WHEN_TEXT], shown[WHEN_TEXT + 8], owner[48], layer[DIGEST_TEXT], hider[DIGEST_TEXT];
	bool hidden = v->hidden_by != VIEW_VISIBLE;
	const char *gone = hidden ? x->layers.v[v->hidden_by].digest : "-";
	const char *from = x->layers.v[v->layer].digest;
	char type[3] = { v->type, v->reading == READING_SECOND ? '2' : v->told == TOLD_STATED ? '3' : '\0', '\0' };
	OWNED(buf) struct buf path = BUF_INIT;

	(void)owner_text(owner, v);
	when_text(time, v->mtime);
	if (quote_visible(&path, v->path.n > 0 ? v->path : span_of("."), f) < 0 ||
	    (v->target.n > 0 && (buf_add_text(&path, v->type == 'h' ? " = " : " -> ", f) < 0 ||
	                         quote_visible(&path, v->target, f) < 0)))
		return -1;
	return table_text(t, type, TINT_NONE, f) < 0 || table_cell(t, v->mode.n > 0 ? v->mode : span_of("-"), TINT_NONE, f) < 0 ||
	                       table_text(t, v->uid.n > 0 ? owner : "-", TINT_NONE, f) < 0 ||
	                       table_uint(t, v->size, f) < 0 ||
	                       table_text(t, v->mtime.known ? time_zoned(shown, span_of(time), o->zone) : "-", TINT_NONE, f) < 0 ||
	                       table_text(t, o->full ? from : short_digest(&r->shorts, layer, span_of(from)), TINT_NONE, f) < 0 ||
	                       table_text(t, v->whiteout == WHITEOUT_OPAQUE ? "opaque" : v->whiteout == WHITEOUT_FILE ? "whiteout"
	                                     : !hidden ? "-" : o->full ? gone : short_digest(&r->shorts, hider, span_of(gone)),
	                                  hidden ? TINT_CARE : TINT_NONE, f) < 0 ||
	                       table_shown(t, buf_span(&path), f) < 0
	               ? -1
	               : 0;
}

/* Layers whose files are not known are told on the last lines: the view is not whole then. */
static void tell_unlisted(struct out *out, const struct report_options *o, const struct image_files *x)
{
	char digits[LANG_DIGITS];

	for (size_t i = 0; i < x->layers.n; i++)
		if (!x->layers.v[i].listed)
			tell(out, o, TEXT_L_FILES_UNKNOWN,
			     (const struct span[]){ lang_digits(digits, i + 1), span_of(x->layers.v[i].digest),
			                            told_word(o, span_of(x->layers.v[i].state)) });
}

/* And those whose files are told by something else than their own bytes. */
static void tell_basis(struct out *out, const struct report_options *o, const struct image_files *x)
{
	char at[LANG_DIGITS], read[LANG_DIGITS], stated[LANG_DIGITS];

	for (size_t i = 0; i < x->layers.n; i++) {
		const struct image_layer *l = &x->layers.v[i];
		const struct span args[] = { lang_digits(at, i + 1), span_of(l->digest), told_word(o, span_of(l->state)),
			                     lang_digits(read, l->read), lang_digits(stated, l->stated), span_of(l->format) };

		if (!l->listed || l->basis == BASIS_BYTES)
			continue;
		tell(out, o,
		     !l->toc      ? TEXT_L_FILES_DAMAGED
		     : l->toc_met ? TEXT_L_FILES_TOC_MET
		                  : TEXT_L_FILES_TOC,
		     args);
	}
}

/* What tar readers take for different things, below the list: the list itself is what a container sees. */
static void tell_readings(struct out *out, const struct report_options *o, uint64_t first, uint64_t second)
{
	char digits[LANG_DIGITS];

	if (first > 0)
		tell(out, o, TEXT_L_READ_OTHERWISE, (const struct span[]){ lang_digits(digits, first) });
	if (second > 0)
		tell(out, o, TEXT_L_READ_BY_GNU, (const struct span[]){ lang_digits(digits, second) });
}

static const char *const file_titles[] = { "T", "MODE", "OWNER", ">SIZE", "MTIME", "LAYER", "HIDDEN BY", "PATH" };

int report_files(struct report *r, const char *image, const char *path, const struct report_options *o,
                 const struct report_sink *sink, struct fault *f)
{
	OWNED(image_files) struct image_files x = { .view = NULL };
	OWNED(out) struct out out = { 0 };
	OWNED(table) struct table t = { 0 };
	struct span top = view_path(path == NULL ? SPAN_NONE : span_of(path));
	char digest[DIGEST_TEXT];
	size_t n = 0, most;
	uint64_t first = 0, second = 0;

	out_init(&out, sink, f);
	table_init(&t, file_titles, COUNT(file_titles));
	if (report_find_image(r, image, digest, f) < 0 || shorts_load(r, f) < 0 ||
	    image_files_load(r, span_of(digest), &x, f) < 0)
		return -1;
	most = view_count(x.view);
	for (size_t i = 0; i < most + view_others(x.view); i++) {
		const struct view_file *v = i < most ? view_at(x.view, i) : view_other(x.view, i - most);

		if (!view_beneath(v->path, top))
			continue;
		n++;
		first += v->reading == READING_FIRST;
		second += v->reading == READING_SECOND;
		if ((o->json ? file_json(&out, &x, v, NULL, f) : file_row(r, &t, &x, v, o, f)) < 0)
			return -1;
	}
	if (!o->json) {
		if (n > 0)
			table_print(&t, &out, o);
		else
			tell(&out, o, x.layers.n == 0 ? TEXT_L_NO_LAYERS : TEXT_L_NO_FILE, NULL);
		tell_readings(&out, o, first, second);
		tell_basis(&out, o, &x);
		tell_unlisted(&out, o, &x);
	}
	return out_end(&out);
}

/* ---- one file ----------------------------------------------------------------------------------------------- */

static int no_file(char why[256], const char *path, const char *what)
{
	char shown[160];

	(void)snprintf(why, 256, "%s: %s", quote_short(shown, sizeof shown, span_of(path)), what);
	return REPORT_NO_FILE;
}

static bool in_others(const struct view *v, struct span path)
{
	for (size_t i = 0; i < view_others(v); i++)
		if (span_eq(view_other(v, i)->path, view_path(path)))
			return true;
	return false;
}

int report_locate(struct report *r, const char *image, const char *path, char *layer, struct buf *inside,
                  char why[256], struct fault *f)
{
	OWNED(image_files) struct image_files x = { .view = NULL };
	const struct view_file *v;
	char digest[DIGEST_TEXT];

	if (report_find_image(r, image, digest, f) < 0 || image_files_load(r, span_of(digest), &x, f) < 0)
		return -1;
	v = view_find(x.view, span_of(path));
	if (v == NULL && in_others(x.view, span_of(path)))
		return no_file(why, path, "only GNU tar's listing of the layer has it, no container sees it; sherd files shows it");
	if (v == NULL)
		return no_file(why, path, x.unlisted > 0 ? "no such file in the layers whose files are known"
		                                         : "the image has no such file");
	if (v->type == 'l')
		return no_file(why, path, "a symbolic link; sherd files shows where it points");
	if (v->type != 'f' && v->type != 'h')
		return no_file(why, path, "no regular file");
	(void)snprintf(layer, DIGEST_TEXT, "%s", x.layers.v[v->layer].digest);
	return buf_add(inside, v->type == 'h' ? view_path(v->target) : v->path, f);
}

/* ---- two images ------------------------------------------------------------------------------------------ */

static bool is_seen(const struct view_file *v)
{
	return v->hidden_by == VIEW_VISIBLE && v->whiteout == WHITEOUT_NONE;
}

static bool alike(const struct view_file *a, const struct view_file *b)
{
	return a->type == b->type && a->size == b->size && span_eq(a->mode, b->mode) && span_eq(a->uid, b->uid) &&
	       span_eq(a->gid, b->gid) && span_eq(a->target, b->target) && span_eq(a->sha256, b->sha256) &&
	       (!a->mtime.known || !b->mtime.known || when_cmp(a->mtime, b->mtime) == 0);
}

struct two {
	struct report *r;
	const struct report_options *o;
	struct out *out;
	struct table *table;
	uint64_t n;
};

static int differs(struct two *t, const char *change, const struct image_files *x, const struct view_file *v,
                   struct fault *f)
{
	t->n++;
	if (t->o->json)
		return file_json(t->out, x, v, change, f);
	return table_cell(t->table, told_word(t->o, span_of(change)), TINT_NONE, f) < 0 ? -1 : file_row(t->r, t->table, x, v, t->o, f);
}

static const struct view_file *next_seen(const struct view *v, size_t *at)
{
	while (*at < view_count(v)) {
		const struct view_file *x = view_at(v, (*at)++);

		if (is_seen(x))
			return x;
	}
	return NULL;
}

static int compare_files(struct two *t, const struct image_files *a, const struct image_files *b, struct fault *f)
{
	size_t i = 0, k = 0;
	const struct view_file *x = next_seen(a->view, &i), *y = next_seen(b->view, &k);

	while (x != NULL || y != NULL) {
		int c = x == NULL ? 1 : y == NULL ? -1 : span_cmp(x->path, y->path);

		if ((c < 0 && differs(t, "vanished", a, x, f) < 0) || (c > 0 && differs(t, "appeared", b, y, f) < 0) ||
		    (c == 0 && !alike(x, y) && differs(t, "changed", b, y, f) < 0))
			return -1;
		if (c <= 0)
			x = next_seen(a->view, &i);
		if (c >= 0)
			y = next_seen(b->view, &k);
	}
	return 0;
}

static bool has_layer(const struct image_files *x, const char *digest)
{
	for (size_t i = 0; i < x->layers.n; i++)
		if (strcmp(x->layers.v[i].digest, digest) == 0)
			return true;
	return false;
}

static int layer_line(struct two *t, const char *change, const struct image_files *x, size_t at, struct fault *f)
{
	OWNED(buf) struct buf line = BUF_INIT;
	struct jsonw w = jsonw_of(&line, f);

	t->n++;
	if (!t->o->json) {
		out_printf(t->out, "%-9s layer %zu  %s  (%s)\n", change, at + 1, x->layers.v[at].digest, x->layers.v[at].state);
		return 0;
	}
	jsonw_open(&w, '{');
	jsonw_put_cstr(&w, "change", change);
	jsonw_put_uint(&w, "position", at);
	jsonw_put_cstr(&w, "layer", x->layers.v[at].digest);
	jsonw_put_cstr(&w, "state", x->layers.v[at].state);
	jsonw_close(&w, '}');
	return out_json_line(t->out, &w, &line);
}

static int compare_layers(struct two *t, const struct image_files *a, const struct image_files *b, struct fault *f)
{
	for (size_t i = 0; i < a->layers.n; i++) {
		bool stays = i < b->layers.n && strcmp(a->layers.v[i].digest, b->layers.v[i].digest) == 0;

		if (!stays && layer_line(t, has_layer(b, a->layers.v[i].digest) ? "moved" : "vanished", a, i, f) < 0)
			return -1;
	}
	for (size_t i = 0; i < b->layers.n; i++)
		if (!has_layer(a, b->layers.v[i].digest) && layer_line(t, "appeared", b, i, f) < 0)
			return -1;
	return 0;
}

int report_diff_images(struct report *r, const char *a, const char *b, const struct report_options *o,
                       const struct report_sink *sink, struct fault *f)
{
	static const char *const titles[] = { "CHANGE", "T", "MODE", "OWNER", ">SIZE", "MTIME", "LAYER", "HIDDEN BY", "PATH" };
	OWNED(image_files) struct image_files x = { .view = NULL };
	OWNED(image_files) struct image_files y = { .view = NULL };
	OWNED(out) struct out out = { 0 };
	OWNED(table) struct table t = { 0 };
	struct two two = { r, o, &out, &t, 0 };
	char first[DIGEST_TEXT], second[DIGEST_TEXT];

	out_init(&out, sink, f);
	table_init(&t, titles, COUNT(titles));
	if (report_find_image(r, a, first, f) < 0 || report_find_image(r, b, second, f) < 0 || shorts_load(r, f) < 0 ||
	    image_files_load(r, span_of(first), &x, f) < 0 || image_files_load(r, span_of(second), &y, f) < 0 ||
	    compare_layers(&two, &x, &y, f) < 0 || compare_files(&two, &x, &y, f) < 0)
		return -1;
	if (!o->json && t.n > 0)
		table_print(&t, &out, o);
	if (!o->json && two.n == 0)
		tell(&out, o, TEXT_L_SAME_FILES, NULL);
	if (!o->json) {
		tell_basis(&out, o, &x);
		tell_basis(&out, o, &y);
		tell_unlisted(&out, o, &x);
		tell_unlisted(&out, o, &y);
	}
	return out_end(&out);
}

/* ---- paths in every layer ---------------------------------------------------------------------------------- */

static uint8_t lower(uint8_t c)
{
	return c >= 'A' && c <= 'Z' ? (uint8_t)(c + 'a' - 'A') : c;
}

/* Eight digits or more of a file's SHA-256, as tools print it, stand for the file. */
static bool names_bytes(struct span pattern, struct span sha256)
{
	struct span hex = span_starts(pattern, span_of("sha256:")) ? span_from(pattern, 7) : pattern;

	if (hex.n < 8 || hex.n > sha256.n)
		return false;
	for (size_t i = 0; i < hex.n; i++)
		if (lower(hex.p[i]) != sha256.p[i])
			return false;
	return true;
}

static int search_listing(struct span listing, struct span pattern, struct span plain, const struct rows *rows,
                          int (*hit)(void *user, struct span path, const struct rows *layer, struct fault *f), void *user,
                          struct fault *f)
{
	OWNED(view) struct view *v = NULL;

	if (view_new(&v, f) < 0 || view_layer(v, listing, f) < 0 || view_settle(v, f) < 0)
		return -1;
	for (size_t i = 0; i < view_count(v) + view_others(v); i++) {
		const struct view_file *x = i < view_count(v) ? view_at(v, i) : view_other(v, i - view_count(v));

		if ((glob_fits_folded(pattern, x->path) || names_bytes(plain, x->sha256)) && hit(user, x->path, rows, f) < 0)
			return -1;
	}
	return 0;
}

int files_search(struct report *r, const char *pattern,
                 int (*hit)(void *user, struct span path, const struct rows *layer, struct fault *f), void *user,
                 struct fault *f)
{
	OWNED(rows) struct rows *rows = NULL;
	OWNED(buf) struct buf text = BUF_INIT, glob = BUF_INIT;
	bool plain = strpbrk(pattern, "*?") == NULL;
	int rc;

	if ((plain && buf_add_byte(&glob, '*', f) < 0) || buf_add_text(&glob, pattern, f) < 0 ||
	    (plain && buf_add_byte(&glob, '*', f) < 0) || rows_open(r->db, QUERY_LISTINGS, &rows, f) < 0)
		return -1;
	while ((rc = rows_next(rows, f)) == 0)
		if (unpack(&text, rows, f) < 0 ||
		    search_listing(buf_span(&text), buf_span(&glob), span_of(pattern), rows, hit, user, f) < 0)
			return -1;
	return rc < 0 ? -1 : 0;
}

int files_each(struct report *r, int (*each)(void *user, const struct view_file *file, const struct rows *layer, struct fault *f),
               void *user, struct fault *f)
{
	OWNED(rows) struct rows *rows = NULL;
	OWNED(buf) struct buf text = BUF_INIT;
	int rc;

	if (rows_open(r->db, QUERY_LISTINGS, &rows, f) < 0)
		return -1;
	while ((rc = rows_next(rows, f)) == 0) {
		OWNED(view) struct view *v = NULL;

		if (unpack(&text, rows, f) < 0 || view_new(&v, f) < 0 || view_layer(v, buf_span(&text), f) < 0 ||
		    view_settle(v, f) < 0)
			return -1;
		for (size_t i = 0; i < view_count(v) + view_others(v); i++)
			if (each(user, i < view_count(v) ? view_at(v, i) : view_other(v, i - view_count(v)), rows, f) < 0)
				return -1;
	}
	return rc < 0 ? -1 : 0;
}
