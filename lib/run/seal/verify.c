/*
 * run/seal/verify.c - everything that was recorded, checked again: the chain and its guards, the custody tables, contents
 * against the last checkpoint, files written outside; of a sealed folder also manifest, signature, time-stamp and
 * continuation log; on demand the evidence itself. Reading only: nothing is appended.
 */
#include "source/source.h"
#include "run/seal/seal.h"

#include "casedb/query.h"
#include "report/report.h"
#include "run/scan/scan.h"
#include "seal/seal.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct verifying {
	const struct run_options *o;
	const struct run_verify_options *v;
	const struct run_verify_sink *sink;
	bool failed;
	struct fault *f;
};

static int tell(struct verifying *x, const char *word, const char *check, const char *fmt, ...) PRINTF_LIKE(4, 5);

static int tell(struct verifying *x, const char *word, const char *check, const char *fmt, ...)
{
	char text[900];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	x->failed |= strcmp(word, "FAILED") == 0;
	return x->sink->line(x->sink->user, word, check, text, x->f);
}

/* ---- a case ----------------------------------------------------------------------------------------------------- */

/* A log without any action, and tables without any row: nothing there is to compare. */
static int nothing_recorded(struct casedb *db, bool *out, struct fault *f)
{
	int64_t n = 1;
	int rc = casedb_count(db, "SELECT EXISTS(SELECT 1 FROM run) OR EXISTS(SELECT 1 FROM scan) OR EXISTS(SELECT 1 FROM item) OR"
	                          " EXISTS(SELECT 1 FROM blob) OR EXISTS(SELECT 1 FROM finding) OR EXISTS(SELECT 1 FROM event)", &n, f);

	*out = n == 0;
	return rc;
}

static int tell_state(struct verifying *x, struct run_custody_state *s, bool empty)
{
	s->uncompared = s->first_bad == 0 && s->changed_table[0] == '\0' &&
	                ((s->checkpoint == 0 && !empty) || s->later_actions);
	if (s->first_bad != 0)
		return tell(x, "FAILED", "chain", "entry %lld or one before it was changed, removed or moved",
		            (long long)s->first_bad);
	if (s->entries == 0)
		return tell(x, "FAILED", "chain", "the custody log is empty");
	if (!s->guarded && tell(x, "FAILED", "chain", "a trigger that guards the custody log is gone") < 0)
		return -1;
	if (s->edited_table[0] != '\0' &&
	    tell(x, "FAILED", "tables", "table %s is not what the custody log says", s->edited_table) < 0)
		return -1;
	if (s->edited_table[0] == '\0' && tell(x, "ok", "tables", "the custody tables are what the log says") < 0)
		return -1;
	if (s->changed_table[0] != '\0') {
		if (tell(x, "FAILED", "content", "table %s does not hold what it held at entry %lld",
		         s->changed_table, (long long)s->checkpoint) < 0)
			return -1;
	} else if (s->checkpoint == 0 && empty) {
		if (tell(x, "ok", "content", "no action is recorded, and the tables are empty") < 0)
			return -1;
	} else if (s->checkpoint == 0) {
		if (tell(x, "open", "content", "not compared: the log holds no digests of the tables (sherd custody CASE checkpoint)") < 0)
			return -1;
	} else if (s->later_actions) {
		if (tell(x, "open", "content", "not compared: an action began after entry %lld and did not end",
		         (long long)s->checkpoint) < 0)
			return -1;
	} else if (tell(x, "ok", "content", "every table holds what it held at entry %lld",
	                (long long)s->checkpoint) < 0) {
		return -1;
	}
	return tell(x, "ok", "chain", "%llu entries, head %s", (unsigned long long)s->entries, s->head);
}

