/* Manifests written anew: the styles against published vectors, the search against what it must find. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/digest.h"
#include "hash/hash.h"
#include "hash/mid.h"
#include "resynth/resynth.h"

/* Config {"c":1}; layers "L1" of 11 bytes, "L2" of 22: the inputs of the published vectors. The digests
 * were made by a generator that matched real pushes of docker, skopeo, buildah, crane, BuildKit, umoci. */
#define CONFIG "sha256:a1dd48c657971696c2087f2a6beb489ee65b25320b763222f10718dd93e9149e"
#define LAYER1 "sha256:dffe8596427fc50e8f64654a609af134d45552f18bbecef90b31135a9e7acaa0"
#define LAYER2 "sha256:d76354d8457898445bb69e0dc0dc95fb74cc3cf334f8c1859162a16ad0041f8d"
#define DIFF1 "sha256:1111111111111111111111111111111111111111111111111111111111111111"
#define DIFF2 "sha256:2222222222222222222222222222222222222222222222222222222222222222"

static const struct {
	const char *id;
	size_t length;
	const char *digest;
} vectors[] = {
	{ "D3", 726, "sha256:aa1310887d05413377883f57d4a17ac160c0d552b80e67f4bd66149d7b34e5c1" },
	{ "DC", 579, "sha256:3e39af2ebcac1521c064ec1d2ff1626fc17c3e4a7a7d2d7b588898eb21b8c747" },
	{ "DB2", 688, "sha256:bdd5eb19ded235a9e3f1f4cb1f2e98b77f6587e2665fc57cc70887f2dea67231" },
	{ "DCm", 579, "sha256:37450d828568651cbacab60b4480d870bee44cbbf6d289aa3bcd2b9e59c22e4f" },
	{ "DM2", 688, "sha256:5470c9ed1bfdfccc65e52053464fad78e8fc2efe9796b47dfef8ebd7109de96c" },
	{ "DM3", 726, "sha256:c08965b767bd25e09128ab498e9f141f346464895f50c2877eed391a1db4195f" },
	{ "DM4", 764, "sha256:0877a0bcf61afa3d0be357dd5a8274b126298569103b0e85219aba7f83cdcbf7" },
	{ "OC", 551, "sha256:2094426dc2edb4803182ced59938e15a60749fe59b128d5629bd925a365a0292" },
	{ "OCx", 494, "sha256:375daa8948175f698d1fe27a33ff4fb501e5bc4c65009d3bcde5428ab1983771" },
	{ "OCg", 551, "sha256:8fc55fb42b9142e248497074a6f0a5891457ca877dbb2151c89b22db021e5f3c" },
	{ "OCn", 552, "sha256:07817e04ad96da826a72116d1e5201d649e23ecfd73dedca5e97d412c5f9750f" },
	{ "OCxn", 495, "sha256:045fffd14ec20448644a57d592e55d102fb064bbb5e9b01d112b589dbbde0723" },
	{ "OB2", 660, "sha256:e29acfae91e7445f6fbc55fceaec8d52d79283391e530917ef5140f9caeb829e" },
	{ "OM2", 660, "sha256:de66c91c6d5c724cdae952b8bbcd4007e63e0e0b6900acd50f66d0e5cdcd90c1" },
	{ "OM3", 698, "sha256:8eb2a51501a833f2c989ffb064151fb4c2db8b9738f231552aa28da44d66569b" },
	{ "OM4", 736, "sha256:8f9b6822dd65b3c4cf53c90eb795305c6b541f82a2fa735dfcffad36f4309d04" },
	{ "OM4d", 748, "sha256:4242dab9e44330bafc05238469415c6036fe49247b7030ff5369251e59a22b4d" },
	{ "O3", 698, "sha256:f096556fb8fa333efe65e5007471810c5d3e5ff89485595567184e5dea5b94e6" },
	{ "JQ", 661, "sha256:968ca8c969c34855396b343c29c591c8a8d4ed6ebd7ec815a61b786e304ae7ae" },
};

