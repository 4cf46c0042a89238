/* btrfs: one device, one chunk, a leaf for each tree, made by hand; changed in a place or two, checksums mended. */
#include "test_fs.h"

enum {
	NODE = 4096, SIZE = 256 << 10, SB = 64 << 10,
	PLACE = 0x20000, LENGTH = 0x10000, /* the chunk, on the device */
	CHUNKS = PLACE, ROOTS = PLACE + NODE, TOP = PLACE + 2 * NODE, EXTENTS = PLACE + 3 * NODE, DEVICE = PLACE + 4 * NODE,
	SUMS = PLACE + 5 * NODE, DATA = PLACE + 6 * NODE,
};

#define LOGICAL 0x100000ull /* where the chunk begins */

static const uint8_t fsid[16] = { 9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 1, 2, 3, 4, 5, 6 };

struct leaf {
	uint8_t *b;
	uint32_t n, end; /* items, and where the data of the last begins, from the end of the header on */
};

static struct leaf leaf_at(struct made *m, uint32_t at, uint64_t owner)
{
	struct leaf l = { m->bytes + at, 0, NODE - 101 };

	memcpy(l.b + 32, fsid, 16);
	put_le(l.b + 48, LOGICAL + (at - PLACE), 8);
	put_le(l.b + 80, 7, 8);
	put_le(l.b + 88, owner, 8);
	return l;
}

/* Items come in the order of their keys; the bytes of one, to be filled. */
static uint8_t *item(struct leaf *l, uint64_t id, uint8_t type, uint64_t offset, uint32_t size)
{
	uint8_t *p = l->b + 101 + 25 * l->n++;

	l->end -= size;
	put_le(p, id, 8);
	p[8] = type;
	put_le(p + 9, offset, 8);
	put_le(p + 17, l->end, 4);
	put_le(p + 21, size, 4);
	put_le(l->b + 96, l->n, 4);
	return l->b + 101 + l->end;
}

static void mend_block(uint8_t *p)
{
	memset(p, 0, 32);
	put_le(p, ~slow_crc32c(~0u, p + 32, NODE - 32), 4);
}

static void mend(struct made *m)
{
	mend_block(m->bytes + SB);
	for (uint32_t at = CHUNKS; at <= SUMS; at += NODE)
		mend_block(m->bytes + at);
}

static void chunk(uint8_t *p)
{
	put_le(p, LENGTH, 8);
	put_le(p + 8, 2, 8);
	put_le(p + 16, 65536, 8);
	put_le(p + 24, 7, 8); /* data, system and metadata mixed */
	put_le(p + 44, 1, 2);
	put_le(p + 48, 1, 8);
	put_le(p + 56, PLACE, 8);
}

/* What the superblock and the tree of chunks both say of the device. */
static void device(uint8_t *p)
{
	put_le(p, 1, 8);
	put_le(p + 8, SIZE, 8);
	put_le(p + 16, LENGTH, 8); /* of it chunks have */
	memset(p + 66, 0x33, 16);
}

static void super(struct made *m)
{
	uint8_t *b = m->bytes + SB;

	memcpy(b + 32, fsid, 16);
	put_le(b + 48, SB, 8);
	memcpy(b + 64, "_BHRfS_M", 8);
	put_le(b + 72, 7, 8);
	put_le(b + 80, LOGICAL + NODE, 8);
	put_le(b + 88, LOGICAL, 8);
	put_le(b + 112, SIZE, 8);
	put_le(b + 120, 7 * NODE, 8);
	put_le(b + 136, 1, 8);
	put_le(b + 144, NODE, 4);
	put_le(b + 148, NODE, 4);
	put_le(b + 160, 17 + 80, 4);
	put_le(b + 164, 7, 8);
	device(b + 201);
	put_le(b + 811, 256, 8);
	b[819] = 228;
	put_le(b + 820, LOGICAL, 8);
	chunk(b + 828);
}

