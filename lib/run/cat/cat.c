/* run/cat/cat.c - a blob's own bytes again, out of the case or the source, never without their digest. */
#include "casedb/casedb.h"

#include "base/number.h"
#include "casedb/query.h"
#include "hash/hash.h"
#include "run/cat/copy.h"
#include "source/source.h"
#include "xfrm/xfrm.h"

#include <stdio.h>
#include <stdlib.h>

enum { PIECE = 256 * 1024, MAX_POINTS_BYTES = 512 << 20 };

/* ---- which digest ------------------------------------------------------------------------------- */

static bool hex_prefix(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!((s.p[i] >= '0' && s.p[i] <= '9') || (s.p[i] >= 'a' && s.p[i] <= 'f')))
			return false;
	return s.n >= 6;
}

static int find_digest(struct casedb *db, const char *text, struct buf *out, struct fault *f)
{
	OWNED(rows) struct rows *r = NULL;
	struct span want = span_of(text), hex = want;
	size_t colon = span_find(want, ':');
	unsigned n = 0;
	int rc;

	if (colon != SIZE_MAX)
		hex = span_from(want, colon + 1);
	if (!hex_prefix(hex))
		return fault_set(f, FAULT_USAGE, 0,
		                 "%s is no digest: give at least 6 lower-case hexadecimal digits", text);
	if (rows_open(db, QUERY_DIGEST_PREFIX, &r, f) < 0 || rows_bind_text(r, 1, want, f) < 0)
		return -1;
	while ((rc = rows_next(r, f)) == 0) {
		struct span d = rows_span(r, "digest");

		n++;
		if (n == 1 && buf_add(out, d, f) < 0)
			return -1;
		if (n == 2)
			return fault_set(f, FAULT_USAGE, 0, "%s is ambiguous: %s, %.*s ...", text,
			                 buf_cstr(out), (int)d.n, (const char *)d.p);
	}
	if (rc < 0)
		return -1;
	return n == 1 ? 0 : fault_set(f, FAULT_USAGE, 0, "%s: no such digest in this case", text);
}

/* ---- giving out ---------------------------------------------------------------------------------- */

struct checked {
	const struct run_sink *sink;
	struct hash *hash;
	struct digest want;
	uint8_t *held; /* one piece is kept back until the digest is known */
	size_t held_n;
	bool given; /* bytes went out */
};

static int give(struct checked *c, struct stream *in, char why[256], struct fault *f)
{
	struct digest got;

	for (;;) {
		uint8_t *piece = c->held + (c->held_n > 0 ? PIECE : 0);
		size_t n;
		int rc = stream_read_full(in, piece, PIECE, &n, f);

		if (rc < 0)
			return -1;
		if (rc > 0) {
			(void)snprintf(why, 256, "%s", in->why);
			return RUN_NOT_FOUND;
		}
		if (n == 0)
			break;
		if (hash_add(c->hash, span_make(piece, n), f) < 0)
			return -1;
		if (c->held_n > 0) {
			if (c->sink->write(c->sink->user, span_make(c->held, c->held_n), f) < 0)
				return -1;
			c->given = true;
			memmove(c->held, piece, n);
		}
		c->held_n = n;
	}
	if (hash_get(c->hash, &got, f) < 0)
		return -1;
	if (!digest_eq(&got, &c->want)) {
		(void)snprintf(why, 256, "the bytes no longer match the digest");
		return RUN_NOT_FOUND;
	}
	return c->held_n == 0 ? 0 : c->sink->write(c->sink->user, span_make(c->held, c->held_n), f);
}

static int give_checked(const struct digest *want, struct stream *in, const struct run_sink *sink,
                        bool *given, char why[256], struct fault *f)
{
	OWNED(hash) struct hash *h = NULL;
	struct checked c = { .sink = sink, .want = *want };
	int rc;

	if (hash_new(&h, (enum digest_alg)want->alg, f) < 0)
		return -1;
	c.hash = h;
	c.held = (uint8_t *)malloc(2 * (size_t)PIECE);
	if (c.held == NULL)
		return fault_memory(f, 2 * (size_t)PIECE);
	rc = give(&c, in, why, f);
	*given = c.given;
	free(c.held);
	return rc;
}

/* ---- from the case: documents are kept whole -------------------------------------------------------- */

static int from_case(struct casedb *db, struct span digest, const struct digest *want,
                     const struct run_sink *sink, char why[256], struct fault *f)
{
	OWNED(rows) struct rows *r = NULL;
	OWNED(stream) struct stream *in = NULL;
	bool given;
	int rc;

	if (rows_open(db, QUERY_DOCUMENT_BYTES, &r, f) < 0 || rows_bind_text(r, 1, digest, f) < 0)
		return -1;
	rc = rows_next(r, f);
	if (rc != 0)
		return rc < 0 ? -1 : RUN_NOT_FOUND;
	if (stream_of_span(&in, rows_span(r, "bytes"), 0, f) < 0)
		return -1;
	return give_checked(want, in, sink, &given, why, f);
}

/* ---- from a source -------------------------------------------------------------------------------------- */

struct points {
	struct seek_point *v;
	size_t n;
	struct buf windows;
};

static int add_point(struct points *p, const struct rows *r, size_t *cap, struct fault *f)
{
	struct span window = rows_span(r, "window");
	void **array = (void **)&p->v;

	if (p->windows.n + window.n > MAX_POINTS_BYTES)
		return 0; /* fewer points: reading starts further back */
	if (vec_grow(array, p->n, cap, sizeof *p->v, f) < 0)
		return -1;
	p->v[p->n++] = (struct seek_point){ .in = (uint64_t)rows_int(r, "inn"),
		                            .out = (uint64_t)rows_int(r, "out"),
		                            .bits = (uint8_t)rows_int(r, "bits"),
		                            .window = { NULL, window.n } };
	return buf_add(&p->windows, window, f);
}

