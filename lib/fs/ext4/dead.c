/*
 * fs/ext4/dead.c - what the journal's copies, freed blocks and dead inodes still tell. Everything is a
 * hypothesis: nothing here is believed, it is handed on to be hashed.
 */
#include "fs/ext4/dead.h"

#include "core/sentence.h"

#include <stdio.h>
#include <stdlib.h>

int dead_add_file(struct ext4_dead *d, const struct dead_file *x, struct fault *f)
{
	/* blocks of small files are used again by others at once: there each state of each life is a hypothesis */
	bool small = x->runs.n == 1 && x->has_size && x->size <= SMALL;
	uint64_t life[3] = { small ? x->inode : 0, small ? x->generation : 0, small ? x->changed : 0 };
	uint64_t h = seen_hash(seen_hash(x->has_size ? x->size + 2 : 1, span_make(life, sizeof life)),
	                       span_make(x->runs.v, x->runs.n * sizeof *x->runs.v));
	int rc = x->runs.n == 0 ? 1 : seen_before(&d->files_seen, h, f);

	if (rc == 0 && d->files.n >= FOUND_MOST) {
		d->limited = true;
		rc = 1;
	}
	if (rc == 0 && VEC_PUSH(&d->files, *x, f) == 0)
		return 0;
	free(x->runs.v);
	return rc < 0 || rc == 0 ? -1 : 0;
}

/* ---- gathering --------------------------------------------------------------------------------------------- */

static int look_at(struct ext4 *s, struct ext4_dead *d, uint64_t block, const uint8_t *b, struct fault *f)
{
	if (b[0] == 0x0A && b[1] == 0xF3)
		return dead_leaf(s, d, block * s->bs, 0, b, f);
	if (dead_is_directory(s, b))
		return dead_free_directory(s, d, block, b, f);
	return 0;
}

