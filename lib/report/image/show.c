/* report/image/show.c - one image for people: names, config, history beside the layers, what is missing.
 */
#include "report/told.h"

#include "base/quote.h"
#include "report/image/files.h"
#include "words/fill.h"

#include <inttypes.h>
#include <stdio.h>

struct shower {
	struct report *r;
	const struct report_options *o;
	struct out *out;
	struct fault *f;
};

static int cell_when(struct shower *s, struct table *t, struct span time)
{
	char zoned[WHEN_TEXT + 8];

	return table_name(t, span_of(time_zoned(zoned, time, s->o->zone)), s->f);
}

static void word(struct shower *s, struct span text)
{
	tint_on(s->out, tint_of_word(text), s->o->colour);
	out_shown(s->out, told_word(s->o, text));
	tint_off(s->out, tint_of_word(text), s->o->colour);
}

static void digest(struct shower *s, struct span text)
{
	char shown[DIGEST_TEXT];

	out_shown(s->out, s->o->full ? text : span_of(short_digest(&s->r->shorts, shown, text)));
}

/* A name in a column of its own, whatever its letters are wide. */
static void field_name(struct shower *s, enum lang_text name)
{
	const char *text = lang_text(s->o->lang, name);
	int width = report_width(text), room = s->o->lang == LANG_JA ? 18 : 13;

	out_printf(s->out, "  %s%*s", text, width < room ? room - width : 1, "");
}

static void field(struct shower *s, enum lang_text name, struct span value)
{
	if (value.n == 0)
		return;
	field_name(s, name);
	out_shown(s->out, value);
	out_text(s->out, "\n");
}

static void raw(struct shower *s, enum lang_text id, struct span a, struct span b)
{
	put_told_raw(s->out, s->o, id, (const struct span[]){ a, b }, 2);
}

/* One line of a text that may be long or broken over lines. */
static int one_line(struct shower *s, struct span text, size_t room)
{
	OWNED(buf) struct buf masked = BUF_INIT, flat = BUF_INIT;
	bool gap = false;

	if (mask_text(&masked, text, s->o->reveal, s->f) < 0)
		return -1;
	for (size_t i = 0; i < masked.n; i++) {
		uint8_t c = masked.p[i];

		if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
			gap = flat.n > 0;
			continue;
		}
		if ((gap && buf_add_byte(&flat, ' ', s->f) < 0) || buf_add_byte(&flat, c, s->f) < 0)
			return -1;
		gap = false;
	}
	if (!s->o->full && flat.n > room) {
		size_t n = room;

		while (n > 0 && (flat.p[n] & 0xC0) == 0x80)
			n--;
		out_shown(s->out, span_make(flat.p, n));
		out_text(s->out, "...");
	} else {
		out_shown(s->out, buf_span(&flat));
	}
	return 0;
}

/* Which sources hold bytes of it, whatever they are like. */
static int show_holders(struct shower *s, struct span of)
{
	OWNED(rows) struct rows *rows = NULL;
	OWNED(buf) struct buf last = BUF_INIT;
	int rc;

	if (ask(&rows, s->r, QUERY_BLOB_COPIES, of, s->f) < 0)
		return -1;
	while ((rc = rows_next(rows, s->f)) == 0) {
		struct span label = rows_span(rows, "label");

		if (span_eq(label, buf_span(&last)))
			continue;
		if (last.n == 0) {
			raw(s, TEXT_L_IN_SOURCE, label, SPAN_NONE);
		} else {
			out_text(s->out, lang_text(s->o->lang, TEXT_COMMA));
			out_shown(s->out, label);
		}
		buf_clear(&last);
		if (buf_add(&last, label, s->f) < 0)
			return -1;
	}
	return rc < 0 ? -1 : 0;
}