static struct digest digest(const char *text)
{
	struct digest d;

	assert_int_equal(digest_parse(&d, span_of(text)), 0);
	return d;
}

static struct digest hash(const char *text)
{
	struct digest d;
	struct mid m;

	mid_start(&m);
	mid_add(&m, span_of(text));
	mid_end(&m, &d);
	return d;
}

static struct resynth *fresh(void)
{
	struct fault f = FAULT_INIT;
	struct resynth *r;

	assert_int_equal(resynth_new(&r, &f), 0);
	return r;
}

static void layer(struct resynth *r, const char *diff_id, const char *name, uint64_t size)
{
	struct fault f = FAULT_INIT;
	struct digest d = digest(diff_id);
	struct resynth_blob b = { digest(name), size, PACKED_GZIP, 1000, SPAN_NONE, SPAN_NONE };

	assert_int_equal(resynth_layer(r, &d, &b, &f), 0);
}

static void config(struct resynth *r, const char *name, const char *const *diff_ids, size_t n)
{
	struct fault f = FAULT_INIT;
	struct digest ids[4];
	struct resynth_config c = { .digest = digest(name), .size = 7, .diff_ids = ids, .n = n };

	for (size_t i = 0; i < n; i++)
		ids[i] = digest(diff_ids[i]);
	assert_int_equal(resynth_config(r, &c, &f), 0);
}

static void want(struct resynth *r, const char *name)
{
	struct fault f = FAULT_INIT;
	struct digest d = digest(name);

	assert_int_equal(resynth_want(r, &d, &f), 0);
}

static void run(struct resynth *r, unsigned workers)
{
	struct fault f = FAULT_INIT;
	struct watch silent = { .user = NULL };

	assert_int_equal(resynth_run(r, workers, &silent, &f), 0);
}

static const char *const both[] = { DIFF1, DIFF2 };

static void every_published_vector_is_found_in_its_style(void **state)
{
	(void)state;
	for (unsigned workers = 1; workers < 4; workers++) {
		struct resynth *r = fresh();
		struct resynth_match m;
		size_t found = 0;

		for (size_t i = 0; i < sizeof vectors / sizeof vectors[0]; i++)
			want(r, vectors[i].digest);
		config(r, CONFIG, both, 2);
		layer(r, DIFF1, LAYER1, 11);
		layer(r, DIFF2, LAYER2, 22);
		run(r, workers);
		while (resynth_next(r, &m) == 0) {
			char text[DIGEST_TEXT];
			size_t i = 0;

			digest_text(text, &m.digest);
			while (i < sizeof vectors / sizeof vectors[0] && strcmp(vectors[i].digest, text) != 0)
				i++;
			assert_true(i < sizeof vectors / sizeof vectors[0]);
			assert_string_equal(m.recipe, vectors[i].id);
			assert_int_equal(m.bytes.n, vectors[i].length);
			found++;
		}
		assert_int_equal(found, sizeof vectors / sizeof vectors[0]);
		resynth_free(r);
	}
}

static void of_several_packings_the_right_one_is_taken(void **state)
{
	struct resynth *r = fresh();
	struct resynth_match m;

	(void)state;
	want(r, vectors[1].digest);
	config(r, CONFIG, both, 2);
	layer(r, DIFF1, LAYER2, 22);
	layer(r, DIFF1, LAYER1, 11);
	layer(r, DIFF2, CONFIG, 7);
	layer(r, DIFF2, LAYER1, 11);
	layer(r, DIFF2, LAYER2, 22);
	run(r, 2);
	assert_int_equal(resynth_next(r, &m), 0);
	assert_string_equal(m.recipe, "DC");
	assert_int_equal(resynth_next(r, &m), RESYNTH_END);
	resynth_free(r);
}