/* One look at the first bytes of every free block; holes are passed over. */
static int scan_free_run(struct ext4 *s, struct ext4_dead *d, uint64_t offset, uint64_t length, uint8_t *piece,
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

static int scan_free(struct ext4 *s, struct ext4_dead *d, struct fault *f)
{
	uint8_t *piece = (uint8_t *)malloc(SCAN_BYTES);
	uint64_t from = 0, offset, length;
	int rc = piece == NULL ? fault_memory(f, SCAN_BYTES) : 0;

	while (rc == 0 && (rc = ext4_next_free(&s->base, from, &offset, &length, f)) == 0) {
		rc = scan_free_run(s, d, offset, length, piece, f);
		from = offset + length;
	}
	free(piece);
	return rc < 0 ? -1 : 0;
}

/* Blocks of extents and directories among the journal's copies. */
static int scan_copies(struct ext4 *s, struct ext4_dead *d, struct fault *f)
{
	for (size_t i = 0; s->journal != NULL && i < s->journal->copies.n; i++) {
		const struct ext4_copy *c = &s->journal->copies.v[i];
		int rc = ext4_copy_read(s, c, d->block, f);

		if (rc < 0)
			return -1;
		if (rc == 0 && d->block[0] == 0x0A && d->block[1] == 0xF3 &&
		    dead_leaf(s, d, ext4_copy_where(s, c), c->sequence, d->block, f) < 0)
			return -1;
	}
	return 0;
}

/* Later ones first: the longest list of one inode is met before its beginnings. */
static int by_promise(const void *a, const void *b)
{
	const struct dead_file *x = (const struct dead_file *)a, *y = (const struct dead_file *)b;

	if (x->inode != y->inode)
		return x->inode < y->inode ? -1 : 1;
	if (x->generation != y->generation)
		return x->generation < y->generation ? -1 : 1;
	if (x->size != y->size)
		return x->size > y->size ? -1 : 1;
	if (x->sequence != y->sequence)
		return x->sequence > y->sequence ? -1 : 1;
	return x->where < y->where ? -1 : x->where > y->where;
}

static int gather(struct ext4 *s, struct fault *f)
{
	struct ext4_dead *d = (struct ext4_dead *)calloc(1, sizeof *d);

	if (d == NULL)
		return fault_memory(f, sizeof *d);
	s->dead = d;
	d->block = (uint8_t *)malloc(s->bs);
	if (d->block == NULL)
		return fault_memory(f, s->bs);
	if (ext4_journal_scan(s, f) < 0 || dead_inodes(s, d, f) < 0 || dead_journal_names(s, d, f) < 0 ||
	    scan_copies(s, d, f) < 0 || scan_free(s, d, f) < 0 || dead_join_leaves(s, d, f) < 0 || dead_ranges(s, d, f) < 0)
		return fault_while(f, "looking for dead things of an ext file system");
	if (d->files.n > 1)
		qsort(d->files.v, d->files.n, sizeof *d->files.v, by_promise);
	if (d->limited)
		(void)sentence(s->base.facts.note, sizeof s->base.facts.note,
		               S_MORE_DEAD_THINGS, (uint64_t)FOUND_MOST);
	return 0;
}

/* ---- handing on --------------------------------------------------------------------------------------------- */

static void give_file(const struct ext4 *s, const struct dead_file *x, struct fs_dead *out)
{
	out->kind = DEAD_FILE;
	out->method = (enum dead_method)x->method;
	out->id.inode = x->inode;
	out->generation = x->generation;
	out->sequence = x->sequence;
	out->time = ext4_commit_time(s, x->sequence);
	out->where = x->where;
	out->runs = x->runs;
	out->has_size = x->has_size;
	out->size = x->size;
}

static void give_name(const struct ext4 *s, const struct dead_name *x, struct fs_dead *out)
{
	out->kind = DEAD_NAME;
	out->method = (enum dead_method)x->method;
	out->id.inode = x->inode;
	out->sequence = x->first;
	out->last = x->last;
	out->time = ext4_commit_before(s, x->last);
	out->gone = x->gone;
	out->gone_time = ext4_commit_by(s, x->gone);
	out->where = x->where;
	out->parent.inode = x->parent;
	out->parent_known = x->known;
	out->parent_generation = x->parent_generation;
	out->name = x->name;
	out->node.kind = ext4_kind_of_type(x->type);
}

int ext4_next_dead(struct fs *base, struct fs_dead *out, struct fault *f)
{
	struct ext4 *s = (struct ext4 *)base;
	const struct ext4_dead *d;
	size_t at;

	memset(out, 0, sizeof *out);
	if (s->dead == NULL && gather(s, f) < 0)
		return -1;
	d = s->dead;
	at = s->dead->at++;
	if (at < d->files.n) {
		give_file(s, &d->files.v[at], out);
		return 0;
	}
	at -= d->files.n;
	if (at < d->names.n) {
		give_name(s, &d->names.v[at], out);
		return 0;
	}
	at -= d->names.n;
	if (at < d->nodes.n) {
		out->kind = DEAD_NODE;
		out->method = (enum dead_method)d->nodes.v[at].method;
		out->id = d->nodes.v[at].node.id;
		out->generation = d->nodes.v[at].node.generation;
		out->sequence = d->nodes.v[at].first;
		out->last = d->nodes.v[at].last;
		out->time = ext4_commit_before(s, out->last);
		out->whole = ext4_commits_whole(s, out->last);
		out->where = d->nodes.v[at].where;
		out->node = d->nodes.v[at].node;
		return 0;
	}
	at -= d->nodes.n;
	if (at >= d->ranges.n)
		return FS_END;
	out->kind = DEAD_RANGE;
	out->method = DEAD_FREED_RANGE;
	out->sequence = d->ranges.v[at].sequence;
	out->time = ext4_commit_time(s, out->sequence);
	out->where = d->ranges.v[at].where;
	out->offset = d->ranges.v[at].offset;
	out->length = d->ranges.v[at].length;
	return 0;
}

void ext4_dead_free(struct ext4_dead *d)
{
	if (d == NULL)
		return;
	for (size_t i = 0; i < d->files.n; i++)
		free(d->files.v[i].runs.v);
	VEC_RELEASE(&d->files);
	VEC_RELEASE(&d->names);
	VEC_RELEASE(&d->nodes);
	VEC_RELEASE(&d->ranges);
	VEC_RELEASE(&d->dirs);
	VEC_RELEASE(&d->lives);
	VEC_RELEASE(&d->leaves);
	VEC_RELEASE(&d->pieces);
	seen_release(&d->files_seen);
	seen_release(&d->nodes_seen);
	seen_release(&d->leaves_seen);
	arena_release(&d->names_arena);
	free(d->block);
	free(d);
}