static int show_head(struct shower *s, const struct rows *m)
{
	char zoned[WHEN_TEXT + 8];
	char size[SIZE_TEXT];

	tint_on(s->out, TINT_STRONG, s->o->colour);
	out_shown(s->out, rows_span(m, "digest"));
	tint_off(s->out, TINT_STRONG, s->o->colour);
	out_text(s->out, "\n");
	field(s, TEXT_L_KIND, told_word(s->o, rows_span(m, "kind")));
	field(s, rows_int(m, "media_type_inferred") != 0 ? TEXT_L_TYPE_GUESS : TEXT_L_TYPE, rows_span(m, "media_type"));
	field_name(s, TEXT_L_STANDING);
	word(s, rows_span(m, "standing"));
	out_text(s->out, "\n");
	field_name(s, TEXT_L_COMPLETENESS);
	word(s, rows_span(m, "completeness"));
	out_text(s->out, "\n");
	field_name(s, TEXT_L_OWN_BYTES);
	word(s, rows_span(m, "state"));
	if (rows_has(m, "size"))
		out_printf(s->out, "%s%s", lang_text(s->o->lang, TEXT_COMMA), size_text(size, (uint64_t)rows_int(m, "size")));
	raw(s, TEXT_L_ORIGIN, told_word(s->o, rows_span(m, "origin")), SPAN_NONE);
	if (rows_has(m, "recipe"))
		raw(s, TEXT_L_RECIPE, rows_span(m, "recipe"), rows_span(m, "recipe_of"));
	if (show_holders(s, rows_span(m, "digest")) < 0)
		return -1;
	out_text(s->out, "\n");
	field(s, TEXT_L_ALL_BYTES, span_of(size_text(size, (uint64_t)rows_int(m, "total_size"))));
	field(s, TEXT_L_EXISTENCE, told_word(s->o, rows_span(m, "grade")));
	field(s, TEXT_L_CREATED, span_of(time_zoned(zoned, rows_span(m, "created"), s->o->zone)));
	field(s, TEXT_L_SUBJECT, rows_span(m, "subject"));
	return 0;
}

static int show_repositories(struct shower *s, struct span image)
{
	OWNED(rows) struct rows *rows = NULL;
	int rc;

	if (ask(&rows, s->r, QUERY_IMAGE_REPOSITORIES, image, s->f) < 0)
		return -1;
	tell_heading(s->out, s->o, TEXT_L_REPOSITORIES);
	while ((rc = rows_next(rows, s->f)) == 0) {
		out_text(s->out, "  ");
		out_shown(s->out, rows_span(rows, "name"));
		out_text(s->out, "  ");
		word(s, rows_span(rows, "standing"));
		if (rows_has(rows, "only_named"))
			raw(s, TEXT_L_ONLY_NAMED, SPAN_NONE, SPAN_NONE);
		if (rows_has(rows, "deleted_at"))
			raw(s, TEXT_L_AT, rows_span(rows, "deleted_at"), SPAN_NONE);
		if (rows_has(rows, "deleted_after"))
			raw(s, TEXT_L_DELETED_AFTER, rows_span(rows, "deleted_after"), SPAN_NONE);
		if (rows_has(rows, "deleted_before"))
			raw(s, TEXT_L_DELETED_BEFORE, rows_span(rows, "deleted_before"), SPAN_NONE);
		raw(s, TEXT_L_OF_REGISTRY, rows_span(rows, "source"), rows_span(rows, "registry"));
		out_text(s->out, "\n");
	}
	return rc < 0 ? -1 : 0;
}

