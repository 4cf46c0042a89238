/* media/qcow2_map.c - from an address of the disk to its place in the file; compressed clusters. */
#include "base/check.h"
#include "media/qcow2.h"
#include "xfrm/xfrm.h"

#include <stdlib.h>

void qcow2_packed_range(const struct qcow2 *q, uint64_t entry, uint64_t *offset, uint64_t *bytes)
{
	unsigned x = 62 - (q->cluster_bits - 8);
	uint64_t sectors = (entry & (QCOW2_COMPRESSED - 1)) >> x;

	*offset = entry & ((UINT64_C(1) << x) - 1);
	*bytes = (sectors + 1) * 512 - (*offset & 511);
}

/* n bytes of a table at `offset`, which cross no block. MEDIA_UNREAD: they are not there. */
static int table_bytes(struct qcow2 *q, uint64_t offset, uint8_t *into, size_t n, struct fault *f)
{
	uint64_t start = offset & ~(uint64_t)(QCOW2_BLOCK - 1);
	struct qcow2_block *b = &q->blocks[start / QCOW2_BLOCK % QCOW2_BLOCKS];
	int rc = 0;

	(void)pthread_mutex_lock(&q->lock);
	if (b->offset != start) {
		rc = media_read(q->file, start, b->bytes, QCOW2_BLOCK, f);
		b->offset = rc < 0 ? UINT64_MAX : start;
		/* a file may end within a block: what is there counts */
		b->unread = rc > 0 && start + QCOW2_BLOCK <= q->file->size;
	}
	if (rc >= 0) {
		rc = b->unread || offset + n > q->file->size ? MEDIA_UNREAD : 0;
		memcpy(into, b->bytes + (offset - start), n);
	}
	(void)pthread_mutex_unlock(&q->lock);
	return rc;
}

static enum qcow2_kind unwritten(const struct qcow2 *q)
{
	return q->backed ? QCOW2_ABSENT : QCOW2_HOLE;
}

/* With extended L2 an entry has two words: each of 32 parts of a cluster is there, zeros, or
 * neither. */
static void locate_part(const struct qcow2 *q, uint64_t entry, uint64_t parts, uint64_t in,
                        struct qcow2_where *out)
{
	uint64_t size = qcow2_cluster_size(q) / 32;
	unsigned part = (unsigned)(in / size);

	out->length = size - in % size;
	if ((parts >> part & 1) != 0)
		out->kind = (entry & QCOW2_OFFSET_MASK) != 0 ? QCOW2_FILE : QCOW2_LOST;
	else if ((parts >> (32 + part) & 1) != 0)
		out->kind = QCOW2_HOLE;
	else
		out->kind = unwritten(q);
}

bool qcow2_reserved(const struct qcow2 *q, uint64_t entry)
{
	uint64_t zeros = q->version < 3 || q->extended ? 1 : 0; /* the bit that says zeros means nothing there */

	return (entry & QCOW2_COMPRESSED) != 0 ? (entry >> 63) != 0 : (entry & (QCOW2_L2_RESERVED | zeros)) != 0;
}

/* A place that no cluster begins at, or that two have a claim to, tells nothing. */
static bool is_sound(const struct qcow2 *q, uint64_t offset)
{
	uint64_t i = offset >> q->cluster_bits;

	return (offset & (qcow2_cluster_size(q) - 1)) == 0 &&
	       (i >= q->contested_n || (q->contested[i / 8] >> (i % 8) & 1) == 0);
}

