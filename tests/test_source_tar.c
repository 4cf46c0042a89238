/* Archives: the same tree says the same whatever wrote and compressed it; damage is told, never
 * worse. */
#include "test_source.h"

#include "xfrm/xfrm.h"

/* A tree with what tar finds hard: long names, odd names, holes, links, empty things. */
static void make_tree(const char *dir)
{
	uint8_t *big = (uint8_t *)malloc(1 << 20);
	char path[512];

	assert_non_null(big);
	noise(big, 1 << 20, 99);
	assert_int_equal(shell("mkdir -p '%s/v2/blobs' '%s/empty' '%s/deep'", dir, dir, dir), 0);
	write_bytes(under(path, dir, "v2/blobs/big"), big, 1 << 20);
	make_file(dir, "v2/small", "seventy-one bytes or so");
	make_file(dir, "none", "");
	write_bytes(under(path, dir, "block"), big, 512);
	write_bytes(under(path, dir, "block-1"), big, 511);
	free(big);
}

static void make_odd(const char *dir)
{
	make_file(dir, "nl\nx", "newline");
	make_file(dir, "esc\x1b", "escape");
	make_file(dir, "\xff\xfe", "not utf-8");
	assert_int_equal(shell("cd '%s' && d=$(printf '%%0120d' 0) && mkdir -p \"deep/$d/$d\" && "
	                       "echo long >\"deep/$d/$d/$d\" && ln -s nowhere sym && "
	                       "truncate -s 3000000 holes && printf middle | dd of=holes bs=1 "
	                       "seek=1500000 conv=notrunc status=none && "
	                       "truncate -s 100000 allhole",
	                       dir),
	                 0);
}

static void same_things(const struct sight *dir, const struct sight *tar, const char *how)
{
	for (size_t i = 0; i < dir->v.n; i++) {
		const struct seen *a = &dir->v.v[i], *b = find(tar, a->path);

		if (b == NULL)
			fail_msg("%s: %s is not there", how, a->path);
		if (b->kind != a->kind || b->size != a->size || b->mode != a->mode ||
		    b->trouble != FINDING_NONE)
			fail_msg("%s: %s: %s of %" PRIu64 " mode %o, want %" PRIu64, how, a->path,
			         entry_kind_text(b->kind), b->size, b->mode, a->size);
		if (a->kind == ENTRY_FILE &&
		    (b->body != 0 || b->body_size != a->size || !digest_eq(&a->digest, &b->digest)))
			fail_msg("%s: bytes of %s differ (%d %s)", how, a->path, b->body,
			         b->body_why);
		if (strcmp(a->target, b->target) != 0 || a->mtime.sec != b->mtime.sec)
			fail_msg("%s: target or time of %s differs", how, a->path);
	}
	if (tar->v.n != dir->v.n)
		fail_msg("%s: %zu entries, want %zu; the last: %s %s", how, tar->v.n, dir->v.n,
		         tar->v.v[tar->v.n - 1].path, tar->v.v[tar->v.n - 1].why);
}

static void container_is_hashed(const struct sight *s, const char *path)
{
	OWNED(buf) struct buf bytes = BUF_INIT;
	struct fault f = FAULT_INIT;
	struct digest want;

	read_file(path, &bytes);
	must(hash_span(&want, DIGEST_SHA256, buf_span(&bytes), &f), &f);
	assert_true(s->end.has_digest);
	assert_true(digest_eq(&want, &s->end.digest));
	assert_int_equal(s->end.size, bytes.n);
	assert_false(s->end.changed);
}

static void every_writer_says_the_same_as_the_tree(void **state)
{
	static const struct {
		const char *options;
		bool odd; /* it can hold the odd names too */
	} made[] = {
		{ "--format=gnu", true },
		{ "--format=gnu -S", true },
		{ "--format=pax", true },
		{ "--format=pax -S --sparse-version=0.0", true },
		{ "--format=pax -S --sparse-version=0.1", true },
		{ "--format=pax -S --sparse-version=1.0", true },
		{ "--format=ustar", false },
		{ "--format=v7", false },
		{ "--format=gnu -z", true },
		{ "--format=pax --zstd", true },
		{ "--format=ustar -J", false },
		{ "--format=gnu -b 1", true },
		{ "--format=gnu --sort=none --transform 's,^[.]/,/abs//,;s,^/abs//,./,'", true },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(made); i++) {
		OWNED(place_made) struct place_made p = place_make();
		OWNED(sight) struct sight dir = { .open = 0 };
		OWNED(sight) struct sight tar = { .open = 0 };
		char src[512], path[512];

		make_dir(p.dir, "src");
		make_tree(under(src, p.dir, "src"));
		if (made[i].odd)
			make_odd(src);
		assert_int_equal(shell("cd '%s' && tar cf ../out %s .", src, made[i].options), 0);
		see(&dir, src);
		see(&tar, under(path, p.dir, "out"));
		same_things(&dir, &tar, made[i].options);
		container_is_hashed(&tar, path);
	}
}

