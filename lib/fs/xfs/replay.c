/*
 * fs/xfs/replay.c - what a mount would write back from the log, kept in memory: images of blocks. Buffers of the
 * log patch blocks, inodes of the log patch slots, freed buffers (cancelled) are passed over, and what the disk
 * has from later on stays.
 */
#include "fs/xfs/log.h"

#include "core/sentence.h"

#include <stdio.h>
#include <stdlib.h>

enum { SECTOR = 512 };
enum { TORN_MOST = 64 }; /* format: records at the end that may not be whole; eight are written at once (XLOG_MAX_ICLOGS) */

struct cancelled {
	uint64_t daddr;
	uint32_t length;
	uint64_t order; /* of the transaction that says so */
};

struct xfs_replaying {
	struct xfs *s;
	VEC(struct cancelled) cancelled;
	uint64_t order;
	bool second, full;
};

/* The block's image, made from the disk when there is none; NULL in *out: no room or no such block. */
static int image_of(struct xfs_replaying *r, uint64_t block, uint8_t **out, struct fault *f)
{
	struct xfs *s = r->s;

	*out = block >= s->blocks ? NULL : fs_images_get(&s->overlay, block);
	if (*out != NULL || block >= s->blocks)
		return 0;
	if (fs_images_add(&s->overlay, block, out, f) < 0)
		return -1;
	if (*out == NULL) {
		r->full = true;
		watch_bite(s->base.watch, LIMIT_replay_bytes, s->bs);
	}
	return *out != NULL && xfs_raw_block(s, block, *out, f) < 0 ? -1 : 0;
}

/* The images are what a mount would write; the media is never written. */
static int put(struct xfs_replaying *r, uint64_t byte, struct span bytes, struct fault *f)
{
	while (bytes.n > 0) {
		size_t at = (size_t)(byte % r->s->bs), n = r->s->bs - at < bytes.n ? r->s->bs - at : bytes.n;
		uint8_t *image;

		if (image_of(r, byte / r->s->bs, &image, f) < 0)
			return -1;
		if (image != NULL)
			memcpy(image + at, bytes.p, n);
		byte += n;
		bytes = span_from(bytes, n);
	}
	return 0;
}

/* ---- buffers ---------------------------------------------------------------------------------------------- */

static int by_place(const void *a, const void *b)
{
	const struct cancelled *x = (const struct cancelled *)a, *y = (const struct cancelled *)b;

	return ORDER(x->daddr, y->daddr) ?: ORDER(x->length, y->length) ?: ORDER(x->order, y->order);
}

/* Freed in this transaction or a later one. */
static bool is_cancelled(const struct xfs_replaying *r, uint64_t daddr, uint32_t length)
{
	const struct cancelled key = { daddr, length, r->order };
	size_t low = LOWER_BOUND(r->cancelled.n, mid, by_place(&r->cancelled.v[mid], &key) < 0);
	return low < r->cancelled.n && r->cancelled.v[low].daddr == daddr && r->cancelled.v[low].length == length;
}

/* Where a block of this magic keeps the place in the log it was last written from; 0: it has none. */
static size_t lsn_at(const uint8_t *b, size_t *uuid)
{
	switch (be32(b)) {
	case XFS_BNO_MAGIC: case XFS_CNT_MAGIC: case XFS_INO_MAGIC: case XFS_FINO_MAGIC: case XFS_RMAP_MAGIC: case XFS_REFC_MAGIC:
		*uuid = BT_SHORT_UUID;
		return BT_SHORT_LSN;
	case XFS_BMAP_MAGIC:
		*uuid = BT_LONG_UUID;
		return BT_LONG_LSN;
	case XFS_AGF_MAGIC:
		*uuid = AGF_UUID;
		return AGF_LSN;
	case XFS_AGFL_MAGIC:
		*uuid = AGFL_UUID;
		return AGFL_LSN;
	case XFS_AGI_MAGIC:
		*uuid = AGI_UUID;
		return AGI_LSN;
	case XFS_DIR_SINGLE: case XFS_DIR_DATA: case XFS_DIR_FREE:
		*uuid = DD_UUID;
		return DD_LSN;
	case XFS_LINK_MAGIC:
		*uuid = LINK_UUID;
		return LINK_LSN;
	default:
		*uuid = DA_UUID;
		return be16(b + DA_MAGIC) == XFS_DIR_LEAF_ONE || be16(b + DA_MAGIC) == XFS_DIR_LEAF || be16(b + DA_MAGIC) == XFS_DA_NODE ||
		                       be16(b + DA_MAGIC) == XFS_ATTR_LEAF
		               ? DA_LSN
		               : 0;
	}
}

