/*
 * media/vhdx.c - disks of Hyper-V, version 2 (sherd-formats(7), "VHD and VHDX"): fixed, dynamic, and
 * differencing above a parent beside them. Headers and region tables are there twice and have
 * checksums; entries of the block allocation table that cannot be so leave their block unread.
 */
#include "base/check.h"
#include "base/crc32c.h"
#include "base/number.h"
#include "base/reader.h"
#include "media/sparse.h"

#include "core/sentence.h"

#include <inttypes.h>
#include <stdlib.h>

enum {
	KIB64 = 64 << 10,
	MIB = 1 << 20,
	HEAD = 4096,
	ENTRIES_MOST = 2047,    /* format: [MS-VHDX] 2.2.3.1, 2.6.1.1 */
	BLOCK_MOST = 256 << 20, /* format: [MS-VHDX] 2.6.2.1 */
	TEXT_MOST = 64 << 10,   /* told: a parent that is not found in it is not here */
	BITS = 64,
	HAS_PARENT = 2,
};

enum { NOT_PRESENT, UNDEFINED, ZERO, UNMAPPED, STATE_FULL = 6, STATE_PARTIAL = 7 };

#define GUID(a, b, c, d0, d1, d2, d3, d4, d5, d6, d7)                                              \
	{                                                                                          \
		(a) & 0xFF, (a) >> 8 & 0xFF, (a) >> 16 & 0xFF, (a) >> 24 & 0xFF, (b) & 0xFF,       \
		        (b) >> 8 & 0xFF, (c) & 0xFF, (c) >> 8 & 0xFF, d0, d1, d2, d3, d4, d5, d6, d7 \
	}

static const uint8_t region_blocks[16] = GUID(0x2DC27766u, 0xF623u, 0x4200u, 0x9D, 0x64, 0x11, 0x5E,
                                              0x9B, 0xFD, 0x4A, 0x08);
static const uint8_t region_metadata[16] = GUID(0x8B7CA206u, 0x4790u, 0x4B9Au, 0xB8, 0xFE, 0x57,
                                                0x5F, 0x05, 0x0F, 0x88, 0x6E);
static const uint8_t item_file[16] = GUID(0xCAA16737u, 0xFA36u, 0x4D43u, 0xB3, 0xB6, 0x33, 0xF0, 0xAA,
                                          0x44, 0xE7, 0x6B);
static const uint8_t item_size[16] = GUID(0x2FA54224u, 0xCD1Bu, 0x4876u, 0xB2, 0x11, 0x5D, 0xBE, 0xD8,
                                          0x3B, 0xF4, 0xB8);
static const uint8_t item_sector[16] = GUID(0x8141BF1Du, 0xA96Fu, 0x4709u, 0xBA, 0x47, 0xF2, 0x33,
                                            0xA8, 0xFA, 0xAB, 0x5F);
static const uint8_t item_parent[16] = GUID(0xA8D35F2Du, 0xB30Bu, 0x454Du, 0xAB, 0xF7, 0xD3, 0xD8,
                                            0x48, 0x34, 0xAB, 0x0C);

struct region {
	uint64_t at, length;
};

struct vhdx {
	struct sparse s;
	bool differs;
	uint64_t block, sector, ratio; /* ratio: blocks of data that share one block of bits */
	uint64_t *entries;
	size_t n;
	uint8_t *bad;
	struct region blocks, metadata;
	struct region log;
	struct region parent; /* its locator within the file; length 0: none */
};

/* ---- where bytes lie ------------------------------------------------------------------------- */

static unsigned state_of(uint64_t entry)
{
	return (unsigned)(entry & 7);
}

static uint64_t place_of(uint64_t entry)
{
	return entry & ~(uint64_t)(MIB - 1);
}

