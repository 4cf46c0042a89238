/*
 * run/seal/verify_folder.c - a sealed folder checked again: its manifest, signature, time-stamp and continuation log, and
 * the case within. Reading only.
 */
#include "run/custody.h"
#include "run/seal/seal.h"
#include "run/seal/verify.h"

#include "seal/seal.h"

#include <inttypes.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

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
	return run_verify_tell(c->x, "FAILED", "files", "%s is not in the manifest", path);
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
			if (run_verify_tell(x, "FAILED", "files", "a line of the manifest is none") < 0)
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
		if (run_verify_tell(x, "FAILED", "files", hex[0] == '\0' ? "%s is not there or cannot be read" : "%s is not what was sealed",
		         path) < 0)
			return -1;
	}
	if (run_seal_list(c->dir, unlisted, c, x->f) < 0)
		return -1;
	return other + c->extra > 0 ? 0 : run_verify_tell(x, "ok", "files", "%" PRIu64 " files are as sealed, and no other is there", same);
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
		return rc < 0 ? -1 : run_verify_tell(x, "FAILED", "continuation", SEAL_LOG " is not there");
	if (run_seal_chain_read(&chain, buf_span(&log), c->manifest, note_entry, n, x->f) < 0 ||
	    run_hash_file(c->dir, SEAL_MANIFEST, hex, &size, x->f) < 0)
		return -1;
	if (chain.bad != 0)
		return run_verify_tell(x, "FAILED", "continuation", "line %" PRIu64 " of " SEAL_LOG " does not hold", chain.bad);
	if (strcmp(hex, n->manifest) != 0)
		return run_verify_tell(x, "FAILED", "continuation", "it was another manifest that was sealed");
	return run_verify_tell(x, "ok", "continuation", "%" PRIu64 " entries, head %s", chain.lines, chain.head);
}

static int check_signer(struct verifying *x, const struct seal_signer *s, bool raw)
{
	bool same = x->v->fingerprint != NULL && seal_same_fingerprint(x->v->fingerprint, s->fingerprint);

	if (x->v->fingerprint != NULL && run_verify_tell(x, same ? "ok" : "FAILED", "signer", "the fingerprint is %sthe one given", same ? "" : "not ") < 0)
		return -1;
	if (x->v->ca != NULL)
		return s->trusted ? run_verify_tell(x, "ok", "signer", "vouched for by the given CA")
		                  : run_verify_tell(x, "FAILED", "signer", "not vouched for by the given CA: %s", raw ? "a raw key has no certificate" : s->why);
	if (x->v->fingerprint != NULL)
		return 0;
	return run_verify_tell(x, "open", "signer", "%s: compare the SHA-256 with one on paper (--fingerprint)", raw ? "a raw key" : s->why);
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
		               ? run_verify_tell(x, "FAILED", "signature", "it is required and not there")
		               : run_verify_tell(x, asked ? "FAILED" : "none", "signature", "the folder is not signed");
	/* a certificate is judged at the time a trusted token proves the signature for, else now */
	rc = seal_check(c->manifest, buf_span(&signature), buf_span(&key), x->v->ca, c->stamped, &s, x->f);
	if (rc != 0)
		return rc < 0 ? -1 : run_verify_tell(x, "FAILED", "signature", "not over this manifest: %s", s.why);
	if (run_hash_file(c->dir, raw ? SEAL_RAW : SEAL_CMS, hex, &size, x->f) < 0)
		return -1;
	if (n->has_signature && strcmp(hex, n->signature) != 0 &&
	    run_verify_tell(x, "FAILED", "signature", "it is not the one the continuation log names") < 0)
		return -1;
	if (run_verify_tell(x, "ok", "signature", "over the manifest, by %s, SHA-256 %s", s.subject, s.fingerprint) < 0)
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
		return rc < 0 ? -1 : run_verify_tell(x, x->v->tsa_ca != NULL ? "FAILED" : "none", "time-stamp", "there is none");
	if (run_seal_stamped(c->dir, &data, &over, x->f) < 0 || run_seal_read(c->dir, SEAL_REQUEST, &request, x->f) < 0)
		return -1;
	rc = seal_reply(buf_span(&data), buf_span(&reply), buf_span(&request), x->v->tsa_ca, &t, x->f);
	if (rc != 0)
		return rc < 0 ? -1 : run_verify_tell(x, "FAILED", "time-stamp", "not over %s: %s", over, t.why);
	(void)when_text(at, t.at);
	c->stamped = t.trusted && x->v->tsa_ca != NULL ? t.at.sec : 0;
	if ((x->v->since != NULL && strcmp(at, x->v->since) < 0) ||
	    (x->v->until != NULL && strncmp(at, x->v->until, strlen(x->v->until)) > 0))
		return run_verify_tell(x, "none", "time-stamp", "of %s, outside the period asked for", at);
	if (x->v->tsa_ca == NULL)
		return run_verify_tell(x, "open", "time-stamp", "over %s, %s, serial %s, policy %s; no CA was given (--tsa-ca)", over, at,
		            t.serial, t.policy);
	return t.trusted ? run_verify_tell(x, "ok", "time-stamp", "over %s, %s, serial %s, policy %s, %s%s; accreditation not checked",
	                        over, at, t.serial, t.policy, t.tsa,
	                        t.expired ? " (its certificate has expired since)" : "")
	                 : run_verify_tell(x, "FAILED", "time-stamp", "not vouched for by the given CA: %s", t.why);
}

int run_verify_folder(struct verifying *x, int dir, struct run_custody_state *s)
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
		return run_verify_tell(x, "FAILED", "files", SEAL_CASE " is not there or no regular file");
	if (check_files(&c) < 0 || check_continuation(&c, &n) < 0 || check_token(&c) < 0 || check_signature(&c, &n) < 0 ||
	    run_verify_case(x, path, false, s) < 0)
		return -1;
	(void)snprintf(entries, sizeof entries, "%" PRIu64, s->entries);
	if (span_is(run_seal_head(c.manifest, "head"), s->head) && span_is(run_seal_head(c.manifest, "entries"), entries))
		return run_verify_tell(x, "ok", "head", "the one in the manifest");
	return run_verify_tell(x, "FAILED", "head", "not the one in the manifest");
}
