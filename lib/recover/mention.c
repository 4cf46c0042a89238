/*
 * recover/mention.c - digests in plain sight: links, documents and logs, living or dead, name blobs by
 * "sha256:" and 64 hexadecimal digits. One pass over the media finds what is worth looking for.
 */
#include "recover/private.h"

#include "base/keyed.h"

#include <stdlib.h>

enum { LOOK = 4 << 20, TEXT = 71, TABLE = 1 << 16 }; /* rule: read at once; bytes of a digest's text */

struct search {
	struct mentions *out;
	size_t most;
	const struct watch *watch;
	uint32_t *slot; /* open addressing: number of a mention, plus one */
	size_t cap;
};

void mentions_release(struct mentions *m)
{
	VEC_RELEASE(&m->v);
}

static size_t hash_of(const struct digest *d)
{
	return (size_t)keyed_hash(d->byte, sizeof d->byte);
}

static void place(struct search *s, uint32_t number)
{
	size_t i = hash_of(&s->out->v.v[number].digest) & (s->cap - 1);

	while (s->slot[i] != 0)
		i = (i + 1) & (s->cap - 1);
	s->slot[i] = number + 1;
}

static int grow(struct search *s, struct fault *f)
{
	size_t cap = s->cap == 0 ? TABLE : s->cap * 2;
	uint32_t *slot;

	if (s->cap > 0 && s->out->v.n * 2 < s->cap)
		return 0;
	slot = (uint32_t *)calloc(cap, sizeof *slot);
	if (slot == NULL)
		return fault_memory(f, cap * sizeof *slot);
	free(s->slot);
	s->slot = slot;
	s->cap = cap;
	for (size_t i = 0; i < s->out->v.n; i++)
		place(s, (uint32_t)i);
	return 0;
}

static int note(struct search *s, struct span text, uint64_t where, struct fault *f)
{
	struct mention m = { .where = where };

	if (digest_parse(&m.digest, text) != 0)
		return 0;
	if (grow(s, f) < 0)
		return -1;
	for (size_t i = hash_of(&m.digest) & (s->cap - 1); s->slot[i] != 0; i = (i + 1) & (s->cap - 1))
		if (digest_eq(&s->out->v.v[s->slot[i] - 1].digest, &m.digest))
			return 0;
	if (s->out->v.n >= s->most) {
		watch_bite(s->watch, LIMIT_mentions, 1);
		return 0;
	}
	if (VEC_PUSH(&s->out->v, m, f) < 0)
		return -1;
	place(s, (uint32_t)(s->out->v.n - 1));
	return 0;
}

static int look(struct search *s, const uint8_t *p, size_t n, uint64_t at, struct fault *f)
{
	const uint8_t *end = p + n, *hit = p;

	while (hit < end && (hit = (const uint8_t *)memmem(hit, (size_t)(end - hit), "sha256:", 7)) != NULL) {
		if ((size_t)(end - hit) >= TEXT && note(s, span_make(hit, TEXT), at + (uint64_t)(hit - p), f) < 0)
			return -1;
		hit += 7;
	}
	return 0;
}

/* Pieces overlap by one text less a byte, so that none is cut. */
static int search_media(struct search *s, struct media *m, uint8_t *piece, const struct watch *watch, struct fault *f)
{
	uint64_t at = 0, end = m->size + m->extra;
	size_t kept = 0;

	while (at < end) {
		enum media_area area;
		uint64_t n;

		if (media_extent(m, at, &area, &n, f) < 0)
			return -1;
		if (watch_check(watch, f) < 0)
			return -1;
		if (area != MEDIA_AREA_DATA || n == 0) {
			at += n == 0 ? end - at : n;
			kept = 0;
			continue;
		}
		if (n > LOOK)
			n = LOOK;
		if (media_read(m, at, piece + kept, (size_t)n, f) < 0 || look(s, piece, kept + (size_t)n, at - kept, f) < 0)
			return -1;
		s->out->bytes += n;
		at += n;
		n += kept;
		kept = n < TEXT - 1 ? (size_t)n : TEXT - 1;
		memmove(piece, piece + n - kept, kept);
	}
	return 0;
}

int mentions_find(struct mentions *out, struct media *m, size_t most, const struct watch *watch, struct fault *f)
{
	struct search s = { .out = out, .most = most, .watch = watch };
	uint8_t *piece = (uint8_t *)malloc(LOOK + TEXT);
	int rc = piece == NULL ? fault_memory(f, LOOK) : search_media(&s, m, piece, watch, f);

	free(piece);
	free(s.slot);
	return rc;
}
