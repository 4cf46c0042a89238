/*
 * media/qcow2_check.c - does a qcow2 file agree with itself? Every table is walked once: entries that
 * point beyond the file's end or between clusters, clusters that two addresses of the disk claim or
 * that tables lie in, and reference counts beside the uses that are found (docs/interop/qcow2.txt;
 * what `qemu-img check` compares). Contested clusters are unread; what is only miscounted is told.
 */
#include "base/check.h"
#include "base/reader.h"
#include "media/qcow2.h"

#include "core/sentence.h"

#include <inttypes.h>
#include <stdlib.h>

struct check {
	struct qcow2 *q;
	uint64_t n;          /* clusters of the file */
	uint16_t *uses;      /* of each, by anything; stays at its top */
	uint8_t *tables;     /* bits: something that is no data lies here */
	uint8_t *data;       /* an address of the disk has its bytes here */
	uint8_t *l2;         /* a table of the disk's own, not of a snapshot's */
	bool snapshot;       /* the walk is through a snapshot's tables: they may share everything */
	uint64_t odd, below, above, outside;
	uint64_t first;      /* cluster of the disk that the walked table begins with */
	size_t contested;
};

static bool bit(const uint8_t *map, uint64_t i)
{
	return (map[i / 8] >> (i % 8) & 1) != 0;
}

static void set(uint8_t *map, uint64_t i)
{
	map[i / 8] |= (uint8_t)(1u << (i % 8));
}

static void use(struct check *c, uint64_t i)
{
	if (i < c->n && c->uses[i] < UINT16_MAX)
		c->uses[i]++;
}

/* Clusters that hold tables or the header. */
static void use_table(struct check *c, uint64_t offset, uint64_t bytes)
{
	unsigned bits = c->q->cluster_bits;
	uint64_t end;

	if (bytes == 0 || add_u64(&end, offset, bytes - 1))
		return;
	for (uint64_t i = offset >> bits; i <= end >> bits && i < c->n; i++) {
		use(c, i);
		set(c->tables, i);
	}
}

static bool is_odd(const struct check *c, uint64_t offset)
{
	return (offset & (qcow2_cluster_size(c->q) - 1)) != 0 || offset >= c->q->file->size;
}

/* ---- what the tables use ----------------------------------------------------------------------- */

static int use_packed(struct check *c, uint64_t entry)
{
	unsigned bits = c->q->cluster_bits;
	uint64_t offset, bytes;

	qcow2_packed_range(c->q, entry, &offset, &bytes);
	if (offset >= c->q->file->size) {
		c->odd += !c->snapshot;
		return 0;
	}
	for (uint64_t i = offset >> bits; i <= (offset + bytes - 1) >> bits && i < c->n; i++)
		use(c, i);
	return 0;
}

static int use_cluster(void *user, uint64_t index, uint64_t entry, struct fault *f)
{
	struct check *c = (struct check *)user;
	uint64_t offset = entry & QCOW2_OFFSET_MASK, i = offset >> c->q->cluster_bits;

	(void)f;
	if (qcow2_reserved(c->q, entry)) {
		c->odd += !c->snapshot;
		return 0;
	}
	if (entry != 0 && !c->snapshot && c->first + index > (c->q->image.base.size - 1) >> c->q->cluster_bits)
		c->outside++;
	if ((entry & QCOW2_COMPRESSED) != 0)
		return use_packed(c, entry);
	if (offset == 0)
		return 0;
	if (is_odd(c, offset)) {
		c->odd += !c->snapshot;
		return 0;
	}
	use(c, i);
	if (c->snapshot)
		return 0;
	if (bit(c->data, i) && !bit(c->q->contested, i)) {
		set(c->q->contested, i);
		c->contested++;
	}
	set(c->data, i);
	return 0;
}

/* One entry of an L1 table: an L2 table, and all that it names. */
static int use_l2(void *user, uint64_t index, uint64_t entry, struct fault *f)
{
	struct check *c = (struct check *)user;
	struct qcow2 *q = c->q;
	uint64_t table = entry & QCOW2_OFFSET_MASK, size = qcow2_cluster_size(q), i = table >> q->cluster_bits;

	if (table == 0 && (entry & QCOW2_L1_RESERVED) == 0)
		return 0;
	if (is_odd(c, table) || (entry & QCOW2_L1_RESERVED) != 0) {
		c->odd += !c->snapshot;
		return 0;
	}
	c->first = index * qcow2_l2_entries(q);
	if (!c->snapshot && bit(c->l2, i) && !bit(q->contested, i)) { /* two L1 entries name it */
		set(q->contested, i);
		c->contested++;
	}
	if (!c->snapshot)
		set(c->l2, i);
	use_table(c, table, size);
	return qcow2_entries(q, table, size, q->extended ? 16 : 8, use_cluster, c, f);
}

