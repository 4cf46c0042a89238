/*
 * fs/ext4/dead.c - what the journal's copies, freed blocks and dead inodes still tell. Everything is a
 * hypothesis: nothing here is believed, it is handed on to be hashed.
 */
#include "fs/ext4/dead.h"

#include <stdlib.h>

/* ---- gathering --------------------------------------------------------------------------------------------- */

/* Deletion frees blocks without writing them: what stands at the beginning of a free one says what it was. */
static int look_at(void *user, uint64_t block, const uint8_t *b, struct fault *f)
{
	struct ext4 *s = (struct ext4 *)user;

	if (le16(b + EH_MAGIC) == EXTENT_MAGIC)
		return ext4_dead_leaf(s, s->dead, block * s->bs, 0, b, f);
	if (ext4_is_directory(s, b))
		return ext4_dead_free_directory(s, s->dead, block, b, f);
	return 0;
}

/* Blocks of extents and directories among the journal's copies. */
static int scan_copies(struct ext4 *s, struct ext4_dead *d, struct fault *f)
{
	for (size_t i = 0; s->journal != NULL && i < s->journal->copies.n; i++) {
		const struct ext4_copy *c = &s->journal->copies.v[i];
		int rc = ext4_copy_read(s, c, d->block, f);

		if (rc < 0)
			return -1;
		if (rc == 0 && le16(d->block + EH_MAGIC) == EXTENT_MAGIC &&
		    ext4_dead_leaf(s, d, ext4_copy_where(s, c), c->sequence, d->block, f) < 0)
			return -1;
	}
	return 0;
}

/* Later ones first: the longest list of one inode is met before its beginnings. */
static int in_trial_order(const void *a, const void *b)
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

/* The journal first: its copies tell sizes, maps and lives that the tables have forgotten, and later parts ask for them. */
static int gather(struct ext4 *s, struct fault *f)
{
	const struct dead_look look = { s, look_at };
	struct ext4_dead *d = (struct ext4_dead *)calloc(1, sizeof *d);

	if (d == NULL)
		return fault_memory(f, sizeof *d);
	s->dead = d;
	d->found.fs = &s->base;
	d->block = (uint8_t *)malloc(s->bs);
	if (d->block == NULL)
		return fault_memory(f, s->bs);
	if (ext4_journal_scan(s, f) < 0 || ext4_dead_inodes(s, d, f) < 0 || ext4_dead_journal_names(s, d, f) < 0 ||
	    scan_copies(s, d, f) < 0 || dead_scan_free(&s->base, s->bs, &look, f) < 0 || ext4_dead_join_leaves(s, d, f) < 0 ||
	    ext4_dead_ranges(s, d, f) < 0)
		return fault_while(f, "looking for dead things of an ext file system");
	if (d->found.files.n > 1)
		qsort(d->found.files.v, d->found.files.n, sizeof *d->found.files.v, in_trial_order);
	return 0;
}

/* ---- handing on --------------------------------------------------------------------------------------------- */

/* Times are those of commits: a state stood from before its transaction was written until it was. */
static void date(const struct ext4 *s, struct fs_dead *out)
{
	switch (out->kind) {
	case DEAD_FILE:
	case DEAD_RANGE:
		out->time = ext4_commit_time(s, out->sequence);
		return;
	case DEAD_NAME:
		out->time = ext4_commit_before(s, out->last);
		out->gone_time = ext4_commit_by(s, out->gone);
		return;
	case DEAD_NODE:
		out->time = ext4_commit_before(s, out->last);
		out->whole = ext4_commits_whole(s, out->last);
		return;
	}
}

int ext4_next_dead(struct fs *base, struct fs_dead *out, struct fault *f)
{
	struct ext4 *s = (struct ext4 *)base;

	memset(out, 0, sizeof *out);
	if (s->dead == NULL && gather(s, f) < 0)
		return -1;
	if (dead_next(&s->dead->found, out) == FS_END)
		return FS_END;
	date(s, out);
	return 0;
}

void ext4_dead_free(struct ext4_dead *d)
{
	if (d == NULL)
		return;
	dead_release(&d->found);
	VEC_RELEASE(&d->dirs);
	VEC_RELEASE(&d->lives);
	VEC_RELEASE(&d->leaves);
	VEC_RELEASE(&d->pieces);
	seen_release(&d->nodes_seen);
	seen_release(&d->leaves_seen);
	free(d->block);
	free(d);
}
