/*
 * run/selftest/selftest.c - known answers on this machine: evidence of a real registry, bundled in the executable, examined
 * as any source, its conclusions held against what the recipe recorded; digests of published vectors; and controls
 * that must fail: a flipped byte, a cut archive.
 */
#include "run/build.h"
#include "run/draw.h"
#include "run/scan.h"
#include "run/selftest.h"
#include "run/selftest/bundle.h"
#include "run/custody/custody.h"

#include "base/quote.h"
#include "casedb/query.h"
#include "hash/hash.h"
#include "hash/many.h"
#include "xfrm/xfrm.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

struct testing {
	const struct run_options *o;
	const struct run_verify_sink *sink;
	struct fault *f;
	char folder[4096];
	struct hash *result; /* over the lines told */
	struct run_selftest *out;
};

static int tell(struct testing *x, bool fine, const char *check, const char *expected, const char *found)
{
	char text[400];

	(void)snprintf(text, sizeof text, "expected %.150s, found %.150s", expected, found);
	x->out->checks++;
	x->out->failed += !fine;
	if (hash_add(x->result, span_of(check), x->f) < 0 || hash_add(x->result, span_of(text), x->f) < 0 ||
	    hash_add(x->result, span_of(fine ? "ok\n" : "FAILED\n"), x->f) < 0)
		return -1;
	return x->sink->line(x->sink->user, fine ? "ok" : "FAILED", check, text, x->f);
}

static int tell_text(struct testing *x, const char *check, const char *expected, const char *found)
{
	return tell(x, strcmp(expected, found) == 0, check, expected, found);
}

/* FIPS 180-4 and RFC 1321: the message "abc"; the custody chain: sherd-case(5). */
static int vectors(struct testing *x)
{
	static const char *const abc[MANY_COUNT] = { "900150983cd24fb0d6963f7d28e17f72", "a9993e364706816aba3e25717850c26c9cd0d89d",
		                                     "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" };
	OWNED(many) struct many *m = NULL;
	char hex[MANY_COUNT][MANY_HEX], prev[CUSTODY_HEX], made[CUSTODY_HEX], check[40];

	if (many_new(&m, x->f) < 0 || many_add(m, span_of("abc"), x->f) < 0 || many_get(m, hex, x->f) < 0)
		return -1;
	for (int i = 0; i < MANY_COUNT; i++) {
		(void)snprintf(check, sizeof check, "%s of \"abc\"", many_name((enum many_alg)i));
		if (tell_text(x, check, abc[i], hex[i]) < 0)
			return -1;
	}
	custody_first(prev);
	return custody_hash(prev, span_of("{\"act\":\"case.open\",\"seq\":1}"), made, x->f) < 0
	               ? -1
	               : tell_text(x, "custody chain", "09386b1531db52634c52c222b91d3041841edb53f6881d866d3c9e8092e98dec", made);
}

/* ---- evidence --------------------------------------------------------------------------------------------------- */

static int put_file(struct testing *x, const char *name, struct span bytes)
{
	char path[4200];
	int fd, rc = 0;

	(void)snprintf(path, sizeof path, "%s/%s", x->folder, name);
	(void)unlink(path);
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return fault_set(x->f, FAULT_IO, errno, "cannot write %s", path);
	while (bytes.n > 0 && rc == 0) {
		ssize_t n = write(fd, bytes.p, bytes.n);

		if (n < 0)
			rc = fault_set(x->f, FAULT_IO, errno, "cannot write %s", path);
		else
			bytes = span_from(bytes, (size_t)n);
	}
	(void)close(fd);
	return rc;
}

/* A file of the folder examined into its own case. *status as of INTERFACE 4. */
static int examine(struct testing *x, const char *name, struct casedb **out, int *status)
{
	OWNED(run_result) struct run_result r = { 0 };
	struct run_options o = *x->o;
	char source[4300], path[4200];
	const char *sources[] = { source };

	(void)snprintf(path, sizeof path, "%s/case.db", x->folder);
	(void)snprintf(source, sizeof source, "tree=%s/%s", x->folder, name);
	(void)unlink(path);
	o.case_path = path;
	o.verb = "scan";
	if (run_scan(&o, sources, 1, &r, x->f) < 0 || run_resolve(&o, &r, x->f) < 0)
		return -1;
	*status = r.status;
	return casedb_open(out, path, CASEDB_READ, x->o->watch, x->f);
}

