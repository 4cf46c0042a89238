/*
 * report/list/existed.c - what a registry held at an instant, or between two: every target of a tag whose time of
 * being the tag's target can reach into the time asked for, and whether it surely does. What is not known is said.
 */
#include "report/told.h"

#include "base/glob.h"
#include "base/quote.h"
#include "core/when.h"

#include <stdio.h>
#include <string.h>

struct asked {
	struct when from, to;                /* an instant: both the same */
	struct span repository;              /* a pattern; empty: any */
};

static struct when moment(const struct rows *row, const char *column)
{
	struct when w = WHEN_UNKNOWN;

	return when_parse(&w, rows_span(row, column)) == 0 ? w : WHEN_UNKNOWN;
}

/* Both sides of when a target surely was one: from its `from` until `last`, and never at `gone` or after. */
struct life {
	struct when from, last, gone, read;
	bool current, present;
	bool hidden; /* a setting that a later one hides: it ended then, or before */
};

static struct life life_of(const struct rows *row)
{
	struct life l = { .from = moment(row, "from_at"),
		          .last = moment(row, "deleted_after"),
		          .gone = moment(row, "deleted_before"),
		          .read = moment(row, "read_at"),
		          .current = span_is(rows_span(row, "standing"), "current"),
		          .present = rows_int(row, "present") != 0,
		          .hidden = span_is(rows_span(row, "told"), "event") };
	struct when exact = moment(row, rows_has(row, "until_at") ? "until_at" : "deleted_at");

	if (exact.known && l.hidden)
		l.gone = exact;
	else if (exact.known)
		l.last = l.gone = exact;
	return l;
}

static bool elsewhen(const struct life *l, const struct asked *a)
{
	return (l->from.known && when_cmp(l->from, a->to) > 0) ||
	       (l->gone.known && when_cmp(l->gone, a->from) <= 0);
}

/* NULL: it surely was the target in the time asked for; else what is not known. */
static const char *gap_of(const struct life *l, const struct asked *a)
{
	if (!l->from.known)
		return "when it became the target is not known";
	if (when_cmp(l->from, a->from) >= 0) /* set within the time asked for */
		return NULL;
	if (l->current && l->present)
		return when_cmp(l->read, a->from) >= 0 ? NULL : "the source was read before that time";
	if (l->current)
		return "how long it stayed the target is not known from this source";
	if (!l->last.known)
		return "when it ceased to be the target is not known";
	return when_cmp(l->last, a->from) > 0 ? NULL : "it ceased to be the target at an unknown time, perhaps before that";
}

/* ---- lines ---------------------------------------------------------------------------------------------------------- */

struct existed_telling {
	struct report *r;
	const struct asked *asked;
	const struct report_options *o;
	struct table table;
	struct out *out;
	struct buf tag;     /* the tag at hand: repository, name, source, registry */
	bool gaps;          /* of any tag something is not known */
};

static void telling_release(struct existed_telling *t)
{
	table_release(&t->table);
	buf_release(&t->tag);
}

DEFINE_OWN(existed_telling, struct existed_telling, telling_release)

static int print_json(struct existed_telling *t, const struct rows *row, bool target, const char *gap, struct fault *f)
{
	OWNED(buf) struct buf line = BUF_INIT;
	struct jsonw w = jsonw_of(&line, f);

	return line_tag_span(t->r, &w, row, target, gap, f) < 0 ? -1 : out_json_line(t->out, &w, &line);
}

static int cell_when(struct existed_telling *t, struct span time, struct fault *f)
{
	char text[WHEN_TEXT], zoned[WHEN_TEXT + 8];

	if (time.n == 0)
		return table_text(&t->table, "-", TINT_DIM, f);
	if (!t->o->full)
		time = span_of(time_short(text, time));
	return table_name(&t->table, span_of(time_zoned(zoned, time, t->o->zone)), f);
}

