/* ext2 to ext4: one group made by hand, changed in a place or two. */
#include "test_fs.h"

enum { BS = 1024, BLOCKS = 64, SB = 1024, GD = 2 * BS, TABLE = 5 * BS, ROOT_DIR = 7 * BS, DATA = 8 * BS, FILE_INODE = 11 };

static uint32_t inode_at(unsigned number)
{
	return TABLE + (number - 1) * 128;
}

static void entry(uint8_t *p, uint32_t inode, uint16_t length, uint8_t kind, const char *name)
{
	put_le(p, inode, 4);
	put_le(p + 4, length, 2);
	p[6] = (uint8_t)strlen(name);
	p[7] = kind;
	memcpy(p + 8, name, strlen(name));
}

/* Blocks: 1 superblock, 2 descriptors, 3 and 4 bitmaps, 5 and 6 inodes, 7 the top directory, 8 a file of 100 bytes. */
static struct made ext2_make(void)
{
	struct made m = { .bytes = (uint8_t *)calloc(BLOCKS, BS), .size = BLOCKS * BS };
	uint8_t *b = m.bytes;

	assert_non_null(b);
	put_le(b + SB + 0x00, 16, 4);
	put_le(b + SB + 0x04, BLOCKS, 4);
	put_le(b + SB + 0x14, 1, 4);
	put_le(b + SB + 0x20, 8192, 4);
	put_le(b + SB + 0x24, 8192, 4);
	put_le(b + SB + 0x28, 16, 4);
	put_le(b + SB + 0x38, 0xEF53, 2);
	put_le(b + SB + 0x4C, 1, 4);
	put_le(b + SB + 0x54, 11, 4);
	put_le(b + SB + 0x58, 128, 2);
	put_le(b + SB + 0x60, 2, 4); /* entries say what they name */
	put_le(b + GD, 3, 4);
	put_le(b + GD + 4, 4, 4);
	put_le(b + GD + 8, 5, 4);
	b[3 * BS] = 0xFF; /* blocks 1 to 8 */
	put_le(b + 4 * BS, 0x07FF, 2);
	put_le(b + inode_at(2), 0x41ED, 2);
	put_le(b + inode_at(2) + 4, BS, 4);
	put_le(b + inode_at(2) + 0x1A, 2, 2);
	put_le(b + inode_at(2) + 0x1C, 2, 4);
	put_le(b + inode_at(2) + 0x28, 7, 4);
	put_le(b + inode_at(FILE_INODE), 0x81A4, 2);
	put_le(b + inode_at(FILE_INODE) + 4, 100, 4);
	put_le(b + inode_at(FILE_INODE) + 0x1A, 1, 2);
	put_le(b + inode_at(FILE_INODE) + 0x1C, 2, 4);
	put_le(b + inode_at(FILE_INODE) + 0x28, 8, 4);
	entry(b + ROOT_DIR, 2, 12, 2, ".");
	entry(b + ROOT_DIR + 12, 2, 12, 2, "..");
	entry(b + ROOT_DIR + 24, FILE_INODE, BS - 24, 1, "file");
	return m;
}

static void apply(struct made *m, const struct change *c, size_t n)
{
	for (size_t i = 0; i < n; i++)
		put_le(m->bytes + c[i].at, c[i].value, c[i].width);
}

/* A journal at rest of 4 blocks from 20 on, in inode 8. */
static struct made ext3_make(void)
{
	struct made m = ext2_make();
	uint8_t *b = m.bytes, *log = m.bytes + 20 * BS;

	put_le(b + SB + 0x5C, 4, 4);
	put_le(b + SB + 0xE0, 8, 4);
	b[3 * BS + 2] |= 0x78;
	put_le(b + inode_at(8), 0x8180, 2);
	put_le(b + inode_at(8) + 4, 4 * BS, 4);
	put_le(b + inode_at(8) + 0x1A, 1, 2);
	put_le(b + inode_at(8) + 0x1C, 8, 4);
	for (unsigned i = 0; i < 4; i++)
		put_le(b + inode_at(8) + 0x28 + 4 * i, 20 + i, 4);
	put_be(log, 0xC03B3998, 4);
	put_be(log + 4, 4, 4);
	put_be(log + 12, BS, 4);
	put_be(log + 16, 4, 4);
	put_be(log + 20, 1, 4);
	put_be(log + 24, 1, 4);
	return m;
}

