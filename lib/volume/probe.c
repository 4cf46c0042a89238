/*
 * volume/probe.c - file systems and containers by their signs at known places (sherd-formats(7),
 * "Signs of file systems"). A sign of two bytes is believed only with fields around it that agree.
 */
#include "base/check.h"

#include "core/sentence.h"
#include "volume/private.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum {
	HEAD = 8192,
	AT_32K = 32768, /* format: where ISO 9660 begins */
	AT_64K = 65536, /* format: where btrfs begins */
	SECOND = 4096,
	EXT_AT = 1024,
	BTRFS_AT = 65536,
	ZFS_RING = 131072, LVM_AREA = 4096,
};

static uint64_t at_le(struct span s, size_t at, size_t bytes)
{
	struct reader r = { s, at > s.n ? s.n : at, false };

	return reader_uint(&r, bytes, false);
}

static uint64_t at_be(struct span s, size_t at, size_t bytes)
{
	struct reader r = { s, at > s.n ? s.n : at, false };

	return reader_uint(&r, bytes, true);
}

static bool power_of_two(uint64_t v, uint64_t least, uint64_t most)
{
	return v >= least && v <= most && (v & (v - 1)) == 0;
}

/* ---- the three we read ourselves ------------------------------------------------------------- */

/* `s`: 1024 bytes of a superblock; its group, or UINT32_MAX when it is none. */
static uint32_t ext_group(struct span s, uint64_t *size)
{
	uint64_t log = at_le(s, 0x18, 4), blocks = at_le(s, 4, 4), incompat = at_le(s, 0x60, 4);

	if (at_le(s, 0x38, 2) != 0xEF53 || log > 6 || at_le(s, 0x4C, 4) > 1 ||
	    at_le(s, 0x14, 4) > 1 || at_le(s, 0x20, 4) == 0 || at_le(s, 0x28, 4) == 0)
		return UINT32_MAX;
	if ((incompat & 0x80) != 0)
		blocks |= at_le(s, 0x150, 4) << 32;
	if (blocks == 0 || mul_u64(size, blocks, 1024ull << log))
		return UINT32_MAX;
	return (uint32_t)at_le(s, 0x5A, 2);
}

/* Are the inodes as many as the groups of that many blocks have? */
static bool ext_inodes_fit(struct span s)
{
	uint64_t blocks = at_le(s, 4, 4), first = at_le(s, 0x14, 4), per_group = at_le(s, 0x20, 4), inodes = at_le(s, 0, 4);

	if ((at_le(s, 0x60, 4) & 0x80) != 0)
		blocks |= at_le(s, 0x150, 4) << 32;
	return per_group > 0 && blocks > first && inodes > 0 &&
	       inodes % at_le(s, 0x28, 4) == 0 && inodes / at_le(s, 0x28, 4) == (blocks - first - 1) / per_group + 1;
}

/* One that cannot be, and yet was one: its sign, and most of the fields around it agree; or all of them, and the number
 * of inodes, without the sign. */
static bool was_ext(struct span s)
{
	uint64_t log = at_le(s, 0x18, 4), block = 1024ull << (log > 6 ? 0 : log), inode = at_le(s, 0x58, 2);
	unsigned agree = 0;

	agree += log <= 6;
	agree += at_le(s, 0x14, 4) <= 1;
	agree += at_le(s, 0x3A, 2) <= 7;                                    /* state */
	agree += at_le(s, 0x3C, 2) >= 1 && at_le(s, 0x3C, 2) <= 3;          /* what to do on errors */
	agree += at_le(s, 0x48, 4) <= 4;                                    /* maker */
	agree += at_le(s, 0x4C, 4) <= 1;                                    /* revision */
	agree += inode >= 128 && inode <= block && (inode & (inode - 1)) == 0;
	agree += at_le(s, 0x20, 4) > 0 && at_le(s, 0x20, 4) <= 8 * block;
	agree += at_le(s, 0x28, 4) > 0 && at_le(s, 0x28, 4) <= 8 * block;
	agree += at_le(s, 4, 4) > at_le(s, 0xC, 4);                         /* fewer free blocks than blocks */
	if (at_le(s, 0x38, 2) != 0xEF53)
		return agree == 10 && ext_inodes_fit(s);
	return agree >= 8;
}

