/* Volumes: partition tables, LVM2, gaps and what is found in them, backup superblocks. */
#include "test_source.h"

#include "support/images.h"
#include "volume/volume.h"

enum { MIB = 1 << 20 };

struct disk {
	uint8_t *bytes;
	size_t size;
	struct media *m;
	struct volumes all;
};

static struct disk disk_make(size_t size)
{
	struct disk d = { .bytes = (uint8_t *)calloc(1, size), .size = size };

	assert_non_null(d.bytes);
	return d;
}

static void disk_look(struct disk *d)
{
	struct fault f = FAULT_INIT;

	must(media_of_span(&d->m, span_make(d->bytes, d->size), &f), &f);
	must(volumes_find(&d->all, d->m, &no_watch, &f), &f);
}

static void disk_release(struct disk *d)
{
	volumes_release(&d->all);
	media_close(d->m);
	free(d->bytes);
}

DEFINE_OWN(disk, struct disk, disk_release)

static const struct volume *named(const struct disk *d, const char *name)
{
	for (size_t i = 0; i < d->all.n; i++)
		if (strcmp(d->all.v[i].name, name) == 0)
			return &d->all.v[i];
	for (size_t i = 0; i < d->all.n; i++)
		print_message("%s \"%s\" %ju+%ju\n", volume_kind_text(d->all.v[i].kind),
		              d->all.v[i].name, (uintmax_t)d->all.v[i].offset,
		              (uintmax_t)d->all.v[i].size);
	fail_msg("no volume \"%s\"", name);
	return NULL;
}

static void assert_place(const struct volume *v, enum volume_kind kind, uint64_t offset,
                         uint64_t size)
{
	if (v->kind != kind || v->offset != offset || v->size != size)
		fail_msg("\"%s\": %s %ju+%ju", v->name, volume_kind_text(v->kind),
		         (uintmax_t)v->offset, (uintmax_t)v->size);
}

static void assert_says(const struct volume *v, const char *part)
{
	if (strstr(v->note, part) == NULL)
		fail_msg("\"%s\" says \"%s\"", v->name, v->note);
}

/* Every byte of the image lies in a leaf or a table, and no two leaves of the present share one. */
static void assert_covered(struct disk *d)
{
	uint8_t *seen = (uint8_t *)calloc(1, d->size);

	assert_non_null(seen);
	for (size_t i = 0; i < d->all.n; i++) {
		const struct volume *v = &d->all.v[i];
		uint64_t at = 0;

		if (v->media == NULL || v->kind == VOLUME_FORMER ||
		    (!v->leaf && v->kind != VOLUME_TABLE))
			continue;
		while (at < v->media->size) {
			uint64_t n = UINT64_MAX, where = media_locate(v->media, at, &n);

			for (uint64_t k = 0; k < n && where != UINT64_MAX; k++)
				if (seen[where + k]++ != 0)
					fail_msg("byte %ju lies in \"%s\" too",
					         (uintmax_t)(where + k), v->name);
			at += n;
		}
	}
	for (size_t i = 0; i < d->size; i++)
		if (seen[i] == 0)
			fail_msg("byte %zu lies in no leaf", i);
	free(seen);
}

/* ---- partition tables ------------------------------------------------------------------------ */

