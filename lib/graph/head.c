/*
 * graph/head.c - which root speaks for which. A root speaks for itself, unless it is a copy of another: by the word of
 * the user, about its source or about this root alone, or of its file system: a read-only snapshot that was never
 * changed holds what its parent held then. Of all that are copies of one another the present's speaks, else the
 * original; of snapshots whose parent holds no registry there any more, the youngest.
 *
 * What a root is a copy of is a tree of roots (`up`): a statement that would close a ring is left out. Numbers of
 * subvolumes only grow, so that what a file system says closes none.
 */
#include "graph/private.h"

#include <stdlib.h>

bool graph_is_copy(const struct graph *g, id32 registry)
{
	return registry != NIL && g->registries.v[registry].head != registry;
}

id32 graph_head(const struct graph *g, id32 registry)
{
	return registry == NIL ? NIL : g->registries.v[registry].head;
}

/* ---- what the file system says ------------------------------------------------------------------------- */

static bool is_snapshot(const struct registry *r)
{
	return r->in.number != 0 && r->in.parent.n > 0 && r->in.read_only && r->in.changed_in <= r->in.made_in;
}

/* Where the root lies in its subvolume, which may be the top of the file system. */
static struct span within(const struct registry *r)
{
	struct span rest = span_from(r->path, r->in.path.n);

	return rest.n > 0 && rest.p[0] == '/' ? span_from(rest, 1) : rest;
}

/* By the file system, a subvolume's number in text, the place in it and the kind. */
static int seat_cmp(const struct registry *x, struct span of_x, const struct registry *y, struct span of_y)
{
	int c;

	if (x->scan != y->scan)
		return x->scan < y->scan ? -1 : 1;
	if (x->in.volume != y->in.volume)
		return x->in.volume < y->in.volume ? -1 : 1;
	c = span_cmp(of_x, of_y);
	c = c != 0 ? c : span_cmp(within(x), within(y));
	return c != 0 ? c : x->store < y->store ? -1 : x->store > y->store;
}

static int by_seat(const void *a, const void *b, void *user)
{
	const struct graph *g = (const struct graph *)user;
	id32 i = *(const id32 *)a, k = *(const id32 *)b;
	const struct registry *x = &g->registries.v[i], *y = &g->registries.v[k];
	int c = seat_cmp(x, x->in.uuid, y, y->in.uuid);

	return c != 0 ? c : i < k ? -1 : i > k;
}

/* Of snapshots of one parent the youngest first. */
static int by_parent(const void *a, const void *b, void *user)
{
	const struct graph *g = (const struct graph *)user;
	id32 i = *(const id32 *)a, k = *(const id32 *)b;
	const struct registry *x = &g->registries.v[i], *y = &g->registries.v[k];
	int c = seat_cmp(x, x->in.parent, y, y->in.parent);

	if (c != 0)
		return c;
	if (x->in.made_in != y->in.made_in)
		return x->in.made_in > y->in.made_in ? -1 : 1;
	return x->in.number > y->in.number ? -1 : x->in.number < y->in.number;
}

/* The root that lies in r's parent as r does in its snapshot; NIL: none, or (a number that stands twice) which is not known. */
static id32 parent_of(const struct graph *g, const id32 *seats, size_t n, const struct registry *r)
{
	size_t low = LOWER_BOUND(n, mid, seat_cmp(&g->registries.v[seats[mid]], g->registries.v[seats[mid]].in.uuid, r, r->in.parent) < 0);
	const struct registry *x = low == n ? NULL : &g->registries.v[seats[low]];

	if (x == NULL || seat_cmp(x, x->in.uuid, r, r->in.parent) != 0 || x->in.number >= r->in.number ||
	    x->in.made_in > r->in.made_in)
		return NIL;
	if (low + 1 < n && seat_cmp(&g->registries.v[seats[low + 1]], g->registries.v[seats[low + 1]].in.uuid, r, r->in.parent) == 0)
		return NIL;
	return seats[low];
}

