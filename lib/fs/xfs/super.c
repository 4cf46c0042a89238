/* fs/xfs/super.c - the superblock, and what follows from it: where blocks and inodes lie. */
#include "fs/xfs/xfs.h"

#include "base/quote.h"
#include "core/sentence.h"
#include "base/crc32c.h"

#include <stdio.h>

/* The field counts as zeros. Stored inverted and, unlike all else here, little-endian. */
uint32_t xfs_crc(const uint8_t *b, size_t n, size_t crc)
{
	static const uint8_t zero[4];
	uint32_t c = crc32c(~0u, span_make(b, crc));

	c = crc32c(c, span_make(zero, 4));
	return ~crc32c(c, span_make(b + crc + 4, n - crc - 4));
}

bool xfs_sums(const struct xfs *s, const uint8_t *b, size_t n, size_t crc)
{
	return !s->v5 || xfs_crc(b, n, crc) == le32(b + crc);
}

/* Groups are as long as SB_GROUP_BLOCKS says, but numbers count them by the next power of two: hence two kinds of numbers. */
uint64_t xfs_group_block(const struct xfs *s, uint64_t group, uint64_t block)
{
	uint64_t linear = group * s->group_blocks + block;

	return group < s->groups && block < s->group_blocks && linear < s->blocks ? linear : XFS_NULL;
}

uint64_t xfs_linear(const struct xfs *s, uint64_t fsblock, uint64_t n)
{
	uint64_t group = fsblock >> s->group_log, block = fsblock & ((1ull << s->group_log) - 1), at;

	at = xfs_group_block(s, group, block);
	if (at == XFS_NULL || n == 0 || n > s->group_blocks - block || n > s->blocks - at)
		return XFS_NULL;
	return at;
}

bool xfs_inode_address(const struct xfs *s, uint64_t number, uint64_t *block, uint32_t *byte)
{
	if (number == 0 || number >> 56 != 0)
		return false;
	*block = xfs_linear(s, number >> s->per_block_log, 1);
	*byte = (uint32_t)(number & (s->per_block - 1)) * s->inode_size;
	return *block != XFS_NULL;
}

static void facts_of(struct xfs *s, const uint8_t *b)
{
	struct fs_facts *x = &s->base.facts;

	x->kind = "xfs";
	x->block = s->bs;
	x->size = s->blocks * s->bs;
	x->free = be64(b + SB_FREE) <= s->blocks ? be64(b + SB_FREE) * s->bs : 0;
	fs_uuid_text(x->uuid, b + SB_UUID);
	(void)quote_short(x->label, sizeof x->label, span_make(b + SB_LABEL, strnlen((const char *)b + SB_LABEL, 12)));
}

static bool power(uint32_t n, uint32_t low, uint32_t high)
{
	return n >= low && n <= high && (n & (n - 1)) == 0;
}

/* Rounded up. */
static unsigned log_of(uint64_t n)
{
	unsigned l = 0;

	while (l < 63 && 1ull << l < n)
		l++;
	return l;
}

/* The parameters everything else divides and shifts by. */
static const char *impossible(const struct xfs *s, const uint8_t *b)
{
	unsigned version = be16(b + SB_VERSION) & SB_VERSION_MASK;

	if (version != 4 && version != 5)
		return S_VERSION_NEITHER_4;
	if (!power(s->bs, 512, 65536) || !power(s->sector, 512, 32768) || s->sector > s->bs)
		return S_BLOCK_SECTOR_SIZE;
	if (!power(s->inode_size, 256, XFS_INODE_MOST) || s->inode_size > s->bs)
		return S_INODE_SIZE_CANNOT;
	if (s->group_blocks < 64 || s->group_log > 32 || s->groups == 0 || b[SB_GROUP_LOG] != s->group_log)
		return S_GROUPS_CANNOT;
	if (b[SB_DIR_LOG] > 8 || (uint64_t)s->bs << b[SB_DIR_LOG] > 65536)
		return S_DIRECTORY_BLOCK_SIZE;
	if (s->blocks == 0 || (s->blocks + s->group_blocks - 1) / s->group_blocks != s->groups)
		return S_NUMBER_BLOCKS_CANNOT;
	return NULL;
}

static void cut_to_media(struct xfs *s)
{
	uint64_t held = s->base.media->size / s->bs;

	if (s->blocks <= held)
		return;
	fs_remark(&s->base, false, S_FILE_SYSTEM_BLOCKS, (uint64_t)s->blocks,
	               (uint64_t)held);
	s->blocks = held == 0 ? 1 : held;
	s->groups = (uint32_t)((s->blocks + s->group_blocks - 1) / s->group_blocks);
}