static void a_table_of_four_and_its_chain(void **state)
{
	OWNED(disk) struct disk d = disk_make(8 * MIB);
	const struct volume *v;

	(void)state;
	image_mbr_entry(d.bytes, 0, 0x83, 2048, 4096);
	image_mbr_entry(d.bytes, 1, 0x05, 8192, 6144);
	image_mbr_entry(d.bytes + 4 * MIB, 0, 0x82, 64, 1000);
	image_mbr_entry(d.bytes + 4 * MIB, 1, 0x05, 2048, 2048);
	image_mbr_entry(d.bytes + 5 * MIB, 0, 0x83, 64, 1900);
	image_ext(d.bytes + MIB, 512);
	image_ext(d.bytes + 5 * MIB + 64 * 512, 100);
	disk_look(&d);
	assert_place(named(&d, "p1"), VOLUME_PARTITION, MIB, 2 * MIB);
	assert_int_equal(named(&d, "p1")->content, CONTENT_EXT);
	assert_string_equal(named(&d, "p1")->type, "0x83 Linux");
	assert_true(named(&d, "p1")->leaf);
	assert_place(named(&d, "p2"), VOLUME_EXTENDED, 4 * MIB, 3 * MIB);
	assert_false(named(&d, "p2")->leaf);
	assert_place(named(&d, "p5"), VOLUME_PARTITION, 64 * 512, 1000 * 512);
	v = named(&d, "p6");
	assert_place(v, VOLUME_PARTITION, MIB + 64 * 512, 1900 * 512);
	assert_int_equal(v->content, CONTENT_EXT);
	assert_int_equal(v->slot, 5);
	assert_int_equal(v->depth, 2);
	assert_string_equal(d.all.v[v->parent].name, "p2");
	assert_place(named(&d, "gap@512"), VOLUME_GAP, 512, MIB - 512);
	assert_place(named(&d, "table@0"), VOLUME_TABLE, 0, 512);
	assert_covered(&d);
}

static void a_chain_that_bites_its_tail_ends(void **state)
{
	static const struct {
		uint32_t next;
		const char *says;
	} cases[] = { { 2048, "comes back to itself" },
		      { 1000000, "leads out" },
		      { 100, "breaks" } };

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		OWNED(disk) struct disk d = disk_make(8 * MIB);

		image_mbr_entry(d.bytes, 0, 0x0F, 8192, 6144);
		image_mbr_entry(d.bytes + 4 * MIB, 0, 0x83, 64, 100);
		image_mbr_entry(d.bytes + 4 * MIB, 1, 0x05, 2048, 2048);
		image_mbr_entry(d.bytes + 5 * MIB, 0, 0x83, 64, 100);
		image_mbr_entry(d.bytes + 5 * MIB, 1, 0x05, cases[i].next, 2048);
		disk_look(&d);
		assert_says(named(&d, "p1"), cases[i].says);
		assert_place(named(&d, "p6"), VOLUME_PARTITION, MIB + 64 * 512, 100 * 512);
		assert_covered(&d);
	}
}

static void entries_beyond_the_end_are_cut_and_told(void **state)
{
	OWNED(disk) struct disk d = disk_make(4 * MIB);

	(void)state;
	image_mbr_entry(d.bytes, 0, 0x83, 2048, 1000000);
	image_mbr_entry(d.bytes, 1, 0x83, 2000000, 100);
	disk_look(&d);
	assert_place(named(&d, "p1"), VOLUME_PARTITION, MIB, 3 * MIB);
	assert_says(named(&d, "p1"), "beyond the end");
	assert_says(named(&d, "p2"), "beyond the end");
	assert_null(named(&d, "p2")->media);
	assert_covered(&d);
}

static const struct image_part two_parts[] = { { 2048, 4095, "data" }, { 6144, 8191, "\\x" } };

static void gpt_is_read_with_both_sector_sizes(void **state)
{
	static const struct image_part large[] = { { 256, 511, "data" }, { 768, 1023, "\\x" } };

	(void)state;
	for (uint64_t sector = 512; sector <= 4096; sector *= 8) {
		OWNED(disk) struct disk d = disk_make(8 * MIB);

		image_gpt(d.bytes, d.size, sector, sector == 512 ? two_parts : large, 2);
		disk_look(&d);
		assert_place(named(&d, "p1"), VOLUME_PARTITION, MIB, MIB);
		assert_string_equal(named(&d, "p1")->label, "data");
		assert_string_equal(named(&d, "p1")->type, "Linux file system");
		assert_string_equal(named(&d, "p1")->scheme, "gpt");
		assert_place(named(&d, "p2"), VOLUME_PARTITION, 3 * MIB, MIB);
		assert_string_equal(named(&d, "p2")->label, "\\\\x");
		assert_string_equal(named(&d, "table@0")->note, "");
		assert_covered(&d);
	}
}

