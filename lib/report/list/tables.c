/* report/list/tables.c - the lists as tables: one line a row, whole digests and times with --full. */
#include "report/list/fold.h"
#include "report/told.h"

#include "base/quote.h"
#include "words/fill.h"

#include <inttypes.h>
#include <stdio.h>

struct maker {
	struct report *r;
	const struct report_options *o;
	struct table *t;
	struct fault *f;
	bool several; /* a source holds several registries: names alone do not tell */
};

static int cell_word(struct maker *m, const struct rows *row, const char *column)
{
	return table_word(m->t, m->o, rows_span(row, column), m->f);
}

static int cell_name(struct maker *m, const struct rows *row, const char *column)
{
	return table_name(m->t, rows_span(row, column), m->f);
}

static int cell_digest(struct maker *m, const struct rows *row, const char *column)
{
	char text[DIGEST_TEXT];
	struct span digest = rows_span(row, column);

	if (digest.n == 0)
		return table_text(m->t, "-", TINT_DIM, m->f);
	if (m->o->full)
		return table_name(m->t, digest, m->f);
	return table_name(m->t, span_of(short_digest(&m->r->shorts, text, digest)), m->f);
}

static int cell_time(struct maker *m, const struct rows *row, const char *column)
{
	char text[WHEN_TEXT], zoned[WHEN_TEXT + 8];
	struct span time = rows_span(row, column);

	if (time.n == 0)
		return table_text(m->t, "-", TINT_DIM, m->f);
	if (!m->o->full)
		time = span_of(time_short(text, time));
	return table_name(m->t, span_of(time_zoned(zoned, time, m->o->zone)), m->f);
}

static int cell_size(struct maker *m, const struct rows *row, const char *column)
{
	char text[SIZE_TEXT];

	if (!rows_has(row, column))
		return table_text(m->t, "-", TINT_DIM, m->f);
	if (m->o->full)
		return table_uint(m->t, (uint64_t)rows_int(row, column), m->f);
	return table_text(m->t, size_text(text, (uint64_t)rows_int(row, column)), TINT_NONE, m->f);
}

static int cell_int(struct maker *m, const struct rows *row, const char *column)
{
	return table_uint(m->t, (uint64_t)rows_int(row, column), m->f);
}

static int add_bracketed(struct maker *m, struct buf *text, struct span word)
{
	return buf_printf(text, m->f, " (%.*s)", (int)word.n, (const char *)word.p);
}

/* Names a person would call the image by: its tags, else its repositories. */
static int cell_called(struct maker *m, const struct rows *row)
{
	OWNED(rows) struct rows *tags = NULL;
	OWNED(rows) struct rows *repos = NULL;
	OWNED(buf) struct buf text = BUF_INIT;
	struct span digest = rows_span(row, "digest");
	struct fault *f = m->f;
	int rc;

	if (ask(&tags, m->r, QUERY_IMAGE_TAGS, digest, f) < 0)
		return -1;
	while ((rc = rows_next(tags, f)) == 0) {
		struct span standing = rows_span(tags, "standing");

		if (buf_add_text(&text, text.n > 0 ? ", " : "", f) < 0 ||
		    quote_visible(&text, rows_span(tags, "repository"), f) < 0 ||
		    buf_add_text(&text, ":", f) < 0 ||
		    quote_visible(&text, rows_span(tags, "tag"), f) < 0 ||
		    (!span_is(standing, "current") && add_bracketed(m, &text, told_word(m->o, standing)) < 0))
			return -1;
	}
	if (rc < 0 || ask(&repos, m->r, QUERY_IMAGE_REPOSITORIES, digest, f) < 0)
		return -1;
	while (text.n == 0 && (rc = rows_next(repos, f)) == 0) {
		struct span standing = rows_span(repos, "standing");

		if (quote_visible(&text, rows_span(repos, "name"), f) < 0 ||
		    (span_is(standing, "deleted") &&
		     add_bracketed(m, &text, rows_has(repos, "only_named") ? span_of(lang_text(m->o->lang, TEXT_Y_HOW_NAMED))
		                                                           : told_word(m->o, standing)) < 0))
			return -1;
	}
	return rc < 0 ? -1
	              : table_cell(m->t, text.n == 0 ? span_of("-") : buf_span(&text), TINT_NONE,
	                           f);
}

