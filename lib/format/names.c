/*
 * format/names.c - the files by which stores other than the registry name what they hold.
 * Formats: sherd-formats(7), "Other stores".
 */
#include "core/name.h"

#include "core/sentence.h"
#include "format/format.h"
#include "format/json_scan.h"
#include "format/names_bolt.h"

#include <stdarg.h>
#include <stdio.h>

enum { MAX_TEXT = 600 }; /* format: a name of 255 bytes, a tag of 128, a digest */

struct reading_names {
	struct scan *s;
	struct namings *out;
	struct fault *f;
};

static bool is_kind(const struct reading_names *r, uint32_t token, enum token_kind kind)
{
	return token != NO_TOKEN && r->s->tokens.v[token].kind == kind;
}

static uint32_t member(const struct reading_names *r, uint32_t object, const char *name)
{
	return is_kind(r, object, TOKEN_OBJECT) ? scan_member(r->s, object, name, true) : NO_TOKEN;
}

/* A string's text; empty when it is none. */
static int text_of(struct reading_names *r, uint32_t token, struct span *out)
{
	*out = SPAN_NONE;
	return is_kind(r, token, TOKEN_STRING) ? scan_text(r->s, token, &r->out->arena, out, r->f) : 0;
}

static int where_of(struct reading_names *r, uint32_t token, struct where *out)
{
	out->offset = r->s->tokens.v[token].offset;
	out->length = r->s->tokens.v[token].length;
	return scan_pointer(r->s, token, &r->out->arena, &out->pointer, r->f);
}

static bool digest_of(struct reading_names *r, uint32_t token, struct digest *out)
{
	memset(out, 0, sizeof *out);
	return is_kind(r, token, TOKEN_STRING) && digest_parse(out, scan_raw(r->s, token)) == 0;
}

static int add(struct reading_names *r, struct naming *n, uint32_t token)
{
	return where_of(r, token, &n->where) < 0 || VEC_PUSH(&r->out->v, *n, r->f) < 0 ? -1 : 0;
}

/* ---- OCI image layout: index.json ------------------------------------------------------------------ */

static int note_text(struct namings *out, enum finding_code code, struct where where, struct fault *f, const char *fmt, ...)
	__attribute__((format(printf, 5, 6)));

static int note_text(struct namings *out, enum finding_code code, struct where where, struct fault *f, const char *fmt, ...)
{
	struct naming_note n = { .code = code, .where = where };
	char text[240];
	va_list ap;

	va_start(ap, fmt);
	(void)vsentence(text, sizeof text, fmt, ap);
	va_end(ap);
	return arena_span(&out->arena, span_of(text), &n.text, f) < 0 || VEC_PUSH(&out->notes, n, f) < 0 ? -1 : 0;
}

static int note_entry(struct reading_names *r, uint32_t e)
{
	struct where where;

	if (where_of(r, e, &where) < 0)
		return -1;
	return note_text(r->out, FINDING_DESCRIPTOR_MALFORMED, where, r->f,
	                 S_ENTRY_LIST_IMAGES);
}

static int layout_entry(struct reading_names *r, uint32_t e)
{
	uint32_t notes = member(r, e, "annotations"), digest = member(r, e, "digest");
	struct naming n = { .kind = NAMING_LISTED };
	struct digest ignored;
	struct span name;

	if (!digest_of(r, digest, &n.digest))
		return note_entry(r, e);
	if (text_of(r, member(r, notes, "io.containerd.image.name"), &name) < 0)
		return -1;
	if (name.n > 0) {
		reference_split(name, &n.repository, &n.tag, &ignored);
	} else {
		if (text_of(r, member(r, notes, "org.opencontainers.image.ref.name"), &name) < 0)
			return -1;
		n.tag = name;
		if (!name_is_tag(name))
			reference_split(name, &n.repository, &n.tag, &ignored);
	}
	if (n.tag.n > 0)
		n.kind = NAMING_TAG;
	return add(r, &n, digest);
}

static int read_layout(struct reading_names *r)
{
	uint32_t list = member(r, 0, "manifests");

	if (!is_kind(r, list, TOKEN_ARRAY))
		return note_text(r->out, FINDING_JSON_MALFORMED, (struct where){ 0, r->s->in.n, SPAN_NONE }, r->f,
		                 S_FILE_SHOULD_NAME_IMAGES);
	r->out->store = STORE_IS_OCI_LAYOUT;
	for (uint32_t e = scan_first(r->s, list); e != NO_TOKEN; e = scan_sibling(r->s, e))
		if (layout_entry(r, e) < 0)
			return -1;
	return 0;
}

