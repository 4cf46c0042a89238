/*
 * media/vmdk_grain.c - sparse extents of a VMDK: a directory of tables of grains, there twice, whose
 * copies are compared whenever an address is looked up. Where they differ, the one that cannot be so
 * counts for nothing; where both could be, the grain is unread.
 */
#include "base/check.h"
#include "base/load.h"
#include "base/reader.h"
#include "media/vmdk.h"
#include "xfrm/xfrm.h"

#include "core/sentence.h"

#include <inttypes.h>
#include <stdlib.h>

enum {
	HEADER = 512,
	FLAG_NEWLINES = 1,
	FLAG_COPY = 2,
	FLAG_ZEROS = 4,
	FLAG_PACKED = 1 << 16,
	TABLES_MOST = 4 << 20, /* format: 128 TiB in grains of 64 KiB; the largest VMDK has 62 */
	TABLE_MOST = 4096, /* format: 512, of ESX 4096 */
	GRAIN_MOST = 16 << 20, /* told: refused as damaged */
	MARKER = 12,
};

/* ---- the header --------------------------------------------------------------------------------- */

static bool is_power(uint64_t n, uint64_t least, uint64_t most)
{
	return n >= least && n <= most && (n & (n - 1)) == 0;
}

/* A header may count the last grain whole. */
bool vmdk_same_length(uint64_t header, uint64_t said, uint64_t grain)
{
	return header >= said && header - said < (grain == 0 ? 1 : grain);
}

static void derive(struct vmdk_extent *e, uint64_t sectors, uint64_t grain)
{
	e->sizes_differ |= e->length != 0 && !vmdk_same_length(sectors, e->length / VMDK_SECTOR, grain);
	if (e->length == 0 && sectors <= (uint64_t)INT64_MAX / VMDK_SECTOR)
		e->length = sectors * VMDK_SECTOR;
}

/* Of ESX: "COWD". The directory's entries count tables of 4096 grains. */
static int header_of_host(struct vmdk_extent *e, struct reader r)
{
	uint32_t sectors, grain, directory;

	(void)reader_take(&r, 12);
	sectors = reader_le32(&r);
	grain = reader_le32(&r);
	directory = reader_le32(&r);
	e->tables = reader_le32(&r);
	e->grain = (uint64_t)grain * VMDK_SECTOR;
	e->per_table = TABLE_MOST;
	e->directory = (uint64_t)directory * VMDK_SECTOR;
	derive(e, sectors, grain);
	return is_power(grain, 1, GRAIN_MOST / VMDK_SECTOR) && e->tables <= TABLES_MOST ? 0 : 1;
}

static int header_of_workstation(struct vmdk *v, struct vmdk_extent *e, struct reader r, bool *at_end,
                                 uint64_t *text_at, uint64_t *text_n, struct fault *f)
{
	uint32_t flags, per_table;
	uint64_t sectors, grain, copy, directory, overhead;
	struct span ends;
	uint8_t dirty;

	(void)reader_take(&r, 8);
	flags = reader_le32(&r);
	sectors = reader_le64(&r);
	grain = reader_le64(&r);
	*text_at = reader_le64(&r);
	*text_n = reader_le64(&r);
	per_table = reader_le32(&r);
	copy = reader_le64(&r);
	directory = reader_le64(&r);
	overhead = reader_le64(&r);
	dirty = reader_u8(&r);
	ends = reader_take(&r, 4);
	*at_end = directory == UINT64_MAX;
	if (!is_power(grain, 1, GRAIN_MOST / VMDK_SECTOR) || per_table == 0 || per_table > TABLE_MOST ||
	    directory > INT64_MAX / VMDK_SECTOR || copy > INT64_MAX / VMDK_SECTOR)
		return *at_end ? 0 : 1;
	derive(e, sectors, grain);
	e->grain = grain * VMDK_SECTOR;
	e->per_table = per_table;
	e->tables = e->length == 0 ? 0 : (e->length - 1) / (e->grain * per_table) + 1;
	e->directory = directory * VMDK_SECTOR;
	e->packed = (flags & FLAG_PACKED) != 0;
	e->overhead = overhead > INT64_MAX / VMDK_SECTOR ? INT64_MAX : overhead * VMDK_SECTOR;
	e->copy = (flags & FLAG_COPY) != 0 && !e->packed ? copy * VMDK_SECTOR : 0;
	e->zero_grains = (flags & FLAG_ZEROS) != 0;
	if (!*at_end && e->overhead > v->s.files.v[e->file]->size &&
	    image_tell(&v->s.image, f, MEDIA_NOTE_DAMAGED, "overhead", S_EXTENT_OVERHEAD, e->name) < 0)
		return -1;
	if (dirty == 1 && image_note(&v->s.image, f, "dirty", S_EXTENT_NOT_CLOSED, e->name) < 0)
		return -1;
	if ((flags & FLAG_NEWLINES) != 0 && !span_eq(ends, span_make("\n \r\n", 4)) &&
	    image_tell(&v->s.image, f, MEDIA_NOTE_DAMAGED, "line_ends",
	               S_EXTENT_LINE_ENDS, e->name) < 0)
		return -1;
	return e->tables <= TABLES_MOST ? 0 : 1;
}

