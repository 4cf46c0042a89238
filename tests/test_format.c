/* tests/test_format.c - documents and small files: what is accepted, what is noted, where it stands. */
#include "format/format.h"
#include "hash/hash.h"
#include "support/cmocka.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HEX64 "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define HEXB "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
#define MANIFEST "application/vnd.oci.image.manifest.v1+json"
#define INDEX "application/vnd.oci.image.index.v1+json"
#define CONFIG "application/vnd.oci.image.config.v1+json"
#define D(hex, size) "{\"mediaType\":\"x/y\",\"digest\":\"sha256:" hex "\",\"size\":" size "}"

static const struct limits limits = LIMITS_DEFAULT;

static void parse(struct document *d, struct span text)
{
	struct fault f = FAULT_INIT;

	memset(d, 0, sizeof *d);
	assert_int_equal(document_parse(d, text, &limits, &f), 0);
}

static bool noted(const struct document *d, enum finding_code code)
{
	for (size_t i = 0; i < d->notes.n; i++)
		if (d->notes.v[i].code == code)
			return true;
	return false;
}

/* ---- JSON as such ------------------------------------------------------------------------------------ */

static const struct {
	const char *why, *text;
	bool fine;
} documents[] = {
	{ "empty object", "{}", true },
	{ "white space around", " \t\r\n{ } \n", true },
	{ "every kind of value", "{\"a\":[1,-0.5e+3,true,false,null,\"x\",{}]}", true },
	{ "escapes", "{\"a\\u0041\\n\\\"\":\"\\ud83d\\ude00\"}", true },
	{ "nothing", "", false },
	{ "trailing comma in object", "{\"a\":1,}", false },
	{ "trailing comma in array", "{\"a\":[1,]}", false },
	{ "comma missing", "{\"a\":1 \"b\":2}", false },
	{ "colon missing", "{\"a\" 1}", false },
	{ "key not a string", "{a:1}", false },
	{ "single quotes", "{'a':1}", false },
	{ "leading zero", "{\"a\":01}", false },
	{ "plus sign", "{\"a\":+1}", false },
	{ "point without digits", "{\"a\":1.}", false },
	{ "exponent without digits", "{\"a\":1e}", false },
	{ "control character in string", "{\"a\":\"\x01\"}", false },
	{ "escape that is none", "{\"a\":\"\\x\"}", false },
	{ "short unicode escape", "{\"a\":\"\\u12\"}", false },
	{ "bytes that are not UTF-8", "{\"a\":\"\xff\"}", false },
	{ "overlong UTF-8", "{\"a\":\"\xc0\xaf\"}", false },
	{ "cut off in a string", "{\"a\":\"b", false },
	{ "cut off in an object", "{\"a\":1", false },
	{ "bytes after the document", "{} x", false },
	{ "two documents", "{}{}", false },
	{ "mismatched brackets", "{\"a\":[}", false },
	{ "comment", "{/*x*/}", false },
	{ "NaN", "{\"a\":NaN}", false },
};

static void json_is_read_strictly(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(documents); i++) {
		OWNED(document) struct document d;

		parse(&d, span_of(documents[i].text));
		if ((d.kind != DOC_MALFORMED) != documents[i].fine || (documents[i].fine && d.notes.n > 0))
			fail_msg("%s: kind %s, %zu notes", documents[i].why, doc_kind_text(d.kind), d.notes.n);
	}
}

static void any_cut_of_a_document_is_told(void **state)
{
	static const char whole[] = "{\"schemaVersion\":2,\"config\":" D(HEX64, "7") ",\"layers\":[" D(HEXB, "9") "]}";

	(void)state;
	for (size_t n = 0; n < sizeof whole - 1; n++) {
		OWNED(document) struct document d;
		uint8_t *copy = (uint8_t *)malloc(n + 1); /* so that a read past the end is seen */

		assert_non_null(copy);
		memcpy(copy, whole, n);
		parse(&d, span_make(copy, n));
		assert_int_equal(d.kind, DOC_MALFORMED);
		free(copy);
	}
}

