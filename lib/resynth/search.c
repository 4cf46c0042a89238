/*
 * resynth/search.c - candidates against wanted digests. Workers take configs in turn and keep what they
 * find to themselves; the results are put together by content, so that their number changes nothing.
 */
#include "resynth/search.h"

#include "base/buf.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* ---- one manifest ------------------------------------------------------------------------------------ */

static int try_style(struct search_worker *w, const struct style *s, const struct conf *c,
                     const struct resynth_blob *const *layers, const struct digest *input, size_t order)
{
	write_manifest(&w->text, s, c, layers);
	return search_try(w, s, input, false, order);
}

/* ---- one config ------------------------------------------------------------------------------------- */

static int by_diff_id(const void *a, const void *b)
{
	const struct layer *x = (const struct layer *)a, *y = (const struct layer *)b;
	int c = digest_cmp(&x->diff_id, &y->diff_id);

	return c != 0 ? c : digest_cmp(&x->blob.digest, &y->blob.digest);
}

struct variants {
	size_t first, n;
};

static struct variants variants_of(const struct resynth *r, const struct digest *diff_id)
{
	size_t low = LOWER_BOUND(r->layers.n, mid, digest_cmp(&r->layers.v[mid].diff_id, diff_id) < 0);
	struct variants v = { 0, 0 };

	v.first = low;
	while (low < r->layers.n && digest_eq(&r->layers.v[low].diff_id, diff_id))
		low++;
	v.n = low - v.first;
	return v;
}

struct pick { /* one choice of layers, counted through like an odometer */
	struct variants *v;
	size_t *at;
	const struct resynth_blob **layers;
	size_t room; /* layers */
	size_t hole; /* position without a blob; SIZE_MAX: none */
};

static void pick_release(struct pick *p)
{
	free(p->v);
	free(p->at);
	free((void *)p->layers);
}

static int pick_room(struct pick *p, size_t n, struct fault *f)
{
	if (n <= p->room)
		return 0;
	pick_release(p);
	p->v = (struct variants *)calloc(n, sizeof *p->v);
	p->at = (size_t *)calloc(n, sizeof *p->at);
	p->layers = (const struct resynth_blob **)calloc(n, sizeof *p->layers);
	p->room = n;
	return p->v != NULL && p->at != NULL && p->layers != NULL ? 0 : fault_memory(f, n * sizeof *p->v);
}

/* Of a manifest with more layers than the bound nothing is written; container engines stop at 127. */
static bool too_long(struct search_worker *w, size_t layers)
{
	uint64_t most = watch_limit(w->watch, LIMIT_resynth_layers);

	if (layers <= most)
		return false;
	w->cost.bounded = true;
	watch_bite_again(w->watch, LIMIT_resynth_layers, layers - most);
	return true;
}

static bool turn(struct pick *p, size_t n)
{
	for (size_t i = n; i > 0; i--) {
		if (p->v[i - 1].n == 0)
			continue;
		if (++p->at[i - 1] < p->v[i - 1].n)
			return true;
		p->at[i - 1] = 0;
	}
	return false;
}

/* Styles that name a base image: every manifest that is known may be it. */
static int try_bases(struct search_worker *w, const struct style *s, const struct conf *c,
                     const struct resynth_blob *const *layers, size_t order)
{
	const struct resynth *r = w->r;
	int rc = 0;

	if (c->base_name.n == 0)
		return 0;
	for (size_t i = 0; i < r->bases.n && rc == 0; i++) {
		if (i == watch_limit(w->watch, LIMIT_resynth_bases)) {
			w->cost.bounded = true;
			watch_bite_again(w->watch, LIMIT_resynth_bases, r->bases.n - i);
			break;
		}
		w->text.base = &r->bases.v[i];
		rc = try_style(w, s, c, layers, &c->digest, order);
	}
	w->text.base = NULL;
	return rc;
}

