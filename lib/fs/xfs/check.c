/* fs/xfs/check.c - inodes in use against the names that the live tree has. */
#include "fs/xfs/xfs.h"

#include "core/sentence.h"

#include <inttypes.h>
#include <stdlib.h>

struct xfs_checking {
	struct xfs *s;
	VEC(struct fs_claim) claims;
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

/* Version 1 had 16 bits, elsewhere. */
static uint64_t links(const uint8_t *b)
{
	return b[IN_VERSION] == 1 ? be16(b + IN_LINKS1) : be32(b + IN_LINKS);
}

static int claim(struct xfs_checking *k, const struct xfs_inode *i, struct fault *f)
{
	bool shared = i->b[IN_VERSION] >= 3 && (be64(i->b + IN_FLAGS2) & XFS_FLAG2_REFLINK) != 0;
	struct xfs_map map = { { NULL, 0, 0 }, 0, 0 };
	char why[FS_WHY];
	int rc = 0;

	if (i->b[IN_FORMAT] != XFS_LOCAL && (be16(i->b + IN_FLAGS) & IN_FLAG_REALTIME) == 0)
		rc = xfs_live_map(k->s, i, &map, why, f);
	for (size_t p = 0; rc >= 0 && p < map.v.n && FS_ROOM(&k->s->base, claims, k->claims.n); p++)
		if (VEC_PUSH(&k->claims, ((struct fs_claim){ map.v.v[p].block, map.v.v[p].n, i->number, shared }), f) < 0)
			rc = -1;
	VEC_RELEASE(&map.v);
	return rc < 0 ? -1 : 0;
}

/* A named inode counts as met: those the trees of inodes do not know are told at the end. */
static int one_inode(struct xfs_checking *k, uint64_t number, bool unused, struct fault *f)
{
	uint64_t names = fs_census_of(k->c, (struct fs_id){ 0, number });
	char why[FS_WHY];
	struct xfs_inode i;
	int rc;

	if (own(k->s, number) || (unused && names == 0))
		return 0;
	k->met += names > 0;
	rc = xfs_inode(k->s, number, &i, why, f);
	if (rc != 0)
		return rc < 0 ? -1 : 0;
	if (names == 0) {
		if (be16(i.b + IN_MODE) != 0 && links(i.b) > 0 && (i.replayed || xfs_sums(k->s, i.b, i.n, IN_SUM)) && k->x.lost++ == 0)
			k->x.lost_first = number;
		return 0;
	}
	if (fs_kind_of_mode(be16(i.b + IN_MODE)) != ENTRY_DIR && links(i.b) != names && k->x.miscounted++ == 0)
		k->x.miscounted_first = number;
	if (unused && k->x.unmarked++ == 0)
		k->x.unmarked_first = number;
	return claim(k, &i, f);
}

static int one_chunk(void *user, uint64_t first, uint64_t exist, uint64_t unused, struct fault *f)
{
	struct xfs_checking *k = (struct xfs_checking *)user;

	for (unsigned n = 0; n < XFS_CHUNK; n++)
		if ((exist >> n & 1) != 0 && one_inode(k, first + n, (unused >> n & 1) != 0, f) < 0)
			return -1;
	return 0;
}

/* Blocks of two inodes that do not say they share, and blocks that are free as well: at most one is right. */
static int check_claims(struct xfs_checking *k, struct fault *f)
{
	const struct fs_claim *last = NULL;
	uint32_t bs = k->s->bs;

	if (k->claims.n > 1)
		qsort(k->claims.v, k->claims.n, sizeof *k->claims.v, fs_claim_cmp);
	for (size_t i = 0; i < k->claims.n; i++) {
		const struct fs_claim *x = &k->claims.v[i];
		uint64_t offset, length;
		int rc = xfs_next_free(&k->s->base, x->start * bs, &offset, &length, f);

		if (rc < 0)
			return -1;
		if (last != NULL && x->start < last->start + last->n && x->inode != last->inode && !(x->shared && last->shared)) {
			fs_remark(&k->s->base, true, S_BLOCK_BELONGS_INODES, x->start, last->inode,
			          x->inode);
			return 0;
		}
		if (rc == 0 && offset < (x->start + x->n) * bs && !k->s->base.facts.maps_doubtful) {
			fs_remark(&k->s->base, false, S_BLOCK_USE_INODE, offset / bs,
			          x->inode);
			return 0;
		}
		if (last == NULL || x->start + x->n > last->start + last->n)
			last = x;
	}
	return 0;
}

static int check_all(struct xfs_checking *k, struct fault *f)
{
	struct fs *base = &k->s->base;
	uint64_t names, named = 0, at, length;
	struct fs_id id;
	size_t slot = 0;

	if (xfs_chunks(k->s, one_chunk, k, f) < 0 || xfs_next_free(base, 0, &at, &length, f) < 0)
		return -1;
	if (base->facts.maps_doubtful)
		fs_remark(base, false, S_TREES_FREE_SPACE);
	if (xfs_hold_inodes(k->s, f) < 0)
		return -1;
	while (fs_census_next(k->c, &slot, &id, &names))
		named += !own(k->s, id.inode);
	if (named > k->met && !k->s->chunks_left_out)
		fs_remark(base, false, S_INODES_NAMES_NO, named - k->met);
	fs_tell_oddities(base, &k->x);
	return check_claims(k, f);
}

int xfs_check(struct fs *base, const struct fs_census *c, struct fault *f)
{
	struct xfs_checking k = { .s = (struct xfs *)base, .c = c };
	int rc = check_all(&k, f);

	VEC_RELEASE(&k.claims);
	return rc;
}