/* True when what stands there was written later than this. */
static int newer(struct xfs_replaying *r, uint64_t byte, uint64_t lsn, bool *out, struct fault *f)
{
	uint8_t b[SECTOR];
	const uint8_t *image = xfs_replayed(r->s, byte / r->s->bs);
	size_t at, uuid = 0;

	*out = false;
	if (!r->s->v5)
		return 0;
	if (image != NULL)
		memcpy(b, image + byte % r->s->bs / SECTOR * SECTOR, SECTOR);
	else if (media_read(r->s->base.media, byte, b, SECTOR, f) < 0)
		return -1;
	at = lsn_at(b, &uuid);
	*out = at != 0 && memcmp(b + uuid, r->s->uuid, 16) == 0 && be64(b + at) != 0 && be64(b + at) != UINT64_MAX &&
	       be64(b + at) >= lsn;
	return 0;
}

static int replay_buffer(struct xfs_replaying *r, const struct xfs_item *i, struct fault *f)
{
	struct span head = xfs_item_part(i, 0);
	uint64_t daddr = host64(i->big, head.p + LB_DADDR);
	uint32_t words, length = host16(i->big, head.p + LB_LENGTH);
	uint16_t flags = host16(i->big, head.p + LB_FLAGS);
	size_t region = 1;
	bool later;

	if (head.n < LB_MAP + 4 || daddr > r->s->blocks * (r->s->bs / 512))
		return 0;
	if (!r->second)
		return (flags & XFS_BUF_CANCEL) != 0 ? VEC_PUSH(&r->cancelled, ((struct cancelled){ daddr, length, r->order }), f) : 0;
	if ((flags & (XFS_BUF_CANCEL | XFS_BUF_INODES)) != 0 || is_cancelled(r, daddr, length))
		return 0;
	if (newer(r, daddr * 512, i->lsn, &later, f) < 0)
		return -1;
	words = host32(i->big, head.p + LB_WORDS);
	if (later || words > (head.n - LB_MAP) / 4)
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
		if (put(r, daddr * 512 + (uint64_t)from * XFS_BUF_CHUNK, span_sub(data, 0, (size_t)(bit - from) * XFS_BUF_CHUNK), f) < 0)
			return -1;
		region++;
	}
	return 0;
}

/* ---- inodes ------------------------------------------------------------------------------------------------ */

static void store_be(uint8_t *p, uint64_t v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		p[i] = (uint8_t)(v >> 8 * (n - 1 - i));
}

static void set_sum(const struct xfs *s, uint8_t *b)
{
	uint32_t c;

	if (!s->v5)
		return;
	c = xfs_crc(b, s->inode_size, IN_SUM);
	for (size_t i = 0; i < 4; i++)
		b[IN_SUM + i] = (uint8_t)(c >> 8 * i);
}

static void patch_fork(const struct xfs *s, const struct xfs_item *i, uint8_t *b)
{
	uint32_t fields = host32(i->big, xfs_item_part(i, 0).p + LN_FIELDS);
	struct span data = xfs_item_part(i, 2);
	size_t from = b[IN_VERSION] >= 3 ? IN_BYTES : IN_BYTES2, room = s->inode_size - from;
	uint8_t root[XFS_INODE_MOST];

	if (b[IN_FORK] != 0 && (size_t)b[IN_FORK] * 8 < room)
		room = (size_t)b[IN_FORK] * 8;
	if ((fields & XFS_ILOG_DBROOT) != 0) {
		if (xfs_log_root(s, data, root, room) > 0)
			memcpy(b + from, root, room);
	} else if ((fields & (XFS_ILOG_DDATA | XFS_ILOG_DEXT)) != 0 && data.n > 0) {
		memcpy(b + from, data.p, data.n < room ? data.n : room);
	}
}

