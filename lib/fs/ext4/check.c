/* fs/ext4/check.c - inodes in use against the names that the live tree has. */
#include "base/crc32c.h"
#include "fs/ext4/ext4.h"

#include "core/sentence.h"
#include "fs/ext4/ondisk.h"
#include "fs/private.h"

#include <inttypes.h>
#include <stdlib.h>

struct ext4_checking {
	struct ext4 *s;
	const struct fs_census *c;
	struct fs_oddities x;
	VEC(struct fs_claim) claims;
};

static bool own(const struct ext4 *s, uint64_t inode)
{
	if (inode < s->first_inode)
		return true;
	for (size_t i = 0; i < COUNT(s->own_inodes); i++)
		if (inode == s->own_inodes[i])
			return true;
	return false;
}

/* In use, and without a name: to be freed at the next mount (no links), the value of an attribute, or lost. */
static int without_name(struct ext4_checking *k, uint64_t inode, struct fault *f)
{
	struct ext4 *s = k->s;
	char why[FS_WHY];
	struct ext4_inode i;
	int rc = ext4_inode(s, inode, &i, why, f);

	if (rc != 0 || le16(i.b + IN_MODE) == 0 || le16(i.b + IN_LINKS) == 0 || (ext4_flags(i.b) & EXT4_FL_EA_INODE) != 0 ||
	    !ext4_inode_sums(s, &i))
		return rc < 0 ? -1 : 0;
	if (k->x.lost++ == 0)
		k->x.lost_first = inode;
	return 0;
}

/* A link in i_block has no blocks, and bytes kept inside have none. */
static int claim(struct ext4_checking *k, const struct ext4_inode *i, struct fault *f)
{
	struct ext4_map map = { .nodes = 0 };
	char why[FS_WHY];
	int rc = 0;

	if ((ext4_flags(i->b) & EXT4_FL_INLINE) == 0 && ext4_format(i->b) != MODE_LINK)
		rc = ext4_live_map(k->s, i, &map, why, f);
	for (size_t p = 0; rc >= 0 && p < map.v.n && FS_ROOM(&k->s->base, claims, k->claims.n); p++)
		if (VEC_PUSH(&k->claims, ((struct fs_claim){ map.v.v[p].block, map.v.v[p].n, i->number, false }), f) < 0)
			rc = -1;
	VEC_RELEASE(&map.v);
	return rc < 0 ? -1 : 0;
}

/* Named: the count of links is the number of its names (of a directory also of those in it, which is not counted here). */
static int with_names(struct ext4_checking *k, uint64_t inode, uint64_t names, bool marked, struct fault *f)
{
	char why[FS_WHY];
	struct ext4_inode i;
	int rc = ext4_inode(k->s, inode, &i, why, f);

	if (rc != 0)
		return rc < 0 ? -1 : 0;
	if (ext4_format(i.b) != MODE_DIR && le16(i.b + IN_LINKS) != names && k->x.miscounted++ == 0)
		k->x.miscounted_first = inode;
	if (!marked && k->x.unmarked++ == 0)
		k->x.unmarked_first = inode;
	return claim(k, &i, f);
}

/* What a map says is free is carved, what it says is used counts: it must be the one that was written. */
static int map_holds(struct ext4_checking *k, uint64_t group, uint64_t block, uint32_t bits, uint32_t stated, struct fault *f)
{
	struct ext4 *s = k->s;
	char why[FS_WHY];
	const uint8_t *map;
	uint32_t sum;
	int rc = ext4_in_range(s, block, 1) ? ext4_block(s, block, &map, why, f) : FS_DAMAGED;

	if (rc != 0)
		return rc < 0 ? -1 : 0;
	sum = crc32c(s->seed, span_make(map, bits / 8));
	if (sum != stated && (s->desc_size >= 64 || (sum & 0xFFFF) != stated))
		fs_remark(&s->base, true, S_MAP_CHECKSUM, group);
	return 0;
}

static int maps_hold(struct ext4_checking *k, uint64_t group, const struct ext4_group *g, struct fault *f)
{
	struct ext4 *s = k->s;

	if (!s->csum)
		return 0;
	if ((g->flags & GD_NO_BLOCKS) == 0 &&
	    map_holds(k, group, g->block_bitmap, s->clusters_per_group, g->block_sum, f) < 0)
		return -1;
	return (g->flags & GD_NO_INODES) != 0 ? 0 : map_holds(k, group, g->inode_bitmap, s->inodes_per_group, g->inode_sum, f);
}