static int load_points(struct casedb *db, int64_t scan, struct points *p, struct fault *f)
{
	OWNED(rows) struct rows *r = NULL;
	size_t cap = 0, at = 0;
	int rc;

	if (rows_open(db, QUERY_SEEK_POINTS, &r, f) < 0 || rows_bind_int(r, 1, scan, f) < 0)
		return -1;
	while ((rc = rows_next(r, f)) == 0)
		if (add_point(p, r, &cap, f) < 0)
			return -1;
	for (size_t i = 0; i < p->n; i++) { /* the buffer no longer moves */
		p->v[i].window.p = p->windows.p + at;
		at += p->v[i].window.n;
	}
	return rc < 0 ? -1 : 0;
}

/* "at,offset,length;..." as put.c writes it. */
static int parse_runs(struct span text, struct runs *out, struct fault *f)
{
	size_t cap = 0;

	while (text.n > 0) {
		struct span one = span_cut(&text, ';');
		struct run run;
		void **array = (void **)&out->v;

		if (!number_read(&run.at, span_cut(&one, ','), UINT64_MAX) ||
		    !number_read(&run.offset, span_cut(&one, ','), UINT64_MAX) ||
		    !number_read(&run.length, span_cut(&one, ','), UINT64_MAX))
			return fault_set(f, FAULT_CASE, 0, "the case holds runs that cannot be");
		if (vec_grow(array, out->n, &cap, sizeof *out->v, f) < 0)
			return -1;
		out->v[out->n++] = run;
	}
	return 0;
}

static int from_copy(struct casedb *db, const struct run_options *o, const struct rows *r,
                     const struct copy_taker *taker, bool *given, char why[256], struct fault *f)
{
	OWNED(source) struct source *source = NULL;
	OWNED(stream) struct stream *in = NULL;
	struct points points = { NULL, 0, BUF_INIT };
	struct locator where = { .path = rows_span(r, "path"),
		                 .size = (uint64_t)rows_int(r, "size"),
		                 .offset = (uint64_t)rows_int(r, "offset") };
	char *path = NULL;
	int rc = span_dup_cstr(rows_span(r, "source_path"), &path, f);

	if (rc == 0)
		rc = parse_runs(rows_span(r, "runs"), &where.runs, f);
	if (rc == 0)
		rc = source_open(&source, path, source_kind_of_text(rows_span(r, "kind")), &o->limits,
		                 o->watch, why, f);
	if (rc == 0 && rows_span(r, "compression").n > 0)
		rc = load_points(db, rows_int(r, "scan"), &points, f);
	if (rc == 0)
		rc = source_reopen(source, &where, points.v, points.n, &in, why, f);
	if (rc == 0)
		rc = taker->take(taker->user, in, given, why, f);
	stream_close(in);
	in = NULL;
	free(path);
	free(where.runs.v);
	free(points.v);
	buf_release(&points.windows);
	return rc < 0 ? -1 : rc == 0 ? 0 : RUN_NOT_FOUND;
}

int run_copy_take(struct casedb *db, const struct run_options *o, struct span digest,
              const struct copy_taker *taker, char why[256], struct fault *f)
{
	OWNED(rows) struct rows *r = NULL;
	int rc;

	if (rows_open(db, QUERY_BLOB_PLACES, &r, f) < 0 || rows_bind_text(r, 1, digest, f) < 0)
		return -1;
	while ((rc = rows_next(r, f)) == 0) {
		bool given = false;

		rc = from_copy(db, o, r, taker, &given, why, f);
		if (rc != RUN_NOT_FOUND)
			return rc;
		if (given) /* half of it is out: another copy cannot follow it */
			return fault_set(f, FAULT_IO, 0,
			                 "%.*s changed while it was given out: %s; what was written is no "
			                 "evidence",
			                 (int)digest.n, (const char *)digest.p, why);
	}
	return rc < 0 ? -1 : RUN_NOT_FOUND;
}

struct giving {
	const struct digest *want;
	const struct run_sink *sink;
};

static int take_blob(void *user, struct stream *in, bool *given, char why[256], struct fault *f)
{
	const struct giving *g = (const struct giving *)user;

	return give_checked(g->want, in, g->sink, given, why, f);
}

static int cat(struct casedb *db, const struct run_options *o, const char *text,
               const struct run_sink *sink, char why[256], struct fault *f)
{
	OWNED(buf) struct buf digest = BUF_INIT;
	struct digest want;
	struct giving giving = { &want, sink };
	struct copy_taker taker = { take_blob, &giving };
	int rc;

	if (find_digest(db, text, &digest, f) < 0)
		return -1;
	if (digest_parse(&want, buf_span(&digest)) != 0)
		return fault_set(f, FAULT_CASE, 0, "the case holds a digest that is none");
	(void)snprintf(why, 256, "no source of this case holds bytes that match %s", buf_cstr(&digest));
	rc = from_case(db, buf_span(&digest), &want, sink, why, f);
	if (rc == RUN_NOT_FOUND)
		rc = run_copy_take(db, o, buf_span(&digest), &taker, why, f);
	return rc;
}

int run_cat(const struct run_options *o, const char *digest, const struct run_sink *sink, char why[256],
            struct fault *f)
{
	struct casedb *db;
	int rc;

	if (casedb_open(&db, o->case_path, CASEDB_READ, o->watch, f) < 0)
		return -1;
	rc = cat(db, o, digest, sink, why, f);
	casedb_abandon(db);
	return rc;
}