static int show_tags(struct shower *s, struct span image)
{
	static const char *const titles[] = { "NAME", "STANDING", "FROM", "UNTIL", "DELETED" };
	OWNED(table) struct table t = { 0 };
	OWNED(rows) struct rows *rows = NULL;
	int rc;

	table_init(&t, titles, COUNT(titles));
	t.indent = "  ";
	if (ask(&rows, s->r, QUERY_IMAGE_TAGS, image, s->f) < 0)
		return -1;
	while ((rc = rows_next(rows, s->f)) == 0) {
		OWNED(buf) struct buf name = BUF_INIT;

		if (quote_visible(&name, rows_span(rows, "repository"), s->f) < 0 ||
		    buf_add_text(&name, ":", s->f) < 0 ||
		    quote_visible(&name, rows_span(rows, "tag"), s->f) < 0 ||
		    table_cell(&t, buf_span(&name), TINT_NONE, s->f) < 0 ||
		    table_word(&t, s->o, rows_span(rows, "standing"), s->f) < 0 ||
		    cell_when(s, &t, rows_span(rows, "from_at")) < 0 ||
		    cell_when(s, &t, rows_span(rows, "until_at")) < 0 ||
		    cell_when(s, &t, rows_span(rows, "deleted_at")) < 0)
			return -1;
	}
	if (rc < 0)
		return -1;
	tell_heading(s->out, s->o, TEXT_L_TAGS_EVER);
	if (t.n == 0)
		out_printf(s->out, "  %s\n", lang_text(s->o->lang, TEXT_L_NONE_KNOWN));
	else
		table_print(&t, s->out, s->o);
	return 0;
}

static int show_members(struct shower *s, enum lang_text name, struct span json)
{
	OWNED(rows) struct rows *rows = NULL;
	int rc;

	if (json.n == 0)
		return 0;
	if (rows_open(s->r->db, QUERY_JSON_MEMBERS, &rows, s->f) < 0 ||
	    rows_bind_text(rows, 1, json, s->f) < 0)
		return -1;
	for (size_t n = 0; (rc = rows_next(rows, s->f)) == 0; n++) {
		struct span key = rows_span(rows, "key");
		OWNED(buf) struct buf shown = BUF_INIT;

		if (n == 0)
			field_name(s, name);
		else
			out_printf(s->out, "%*s", s->o->lang == LANG_JA ? 20 : 15, "");
		if (rows_has(rows, "key") && key.n > 0 && !(key.p[0] >= '0' && key.p[0] <= '9')) {
			if (mask_value(&shown, key, rows_span(rows, "value"), s->o->reveal, s->f) <
			    0)
				return -1;
			out_shown(s->out, key);
			out_text(s->out, "=");
			out_shown(s->out, buf_span(&shown));
		} else if (one_line(s, rows_span(rows, "value"), 120) < 0)
			return -1;
		out_text(s->out, "\n");
	}
	return rc < 0 ? -1 : 0;
}

static int show_document(struct shower *s, struct span of, enum lang_text title, bool own)
{
	char zoned[WHEN_TEXT + 8];
	OWNED(rows) struct rows *d = NULL;
	OWNED(buf) struct buf platform = BUF_INIT, author = BUF_INIT;
	int rc;

	if (of.n == 0)
		return 0;
	if (ask(&d, s->r, QUERY_DOCUMENT, of, s->f) < 0)
		return -1;
	rc = rows_next(d, s->f);
	if (rc < 0)
		return -1;
	if (own && (rc > 0 || !(rows_has(d, "annotations") || rows_has(d, "artifact_type") ||
	                        rows_has(d, "architecture"))))
		return 0; /* the image itself: only when it says something more */
	tell_heading(s->out, s->o, title);
	field(s, TEXT_L_DIGEST, of);
	if (rc > 0) {
		out_printf(s->out, "  %s\n", lang_text(s->o->lang, TEXT_L_NOT_HERE));
		return 0;
	}
	if (rows_has(d, "os") &&
	    (buf_add(&platform, rows_span(d, "os"), s->f) < 0 ||
	     buf_add_text(&platform, "/", s->f) < 0 ||
	     buf_add(&platform, rows_span(d, "architecture"), s->f) < 0 ||
	     buf_add_text(&platform, rows_has(d, "variant") ? "/" : "", s->f) < 0 ||
	     buf_add(&platform, rows_span(d, "variant"), s->f) < 0))
		return -1;
	field(s, TEXT_L_PLATFORM, buf_span(&platform));
	field(s, TEXT_L_CREATED, span_of(time_zoned(zoned, rows_span(d, "created"), s->o->zone)));
	if (mask_text(&author, rows_span(d, "author"), s->o->reveal, s->f) < 0)
		return -1;
	field(s, TEXT_L_AUTHOR, buf_span(&author));
	field(s, TEXT_L_ARTIFACT, rows_span(d, "artifact_type"));
	if (show_members(s, TEXT_L_ENV, rows_span(d, "env")) < 0 ||
	    show_members(s, TEXT_L_LABELS, rows_span(d, "labels")) < 0)
		return -1;
	return show_members(s, TEXT_L_ANNOTATIONS, rows_span(d, "annotations"));
}

