/*
 * fs/ext4/dead_leaf.c - blocks of extents no inode refers to any more. Deletion frees them without writing
 * them: header and extents stand until the block is used again, the best there is for files in many pieces.
 */
#include "fs/ext4/dead.h"

#include <stdlib.h>

/* The pieces of a leaf into d->pieces; false when it is none. */
static bool read_leaf(const struct ext4 *s, const uint8_t *b, uint64_t *first, uint64_t *end, struct ext4_piece *out,
                      uint32_t *n)
{
	uint16_t entries, depth;
	uint64_t at = 0;

	if (!ext4_leaf_header(s, b, s->bs, &entries, &depth) || depth != 0 || entries == 0 ||
	    le16(b + EH_MOST) + 1u < (s->bs - EH_BYTES) / EE_BYTES)
		return false;
	for (uint16_t i = 0; i < entries; i++) {
		struct ext4_piece p = ext4_extent(b + EH_BYTES + EE_BYTES * (size_t)i);

		p.unwritten = false; /* it may have been written since */
		if (p.n == 0 || (i > 0 && p.at < at) || !ext4_in_range(s, p.block, p.n))
			return false;
		if (i == 0)
			*first = p.at;
		at = p.at + p.n;
		out[i] = p;
	}
	*end = at;
	*n = entries;
	return true;
}

int ext4_dead_leaf(struct ext4 *s, struct ext4_dead *d, uint64_t where, uint64_t sequence, const uint8_t *b, struct fault *f)
{
	struct ext4_piece *pieces = (struct ext4_piece *)malloc((s->bs / EE_BYTES + 1) * sizeof *pieces);
	struct ext4_leaf x = { .where = where, .sequence = sequence, .at = (uint32_t)d->pieces.n };
	int rc = pieces == NULL ? fault_memory(f, s->bs) : 0;

	if (rc == 0 && read_leaf(s, b, &x.first, &x.end, pieces, &x.n)) {
		rc = seen_before(&d->leaves_seen, seen_hash(5, span_make(pieces, x.n * sizeof *pieces)), f);
		if (rc == 0 && dead_room(&d->found, 16 * d->leaves.n)) {
			for (uint32_t i = 0; rc == 0 && i < x.n; i++)
				rc = VEC_PUSH(&d->pieces, pieces[i], f);
			if (rc == 0)
				rc = VEC_PUSH(&d->leaves, x, f);
		}
	}
	free(pieces);
	return rc < 0 ? -1 : 0;
}

static int by_first(const void *a, const void *b)
{
	const struct ext4_leaf *x = (const struct ext4_leaf *)a, *y = (const struct ext4_leaf *)b;

	if (x->first != y->first)
		return x->first < y->first ? -1 : 1;
	return x->where < y->where ? -1 : x->where > y->where;
}

static int append(struct ext4_dead *d, struct ext4_map *map, const struct ext4_leaf *l, struct fault *f)
{
	for (uint32_t i = 0; i < l->n; i++)
		if (VEC_PUSH(&map->v, d->pieces.v[l->at + i], f) < 0)
			return -1;
	return 0;
}

static size_t starting_at(const struct ext4_dead *d, uint64_t first)
{
	size_t low = LOWER_BOUND(d->leaves.n, mid, d->leaves.v[mid].first < first);
	return low;
}

static int emit(struct ext4 *s, struct ext4_dead *d, const struct ext4_leaf *l, const struct ext4_map *map, struct fault *f)
{
	const struct ext4_piece *last = &map->v.v[map->v.n - 1];
	struct dead_file x = { .method = DEAD_ORPHAN_LEAF, .sequence = l->sequence, .where = l->where,
		               .size = (last->at + last->n) * s->bs };
	int rc = ext4_runs_of(s, map, x.size, true, &x.runs, f);

	return rc < 0 ? -1 : ext4_dead_file(d, &x, f);
}

/* A file longer than one leaf goes on in the leaf that begins where this one ends; where several do, each is tried
 * within a bound. What is reached so far is a hypothesis as well: the rest may be lost. */
static int follow(struct ext4 *s, struct ext4_dead *d, const struct ext4_leaf *start, const struct ext4_leaf *l,
                  struct ext4_map *map, unsigned depth, unsigned *left, struct fault *f)
{
	size_t before = map->v.n;

	if (append(d, map, l, f) < 0)
		return -1;
	for (size_t i = starting_at(d, l->end); i < d->leaves.n && d->leaves.v[i].first == l->end; i++)
		if (depth >= DEAD_CHAIN_DEPTH || *left == 0)
			watch_bite(s->base.watch, LIMIT_dead_chains, 1);
		else if (follow(s, d, start, &d->leaves.v[i], map, depth + 1, left, f) < 0)
			return -1;
	if (*left > 0) {
		(*left)--;
		if (emit(s, d, start, map, f) < 0)
			return -1;
	}
	map->v.n = before;
	return 0;
}

int ext4_dead_join_leaves(struct ext4 *s, struct ext4_dead *d, struct fault *f)
{
	if (d->leaves.n > 1)
		qsort(d->leaves.v, d->leaves.n, sizeof *d->leaves.v, by_first);
	for (size_t i = 0; i < d->leaves.n && d->leaves.v[i].first == 0; i++) {
		struct ext4_map map = { .nodes = 0 };
		unsigned left = s->base.limits.dead_chains;
		int rc = follow(s, d, &d->leaves.v[i], &d->leaves.v[i], &map, 0, &left, f);

		VEC_RELEASE(&map.v);
		if (rc < 0)
			return -1;
	}
	return 0;
}
