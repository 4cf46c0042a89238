/*
 * volume/mbr.c - the partition table of PCs: four entries in the first sector, and chains of
 * extended boot records (sherd-formats(7), "Partition tables").
 */
#include "base/check.h"
#include "volume/private.h"

#include "core/sentence.h"

#include <inttypes.h>
#include <stdio.h>

enum { SECTOR = 512, ENTRIES_AT = 446 }; /* format: sherd-formats(7), MBR */

struct mbr_entry {
	uint8_t status, type;
	uint32_t start, sectors;
};

static void entries_of(struct mbr_entry out[4], struct span sector)
{
	struct reader r = { sector, ENTRIES_AT, false };

	for (size_t i = 0; i < 4; i++) {
		out[i].status = reader_u8(&r);
		(void)reader_take(&r, 3);
		out[i].type = reader_u8(&r);
		(void)reader_take(&r, 3);
		out[i].start = reader_le32(&r);
		out[i].sectors = reader_le32(&r);
	}
}

static bool signed_sector(struct span sector)
{
	return sector.n >= SECTOR && sector.p[510] == 0x55 && sector.p[511] == 0xAA;
}

static bool extended(uint8_t type)
{
	return type == 0x05 || type == 0x0F || type == 0x85;
}

static const char *type_name(uint8_t type)
{
	static const struct {
		uint8_t type;
		const char *name;
	} names[] = {
		{ 0x01, "FAT12" },
		{ 0x04, "FAT16" },
		{ 0x05, "extended" },
		{ 0x06, "FAT16" },
		{ 0x07, "NTFS, exFAT" },
		{ 0x0B, "FAT32" },
		{ 0x0C, "FAT32" },
		{ 0x0E, "FAT16" },
		{ 0x0F, "extended" },
		{ 0x11, "hidden FAT12" },
		{ 0x14, "hidden FAT16" },
		{ 0x16, "hidden FAT16" },
		{ 0x17, "hidden NTFS" },
		{ 0x1B, "hidden FAT32" },
		{ 0x1C, "hidden FAT32" },
		{ 0x27, "Windows recovery" },
		{ 0x42, "Windows dynamic disk" },
		{ 0x82, "Linux swap" },
		{ 0x83, "Linux" },
		{ 0x85, "Linux extended" },
		{ 0x8E, "Linux LVM" },
		{ 0xA5, "FreeBSD" },
		{ 0xA6, "OpenBSD" },
		{ 0xA8, "Mac OS X" },
		{ 0xAF, "HFS+" },
		{ 0xBF, "Solaris" },
		{ 0xEE, "GPT protective" },
		{ 0xEF, "EFI system" },
		{ 0xFB, "VMware VMFS" },
		{ 0xFD, "Linux RAID" },
	};

	for (size_t i = 0; i < COUNT(names); i++)
		if (names[i].type == type)
			return names[i].name;
	return "";
}

static bool used(const struct mbr_entry *e)
{
	return e->type != 0 && e->sectors > 0;
}

static uint64_t end_of(const struct mbr_entry *e)
{
	return (uint64_t)e->start + e->sectors;
}

/* Entries that cannot all be meant. The one that stands for a GPT covers what hybrid ones name again, and so does, on a
 * disk that is an ISO 9660 too (`iso`), the one that begins at 0 (xorriso and isohybrid write it). */
static unsigned contradictions(const struct mbr_entry e[4], bool iso)
{
	unsigned n = 0;

	for (size_t i = 0; i < 4; i++) {
		bool said = e[i].type != 0 || e[i].start != 0 || e[i].sectors != 0;

		if (iso && used(&e[i]) && e[i].start == 0)
			continue;
		n += said && (!used(&e[i]) || e[i].start == 0);
		for (size_t k = 0; k < i; k++)
			n += used(&e[i]) && used(&e[k]) && !(iso && e[k].start == 0) && e[i].start < end_of(&e[k]) && e[k].start < end_of(&e[i]);
	}
	return n;
}

struct mbr_signs mbr_look(struct span sector, uint64_t media_size)
{
	struct mbr_signs signs = { .lacks_sign = !signed_sector(sector) };
	size_t all = 0, inside = 0, whole = 0, protecting = 0, odd = 0;
	struct mbr_entry e[4];

