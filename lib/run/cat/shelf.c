/* run/cat/shelf.c - bytes of blobs again: which copies there are, and a source opened once for all of them. */
#include "run/cat/shelf_private.h"

#include "base/number.h"
#include "casedb/query.h"
#include "run/cat.h"
#include "source/source.h"

#include <stdio.h>

int run_shelf_new(struct shelf **out, struct casedb *db, const struct run_options *o, struct fault *f)
{
	struct shelf *s = (struct shelf *)calloc(1, sizeof *s);

	*out = s;
	if (s == NULL)
		return fault_memory(f, sizeof *s);
	s->db = db;
	s->o = o;
	return 0;
}

static void opened_free(struct opened *x)
{
	source_close(x->source);
	run_points_release(&x->points);
	free(x);
}

void run_shelf_free(struct shelf *s)
{
	if (s == NULL)
		return;
	for (size_t i = 0; i < s->all.n; i++)
		opened_free(s->all.v[i]);
	VEC_RELEASE(&s->all);
	arena_release(&s->arena);
	free(s);
}

/* ---- opening ---------------------------------------------------------------------------------------------------- */

/* Is it still what was read? A source whose end was not recorded says nothing. */
static int compare_identity(struct opened *x, struct span before, struct fault *f)
{
	OWNED(buf) struct buf now = BUF_INIT;

	if (before.n == 0)
		return 0;
	if (source_identity(x->source, &now, f) < 0)
		return -1;
	x->changed = !span_eq(buf_span(&now), before);
	return 0;
}

static int open_source(struct shelf *s, struct opened *x, const struct rows *r, struct fault *f)
{
	char *path = NULL;
	int rc = span_dup_cstr(rows_span(r, "source_path"), &path, f);

	if (rc == 0)
		rc = source_open(&x->source, path, source_kind_of_text(rows_span(r, "kind")), &s->o->limits, s->o->watch, x->why, f);
	free(path);
	if (rc == 0 && rows_span(r, "compression").n > 0)
		rc = run_points_load(s->db, x->scan, s->o->watch, &x->points, f);
	if (rc == 0)
		rc = compare_identity(x, rows_span(r, "identity"), f);
	if (rc > 0) {
		x->source = NULL;
		rc = 0;
	}
	return rc;
}

static int find_source(struct shelf *s, const struct rows *r, struct opened **out, struct fault *f)
{
	int64_t scan = rows_int(r, "scan");
	struct opened *x;

	for (size_t i = 0; i < s->all.n; i++)
		if (s->all.v[i]->scan == scan) {
			*out = s->all.v[i];
			return 0;
		}
	x = (struct opened *)calloc(1, sizeof *x);
	*out = x;
	if (x == NULL)
		return fault_memory(f, sizeof *x);
	x->scan = scan;
	if (open_source(s, x, r, f) < 0 || arena_span(&s->arena, rows_span(r, "label"), &x->label, f) < 0 ||
	    VEC_PUSH(&s->all, x, f) < 0) {
		opened_free(x);
		return -1;
	}
	return 0;
}

/* ---- copies ------------------------------------------------------------------------------------------------------- */

static int keep_copy(struct shelf *s, const struct rows *r, struct shelf_copy *out, struct fault *f)
{
	*out = (struct shelf_copy){ .offset = (uint64_t)rows_int(r, "offset"), .scan = rows_int(r, "scan") };
	return arena_span(&s->arena, rows_span(r, "label"), &out->source, f) < 0 ||
	                       arena_span(&s->arena, rows_span(r, "path"), &out->path, f) < 0 ||
	                       arena_span(&s->arena, rows_span(r, "runs"), &out->runs, f) < 0 ||
	                       arena_span(&s->arena, rows_span(r, "method"), &out->method, f) < 0
	               ? -1
	               : 0;
}

int run_shelf_open_copy(struct shelf *s, const struct rows *r, struct stream **out, char why[256], struct fault *f)
{
	struct locator where = { .path = rows_span(r, "path"),
		                 .size = (uint64_t)rows_int(r, "size"),
		                 .offset = (uint64_t)rows_int(r, "offset") };
	struct opened *x;
	int rc;

	if (find_source(s, r, &x, f) < 0)
		return -1;
	if (x->source == NULL) {
		memcpy(why, x->why, sizeof x->why);
		return RUN_NOT_FOUND;
	}
	rc = casedb_read_runs(rows_span(r, "runs"), &where.runs, f);
	if (rc == 0)
		rc = source_reopen(x->source, &where, x->points.v, x->points.n, out, why, f);
	free(where.runs.v);
	return rc < 0 ? -1 : rc == 0 ? 0 : RUN_NOT_FOUND;
}