static void nesting_has_a_last_legal_depth(void **state)
{
	(void)state;
	for (int over = 0; over <= 1; over++) {
		OWNED(buf) struct buf text = BUF_INIT;
		OWNED(document) struct document d;
		struct fault f = FAULT_INIT;
		uint32_t depth = limits.json_depth + (uint32_t)over;

		for (uint32_t i = 0; i < depth; i++)
			assert_int_equal(buf_add_byte(&text, '[', &f), 0);
		for (uint32_t i = 0; i < depth; i++)
			assert_int_equal(buf_add_byte(&text, ']', &f), 0);
		parse(&d, buf_span(&text));
		assert_int_equal(noted(&d, FINDING_JSON_TOO_DEEP), over);
	}
}

/* ---- documents ------------------------------------------------------------------------------------------ */

static void a_manifest_says_where_each_digest_stands(void **state)
{
	static const char text[] = "{\"schemaVersion\":2,\"mediaType\":\"" MANIFEST "\",\"config\":{\"mediaType\":\"" CONFIG
				   "\",\"digest\":\"sha256:" HEX64 "\",\"size\":7},\"layers\":[" D(HEXB, "9") "," D(HEX64, "3")
				   "],\"subject\":" D(HEXB, "1") "}";
	static const struct {
		enum reference_rel rel;
		uint32_t position;
		uint64_t size;
		const char *pointer;
	} want[] = {
		{ REL_CONFIG, 0, 7, "/config/digest" },
		{ REL_LAYER, 0, 9, "/layers/0/digest" },
		{ REL_LAYER, 1, 3, "/layers/1/digest" },
		{ REL_SUBJECT, 0, 1, "/subject/digest" },
	};
	OWNED(document) struct document d;

	(void)state;
	parse(&d, span_of(text));
	assert_int_equal(d.kind, DOC_MANIFEST);
	assert_int_equal(d.image_kind, IMAGE_IMAGE);
	assert_false(d.media_type_inferred);
	assert_int_equal(d.notes.n, 0);
	assert_int_equal(d.refs.n, COUNT(want));
	for (size_t i = 0; i < COUNT(want); i++) {
		const struct reference *r = &d.refs.v[i];
		char name[DIGEST_TEXT];

		assert_int_equal(r->rel, want[i].rel);
		assert_int_equal(r->position, want[i].position);
		assert_true(r->has_size);
		assert_int_equal(r->size, want[i].size);
		assert_true(span_is(r->where.pointer, want[i].pointer));
		assert_true(span_eq(span_make(text + r->where.offset, r->where.length),
		                    span_of(digest_text(name, &r->digest))));
	}
}

