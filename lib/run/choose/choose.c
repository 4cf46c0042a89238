/* run/choose/choose.c - what was asked into a list of digests; then all that belongs to it. */
#include "run/choose/private.h"

#include "base/glob.h"
#include "base/jsonw.h"
#include "base/quote.h"
#include "report/report.h"
#include "run/choose.h"

#include <stdio.h>

/* ---- small things --------------------------------------------------------------------------------------------- */

/* ---- what was named --------------------------------------------------------------------------------------------- */

static int push(struct chooser *c, void *list, struct span digest, struct fault *f)
{
	VEC(struct span) *v = list;
	struct span kept;

	return run_choose_keep(c, digest, &kept, f) < 0 ? -1 : VEC_PUSH(v, kept, f);
}

/* A digest of the case by its beginning. 0, or 1: none. */
static int find_blob(struct chooser *c, const char *text, char out[DIGEST_TEXT], struct fault *f)
{
	OWNED(rows) struct rows *r = NULL;
	struct span first;
	int rc;

	if (rows_open(c->db, QUERY_DIGEST_PREFIX, &r, f) < 0 || rows_bind_text(r, 1, span_of(text), f) < 0)
		return -1;
	rc = rows_next(r, f);
	if (rc != 0)
		return rc < 0 ? -1 : 1;
	first = rows_span(r, "digest");
	(void)snprintf(out, DIGEST_TEXT, "%.*s", (int)first.n, (const char *)first.p);
	rc = rows_next(r, f);
	if (rc == 0)
		return fault_set(f, FAULT_USAGE, 0, "%s is ambiguous: several digests begin so", text);
	return rc < 0 ? -1 : 0;
}

static bool digest_like(struct span s)
{
	size_t colon = span_find(s, ':');
	struct span hex = colon == SIZE_MAX ? s : span_from(s, colon + 1);

	for (size_t i = 0; i < hex.n; i++)
		if (!((hex.p[i] >= '0' && hex.p[i] <= '9') || (hex.p[i] >= 'a' && hex.p[i] <= 'f')))
			return false;
	return hex.n >= 6;
}

static int name_one(struct chooser *c, struct report *r, const char *text, struct span *out, struct fault *f)
{
	struct fault why = FAULT_INIT;
	char digest[DIGEST_TEXT];
	int rc = report_find_image(r, text, digest, &why);

	*out = SPAN_NONE;
	if (rc < 0 && why.kind == FAULT_USAGE && c->ask->blobs && digest_like(span_of(text))) {
		rc = find_blob(c, text, digest, f);
		if (rc < 0)
			return -1;
		if (rc == 0)
			return push(c, &c->blobs, span_of(digest), f);
	}
	if (rc != 0) {
		*f = why;
		return -1;
	}
	return run_choose_keep(c, span_of(digest), out, f);
}

static int name_all(struct chooser *c, struct report *r, struct fault *f)
{
	const struct choice_ask *ask = c->ask;
	struct span got, repository, tag, digest;

	for (size_t i = 0; i < ask->what_n; i++)
		if (name_one(c, r, ask->what[i], &got, f) < 0 || (got.n > 0 && VEC_PUSH(&c->named, got, f) < 0))
			return -1;
	for (size_t i = 0; i < ask->as_n; i++) {
		char text[DIGEST_TEXT], whole[DIGEST_TEXT];

		if (run_choose_as(ask->as[i], &repository, &tag, &digest, f) < 0)
			return -1;
		if (digest.n >= sizeof text)
			return fault_set(f, FAULT_USAGE, 0, "--as takes NAME=DIGEST, like shop/api:1.0=sha256:...");
		(void)snprintf(text, sizeof text, "%.*s", (int)digest.n, (const char *)digest.p);
		if (report_find_image(r, text, whole, f) < 0 || run_choose_keep(c, span_of(whole), &got, f) < 0 ||
		    VEC_PUSH(&c->given, got, f) < 0 || VEC_PUSH(&c->named, got, f) < 0)
			return -1;
	}
	return 0;
}

/* 0 an image, 1 a blob, 2 nothing of this case. */
static int kind_of(struct chooser *c, struct span digest, struct fault *f)
{
	OWNED(rows) struct rows *r = NULL;
	int rc;

	if (rows_open(c->db, QUERY_WANTED, &r, f) < 0 || rows_bind_text(r, 1, digest, f) < 0)
		return -1;
	rc = rows_next(r, f);
	if (rc < 0)
		return -1;
	return rc == 0 && rows_has(r, "standing") ? 0 : rc == 0 && rows_has(r, "known") ? 1 : 2;
}