/* Files written outside: those still there must be what was recorded. */
static int check_outputs(struct verifying *x, struct casedb *db)
{
	OWNED(rows) struct rows *rows = NULL;
	uint64_t same = 0, gone = 0, other = 0;
	int rc;

	if (rows_open(db, QUERY_CUSTODY_OUTPUTS, &rows, x->f) < 0)
		return -1;
	while ((rc = rows_next(rows, x->f)) == 0) {
		OWNED(buf) struct buf path = BUF_INIT;
		char hex[CUSTODY_HEX];
		struct stat st;
		uint64_t size;

		if (buf_add(&path, rows_span(rows, "output"), x->f) < 0)
			return -1;
		if (stat(buf_cstr(&path), &st) != 0) {
			gone++;
			continue;
		}
		if (S_ISDIR(st.st_mode) &&
		    (buf_add_byte(&path, '/', x->f) < 0 || buf_add(&path, rows_span(rows, "name"), x->f) < 0))
			return -1;
		if (run_hash_file(AT_FDCWD, buf_cstr(&path), hex, &size, x->f) < 0)
			return -1;
		if (span_is(rows_span(rows, "sha256"), hex)) {
			same++;
		} else {
			other++;
			if (tell(x, "FAILED", "outputs", "%s is not what entry %lld wrote", buf_cstr(&path),
			         (long long)rows_int(rows, "seq")) < 0)
				return -1;
		}
	}
	if (rc < 0)
		return -1;
	if (same + gone + other == 0)
		return tell(x, "none", "outputs", "the log names no file written outside");
	if (other == 0)
		return tell(x, gone > 0 ? "open" : "ok", "outputs",
		            "%" PRIu64 " files are as written, %" PRIu64 " are no longer where they were written", same, gone);
	return 0;
}

/* An image's files, however many, by the digest that its scan took of them. */
static int image_again(struct verifying *x, const char *path, const char *name, struct buf *want)
{
	OWNED(source) struct source *source = NULL;
	struct source_end end;
	char why[256] = "", now[DIGEST_TEXT];
	int rc = source_open(&source, path, SOURCE_IMAGE, &x->o->limits, x->o->watch, why, x->f);

	if (rc < 0 || (rc == 0 && source_finish(source, &end, x->f) < 0))
		return -1;
	if (rc != 0 || !end.has_digest)
		return tell(x, "open", "sources", "%s cannot be read again%s%s", name, why[0] != '\0' ? ": " : "", said_english(why));
	return strcmp(digest_text(now, &end.digest), buf_cstr(want)) == 0
	               ? tell(x, "ok", "sources", "%s is what was read: %s", name, now)
	               : tell(x, "FAILED", "sources", "%s is not what was read: %s, recorded %s", name, now, buf_cstr(want));
}

/* The evidence again: each source is scanned into a case of its own that is thrown away, and compared. */
static int read_again(struct verifying *x, struct span label, struct span path, struct span digest, struct span depth,
                      struct span kind, struct span identity, struct span scope, const char *scratch)
{
	OWNED(run_result) struct run_result r = { 0 };
	OWNED(buf) struct buf where = BUF_INIT, want = BUF_INIT, name = BUF_INIT, same = BUF_INIT;
	OWNED(rows) struct rows *rows = NULL;
	OWNED(casedb) struct casedb *db = NULL;
	struct run_options o = *x->o;
	struct fault why = FAULT_INIT;
	struct casedb *opened;
	const char *source;
	int rc;