static const struct {
	const char *why, *text;
	enum doc_kind kind;
	enum image_kind image;
	enum finding_code note; /* FINDING_NONE: none at all */
} kinds[] = {
	{ "manifest without media type", "{\"schemaVersion\":2,\"config\":" D(HEX64, "1") ",\"layers\":[]}",
	  DOC_MANIFEST, IMAGE_ARTIFACT, FINDING_NONE },
	{ "index without media type", "{\"schemaVersion\":2,\"manifests\":[]}", DOC_INDEX, IMAGE_INDEX, FINDING_NONE },
	{ "artifact by type", "{\"schemaVersion\":2,\"artifactType\":\"a/b\",\"config\":" D(HEX64, "1") ",\"layers\":[]}", DOC_MANIFEST,
	  IMAGE_ARTIFACT, FINDING_NONE },
	/* a registry finds no version in it, and serves none (distribution, registry/storage/manifeststore.go) */
	{ "a manifest without version", "{\"artifactType\":\"a/b\",\"config\":" D(HEX64, "1") ",\"layers\":[]}", DOC_MANIFEST,
	  IMAGE_ARTIFACT, FINDING_MANIFEST_NOT_SERVED },
	{ "artifact manifest", "{\"mediaType\":\"application/vnd.oci.artifact.manifest.v1+json\",\"blobs\":[]}",
	  DOC_ARTIFACT, IMAGE_ARTIFACT, FINDING_NONE },
	{ "schema 1", "{\"schemaVersion\":1,\"fsLayers\":[{\"blobSum\":\"sha256:" HEX64 "\"}],\"history\":[]}",
	  DOC_SCHEMA1, IMAGE_SCHEMA1, FINDING_NONE },
	{ "config", "{\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\"sha256:" HEX64 "\"]}}", DOC_CONFIG, IMAGE_UNSET,
	  FINDING_NONE },
	{ "cosign payload", "{\"critical\":{\"image\":{\"docker-manifest-digest\":\"sha256:" HEX64 "\"}}}",
	  DOC_SIMPLESIGNING, IMAGE_UNSET, FINDING_NONE },
	{ "something else", "{\"name\":\"chart\",\"version\":\"1\"}", DOC_OTHER, IMAGE_UNSET, FINDING_NONE },
	{ "both kinds at once", "{\"manifests\":[],\"layers\":[" D(HEX64, "1") "]}", DOC_INDEX, IMAGE_INDEX,
	  FINDING_DOCUMENT_AMBIGUOUS },
	{ "media type against content", "{\"mediaType\":\"" INDEX "\",\"layers\":[" D(HEX64, "1") "]}", DOC_MANIFEST,
	  IMAGE_IMAGE, FINDING_DOCUMENT_AMBIGUOUS },
	{ "a repeated key", "{\"layers\":[],\"layers\":[" D(HEX64, "1") "]}", DOC_MANIFEST, IMAGE_IMAGE,
	  FINDING_JSON_DUPLICATE_KEY },
	{ "a key repeated in escapes", "{\"layers\":[],\"\\u006cayers\":[]}", DOC_MANIFEST, IMAGE_IMAGE,
	  FINDING_JSON_DUPLICATE_KEY },
	{ "a key in another case", "{\"Layers\":[" D(HEX64, "1") "]}", DOC_MANIFEST, IMAGE_IMAGE, FINDING_JSON_KEY_CASE },
	{ "negative size", "{\"layers\":[" D(HEX64, "-1") "]}", DOC_MANIFEST, IMAGE_IMAGE, FINDING_DESCRIPTOR_MALFORMED },
	{ "size with a point", "{\"layers\":[" D(HEX64, "1.0") "]}", DOC_MANIFEST, IMAGE_IMAGE,
	  FINDING_DESCRIPTOR_MALFORMED },
	{ "size beyond 2^63", "{\"layers\":[" D(HEX64, "9223372036854775808") "]}", DOC_MANIFEST, IMAGE_IMAGE,
	  FINDING_DESCRIPTOR_MALFORMED },
	{ "largest size", "{\"schemaVersion\":2,\"layers\":[" D(HEX64, "9223372036854775807") "]}", DOC_MANIFEST, IMAGE_IMAGE, FINDING_NONE },
	{ "digest cut short", "{\"layers\":[{\"digest\":\"sha256:abc\",\"size\":1}]}", DOC_MANIFEST, IMAGE_IMAGE,
	  FINDING_DESCRIPTOR_MALFORMED },
	{ "layer that is no object", "{\"layers\":[7]}", DOC_MANIFEST, IMAGE_IMAGE, FINDING_DESCRIPTOR_MALFORMED },
};

static void documents_are_told_apart(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(kinds); i++) {
		OWNED(document) struct document d;
		bool as_wanted;

		parse(&d, span_of(kinds[i].text));
		as_wanted = kinds[i].note == FINDING_NONE ? d.notes.n == 0 : noted(&d, kinds[i].note);
		if (d.kind != kinds[i].kind || d.image_kind != kinds[i].image || !as_wanted)
			fail_msg("%s: kind %s, image %s, %zu notes, first %s", kinds[i].why, doc_kind_text(d.kind),
			         image_kind_text(d.image_kind), d.notes.n,
			         d.notes.n > 0 ? finding_kind(d.notes.v[0].code)->code : "none");
	}
}

