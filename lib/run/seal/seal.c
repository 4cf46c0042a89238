/*
 * run/seal/seal.c - a closed folder for others: the case as VACUUM INTO writes it, reports, what was exported, how to
 * check it all without this program, one manifest over everything, and a signature over that.
 */
#include "run/build.h"
#include "run/report.h"
#include "run/seal.h"
#include "run/seal/seal.h"
#include "casedb/query.h"

#include "base/quote.h"
#include "report/report.h"
#include "run/scan/scan.h"
#include "seal/seal.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct sealing {
	const struct run_options *o;
	const struct run_seal_options *s;
	char path[4096]; /* of the folder being made */
	int dir;
	struct buf lines; /* of the manifest */
	uint64_t files;
};

/* ---- the case ------------------------------------------------------------------------------------------------ */

/* A checkpoint closes the log, unless it does already: sealing twice gives the same bytes. */
static int close_case(struct sealing *x, struct fault *f)
{
	struct casedb *db;
	char target[4200];
	int64_t open = 1;
	int rc;

	if (casedb_open(&db, x->o->case_path, CASEDB_WRITE, x->o->watch, f) < 0)
		return -1;
	rc = casedb_number(db, NUMBER_NOT_CHECKED, NULL, &open, f);
	if (rc == 0 && open != 0)
		rc = run_checkpoint_append(db, x->o, NULL, f);
	(void)snprintf(target, sizeof target, "%s/" SEAL_CASE, x->path);
	if (rc == 0)
		rc = casedb_copy(db, target, f);
	if (rc < 0) {
		casedb_abandon(db);
		return -1;
	}
	return casedb_close(db, f);
}

static int to_buf(void *user, struct span bytes, struct fault *f)
{
	return buf_add((struct buf *)user, bytes, f);
}

static int put_form(struct sealing *x, struct report *r, enum lang lang, struct fault *f)
{
	OWNED(buf) struct buf page = BUF_INIT;
	const struct report_sink sink = { to_buf, &page };

	return report_form(r, lang, &sink, f) < 0
	               ? -1
	               : run_seal_write(x->dir, lang == LANG_JA ? "custody.ja.html" : "custody.en.html", buf_span(&page), f);
}

static int make_reports(struct sealing *x, struct fault *f)
{
	static const char *const langs[] = { "en", "ja" };
	char of[4200], folder[4200];

	(void)snprintf(of, sizeof of, "%s/" SEAL_CASE, x->path);
	for (size_t i = 0; i < COUNT(langs); i++) {
		OWNED(report) struct report *r = NULL;
		struct report_folder w = { .path = folder, .formats = "html,json,csv,timesketch,bodyfile,dfxml,case,sha256sums", .version = run_version(),
			                   .case_name = SEAL_CASE, .reveal = x->o->reveal };

		w.lang = i == 0 ? LANG_EN : LANG_JA;
		w.bom = w.lang == LANG_JA;

		(void)snprintf(folder, sizeof folder, "%s/report.%s", x->path, langs[i]);
		if (report_open(&r, of, x->o->watch, f) < 0 || report_write(r, &w, f) < 0)
			return fault_while(f, "writing the sealed reports");
		if (put_form(x, r, w.lang, f) < 0)
			return fault_while(f, "writing the custody form");
	}
	return 0;
}

/* ---- what was exported ------------------------------------------------------------------------------------------ */

static bool plain_name(const char *name)
{
	for (const char *p = name; *p != '\0'; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7f || *p == '\\')
			return false;
	return name[0] != '\0' && name[0] != '.';
}

static int copy_file(int from, const char *name, int to, struct fault *f)
{
	int in = openat(from, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK), out = -1, rc = 0;
	uint8_t piece[65536];
	struct stat st;
	ssize_t n = 0;

	if (in < 0 || fstat(in, &st) != 0 || !S_ISREG(st.st_mode))
		rc = fault_set(f, FAULT_USAGE, errno, "%s is no readable regular file", name);
	if (rc == 0) {
		out = openat(to, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0444);
		rc = out < 0 ? fault_set(f, FAULT_IO, errno, "cannot write %s", name) : 0;
	}
	while (rc == 0 && (n = read(in, piece, sizeof piece)) > 0)
		if (write(out, piece, (size_t)n) != n)
			rc = fault_set(f, FAULT_IO, errno, "cannot write %s", name);
	if (rc == 0 && (n < 0 || fsync(out) != 0))
		rc = fault_set(f, FAULT_IO, errno, "cannot copy %s", name);
	if (in >= 0)
		(void)close(in);
	if (out >= 0)
		(void)close(out);
	return rc;
}

