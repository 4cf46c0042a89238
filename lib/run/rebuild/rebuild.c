/*
 * run/rebuild/rebuild.c - lost layers compressed anew: what the repository's intact layers show of their encoder comes
 * first, then the likely one, then all others; of an encoder that just misses, the cuts of its program's writes. What
 * comes out is only hashed; a digest that is looked for is the proof, and the recipe is all that is kept.
 */
#include "run/rebuild/rebuild.h"

#include "run/cat.h"
#include "run/rebuild.h"
#include "run/record.h"
#include "run/scan/scan.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { NEAR = 4096, TO_LEARN = -2 };

struct lesson {
	struct digest layer, diff_id;
	uint64_t inflated;
	int encoder; /* -1: none of ours; TO_LEARN: to be found out */
};

struct encoder_lessons {
	VEC(struct lesson) v;
};

static void lessons_release(struct encoder_lessons *x)
{
	VEC_RELEASE(&x->v);
}

DEFINE_OWN(encoder_lessons, struct encoder_lessons, lessons_release)

/* ---- what came out ------------------------------------------------------------------------------- */

static bool wanted_still(const struct rebuilding *r, const struct tar_job *job)
{
	for (size_t i = 0; i < job->of.n; i++)
		if (!r->lost.v[job->of.v[i]].found)
			return true;
	return false;
}

/* No output is of use beyond this; UINT64_MAX: a size is not known. */
static uint64_t largest(const struct rebuilding *r, const struct tar_job *job)
{
	uint64_t most = 0;

	for (size_t i = 0; i < job->of.n; i++) {
		const struct lost_layer *x = &r->lost.v[job->of.v[i]];

		if (!x->found && x->size > most)
			most = x->size;
	}
	return most > UINT64_MAX - NEAR ? UINT64_MAX : most + NEAR;
}

/* Within a few bytes of what is looked for: the encoder is right, and something small differs. */
static bool nearly(const struct rebuilding *r, const struct tar_job *job, const struct attempt *a)
{
	for (size_t i = 0; i < job->of.n; i++) {
		const struct lost_layer *x = &r->lost.v[job->of.v[i]];
		uint64_t off = a->size > x->size ? a->size - x->size : x->size - a->size;

		if (!x->found && !a->over && x->size != UINT64_MAX && off <= NEAR)
			return true;
	}
	return false;
}

static int keep(struct rebuilding *r, const struct tar_job *job, const struct attempt *a, const char *program,
                struct fault *f)
{
	char encoder[64];

	(void)snprintf(encoder, sizeof encoder, "%s%s%s", program != NULL ? "program" : rebuild_encoder_name(a->encoder),
	               program != NULL || a->cut == CUT_EVEN ? "" : "/",
	               program != NULL || a->cut == CUT_EVEN ? "" : rebuild_cut_name(a->cut));
	for (size_t i = 0; i < job->of.n; i++) {
		struct lost_layer *x = &r->lost.v[job->of.v[i]];
		struct rebuilt_record k = { x->digest, job->tar, job->diff_id, encoder, a->size, job->inflated, program };

		if (x->found || a->over || !digest_eq(&x->digest, &a->digest))
			continue;
		if (casedb_begin(r->db, f) < 0 || casedb_put_rebuilt(r->db, &k, r->run, f) < 0 || casedb_commit(r->db, f) < 0)
			return -1;
		x->found = true;
		r->out->rebuilt++;
		r->out->bytes += a->size;
	}
	return 0;
}

/* ---- one tar ------------------------------------------------------------------------------------- */

static bool over_budget(struct rebuilding *r, uint64_t inflated, size_t n)
{
	if (r->spent <= r->o->limits.rebuild_bytes && inflated <= (r->o->limits.rebuild_bytes - r->spent) / (n == 0 ? 1 : n))
		return false;
	watch_bite(r->o->watch, LIMIT_rebuild_bytes, inflated);
	r->out->bounded++;
	return true;
}

