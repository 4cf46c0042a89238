/*
 * format/go_manifest.c - a manifest as the registry's own collector reads it: by encoding/json into its
 * structs, whatever the bytes hash to. Names of members without regard to case, the last of repeated ones,
 * null as nothing, a value of another type as an error that ends the run (sherd-formats(7), "Collection").
 */
#include "base/utf8.h"
#include "format/format.h"
#include "format/json_scan.h"

#include <stdio.h>

#define DOCKER_MANIFEST "application/vnd.docker.distribution.manifest.v2+json"
#define DOCKER_LIST "application/vnd.docker.distribution.manifest.list.v2+json"
#define OCI_MANIFEST "application/vnd.oci.image.manifest.v1+json"
#define OCI_INDEX "application/vnd.oci.image.index.v1+json"

struct go_reader {
	struct scan s;
	struct go_manifest *out;
	struct arena arena;
	const char *wrong; /* the member whose type ends the reading; NULL: none so far */
	struct fault *f;
};

enum type { STRING, INTEGER, STRINGS, STRING_MAP, PLATFORM, OLD_PLATFORM, DIGEST_VALUE, DESCRIPTORS, OLD_DESCRIPTORS,
	    DESCRIPTOR, LAYERS_1, HISTORY_1, SUM_1 };

struct go_member {
	const char *name;
	enum type type;
};

/* The structs of the collector's source: member and type. */
static const struct go_member versioned[] = { { "schemaVersion", INTEGER }, { "mediaType", STRING } };
static const struct go_member image[] = { { "schemaVersion", INTEGER },    { "mediaType", STRING },
	                               { "config", DESCRIPTOR },        { "layers", DESCRIPTORS } };
static const struct go_member oci_image[] = { { "schemaVersion", INTEGER }, { "mediaType", STRING },
	                                   { "config", DESCRIPTOR },     { "layers", DESCRIPTORS },
	                                   { "annotations", STRING_MAP } };
static const struct go_member list[] = { { "schemaVersion", INTEGER }, { "mediaType", STRING },
	                              { "manifests", OLD_DESCRIPTORS } };
static const struct go_member oci_index[] = { { "schemaVersion", INTEGER }, { "mediaType", STRING },
	                                   { "manifests", DESCRIPTORS }, { "annotations", STRING_MAP } };
static const struct go_member schema_1[] = { { "schemaVersion", INTEGER }, { "mediaType", STRING }, { "name", STRING },
	                                  { "tag", STRING },            { "architecture", STRING },
	                                  { "fsLayers", LAYERS_1 },     { "history", HISTORY_1 } };
static const struct go_member descriptor[] = { { "mediaType", STRING }, { "size", INTEGER }, { "digest", DIGEST_VALUE },
	                                    { "urls", STRINGS },     { "annotations", STRING_MAP },
	                                    { "platform", PLATFORM } };
static const struct go_member old_descriptor[] = { { "mediaType", STRING }, { "size", INTEGER }, { "digest", DIGEST_VALUE },
	                                        { "urls", STRINGS },     { "annotations", STRING_MAP },
	                                        { "platform", OLD_PLATFORM } };
static const struct go_member platform[] = { { "architecture", STRING }, { "os", STRING },      { "os.version", STRING },
	                                  { "os.features", STRINGS }, { "variant", STRING } };
static const struct go_member old_platform[] = { { "architecture", STRING }, { "os", STRING },
	                                      { "os.version", STRING },   { "os.features", STRINGS },
	                                      { "variant", STRING },      { "features", STRINGS } };
static const struct go_member layer_1[] = { { "blobSum", DIGEST_VALUE } };
static const struct go_member history_1[] = { { "v1Compatibility", STRING } };

static uint8_t lower(uint8_t c)
{
	return c >= 'A' && c <= 'Z' ? (uint8_t)(c + 32) : c;
}

static bool same_name(struct span a, const char *name)
{
	struct span b = span_of(name);

	if (a.n != b.n)
		return false;
	for (size_t i = 0; i < a.n; i++)
		if (lower(a.p[i]) != lower(b.p[i]))
			return false;
	return true;
}

