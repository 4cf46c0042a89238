/*
 * resynth/write.c - one serialiser for all styles. Compact: no white space. Indented: `": "` after keys,
 * every member and element on its own line, as Go's json.MarshalIndent and jq write.
 */
#include "resynth/private.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* ---- the text --------------------------------------------------------------------------------------- */

static void put(struct fixed_text *p, const void *bytes, size_t n)
{
	if (n > p->cap - p->n) {
		p->full = true;
		return;
	}
	memcpy(p->p + p->n, bytes, n);
	p->n += n;
}

static void put_text(struct fixed_text *p, const char *text)
{
	put(p, text, strlen(text));
}

struct writer {
	struct fixed_text *p;
	enum indent indent;
	unsigned depth;
	bool first;
};

static void line(struct writer *w)
{
	static const char spaces[] = "                                ", tabs[] = "\t\t\t\t\t\t\t\t";
	unsigned n = (unsigned)w->indent * w->depth;

	if (w->indent == INDENT_NONE || w->indent == INDENT_SPACED)
		return;
	put_text(w->p, "\n");
	if (w->indent == INDENT_TAB)
		put(w->p, tabs, w->depth < sizeof tabs - 1 ? w->depth : sizeof tabs - 1);
	else
		put(w->p, spaces, n < sizeof spaces - 1 ? n : sizeof spaces - 1);
}

static void next(struct writer *w)
{
	if (!w->first)
		put_text(w->p, w->indent == INDENT_SPACED ? ", " : ",");
	w->first = false;
	line(w);
}