int qcow2_locate(struct qcow2 *q, uint64_t guest, struct qcow2_where *out, struct fault *f)
{
	uint64_t size = qcow2_cluster_size(q), span = qcow2_l2_entries(q) << q->cluster_bits;
	uint64_t in = guest & (size - 1), table, entry, each = q->extended ? 16 : 8;
	uint8_t raw[16];
	int rc;

	*out = (struct qcow2_where){ QCOW2_LOST, 0, 0, span - guest % span };
	if (guest / span >= q->l1_n) {
		out->length = q->image.base.size - guest;
		return 0;
	}
	table = q->l1[guest / span] & QCOW2_OFFSET_MASK;
	if (table == 0 && (q->l1[guest / span] & QCOW2_L1_RESERVED) == 0) {
		out->kind = unwritten(q);
		return 0;
	}
	if (!is_sound(q, table) || (q->l1[guest / span] & QCOW2_L1_RESERVED) != 0)
		return 0;
	rc = table_bytes(q, table + guest % span / size * each, raw, (size_t)each, f);
	out->length = size - in;
	if (rc != 0)
		return rc < 0 ? -1 : 0;
	entry = be64(raw);
	out->offset = (entry & QCOW2_OFFSET_MASK) + in;
	if ((entry & QCOW2_COMPRESSED) != 0)
		*out = (struct qcow2_where){ QCOW2_PACKED, in, entry, size - in };
	else if (q->extended)
		locate_part(q, entry, be64(raw + 8), in, out);
	else if (q->version >= 3 && (entry & 1) != 0)
		out->kind = QCOW2_HOLE;
	else
		out->kind = (entry & QCOW2_OFFSET_MASK) != 0 ? QCOW2_FILE : unwritten(q);
	if (out->kind == QCOW2_FILE && !is_sound(q, entry & QCOW2_OFFSET_MASK))
		out->kind = QCOW2_LOST;
	if (qcow2_reserved(q, entry))
		out->kind = QCOW2_LOST;
	return 0;
}

/* ---- compressed clusters --------------------------------------------------------------------- */

/* One cluster's bytes in *out, NULL when they cannot be made. */
static int unpack(struct qcow2 *q, uint64_t entry, uint8_t **out, struct fault *f)
{
	OWNED(buf) struct buf in = BUF_INIT;
	size_t size = (size_t)qcow2_cluster_size(q);
	uint64_t offset, bytes;
	uint8_t *made;
	int rc;

	*out = NULL;
	qcow2_packed_range(q, entry, &offset, &bytes);
	if (offset >= q->file->size)
		return 0;
	if (bytes > q->file->size - offset) /* the last one's sectors need not be whole */
		bytes = q->file->size - offset;
	if (buf_reserve(&in, (size_t)bytes, f) < 0)
		return -1;
	rc = media_read(q->file, offset, in.p, (size_t)bytes, f);
	if (rc != 0)
		return rc < 0 ? -1 : 0;
	in.n = (size_t)bytes;
	made = (uint8_t *)malloc(size);
	if (made == NULL)
		return fault_memory(f, size);
	rc = q->zstd ? xfrm_zstd_head(buf_span(&in), made, size, f)
	             : xfrm_inflate_raw(buf_span(&in), made, size, f);
	if (rc != 0) {
		free(made);
		return rc < 0 ? -1 : 0;
	}
	*out = made;
	return 0;
}

/* Copies from the kept clusters; false when it is not among them. */
static bool kept(struct qcow2 *q, const struct qcow2_where *w, void *into, size_t n, int *rc)
{
	bool found = false;

	(void)pthread_mutex_lock(&q->lock);
	for (size_t i = 0; i < QCOW2_CLUSTERS && !found; i++) {
		const struct qcow2_cluster *c = &q->clusters[i];

		found = c->entry == w->entry;
		if (!found)
			continue;
		*rc = c->bytes == NULL ? MEDIA_UNREAD : 0;
		if (c->bytes == NULL)
			memset(into, 0, n);
		else
			memcpy(into, c->bytes + w->offset, n);
	}
	(void)pthread_mutex_unlock(&q->lock);
	return found;
}

static void keep(struct qcow2 *q, uint64_t entry, uint8_t *bytes /* taken */)
{
	size_t most = (size_t)(QCOW2_CLUSTER_BYTES >> q->cluster_bits);
	struct qcow2_cluster *c;

	if (most > QCOW2_CLUSTERS)
		most = QCOW2_CLUSTERS;
	(void)pthread_mutex_lock(&q->lock);
	c = &q->clusters[q->next_cluster++ % most];
	free(c->bytes);
	*c = (struct qcow2_cluster){ entry, bytes };
	(void)pthread_mutex_unlock(&q->lock);
}

int qcow2_unpacked(struct qcow2 *q, const struct qcow2_where *w, void *into, size_t n,
                   struct fault *f)
{
	uint8_t *made;
	int rc = 0;

	if (kept(q, w, into, n, &rc))
		return rc;
	if (unpack(q, w->entry, &made, f) < 0)
		return -1;
	if (made == NULL)
		memset(into, 0, n);
	else
		memcpy(into, made + w->offset, n);
	rc = made == NULL ? MEDIA_UNREAD : 0;
	keep(q, w->entry, made);
	return rc;
}
