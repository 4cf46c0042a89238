/* fs/ext4/super.c - superblock and group descriptors. Nothing in them is believed beyond what the media holds. */
#include "fs/ext4/ext4.h"

#include "base/quote.h"
#include "fs/crc32c.h"

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
	const uint8_t *u = b + 0x68;

	x->kind = (s->incompat & (EXT4_INCOMPAT_EXTENTS | EXT4_INCOMPAT_64BIT)) != 0 || s->csum ? "ext4"
	          : (s->compat & EXT4_COMPAT_JOURNAL) != 0                                      ? "ext3"
	                                                                                        : "ext2";
	x->block = s->bs;
	x->size = s->blocks * s->bs;
	(void)snprintf(x->uuid, sizeof x->uuid,
	               "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", u[0], u[1], u[2],
	               u[3], u[4], u[5], u[6], u[7], u[8], u[9], u[10], u[11], u[12], u[13], u[14], u[15]);
	show(x->label, sizeof x->label, b + 0x78, 16);
	show(x->mounted_at, sizeof x->mounted_at, b + 0x88, 64);
	x->mounted = time_of(b + 0x2C, b[0x275]);
	x->written = time_of(b + 0x30, b[0x274]);
	x->checked = time_of(b + 0x40, b[0x277]);
	x->made = time_of(b + 0x108, b[0x276]);
	x->discards = (le32(b + 0x100) & 0x0800) != 0 || has_option(b + 0x200, "discard");
}

/* The parameters everything else divides and shifts by. */
static const char *impossible(const struct ext4 *s, const uint8_t *b)
{
	uint32_t log = le32(b + 0x18), log_cluster = le32(b + 0x1C);

	if (log > 6)
		return "its block size cannot be";
	if ((s->ro_compat & EXT4_RO_BIGALLOC) != 0 && (log_cluster < log || log_cluster - log > 16))
		return "its cluster size cannot be";
	if (s->inode_size < 128 || s->inode_size > s->bs || (s->inode_size & (s->inode_size - 1)) != 0)
		return "its inode size cannot be";
	if (s->blocks_per_group == 0 || s->blocks_per_group > 8 * s->bs * s->cluster_blocks || s->clusters_per_group == 0 ||
	    s->clusters_per_group > 8 * s->bs)
		return "its group size cannot be";
	if (s->inodes_per_group == 0 || s->inodes_per_group > 8 * s->bs)
		return "its number of inodes cannot be";
	if (s->desc_size < 32 || s->desc_size > s->bs || (s->desc_size & (s->desc_size - 1)) != 0)
		return "the size of its group descriptors cannot be";
	if (s->blocks <= s->first_data_block || s->first_data_block > 1)
		return "its number of blocks cannot be";
	return NULL;
}

static uint32_t seed_of(const struct ext4 *s, const uint8_t *b)
{
	return (s->incompat & EXT4_INCOMPAT_CSUM_SEED) != 0 ? le32(b + 0x270)
	                                                    : crc32c(~0u, span_make(b + 0x68, 16));
}

/* The media may be shorter than the file system: what is not there is not walked. */
static void cut_to_media(struct ext4 *s)
{
	uint64_t held = s->base.media->size / s->bs;

	if (s->blocks <= held)
		return;
	(void)snprintf(s->base.facts.note, sizeof s->base.facts.note,
	               "the file system has %llu blocks, the media holds %llu of them", (unsigned long long)s->blocks,
	               (unsigned long long)held);
	s->blocks = held > s->first_data_block ? held : s->first_data_block + 1u;
}

int ext4_super(struct ext4 *s, uint64_t at, char why[FS_WHY], struct fault *f)
{
	uint8_t b[SUPER];
	const char *no;
	int rc = media_read(s->base.media, at, b, sizeof b, f);

	if (rc < 0)
		return -1;
	if (le16(b + 0x38) != MAGIC) {
		(void)snprintf(why, FS_WHY, "no ext superblock at byte %llu", (unsigned long long)at);
		return FS_UNKNOWN;
	}
	s->bs = 1024u << (le32(b + 0x18) > 6 ? 0 : le32(b + 0x18));
	s->compat = le32(b + 0x5C);
	s->incompat = le32(b + 0x60);
	s->ro_compat = le32(b + 0x64);
	s->csum = (s->ro_compat & EXT4_RO_METADATA_CSUM) != 0;
	s->cluster_blocks = 1;
	s->blocks_per_group = s->clusters_per_group = le32(b + 0x20);
	if ((s->ro_compat & EXT4_RO_BIGALLOC) != 0 && le32(b + 0x1C) >= le32(b + 0x18) && le32(b + 0x1C) <= 22) {
		s->cluster_blocks = 1u << (le32(b + 0x1C) - le32(b + 0x18));
		s->clusters_per_group = le32(b + 0x24);
	}
	s->inodes_per_group = le32(b + 0x28);
	s->first_data_block = le32(b + 0x14);
	s->inode_size = le32(b + 0x4C) == 0 ? 128 : le16(b + 0x58);
	s->desc_size = (s->incompat & EXT4_INCOMPAT_64BIT) != 0 ? le16(b + 0xFE) : 32;
	s->first_meta_bg = le32(b + 0x104);
	s->reserved_gdt = le16(b + 0xCE);
	s->blocks = le32(b + 4);
	if ((s->incompat & EXT4_INCOMPAT_64BIT) != 0)
		s->blocks |= (uint64_t)le32(b + 0x150) << 32;
	s->sparse2 = (s->compat & 0x200) != 0;
	s->backup_groups[0] = le32(b + 0x24C);
	s->backup_groups[1] = le32(b + 0x250);
	s->journal_inode = le32(b + 0xE0);
	s->last_orphan = le32(b + 0xE8);
	memcpy(s->journal_backup, b + 0x10C, sizeof s->journal_backup);
	no = impossible(s, b);
	if (no != NULL) {
		(void)snprintf(why, FS_WHY, "an ext superblock at byte %llu, but %s", (unsigned long long)at, no);
		return FS_UNKNOWN;
	}
	s->seed = seed_of(s, b);
	cut_to_media(s);
	s->groups = (s->blocks - s->first_data_block + s->blocks_per_group - 1) / s->blocks_per_group;
	s->inodes = s->groups * s->inodes_per_group;
	facts_of(s, b);
	if (s->csum && crc32c(~0u, span_make(b, 0x3FC)) != le32(b + 0x3FC) && s->base.facts.note[0] == '\0')
		(void)snprintf(s->base.facts.note, sizeof s->base.facts.note, "the superblock's checksum does not hold");
	return 0;
}

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

