/* run/cat/cat.c - a blob's own bytes again, out of the case or the source, never without their digest. */
#include "casedb/casedb.h"
#include "casedb/query.h"
#include "hash/hash.h"
#include "run/cat.h"
#include "run/cat/copy.h"
#include "run/cat/shelf.h"
#include "run/walls.h"

#include <stdio.h>
#include <stdlib.h>

enum { PIECE = 256 * 1024 };

/* ---- which digest ------------------------------------------------------------------------------- */

static bool hex_prefix(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!((s.p[i] >= '0' && s.p[i] <= '9') || (s.p[i] >= 'a' && s.p[i] <= 'f')))
			return false;
	return s.n >= 6;
}

int run_digest_find(struct casedb *db, const char *text, struct buf *out, struct fault *f)
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

/* ---- all of it --------------------------------------------------------------------------------------------- */

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
	OWNED(shelf) struct shelf *shelf = NULL;
	int rc;

	if (run_digest_find(db, text, &digest, f) < 0)
		return -1;
	if (digest_parse(&want, buf_span(&digest)) != 0)
		return fault_set(f, FAULT_CASE, 0, "the case holds a digest that is none");
	(void)snprintf(why, 256, "no source of this case holds bytes that match %s", buf_cstr(&digest));
	if (run_shelf_new(&shelf, db, o, f) < 0)
		return -1;
	rc = run_shelf_take_kept(shelf, buf_span(&digest), &taker, why, f);
	return rc == RUN_NOT_FOUND ? run_shelf_take(shelf, buf_span(&digest), &taker, why, f) : rc;
}

int run_cat(const struct run_options *o, const char *digest, const struct run_sink *sink, char why[256],
            struct fault *f)
{
	struct casedb *db;
	int rc;

	if (casedb_open(&db, o->case_path, CASEDB_READ, o->watch, f) < 0)
		return -1;
	rc = run_walls_kept(db, o, false, f);
	if (rc == 0)
		rc = cat(db, o, digest, sink, why, f);
	casedb_abandon(db);
	return rc;
}