/* What buildah writes on a base: the text is put together here, by hand, as it does. */
static void a_base_image_is_taken_from_those_known(void **state)
{
	static const char text[] =
		"{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",\"config\":{"
		"\"mediaType\":\"application/vnd.oci.image.config.v1+json\",\"digest\":\"" CONFIG "\",\"size\":7},"
		"\"layers\":[{\"mediaType\":\"application/vnd.oci.image.layer.v1.tar+gzip\",\"digest\":\"" LAYER1
		"\",\"size\":11}],\"annotations\":{\"org.opencontainers.image.base.digest\":\"" DIFF2
		"\",\"org.opencontainers.image.base.name\":\"docker.io/library/alpine:3\","
		"\"org.opencontainers.image.created\":\"2026-01-02T03:04:05.6Z\"}}";
	struct fault f = FAULT_INIT;
	struct digest ids[] = { digest(DIFF1) }, base = digest(DIFF2), other = digest(LAYER2), wanted;
	struct resynth_config c = { .digest = digest(CONFIG), .size = 7, .diff_ids = ids, .n = 1,
		                    .created = span_of("2026-01-02T03:04:05.6Z"),
		                    .base_name = span_of("docker.io/library/alpine:3") };

	(void)state;
	assert_int_equal(hash_span(&wanted, DIGEST_SHA256, span_make(text, sizeof text - 1), &f), 0);
	for (int step = 0; step < 3; step++) { /* not known; known; known beyond the bound */
		struct resynth *r = fresh();
		struct resynth_match m;
		struct limits limits = LIMITS_DEFAULT;
		struct bites bites = { .left_out = { 0 } };
		struct watch watch = { .bites = &bites, .limits = &limits };
		bool known = step == 1;

		limits.resynth_bases = step == 2 ? 1 : 2;
		assert_int_equal(resynth_want(r, &wanted, &f), 0);
		assert_int_equal(resynth_config(r, &c, &f), 0);
		layer(r, DIFF1, LAYER1, 11);
		assert_int_equal(resynth_base(r, &other, &f), 0);
		if (step > 0)
			assert_int_equal(resynth_base(r, &base, &f), 0);
		assert_int_equal(resynth_run(r, 1, &watch, &f), 0);
		assert_int_equal(bites.left_out[LIMIT_resynth_bases], step == 2);
		assert_int_equal(resynth_next(r, &m), known ? 0 : RESYNTH_END);
		if (known) {
			assert_string_equal(m.recipe, "OC+base+created");
			assert_int_equal(m.bytes.n, sizeof text - 1);
			assert_memory_equal(m.bytes.p, text, sizeof text - 1);
		}
		resynth_free(r);
	}
}

static void nothing_is_found_when_a_part_is_wrong(void **state)
{
	struct resynth *r = fresh();
	struct resynth_match m;
	struct resynth_cost cost;

	(void)state;
	want(r, vectors[1].digest);
	config(r, CONFIG, both, 2);
	layer(r, DIFF1, LAYER1, 12); /* 11 */
	layer(r, DIFF2, LAYER2, 22);
	run(r, 1);
	assert_int_equal(resynth_next(r, &m), RESYNTH_END);
	resynth_costs(r, &cost);
	assert_int_equal(cost.wanted, 1);
	assert_int_equal(cost.found, 0);
	assert_true(cost.candidates >= 20);
	resynth_free(r);
}

static void one_unknown_size_is_searched(void **state)
{
	struct fault f = FAULT_INIT;
	struct resynth *r = fresh();
	struct resynth_blob lost = { digest(LAYER2), RESYNTH_UNKNOWN, PACKED_GZIP, 0, SPAN_NONE, SPAN_NONE };
	struct resynth_match m;

	(void)state;
	want(r, vectors[2].digest);
	config(r, CONFIG, both, 2);
	layer(r, DIFF1, LAYER1, 11);
	assert_int_equal(resynth_lost_layer(r, &lost, &f), 0);
	run(r, 2);
	assert_int_equal(resynth_next(r, &m), 0);
	assert_string_equal(m.recipe, "DB2");
	assert_int_equal(m.searched_size, 22);
	assert_int_equal(m.bytes.n, 688);
	resynth_free(r);
}

