/*
 * mend/join.c - two copies of one blob, damaged at different places: what both have is taken, where they differ one of
 * them is right. A stretch of zeros where the other has bytes is a hole; elsewhere both are tried, and the digest decides.
 */
#include "mend/mend.h"

#include "base/number.h"
#include "hash/mid.h"

#include <stdlib.h>

/* rule: differences this near are one; so many zeros make a hole; what is equal for a block ends no hole. */
enum { NEAR = 16, HOLE = 512, BLOCK = 4096, PIECE = 64 * 1024 }; /* rule: what counts as one place, as a hole; how much is compared at once */

void mend_differences_release(struct mend_differences *d)
{
	VEC_RELEASE(&d->v);
}

/* ---- where they differ ------------------------------------------------------------------------------------------- */

struct zero_run {
	uint64_t from, to;
};

struct copy_side {
	uint64_t zeros;        /* where the run of zeros at hand began; UINT64_MAX: none */
	VEC(struct zero_run) v; /* long ones with differences in them */
};

struct mend_comparing {
	struct mend_differences *out;
	struct copy_side a, b;
	uint64_t from, last; /* of the difference at hand; from UINT64_MAX: none */
	uint64_t seen;       /* the last byte that differed, plus 1 */
	uint64_t most;
};

static void mend_comparing_release(struct mend_comparing *c)
{
	VEC_RELEASE(&c->a.v);
	VEC_RELEASE(&c->b.v);
}

DEFINE_OWN(mend_comparing, struct mend_comparing, mend_comparing_release)

/* One difference may hold many runs: the bound on differences holds for them too. */
static int end_zeros(const struct mend_comparing *c, struct copy_side *s, uint64_t at, struct fault *f)
{
	struct zero_run run = { s->zeros, at };

	s->zeros = UINT64_MAX;
	if (run.from == UINT64_MAX || at - run.from < HOLE || c->seen <= run.from)
		return 0;
	return s->v.n >= c->most ? MEND_TOO_MANY : VEC_PUSH(&s->v, run, f);
}

static int end_both(struct mend_comparing *c, uint64_t at, struct fault *f)
{
	int rc = end_zeros(c, &c->a, at, f);

	return rc != 0 ? rc : end_zeros(c, &c->b, at, f);
}

static int side_byte(const struct mend_comparing *c, struct copy_side *s, uint64_t at, uint8_t byte, struct fault *f)
{
	if (byte != 0)
		return s->zeros == UINT64_MAX ? 0 : end_zeros(c, s, at, f);
	if (s->zeros == UINT64_MAX)
		s->zeros = at;
	return 0;
}

static int end_difference(struct mend_comparing *c, struct fault *f)
{
	struct mend_difference d = { c->from, c->last + 1 - c->from, MEND_EITHER, 0, 0 };

	if (c->from == UINT64_MAX)
		return 0;
	c->from = UINT64_MAX;
	if (c->out->v.n >= c->most)
		return MEND_TOO_MANY;
	return VEC_PUSH(&c->out->v, d, f);
}

static int one_byte(struct mend_comparing *c, uint64_t at, uint8_t a, uint8_t b, struct fault *f)
{
	int rc = 0;

	if (a != b) {
		if (c->from == UINT64_MAX)
			c->from = at;
		c->last = at;
		c->seen = at + 1;
	} else if (c->from != UINT64_MAX && at - c->last >= NEAR) {
		rc = end_difference(c, f);
		if (rc != 0)
			return rc;
	}
	rc = side_byte(c, &c->a, at, a, f);
	return rc != 0 ? rc : side_byte(c, &c->b, at, b, f);
}

/* Blocks that are equal are passed over, whatever they hold. */
static int one_block(struct mend_comparing *c, uint64_t at, const uint8_t *a, const uint8_t *b, size_t n, struct fault *f)
{
	if (n == BLOCK && memcmp(a, b, n) == 0) {
		int rc = end_difference(c, f);

		return rc != 0 ? rc : end_both(c, at, f);
	}
	for (size_t i = 0; i < n; i++) {
		int rc = one_byte(c, at + i, a[i], b[i], f);

		if (rc != 0)
			return rc;
	}
	return 0;
}

/* ---- whom to believe ---------------------------------------------------------------------------------------------- */

