/*
 * recover/fragments.c - a stream whose pieces lie apart, joined by trial.
 *
 * The stream is walked block by block, and its state is kept before each of the last blocks. Where it breaks,
 * each kept state (the break may lie before the place where it shows) is taken up with the bytes at each place
 * where the next piece may begin. Bytes that do not belong decode for a while: what goes on long enough, or to
 * the stream's end, is followed at once; what only goes on for some time is ranked, and the best are followed
 * after it. A dead end takes back the last choice. SHA-256 decides at the end.
 */
#include "recover/solver.h"

#include <stdlib.h>

enum {
	BEAM_MOST = 64, /* rule: memory of one break; puzzle_steps bounds the work */
	SPECIAL = 2 + MARKS,
	UNSURE_MOST = 3, /* rule: pieces in a row that only rank says belong */
};

struct best_snap {
	struct snap *snap;
	uint64_t place;
	int64_t score;
};

static int grow(struct solver *v, struct walker *w, uint64_t room, struct fault *f);

/* Joins the piece at `place` to the state `s` and goes on. */
static int descend(struct solver *v, const struct snap *s, uint64_t place, bool sure, struct fault *f)
{
	struct run *last = &v->chain[v->pieces - 1], kept = *last;
	uint64_t room = chain_room(v, place, s->at), floor = v->floor;
	size_t ends = v->n_ends, unsure = v->unsure;
	struct walker w;
	int rc;

	if (v->pieces == PIECES || room == 0 || (!sure && v->unsure >= UNSURE_MOST))
		return DEAD_END;
	while (v->n_ends > 0 && v->ends[v->n_ends - 1] > s->at)
		v->n_ends--;
	last->length = s->at - last->at;
	v->chain[v->pieces++] = (struct run){ s->at, place, 0 };
	v->unsure = sure ? 0 : v->unsure + 1;
	if (!sure && v->steps > v->floor) { /* a guess gets a part of what is left */
		uint64_t part = (v->steps - v->floor) / (2 * ((uint64_t)v->s->budget->beam + 1));

		v->floor = v->steps - part;
	}
	rc = walker_clone(&w, &s->w, f);
	if (rc == 0) {
		w.strict = true;
		rc = grow(v, &w, room, f);
		walker_release(&w);
	}
	if (rc == DONE)
		return DONE;
	if (rc == MISFIT && !sure)
		rc = DEAD_END;
	v->floor = floor;
	v->unsure = unsure;
	v->pieces--;
	v->chain[v->pieces - 1] = kept;
	v->n_ends = v->n_ends < ends ? v->n_ends : ends;
	return rc;
}

/* ---- the order of trials ------------------------------------------------------------------------------------------------ */

static const struct tier {
	enum continuations_tier places;
	bool special;           /* with the end of the run, multiples of 2 MiB, the beginning of a dull stretch */
	unsigned from, to;      /* of the blocks before the failure, nearest first */
	bool quick;             /* where nothing else was asked, and for pieces that are guesses */
} tiers[] = {
	{ CONTINUE_LIKELY, true, 0, 4, true },
	{ CONTINUE_LIKELY, false, 4, 24, true },
	{ CONTINUE_NEAR, true, 0, 12, false },
	{ CONTINUE_ANY, true, 0, 12, false },
	{ CONTINUE_ANY, false, 12, 128, false },
};

struct breaks {
	struct snap *v[SPECIAL + RING_LIGHT];
	int64_t prior[SPECIAL + RING_LIGHT];
	size_t n;
};

static void add_break(struct breaks *b, const struct piece_level *l, struct snap *s, int64_t prior)
{
	if (!s->set || s->at <= l->begin || s->at > l->fail)
		return;
	for (size_t i = 0; i < b->n; i++)
		if (b->v[i]->at == s->at)
			return;
	b->v[b->n] = s;
	b->prior[b->n++] = prior;
}

/* States at which this tier supposes the break. */
static void list_breaks(struct breaks *b, struct piece_level *l, const struct tier *t)
{
	struct breaks all = { .n = 0 };

	b->n = 0;
	if (t->special) {
		add_break(b, l, &l->run_end, 2 * WALK_NAT);
		for (size_t i = 0; i < MARKS; i++) {
			struct snap *s = &l->marks[(l->next_mark + MARKS - 1 - i) % MARKS];

			add_break(b, l, s, 2 * WALK_NAT);
		}
		add_break(b, l, &l->dull, WALK_NAT);
	}
	for (size_t i = 0; i < l->ring_size; i++) {
		struct snap *s = &l->ring[(l->next + l->ring_size - 1 - i) % l->ring_size];

		add_break(&all, l, s, s->set ? -(int64_t)(l->fail - s->at) : 0);
	}
	for (size_t i = t->from; i < t->to && i < all.n; i++)
		add_break(b, l, all.v[i], all.prior[i]);
}

struct beam {
	struct best_snap v[BEAM_MOST];
	size_t n, most;
};

