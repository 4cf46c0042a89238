/*
 * run/salvage/walk.c - chunks of a damaged layer out of one copy, in one pass: each stream of the blob is inflated from
 * where the table says that it begins, up to where the next begins, and never twice.
 */
#include "run/salvage/salvage.h"

#include "hash/hash.h"
#include "xfrm/xfrm.h"

#include <stdio.h>

enum { PIECE = 64 * 1024 };

/* Bytes of the copy up to a place, at which the next stream begins. */
struct stretch {
	struct stream base;
	struct stream *in;
	uint64_t at, end; /* of the blob */
	bool over;        /* the copy ended or broke */
};

static int stretch_read(struct stream *base, void *into, size_t n, size_t *got, struct fault *f)
{
	struct stretch *x = (struct stretch *)base;
	int rc;

	*got = 0;
	if (x->over || x->at >= x->end)
		return 0;
	rc = stream_read(x->in, into, x->end - x->at < n ? (size_t)(x->end - x->at) : n, got, f);
	x->over = rc > 0 || (rc == 0 && *got == 0);
	x->at += *got;
	return rc < 0 ? -1 : 0; /* what breaks off is no chunk */
}

static void stretch_close(struct stream *base)
{
	(void)base; /* on the stack */
}

static const struct stream_ops stretch_ops = { stretch_read, stretch_close };

struct walking {
	struct salvage *s;
	uint32_t copy;
	const uint32_t *order;
	size_t n;
	const struct run_sink *sink;
	struct stretch from;
	struct hash *hash;
	bool stop;
	struct hash *whole; /* of the file whose chunks have come from its first on */
	uint32_t next;      /* the chunk that would go on with it; UINT32_MAX: none */
};

/* ---- files as a whole ------------------------------------------------------------------------------------------ */

static const struct salvage_file *file_of(const struct walking *w, uint32_t chunk)
{
	return &w->s->files.v[w->s->chunks.v[chunk].file];
}

/* A chunk begins. */
static int follow(struct walking *w, uint32_t chunk, struct fault *f)
{
	if (chunk == file_of(w, chunk)->first) {
		w->next = chunk;
		return hash_restart(w->whole, f);
	}
	if (w->next != chunk)
		w->next = UINT32_MAX;
	return 0;
}

/* It is there; was it the last of a file all of which passed? */
static int followed(struct walking *w, uint32_t chunk, struct fault *f)
{
	struct salvage_file *file = &w->s->files.v[w->s->chunks.v[chunk].file];
	struct digest got;

	if (w->next != chunk)
		return 0;
	w->next = chunk + 1;
	if (chunk + 1 < file->first + file->told.chunks || file->told.sha256.alg != DIGEST_SHA256)
		return 0;
	w->next = UINT32_MAX;
	if (hash_get(w->whole, &got, f) < 0)
		return -1;
	file->told.hashed = digest_eq(&got, &file->told.sha256);
	file->other = !file->told.hashed;
	return 0;
}

/* ---- chunks ------------------------------------------------------------------------------------------------------ */

/* Reads `n` bytes away, hashed and given out where `use`. 0; 1: so many did not come. */
static int take_bytes(struct walking *w, struct stream *in, uint64_t n, bool use, struct fault *f)
{
	uint8_t piece[PIECE];
	size_t got = 1;

	while (n > 0) {
		int rc = stream_read(in, piece, n < sizeof piece ? (size_t)n : sizeof piece, &got, f);

		if (rc != 0 || got == 0)
			return rc < 0 ? -1 : 1;
		if (got > w->s->left) {
			w->s->left = 0;
			return 1;
		}
		w->s->left -= got;
		n -= got;
		if (use && (hash_add(w->hash, span_make(piece, got), f) < 0 ||
		            (w->next != UINT32_MAX && hash_add(w->whole, span_make(piece, got), f) < 0) ||
		            (w->sink != NULL && w->sink->write(w->sink->user, span_make(piece, got), f) < 0)))
			return -1;
	}
	return 0;
}

