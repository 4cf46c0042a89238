/* fs/xfs/check.c - inodes in use against the names that the live tree has. */
#include "fs/xfs/xfs.h"

struct checking {
	struct xfs *s;
	const struct fs_census *c;
	struct fs_oddities x;
	uint64_t met; /* inodes with names that the trees of inodes know */
};

static bool own(const struct xfs *s, uint64_t inode)
{
	for (size_t i = 0; i < COUNT(s->own_inodes); i++)
		if (inode == s->own_inodes[i])
			return true;
	return inode == s->base.root.inode;
}

static uint64_t links(const uint8_t *b)
{
	return b[4] == 1 ? be16(b + 6) : be32(b + 16);
}

static int one_inode(struct checking *k, uint64_t number, bool unused, struct fault *f)
{
	uint64_t names = fs_census_of(k->c, (struct fs_id){ 0, number });
	char why[FS_WHY];
	struct xfs_inode i;
	int rc;

	if (own(k->s, number) || (unused && names == 0))
		return 0;
	rc = xfs_inode(k->s, number, &i, why, f);
	if (rc != 0)
		return rc < 0 ? -1 : 0;
	k->met += names > 0;
	if (names == 0) {
		if (be16(i.b + 2) != 0 && links(i.b) > 0 && (i.replayed || xfs_sums(k->s, i.b, i.n, 100)) && k->x.lost++ == 0)
			k->x.lost_first = number;
		return 0;
	}
	if (fs_kind_of_mode(be16(i.b + 2)) != ENTRY_DIR && links(i.b) != names && k->x.miscounted++ == 0)
		k->x.miscounted_first = number;
	if (unused && k->x.unmarked++ == 0)
		k->x.unmarked_first = number;
	return 0;
}

static int one_chunk(void *user, uint64_t first, uint64_t exist, uint64_t unused, struct fault *f)
{
	struct checking *k = (struct checking *)user;

	for (unsigned n = 0; n < XFS_CHUNK; n++)
		if ((exist >> n & 1) != 0 && one_inode(k, first + n, (unused >> n & 1) != 0, f) < 0)
			return -1;
	return 0;
}

int xfs_check(struct fs *base, const struct fs_census *c, struct fault *f)
{
	struct checking k = { .s = (struct xfs *)base, .c = c };
	uint64_t names, named = 0, at64, length;
	struct fs_id id;
	size_t at = 0;

	if (xfs_chunks(k.s, one_chunk, &k, f) < 0 || xfs_next_free(base, 0, &at64, &length, f) < 0)
		return -1;
	if (base->facts.maps_doubtful)
		fs_remark(base, false, "the trees of free space cannot be read as a whole");
	while (fs_census_next(c, &at, &id, &names))
		named += !own(k.s, id.inode);
	if (named > k.met)
		fs_remark(base, false, "%llu inodes with names are in no tree of inodes", (unsigned long long)(named - k.met));
	fs_tell_oddities(base, &k.x);
	return 0;
}