/* ---- manifest.json: docker save, skopeo dir: ---------------------------------------------------------- */

/* "<hex>.json" or "blobs/sha256/<hex>". */
static bool config_named(struct span path, struct digest *out)
{
	struct span hex = path;

	if (span_starts(hex, span_of("blobs/sha256/")))
		hex = span_from(hex, 13);
	else if (span_ends(hex, span_of(".json")))
		hex.n -= 5;
	return digest_parse_parts(out, span_of("sha256"), hex) == 0;
}

static int saved_image(struct reading_names *r, uint32_t e)
{
	uint32_t config = member(r, e, "Config"), tags = member(r, e, "RepoTags"), t;
	struct naming n = { .kind = NAMING_IMAGE_ID };
	struct digest ignored;
	struct span path;

	if (text_of(r, config, &path) < 0)
		return -1;
	if (!config_named(path, &n.digest))
		return 0;
	r->out->store = STORE_IS_DOCKER_ARCHIVE;
	t = is_kind(r, tags, TOKEN_ARRAY) ? scan_first(r->s, tags) : NO_TOKEN;
	if (t == NO_TOKEN)
		return add(r, &n, config);
	for (; t != NO_TOKEN; t = scan_sibling(r->s, t)) {
		struct span name;

		if (text_of(r, t, &name) < 0)
			return -1;
		reference_split(name, &n.repository, &n.tag, &ignored);
		if (name.n > 0 && add(r, &n, t) < 0)
			return -1;
	}
	return 0;
}

static int read_saved(struct reading_names *r)
{
	for (uint32_t e = scan_first(r->s, 0); e != NO_TOKEN; e = scan_sibling(r->s, e))
		if (saved_image(r, e) < 0)
			return -1;
	return 0;
}

/* What `dir:` keeps is the manifest itself; whether it is one, the document's reader says. */
static void read_copied(struct reading_names *r)
{
	uint32_t version = member(r, 0, "schemaVersion");

	if (!is_kind(r, version, TOKEN_NUMBER) ||
	    (!is_kind(r, member(r, 0, "layers"), TOKEN_ARRAY) && !is_kind(r, member(r, 0, "manifests"), TOKEN_ARRAY) &&
	     !is_kind(r, member(r, 0, "fsLayers"), TOKEN_ARRAY)))
		return;
	r->out->store = STORE_IS_COPIED_DIR;
	r->out->is_manifest = true;
}

/* ---- Docker's engine -------------------------------------------------------------------------------- */

/* {"Repositories":{"<repo>":{"<repo>:<tag>":"sha256:<id>","<repo>@sha256:<hex>":"sha256:<id>"}}} */
static int read_repositories(struct reading_names *r)
{
	uint32_t all = member(r, 0, "Repositories"), repo;

	if (!is_kind(r, all, TOKEN_OBJECT))
		return 0;
	for (repo = scan_first(r->s, all); repo != NO_TOKEN; repo = scan_sibling(r->s, repo)) {
		if (!is_kind(r, repo + 1, TOKEN_OBJECT))
			continue;
		for (uint32_t k = scan_first(r->s, repo + 1); k != NO_TOKEN; k = scan_sibling(r->s, k)) {
			struct naming n = { .kind = NAMING_IMAGE_ID };
			struct digest id, known;
			struct span name;

			if (text_of(r, k, &name) < 0)
				return -1;
			if (!digest_of(r, k + 1, &id))
				continue;
			reference_split(name, &n.repository, &n.tag, &known);
			n.digest = id;
			if (digest_set(&known)) {
				n.kind = NAMING_KNOWN;
				n.digest = known;
				n.other = id;
			}
			if (add(r, &n, k + 1) < 0)
				return -1;
		}
	}
	return 0;
}

/* ---- Docker before 1.10 ----------------------------------------------------------------------------- */

static bool is_id(struct span s)
{
	struct digest d;

	return digest_parse_parts(&d, span_of("sha256"), s) == 0;
}

