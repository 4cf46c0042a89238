/* report/page/images.c - images by standing, each with its tree: config, layers, children, names.
 */
#include "report/page/html.h"

#include <inttypes.h>

static int names(struct page *p, struct span image, bool *any)
{
	OWNED(rows) struct rows *tags = NULL;
	OWNED(rows) struct rows *repos = NULL;
	size_t n = 0;
	int rc;

	if (ask(&tags, p->r, QUERY_IMAGE_TAGS, image, p->f) < 0)
		return -1;
	while ((rc = rows_next(tags, p->f)) == 0 && n < 8) {
		out_text(p->o, n++ > 0 ? ", " : "");
		out_name(p->o, rows_span(tags, "repository"));
		out_text(p->o, ":");
		out_name(p->o, rows_span(tags, "tag"));
		if (!span_is(rows_span(tags, "standing"), "current")) {
			page_put(p, TEXT_OPEN);
			page_word(p, rows_span(tags, "standing"));
			page_put(p, TEXT_CLOSE);
		}
	}
	if (rc < 0 || ask(&repos, p->r, QUERY_IMAGE_REPOSITORIES, image, p->f) < 0)
		return -1;
	for (rc = 0; n == 0 && (rc = rows_next(repos, p->f)) == 0; n++)
		out_name(p->o, rows_span(repos, "name"));
	*any = n > 0;
	return rc < 0 ? -1 : 0;
}

static int repositories(struct page *p, struct span image)
{
	OWNED(rows) struct rows *rows = NULL;
	size_t n = 0;
	int rc;

	if (ask(&rows, p->r, QUERY_IMAGE_REPOSITORIES, image, p->f) < 0)
		return -1;
	while ((rc = rows_next(rows, p->f)) == 0) {
		page_dt_or_break(p, TEXT_F_REPOSITORIES, n++ == 0);
		out_name(p->o, rows_span(rows, "name"));
		out_text(p->o, " ");
		page_badge(p, rows_span(rows, "standing"));
		if (rows_has(rows, "only_named")) {
			page_put(p, TEXT_OPEN);
			page_put(p, TEXT_Y_HOW_NAMED);
			page_put(p, TEXT_CLOSE);
		}
		if (rows_has(rows, "deleted_at")) {
			page_moment(p, TEXT_DELETED_AT, rows_span(rows, "deleted_at"));
		}
		if (rows_has(rows, "deleted_after")) {
			page_moment(p, TEXT_DELETED_AFTER, rows_span(rows, "deleted_after"));
		}
		if (rows_has(rows, "deleted_before")) {
			page_moment_by(p,
			               rows_has(rows, "deleted_after") ? TEXT_AND_BEFORE
			                                               : TEXT_DELETED_BEFORE,
			               rows_span(rows, "deleted_before"));
		}
		out_text(p->o, " <span class=\"soft\">");
		page_put(p, TEXT_OPEN);
		page_put(p, TEXT_SOURCE_OF);
		out_text(p->o, " ");
		out_name(p->o, rows_span(rows, "source"));
		page_put(p, TEXT_CLOSE);
		out_text(p->o, "</span>");
	}
	if (n > 0)
		out_text(p->o, "</dd>\n");
	return rc < 0 ? -1 : 0;
}

static int tags_ever(struct page *p, struct span image)
{
	OWNED(rows) struct rows *rows = NULL;
	size_t n = 0;
	int rc;

	if (ask(&rows, p->r, QUERY_IMAGE_TAGS, image, p->f) < 0)
		return -1;
	while ((rc = rows_next(rows, p->f)) == 0) {
		page_dt_or_break(p, TEXT_F_TAGS_EVER, n++ == 0);
		out_name(p->o, rows_span(rows, "repository"));
		out_text(p->o, ":");
		out_name(p->o, rows_span(rows, "tag"));
		out_text(p->o, " ");
		page_badge(p, rows_span(rows, "standing"));
		if (rows_has(rows, "from_at")) {
			page_moment(p, TEXT_FROM, rows_span(rows, "from_at"));
		}
		if (rows_has(rows, "until_at")) {
			page_moment(p, TEXT_UNTIL, rows_span(rows, "until_at"));
		}
	}
	if (n > 0)
		out_text(p->o, "</dd>\n");
	return rc < 0 ? -1 : 0;
}