static void read_fields(struct xfs *s, const uint8_t *b)
{
	s->bs = be32(b + SB_BLOCK);
	s->blocks = be64(b + SB_BLOCKS);
	s->log_start = be64(b + SB_LOG_START);
	s->base.root.inode = be64(b + SB_ROOT);
	s->group_blocks = be32(b + SB_GROUP_BLOCKS);
	s->groups = be32(b + SB_GROUPS);
	s->log_blocks = be32(b + SB_LOG_BLOCKS);
	s->v5 = (be16(b + SB_VERSION) & SB_VERSION_MASK) == 5;
	s->folded = (be16(b + SB_VERSION) & SB_VERSION_FOLDED) != 0;
	s->sector = be16(b + SB_SECTOR);
	s->inode_size = be16(b + SB_INODE_SIZE);
	s->group_log = log_of(s->group_blocks);
	s->block_log = log_of(s->bs);
	s->per_block = s->inode_size == 0 ? 0 : s->bs / s->inode_size;
	s->per_block_log = log_of(s->per_block);
	s->dir_blocks = 1u << (b[SB_DIR_LOG] & 15);
	s->ro_compat = s->v5 ? be32(b + SB_RO_COMPAT) : 0;
	s->incompat = s->v5 ? be32(b + SB_INCOMPAT) : 0;
	s->ftype = s->v5 ? (s->incompat & XFS_INCOMPAT_FTYPE) != 0 : (be32(b + SB_FEATURES2) & SB_FEATURES2_FTYPE) != 0;
	s->own_inodes[0] = be64(b + SB_RT_BITMAP);
	s->own_inodes[1] = be64(b + SB_RT_SUMMARY);
	s->own_inodes[2] = be64(b + SB_USER_QUOTA);
	s->own_inodes[3] = be64(b + SB_GROUP_QUOTA);
	s->own_inodes[4] = s->v5 ? be64(b + SB_PROJECT_QUOTA) : 0;
	memcpy(s->uuid, b + ((s->incompat & XFS_INCOMPAT_META_UUID) != 0 ? SB_META_UUID : SB_UUID), 16);
}

/* A width of stripes is so many units; the kernel mounts nothing else. */
static bool stripes_odd(const uint8_t *b)
{
	uint32_t unit = be32(b + SB_STRIPE_UNIT), width = be32(b + SB_STRIPE_WIDTH);

	return (unit == 0) != (width == 0) || (unit != 0 && width % unit != 0);
}

/* Every group begins with a copy; what says where things lie is the same in all of them. */
static int hold_copy(struct xfs *s, uint64_t copy, const uint8_t *b, struct fault *f)
{
	static const struct {
		uint8_t at, n;
	} same[] = { { SB_BLOCK, 28 },     { SB_UUID, 16 },  { SB_LOG_START, 8 }, { SB_EXTENT, 16 },
		     { SB_LOG_BLOCKS, 4 }, { SB_SECTOR, 6 }, { SB_BLOCK_LOG, 5 }, { SB_DIR_LOG, 1 } };
	uint8_t other[32768];
	int rc = media_read(s->base.media, copy, other, s->sector, f);

	if (rc != 0)
		return rc < 0 ? -1 : 0;
	if (be32(other) != XFS_SB_MAGIC || !xfs_sums(s, other, s->sector, SB_SUM) || stripes_odd(other)) {
		fs_remark(&s->base, false, S_SUPERBLOCK_COPY_UNSOUND, copy);
		return 1;
	}
	for (size_t i = 0; i < COUNT(same); i++)
		if (memcmp(b + same[i].at, other + same[i].at, same[i].n) != 0) {
			fs_remark(&s->base, false, S_SUPERBLOCK_NOT_AS, (uint64_t)same[i].at);
			return 1;
		}
	return 0;
}

/* The first that is not so is told: a disk with thousands of groups has one cause. */
static int hold_copies(struct xfs *s, const uint8_t *b, struct fault *f)
{
	int rc = 0;

	for (uint64_t g = 1; rc == 0 && g < s->groups; g++) {
		uint64_t copy = g * s->group_blocks * s->bs;

		if (copy >= s->base.media->size || s->sector > s->base.media->size - copy)
			break;
		rc = hold_copy(s, copy, b, f);
	}
	return rc < 0 ? -1 : 0;
}

int xfs_super(struct xfs *s, uint64_t at, char why[FS_WHY], struct fault *f)
{
	uint8_t b[32768];
	const char *no;
	int rc = media_read(s->base.media, at, b, SB_BYTES, f);

	if (rc < 0)
		return -1;
	if (be32(b) != XFS_SB_MAGIC) {
		(void)sentence(why, FS_WHY, S_NO_XFS_SUPERBLOCK, (uint64_t)at);
		return FS_UNKNOWN;
	}
	read_fields(s, b);
	no = impossible(s, b);
	if (no != NULL) {
		(void)sentence(why, FS_WHY, S_XFS_SUPERBLOCK_AT, (uint64_t)at, no);
		return FS_DAMAGED;
	}
	cut_to_media(s);
	facts_of(s, b);
	if (media_read(s->base.media, at, b, s->sector, f) < 0)
		return -1;
	if (!xfs_sums(s, b, s->sector, SB_SUM))
		fs_remark(&s->base, false, S_SUPERBLOCK_CHECKSUM_DOES);
	else if ((s->incompat & ~0x7Fu) != 0)
		fs_remark(&s->base, false, S_FEATURES_NOT_KNOWN_INCOMPAT, s->incompat);
	else if ((be32(b + SB_FEATURES2) & ~(uint32_t)SB_FEATURES2_KNOWN) != 0)
		fs_remark(&s->base, false, S_FEATURES_NOT_KNOWN_INCOMPAT, be32(b + SB_FEATURES2));
	if (stripes_odd(b))
		fs_remark(&s->base, false, S_STRIPES_CANNOT);
	return at != 0 ? 0 : hold_copies(s, b, f);
}