static int try_all(struct rebuilding *r, struct tar_job *job, struct attempt *v, size_t n, struct fault *f)
{
	char why[256] = "";
	int rc;

	if (n == 0 || !wanted_still(r, job) || over_budget(r, job->inflated, n))
		return 0;
	r->out->tried += n;
	rc = run_rebuild_try(r, &job->tar, &job->diff_id, job->inflated, v, n, largest(r, job), why, f);
	if (rc >= 0 && why[0] != '\0' && !job->told) {
		watch_note(r->o->watch, why);
		job->told = true;
	}
	if (rc != 0) {
		r->out->unread += rc > 0;
		return rc < 0 ? -1 : 0;
	}
	for (size_t i = 0; i < n; i++)
		if (keep(r, job, &v[i], NULL, f) < 0)
			return -1;
	return 0;
}

/* The other cuts of what nearly gave it. */
static int try_cuts(struct rebuilding *r, struct tar_job *job, const struct attempt *v, size_t n, struct fault *f)
{
	for (size_t i = 0; i < n; i++) {
		struct attempt again[REBUILD_CUTS_ - 1];

		if (!rebuild_cut_matters(v[i].encoder) || !nearly(r, job, &v[i]))
			continue;
		for (size_t k = 0; k < COUNT(again); k++)
			again[k] = (struct attempt){ .encoder = v[i].encoder, .cut = (enum rebuild_cut)(k + 1) };
		if (try_all(r, job, again, COUNT(again), f) < 0)
			return -1;
	}
	return 0;
}

/* By the media types of what is looked for; of an unknown one only what is cheap. */
static bool may_be(const struct rebuilding *r, const struct tar_job *job, enum rebuild_encoder e)
{
	enum rebuild_family family = rebuild_family(e);

	for (size_t i = 0; i < job->of.n; i++) {
		const struct lost_layer *x = &r->lost.v[job->of.v[i]];

		if (!x->found && (x->family == family || (x->family == REBUILD_ANY && family != REBUILD_ZSTD)))
			return true;
	}
	return false;
}

static int rebuild_one(struct rebuilding *r, struct tar_job *job, struct fault *f)
{
	enum rebuild_encoder first = job->learnt >= 0 ? (enum rebuild_encoder)job->learnt
	                             : may_be(r, job, REBUILD_GO_6)  ? REBUILD_GO_6
	                                                             : REBUILD_ZSTD_3;
	struct attempt likely = { .encoder = first }, others[REBUILD_ENCODERS_];
	size_t n = 0;

	if (try_all(r, job, &likely, 1, f) < 0 || try_cuts(r, job, &likely, 1, f) < 0)
		return -1;
	for (int e = 0; e < REBUILD_ENCODERS_; e++)
		if (e != (int)first && may_be(r, job, (enum rebuild_encoder)e))
			others[n++] = (struct attempt){ .encoder = (enum rebuild_encoder)e };
	return try_all(r, job, others, n, f) < 0 ? -1 : try_cuts(r, job, others, n, f);
}

static int rebuild_with(struct rebuilding *r, struct tar_job *job, struct fault *f)
{
	struct attempt a = { .over = true };
	char why[256] = "";
	int rc;

	if (!wanted_still(r, job) || over_budget(r, job->inflated, 1))
		return 0;
	r->out->tried++;
	rc = run_rebuild_run(r, &job->tar, &job->diff_id, job->inflated, &a, largest(r, job), why, f);
	if (rc > 0)
		watch_note(r->o->watch, why);
	return rc < 0 ? -1 : rc > 0 ? 0 : keep(r, job, &a, run_filter_told(r->o->filter), f);
}

/* ---- what intact layers show ---------------------------------------------------------------------- */

struct first_bytes {
	uint8_t bytes[10];
	size_t n;
};

static int take_head(void *user, struct stream *in, bool *given, char why[256], struct fault *f)
{
	struct first_bytes *h = (struct first_bytes *)user;
	int rc = stream_read_full(in, h->bytes, sizeof h->bytes, &h->n, f);

	*given = false;
	(void)why;
	return rc < 0 ? -1 : rc > 0 ? RUN_NOT_FOUND : 0;
}