static const struct maker maker = { ext2_make, apply, CONTENT_EXT };

#define IN(field) (TABLE + (FILE_INODE - 1) * 128 + (field))

/* ---- the superblock --------------------------------------------------------------------------------------- */

static void a_superblock_that_cannot_be_is_told(void **state)
{
	static const struct open_row rows[] = {
		{ "as it was made", { { 0, 0, 0 } }, 0, "" },
		{ "no sign, and all else agrees", { { SB + 0x38, 2, 0xEF54 } }, 0, "" },
		{ "no sign, and other inodes than the groups have: no file system", { { SB + 0x38, 2, 0xEF54 }, { SB, 4, 5 } }, FS_UNKNOWN,
		  "no ext superblock" },
		{ "blocks of 64 KiB are the largest; here nothing else would fit", { { SB + 0x18, 4, 7 } }, FS_DAMAGED, "block size" },
		{ "a group has as many blocks as bits: last legal", { { SB + 0x20, 4, 8192 } }, 0, "" },
		{ "one more", { { SB + 0x20, 4, 8193 } }, FS_DAMAGED, "group size" },
		{ "none", { { SB + 0x20, 4, 0 } }, FS_DAMAGED, "group size" },
		{ "as many inodes as bits: last legal", { { SB + 0x28, 4, 8192 } }, 0, "" },
		{ "one more inode", { { SB + 0x28, 4, 8193 } }, FS_DAMAGED, "number of inodes" },
		{ "the largest inode is a block", { { SB + 0x58, 2, BS } }, 0, "" },
		{ "the next power", { { SB + 0x58, 2, 2 * BS } }, FS_DAMAGED, "inode size" },
		{ "below the smallest", { { SB + 0x58, 2, 64 } }, FS_DAMAGED, "inode size" },
		{ "no power of two", { { SB + 0x58, 2, 192 } }, FS_DAMAGED, "inode size" },
		{ "descriptors of 64 bytes with 64bit", { { SB + 0x60, 4, 0x82 }, { SB + 0xFE, 2, 64 } }, 0, "" },
		{ "of 48", { { SB + 0x60, 4, 0x82 }, { SB + 0xFE, 2, 48 } }, FS_DAMAGED, "group descriptors" },
		{ "blocks of 1 KiB begin at 1", { { SB + 0x14, 4, 0 } }, FS_DAMAGED, "number of blocks" },
		{ "one block and no more than the boot block", { { SB + 0x04, 4, 1 } }, FS_DAMAGED, "number of blocks" },
	};

	(void)state;
	rows_of_opening(&maker, rows, COUNT(rows));
}

static void a_shorter_media_is_told_and_read_as_far_as_it_goes(void **state)
{
	OWNED(made) struct made m = ext2_make();

	(void)state;
	m.size = 40 * BS;
	assert_int_equal(made_open(&m, CONTENT_EXT), 0);
	assert_string_equal(said_english(fs_facts(m.fs)->note), "the file system has 64 blocks, the media holds 40 of them");
	assert_int_equal(fs_facts(m.fs)->size, 40 * BS);
}

/* ---- inodes and what they map -------------------------------------------------------------------------------- */

static void inodes_tell_what_they_are(void **state)
{
	static const struct {
		const char *why;
		unsigned inode;
		struct change c;
		int want;
	} rows[] = {
		{ "the top", 2, { 0, 0, 0 }, 0 },
		{ "a file", FILE_INODE, { 0, 0, 0 }, 0 },
		{ "there is no inode 0", 0, { 0, 0, 0 }, FS_DAMAGED },
		{ "the first of the file system's own", 1, { 0, 0, 0 }, FS_DAMAGED },
		{ "the last there is, never used", 16, { 0, 0, 0 }, FS_DAMAGED },
		{ "beyond the last", 17, { 0, 0, 0 }, FS_DAMAGED },
		{ "no links: it is not in use", FILE_INODE, { IN(0x1A), 2, 0 }, FS_DAMAGED },
		{ "no mode: it is not in use", FILE_INODE, { IN(0), 2, 0 }, FS_DAMAGED },
	};
	struct fault f = FAULT_INIT;
	struct fs_node n;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		OWNED(made) struct made m = ext2_make();
		int got;

		apply(&m, &rows[i].c, 1);
		assert_int_equal(made_open(&m, CONTENT_EXT), 0);
		got = fs_stat(m.fs, (struct fs_id){ 0, rows[i].inode }, &n, m.why, &f);
		if (got != rows[i].want)
			fail_msg("%s: got %d, want %d (%s)", rows[i].why, got, rows[i].want, m.why);
	}
}