static int row_image(struct maker *m, const struct rows *row)
{
	return cell_digest(m, row, "digest") < 0 || cell_word(m, row, "kind") < 0 ||
	                       cell_word(m, row, "standing") < 0 ||
	                       cell_word(m, row, "completeness") < 0 ||
	                       cell_word(m, row, "state") < 0 ||
	                       cell_size(m, row, "total_size") < 0 ||
	                       cell_time(m, row, "created") < 0 || cell_called(m, row) < 0
	               ? -1
	               : 0;
}

static int row_tag(struct maker *m, const struct rows *row)
{
	return cell_name(m, row, "repository") < 0 || cell_name(m, row, "tag") < 0 ||
	                       cell_word(m, row, "standing") < 0 ||
	                       cell_digest(m, row, "digest") < 0 ||
	                       cell_time(m, row, "from_at") < 0 ||
	                       cell_time(m, row, "until_at") < 0 ||
	                       cell_time(m, row, "deleted_at") < 0 ||
	                       cell_word(m, row, "grade") < 0 ||
	                       cell_name(m, row, "source") < 0 ||
	                       (m->several && cell_name(m, row, "registry") < 0)
	               ? -1
	               : 0;
}

static int cell_sources(struct maker *m, struct span digest)
{
	OWNED(rows) struct rows *rows = NULL;
	OWNED(buf) struct buf text = BUF_INIT, last = BUF_INIT;
	int rc;

	if (ask(&rows, m->r, QUERY_BLOB_COPIES, digest, m->f) < 0)
		return -1;
	while ((rc = rows_next(rows, m->f)) == 0) {
		struct span label = rows_span(rows, "label");

		if (text.n > 0 && span_eq(label, buf_span(&last)))
			continue;
		buf_clear(&last);
		if (buf_add(&last, label, m->f) < 0 ||
		    buf_add_text(&text, text.n > 0 ? ", " : "", m->f) < 0 ||
		    quote_visible(&text, label, m->f) < 0)
			return -1;
	}
	return rc < 0 ? -1
	              : table_cell(m->t, text.n == 0 ? span_of("-") : buf_span(&text), TINT_NONE,
	                           m->f);
}

static int row_blob(struct maker *m, const struct rows *row)
{
	return cell_digest(m, row, "digest") < 0 || cell_word(m, row, "kind") < 0 ||
	                       cell_word(m, row, "state") < 0 || cell_size(m, row, "size") < 0 ||
	                       cell_digest(m, row, "diff_id") < 0 ||
	                       cell_sources(m, rows_span(row, "digest")) < 0
	               ? -1
	               : 0;
}

static int row_repo(struct maker *m, const struct rows *row)
{
	return cell_name(m, row, "name") < 0 || cell_word(m, row, "standing") < 0 ||
	                       cell_int(m, row, "images") < 0 || cell_int(m, row, "tags") < 0 ||
	                       cell_size(m, row, "bytes") < 0 ||
	                       cell_size(m, row, "unique_bytes") < 0 ||
	                       cell_name(m, row, "source") < 0 || cell_name(m, row, "registry") < 0
	               ? -1
	               : 0;
}

static int row_upload(struct maker *m, const struct rows *row)
{
	return cell_name(m, row, "repository") < 0 || cell_name(m, row, "uuid") < 0 ||
	                       cell_time(m, row, "started") < 0 || cell_size(m, row, "size") < 0 ||
	                       cell_digest(m, row, "digest") < 0 ||
	                       cell_digest(m, row, "becoming") < 0 ||
	                       cell_name(m, row, "source") < 0
	               ? -1
	               : 0;
}

/* An exact time, or the bounds it lies between. */
static int cell_event_time(struct maker *m, const struct rows *row)
{
	char a[WHEN_TEXT], b[WHEN_TEXT], za[WHEN_TEXT + 8], zb[WHEN_TEXT + 8];
	OWNED(buf) struct buf text = BUF_INIT;
	struct span after = rows_span(row, "after_at"), before = rows_span(row, "before_at");
	struct span bound[2] = { SPAN_NONE, SPAN_NONE };
	size_t n = 0;

	if (rows_has(row, "time") || (after.n == 0 && before.n == 0))
		return cell_time(m, row, "time");
	if (after.n > 0)
		bound[n++] = span_of(time_zoned(za, m->o->full ? after : span_of(time_short(a, after)), m->o->zone));
	if (before.n > 0)
		bound[n++] = span_of(time_zoned(zb, m->o->full ? before : span_of(time_short_up(b, before)), m->o->zone));
	if (lang_fill(&text, m->o->lang, n == 2 ? TEXT_L_BETWEEN : after.n > 0 ? TEXT_Y_AFTER : TEXT_Y_BEFORE, bound, m->f) < 0)
		return -1;
	return table_name(m->t, buf_span(&text), m->f);
}

