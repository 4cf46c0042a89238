/*
 * fs/xfs/dead.c - what the log, freed slots and free blocks still tell. Everything is a hypothesis: nothing here
 * is believed, it is handed on to be hashed.
 */
#include "fs/xfs/dead.h"

#include "core/sentence.h"

#include <stdio.h>
#include <stdlib.h>

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
	if (rc == 0 && x.runs.n > 0)
		rc = seen_before(&d->files_seen, seen_hash(seen_hash(1, span_make(key, sizeof key)),
		                                           span_make(x.runs.v, x.runs.n * sizeof *x.runs.v)), f);
	else if (rc == 0)
		rc = 1;
	if (rc == 0 && d->files.n >= FOUND_MOST) {
		d->limited = true;
		rc = 1;
	}
	if (rc == 0) /* the order is longest first, whether the size is known or not */
		x.length = x.runs.v[x.runs.n - 1].at + x.runs.v[x.runs.n - 1].length;
	if (rc == 0)
		rc = VEC_PUSH(&d->files, x, f);
	if (rc != 0)
		free(x.runs.v);
	return rc < 0 ? -1 : 0;
}

int xfs_dead_lives(struct xfs *s, uint64_t number, uint32_t generation, bool *out, struct fault *f)
{
	struct xfs_inode now;
	char why[FS_WHY];
	int rc = xfs_inode(s, number, &now, why, f);

	*out = rc == 0 && be16(now.b + 2) != 0 && be32(now.b + 16) > 0 && be32(now.b + 92) == generation;
	return rc < 0 ? -1 : 0;
}

/* A slot without a mode is what freeing left: its last change is the death, its generation was counted up. */
int xfs_dead_node(struct xfs *s, struct xfs_dead *d, const struct xfs_inode *i, enum dead_method method,
                  uint64_t sequence, struct fault *f)
{
	struct dead_node x = { .method = (uint8_t)method, .sequence = sequence, .where = i->where };

	xfs_node(s, i, &x.node);
	if (be16(i->b + 2) == 0) {
		if (x.node.ctime.sec == 0) /* never used */
			return 0;
		x.node.generation = (uint32_t)(x.node.generation - 1);
		x.node.dtime = x.node.ctime;
		x.node.kind = ENTRY_UNSET;
	}
	if (d->nodes.n >= FOUND_MOST) {
		d->limited = true;
		return 0;
	}
	return VEC_PUSH(&d->nodes, x, f);
}

/* ---- sights of one inode put together ----------------------------------------------------------------- */

int xfs_dead_sight(struct xfs_dead *d, struct sight x, const struct xfs_piece *pieces, size_t n, struct fault *f)
{
	uint64_t key[4] = { x.inode, x.generation, x.size, x.changed };
	int rc = seen_before(&d->sights_seen, seen_hash(seen_hash(9, span_make(key, sizeof key)),
	                                                span_make(pieces, n * sizeof *pieces)), f);

	if (rc != 0 || (n == 0 && x.size == 0))
		return rc < 0 ? -1 : 0;
	if (d->sights.n >= FOUND_MOST || d->pieces.n >= 16 * (size_t)FOUND_MOST) {
		d->limited = true;
		return 0;
	}
	x.at = (uint32_t)d->pieces.n;
	x.n = (uint32_t)n;
	for (size_t i = 0; i < n; i++)
		if (VEC_PUSH(&d->pieces, pieces[i], f) < 0)
			return -1;
	return VEC_PUSH(&d->sights, x, f);
}

static int by_life(const void *a, const void *b)
{
	const struct sight *x = (const struct sight *)a, *y = (const struct sight *)b;

	if (x->inode != y->inode)
		return x->inode < y->inode ? -1 : 1;
	if (x->generation != y->generation)
		return x->generation < y->generation ? -1 : 1;
	if (x->sequence != y->sequence)
		return x->sequence < y->sequence ? -1 : 1;
	return x->where < y->where ? -1 : x->where > y->where;
}

static const struct xfs_piece *pieces_of(const struct xfs_dead *d, const struct sight *x)
{
	return d->pieces.v + x->at;
}

static uint64_t end_of(const struct xfs_dead *d, const struct sight *x)
{
	const struct xfs_piece *last = &d->pieces.v[x->at + x->n - 1];

	return last->at + last->n;
}

