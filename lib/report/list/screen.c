/* report/list/screen.c - the summary for people: one screen, the answer first. */
#include "report/list/answer.h"
#include "report/list/fold.h"

#include "base/quote.h"
#include "core/finding.h"
#include "words/fill.h"
#include "words/finding_text.h"
#include "words/word.h"

#include <inttypes.h>
#include <stdio.h>

struct numbers {
	char digits[8][LANG_DIGITS];
	struct span v[8];
};

static const struct span *numbers(struct numbers *n, const uint64_t *v, size_t count)
{
	for (size_t i = 0; i < count; i++)
		n->v[i] = lang_digits(n->digits[i], v[i]);
	return n->v;
}

static int print_sources(struct report *r, const struct report_options *o, struct out *out, struct fault *f)
{
	const char *titles[] = { lang_text(o->lang, TEXT_Y_T_LABEL), "", lang_text(o->lang, TEXT_Y_T_KIND),
		                 lang_text(o->lang, TEXT_Y_T_ITEMS), lang_text(o->lang, TEXT_Y_T_BYTES),
		                 lang_text(o->lang, TEXT_Y_T_UNREAD), lang_text(o->lang, TEXT_Y_T_PATH) };
	OWNED(table) struct table t = { 0 };
	OWNED(rows) struct rows *rows = NULL;
	char size[SIZE_TEXT];
	int rc;

	table_init(&t, titles, COUNT(titles));
	t.indent = "  ";
	t.right[3] = t.right[4] = t.right[5] = true;
	if (ask(&rows, r, QUERY_SOURCES, SPAN_NONE, f) < 0)
		return -1;
	while ((rc = rows_next(rows, f)) == 0)
		if (table_name(&t, rows_span(rows, "label"), f) < 0 ||
		    cell_part(&t, rows, o->lang, f) < 0 ||
		    table_cell(&t, told_source_kind(o, rows_span(rows, "kind")), TINT_NONE, f) < 0 ||
		    table_uint(&t, (uint64_t)rows_int(rows, "items"), f) < 0 ||
		    table_text(&t, size_text(size, (uint64_t)rows_int(rows, "bytes")), TINT_NONE, f) < 0 ||
		    table_uint(&t, (uint64_t)rows_int(rows, "files_unread"), f) < 0 ||
		    table_name(&t, rows_span(rows, "path"), f) < 0)
			return -1;
	if (rc < 0)
		return -1;
	tell_heading(out, o, TEXT_Y_SOURCES);
	table_print(&t, out, o);
	return 0;
}

enum { KINSHIPS_SHOWN = 5 };

/* Can the name stand in a command as it is? */
static bool typed_plainly(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!((s.p[i] >= '0' && s.p[i] <= '9') || (s.p[i] >= 'A' && s.p[i] <= 'Z') || (s.p[i] >= 'a' && s.p[i] <= 'z') ||
		      s.p[i] == '.' || s.p[i] == '_' || s.p[i] == '@' || s.p[i] == '-' || s.p[i] == '/'))
			return false;
	return s.n > 0;
}

/* Of two roots of one source the source's name alone says nothing: as --copy-of takes them. */
static int name_root(struct buf *out, const struct rows *k, bool apart, const char *label, const char *path, struct fault *f)
{
	if (quote_visible(out, rows_span(k, label), f) < 0)
		return -1;
	return !apart ? 0 : buf_add_byte(out, '/', f) < 0 ? -1 : quote_visible(out, rows_span(k, path), f);
}

