/* Directories: order, kinds, times, bounds; nothing followed, nothing special opened, changes told.
 */
#include "test_source.h"

#include <sys/socket.h>
#include <sys/statvfs.h>
#include <sys/un.h>

static void parents_come_first_and_names_in_byte_order(void **state)
{
	OWNED(place_made) struct place_made p = place_make();
	OWNED(sight) struct sight s = { .open = 0 };
	static const char *const want[] = { "",         "B",  "a", "a/0",  "a/x",
		                            "a/x/deep", "a-", "b", "\\xFF" };

	(void)state;
	assert_int_equal(
	        shell("cd '%s' && mkdir -p a/x/deep b && touch B a/0 a- \"$(printf '\\377')\"",
	              p.dir),
	        0);
	see(&s, p.dir);
	assert_int_equal(s.v.n, COUNT(want));
	for (size_t i = 0; i < COUNT(want); i++)
		assert_string_equal(s.v.v[i].path, want[i]);
	assert_false(s.end.changed);
	assert_false(s.end.has_digest);
}

static void names_are_any_bytes(void **state)
{
	OWNED(place_made) struct place_made p = place_make();
	static const char *const names[] = { "a\nb", "\x1b[31m", "\xc3\x28",    "back\\slash",
		                             " ",    "-rf",      "\xe2\x80\xae" };
	OWNED(sight) struct sight s = { .open = 0 };

	(void)state;
	for (size_t i = 0; i < COUNT(names); i++)
		make_file(p.dir, names[i], names[i]);
	see(&s, p.dir);
	assert_int_equal(s.v.n, 1 + COUNT(names));
	for (size_t i = 0; i < COUNT(names); i++) {
		size_t met = 0;

		for (size_t k = 0; k < s.v.n; k++)
			if (span_is(s.v.v[k].raw, names[i])) {
				assert_true(same_digest(&s.v.v[k], span_of(names[i])));
				met++;
			}
		assert_int_equal(met, 1);
	}
}

static void links_and_special_files_are_only_named(void **state)
{
	OWNED(place_made) struct place_made p = place_make();
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	OWNED(sight) struct sight s = { .open = 0 };

	(void)state;
	assert_int_equal(shell("cd '%s' && mkdir d && ln -s .. d/up && ln -s /etc/passwd secret && "
	                       "ln -s d same && mkfifo fifo",
	                       p.dir),
	                 0);
	assert_in_range(snprintf(a.sun_path, sizeof a.sun_path, "%s/sock", p.dir), 1, 100);
	assert_int_equal(bind(fd, (const struct sockaddr *)&a, sizeof a), 0);
	see(&s, p.dir);
	(void)close(fd);
	assert_int_equal(s.v.n, 7);
	assert_int_equal(get(&s, "d/up")->kind, ENTRY_SYMLINK);
	assert_string_equal(get(&s, "d/up")->target, "..");
	assert_string_equal(get(&s, "secret")->target, "/etc/passwd");
	assert_int_equal(get(&s, "same")->kind, ENTRY_SYMLINK);
	assert_int_equal(get(&s, "fifo")->kind, ENTRY_FIFO);
	assert_int_equal(get(&s, "sock")->kind, ENTRY_SOCKET);
}

static void what_the_inode_tells_is_kept(void **state)
{
	OWNED(place_made) struct place_made p = place_make();
	struct timespec times[2] = { { 1700000000, 1 }, { 1700000001, 123456789 } };
	OWNED(source) struct source *s = NULL;
	struct fault f = FAULT_INIT;
	char path[512], why[256];
	struct entry e;
	struct stat st;

	(void)state;
	make_file(p.dir, "f", "hello");
	assert_int_equal(shell("cd '%s' && ln f g && chmod 4640 f", p.dir), 0);
	assert_int_equal(utimensat(AT_FDCWD, under(path, p.dir, "f"), times, 0), 0);
	assert_int_equal(stat(path, &st), 0);
	must(source_open(&s, p.dir, SOURCE_DIR, &default_limits, &no_watch, why, &f), &f);
	must(source_next(s, &e, &f), &f);
	assert_int_equal(e.path.n, 0);
	must(source_next(s, &e, &f), &f);
	assert_int_equal(e.has & (HAS_MODE | HAS_OWNER | HAS_NLINK | HAS_INODE | HAS_ALLOCATED),
	                 HAS_MODE | HAS_OWNER | HAS_NLINK | HAS_INODE | HAS_ALLOCATED);
	assert_int_equal(e.mode, 04640);
	assert_int_equal(e.nlink, 2);
	assert_int_equal(e.inode, st.st_ino);
	assert_int_equal(e.device, st.st_dev);
	assert_int_equal(e.uid, st.st_uid);
	assert_int_equal(e.size, 5);
	assert_int_equal(e.allocated, st.st_blocks * 512);
	assert_true(e.mtime.sec == 1700000001 && e.mtime.nsec == 123456789 && e.mtime.digits == 9);
	assert_true(e.ctime.known && e.atime.known);
}

