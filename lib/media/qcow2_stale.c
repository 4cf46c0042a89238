/*
 * media/qcow2_stale.c - what a qcow2 file keeps that its present disk does not use: clusters that
 * no table names, and those that only internal snapshots name. They hold earlier contents of the
 * disk.
 *
 * Every table is read once, holes of the file are passed over, and what is marked is one bit for a
 * cluster: the work follows the file's own size, whatever its tables say.
 */
#include "base/check.h"

#include "core/sentence.h"
#include "base/quote.h"
#include "base/reader.h"
#include "media/qcow2.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { PIECE = 65536 };

struct marks {
	struct qcow2 *q;
	uint8_t *used,
	        *tables; /* a bit for each cluster of the file; tables: an L2 table that was read */
	uint64_t n;
};

static bool bit(const uint8_t *map, uint64_t i)
{
	return (map[i / 8] >> (i % 8) & 1) != 0;
}

static void mark(struct marks *m, uint64_t offset, uint64_t bytes)
{
	unsigned bits = m->q->cluster_bits;
	uint64_t end;

	if (bytes == 0 || add_u64(&end, offset, bytes - 1))
		return;
	for (uint64_t i = offset >> bits; i <= end >> bits && i < m->n; i++)
		m->used[i / 8] |= (uint8_t)(1u << (i % 8));
}

/* ---- tables ---------------------------------------------------------------------------------- */

int qcow2_entries(struct qcow2 *q, uint64_t offset, uint64_t bytes, size_t step, qcow2_each *each,
                  void *user, struct fault *f)
{
	uint8_t piece[PIECE];
	struct media *file = q->file;
	uint64_t end, from = offset;

	if (offset >= file->size)
		return 0;
	end = bytes > file->size - offset ? file->size : offset + bytes;
	while (offset < end) {
		enum media_area area;
		uint64_t length, n;

		if (media_extent(file, offset, &area, &length, f) < 0)
			return -1;
		if (area != MEDIA_AREA_DATA && length >= step) {
			offset += length / step * step; /* stays on an entry's start */
			continue;
		}
		n = end - offset < sizeof piece ? end - offset : sizeof piece;
		if (n > length)
			n = length > step ? length / step * step : step;
		if (media_read(file, offset, piece, (size_t)n, f) < 0)
			return -1;
		for (size_t i = 0; i + 8 <= n; i += step)
			if (each(user, (offset + i - from) / step, be64(piece + i), f) < 0)
				return -1;
		offset += n;
	}
	return 0;
}

static int mark_block(void *user, uint64_t index, uint64_t entry, struct fault *f)
{
	struct marks *m = (struct marks *)user;

	(void)index;
	(void)f;
	if ((entry & ~UINT64_C(511)) != 0)
		mark(m, entry & ~UINT64_C(511), qcow2_cluster_size(m->q));
	return 0;
}

static int mark_cluster(void *user, uint64_t index, uint64_t entry, struct fault *f)
{
	struct marks *m = (struct marks *)user;
	uint64_t offset, bytes;

	(void)index;
	(void)f;
	if ((entry & QCOW2_COMPRESSED) != 0) {
		qcow2_packed_range(m->q, entry, &offset, &bytes);
		mark(m, offset, bytes);
	} else if ((entry & QCOW2_OFFSET_MASK) != 0) {
		mark(m, entry & QCOW2_OFFSET_MASK, qcow2_cluster_size(m->q));
	}
	return 0;
}

static int mark_tables(struct marks *m, struct fault *f)
{
	struct qcow2 *q = m->q;
	uint64_t size = qcow2_cluster_size(q), bytes;

	mark(m, 0, size);
	mark(m, q->l1_offset, q->l1_entries * 8);
	bytes = q->refcount_clusters << q->cluster_bits;
	mark(m, q->refcount_offset, bytes);
	if (qcow2_entries(q, q->refcount_offset, bytes, 8, mark_block, m, f) < 0)
		return -1;
	for (size_t i = 0; i < q->l1_n; i++) {
		uint64_t table = q->l1[i] & QCOW2_OFFSET_MASK, k = table >> q->cluster_bits;

		if (table == 0 || k >= m->n || bit(m->tables, k))
			continue;
		m->tables[k / 8] |= (uint8_t)(1u << (k % 8));
		mark(m, table, size);
		if (qcow2_entries(q, table, size, q->extended ? 16 : 8, mark_cluster, m, f) < 0)
			return -1;
	}
	return 0;
}

/* ---- snapshots ------------------------------------------------------------------------------- */

struct snapshot {
	uint32_t seconds, extra_n;
	uint16_t id_n, name_n;
};