static void key(struct writer *w, const char *name)
{
	next(w);
	put_text(w->p, "\"");
	put_text(w->p, name);
	put_text(w->p, w->indent == INDENT_NONE ? "\":" : "\": ");
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

static bool plain(unsigned char c)
{
	return c >= 0x20 && c != '<' && c != '>' && c != '&' && c != '"' && c != '\\';
}

/* Go's encoders escape these; nothing else of a name or time needs it here. */
static void string(struct writer *w, struct span text)
{
	put_text(w->p, "\"");
	for (size_t i = 0, n; i < text.n; i += n) {
		unsigned char c = text.p[i];

		for (n = 0; i + n < text.n && plain(text.p[i + n]);)
			n++;
		if (n > 0) {
			put(w->p, text.p + i, n);
			continue;
		}
		n = 1;
		if (c == '<' || c == '>' || c == '&')
			put_text(w->p, c == '<' ? "\\u003c" : c == '>' ? "\\u003e" : "\\u0026");
		else
			w->p->full = true; /* no recipe for it: the candidate is given up */
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

static void platform(struct writer *w, enum platforms how, const struct kid *k)
{
	if (how == PLATFORM_NONE)
		return;
	key(w, "platform");
	open(w, "{");
	if (how == PLATFORM_OS_ARCH)
		member(w, "os", k->os);
	member(w, "architecture", k->architecture);
	if (how == PLATFORM_ARCH_OS)
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

struct described {
	struct span type;
	const struct digest *digest;
	uint64_t size;
	const struct kid *kid;       /* of a list: whose platform is told */
	const struct digest *attests; /* and what it attests */
};

static void descriptor(struct writer *w, const struct style *s, enum order order, const struct described *d)
{
	for (const char *m = order_members[order]; *m != '\0'; m++) {
		if (*m == 'M')
			member(w, "mediaType", d->type);
		else if (*m == 'S')
			size_member(w, d->size);
		else if (*m == 'D')
			digest_member(w, d->digest);
		if (*m != 'P')
			continue;
		if (d->attests != NULL)
			attests(w, d->attests);
		if (d->kid != NULL)
			platform(w, s->platform, d->kid);
	}
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

const char *write_type(const struct style *s, bool list)
{
	if (list)
		return s->types == TYPES_DOCKER ? "application/vnd.docker.distribution.manifest.list.v2+json"
		                                : "application/vnd.oci.image.index.v1+json";
	return s->types == TYPES_DOCKER ? "application/vnd.docker.distribution.manifest.v2+json"
	                                : "application/vnd.oci.image.manifest.v1+json";
}

static struct writer begin(struct fixed_text *p, const struct style *s, unsigned depth)
{
	return (struct writer){ p, s->indent, depth, true };
}

static void config_value(struct writer *w, const struct style *s, const struct conf *c)
{
	struct described d = { .type = c->media_type, .digest = &c->digest, .size = c->size };

	if (d.type.n == 0)
		d.type = span_of(s->types == TYPES_DOCKER ? "application/vnd.docker.container.image.v1+json"
		                                          : "application/vnd.oci.image.config.v1+json");
	open(w, "{");
	descriptor(w, s, s->order == ORDER_JQ ? ORDER_MSD : s->order, &d);
	close(w, "}");
}

static void layers_value(struct writer *w, const struct style *s, const struct conf *c,
                         const struct resynth_blob *const *layers)
{
	open(w, "[");
	for (size_t i = 0; i < c->n && !w->p->full; i++) {
		struct described d = { .type = layers[i]->media_type, .digest = &layers[i]->digest,
			               .size = layers[i]->size };

		if (d.type.n == 0)
			d.type = span_of(s->extra == EXTRA_INTOTO ? "application/vnd.in-toto+json"
			                                          : layer_type(s->types, layers[i]->packing));
		next(w);
		open(w, "{");
		/* a statement is no layer, and a layer no statement */
		w->p->full |= (layers[i]->predicate.n > 0) != (s->extra == EXTRA_INTOTO);
		descriptor(w, s, s->order == ORDER_JQ ? ORDER_SDM : s->order, &d);
		if (s->extra == EXTRA_INTOTO)
			annotation(w, "in-toto.io/predicate-type", layers[i]->predicate);
		if (s->extra == EXTRA_UMOCI)
			uncompressed_size(w, layers[i]->inflated);
		close(w, "}");
	}
	close(w, "]");
}

static void kids_value(struct writer *w, const struct style *s, const struct kid *const *kids, size_t n)
{
	size_t images = 0;

	for (size_t i = 0; i < n; i++)
		images += !kids[i]->attestation;
	open(w, "[");
	for (size_t i = 0; i < n; i++) {
		struct described d = { .type = kids[i]->media_type, .digest = &kids[i]->digest, .size = kids[i]->size,
			               .kid = kids[i] };

		if (kids[i]->attestation && i >= images)
			d.attests = &kids[i - images]->digest;
		next(w);
		open(w, "{");
		descriptor(w, s, s->order, &d);
		close(w, "}");
	}
	close(w, "]");
}

static void restart(struct fixed_text *p)
{
	p->n = 0;
	p->full = false;
	p->size_at = SIZE_MAX;
}

void write_config_value(struct fixed_text *p, const struct style *s, const struct conf *c)
{
	struct writer w = begin(p, s, 1);

	restart(p);
	config_value(&w, s, c);
}

void write_layers_value(struct fixed_text *p, const struct style *s, const struct conf *c,
                        const struct resynth_blob *const *layers)
{
	struct writer w = begin(p, s, 1);

	restart(p);
	layers_value(&w, s, c, layers);
}

void write_kids_value(struct fixed_text *p, const struct style *s, const struct kid *const *kids, size_t n)
{
	struct writer w = begin(p, s, 1);

	restart(p);
	kids_value(&w, s, kids, n);
}

/* The members a manifest and a list have in common; false: it is the style's alone. */
static bool common_member(struct writer *w, const struct style *s, char which, bool list)
{
	if (which == 'S') {
		key(w, "schemaVersion");
		put_text(w->p, "2");
	} else if (which == 'M') {
		member(w, "mediaType", span_of(write_type(s, list)));
	}
	return which == 'S' || which == 'M';
}

void write_manifest(struct fixed_text *p, const struct style *s, const struct conf *c,
                    const struct resynth_blob *const *layers)
{
	struct writer w = begin(p, s, 0);

	restart(p);
	open(&w, "{");
	for (const char *m = top_members[s->top]; *m != '\0'; m++) {
		if (common_member(&w, s, *m, false))
			continue;
		key(&w, *m == 'C' ? "config" : "layers");
		if (*m == 'C')
			config_value(&w, s, c);
		else
			layers_value(&w, s, c, layers);
	}
	annotations(&w, s, c);
	bottom(&w, s);
}

void write_list(struct fixed_text *p, const struct style *s, const struct kid *const *kids, size_t n)
{
	struct writer w = begin(p, s, 0);

	restart(p);
	open(&w, "{");
	for (const char *m = top_members[s->top]; *m != '\0'; m++) {
		if (*m == 'C' || common_member(&w, s, *m, true))
			continue;
		key(&w, "manifests");
		kids_value(&w, s, kids, n);
	}
	bottom(&w, s);
}