/* What the mount does with access times decides whether there is anything to tell. */
static void access_times_stay(void **state)
{
	OWNED(place_made) struct place_made p = place_make();
	struct timespec old[2] = { { 1000000000, 0 }, { 1500000000, 0 } };
	OWNED(sight) struct sight s = { .open = 0 };
	char path[512], probe[512];
	struct stat before, after;
	struct statvfs fs;

	(void)state;
	make_file(p.dir, "f", "hello");
	make_file(p.dir, "probe", "hello");
	assert_int_equal(utimensat(AT_FDCWD, under(path, p.dir, "f"), old, 0), 0);
	assert_int_equal(utimensat(AT_FDCWD, under(probe, p.dir, "probe"), old, 0), 0);
	assert_int_equal(stat(path, &before), 0);
	see(&s, p.dir);
	assert_int_equal(stat(path, &after), 0);
	assert_int_equal(before.st_atim.tv_sec, after.st_atim.tv_sec);
	assert_int_equal(before.st_atim.tv_nsec, after.st_atim.tv_nsec);
	assert_false(s.end.atime_touched);
	assert_int_equal(shell("cat '%s' >/dev/null", probe), 0);
	assert_int_equal(stat(probe, &after), 0);
	assert_int_equal(statvfs(p.dir, &fs), 0);
	if (after.st_atim.tv_sec == 1000000000)
		print_message("# skip: this mount%s keeps no access times; nothing can be told\n",
		              (fs.f_flag & ST_NOATIME) != 0 ? " (noatime)" : "");
}

/* ---- bounds ---------------------------------------------------------------------------------- */

static void depth_stops_at_its_limit_and_is_told(void **state)
{
	OWNED(place_made) struct place_made p = place_make();
	struct limits limits = default_limits;
	OWNED(sight) struct sight whole = { .open = 0 };
	OWNED(sight) struct sight cut = { .open = 0 };

	(void)state;
	assert_int_equal(shell("cd '%s' && mkdir -p 1/2/3/4 && touch 1/2/3/f 1/2/3/g", p.dir), 0);
	limits.path_depth = 5; /* the top, 1, 2, 3, 4 */
	see_with(&whole, p.dir, SOURCE_AUTO, &limits, true);
	assert_int_equal(whole.v.n, 7);
	for (size_t i = 0; i < whole.v.n; i++)
		assert_int_equal(whole.v.v[i].trouble, FINDING_NONE);
	limits.path_depth = 3;
	see_with(&cut, p.dir, SOURCE_AUTO, &limits, true);
	assert_int_equal(cut.v.n, 4);
	assert_int_equal(get(&cut, "1/2/3")->trouble, FINDING_UNREADABLE);
	assert_non_null(strstr(get(&cut, "1/2/3")->why, "3 names"));
	assert_int_equal(get(&cut, "1/2")->trouble, FINDING_NONE);
}

static void many_levels_are_walked(void **state)
{
	OWNED(place_made) struct place_made p = place_make();
	OWNED(sight) struct sight s = { .open = 0 };

	(void)state;
	assert_int_equal(
	        shell("cd '%s' && for i in $(seq 300); do mkdir d && cd d || exit 1; done", p.dir),
	        0);
	see(&s, p.dir);
	assert_int_equal(s.v.n, 257); /* the top and 256 below, the last not entered */
	assert_int_equal(s.v.v[256].trouble, FINDING_UNREADABLE);
}

static void a_long_path_is_not_entered(void **state)
{
	OWNED(place_made) struct place_made p = place_make();
	struct limits limits = default_limits;
	OWNED(sight) struct sight s = { .open = 0 };

	(void)state;
	assert_int_equal(shell("cd '%s' && mkdir -p aaaa/bbbb/cccc && touch aaaa/bbbb/f", p.dir),
	                 0);
	limits.path_bytes = 8;
	see_with(&s, p.dir, SOURCE_AUTO, &limits, true);
	assert_int_equal(s.v.n, 3);
	assert_int_equal(get(&s, "aaaa/bbbb")->trouble, FINDING_UNREADABLE);
	assert_non_null(strstr(get(&s, "aaaa/bbbb")->why, "2 names"));
}

