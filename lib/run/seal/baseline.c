/*
 * run/seal/baseline.c - a baseline: what a healthy registry holds, as canonical JSON, signed; and what changed or vanished
 * since. ("Immutable manifest" in some customers' words; no standard defines one, sherd(1) does.) A baseline is
 * believed when its signature holds and the signer is known: by a CA, by a fingerprint, or because this very case's
 * custody log wrote it.
 */
#include "run/seal/seal.h"

#include "base/jsonw.h"
#include "base/quote.h"
#include "casedb/query.h"
#include "run/build.h"
#include "run/record.h"
#include "run/report.h"
#include "run/seal.h"
#include "seal/seal.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

/* ---- made ------------------------------------------------------------------------------------------------------- */

/* An array of objects, one a row: texts, and integers marked by "#". */
static int put_rows(struct casedb *db, struct canon *c, const char *key, unsigned query, const char *const *names, size_t n,
                    const char *nested, struct fault *f)
{
	OWNED(rows) struct rows *rows = NULL;
	OWNED(canon) struct canon list = canon_of(f);
	OWNED(buf) struct buf text = BUF_INIT;
	int rc;

	if (rows_open(db, query, &rows, f) < 0)
		return -1;
	while ((rc = rows_next(rows, f)) == 0) {
		OWNED(canon) struct canon one = canon_of(f);
		OWNED(buf) struct buf object = BUF_INIT;

		for (size_t i = 0; i < n; i++)
			if (names[i][0] == '#' && rows_has(rows, names[i] + 1))
				canon_int(&one, names[i] + 1, rows_int(rows, names[i] + 1));
			else if (names[i][0] != '#' && rows_has(rows, names[i]))
				canon_text(&one, names[i], rows_span(rows, names[i]));
		if (nested != NULL) {
			OWNED(rows) struct rows *layers = NULL;
			OWNED(canon) struct canon all = canon_of(f);
			OWNED(buf) struct buf array = BUF_INIT;
			int more;

			if (rows_open(db, QUERY_IMAGE_LAYERS, &layers, f) < 0 ||
			    rows_bind_text(layers, 1, rows_span(rows, "digest"), f) < 0)
				return -1;
			while ((more = rows_next(layers, f)) == 0)
				canon_text(&all, NULL, rows_span(layers, "digest"));
			if (more < 0 || canon_array(&all, &array) < 0)
				return -1;
			canon_value(&one, nested, buf_span(&array));
		}
		if (canon_object(&one, &object) < 0)
			return -1;
		canon_value(&list, NULL, buf_span(&object));
	}
	if (rc < 0 || canon_array(&list, &text) < 0)
		return -1;
	canon_value(c, key, buf_span(&text));
	return 0;
}

static int make(struct casedb *db, const struct run_options *o, struct buf *out, struct fault *f)
{
	static const char *const tag[] = { "source", "registry", "repository", "tag", "digest" };
	static const char *const image[] = { "digest", "kind", "completeness", "config", "#size", "#total_size" };
	static const char *const blob[] = { "digest", "state", "#size" };
	static const char *const repository[] = { "source", "registry", "repository" };
	OWNED(canon) struct canon c = canon_of(f);

	canon_cstr(&c, "baseline", "sherd-baseline-1");
	canon_cstr(&c, "tool", run_version());
	canon_when(&c, "observed_at", run_record_now(o->watch));
	if (put_rows(db, &c, "repositories", QUERY_BASE_REPOSITORIES, repository, COUNT(repository), NULL, f) < 0 ||
	    put_rows(db, &c, "tags", QUERY_BASE_TAGS, tag, COUNT(tag), NULL, f) < 0 ||
	    put_rows(db, &c, "images", QUERY_BASE_IMAGES, image, COUNT(image), "layers", f) < 0 ||
	    put_rows(db, &c, "blobs", QUERY_BASE_BLOBS, blob, COUNT(blob), NULL, f) < 0)
		return -1;
	return canon_object(&c, out) < 0 ? -1 : buf_add_byte(out, '\n', f);
}

static int beside(char out[4096], const char *path, const char *ending, struct fault *f)
{
	return snprintf(out, 4096, "%s%s", path, ending) < 4096 ? 0 : fault_set(f, FAULT_USAGE, 0, "the path is too long");
}