/* Which sectors of a block that is partly the child's own are: the first bit is the first byte's lowest. */
static int bits_at(struct vhdx *v, uint64_t block, uint64_t in, bool *own, uint64_t *run,
                   struct fault *f)
{
	uint64_t chunk = block / v->ratio, k = chunk * (v->ratio + 1) + v->ratio;
	uint64_t sector = (block % v->ratio) * (v->block / v->sector) + in / v->sector;
	uint64_t from = sector / 8, at = sector % 8, n = MIB - from < BITS ? MIB - from : BITS;
	uint8_t bits[BITS];
	int rc;

	*run = 1;
	if (k >= v->n || sparse_bit(v->bad, (size_t)k) || state_of(v->entries[k]) != STATE_FULL)
		return MEDIA_UNREAD;
	rc = media_read(v->s.files.v[0], place_of(v->entries[k]) + from, bits, (size_t)n, f);
	if (rc != 0)
		return rc;
	*own = (bits[0] >> at & 1) != 0;
	while (at + *run < n * 8 && ((bits[(at + *run) / 8] >> (at + *run) % 8 & 1) != 0) == *own)
		(*run)++;
	return 0;
}

static int vhdx_locate(struct sparse *s, uint64_t at, struct sparse_where *w, struct fault *f)
{
	static const enum sparse_kind kinds[] = { SPARSE_HOLE, SPARSE_HOLE, SPARSE_HOLE, SPARSE_HOLE,
		                                  SPARSE_LOST, SPARSE_LOST, SPARSE_FILE, SPARSE_LOST };
	struct vhdx *v = (struct vhdx *)s;
	uint64_t block = at / v->block, in = at % v->block, k = block + block / v->ratio, run;
	bool own = true;
	int rc;

	*w = (struct sparse_where){ SPARSE_LOST, 0, 0, v->block - in };
	if (k >= v->n || sparse_bit(v->bad, (size_t)k))
		return 0;
	w->kind = kinds[state_of(v->entries[k])];
	w->offset = place_of(v->entries[k]) + in;
	if (!v->differs)
		return 0;
	if (state_of(v->entries[k]) == NOT_PRESENT)
		w->kind = SPARSE_ABSENT;
	if (state_of(v->entries[k]) != STATE_PARTIAL)
		return 0;
	rc = bits_at(v, block, in, &own, &run, f);
	if (run * v->sector - in % v->sector < w->length)
		w->length = run * v->sector - in % v->sector;
	if (rc == 0)
		w->kind = own ? SPARSE_FILE : SPARSE_ABSENT;
	return rc < 0 ? -1 : 0;
}

static void vhdx_release(struct sparse *s)
{
	free(((struct vhdx *)s)->entries);
	free(((struct vhdx *)s)->bad);
}

static const struct sparse_type vhdx_type = { vhdx_locate, NULL, vhdx_release };

/* ---- headers and regions ---------------------------------------------------------------------- */

/* n bytes with the checksum at byte 4 of them. */
static bool sum_holds(uint8_t *p, size_t n)
{
	struct reader r = reader_of(span_make(p + 4, 4));
	uint32_t stated = reader_le32(&r);

	memset(p + 4, 0, 4);
	return ~crc32c(~UINT32_C(0), span_make(p, n)) == stated;
}

struct vhdx_head {
	bool sound;
	uint64_t sequence;
	struct media_identity data; /* changes with what the disk holds; what a child states */
	bool logged, odd;           /* odd: a version or a log that the format does not have */
	struct region log;
};

/* [MS-VHDX] 2.2.2: version 1, a log of version 0 that begins and ends at whole MiB behind the headers. */
static bool head_odd(struct reader r, struct region log)
{
	uint16_t log_version, version;

	(void)reader_take(&r, 64);
	log_version = reader_le16(&r);
	version = reader_le16(&r);
	return log_version != 0 || version != 1 || log.at < MIB || log.at % MIB != 0 || log.length % MIB != 0;
}