/* The names that stay are the first by bytes, however the file system orders them. */
static void a_crowded_directory_is_cut_and_counted(void **state)
{
	OWNED(place_made) struct place_made p = place_make();
	struct limits limits = default_limits;
	OWNED(sight) struct sight s = { .open = 0 };

	(void)state;
	assert_int_equal(
	        shell("cd '%s' && mkdir many && cd many && seq -w 4000 | xargs touch", p.dir), 0);
	limits.dir_entries = 10;
	see_with(&s, p.dir, SOURCE_AUTO, &limits, true);
	assert_int_equal(s.v.n, 12);
	assert_string_equal(s.v.v[2].path, "many/0001");
	assert_string_equal(s.v.v[11].path, "many/0010");
	assert_int_equal(get(&s, "many")->trouble, FINDING_UNREADABLE);
	assert_non_null(strstr(get(&s, "many")->why, "3990 names"));
}

/* What somebody sees who is not root; root becomes nobody for it. */
static void see_as_nobody(struct sight *s, const char *path)
{
	bool root = geteuid() == 0;

	if (root)
		assert_int_equal(seteuid(65534), 0);
	see(s, path);
	if (root)
		assert_int_equal(seteuid(0), 0);
}

static void what_may_not_be_opened_is_told(void **state)
{
	OWNED(place_made) struct place_made p = place_make();
	OWNED(sight) struct sight s = { .open = 0 };

	(void)state;
	assert_int_equal(shell("cd '%s' && mkdir d && touch d/f f && chmod 0 d f", p.dir), 0);
	if (geteuid() == 0)
		assert_int_equal(shell("chown -R 65534 '%s'", p.dir), 0);
	see_as_nobody(&s, p.dir);
	assert_int_equal(s.v.n, 3);
	assert_int_equal(get(&s, "d")->trouble, FINDING_UNREADABLE);
	assert_int_equal(get(&s, "f")->trouble, FINDING_NONE);
	assert_int_equal(get(&s, "f")->body, SOURCE_UNREADABLE);
	assert_true(get(&s, "f")->body_why[0] != '\0');
	assert_false(s.end.atime_touched);
}

/* Only the owner may ask for O_NOATIME: who reads another's files touches their access times. */
static void another_owners_access_times_are_told(void **state)
{
	OWNED(place_made) struct place_made p = place_make();
	OWNED(sight) struct sight s = { .open = 0 };
	struct statvfs fs;

	(void)state;
	if (geteuid() != 0) {
		print_message("# skip: only root makes files of another owner\n");
		return;
	}
	make_file(p.dir, "f", "hello");
	assert_int_equal(chmod(p.dir, 0755), 0);
	assert_int_equal(statvfs(p.dir, &fs), 0);
	see_as_nobody(&s, p.dir);
	assert_true(same_digest(get(&s, "f"), span_of("hello")));
	assert_int_equal(s.end.atime_touched, (fs.f_flag & (ST_NOATIME | ST_RDONLY)) == 0);
}

/* ---- while somebody works on it -------------------------------------------------------------- */

struct walked {
	struct source *s;
	struct entry e;
	struct fault f;
};

/* Walks to `name`. */
static void walk_to(struct walked *w, const char *dir, const char *name)
{
	char why[256];

	memset(w, 0, sizeof *w);
	must(source_open(&w->s, dir, SOURCE_DIR, &default_limits, &no_watch, why, &w->f), &w->f);
	do
		must(source_next(w->s, &w->e, &w->f), &w->f);
	while (!span_is(w->e.path, name));
}

static struct source_end walk_out(struct walked *w)
{
	struct source_end end;
	int rc;

	while ((rc = source_next(w->s, &w->e, &w->f)) == 0)
		;
	assert_int_equal(rc, SOURCE_END);
	must(source_finish(w->s, &end, &w->f), &w->f);
	source_close(w->s);
	return end;
}

static void a_directory_that_changes_is_told(void **state)
{
	OWNED(place_made) struct place_made p = place_make();
	struct source_end end;
	struct walked w;

	(void)state;
	assert_int_equal(
	        shell("cd '%s' && mkdir \"$(printf 'd\\033')\" && touch z && cd d? && touch f",
	              p.dir),
	        0);
	walk_to(&w, p.dir, "d\x1b/f");
	assert_int_equal(shell("cd '%s'/d? && touch g", p.dir), 0);
	end = walk_out(&w);
	assert_true(end.changed);
	assert_null(strchr(end.changed_why, '\x1b'));
	assert_non_null(strstr(end.changed_why, "d\\u{1B}"));
}