static int note_snapshot(struct qcow2 *q, const struct snapshot *s, uint64_t at, struct fault *f)
{
	time_t when = (time_t)s->seconds;
	size_t n = s->name_n < 128 ? s->name_n : 128;
	char date[32] = "", shown[160];
	uint8_t name[128];
	struct tm tm;

	if (media_read(q->file, at + s->extra_n + s->id_n, name, n, f) < 0)
		return -1;
	if (gmtime_r(&when, &tm) != NULL)
		(void)strftime(date, sizeof date, "%Y-%m-%dT%H:%M:%SZ", &tm);
	(void)quote_short(shown, sizeof shown, span_make(name, n));
	return image_note(&q->image, f, "snapshot",
	                  S_SNAPSHOT_MADE_WHAT, shown, date);
}

/* Entries have no fixed length: each must be read to find the next. */
static int mark_snapshots(struct marks *m, struct fault *f)
{
	struct qcow2 *q = m->q;
	uint64_t at = q->snapshots_offset;

	for (uint32_t i = 0; i < q->snapshots; i++) {
		uint8_t raw[40];
		struct reader r = reader_of(span_make(raw, sizeof raw));
		struct snapshot s;
		uint64_t bytes;
		int rc;

		if (i >= watch_limit(q->image.watch, LIMIT_disk_snapshots)) {
			watch_bite(q->image.watch, LIMIT_disk_snapshots, q->snapshots - i);
			return 0;
		}
		rc = media_read(q->file, at, raw, sizeof raw, f);
		if (rc != 0)
			return rc < 0 ? -1 : 0;
		(void)reader_take(&r, 12);
		s.id_n = (uint16_t)reader_uint(&r, 2, true);
		s.name_n = (uint16_t)reader_uint(&r, 2, true);
		s.seconds = reader_be32(&r);
		(void)reader_take(&r, 16);
		s.extra_n = reader_be32(&r);
		bytes = sizeof raw + (uint64_t)s.extra_n + s.id_n + s.name_n;
		if (s.extra_n > 1024)
			return image_note(&q->image, f, "snapshots", S_SNAPSHOTS_THEIR_TABLE);
		if (note_snapshot(q, &s, at + sizeof raw, f) < 0)
			return -1;
		bytes = (bytes + 7) & ~UINT64_C(7);
		mark(m, at, bytes);
		at += bytes;
	}
	return 0;
}

/* ---- what is left ---------------------------------------------------------------------------- */

static int add_run(struct qcow2 *q, uint64_t from, uint64_t to, struct fault *f)
{
	struct qcow2_run *last = q->stale.n > 0 ? &q->stale.v[q->stale.n - 1] : NULL;
	struct qcow2_run r = { q->image.base.extra, from, to - from };

	if (last != NULL && last->offset + last->length == from) {
		last->length += r.length;
	} else if (q->stale.n >= watch_limit(q->image.watch, LIMIT_stale_runs)) {
		watch_bite(q->image.watch, LIMIT_stale_runs, 1);
		return 1;
	} else if (VEC_PUSH(&q->stale, r, f) < 0) {
		return -1;
	}
	q->image.base.extra += r.length;
	return 0;
}

/* Clusters of [from, to) that are not marked; 1: not all of them could be kept. */
static int unmarked(struct marks *m, uint64_t from, uint64_t to, struct fault *f)
{
	uint64_t size = qcow2_cluster_size(m->q);
	int rc = 0;

	for (uint64_t at = from; at < to && rc == 0;) {
		uint64_t next = (at / size + 1) * size;

		if (next > to)
			next = to;
		if (!bit(m->used, at / size))
			rc = add_run(m->q, at, next, f);
		at = next;
	}
	return rc;
}

static int collect(struct marks *m, struct fault *f)
{
	struct media *file = m->q->file;
	uint64_t length;

	int rc = 0;

	for (uint64_t at = 0; at < file->size && rc == 0; at += length) {
		enum media_area area;

		if (media_extent(file, at, &area, &length, f) < 0)
			return -1;
		if (area == MEDIA_AREA_DATA)
			rc = unmarked(m, at, at + length, f);
	}
	return rc > 0 ? image_note(&m->q->image, f, "stale", S_STALE_NOT_ALL) : rc;
}

int qcow2_find_stale(struct qcow2 *q, struct fault *f)
{
	struct marks m = { .q = q };
	uint64_t bytes;
	int rc = -1;

	m.n = (q->file->size >> q->cluster_bits) + 1;
	bytes = m.n / 8 + 1;
	if (bytes > watch_limit(q->image.watch, LIMIT_stale_bytes)) {
		watch_bite(q->image.watch, LIMIT_stale_bytes, bytes - watch_limit(q->image.watch, LIMIT_stale_bytes));
		return image_note(&q->image, f, "stale",
		                  S_STALE_FILE_TOO);
	}
	m.used = (uint8_t *)calloc(2, (size_t)bytes);
	if (m.used == NULL)
		return fault_memory(f, 2 * (size_t)bytes);
	m.tables = m.used + bytes;
	if (mark_tables(&m, f) == 0 && mark_snapshots(&m, f) == 0)
		rc = collect(&m, f);
	free(m.used);
	return rc;
}