static bool is_xfs(struct span s, uint64_t *size, uint64_t *ag_bytes)
{
	uint64_t block = at_be(s, 4, 4), blocks = at_be(s, 8, 8), ag = at_be(s, 84, 4);

	return span_starts(s, span_of("XFSB")) && power_of_two(block, 512, 65536) && blocks > 0 &&
	       ag > 0 && at_be(s, 88, 4) > 0 && power_of_two(at_be(s, 102, 2), 512, 32768) &&
	       !mul_u64(size, blocks, block) && !mul_u64(ag_bytes, ag, block);
}

/* `s` begins at a superblock's place. It names that place itself, where it is not damaged. */
static bool is_btrfs(struct span s, uint64_t *size)
{
	*size = at_le(s, 0xC9 + 8, 8);
	return span_starts(span_from(s, 64), span_of("_BHRfS_M"));
}

/* Which allocation group does the superblock at `at` belong to? Its neighbour, the AGF, has the
 * number. */
static int xfs_group(struct media *m, uint64_t at, uint64_t sector, uint64_t *group,
                     struct fault *f)
{
	uint8_t agf[16];

	*group = 0;
	if (media_read(m, at + sector, agf, sizeof agf, f) < 0)
		return -1;
	if (memcmp(agf, "XAGF", 4) == 0)
		*group = at_be(span_make(agf, sizeof agf), 8, 4);
	return 0;
}

/* ---- all others ------------------------------------------------------------------------------ */

struct sign {
	enum content content;
	bool sure; /* long enough to be believed at any place */
	uint32_t at;
	uint8_t n;
	char bytes[16];
};

/* In the order in which they are believed. Those at 32 and 64 KiB stand in further windows. */
static const struct sign signs[] = {
	{ CONTENT_LUKS, true, 0, 6, "LUKS\xBA\xBE" },
	{ CONTENT_LVM2, true, 0, 8, "LABELONE" },
	{ CONTENT_LVM2, true, 512, 8, "LABELONE" },
	{ CONTENT_LVM2, true, 1024, 8, "LABELONE" },
	{ CONTENT_LVM2, true, 1536, 8, "LABELONE" },
	{ CONTENT_NTFS, true, 3, 8, "NTFS    " },
	{ CONTENT_EXFAT, true, 3, 8, "EXFAT   " },
	{ CONTENT_OTHER, true, 3, 8, "-FVE-FS-" },
	{ CONTENT_FAT, true, 82, 8, "FAT32   " },
	{ CONTENT_FAT, false, 54, 8, "FAT12   " },
	{ CONTENT_FAT, false, 54, 8, "FAT16   " },
	{ CONTENT_SQUASHFS, false, 0, 4, "hsqs" },
	{ CONTENT_F2FS, false, 1024, 4, "\x10\x20\xF5\xF2" },
	{ CONTENT_OTHER, false, 32, 4, "NXSB" },               /* APFS */
	{ CONTENT_OTHER, false, 1024, 4, "\xE2\xE1\xF5\xE0" }, /* EROFS */
	{ CONTENT_OTHER, false, 1024, 4, "H+\x00\x04" },       /* HFS+ */
	{ CONTENT_OTHER, false, 1024, 4, "HX\x00\x05" },
	{ CONTENT_OTHER, true, 4120, 16,
	  "\xC6\x85\x73\xF6\x4E\x1A\x45\xCA\x82\x65\xF5\x7F\x48\xBA\x6D\x81" }, /* bcache */
	{ CONTENT_MD, true, 0, 8, "\xFC\x4E\x2B\xA9\x01\x00\x00\x00" },
	{ CONTENT_MD, true, 4096, 8, "\xFC\x4E\x2B\xA9\x01\x00\x00\x00" },
	{ CONTENT_SWAP, true, 4086, 10, "SWAPSPACE2" },
	{ CONTENT_SWAP, true, 8182, 10, "SWAPSPACE2" },
	{ CONTENT_SWAP, true, 65526, 10, "SWAPSPACE2" },
	{ CONTENT_ISO9660, false, 32769, 5, "CD001" },
	{ CONTENT_OTHER, false, 32769, 5, "BEA01" }, /* UDF */
	{ CONTENT_OTHER, false, 32768, 4, "JFS1" },
	{ CONTENT_OTHER, false, 65588, 6, "ReIsEr" },
};