int run_selftest_compare(struct casedb *db, struct span truth,
                     int (*each)(void *user, const char *check, int64_t expected, int64_t found, int64_t stored, struct fault *f),
                     void *user, struct fault *f)
{
	OWNED(rows) struct rows *rows = NULL;
	int rc;

	if (rows_open(db, QUERY_SELFTEST, &rows, f) < 0 || rows_bind_text(rows, 1, truth, f) < 0)
		return -1;
	while ((rc = rows_next(rows, f)) == 0) {
		char check[40];

		(void)snprintf(check, sizeof check, "%.*s", (int)rows_span(rows, "what").n, (const char *)rows_span(rows, "what").p);
		if (each(user, check, rows_int(rows, "expected"), rows_int(rows, "found"), rows_int(rows, "stored"), f) < 0)
			return -1;
	}
	return rc < 0 ? -1 : 0;
}

struct one_bundle {
	struct testing *x;
	const char *name;
};

static int judge(void *user, const char *check, int64_t expected, int64_t found, int64_t stored, struct fault *f)
{
	const struct one_bundle *b = (const struct one_bundle *)user;
	char what[80], want[40], got[80];

	(void)f;
	(void)snprintf(what, sizeof what, "%s: %s", b->name, check);
	(void)snprintf(want, sizeof want, "%" PRId64, expected);
	(void)snprintf(got, sizeof got, "%" PRId64 " as recorded, %" PRId64 " in all", found, stored);
	return tell(b->x, expected == found && found == stored, what, want, got);
}

static int bundles(struct testing *x)
{
	for (int i = 0; i < BUNDLES; i++) {
		struct one_bundle b = { x, run_bundle_name(i) };
		OWNED(casedb) struct casedb *db = NULL;
		struct casedb *opened;
		int status;

		if (put_file(x, "tree.tar.zst", run_bundle_tree(i)) < 0 || examine(x, "tree.tar.zst", &opened, &status) < 0)
			return -1;
		db = opened;
		if (run_selftest_compare(db, run_bundle_truth(i), judge, &b, x->f) < 0)
			return -1;
	}
	return 0;
}

/* ---- controls that must fail --------------------------------------------------------------------------------------- */

static int inflate(struct buf *out, struct span packed, struct fault *f)
{
	OWNED(stream) struct stream *in = NULL, *plain = NULL;
	uint8_t piece[65536];
	size_t got;
	int rc;

	if (stream_of_span(&in, packed, 0, f) < 0 || xfrm_open(&plain, XFRM_ZSTD, in, NULL, NULL, f) < 0)
		return -1;
	while ((rc = stream_read(plain, piece, sizeof piece, &got, f)) == 0 && got > 0)
		if (buf_add(out, span_make(piece, got), f) < 0)
			return -1;
	return rc == 0 ? 0 : rc < 0 ? -1 : fault_set(f, FAULT_INTERNAL, 0, "the bundled evidence cannot be inflated: %s", plain->why);
}

/* The offset of some intact blob's bytes in the archive. */
static int find_blob(struct testing *x, int64_t *offset)
{
	OWNED(casedb) struct casedb *db = NULL;
	struct casedb *opened;
	int status;

	if (examine(x, "tree.tar", &opened, &status) < 0)
		return -1;
	db = opened;
	return casedb_number(db, NUMBER_BLOB_TO_FLIP, NULL, offset, x->f);
}

static int flipped(struct testing *x, struct buf *tar, int64_t offset)
{
	OWNED(casedb) struct casedb *db = NULL;
	struct casedb *opened;
	char found[40];
	int64_t n;
	int status;

	if (offset <= 0 || (uint64_t)offset + 60 >= tar->n)
		return fault_set(x->f, FAULT_INTERNAL, 0, "the bundled evidence has no blob to flip");
	tar->p[offset + 50] ^= 1;
	if (put_file(x, "tree.tar", buf_span(tar)) < 0 || examine(x, "tree.tar", &opened, &status) < 0)
		return -1;
	db = opened;
	if (casedb_number(db, NUMBER_CORRUPT_BLOBS, NULL, &n, x->f) < 0)
		return -1;
	(void)snprintf(found, sizeof found, "%" PRId64 " corrupt blobs, status %d", n, status);
	return tell_text(x, "control: one byte flipped", "1 corrupt blobs, status 3", found);
}

static int cut(struct testing *x, struct span whole)
{
	struct casedb *opened;
	char found[40];
	int status;

	if (put_file(x, "tree.tar", span_sub(whole, 0, whole.n / 2)) < 0 || examine(x, "tree.tar", &opened, &status) < 0)
		return -1;
	casedb_abandon(opened);
	(void)snprintf(found, sizeof found, "status %d", status);
	return tell_text(x, "control: archive cut off", "status 3", found);
}

