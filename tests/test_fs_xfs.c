/* XFS: one group with checksums made by hand, changed in a place or two, its checksums mended. */
#include "test_fs.h"

enum {
	BS = 4096, BLOCKS = 64, SECTOR = 512, INODE = 512,
	AGF = SECTOR, AGI = 2 * SECTOR, AGFL = 3 * SECTOR,
	BNO = 1 * BS, CNT = 2 * BS, INO = 3 * BS, FINO = 4 * BS, DATA = 5 * BS, /* roots of the trees; one block of data */
	CHUNK = 8 * BS, LOG = 16,
	ROOT = 64, FILE_INODE = 65, /* first numbers of the chunk at block 8: 8 inodes a block */
	ROOT_AT = CHUNK, FILE_AT = CHUNK + INODE,
};

static const uint8_t uuid[16] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16 };

/* CRC-32C of all of it with its own field as zeros, inverted, little-endian. */
static void sum(uint8_t *p, size_t n, size_t field)
{
	put_le(p + field, 0, 4);
	put_le(p + field, ~slow_crc32c(~0u, p, n), 4);
}

static void mend(struct made *m)
{
	sum(m->bytes, SECTOR, 224);
	sum(m->bytes + AGF, SECTOR, 216);
	sum(m->bytes + AGI, SECTOR, 312);
	sum(m->bytes + AGFL, SECTOR, 32);
	for (uint32_t at = BNO; at <= FINO; at += BS)
		sum(m->bytes + at, BS, 52);
	for (uint32_t k = 0; k < 64; k++)
		sum(m->bytes + CHUNK + k * INODE, INODE, 100);
}

static uint8_t *tree(struct made *m, uint32_t at, const char *magic, unsigned records)
{
	uint8_t *b = m->bytes + at;

	memcpy(b, magic, 4);
	put_be(b + 6, records, 2);
	put_be(b + 8, 0xFFFFFFFF, 4);
	put_be(b + 12, 0xFFFFFFFF, 4);
	put_be(b + 16, at / 512, 8);
	memcpy(b + 32, uuid, 16);
	return b + 56;
}

static uint8_t *inode(struct made *m, uint64_t number, uint16_t mode, uint8_t format, uint64_t size)
{
	uint8_t *b = m->bytes + CHUNK + (number - ROOT) * INODE;

	put_be(b, 0x494E, 2);
	put_be(b + 2, mode, 2);
	b[4] = 3;
	b[5] = format;
	put_be(b + 16, mode == 0 ? 0 : (mode & 0xF000) == 0x4000 ? 2 : 1, 4);
	put_be(b + 56, size, 8);
	put_be(b + 96, 0xFFFFFFFF, 4);
	put_be(b + 152, number, 8);
	memcpy(b + 160, uuid, 16);
	return b + 176;
}

static void super(struct made *m)
{
	uint8_t *b = m->bytes;

	memcpy(b, "XFSB", 4);
	put_be(b + 4, BS, 4);
	put_be(b + 8, BLOCKS, 8);
	memcpy(b + 32, uuid, 16);
	put_be(b + 48, LOG, 8);
	put_be(b + 56, ROOT, 8);
	put_be(b + 64, UINT64_MAX, 8);
	put_be(b + 72, UINT64_MAX, 8);
	put_be(b + 84, BLOCKS, 4);
	put_be(b + 88, 1, 4);
	put_be(b + 96, 16, 4);
	put_be(b + 100, 5, 2);
	put_be(b + 102, SECTOR, 2);
	put_be(b + 104, INODE, 2);
	b[120] = 12;
	b[121] = 9;
	b[122] = 9;
	b[123] = 3;
	b[124] = 6;
	put_be(b + 212, 1, 4); /* a tree of free inodes */
	put_be(b + 216, 1, 4); /* entries say what they name */
}

