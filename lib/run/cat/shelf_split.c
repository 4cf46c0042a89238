/*
 * run/cat/shelf_split.c - a layer's tar from the tar-split record that a container host keeps of it, and the unpacked
 * files of the same scan. What comes out is proven, as any bytes, by its digest.
 */
#include "run/cat/shelf_private.h"

#include "base/quote.h"
#include "casedb/query.h"
#include "core/sentence.h"
#include "format/tar_split.h"
#include "run/cat.h"
#include "run/cat/split.h"

#include <stdio.h>

enum { TOLD = 20 }; /* told: files that stand in a layer's way, by name; the rest are counted */

struct scan_files {
	struct shelf *s;
	int64_t scan;
	struct digest *digest; /* not NULL: of the file opened last */
};

/* A file by its path in the scan. */
static int open_at(void *user, struct span path, uint64_t *size, struct stream **out, char why[256], struct fault *f)
{
	const struct scan_files *x = (const struct scan_files *)user;
	OWNED(rows) struct rows *r = NULL;
	int rc;

	if (rows_open(x->s->db, QUERY_FILE_AT, &r, f) < 0 || rows_bind_int(r, 1, x->scan, f) < 0 || rows_bind_name(r, 2, path, f) < 0)
		return -1;
	rc = rows_next(r, f);
	if (rc != 0) {
		char name[160];

		(void)sentence(why, 256, S_SPLIT_FILE_GONE, quote_short(name, sizeof name, path));
		return rc < 0 ? -1 : RUN_NOT_FOUND;
	}
	*size = (uint64_t)rows_int(r, "size");
	if (x->digest != NULL && digest_parse(x->digest, rows_span(r, "sha256")) != 0)
		*x->digest = (struct digest){ .alg = DIGEST_NONE };
	return run_shelf_open_copy(x->s, r, out, why, f);
}

/* ---- a tar for who asks for its record --------------------------------------------------------------------------- */

struct splitting {
	struct shelf *s;
	const struct copy_taker *taker;
	struct span path;
	int64_t scan;
};

static int take_split(void *user, struct stream *in, bool *given, char why[256], struct fault *f)
{
	const struct splitting *x = (const struct splitting *)user;
	struct scan_files of = { x->s, x->scan, NULL };
	const struct split_files files = { open_at, &of };
	OWNED(stream) struct stream *tar = NULL;
	int rc = run_split_stream(&tar, x->path, in, &x->s->o->limits, &files, why, f);

	return rc != 0 ? rc : x->taker->take(x->taker->user, tar, given, why, f);
}

/* Reads all of it: are the files what the record says? */
static int drain(void *user, struct stream *in, bool *given, char why[256], struct fault *f)
{
	const struct shelf *s = (const struct shelf *)user;
	uint8_t piece[16384];
	size_t got = 1;
	int rc = 0;

	*given = false;
	while (rc == 0 && got > 0) {
		if (watch_stopped(s->o->watch))
			return fault_set(f, FAULT_INTERRUPTED, 0, "interrupted");
		rc = stream_read(in, piece, sizeof piece, &got, f);
	}
	if (rc > 0)
		(void)snprintf(why, 256, "%s", in->why);
	return rc < 0 ? -1 : rc > 0 ? RUN_NOT_FOUND : 0;
}

/* The first copy of the record whose files are whole; with `any` the first. 0 or RUN_NOT_FOUND. */
static int take_copy(struct shelf *s, struct span digest, const struct copy_taker *taker, bool any, int64_t *scan, struct buf *path,
                     char why[256], struct fault *f)
{
	OWNED(rows) struct rows *r = NULL;
	int rc, found = RUN_NOT_FOUND;

	if (rows_open(s->db, QUERY_BLOB_PLACES, &r, f) < 0 || rows_bind_text(r, 1, digest, f) < 0)
		return -1;
	while (found == RUN_NOT_FOUND && (rc = rows_next(r, f)) == 0) {
		struct splitting x = { s, taker, rows_span(r, "path"), rows_int(r, "scan") };
		const struct copy_taker splitter = { take_split, &x };
		bool given = false;

		if (!run_split_named(x.path) || (!any && (x.scan != *scan || !span_eq(x.path, buf_span(path)))))
			continue;
		found = run_shelf_from_copy(s, r, &splitter, &given, why, f);
		if (found == 0 && any) {
			*scan = x.scan;
			buf_clear(path);
			if (buf_add(path, x.path, f) < 0)
				return -1;
		}
	}
	return found == RUN_NOT_FOUND && rc < 0 ? -1 : found;
}