int vmdk_header(struct vmdk *v, struct vmdk_extent *e, uint64_t *text_at, uint64_t *text_n,
                struct fault *f)
{
	struct media *file = v->s.files.v[e->file];
	uint8_t raw[HEADER];
	uint64_t unused_at, unused_n;
	bool at_end = false;
	int rc = media_read(file, 0, raw, sizeof raw, f);

	*text_at = *text_n = 0;
	if (rc != 0)
		return rc < 0 ? -1 : 1;
	if (memcmp(raw, "COWD", 4) == 0)
		return header_of_host(e, reader_of(span_make(raw, sizeof raw)));
	if (memcmp(raw, "KDMV", 4) != 0)
		return 1;
	rc = header_of_workstation(v, e, reader_of(span_make(raw, sizeof raw)), &at_end, text_at,
	                           text_n, f);
	if (rc != 0 || !at_end)
		return rc;
	/* a file that was written in one go has its header once more before its end, with the place of
	 * the directory */
	if (file->size < 3 * VMDK_SECTOR)
		return 1;
	rc = media_read(file, file->size - 2 * VMDK_SECTOR, raw, sizeof raw, f);
	if (rc != 0 || memcmp(raw, "KDMV", 4) != 0)
		return rc < 0 ? -1 : 1;
	rc = header_of_workstation(v, e, reader_of(span_make(raw, sizeof raw)), &at_end, &unused_at,
	                           &unused_n, f);
	return rc == 0 && at_end ? 1 : rc;
}

/* ---- entries ------------------------------------------------------------------------------------- */

/* n bytes of a table; false when the file has not got them. */
static int bytes_at(struct vmdk *v, const struct vmdk_extent *e, uint64_t at, uint8_t *into, size_t n,
                    bool *there, struct fault *f)
{
	int rc = media_read(v->s.files.v[e->file], at, into, n, f);

	*there = rc == 0;
	return rc < 0 ? -1 : 0;
}

/* Where a directory says that a table lies: 0: it has none. */
static int table_of(struct vmdk *v, const struct vmdk_extent *e, uint64_t directory, uint64_t table,
                    uint64_t *at, bool *there, struct fault *f)
{
	uint8_t raw[4];

	if (bytes_at(v, e, directory + table * 4, raw, sizeof raw, there, f) < 0)
		return -1;
	*at = (uint64_t)le32(raw) * VMDK_SECTOR;
	return 0;
}

/* What one copy says of a run of entries. */
struct table_said {
	bool there; /* the copy can be read */
	uint8_t *raw;
	uint64_t at; /* where the table lies; 0: there is none */
};

/* Entries [first, first + n) of a table by one of the directories. A table that is not there is as many
 * zeros. */
