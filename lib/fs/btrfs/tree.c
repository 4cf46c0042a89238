/* fs/btrfs/tree.c - the root tree: which trees there are, and where subvolumes hang. */
#include "fs/btrfs/btrfs.h"

#include "base/number.h"
#include "core/sentence.h"

#include "fs/private.h"

#include <stdlib.h>

static bool room(struct btrfs *s, size_t n)
{
	if (FS_ROOM(&s->base, subvolumes, n))
		return true;
	fs_leave_out(&s->base, S_MORE_TREES_THAN, (uint64_t)s->base.limits.subvolumes);
	return false;
}

/* Kernels before 3.6 wrote shorter items, or changed a longer one without what they did not know: the generation that
 * stands twice tells. */
static void tell_more(struct btrfs_root *r, struct span data)
{
	if (data.n < RT_MORE_BYTES || le64(data.p + RT_GENERATION_TOO) != r->generation)
		return;
	r->told = true;
	r->read_only = (le64(data.p + RT_FLAGS) & BTRFS_ROOT_READ_ONLY) != 0;
	(void)memcpy(r->uuid, data.p + RT_UUID, sizeof r->uuid);
	(void)memcpy(r->parent, data.p + RT_PARENT, sizeof r->parent);
	r->received = !bytes_zero(data.p + RT_RECEIVED, 16);
	r->made_in = le64(data.p + RT_MADE_IN);
	r->changed_in = le64(data.p + RT_CHANGED_IN);
	r->made = btrfs_time(data.p + RT_MADE);
}

/* A tree may have several items, by the generation in their key: the last of a number counts. */
static int take_root(struct btrfs *s, const struct btrfs_item *i, struct fault *f)
{
	struct btrfs_root r = { .id = i->key.id };

	if (i->data.n < RT_BYTES || !room(s, s->roots.n))
		return 0;
	r.bytenr = le64(i->data.p + RT_BYTENR);
	r.generation = le64(i->data.p + RT_GENERATION);
	r.level = i->data.p[RT_LEVEL];
	/* a subvolume without references is being deleted: it lives no more */
	tell_more(&r, i->data);
	if (r.level >= BTRFS_LEVELS || (le32(i->data.p + RT_REFERENCES) == 0 && r.id >= BTRFS_FIRST_FREE))
		return 0;
	return VEC_PUSH(&s->roots, r, f);
}

/* A name in a directory is a subvolume only where this says so from the other side. */
static int take_ref(struct btrfs *s, const struct btrfs_item *i, struct fault *f)
{
	struct btrfs_ref r = { .parent = i->key.id, .child = i->key.offset };
	size_t n;

	if (i->data.n < RR_NAME || !room(s, s->refs.n))
		return 0;
	r.dir = le64(i->data.p + RR_DIR);
	n = le16(i->data.p + RR_NAME_BYTES);
	if (n > i->data.n - RR_NAME)
		return 0;
	if (arena_span(&s->arena, span_sub(i->data, RR_NAME, n), &r.name, f) < 0)
		return -1;
	return VEC_PUSH(&s->refs, r, f);
}

static int by_ref(const void *a, const void *b)
{
	const struct btrfs_ref *x = (const struct btrfs_ref *)a, *y = (const struct btrfs_ref *)b;

	if (x->parent != y->parent)
		return x->parent < y->parent ? -1 : 1;
	return x->child < y->child ? -1 : x->child > y->child;
}

/* Items come in the order of keys: trees by number, the latest version of each last. */
int btrfs_trees_load(struct btrfs *s, char why[FS_WHY], struct fault *f)
{
	OWNED(btrfs_cursor) struct btrfs_cursor c;
	struct btrfs_item item;
	bool odd = false;
	int rc;

	memset(&c, 0, sizeof c);
	rc = btrfs_seek(&c, s, s->root, (struct btrfs_key){ 0, 0, 0 }, why, f);
	while (rc == 0 && (rc = btrfs_next(&c, &item, f)) == 0) {
		if (item.key.type == BTRFS_KEY_ROOT) {
			odd |= item.key.id < BTRFS_FIRST_FREE && item.key.offset != 0; /* subvolumes alone have versions */
			rc = take_root(s, &item, f);
		} else if (item.key.type == BTRFS_KEY_ROOT_REF) {
			rc = take_ref(s, &item, f);
		}
	}
	if (odd)
		fs_remark(&s->base, false, S_TREE_KEY_OFFSET);
	if (c.damaged)
		fs_remark(&s->base, true, S_TREE_TREES_CANNOT, why);
	if (s->refs.n > 1)
		qsort(s->refs.v, s->refs.n, sizeof *s->refs.v, by_ref);
	return rc < 0 ? -1 : 0;
}

bool btrfs_tree(const struct btrfs *s, uint64_t id, struct btrfs_root *out)
{
	size_t low = LOWER_BOUND(s->roots.n, mid, s->roots.v[mid].id <= id);
	if (low == 0 || s->roots.v[low - 1].id != id)
		return false;
	*out = s->roots.v[low - 1];
	return true;
}

const struct btrfs_ref *btrfs_ref_of(const struct btrfs *s, uint64_t parent, uint64_t child)
{
	struct btrfs_ref key = { .parent = parent, .child = child };

	return s->refs.n == 0 ? NULL : (const struct btrfs_ref *)bsearch(&key, s->refs.v, s->refs.n, sizeof key, by_ref);
}

int btrfs_subvolume(const struct fs *base, uint64_t tree, struct fs_subvolume *out)
{
	const struct btrfs *s = (const struct btrfs *)base;
	struct btrfs_root r;

	if ((tree != BTRFS_TREE_FS && tree < BTRFS_FIRST_FREE) || !btrfs_tree(s, tree, &r) || !r.told)
		return 1;
	*out = (struct fs_subvolume){ .number = tree,
		                      .made_in = r.made_in,
		                      .changed_in = r.changed_in,
		                      .made = r.made,
		                      .read_only = r.read_only,
		                      .received = r.received };
	if (!bytes_zero(r.uuid, sizeof r.uuid))
		fs_uuid_text(out->uuid, r.uuid);
	if (!bytes_zero(r.parent, sizeof r.parent))
		fs_uuid_text(out->parent, r.parent);
	return 0;
}
