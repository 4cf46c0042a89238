/*
 * fs/xfs/dead_life.c - appearances of names put together: which life of a directory held each, from when to when. Small
 * directories stand in the log with their generation and all their names; of blocks the header tells number and
 * transaction, and the history of the number which life that was.
 */
#include "fs/xfs/dead.h"

#include <stdlib.h>

static int by_state(const void *a, const void *b)
{
	const struct dead_node *x = (const struct dead_node *)a, *y = (const struct dead_node *)b;
	int c;

	if (x->node.id.inode != y->node.id.inode)
		return x->node.id.inode < y->node.id.inode ? -1 : 1;
	if (x->first != y->first)
		return x->first < y->first ? -1 : 1;
	c = when_cmp(x->node.ctime, y->node.ctime);
	if (c != 0)
		return c;
	if (x->node.generation != y->node.generation)
		return x->node.generation < y->node.generation ? -1 : 1;
	return x->where < y->where ? -1 : x->where > y->where;
}

static int by_dir(const void *a, const void *b)
{
	const struct dir_state *x = (const struct dir_state *)a, *y = (const struct dir_state *)b;

	return ORDER(x->inode, y->inode) ?: ORDER(x->generation, y->generation) ?: ORDER(x->sequence, y->sequence)
	       ?: when_cmp(x->changed, y->changed);
}

/* The life that had the number in transaction `sequence`: that of its state there, of the next after (the log goes on
 * without a gap), of the last before. */
static bool life_at(const struct xfs_dead *d, uint64_t inode, uint64_t sequence, uint32_t *generation)
{
	const struct dead_node *v = d->found.nodes.v;
	size_t low = LOWER_BOUND(d->found.nodes.n, mid,
	                         v[mid].node.id.inode < inode || (v[mid].node.id.inode == inode && v[mid].first < sequence));

	if (low == d->found.nodes.n || d->found.nodes.v[low].node.id.inode != inode) {
		if (low == 0 || d->found.nodes.v[low - 1].node.id.inode != inode || d->found.nodes.v[low - 1].node.dtime.known)
			return false;
		low--;
	}
	*generation = (uint32_t)d->found.nodes.v[low].node.generation;
	return true;
}

/* The first state of this life with all its names that is later than `sequence`; NULL: none. */
static const struct dir_state *whole_after(const struct xfs_dead *d, uint64_t inode, uint32_t generation, uint64_t sequence)
{
	const struct dir_state key = { .inode = inode, .generation = generation, .sequence = sequence + 1 };
	size_t low = LOWER_BOUND(d->dirs.n, mid, by_dir(&d->dirs.v[mid], &key) < 0);
	while (low < d->dirs.n && d->dirs.v[low].inode == inode && d->dirs.v[low].generation == generation) {
		if (d->dirs.v[low].whole)
			return &d->dirs.v[low];
		low++;
	}
	return NULL;
}

/* When the directory was changed last in that transaction; unknown: the log has no state of it there. */
static struct when changed_at(const struct xfs_dead *d, uint64_t inode, uint32_t generation, uint64_t sequence)
{
	const struct dir_state key = { .inode = inode, .generation = generation, .sequence = sequence };
	size_t low = LOWER_BOUND(d->dirs.n, mid, by_dir(&d->dirs.v[mid], &key) < 0);
	return low < d->dirs.n && d->dirs.v[low].inode == inode && d->dirs.v[low].generation == generation &&
	                       d->dirs.v[low].sequence == sequence
	               ? d->dirs.v[low].changed
	               : WHEN_UNKNOWN;
}

static int name_cmp(const struct dead_name *x, const struct dead_name *y)
{
	if (x->parent != y->parent)
		return x->parent < y->parent ? -1 : 1;
	if (x->parent_generation != y->parent_generation)
		return x->parent_generation < y->parent_generation ? -1 : 1;
	if (x->inode != y->inode)
		return x->inode < y->inode ? -1 : 1;
	return span_cmp(x->name, y->name);
}

