/*
 * recover/lives.c - lives of inodes. A number is used again; a number and a generation are one life, told by the states
 * that journals and tables kept of it. Which life a name meant, how a life stood last, and how it ended.
 */
#include "recover/private.h"

#include <stdlib.h>

void lives_release(struct lives *l)
{
	VEC_RELEASE(&l->v);
}

int lives_add(struct lives *l, const struct fs_dead *d, struct fault *f)
{
	struct life_state x = { .id = d->id,
		                .generation = d->generation,
		                .first = d->sequence == 0 ? UINT64_MAX : d->sequence,
		                .last = d->sequence == 0 ? UINT64_MAX : d->last < d->sequence ? d->sequence : d->last,
		                .whole = d->whole,
		                .where = d->where,
		                .beside = d->beside,
		                .alive = d->node.nlink > 0 && !d->node.dtime.known,
		                .set = d->node.mtime,
		                .born = d->node.btime,
		                .died = d->node.dtime,
		                .changed = d->node.ctime,
		                .keeps = d->keeps };

	/* deaths are told in seconds; the last change of a dead inode is the same instant, finer */
	if (!x.alive && x.died.known && x.died.digits == 0 && d->node.ctime.known && d->node.ctime.digits > 0 &&
	    d->node.ctime.sec - x.died.sec <= 1 && x.died.sec - d->node.ctime.sec <= 1)
		x.died = d->node.ctime;
	if (l->v.n < watch_limit(l->watch, LIMIT_dead_states))
		return VEC_PUSH(&l->v, x, f);
	watch_bite(l->watch, LIMIT_dead_states, 1);
	return 0;
}

static int by_life(const void *a, const void *b)
{
	const struct life_state *x = (const struct life_state *)a, *y = (const struct life_state *)b;
	int c = fs_id_cmp(x->id, y->id);

	if (c != 0)
		return c;
	if (x->first != y->first)
		return x->first < y->first ? -1 : 1;
	c = when_cmp(x->changed, y->changed);
	if (c == 0)
		c = when_cmp(x->set, y->set);
	if (c != 0)
		return c;
	if (x->generation != y->generation)
		return x->generation < y->generation ? -1 : 1;
	return x->where < y->where ? -1 : x->where > y->where;
}

void lives_sort(struct lives *l)
{
	if (l->v.n > 1)
		qsort(l->v.v, l->v.n, sizeof *l->v.v, by_life);
}

/* States of one number: [*from, *to). */
static void states_of(const struct lives *l, struct fs_id id, size_t *from, size_t *to)
{
	size_t low = 0, high = l->v.n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (fs_id_cmp(l->v.v[mid].id, id) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	*from = *to = low;
	while (*to < l->v.n && fs_id_cmp(l->v.v[*to].id, id) == 0)
		(*to)++;
}

/* One state decides when no other of its kind is of another life. */
struct state_choice {
	const struct life_state *one;
	bool several;
};

static void consider(struct state_choice *c, const struct life_state *x)
{
	c->several = c->several || (c->one != NULL && c->one->generation != x->generation);
	c->one = x;
}

bool lives_choose(const struct lives *l, struct fs_id id, uint64_t first, uint64_t last, struct when gone, uint64_t *generation)
{
	const struct life_state *next = NULL, *before = NULL;
	struct state_choice within = { NULL, false };
	size_t from, to;

	states_of(l, id, &from, &to);
	for (size_t i = from; i < to; i++) {
		const struct life_state *x = &l->v.v[i];

		if (first == 0) /* when the name stood there is not known */
			consider(&within, x);
		else if (x->alive && x->first <= last && x->last >= first)
			consider(&within, x);
		else if (x->first > last && next == NULL)
			next = x;
		else if (x->last < first)
			before = x;
	}
	if (within.one == NULL && next != NULL &&
	    !(next->born.known && gone.known && when_cmp(next->born, gone) > 0)) /* else it was born after the name went */
		consider(&within, next);
	else if (within.one == NULL && before != NULL && before->alive)
		consider(&within, before);
	if (within.one != NULL)
		*generation = within.one->generation;
	return within.one != NULL && !within.several;
}

bool lives_now(const struct lives *l, struct fs_id id, uint64_t *generation)
{
	size_t from, to;

	states_of(l, id, &from, &to);
	if (from == to || !l->v.v[to - 1].alive)
		return false;
	*generation = l->v.v[to - 1].generation;
	return true;
}

bool lives_end(const struct lives *l, struct fs_id id, uint64_t generation, struct life_end *out)
{
	const struct life_state *last = NULL, *end = NULL;
	size_t from, to;

	*out = (struct life_end){ .whole = false };
	states_of(l, id, &from, &to);
	for (size_t i = from; i < to; i++) {
		const struct life_state *x = &l->v.v[i];

		if (x->generation == generation && x->alive) {
			last = x;
			end = NULL;
		} else if (x->generation == generation || (last != NULL && end == NULL)) {
			if (end == NULL || (!end->keeps && x->keeps && x->generation == generation))
				end = x;
			if (x->generation == generation && x->died.known)
				out->died = x->died;
		}
	}
	if (end != NULL && end->keeps && end->generation == generation)
		last = end;
	if (last != NULL) {
		out->set = last->set;
		out->born = last->born;
		out->where = last->where;
		out->since = last->first;
		for (size_t i = to; i > from; i--) /* since when its bytes are these */
			if (l->v.v[i - 1].generation == generation && when_cmp(l->v.v[i - 1].set, last->set) == 0) {
				out->since = l->v.v[i - 1].first;
				out->bytes = l->v.v[i - 1].beside != 0 ? l->v.v[i - 1].beside : out->bytes;
			}
		out->whole = last == end || (end != NULL && end->first != UINT64_MAX && last->whole != 0 && end->first <= last->whole);
	}
	return last != NULL || out->died.known;
}
