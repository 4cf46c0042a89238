/*
 * run/rebuild/mend.c - damaged blobs put right: the bit that the scan saw, two bits, what follows the blob cut off, two
 * damaged copies joined. What comes out is read as any blob is; its digest is the proof, and the recipe is all that is kept.
 */
#include "base/vec.h"
#include "blob/blob.h"
#include "casedb/query.h"
#include "mend/mend.h"
#include "run/cat/shelf.h"
#include "run/rebuild.h"
#include "run/record.h"
#include "run/scan/scan.h"

#include <stdio.h>

/* rule: copies of one blob that are held against one another. */
enum { COPIES = 8, PIECE = 16384 };

struct damaged_copy {
	struct digest bytes; /* SHA-256 of what is there */
	uint64_t size, flip; /* flip: byte that one bit explains; UINT64_MAX: none is known */
	int64_t item, scan;
};

struct damaged_blob {
	struct digest digest;
	uint64_t declared; /* 0: nothing says */
	struct damaged_copy v[COPIES];
	size_t n;
};

struct mending {
	struct casedb *db;
	const struct run_options *o;
	struct run_mended *out;
	struct shelf *shelf;
	struct examiner *examiner;
	uint64_t reading, turning; /* what is left of the bounds, in bytes */
	int64_t run, scan;         /* scan: one that counts, which tells of bounds */
	VEC(struct damaged_blob) blobs;
};

static void mending_release(struct mending *m)
{
	VEC_RELEASE(&m->blobs);
	examiner_free(m->examiner);
	run_shelf_free(m->shelf);
}

DEFINE_OWN(mending, struct mending, mending_release)

/* ---- which --------------------------------------------------------------------------------------------------------- */

static bool known(const struct damaged_blob *b, const struct digest *bytes)
{
	for (size_t i = 0; i < b->n; i++)
		if (digest_eq(&b->v[i].bytes, bytes))
			return true;
	return false;
}

static int take_row(struct mending *m, struct rows *r, struct fault *f)
{
	struct damaged_blob b = { .declared = (uint64_t)rows_int(r, "declared") }, *last;
	struct damaged_copy c = { .size = (uint64_t)rows_int(r, "size"),
		                  .flip = rows_has(r, "flip") ? (uint64_t)rows_int(r, "flip") : UINT64_MAX,
		                  .item = rows_int(r, "item"),
		                  .scan = rows_int(r, "scan") };

	if (digest_parse(&b.digest, rows_span(r, "digest")) != 0 || digest_parse(&c.bytes, rows_span(r, "bytes")) != 0)
		return 0;
	m->scan = c.scan;
	last = m->blobs.n > 0 ? &m->blobs.v[m->blobs.n - 1] : NULL;
	if (last == NULL || !digest_eq(&last->digest, &b.digest)) {
		if (VEC_PUSH(&m->blobs, b, f) < 0)
			return -1;
		last = &m->blobs.v[m->blobs.n - 1];
	}
	if (last->n < COPIES && !known(last, &c.bytes))
		last->v[last->n++] = c;
	return 0;
}

static int read_damaged(struct mending *m, struct fault *f)
{
	OWNED(rows) struct rows *r = NULL;
	int rc;

	if (rows_open(m->db, QUERY_MENDABLE, &r, f) < 0)
		return -1;
	while ((rc = rows_next(r, f)) == 0) {
		if (rows_int(r, "done") != 0)
			m->out->before += rows_int(r, "nth") == 1;
		else if (take_row(m, r, f) < 0)
			return -1;
	}
	m->out->damaged = m->blobs.n;
	return rc < 0 ? -1 : 0;
}

/* ---- the bounds --------------------------------------------------------------------------------------------------- */

static bool afford(struct mending *m, uint64_t *left, enum limit id, uint64_t cost)
{
	if (cost <= *left) {
		*left -= cost;
		return true;
	}
	watch_bite(m->o->watch, id, cost);
	m->out->bounded++;
	return false;
}

/* ---- the result --------------------------------------------------------------------------------------------------- */

struct mend_result {
	struct mending *m;
	const struct damaged_blob *blob;
	const struct damaged_copy *base, *other; /* other: base where none is needed */
	const struct mend_recipe *recipe;
	struct exam *exam;
};

/* 0; 1: it cannot be opened. */
static int open_bytes(struct mending *m, const struct damaged_copy *c, struct stream **out, struct fault *f)
{
	char name[DIGEST_TEXT], why[256];
	int rc = run_shelf_open_stored(m->shelf, span_of(digest_text(name, &c->bytes)), out, why, f);

	return rc < 0 ? -1 : rc > 0;
}