static void two_lost_layers_are_given_up(void **state)
{
	struct fault f = FAULT_INIT;
	struct resynth *r = fresh();
	struct resynth_blob lost = { digest(LAYER2), RESYNTH_UNKNOWN, PACKED_GZIP, 0, SPAN_NONE, SPAN_NONE };
	struct resynth_cost cost;

	(void)state;
	want(r, vectors[2].digest);
	config(r, CONFIG, both, 2);
	assert_int_equal(resynth_lost_layer(r, &lost, &f), 0);
	run(r, 1);
	resynth_costs(r, &cost);
	assert_int_equal(cost.configs_without_layers, 1);
	assert_int_equal(cost.candidates + cost.sizes, 0);
	resynth_free(r);
}

/* Two layers nothing inflates to, and no config: a list with sizes is enough; one without two sizes is not. */
static void what_a_log_lists_is_tried_as_it_stands(void **state)
{
	struct fault f = FAULT_INIT;
	struct digest manifest = digest(vectors[2].digest);
	struct resynth_part parts[3] = { { digest(CONFIG), 7, SPAN_NONE, false },
		                         { digest(LAYER1), RESYNTH_UNKNOWN, SPAN_NONE, true },
		                         { digest(LAYER2), RESYNTH_UNKNOWN, SPAN_NONE, false } };
	struct resynth_match m;

	(void)state;
	for (int known = 0; known < 3; known++) {
		struct resynth *r = fresh();
		struct resynth_cost cost;

		want(r, vectors[2].digest);
		parts[1].size = known > 0 ? 11 : RESYNTH_UNKNOWN;
		parts[2].size = known > 1 ? 22 : RESYNTH_UNKNOWN;
		assert_int_equal(resynth_list(r, &manifest, parts, 2, &f), 0); /* cut short */
		assert_int_equal(resynth_list(r, &manifest, parts, 3, &f), 0);
		run(r, 1);
		resynth_costs(r, &cost);
		assert_int_equal(resynth_next(r, &m), known > 0 ? 0 : RESYNTH_END);
		if (known > 0) {
			assert_string_equal(m.recipe, "DB2");
			assert_true(digest_eq(&m.input, &parts[1].digest)); /* the first part that is here */
			assert_int_equal(m.searched_size, known > 1 ? RESYNTH_UNKNOWN : 22);
		}
		assert_true(cost.sizes <= limit_kind(LIMIT_resynth_sizes)->standard);
		resynth_free(r);
	}
}

