/*
 * recover/fragments.c - a stream whose pieces lie apart, joined by trial.
 *
 * The stream is walked block by block, and its state is kept before each of the last blocks. Where it breaks,
 * each kept state (the break may lie before the place where it shows) is taken up with the bytes at each place
 * where the next piece may begin. Bytes that do not belong decode for a while: what goes on long enough, or to
 * the stream's end, is followed at once; what only goes on for some time is ranked, and the best are followed
 * after it. A dead end takes back the last choice. SHA-256 decides at the end.
 */
#include "recover/private.h"
#include "xfrm/xfrm.h"

#include <stdlib.h>

enum {
	PIECES = 16,           /* of one stream */
	RING_HEAVY = 32,       /* states kept before a break: of 40 KiB */
	RING_LIGHT = 128,      /* of 1 KiB */
	MARKS = 6,             /* at multiples of 2 MiB */
	ENDS = 256,            /* places where the stream may end, the last ones */
	READ = 16 * 1024,
	STEP = 32 * 1024,      /* bytes of a probe that count as another one */
	BEAM_MOST = 64,
	SPECIAL = 2 + MARKS,
	EMPTY_MOST = 64 * 1024,
	DULL_MOST = 16 * 1024 * 1024,
	SHIFT_MOST = 32,
	UNSURE_MOST = 3,       /* pieces in a row that only rank says belong */
	WINDOW_CHECKED = 16 * 1024 * 1024,
};

static const uint64_t CHUNK = 2 * 1024 * 1024;

enum {
	DEAD_END = 0,
	DONE = 1,
	MISFIT = 2, /* the stream is whole, but some of its bytes are wrong: no other piece is wanting */
}; /* or -1 */

struct snap {
	struct walker w;
	uint64_t at; /* bytes of the stream before it */
	bool set;
};

struct level { /* the walk over one piece */
	struct snap ring[RING_LIGHT], marks[MARKS], run_end, dull;
	size_t next, ring_size, next_mark;
	uint64_t begin, fail; /* logical: of the piece; where it went wrong */
	uint64_t address;     /* after the last block walked */
};

struct choice {
	struct snap *snap;
	uint64_t place;
	int64_t score;
};

struct solver {
	const struct scene *s;
	const struct ground *pool;
	const struct puzzle *p;
	const struct tools *t;
	struct solved *out;
	uint64_t floor; /* steps at which this branch is given up */
	uint64_t steps; /* left */
	struct run chain[PIECES];
	size_t pieces, unsure;
	uint64_t ends[ENDS];
	size_t n_ends;
};

/* ---- states ------------------------------------------------------------------------------------------------- */

static int snap_take(struct snap *to, const struct walker *w, uint64_t at, struct fault *f)
{
	if (to->set)
		walker_release(&to->w);
	to->set = false;
	if (walker_clone(&to->w, w, f) < 0)
		return -1;
	to->at = at;
	to->set = true;
	return 0;
}

static void snap_drop(struct snap *s)
{
	if (s->set)
		walker_release(&s->w);
	s->set = false;
}

static void level_free(struct level *l)
{
	for (size_t i = 0; i < RING_LIGHT; i++)
		snap_drop(&l->ring[i]);
	for (size_t i = 0; i < MARKS; i++)
		snap_drop(&l->marks[i]);
	snap_drop(&l->run_end);
	snap_drop(&l->dull);
	free(l);
}

/* The state before the block at `at`. */
static int remember(struct solver *v, struct level *l, const struct walker *w, uint64_t at, struct fault *f)
{
	bool first = v->pieces == 1, heavy = w->kind == RECOVER_BY_GZIP;
	uint64_t back = first && heavy ? (l->ring_size + 2) * (uint64_t)v->s->block : 0;

	if (at % CHUNK == 0 && v->s->area->ext_habits && (!first || at + MARKS * CHUNK >= v->p->good)) {
		if (snap_take(&l->marks[l->next_mark], w, at, f) < 0)
			return -1;
		l->next_mark = (l->next_mark + 1) % MARKS;
	}
	if (back > 0 && at + back < v->p->good)
		return 0; /* the break is known to show later */
	if (snap_take(&l->ring[l->next], w, at, f) < 0)
		return -1;
	l->next = (l->next + 1) % l->ring_size;
	return 0;
}