static int read_said(struct vmdk *v, const struct vmdk_extent *e, uint64_t directory, uint64_t table,
                     uint64_t first, size_t n, struct table_said *out, struct fault *f)
{
	memset(out->raw, 0, n * 4);
	if (table_of(v, e, directory, table, &out->at, &out->there, f) < 0)
		return -1;
	if (!out->there || out->at == 0)
		return 0;
	return bytes_at(v, e, out->at + first * 4, out->raw, n * 4, &out->there, f);
}

static bool is_grain(const struct vmdk_extent *e, uint32_t entry)
{
	return entry != 0 && !(entry == 1 && e->zero_grains);
}

static bool possible(struct vmdk *v, const struct vmdk_extent *e, uint32_t entry)
{
	uint64_t size = v->s.files.v[e->file]->size, at = (uint64_t)entry * VMDK_SECTOR;

	/* the last one of a file that was cut begins in it */
	return !is_grain(e, entry) || at < size;
}

/* The entry that counts. *odd: a copy says something else, or cannot be read. */
static bool choose(struct vmdk *v, const struct vmdk_extent *e, const struct table_said *a,
                   const struct table_said *b, size_t i, uint32_t *entry, bool *odd)
{
	uint32_t x = le32(a->raw + 4 * i), y = b == NULL ? 0 : le32(b->raw + 4 * i);
	bool x_can = a->there && possible(v, e, x), y_can = b != NULL && b->there && possible(v, e, y);

	*odd = !x_can || (b != NULL && (!y_can || x != y));
	*entry = x_can ? x : y;
	if (b == NULL)
		return x_can;
	return x_can && y_can ? x == y : x_can || y_can;
}

static bool is_twice(const struct vmdk_extent *e, uint32_t entry)
{
	size_t low = LOWER_BOUND(e->twice_n, mid, e->twice[mid] < entry);
	return low < e->twice_n && e->twice[low] == entry;
}

int vmdk_locate_grain(struct vmdk *v, const struct vmdk_extent *e, uint64_t in,
                      struct sparse_where *w, struct fault *f)
{
	uint8_t one[4], two[4];
	struct table_said a = { false, one, 0 }, b = { false, two, 0 };
	uint64_t grain = in / e->grain, table = grain / e->per_table;
	uint32_t entry;
	bool odd;

	*w = (struct sparse_where){ SPARSE_LOST, e->file, 0, e->grain - in % e->grain };
	if (table >= e->tables) {
		w->length = e->length - in;
		return 0;
	}
	if (read_said(v, e, e->directory, table, grain % e->per_table, 1, &a, f) < 0 ||
	    (e->copy != 0 && read_said(v, e, e->copy, table, grain % e->per_table, 1, &b, f) < 0))
		return -1;
	if (!choose(v, e, &a, e->copy != 0 ? &b : NULL, 0, &entry, &odd) || is_twice(e, entry))
		return 0;
	w->offset = (uint64_t)entry * VMDK_SECTOR;
	w->kind = entry == 0 ? SPARSE_ABSENT : !is_grain(e, entry) ? SPARSE_HOLE : SPARSE_FILE;
	if (w->kind == SPARSE_FILE && e->packed)
		w->kind = SPARSE_PACKED;
	else if (w->kind == SPARSE_FILE)
		w->offset += in % e->grain;
	return 0;
}

/* ---- judging all of them ------------------------------------------------------------------------- */

struct grain_counts {
	size_t tables, differ, lost, shared, zeros;
	uint64_t unclaimed;
	VEC(uint32_t) grains;
	bool too_many;
	uint64_t beyond; /* grains that are not compared */
	uint64_t read;   /* bytes of tables */
};

static uint64_t grains_of(const struct vmdk_extent *e)
{
	return e->length == 0 ? 0 : (e->length - 1) / e->grain + 1;
}