static int by_name(const void *a, const void *b)
{
	const struct dead_name *x = (const struct dead_name *)a, *y = (const struct dead_name *)b;
	int c = name_cmp(x, y);

	if (c != 0)
		return c;
	if (x->first != y->first)
		return x->first < y->first ? -1 : 1;
	if (x->removed != y->removed)
		return x->removed ? 1 : -1;
	return x->where < y->where ? -1 : x->where > y->where;
}

static void close_by(struct dead_name *open, const struct dir_state *without)
{
	if (without == NULL)
		return;
	open->gone = without->sequence;
	open->gone_time = without->changed;
}

/* What removing left at `x`: the entry stood there before. */
static struct dead_name before(const struct xfs_dead *d, const struct dead_name *x)
{
	struct dead_name stretch = *x;

	stretch.removed = false;
	stretch.gone = x->first;
	stretch.gone_time = changed_at(d, x->parent, x->parent_generation, x->first);
	stretch.last = stretch.first = x->first > 0 ? x->first - 1 : 0;
	stretch.seen = WHEN_UNKNOWN;
	return stretch;
}

/* Appearances of one name in one life of a directory, in their order, become stretches; how many. */
static size_t join(const struct xfs_dead *d, const struct dead_name *v, size_t n, struct dead_name *out)
{
	size_t made = 0;
	bool open = false;

	for (size_t i = 0; i < n; i++) {
		const struct dir_state *next = open ? whole_after(d, v[i].parent, v[i].parent_generation, out[made - 1].last) : NULL;

		if (open && next != NULL && next->sequence < v[i].first) {
			close_by(&out[made - 1], next);
			open = false;
		}
		if (v[i].removed && open) {
			out[made - 1].gone = v[i].first;
			out[made - 1].gone_time = changed_at(d, v[i].parent, v[i].parent_generation, v[i].first);
		} else if (v[i].removed && (made == 0 || out[made - 1].gone == 0 || i == 0)) {
			out[made++] = before(d, &v[i]);
		} else if (!v[i].removed && open) {
			out[made - 1].last = v[i].first;
			out[made - 1].where = v[i].where;
			out[made - 1].seen = v[i].seen;
		} else if (!v[i].removed) {
			out[made++] = v[i];
		}
		open = !v[i].removed;
	}
	if (open)
		close_by(&out[made - 1], whole_after(d, v[0].parent, v[0].parent_generation, out[made - 1].last));
	return made;
}

int xfs_dead_join_names(struct xfs_dead *d, struct fault *f)
{
	size_t kept = 0, made = 0;

	(void)f;
	if (d->found.nodes.n > 1)
		qsort(d->found.nodes.v, d->found.nodes.n, sizeof *d->found.nodes.v, by_state);
	if (d->dirs.n > 1)
		qsort(d->dirs.v, d->dirs.n, sizeof *d->dirs.v, by_dir);
	for (size_t i = 0; i < d->found.names.n; i++) {
		struct dead_name *n = &d->found.names.v[i];

		if (!n->known && n->first != 0)
			n->known = life_at(d, n->parent, n->first, &n->parent_generation);
		if (n->known && !n->seen.known)
			n->seen = changed_at(d, n->parent, n->parent_generation, n->first);
		if (n->known)
			d->found.names.v[kept++] = *n;
	}
	d->found.names.n = kept;
	if (kept > 1)
		qsort(d->found.names.v, kept, sizeof *d->found.names.v, by_name);
	for (size_t i = 0, to; i < kept; i = to) { /* stretches are no more than appearances: in place */
		for (to = i + 1; to < kept && name_cmp(&d->found.names.v[i], &d->found.names.v[to]) == 0;)
			to++;
		made += join(d, d->found.names.v + i, to - i, d->found.names.v + made);
	}
	d->found.names.n = made;
	return 0;
}
