/*
 * run/rebuild/try.c - several encoders over one reading of a tar. The tar is read by the caller's thread, which alone
 * uses the case; each piece is then given to every encoder, a thread taking every n-th of them.
 */
#include "run/rebuild/rebuild.h"

#include "hash/hash.h"
#include "run/cat.h"
#include "xfrm/xfrm.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { PIECE = 1 << 20, ENOUGH = 1, THREADS_ROOM = 64 };

struct encoder_lane {
	struct attempt *a;
	struct rebuild *rebuild;
	struct hash *hash;
	uint64_t most;
	bool over;
	int rc; /* of its last piece */
	struct fault fault;
};

struct crew {
	struct encoder_lane *lanes;
	size_t n, threads;
	struct span piece; /* at hand; empty: the end */
};

static int keep(void *user, struct span bytes, struct fault *f)
{
	struct encoder_lane *l = (struct encoder_lane *)user;

	l->a->size += bytes.n;
	if (l->a->size > l->most) {
		l->over = true;
		return ENOUGH;
	}
	return hash_add(l->hash, bytes, f);
}

static void give(struct crew *c, size_t first)
{
	for (size_t i = first; i < c->n; i += c->threads) {
		struct encoder_lane *l = &c->lanes[i];

		if (l->rc != 0)
			continue;
		l->rc = c->piece.n > 0 ? rebuild_add(l->rebuild, c->piece, &l->fault) : rebuild_end(l->rebuild, &l->fault);
	}
}

struct crew_worker {
	pthread_t thread;
	struct crew *crew;
	size_t first;
	bool hired;
};

static void *work(void *arg)
{
	struct crew_worker *h = (struct crew_worker *)arg;

	give(h->crew, h->first);
	return NULL;
}

/* A piece is large enough to be worth its threads; where one cannot be had the caller does its share. */
static void give_all(struct crew *c, struct span piece)
{
	struct crew_worker hands[THREADS_ROOM];

	c->piece = piece;
	for (size_t i = 1; i < c->threads; i++) {
		hands[i] = (struct crew_worker){ .crew = c, .first = i };
		hands[i].hired = pthread_create(&hands[i].thread, NULL, work, &hands[i]) == 0;
	}
	give(c, 0);
	for (size_t i = 1; i < c->threads; i++) {
		if (hands[i].hired)
			(void)pthread_join(hands[i].thread, NULL);
		else
			give(c, i);
	}
}

/* ---- the tar --------------------------------------------------------------------------------------- */

struct tar_trial {
	struct rebuilding *r;
	struct crew *crew;
	struct digest diff_id;
};

static bool any_left(const struct crew *c)
{
	for (size_t i = 0; i < c->n; i++)
		if (c->lanes[i].rc == 0)
			return true;
	return false;
}

/* Every piece to every encoder. *whole: the tar was read to its end, and is what it should be. */
static int pour(struct tar_trial *x, struct stream *plain, struct hash *hash, uint8_t *piece, bool *whole, char why[256],
                struct fault *f)
{
	struct digest got_digest;
	size_t got = 1;

	while (got > 0) {
		int rc = stream_read_full(plain, piece, PIECE, &got, f);

		if (rc > 0)
			(void)snprintf(why, 256, "%s", plain->why);
		if (rc != 0)
			return rc < 0 ? -1 : RUN_NOT_FOUND;
		if (watch_check(x->r->o->watch, f) < 0)
			return -1;
		if (got > 0 && hash_add(hash, span_make(piece, got), f) < 0)
			return -1;
		if (got > 0)
			give_all(x->crew, span_make(piece, got));
		x->r->spent += got * x->crew->n;
		if (!any_left(x->crew))
			return 0;
	}
	if (hash_get(hash, &got_digest, f) < 0)
		return -1;
	*whole = digest_eq(&got_digest, &x->diff_id);
	if (!*whole) {
		(void)snprintf(why, 256, "the tar's bytes no longer match its digest");
		return RUN_NOT_FOUND;
	}
	give_all(x->crew, SPAN_NONE);
	return 0;
}

static int take_tar(void *user, struct stream *in, bool *given, char why[256], struct fault *f)
{
	struct tar_trial *x = (struct tar_trial *)user;
	OWNED(stream) struct stream *plain = NULL, *whole_in = NULL;
	OWNED(hash) struct hash *hash = NULL;
	uint8_t *piece;
	bool whole = false;
	int rc;

	*given = true; /* encoders cannot begin anew with another copy */
	if (xfrm_plain(&plain, &whole_in, in, &x->r->o->limits, f) < 0 ||
	    hash_new(&hash, (enum digest_alg)x->diff_id.alg, f) < 0)
		return -1;
	piece = (uint8_t *)malloc(PIECE);
	if (piece == NULL)
		return fault_memory(f, PIECE);
	rc = pour(x, plain, hash, piece, &whole, why, f);
	free(piece);
	if (rc == RUN_NOT_FOUND) /* said to the caller, who goes on with another tar */
		for (size_t i = 0; i < x->crew->n; i++)
			x->crew->lanes[i].rc = ENOUGH;
	return rc < 0 ? -1 : 0;
}

/* ---- encoders -------------------------------------------------------------------------------------- */

static void lanes_free(struct encoder_lane *v, size_t n)
{
	for (size_t i = 0; v != NULL && i < n; i++) {
		rebuild_free(v[i].rebuild);
		hash_free(v[i].hash);
	}
	free(v);
}

