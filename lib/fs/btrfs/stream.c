/*
 * fs/btrfs/stream.c - the bytes of a file, decoded. Everything the stream needs is gathered when it is opened, so
 * that it may be read by another thread than the one that uses the file system.
 *
 * What is on the media is checked sector by sector against the tree of checksums where that has some; where one
 * does not hold, the next copy is tried.
 */
#include "fs/btrfs/btrfs.h"

#include "core/sentence.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { PLAIN_PART = 128 * 1024 };

struct btrfs_reading {
	struct stream base;
	const struct btrfs *s;  /* what is asked of it does not change while it is open */
	const struct watch *watch;
	struct btrfs_map map;   /* ascending, apart */
	VEC(uint64_t) sum_of;   /* logical address of each checksum, ascending */
	uint8_t *sums;          /* as many, sum_size each */
	uint32_t sum_size, sector;
	uint64_t size, at;
	size_t piece;
	uint8_t *packed, *plain; /* one decoded extent, or a part of a plain one */
	size_t packed_cap, plain_cap;
	size_t held_piece;      /* SIZE_MAX: none */
	uint64_t held_from, held_n; /* bytes of the piece's decoded extent that stand in `plain` */
	int outcome;
};

static int say(struct btrfs_reading *r, int outcome, const char *what, uint64_t where)
{
	(void)sentence(r->base.why, sizeof r->base.why, S_BYTE_LIES_AT, r->at,
	               where, what);
	return r->outcome = outcome;
}

static int room(uint8_t **p, size_t *cap, size_t n, struct fault *f)
{
	uint8_t *more;

	if (n <= *cap)
		return 0;
	more = (uint8_t *)realloc(*p, n);
	if (more == NULL)
		return fault_memory(f, n);
	*p = more;
	*cap = n;
	return 0;
}

/* ---- what lies on the media -------------------------------------------------------------------------------- */

/* NULL: none is known for that sector. */
static const uint8_t *sum_of(const struct btrfs_reading *r, uint64_t logical)
{
	size_t low = LOWER_BOUND(r->sum_of.n, mid, r->sum_of.v[mid] < logical);
	return low < r->sum_of.n && r->sum_of.v[low] == logical ? r->sums + low * r->sum_size : NULL;
}

static bool sums_hold(const struct btrfs_reading *r, uint64_t logical, struct span bytes)
{
	for (size_t at = 0; r->sum_of.n > 0 && at + r->sector <= bytes.n; at += r->sector) {
		const uint8_t *sum = sum_of(r, logical + at);

		if (sum != NULL && !btrfs_sums(r->s->sum_type, span_sub(bytes, at, r->sector), sum))
			return false;
	}
	return true;
}

/* n bytes of logical space from whole sectors of one chunk, by the first copy that holds. */
/* With several copies a sector that fails its checksum in one may hold in another: that is what copies are for. */
static int read_logical(struct btrfs_reading *r, uint64_t logical, uint8_t *into, size_t n, struct fault *f)
{
	int outcome = STREAM_BROKEN;
	uint64_t where = BTRFS_NOWHERE;

	for (unsigned i = 0; i < BTRFS_COPIES; i++) {
		uint64_t left, at = btrfs_locate(r->s, logical, i, &left);
		int rc;

		if (at == BTRFS_NOWHERE || left < n)
			break;
		rc = media_read(r->s->base.media, at, into, n, f);
		if (rc < 0)
			return -1;
		where = at;
		if (rc == 0 && sums_hold(r, logical, span_make(into, n)))
			return 0;
		outcome = rc == 0 ? STREAM_DAMAGED : outcome;
	}
	if (where == BTRFS_NOWHERE)
		return say(r, STREAM_BROKEN, S_LOGICAL_ADDRESS_WHICH, logical);
	return say(r, outcome, outcome == STREAM_BROKEN ? S_WHICH_COULD_NOT : S_WHOSE_CHECKSUM_DOES, where);
}

static int read_inside(struct btrfs_reading *r, uint64_t where, uint8_t *into, size_t n, struct fault *f)
{
	int rc = media_read(r->s->base.media, where, into, n, f);

	return rc == 0 ? 0 : rc < 0 ? -1 : say(r, STREAM_BROKEN, S_WHICH_COULD_NOT, where);
}

