/* fs/xfs/log.c - where the log lies, its records, and their bytes as they were before stamping. */
#include "fs/xfs/log.h"

#include "core/sentence.h"

#include "base/crc32c.h"

#include <stdio.h>
#include <stdlib.h>

enum {
	SECTOR = 512,           /* format: basic block (BBSIZE) */
	PIECE = 1 << 20,
	BODY_MOST = 1 << 20,    /* format: of one record; the kernel makes 256 KiB at most (XLOG_MAX_RECORD_BSIZE) */
	CYCLE_BYTES = 32768,    /* format: whose cycle numbers one header holds */
	LOG_SECTORS_MOST = 1 << 23, /* format: 4 GiB; mkfs makes 2 at most (XFS_MAX_LOG_BYTES) */
};

void xfs_log_free(struct xfs_log *l)
{
	if (l == NULL)
		return;
	free(l->stamp);
	VEC_RELEASE(&l->records);
	free(l);
}

/* ---- finding records ---------------------------------------------------------------------------------- */

/* Each sector of the log begins with the number of the lap it was written in (its cycle), or is the header of a record. */
static bool is_header(const uint8_t *b)
{
	return be32(b) == XFS_LOG_MAGIC;
}

static int take_header(struct xfs_log *l, const uint8_t *b, uint32_t sector, struct fault *f)
{
	uint32_t version = be32(b + LR_VERSION), size = be32(b + LR_SIZE);
	struct xfs_log_record r = { .lsn = be64(b + LR_LSN), .tail = be64(b + LR_TAIL), .sector = sector, .heads = 1,
		                    .length = be32(b + LR_LENGTH), .ops = be32(b + LR_OPS), .crc = le32(b + LR_SUM),
		                    .big = be32(b + LR_FORMAT) != 1 };

	if ((version & 2) != 0 && size > CYCLE_BYTES && size <= BODY_MOST)
		r.heads = (size + CYCLE_BYTES - 1) / CYCLE_BYTES;
	if ((uint32_t)r.lsn != sector || (uint32_t)(r.lsn >> 32) != be32(b + LR_CYCLE) || r.length > BODY_MOST ||
	    r.ops > r.length / LO_BYTES || r.length > (uint64_t)r.heads * CYCLE_BYTES)
		return 0;
	return VEC_PUSH(&l->records, r, f);
}

static int scan(struct xfs *s, struct xfs_log *l, uint8_t *piece, struct fault *f)
{
	for (uint32_t at = 0; at < l->sectors;) {
		uint32_t n = l->sectors - at < PIECE / SECTOR ? l->sectors - at : PIECE / SECTOR;
		uint64_t from = l->where + (uint64_t)at * SECTOR, length;
		enum media_area area;

		if (watch_check(s->base.watch, f) < 0)
			return -1;
		if (media_extent(s->base.media, from, &area, &length, f) < 0)
			return -1;
		if (area == MEDIA_AREA_HOLE && length >= SECTOR) { /* never written */
			at += length / SECTOR < l->sectors - at ? (uint32_t)(length / SECTOR) : l->sectors - at;
			continue;
		}
		if (media_read(s->base.media, from, piece, (size_t)n * SECTOR, f) < 0)
			return -1;
		for (uint32_t i = 0; i < n; i++) {
			const uint8_t *b = piece + (size_t)i * SECTOR;

			l->stamp[at + i] = is_header(b) ? be32(b + LR_CYCLE) : be32(b);
			if (is_header(b) && take_header(l, b, at + i, f) < 0)
				return -1;
		}
		at += n;
	}
	return 0;
}

int xfs_log_open(struct xfs *s, struct fault *f)
{
	uint64_t start = s->log_start == 0 ? XFS_NULL : xfs_linear(s, s->log_start, s->log_blocks);
	uint64_t sectors = (uint64_t)s->log_blocks * s->bs / SECTOR;
	uint8_t *piece;
	int rc;

	if (start == XFS_NULL || sectors > LOG_SECTORS_MOST || sectors < 8) {
		fs_remark(&s->base, true, "%s",
			               s->log_start == 0 ? S_LOG_LIES_ANOTHER
			                                 : S_LOG_CANNOT_WHERE);
		return 0;
	}
	s->log = (struct xfs_log *)calloc(1, sizeof *s->log);
	piece = (uint8_t *)malloc(PIECE);
	if (s->log != NULL) {
		s->log->where = start * s->bs;
		s->log->sectors = (uint32_t)sectors;
		s->log->stamp = (uint32_t *)calloc(sectors, sizeof *s->log->stamp);
	}
	if (s->log == NULL || piece == NULL || s->log->stamp == NULL)
		rc = fault_memory(f, sectors * sizeof *s->log->stamp);
	else
		rc = scan(s, s->log, piece, f);
	free(piece);
	return rc;
}

