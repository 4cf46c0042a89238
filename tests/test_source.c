/* Operands, recognition of kinds, output paths beneath a source, the source made of memory. */
#include "source/image.h"
#include "test_source.h"

/* ---- operands -------------------------------------------------------------------------------- */

static void operands_are_read_to_the_letter(void **state)
{
	static const struct {
		const char *text, *label, *path; /* path NULL: refused */
		enum source_kind kind;
	} cases[] = {
		{ "/data/registry", "registry", "/data/registry", SOURCE_AUTO },
		{ "/data/registry/", "registry", "/data/registry/", SOURCE_AUTO },
		{ "registry.tar", "registry.tar", "registry.tar", SOURCE_AUTO },
		{ "monday=/data", "monday", "/data", SOURCE_AUTO },
		{ "monday=dir:/data", "monday", "/data", SOURCE_DIR },
		{ "monday=tar:a=b.tar", "monday", "a=b.tar", SOURCE_TAR },
		{ "dir:/data/x", "x", "/data/x", SOURCE_DIR },
		{ "tar:x.tgz", "x.tgz", "x.tgz", SOURCE_TAR },
		{ "/data/a=b", "a=b", "/data/a=b", SOURCE_AUTO },
		{ "./a=b", "a=b", "./a=b", SOURCE_AUTO },
		{ "a=b=c", "a", "b=c", SOURCE_AUTO },
		{ "=x", "=x", "=x", SOURCE_AUTO },
		{ "/", "/", "/", SOURCE_AUTO },
		{ ".", ".", ".", SOURCE_AUTO },
		{ "", NULL, NULL, SOURCE_AUTO },
		{ "monday=", NULL, NULL, SOURCE_AUTO },
		{ "dir:", NULL, NULL, SOURCE_AUTO },
		{ "monday=tar:", NULL, NULL, SOURCE_AUTO },
		{ "image:/dev/sda", "sda", "/dev/sda", SOURCE_IMAGE },
		{ "monday=image:disk.raw", "monday", "disk.raw", SOURCE_IMAGE },
		{ "image:disk.raw,map=disk.map", "disk.raw", "disk.raw", SOURCE_IMAGE },
		{ "monday=image:a,map=b,map=/c/d.map", "monday", "a,map=b", SOURCE_IMAGE },
		{ "tar:disk.raw,map=x", "tar:disk.raw,map", "x", SOURCE_AUTO },
		{ "image:", NULL, NULL, SOURCE_AUTO },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct source_spec spec;
		const char *why = NULL;
		int rc = source_spec_parse(&spec, cases[i].text, &why);

		if (rc != (cases[i].path == NULL))
			fail_msg("\"%s\": %d", cases[i].text, rc);
		if (rc != 0) {
			assert_non_null(why);
			continue;
		}
		if (!span_is(spec.label, cases[i].label) || !span_is(spec.path, cases[i].path) ||
		    spec.kind != cases[i].kind)
			fail_msg("\"%s\": label \"%.*s\", path \"%.*s\", kind %s", cases[i].text,
			         (int)spec.label.n, (const char *)spec.label.p, (int)spec.path.n,
			         (const char *)spec.path.p, source_kind_text(spec.kind));
	}
}

/* ---- kinds ----------------------------------------------------------------------------------- */

static int open_only(const char *path, enum source_kind kind, enum source_kind *is, char why[256])
{
	OWNED(source) struct source *s = NULL;
	struct fault f = FAULT_INIT;
	int rc = source_open(&s, path, kind, &default_limits, &no_watch, why, &f);

	if (rc < 0)
		fail_msg("%s", f.text);
	*is = rc == 0 ? source_kind_of(s) : SOURCE_AUTO;
	return rc;
}

static void kinds_are_recognised_by_content(void **state)
{
	OWNED(place_made) struct place_made p = place_make();
	static const struct {
		const char *made, *name;
		int want;
		enum source_kind kind;
	} cases[] = {
		{ "mkdir d", "d", 0, SOURCE_DIR },
		{ "ln -s d link", "link", 0, SOURCE_DIR },
		{ "echo x >d/f; tar cf a.bin d", "a.bin", 0, SOURCE_TAR },
		{ "gzip -c <a.bin >g.bin", "g.bin", 0, SOURCE_TAR },
		{ "zstd -qc <a.bin >z.bin", "z.bin", 0, SOURCE_TAR },
		{ "xz -c <a.bin >x.bin", "x.bin", 0, SOURCE_TAR },
		{ "ln -s a.bin tarlink", "tarlink", 0, SOURCE_TAR },
		{ "echo text >t", "t", SOURCE_UNKNOWN, SOURCE_AUTO },
		{ ": >empty", "empty", SOURCE_UNKNOWN, SOURCE_AUTO },
		{ "head -c 4096 /dev/zero >zero", "zero", SOURCE_UNKNOWN, SOURCE_AUTO },
		{ "mkfifo fifo", "fifo", SOURCE_UNKNOWN, SOURCE_AUTO },
		{ ":", "nothing", SOURCE_NOT_FOUND, SOURCE_AUTO },
		{ "ln -s nowhere dangling", "dangling", SOURCE_NOT_FOUND, SOURCE_AUTO },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char path[512], why[256] = "";
		enum source_kind is;
		int rc;

		assert_int_equal(shell("cd '%s' && { %s; }", p.dir, cases[i].made), 0);
		rc = open_only(under(path, p.dir, cases[i].name), SOURCE_AUTO, &is, why);
		if (rc != cases[i].want || is != cases[i].kind)
			fail_msg("%s: %d %s", cases[i].name, rc, why);
		assert_int_equal(rc == 0, why[0] == '\0');
	}
}

