/*
 * tests/support/images.h - disk images made in memory, for unit tests and fuzzing: partition
 * tables, an LVM2 physical volume, superblocks, qcow2 files. Checksums are zlib's, not those under
 * test.
 */
#ifndef SUPPORT_IMAGES_H
#define SUPPORT_IMAGES_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

static inline void put_le(uint8_t *p, uint64_t v, unsigned bytes)
{
	for (unsigned i = 0; i < bytes; i++)
		p[i] = (uint8_t)(v >> (8 * i));
}

static inline void put_be(uint8_t *p, uint64_t v, unsigned bytes)
{
	for (unsigned i = 0; i < bytes; i++)
		p[bytes - 1 - i] = (uint8_t)(v >> (8 * i));
}

/* ---- superblocks ----------------------------------------------------------------------------- */

/* An ext superblock of `blocks` blocks of 4096 bytes; `group` > 0: a backup, written at `sb`
 * itself. */
static inline void image_ext_sb(uint8_t *sb, uint32_t blocks, uint16_t group)
{
	put_le(sb + 4, blocks, 4);
	put_le(sb + 0x18, 2, 4);
	put_le(sb + 0x20, 32768, 4);
	put_le(sb + 0x28, 8192, 4);
	put_le(sb + 0x38, 0xEF53, 2);
	put_le(sb + 0x4C, 1, 4);
	put_le(sb + 0x5A, group, 2);
}

static inline void image_ext(uint8_t *at, uint32_t blocks)
{
	image_ext_sb(at + 1024, blocks, 0);
}

/* Superblock and AGF of one allocation group. */
static inline void image_xfs(uint8_t *at, uint64_t blocks, uint32_t ag_blocks, uint32_t group)
{
	memcpy(at, "XFSB", 4);
	put_be(at + 4, 4096, 4);
	put_be(at + 8, blocks, 8);
	put_be(at + 84, ag_blocks, 4);
	put_be(at + 88, (blocks + ag_blocks - 1) / ag_blocks, 4);
	put_be(at + 102, 512, 2);
	memcpy(at + 512, "XAGF", 4);
	put_be(at + 520, group, 4);
}

/* ---- partition tables ------------------------------------------------------------------------ */

static inline void image_mbr_entry(uint8_t *sector, unsigned slot, uint8_t type, uint32_t start,
                                   uint32_t sectors)
{
	uint8_t *e = sector + 446 + (size_t)16 * slot;

	e[4] = type;
	put_le(e + 8, start, 4);
	put_le(e + 12, sectors, 4);
	sector[510] = 0x55;
	sector[511] = 0xAA;
}

struct image_part {
	uint64_t first, last; /* sectors */
	const char *label;
};

static inline void image_gpt_copy(uint8_t *img, uint64_t sector, uint64_t here, uint64_t other,
                                  uint64_t entries, uint64_t last)
{
	uint8_t *h = img + here * sector;

	memset(h, 0, (size_t)sector);
	memcpy(h, "EFI PART", 8);
	put_le(h + 8, 0x00010000, 4);
	put_le(h + 12, 92, 4);
	put_le(h + 24, here, 8);
	put_le(h + 32, other, 8);
	put_le(h + 40, 2 + 16384 / sector, 8);
	put_le(h + 48, last - 1 - 16384 / sector, 8);
	put_le(h + 72, entries, 8);
	put_le(h + 80, 128, 4);
	put_le(h + 84, 128, 4);
	put_le(h + 88, crc32(0, img + entries * sector, 128 * 128), 4);
	put_le(h + 16, crc32(0, h, 92), 4);
}