static bool in_hole(const struct copy_side *s, size_t *next, const struct mend_difference *d)
{
	while (*next < s->v.n && s->v.v[*next].to <= d->at)
		(*next)++;
	return *next < s->v.n && s->v.v[*next].from <= d->at && d->at + d->n <= s->v.v[*next].to;
}

static void believe(struct mend_comparing *c)
{
	size_t in_a = 0, in_b = 0;

	for (size_t i = 0; i < c->out->v.n; i++) {
		struct mend_difference *d = &c->out->v.v[i];
		bool a = in_hole(&c->a, &in_a, d), b = in_hole(&c->b, &in_b, d);

		d->trust = a == b ? MEND_EITHER : a ? MEND_B : MEND_A;
		d->hole = a == b ? 0 : a ? 2 * (uint32_t)in_a + 1 : 2 * (uint32_t)in_b + 2;
		if (d->trust == MEND_EITHER)
			d->choice = (uint32_t)c->out->open++;
	}
}

void mend_doubt(struct mend_differences *d)
{
	uint32_t hole = 0;

	d->open = 0;
	for (size_t i = 0; i < d->v.n; i++) {
		struct mend_difference *x = &d->v.v[i];

		if (x->trust != MEND_EITHER && x->hole == 0) /* where the other copy has ended */
			continue;
		x->trust = MEND_EITHER;
		x->choice = (uint32_t)(x->hole != 0 && x->hole == hole ? d->open - 1 : d->open++);
		hole = x->hole;
	}
}

/* Where one copy is shorter, the other alone has the rest. */
static int longer(struct mend_comparing *c, struct fault *f)
{
	uint64_t a = c->out->a, b = c->out->b;
	struct mend_difference d = { a < b ? a : b, a < b ? b - a : a - b, a < b ? MEND_B : MEND_A, 0, 0 };

	return a == b ? 0 : VEC_PUSH(&c->out->v, d, f);
}

static int end_all(struct mend_comparing *c, struct fault *f)
{
	uint64_t common = c->out->a < c->out->b ? c->out->a : c->out->b;
	int rc = end_difference(c, f);

	if (rc == 0)
		rc = end_both(c, common, f);
	if (rc != 0)
		return rc;
	believe(c);
	return longer(c, f);
}

struct two_pieces {
	uint8_t a[PIECE], b[PIECE];
	size_t a_n, b_n;
};

/* 0; 1: one of them could not be read. */
static int read_two(struct two_pieces *p, struct stream *a, struct stream *b, struct fault *f)
{
	int rc = stream_read_full(a, p->a, PIECE, &p->a_n, f);

	if (rc == 0)
		rc = stream_read_full(b, p->b, PIECE, &p->b_n, f);
	return rc < 0 ? -1 : rc > 0;
}

static int compare_all(struct mend_comparing *c, struct two_pieces *p, struct stream *a, struct stream *b, struct fault *f)
{
	int rc;

	do {
		uint64_t at = c->out->a < c->out->b ? c->out->a : c->out->b;
		size_t n;

		rc = read_two(p, a, b, f);
		n = p->a_n < p->b_n ? p->a_n : p->b_n;
		c->out->a += p->a_n;
		c->out->b += p->b_n;
		for (size_t i = 0; rc == 0 && i < n; i += BLOCK)
			rc = one_block(c, at + i, p->a + i, p->b + i, n - i < BLOCK ? n - i : BLOCK, f);
	} while (rc == 0 && p->a_n + p->b_n > 0);
	return rc;
}

int mend_compare(struct mend_differences *out, struct stream *a, struct stream *b, uint64_t most, struct fault *f)
{
	OWNED(mend_comparing) struct mend_comparing c = { .out = out, .from = UINT64_MAX, .most = most };
	struct two_pieces *p = (struct two_pieces *)malloc(sizeof *p);
	int rc;

	if (p == NULL)
		return fault_memory(f, sizeof *p);
	*out = (struct mend_differences){ .open = 0 };
	c.a.zeros = c.b.zeros = UINT64_MAX;
	rc = compare_all(&c, p, a, b, f);
	free(p);
	return rc != 0 ? rc : end_all(&c, f);
}

/* ---- every choice -------------------------------------------------------------------------------------------------- */

/* One way to choose: bit i of `b`: the i-th choice is the second copy. */
struct mend_lane {
	struct mid mid;
	uint32_t b;
};