/* How far the trees agree, and what to say when one is a copy of the other. */
static int print_kinship(struct report *r, const struct rows *k, const struct report_options *o, struct out *out, struct fault *f)
{
	static const unsigned says[] = { TEXT_Y_KIN_AGREES, TEXT_Y_KIN_STATED, TEXT_Y_KIN_SNAPSHOT };
	bool apart = rows_int(k, "roots") != 0;
	OWNED(buf) struct buf a = BUF_INIT;
	OWNED(buf) struct buf b = BUF_INIT;
	const uint64_t count[] = { (uint64_t)rows_int(k, "common"), (uint64_t)rows_int(k, "entries"),
		                   (uint64_t)rows_int(k, "of_entries"), (uint64_t)rows_int(k, "same_time") };
	int64_t kin = rows_int(k, "stated");
	struct numbers n = { .digits = { "" } };
	const struct span *v = numbers(&n, count, COUNT(count));

	if (name_root(&a, k, apart, "label", "registry", f) < 0 || name_root(&b, k, apart, "of", "of_registry", f) < 0)
		return -1;
	tell(out, o, says[kin < 0 || kin >= (int64_t)COUNT(says) ? 0 : kin],
	     (const struct span[]){ buf_span(&a), buf_span(&b), v[0], v[1], v[2], v[3] });
	if (kin == 0 && typed_plainly(buf_span(&a)) && typed_plainly(buf_span(&b)))
		tell(out, o, TEXT_Y_KIN_SAY, (const struct span[]){ buf_span(&a), buf_span(&b), span_of(r->typed) });
	return 0;
}

static int print_kinships(struct report *r, const struct report_options *o, struct out *out, struct fault *f)
{
	OWNED(rows) struct rows *rows = NULL;
	char digits[LANG_DIGITS];
	uint64_t all = 0;
	int rc;

	if (rows_open(r->db, QUERY_KINSHIPS, &rows, f) < 0)
		return -1;
	while ((rc = rows_next(rows, f)) == 0)
		if (all++ < KINSHIPS_SHOWN && print_kinship(r, rows, o, out, f) < 0)
			return -1;
	if (all > KINSHIPS_SHOWN)
		tell(out, o, TEXT_Y_KIN_MORE, (const struct span[]){ lang_digits(digits, all - KINSHIPS_SHOWN), span_of(r->typed) });
	return rc < 0 ? -1 : 0;
}

/* ---- counts ------------------------------------------------------------------------------------------------------- */

static int count_row(struct table *t, const char *name, enum tint tint, const uint64_t n[WORDS], const char *about, struct fault *f)
{
	uint64_t all = 0;

	if (table_text(t, name, tint, f) < 0)
		return -1;
	for (int c = COMPLETENESS_COMPLETE; c <= COMPLETENESS_UNKNOWN; c++) {
		if (table_uint(t, n[c], f) < 0)
			return -1;
		all += n[c];
	}
	return table_uint(t, all, f) < 0 ? -1 : table_text(t, about, TINT_DIM, f);
}

/* One line for what people ask, the exact words below it. */
static int count_group(struct table *t, const struct report_options *o, const struct summary *s, enum lang_text name,
                       enum standing first, enum standing second, struct fault *f)
{
	const enum standing both[] = { first, second };
	uint64_t n[WORDS];

	for (int c = 0; c < WORDS; c++)
		n[c] = s->image[first][c] + s->image[second][c];
	if (count_row(t, lang_text(o->lang, name), TINT_STRONG, n, "", f) < 0)
		return -1;
	for (size_t i = 0; i < COUNT(both); i++) {
		const char *word = standing_text(both[i]);
		char indented[64];
		struct span called = told_word(o, span_of(word));

		(void)snprintf(indented, sizeof indented, "  %.*s", (int)called.n, (const char *)called.p);
		if (count_row(t, indented, tint_of_word(span_of(word)), s->image[both[i]],
		              o->lang == LANG_JA ? word_about_ja(WORD_STANDING, word) : standing_about(both[i]), f) < 0)
			return -1;
	}
	return 0;
}

static int print_images(const struct summary *s, const struct report_options *o, struct out *out, struct fault *f)
{
	const char *titles[] = { "", lang_text(o->lang, TEXT_Y_T_COMPLETE), lang_text(o->lang, TEXT_Y_T_PARTIAL),
		                 lang_text(o->lang, TEXT_Y_T_ABSENT), lang_text(o->lang, TEXT_Y_T_UNKNOWN),
		                 lang_text(o->lang, TEXT_Y_T_ALL), "" };
	const uint64_t held[] = { s->held_here, s->held_elsewhere };
	OWNED(table) struct table t = { 0 };
	struct numbers n = { .digits = { "" } };

	table_init(&t, titles, COUNT(titles));
	t.indent = "  ";
	for (int i = 1; i < 6; i++)
		t.right[i] = true;
	if (count_group(&t, o, s, TEXT_Y_HELD, STANDING_TAGGED, STANDING_UNTAGGED, f) < 0 ||
	    count_group(&t, o, s, TEXT_Y_GONE, STANDING_ORPHANED, STANDING_VANISHED, f) < 0)
		return -1;
	tell_heading(out, o, TEXT_Y_IMAGES);
	table_print(&t, out, o);
	if (s->deleted > 0)
		tell(out, o, TEXT_Y_FROM_ONE, numbers(&n, &s->deleted, 1));
	if (s->held_elsewhere > 0)
		tell(out, o, TEXT_Y_HELD_ELSE, numbers(&n, held, COUNT(held)));
	return 0;
}

