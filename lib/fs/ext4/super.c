/* fs/ext4/super.c - superblock and group descriptors. Nothing in them is believed beyond what the media holds. */
#include "fs/ext4/ext4.h"
#include "fs/private.h"

#include "base/quote.h"
#include "core/sentence.h"
#include "base/crc32c.h"
#include "fs/ext4/ondisk.h"

#include <stdio.h>
#include <stdlib.h>

enum { SUPER = 1024, MAGIC = 0xEF53 };

static struct when time_of(const uint8_t *low, uint8_t high)
{
	int64_t sec = (int64_t)((uint64_t)le32(low) | (uint64_t)high << 32);

	return sec == 0 ? WHEN_UNKNOWN : when_sec(sec);
}

static void show(char *out, size_t size, const uint8_t *raw, size_t most)
{
	size_t n = strnlen((const char *)raw, most);

	(void)quote_short(out, size, span_make(raw, n));
}

/* Is the word among the comma-separated default mount options? */
static bool has_option(const uint8_t *options, const char *word)
{
	struct span rest = span_make(options, strnlen((const char *)options, 64));

	while (rest.n > 0)
		if (span_is(span_cut(&rest, ','), word))
			return true;
	return false;
}

static void facts_of(struct ext4 *s, const uint8_t *b)
{
	struct fs_facts *x = &s->base.facts;
	const uint8_t *u = b + SB_UUID;

	x->kind = (s->incompat & (EXT4_INCOMPAT_EXTENTS | EXT4_INCOMPAT_64BIT)) != 0 || s->csum ? "ext4"
	          : (s->compat & EXT4_COMPAT_JOURNAL) != 0                                      ? "ext3"
	                                                                                        : "ext2";
	x->block = s->bs;
	x->size = s->blocks * s->bs;
	(void)snprintf(x->uuid, sizeof x->uuid,
	               "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", u[0], u[1], u[2],
	               u[3], u[4], u[5], u[6], u[7], u[8], u[9], u[10], u[11], u[12], u[13], u[14], u[15]);
	show(x->label, sizeof x->label, b + SB_LABEL, 16);
	show(x->mounted_at, sizeof x->mounted_at, b + SB_MOUNTED_AT, 64);
	x->mounted = time_of(b + SB_MOUNTED, b[SB_MOUNTED_HIGH]);
	x->written = time_of(b + SB_WRITTEN, b[SB_WRITTEN_HIGH]);
	x->checked = time_of(b + SB_CHECKED, b[SB_CHECKED_HIGH]);
	x->made = time_of(b + SB_MADE, b[SB_MADE_HIGH]);
	x->discards = (le32(b + SB_DEFAULT_OPTIONS) & SB_OPTION_DISCARD) != 0 || has_option(b + SB_OPTIONS, "discard");
}

/* The parameters everything else divides and shifts by. */
static const char *impossible(const struct ext4 *s, const uint8_t *b)
{
	uint32_t log = le32(b + SB_LOG_BLOCK), log_cluster = le32(b + SB_LOG_CLUSTER);
	bool bigalloc = (s->ro_compat & EXT4_RO_BIGALLOC) != 0;

	if (log > 6)
		return S_BLOCK_SIZE_CANNOT;
	if (bigalloc && (log_cluster < log || log_cluster - log > 16))
		return S_CLUSTER_SIZE_CANNOT;
	if (s->inode_size < 128 || s->inode_size > s->bs || (s->inode_size & (s->inode_size - 1)) != 0)
		return S_INODE_SIZE_CANNOT;
	if (s->blocks_per_group == 0 || s->blocks_per_group > 8 * s->bs * s->cluster_blocks || s->clusters_per_group == 0 ||
	    s->clusters_per_group > 8 * s->bs)
		return S_GROUP_SIZE_CANNOT;
	if (s->inodes_per_group == 0 || s->inodes_per_group > 8 * s->bs)
		return S_NUMBER_INODES_CANNOT;
	if (s->desc_size < 32 || s->desc_size > s->bs || (s->desc_size & (s->desc_size - 1)) != 0)
		return S_SIZE_GROUP_DESCRIPTORS;
	if (s->blocks <= s->first_data_block || s->first_data_block != (s->bs == 1024 && !bigalloc ? 1 : 0))
		return S_NUMBER_BLOCKS_CANNOT;
	return NULL;
}

