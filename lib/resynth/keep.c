/* resynth/keep.c - a worker's room for documents, and what it found, kept to itself. */
#include "resynth/search.h"

#include "base/buf.h"

#include <stdlib.h>
#include <string.h>

enum { ROOM_TOP = 1200 + RESYNTH_TYPE_BYTES, ROOM_EACH = 480 + RESYNTH_TYPE_BYTES };

static int pen_room(struct fixed_text *p, size_t need, struct fault *f)
{
	uint8_t *more;

	if (need <= p->cap)
		return 0;
	more = (uint8_t *)realloc(p->p, need);
	if (more == NULL)
		return fault_memory(f, need);
	p->p = more;
	p->cap = need;
	return 0;
}

int search_room(struct search_worker *w, size_t things)
{
	size_t need = ROOM_TOP + things * ROOM_EACH;

	return pen_room(&w->text, need, &w->fault) < 0 || pen_room(&w->grid.config, need, &w->fault) < 0 ||
	                       pen_room(&w->grid.layers, need, &w->fault) < 0
	               ? -1
	               : 0;
}

int search_keep(struct search_worker *w, const struct style *s, const struct digest *d, const struct digest *input,
                struct span bytes, bool index, size_t order, uint64_t searched)
{
	struct match m = { .digest = *d,
		           .input = *input,
		           .style = *s,
		           .rank = style_known(s, index),
		           .index = index,
		           .searched_size = searched,
		           .bytes = BUF_INIT,
		           .order = order };

	if (buf_add(&m.bytes, bytes, &w->fault) < 0)
		return -1;
	return VEC_PUSH(&w->found, m, &w->fault);
}

/* Only a wanted digest is worth writing the bytes; they are hashed once more. */
static int grid_candidate(void *user, const struct style *s, const struct digest *d)
{
	struct hit *h = (struct hit *)user;
	struct search_worker *w = h->w;
	struct digest again;
	struct mid m;

	w->cost.candidates++;
	if (!resynth_is_wanted(w->r, d))
		return 0;
	if (h->kids != NULL)
		write_list(&w->text, s, h->kids, h->n);
	else
		write_manifest(&w->text, s, h->c, h->layers);
	mid_start(&m);
	mid_add(&m, span_make(w->text.p, w->text.n));
	mid_end(&m, &again);
	if (w->text.full || !digest_eq(d, &again))
		return 0;
	return search_keep(w, s, d, h->input, span_make(w->text.p, w->text.n), h->kids != NULL, h->order, RESYNTH_UNKNOWN);
}

int search_grid(struct search_worker *w, struct hit *h)
{
	w->grid.candidate = grid_candidate;
	w->grid.user = h;
	return h->kids != NULL ? grid_list(&w->grid, h->kids, h->n) : grid_manifest(&w->grid, h->c, h->layers);
}

int search_try(struct search_worker *w, const struct style *s, const struct digest *input, bool index, size_t order)
{
	struct digest d;
	struct mid m;

	if (w->text.full)
		return 0;
	w->cost.candidates++;
	mid_start(&m);
	mid_add(&m, span_make(w->text.p, w->text.n));
	mid_end(&m, &d);
	return resynth_is_wanted(w->r, &d) ? search_keep(w, s, &d, input, span_make(w->text.p, w->text.n), index, order, RESYNTH_UNKNOWN)
	                                   : 0;
}