#define EXTENTS { IN(0x20), 4, 0x80000 }

static void a_map_gives_runs_or_says_why_not(void **state)
{
	static const struct text_row rows[] = {
		{ "one block, cut to the size", { { 0, 0, 0 } }, 0, "0:8192+100", "" },
		{ "a pointer to the last block", { { IN(0x28), 4, 63 } }, 0, "0:64512+100", "" },
		{ "and to the one behind it", { { IN(0x28), 4, 64 } }, FS_DAMAGED, "", "a block pointer cannot be" },
		{ "a pointer of 0 is a hole, and its block is counted all the same", { { IN(0x28), 4, 0 } }, FS_DOUBTFUL, "", "by its own count" },
		{ "a hole that is not counted", { { IN(0x28), 4, 0 }, { IN(0x1C), 4, 0 } }, 0, "", "" },
		{ "a size beyond the map is a hole at the end", { { IN(4), 4, 3000 } }, 0, "0:8192+1024", "" },
		{ "a pointer behind the end", { { IN(0x2C), 4, 9 } }, FS_DOUBTFUL, "0:8192+100", "beyond its end" },
		{ "an extent: its length may be one", { EXTENTS, { IN(0x28), 4, 0x0001F30A }, { IN(0x2C), 4, 4 }, { IN(0x34), 4, 0 },
		                                        { IN(0x38), 4, 1 }, { IN(0x3C), 4, 8 } }, 0, "0:8192+100", "" },
		{ "allocated and not yet written: zeros", { EXTENTS, { IN(0x28), 4, 0x0001F30A }, { IN(0x2C), 4, 4 }, { IN(0x34), 4, 0 },
		                                            { IN(0x38), 4, 32769 }, { IN(0x3C), 4, 8 } }, 0, "", "" },
		{ "an extent of no blocks", { EXTENTS, { IN(0x28), 4, 0x0001F30A }, { IN(0x2C), 4, 4 }, { IN(0x34), 4, 0 },
		                              { IN(0x38), 4, 0 }, { IN(0x3C), 4, 8 } }, FS_DAMAGED, "", "an extent cannot be" },
		{ "one that passes the end by a block", { EXTENTS, { IN(0x28), 4, 0x0001F30A }, { IN(0x2C), 4, 4 }, { IN(0x34), 4, 0 },
		                                          { IN(0x38), 4, 2 }, { IN(0x3C), 4, 63 } }, FS_DAMAGED, "", "an extent cannot be" },
		{ "a node with more entries than it has room for", { EXTENTS, { IN(0x28), 4, 0x0005F30A }, { IN(0x2C), 4, 4 } }, FS_DAMAGED, "",
		  "an extent node cannot be" },
		{ "a node of six levels: five are the most", { EXTENTS, { IN(0x28), 4, 0x0001F30A }, { IN(0x2C), 4, 4 | 6 << 16 } }, FS_DAMAGED,
		  "", "an extent node cannot be" },
		{ "encrypted", { { IN(0x20), 4, 0x800 } }, FS_DAMAGED, "", "encrypted" },
	};

	(void)state;
	rows_of_text(&maker, runs_text, (struct fs_id){ 0, FILE_INODE }, rows, COUNT(rows));
}

/* ---- directories ---------------------------------------------------------------------------------------------- */

