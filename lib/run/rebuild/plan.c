/* run/rebuild/plan.c - which digests are lost, and which tars of the case they may have been made of. */
#include "run/rebuild/rebuild.h"

#include <stdlib.h>

static bool read_digest(struct digest *out, const struct rows *r, const char *column)
{
	return rows_has(r, column) && digest_parse(out, rows_span(r, column)) == 0;
}

void run_rebuild_release(struct rebuilding *r)
{
	for (size_t i = 0; i < r->jobs.n; i++)
		VEC_RELEASE(&r->jobs.v[i].of);
	VEC_RELEASE(&r->jobs);
	VEC_RELEASE(&r->lost);
}

static struct tar_job *job_of(struct rebuilding *r, const struct digest *diff_id, struct fault *f)
{
	struct tar_job job = { .diff_id = *diff_id, .learnt = -1 };

	for (size_t i = 0; i < r->jobs.n; i++)
		if (digest_eq(&r->jobs.v[i].diff_id, diff_id))
			return &r->jobs.v[i];
	return VEC_PUSH(&r->jobs, job, f) < 0 ? NULL : &r->jobs.v[r->jobs.n - 1];
}

static int pair(struct rebuilding *r, size_t lost, const struct digest *diff_id, struct fault *f)
{
	struct tar_job *job = job_of(r, diff_id, f);

	if (job == NULL)
		return -1;
	for (size_t i = 0; i < job->of.n; i++)
		if (job->of.v[i] == lost)
			return 0;
	return VEC_PUSH(&job->of, lost, f);
}

/* Where nothing says what a digest was made of: whatever configs of its repositories claim and nothing there holds. */
static int pair_near(struct rebuilding *r, size_t lost, struct fault *f)
{
	OWNED(rows) struct rows *rows = NULL;
	char name[DIGEST_TEXT];
	struct digest diff_id;
	int rc;

	if (rows_open(r->db, QUERY_REBUILD_NEAR, &rows, f) < 0 ||
	    rows_bind_text(rows, 1, span_of(digest_text(name, &r->lost.v[lost].digest)), f) < 0)
		return -1;
	while ((rc = rows_next(rows, f)) == 0)
		if (read_digest(&diff_id, rows, "diff_id") && pair(r, lost, &diff_id, f) < 0)
			return -1;
	return rc < 0 ? -1 : 0;
}

static bool contains(struct span all, const char *part)
{
	size_t n = strlen(part);

	for (size_t i = 0; i + n <= all.n; i++)
		if (memcmp(all.p + i, part, n) == 0)
			return true;
	return false;
}

static enum rebuild_family family_of(struct span media_type)
{
	return contains(media_type, "zstd")   ? REBUILD_ZSTD
	       : contains(media_type, "gzip") ? REBUILD_GZIP
	       : contains(media_type, "tar")  ? REBUILD_TAR
	                                      : REBUILD_ANY;
}

static int read_lost(struct rebuilding *r, struct fault *f)
{
	OWNED(rows) struct rows *rows = NULL;
	int rc;

	if (rows_open(r->db, QUERY_REBUILD_WANTED, &rows, f) < 0)
		return -1;
	while ((rc = rows_next(rows, f)) == 0) {
		struct lost_layer x = { .size = rows_has(rows, "size") ? (uint64_t)rows_int(rows, "size") : UINT64_MAX,
			                .family = family_of(rows_span(rows, "media_type")),
			                .found = rows_int(rows, "done") != 0 };
		struct digest diff_id;
		bool again;

		if (!read_digest(&x.digest, rows, "digest"))
			continue;
		again = r->lost.n > 0 && digest_eq(&r->lost.v[r->lost.n - 1].digest, &x.digest);
		if (!again && VEC_PUSH(&r->lost, x, f) < 0)
			return -1;
		if (read_digest(&diff_id, rows, "diff_id")
		            ? pair(r, r->lost.n - 1, &diff_id, f) < 0
		            : pair_near(r, r->lost.n - 1, f) < 0)
			return -1;
	}
	return rc < 0 ? -1 : 0;
}

/* No file has them in one piece: does a container host have them unpacked? 0 or 1, noting what stands in the way. */
static int find_split(struct rebuilding *r, struct tar_job *job, struct fault *f)
{
	char name[DIGEST_TEXT], why[256] = "";
	int rc = run_shelf_find_split(r->shelf, span_of(digest_text(name, &job->diff_id)), &job->tar, &job->inflated, why, f);

	if (rc > 0 && why[0] != '\0')
		watch_note(r->o->watch, why);
	return rc < 0 ? -1 : rc > 0;
}

/* 0, or 1: nothing of the case gives these bytes. */
static int find_tar(struct rebuilding *r, struct tar_job *job, struct fault *f)
{
	OWNED(rows) struct rows *rows = NULL;
	char name[DIGEST_TEXT];
	int rc;

	if (rows_open(r->db, QUERY_REBUILD_TARS, &rows, f) < 0 ||
	    rows_bind_text(rows, 1, span_of(digest_text(name, &job->diff_id)), f) < 0)
		return -1;
	rc = rows_next(rows, f);
	if (rc != 0)
		return rc < 0 ? -1 : find_split(r, job, f);
	job->inflated = (uint64_t)rows_int(rows, "inflated");
	return read_digest(&job->tar, rows, "sha256") ? 0 : 1;
}

int run_rebuild_plan(struct rebuilding *r, struct fault *f)
{
	size_t kept = 0;

	if (read_lost(r, f) < 0)
		return -1;
	for (size_t i = 0; i < r->jobs.n; i++) {
		int rc = find_tar(r, &r->jobs.v[i], f);

		if (rc < 0)
			return -1;
		if (rc > 0)
			VEC_RELEASE(&r->jobs.v[i].of);
		else if (kept++ != i) {
			r->jobs.v[kept - 1] = r->jobs.v[i];
			r->jobs.v[i].of.v = NULL;
			r->jobs.v[i].of.n = 0;
		}
	}
	r->jobs.n = kept;
	return 0;
}