static int lane_start(struct encoder_lane *l, struct attempt *a, uint64_t inflated, uint64_t most, struct fault *f)
{
	struct rebuild_sink sink = { l, keep };

	l->a = a;
	l->most = most;
	a->size = 0;
	a->over = true;
	return hash_new(&l->hash, DIGEST_SHA256, f) < 0 ? -1 : rebuild_new(&l->rebuild, a->encoder, a->cut, inflated, &sink, f);
}

static int lane_end(struct encoder_lane *l, struct fault *f)
{
	if (l->rc < 0) {
		if (l->fault.kind == FAULT_INTERNAL) /* the library will not, for this tar */
			return 0;
		*f = l->fault;
		return -1;
	}
	if (l->rc > 0)
		return 0;
	l->a->over = false;
	return hash_get(l->hash, &l->a->digest, f);
}

static size_t run_jobs(const struct run_options *o)
{
	long cores = o->jobs > 0 ? (long)o->jobs : sysconf(_SC_NPROCESSORS_ONLN);

	return cores < 1 ? 1 : cores > THREADS_ROOM ? THREADS_ROOM : (size_t)cores;
}

int run_rebuild_try(struct rebuilding *r, const struct digest *tar, const struct digest *diff_id, uint64_t inflated,
                    struct attempt *v, size_t n, uint64_t most, char why[256], struct fault *f)
{
	struct encoder_lane *lanes = (struct encoder_lane *)calloc(n, sizeof *lanes);
	size_t jobs = run_jobs(r->o);
	struct crew crew = { .lanes = lanes, .n = n, .threads = n < jobs ? n : jobs };
	struct tar_trial reading = { r, &crew, *diff_id };
	struct copy_taker taker = { take_tar, &reading };
	char name[DIGEST_TEXT];
	int rc = lanes == NULL ? fault_memory(f, n * sizeof *lanes) : 0;

	for (size_t i = 0; rc == 0 && i < n; i++)
		rc = lane_start(&lanes[i], &v[i], inflated, most, f);
	if (rc < 0) {
		lanes_free(lanes, lanes == NULL ? 0 : n);
		return -1;
	}
	rc = run_shelf_take_tar(r->shelf, span_of(digest_text(name, tar)), &taker, why, f);
	for (size_t i = 0; rc == 0 && i < n; i++)
		rc = lane_end(&lanes[i], f);
	lanes_free(lanes, n);
	return rc;
}

/* ---- a program that was given ------------------------------------------------------------------------ */

struct filtering {
	struct rebuilding *r;
	struct attempt *a;
	struct digest diff_id;
	uint64_t inflated, most;
};

/* All it writes is hashed; more than is of use ends it. */
static int drink(struct filtering *x, struct stream *packed, struct hash *out, uint8_t *piece, bool *whole, char why[256],
                 struct fault *f)
{
	size_t got = 1;

	while (got > 0 && x->a->size <= x->most) {
		int rc = stream_read(packed, piece, PIECE, &got, f);

		if (rc > 0)
			(void)snprintf(why, 256, "%s", packed->why);
		if (rc != 0)
			return rc < 0 ? -1 : RUN_NOT_FOUND;
		if (watch_check(x->r->o->watch, f) < 0)
			return -1;
		x->a->size += got;
		if (hash_add(out, span_make(piece, got), f) < 0)
			return -1;
	}
	*whole = got == 0;
	return 0;
}

static int take_filtered(void *user, struct stream *in, bool *given, char why[256], struct fault *f)
{
	struct filtering *x = (struct filtering *)user;
	OWNED(stream) struct stream *plain = NULL, *whole_in = NULL;
	OWNED(stream) struct stream *tar = NULL;
	OWNED(hash) struct hash *tar_hash = NULL, *out = NULL;
	OWNED(stream) struct stream *packed = NULL;
	struct digest got;
	uint8_t *piece;
	bool whole = false;
	int rc;

	*given = false;
	x->a->size = 0;
	if (xfrm_plain(&plain, &whole_in, in, &x->r->o->limits, f) < 0 || hash_new(&tar_hash, (enum digest_alg)x->diff_id.alg, f) < 0 ||
	    hash_new(&out, DIGEST_SHA256, f) < 0 || hash_tee(&tar, plain, tar_hash, f) < 0 ||
	    run_filter_stream(&packed, x->r->o->filter, tar, f) < 0)
		return -1;
	piece = (uint8_t *)malloc(PIECE);
	if (piece == NULL)
		return fault_memory(f, PIECE);
	rc = drink(x, packed, out, piece, &whole, why, f);
	free(piece);
	stream_close(TAKE(&packed));
	x->r->spent += x->inflated;
	if (rc != 0 || !whole)
		return rc;
	if (hash_get(tar_hash, &got, f) < 0 || hash_get(out, &x->a->digest, f) < 0)
		return -1;
	x->a->over = !digest_eq(&got, &x->diff_id);
	return 0;
}

int run_rebuild_run(struct rebuilding *r, const struct digest *tar, const struct digest *diff_id, uint64_t inflated,
                    struct attempt *a, uint64_t most, char why[256], struct fault *f)
{
	struct filtering x = { r, a, *diff_id, inflated, most };
	struct copy_taker taker = { take_filtered, &x };
	char name[DIGEST_TEXT];

	a->over = true;
	return run_shelf_take_tar(r->shelf, span_of(digest_text(name, tar)), &taker, why, f);
}
