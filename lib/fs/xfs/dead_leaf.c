/*
 * fs/xfs/dead_leaf.c - blocks of extents whose tree is gone. Deletion frees them without writing them, and each
 * names the inode it belonged to: the best there is for files in many pieces.
 */
#include "fs/xfs/dead.h"

#include <stdlib.h>

int xfs_dead_leaf(struct xfs *s, struct xfs_dead *d, uint64_t block, const uint8_t *b, uint64_t where, uint64_t sequence,
                  struct fault *f)
{
	size_t header = xfs_tree_header(s, true);
	struct xfs_leaf x = { .where = where, .sequence = sequence, .at = (uint32_t)d->pieces.n, .n = be16(b + BT_RECORDS) };
	uint64_t at = 0;
	int rc;

	if (!s->v5 || be16(b + BT_LEVEL) != 0 || x.n == 0 || x.n > (s->bs - header) / EXTENT_BYTES || memcmp(b + BT_LONG_UUID, s->uuid, 16) != 0 ||
	    be64(b + BT_LONG_DADDR) != block * (s->bs / 512))
		return 0;
	x.owner = be64(b + BT_LONG_OWNER);
	rc = seen_before(&d->leaves_seen, seen_hash(x.owner, span_make(b + header, EXTENT_BYTES * (size_t)x.n)), f);
	if (rc != 0 || !dead_room(&d->found, 16 * d->leaves.n))
		return rc < 0 ? -1 : 0;
	for (uint32_t i = 0; i < x.n; i++) {
		struct xfs_piece p;

		if (!xfs_record(s, b + header + EXTENT_BYTES * (size_t)i, &p) || (i > 0 && p.at < at)) {
			x.n = i; /* what stands before it counts */
			break;
		}
		if (i == 0)
			x.first = p.at;
		at = p.at + p.n;
		if (VEC_PUSH(&d->pieces, p, f) < 0)
			return -1;
	}
	x.end = at;
	return x.n == 0 ? 0 : VEC_PUSH(&d->leaves, x, f);
}

static int by_owner(const void *a, const void *b)
{
	const struct xfs_leaf *x = (const struct xfs_leaf *)a, *y = (const struct xfs_leaf *)b;

	if (x->owner != y->owner)
		return x->owner < y->owner ? -1 : 1;
	if (x->first != y->first)
		return x->first < y->first ? -1 : 1;
	if (x->end != y->end) /* the longer reach first */
		return x->end > y->end ? -1 : 1;
	if (x->sequence != y->sequence)
		return x->sequence > y->sequence ? -1 : 1;
	return x->where < y->where ? -1 : x->where > y->where;
}

static size_t starting_at(const struct xfs_dead *d, uint64_t owner, uint64_t first)
{
	const struct xfs_leaf *v = d->leaves.v;

	return LOWER_BOUND(d->leaves.n, mid, v[mid].owner < owner || (v[mid].owner == owner && v[mid].first < first));
}

struct leaf_joining {
	struct xfs *s;
	struct xfs_dead *d;
	const struct xfs_leaf *start;
	struct xfs_map map;
	unsigned left; /* ways still to be tried */
};

static int emit(struct leaf_joining *j, struct fault *f)
{
	struct dead_file x = { .method = DEAD_ORPHAN_LEAF, .inode = j->start->owner, .sequence = j->start->sequence,
		               .where = j->start->where };

	return xfs_dead_file(j->s, j->d, x, j->map.v.v, j->map.v.n, f);
}

/* A tree longer than one leaf goes on in the owner's leaf that begins where this one ends. */
static int follow(struct leaf_joining *j, const struct xfs_leaf *l, unsigned depth, struct fault *f)
{
	struct xfs_dead *d = j->d;
	size_t before = j->map.v.n;

	for (uint32_t i = 0; i < l->n; i++)
		if (VEC_PUSH(&j->map.v, d->pieces.v[l->at + i], f) < 0)
			return -1;
	for (size_t i = starting_at(d, l->owner, l->end);
	     i < d->leaves.n && d->leaves.v[i].owner == l->owner && d->leaves.v[i].first == l->end; i++)
		if (depth >= DEAD_CHAIN_DEPTH || j->left == 0)
			watch_bite(j->s->base.watch, LIMIT_dead_chains, 1);
		else if (follow(j, &d->leaves.v[i], depth + 1, f) < 0)
			return -1;
	if (j->left > 0) {
		j->left--;
		if (emit(j, f) < 0)
			return -1;
	}
	j->map.v.n = before;
	return 0;
}

int xfs_dead_join_leaves(struct xfs *s, struct xfs_dead *d, struct fault *f)
{
	if (d->leaves.n > 1)
		qsort(d->leaves.v, d->leaves.n, sizeof *d->leaves.v, by_owner);
	for (size_t i = 0; i < d->leaves.n; i++) {
		struct leaf_joining j = { .s = s, .d = d, .start = &d->leaves.v[i], .left = s->base.limits.dead_chains };
		int rc = j.start->first == 0 ? follow(&j, j.start, 0, f) : 0;

		VEC_RELEASE(&j.map.v);
		if (rc < 0)
			return -1;
	}
	return 0;
}