	if (buf_add_text(&where, "again=", x->f) < 0 || buf_add(&where, path, x->f) < 0 || buf_add(&want, digest, x->f) < 0 ||
	    buf_add(&name, label, x->f) < 0 || buf_add(&same, identity, x->f) < 0)
		return -1;
	if (span_is(kind, "image"))
		return image_again(x, buf_cstr(&where) + 6, buf_cstr(&name), &want);
	if (!span_is(kind, "dir")) { /* an archive or a log: its digest is the file's */
		char hex[CUSTODY_HEX];
		uint64_t size;

		if (run_hash_file(AT_FDCWD, buf_cstr(&where) + 6, hex, &size, x->f) < 0)
			return -1;
		if (hex[0] == '\0')
			return tell(x, "open", "sources", "%s cannot be read again", buf_cstr(&name));
		return span_is(span_from(buf_span(&want), 7), hex)
		               ? tell(x, "ok", "sources", "%s is what was read: %s", buf_cstr(&name), buf_cstr(&want))
		               : tell(x, "FAILED", "sources", "%s is not what was read: SHA-256 %s, recorded %s", buf_cstr(&name),
		                      hex, buf_cstr(&want));
	}
	if (scope.n > 0 || span_is(depth, "names"))
		return tell(x, "open", "sources", "%s was read in part (scope or depth): not compared", buf_cstr(&name));
	(void)unlink(scratch);
	o.case_path = scratch;
	o.verb = "scan";
	o.depth = DEPTH_HASH;
	source = buf_cstr(&where);
	if (run_scan(&o, &source, 1, &r, &why) < 0)
		return why.kind == FAULT_INTERRUPTED ? fault_set(x->f, FAULT_INTERRUPTED, 0, "interrupted")
		                                     : tell(x, "open", "sources", "%s cannot be read again: %.300s",
		                                            buf_cstr(&name), why.text);
	if (casedb_open(&opened, scratch, CASEDB_READ, x->o->watch, x->f) < 0)
		return -1;
	db = opened;
	if (rows_open(db, QUERY_SOURCES, &rows, x->f) < 0)
		return -1;
	rc = rows_next(rows, x->f);
	if (rc < 0)
		return -1;
	rc = rc == 0 && span_eq(rows_span(rows, "digest"), buf_span(&want))
	             ? tell(x, "ok", "sources", "%s is what was read: %s", buf_cstr(&name), buf_cstr(&want))
	             : tell(x, "FAILED", "sources", "%s is not what was read: digest %.*s, recorded %s", buf_cstr(&name),
	                    (int)rows_span(rows, "digest").n, (const char *)rows_span(rows, "digest").p, buf_cstr(&want));
	if (rc == 0 && rows_has(rows, "identity_after") && !span_eq(rows_span(rows, "identity_after"), buf_span(&same)))
		rc = tell(x, "note", "sources", "%s stands elsewhere or was copied: its identity is %.*s, recorded %s", buf_cstr(&name),
		          (int)rows_span(rows, "identity_after").n, (const char *)rows_span(rows, "identity_after").p, buf_cstr(&same));
	rows_close(TAKE(&rows));
	return rc;
}

static int check_sources(struct verifying *x, struct casedb *db)
{
	OWNED(rows) struct rows *rows = NULL;
	const char *tmp = getenv("TMPDIR");
	char folder[4096], scratch[4200];
	int rc, result = 0;

	(void)snprintf(folder, sizeof folder, "%s/sherd-verify-XXXXXX", tmp == NULL || tmp[0] == '\0' ? "/tmp" : tmp);
	if (mkdtemp(folder) == NULL)
		return fault_set(x->f, FAULT_IO, errno, "cannot make a folder to read sources into; set TMPDIR");
	(void)snprintf(scratch, sizeof scratch, "%s/again.db", folder);
	if (rows_open(db, QUERY_SOURCES, &rows, x->f) < 0) {
		(void)rmdir(folder);
		return -1;
	}
	while ((rc = rows_next(rows, x->f)) == 0 && result == 0)
		if (rows_has(rows, "digest"))
			result = read_again(x, rows_span(rows, "label"), rows_span(rows, "path"), rows_span(rows, "digest"),
			                    rows_span(rows, "depth"), rows_span(rows, "kind"), rows_span(rows, "identity_after"),
			                    rows_span(rows, "scope"), scratch);
	(void)unlink(scratch);
	(void)rmdir(folder);
	return rc < 0 ? -1 : result;
}

static int one_remark(void *user, struct span text, struct fault *f)
{
	(void)f;
	return tell((struct verifying *)user, "note", "custody", "%.*s", (int)text.n, (const char *)text.p);
}

/* What the rules of custody remark: told, never a failure. */
static int tell_remarks(struct verifying *x, const char *path)
{
	OWNED(report) struct report *r = NULL;
	const struct report_sink sink = { one_remark, x };

	return report_open(&r, path, x->o->watch, x->f) < 0 ? -1 : report_remarks(r, &sink, x->f);
}

static int verify_case(struct verifying *x, const char *path, bool outputs, struct run_custody_state *s)
{
	struct run_options o = *x->o;
	struct casedb *opened;
	OWNED(casedb) struct casedb *db = NULL;
	bool empty = false;
	char why[256];
	int rc;

	o.case_path = path;
	if (casedb_open(&opened, path, CASEDB_READ, x->o->watch, x->f) < 0) {
		struct fault why_not = *x->f;

		if (why_not.kind != FAULT_FORGED && (outputs || why_not.kind != FAULT_CASE))
			return -1;
		fault_clear(x->f);
		return tell(x, "FAILED", "database", "%s", why_not.text);
	}
	db = opened;
	rc = casedb_sound(db, why, x->f);
	if (rc != 0 && (rc < 0 || tell(x, "FAILED", "database", "%s", why) < 0))
		return -1;
	if (rc == 0 && tell(x, "ok", "database", "sound") < 0)
		return -1;
	if (run_custody_verify(&o, s, x->f) < 0 || nothing_recorded(db, &empty, x->f) < 0 || tell_state(x, s, empty) < 0)
		return -1;
	if (s->first_bad == 0 && outputs && check_outputs(x, db) < 0)
		return -1;
	if (s->first_bad == 0 && tell_remarks(x, path) < 0)
		return -1;
	return x->v->sources ? check_sources(x, db) : 0;
}

