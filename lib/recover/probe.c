/*
 * recover/probe.c - a stream's state taken over the bytes of one piece: walked with states kept, or only tried.
 */
#include "recover/solver.h"

#include "media/runs.h"
#include "xfrm/xfrm.h"

#include <stdlib.h>

enum {
	EMPTY_MOST = 64 * 1024,         /* rule: no writer leaves so many zeros within a deflate stream */
	DULL_MOST = 16 * 1024 * 1024,   /* rule: nor this, as straight.c */
	LOOKS_A_STEP = 4,
	WINDOW_CHECKED = 16 * 1024 * 1024, /* rule: memory for decoding zstd; larger ones are not doubted */
};

static const uint64_t CHUNK = 2 * 1024 * 1024;

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

void level_free(struct piece_level *l)
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
static int remember(struct solver *v, struct piece_level *l, const struct walker *w, uint64_t at, struct fault *f)
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

/* Feeds bytes whole; *taken counts what belongs to the stream. enum walk_step, never WALK_END; *end: it may end at
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
				chain_end(v, at + *taken);
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
int walk_piece(struct solver *v, struct piece_level *l, struct walker *w, uint64_t room, struct fault *f)
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

		if (pos / STEP != (pos + block) / STEP)
			spend(v, 1);
		if (spent(v)) {
			rc = WALK_BAD;
			break;
		}
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
		chain_end(v, r->at + pos + taken);
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

/* The rest of what a first try takes. */
static int read_on(const struct solver *v, struct spot *p, struct fault *f)
{
	uint64_t run = free_space_run(v->pool, p->at);
	size_t want = run < READ ? (size_t)run : READ;
	int rc = 0;

	if (want > p->n)
		p->n += known_bytes(v->s->media, p->at + p->n, p->bytes + p->n, want - p->n, &rc, f);
	return rc < 0 ? -1 : 0;
}

/* Reads its first block; *yes: it may go on a stream of this kind. */
static int look(const struct solver *v, struct spot *p, uint64_t at, bool *yes, struct fault *f)
{
	enum recover_method kind = v->p->start.kind;
	size_t block = v->s->block;
	int rc;

	*yes = false;
	p->at = at;
	p->last_only = false;
	block = block < READ ? block : READ;
	p->n = block;
	if (known_bytes(v->s->media, at, p->bytes, block, &rc, f) < block || rc != 0)
		return rc < 0 ? -1 : 0;
	if (kind == RECOVER_BY_TAR || kind == RECOVER_BY_JSON) {
		*yes = kind == RECOVER_BY_TAR || p->bytes[0] >= ' ' || p->bytes[0] == '\n';
		return 0;
	}
	if (walker_sniff(span_make(p->bytes, block)) != 0)
		return 0;
	if (kind == RECOVER_BY_ZSTD || looks_random(p->bytes, block)) {
		*yes = !looks_empty(p->bytes, block);
		return 0;
	}
	/* zeros and patterns decode for ever: such a block may only be the last one */
	p->last_only = true;
	*yes = p->bytes[block - 1] == 0 && !looks_empty(p->bytes, block);
	return 0;
}

int look_at(struct solver *v, struct spot *p, uint64_t at, bool *yes, struct fault *f)
{
	if (++v->looks % LOOKS_A_STEP == 0)
		spend(v, 1);
	if (look(v, p, at, yes, f) < 0)
		return -1;
	return *yes ? read_on(v, p, f) : 0;
}

int probe(struct solver *v, struct probe *out, const struct snap *s, const struct spot *p, struct fault *f)
{
	uint64_t room = chain_room(v, p->at, s->at), pos = 0;
	struct feeder in = { .v = v, .offset = p->at, .bytes = v->t->piece, .most = 4 * READ };
	struct walker w;
	bool end = false;
	int rc = WALK_MORE;

	*out = (struct probe){ .gain = 0 };
	if (room == 0 || p->at == chain_goes_on(v, s->at))
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
int decodes_over(struct solver *v, const struct snap *s, uint64_t place, uint64_t length, bool *yes,
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
	if (media_runs_stream(&in, v->s->media, &runs, s->at + length, NULL, f) < 0 ||
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