static int name_wanted(struct chooser *c, struct fault *f)
{
	struct digest d;
	size_t at = 0;

	while (digest_scan(c->ask->wanted, &at, &d)) {
		char text[DIGEST_TEXT];
		struct span s = span_of(digest_text(text, &d));
		int kind = kind_of(c, s, f);

		if (kind < 0)
			return -1;
		if (push(c, kind == 0 ? (void *)&c->named : kind == 1 && c->ask->blobs ? (void *)&c->blobs : (void *)&c->out->unknown,
		         s, f) < 0)
			return -1;
	}
	if (at == 0)
		return fault_set(f, FAULT_USAGE, 0, "the file of --wanted names no sha256 digest");
	return 0;
}

/* ---- what filters let pass -------------------------------------------------------------------------------------- */

/* Does a repository that fits hold or name the image, in that standing when one is asked for? */
static int held(struct chooser *c, struct span image, const char *standing, bool *out, struct fault *f)
{
	OWNED(rows) struct rows *r = NULL;
	int rc;

	*out = false;
	if (rows_open(c->db, QUERY_IMAGE_REPOSITORIES, &r, f) < 0 || rows_bind_text(r, 1, image, f) < 0)
		return -1;
	while (!*out && (rc = rows_next(r, f)) != CASEDB_END) {
		if (rc < 0)
			return -1;
		*out = (standing == NULL || span_is(rows_span(r, "standing"), standing)) &&
		       run_choose_repository(c->ask, rows_span(r, "name")) &&
		       (c->ask->source == NULL || c->ask->repositories_n == 0 ||
		        span_is(rows_span(r, "source"), c->ask->source));
	}
	return 0;
}

static int passes(struct chooser *c, const struct rows *m, bool *out, struct fault *f)
{
	const struct choice_ask *ask = c->ask;
	const char *standing = ask->deleted ? "deleted" : ask->standing;

	*out = true;
	if (standing == NULL && ask->repositories_n == 0)
		return 0;
	if (ask->repositories_n == 0 && strcmp(standing, "deleted") != 0) {
		*out = span_is(rows_span(m, "standing"), standing);
		return 0;
	}
	return held(c, rows_span(m, "digest"), standing, out, f);
}

static int filter_all(struct chooser *c, bool everything, struct fault *f)
{
	const struct choice_ask *ask = c->ask;
	const char *completeness = ask->all_complete ? "complete" : ask->completeness;
	OWNED(rows) struct rows *r = NULL;
	int rc;

	if (rows_open(c->db, QUERY_IMAGES, &r, f) < 0 ||
	    (ask->source != NULL && rows_bind_name(r, 1, span_of(ask->source), f) < 0) ||
	    (completeness != NULL && rows_bind_text(r, 7, span_of(completeness), f) < 0))
		return -1;
	while ((rc = rows_next(r, f)) == 0) {
		struct span digest = rows_span(r, "digest");
		bool take;

		if (!everything && !run_choose_has(c->named.v, c->named.n, digest))
			continue;
		if (passes(c, r, &take, f) < 0 || (take && push(c, &c->digests, digest, f) < 0))
			return -1;
	}
	return rc < 0 ? -1 : 0;
}

/* Blobs by themselves. */
static int take_recovered(struct chooser *c, struct fault *f)
{
	OWNED(rows) struct rows *r = NULL;
	int rc;

	if (rows_open(c->db, QUERY_CHOICE_RECOVERED, &r, f) < 0)
		return -1;
	while ((rc = rows_next(r, f)) == 0)
		if (push(c, &c->blobs, rows_span(r, "digest"), f) < 0)
			return -1;
	return rc < 0 ? -1 : 0;
}

static bool filtered(const struct choice_ask *a)
{
	return a->deleted || a->all_complete || a->standing != NULL || a->completeness != NULL || a->source != NULL ||
	       a->repositories_n > 0;
}