/* Nobody known writes these: by hand, with a script's defaults, with another editor. */
static void a_style_of_no_known_pusher_is_found(void **state)
{
#define DTYPE "application/vnd.docker.distribution.manifest.v2+json"
#define OTYPE "application/vnd.oci.image.manifest.v1+json"
#define OCONF "application/vnd.oci.image.config.v1+json"
#define OLAYER "application/vnd.oci.image.layer.v1.tar+gzip"
#define DCONF "application/vnd.docker.container.image.v1+json"
#define DLAYER "application/vnd.docker.image.rootfs.diff.tar.gzip"
	static const struct {
		const char *recipe, *text;
	} cases[] = {
		{ "S, dms, oci, tabs, newline",
		  "{\n\t\"schemaVersion\": 2,\n\t\"mediaType\": \"" OTYPE "\",\n\t\"config\": {\n\t\t\"digest\": \"" CONFIG
		  "\",\n\t\t\"mediaType\": \"" OCONF "\",\n\t\t\"size\": 7\n\t},\n\t\"layers\": [\n\t\t{\n\t\t\t\"digest\": "
		  "\"" LAYER1 "\",\n\t\t\t\"mediaType\": \"" OLAYER "\",\n\t\t\t\"size\": 11\n\t\t}\n\t]\n}\n" },
		{ "sorted, dms, docker, spaced", /* a script that sorts its keys, with its default separators */
		  "{\"config\": {\"digest\": \"" CONFIG "\", \"mediaType\": \"" DCONF "\", \"size\": 7}, \"layers\": [{"
		  "\"digest\": \"" LAYER1 "\", \"mediaType\": \"" DLAYER "\", \"size\": 11}], \"mediaType\": \"" DTYPE
		  "\", \"schemaVersion\": 2}" },
		{ "last, sdm, mixed, compact, newline",
		  "{\"schemaVersion\":2,\"config\":{\"size\":7,\"digest\":\"" CONFIG "\",\"mediaType\":\"" OCONF
		  "\"},\"layers\":[{\"size\":11,\"digest\":\"" LAYER1 "\",\"mediaType\":\"" DLAYER "\"}],\"mediaType\":\"" OTYPE
		  "\"}\n" },
		{ "X, smd, oci, indent 4",
		  "{\n    \"schemaVersion\": 2,\n    \"config\": {\n        \"size\": 7,\n        \"mediaType\": \"" OCONF
		  "\",\n        \"digest\": \"" CONFIG "\"\n    },\n    \"layers\": [\n        {\n            \"size\": 11,\n"
		  "            \"mediaType\": \"" OLAYER "\",\n            \"digest\": \"" LAYER1 "\"\n        }\n    ]\n}" },
	};
	static const char *const one[] = { DIFF1 };

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct fault f = FAULT_INIT;
		struct resynth *r = fresh();
		struct digest wanted = hash(cases[i].text);
		struct resynth_match m;

		assert_int_equal(resynth_want(r, &wanted, &f), 0);
		config(r, CONFIG, one, 1);
		layer(r, DIFF1, LAYER1, 11);
		run(r, 2);
		assert_int_equal(resynth_next(r, &m), 0);
		assert_string_equal(m.recipe, cases[i].recipe);
		assert_string_equal(m.producer, "no pusher known here");
		assert_true(span_is(m.bytes, cases[i].text));
		resynth_free(r);
	}
}

/* The grid is what it says: orders 6, types 3, indents 6, newline 2, places of the media type 6; and all off it. */
static void the_grid_has_every_point(void **state)
{
	static const char *const one[] = { DIFF1 };
	struct resynth *r = fresh();
	struct resynth_cost cost;

	(void)state;
	want(r, vectors[1].digest);
	config(r, CONFIG, one, 1);
	layer(r, DIFF1, LAYER1, 11);
	run(r, 1);
	resynth_costs(r, &cost);
	assert_in_range(cost.candidates, 6 * 3 * 6 * 2 * 6, 6 * 3 * 6 * 2 * 6 + 16);
	assert_false(cost.bounded);
	resynth_free(r);
}

#define OCI_MANIFEST "application/vnd.oci.image.manifest.v1+json"

/* An index as a script writes it: keys sorted, a blank after commas and colons. */
static void an_index_of_no_known_pusher_is_found(void **state)
{
	static const char text[] = "{\"manifests\": [{\"digest\": \"" LAYER1 "\", \"mediaType\": \"" OCI_MANIFEST "\", "
				   "\"platform\": {\"architecture\": \"amd64\", \"os\": \"linux\"}, \"size\": 11}], "
				   "\"mediaType\": \"application/vnd.oci.image.index.v1+json\", \"schemaVersion\": 2}\n";
	struct fault f = FAULT_INIT;
	struct resynth *r = fresh();
	struct digest member = digest(LAYER1), wanted = hash(text);
	struct resynth_child a = { member, 11, span_of(OCI_MANIFEST), span_of("amd64"), span_of("linux"), SPAN_NONE, false };
	struct resynth_match m;

	(void)state;
	assert_int_equal(resynth_want(r, &wanted, &f), 0);
	assert_int_equal(resynth_child(r, &a, &f), 0);
	assert_int_equal(resynth_group(r, &member, 1, &f), 0);
	run(r, 1);
	assert_int_equal(resynth_next(r, &m), 0);
	assert_string_equal(m.recipe, "sorted, sorted, oci, spaced, newline");
	assert_true(span_is(m.bytes, text));
	resynth_free(r);
}