/* One group's map of inodes; one that was never written marks none, nor does any those that were never used. */
static int check_group(struct ext4_checking *k, uint64_t group, struct fault *f)
{
	struct ext4 *s = k->s;
	struct ext4_group g;
	char why[FS_WHY];
	const uint8_t *map = NULL;
	OWNED(buf) struct buf kept = BUF_INIT;
	int rc = ext4_group(s, group, &g, why, f);

	if (rc == 0 && maps_hold(k, group, &g, f) < 0)
		return -1;
	if (rc == 0 && (g.flags & GD_NO_INODES) == 0)
		rc = ext4_block(s, g.inode_bitmap, &map, why, f);
	if (rc != 0)
		return rc < 0 ? -1 : 0;
	if (!s->csum && (s->ro_compat & EXT4_RO_GDT_SUM) == 0)
		g.unused = 0;
	if (map != NULL && buf_add(&kept, span_make(map, s->bs), f) < 0)
		return -1;
	for (uint32_t n = 0; n < s->inodes_per_group; n++) {
		uint64_t inode = group * s->inodes_per_group + n + 1, names = fs_census_of(k->c, (struct fs_id){ 0, inode });
		bool marked = map != NULL && n + (uint64_t)g.unused < s->inodes_per_group && (kept.p[n / 8] >> (n % 8) & 1) != 0;

		if (own(s, inode) ? inode != EXT4_ROOT : !marked && names == 0)
			continue;
		if (inode == EXT4_ROOT)
			names = 1;
		if (names == 0 ? without_name(k, inode, f) < 0 : with_names(k, inode, names, marked, f) < 0)
			return -1;
	}
	return 0;
}

/* ---- blocks ------------------------------------------------------------------------------------------------- */

static int claim_own(struct ext4_checking *k, struct fault *f)
{
	struct ext4 *s = k->s;
	char why[FS_WHY];
	struct ext4_inode journal;
	int rc;

	if (ext4_metadata(s, f) < 0)
		return -1;
	for (size_t i = 0; i < s->metadata.n; i++)
		if (VEC_PUSH(&k->claims, ((struct fs_claim){ s->metadata.v[i].start, s->metadata.v[i].length, 0, false }), f) < 0)
			return -1;
	for (uint64_t g = 0; g < s->groups; g++) {
		struct fs_claim head = { s->first_data_block + g * s->blocks_per_group, ext4_head_blocks(s, g), 0, false };

		if (head.n > 0 && VEC_PUSH(&k->claims, head, f) < 0)
			return -1;
	}
	rc = s->journal == NULL ? FS_DAMAGED : ext4_inode(s, s->journal_inode, &journal, why, f);
	return rc == 0 ? claim(k, &journal, f) : rc < 0 ? -1 : 0;
}

/* Two claims of one block: at most one of them is right. */
static int check_claims(struct ext4_checking *k, struct fault *f)
{
	uint64_t end = 0, owner = 0;

	if (claim_own(k, f) < 0)
		return -1;
	if (k->claims.n > 1)
		qsort(k->claims.v, k->claims.n, sizeof *k->claims.v, fs_claim_cmp);
	for (size_t i = 0; i < k->claims.n; i++) {
		const struct fs_claim *x = &k->claims.v[i];

		if (x->start < end && (x->inode != 0 || owner != 0)) {
			fs_remark(&k->s->base, true,
			          x->inode == 0 || owner == 0 ? S_BLOCK_BELONGS_FILE
			                                      : S_BLOCK_BELONGS_INODES,
			          x->start, x->inode == 0 || owner == 0 ? x->inode + owner : x->inode, owner);
			return 0;
		}
		if (x->start + x->n > end) {
			end = x->start + x->n;
			owner = x->inode;
		}
	}
	return 0;
}

/* Every block that something claims, held against the maps: the space that is carved is what the maps leave, and bytes of
 * a living file there would be told as a deleted one's. */
static int marked_free(struct ext4_checking *k, struct fault *f)
{
	for (size_t i = 0; i < k->claims.n; i++)
		for (uint64_t b = 0; b < k->claims.v[i].n; b++) {
			bool unused;

			if (b % 65536 == 0 && watch_check(k->s->base.watch, f) < 0)
				return -1;
			if (ext4_is_free(k->s, k->claims.v[i].start + b, &unused, f) < 0)
				return -1;
			if (unused && !k->s->base.facts.maps_doubtful) {
				fs_remark(&k->s->base, true, S_BLOCK_USE_MARKED, k->claims.v[i].start + b);
				return 0;
			}
		}
	return 0;
}

int ext4_check(struct fs *base, const struct fs_census *c, struct fault *f)
{
	struct ext4_checking k = { .s = (struct ext4 *)base, .c = c };
	int rc = 0;

	for (uint64_t g = 0; rc == 0 && g < k.s->groups; g++) {
		rc = check_group(&k, g, f);
		if (rc == 0)
			rc = watch_check(base->watch, f);
	}
	if (rc == 0)
		rc = check_claims(&k, f);
	if (rc == 0)
		rc = marked_free(&k, f);
	fs_tell_oddities(base, &k.x);
	VEC_RELEASE(&k.claims);
	return rc;
}
