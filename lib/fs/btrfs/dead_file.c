/*
 * fs/btrfs/dead_file.c - extents of one dead inode put together, for each size it had, newest first. Where several
 * leaves tell of one byte, the choices are tried in turn: the newest of all, the newest that is no newer than the
 * size, the oldest. A cover without gaps goes before one with gaps.
 */
#include "fs/btrfs/dead.h"

#include <stdlib.h>

enum extent_choice { CHOOSE_NEWEST, CHOOSE_OF_ITS_TIME, CHOOSE_OLDEST, CHOICES };

struct old_group { /* all that is known of one inode */
	const struct fs *fs;
	struct fs_id id;
	const struct old_extent *e;
	size_t n;
	const struct old_size *sizes;
	size_t sizes_n;
};

static bool better(const struct old_extent *x, const struct old_extent *than, enum extent_choice how)
{
	if (than == NULL)
		return true;
	if (x->generation != than->generation)
		return how == CHOOSE_OLDEST ? x->generation < than->generation : x->generation > than->generation;
	return x->p.length > than->p.length;
}

/* The extent that gives byte `at`; NULL: none. *next: where the first extent beyond begins. */
static const struct old_extent *choose(const struct old_group *g, uint64_t at, enum extent_choice how, uint64_t until,
                                       uint64_t *next)
{
	const struct old_extent *best = NULL;
	size_t low = LOWER_BOUND(g->n, mid, g->e[mid].p.at <= at);

	*next = low < g->n ? g->e[low].p.at : UINT64_MAX;
	for (size_t i = low, looked = 0; i > 0 && g->e[i - 1].reach > at; i--, looked++) {
		const struct old_extent *x = &g->e[i - 1];

		if (!FS_ROOM(g->fs, dead_look_back, looked))
			break;
		if (at - x->p.at < x->p.length && (how != CHOOSE_OF_ITS_TIME || x->generation <= until) && better(x, best, how))
			best = x;
	}
	return best;
}

/* Pieces of [0, size) appended to d->pieces. */
static int cover(struct btrfs_dead *d, const struct old_group *g, uint64_t size, enum extent_choice how, uint64_t until,
                 struct old_file *out, struct fault *f)
{
	for (uint64_t at = 0; at < size;) {
		uint64_t next;
		const struct old_extent *x = choose(g, at, how, until, &next);
		struct btrfs_piece p;

		if (x == NULL) {
			out->gaps = true;
			at = next;
			continue;
		}
		p = x->p;
		p.skip += at - p.at;
		p.length -= at - p.at;
		p.at = at;
		if (p.length > size - at)
			p.length = size - at;
		at += p.length;
		if (p.hole)
			continue;
		if (out->n == 0) {
			out->generation = x->generation;
			out->where = x->where;
			out->method = x->method;
		}
		if (!OLD_ROOM(d, d->pieces.n / 2))
			return 0;
		if (VEC_PUSH(&d->pieces, p, f) < 0)
			return -1;
		out->n++;
		out->packed = out->packed || p.compression != 0;
	}
	return 0;
}

static int add(struct btrfs_dead *d, const struct old_file *x, struct fault *f)
{
	uint64_t key[3] = { x->id.tree, x->id.inode, x->has_size ? x->size + 1 : 0 };
	uint64_t h = seen_hash(19, span_make(key, sizeof key));
	int rc = x->n == 0 ? 1 : 0;

	for (uint64_t i = 0; i < x->n; i++) {
		const struct btrfs_piece *p = &d->pieces.v[x->first + i];
		uint64_t part[5] = { p->at, p->length, p->where, p->skip, p->compression };

		h = seen_hash(h, span_make(part, sizeof part));
	}
	if (rc == 0)
		rc = seen_before(&d->files_seen, h, f);
	if (rc == 0 && OLD_ROOM(d, d->files.n))
		return VEC_PUSH(&d->files, *x, f);
	d->pieces.n = x->first; /* nothing new */
	return rc < 0 ? -1 : 0;
}

static int join_size(struct btrfs_dead *d, const struct old_group *g, const struct old_size *z, struct fault *f)
{
	for (int how = 0; how < CHOICES; how++) {
		struct old_file x = { .id = g->id, .born = z->born, .size = z->size, .has_size = true, .first = d->pieces.n };

		if (cover(d, g, z->size, (enum extent_choice)how, z->generation, &x, f) < 0)
			return -1;
		if (x.generation < z->generation) {
			x.generation = z->generation;
			x.where = z->where;
			x.method = z->method;
		}
		if (add(d, &x, f) < 0)
			return -1;
	}
	return 0;
}