static void the_registrys_reading_comes_first(void **state)
{
	OWNED(document) struct document d;
	size_t first = 0, other = 0;

	(void)state;
	parse(&d, span_of("{\"layers\":[" D(HEXB, "2") "],\"layers\":[" D(HEX64, "1") "]}"));
	for (size_t i = 0; i < d.refs.n; i++) {
		if (d.refs.v[i].reading == 0) {
			first++;
			assert_int_equal(d.refs.v[i].size, 1); /* Go takes the last */
		} else {
			other++;
			assert_int_equal(d.refs.v[i].size, 2);
		}
	}
	assert_int_equal(first, 1);
	assert_int_equal(other, 1);
}

static void schema1_is_numbered_base_first(void **state)
{
	static const char text[] =
		"{\"schemaVersion\":1,\"name\":\"a/b\",\"tag\":\"t\",\"fsLayers\":[{\"blobSum\":\"sha256:" HEX64
		"\"},{\"blobSum\":\"sha256:" HEXB "\"}],\"history\":[{\"v1Compatibility\":\"{\\\"created\\\":"
		"\\\"2020-01-02T03:04:05Z\\\",\\\"throwaway\\\":true}\"},{\"v1Compatibility\":\"{\\\"container_config\\\":"
		"{\\\"Cmd\\\":[\\\"sh\\\",\\\"-c\\\",\\\"x\\\"]}}\"}]}";
	OWNED(document) struct document d;
	char when[WHEN_TEXT];

	(void)state;
	parse(&d, span_of(text));
	assert_int_equal(d.refs.n, 2);
	assert_int_equal(d.refs.v[0].position, 1); /* the newest stands first in the document */
	assert_int_equal(d.refs.v[1].position, 0);
	assert_int_equal(d.history.n, 2);
	assert_true(span_is(d.history.v[0].created_by, "sh -c x"));
	assert_true(d.history.v[1].empty_layer);
	assert_string_equal(when_text(when, d.created), "2020-01-02T03:04:05Z");
}

static void foreign_layers_are_known(void **state)
{
	(void)state;
	assert_true(media_type_foreign(span_of("application/vnd.docker.image.rootfs.foreign.diff.tar.gzip")));
	assert_true(media_type_foreign(span_of("application/vnd.oci.image.layer.nondistributable.v1.tar+zstd")));
	assert_false(media_type_foreign(span_of("application/vnd.oci.image.layer.v1.tar+gzip")));
	assert_int_equal(media_type_kind(span_of("application/vnd.oci.image.layer.v1.tar+gzip")), BLOB_LAYER);
	assert_int_equal(media_type_kind(span_of("text/plain")), BLOB_UNSET);
}

/* ---- small files --------------------------------------------------------------------------------------------- */

static const struct {
	const char *why, *text;
	enum link_problem problem;
	bool digest;
} links[] = {
	{ "canonical", "sha256:" HEX64, LINK_FINE, true },
	{ "empty", "", LINK_IS_EMPTY, false },
	{ "newline kept by echo", "sha256:" HEX64 "\n", LINK_IS_MALFORMED, true },
	{ "upper case", "sha256:0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef", LINK_IS_MALFORMED, true },
	{ "one digit short", "sha256:123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", LINK_IS_MALFORMED, false },
	{ "no digest at all", "hello", LINK_IS_MALFORMED, false },
	{ "two digests", "sha256:" HEX64 "sha256:" HEX64, LINK_IS_MALFORMED, false },
};

