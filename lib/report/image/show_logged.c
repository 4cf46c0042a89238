/*
 * report/image/show_logged.c - what logs tell of an image, or of a tag whose image no log names: who pushed, fetched and
 * deleted it, and what its parts likely were. Nothing of it is proven: each line has its grade and its rule.
 */
#include "report/told.h"

#include "words/fill.h"

#include <inttypes.h>

enum { EVENTS_SHOWN = 20 }; /* told: how many more, and --full */

static const struct {
	const char *rule;
	enum lang_text about;
} rules[] = {
	{ "uploaded-before-manifest", TEXT_L_UPLOADED_BEFORE }, { "mounted-before-manifest", TEXT_L_MOUNTED_BEFORE },
	{ "found-before-manifest", TEXT_L_FOUND_BEFORE },       { "fetched-after-manifest", TEXT_L_FETCHED_AFTER },
	{ "fetched-by-digest-after-tag", TEXT_L_FETCHED_TAG },  { "manifest-fetched-after", TEXT_L_FETCHED_CHILD },
	{ "listed-in-notification", TEXT_L_NOTIFIED },          { "marked-with-manifest", TEXT_L_MARKED_WITH },
};

static const char *about(const struct report_options *o, struct span rule)
{
	for (size_t i = 0; i < COUNT(rules); i++)
		if (span_is(rule, rules[i].rule))
			return lang_text(o->lang, rules[i].about);
	return "";
}

static int ask_logged(struct rows **rows, struct report *r, enum query q, const struct logged_of *of, struct fault *f)
{
	if (rows_open(r->db, q, rows, f) < 0)
		return -1;
	if (of->digest.n > 0)
		return rows_bind_text(*rows, 1, of->digest, f);
	return rows_bind_name(*rows, 2, of->repository, f) < 0 ? -1 : rows_bind_name(*rows, 3, of->tag, f);
}

int logged_any(struct report *r, const struct logged_of *of, bool *out, struct fault *f)
{
	OWNED(rows) struct rows *rows = NULL;
	int rc;

	if (ask_logged(&rows, r, QUERY_LOGGED_EVENTS, of, f) < 0)
		return -1;
	rc = rows_next(rows, f);
	*out = rc == 0;
	return rc < 0 ? -1 : 0;
}

/* ---- for people ------------------------------------------------------------------------------------------ */

static int event_text_line(const struct rows *e, const struct report_options *o, struct out *out, struct fault *f)
{
	OWNED(buf) struct buf who = BUF_INIT;
	char when[WHEN_TEXT + 8];
	struct span actor, address = rows_span(e, "address");

	if (mask_actor(&who, e, o->reveal, f) < 0)
		return -1;
	actor = buf_span(&who);
	out_printf(out, "  %-30s ", rows_has(e, "time") ? time_zoned(when, rows_span(e, "time"), o->zone) : "-");
	out_shown(out, told_word(o, rows_span(e, "event")));
	out_text(out, "  ");
	out_shown(out, rows_span(e, "repository"));
	if (rows_has(e, "tag")) {
		out_text(out, ":");
		out_shown(out, rows_span(e, "tag"));
	}
	if (actor.n > 0 || address.n > 0) {
		put_told_raw(out, o, TEXT_L_BY, &(struct span){ actor.n > 0 ? actor.p : address.p, actor.n > 0 ? actor.n : address.n }, 1);
		if (actor.n > 0 && address.n > 0) {
			out_text(out, ", ");
			out_shown(out, address);
		}
	}
	out_text(out, "  (");
	out_shown(out, rows_span(e, "source"));
	out_text(out, ")\n");
	return 0;
}

static int events_text(struct report *r, const struct logged_of *of, const struct report_options *o, struct out *out,
                       struct fault *f)
{
	OWNED(rows) struct rows *rows = NULL;
	char digits[LANG_DIGITS];
	size_t n = 0;
	int rc;

	if (ask_logged(&rows, r, QUERY_LOGGED_EVENTS, of, f) < 0)
		return -1;
	while ((rc = rows_next(rows, f)) == 0) {
		if (n == 0)
			out_printf(out, "\n%s\n", lang_text(o->lang, TEXT_L_LOGS_TELL));
		if ((o->full || n < EVENTS_SHOWN) && event_text_line(rows, o, out, f) < 0)
			return -1;
		n++;
	}
	if (!o->full && n > EVENTS_SHOWN)
		tell(out, o, TEXT_L_MORE_LINES, (const struct span[]){ lang_digits(digits, n - EVENTS_SHOWN) });
	return rc < 0 ? -1 : 0;
}

