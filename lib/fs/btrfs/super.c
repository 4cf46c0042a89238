/* fs/btrfs/super.c - the superblock: of its mirrors the newest that holds. */
#include "fs/btrfs/btrfs.h"
#include "fs/private.h"

#include "base/quote.h"
#include "core/sentence.h"

#include <stdio.h>
#include <stdlib.h>

enum {
	INCOMPAT_METADATA_UUID = 0x400,
	INCOMPAT_EXTENT_TREE_V2 = 0x2000,
	INCOMPAT_STRIPE_TREE = 0x4000,
	INCOMPAT_KNOWN = 0x1FFF,
};

uint64_t btrfs_super_address(unsigned n)
{
	static const uint64_t places[] = { 64u << 10, 64u << 20, 256ull << 30 };

	return n < COUNT(places) ? places[n] : 0;
}

struct super_candidate {
	uint8_t b[SB_BYTES];
	uint64_t at;
	bool found, sums;
	uint64_t broken; /* a place with the sign, and what stands there cannot be used; 0: none */
	uint64_t other;  /* a mirror that is laid out otherwise; 0: none */
};

/* Do two mirrors tell the same of what never changes? */
static bool alike(const uint8_t *a, const uint8_t *b)
{
	static const struct {
		uint16_t at, n;
	} same[] = { { SB_FSID, 16 }, { SB_SECTOR, 16 }, { SB_INCOMPAT, 9 }, { SB_DEVICE, 8 }, { SB_DEVICE_UUID, 32 } };

	for (size_t i = 0; i < COUNT(same); i++)
		if (memcmp(a + same[i].at, b + same[i].at, same[i].n) != 0)
			return false;
	return true;
}

/* A superblock names its own place; one that sums goes before one that does not, then the newer. */
static int look(struct btrfs *s, uint64_t at, struct super_candidate *best, uint8_t *b, struct fault *f)
{
	int rc = media_read(s->base.media, at, b, SB_BYTES, f);
	bool sums;

	if (rc != 0 || memcmp(b + SB_MAGIC, "_BHRfS_M", 8) != 0)
		return rc < 0 ? -1 : 0;
	if (le64(b + SB_BYTENR) != at) {
		best->broken = at;
		return 0;
	}
	sums = btrfs_sum_size(le16(b + SB_SUM_TYPE)) > 0 && btrfs_sums(le16(b + SB_SUM_TYPE), span_make(b + BTRFS_SUM, SB_BYTES - BTRFS_SUM), b);
	if (!sums)
		best->broken = at;
	if (best->found && best->sums && sums && !alike(best->b, b))
		best->other = at;
	if (best->found && (best->sums != sums ? best->sums : le64(best->b + SB_GENERATION) >= le64(b + SB_GENERATION)))
		return 0;
	memcpy(best->b, b, SB_BYTES);
	best->at = at;
	best->found = true;
	best->sums = sums;
	return 0;
}

static bool power_of_two(uint32_t n)
{
	return n != 0 && (n & (n - 1)) == 0;
}

static const char *impossible(const struct btrfs *s, const uint8_t *b)
{
	if (!power_of_two(s->sector) || s->sector < 512 || s->sector > BTRFS_NODE_MOST)
		return S_SECTOR_SIZE_CANNOT;
	if (!power_of_two(s->node) || s->node < s->sector || s->node > BTRFS_NODE_MOST)
		return S_SIZE_TREE_BLOCKS;
	if (le32(b + SB_SYSTEM_BYTES) > SB_SYSTEM_MOST || le32(b + SB_SYSTEM_BYTES) < KEY_BYTES + CH_BYTES + ST_BYTES)
		return S_ARRAY_SYSTEM_CHUNKS;
	if (b[SB_ROOT_LEVEL] >= BTRFS_LEVELS || b[SB_CHUNK_LEVEL] >= BTRFS_LEVELS || b[SB_LOG_LEVEL] >= BTRFS_LEVELS)
		return S_TREES_WOULD_TOO;
	if ((s->incompat & INCOMPAT_EXTENT_TREE_V2) != 0)
		return S_SECOND_FORM_EXTENT;
	return NULL;
}

