/*
 * run/plan/arrived.c - a plan against what a later scan found: for every step whether it arrived, is missing or is not as
 * planned, tied to the request a log tells of; and what came, changed or went besides.
 *
 * A plan is evidence too. It is believed because the custody log of the case says, by hash, that plan wrote it; any
 * other file is refused before it is parsed.
 */
#include "run/plan/paper.h"

#include "base/jsonw.h"
#include "base/quote.h"
#include "core/digest.h"
#include "core/name.h"
#include "casedb/query.h"
#include "run/plan.h"
#include "run/seal/seal.h"
#include "source/source.h"

#include <fcntl.h>
#include <inttypes.h>

enum { TOLD = 200 }; /* told: lines of one kind in the text; JSON has all */

int run_plan_believe(const struct run_options *o, const char *path, bool *believed, struct buf *text, struct fault *f)
{
	struct casedb *opened;
	OWNED(casedb) struct casedb *db = NULL;
	OWNED(rows) struct rows *r = NULL;
	OWNED(buf) struct buf shown = BUF_INIT;
	char hex[CUSTODY_HEX];
	uint64_t size;
	int rc;

	*believed = false;
	if (run_hash_file(AT_FDCWD, path, hex, &size, f) < 0)
		return -1;
	if (hex[0] == '\0')
		return fault_set(f, FAULT_USAGE, 0, "%s: there is no such plan, or it cannot be read", path);
	if (casedb_open(&opened, o->case_path, CASEDB_READ, o->watch, f) < 0)
		return -1;
	db = opened;
	if (rows_open(db, QUERY_PLAN_WRITTEN, &r, f) < 0 || rows_bind_text(r, 1, span_of(hex), f) < 0 ||
	    quote_visible(&shown, span_of(path), f) < 0)
		return -1;
	rc = rows_next(r, f);
	*believed = rc == 0;
	rows_close(TAKE(&r));
	if (rc < 0)
		return -1;
	return *believed ? buf_printf(text, f, "ok      plan: as this case wrote it, SHA-256 %s\n", hex)
	                 : buf_printf(text, f,
	                              "FAILED  plan: %s is no file that the custody log of this case says plan wrote: edited, cut off, "
	                              "or of another case (SHA-256 %s)\n",
	                              buf_cstr(&shown), hex);
}

/* ---- one step ------------------------------------------------------------------------------------------------------- */

enum fate { FATE_ARRIVED, FATE_MISSING, FATE_CHANGED, FATE_UNREAD, FATE_EXTRA, FATE_GONE, FATES };
static const char *const fate_words[FATES] = { "arrived", "missing", "changed", "unread", "extra", "gone" };
static const enum lang_text fate_texts[FATES] = { TEXT_PC_V_ARRIVED, TEXT_PC_V_MISSING, TEXT_PC_V_CHANGED,
	                                          TEXT_PC_V_UNREAD,  TEXT_PC_V_EXTRA,   TEXT_PC_V_GONE };

struct arrival_telling {
	struct buf *text, *json;
	enum lang lang;
	struct fault *f;
	uint64_t steps, arrived, logged, n[FATES];
	uint64_t images, images_arrived, told;
	/* the group being read */
	int64_t group;
	uint64_t group_steps, group_arrived;
	struct buf name, digest, seen; /* of its image; seen: when a log tells of its manifest or tag */
};

static void telling_release(struct arrival_telling *t)
{
	buf_release(&t->name);
	buf_release(&t->digest);
	buf_release(&t->seen);
}
DEFINE_OWN(arrival_telling, struct arrival_telling, telling_release)

/* What became of it; *why tells when it did not arrive. */
static enum fate judge(const struct rows *r, enum lang_text *why)
{
	struct span bytes = rows_span(r, "bytes"), named = rows_span(r, "named");

	if (span_is(rows_span(r, "what"), "tag") && named.n > 0 && !span_eq(named, rows_span(r, "digest"))) {
		*why = span_is(named, "damaged") ? TEXT_PC_DAMAGED_LINK : TEXT_PC_NAMES;
		return FATE_CHANGED;
	}
	if (named.n == 0) {
		*why = TEXT_PC_NO_LINK;
		return FATE_MISSING;
	}
	if (bytes.n == 0) {
		*why = TEXT_PC_NO_BYTES;
		return FATE_MISSING;
	}
	if (span_is(bytes, "whole"))
		return FATE_ARRIVED;
	*why = span_is(bytes, "unread") ? TEXT_PC_UNREAD : TEXT_PC_DAMAGED;
	return span_is(bytes, "unread") ? FATE_UNREAD : FATE_CHANGED;
}

static int put_label(struct arrival_telling *t, enum fate fate, struct fault *f)
{
	const char *word = lang_text(t->lang, fate_texts[fate]);

	return buf_printf(t->text, f, "  %s  ", word);
}

