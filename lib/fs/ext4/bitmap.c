/* fs/ext4/bitmap.c - free space by the groups' maps, as they stand after replay. */
#include "fs/ext4/ext4.h"

#include <stdlib.h>

int ext4_bitmap_open(struct ext4 *s, struct fault *f)
{
	s->bitmap_group = UINT64_MAX;
	s->bitmap = (uint8_t *)malloc(s->bs);
	return s->bitmap == NULL ? fault_memory(f, s->bs) : 0;
}

/* First block after the superblock, its group descriptors and the reserve of a group that has a copy. With meta_bg the
 * groups of one block of descriptors keep it in the first, the second and the last of them (super.rst, "Meta Block Groups"). */
uint64_t ext4_head_blocks(const struct ext4 *s, uint64_t group)
{
	uint64_t each = s->bs / s->desc_size, tables = (s->groups + each - 1) / each, in = group % each;
	bool super = ext4_group_has_super(s, group), meta = (s->incompat & EXT4_INCOMPAT_META_BG) != 0;
	uint64_t boot = group == 0 && s->bs == 1024 && s->first_data_block == 0; /* bigalloc: the boot block is block 0 */

	if (meta && group / each >= s->first_meta_bg)
		return boot + super + (in == 0 || in == 1 || in == each - 1);
	return super ? boot + 1 + (meta ? s->first_meta_bg : tables) + s->reserved_gdt : 0;
}

/* Bits of clusters, which are blocks but with bigalloc. */
static void set_bits(uint8_t *map, uint64_t from, uint64_t n, uint64_t most)
{
	for (uint64_t i = from; i < from + n && i < most; i++)
		map[i / 8] = (uint8_t)(map[i / 8] | 1u << (i % 8));
}

/* The first interval of metadata that may reach beyond `block`. */
static size_t first_after(const struct ext4 *s, uint64_t block)
{
	size_t low = LOWER_BOUND(s->metadata.n, mid, s->metadata.v[mid].start <= block);
	return low > 0 ? low - 1 : 0;
}

/* A map never written: what is used in the group follows from the layout alone. */
static void make_map(struct ext4 *s, uint64_t group)
{
	uint64_t first = s->first_data_block + group * s->blocks_per_group, cb = s->cluster_blocks;

	memset(s->bitmap, 0, s->bs);
	set_bits(s->bitmap, 0, (ext4_head_blocks(s, group) + cb - 1) / cb, s->clusters_per_group);
	for (size_t i = first_after(s, first); i < s->metadata.n; i++) {
		uint64_t from = s->metadata.v[i].start, to = from + s->metadata.v[i].length;

		if (from >= first + s->blocks_per_group)
			break;
		if (to <= first)
			continue;
		from = from < first ? 0 : from - first;
		set_bits(s->bitmap, from / cb, (to - first + cb - 1) / cb - from / cb, s->clusters_per_group);
	}
}

/* 0, or FS_DAMAGED: the group's map cannot be read. */
static int load(struct ext4 *s, uint64_t group, struct fault *f)
{
	struct ext4_group g;
	char why[FS_WHY];
	const uint8_t *b;
	int rc;

	if (s->bitmap_group == group)
		return 0;
	s->bitmap_group = UINT64_MAX;
	if (ext4_metadata(s, f) < 0)
		return -1;
	rc = ext4_group(s, group, &g, why, f);
	if (rc == 0 && (g.flags & GD_NO_BLOCKS) != 0) {
		make_map(s, group);
		s->bitmap_group = group;
		return 0;
	}
	if (rc == 0)
		rc = ext4_in_range(s, g.block_bitmap, 1) ? ext4_block(s, g.block_bitmap, &b, why, f) : FS_DAMAGED;
	if (rc == 0) {
		memcpy(s->bitmap, b, s->bs);
		s->bitmap_group = group;
	} else if (rc == FS_DAMAGED) {
		s->base.facts.maps_doubtful = true;
	}
	return rc;
}

static bool used(const struct ext4 *s, uint64_t cluster)
{
	return (s->bitmap[cluster / 8] >> (cluster % 8) & 1) != 0;
}

/* Where no map can be read everything may be free: then more is carved, and nothing is taken for in use. */
int ext4_is_free(struct ext4 *s, uint64_t block, bool *out, struct fault *f)
{
	uint64_t rel = block - s->first_data_block;
	int rc;

	*out = true;
	if (!ext4_in_range(s, block, 1))
		return 0;
	rc = load(s, rel / s->blocks_per_group, f);
	if (rc == 0)
		*out = !used(s, rel % s->blocks_per_group / s->cluster_blocks);
	return rc < 0 ? -1 : 0;
}

int ext4_next_free(struct fs *base, uint64_t from, uint64_t *offset, uint64_t *length, struct fault *f)
{
	struct ext4 *s = (struct ext4 *)base;
	uint64_t block = (from + s->bs - 1) / s->bs;

	if (block < s->first_data_block)
		block = s->first_data_block;
	while (block < s->blocks) {
		uint64_t rel = block - s->first_data_block, group = rel / s->blocks_per_group;
		uint64_t first = s->first_data_block + group * s->blocks_per_group, cb = s->cluster_blocks;
		uint64_t n = s->blocks - first < s->blocks_per_group ? s->blocks - first : s->blocks_per_group;
		uint64_t c = (block - first) / cb, end = (n + cb - 1) / cb, start;
		int rc = load(s, group, f);

		if (rc < 0)
			return -1;
		if (rc == FS_DAMAGED) { /* nothing tells: all of it may be free */
			*offset = block * s->bs;
			*length = (first + n - block) * s->bs;
			return 0;
		}
		while (c < end && used(s, c))
			c++;
		start = c;
		while (c < end && !used(s, c))
			c++;
		if (start < end) {
			uint64_t b = first + start * cb, e = first + c * cb;

			b = b < block ? block : b;
			e = e > first + n ? first + n : e;
			*offset = b * s->bs;
			*length = (e - b) * s->bs;
			return 0;
		}
		block = first + s->blocks_per_group;
	}
	return FS_END;
}