struct windows {
	uint8_t head[HEAD], at_32k[SECOND], at_64k[SECOND + 16];
	bool sure;
};

/* n bytes of the windows at `at`, or none. */
static struct span seen_at(const struct windows *w, uint32_t at, size_t n)
{
	struct span got = span_sub(span_make(w->head, HEAD), at, n);

	if (at >= AT_64K - 16)
		got = span_sub(span_make(w->at_64k, sizeof w->at_64k), at - (AT_64K - 16), n);
	else if (at >= AT_32K)
		got = span_sub(span_make(w->at_32k, w->sure ? 0 : SECOND), at - AT_32K, n);
	return got.n == n ? got : SPAN_NONE;
}

static bool boot_sector(const struct windows *w)
{
	uint64_t sector = at_le(span_make(w->head, HEAD), 11, 2);

	return w->head[510] == 0x55 && w->head[511] == 0xAA && power_of_two(sector, 512, 4096);
}

static uint64_t size_said(enum content c, struct span head)
{
	uint64_t size = 0, sectors, sector = at_le(head, 11, 2);

	switch (c) {
	case CONTENT_NTFS:
		return mul_u64(&size, at_le(head, 0x28, 8) + 1, sector) ? 0 : size;
	case CONTENT_FAT:
		sectors = at_le(head, 0x13, 2);
		return (sectors != 0 ? sectors : at_le(head, 0x20, 4)) * sector;
	case CONTENT_EXFAT:
		sectors = at_le(head, 0x48, 8);
		return mul_u64(&size, sectors, 1ull << (head.p[0x6C] & 15)) ? 0 : size;
	case CONTENT_SQUASHFS:
		return at_le(head, 40, 8);
	case CONTENT_LVM2: {
		uint64_t label = 0;

		while (label < 2048 && !span_starts(span_from(head, label), span_of("LABELONE")))
			label += 512;
		return at_le(head, label + at_le(head, label + 20, 4) % 512 + 32, 8);
	}
	default:
		return 0;
	}
}

static void by_signs(const struct windows *w, struct sighting *out)
{
	for (size_t i = 0; i < COUNT(signs); i++) {
		const struct sign *s = &signs[i];
		struct span got;

		if (w->sure && !s->sure)
			continue;
		got = seen_at(w, s->at, s->n);
		if (!span_eq(got, span_make(s->bytes, s->n)))
			continue;
		if ((s->content == CONTENT_NTFS || s->content == CONTENT_FAT) && !boot_sector(w))
			continue;
		out->content = s->content;
		out->size = size_said(s->content, span_make(w->head, HEAD));
		return;
	}
}

/* Old boot sectors have no name of the file system: all their numbers must be possible. */
static bool unnamed_fat(const struct windows *w)
{
	const uint8_t *p = w->head;

	return boot_sector(w) && (p[0] == 0xEB || p[0] == 0xE9) && p[13] != 0 &&
	       (p[13] & (p[13] - 1)) == 0 && (p[16] == 1 || p[16] == 2) && p[21] >= 0xF0 &&
	       at_le(span_make(p, HEAD), 14, 2) != 0 && at_le(span_make(p, HEAD), 22, 2) != 0;
}