static int cell_place(struct maker *m, const struct rows *row)
{
	OWNED(buf) struct buf text = BUF_INIT;

	if (!rows_has(row, "repository"))
		return table_text(m->t, "-", TINT_DIM, m->f);
	if (quote_visible(&text, rows_span(row, "repository"), m->f) < 0 ||
	    (rows_has(row, "tag") && (buf_add_text(&text, ":", m->f) < 0 ||
	                              quote_visible(&text, rows_span(row, "tag"), m->f) < 0)))
		return -1;
	return table_cell(m->t, buf_span(&text), TINT_NONE, m->f);
}

static int cell_sentence(struct maker *m, const struct rows *row)
{
	OWNED(buf) struct buf text = BUF_INIT;

	return told_sentence(&text, m->o, rows_span(row, "text"), rows_span(row, "said"), m->f) < 0
	               ? -1
	               : table_cell(m->t, buf_span(&text), TINT_NONE, m->f);
}

/* A sentence in which something is masked is the line's own words, told as they are. */
static int cell_event(struct maker *m, const struct rows *row)
{
	OWNED(buf) struct buf text = BUF_INIT;

	if (mask_event(&text, row, m->o->reveal, m->f) < 0)
		return -1;
	return span_eq(buf_span(&text), rows_span(row, "text")) ? cell_sentence(m, row) : table_cell(m->t, buf_span(&text), TINT_NONE, m->f);
}

static int row_event(struct maker *m, const struct rows *row)
{
	bool text = m->o->full || !rows_has(row, "time_source");

	return cell_event_time(m, row) < 0 || cell_word(m, row, "event") < 0 ||
	                       cell_place(m, row) < 0 || cell_digest(m, row, "digest") < 0 ||
	                       cell_word(m, row, "grade") < 0 ||
	                       (rows_has(row, "source")
	                                ? cell_name(m, row, "source")
	                                : table_text(m->t, "-", TINT_DIM, m->f)) < 0 ||
	                       (text ? cell_event(m, row) : table_shown(m->t, rows_span(row, "time_source"), m->f)) < 0
	               ? -1
	               : 0;
}

/* In the story who did it, and from where, instead of how the time is known. */
static int row_story(struct maker *m, const struct rows *row)
{
	OWNED(buf) struct buf who = BUF_INIT, masked = BUF_INIT;
	struct span actor, address = rows_span(row, "address");

	if (mask_actor(&masked, row, m->o->reveal, m->f) < 0)
		return -1;
	actor = buf_span(&masked);
	if (quote_visible(&who, actor, m->f) < 0 || (actor.n > 0 && address.n > 0 && buf_add_byte(&who, ' ', m->f) < 0) ||
	    quote_visible(&who, address, m->f) < 0)
		return -1;
	return cell_event_time(m, row) < 0 || cell_word(m, row, "event") < 0 || cell_place(m, row) < 0 ||
	                       cell_digest(m, row, "digest") < 0 ||
	                       table_shown(m->t, who.n > 0 ? buf_span(&who) : span_of("-"), m->f) < 0 ||
	                       cell_word(m, row, "grade") < 0 ||
	                       (rows_has(row, "source") ? cell_name(m, row, "source") : table_text(m->t, "-", TINT_DIM, m->f)) < 0
	               ? -1
	               : 0;
}

static int row_finding(struct maker *m, const struct rows *row)
{
	return cell_word(m, row, "severity") < 0 || cell_word(m, row, "code") < 0 ||
	                       (rows_has(row, "path")
	                                ? cell_name(m, row, "path")
	                                : table_text(m->t, "-", TINT_DIM, m->f)) < 0 ||
	                       cell_sentence(m, row) < 0
	               ? -1
	               : 0;
}

/* The present, and what a source is stated to be a copy of. */
int cell_part(struct table *t, const struct rows *row, enum lang lang, struct fault *f)
{
	OWNED(buf) struct buf text = BUF_INIT;
	OWNED(buf) struct buf of = BUF_INIT;
	bool present = rows_int(row, "present") != 0;

	if (buf_add_text(&text, present ? lang_text(lang, TEXT_PRESENT) : "", f) < 0)
		return -1;
	if (rows_has(row, "copy_of") && ((present && buf_add_text(&text, lang_text(lang, TEXT_COMMA), f) < 0) ||
	                                 quote_visible(&of, rows_span(row, "copy_of"), f) < 0 ||
	                                 lang_fill(&text, lang, TEXT_COPY_OF, (const struct span[]){ buf_span(&of) }, f) < 0))
		return -1;
	return table_cell(t, buf_span(&text), TINT_GOOD, f);
}