static void group(struct made *m)
{
	uint8_t *agf = m->bytes + AGF, *agi = m->bytes + AGI;

	memcpy(agf, "XAGF", 4);
	put_be(agf + 4, 1, 4);
	put_be(agf + 12, BLOCKS, 4);
	put_be(agf + 16, BNO / BS, 4);
	put_be(agf + 20, CNT / BS, 4);
	put_be(agf + 28, 1, 4);
	put_be(agf + 32, 1, 4);
	put_be(agf + 52, 34, 4); /* free blocks, and the longest stretch */
	put_be(agf + 56, 32, 4);
	memcpy(agf + 64, uuid, 16);
	memcpy(agi, "XAGI", 4);
	put_be(agi + 4, 1, 4);
	put_be(agi + 12, BLOCKS, 4);
	put_be(agi + 16, 64, 4);
	put_be(agi + 20, INO / BS, 4);
	put_be(agi + 24, 1, 4);
	put_be(agi + 28, 62, 4);
	memset(agi + 40, 0xFF, 256); /* no inode was removed while open */
	memcpy(agi + 296, uuid, 16);
	put_be(agi + 328, FINO / BS, 4);
	put_be(agi + 332, 1, 4);
	memcpy(m->bytes + AGFL, "XAFL", 4);
	memcpy(m->bytes + AGFL + 8, uuid, 16);
}

static void trees(struct made *m)
{
	static const char *const magic[] = { "AB3B", "AB3C", "IAB3", "FIB3" };

	for (unsigned k = 0; k < 4; k++) {
		uint8_t *r = tree(m, BNO + k * BS, magic[k], k < 2 ? 2 : 1);

		if (k < 2) { /* blocks 6 and 7, and 32 to 63 */
			put_be(r, 6, 4);
			put_be(r + 4, 2, 4);
			put_be(r + 8, 32, 4);
			put_be(r + 12, 32, 4);
		} else { /* 64 inodes, of which the first two are in use */
			put_be(r, ROOT, 4);
			put_be(r + 4, 62, 4);
			put_be(r + 8, ~3ull, 8);
		}
	}
}

static struct made xfs_make(void)
{
	struct made m = { .bytes = (uint8_t *)calloc(BLOCKS, BS), .size = BLOCKS * BS };
	uint8_t *fork;

	assert_non_null(m.bytes);
	super(&m);
	group(&m);
	trees(&m);
	for (uint64_t n = ROOT; n < ROOT + 64; n++)
		(void)inode(&m, n, 0, 2, 0);
	fork = inode(&m, ROOT, 0x41ED, 1, 18); /* one name, within the inode */
	fork[0] = 1;
	put_be(fork + 2, ROOT, 4);
	fork[6] = 4;
	put_be(fork + 7, 0x60, 2);
	memcpy(fork + 9, "file", 4);
	fork[13] = 1;
	put_be(fork + 14, FILE_INODE, 4);
	fork = inode(&m, FILE_INODE, 0x81A4, 2, 100); /* one extent of one block */
	put_be(m.bytes + FILE_AT + 64, 1, 8);
	put_be(m.bytes + FILE_AT + 76, 1, 4);
	put_be(fork + 8, (uint64_t)(DATA / BS) << 21 | 1, 8);
	return m;
}

static void apply(struct made *m, const struct change *c, size_t n)
{
	for (size_t i = 0; i < n; i++)
		put_be(m->bytes + c[i].at, c[i].value, c[i].width);
	mend(m);
}

static const struct maker maker = { xfs_make, apply, CONTENT_XFS };

/* ---- the superblock --------------------------------------------------------------------------------------- */

static void a_superblock_that_cannot_be_is_told(void **state)
{
	static const struct open_row rows[] = {
		{ "as it was made", { { 0, 0, 0 } }, 0, "" },
		{ "no sign", { { 0, 4, 0x58465343 } }, FS_UNKNOWN, "no XFS superblock" },
		{ "version 6", { { 100, 2, 6 } }, FS_DAMAGED, "neither 4 nor 5" },
		{ "version 3", { { 100, 2, 3 } }, FS_DAMAGED, "neither 4 nor 5" },
		{ "a sector as large as a block", { { 102, 2, BS } }, 0, "" },
		{ "a sector larger than a block", { { 102, 2, 2 * BS } }, FS_DAMAGED, "block or sector size" },
		{ "inodes of 2 KiB are the largest", { { 104, 2, 2048 } }, 0, "" },
		{ "inodes of a block", { { 104, 2, 4096 } }, FS_DAMAGED, "inode size" },
		{ "inodes of 128", { { 104, 2, 128 } }, FS_DAMAGED, "inode size" },
		{ "bits that are not those of the group's blocks", { { 124, 1, 7 } }, FS_DAMAGED, "its groups" },
		{ "directory blocks of 64 KiB are the largest", { { 192, 1, 4 } }, 0, "" },
		{ "of 128 KiB", { { 192, 1, 5 } }, FS_DAMAGED, "directory block size" },
		{ "more blocks than its groups have", { { 8, 8, BLOCKS + 1 } }, FS_DAMAGED, "number of blocks" },
		{ "a group of fewer than 64 blocks", { { 84, 4, 63 }, { 8, 8, 63 } }, FS_DAMAGED, "its groups" },
	};

	(void)state;
	rows_of_opening(&maker, rows, COUNT(rows));
}

