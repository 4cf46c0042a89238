/*
 * resynth/write.c - one serialiser for all styles. Compact: no white space. Indented: `": "` after keys,
 * every member and element on its own line, as Go's json.MarshalIndent and jq write.
 */
#include "resynth/private.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* ---- the pen --------------------------------------------------------------------------------------- */

static void put(struct pen *p, const void *bytes, size_t n)
{
	if (n > p->cap - p->n) {
		p->full = true;
		return;
	}
	memcpy(p->p + p->n, bytes, n);
	p->n += n;
}

static void put_text(struct pen *p, const char *text)
{
	put(p, text, strlen(text));
}

struct writer {
	struct pen *p;
	unsigned indent, depth;
	bool first;
};

static void line(struct writer *w)
{
	static const char spaces[] = "                                ";
	unsigned n = w->indent * w->depth;

	if (w->indent == 0)
		return;
	put_text(w->p, "\n");
	put(w->p, spaces, n < sizeof spaces - 1 ? n : sizeof spaces - 1);
}

static void next(struct writer *w)
{
	if (!w->first)
		put_text(w->p, ",");
	w->first = false;
	line(w);
}

static void key(struct writer *w, const char *name)
{
	next(w);
	put_text(w->p, "\"");
	put_text(w->p, name);
	put_text(w->p, w->indent == 0 ? "\":" : "\": ");
}

static void open(struct writer *w, const char *bracket)
{
	put_text(w->p, bracket);
	w->depth++;
	w->first = true;
}

static void close(struct writer *w, const char *bracket)
{
	bool empty = w->first;

	w->depth--;
	w->first = false;
	if (!empty)
		line(w);
	put_text(w->p, bracket);
}

/* Go's encoders escape these; nothing else of a name or time needs it here. */
static void string(struct writer *w, struct span text)
{
	put_text(w->p, "\"");
	for (size_t i = 0; i < text.n; i++) {
		unsigned char c = text.p[i];

		if (c == '<' || c == '>' || c == '&')
			put_text(w->p, c == '<' ? "\\u003c" : c == '>' ? "\\u003e" : "\\u0026");
		else if (c == '"' || c == '\\' || c < 0x20)
			w->p->full = true; /* no recipe for it: the candidate is given up */
		else
			put(w->p, &c, 1);
	}
	put_text(w->p, "\"");
}

static void member(struct writer *w, const char *name, struct span value)
{
	key(w, name);
	string(w, value);
}

/* ---- descriptors ----------------------------------------------------------------------------------- */

static void size_member(struct writer *w, uint64_t size)
{
	char text[24];

	key(w, "size");
	if (size == RESYNTH_UNKNOWN) {
		w->p->size_at = w->p->n;
		return;
	}
	put(w->p, text, (size_t)snprintf(text, sizeof text, "%" PRIu64, size));
}

static void digest_member(struct writer *w, const struct digest *d)
{
	char text[DIGEST_TEXT];

	member(w, "digest", span_of(digest_text(text, d)));
}

static void descriptor(struct writer *w, enum order order, struct span type, const struct digest *d,
                       uint64_t size)
{
	if (order == ORDER_JQ) {
		size_member(w, size);
		digest_member(w, d);
		member(w, "mediaType", type);
		return;
	}
	member(w, "mediaType", type);
	if (order == ORDER_MSD)
		size_member(w, size);
	digest_member(w, d);
	if (order == ORDER_MDS)
		size_member(w, size);
}

static const char *layer_type(enum types t, enum packing p)
{
	static const char *const docker[] = { "application/vnd.docker.image.rootfs.diff.tar",
		                              "application/vnd.docker.image.rootfs.diff.tar.gzip",
		                              "application/vnd.docker.image.rootfs.diff.tar.zstd" };
	static const char *const oci[] = { "application/vnd.oci.image.layer.v1.tar",
		                           "application/vnd.oci.image.layer.v1.tar+gzip",
		                           "application/vnd.oci.image.layer.v1.tar+zstd" };

	return t == TYPES_OCI ? oci[p] : docker[p];
}

static void top(struct writer *w, const struct style *s, const char *type)
{
	open(w, "{");
	if (s->top == TOP_M)
		member(w, "mediaType", span_of(type));
	key(w, "schemaVersion");
	put_text(w->p, "2");
	if (s->top == TOP_S)
		member(w, "mediaType", span_of(type));
}

static void bottom(struct writer *w, const struct style *s)
{
	close(w, "}");
	if (s->newline)
		put_text(w->p, "\n");
}

/* ---- manifests --------------------------------------------------------------------------------------- */

static void annotation(struct writer *w, const char *name, struct span value)
{
	key(w, "annotations");
	open(w, "{");
	member(w, name, value);
	close(w, "}");
}

static void uncompressed_size(struct writer *w, uint64_t n)
{
	char text[24];

	(void)snprintf(text, sizeof text, "%" PRIu64, n);
	annotation(w, "ci.umo.uncompressed_blob_size", span_of(text));
}