int run_baseline_write(const struct run_options *o, const char *path, const struct run_seal_options *s, struct fault *f)
{
	OWNED(seal_key) struct seal_key *key = NULL;
	OWNED(buf) struct buf text = BUF_INIT, signature = BUF_INIT, who = BUF_INIT;
	struct casedb *db;
	char other[4096];
	bool raw;
	int rc;

	if (access(path, F_OK) == 0)
		return fault_set(f, FAULT_USAGE, 0, "%s exists; a baseline is written once", path);
	if (s->key == NULL)
		return fault_set(f, FAULT_USAGE, 0, "a baseline is signed: --key FILE, and --cert FILE");
	if (run_refuse_beneath(o, "baseline", path, f) < 0 ||
	    seal_key_open(&key, s->key, s->certificate, &(struct seal_pass){ s->ask, s->user }, f) < 0 ||
	    casedb_open(&db, o->case_path, CASEDB_READ, o->watch, f) < 0)
		return -1;
	rc = make(db, o, &text, f);
	casedb_abandon(db);
	if (rc < 0 || seal_sign(key, buf_span(&text), &signature, &who, f) < 0)
		return -1;
	raw = seal_key_raw(key);
	if (run_seal_write(AT_FDCWD, path, buf_span(&text), f) < 0 || beside(other, path, raw ? ".sig" : ".p7s", f) < 0 ||
	    run_seal_write(AT_FDCWD, other, buf_span(&signature), f) < 0 || beside(other, path, raw ? ".pub" : ".pem", f) < 0 ||
	    run_seal_write(AT_FDCWD, other, buf_span(&who), f) < 0)
		return -1;
	return run_custody_output(o, path, f);
}

/* ---- believed ------------------------------------------------------------------------------------------------------ */

/* Did this case write it? Its log says so, by hash. */
static int written_here(const struct run_options *o, const char *path, bool *out, struct fault *f)
{
	struct casedb *opened;
	OWNED(casedb) struct casedb *db = NULL;
	OWNED(rows) struct rows *rows = NULL;
	char hex[CUSTODY_HEX];
	uint64_t size;
	int rc;

	*out = false;
	if (access(o->case_path, F_OK) != 0)
		return 0;
	if (run_hash_file(AT_FDCWD, path, hex, &size, f) < 0 ||
	    casedb_open(&opened, o->case_path, CASEDB_READ, o->watch, f) < 0)
		return -1;
	db = opened;
	if (rows_open(db, QUERY_BASE_WRITTEN, &rows, f) < 0 || rows_bind_text(rows, 1, span_of(hex), f) < 0)
		return -1;
	rc = rows_next(rows, f);
	*out = rc == 0;
	rows_close(TAKE(&rows));
	return rc < 0 ? -1 : 0;
}

int run_baseline_believe(const struct run_options *o, const char *path, const struct run_verify_options *v, bool *believed,
                         struct buf *text, struct fault *f)
{
	OWNED(buf) struct buf content = BUF_INIT, signature = BUF_INIT, key = BUF_INIT;
	struct seal_signer s;
	char other[4096];
	bool here, known;
	int rc = run_seal_read(AT_FDCWD, path, &content, f);