static void a_checksum_that_does_not_hold_is_told_and_the_rest_is_read(void **state)
{
	OWNED(made) struct made m = xfs_make();
	char text[100];

	(void)state;
	mend(&m);
	m.bytes[144] ^= 1; /* a counter of the superblock */
	assert_int_equal(made_open(&m, CONTENT_XFS), 0);
	assert_string_equal(said_english(fs_facts(m.fs)->note), "the superblock's checksum does not hold");
	assert_int_equal(list_text(&m, fs_root(m.fs), text, sizeof text), 0);
	assert_string_equal(text, "file");
}

/* ---- inodes -------------------------------------------------------------------------------------------------- */

static void an_inode_that_is_anothers_is_told(void **state)
{
	static const struct {
		const char *why;
		uint64_t inode;
		struct change c;
		int want;
		const char *says;
	} rows[] = {
		{ "a file", FILE_INODE, { 0, 0, 0 }, 0, "" },
		{ "the last of the chunk, never used", ROOT + 63, { 0, 0, 0 }, FS_DAMAGED, "is not in use" },
		{ "the first behind it, where the log is", ROOT + 64, { 0, 0, 0 }, FS_DAMAGED, "there is no inode" },
		{ "beyond the group", BLOCKS * 8, { 0, 0, 0 }, FS_DAMAGED, "would lie outside" },
		{ "it names another number", FILE_INODE, { FILE_AT + 152, 8, 66 }, FS_DAMAGED, "is number 66" },
		{ "it is of another file system", FILE_INODE, { FILE_AT + 160, 1, 9 }, FS_DAMAGED, "another file system" },
		{ "no links: it is not in use", FILE_INODE, { FILE_AT + 16, 4, 0 }, FS_DAMAGED, "is not in use" },
	};
	struct fault f = FAULT_INIT;
	struct fs_node n;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		OWNED(made) struct made m = xfs_make();
		int got;

		apply(&m, &rows[i].c, 1);
		assert_int_equal(made_open(&m, CONTENT_XFS), 0);
		got = fs_stat(m.fs, (struct fs_id){ 0, rows[i].inode }, &n, m.why, &f);
		if (got != rows[i].want || (got != 0 && strstr(m.why, rows[i].says) == NULL))
			fail_msg("%s: got %d, want %d (%s)", rows[i].why, got, rows[i].want, m.why);
	}
}

static void extents_give_runs_or_say_why_not(void **state)
{
	static const struct text_row rows[] = {
		{ "one block, cut to the size", { { 0, 0, 0 } }, 0, "0:20480+100", "" },
		{ "the last block", { { FILE_AT + 184, 8, 63ull << 21 | 1 } }, 0, "0:258048+100", "" },
		{ "the one behind it", { { FILE_AT + 184, 8, 64ull << 21 | 1 } }, FS_DAMAGED, "", "an extent cannot be" },
		{ "one that goes a block beyond the end", { { FILE_AT + 184, 8, 63ull << 21 | 2 } }, FS_DAMAGED, "", "an extent cannot be" },
		{ "of no blocks", { { FILE_AT + 184, 8, (uint64_t)(DATA / BS) << 21 } }, FS_DAMAGED, "", "an extent cannot be" },
		{ "not written: zeros", { { FILE_AT + 176, 8, 1ull << 63 } }, 0, "", "" },
		{ "another number of blocks than it says", { { FILE_AT + 64, 8, 2 } }, FS_DOUBTFUL, "0:20480+100", "number of blocks" },
		{ "as many extents as there is room for; the second is none", { { FILE_AT + 76, 4, 21 } }, FS_DAMAGED, "0:20480+100", "an extent cannot be" },
		{ "one more than there is room for", { { FILE_AT + 76, 4, 22 } }, FS_DAMAGED, "", "more extents than its inode has room for" },
		{ "a realtime file", { { FILE_AT + 90, 2, 1 } }, FS_DAMAGED, "", "realtime" },
	};

	(void)state;
	rows_of_text(&maker, runs_text, (struct fs_id){ 0, FILE_INODE }, rows, COUNT(rows));
}