/* Each table has its own place: more of them than the file has room for are none, however often one is named. */
static int tables_fit(struct vmdk *v, const struct vmdk_extent *e, uint64_t table, struct grain_counts *c, bool *fit, struct fault *f)
{
	uint64_t directory[] = { e->directory, e->copy };

	for (unsigned i = 0; i < (e->copy != 0 ? 2 : 1); i++) {
		uint64_t at;
		bool there;

		if (table_of(v, e, directory[i], table, &at, &there, f) < 0)
			return -1;
		c->read += there && at != 0 ? e->per_table * 4 : 0;
	}
	*fit = c->read <= v->s.files.v[e->file]->size;
	return 0;
}

static int judge_table(struct vmdk *v, struct vmdk_extent *e, uint64_t table, uint8_t *raw,
                       struct grain_counts *c, struct fault *f)
{
	size_t n = (size_t)e->per_table;
	struct table_said a = { false, raw, 0 }, b = { false, raw + 4 * n, 0 };
	uint64_t grains = grains_of(e), first = table * e->per_table;
	bool unread;

	if (read_said(v, e, e->directory, table, 0, n, &a, f) < 0 ||
	    (e->copy != 0 && read_said(v, e, e->copy, table, 0, n, &b, f) < 0))
		return -1;
	if (a.there && a.at == 0 && (e->copy == 0 || (b.there && b.at == 0)))
		return 0;
	unread = !a.there || (e->copy != 0 && !b.there);
	if (grains - first < n)
		n = (size_t)(grains - first);
	if (!a.there && (e->copy == 0 || !b.there)) {
		c->lost += n;
		c->tables++;
		return 0;
	}
	for (size_t i = 0; i < n; i++) {
		uint32_t entry;
		bool odd, known;

		known = choose(v, e, &a, e->copy != 0 ? &b : NULL, i, &entry, &odd);
		c->differ += odd && known;
		c->lost += !known;
		c->zeros += known && entry == 1;
		c->too_many |= c->grains.n >= watch_limit(v->s.image.watch, LIMIT_image_clusters);
		c->beyond += known && is_grain(e, entry) && c->too_many;
		if (known && is_grain(e, entry) && !c->too_many && VEC_PUSH(&c->grains, entry, f) < 0)
			return -1;
	}
	c->tables += unread;
	return 0;
}

static int ascending(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return x < y ? -1 : x > y;
}

/* Grains that begin within another one, and that one, become e->twice. */
static void find_shared(struct vmdk_extent *e, struct grain_counts *c)
{
	uint64_t apart = e->packed ? 1 : e->grain / VMDK_SECTOR;
	uint32_t *v = c->grains.v;
	size_t n = c->grains.n, kept = 0;

	if (n > 1)
		qsort(v, n, sizeof *v, ascending);
	for (size_t i = 0; i < n; i++) {
		bool before = i > 0 && v[i] - v[i - 1] < apart, after = i + 1 < n && v[i + 1] - v[i] < apart;

		if (before || after)
			c->shared++;
	}
	if (c->shared == 0)
		return;
	e->twice = (uint32_t *)malloc(c->shared * sizeof *e->twice);
	for (size_t i = 0; e->twice != NULL && i < n; i++)
		if ((i > 0 && v[i] - v[i - 1] < apart) || (i + 1 < n && v[i + 1] - v[i] < apart))
			e->twice[kept++] = v[i];
	e->twice_n = kept;
}

/* A packed extent is a row of markers, each with its grain or its table behind it: grains that no entry names. */
static int unclaimed_packed(struct vmdk *v, const struct vmdk_extent *e, struct grain_counts *c, struct fault *f)
{
	struct media *file = v->s.files.v[e->file];
	uint64_t at = e->overhead, steps = 0;

	while (at < file->size && file->size - at >= VMDK_SECTOR && steps++ < watch_limit(v->s.image.watch, LIMIT_image_clusters)) {
		uint8_t marker[MARKER];
		struct reader r = reader_of(span_make(marker, sizeof marker));
		uint64_t sectors, bytes;
		uint32_t place = (uint32_t)(at / VMDK_SECTOR), n;
		int rc = media_read(file, at, marker, sizeof marker, f);

		sectors = reader_le64(&r);
		n = reader_le32(&r);
		if (rc != 0)
			return rc < 0 ? -1 : 0;
		if (n == 0 && sectors > file->size / VMDK_SECTOR)
			return 0; /* no marker any more: what cannot be unpacked is told where it is read */
		if (n > 0 && (c->grains.n == 0 || bsearch(&place, c->grains.v, c->grains.n, sizeof place, ascending) == NULL))
			c->unclaimed++;
		bytes = n > 0 ? (uint64_t)MARKER + n : (1 + sectors) * VMDK_SECTOR;
		at += (bytes + VMDK_SECTOR - 1) / VMDK_SECTOR * VMDK_SECTOR;
	}
	return 0;
}

