/* run/seal/verify_sources.c - the evidence itself read again, against what the case says was read of it. */
#include "run/custody/custody.h"

#include "base/said.h"
#include "run/scan.h"
#include "run/seal/verify.h"

#include "casedb/query.h"
#include "run/scan/scan.h"
#include "source/source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

/* An image's files, however many, or a member of another source, by the digest that its scan took of them. */
static int source_reread(struct verifying *x, const char *path, enum source_kind kind, const char *name, struct buf *want)
{
	OWNED(source) struct source *source = NULL;
	struct source_end end;
	char why[256] = "", now[DIGEST_TEXT];
	int rc = source_open(&source, path, kind, &x->o->limits, x->o->watch, why, x->f);

	if (rc < 0 || (rc == 0 && source_finish(source, &end, x->f) < 0))
		return -1;
	if (rc != 0 || !end.has_digest)
		return run_verify_tell(x, "open", "sources", "%s cannot be read again%s%s", name, why[0] != '\0' ? ": " : "", said_english(why));
	return strcmp(digest_text(now, &end.digest), buf_cstr(want)) == 0
	               ? run_verify_tell(x, "ok", "sources", "%s is what was read: %s", name, now)
	               : run_verify_tell(x, "FAILED", "sources", "%s is not what was read: %s, recorded %s", name, now, buf_cstr(want));
}

/* The evidence again: each source is scanned into a case of its own that is thrown away, and compared. */
static int read_again(struct verifying *x, struct span label, struct span path, struct span digest, struct span depth,
                      struct span kind, struct span identity, struct span scope, const char *scratch)
{
	OWNED(run_result) struct run_result r = { 0 };
	OWNED(buf) struct buf where = BUF_INIT, want = BUF_INIT, name = BUF_INIT, same = BUF_INIT;
	OWNED(casedb) struct casedb *db = NULL;
	OWNED(rows) struct rows *rows = NULL;
	struct run_options o = *x->o;
	struct fault why = FAULT_INIT;
	struct source_spec spec;
	struct casedb *opened;
	const char *source, *no;
	int rc;

	if (buf_add_text(&where, "again=", x->f) < 0 || buf_add(&where, path, x->f) < 0 || buf_add(&want, digest, x->f) < 0 ||
	    buf_add(&name, label, x->f) < 0 || buf_add(&same, identity, x->f) < 0)
		return -1;
	if (span_is(kind, "image"))
		return source_reread(x, buf_cstr(&where) + 6, SOURCE_IMAGE, buf_cstr(&name), &want);
	if (source_spec_parse(&spec, buf_cstr(&where), &no) == 0 && spec.member.n > 0)
		return source_reread(x, buf_cstr(&where) + 6, SOURCE_AUTO, buf_cstr(&name), &want);
	if (!span_is(kind, "dir")) { /* an archive or a log: its digest is the file's */
		char hex[CUSTODY_HEX];
		uint64_t size;

		if (run_hash_file(AT_FDCWD, buf_cstr(&where) + 6, hex, &size, x->f) < 0)
			return -1;
		if (hex[0] == '\0')
			return run_verify_tell(x, "open", "sources", "%s cannot be read again", buf_cstr(&name));
		return span_is(span_from(buf_span(&want), 7), hex)
		               ? run_verify_tell(x, "ok", "sources", "%s is what was read: %s", buf_cstr(&name), buf_cstr(&want))
		               : run_verify_tell(x, "FAILED", "sources", "%s is not what was read: SHA-256 %s, recorded %s", buf_cstr(&name),
		                      hex, buf_cstr(&want));
	}
	if (scope.n > 0 || span_is(depth, "names"))
		return run_verify_tell(x, "open", "sources", "%s was read in part (scope or depth): not compared", buf_cstr(&name));
	(void)unlink(scratch);
	o.case_path = scratch;
	o.verb = "scan";
	o.depth = DEPTH_HASH;
	source = buf_cstr(&where);
	if (run_scan(&o, &source, 1, &r, &why) < 0)
		return why.kind == FAULT_INTERRUPTED ? (*x->f = why, -1)
		                                     : run_verify_tell(x, "open", "sources", "%s cannot be read again: %.300s",
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
	             ? run_verify_tell(x, "ok", "sources", "%s is what was read: %s", buf_cstr(&name), buf_cstr(&want))
	             : run_verify_tell(x, "FAILED", "sources", "%s is not what was read: digest %.*s, recorded %s", buf_cstr(&name),
	                    (int)rows_span(rows, "digest").n, (const char *)rows_span(rows, "digest").p, buf_cstr(&want));
	if (rc == 0 && rows_has(rows, "identity_after") && !span_eq(rows_span(rows, "identity_after"), buf_span(&same)))
		rc = run_verify_tell(x, "note", "sources", "%s stands elsewhere or was copied: its identity is %.*s, recorded %s", buf_cstr(&name),
		          (int)rows_span(rows, "identity_after").n, (const char *)rows_span(rows, "identity_after").p, buf_cstr(&same));
	rows_close(TAKE(&rows));
	return rc;
}

int run_verify_sources(struct verifying *x, struct casedb *db)
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
