/*
 * run/draw/check.c - the regular inspection. Before the new scan the older one tells what a collection would
 * remove; afterwards what vanished is held against that.
 */
#include "casedb/query.h"
#include "core/digest.h"
#include "run/draw.h"
#include "run/draw/due.h"
#include "run/draw/gc.h"
#include "run/record.h"
#include "run/scan/scan.h"

#include "base/jsonw.h"
#include "base/quote.h"
#include "base/vec.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { RULES = 4 };
static const char *const rule_words[RULES] = { "2.x", "2.x with untagged removal", "3.x",
	                                       "3.x with untagged removal" };

struct source_before { /* a source as it was before */
	struct buf label;
	int64_t scan;
	struct buf predicted[RULES]; /* digests in their order, one a line */
	bool aborts[RULES];
};

struct before {
	VEC(struct source_before) v;
};

static void before_release(struct before *b)
{
	for (size_t i = 0; i < b->v.n; i++) {
		buf_release(&b->v.v[i].label);
		for (size_t k = 0; k < RULES; k++)
			buf_release(&b->v.v[i].predicted[k]);
	}
	VEC_RELEASE(&b->v);
}

/* ---- before ---------------------------------------------------------------------------------------- */

static int list_sources(struct casedb *db, struct before *b, struct fault *f)
{
	OWNED(rows) struct rows *rows = NULL;
	int rc;

	if (rows_open(db, QUERY_SOURCES, &rows, f) < 0)
		return -1;
	while ((rc = rows_next(rows, f)) == 0) {
		struct source_before k = { .scan = rows_int(rows, "scan") };

		if (buf_add(&k.label, rows_span(rows, "label"), f) < 0)
			return -1;
		if (VEC_PUSH(&b->v, k, f) < 0) {
			buf_release(&k.label);
			return -1;
		}
	}
	return rc < 0 ? -1 : 0;
}

static int nothing(void *user, struct span repository, const struct digest *d, struct fault *f)
{
	(void)user;
	(void)repository;
	(void)d;
	(void)f;
	return 0;
}

static int note_blob(void *user, const struct digest *d, uint64_t size, struct fault *f)
{
	char text[DIGEST_TEXT];

	(void)size;
	return buf_add_text((struct buf *)user, digest_text(text, d), f) < 0 ||
	                       buf_add_byte((struct buf *)user, '\n', f) < 0
	               ? -1
	               : 0;
}

/* What each rule would take of one registry, into the text of its scan. */
static int predict_one(struct casedb *db, const struct run_options *o, const struct registry_fact *r, size_t i,
                       struct before *b, struct fault *f)
{
	OWNED(gc_view) struct gc_view *v = NULL;

	if (run_gc_view_open(db, r, &o->limits, &v, f) < 0)
		return -1;
	for (unsigned k = 0; k < RULES; k++) {
		const struct collect_rules rules = { .three = k >= 2, .untagged = k % 2 == 1 };
		const struct collect_sink sink = { &b->v.v[i].predicted[k], nothing, nothing, note_blob };
		OWNED(buf) struct buf why = BUF_INIT;
		int got = run_gc_predict(v, &rules, &sink, &why, f);

		if (got < 0)
			return -1;
		b->v.v[i].aborts[k] |= got != 0 && got != COLLECT_NONE;
	}
	return 0;
}

static int predict(struct casedb *db, const struct run_options *o, struct before *b, struct fault *f)
{
	OWNED(facts) struct facts *x = NULL;
	struct registry_fact r;
	int rc;

	if (b->v.n == 0)
		return 0;
	if (casedb_choose(db, o->scan, NULL, f) < 0 || facts_registries(db, &x, f) < 0)
		return -1;
	while ((rc = facts_next_registry(x, &r, f)) == 0) {
		size_t i = 0;

		while (i < b->v.n && b->v.v[i].scan != r.scan)
			i++;
		if (r.store == STORE_IS_REGISTRY && i < b->v.n && predict_one(db, o, &r, i, b, f) < 0)
			return -1;
	}
	return rc < 0 ? -1 : 0;
}

/* ---- after ----------------------------------------------------------------------------------------- */