/* The first ground, and how many more there are. */
static int cell_ground(struct existed_telling *t, const struct rows *row, struct fault *f)
{
	OWNED(rows) struct rows *rows = NULL;
	OWNED(buf) struct buf text = BUF_INIT;
	size_t n = 0;
	int rc;

	if (ask_int(&rows, t->r, QUERY_BECAUSE, tag_owner(row), rows_int(row, "id"), f) < 0)
		return -1;
	while ((rc = rows_next(rows, f)) == 0)
		if (n++ == 0 && quote_visible(&text, rows_span(rows, "path"), f) < 0)
			return -1;
	if (rc < 0 || (n > 1 && buf_printf(&text, f, " (+%zu)", n - 1) < 0))
		return -1;
	return table_shown(&t->table, buf_span(&text), f);
}

static int cell_target(struct existed_telling *t, const struct rows *row, bool target, struct fault *f)
{
	char text[DIGEST_TEXT];
	struct span digest = target ? rows_span(row, "digest") : SPAN_NONE;

	if (digest.n == 0)
		return table_text(&t->table, "-", TINT_DIM, f);
	return table_name(&t->table, t->o->full ? digest : span_of(short_digest(&t->r->shorts, text, digest)), f);
}

/* `target` false: the tag is known, and not what it named then. */
static int print_row(struct existed_telling *t, const struct rows *row, bool target, const char *gap, struct fault *f)
{
	OWNED(buf) struct buf name = BUF_INIT;
	const char *end = rows_has(row, "until_at") ? "until_at" : rows_has(row, "deleted_at") ? "deleted_at" : "deleted_before";

	t->gaps = t->gaps || gap != NULL;
	if (t->o->json)
		return print_json(t, row, target, gap, f);
	if (quote_visible(&name, rows_span(row, "repository"), f) < 0 || buf_add_text(&name, ":", f) < 0 ||
	    quote_visible(&name, rows_span(row, "tag"), f) < 0 || table_shown(&t->table, buf_span(&name), f) < 0 ||
	    cell_target(t, row, target, f) < 0 || cell_when(t, target ? rows_span(row, "from_at") : SPAN_NONE, f) < 0 ||
	    cell_when(t, target ? rows_span(row, end) : SPAN_NONE, f) < 0 ||
	    table_text(&t->table, lang_text(t->o->lang, gap == NULL ? TEXT_L_YES : target ? TEXT_L_PERHAPS : TEXT_L_UNKNOWN),
	               gap == NULL ? TINT_GOOD : TINT_CARE, f) < 0 ||
	    table_cell(&t->table, told_word(t->o, rows_span(row, "grade")), TINT_NONE, f) < 0 || table_name(&t->table, rows_span(row, "source"), f) < 0)
		return -1;
	return cell_ground(t, row, f);
}

/* Is this row of another tag than the one before? */
static int same_tag(struct existed_telling *t, const struct rows *row, bool *same, struct fault *f)
{
	static const char *const key[] = { "repository", "tag", "source", "registry" };
	OWNED(buf) struct buf now = BUF_INIT;

	for (size_t i = 0; i < COUNT(key); i++)
		if (buf_add(&now, rows_span(row, key[i]), f) < 0 || buf_add_byte(&now, 0, f) < 0)
			return -1;
	*same = span_eq(buf_span(&now), buf_span(&t->tag));
	buf_clear(&t->tag);
	return buf_add(&t->tag, buf_span(&now), f);
}

static int tell_row(struct existed_telling *t, const struct rows *row, struct fault *f)
{
	struct life l = life_of(row);
	bool same;

	if (same_tag(t, row, &same, f) < 0)
		return -1;
	/* rows of a tag come by `from`: when its first is younger than the time asked for, nothing is known of then */
	if (!same && l.from.known && when_cmp(l.from, t->asked->to) > 0)
		return print_row(t, row, false, "nothing says what it named then; it is known from a later time on", f);
	return elsewhen(&l, t->asked) ? 0 : print_row(t, row, true, gap_of(&l, t->asked), f);
}

