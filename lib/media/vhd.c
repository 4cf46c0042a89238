/*
 * media/vhd.c - disks of Virtual PC and Hyper-V, version 1 (sherd-formats(7), "VHD and VHDX"): fixed,
 * dynamic, and differencing above a parent beside them. The footer and its copy are compared, what
 * has a checksum is checked, and blocks that two entries claim, or that the file does not have, are
 * unread.
 */
#include "base/check.h"
#include "base/reader.h"
#include "media/sparse.h"

#include "core/sentence.h"

#include <inttypes.h>
#include <stdlib.h>

enum {
	SECTOR = 512, /* format: of the footer too */
	HEADER = 1024,
	TYPE_FIXED = 2,
	TYPE_DYNAMIC = 3,
	TYPE_DIFFERENCING = 4,
	BLOCK_MOST = 256 << 20,  /* told: refused as damaged; [MS-VHD] has 2 MiB, writers up to 256 */
	LOCATORS = 8,
	LOCATOR_BYTES = 2048,
	BITS = 64, /* bytes of a bitmap that are looked at once */
};

static const uint32_t NOWHERE = UINT32_MAX;

struct footer {
	bool there, sound; /* sound: its checksum holds */
	uint64_t data, size;
	uint32_t type;
	uint8_t id[16];
};

struct vhd {
	struct sparse s;
	uint32_t type;
	uint64_t block, bitmap, end; /* end: of the file's data */
	uint32_t *entries;           /* of the block allocation table */
	size_t n;
	uint8_t *bad; /* a bit for each block: its entry cannot be so */
};

/* The complement of the sum of all bytes but those of the sum itself. */
static bool sum_holds(const uint8_t *p, size_t n, size_t at)
{
	struct reader r = reader_of(span_make(p + at, 4));
	uint32_t sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += i - at < 4 ? 0 : p[i];
	return reader_be32(&r) == ~sum;
}

static int read_footer(struct media *file, uint64_t at, struct footer *out, struct fault *f)
{
	uint8_t raw[SECTOR];
	struct reader r = reader_of(span_make(raw, sizeof raw));
	int rc = media_read(file, at, raw, sizeof raw, f);

	memset(out, 0, sizeof *out);
	out->there = rc == 0 && memcmp(raw, "conectix", 8) == 0;
	if (rc < 0 || !out->there)
		return rc < 0 ? -1 : 0;
	out->sound = sum_holds(raw, sizeof raw, 64);
	(void)reader_take(&r, 16);
	out->data = reader_be64(&r);
	(void)reader_take(&r, 24);
	out->size = reader_be64(&r);
	(void)reader_take(&r, 4);
	out->type = reader_be32(&r);
	memcpy(out->id, raw + 68, sizeof out->id);
	return 0;
}

static bool same_footer(const struct footer *a, const struct footer *b)
{
	return a->data == b->data && a->size == b->size && a->type == b->type &&
	       memcmp(a->id, b->id, sizeof a->id) == 0;
}

/* ---- where bytes lie ------------------------------------------------------------------------- */

/* How many sectors from `sector` on are the child's own, or are not: *own. */
static int bits_at(struct vhd *v, uint64_t bitmap, uint64_t sector, bool *own, uint64_t *run,
                   struct fault *f)
{
	uint8_t bits[BITS];
	uint64_t from = sector / 8, n = v->bitmap - from < BITS ? v->bitmap - from : BITS;
	int rc = media_read(v->s.files.v[0], bitmap + from, bits, (size_t)n, f);
	uint64_t at = sector % 8;

	*run = 1;
	if (rc != 0)
		return rc;
	*own = (bits[0] >> (7 - at) & 1) != 0;
	while (at + *run < n * 8 &&
	       ((bits[(at + *run) / 8] >> (7 - (at + *run) % 8) & 1) != 0) == *own)
		(*run)++;
	return 0;
}

static int locate_fixed(const struct vhd *v, uint64_t at, struct sparse_where *w)
{
	w->kind = at < v->end ? SPARSE_FILE : SPARSE_LOST;
	w->offset = at;
	w->length = at < v->end ? v->end - at : UINT64_MAX - at;
	return 0;
}

static int vhd_locate(struct sparse *s, uint64_t at, struct sparse_where *w, struct fault *f)
{
	struct vhd *v = (struct vhd *)s;
	uint64_t i, in, start, run;
	bool own = true;
	int rc;

	*w = (struct sparse_where){ SPARSE_LOST, 0, 0, 0 };
	if (v->type == TYPE_FIXED)
		return locate_fixed(v, at, w);
	i = at / v->block;
	in = at % v->block;
	w->length = v->block - in;
	if (i >= v->n || sparse_bit(v->bad, (size_t)i))
		return 0;
	if (v->entries[i] == NOWHERE) {
		w->kind = v->type == TYPE_DIFFERENCING ? SPARSE_ABSENT : SPARSE_HOLE;
		return 0;
	}
	start = (uint64_t)v->entries[i] * SECTOR;
	if (v->type == TYPE_DIFFERENCING) {
		rc = bits_at(v, start, in / SECTOR, &own, &run, f);
		w->length = run * SECTOR - in % SECTOR;
		if (rc != 0)
			return rc < 0 ? -1 : 0;
	}
	w->kind = own ? SPARSE_FILE : SPARSE_ABSENT;
	w->offset = start + v->bitmap + in;
	if (w->length > v->block - in)
		w->length = v->block - in;
	return 0;
}