/* What holds the member is path, the label is the member's, a kind before it speaks of the holder. */
static void members_are_asked_for_by_two_slashes(void **state)
{
	OWNED(place_made) struct place_made p = place_make();
	static const struct {
		const char *before, *below, *label, *path, *member; /* member NULL: no member */
		enum source_kind holder;
	} cases[] = {
		{ "", "/a.tar//b/c.tar", "c.tar", "a.tar", "b/c.tar", SOURCE_AUTO },
		{ "tar:", "/a.tar//b.tar//c.tgz", "c.tgz", "a.tar", "b.tar//c.tgz", SOURCE_TAR },
		{ "x=image:", "/a.tar,map=/m//b.tar", "x", "a.tar", "b.tar", SOURCE_IMAGE },
		{ "", "//a.tar", "a.tar", "/a.tar", NULL, SOURCE_AUTO },
		{ "", "/no.tar//c.tar", "c.tar", "no.tar//c.tar", NULL, SOURCE_AUTO },
	};

	(void)state;
	assert_int_equal(shell("touch '%s/a.tar'", p.dir), 0);
	for (size_t i = 0; i < COUNT(cases); i++) {
		char text[700];
		struct source_spec spec;
		const char *why;

		(void)snprintf(text, sizeof text, "%s%s%s", cases[i].before, p.dir, cases[i].below);
		assert_int_equal(source_spec_parse(&spec, text, &why), 0);
		if (!span_is(spec.label, cases[i].label) || !span_ends(spec.path, span_of(cases[i].path)) ||
		    spec.holder != cases[i].holder ||
		    (cases[i].member == NULL ? spec.member.n > 0 : !span_is(spec.member, cases[i].member)))
			fail_msg("%s", text);
	}
}

static void a_forced_kind_is_held_to(void **state)
{
	OWNED(place_made) struct place_made p = place_make();
	char path[512], why[256];
	enum source_kind is;

	(void)state;
	make_file(p.dir, "t", "text");
	assert_int_equal(open_only(p.dir, SOURCE_TAR, &is, why), SOURCE_UNKNOWN);
	assert_int_equal(open_only(under(path, p.dir, "t"), SOURCE_DIR, &is, why), SOURCE_UNKNOWN);
	assert_int_equal(open_only(path, SOURCE_TAR, &is, why), 0);
	assert_int_equal(is, SOURCE_TAR);
}

/* ---- output paths ---------------------------------------------------------------------------- */

static void output_paths_are_told_by_inode(void **state)
{
	OWNED(place_made) struct place_made p = place_make();
	static const struct {
		const char *path;
		bool want;
	} cases[] = {
		{ "src", true },
		{ "src/", true },
		{ "src/case.db", true },
		{ "src/a/b/c/case.db", true },
		{ "src/sub/../case.db", true },
		{ "out/../src/case.db", true },
		{ "into/case.db", true },
		{ "into-sub/x/case.db", true },
		{ "src/up/case.db", false },
		{ "src/../case.db", false },
		{ "case.db", false },
		{ "srcx/case.db", false },
		{ "out/case.db", false },
		{ "out/a/b/case.db", false },
		{ "src-2/case.db", false },
	};
	char root[512], path[512];

	(void)state;
	assert_int_equal(shell("cd '%s' && mkdir -p src/sub out srcx && ln -s src into && "
	                       "ln -s ../src/sub out/x && ln -s src/sub into-sub && "
	                       "ln -s ../out src/up",
	                       p.dir),
	                 0);
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct fault f = FAULT_INIT;
		bool got;

		must(path_beneath(&got, under(root, p.dir, "src"), under(path, p.dir, cases[i].path), &f),
		     &f);
		if (got != cases[i].want)
			fail_msg("%s: %d", cases[i].path, got);
		/* the same source by another name */
		must(path_beneath(&got, under(root, p.dir, "into"), path, &f), &f);
		if (got != cases[i].want)
			fail_msg("%s through a link: %d", cases[i].path, got);
	}
}

