/*
 * tests/test_casedb.c - the case file by itself: what may be opened and what is refused, what is written and read back,
 * where an unfinished scan goes on, and that one file is left at rest.
 */
#include "casedb/casedb.h"
#include "casedb/private.h"
#include "casedb/query.h"
#include "casedb/schema_5.h"
#include "casedb/schema_6.h"
#include "casedb/schema_7.h"
#include "casedb/schema_8.h"
#include "casedb/schema_9.h"
#include "support/cmocka.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct watch quiet = { .note = NULL };

struct place_of { /* a folder of its own for each test */
	char dir[64], file[96];
};

static int make_place(void **state)
{
	struct place_of *p = (struct place_of *)calloc(1, sizeof *p);

	assert_non_null(p);
	(void)snprintf(p->dir, sizeof p->dir, "/tmp/test_casedb.XXXXXX");
	assert_non_null(mkdtemp(p->dir));
	(void)snprintf(p->file, sizeof p->file, "%s/case.db", p->dir);
	*state = p;
	return 0;
}

static int drop_place(void **state)
{
	struct place_of *p = (struct place_of *)*state;
	char command[128];

	(void)snprintf(command, sizeof command, "rm -r %s", p->dir);
	assert_int_equal(system(command), 0);
	free(p);
	return 0;
}

static bool exists(const struct place_of *p, const char *suffix)
{
	char name[128];
	struct stat st;

	(void)snprintf(name, sizeof name, "%s%s", p->file, suffix);
	return lstat(name, &st) == 0;
}

static struct casedb *opened(const struct place_of *p, enum casedb_mode mode)
{
	struct fault f = FAULT_INIT;
	struct casedb *db;

	if (casedb_open(&db, p->file, mode, &quiet, &f) < 0)
		fail_msg("%s", f.text);
	return db;
}

static void closed(struct casedb *db)
{
	struct fault f = FAULT_INIT;

	if (casedb_close(db, &f) < 0)
		fail_msg("%s", f.text);
}

static void refused(const struct place_of *p, enum casedb_mode mode, const char *why)
{
	struct fault f = FAULT_INIT;
	struct casedb *db;

	assert_int_equal(casedb_open(&db, p->file, mode, &quiet, &f), -1);
	assert_int_equal(f.kind, FAULT_CASE);
	if (strstr(f.text, why) == NULL)
		fail_msg("refused with \"%s\", expected \"%s\"", f.text, why);
}

/* ---- opened and refused ---------------------------------------------------------------------------------- */

/* Big-endian, in the header of an SQLite database: user_version at 60, application_id at 68. */
static void patch(const struct place_of *p, off_t at, uint32_t n)
{
	uint8_t b[4] = { (uint8_t)(n >> 24), (uint8_t)(n >> 16), (uint8_t)(n >> 8), (uint8_t)n };
	int fd = open(p->file, O_WRONLY | O_CLOEXEC);

	assert_true(fd >= 0);
	assert_int_equal(pwrite(fd, b, 4, at), 4);
	assert_int_equal(close(fd), 0);
}

static void write_text(const struct place_of *p, const char *text)
{
	FILE *out = fopen(p->file, "we");

	assert_non_null(out);
	assert_true(fputs(text, out) >= 0);
	assert_int_equal(fclose(out), 0);
}

static void what_is_no_case_is_refused(void **state)
{
	const struct place_of *p = (const struct place_of *)*state;
	char before[128];
	FILE *in;

	refused(p, CASEDB_READ, "");
	refused(p, CASEDB_WRITE, "");
	assert_false(exists(p, ""));
	write_text(p, "");
	refused(p, CASEDB_READ, "empty");
	write_text(p, "this is a text of some length, and no database at all\n");
	refused(p, CASEDB_READ, "");
	refused(p, CASEDB_CREATE, "");
	in = fopen(p->file, "re"); /* and left as it was */
	assert_non_null(in);
	assert_non_null(fgets(before, sizeof before, in));
	assert_int_equal(fclose(in), 0);
	assert_non_null(strstr(before, "this is a text"));
}

static void other_databases_and_other_schemas_are_refused(void **state)
{
	const struct place_of *p = (const struct place_of *)*state;

	closed(opened(p, CASEDB_CREATE));
	patch(p, 68, 0x12345678);
	refused(p, CASEDB_READ, "not a case file");
	refused(p, CASEDB_CREATE, "not a case file");
	patch(p, 68, 0x53484452);
	closed(opened(p, CASEDB_READ));
	patch(p, 60, 4);
	refused(p, CASEDB_READ, "unreleased");
	patch(p, 60, 9999);
	refused(p, CASEDB_READ, "newer sherd");
	refused(p, CASEDB_WRITE, "newer sherd");
}

