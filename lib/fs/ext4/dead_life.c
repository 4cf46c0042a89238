/*
 * fs/ext4/dead_life.c - whose a directory block was. Numbers of inodes are used again, so a directory is a number and
 * a generation: its life. With checksums the block proves it: the sum at its end was begun with both. Without, the
 * newest state of the number as a directory that has the block in its map and was born before the copy was made.
 */
#include "fs/ext4/dead.h"

#include "base/crc32c.h"

#include <stdlib.h>

static int by_block(const void *a, const void *b)
{
	const struct ext4_dir_row *x = (const struct ext4_dir_row *)a, *y = (const struct ext4_dir_row *)b;

	if (x->block != y->block)
		return x->block < y->block ? -1 : 1;
	if (x->inode != y->inode)
		return x->inode < y->inode ? -1 : 1;
	if (x->sequence != y->sequence)
		return x->sequence > y->sequence ? -1 : 1;
	return x->generation < y->generation ? -1 : x->generation > y->generation;
}

static int by_life(const void *a, const void *b)
{
	const struct ext4_life *x = (const struct ext4_life *)a, *y = (const struct ext4_life *)b;

	if (x->inode != y->inode)
		return x->inode < y->inode ? -1 : 1;
	return x->generation < y->generation ? -1 : x->generation > y->generation;
}

int ext4_dead_lives_sort(struct ext4_dead *d, struct fault *f)
{
	size_t kept = 0;

	for (size_t i = 0; i < d->dirs.n; i++)
		if (VEC_PUSH(&d->lives, ((struct ext4_life){ d->dirs.v[i].inode, d->dirs.v[i].generation }), f) < 0)
			return -1;
	if (d->dirs.n > 1)
		qsort(d->dirs.v, d->dirs.n, sizeof *d->dirs.v, by_block);
	if (d->lives.n > 1)
		qsort(d->lives.v, d->lives.n, sizeof *d->lives.v, by_life);
	for (size_t i = 0; i < d->lives.n; i++)
		if (kept == 0 || by_life(&d->lives.v[kept - 1], &d->lives.v[i]) != 0)
			d->lives.v[kept++] = d->lives.v[i];
	d->lives.n = kept;
	return 0;
}

static size_t first_life(const struct ext4_dead *d, uint64_t inode)
{
	size_t low = LOWER_BOUND(d->lives.n, mid, d->lives.v[mid].inode < inode);
	return low;
}

static size_t first_row(const struct ext4_dead *d, uint64_t block)
{
	size_t low = LOWER_BOUND(d->dirs.n, mid, d->dirs.v[mid].block < block);
	return low;
}

/* ---- with checksums --------------------------------------------------------------------------------------- */

static bool has_sum(const struct ext4 *s, const uint8_t *b)
{
	return s->csum && ext4_dir_tail(s, b);
}

static bool sums(const struct ext4 *s, const uint8_t *b, uint64_t inode, uint32_t generation)
{
	struct ext4_inode i;

	i.number = inode;
	for (unsigned k = 0; k < 4; k++)
		i.b[IN_GENERATION + k] = (uint8_t)(generation >> 8 * k);
	return crc32c(ext4_inode_seed(s, &i), span_make(b, s->bs - DT_BYTES)) == le32(b + s->bs - DT_BYTES + DT_SUM);
}

static void prove_life(const struct ext4 *s, const struct ext4_dead *d, uint64_t block, const uint8_t *b, bool first,
                       struct dead_name *out)
{
	if (first)
		for (size_t i = first_life(d, out->parent); !out->known && i < d->lives.n && d->lives.v[i].inode == out->parent; i++) {
			out->known = sums(s, b, out->parent, d->lives.v[i].generation);
			out->parent_generation = d->lives.v[i].generation;
		}
	for (size_t i = first_row(d, block); !first && !out->known && i < d->dirs.n && d->dirs.v[i].block == block; i++) {
		const struct ext4_dir_row *x = &d->dirs.v[i];

		if (i > 0 && by_life(&(struct ext4_life){ x->inode, x->generation },
		                     &(struct ext4_life){ d->dirs.v[i - 1].inode, d->dirs.v[i - 1].generation }) == 0 &&
		    d->dirs.v[i - 1].block == block)
			continue; /* tried */
		out->known = sums(s, b, x->inode, x->generation);
		out->parent = x->inode;
		out->parent_generation = x->generation;
	}
}

/* ---- without ------------------------------------------------------------------------------------------------ */

/* A row may tell of the copy when that life had begun. */
static bool had_begun(const struct ext4_dir_row *x, struct when made)
{
	return !x->born.known || !made.known || when_cmp(x->born, made) <= 0;
}

/* Newest at or before the copy; else the latest to begin of those that had begun. */
static const struct ext4_dir_row *nearest(const struct ext4_dead *d, uint64_t block, uint64_t inode, uint64_t sequence,
                                       struct when made)
{
	const struct ext4_dir_row *before = NULL, *after = NULL;

	for (size_t i = first_row(d, block); i < d->dirs.n && d->dirs.v[i].block == block; i++) {
		const struct ext4_dir_row *x = &d->dirs.v[i];

		if ((inode != 0 && x->inode != inode) || !had_begun(x, made))
			continue;
		if (x->sequence <= sequence && (before == NULL || x->sequence > before->sequence))
			before = x;
		else if (x->sequence > sequence && x->born.known && made.known &&
		         (after == NULL || when_cmp(x->born, after->born) > 0))
			after = x;
	}
	return before != NULL ? before : after;
}

/* As the disk has it: only when no other life of any number had it. */
static const struct ext4_dir_row *only(const struct ext4_dead *d, uint64_t block, uint64_t inode)
{
	const struct ext4_dir_row *one = NULL;

	for (size_t i = first_row(d, block); i < d->dirs.n && d->dirs.v[i].block == block; i++) {
		const struct ext4_dir_row *x = &d->dirs.v[i];

		if (one != NULL && (x->inode != one->inode || x->generation != one->generation))
			return NULL;
		one = x;
	}
	return one != NULL && (inode == 0 || one->inode == inode) ? one : NULL;
}

void ext4_dead_life_of(const struct ext4 *s, const struct ext4_dead *d, uint64_t block, const uint8_t *b, uint64_t sequence,
                  struct dead_name *out)
{
	bool first = ext4_is_directory(s, b);
	const struct ext4_dir_row *x;

	out->parent = first ? le32(b + DE_INODE) : 0;
	out->known = false;
	if (has_sum(s, b)) {
		prove_life(s, d, block, b, first, out);
		return;
	}
	x = sequence == 0 ? only(d, block, out->parent)
	                  : nearest(d, block, out->parent, sequence, ext4_commit_by(s, sequence));
	if (x == NULL)
		return;
	out->known = true;
	out->parent = x->inode;
	out->parent_generation = x->generation;
}