/* `lone`: snapshots without a root in their parent, sorted by by_parent(). */
static void join_lone(struct graph *g, const id32 *lone, size_t n)
{
	for (size_t i = 0, k; i < n; i = k) {
		const struct registry *first = &g->registries.v[lone[i]];

		for (k = i + 1; k < n; k++) {
			struct registry *r = &g->registries.v[lone[k]];

			if (seat_cmp(first, first->in.parent, r, r->in.parent) != 0)
				break;
			r->up = lone[i];
		}
	}
}

static int find_snapshots(struct graph *g, struct fault *f)
{
	size_t all = 0, n = 0;
	id32 *seats = (id32 *)malloc((g->registries.n + 1) * 2 * sizeof *seats), *lone;

	if (seats == NULL)
		return fault_memory(f, g->registries.n * 2 * sizeof *seats);
	lone = seats + g->registries.n + 1;
	for (size_t i = 0; i < g->registries.n; i++)
		if (g->registries.v[i].in.uuid.n > 0)
			seats[all++] = (id32)i;
	if (all > 1)
		qsort_r(seats, all, sizeof *seats, by_seat, g);
	for (size_t i = 0; i < g->registries.n; i++) {
		struct registry *r = &g->registries.v[i];

		r->up = is_snapshot(r) ? parent_of(g, seats, all, r) : NIL;
		if (r->up == NIL && is_snapshot(r))
			lone[n++] = (id32)i;
	}
	if (n > 1)
		qsort_r(lone, n, sizeof *lone, by_parent, g);
	join_lone(g, lone, n);
	free(seats);
	return 0;
}

/* ---- what the user says ---------------------------------------------------------------------------------- */

id32 graph_root_like(const struct graph *g, const struct registry *r, uint32_t source, bool only)
{
	size_t here = 0, there = 0;
	id32 one = NIL, same = NIL;

	for (size_t i = 0; i < g->registries.n; i++) {
		const struct registry *x = &g->registries.v[i];

		if (x->store != r->store || x->up != NIL)
			continue;
		here += x->source == r->source;
		if (x->source != source)
			continue;
		there++;
		one = (id32)i;
		if (span_eq(x->path, r->path))
			same = (id32)i;
	}
	return (here == 1 || !only) && there == 1 ? one : same;
}

static id32 root_at(const struct graph *g, const struct registry *r)
{
	for (size_t i = 0; i < g->registries.n; i++) {
		const struct registry *x = &g->registries.v[i];

		if (x->source == r->of_source && x->store == r->store && span_eq(x->path, r->of_path))
			return (id32)i;
	}
	return NIL;
}

/* The end of the way up from `x`, along `to`, which is shortened. */
static id32 top_of(id32 *to, id32 x)
{
	while (to[x] != NIL && to[to[x]] != NIL)
		x = to[x] = to[to[x]];
	return to[x] == NIL ? x : to[x];
}

/* ---- sources ----------------------------------------------------------------------------------------------- */

static uint32_t original_of(const struct graph *g, uint32_t source)
{
	for (size_t i = 0; i < g->registries.n; i++)
		if (g->registries.v[i].source == source)
			return g->registries.v[i].original;
	return 0;
}

static uint32_t original_source(const struct graph *g, uint32_t source)
{
	for (size_t steps = 0; steps <= g->registries.n; steps++) {
		uint32_t up = original_of(g, source);

		if (up == 0)
			break;
		source = up;
	}
	return source;
}

static uint32_t speaking_source(const struct graph *g, uint32_t source)
{
	uint32_t top = original_source(g, source);

	if (g->present_source != 0 && original_source(g, g->present_source) == top)
		return g->present_source;
	return top;
}

/* ---- who speaks ---------------------------------------------------------------------------------------------- */

