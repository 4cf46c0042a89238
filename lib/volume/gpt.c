/*
 * volume/gpt.c - the GUID partition table (UEFI Specification 2.10, chapter 5): the copy at sector
 * 1 and the backup at the end, with sectors of 512 or 4096 bytes. The backup is used when the
 * primary does not hold.
 */
#include "base/check.h"
#include "base/quote.h"
#include "base/utf8.h"
#include "core/sentence.h"
#include "volume/gpt.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { ENTRIES_MOST = 1024, ENTRY_MOST = 4096, ARRAY_MOST = 4 << 20 }; /* format: UEFI 5.3: 128 entries of 128 bytes are made */

static int read_header(struct media *m, uint64_t sector, uint64_t lba, struct gpt_header *h,
                       struct fault *f)
{
	uint8_t raw[4096];
	struct reader r = reader_of(span_make(raw, sizeof raw));
	uint32_t crc;
	uint64_t mine;

	*h = (struct gpt_header){ .sector = sector };
	if (mul_u64(&h->at, lba, sector) || h->at >= m->size)
		return 0;
	memset(raw, 0, sizeof raw);
	if (media_read(m, h->at, raw, (size_t)sector, f) < 0)
		return -1;
	if (!span_starts(r.in, span_of("EFI PART")))
		return 0;
	h->there = true;
	(void)reader_take(&r, 8);
	h->revision = reader_le32(&r);
	h->size = reader_le32(&r);
	crc = reader_le32(&r);
	(void)reader_take(&r, 4);
	mine = reader_le64(&r);
	h->alternate = reader_le64(&r);
	h->first = reader_le64(&r);
	h->last = reader_le64(&r);
	memcpy(h->disk, reader_take(&r, sizeof h->disk).p, sizeof h->disk);
	h->entries = reader_le64(&r);
	h->count = reader_le32(&r);
	h->each = reader_le32(&r);
	h->entries_crc = reader_le32(&r);
	h->present = h->each >= 128 && h->each <= ENTRY_MOST && h->count > 0 && mine == lba;
	if (!h->present || h->size < 92 || h->size > sector)
		return 0;
	memset(raw + 16, 0, 4);
	h->sound = ~volume_crc(UINT32_MAX, span_make(raw, h->size)) == crc;
	return 0;
}

/* The entries' bytes; the header is no longer sound when their checksum does not fit. */
static int read_entries(struct media *m, struct gpt_header *h, struct buf *out, struct fault *f)
{
	uint64_t at, bytes = (uint64_t)h->count * h->each;
	bool whole = bytes <= ARRAY_MOST;

	buf_clear(out);
	if (mul_u64(&at, h->entries, h->sector) || at >= m->size) {
		h->present = h->sound = false;
		return 0;
	}
	if (!whole)
		bytes = ARRAY_MOST;
	if (bytes > m->size - at) {
		whole = false;
		bytes = m->size - at;
	}
	if (buf_reserve(out, (size_t)bytes, f) < 0 ||
	    media_read(m, at, out->p, (size_t)bytes, f) < 0)
		return -1;
	out->n = (size_t)bytes;
	if (!whole || ~volume_crc(UINT32_MAX, buf_span(out)) != h->entries_crc)
		h->sound = false;
	return 0;
}

static void guid_text(char out[40], struct span g)
{
	struct reader r = reader_of(g);
	uint32_t a = reader_le32(&r);
	uint16_t b = reader_le16(&r), c = reader_le16(&r);
	struct span d = reader_take(&r, 8);

	(void)snprintf(out, 40, "%08X-%04X-%04X-%02X%02X-%02X%02X%02X%02X%02X%02X", a, b, c, d.p[0],
	               d.p[1], d.p[2], d.p[3], d.p[4], d.p[5], d.p[6], d.p[7]);
}