/* Variables, labels, annotations: values that look like credentials stay out. */
static int members(struct page *p, enum lang_text title, struct span json)
{
	OWNED(rows) struct rows *rows = NULL;
	bool reveal = p->d->o->reveal;
	size_t n = 0;
	int rc;

	if (json.n == 0)
		return 0;
	if (rows_open(p->r->db, QUERY_JSON_MEMBERS, &rows, p->f) < 0 ||
	    rows_bind_text(rows, 1, json, p->f) < 0)
		return -1;
	while ((rc = rows_next(rows, p->f)) == 0 && n < PARTS_SHOWN) {
		OWNED(buf) struct buf shown = BUF_INIT;
		struct span key = rows_span(rows, "key"), value = rows_span(rows, "value");
		bool named = key.n > 0 && !(key.p[0] >= '0' && key.p[0] <= '9');

		page_dt_or_break(p, title, n++ == 0);
		if ((named ? mask_value(&shown, key, value, reveal, p->f)
		           : mask_text(&shown, value, reveal, p->f)) < 0)
			return -1;
		if (named) {
			out_name(p->o, key);
			out_text(p->o, " = ");
		}
		out_text(p->o, "<code>");
		out_name(p->o, buf_span(&shown));
		out_text(p->o, "</code>");
	}
	if (n > 0)
		out_text(p->o, "</dd>\n");
	return rc < 0 ? -1 : 0;
}

static int config_facts(struct page *p, struct span digest)
{
	OWNED(rows) struct rows *d = NULL;
	int rc;

	if (digest.n == 0)
		return 0;
	if (ask(&d, p->r, QUERY_DOCUMENT, digest, p->f) < 0)
		return -1;
	rc = rows_next(d, p->f);
	if (rc != 0)
		return rc < 0 ? -1 : 0;
	if (rows_has(d, "os") || rows_has(d, "architecture")) {
		page_dt(p, TEXT_F_PLATFORM);
		out_name(p->o, rows_span(d, "os"));
		out_text(p->o, "/");
		out_name(p->o, rows_span(d, "architecture"));
		if (rows_has(d, "variant")) {
			out_text(p->o, "/");
			out_name(p->o, rows_span(d, "variant"));
		}
		out_text(p->o, "</dd>\n");
	}
	if (members(p, TEXT_F_ENVIRONMENT, rows_span(d, "env")) < 0 ||
	    members(p, TEXT_F_LABELS, rows_span(d, "labels")) < 0)
		return -1;
	return members(p, TEXT_F_ANNOTATIONS, rows_span(d, "annotations"));
}

static const enum lang_text part_words[] = {
	[TWIG_CONFIG] = TEXT_P_CONFIG, [TWIG_LAYER] = TEXT_P_LAYER, [TWIG_CHILD] = TEXT_P_MANIFEST
};

static void part_cells(struct page *p, const struct twig *t, size_t number)
{
	char size[SIZE_TEXT];

	out_printf(p->o, "<tr><td>%s", page_text(p, part_words[t->kind]));
	if (t->kind == TWIG_LAYER)
		out_printf(p->o, " %zu", number);
	out_text(p->o, "</td><td>");
	page_digest(p, span_of(t->digest));
	out_text(p->o, "</td><td>");
	page_badge(p, span_of(t->state));
	if (t->completeness[0] != '\0' && t->kind == TWIG_CHILD) {
		out_text(p->o, " ");
		page_badge(p, span_of(t->completeness));
	}
	out_printf(p->o, "</td><td class=\"n\">%s</td><td>",
	           t->has_size ? size_text(size, t->size) : "");
	if (t->claim == CLAIM_WRONG)
		page_mark(p, TEXT_NOT_THE_LAYER, "b-error");
	else if (t->claim == CLAIM_NOT_COMPARED)
		page_mark(p, TEXT_NOT_COMPARED, "b-unread");
}