/* Ways up: the user's first, then those of file systems, each unless it would close a ring. */
static void find_ups(struct graph *g, id32 *to)
{
	for (int pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < g->registries.n; i++) {
			struct registry *r = &g->registries.v[i];
			id32 up = r->up;

			if (r->root_stated != (pass == 0))
				continue;
			if (pass == 0)
				up = r->of_source == 0 ? NIL : r->of_root ? root_at(g, r) : graph_root_like(g, r, r->of_source, false);
			r->alone = pass == 0 && r->of_source != 0 && up == NIL;
			r->up = up != NIL && top_of(to, up) != (id32)i ? up : NIL;
			to[i] = r->up;
		}
}

/* Of a root that is no copy within its source: the one that speaks by what is stated of sources. */
static id32 by_source(struct graph *g, id32 top, uint32_t speaker)
{
	struct registry *r = &g->registries.v[top];
	id32 head = speaker == r->source || r->root_stated ? top : graph_root_like(g, r, speaker, true);

	r->alone |= head == NIL;
	return head == NIL ? top : head;
}

/* Where a head is not of the present and one it speaks for is, that one speaks for all. */
static void prefer_present(struct graph *g, id32 *instead)
{
	for (size_t i = 0; i < g->registries.n; i++) {
		const struct registry *r = &g->registries.v[i];

		if (r->present && !g->registries.v[r->head].present && (r->up == NIL || !g->registries.v[r->up].present) &&
		    instead[r->head] == NIL)
			instead[r->head] = (id32)i;
	}
	for (size_t i = 0; i < g->registries.n; i++)
		if (instead[g->registries.v[i].head] != NIL)
			g->registries.v[i].head = instead[g->registries.v[i].head];
}

/* By the file system's word alone, where each step of the way up to the head is its. All that lie on the way are
 * of the same kin, so that each is climbed once. */
static void find_kin(struct graph *g, struct registry *r)
{
	struct registry *x = r;
	uint8_t kin = KIN_STATED;

	for (; x->up != NIL && x->kin == KIN_AGREES && !x->root_stated; x = &g->registries.v[x->up])
		if (x->up == r->head) {
			kin = KIN_SNAPSHOT;
			break;
		}
	if (x->kin != KIN_AGREES)
		kin = x->kin;
	for (struct registry *y = r; y->kin == KIN_AGREES; y = &g->registries.v[y->up]) {
		y->kin = kin;
		if (y == x || y->up == NIL)
			break;
	}
}

static void draw_heads(struct graph *g, id32 *to, id32 *instead)
{
	uint32_t source = 0, speaker = 0;

	find_ups(g, to);
	for (size_t i = 0; i < g->registries.n; i++)
		instead[i] = NIL;
	for (size_t i = 0; i < g->registries.n; i++) {
		struct registry *r = &g->registries.v[i];
		id32 top = top_of(to, (id32)i);

		if (g->registries.v[top].source != source) {
			source = g->registries.v[top].source;
			speaker = speaking_source(g, source);
		}
		r->head = by_source(g, top, speaker);
	}
	prefer_present(g, instead);
	for (size_t i = 0; i < g->registries.n; i++) {
		struct registry *r = &g->registries.v[i];

		if (r->head == (id32)i)
			continue;
		g->copies_stated = true;
		find_kin(g, r);
		r->present = false;
	}
}

int graph_find_heads(struct graph *g, struct fault *f)
{
	id32 *to = (id32 *)malloc((g->registries.n + 1) * 2 * sizeof *to);
	int rc = to == NULL ? fault_memory(f, g->registries.n * 2 * sizeof *to) : find_snapshots(g, f);

	g->copies_stated = false;
	g->present_source = 0;
	for (size_t i = 0; rc == 0 && i < g->registries.n; i++) {
		to[i] = NIL;
		if (g->registries.v[i].present && g->present_source == 0)
			g->present_source = g->registries.v[i].source;
	}
	if (rc == 0)
		draw_heads(g, to, to + g->registries.n + 1);
	free(to);
	return rc;
}