/* One repository's {"<tag>":"<id>"}. The id is random; casedb/settle.c puts the digest of graph/<id>/json in its place. */
static int old_tags(struct reading_names *r, struct span repository, uint32_t tags)
{
	for (uint32_t k = scan_first(r->s, tags); k != NO_TOKEN; k = scan_sibling(r->s, k)) {
		struct naming n = { .kind = NAMING_IMAGE_ID, .repository = repository };
		struct span id;

		if (text_of(r, k, &n.tag) < 0 || text_of(r, k + 1, &id) < 0)
			return -1;
		if (digest_parse_parts(&n.digest, span_of("sha256"), id) == 0 && add(r, &n, k + 1) < 0)
			return -1;
	}
	return 0;
}

/* repositories-<driver>: {"Repositories":{"<repo>":{"<tag>":"<id>"}}}; graph/<id>/json: the image itself. */
static int read_old_engine(struct reading_names *r)
{
	uint32_t all = member(r, 0, "Repositories"), repo;
	struct span id = SPAN_NONE, name;

	if (text_of(r, member(r, 0, "id"), &id) < 0)
		return -1;
	r->out->is_manifest = is_id(id);
	if (is_id(id) || is_kind(r, all, TOKEN_OBJECT))
		r->out->store = STORE_IS_DOCKER_GRAPH;
	if (!is_kind(r, all, TOKEN_OBJECT))
		return 0;
	for (repo = scan_first(r->s, all); repo != NO_TOKEN; repo = scan_sibling(r->s, repo))
		if (text_of(r, repo, &name) < 0 || (is_kind(r, repo + 1, TOKEN_OBJECT) && old_tags(r, name, repo + 1) < 0))
			return -1;
	return 0;
}

/* distribution/v2metadata-by-diffid/sha256/<diff_id>: [{"Digest":...,"SourceRepository":...,"HMAC":...}] */
static int read_layer_sources(struct reading_names *r, const struct digest *diff_id)
{
	for (uint32_t e = scan_first(r->s, 0); e != NO_TOKEN; e = scan_sibling(r->s, e)) {
		struct naming n = { .kind = NAMING_DIFF_ID, .other = *diff_id };
		uint32_t digest = member(r, e, "Digest");

		if (!digest_of(r, digest, &n.digest))
			continue;
		if (text_of(r, member(r, e, "SourceRepository"), &n.repository) < 0 || add(r, &n, digest) < 0)
			return -1;
	}
	return 0;
}

/* A whole small file that is one digest: diffid-by-digest/sha256/<layer>, layerdb/sha256/<chain>/diff. */
static int read_diff_id(struct namings *out, const struct digest *layer, struct span bytes, struct fault *f)
{
	struct naming n = { .kind = NAMING_DIFF_ID, .digest = *layer, .where = { 0, bytes.n, SPAN_NONE } };

	if (digest_parse(&n.other, bytes) != 0)
		return 0;
	if (!digest_set(layer)) {
		n.kind = NAMING_HELD;
		n.digest = n.other;
		n.other = *layer;
	}
	return VEC_PUSH(&out->v, n, f);
}

/* ---- containers/storage ------------------------------------------------------------------------------- */

/* "names" or "names-history" of an image: references, which stand for it now or did. */
static int storage_names(struct reading_names *r, uint32_t names, enum naming_kind kind, const struct digest *image)
{
	if (!is_kind(r, names, TOKEN_ARRAY))
		return 0;
	for (uint32_t e = scan_first(r->s, names); e != NO_TOKEN; e = scan_sibling(r->s, e)) {
		struct naming n = { .kind = kind, .digest = *image };
		struct digest pinned;
		struct span reference;

		if (text_of(r, e, &reference) < 0)
			return -1;
		reference_split(reference, &n.repository, &n.tag, &pinned);
		if (kind == NAMING_TAG && n.tag.n == 0) /* by digest alone: the repository had it */
			n.kind = NAMING_KNOWN;
		if (n.repository.n > 0 && add(r, &n, e) < 0)
			return -1;
	}
	return 0;
}

static int storage_image(struct reading_names *r, uint32_t image)
{
	uint32_t digest = member(r, image, "digest"), names = member(r, image, "names");
	struct naming n = { .kind = NAMING_LISTED };

	if (!digest_of(r, digest, &n.digest))
		return 0;
	if (storage_names(r, names, NAMING_TAG, &n.digest) < 0 ||
	    storage_names(r, member(r, image, "names-history"), NAMING_KNOWN, &n.digest) < 0)
		return -1;
	return is_kind(r, names, TOKEN_ARRAY) && scan_first(r->s, names) != NO_TOKEN ? 0 : add(r, &n, digest);
}

