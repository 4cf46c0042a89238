/*
 * What paths mean: every role of the registry layout, and the small values read on the way (names,
 * digests, times). The layout is that of sherd-formats(7), "Registry layout".
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

#include "core/layout.h"
#include "core/name.h"
#include "core/when.h"

#define HEX "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
#define HEX2 "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define HEX128 HEX HEX2
#define UUID "0192f0c1-2d3e-7f40-8a5b-6c7d8e9fa0b1"
#define V2 "docker/registry/v2"
#define BLOB V2 "/blobs/sha256/e3/" HEX
#define REPO V2 "/repositories/team/app"
#define REVISION REPO "/_manifests/revisions/sha256/" HEX
#define TAG REPO "/_manifests/tags/latest"
#define UPLOAD REPO "/_uploads/" UUID

/* NULL: there is none. */
static const struct {
	const char *path;
	bool is_dir;
	enum role role;
	const char *registry, *repository, *tag, *digest, *upload;
} rows[] = {
	/* the root and the blob store */
	{ "", true, ROLE_OUTSIDE, NULL, NULL, NULL, NULL, NULL },
	{ "docker", true, ROLE_OUTSIDE, NULL, NULL, NULL, NULL, NULL },
	{ V2, true, ROLE_ROOT, V2, NULL, NULL, NULL, NULL },
	{ V2, false, ROLE_FOREIGN, V2, NULL, NULL, NULL, NULL },
	{ V2 "/blobs", true, ROLE_BLOBS, V2, NULL, NULL, NULL, NULL },
	{ V2 "/blobs/sha256", true, ROLE_BLOBS, V2, NULL, NULL, NULL, NULL },
	{ V2 "/blobs/sha256", false, ROLE_FOREIGN, V2, NULL, NULL, NULL, NULL },
	{ V2 "/blobs/sha256/e3", true, ROLE_SHARD, V2, NULL, NULL, NULL, NULL },
	{ V2 "/blobs/sha256/e3b", true, ROLE_FOREIGN, V2, NULL, NULL, NULL, NULL },
	{ V2 "/blobs/sha256/e3", false, ROLE_FOREIGN, V2, NULL, NULL, NULL, NULL },
	{ BLOB, true, ROLE_BLOB_DIR, V2, NULL, NULL, "sha256:" HEX, NULL },
	{ BLOB "/data", false, ROLE_BLOB_DATA, V2, NULL, NULL, "sha256:" HEX, NULL },
	{ BLOB "/data", true, ROLE_FOREIGN, V2, NULL, NULL, "sha256:" HEX, NULL },
	{ BLOB "/other", false, ROLE_FOREIGN, V2, NULL, NULL, "sha256:" HEX, NULL },
	{ BLOB "/data." UUID ".tmp", false, ROLE_LEFTOVER, V2, NULL, NULL, "sha256:" HEX, NULL },
	{ BLOB "/data." UUID ".tmpx", false, ROLE_FOREIGN, V2, NULL, NULL, "sha256:" HEX, NULL },
	{ V2 "/blobs/sha512/e3/" HEX128 "/data", false, ROLE_BLOB_DATA, V2, NULL, NULL,
	  "sha512:" HEX128, NULL },
	{ V2 "/blobs/sha256/e3/" HEX128, true, ROLE_FOREIGN, V2, NULL, NULL, NULL, NULL },
	{ V2 "/blobs/sha256/E3/E3B0", true, ROLE_FOREIGN, V2, NULL, NULL, NULL, NULL },
	/* above repositories */
	{ V2 "/repositories", true, ROLE_REPOSITORIES, V2, NULL, NULL, NULL, NULL },
	{ V2 "/repositories/team", true, ROLE_REPOSITORIES, V2, NULL, NULL, NULL, NULL },
	{ REPO, true, ROLE_REPOSITORIES, V2, NULL, NULL, NULL, NULL },
	{ REPO "/stray", false, ROLE_FOREIGN, V2, NULL, NULL, NULL, NULL },
	{ V2 "/repositories/_layers", true, ROLE_FOREIGN, V2, NULL, NULL, NULL, NULL },
	{ REPO "/_catalog", true, ROLE_FOREIGN, V2, "team/app", NULL, NULL, NULL },
	/* revisions */
	{ REPO "/_manifests", true, ROLE_MANIFESTS, V2, "team/app", NULL, NULL, NULL },
	{ REPO "/_manifests/revisions", true, ROLE_MANIFESTS, V2, "team/app", NULL, NULL, NULL },
	{ REPO "/_manifests/revisions/sha256", true, ROLE_MANIFESTS, V2, "team/app", NULL, NULL,
	  NULL },
	{ REPO "/_manifests/revisions/sha256/stray", false, ROLE_FOREIGN, V2, "team/app", NULL, NULL,
	  NULL },
	{ REPO "/_manifests/other", true, ROLE_FOREIGN, V2, "team/app", NULL, NULL, NULL },
	{ REVISION, true, ROLE_REVISION_DIR, V2, "team/app", NULL, "sha256:" HEX, NULL },
	{ REVISION "/link", false, ROLE_REVISION_LINK, V2, "team/app", NULL, "sha256:" HEX, NULL },
	{ REPO "/_manifests/revisions/x/link", false, ROLE_STRAY_LINK, V2, "team/app", NULL, NULL, NULL },
	{ REPO "/_layers/sha256/link", false, ROLE_STRAY_LINK, V2, "team/app", NULL, NULL, NULL },
	{ REVISION "/link", true, ROLE_FOREIGN, V2, "team/app", NULL, "sha256:" HEX, NULL },
	{ REVISION "/link." UUID ".tmp", false, ROLE_LEFTOVER, V2, "team/app", NULL, "sha256:" HEX,
	  NULL },
	{ REVISION "/signatures", true, ROLE_SIGNATURE_PART, V2, "team/app", NULL, "sha256:" HEX,
	  NULL },
	{ REVISION "/signatures/sha256", true, ROLE_SIGNATURE_PART, V2, "team/app", NULL,
	  "sha256:" HEX, NULL },
	{ REVISION "/signatures/sha256/" HEX2, true, ROLE_SIGNATURE_PART, V2, "team/app", NULL,
	  "sha256:" HEX, NULL },
	{ REVISION "/signatures/sha256/" HEX2 "/link", false, ROLE_SIGNATURE_LINK, V2, "team/app",
	  NULL, "sha256:" HEX2, NULL },
	/* tags */
	{ REPO "/_manifests/tags", true, ROLE_MANIFESTS, V2, "team/app", NULL, NULL, NULL },
	{ TAG, true, ROLE_TAG_DIR, V2, "team/app", "latest", NULL, NULL },
	{ TAG, false, ROLE_FOREIGN, V2, "team/app", "latest", NULL, NULL },
	{ TAG "/current", true, ROLE_TAG_PART, V2, "team/app", "latest", NULL, NULL },
	{ TAG "/current/link", false, ROLE_TAG_CURRENT, V2, "team/app", "latest", NULL, NULL },
	{ TAG "/current/link." UUID ".tmp", false, ROLE_LEFTOVER, V2, "team/app", "latest", NULL,
	  NULL },
	{ TAG "/current/other", false, ROLE_FOREIGN, V2, "team/app", "latest", NULL, NULL },
	{ TAG "/index", true, ROLE_TAG_PART, V2, "team/app", "latest", NULL, NULL },
	{ TAG "/index/sha256", true, ROLE_TAG_PART, V2, "team/app", "latest", NULL, NULL },
	{ TAG "/index/sha256/" HEX, true, ROLE_TAG_INDEX_DIR, V2, "team/app", "latest",
	  "sha256:" HEX, NULL },
	{ TAG "/index/sha256/" HEX "/link", false, ROLE_TAG_INDEX, V2, "team/app", "latest",
	  "sha256:" HEX, NULL },
	{ TAG "/other", true, ROLE_FOREIGN, V2, "team/app", "latest", NULL, NULL },
	{ REPO "/_manifests/tags/sha256-" HEX ".sig/current/link", false, ROLE_TAG_CURRENT, V2,
	  "team/app", "sha256-" HEX ".sig", NULL, NULL },
	/* layer links */
	{ REPO "/_layers", true, ROLE_LAYERS, V2, "team/app", NULL, NULL, NULL },
	{ REPO "/_layers/sha256", true, ROLE_LAYERS, V2, "team/app", NULL, NULL, NULL },
	{ REPO "/_layers/sha256/" HEX, true, ROLE_LAYER_DIR, V2, "team/app", NULL, "sha256:" HEX,
	  NULL },
	{ REPO "/_layers/sha256/" HEX "/link", false, ROLE_LAYER_LINK, V2, "team/app", NULL,
	  "sha256:" HEX, NULL },
	{ REPO "/_layers/sha512/" HEX128 "/link", false, ROLE_LAYER_LINK, V2, "team/app", NULL,
	  "sha512:" HEX128, NULL },
	{ REPO "/_layers/tarsum/v1/sha256/" HEX, true, ROLE_LAYERS, V2, "team/app", NULL, NULL,
	  NULL },
	{ REPO "/_layers/tarsum/v1/sha256/" HEX "/link", false, ROLE_LAYER_LINK, V2, "team/app", NULL,
	  NULL, NULL },
	{ REPO "/_layers/tarsum/v1/sha256/" HEX "/other", false, ROLE_FOREIGN, V2, "team/app", NULL,
	  NULL, NULL },
	/* uploads */
	{ REPO "/_uploads", true, ROLE_UPLOADS, V2, "team/app", NULL, NULL, NULL },
	{ UPLOAD, true, ROLE_UPLOAD_DIR, V2, "team/app", NULL, NULL, UUID },
	{ UPLOAD "/data", false, ROLE_UPLOAD_DATA, V2, "team/app", NULL, NULL, UUID },
	{ UPLOAD "/startedat", false, ROLE_UPLOAD_STARTED, V2, "team/app", NULL, NULL, UUID },
	{ UPLOAD "/hashstates", true, ROLE_UPLOAD_PART, V2, "team/app", NULL, NULL, UUID },
	{ UPLOAD "/hashstates/sha256", true, ROLE_UPLOAD_PART, V2, "team/app", NULL, NULL, UUID },
	{ UPLOAD "/hashstates/sha256/1024", false, ROLE_UPLOAD_HASHSTATE, V2, "team/app", NULL, NULL,
	  UUID },
	{ UPLOAD "/hashstates/sha256/01", false, ROLE_FOREIGN, V2, "team/app", NULL, NULL, UUID },
	{ UPLOAD "/hashstates/sha256/x", false, ROLE_FOREIGN, V2, "team/app", NULL, NULL, UUID },
	{ UPLOAD "/startedat." UUID ".tmp", false, ROLE_LEFTOVER, V2, "team/app", NULL, NULL, UUID },
	{ UPLOAD "/other", false, ROLE_FOREIGN, V2, "team/app", NULL, NULL, UUID },
	/* nested repositories: one name may lie beneath another */
	{ REPO "/sub/_layers", true, ROLE_LAYERS, V2, "team/app/sub", NULL, NULL, NULL },
	{ V2 "/repositories/v2/blobs/_manifests/tags/t", true, ROLE_TAG_DIR, V2, "v2/blobs", "t", NULL,
	  NULL },
	/* roots elsewhere */
	{ "scheduler-state.json", false, ROLE_SCHEDULER, NULL, NULL, NULL, NULL, NULL },
	/* other stores; more of them in test_names.c */
	{ "o/blobs/sha256/" HEX, false, ROLE_STORE_BLOB, "o", NULL, NULL, "sha256:" HEX, NULL },
	{ "image/overlay2/repositories.json", false, ROLE_STORE_NAMES, "image/overlay2", NULL, NULL, NULL, NULL },
	{ "io.containerd.content.v1.content/ingest/a/data", false, ROLE_STORE_INGEST,
	  "io.containerd.content.v1.content", NULL, NULL, NULL, NULL },
	{ "x/" HEX, false, ROLE_STORE_FILE, NULL, NULL, NULL, "sha256:" HEX, NULL },
	{ "containers/" HEX "/config.v2.json", false, ROLE_CONTAINER, NULL, NULL, NULL, NULL, NULL },
	{ "etc/config.yml", false, ROLE_CONFIGURATION, NULL, NULL, NULL, NULL, NULL },
	{ "a/scheduler-state.json", true, ROLE_OUTSIDE, NULL, NULL, NULL, NULL, NULL },
	{ "backup/one/" BLOB "/data", false, ROLE_BLOB_DATA, "backup/one/" V2, NULL, NULL,
	  "sha256:" HEX, NULL },
	{ "backup/two/v2/repositories/a/_layers", true, ROLE_LAYERS, "backup/two/v2", "a", NULL, NULL,
	  NULL },
	{ "v2/blobs", true, ROLE_BLOBS, "v2", NULL, NULL, NULL, NULL },
	{ "v2/other", true, ROLE_OUTSIDE, NULL, NULL, NULL, NULL, NULL },
	{ "xv2/blobs", true, ROLE_OUTSIDE, NULL, NULL, NULL, NULL, NULL },
	{ V2 "/other", true, ROLE_FOREIGN, V2, NULL, NULL, NULL, NULL },
	/* the stores at the top: `v2`, or (with its prefix) `blobs` itself was handed over */
	{ "blobs/sha256/e3/" HEX "/data", false, ROLE_BLOB_DATA, "", NULL, NULL, "sha256:" HEX, NULL },
	{ "repositories/a/_manifests", true, ROLE_MANIFESTS, "", "a", NULL, NULL, NULL },
	/* a directory that is only called so holds a registry of its own */
	{ "blobs/" BLOB "/data", false, ROLE_BLOB_DATA, "blobs/" V2, NULL, NULL, "sha256:" HEX, NULL },
	{ "repositories/" REPO "/_layers", true, ROLE_LAYERS, "repositories/" V2, "team/app", NULL,
	  NULL, NULL },
	{ "repositories/" V2 "/_layers", true, ROLE_LAYERS, "", V2, NULL, NULL, NULL },
	/* under any name: what lies in it tells */
	{ "v2.broken-2024/blobs/sha256/e3/" HEX "/data", false, ROLE_BLOB_DATA, "v2.broken-2024", NULL, NULL,
	  "sha256:" HEX, NULL },
	{ "v2.broken-2024/blobs/sha256/e3", true, ROLE_OUTSIDE, NULL, NULL, NULL, NULL, NULL },
	{ "b/repositories/team/app/_manifests/tags/1/current/link", false, ROLE_TAG_CURRENT, "b", "team/app", "1", NULL,
	  NULL },
	{ "b/repositories/team/app/_manifests", true, ROLE_OUTSIDE, NULL, NULL, NULL, NULL, NULL },
	{ V2 "/old/repositories/a/_layers/sha256/" HEX "/link", false, ROLE_LAYER_LINK, V2 "/old", "a", NULL,
	  "sha256:" HEX, NULL },
	{ "blobs/keep/blobs/sha256/e3/" HEX "/data", false, ROLE_BLOB_DATA, "blobs/keep", NULL, NULL, "sha256:" HEX,
	  NULL },
	/* repositories that lie in none */
	{ "shelf/app/_manifests/revisions/sha256/" HEX, true, ROLE_REVISION_DIR, "shelf", "app", NULL, "sha256:" HEX,
	  NULL },
	{ "app/_manifests/tags/1", true, ROLE_TAG_DIR, "", "app", "1", NULL, NULL },
	{ V2 "/repositories.bak/team/app/_manifests/tags/1", true, ROLE_TAG_DIR, V2 "/repositories.bak", "team/app", "1",
	  NULL, NULL },
	{ "x/_manifests", true, ROLE_OUTSIDE, NULL, NULL, NULL, NULL, NULL },
	{ "x/_uploads/photo.jpg", false, ROLE_OUTSIDE, NULL, NULL, NULL, NULL, NULL },
	/* what a check of the file system found without its name */
	{ "p1/lost+found/#12/_manifests/tags/1/current/link", false, ROLE_TAG_CURRENT, "p1/lost+found", "#12", "1", NULL,
	  NULL },
	{ "lost+found/#12/app/_manifests/tags/1/current/link", false, ROLE_TAG_CURRENT, "lost+found/#12", "app", "1",
	  NULL, NULL },
	{ "lost+found/#12/v1/current/link", false, ROLE_TAG_CURRENT, "lost+found", "#12", "v1", NULL, NULL },
	{ "p1/lost+found/#12/current/link", false, ROLE_TAG_CURRENT, "p1", "lost+found", "#12", NULL, NULL },
	{ "lost+found/#12/index/sha256/" HEX "/link", false, ROLE_TAG_INDEX, "", "lost+found", "#12", "sha256:" HEX,
	  NULL },
	{ "elsewhere/#12/current/link", false, ROLE_OUTSIDE, NULL, NULL, NULL, NULL, NULL },
};

