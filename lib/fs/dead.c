/* fs/dead.c - the collector of dead things that ext4 and XFS share. Nothing here is believed: it is handed on to be hashed. */
#include "fs/dead.h"

#include <stdlib.h>

enum { SCAN_BYTES = 1 << 20 }; /* read of free space at once */

bool dead_room(const struct dead_found *d, size_t n)
{
	return FS_ROOM(d->fs, dead_things, n);
}

int dead_add_file(struct dead_found *d, struct dead_file *x, uint64_t key, struct fault *f)
{
	const struct run *last = x->runs.n > 0 ? &x->runs.v[x->runs.n - 1] : NULL;
	int rc = last == NULL ? 1 : seen_before(&d->files_seen, seen_hash(key, span_make(x->runs.v, x->runs.n * sizeof *last)), f);

	if (rc == 0 && !dead_room(d, d->files.n))
		rc = 1;
	if (rc == 0) {
		x->length = last->at + last->length;
		rc = VEC_PUSH(&d->files, *x, f);
	}
	if (rc != 0)
		free(x->runs.v);
	return rc < 0 ? -1 : 0;
}

int dead_add_name(struct dead_found *d, struct dead_name *x, struct span name, struct fault *f)
{
	if (!dead_room(d, d->names.n))
		return 0;
	return arena_span(&d->arena, name, &x->name, f) < 0 ? -1 : VEC_PUSH(&d->names, *x, f);
}

int dead_add_node(struct dead_found *d, const struct dead_node *x, struct fault *f)
{
	return dead_room(d, d->nodes.n) ? VEC_PUSH(&d->nodes, *x, f) : 0;
}

int dead_add_range(struct dead_found *d, struct dead_range x, struct fault *f)
{
	return dead_room(d, d->ranges.n) ? VEC_PUSH(&d->ranges, x, f) : 0;
}

/* ---- free space ------------------------------------------------------------------------------------------ */

static int scan_run(struct fs *s, uint32_t bs, const struct dead_look *look, uint64_t offset, uint64_t length, uint8_t *piece,
                    struct fault *f)
{
	uint64_t end = offset + length;

	while (offset < end) {
		enum media_area area;
		uint64_t n, got;

		if (media_extent(s->media, offset, &area, &n, f) < 0)
			return -1;
		if (n == 0 || n > end - offset)
			n = end - offset;
		if (area != MEDIA_AREA_DATA) { /* blocks that a hole does not fill are looked at */
			offset += n < bs ? bs - offset % bs : n - (offset + n) % bs;
			continue;
		}
		got = end - offset < SCAN_BYTES ? end - offset : SCAN_BYTES;
		if (fs_interrupted(s, f) < 0 || media_read(s->media, offset, piece, (size_t)got, f) < 0)
			return -1;
		for (uint64_t at = 0; at + bs <= got; at += bs)
			if (look->look(look->user, (offset + at) / bs, piece + at, f) < 0)
				return -1;
		offset += got;
	}
	return 0;
}

int dead_scan_free(struct fs *s, uint32_t bs, const struct dead_look *look, struct fault *f)
{
	uint8_t *piece = (uint8_t *)malloc(SCAN_BYTES);
	uint64_t from = 0, offset, length;
	int rc = piece == NULL ? fault_memory(f, SCAN_BYTES) : 0;

	while (rc == 0 && (rc = fs_next_free(s, from, &offset, &length, f)) == 0) {
		rc = scan_run(s, bs, look, offset, length, piece, f);
		from = offset + length;
	}
	free(piece);
	return rc < 0 ? -1 : 0;
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
	out->node.kind = fs_kind_of_type(x->type);
}

static void give_node(const struct dead_node *x, struct fs_dead *out)
{
	out->kind = DEAD_NODE;
	out->method = (enum dead_method)x->method;
	out->id = x->node.id;
	out->generation = x->node.generation;
	out->sequence = x->first;
	out->last = x->last;
	out->where = x->where;
	out->node = x->node;
}

static void give_range(const struct dead_range *x, struct fs_dead *out)
{
	out->kind = DEAD_RANGE;
	out->method = DEAD_FREED_RANGE;
	out->sequence = x->sequence;
	out->where = x->where;
	out->offset = x->offset;
	out->length = x->length;
}

int dead_next(struct dead_found *d, struct fs_dead *out)
{
	size_t at = d->at++;

	memset(out, 0, sizeof *out);
	if (at < d->files.n)
		return give_file(&d->files.v[at], out), 0;
	at -= d->files.n;
	if (at < d->names.n)
		return give_name(&d->names.v[at], out), 0;
	at -= d->names.n;
	if (at < d->nodes.n)
		return give_node(&d->nodes.v[at], out), 0;
	at -= d->nodes.n;
	if (at >= d->ranges.n)
		return FS_END;
	give_range(&d->ranges.v[at], out);
	return 0;
}

void dead_release(struct dead_found *d)
{
	for (size_t i = 0; i < d->files.n; i++)
		free(d->files.v[i].runs.v);
	VEC_RELEASE(&d->files);
	VEC_RELEASE(&d->names);
	VEC_RELEASE(&d->nodes);
	VEC_RELEASE(&d->ranges);
	seen_release(&d->files_seen);
	arena_release(&d->arena);
}