static int read_windows(struct media *m, uint64_t at, uint64_t room, struct windows *w,
                        struct fault *f)
{
	memset(w->head, 0, sizeof w->head);
	memset(w->at_32k, 0, sizeof w->at_32k);
	memset(w->at_64k, 0, sizeof w->at_64k);
	/* what is unread are zeros: no sign of ours */
	if (media_read(m, at, w->head, room < HEAD ? (size_t)room : HEAD, f) < 0)
		return -1;
	if (!w->sure && room >= AT_32K + SECOND &&
	    media_read(m, at + AT_32K, w->at_32k, SECOND, f) < 0)
		return -1;
	if (room >= AT_64K + SECOND &&
	    media_read(m, at + AT_64K - 16, w->at_64k, sizeof w->at_64k, f) < 0)
		return -1;
	return 0;
}

int probe_at(struct media *m, uint64_t at, uint64_t room, bool sure, struct sighting *out,
             struct fault *f)
{
	struct windows w = { .sure = sure };
	uint64_t size = 0, ag = 0, group;
	struct span head = span_make(w.head, HEAD);

	*out = (struct sighting){ CONTENT_NOTHING, 0, 0 };
	if (room < 512)
		return 0;
	if (read_windows(m, at, room, &w, f) < 0)
		return -1;
	if (is_xfs(head, &size, &ag)) {
		if (xfs_group(m, at, at_be(head, 102, 2), &group, f) < 0)
			return -1;
		*out = (struct sighting){ CONTENT_XFS, size, 0 };
		if (mul_u64(&out->before, group, ag))
			out->before = 0;
	} else if (ext_group(span_sub(head, EXT_AT, 1024), &size) == 0) {
		*out = (struct sighting){ CONTENT_EXT, size, 0 };
	} else if (is_btrfs(span_from(span_make(w.at_64k, sizeof w.at_64k), 16), &size) &&
	           (!sure || at_le(span_from(span_make(w.at_64k, sizeof w.at_64k), 16), 48, 8) == BTRFS_AT)) {
		*out = (struct sighting){ CONTENT_BTRFS, size, 0 };
	} else {
		by_signs(&w, out);
		if (out->content == CONTENT_NOTHING && !sure && was_ext(span_sub(head, EXT_AT, 1024)))
			*out = (struct sighting){ CONTENT_EXT, 0, 0 };
		if (out->content == CONTENT_NOTHING && !sure && unnamed_fat(&w))
			*out = (struct sighting){ CONTENT_FAT, size_said(CONTENT_FAT, head), 0 };
	}
	return 0;
}

/* ---- what stands at the end, or in a ring ---------------------------------------------------- */

/* Superblock 1.0 stands 8 to 12 KiB before the end on a multiple of 4 KiB, 0.90 64 to 128 KiB
 * before it on a multiple of 64 KiB (md(4); linux, md_p.h). */
static uint64_t md_place(uint64_t size, bool old)
{
	if (old)
		return size < 131072 ? UINT64_MAX : (size & ~UINT64_C(65535)) - 65536;
	return size < 16384 ? UINT64_MAX : (size / 512 - 16) * 512 & ~UINT64_C(4095);
}

static int at_end(struct media *m, enum content *out, struct fault *f)
{
	static const uint8_t magic[] = { 0xFC, 0x4E, 0x2B, 0xA9 };

	for (int old = 0; old < 2; old++) {
		uint64_t place = md_place(m->size, old);
		uint8_t got[8];

		if (place == UINT64_MAX)
			continue;
		if (media_read(m, place, got, sizeof got, f) < 0)
			return -1;
		if (memcmp(got, magic, sizeof magic) == 0 && got[4] == (old ? 0 : 1))
			*out = CONTENT_MD;
	}
	return 0;
}

/* A physical volume whose label is gone: its first metadata area. */
static int lvm_area(struct media *m, enum content *out, struct fault *f)
{
	uint8_t got[20];

	if (m->size < LVM_AREA + sizeof got)
		return 0;
	if (media_read(m, LVM_AREA, got, sizeof got, f) < 0)
		return -1;
	if (span_starts(span_make(got + 4, 16), span_of(" LVM2 x[5A%r0N*>")))
		*out = CONTENT_LVM2;
	return 0;
}

