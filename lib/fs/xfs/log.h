/*
 * fs/xfs/log.h - the log as a ring of records: which stand in it, the operations they hold, and the items that
 * operations of one transaction make. Replay reads the active part in its order; the search for dead things reads all of it.
 */
#ifndef FS_XFS_LOG_H
#define FS_XFS_LOG_H

#include "fs/xfs/xfs.h"

enum {
	XFS_ITEM_EFI = 0x1236, XFS_ITEM_EFD = 0x1237, XFS_ITEM_INODE = 0x123B, XFS_ITEM_BUFFER = 0x123C,
	XFS_ITEM_ICREATE = 0x123F, XFS_ITEM_RUI = 0x1240,
	XFS_ITEM_FIRST = 0x1236, XFS_ITEM_LAST = 0x124F, /* format: XFS_LI_ numbers */

	XFS_ILOG_CORE = 1, XFS_ILOG_DDATA = 2, XFS_ILOG_DEXT = 4, XFS_ILOG_DBROOT = 8, XFS_ILOG_DFORK = 14,
	XFS_BUF_INODES = 1, XFS_BUF_CANCEL = 2,
	XFS_OP_UNMOUNT = 0x20, /* of the flags of an operation */
	XFS_BUF_CHUNK = 128, /* format: bytes of a buffer that are logged together */
};

struct xfs_log_record {
	uint64_t lsn, tail;      /* cycle in the upper, sector in the lower half */
	uint32_t sector;         /* of its header, in the log */
	uint32_t heads, length;  /* sectors of headers, bytes of operations */
	uint32_t ops, crc;
	bool big;                /* items are in big-endian order */
};

struct xfs_log {
	uint64_t where;          /* first byte on the media */
	uint32_t sectors;
	uint32_t *stamp;         /* cycle number of each sector; 0: never written */
	VEC(struct xfs_log_record) records; /* by sector */
};

struct xfs_region {
	size_t at;               /* in the transaction's bytes */
	size_t n;
	uint64_t where;          /* on the media: of the sector it begins in */
};

struct xfs_item {
	uint16_t type;
	bool big;
	const uint8_t *data;
	const struct xfs_region *r;
	size_t n;                /* regions that are there, the item's header among them */
	uint64_t lsn;
};

static inline struct span xfs_item_part(const struct xfs_item *i, size_t k)
{
	return k < i->n ? span_make(i->data + i->r[k].at, i->r[k].n) : SPAN_NONE;
}

static inline uint16_t host16(bool big, const uint8_t *p)
{
	return big ? be16(p) : le16(p);
}

static inline uint32_t host32(bool big, const uint8_t *p)
{
	return big ? be32(p) : le32(p);
}

static inline uint64_t host64(bool big, const uint8_t *p)
{
	return big ? be64(p) : le64(p);
}

/* Finds the log and every record header in it; trouble is told in facts.note. */
int xfs_log_open(struct xfs *s, struct fault *f) MUST_USE;
void xfs_log_free(struct xfs_log *l);
/* The record's operations, cycle stamps taken out again, in *out; as far as it still stands. *whole: all of it. */
int xfs_log_body(struct xfs *s, const struct xfs_log_record *r, struct buf *out, bool *whole, struct fault *f) MUST_USE;
bool xfs_log_sums(struct xfs *s, const struct xfs_log_record *r);
const struct xfs_log_record *xfs_log_at(const struct xfs_log *l, uint32_t sector);

/* The items of one transaction. */
typedef int (*xfs_items_fn)(void *user, const struct xfs_item *items, size_t n, struct fault *f);
/* Reads records in the order given. `lenient`: transactions without beginning or end count too. */
int xfs_log_walk(struct xfs *s, const struct xfs_log_record *const *records, size_t n, bool lenient, xfs_items_fn fn,
                 void *user, struct fault *f) MUST_USE;

/* An inode of the log as it would stand on disk: b has IN_BYTES bytes. False: the region is none. */
bool xfs_log_inode(const struct xfs_item *i, uint8_t b[IN_BYTES]);
/* The root of a tree as the log has it, in the form inodes have it; bytes used, 0 when it cannot be. */
size_t xfs_log_root(const struct xfs *s, struct span in, uint8_t *out, size_t most);

#endif