enum { STEP_SHOWN = 600 }; /* told: by its ellipsis; the config has all of it */

static void no_layer(struct page *p)
{
	out_printf(p->o,
	           "<tr><td class=\"soft\">%s</td><td class=\"soft\">%s</td><td></td>"
	           "<td class=\"n\"></td><td>",
	           page_text(p, TEXT_P_STEP), page_text(p, TEXT_NO_LAYER));
}

struct history {
	struct rows *steps;
	bool aligned;
};

/* The step just read: who built it, without credentials. */
static int built_by(struct page *p, const struct rows *step)
{
	OWNED(buf) struct buf shown = BUF_INIT;
	struct span by = rows_span(step, rows_has(step, "created_by") ? "created_by" : "comment");

	if (mask_text(&shown, by, p->d->o->reveal, p->f) < 0)
		return -1;
	if (shown.n > STEP_SHOWN) {
		shown.n = STEP_SHOWN;
		while (shown.n > 0 && (shown.p[shown.n] & 0xC0) == 0x80)
			shown.n--;
		if (buf_add_text(&shown, "...", p->f) < 0)
			return -1;
	}
	out_text(p->o, "<code>");
	out_name(p->o, buf_span(&shown));
	out_text(p->o, "</code></td></tr>\n");
	return 0;
}

/* Steps that made no layer stand before the layer whose step follows them. */
static int layer_row(struct page *p, const struct twig *t, size_t number, struct history *h)
{
	int rc = 1;

	while (h->aligned && (rc = rows_next(h->steps, p->f)) == 0) {
		bool empty = rows_int(h->steps, "empty_layer") != 0;

		if (empty)
			no_layer(p);
		else
			part_cells(p, t, number);
		if (built_by(p, h->steps) < 0)
			return -1;
		if (!empty)
			return 0;
	}
	part_cells(p, t, number);
	out_name(p->o, span_of(t->media_type));
	out_text(p->o, "</td></tr>\n");
	return rc < 0 ? -1 : 0;
}

/* Steps after the last layer, which made none. */
static int last_steps(struct page *p, struct history *h)
{
	int rc = 1;

	while (h->aligned && (rc = rows_next(h->steps, p->f)) == 0) {
		no_layer(p);
		if (built_by(p, h->steps) < 0)
			return -1;
	}
	return rc < 0 ? -1 : 0;
}

static int parts(struct page *p, const struct rows *m, struct span image)
{
	static const unsigned titles[] = { TEXT_T_PART, TEXT_T_DIGEST, TEXT_T_STATE, RIGHT(TEXT_T_SIZE), TEXT_T_BUILT_BY };
	OWNED(twigs) struct twigs t = { NULL, 0, 0, 0 };
	OWNED(rows) struct rows *steps = NULL;
	struct history h = { NULL, false };
	struct built b;
	size_t layer = 0;

	if (twigs_load(&t, p->r, image, p->f) < 0 ||
	    built_load(&b, p->r, image, rows_span(m, "config"), p->f) < 0)
		return -1;
	if (t.n == 0)
		return 0;
	if (ask(&steps, p->r, QUERY_HISTORY, span_of(b.document), p->f) < 0)
		return -1;
	h.steps = steps;
	h.aligned = b.steps > 0 && (size_t)b.layer_steps == t.layers;
	page_table(p, page_text(p, TEXT_MADE_OF), titles, COUNT(titles));
	for (size_t i = 0; i < t.n && i < PARTS_SHOWN; i++) {
		if (t.v[i].kind == TWIG_LAYER) {
			if (layer_row(p, &t.v[i], ++layer, &h) < 0)
				return -1;
			continue;
		}
		part_cells(p, &t.v[i], 0);
		out_name(p->o,
		         span_of(t.v[i].platform[0] != '\0' ? t.v[i].platform : t.v[i].media_type));
		out_text(p->o, "</td></tr>\n");
	}
	if (last_steps(p, &h) < 0)
		return -1;
	page_table_end(p);
	page_more(p, t.n < PARTS_SHOWN ? t.n : PARTS_SHOWN, t.n, "images.csv");
	return 0;
}