static void layer_cells(struct shower *s, const struct twig *t)
{
	char size[SIZE_TEXT];
	int width;

	digest(s, span_of(t->digest));
	out_text(s->out, "  ");
	word(s, span_of(t->state));
	width = table_width(told_word(s->o, span_of(t->state)));
	out_printf(s->out, "%*s%10s  ", width < 9 ? 9 - width : 0, "", t->has_size ? size_text(size, t->size) : "");
	if (t->claim != CLAIM_HOLDS)
		out_text(s->out, lang_text(s->o->lang, t->claim == CLAIM_WRONG ? TEXT_L_NOT_CLAIMED : TEXT_L_NOT_COMPARED));
}

static void no_layer(struct shower *s, bool empty)
{
	const char *text = lang_text(s->o->lang, empty ? TEXT_L_NO_LAYER : TEXT_L_A_LAYER);

	out_printf(s->out, "%s%*s", text, (s->o->full ? 94 : 35) - report_width(text), "");
}

static int show_steps(struct shower *s, const struct twigs *t, const struct built *b, bool aligned)
{
	OWNED(rows) struct rows *rows = NULL;
	size_t at = 0;
	int rc;

	if (ask(&rows, s->r, QUERY_HISTORY, span_of(b->document), s->f) < 0)
		return -1;
	while ((rc = rows_next(rows, s->f)) == 0) {
		bool empty = rows_int(rows, "empty_layer") != 0;

		while (at < t->n && t->v[at].kind != TWIG_LAYER)
			at++;
		out_text(s->out, "  ");
		if (empty || !aligned || at >= t->n)
			no_layer(s, empty);
		else
			layer_cells(s, &t->v[at++]);
		if (one_line(s,
		             rows_span(rows,
		                       rows_has(rows, "created_by") ? "created_by" : "comment"),
		             100) < 0)
			return -1;
		out_text(s->out, "\n");
	}
	return rc < 0 ? -1 : 0;
}

static int show_layers(struct shower *s, const struct twigs *t, struct span image,
                       struct span config)
{
	struct built b;
	bool aligned;

	if (built_load(&b, s->r, image, config, s->f) < 0)
		return -1;
	if (t->layers == 0 && b.steps == 0)
		return 0;
	aligned = b.steps > 0 && (size_t)b.layer_steps == t->layers;
	tell_heading(s->out, s->o, aligned ? TEXT_L_LAYERS_HISTORY : TEXT_L_LAYERS);
	if (aligned)
		return show_steps(s, t, &b, true);
	for (size_t i = 0; i < t->n; i++) {
		if (t->v[i].kind != TWIG_LAYER)
			continue;
		out_text(s->out, "  ");
		layer_cells(s, &t->v[i]);
		out_printf(s->out, "%s\n", t->v[i].media_type);
	}
	if (b.steps == 0)
		return 0;
	tell_heading(s->out, s->o, TEXT_L_HISTORY);
	return show_steps(s, t, &b, false);
}

enum { TREE_DEPTH = 6 };

static void twig_kind(struct shower *s, enum twig_kind kind, int indent)
{
	struct span text = told_word(s->o, span_of(kind == TWIG_CONFIG ? "config" : kind == TWIG_LAYER ? "layer" : "manifest"));
	int room = s->o->lang == LANG_JA ? 14 : 9;

	out_printf(s->out, "%*s%.*s%*s", indent, "", (int)text.n, (const char *)text.p, room - table_width(text), "");
}

