/*
 * recover/straight.c - a stream from its first block on, in one piece: walked and hashed in the same pass.
 *
 * At each place where it may end the digest is looked up. A complete stream whose digest nobody asked for is
 * kept when it can be told from noise with certainty.
 */
#include "base/number.h"
#include "format/json_scan.h"
#include "recover/private.h"
#include "media/runs.h"
#include "xfrm/xfrm.h"

#include <stdlib.h>

enum {
	FIRST = 16 * 1024,              /* most that only seem to begin a stream end here */
	EMPTY_MOST = 64 * 1024,         /* rule: no writer leaves so many zeros within a deflate stream */
	DULL_MOST = 16 * 1024 * 1024,   /* rule: nor, but for real masses of zeros compressed, this */
};

struct stream_look {
	const struct carve_search *s;
	const struct start *start;
	struct walker w;
	struct mid mid;
	uint64_t pos;           /* bytes walked */
	uint64_t empty, dull;   /* bytes of blocks before pos: all zeros, few values */
	bool ended, fixed;      /* an end was seen; it is the one to keep */
	uint64_t end;
	struct digest digest;
	bool wanted, names;     /* names: the JSON has those of a manifest, index or config */
};

/* ---- kinds of blocks ------------------------------------------------------------------------------------- */

bool looks_random(const uint8_t *block, size_t n)
{
	uint8_t seen[256] = { 0 };
	unsigned values = 0;

	n = n < 4096 ? n : 4096;
	for (size_t i = 0; i < n; i++)
		seen[block[i]] = 1;
	for (size_t i = 0; i < sizeof seen; i++)
		values += seen[i];
	return values >= (n >= 4096 ? 235 : n >= 2048 ? 225 : n >= 1024 ? 205 : 170);
}

bool looks_empty(const uint8_t *block, size_t n)
{
	return bytes_zero(block, n);
}

/* Zeros and repeated patterns decode for ever. False: too many of them. */
static bool judge_block(struct stream_look *l, const uint8_t *block, size_t n)
{
	if (l->start->kind != RECOVER_BY_GZIP)
		return true;
	if (looks_random(block, n)) {
		l->empty = l->dull = 0;
		return true;
	}
	l->dull += n;
	l->empty = looks_empty(block, n) ? l->empty + n : 0;
	return l->empty <= EMPTY_MOST && l->dull <= DULL_MOST;
}

/* ---- the walk ---------------------------------------------------------------------------------------------- */

/* The stream may end here. True: what is wanted ends here. */
static bool may_end(struct stream_look *l)
{
	struct mid copy = l->mid;
	struct digest d;

	mid_end(&copy, &d);
	l->wanted = targets_find(l->s->targets, &d) != NULL;
	if (l->fixed && !l->wanted)
		return false;
	l->ended = true;
	l->end = l->pos;
	l->digest = d;
	/* a tar's padding may be the next file's business; where a block ends, another stream may begin */
	l->fixed = l->start->kind == RECOVER_BY_TAR ||
	           (l->start->kind != RECOVER_BY_JSON && l->pos % l->s->block == 0);
	return l->wanted;
}

/* enum walk_step for `n` bytes, WALK_END: a wanted end. */
static int walk(struct stream_look *l, const uint8_t *bytes, size_t n, const struct tools *t, struct fault *f)
{
	size_t done = 0, hashed = 0, block = l->s->block;

	while (done < n) {
		size_t part = block - (size_t)(l->pos % block), used;
		int rc;

		part = part < n - done ? part : n - done;
		if (l->pos % block == 0 && !judge_block(l, bytes + done, part))
			return WALK_BAD;
		if (l->start->kind != RECOVER_BY_GZIP)
			part = n - done;
		rc = walker_feed(&l->w, span_make(bytes + done, part), &used, t->scratch, f);
		done += used;
		l->pos += used;
		if (rc == WALK_END) {
			mid_add(&l->mid, span_make(bytes + hashed, done - hashed));
			hashed = done;
			if (may_end(l))
				return WALK_END;
		} else if (rc != WALK_MORE) {
			return rc;
		}
	}
	mid_add(&l->mid, span_make(bytes + hashed, n - hashed));
	return WALK_MORE;
}

/* The media has no more bytes in this piece. */
static int flush(struct stream_look *l, const struct tools *t, struct fault *f)
{
	size_t used;
	int rc = walker_feed(&l->w, SPAN_NONE, &used, t->scratch, f);

	if (rc == WALK_END && may_end(l))
		return WALK_END;
	if (rc < 0)
		return -1;
	return l->ended && l->end == l->pos ? WALK_OVER : WALK_MORE;
}

static int walk_run(struct stream_look *l, struct outcome *o, uint64_t limit, const struct tools *t, struct fault *f)
{
	uint64_t run = free_space_run(&l->s->free, l->start->at), most = watch_limit(l->s->watch, LIMIT_json_bytes);
	size_t piece = FIRST > l->s->block ? FIRST : l->s->block;
	int rc = WALK_MORE;

	bool cut = l->start->kind == RECOVER_BY_JSON && run > most;

	if (cut)
		run = most;
	while (rc == WALK_MORE && l->pos < run) {
		size_t n = run - l->pos < piece ? (size_t)(run - l->pos) : piece, got;
		int unread;

		if (l->pos + l->w.out / 8 > limit) {
			o->budget = true;
			return WALK_MORE;
		}
		if (watch_check(l->s->watch, f) < 0)
			return -1;
		got = known_bytes(l->s->media, l->start->at + l->pos, t->piece, n, &unread, f);
		if (unread < 0)
			return -1;
		if (l->pos == 0)
			l->names = json_names(span_make(t->piece, got));
		rc = walk(l, t->piece, got, t, f);
		if (unread > 0)
			break;
		piece = piece * 2 < PIECE / 4 ? piece * 2 : PIECE / 4;
	}
	if (rc == WALK_MORE && cut && l->pos == run && l->names) /* a document of ours, as far as it was followed */
		watch_bite_again(l->s->watch, LIMIT_json_bytes, 1);
	return rc == WALK_MORE ? flush(l, t, f) : rc;
}

