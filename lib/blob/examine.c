/*
 * blob/examine.c - one pass over one file. Bytes are pulled through: body -> hashing tee -> (decoder ->
 * hashing tee -> tar listing). Whatever stops a later stage, the first tee sees every byte.
 */
#include "blob/private.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

const char *form_text(enum form form)
{
	switch (form) {
#define X(id, number, text)                                                                        \
	case FORM_##id:                                                                            \
		return text;
		FORMS(X)
#undef X
	case FORM_UNSET:
		break;
	}
	return "";
}

int examiner_new(struct examiner **out, const struct limits *limits, enum depth depth, struct fault *f)
{
	OWNED(examiner) struct examiner *x = (struct examiner *)calloc(1, sizeof *x);

	*out = NULL;
	if (x == NULL)
		return fault_memory(f, sizeof *x);
	x->limits = *limits;
	x->depth = depth;
	x->chunk = (uint8_t *)malloc(CHUNK);
	if (x->chunk == NULL)
		return fault_memory(f, CHUNK);
	if (hash_new(&x->sha256, DIGEST_SHA256, f) < 0 || hash_new(&x->diff, DIGEST_SHA256, f) < 0)
		return -1;
	*out = TAKE(&x);
	return 0;
}

void examiner_free(struct examiner *x)
{
	if (x == NULL)
		return;
	hash_free(x->sha256);
	hash_free(x->diff);
	hash_free(x->other);
	magic_free(x->magic);
	free(x->chunk);
	free(x);
}

int exam_note_add(struct exam *e, enum finding_code code, uint64_t offset, uint64_t length,
                  struct fault *f, const char *fmt, ...)
{
	struct exam_note n = { .code = code, .offset = offset, .length = length };
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(n.text, sizeof n.text, fmt, ap);
	va_end(ap);
	return VEC_PUSH(&e->notes, n, f);
}

/* ---- the first stage: every byte is counted and hashed ------------------------------------------ */

struct raw {
	struct stream base;
	struct examiner *x;
	struct stream *body;
	struct exam *e;
	bool ended;
	int outcome;
};

static int raw_read(struct stream *s, void *into, size_t n, size_t *got, struct fault *f)
{
	struct raw *r = (struct raw *)s;
	struct span bytes;
	int rc;

	if (r->outcome != 0)
		return r->outcome;
	rc = stream_read(r->body, into, n, got, f);
	if (rc < 0)
		return -1;
	if (rc > 0) {
		memcpy(s->why, r->body->why, sizeof s->why);
		memcpy(r->e->why, r->body->why, sizeof r->e->why);
		return r->outcome = STREAM_BROKEN;
	}
	r->ended = *got == 0;
	r->e->bytes += *got;
	bytes = span_make(into, *got);
	if (hash_add(r->x->sha256, bytes, f) < 0 ||
	    (r->x->other != NULL && hash_add(r->x->other, bytes, f) < 0))
		return -1;
	return 0;
}

static void raw_close(struct stream *s)
{
	(void)s;
}

static int raw_start(struct raw *r, struct examiner *x, const struct place *place, struct stream *body,
                     struct exam *e, struct fault *f)
{
	static const struct stream_ops ops = { raw_read, raw_close };
	bool other = place->role == ROLE_BLOB_DATA && digest_set(&place->digest) &&
	             place->digest.alg != DIGEST_SHA256;

	memset(r, 0, sizeof *r);
	r->base.ops = &ops;
	r->x = x;
	r->body = body;
	r->e = e;
	hash_free(x->other);
	x->other = NULL;
	if (other && hash_new(&x->other, (enum digest_alg)place->digest.alg, f) < 0)
		return -1;
	return hash_restart(x->sha256, f);
}

/* Reads on to the end, whatever happened above. */
static int drain(struct raw *r, struct fault *f)
{
	while (!r->ended && r->outcome == 0) {
		size_t got;

		if (stream_read(&r->base, r->x->chunk, CHUNK, &got, f) < 0)
			return -1;
	}
	return 0;
}

static int raw_finish(struct raw *r, struct fault *f)
{
	struct exam *e = r->e;

	if (drain(r, f) < 0)
		return -1;
	e->read = r->ended;
	if (!e->read)
		return 0;
	if (hash_get(r->x->sha256, &e->sha256, f) < 0)
		return -1;
	e->named = e->sha256;
	return r->x->other == NULL ? 0 : hash_get(r->x->other, &e->named, f);
}

/* ---- layers --------------------------------------------------------------------------------------------- */

