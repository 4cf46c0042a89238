/*
 * fs/btrfs/check.c - inodes in use against the names that the live tree has; and the three places where a name
 * stands (by hash, by index, and with the inode itself) against one another.
 */
#include "fs/btrfs/btrfs.h"

#include "base/keyed.h"

#include "core/sentence.h"

#include "fs/private.h"

#include <inttypes.h>
#include <stdlib.h>

enum { WITHOUT_SUMS = 1 }; /* a flag of an inode */

struct dir_names { /* sums over the names of one directory, whatever their order */
	uint64_t dir, by_hash, by_index, by_inode;
};

struct btrfs_checking {
	struct btrfs *s;
	const struct fs_census *c;
	struct fs_oddities x;
	struct dir_names *v; /* of the tree at hand: open addressing, dir 0 empty */
	size_t n, cap;
	uint64_t ahead; /* the first inode of the tree at hand that states a transaction which was not yet; 0: none */
	struct btrfs_ranges summed;
	uint64_t inode, flags;     /* the inode whose items come now */
	uint64_t unsummed, unused; /* the first inode of the tree at hand with bytes without checksums, in space not used; 0: none */
};

static size_t slot_of(const struct dir_names *v, size_t cap, uint64_t dir)
{
	size_t i = (size_t)keyed_word(dir) & (cap - 1);

	while (v[i].dir != 0 && v[i].dir != dir)
		i = (i + 1) & (cap - 1);
	return i;
}

static struct dir_names *sums_of(struct btrfs_checking *k, uint64_t dir, struct fault *f)
{
	size_t cap = k->cap == 0 ? 1024 : k->cap * 2;
	struct dir_names *v;

	if (k->n * 2 >= k->cap) {
		v = (struct dir_names *)calloc(cap, sizeof *v);
		if (v == NULL) {
			(void)fault_memory(f, cap * sizeof *v);
			return NULL;
		}
		for (size_t i = 0; i < k->cap; i++)
			if (k->v[i].dir != 0)
				v[slot_of(v, cap, k->v[i].dir)] = k->v[i];
		free(k->v);
		k->v = v;
		k->cap = cap;
	}
	v = &k->v[slot_of(k->v, k->cap, dir)];
	k->n += v->dir == 0;
	v->dir = dir;
	return v;
}

static int add_entries(struct btrfs_checking *k, const struct btrfs_item *i, struct fault *f)
{
	struct span rest = i->data;
	struct dir_names *d = sums_of(k, i->key.id, f);
	struct btrfs_entry e;

	if (d == NULL)
		return -1;
	while (btrfs_next_entry(&rest, &e)) {
		uint64_t h = seen_hash(e.to.id, e.name);

		if (e.to.type != BTRFS_KEY_INODE) /* a subvolume: its reference is in the tree of trees */
			continue;
		if (i->key.type == BTRFS_KEY_DIR_INDEX)
			d->by_index += h;
		else
			d->by_hash += h;
	}
	return 0;
}

/* Sums of hashes, one for each of the three places: they agree when the names do, in whatever order they come, without keeping
 * any of them. */
static int add_links(struct btrfs_checking *k, const struct btrfs_item *i, struct fault *f)
{
	struct btrfs_hardlink h = { .dir = i->key.offset };
	struct span rest = i->data;

	while (i->key.id != BTRFS_FIRST_FREE && btrfs_next_hardlink(&rest, i->key.type == BTRFS_KEY_EXTREF, &h)) {
		struct dir_names *d = sums_of(k, h.dir, f);

		if (d == NULL)
			return -1;
		d->by_inode += seen_hash(i->key.id, h.name);
	}
	return 0;
}

static void take_inode(struct btrfs_checking *k, uint64_t tree, const struct btrfs_item *i)
{
	uint64_t next = k->s->generation + 1, links = le32(i->data.p + IN_LINKS), names = fs_census_of(k->c, (struct fs_id){ tree, i->key.id });

	/* what fsync wrote belongs to the transaction after the superblock's */
	if (k->ahead == 0 && (le64(i->data.p + IN_GENERATION) > next || le64(i->data.p + IN_TRANSACTION) > next))
		k->ahead = i->key.id;
	if (names == 0 && links > 0 && k->x.lost++ == 0)
		k->x.lost_first = i->key.id;
	if (names > 0 && links != names && k->x.miscounted++ == 0)
		k->x.miscounted_first = i->key.id;
}

