/*
 * recover/chain.c - the pieces joined so far, and whether they are a blob.
 */
#include "recover/solver.h"

enum { SHIFT_MOST = 32 }; /* rule: blocks by which a break is moved; puzzle_steps bounds the work */

void chain_end(struct solver *v, uint64_t at)
{
	if (v->n_ends == ENDS) {
		memmove(v->ends, v->ends + 1, (ENDS - 1) * sizeof *v->ends);
		v->n_ends--;
	}
	v->ends[v->n_ends++] = at;
}

/* How far a piece may go from `place`, with the chain broken off at `at`; 0: the chain is there already. */
uint64_t chain_room(const struct solver *v, uint64_t place, uint64_t at)
{
	uint64_t room = free_space_run(v->pool, place);

	for (size_t i = 0; i < v->pieces; i++) {
		const struct run *r = &v->chain[i];
		uint64_t length = i + 1 < v->pieces ? r->length : at - r->at;

		if (place >= r->offset && place - r->offset < length)
			return 0;
		if (r->offset > place && r->offset - place < room)
			room = r->offset - place;
	}
	return room;
}

/* Where the last piece goes on of itself. */
uint64_t chain_goes_on(const struct solver *v, uint64_t at)
{
	const struct run *last = &v->chain[v->pieces - 1];

	return last->offset + (at - last->at);
}

void spend(struct solver *v, uint64_t steps)
{
	v->out->steps += steps;
	v->steps -= steps < v->steps ? steps : v->steps;
}

bool spent(const struct solver *v)
{
	return v->steps <= v->floor;
}

/* The chain's first `end` bytes are the blob. */
static int prove_chain(struct solver *v, const struct digest *d, uint64_t end, bool wanted, struct fault *f)
{
	const struct runs runs = { v->chain, v->pieces };

	v->out->complete = v->out->proven = true;
	v->out->proof = (struct proof){ .digest = *d, .size = end, .wanted = wanted,
		                        .method = v->pieces > 1 ? RECOVER_BY_FRAGMENTS : v->p->start.kind };
	return runs_cut(&v->out->proof.runs, &runs, end, f) < 0 ? -1 : DONE;
}

/* Is one of the ends that were seen the right one? *last: the digest at the last. */
static int try_ends(struct solver *v, struct digest *last, struct fault *f)
{
	const struct runs runs = { v->chain, v->pieces };
	struct digest d[ENDS];
	int rc;

	if (v->n_ends == 0)
		return DEAD_END;
	spend(v, v->ends[v->n_ends - 1] / STEP + 1);
	rc = runs_digests(d, v->ends, v->n_ends, v->s->media, &runs, v->t->piece, f);
	if (rc != 0)
		return rc < 0 ? -1 : DEAD_END;
	for (size_t i = 0; i < v->n_ends; i++)
		if (targets_find(v->s->targets, &d[i]) != NULL)
			return prove_chain(v, &d[i], v->ends[i], true, f);
	*last = d[v->n_ends - 1];
	return DEAD_END;
}

/* Moves `by` blocks over break number i: they are taken from before the next piece instead of after the one that
 * ends there (or the other way round). False: they are not there. */
static bool shift(struct solver *v, size_t i, int by)
{
	struct run *before = &v->chain[i], *after = &v->chain[i + 1];
	uint64_t n = (uint64_t)(by < 0 ? -by : by) * v->s->block;

	if (by < 0) { /* the break comes earlier */
		if (before->length <= n || after->offset < n || free_space_run(v->pool, after->offset - n) < n)
			return false;
		before->length -= n;
		after->at -= n;
		after->offset -= n;
		after->length += n;
	} else {
		if (after->length <= n || free_space_run(v->pool, before->offset + before->length) < n)
			return false;
		before->length += n;
		after->at += n;
		after->offset += n;
		after->length -= n;
	}
	return true;
}

/* Contents that are stored as they are go on anywhere: where only the place of a break is wrong, pieces fit all
 * the same. One break is moved, or two. */
int chain_shift(struct solver *v, struct fault *f)
{
	struct digest unused;
	int rc = DEAD_END;

	for (int by = 1; by <= SHIFT_MOST; by++)
		for (size_t i = 0; i + 1 < v->pieces; i++)
			for (int sign = -1; sign <= 1; sign += 2) {
				struct run kept[2] = { v->chain[i], v->chain[i + 1] };

				if (spent(v) || !shift(v, i, sign * by))
					continue;
				rc = try_ends(v, &unused, f);
				if (rc != DEAD_END)
					return rc;
				v->chain[i] = kept[0];
				v->chain[i + 1] = kept[1];
			}
	return MISFIT;
}

/* Nothing follows. */
int chain_complete(struct solver *v, const struct walker *w, struct fault *f)
{
	const struct runs runs = { v->chain, v->pieces };
	bool keep = false;
	struct digest d;
	int rc = try_ends(v, &d, f);

	if (rc != DEAD_END || v->n_ends == 0)
		return rc;
	if (w->kind == RECOVER_BY_GZIP || w->kind == RECOVER_BY_ZSTD) {
		uint64_t end = v->ends[v->n_ends - 1];

		if (holds_unnamed(&keep, v->s, w, &runs, end, f) < 0)
			return -1;
		if (keep && v->s->budget->unnamed)
			return prove_chain(v, &d, end, false, f);
		v->out->complete = keep; /* but nobody asks for it */
		if (keep)
			return DONE;
	}
	rc = chain_shift(v, f);
	/* noise passes for a last block of zstd now and then */
	return rc == MISFIT && w->kind == RECOVER_BY_ZSTD ? DEAD_END : rc;
}
