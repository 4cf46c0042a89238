/*
 * fs/btrfs/dead_leaf.c - what leaves of any generation say of inodes that live no more. Numbers of inodes are never
 * used again within a subvolume, so tree and number name one life. Leaves come newest first: what a newer one said
 * is not taken again from an older one.
 */
#include "fs/btrfs/dead.h"

#include <stdlib.h>

#define TREE_RELOC 0xFFFFFFFFFFFFFFF8ull /* -8: blocks being moved by a balance */
#define LAST_FREE 0xFFFFFFFFFFFFFF00ull  /* -256: last number of a subvolume */

static uint64_t id_hash(struct fs_id id)
{
	uint64_t key[2] = { id.tree, id.inode };

	return seen_hash(3, span_make(key, sizeof key));
}

static uint64_t name_hash(struct fs_id parent, struct fs_id id, struct span name)
{
	uint64_t key[3] = { parent.tree, parent.inode, id.inode };

	return seen_hash(seen_hash(5, span_make(key, sizeof key)), name);
}

/* ---- what lives ------------------------------------------------------------------------------------------- */

/* What lives is no dead thing, however often an old leaf has it. */
static int note_living(struct btrfs_dead *d, uint64_t tree, struct btrfs_key key, struct span data, struct fault *f)
{
	struct fs_id id = { tree, key.id };
	struct btrfs_entry e;
	int rc = 0;

	if (key.type == BTRFS_KEY_INODE)
		return seen_before(&d->living, id_hash(id), f) < 0 ? -1 : 0;
	while (rc >= 0 && key.type == BTRFS_KEY_DIR_INDEX && btrfs_next_entry(&data, &e))
		rc = seen_before(&d->living_names, name_hash(id, (struct fs_id){ tree, e.to.id }, e.name), f);
	return rc < 0 ? -1 : 0;
}

static bool is_subvolume(uint64_t id)
{
	return id == BTRFS_TREE_FS || (id >= BTRFS_FIRST_FREE && id <= LAST_FREE);
}

int old_living(struct btrfs *s, struct btrfs_dead *d, struct fault *f)
{
	OWNED(btrfs_cursor) struct btrfs_cursor c;
	struct btrfs_item item;
	char why[FS_WHY];
	int rc = 0;

	memset(&c, 0, sizeof c);
	for (size_t i = 0; rc >= 0 && i < s->roots.n; i++) {
		uint64_t tree = s->roots.v[i].id;

		if (!is_subvolume(tree) || (i + 1 < s->roots.n && s->roots.v[i + 1].id == tree))
			continue;
		rc = btrfs_seek(&c, s, s->roots.v[i], (struct btrfs_key){ 0, 0, 0 }, why, f);
		while (rc == 0 && (rc = btrfs_next(&c, &item, f)) == 0)
			rc = note_living(d, tree, item.key, item.data, f);
	}
	for (size_t i = 0; rc >= 0 && i < s->log.n; i++)
		rc = note_living(d, s->log.v[i].tree, s->log.v[i].key, s->log.v[i].data, f);
	return rc < 0 ? -1 : 0;
}

/* ---- log trees -------------------------------------------------------------------------------------------- */

static int by_address(const void *a, const void *b)
{
	const struct log_block *x = (const struct log_block *)a, *y = (const struct log_block *)b;

	if (x->bytenr != y->bytenr)
		return x->bytenr < y->bytenr ? -1 : 1;
	return x->generation < y->generation ? -1 : x->generation > y->generation;
}

/* The subvolume whose log a block belongs to; the top one where nothing tells. */
static uint64_t log_tree(const struct btrfs_dead *d, const struct old_block *b)
{
	struct log_block key = { b->bytenr, b->generation, 0 };
	const struct log_block *x = d->log.n == 0 ? NULL
	                                          : (const struct log_block *)bsearch(&key, d->log.v, d->log.n, sizeof key,
	                                                                              by_address);

	return x == NULL ? BTRFS_TREE_FS : x->tree;
}

static int load(struct btrfs *s, struct btrfs_dead *d, const struct old_block *b, struct fault *f)
{
	int rc = media_read(s->base.media, b->where, d->block, s->node, f);

	return rc == 0 && !btrfs_node_holds(s, d->block) ? FS_DAMAGED : rc;
}