/* "shop/api:1.0" or "shop/api sha256:..." */
static int put_object(struct buf *out, const struct rows *r, struct fault *f)
{
	if (quote_visible(out, rows_span(r, "repository"), f) < 0)
		return -1;
	if (rows_span(r, "tag").n > 0)
		return buf_add_byte(out, ':', f) < 0 ? -1 : quote_visible(out, rows_span(r, "tag"), f);
	if (rows_span(r, "repository").n > 0 && buf_add_byte(out, ' ', f) < 0)
		return -1;
	return quote_visible(out, rows_span(r, "digest"), f);
}

static const char *thing(enum lang lang, struct span what)
{
	return lang_text(lang, span_is(what, "tag") ? TEXT_PC_TAG : span_is(what, "manifest") ? TEXT_PC_MANIFEST : TEXT_PC_BLOB);
}

static int tell_line(struct arrival_telling *t, const struct rows *r, enum fate fate, enum lang_text why, struct span arg)
{
	struct jsonw w = jsonw_of(t->json, t->f);

	t->n[fate]++;
	if (t->n[fate] <= TOLD &&
	    (put_label(t, fate, t->f) < 0 || buf_printf(t->text, t->f, "%s ", thing(t->lang, rows_span(r, "what"))) < 0 ||
	     put_object(t->text, r, t->f) < 0 ||
	     (why != TEXT_COUNT_ && (buf_add_text(t->text, lang_text(t->lang, TEXT_COLON), t->f) < 0 ||
	                             text_fill(t->text, lang_text(t->lang, why), &arg, t->f) < 0)) ||
	     buf_add_byte(t->text, '\n', t->f) < 0))
		return -1;
	jsonw_open(&w, '{');
	jsonw_put_cstr(&w, "verdict", fate_words[fate]);
	jsonw_put_text(&w, "what", rows_span(r, "what"));
	jsonw_put_text(&w, "repository", rows_span(r, "repository"));
	jsonw_put_text(&w, "tag", rows_span(r, "tag"));
	jsonw_put_text(&w, "digest", rows_span(r, "digest"));
	if (why != TEXT_COUNT_)
		jsonw_put_cstr(&w, "why", why == TEXT_PC_NAMES ? "names" : why == TEXT_PC_WAS ? "was" : lang_text(LANG_EN, why));
	jsonw_put_text(&w, "now", why == TEXT_PC_NAMES ? arg : SPAN_NONE);
	jsonw_put_text(&w, "was", why == TEXT_PC_WAS ? arg : SPAN_NONE);
	jsonw_close(&w, '}');
	return jsonw_end(&w) < 0 ? -1 : buf_add_byte(t->json, '\n', t->f);
}

/* ---- a group: one image in one repository --------------------------------------------------------------------------- */

static int end_group(struct arrival_telling *t)
{
	struct jsonw w = jsonw_of(t->json, t->f);
	bool whole = t->group_steps > 0 && t->group_arrived == t->group_steps;

	if (t->group_steps == 0)
		return 0;
	t->images++;
	t->images_arrived += whole;
	if (whole && t->told++ < TOLD &&
	    (put_label(t, FATE_ARRIVED, t->f) < 0 || buf_add(t->text, buf_span(&t->name), t->f) < 0 ||
	     buf_add_byte(t->text, ' ', t->f) < 0 || buf_add(t->text, buf_span(&t->digest), t->f) < 0 ||
	     (t->seen.n > 0 && (buf_add_byte(t->text, ' ', t->f) < 0 || buf_add(t->text, buf_span(&t->seen), t->f) < 0)) ||
	     buf_add_byte(t->text, '\n', t->f) < 0))
		return -1;
	jsonw_open(&w, '{');
	jsonw_put_uint(&w, "group", (uint64_t)t->group);
	jsonw_put_cstr(&w, "verdict", whole ? "arrived" : "incomplete");
	jsonw_put_text(&w, "name", buf_span(&t->name));
	jsonw_put_text(&w, "digest", buf_span(&t->digest));
	jsonw_put_uint(&w, "steps", t->group_steps);
	jsonw_put_uint(&w, "arrived", t->group_arrived);
	jsonw_put_text(&w, "logged", buf_span(&t->seen));
	jsonw_close(&w, '}');
	t->group_steps = t->group_arrived = 0;
	return jsonw_end(&w) < 0 ? -1 : buf_add_byte(t->json, '\n', t->f);
}

