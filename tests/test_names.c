/*
 * tests/test_names.c - other stores: which paths may be theirs, what their files say, and that nothing they
 * say does harm. Forms: sherd-formats(7), "Other stores"; the texts are what skopeo, docker and containerd write.
 */
#include "format/format.h"
#include "support/cmocka.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HEX "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
#define HEX2 "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define V2 "docker/registry/v2"
#define CONTENT "var/lib/containerd/io.containerd.content.v1.content"
#define ENGINE "var/lib/docker/image/overlay2"

static const struct limits limits = LIMITS_DEFAULT;

static const struct {
	const char *path;
	enum role role;
	enum store store;
	bool sure;
	const char *root; /* NULL: not told */
} paths[] = {
	{ "blobs/sha256/" HEX, ROLE_STORE_BLOB, STORE_IS_OCI_LAYOUT, true, "" },
	{ "a/b/blobs/sha256/" HEX, ROLE_STORE_BLOB, STORE_IS_OCI_LAYOUT, true, "a/b" },
	{ "v2/blobs/sha256/" HEX, ROLE_STORE_BLOB, STORE_IS_OCI_LAYOUT, true, "v2" },
	{ "a/blobs/sha512/" HEX HEX2, ROLE_STORE_BLOB, STORE_IS_OCI_LAYOUT, true, "a" },
	{ CONTENT "/blobs/sha256/" HEX, ROLE_STORE_BLOB, STORE_IS_CONTAINERD, true, CONTENT },
	{ CONTENT "/ingest/ab12/data", ROLE_STORE_INGEST, STORE_IS_CONTAINERD, true, CONTENT },
	{ CONTENT "/ingest/ab12/ref", ROLE_STORE_NAMES, STORE_IS_CONTAINERD, true, CONTENT },
	{ CONTENT "/ingest/ab12/total", ROLE_OUTSIDE, STORE_NONE, false, NULL },
	{ ENGINE "/imagedb/content/sha256/" HEX, ROLE_STORE_BLOB, STORE_IS_DOCKER_ENGINE, true, ENGINE },
	{ ENGINE "/repositories.json", ROLE_STORE_NAMES, STORE_IS_DOCKER_ENGINE, true, ENGINE },
	{ ENGINE "/layerdb/sha256/" HEX "/diff", ROLE_STORE_NAMES, STORE_IS_DOCKER_ENGINE, true, ENGINE },
	{ ENGINE "/layerdb/sha256/" HEX "/size", ROLE_OUTSIDE, STORE_NONE, false, NULL },
	{ ENGINE "/distribution/diffid-by-digest/sha256/" HEX, ROLE_STORE_NAMES, STORE_IS_DOCKER_ENGINE, true, ENGINE },
	{ ENGINE "/distribution/v2metadata-by-diffid/sha256/" HEX, ROLE_STORE_NAMES, STORE_IS_DOCKER_ENGINE, true, ENGINE },
	{ "d/containers/" HEX "/config.v2.json", ROLE_CONTAINER, STORE_NONE, false, NULL },
	{ "d/containers/short/config.v2.json", ROLE_OUTSIDE, STORE_NONE, false, NULL },
	{ "x/index.json", ROLE_STORE_NAMES, STORE_IS_OCI_LAYOUT, false, "x" },
	{ "manifest.json", ROLE_STORE_NAMES, STORE_IS_DOCKER_ARCHIVE, false, "" },
	{ HEX, ROLE_STORE_FILE, STORE_NONE, false, NULL },
	{ "x/" HEX ".json", ROLE_STORE_FILE, STORE_NONE, false, NULL },
	{ "x/" HEX ".manifest.json", ROLE_STORE_FILE, STORE_NONE, false, NULL },
	{ "x/sha256__" HEX, ROLE_STORE_FILE, STORE_NONE, false, NULL },
	{ HEX "/layer.tar", ROLE_STORE_FILE, STORE_NONE, false, NULL },
	{ "x/layer.tar", ROLE_OUTSIDE, STORE_NONE, false, NULL },
	{ "x/" HEX ".exe", ROLE_OUTSIDE, STORE_NONE, false, NULL },
	{ "etc/config.yml", ROLE_CONFIGURATION, STORE_NONE, false, NULL },
	/* inside a registry its own layout holds */
	{ V2 "/blobs/sha256/e3/" HEX "/data", ROLE_BLOB_DATA, STORE_IS_REGISTRY, true, V2 },
	{ V2 "/repositories/a/index.json", ROLE_FOREIGN, STORE_IS_REGISTRY, true, V2 },
	{ V2 "/repositories/a/" HEX, ROLE_FOREIGN, STORE_IS_REGISTRY, true, V2 },
	{ V2 "/blobs/sha256/nothex", ROLE_FOREIGN, STORE_IS_REGISTRY, true, V2 },
	/* not quite */
	{ "blobs/sha256/" HEX "/x", ROLE_FOREIGN, STORE_IS_REGISTRY, true, "" },
	{ "a/blobs/md5/" HEX, ROLE_STORE_FILE, STORE_NONE, false, NULL },
};

