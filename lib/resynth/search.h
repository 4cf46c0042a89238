/* resynth/search.h - what the files of the search share: a worker, and what it tries. */
#ifndef RESYNTH_SEARCH_H
#define RESYNTH_SEARCH_H

#include "resynth/private.h"

struct search_worker {
	struct resynth *r;
	unsigned number, of;
	const struct watch *watch;
	struct fault fault;
	struct fixed_text text;
	struct grid grid;
	VEC(struct match) found;
	struct resynth_cost cost;
	uint64_t sizes_left; /* for each config that lacks a size */
	uint64_t grids_left; /* of the group at hand */
	uint64_t grids_in_all, orders_in_all; /* left of resynth_grids and resynth_orders, for all groups */
	int rc;
};

struct hit { /* what a point of the grid would be written from */
	struct search_worker *w;
	const struct conf *c;
	const struct resynth_blob *const *layers;
	const struct kid *const *kids;
	size_t n;
	const struct digest *input;
	size_t order;
};

/* search.c. Results: 0, or -1 with the worker's fault set. */
int search_room(struct search_worker *w, size_t things) MUST_USE;
int search_keep(struct search_worker *w, const struct style *s, const struct digest *d, const struct digest *input,
                struct span bytes, bool index, size_t order, uint64_t searched) MUST_USE;
/* What the text wrote in style `s`: hashed, and kept where it is wanted. */
int search_try(struct search_worker *w, const struct style *s, const struct digest *input, bool index, size_t order) MUST_USE;
int search_grid(struct search_worker *w, struct hit *h) MUST_USE;
/* sizes.c: one style with every size from 1 to `most` where one is not known. */
int search_sizes_of(struct search_worker *w, const struct style *s, const struct conf *c,
                    const struct resynth_blob *const *layers, const struct digest *input, size_t order, uint64_t most) MUST_USE;
/* group.c */
int search_kid_order(const void *a, const void *b);
int search_group(struct search_worker *w, const struct index_group *g, size_t order) MUST_USE;

#endif