/* Bytes of files have checksums unless their inode says otherwise; and the space they lie in is told to be used. */
static void take_extent(struct btrfs_checking *k, const struct btrfs_item *i)
{
	uint64_t logical, skip, length;

	if (i->data.n < EX_BYTES || i->data.p[EX_KIND] == BTRFS_INLINE || le64(i->data.p + EX_LOGICAL) == 0)
		return;
	logical = le64(i->data.p + EX_LOGICAL);
	length = le64(i->data.p + EX_PACKED);
	if (k->unused == 0 && !k->s->in_use.cut && !btrfs_space_covers(&k->s->in_use, logical, length))
		k->unused = i->key.id;
	if (i->data.p[EX_KIND] != BTRFS_REGULAR || k->inode != i->key.id || (k->flags & WITHOUT_SUMS) != 0 || k->summed.cut)
		return;
	skip = i->data.p[EX_COMPRESSION] == 0 ? le64(i->data.p + EX_SKIP) : 0;
	length = i->data.p[EX_COMPRESSION] == 0 ? le64(i->data.p + EX_LENGTH) : length;
	if (k->unsummed == 0 && (add_u64(&logical, logical, skip) || !btrfs_space_covers(&k->summed, logical, length)))
		k->unsummed = i->key.id;
}

static int take(struct btrfs_checking *k, uint64_t tree, const struct btrfs_item *i, struct fault *f)
{
	if (i->key.id < BTRFS_FIRST_FREE || i->key.id > INT64_MAX)
		return 0;
	switch (i->key.type) {
	case BTRFS_KEY_INODE:
		k->inode = i->key.id;
		k->flags = i->data.n >= IN_BYTES ? le64(i->data.p + IN_FLAGS) : 0;
		if (i->key.id > BTRFS_FIRST_FREE && i->data.n >= IN_BYTES)
			take_inode(k, tree, i);
		return 0;
	case BTRFS_KEY_DIR_ITEM:
	case BTRFS_KEY_DIR_INDEX:
		return add_entries(k, i, f);
	case BTRFS_KEY_REF:
	case BTRFS_KEY_EXTREF:
		return add_links(k, i, f);
	case BTRFS_KEY_EXTENT:
		take_extent(k, i);
		return 0;
	default:
		return 0;
	}
}

/* The first directory by its number: the order of the table is of this process alone. */
static void tell_names(struct btrfs_checking *k, uint64_t tree)
{
	uint64_t first = 0;

	for (size_t i = 0; i < k->cap; i++)
		if (k->v[i].dir != 0 && (k->v[i].by_hash != k->v[i].by_index || k->v[i].by_hash != k->v[i].by_inode) &&
		    (first == 0 || k->v[i].dir < first))
			first = k->v[i].dir;
	if (first != 0)
		fs_remark(&k->s->base, true, S_NAMES_DIRECTORY_TREE, first, tree);
}

static int check_tree(struct btrfs_checking *k, const struct btrfs_root *root, struct fault *f)
{
	OWNED(btrfs_cursor) struct btrfs_cursor at;
	struct btrfs_item item;
	char why[FS_WHY] = "";
	int rc;

	memset(&at, 0, sizeof at);
	memset(k->v, 0, k->cap * sizeof *k->v);
	k->n = 0;
	k->ahead = k->inode = k->unsummed = k->unused = 0;
	rc = btrfs_seek(&at, k->s, *root, (struct btrfs_key){ 0, 0, 0 }, why, f);
	for (uint64_t n = 0; rc == 0 && (rc = btrfs_next(&at, &item, f)) == 0; n++) {
		if (n % 4096 == 0 && watch_check(k->s->base.watch, f) < 0)
			return -1;
		rc = take(k, root->id, &item, f);
	}
	if (rc < 0)
		return -1;
	if (at.damaged)
		fs_remark(&k->s->base, true, S_TREE_CANNOT_READ, root->id, why);
	else
		tell_names(k, root->id);
	if (k->ahead != 0)
		fs_remark(&k->s->base, true, S_INODE_AHEAD, k->ahead, root->id);
	if (k->unused != 0)
		fs_remark(&k->s->base, false, S_BYTES_NOT_USED, k->unused, root->id);
	if (k->unsummed != 0)
		fs_remark(&k->s->base, false, S_BYTES_WITHOUT_SUMS, k->unsummed, root->id);
	return 0;
}

/* Of the trees that hold no names only that they begin. */
static int check_root(struct btrfs *s, const struct btrfs_root *root, struct fault *f)
{
	char why[FS_WHY];
	const uint8_t *b;
	uint64_t where;
	int rc = btrfs_node(s, root->bytenr, root->level, root->generation, &b, &where, why, f);

	if (rc > 0)
		fs_remark(&s->base, false, S_TREE_CANNOT_READ_2, root->id, why);
	/* a snapshot shares its blocks with the subvolume that wrote them */
	if (rc == 0 && root->id < BTRFS_FIRST_FREE && le64(b + NB_OWNER) != root->id)
		fs_remark(&s->base, false, S_TREE_OWNER, root->id);
	return rc < 0 ? -1 : 0;
}

/* ---- space of the device ---------------------------------------------------------------------------------- */

/* A copy of a chunk and its extent of the device say the same of one another; as a number, so that sums can be compared. */
static uint64_t tie(uint64_t place, uint64_t chunk, uint64_t length)
{
	uint64_t key[3] = { place, chunk, length };

	return seen_hash(23, span_make(key, sizeof key));
}