static int read_head(struct media *file, uint64_t at, struct vhdx_head *out, struct fault *f)
{
	uint8_t raw[HEAD];
	struct reader r = reader_of(span_make(raw, sizeof raw));
	int rc = media_read(file, at, raw, sizeof raw, f);

	memset(out, 0, sizeof *out);
	if (rc != 0 || memcmp(raw, "head", 4) != 0)
		return rc < 0 ? -1 : 0;
	out->sound = sum_holds(raw, sizeof raw);
	(void)reader_take(&r, 8);
	out->sequence = reader_le64(&r);
	out->data.n = 16;
	memcpy(out->data.bytes, raw + 32, 16);
	out->logged = !bytes_zero(raw + 48, 16);
	(void)reader_take(&r, 48 + 4);
	out->log.length = reader_le32(&r);
	out->log.at = reader_le64(&r);
	out->odd = head_odd(reader_of(span_make(raw, sizeof raw)), out->log);
	return 0;
}

/* The header that counts: of the sound ones that with the higher number. A writer updates one after the
 * other; one alone that is not sound is what an interrupted write leaves. */
static int read_heads(struct vhdx *v, struct opening *o, struct fault *f)
{
	struct image *i = &v->s.image;
	struct vhdx_head h[2];
	unsigned k;

	for (k = 0; k < 2; k++)
		if (read_head(v->s.files.v[0], (uint64_t)(k + 1) * KIB64, &h[k], f) < 0)
			return -1;
	if (!h[0].sound && !h[1].sound)
		return opening_refuse(o, MEDIA_UNKNOWN, "it is a VHDX neither of whose headers is sound");
	k = !h[0].sound || (h[1].sound && h[1].sequence > h[0].sequence);
	i->id = h[k].data;
	v->log = h[k].log;
	if (!h[1 - k].sound && image_tell(i, f, MEDIA_NOTE_DAMAGED, "header",
	                                  S_VHDX_ONE_HEADER, (uint64_t)k + 1) < 0)
		return -1;
	if (h[k].odd && image_tell(i, f, MEDIA_NOTE_DAMAGED, "header", S_VHDX_HEADER_ODD) < 0)
		return -1;
	return !h[k].logged
	               ? 0
	               : image_tell(i, f, MEDIA_NOTE_DAMAGED, "log",
	                            S_VHDX_LOG);
}

/* A region table of its own; *sound: it may be believed. */
static int read_regions(struct vhdx *v, uint64_t at, struct region out[2], bool *sound, struct fault *f)
{
	uint8_t *raw = (uint8_t *)malloc(KIB64);
	struct reader r = reader_of(span_make(raw, KIB64));
	uint32_t count;
	int rc;

	memset(out, 0, 2 * sizeof *out);
	*sound = false;
	if (raw == NULL)
		return fault_memory(f, KIB64);
	rc = media_read(v->s.files.v[0], at, raw, KIB64, f);
	*sound = rc == 0 && memcmp(raw, "regi", 4) == 0 && sum_holds(raw, KIB64);
	(void)reader_take(&r, 8);
	count = reader_le32(&r);
	(void)reader_take(&r, 4);
	for (uint32_t i = 0; *sound && i < count && i < ENTRIES_MOST; i++) {
		struct span name = reader_take(&r, 16);
		struct region one = { reader_le64(&r), reader_le32(&r) };

		(void)reader_take(&r, 4);
		if (span_eq(name, span_make(region_blocks, 16)))
			out[0] = one;
		if (span_eq(name, span_make(region_metadata, 16)))
			out[1] = one;
	}
	free(raw);
	return rc < 0 ? -1 : 0;
}