/* ---- a sealed folder ------------------------------------------------------------------------------------------------ */

struct folder_check {
	struct verifying *x;
	int dir;
	struct span manifest;
	uint64_t extra;
	int64_t stamped; /* by a token that the given CA vouches for; 0: none */
};

static bool beside(const char *path)
{
	static const char *const all[] = { SEAL_MANIFEST, SEAL_CMS,     SEAL_RAW,   SEAL_CERTIFICATE,
		                           SEAL_PUBLIC,   SEAL_REQUEST, SEAL_REPLY, SEAL_LOG };

	for (size_t i = 0; i < COUNT(all); i++)
		if (strcmp(path, all[i]) == 0)
			return true;
	return false;
}

static int unlisted(void *user, const char *path, struct fault *f)
{
	struct folder_check *c = (struct folder_check *)user;
	struct span rest = c->manifest;

	(void)f;
	if (beside(path))
		return 0;
	/* a folder is known by what the manifest lists below it */
	while (path[strlen(path) - 1] == '/' && rest.n > 0) {
		struct span line = span_cut(&rest, '\n');

		if (line.n > 66 && line.p[0] != '#' && span_starts(span_from(line, 66), span_of(path)))
			return 0;
	}
	while (rest.n > 0) {
		struct span line = span_cut(&rest, '\n');

		if (line.n > 66 && line.p[0] != '#' && span_is(span_from(line, 66), path))
			return 0;
	}
	c->extra++;
	return tell(c->x, "FAILED", "files", "%s is not in the manifest", path);
}

/* A listed path stays below the folder. */
static bool inside(struct span path)
{
	struct span rest = path;

	if (path.n == 0 || path.n > 4000 || path.p[0] == '/' || memchr(path.p, 0, path.n) != NULL)
		return false;
	while (rest.n > 0) {
		struct span part = span_cut(&rest, '/');

		if (part.n == 0 || span_is(part, "..") || span_is(part, "."))
			return false;
	}
	return true;
}

static int check_files(struct folder_check *c)
{
	struct verifying *x = c->x;
	struct span rest = c->manifest;
	uint64_t same = 0, other = 0;

	while (rest.n > 0) {
		struct span line = span_cut(&rest, '\n');
		char hex[CUSTODY_HEX], path[4096];
		uint64_t size;

		if (line.n == 0 || line.p[0] == '#')
			continue;
		if (line.n < 67 || line.p[64] != ' ' || line.p[65] != ' ' || !inside(span_from(line, 66))) {
			other++;
			if (tell(x, "FAILED", "files", "a line of the manifest is none") < 0)
				return -1;
			continue;
		}
		(void)snprintf(path, sizeof path, "%.*s", (int)(line.n - 66), (const char *)line.p + 66);
		if (run_hash_file(c->dir, path, hex, &size, x->f) < 0)
			return -1;
		if (span_is(span_sub(line, 0, 64), hex)) {
			same++;
			continue;
		}
		other++;
		if (tell(x, "FAILED", "files", hex[0] == '\0' ? "%s is not there or cannot be read" : "%s is not what was sealed",
		         path) < 0)
			return -1;
	}
	if (run_seal_list(c->dir, unlisted, c, x->f) < 0)
		return -1;
	return other + c->extra > 0 ? 0 : tell(x, "ok", "files", "%" PRIu64 " files are as sealed, and no other is there", same);
}

struct continuation {
	char manifest[65], signature[65], signer[65], token[65]; /* as recorded last */
	bool has_signature;
};

static void keep(char out[65], struct span s)
{
	(void)snprintf(out, 65, "%.*s", (int)(s.n < 64 ? s.n : 64), (const char *)s.p);
}