/* What no encoder of ours gives: sherd-formats(7), "Go's gzip", who writes so. */
static const char *unknown_maker(const struct first_bytes *h)
{
	static const uint8_t unset_time[] = { 0x1f, 0x8b, 8, 0, 0x00, 0x09, 0x6e, 0x88 };

	return h->n >= sizeof unset_time && memcmp(h->bytes, unset_time, sizeof unset_time) == 0 ? "pgzip-or-go-before-1.8"
	                                                                                          : "none";
}

static int find_maker(struct rebuilding *r, const struct lesson *x, const struct first_bytes *h, int *encoder, struct fault *f)
{
	struct attempt v[REBUILD_ENCODERS_];
	size_t n = 0;
	char why[256] = "";
	int rc;

	for (int e = 0; e < REBUILD_PLAIN; e++)
		if (rebuild_encoder_fits((enum rebuild_encoder)e, span_make(h->bytes, h->n)))
			v[n++] = (struct attempt){ .encoder = (enum rebuild_encoder)e };
	if (n == 0)
		return 0;
	if (over_budget(r, x->inflated, n))
		return 1;
	rc = run_rebuild_try(r, &x->layer, &x->diff_id, x->inflated, v, n, UINT64_MAX, why, f);
	for (size_t i = n; rc == 0 && i-- > 0;)
		if (!v[i].over && digest_eq(&v[i].digest, &x->layer))
			*encoder = (int)v[i].encoder;
	return rc;
}

/* Which encoder gives these stored bytes again; in x->encoder, and in the case. */
static int learn(struct rebuilding *r, struct lesson *x, struct fault *f)
{
	struct first_bytes h = { .n = 0 };
	struct copy_taker taker = { take_head, &h };
	char name[DIGEST_TEXT], why[256] = "";
	int rc = run_shelf_take(r->shelf, span_of(digest_text(name, &x->layer)), &taker, why, f);

	x->encoder = -1;
	if (rc == 0)
		rc = find_maker(r, x, &h, &x->encoder, f);
	if (rc != 0)
		return rc < 0 ? -1 : 0;
	r->out->learnt++;
	if (casedb_begin(r->db, f) < 0 ||
	    casedb_put_toolmark(r->db, &x->layer,
	                        x->encoder < 0 ? unknown_maker(&h) : rebuild_encoder_name((enum rebuild_encoder)x->encoder),
	                        r->run, f) < 0)
		return -1;
	return casedb_commit(r->db, f);
}

/* The smallest intact layers of the repositories that name `digest` (NULL: of every repository). */
static int read_lessons(struct rebuilding *r, const struct digest *digest, struct encoder_lessons *out, struct fault *f)
{
	OWNED(rows) struct rows *rows = NULL;
	char name[DIGEST_TEXT];
	int rc;

	if (rows_open(r->db, QUERY_REBUILD_INTACT, &rows, f) < 0 ||
	    (digest != NULL && rows_bind_text(rows, 1, span_of(digest_text(name, digest)), f) < 0))
		return -1;
	while ((rc = rows_next(rows, f)) == 0) {
		struct lesson x = { .inflated = (uint64_t)rows_int(rows, "inflated"), .encoder = TO_LEARN };
		enum rebuild_encoder e;
		enum rebuild_cut c;

		if (digest_parse(&x.layer, rows_span(rows, "sha256")) != 0 || digest_parse(&x.diff_id, rows_span(rows, "diff_id")) != 0)
			continue;
		if (rows_has(rows, "encoder"))
			x.encoder = rebuild_parse(rows_span(rows, "encoder"), &e, &c) == 0 ? (int)e : -1;
		if (VEC_PUSH(&out->v, x, f) < 0)
			return -1;
	}
	return rc < 0 ? -1 : 0;
}