static void directories_are_read_as_far_as_their_records_can_be(void **state)
{
	static const struct text_row rows[] = {
		{ "as it was made", { { 0, 0, 0 } }, 0, "file", "" },
		{ "a record that ends with the block", { { ROOT_DIR + 28, 2, BS - 24 } }, 0, "file", "" },
		{ "four bytes more", { { ROOT_DIR + 28, 2, BS - 20 } }, FS_DAMAGED, "", "records break at byte 24" },
		{ "no multiple of four", { { ROOT_DIR + 28, 2, 14 } }, FS_DAMAGED, "", "records break at byte 24" },
		{ "just long enough for its name; then a void one", { { ROOT_DIR + 28, 2, 12 }, { ROOT_DIR + 40, 2, BS - 36 } }, 0, "file", "" },
		{ "too short for its name", { { ROOT_DIR + 28, 2, 8 } }, FS_DAMAGED, "", "records break at byte 24" },
		{ "an unused record has no name", { { ROOT_DIR + 24, 4, 0 } }, 0, "", "" },
		{ "a name with a slash", { { ROOT_DIR + 33, 1, '/' } }, FS_DAMAGED, "", "a name that cannot be" },
		{ "kinds end at 7", { { ROOT_DIR + 31, 1, 8 } }, FS_DAMAGED, "file", "a type that cannot be" },
		{ "it does not begin with itself", { { ROOT_DIR, 4, 3 } }, FS_DAMAGED, "file", "does not begin with itself" },
		{ "a size of two blocks and a map of one", { { TABLE + 128 + 4, 4, 2 * BS } }, FS_DAMAGED, "file", "by its size and not by its map" },
		{ "a file is no directory", { { TABLE + 128, 2, 0x81ED } }, FS_DAMAGED, "", "is no directory" },
	};

	(void)state;
	rows_of_text(&maker, list_text, (struct fs_id){ 0, 0 }, rows, COUNT(rows));
}

/* ---- the whole against itself ---------------------------------------------------------------------------------- */

static void free_space_is_what_the_map_leaves(void **state)
{
	OWNED(made) struct made m = ext2_make();
	char text[200];

	(void)state;
	m.bytes[3 * BS + 2] = 0x01; /* block 17 */
	assert_int_equal(made_open(&m, CONTENT_EXT), 0);
	free_text(&m, text, sizeof text);
	assert_string_equal(text, "9216+8192 18432+47104");
}