/* ---- the chain -------------------------------------------------------------------------------------------------- */

static void note_end(struct solver *v, uint64_t at)
{
	if (v->n_ends == ENDS) {
		memmove(v->ends, v->ends + 1, (ENDS - 1) * sizeof *v->ends);
		v->n_ends--;
	}
	v->ends[v->n_ends++] = at;
}

/* How far a piece may go from `place`, with the chain broken off at `at`; 0: the chain is there already. */
static uint64_t room_at(const struct solver *v, uint64_t place, uint64_t at)
{
	uint64_t room = ground_run(v->pool, place);

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
static uint64_t goes_on_at(const struct solver *v, uint64_t at)
{
	const struct run *last = &v->chain[v->pieces - 1];

	return last->offset + (at - last->at);
}

static void spend(struct solver *v, uint64_t steps)
{
	v->out->steps += steps;
	v->steps -= steps < v->steps ? steps : v->steps;
}

static bool spent(const struct solver *v)
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
		if (before->length <= n || after->offset < n || ground_run(v->pool, after->offset - n) < n)
			return false;
		before->length -= n;
		after->at -= n;
		after->offset -= n;
		after->length += n;
	} else {
		if (after->length <= n || ground_run(v->pool, before->offset + before->length) < n)
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
static int shift_breaks(struct solver *v, struct fault *f)
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
static int complete(struct solver *v, const struct walker *w, struct fault *f)
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
		if (keep)
			return prove_chain(v, &d, end, false, f);
	}
	if (w->kind == RECOVER_BY_GZIP) {
		v->out->complete = true; /* but nobody asks for it */
		return DONE;
	}
	rc = shift_breaks(v, f);
	/* noise passes for a last block of zstd now and then */
	return rc == MISFIT && w->kind == RECOVER_BY_ZSTD ? DEAD_END : rc;
}

/* ---- walking one piece -------------------------------------------------------------------------------------------- */

struct feeder { /* bytes of one piece */
	const struct solver *v;
	uint64_t offset, from; /* address of the piece; of it, what `bytes` begins with */
	uint8_t *bytes;
	size_t n, most;
};

/* At least `need` bytes from `pos` on; fewer only where the media cannot be read. */
static int fill(struct feeder *b, uint64_t pos, uint64_t room, size_t need, struct span *out, struct fault *f)
{
	int rc = 0;

	if (b->n == 0 || pos < b->from || pos - b->from + need > b->n) {
		b->from = pos;
		b->n = room - pos < b->most ? (size_t)(room - pos) : b->most;
		b->n = known_bytes(b->v->s->media, b->offset + pos, b->bytes, b->n, &rc, f);
	}
	*out = span_from(span_make(b->bytes, b->n), (size_t)(pos - b->from));
	return rc < 0 ? -1 : 0;
}

/* Feeds bytes whole; *taken counts what belongs to the stream. enum walk, never WALK_END; *end: it may end at
 * the last byte taken. */
static int feed(struct solver *v, struct walker *w, struct span in, uint64_t at, size_t *taken, bool ends, bool *end,
                struct fault *f)
{
	int rc;

	*taken = 0;
	do {
		size_t used;

		rc = walker_feed(w, in, &used, v->t->scratch, f);
		*taken += used;
		in = span_from(in, used);
		if (used > 0)
			*end = false;
		if (rc == WALK_END) {
			*end = true;
			if (ends)
				note_end(v, at + *taken);
		}
	} while (rc == WALK_END || (rc == WALK_MORE && in.n > 0));
	return rc;
}

struct dullness {
	uint64_t empty, dull;
};

