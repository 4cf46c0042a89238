/* report/list/summary.c - the counts of a case: one object for programs, one screen for people. */
#include "report/list/fold.h"

#include "base/quote.h"
#include "core/finding.h"

#include <inttypes.h>
#include <stdio.h>

typedef int (*word_number)(struct span word);

#define NUMBER_OF(name, type)                                                                      \
	static int name##_number(struct span word)                                                 \
	{                                                                                          \
		for (int i = 1; i < WORDS; i++)                                                    \
			if (span_is(word, type##_text((enum type)i)))                              \
				return i;                                                          \
		return 0;                                                                          \
	}

NUMBER_OF(standing, standing)
NUMBER_OF(completeness, completeness)
NUMBER_OF(state, blob_state)
NUMBER_OF(severity, severity)
NUMBER_OF(tag, tag_standing)

static int count_words(struct report *r, enum query q, const char *column, word_number number,
                       uint64_t count[WORDS], uint64_t bytes[WORDS], struct fault *f)
{
	OWNED(rows) struct rows *rows = NULL;
	int rc;

	if (ask(&rows, r, q, SPAN_NONE, f) < 0)
		return -1;
	while ((rc = rows_next(rows, f)) == 0) {
		int i = number(rows_span(rows, column));

		count[i] += (uint64_t)rows_int(rows, "n");
		if (bytes != NULL)
			bytes[i] += (uint64_t)rows_int(rows, "bytes");
	}
	return rc < 0 ? -1 : 0;
}

static int count_images(struct summary *s, struct report *r, struct fault *f)
{
	OWNED(rows) struct rows *rows = NULL;
	int rc;

	if (ask(&rows, r, QUERY_COUNT_IMAGES, SPAN_NONE, f) < 0)
		return -1;
	while ((rc = rows_next(rows, f)) == 0) {
		int a = standing_number(rows_span(rows, "standing"));
		int b = completeness_number(rows_span(rows, "completeness"));
		uint64_t n = (uint64_t)rows_int(rows, "n");

		s->image[a][b] += n;
		s->standing[a] += n;
		s->completeness[b] += n;
	}
	return rc < 0 ? -1 : 0;
}

static int load_totals(struct summary *s, struct report *r, struct fault *f)
{
	OWNED(rows) struct rows *t = NULL;
	struct span example;

	if (ask(&t, r, QUERY_TOTALS, SPAN_NONE, f) < 0 || rows_next(t, f) < 0)
		return -1;
	s->images = (uint64_t)rows_int(t, "images");
	s->blobs = (uint64_t)rows_int(t, "blobs");
	s->tags = (uint64_t)rows_int(t, "tags");
	s->repositories = (uint64_t)rows_int(t, "repositories");
	s->uploads = (uint64_t)rows_int(t, "uploads");
	s->findings = (uint64_t)rows_int(t, "findings");
	s->sources = (uint64_t)rows_int(t, "sources");
	s->registries = (uint64_t)rows_int(t, "registries");
	s->bytes = (uint64_t)rows_int(t, "bytes");
	s->items = (uint64_t)rows_int(t, "items");
	s->unread = (uint64_t)rows_int(t, "unread");
	s->deleted = (uint64_t)rows_int(t, "deleted");
	s->deleted_complete = (uint64_t)rows_int(t, "deleted_complete");
	s->missing_below = (uint64_t)rows_int(t, "missing_below");
	s->candidates = (uint64_t)rows_int(t, "candidates");
	s->unfinished = (uint64_t)rows_int(t, "unfinished");
	s->seconds = rows_real(t, "seconds");
	example = rows_span(t, "missing_example");
	if (example.n > 0 && example.n < sizeof s->missing_example)
		memcpy(s->missing_example, example.p, example.n);
	return 0;
}

static int load_balance(struct summary *s, struct report *r, struct fault *f)
{
	OWNED(rows) struct rows *b = NULL;

	if (ask(&b, r, QUERY_BALANCE, SPAN_NONE, f) < 0 || rows_next(b, f) < 0)
		return -1;
	s->blobs_here = (uint64_t)rows_int(b, "blobs_here");
	s->blobs_elsewhere = (uint64_t)rows_int(b, "blobs_elsewhere");
	s->blobs_nowhere = (uint64_t)rows_int(b, "blobs_nowhere");
	s->blobs_harmed = (uint64_t)rows_int(b, "blobs_harmed");
	s->blobs_foreign = (uint64_t)rows_int(b, "blobs_foreign");
	s->held_here = (uint64_t)rows_int(b, "held_here");
	s->held_elsewhere = (uint64_t)rows_int(b, "held_elsewhere");
	return 0;
}

int summary_load(struct summary *s, struct report *r, struct fault *f)
{
	memset(s, 0, sizeof *s);
	if (count_images(s, r, f) < 0 ||
	    count_words(r, QUERY_COUNT_BLOBS, "state", state_number, s->state, s->state_bytes, f) <
	            0 ||
	    count_words(r, QUERY_COUNT_FINDINGS, "severity", severity_number, s->severity, NULL,
	                f) < 0 ||
	    count_words(r, QUERY_COUNT_TAGS, "standing", tag_number, s->tag, NULL, f) < 0)
		return -1;
	return load_totals(s, r, f) < 0 ? -1 : load_balance(s, r, f);
}

/* ---- for programs -------------------------------------------------------------------------- */

static void put_counts(struct jsonw *w, const char *key, const uint64_t n[WORDS],
                       const char *(*text)(int))
{
	jsonw_key(w, key);
	jsonw_open(w, '{');
	for (int i = 1; i < WORDS && text(i)[0] != '\0'; i++)
		jsonw_put_uint(w, text(i), n[i]);
	jsonw_close(w, '}');
}

#define TEXT_OF(name, type)                                                                        \
	static const char *name##_word(int i)                                                      \
	{                                                                                          \
		return type##_text((enum type)i);                                                  \
	}

TEXT_OF(standing, standing)
TEXT_OF(completeness, completeness)
TEXT_OF(state, blob_state)
TEXT_OF(severity, severity)
TEXT_OF(tag, tag_standing)

static int put_sources(struct report *r, struct jsonw *w, struct fault *f)
{
	OWNED(rows) struct rows *rows = NULL;
	int rc;

	if (ask(&rows, r, QUERY_SOURCES, SPAN_NONE, f) < 0)
		return -1;
	jsonw_key(w, "sources");
	jsonw_open(w, '[');
	while ((rc = rows_next(rows, f)) == 0)
		jsonw_text(w, rows_span(rows, "label"));
	jsonw_close(w, ']');
	return rc < 0 ? -1 : 0;
}

static int put_codes(struct report *r, struct jsonw *w, struct fault *f)
{
	OWNED(rows) struct rows *rows = NULL;
	int rc;

	if (ask(&rows, r, QUERY_COUNT_CODES, SPAN_NONE, f) < 0)
		return -1;
	jsonw_key(w, "codes");
	jsonw_open(w, '[');
	while ((rc = rows_next(rows, f)) == 0) {
		jsonw_open(w, '{');
		put_text(w, rows, "code");
		put_text(w, rows, "severity");
		jsonw_key(w, "count");
		jsonw_int(w, rows_int(rows, "n"));
		jsonw_close(w, '}');
	}
	jsonw_close(w, ']');
	return rc < 0 ? -1 : 0;
}

static void put_matrix(struct jsonw *w, const struct summary *s)
{
	jsonw_key(w, "standing_completeness");
	jsonw_open(w, '{');
	for (int i = 1; standing_word(i)[0] != '\0'; i++)
		put_counts(w, standing_word(i), s->image[i], completeness_word);
	jsonw_close(w, '}');
}

int summary_json(struct report *r, const struct report_options *o, struct jsonw *w, struct fault *f)
{
	struct summary s;

	if (summary_load(&s, r, f) < 0)
		return -1;
	jsonw_open(w, '{');
	put_counts(w, "standing", s.standing, standing_word);
	put_counts(w, "completeness", s.completeness, completeness_word);
	put_counts(w, "state", s.state, state_word);
	put_counts(w, "severity", s.severity, severity_word);
	put_matrix(w, &s);
	put_counts(w, "tag_standing", s.tag, tag_word);
	jsonw_put_uint(w, "images", s.images);
	jsonw_put_uint(w, "images_deleted", s.deleted);
	jsonw_put_uint(w, "blobs", s.blobs);
	jsonw_put_uint(w, "blobs_in_registry", s.blobs_here);
	jsonw_put_uint(w, "blobs_only_elsewhere", s.blobs_elsewhere);
	jsonw_put_uint(w, "blobs_nowhere", s.blobs_nowhere);
	jsonw_put_uint(w, "held_whole_in_registry", s.held_here);
	jsonw_put_uint(w, "held_whole_with_elsewhere", s.held_elsewhere);
	jsonw_put_uint(w, "tags", s.tags);
	jsonw_put_uint(w, "repositories", s.repositories);
	jsonw_put_uint(w, "uploads", s.uploads);
	jsonw_put_uint(w, "findings", s.findings);
	if (put_codes(r, w, f) < 0 || put_sources(r, w, f) < 0)
		return -1;
	jsonw_put_uint(w, "registries", s.registries);
	jsonw_put_uint(w, "items", s.items);
	jsonw_put_uint(w, "bytes_read", s.bytes);
	jsonw_key(w, "seconds");
	jsonw_seconds(w, s.seconds);
	if (s.unfinished > 0)
		jsonw_put_uint(w, "unfinished_scans", s.unfinished);
	if (o != NULL && o->due_json.n > 0) {
		jsonw_key(w, "collection");
		jsonw_raw(w, o->due_json);
	}
	jsonw_close(w, '}');
	return 0;
}

/* ---- for people ---------------------------------------------------------------------------- */

static void heading(struct out *out, const struct report_options *o, const char *text)
{
	out_text(out, "\n");
	tint_on(out, TINT_STRONG, o->colour);
	out_text(out, text);
	tint_off(out, TINT_STRONG, o->colour);
	out_text(out, "\n");
}

static int print_sources(struct report *r, const struct report_options *o, struct out *out,
                         struct fault *f)
{
	static const char *const titles[] = { "LABEL",       "",        "KIND", ">ITEMS",
		                              ">BYTES READ", ">UNREAD", "PATH" };
	OWNED(table) struct table t = { 0 };
	OWNED(rows) struct rows *rows = NULL;
	char size[SIZE_TEXT];
	int rc;

	table_init(&t, titles, COUNT(titles));
	t.indent = "  ";
	if (ask(&rows, r, QUERY_SOURCES, SPAN_NONE, f) < 0)
		return -1;
	while ((rc = rows_next(rows, f)) == 0)
		if (table_name(&t, rows_span(rows, "label"), f) < 0 ||
		    cell_part(&t, rows, f) < 0 ||
		    table_name(&t, rows_span(rows, "kind"), f) < 0 ||
		    table_uint(&t, (uint64_t)rows_int(rows, "items"), f) < 0 ||
		    table_text(&t, size_text(size, (uint64_t)rows_int(rows, "bytes")), TINT_NONE,
		               f) < 0 ||
		    table_uint(&t, (uint64_t)rows_int(rows, "files_unread"), f) < 0 ||
		    table_name(&t, rows_span(rows, "path"), f) < 0)
			return -1;
	if (rc < 0)
		return -1;
	heading(out, o, "Sources");
	table_print(&t, out, o);
	return 0;
}

enum { KINSHIPS_SHOWN = 5 };

/* Can the name stand in a command as it is? */
static bool typed_plainly(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!((s.p[i] >= '0' && s.p[i] <= '9') || (s.p[i] >= 'A' && s.p[i] <= 'Z') || (s.p[i] >= 'a' && s.p[i] <= 'z') ||
		      s.p[i] == '.' || s.p[i] == '_' || s.p[i] == '-' || s.p[i] == '/'))
			return false;
	return s.n > 0;
}

/* How far the trees agree, and what to say when one is a copy of the other. */
static void print_kinship(const struct rows *k, struct out *out)
{
	struct span label = rows_span(k, "label"), of = rows_span(k, "of");
	bool stated = rows_int(k, "stated") != 0;

	out_text(out, "  ");
	out_shown(out, label);
	out_text(out, stated ? " is stated to be a copy of " : " agrees with ");
	out_shown(out, of);
	out_printf(out, ": %" PRId64 " of its %" PRId64 " revision entries stand there too (of %" PRId64 "), %" PRId64
	                " with the same time\n",
	           rows_int(k, "common"), rows_int(k, "entries"), rows_int(k, "of_entries"), rows_int(k, "same_time"));
	if (!stated && typed_plainly(label) && typed_plainly(of)) {
		out_text(out, "  if it is another or older copy of that registry, say so: sherd resolve CASE --copy-of ");
		out_shown(out, label);
		out_text(out, "=");
		out_shown(out, of);
		out_text(out, "\n");
	}
}

static int print_kinships(struct report *r, struct out *out, struct fault *f)
{
	OWNED(rows) struct rows *rows = NULL;
	int64_t all = 0;
	int rc;

	if (rows_open(r->db, QUERY_KINSHIPS, &rows, f) < 0)
		return -1;
	while ((rc = rows_next(rows, f)) == 0)
		if (all++ < KINSHIPS_SHOWN)
			print_kinship(rows, out);
	if (all > KINSHIPS_SHOWN)
		out_printf(out, "  and %" PRId64 " more pairs of trees: sherd sources CASE --json\n", all - KINSHIPS_SHOWN);
	return rc < 0 ? -1 : 0;
}

static int print_images(const struct summary *s, const struct report_options *o, struct out *out,
                        struct fault *f)
{
	static const char *const titles[] = { "", ">COMPLETE", ">PARTIAL", ">ABSENT", ">UNKNOWN", ">ALL", "" };
	OWNED(table) struct table t = { 0 };

	table_init(&t, titles, COUNT(titles));
	t.indent = "  ";
	for (int i = 1; standing_word(i)[0] != '\0'; i++) {
		if (i ==
		    STANDING_DELETED) /* a word for one repository, not for an image as a whole */
			continue;
		if (table_text(&t, standing_word(i), tint_of_word(span_of(standing_word(i))), f) <
		    0)
			return -1;
		for (int c = COMPLETENESS_COMPLETE; c <= COMPLETENESS_UNKNOWN; c++)
			if (table_uint(&t, s->image[i][c], f) < 0)
				return -1;
		if (table_uint(&t, s->standing[i], f) < 0 ||
		    table_text(&t, standing_about((enum standing)i), TINT_DIM, f) < 0)
			return -1;
	}
	heading(out, o, "Images");
	table_print(&t, out, o);
	if (s->deleted > 0)
		out_printf(out, "  %" PRIu64 " of them deleted from at least one repository\n",
		           s->deleted);
	if (s->held_elsewhere > 0)
		out_printf(out,
		           "  of the tagged and untagged, the registry itself has %" PRIu64 " whole; %" PRIu64
		           " more are whole with bytes from elsewhere\n",
		           s->held_here, s->held_elsewhere);
	return 0;
}

static void print_words(struct out *out, const struct report_options *o, const uint64_t n[WORDS],
                        const char *(*word)(int), bool falling)
{
	bool any = false;

	out_text(out, "  ");
	for (int k = 1; k < WORDS; k++) {
		int i = falling ? WORDS - k : k;

		if (word(i)[0] == '\0' || n[i] == 0)
			continue;
		out_text(out, any ? ", " : "");
		out_printf(out, "%" PRIu64 " ", n[i]);
		tint_on(out, tint_of_word(span_of(word(i))), o->colour);
		out_text(out, word(i));
		tint_off(out, tint_of_word(span_of(word(i))), o->colour);
		any = true;
	}
	out_text(out, any ? "\n" : "none\n");
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
static int say_place(struct table *t, const struct folded *x, struct fault *f)
{
	OWNED(buf) struct buf text = BUF_INIT;
	uint64_t there = x->places > 0 ? x->place[0].n : 0;

	if (x->all < 2 || there < 2 || x->place[0].dir.n == 0)
		return table_text(t, "", TINT_NONE, f);
	if ((there == x->all ? buf_add_text(&text, "all in ", f) : buf_printf(&text, f, "%" PRIu64 " in ", there)) < 0 ||
	    quote_visible(&text, x->place[0].dir, f) < 0 ||
	    (there < x->all && buf_printf(&text, f, ", %" PRIu64 " elsewhere", x->all - there) < 0))
		return -1;
	return table_cell(t, buf_span(&text), TINT_DIM, f);
}

static int row_code(struct table *t, const struct rows *row, const struct fold *fold, struct fault *f)
{
	struct span severity = rows_span(row, "severity");
	struct folded where;
	char code[64];

	(void)quote_short(code, sizeof code, rows_span(row, "code"));
	fold_of_code(fold, rows_span(row, "code"), &where);
	if (table_cell(t, severity, tint_of_word(severity), f) < 0 || table_uint(t, (uint64_t)rows_int(row, "n"), f) < 0 ||
	    table_text(t, code, TINT_NONE, f) < 0 ||
	    table_text(t, finding_kind(finding_code_of(code))->title, TINT_NONE, f) < 0)
		return -1;
	return say_place(t, &where, f);
}

static int print_findings(struct report *r, const struct summary *s, const struct report_options *o,
                          struct out *out, struct fault *f)
{
	static const char *const titles[] = { "SEVERITY", ">COUNT", "CODE", "", "" };
	OWNED(table) struct table t = { 0 };
	OWNED(fold) struct fold *fold = NULL;
	OWNED(rows) struct rows *rows = NULL;
	size_t shown = 0;
	int rc;

	table_init(&t, titles, COUNT(titles));
	t.indent = "  ";
	t.headless = true;
	if (fold_new(&fold, f) < 0 || places_of_codes(r, fold, f) < 0 ||
	    ask(&rows, r, QUERY_COUNT_CODES, SPAN_NONE, f) < 0)
		return -1;
	while ((rc = rows_next(rows, f)) == 0)
		if (shown++ < CODES_SHOWN && row_code(&t, rows, fold, f) < 0)
			return -1;
	if (rc < 0)
		return -1;
	heading(out, o, "Findings");
	print_words(out, o, s->severity, severity_word, true);
	table_print(&t, out, o);
	if (shown > CODES_SHOWN)
		out_printf(out, "  and %zu kinds more: sherd findings CASE\n", shown - CODES_SHOWN);
	return 0;
}

/* The best image to look at first: one that is called by a tag and not whole, else any tagged one.
 */
static int first_image(struct report *r, struct buf *out, struct fault *f)
{
	OWNED(rows) struct rows *rows = NULL;
	bool partial = false;
	int rc;

	if (ask(&rows, r, QUERY_TAGS, SPAN_NONE, f) < 0)
		return -1;
	while ((rc = rows_next(rows, f)) == 0) {
		bool whole = span_is(rows_span(rows, "completeness"), "complete");
		struct span repository = rows_span(rows, "repository"),
		            tag = rows_span(rows, "tag");

		if (!span_is(rows_span(rows, "standing"), "current") || (out->n > 0 && whole) ||
		    !quote_plain(repository) || !quote_plain(tag))
			continue;
		buf_clear(out);
		if (buf_add(out, repository, f) < 0 || buf_add_text(out, ":", f) < 0 ||
		    buf_add(out, tag, f) < 0)
			return -1;
		partial = !whole;
		if (partial)
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

static int print_next(struct report *r, const struct summary *s, const struct report_options *o,
                      struct out *out, struct fault *f)
{
	OWNED(buf) struct buf image = BUF_INIT;
	uint64_t harmed =
	        s->state[STATE_TRUNCATED] + s->state[STATE_CORRUPT] + s->state[STATE_EMPTY];
	bool disk;

	if (first_image(r, &image, f) < 0 || holds_disk(r, &disk, f) < 0)
		return -1;
	heading(out, o, "What to do next");
	if (s->sources == 0)
		out_text(out,
		         "  no source was read to its end yet: sherd examine CASE SOURCE...\n");
	if (s->unfinished > 0)
		out_printf(out, "  %" PRIu64 " scan was interrupted: run the same command again\n",
		           s->unfinished);
	if (s->severity[SEVERITY_ERROR] + s->severity[SEVERITY_WARNING] > 0)
		out_text(
		        out,
		        "  sherd findings CASE --severity warning    what is damaged, and where\n");
	if (image.n > 0) {
		out_text(out, "  sherd show CASE ");
		if (quote_pasted_safely(buf_span(&image)))
			out_shown(out, buf_span(&image));
		else
			out_text(out, "IMAGE");
		out_text(out, "    one image as a tree\n");
	}
	if (s->deleted > 0)
		out_text(out, "  sherd images CASE --standing deleted    what was deleted\n");
	if (disk)
		out_text(out, "  sherd recover CASE    carve the disk for deleted blobs that no metadata leads to\n");
	if (s->missing_below + harmed > 0)
		out_printf(out,
		           "  %" PRIu64 " missing and %" PRIu64
		           " damaged blobs: examine a backup as a second "
		           "source,\n  sherd examine CASE backup=PATH; it fills what it holds\n"
		           "  sherd blobs CASE --impact    which of them would repair the most images\n",
		           s->missing_below, harmed);
	if (s->unread > 0)
		out_printf(out,
		           "  %" PRIu64 " files could not be read: scan again with the rights to\n",
		           s->unread);
	out_text(out, "  sherd report CASE -o DIR    the whole report\n");
	return 0;
}

int summary_print(struct report *r, const struct report_options *o, struct out *out,
                  struct fault *f)
{
	struct summary s;
	char size[SIZE_TEXT];

	if (summary_load(&s, r, f) < 0)
		return -1;
	if (o->due_text.n > 0) {
		tint_on(out, TINT_BAD, o->colour);
		out_span(out, o->due_text);
		tint_off(out, TINT_BAD, o->colour);
		out_text(out, "\n");
	}
	out_printf(out,
	           "%" PRIu64 " image%s, %" PRIu64 " blob%s, %" PRIu64 " tag target%s in %" PRIu64
	           " repositor%s; %" PRIu64 " registr%s, %s read\n",
	           s.images, s.images == 1 ? "" : "s", s.blobs, s.blobs == 1 ? "" : "s", s.tags,
	           s.tags == 1 ? "" : "s", s.repositories, s.repositories == 1 ? "y" : "ies",
	           s.registries, s.registries == 1 ? "y" : "ies", size_text(size, s.bytes));
	if (print_sources(r, o, out, f) < 0 || print_kinships(r, out, f) < 0 || print_images(&s, o, out, f) < 0)
		return -1;
	heading(out, o, "Tag targets");
	print_words(out, o, s.tag, tag_word, false);
	heading(out, o, "Blobs");
	print_words(out, o, s.state, state_word, false);
	out_printf(out,
	           "  the registry has %" PRIu64 " of them intact; %" PRIu64
	           " more are here from elsewhere: another source, deleted space, written anew\n",
	           s.blobs_here, s.blobs_elsewhere);
	if (print_findings(r, &s, o, out, f) < 0)
		return -1;
	return print_next(r, &s, o, out, f);
}
