/*
 * media/qcow2.c - QEMU copy-on-write images, version 2 and 3, read through another media (a file, a
 * split image, bytes in memory). What the present disk no longer uses is shown after its end.
 */
#include "media/qcow2.h"

#include "core/sentence.h"
#include "base/check.h"
#include "base/reader.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum {
	HEADER = 112,
	NAME_MOST = 1023, /* format: qcow2.txt, "backing_file_size" */
	EXTENSIONS_MOST = 64, /* format: a handful are defined; without the one sought the file is told by its signs */
	MERGES = 4096, /* rule: clusters answered for at once; the rest is asked for again */
	DIRTY = 1,
	CORRUPT = 2,
	EXTERNAL = 4,
	COMPRESSION = 8,
	EXTENDED_L2 = 16,
	RAW_EXTERNAL = 2, /* of the features that a writer who does not know them clears */
};

static const uint32_t BACKING_FORMAT = 0xE2792ACA;

/* ---- reading --------------------------------------------------------------------------------- */

static const struct qcow2_run *run_at(const struct qcow2 *q, uint64_t offset)
{
	size_t after = LOWER_BOUND(q->stale.n, mid, q->stale.v[mid].at <= offset); /* the first begins at 0 */

	return &q->stale.v[after - 1];
}

static int where_is(struct qcow2 *q, uint64_t offset, struct qcow2_where *out, struct fault *f)
{
	const struct qcow2_run *r;
	uint64_t in;

	if (offset < q->image.base.size) {
		if (qcow2_locate(q, offset, out, f) < 0)
			return -1;
		if (out->length >
		    q->image.base.size - offset) /* a table covers more than the disk */
			out->length = q->image.base.size - offset;
		return 0;
	}
	r = run_at(q, offset - q->image.base.size);
	in = offset - q->image.base.size - r->at;
	*out = (struct qcow2_where){ QCOW2_FILE, r->offset + in, 0, r->length - in };
	return 0;
}

static int qcow2_read(struct media *m, uint64_t offset, void *into, size_t n, struct fault *f)
{
	struct qcow2 *q = (struct qcow2 *)m;
	uint8_t *p = (uint8_t *)into;
	int outcome = 0;

	while (n > 0) {
		struct qcow2_where w;
		size_t some;
		int rc = 0;

		if (where_is(q, offset, &w, f) < 0)
			return -1;
		some = n < w.length ? n : (size_t)w.length;
		if (w.kind == QCOW2_FILE)
			rc = media_read(q->file, w.offset, p, some, f);
		else if (w.kind == QCOW2_PACKED)
			rc = qcow2_unpacked(q, &w, p, some, f);
		else if (w.kind == QCOW2_ABSENT)
			rc = chain_read(q->parent, offset, p, some, f);
		else
			memset(p, 0, some);
		if (rc < 0)
			return -1;
		if (w.kind == QCOW2_LOST)
			rc = MEDIA_UNREAD;
		if (rc > 0)
			outcome = MEDIA_UNREAD;
		if (rc > 0 && (w.kind != QCOW2_ABSENT || q->parent != NULL))
			image_met(&q->image, offset, some);
		offset += some;
		p += some;
		n -= some;
	}
	return outcome;
}

static bool goes_on(const struct qcow2_where *a, const struct qcow2_where *b, uint64_t length)
{
	return a->kind == b->kind && (a->kind != QCOW2_FILE || b->offset == a->offset + length);
}

static int qcow2_extent(struct media *m, uint64_t offset, enum media_area *area, uint64_t *length,
                        struct fault *f)
{
	static const enum media_area areas[] = { MEDIA_AREA_HOLE, MEDIA_AREA_UNREAD,
		                                 MEDIA_AREA_DATA, MEDIA_AREA_DATA,
		                                 MEDIA_AREA_UNREAD };
	struct qcow2 *q = (struct qcow2 *)m;
	struct qcow2_where first, next;
	uint64_t in_file;
	int rc;