struct verdict {
	uint64_t gone, expected[RULES]; /* vanished; of these, predicted by each rule */
	uint64_t predicted[RULES];
};

static bool line_in(struct span lines, struct span line)
{
	enum { ONE = 72 }; /* format: "sha256:" and 64 digits, newline */
	size_t n = line.n == ONE - 1 ? lines.n / ONE : 0, low = LOWER_BOUND(n, mid, memcmp(lines.p + mid * ONE, line.p, ONE - 1) < 0);

	return low < n && memcmp(lines.p + low * ONE, line.p, ONE - 1) == 0;
}

static int judge(struct casedb *db, const struct source_before *k, int64_t scan, struct verdict *v, struct fault *f)
{
	OWNED(rows) struct rows *rows = NULL;
	int rc;

	memset(v, 0, sizeof *v);
	for (size_t i = 0; i < RULES; i++)
		v->predicted[i] = k->predicted[i].n / 72;
	if (rows_open(db, QUERY_VANISHED, &rows, f) < 0 || rows_bind_int(rows, 1, k->scan, f) < 0 ||
	    rows_bind_int(rows, 2, scan, f) < 0)
		return -1;
	while ((rc = rows_next(rows, f)) == 0) {
		v->gone++;
		for (size_t i = 0; i < RULES; i++)
			v->expected[i] += line_in(buf_span(&k->predicted[i]), rows_span(rows, "digest"));
	}
	return rc < 0 ? -1 : 0;
}

/* What the vanished blobs say of a collection; the first rule that explains all of it is named. */
static int tell_collection(const struct verdict *v, struct buf *text, const char **word, struct fault *f)
{
	if (v->gone == 0) {
		*word = "did not run";
		return buf_printf(text, f, "no blob vanished: no collection ran, or it found nothing");
	}
	for (size_t i = 0; i < RULES; i++)
		if (v->expected[i] == v->gone && v->predicted[i] == v->gone) {
			*word = "ran as predicted";
			return buf_printf(text, f, "%" PRIu64 " blobs vanished, exactly those a collection by the "
			                           "rules of %s would have removed", v->gone, rule_words[i]);
		}
	for (size_t i = 0; i < RULES; i++)
		if (v->predicted[i] > 0 && v->expected[i] == v->predicted[i]) {
			*word = "ran more";
			return buf_printf(text, f, "%" PRIu64 " blobs vanished: all %" PRIu64 " a collection by the "
			                           "rules of %s would have removed, and %" PRIu64 " more (made "
			                           "unreachable since, or removed otherwise)",
			                  v->gone, v->predicted[i], rule_words[i], v->gone - v->expected[i]);
		}
	*word = "ran more";
	return buf_printf(text, f, "%" PRIu64 " blobs vanished, and no rule of collection explains them from "
	                           "the scan before: deletions came first, or they were removed otherwise",
	                  v->gone);
}

static int tell_changes(struct casedb *db, const struct source_before *k, int64_t scan, struct buf *text,
                        struct jsonw *w, struct fault *f)
{
	static const char *const columns[] = { "tags_new",      "tags_gone", "tags_moved", "revisions_new",
		                               "revisions_gone", "blobs_new", "blobs_gone", "blobs_altered" };
	OWNED(rows) struct rows *rows = NULL;
	int rc;

	if (rows_open(db, QUERY_CHANGES, &rows, f) < 0 || rows_bind_int(rows, 1, k->scan, f) < 0 ||
	    rows_bind_int(rows, 2, scan, f) < 0)
		return -1;
	rc = rows_next(rows, f);
	if (rc != 0)
		return rc < 0 ? -1 : 0;
	for (size_t i = 0; i < COUNT(columns); i++)
		jsonw_put_uint(w, columns[i], (uint64_t)rows_int(rows, columns[i]));
	return buf_printf(text, f,
	                  "  since scan %lld (sherd diff CASE %lld %lld):\n"
	                  "    tags       %lld new, %lld gone, %lld moved\n"
	                  "    revisions  %lld new, %lld gone\n"
	                  "    blobs      %lld new, %lld gone, %lld altered in place\n",
	                  (long long)k->scan, (long long)k->scan, (long long)scan,
	                  (long long)rows_int(rows, "tags_new"), (long long)rows_int(rows, "tags_gone"),
	                  (long long)rows_int(rows, "tags_moved"), (long long)rows_int(rows, "revisions_new"),
	                  (long long)rows_int(rows, "revisions_gone"), (long long)rows_int(rows, "blobs_new"),
	                  (long long)rows_int(rows, "blobs_gone"), (long long)rows_int(rows, "blobs_altered"));
}