struct joining {
	const struct mend_differences *d;
	struct mend_lane *lanes;
	size_t n;        /* of lanes: two to the power of the choices met */
	size_t next;     /* in d->v: the first that is not behind */
	uint32_t met;    /* choices */
	const struct watch *watch;
};

/* Every lane goes both ways. */
static void part(struct joining *j)
{
	for (size_t i = 0; i < j->n; i++) {
		j->lanes[j->n + i] = j->lanes[i];
		j->lanes[j->n + i].b |= 1u << j->met;
	}
	j->n *= 2;
	j->met++;
}

enum { ASKED = 1024 }; /* rule: lanes between two looks at whether to stop: 64 MiB of hashing at most */

static int add(struct joining *j, const struct mend_difference *d, struct span a, struct span b, struct fault *f)
{
	for (size_t i = 0; i < j->n; i++) {
		bool second = d != NULL && (d->trust == MEND_B ||
		                            (d->trust == MEND_EITHER && (j->lanes[i].b >> d->choice & 1) != 0));

		if (i % ASKED == 0 && watch_check(j->watch, f) < 0)
			return -1;
		mid_add(&j->lanes[i].mid, second ? b : a);
	}
	return 0;
}

/* Both copies' bytes from `at` on. */
static int add_piece(struct joining *j, uint64_t at, const uint8_t *a, const uint8_t *b, size_t n, struct fault *f)
{
	size_t i = 0;

	while (i < n) {
		const struct mend_difference *d = j->next < j->d->v.n ? &j->d->v.v[j->next] : NULL;
		bool within = d != NULL && d->at <= at + i;
		uint64_t end = d == NULL ? UINT64_MAX : within ? d->at + d->n : d->at;
		size_t k = end - at < n ? (size_t)(end - at) : n;

		if (within && d->trust == MEND_EITHER && d->choice == j->met)
			part(j);
		if (add(j, within ? d : NULL, span_make(a + i, k - i), span_make(b + i, k - i), f) < 0)
			return -1;
		if (within && at + k == end)
			j->next++;
		i = k;
	}
	return 0;
}

static int chosen(struct mend_recipe *out, const struct mend_differences *d, uint32_t b, struct fault *f)
{
	for (size_t i = 0; i < d->v.n; i++) {
		const struct mend_difference *x = &d->v.v[i];
		struct mend_place p = { x->at, x->n };
		bool second = x->trust == MEND_B;

		if (x->trust == MEND_EITHER)
			second = (b >> x->choice & 1) != 0;
		if (second && VEC_PUSH(&out->v, p, f) < 0)
			return -1;
	}
	return out->v.n > 0 ? 0 : 1;
}

static int join_all(struct joining *j, struct two_pieces *p, struct stream *a, struct stream *b, struct fault *f)
{
	uint64_t at = 0;
	int rc;

	mid_start(&j->lanes[0].mid);
	do {
		size_t n;

		rc = read_two(p, a, b, f);
		n = p->a_n > p->b_n ? p->a_n : p->b_n;
		if (rc == 0)
			rc = add_piece(j, at, p->a, p->b, n, f);
		at += n;
	} while (rc == 0 && p->a_n + p->b_n > 0);
	return rc;
}

int mend_join(struct mend_recipe *out, const struct mend_differences *d, struct stream *a, struct stream *b,
              const struct digest *want, const struct watch *w, struct fault *f)
{
	struct joining j = { .d = d, .n = 1, .watch = w };
	struct two_pieces *p;
	int rc;

	*out = (struct mend_recipe){ .kind = MEND_JOIN, .size = d->a > d->b ? d->a : d->b };
	if (d->open > MEND_OPEN_MOST)
		return 1;
	j.lanes = (struct mend_lane *)calloc((size_t)1 << d->open, sizeof *j.lanes);
	p = (struct two_pieces *)calloc(1, sizeof *p);
	rc = j.lanes == NULL || p == NULL ? fault_memory(f, sizeof *p) : join_all(&j, p, a, b, f);
	for (size_t i = 0; rc == 0 && i < j.n; i++) {
		struct digest got;

		mid_end(&j.lanes[i].mid, &got);
		if (digest_eq(&got, want)) {
			rc = chosen(out, d, j.lanes[i].b, f);
			break;
		}
		rc = i + 1 == j.n;
	}
	free(j.lanes);
	free(p);
	return rc;
}