/* What cannot be and yet keeps nothing from being read. */
static const char *contradicts(const struct ext4 *s, const uint8_t *b)
{
	if (le16(b + SB_MAGIC) != MAGIC)
		return S_SUPERBLOCK_SIGN;
	if (s->csum && (b[SB_SUM_TYPE] != 1 || crc32c(~0u, span_make(b, SB_SUM)) != le32(b + SB_SUM)))
		return S_SUPERBLOCK_CHECKSUM_DOES;
	if ((s->incompat & ~(uint32_t)EXT4_INCOMPAT_KNOWN) != 0 || (s->ro_compat & ~(uint32_t)EXT4_RO_KNOWN) != 0)
		return S_SUPERBLOCK_NAMES_FEATURES;
	if (le32(b + SB_REVISION) > 1)
		return S_SUPERBLOCK_REVISION_CANNOT;
	if (le32(b + SB_INODES) != s->groups * s->inodes_per_group)
		return S_SUPERBLOCK_NUMBER_INODES;
	/* clusters are blocks but with bigalloc; of revision 0 the fields stood for fragments, of the same numbers */
	if ((s->ro_compat & EXT4_RO_BIGALLOC) == 0 && (le32(b + SB_CLUSTERS_PER_GROUP) != s->blocks_per_group ||
	                                               le32(b + SB_LOG_CLUSTER) != le32(b + SB_LOG_BLOCK)))
		return S_CLUSTER_SIZE_CANNOT;
	return NULL;
}

/* With csum_seed the UUID may be changed while mounted; checksums go on from the seed kept beside it. */
static uint32_t seed_of(const struct ext4 *s, const uint8_t *b)
{
	return (s->incompat & EXT4_INCOMPAT_CSUM_SEED) != 0 ? le32(b + SB_SEED)
	                                                    : crc32c(~0u, span_make(b + SB_UUID, 16));
}

/* The media may be shorter than the file system: what is not there is not walked. */
static void cut_to_media(struct ext4 *s)
{
	uint64_t held = s->base.media->size / s->bs;

	if (s->blocks <= held)
		return;
	fs_remark(&s->base, false, S_FILE_SYSTEM_BLOCKS, (uint64_t)s->blocks,
	            (uint64_t)held);
	s->blocks = held > s->first_data_block ? held : s->first_data_block + 1u;
}

static void take_shape(struct ext4 *s, const uint8_t *b)
{
	s->bs = 1024u << (le32(b + SB_LOG_BLOCK) > 6 ? 0 : le32(b + SB_LOG_BLOCK));
	s->compat = le32(b + SB_COMPAT);
	s->incompat = le32(b + SB_INCOMPAT);
	s->ro_compat = le32(b + SB_RO_COMPAT);
	s->csum = (s->ro_compat & EXT4_RO_METADATA_CSUM) != 0;
	s->cluster_blocks = 1;
	s->blocks_per_group = s->clusters_per_group = le32(b + SB_BLOCKS_PER_GROUP);
	if ((s->ro_compat & EXT4_RO_BIGALLOC) != 0 && le32(b + SB_LOG_CLUSTER) >= le32(b + SB_LOG_BLOCK) &&
	    le32(b + SB_LOG_CLUSTER) <= 22) {
		s->cluster_blocks = 1u << (le32(b + SB_LOG_CLUSTER) - le32(b + SB_LOG_BLOCK));
		s->clusters_per_group = le32(b + SB_CLUSTERS_PER_GROUP);
	}
	s->inodes_per_group = le32(b + SB_INODES_PER_GROUP);
	s->first_data_block = le32(b + SB_FIRST_DATA);
	s->inode_size = le32(b + SB_REVISION) == 0 ? 128 : le16(b + SB_INODE_SIZE);
	s->desc_size = (s->incompat & EXT4_INCOMPAT_64BIT) != 0 ? le16(b + SB_DESC_SIZE) : 32;
	s->first_meta_bg = le32(b + SB_FIRST_META_BG);
	s->reserved_gdt = le16(b + SB_RESERVED_GDT);
	s->blocks = le32(b + SB_BLOCKS);
	if ((s->incompat & EXT4_INCOMPAT_64BIT) != 0)
		s->blocks |= (uint64_t)le32(b + SB_BLOCKS_HIGH) << 32;
	s->sparse2 = (s->compat & 0x200) != 0;
	s->backup_groups[0] = le32(b + SB_BACKUP_GROUP_1);
	s->backup_groups[1] = le32(b + SB_BACKUP_GROUP_2);
	s->first_inode = le32(b + SB_REVISION) == 0 ? 11 : le32(b + SB_FIRST_INODE);
}