static int read_mended(const struct mend_result *x, struct fault *f)
{
	OWNED(stream) struct stream *base = NULL, *other = NULL;
	OWNED(stream) struct stream *in = NULL;
	struct place place = { .role = ROLE_BLOB_DATA, .in_registry = true, .store = STORE_IS_REGISTRY, .digest = x->blob->digest };
	int rc = open_bytes(x->m, x->base, &base, f);

	if (rc == 0 && x->recipe->kind == MEND_JOIN)
		rc = open_bytes(x->m, x->other, &other, f);
	if (rc == 0)
		rc = mend_stream(&in, x->recipe, base, other, f);
	return rc != 0 ? rc : examine(x->m->examiner, &place, in, x->exam, f);
}

static int put(const struct mend_result *x, struct fault *f)
{
	OWNED(buf) struct buf recipe = BUF_INIT;
	struct exam_record record;
	struct rebuilt_record k = { .digest = x->blob->digest, .tar = x->base->bytes, .diff_id = x->other->bytes,
		                    .size = x->recipe->size };

	if (mend_recipe_print(x->recipe, &recipe, f) < 0)
		return -1;
	k.encoder = buf_cstr(&recipe);
	run_scan_exam_record(&record, x->exam, ROLE_BLOB_DATA);
	return casedb_begin(x->m->db, f) < 0 || casedb_put_rebuilt(x->m->db, &k, x->m->run, f) < 0 ||
	                       casedb_put_bodies(x->m->db, &record, f) < 0 || casedb_commit(x->m->db, f) < 0
	               ? -1
	               : 0;
}

/* The mended bytes are read once more as what they are. 0 they are the blob, and it is kept; 1 they are not. */
static int keep(struct mending *m, const struct damaged_blob *b, const struct damaged_copy *base, const struct damaged_copy *other,
                const struct mend_recipe *recipe, struct fault *f)
{
	OWNED(exam) struct exam e = { .read = false };
	const struct mend_result x = { m, b, base, other, recipe, &e };
	int rc = read_mended(&x, f);

	if (rc != 0)
		return rc < 0 ? -1 : 1;
	if (!e.read || !digest_eq(&e.sha256, &b->digest))
		return 1;
	if (put(&x, f) < 0)
		return -1;
	m->out->mended++;
	m->out->bytes += recipe->size;
	return 0;
}

/* ---- one copy ------------------------------------------------------------------------------------------------------ */

/* 0; 1: not all of it came. */
static int read_all(struct mending *m, const struct damaged_copy *c, struct buf *out, struct fault *f)
{
	OWNED(stream) struct stream *in = NULL;
	uint8_t piece[PIECE];
	size_t got = 1;
	int rc = open_bytes(m, c, &in, f);

	while (rc == 0 && got > 0 && out->n <= c->size) {
		rc = stream_read(in, piece, sizeof piece, &got, f);
		if (rc == 0 && buf_add(out, span_make(piece, got), f) < 0)
			return -1;
	}
	return rc < 0 ? -1 : rc > 0 || out->n != c->size;
}

/* Two bits: the nearer first, then any, as far as the bound goes. */
static int turn_two(struct mending *m, const struct damaged_blob *b, struct buf *bytes, struct mend_recipe *recipe, struct fault *f)
{
	int rc = 1;

	if (afford(m, &m->turning, LIMIT_mend_bits, mend_word_cost(bytes->n)))
		rc = mend_word(recipe, bytes, &b->digest, m->o->watch, f);
	if (rc == 1 && mend_pair_cost(bytes->n) <= m->o->limits.mend_pairs && afford(m, &m->turning, LIMIT_mend_bits, mend_pair_cost(bytes->n)))
		rc = mend_pair(recipe, bytes, &b->digest, m->o->watch, f);
	return rc;
}

static int try_bits(struct mending *m, const struct damaged_blob *b, const struct damaged_copy *c, struct fault *f)
{
	OWNED(buf) struct buf bytes = BUF_INIT;
	OWNED(mend_recipe) struct mend_recipe recipe = { .kind = MEND_BITS };
	int rc;

	if (c->size == 0 || c->size > m->o->limits.flip_blob || (b->declared > 0 && b->declared != c->size))
		return 1;
	rc = read_all(m, c, &bytes, f);
	if (rc != 0)
		return rc;
	rc = c->flip != UINT64_MAX ? mend_byte(&recipe, &bytes, c->flip, &b->digest, f) : turn_two(m, b, &bytes, &recipe, f);
	return rc != 0 ? rc : keep(m, b, c, c, &recipe, f);
}

static int try_cut(struct mending *m, const struct damaged_blob *b, const struct damaged_copy *c, struct fault *f)
{
	const struct mend_recipe recipe = { .kind = MEND_CUT, .size = b->declared };

	return b->declared == 0 || b->declared >= c->size || !afford(m, &m->reading, LIMIT_mend_bytes, b->declared)
	               ? 1
	               : keep(m, b, c, c, &recipe, f);
}

/* ---- two copies ---------------------------------------------------------------------------------------------------- */