	*believed = false;
	if (rc != 0)
		return rc < 0 ? -1 : fault_set(f, FAULT_USAGE, 0, "%s: there is no such baseline", path);
	if (beside(other, path, ".p7s", f) < 0)
		return -1;
	rc = run_seal_read(AT_FDCWD, other, &signature, f);
	if (rc == 1) {
		if (beside(other, path, ".sig", f) < 0)
			return -1;
		rc = run_seal_read(AT_FDCWD, other, &signature, f);
		if (rc == 0 && (beside(other, path, ".pub", f) < 0 || (rc = run_seal_read(AT_FDCWD, other, &key, f)) < 0))
			return -1;
	}
	if (rc < 0)
		return -1;
	if (rc == 1)
		return buf_add_text(text, "FAILED  baseline: its signature (.p7s, or .sig and .pub) is not beside it\n", f);
	rc = seal_check(buf_span(&content), buf_span(&signature), buf_span(&key), v->ca, 0, &s, f);
	if (rc != 0)
		return rc < 0 ? -1 : buf_printf(text, f, "FAILED  baseline: edited, or not what was signed (%s)\n", s.why);
	if (written_here(o, path, &here, f) < 0)
		return -1;
	known = v->fingerprint != NULL ? seal_same_fingerprint(v->fingerprint, s.fingerprint) : v->ca != NULL ? s.trusted : here;
	if (!known)
		return buf_printf(text, f, "FAILED  baseline: the signature holds, its signer (%s, SHA-256 %s) is not known: %s\n",
		                  s.subject, s.fingerprint,
		                  v->ca != NULL || v->fingerprint != NULL ? "not the one given" : "give --ca or --fingerprint");
	*believed = true;
	return buf_printf(text, f, "ok      baseline: signed by %s, SHA-256 %s\n", s.subject, s.fingerprint);
}

/* ---- compared -------------------------------------------------------------------------------------------------------- */

static const struct {
	const char *word, *text;
} changes[] = {
	{ "repository-gone", "repository gone" },   { "tag-gone", "tag gone" },
	{ "tag-moved", "tag names another image" }, { "image-gone", "image no longer held" },
	{ "image-broken", "image no longer complete" }, { "blob-gone", "blob missing" },
	{ "blob-changed", "blob no longer intact" },
};

static int tell(struct casedb *db, struct span baseline, struct buf *text, struct buf *json, uint64_t *n, struct fault *f)
{
	OWNED(rows) struct rows *rows = NULL;
	int rc;

	if (rows_open(db, QUERY_BASE_COMPARE, &rows, f) < 0 || rows_bind_text(rows, 1, baseline, f) < 0)
		return -1;
	while ((rc = rows_next(rows, f)) == 0) {
		struct jsonw w = jsonw_of(json, f);
		const char *say = "changed";

		for (size_t i = 0; i < COUNT(changes); i++)
			if (span_is(rows_span(rows, "word"), changes[i].word))
				say = changes[i].text;
		(*n)++;
		if (buf_printf(text, f, "  %s: ", say) < 0 || quote_visible(text, rows_span(rows, "name"), f) < 0 ||
		    (rows_has(rows, "was") && (buf_add_text(text, " was ", f) < 0 || buf_add(text, rows_span(rows, "was"), f) < 0)) ||
		    (rows_has(rows, "now") && (buf_add_text(text, " now ", f) < 0 || buf_add(text, rows_span(rows, "now"), f) < 0)) ||
		    buf_add_byte(text, '\n', f) < 0)
			return -1;
		jsonw_open(&w, '{');
		jsonw_put_text(&w, "change", rows_span(rows, "word"));
		jsonw_put_text(&w, "name", rows_span(rows, "name"));
		if (rows_has(rows, "was"))
			jsonw_put_text(&w, "was", rows_span(rows, "was"));
		if (rows_has(rows, "now"))
			jsonw_put_text(&w, "now", rows_span(rows, "now"));
		jsonw_close(&w, '}');
		if (jsonw_end(&w) < 0 || buf_add_byte(json, '\n', f) < 0)
			return -1;
	}
	return rc < 0 ? -1 : 0;
}

int run_baseline_compare(const struct run_options *o, const char *path, struct buf *text, struct buf *json, uint64_t *n,
                         struct fault *f)
{
	OWNED(buf) struct buf content = BUF_INIT;
	struct casedb *db;
	int rc = run_seal_read(AT_FDCWD, path, &content, f);

	*n = 0;
	if (rc != 0)
		return rc < 0 ? -1 : fault_set(f, FAULT_USAGE, 0, "%s: there is no such baseline", path);
	if (casedb_open(&db, o->case_path, CASEDB_READ, o->watch, f) < 0)
		return -1;
	rc = buf_add_text(text, "against the baseline:\n", f) < 0 ? -1 : tell(db, buf_span(&content), text, json, n, f);
	casedb_abandon(db);
	if (rc == 0 && *n == 0)
		rc = buf_add_text(text, "  everything it names is held, whole, under the same names\n", f);
	return rc;
}