static int row_source(struct maker *m, const struct rows *row)
{
	return cell_name(m, row, "label") < 0 || cell_part(m->t, row, m->o->lang, m->f) < 0 ||
	                       cell_int(m, row, "scan") < 0 ||
	                       table_cell(m->t, told_source_kind(m->o, rows_span(row, "kind")), TINT_NONE, m->f) < 0 ||
	                       cell_int(m, row, "items") < 0 || cell_size(m, row, "bytes") < 0 ||
	                       cell_int(m, row, "files_unread") < 0 ||
	                       cell_word(m, row, "depth") < 0 ||
	                       cell_digest(m, row, "digest") < 0 || cell_name(m, row, "path") < 0
	               ? -1
	               : 0;
}

/* ---- volumes of images, as mmls shows them ------------------------------------------------------------- */

static int row_volume(struct maker *m, const struct rows *v)
{
	OWNED(buf) struct buf name = BUF_INIT, what = BUF_INIT;
	int64_t start = rows_int(v, "offset") / 512, length = rows_int(v, "size") / 512;
	char number[32];

	for (int64_t i = 0; i < rows_int(v, "depth"); i++)
		if (buf_add_text(&name, "  ", m->f) < 0)
			return -1;
	if (rows_has(v, "name") ? buf_add(&name, rows_span(v, "name"), m->f) < 0
	                        : buf_add(&name, rows_span(v, "kind"), m->f) < 0)
		return -1;
	if (table_cell(m->t, buf_span(&name), TINT_NONE, m->f) < 0)
		return -1;
	(void)snprintf(number, sizeof number, "%010" PRId64, start);
	if (table_text(m->t, number, TINT_NONE, m->f) < 0)
		return -1;
	(void)snprintf(number, sizeof number, "%010" PRId64, length > 0 ? start + length - 1 : start);
	if (table_text(m->t, number, TINT_NONE, m->f) < 0)
		return -1;
	(void)snprintf(number, sizeof number, "%010" PRId64, length);
	if (table_text(m->t, number, TINT_NONE, m->f) < 0)
		return -1;
	if (buf_add(&what, rows_span(v, "kind"), m->f) < 0)
		return -1;
	for (size_t i = 0; i < 5; i++) {
		static const char *const more[] = { "scheme", "type", "label", "fs", "note" };

		if (rows_has(v, more[i]) &&
		    (buf_add_text(&what, i == 4 ? "; " : ", ", m->f) < 0 || buf_add(&what, rows_span(v, more[i]), m->f) < 0))
			return -1;
	}
	if (!rows_has(v, "fs") && rows_has(v, "content") &&
	    (buf_add_text(&what, ", ", m->f) < 0 || buf_add(&what, rows_span(v, "content"), m->f) < 0))
		return -1;
	return table_shown(m->t, buf_span(&what), m->f);
}

/* Addresses in sectors of 512 bytes on the image itself. */
static int print_volumes(struct report *r, const struct rows *source, const struct report_options *o, struct out *out,
                         struct fault *f)
{
	static const char *const titles[] = { "VOLUME", "START", "END", "LENGTH", "DESCRIPTION" };
	OWNED(table) struct table t = { 0 };
	OWNED(rows) struct rows *rows = NULL;
	struct maker m = { r, o, &t, f, false };
	int rc;

	table_init(&t, titles, COUNT(titles));
	if (rows_open(r->db, QUERY_VOLUMES, &rows, f) < 0 || rows_bind_int(rows, 1, rows_int(source, "scan"), f) < 0)
		return -1;
	while ((rc = rows_next(rows, f)) == 0)
		if (row_volume(&m, rows) < 0)
			return -1;
	if (rc < 0)
		return -1;
	out_text(out, "\n");
	put_told_raw(out, o, TEXT_L_VOLUMES, (const struct span[]){ rows_span(source, "label") }, 1);
	out_text(out, "\n");
	table_print(&t, out, o);
	return 0;
}

static int print_all_volumes(struct report *r, const struct report_filter *x, const struct report_options *o,
                             struct out *out, struct fault *f)
{
	OWNED(rows) struct rows *rows = NULL;
	int rc;