/* Every question that lists and reports ask must be one that the file can answer. */
static void ask_everything(struct casedb *db)
{
	for (unsigned q = 0; q < casedb_query_count; q++) {
		struct fault f = FAULT_INIT;
		struct rows *rows = NULL;

		if (rows_open(db, q, &rows, &f) < 0)
			fail_msg("query %u: %s", q, f.text);
		rows_close(rows);
	}
}

static void every_query_fits_the_schema(void **state)
{
	const struct place_of *p = (const struct place_of *)*state;
	struct casedb *db;

	closed(opened(p, CASEDB_CREATE));
	db = opened(p, CASEDB_READ);
	ask_everything(db);
	closed(db);
}

static void older_is_read_and_not_written(const struct place_of *p, const char *schema, const char *version)
{
	struct casedb *db;
	sqlite3 *old = NULL;

	assert_int_equal(sqlite3_open(p->file, &old), SQLITE_OK);
	assert_int_equal(sqlite3_exec(old, schema, NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_exec(old, version, NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_close(old), SQLITE_OK);
	refused(p, CASEDB_WRITE, "no work goes on in it");
	refused(p, CASEDB_CREATE, "no work goes on in it");
	db = opened(p, CASEDB_READ);
	ask_everything(db);
	closed(db);
	assert_false(exists(p, "-journal"));
}

static void schema_5_is_read_and_not_written(void **state)
{
	older_is_read_and_not_written((const struct place_of *)*state, CASEDB_SCHEMA_5,
	                              "PRAGMA application_id=1397245010; PRAGMA user_version=5;");
}

static void schema_6_is_read_and_not_written(void **state)
{
	older_is_read_and_not_written((const struct place_of *)*state, CASEDB_SCHEMA_6,
	                              "PRAGMA application_id=1397245010; PRAGMA user_version=6;");
}

static void schema_7_is_read_and_not_written(void **state)
{
	older_is_read_and_not_written((const struct place_of *)*state, CASEDB_SCHEMA_7,
	                              "PRAGMA application_id=1397245010; PRAGMA user_version=7;");
}

static void schema_8_is_read_and_not_written(void **state)
{
	older_is_read_and_not_written((const struct place_of *)*state, CASEDB_SCHEMA_8,
	                              "PRAGMA application_id=1397245010; PRAGMA user_version=8;");
}

static void schema_9_is_read_and_not_written(void **state)
{
	older_is_read_and_not_written((const struct place_of *)*state, CASEDB_SCHEMA_9,
	                              "PRAGMA application_id=1397245010; PRAGMA user_version=9;");
}

static void one_file_is_left_at_rest(void **state)
{
	const struct place_of *p = (const struct place_of *)*state;
	static const char *const beside[] = { "-wal", "-shm", "-journal" };
	struct casedb *db;
	struct fault f = FAULT_INIT;
	int64_t id;

	for (int round = 0; round < 2; round++) {
		db = opened(p, round == 0 ? CASEDB_CREATE : CASEDB_WRITE);
		assert_int_equal(casedb_begin(db, &f), 0);
		assert_int_equal(casedb_put_run(db, &(struct run_record){ .verb = "scan", .version = "0", .argv = span_of("[]"),
		                                                          .environment = span_of("{}"), .host = span_of("{}") },
		                                &id, &f), 0);
		assert_int_equal(id, round + 1);
		assert_int_equal(casedb_commit(db, &f), 0);
		closed(db);
		for (size_t i = 0; i < 3; i++)
			assert_false(exists(p, beside[i]));
	}
}

static void a_case_in_use_is_refused(void **state)
{
	const struct place_of *p = (const struct place_of *)*state;
	struct casedb *db = opened(p, CASEDB_CREATE);

	refused(p, CASEDB_WRITE, "in use");
	closed(db);
	closed(opened(p, CASEDB_WRITE));
}

static void readers_write_nothing(void **state)
{
	const struct place_of *p = (const struct place_of *)*state;
	struct fault f = FAULT_INIT;
	struct stat before, after;
	struct casedb *db;
	int64_t id;

	closed(opened(p, CASEDB_CREATE));
	assert_int_equal(stat(p->file, &before), 0);
	db = opened(p, CASEDB_READ);
	assert_int_equal(casedb_put_run(db, &(struct run_record){ .verb = "scan", .version = "0", .argv = span_of("[]"),
	                                                          .environment = span_of("{}"), .host = span_of("{}") },
	                                &id, &f), -1);
	casedb_abandon(db);
	assert_int_equal(stat(p->file, &after), 0);
	assert_true(before.st_size == after.st_size && before.st_mtim.tv_nsec == after.st_mtim.tv_nsec);
	assert_false(exists(p, "-wal"));
}

/* ---- written and resumed ----------------------------------------------------------------------------------- */

static int64_t run_of(struct casedb *db)
{
	struct fault f = FAULT_INIT;
	int64_t id;

	assert_int_equal(casedb_put_run(db, &(struct run_record){ .verb = "scan", .version = "0", .argv = span_of("[]"),
	                                                          .environment = span_of("{}"), .host = span_of("{}") },
	                                &id, &f), 0);
	return id;
}

static struct scan_record scan_of(int64_t run, const char *label, enum depth depth)
{
	return (struct scan_record){ .run = run, .label = span_of(label), .path = span_of("/evidence"), .identity = span_of("dir"),
		                     .kind = "dir", .compression = "", .depth = depth, .limits = span_of("{}") };
}

static void put_one(struct casedb *db, int64_t scan, uint64_t ordinal, struct span path)
{
	struct fault f = FAULT_INIT;
	struct entry e = { .path = path, .kind = ENTRY_FILE, .size = 10 + ordinal, .mtime = when_ns(1700000000, 5) };
	struct place place = { .role = ROLE_OUTSIDE };
	struct item_record r = { .scan = scan, .ordinal = ordinal, .entry = &e, .place = &place };
	int64_t id;

	assert_int_equal(casedb_put_item(db, &r, &id, &f), 0);
}

static void an_unfinished_scan_goes_on_where_it_stopped(void **state)
{
	const struct place_of *p = (const struct place_of *)*state;
	struct fault f = FAULT_INIT;
	OWNED(buf) struct buf path = BUF_INIT;
	struct casedb *db = opened(p, CASEDB_CREATE);
	struct scan_record r;
	int64_t first, again, other;
	uint64_t done, size;
	struct when mtime;

	assert_int_equal(casedb_begin(db, &f), 0);
	r = scan_of(run_of(db), "tree", DEPTH_FULL);
	assert_int_equal(casedb_put_scan(db, &r, &first, &done, &f), 0);
	assert_true(done == 0);
	put_one(db, first, 0, span_of("a"));
	put_one(db, first, 1, span_make("b\xff\n", 3)); /* a name that is no text */
	assert_int_equal(casedb_commit(db, &f), 0);
	assert_int_equal(casedb_begin(db, &f), 0);
	put_one(db, first, 2, span_of("never committed"));
	casedb_abandon(db); /* as a run that died */

	db = opened(p, CASEDB_WRITE);
	assert_int_equal(casedb_begin(db, &f), 0);
	assert_int_equal(casedb_put_scan(db, &r, &again, &done, &f), CASEDB_RESUMED);
	assert_true(again == first && done == 2);
	assert_int_equal(casedb_stored_item(db, first, 1, &path, &size, &mtime, &f), 0);
	assert_true(span_eq(buf_span(&path), span_make("b\xff\n", 3)) && size == 11 && mtime.nsec == 5);
	assert_int_equal(casedb_stored_item(db, first, 2, &path, &size, &mtime, &f), CASEDB_NONE);
	/* another depth, and another label, are other scans */
	r.depth = DEPTH_NAMES;
	assert_int_equal(casedb_put_scan(db, &r, &other, &done, &f), 0);
	assert_true(other != first && done == 0);
	/* one that is given up is never continued */
	r.depth = DEPTH_FULL;
	assert_int_equal(casedb_abandon_scan(db, first, &f), 0);
	assert_int_equal(casedb_put_scan(db, &r, &other, &done, &f), 0);
	assert_true(other != first && done == 0);
	assert_int_equal(casedb_commit(db, &f), 0);
	closed(db);
}

static void a_finished_scan_counts_and_is_not_continued(void **state)
{
	const struct place_of *p = (const struct place_of *)*state;
	struct fault f = FAULT_INIT;
	struct casedb *db = opened(p, CASEDB_CREATE);
	struct scan_end end = { .identity = span_of("dir"), .directory = true };
	struct scan_record r;
	int64_t first, second, n;
	uint64_t done;

	assert_int_equal(casedb_begin(db, &f), 0);
	r = scan_of(run_of(db), "tree", DEPTH_NAMES);
	assert_int_equal(casedb_put_scan(db, &r, &first, &done, &f), 0);
	put_one(db, first, 0, span_of("a"));
	assert_int_equal(casedb_count(db, "SELECT count(*) FROM current_scan", &n, &f), 0);
	assert_int_equal(n, 0);
	assert_int_equal(casedb_finish_scan(db, first, &end, &f), 0);
	assert_int_equal(casedb_count(db, "SELECT items FROM scan", &n, &f), 0);
	assert_int_equal(n, 1);
	assert_int_equal(casedb_put_scan(db, &r, &second, &done, &f), 0);
	assert_true(second != first && done == 0);
	/* the newest finished one counts, not the running one */
	assert_int_equal(casedb_count(db, "SELECT id FROM current_scan", &n, &f), 0);
	assert_true(n == first);
	assert_int_equal(casedb_finish_scan(db, second, &end, &f), 0);
	assert_int_equal(casedb_count(db, "SELECT id FROM current_scan", &n, &f), 0);
	assert_true(n == second);
	assert_int_equal(casedb_commit(db, &f), 0);
	closed(db);
}

static int64_t of_what(struct casedb *db, struct kin_side copy)
{
	OWNED(buf) struct buf path = BUF_INIT;
	struct fault f = FAULT_INIT;
	struct kin_side of;
	bool stated;

	assert_int_equal(casedb_copy_of(db, &copy, &of, &path, &stated, &f), 0);
	return of.source;
}

static void the_last_statement_of_a_copy_counts(void **state)
{
	const struct place_of *p = (const struct place_of *)*state;
	struct fault f = FAULT_INIT;
	struct casedb *db = opened(p, CASEDB_CREATE);
	int64_t run, scan, now, old, of;
	struct kin_side root;
	struct scan_record r;
	uint64_t done;

	assert_int_equal(casedb_begin(db, &f), 0);
	run = run_of(db);
	r = scan_of(run, "now", DEPTH_FULL);
	assert_int_equal(casedb_put_scan(db, &r, &scan, &done, &f), 0);
	r = scan_of(run, "old", DEPTH_FULL);
	assert_int_equal(casedb_put_scan(db, &r, &scan, &done, &f), 0);
	assert_int_equal(casedb_find_source(db, span_of("nobody"), &of, &f), CASEDB_NONE);
	assert_int_equal(casedb_find_source(db, span_of("now"), &now, &f), 0);
	assert_int_equal(casedb_find_source(db, span_of("old"), &old, &f), 0);
	assert_int_equal(of_what(db, (struct kin_side){ .source = old }), 0);
	assert_int_equal(casedb_put_copy_of(db, run, &(struct kin_side){ .source = old }, &(struct kin_side){ .source = now }, &f), 0);
	assert_true(of_what(db, (struct kin_side){ .source = old }) == now);
	assert_int_equal(of_what(db, (struct kin_side){ .source = now }), 0);
	/* of a root alone: apart from what is said of its source */
	root = (struct kin_side){ .source = old, .root = true, .path = span_of("snap/1") };
	assert_int_equal(of_what(db, root), 0);
	assert_int_equal(casedb_put_copy_of(db, run, &root, &(struct kin_side){ .source = old, .root = true, .path = span_of("") }, &f), 0);
	assert_true(of_what(db, root) == old);
	assert_true(of_what(db, (struct kin_side){ .source = old }) == now);
	assert_int_equal(casedb_find_root(db, &root, &f), CASEDB_NONE);
	assert_int_equal(casedb_put_copy_of(db, run, &(struct kin_side){ .source = old }, &KIN_SIDE_NONE, &f), 0);
	assert_int_equal(of_what(db, (struct kin_side){ .source = old }), 0);
	assert_true(of_what(db, root) == old);
	assert_int_equal(casedb_commit(db, &f), 0);
	closed(db);
}

/* The digest by which most cases are known as ours without another schema made beside them. */
static void the_schema_s_digest_is_that_of_what_is_made(void **state)
{
	struct fault f = FAULT_INIT;
	struct digest made, kept;
	char text[DIGEST_TEXT];

	(void)state;
	assert_int_equal(casedb_schema_whole(&made, &kept, &f), 0);
	(void)digest_text(text, &made);
	if (!digest_eq(&made, &kept))
		print_message("the schema as it is made: %s\n", text);
	assert_true(digest_eq(&made, &kept));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_place, drop_place)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_is_no_case_is_refused),
		TEST(other_databases_and_other_schemas_are_refused),
		TEST(every_query_fits_the_schema),
		TEST(schema_5_is_read_and_not_written),
		TEST(schema_6_is_read_and_not_written),
		TEST(schema_7_is_read_and_not_written),
		TEST(schema_8_is_read_and_not_written),
		TEST(schema_9_is_read_and_not_written),
		TEST(one_file_is_left_at_rest),
		TEST(a_case_in_use_is_refused),
		TEST(readers_write_nothing),
		TEST(an_unfinished_scan_goes_on_where_it_stopped),
		TEST(a_finished_scan_counts_and_is_not_continued),
		TEST(the_last_statement_of_a_copy_counts),
		TEST(the_schema_s_digest_is_that_of_what_is_made),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