/* An index as crane writes it, by hand. */
static void an_index_is_found_in_whatever_order_its_children_come(void **state)
{
	static const char text[] = "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.index.v1+json\","
				   "\"manifests\":["
				   "{\"mediaType\":\"" OCI_MANIFEST "\",\"size\":22,\"digest\":\"" LAYER2 "\","
				   "\"platform\":{\"architecture\":\"arm64\",\"os\":\"linux\",\"variant\":\"v8\"}},"
				   "{\"mediaType\":\"" OCI_MANIFEST "\",\"size\":11,\"digest\":\"" LAYER1 "\","
				   "\"platform\":{\"architecture\":\"amd64\",\"os\":\"linux\"}}]}";
	struct fault f = FAULT_INIT;
	struct resynth *r = fresh();
	struct digest members[3] = { digest(LAYER1), digest(LAYER2), digest(CONFIG) }, wanted = hash(text);
	struct resynth_child a = { members[0], 11, span_of(OCI_MANIFEST), span_of("amd64"), span_of("linux"),
		                   SPAN_NONE, false };
	struct resynth_child b = { members[1], 22, span_of(OCI_MANIFEST), span_of("arm64"), span_of("linux"),
		                   span_of("v8"), false };
	struct resynth_child c = { members[2], 7, span_of(OCI_MANIFEST), span_of("s390x"), span_of("linux"),
		                   SPAN_NONE, false };
	struct resynth_match m;

	(void)state;
	assert_int_equal(resynth_want(r, &wanted, &f), 0);
	assert_int_equal(resynth_child(r, &a, &f), 0);
	assert_int_equal(resynth_child(r, &b, &f), 0);
	assert_int_equal(resynth_child(r, &c, &f), 0);
	assert_int_equal(resynth_group(r, members, 3, &f), 0);
	run(r, 1);
	assert_int_equal(resynth_next(r, &m), 0);
	assert_true(m.index);
	assert_string_equal(m.recipe, "LOCg");
	assert_true(span_is(m.bytes, text));
	resynth_free(r);
}

/* A registry of thousands of repositories, and one lost index that none of them explains. */
static void many_groups_are_not_tried_without_end(void **state)
{
	struct fault f = FAULT_INIT;
	struct digest members[3] = { digest(LAYER1), digest(LAYER2), digest(CONFIG) }, wanted = hash("of another time");
	uint64_t few = 0;

	(void)state;
	for (size_t groups = 200; groups <= 4000; groups += 1900) {
		struct resynth *r = fresh();
		struct resynth_cost cost;

		assert_int_equal(resynth_want(r, &wanted, &f), 0);
		for (size_t i = 0; i < COUNT(members); i++) {
			struct resynth_child c = { members[i], 11 + i, span_of(OCI_MANIFEST), span_of("amd64"), span_of("linux"),
				                   SPAN_NONE, false };

			assert_int_equal(resynth_child(r, &c, &f), 0);
		}
		for (size_t i = 0; i < groups; i++)
			assert_int_equal(resynth_group(r, members, COUNT(members), &f), 0);
		run(r, 1);
		resynth_costs(r, &cost);
		few = few == 0 ? cost.candidates : few;
		assert_true(cost.bounded);
		assert_true(cost.candidates < few + 20 * limit_kind(LIMIT_resynth_orders)->standard); /* known pushers' styles alone */
		resynth_free(r);
	}
}