static void a_directory_within_its_inode_is_held_to_its_size(void **state)
{
	static const struct text_row rows[] = {
		{ "as it was made", { { 0, 0, 0 } }, 0, "file", "" },
		{ "a byte longer than its names", { { ROOT_AT + 56, 8, 19 } }, FS_DAMAGED, "file", "not as long as its size" },
		{ "a byte shorter", { { ROOT_AT + 56, 8, 17 } }, FS_DAMAGED, "", "entries break inside its inode" },
		{ "one name more than there is", { { ROOT_AT + 176, 1, 2 } }, FS_DAMAGED, "file", "entries break inside its inode" },
		{ "a name of no bytes", { { ROOT_AT + 182, 1, 0 } }, FS_DAMAGED, "", "entries break inside its inode" },
		{ "kinds end at 7", { { ROOT_AT + 189, 1, 8 } }, FS_DAMAGED, "file", "a type that cannot be" },
		{ "a name with a slash", { { ROOT_AT + 186, 1, '/' } }, FS_DAMAGED, "", "a name that cannot be" },
		{ "a name that is the directory above", { { ROOT_AT + 182, 1, 2 }, { ROOT_AT + 185, 2, 0x2E2E } }, FS_DAMAGED, "", "" },
	};

	(void)state;
	rows_of_text(&maker, list_text, (struct fs_id){ 0, 0 }, rows, COUNT(rows));
}

/* ---- the whole against itself ------------------------------------------------------------------------------------ */

static void free_space_is_what_the_tree_has(void **state)
{
	OWNED(made) struct made m = xfs_make();
	char text[200];

	(void)state;
	mend(&m);
	assert_int_equal(made_open(&m, CONTENT_XFS), 0);
	free_text(&m, text, sizeof text);
	assert_string_equal(text, "24576+8192 131072+131072");
}