static void rank(struct beam *b, struct best_snap c)
{
	size_t i = b->n;

	if (b->most == 0 || (b->n == b->most && c.score <= b->v[b->n - 1].score))
		return;
	if (b->n < b->most)
		b->n++;
	else
		i--;
	for (; i > 0 && b->v[i - 1].score < c.score; i--)
		b->v[i] = b->v[i - 1];
	b->v[i] = c;
}

static int64_t prior_of_place(const struct tier *t, size_t order)
{
	if (t->places != CONTINUE_LIKELY)
		return 0;
	return order < 1 ? 3 * WALK_NAT : order < 4 ? 2 * WALK_NAT : order < 64 ? WALK_NAT : 0;
}

/* All breaks of the tier at one place. */
static int try_place(struct solver *v, const struct breaks *b, const struct spot *p, int64_t prior,
                     struct beam *beam, struct fault *f)
{
	for (size_t i = 0; i < b->n && !spent(v); i++) {
		struct probe got;
		bool sure, holds = true;
		int rc;

		if (probe(v, &got, b->v[i], p, f) < 0)
			return -1;
		sure = got.over || got.gain >= WALK_SURE;
		if (sure && decodes_over(v, b->v[i], p->at, got.length, &holds, f) < 0)
			return -1;
		if (sure && holds) {
			rc = descend(v, b->v[i], p->at, true, f);
			if (rc != DEAD_END)
				return rc;
		} else if (holds && !p->last_only && got.gain > 0) {
			int64_t score = (int64_t)got.gain + prior + b->prior[i] + (got.to_run_end ? WALK_NAT : 0);

			rank(beam, (struct best_snap){ b->v[i], p->at, score });
		}
	}
	return DEAD_END;
}

static int try_tier(struct solver *v, struct piece_level *l, const struct tier *t, struct spot *p, struct fault *f)
{
	struct beam beam = { .most = v->s->budget->beam < BEAM_MOST ? v->s->budget->beam : BEAM_MOST };
	struct breaks b;
	struct continuations places;
	uint64_t at;
	size_t order;
	int rc;

	list_breaks(&b, l, t);
	rc = b.n == 0 ? 0 : continuations_begin(&places, v->s, v->pool, t->places, l->address, f);
	if (b.n == 0)
		return DEAD_END;
	while (rc == DEAD_END && !spent(v) && continuations_next(&places, &at, &order)) {
		bool fit = false;

		rc = watch_check(v->s->watch, f) < 0 ? -1 : look_at(v, p, at, &fit, f);
		if (rc == 0 && fit)
			rc = try_place(v, &b, p, prior_of_place(t, order), &beam, f);
	}
	continuations_release(&places);
	for (size_t i = 0; i < beam.n && rc == DEAD_END && !spent(v); i++)
		if (beam.v[i].score >= 3 * WALK_NAT)
			rc = descend(v, beam.v[i].snap, beam.v[i].place, false, f);
	return rc;
}

/* Walks the last piece on; where it breaks, looks for the next one. */
static int grow(struct solver *v, struct walker *w, uint64_t room, struct fault *f)
{
	struct piece_level *l = (struct piece_level *)calloc(1, sizeof *l);
	struct spot *p = (struct spot *)malloc(sizeof *p);
	int rc;

	if (l == NULL || p == NULL) {
		free(l);
		free(p);
		return fault_memory(f, sizeof *l);
	}
	l->ring_size = w->kind == RECOVER_BY_GZIP ? RING_HEAVY : RING_LIGHT;
	l->begin = v->chain[v->pieces - 1].at;
	rc = walk_piece(v, l, w, room, f);
	if (rc == WALK_OVER)
		rc = chain_complete(v, w, f);
	else if (rc == WALK_MISFIT)
		rc = chain_shift(v, f);
	else if (rc > 0)
		rc = DEAD_END;
	for (size_t i = 0; i < COUNT(tiers) && rc == DEAD_END && !spent(v); i++)
		if (tiers[i].quick || (v->p->thorough && v->unsure == 0))
			rc = try_tier(v, l, &tiers[i], p, f);
	free(p);
	level_free(l);
	return rc;
}

int solve(struct solved *out, const struct carve_search *s, const struct free_space *pool, const struct puzzle *p,
          const struct tools *t, struct fault *f)
{
	struct solver *v = (struct solver *)calloc(1, sizeof *v);
	struct walker w;
	int rc;

	*out = (struct solved){ .steps = 0 };
	if (v == NULL)
		return fault_memory(f, sizeof *v);
	*v = (struct solver){ .s = s, .pool = pool, .p = p, .t = t, .out = out, .steps = p->steps };
	v->chain[0] = (struct run){ 0, p->start.at, 0 };
	v->pieces = 1;
	rc = walker_init(&w, p->start.kind, f);
	w.strict = true;
	if (rc == 0) {
		rc = grow(v, &w, p->first_run, f);
		walker_release(&w);
	}
	out->budget = rc == DEAD_END && spent(v);
	free(v);
	return rc < 0 ? -1 : 0;
}