/* Used once, by a reference that stands behind it: 0xB0 of a tree, 0xB2 of a file. */
static void record(struct leaf *l, uint64_t id, uint8_t type, uint64_t offset, bool tree)
{
	uint8_t *p = item(l, id, type, offset, tree ? 24 + 9 : 24 + 29);

	put_le(p, 1, 8);
	put_le(p + 8, 7, 8);
	put_le(p + 16, tree ? 2 : 1, 8);
	p[24] = tree ? 0xB0 : 0xB2;
	if (!tree)
		put_le(p + 24 + 25, 1, 4);
}

static void root(struct leaf *l, uint64_t id, uint32_t at)
{
	uint8_t *p = item(l, id, 132, 0, 239);

	put_le(p + 160, 7, 8);
	put_le(p + 176, LOGICAL + (at - PLACE), 8);
	put_le(p + 216, 1, 4);
}

static void inode(struct leaf *l, uint64_t id, uint32_t mode, uint64_t size)
{
	uint8_t *p = item(l, id, 1, 0, 160);

	put_le(p, 7, 8);
	put_le(p + 8, 7, 8);
	put_le(p + 16, size, 8);
	put_le(p + 40, 1, 4);
	put_le(p + 52, mode, 4);
}

static void name(struct leaf *l, uint8_t type, uint64_t offset)
{
	uint8_t *p = item(l, 256, type, offset, 34);

	put_le(p, 257, 8);
	p[8] = 1;
	put_le(p + 27, 4, 2);
	p[29] = 1;
	memcpy(p + 30, "file", 4);
}

/* Inode 256 is the top directory, 257 a file of 100 bytes in one extent. Item 0 of TOP is 256 itself, 5 the extent. */
static void top(struct made *m)
{
	struct leaf l = leaf_at(m, TOP, 5);
	uint8_t *p;

	inode(&l, 256, 040755, 8);
	name(&l, 84, 1234);
	name(&l, 96, 2);
	inode(&l, 257, 0100644, 100);
	p = item(&l, 257, 12, 256, 14);
	put_le(p, 2, 8);
	put_le(p + 8, 4, 2);
	memcpy(p + 10, "file", 4);
	p = item(&l, 257, 108, 0, 53);
	put_le(p + 8, NODE, 8);
	p[20] = 1;
	put_le(p + 21, LOGICAL + (DATA - PLACE), 8);
	put_le(p + 29, NODE, 8);
	put_le(p + 45, NODE, 8);
}

static struct made btrfs_make(void)
{
	struct made m = { .bytes = (uint8_t *)calloc(1, SIZE), .size = SIZE };
	struct leaf l;
	uint8_t *p;

	assert_non_null(m.bytes);
	super(&m);
	l = leaf_at(&m, CHUNKS, 3);
	device(item(&l, 1, 216, 1, 98));
	chunk(item(&l, 256, 228, LOGICAL, 80));
	l = leaf_at(&m, ROOTS, 1);
	root(&l, 2, EXTENTS);
	root(&l, 4, DEVICE);
	root(&l, 5, TOP);
	root(&l, 7, SUMS);
	top(&m);
	l = leaf_at(&m, EXTENTS, 2);
	record(&l, LOGICAL, 169, 0, true);
	p = item(&l, LOGICAL, 192, LENGTH, 24); /* the chunk's group of blocks: what is used, and its kind */
	put_le(p, 7 * NODE, 8);
	put_le(p + 8, 256, 8);
	put_le(p + 16, 7, 8);
	for (uint64_t at = LOGICAL + NODE; at < LOGICAL + 6 * NODE; at += NODE)
		record(&l, at, 169, 0, true);
	record(&l, LOGICAL + 6 * NODE, 168, NODE, false);
	l = leaf_at(&m, SUMS, 7);
	(void)item(&l, 0 - 10ull, 128, LOGICAL + 6 * NODE, 4);
	l = leaf_at(&m, DEVICE, 4);
	p = item(&l, 1, 204, PLACE, 48);
	put_le(p, 3, 8);
	put_le(p + 8, 256, 8);
	put_le(p + 16, LOGICAL, 8);
	put_le(p + 24, LENGTH, 8);
	return m;
}

