/*
 * recover/prove.c - the one verifier of hypotheses that metadata gave: runs, perhaps a size.
 *
 * One pass of SHA-256 over the runs serves every length that may be the right one: the running state is a
 * value, and each length finishes a copy of it. Lengths tried are the stated size, each wanted size, each
 * end of a block, and in blocks that end in zeros those where the zeros may begin.
 */
#include "recover/private.h"

#include <stdlib.h>

enum {
	PART = 128 * 1024, /* rule: read at once */
	REAL_ZEROS = 16,        /* a blob may end in so many zeros of its own */
	HOLES_FREE = 1024 * 1024, /* zeros that no run backs, beyond as many as there are bytes in runs */
};

struct pass {
	const struct hypothesis *h;
	const struct targets *t;
	struct mid mid;          /* state of the bytes [0, at) */
	uint64_t at, end;        /* end: of the last run, or the stated size when that is more */
	uint64_t runs_end;
	size_t next_size;        /* of t->sizes, the first that is > at */
	bool matched, over;      /* over: no length beyond here is of interest */
	struct digest digest, at_size;
	uint64_t size;
};

/* ---- lengths ----------------------------------------------------------------------------------------- */

static void try_here(struct pass *p)
{
	struct mid copy = p->mid;
	struct digest d;
	bool stated = p->h->has_size && p->at == p->h->size;

	mid_end(&copy, &d);
	if (stated)
		p->at_size = d;
	if ((!p->matched || stated) && targets_find(p->t, &d) != NULL) {
		p->matched = true;
		p->digest = d;
		p->size = p->at;
	}
	if (p->matched && (!p->h->has_size || p->at >= p->h->size))
		p->over = true;
}

/* How many bytes of n come before zeros that fill the rest. */
static size_t before_zeros(const uint8_t *bytes, size_t n)
{
	while (n > 0 && bytes[n - 1] == 0)
		n--;
	return n;
}

/* The next length of interest after p->at, at most `limit`: a stated or wanted size. */
static uint64_t next_known(struct pass *p, uint64_t limit)
{
	uint64_t best = limit;

	while (p->next_size < p->t->sizes.n && p->t->sizes.v[p->next_size] <= p->at)
		p->next_size++;
	if (p->next_size < p->t->sizes.n && p->t->sizes.v[p->next_size] < best)
		best = p->t->sizes.v[p->next_size];
	if (p->h->has_size && p->h->size > p->at && p->h->size < best)
		best = p->h->size;
	return best;
}

/* `n` bytes at logical p->at. Where a block ends in zeros, lengths are tried one by one from their beginning
 * on: some of them in any block, all of them in the last. */
static void take(struct pass *p, const uint8_t *bytes, size_t n)
{
	uint64_t end = p->at + n;

	while (p->at < end && !p->over) {
		uint64_t from = p->at, stop = from - from % p->h->block + p->h->block;
		uint64_t to = stop < end ? stop : end;
		uint64_t zeros = from + before_zeros(bytes, (size_t)(to - from));
		uint64_t dense = to == p->runs_end ? to : zeros + REAL_ZEROS;

		while (p->at < to && !p->over) {
			uint64_t at = p->at, next = at < zeros ? zeros : at < dense ? at + 1 : to;

			next = next_known(p, next);
			mid_add(&p->mid, span_make(bytes, (size_t)(next - at)));
			bytes += next - at;
			p->at = next;
			try_here(p);
		}
	}
}

/* ---- bytes --------------------------------------------------------------------------------------------- */

size_t known_bytes(struct media *m, uint64_t offset, uint8_t *into, size_t n, int *rc, struct fault *f)
{
	size_t good = 0;

	*rc = media_read(m, offset, into, n, f);
	if (*rc == 0)
		return n;
	if (*rc < 0)
		return 0;
	while (good < n) { /* where it begins to be unread */
		size_t part = n - good < SECTOR ? n - good : SECTOR;

		*rc = media_read(m, offset + good, into + good, part, f);
		if (*rc != 0)
			break;
		good += part;
	}
	return good;
}