static void same(const char *path, const char *what, struct span got, const char *want)
{
	if (!span_is(got, want == NULL ? "" : want))
		fail_msg("%s: %s is \"%.*s\", want \"%s\"", path, what, (int)got.n,
		         got.n == 0 ? "" : (const char *)got.p, want == NULL ? "" : want);
}

static void every_path_has_its_role(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		char digest[DIGEST_TEXT];
		struct place p;

		layout_classify(&p, span_of(rows[i].path), rows[i].is_dir);
		if (p.role != rows[i].role)
			fail_msg("%s: %s, want %s", rows[i].path, role_text(p.role),
			         role_text(rows[i].role));
		if (p.in_registry != (rows[i].registry != NULL))
			fail_msg("%s: in a registry or not", rows[i].path);
		if (p.role != ROLE_SCHEDULER)
			same(rows[i].path, "registry", p.registry, rows[i].registry);
		same(rows[i].path, "repository", p.repository, rows[i].repository);
		same(rows[i].path, "tag", p.tag, rows[i].tag);
		same(rows[i].path, "upload", p.upload, rows[i].upload);
		same(rows[i].path, "digest", span_of(digest_text(digest, &p.digest)), rows[i].digest);
	}
}

static void every_role_is_met(void **state)
{
	static const enum role all[] = {
#define X(id, text, about) ROLE_##id,
		ROLES(X)
#undef X
	};

	(void)state;
	for (size_t r = 0; r < COUNT(all); r++) {
		/* given by sherd recover and by rows of databases, by no path of a source */
		bool met = all[r] == ROLE_RECOVERED || all[r] == ROLE_RECOVERED_PART || all[r] == ROLE_DATABASE_ROW;

		for (size_t i = 0; i < COUNT(rows); i++)
			met = met || rows[i].role == all[r];
		if (!met)
			fail_msg("no path for role %s", role_text(all[r]));
		assert_true(role_text(all[r])[0] != '\0' && role_about(all[r])[0] != '\0');
	}
	assert_string_equal(role_text(ROLE_UNSET), "");
}

