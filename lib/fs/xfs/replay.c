/*
 * fs/xfs/replay.c - what a mount would write back from the log, kept in memory: images of blocks. Buffers of the
 * log patch blocks, inodes of the log patch slots, freed buffers (cancelled) are passed over, and what the disk
 * has from later on stays.
 */
#include "fs/xfs/log.h"

#include "core/sentence.h"

#include <stdio.h>
#include <stdlib.h>

enum { TORN_MOST = 64 }; /* records at the end that may not be whole */

struct image {
	uint64_t block; /* plus 1; 0: empty */
	uint8_t *bytes;
};

struct cancelled {
	uint64_t daddr;
	uint32_t length;
	uint64_t order; /* of the transaction that says so */
};

struct xfs_overlay {
	struct image *v;
	size_t n, cap;
};

struct replay {
	struct xfs *s;
	struct xfs_overlay *o;
	VEC(struct cancelled) cancelled;
	uint64_t order;
	bool second, full;
};

void xfs_overlay_free(struct xfs_overlay *o)
{
	if (o == NULL)
		return;
	for (size_t i = 0; i < o->cap; i++)
		free(o->v[i].bytes);
	free(o->v);
	free(o);
}

static size_t slot_of(const struct xfs_overlay *o, uint64_t block)
{
	size_t i = (size_t)(block * 0x9E3779B97F4A7C15ull >> 20) & (o->cap - 1);

	while (o->v[i].block != 0 && o->v[i].block != block + 1)
		i = (i + 1) & (o->cap - 1);
	return i;
}

const uint8_t *xfs_replayed(const struct xfs *s, uint64_t block)
{
	const struct xfs_overlay *o = s->overlay;

	return o == NULL || o->cap == 0 ? NULL : o->v[slot_of(o, block)].bytes;
}

static int grow(struct xfs_overlay *o, struct fault *f)
{
	struct xfs_overlay bigger = { NULL, o->n, o->cap == 0 ? 1024 : o->cap * 2 };

	if (o->n * 2 < o->cap)
		return 0;
	bigger.v = (struct image *)calloc(bigger.cap, sizeof *bigger.v);
	if (bigger.v == NULL)
		return fault_memory(f, bigger.cap * sizeof *bigger.v);
	for (size_t i = 0; i < o->cap; i++)
		if (o->v[i].block != 0)
			bigger.v[slot_of(&bigger, o->v[i].block - 1)] = o->v[i];
	free(o->v);
	*o = bigger;
	return 0;
}

/* The block's image, made from the disk when there is none; NULL in *out: no room or no such block. */
static int image_of(struct replay *r, uint64_t block, uint8_t **out, struct fault *f)
{
	struct xfs *s = r->s;
	struct image *i;

	*out = NULL;
	if (block >= s->blocks)
		return 0;
	if (grow(r->o, f) < 0)
		return -1;
	i = &r->o->v[slot_of(r->o, block)];
	if (i->block == 0) {
		if (r->o->n >= XFS_OVERLAY_MOST / s->bs) {
			r->full = true;
			return 0;
		}
		i->bytes = (uint8_t *)calloc(1, s->bs);
		if (i->bytes == NULL)
			return fault_memory(f, s->bs);
		if (xfs_raw_block(s, block, i->bytes, f) < 0) {
			free(i->bytes);
			i->bytes = NULL;
			return -1;
		}
		i->block = block + 1;
		r->o->n++;
	}
	*out = i->bytes;
	return 0;
}

static int put(struct replay *r, uint64_t byte, struct span bytes, struct fault *f)
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

	if (x->daddr != y->daddr)
		return x->daddr < y->daddr ? -1 : 1;
	if (x->length != y->length)
		return x->length < y->length ? -1 : 1;
	return x->order < y->order ? -1 : x->order > y->order;
}