	entries_of(e, sector);
	for (size_t i = 0; i < 4; i++) {
		odd += (e[i].status & 0x7F) != 0;
		if (!used(&e[i]))
			continue;
		all++;
		protecting += e[i].type == 0xEE;
		inside += (uint64_t)e[i].start * SECTOR < media_size;
		whole += e[i].start > 0 && end_of(&e[i]) * SECTOR <= media_size;
	}
	signs.odd_status = odd > 0;
	signs.contradictions = contradictions(e, false);
	signs.of_iso = contradictions(e, true);
	signs.protective = protecting > 0;
	signs.only = all > 0 && protecting == all;
	/* boot code of FAT and NTFS ends in words, whose first byte is hardly ever a status; where a sign is wrong, all
	 * the rest must fit */
	signs.table = all > 0 && inside > 0 &&
	              (!(signs.lacks_sign || odd > 0) ||
	               (signs.lacks_sign != (odd > 0) && odd < 2 && whole == all && signs.contradictions == 0));
	return signs;
}

void mbr_tell(struct volume *v, const struct mbr_signs *signs)
{
	if (!signs->table)
		return;
	if (signs->lacks_sign)
		volume_damage(v, S_MBR_UNSIGNED);
	if (signs->odd_status)
		volume_damage(v, S_MBR_STATUS);
	if (signs->contradictions > 0)
		volume_harm(v, S_MBR_CONTRADICTS, (uint64_t)signs->contradictions);
}

static void describe(struct volume *v, const struct mbr_entry *e, uint64_t base, uint64_t unit)
{
	const char *name = type_name(e->type);

	(void)snprintf(v->scheme, sizeof v->scheme, "mbr");
	(void)snprintf(v->type, sizeof v->type, "0x%02x%s%s", e->type, name[0] != '\0' ? " " : "",
	               name);
	v->offset = sum_u64(base, (uint64_t)e->start * unit);
	v->size = (uint64_t)e->sectors * unit;
}

static int add_table(struct finder *x, size_t parent, uint64_t at, struct fault *f)
{
	struct volume v = { .kind = VOLUME_TABLE, .parent = parent, .offset = at, .size = SECTOR };
	size_t index;

	(void)snprintf(v.scheme, sizeof v.scheme, "mbr");
	volume_name(x, &v, "table@%" PRIu64, at);
	return volume_add(x, v, &index, f);
}

/* Where the chain of an extended partition stands. */
struct mbr_chain {
	size_t extended; /* volume */
	uint64_t base, unit, at;
	unsigned slot;
	VEC(uint64_t) seen;
	VEC(struct volume_range) taken; /* by records and logical partitions */
	uint64_t wrong; /* of those, what overlaps others */
};

static void mbr_chain_release(struct mbr_chain *c)
{
	VEC_RELEASE(&c->seen);
	VEC_RELEASE(&c->taken);
}

DEFINE_OWN(mbr_chain, struct mbr_chain, mbr_chain_release)

static int chain_takes(struct mbr_chain *c, uint64_t from, uint64_t to, struct fault *f)
{
	bool overlaps = false;

	for (size_t i = 0; i < c->taken.n; i++)
		overlaps = overlaps || (from < c->taken.v[i].to && c->taken.v[i].from < to);
	c->wrong += overlaps;
	return VEC_PUSH(&c->taken, ((struct volume_range){ from, to }), f);
}

/* One extended boot record: a logical partition and the way to the next. *on: it goes on at c->at.
 */