static int in_ring(struct media *m, enum content *out, struct fault *f)
{
	uint8_t slots[16384];

	if (m->size < ZFS_RING * 2)
		return 0;
	for (uint32_t at = 0; at < ZFS_RING; at += sizeof slots) {
		if (media_read(m, ZFS_RING + at, slots, sizeof slots, f) < 0)
			return -1;
		for (size_t i = 0; i < sizeof slots; i += 1024)
			if (at_le(span_make(slots, sizeof slots), i, 8) == 0x00bab10c)
				*out = CONTENT_ZFS;
	}
	return 0;
}

/* ---- backup superblocks ---------------------------------------------------------------------- */

static int ext_backup(struct media *m, uint64_t *backup, struct fault *f)
{
	static const uint32_t groups[] = { 1, 3, 5, 7, 9, 25, 27, 49 };

	for (unsigned log = 0; log <= 2; log++)
		for (size_t i = 0; i < COUNT(groups); i++) {
			uint64_t block = 1024ull << log, per = 8 * block, size;
			uint64_t at = (groups[i] * per + (log == 0)) * block;
			uint8_t sb[1024];

			if (at + sizeof sb > m->size)
				break;
			if (media_read(m, at, sb, sizeof sb, f) < 0)
				return -1;
			if (ext_group(span_make(sb, sizeof sb), &size) == groups[i] &&
			    at_le(span_make(sb, sizeof sb), 0x18, 4) == log) {
				*backup = at;
				return 0;
			}
		}
	return 0;
}

static int xfs_backup_at(struct media *m, uint64_t at, uint64_t *backup, struct fault *f)
{
	uint64_t size, ag = 0;
	uint8_t sb[512];

	if (at == 0 || at >= m->size)
		return 0;
	if (media_read(m, at, sb, sizeof sb, f) < 0)
		return -1;
	if (is_xfs(span_make(sb, sizeof sb), &size, &ag) && ag == at)
		*backup = at;
	return 0;
}

/* The size of allocation groups is what mkfs.xfs makes of a device of this size: 4, 8, 16 or 32 of
 * them, or the most there can be in one. */
static int xfs_backup(struct media *m, uint64_t *backup, struct fault *f)
{
	static const uint64_t largest[] = { 268435455ull * 4096, 268435456ull * 4096 };

	for (unsigned shift = 2; shift <= 5 && *backup == 0; shift++)
		for (unsigned log = 9; log <= 16 && *backup == 0; log++) {
			uint64_t blocks = m->size >> log, ag = blocks >> shift;

			if ((blocks & ((1u << shift) - 1)) != 0 &&
			    xfs_backup_at(m, (ag + 1) << log, backup, f) < 0)
				return -1;
			if (*backup == 0 && xfs_backup_at(m, ag << log, backup, f) < 0)
				return -1;
		}
	for (size_t i = 0; i < COUNT(largest) && *backup == 0; i++)
		if (xfs_backup_at(m, largest[i], backup, f) < 0)
			return -1;
	return 0;
}

static int btrfs_backup(struct media *m, uint64_t *backup, struct fault *f)
{
	static const uint64_t places[] = { 64ull << 20, 256ull << 30 };

	for (size_t i = 0; i < COUNT(places); i++) {
		uint8_t sb[512];
		uint64_t size;

		if (places[i] + 4096 > m->size)
			break;
		if (media_read(m, places[i], sb, sizeof sb, f) < 0)
			return -1;
		if (is_btrfs(span_make(sb, sizeof sb), &size) && at_le(span_make(sb, sizeof sb), 48, 8) == places[i]) {
			*backup = places[i];
			return 0;
		}
	}
	return 0;
}