/* What it was fetched as, what that inflates to, and the directory that has its files. */
static int storage_layer(struct reading_names *r, uint32_t layer)
{
	uint32_t packed = member(r, layer, "compressed-diff-digest"), diff = member(r, layer, "diff-digest");
	struct naming pair = { .kind = NAMING_DIFF_ID }, held = { .kind = NAMING_UNPACKED };

	if (!digest_of(r, diff, &held.digest) || text_of(r, member(r, layer, "id"), &held.tag) < 0)
		return r->f->kind == FAULT_NONE ? 0 : -1;
	pair.other = held.digest;
	if (digest_of(r, packed, &pair.digest) && !digest_eq(&pair.digest, &held.digest) && add(r, &pair, packed) < 0)
		return -1;
	return add(r, &held, diff);
}

/* The reference a container was made of: in its metadata, which is a JSON text in a string (libpod's or CRI-O's). */
static int storage_reference(struct reading_names *r, uint32_t container, struct span *out)
{
	static const struct limits limits = LIMITS_DEFAULT; /* of a text that a bounded one holds */
	OWNED(scan) struct scan inner = { .at = 0 };
	struct reading_names of = { &inner, r->out, r->f };
	struct span text;
	int rc;

	*out = SPAN_NONE;
	if (text_of(r, member(r, container, "metadata"), &text) < 0)
		return -1;
	rc = text.n == 0 ? 1 : scan_json(&inner, text, &limits, r->f);
	if (rc != 0 || inner.tokens.n == 0)
		return rc < 0 ? -1 : 0;
	return text_of(&of, member(&of, 0, "image-name"), out);
}

/* A container that was made of an image: which, when, by which name. */
static int storage_container(struct reading_names *r, uint32_t container)
{
	uint32_t image = member(r, container, "image");
	struct naming n = { .kind = NAMING_RAN, .time = WHEN_UNKNOWN };
	struct span reference, id, at;
	struct digest pinned;

	if (text_of(r, image, &id) < 0 || text_of(r, member(r, container, "created"), &at) < 0 ||
	    storage_reference(r, container, &reference) < 0)
		return -1;
	if (digest_parse_parts(&n.digest, span_of("sha256"), id) != 0)
		return 0;
	if (at.n == 0 || when_parse(&n.time, at) != 0)
		n.time = WHEN_UNKNOWN;
	reference_split(reference, &n.repository, &n.tag, &pinned);
	return add(r, &n, image);
}

/* images.json: [{"id","digest","names","names-history","layer"...}]; layers.json: [{"id","diff-digest",...}];
 * containers.json: [{"id","names","image","layer","metadata","created",...}]. */
static int read_storage(struct reading_names *r)
{
	for (uint32_t e = scan_first(r->s, 0); e != NO_TOKEN; e = scan_sibling(r->s, e)) {
		bool image = member(r, e, "layer") != NO_TOKEN && member(r, e, "digest") != NO_TOKEN;
		bool layer = member(r, e, "diff-digest") != NO_TOKEN;
		bool container = !image && !layer && member(r, e, "image") != NO_TOKEN && member(r, e, "layer") != NO_TOKEN;
		int rc = image ? storage_image(r, e) : layer ? storage_layer(r, e) : container ? storage_container(r, e) : 0;

		if (rc < 0)
			return -1;
		if (image || layer || container)
			r->out->store = STORE_IS_CONTAINERS;
	}
	return 0;
}

/* ---- containerd: ingest/<id>/ref ----------------------------------------------------------------------- */

/* "[<namespace>/<n>/]layer-sha256:<hex>", "manifest-sha256:<hex>" ... */
static int read_ref(struct namings *out, struct span bytes, struct fault *f)
{
	for (size_t i = 0; i + 71 <= bytes.n; i++) {
		struct naming n = { .kind = NAMING_KNOWN, .where = { i, 71, SPAN_NONE } };

		if (span_starts(span_from(bytes, i), span_of("sha256:")) &&
		    digest_parse(&n.digest, span_sub(bytes, i, 71)) == 0)
			return VEC_PUSH(&out->v, n, f);
	}
	return 0;
}

/* ---- a container's config.v2.json ------------------------------------------------------------------- */