#define TEXT_OF(name, type)                                                                        \
	static const char *name##_word(int i)                                                      \
	{                                                                                          \
		return type##_text((enum type)i);                                                  \
	}

TEXT_OF(state, blob_state)
TEXT_OF(severity, severity)
TEXT_OF(tag, tag_standing)

static void print_words(struct out *out, const struct report_options *o, const uint64_t n[WORDS],
                        const char *(*word)(int), bool falling)
{
	bool any = false;

	out_text(out, "  ");
	for (int k = 1; k < WORDS; k++) {
		int i = falling ? WORDS - k : k;

		if (word(i)[0] == '\0' || n[i] == 0)
			continue;
		out_text(out, any ? lang_text(o->lang, TEXT_COMMA) : "");
		if (o->lang != LANG_JA)
			out_printf(out, "%" PRIu64 " ", n[i]);
		tint_on(out, tint_of_word(span_of(word(i))), o->colour);
		out_span(out, told_word(o, span_of(word(i))));
		tint_off(out, tint_of_word(span_of(word(i))), o->colour);
		if (o->lang == LANG_JA)
			out_printf(out, " %" PRIu64 "件", n[i]);
		any = true;
	}
	out_text(out, any ? "\n" : lang_text(o->lang, TEXT_Y_NO_ONE));
	out_text(out, any ? "" : "\n");
}

static int finding_row(struct table *t, const struct report_options *o, const struct rows *rows, struct fault *f)
{
	struct span severity = rows_span(rows, "severity");
	const char *ja = o->lang == LANG_JA ? word_label_ja(severity) : NULL;
	char code[64];

	(void)quote_short(code, sizeof code, rows_span(rows, "code"));
	return table_cell(t, ja == NULL ? severity : span_of(ja), tint_of_word(severity), f) < 0 ||
	                       table_uint(t, (uint64_t)rows_int(rows, "n"), f) < 0 || table_text(t, code, TINT_NONE, f) < 0 ||
	                       table_text(t, finding_title(o->lang, finding_code_of(code)), TINT_NONE, f) < 0
	               ? -1
	               : 0;
}

enum { CODES_SHOWN = 8 }; /* told: the screen ends with how many kinds more there are */

static int places_of_codes(struct report *r, struct fold *fold, struct fault *f)
{
	OWNED(rows) struct rows *rows = NULL;
	int rc;

	if (ask(&rows, r, QUERY_FINDING_PLACES, SPAN_NONE, f) < 0)
		return -1;
	while ((rc = rows_next(rows, f)) == 0)
		if (fold_add_code(fold, rows, f) < 0)
			return -1;
	return rc < 0 ? -1 : 0;
}

/* Where those of a code lie, if there are many: the fullest directory, and how many lie elsewhere. */
static int place_cell(struct table *t, const struct report_options *o, const struct folded *x, struct fault *f)
{
	OWNED(buf) struct buf dir = BUF_INIT;
	OWNED(buf) struct buf text = BUF_INIT;
	uint64_t there = x->places > 0 ? x->place[0].n : 0;
	char digits[2][LANG_DIGITS];
	struct span some[3];
	int rc;

	if (x->all < 2 || there < 2 || x->place[0].dir.n == 0)
		return table_text(t, "", TINT_NONE, f);
	if (quote_visible(&dir, x->place[0].dir, f) < 0)
		return -1;
	some[0] = there == x->all ? buf_span(&dir) : lang_digits(digits[0], there);
	some[1] = buf_span(&dir);
	some[2] = lang_digits(digits[1], x->all - there);
	rc = lang_fill(&text, o->lang, there == x->all ? TEXT_Y_FOLD_ALL : TEXT_Y_FOLD_SOME, some, f);
	return rc < 0 ? -1 : table_cell(t, buf_span(&text), TINT_DIM, f);
}

