/*
 * fs/xfs/dead_log.c - the whole log read for what it still tells, whatever its head and tail say: inodes with their maps as they
 * were logged, parts of directories, blocks of extents, ranges that were freed, owners of mapped ranges.
 */
#include "fs/images.h"
#include "fs/xfs/dead.h"

#include "base/keyed.h"

#include <stdlib.h>

enum { OWNER_ATTR = 1u << 31, OWNER_TREE = 1u << 30, RMAP_MAP = 1, RMAP_UNMAP = 3 };

struct mapped { /* by an intent about owners */
	uint64_t owner, at, block, n, sequence, where;
	bool gone;
};

struct log_search {
	struct xfs *s;
	struct xfs_dead *d;
	struct fs_images images; /* tree blocks, put together from what was logged of them */
	VEC(struct mapped) mapped;
};

/* ---- inodes ------------------------------------------------------------------------------------------- */

static int logged_directory(struct log_search *q, const struct xfs_item *i, const struct xfs_inode *x, struct fault *f)
{
	struct xfs_naming n = { .s = q->s, .d = q->d, .method = DEAD_JOURNAL_DIRENT, .parent = x->number, .sequence = i->lsn,
		            .where = x->where, .known = true, .parent_generation = be32(x->b + IN_GENERATION) };
	struct dir_state state = { .inode = x->number, .sequence = i->lsn, .generation = be32(x->b + IN_GENERATION) };
	struct span data = xfs_item_part(i, 2);
	struct fs_node node;

	xfs_node(q->s, x, &node);
	n.seen = state.changed = node.mtime;
	state.whole = (host32(i->big, i->data + i->r[0].at + LN_FIELDS) & XFS_ILOG_DDATA) != 0 && data.n >= DS_UP + 4;
	if (dead_room(&q->d->found, q->d->dirs.n) && VEC_PUSH(&q->d->dirs, state, f) < 0)
		return -1;
	return state.whole ? xfs_dead_short(&n, data, data.n, XFS_NAMES_LIVE, f) : 0;
}

/* The log has an inode each time it changed: size and map are of that moment, and either may be missing. */
static int logged_file(struct log_search *q, const struct xfs_item *i, const struct xfs_inode *x, struct fault *f)
{
	struct inode_state state = { .method = DEAD_JOURNAL_INODE, .inode = x->number, .generation = be32(x->b + IN_GENERATION),
		               .sequence = i->lsn, .where = x->where, .size = be64(x->b + IN_SIZE) };
	struct xfs_map map = { { NULL, 0, 0 }, 0, 0 };
	struct span data = xfs_item_part(i, 2);
	uint64_t end = 0;
	int rc = 0;

	if (state.size <= DEAD_SMALL)
		state.changed = be64(x->b + IN_MTIME);
	if ((host32(i->big, i->data + i->r[0].at + LN_FIELDS) & XFS_ILOG_DEXT) == 0)
		data = SPAN_NONE;
	for (size_t k = 0; rc == 0 && (k + 1) * EXTENT_BYTES <= data.n; k++) {
		struct xfs_piece p;

		if (!xfs_record(q->s, data.p + EXTENT_BYTES * k, &p) || p.at < end)
			break;
		end = p.at + p.n;
		rc = VEC_PUSH(&map.v, p, f);
	}
	if (rc == 0)
		rc = xfs_dead_state(q->d, state, map.v.v, map.v.n, f);
	VEC_RELEASE(&map.v);
	return rc;
}

static int logged_inode(struct log_search *q, const struct xfs_item *i, struct fault *f)
{
	struct span head = xfs_item_part(i, 0);
	struct xfs_inode x = { .where = i->n > 1 ? i->r[1].where : 0, .n = IN_BYTES };
	enum entry_kind kind;
	bool lives;

	if (head.n < LN_BYTES || !xfs_log_inode(i, x.b))
		return 0;
	x.number = host64(i->big, head.p + LN_NUMBER);
	if (x.b[IN_VERSION] >= 3 && be64(x.b + IN_NUMBER) != x.number)
		return 0;
	kind = fs_kind_of_mode(be16(x.b + IN_MODE));
	if (be16(x.b + IN_MODE) == 0)
		return xfs_dead_node(q->s, q->d, &x, DEAD_JOURNAL_INODE, i->lsn, f);
	if (xfs_dead_lives(q->s, x.number, be32(x.b + IN_GENERATION), &lives, f) < 0)
		return -1;
	if (kind == ENTRY_DIR && logged_directory(q, i, &x, f) < 0)
		return -1;
	if (xfs_dead_node(q->s, q->d, &x, DEAD_JOURNAL_INODE, i->lsn, f) < 0)
		return -1;
	return kind == ENTRY_FILE && !lives ? logged_file(q, i, &x, f) : 0;
}

