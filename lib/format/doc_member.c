/* format/doc_member.c - members of a JSON document, each with its place; descriptors out of them. */
#include "format/doc_parse.h"

#include "core/sentence.h"

#include "base/number.h"
#include "base/quote.h"

#include <stdarg.h>
#include <stdio.h>

bool doc_same_but_case(struct span a, const char *b)
{
	size_t n = strlen(b);

	if (a.n != n)
		return false;
	for (size_t i = 0; i < n; i++) {
		uint8_t x = a.p[i], y = (uint8_t)b[i];

		if (x >= 'A' && x <= 'Z')
			x = (uint8_t)(x + 32);
		if (y >= 'A' && y <= 'Z')
			y = (uint8_t)(y + 32);
		if (x != y)
			return false;
	}
	return true;
}

bool doc_is_kind(const struct parse *p, uint32_t token, enum token_kind kind)
{
	return token != NO_TOKEN && p->s->tokens.v[token].kind == kind;
}

uint32_t doc_member(struct parse *p, uint32_t object, const char *name)
{
	uint32_t found = NO_TOKEN;

	if (!doc_is_kind(p, object, TOKEN_OBJECT))
		return NO_TOKEN;
	for (uint32_t k = scan_first(p->s, object); k != NO_TOKEN; k = scan_sibling(p->s, k))
		if (scan_text_is(p->s, k, name) ||
		    (!p->s->tokens.v[k].escaped && doc_same_but_case(scan_raw(p->s, k), name)))
			found = k + 1;
	return found;
}

uint32_t doc_other_member(struct parse *p, uint32_t object, const char *name, uint32_t taken)
{
	uint32_t first = doc_is_kind(p, object, TOKEN_OBJECT) ? scan_member(p->s, object, name, false) : NO_TOKEN;

	return first == taken ? NO_TOKEN : first;
}

int doc_member_text(struct parse *p, uint32_t object, const char *name, struct span *out)
{
	uint32_t v = doc_member(p, object, name);

	*out = SPAN_NONE;
	return doc_is_kind(p, v, TOKEN_STRING) ? scan_text(p->s, v, &p->d->arena, out, p->f) : 0;
}

int doc_member_raw(struct parse *p, uint32_t object, const char *name, enum token_kind kind, struct span *out)
{
	uint32_t v = doc_member(p, object, name);

	*out = SPAN_NONE;
	return doc_is_kind(p, v, kind) ? arena_span(&p->d->arena, scan_raw(p->s, v), out, p->f) : 0;
}

int doc_member_when(struct parse *p, uint32_t object, const char *name, struct when *out)
{
	uint32_t v = doc_member(p, object, name);

	*out = WHEN_UNKNOWN;
	if (doc_is_kind(p, v, TOKEN_STRING) && when_parse(out, scan_raw(p->s, v)) != 0)
		*out = WHEN_UNKNOWN;
	return 0;
}

int doc_where(struct parse *p, uint32_t token, struct where *out)
{
	out->offset = p->s->tokens.v[token].offset;
	out->length = p->s->tokens.v[token].length;
	return scan_pointer(p->s, token, &p->d->arena, &out->pointer, p->f);
}

int doc_note_add(struct parse *p, enum finding_code code, uint32_t token, const char *fmt, ...)
{
	struct doc_note n = { .code = code };
	char text[256];
	va_list ap;

	if (p->d->notes.n >= MAX_NOTES) {
		p->unsaid++;
		return 0;
	}
	va_start(ap, fmt);
	(void)vsentence(text, sizeof text, fmt, ap);
	va_end(ap);
	if (token != NO_TOKEN && doc_where(p, token, &n.where) < 0)
		return -1;
	if (arena_span(&p->d->arena, span_of(text), &n.text, p->f) < 0)
		return -1;
	return VEC_PUSH(&p->d->notes, n, p->f);
}

static int read_size(struct parse *p, uint32_t value, struct reference *r)
{
	uint32_t size = doc_member(p, value, "size");

	if (doc_is_kind(p, size, TOKEN_NUMBER) && number_read(&r->size, scan_raw(p->s, size), INT64_MAX)) {
		r->has_size = true;
		return 0;
	}
	return doc_note_add(p, FINDING_DESCRIPTOR_MALFORMED, size == NO_TOKEN ? value : size,
	            size == NO_TOKEN ? S_DESCRIPTOR_WITHOUT_SIZE : S_DESCRIPTOR_SIZE_NO);
}

