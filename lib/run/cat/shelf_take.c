/* run/cat/shelf_take.c - the bytes of a digest: a stored copy, else a damaged one put right, else a layer compressed anew. */
#include "run/cat/shelf_private.h"

#include "mend/mend.h"
#include "rebuild/rebuild.h"
#include "run/cat.h"
#include "run/rebuild/filter.h"

#include <stdio.h>

struct shelf_packing {
	const struct copy_taker *taker;
	const struct limits *limits;
	enum rebuild_encoder encoder;
	enum rebuild_cut cut;
	uint64_t size;
	struct run_filter *filter; /* a program compresses; NULL: the encoder */
};

static int take_packed(void *user, struct stream *in, bool *given, char why[256], struct fault *f)
{
	const struct shelf_packing *p = (const struct shelf_packing *)user;
	OWNED(stream) struct stream *plain = NULL, *whole = NULL;
	OWNED(stream) struct stream *packed = NULL;
	int rc;

	if (xfrm_plain(&plain, &whole, in, p->limits, f) < 0 ||
	    (p->filter != NULL ? run_filter_stream(&packed, p->filter, plain, f)
	                       : rebuild_stream(&packed, p->encoder, p->cut, p->size, plain, f)) < 0)
		return -1;
	rc = p->taker->take(p->taker->user, packed, given, why, f);
	stream_close(TAKE(&packed));
	return rc;
}

/* The recipe of a lost layer: which file its tar is in, which encoder. 0, RUN_NOT_FOUND. */
static int find_recipe(struct shelf *s, struct span digest, struct shelf_packing *p, struct span *tar, char why[256],
                       struct fault *f)
{
	OWNED(rows) struct rows *r = NULL;
	int rc;

	if (rows_open(s->db, QUERY_REBUILT_FROM, &r, f) < 0 || rows_bind_text(r, 1, digest, f) < 0)
		return -1;
	rc = rows_next(r, f);
	if (rc != 0)
		return rc < 0 ? -1 : RUN_NOT_FOUND;
	p->size = (uint64_t)rows_int(r, "inflated");
	if (rebuild_parse(rows_span(r, "encoder"), &p->encoder, &p->cut) != 0) {
		struct span program = rows_span(r, "program");

		if (program.n == 0) /* a damaged copy put right: take_right() tried it */
			return RUN_NOT_FOUND;
		(void)snprintf(why, 256, "a program compressed it anew, and has to be given again by --with: %.*s",
		               (int)(program.n < 160 ? program.n : 160), (const char *)program.p);
		if (s->o->filter == NULL)
			return RUN_NOT_FOUND;
		p->filter = s->o->filter;
	}
	return arena_span(&s->arena, rows_span(r, "tar"), tar, f);
}

/* ---- a damaged blob put right ---------------------------------------------------------------------------------- */

struct mended_copy {
	struct mend_recipe recipe;
	struct stream *base, *other;
	struct span method;
};

static void mended_copy_release(struct mended_copy *c)
{
	stream_close(c->base);
	stream_close(c->other);
	mend_recipe_release(&c->recipe);
}

DEFINE_OWN(mended_copy, struct mended_copy, mended_copy_release)

/* The recipe, and the copies it takes from. 0, RUN_NOT_FOUND: it was not put right, or they are gone. */
static int find_mended(struct shelf *s, struct span digest, struct mended_copy *c, char why[256], struct fault *f)
{
	OWNED(rows) struct rows *r = NULL;
	struct span base = SPAN_NONE, other = SPAN_NONE;
	int rc;

	if (rows_open(s->db, QUERY_REBUILT_FROM, &r, f) < 0 || rows_bind_text(r, 1, digest, f) < 0)
		return -1;
	rc = rows_next(r, f);
	if (rc == 0)
		rc = mend_recipe_parse(&c->recipe, rows_span(r, "encoder"), (uint64_t)rows_int(r, "size"), f);
	if (rc != 0)
		return rc < 0 ? -1 : RUN_NOT_FOUND;
	if (arena_span(&s->arena, rows_span(r, "tar"), &base, f) < 0 || arena_span(&s->arena, rows_span(r, "other"), &other, f) < 0 ||
	    arena_span(&s->arena, rows_span(r, "encoder"), &c->method, f) < 0)
		return -1;
	if (c->recipe.kind == MEND_JOIN)
		rc = run_shelf_open_stored(s, other, &c->other, why, f);
	return rc == 0 ? run_shelf_open_stored(s, base, &c->base, why, f) : rc;
}

/* 0, RUN_NOT_FOUND. */
static int take_right(struct shelf *s, struct span digest, const struct copy_taker *taker, char why[256], struct fault *f)
{
	OWNED(mended_copy) struct mended_copy c = { .base = NULL };
	OWNED(stream) struct stream *in = NULL;
	bool given = false;
	int rc = find_mended(s, digest, &c, why, f);

	if (rc == 0)
		rc = mend_stream(&in, &c.recipe, c.base, c.other, f);
	if (rc == 0)
		rc = taker->take(taker->user, in, &given, why, f);
	if (rc == 0)
		s->taken.method = c.method;
	return rc;
}

static int take_anew(struct shelf *s, struct span digest, const struct copy_taker *taker, char why[256], struct fault *f)
{
	struct shelf_packing p = { .taker = taker, .limits = &s->o->limits };
	struct copy_taker packer = { take_packed, &p };
	struct span tar = SPAN_NONE;
	char method[80];
	int rc = find_recipe(s, digest, &p, &tar, why, f);

	if (rc == 0)
		rc = run_shelf_take_tar(s, tar, &packer, why, f);
	if (rc != 0)
		return rc;
	(void)snprintf(method, sizeof method, "recompressed, %s/%s", p.filter != NULL ? "program" : rebuild_encoder_name(p.encoder),
	               p.filter != NULL ? "--with" : rebuild_cut_name(p.cut));
	return arena_span(&s->arena, span_of(method), &s->taken.method, f);
}

int run_shelf_take(struct shelf *s, struct span digest, const struct copy_taker *taker, char why[256], struct fault *f)
{
	int rc = run_shelf_take_stored(s, digest, taker, why, f);

	if (rc == RUN_NOT_FOUND)
		rc = take_right(s, digest, taker, why, f);
	return rc == RUN_NOT_FOUND ? take_anew(s, digest, taker, why, f) : rc;
}

int run_copy_take(struct casedb *db, const struct run_options *o, struct span digest, const struct copy_taker *taker,
                  char why[256], struct fault *f)
{
	OWNED(shelf) struct shelf *s = NULL;

	return run_shelf_new(&s, db, o, f) < 0 ? -1 : run_shelf_take(s, digest, taker, why, f);
}