/* ---- buffers --------------------------------------------------------------------------------------------- */

/* The image of a tree block, begun from what the disk has when that is one at this place; NULL: no room. */
static int image_of(struct log_search *q, uint64_t block, bool make, uint8_t **out, struct fault *f)
{
	struct xfs *s = q->s;

	*out = fs_images_get(&q->images, block);
	if (*out != NULL || !make)
		return 0;
	if (fs_images_add(&q->images, block, out, f) < 0)
		return -1;
	if (*out == NULL)
		watch_bite(s->base.watch, LIMIT_dead_images, s->bs);
	if (*out != NULL && xfs_raw_block(s, block, *out, f) < 0)
		return -1;
	if (*out != NULL && (be32(*out) != XFS_BMAP_MAGIC || be64(*out + BT_LONG_DADDR) != block * (s->bs / 512)))
		memset(*out, 0, s->bs);
	return 0;
}

static size_t owner_slot(const struct owned_block *v, size_t cap, uint64_t block)
{
	size_t i = (size_t)keyed_word(block) & (cap - 1);

	while (v[i].block != 0 && v[i].block != block + 1)
		i = (i + 1) & (cap - 1);
	return i;
}

static int set_owner(struct xfs_dead *d, uint64_t block, uint64_t owner, struct fault *f)
{
	size_t cap = d->owners_cap == 0 ? 1024 : d->owners_cap * 2, i;

	if (d->owners_n * 2 >= d->owners_cap) {
		struct owned_block *v = (struct owned_block *)calloc(cap, sizeof *v);

		if (v == NULL)
			return fault_memory(f, cap * sizeof *v);
		for (i = 0; i < d->owners_cap; i++)
			if (d->owners[i].block != 0)
				v[owner_slot(v, cap, d->owners[i].block - 1)] = d->owners[i];
		free(d->owners);
		d->owners = v;
		d->owners_cap = cap;
	}
	i = owner_slot(d->owners, d->owners_cap, block);
	d->owners_n += d->owners[i].block == 0;
	d->owners[i] = (struct owned_block){ block + 1, owner };
	return 0;
}

/* Whose directory the block is: by the logged header, by one logged before, by what the disk has there. */
static int owner_of(struct log_search *q, uint64_t block, struct span part, size_t from, uint64_t *out, struct fault *f)
{
	const struct xfs_dead *d = q->d;
	uint8_t b[DD_BYTES];

	*out = 0;
	if (from == 0 && part.n >= DD_BYTES && xfs_is_dir_block(q->s, part.p) && memcmp(part.p + DD_UUID, q->s->uuid, 16) == 0) {
		*out = be64(part.p + DD_OWNER);
		return set_owner(q->d, block, *out, f);
	}
	if (d->owners_cap > 0 && d->owners[owner_slot(d->owners, d->owners_cap, block)].block != 0) {
		*out = d->owners[owner_slot(d->owners, d->owners_cap, block)].owner;
		return 0;
	}
	if (media_read(q->s->base.media, block * q->s->bs, b, sizeof b, f) < 0)
		return -1;
	if (xfs_is_dir_block(q->s, b) && memcmp(b + DD_UUID, q->s->uuid, 16) == 0)
		*out = be64(b + DD_OWNER);
	return 0;
}

/* `part` of the buffer at `daddr`, from byte `from` on. */
static int logged_part(struct log_search *q, const struct xfs_item *i, uint64_t daddr, struct span part, size_t from,
                       uint64_t where, struct fault *f)
{
	struct xfs *s = q->s;
	uint64_t byte = daddr * 512, block = byte / s->bs;
	struct xfs_naming n = { .s = s, .d = q->d, .method = DEAD_JOURNAL_DIRENT, .sequence = i->lsn, .where = where };
	uint8_t *image;

	if (byte % s->bs == 0 && owner_of(q, block, part, from, &n.parent, f) < 0)
		return -1;
	if (n.parent != 0)
		return xfs_dead_dir_part(&n, part, from, f);
	if (byte % s->bs != 0 || from + part.n > s->bs ||
	    image_of(q, block, from == 0 && part.n >= 4 && be32(part.p) == XFS_BMAP_MAGIC, &image, f) < 0)
		return byte % s->bs != 0 || from + part.n > s->bs ? 0 : -1;
	if (image == NULL)
		return 0;
	memcpy(image + from, part.p, part.n);
	return 0;
}