/* Is one list the beginning of the other? Whoever hashes the longer one passes by the end of the shorter. */
static bool begins(const struct xfs_dead *d, const struct sight *x, const struct sight *longer)
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
static int give_sight(struct xfs *s, struct xfs_dead *d, const struct sight *map, uint64_t size, struct fault *f)
{
	uint64_t bytes = end_of(d, map) > UINT64_MAX / s->bs ? UINT64_MAX : end_of(d, map) * s->bs;
	struct dead_file x = { .method = map->method, .inode = map->inode, .generation = map->generation,
		               .sequence = map->sequence, .where = map->where, .changed = map->changed, .size = map->size > 0 ? map->size : size };

	x.has_size = x.size > 0 && x.size <= bytes;
	return xfs_dead_file(s, d, x, pieces_of(d, map), map->n, f);
}

static int one_life(struct xfs *s, struct xfs_dead *d, size_t from, size_t to, struct fault *f)
{
	const struct sight *v = d->sights.v, *longest = NULL;
	uint64_t size = 0;

	for (size_t i = from; i < to; i++) {
		if (v[i].size > 0)
			size = v[i].size;
		if (v[i].n > 0 && (longest == NULL || end_of(d, &v[i]) > end_of(d, longest) ||
		                   (end_of(d, &v[i]) == end_of(d, longest) && v[i].size > 0)))
			longest = &v[i];
	}
	for (size_t i = from; i < to; i++)
		if (v[i].n > 0 && !begins(d, &v[i], longest) && give_sight(s, d, &v[i], size, f) < 0)
			return -1;
	return 0;
}

static int join_sights(struct xfs *s, struct xfs_dead *d, struct fault *f)
{
	if (d->sights.n > 1)
		qsort(d->sights.v, d->sights.n, sizeof *d->sights.v, by_life);
	for (size_t i = 0, to; i < d->sights.n; i = to) {
		for (to = i + 1; to < d->sights.n && d->sights.v[to].inode == d->sights.v[i].inode &&
		                 d->sights.v[to].generation == d->sights.v[i].generation;)
			to++;
		if (one_life(s, d, i, to, f) < 0)
			return -1;
	}
	return 0;
}

/* ---- gathering --------------------------------------------------------------------------------------------- */

static int look_at(struct xfs *s, struct xfs_dead *d, uint64_t block, const uint8_t *b, struct fault *f)
{
	if (be32(b) == 0x424D4133)
		return xfs_dead_leaf(s, d, block, b, block * s->bs, 0, f);
	if (xfs_is_dir_block(s, b))
		return xfs_dead_dir_block(s, d, block, b, XFS_NAMES_LIVE | XFS_NAMES_DEAD, f);
	if (be16(b) == 0x494E)
		return xfs_dead_free_slots(s, d, block, b, f);
	return 0;
}

/* One look at the first bytes of every free block; holes are passed over. */
static int scan_free_run(struct xfs *s, struct xfs_dead *d, uint64_t offset, uint64_t length, uint8_t *piece,
                         struct fault *f)
{
	uint64_t end = offset + length;

	while (offset < end) {
		enum media_area area;
		uint64_t n, got;

		if (media_extent(s->base.media, offset, &area, &n, f) < 0)
			return -1;
		if (n == 0 || n > end - offset)
			n = end - offset;
		if (area != MEDIA_AREA_DATA) {
			offset += n < s->bs ? s->bs - offset % s->bs : n - (offset + n) % s->bs;
			continue;
		}
		got = end - offset < SCAN_BYTES ? end - offset : SCAN_BYTES;
		if (watch_stopped(s->base.watch))
			return fault_set(f, FAULT_INTERRUPTED, 0, "interrupted; the same command goes on");
		if (media_read(s->base.media, offset, piece, (size_t)got, f) < 0)
			return -1;
		for (uint64_t at = 0; at + s->bs <= got; at += s->bs)
			if (look_at(s, d, (offset + at) / s->bs, piece + at, f) < 0)
				return -1;
		offset += got;
	}
	return 0;
}

static int scan_free(struct xfs *s, struct xfs_dead *d, struct fault *f)
{
	uint8_t *piece = (uint8_t *)malloc(SCAN_BYTES);
	uint64_t from = 0, offset, length;
	int rc = piece == NULL ? fault_memory(f, SCAN_BYTES) : 0;

	while (rc == 0 && (rc = xfs_next_free(&s->base, from, &offset, &length, f)) == 0) {
		rc = scan_free_run(s, d, offset, length, piece, f);
		from = offset + length;
	}
	free(piece);
	return rc < 0 ? -1 : 0;
}