/* An inode that the disk has from a later position of the log stays. */
static int replay_inode(struct xfs_replaying *r, const struct xfs_item *i, struct fault *f)
{
	struct xfs *s = r->s;
	struct span head = xfs_item_part(i, 0);
	uint64_t number, block;
	uint8_t core[IN_BYTES], *image;
	uint32_t byte;

	if (!r->second || head.n < LN_BYTES || !xfs_log_inode(i, core))
		return 0;
	number = host64(i->big, head.p + LN_NUMBER);
	if (!xfs_inode_address(s, number, &block, &byte) ||
	    is_cancelled(r, host64(i->big, head.p + LN_DADDR), host32(i->big, head.p + LN_LENGTH) / 512))
		return 0;
	if (image_of(r, block, &image, f) < 0)
		return -1;
	if (image == NULL)
		return 0;
	image += byte;
	if (be16(image) == XFS_INODE_MAGIC && image[IN_VERSION] >= 3 && be64(image + IN_LSN) != UINT64_MAX && be64(image + IN_LSN) > i->lsn)
		return 0;
	memcpy(image, core, core[IN_VERSION] >= 3 ? IN_BYTES : IN_BYTES2);
	if (core[IN_VERSION] >= 3)
		store_be(image + IN_LSN, i->lsn, 8);
	patch_fork(s, i, image);
	set_sum(s, image);
	return 0;
}

/* Fresh slots of a new chunk. */
static int replay_create(struct xfs_replaying *r, const struct xfs_item *i, struct fault *f)
{
	struct xfs *s = r->s;
	struct span head = xfs_item_part(i, 0);
	uint32_t length;
	uint64_t first;

	if (!r->second || !s->v5 || head.n < LC_BYTES || be32(head.p + LC_INODE_SIZE) != s->inode_size)
		return 0;
	length = be32(head.p + LC_LENGTH);
	first = xfs_group_block(s, be32(head.p + LC_GROUP), be32(head.p + LC_BLOCK));
	if (first == XFS_NULL || length > XFS_CHUNK || is_cancelled(r, first * (s->bs / 512), length * (s->bs / 512)))
		return 0;
	for (uint32_t k = 0; k < length * s->per_block; k++) {
		uint64_t number = ((uint64_t)be32(head.p + LC_GROUP) << s->group_log | be32(head.p + LC_BLOCK)) << s->per_block_log, block;
		uint8_t *b;

		number += k;
		block = first + k / s->per_block;
		if (image_of(r, block, &b, f) < 0)
			return -1;
		if (b == NULL)
			return 0;
		b += (size_t)(k % s->per_block) * s->inode_size;
		memset(b, 0, s->inode_size);
		store_be(b, XFS_INODE_MAGIC, 2);
		b[IN_VERSION] = 3;
		memcpy(b + IN_GENERATION, head.p + LC_GENERATION, 4);
		store_be(b + IN_UNLINKED, 0xFFFFFFFF, 4);
		store_be(b + IN_NUMBER, number, 8);
		memcpy(b + IN_UUID, s->uuid, 16);
		set_sum(s, b);
	}
	return 0;
}

/* Within a transaction: buffers, then everything else. */
static int one_transaction(void *user, const struct xfs_item *items, size_t n, struct fault *f)
{
	struct xfs_replaying *r = (struct xfs_replaying *)user;

	r->order++;
	for (size_t i = 0; i < n; i++)
		if (items[i].type == XFS_ITEM_BUFFER && xfs_item_part(&items[i], 0).n >= LB_MAP + 4 && replay_buffer(r, &items[i], f) < 0)
			return -1;
	for (size_t i = 0; i < n; i++) {
		if (items[i].type == XFS_ITEM_INODE && replay_inode(r, &items[i], f) < 0)
			return -1;
		if (items[i].type == XFS_ITEM_ICREATE && replay_create(r, &items[i], f) < 0)
			return -1;
	}
	return 0;
}

/* ---- head and tail --------------------------------------------------------------------------------------------- */