/* Several hosts may keep the same record, each with files of its own, and what goes out cannot begin anew: so the copy is
 * chosen first, by reading its files to their end. */
int run_shelf_take_tar(struct shelf *s, struct span digest, const struct copy_taker *taker, char why[256], struct fault *f)
{
	const struct copy_taker drainer = { drain, s };
	OWNED(buf) struct buf path = BUF_INIT;
	struct shelf_copy best;
	int64_t scan = 0;
	int rc = run_shelf_best(s, digest, &best, f);

	if (rc != 0 || !run_split_named(best.path))
		return rc < 0 ? -1 : run_shelf_take_stored(s, digest, taker, why, f);
	rc = take_copy(s, digest, &drainer, true, &scan, &path, why, f);
	return rc != 0 ? rc : take_copy(s, digest, taker, false, &scan, &path, why, f);
}

/* ---- which record a layer has ------------------------------------------------------------------------------------- */

/* What says that the layer is unpacked stands beside its record (Docker's engine), or beside all of them. */
static int record_path(struct buf *out, struct span said_in, struct span id, struct fault *f)
{
	size_t end = said_in.n;

	while (end > 0 && said_in.p[end - 1] != '/')
		end--;
	if (buf_add(out, span_sub(said_in, 0, end), f) < 0)
		return -1;
	return id.n == 0 ? buf_add_text(out, "tar-split.json.gz", f)
	                 : buf_add(out, id, f) < 0 || buf_add_text(out, ".tar-split.gz", f) < 0 ? -1 : 0;
}

struct measuring {
	struct shelf *s;
	int64_t scan;
	struct span folder;       /* of the layer's files */
	uint64_t size, wanting;   /* of the tar; files that are not as the record says */
	struct split_part part;
};

static void measuring_release(struct measuring *m)
{
	split_part_release(&m->part);
}
DEFINE_OWN(measuring, struct measuring, measuring_release)

/* A file that is gone or of another size: without it there is no proof. The first of them are told by name. */
static int want(struct measuring *m, const char *said)
{
	if (m->wanting++ < TOLD)
		watch_note(m->s->o->watch, said);
	return 0;
}

static int look_for(struct measuring *m, struct fault *f)
{
	OWNED(buf) struct buf below = BUF_INIT, path = BUF_INIT;
	OWNED(rows) struct rows *r = NULL;
	char name[160], said[256];
	int rc;

	(void)quote_short(name, sizeof name, buf_span(&m->part.name));
	if (!split_below(&below, buf_span(&m->part.name), f)) {
		(void)sentence(said, sizeof said, S_SPLIT_NAME_LEAVES, name);
		return f->kind != FAULT_NONE ? -1 : want(m, said);
	}
	if (buf_add(&path, m->folder, f) < 0 || buf_add_byte(&path, '/', f) < 0 || buf_add(&path, buf_span(&below), f) < 0 ||
	    rows_open(m->s->db, QUERY_FILE_AT, &r, f) < 0 || rows_bind_int(r, 1, m->scan, f) < 0 ||
	    rows_bind_name(r, 2, buf_span(&path), f) < 0)
		return -1;
	rc = rows_next(r, f);
	if (rc < 0 || (rc == 0 && (uint64_t)rows_int(r, "size") == m->part.size))
		return rc;
	if (rc == 0)
		(void)sentence(said, sizeof said, S_SPLIT_FILE_CHANGED, name);
	else
		(void)sentence(said, sizeof said, S_SPLIT_FILE_GONE, name);
	return want(m, said);
}