static bool descriptor_sums(const struct ext4 *s, uint64_t group, const uint8_t *d)
{
	static const uint8_t zeros[2];
	uint8_t number[4] = { (uint8_t)group, (uint8_t)(group >> 8), (uint8_t)(group >> 16), (uint8_t)(group >> 24) };
	uint32_t crc = crc32c(crc32c(crc32c(s->seed, span_make(number, 4)), span_make(d, 0x1E)), span_make(zeros, 2));

	if (s->desc_size > 0x20)
		crc = crc32c(crc, span_make(d + 0x20, s->desc_size - 0x20));
	return (crc & 0xFFFF) == le16(d + 0x1E);
}

int ext4_group(struct ext4 *s, uint64_t group, struct ext4_group *out, char why[FS_WHY], struct fault *f)
{
	uint64_t itable = ((uint64_t)s->inodes_per_group * s->inode_size + s->bs - 1) / s->bs;
	const uint8_t *block, *d;
	int rc;

	memset(out, 0, sizeof *out);
	if (group >= s->groups) {
		(void)snprintf(why, FS_WHY, "group %llu lies beyond the last", (unsigned long long)group);
		return FS_DAMAGED;
	}
	rc = ext4_block(s, descriptor_block(s, group), &block, why, f);
	if (rc != 0)
		return rc;
	d = block + group % (s->bs / s->desc_size) * s->desc_size;
	if (s->csum && !descriptor_sums(s, group, d))
		ext4_bad_sum(s, "descriptor of group", group);
	out->block_bitmap = le32(d);
	out->inode_bitmap = le32(d + 4);
	out->inode_table = le32(d + 8);
	out->flags = le16(d + 0x12);
	out->unused = le16(d + 0x1C);
	if (s->desc_size >= 64) {
		out->block_bitmap |= (uint64_t)le32(d + 0x20) << 32;
		out->inode_bitmap |= (uint64_t)le32(d + 0x24) << 32;
		out->inode_table |= (uint64_t)le32(d + 0x28) << 32;
		out->unused |= (uint32_t)le16(d + 0x32) << 16;
	}
	if (!s->csum && (s->ro_compat & 0x10) == 0)
		out->flags = 0; /* without uninit_bg the flags mean nothing */
	if (!ext4_in_range(s, out->inode_table, itable) || out->inode_table == 0) {
		(void)snprintf(why, FS_WHY, "group %llu: its inode table would lie at block %llu", (unsigned long long)group,
		               (unsigned long long)out->inode_table);
		return FS_DAMAGED;
	}
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
	uint64_t itable = ((uint64_t)s->inodes_per_group * s->inode_size + s->bs - 1) / s->bs;
	char why[FS_WHY];

	if (s->metadata.n > 0)
		return 0;
	for (uint64_t g = 0; g < s->groups; g++) {
		struct ext4_group d;
		int rc = ext4_group(s, g, &d, why, f);
		struct ext4_interval all[3] = { { d.block_bitmap, 1 }, { d.inode_bitmap, 1 }, { d.inode_table, itable } };

		if (rc < 0)
			return -1;
		for (size_t i = 0; rc == 0 && i < COUNT(all); i++)
			if (add_interval(s, all[i], f) < 0)
				return -1;
		if (g % 4096 == 0 && watch_stopped(s->base.watch))
			return fault_set(f, FAULT_INTERRUPTED, 0, "interrupted; the same command goes on");
	}
	if (s->metadata.n > 1)
		qsort(s->metadata.v, s->metadata.n, sizeof *s->metadata.v, by_start);
	return 0;
}