/* Known pushers' styles that stand off the grid, then the grid; past the first choices of layers known styles alone. */
static int try_styles(struct search_worker *w, const struct conf *c, const struct resynth_blob *const *layers,
                      const struct digest *input, size_t order, bool grid)
{
	struct hit h = { .w = w, .c = c, .layers = layers, .input = input, .order = order };

	for (size_t i = 0; i < manifest_style_count; i++) {
		const struct style *s = &manifest_styles[i];

		if (grid && style_on_grid(s))
			continue;
		if ((style_needs_base(s) ? try_bases(w, s, c, layers, order)
		                         : try_style(w, s, c, layers, input, order)) < 0)
			return -1;
	}
	return grid ? search_grid(w, &h) : 0;
}

static int search_sizes(struct search_worker *w, const struct conf *c, const struct resynth_blob *const *layers,
                        const struct digest *input, size_t order, uint64_t most)
{
	for (size_t s = 0; s < manifest_style_count; s++)
		if (search_sizes_of(w, &manifest_styles[s], c, layers, input, order, most) < 0)
			return -1;
	return 0;
}

static int try_pick(struct search_worker *w, struct pick *p, const struct conf *c, size_t order, bool grid)
{
	const struct resynth *r = w->r;
	size_t fills = p->hole == SIZE_MAX ? 1 : r->lost.n;

	size_t unsized = 0;

	for (size_t i = 0; i < c->n; i++)
		if (i != p->hole) {
			p->layers[i] = &r->layers.v[p->v[i].first + p->at[i]].blob;
			unsized += p->layers[i]->size == RESYNTH_UNKNOWN;
		}
	for (size_t k = 0; k < fills; k++) {
		bool unknown = unsized == 1;

		if (p->hole != SIZE_MAX) {
			p->layers[p->hole] = &r->lost.v[k];
			unknown |= r->lost.v[k].size == RESYNTH_UNKNOWN;
		}
		if (unsized + (p->hole != SIZE_MAX && r->lost.v[k].size == RESYNTH_UNKNOWN) > 1) {
			w->cost.bounded = true; /* two unknowns have no end */
			continue;
		}
		if ((unknown ? search_sizes(w, c, p->layers, &c->digest, order,
		                            w->sizes_left / (fills * manifest_style_count))
		             : try_styles(w, c, p->layers, &c->digest, order, grid)) < 0)
			return -1;
		if (unknown)
			w->cost.bounded = true;
	}
	return 0;
}

/* In how many ways the layers of a config can be chosen; UINT64_MAX: more than can be counted. */
static uint64_t choices_of(const struct pick *p, size_t n)
{
	uint64_t all = 1;

	for (size_t i = 0; i < n; i++)
		if (i != p->hole && __builtin_mul_overflow(all, (uint64_t)p->v[i].n, &all))
			return UINT64_MAX;
	return all;
}

static int try_config(struct search_worker *w, struct pick *p, const struct conf *c, size_t order)
{
	uint64_t most = watch_limit(w->watch, LIMIT_resynth_choices), styles = watch_limit(w->watch, LIMIT_resynth_styles), tried = 0;

	if (too_long(w, c->n))
		return 0;
	if (pick_room(p, c->n, &w->fault) < 0)
		return -1;
	w->cost.configs++;
	p->hole = SIZE_MAX;
	for (size_t i = 0; i < c->n; i++) {
		p->v[i] = variants_of(w->r, &c->diff_ids[i]);
		p->at[i] = 0;
		if (p->v[i].n > 0)
			continue;
		if (p->hole != SIZE_MAX || w->r->lost.n == 0) { /* two unknowns have no end */
			w->cost.configs_without_layers++;
			return 0;
		}
		p->hole = i;
	}
	if (search_room(w, c->n) < 0)
		return -1;
	do {
		bool grid = c->every_style && tried < styles;

		if (tried++ == most) {
			w->cost.bounded = true;
			watch_bite(w->watch, LIMIT_resynth_choices, choices_of(p, c->n) - most);
			return 0;
		}
		w->cost.bounded |= !grid;
		if (try_pick(w, p, c, order, grid) < 0)
			return -1;
	} while (turn(p, c->n));
	return 0;
}