int run_shelf_from_copy(struct shelf *s, const struct rows *r, const struct copy_taker *taker, bool *given, char why[256],
                        struct fault *f)
{
	OWNED(stream) struct stream *in = NULL;
	int rc = run_shelf_open_copy(s, r, &in, why, f);

	if (rc == 0)
		rc = taker->take(taker->user, in, given, why, f);
	return rc < 0 ? -1 : rc == 0 ? 0 : RUN_NOT_FOUND;
}

int run_shelf_take_stored(struct shelf *s, struct span digest, const struct copy_taker *taker, char why[256], struct fault *f)
{
	OWNED(rows) struct rows *r = NULL;
	int rc;

	if (rows_open(s->db, QUERY_BLOB_PLACES, &r, f) < 0 || rows_bind_text(r, 1, digest, f) < 0)
		return -1;
	while ((rc = rows_next(r, f)) == 0) {
		bool given = false;

		rc = run_shelf_from_copy(s, r, taker, &given, why, f);
		if (rc == 0)
			return keep_copy(s, r, &s->taken, f);
		if (rc != RUN_NOT_FOUND)
			return rc;
		if (given) /* half of it is out: another copy cannot follow it */
			return fault_set(f, FAULT_IO, 0,
			                 "%.*s changed while it was given out: %s; what was written is no "
			                 "evidence",
			                 (int)digest.n, (const char *)digest.p, said_english(why));
	}
	return rc < 0 ? -1 : RUN_NOT_FOUND;
}

int run_shelf_open_stored(struct shelf *s, struct span digest, struct stream **out, char why[256], struct fault *f)
{
	OWNED(rows) struct rows *r = NULL;
	int rc;

	*out = NULL;
	if (rows_open(s->db, QUERY_BLOB_PLACES, &r, f) < 0 || rows_bind_text(r, 1, digest, f) < 0)
		return -1;
	while ((rc = rows_next(r, f)) == 0) {
		rc = run_shelf_open_copy(s, r, out, why, f);
		if (rc == 0)
			return keep_copy(s, r, &s->taken, f);
		if (rc != RUN_NOT_FOUND)
			return rc;
	}
	return rc < 0 ? -1 : RUN_NOT_FOUND;
}

int run_shelf_take_kept(struct shelf *s, struct span digest, const struct copy_taker *taker, char why[256], struct fault *f)
{
	OWNED(rows) struct rows *r = NULL;
	OWNED(stream) struct stream *in = NULL;
	bool given = false;
	int rc;

	if (rows_open(s->db, QUERY_DOCUMENT_BYTES, &r, f) < 0 || rows_bind_text(r, 1, digest, f) < 0)
		return -1;
	rc = rows_next(r, f);
	if (rc != 0)
		return rc < 0 ? -1 : RUN_NOT_FOUND;
	if (stream_of_span(&in, rows_span(r, "bytes"), 0, f) < 0)
		return -1;
	rc = taker->take(taker->user, in, &given, why, f);
	if (rc != 0)
		return rc;
	s->taken = (struct shelf_copy){ .kept = true };
	return arena_span(&s->arena, rows_span(r, "recipe"), &s->taken.method, f);
}

int run_shelf_best(struct shelf *s, struct span digest, struct shelf_copy *out, struct fault *f)
{
	OWNED(rows) struct rows *r = NULL;
	int rc;

	*out = (struct shelf_copy){ .offset = 0 };
	if (rows_open(s->db, QUERY_BLOB_PLACES, &r, f) < 0 || rows_bind_text(r, 1, digest, f) < 0)
		return -1;
	rc = rows_next(r, f);
	return rc < 0 ? -1 : rc > 0 ? RUN_NOT_FOUND : keep_copy(s, r, out, f);
}

const struct shelf_copy *run_shelf_taken(const struct shelf *s)
{
	return &s->taken;
}

struct span run_shelf_changed(const struct shelf *s)
{
	for (size_t i = 0; i < s->all.n; i++)
		if (s->all.v[i]->changed)
			return s->all.v[i]->label;
	return SPAN_NONE;
}