	if (where_is(q, offset, &first, f) < 0)
		return -1;
	*length = first.length;
	for (unsigned i = 0; i < MERGES && offset < m->size && *length < m->size - offset; i++) {
		if (where_is(q, offset + *length, &next, f) < 0)
			return -1;
		if (!goes_on(&first, &next, *length))
			break;
		*length += next.length;
	}
	*area = areas[first.kind];
	if (first.kind != QCOW2_FILE && first.kind != QCOW2_ABSENT)
		return 0;
	/* clusters set aside beforehand are holes of the file */
	rc = first.kind == QCOW2_FILE ? media_extent(q->file, first.offset, area, &in_file, f)
	                              : chain_extent(q->parent, offset, area, &in_file, f);
	if (rc < 0)
		return -1;
	if (in_file > 0 && in_file < *length)
		*length = in_file;
	return 0;
}

static void qcow2_close(struct media *m)
{
	struct qcow2 *q = (struct qcow2 *)m;

	for (size_t i = 0; i < QCOW2_CLUSTERS; i++)
		free(q->clusters[i].bytes);
	if (q->lock_made)
		(void)pthread_mutex_destroy(&q->lock);
	VEC_RELEASE(&q->stale);
	free(q->contested);
	free(q->blocks);
	free(q->l1);
	media_close(q->parent);
	media_close(q->file);
	image_release(&q->image);
	free(q);
}

static const struct media_ops qcow2_ops = { qcow2_read, qcow2_extent, NULL, qcow2_close, true };

/* ---- opening --------------------------------------------------------------------------------- */

static int refuse(struct opening *o, const char *words)
{
	return opening_refuse(o, MEDIA_UNKNOWN, "it is a qcow2 image %s", words);
}

/* Fields of the first 72 bytes. */
struct header {
	uint32_t version, cluster_bits, crypt, l1_entries, refcount_clusters, snapshots, backing_n;
	uint64_t backing, size, l1, refcount, snapshots_at;
	uint64_t incompatible, autoclear;
	uint32_t length, order;
	uint8_t compression;
};

static void header_of(struct header *h, struct span bytes)
{
	struct reader r = reader_of(bytes);

	*h = (struct header){ .length = 72, .order = 4 };
	(void)reader_take(&r, 4);
	h->version = reader_be32(&r);
	h->backing = reader_be64(&r);
	h->backing_n = reader_be32(&r);
	h->cluster_bits = reader_be32(&r);
	h->size = reader_be64(&r);
	h->crypt = reader_be32(&r);
	h->l1_entries = reader_be32(&r);
	h->l1 = reader_be64(&r);
	h->refcount = reader_be64(&r);
	h->refcount_clusters = reader_be32(&r);
	h->snapshots = reader_be32(&r);
	h->snapshots_at = reader_be64(&r);
	if (h->version < 3)
		return;
	h->incompatible = reader_be64(&r);
	(void)reader_take(&r, 8);
	h->autoclear = reader_be64(&r);
	h->order = reader_be32(&r);
	h->length = reader_be32(&r);
	if (h->length > 104)
		h->compression = reader_u8(&r);
}

/* 0, or MEDIA_UNKNOWN with words. */
static int judge(const struct header *h, struct opening *o)
{
	uint64_t known = DIRTY | CORRUPT | EXTERNAL | COMPRESSION | EXTENDED_L2;

	if (h->version == 1)
		return refuse(
		        o,
		        "of version 1, which is not read here: qemu-img convert -O raw makes a raw "
		        "image of it");
	if (h->version != 2 && h->version != 3)
		return refuse(o, "of a version that is not known: its header may be damaged");
	if (h->crypt != 0)
		return refuse(o, "that is encrypted: it cannot be read without its key; qemu-img "
		                   "convert with "
		                   "the key makes a plain one");
	if ((h->incompatible & EXTERNAL) != 0)
		return refuse(o, "whose data stand in another, external file: give that file as "
		                   "a raw image");
	if ((h->incompatible & ~known) != 0)
		return refuse(o, "with features that are not known here: qemu-img convert -O raw "
		                   "makes a raw "
		                   "image of it");
	if (h->cluster_bits < 9 || h->cluster_bits > 21)
		return refuse(o, "whose header is damaged: no such cluster size");
	if (h->compression > 1)
		return refuse(o, "with a compression that is not known here: qemu-img convert -O "
		                   "raw makes a raw "
		                   "image of it");
	if ((h->incompatible & EXTENDED_L2) != 0 && h->cluster_bits < 14)
		return refuse(o, "whose header is damaged: clusters too small for parts of them");
	if (h->order > 6)
		return refuse(o, "whose header is damaged: no such size of reference counts");
	if (h->size > INT64_MAX)
		return refuse(o, "whose header is damaged: no such size");
	return 0;
}

