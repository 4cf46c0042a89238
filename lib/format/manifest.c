/* format/manifest.c - image manifests (docker schema 2, OCI), indexes, OCI artifact manifests. */
#include "format/doc_parse.h"

#include "core/sentence.h"

#define DOCKER "application/vnd.docker."
#define OCI "application/vnd.oci.image."

static bool is_image_config(struct span type)
{
	return span_is(type, DOCKER "container.image.v1+json") || span_is(type, OCI "config.v1+json");
}

struct manifest_marks { /* what stands in the document; reading 0 */
	uint32_t config, layers, manifests, blobs, type;
	bool has_image; /* layers, or a config that is a descriptor */
	enum blob_kind says; /* the media type */
	struct span media_type;
};

static int read_marks(struct parse *p, uint32_t root, struct manifest_marks *m)
{
	m->config = doc_member(p, root, "config");
	m->layers = doc_member(p, root, "layers");
	m->manifests = doc_member(p, root, "manifests");
	m->blobs = doc_member(p, root, "blobs");
	m->type = doc_member(p, root, "mediaType");
	m->has_image = doc_is_kind(p, m->layers, TOKEN_ARRAY) ||
	               (doc_is_kind(p, m->config, TOKEN_OBJECT) && doc_member(p, m->config, "digest") != NO_TOKEN);
	if (doc_member_text(p, root, "mediaType", &m->media_type) < 0)
		return -1;
	m->says = media_type_kind(m->media_type);
	return 0;
}

/* The registry goes by the media type where there is one and its content exists, else by content. */
static enum doc_kind decide(const struct parse *p, const struct manifest_marks *m)
{
	bool index = doc_is_kind(p, m->manifests, TOKEN_ARRAY), blobs = doc_is_kind(p, m->blobs, TOKEN_ARRAY);

	if (span_is(m->media_type, "application/vnd.oci.artifact.manifest.v1+json") && !m->has_image && !index)
		return DOC_ARTIFACT;
	if (m->says == BLOB_MANIFEST && (m->has_image || !index))
		return DOC_MANIFEST;
	if (m->says == BLOB_INDEX && (index || !m->has_image))
		return DOC_INDEX;
	if (index)
		return DOC_INDEX;
	return blobs && !m->has_image ? DOC_ARTIFACT : DOC_MANIFEST;
}

static int image_references(struct parse *p, uint32_t root, const struct manifest_marks *m, uint8_t reading)
{
	uint32_t other;

	if (m->config != NO_TOKEN && !doc_is_kind(p, m->config, TOKEN_NULL) &&
	    doc_add_descriptor(p, m->config, REL_CONFIG, 0, reading) < 0)
		return -1;
	if (doc_add_descriptors(p, m->layers, REL_LAYER, reading) < 0)
		return -1;
	if (reading != 0)
		return 0;
	other = doc_other_member(p, root, "config", m->config);
	if (doc_is_kind(p, other, TOKEN_OBJECT) && doc_add_descriptor(p, other, REL_CONFIG, 0, 1) < 0)
		return -1;
	other = doc_other_member(p, root, "layers", m->layers);
	return doc_is_kind(p, other, TOKEN_ARRAY) ? doc_add_descriptors(p, other, REL_LAYER, 1) : 0;
}

/* BuildKit names the image an attestation speaks of in an annotation of its index entry. */
static int attested(struct parse *p, uint32_t manifests)
{
	uint32_t position = 0;

	if (!doc_is_kind(p, manifests, TOKEN_ARRAY))
		return 0;
	for (uint32_t e = scan_first(p->s, manifests); e != NO_TOKEN; e = scan_sibling(p->s, e)) {
		uint32_t a = doc_member(p, e, "annotations");

		if (doc_add_digest(p, doc_member(p, a, "vnd.docker.reference.digest"), REL_SIGNED, position, NULL) < 0)
			return -1;
		position++;
	}
	return 0;
}