static void what_contradicts_itself_is_told(void **state)
{
	static const struct {
		const char *why;
		struct change c[5];
		const char *says;
	} rows[] = {
		{ "as it was made", { { 0, 0, 0 } }, "" },
		{ "more links than names", { { FILE_AT + 16, 4, 2 } }, "1 files have more or fewer names than their inodes count (the first is 65)" },
		{ "a named inode that is marked as free, in both trees",
		  { { INO + 56 + 8, 8, ~1ull }, { FINO + 56 + 8, 8, ~1ull }, { INO + 56 + 4, 4, 63 }, { FINO + 56 + 4, 4, 63 }, { AGI + 28, 4, 63 } },
		  "1 inodes with names are marked as free (the first is 65)" },
		{ "in one of them", { { INO + 56 + 8, 8, ~1ull } }, "the two trees of inodes of group 0 differ" },
		{ "an inode in use that no directory names", { { ROOT_AT + 176, 1, 0 }, { ROOT_AT + 56, 8, 6 } },
		  "1 inodes in use are named by no directory (the first is 65)" },
		{ "the tree of inodes is another group's", { { INO + 48, 4, 1 } }, "the tree of inodes of group 0 cannot be read as a whole" },
		{ "free space by size is another length", { { CNT + 56 + 4, 4, 1 } }, "the two trees of free space of group 0 differ" },
		{ "free space by size is another place", { { CNT + 56 + 8, 4, 31 } }, "the two trees of free space of group 0 differ" },
		{ "free space by size lacks one", { { CNT + 6, 2, 1 } }, "the two trees of free space of group 0 differ" },
		{ "free space by size is in another order",
		  { { CNT + 56, 8, 32ull << 32 | 32 }, { CNT + 64, 8, 6ull << 32 | 2 } }, "the two trees of free space of group 0 differ" },
		{ "free space by size has no root", { { AGF + 20, 4, 0 } }, "the two trees of free space of group 0 differ" },
		{ "the count of free blocks", { { AGF + 52, 4, 35 } }, "the counts of free space of group 0 are not those of its trees" },
		{ "blocks of the trees of free space", { { AGF + 60, 4, 1 } }, "the counts of free space of group 0 are not those of its trees" },
		{ "the reserve ends behind its slots", { { AGF + 44, 4, 200 } }, "the counts of free space of group 0 are not those of its trees" },
		{ "one block in reserve, which the trees have too", { { AGF + 48, 4, 1 }, { AGFL + 36, 4, 33 } },
		  "the counts of free space of group 0 are not those of its trees" },
		{ "one block in reserve, and where it ends", { { AGF + 48, 4, 1 }, { AGF + 44, 4, 1 }, { AGFL + 36, 4, 8 } },
		  "the counts of free space of group 0 are not those of its trees" },
		{ "a version of the group's header", { { AGF + 4, 4, 2 } }, "the header of group 0 states a version that XFS does not have" },
		{ "a removed inode of another group", { { AGI + 40, 4, 0x7FFFFFFF } },
		  "a list of inodes that were removed while open leads out of group 0" },
		{ "a width of stripes without a unit", { { 188, 4, 8 } }, "the superblock's unit and width of stripes cannot both be" },
		{ "the longest free stretch", { { AGF + 56, 4, 33 } }, "the counts of free space of group 0 are not those of its trees" },
		{ "the tree of free inodes has another one in use", { { FINO + 56 + 8, 8, ~7ull } }, "the two trees of inodes of group 0 differ" },
		{ "the tree of free inodes is empty", { { FINO + 6, 2, 0 } }, "the two trees of inodes of group 0 differ" },
		{ "the tree of free inodes is none", { { FINO, 4, 0 } }, "the two trees of inodes of group 0 differ" },
		{ "without that feature nothing is held against it", { { FINO, 4, 0 }, { 212, 4, 0 } }, "" },
		{ "the count of inodes", { { AGI + 16, 4, 65 } }, "the counts of inodes of group 0 are not those of its trees" },
		{ "a file's block that is free as well, in both trees",
		  { { BNO + 56, 8, 5ull << 32 | 2 }, { CNT + 56, 8, 5ull << 32 | 2 } }, "block 5 is in use by inode 65 and marked as free" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		OWNED(made) struct made m = xfs_make();
		const char *note;

		apply(&m, rows[i].c, COUNT(rows[i].c));
		assert_int_equal(made_open(&m, CONTENT_XFS), 0);
		note = said_english(check_note(&m));
		if (strncmp(note, rows[i].says, strlen(rows[i].says)) != 0 || (rows[i].says[0] == '\0' && note[0] != '\0'))
			fail_msg("%s: \"%s\", want \"%s\"", rows[i].why, note, rows[i].says);
	}
}

/* ---- what died ------------------------------------------------------------------------------------------------------ */

/* Freeing leaves the records behind an inode that is empty otherwise, and counts its generation up. */
static void a_freed_slot_keeps_its_extents(void **state)
{
	OWNED(made) struct made m = xfs_make();
	struct fault f = FAULT_INIT;
	struct fs_dead d;
	bool file = false, node = false;

	(void)state;
	put_be(m.bytes + ROOT_AT + 176, 0, 1); /* the name is gone */
	put_be(m.bytes + ROOT_AT + 56, 6, 8);
	put_be(m.bytes + FILE_AT + 2, 0, 2);
	put_be(m.bytes + FILE_AT + 16, 0, 4);
	put_be(m.bytes + FILE_AT + 48, 1700000000ull << 32, 8);
	put_be(m.bytes + FILE_AT + 56, 0, 8);
	put_be(m.bytes + FILE_AT + 64, 0, 8);
	put_be(m.bytes + FILE_AT + 76, 0, 4);
	put_be(m.bytes + FILE_AT + 92, 8, 4);
	mend(&m);
	assert_int_equal(made_open(&m, CONTENT_XFS), 0);
	while (fs_next_dead(m.fs, &d, &f) == 0) {
		assert_int_equal(d.id.inode, FILE_INODE);
		assert_int_equal(d.generation, 7);
		file = file || (d.kind == DEAD_FILE && d.method == DEAD_DEAD_INODE && d.runs.n == 1 && d.runs.v[0].offset == DATA && !d.has_size);
		node = node || (d.kind == DEAD_NODE && d.node.dtime.known && d.node.dtime.sec == 1700000000);
	}
	assert_true(file);
	assert_true(node);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_superblock_that_cannot_be_is_told),
		cmocka_unit_test(a_checksum_that_does_not_hold_is_told_and_the_rest_is_read),
		cmocka_unit_test(an_inode_that_is_anothers_is_told),
		cmocka_unit_test(extents_give_runs_or_say_why_not),
		cmocka_unit_test(a_directory_within_its_inode_is_held_to_its_size),
		cmocka_unit_test(free_space_is_what_the_tree_has),
		cmocka_unit_test(what_contradicts_itself_is_told),
		cmocka_unit_test(a_freed_slot_keeps_its_extents),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