	if (rows_open(r->db, list_defs[REPORT_SOURCES].query, &rows, f) < 0 || filter_bind(rows, REPORT_SOURCES, x, f) < 0)
		return -1;
	while ((rc = rows_next(rows, f)) == 0)
		if (span_is(rows_span(rows, "kind"), "image") && print_volumes(r, rows, o, out, f) < 0)
			return -1;
	return rc < 0 ? -1 : 0;
}

struct list_columns {
	const char *title[TABLE_COLUMNS];
	int (*row)(struct maker *m, const struct rows *row);
};

static const struct list_columns story_columns = { { "TIME", "EVENT", "WHERE", "DIGEST", "WHO", "GRADE", "SOURCE" }, row_story };

static const struct list_columns tables[REPORT_LIST_COUNT] = {
	[REPORT_IMAGES] = { { "DIGEST", "KIND", "STANDING", "COMPLETENESS", "STATE", ">TOTAL",
	                      "CREATED", "NAMES" },
	                    row_image },
	[REPORT_TAGS] = { { "REPOSITORY", "TAG", "STANDING", "DIGEST", "FROM", "UNTIL", "DELETED",
	                    "GRADE", "SOURCE" },
	                  row_tag },
	[REPORT_BLOBS] = { { "DIGEST", "KIND", "STATE", ">SIZE", "DIFF_ID", "SOURCES" }, row_blob },
	[REPORT_REPOS] = { { "NAME", "STANDING", ">IMAGES", ">TAGS", ">BYTES", ">UNIQUE", "SOURCE",
	                     "REGISTRY" },
	                   row_repo },
	[REPORT_UPLOADS] = { { "REPOSITORY", "SESSION", "STARTED", ">SIZE", "DIGEST", "BECOMING",
	                       "SOURCE" },
	                     row_upload },
	[REPORT_TIMELINE] = { { "TIME", "EVENT", "WHERE", "DIGEST", "GRADE", "SOURCE", "FROM" },
	                      row_event },
	[REPORT_AT] = { { "REPOSITORY", "TAG", "STANDING", "DIGEST", "FROM", "UNTIL", "DELETED",
	                  "GRADE", "SOURCE" },
	                row_tag },
	[REPORT_FINDINGS] = { { "SEVERITY", "CODE", "PATH", "TEXT" }, row_finding },
	[REPORT_SOURCES] = { { "LABEL", "", ">SCAN", "KIND", ">ITEMS", ">BYTES", ">UNREAD", "DEPTH",
	                       "DIGEST", "PATH" },
	                     row_source },
};

static int several_registries(struct report *r, bool *out, struct fault *f)
{
	int64_t most = 0;

	if (casedb_number(r->db, NUMBER_REGISTRIES_OF_ONE, &(struct number_args){ .n = { 0 } }, &most, f) < 0)
		return -1;
	*out = most > 1;
	return 0;
}

/* The list asked for, once more, for what is alike in it. */
static int gather_likes(struct report *r, const struct report_filter *x, struct fold *fold, struct fault *f)
{
	OWNED(rows) struct rows *rows = NULL;
	int rc;

	if (rows_open(r->db, list_defs[REPORT_FINDINGS].query, &rows, f) < 0 ||
	    filter_bind(rows, REPORT_FINDINGS, x, f) < 0)
		return -1;
	while ((rc = rows_next(rows, f)) == 0)
		if (fold_add(fold, rows, f) < 0)
			return -1;
	return rc < 0 ? -1 : 0;
}

static int add_told(struct maker *m, struct buf *out, enum lang_text id, struct span first, struct span second)
{
	return lang_fill(out, m->o->lang, id, (const struct span[]){ first, second }, m->f);
}

/* "; of all 98 in a/b": a directory, and how many of the findings that are alike lie in it. */
static int say_place(struct maker *m, struct buf *out, size_t i, struct span dir, uint64_t n)
{
	OWNED(buf) struct buf name = BUF_INIT;
	char digits[LANG_DIGITS];

	if ((dir.n == 0 ? buf_add_text(&name, lang_text(m->o->lang, TEXT_L_THE_SOURCE), m->f) : quote_visible(&name, dir, m->f)) < 0)
		return -1;
	return add_told(m, out, i == 0 ? TEXT_L_OF_ALL : TEXT_L_IN, buf_span(&name), lang_digits(digits, n));
}