/* Children with all that is below them; proven bytes cannot form a circle, the depth is bounded. */
static int show_children(struct shower *s, const struct twigs *t, int depth)
{
	for (size_t i = 0; i < t->n; i++) {
		OWNED(twigs) struct twigs below = { NULL, 0, 0, 0 };
		const struct twig *x = &t->v[i];
		char size[SIZE_TEXT];

		if (depth == 0 && x->kind != TWIG_CHILD)
			continue;
		twig_kind(s, x->kind, 2 + 2 * depth);
		digest(s, span_of(x->digest));
		out_text(s->out, "  ");
		word(s, span_of(x->state));
		if (x->completeness[0] != '\0') {
			out_text(s->out, ", ");
			word(s, span_of(x->completeness));
		}
		if (x->has_size)
			out_printf(s->out, "  %s", size_text(size, x->size));
		out_printf(s->out, "  %s\n", x->platform);
		if (x->kind != TWIG_CHILD || depth >= TREE_DEPTH)
			continue;
		if (twigs_load(&below, s->r, span_of(x->digest), s->f) < 0 ||
		    show_children(s, &below, depth + 1) < 0)
			return -1;
	}
	return 0;
}

/* A sentence of the list, which has no arguments. */
static int put_sentence(struct shower *s, const char *sentence)
{
	OWNED(buf) struct buf text = BUF_INIT;
	struct said said = said_split(span_of(sentence));

	if (told_sentence(&text, s->o, said.text, said.form, s->f) < 0)
		return -1;
	out_span(s->out, buf_span(&text));
	return 0;
}

static int show_where(struct shower *s, struct span of, const char *claimed)
{
	OWNED(rows) struct rows *rows = NULL;
	bool any = false;
	int rc;

	if (ask(&rows, s->r, QUERY_ELSEWHERE, of, s->f) < 0 ||
	    (claimed[0] != '\0' && rows_bind_text(rows, 2, span_of(claimed), s->f) < 0))
		return -1;
	while ((rc = rows_next(rows, s->f)) == 0) {
		struct span what = rows_span(rows, "what");

		out_text(s->out, "      ");
		if (put_sentence(s, elsewhere_text(what)) < 0)
			return -1;
		out_text(s->out, " ");
		if (span_is(what, "same-content") || span_is(what, "inline"))
			digest(s, rows_span(rows, "digest"));
		out_shown(s->out, rows_span(rows, "name"));
		if (rows_has(rows, "source"))
			raw(s, TEXT_L_SOURCE_NAMED, rows_span(rows, "source"), SPAN_NONE);
		out_text(s->out, "\n");
		any = true;
	}
	if (!any && rc >= 0)
		out_printf(s->out, "      %s\n", lang_text(s->o->lang, TEXT_L_NO_TRACE));
	return rc < 0 ? -1 : 0;
}

static int show_missing(struct shower *s, const struct twigs *t, struct span image)
{
	OWNED(image_files) struct image_files files = { .view = NULL };
	OWNED(rows) struct rows *rows = NULL;
	bool any = false;
	int rc;

	if (ask(&rows, s->r, QUERY_IMAGE_MISSING, image, s->f) < 0)
		return -1;
	while ((rc = rows_next(rows, s->f)) == 0) {
		struct span d = rows_span(rows, "digest");
		const char *claimed = "";
		char size[SIZE_TEXT];

		if (!any)
			tell_heading(s->out, s->o, TEXT_L_NOT_WHOLE);
		any = true;
		for (size_t i = 0; i < t->n; i++)
			if (span_is(d, t->v[i].digest))
				claimed = t->v[i].claimed;
		out_text(s->out, "  ");
		out_shown(s->out, d);
		out_text(s->out, "  ");
		out_shown(s->out, told_word(s->o, rows_span(rows, "kind")));
		out_text(s->out, lang_text(s->o->lang, TEXT_COMMA));
		word(s, rows_span(rows, "state"));
		if (rows_has(rows, "size"))
			raw(s, TEXT_L_DECLARED, span_of(size_text(size, (uint64_t)rows_int(rows, "size"))), SPAN_NONE);
		out_text(s->out, "\n");
		if (show_where(s, d, claimed) < 0)
			return -1;
		if (!span_is(rows_span(rows, "state"), "missing") && files_tell_catalogue(s->r, image, d, &files, s->o, s->out, s->f) < 0)
			return -1;
	}
	return rc < 0 ? -1 : 0;
}