static void hard_links_name_their_member(void **state)
{
	OWNED(place_made) struct place_made p = place_make();
	OWNED(sight) struct sight s = { .open = 0 };
	char path[512];

	(void)state;
	assert_int_equal(shell("cd '%s' && mkdir d && printf hello >d/a && ln d/a d/b && "
	                       "tar cf t --sort=name ./d",
	                       p.dir),
	                 0);
	see(&s, under(path, p.dir, "t"));
	assert_int_equal(get(&s, "d/b")->kind, ENTRY_HARDLINK);
	assert_string_equal(get(&s, "d/b")->target, "d/a");
	assert_true(same_digest(get(&s, "d/a"), span_of("hello")));
}

static void the_same_path_twice_comes_twice(void **state)
{
	OWNED(place_made) struct place_made p = place_make();
	OWNED(sight) struct sight s = { .open = 0 };
	char path[512];

	(void)state;
	assert_int_equal(
	        shell("cd '%s' && printf one >f && tar cf t f && printf three >f && tar rf t f",
	              p.dir),
	        0);
	see(&s, under(path, p.dir, "t"));
	assert_int_equal(s.v.n, 2);
	assert_true(same_digest(&s.v.v[0], span_of("one")));
	assert_true(same_digest(&s.v.v[1], span_of("three")));
	container_is_hashed(&s, path);
}

/* ---- what is not whole ----------------------------------------------------------------------- */

static const struct seen *last(const struct sight *s)
{
	assert_true(s->v.n > 0);
	return &s->v.v[s->v.n - 1];
}