static bool too_dull(struct dullness *d, const uint8_t *block, size_t n)
{
	if (looks_random(block, n)) {
		d->empty = d->dull = 0;
		return false;
	}
	d->dull += n;
	d->empty = looks_empty(block, n) ? d->empty + n : 0;
	return d->empty > EMPTY_MOST || d->dull > DULL_MOST;
}

/* Walks the last piece of the chain with `w` to where it fails, ends or its run ends. WALK_OVER: the stream is
 * complete; WALK_BAD: l->fail; WALK_MORE: the run ended. */
static int walk_piece(struct solver *v, struct level *l, struct walker *w, uint64_t room, struct fault *f)
{
	struct run *r = &v->chain[v->pieces - 1];
	struct feeder in = { .v = v, .offset = r->offset, .bytes = v->t->piece, .most = PIECE / 4 };
	struct dullness dull = { 0, 0 };
	size_t block = v->s->block;
	uint64_t pos = 0;
	size_t taken = 0;
	bool end = false, heavy = w->kind == RECOVER_BY_GZIP;
	int rc = WALK_MORE;

	while (pos < room) {
		struct span bytes;

		if (remember(v, l, w, r->at + pos, f) < 0)
			return -1;
		if (w->skip > block) {
			walker_pass(w, block);
			pos += block;
			end = false;
			continue;
		}
		if (fill(&in, pos, room, block, &bytes, f) < 0)
			return -1;
		if (bytes.n < block)
			break; /* cannot be read */
		if (heavy && too_dull(&dull, bytes.p, block)) {
			rc = WALK_BAD;
			break;
		}
		if (heavy && dull.dull == block && snap_take(&l->dull, w, r->at + pos, f) < 0)
			return -1;
		rc = feed(v, w, span_sub(bytes, 0, block), r->at + pos, &taken, true, &end, f);
		if (rc < 0)
			return -1;
		if (rc != WALK_MORE)
			break;
		pos += block;
	}
	if (rc == WALK_MISFIT)
		note_end(v, r->at + pos + taken);
	r->length = pos + (rc == WALK_MORE ? 0 : block);
	r->length = r->length < room ? r->length : room;
	l->fail = r->at + pos;
	l->address = r->offset + pos;
	if (rc != WALK_MORE)
		return rc;
	if (feed(v, w, SPAN_NONE, l->fail, &(size_t){ 0 }, true, &end, f) < 0 ||
	    snap_take(&l->run_end, w, l->fail, f) < 0)
		return -1;
	return end ? WALK_OVER : WALK_MORE;
}

/* ---- trying ---------------------------------------------------------------------------------------------------------- */

struct spot { /* where a piece may begin, with its first bytes */
	uint64_t at;
	size_t n;
	bool last_only; /* by its looks only a stream's last block */
	uint8_t bytes[READ];
};

/* Reads it; false: nothing that may go on a stream of this kind. */
static int look_at(const struct solver *v, struct spot *p, uint64_t at, bool *yes, struct fault *f)
{
	enum recover_method kind = v->p->start.kind;
	uint64_t run = ground_run(v->pool, at);
	size_t block = v->s->block;
	int rc;

	*yes = false;
	p->at = at;
	p->last_only = false;
	p->n = run < READ ? (size_t)run : READ;
	p->n = known_bytes(v->s->media, at, p->bytes, p->n, &rc, f);
	if (rc < 0)
		return -1;
	if (p->n < block && p->n < READ)
		return 0;
	block = block < p->n ? block : p->n;
	if (kind == RECOVER_BY_TAR || kind == RECOVER_BY_JSON) {
		*yes = kind == RECOVER_BY_TAR || p->bytes[0] >= ' ' || p->bytes[0] == '\n';
		return 0;
	}
	if (walker_sniff(span_make(p->bytes, block)) != 0)
		return 0;
	if (looks_random(p->bytes, block)) {
		*yes = true;
		return 0;
	}
	/* zeros and patterns decode for ever: such a block may only be the last one */
	p->last_only = true;
	*yes = p->bytes[block - 1] == 0 && !looks_empty(p->bytes, block);
	return 0;
}