static bool read_time(struct when *out, const char *text, enum time_use use)
{
	char whole[WHEN_TEXT + 1];

	if (filter_time(whole, text, use) != 0)
		return false;
	memcpy(whole + strlen(whole), "Z", 2);
	return when_parse(out, span_of(whole)) == 0;
}

static int read_times(struct asked *a, const char *from, const char *to, struct fault *f)
{
	/* a date as the end of a span is its last moment; as an instant, like the beginning of a span, its first */
	if (!read_time(&a->from, from, TIME_AT) || !read_time(&a->to, to == NULL ? from : to, to == NULL ? TIME_AT : TIME_TO))
		return fault_set(f, FAULT_USAGE, 0, "a time is a date or RFC 3339, like 2026-11-24T09:00:00Z");
	if (when_cmp(a->from, a->to) > 0)
		return fault_set(f, FAULT_USAGE, 0, "the first time is later than the second");
	return 0;
}

bool report_existed_filter(enum report_filter_id filter)
{
	return filter == REPORT_FILTER_SOURCE || filter == REPORT_FILTER_REGISTRY || filter == REPORT_FILTER_REPOSITORY ||
	       filter == REPORT_FILTER_TAG || filter == REPORT_FILTER_DIGEST;
}

static int bind(struct rows *rows, const struct report_filter *x, struct fault *f)
{
	for (int i = 1; i < REPORT_FILTER_END; i++) {
		if (x->value[i] != NULL && !report_existed_filter((enum report_filter_id)i))
			return fault_set(f, FAULT_USAGE, 0,
			                 "existed is filtered by --source, --registry, --repository, --tag and --digest");
		if (x->value[i] != NULL && i != REPORT_FILTER_REPOSITORY && rows_bind_name(rows, i, span_of(x->value[i]), f) < 0)
			return -1;
	}
	return 0;
}

static int end(struct existed_telling *t, struct fault *f)
{
	if (t->o->json)
		return out_end(t->out);
	if (t->table.n == 0)
		tell(t->out, t->o, TEXT_L_NONE_THEN, NULL);
	if (t->table.n == 0 && tell_logs_name(t->r, t->o, t->out, f) < 0)
		return -1;
	if (t->table.n > 0)
		table_print(&t->table, t->out, t->o);
	if (t->gaps) {
		out_text(t->out, "\n");
		tell(t->out, t->o, TEXT_L_GAPS, NULL);
	}
	return out_end(t->out);
}

int report_existed(struct report *r, const char *from, const char *to, const struct report_filter *filter,
                   const struct report_options *o, const struct report_sink *sink, struct fault *f)
{
	static const char *const titles[] = { "NAME", "DIGEST", "FROM", "UNTIL", "THEN", "GRADE", "SOURCE", "GROUNDS" };
	struct asked asked = { .repository = span_of(filter->value[REPORT_FILTER_REPOSITORY] == NULL
	                                                     ? "*"
	                                                     : filter->value[REPORT_FILTER_REPOSITORY]) };
	OWNED(out) struct out out = { 0 };
	OWNED(rows) struct rows *rows = NULL;
	OWNED(existed_telling) struct existed_telling t = { .r = r, .asked = &asked, .o = o, .out = &out };
	int rc;

	out_init(&out, sink, f);
	table_init(&t.table, titles, COUNT(titles));
	if (read_times(&asked, from, to, f) < 0 || shorts_load(r, f) < 0 || rows_open(r->db, QUERY_TAG_SPANS, &rows, f) < 0 ||
	    bind(rows, filter, f) < 0)
		return -1;
	while ((rc = rows_next(rows, f)) == 0) {
		if (glob_fits(asked.repository, rows_span(rows, "repository")) && tell_row(&t, rows, f) < 0)
			return -1;
		if (watch_check(r->watch, f) < 0)
			return -1;
	}
	return rc < 0 ? -1 : end(&t, f);
}