static int note(struct reading_names *r, enum finding_code code, uint32_t token, const struct buf *text)
{
	struct naming_note n = { .code = code };

	if (where_of(r, token, &n.where) < 0 || arena_span(&r->out->arena, buf_span(text), &n.text, r->f) < 0)
		return -1;
	return VEC_PUSH(&r->out->notes, n, r->f);
}

static int add_short(struct buf *out, const char *before, struct span s, struct fault *f)
{
	if (s.n == 0 || out->n > MAX_TEXT)
		return 0;
	return buf_add_text(out, before, f) < 0 || buf_add(out, span_sub(s, 0, 240), f) < 0 ? -1 : 0;
}

/* Mounts as "<source> at <destination>". */
static int add_mounts(struct reading_names *r, struct buf *out)
{
	uint32_t all = member(r, 0, "MountPoints");

	if (!is_kind(r, all, TOKEN_OBJECT))
		return 0;
	for (uint32_t k = scan_first(r->s, all); k != NO_TOKEN; k = scan_sibling(r->s, k)) {
		struct span from, to;

		if (text_of(r, member(r, k + 1, "Source"), &from) < 0 || text_of(r, k, &to) < 0)
			return -1;
		if (from.n == 0 && text_of(r, member(r, k + 1, "Name"), &from) < 0)
			return -1;
		if (add_short(out, "; ", from, r->f) < 0 || add_short(out, " at ", to, r->f) < 0)
			return -1;
	}
	return 0;
}

/* Settings given by environment: REGISTRY_STORAGE_DELETE_ENABLED=true and the like; secrets are not told. */
static int add_environment(struct reading_names *r, uint32_t env, struct buf *out, bool *registry)
{
	if (!is_kind(r, env, TOKEN_ARRAY))
		return 0;
	for (uint32_t e = scan_first(r->s, env); e != NO_TOKEN; e = scan_sibling(r->s, e)) {
		struct span s, rest, name;
		bool secret = false;

		if (text_of(r, e, &s) < 0)
			return -1;
		if (!span_starts(s, span_of("REGISTRY_")))
			continue;
		*registry = true;
		rest = s;
		name = span_cut(&rest, '=');
		for (size_t i = 0; i + 6 <= name.n; i++)
			secret |= memcmp(name.p + i, "SECRET", 6) == 0 || memcmp(name.p + i, "PASSWO", 6) == 0 ||
			          memcmp(name.p + i, "CREDEN", 6) == 0;
		for (size_t i = 0; i + 3 <= name.n; i++)
			secret |= memcmp(name.p + i, "KEY", 3) == 0 || (i + 5 <= name.n && memcmp(name.p + i, "TOKEN", 5) == 0);
		/* an address with a user in it is a name only, too */
		for (size_t i = 0; i + 3 <= rest.n; i++)
			secret |= memcmp(rest.p + i, "://", 3) == 0 && span_find(rest, '@') != SIZE_MAX;
		if (add_short(out, "; ", secret ? name : s, r->f) < 0)
			return -1;
	}
	return 0;
}

static int read_container(struct reading_names *r)
{
	uint32_t config = member(r, 0, "Config"), image = member(r, 0, "Image");
	struct naming n = { .kind = NAMING_RAN, .time = WHEN_UNKNOWN };
	OWNED(buf) struct buf text = BUF_INIT;
	OWNED(buf) struct buf of = BUF_INIT; /* its image, mounts and settings */
	struct span name, reference, at, log;
	struct digest known;
	bool registry = false;

	if (text_of(r, member(r, config, "Image"), &reference) < 0 || text_of(r, member(r, 0, "Name"), &name) < 0 ||
	    text_of(r, member(r, member(r, 0, "State"), "StartedAt"), &at) < 0 ||
	    text_of(r, member(r, 0, "LogPath"), &log) < 0)
		return -1;
	if (at.n == 0 || when_parse(&n.time, at) != 0 || n.time.sec < 0) {
		n.time = WHEN_UNKNOWN;
		if (text_of(r, member(r, 0, "Created"), &at) < 0)
			return -1;
		if (when_parse(&n.time, at) != 0)
			n.time = WHEN_UNKNOWN;
	}
	reference_split(reference, &n.repository, &n.tag, &known);
	if (digest_of(r, image, &n.digest) && add(r, &n, image) < 0)
		return -1;
	if (digest_set(&known)) {
		n.other = n.digest;
		n.digest = known;
		n.kind = NAMING_KNOWN;
		if (add(r, &n, member(r, config, "Image")) < 0)
			return -1;
	}
	name = span_starts(name, span_of("/")) ? span_from(name, 1) : name;
	log = span_sub(log, 0, 240);
	if (add_short(&of, "", reference, r->f) < 0 || add_mounts(r, &of) < 0 ||
	    add_environment(r, member(r, config, "Env"), &of, &registry) < 0 ||
	    (log.n > 0 ? sentence_buf(&text, r->f, S_CONTAINER_IMAGE_LOG, (int)name.n, (const char *)name.p, (int)of.n,
	                              (const char *)of.p, (int)log.n, (const char *)log.p)
	               : sentence_buf(&text, r->f, S_CONTAINER_IMAGE, (int)name.n, (const char *)name.p, (int)of.n,
	                              (const char *)of.p)) < 0)
		return -1;
	registry |= span_is(n.repository, "registry") || span_ends(n.repository, span_of("/registry"));
	return registry ? note(r, FINDING_REGISTRY_CONTAINER, 0, &text) : 0;
}