static int note_roots(struct btrfs *s, struct btrfs_dead *d, const struct old_block *b, struct fault *f)
{
	uint32_t n = le32(d->block + NB_ITEMS);

	for (uint32_t i = 0; i < n; i++) {
		struct btrfs_item item = btrfs_leaf_item(d->block, i, b->where);

		if (item.key.id == BTRFS_TREE_LOG && item.key.type == BTRFS_KEY_ROOT && item.data.n >= RT_BYTES &&
		    VEC_PUSH(&d->log, ((struct log_block){ le64(item.data.p + RT_BYTENR), le64(item.data.p + RT_GENERATION), item.key.offset }),
		             f) < 0)
			return -1;
	}
	(void)s;
	return 0;
}

static int note_children(struct btrfs_dead *d, uint64_t tree, struct fault *f)
{
	uint32_t n = le32(d->block + NB_ITEMS);

	for (uint32_t i = 0; i < n; i++) {
		const uint8_t *p = d->block + NB_BYTES + (size_t)i * NP_BYTES;

		if (VEC_PUSH(&d->log, ((struct log_block){ le64(p + NP_BLOCK), le64(p + NP_GENERATION), tree }), f) < 0)
			return -1;
	}
	return 0;
}

/* From the log's roots down, one level after the other. Most logs are one block. */
static int read_logs(struct btrfs *s, struct btrfs_dead *d, struct fault *f)
{
	for (unsigned level = BTRFS_LEVELS; level > 0; level--) {
		unsigned now = level == BTRFS_LEVELS ? 0 : level;

		if (d->log.n > 1)
			qsort(d->log.v, d->log.n, sizeof *d->log.v, by_address);
		for (size_t i = 0; i < d->blocks.n && OLD_ROOM(d, d->log.n / 4); i++) {
			const struct old_block *b = &d->blocks.v[i];
			uint64_t tree = log_tree(d, b);
			int rc;

			if (b->owner != BTRFS_TREE_LOG || b->level != now)
				continue;
			rc = load(s, d, b, f);
			if (rc < 0 || (rc == 0 && (now == 0 ? note_roots(s, d, b, f) : note_children(d, tree, f)) < 0))
				return -1;
		}
	}
	if (d->log.n > 1)
		qsort(d->log.v, d->log.n, sizeof *d->log.v, by_address);
	return 0;
}

/* ---- items ------------------------------------------------------------------------------------------------- */

struct leaf_taking {
	struct btrfs *s;
	struct btrfs_dead *d;
	const struct old_block *b;
	uint64_t tree;
	enum dead_method method;
	struct fs_id state_id; /* of the inode met last in this leaf, and its state in d->nodes; SIZE_MAX: none */
	size_t state;
};

/* 0: new; 1: said before. */
static int said(struct leaf_taking *t, const struct btrfs_item *i, struct span data, struct fault *f)
{
	uint64_t key[4] = { t->tree, i->key.id, i->key.type, i->key.offset };

	return seen_before(&t->d->items_seen, seen_hash(seen_hash(11, span_make(key, sizeof key)), data), f);
}

static bool full(struct leaf_taking *t, size_t n)
{
	return !OLD_ROOM(t->d, n);
}

static int take_time(struct leaf_taking *t, const uint8_t *inode, const struct fs_node *n, struct fault *f)
{
	struct old_time x = { le64(inode + IN_TRANSACTION), when_cmp(n->mtime, n->ctime) > 0 ? n->mtime : n->ctime };
	uint64_t key[2] = { x.generation, (uint64_t)x.time.sec };
	int rc = seen_before(&t->d->times_seen, seen_hash(13, span_make(key, sizeof key)), f);

	if (rc != 0 || full(t, t->d->times.n))
		return rc < 0 ? -1 : 0;
	return VEC_PUSH(&t->d->times, x, f);
}

