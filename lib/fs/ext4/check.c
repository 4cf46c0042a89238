/* fs/ext4/check.c - inodes in use against the names that the live tree has. */
#include "fs/ext4/ext4.h"
#include "fs/ext4/ondisk.h"
#include "fs/private.h"

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
static int without_name(struct ext4 *s, uint64_t inode, struct fs_oddities *x, struct fault *f)
{
	char why[FS_WHY];
	struct ext4_inode i;
	int rc = ext4_inode(s, inode, &i, why, f);

	if (rc != 0 || le16(i.b) == 0 || le16(i.b + 0x1A) == 0 || (ext4_flags(i.b) & EXT4_FL_EA_INODE) != 0 ||
	    !ext4_inode_sums(s, &i))
		return rc < 0 ? -1 : 0;
	if (x->lost++ == 0)
		x->lost_first = inode;
	return 0;
}

static int with_names(struct ext4 *s, uint64_t inode, uint64_t names, bool marked, struct fs_oddities *x, struct fault *f)
{
	char why[FS_WHY];
	struct ext4_inode i;
	int rc = ext4_inode(s, inode, &i, why, f);

	if (rc != 0)
		return rc < 0 ? -1 : 0;
	if ((le16(i.b) & 0xF000) != 0x4000 && le16(i.b + 0x1A) != names && x->miscounted++ == 0)
		x->miscounted_first = inode;
	if (!marked && x->unmarked++ == 0)
		x->unmarked_first = inode;
	return 0;
}

/* One group's map of inodes; one that was never written marks none. */
static int check_group(struct ext4 *s, const struct fs_census *c, uint64_t group, struct fs_oddities *x, struct fault *f)
{
	struct ext4_group g;
	char why[FS_WHY];
	const uint8_t *map = NULL;
	OWNED(buf) struct buf kept = BUF_INIT;
	int rc = ext4_group(s, group, &g, why, f);

	if (rc == 0 && (g.flags & GD_NO_INODES) == 0)
		rc = ext4_block(s, g.inode_bitmap, &map, why, f);
	if (rc != 0)
		return rc < 0 ? -1 : 0;
	if (map != NULL && buf_add(&kept, span_make(map, s->bs), f) < 0)
		return -1;
	for (uint32_t k = 0; k < s->inodes_per_group; k++) {
		uint64_t inode = group * s->inodes_per_group + k + 1, names = fs_census_of(c, (struct fs_id){ 0, inode });
		bool marked = map != NULL && (kept.p[k / 8] >> (k % 8) & 1) != 0;

		if (own(s, inode) || (!marked && names == 0))
			continue;
		if (names == 0 ? without_name(s, inode, x, f) < 0 : with_names(s, inode, names, marked, x, f) < 0)
			return -1;
	}
	return 0;
}

int ext4_check(struct fs *base, const struct fs_census *c, struct fault *f)
{
	struct ext4 *s = (struct ext4 *)base;
	struct fs_oddities x = { .lost = 0 };

	for (uint64_t g = 0; g < s->groups; g++) {
		if (watch_stopped(base->watch))
			return fault_set(f, FAULT_INTERRUPTED, 0, "interrupted; the same command goes on");
		if (check_group(s, c, g, &x, f) < 0)
			return -1;
	}
	fs_tell_oddities(base, &x);
	return 0;
}