static void what_follows_the_end_is_told(void **state)
{
	static const struct {
		const char *made;
		bool told;
	} cases[] = {
		{ "tar cf t f", false },
		{ "tar cf t f; head -c 100000 /dev/zero >>t", false },
		{ "tar cf t f; tar cf u g; cat u >>t", true },
		{ "tar cf t f; printf x >>t", true },
		{ "tar czf t f; head -c 1000 /dev/zero >>t", false },
		{ "tar czf t f; printf x >>t", true },
		{ "tar cf u f; { cat u; printf x; } | gzip >t", true },
		{ "tar cf u f; gzip -c <u >t; printf '\\001\\002' | dd of=t bs=1 conv=notrunc "
		  "status=none "
		  "seek=$(($(stat -c %s t) - 8))",
		  true },
		{ "tar cf u f; head -c 1024 u >t", true },
		{ "tar cf u f; head -c 1536 u >t", false },
		{ "tar cf u f; head -c 2048 u >t", false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		OWNED(place_made) struct place_made p = place_make();
		OWNED(sight) struct sight s = { .open = 0 };
		char path[512];

		make_file(p.dir, "f", "hello");
		make_file(p.dir, "g", "world");
		assert_int_equal(shell("cd '%s' && { %s; }", p.dir, cases[i].made), 0);
		see(&s, under(path, p.dir, "t"));
		assert_true(same_digest(get(&s, "f"), span_of("hello")));
		if ((last(&s)->kind == ENTRY_TROUBLE) != cases[i].told)
			fail_msg("%s: last is \"%s\" %s", cases[i].made, last(&s)->path,
			         last(&s)->why);
		if (cases[i].told)
			assert_int_equal(last(&s)->trouble, FINDING_CONTAINER_DAMAGED);
		container_is_hashed(&s, path);
	}
}

/* At any length: members before the cut come whole, the rest is told, the digest covers every byte.
 */
static void cut_archives_never_pass_for_whole(void **state)
{
	static const char *const made[] = { "cat", "gzip -n", "zstd -qc", "xz -c" };
	OWNED(place_made) struct place_made p = place_make();
	char src[512], path[512];

	(void)state;
	make_dir(p.dir, "src");
	make_file(under(src, p.dir, "src"), "a", "hello");
	make_file(src, "b", "world");
	assert_int_equal(shell("cd '%s' && head -c 3000 /dev/urandom >c && "
	                       "tar cf ../whole --format=pax -b 1 --sort=name a b c",
	                       src),
	                 0);
	for (size_t m = 0; m < COUNT(made); m++) {
		OWNED(buf) struct buf bytes = BUF_INIT;

		assert_int_equal(shell("cd '%s' && %s <whole >packed", p.dir, made[m]), 0);
		read_file(under(path, p.dir, "packed"), &bytes);
		for (size_t n = 0; n < bytes.n; n += n < 64 || n > bytes.n - 16 ? 1 : 61) {
			OWNED(sight) struct sight s = { .open = 0 };

			write_bytes(under(path, p.dir, "cut"), bytes.p, n);
			see_with(&s, path, SOURCE_TAR, &default_limits, true);
			assert_int_equal(s.open, 0);
			container_is_hashed(&s, path);
			/* one zero block may be all that is left of the end */
			if (last(&s)->kind != ENTRY_TROUBLE && (m > 0 || n + 512 < bytes.n))
				fail_msg("%s cut at %zu of %zu passes for whole", made[m], n,
				         bytes.n);
			if (find(&s, "a") != NULL && get(&s, "a")->body == 0)
				assert_true(same_digest(get(&s, "a"), span_of("hello")));
		}
	}
}

static void flipped_bytes_never_crash(void **state)
{
	static const char *const made[] = { "cat", "gzip -n", "zstd -qc", "xz -c" };
	OWNED(place_made) struct place_made p = place_make();
	char path[512];
	uint64_t seed = 12345;

	(void)state;
	assert_int_equal(
	        shell("cd '%s' && mkdir d && truncate -s 5000 d/holes && echo x >>d/holes && "
	              "echo y >d/$(printf '%%0150d' 0) && tar cSf whole --format=pax d && "
	              "tar rSf whole --format=gnu d",
	              p.dir),
	        0);
	for (size_t m = 0; m < COUNT(made); m++) {
		OWNED(buf) struct buf bytes = BUF_INIT;

		assert_int_equal(shell("cd '%s' && %s <whole >packed", p.dir, made[m]), 0);
		read_file(under(path, p.dir, "packed"), &bytes);
		for (unsigned round = 0; round < 150; round++) {
			OWNED(sight) struct sight s = { .open = 0 };
			uint8_t r[4], old;
			size_t at;

			noise(r, sizeof r, seed++);
			at = ((size_t)r[0] << 16 | (size_t)r[1] << 8 | r[2]) % bytes.n;
			old = bytes.p[at];
			bytes.p[at] = (uint8_t)(old ^ (1u << (r[3] & 7)));
			write_bytes(under(path, p.dir, "bent"), bytes.p, bytes.n);
			bytes.p[at] = old;
			see_with(&s, path, SOURCE_TAR, &default_limits, true);
			assert_int_equal(s.open, 0);
			container_is_hashed(&s, path);
		}
	}
}

static void compressed_things_that_hold_no_archive_are_none(void **state)
{
	static const char *const made[] = { "seq 10000 | gzip", "seq 10000 | zstd -qc",
		                            "seq 10000 | xz -c", "printf x | gzip",
		                            "printf '\\037\\213\\010broken'" };
	OWNED(place_made) struct place_made p = place_make();

	(void)state;
	for (size_t i = 0; i < COUNT(made); i++) {
		OWNED(sight) struct sight s = { .open = 0 };
		char path[512];

		assert_int_equal(shell("cd '%s' && %s >f", p.dir, made[i]), 0);
		see_with(&s, under(path, p.dir, "f"), SOURCE_AUTO, &default_limits, true);
		if (s.open != SOURCE_UNKNOWN || strstr(s.why, "no tar archive") == NULL)
			fail_msg("%s: %d %s", made[i], s.open, s.why);
	}
}

static void other_files_are_named_for_what_they_are(void **state)
{
	OWNED(place_made) struct place_made p = place_make();
	OWNED(sight) struct sight s = { .open = 0 };
	static const uint8_t zip[] = "PK\x03\x04 and what follows";
	char path[512];

	(void)state;
	write_bytes(under(path, p.dir, "sda\x1b"), zip, sizeof zip);
	see_with(&s, path, SOURCE_AUTO, &default_limits, true);
	assert_int_equal(s.open, SOURCE_UNKNOWN);
	assert_non_null(strstr(s.why, "looks like a zip archive"));
	assert_null(strchr(s.why, '\x1b'));
}

/* ---- coming back ----------------------------------------------------------------------------- */

/* Each file of the archive at `path` again, from its locator and the gathered seek points. */
static void come_back(const char *path, const struct limits *limits, size_t least_points)
{
	OWNED(source) struct source *walked = NULL;
	OWNED(source) struct source *again = NULL;
	OWNED(sight) struct sight s = { .open = 0 };
	VEC(struct seek_point) points = { NULL, 0, 0 };
	const struct seek_point *one;
	struct fault f = FAULT_INIT;
	char why[256];

	must(source_open(&walked, path, SOURCE_TAR, limits, &no_watch, why, &f), &f);
	see_source(&s, walked, true);
	for (size_t i = 0; source_seek_point(walked, i, &one) == 0; i++) {
		assert_true(i == 0 || one->out > points.v[i - 1].out);
		assert_true(one->window.n <= 32768);
		must(VEC_PUSH(&points, *one, &f), &f);
	}
	if (points.n < least_points)
		fail_msg("%s: %zu seek points, want %zu", path, points.n, least_points);
	must(source_open(&again, path, SOURCE_TAR, limits, &no_watch, why, &f), &f);
	for (size_t i = 0; i < s.v.n; i++)
		for (int with = 0; with < 2; with++) {
			const struct seen *x = &s.v.v[i];
			struct locator where = { x->raw, x->size, x->offset, x->runs };
			OWNED(stream) struct stream *in = NULL;
			struct digest digest;
			char words[160];
			uint64_t size;

			if (x->kind != ENTRY_FILE)
				continue;
			must(source_reopen(again, &where, with ? points.v : NULL,
			                   with ? points.n : 0, &in, why, &f),
			     &f);
			if (take_in(in, &digest, &size, words) != 0)
				fail_msg("%s: %s", x->path, words);
			assert_int_equal(size, x->size);
			if (!digest_eq(&digest, &x->digest))
				fail_msg("%s of %s differs, seek points %d", x->path, path, with);
		}
	VEC_RELEASE(&points);
}

static void members_are_found_again(void **state)
{
	static const struct {
		const char *pack;
		size_t points;
	} cases[] = {
		{ "cat", 0 },
		{ "gzip -c", 3 },
		{ "split -b 700000 --filter='gzip -c'", 3 },
		{ "split -b 700000 --filter='zstd -qc'", 3 },
		{ "zstd -qc", 0 },
		{ "xz -c --block-size=500000", 0 },
		{ "split -b 700000 --filter='xz -0c'", 3 },
	};
	OWNED(place_made) struct place_made p = place_make();
	struct limits limits = default_limits;
	char src[512], path[512];

	(void)state;
	make_dir(p.dir, "src");
	make_tree(under(src, p.dir, "src"));
	make_odd(src);
	assert_int_equal(
	        shell("cd '%s' && seq 600000 >text && for i in 1 2 3; do echo $i >z$i; done && "
	              "tar cSf ../whole --format=pax --sort=name .",
	              src),
	        0);
	limits.seek_interval = 1 << 20;
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_int_equal(shell("cd '%s' && %s <whole >packed", p.dir, cases[i].pack), 0);
		come_back(under(path, p.dir, "packed"), &limits, cases[i].points);
	}
}