static int controls(struct testing *x)
{
	OWNED(buf) struct buf tar = BUF_INIT;
	int64_t offset = 0;

	return inflate(&tar, run_bundle_tree(0), x->f) < 0 || put_file(x, "tree.tar", buf_span(&tar)) < 0 || find_blob(x, &offset) < 0 ||
	                       flipped(x, &tar, offset) < 0 || cut(x, buf_span(&tar)) < 0
	               ? -1
	               : 0;
}

/* ---- the whole --------------------------------------------------------------------------------------------------------- */

static void clean(const struct testing *x)
{
	static const char *const all[] = { "tree.tar", "tree.tar.zst", "case.db", "case.db-wal", "case.db-shm", "case.db-journal" };
	char path[4200];

	for (size_t i = 0; i < COUNT(all); i++) {
		(void)snprintf(path, sizeof path, "%s/%s", x->folder, all[i]);
		(void)unlink(path);
	}
	(void)rmdir(x->folder);
}

static int evidence_digest(char out[CUSTODY_HEX], struct fault *f)
{
	OWNED(hash) struct hash *h = NULL;
	char text[DIGEST_TEXT];
	struct digest d;

	if (hash_new(&h, DIGEST_SHA256, f) < 0)
		return -1;
	for (int i = 0; i < BUNDLES; i++)
		if (hash_add(h, run_bundle_tree(i), f) < 0 || hash_add(h, run_bundle_truth(i), f) < 0)
			return -1;
	if (hash_get(h, &d, f) < 0)
		return -1;
	memcpy(out, digest_text(text, &d) + 7, CUSTODY_HEX);
	return 0;
}

static int record(const struct run_options *o, const struct run_selftest *t, struct fault *f)
{
	OWNED(canon) struct canon c = canon_of(f);
	struct casedb *db;

	canon_cstr(&c, "kind", "selftest");
	canon_int(&c, "checks", (int64_t)t->checks);
	canon_int(&c, "failed", (int64_t)t->failed);
	canon_cstr(&c, "evidence_sha256", t->evidence);
	canon_cstr(&c, "result_sha256", t->result);
	canon_cstr(&c, "outcome", t->failed == 0 ? "all known answers found" : "some known answers not found");
	if (casedb_open(&db, o->case_path, CASEDB_WRITE, o->watch, f) < 0)
		return -1;
	if (run_custody_signed(db, o, "tool.validated", &c, NULL, f) < 0) {
		casedb_abandon(db);
		return -1;
	}
	return casedb_close(db, f);
}

int run_selftest(const struct run_options *o, const struct run_verify_sink *sink, struct run_selftest *out, struct fault *f)
{
	/* its own talk only: what the examinations tell is in the lines */
	struct watch quiet = { .user = o->watch->user, .stop = o->watch->stop, .now = o->watch->now };
	struct run_options silent = *o;
	struct testing x = { .o = &silent, .sink = sink, .f = f, .out = out };
	const char *tmp = getenv("TMPDIR");
	OWNED(hash) struct hash *h = NULL;
	char text[DIGEST_TEXT], path[4096];
	struct digest d;
	uint64_t size;
	int rc;

	silent.watch = &quiet;
	memset(out, 0, sizeof *out);
	(void)snprintf(x.folder, sizeof x.folder, "%s/sherd-selftest-XXXXXX", tmp == NULL || tmp[0] == '\0' ? "/tmp" : tmp);
	if (hash_new(&h, DIGEST_SHA256, f) < 0 || evidence_digest(out->evidence, f) < 0)
		return -1;
	x.result = h;
	if (mkdtemp(x.folder) == NULL)
		return fault_set(f, FAULT_IO, errno, "cannot make a folder in %s; set TMPDIR", tmp == NULL ? "/tmp" : tmp);
	rc = vectors(&x) < 0 || bundles(&x) < 0 || controls(&x) < 0 ? -1 : 0;
	clean(&x);
	if (rc < 0 || hash_get(h, &d, f) < 0)
		return -1;
	memcpy(out->result, digest_text(text, &d) + 7, sizeof out->result);
	if (run_executable(path, sizeof path) && run_hash_file(AT_FDCWD, path, out->executable, &size, f) < 0)
		return -1;
	return o->case_path == NULL ? 0 : record(o, out, f);
}