/* 0; 1: the stream is at its end, or its place in it unknown. */
static int take_chunk(struct walking *w, struct stream *in, uint32_t chunk, uint64_t *at, struct fault *f)
{
	struct salvage_chunk *c = &w->s->chunks.v[chunk];
	struct digest got;
	int rc = hash_restart(w->hash, f) < 0 || follow(w, chunk, f) < 0 ? -1 : take_bytes(w, in, c->inner - *at, false, f);

	if (rc == 0)
		rc = take_bytes(w, in, c->size, true, f);
	if (rc != 0)
		return rc;
	*at = c->inner + c->size;
	if (hash_get(w->hash, &got, f) < 0)
		return -1;
	if (!digest_eq(&got, &c->digest)) {
		w->stop = w->sink != NULL;
		w->next = UINT32_MAX;
		return 0;
	}
	if (c->copy == 0)
		c->copy = w->copy;
	return followed(w, chunk, f);
}

/* The chunks of one stream, which are order[from..to). */
static int walk_stream(struct walking *w, size_t from, size_t to, struct fault *f)
{
	OWNED(stream) struct stream *plain = NULL;
	uint64_t at = 0;

	if (xfrm_open(&plain, w->s->place.format == TOC_ESTARGZ ? XFRM_GZIP : XFRM_ZSTD, &w->from.base, &w->s->o->limits, NULL, f) < 0)
		return -1;
	for (size_t i = from; i < to && !w->stop; i++) {
		int rc = w->s->chunks.v[w->order[i]].inner < at ? 0 : take_chunk(w, plain, w->order[i], &at, f);

		if (rc != 0)
			return rc < 0 ? -1 : 0;
	}
	return 0;
}

static int skip_to(struct walking *w, uint64_t offset, struct fault *f)
{
	uint8_t piece[PIECE];
	size_t got;

	w->from.end = offset;
	while (!w->from.over && w->from.at < offset)
		if (stretch_read(&w->from.base, piece, sizeof piece, &got, f) < 0)
			return -1;
	return 0;
}

/* The bound bit: so many chunks at least were not tried. */
static void leave_out(struct walking *w, size_t from)
{
	uint64_t n = 0;

	for (size_t i = from; i < w->n; i++)
		n += w->s->chunks.v[w->order[i]].copy == 0;
	if (n > w->s->told.left_out)
		w->s->told.left_out = n;
}

static int walk_all(struct walking *w, struct fault *f)
{
	const struct salvage_chunk *c = w->s->chunks.v;

	for (size_t i = 0, next; i < w->n && !w->from.over && !w->stop; i = next) {
		uint64_t offset = c[w->order[i]].offset;
		bool wanted = false;

		for (next = i; next < w->n && c[w->order[next]].offset == offset; next++)
			wanted = wanted || w->sink != NULL || c[w->order[next]].copy == 0;
		if (watch_check(w->s->o->watch, f) < 0)
			return -1;
		if (!wanted)
			continue;
		if (skip_to(w, offset, f) < 0)
			return -1;
		w->from.end = next < w->n ? c[w->order[next]].offset : w->s->place.offset;
		if (walk_stream(w, i, next, f) < 0)
			return -1;
		if (w->s->left == 0) {
			leave_out(w, i);
			return 0;
		}
	}
	return 0;
}

int run_salvage_open(struct salvage *s, uint32_t copy, struct stream **out, struct fault *f)
{
	char name[DIGEST_TEXT], why[256];

	return run_shelf_open_stored(s->shelf, span_of(digest_text(name, &s->copies.v[copy - 1].bytes)), out, why, f);
}

int run_salvage_walk(struct salvage *s, uint32_t copy, const uint32_t *order, size_t n, const struct run_sink *sink, struct fault *f)
{
	OWNED(stream) struct stream *in = NULL;
	OWNED(hash) struct hash *hash = NULL, *whole = NULL;
	struct walking w = { .next = UINT32_MAX, .s = s, .copy = copy, .order = order, .n = n, .sink = sink, .from = { .base = { .ops = &stretch_ops } } };
	int rc = run_salvage_open(s, copy, &in, f);

	if (rc != 0)
		return rc < 0 ? -1 : 0;
	if (hash_new(&hash, DIGEST_SHA256, f) < 0 || hash_new(&whole, DIGEST_SHA256, f) < 0)
		return -1;
	w.from.in = in;
	w.hash = hash;
	w.whole = whole;
	rc = walk_all(&w, f);
	return rc < 0 ? -1 : w.stop ? RUN_NOT_FOUND : 0;
}
