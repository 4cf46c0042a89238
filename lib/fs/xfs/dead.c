/*
 * fs/xfs/dead.c - what the log, freed slots and free blocks still tell. Everything is a hypothesis: nothing here
 * is believed, it is handed on to be hashed.
 */
#include "fs/xfs/dead.h"

#include <stdlib.h>

/* ---- states of one inode put together ----------------------------------------------------------------- */

static int by_life(const void *a, const void *b)
{
	const struct inode_state *x = (const struct inode_state *)a, *y = (const struct inode_state *)b;

	return ORDER(x->inode, y->inode) ?: ORDER(x->generation, y->generation) ?: ORDER(x->sequence, y->sequence)
	       ?: ORDER(x->where, y->where);
}

static const struct xfs_piece *pieces_of(const struct xfs_dead *d, const struct inode_state *x)
{
	return d->pieces.v + x->at;
}

static uint64_t end_of(const struct xfs_dead *d, const struct inode_state *x)
{
	const struct xfs_piece *last = &d->pieces.v[x->at + x->n - 1];

	return last->at + last->n;
}

/* Is one list the beginning of the other? Whoever hashes the longer one passes by the end of the shorter. */
static bool begins(const struct xfs_dead *d, const struct inode_state *x, const struct inode_state *longer)
{
	const struct xfs_piece *a = pieces_of(d, x), *b = pieces_of(d, longer);

	if (x == longer || x->n > longer->n)
		return false;
	for (uint32_t i = 0; i < x->n; i++)
		if (a[i].at != b[i].at || a[i].block != b[i].block || (i + 1 < x->n ? a[i].n != b[i].n : a[i].n > b[i].n))
			return false;
	return true;
}

/* The map as a whole, its own size beside it, or else the last one seen in this life that lies within. */
static int give_state(struct xfs *s, struct xfs_dead *d, const struct inode_state *map, uint64_t size, struct fault *f)
{
	uint64_t bytes = end_of(d, map) > UINT64_MAX / s->bs ? UINT64_MAX : end_of(d, map) * s->bs;
	struct dead_file x = { .method = map->method, .inode = map->inode, .generation = map->generation,
		               .sequence = map->sequence, .where = map->where, .changed = map->changed, .size = map->size > 0 ? map->size : size };

	x.has_size = x.size > 0 && x.size <= bytes;
	return xfs_dead_file(s, d, x, pieces_of(d, map), map->n, f);
}

/* A file grew while it was written: the log has its map again and again. A list that another one begins with adds nothing. */
static int one_life(struct xfs *s, struct xfs_dead *d, size_t from, size_t to, struct fault *f)
{
	const struct inode_state *v = d->states.v, *longest = NULL;
	uint64_t size = 0;

	for (size_t i = from; i < to; i++) {
		if (v[i].size > 0)
			size = v[i].size;
		if (v[i].n > 0 && (longest == NULL || end_of(d, &v[i]) > end_of(d, longest) ||
		                   (end_of(d, &v[i]) == end_of(d, longest) && v[i].size > 0)))
			longest = &v[i];
	}
	for (size_t i = from; i < to; i++)
		if (v[i].n > 0 && !begins(d, &v[i], longest) && give_state(s, d, &v[i], size, f) < 0)
			return -1;
	return 0;
}

static int join_states(struct xfs *s, struct xfs_dead *d, struct fault *f)
{
	if (d->states.n > 1)
		qsort(d->states.v, d->states.n, sizeof *d->states.v, by_life);
	for (size_t i = 0, to; i < d->states.n; i = to) {
		for (to = i + 1; to < d->states.n && d->states.v[to].inode == d->states.v[i].inode &&
		                 d->states.v[to].generation == d->states.v[i].generation;)
			to++;
		if (one_life(s, d, i, to, f) < 0)
			return -1;
	}
	return 0;
}

/* ---- gathering --------------------------------------------------------------------------------------------- */

static int look_at(void *user, uint64_t block, const uint8_t *b, struct fault *f)
{
	struct xfs *s = (struct xfs *)user;
	struct xfs_dead *d = s->dead;

	if (be32(b) == XFS_BMAP_MAGIC)
		return xfs_dead_leaf(s, d, block, b, block * s->bs, 0, f);
	if (xfs_is_dir_block(s, b))
		return xfs_dead_dir_block(s, d, block, b, XFS_NAMES_LIVE | XFS_NAMES_DEAD, f);
	if (be16(b) == XFS_INODE_MAGIC)
		return xfs_dead_free_slots(s, d, block, b, f);
	return 0;
}

/* Lives whose generation is known stand together, the longest list first; the others as they were met. */
static int in_trial_order(const void *a, const void *b)
{
	const struct dead_file *x = (const struct dead_file *)a, *y = (const struct dead_file *)b;

	if ((x->generation == 0) != (y->generation == 0))
		return x->generation == 0 ? 1 : -1;
	if (x->generation != 0 && x->inode != y->inode)
		return x->inode < y->inode ? -1 : 1;
	if (x->generation != y->generation)
		return x->generation < y->generation ? -1 : 1;
	if (x->generation == 0 && x->where != y->where)
		return x->where < y->where ? -1 : 1;
	if (x->length != y->length)
		return x->length > y->length ? -1 : 1;
	if (x->has_size != y->has_size)
		return x->has_size ? -1 : 1;
	if (x->size != y->size)
		return x->size > y->size ? -1 : 1;
	if (x->sequence != y->sequence)
		return x->sequence > y->sequence ? -1 : 1;
	if (x->inode != y->inode)
		return x->inode < y->inode ? -1 : 1;
	return x->where < y->where ? -1 : x->where > y->where;
}

static int gather(struct xfs *s, struct fault *f)
{
	const struct dead_look look = { s, look_at };
	struct xfs_dead *d = (struct xfs_dead *)calloc(1, sizeof *d);

	if (d == NULL)
		return fault_memory(f, sizeof *d);
	s->dead = d;
	d->found.fs = &s->base;
	if (xfs_dead_log(s, d, f) < 0 || xfs_dead_slots(s, d, f) < 0 || dead_scan_free(&s->base, s->bs, &look, f) < 0 || join_states(s, d, f) < 0 ||
	    xfs_dead_join_leaves(s, d, f) < 0 || xfs_dead_join_names(d, f) < 0)
		return fault_while(f, "looking for dead things of an XFS file system");
	if (d->found.files.n > 1)
		qsort(d->found.files.v, d->found.files.n, sizeof *d->found.files.v, in_trial_order);
	return 0;
}

/* ---- handing on --------------------------------------------------------------------------------------------- */

int xfs_next_dead(struct fs *base, struct fs_dead *out, struct fault *f)
{
	struct xfs *s = (struct xfs *)base;

	memset(out, 0, sizeof *out);
	if (s->dead == NULL && gather(s, f) < 0)
		return -1;
	if (dead_next(&s->dead->found, out) == FS_END)
		return FS_END;
	/* freeing leaves the times of birth and of the last change of bytes */
	out->keeps = out->kind == DEAD_NODE && (out->node.dtime.known || out->node.nlink == 0);
	return 0;
}

void xfs_dead_free(struct xfs_dead *d)
{
	if (d == NULL)
		return;
	dead_release(&d->found);
	VEC_RELEASE(&d->dirs);
	VEC_RELEASE(&d->states);
	VEC_RELEASE(&d->leaves);
	VEC_RELEASE(&d->pieces);
	free(d->owners);
	seen_release(&d->leaves_seen);
	seen_release(&d->states_seen);
	free(d);
}