static int find_regions(struct vhdx *v, struct opening *o, struct fault *f)
{
	struct image *i = &v->s.image;
	struct region r[2][2];
	bool sound[2];

	for (unsigned k = 0; k < 2; k++)
		if (read_regions(v, (uint64_t)(k + 3) * KIB64, r[k], &sound[k], f) < 0)
			return -1;
	if (!sound[0] && !sound[1])
		return opening_refuse(o, MEDIA_UNKNOWN, "it is a VHDX neither of whose region tables is sound");
	v->blocks = r[sound[0] ? 0 : 1][0];
	v->metadata = r[sound[0] ? 0 : 1][1];
	if (sound[0] != sound[1])
		return image_tell(i, f, MEDIA_NOTE_DAMAGED, "regions",
		                  S_VHDX_ONE_REGION_TABLE, (uint64_t)(sound[0] ? 1 : 2));
	return memcmp(r[0], r[1], sizeof r[0]) == 0
	               ? 0
	               : image_tell(i, f, MEDIA_NOTE_DAMAGED, "regions",
	                            S_VHDX_REGIONS_DIFFER);
}

/* ---- metadata ------------------------------------------------------------------------------------ */

static int read_item(struct vhdx *v, struct span name, struct region where, struct fault *f)
{
	uint8_t raw[8] = { 0 };
	struct reader r = reader_of(span_make(raw, sizeof raw));
	size_t n = where.length < sizeof raw ? (size_t)where.length : sizeof raw;

	if (span_eq(name, span_make(item_parent, 16)))
		v->parent = where;
	if (media_read(v->s.files.v[0], where.at, raw, n, f) < 0)
		return -1;
	if (span_eq(name, span_make(item_file, 16))) {
		v->block = reader_le32(&r);
		v->differs = (reader_le32(&r) & HAS_PARENT) != 0;
	} else if (span_eq(name, span_make(item_size, 16))) {
		v->s.image.base.size = reader_le64(&r);
	} else if (span_eq(name, span_make(item_sector, 16))) {
		v->sector = reader_le32(&r);
	}
	return 0;
}

static int read_items(struct vhdx *v, struct fault *f)
{
	uint8_t *raw = (uint8_t *)malloc(KIB64);
	struct reader r = reader_of(span_make(raw, KIB64));
	uint16_t count;
	int rc;

	if (raw == NULL)
		return fault_memory(f, KIB64);
	rc = media_read(v->s.files.v[0], v->metadata.at, raw, KIB64, f);
	if (rc == 0 && memcmp(raw, "metadata", 8) == 0) {
		(void)reader_take(&r, 10);
		count = reader_le16(&r);
		(void)reader_take(&r, 20);
		for (uint16_t i = 0; rc == 0 && i < count && i < ENTRIES_MOST; i++) {
			struct span name = reader_take(&r, 16);
			struct region where = { v->metadata.at + reader_le32(&r), reader_le32(&r) };

			(void)reader_take(&r, 8);
			rc = read_item(v, name, where, f);
		}
	}
	free(raw);
	return rc < 0 ? -1 : 0;
}

static bool power_between(uint64_t n, uint64_t least, uint64_t most)
{
	return n >= least && n <= most && (n & (n - 1)) == 0;
}

static int read_metadata(struct vhdx *v, struct opening *o, struct fault *f)
{
	if (read_items(v, f) < 0)
		return -1;
	if (!power_between(v->block, MIB, BLOCK_MOST) || !power_between(v->sector, 512, 4096) ||
	    v->s.image.base.size == 0 || v->s.image.base.size > INT64_MAX)
		return opening_refuse(o, MEDIA_UNKNOWN, "it is a VHDX whose metadata is damaged");
	v->ratio = ((uint64_t)1 << 23) * v->sector / v->block;
	return 0;
}

/* ---- blocks -------------------------------------------------------------------------------------- */

/* Where blocks begin: a log or a table that lies behind the first of them takes room of its own. */
static uint64_t behind_tables(const struct vhdx *v)
{
	const struct region *all[] = { &v->log, &v->blocks, &v->metadata };
	uint64_t end = MIB;

	for (size_t i = 0; i < COUNT(all); i++)
		if (sum_u64(all[i]->at, all[i]->length) > end)
			end = sum_u64(all[i]->at, all[i]->length);
	return end;
}