static int missing(struct page *p, struct span image)
{
	OWNED(rows) struct rows *rows = NULL;
	size_t n = 0;
	int rc;

	if (ask(&rows, p->r, QUERY_IMAGE_MISSING, image, p->f) < 0)
		return -1;
	while ((rc = rows_next(rows, p->f)) == 0) {
		if (span_eq(rows_span(rows, "digest"), image) || n++ >= PARTS_SHOWN)
			continue;
		page_dt_or_break(p, TEXT_F_NOT_WHOLE, n == 1);
		page_badge(p, rows_span(rows, "state"));
		out_text(p->o, " ");
		page_word(p, rows_span(rows, "kind"));
		out_text(p->o, " ");
		page_digest_full(p, rows_span(rows, "digest"));
	}
	if (n > 0)
		out_text(p->o, "</dd>\n");
	return rc < 0 ? -1 : 0;
}

/* Descriptors that cannot be followed never drop out: their text, and where it stands. */
static int unfollowed(struct page *p, struct span image)
{
	OWNED(rows) struct rows *rows = NULL;
	size_t n = 0;
	int rc;

	if (ask(&rows, p->r, QUERY_IMAGE_LAME, image, p->f) < 0)
		return -1;
	while ((rc = rows_next(rows, p->f)) == 0) {
		if (n++ >= PARTS_SHOWN)
			continue;
		page_dt_or_break(p, TEXT_F_UNFOLLOWED, n == 1);
		page_word(p, rows_span(rows, "relation"));
		out_text(p->o, " ");
		out_name(p->o, rows_span(rows, "text"));
		out_text(p->o, " ");
		out_name(p->o, rows_span(rows, "pointer"));
	}
	if (n > 0)
		out_text(p->o, "</dd>\n");
	return rc < 0 ? -1 : 0;
}

static void what_it_is(struct page *p, const struct rows *m)
{
	page_dt(p, TEXT_T_DIGEST);
	page_digest_full(p, rows_span(m, "digest"));
	out_text(p->o, " ");
	page_badge(p, rows_span(m, "state"));
	out_text(p->o, "</dd>\n");
	if (rows_has(m, "media_type")) {
		page_dt(p, TEXT_F_TYPE);
		out_name(p->o, rows_span(m, "media_type"));
		if (rows_int(m, "media_type_inferred") != 0)
			page_aside(p, TEXT_INFERRED);
		out_text(p->o, "</dd>\n");
	}
	if (rows_has(m, "created")) {
		page_dt(p, TEXT_F_BUILT);
		page_time(p, rows_span(m, "created"));
		out_text(p->o, "<span class=\"soft\">");
		page_aside(p, TEXT_OWN_STATEMENT);
		out_text(p->o, "</span></dd>\n");
	}
	if (rows_has(m, "subject")) {
		page_dt(p, TEXT_F_ABOUT);
		page_digest_full(p, rows_span(m, "subject"));
		out_text(p->o, "</dd>\n");
	}
	page_dt(p, TEXT_F_EXISTENCE);
	page_word(p, rows_span(m, "grade"));
	out_text(p->o, "</dd>\n");
}

static int headline(struct page *p, const struct rows *m)
{
	struct span digest = rows_span(m, "digest");
	bool named = false;

	out_text(p->o, "<summary><h4>");
	if (names(p, digest, &named) < 0)
		return -1;
	if (!named)
		page_digest(p, digest);
	out_text(p->o, "</h4>");
	page_badge(p, rows_span(m, "standing"));
	page_badge(p, rows_span(m, "completeness"));
	out_text(p->o, "<span class=\"soft small\">");
	page_word(p, rows_span(m, "kind"));
	if (rows_int(m, "total_size") > 0) {
		page_put(p, TEXT_COMMA);
		page_size(p, m, "total_size");
	}
	out_text(p->o, "</span></summary>\n");
	return 0;
}

