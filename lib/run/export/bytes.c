/*
 * run/export/bytes.c - blobs as they are: each is read once from its best copy, hashed, and given to every destination
 * that lacks it. A copy that turns out not to be the blob is taken back, and the next one tried.
 */
#include "run/export/job.h"

#include "hash/hash.h"
#include "run/cat.h"
#include "run/choose.h"
#include "xfrm/xfrm.h"

#include <stdio.h>

enum { PIECE = 1 << 20 };

int run_export_stopped(const struct export_job *j, struct fault *f)
{
	return watch_stopped(j->o->watch) ? fault_set(f, FAULT_INTERRUPTED, 0, "interrupted") : 0;
}

void run_export_progress(struct export_job *j, uint64_t bytes)
{
	struct progress p = { .phase = "export" };

	j->done += bytes;
	p.items = j->items;
	p.bytes = j->done;
	p.bytes_total = j->total > j->done ? j->total : 0;
	watch_progress(j->o->watch, &p);
}

int run_export_lost(struct export_job *j, struct span digest, const char *why, struct fault *f)
{
	struct span changed = run_shelf_changed(j->shelf);
	char text[480], short_[40];

	(void)f;
	j->status = changed.n > 0 ? 4 : j->status == 4 ? 4 : 3;
	(void)snprintf(text, sizeof text, "%s could not be read back: %s%s", run_export_short(short_, digest), said_english(why),
	               changed.n > 0 ? "; a source is no longer what was read" : "");
	watch_note(j->o->watch, text);
	return 0;
}

/* ---- one stream into many --------------------------------------------------------------------------------------- */

struct pouring {
	struct blob_tee *t;
	struct hash *named, *sha256; /* sha256 NULL: the same as named */
	uint8_t *piece;
};

static int pour(struct pouring *p, struct stream *in, char why[256], struct fault *f)
{
	size_t got = 1;

	while (got > 0) {
		int rc = stream_read_full(in, p->piece, PIECE, &got, f);
		struct span bytes = span_make(p->piece, got);

		if (rc > 0)
			(void)snprintf(why, 256, "%s", in->why);
		if (rc != 0)
			return rc < 0 ? -1 : RUN_NOT_FOUND;
		if (hash_add(p->named, bytes, f) < 0 || (p->sha256 != NULL && hash_add(p->sha256, bytes, f) < 0))
			return -1;
		for (size_t i = 0; i < p->t->n; i++)
			if (export_write(p->t->sinks[i], bytes, f) < 0)
				return -1;
		p->t->size += got;
		run_export_progress(p->t->j, got);
		if (run_export_stopped(p->t->j, f) < 0)
			return -1;
	}
	return 0;
}

static int judge(struct pouring *p, char why[256], struct fault *f)
{
	struct digest named;

	if (hash_get(p->named, &named, f) < 0 || (p->sha256 != NULL && hash_get(p->sha256, &p->t->sha256, f) < 0))
		return -1;
	if (p->sha256 == NULL)
		p->t->sha256 = named;
	if (digest_eq(&named, &p->t->want))
		return 0;
	(void)snprintf(why, 256, "the bytes no longer match the digest");
	return RUN_NOT_FOUND;
}

static int poured(struct blob_tee *t, struct stream *in, char why[256], struct fault *f)
{
	OWNED(hash) struct hash *named = NULL, *sha256 = NULL;
	struct pouring p = { .t = t };
	int rc;

	for (size_t i = 0; i < t->n; i++)
		if (export_restart(t->sinks[i], f) < 0)
			return -1;
	t->size = 0;
	if (hash_new(&named, (enum digest_alg)t->want.alg, f) < 0 ||
	    (t->want.alg != DIGEST_SHA256 && hash_new(&sha256, DIGEST_SHA256, f) < 0))
		return -1;
	p.named = named;
	p.sha256 = sha256;
	p.piece = (uint8_t *)malloc(PIECE);
	if (p.piece == NULL)
		return fault_memory(f, PIECE);
	rc = pour(&p, in, why, f);
	free(p.piece);
	return rc != 0 ? rc : judge(&p, why, f);
}

int run_export_tee(void *user, struct stream *in, bool *given, char why[256], struct fault *f)
{
	struct blob_tee *t = (struct blob_tee *)user;
	OWNED(stream) struct stream *plain = NULL, *whole = NULL;

	*given = false; /* what went out is taken back */
	if (t->packed && xfrm_plain(&plain, &whole, in, &t->j->o->limits, f) < 0)
		return -1;
	return poured(t, t->packed ? plain : in, why, f);
}

