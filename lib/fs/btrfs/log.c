/*
 * fs/btrfs/log.c - what fsync wrote since the last commit. A crashed system leaves it; mounting would put its items
 * into the trees. Here they are kept beside and go before what the trees say.
 */
#include "fs/btrfs/btrfs.h"

#include "core/sentence.h"

#include "fs/private.h"

#include <stdlib.h>

static int take_refs(struct btrfs *s, uint64_t tree, const struct btrfs_logged *x, struct fault *f)
{
	struct span rest = x->data;
	struct btrfs_hardlink h = { .dir = x->key.offset };

	while (btrfs_next_hardlink(&rest, x->key.type == BTRFS_KEY_EXTREF, &h)) {
		struct btrfs_logged_ref r = { tree, h.dir, x->key.id, h.index, h.name };

		if (VEC_PUSH(&s->logged_refs, r, f) < 0)
			return -1;
	}
	return 0;
}

/* Space that the log refers to is in use, though the tree of extents does not know it yet. */
static int take(struct btrfs *s, uint64_t tree, const struct btrfs_item *i, struct fault *f)
{
	struct btrfs_logged x = { tree, i->key, SPAN_NONE, i->where };

	if (!FS_ROOM(&s->base, log_items, s->log.n)) {
		fs_remark(&s->base, true, S_MORE_LOG_THAN, (uint64_t)s->base.limits.log_items);
		return 0;
	}
	if (arena_span(&s->arena, i->data, &x.data, f) < 0 || VEC_PUSH(&s->log, x, f) < 0)
		return -1;
	if (i->key.type == BTRFS_KEY_REF || i->key.type == BTRFS_KEY_EXTREF)
		return take_refs(s, tree, &x, f);
	if (i->key.type == BTRFS_KEY_EXTENT && i->data.n >= EX_BYTES && i->data.p[EX_KIND] != BTRFS_INLINE && le64(i->data.p + EX_LOGICAL) != 0)
		return VEC_PUSH(&s->logged_use, ((struct btrfs_range){ le64(i->data.p + EX_LOGICAL), le64(i->data.p + EX_PACKED) }), f);
	return 0;
}

/* One log tree; its blocks are noted as used when they are met, one a leaf. */
static int take_tree(struct btrfs *s, uint64_t tree, struct btrfs_root root, struct fault *f)
{
	OWNED(btrfs_cursor) struct btrfs_cursor c;
	struct btrfs_item item;
	char why[FS_WHY] = "";
	int rc;

	memset(&c, 0, sizeof c);
	rc = btrfs_seek(&c, s, root, (struct btrfs_key){ 0, 0, 0 }, why, f);
	while (rc == 0 && (rc = btrfs_next(&c, &item, f)) == 0) {
		struct btrfs_range leaf = { le64(c.step[0].bytes + NB_BYTENR), s->node };

		if (c.step[0].at == 1 && VEC_PUSH(&s->logged_use, leaf, f) < 0)
			rc = -1;
		if (rc == 0)
			rc = take(s, tree, &item, f);
	}
	if (c.damaged)
		fs_remark(&s->base, true, S_LOG_WRITTEN_FSYNC, why);
	return rc < 0 ? -1 : 0;
}

static int by_tree(const void *a, const void *b)
{
	const struct btrfs_logged *x = (const struct btrfs_logged *)a, *y = (const struct btrfs_logged *)b;

	if (x->tree != y->tree)
		return x->tree < y->tree ? -1 : 1;
	return btrfs_key_cmp(x->key, y->key);
}

static int by_dir(const void *a, const void *b)
{
	const struct btrfs_logged_ref *x = (const struct btrfs_logged_ref *)a, *y = (const struct btrfs_logged_ref *)b;

	if (x->tree != y->tree)
		return x->tree < y->tree ? -1 : 1;
	if (x->dir != y->dir)
		return x->dir < y->dir ? -1 : 1;
	if (x->inode != y->inode)
		return x->inode < y->inode ? -1 : 1;
	return x->index < y->index ? -1 : x->index > y->index;
}

/* The log's own root holds an item for each subvolume that has a log. */
int btrfs_log_load(struct btrfs *s, struct fault *f)
{
	OWNED(btrfs_cursor) struct btrfs_cursor c;
	VEC(struct btrfs_root) roots = { NULL, 0, 0 };
	struct btrfs_item item;
	char why[FS_WHY] = "";
	int rc;

	memset(&c, 0, sizeof c);
	if (s->log_root.bytenr == 0)
		return 0;
	s->base.facts.dirty = true;
	rc = btrfs_seek(&c, s, s->log_root, (struct btrfs_key){ BTRFS_TREE_LOG, BTRFS_KEY_ROOT, 0 }, why, f);
	while (rc == 0 && (rc = btrfs_next(&c, &item, f)) == 0)
		if (item.key.type == BTRFS_KEY_ROOT && item.data.n >= RT_BYTES && item.data.p[RT_LEVEL] < BTRFS_LEVELS)
			rc = VEC_PUSH(&roots, ((struct btrfs_root){ .id = item.key.offset,
			                                           .bytenr = le64(item.data.p + RT_BYTENR),
			                                           .generation = le64(item.data.p + RT_GENERATION),
			                                           .level = item.data.p[RT_LEVEL] }), f);
	if (c.damaged)
		fs_remark(&s->base, true, S_LOG_WRITTEN_FSYNC_CANNOT, why);
	for (size_t i = 0; rc >= 0 && i < roots.n; i++)
		rc = take_tree(s, roots.v[i].id, roots.v[i], f);
	VEC_RELEASE(&roots);
	if (s->log.n > 1)
		qsort(s->log.v, s->log.n, sizeof *s->log.v, by_tree);
	if (s->logged_refs.n > 1)
		qsort(s->logged_refs.v, s->logged_refs.n, sizeof *s->logged_refs.v, by_dir);
	return rc < 0 ? -1 : 0;
}

size_t btrfs_log_at(const struct btrfs *s, uint64_t tree, struct btrfs_key key)
{
	struct btrfs_logged want = { tree, key, SPAN_NONE, 0 };
	size_t low = LOWER_BOUND(s->log.n, mid, by_tree(&s->log.v[mid], &want) < 0);
	return low;
}

const struct btrfs_logged *btrfs_log_find(const struct btrfs *s, uint64_t tree, struct btrfs_key key)
{
	size_t at = btrfs_log_at(s, tree, key);

	return at < s->log.n && s->log.v[at].tree == tree && btrfs_key_cmp(s->log.v[at].key, key) == 0 ? &s->log.v[at] : NULL;
}

size_t btrfs_log_refs_at(const struct btrfs *s, uint64_t tree, uint64_t dir, uint64_t inode)
{
	struct btrfs_logged_ref want = { .tree = tree, .dir = dir, .inode = inode };
	size_t low = LOWER_BOUND(s->logged_refs.n, mid, by_dir(&s->logged_refs.v[mid], &want) < 0);
	return low;
}