/* No leaf with the inode itself is left: all there is, and the length is to be found. */
static int join_unsized(struct btrfs_dead *d, const struct old_group *g, struct fault *f)
{
	struct old_file x = { .id = g->id, .first = d->pieces.n };
	uint64_t end = 0;

	for (size_t i = 0; i < g->n; i++)
		if (g->e[i].p.at + g->e[i].p.length > end)
			end = g->e[i].p.at + g->e[i].p.length;
	if (cover(d, g, end, CHOOSE_NEWEST, 0, &x, f) < 0)
		return -1;
	if (g->n == 1 && g->e[0].p.logical == 0) { /* bytes inside a leaf have their length */
		x.has_size = true;
		x.size = end;
	}
	if (x.packed && !x.has_size) {
		d->pieces.n = x.first;
		return 0;
	}
	return add(d, &x, f);
}

static int in_trial_order(const void *a, const void *b)
{
	const struct old_file *x = (const struct old_file *)a, *y = (const struct old_file *)b;

	if (x->gaps != y->gaps)
		return x->gaps ? 1 : -1;
	return x->first < y->first ? -1 : x->first > y->first; /* as they were put together */
}

static int join(struct btrfs_dead *d, const struct old_group *g, struct fault *f)
{
	size_t before = d->files.n;

	if (g->sizes_n > d->fs->limits.dead_sizes)
		watch_bite(d->fs->watch, LIMIT_dead_sizes, g->sizes_n - d->fs->limits.dead_sizes);
	for (size_t i = 0; i < g->sizes_n && i < d->fs->limits.dead_sizes; i++)
		if (join_size(d, g, &g->sizes[i], f) < 0)
			return -1;
	if (g->sizes_n == 0 && join_unsized(d, g, f) < 0)
		return -1;
	if (d->files.n - before > 1)
		qsort(d->files.v + before, d->files.n - before, sizeof *d->files.v, in_trial_order);
	return 0;
}

static int by_place(const void *a, const void *b)
{
	const struct old_extent *x = (const struct old_extent *)a, *y = (const struct old_extent *)b;
	int c = fs_id_cmp(x->id, y->id);

	if (c != 0)
		return c;
	if (x->p.at != y->p.at)
		return x->p.at < y->p.at ? -1 : 1;
	if (x->generation != y->generation)
		return x->generation > y->generation ? -1 : 1;
	return x->where < y->where ? -1 : x->where > y->where;
}

static int by_age(const void *a, const void *b)
{
	const struct old_size *x = (const struct old_size *)a, *y = (const struct old_size *)b;
	int c = fs_id_cmp(x->id, y->id);

	if (c != 0)
		return c;
	if (x->generation != y->generation)
		return x->generation > y->generation ? -1 : 1;
	if (x->size != y->size)
		return x->size > y->size ? -1 : 1;
	return x->where < y->where ? -1 : x->where > y->where;
}

static void set_reach(struct old_extent *e, size_t n)
{
	uint64_t reach = 0;

	for (size_t i = 0; i < n; i++) {
		reach = e[i].p.at + e[i].p.length > reach ? e[i].p.at + e[i].p.length : reach;
		e[i].reach = reach;
	}
}

int old_files_join(struct btrfs *s, struct btrfs_dead *d, struct fault *f)
{
	size_t z = 0;

	if (d->extents.n > 1)
		qsort(d->extents.v, d->extents.n, sizeof *d->extents.v, by_place);
	if (d->sizes.n > 1)
		qsort(d->sizes.v, d->sizes.n, sizeof *d->sizes.v, by_age);
	for (size_t i = 0, n; i < d->extents.n; i += n) {
		struct old_group g = { .fs = &s->base, .id = d->extents.v[i].id, .e = &d->extents.v[i] };

		for (n = 1; i + n < d->extents.n && fs_id_cmp(d->extents.v[i + n].id, g.id) == 0; n++) {
		}
		while (z < d->sizes.n && fs_id_cmp(d->sizes.v[z].id, g.id) < 0)
			z++;
		g.n = n;
		set_reach(&d->extents.v[i], n);
		g.sizes = d->sizes.v + z;
		while (z + g.sizes_n < d->sizes.n && fs_id_cmp(d->sizes.v[z + g.sizes_n].id, g.id) == 0)
			g.sizes_n++;
		if (join(d, &g, f) < 0)
			return -1;
		if (watch_check(s->base.watch, f) < 0)
			return -1;
	}
	return 0;
}
