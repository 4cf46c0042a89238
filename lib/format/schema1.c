/*
 * format/schema1.c - docker image manifest, version 2 schema 1. Layers and history stand newest first
 * in the document; here they are numbered base first. Each history entry is JSON inside a string.
 */
#include "format/doc_parse.h"

#include "core/sentence.h"

/* container_config.Cmd as one line, the way `docker history` shows it. */
static int command_line(struct parse *p, uint32_t cmd, struct span *out)
{
	OWNED(buf) struct buf text = BUF_INIT;

	if (!doc_is_kind(p, cmd, TOKEN_ARRAY))
		return 0;
	for (uint32_t e = scan_first(p->s, cmd); e != NO_TOKEN; e = scan_sibling(p->s, e)) {
		struct span part;

		if (!doc_is_kind(p, e, TOKEN_STRING))
			continue;
		if (scan_text(p->s, e, &p->d->arena, &part, p->f) < 0 ||
		    (text.n > 0 && buf_add_byte(&text, ' ', p->f) < 0) || buf_add(&text, part, p->f) < 0)
			return -1;
	}
	return arena_span(&p->d->arena, buf_span(&text), out, p->f);
}

int doc_v1_step(struct parse *p, uint32_t root, struct history_step *h)
{
	uint32_t throwaway = doc_member(p, root, "throwaway");
	uint32_t config = doc_member(p, root, "container_config");

	h->empty_layer = doc_is_kind(p, throwaway, TOKEN_TRUE);
	if (doc_member_when(p, root, "created", &h->created) < 0 ||
	    doc_member_text(p, root, "author", &h->author) < 0 ||
	    doc_member_text(p, root, "comment", &h->comment) < 0)
		return -1;
	return command_line(p, doc_member(p, config, "Cmd"), &h->created_by);
}

/* The string is a document of its own, within the same bounds. */
static int compatibility(struct parse *p, uint32_t entry, struct history_step *h)
{
	OWNED(scan) struct scan inner = { .at = 0 };
	struct parse q = *p;
	uint32_t text = doc_member(p, entry, "v1Compatibility");
	struct span decoded;
	int rc;

	if (!doc_is_kind(p, text, TOKEN_STRING))
		return 0;
	if (scan_text(p->s, text, &p->d->arena, &decoded, p->f) < 0)
		return -1;
	rc = scan_json(&inner, decoded, p->limits, p->f);
	if (rc < 0)
		return -1;
	if (rc != SCAN_FINE)
		return doc_note_add(p, FINDING_JSON_MALFORMED, text, S_JSON_INSIDE_V1COMPATIBILITY, inner.why);
	q.s = &inner;
	rc = doc_v1_step(&q, 0, h);
	p->unsaid = q.unsaid;
	return rc;
}

static int read_history(struct parse *p, uint32_t history)
{
	struct document *d = p->d;

	if (!doc_is_kind(p, history, TOKEN_ARRAY))
		return 0;
	for (uint32_t e = scan_first(p->s, history); e != NO_TOKEN; e = scan_sibling(p->s, e)) {
		struct history_step h = { .created = WHEN_UNKNOWN };

		if (compatibility(p, e, &h) < 0 || VEC_PUSH(&d->history, h, p->f) < 0)
			return -1;
	}
	if (d->history.n > 0)
		d->created = d->history.v[0].created;
	for (size_t i = 0, k = d->history.n; i + 1 < k; i++) {
		struct history_step h = d->history.v[i];

		d->history.v[i] = d->history.v[--k];
		d->history.v[k] = h;
	}
	return 0;
}

static int read_layers(struct parse *p, uint32_t layers)
{
	uint32_t n = p->s->tokens.v[layers].count;

	for (uint32_t e = scan_first(p->s, layers); e != NO_TOKEN; e = scan_sibling(p->s, e)) {
		uint32_t sum = doc_member(p, e, "blobSum");

		n--;
		if (!doc_is_kind(p, sum, TOKEN_STRING)) {
			if (doc_add_lame(p, e, REL_LAYER, n, 0, S_LAYER_WITHOUT_BLOBSUM) < 0)
				return -1;
			continue;
		}
		if (doc_add_digest(p, sum, REL_LAYER, n, NULL) < 0)
			return -1;
	}
	return 0;
}

int parse_schema1(struct parse *p, uint32_t root)
{
	struct document *d = p->d;
	bool is_signed = doc_is_kind(p, doc_member(p, root, "signatures"), TOKEN_ARRAY);

	d->kind = DOC_SCHEMA1;
	d->image_kind = IMAGE_SCHEMA1;
	if (doc_member_text(p, root, "name", &d->name) < 0 || doc_member_text(p, root, "tag", &d->tag) < 0 ||
	    doc_member_text(p, root, "architecture", &d->architecture) < 0 ||
	    doc_member_text(p, root, "mediaType", &d->media_type) < 0)
		return -1;
	if (d->media_type.n == 0) {
		d->media_type_inferred = true;
		if (arena_span(&d->arena,
		               span_of(is_signed ? "application/vnd.docker.distribution.manifest.v1+prettyjws"
		                                 : "application/vnd.docker.distribution.manifest.v1+json"),
		               &d->media_type, p->f) < 0)
			return -1;
	}
	if (read_layers(p, doc_member(p, root, "fsLayers")) < 0)
		return -1;
	return read_history(p, doc_member(p, root, "history"));
}
