/*
 * fs/btrfs/space.c - logical space: what the records of extents say is used, and which of it has checksums. Each record is
 * judged by itself and against its chunk, and what was counted against the counts that the kernel keeps of it.
 */
#include "fs/btrfs/btrfs.h"

#include "core/sentence.h"

#include "fs/private.h"

#include <stdlib.h>

enum {
	OF_DATA = 1, OF_TREE = 2, /* flags of a record */
	REF_OWNER = 172, REF_TREE = 176, REF_DATA = 178, REF_SHARED_TREE = 182, REF_SHARED_DATA = 184,
	REF_ROOT = 1,        /* offset, behind the kind */
	REF_COUNT_BYTES = 4, /* of data: at its end */
};

struct space_chunk { /* beside each chunk: what was counted in it, and what its group of blocks says */
	uint64_t counted, said;
	unsigned groups;
};

struct space_reading {
	struct btrfs *s;
	struct btrfs_ranges *into;
	struct space_chunk *v; /* as many as there are chunks */
	uint64_t end;          /* of the record before */
	uint64_t counted;
	bool odd, groupless;
};

/* Ranges come in the order of their starts, and neighbours become one. */
static int add(struct btrfs *s, struct btrfs_ranges *u, uint64_t offset, uint64_t length, struct fault *f)
{
	struct btrfs_range *last = u->v.n > 0 ? &u->v.v[u->v.n - 1] : NULL;

	if (last != NULL && last->offset + last->length == offset && length <= UINT64_MAX - offset) {
		last->length += length;
		return 0;
	}
	if (length > UINT64_MAX - offset || !FS_ROOM(&s->base, space_ranges, u->v.n)) {
		u->cut = true;
		return 0;
	}
	return VEC_PUSH(&u->v, ((struct btrfs_range){ offset, length }), f);
}

static int by_offset(const void *a, const void *b)
{
	const struct btrfs_range *x = (const struct btrfs_range *)a, *y = (const struct btrfs_range *)b;

	if (x->offset != y->offset)
		return x->offset < y->offset ? -1 : 1;
	return x->length < y->length ? -1 : x->length > y->length;
}

/* ---- records of extents ------------------------------------------------------------------------------------- */

/* Bytes of a reference within a record; 0: of no kind that is known. */
static size_t reference_bytes(uint8_t kind)
{
	switch (kind) {
	case REF_OWNER:
	case REF_TREE:
	case REF_SHARED_TREE:
		return 9;
	case REF_SHARED_DATA:
		return 13;
	case REF_DATA:
		return 29;
	default:
		return 0;
	}
}

/* Chunks of the system hold the tree of chunks, and nothing else does. */
static bool tree_fits(uint64_t tree, uint64_t chunk)
{
	bool system = (chunk & BTRFS_CHUNK_SYSTEM) != 0;

	return (system && (chunk & BTRFS_CHUNK_METADATA) != 0) || system == (tree == BTRFS_TREE_CHUNK);
}

/* A record names those who use the extent as far as they fit; each user counts, and no more may be named than counted. */
static bool references_hold(struct span rest, uint64_t users, uint64_t chunk)
{
	uint64_t named = 0;

	while (rest.n > 0) {
		uint8_t kind = *rest.p;
		size_t n = reference_bytes(kind);

		if (n == 0 || n > rest.n || (kind == REF_TREE && !tree_fits(le64(rest.p + REF_ROOT), chunk)))
			return false;
		if (kind == REF_DATA || kind == REF_SHARED_DATA)
			named += le32(rest.p + n - REF_COUNT_BYTES);
		else
			named += kind != REF_OWNER;
		rest = span_from(rest, n);
	}
	return named <= users;
}

/* By what the kernel refuses: written later than the superblock, used by nobody, of no kind or of two, between sectors, over the
 * one before, or where no chunk of its kind is. */
static bool record_holds(const struct space_reading *r, const struct btrfs_item *i, uint64_t length)
{
	const struct btrfs *s = r->s;
	const struct btrfs_chunk *c = btrfs_chunk_of(&s->chunks, i->key.id);
	bool skinny = i->key.type == BTRFS_KEY_METADATA_ITEM;
	uint64_t flags, kind;
	size_t head;

	if (i->data.n < RC_BYTES || le64(i->data.p + RC_GENERATION) > s->generation || le64(i->data.p) == 0)
		return false;
	flags = le64(i->data.p + RC_FLAGS);
	kind = flags & (OF_DATA | OF_TREE);
	head = kind == OF_TREE && !skinny ? RC_BYTES + RC_TREE : RC_BYTES;
	if ((kind != OF_DATA && kind != OF_TREE) || (skinny && (kind != OF_TREE || i->key.offset >= BTRFS_LEVELS)) || i->data.n < head)
		return false;
	if (length == 0 || i->key.id % s->sector != 0 || length % s->sector != 0 || i->key.id < r->end)
		return false;
	if (c == NULL || length > c->length - (i->key.id - c->start) ||
	    (c->type & (kind == OF_DATA ? BTRFS_CHUNK_DATA : BTRFS_CHUNK_METADATA | BTRFS_CHUNK_SYSTEM)) == 0)
		return false;
	return references_hold(span_from(i->data, head), le64(i->data.p), c->type);
}

static int take_extent(struct space_reading *r, const struct btrfs_item *i, struct fault *f)
{
	uint64_t length = i->key.type == BTRFS_KEY_EXTENT_ITEM ? i->key.offset : r->s->node;
	const struct btrfs_chunk *c = btrfs_chunk_of(&r->s->chunks, i->key.id);

	if (!record_holds(r, i, length))
		r->odd = true;
	else
		r->end = i->key.id + length;
	r->counted += length;
	if (c != NULL)
		r->v[c - r->s->chunks.v.v].counted += length;
	return add(r->s, r->into, i->key.id, length, f);
}

