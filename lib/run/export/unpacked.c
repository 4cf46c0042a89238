/*
 * run/export/unpacked.c - destinations that take layers without their packing: docker-archive, and the merged root file
 * system. A layer's bytes come from any blob that holds them; the diff_id the config names is the proof.
 */
#include "run/export/job.h"

#include "hash/hash.h"
#include "run/cat.h"
#include "run/choose.h"
#include "view/view.h"
#include "xfrm/xfrm.h"

#include <stdio.h>

enum { MOST_LISTING = 1 << 30 }; /* told: a fault of the case; listing_bytes bounds what is written */

/* ---- docker-archive ------------------------------------------------------------------------------------------------- */

/* Something written once however many images share it. */
struct once {
	struct digest digest;
	struct span blob;
	bool packed, config, good;
};

struct pieces {
	VEC(struct once) v;
};

static int by_digest(const void *a, const void *b)
{
	const struct once *x = (const struct once *)a, *y = (const struct once *)b;
	int c = digest_cmp(&x->digest, &y->digest);

	return c != 0 ? c : (int)x->config - (int)y->config;
}

static int gather(struct export_job *j, const struct dest *d, struct pieces *all, struct fault *f)
{
	for (size_t i = 0; i < d->images.n; i++) {
		const struct going *g = &d->images.v[i];
		struct once x = { .blob = j->choice.images.v[g->from].config, .config = true };

		if (digest_parse(&x.digest, x.blob) != 0 || VEC_PUSH(&all->v, x, f) < 0)
			return f->kind != FAULT_NONE ? -1 : 0;
		for (size_t k = 0; k < g->layers.n; k++) {
			x = (struct once){ g->layers.v[k].diff_id, g->layers.v[k].blob, g->layers.v[k].packed, false, false };
			if (VEC_PUSH(&all->v, x, f) < 0)
				return -1;
		}
	}
	if (all->v.n > 1)
		qsort(all->v.v, all->v.n, sizeof *all->v.v, by_digest);
	return 0;
}

static int write_once(struct export_job *j, struct dest *d, struct once *x, struct fault *f)
{
	struct blob_tee t = { .j = j, .sinks = &d->out, .n = 1, .want = x->digest, .packed = x->packed && !x->config };
	char why[256] = "";
	int rc = export_begin(d->out, &x->digest, x->config, f);

	if (rc < 0)
		return -1;
	rc = run_export_fetch(j, x->blob, &t, why, f);
	if (rc < 0)
		return -1;
	j->items++;
	x->good = rc == 0;
	if (x->good)
		return export_end(d->out, &t.sha256, f);
	return export_drop(d->out, f) < 0 ? -1 : run_export_lost(j, x->blob, why, f);
}

static bool is_good(const struct pieces *all, const struct digest *d, bool config)
{
	struct once key = { .digest = *d, .config = config };
	const struct once *at = bsearch(&key, all->v.v, all->v.n, sizeof key, by_digest);

	return at != NULL && at->good;
}

static void mark_failed(struct export_job *j, struct dest *d, const struct pieces *all)
{
	for (size_t i = 0; i < d->images.n; i++) {
		struct going *g = &d->images.v[i];
		struct digest config;

		g->failed = digest_parse(&config, j->choice.images.v[g->from].config) != 0 || !is_good(all, &config, true);
		for (size_t k = 0; k < g->layers.n; k++) {
			g->failed |= !is_good(all, &g->layers.v[k].diff_id, false);
			g->bytes += g->layers.v[k].inflated;
			g->blobs++;
		}
	}
}

int run_export_docker_out(struct export_job *j, struct dest *d, struct fault *f)
{
	struct pieces all = { .v = { NULL, 0, 0 } };
	size_t kept = 0;
	int rc = gather(j, d, &all, f);

	for (size_t i = 0; i < all.v.n; i++)
		if (kept == 0 || by_digest(&all.v.v[kept - 1], &all.v.v[i]) != 0)
			all.v.v[kept++] = all.v.v[i];
	all.v.n = kept;
	for (size_t i = 0; rc == 0 && i < all.v.n; i++)
		rc = write_once(j, d, &all.v.v[i], f);
	if (rc == 0)
		mark_failed(j, d, &all);
	VEC_RELEASE(&all.v);
	return rc;
}

/* ---- files ----------------------------------------------------------------------------------------------------------------- */

/* 0, or 1: the layer was not listed (an examination of less than full depth, or no tar). */
static int add_listing(struct export_job *j, struct view *v, const struct plain_tar *p, struct fault *f)
{
	OWNED(rows) struct rows *r = NULL;
	OWNED(buf) struct buf text = BUF_INIT;
	int rc;

	if (rows_open(j->db, QUERY_CHOICE_INFLATED, &r, f) < 0 || rows_bind_text(r, 1, p->blob, f) < 0)
		return -1;
	rc = rows_next(r, f);
	if (rc != 0 || !rows_has(r, "listing"))
		return rc < 0 ? -1 : 1;
	rc = xfrm_unpack(&text, rows_span(r, "listing"), MOST_LISTING, f);
	return rc != 0 ? rc : view_layer(v, buf_span(&text), f);
}