/* Freed in this transaction or a later one. */
static bool is_cancelled(const struct replay *r, uint64_t daddr, uint32_t length)
{
	const struct cancelled key = { daddr, length, r->order };
	size_t low = 0, high = r->cancelled.n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (by_place(&r->cancelled.v[mid], &key) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low < r->cancelled.n && r->cancelled.v[low].daddr == daddr && r->cancelled.v[low].length == length;
}

/* Where a block of this magic keeps the place in the log it was last written from; 0: it has none. */
static size_t lsn_at(const uint8_t *b, size_t *uuid)
{
	switch (be32(b)) {
	case 0x41423342: case 0x41423343: case 0x49414233: case 0x46494233: case 0x524D4233: case 0x52334643:
		*uuid = 32;
		return 24;
	case 0x424D4133:
		*uuid = 40;
		return 32;
	case 0x58414746:
		*uuid = 64;
		return 208;
	case 0x5841464C:
		*uuid = 8;
		return 24;
	case 0x58414749:
		*uuid = 296;
		return 320;
	case 0x58444233: case 0x58444433: case 0x58444633:
		*uuid = 24;
		return 16;
	case 0x58534C4D:
		*uuid = 16;
		return 48;
	default:
		*uuid = 32;
		return be16(b + 8) == 0x3DF1 || be16(b + 8) == 0x3DFF || be16(b + 8) == 0x3EBE || be16(b + 8) == 0x3BEE ? 24 : 0;
	}
}

/* True when what stands there was written later than this. */
static int newer(struct replay *r, uint64_t byte, uint64_t lsn, bool *out, struct fault *f)
{
	uint8_t b[512];
	const uint8_t *image = xfs_replayed(r->s, byte / r->s->bs);
	size_t at, uuid = 0;

	*out = false;
	if (!r->s->v5)
		return 0;
	if (image != NULL)
		memcpy(b, image + byte % r->s->bs / 512 * 512, 512);
	else if (media_read(r->s->base.media, byte, b, 512, f) < 0)
		return -1;
	at = lsn_at(b, &uuid);
	*out = at != 0 && memcmp(b + uuid, r->s->uuid, 16) == 0 && be64(b + at) != 0 && be64(b + at) != UINT64_MAX &&
	       be64(b + at) >= lsn;
	return 0;
}

static int replay_buffer(struct replay *r, const struct xfs_item *i, struct fault *f)
{
	struct span head = xfs_item_part(i, 0);
	uint64_t daddr = host64(i->big, head.p + 8);
	uint32_t words, length = host16(i->big, head.p + 6);
	uint16_t flags = host16(i->big, head.p + 4);
	size_t region = 1;
	bool later;

	if (head.n < 24 || daddr > r->s->blocks * (r->s->bs / 512))
		return 0;
	if (!r->second)
		return (flags & XFS_BUF_CANCEL) != 0 ? VEC_PUSH(&r->cancelled, ((struct cancelled){ daddr, length, r->order }), f) : 0;
	if ((flags & (XFS_BUF_CANCEL | XFS_BUF_INODES)) != 0 || is_cancelled(r, daddr, length))
		return 0;
	if (newer(r, daddr * 512, i->lsn, &later, f) < 0)
		return -1;
	words = host32(i->big, head.p + 16);
	if (later || words > (head.n - 20) / 4)
		return 0;
	for (uint32_t bit = 0; bit < words * 32 && region < i->n;) {
		uint32_t from = bit;
		struct span data = xfs_item_part(i, region);

		while (bit < words * 32 && (host32(i->big, head.p + 20 + 4 * (bit / 32)) >> bit % 32 & 1) != 0 &&
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
	c = xfs_crc(b, s->inode_size, 100);
	for (size_t i = 0; i < 4; i++)
		b[100 + i] = (uint8_t)(c >> 8 * i);
}

static void patch_fork(const struct xfs *s, const struct xfs_item *i, uint8_t *b)
{
	uint32_t fields = host32(i->big, xfs_item_part(i, 0).p + 4);
	struct span data = xfs_item_part(i, 2);
	size_t from = b[4] >= 3 ? 176 : 100, room = s->inode_size - from;
	uint8_t root[XFS_INODE_MOST];

	if (b[82] != 0 && (size_t)b[82] * 8 < room)
		room = (size_t)b[82] * 8;
	if ((fields & XFS_ILOG_DBROOT) != 0) {
		if (xfs_log_root(s, data, root, room) > 0)
			memcpy(b + from, root, room);
	} else if ((fields & (XFS_ILOG_DDATA | XFS_ILOG_DEXT)) != 0 && data.n > 0) {
		memcpy(b + from, data.p, data.n < room ? data.n : room);
	}
}

static int replay_inode(struct replay *r, const struct xfs_item *i, struct fault *f)
{
	struct xfs *s = r->s;
	struct span head = xfs_item_part(i, 0);
	uint64_t number, block;
	uint8_t core[176], *image;
	uint32_t byte;

	if (!r->second || head.n < 56 || !xfs_log_inode(i, core))
		return 0;
	number = host64(i->big, head.p + 16);
	if (!xfs_inode_place(s, number, &block, &byte) ||
	    is_cancelled(r, host64(i->big, head.p + 40), host32(i->big, head.p + 48) / 512))
		return 0;
	if (image_of(r, block, &image, f) < 0)
		return -1;
	if (image == NULL)
		return 0;
	image += byte;
	if (be16(image) == 0x494E && image[4] >= 3 && be64(image + 112) != UINT64_MAX && be64(image + 112) > i->lsn)
		return 0;
	memcpy(image, core, core[4] >= 3 ? 176 : 100);
	if (core[4] >= 3)
		store_be(image + 112, i->lsn, 8);
	patch_fork(s, i, image);
	set_sum(s, image);
	return 0;
}

/* Fresh slots of a new chunk. */
static int replay_create(struct replay *r, const struct xfs_item *i, struct fault *f)
{
	struct xfs *s = r->s;
	struct span head = xfs_item_part(i, 0);
	uint32_t length;
	uint64_t first;

	if (!r->second || !s->v5 || head.n < 28 || be32(head.p + 16) != s->inode_size)
		return 0;
	length = be32(head.p + 20);
	first = xfs_group_block(s, be32(head.p + 4), be32(head.p + 8));
	if (first == XFS_NULL || length > XFS_CHUNK || is_cancelled(r, first * (s->bs / 512), length * (s->bs / 512)))
		return 0;
	for (uint32_t k = 0; k < length * s->per_block; k++) {
		uint64_t number = ((uint64_t)be32(head.p + 4) << s->group_log | be32(head.p + 8)) << s->per_block_log | 0, block;
		uint8_t *b;

		number += k;
		block = first + k / s->per_block;
		if (image_of(r, block, &b, f) < 0)
			return -1;
		if (b == NULL)
			return 0;
		b += (size_t)(k % s->per_block) * s->inode_size;
		memset(b, 0, s->inode_size);
		store_be(b, 0x494E, 2);
		b[4] = 3;
		memcpy(b + 92, head.p + 24, 4);
		store_be(b + 96, 0xFFFFFFFF, 4);
		store_be(b + 152, number, 8);
		memcpy(b + 160, s->uuid, 16);
		set_sum(s, b);
	}
	return 0;
}

/* Within a transaction: buffers, then everything else. */
static int one_transaction(void *user, const struct xfs_item *items, size_t n, struct fault *f)
{
	struct replay *r = (struct replay *)user;

	r->order++;
	for (size_t i = 0; i < n; i++)
		if (items[i].type == XFS_ITEM_BUFFER && xfs_item_part(&items[i], 0).n >= 24 && replay_buffer(r, &items[i], f) < 0)
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
	*out = body.n >= 12 && (body.p[9] & 0x20) != 0;
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

int xfs_replay(struct xfs *s, struct fault *f)
{
	const struct xfs_log_record *last = last_record(s, head_of(s->log)), **records = NULL;
	struct replay r = { .s = s };
	bool clean = true;
	size_t n = 0;
	int rc;

	if (last == NULL)
		return 0;
	rc = unmounted(s, last, &clean, f);
	if (rc != 0 || clean)
		return rc;
	s->base.facts.dirty = true;
	r.o = s->overlay = (struct xfs_overlay *)calloc(1, sizeof *r.o);
	if (r.o == NULL)
		return fault_memory(f, sizeof *r.o);
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
		fs_remark(&s->base, true, S_LOG_CHANGES_MORE, (uint64_t)XFS_OVERLAY_MOST >> 20);
	free(records);
	VEC_RELEASE(&r.cancelled);
	for (size_t i = 0; i < XFS_CACHE_BYTES / s->bs; i++)
		s->cache[i].block = UINT64_MAX;
	return rc;
}