static void facts_of(struct btrfs *s, const uint8_t *b)
{
	struct fs_facts *x = &s->base.facts;

	x->kind = "btrfs";
	x->block = s->sector;
	x->size = s->device_size;
	x->free = le64(b + SB_TOTAL) > le64(b + SB_USED) ? le64(b + SB_TOTAL) - le64(b + SB_USED) : 0;
	fs_uuid_text(x->uuid, b + SB_FSID);
	(void)quote_short(x->label, sizeof x->label, span_make(b + SB_LABEL, strnlen((const char *)b + SB_LABEL, SB_LABEL_BYTES)));
}

/* Metadata may carry another number than the one shown (metadata_uuid): changing the shown one then needs no rewriting. */
static void take(struct btrfs *s, const uint8_t *b)
{
	s->sector = le32(b + SB_SECTOR);
	s->node = le32(b + SB_NODE);
	s->generation = le64(b + SB_GENERATION);
	s->incompat = le64(b + SB_INCOMPAT);
	s->sum_type = le16(b + SB_SUM_TYPE);
	s->sum_size = btrfs_sum_size(s->sum_type);
	s->device = le64(b + SB_DEVICE);
	s->used = le64(b + SB_USED);
	memcpy(s->device_item, b + SB_DEVICE, DV_BYTES);
	s->device_size = le64(b + SB_DEVICE_BYTES);
	if (s->device_size == 0 || s->device_size > s->base.media->size)
		s->device_size = s->base.media->size;
	memcpy(s->fsid, b + ((s->incompat & INCOMPAT_METADATA_UUID) != 0 ? SB_METADATA_FSID : SB_FSID), BTRFS_FSID);
	s->root = (struct btrfs_root){ .id = BTRFS_TREE_ROOT, .bytenr = le64(b + SB_ROOT), .generation = s->generation, .level = b[SB_ROOT_LEVEL] };
	s->chunk_root = (struct btrfs_root){ .id = BTRFS_TREE_CHUNK,
		                              .bytenr = le64(b + SB_CHUNK_ROOT),
		                              .generation = le64(b + SB_CHUNK_GENERATION),
		                              .level = b[SB_CHUNK_LEVEL] };
	s->log_root = (struct btrfs_root){ .id = BTRFS_TREE_LOG, .bytenr = le64(b + SB_LOG_ROOT), .level = b[SB_LOG_LEVEL] };
}

/* What keeps nothing from being read, and is to be known all the same. */
static void remark(struct btrfs *s, const struct super_candidate *c)
{
	if (c->sums && c->broken != 0)
		fs_remark(&s->base, false, S_SUPERBLOCK_AT_BYTE,
		          (uint64_t)c->broken, (uint64_t)c->at);
	if (c->other != 0)
		fs_remark(&s->base, false, S_SUPERBLOCKS_AT_BYTES, (uint64_t)c->at,
		          (uint64_t)c->other);
	if (!c->sums)
		fs_remark(&s->base, false, S_SUPERBLOCK_CHECKSUM_DOES);
	if (s->sum_size == 0)
		fs_remark(&s->base, false, S_CHECKSUMS_TYPE_WHICH, (uint64_t)s->sum_type);
	if ((s->incompat & ~(uint64_t)INCOMPAT_KNOWN) != 0)
		fs_remark(&s->base, false, S_FEATURES_NOT_KNOWN,
		           (uint64_t)(s->incompat & ~(uint64_t)INCOMPAT_KNOWN));
	if (le64(c->b + SB_DEVICES) > 1)
		fs_remark(&s->base, false, S_FILE_SYSTEM_DEVICES,
		           (uint64_t)le64(c->b + SB_DEVICES), (uint64_t)s->device);
	if (le64(c->b + SB_DEVICE_BYTES) > s->base.media->size)
		fs_remark(&s->base, false, S_DEVICE_BYTES_MEDIA,
		           (uint64_t)le64(c->b + SB_DEVICE_BYTES), (uint64_t)s->base.media->size);
}