/* The name is that of the last step: a tag when there is one, else the image's own manifest. */
static int note_group(struct arrival_telling *t, const struct rows *r)
{
	if (span_is(rows_span(r, "what"), "blob"))
		return 0;
	buf_clear(&t->name);
	buf_clear(&t->digest);
	buf_clear(&t->seen);
	if (quote_visible(&t->name, rows_span(r, "repository"), t->f) < 0 ||
	    (rows_span(r, "tag").n > 0 && (buf_add_byte(&t->name, ':', t->f) < 0 ||
	                                   quote_visible(&t->name, rows_span(r, "tag"), t->f) < 0)))
		return -1;
	return buf_add(&t->digest, rows_span(r, "digest"), t->f) < 0 ? -1 : buf_add(&t->seen, rows_span(r, "logged"), t->f);
}

/* What a plan of ours holds and nothing else. */
static bool sound(const struct rows *r)
{
	struct digest d;
	struct span what = rows_span(r, "what"), tag = rows_span(r, "tag");

	return (span_is(what, "blob") || span_is(what, "manifest") || (span_is(what, "tag") && name_is_tag(tag))) &&
	       name_is_repository(rows_span(r, "repository")) && digest_parse(&d, rows_span(r, "digest")) == 0;
}

static int one_step(struct arrival_telling *t, const struct rows *r)
{
	enum lang_text why = TEXT_COUNT_;
	enum fate fate;

	if (!sound(r))
		return fault_set(t->f, FAULT_USAGE, 0, "the plan has a step that none of ours has: number %" PRId64, rows_int(r, "n"));
	if (rows_int(r, "grp") != t->group && end_group(t) < 0)
		return -1;
	t->group = rows_int(r, "grp");
	fate = judge(r, &why);
	t->steps++;
	t->group_steps++;
	t->logged += rows_has(r, "logged");
	if (note_group(t, r) < 0)
		return -1;
	if (fate == FATE_ARRIVED) {
		t->arrived++;
		t->group_arrived++;
		return 0;
	}
	return tell_line(t, r, fate, why, rows_span(r, "named"));
}

static int all_steps(struct arrival_telling *t, struct casedb *db, struct span plan, int64_t scan)
{
	OWNED(rows) struct rows *r = NULL;
	int rc;

	if (rows_open(db, QUERY_PLAN_STEPS, &r, t->f) < 0 || rows_bind_text(r, 1, plan, t->f) < 0 ||
	    rows_bind_int(r, 2, scan, t->f) < 0)
		return -1;
	while ((rc = rows_next(r, t->f)) == 0)
		if (one_step(t, r) < 0)
			return -1;
	return rc < 0 ? -1 : end_group(t);
}

/* ---- besides ----------------------------------------------------------------------------------------------------------- */

/* Does anything of what stood before stand there? When not, it is another registry. */
static int same_registry(struct arrival_telling *t, struct casedb *db, struct span plan, int64_t scan, bool *same)
{
	OWNED(rows) struct rows *r = NULL;
	int rc;

	*same = true;
	if (rows_open(db, QUERY_PLAN_SAME, &r, t->f) < 0 || rows_bind_text(r, 1, plan, t->f) < 0 ||
	    rows_bind_int(r, 2, scan, t->f) < 0)
		return -1;
	rc = rows_next(r, t->f);
	if (rc == 0)
		*same = rows_int(r, "before") == 0 || rows_int(r, "common") > 0;
	return rc < 0 ? -1 : 0;
}

static int besides(struct arrival_telling *t, struct casedb *db, struct span plan, int64_t scan)
{
	OWNED(rows) struct rows *r = NULL;
	int rc;

	if (rows_open(db, QUERY_PLAN_EXTRA, &r, t->f) < 0 || rows_bind_text(r, 1, plan, t->f) < 0 ||
	    rows_bind_int(r, 2, scan, t->f) < 0)
		return -1;
	while ((rc = rows_next(r, t->f)) == 0) {
		struct span v = rows_span(r, "verdict");
		enum fate fate = span_is(v, "extra") ? FATE_EXTRA : span_is(v, "gone") ? FATE_GONE : FATE_CHANGED;
		bool moved = span_is(rows_span(r, "what"), "tag") && rows_has(r, "was");

		if (tell_line(t, r, fate,
		              moved                  ? TEXT_PC_WAS
		              : fate == FATE_CHANGED ? TEXT_PC_DAMAGED
		                                     : TEXT_COUNT_,
		              moved ? rows_span(r, "was") : SPAN_NONE) < 0)
			return -1;
	}
	return rc < 0 ? -1 : 0;
}

/* ---- all of it ---------------------------------------------------------------------------------------------------------- */

static int put_sentence(struct arrival_telling *t, enum lang_text id, const struct span *args)
{
	return buf_add_text(t->text, "  ", t->f) < 0 || text_fill(t->text, lang_text(t->lang, id), args, t->f) < 0
	               ? -1
	               : buf_add_byte(t->text, '\n', t->f);
}