static int tell_kinds(const struct report_options *o, uint64_t more, struct out *out, struct fault *f)
{
	OWNED(buf) struct buf text = BUF_INIT;
	char digits[LANG_DIGITS];
	const struct span v[] = { lang_digits(digits, more), span_of("CASE") };

	if (lang_fill(&text, o->lang, TEXT_Y_FOLD_KINDS, v, f) < 0)
		return -1;
	out_span(out, buf_span(&text));
	out_text(out, "\n");
	return 0;
}

static int print_findings(struct report *r, const struct summary *s, const struct report_options *o,
                          struct out *out, struct fault *f)
{
	static const char *const titles[] = { "", ">", "", "", "" };
	OWNED(table) struct table t = { 0 };
	OWNED(fold) struct fold *fold = NULL;
	OWNED(rows) struct rows *rows = NULL;
	size_t shown = 0;
	int rc;

	table_init(&t, titles, COUNT(titles));
	t.indent = "  ";
	t.headless = true;
	if (fold_new(&fold, f) < 0 || places_of_codes(r, fold, f) < 0 || ask(&rows, r, QUERY_COUNT_CODES, SPAN_NONE, f) < 0)
		return -1;
	while ((rc = rows_next(rows, f)) == 0) {
		struct folded where;

		fold_of_code(fold, rows_span(rows, "code"), &where);
		if (shown++ < CODES_SHOWN && (finding_row(&t, o, rows, f) < 0 || place_cell(&t, o, &where, f) < 0))
			return -1;
	}
	if (rc < 0)
		return -1;
	tell_heading(out, o, TEXT_Y_FINDINGS);
	print_words(out, o, s->severity, severity_word, true);
	table_print(&t, out, o);
	return shown > CODES_SHOWN ? tell_kinds(o, shown - CODES_SHOWN, out, f) : 0;
}

/* ---- what to do next ---------------------------------------------------------------------------------------------- */

/* The best image to look at first: of those a current tag names, one that is not whole, else any. */
static int first_image(struct report *r, struct buf *out, struct fault *f)
{
	OWNED(rows) struct rows *rows = NULL;
	int rc;

	if (ask(&rows, r, QUERY_TAGS, SPAN_NONE, f) < 0)
		return -1;
	while ((rc = rows_next(rows, f)) == 0) {
		bool whole = span_is(rows_span(rows, "completeness"), "complete");
		struct span repository = rows_span(rows, "repository"), tag = rows_span(rows, "tag");

		if (!span_is(rows_span(rows, "standing"), "current") || (out->n > 0 && whole) ||
		    !quote_plain(repository) || !quote_plain(tag))
			continue;
		buf_clear(out);
		if (buf_add(out, repository, f) < 0 || buf_add_text(out, ":", f) < 0 ||
		    buf_add(out, tag, f) < 0)
			return -1;
		if (!whole)
			break;
	}
	return rc < 0 ? -1 : 0;
}

/* The main job recovers what metadata proves; only a disk has free space to carve beyond that. */
static int holds_disk(struct report *r, bool *disk, struct fault *f)
{
	OWNED(rows) struct rows *rows = NULL;
	int rc;

	*disk = false;
	if (ask(&rows, r, QUERY_SOURCES, SPAN_NONE, f) < 0)
		return -1;
	while ((rc = rows_next(rows, f)) == 0)
		*disk = *disk || span_is(rows_span(rows, "kind"), "image");
	return rc < 0 ? -1 : 0;
}

/* The first that the query gives, when there is one: 0; 1: none. */
static int tell_first(struct report *r, enum query query, enum lang_text text, const struct report_options *o, struct out *out, struct fault *f)
{
	OWNED(rows) struct rows *rows = NULL;
	int rc;

	if (ask(&rows, r, query, SPAN_NONE, f) < 0)
		return -1;
	rc = rows_next(rows, f);
	if (rc == 0)
		tell(out, o, text, (const struct span[]){ span_of(r->typed), span_sub(rows_span(rows, "digest"), 0, 7 + 12) });
	return rc;
}