static void apply(struct made *m, const struct change *c, size_t n)
{
	for (size_t i = 0; i < n; i++)
		put_le(m->bytes + c[i].at, c[i].value, c[i].width);
	mend(m);
}

static const struct maker maker = { btrfs_make, apply, CONTENT_BTRFS };

/* Where the data of TOP's items begin: they stand from the end of the leaf downwards. */
enum {
	AT_DIR = TOP + NODE - 160, AT_HASH = AT_DIR - 34, AT_INDEX = AT_HASH - 34, AT_FILE = AT_INDEX - 160, AT_REF = AT_FILE - 14,
	AT_EXTENT = AT_REF - 53,
	AT_EXTENT_OF_DEVICE = DEVICE + NODE - 48, AT_DEVICE = CHUNKS + NODE - 98,
	AT_RECORD = EXTENTS + NODE - 33, AT_GROUP = AT_RECORD - 24, AT_DATA = AT_GROUP - 5 * 33 - 53,
	KEY_OF_GROUP = EXTENTS + 101 + 25, KEY_OF_DATA = EXTENTS + 101 + 7 * 25, KEY_OF_SUM = SUMS + 101,
};

static const struct fs_id file = { 5, 257 };

/* ---- the superblock ------------------------------------------------------------------------------------------- */

static void a_superblock_that_cannot_be_is_told(void **state)
{
	static const struct open_row rows[] = {
		{ "as it was made", { { 0, 0, 0 } }, 0, "" },
		{ "no sign", { { SB + 64, 1, '-' } }, FS_UNKNOWN, "no btrfs superblock" },
		{ "it names another place", { { SB + 48, 8, 2 * SB } }, FS_DAMAGED, "no btrfs superblock" },
		{ "sectors of 512 bytes are the smallest", { { SB + 144, 4, 512 } }, 0, "" },
		{ "of 256", { { SB + 144, 4, 256 } }, FS_DAMAGED, "sector size" },
		{ "a tree block smaller than a sector", { { SB + 144, 4, 8192 } }, FS_DAMAGED, "size of tree blocks" },
		{ "tree blocks of 128 KiB: 64 are the most", { { SB + 148, 4, 128 << 10 } }, FS_DAMAGED, "size of tree blocks" },
		{ "levels end at 7; the root is none of 7", { { SB + 198, 1, 7 } }, 0, "" },
		{ "level 8", { { SB + 198, 1, 8 } }, FS_DAMAGED, "too deep" },
		{ "an array of chunks longer than its place", { { SB + 160, 4, 2049 } }, FS_DAMAGED, "array of system chunks" },
		{ "shorter than one chunk", { { SB + 160, 4, 96 } }, FS_DAMAGED, "array of system chunks" },
		{ "the second form of the extent tree", { { SB + 188, 8, 0x2000 } }, FS_UNKNOWN, "not read" },
	};

	(void)state;
	rows_of_opening(&maker, rows, COUNT(rows));
}

/* ---- tree blocks ------------------------------------------------------------------------------------------------ */

