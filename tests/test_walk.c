/* Entries become items: places, order, which bytes are wanted, unusual names, stores handed over.
 */
#include "test_source.h"

#include "walk/walk.h"

#define HEX "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
#define V2 "docker/registry/v2"

static const struct memory_file *one(struct memory_file *m, const char *path, enum entry_kind kind)
{
	*m = (struct memory_file){ path, kind, span_of("x"), 1, UINT64_MAX };
	return m;
}

/* The item that a single entry becomes. */
static void item_of(struct item *out, const struct memory_file *m, const char *source_path,
                    enum depth depth, struct walk **walk, struct source **source)
{
	struct fault f = FAULT_INIT;

	must(source_memory(source, m, 1, &f), &f);
	must(walk_new(walk, *source, source_path, depth, &f), &f);
	must(walk_next(*walk, out, &f), &f);
}

static void an_item_knows_its_place(void **state)
{
	static const struct {
		const char *operand, *path;
		enum entry_kind kind;
		enum role role;
		const char *registry, *repository;
		bool unusual;
	} cases[] = {
		{ "/x", V2 "/blobs/sha256/e3/" HEX "/data", ENTRY_FILE, ROLE_BLOB_DATA, V2, "",
		  false },
		{ "/x", V2 "/blobs/sha256/e3/" HEX "/data", ENTRY_HARDLINK, ROLE_BLOB_DATA, V2, "",
		  false },
		{ "/x", V2 "/blobs/sha256/e3/" HEX "/data", ENTRY_DIR, ROLE_FOREIGN, V2, "",
		  false },
		{ "/x", V2, ENTRY_DIR, ROLE_ROOT, V2, "", false },
		{ "/x", "", ENTRY_DIR, ROLE_OUTSIDE, "", "", false },
		{ "/x", V2 "/blobs", ENTRY_TROUBLE, ROLE_OUTSIDE, "", "", false },
		/* `blobs` or `repositories` itself was handed over */
		{ "/x/v2/blobs", "", ENTRY_DIR, ROLE_BLOBS, "", "", false },
		{ "/x/v2/blobs/", "sha256/e3/" HEX "/data", ENTRY_FILE, ROLE_BLOB_DATA, "", "",
		  false },
		{ "/x/v2/repositories", "", ENTRY_DIR, ROLE_REPOSITORIES, "", "", false },
		{ "/x/v2/repositories", "a/b/_layers", ENTRY_DIR, ROLE_LAYERS, "", "a/b", false },
		/* directories that are only called so */
		{ "/x/blobs", V2 "/blobs/sha256/e3/" HEX "/data", ENTRY_FILE, ROLE_BLOB_DATA, V2,
		  "", false },
		{ "/x/repositories", V2 "/repositories/a/_layers", ENTRY_DIR, ROLE_LAYERS, V2, "a",
		  false },
		{ "/x/blobs", "old/" V2 "/repositories/a/_layers", ENTRY_DIR, ROLE_LAYERS,
		  "old/" V2, "a", false },
		/* names no registry makes */
		{ "/x", V2 "/repositories/Upper/_layers", ENTRY_DIR, ROLE_LAYERS, V2, "Upper",
		  true },
		{ "/x", V2 "/repositories/a/_manifests/tags/.t", ENTRY_DIR, ROLE_TAG_DIR, V2, "a",
		  true },
		{ "/x", V2 "/repositories/a/_manifests/tags/T.1-x", ENTRY_DIR, ROLE_TAG_DIR, V2,
		  "a", false },
		{ "/x", "a\nb", ENTRY_FILE, ROLE_OUTSIDE, "", "", true },
		{ "/x", "\xff", ENTRY_FILE, ROLE_OUTSIDE, "", "", true },
		{ "/x", "\xe2\x80\xae", ENTRY_FILE, ROLE_OUTSIDE, "", "", true },
		{ "/x", "caf\xc3\xa9", ENTRY_FILE, ROLE_OUTSIDE, "", "", false },
		{ "/x", V2 "/repositories/a/_uploads/Not-A-UUID", ENTRY_DIR, ROLE_UPLOAD_DIR, V2,
		  "a", false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		OWNED(source) struct source *s = NULL;
		OWNED(walk) struct walk *w = NULL;
		struct memory_file m;
		struct item item;

		item_of(&item, one(&m, cases[i].path, cases[i].kind), cases[i].operand, DEPTH_FULL,
		        &w, &s);
		if (item.place.role != cases[i].role)
			fail_msg("%s in %s: %s, want %s", cases[i].path, cases[i].operand,
			         role_text(item.place.role), role_text(cases[i].role));
		if (!span_is(item.place.registry, cases[i].registry) ||
		    !span_is(item.place.repository, cases[i].repository))
			fail_msg("%s in %s: registry \"%.*s\", repository \"%.*s\"", cases[i].path,
			         cases[i].operand, (int)item.place.registry.n,
			         item.place.registry.n == 0 ? ""
			                                    : (const char *)item.place.registry.p,
			         (int)item.place.repository.n,
			         item.place.repository.n == 0
			                 ? ""
			                 : (const char *)item.place.repository.p);
		if (item.unusual_name != cases[i].unusual)
			fail_msg("%s: unusual %d", cases[i].path, item.unusual_name);
		assert_true(span_is(item.entry.path, cases[i].path));
	}
}

static void depth_says_whose_bytes_are_wanted(void **state)
{
	static const enum entry_kind kinds[] = { ENTRY_FILE,     ENTRY_DIR,      ENTRY_SYMLINK,
		                                 ENTRY_HARDLINK, ENTRY_FIFO,     ENTRY_SOCKET,
		                                 ENTRY_CHARDEV,  ENTRY_BLOCKDEV, ENTRY_OTHER,
		                                 ENTRY_TROUBLE };
	static const enum depth depths[] = { DEPTH_NAMES, DEPTH_HASH, DEPTH_FULL };

	(void)state;
	for (size_t k = 0; k < COUNT(kinds); k++)
		for (size_t d = 0; d < COUNT(depths); d++) {
			OWNED(source) struct source *s = NULL;
			OWNED(walk) struct walk *w = NULL;
			struct memory_file m;
			struct item item;

			item_of(&item, one(&m, "f", kinds[k]), "/x", depths[d], &w, &s);
			assert_int_equal(item.wanted_bytes,
			                 kinds[k] == ENTRY_FILE && depths[d] != DEPTH_NAMES);
		}
}

static void ordinals_count_from_zero_and_bodies_follow(void **state)
{
	static const struct memory_file files[] = {
		{ "", ENTRY_DIR, { NULL, 0 }, 1, UINT64_MAX },
		{ "a", ENTRY_FILE, { (const uint8_t *)"one", 3 }, 1, UINT64_MAX },
		{ "b", ENTRY_FILE, { (const uint8_t *)"two", 3 }, 1, UINT64_MAX },
	};
	OWNED(source) struct source *s = NULL;
	OWNED(walk) struct walk *w = NULL;
	struct fault f = FAULT_INIT;
	struct item item;
	uint64_t n = 0;
	int rc;

	(void)state;
	must(source_memory(&s, files, COUNT(files), &f), &f);
	must(walk_new(&w, s, "/x", DEPTH_HASH, &f), &f);
	while ((rc = walk_next(w, &item, &f)) == 0) {
		OWNED(stream) struct stream *in = NULL;
		uint8_t got[8];
		size_t size;

		assert_int_equal(item.ordinal, n);
		if (item.wanted_bytes) {
			must(walk_body(w, &item, &in, &f), &f);
			must(stream_read_full(in, got, sizeof got, &size, &f), &f);
			assert_true(span_eq(span_make(got, size), files[n].bytes));
		}
		n++;
	}
	assert_int_equal(rc, SOURCE_END);
	assert_int_equal(n, COUNT(files));
}

/* A tree and its archive: the same items, whichever order the archive has. */
static void a_tree_and_its_archive_have_the_same_places(void **state)
{
	static const char *const operands[] = { "src", "t" };
	OWNED(place_made) struct place_made p = place_make();
	size_t roles[2][32] = { { 0 } };

	(void)state;
	assert_int_equal(
	        shell("cd '%s' && d=src/%s && mkdir -p $d/blobs/sha256/e3/%s "
	              "$d/repositories/a/b/_manifests/tags/t/current && "
	              ": >$d/blobs/sha256/e3/%s/data && "
	              "echo x >$d/repositories/a/b/_manifests/tags/t/current/link && "
	              "tar cf t --no-recursion -C src $(cd src && find . | LC_ALL=C sort -r)",
	              p.dir, V2, HEX, HEX),
	        0);
	for (size_t i = 0; i < 2; i++) {
		OWNED(source) struct source *s = NULL;
		OWNED(walk) struct walk *w = NULL;
		struct fault f = FAULT_INIT;
		char path[512], why[256];
		struct item item;
		int rc;

		must(source_open(&s, under(path, p.dir, operands[i]), SOURCE_AUTO, &default_limits,
		                 &no_watch, why, &f),
		     &f);
		must(walk_new(&w, s, path, DEPTH_NAMES, &f), &f);
		while ((rc = walk_next(w, &item, &f)) == 0)
			roles[i][item.place.role]++;
		assert_int_equal(rc, SOURCE_END);
	}
	assert_memory_equal(roles[0], roles[1], sizeof roles[0]);
	assert_int_equal(roles[0][ROLE_BLOB_DATA], 1);
	assert_int_equal(roles[0][ROLE_TAG_CURRENT], 1);
}

/* An archive's own name says nothing about its members. */
static void an_archive_called_blobs_is_no_store(void **state)
{
	OWNED(place_made) struct place_made p = place_make();
	OWNED(source) struct source *s = NULL;
	OWNED(walk) struct walk *w = NULL;
	struct fault f = FAULT_INIT;
	char path[512], why[256];
	struct item item;

	(void)state;
	assert_int_equal(shell("cd '%s' && mkdir sha256 && tar cf blobs sha256", p.dir), 0);
	must(source_open(&s, under(path, p.dir, "blobs"), SOURCE_AUTO, &default_limits, &no_watch,
	                 why, &f),
	     &f);
	must(walk_new(&w, s, path, DEPTH_FULL, &f), &f);
	must(walk_next(w, &item, &f), &f);
	assert_int_equal(item.place.role, ROLE_OUTSIDE);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_item_knows_its_place),
		cmocka_unit_test(depth_says_whose_bytes_are_wanted),
		cmocka_unit_test(ordinals_count_from_zero_and_bodies_follow),
		cmocka_unit_test(a_tree_and_its_archive_have_the_same_places),
		cmocka_unit_test(an_archive_called_blobs_is_no_store),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