static int chain_step(struct finder *x, struct mbr_chain *c, bool *on, struct fault *f)
{
	struct media *m = x->out->v[c->extended].media;
	uint8_t sector[SECTOR];
	struct mbr_entry e[4];
	uint64_t next = 0, end = x->out->v[c->extended].size, from = c->at, most = watch_limit(x->watch, LIMIT_chain_partitions);
	bool linked = false, back;

	*on = false;
	if (media_read(m, c->at, sector, sizeof sector, f) < 0)
		return -1;
	if (!signed_sector(span_make(sector, SECTOR))) {
		volume_harm(&x->out->v[c->extended], S_CHAIN_BREAKS_NO, c->at);
		return 0;
	}
	if (add_table(x, c->extended, c->at, f) < 0)
		return -1;
	entries_of(e, span_make(sector, SECTOR));
	if (chain_takes(c, from, sum_u64(from, c->unit), f) < 0)
		return -1;
	for (size_t i = 0; i < 4; i++) {
		struct volume v = { .kind = VOLUME_PARTITION, .parent = c->extended };
		size_t index;

		c->wrong += (e[i].status & 0x7F) != 0 || (!used(&e[i]) && (e[i].type != 0 || e[i].start != 0 || e[i].sectors != 0));
		if (!used(&e[i]))
			continue;
		if (extended(e[i].type)) {
			next = (uint64_t)e[i].start * c->unit;
			linked = true;
			continue;
		}
		describe(&v, &e[i], c->at, c->unit);
		if (chain_takes(c, v.offset, sum_u64(v.offset, v.size), f) < 0)
			return -1;
		v.slot = c->slot;
		(void)snprintf(v.name, sizeof v.name, "p%u", ++c->slot);
		if (volume_add(x, v, &index, f) < 0)
			return -1;
	}
	if (!linked)
		return 0;
	c->at = next;
	back = next == 0; /* the first record stands there */
	for (size_t i = 0; i < c->seen.n; i++)
		back = back || c->seen.v[i] == next;
	if (back || next >= end) {
		volume_harm(&x->out->v[c->extended], back ? S_CHAIN_COMES_BACK : S_CHAIN_LEADS_OUT, c->at);
		return 0;
	}
	if (c->seen.n + 1 >= most) {
		watch_bite(x->watch, LIMIT_chain_partitions, 1);
		volume_note(&x->out->v[c->extended], S_CHAIN_MORE_RECORDS, c->at);
		return 0;
	}
	*on = true;
	return VEC_PUSH(&c->seen, next, f);
}

static int walk_chain(struct finder *x, size_t index, uint64_t unit, unsigned *slot,
                      struct fault *f)
{
	OWNED(mbr_chain) struct mbr_chain c = { .extended = index, .unit = unit, .slot = *slot };
	bool on = x->out->v[index].media != NULL;

	while (on)
		if (chain_step(x, &c, &on, f) < 0)
			return -1;
	if (c.wrong > 0)
		volume_harm(&x->out->v[index], S_MBR_CONTRADICTS, c.wrong);
	*slot = c.slot;
	return 0;
}

/* Disks with sectors of 4096 bytes count in those: told by where the first partition's content
 * lies. */
static int unit_of(struct media *m, const struct mbr_entry e[4], uint64_t *unit, struct fault *f)
{
	struct sighting small, large;
	uint64_t at;

	*unit = SECTOR;
	for (size_t i = 0; i < 4; i++) {
		at = (uint64_t)e[i].start * 4096;
		if (e[i].type == 0 || e[i].sectors == 0 || at >= m->size)
			continue;
		if (probe_at(m, at / 8, m->size - at / 8, true, &small, f) < 0 ||
		    probe_at(m, at, m->size - at, true, &large, f) < 0)
			return -1;
		if (small.content != CONTENT_NOTHING)
			return 0;
		if (large.content != CONTENT_NOTHING && large.before == 0) {
			*unit = 4096;
			return 0;
		}
	}
	return 0;
}

int mbr_find(struct finder *x, size_t parent, bool *found, struct fault *f)
{
	struct media *m = x->out->v[parent].media;
	uint8_t sector[SECTOR];
	struct mbr_entry e[4];
	unsigned slot = 4;
	uint64_t unit;

	*found = false;
	if (m->size < 2 * SECTOR)
		return 0;
	if (media_read(m, 0, sector, sizeof sector, f) < 0)
		return -1;
	entries_of(e, span_make(sector, SECTOR));
	if (unit_of(m, e, &unit, f) < 0 || add_table(x, parent, 0, f) < 0)
		return -1;
	*found = true;
	for (unsigned i = 0; i < 4; i++) {
		bool chain = extended(e[i].type);
		struct volume v = { .kind = chain ? VOLUME_EXTENDED : VOLUME_PARTITION,
			            .parent = parent,
			            .slot = i };
		size_t index;

		if (e[i].type == 0 || e[i].type == 0xEE || e[i].sectors == 0)
			continue;
		describe(&v, &e[i], 0, unit);
		volume_name(x, &v, "p%u", i + 1);
		if (volume_add(x, v, &index, f) < 0)
			return -1;
		if (chain && index != SIZE_MAX && walk_chain(x, index, unit, &slot, f) < 0)
			return -1;
	}
	return 0;
}