static void a_file_that_goes_is_told(void **state)
{
	OWNED(place_made) struct place_made p = place_make();
	struct walked w;

	(void)state;
	assert_int_equal(shell("cd '%s' && touch a z", p.dir), 0);
	walk_to(&w, p.dir, "a");
	assert_int_equal(shell("rm '%s/z'", p.dir), 0);
	must(source_next(w.s, &w.e, &w.f), &w.f);
	assert_true(span_is(w.e.path, "z"));
	assert_int_equal(w.e.trouble, FINDING_SOURCE_CHANGED);
	assert_true(walk_out(&w).changed);
}

/* Between an entry and its body: never the bytes of something else. */
static void what_took_a_files_place_is_not_read(void **state)
{
	static const char *const instead[] = { "ln -s ../secret f", "cp ../secret f", "mkfifo f",
		                               "mkdir f", "ln -s nowhere f" };

	(void)state;
	for (size_t i = 0; i < COUNT(instead); i++) {
		OWNED(place_made) struct place_made p = place_make();
		OWNED(stream) struct stream *in = NULL;
		struct walked w;
		char src[512];

		make_file(p.dir, "secret", "secret");
		make_dir(p.dir, "src");
		make_file(under(src, p.dir, "src"), "f", "plain!");
		walk_to(&w, src, "f");
		assert_int_equal(shell("cd '%s' && mv f ../old && %s", src, instead[i]), 0);
		assert_int_equal(source_body(w.s, &w.e, &in, &w.f), SOURCE_UNREADABLE);
		assert_true(w.e.why[0] != '\0');
		assert_true(walk_out(&w).changed);
	}
}

static void a_directory_swapped_for_a_link_is_not_entered(void **state)
{
	OWNED(place_made) struct place_made p = place_make();
	struct walked w;
	char src[512];

	(void)state;
	assert_int_equal(shell("cd '%s' && mkdir -p src/z out && touch src/a out/secret", p.dir),
	                 0);
	walk_to(&w, under(src, p.dir, "src"), "a");
	assert_int_equal(shell("cd '%s' && rmdir src/z && ln -s ../out src/z", p.dir), 0);
	must(source_next(w.s, &w.e, &w.f), &w.f);
	assert_true(span_is(w.e.path, "z"));
	assert_int_equal(w.e.kind, ENTRY_SYMLINK);
	assert_int_equal(source_next(w.s, &w.e, &w.f), SOURCE_END);
	source_close(w.s);
}