struct probe {
	uint64_t gain, length;
	bool over, to_run_end; /* over: complete, or a misfit at the end */
};

static int probe(struct solver *v, struct probe *out, const struct snap *s, const struct spot *p, struct fault *f)
{
	uint64_t room = room_at(v, p->at, s->at), pos = 0;
	struct feeder in = { .v = v, .offset = p->at, .bytes = v->t->piece, .most = 4 * READ };
	struct walker w;
	bool end = false;
	int rc = WALK_MORE;

	*out = (struct probe){ .gain = 0 };
	if (room == 0 || p->at == goes_on_at(v, s->at))
		return 0;
	if (walker_clone(&w, &s->w, f) < 0)
		return -1;
	w.strict = true;
	if (p->last_only && room > v->s->block)
		room = v->s->block;
	while (pos < room && rc == WALK_MORE && w.evidence - s->w.evidence < WALK_SURE) {
		struct span bytes = span_sub(span_make(p->bytes, p->n), 0, room < p->n ? (size_t)room : p->n);
		size_t taken;

		if (w.skip > 1) {
			uint64_t pass = w.skip - 1 < room - pos ? w.skip - 1 : room - pos;

			walker_pass(&w, pass);
			pos += pass;
			end = false;
			continue;
		}
		if (pos < bytes.n)
			bytes = span_from(bytes, (size_t)pos);
		else if (fill(&in, pos, room, 1, &bytes, f) < 0)
			rc = -1;
		if (rc < 0 || bytes.n == 0)
			break;
		rc = feed(v, &w, span_sub(bytes, 0, 8192), 0, &taken, false, &end, f);
		pos += taken;
	}
	if (rc == WALK_MORE && pos >= room)
		rc = feed(v, &w, SPAN_NONE, 0, &(size_t){ 0 }, false, &end, f);
	out->gain = w.evidence - s->w.evidence;
	out->length = pos;
	out->to_run_end = rc == WALK_MORE && pos >= room && !p->last_only;
	out->over = rc == WALK_OVER || rc == WALK_MISFIT || (rc == WALK_MORE && end && pos >= room);
	walker_release(&w);
	spend(v, 1 + pos / STEP);
	return rc < 0 ? -1 : 0;
}

/* zstd: headers alone also fit where the pieces are shifted by the same number of blocks: decode over the break. */
static int decodes_over(struct solver *v, const struct snap *s, uint64_t place, uint64_t length, bool *yes,
                        struct fault *f)
{
	static const struct limits limits = LIMITS_DEFAULT;
	struct run v2[PIECES + 1];
	struct runs runs = { v2, v->pieces + 1 };
	OWNED(stream) struct stream *in = NULL;
	OWNED(stream) struct stream *d = NULL;
	struct xfrm_stats stats;
	size_t got;
	int rc;

	*yes = true;
	if (s->w.kind != RECOVER_BY_ZSTD || s->w.u.zstd.window > WINDOW_CHECKED)
		return 0;
	memcpy(v2, v->chain, v->pieces * sizeof *v2);
	v2[v->pieces - 1].length = s->at - v2[v->pieces - 1].at;
	v2[v->pieces] = (struct run){ s->at, place, length };
	spend(v, (s->at + length) / STEP + 1);
	if (runs_stream(&in, v->s->media, &runs, s->at + length, f) < 0 ||
	    xfrm_open(&d, XFRM_ZSTD, in, &limits, NULL, f) < 0)
		return -1;
	do
		rc = stream_read(d, v->t->scratch, WALKER_SCRATCH, &got, f);
	while (rc == 0 && got > 0);
	if (rc < 0)
		return -1;
	xfrm_stats(d, &stats);
	/* a block is taken in as a whole before it is found wrong: the next one's header must be reached */
	*yes = rc == 0 || stats.in > s->at + s->w.skip + 3;
	return 0;
}