static enum token_kind kind_at(const struct go_reader *g, uint32_t token)
{
	return (enum token_kind)g->s.tokens.v[token].kind;
}

static void mismatch(struct go_reader *g, const char *name)
{
	if (g->wrong == NULL)
		g->wrong = name;
}

/* A number that Go puts into an int64: digits, no fraction, no exponent. */
static bool is_integer(const struct go_reader *g, uint32_t token)
{
	struct span s = scan_raw(&g->s, token);
	uint64_t v = 0;
	bool minus = s.n > 0 && s.p[0] == '-';

	if (kind_at(g, token) != TOKEN_NUMBER)
		return false;
	for (size_t i = minus; i < s.n; i++) {
		uint64_t digit = (uint64_t)(s.p[i] - '0');

		if (digit > 9 || v > (UINT64_MAX - digit) / 10)
			return false;
		v = v * 10 + digit;
	}
	return v <= (uint64_t)INT64_MAX + minus;
}

static void check_strings(struct go_reader *g, uint32_t token, const char *name)
{
	if (kind_at(g, token) != TOKEN_ARRAY) {
		mismatch(g, name);
		return;
	}
	for (uint32_t e = scan_first(&g->s, token); e != NO_TOKEN; e = scan_sibling(&g->s, e))
		if (kind_at(g, e) != TOKEN_STRING && kind_at(g, e) != TOKEN_NULL)
			mismatch(g, name);
}

static void check_map(struct go_reader *g, uint32_t token, const char *name)
{
	if (kind_at(g, token) != TOKEN_OBJECT) {
		mismatch(g, name);
		return;
	}
	for (uint32_t k = scan_first(&g->s, token); k != NO_TOKEN; k = scan_sibling(&g->s, k))
		if (kind_at(g, k + 1) != TOKEN_STRING && kind_at(g, k + 1) != TOKEN_NULL)
			mismatch(g, name);
}

static int take_digest(struct go_reader *g, uint32_t token, struct digest *out)
{
	struct span text;

	if (kind_at(g, token) != TOKEN_STRING) {
		mismatch(g, "digest");
		return 0;
	}
	if (scan_text(&g->s, token, &g->arena, &text, g->f) < 0)
		return -1;
	if (digest_parse(out, text) != 0) /* kept as any other string, and no blob goes by it */
		*out = (struct digest){ .alg = DIGEST_NONE };
	return 0;
}

static int take_object(struct go_reader *g, uint32_t token, const struct go_member *members, size_t n, const char *name,
                       struct digest *digest);

/* An array into a slice whose elements an earlier array of the same name may have filled. */
static int take_array(struct go_reader *g, uint32_t token, const struct go_member *members, size_t n, const char *name)
{
	size_t at = 0;

	if (kind_at(g, token) != TOKEN_ARRAY) {
		mismatch(g, name);
		return 0;
	}
	for (uint32_t e = scan_first(&g->s, token); e != NO_TOKEN; e = scan_sibling(&g->s, e), at++) {
		struct digest none = { .alg = DIGEST_NONE };

		if (at == g->out->list.n && VEC_PUSH(&g->out->list, none, g->f) < 0)
			return -1;
		if (kind_at(g, e) != TOKEN_NULL && take_object(g, e, members, n, name, &g->out->list.v[at]) < 0)
			return -1;
	}
	g->out->list.n = at;
	g->out->has_list = true;
	return 0;
}

#define OBJECT(members, digest) take_object(g, token, members, COUNT(members), m->name, digest)
#define ARRAY(members) take_array(g, token, members, COUNT(members), m->name)