/* Protective MBR and both copies, type "Linux file system". */
static inline void image_gpt(uint8_t *img, uint64_t size, uint64_t sector,
                             const struct image_part *parts, unsigned n)
{
	static const uint8_t linux_data[16] = { 0xAF, 0x3D, 0xC6, 0x0F, 0x83, 0x84, 0x72, 0x47,
		                                0x8E, 0x79, 0x3D, 0x69, 0xD8, 0x47, 0x7D, 0xE4 };
	uint64_t last = size / sector - 1, back = last - 16384 / sector;
	uint8_t *entries = img + 2 * sector;

	image_mbr_entry(img, 0, 0xEE, 1, (uint32_t)last);
	for (unsigned i = 0; i < n; i++) {
		uint8_t *e = entries + (size_t)128 * i;

		memcpy(e, linux_data, 16);
		e[16] = (uint8_t)(i + 1);
		put_le(e + 32, parts[i].first, 8);
		put_le(e + 40, parts[i].last, 8);
		for (size_t k = 0; parts[i].label[k] != '\0'; k++)
			e[56 + 2 * k] = (uint8_t)parts[i].label[k];
	}
	memcpy(img + back * sector, entries, 16384);
	image_gpt_copy(img, sector, 1, last, 2, last);
	image_gpt_copy(img, sector, last, 1, back, last);
}

/* ---- LVM2 ------------------------------------------------------------------------------------ */

enum { IMAGE_LVM_AREA = 4096, IMAGE_LVM_AREA_SIZE = 65536 };

static inline uint32_t image_lvm_crc(const uint8_t *p, size_t n)
{
	return ~(uint32_t)crc32(~UINT32_C(0xf597a6cf), p, (uInt)n);
}

/* A physical volume with the id "pv<digit>000..."; `texts` stand in the ring from sector `from` on,
 * the last is the one that counts. */
static inline void image_lvm(uint8_t *img, uint64_t size, unsigned digit, const char *const *texts,
                             unsigned n, size_t from)
{
	uint8_t *label = img + 512, *area = img + IMAGE_LVM_AREA;
	size_t ring = IMAGE_LVM_AREA_SIZE - 512, at = from, length = 0, begin = 0;

	memcpy(label, "LABELONE", 8);
	put_le(label + 8, 1, 8);
	put_le(label + 20, 32, 4);
	memcpy(label + 24, "LVM2 001", 8);
	memset(label + 32, '0', 32);
	memcpy(label + 32, "pv", 2);
	label[34] = (uint8_t)('0' + digit);
	put_le(label + 64, size, 8);
	put_le(label + 72, 1 << 20, 8);
	put_le(label + 104, IMAGE_LVM_AREA, 8);
	put_le(label + 112, IMAGE_LVM_AREA_SIZE, 8);
	put_le(label + 16, image_lvm_crc(label + 20, 492), 4);
	for (unsigned i = 0; i < n; i++) {
		length = strlen(texts[i]) + 1;
		begin = at;
		for (size_t k = 0; k < length; k++)
			area[512 + (at + k) % ring] = (uint8_t)texts[i][k];
		at = (at + length + 511) / 512 * 512 % ring;
	}
	memcpy(area + 4, " LVM2 x[5A%r0N*>", 16);
	put_le(area + 20, 1, 4);
	put_le(area + 24, IMAGE_LVM_AREA, 8);
	put_le(area + 32, IMAGE_LVM_AREA_SIZE, 8);
	if (n > 0) {
		uint8_t *text = (uint8_t *)calloc(1, length);

		if (text != NULL)
			memcpy(text, texts[n - 1], length - 1);
		put_le(area + 40, 512 + begin, 8);
		put_le(area + 48, length, 8);
		put_le(area + 56, text == NULL ? 0 : image_lvm_crc(text, length), 4);
		free(text);
	}
	put_le(area, image_lvm_crc(area + 4, 508), 4);
}

#define IMAGE_VG_HEAD(seqno)                                                                       \
	"vg0 {\nid = \"vgvgvg-vgvg-vgvg-vgvg-vgvg-vgvg-vgvgvg\"\nseqno = " seqno                   \
	"\nformat = \"lvm2\" # informational\nstatus = [\"RESIZEABLE\", \"READ\"]\nextent_size = " \
	"128\n"                                                                                    \
	"physical_volumes {\npv0 {\nid = \"pv0000-0000-0000-0000-0000-0000-000000\"\npe_start = "  \
	"2048\n"                                                                                   \
	"pe_count = 32\n}\npv1 {\nid = \"pv1000-0000-0000-0000-0000-0000-000000\"\npe_start = "    \
	"2048\n"                                                                                   \
	"pe_count = 32\n}\n}\nlogical_volumes {\n"