/* Descriptors that lead nowhere never drop out: their text, and where it stands. */
static int show_lame(struct shower *s, struct span image)
{
	OWNED(rows) struct rows *rows = NULL;
	bool any = false;
	int rc;

	if (ask(&rows, s->r, QUERY_IMAGE_LAME, image, s->f) < 0)
		return -1;
	while ((rc = rows_next(rows, s->f)) == 0) {
		char digits[LANG_DIGITS];

		if (!any)
			tell_heading(s->out, s->o, TEXT_L_LAME);
		any = true;
		out_text(s->out, "  ");
		out_shown(s->out, rows_span(rows, "relation"));
		out_text(s->out, "  ");
		out_shown(s->out, rows_span(rows, "text"));
		raw(s, TEXT_L_LAME_AT, rows_span(rows, "pointer"), lang_digits(digits, (uint64_t)rows_int(rows, "offset")));
		out_text(s->out, "\n");
	}
	return rc < 0 ? -1 : 0;
}

static int show_links(struct shower *s, enum query q, enum lang_text title, struct span image)
{
	OWNED(rows) struct rows *rows = NULL;
	bool any = false;
	int rc;

	if (ask(&rows, s->r, q, image, s->f) < 0)
		return -1;
	while ((rc = rows_next(rows, s->f)) == 0) {
		if (!any)
			tell_heading(s->out, s->o, title);
		any = true;
		out_text(s->out, "  ");
		digest(s, rows_span(rows, "digest"));
		out_text(s->out, "  ");
		word(s, rows_span(rows, "standing"));
		out_text(s->out, "  ");
		out_shown(s->out, rows_span(rows, "media_type"));
		out_text(s->out, "\n");
	}
	return rc < 0 ? -1 : 0;
}

int show_text(struct report *r, struct span image, const struct report_options *o, struct out *out,
              struct fault *f)
{
	struct shower s = { r, o, out, f };
	OWNED(rows) struct rows *m = NULL;
	OWNED(twigs) struct twigs t = { NULL, 0, 0, 0 };
	struct span config;
	bool children = false;

	if (shorts_load(r, f) < 0 || ask(&m, r, QUERY_IMAGE, image, f) < 0 || rows_next(m, f) < 0 ||
	    twigs_load(&t, r, image, f) < 0)
		return -1;
	config = rows_span(m, "config");
	if (show_head(&s, m) < 0 || show_repositories(&s, image) < 0 || show_tags(&s, image) < 0 ||
	    show_document(&s, image, TEXT_L_DOCUMENT, true) < 0 ||
	    show_document(&s, config, TEXT_L_CONFIG, false) < 0 ||
	    show_layers(&s, &t, image, config) < 0)
		return -1;
	for (size_t i = 0; i < t.n; i++)
		children |= t.v[i].kind == TWIG_CHILD;
	if (children) {
		tell_heading(s.out, s.o, TEXT_L_MANIFESTS);
		if (show_children(&s, &t, 0) < 0)
			return -1;
	}
	if (show_links(&s, QUERY_IMAGE_PARENTS, TEXT_L_LISTED_BY, image) < 0 ||
	    show_links(&s, QUERY_IMAGE_REFERRERS, TEXT_L_NAMED_BY, image) < 0)
		return -1;
	if (show_lame(&s, image) < 0 || show_missing(&s, &t, image) < 0)
		return -1;
	return logged_text(r, &(struct logged_of){ image, SPAN_NONE, SPAN_NONE }, o, out, f);
}