static int choose(struct btrfs *s, uint64_t backup, struct super_candidate *best, char why[FS_WHY], struct fault *f)
{
	uint8_t b[SB_BYTES];
	const char *no;

	for (unsigned i = 0; btrfs_super_address(i) != 0; i++)
		if (btrfs_super_address(i) <= s->base.media->size && look(s, btrfs_super_address(i), best, b, f) < 0)
			return -1;
	if (backup != 0 && look(s, backup, best, b, f) < 0)
		return -1;
	if (!best->found) {
		(void)sentence(why, FS_WHY, S_NO_BTRFS_SUPERBLOCK);
		return best->broken != 0 ? FS_DAMAGED : FS_UNKNOWN;
	}
	take(s, best->b);
	no = impossible(s, best->b);
	if (no != NULL) {
		(void)sentence(why, FS_WHY, S_BTRFS_SUPERBLOCK_AT, (uint64_t)best->at, no);
		return (s->incompat & INCOMPAT_EXTENT_TREE_V2) != 0 ? FS_UNKNOWN : FS_DAMAGED;
	}
	facts_of(s, best->b);
	remark(s, best);
	return 0;
}

/* Is there a tree of trees at this root? */
static int try_root(struct btrfs *s, struct btrfs_root root, bool *yes, struct fault *f)
{
	char why[FS_WHY];
	const uint8_t *b;
	uint64_t where;
	int rc = btrfs_node(s, root.bytenr, root.level, root.generation, &b, &where, why, f);

	*yes = rc == 0;
	return rc < 0 ? -1 : 0;
}

/* The superblock keeps the roots of the last four commits: the newest that can be read stands in. */
static int choose_root(struct btrfs *s, const uint8_t *b, struct fault *f)
{
	struct btrfs_root best = { .generation = 0 };
	bool yes;

	if (try_root(s, s->root, &yes, f) < 0)
		return -1;
	for (size_t i = 0; i < SB_BACKUPS_N && !yes; i++) {
		const uint8_t *p = b + SB_BACKUPS + i * BK_BYTES;
		struct btrfs_root x = { .id = BTRFS_TREE_ROOT,
			                .bytenr = le64(p + BK_ROOT),
			                .generation = le64(p + BK_GENERATION),
			                .level = p[BK_LEVEL] };
		bool holds;

		if (x.bytenr == 0 || x.level >= BTRFS_LEVELS || x.generation <= best.generation)
			continue;
		if (try_root(s, x, &holds, f) < 0)
			return -1;
		if (holds)
			best = x;
	}
	if (yes || best.generation == 0)
		return 0;
	fs_remark(&s->base, true, S_NEWEST_ROOT_CANNOT,
	           (uint64_t)best.generation, (uint64_t)s->root.generation);
	s->root = best;
	s->log_root.bytenr = 0; /* it goes with the newest */
	return 0;
}

/* What the trees do not give is told in the note; without chunks nothing can be found at all. */
int btrfs_super(struct btrfs *s, uint64_t backup, char why[FS_WHY], struct fault *f)
{
	struct super_candidate *best = (struct super_candidate *)calloc(1, sizeof *best);
	int rc = best == NULL ? fault_memory(f, sizeof *best) : choose(s, backup, best, why, f);

	if (rc == 0)
		rc = fs_cache_open(&s->cache, s->node, f);
	if (rc == 0)
		rc = btrfs_chunks_load(s, span_make(best->b + SB_SYSTEM, le32(best->b + SB_SYSTEM_BYTES)), why, f);
	if (rc == 0)
		rc = choose_root(s, best->b, f);
	free(best);
	return rc;
}