static void take_named(struct ext4 *s, const uint8_t *b)
{
	s->journal_inode = le32(b + SB_JOURNAL_INODE);
	s->journal_elsewhere = le32(b + SB_JOURNAL_DEVICE) != 0;
	for (size_t i = 0; i < 16; i++)
		s->journal_elsewhere |= b[SB_JOURNAL_UUID + i] != 0;
	s->last_orphan = le32(b + SB_LAST_ORPHAN);
	memcpy(s->journal_backup, b + SB_JOURNAL_BACKUP, sizeof s->journal_backup);
	s->own_inodes[0] = le32(b + SB_USER_QUOTA);
	s->own_inodes[1] = le32(b + SB_GROUP_QUOTA);
	s->own_inodes[2] = le32(b + SB_PROJECT_QUOTA);
	s->own_inodes[3] = (s->compat & EXT4_COMPAT_ORPHAN_FILE) != 0 ? le32(b + SB_ORPHAN_FILE) : 0;
}

/* A superblock in its place whose two bytes of sign alone are wrong: all else is possible, its checksum holds where it
 * has one, and the inodes are as many as its groups have. */
static bool lacks_only_sign(struct ext4 *s, uint64_t at, const uint8_t *b)
{
	uint64_t groups, inodes = le32(b + SB_INODES);

	if (at != SUPER || le32(b + SB_BLOCKS) == 0)
		return false;
	take_shape(s, b);
	if (impossible(s, b) != NULL || (s->csum && crc32c(~0u, span_make(b, SB_SUM)) != le32(b + SB_SUM)))
		return false;
	groups = (s->blocks - s->first_data_block - 1) / s->blocks_per_group + 1;
	return inodes > 0 && inodes == groups * s->inodes_per_group;
}

/* 0; FS_UNKNOWN: no superblock of ours at all; FS_DAMAGED: one that cannot be. */
static int read_super(struct ext4 *s, uint64_t at, uint8_t b[SUPER], char why[FS_WHY], struct fault *f)
{
	const char *no;

	if (media_read(s->base.media, at, b, SUPER, f) < 0)
		return -1;
	if (le16(b + SB_MAGIC) != MAGIC && !lacks_only_sign(s, at, b)) {
		(void)sentence(why, FS_WHY, S_NO_EXT_SUPERBLOCK, (uint64_t)at);
		return FS_UNKNOWN;
	}
	take_shape(s, b);
	no = impossible(s, b);
	if (no == NULL)
		return 0;
	(void)sentence(why, FS_WHY, S_EXT_SUPERBLOCK_AT, (uint64_t)at, no);
	return FS_DAMAGED;
}

static void settle_super(struct ext4 *s, const uint8_t *b)
{
	const char *odd;

	s->groups = (s->blocks - s->first_data_block + s->blocks_per_group - 1) / s->blocks_per_group;
	odd = contradicts(s, b);
	take_named(s, b);
	s->seed = seed_of(s, b);
	cut_to_media(s);
	s->groups = (s->blocks - s->first_data_block + s->blocks_per_group - 1) / s->blocks_per_group;
	s->inodes = s->groups * s->inodes_per_group;
	facts_of(s, b);
	if (odd != NULL)
		fs_remark(&s->base, false, "%s", odd);
}

