/*
 * run/scan/prefix.c - what an unfinished upload was becoming: a blob of the same repository whose first bytes hash
 * to what the session received, or to what its saved hash state says. The only second reading a scan makes;
 * it is made while the source is open, and bounded.
 */
#include "run/scan/prefix.h"

#include "base/vec.h"
#include "hash/hash.h"
#include "run/scan/points.h"

#include <stdio.h>
#include <stdlib.h>

/* Candidates of all sessions together, and bytes read of them. */
enum { PIECE = 64 * 1024 };

struct candidate {
	int64_t item;            /* the session's data or hash state */
	uint64_t length;         /* bytes received */
	struct digest received, blob;
	char *path;
	uint64_t size, offset;
};

struct candidates {
	VEC(struct candidate) v;
};

static void candidates_release(struct candidates *c)
{
	for (size_t i = 0; i < c->v.n; i++)
		free(c->v.v[i].path);
	VEC_RELEASE(&c->v);
}

DEFINE_OWN(candidates, struct candidates, candidates_release)

static int gather(struct casedb *db, int64_t scan, const struct limits *limits, const struct watch *watch,
                  struct candidates *out, struct fault *f)
{
	OWNED(rows) struct rows *r = NULL;
	int rc = 0;

	if (rows_open(db, QUERY_UPLOAD_CANDIDATES, &r, f) < 0 || rows_bind_int(r, 1, scan, f) < 0)
		return -1;
	while ((rc = rows_next(r, f)) == 0) {
		struct candidate c = { .item = rows_int(r, "item"),
			               .length = (uint64_t)rows_int(r, "length"),
			               .size = (uint64_t)rows_int(r, "size"),
			               .offset = (uint64_t)rows_int(r, "offset") };

		if (digest_parse(&c.received, rows_span(r, "received")) != 0 ||
		    digest_parse(&c.blob, rows_span(r, "blob")) != 0)
			continue;
		if (out->v.n >= limits->upload_candidates) {
			watch_bite(watch, LIMIT_upload_candidates, 1);
			continue;
		}
		if (span_dup_cstr(rows_span(r, "path"), &c.path, f) < 0)
			return -1;
		if (VEC_PUSH(&out->v, c, f) < 0) {
			free(c.path);
			return -1;
		}
	}
	return rc < 0 ? -1 : 0;
}

/* SHA-256 of the first `length` bytes; *whole tells that so many came. */
static int hash_prefix(struct source *source, const struct points *p, const struct candidate *c, struct digest *out,
                       bool *whole, struct fault *f)
{
	OWNED(stream) struct stream *in = NULL;
	OWNED(hash) struct hash *h = NULL;
	struct locator at = { .path = span_of(c->path), .size = c->size, .offset = c->offset };
	uint8_t piece[PIECE];
	uint64_t left = c->length;
	char why[256];
	size_t got = 1;
	int rc = source_reopen(source, &at, p->v, p->n, &in, why, f);

	*whole = false;
	if (rc != 0)
		return rc < 0 ? -1 : 0;
	if (hash_new(&h, DIGEST_SHA256, f) < 0)
		return -1;
	while (left > 0 && got > 0) {
		rc = stream_read(in, piece, left < PIECE ? (size_t)left : PIECE, &got, f);
		if (rc != 0)
			return rc < 0 ? -1 : 0;
		if (hash_add(h, span_make(piece, got), f) < 0)
			return -1;
		left -= got;
	}
	*whole = left == 0;
	return hash_get(h, out, f);
}

int run_prefix_search(struct casedb *db, struct source *source, int64_t scan, const struct limits *limits,
                      const struct watch *watch, struct fault *f)
{
	OWNED(candidates) struct candidates all = { { NULL, 0, 0 } };
	OWNED(run_points) struct points points = { .v = NULL };
	uint64_t budget = limits->upload_bytes;
	bool any;

	if (casedb_has_uploads(db, scan, &any, f) < 0)
		return -1;
	if (!any)
		return 0;
	if (gather(db, scan, limits, watch, &all, f) < 0)
		return -1;
	if (all.v.n > 0 && run_points_of(source, db, scan, watch, &points, f) < 0)
		return -1;
	for (size_t i = 0; i < all.v.n; i++) {
		const struct candidate *c = &all.v.v[i];
		struct digest got;
		bool whole;

		if (c->length > budget) {
			watch_bite(watch, LIMIT_upload_bytes, c->length);
			continue;
		}
		budget -= c->length;
		if (watch_check(watch, f) < 0)
			return -1;
		if (hash_prefix(source, &points, c, &got, &whole, f) < 0)
			return -1;
		if (whole && digest_eq(&got, &c->received) &&
		    casedb_put_prefix(db, scan, c->item, &c->blob, c->length, f) < 0)
			return -1;
	}
	return 0;
}