/* ---- what nobody named ---------------------------------------------------------------------------------------- */

static int decodes(bool *yes, struct stream *in, struct fault *f)
{
	static const struct limits limits = LIMITS_DEFAULT;
	OWNED(stream) struct stream *d = NULL;
	uint8_t waste[32 * 1024];
	size_t got;
	int rc;

	if (xfrm_open(&d, XFRM_ZSTD, in, &limits, NULL, f) < 0)
		return -1;
	do
		rc = stream_read(d, waste, sizeof waste, &got, f);
	while (rc == 0 && got > 0);
	*yes = rc == 0;
	return rc < 0 ? -1 : 0;
}

/* What is longer than a document may be was not followed to its end (walk_run). */
static int is_document(bool *yes, struct stream *in, uint64_t size, uint64_t most, struct fault *f)
{
	static const char *const members[] = { "schemaVersion", "rootfs", "manifests" };
	static const struct limits limits = LIMITS_DEFAULT;
	OWNED(buf) struct buf text = BUF_INIT;
	OWNED(scan) struct scan scan = { .at = 0 };
	size_t got;
	int rc;

	if (size > most || buf_reserve(&text, (size_t)size, f) < 0)
		return size > most ? 0 : -1;
	rc = stream_read_full(in, text.p, (size_t)size, &got, f);
	if (rc != 0)
		return rc < 0 ? -1 : 0;
	rc = scan_json(&scan, span_make(text.p, got), &limits, f);
	if (rc != SCAN_FINE)
		return rc < 0 ? -1 : 0;
	for (size_t i = 0; i < COUNT(members); i++)
		*yes |= scan_member(&scan, 0, members[i], true) != NO_TOKEN;
	return 0;
}

int holds_unnamed(bool *yes, const struct carve_search *s, const struct walker *w, const struct runs *runs,
                  uint64_t size, struct fault *f)
{
	OWNED(stream) struct stream *in = NULL;

	*yes = false;
	if (w->kind == RECOVER_BY_JSON && !s->budget->unnamed)
		return 0;
	if (w->kind == RECOVER_BY_GZIP) { /* its checksum and length held */
		*yes = true;
		return 0;
	}
	if (w->kind == RECOVER_BY_TAR)
		return 0; /* whether it begins here only straight() knows */
	if (media_runs_stream(&in, s->media, runs, size, NULL, f) < 0)
		return -1;
	if (w->kind != RECOVER_BY_ZSTD)
		return is_document(yes, in, size, watch_limit(s->watch, LIMIT_json_bytes), f);
	if (w->u.zstd.window > watch_limit(s->watch, LIMIT_inflate_memory)) {
		watch_bite_again(s->watch, LIMIT_inflate_memory, 1);
		return 0;
	}
	return w->u.zstd.frames == 0 ? 0 : decodes(yes, in, f);
}

/* Any member's header seems to begin a tar: only one where something begins may be taken for the first. */
static bool begins_there(const struct carve_search *s, uint64_t at)
{
	size_t i = free_space_find(&s->open, at);

	return (i < s->open.v.n && s->open.v.v[i].offset == at) || is_hint(s, at);
}

/* ---- the outcome ------------------------------------------------------------------------------------------------ */

static int settle(struct stream_look *l, struct outcome *o, int rc, struct fault *f)
{
	const struct carve_search *s = l->s;
	struct run run = { 0, l->start->at, l->end };
	const struct runs runs = { &run, 1 };
	bool complete = rc == WALK_END || rc == WALK_OVER || l->fixed, wanted = l->wanted && rc == WALK_END;
	bool keep = wanted;

	if (complete && l->ended) {
		if (!keep && l->start->kind == RECOVER_BY_TAR)
			keep = begins_there(s, l->start->at);
		else if (!keep && holds_unnamed(&keep, s, &l->w, &runs, l->end, f) < 0)
			return -1;
		o->good = l->end;
		/* noise passes for a last block of zstd now and then: decoding tells */
		o->broken = !keep && l->start->kind == RECOVER_BY_ZSTD && l->end >= s->block;
		if (!keep || (!wanted && !s->budget->unnamed))
			return 0;
		o->proven = true;
		o->proof = (struct proof){ .digest = l->digest, .size = l->end, .method = l->start->kind,
			                   .wanted = wanted };
		return runs_cut(&o->proof.runs, &runs, l->end, f);
	}
	o->good = l->pos - l->dull;
	if (l->dull < 8 * (uint64_t)s->block)
		o->good = l->pos;
	if (l->w.tar_bad > 0 && l->w.tar_bad < o->good)
		o->good = l->w.tar_bad;
	o->good -= o->good % s->block;
	o->broken = o->good > 0 && (l->start->kind != RECOVER_BY_JSON || l->names);
	return 0;
}

int straight(struct outcome *o, const struct carve_search *s, const struct start *at, uint64_t limit,
             const struct tools *t, struct fault *f)
{
	struct stream_look l = { .s = s, .start = at };
	int rc;

	memset(o, 0, sizeof *o);
	if (walker_init(&l.w, at->kind, f) < 0)
		return -1;
	mid_start(&l.mid);
	rc = walk_run(&l, o, limit, t, f);
	o->work = l.pos + l.w.out / 8;
	if (rc >= 0)
		rc = settle(&l, o, rc, f);
	walker_release(&l.w);
	return rc;
}