static void *worker_main(void *user)
{
	struct search_worker *w = (struct search_worker *)user;
	struct pick p = { .room = 0 };

	for (size_t i = w->number; w->rc == 0 && i < w->r->configs.n; i += w->of) {
		w->rc = try_config(w, &p, &w->r->configs.v[i], i);
		if (w->rc == 0)
			w->rc = watch_check(w->watch, &w->fault);
	}
	pick_release(&p);
	return NULL;
}

/* ---- what logs list --------------------------------------------------------------------------------- */

static int by_blob(const void *a, const void *b)
{
	return digest_cmp(&(*(const struct layer *const *)a)->blob.digest,
	                  &(*(const struct layer *const *)b)->blob.digest);
}

static int by_config(const void *a, const void *b)
{
	return digest_cmp(&(*(const struct conf *const *)a)->digest, &(*(const struct conf *const *)b)->digest);
}

struct known_blobs { /* layers and configs by their own digest */
	const struct layer **layers;
	const struct conf **configs;
};

static int know(struct known_blobs *k, const struct resynth *r, struct fault *f)
{
	k->layers = (const struct layer **)calloc(r->layers.n + 1, sizeof(const struct layer *));
	k->configs = (const struct conf **)calloc(r->configs.n + 1, sizeof(const struct conf *));
	if (k->layers == NULL || k->configs == NULL)
		return fault_memory(f, (r->layers.n + r->configs.n) * sizeof *k->layers);
	for (size_t i = 0; i < r->layers.n; i++)
		k->layers[i] = &r->layers.v[i];
	for (size_t i = 0; i < r->configs.n; i++)
		k->configs[i] = &r->configs.v[i];
	if (r->layers.n > 1)
		qsort(k->layers, r->layers.n, sizeof *k->layers, by_blob);
	if (r->configs.n > 1)
		qsort(k->configs, r->configs.n, sizeof *k->configs, by_config);
	return 0;
}

/* Completes a list from what is here; how many sizes stay unknown. */
static size_t complete(const struct resynth *r, const struct known_blobs *k, struct layer_list *x)
{
	struct conf key = { .digest = x->conf.digest };
	const struct conf *at = &key, **c = NULL;
	size_t unknown = 0;

	if (r->configs.n > 0)
		c = (const struct conf **)bsearch(&at, k->configs, r->configs.n, sizeof *k->configs, by_config);
	if (c != NULL) {
		x->conf.size = (*c)->size;
		x->conf.created = (*c)->created;
		x->conf.base_name = (*c)->base_name;
	}
	unknown += x->conf.size == RESYNTH_UNKNOWN;
	for (size_t i = 0; i < x->conf.n; i++) {
		struct layer like = { .blob = { .digest = x->layers[i].digest } };
		const struct layer *look = &like, **l = NULL;

		if (r->layers.n > 0)
			l = (const struct layer **)bsearch(&look, k->layers, r->layers.n, sizeof *k->layers, by_blob);
		if (l != NULL) {
			struct span type = x->layers[i].media_type;

			x->layers[i] = (*l)->blob;
			x->layers[i].media_type = type;
		}
		unknown += x->layers[i].size == RESYNTH_UNKNOWN;
	}
	return unknown;
}

static int try_listed(struct search_worker *w, const struct layer_list *x, uint64_t most, size_t order)
{
	const struct resynth_blob **layers =
		(const struct resynth_blob **)calloc(x->conf.n + 1, sizeof(const struct resynth_blob *));
	int rc = layers == NULL ? fault_memory(&w->fault, (x->conf.n + 1) * sizeof *layers)
	                        : search_room(w, x->conf.n);

	for (size_t i = 0; i < x->conf.n && rc == 0; i++)
		layers[i] = &x->layers[i];
	if (rc == 0)
		rc = most > 0 ? search_sizes(w, &x->conf, layers, &x->input, order, most)
		              : try_styles(w, &x->conf, layers, &x->input, order, true);
	free(layers);
	return rc;
}