static void part_text(struct report *r, const struct rows *p, const struct report_options *o, struct out *out)
{
	struct span digest = rows_span(p, "digest"), state = rows_span(p, "state"), grade = told_word(o, rows_span(p, "grade"));
	struct span kind = rows_int(p, "manifest") != 0 ? told_word(o, span_of("manifest")) : span_of(o->lang == LANG_JA ? lang_text(o->lang, TEXT_Y_BLOBS) : "blob");
	char size[SIZE_TEXT], shown[DIGEST_TEXT], digits[LANG_DIGITS];
	int room = o->lang == LANG_JA ? 14 : 9;

	out_printf(out, "  %.*s%*s", (int)kind.n, (const char *)kind.p, room - table_width(kind), "");
	out_shown(out, o->full ? digest : span_of(short_digest(&r->shorts, shown, digest)));
	out_text(out, "  ");
	tint_on(out, tint_of_word(state), o->colour);
	out_shown(out, told_word(o, state));
	tint_off(out, tint_of_word(state), o->colour);
	out_printf(out, "%10s  %.*s: %s", rows_has(p, "size") ? size_text(size, (uint64_t)rows_int(p, "size")) : "", (int)grade.n,
	           (const char *)grade.p, about(o, rows_span(p, "rule")));
	if (rows_int(p, "lines") > 1)
		put_told(out, o, TEXT_L_LOGGED_LINES, (const struct span[]){ lang_digits(digits, (uint64_t)rows_int(p, "lines")) });
	out_text(out, "\n");
}

static int parts_text(struct report *r, const struct logged_of *of, const struct report_options *o, struct out *out,
                      struct fault *f)
{
	OWNED(rows) struct rows *rows = NULL;
	bool any = false;
	int rc;

	if (ask_logged(&rows, r, QUERY_LOGGED_PARTS, of, f) < 0)
		return -1;
	while ((rc = rows_next(rows, f)) == 0) {
		if (!any)
			out_printf(out, "\n%s\n", lang_text(o->lang, TEXT_L_LOGGED_PARTS));
		any = true;
		part_text(r, rows, o, out);
	}
	return rc < 0 ? -1 : 0;
}

/* Did any request about it succeed? A refused one is an event, and shows nothing of what was there. */
static int was_there(struct report *r, const struct logged_of *of, bool *out, struct fault *f)
{
	OWNED(rows) struct rows *rows = NULL;
	int rc;

	*out = false;
	if (ask_logged(&rows, r, QUERY_LOGGED_EVENTS, of, f) < 0)
		return -1;
	while ((rc = rows_next(rows, f)) == 0)
		*out |= !span_is(rows_span(rows, "event"), "request-failed");
	return rc < 0 ? -1 : 0;
}

int logged_text(struct report *r, const struct logged_of *of, const struct report_options *o, struct out *out,
                struct fault *f)
{
	bool there;

	if (of->digest.n == 0) {
		out_shown(out, of->repository);
		out_text(out, ":");
		out_shown(out, of->tag);
		out_text(out, "\n");
		if (was_there(r, of, &there, f) < 0)
			return -1;
		tell(out, o, there ? TEXT_L_LOGGED_ONLY : TEXT_L_LOGGED_REFUSED, NULL);
	}
	return events_text(r, of, o, out, f) < 0 ? -1 : parts_text(r, of, o, out, f);
}

/* ---- for programs ------------------------------------------------------------------------------------------ */

static int events_json(struct report *r, const struct logged_of *of, struct jsonw *w, struct fault *f)
{
	OWNED(rows) struct rows *rows = NULL;
	int rc;

	if (ask_logged(&rows, r, QUERY_LOGGED_EVENTS, of, f) < 0)
		return -1;
	jsonw_key(w, "events");
	jsonw_open(w, '[');
	while ((rc = rows_next(rows, f)) == 0) {
		static const char *const fields[] = { "event", "time", "repository", "tag" };
		OWNED(buf) struct buf said = BUF_INIT;

		jsonw_open(w, '{');
		for (size_t i = 0; i < COUNT(fields); i++)
			put_text(w, rows, fields[i]);
		if (put_actor(w, rows, r->reveal, f) < 0)
			return -1;
		put_text(w, rows, "address");
		if (mask_event(&said, rows, r->reveal, f) < 0)
			return -1;
		jsonw_put_text(w, "text", buf_span(&said));
		put_text(w, rows, "source");
		jsonw_close(w, '}');
	}
	jsonw_close(w, ']');
	return rc < 0 ? -1 : 0;
}

static int parts_json(struct report *r, const struct logged_of *of, struct jsonw *w, struct fault *f)
{
	OWNED(rows) struct rows *rows = NULL;
	int rc;

	if (ask_logged(&rows, r, QUERY_LOGGED_PARTS, of, f) < 0)
		return -1;
	jsonw_key(w, "parts");
	jsonw_open(w, '[');
	while ((rc = rows_next(rows, f)) == 0) {
		jsonw_open(w, '{');
		put_text(w, rows, "digest");
		jsonw_put_cstr(w, "kind", rows_int(rows, "manifest") != 0 ? "manifest" : "blob");
		put_int(w, rows, "size");
		put_text(w, rows, "state");
		put_text(w, rows, "time");
		put_text(w, rows, "grade");
		put_text(w, rows, "rule");
		put_int(w, rows, "lines");
		if (put_grounds(r, w, "logged_part", rows_int(rows, "id"), f) < 0)
			return -1;
		jsonw_close(w, '}');
	}
	jsonw_close(w, ']');
	return rc < 0 ? -1 : 0;
}

int logged_json(struct report *r, const struct logged_of *of, struct jsonw *w, struct fault *f)
{
	bool any;

	if (logged_any(r, of, &any, f) < 0)
		return -1;
	if (!any)
		return 0;
	jsonw_key(w, "logged");
	jsonw_open(w, '{');
	if (events_json(r, of, w, f) < 0 || parts_json(r, of, w, f) < 0)
		return -1;
	jsonw_close(w, '}');
	return 0;
}