static void what_contradicts_itself_is_told(void **state)
{
	static const struct {
		const char *why;
		struct change c[5];
		const char *says;
	} rows[] = {
		{ "as it was made", { { 0, 0, 0 } }, "" },
		{ "more links than names", { { IN(0x1A), 2, 2 } }, "1 files have more or fewer names than their inodes count (the first is 11)" },
		{ "a named inode that is marked as free", { { 4 * BS, 2, 0x03FF } }, "1 inodes with names are marked as free (the first is 11)" },
		{ "the name is gone and the inode lives: lost, not deleted", { { ROOT_DIR + 24, 4, 0 } }, "1 inodes in use are named by no directory (the first is 11)" },
		{ "without links it is to be freed: nothing was lost", { { ROOT_DIR + 24, 4, 0 }, { IN(0x1A), 2, 0 } }, "" },
		{ "a file that maps the top directory's block", { { IN(0x28), 4, 7 } }, "block 7 belongs to inodes" },
		{ "a file that maps a bitmap", { { IN(0x28), 4, 3 } }, "block 3 belongs to the file system itself and to inode 11" },
		{ "the table's end was never used, and a name stands there", { { SB + 0x64, 4, 0x10 }, { GD + 0x1C, 2, 6 } }, "1 inodes with names are marked as free (the first is 11)" },
		{ "one less", { { SB + 0x64, 4, 0x10 }, { GD + 0x1C, 2, 5 } }, "" },
		{ "more than there are", { { SB + 0x64, 4, 0x10 }, { GD + 0x1C, 2, 0xFFFF } }, "2 inodes with names are marked as free (the first is 2)" },
		{ "without sums of descriptors the field means nothing", { { GD + 0x1C, 2, 6 } }, "" },
		{ "a file's block that is marked as free", { { 3 * BS, 1, 0x7F } }, "block 8 is in use and marked as free" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		OWNED(made) struct made m = ext2_make();
		const char *note;

		apply(&m, rows[i].c, COUNT(rows[i].c));
		assert_int_equal(made_open(&m, CONTENT_EXT), 0);
		note = said_english(check_note(&m));
		if (strncmp(note, rows[i].says, strlen(rows[i].says)) != 0 || (rows[i].says[0] == '\0' && note[0] != '\0'))
			fail_msg("%s: \"%s\", want \"%s\"", rows[i].why, note, rows[i].says);
	}
}

static void a_journal_is_named_once_and_as_long_as_its_file(void **state)
{
	static const struct {
		const char *why;
		struct change c[2];
		const char *says;
	} rows[] = {
		{ "as it was made", { { 0, 0, 0 } }, "" },
		{ "its features have none", { { SB + 0x5C, 4, 0 } }, "the superblock names a journal that its features do not" },
		{ "nor is one named", { { SB + 0x5C, 4, 0 }, { SB + 0xE0, 4, 0 } }, "" },
		{ "a device too", { { SB + 0xE4, 4, 0x803 } }, "the superblock names two journals" },
		{ "its number too", { { SB + 0xD0, 1, 1 } }, "the superblock names two journals" },
		{ "its file is longer than its map", { { TABLE + 7 * 128 + 4, 4, 5 * BS } }, "the journal has 5 blocks and its file only 4" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		OWNED(made) struct made m = ext3_make();
		const char *note;

		apply(&m, rows[i].c, COUNT(rows[i].c));
		assert_int_equal(made_open(&m, CONTENT_EXT), 0);
		note = said_english(check_note(&m));
		if (strncmp(note, rows[i].says, strlen(rows[i].says)) != 0 || (rows[i].says[0] == '\0' && note[0] != '\0'))
			fail_msg("%s: \"%s\", want \"%s\"", rows[i].why, note, rows[i].says);
	}
}

/* ---- what died --------------------------------------------------------------------------------------------------- */

/* An inode that was freed says when; its pointers are gone, so there is no file, only a death. */
static void a_freed_inode_tells_its_death(void **state)
{
	OWNED(made) struct made m = ext2_make();
	struct fault f = FAULT_INIT;
	struct fs_dead d;
	static const struct change c[] = { { ROOT_DIR + 24, 4, 0 }, { IN(0x1A), 2, 0 }, { IN(0x14), 4, 1700000000 },
		                           { IN(0x28), 4, 0 }, { IN(4), 4, 0 }, { IN(0x64), 4, 77 } };

	(void)state;
	apply(&m, c, COUNT(c));
	assert_int_equal(made_open(&m, CONTENT_EXT), 0);
	must(fs_next_dead(m.fs, &d, &f), &f);
	assert_int_equal(d.kind, DEAD_NODE);
	assert_int_equal(d.method, DEAD_DEAD_INODE);
	assert_int_equal(d.id.inode, FILE_INODE);
	assert_int_equal(d.generation, 77);
	assert_true(d.node.dtime.known);
	assert_int_equal(d.node.dtime.sec, 1700000000);
	assert_int_equal(fs_next_dead(m.fs, &d, &f), FS_END);
}

/* A name that was only joined to the record before it (kernels before 5.13) stands in the slack. */
static void a_name_between_records_is_a_dead_name(void **state)
{
	OWNED(made) struct made m = ext2_make();
	struct fault f = FAULT_INIT;
	struct fs_dead d;

	(void)state;
	entry(m.bytes + ROOT_DIR + 36, 12, 12, 1, "gone");
	assert_int_equal(made_open(&m, CONTENT_EXT), 0);
	must(fs_next_dead(m.fs, &d, &f), &f);
	assert_int_equal(d.kind, DEAD_NAME);
	assert_int_equal(d.method, DEAD_DEAD_DIRENT);
	assert_int_equal(d.id.inode, 12);
	assert_int_equal(d.parent.inode, 2);
	assert_true(span_is(d.name, "gone"));
	assert_int_equal(d.where, ROOT_DIR + 36 + 8);
	assert_int_equal(fs_next_dead(m.fs, &d, &f), FS_END);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_superblock_that_cannot_be_is_told),
		cmocka_unit_test(a_shorter_media_is_told_and_read_as_far_as_it_goes),
		cmocka_unit_test(inodes_tell_what_they_are),
		cmocka_unit_test(a_map_gives_runs_or_says_why_not),
		cmocka_unit_test(directories_are_read_as_far_as_their_records_can_be),
		cmocka_unit_test(free_space_is_what_the_map_leaves),
		cmocka_unit_test(what_contradicts_itself_is_told),
		cmocka_unit_test(a_journal_is_named_once_and_as_long_as_its_file),
		cmocka_unit_test(a_freed_inode_tells_its_death),
		cmocka_unit_test(a_name_between_records_is_a_dead_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