static void places_that_cannot_be_are_refused(void **state)
{
	struct run back[2] = { { 0, 1024, 5 }, { 5, 512, 5 } },
	           over[1] = { { 0, UINT64_MAX - 2, 5 } }, past[1] = { { 0, 512, 100 } };
	const struct {
		struct locator where;
		int want; /* of source_reopen; 0: then reading breaks */
	} cases[] = {
		{ { SPAN_NONE, 10, 0, { back, 2 } }, SOURCE_NOT_FOUND },
		{ { SPAN_NONE, 10, 0, { over, 1 } }, SOURCE_NOT_FOUND },
		{ { SPAN_NONE, 10, 0, { past, 1 } }, SOURCE_NOT_FOUND },
		{ { SPAN_NONE, UINT64_MAX, 512, { NULL, 0 } }, SOURCE_NOT_FOUND },
		{ { SPAN_NONE, 10, UINT64_MAX - 4, { NULL, 0 } }, SOURCE_NOT_FOUND },
		{ { SPAN_NONE, 10, 1 << 30, { NULL, 0 } }, 0 },
		{ { SPAN_NONE, 1 << 30, 512, { NULL, 0 } }, 0 },
	};
	static const struct seek_point odd[] = { { 0, 0, 3, { NULL, 0 } },
		                                 { UINT64_MAX, 0, 0, { NULL, 0 } },
		                                 { 5, 0, 9, { NULL, 0 } } };
	OWNED(place_made) struct place_made p = place_make();

	(void)state;
	assert_int_equal(shell("cd '%s' && echo x >f && tar cf t f && tar czf g f", p.dir), 0);
	for (size_t i = 0; i < 2 * COUNT(cases); i++) {
		OWNED(source) struct source *s = NULL;
		OWNED(stream) struct stream *in = NULL;
		struct fault f = FAULT_INIT;
		char path[512], why[256], words[160];
		struct digest digest;
		uint64_t size;
		int rc;

		must(source_open(&s, under(path, p.dir, i % 2 == 0 ? "t" : "g"), SOURCE_AUTO,
		                 &default_limits, &no_watch, why, &f),
		     &f);
		rc = source_reopen(s, &cases[i / 2].where, odd, COUNT(odd), &in, why, &f);
		if (rc != cases[i / 2].want)
			fail_msg("case %zu: %d %s", i / 2, rc, f.text);
		if (rc == 0)
			assert_int_equal(take_in(in, &digest, &size, words), STREAM_BROKEN);
	}
}

