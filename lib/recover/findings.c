/*
 * recover/findings.c - what a carving found: kept, claimed, put in order.
 */
#include "recover/stages.h"

#include <stdlib.h>

/* ---- proofs and claims ---------------------------------------------------------------------------------------- */

static int claim(struct carve *c, const struct proof *p, struct fault *f)
{
	for (size_t i = 0; i < p->runs.n; i++) {
		const struct run *r = &p->runs.v[i];
		uint64_t block = c->s.block;
		struct range range = { r->offset, (r->length + block - 1) / block * block };

		if (VEC_PUSH(&c->claims, range, f) < 0)
			return -1;
	}
	return 0;
}

int carve_keep(struct carve *c, struct proof *p, struct fault *f)
{
	struct target *t;

	if ((p->wanted && claim(c, p, f) < 0) || VEC_PUSH(&c->out->proofs.v, *p, f) < 0) {
		free(p->runs.v);
		return -1;
	}
	p->runs.v = NULL;
	t = p->wanted ? targets_find(c->s.targets, &p->digest) : NULL;
	if (t != NULL)
		t->found = true;
	return 0;
}

int carve_claim(struct carve *c, struct fault *f)
{
	if (free_space_less(&c->s.open, c->claims.v, c->claims.n, f) < 0)
		return -1;
	c->claims.n = 0;
	return 0;
}

/* ---- the end -------------------------------------------------------------------------------------------------------------- */

static uint64_t place(const struct proof *p)
{
	return p->runs.n > 0 ? p->runs.v[0].offset : UINT64_MAX;
}

/* By address; at one address what is wanted, then what is longest, then by digest. */
static int by_place(const void *a, const void *b)
{
	const struct proof *x = (const struct proof *)a, *y = (const struct proof *)b;

	if (place(x) != place(y))
		return place(x) < place(y) ? -1 : 1;
	if (x->wanted != y->wanted)
		return x->wanted ? -1 : 1;
	if (x->size != y->size)
		return x->size > y->size ? -1 : 1;
	return digest_cmp(&x->digest, &y->digest);
}

static bool covers(const struct proof *p, uint64_t at)
{
	for (size_t i = 0; i < p->runs.n; i++)
		if (at >= p->runs.v[i].offset && at - p->runs.v[i].offset < p->runs.v[i].length)
			return true;
	return false;
}

void carve_tidy(struct carve *c)
{
	struct proofs *all = &c->out->proofs;
	size_t n = c->first, longest = SIZE_MAX;

	if (all->v.n == c->first)
		return;
	qsort(all->v.v + c->first, all->v.n - c->first, sizeof *all->v.v, by_place);
	for (size_t i = c->first; i < all->v.n; i++) {
		struct proof p = all->v.v[i];
		const struct proof *last = n > c->first ? &all->v.v[n - 1] : NULL;
		bool again = last != NULL && place(last) == place(&p) &&
		             (!p.wanted || digest_eq(&last->digest, &p.digest));
		bool part = !p.wanted && longest != SIZE_MAX && covers(&all->v.v[longest], place(&p));

		if (again || part) {
			free(p.runs.v);
			continue;
		}
		all->v.v[n] = p;
		if (longest == SIZE_MAX || !covers(&all->v.v[longest], place(&p)) || p.wanted)
			longest = n;
		n++;
	}
	all->v.n = n;
}

void carve_unsolved(struct carve *c)
{
	for (size_t i = 0; i < c->broken.n; i++) {
		const struct broken_stream *b = &c->broken.v[i];
		bool found = b->solved || free_space_run(&c->s.open, b->start.at) == 0; /* or part of what was found */

		c->out->stats.unsolved += !found;
		c->out->stats.budget_spent += b->budget && !found;
	}
}