static int note_header(struct qcow2 *q, const struct header *h, struct fault *f)
{
	if ((q->extended ? image_note(&q->image, f, "qcow2", S_QCOW2_VERSION_EXTENDED, (uint64_t)q->version,
	                              qcow2_cluster_size(q), q->zstd ? "zstd" : "deflate")
	                 : image_note(&q->image, f, "qcow2", S_QCOW2_VERSION_CLUSTERS, (uint64_t)q->version,
	                              qcow2_cluster_size(q), q->zstd ? "zstd" : "deflate")) < 0)
		return -1;
	if ((h->incompatible & DIRTY) != 0 &&
	    image_note(&q->image, f, "dirty", S_DIRTY_NOT_CLOSED) < 0)
		return -1;
	if ((h->incompatible & CORRUPT) != 0 &&
	    image_tell(&q->image, f, MEDIA_NOTE_DAMAGED, "corrupt", S_CORRUPT_QEMU_MARKED) < 0)
		return -1;
	return 0;
}

/* "raw" or another format, from the header's extensions; "" when it is not stated. */
static int backing_format(struct qcow2 *q, const struct header *h, char out[16], struct fault *f)
{
	uint64_t at = h->length;

	out[0] = '\0';
	for (unsigned i = 0; i < EXTENSIONS_MOST; i++) {
		uint8_t raw[8], text[15] = { 0 };
		struct reader r = reader_of(span_make(raw, sizeof raw));
		uint32_t type, n;
		int rc = media_read(q->file, at, raw, sizeof raw, f);

		type = reader_be32(&r);
		n = reader_be32(&r);
		if (rc != 0 || type == 0)
			return rc < 0 ? -1 : 0;
		if (type == BACKING_FORMAT && n < sizeof text) {
			if (media_read(q->file, at + 8, text, n, f) < 0)
				return -1;
			memcpy(out, text, sizeof text);
			return 0;
		}
		at += 8 + (((uint64_t)n + 7) & ~UINT64_C(7));
	}
	return 0;
}

static int find_backing(struct qcow2 *q, const struct header *h, struct opening *o, struct fault *f)
{
	struct chain_wish w = { .n = 1, .any = true };
	size_t n = h->backing_n < NAME_MOST ? h->backing_n : NAME_MOST;
	char format[16];

	if (h->backing == 0 || n == 0)
		return 0;
	q->backed = true;
	if (media_read(q->file, h->backing, w.name[0], n, f) < 0 ||
	    image_note_raw(&q->image, "backing_file", span_make(w.name[0], n), f) < 0 ||
	    backing_format(q, h, format, f) < 0)
		return -1;
	w.raw = strcmp(format, "raw") == 0;
	return chain_parent(&q->parent, &q->image, o, &w, f);
}

static int read_l1(struct qcow2 *q, struct fault *f)
{
	uint64_t span = qcow2_l2_entries(q) << q->cluster_bits, size = q->image.base.size;
	uint64_t want = size == 0 ? 0 : (size - 1) / span + 1, n = want;
	uint64_t room = q->l1_offset < q->file->size ? (q->file->size - q->l1_offset) / 8 : 0;
	uint8_t *raw;

	if (n > q->l1_entries)
		n = q->l1_entries;
	if (n > room)
		n = room;
	if (n > QCOW2_L1_MOST)
		n = QCOW2_L1_MOST;
	if (n < want && image_tell(&q->image, f, MEDIA_NOTE_DAMAGED, "l1_table",
	                           S_L1_TABLE_TOO_SHORT,
	                           n * span) < 0)
		return -1;
	q->l1_n = (size_t)n;
	q->l1 = (uint64_t *)calloc(q->l1_n + 1, sizeof *q->l1);
	if (q->l1 == NULL)
		return fault_memory(f, (q->l1_n + 1) * sizeof *q->l1);
	raw = (uint8_t *)q->l1;
	if (n > 0 && media_read(q->file, q->l1_offset, raw, q->l1_n * 8, f) < 0)
		return -1;
	for (size_t i = 0; i < q->l1_n; i++)
		q->l1[i] = be64(raw + 8 * i);
	return 0;
}

