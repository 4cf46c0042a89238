/* fs/btrfs/check.c - inodes in use against the names that the live tree has. */
#include "fs/btrfs/btrfs.h"

#include "fs/private.h"

/* The log written for fsync may name and unname what the trees hold: nothing is held against it then. */
static int check_tree(struct btrfs *s, const struct fs_census *c, const struct btrfs_root *root, struct fs_oddities *x,
                      struct fault *f)
{
	OWNED(btrfs_cursor) struct btrfs_cursor at;
	struct btrfs_item item;
	char why[FS_WHY] = "";
	int rc;

	memset(&at, 0, sizeof at);
	rc = btrfs_seek(&at, s, *root, (struct btrfs_key){ BTRFS_FIRST_FREE + 1, BTRFS_KEY_INODE, 0 }, why, f);
	for (uint64_t n = 0; rc == 0 && (rc = btrfs_next(&at, &item, f)) == 0; n++) {
		struct fs_id id = { root->id, item.key.id };
		uint64_t links, names;

		if (n % 4096 == 0 && watch_stopped(s->base.watch))
			return fault_set(f, FAULT_INTERRUPTED, 0, "interrupted; the same command goes on");
		if (item.key.type != BTRFS_KEY_INODE || item.data.n < BTRFS_INODE_BYTES || item.key.id > INT64_MAX)
			continue;
		links = le32(item.data.p + 40);
		names = fs_census_of(c, id);
		if (names == 0 && links > 0 && x->lost++ == 0)
			x->lost_first = id.inode;
		if (names > 0 && links != names && x->miscounted++ == 0)
			x->miscounted_first = id.inode;
	}
	if (at.damaged)
		fs_remark(&s->base, true, "tree %llu cannot be read as a whole: %s", (unsigned long long)root->id, why);
	return rc < 0 ? -1 : 0;
}

int btrfs_check(struct fs *base, const struct fs_census *c, struct fault *f)
{
	struct btrfs *s = (struct btrfs *)base;
	struct fs_oddities x = { .lost = 0 };

	if (s->log.n > 0)
		return 0;
	for (size_t i = 0; i < s->roots.n; i++) {
		const struct btrfs_root *r = &s->roots.v[i];
		bool newest = i + 1 == s->roots.n || s->roots.v[i + 1].id != r->id;

		if (newest && fs_census_of(c, (struct fs_id){ r->id, BTRFS_FIRST_FREE }) > 0 && check_tree(s, c, r, &x, f) < 0)
			return -1;
	}
	fs_tell_oddities(base, &x);
	return 0;
}