static void vhd_release(struct sparse *s)
{
	free(((struct vhd *)s)->entries);
	free(((struct vhd *)s)->bad);
}

static const struct sparse_type vhd_type = { vhd_locate, NULL, vhd_release };

/* ---- opening --------------------------------------------------------------------------------- */

/* The footer at the end, its copy at the start of all but fixed disks. *out: the one that counts. */
static int read_footers(struct vhd *v, struct footer *out, struct fault *f)
{
	struct media *file = v->s.files.v[0];
	struct image *i = &v->s.image;
	struct footer head, tail = { .there = false };
	uint64_t odd = file->size % SECTOR == SECTOR - 1 ? 1 : 0; /* old writers left one byte out */

	v->end = file->size < SECTOR ? 0 : file->size - SECTOR + odd;
	if (read_footer(file, 0, &head, f) < 0 ||
	    (file->size > SECTOR && odd == 0 && read_footer(file, v->end, &tail, f) < 0))
		return -1;
	*out = tail.sound || (tail.there && !head.sound) ? tail : head;
	if (!out->sound &&
	    image_tell(i, f, MEDIA_NOTE_DAMAGED, "footer", S_FOOTER_NOT_SOUND) < 0)
		return -1;
	if (!tail.there)
		v->end = file->size;
	if (out->type == TYPE_FIXED || !out->sound)
		return 0;
	if (!tail.sound)
		return image_tell(i, f, MEDIA_NOTE_DAMAGED, "footer",
		                  S_FOOTER_COPY_USED);
	if (!head.sound)
		return image_tell(i, f, MEDIA_NOTE_DAMAGED, "footer",
		                  S_FOOTER_COPY_DAMAGED);
	return same_footer(&head, &tail)
	               ? 0
	               : image_tell(i, f, MEDIA_NOTE_DAMAGED, "footer",
	                            S_FOOTER_COPY_DIFFERS);
}

/* Entries that point into the file's own tables, beyond its end, or where another one points. */
static int judge_blocks(struct vhd *v, uint64_t tables, struct fault *f)
{
	struct sparse_claim *c = (struct sparse_claim *)calloc(v->n + 1, sizeof *c);
	size_t n = 0, beyond = 0, cut = 0, shared;
	uint64_t lost;

	if (c == NULL)
		return fault_memory(f, (v->n + 1) * sizeof *c);
	for (size_t i = 0; i < v->n; i++) {
		uint64_t at = (uint64_t)v->entries[i] * SECTOR;

		if (v->entries[i] == NOWHERE)
			continue;
		if (at < tables || at >= v->end) {
			sparse_set(v->bad, i);
			beyond++;
			continue;
		}
		cut += v->bitmap + v->block > v->end - at;
		c[n++] = (struct sparse_claim){ at, v->bitmap + v->block, i };
	}
	shared = sparse_overlaps(c, n, v->bad);
	lost = sparse_unclaimed(c, n, tables, v->bitmap + v->block);
	free(c);
	if (lost > 0 && image_tell(&v->s.image, f, MEDIA_NOTE_DAMAGED, "blocks", S_BLOCKS_UNCLAIMED, lost) < 0)
		return -1;
	if (beyond + cut + shared == 0)
		return 0;
	return image_tell(&v->s.image, f, MEDIA_NOTE_DAMAGED, "blocks",
	                  S_VHD_BLOCKS,
	                  (uint64_t)v->n, (uint64_t)beyond, (uint64_t)shared, (uint64_t)cut);
}

static int read_table(struct vhd *v, uint64_t at, uint64_t stated, struct fault *f)
{
	struct media *file = v->s.files.v[0];
	uint64_t want = v->s.image.base.size == 0 ? 0 : (v->s.image.base.size - 1) / v->block + 1;
	uint64_t room = at < file->size ? (file->size - at) / 4 : 0, n = want;
	uint8_t *raw;

	n = n < stated ? n : stated;
	n = n < room ? n : room;
	if (n < want && image_tell(&v->s.image, f, MEDIA_NOTE_DAMAGED, "blocks",
	                           S_BLOCK_TABLE_SHORT,
	                           n * v->block) < 0)
		return -1;
	if (image_blocks_within(&v->s.image, &n, f) < 0)
		return -1;
	v->n = (size_t)n;
	v->entries = (uint32_t *)calloc(v->n + 1, sizeof *v->entries);
	v->bad = (uint8_t *)calloc(v->n / 8 + 1, 1);
	if (v->entries == NULL || v->bad == NULL)
		return fault_memory(f, (v->n + 1) * sizeof *v->entries);
	raw = (uint8_t *)v->entries;
	if (v->n > 0 && media_read(file, at, raw, v->n * 4, f) < 0)
		return -1;
	for (size_t i = 0; i < v->n; i++) {
		struct reader r = reader_of(span_make(raw + 4 * i, 4));

		v->entries[i] = reader_be32(&r);
	}
	return judge_blocks(v, at + n * 4, f);
}