/* A chunk has one group of blocks, of the same place, length and kind, which counts what of it is used. */
static void take_group(struct space_reading *r, const struct btrfs_item *i)
{
	const struct btrfs_chunk *c = btrfs_chunk_of(&r->s->chunks, i->key.id);
	struct space_chunk *x = c == NULL ? NULL : &r->v[c - r->s->chunks.v.v];

	if (x == NULL || c->start != i->key.id || c->length != i->key.offset || i->data.n < BG_BYTES ||
	    le64(i->data.p + BG_FLAGS) != c->type || x->groups++ > 0)
		r->groupless = true;
	else
		x->said = le64(i->data.p);
}

static int walk(struct space_reading *r, struct btrfs_root root, bool *damaged, struct fault *f)
{
	OWNED(btrfs_cursor) struct btrfs_cursor c;
	struct btrfs_item item;
	char why[FS_WHY] = "";
	int rc;

	memset(&c, 0, sizeof c);
	rc = btrfs_seek(&c, r->s, root, (struct btrfs_key){ 0, 0, 0 }, why, f);
	for (uint64_t n = 0; rc == 0 && (rc = btrfs_next(&c, &item, f)) == 0; n++) {
		if (n % 4096 == 0 && watch_check(r->s->base.watch, f) < 0)
			return -1;
		if (item.key.type == BTRFS_KEY_EXTENT_ITEM || item.key.type == BTRFS_KEY_METADATA_ITEM)
			rc = take_extent(r, &item, f);
		else if (item.key.type == BTRFS_KEY_GROUP)
			take_group(r, &item);
	}
	if (c.damaged) {
		*damaged = true;
		r->into->cut = true;
		fs_remark(&r->s->base, false, S_TREE_EXTENTS_CANNOT, why);
	}
	return rc < 0 ? -1 : 0;
}

static void tell(const struct space_reading *r)
{
	struct btrfs *s = r->s;
	bool differ = r->counted != s->used, groupless = r->groupless;

	for (size_t i = 0; i < s->chunks.v.n; i++) {
		groupless |= r->v[i].groups == 0;
		differ |= r->v[i].groups == 1 && r->v[i].counted != r->v[i].said;
	}
	if (groupless)
		fs_remark(&s->base, false, S_CHUNKS_GROUPS_DIFFER);
	if (differ)
		fs_remark(&s->base, false, S_USED_NOT_COUNTED);
}

int btrfs_space_used(struct btrfs *s, struct btrfs_ranges *out, struct fault *f)
{
	struct space_reading r = { .s = s, .into = out };
	struct btrfs_root root;
	bool damaged = false;
	int rc;

	if (!btrfs_tree(s, BTRFS_TREE_EXTENT, &root)) {
		out->cut = true;
		return 0;
	}
	r.v = (struct space_chunk *)calloc(s->chunks.v.n + 1, sizeof *r.v);
	if (r.v == NULL)
		return fault_memory(f, (s->chunks.v.n + 1) * sizeof *r.v);
	rc = walk(&r, root, &damaged, f);
	if (rc == 0 && btrfs_tree(s, BTRFS_TREE_GROUPS, &root)) /* newer file systems keep the groups apart */
		rc = walk(&r, root, &damaged, f);
	if (r.odd)
		fs_remark(&s->base, false, S_EXTENT_RECORDS_ODD);
	if (rc == 0 && !damaged)
		tell(&r);
	free(r.v);
	for (size_t i = 0; rc == 0 && i < s->logged_use.n; i++)
		rc = add(s, out, s->logged_use.v[i].offset, s->logged_use.v[i].length, f);
	if (out->v.n > 1)
		qsort(out->v.v, out->v.n, sizeof *out->v.v, by_offset);
	return rc;
}

/* ---- checksums ---------------------------------------------------------------------------------------------- */

int btrfs_space_summed(struct btrfs *s, struct btrfs_ranges *out, struct fault *f)
{
	OWNED(btrfs_cursor) struct btrfs_cursor c;
	struct btrfs_root root;
	struct btrfs_item item;
	char why[FS_WHY] = "";
	int rc;

	memset(&c, 0, sizeof c);
	if (s->sum_size == 0 || !btrfs_tree(s, BTRFS_TREE_SUMS, &root)) {
		out->cut = true;
		return 0;
	}
	rc = btrfs_seek(&c, s, root, (struct btrfs_key){ 0, 0, 0 }, why, f);
	for (uint64_t n = 0; rc == 0 && (rc = btrfs_next(&c, &item, f)) == 0; n++) {
		if (n % 4096 == 0 && watch_check(s->base.watch, f) < 0)
			return -1;
		if (item.key.type == BTRFS_KEY_SUM)
			rc = add(s, out, item.key.offset, item.data.n / s->sum_size * s->sector, f);
	}
	out->cut |= c.damaged;
	return rc < 0 ? -1 : 0;
}

bool btrfs_space_covers(const struct btrfs_ranges *u, uint64_t offset, uint64_t length)
{
	size_t low = LOWER_BOUND(u->v.n, mid, u->v.v[mid].offset <= offset);
	const struct btrfs_range *x = low > 0 ? &u->v.v[low - 1] : NULL;

	return x != NULL && offset - x->offset < x->length && length <= x->length - (offset - x->offset);
}