static int use_counts(void *user, uint64_t index, uint64_t entry, struct fault *f)
{
	struct check *c = (struct check *)user;
	uint64_t block = entry & ~UINT64_C(511);

	(void)f;
	(void)index;
	if (entry == 0)
		return 0;
	if (block != entry || is_odd(c, block))
		c->odd++;
	else
		use_table(c, block, qcow2_cluster_size(c->q));
	return 0;
}

static int use_snapshot(struct check *c, uint64_t l1, uint64_t entries, struct fault *f)
{
	if (entries > QCOW2_L1_MOST || l1 >= c->q->file->size)
		return 0;
	use_table(c, l1, entries * 8);
	return qcow2_entries(c->q, l1, entries * 8, 8, use_l2, c, f);
}

static int use_snapshots(struct check *c, struct fault *f)
{
	struct qcow2 *q = c->q;
	uint64_t at = q->snapshots_offset;
	int rc = 0;

	c->snapshot = true;
	for (uint32_t i = 0; rc == 0 && i < q->snapshots; i++) {
		uint8_t raw[40];
		struct reader r = reader_of(span_make(raw, sizeof raw));
		uint64_t l1, entries, bytes;

		rc = media_read(q->file, at, raw, sizeof raw, f);
		if (rc != 0)
			break;
		l1 = reader_be64(&r);
		entries = reader_be32(&r);
		bytes = sizeof raw + reader_uint(&r, 2, true) + reader_uint(&r, 2, true);
		(void)reader_take(&r, 20);
		bytes += reader_be32(&r);
		rc = use_snapshot(c, l1, entries, f);
		at += (bytes + 7) & ~UINT64_C(7);
	}
	if (rc == 0 && at > q->snapshots_offset)
		use_table(c, q->snapshots_offset, at - q->snapshots_offset);
	return rc < 0 ? -1 : 0;
}

static int use_all(struct check *c, struct fault *f)
{
	struct qcow2 *q = c->q;

	use_table(c, 0, qcow2_cluster_size(q));
	use_table(c, q->l1_offset, q->l1_entries * 8);
	use_table(c, q->refcount_offset, q->refcount_clusters << q->cluster_bits);
	if (qcow2_entries(q, q->refcount_offset, q->refcount_clusters << q->cluster_bits, 8, use_counts, c,
	                  f) < 0)
		return -1;
	/* all of the table, also what the disk's size does not reach */
	if (q->l1_entries <= QCOW2_L1_MOST && qcow2_entries(q, q->l1_offset, q->l1_entries * 8, 8, use_l2, c, f) < 0)
		return -1;
	return use_snapshots(c, f);
}

/* ---- counts ------------------------------------------------------------------------------------- */

/* The k-th count of a block. */
static uint64_t count_in(const uint8_t *block, uint64_t k, unsigned order)
{
	unsigned bits = 1u << order, each = 8 / (bits < 8 ? bits : 8); /* of a byte, the lowest first */
	struct reader r;

	if (bits < 8)
		return (uint64_t)block[k / each] >> (k % each * bits) & ((UINT64_C(1) << bits) - 1);
	r = reader_of(span_make(block + (k << (order - 3)), (size_t)1 << (order - 3)));
	return reader_uint(&r, (size_t)1 << (order - 3), true);
}

static void compare(struct check *c, uint64_t from, const uint8_t *block, uint64_t n)
{
	for (uint64_t k = 0; k < n && from + k < c->n; k++) {
		uint64_t count = block == NULL ? 0 : count_in(block, k, c->q->refcount_order);
		uint64_t uses = c->uses[from + k];

		c->below += count < uses;
		c->above += count > uses && uses < UINT16_MAX;
	}
}

