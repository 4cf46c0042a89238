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
	L1_MOST = 4 << 20, /* told: the rest of the disk is unread, a note says so; QEMU stops at 32 MiB of it too */
	MERGES = 4096,
	DIRTY = 1,
	CORRUPT = 2,
	EXTERNAL = 4,
	COMPRESSION = 8,
	EXTENDED_L2 = 16,
};

/* ---- reading --------------------------------------------------------------------------------- */

static const struct qcow2_run *run_at(const struct qcow2 *q, uint64_t offset)
{
	size_t low = 0, high = q->stale.n;

	while (high - low > 1) {
		size_t mid = low + (high - low) / 2;

		if (q->stale.v[mid].at <= offset)
			low = mid;
		else
			high = mid;
	}
	return &q->stale.v[low];
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
		else
			memset(p, 0, some);
		if (rc < 0)
			return -1;
		if (rc > 0 || w.kind == QCOW2_ABSENT || w.kind == QCOW2_LOST)
			outcome = MEDIA_UNREAD;
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
	if (first.kind != QCOW2_FILE)
		return 0;
	/* clusters set aside beforehand are holes of the file */
	if (media_extent(q->file, first.offset, area, &in_file, f) < 0)
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
	free(q->blocks);
	free(q->l1);
	media_close(q->file);
	image_release(&q->image);
	free(q);
}

static const struct media_ops qcow2_ops = { qcow2_read, qcow2_extent, NULL, qcow2_close, true };

/* ---- opening --------------------------------------------------------------------------------- */

static int refuse(char why[MEDIA_WHY], const char *words)
{
	(void)snprintf(why, MEDIA_WHY, "it is a qcow2 image %s", words);
	return MEDIA_UNKNOWN;
}

/* Fields of the first 72 bytes. */
struct header {
	uint32_t version, cluster_bits, crypt, l1_entries, refcount_clusters, snapshots, backing_n;
	uint64_t backing, size, l1, refcount, snapshots_at;
	uint64_t incompatible;
	uint32_t length;
	uint8_t compression;
};

static void header_of(struct header *h, struct span bytes)
{
	struct reader r = reader_of(bytes);

	*h = (struct header){ .length = 72 };
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
	(void)reader_take(&r, 8 + 8 + 4);
	h->length = reader_be32(&r);
	if (h->length > 104)
		h->compression = reader_u8(&r);
}

/* 0, or MEDIA_UNKNOWN with words. */
static int judge(const struct header *h, char why[MEDIA_WHY])
{
	uint64_t known = DIRTY | CORRUPT | EXTERNAL | COMPRESSION | EXTENDED_L2;

	if (h->version == 1)
		return refuse(
		        why,
		        "of version 1, which is not read here: qemu-img convert -O raw makes a raw "
		        "image of it");
	if (h->version != 2 && h->version != 3)
		return refuse(why, "of a version that is not known: its header may be damaged");
	if (h->crypt != 0)
		return refuse(why, "that is encrypted: it cannot be read without its key; qemu-img "
		                   "convert with "
		                   "the key makes a plain one");
	if ((h->incompatible & EXTERNAL) != 0)
		return refuse(why, "whose data stand in another, external file: give that file as "
		                   "a raw image");
	if ((h->incompatible & ~known) != 0)
		return refuse(why, "with features that are not known here: qemu-img convert -O raw "
		                   "makes a raw "
		                   "image of it");
	if (h->cluster_bits < 9 || h->cluster_bits > 21)
		return refuse(why, "whose header is damaged: no such cluster size");
	if (h->compression > 1)
		return refuse(why, "with a compression that is not known here: qemu-img convert -O "
		                   "raw makes a raw "
		                   "image of it");
	if ((h->incompatible & EXTENDED_L2) != 0 && h->cluster_bits < 14)
		return refuse(why, "whose header is damaged: clusters too small for parts of them");
	if (h->size > INT64_MAX)
		return refuse(why, "whose header is damaged: no such size");
	return 0;
}

static int note_header(struct qcow2 *q, const struct header *h, struct fault *f)
{
	uint8_t name[NAME_MOST];
	size_t n = h->backing_n < sizeof name ? h->backing_n : sizeof name;

	if ((q->extended ? image_note(&q->image, f, "qcow2", S_QCOW2_VERSION_EXTENDED, (uint64_t)q->version,
	                              qcow2_cluster_size(q), q->zstd ? "zstd" : "deflate")
	                 : image_note(&q->image, f, "qcow2", S_QCOW2_VERSION_CLUSTERS, (uint64_t)q->version,
	                              qcow2_cluster_size(q), q->zstd ? "zstd" : "deflate")) < 0)
		return -1;
	if ((h->incompatible & DIRTY) != 0 &&
	    image_note(&q->image, f, "dirty", S_DIRTY_NOT_CLOSED) < 0)
		return -1;
	if ((h->incompatible & CORRUPT) != 0 &&
	    image_note(&q->image, f, "corrupt", S_CORRUPT_QEMU_MARKED) < 0)
		return -1;
	if (h->backing == 0)
		return 0;
	q->backed = true;
	if (media_read(q->file, h->backing, name, n, f) < 0 ||
	    image_note_raw(&q->image, "backing_file", span_make(name, n), f) < 0)
		return -1;
	return image_note(&q->image, f, "backing", S_BACKING_WHAT_ONLY);
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
	if (n > L1_MOST)
		n = L1_MOST;
	if (n < want && image_note(&q->image, f, "l1_table",
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

static int fill(struct qcow2 *q, const struct header *h, struct fault *f)
{
	struct image *file = image_of(q->file);

	if (file != NULL)
		image_move(&q->image, file);
	q->image.info.kind = MEDIA_IS_QCOW2;
	q->image.base.size = h->size;
	q->version = h->version;
	q->cluster_bits = h->cluster_bits;
	q->zstd = h->compression == 1;
	q->extended = (h->incompatible & EXTENDED_L2) != 0;
	q->l1_offset = h->l1;
	q->l1_entries = h->l1_entries;
	q->refcount_offset = h->refcount;
	q->refcount_clusters = h->refcount_clusters;
	q->snapshots_offset = h->snapshots_at;
	q->snapshots = h->snapshots;
	if (note_header(q, h, f) < 0 || read_l1(q, f) < 0 || make_caches(q, f) < 0)
		return -1;
	return qcow2_find_stale(q, f);
}

int qcow2_open(struct media **out, struct media *file, char why[MEDIA_WHY], struct fault *f)
{
	uint8_t raw[HEADER] = { 0 };
	struct header h;
	struct qcow2 *q;
	int rc = media_read(file, 0, raw, sizeof raw, f);

	*out = NULL;
	header_of(&h, span_make(raw, sizeof raw));
	if (rc >= 0)
		rc = memcmp(raw, "QFI\xFB", 4) != 0 ? refuse(why, "without its sign")
		                                    : judge(&h, why);
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
	if (fill(q, &h, f) < 0) {
		qcow2_close(&q->image.base);
		return -1;
	}
	*out = &q->image.base;
	return 0;
}
