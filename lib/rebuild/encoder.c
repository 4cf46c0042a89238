/* rebuild/encoder.c - the table of encoders, and what they have in common, the cuts before among them. */
#include "rebuild/private.h"

#include "base/buf.h"

#include <stdlib.h>

static const struct encoder_kind kinds[] = {
#define X(id, name, make, level, xfl, os, about) { name, about, &make##_ops, level, xfl, os },
	REBUILD_ENCODERS(X)
#undef X
};

static const struct {
	const char *name, *about;
} cuts[] = {
#define X(id, name, about) { name, about },
	REBUILD_CUTS(X)
#undef X
};

enum rebuild_family rebuild_family(enum rebuild_encoder e)
{
	return kinds[e].ops->gzip ? REBUILD_GZIP : kinds[e].ops == &zstd_ops ? REBUILD_ZSTD : REBUILD_TAR;
}

const char *rebuild_encoder_name(enum rebuild_encoder e)
{
	return kinds[e].name;
}

const char *rebuild_encoder_about(enum rebuild_encoder e)
{
	return kinds[e].about;
}

const char *rebuild_cut_name(enum rebuild_cut c)
{
	return cuts[c].name;
}

const char *rebuild_cut_about(enum rebuild_cut c)
{
	return cuts[c].about;
}

bool rebuild_cut_matters(enum rebuild_encoder e)
{
	return kinds[e].ops->cuts && kinds[e].level > 1;
}

bool rebuild_encoder_fits(enum rebuild_encoder e, struct span head)
{
	static const uint8_t zstd[] = { 0x28, 0xb5, 0x2f, 0xfd }, gzip[] = { 0x1f, 0x8b };
	bool is_zstd = span_starts(head, span_make(zstd, sizeof zstd)), is_gzip = span_starts(head, span_make(gzip, sizeof gzip));
	uint8_t mine[10];

	if (!kinds[e].ops->gzip)
		return kinds[e].ops == &zstd_ops ? is_zstd : !is_zstd && !is_gzip;
	gzip_head_of(&kinds[e], mine);
	return span_starts(head, span_make(mine, sizeof mine));
}

int rebuild_parse(struct span text, enum rebuild_encoder *e, enum rebuild_cut *c)
{
	struct span name = span_cut(&text, '/');

	*e = REBUILD_ENCODERS_;
	*c = text.n == 0 ? CUT_EVEN : REBUILD_CUTS_;
	for (size_t i = 0; i < COUNT(kinds); i++)
		if (span_is(name, kinds[i].name))
			*e = (enum rebuild_encoder)i;
	for (size_t i = 0; i < COUNT(cuts); i++)
		if (span_is(text, cuts[i].name))
			*c = (enum rebuild_cut)i;
	return *e == REBUILD_ENCODERS_ || *c == REBUILD_CUTS_;
}

/* ---- not compressed ----------------------------------------------------------------------------- */

static int plain_start(struct encoder **out, const struct encoder_kind *kind, uint64_t size, const struct rebuild_sink *sink,
                       struct fault *f)
{
	struct encoder *e = malloc(sizeof *e);

	(void)size;
	if (e == NULL)
		return fault_memory(f, sizeof *e);
	*e = (struct encoder){ kind, sink };
	*out = e;
	return 0;
}

static int plain_add(struct encoder *e, struct span bytes, struct fault *f)
{
	return e->sink->put(e->sink->user, bytes, f);
}

static int plain_end(struct encoder *e, struct fault *f)
{
	(void)e;
	(void)f;
	return 0;
}

static void plain_free(struct encoder *e)
{
	free(e);
}

const struct encoder_ops plain_ops = { false, false, plain_start, plain_add, plain_end, plain_free };

/* ---- one at work -------------------------------------------------------------------------------- */

struct rebuild {
	struct encoder *encoder;
	struct rebuild_sink sink;
	struct cutter cutter;
};

void rebuild_free(struct rebuild *r)
{
	if (r == NULL)
		return;
	if (r->encoder != NULL)
		r->encoder->kind->ops->free(r->encoder);
	free(r);
}

int rebuild_new(struct rebuild **out, enum rebuild_encoder e, enum rebuild_cut c, uint64_t size,
                const struct rebuild_sink *sink, struct fault *f)
{
	struct rebuild *r = calloc(1, sizeof *r);

	if (r == NULL)
		return fault_memory(f, sizeof *r);
	r->sink = *sink;
	cutter_start(&r->cutter, c);
	if (kinds[e].ops->start(&r->encoder, &kinds[e], size, &r->sink, f) < 0) {
		rebuild_free(r);
		return -1;
	}
	*out = r;
	return 0;
}

static int give(struct rebuild *r, struct fault *f)
{
	struct span bytes = span_make(r->cutter.write, r->cutter.n);

	r->cutter.n = 0;
	return bytes.n == 0 ? 0 : r->encoder->kind->ops->add(r->encoder, bytes, f);
}

int rebuild_add(struct rebuild *r, struct span bytes, struct fault *f)
{
	while (cutter_take(&r->cutter, &bytes)) {
		int rc = give(r, f);

		if (rc != 0)
			return rc;
	}
	return 0;
}

int rebuild_end(struct rebuild *r, struct fault *f)
{
	int rc = give(r, f);

	return rc != 0 ? rc : r->encoder->kind->ops->end(r->encoder, f);
}

/* ---- as a stream -------------------------------------------------------------------------------- */

struct packed {
	struct stream base;
	struct stream *tar;
	struct rebuild *rebuild;
	struct buf out;
	size_t at;
	int outcome;
	bool ended;
	uint8_t in[32 * 1024];
};

static int keep(void *user, struct span bytes, struct fault *f)
{
	return buf_add(&((struct packed *)user)->out, bytes, f);
}

static int work_on(struct packed *p, struct fault *f)
{
	size_t got;
	int rc = stream_read(p->tar, p->in, sizeof p->in, &got, f);

	if (rc > 0) {
		p->outcome = rc;
		memcpy(p->base.why, p->tar->why, sizeof p->base.why);
		return 0;
	}
	if (rc < 0)
		return -1;
	p->ended = got == 0;
	return p->ended ? rebuild_end(p->rebuild, f) : rebuild_add(p->rebuild, span_make(p->in, got), f);
}

static int packed_read(struct stream *s, void *into, size_t n, size_t *got, struct fault *f)
{
	struct packed *p = (struct packed *)s;

	while (p->at == p->out.n && !p->ended && p->outcome == 0) {
		buf_clear(&p->out);
		p->at = 0;
		if (work_on(p, f) < 0)
			return -1;
	}
	*got = n < p->out.n - p->at ? n : p->out.n - p->at;
	if (*got > 0)
		memcpy(into, p->out.p + p->at, *got);
	p->at += *got;
	return *got > 0 ? 0 : p->outcome;
}

static void packed_close(struct stream *s)
{
	struct packed *p = (struct packed *)s;

	rebuild_free(p->rebuild);
	buf_release(&p->out);
	free(p);
}

static const struct stream_ops packed_ops = { packed_read, packed_close };

int rebuild_stream(struct stream **out, enum rebuild_encoder e, enum rebuild_cut c, uint64_t size, struct stream *tar,
                   struct fault *f)
{
	struct packed *p = calloc(1, sizeof *p);
	struct rebuild_sink sink = { p, keep };

	if (p == NULL)
		return fault_memory(f, sizeof *p);
	p->base.ops = &packed_ops;
	p->tar = tar;
	if (rebuild_new(&p->rebuild, e, c, size, &sink, f) < 0) {
		free(p);
		return -1;
	}
	*out = &p->base;
	return 0;
}