static int read_digest(struct parse *p, uint32_t value, uint32_t text, struct reference *r,
                       const char *alg)
{
	OWNED(buf) struct buf shown = BUF_INIT;
	struct span raw;
	int rc;

	if (!doc_is_kind(p, text, TOKEN_STRING))
		return doc_note_add(p, FINDING_DESCRIPTOR_MALFORMED, value, S_DESCRIPTOR_WITHOUT_DIGEST);
	if (doc_where(p, text, &r->where) < 0)
		return -1;
	rc = alg == NULL ? digest_parse(&r->digest, scan_raw(p->s, text))
	                 : digest_parse_parts(&r->digest, span_of(alg), scan_raw(p->s, text));
	if (rc == 0)
		return 0;
	raw = scan_raw(p->s, text);
	if (quote_visible(&shown, span_sub(raw, 0, 100), p->f) < 0)
		return -1;
	return doc_note_add(p, FINDING_DESCRIPTOR_MALFORMED, text, rc == DIGEST_UNKNOWN_ALG ? S_DIGEST_ALGORITHM_NOT : S_DIGEST_NONE,
	                    (int)shown.n, (const char *)shown.p);
}

static int read_platform(struct parse *p, uint32_t value, struct reference *r)
{
	uint32_t platform = doc_member(p, value, "platform");
	struct span os, arch, variant, version;
	OWNED(buf) struct buf text = BUF_INIT;

	if (!doc_is_kind(p, platform, TOKEN_OBJECT))
		return 0;
	if (doc_member_text(p, platform, "os", &os) < 0 ||
	    doc_member_text(p, platform, "architecture", &arch) < 0 ||
	    doc_member_text(p, platform, "variant", &variant) < 0 ||
	    doc_member_text(p, platform, "os.version", &version) < 0 || buf_add(&text, os, p->f) < 0 ||
	    buf_add_byte(&text, '/', p->f) < 0 || buf_add(&text, arch, p->f) < 0)
		return -1;
	if (variant.n > 0 &&
	    (buf_add_byte(&text, '/', p->f) < 0 || buf_add(&text, variant, p->f) < 0))
		return -1;
	if (version.n > 0 &&
	    (buf_add_byte(&text, ':', p->f) < 0 || buf_add(&text, version, p->f) < 0))
		return -1;
	return arena_span(&p->d->arena, buf_span(&text), &r->platform, p->f);
}

int doc_add_lame(struct parse *p, uint32_t value, enum reference_rel rel, uint32_t position, uint8_t reading,
                 const char *why)
{
	struct reference r = { .rel = rel, .position = position, .reading = reading };

	if (doc_where(p, value, &r.where) < 0 || doc_note_add(p, FINDING_DESCRIPTOR_MALFORMED, value, "%s", why) < 0)
		return -1;
	return VEC_PUSH(&p->d->refs, r, p->f);
}

int doc_add_descriptor(struct parse *p, uint32_t value, enum reference_rel rel, uint32_t position,
                   uint8_t reading)
{
	struct reference r = { .rel = rel, .position = position, .reading = reading };
	uint32_t urls;

	if (!doc_is_kind(p, value, TOKEN_OBJECT))
		return doc_add_lame(p, value, rel, position, reading, S_DESCRIPTOR_NO_OBJECT);
	if (read_digest(p, value, doc_member(p, value, "digest"), &r, NULL) < 0 || read_size(p, value, &r) < 0 ||
	    doc_member_text(p, value, "mediaType", &r.media_type) < 0 ||
	    doc_member_text(p, value, "artifactType", &r.artifact_type) < 0 ||
	    doc_member_text(p, value, "data", &r.data) < 0 ||
	    doc_member_raw(p, value, "annotations", TOKEN_OBJECT, &r.annotations) < 0 ||
	    read_platform(p, value, &r) < 0)
		return -1;
	urls = doc_member(p, value, "urls");
	r.foreign = media_type_foreign(r.media_type) ||
	            (doc_is_kind(p, urls, TOKEN_ARRAY) && p->s->tokens.v[urls].count > 0);
	if (!digest_set(&r.digest) && r.where.length == 0 && doc_where(p, value, &r.where) < 0)
		return -1;
	return VEC_PUSH(&p->d->refs, r, p->f);
}

int doc_add_descriptors(struct parse *p, uint32_t array, enum reference_rel rel, uint8_t reading)
{
	uint32_t position = 0;

	if (array == NO_TOKEN || doc_is_kind(p, array, TOKEN_NULL))
		return 0;
	if (!doc_is_kind(p, array, TOKEN_ARRAY))
		return doc_add_lame(p, array, rel, 0, reading, S_LIST_DESCRIPTORS_NO);
	for (uint32_t e = scan_first(p->s, array); e != NO_TOKEN; e = scan_sibling(p->s, e))
		if (doc_add_descriptor(p, e, rel, position++, reading) < 0)
			return -1;
	return 0;
}

int doc_add_digest(struct parse *p, uint32_t value, enum reference_rel rel, uint32_t position, const char *alg)
{
	struct reference r = { .rel = rel, .position = position };

	if (!doc_is_kind(p, value, TOKEN_STRING))
		return 0;
	if (read_digest(p, value, value, &r, alg) < 0)
		return -1;
	return VEC_PUSH(&p->d->refs, r, p->f);
}
