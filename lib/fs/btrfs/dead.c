/*
 * fs/btrfs/dead.c - what tree blocks of older generations and of logs still tell. Everything is a hypothesis:
 * nothing here is believed, it is handed on to be hashed.
 */
#include "fs/btrfs/dead.h"

#include "core/sentence.h"

#include "fs/private.h"

#include <stdio.h>
#include <stdlib.h>

/* Latest first within a generation. */
static int by_generation(const void *a, const void *b)
{
	const struct old_time *x = (const struct old_time *)a, *y = (const struct old_time *)b;

	if (x->generation != y->generation)
		return x->generation < y->generation ? -1 : 1;
	return when_cmp(y->time, x->time);
}

static int by_id(const void *a, const void *b)
{
	const struct old_node *x = (const struct old_node *)a, *y = (const struct old_node *)b;
	int c = fs_id_cmp(x->node.id, y->node.id);

	if (c != 0 || x->where == y->where)
		return c;
	return x->where < y->where ? -1 : 1;
}

static int by_number(const void *a, const void *b)
{
	return fs_id_cmp(((const struct old_node *)a)->node.id, ((const struct old_node *)b)->node.id);
}

static int gather(struct btrfs *s, struct fault *f)
{
	struct btrfs_dead *d = (struct btrfs_dead *)calloc(1, sizeof *d);

	if (d == NULL)
		return fault_memory(f, sizeof *d);
	s->dead = d;
	d->fs = &s->base;
	d->given = SIZE_MAX;
	d->block = (uint8_t *)malloc(s->node);
	if (d->block == NULL)
		return fault_memory(f, s->node);
	if (old_living(s, d, f) < 0 || old_blocks_find(s, d, f) < 0 || old_leaves_read(s, d, f) < 0 ||
	    old_files_join(s, d, f) < 0)
		return fault_while(f, "looking for dead things of a btrfs file system");
	if (d->times.n > 1)
		qsort(d->times.v, d->times.n, sizeof *d->times.v, by_generation);
	if (d->nodes.n > 1)
		qsort(d->nodes.v, d->nodes.n, sizeof *d->nodes.v, by_id);
	VEC_RELEASE(&d->extents);
	VEC_RELEASE(&d->sizes);
	VEC_RELEASE(&d->blocks);
	return 0;
}

/* ---- handing on ----------------------------------------------------------------------------------------------- */

/* Of a generation: the latest time an inode says it was changed in it. The commit came soon after. */
static struct when time_of(const struct btrfs_dead *d, uint64_t generation)
{
	size_t low = LOWER_BOUND(d->times.n, mid, d->times.v[mid].generation < generation);
	return low < d->times.n && d->times.v[low].generation == generation ? d->times.v[low].time : WHEN_UNKNOWN;
}

static struct btrfs_map map_of(const struct btrfs_dead *d, const struct old_file *x)
{
	struct btrfs_map m = { { d->pieces.v + x->first, (size_t)x->n, (size_t)x->n } };

	return m;
}

/* Where part of it lies nowhere, the runs up to there are still a beginning. */
static int give_file(struct btrfs *s, struct btrfs_dead *d, size_t at, struct fs_dead *out, struct fault *f)
{
	const struct old_file *x = &d->files.v[at];
	struct btrfs_map m = map_of(d, x);
	char why[FS_WHY];

	out->kind = DEAD_FILE;
	out->method = (enum dead_method)x->method;
	out->id = x->id;
	out->generation = x->born;
	out->sequence = x->generation;
	out->time = time_of(d, x->generation);
	out->where = x->where;
	out->has_size = x->has_size;
	out->size = x->size;
	out->encoded = x->packed;
	d->given = at;
	if (!x->packed && btrfs_map_runs(s, &m, &d->runs, why, f) < 0)
		return -1;
	out->runs = d->runs;
	return 0;
}

/* An inode's own reference does not say what it is; the inode does. */
static enum entry_kind kind_of(const struct btrfs_dead *d, const struct old_name *x)
{
	struct old_node key = { .node = { .id = x->id } };
	const struct old_node *n = x->type != 0 || d->nodes.n == 0
	                                   ? NULL
	                                   : (const struct old_node *)bsearch(&key, d->nodes.v, d->nodes.n, sizeof key,
	                                                                                by_number);

	return n != NULL ? n->node.kind : fs_kind_of_type(x->type);
}

static void give_name(const struct btrfs_dead *d, const struct old_name *x, struct fs_dead *out)
{
	out->kind = DEAD_NAME;
	out->method = (enum dead_method)x->method;
	out->id = x->id;
	out->sequence = out->last = x->generation;
	out->time = x->time;
	out->where = x->where;
	out->once = true;
	out->parent = x->parent;
	out->parent_known = true; /* numbers are never used again */
	out->name = x->name;
	out->node.kind = kind_of(d, x);
}

static void give_node(const struct btrfs_dead *d, const struct old_node *x, struct fs_dead *out)
{
	out->kind = DEAD_NODE;
	out->method = (enum dead_method)x->method;
	out->id = x->node.id;
	out->once = true;
	out->sequence = x->generation;
	out->last = x->last;
	out->time = time_of(d, x->generation);
	out->where = x->where;
	out->beside = x->beside;
	out->node = x->node;
}

/* Beyond the last the iteration begins anew. */
int btrfs_next_dead(struct fs *base, struct fs_dead *out, struct fault *f)
{
	struct btrfs *s = (struct btrfs *)base;
	struct btrfs_dead *d;
	size_t at;

	memset(out, 0, sizeof *out);
	if (s->dead == NULL && gather(s, f) < 0)
		return -1;
	d = s->dead;
	d->given = SIZE_MAX;
	free(d->runs.v);
	d->runs = (struct runs){ NULL, 0 };
	at = d->at++;
	if (at < d->files.n)
		return give_file(s, d, at, out, f);
	at -= d->files.n;
	if (at < d->names.n) {
		give_name(d, &d->names.v[at], out);
		return 0;
	}
	at -= d->names.n;
	if (at < d->nodes.n) {
		give_node(d, &d->nodes.v[at], out);
		return 0;
	}
	d->at = 0;
	return FS_END;
}

int btrfs_dead_stream(struct fs *base, struct stream **out, struct fault *f)
{
	struct btrfs *s = (struct btrfs *)base;
	struct btrfs_map m;

	*out = NULL;
	if (s->dead == NULL || s->dead->given == SIZE_MAX)
		return fault_set(f, FAULT_INTERNAL, 0, "no hypothesis stands");
	m = map_of(s->dead, &s->dead->files.v[s->dead->given]);
	return btrfs_stream_open(out, s, &m, s->dead->files.v[s->dead->given].size, false, f);
}

void btrfs_dead_free(struct btrfs_dead *d)
{
	if (d == NULL)
		return;
	arena_release(&d->arena);
	VEC_RELEASE(&d->blocks);
	VEC_RELEASE(&d->log);
	VEC_RELEASE(&d->extents);
	VEC_RELEASE(&d->sizes);
	VEC_RELEASE(&d->names);
	VEC_RELEASE(&d->nodes);
	VEC_RELEASE(&d->times);
	VEC_RELEASE(&d->files);
	VEC_RELEASE(&d->pieces);
	seen_release(&d->living);
	seen_release(&d->living_names);
	seen_release(&d->blocks_seen);
	seen_release(&d->items_seen);
	seen_release(&d->files_seen);
	seen_release(&d->times_seen);
	free(d->runs.v);
	free(d->block);
	free(d);
}