static void a_file_that_grows_or_shrinks_is_told(void **state)
{
	static const struct {
		const char *what;
		uint64_t got; /* bytes of the entry that can still be read */
		int rc;
	} cases[] = {
		{ "printf more >>f", 6, 0 },
		{ "truncate -s 3 f", 3, STREAM_BROKEN },
		{ "touch -d 2001-01-01 f", 6, 0 },
		{ "printf XXXXXX >f", 6, 0 },
		{ ":", 6, 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		OWNED(place_made) struct place_made p = place_make();
		OWNED(stream) struct stream *in = NULL;
		struct digest digest;
		struct walked w;
		char why[160];
		uint64_t size;

		make_file(p.dir, "f", "plain!");
		walk_to(&w, p.dir, "f");
		(void)usleep(20000); /* a clock tick of the file system */
		if (i % 2 == 0)      /* before or after opening: the same */
			assert_int_equal(shell("cd '%s' && %s", p.dir, cases[i].what), 0);
		must(source_body(w.s, &w.e, &in, &w.f), &w.f);
		if (i % 2 != 0)
			assert_int_equal(shell("cd '%s' && %s", p.dir, cases[i].what), 0);
		assert_int_equal(take_in(in, &digest, &size, why), cases[i].rc);
		assert_int_equal(size, cases[i].got);
		assert_int_equal(source_body_changed(in), cases[i].what[0] != ':');
		(void)walk_out(&w);
	}
}

/* ---- coming back ----------------------------------------------------------------------------- */

static void files_are_opened_again_by_their_path(void **state)
{
	OWNED(place_made) struct place_made p = place_make();
	static const struct {
		struct span path;
		int want;
	} cases[] = {
		{ { (const uint8_t *)"a/b/f", 5 }, 0 },
		{ { (const uint8_t *)"\xff\n", 2 }, 0 },
		{ { (const uint8_t *)"a/b/none", 8 }, SOURCE_NOT_FOUND },
		{ { (const uint8_t *)"a/../a/b/f", 10 }, SOURCE_NOT_FOUND },
		{ { (const uint8_t *)"../src/a/b/f", 12 }, SOURCE_NOT_FOUND },
		{ { (const uint8_t *)"/etc/passwd", 11 }, SOURCE_NOT_FOUND },
		{ { (const uint8_t *)"./a/b/f", 7 }, SOURCE_NOT_FOUND },
		{ { (const uint8_t *)"a//b/f", 6 }, SOURCE_NOT_FOUND },
		{ { (const uint8_t *)"a/b/f/", 6 }, 0 },
		{ { (const uint8_t *)"a/b\0/f", 6 }, SOURCE_NOT_FOUND },
		{ { (const uint8_t *)"link/b/f", 8 }, SOURCE_NOT_FOUND },
		{ { (const uint8_t *)"flink", 5 }, SOURCE_NOT_FOUND },
		{ { (const uint8_t *)"fifo", 4 }, SOURCE_NOT_FOUND },
		{ { (const uint8_t *)"a/b", 3 }, SOURCE_NOT_FOUND },
		{ { NULL, 0 }, SOURCE_NOT_FOUND },
	};
	OWNED(source) struct source *s = NULL;
	struct fault f = FAULT_INIT;
	char why[256];

	(void)state;
	assert_int_equal(shell("cd '%s' && mkdir -p a/b && printf hello >a/b/f && ln -s a link && "
	                       "ln -s a/b/f flink && mkfifo fifo",
	                       p.dir),
	                 0);
	make_file(p.dir, "\xff\n", "hello");
	must(source_open(&s, p.dir, SOURCE_DIR, &default_limits, &no_watch, why, &f), &f);
	for (size_t i = 0; i < COUNT(cases); i++) {
		OWNED(stream) struct stream *in = NULL;
		struct locator where = { .path = cases[i].path, .size = 4 };
		char words[160];
		struct digest digest;
		uint64_t size;
		int rc = source_reopen(s, &where, NULL, 0, &in, why, &f);

		if (rc != cases[i].want)
			fail_msg("case %zu: %d %s %s", i, rc, why, f.text);
		if (rc != 0) {
			assert_null(in);
			continue;
		}
		assert_int_equal(take_in(in, &digest, &size, words), 0);
		assert_int_equal(size, 4); /* no more than was asked for */
	}
}

static void identity_tells_a_touched_source(void **state)
{
	OWNED(place_made) struct place_made p = place_make();
	OWNED(buf) struct buf a = BUF_INIT;
	OWNED(buf) struct buf b = BUF_INIT;
	OWNED(buf) struct buf c = BUF_INIT;
	OWNED(source) struct source *s = NULL;
	struct fault f = FAULT_INIT;
	char why[256];

	(void)state;
	must(source_open(&s, p.dir, SOURCE_DIR, &default_limits, &no_watch, why, &f), &f);
	must(source_identity(s, &a, &f), &f);
	must(source_identity(s, &b, &f), &f);
	assert_true(a.n > 0 && span_eq(buf_span(&a), buf_span(&b)));
	(void)usleep(20000);
	make_file(p.dir, "f", "x");
	must(source_identity(s, &c, &f), &f);
	assert_false(span_eq(buf_span(&a), buf_span(&c)));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(parents_come_first_and_names_in_byte_order),
		cmocka_unit_test(names_are_any_bytes),
		cmocka_unit_test(links_and_special_files_are_only_named),
		cmocka_unit_test(what_the_inode_tells_is_kept),
		cmocka_unit_test(access_times_stay),
		cmocka_unit_test(depth_stops_at_its_limit_and_is_told),
		cmocka_unit_test(many_levels_are_walked),
		cmocka_unit_test(a_long_path_is_not_entered),
		cmocka_unit_test(a_crowded_directory_is_cut_and_counted),
		cmocka_unit_test(what_may_not_be_opened_is_told),
		cmocka_unit_test(another_owners_access_times_are_told),
		cmocka_unit_test(a_directory_that_changes_is_told),
		cmocka_unit_test(a_file_that_goes_is_told),
		cmocka_unit_test(what_took_a_files_place_is_not_read),
		cmocka_unit_test(a_directory_swapped_for_a_link_is_not_entered),
		cmocka_unit_test(a_file_that_grows_or_shrinks_is_told),
		cmocka_unit_test(files_are_opened_again_by_their_path),
		cmocka_unit_test(identity_tells_a_touched_source),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
