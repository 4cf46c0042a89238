/*
 * report/image/show_logged.c - what logs tell of an image, or of a tag whose image no log names: who pushed, fetched and
 * deleted it, and what its parts likely were. Nothing of it is proven: each line has its grade and its rule.
 */
#include "report/private.h"

#include <inttypes.h>

enum { EVENTS_SHOWN = 20 };

static const struct {
	const char *rule, *about;
} rules[] = {
	{ "uploaded-before-manifest", "its client uploaded it before it put the manifest" },
	{ "mounted-before-manifest", "its client mounted it before it put the manifest" },
	{ "found-before-manifest", "its client asked whether it was there before it put the manifest" },
	{ "fetched-after-manifest", "a client fetched it after the manifest" },
	{ "fetched-by-digest-after-tag", "a client fetched it right after the tag: likely what the tag named" },
	{ "manifest-fetched-after", "a client fetched this manifest right after: likely listed there" },
	{ "listed-in-notification", "a notification lists it" },
	{ "marked-with-manifest", "the garbage collector marked it with the manifest" },
};

static const char *about(struct span rule)
{
	for (size_t i = 0; i < COUNT(rules); i++)
		if (span_is(rule, rules[i].rule))
			return rules[i].about;
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

static void event_text_line(const struct rows *e, const struct report_options *o, struct out *out)
{
	char when[WHEN_TEXT + 8];
	struct span actor = rows_span(e, "actor"), address = rows_span(e, "address");

	out_printf(out, "  %-30s ", rows_has(e, "time") ? time_zoned(when, rows_span(e, "time"), o->zone) : "-");
	out_shown(out, rows_span(e, "event"));
	out_text(out, "  ");
	out_shown(out, rows_span(e, "repository"));
	if (rows_has(e, "tag")) {
		out_text(out, ":");
		out_shown(out, rows_span(e, "tag"));
	}
	if (actor.n > 0 || address.n > 0) {
		out_text(out, "  by ");
		out_shown(out, actor);
		out_text(out, actor.n > 0 && address.n > 0 ? ", " : "");
		out_shown(out, address);
	}
	out_text(out, "  (");
	out_shown(out, rows_span(e, "source"));
	out_text(out, ")\n");
}

static int events_text(struct report *r, const struct logged_of *of, const struct report_options *o, struct out *out,
                       struct fault *f)
{
	OWNED(rows) struct rows *rows = NULL;
	size_t n = 0;
	int rc;

	if (ask_logged(&rows, r, QUERY_LOGGED_EVENTS, of, f) < 0)
		return -1;
	while ((rc = rows_next(rows, f)) == 0) {
		if (n == 0)
			out_text(out, "\nWhat logs tell\n");
		if (o->full || n < EVENTS_SHOWN)
			event_text_line(rows, o, out);
		n++;
	}
	if (!o->full && n > EVENTS_SHOWN)
		out_printf(out, "  and %zu more lines: --full, or sherd timeline\n", n - EVENTS_SHOWN);
	return rc < 0 ? -1 : 0;
}

static int parts_text(struct report *r, const struct logged_of *of, const struct report_options *o, struct out *out,
                      struct fault *f)
{
	OWNED(rows) struct rows *rows = NULL;
	char size[SIZE_TEXT], shown[DIGEST_TEXT];
	bool any = false;
	int rc;

	if (ask_logged(&rows, r, QUERY_LOGGED_PARTS, of, f) < 0)
		return -1;
	while ((rc = rows_next(rows, f)) == 0) {
		struct span digest = rows_span(rows, "digest");
		struct span grade = rows_span(rows, "grade"), state = rows_span(rows, "state");

		if (!any)
			out_text(out, "\nParts, by what logs let infer\n");
		any = true;
		out_printf(out, "  %-9s", rows_int(rows, "manifest") != 0 ? "manifest" : "blob");
		out_shown(out, o->full ? digest : span_of(short_digest(&r->shorts, shown, digest)));
		out_text(out, "  ");
		tint_on(out, tint_of_word(state), o->colour);
		out_shown(out, state);
		tint_off(out, tint_of_word(state), o->colour);
		out_printf(out, "%10s  ", rows_has(rows, "size") ? size_text(size, (uint64_t)rows_int(rows, "size")) : "");
		out_shown(out, grade);
		out_printf(out, ": %s", about(rows_span(rows, "rule")));
		if (rows_int(rows, "lines") > 1)
			out_printf(out, " (%" PRId64 " lines)", rows_int(rows, "lines"));
		out_text(out, "\n");
	}
	return rc < 0 ? -1 : 0;
}

int logged_text(struct report *r, const struct logged_of *of, const struct report_options *o, struct out *out,
                struct fault *f)
{
	if (of->digest.n == 0) {
		out_shown(out, of->repository);
		out_text(out, ":");
		out_shown(out, of->tag);
		out_text(out, "\n  known only from logs, which do not tell the manifest it named\n");
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
		static const char *const fields[] = { "event", "time", "repository", "tag", "actor", "address", "text", "source" };

		jsonw_open(w, '{');
		for (size_t i = 0; i < COUNT(fields); i++)
			put_text(w, rows, fields[i]);
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