/* Lists what `in` gives when it is a tar archive, then reads it to its end. Results as stream_read. */
static int list_and_drain(struct examiner *x, struct stream *in, struct exam *e, struct fault *f)
{
	struct peeked peeked;
	uint8_t head[512];
	size_t n;
	int rc = stream_read_full(in, head, sizeof head, &n, f);

	if (rc != 0)
		return rc;
	peeked_init(&peeked, span_make(head, n), in);
	if (n == sizeof head && tar_sniff(span_make(head, n)) && tar_list(x, &peeked.base, e, f) < 0)
		return -1;
	for (;;) {
		size_t got;

		rc = stream_read(in, x->chunk, CHUNK, &got, f);
		if (rc != 0 || got == 0)
			return rc;
	}
}

static int inflate_notes(struct exam *e, const struct stream *decoder, const struct xfrm_stats *s, int rc,
                         struct fault *f)
{
	if (rc == STREAM_DAMAGED)
		return exam_note_add(e, FINDING_STREAM_DAMAGED, s->in, 0, f, "%s", decoder->why);
	if (rc == STREAM_LIMIT)
		return exam_note_add(e, FINDING_INFLATE_LIMIT, s->in, 0, f, "%s", decoder->why);
	if (rc == 0 && s->trailing > 0)
		return exam_note_add(e, FINDING_STREAM_TRAILING, s->in, s->trailing, f,
		                     "%llu bytes follow the last compressed stream",
		                     (unsigned long long)s->trailing);
	return 0;
}

static int inflate_layer(struct examiner *x, enum xfrm_kind kind, struct stream *in, struct exam *e,
                         struct fault *f)
{
	OWNED(stream) struct stream *decoder = NULL;
	OWNED(stream) struct stream *tee = NULL;
	struct xfrm_stats stats;
	int rc;

	if (hash_restart(x->diff, f) < 0 || xfrm_open(&decoder, kind, in, &x->limits, NULL, f) < 0 ||
	    hash_tee(&tee, decoder, x->diff, f) < 0)
		return -1;
	rc = list_and_drain(x, tee, e, f);
	if (rc < 0 || xfrm_drain(decoder, f) < 0)
		return -1;
	xfrm_stats(decoder, &stats);
	e->inflated = stats.out;
	e->members = stats.members;
	e->trailing = stats.trailing;
	e->inflated_whole = rc == 0;
	if (rc == 0) {
		e->has_diff_id = true;
		if (hash_get(x->diff, &e->diff_id, f) < 0)
			return -1;
	}
	return rc == STREAM_BROKEN ? 0 : inflate_notes(e, decoder, &stats, rc, f);
}

/* ---- documents --------------------------------------------------------------------------------------- */

static int read_document(struct examiner *x, struct raw *r, struct stream *in, struct fault *f)
{
	struct exam *e = r->e;
	bool whole;
	int rc = capture(in, x->limits.json_bytes, &e->head, &whole, f);

	if (rc != 0)
		return rc < 0 ? -1 : 0;
	if (!whole)
		return exam_note_add(e, FINDING_DOCUMENT_TOO_LARGE, 0, 0, f,
		                     "the document passes the limit of %llu bytes",
		                     (unsigned long long)x->limits.json_bytes);
	e->document = (struct document *)calloc(1, sizeof *e->document);
	if (e->document == NULL)
		return fault_memory(f, sizeof *e->document);
	return document_parse(e->document, e->head, &x->limits, f);
}

/* ---- small files ---------------------------------------------------------------------------------------- */

static int read_link(struct exam *e, struct fault *f)
{
	link_parse(&e->link, e->head);
	if (e->link.problem == LINK_FINE)
		return 0;
	return exam_note_add(e, e->link.problem == LINK_IS_EMPTY ? FINDING_LINK_EMPTY : FINDING_LINK_MALFORMED,
	                     e->link.where.offset, e->link.where.length, f, "%s", e->link.why);
}

static int read_hashstate(struct exam *e, struct fault *f)
{
	struct hashstate s;
	char why[128];

	if (hashstate_parse(&s, e->head, why) != 0)
		return exam_note_add(e, FINDING_HASHSTATE_MALFORMED, 0, 0, f, "%s", why);
	e->has_state_digest = true;
	e->state_length = s.length;
	return hash_resume_sha256(&e->state_digest, s.state, span_make(s.block, s.block_used), s.length, f);
}

static int read_scheduler(struct examiner *x, struct exam *e, struct fault *f)
{
	struct scheduler s;
	char why[128];
	int rc;

	memset(&s, 0, sizeof s);
	rc = scheduler_parse(&s, e->head, &x->limits, why, f);
	scheduler_release(&s);
	return rc <= 0 ? rc : exam_note_add(e, FINDING_SCHEDULER_MALFORMED, 0, 0, f, "%s", why);
}