static int put_end(struct arrival_telling *t, const char *path, bool same)
{
	char a[24], b[24], c[24], d[24];
	struct span args[4] = { lang_digits(a, t->images_arrived), lang_digits(b, t->images), lang_digits(c, t->arrived),
		                lang_digits(d, t->steps) };
	struct jsonw w = jsonw_of(t->json, t->f);

	for (unsigned i = 0; i < FATES; i++) {
		uint64_t n = i == FATE_ARRIVED ? t->told : t->n[i];
		struct span arg = lang_digits(a, n > TOLD ? n - TOLD : 0);

		if (n > TOLD && (put_label(t, (enum fate)i, t->f) < 0 || text_fill(t->text, lang_text(t->lang, TEXT_PC_MORE), &arg, t->f) < 0 ||
		                 buf_add_byte(t->text, '\n', t->f) < 0))
			return -1;
	}
	args[0] = lang_digits(a, t->images_arrived);
	if (put_sentence(t, TEXT_PC_ARRIVED, args) < 0)
		return -1;
	args[0] = lang_digits(a, t->logged);
	if ((t->logged > 0 && put_sentence(t, TEXT_PC_LOGGED, args) < 0) || (!same && put_sentence(t, TEXT_PC_OTHER, args) < 0) ||
	    (t->arrived == t->steps && put_sentence(t, TEXT_PC_ALL, args) < 0) ||
	    (same && t->n[FATE_EXTRA] + t->n[FATE_GONE] + t->n[FATE_CHANGED] == 0 && put_sentence(t, TEXT_PC_NONE_ELSE, args) < 0))
		return -1;
	jsonw_open(&w, '{');
	jsonw_put_text(&w, "plan", span_of(path));
	jsonw_put_bool(&w, "same_registry", same);
	jsonw_put_uint(&w, "images", t->images);
	jsonw_put_uint(&w, "images_arrived", t->images_arrived);
	jsonw_put_uint(&w, "steps", t->steps);
	jsonw_put_uint(&w, "steps_arrived", t->arrived);
	jsonw_put_uint(&w, "steps_logged", t->logged);
	for (unsigned i = FATE_MISSING; i < FATES; i++)
		jsonw_put_uint(&w, fate_words[i], t->n[i]);
	jsonw_close(&w, '}');
	return jsonw_end(&w) < 0 ? -1 : buf_add_byte(t->json, '\n', t->f);
}

/* The newest scan of the source that an operand of check names. */
static int scan_of(struct casedb *db, const char *source, int64_t *scan, struct fault *f)
{
	OWNED(rows) struct rows *r = NULL;
	struct source_spec spec;
	const char *why;
	int rc;

	if (source_spec_parse(&spec, source, &why) != 0)
		return fault_set(f, FAULT_USAGE, 0, "%s: %s", source, why);
	if (rows_open(db, QUERY_SCAN_OF, &r, f) < 0 || rows_bind_name(r, 1, spec.label, f) < 0)
		return -1;
	rc = rows_next(r, f);
	if (rc != 0)
		return rc < 0 ? -1 : fault_set(f, FAULT_USAGE, 0, "%s: no finished scan of it", source);
	*scan = rows_int(r, "id");
	return 0;
}

static int compare(struct arrival_telling *t, struct casedb *db, const char *path, struct span plan, const char *source)
{
	struct span shown = span_of(path);
	int64_t scan = 0;
	bool same = true;

	if (scan_of(db, source, &scan, t->f) < 0 ||
	    text_fill(t->text, lang_text(t->lang, TEXT_PC_TITLE), &shown, t->f) < 0 || buf_add_byte(t->text, '\n', t->f) < 0 ||
	    all_steps(t, db, plan, scan) < 0 || same_registry(t, db, plan, scan, &same) < 0 ||
	    (same && besides(t, db, plan, scan) < 0))
		return -1;
	return put_end(t, path, same);
}

int run_plan_compare(const struct run_options *o, const char *path, const char *source, struct buf *text, struct buf *json,
                     uint64_t *wrong, struct fault *f)
{
	OWNED(buf) struct buf plan = BUF_INIT;
	OWNED(arrival_telling) struct arrival_telling t = { .text = text, .json = json, .f = f };
	struct casedb *db;
	int lang = o->lang == NULL ? LANG_EN : lang_parse(o->lang), rc = run_seal_read(AT_FDCWD, path, &plan, f);

	*wrong = 0;
	if (rc != 0)
		return rc < 0 ? -1 : fault_set(f, FAULT_USAGE, 0, "%s: there is no such plan", path);
	t.lang = lang == LANG_JA ? LANG_JA : LANG_EN;
	if (casedb_open(&db, o->case_path, CASEDB_READ, o->watch, f) < 0)
		return -1;
	rc = compare(&t, db, path, buf_span(&plan), source);
	casedb_abandon(db);
	*wrong = t.n[FATE_MISSING] + t.n[FATE_CHANGED] + t.n[FATE_UNREAD] + t.n[FATE_GONE];
	return rc;
}