int probe_backup(struct media *m, enum content *out, uint64_t *backup, struct fault *f)
{
	static const struct {
		enum content content;
		int (*find)(struct media *m, uint64_t *backup, struct fault *f);
	} kinds[] = {
		{ CONTENT_EXT, ext_backup },
		{ CONTENT_XFS, xfs_backup },
		{ CONTENT_BTRFS, btrfs_backup },
	};

	*backup = 0;
	for (size_t i = 0; i < COUNT(kinds); i++) {
		if (kinds[i].find(m, backup, f) < 0)
			return -1;
		if (*backup != 0) {
			*out = kinds[i].content;
			return 0;
		}
	}
	return 0;
}

int volume_probe(struct media *m, enum content *out, uint64_t *backup, struct fault *f)
{
	struct sighting s;

	*out = CONTENT_NOTHING;
	*backup = 0;
	if (probe_at(m, 0, m->size, false, &s, f) < 0)
		return -1;
	*out = s.content;
	if (*out == CONTENT_NOTHING && at_end(m, out, f) < 0)
		return -1;
	if (*out == CONTENT_NOTHING && lvm_area(m, out, f) < 0)
		return -1;
	if (*out == CONTENT_NOTHING && in_ring(m, out, f) < 0)
		return -1;
	if (*out == CONTENT_NOTHING)
		return probe_backup(m, out, backup, f);
	return 0;
}

/* ---- words ----------------------------------------------------------------------------------- */

int probe_md(struct media *m, struct md_member *out, struct fault *f)
{
	const uint64_t places[] = { 0, 4096, md_place(m->size, false) };
	uint8_t sb[256];
	struct span s = span_make(sb, sizeof sb);

	*out = (struct md_member){ .known = false };
	for (size_t i = 0; i < COUNT(places) && !out->known; i++) {
		if (places[i] == UINT64_MAX)
			continue;
		if (media_read(m, places[i], sb, sizeof sb, f) < 0)
			return -1;
		if (at_le(s, 0, 4) != 0xa92b4efc || at_le(s, 4, 4) != 1)
			continue;
		out->known = true;
		out->level = (int)(int32_t)at_le(s, 72, 4);
		out->disks = (uint32_t)at_le(s, 92, 4);
		if (mul_u64(&out->data, at_le(s, 128, 8), 512) ||
		    mul_u64(&out->data_size, at_le(s, 136, 8), 512) || out->data >= m->size)
			out->data = out->data_size = 0;
		if (out->data_size > m->size - out->data)
			out->data_size = m->size - out->data;
	}
	return 0;
}

static int md_remark(struct media *m, char note[200], struct fault *f)
{
	struct md_member md;

	if (probe_md(m, &md, f) < 0)
		return -1;
	if (!md.known)
		(void)sentence(
		        note, 200,
		        S_MEMBER_LINUX_SOFTWARE_RAID);
	else if (md.level == 1)
		(void)sentence(note, 200,
		               S_MEMBER_LINUX_SOFTWARE_RAID_LEVEL,
		               (uint64_t)md.disks);
	else
		(void)sentence(note, 200,
		               S_MEMBER_LINUX_SOFTWARE_RAID_LEVEL_DISKS,
		               md.level, (uint64_t)md.disks);
	return 0;
}

int probe_remark(struct media *m, enum content c, char note[200], struct fault *f)
{
	note[0] = '\0';
	if (c == CONTENT_MD)
		return md_remark(m, note, f);
	if (c == CONTENT_LUKS)
		(void)sentence(
		        note, 200,
		        S_ENCRYPTED_LUKS_OPEN);
	return 0;
}

const char *content_text(enum content c)
{
	static const char *const texts[] = {
#define X(id, text, about) text,
		CONTENTS(X)
#undef X
	};

	return (size_t)c < COUNT(texts) ? texts[c] : "";
}

const char *content_about(enum content c)
{
	static const char *const texts[] = {
#define X(id, text, about) about,
		CONTENTS(X)
#undef X
	};

	return (size_t)c < COUNT(texts) ? texts[c] : "";
}