/* One state of an inode: newest leaves come first, so of the same the newest leaf is kept. */
static int take_state(struct leaf_taking *t, const struct btrfs_item *i, struct fs_id id, const struct fs_node *node, struct fault *f)
{
	struct old_node x = { .method = (uint8_t)t->method, .generation = le64(i->data.p + IN_TRANSACTION), .where = i->where,
		              .last = t->b->generation, .node = *node };
	uint64_t key[7] = { id.tree, id.inode, x.generation, (uint64_t)node->mtime.sec, node->mtime.nsec,
		            (uint64_t)node->ctime.sec ^ (uint64_t)node->ctime.nsec << 32, node->nlink };
	int rc = seen_before(&t->d->items_seen, seen_hash(17, span_make(key, sizeof key)), f);

	if (rc != 0 || full(t, t->d->nodes.n))
		return rc < 0 ? -1 : 0;
	t->state_id = id;
	t->state = t->d->nodes.n;
	return VEC_PUSH(&t->d->nodes, x, f);
}

static int take_inode(struct leaf_taking *t, const struct btrfs_item *i, struct fault *f)
{
	struct fs_id id = { t->tree, i->key.id };
	struct fs_node node;
	uint64_t size[1];
	struct old_size z;
	int rc;

	if (i->data.n < IN_BYTES)
		return 0;
	btrfs_node_of(t->s, i->data.p, id, &node);
	if (take_time(t, i->data.p, &node, f) < 0)
		return -1;
	if (seen_has(&t->d->living, id_hash(id)))
		return 0;
	rc = take_state(t, i, id, &node, f);
	if (rc < 0 || node.kind != ENTRY_FILE || node.size == 0)
		return rc < 0 ? -1 : 0;
	size[0] = node.size;
	rc = said(t, i, span_make(size, sizeof size), f);
	if (rc != 0 || full(t, t->d->sizes.n))
		return rc < 0 ? -1 : 0;
	z = (struct old_size){ id, node.size, node.generation, t->b->generation, i->where, (uint8_t)t->method };
	return VEC_PUSH(&t->d->sizes, z, f);
}

/* An extent kept in the leaf lies beside its inode: where the bytes of a small file stood is known by that. */
static int take_extent(struct leaf_taking *t, const struct btrfs_item *i, struct fault *f)
{
	struct old_extent x = { .id = { t->tree, i->key.id }, .generation = t->b->generation, .where = i->where,
		                .method = (uint8_t)t->method };
	char why[FS_WHY];
	int rc;

	if (seen_has(&t->d->living, id_hash(x.id)))
		return 0;
	if (btrfs_extent(t->s, i->key.offset, i->data, i->where, &x.p, why) != 0 || x.p.length == 0 ||
	    x.p.at > UINT64_MAX - x.p.length)
		return 0;
	if (t->state != SIZE_MAX && fs_id_cmp(t->state_id, x.id) == 0 && x.p.at == 0 && x.p.logical == 0 && !x.p.hole &&
	    x.p.compression == 0)
		t->d->nodes.v[t->state].beside = x.p.where;
	rc = said(t, i, i->data, f);
	if (rc != 0 || full(t, t->d->extents.n))
		return rc < 0 ? -1 : 0;
	return VEC_PUSH(&t->d->extents, x, f);
}

static int take_name(struct leaf_taking *t, struct fs_id parent, struct fs_id id, uint8_t type, struct span name,
                     uint64_t where, struct fault *f)
{
	struct old_name x = { .method = (uint8_t)t->method, .type = type, .parent = parent, .id = id,
		              .generation = t->b->generation, .where = where, .time = t->b->time };
	uint64_t hash = name_hash(parent, id, name);
	int rc;

	if (!btrfs_plausible_name(name) || seen_has(&t->d->living_names, hash))
		return 0;
	rc = seen_before(&t->d->items_seen, hash, f);
	if (rc != 0 || full(t, t->d->names.n))
		return rc < 0 ? -1 : 0;
	if (arena_span(&t->d->arena, name, &x.name, f) < 0)
		return -1;
	return VEC_PUSH(&t->d->names, x, f);
}

static int take_entries(struct leaf_taking *t, const struct btrfs_item *i, struct fault *f)
{
	struct span rest = i->data;
	struct btrfs_entry e;

	while (btrfs_next_entry(&rest, &e)) {
		struct fs_id id = { e.to.type == BTRFS_KEY_ROOT ? e.to.id : t->tree,
			            e.to.type == BTRFS_KEY_ROOT ? BTRFS_FIRST_FREE : e.to.id };

		if (take_name(t, (struct fs_id){ t->tree, i->key.id }, id, e.type, e.name,
		              i->where + (uint64_t)(e.name.p - i->data.p), f) < 0)
			return -1;
	}
	return 0;
}

