/* media/qcow2.h - inside of the room: one opened qcow2 image (sherd-formats(7), "Disk images"). */
#ifndef MEDIA_QCOW2_H
#define MEDIA_QCOW2_H

#include "base/load.h"
#include "media/chain.h"

#include <pthread.h>

enum {
	QCOW2_BLOCK = 4096, /* rule: a part of a table that is kept at once */
	QCOW2_BLOCKS = 512, /* of tables kept in memory */
	QCOW2_CLUSTERS = 8,
	QCOW2_L1_MOST = 4 << 20, /* told: the rest of the disk is unread, a note says so; QEMU stops at 32 MiB of it too */
	QCOW2_CLUSTER_BYTES = 16 << 20, /* unpacked clusters kept; in all */
};

struct qcow2_block {
	uint64_t offset; /* UINT64_MAX: empty */
	bool unread;
	uint8_t bytes[QCOW2_BLOCK];
};

struct qcow2_cluster {
	uint64_t entry; /* what the table says of it; 0: empty */
	uint8_t *bytes; /* NULL: it cannot be unpacked */
};

/* Bytes of the file that the present disk does not use: `length` at `offset` are shown from `at`
 * on. */
struct qcow2_run {
	uint64_t at, offset, length;
};

struct qcow2 {
	struct image image;
	struct media *file;
	struct media *parent; /* its backing file; NULL: it has none, or it is not here */
	unsigned version, cluster_bits, refcount_order;
	bool zstd, extended, backed, dirty, cannot; /* cannot: the header contradicts itself */
	uint8_t *contested; /* a bit for each of contested_n clusters that is claimed twice; NULL: not known */
	uint64_t contested_n;
	uint64_t *l1;
	size_t l1_n; /* entries that are there */
	uint64_t l1_offset, l1_entries, refcount_offset, refcount_clusters;
	uint64_t snapshots_offset;
	uint32_t snapshots;
	pthread_mutex_t lock; /* of the two caches */
	bool lock_made;
	struct qcow2_block *blocks; /* QCOW2_BLOCKS */
	struct qcow2_cluster clusters[QCOW2_CLUSTERS];
	size_t next_cluster;
	VEC(struct qcow2_run) stale;
};

enum qcow2_kind {
	QCOW2_HOLE,   /* never written here, or zeros by the table */
	QCOW2_ABSENT, /* the backing file has it */
	QCOW2_FILE,   /* at `offset` of the file */
	QCOW2_PACKED, /* `entry` tells where; `offset` is the byte within the unpacked cluster */
	QCOW2_LOST,   /* the tables do not tell */
};

struct qcow2_where {
	enum qcow2_kind kind;
	uint64_t offset, entry,
	        length; /* length: bytes from the asked address to the end of its unit */
};

#define QCOW2_OFFSET_MASK UINT64_C(0x00fffffffffffe00)
#define QCOW2_COMPRESSED (UINT64_C(1) << 62)
#define QCOW2_L1_RESERVED UINT64_C(0x7f000000000001ff)
#define QCOW2_L2_RESERVED UINT64_C(0x3f000000000001fe)

static inline uint64_t qcow2_cluster_size(const struct qcow2 *q)
{
	return UINT64_C(1) << q->cluster_bits;
}

/* Entries of one L2 table. */
static inline uint64_t qcow2_l2_entries(const struct qcow2 *q)
{
	return qcow2_cluster_size(q) / (q->extended ? 16 : 8);
}

/* Where a compressed cluster lies in the file. */
/* An entry of an L2 table with bits that mean nothing. */
bool qcow2_reserved(const struct qcow2 *q, uint64_t entry);
void qcow2_packed_range(const struct qcow2 *q, uint64_t entry, uint64_t *offset, uint64_t *bytes);
/* qcow2_map.c */
int qcow2_locate(struct qcow2 *q, uint64_t guest, struct qcow2_where *out,
                 struct fault *f) MUST_USE;
/* n bytes of an unpacked cluster; MEDIA_UNREAD with zeros when it cannot be unpacked. */
int qcow2_unpacked(struct qcow2 *q, const struct qcow2_where *w, void *into, size_t n,
                   struct fault *f) MUST_USE;
/* Entries of 8 bytes, `step` bytes apart; what the file has as a hole holds none. */
typedef int qcow2_each(void *user, uint64_t index, uint64_t entry, struct fault *f);
int qcow2_entries(struct qcow2 *q, uint64_t offset, uint64_t bytes, size_t step, qcow2_each *each,
                  void *user, struct fault *f) MUST_USE;
/* qcow2_check.c: tables and counts beside each other; notes; fills q->contested. */
int qcow2_check(struct qcow2 *q, struct fault *f) MUST_USE;
/* qcow2_stale.c: fills q->stale and the media's `extra`; notes snapshots. */
int qcow2_find_stale(struct qcow2 *q, struct fault *f) MUST_USE;

#endif