static int logged_buffer(struct log_search *q, const struct xfs_item *i, struct fault *f)
{
	struct span head = xfs_item_part(i, 0);
	struct xfs *s = q->s;
	uint64_t daddr = head.n < LB_MAP + 4 ? 0 : host64(i->big, head.p + LB_DADDR);
	uint32_t words = head.n < LB_MAP + 4 ? 0 : host32(i->big, head.p + LB_WORDS);
	size_t region = 1;
	uint8_t *image;

	if (head.n < LB_MAP + 4 || daddr >= s->blocks * (s->bs / 512) || words > (head.n - LB_MAP) / 4 ||
	    (host16(i->big, head.p + LB_FLAGS) & (XFS_BUF_CANCEL | XFS_BUF_INODES)) != 0)
		return 0;
	for (uint32_t bit = 0; bit < words * 32 && region < i->n;) {
		uint32_t from = bit;
		struct span data = xfs_item_part(i, region);

		while (bit < words * 32 && (host32(i->big, head.p + LB_MAP + 4 * (bit / 32)) >> bit % 32 & 1) != 0 &&
		       (size_t)(bit - from) * XFS_BUF_CHUNK < data.n)
			bit++;
		if (bit == from) {
			bit++;
			continue;
		}
		if (logged_part(q, i, daddr, span_sub(data, 0, (size_t)(bit - from) * XFS_BUF_CHUNK), (size_t)from * XFS_BUF_CHUNK,
		                i->r[region].where, f) < 0)
			return -1;
		region++;
	}
	if (daddr * 512 % s->bs != 0 || image_of(q, daddr * 512 / s->bs, false, &image, f) < 0)
		return daddr * 512 % s->bs != 0 ? 0 : -1;
	if (image == NULL || be32(image) != XFS_BMAP_MAGIC)
		return 0;
	return xfs_dead_leaf(s, q->d, daddr * 512 / s->bs, image, i->r[0].where, i->lsn, f);
}

/* ---- intents --------------------------------------------------------------------------------------------- */

/* An intent to free (EFI) names the blocks that went together; kernels with 32 bits leave four bytes out. */
static int freed_ranges(struct log_search *q, const struct xfs_item *i, struct fault *f)
{
	struct span head = xfs_item_part(i, 0);
	uint32_t n = head.n < LE_RANGES ? 0 : host32(i->big, head.p + LE_COUNT);
	size_t each = n > 0 && (head.n - LE_RANGES) / n < LE_BYTES ? LE_BYTES32 : LE_BYTES;

	for (uint32_t k = 0; k < n && LE_RANGES + (k + 1) * each <= head.n; k++) {
		const uint8_t *e = head.p + LE_RANGES + k * each;
		uint64_t length = host32(i->big, e + LE_LENGTH), block = xfs_linear(q->s, host64(i->big, e), length);
		struct dead_range x = { i->lsn, i->r[0].where, block * q->s->bs, length * q->s->bs };

		if (block == XFS_NULL)
			continue;
		if (dead_add_range(&q->d->found, x, f) < 0)
			return -1;
	}
	return 0;
}

/* With rmapbt every mapping is announced (RUI): owner, place in the file and blocks, enough to put a file together. */
static int owned_ranges(struct log_search *q, const struct xfs_item *i, struct fault *f)
{
	struct span head = xfs_item_part(i, 0);
	uint32_t n = head.n < LE_RANGES ? 0 : host32(i->big, head.p + LE_COUNT);

	for (uint32_t k = 0; k < n && LE_RANGES + (k + 1) * (uint64_t)LM_BYTES <= head.n; k++) {
		const uint8_t *e = head.p + LE_RANGES + LM_BYTES * (size_t)k;
		uint32_t flags = host32(i->big, e + LM_FLAGS);
		struct mapped m = { .owner = host64(i->big, e), .at = host64(i->big, e + LM_AT), .n = host32(i->big, e + LM_LENGTH),
			            .sequence = i->lsn, .where = i->r[0].where, .gone = (flags & 255) == RMAP_UNMAP };

		m.block = xfs_linear(q->s, host64(i->big, e + LM_BLOCK), m.n);
		if (m.block == XFS_NULL || m.owner >> 56 != 0 || (flags & (OWNER_ATTR | OWNER_TREE)) != 0 ||
		    ((flags & 255) != RMAP_MAP && (flags & 255) != RMAP_UNMAP) || m.at >> 54 != 0)
			continue;
		if (dead_room(&q->d->found, q->mapped.n) && VEC_PUSH(&q->mapped, m, f) < 0)
			return -1;
	}
	return 0;
}

/* Of one owner and one direction in the order of the log; mapping goes up from the beginning of a file, unmapping
 * comes down from its end. */