/* A copy stands at the start of groups 1, 3, 5, 7 ..., of which the first is nearly always there. */
static int read_copy(struct ext4 *s, uint8_t b[SUPER], struct fault *f)
{
	char why[FS_WHY];

	for (unsigned log = 0; log <= 6; log++) {
		uint64_t bs = 1024ull << log, at = (8 * bs + (log == 0)) * bs;
		int rc = at + SUPER > s->base.media->size ? FS_UNKNOWN : read_super(s, at, b, why, f);

		if (rc < 0)
			return -1;
		if (rc == 0 && s->bs == bs && le16(b + SB_GROUP) == 1 &&
		    (!s->csum || crc32c(~0u, span_make(b, SB_SUM)) == le32(b + SB_SUM)))
			return 0;
	}
	return FS_UNKNOWN;
}

/* Do the two describe the same layout? */
static bool same_shape(const uint8_t *a, const uint8_t *b)
{
	static const uint16_t words[] = { SB_BLOCKS, SB_FIRST_DATA, SB_LOG_BLOCK, SB_BLOCKS_PER_GROUP, SB_INODES_PER_GROUP,
		                          SB_REVISION };

	for (size_t i = 0; i < COUNT(words); i++)
		if (le32(a + words[i]) != le32(b + words[i]))
			return false;
	return memcmp(a + SB_UUID, b + SB_UUID, 16) == 0 && le16(a + SB_INODE_SIZE) == le16(b + SB_INODE_SIZE) && le16(a + SB_DESC_SIZE) == le16(b + SB_DESC_SIZE) &&
	       ((le32(a + SB_INCOMPAT) ^ le32(b + SB_INCOMPAT)) & ~(uint32_t)EXT4_INCOMPAT_RECOVER) == 0;
}

int ext4_super(struct ext4 *s, uint64_t at, char why[FS_WHY], struct fault *f)
{
	uint8_t b[SUPER], copy[SUPER];
	int rc = read_super(s, at, b, why, f), other;

	if (rc < 0)
		return -1;
	if (rc == 0 && (!s->csum || crc32c(~0u, span_make(b, SB_SUM)) == le32(b + SB_SUM))) {
		settle_super(s, b);
		return 0;
	}
	other = read_copy(s, copy, f);
	if (other < 0)
		return -1;
	if (other == 0 && (rc != 0 || !same_shape(b, copy))) {
		fs_remark(&s->base, false, rc == 0 ? S_SUPERBLOCK_FAILS_CHECKSUM : S_SUPERBLOCK_CANNOT_COPY);
		/* whether the journal is pending only the primary tells, and the journal itself */
		s->incompat |= (s->compat & EXT4_COMPAT_JOURNAL) != 0 ? EXT4_INCOMPAT_RECOVER : 0;
		settle_super(s, copy);
		return 0;
	}
	if (rc == 0) {
		take_shape(s, b);
		settle_super(s, b);
	}
	return rc;
}

/* sparse_super: copies in groups 0, 1 and powers of 3, 5 and 7, far apart and few. */
static bool power_of(uint64_t n, uint64_t base)
{
	while (n > 1 && n % base == 0)
		n /= base;
	return n == 1;
}

bool ext4_group_has_super(const struct ext4 *s, uint64_t group)
{
	if (group == 0)
		return true;
	if (s->sparse2)
		return group == s->backup_groups[0] || group == s->backup_groups[1];
	if (group == 1 || (s->ro_compat & EXT4_RO_SPARSE_SUPER) == 0)
		return true;
	return power_of(group, 3) || power_of(group, 5) || power_of(group, 7);
}

/* Block and byte of a group's descriptor. */
static uint64_t descriptor_block(const struct ext4 *s, uint64_t group)
{
	uint64_t each = s->bs / s->desc_size, table = group / each;

	if ((s->incompat & EXT4_INCOMPAT_META_BG) != 0 && table >= s->first_meta_bg) {
		uint64_t first = table * each;

		/* with blocks of 1 KiB the superblock is block 1, also where the first data block is 0 (bigalloc) */
		return s->first_data_block + first * s->blocks_per_group + (ext4_group_has_super(s, first) ? 1u : 0u) +
		       (table == 0 && s->bs == 1024 && s->first_data_block == 0 ? 1u : 0u);
	}
	return (s->bs == 1024 ? 1u : 0u) + 1 + table;
}