static int make_caches(struct qcow2 *q, struct fault *f)
{
	q->blocks = (struct qcow2_block *)malloc(QCOW2_BLOCKS * sizeof *q->blocks);
	if (q->blocks == NULL)
		return fault_memory(f, QCOW2_BLOCKS * sizeof *q->blocks);
	for (size_t i = 0; i < QCOW2_BLOCKS; i++)
		q->blocks[i].offset = UINT64_MAX;
	if (pthread_mutex_init(&q->lock, NULL) != 0)
		return fault_memory(f, sizeof q->lock);
	q->lock_made = true;
	return 0;
}

/* What places and lengths in the header must be; QEMU refuses others. */
static bool can_be(const struct qcow2 *q, const struct header *h)
{
	uint64_t size = qcow2_cluster_size(q), file = q->file->size;

	return h->l1 % size == 0 && h->refcount % size == 0 && h->refcount > 0 && h->refcount < file &&
	       h->refcount_clusters > 0 && h->snapshots_at % size == 0 && h->snapshots_at < file &&
	       (h->autoclear & RAW_EXTERNAL) == 0 && /* an external file was refused */
	       (h->snapshots == 0 || h->snapshots_at > 0) && h->length % 8 == 0 && h->length <= size &&
	       (h->backing == 0 || (h->backing < size && h->backing_n <= NAME_MOST && h->backing_n > 0));
}

static int fill(struct qcow2 *q, const struct header *h, struct opening *o, struct fault *f)
{
	struct image *file = image_of(q->file);

	if (file != NULL)
		image_move(&q->image, file);
	q->image.info.kind = MEDIA_IS_QCOW2;
	q->image.base.size = h->size;
	q->version = h->version;
	q->cluster_bits = h->cluster_bits;
	q->zstd = h->compression == 1;
	q->refcount_order = h->order;
	q->dirty = (h->incompatible & DIRTY) != 0;
	q->extended = (h->incompatible & EXTENDED_L2) != 0;
	q->l1_offset = h->l1;
	q->l1_entries = h->l1_entries;
	q->refcount_offset = h->refcount;
	q->refcount_clusters = h->refcount_clusters;
	q->snapshots_offset = h->snapshots_at;
	q->snapshots = h->snapshots;
	q->cannot = !can_be(q, h);
	if (note_header(q, h, f) < 0 || read_l1(q, f) < 0 || make_caches(q, f) < 0)
		return -1;
	return qcow2_check(q, f) < 0 || qcow2_find_stale(q, f) < 0 ? -1 : find_backing(q, h, o, f);
}

int qcow2_open(struct media **out, struct media *file, struct opening *o, struct fault *f)
{
	uint8_t raw[HEADER] = { 0 };
	struct header h;
	struct qcow2 *q;
	int rc = media_read(file, 0, raw, sizeof raw, f);

	*out = NULL;
	header_of(&h, span_make(raw, sizeof raw));
	if (rc >= 0)
		rc = memcmp(raw, "QFI\xFB", 4) != 0 ? refuse(o, "without its sign")
		                                    : judge(&h, o);
	if (rc != 0) {
		media_close(file);
		return rc;
	}
	q = (struct qcow2 *)calloc(1, sizeof *q);
	if (q == NULL) {
		media_close(file);
		return fault_memory(f, sizeof *q);
	}
	q->image.base.ops = &qcow2_ops;
	q->image.fd = -1;
	q->file = file;
	if (fill(q, &h, o, f) < 0) {
		qcow2_close(&q->image.base);
		return -1;
	}
	*out = &q->image.base;
	return 0;
}