static int take(struct go_reader *g, uint32_t token, const struct go_member *m, struct digest *digest)
{
	if (kind_at(g, token) == TOKEN_NULL) {
		if (m->type == DESCRIPTORS || m->type == OLD_DESCRIPTORS || m->type == LAYERS_1)
			g->out->list.n = g->out->has_list = 0;
		return 0;
	}
	switch (m->type) {
	case STRING:
		if (kind_at(g, token) != TOKEN_STRING)
			mismatch(g, m->name);
		return 0;
	case INTEGER:
		if (!is_integer(g, token))
			mismatch(g, m->name);
		return 0;
	case STRINGS:
		check_strings(g, token, m->name);
		return 0;
	case STRING_MAP:
		check_map(g, token, m->name);
		return 0;
	case DIGEST_VALUE:
		return take_digest(g, token, digest);
	case PLATFORM:
		return OBJECT(platform, NULL);
	case OLD_PLATFORM:
		return OBJECT(old_platform, NULL);
	case DESCRIPTOR:
		return OBJECT(descriptor, &g->out->config);
	case DESCRIPTORS:
		return ARRAY(descriptor);
	case OLD_DESCRIPTORS:
		return ARRAY(old_descriptor);
	case LAYERS_1:
		return ARRAY(layer_1);
	case HISTORY_1:
	default:
		return kind_at(g, token) == TOKEN_ARRAY ? 0 : (mismatch(g, m->name), 0);
	}
}

static const struct go_member *member_of(struct go_reader *g, uint32_t key, const struct go_member *members, size_t n)
{
	struct span name = SPAN_NONE;

	if (scan_text(&g->s, key, &g->arena, &name, g->f) < 0)
		return NULL;
	for (size_t i = 0; i < n; i++)
		if (same_name(name, members[i].name))
			return &members[i];
	return NULL;
}

static int take_object(struct go_reader *g, uint32_t token, const struct go_member *members, size_t n, const char *name,
                       struct digest *digest)
{
	if (kind_at(g, token) != TOKEN_OBJECT) {
		mismatch(g, name);
		return 0;
	}
	for (uint32_t k = scan_first(&g->s, token); k != NO_TOKEN; k = scan_sibling(&g->s, k)) {
		const struct go_member *m = member_of(g, k, members, n);

		if (g->f->kind != FAULT_NONE || (m != NULL && take(g, k + 1, m, digest) < 0))
			return -1;
	}
	return 0;
}

#define READ(members) take_object(g, 0, members, COUNT(members), "document", NULL)

/* History of schema 1: an array of objects with one string each. */
static int read_history(struct go_reader *g)
{
	for (uint32_t k = scan_first(&g->s, 0); k != NO_TOKEN; k = scan_sibling(&g->s, k)) {
		const struct go_member *m = member_of(g, k, schema_1, COUNT(schema_1));

		if (m == NULL || m->type != HISTORY_1 || kind_at(g, k + 1) != TOKEN_ARRAY)
			continue;
		for (uint32_t e = scan_first(&g->s, k + 1); e != NO_TOKEN; e = scan_sibling(&g->s, e))
			if (kind_at(g, e) != TOKEN_NULL &&
			    take_object(g, e, history_1, COUNT(history_1), m->name, NULL) < 0)
				return -1;
	}
	return g->f->kind != FAULT_NONE ? -1 : 0;
}

/* The last value of a member of the document itself; NO_TOKEN when none is there or it is null. */
static uint32_t top_member(struct go_reader *g, const char *name)
{
	uint32_t found = NO_TOKEN;

	for (uint32_t k = scan_first(&g->s, 0); k != NO_TOKEN; k = scan_sibling(&g->s, k)) {
		struct span text = SPAN_NONE;

		if (scan_text(&g->s, k, &g->arena, &text, g->f) < 0)
			return NO_TOKEN;
		if (same_name(text, name) && kind_at(g, k + 1) != TOKEN_NULL)
			found = k + 1;
	}
	return found;
}

static int refuse(struct go_manifest *out, const char *format, struct span what)
{
	char shown[80];

	(void)snprintf(shown, sizeof shown, "%.*s", (int)(what.n > 60 ? 60 : what.n), (const char *)what.p);
	for (char *c = shown; *c != '\0'; c++)
		if (*c < ' ' || *c == 127)
			*c = '?';
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	(void)snprintf(out->why, sizeof out->why, format, shown);
#pragma GCC diagnostic pop
	return GO_REFUSED;
}

static void drop_references(struct go_reader *g)
{
	g->out->list.n = 0;
	g->out->has_list = false;
	g->out->config = (struct digest){ .alg = DIGEST_NONE };
}