/* Another copy of that block; 0: there is none. */
static uint64_t descriptor_copy(const struct ext4 *s, uint64_t group)
{
	uint64_t each = s->bs / s->desc_size, table = group / each;
	uint64_t other = s->sparse2 ? s->backup_groups[0] : 1;

	if ((s->incompat & EXT4_INCOMPAT_META_BG) != 0 && table >= s->first_meta_bg) {
		other = table * each + 1;
		return other < s->groups ? s->first_data_block + other * s->blocks_per_group +
		                                   (ext4_group_has_super(s, other) ? 1u : 0u)
		                         : 0;
	}
	if (other == 0 || other >= s->groups || !ext4_group_has_super(s, other))
		return 0;
	return s->first_data_block + other * s->blocks_per_group + 1 + table;
}

static bool descriptor_sums(const struct ext4 *s, uint64_t group, const uint8_t *d)
{
	static const uint8_t zeros[2];
	uint8_t number[4] = { (uint8_t)group, (uint8_t)(group >> 8), (uint8_t)(group >> 16), (uint8_t)(group >> 24) };
	uint32_t crc = crc32c(crc32c(crc32c(s->seed, span_make(number, 4)), span_make(d, GD_SUM)), span_make(zeros, 2));

	if (s->desc_size > GD_SUM + 2)
		crc = crc32c(crc, span_make(d + GD_SUM + 2, s->desc_size - GD_SUM - 2));
	return (crc & 0xFFFF) == le16(d + GD_SUM);
}

static uint64_t table_blocks(const struct ext4 *s)
{
	return ((uint64_t)s->inodes_per_group * s->inode_size + s->bs - 1) / s->bs;
}

static struct ext4_group group_of(const struct ext4 *s, const uint8_t *d)
{
	struct ext4_group g = { le32(d + GD_BLOCK_BITMAP), le32(d + GD_INODE_BITMAP), le32(d + GD_INODE_TABLE),
		                le16(d + GD_FLAGS), le16(d + GD_UNUSED), le16(d + GD_BLOCK_BITMAP_SUM),
		                le16(d + GD_INODE_BITMAP_SUM) };

	if (s->desc_size >= 64) {
		g.block_bitmap |= (uint64_t)le32(d + GD_BLOCK_BITMAP_HIGH) << 32;
		g.inode_bitmap |= (uint64_t)le32(d + GD_INODE_BITMAP_HIGH) << 32;
		g.inode_table |= (uint64_t)le32(d + GD_INODE_TABLE_HIGH) << 32;
		g.unused |= (uint32_t)le16(d + GD_UNUSED_HIGH) << 16;
		g.block_sum |= (uint32_t)le16(d + GD_BLOCK_BITMAP_SUM_HIGH) << 16;
		g.inode_sum |= (uint32_t)le16(d + GD_INODE_BITMAP_SUM_HIGH) << 16;
	}
	if (!s->csum && (s->ro_compat & EXT4_RO_GDT_SUM) == 0)
		g.flags = 0; /* without uninit_bg the flags mean nothing */
	return g;
}

/* What a descriptor says must lie inside before it is followed: everything of a group is found through it. */
static bool lies_inside(const struct ext4 *s, const struct ext4_group *g)
{
	return g->inode_table != 0 && ext4_in_range(s, g->inode_table, table_blocks(s)) && g->inode_bitmap != 0 &&
	       ext4_in_range(s, g->inode_bitmap, 1) && g->block_bitmap != 0 && ext4_in_range(s, g->block_bitmap, 1);
}

/* One copy of a descriptor; *holds: it lies inside, and its checksum is right. 0, FS_DAMAGED: not readable. */
static int read_group(struct ext4 *s, uint64_t group, uint64_t block, struct ext4_group *out, bool *holds,
                      char why[FS_WHY], struct fault *f)
{
	const uint8_t *bytes, *d;
	int rc = ext4_block(s, block, &bytes, why, f);

	*holds = false;
	if (rc != 0)
		return rc;
	d = bytes + group % (s->bs / s->desc_size) * s->desc_size;
	*out = group_of(s, d);
	*holds = lies_inside(s, out) && (!s->csum || descriptor_sums(s, group, d));
	return 0;
}