/* A place where the parent's name is kept for one kind of host; only those of Windows tell a name. */
static int add_locator(struct vhd *v, const uint8_t *raw, struct chain_wish *w, struct fault *f)
{
	struct reader r = reader_of(span_make(raw, 24));
	struct span code = reader_take(&r, 4);
	uint8_t text[LOCATOR_BYTES];
	uint32_t n;
	uint64_t at;

	(void)reader_take(&r, 4);
	n = reader_be32(&r);
	(void)reader_take(&r, 4);
	at = reader_be64(&r);
	if ((!span_eq(code, span_of("W2ru")) && !span_eq(code, span_of("W2ku"))) || n > sizeof text ||
	    w->n >= CHAIN_NAMES)
		return 0;
	if (media_read(v->s.files.v[0], at, text, n, f) < 0)
		return -1;
	w->n += chain_utf16(span_make(text, n), false, w->name[w->n]);
	return 0;
}

static int find_parent(struct vhd *v, const uint8_t *header, struct opening *o, struct fault *f)
{
	struct chain_wish w = { .n = 0, .id = { .n = 16 } };

	memcpy(w.id.bytes, header + 40, 16);
	w.n += chain_utf16(span_make(header + 64, 512), true, w.name[0]);
	for (size_t i = 0; i < LOCATORS; i++)
		if (add_locator(v, header + 576 + 24 * i, &w, f) < 0)
			return -1;
	return chain_parent(&v->s.parent, &v->s.image, o, &w, f);
}

static int read_header(struct vhd *v, const struct footer *foot, struct opening *o, struct fault *f)
{
	uint8_t raw[HEADER];
	struct reader r = reader_of(span_make(raw, sizeof raw));
	uint64_t table, entries;
	int rc = media_read(v->s.files.v[0], foot->data, raw, sizeof raw, f);

	if (rc < 0)
		return -1;
	if (rc > 0 || memcmp(raw, "cxsparse", 8) != 0)
		return opening_refuse(o, MEDIA_UNKNOWN, "it is a VHD whose header is damaged");
	if (!sum_holds(raw, sizeof raw, 36) &&
	    image_tell(&v->s.image, f, MEDIA_NOTE_DAMAGED, "header", S_CHECKSUM_FAILS) < 0)
		return -1;
	(void)reader_take(&r, 16);
	table = reader_be64(&r);
	(void)reader_take(&r, 4);
	entries = reader_be32(&r);
	v->block = reader_be32(&r);
	if (v->block < SECTOR || v->block > BLOCK_MOST || (v->block & (v->block - 1)) != 0)
		return opening_refuse(o, MEDIA_UNKNOWN,
		                      "it is a VHD whose header is damaged: no such size of blocks");
	v->bitmap = (v->block / SECTOR / 8 + SECTOR - 1) / SECTOR * SECTOR;
	if (read_table(v, table, entries, f) < 0)
		return -1;
	return v->type == TYPE_DIFFERENCING ? find_parent(v, raw, o, f) : 0;
}

static int fill(struct vhd *v, struct opening *o, struct fault *f)
{
	struct image *i = &v->s.image;
	struct footer foot;

	if (read_footers(v, &foot, f) < 0)
		return -1;
	if (!foot.there || foot.size == 0 || foot.size > INT64_MAX || foot.type < TYPE_FIXED ||
	    foot.type > TYPE_DIFFERENCING)
		return opening_refuse(o, MEDIA_UNKNOWN, "it is a VHD whose footer is damaged");
	v->type = foot.type;
	i->base.size = foot.size;
	i->id.n = sizeof foot.id;
	memcpy(i->id.bytes, foot.id, sizeof foot.id);
	if (image_note(i, f, "format", "VHD, %s",
	               v->type == TYPE_FIXED     ? "fixed"
	               : v->type == TYPE_DYNAMIC ? "dynamic"
	                                         : "differencing") < 0)
		return -1;
	if (v->type != TYPE_FIXED)
		return read_header(v, &foot, o, f);
	return v->end >= foot.size
	               ? 0
	               : image_tell(i, f, MEDIA_NOTE_DAMAGED, "size",
	                            S_FILE_HAS_OF_DISK, v->end,
	                            foot.size);
}

int vhd_open(struct media **out, struct media *file, struct opening *o, struct fault *f)
{
	struct sparse *s;
	int rc;

	*out = NULL;
	if (sparse_new(&s, sizeof(struct vhd), &vhd_type, MEDIA_IS_VHD, file, f) < 0)
		return -1;
	rc = fill((struct vhd *)s, o, f);
	if (rc != 0) {
		media_close(&s->image.base);
		return rc;
	}
	*out = &s->image.base;
	return 0;
}