/* Where grains lie one behind the other, room for one between them was one: but where an entry was given back as zeros. */
static int unclaimed(struct vmdk *v, const struct vmdk_extent *e, struct grain_counts *c, struct fault *f)
{
	uint32_t apart = (uint32_t)(e->grain / VMDK_SECTOR);

	if (c->too_many || (!e->packed && e->copy == 0))
		return 0;
	if (e->packed)
		return unclaimed_packed(v, e, c, f);
	for (size_t i = 1; i < c->grains.n; i++)
		c->unclaimed += (c->grains.v[i] - c->grains.v[i - 1] - (c->grains.v[i] > c->grains.v[i - 1])) / apart;
	if (c->unclaimed <= c->zeros)
		c->unclaimed = 0;
	return 0;
}

static int tell(struct vmdk *v, const struct vmdk_extent *e, const struct grain_counts *c, uint64_t tables, struct fault *f)
{
	struct image *i = &v->s.image;

	if (c->unclaimed > 0 && image_tell(i, f, MEDIA_NOTE_DAMAGED, "grain_tables", S_BLOCKS_UNCLAIMED, c->unclaimed) < 0)
		return -1;
	if (c->tables > 0 && image_tell(i, f, MEDIA_NOTE_DAMAGED, "grain_tables",
	                                S_GRAIN_TABLES_UNREAD,
	                                e->name, (uint64_t)c->tables, tables) < 0)
		return -1;
	if (c->differ > 0 && image_tell(i, f, MEDIA_NOTE_DAMAGED, "grain_tables",
	                                S_GRAIN_ENTRIES_DIFFER,
	                                e->name, (uint64_t)c->differ) < 0)
		return -1;
	if (c->lost > 0 && image_tell(i, f, MEDIA_NOTE_DAMAGED, "grain_tables",
	                              S_GRAINS_LOST,
	                              e->name, (uint64_t)c->lost) < 0)
		return -1;
	if (c->shared > 0 && image_tell(i, f, MEDIA_NOTE_DAMAGED, "grain_tables",
	                                S_GRAINS_NAMED_TWICE,
	                                e->name, (uint64_t)c->shared) < 0)
		return -1;
	watch_bite(i->watch, LIMIT_image_clusters, c->beyond);
	return c->too_many ? image_note(i, f, "grain_tables",
	                                S_GRAINS_NOT_COMPARED, e->name)
	                   : 0;
}

int vmdk_judge(struct vmdk *v, struct vmdk_extent *e, struct fault *f)
{
	uint8_t *raw = (uint8_t *)malloc((size_t)e->per_table * 8);
	struct grain_counts c = { .tables = 0 };
	uint64_t all = e->tables, room = v->s.files.v[e->file]->size / 4 < all ? v->s.files.v[e->file]->size / 4 : all;
	bool fit = true;
	int rc = raw == NULL ? fault_memory(f, (size_t)e->per_table * 8) : 0;

	/* a directory larger than its file has no entries there */
	for (uint64_t t = 0; rc == 0 && fit && t < room; t++) {
		rc = t % 256 == 0 && watch_check(v->s.image.watch, f) < 0 ? -1 : tables_fit(v, e, t, &c, &fit, f);
		if (rc == 0 && fit)
			rc = judge_table(v, e, t, raw, &c, f);
		if (rc == 0 && !fit)
			room = t;
	}
	if (room < all) { /* so that the rest is passed over in one step */
		c.tables += (size_t)(all - room);
		c.lost += grains_of(e) - room * e->per_table;
		e->tables = room;
	}
	if (rc == 0) {
		find_shared(e, &c);
		rc = unclaimed(v, e, &c, f);
	}
	if (rc == 0) {
		rc = c.shared > 0 && e->twice == NULL ? fault_memory(f, c.shared * sizeof *e->twice)
		                                      : tell(v, e, &c, all, f);
	}
	VEC_RELEASE(&c.grains);
	free(raw);
	return rc;
}