static const char *type_name(const char *guid)
{
	static const struct {
		char guid[37];
		const char *name;
	} names[] = {
		{ "C12A7328-F81F-11D2-BA4B-00A0C93EC93B", "EFI system" },
		{ "21686148-6449-6E6F-744E-656564454649", "BIOS boot" },
		{ "0FC63DAF-8483-4772-8E79-3D69D8477DE4", "Linux file system" },
		{ "4F68BCE3-E8CD-4DB1-96E7-FBCAF984B709", "Linux root (x86-64)" },
		{ "B921B045-1DF0-41C3-AF44-4C6F280D3FAE", "Linux root (arm64)" },
		{ "933AC7E1-2EB4-4F13-B844-0E14E2AEF915", "Linux home" },
		{ "3B8F8425-20E0-4F3B-907F-1A25A76F98E8", "Linux server data" },
		{ "4D21B016-B534-45C2-A9FB-5C16E091FD2D", "Linux variable data" },
		{ "BC13C2FF-59E6-4262-A352-B275FD6F7172", "Linux extended boot" },
		{ "0657FD6D-A4AB-43C4-84E5-0933C84B4F4F", "Linux swap" },
		{ "E6D6D379-F507-44C2-A23C-238F2A3DF928", "Linux LVM" },
		{ "A19D880F-05FC-4D3B-A006-743F0F84911E", "Linux RAID" },
		{ "CA7D7CCB-63ED-4C53-861C-1742536059CC", "Linux LUKS" },
		{ "8DA63339-0007-60C0-C436-083AC8230908", "Linux reserved" },
		{ "EBD0A0A2-B9E5-4433-87C0-68B6B72699C7", "Windows data" },
		{ "E3C9E316-0B5C-4DB8-817D-F92DF00215AE", "Windows reserved" },
		{ "DE94BBA4-06D1-4D40-A16A-BFD50179D6AC", "Windows recovery" },
		{ "6A898CC3-1DD2-11B2-99A6-080020736631", "ZFS" },
		{ "48465300-0000-11AA-AA11-00306543ECAC", "HFS+" },
		{ "7C3457EF-0000-11AA-AA11-00306543ECAC", "APFS" },
	};

	for (size_t i = 0; i < COUNT(names); i++)
		if (strcmp(names[i].guid, guid) == 0)
			return names[i].name;
	return guid;
}

/* UTF-16LE up to 36 units, in visible form. */
static void label_of(char out[80], struct span name)
{
	uint8_t text[36 * 4];
	size_t n = 0;
	struct reader r = reader_of(name);

	while (reader_left(&r) >= 2) {
		uint32_t cp = reader_le16(&r);

		if (cp == 0)
			break;
		if (cp >= 0xD800 && cp < 0xDC00 && reader_left(&r) >= 2) {
			struct reader ahead = r;
			uint32_t low = reader_le16(&ahead);

			if (low >= 0xDC00 && low < 0xE000) {
				cp = 0x10000 + ((cp - 0xD800) << 10) + (low - 0xDC00);
				r = ahead;
			}
		}
		if (cp >= 0xD800 && cp < 0xE000)
			cp = 0xFFFD;
		n += utf8_put(text + n, cp);
	}
	(void)quote_short(out, 80, span_make(text, n));
}

static int add_entry(struct finder *x, size_t parent, unsigned slot, const struct gpt_header *h,
                     struct span entry, struct fault *f)
{
	struct volume v = { .kind = VOLUME_PARTITION, .parent = parent, .slot = slot };
	struct reader r = { entry, 32, false };
	uint64_t first = reader_le64(&r), last = reader_le64(&r);
	char guid[40];
	size_t index;

	(void)snprintf(v.scheme, sizeof v.scheme, "gpt");
	guid_text(guid, entry);
	(void)snprintf(v.type, sizeof v.type, "%s", type_name(guid));
	label_of(v.label, span_sub(entry, 56, 72));
	volume_name(x, &v, "p%u", slot + 1);
	if (last < first || mul_u64(&v.offset, first, h->sector) ||
	    mul_u64(&v.size, last - first + 1, h->sector)) {
		volume_harm(&v, S_ENTRY_SAYS_SECTORS, first, last);
		v.offset = v.size = 0;
	}
	return volume_add(x, v, &index, f);
}

static int add_table(struct finder *x, size_t parent, uint64_t from, uint64_t to, const struct gpt_verdict *verdict,
                     struct fault *f)
{
	struct volume v = {
		.kind = VOLUME_TABLE, .parent = parent, .offset = from, .size = to - from, .damaged = verdict->damaged
	};
	size_t index;