static int check_words(const struct choice_ask *a, struct fault *f)
{
	enum standing s;
	enum completeness c;

	if (a->standing != NULL && standing_parse(&s, a->standing) != 0)
		return fault_set(f, FAULT_USAGE, 0, "--standing takes one of tagged, untagged, deleted, orphaned, vanished");
	if (a->deleted && a->standing != NULL && strcmp(a->standing, "deleted") != 0)
		return fault_set(f, FAULT_USAGE, 0, "--deleted is --standing deleted; give one of them");
	if (a->completeness != NULL && completeness_parse(&c, a->completeness) != 0)
		return fault_set(f, FAULT_USAGE, 0, "--completeness takes one of complete, partial, absent, unknown");
	if (a->all_complete && a->completeness != NULL && strcmp(a->completeness, "complete") != 0)
		return fault_set(f, FAULT_USAGE, 0, "--all-complete and --completeness %s ask for opposites", a->completeness);
	return 0;
}

/* ---- all of it ---------------------------------------------------------------------------------------------------- */

static int add_json(struct jsonw *w, const struct span *v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		jsonw_text(w, v[i]);
	return 0;
}

static int make_json(struct chooser *c, struct fault *f)
{
	struct jsonw a = jsonw_of(&c->asked_json, f), b = jsonw_of(&c->all_json, f);

	jsonw_open(&a, '[');
	IGNORE(add_json(&a, c->digests.v, c->digests.n));
	jsonw_close(&a, ']');
	jsonw_open(&b, '[');
	IGNORE(add_json(&b, c->digests.v, c->digests.n));
	IGNORE(add_json(&b, c->blobs.v, c->blobs.n));
	jsonw_close(&b, ']');
	return jsonw_end(&a) < 0 ? -1 : jsonw_end(&b);
}

/* A named image that no filter lets pass would be left out in silence. */
static int check_named(const struct chooser *c, struct fault *f)
{
	for (size_t i = 0; i < c->named.n; i++)
		if (!run_choose_has(c->digests.v, c->digests.n, c->named.v[i]) && !c->ask->has_wanted)
			return fault_set(f, FAULT_USAGE, 0, "%.*s is named, but not one of those the filters let pass",
			                 (int)c->named.v[i].n, (const char *)c->named.v[i].p);
	if (c->digests.n == 0 && c->blobs.n == 0 && c->ask->recovered)
		return fault_set(f, FAULT_USAGE, 0, "no blob of this case was recovered; name images or give filters");
	if (c->digests.n == 0 && c->blobs.n == 0)
		return fault_set(f, FAULT_USAGE, 0, "nothing of this case was chosen; see sherd images");
	return 0;
}

static int choose(struct chooser *c, struct report *r, struct fault *f)
{
	bool listed = c->ask->what_n > 0 || c->ask->as_n > 0 || c->ask->has_wanted;

	if (check_words(c->ask, f) < 0)
		return -1;
	if (c->ask->recovered && take_recovered(c, f) < 0)
		return -1;
	if (!listed && !filtered(c->ask) && !c->ask->recovered)
		return fault_set(f, FAULT_USAGE, 0, "no image is named and no filter given; see sherd images");
	if (name_all(c, r, f) < 0 || (c->ask->has_wanted && name_wanted(c, f) < 0))
		return -1;
	run_choose_sort(c->named.v, &c->named.n);
	run_choose_sort(c->blobs.v, &c->blobs.n);
	run_choose_sort(c->out->unknown.v, &c->out->unknown.n);
	if (!c->ask->recovered && filter_all(c, !listed, f) < 0)
		return -1;
	run_choose_sort(c->digests.v, &c->digests.n);
	if (check_named(c, f) < 0 || make_json(c, f) < 0 || run_choose_below(c, f) < 0)
		return -1;
	return run_choose_names(c, f);
}

int run_choose(struct choice *out, const char *case_path, const struct choice_ask *ask, const struct watch *watch,
               struct fault *f)
{
	OWNED(report) struct report *r = NULL;
	struct chooser c = { .out = out, .ask = ask };
	int rc;

	if (report_open(&r, case_path, watch, f) < 0 || casedb_open(&c.db, case_path, CASEDB_READ, watch, f) < 0)
		return -1;
	rc = choose(&c, r, f);
	VEC_RELEASE(&c.digests);
	VEC_RELEASE(&c.given);
	VEC_RELEASE(&c.named);
	VEC_RELEASE(&c.blobs);
	buf_release(&c.asked_json);
	buf_release(&c.all_json);
	casedb_abandon(c.db);
	return rc;
}