static void annotations(struct writer *w, const struct style *s, const struct conf *c)
{
	if (s->extra == EXTRA_NONE || s->extra == EXTRA_UMOCI || s->extra == EXTRA_INTOTO)
		return;
	key(w, "annotations");
	open(w, "{");
	if (style_needs_base(s)) {
		char text[DIGEST_TEXT];

		if (c->base_name.n == 0 || w->p->base == NULL) {
			w->p->full = true;
			return;
		}
		member(w, "org.opencontainers.image.base.digest", span_of(digest_text(text, w->p->base)));
		member(w, "org.opencontainers.image.base.name", c->base_name);
	} else if (s->extra != EXTRA_CREATED) {
		member(w, "org.opencontainers.image.base.digest", SPAN_NONE);
		member(w, "org.opencontainers.image.base.name", SPAN_NONE);
	}
	if (s->extra != EXTRA_BASE_EMPTY && s->extra != EXTRA_BASE) {
		if (c->created.n == 0)
			w->p->full = true;
		member(w, "org.opencontainers.image.created", c->created);
	}
	close(w, "}");
}

void write_manifest(struct pen *p, const struct style *s, const struct conf *c,
                    const struct resynth_blob *const *layers)
{
	bool docker = s->types == TYPES_DOCKER;
	struct writer w = { p, s->indent, 0, true };

	p->n = 0;
	p->full = false;
	p->size_at = SIZE_MAX;
	top(&w, s, docker ? "application/vnd.docker.distribution.manifest.v2+json"
	                  : "application/vnd.oci.image.manifest.v1+json");
	key(&w, "config");
	open(&w, "{");
	descriptor(&w, s->order == ORDER_JQ ? ORDER_MSD : s->order,
	           c->media_type.n > 0 ? c->media_type
	                               : span_of(docker ? "application/vnd.docker.container.image.v1+json"
	                                                : "application/vnd.oci.image.config.v1+json"),
	           &c->digest, c->size);
	close(&w, "}");
	key(&w, "layers");
	open(&w, "[");
	for (size_t i = 0; i < c->n; i++) {
		struct span type = layers[i]->media_type;

		if (type.n == 0)
			type = span_of(s->extra == EXTRA_INTOTO ? "application/vnd.in-toto+json"
			                                        : layer_type(s->types, layers[i]->packing));
		next(&w);
		open(&w, "{");
		/* a statement is no layer, and a layer no statement */
		if ((layers[i]->predicate.n > 0) != (s->extra == EXTRA_INTOTO)) {
			p->full = true;
			return;
		}
		descriptor(&w, s->order, type, &layers[i]->digest, layers[i]->size);
		if (s->extra == EXTRA_INTOTO)
			annotation(&w, "in-toto.io/predicate-type", layers[i]->predicate);
		if (s->extra == EXTRA_UMOCI)
			uncompressed_size(&w, layers[i]->inflated);
		close(&w, "}");
	}
	close(&w, "]");
	annotations(&w, s, c);
	bottom(&w, s);
}

/* ---- lists and indexes ------------------------------------------------------------------------------- */

static void platform(struct writer *w, const struct kid *k)
{
	key(w, "platform");
	open(w, "{");
	member(w, "architecture", k->architecture);
	member(w, "os", k->os);
	if (k->variant.n > 0)
		member(w, "variant", k->variant);
	close(w, "}");
}

/* BuildKit's attestations follow the images, one for each in their order, and name theirs. */
static void attests(struct writer *w, const struct digest *image)
{
	char text[DIGEST_TEXT];

	key(w, "annotations");
	open(w, "{");
	member(w, "vnd.docker.reference.digest", span_of(digest_text(text, image)));
	member(w, "vnd.docker.reference.type", span_of("attestation-manifest"));
	close(w, "}");
}

void write_list(struct pen *p, const struct style *s, const struct kid *const *kids, size_t n)
{
	struct writer w = { p, s->indent, 0, true };
	size_t images = 0;

	p->n = 0;
	p->full = false;
	p->size_at = SIZE_MAX;
	for (size_t i = 0; i < n; i++)
		images += !kids[i]->attestation;
	top(&w, s, s->types == TYPES_DOCKER ? "application/vnd.docker.distribution.manifest.list.v2+json"
	                                    : "application/vnd.oci.image.index.v1+json");
	key(&w, "manifests");
	open(&w, "[");
	for (size_t i = 0; i < n; i++) {
		next(&w);
		open(&w, "{");
		descriptor(&w, s->order, kids[i]->media_type, &kids[i]->digest, kids[i]->size);
		if (kids[i]->attestation && i >= images)
			attests(&w, &kids[i - images]->digest);
		if (s->platform)
			platform(&w, kids[i]);
		close(&w, "}");
	}
	close(&w, "]");
	bottom(&w, s);
}