static void a_stop_request_is_heard_in_the_middle(void **state)
{
	OWNED(place_made) struct place_made p = place_make();
	OWNED(source) struct source *s = NULL;
	atomic_bool stop = false;
	struct watch watch = { .stop = &stop };
	struct fault f = FAULT_INIT;
	char path[512], why[256];
	struct entry e;

	(void)state;
	assert_int_equal(shell("cd '%s' && truncate -s 50M f && tar cf t f", p.dir), 0);
	must(source_open(&s, under(path, p.dir, "t"), SOURCE_AUTO, &default_limits, &watch, why,
	                 &f),
	     &f);
	must(source_next(s, &e, &f), &f);
	atomic_store(&stop, true);
	assert_int_equal(source_next(s, &e, &f), -1);
	assert_int_equal(f.kind, FAULT_INTERRUPTED);
}

static void an_archive_that_changes_is_told(void **state)
{
	OWNED(place_made) struct place_made p = place_make();
	OWNED(source) struct source *s = NULL;
	struct source_end end;
	struct fault f = FAULT_INIT;
	char path[512], why[256];
	struct entry e;

	(void)state;
	assert_int_equal(shell("cd '%s' && echo x >f && tar cf t f", p.dir), 0);
	must(source_open(&s, under(path, p.dir, "t"), SOURCE_AUTO, &default_limits, &no_watch, why,
	                 &f),
	     &f);
	must(source_next(s, &e, &f), &f);
	(void)usleep(20000);
	assert_int_equal(shell("printf x >>'%s'", path), 0);
	while (source_next(s, &e, &f) == 0)
		;
	must(source_finish(s, &end, &f), &f);
	assert_true(end.changed);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_writer_says_the_same_as_the_tree),
		cmocka_unit_test(hard_links_name_their_member),
		cmocka_unit_test(the_same_path_twice_comes_twice),
		cmocka_unit_test(what_follows_the_end_is_told),
		cmocka_unit_test(cut_archives_never_pass_for_whole),
		cmocka_unit_test(flipped_bytes_never_crash),
		cmocka_unit_test(compressed_things_that_hold_no_archive_are_none),
		cmocka_unit_test(other_files_are_named_for_what_they_are),
		cmocka_unit_test(members_are_found_again),
		cmocka_unit_test(places_that_cannot_be_are_refused),
		cmocka_unit_test(a_stop_request_is_heard_in_the_middle),
		cmocka_unit_test(an_archive_that_changes_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