/* ---- packed grains ------------------------------------------------------------------------------- */

/* The grain's bytes in *out, NULL when they cannot be made, or are not this grain's. The last one may be
 * shorter. */
static int unpack(struct vmdk *v, const struct vmdk_extent *e, uint64_t offset, uint64_t grain,
                  uint8_t **out, struct fault *f)
{
	OWNED(buf) struct buf in = BUF_INIT;
	struct media *file = v->s.files.v[e->file];
	uint8_t marker[MARKER];
	struct reader r = reader_of(span_make(marker, sizeof marker));
	uint64_t sector, left = e->length - grain * e->grain;
	uint32_t n, stated;
	size_t got, want = (size_t)(left < e->grain ? left : e->grain);
	int rc = media_read(file, offset, marker, sizeof marker, f);

	*out = NULL;
	sector = reader_le64(&r);
	n = reader_le32(&r);
	if (rc != 0 || sector != grain * (e->grain / VMDK_SECTOR) || n < 6 || n > 2 * e->grain + VMDK_SECTOR)
		return rc < 0 ? -1 : 0;
	if (buf_reserve(&in, n, f) < 0)
		return -1;
	rc = media_read(file, offset + MARKER, in.p, n, f);
	if (rc != 0)
		return rc < 0 ? -1 : 0;
	*out = (uint8_t *)calloc(1, (size_t)e->grain);
	if (*out == NULL)
		return fault_memory(f, (size_t)e->grain);
	r = reader_of(span_make(in.p + n - 4, 4));
	stated = reader_be32(&r);
	rc = xfrm_inflate_some(span_make(in.p + 2, n - 2), *out, (size_t)e->grain, &got, f);
	if (rc == 0 && got >= want && image_adler(*out, got) == stated)
		return 0;
	free(*out);
	*out = NULL;
	return rc < 0 ? -1 : 0;
}

/* Copies from the grains kept; false when it is not among them. */
static bool kept(struct vmdk *v, const struct sparse_where *w, uint64_t from, void *into, size_t n,
                 bool *there)
{
	bool found = false;

	(void)pthread_mutex_lock(&v->lock);
	for (size_t i = 0; i < VMDK_KEPT && !found; i++) {
		const struct vmdk_grain *g = &v->kept[i];

		found = g->offset == w->offset && g->file == w->file;
		if (!found)
			continue;
		*there = g->bytes != NULL;
		if (*there)
			memcpy(into, g->bytes + from, n);
	}
	(void)pthread_mutex_unlock(&v->lock);
	return found;
}

int vmdk_unpack(struct vmdk *v, const struct vmdk_extent *e, const struct sparse_where *w,
                uint64_t in, void *into, size_t n, struct fault *f)
{
	uint64_t from = in % e->grain;
	struct vmdk_grain *g;
	uint8_t *made;
	bool there;

	if (!kept(v, w, from, into, n, &there)) {
		if (unpack(v, e, w->offset, in / e->grain, &made, f) < 0)
			return -1;
		there = made != NULL;
		if (there)
			memcpy(into, made + from, n);
		(void)pthread_mutex_lock(&v->lock);
		g = &v->kept[v->next_kept++ % VMDK_KEPT];
		free(g->bytes);
		*g = (struct vmdk_grain){ w->file, w->offset, made };
		(void)pthread_mutex_unlock(&v->lock);
	}
	if (!there)
		memset(into, 0, n);
	return there ? 0 : MEDIA_UNREAD;
}
