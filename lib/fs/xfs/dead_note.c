/* fs/xfs/dead_note.c - dead things noted: files by their maps, states of inodes. */
#include "fs/xfs/dead.h"

/* Of a life whose bytes were set at a known time (small files, whose block is soon another's) each state counts by itself. */
int xfs_dead_file(struct xfs *s, struct xfs_dead *d, struct dead_file x, const struct xfs_piece *pieces, size_t n,
                  struct fault *f)
{
	struct xfs_map map = { { NULL, 0, 0 }, 0, 0 };
	bool small = x.changed != 0;
	uint64_t key[4] = { x.has_size ? x.size + 2 : 1, x.has_size || x.generation != 0 ? x.inode : 0,
		            small ? x.generation : 0, x.changed };
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < n; i++)
		rc = VEC_PUSH(&map.v, pieces[i], f);
	if (rc == 0)
		rc = xfs_runs_of(s, &map, UINT64_MAX, true, &x.runs, f);
	VEC_RELEASE(&map.v);
	return rc != 0 ? -1 : dead_add_file(&d->found, &x, seen_hash(1, span_make(key, sizeof key)), f);
}

/* The generation is counted up whenever an inode is freed: the same number with another one is another file. */
int xfs_dead_lives(struct xfs *s, uint64_t number, uint32_t generation, bool *out, struct fault *f)
{
	struct xfs_inode now;
	char why[FS_WHY];
	int rc = xfs_inode(s, number, &now, why, f);

	*out = rc == 0 && be16(now.b + IN_MODE) != 0 && be32(now.b + IN_LINKS) > 0 && be32(now.b + IN_GENERATION) == generation;
	return rc < 0 ? -1 : 0;
}

/* A slot without a mode is what freeing left: its last change is the death, its generation was counted up. */
int xfs_dead_node(struct xfs *s, struct xfs_dead *d, const struct xfs_inode *i, enum dead_method method,
                  uint64_t sequence, struct fault *f)
{
	struct dead_node x = { .method = (uint8_t)method, .first = sequence, .last = sequence, .where = i->where };

	xfs_node(s, i, &x.node);
	if (be16(i->b + IN_MODE) == 0) {
		if (x.node.ctime.sec == 0) /* never used */
			return 0;
		x.node.generation = (uint32_t)(x.node.generation - 1);
		x.node.dtime = x.node.ctime;
		x.node.kind = ENTRY_UNSET;
	}
	return dead_add_node(&d->found, &x, f);
}

int xfs_dead_state(struct xfs_dead *d, struct inode_state x, const struct xfs_piece *pieces, size_t n, struct fault *f)
{
	uint64_t key[4] = { x.inode, x.generation, x.size, x.changed };
	int rc = seen_before(&d->states_seen, seen_hash(seen_hash(9, span_make(key, sizeof key)),
	                                                span_make(pieces, n * sizeof *pieces)), f);

	if (rc != 0 || (n == 0 && x.size == 0))
		return rc < 0 ? -1 : 0;
	if (!dead_room(&d->found, d->states.n) || !dead_room(&d->found, d->pieces.n / 16))
		return 0;
	x.at = (uint32_t)d->pieces.n;
	x.n = (uint32_t)n;
	for (size_t i = 0; i < n; i++)
		if (VEC_PUSH(&d->pieces, pieces[i], f) < 0)
			return -1;
	return VEC_PUSH(&d->states, x, f);
}