static int read_version_2(struct go_reader *g, bool three, struct span type)
{
	if (span_is(type, DOCKER_MANIFEST))
		return READ(image);
	if (span_is(type, OCI_MANIFEST))
		return READ(oci_image);
	if (span_is(type, DOCKER_LIST))
		return READ(list);
	if (span_is(type, OCI_INDEX))
		return three ? READ(oci_index) : READ(list);
	if (type.n > 0)
		return refuse(g->out, "its media type is %s, which the collector does not know", type);
	/* without a media type: an index when it has manifests, else an image */
	if ((three ? READ(oci_index) : READ(list)) < 0)
		return -1;
	if (g->wrong != NULL || g->out->has_list)
		return 0;
	drop_references(g);
	return READ(oci_image);
}

static int read_object(struct go_reader *g, bool three)
{
	uint32_t version, type;
	struct span text = SPAN_NONE, number;
	int rc;

	if (READ(versioned) < 0)
		return -1;
	if (g->wrong != NULL)
		return 0;
	version = top_member(g, "schemaVersion");
	type = top_member(g, "mediaType");
	if (type != NO_TOKEN && scan_text(&g->s, type, &g->arena, &text, g->f) < 0)
		return -1;
	number = version == NO_TOKEN ? span_of("0") : scan_raw(&g->s, version);
	drop_references(g);
	if (span_is(number, "2"))
		return read_version_2(g, three, text);
	if (three || !span_is(number, "1"))
		return refuse(g->out, "its schema version is %s, which the collector does not know", number);
	rc = READ(schema_1);
	return rc < 0 ? -1 : read_history(g);
}

/* Go replaces what is no UTF-8 inside strings; outside of strings it is an error either way. */
static int tolerate(struct buf *out, struct span in, struct fault *f)
{
	for (size_t i = 0; i < in.n;) {
		uint32_t cp;
		size_t n = utf8_next(span_from(in, i), &cp);

		if ((n == 0 ? buf_add_byte(out, '?', f) : buf_add(out, span_sub(in, i, n), f)) < 0)
			return -1;
		i += n == 0 ? 1 : n;
	}
	return 0;
}

static int scan_bytes(struct go_reader *g, struct span bytes, struct buf *clean, const struct limits *limits)
{
	int rc = scan_json(&g->s, bytes, limits, g->f);

	if (rc != SCAN_MALFORMED || utf8_valid(bytes))
		return rc;
	scan_release(&g->s);
	memset(&g->s, 0, sizeof g->s);
	return tolerate(clean, bytes, g->f) < 0 ? -1 : scan_json(&g->s, buf_span(clean), limits, g->f);
}

static int read_bytes(struct go_reader *g, struct span bytes, bool three, struct buf *clean, const struct limits *limits)
{
	int rc = scan_bytes(g, bytes, clean, limits);

	if (rc < 0)
		return -1;
	if (rc == SCAN_TOO_DEEP || (rc != SCAN_FINE && g->s.tokens.n >= limits->json_values))
		return GO_UNTOLD;
	if (rc != SCAN_FINE || g->s.tokens.n == 0)
		return refuse(g->out, "its bytes are no JSON document%s", SPAN_NONE);
	if (kind_at(g, 0) != TOKEN_OBJECT && kind_at(g, 0) != TOKEN_NULL)
		return refuse(g->out, "its bytes are JSON, but no object%s", SPAN_NONE);
	if (kind_at(g, 0) == TOKEN_NULL)
		return refuse(g->out, "its schema version is %s, which the collector does not know", span_of("0"));
	rc = read_object(g, three);
	if (rc == 0 && g->wrong != NULL)
		return refuse(g->out, "its member %s is of another type than the collector reads", span_of(g->wrong));
	return rc;
}

int go_manifest_read(struct go_manifest *out, struct span bytes, bool three, const struct limits *limits, struct fault *f)
{
	struct go_reader g = { .out = out, .f = f };
	OWNED(buf) struct buf clean = BUF_INIT;
	int rc = read_bytes(&g, bytes, three, &clean, limits);

	scan_release(&g.s);
	arena_release(&g.arena);
	return rc;
}

void go_manifest_release(struct go_manifest *m)
{
	VEC_RELEASE(&m->list);
}
