/* fs/btrfs/inode.c - inodes, and directories by their index. */
#include "fs/btrfs/btrfs.h"

#include "core/sentence.h"

#include "fs/private.h"

#include <stdio.h>
#include <stdlib.h>

enum { STUB_INODE = 2 };

/* ---- one inode ------------------------------------------------------------------------------------------- */

void btrfs_node_of(const struct btrfs *s, const uint8_t *b, struct fs_id id, struct fs_node *out)
{
	uint64_t bytes = le64(b + IN_USED);

	memset(out, 0, sizeof *out);
	out->id = id;
	out->generation = le64(b + IN_GENERATION);
	out->size = le64(b + IN_SIZE);
	out->allocated = bytes > UINT64_MAX - s->sector ? bytes : (bytes + s->sector - 1) / s->sector * s->sector;
	out->nlink = le32(b + IN_LINKS);
	out->uid = le32(b + IN_UID);
	out->gid = le32(b + IN_GID);
	out->kind = fs_kind_of_mode(le32(b + IN_MODE));
	out->mode = le32(b + IN_MODE) & 07777;
	out->atime = btrfs_time(b + IN_ATIME);
	out->ctime = btrfs_time(b + IN_CTIME);
	out->mtime = btrfs_time(b + IN_MTIME);
	out->btime = btrfs_time(b + IN_BTIME);
}

int btrfs_inode(struct btrfs *s, struct fs_id id, uint8_t out[IN_BYTES], char why[FS_WHY], struct fault *f)
{
	OWNED(btrfs_cursor) struct btrfs_cursor c;
	struct btrfs_key key = { id.inode, BTRFS_KEY_INODE, 0 };
	const struct btrfs_logged *logged = btrfs_log_find(s, id.tree, key);
	struct btrfs_item item;
	struct btrfs_root root;
	int rc;

	memset(&c, 0, sizeof c);
	(void)sentence(why, FS_WHY, S_INODE_NOT_TREE, (uint64_t)id.inode,
	               (uint64_t)id.tree);
	if (logged != NULL && logged->data.n >= IN_BYTES) {
		memcpy(out, logged->data.p, IN_BYTES);
		return 0;
	}
	if (!btrfs_tree(s, id.tree, &root))
		return FS_END;
	rc = btrfs_seek(&c, s, root, key, why, f);
	if (rc == 0)
		rc = btrfs_next(&c, &item, f);
	if (rc == 0 && btrfs_key_cmp(item.key, key) == 0 && item.data.n >= IN_BYTES) {
		memcpy(out, item.data.p, IN_BYTES);
		return 0;
	}
	return rc < 0 ? -1 : c.damaged ? FS_DAMAGED : FS_END;
}

int btrfs_stat(struct fs *base, struct fs_id id, struct fs_node *out, char why[FS_WHY], struct fault *f)
{
	struct btrfs *s = (struct btrfs *)base;
	uint8_t b[IN_BYTES];
	int rc;

	memset(out, 0, sizeof *out);
	out->id = id;
	if ((id.tree & BTRFS_STUB) != 0) {
		out->kind = ENTRY_DIR;
		out->mode = 0755;
		out->nlink = 1;
		return 0;
	}
	rc = btrfs_inode(s, id, b, why, f);
	if (rc == 0)
		btrfs_node_of(s, b, id, out);
	return rc == FS_END ? FS_DAMAGED : rc;
}

/* ---- names ----------------------------------------------------------------------------------------------- */

struct btrfs_listing {
	struct btrfs *s;
	struct fs_id dir;
	struct fs_listing to;
	struct fs_seen logged, pairs; /* names that came from the log; with their inodes */
};

/* A subvolume hangs where its reference says; in snapshots of that place the kernel shows an empty directory. */
static struct fs_id id_of(const struct btrfs_listing *l, struct btrfs_key to, struct span name)
{
	const struct btrfs_ref *r;

	if (to.type != BTRFS_KEY_ROOT)
		return (struct fs_id){ l->dir.tree, to.id };
	r = btrfs_ref_of(l->s, l->dir.tree, to.id);
	if (r != NULL && r->dir == l->dir.inode && span_eq(r->name, name))
		return (struct fs_id){ to.id, BTRFS_FIRST_FREE };
	return (struct fs_id){ BTRFS_STUB | (l->dir.tree & 0x7FFFFFFF) << 32 | (to.id & 0xFFFFFFFF), STUB_INODE };
}

static int add_entries(struct btrfs_listing *l, struct span data, struct fault *f)
{
	struct btrfs_entry e;
	int rc = 0;

	while (rc == 0 && btrfs_next_entry(&data, &e))
		rc = fs_list_name(&l->to, e.name, id_of(l, e.to, e.name), fs_kind_of_type(e.type), f);
	if (rc == 0 && data.n > 0) {
		(void)sentence(l->to.why, FS_WHY, S_ENTRY_DIRECTORY_CANNOT);
		l->to.damaged = true;
	}
	return rc;
}

/* ---- names through the log ----------------------------------------------------------------------------------- */

/* One name by the log; 1: it was there. */
static int note_logged(struct btrfs_listing *l, uint64_t inode, struct span name, struct fault *f)
{
	int rc = seen_before(&l->logged, seen_hash(7, name), f);

	return rc < 0 ? -1 : seen_before(&l->pairs, seen_hash(inode, name), f);
}

static int add_logged_index(struct btrfs_listing *l, const struct btrfs_logged *x, struct fault *f)
{
	struct span rest = x->data;
	struct btrfs_entry e;

	while (btrfs_next_entry(&rest, &e))
		if (note_logged(l, e.to.id, e.name, f) < 0)
			return -1;
	return add_entries(l, x->data, f);
}