/* Puts the decoded bytes around `from` of the piece into `plain`. */
/* A compressed extent is decoded as a whole, since it cannot be entered in the middle; a plain one is read in parts. */
static int hold(struct btrfs_reading *r, const struct btrfs_piece *p, uint64_t from, struct fault *f)
{
	size_t n;
	int rc;

	r->held_piece = SIZE_MAX;
	if (p->compression == 0) {
		uint64_t first = p->logical == 0 ? from : from - from % r->sector, end = p->skip + p->length, left;

		end = p->packed - end < r->sector ? p->packed : end + (r->sector - end % r->sector) % r->sector;
		left = end - first;

		n = left < PLAIN_PART ? (size_t)left : PLAIN_PART;
		if (room(&r->plain, &r->plain_cap, n, f) < 0)
			return -1;
		rc = p->logical == 0 ? read_inside(r, p->where + first, r->plain, n, f)
		                     : read_logical(r, p->logical + first, r->plain, n, f);
		r->held_from = first;
		r->held_n = n;
	} else {
		n = (size_t)p->whole;
		if (room(&r->plain, &r->plain_cap, n, f) < 0 || room(&r->packed, &r->packed_cap, (size_t)p->packed + 1, f) < 0)
			return -1;
		rc = p->logical == 0 ? read_inside(r, p->where, r->packed, (size_t)p->packed, f)
		                     : read_logical(r, p->logical, r->packed, (size_t)p->packed, f);
		if (rc == 0)
			rc = btrfs_decode(p->compression, r->sector, span_make(r->packed, (size_t)p->packed), r->plain, n, f);
		if (rc == 1 && r->outcome == 0)
			rc = say(r, STREAM_DAMAGED, S_WHOSE_COMPRESSION_DAMAGED, p->where);
		r->held_from = 0;
		r->held_n = n;
	}
	if (rc == 0)
		r->held_piece = r->piece;
	return rc;
}

/* ---- the stream -------------------------------------------------------------------------------------------------- */

static int reading_read(struct stream *s, void *into, size_t n, size_t *got, struct fault *f)
{
	struct btrfs_reading *r = (struct btrfs_reading *)s;
	const struct btrfs_piece *p;
	uint64_t from, left;

	if (r->outcome != 0)
		return r->outcome;
	if (watch_check(r->watch, f) < 0)
		return -1;
	if (n > r->size - r->at)
		n = (size_t)(r->size - r->at);
	if (n == 0)
		return 0;
	while (r->piece < r->map.v.n && r->at - r->map.v.v[r->piece].at >= r->map.v.v[r->piece].length &&
	       r->at >= r->map.v.v[r->piece].at)
		r->piece++;
	p = r->piece < r->map.v.n ? &r->map.v.v[r->piece] : NULL;
	if (p == NULL || r->at < p->at) {
		left = (p == NULL ? r->size : p->at) - r->at;
		*got = left < n ? (size_t)left : n;
		memset(into, 0, *got);
		r->at += *got;
		return 0;
	}
	from = p->skip + (r->at - p->at);
	left = p->length - (r->at - p->at);
	if (r->held_piece != r->piece || from < r->held_from || from - r->held_from >= r->held_n) {
		int rc = hold(r, p, from, f);

		if (rc != 0)
			return rc;
	}
	if (left > r->held_n - (from - r->held_from))
		left = r->held_n - (from - r->held_from);
	*got = left < n ? (size_t)left : n;
	memcpy(into, r->plain + (from - r->held_from), *got);
	r->at += *got;
	return 0;
}

static void reading_close(struct stream *s)
{
	struct btrfs_reading *r = (struct btrfs_reading *)s;

	VEC_RELEASE(&r->map.v);
	VEC_RELEASE(&r->sum_of);
	free(r->sums);
	free(r->packed);
	free(r->plain);
	free(r);
}

/* ---- opening ------------------------------------------------------------------------------------------------------- */

/* Which part of an extent will be read, in whole sectors. */
static struct btrfs_range wanted(const struct btrfs_reading *r, const struct btrfs_piece *p)
{
	uint64_t from, to;

	if (p->compression != 0)
		return (struct btrfs_range){ p->logical, p->packed };
	from = p->skip - p->skip % r->sector;
	to = p->skip + p->length;
	to += to > UINT64_MAX - r->sector ? 0 : (r->sector - to % r->sector) % r->sector;
	return (struct btrfs_range){ p->logical + from, to - from };
}