static void add_zeros(struct pass *p, uint64_t to)
{
	static const uint8_t zeros[4096];

	while (p->at < to && !p->over)
		take(p, zeros, to - p->at < sizeof zeros ? (size_t)(to - p->at) : sizeof zeros);
}

static int add_run(struct pass *p, struct media *m, const struct run *r, uint8_t *piece, struct fault *f)
{
	uint64_t done = 0;

	while (done < r->length && !p->over) {
		size_t n = r->length - done < PART ? (size_t)(r->length - done) : PART, got;
		int rc;

		/* pieces end where blocks end, so that a block's zeros are seen as a whole */
		if (n == PART && (p->at + n) % p->h->block < n)
			n -= (size_t)((p->at + n) % p->h->block);
		got = known_bytes(m, r->offset + done, piece, n, &rc, f);

		if (rc < 0)
			return -1;
		take(p, piece, got);
		if (rc > 0 && !p->over)
			return PROVE_UNREAD;
		done += got;
	}
	return 0;
}

/* Runs of a file that can be: ascending, apart, no more bytes than the media has, holes in proportion. */
static bool plausible(const struct media *m, const struct hypothesis *h, uint64_t *end)
{
	uint64_t at = 0, bytes = 0, size = m->size + m->extra;

	for (size_t i = 0; i < h->runs.n; i++) {
		const struct run *r = &h->runs.v[i];

		if (r->at < at || add_u64(&at, r->at, r->length) || r->length > size ||
		    r->offset > size - r->length || r->length > size - bytes)
			return false;
		bytes += r->length;
	}
	*end = at;
	if (h->has_size && h->size > at)
		at = h->size;
	return h->block > 0 && bytes > 0 && at - bytes <= sum_u64(bytes, HOLES_FREE);
}

static int pass_over(struct pass *p, struct media *m, struct fault *f)
{
	uint8_t *piece = (uint8_t *)malloc(PART);
	int rc = piece == NULL ? fault_memory(f, PART) : 0;

	for (size_t i = 0; i < p->h->runs.n && rc == 0 && !p->over; i++) {
		const struct run *r = &p->h->runs.v[i];

		add_zeros(p, r->at);
		rc = add_run(p, m, r, piece, f);
	}
	if (rc == 0)
		add_zeros(p, p->end);
	free(piece);
	return rc;
}

/* ---- the door ------------------------------------------------------------------------------------------ */

int runs_cut(struct runs *out, const struct runs *in, uint64_t size, struct fault *f)
{
	size_t n = 0;

	*out = (struct runs){ NULL, 0 };
	while (n < in->n && in->v[n].at < size)
		n++;
	if (n == 0)
		return 0;
	out->v = (struct run *)calloc(n, sizeof *out->v);
	if (out->v == NULL)
		return fault_memory(f, n * sizeof *out->v);
	memcpy(out->v, in->v, n * sizeof *out->v);
	out->n = n;
	if (out->v[n - 1].length > size - out->v[n - 1].at)
		out->v[n - 1].length = size - out->v[n - 1].at;
	return 0;
}

int prove(struct proof *out, struct digest *at_size, struct media *m, const struct hypothesis *h,
          const struct targets *t, struct fault *f)
{
	struct pass p = { .h = h, .t = t };
	int rc;

	*out = (struct proof){ .size = 0 };
	*at_size = (struct digest){ .alg = DIGEST_NONE };
	if (!plausible(m, h, &p.runs_end))
		return PROVE_NOTHING;
	p.end = h->has_size && h->size > p.runs_end ? h->size : p.runs_end;
	mid_start(&p.mid);
	rc = pass_over(&p, m, f);
	if (rc < 0)
		return -1;
	*at_size = p.at_size;
	if (!p.matched)
		return rc == 0 ? PROVE_NOTHING : rc;
	out->digest = p.digest;
	out->size = p.size;
	out->method = RECOVER_BY_METADATA;
	out->wanted = true;
	return runs_cut(&out->runs, &h->runs, p.size, f);
}