	(void)snprintf(v.scheme, sizeof v.scheme, "gpt");
	volume_note(&v, "%s", verdict->said);
	volume_name(x, &v, "table@%" PRIu64, from);
	return to > from ? volume_add(x, v, &index, f) : 0;
}

/* The sectors that a copy of the table covers, header and entries; bytes. */
static void table_range(const struct gpt_header *h, uint64_t size, uint64_t *from, uint64_t *to)
{
	uint64_t at = 0, end = 0;

	*from = h->at;
	*to = h->at + h->sector;
	if (mul_u64(&at, h->entries, h->sector) ||
	    add_u64(&end, at,
	            ((uint64_t)h->count * h->each + h->sector - 1) / h->sector * h->sector))
		return;
	if (at == *to)
		*to = end;
	else if (end == *from || (end < *from && *from - end <= MIB))
		*from = at;
	if (*to > size)
		*to = size;
	if (h->at == h->sector) /* the protective sector before the primary */
		*from = 0;
}

static void gpt_both_release(struct gpt_both *b)
{
	buf_release(&b->primary_entries);
	buf_release(&b->backup_entries);
}

DEFINE_OWN(gpt_both, struct gpt_both, gpt_both_release)

static int read_both(struct media *m, uint64_t sector, struct gpt_both *b, struct fault *f)
{
	uint64_t last = m->size / sector;

	if (m->size < 4 * sector)
		return 0;
	if (read_header(m, sector, 1, &b->primary, f) < 0)
		return -1;
	if (b->primary.present && read_entries(m, &b->primary, &b->primary_entries, f) < 0)
		return -1;
	/* the last sector; or, in an image that was made larger, where the primary says */
	if (read_header(m, sector, last - 1, &b->backup, f) < 0)
		return -1;
	if (!b->backup.present && b->primary.sound && b->primary.alternate > 1 &&
	    b->primary.alternate < last &&
	    read_header(m, sector, b->primary.alternate, &b->backup, f) < 0)
		return -1;
	if (b->backup.present && read_entries(m, &b->backup, &b->backup_entries, f) < 0)
		return -1;
	return 0;
}

/* The copy to believe; NULL when there is none. */
static struct gpt_header *choose(struct gpt_both *b)
{
	if (b->primary.sound || (b->primary.present && !b->backup.sound))
		return &b->primary;
	return b->backup.present ? &b->backup : NULL;
}

static int add_all(struct finder *x, size_t parent, struct gpt_both *b, const struct gpt_header *h, struct fault *f)
{
	struct span all = buf_span(h == &b->primary ? &b->primary_entries : &b->backup_entries), rest = all;
	uint64_t size = x->out->v[parent].media->size, from, to;
	struct gpt_verdict verdict;

	gpt_judge(&verdict, x->out->v[parent].media, b, h, all);
	for (unsigned i = 0; i < h->count && i < ENTRIES_MOST && rest.n >= h->each; i++) {
		if (gpt_used(rest) && add_entry(x, parent, i, h, span_sub(rest, 0, h->each), f) < 0)
			return -1;
		rest = span_from(rest, h->each);
	}
	if (b->primary.present) {
		table_range(&b->primary, size, &from, &to);
		if (add_table(x, parent, from, to, &verdict, f) < 0)
			return -1;
		verdict = (struct gpt_verdict){ .damaged = false };
	}
	if (!b->backup.present)
		return 0;
	table_range(&b->backup, size, &from, &to);
	return add_table(x, parent, from, to, &verdict, f);
}

int gpt_find(struct finder *x, size_t parent, bool *found, struct fault *f)
{
	static const uint64_t sectors[] = { 512, 4096 };
	struct media *m = x->out->v[parent].media;

	*found = false;
	for (size_t i = 0; i < COUNT(sectors); i++) {
		OWNED(gpt_both) struct gpt_both b = { .primary = { .present = false } };
		const struct gpt_header *h;

		if (read_both(m, sectors[i], &b, f) < 0)
			return -1;
		h = choose(&b);
		if (h == NULL)
			continue;
		*found = true;
		return add_all(x, parent, &b, h, f);
	}
	return 0;
}