static int one_image(struct page *p, const struct rows *m)
{
	struct span digest = rows_span(m, "digest");

	out_text(p->o, "<details class=\"image\" open>");
	if (headline(p, m) < 0)
		return -1;
	out_text(p->o, "<div class=\"in\"><dl class=\"facts\">\n");
	what_it_is(p, m);
	if (repositories(p, digest) < 0 || tags_ever(p, digest) < 0 ||
	    config_facts(p, digest) < 0 || config_facts(p, rows_span(m, "config")) < 0 ||
	    missing(p, digest) < 0 || unfollowed(p, digest) < 0)
		return -1;
	out_text(p->o, "</dl>\n");
	if (parts(p, m, digest) < 0)
		return -1;
	out_text(p->o, "</div></details>\n");
	return 0;
}

enum { TREES_SHOWN = 12 }; /* told: what is told in short says so */

/* Those that need no tree here - in the registry and whole, or beyond the first - are a line each. */
static int in_short(struct page *p, enum standing s, bool held)
{
	static const unsigned titles[] = { TEXT_T_IMAGE, TEXT_T_DIGEST, TEXT_T_IMAGE_IS, TEXT_T_KIND, RIGHT(TEXT_T_SIZE_ALL) };
	OWNED(rows) struct rows *rows = NULL;
	size_t n = 0, trees = 0;
	bool named;
	int rc;

	if (ask(&rows, p->r, QUERY_IMAGE_GROUP, span_of(standing_text(s)), p->f) < 0)
		return -1;
	while ((rc = rows_next(rows, p->f)) == 0) {
		struct span digest = rows_span(rows, "digest");

		if (!(held && span_is(rows_span(rows, "completeness"), "complete")) && trees++ < TREES_SHOWN)
			continue;
		if (n == 0)
			page_table(p, page_text(p, held ? TEXT_ANNEX_WHOLE : TEXT_IMAGES), titles, COUNT(titles));
		if (n++ >= ROWS_SHOWN)
			continue;
		page_row(p);
		page_td(p);
		if (names(p, digest, &named) < 0)
			return -1;
		out_text(p->o, "</td>");
		page_td_digest(p, digest);
		page_td_word(p, rows, "completeness");
		page_td_plain(p, rows_span(rows, "kind"));
		page_td_size(p, rows, "total_size");
		page_row_end(p);
	}
	if (n > 0) {
		page_table_end(p);
		page_para(p, TEXT_ANNEX_REST, "soft small");
		page_more(p, n < ROWS_SHOWN ? n : ROWS_SHOWN, n, "images.csv");
	}
	return rc < 0 ? -1 : 0;
}

static int group(struct page *p, enum standing s, enum lang_text about)
{
	OWNED(rows) struct rows *rows = NULL;
	bool held = s == STANDING_TAGGED || s == STANDING_UNTAGGED;
	size_t shown = 0;
	int rc;

	if (p->s.standing[s] == 0)
		return 0;
	if (ask(&rows, p->r, QUERY_IMAGE_GROUP, span_of(standing_text(s)), p->f) < 0)
		return -1;
	out_text(p->o, "<h3>");
	page_badge(p, span_of(standing_text(s)));
	out_printf(p->o, " %" PRIu64 "</h3>\n", p->s.standing[s]);
	page_para(p, about, "soft small");
	while ((rc = rows_next(rows, p->f)) == 0) {
		if ((held && span_is(rows_span(rows, "completeness"), "complete")) || shown++ >= TREES_SHOWN)
			continue;
		if (one_image(p, rows) < 0)
			return -1;
	}
	rows_close(TAKE(&rows)); /* the same question is asked again for the others */
	return rc < 0 ? -1 : in_short(p, s, held);
}

int page_images(struct page *p)
{
	page_section(p, "images", TEXT_IMAGES);
	if (!p->d->o->reveal)
		page_para(p, TEXT_MASKED_NOTE, "soft small");
	if (group(p, STANDING_TAGGED, TEXT_S_TAGGED) < 0 ||
	    group(p, STANDING_UNTAGGED, TEXT_S_UNTAGGED) < 0 ||
	    group(p, STANDING_ORPHANED, TEXT_S_ORPHANED) < 0 ||
	    group(p, STANDING_VANISHED, TEXT_S_VANISHED) < 0)
		return -1;
	page_section_end(p);
	return 0;
}
