/*
 * recover/tar_end.c - a tar archive whose end was overwritten. After its last member come zeros and nothing else, so a
 * map whose last blocks have other bytes now is tried with zeros there. The digest decides.
 */
#include "recover/private.h"

#include <stdlib.h>

enum { BLOCK = 512, END_MOST = 128 * BLOCK }; /* format: of an archive, as written by known tools */

struct ending {
	struct tar_walk walk;
	uint64_t at, end; /* end: where zeros must begin */
	bool over;        /* no header follows any more */
};

static void feed(struct ending *e, struct span in)
{
	while (!e->over && in.n > 0) {
		size_t used;
		int rc = tar_feed(&e->walk, in, &used);

		e->at += used;
		in = span_from(in, used);
		e->over = rc == WALK_BAD || rc == WALK_OVER;
	}
}

/* Where the structure ends; before the first block that is neither a header nor zeros. */
static int find(struct ending *e, struct media *m, const struct runs *runs, uint64_t size, uint8_t *piece, struct fault *f)
{
	for (size_t i = 0; i < runs->n && !e->over; i++) {
		const struct run *r = &runs->v[i];

		if (r->at != e->at) /* archives have no holes */
			return 1;
		for (uint64_t done = 0; done < r->length && !e->over && e->at < size; ) {
			uint64_t left = r->length - done < size - e->at ? r->length - done : size - e->at;
			size_t n = left < PIECE ? (size_t)left : PIECE, got;
			int rc;

			got = known_bytes(m, r->offset + done, piece, n, &rc, f);
			if (rc < 0)
				return -1;
			feed(e, span_make(piece, got));
			if (rc > 0 && !e->over)
				return 1;
			done += got;
		}
	}
	e->end = e->over && e->at >= BLOCK ? e->at - BLOCK : 0;
	return e->end > 0 && e->walk.headers > 0 ? 0 : 1;
}

int prove_tar_end(struct proof *out, struct media *m, const struct hypothesis *h, const struct targets *t, struct fault *f)
{
	struct ending e = { .at = 0 };
	struct hypothesis ended = *h;
	struct digest at_size;
	uint8_t *piece;
	int rc;

	if (!h->has_size || h->size % BLOCK != 0 || h->size == 0 || h->runs.n == 0)
		return PROVE_NOTHING;
	piece = (uint8_t *)malloc(PIECE);
	if (piece == NULL)
		return fault_memory(f, PIECE);
	tar_walk_init(&e.walk);
	rc = find(&e, m, &h->runs, h->size, piece, f);
	free(piece);
	if (rc != 0 || h->size - e.end > END_MOST)
		return rc < 0 ? -1 : PROVE_NOTHING;
	if (runs_cut(&ended.runs, &h->runs, e.end, f) < 0)
		return -1;
	rc = prove(out, &at_size, m, &ended, t, f);
	free(ended.runs.v);
	return rc;
}
