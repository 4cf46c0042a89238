/* format/media_type.c - what a media type says of the blob it is given to (formats(7), "Media types"). */
#include "format/format.h"

#define DOCKER "application/vnd.docker."
#define OCI "application/vnd.oci."

struct rule {
	const char *type;
	enum blob_kind kind;
	bool prefix, foreign;
};

static const struct rule rules[] = {
	{ DOCKER "distribution.manifest.v1+json", BLOB_MANIFEST, false, false },
	{ DOCKER "distribution.manifest.v1+prettyjws", BLOB_MANIFEST, false, false },
	{ DOCKER "distribution.manifest.v2+json", BLOB_MANIFEST, false, false },
	{ DOCKER "distribution.manifest.list.v2+json", BLOB_INDEX, false, false },
	{ DOCKER "container.image.v1+json", BLOB_CONFIG, false, false },
	{ DOCKER "plugin.v1+json", BLOB_CONFIG, false, false },
	{ DOCKER "image.rootfs.foreign.diff.tar", BLOB_LAYER, true, true },
	{ DOCKER "image.rootfs.diff.tar", BLOB_LAYER, true, false },
	{ DOCKER "container.image.rootfs.diff+x-gtar", BLOB_LAYER, false, false },
	{ OCI "image.manifest.v1+json", BLOB_MANIFEST, false, false },
	{ OCI "image.index.v1+json", BLOB_INDEX, false, false },
	{ OCI "image.config.v1+json", BLOB_CONFIG, false, false },
	{ OCI "image.layer.nondistributable.v1.tar", BLOB_LAYER, true, true },
	{ OCI "image.layer.v1.tar", BLOB_LAYER, true, false },
	{ OCI "artifact.manifest.v1+json", BLOB_MANIFEST, false, false },
	{ OCI "empty.v1+json", BLOB_ARTIFACT, false, false },
	{ "application/vnd.in-toto", BLOB_SIGNATURE, true, false },
	{ "application/vnd.dev.cosign.simplesigning.v1+json", BLOB_SIGNATURE, false, false },
	{ "application/vnd.dsse.envelope.v1+json", BLOB_SIGNATURE, false, false },
	{ "application/vnd.dev.sigstore.bundle", BLOB_SIGNATURE, true, false },
	{ "application/vnd.cncf.notary", BLOB_SIGNATURE, true, false },
	{ "application/jose+json", BLOB_SIGNATURE, false, false },
	{ "application/cose", BLOB_SIGNATURE, false, false },
	{ "application/vnd.buildkit.cacheconfig", BLOB_CONFIG, true, false },
	{ "application/vnd.cncf.helm.", BLOB_ARTIFACT, true, false },
	{ "application/vnd.cncf.flux.", BLOB_ARTIFACT, true, false },
	{ "application/vnd.wasm.", BLOB_ARTIFACT, true, false },
	{ "application/wasm", BLOB_ARTIFACT, false, false },
	{ "application/vnd.sylabs.", BLOB_ARTIFACT, true, false },
	{ "application/vnd.amazon.soci.", BLOB_ARTIFACT, true, false },
	{ "application/spdx+json", BLOB_ARTIFACT, false, false },
	{ "application/vnd.cyclonedx", BLOB_ARTIFACT, true, false },
	{ "application/vnd.unknown.", BLOB_ARTIFACT, true, false },
};

static const struct rule *rule_of(struct span type)
{
	for (size_t i = 0; i < COUNT(rules); i++) {
		struct span rule = span_of(rules[i].type);

		if (rules[i].prefix ? span_starts(type, rule) : span_eq(type, rule))
			return &rules[i];
	}
	return NULL;
}

enum blob_kind media_type_kind(struct span type)
{
	const struct rule *r = rule_of(type);

	return r == NULL ? BLOB_UNSET : r->kind;
}

static bool holds(struct span s, const char *text)
{
	size_t n = strlen(text);

	for (size_t i = 0; i + n <= s.n; i++)
		if (memcmp(s.p + i, text, n) == 0)
			return true;
	return false;
}

bool media_type_tar(struct span type, struct span annotations)
{
	const struct rule *r = rule_of(type);
	bool tar = type.n == 0 || (r != NULL && r->kind == BLOB_LAYER) || holds(type, ".tar") ||
	           holds(type, "x-gtar") || holds(type, "application/gzip") || holds(type, "application/x-tar");

	/* a Nydus image keeps its files in blobs of its own; the layer with their tree is no layer of them */
	return tar && !holds(type, "+encrypted") && !holds(annotations, "\"containerd.io/snapshot/nydus-");
}

bool media_type_readable(struct span type)
{
	static const char *const ends[] = { ".tar", ".tar+gzip", ".tar.gzip", ".tar+zstd", ".tar.zstd" };

	for (size_t i = 0; i < COUNT(ends); i++)
		if (span_ends(type, span_of(ends[i])))
			return true;
	return false;
}

bool media_type_foreign(struct span type)
{
	const struct rule *r = rule_of(type);

	return r != NULL && r->foreign;
}