static void paths_tell_the_store(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(paths); i++) {
		struct place p;

		layout_classify(&p, span_of(paths[i].path), false);
		if (p.role != paths[i].role || p.store != paths[i].store || p.in_registry != paths[i].sure ||
		    (paths[i].root != NULL && !span_is(p.registry, paths[i].root)))
			fail_msg("%s: role %s, store %s, root %.*s", paths[i].path, role_text(p.role),
			         store_text(p.store), (int)p.registry.n, (const char *)p.registry.p);
	}
}

static void directories_are_of_no_other_store(void **state)
{
	struct place p;

	(void)state;
	layout_classify(&p, span_of("a/blobs/sha256/" HEX), true);
	assert_int_equal(p.role, ROLE_OUTSIDE);
	layout_classify(&p, span_of(HEX), true);
	assert_int_equal(p.role, ROLE_OUTSIDE);
}

/* ---- what files say ---------------------------------------------------------------------------------- */

static void read_as(struct namings *n, const char *path, struct span text)
{
	struct fault f = FAULT_INIT;
	struct place p;

	memset(n, 0, sizeof *n);
	layout_classify(&p, span_of(path), false);
	assert_int_equal(namings_parse(n, &p, text, &limits, &f), 0);
}

static void says(const struct namings *n, size_t i, enum naming_kind kind, const char *repository, const char *tag,
                 const char *hex)
{
	char text[DIGEST_TEXT];

	assert_true(i < n->v.n);
	assert_string_equal(naming_text(n->v.v[i].kind), naming_text(kind));
	assert_memory_equal(n->v.v[i].repository.p, repository, strlen(repository));
	assert_int_equal(n->v.v[i].repository.n, strlen(repository));
	assert_int_equal(n->v.v[i].tag.n, strlen(tag));
	assert_memory_equal(n->v.v[i].tag.p, tag, strlen(tag));
	assert_string_equal(digest_text(text, &n->v.v[i].digest) + 7, hex);
}

static void an_index_names_and_lists(void **state)
{
	static const char text[] =
		"{\"schemaVersion\":2,\"manifests\":["
		"{\"digest\":\"sha256:" HEX "\",\"size\":1,\"annotations\":{\"org.opencontainers.image.ref.name\":\"1.0\"}},"
		"{\"digest\":\"sha256:" HEX2 "\",\"size\":1},"
		"{\"digest\":\"sha256:" HEX "\",\"annotations\":{\"io.containerd.image.name\":"
		"\"docker.io/library/web:2\",\"org.opencontainers.image.ref.name\":\"2\"}},"
		"{\"digest\":\"sha256:" HEX "\",\"annotations\":{\"org.opencontainers.image.ref.name\":"
		"\"host:5000/team/app:3\"}},"
		"{\"digest\":\"sha256:short\"},{\"size\":3},7,null]}";
	OWNED(namings) struct namings n;

	(void)state;
	read_as(&n, "o/index.json", span_of(text));
	assert_int_equal(n.store, STORE_IS_OCI_LAYOUT);
	assert_int_equal(n.v.n, 4);
	says(&n, 0, NAMING_TAG, "", "1.0", HEX);
	says(&n, 1, NAMING_LISTED, "", "", HEX2);
	says(&n, 2, NAMING_TAG, "docker.io/library/web", "2", HEX);
	says(&n, 3, NAMING_TAG, "host:5000/team/app", "3", HEX);
	assert_memory_equal(text + n.v.v[0].where.offset, "sha256:" HEX, 71);
	assert_true(span_is(n.v.v[1].where.pointer, "/manifests/1/digest"));
}