/* A tag that logs alone know, without the manifest it named. */
static int show_logged_tag(struct report *r, const struct logged_of *of, const struct report_options *o, struct out *out,
                           struct fault *f)
{
	OWNED(buf) struct buf line = BUF_INIT;
	struct jsonw w = jsonw_of(&line, f);

	if (!o->json)
		return shorts_load(r, f) < 0 ? -1 : logged_text(r, of, o, out, f);
	jsonw_open(&w, '{');
	jsonw_put_text(&w, "repository", of->repository);
	jsonw_put_text(&w, "tag", of->tag);
	if (logged_json(r, of, &w, f) < 0)
		return -1;
	jsonw_close(&w, '}');
	return out_json_line(out, &w, &line);
}

static int tag_of_logs(struct report *r, const char *image, struct logged_of *of, bool *found, struct fault *f)
{
	OWNED(rows) struct rows *rows = NULL;
	struct image_arg a;
	int rc;

	*found = false;
	if (image_arg_parse(&a, span_of(image)) != 0 || a.tag.n == 0 || a.digest.n > 0)
		return 0;
	if (rows_open(r->db, QUERY_RESOLVE_TAG, &rows, f) < 0 || rows_bind_name(rows, 1, a.repository, f) < 0 ||
	    rows_bind_name(rows, 2, a.tag, f) < 0)
		return -1;
	rc = rows_next(rows, f);
	if (rc <= 0) /* several images bear the name: told as that */
		return rc;
	*of = (struct logged_of){ SPAN_NONE, a.repository, a.tag };
	return logged_any(r, of, found, f);
}

static int has_line(struct report *r, enum report_list which, const struct report_filter *x, bool *any, struct fault *f)
{
	OWNED(rows) struct rows *rows = NULL;
	int rc;

	if (rows_open(r->db, list_defs[which].query, &rows, f) < 0 || filter_bind(rows, which, x, f) < 0)
		return -1;
	rc = rows_next(rows, f);
	*any = rc == 0;
	return rc < 0 ? -1 : 0;
}

/* A repository's name alone: its tags, or without any its images. *told: it was one. */
static int show_repository(struct report *r, const char *name, const struct report_options *o,
                           const struct report_sink *sink, bool *told, struct fault *f)
{
	struct report_filter x = { .value = { [REPORT_FILTER_REPOSITORY] = name } };
	bool tags = false;

	*told = false;
	if (strpbrk(name, "*?") != NULL)
		return 0;
	if (has_line(r, REPORT_REPOS, &x, told, f) < 0 || (*told && has_line(r, REPORT_TAGS, &x, &tags, f) < 0))
		return -1;
	return *told ? report_list(r, tags ? REPORT_TAGS : REPORT_IMAGES, &x, o, sink, f) : 0;
}

int report_show(struct report *r, const char *image, const struct report_options *o,
                const struct report_sink *sink, struct fault *f)
{
	OWNED(out) struct out out = { 0 };
	struct fault why = FAULT_INIT;
	char digest[DIGEST_TEXT];
	struct logged_of of;
	bool logged = false;
	int rc = report_find_image(r, image, digest, &why);

	r->reveal = o->reveal;
	out_init(&out, sink, f);
	if (rc < 0 && why.kind == FAULT_USAGE && tag_of_logs(r, image, &of, &logged, f) < 0)
		return -1;
	if (logged)
		return show_logged_tag(r, &of, o, &out, f) < 0 ? -1 : out_end(&out);
	if (rc < 0) {
		if (why.kind == FAULT_USAGE && show_repository(r, image, o, sink, &logged, f) < 0)
			return -1;
		if (logged)
			return 0;
		*f = why;
		return -1;
	}
	rc = o->json ? show_json(r, span_of(digest), o, &out, f)
	             : show_text(r, span_of(digest), o, &out, f);
	return rc < 0 ? -1 : out_end(&out);
}