const struct xfs_log_record *xfs_log_at(const struct xfs_log *l, uint32_t sector)
{
	size_t low = LOWER_BOUND(l->records.n, mid, l->records.v[mid].sector < sector);
	return low < l->records.n && l->records.v[low].sector == sector ? &l->records.v[low] : NULL;
}

/* ---- reading one record -------------------------------------------------------------------------------- */

/* `n` sectors from `sector` on, around the ring's end. */
static int read_ring(struct xfs *s, uint32_t sector, uint32_t n, uint8_t *into, struct fault *f)
{
	const struct xfs_log *l = s->log;
	int worst = 0;

	while (n > 0) {
		uint32_t part;
		int rc;

		sector %= l->sectors;
		part = l->sectors - sector < n ? l->sectors - sector : n;
		rc = media_read(s->base.media, l->where + (uint64_t)sector * SECTOR, into, (size_t)part * SECTOR, f);
		if (rc < 0)
			return -1;
		worst = rc != 0 ? FS_DAMAGED : worst;
		into += (size_t)part * SECTOR;
		sector += part;
		n -= part;
	}
	return worst;
}

/* The stamp a sector of this record has: behind the ring's end it is the next cycle's. */
static bool stamped(const struct xfs_log *l, const struct xfs_log_record *r, uint64_t sector)
{
	uint32_t cycle = (uint32_t)(r->lsn >> 32);

	if (sector >= l->sectors)
		return l->stamp[sector % l->sectors] == cycle + 1 || l->stamp[sector % l->sectors] == cycle;
	return l->stamp[sector] == cycle;
}

/* The words that the cycle numbers took the place of stand in the header, and go back. A sector of another lap is not of this
 * record any more. */
int xfs_log_body(struct xfs *s, const struct xfs_log_record *r, struct buf *out, bool *whole, struct fault *f)
{
	uint32_t sectors = (r->length + SECTOR - 1) / SECTOR, all = r->heads + sectors, good = 0;
	OWNED(buf) struct buf b = BUF_INIT;
	uint8_t *body;
	int rc;

	buf_clear(out);
	*whole = false;
	if (all > s->log->sectors || buf_reserve(&b, (size_t)all * SECTOR, f) < 0)
		return all > s->log->sectors ? 0 : -1;
	rc = read_ring(s, r->sector, all, b.p, f);
	if (rc < 0)
		return -1;
	for (uint32_t i = 1; i < r->heads; i++)
		if (!stamped(s->log, r, (uint64_t)r->sector + i))
			return 0;
	body = b.p + (size_t)r->heads * SECTOR;
	for (; good < sectors && stamped(s->log, r, (uint64_t)r->sector + r->heads + good); good++) {
		uint32_t head = good / (CYCLE_BYTES / SECTOR), at = good % (CYCLE_BYTES / SECTOR);

		memcpy(body + (size_t)good * SECTOR, b.p + (size_t)head * SECTOR + (head == 0 ? LR_STAMPED : LX_STAMPED) + 4 * (size_t)at, 4);
	}
	*whole = good == sectors;
	return buf_add(out, span_make(body, *whole ? r->length : (size_t)good * SECTOR), f);
}

/* crc32c over the first header (its checksum as zeros), the others, and the stamped body. Kernels of 32 bits
 * count 324 bytes of the first. */
bool xfs_log_sums(struct xfs *s, const struct xfs_log_record *r)
{
	uint32_t sectors = (r->length + SECTOR - 1) / SECTOR, all = r->heads + sectors;
	OWNED(buf) struct buf b = BUF_INIT;
	struct fault ignored = FAULT_INIT;

	if (!s->v5 || r->crc == 0)
		return true;
	if (all > s->log->sectors || buf_reserve(&b, (size_t)all * SECTOR, &ignored) < 0 ||
	    read_ring(s, r->sector, all, b.p, &ignored) != 0)
		return false;
	memset(b.p + LR_SUM, 0, 4);
	for (size_t head = LR_BYTES32; head <= LR_BYTES; head += LR_BYTES - LR_BYTES32) {
		uint32_t c = crc32c(~0u, span_make(b.p, head));

		for (uint32_t i = 1; i < r->heads; i++)
			c = crc32c(c, span_make(b.p + (size_t)i * SECTOR, LX_BYTES));
		c = crc32c(c, span_make(b.p + (size_t)r->heads * SECTOR, r->length));
		if (~c == r->crc)
			return true;
	}
	return false;
}
