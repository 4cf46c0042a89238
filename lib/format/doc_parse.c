/* format/doc_parse.c - a JSON document to descriptors, each with its place; repeated keys kept apart. */
#include "format/doc_parse.h"

#include "base/number.h"
#include "base/quote.h"
#include "core/sentence.h"

#include <stdarg.h>
#include <stdio.h>

/* ---- descriptors ------------------------------------------------------------------------------------ */

/* ---- the document ----------------------------------------------------------------------------------- */

static int found_repeat(void *user, uint32_t key, struct fault *f)
{
	struct parse *p = (struct parse *)user;
	struct span name;

	(void)f;
	if (scan_text(p->s, key, &p->d->arena, &name, p->f) < 0)
		return -1;
	return doc_note_add(p, FINDING_JSON_DUPLICATE_KEY, key, S_KEY_STANDS_AGAIN,
	            (int)(name.n > 80 ? 80 : name.n), (const char *)name.p);
}

/* Names whose reading decides what a document means; another case is read by Go and by nobody else. */
static int note_cases(struct parse *p)
{
	static const char *const known[] = {
		"schemaVersion", "mediaType", "config", "layers",       "manifests", "fsLayers", "blobs",
		"subject",       "digest",    "size",   "artifactType", "rootfs",    "diff_ids", "history",
		"blobSum",       "urls",      "platform",
	};

	if (doc_is_of_old_engine(p, 0))
		return 0;
	for (uint32_t t = 0; t < p->s->tokens.n; t++) {
		struct span raw = scan_raw(p->s, t);

		if (!p->s->tokens.v[t].key || p->s->tokens.v[t].escaped)
			continue;
		for (size_t i = 0; i < COUNT(known); i++)
			if (doc_same_but_case(raw, known[i]) && !span_is(raw, known[i]) &&
			    doc_note_add(p, FINDING_JSON_KEY_CASE, t, S_KEY_WHERE_FORMAT,
			         (int)raw.n, (const char *)raw.p, known[i]) < 0)
				return -1;
	}
	return 0;
}

/* Elements that are descriptors, as those of a cache's config (`layers`: blob, parent) are not. */
static bool lists_descriptors(struct parse *p, uint32_t array)
{
	uint32_t first = doc_is_kind(p, array, TOKEN_ARRAY) ? scan_first(p->s, array) : NO_TOKEN;

	if (first == NO_TOKEN || !doc_is_kind(p, first, TOKEN_OBJECT))
		return doc_is_kind(p, array, TOKEN_ARRAY);
	return doc_member(p, first, "digest") != NO_TOKEN || doc_member(p, first, "mediaType") != NO_TOKEN;
}

/* By the document's own media type, else by what stands in it. */
static bool looks_like_manifest(struct parse *p, uint32_t root, struct span type)
{
	uint32_t layers = doc_member(p, root, "layers"), manifests = doc_member(p, root, "manifests");
	bool list = doc_is_kind(p, layers, TOKEN_ARRAY) || doc_is_kind(p, manifests, TOKEN_ARRAY);

	if (media_type_kind(type) == BLOB_MANIFEST || media_type_kind(type) == BLOB_INDEX)
		return true;
	if (lists_descriptors(p, layers) || lists_descriptors(p, manifests) ||
	    (list && doc_member(p, root, "schemaVersion") != NO_TOKEN))
		return true;
	return doc_member(p, doc_member(p, root, "config"), "digest") != NO_TOKEN;
}

/* A document may bear the marks of a manifest and of a config: it is read as both, and who names it decides. */
static int by_kind(struct parse *p, uint32_t root)
{
	bool config = looks_like_config(p, root);
	struct span type;

	if (doc_member_text(p, root, "mediaType", &type) < 0)
		return -1;
	if (doc_is_kind(p, doc_member(p, root, "fsLayers"), TOKEN_ARRAY) &&
	    !doc_is_kind(p, doc_member(p, root, "layers"), TOKEN_ARRAY))
		return parse_schema1(p, root);
	if (!looks_like_manifest(p, root, type)) {
		if (config)
			return parse_config(p, root);
		return doc_is_kind(p, doc_member(p, root, "blobs"), TOKEN_ARRAY) ? parse_manifest(p, root)
		                                                                 : parse_payload(p, root);
	}
	if (!config)
		return parse_manifest(p, root);
	if (parse_config(p, root) < 0 || parse_manifest(p, root) < 0)
		return -1;
	return doc_note_add(p, FINDING_DOCUMENT_AMBIGUOUS, doc_member(p, root, "rootfs"),
	                    S_MARKS_MANIFEST_CONFIG);
}

static int malformed(struct parse *p, enum scan_result r)
{
	struct doc_note n = { .code = r == SCAN_TOO_DEEP ? FINDING_JSON_TOO_DEEP : FINDING_JSON_MALFORMED };

	p->d->kind = r == SCAN_TOO_DEEP ? DOC_OTHER : DOC_MALFORMED;
	n.where.offset = p->s->at;
	n.where.length = p->s->at < p->s->in.n;
	if (arena_span(&p->d->arena, span_of(p->s->why), &n.text, p->f) < 0)
		return -1;
	return VEC_PUSH(&p->d->notes, n, p->f);
}

static int second_opinion(struct parse *p)
{
	char why[160];
	int rc = json_second_opinion(p->s->in, why, p->f);

	if (rc <= 0)
		return rc;
	return doc_note_add(p, FINDING_JSON_MALFORMED, NO_TOKEN, S_SECOND_READER_REFUSES, why);
}

static int interpret(struct parse *p)
{
	if (second_opinion(p) < 0 || scan_duplicates(p->s, found_repeat, p, p->f) < 0 || note_cases(p) < 0)
		return -1;
	p->d->kind = DOC_OTHER;
	if (p->s->tokens.v[0].kind == TOKEN_OBJECT && by_kind(p, 0) < 0)
		return -1;
	if (p->unsaid > 0) {
		uint32_t more = p->unsaid;

		p->d->notes.n--; /* the last one makes room for how many were not said */
		return doc_note_add(p, p->d->notes.v[p->d->notes.n].code, NO_TOKEN,
		            S_MORE_SUCH_PLACES, (uint64_t)more + 1);
	}
	return 0;
}

int document_parse(struct document *out, struct span bytes, const struct limits *limits, struct fault *f)
{
	OWNED(scan) struct scan s = { .at = 0 };
	struct parse p = { .s = &s, .d = out, .limits = limits, .f = f };
	int rc = scan_json(&s, bytes, limits, f);

	if (rc < 0)
		return -1;
	return rc == SCAN_FINE ? interpret(&p) : malformed(&p, (enum scan_result)rc);
}

bool document_sniff(struct span head)
{
	for (size_t i = 0; i < head.n; i++) {
		uint8_t b = head.p[i];

		if (b == '{' || b == '[')
			return true;
		if (b != ' ' && b != '\t' && b != '\n' && b != '\r')
			return false;
	}
	return false;
}