/* Lists with one size unknown share half the budget. */
static int try_lists(struct search_worker *w, const struct known_blobs *k)
{
	struct resynth *r = w->r;
	size_t searched = 0;

	for (size_t i = 0; i < r->lists.n; i++)
		searched += complete(r, k, &r->lists.v[i]) == 1;
	for (size_t i = 0; i < r->lists.n; i++) {
		struct layer_list *x = &r->lists.v[i];
		size_t unknown = complete(r, k, x);
		uint64_t most = unknown == 1 ? watch_limit(w->watch, LIMIT_resynth_sizes) / 2 / searched / manifest_style_count : 0;

		if (unknown > 1 || !resynth_is_wanted(r, &x->manifest) || too_long(w, x->conf.n))
			continue;
		w->cost.lists++;
		w->cost.bounded |= unknown == 1;
		if ((unknown == 0 || most > 0) && try_listed(w, x, most, i) < 0)
			return -1;
		if (watch_check(w->watch, &w->fault) < 0)
			return -1;
	}
	return 0;
}

/* ---- together ------------------------------------------------------------------------------------------- */

static int index_wanted(struct resynth *r, struct fault *f)
{
	size_t n = 64;

	while (n < 4 * r->wanted.n)
		n *= 2;
	r->slots = (uint32_t *)calloc(n, sizeof *r->slots);
	if (r->slots == NULL)
		return fault_memory(f, n * sizeof *r->slots);
	r->slot_n = n;
	for (size_t i = 0; i < r->wanted.n; i++) {
		const uint8_t *d = r->wanted.v[i].byte;
		uint32_t at;

		r->likely[d[0] << 5 | d[1] >> 3] |= (uint8_t)(1u << (d[1] & 7));
		if (resynth_is_wanted(r, &r->wanted.v[i]))
			continue;
		at = resynth_place(r, &r->wanted.v[i]);
		while (r->slots[at & (n - 1)] != 0)
			at++;
		r->slots[at & (n - 1)] = (uint32_t)i + 1;
		r->cost.wanted++;
	}
	return 0;
}

static int gather(struct resynth *r, struct search_worker *w, struct fault *f)
{
	int rc = w->rc;

	if (rc < 0)
		*f = w->fault;
	for (size_t i = 0; i < w->found.n; i++)
		if (rc < 0 || VEC_PUSH(&r->matches, w->found.v[i], f) < 0) {
			buf_release(&w->found.v[i].bytes);
			rc = -1;
		}
	r->cost.configs += w->cost.configs;
	r->cost.lists += w->cost.lists;
	r->cost.candidates += w->cost.candidates;
	r->cost.sizes += w->cost.sizes;
	r->cost.configs_without_layers += w->cost.configs_without_layers;
	r->cost.bounded |= w->cost.bounded;
	VEC_RELEASE(&w->found);
	free(w->text.p);
	free(w->grid.config.p);
	free(w->grid.layers.p);
	return rc;
}

/* Will sizes be searched for this config? The bound is shared by all that need it. */
static bool lacks_one_size(const struct resynth *r, const struct conf *c)
{
	size_t lacking = 0;

	for (size_t k = 0; k < c->n && lacking < 2; k++) {
		struct variants v = variants_of(r, &c->diff_ids[k]);
		bool known = false;

		for (size_t i = 0; i < v.n && !known; i++)
			known = r->layers.v[v.first + i].blob.size != RESYNTH_UNKNOWN;
		lacking += !known;
	}
	return lacking == 1;
}

/* A grid for each of many thousand configs would take longer than all else: lost manifests are those of configs that
 * nothing names, and those come first. */