static int take_links(struct leaf_taking *t, const struct btrfs_item *i, struct fault *f)
{
	struct btrfs_hardlink h = { .dir = i->key.offset };
	struct span rest = i->data;

	while (btrfs_next_hardlink(&rest, i->key.type == BTRFS_KEY_EXTREF, &h))
		if (take_name(t, (struct fs_id){ t->tree, h.dir }, (struct fs_id){ t->tree, i->key.id }, 0, h.name,
		              i->where + (uint64_t)(h.name.p - i->data.p), f) < 0)
			return -1;
	return 0;
}

static int take_item(struct leaf_taking *t, const struct btrfs_item *i, struct fault *f)
{
	switch (i->key.type) {
	case BTRFS_KEY_INODE:
		return take_inode(t, i, f);
	case BTRFS_KEY_EXTENT:
		return take_extent(t, i, f);
	case BTRFS_KEY_DIR_INDEX:
	case BTRFS_KEY_DIR_ITEM:
		return take_entries(t, i, f);
	case BTRFS_KEY_REF:
	case BTRFS_KEY_EXTREF:
		return take_links(t, i, f);
	default:
		return 0;
	}
}

/* ---- leaves --------------------------------------------------------------------------------------------------- */

static int read_leaf(struct leaf_taking *t, struct fault *f)
{
	uint32_t n = le32(t->d->block + NB_ITEMS);
	int rc = 0;

	for (uint32_t i = 0; rc == 0 && i < n; i++) {
		struct btrfs_item item = btrfs_leaf_item(t->d->block, i, t->b->where);

		rc = take_item(t, &item, f);
	}
	return rc;
}

/* Chunks that are no more, newest first: old extents are found through them. */
/* A balance moves everything to new chunks and gives the old ones up: extents of leaves from before are in those. */
static int read_chunks(struct btrfs *s, struct btrfs_dead *d, struct fault *f)
{
	for (size_t k = 0; k < d->blocks.n; k++) {
		const struct old_block *b = &d->blocks.v[k];
		int rc = b->owner == BTRFS_TREE_CHUNK && b->level == 0 ? load(s, d, b, f) : FS_DAMAGED;
		uint32_t n = rc == 0 ? le32(d->block + NB_ITEMS) : 0;

		if (rc < 0)
			return -1;
		for (uint32_t i = 0; i < n; i++) {
			struct btrfs_item item = btrfs_leaf_item(d->block, i, b->where);

			if (item.key.type == BTRFS_KEY_CHUNK && btrfs_chunk_of(&s->chunks, item.key.offset) == NULL &&
			    btrfs_chunk_item(s, &s->former, item.key.offset, b->generation, item.data, f) < 0)
				return -1;
		}
	}
	btrfs_chunks_sort(&s->former);
	return 0;
}

int old_leaves_read(struct btrfs *s, struct btrfs_dead *d, struct fault *f)
{
	if (read_chunks(s, d, f) < 0 || read_logs(s, d, f) < 0)
		return -1;
	for (size_t k = 0; k < d->blocks.n; k++) {
		const struct old_block *b = &d->blocks.v[k];
		struct leaf_taking t = { .s = s, .d = d, .b = b, .tree = b->owner, .method = DEAD_STALE_LEAF, .state = SIZE_MAX };
		int rc;

		if (b->level != 0 || (!is_subvolume(b->owner) && b->owner != BTRFS_TREE_LOG && b->owner != TREE_RELOC))
			continue;
		if (b->owner == BTRFS_TREE_LOG) {
			t.tree = log_tree(d, b);
			t.method = DEAD_LOG_TREE;
		} else if (b->owner == TREE_RELOC) {
			t.tree = BTRFS_TREE_FS;
		}
		if (k % 256 == 0 && watch_check(s->base.watch, f) < 0)
			return -1;
		rc = load(s, d, b, f);
		if (rc < 0 || (rc == 0 && read_leaf(&t, f) < 0))
			return -1;
	}
	return 0;
}