static int add_sum(struct btrfs_reading *r, size_t *cap, uint64_t logical, const uint8_t *sum, struct fault *f)
{
	void **sums = (void **)&r->sums;

	if (vec_grow(sums, r->sum_of.n, cap, r->sum_size, f) < 0)
		return -1;
	memcpy(r->sums + r->sum_of.n * r->sum_size, sum, r->sum_size);
	return VEC_PUSH(&r->sum_of, logical, f);
}

/* Checksums of one item that fall into the range. */
static int add_item(struct btrfs_reading *r, size_t *cap, struct btrfs_key key, struct span data, struct btrfs_range range,
                    struct fault *f)
{
	for (size_t i = 0; (i + 1) * r->sum_size <= data.n; i++) {
		uint64_t logical = key.offset + (uint64_t)i * r->sector;

		if (logical >= range.offset && logical - range.offset < range.length &&
		    (r->sum_of.n == 0 || r->sum_of.v[r->sum_of.n - 1] < logical) &&
		    add_sum(r, cap, logical, data.p + i * r->sum_size, f) < 0)
			return -1;
	}
	return 0;
}

static int add_range(struct btrfs_reading *r, struct btrfs *s, struct btrfs_root root, size_t *cap, struct btrfs_range range,
                     struct fault *f)
{
	OWNED(btrfs_cursor) struct btrfs_cursor c;
	uint64_t reach = (uint64_t)s->node / r->sum_size * r->sector; /* no item tells of more */
	uint64_t first = range.offset > reach ? range.offset - reach : 0;
	struct btrfs_item item;
	char why[FS_WHY];
	int rc;

	memset(&c, 0, sizeof c);
	rc = btrfs_seek(&c, s, root, (struct btrfs_key){ BTRFS_OBJECT_SUMS, BTRFS_KEY_SUM, first }, why, f);
	while (rc == 0 && (rc = btrfs_next(&c, &item, f)) == 0) {
		if (item.key.id != BTRFS_OBJECT_SUMS || item.key.type != BTRFS_KEY_SUM ||
		    (item.key.offset >= range.offset && item.key.offset - range.offset >= range.length))
			break;
		rc = add_item(r, cap, item.key, item.data, range, f);
	}
	return rc < 0 ? -1 : 0;
}

static int by_offset(const void *a, const void *b)
{
	const struct btrfs_range *x = (const struct btrfs_range *)a, *y = (const struct btrfs_range *)b;

	return x->offset < y->offset ? -1 : x->offset > y->offset;
}

/* The checksums of all sectors that will be read, in the order of their addresses. Space that the log has given out
 * is left alone: what the tree of checksums says of it is older. */
static int load_sums(struct btrfs_reading *r, struct btrfs *s, struct fault *f)
{
	VEC(struct btrfs_range) want = { NULL, 0, 0 };
	struct btrfs_root root;
	size_t cap = 0;
	int rc = 0;

	if (r->sum_size == 0 || s->logged_use.n > 0 || !btrfs_tree(s, BTRFS_TREE_SUMS, &root))
		return 0;
	for (size_t i = 0; rc == 0 && i < r->map.v.n; i++)
		if (r->map.v.v[i].logical != 0)
			rc = VEC_PUSH(&want, wanted(r, &r->map.v.v[i]), f);
	if (want.n > 1)
		qsort(want.v, want.n, sizeof *want.v, by_offset);
	for (size_t i = 0; rc == 0 && i < want.n; i++)
		rc = add_range(r, s, root, &cap, want.v[i], f);
	VEC_RELEASE(&want);
	return rc;
}

static int reading_new(struct btrfs_reading **out, struct btrfs *s, const struct btrfs_map *m, uint64_t size, bool sums,
                       struct fault *f)
{
	static const struct stream_ops ops = { reading_read, reading_close };
	struct btrfs_reading *r = (struct btrfs_reading *)calloc(1, sizeof *r);
	int rc = 0;