/* A damaged layer whose files its own digests prove, else one of which some can be read. */
static int tell_salvage(struct report *r, const struct report_options *o, struct out *out, struct fault *f)
{
	int rc = tell_first(r, QUERY_CATALOGUED, TEXT_Y_D_SALVAGE, o, out, f);

	if (rc > 0)
		rc = tell_first(r, QUERY_READABLE, TEXT_Y_D_SALVAGE_READ, o, out, f);
	return rc < 0 ? -1 : 0;
}

static int print_next(struct report *r, const struct summary *s, const struct report_options *o,
                      struct out *out, struct fault *f)
{
	OWNED(buf) struct buf image = BUF_INIT;
	const uint64_t count[] = { s->missing_below,
		                   s->state[STATE_TRUNCATED] + s->state[STATE_CORRUPT] + s->state[STATE_EMPTY], s->unfinished, s->unread };
	struct numbers n = { .digits = { "" } };
	const struct span *v = numbers(&n, count, COUNT(count)), typed = span_of(r->typed);
	const struct span one[] = { typed };
	bool disk;

	if (first_image(r, &image, f) < 0 || holds_disk(r, &disk, f) < 0)
		return -1;
	tell_heading(out, o, TEXT_Y_TO_DO);
	if (s->sources == 0)
		tell(out, o, TEXT_Y_D_NO_SOURCE, one);
	if (count[2] > 0)
		tell(out, o, TEXT_Y_D_UNFINISHED, &v[2]);
	if (s->severity[SEVERITY_ERROR] + s->severity[SEVERITY_WARNING] > 0)
		tell(out, o, TEXT_Y_D_FINDINGS, one);
	if (image.n > 0)
		tell(out, o, TEXT_Y_D_SHOW,
		     (const struct span[]){ typed, quote_pasted_safely(buf_span(&image)) ? buf_span(&image) : span_of("IMAGE") });
	if (s->deleted > 0) {
		tell(out, o, TEXT_Y_D_DELETED, one);
		tell(out, o, TEXT_Y_D_PLAN, one);
	}
	if (disk)
		tell(out, o, TEXT_Y_D_CARVE, one);
	if (count[0] + count[1] > 0)
		tell(out, o, TEXT_Y_D_REBUILD, one);
	if (count[1] > 0 && tell_salvage(r, o, out, f) < 0)
		return -1;
	if (count[0] + count[1] > 0)
		tell(out, o, TEXT_Y_D_BACKUP, (const struct span[]){ typed, v[0], v[1] });
	if (s->unread > 0)
		tell(out, o, TEXT_Y_D_UNREAD, &v[3]);
	tell(out, o, TEXT_Y_D_REPORT, one);
	return 0;
}

static void print_totals(const struct summary *s, const struct report_options *o, struct out *out)
{
	const uint64_t count[] = { s->images, s->blobs, s->tags, s->repositories, s->registries };
	char size[SIZE_TEXT];
	struct numbers n = { .digits = { "" } };

	(void)numbers(&n, count, COUNT(count));
	n.v[COUNT(count)] = span_of(size_text(size, s->bytes));
	tell(out, o, TEXT_Y_TOTALS, n.v);
}

int summary_print(struct report *r, const struct report_options *o, struct out *out,
                  struct fault *f)
{
	struct summary s;
	struct numbers n = { .digits = { "" } };

	if (summary_load(&s, r, f) < 0 || answer_print(r, o, out, f) < 0)
		return -1;
	print_totals(&s, o, out);
	if (answer_table(r, o, out, f) < 0 || print_sources(r, o, out, f) < 0 || print_kinships(r, o, out, f) < 0 ||
	    print_images(&s, o, out, f) < 0)
		return -1;
	tell_heading(out, o, TEXT_Y_TAGS);
	print_words(out, o, s.tag, tag_word, false);
	tell_heading(out, o, TEXT_Y_BLOBS);
	print_words(out, o, s.state, state_word, false);
	tell(out, o, TEXT_Y_BLOBS_HERE, numbers(&n, (const uint64_t[]){ s.blobs_here, s.blobs_elsewhere }, 2));
	if (print_findings(r, &s, o, out, f) < 0)
		return -1;
	return print_next(r, &s, o, out, f);
}