static int judge_blocks(struct vhdx *v, struct fault *f)
{
	struct sparse_claim *c = (struct sparse_claim *)calloc(v->n + 1, sizeof *c);
	uint64_t end = v->s.files.v[0]->size;
	size_t n = 0, odd = 0, beyond = 0, given_back = 0, shared;
	uint64_t lost;

	if (c == NULL)
		return fault_memory(f, (v->n + 1) * sizeof *c);
	for (size_t i = 0; i < v->n; i++) {
		unsigned state = state_of(v->entries[i]);
		bool bits = (i + 1) % (v->ratio + 1) == 0, held = state == STATE_FULL || state == STATE_PARTIAL;
		uint64_t at = place_of(v->entries[i]), length = bits ? MIB : v->block;

		given_back += state != 0 && !held;
		if ((state > UNMAPPED && !held) || (state == STATE_PARTIAL && (bits || !v->differs))) {
			sparse_set(v->bad, i);
			odd++;
		} else if (held && (at < MIB || at >= end)) {
			sparse_set(v->bad, i);
			beyond++;
		} else if (held) {
			c[n++] = (struct sparse_claim){ at, length, i };
		}
	}
	shared = sparse_overlaps(c, n, v->bad);
	/* a block that was given back keeps its place free, and its entry says so */
	lost = sparse_unclaimed(c, n, behind_tables(v), v->block);
	if (n == 0 && end > behind_tables(v)) /* no entry names a block, and there is room for some */
		lost = (end - behind_tables(v)) / v->block;
	free(c);
	if (lost > given_back && image_tell(&v->s.image, f, MEDIA_NOTE_DAMAGED, "blocks", S_BLOCKS_UNCLAIMED, lost) < 0)
		return -1;
	if (odd + beyond + shared == 0)
		return 0;
	return image_tell(&v->s.image, f, MEDIA_NOTE_DAMAGED, "blocks",
	                  S_VHDX_BLOCKS,
	                  (uint64_t)v->n, (uint64_t)beyond, (uint64_t)shared, (uint64_t)odd);
}

static int read_blocks(struct vhdx *v, struct fault *f)
{
	struct media *file = v->s.files.v[0];
	uint64_t blocks = (v->s.image.base.size - 1) / v->block + 1;
	uint64_t want = v->differs ? ((blocks - 1) / v->ratio + 1) * (v->ratio + 1)
	                           : blocks + (blocks - 1) / v->ratio;
	uint64_t room = v->blocks.at < file->size ? (file->size - v->blocks.at) / 8 : 0, n = want;
	uint8_t *raw;

	n = n < v->blocks.length / 8 ? n : v->blocks.length / 8;
	n = n < room ? n : room;
	if (n < want && image_tell(&v->s.image, f, MEDIA_NOTE_DAMAGED, "blocks",
	                           S_BLOCK_TABLE_HAS,
	                           n, want) < 0)
		return -1;
	if (image_blocks_within(&v->s.image, &n, f) < 0)
		return -1;
	v->n = (size_t)n;
	v->entries = (uint64_t *)calloc(v->n + 1, sizeof *v->entries);
	v->bad = (uint8_t *)calloc(v->n / 8 + 1, 1);
	if (v->entries == NULL || v->bad == NULL)
		return fault_memory(f, (v->n + 1) * sizeof *v->entries);
	raw = (uint8_t *)v->entries;
	if (v->n > 0 && media_read(file, v->blocks.at, raw, v->n * 8, f) < 0)
		return -1;
	for (size_t i = 0; i < v->n; i++) {
		struct reader r = reader_of(span_make(raw + 8 * i, 8));

		v->entries[i] = reader_le64(&r);
	}
	return judge_blocks(v, f);
}