/* "and 98 more like these (98 of 100 in a/b, 2 elsewhere), pushed as ...": what is folded, and where it lies. */
static int say_more(struct maker *m, struct buf *out, const struct folded *x)
{
	OWNED(buf) struct buf pushed = BUF_INIT;
	char digits[LANG_DIGITS];

	if (add_told(m, out, TEXT_L_LIKE_THESE, lang_digits(digits, x->more), SPAN_NONE) < 0 || quote_visible(&pushed, x->pushed, m->f) < 0 ||
	    (x->pushed.n > 0 && add_told(m, out, TEXT_L_PUSHED_AS, buf_span(&pushed), SPAN_NONE) < 0))
		return -1;
	for (size_t i = 0; x->places + (x->elsewhere > 0) > 1 && i < x->places; i++)
		if (say_place(m, out, i, x->place[i].dir, x->place[i].n) < 0)
			return -1;
	if (x->elsewhere > 0 && add_told(m, out, TEXT_L_ELSEWHERE, lang_digits(digits, x->elsewhere), SPAN_NONE) < 0)
		return -1;
	return add_told(m, out, TEXT_L_LISTS_THEM, SPAN_NONE, SPAN_NONE);
}

static int row_more(struct maker *m, const struct rows *row, const struct folded *x)
{
	OWNED(buf) struct buf above = BUF_INIT;
	OWNED(buf) struct buf text = BUF_INIT;

	if (say_more(m, &text, x) < 0 ||
	    (x->above.n > 0 && (quote_visible(&above, x->above, m->f) < 0 || buf_add_text(&above, "/...", m->f) < 0)) ||
	    cell_word(m, row, "severity") < 0 || cell_word(m, row, "code") < 0 ||
	    table_cell(m->t, x->above.n > 0 ? buf_span(&above) : span_of("..."), TINT_DIM, m->f) < 0)
		return -1;
	return table_cell(m->t, buf_span(&text), TINT_DIM, m->f);
}

static int fold_rows(struct maker *m, struct rows *rows, struct fold *fold)
{
	int rc;

	while ((rc = rows_next(rows, m->f)) == 0) {
		struct folded how;

		if (fold_take(fold, rows, &how, m->f) < 0 || (how.show && row_finding(m, rows) < 0) ||
		    (how.more > 0 && row_more(m, rows, &how) < 0))
			return -1;
	}
	return rc < 0 ? -1 : 0;
}

static int all_rows(struct maker *m, const struct list_columns *c, struct rows *rows)
{
	int rc;

	while ((rc = rows_next(rows, m->f)) == 0)
		if (c->row(m, rows) < 0)
			return -1;
	return rc < 0 ? -1 : 0;
}

int tables_print(struct report *r, enum report_list which, const struct report_filter *x,
                 const struct report_options *o, struct out *out, struct fault *f)
{
	OWNED(table) struct table t = { 0 };
	OWNED(fold) struct fold *fold = NULL;
	OWNED(rows) struct rows *rows = NULL;
	struct maker m = { r, o, &t, f, false };
	bool story = which == REPORT_TIMELINE && !o->all;
	const struct list_columns *c = story ? &story_columns : &tables[which];
	const char *titles[TABLE_COLUMNS + 1];
	size_t columns = 0;

	for (; columns < TABLE_COLUMNS && c->title[columns] != NULL; columns++)
		titles[columns] = c->title[columns];
	if ((which == REPORT_TAGS || which == REPORT_AT) && several_registries(r, &m.several, f) < 0)
		return -1;
	if (m.several)
		titles[columns++] = "REGISTRY";
	table_init(&t, titles, columns);
	if (which == REPORT_FINDINGS && !o->full && (fold_new(&fold, f) < 0 || gather_likes(r, x, fold, f) < 0))
		return -1;
	if (shorts_load(r, f) < 0 || rows_open(r->db, story ? QUERY_STORY : list_defs[which].query, &rows, f) < 0 ||
	    filter_bind(rows, which, x, f) < 0)
		return -1;
	if ((fold != NULL ? fold_rows(&m, rows, fold) : all_rows(&m, c, rows)) < 0)
		return -1;
	rows_close(TAKE(&rows));
	if (t.n == 0) {
		if (empty_print(r, which, x, o, out, f) < 0)
			return -1;
	} else {
		table_print(&t, out, o);
	}
	if (story)
		tell(out, o, TEXT_Y_STORY, NULL);
	return which == REPORT_SOURCES ? print_all_volumes(r, x, o, out, f) : 0;
}
