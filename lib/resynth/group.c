/* resynth/group.c - indexes and lists: every choice and order of the children that may stand in one. */
#include "resynth/search.h"

#include <stdlib.h>

static const struct kid *kid_of(const struct resynth *r, const struct digest *d)
{
	size_t low = LOWER_BOUND(r->kids.n, mid, digest_cmp(&r->kids.v[mid].digest, d) < 0);

	return low < r->kids.n && digest_eq(&r->kids.v[low].digest, d) ? &r->kids.v[low] : NULL;
}

int search_kid_order(const void *a, const void *b)
{
	return digest_cmp(&((const struct kid *)a)->digest, &((const struct kid *)b)->digest);
}

static int try_list_style(struct search_worker *w, const struct style *s, const struct kid *const *kids, size_t n, size_t order)
{
	write_list(&w->text, s, kids, n);
	return search_try(w, s, &kids[0]->digest, true, order);
}

/* The first orders of a group are tried in every style, the others in those of known pushers. */
static int try_list(struct search_worker *w, const struct kid *const *kids, size_t n, size_t order)
{
	struct hit h = { .w = w, .kids = kids, .n = n, .input = &kids[0]->digest, .order = order };

	if (watch_check(w->watch, &w->fault) < 0)
		return -1;
	if (search_room(w, n) < 0)
		return -1;
	if (w->grids_left > 0 && w->grids_in_all > 0) {
		w->grids_left--;
		w->grids_in_all--;
		return search_grid(w, &h);
	}
	w->cost.bounded = true;
	if (w->grids_left > 0)
		watch_bite(w->watch, LIMIT_resynth_grids, 1);
	if (w->orders_in_all == 0) {
		watch_bite(w->watch, LIMIT_resynth_orders, 1);
		return 0;
	}
	w->orders_in_all--;
	for (size_t s = 0; s < list_style_count; s++)
		if (try_list_style(w, &list_styles[s], kids, n, order) < 0)
			return -1;
	return 0;
}

/* Every order of every choice of up to `most` members. */
static int try_orders(struct search_worker *w, const struct kid *const *all, size_t n, const struct kid **chosen,
                      size_t depth, size_t most, size_t order)
{
	if (depth > 0 && try_list(w, chosen, depth, order) < 0)
		return -1;
	if (depth == most)
		return 0;
	for (size_t i = 0; i < n; i++) {
		bool used = false;

		for (size_t k = 0; k < depth; k++)
			used |= chosen[k] == all[i];
		if (used)
			continue;
		chosen[depth] = all[i];
		if (try_orders(w, all, n, chosen, depth + 1, most, order) < 0)
			return -1;
	}
	return 0;
}

int search_group(struct search_worker *w, const struct index_group *g, size_t order)
{
	uint64_t together = watch_limit(w->watch, LIMIT_resynth_group), most = watch_limit(w->watch, LIMIT_resynth_children);
	const struct resynth *r = w->r;
	const struct kid **kids = (const struct kid **)calloc(2 * g->n + 1, sizeof(const struct kid *));
	size_t n = 0;
	int rc = 0;

	if (kids == NULL)
		return fault_memory(&w->fault, g->n * sizeof *kids);
	for (size_t i = 0; i < g->n; i++) {
		kids[n] = kid_of(r, &r->members.v[g->first + i]);
		n += kids[n] != NULL;
	}
	w->grids_left = watch_limit(w->watch, LIMIT_resynth_styles);
	if (n > 0)
		rc = try_list(w, kids, n, order);
	w->cost.bounded |= n > together || n > most;
	if (rc == 0 && n > 0 && n <= together)
		rc = try_orders(w, kids, n, kids + g->n, 0, n < most ? n : (size_t)most, order);
	free(kids);
	return rc;
}