static void gpt_falls_back_to_its_backup(void **state)
{
	static const struct {
		size_t at, n;
		const char *table, *says;
	} cases[] = {
		{ 512 + 100, 1, "table@0", "" }, /* reserved, outside the checksum */
		{ 512 + 80, 1, "table@0", "backup copy is used" }, /* number of entries */
		{ 1024 + 40, 8, "table@0", "backup copy is used" },
		{ 512, 512, "table@8371712", "the primary copy is gone" },
		{ 8 * MIB - 512, 512, "table@0", "no backup copy" },
		{ 8 * MIB - 512 + 20, 1, "table@0", "backup copy does not fit" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		OWNED(disk) struct disk d = disk_make(8 * MIB);

		image_gpt(d.bytes, d.size, 512, two_parts, 2);
		for (size_t k = 0; k < cases[i].n; k++)
			d.bytes[cases[i].at + k] ^=
			        cases[i].n > 8 ? d.bytes[cases[i].at + k] : 0x40;
		disk_look(&d);
		assert_place(named(&d, "p1"), VOLUME_PARTITION, MIB, MIB);
		assert_says(named(&d, cases[i].table), cases[i].says);
		assert_covered(&d);
	}
}

static void gpt_without_a_sound_copy_is_told(void **state)
{
	OWNED(disk) struct disk d = disk_make(8 * MIB);

	(void)state;
	image_gpt(d.bytes, d.size, 512, two_parts, 2);
	d.bytes[512 + 20] ^= 1;
	d.bytes[8 * MIB - 512 + 20] ^= 1;
	disk_look(&d);
	assert_place(named(&d, "p1"), VOLUME_PARTITION, MIB, MIB);
	assert_says(named(&d, "table@0"), "no copy fits");
}

/* ---- signs ----------------------------------------------------------------------------------- */

static void file_systems_are_found_where_no_entry_is(void **state)
{
	OWNED(disk) struct disk d = disk_make(16 * MIB);
	const struct volume *v;

	(void)state;
	image_mbr_entry(d.bytes, 0, 0x83, 2048, 4096);
	image_ext(d.bytes + 5 * MIB, 512);
	image_ext(d.bytes + 6 * MIB, 512); /* inside the former: no volume of its own */
	image_xfs(d.bytes + 10 * MIB, 1024, 512, 0);
	disk_look(&d);
	v = named(&d, "found@5242880");
	assert_place(v, VOLUME_FOUND, 5 * MIB, 2 * MIB);
	assert_int_equal(v->content, CONTENT_EXT);
	assert_true(v->leaf);
	assert_int_equal(named(&d, "found@10485760")->content, CONTENT_XFS);
	assert_place(named(&d, "gap@3145728"), VOLUME_GAP, 3 * MIB, 2 * MIB);
	assert_covered(&d);
	for (size_t i = 0; i < d.all.n; i++)
		assert_true(strcmp(d.all.v[i].name, "found@6291456") != 0);
}

static void without_a_table_all_is_searched(void **state)
{
	OWNED(disk) struct disk d = disk_make(8 * MIB);

	(void)state;
	image_ext(d.bytes + 2 * MIB, 512);
	disk_look(&d);
	assert_false(d.all.v[0].leaf);
	assert_place(named(&d, "found@2097152"), VOLUME_FOUND, 2 * MIB, 2 * MIB);
	assert_place(named(&d, "gap@0"), VOLUME_GAP, 0, 2 * MIB);
	assert_covered(&d);
}

static void an_image_may_be_one_file_system(void **state)
{
	OWNED(disk) struct disk d = disk_make(2 * MIB);

	(void)state;
	image_ext(d.bytes, 512);
	disk_look(&d);
	assert_int_equal(d.all.n, 1);
	assert_int_equal(d.all.v[0].content, CONTENT_EXT);
	assert_true(d.all.v[0].leaf);
}

static void backups_are_found_when_the_primary_is_gone(void **state)
{
	OWNED(disk) struct disk ext = disk_make(130 * MIB);
	OWNED(disk) struct disk xfs = disk_make(64 * MIB);
	OWNED(disk) struct disk btrfs = disk_make(65 * MIB);

	(void)state;
	image_ext_sb(ext.bytes + 128 * MIB, 33000, 1);
	disk_look(&ext);
	assert_int_equal(ext.all.v[0].content, CONTENT_EXT);
	assert_int_equal(ext.all.v[0].backup, 128 * MIB);
	assert_says(&ext.all.v[0], "primary superblock is gone");
	image_xfs(xfs.bytes + 16 * MIB, 16384, 4096, 1);
	disk_look(&xfs);
	assert_int_equal(xfs.all.v[0].content, CONTENT_XFS);
	assert_int_equal(xfs.all.v[0].backup, 16 * MIB);
	memcpy(btrfs.bytes + 64 * MIB + 64, "_BHRfS_M", 8);
	put_le(btrfs.bytes + 64 * MIB + 48, 64 * MIB, 8);
	disk_look(&btrfs);
	assert_int_equal(btrfs.all.v[0].content, CONTENT_BTRFS);
	assert_int_equal(btrfs.all.v[0].backup, 64 * MIB);
}

/* The second group of an XFS is met first: its number tells where the whole begins. */
static void a_secondary_superblock_leads_back_to_its_start(void **state)
{
	OWNED(disk) struct disk d = disk_make(32 * MIB);

	(void)state;
	image_mbr_entry(d.bytes, 0, 0x83, 2048, 2048);
	image_xfs(d.bytes + 12 * MIB, 4096, 1024, 2);
	disk_look(&d);
	assert_place(named(&d, "found@4194304"), VOLUME_FOUND, 4 * MIB, 16 * MIB);
	assert_int_equal(named(&d, "found@4194304")->backup, 8 * MIB);
	assert_covered(&d);
}

static void locked_and_joined_content_is_told_in_words(void **state)
{
	OWNED(disk) struct disk d = disk_make(8 * MIB);

	(void)state;
	image_mbr_entry(d.bytes, 0, 0x83, 2048, 2048);
	image_mbr_entry(d.bytes, 1, 0xFD, 4096, 2048);
	image_mbr_entry(d.bytes, 2, 0xFD, 8192, 2048);
	memcpy(d.bytes + MIB, "LUKS\xBA\xBE", 6);
	memcpy(d.bytes + 2 * MIB + 4096, "\xFC\x4E\x2B\xA9\x01\0\0\0", 8);
	put_le(d.bytes + 2 * MIB + 4096 + 72, 5, 4);
	put_le(d.bytes + 2 * MIB + 4096 + 92, 3, 4);
	memcpy(d.bytes + 5 * MIB - 8192, "\xFC\x4E\x2B\xA9\x01\0\0\0", 8); /* 1.0: at the end */
	disk_look(&d);
	assert_int_equal(named(&d, "p1")->content, CONTENT_LUKS);
	assert_says(named(&d, "p1"), "key");
	assert_int_equal(named(&d, "p2")->content, CONTENT_MD);
	assert_says(named(&d, "p2"), "level 5 with 3 disks");
	assert_int_equal(named(&d, "p3")->content, CONTENT_MD);
	assert_true(named(&d, "p3")->leaf);
}

static void a_mirror_is_read_from_one_member(void **state)
{
	OWNED(disk) struct disk d = disk_make(8 * MIB);
	uint8_t *sb = d.bytes + MIB + 4096;

	(void)state;
	image_mbr_entry(d.bytes, 0, 0xFD, 2048, 8192);
	memcpy(sb, "\xFC\x4E\x2B\xA9\x01\0\0\0", 8);
	put_le(sb + 72, 1, 4);
	put_le(sb + 92, 2, 4);
	put_le(sb + 128, 2048, 8);
	put_le(sb + 136, 4096, 8);
	image_ext(d.bytes + 2 * MIB, 512);
	disk_look(&d);
	assert_false(named(&d, "p1")->leaf);
	assert_place(named(&d, "p1-md"), VOLUME_FOUND, MIB, 2 * MIB);
	assert_int_equal(named(&d, "p1-md")->content, CONTENT_EXT);
	assert_covered(&d);
	put_le(sb + 128, UINT64_MAX / 512, 8);
	volumes_release(&d.all);
	media_close(d.m);
	disk_look(&d);
	assert_true(named(&d, "p1")->leaf);
}

/* ---- LVM2 ------------------------------------------------------------------------------------ */

static const char *const copies[] = {
	IMAGE_VG_HEAD("1") IMAGE_LV("old", "oldoldol")
	        IMAGE_SEGMENT("1", "0", "2", "1", "\"pv0\", 8") "}\n" IMAGE_LV("root", "rootroot")
	                IMAGE_SEGMENT("1", "0", "2", "1", "\"pv0\", 0") "}\n" IMAGE_VG_TAIL,
	IMAGE_VG_HEAD("2") IMAGE_LV("root", "rootroot") IMAGE_SEGMENT("1", "0", "2", "1",
	                                                              "\"pv0\", 0")
	        IMAGE_SEGMENT("2", "2", "3", "1", "\"pv1\", 4") "}\n" IMAGE_LV("str", "strstrst")
	                IMAGE_SEGMENT("1", "0", "2", "2",
	                              "\"pv0\", 4, \"pv1\", 0") "}\n" IMAGE_VG_TAIL,
};

static void logical_volumes_are_put_together(void **state)
{
	OWNED(disk) struct disk d = disk_make(8 * MIB);
	struct fault f = FAULT_INIT;
	const struct volume *v;
	uint8_t got[3];

	(void)state;
	image_mbr_entry(d.bytes, 0, 0x8E, 2048, 4096);
	image_mbr_entry(d.bytes, 1, 0x8E, 8192, 4096);
	image_lvm(d.bytes + MIB, 2 * MIB, 0, copies, 2, 0);
	image_lvm(d.bytes + 4 * MIB, 2 * MIB, 1, copies, 2, 64512); /* over the ring's end */
	image_ext(d.bytes + 2 * MIB, 80);
	memset(d.bytes + 2 * MIB + 2 * 65536 - 1, 'a', 1);
	memset(d.bytes + 5 * MIB + 4 * 65536, 'b', 1);
	disk_look(&d);
	assert_false(named(&d, "p1")->leaf);
	assert_int_equal(named(&d, "p1")->content, CONTENT_LVM2);
	assert_place(named(&d, "p1-pv"), VOLUME_PHYSICAL, 0, 2 * MIB);
	v = named(&d, "vg0-root");
	assert_place(v, VOLUME_LOGICAL, MIB, 5 * 65536);
	assert_int_equal(v->content, CONTENT_EXT);
	assert_string_equal(v->type, "linear");
	assert_string_equal(d.all.v[v->parent].name, "p1-pv");
	assert_int_equal(media_read(v->media, 2 * 65536 - 1, got, 2, &f), 0);
	assert_memory_equal(got, "ab", 2);
	v = named(&d, "vg0-str");
	assert_null(v->media);
	assert_string_equal(v->type, "striped");
	assert_says(v, "striped");
	assert_place(named(&d, "vg0-old.1"), VOLUME_FORMER, MIB + 8 * 65536, 2 * 65536);
	assert_place(named(&d, "vg0-root.1"), VOLUME_FORMER, MIB, 2 * 65536);
	assert_says(named(&d, "vg0-old.1"), "seqno 1");
	assert_covered(&d);
}

static void a_missing_physical_volume_leaves_its_part_unread(void **state)
{
	OWNED(disk) struct disk d = disk_make(2 * MIB);
	struct fault f = FAULT_INIT;
	const struct volume *v;
	uint8_t got[2];

	(void)state;
	image_lvm(d.bytes, 2 * MIB, 0, copies, 2, 0);
	disk_look(&d);
	v = named(&d, "vg0-root");
	assert_says(v, "not on this image");
	assert_int_equal(media_read(v->media, 0, got, 2, &f), 0);
	assert_int_equal(media_read(v->media, 2 * 65536, got, 2, &f), MEDIA_UNREAD);
	assert_covered(&d);
}

/* A byte of the label's two lists makes them others: the area is found all the same where it always stands, and told. */
static void lists_of_a_label_that_cannot_be_are_told(void **state)
{
	static const struct {
		const char *why;
		uint32_t at;
		uint64_t value;
		const char *says;
	} rows[] = {
		{ "as it was made", 0, 0, "" },
		{ "no place of data", 72, 0, "its label gives a sector, a place" },
		{ "two places of data", 88, 4096, "its label gives a sector, a place" },
		{ "the area begins at 0", 104, 0, "its label gives a sector, a place" },
		{ "it has no bytes", 112, 0, "its label gives a sector, a place" },
		{ "a second area without bytes", 120, 4096, "its label gives a sector, a place" },
		{ "the area is shorter than it says itself", 112, 4096, "the header of the metadata gives" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		OWNED(disk) struct disk d = disk_make(4 * MIB);
		const char *note;

		image_lvm(d.bytes, 4 * MIB, 0, copies, 2, 0);
		if (rows[i].at != 0)
			put_le(d.bytes + 512 + rows[i].at, rows[i].value, 8);
		put_le(d.bytes + 512 + 16, image_lvm_crc(d.bytes + 512 + 20, 492), 4);
		disk_look(&d);
		note = named(&d, "pv")->note;
		if (strstr(note, rows[i].says) == NULL || (i == 0 && note[0] != '\0'))
			fail_msg("%s: \"%s\", want \"%s\"", rows[i].why, note, rows[i].says);
		assert_int_equal(named(&d, "vg0-root")->kind, VOLUME_LOGICAL);
	}
}

static void metadata_that_does_not_fit_its_checksum_is_only_former(void **state)
{
	OWNED(disk) struct disk d = disk_make(2 * MIB);

	(void)state;
	image_lvm(d.bytes, 2 * MIB, 0, copies, 2, 0);
	d.bytes[IMAGE_LVM_AREA + 56] ^= 1;
	disk_look(&d);
	assert_says(named(&d, "pv"), "does not fit its checksum");
	assert_int_equal(named(&d, "vg0-root.2")->kind, VOLUME_FORMER);
	assert_int_equal(named(&d, "vg0-old.1")->kind, VOLUME_FORMER);
}

static void lvm_text_that_cannot_be_is_passed_over(void **state)
{
	static const char *const texts[] = {
		"vg0 {\n",
		"vg0 {\n}\n",
		"vg0 {\nid = \"x\"\n}\n",
		IMAGE_VG_HEAD("1") IMAGE_LV("a", "aaaaaaaa") IMAGE_SEGMENT(
		        "1", "0", "99999999999999999999", "1", "") "}\n" IMAGE_VG_TAIL,
		IMAGE_VG_HEAD("1") IMAGE_LV("a", "aaaaaaaa") IMAGE_SEGMENT(
		        "1", "0", "18446744073709551615", "1", "\"pv0\", 1") "}\n" IMAGE_VG_TAIL,
		IMAGE_VG_HEAD("1") IMAGE_LV("a", "aaaaaaaa")
		        IMAGE_SEGMENT("1", "0", "2", "1", "\"pv0\", 1")
		                IMAGE_SEGMENT("1", "0", "2", "1", "\"pv0\", 1") "}\n" IMAGE_VG_TAIL,
		IMAGE_VG_HEAD("1") IMAGE_LV("a", "aaaaaaaa") "}\n" IMAGE_VG_TAIL,
		"vg0 {\na {\na {\na {\na {\na {\na {\na {\na {\na {\na {\na {\na {\na "
		"{\n}\n}\n}\n}\n}\n}\n}\n}\n}\n}\n}\n}\n}\n}\n",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		OWNED(disk) struct disk d = disk_make(2 * MIB);

		image_lvm(d.bytes, 2 * MIB, 0, &texts[i], 1, 0);
		disk_look(&d);
		for (size_t k = 0; k < d.all.n; k++)
			if (d.all.v[k].kind == VOLUME_LOGICAL && d.all.v[k].media != NULL)
				fail_msg("text %zu gives \"%s\"", i, d.all.v[k].name);
		assert_covered(&d);
	}
}

/* A guest's disk inside a logical volume has a table of its own. */
static void a_table_may_stand_in_a_logical_volume(void **state)
{
	OWNED(disk) struct disk d = disk_make(4 * MIB);
	static const char *const text = IMAGE_VG_HEAD("1") IMAGE_LV("vm", "vmvmvmvm")
	        IMAGE_SEGMENT("1", "0", "16", "1", "\"pv0\", 2") "}\n" IMAGE_VG_TAIL;

	(void)state;
	image_lvm(d.bytes, d.size, 0, &text, 1, 0);
	image_mbr_entry(d.bytes + MIB + 2 * 65536, 0, 0x83, 8, 1000);
	image_ext(d.bytes + MIB + 2 * 65536 + 8 * 512, 100);
	disk_look(&d);
	assert_place(named(&d, "vg0-vm-p1"), VOLUME_PARTITION, 8 * 512, 1000 * 512);
	assert_int_equal(named(&d, "vg0-vm-p1")->content, CONTENT_EXT);
	assert_covered(&d);
}

/* ---- bounds ---------------------------------------------------------------------------------- */

static void the_list_is_bounded(void **state)
{
	OWNED(disk) struct disk d = disk_make(600 * MIB);

	(void)state;
	for (size_t i = 0; i < 600; i++)
		image_ext(d.bytes + i * MIB + (i > 0 ? 0 : MIB / 2),
		          64); /* each with a gap behind it */
	disk_look(&d);
	assert_int_equal(d.all.n, 1024);
	assert_says(&d.all.v[0], "more volumes");
}

static void holes_are_not_searched(void **state)
{
	OWNED(place_made) struct place_made p = place_make();
	OWNED(media) struct media *m = NULL;
	struct media_options o = { NULL, 1, &default_limits, &no_watch };
	struct fault f = FAULT_INIT;
	struct volumes all;
	char path[512], why[256];
	uint8_t head[4096] = { 0 };
	bool touched;
	int fd;

	(void)state;
	image_ext(head, 512);
	write_bytes(under(path, p.dir, "fs"), head, sizeof head);
	assert_int_equal(shell("cd '%s' && truncate -s 2T disk && dd if=fs of=disk bs=1M "
	                       "seek=1500000 conv=notrunc "
	                       "status=none",
	                       p.dir),
	                 0);
	must(media_open(&m, under(path, p.dir, "disk"), &o, &fd, &touched, why, &f), &f);
	must(volumes_find(&all, m, &no_watch, &f), &f);
	assert_int_equal(all.n, 4);
	assert_int_equal(all.v[2].offset, UINT64_C(1500000) * MIB);
	volumes_release(&all);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_table_of_four_and_its_chain),
		cmocka_unit_test(a_chain_that_bites_its_tail_ends),
		cmocka_unit_test(entries_beyond_the_end_are_cut_and_told),
		cmocka_unit_test(gpt_is_read_with_both_sector_sizes),
		cmocka_unit_test(gpt_falls_back_to_its_backup),
		cmocka_unit_test(gpt_without_a_sound_copy_is_told),
		cmocka_unit_test(file_systems_are_found_where_no_entry_is),
		cmocka_unit_test(without_a_table_all_is_searched),
		cmocka_unit_test(an_image_may_be_one_file_system),
		cmocka_unit_test(backups_are_found_when_the_primary_is_gone),
		cmocka_unit_test(a_secondary_superblock_leads_back_to_its_start),
		cmocka_unit_test(locked_and_joined_content_is_told_in_words),
		cmocka_unit_test(a_mirror_is_read_from_one_member),
		cmocka_unit_test(logical_volumes_are_put_together),
		cmocka_unit_test(a_missing_physical_volume_leaves_its_part_unread),
		cmocka_unit_test(metadata_that_does_not_fit_its_checksum_is_only_former),
		cmocka_unit_test(lists_of_a_label_that_cannot_be_are_told),
		cmocka_unit_test(lvm_text_that_cannot_be_is_passed_over),
		cmocka_unit_test(a_table_may_stand_in_a_logical_volume),
		cmocka_unit_test(the_list_is_bounded),
		cmocka_unit_test(holes_are_not_searched),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