static void a_saved_archive_names_ids(void **state)
{
	OWNED(namings) struct namings n, other, manifest;

	(void)state;
	read_as(&n, "manifest.json",
	        span_of("[{\"Config\":\"" HEX ".json\",\"RepoTags\":[\"a/b:1\",\"c:2\"],\"Layers\":[]},"
	                "{\"Config\":\"blobs/sha256/" HEX2 "\",\"RepoTags\":null}]"));
	assert_int_equal(n.store, STORE_IS_DOCKER_ARCHIVE);
	assert_int_equal(n.v.n, 3);
	says(&n, 0, NAMING_IMAGE_ID, "a/b", "1", HEX);
	says(&n, 1, NAMING_IMAGE_ID, "c", "2", HEX);
	says(&n, 2, NAMING_IMAGE_ID, "", "", HEX2);
	/* the name alone makes no store */
	read_as(&other, "manifest.json", span_of("{\"name\":\"an extension of some browser\",\"manifest_version\":3}"));
	assert_int_equal(other.store, STORE_NONE);
	assert_int_equal(other.v.n, 0);
	read_as(&manifest, "d/manifest.json", span_of("{\"schemaVersion\":2,\"config\":{},\"layers\":[]}"));
	assert_int_equal(manifest.store, STORE_IS_COPIED_DIR);
	assert_true(manifest.is_manifest);
}

static void the_engine_knows_digests(void **state)
{
	OWNED(namings) struct namings n, layer, source, bad, held;

	(void)state;
	read_as(&n, ENGINE "/repositories.json",
	        span_of("{\"Repositories\":{\"h:5000/app\":{\"h:5000/app:1\":\"sha256:" HEX "\","
	                "\"h:5000/app@sha256:" HEX2 "\":\"sha256:" HEX "\",\"x\":\"no digest\"}}}"));
	assert_int_equal(n.v.n, 2);
	says(&n, 0, NAMING_IMAGE_ID, "h:5000/app", "1", HEX);
	says(&n, 1, NAMING_KNOWN, "h:5000/app", "", HEX2);
	assert_int_equal(n.v.v[1].other.byte[0], 0xe3);
	read_as(&layer, ENGINE "/distribution/diffid-by-digest/sha256/" HEX, span_of("sha256:" HEX2));
	says(&layer, 0, NAMING_DIFF_ID, "", "", HEX);
	assert_int_equal(layer.v.v[0].other.byte[0], 0x01);
	read_as(&source, ENGINE "/distribution/v2metadata-by-diffid/sha256/" HEX2,
	        span_of("[{\"Digest\":\"sha256:" HEX "\",\"SourceRepository\":\"h:5000/app\",\"HMAC\":\"\"}]"));
	says(&source, 0, NAMING_DIFF_ID, "h:5000/app", "", HEX);
	assert_int_equal(source.v.v[0].other.byte[0], 0x01);
	read_as(&held, ENGINE "/layerdb/sha256/" HEX "/diff", span_of("sha256:" HEX2));
	says(&held, 0, NAMING_HELD, "", "", HEX2);
	read_as(&bad, ENGINE "/distribution/diffid-by-digest/sha256/" HEX, span_of("sha256:" HEX2 "\n"));
	assert_int_equal(bad.v.n, 0);
}

static void a_container_tells_its_image_and_hides_secrets(void **state)
{
	OWNED(namings) struct namings n, plain, junk;

	(void)state;
	read_as(&n, "containers/" HEX "/config.v2.json",
	        span_of("{\"Name\":\"/reg\",\"Image\":\"sha256:" HEX "\",\"Created\":\"2026-01-02T03:04:05Z\","
	                "\"State\":{\"StartedAt\":\"0001-01-01T00:00:00Z\"},\"Config\":{\"Image\":\"registry:2\","
	                "\"Env\":[\"REGISTRY_HTTP_SECRET=s3cr3t\",\"REGISTRY_AUTH=htpasswd\"]},"
	                "\"MountPoints\":{\"/var/lib/registry\":{\"Source\":\"/data\"}}}"));
	says(&n, 0, NAMING_RAN, "registry", "2", HEX);
	assert_true(n.v.v[0].time.known); /* never started: when it was made */
	assert_int_equal(n.v.v[0].time.sec, 1767323045);
	assert_int_equal(n.notes.n, 1);
	assert_null(strstr((const char *)n.notes.v[0].text.p, "s3cr3t"));
	assert_non_null(strstr((const char *)n.notes.v[0].text.p, "REGISTRY_AUTH=htpasswd"));
	assert_non_null(strstr((const char *)n.notes.v[0].text.p, "/data at /var/lib/registry"));
	read_as(&plain, "containers/" HEX "/config.v2.json",
	        span_of("{\"Name\":\"/db\",\"Image\":\"sha256:" HEX "\",\"Config\":{\"Image\":\"postgres:16\"}}"));
	assert_int_equal(plain.v.n, 1);
	assert_int_equal(plain.notes.n, 0);
	read_as(&junk, "containers/" HEX "/config.v2.json", span_of("[1,2"));
	assert_int_equal(junk.v.n + junk.notes.n, 0);
}