static void shard_and_algorithm_are_told(void **state)
{
	struct place p;

	(void)state;
	layout_classify(&p, span_of(BLOB "/data"), false);
	assert_false(p.shard_differs);
	layout_classify(&p, span_of(V2 "/blobs/sha256/aa/" HEX "/data"), false);
	assert_int_equal(p.role, ROLE_BLOB_DATA);
	assert_true(p.shard_differs);
	layout_classify(&p, span_of(V2 "/blobs/blake3/e3/" HEX "/data"), false);
	assert_int_equal(p.role, ROLE_FOREIGN);
	assert_true(span_is(p.alg, "blake3"));
	assert_false(digest_set(&p.digest));
	layout_classify(&p, span_of(REPO "/_layers/md5/abc/link"), false);
	assert_int_equal(p.role, ROLE_STRAY_LINK);
	assert_true(span_is(p.alg, "md5"));
	layout_classify(&p, span_of(UPLOAD "/hashstates/sha256/4294967296"), false);
	assert_int_equal(p.offset, 4294967296);
}

/* Directories tell nothing by themselves until the root above them is known. */
static void below_a_known_root(void **state)
{
	static const struct {
		const char *path, *root;
		bool is_dir;
		enum role role;
		const char *repository;
	} cases[] = {
		{ "old", "old", true, ROLE_ROOT, NULL },
		{ "old/blobs/sha256/e3", "old", true, ROLE_SHARD, NULL },
		{ "old/repositories/team", "old", true, ROLE_REPOSITORIES, NULL },
		{ "old/repositories/team/app/_manifests", "old", true, ROLE_MANIFESTS, "team/app" },
		{ "old/blobs/sha256/e3/stray", "old", false, ROLE_FOREIGN, NULL },
		{ "shelf/app/_manifests", "shelf", true, ROLE_MANIFESTS, "app" },
		{ "shelf/app/_layers/sha256/" HEX, "shelf", true, ROLE_LAYER_DIR, "app" },
		{ "app/_manifests/tags", "", true, ROLE_MANIFESTS, "app" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct place p;

		layout_classify_in(&p, span_of(cases[i].path), span_of(cases[i].root), cases[i].is_dir);
		if (p.role != cases[i].role)
			fail_msg("%s: %s, want %s", cases[i].path, role_text(p.role), role_text(cases[i].role));
		same(cases[i].path, "repository", p.repository, cases[i].repository);
	}
	assert_true(layout_named(span_of("")) && layout_named(span_of("v2")) && layout_named(span_of("a/v2")));
	assert_false(layout_named(span_of("a/xv2")) || layout_named(span_of("v2.old")));
}

/* More components than are looked at: whatever the end would mean, it is no role. */
static void endless_paths_have_no_role(void **state)
{
	static const char root[] = V2 "/repositories", tail[] = "/_manifests/tags/t/current/link";

	(void)state;
	for (size_t n = 480; n < 600; n++) {
		size_t room = sizeof root + sizeof tail + 2 * n;
		char *path = (char *)calloc(room, 1);
		struct place p;

		assert_non_null(path);
		memcpy(path, root, sizeof root);
		for (size_t i = 0; i < n; i++)
			memcpy(path + sizeof root - 1 + 2 * i, "/a", 3);
		memcpy(path + sizeof root - 1 + 2 * n, tail, sizeof tail);
		layout_classify(&p, span_of(path), false);
		assert_true(p.in_registry);
		assert_int_equal(p.role, 4 + n + 5 <= 512 ? ROLE_TAG_CURRENT : ROLE_FOREIGN);
		free(path);
	}
}

static void a_store_handed_over_has_a_prefix(void **state)
{
	static const struct {
		const char *path, *want;
	} cases[] = {
		{ "/x/v2/blobs", "blobs/" },       { "blobs", "blobs/" },
		{ "/x/blobs//", "blobs/" },        { "repositories/", "repositories/" },
		{ "/x/v2", "" },                   { "/x/myblobs", "" },
		{ "/x/blobs/sha256", "" },         { "", "" },
		{ "/", "" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_string_equal(layout_prefix(span_of(cases[i].path)), cases[i].want);
}

/* ---- names -------------------------------------------------------------------------------------- */

static void repositories_follow_their_grammar(void **state)
{
	static const struct {
		const char *name;
		bool want;
	} cases[] = {
		{ "a", true },         { "library/busybox", true }, { "a/b/c/d/e", true },
		{ "a.b", true },       { "a_b", true },             { "a__b", true },
		{ "a-b", true },       { "a----b", true },          { "0", true },
		{ "", false },         { "A", false },              { "a/", false },
		{ "/a", false },       { "a//b", false },           { "a..b", false },
		{ "a___b", false },    { "-a", false },             { "a-", false },
		{ "a._b", false },     { "_layers", false },        { "a/_b", false },
		{ "a\nb", false },     { "\xc3\xa9", false },       { "a b", false },
		{ "..", false },
	};
	char longest[257];

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		if (name_is_repository(span_of(cases[i].name)) != cases[i].want)
			fail_msg("\"%s\"", cases[i].name);
	memset(longest, 'a', sizeof longest);
	assert_true(name_is_repository(span_make(longest, 255)));
	assert_false(name_is_repository(span_make(longest, 256)));
	assert_false(name_is_repository(span_make("a\0b", 3)));
}

static void tags_follow_their_grammar(void **state)
{
	char longest[129];

	(void)state;
	memset(longest, 'T', sizeof longest);
	assert_true(name_is_tag(span_make(longest, 128)));
	assert_false(name_is_tag(span_make(longest, 129)));
	assert_true(name_is_tag(span_of("v1.2-rc_3")));
	assert_true(name_is_tag(span_of("_x")));
	assert_false(name_is_tag(span_of("")));
	assert_false(name_is_tag(span_of(".x")));
	assert_false(name_is_tag(span_of("-x")));
	assert_false(name_is_tag(span_of("a:b")));
	assert_false(name_is_tag(span_of("a b")));
	assert_false(name_is_tag(span_of("a\x1b[0m")));
}

/* ---- digests ------------------------------------------------------------------------------------ */

static void digests_are_read_in_one_form_only(void **state)
{
	static const struct {
		const char *why, *text;
		int want;
	} cases[] = {
		{ "sha256", "sha256:" HEX, 0 },
		{ "sha512", "sha512:" HEX128, 0 },
		{ "newline kept", "sha256:" HEX "\n", DIGEST_MALFORMED },
		{ "blank before", " sha256:" HEX, DIGEST_MALFORMED },
		{ "one digit more", "sha256:" HEX "0", DIGEST_MALFORMED },
		{ "no digits", "sha256:", DIGEST_MALFORMED },
		{ "upper case", "sha256:E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855",
		  DIGEST_MALFORMED },
		{ "algorithm in upper case", "SHA256:" HEX, DIGEST_MALFORMED },
		{ "no algorithm", ":" HEX, DIGEST_MALFORMED },
		{ "no colon", HEX, DIGEST_MALFORMED },
		{ "empty", "", DIGEST_MALFORMED },
		{ "another algorithm", "blake3:" HEX, DIGEST_UNKNOWN_ALG },
		{ "compound algorithm", "tarsum.v1+sha256:" HEX, DIGEST_UNKNOWN_ALG },
		{ "algorithm ends in a separator", "tarsum+:" HEX, DIGEST_MALFORMED },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char text[DIGEST_TEXT];
		struct digest d = { 0 };
		int got = digest_parse(&d, span_of(cases[i].text));

		if (got != cases[i].want)
			fail_msg("%s: %d, want %d", cases[i].why, got, cases[i].want);
		assert_string_equal(digest_text(text, &d), got == 0 ? cases[i].text : "");
	}
}

/* ---- times -------------------------------------------------------------------------------------- */

static void times_keep_the_precision_they_came_with(void **state)
{
	static const struct {
		const char *text, *want; /* NULL: malformed */
		int64_t sec;
		uint32_t nsec;
	} cases[] = {
		{ "1970-01-01T00:00:00Z", "1970-01-01T00:00:00Z", 0, 0 },
		{ "2026-11-23T18:46:53Z", "2026-11-23T18:46:53Z", 1795459613, 0 },
		{ "2000-02-29T12:00:00.5Z", "2000-02-29T12:00:00.5Z", 951825600, 500000000 },
		{ "2000-02-29T12:00:00.500Z", "2000-02-29T12:00:00.500Z", 951825600, 500000000 },
		{ "1969-12-31T23:59:59.25Z", "1969-12-31T23:59:59.25Z", -1, 250000000 },
		{ "1970-01-01T01:00:00+01:00", "1970-01-01T00:00:00Z", 0, 0 },
		{ "1969-12-31T19:00:00-05:00", "1970-01-01T00:00:00Z", 0, 0 },
		{ "0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z", -62135596800, 0 },
		{ "9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z", 253402300799, 0 },
		{ "1900-02-29T00:00:00Z", NULL, 0, 0 },
		{ "2026-13-01T00:00:00Z", NULL, 0, 0 },
		{ "2026-00-01T00:00:00Z", NULL, 0, 0 },
		{ "2026-01-01T24:00:00Z", NULL, 0, 0 },
		{ "2026-01-01T00:00:00", NULL, 0, 0 },
		{ "2026-01-01T00:00:00.Z", NULL, 0, 0 },
		{ "2026-01-01T00:00:00Z\n", NULL, 0, 0 },
		{ "", NULL, 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct when w = WHEN_UNKNOWN;
		char text[WHEN_TEXT];
		int got = when_parse(&w, span_of(cases[i].text));

		if ((got == 0) != (cases[i].want != NULL))
			fail_msg("%s: %d", cases[i].text, got);
		if (cases[i].want == NULL)
			continue;
		assert_string_equal(when_text(text, w), cases[i].want);
		assert_true(w.known && w.sec == cases[i].sec && w.nsec == cases[i].nsec);
	}
}

static void times_out_of_the_calendar_are_shown_as_seconds(void **state)
{
	char text[WHEN_TEXT];

	(void)state;
	assert_string_equal(when_text(text, when_sec(253402300800)), "@253402300800");
	assert_string_equal(when_text(text, when_sec(INT64_MIN)), "@-9223372036854775808");
	assert_string_equal(when_text(text, WHEN_UNKNOWN), "");
	assert_string_equal(when_text(text, when_ns(0, 7)), "1970-01-01T00:00:00.000000007Z");
	assert_true(when_cmp(WHEN_UNKNOWN, when_sec(INT64_MIN)) < 0);
	assert_true(when_cmp(when_ns(1, 2), when_ns(1, 3)) < 0);
	assert_int_equal(when_cmp(when_sec(1), when_ns(1, 0)), 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_path_has_its_role),
		cmocka_unit_test(every_role_is_met),
		cmocka_unit_test(shard_and_algorithm_are_told),
		cmocka_unit_test(below_a_known_root),
		cmocka_unit_test(endless_paths_have_no_role),
		cmocka_unit_test(a_store_handed_over_has_a_prefix),
		cmocka_unit_test(repositories_follow_their_grammar),
		cmocka_unit_test(tags_follow_their_grammar),
		cmocka_unit_test(digests_are_read_in_one_form_only),
		cmocka_unit_test(times_keep_the_precision_they_came_with),
		cmocka_unit_test(times_out_of_the_calendar_are_shown_as_seconds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