/* What the log says of this directory: entries, and names its inodes have by their own references. */
static int add_logged(struct btrfs_listing *l, struct fault *f)
{
	const struct btrfs *s = l->s;
	int rc = 0;

	for (size_t at = btrfs_log_at(s, l->dir.tree, (struct btrfs_key){ l->dir.inode, BTRFS_KEY_DIR_INDEX, 0 });
	     rc == 0 && at < s->log.n && s->log.v[at].tree == l->dir.tree && s->log.v[at].key.id == l->dir.inode &&
	     s->log.v[at].key.type == BTRFS_KEY_DIR_INDEX;
	     at++)
		rc = add_logged_index(l, &s->log.v[at], f);
	for (size_t at = btrfs_log_refs_at(s, l->dir.tree, l->dir.inode, 0);
	     rc == 0 && at < s->logged_refs.n && s->logged_refs.v[at].tree == l->dir.tree &&
	     s->logged_refs.v[at].dir == l->dir.inode;
	     at++) {
		const struct btrfs_logged_ref *r = &s->logged_refs.v[at];

		if (r->inode == l->dir.inode) /* the top directory refers to itself */
			continue;
		rc = note_logged(l, r->inode, r->name, f);
		if (rc == 0)
			rc = fs_list_name(&l->to, r->name, (struct fs_id){ l->dir.tree, r->inode }, ENTRY_UNSET, f);
		else if (rc == 1)
			rc = 0;
	}
	return rc;
}

static bool refers(const struct btrfs *s, uint64_t tree, uint64_t dir, uint64_t inode, struct span name)
{
	for (size_t i = btrfs_log_refs_at(s, tree, dir, inode);
	     i < s->logged_refs.n && s->logged_refs.v[i].tree == tree && s->logged_refs.v[i].dir == dir &&
	     s->logged_refs.v[i].inode == inode;
	     i++)
		if (span_eq(s->logged_refs.v[i].name, name))
			return true;
	return false;
}

/* Does the log take the entry at `index` of the tree's own directory away? */
static bool replaced(const struct btrfs_listing *l, uint64_t index, const struct btrfs_entry *e)
{
	const struct btrfs *s = l->s;
	struct btrfs_key key = { l->dir.inode, BTRFS_KEY_DIR_LOG, index };
	const struct btrfs_logged *x;
	size_t at;

	if (s->log.n == 0)
		return false;
	at = btrfs_log_at(s, l->dir.tree, key);
	x = at < s->log.n ? &s->log.v[at] : NULL;
	if ((x == NULL || x->tree != l->dir.tree || btrfs_key_cmp(x->key, key) != 0) && at > 0)
		x = &s->log.v[at - 1]; /* the range that begins before */
	if (x != NULL && x->tree == l->dir.tree && x->key.id == key.id && x->key.type == key.type && x->key.offset <= index &&
	    x->data.n >= 8 && index <= le64(x->data.p))
		return true;
	if (seen_has(&l->logged, seen_hash(7, e->name)))
		return true;
	if (e->to.type != BTRFS_KEY_INODE)
		return false;
	/* an inode that was logged has the names the log gives it, and no others */
	at = btrfs_log_at(s, l->dir.tree, (struct btrfs_key){ e->to.id, BTRFS_KEY_REF, 0 });
	return at < s->log.n && s->log.v[at].tree == l->dir.tree && s->log.v[at].key.id == e->to.id &&
	       s->log.v[at].key.type <= BTRFS_KEY_EXTREF && !refers(s, l->dir.tree, l->dir.inode, e->to.id, e->name);
}

static int add_from_tree(struct btrfs_listing *l, struct btrfs_cursor *c, struct fault *f)
{
	struct btrfs_item item;
	int rc;

	while ((rc = btrfs_next(c, &item, f)) == 0) {
		struct span first = item.data;
		struct btrfs_entry e;

		if (item.key.id != l->dir.inode || item.key.type != BTRFS_KEY_DIR_INDEX)
			return 0;
		if (btrfs_next_entry(&first, &e) && replaced(l, item.key.offset, &e))
			continue;
		rc = add_entries(l, item.data, f);
		if (rc != 0)
			return rc;
	}
	return rc < 0 ? -1 : 0;
}

int btrfs_list(struct fs *base, struct fs_id dir, struct fs_names *out, char why[FS_WHY], struct fault *f)
{
	OWNED(btrfs_cursor) struct btrfs_cursor c;
	struct btrfs_listing l = { .s = (struct btrfs *)base, .dir = dir, .to = { base, out, why, 255, false, false } };
	struct btrfs_root root;
	int rc = 0;

	memset(&c, 0, sizeof c);
	if ((dir.tree & BTRFS_STUB) != 0)
		return 0;
	if (!btrfs_tree(l.s, dir.tree, &root)) {
		(void)sentence(why, FS_WHY, S_THERE_NO_TREE, (uint64_t)dir.tree);
		return FS_DAMAGED;
	}
	rc = add_logged(&l, f);
	if (rc == 0)
		rc = btrfs_seek(&c, l.s, root, (struct btrfs_key){ dir.inode, BTRFS_KEY_DIR_INDEX, 0 }, why, f);
	if (rc == 0)
		rc = add_from_tree(&l, &c, f);
	seen_release(&l.logged);
	seen_release(&l.pairs);
	return rc == 0 && (l.to.damaged || c.damaged) ? FS_DAMAGED : rc;
}