static int one_line(struct measuring *m, struct span line, struct fault *f)
{
	int rc = line.n == 0 ? 0 : split_part_parse(&m->part, line, &m->s->o->limits, f);
	uint64_t n;

	if (rc != 0 || line.n == 0)
		return rc;
	n = m->part.file ? m->part.size : m->part.bytes.n;
	m->size = n > UINT64_MAX - m->size ? UINT64_MAX : m->size + n; /* over any budget, and never round to a small one */
	return m->part.file && m->part.size > 0 ? look_for(m, f) : 0;
}

/* How long the tar is that the record tells of, and whether its files are here. */
static int measure(struct measuring *m, struct stream *record, char why[256], struct fault *f)
{
	const struct limits *limits = &m->s->o->limits;
	OWNED(stream) struct stream *plain = NULL, *whole = NULL;
	OWNED(buf) struct buf line = BUF_INIT;
	uint8_t piece[16384];
	size_t got = 1;
	int rc = xfrm_plain(&plain, &whole, record, limits, f);

	while (rc == 0 && got > 0) {
		rc = stream_read(plain, piece, sizeof piece, &got, f);
		for (size_t i = 0; rc == 0 && i < got; i++) {
			if (piece[i] != '\n') {
				rc = line.n >= limits->json_bytes ? SPLIT_MALFORMED : buf_add_byte(&line, piece[i], f);
				continue;
			}
			rc = one_line(m, buf_span(&line), f);
			buf_clear(&line);
		}
	}
	if (rc == 0)
		rc = one_line(m, buf_span(&line), f); /* the last may lack its end */
	if (rc > 0)
		(void)sentence(why, 256, S_SPLIT_MALFORMED, "-");
	return rc < 0 ? -1 : rc > 0 ? RUN_NOT_FOUND : 0;
}

static int try_record(struct shelf *s, int64_t scan, struct span path, struct digest *record, uint64_t *size, char why[256],
                      struct fault *f)
{
	struct scan_files of = { s, scan, record }, others = { s, scan, NULL };
	const struct split_files files = { open_at, &others };
	OWNED(measuring) struct measuring m = { .s = s, .scan = scan };
	OWNED(stream) struct stream *in = NULL;
	OWNED(buf) struct buf folder = BUF_INIT;
	uint64_t packed;
	char said[256];
	int rc = open_at(&of, path, &packed, &in, why, f);

	if (rc == 0)
		rc = run_split_folder(&folder, path, &files, why, f);
	if (rc != 0 || !digest_set(record))
		return rc < 0 ? -1 : RUN_NOT_FOUND;
	m.folder = buf_span(&folder);
	rc = measure(&m, in, why, f);
	*size = m.size;
	if (m.wanting > TOLD) {
		(void)sentence(said, sizeof said, S_SPLIT_FILES_MORE, m.wanting - TOLD);
		watch_note(s->o->watch, said);
	}
	return rc != 0 ? rc : m.wanting > 0 ? RUN_NOT_FOUND : 0;
}

int run_shelf_find_split(struct shelf *s, struct span diff_id, struct digest *record, uint64_t *size, char why[256],
                         struct fault *f)
{
	OWNED(rows) struct rows *r = NULL;
	int rc, found = RUN_NOT_FOUND;

	if (rows_open(s->db, QUERY_UNPACKED, &r, f) < 0 || rows_bind_text(r, 1, diff_id, f) < 0)
		return -1;
	while (found == RUN_NOT_FOUND && (rc = rows_next(r, f)) == 0) {
		OWNED(buf) struct buf path = BUF_INIT;

		if (record_path(&path, rows_span(r, "path"), rows_span(r, "tag"), f) < 0)
			return -1;
		found = try_record(s, rows_int(r, "scan"), buf_span(&path), record, size, why, f);
	}
	return found == RUN_NOT_FOUND && rc < 0 ? -1 : found;
}