/* Whether the file is such a one at all, what lies beside it tells (casedb/settle.c). */
static int unreadable(struct namings *out, uint64_t at, struct fault *f, const char *why)
{
	return note_text(out, FINDING_JSON_MALFORMED, (struct where){ at, 0, SPAN_NONE }, f,
	                 S_FILE_SHOULD_NAME, why);
}

/* ---- the door ---------------------------------------------------------------------------------------- */

static int read_json(struct reading_names *r, const struct place *place)
{
	bool object = r->s->tokens.v[0].kind == TOKEN_OBJECT, array = r->s->tokens.v[0].kind == TOKEN_ARRAY;

	if (place->role == ROLE_CONTAINER)
		return object ? read_container(r) : 0;
	switch (place->store) {
	case STORE_IS_OCI_LAYOUT:
		return read_layout(r);
	case STORE_IS_DOCKER_ARCHIVE:
		if (object)
			read_copied(r);
		if (array)
			return read_saved(r);
		return r->out->store != STORE_NONE ? 0 : unreadable(r->out, 0, r->f, S_NO_LIST);
	case STORE_IS_OLLAMA:
		if (object)
			read_copied(r);
		if (r->out->is_manifest)
			r->out->store = STORE_IS_OLLAMA;
		return 0;
	case STORE_IS_DOCKER_GRAPH:
		return object ? read_old_engine(r) : 0;
	case STORE_IS_CONTAINERS:
		return array ? read_storage(r) : 0;
	case STORE_IS_DOCKER_ENGINE:
		if (array && digest_set(&place->digest))
			return read_layer_sources(r, &place->digest);
		return object ? read_repositories(r) : 0;
	default:
		return 0;
	}
}

int namings_parse(struct namings *out, const struct place *place, struct span bytes, const struct limits *limits,
                  struct fault *f)
{
	OWNED(scan) struct scan s = { .at = 0 };
	struct reading_names r = { &s, out, f };
	int rc;

	if (place->role == ROLE_CONFIGURATION)
		return configuration_parse(out, bytes, limits, f);
	if (place->store == STORE_IS_NEXUS)
		return properties_parse(out, bytes, f);
	if (place->in_registry)
		out->store = place->store;
	if (place->store == STORE_IS_CONTAINERD) {
		rc = namings_bolt(out, bytes, f);
		if (rc == NAMES_BOLT_DAMAGED)
			return unreadable(out, 0, f, S_BOLT_PARTS_LEFT);
		return rc < 0 ? -1 : rc == NAMES_NO_BOLT && bytes.n <= limits->link_bytes ? read_ref(out, bytes, f) : 0;
	}
	if (place->store == STORE_IS_DOCKER_ENGINE && span_starts(bytes, span_of("sha256:")))
		return read_diff_id(out, &place->digest, bytes, f);
	rc = scan_json(&s, bytes, limits, f);
	if (rc < 0)
		return -1;
	if (rc != SCAN_FINE || s.tokens.n == 0)
		return place->role == ROLE_STORE_NAMES && place->store != STORE_IS_OLLAMA &&
				       place->store != STORE_IS_DOCKER_GRAPH
			       ? unreadable(out, s.at, f, s.why) : 0;
	return read_json(&r, place);
}