static int learn_all(struct rebuilding *r, const struct digest *digest, int *encoder, struct fault *f)
{
	OWNED(encoder_lessons) struct encoder_lessons all = { .v = { NULL, 0, 0 } };

	*encoder = -1;
	if (read_lessons(r, digest, &all, f) < 0)
		return -1;
	for (size_t i = 0; i < all.v.n; i++) {
		if (all.v.v[i].encoder == TO_LEARN && learn(r, &all.v.v[i], f) < 0)
			return -1;
		if (*encoder < 0)
			*encoder = all.v.v[i].encoder;
		if (*encoder >= 0 && digest != NULL)
			return 0;
	}
	return 0;
}

/* ---- the order of it all ------------------------------------------------------------------------- */

static void tell_progress(struct rebuilding *r, size_t done)
{
	struct progress p = { .phase = "rebuild", .items = done, .bytes = r->spent };

	watch_progress(r->o->watch, &p);
}

static int rebuild_jobs(struct rebuilding *r, struct fault *f)
{
	for (size_t i = 0; i < r->jobs.n; i++) {
		struct tar_job *job = &r->jobs.v[i];

		tell_progress(r, i);
		if (!wanted_still(r, job))
			continue;
		if (r->o->filter != NULL) {
			if (rebuild_with(r, job, f) < 0)
				return -1;
			continue;
		}
		if (learn_all(r, &r->lost.v[job->of.v[0]].digest, &job->learnt, f) < 0 || rebuild_one(r, job, f) < 0)
			return -1;
	}
	return 0;
}

static void count(struct rebuilding *r)
{
	r->out->lost = r->lost.n;
	r->out->tars = r->jobs.n;
	for (size_t i = 0; i < r->lost.n; i++)
		r->out->before += r->lost.v[i].found;
	r->out->spent = r->spent;
}

static int work_on(struct casedb *db, const struct run_options *o, int64_t run, struct run_rebuilt *out,
                   struct buf *outcome, struct fault *f)
{
	struct rebuilding r = { .db = db, .o = o, .out = out, .run = run };
	int ignored, rc = run_shelf_new(&r.shelf, db, o, f);

	if (rc == 0)
		rc = run_rebuild_plan(&r, f);
	if (rc == 0) {
		count(&r);
		rc = rebuild_jobs(&r, f);
	}
	if (rc == 0 && o->filter == NULL)
		rc = learn_all(&r, NULL, &ignored, f);
	out->spent = r.spent;
	if (rc == 0)
		rc = buf_printf(outcome, f, "%" PRIu64 " of %" PRIu64 " lost layers compressed anew%s%s", out->rebuilt, out->lost,
		                o->filter == NULL ? "" : " by ", o->filter == NULL ? "" : run_filter_told(o->filter));
	run_rebuild_release(&r);
	run_shelf_free(r.shelf);
	return rc < 0 ? -1 : 0;
}

struct rebuild_asked {
	struct run_rebuilt *counts;
	struct buf *outcome;
};

static int rebuild_work(struct casedb *db, const struct run_options *o, int64_t run, void *user, struct run_result *out,
                        struct fault *f)
{
	struct rebuild_asked *x = (struct rebuild_asked *)user;

	if (run_resolve_case(db, o, out, f) < 0 || run_mend_case(db, o, run, &x->counts->mend, f) < 0)
		return -1;
	/* a config that is put right names tars */
	if ((x->counts->mend.mended + x->counts->mend.bounded > 0 && run_resolve_case(db, o, out, f) < 0) || work_on(db, o, run, x->counts, x->outcome, f) < 0)
		return -1;
	return run_resolve_case(db, o, out, f);
}

int run_rebuild(const struct run_options *o, struct run_rebuilt *counts, struct run_result *out, struct fault *f)
{
	OWNED(buf) struct buf outcome = BUF_INIT;
	struct rebuild_asked x = { counts, &outcome };
	const struct run_work w = { .mode = CASEDB_WRITE, .work = rebuild_work, .user = &x, .outcome = &outcome };

	memset(counts, 0, sizeof *counts);
	return run_recorded(o, &w, out, f);
}