/* A file, or a folder with all below it: regular files only, names that every tool can carry. */
static int copy_tree(int from, const char *name, int to, unsigned depth, struct fault *f)
{
	int in, out = -1, rc = 0;
	struct stat st;
	const struct dirent *e;
	DIR *d;

	if (!plain_name(name) || depth > 32)
		return fault_set(f, FAULT_USAGE, 0, "%.100s: names in a sealed folder are plain, and at most 32 deep", name);
	if (fstatat(from, name, &st, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISDIR(st.st_mode))
		return copy_file(from, name, to, f);
	in = openat(from, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	d = in < 0 ? NULL : fdopendir(in);
	if (d != NULL && mkdirat(to, name, 0755) == 0)
		out = openat(to, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (d == NULL || out < 0)
		rc = fault_set(f, FAULT_IO, errno, "cannot copy the folder %s", name);
	while (rc == 0 && (e = readdir(d)) != NULL)
		if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
			rc = copy_tree(in, e->d_name, out, depth + 1, f);
	if (d != NULL)
		(void)closedir(d);
	else if (in >= 0)
		(void)close(in);
	if (out >= 0)
		(void)close(out);
	return rc;
}

static int copy_exports(struct sealing *x, struct fault *f)
{
	int to, rc = 0;

	if (x->s->files_n == 0)
		return 0;
	if (mkdirat(x->dir, "exports", 0755) != 0 ||
	    (to = openat(x->dir, "exports", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)) < 0)
		return fault_set(f, FAULT_IO, errno, "cannot make exports");
	for (size_t i = 0; i < x->s->files_n && rc == 0; i++) {
		const char *path = x->s->files[i], *slash = strrchr(path, '/');
		char parent[4096];
		int from;

		(void)snprintf(parent, sizeof parent, "%.*s", slash == NULL ? 1 : slash == path ? 1 : (int)(slash - path),
		               slash == NULL ? "." : path);
		from = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		rc = from < 0 ? fault_set(f, FAULT_USAGE, errno, "%s cannot be read", path)
		              : copy_tree(from, slash == NULL ? path : slash + 1, to, 0, f);
		if (from >= 0)
			(void)close(from);
	}
	(void)close(to);
	return rc;
}

/* ---- the manifest -------------------------------------------------------------------------------------------------- */

static int add_line(void *user, const char *path, struct fault *f)
{
	struct sealing *x = (struct sealing *)user;
	char hex[CUSTODY_HEX];
	uint64_t size;

	if (path[strlen(path) - 1] == '/') {
		(void)unlinkat(x->dir, path, AT_REMOVEDIR); /* an empty one holds nothing to seal */
		return 0;
	}
	if (run_hash_file(x->dir, path, hex, &size, f) < 0)
		return -1;
	if (hex[0] == '\0')
		return fault_set(f, FAULT_IO, errno, "cannot read %s", path);
	if (fchmodat(x->dir, path, 0444, 0) != 0)
		return fault_set(f, FAULT_IO, errno, "cannot close %s to writing", path);
	x->files++;
	return buf_printf(&x->lines, f, "%s  %s\n", hex, path);
}

static int make_manifest(struct sealing *x, struct fault *f)
{
	OWNED(buf) struct buf all = BUF_INIT, shown = BUF_INIT;
	char of[4200], head[CUSTODY_HEX], at[WHEN_TEXT];
	struct timespec now = watch_now(x->o->watch);
	struct casedb *opened;
	OWNED(casedb) struct casedb *db = NULL;
	OWNED(rows) struct rows *rows = NULL; /* below its case: what is declared last is released first */
	int64_t entries;
	int rc;

	(void)snprintf(of, sizeof of, "%s/" SEAL_CASE, x->path);
	if (casedb_open(&opened, of, CASEDB_READ, x->o->watch, f) < 0)
		return -1;
	db = opened;
	if (casedb_custody_head(db, &entries, head, f) < 0 || rows_open(db, QUERY_CUSTODY_CASE, &rows, f) < 0)
		return -1;
	rc = rows_next(rows, f);
	if (rc < 0 || (rc == 0 && quote_visible(&shown, span_sub(rows_span(rows, "case_no"), 0, 200), f) < 0))
		return -1;
	rows_close(TAKE(&rows));
	if (run_seal_list(x->dir, add_line, x, f) < 0)
		return -1;
	if (buf_printf(&all, f, "# sherd seal: 1\n# case_no: %s\n# entries: %" PRId64 "\n# head: %s\n# tool: sherd %s %s\n"
	                        "# signature: %s\n# sealed_at: %s\n",
	               shown.n > 0 ? buf_cstr(&shown) : "-", entries, head, run_version(), run_commit(),
	               x->s->key != NULL ? "required" : "none", when_text(at, when_sec((int64_t)now.tv_sec))) < 0 ||
	    buf_add(&all, buf_span(&x->lines), f) < 0)
		return -1;
	return run_seal_write(x->dir, SEAL_MANIFEST, buf_span(&all), f);
}

/* ---- signatures --------------------------------------------------------------------------------------------------------- */

static int note_signature(int dir, const struct run_options *o, const char *name, const struct seal_signer *who,
                          struct fault *f)
{
	OWNED(canon) struct canon c = canon_of(f);
	char hex[CUSTODY_HEX];
	uint64_t size;

	if (run_hash_file(dir, name, hex, &size, f) < 0)
		return -1;
	canon_cstr(&c, "file", name);
	canon_cstr(&c, "sha256", hex);
	canon_cstr(&c, "signer", who->subject);
	canon_cstr(&c, "signer_sha256", who->fingerprint);
	return run_seal_chain_add(dir, o, "signature.attached", &c, f);
}

static int put_signature(int dir, const struct run_options *o, struct span signature, struct span who, bool raw,
                         struct fault *f)
{
	OWNED(buf) struct buf manifest = BUF_INIT;
	struct seal_signer s;
	int rc;

	if (run_seal_read(dir, SEAL_MANIFEST, &manifest, f) != 0)
		return f->kind != FAULT_NONE ? -1 : fault_set(f, FAULT_USAGE, 0, "this is no sealed folder: no " SEAL_MANIFEST);
	rc = seal_check(buf_span(&manifest), signature, raw ? who : SPAN_NONE, NULL, 0, &s, f);
	if (rc != 0)
		return rc < 0 ? -1 : fault_set(f, FAULT_USAGE, 0, "that is no signature over " SEAL_MANIFEST ": %s", s.why);
	if (run_seal_write(dir, raw ? SEAL_RAW : SEAL_CMS, signature, f) < 0 ||
	    (who.n > 0 && run_seal_write(dir, raw ? SEAL_PUBLIC : SEAL_CERTIFICATE, who, f) < 0))
		return -1;
	return note_signature(dir, o, raw ? SEAL_RAW : SEAL_CMS, &s, f);
}

static int sign_folder(int dir, const struct run_options *o, const struct seal_key *key, struct fault *f)
{
	OWNED(buf) struct buf manifest = BUF_INIT, signature = BUF_INIT, who = BUF_INIT;

	if (run_seal_read(dir, SEAL_MANIFEST, &manifest, f) != 0)
		return f->kind != FAULT_NONE ? -1 : fault_set(f, FAULT_USAGE, 0, "this is no sealed folder: no " SEAL_MANIFEST);
	if (seal_sign(key, buf_span(&manifest), &signature, &who, f) < 0)
		return -1;
	return put_signature(dir, o, buf_span(&signature), buf_span(&who), seal_key_raw(key), f);
}

/* ---- verbs on a sealed folder ------------------------------------------------------------------------------------------------ */

static int open_sealed(const char *path, int *dir, struct fault *f)
{
	*dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return *dir < 0 ? fault_set(f, FAULT_USAGE, errno, "%s is no folder that can be read", path) : 0;
}

static int request(int dir, const struct run_options *o, struct fault *f)
{
	OWNED(buf) struct buf data = BUF_INIT, q = BUF_INIT;
	OWNED(canon) struct canon c = canon_of(f);
	const char *name;

	if (run_seal_stamped(dir, &data, &name, f) < 0 || seal_request(buf_span(&data), &q, f) < 0 ||
	    run_seal_write(dir, SEAL_REQUEST, buf_span(&q), f) < 0)
		return -1;
	canon_cstr(&c, "file", SEAL_REQUEST);
	canon_cstr(&c, "over", name);
	return run_seal_chain_add(dir, o, "timestamp.requested", &c, f);
}

static int reply(int dir, const struct run_options *o, const struct run_seal_options *s, struct fault *f)
{
	OWNED(buf) struct buf data = BUF_INIT, q = BUF_INIT, r = BUF_INIT;
	OWNED(canon) struct canon c = canon_of(f);
	struct seal_token t;
	const char *name;
	int rc;

	if (run_seal_stamped(dir, &data, &name, f) < 0 || run_seal_read(dir, SEAL_REQUEST, &q, f) < 0)
		return -1;
	rc = run_seal_read(AT_FDCWD, s->files[0], &r, f);
	if (rc != 0)
		return rc < 0 ? -1 : fault_set(f, FAULT_USAGE, ENOENT, "%s cannot be read", s->files[0]);
	rc = seal_reply(buf_span(&data), buf_span(&r), buf_span(&q), s->tsa_ca, &t, f);
	if (rc != 0 || (s->tsa_ca != NULL && !t.trusted))
		return rc < 0 ? -1 : fault_set(f, FAULT_USAGE, 0, "that is no time-stamp over %s: %s", name, t.why);
	if (run_seal_write(dir, SEAL_REPLY, buf_span(&r), f) < 0)
		return -1;
	canon_cstr(&c, "file", SEAL_REPLY);
	canon_cstr(&c, "over", name);
	canon_when(&c, "token_time", t.at);
	canon_cstr(&c, "token_serial", t.serial);
	canon_cstr(&c, "token_policy", t.policy);
	canon_cstr(&c, "tsa", t.tsa);
	canon_cstr(&c, "trust", t.trusted ? "a path leads to the given CA" : "no CA was given");
	canon_cstr(&c, "accredited", "not checked");
	return run_seal_chain_add(dir, o, "timestamp.attached", &c, f);
}

static int attach(int dir, const struct run_options *o, const struct run_seal_options *s, struct fault *f)
{
	OWNED(buf) struct buf signature = BUF_INIT, who = BUF_INIT;
	int rc = run_seal_read(AT_FDCWD, s->files[0], &signature, f);

	if (rc == 0 && s->certificate != NULL)
		rc = run_seal_read(AT_FDCWD, s->certificate, &who, f);
	if (rc != 0)
		return rc < 0 ? -1 : fault_set(f, FAULT_USAGE, ENOENT, "%s cannot be read", s->files[0]);
	return put_signature(dir, o, buf_span(&signature), buf_span(&who), signature.n == 64, f);
}

int run_seal_add(const struct run_options *o, const char *verb, const struct run_seal_options *s, struct fault *f)
{
	OWNED(seal_key) struct seal_key *key = NULL;
	int dir, rc;

	if ((strcmp(verb, "attach") == 0 || strcmp(verb, "reply") == 0) && s->files_n != 1)
		return fault_set(f, FAULT_USAGE, 0, "seal DIR %s needs one FILE", verb);
	if (strcmp(verb, "sign") == 0 && s->key == NULL)
		return fault_set(f, FAULT_USAGE, 0, "seal DIR sign needs --key FILE");
	if (open_sealed(o->case_path, &dir, f) < 0)
		return -1;
	if (strcmp(verb, "sign") == 0)
		rc = seal_key_open(&key, s->key, s->certificate, &(struct seal_pass){ s->ask, s->user }, f) < 0 ||
		                     sign_folder(dir, o, key, f) < 0
		             ? -1
		             : 0;
	else if (strcmp(verb, "attach") == 0)
		rc = attach(dir, o, s, f);
	else if (strcmp(verb, "request") == 0)
		rc = request(dir, o, f);
	else if (strcmp(verb, "reply") == 0)
		rc = reply(dir, o, s, f);
	else
		rc = fault_set(f, FAULT_USAGE, 0, "%s is a folder; on a sealed one: sign, attach, request, reply", o->case_path);
	(void)close(dir);
	return rc;
}

/* ---- the folder ----------------------------------------------------------------------------------------------------------------- */

static int fill(struct sealing *x, struct fault *f)
{
	OWNED(seal_key) struct seal_key *key = NULL;
	OWNED(canon) struct canon c = canon_of(f);
	char hex[CUSTODY_HEX];
	uint64_t size;

	if (x->s->key != NULL &&
	    seal_key_open(&key, x->s->key, x->s->certificate, &(struct seal_pass){ x->s->ask, x->s->user }, f) < 0)
		return -1;
	if (close_case(x, f) < 0 || make_reports(x, f) < 0 || copy_exports(x, f) < 0 ||
	    run_seal_write(x->dir, "VERIFY.en.txt", span_of(seal_verify_en), f) < 0 ||
	    run_seal_write(x->dir, "VERIFY.ja.txt", span_of(seal_verify_ja), f) < 0 ||
	    run_seal_write(x->dir, "verify.sh", span_of(seal_verify_sh), f) < 0 || make_manifest(x, f) < 0 ||
	    run_hash_file(x->dir, SEAL_MANIFEST, hex, &size, f) < 0)
		return -1;
	canon_cstr(&c, "manifest_sha256", hex);
	canon_int(&c, "files", (int64_t)x->files);
	if (run_seal_chain_add(x->dir, x->o, "seal", &c, f) < 0)
		return -1;
	return key == NULL ? 0 : sign_folder(x->dir, x->o, key, f);
}

static int remove_one(void *user, const char *path, struct fault *f)
{
	(void)f;
	if (path[strlen(path) - 1] != '/')
		(void)unlinkat(*(int *)user, path, 0);
	return 0;
}

static void remove_made(struct sealing *x)
{
	static const char *const folders[] = { "report.en", "report.ja", "exports" };
	struct fault later = FAULT_INIT;

	IGNORE(run_seal_list(x->dir, remove_one, &x->dir, &later));
	for (size_t i = 0; i < COUNT(folders); i++)
		(void)unlinkat(x->dir, folders[i], AT_REMOVEDIR);
	(void)rmdir(x->path);
}

struct first_failure {
	char text[600];
};

/* Files written outside are no part of what is sealed. */
static int note_failure(void *user, const char *word, const char *check, const char *text, struct fault *f)
{
	struct first_failure *x = (struct first_failure *)user;

	(void)f;
	if (strcmp(word, "FAILED") == 0 && strcmp(check, "outputs") != 0 && x->text[0] == '\0')
		(void)snprintf(x->text, sizeof x->text, "%s: %.500s", check, text);
	return 0;
}

/* What fails its own checks is not sealed as if it held. */
static int refuse_what_fails(const struct run_options *o, struct fault *f)
{
	struct first_failure first = { "" };
	const struct run_verify_options v = { .ca = NULL };
	const struct run_verify_sink sink = { &first, note_failure };
	struct run_custody_state state;
	bool failed;

	if (run_verify(o, &v, &sink, &state, &failed, f) < 0)
		return -1;
	return first.text[0] == '\0' ? 0 : fault_set(f, FAULT_FORGED, 0, "case %s is not sealed, it fails its checks: %s", o->case_path, first.text);
}

int run_seal(const struct run_options *o, const char *folder, const struct run_seal_options *s, struct fault *f)
{
	struct sealing x = { .o = o, .s = s };
	int rc;

	if (access(folder, F_OK) == 0)
		return fault_set(f, FAULT_USAGE, 0, "%s exists; a sealed folder is made new", folder);
	if (run_refuse_beneath(o, "sealed folder", folder, f) < 0 || refuse_what_fails(o, f) < 0)
		return -1;
	if (snprintf(x.path, sizeof x.path, "%s.tmp-%ld", folder, (long)getpid()) >= (int)sizeof x.path ||
	    mkdir(x.path, 0755) != 0)
		return fault_set(f, FAULT_IO, errno, "cannot make the folder %s", folder);
	x.dir = open(x.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	rc = x.dir < 0 ? fault_set(f, FAULT_IO, errno, "cannot open the folder %s", folder) : fill(&x, f);
	if (rc == 0 && fsync(x.dir) != 0)
		rc = fault_set(f, FAULT_IO, errno, "cannot write %s", folder);
	if (rc == 0 && renameat2(AT_FDCWD, x.path, AT_FDCWD, folder, RENAME_NOREPLACE) != 0 &&
	    (errno == EEXIST || rename(x.path, folder) != 0))
		rc = fault_set(f, FAULT_IO, errno, "cannot put the sealed folder in place as %s", folder);
	if (rc < 0)
		remove_made(&x);
	if (x.dir >= 0)
		(void)close(x.dir);
	buf_release(&x.lines);
	return rc;
}