/* Lives whose generation is known stand together, the longest list first; the others as they were met. */
static int by_promise(const void *a, const void *b)
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
	struct xfs_dead *d = (struct xfs_dead *)calloc(1, sizeof *d);

	if (d == NULL)
		return fault_memory(f, sizeof *d);
	s->dead = d;
	if (xfs_dead_log(s, d, f) < 0 || xfs_dead_slots(s, d, f) < 0 || scan_free(s, d, f) < 0 || join_sights(s, d, f) < 0 ||
	    xfs_dead_join_leaves(s, d, f) < 0 || xfs_dead_join_names(d, f) < 0)
		return fault_while(f, "looking for dead things of an XFS file system");
	if (d->files.n > 1)
		qsort(d->files.v, d->files.n, sizeof *d->files.v, by_promise);
	if (d->limited)
		fs_remark(&s->base, false, S_MORE_DEAD_THINGS, (uint64_t)FOUND_MOST);
	return 0;
}

/* ---- handing on --------------------------------------------------------------------------------------------- */

static void give_file(const struct dead_file *x, struct fs_dead *out)
{
	out->kind = DEAD_FILE;
	out->method = (enum dead_method)x->method;
	out->id.inode = x->inode;
	out->generation = x->generation;
	out->sequence = x->sequence;
	out->where = x->where;
	out->runs = x->runs;
	out->has_size = x->has_size;
	out->size = x->has_size ? x->size : 0;
}

static void give_name(const struct dead_name *x, struct fs_dead *out)
{
	out->kind = DEAD_NAME;
	out->method = (enum dead_method)x->method;
	out->id.inode = x->inode;
	out->sequence = x->first;
	out->last = x->last;
	out->time = x->seen;
	out->gone = x->gone;
	out->gone_time = x->gone_time;
	out->where = x->where;
	out->parent.inode = x->parent;
	out->parent_known = x->known;
	out->parent_generation = x->parent_generation;
	out->name = x->name;
	out->node.kind = xfs_kind_of_type(x->type);
}

int xfs_next_dead(struct fs *base, struct fs_dead *out, struct fault *f)
{
	struct xfs *s = (struct xfs *)base;
	const struct xfs_dead *d;
	size_t at;

	memset(out, 0, sizeof *out);
	if (s->dead == NULL && gather(s, f) < 0)
		return -1;
	d = s->dead;
	at = s->dead->at++;
	if (at < d->files.n) {
		give_file(&d->files.v[at], out);
		return 0;
	}
	at -= d->files.n;
	if (at < d->names.n) {
		give_name(&d->names.v[at], out);
		return 0;
	}
	at -= d->names.n;
	if (at < d->nodes.n) {
		out->kind = DEAD_NODE;
		out->method = (enum dead_method)d->nodes.v[at].method;
		out->id = d->nodes.v[at].node.id;
		out->generation = d->nodes.v[at].node.generation;
		out->sequence = d->nodes.v[at].sequence;
		out->last = out->sequence;
		out->where = d->nodes.v[at].where;
		out->node = d->nodes.v[at].node;
		out->keeps = out->node.dtime.known || out->node.nlink == 0; /* freeing leaves the times of birth and of the last change of bytes */
		return 0;
	}
	at -= d->nodes.n;
	if (at >= d->ranges.n)
		return FS_END;
	out->kind = DEAD_RANGE;
	out->method = DEAD_FREED_RANGE;
	out->sequence = d->ranges.v[at].sequence;
	out->where = d->ranges.v[at].where;
	out->offset = d->ranges.v[at].offset;
	out->length = d->ranges.v[at].length;
	return 0;
}

void xfs_dead_free(struct xfs_dead *d)
{
	if (d == NULL)
		return;
	for (size_t i = 0; i < d->files.n; i++)
		free(d->files.v[i].runs.v);
	VEC_RELEASE(&d->files);
	VEC_RELEASE(&d->names);
	VEC_RELEASE(&d->dirs);
	VEC_RELEASE(&d->nodes);
	VEC_RELEASE(&d->ranges);
	VEC_RELEASE(&d->sights);
	VEC_RELEASE(&d->leaves);
	VEC_RELEASE(&d->pieces);
	free(d->owners);
	seen_release(&d->files_seen);
	seen_release(&d->leaves_seen);
	seen_release(&d->sights_seen);
	arena_release(&d->arena);
	free(d);
}
