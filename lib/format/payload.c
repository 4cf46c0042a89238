/* format/payload.c - signatures and attestations that name digests: cosign simple signing, DSSE
 * envelopes, in-toto statements. */
#include "format/doc_parse.h"

static int simple_signing(struct parse *p, uint32_t critical)
{
	p->d->kind = DOC_SIMPLESIGNING;
	if (doc_member_text(p, doc_member(p, critical, "identity"), "docker-reference", &p->d->name) < 0)
		return -1;
	return doc_add_digest(p, doc_member(p, doc_member(p, critical, "image"), "docker-manifest-digest"), REL_SIGNED,
	                  0, NULL);
}

static int statement(struct parse *p, uint32_t subjects)
{
	uint32_t position = 0;

	p->d->kind = DOC_STATEMENT;
	if (!doc_is_kind(p, subjects, TOKEN_ARRAY))
		return 0;
	for (uint32_t e = scan_first(p->s, subjects); e != NO_TOKEN; e = scan_sibling(p->s, e)) {
		uint32_t digest = doc_member(p, e, "digest");

		if (doc_add_digest(p, doc_member(p, digest, "sha256"), REL_SIGNED, position++, "sha256") < 0)
			return -1;
	}
	return 0;
}

int parse_payload(struct parse *p, uint32_t root)
{
	uint32_t critical = doc_member(p, root, "critical");
	struct span type;

	if (doc_is_kind(p, critical, TOKEN_OBJECT) && doc_member(p, critical, "image") != NO_TOKEN)
		return simple_signing(p, critical);
	if (doc_member_text(p, root, "_type", &type) < 0)
		return -1;
	if (span_starts(type, span_of("https://in-toto.io/Statement/")))
		return statement(p, doc_member(p, root, "subject"));
	if (doc_is_kind(p, doc_member(p, root, "payloadType"), TOKEN_STRING) &&
	    doc_is_kind(p, doc_member(p, root, "signatures"), TOKEN_ARRAY))
		p->d->kind = DOC_DSSE;
	return 0;
}