/* The first sector of the older lap: where the next record would be written. */
static uint32_t head_of(const struct xfs_log *l)
{
	uint32_t i = 1;

	if (l->stamp[0] == 0)
		return 0;
	while (i < l->sectors && l->stamp[i] == l->stamp[0])
		i++;
	return i == l->sectors ? 0 : i;
}

static bool before_head(const struct xfs_log *l, const struct xfs_log_record *r, uint32_t head)
{
	uint32_t cycle = (uint32_t)(r->lsn >> 32);

	return cycle == (r->sector < head || head == 0 ? l->stamp[0] : l->stamp[0] - 1);
}

/* The last record before the head that stands whole: the newest may be torn. */
static const struct xfs_log_record *last_record(struct xfs *s, uint32_t head)
{
	const struct xfs_log *l = s->log;
	uint64_t below = UINT64_MAX;

	for (unsigned tries = 0; tries < TORN_MOST; tries++) {
		const struct xfs_log_record *best = NULL;

		for (size_t i = 0; i < l->records.n; i++)
			if (l->records.v[i].lsn < below && before_head(l, &l->records.v[i], head) &&
			    (best == NULL || l->records.v[i].lsn > best->lsn))
				best = &l->records.v[i];
		if (best == NULL || xfs_log_sums(s, best))
			return best;
		below = best->lsn;
	}
	return NULL;
}

/* One operation that says so, and nothing after it. */
static int unmounted(struct xfs *s, const struct xfs_log_record *last, bool *out, struct fault *f)
{
	OWNED(buf) struct buf body = BUF_INIT;
	bool whole;

	*out = false;
	if (last->ops != 1)
		return 0;
	if (xfs_log_body(s, last, &body, &whole, f) < 0)
		return -1;
	*out = body.n >= LO_BYTES && (body.p[LO_FLAGS] & XFS_OP_UNMOUNT) != 0;
	return 0;
}

static int active(struct xfs *s, const struct xfs_log_record *last, const struct xfs_log_record ***out, size_t *n,
                  struct fault *f)
{
	const struct xfs_log *l = s->log;
	uint32_t at = (uint32_t)last->tail;
	const struct xfs_log_record **v = (const struct xfs_log_record **)calloc(l->records.n + 1, sizeof *v);
	uint64_t before = 0;

	*out = v;
	*n = 0;
	if (v == NULL)
		return fault_memory(f, l->records.n * sizeof *v);
	while (*n < l->records.n) {
		const struct xfs_log_record *r = xfs_log_at(l, at % l->sectors);

		if (r == NULL || r->lsn <= before || r->lsn > last->lsn || r->lsn < last->tail || !xfs_log_sums(s, r))
			break;
		v[(*n)++] = r;
		if (r == last)
			return 0;
		before = r->lsn;
		at = r->sector + r->heads + (r->length + 511) / 512;
	}
	fs_remark(&s->base, true, S_LOG_BREAKS_AFTER, *n);
	return 0;
}

/* Twice over the active records: first what was freed (cancelled), then what is to be put in place unless freed later. */
int xfs_replay(struct xfs *s, struct fault *f)
{
	const struct xfs_log_record *last = last_record(s, head_of(s->log)), **records = NULL;
	struct xfs_replaying r = { .s = s };
	bool clean = true;
	size_t n = 0;
	int rc;

	if (last == NULL)
		return 0;
	rc = unmounted(s, last, &clean, f);
	if (rc != 0 || clean)
		return rc;
	s->base.facts.dirty = true;
	fs_images_init(&s->overlay, s->bs, (size_t)(s->base.limits.replay_bytes / s->bs));
	rc = active(s, last, &records, &n, f);
	if (rc == 0)
		rc = xfs_log_walk(s, records, n, false, one_transaction, &r, f);
	r.second = true;
	r.order = 0;
	if (r.cancelled.n > 1)
		qsort(r.cancelled.v, r.cancelled.n, sizeof *r.cancelled.v, by_place);
	if (rc == 0)
		rc = xfs_log_walk(s, records, n, false, one_transaction, &r, f);
	if (r.full)
		fs_remark(&s->base, true, S_LOG_CHANGES_MORE, (uint64_t)(s->base.limits.replay_bytes >> 20));
	free(records);
	VEC_RELEASE(&r.cancelled);
	fs_cache_forget(&s->cache);
	return rc;
}