struct mend_two {
	const struct damaged_copy *base, *other;
	struct mend_differences d;
	struct mend_recipe recipe;
};

static void mend_two_release(struct mend_two *t)
{
	mend_differences_release(&t->d);
	mend_recipe_release(&t->recipe);
}

DEFINE_OWN(mend_two, struct mend_two, mend_two_release)

/* One reading of both: to compare them (want NULL), or to join them as what is wanted. 0; > 0: nothing came of it. */
static int read_both(struct mending *m, struct mend_two *t, const struct digest *want, struct fault *f)
{
	OWNED(stream) struct stream *a = NULL, *b = NULL;
	int rc = open_bytes(m, t->base, &a, f);

	if (rc == 0)
		rc = open_bytes(m, t->other, &b, f);
	if (rc != 0)
		return rc;
	return want == NULL ? mend_compare(&t->d, a, b, m->o->limits.mend_places, f) : mend_join(&t->recipe, &t->d, a, b, want, m->o->watch, f);
}

/* All ways that are open, as far as the bound goes. */
static int choose(struct mending *m, struct mend_two *t, uint64_t size, const struct digest *want, struct fault *f)
{
	if (t->d.open > MEND_OPEN_MOST || !afford(m, &m->reading, LIMIT_mend_bytes, (size + 1) << t->d.open))
		return 1;
	mend_recipe_release(&t->recipe);
	return read_both(m, t, want, f);
}

static int try_join(struct mending *m, const struct damaged_blob *b, const struct damaged_copy *base, const struct damaged_copy *other,
                    struct fault *f)
{
	OWNED(mend_two) struct mend_two t = { .base = base, .other = other };
	uint64_t size = base->size > other->size ? base->size : other->size;
	int rc;

	if ((b->declared > 0 && b->declared != size) || !afford(m, &m->reading, LIMIT_mend_bytes, 2 * size))
		return 1;
	rc = read_both(m, &t, NULL, f);
	if (rc == MEND_TOO_MANY) {
		watch_bite(m->o->watch, LIMIT_mend_places, 1);
		m->out->bounded++;
	}
	if (rc != 0)
		return rc < 0 ? -1 : 1;
	rc = choose(m, &t, size, &b->digest, f);
	if (rc == 1) {
		mend_doubt(&t.d);
		rc = choose(m, &t, size, &b->digest, f);
	}
	return rc != 0 ? rc : keep(m, b, base, other, &t.recipe, f);
}

/* ---- all of them --------------------------------------------------------------------------------------------------- */

/* The cheapest first; a result of 0 ends it. */
static int mend_one(struct mending *m, const struct damaged_blob *b, struct fault *f)
{
	int rc = 1;

	for (size_t i = 0; rc == 1 && i < b->n; i++)
		rc = try_cut(m, b, &b->v[i], f);
	for (size_t i = 0; rc == 1 && i < b->n; i++)
		for (size_t k = i + 1; rc == 1 && k < b->n; k++)
			rc = try_join(m, b, &b->v[i], &b->v[k], f);
	for (size_t i = 0; rc == 1 && i < b->n; i++)
		rc = try_bits(m, b, &b->v[i], f);
	return rc < 0 ? -1 : 0;
}

static int put_bites(struct mending *m, struct fault *f)
{
	if (m->scan == 0)
		return 0;
	if (casedb_begin(m->db, f) < 0 || run_record_bites(m->db, m->scan, &m->o->limits, m->o->watch->bites, f) < 0)
		return -1;
	return casedb_commit(m->db, f);
}

static int mend_all(struct mending *m, struct fault *f)
{
	if (read_damaged(m, f) < 0)
		return -1;
	if (m->blobs.n == 0)
		return 0;
	if (run_shelf_new(&m->shelf, m->db, m->o, f) < 0 || examiner_new(&m->examiner, &m->o->limits, DEPTH_FULL, f) < 0)
		return -1;
	for (size_t i = 0; i < m->blobs.n; i++) {
		struct progress p = { .phase = "mend", .items = i, .bytes = m->o->limits.mend_bytes - m->reading };

		watch_progress(m->o->watch, &p);
		if (watch_check(m->o->watch, f) < 0 || mend_one(m, &m->blobs.v[i], f) < 0)
			return -1;
	}
	return put_bites(m, f);
}

int run_mend_case(struct casedb *db, const struct run_options *o, int64_t run, struct run_mended *out, struct fault *f)
{
	struct bites bites = { .left_out = { 0 } };
	struct watch watch = *o->watch;
	struct run_options own = *o;
	OWNED(mending) struct mending m = { .db = db, .o = &own, .out = out, .run = run,
		                            .reading = o->limits.mend_bytes, .turning = o->limits.mend_bits };

	watch.bites = &bites;
	watch.limits = &own.limits;
	own.watch = &watch;
	return mend_all(&m, f) < 0 ? fault_while(f, "putting damaged blobs right") : 0;
}