static int note_entry(void *user, int64_t seq, struct span canon, struct fault *f)
{
	struct continuation *n = (struct continuation *)user;
	struct span act = run_seal_member(canon, "act");

	(void)seq;
	(void)f;
	if (span_is(act, "seal"))
		keep(n->manifest, run_seal_member(canon, "manifest_sha256"));
	if (span_is(act, "signature.attached")) {
		n->has_signature = true;
		keep(n->signature, run_seal_member(canon, "sha256"));
		keep(n->signer, run_seal_member(canon, "signer_sha256"));
	}
	return 0;
}

static int check_continuation(struct folder_check *c, struct continuation *n)
{
	struct verifying *x = c->x;
	OWNED(buf) struct buf log = BUF_INIT;
	struct seal_chain chain;
	char hex[CUSTODY_HEX];
	uint64_t size;
	int rc = run_seal_read(c->dir, SEAL_LOG, &log, x->f);

	if (rc != 0)
		return rc < 0 ? -1 : tell(x, "FAILED", "continuation", SEAL_LOG " is not there");
	if (run_seal_chain_read(&chain, buf_span(&log), c->manifest, note_entry, n, x->f) < 0 ||
	    run_hash_file(c->dir, SEAL_MANIFEST, hex, &size, x->f) < 0)
		return -1;
	if (chain.bad != 0)
		return tell(x, "FAILED", "continuation", "line %" PRIu64 " of " SEAL_LOG " does not hold", chain.bad);
	if (strcmp(hex, n->manifest) != 0)
		return tell(x, "FAILED", "continuation", "it was another manifest that was sealed");
	return tell(x, "ok", "continuation", "%" PRIu64 " entries, head %s", chain.lines, chain.head);
}

static int check_signer(struct verifying *x, const struct seal_signer *s, bool raw)
{
	bool same = x->v->fingerprint != NULL && seal_same_fingerprint(x->v->fingerprint, s->fingerprint);

	if (x->v->fingerprint != NULL && tell(x, same ? "ok" : "FAILED", "signer", "the fingerprint is %sthe one given", same ? "" : "not ") < 0)
		return -1;
	if (x->v->ca != NULL)
		return s->trusted ? tell(x, "ok", "signer", "vouched for by the given CA")
		                  : tell(x, "FAILED", "signer", "not vouched for by the given CA: %s", raw ? "a raw key has no certificate" : s->why);
	if (x->v->fingerprint != NULL)
		return 0;
	return tell(x, "open", "signer", "%s: compare the SHA-256 with one on paper (--fingerprint)", raw ? "a raw key" : s->why);
}

static int check_signature(struct folder_check *c, const struct continuation *n)
{
	struct verifying *x = c->x;
	bool asked = x->v->ca != NULL || x->v->fingerprint != NULL;
	OWNED(buf) struct buf signature = BUF_INIT, key = BUF_INIT;
	struct seal_signer s;
	char hex[CUSTODY_HEX];
	uint64_t size;
	bool raw = false;
	int rc = run_seal_read(c->dir, SEAL_CMS, &signature, x->f);

	if (rc == 1) {
		raw = true;
		rc = run_seal_read(c->dir, SEAL_RAW, &signature, x->f);
		if (rc == 0)
			rc = run_seal_read(c->dir, SEAL_PUBLIC, &key, x->f);
	}
	if (rc < 0)
		return -1;
	if (rc == 1)
		return n->has_signature || span_is(run_seal_head(c->manifest, "signature"), "required")
		               ? tell(x, "FAILED", "signature", "it is required and not there")
		               : tell(x, asked ? "FAILED" : "none", "signature", "the folder is not signed");
	/* a certificate is judged at the time a trusted token proves the signature for, else now */
	rc = seal_check(c->manifest, buf_span(&signature), buf_span(&key), x->v->ca, c->stamped, &s, x->f);
	if (rc != 0)
		return rc < 0 ? -1 : tell(x, "FAILED", "signature", "not over this manifest: %s", s.why);
	if (run_hash_file(c->dir, raw ? SEAL_RAW : SEAL_CMS, hex, &size, x->f) < 0)
		return -1;
	if (n->has_signature && strcmp(hex, n->signature) != 0 &&
	    tell(x, "FAILED", "signature", "it is not the one the continuation log names") < 0)
		return -1;
	if (tell(x, "ok", "signature", "over the manifest, by %s, SHA-256 %s", s.subject, s.fingerprint) < 0)
		return -1;
	return check_signer(x, &s, raw);
}