/* What the tree of chunks says of this device, the superblock says too; `used` is what its extents add up to. */
static int check_item(struct btrfs *s, uint64_t used, struct fault *f)
{
	OWNED(btrfs_cursor) struct btrfs_cursor at;
	const uint8_t *own = s->device_item;
	struct btrfs_item item;
	char why[FS_WHY] = "";
	bool same = false;
	int rc;

	memset(&at, 0, sizeof at);
	rc = btrfs_seek(&at, s, s->chunk_root, (struct btrfs_key){ 1, BTRFS_KEY_DEVICE, s->device }, why, f);
	if (rc == 0)
		rc = btrfs_next(&at, &item, f);
	if (rc == 0 && item.key.id == 1 && item.key.type == BTRFS_KEY_DEVICE && item.key.offset == s->device && item.data.n >= DV_BYTES)
		same = memcmp(item.data.p, own, DV_USED + 8) == 0 && memcmp(item.data.p + DV_UUID, own + DV_UUID, 16) == 0 &&
		       le64(own + DV_USED) == used;
	if (rc >= 0 && !at.damaged && !same)
		fs_remark(&s->base, false, S_DEVICE_ITEM_DIFFERS);
	return rc < 0 ? -1 : 0;
}

/* Where every chunk lies plainly: the kernel gives out space by the extents of the device, and reads by the chunks. */
static int check_device(struct btrfs *s, struct fault *f)
{
	OWNED(btrfs_cursor) struct btrfs_cursor at;
	struct btrfs_item item;
	struct btrfs_root root;
	char why[FS_WHY] = "";
	uint64_t by_chunk = 0, by_device = 0, used = 0, n = 0;
	bool plain = true;
	int rc;

	memset(&at, 0, sizeof at);
	for (size_t i = 0; i < s->chunks.v.n; i++) {
		const struct btrfs_chunk *c = &s->chunks.v.v[i];

		plain &= c->plain;
		for (uint32_t k = 0; k < c->copies; k++)
			by_chunk += tie(c->at[k], c->start, c->length);
	}
	if (!btrfs_tree(s, BTRFS_TREE_DEVICE, &root))
		return 0;
	rc = btrfs_seek(&at, s, root, (struct btrfs_key){ s->device, BTRFS_KEY_DEVICE_EXTENT, 0 }, why, f);
	while (rc == 0 && (rc = btrfs_next(&at, &item, f)) == 0 && item.key.id == s->device &&
	       item.key.type == BTRFS_KEY_DEVICE_EXTENT) {
		if (++n % 4096 == 0 && watch_check(s->base.watch, f) < 0)
			return -1;
		if (item.data.n >= DX_BYTES) {
			by_device += tie(item.key.offset, le64(item.data.p + DX_CHUNK), le64(item.data.p + DX_LENGTH));
			used += le64(item.data.p + DX_LENGTH);
		}
	}
	if (rc < 0)
		return -1;
	if (!at.damaged && plain && by_chunk != by_device)
		fs_remark(&s->base, false, S_CHUNKS_DIFFER);
	return at.damaged ? 0 : check_item(s, used, f);
}

/* Checksums are taken away with the extent that they are of. What the log has given out lies over the rest. */
static void check_summed(struct btrfs *s, const struct btrfs_ranges *summed)
{
	for (size_t i = 0; i < summed->v.n && !summed->cut && !s->in_use.cut && s->logged_use.n == 0; i++)
		if (!btrfs_space_covers(&s->in_use, summed->v.v[i].offset, summed->v.v[i].length)) {
			fs_remark(&s->base, false, S_SUMS_WITHOUT_BYTES);
			return;
		}
}

/* The log written for fsync names and unnames what the trees hold: nothing is held against it. */
int btrfs_check(struct fs *base, const struct fs_census *c, struct fault *f)
{
	struct btrfs_checking k = { .s = (struct btrfs *)base, .c = c, .cap = 1024 };
	struct btrfs *s = k.s;
	uint64_t at, length;
	int rc = 0;

	k.v = (struct dir_names *)calloc(k.cap, sizeof *k.v);
	if (k.v == NULL)
		return fault_memory(f, k.cap * sizeof *k.v);
	/* what the tree of extents says of itself is told while it is read */
	if (btrfs_next_free(base, 0, &at, &length, f) < 0 || btrfs_space_summed(s, &k.summed, f) < 0)
		rc = -1;
	for (size_t i = 0; rc == 0 && i < s->roots.n; i++) {
		const struct btrfs_root *r = &s->roots.v[i];
		bool newest = i + 1 == s->roots.n || s->roots.v[i + 1].id != r->id;

		if (!newest)
			continue;
		if (fs_census_of(c, (struct fs_id){ r->id, BTRFS_FIRST_FREE }) == 0)
			rc = check_root(s, r, f);
		else if (s->log.n == 0)
			rc = check_tree(&k, r, f);
	}
	fs_tell_oddities(base, &k.x);
	if (rc == 0)
		rc = check_device(s, f);
	if (rc == 0)
		check_summed(s, &k.summed);
	VEC_RELEASE(&k.summed.v);
	free(k.v);
	return rc;
}