/* Nobody takes a blob that was not read for one that was inspected. */
static int tell_trusted(struct casedb *db, int64_t scan, struct buf *text, struct jsonw *w, struct fault *f)
{
	struct trusted_count c = { 0, 0, 0 };
	uint64_t files = 0;
	int rc;

	while ((rc = casedb_count_trusted(db, scan, c.hashed_by, &c, f)) == 0) {
		files += c.files;
		if (buf_printf(text, f, "  %" PRIu64 " blobs were not read, scan %lld hashed them (--trust-unchanged)\n", c.files,
		               (long long)c.hashed_by) < 0)
			return -1;
	}
	if (files > 0)
		jsonw_put_uint(w, "trusted", files);
	return rc < 0 ? -1 : 0;
}

static int tell_source(struct casedb *db, const struct before *b, struct span label, int64_t scan,
                       struct buf *text, struct jsonw *w, struct fault *f)
{
	const struct source_before *k = NULL;
	struct verdict v;
	const char *word = "";
	OWNED(buf) struct buf why = BUF_INIT;

	for (size_t i = 0; i < b->v.n; i++)
		if (span_eq(buf_span(&b->v.v[i].label), label))
			k = &b->v.v[i];
	if (k != NULL && k->scan == scan)
		return 0; /* not read this time */
	jsonw_open(w, '{');
	jsonw_put_text(w, "label", label);
	jsonw_put_uint(w, "scan", (uint64_t)scan);
	if (quote_visible(text, label, f) < 0 || buf_printf(text, f, "\n") < 0 || tell_trusted(db, scan, text, w, f) < 0)
		return -1;
	if (k == NULL) {
		jsonw_close(w, '}');
		return buf_printf(text, f, "  the first scan of this source: nothing to compare with\n");
	}
	jsonw_put_uint(w, "before", (uint64_t)k->scan);
	if (tell_changes(db, k, scan, text, w, f) < 0 || judge(db, k, scan, &v, f) < 0 ||
	    tell_collection(&v, &why, &word, f) < 0)
		return -1;
	jsonw_put_cstr(w, "collection", word);
	jsonw_put_text(w, "collection_text", buf_span(&why));
	jsonw_close(w, '}');
	return buf_printf(text, f, "    collection %s: %s\n", word, buf_cstr(&why));
}

static int tell_sources(struct casedb *db, const struct before *b, struct buf *text, struct jsonw *w,
                        struct fault *f)
{
	struct before now = { { NULL, 0, 0 } };
	int rc = list_sources(db, &now, f);

	jsonw_key(w, "sources");
	jsonw_open(w, '[');
	for (size_t i = 0; rc == 0 && i < now.v.n; i++)
		rc = tell_source(db, b, buf_span(&now.v.v[i].label), now.v.v[i].scan, text, w, f);
	jsonw_close(w, ']');
	before_release(&now);
	return rc;
}

/* The number after "key": in the outcome of the last check; -1 when it has none. */
static long long last_of(struct span last, const char *key)
{
	char wanted[64];
	long long n = 0;
	bool any = false;
	size_t at;
	int length = snprintf(wanted, sizeof wanted, "\"%s\":", key);

	for (at = 0; length > 0 && at + (size_t)length <= last.n; at++)
		if (memcmp(last.p + at, wanted, (size_t)length) == 0)
			break;
	for (at += (size_t)length; at < last.n && last.p[at] >= '0' && last.p[at] <= '9' && n < 1000000000000;
	     at++, any = true)
		n = n * 10 + (last.p[at] - '0');
	return any ? n : -1;
}