#define IMAGE_LV(name, id) name " {\nid = \"" id id id id "\"\nstatus = [\"READ\", \"VISIBLE\"]\n"
#define IMAGE_SEGMENT(n, start, count, stripes, list)                                              \
	"segment" n " {\nstart_extent = " start "\nextent_count = " count                          \
	"\ntype = \"striped\"\nstripe_count = " stripes "\nstripes = [" list "]\n}\n"
#define IMAGE_VG_TAIL                                                                              \
	"}\n}\n# Generated by LVM2 version 2.03\ncontents = \"Text Format Volume "                 \
	"Group\"\nversion = 1\n"

/* ---- qcow2 ----------------------------------------------------------------------------------- */

enum image_cluster { /* what stands for one cluster of the disk */
	             CLUSTER_NONE,
	             CLUSTER_ZERO,
	             CLUSTER_DATA,
	             CLUSTER_PACKED,
};

/*
 * The file: header, L1, refcount table, refcount block, L2, then for each DATA or PACKED one a
 * cluster in turn, each filled with 'A' + its index; at last `spare` clusters of 'z' that no table
 * names. Returns the file's bytes.
 */
static inline size_t image_qcow2(uint8_t *out, unsigned version, unsigned bits,
                                 const enum image_cluster *what, unsigned n, unsigned spare)
{
	size_t c = (size_t)1 << bits, at = 5 * c;
	uint8_t *l2 = out + 4 * c;

	memcpy(out, "QFI\xFB", 4);
	put_be(out + 4, version, 4);
	put_be(out + 20, bits, 4);
	put_be(out + 24, n * c, 8);
	put_be(out + 36, 1, 4);
	put_be(out + 40, c, 8);
	put_be(out + 48, 2 * c, 8);
	put_be(out + 56, 1, 4);
	if (version >= 3) {
		put_be(out + 96, 4, 4);
		put_be(out + 100, 104, 4);
	}
	put_be(out + c, 4 * c | UINT64_C(1) << 63, 8);
	put_be(out + 2 * c, 3 * c, 8);
	for (unsigned i = 0; i < n; i++) {
		uint64_t entry = 0;

		if (what[i] == CLUSTER_ZERO && version >= 3) /* before, the bit must not be set */
			entry = 1;
		if (what[i] == CLUSTER_DATA) {
			memset(out + at, 'A' + (int)(i % 26), c);
			entry = at | UINT64_C(1) << 63;
		}
		if (what[i] == CLUSTER_PACKED) {
			z_stream z = { .avail_in = 0 };
			uint8_t *plain = (uint8_t *)malloc(c);

			if (plain == NULL ||
			    deflateInit2(&z, 9, Z_DEFLATED, -12, 8, Z_DEFAULT_STRATEGY) != Z_OK)
				abort();
			memset(plain, 'A' + (int)(i % 26), c);
			z.next_in = plain;
			z.avail_in = (uInt)c;
			z.next_out = out + at;
			z.avail_out = (uInt)c;
			if (deflate(&z, Z_FINISH) != Z_STREAM_END)
				abort();
			entry = at | UINT64_C(1) << 62 |
			        (uint64_t)((z.total_out + 511) / 512 - 1) << (62 - (bits - 8));
			(void)deflateEnd(&z);
			free(plain);
		}
		put_be(l2 + (size_t)8 * i, entry, 8);
		if (what[i] == CLUSTER_DATA || what[i] == CLUSTER_PACKED)
			at += c;
	}
	memset(out + at, 'z', spare * c);
	return at + spare * c;
}

#endif