struct feeding {
	struct export_job *j;
	struct export_tree *tree;
	uint32_t layer;
	struct digest want;
	bool packed, fed;
};

/* The rest after the tar's end, so that every byte is hashed. */
static int drain(struct stream *in, struct fault *f)
{
	uint8_t piece[8192];
	size_t got = 1;
	int rc = 0;

	while (rc == 0 && got > 0)
		rc = stream_read(in, piece, sizeof piece, &got, f);
	return rc;
}

static int feed_plain(struct feeding *x, struct stream *in, char why[256], struct fault *f)
{
	OWNED(hash) struct hash *hash = NULL;
	OWNED(stream) struct stream *tee = NULL;
	struct digest got;
	int rc;

	if (hash_new(&hash, (enum digest_alg)x->want.alg, f) < 0 || hash_tee(&tee, in, hash, f) < 0)
		return -1;
	rc = export_tree_layer(x->tree, x->layer, tee, why, f);
	if (rc == 0)
		rc = drain(tee, f);
	if (rc > 0 && why[0] == '\0')
		(void)snprintf(why, 256, "%s", tee->why);
	if (rc != 0)
		return rc < 0 ? -1 : RUN_NOT_FOUND;
	if (hash_get(hash, &got, f) < 0)
		return -1;
	if (digest_eq(&got, &x->want))
		return 0;
	(void)snprintf(why, 256, "the bytes no longer match the digest");
	return RUN_NOT_FOUND;
}

static int take_layer(void *user, struct stream *in, bool *given, char why[256], struct fault *f)
{
	struct feeding *x = (struct feeding *)user;
	OWNED(stream) struct stream *plain = NULL, *whole = NULL;

	*given = false;
	if (x->fed) /* what the copy before told stands in the tar */
		return RUN_NOT_FOUND;
	x->fed = true;
	why[0] = '\0';
	if (run_export_stopped(x->j, f) < 0 || (x->packed && xfrm_plain(&plain, &whole, in, &x->j->o->limits, f) < 0))
		return -1;
	return feed_plain(x, x->packed ? plain : in, why, f);
}

/* A tar cannot take back what a wrong copy told it: the first copy that cannot be read ends the image. */
static int feed_layers(struct export_job *j, struct going *g, struct export_tree *tree, char why[256], struct fault *f)
{
	for (size_t i = 0; i < g->layers.n; i++) {
		const struct plain_tar *p = &g->layers.v[i];
		struct feeding x = { .j = j, .tree = tree, .layer = (uint32_t)i, .want = p->diff_id, .packed = p->packed };
		struct copy_taker taker = { take_layer, &x };
		int rc = run_shelf_take(j->shelf, p->blob, &taker, why, f);

		if (rc != 0)
			return rc;
		g->bytes += p->inflated;
		g->blobs++;
		run_export_progress(j, p->inflated);
	}
	return 0;
}

static int one_tree(struct export_job *j, struct dest *d, struct going *g, struct fault *f)
{
	OWNED(view) struct view *v = NULL;
	OWNED(export_tree) struct export_tree *tree = NULL;
	const struct chosen_image *m = &j->choice.images.v[g->from];
	struct digest digest;
	char why[256] = "it was not listed; examine the source at full depth";
	int rc;

	if (view_new(&v, f) < 0)
		return -1;
	rc = digest_parse(&digest, m->digest);
	for (size_t i = 0; rc == 0 && i < g->layers.n; i++)
		rc = add_listing(j, v, &g->layers.v[i], f);
	if (rc == 0 && (view_settle(v, f) < 0 || export_tree_new(&tree, d->out, &digest, v, &j->o->limits, f) < 0))
		return -1;
	if (rc == 0)
		rc = feed_layers(j, g, tree, why, f);
	if (rc < 0)
		return -1;
	g->failed = rc != 0;
	if (rc == 0)
		return export_tree_end(tree, &g->left_out, f);
	if (export_drop(d->out, f) < 0)
		return -1;
	if (export_target_is_file(&d->target)) /* its archive has a half already */
		return fault_set(f, FAULT_IO, 0, "%.*s could not be read back: %s", (int)m->digest.n, (const char *)m->digest.p, why);
	return run_export_lost(j, m->digest, why, f);
}

int run_export_files_out(struct export_job *j, struct dest *d, struct fault *f)
{
	for (size_t i = 0; i < d->images.n; i++) {
		if (one_tree(j, d, &d->images.v[i], f) < 0)
			return -1;
		j->items++;
	}
	return 0;
}