static int tell_state(struct casedb *db, struct run_result *out, struct buf *text, struct jsonw *w,
                      struct fault *f)
{
	static const struct {
		const char *column, *title;
	} counts[] = { { "tagged", "tagged images" },
		       { "incomplete", "of these not complete" },
		       { "lacking", "blobs the registry lacks" }, /* of tagged images, whoever else has them */
		       { "damaged", "damaged blobs" },
		       { "unread", "unread blobs" },
		       { "deleted", "deleted images still named" },
		       { "findings", "findings of weight" } };
	OWNED(rows) struct rows *rows = NULL;

	if (rows_open(db, QUERY_CHECK_STATE, &rows, f) < 0 || rows_next(rows, f) != 0)
		return f->kind == FAULT_NONE ? fault_set(f, FAULT_INTERNAL, 0, "no counts") : -1;
	for (size_t i = 0; i < COUNT(counts); i++) {
		long long n = rows_int(rows, counts[i].column);
		long long was = last_of(rows_span(rows, "last"), counts[i].column);

		jsonw_put_uint(w, counts[i].column, (uint64_t)n);
		if (buf_printf(text, f, "%-28s %8lld", counts[i].title, n) < 0 ||
		    (was >= 0 && was != n && buf_printf(text, f, "  (%lld at the last check)", was) < 0) ||
		    buf_printf(text, f, "\n") < 0)
			return -1;
	}
	if (rows_int(rows, "incomplete") > 0 && out->status == 0)
		out->status = 3;
	return 0;
}

static int tell(struct casedb *db, const struct run_options *o, const struct before *b, struct run_result *out,
                struct buf *text, struct buf *json, struct fault *f)
{
	OWNED(due) struct due d = { .blobs = 0 };
	struct jsonw w = jsonw_of(json, f);

	jsonw_open(&w, '{');
	/* first what cannot wait */
	if (run_due_case(db, o, &d, f) < 0 || run_due_text(&d, o->say, text, f) < 0 ||
	    (d.blobs > 0 && buf_add_byte(text, '\n', f) < 0) || tell_state(db, out, text, &w, f) < 0 || buf_printf(text, f, "\n") < 0 ||
	    tell_sources(db, b, text, &w, f) < 0)
		return -1;
	jsonw_put_uint(&w, "status", (uint64_t)out->status);
	jsonw_key(&w, "collection");
	run_due_json(&d, &w);
	jsonw_close(&w, '}');
	return jsonw_end(&w);
}

/* ---- the run ----------------------------------------------------------------------------------------- */

struct inspection {
	const char *const *sources;
	size_t n;
	struct before before;
	struct buf *text, *json;
};

static void inspection_release(struct inspection *x)
{
	before_release(&x->before);
}
DEFINE_OWN(inspection, struct inspection, inspection_release)

static int look_before(struct casedb *db, const struct run_options *o, void *user, struct fault *f)
{
	struct inspection *x = (struct inspection *)user;

	return list_sources(db, &x->before, f) < 0 ? -1 : predict(db, o, &x->before, f);
}

static int inspect(struct casedb *db, const struct run_options *o, int64_t run, void *user, struct run_result *out,
                   struct fault *f)
{
	struct inspection *x = (struct inspection *)user;

	if (run_scan_sources(db, o, x->sources, x->n, run, out, f) < 0)
		return -1;
	out->status = 0;
	return run_resolve_case(db, o, out, f) < 0 ? -1 : tell(db, o, &x->before, out, x->text, x->json, f);
}

int run_check(const struct run_options *o, const char *const *sources, size_t n, struct run_result *out,
              struct buf *text, struct buf *json, struct fault *f)
{
	OWNED(inspection) struct inspection x = { sources, n, { { NULL, 0, 0 } }, text, json };
	const struct run_work w = {
		.mode = CASEDB_CREATE, .before = look_before, .work = inspect, .user = &x, .outcome = json
	};

	if (run_scan_check(o, NULL, sources, n, f) < 0 || run_scan_check_kinds(sources, n, f) < 0)
		return -1;
	return run_recorded(o, &w, out, f);
}