static int by_owner(const void *a, const void *b)
{
	const struct mapped *x = (const struct mapped *)a, *y = (const struct mapped *)b;

	return ORDER(x->owner, y->owner) ?: ORDER(x->gone, y->gone) ?: ORDER(x->sequence, y->sequence) ?: ORDER(x->where, y->where)
	       ?: ORDER(x->at, y->at);
}

static int by_at(const void *a, const void *b)
{
	const struct xfs_piece *x = (const struct xfs_piece *)a, *y = (const struct xfs_piece *)b;

	return x->at < y->at ? -1 : x->at > y->at;
}

/* One stretch of the list as a file, when its pieces fill it from the beginning on. */
static int give_mapped(struct log_search *q, size_t from, size_t to, struct fault *f)
{
	const struct mapped *m = &q->mapped.v[from];
	struct xfs_map map = { { NULL, 0, 0 }, 0, 0 };
	struct dead_file x = { .method = DEAD_FREED_RANGE, .inode = m->owner, .sequence = m->sequence, .where = m->where };
	uint64_t end = 0;
	size_t n = 0;
	int rc = 0;

	for (size_t i = from; rc == 0 && i < to; i++) {
		const struct mapped *k = &q->mapped.v[i];

		rc = VEC_PUSH(&map.v, ((struct xfs_piece){ k->at, k->block, k->n, false }), f);
	}
	if (map.v.n > 1)
		qsort(map.v.v, map.v.n, sizeof *map.v.v, by_at);
	while (n < map.v.n && map.v.v[n].at == end)
		end += map.v.v[n++].n;
	if (rc == 0 && n > 0)
		rc = xfs_dead_file(q->s, q->d, x, map.v.v, n, f);
	VEC_RELEASE(&map.v);
	return rc;
}

static int join_mapped(struct log_search *q, struct fault *f)
{
	if (q->mapped.n > 1)
		qsort(q->mapped.v, q->mapped.n, sizeof *q->mapped.v, by_owner);
	for (size_t i = 0, to; i < q->mapped.n; i = to) {
		const struct mapped *v = q->mapped.v;
		struct fs_seen at = { NULL, 0, 0 };
		int rc = 0;

		for (to = i; rc == 0 && to < q->mapped.n && v[to].owner == v[i].owner && v[to].gone == v[i].gone; to += rc == 0)
			rc = seen_before(&at, v[to].at + 1, f); /* the same place again: the next file */
		seen_release(&at);
		if (rc < 0 || give_mapped(q, i, to, f) < 0)
			return -1;
	}
	return 0;
}

/* ---- all of it ---------------------------------------------------------------------------------------------- */

static int one_transaction(void *user, const struct xfs_item *items, size_t n, struct fault *f)
{
	struct log_search *q = (struct log_search *)user;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < n; i++)
		switch (items[i].type) {
		case XFS_ITEM_INODE:
			rc = logged_inode(q, &items[i], f);
			break;
		case XFS_ITEM_BUFFER:
			rc = logged_buffer(q, &items[i], f);
			break;
		case XFS_ITEM_EFI:
			rc = freed_ranges(q, &items[i], f);
			break;
		case XFS_ITEM_RUI:
			rc = owned_ranges(q, &items[i], f);
			break;
		default:
			break;
		}
	return rc;
}

static int by_lsn(const void *a, const void *b)
{
	const struct xfs_log_record *x = *(const struct xfs_log_record *const *)a;
	const struct xfs_log_record *y = *(const struct xfs_log_record *const *)b;

	return x->lsn < y->lsn ? -1 : x->lsn > y->lsn;
}

int xfs_dead_log(struct xfs *s, struct xfs_dead *d, struct fault *f)
{
	struct log_search q = { .s = s, .d = d };
	const struct xfs_log_record **v;
	int rc;

	if (s->log == NULL)
		return 0;
	fs_images_init(&q.images, s->bs, s->base.limits.dead_images / s->bs);
	v = (const struct xfs_log_record **)calloc(s->log->records.n + 1, sizeof *v);
	if (v == NULL)
		return fault_memory(f, s->log->records.n * sizeof *v);
	for (size_t i = 0; i < s->log->records.n; i++)
		v[i] = &s->log->records.v[i];
	if (s->log->records.n > 1)
		qsort(v, s->log->records.n, sizeof *v, by_lsn);
	rc = xfs_log_walk(s, v, s->log->records.n, true, one_transaction, &q, f);
	if (rc == 0)
		rc = join_mapped(&q, f);
	fs_images_release(&q.images);
	VEC_RELEASE(&q.mapped);
	free(v);
	return rc;
}