static void choose_grids(struct resynth *r, const struct watch *watch)
{
	uint64_t left = watch_limit(watch, LIMIT_resynth_configs);

	if (r->configs.n > left)
		watch_bite(watch, LIMIT_resynth_configs, r->configs.n - left);
	for (int named = 0; named < 2; named++)
		for (size_t i = 0; i < r->configs.n; i++)
			if (r->configs.v[i].named == (named != 0)) {
				r->configs.v[i].every_style = left > 0;
				left -= left > 0;
			}
}

static int run_configs(struct resynth *r, unsigned workers, const struct watch *watch, struct fault *f)
{
	struct search_worker *w = (struct search_worker *)calloc(workers, sizeof *w);
	pthread_t *threads = (pthread_t *)calloc(workers, sizeof *threads);
	uint64_t sizes = watch_limit(watch, LIMIT_resynth_sizes), spent = r->cost.sizes < sizes ? r->cost.sizes : sizes; /* by lists */
	size_t started = 0, holes = 0;
	int rc = 0;

	if (w == NULL || threads == NULL) {
		free(w);
		free(threads);
		return fault_memory(f, workers * sizeof *w);
	}
	for (size_t i = 0; i < r->configs.n; i++)
		holes += lacks_one_size(r, &r->configs.v[i]);
	choose_grids(r, watch);
	for (unsigned i = 0; i < workers; i++)
		w[i] = (struct search_worker){ .r = r,
			                .number = i,
			                .of = workers,
			                .watch = watch,
			                .sizes_left = holes > 0 ? (sizes - spent) / holes : 0 };
	while (started + 1 < workers &&
	       pthread_create(&threads[started], NULL, worker_main, &w[started + 1]) == 0)
		started++;
	(void)worker_main(&w[0]);
	for (size_t i = 0; i < started; i++)
		(void)pthread_join(threads[i], NULL);
	for (size_t i = started + 1; i < workers; i++) /* threads the system would not give */
		(void)worker_main(&w[i]);
	for (unsigned i = 0; i < workers; i++)
		if (gather(r, &w[i], rc < 0 ? &w[i].fault : f) < 0)
			rc = -1;
	free(w);
	free(threads);
	return rc;
}

static int run_lists(struct resynth *r, const struct watch *watch, struct fault *f)
{
	struct search_worker w = { .r = r, .of = 1, .watch = watch };
	struct known_blobs k = { NULL, NULL };

	if (r->lists.n == 0)
		return 0;
	w.rc = know(&k, r, &w.fault) < 0 || try_lists(&w, &k) < 0 ? -1 : 0;
	free(k.layers);
	free(k.configs);
	return gather(r, &w, f);
}

static int run_groups(struct resynth *r, const struct watch *watch, struct fault *f)
{
	struct search_worker w = { .r = r, .of = 1, .watch = watch, .grids_in_all = watch_limit(watch, LIMIT_resynth_grids),
		            .orders_in_all = watch_limit(watch, LIMIT_resynth_orders) };

	for (size_t i = 0; i < r->groups.n && w.rc == 0; i++) {
		w.rc = search_group(&w, &r->groups.v[i], i);
		if (w.rc == 0)
			w.rc = watch_check(watch, &w.fault);
	}
	return gather(r, &w, f);
}

int resynth_run(struct resynth *r, unsigned workers, const struct watch *watch, struct fault *f)
{
	if (r->wanted.n == 0)
		return 0;
	if (index_wanted(r, f) < 0)
		return -1;
	if (r->layers.n > 1)
		qsort(r->layers.v, r->layers.n, sizeof *r->layers.v, by_diff_id);
	if (r->kids.n > 1)
		qsort(r->kids.v, r->kids.n, sizeof *r->kids.v, search_kid_order);
	if (run_lists(r, watch, f) < 0 ||
	    run_configs(r, workers == 0 ? 1 : workers > 64 ? 64 : workers, watch, f) < 0 ||
	    run_groups(r, watch, f) < 0)
		return -1;
	return resynth_settle(r, f);
}