static bool same_places(const struct ext4_group *a, const struct ext4_group *b)
{
	return a->block_bitmap == b->block_bitmap && a->inode_bitmap == b->inode_bitmap && a->inode_table == b->inode_table;
}

/* The copy says where things lie, as nothing moves them; what is in use changes and only the first tells. */
static int group_by_copy(struct ext4 *s, uint64_t group, bool holds, struct ext4_group *out, struct fault *f)
{
	uint64_t block = descriptor_copy(s, group);
	struct ext4_group copy;
	char why[FS_WHY];
	bool good;
	int rc = block == 0 ? FS_DAMAGED : read_group(s, group, block, &copy, &good, why, f);

	if (rc != 0)
		return rc < 0 ? -1 : 0;
	if (!good || (holds && same_places(out, &copy)))
		return 0;
	fs_remark(&s->base, true, holds ? S_DESCRIPTOR_GROUP_NOT : S_DESCRIPTOR_GROUP_CANNOT, group);
	copy.flags = 0;
	copy.unused = 0;
	*out = copy;
	return 0;
}

int ext4_group(struct ext4 *s, uint64_t group, struct ext4_group *out, char why[FS_WHY], struct fault *f)
{
	bool holds;
	int rc;

	memset(out, 0, sizeof *out);
	if (group >= s->groups) {
		(void)sentence(why, FS_WHY, S_GROUP_LIES_BEYOND, (uint64_t)group);
		return FS_DAMAGED;
	}
	rc = read_group(s, group, descriptor_block(s, group), out, &holds, why, f);
	if (rc < 0)
		return -1;
	if (!holds || !s->csum)
		if (group_by_copy(s, group, holds, out, f) < 0)
			return -1;
	if (out->inode_table == 0 || !ext4_in_range(s, out->inode_table, table_blocks(s))) {
		fs_remark(&s->base, true, S_DESCRIPTOR_GROUP_CANNOT_NO, (uint64_t)group);
		(void)sentence(why, FS_WHY, S_GROUP_INODE_TABLE, (uint64_t)group,
		               (uint64_t)out->inode_table);
		return FS_DAMAGED;
	}
	if (!holds)
		fs_remark(&s->base, true, S_DESCRIPTOR_GROUP_FAILS,
		            (uint64_t)group);
	return 0;
}

static int by_start(const void *a, const void *b)
{
	const struct ext4_interval *x = (const struct ext4_interval *)a, *y = (const struct ext4_interval *)b;

	return x->start < y->start ? -1 : x->start > y->start;
}

/* Bitmaps and tables of neighbours usually lie side by side: one interval then. */
static int add_interval(struct ext4 *s, struct ext4_interval x, struct fault *f)
{
	struct ext4_interval *last = s->metadata.n > 0 ? &s->metadata.v[s->metadata.n - 1] : NULL;

	if (x.start == 0 || !ext4_in_range(s, x.start, x.length))
		return 0;
	if (last != NULL && last->start + last->length == x.start) {
		last->length += x.length;
		return 0;
	}
	return VEC_PUSH(&s->metadata, x, f);
}

int ext4_metadata(struct ext4 *s, struct fault *f)
{
	char why[FS_WHY];

	if (s->metadata.n > 0)
		return 0;
	for (uint64_t g = 0; g < s->groups; g++) {
		struct ext4_group d;
		int rc = ext4_group(s, g, &d, why, f);
		struct ext4_interval all[3] = { { d.block_bitmap, 1 }, { d.inode_bitmap, 1 }, { d.inode_table, table_blocks(s) } };

		if (rc < 0)
			return -1;
		for (size_t i = 0; rc == 0 && i < COUNT(all); i++)
			if (add_interval(s, all[i], f) < 0)
				return -1;
		if (g % 4096 == 0 && watch_check(s->base.watch, f) < 0)
			return -1;
	}
	if (s->metadata.n > 1)
		qsort(s->metadata.v, s->metadata.n, sizeof *s->metadata.v, by_start);
	return 0;
}