static void links_are_one_digest(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(links); i++) {
		struct link_reading r;

		link_parse(&r, span_of(links[i].text));
		if (r.problem != links[i].problem || digest_set(&r.digest) != links[i].digest ||
		    (r.problem != LINK_FINE && r.why[0] == '\0'))
			fail_msg("%s: problem %d, digest %d, %s", links[i].why, (int)r.problem, digest_set(&r.digest), r.why);
	}
}

static void saved_states_finish_to_the_digest(void **state)
{
	/* sha256 of nothing, and of 70 zero bytes: state after one block, six bytes waiting */
	static const uint8_t start[108] = { 's', 'h', 'a', 3, 0x6a, 0x09, 0xe6, 0x67, 0xbb, 0x67, 0xae, 0x85, 0x3c,
		                            0x6e, 0xf3, 0x72, 0xa5, 0x4f, 0xf5, 0x3a, 0x51, 0x0e, 0x52, 0x7f, 0x9b,
		                            0x05, 0x68, 0x8c, 0x1f, 0x83, 0xd9, 0xab, 0x5b, 0xe0, 0xcd, 0x19 };
	struct fault f = FAULT_INIT;
	struct hashstate s;
	struct digest got, want;
	char why[128];

	(void)state;
	assert_int_equal(hashstate_parse(&s, span_make(start, sizeof start), why), 0);
	assert_int_equal(s.length, 0);
	assert_int_equal(hash_resume_sha256(&got, s.state, span_make(s.block, s.block_used), s.length, &f), 0);
	assert_int_equal(hash_span(&want, DIGEST_SHA256, SPAN_NONE, &f), 0);
	assert_true(digest_eq(&got, &want));
	for (size_t n = 0; n < sizeof start; n++) /* cut anywhere it is none */
		assert_int_equal(hashstate_parse(&s, span_make(start, n), why), 1);
}

static void startedat_is_one_time(void **state)
{
	struct when w;
	char why[128];

	(void)state;
	assert_int_equal(startedat_parse(&w, span_of("2026-11-23T18:46:53Z"), why), 0);
	assert_int_equal(startedat_parse(&w, span_of("2026-11-23T18:46:53Z\n"), why), 1);
	assert_int_equal(startedat_parse(&w, span_of(""), why), 1);
	assert_int_equal(startedat_parse(&w, span_of("2026-02-30T00:00:00Z"), why), 1);
}

static void cache_state_is_read(void **state)
{
	static const char text[] = "{\"lib/a@sha256:" HEX64 "\":{\"Key\":\"x\",\"ExpiryData\":"
				   "\"2026-11-30T18:54:01.326511876Z\",\"EntryType\":1}}";
	struct fault f = FAULT_INIT;
	struct scheduler s;
	char why[128];

	(void)state;
	memset(&s, 0, sizeof s);
	assert_int_equal(scheduler_parse(&s, span_of(text), &limits, why, &f), 0);
	assert_int_equal(s.entries.n, 1);
	assert_int_equal(s.entries.v[0].entry_type, 1);
	assert_true(s.entries.v[0].expiry.known);
	scheduler_release(&s);
	memset(&s, 0, sizeof s);
	assert_int_equal(scheduler_parse(&s, span_of("[]"), &limits, why, &f), 1);
	scheduler_release(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(json_is_read_strictly),
		cmocka_unit_test(any_cut_of_a_document_is_told),
		cmocka_unit_test(nesting_has_a_last_legal_depth),
		cmocka_unit_test(a_manifest_says_where_each_digest_stands),
		cmocka_unit_test(documents_are_told_apart),
		cmocka_unit_test(the_registrys_reading_comes_first),
		cmocka_unit_test(schema1_is_numbered_base_first),
		cmocka_unit_test(foreign_layers_are_known),
		cmocka_unit_test(links_are_one_digest),
		cmocka_unit_test(saved_states_finish_to_the_digest),
		cmocka_unit_test(startedat_is_one_time),
		cmocka_unit_test(cache_state_is_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