/* Every block of counts beside what was found; one that is not there counts nothing. */
static int compare_all(struct check *c, struct fault *f)
{
	struct qcow2 *q = c->q;
	uint64_t size = qcow2_cluster_size(q), per = size * 8 >> q->refcount_order;
	uint64_t entries = (q->refcount_clusters << q->cluster_bits) / 8;
	uint8_t *block = (uint8_t *)malloc((size_t)size);
	int rc = block == NULL ? fault_memory(f, (size_t)size) : 0;

	for (uint64_t i = 0; rc == 0 && i * per < c->n; i++) {
		uint8_t raw[8] = { 0 };
		uint64_t at;

		rc = i < entries ? media_read(q->file, q->refcount_offset + 8 * i, raw, sizeof raw, f) : 0;
		at = be64(raw) & ~UINT64_C(511);
		if (rc == 0 && at != 0 && !is_odd(c, at))
			rc = media_read(q->file, at, block, (size_t)size, f);
		else
			at = 0;
		if (rc >= 0) /* a file may end within its last block: zeros */
			compare(c, i * per, at != 0 ? block : NULL, per);
		rc = rc < 0 ? -1 : 0;
	}
	free(block);
	return rc;
}

/* ---- telling ------------------------------------------------------------------------------------- */

/* Data where tables lie; only once all tables are known. */
static void contest_tables(struct check *c)
{
	for (uint64_t i = 0; i < c->n; i++)
		if (bit(c->tables, i) && bit(c->data, i) && !bit(c->q->contested, i)) {
			set(c->q->contested, i);
			c->contested++;
		}
}

static int tell(struct check *c, struct fault *f)
{
	struct image *i = &c->q->image;

	if (c->odd > 0 && image_tell(i, f, MEDIA_NOTE_DAMAGED, "tables",
	                             S_TABLES_POINT_OUTSIDE,
	                             c->odd) < 0)
		return -1;
	if (c->contested > 0 && image_tell(i, f, MEDIA_NOTE_DAMAGED, "tables",
	                                   S_CLUSTERS_NAMED_TWICE,
	                                   (uint64_t)c->contested) < 0)
		return -1;
	if (c->below > 0 && image_tell(i, f, c->q->dirty ? MEDIA_NOTE_PLAIN : MEDIA_NOTE_DAMAGED, "refcounts",
	                               S_CLUSTERS_UNDERCOUNTED,
	                               c->below) < 0)
		return -1;
	if (c->q->cannot && image_tell(i, f, MEDIA_NOTE_DAMAGED, "header", S_QCOW2_HEADER_CANNOT) < 0)
		return -1;
	/* a snapshot keeps the state of the machine behind the disk */
	if (c->outside > 0 && c->q->snapshots == 0 &&
	    image_tell(i, f, MEDIA_NOTE_DAMAGED, "tables", S_CLUSTERS_BEHIND_DISK, c->outside) < 0)
		return -1;
	return c->above == 0 ? 0
	                     : image_tell(i, f, c->q->dirty ? MEDIA_NOTE_PLAIN : MEDIA_NOTE_DAMAGED, "refcounts",
	                                  S_CLUSTERS_OVERCOUNTED, c->above);
}

static int run(struct check *c, struct fault *f)
{
	if (use_all(c, f) < 0 || compare_all(c, f) < 0)
		return -1;
	contest_tables(c);
	return tell(c, f);
}

/* More than the bound: counted as left out. */
static bool over(const struct qcow2 *q, enum limit id, uint64_t n)
{
	uint64_t most = watch_limit(q->image.watch, id);

	if (n > most)
		watch_bite(q->image.watch, id, n - most);
	return n > most;
}

int qcow2_check(struct qcow2 *q, struct fault *f)
{
	struct check c = { .q = q, .n = ((q->file->size - 1) >> q->cluster_bits) + 1 };
	size_t map = (size_t)(c.n / 8 + 1);
	int rc = -1;

	if (over(q, LIMIT_image_clusters, c.n) || over(q, LIMIT_snapshots_counted, q->snapshots))
		return image_note(&q->image, f, "refcounts",
		                  S_COUNTS_NOT_COMPARED);
	c.uses = (uint16_t *)calloc((size_t)c.n, sizeof *c.uses);
	c.tables = (uint8_t *)calloc(3, map);
	q->contested = (uint8_t *)calloc(1, map);
	q->contested_n = c.n;
	if (c.uses == NULL || c.tables == NULL || q->contested == NULL) {
		(void)fault_memory(f, (size_t)c.n * sizeof *c.uses);
	} else {
		c.data = c.tables + map;
		c.l2 = c.data + map;
		rc = run(&c, f);
	}
	free(c.uses);
	free(c.tables);
	return rc;
}