	if (r == NULL)
		return fault_memory(f, sizeof *r);
	r->base.ops = &ops;
	r->s = s;
	r->watch = s->base.watch;
	r->sum_size = s->sum_size;
	r->sector = s->sector;
	r->size = size;
	r->held_piece = SIZE_MAX;
	for (size_t i = 0; rc == 0 && i < m->v.n; i++)
		rc = VEC_PUSH(&r->map.v, m->v.v[i], f);
	if (rc == 0 && sums)
		rc = load_sums(r, s, f);
	if (rc < 0) {
		reading_close(&r->base);
		return -1;
	}
	*out = r;
	return 0;
}

int btrfs_stream_open(struct stream **out, struct btrfs *s, const struct btrfs_map *m, uint64_t size, bool sums,
                      struct fault *f)
{
	struct btrfs_reading *r;
	int rc = reading_new(&r, s, m, size, sums, f);

	*out = rc == 0 ? &r->base : NULL;
	return rc;
}

/* ---- copies --------------------------------------------------------------------------------------------------------- */

/* The copy of one sector whose checksum holds; the first when none does or none is known. */
static int copy_of(struct btrfs_reading *r, uint64_t logical, uint8_t *copy, struct fault *f)
{
	*copy = 0;
	for (unsigned i = 0; i < BTRFS_COPIES; i++) {
		uint64_t left, at = btrfs_locate(r->s, logical, i, &left);
		int rc;

		if (at == BTRFS_NOWHERE || left < r->sector)
			break;
		rc = media_read(r->s->base.media, at, r->plain, r->sector, f);
		if (rc < 0)
			return -1;
		if (rc == 0 && sums_hold(r, logical, span_make(r->plain, r->sector))) {
			*copy = (uint8_t)i;
			break;
		}
	}
	return 0;
}

static int split(struct btrfs_reading *r, const struct btrfs_piece *p, struct btrfs_map *out, struct fault *f)
{
	uint64_t from = p->skip - p->skip % r->sector;

	for (; from < p->skip + p->length; from += r->sector) {
		struct btrfs_piece *last = out->v.n > 0 ? &out->v.v[out->v.n - 1] : NULL, x = *p;

		x.skip = from < p->skip ? p->skip : from;
		x.at += x.skip - p->skip;
		x.length = p->skip + p->length - x.skip;
		if (x.length > from + r->sector - x.skip)
			x.length = from + r->sector - x.skip;
		if (copy_of(r, p->logical + from, &x.copy, f) < 0)
			return -1;
		if (last != NULL && last->logical == x.logical && last->copy == x.copy && last->at + last->length == x.at &&
		    last->skip + last->length == x.skip)
			last->length += x.length;
		else if (VEC_PUSH(&out->v, x, f) < 0)
			return -1;
	}
	return 0;
}

static bool several(const struct btrfs *s, const struct btrfs_piece *p)
{
	uint64_t left;

	return p->compression == 0 && p->logical != 0 && btrfs_locate(s, p->logical, 1, &left) != BTRFS_NOWHERE;
}

int btrfs_choose_copies(struct btrfs *s, struct btrfs_map *m, struct fault *f)
{
	struct btrfs_map out = { { NULL, 0, 0 } };
	struct btrfs_reading *r;
	uint64_t bytes = 0;
	int rc;

	for (size_t i = 0; i < m->v.n; i++)
		bytes = several(s, &m->v.v[i]) ? sum_u64(bytes, m->v.v[i].length) : bytes;
	/* maps may claim the media many times over: then the first copy has to do */
	if (bytes == 0 || bytes > s->device_size || s->chosen > 8 * (s->device_size < UINT64_MAX / 16 ? s->device_size : 1))
		return 0;
	s->chosen += bytes;
	rc = reading_new(&r, s, m, 0, true, f);
	if (rc < 0)
		return -1;
	rc = room(&r->plain, &r->plain_cap, r->sector, f);
	for (size_t i = 0; rc == 0 && i < m->v.n; i++)
		rc = several(s, &m->v.v[i]) && r->sum_of.n > 0 ? split(r, &m->v.v[i], &out, f) : VEC_PUSH(&out.v, m->v.v[i], f);
	reading_close(&r->base);
	if (rc < 0) {
		VEC_RELEASE(&out.v);
		return -1;
	}
	VEC_RELEASE(&m->v);
	m->v.v = out.v.v;
	m->v.n = out.v.n;
	m->v.cap = out.v.cap;
	return 0;
}