int run_export_fetch(struct export_job *j, struct span digest, struct blob_tee *t, char why[256], struct fault *f)
{
	struct copy_taker taker = { run_export_tee, t };
	int rc;

	(void)snprintf(why, 256, "no source of this case holds bytes that match");
	rc = run_shelf_take_kept(j->shelf, digest, &taker, why, f);
	return rc == RUN_NOT_FOUND ? run_shelf_take(j->shelf, digest, &taker, why, f) : rc;
}

/* ---- every blob ------------------------------------------------------------------------------------------------------ */

/* Where it came from, also when the case itself kept it or the destination had it. */
static int note_copy(struct export_job *j, struct span digest, struct got *g, struct fault *f)
{
	struct span method = g->copy.method;
	int rc;

	if (g->copy.source.n > 0)
		return 0;
	rc = run_shelf_best(j->shelf, digest, &g->copy, f);
	if (rc < 0)
		return -1;
	if (rc > 0)
		g->copy = (struct shelf_copy){ .kept = true, .method = method };
	return 0;
}

static int one_blob(struct export_job *j, size_t at, struct export_dest **sinks, struct fault *f)
{
	const struct chosen_blob *b = &j->choice.blobs.v[at];
	struct blob_tee t = { .j = j, .sinks = sinks };
	struct got *g = &j->got[at];
	char why[256] = "";
	bool wanted = false;
	int rc;

	if (digest_parse(&t.want, b->digest) != 0)
		return 0;
	for (size_t i = 0; i < j->dests_n; i++) {
		if (!j->dests[i].needs[at])
			continue;
		wanted = true;
		rc = export_begin(j->dests[i].out, &t.want, false, f);
		if (rc < 0)
			return -1;
		if (rc == 0)
			sinks[t.n++] = j->dests[i].out;
	}
	if (!wanted)
		return 0;
	j->items++;
	if (t.n == 0) { /* all of them have it, hashed again */
		g->had = true;
		g->size = b->size;
		run_export_progress(j, b->size);
		return note_copy(j, b->digest, g, f);
	}
	rc = run_export_fetch(j, b->digest, &t, why, f);
	for (size_t i = 0; rc >= 0 && i < t.n; i++)
		if ((rc == 0 ? export_end(sinks[i], &t.sha256, f) : export_drop(sinks[i], f)) < 0)
			return -1;
	if (rc < 0)
		return -1;
	g->had = rc == 0;
	g->failed = rc != 0;
	g->size = t.size;
	g->sha256 = t.sha256;
	g->copy = *run_shelf_taken(j->shelf);
	return rc == 0 ? note_copy(j, b->digest, g, f) : run_export_lost(j, b->digest, why, f);
}

/* In the order they lie in, so that an archive is read from front to back. */
struct read_order {
	size_t at;
	int64_t scan;
	uint64_t offset;
};

static int by_place(const void *a, const void *b)
{
	const struct read_order *x = (const struct read_order *)a, *y = (const struct read_order *)b;

	if (x->scan != y->scan)
		return x->scan < y->scan ? -1 : 1;
	if (x->offset != y->offset)
		return x->offset < y->offset ? -1 : 1;
	return x->at < y->at ? -1 : x->at > y->at;
}

static int make_order(struct export_job *j, struct read_order *v, struct fault *f)
{
	for (size_t i = 0; i < j->choice.blobs.n; i++) {
		struct shelf_copy best;

		if (run_shelf_best(j->shelf, j->choice.blobs.v[i].digest, &best, f) < 0)
			return -1;
		v[i] = (struct read_order){ i, best.scan, best.offset };
	}
	if (j->choice.blobs.n > 1)
		qsort(v, j->choice.blobs.n, sizeof *v, by_place);
	return 0;
}

int run_export_blobs_out(struct export_job *j, struct fault *f)
{
	struct export_dest **sinks = (struct export_dest **)calloc(j->dests_n + 1, sizeof(struct export_dest *));
	struct read_order *v = (struct read_order *)calloc(j->choice.blobs.n + 1, sizeof *v);
	int rc = sinks == NULL || v == NULL ? fault_memory(f, (j->choice.blobs.n + 1) * sizeof *v) : make_order(j, v, f);

	for (size_t i = 0; rc == 0 && i < j->choice.blobs.n; i++)
		rc = one_blob(j, v[i].at, sinks, f);
	free(v);
	free((void *)sinks);
	return rc;
}