static int index_references(struct parse *p, uint32_t root, const struct manifest_marks *m, uint8_t reading)
{
	uint32_t other;

	if (doc_add_descriptors(p, m->manifests, REL_CHILD, reading) < 0)
		return -1;
	if (reading != 0)
		return 0;
	if (attested(p, m->manifests) < 0)
		return -1;
	other = doc_other_member(p, root, "manifests", m->manifests);
	return doc_is_kind(p, other, TOKEN_ARRAY) ? doc_add_descriptors(p, other, REL_CHILD, 1) : 0;
}

static int ambiguity(struct parse *p, enum doc_kind kind, const struct manifest_marks *m)
{
	bool index = doc_is_kind(p, m->manifests, TOKEN_ARRAY);

	if (index && m->has_image) {
		uint32_t odd = kind == DOC_INDEX ? (m->layers != NO_TOKEN ? m->layers : m->config) : m->manifests;

		return doc_note_add(p, FINDING_DOCUMENT_AMBIGUOUS, odd,
		            S_MARKS_IMAGE_INDEX,
		            doc_kind_text(kind));
	}
	if ((m->says == BLOB_INDEX && kind != DOC_INDEX) || (m->says == BLOB_MANIFEST && kind == DOC_INDEX) ||
	    (m->says == BLOB_INDEX && !index) ||
	    (m->says == BLOB_MANIFEST && kind == DOC_MANIFEST && !m->has_image))
		return doc_note_add(p, FINDING_DOCUMENT_AMBIGUOUS, m->type,
		            S_MEDIA_TYPE_CONTRADICTS,
		            doc_kind_text(kind));
	return 0;
}

static const char *inferred_type(enum doc_kind kind)
{
	switch (kind) {
	case DOC_INDEX:
		return OCI "index.v1+json";
	case DOC_ARTIFACT:
		return "application/vnd.oci.artifact.manifest.v1+json";
	default:
		return OCI "manifest.v1+json";
	}
}

static int describe(struct parse *p, uint32_t root, const struct manifest_marks *m)
{
	struct document *d = p->d;
	struct span config_type = SPAN_NONE;

	if (doc_member_text(p, root, "artifactType", &d->artifact_type) < 0 ||
	    doc_member_raw(p, root, "annotations", TOKEN_OBJECT, &d->annotations) < 0 ||
	    doc_member_text(p, m->config, "mediaType", &config_type) < 0)
		return -1;
	d->media_type = m->media_type;
	if (d->media_type.n == 0) {
		d->media_type_inferred = true;
		if (arena_span(&d->arena, span_of(inferred_type(d->kind)), &d->media_type, p->f) < 0)
			return -1;
	}
	if (d->kind == DOC_INDEX)
		d->image_kind = IMAGE_INDEX;
	else if (d->kind == DOC_ARTIFACT || d->artifact_type.n > 0 ||
	         (config_type.n > 0 && !is_image_config(config_type)))
		d->image_kind = IMAGE_ARTIFACT;
	else
		d->image_kind = IMAGE_IMAGE;
	return 0;
}

int parse_manifest(struct parse *p, uint32_t root)
{
	struct manifest_marks m;
	uint32_t subject;
	int rc = 0;

	if (read_marks(p, root, &m) < 0)
		return -1;
	p->d->kind = decide(p, &m);
	if (ambiguity(p, p->d->kind, &m) < 0 || describe(p, root, &m) < 0)
		return -1;
	if (p->d->kind == DOC_INDEX) {
		rc = index_references(p, root, &m, 0);
		if (rc == 0 && m.has_image)
			rc = image_references(p, root, &m, 1);
	} else if (p->d->kind == DOC_MANIFEST) {
		rc = image_references(p, root, &m, 0);
		if (rc == 0 && doc_is_kind(p, m.manifests, TOKEN_ARRAY))
			rc = index_references(p, root, &m, 1);
	} else {
		rc = doc_add_descriptors(p, m.blobs, REL_BLOB, 0);
	}
	subject = doc_member(p, root, "subject");
	if (rc == 0 && doc_is_kind(p, subject, TOKEN_OBJECT))
		rc = doc_add_descriptor(p, subject, REL_SUBJECT, 0, 0);
	return rc;
}