/* Each group of three has 16 orders: as given, three of one, six of two, six of three. */
static void orders_beyond_a_bound_are_counted(void **state)
{
	enum { GROUPS = 20, ORDERS = 16 * GROUPS };
	static const struct {
		uint32_t grids, orders;
		uint64_t grids_left, orders_left;
	} cases[] = {
		{ ORDERS, 1, 0, 0 },
		{ ORDERS - 1, 1, 1, 0 },
		{ 100, ORDERS - 100, ORDERS - 100, 0 },
		{ 100, ORDERS - 101, ORDERS - 100, 1 },
	};
	struct digest members[3] = { digest(LAYER1), digest(LAYER2), digest(CONFIG) }, wanted = hash("of another time");

	(void)state;
	for (size_t k = 0; k < COUNT(cases); k++) {
		struct resynth *r = fresh();
		struct fault f = FAULT_INIT;
		struct limits limits = LIMITS_DEFAULT;
		struct bites bites = { .left_out = { 0 } };
		struct watch watch = { .bites = &bites, .limits = &limits };

		limits.resynth_grids = cases[k].grids;
		limits.resynth_orders = cases[k].orders;
		assert_int_equal(resynth_want(r, &wanted, &f), 0);
		for (size_t i = 0; i < COUNT(members); i++) {
			struct resynth_child c = { members[i], 11 + i, span_of(OCI_MANIFEST), span_of("amd64"), span_of("linux"),
				                   SPAN_NONE, false };

			assert_int_equal(resynth_child(r, &c, &f), 0);
		}
		for (size_t i = 0; i < GROUPS; i++)
			assert_int_equal(resynth_group(r, members, COUNT(members), &f), 0);
		assert_int_equal(resynth_run(r, 1, &watch, &f), 0);
		assert_int_equal(bites.left_out[LIMIT_resynth_grids], cases[k].grids_left);
		assert_int_equal(bites.left_out[LIMIT_resynth_orders], cases[k].orders_left);
		resynth_free(r);
	}
}

/* Two layers, three blobs for each: 3 x 3 choices, of each of three configs. */
static void what_a_config_leaves_out_is_counted(void **state)
{
	static const struct {
		uint32_t choices, configs;
		uint64_t choices_left, configs_left;
	} cases[] = {
		{ 9, 3, 0, 0 },
		{ 8, 3, 3, 0 },
		{ 4, 2, 3 * 5, 1 },
	};
	static const char *const names[] = { LAYER1, LAYER2, CONFIG };
	static const char *const configs[] = { CONFIG, DIFF1, DIFF2 };

	(void)state;
	for (size_t k = 0; k < COUNT(cases); k++)
		for (unsigned workers = 1; workers < 3; workers++) {
			struct resynth *r = fresh();
			struct fault f = FAULT_INIT;
			struct limits limits = LIMITS_DEFAULT;
			struct bites bites = { .left_out = { 0 } };
			struct watch watch = { .bites = &bites, .limits = &limits };
			struct digest wanted = hash("of another registry");

			limits.resynth_choices = cases[k].choices;
			limits.resynth_configs = cases[k].configs;
			assert_int_equal(resynth_want(r, &wanted, &f), 0);
			for (size_t i = 0; i < COUNT(configs); i++)
				config(r, configs[i], both, 2);
			for (size_t i = 0; i < COUNT(names); i++) {
				layer(r, DIFF1, names[i], 11 + i);
				layer(r, DIFF2, names[i], 21 + i);
			}
			assert_int_equal(resynth_run(r, workers, &watch, &f), 0);
			assert_int_equal(bites.left_out[LIMIT_resynth_choices], cases[k].choices_left);
			assert_int_equal(bites.left_out[LIMIT_resynth_configs], cases[k].configs_left);
			resynth_free(r);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_a_config_leaves_out_is_counted),
		cmocka_unit_test(many_groups_are_not_tried_without_end),
		cmocka_unit_test(orders_beyond_a_bound_are_counted),
		cmocka_unit_test(every_published_vector_is_found_in_its_style),
		cmocka_unit_test(of_several_packings_the_right_one_is_taken),
		cmocka_unit_test(a_base_image_is_taken_from_those_known),
		cmocka_unit_test(nothing_is_found_when_a_part_is_wrong),
		cmocka_unit_test(one_unknown_size_is_searched),
		cmocka_unit_test(two_lost_layers_are_given_up),
		cmocka_unit_test(what_a_log_lists_is_tried_as_it_stands),
		cmocka_unit_test(a_style_of_no_known_pusher_is_found),
		cmocka_unit_test(the_grid_has_every_point),
		cmocka_unit_test(an_index_of_no_known_pusher_is_found),
		cmocka_unit_test(an_index_is_found_in_whatever_order_its_children_come),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