static int check_token(struct folder_check *c)
{
	struct verifying *x = c->x;
	OWNED(buf) struct buf data = BUF_INIT, reply = BUF_INIT, request = BUF_INIT;
	struct seal_token t;
	char at[WHEN_TEXT];
	const char *over;
	int rc = run_seal_read(c->dir, SEAL_REPLY, &reply, x->f);

	if (rc != 0)
		return rc < 0 ? -1 : tell(x, x->v->tsa_ca != NULL ? "FAILED" : "none", "time-stamp", "there is none");
	if (run_seal_stamped(c->dir, &data, &over, x->f) < 0 || run_seal_read(c->dir, SEAL_REQUEST, &request, x->f) < 0)
		return -1;
	rc = seal_reply(buf_span(&data), buf_span(&reply), buf_span(&request), x->v->tsa_ca, &t, x->f);
	if (rc != 0)
		return rc < 0 ? -1 : tell(x, "FAILED", "time-stamp", "not over %s: %s", over, t.why);
	(void)when_text(at, t.at);
	c->stamped = t.trusted && x->v->tsa_ca != NULL ? t.at.sec : 0;
	if ((x->v->since != NULL && strcmp(at, x->v->since) < 0) ||
	    (x->v->until != NULL && strncmp(at, x->v->until, strlen(x->v->until)) > 0))
		return tell(x, "none", "time-stamp", "of %s, outside the period asked for", at);
	if (x->v->tsa_ca == NULL)
		return tell(x, "open", "time-stamp", "over %s, %s, serial %s, policy %s; no CA was given (--tsa-ca)", over, at,
		            t.serial, t.policy);
	return t.trusted ? tell(x, "ok", "time-stamp", "over %s, %s, serial %s, policy %s, %s%s; accreditation not checked",
	                        over, at, t.serial, t.policy, t.tsa,
	                        t.expired ? " (its certificate has expired since)" : "")
	                 : tell(x, "FAILED", "time-stamp", "not vouched for by the given CA: %s", t.why);
}

static int verify_folder(struct verifying *x, int dir, struct run_custody_state *s)
{
	OWNED(buf) struct buf manifest = BUF_INIT;
	struct folder_check c = { .x = x, .dir = dir };
	struct continuation n;
	char path[4200], entries[32];
	struct stat st;
	int rc = run_seal_read(dir, SEAL_MANIFEST, &manifest, x->f);

	memset(&n, 0, sizeof n);
	if (rc != 0)
		return rc < 0 ? -1
		              : fault_set(x->f, FAULT_USAGE, 0, "%s is no sealed folder: it has no " SEAL_MANIFEST, x->o->case_path);
	c.manifest = buf_span(&manifest);
	(void)snprintf(path, sizeof path, "%s/" SEAL_CASE, x->o->case_path);
	if (lstat(path, &st) != 0 || !S_ISREG(st.st_mode))
		return tell(x, "FAILED", "files", SEAL_CASE " is not there or no regular file");
	if (check_files(&c) < 0 || check_continuation(&c, &n) < 0 || check_token(&c) < 0 || check_signature(&c, &n) < 0 ||
	    verify_case(x, path, false, s) < 0)
		return -1;
	(void)snprintf(entries, sizeof entries, "%" PRIu64, s->entries);
	if (span_is(run_seal_head(c.manifest, "head"), s->head) && span_is(run_seal_head(c.manifest, "entries"), entries))
		return tell(x, "ok", "head", "the one in the manifest");
	return tell(x, "FAILED", "head", "not the one in the manifest");
}

int run_verify(const struct run_options *o, const struct run_verify_options *v, const struct run_verify_sink *sink,
               struct run_custody_state *state, bool *failed, struct fault *f)
{
	struct verifying x = { .o = o, .v = v, .sink = sink, .f = f };
	int dir = open(o->case_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC), rc;

	memset(state, 0, sizeof *state);
	rc = dir >= 0 ? verify_folder(&x, dir, state) : verify_case(&x, o->case_path, true, state);
	if (rc == 0 && dir < 0 && (v->ca != NULL || v->fingerprint != NULL || v->tsa_ca != NULL))
		rc = tell(&x, "FAILED", "signature", "a case alone is not signed: a sealed folder is");
	if (dir >= 0)
		(void)close(dir);
	*failed = x.failed;
	return rc;
}