/* ---- the parent ------------------------------------------------------------------------------------ */

/* "{83ed0ec1-24c8-49a6-a959-5e4bd1288791}" */
static void identity_of(struct media_identity *out, const char *text)
{
	static const uint8_t order[16] = { 3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15 };
	unsigned n = 0;

	memset(out, 0, sizeof *out);
	for (; *text != '\0' && n < 32; text++) {
		char c = *text;
		int digit = c >= '0' && c <= '9'   ? c - '0'
		            : c >= 'a' && c <= 'f' ? c - 'a' + 10
		            : c >= 'A' && c <= 'F' ? c - 'A' + 10
		                                   : -1;

		if (digit < 0)
			continue;
		out->bytes[order[n / 2]] = (uint8_t)(out->bytes[order[n / 2]] << 4 | digit);
		n++;
	}
	out->n = n == 32 ? 16 : 0;
}

static void take_pair(struct chain_wish *w, const char *key, const char *value)
{
	if (strcmp(key, "parent_linkage") == 0)
		identity_of(&w->id, value);
	else if (strcmp(key, "parent_linkage2") == 0)
		identity_of(&w->other, value);
	else if ((strcmp(key, "relative_path") == 0 || strcmp(key, "absolute_win32_path") == 0 ||
	          strcmp(key, "volume_path") == 0) &&
	         w->n < CHAIN_NAMES)
		memcpy(w->name[w->n++], value, CHAIN_NAME);
}

static int find_parent(struct vhdx *v, struct opening *o, struct fault *f)
{
	OWNED(buf) struct buf text = BUF_INIT;
	struct chain_wish w = { .n = 0 };
	size_t n = v->parent.length < TEXT_MOST ? (size_t)v->parent.length : TEXT_MOST;
	char key[CHAIN_NAME], value[CHAIN_NAME];
	struct reader r;
	uint16_t pairs;

	if (buf_reserve(&text, n + 1, f) < 0 || media_read(v->s.files.v[0], v->parent.at, text.p, n, f) < 0)
		return -1;
	text.n = n;
	r = reader_of(buf_span(&text));
	(void)reader_take(&r, 18);
	pairs = reader_le16(&r);
	for (uint16_t i = 0; i < pairs && !r.bad; i++) {
		uint32_t key_at = reader_le32(&r), value_at = reader_le32(&r);
		uint16_t key_n = reader_le16(&r), value_n = reader_le16(&r);

		if (key_at <= n && key_n <= n - key_at && value_at <= n && value_n <= n - value_at &&
		    chain_utf16(span_sub(buf_span(&text), key_at, key_n), false, key) &&
		    chain_utf16(span_sub(buf_span(&text), value_at, value_n), false, value))
			take_pair(&w, key, value);
	}
	return chain_parent(&v->s.parent, &v->s.image, o, &w, f);
}

static int fill(struct vhdx *v, struct opening *o, struct fault *f)
{
	int rc = read_heads(v, o, f);

	if (rc == 0)
		rc = find_regions(v, o, f);
	if (rc == 0)
		rc = read_metadata(v, o, f);
	if (rc != 0)
		return rc;
	if (image_note(&v->s.image, f, "format", v->differs ? S_VHDX_DIFFERENCING : S_VHDX_WHOLE) < 0 ||
	    read_blocks(v, f) < 0)
		return -1;
	return v->differs ? find_parent(v, o, f) : 0;
}

int vhdx_open(struct media **out, struct media *file, struct opening *o, struct fault *f)
{
	struct sparse *s;
	int rc;

	*out = NULL;
	if (sparse_new(&s, sizeof(struct vhdx), &vhdx_type, MEDIA_IS_VHD, file, f) < 0)
		return -1;
	rc = fill((struct vhdx *)s, o, f);
	if (rc != 0) {
		media_close(&s->image.base);
		return rc;
	}
	*out = &s->image.base;
	return 0;
}