static void an_ingest_names_what_was_to_come(void **state)
{
	OWNED(namings) struct namings n, none;

	(void)state;
	read_as(&n, CONTENT "/ingest/1/ref", span_of("k8s.io/12/layer-sha256:" HEX));
	says(&n, 0, NAMING_KNOWN, "", "", HEX);
	assert_int_equal(n.v.v[0].where.offset, 16);
	read_as(&none, CONTENT "/ingest/1/ref", span_of("layer-sha256:" "abc"));
	assert_int_equal(none.v.n, 0);
}

static void a_configuration_tells_what_bears_on_deletion(void **state)
{
	static const char text[] = "version: 0.1\n"
	                           "storage:\n  delete:\n    enabled: true\n  filesystem: {rootdirectory: /srv}\n"
	                           "http:\n  secret: s3cr3t\n# \xc3\xa9\nproxy:\n  remoteurl: https://joe:s3cr3t@up.example\n  password: s3cr3t\n";
	OWNED(namings) struct namings n, other, alias, broken;
	bool has_yaml;
	char library[CONFIGURATION_LIBRARY];

	(void)state;
	has_yaml = strstr(configuration_library(library), "absent") == NULL;
	read_as(&n, "config.yml", span_of(text));
	assert_int_equal(n.notes.n, has_yaml ? 4 : 0);
	for (size_t i = 0; i < n.notes.n; i++)
		assert_null(strstr((const char *)n.notes.v[i].text.p, "s3cr3t"));
	if (has_yaml)
		assert_memory_equal(text + n.notes.v[1].where.offset, "true", 4);
	if (has_yaml) /* bytes, not characters */
		assert_memory_equal(text + n.notes.v[3].where.offset, "https://", 8);
	read_as(&other, "config.yml", span_of("version: 3\nservices: {}\n"));
	assert_int_equal(other.notes.n, 0);
	/* a bomb of aliases is not expanded */
	read_as(&alias, "config.yml", span_of("a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\nstorage: *c\nversion: 0.1\n"));
	assert_int_equal(alias.notes.n, has_yaml ? 1 : 0);
	read_as(&broken, "config.yml", span_of("version: 0.1\nstorage: [\n"));
	assert_int_equal(broken.notes.n, 0);
}

static void references_come_apart(void **state)
{
	static const struct {
		const char *text, *repository, *tag;
		bool digest;
	} rows[] = {
		{ "app", "app", "", false },
		{ "app:1", "app", "1", false },
		{ "h:5000/app", "h:5000/app", "", false },
		{ "h:5000/app:1", "h:5000/app", "1", false },
		{ "h:5000/app:1@sha256:" HEX, "h:5000/app", "1", true },
		{ "app@sha256:" HEX, "app", "", true },
		{ "app@sha256:short", "app@sha256", "short", false },
		{ "", "", "", false },
		{ ":", "", "", false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct span repository, tag;
		struct digest d;

		reference_split(span_of(rows[i].text), &repository, &tag, &d);
		if (!span_is(repository, rows[i].repository) || !span_is(tag, rows[i].tag) ||
		    digest_set(&d) != rows[i].digest)
			fail_msg("%s", rows[i].text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(paths_tell_the_store),
		cmocka_unit_test(directories_are_of_no_other_store),
		cmocka_unit_test(an_index_names_and_lists),
		cmocka_unit_test(a_saved_archive_names_ids),
		cmocka_unit_test(the_engine_knows_digests),
		cmocka_unit_test(a_container_tells_its_image_and_hides_secrets),
		cmocka_unit_test(an_ingest_names_what_was_to_come),
		cmocka_unit_test(a_configuration_tells_what_bears_on_deletion),
		cmocka_unit_test(references_come_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
