/* fs/ext4/dead_range.c - two copies of a block bitmap, one after the other: what the later one freed went
 * together, to the block, with the time of its transaction. */
#include "fs/ext4/dead.h"

#include <stdlib.h>

struct bitmap_block {
	uint64_t block, group;
};

static int by_block(const void *a, const void *b)
{
	const struct bitmap_block *x = (const struct bitmap_block *)a, *y = (const struct bitmap_block *)b;

	return x->block < y->block ? -1 : x->block > y->block;
}

static bool bit(const uint8_t *b, uint64_t i)
{
	return (b[i / 8] >> (i % 8) & 1) != 0;
}

static int compare(struct ext4 *s, struct ext4_dead *d, uint64_t group, const uint8_t *before, const uint8_t *now,
                   uint64_t sequence, uint64_t where, struct fault *f)
{
	uint64_t first = s->first_data_block + group * s->blocks_per_group;

	for (uint64_t i = 0; i < s->clusters_per_group; i++) {
		uint64_t from = i;

		if (i % 8 == 0 && before[i / 8] == now[i / 8]) {
			i += 7;
			continue;
		}
		while (i < s->clusters_per_group && bit(before, i) && !bit(now, i))
			i++;
		if (i > from) {
			struct dead_range x = { sequence, where, (first + from * s->cluster_blocks) * s->bs,
				                (i - from) * s->cluster_blocks * s->bs };

			if (dead_add_range(&d->found, x, f) < 0)
				return -1;
		}
	}
	return 0;
}

/* The copies of one bitmap, oldest first, and what stands on disk now as the last. */
static int one_bitmap(struct ext4 *s, struct ext4_dead *d, const struct bitmap_block *m, size_t *at, uint8_t *before,
                      uint8_t *now, struct fault *f)
{
	const struct ext4_journal *j = s->journal;
	bool have = false;
	int rc;

	for (; *at < j->copies.n && j->copies.v[*at].block == m->block; (*at)++) {
		rc = ext4_copy_read(s, &j->copies.v[*at], now, f);
		if (rc < 0)
			return -1;
		if (rc != 0)
			continue;
		if (have && compare(s, d, m->group, before, now, j->copies.v[*at].sequence,
		                    ext4_copy_where(s, &j->copies.v[*at]), f) < 0)
			return -1;
		memcpy(before, now, s->bs);
		have = true;
	}
	rc = have ? ext4_raw_block(s, m->block, now, f) : FS_DAMAGED;
	return rc == 0 ? compare(s, d, m->group, before, now, 0, m->block * s->bs, f) : rc < 0 ? -1 : 0;
}

int ext4_dead_ranges(struct ext4 *s, struct ext4_dead *d, struct fault *f)
{
	VEC(struct bitmap_block) maps = { NULL, 0, 0 };
	uint8_t *before = (uint8_t *)malloc(s->bs), *now = (uint8_t *)malloc(s->bs);
	size_t at = 0;
	int rc = before == NULL || now == NULL ? fault_memory(f, s->bs) : 0;

	for (uint64_t g = 0; rc == 0 && s->journal != NULL && g < s->groups; g++) {
		struct ext4_group x;
		char why[FS_WHY];

		rc = ext4_group(s, g, &x, why, f);
		if (rc == 0 && VEC_PUSH(&maps, ((struct bitmap_block){ x.block_bitmap, g }), f) < 0)
			rc = -1;
		rc = rc < 0 ? -1 : 0;
	}
	if (maps.n > 1)
		qsort(maps.v, maps.n, sizeof *maps.v, by_block);
	for (size_t i = 0; rc == 0 && i < maps.n; i++) {
		while (at < s->journal->copies.n && s->journal->copies.v[at].block < maps.v[i].block)
			at++;
		rc = one_bitmap(s, d, &maps.v[i], &at, before, now, f);
	}
	free(before);
	free(now);
	VEC_RELEASE(&maps);
	return rc;
}