static void a_tree_block_that_cannot_be_is_told(void **state)
{
	static const struct {
		const char *why;
		struct change c[2];
		const char *note; /* of opening */
	} rows[] = {
		{ "as it was made", { { 0, 0, 0 } }, "" },
		{ "it names another address", { { ROOTS + 48, 8, LOGICAL } }, "the tree of trees cannot be read as a whole" },
		{ "it is of another file system", { { ROOTS + 32, 1, 1 } }, "the tree of trees cannot be read as a whole" },
		{ "it is older than its parent says", { { ROOTS + 80, 8, 6 } }, "the tree of trees cannot be read as a whole" },
		{ "data that pass the end by a byte", { { ROOTS + 101 + 21, 4, 240 } }, "the tree of trees cannot be read as a whole" },
		{ "keys out of order", { { ROOTS + 101, 8, 5 } }, "the tree of trees cannot be read as a whole" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		OWNED(made) struct made m = btrfs_make();
		const char *note;

		apply(&m, rows[i].c, COUNT(rows[i].c));
		assert_int_equal(made_open(&m, CONTENT_BTRFS), 0);
		note = said_english(fs_facts(m.fs)->note);
		if (strncmp(note, rows[i].note, strlen(rows[i].note)) != 0 || (rows[i].note[0] == '\0' && note[0] != '\0'))
			fail_msg("%s: \"%s\", want \"%s\"", rows[i].why, note, rows[i].note);
	}
}

static void a_checksum_that_does_not_hold_takes_the_block_away(void **state)
{
	OWNED(made) struct made m = btrfs_make();
	char text[100];

	(void)state;
	mend(&m);
	m.bytes[AT_INDEX + 30] ^= 1;
	assert_int_equal(made_open(&m, CONTENT_BTRFS), 0);
	assert_int_equal(list_text(&m, fs_root(m.fs), text, sizeof text), FS_DAMAGED);
	assert_string_equal(text, "");
	assert_non_null(strstr(m.why, "does not hold its checksum"));
}

/* ---- files and names ---------------------------------------------------------------------------------------------- */

static void extents_give_runs_or_say_why_not(void **state)
{
	static const struct text_row rows[] = {
		{ "one extent, cut to the size", { { 0, 0, 0 } }, 0, "0:155648+100", "" },
		{ "a part of it, up to its end", { { AT_EXTENT + 37, 8, NODE - 512 }, { AT_EXTENT + 45, 8, 512 } }, 0, "0:159232+100", "" },
		{ "a byte beyond its end", { { AT_EXTENT + 37, 8, NODE - 511 }, { AT_EXTENT + 45, 8, 512 } }, FS_DAMAGED, "", "passes the end" },
		{ "of no length", { { AT_EXTENT + 45, 8, 0 } }, FS_DAMAGED, "", "its length" },
		{ "address 0 is a hole", { { AT_EXTENT + 21, 8, 0 } }, 0, "", "" },
		{ "not yet written: zeros", { { AT_EXTENT + 20, 1, 2 } }, 0, "", "" },
		{ "kinds end at 2", { { AT_EXTENT + 20, 1, 3 } }, FS_DAMAGED, "", "a kind that is not known" },
		{ "zstd is the last compression", { { AT_EXTENT + 16, 1, 3 } }, FS_ENCODED, "", "" },
		{ "one more", { { AT_EXTENT + 16, 1, 4 } }, FS_DAMAGED, "", "compression or encryption" },
		{ "encrypted", { { AT_EXTENT + 17, 1, 1 } }, FS_DAMAGED, "", "compression or encryption" },
		{ "an address in no chunk", { { AT_EXTENT + 21, 8, LOGICAL + LENGTH } }, FS_DAMAGED, "", "not on this device" },
	};

	(void)state;
	rows_of_text(&maker, runs_text, file, rows, COUNT(rows));
}

static void names_are_read_as_far_as_they_can_be(void **state)
{
	static const struct {
		const char *why;
		struct change c;
		int want;
		const char *names, *says;
	} rows[] = {
		{ "as it was made", { 0, 0, 0 }, 0, "file", "" },
		{ "a name as long as its item", { AT_INDEX + 27, 2, 4 }, 0, "file", "" },
		{ "a byte longer", { AT_INDEX + 27, 2, 5 }, FS_DAMAGED, "", "an entry of the directory cannot be" },
		{ "a name with a slash", { AT_INDEX + 31, 1, '/' }, FS_DAMAGED, "", "a name that cannot be" },
		{ "no name at all", { AT_INDEX + 27, 2, 0 }, FS_DAMAGED, "", "" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		OWNED(made) struct made m = btrfs_make();
		char text[200];
		int got;

		apply(&m, &rows[i].c, 1);
		assert_int_equal(made_open(&m, CONTENT_BTRFS), 0);
		got = list_text(&m, fs_root(m.fs), text, sizeof text);
		if (got != rows[i].want || strcmp(text, rows[i].names) != 0 || (got != 0 && strstr(m.why, rows[i].says) == NULL))
			fail_msg("%s: got %d \"%s\", want %d \"%s\" (%s)", rows[i].why, got, text, rows[i].want, rows[i].names, m.why);
	}
}

/* ---- the whole against itself ---------------------------------------------------------------------------------------- */

static void free_space_is_what_no_extent_covers(void **state)
{
	OWNED(made) struct made m = btrfs_make();
	char text[200];

	(void)state;
	mend(&m);
	assert_int_equal(made_open(&m, CONTENT_BTRFS), 0);
	free_text(&m, text, sizeof text);
	/* before and behind the superblock, and from the end of the data on: the chunk's rest and what no chunk covers */
	assert_string_equal(text, "0+65536 69632+61440 159744+102400");
}

static void what_contradicts_itself_is_told(void **state)
{
	static const struct {
		const char *why;
		struct change c[2];
		const char *says;
	} rows[] = {
		{ "as it was made", { { 0, 0, 0 } }, "" },
		{ "more links than names", { { AT_FILE + 40, 4, 2 } }, "1 files have more or fewer names than their inodes count (the first is 257)" },
		{ "the name by hash is another", { { AT_HASH + 30, 1, 'g' } }, "the names of directory 256 of tree 5 differ" },
		{ "the name with the inode is another", { { AT_REF + 10, 1, 'g' } }, "the names of directory 256 of tree 5 differ" },
		{ "the extent of the device is elsewhere", { { DEVICE + 101 + 9, 8, PLACE + NODE } }, "the chunks and the extents of the device differ" },
		{ "it is another chunk's", { { AT_EXTENT_OF_DEVICE + 16, 8, LOGICAL + NODE } }, "the chunks and the extents of the device differ" },
		{ "it is shorter", { { AT_EXTENT_OF_DEVICE + 24, 8, LENGTH - NODE } }, "the chunks and the extents of the device differ" },
		{ "the device's item names another size", { { AT_DEVICE + 8, 8, SIZE - NODE } }, "the item of the device, the superblock and" },
		{ "chunks have more of it", { { AT_DEVICE + 16, 8, LENGTH + NODE }, { SB + 217, 8, LENGTH + NODE } }, "the item of the device, the superblock and" },
		{ "it is of another number", { { AT_DEVICE + 66, 1, 0 } }, "the item of the device, the superblock and" },
		{ "it is another device's item", { { CHUNKS + 101 + 9, 8, 2 } }, "the item of the device, the superblock and" },
		{ "the group of blocks is of another kind", { { AT_GROUP + 16, 8, 1 } }, "the chunks and the groups of blocks" },
		{ "it is longer than the chunk", { { KEY_OF_GROUP + 9, 8, LENGTH + NODE } }, "the chunks and the groups of blocks" },
		{ "there is none", { { KEY_OF_GROUP + 8, 1, 193 } }, "the chunks and the groups of blocks" },
		{ "it counts a block less", { { AT_GROUP, 8, 6 * NODE } }, "what is counted as used is not" },
		{ "the superblock counts one more", { { SB + 120, 8, 8 * NODE } }, "what is counted as used is not" },
		{ "a record that nobody uses", { { AT_RECORD, 8, 0 } }, "the tree of extents has records that cannot be" },
		{ "of a later transaction", { { AT_RECORD + 8, 8, 8 } }, "the tree of extents has records that cannot be" },
		{ "of a tree and of a file", { { AT_RECORD + 16, 8, 3 } }, "the tree of extents has records that cannot be" },
		{ "of no kind", { { AT_DATA + 16, 8, 0 } }, "the tree of extents has records that cannot be" },
		{ "named by what is no reference", { { AT_DATA + 24, 1, 0xB1 } }, "the tree of extents has records that cannot be" },
		{ "named more often than counted", { { AT_DATA + 49, 4, 2 } }, "the tree of extents has records that cannot be" },
		{ "of a tree that has no place in a chunk of the system's", { { AT_DEVICE - 80 + 24, 8, 3 }, { AT_GROUP + 16, 8, 3 } },
		  "the tree of extents has records that cannot be" },
		{ "it begins between sectors", { { KEY_OF_DATA, 8, LOGICAL + 6 * NODE + 512 } }, "the tree of extents has records that cannot be" },
		{ "it ends behind the chunk", { { KEY_OF_DATA + 9, 8, 11 * NODE } }, "the tree of extents has records that cannot be" },
		{ "it is longer than what the file uses", { { KEY_OF_DATA + 9, 8, 2 * NODE }, { AT_GROUP, 8, 8 * NODE } }, "what is counted as used is not" },
		{ "the file lies behind the record", { { AT_EXTENT + 21, 8, LOGICAL + 7 * NODE } }, "inode 257 of tree 5 has bytes where no record of an extent" },
		{ "its checksum is of the block before", { { KEY_OF_SUM + 9, 8, LOGICAL + 5 * NODE } }, "inode 257 of tree 5 has bytes without the checksums" },
		{ "and it says that it has none", { { AT_FILE + 64, 8, 1 }, { KEY_OF_SUM + 9, 8, LOGICAL + 5 * NODE } }, "" },
		{ "a checksum of what nothing uses", { { AT_FILE + 64, 8, 1 }, { KEY_OF_SUM + 9, 8, LOGICAL + 9 * NODE } }, "there are checksums of space that no extent uses" },
		{ "a block is another tree's", { { CHUNKS + 88, 8, 4 } }, "the tree block at 1048576 says that it is another tree's" },
		{ "the top is a snapshot's", { { TOP + 88, 8, 300 } }, "" },
		{ "it is another device's", { { DEVICE + 101, 8, 2 } }, "the chunks and the extents of the device differ" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		OWNED(made) struct made m = btrfs_make();
		const char *note;

		apply(&m, rows[i].c, COUNT(rows[i].c));
		assert_int_equal(made_open(&m, CONTENT_BTRFS), 0);
		note = said_english(check_note(&m));
		if (strncmp(note, rows[i].says, strlen(rows[i].says)) != 0 || (rows[i].says[0] == '\0' && note[0] != '\0'))
			fail_msg("%s: \"%s\", want \"%s\"", rows[i].why, note, rows[i].says);
	}
}

/* ---- what died ---------------------------------------------------------------------------------------------------------- */

/* A leaf of an older generation that still stands in free space: its inode lives no more, and its extent is a file. */
static void a_leaf_of_an_older_generation_tells_a_dead_file(void **state)
{
	OWNED(made) struct made m = btrfs_make();
	uint32_t old = DATA + NODE;
	struct fault f = FAULT_INIT;
	struct fs_dead d;
	bool runs = false, named = false;

	(void)state;
	memcpy(m.bytes + old, m.bytes + TOP, NODE); /* before the change ... */
	put_le(m.bytes + old + 48, LOGICAL + (old - PLACE), 8);
	put_le(m.bytes + old + 80, 6, 8);
	mend_block(m.bytes + old);
	put_le(m.bytes + TOP + 96, 1, 4); /* ... and after it: the directory alone */
	mend(&m);
	assert_int_equal(made_open(&m, CONTENT_BTRFS), 0);
	while (fs_next_dead(m.fs, &d, &f) == 0) {
		assert_int_equal(d.method, DEAD_STALE_LEAF);
		runs = runs || (d.kind == DEAD_FILE && fs_id_cmp(d.id, file) == 0 && d.has_size && d.size == 100 && d.runs.n == 1 &&
		                d.runs.v[0].offset == DATA && d.runs.v[0].length == 100);
		named = named || (d.kind == DEAD_NAME && fs_id_cmp(d.id, file) == 0 && d.sequence == 6 && span_is(d.name, "file"));
	}
	assert_true(runs);
	assert_true(named);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_superblock_that_cannot_be_is_told),
		cmocka_unit_test(a_tree_block_that_cannot_be_is_told),
		cmocka_unit_test(a_checksum_that_does_not_hold_takes_the_block_away),
		cmocka_unit_test(extents_give_runs_or_say_why_not),
		cmocka_unit_test(names_are_read_as_far_as_they_can_be),
		cmocka_unit_test(free_space_is_what_no_extent_covers),
		cmocka_unit_test(what_contradicts_itself_is_told),
		cmocka_unit_test(a_leaf_of_an_older_generation_tells_a_dead_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