static int grow(struct solver *v, struct walker *w, uint64_t room, struct fault *f);

/* Joins the piece at `place` to the state `s` and goes on. */
static int descend(struct solver *v, const struct snap *s, uint64_t place, bool sure, struct fault *f)
{
	struct run *last = &v->chain[v->pieces - 1], kept = *last;
	uint64_t room = room_at(v, place, s->at), floor = v->floor;
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
	enum places_tier places;
	bool special;           /* with the end of the run, multiples of 2 MiB, the beginning of a dull stretch */
	unsigned from, to;      /* of the blocks before the failure, nearest first */
	bool quick;             /* where nothing else was asked, and for pieces that are guesses */
} tiers[] = {
	{ PLACES_WONT, true, 0, 4, true },
	{ PLACES_WONT, false, 4, 24, true },
	{ PLACES_NEAR, true, 0, 12, false },
	{ PLACES_ANY, true, 0, 12, false },
	{ PLACES_ANY, false, 12, 128, false },
};

struct breaks {
	struct snap *v[SPECIAL + RING_LIGHT];
	int64_t prior[SPECIAL + RING_LIGHT];
	size_t n;
};

static void add_break(struct breaks *b, const struct level *l, struct snap *s, int64_t prior)
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
static void list_breaks(struct breaks *b, struct level *l, const struct tier *t)
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
	struct choice v[BEAM_MOST];
	size_t n, most;
};

static void rank(struct beam *b, struct choice c)
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
	if (t->places != PLACES_WONT)
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

			rank(beam, (struct choice){ b->v[i], p->at, score });
		}
	}
	return DEAD_END;
}

static int try_tier(struct solver *v, struct level *l, const struct tier *t, struct spot *p, struct fault *f)
{
	struct beam beam = { .most = v->s->budget->beam < BEAM_MOST ? v->s->budget->beam : BEAM_MOST };
	struct breaks b;
	struct places places;
	uint64_t at;
	size_t order;
	int rc;

	list_breaks(&b, l, t);
	rc = b.n == 0 ? 0 : places_begin(&places, v->s, v->pool, t->places, l->address, f);
	if (b.n == 0)
		return DEAD_END;
	while (rc == DEAD_END && !spent(v) && places_next(&places, &at, &order)) {
		bool fit = false;

		if (watch_stopped(v->s->watch))
			rc = fault_set(f, FAULT_INTERRUPTED, 0, "interrupted");
		else
			rc = look_at(v, p, at, &fit, f);
		if (rc == 0 && fit)
			rc = try_place(v, &b, p, prior_of_place(t, order), &beam, f);
	}
	places_release(&places);
	for (size_t i = 0; i < beam.n && rc == DEAD_END && !spent(v); i++)
		if (beam.v[i].score >= 3 * WALK_NAT)
			rc = descend(v, beam.v[i].snap, beam.v[i].place, false, f);
	return rc;
}

/* Walks the last piece on; where it breaks, looks for the next one. */
static int grow(struct solver *v, struct walker *w, uint64_t room, struct fault *f)
{
	struct level *l = (struct level *)calloc(1, sizeof *l);
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
	if (v->pieces > 1)
		spend(v, v->chain[v->pieces - 1].length / STEP);
	if (rc == WALK_OVER)
		rc = complete(v, w, f);
	else if (rc == WALK_MISFIT)
		rc = shift_breaks(v, f);
	else if (rc > 0)
		rc = DEAD_END;
	for (size_t i = 0; i < COUNT(tiers) && rc == DEAD_END && !spent(v); i++)
		if (tiers[i].quick || (v->p->thorough && v->unsure == 0))
			rc = try_tier(v, l, &tiers[i], p, f);
	free(p);
	level_free(l);
	return rc;
}

int solve(struct solved *out, const struct scene *s, const struct ground *pool, const struct puzzle *p,
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