static void relative_output_paths_are_told_too(void **state)
{
	OWNED(place_made) struct place_made p = place_make();
	struct fault f = FAULT_INIT;
	char old[512], root[512];
	bool a, b, c;

	(void)state;
	assert_non_null(getcwd(old, sizeof old));
	make_dir(p.dir, "src");
	(void)under(root, p.dir, "src");
	assert_int_equal(chdir(root), 0);
	must(path_beneath(&a, root, "case.db", &f), &f);
	must(path_beneath(&b, ".", "x/case.db", &f), &f);
	must(path_beneath(&c, root, "../case.db", &f), &f);
	assert_int_equal(chdir(old), 0);
	assert_true(a && b && !c);
}

static void an_archive_is_not_its_own_case(void **state)
{
	OWNED(place_made) struct place_made p = place_make();
	struct fault f = FAULT_INIT;
	char tar[512], other[512];
	bool got;

	(void)state;
	make_file(p.dir, "a.tar", "x");
	make_file(p.dir, "b", "x");
	assert_int_equal(shell("ln '%s/a.tar' '%s/same'", p.dir, p.dir), 0);
	must(path_beneath(&got, under(tar, p.dir, "a.tar"), tar, &f), &f);
	assert_true(got);
	must(path_beneath(&got, tar, under(other, p.dir, "same"), &f), &f);
	assert_true(got);
	must(path_beneath(&got, tar, under(other, p.dir, "b"), &f), &f);
	assert_false(got);
}

/* ---- memory ---------------------------------------------------------------------------------- */

static void memory_gives_what_it_was_given(void **state)
{
	static const struct memory_file files[] = {
		{ "", ENTRY_DIR, { NULL, 0 }, 1, UINT64_MAX },
		{ "a", ENTRY_FILE, { (const uint8_t *)"hello", 5 }, 2, UINT64_MAX },
		{ "b", ENTRY_FILE, { (const uint8_t *)"hello", 5 }, 3, 2 },
	};
	OWNED(source) struct source *s = NULL;
	OWNED(stream) struct stream *again = NULL;
	OWNED(sight) struct sight seen = { .open = 0 };
	struct locator where = { .path = span_of("a"), .size = 5 };
	struct fault f = FAULT_INIT;
	char why[256];

	(void)state;
	must(source_memory(&s, files, COUNT(files), &f), &f);
	assert_int_equal(source_kind_of(s), SOURCE_MEMORY);
	see_source(&seen, s, true);
	assert_int_equal(seen.v.n, 3);
	assert_true(same_digest(get(&seen, "a"), span_of("hello")));
	assert_int_equal(get(&seen, "b")->body, STREAM_BROKEN);
	assert_int_equal(get(&seen, "b")->body_size, 2);
	must(source_reopen(s, &where, NULL, 0, &again, why, &f), &f);
	where.path = span_of("c");
	stream_close(again);
	assert_int_equal(source_reopen(s, &where, NULL, 0, &again, why, &f), SOURCE_NOT_FOUND);
}

/* What is to be said of an image: a bound of one keeps one of two and counts the other, a bound of two keeps both. */
static void remarks_beyond_the_bound_are_counted(void **state)
{
	(void)state;
	for (uint32_t most = 1; most <= 2; most++) {
		struct limits limits = LIMITS_DEFAULT;
		struct bites bites = { { 0 } };
		struct watch watch = { .bites = &bites, .limits = &limits };
		struct image_source m = { .fd = -1 };
		struct fault f = FAULT_INIT;

		limits.image_remarks = most;
		m.base.watch = &watch;
		for (int i = 0; i < 2; i++)
			assert_int_equal(image_remark(&m, FINDING_VOLUME_ODD, "", &f, "remark %d", i), 0);
		assert_int_equal(m.remarks.n, most);
		assert_int_equal(atomic_load(&bites.left_out[LIMIT_image_remarks]), 2 - most);
		VEC_RELEASE(&m.remarks);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(operands_are_read_to_the_letter),
		cmocka_unit_test(kinds_are_recognised_by_content),
		cmocka_unit_test(members_are_asked_for_by_two_slashes),
		cmocka_unit_test(a_forced_kind_is_held_to),
		cmocka_unit_test(output_paths_are_told_by_inode),
		cmocka_unit_test(relative_output_paths_are_told_too),
		cmocka_unit_test(an_archive_is_not_its_own_case),
		cmocka_unit_test(memory_gives_what_it_was_given),
		cmocka_unit_test(remarks_beyond_the_bound_are_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