static enum finding_code malformed_code(enum role role)
{
	switch (role) {
	case ROLE_UPLOAD_STARTED:
		return FINDING_STARTEDAT_MALFORMED;
	case ROLE_UPLOAD_HASHSTATE:
		return FINDING_HASHSTATE_MALFORMED;
	case ROLE_SCHEDULER:
		return FINDING_SCHEDULER_MALFORMED;
	default:
		return FINDING_LINK_MALFORMED;
	}
}

static bool is_small(enum role role)
{
	switch (role) {
	case ROLE_REVISION_LINK:
	case ROLE_TAG_CURRENT:
	case ROLE_TAG_INDEX:
	case ROLE_LAYER_LINK:
	case ROLE_SIGNATURE_LINK:
	case ROLE_UPLOAD_STARTED:
	case ROLE_UPLOAD_HASHSTATE:
	case ROLE_SCHEDULER:
		return true;
	default:
		return false;
	}
}

static int read_small(struct examiner *x, enum role role, struct raw *r, struct fault *f)
{
	struct exam *e = r->e;
	uint64_t most = role == ROLE_SCHEDULER ? x->limits.json_bytes : x->limits.link_bytes;
	char why[128];
	bool whole;
	int rc = capture(&r->base, most, &e->head, &whole, f);

	if (rc != 0)
		return rc < 0 ? -1 : 0;
	if (!whole) {
		e->link.problem = LINK_IS_MALFORMED;
		(void)snprintf(e->link.why, sizeof e->link.why, "more than %llu bytes",
		               (unsigned long long)most);
		return exam_note_add(e, malformed_code(role), 0, 0, f, "%s", e->link.why);
	}
	switch (role) {
	case ROLE_UPLOAD_STARTED:
		if (startedat_parse(&e->started, e->head, why) == 0)
			return 0;
		return exam_note_add(e, FINDING_STARTEDAT_MALFORMED, 0, 0, f, "%s", why);
	case ROLE_UPLOAD_HASHSTATE:
		return read_hashstate(e, f);
	case ROLE_SCHEDULER:
		return read_scheduler(x, e, f);
	default:
		return read_link(e, f);
	}
}

/* ---- blobs ---------------------------------------------------------------------------------------------- */

static int read_by_form(struct examiner *x, const struct place *place, struct raw *r, struct span head,
                        struct fault *f)
{
	struct exam *e = r->e;
	enum xfrm_kind kind = xfrm_sniff(head);
	bool full = x->depth == DEPTH_FULL;
	struct peeked in;
	int rc;

	peeked_init(&in, head, &r->base);
	if (kind != XFRM_NONE) {
		e->form = kind == XFRM_GZIP ? FORM_GZIP : kind == XFRM_ZSTD ? FORM_ZSTD : FORM_XZ;
		return full ? inflate_layer(x, kind, &in.base, e, f) : 0;
	}
	if (document_sniff(head)) {
		e->form = FORM_JSON;
		return place->role == ROLE_BLOB_DATA ? read_document(x, r, &in.base, f) : 0;
	}
	if (head.n >= 512 && tar_sniff(span_sub(head, 0, 512))) {
		e->form = FORM_TAR;
		if (!full)
			return 0;
		rc = tar_list(x, &in.base, e, f);
		e->inflated_whole = rc == 0;
		e->has_diff_id = rc == 0; /* its own digest, set when all is read */
		return rc;
	}
	e->form = FORM_OTHER;
	sniff_magic(x, head, e->media);
	return 0;
}

static int read_blob(struct examiner *x, const struct place *place, struct raw *r, struct fault *f)
{
	uint8_t head[HEAD];
	size_t n;
	int rc = stream_read_full(&r->base, head, sizeof head, &n, f);

	if (rc != 0)
		return rc < 0 ? -1 : 0;
	if (n == 0) {
		r->e->form = FORM_EMPTY;
		return 0;
	}
	return read_by_form(x, place, r, span_make(head, n), f);
}

int examine(struct examiner *x, const struct place *place, struct stream *body, struct exam *out,
            struct fault *f)
{
	struct raw r;
	int rc = 0;

	if (raw_start(&r, x, place, body, out, f) < 0)
		return -1;
	if (is_small(place->role))
		rc = read_small(x, place->role, &r, f);
	else if (place->role == ROLE_BLOB_DATA || place->role == ROLE_UPLOAD_DATA)
		rc = read_blob(x, place, &r, f);
	if (rc < 0 || raw_finish(&r, f) < 0)
		return -1;
	if (out->form == FORM_TAR && out->has_diff_id) {
		out->has_diff_id = out->read;
		out->diff_id = out->sha256;
		out->inflated = out->bytes;
	}
	if (!out->read)
		out->has_diff_id = false;
	return 0;
}
