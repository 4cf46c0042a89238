/*
 * blob/capture.c - files that are kept whole: links, start times, hash states, the cache's
 * schedule, and documents among the blobs. Keeping has a bound; reading and hashing go on beyond
 * it.
 */
#include "blob/stage.h"

#include "core/sentence.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

/* Reads `raw` to its end, keeping up to `most` bytes; *whole tells that all of it was kept. */
static int capture(struct examiner *x, struct tap *raw, uint64_t most, bool *whole, struct fault *f)
{
	enum { PIECE = 64 * 1024 };
	size_t got = 1, want;

	buf_clear(&x->capture);
	*whole = false;
	while (got > 0 && x->capture.n <= most) {
		int rc;

		want = most - x->capture.n < PIECE ? (size_t)(most - x->capture.n) + 1 : PIECE;
		if (buf_reserve(&x->capture, want, f) < 0)
			return -1;
		rc = stream_read(&raw->base, x->capture.p + x->capture.n, want, &got, f);
		if (rc != 0)
			return rc < 0 ? -1 : 0;
		x->capture.n += got;
	}
	*whole = got == 0 && x->capture.n <= most;
	return *whole ? 0 : tap_drain(raw, f);
}

bool capture_wanted(enum role r)
{
	switch (r) {
	case ROLE_TAG_CURRENT:
	case ROLE_TAG_INDEX:
	case ROLE_REVISION_LINK:
	case ROLE_LAYER_LINK:
	case ROLE_SIGNATURE_LINK:
	case ROLE_UPLOAD_STARTED:
	case ROLE_UPLOAD_HASHSTATE:
	case ROLE_SCHEDULER:
	case ROLE_STRAY_LINK:
		return true;
	default:
		return false;
	}
}

static enum finding_code malformed_code(enum role r)
{
	switch (r) {
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

static int too_large(enum role role, uint64_t bound, struct exam *e, uint64_t bytes,
                     struct fault *f)
{
	enum finding_code code = malformed_code(role);

	if (code == FINDING_LINK_MALFORMED) {
		e->link.problem = LINK_IS_MALFORMED;
		e->link.where.length = bytes;
		(void)sentence(e->link.why, sizeof e->link.why,
		               S_LINK_BYTES_EXPECTED,
		               bytes);
		return exam_note(e, code, 0, bytes, f, "%s", e->link.why);
	}
	return exam_note(e, code, 0, bytes, f,
	                 S_BYTES_MORE_THAN_READ,
	                 bytes, bound);
}

static int read_link(struct exam *e, struct fault *f)
{
	link_parse(&e->link, buf_span(&e->head));
	if (e->link.problem == LINK_IS_EMPTY)
		return exam_note(e, FINDING_LINK_EMPTY, 0, 0, f, "%s", e->link.why);
	if (e->link.problem == LINK_IS_MALFORMED)
		return exam_note(e, FINDING_LINK_MALFORMED, e->link.where.offset,
		                 e->link.where.length > 0 ? e->link.where.length : e->head.n, f,
		                 "%s", e->link.why);
	return 0;
}

static int read_started(struct exam *e, struct fault *f)
{
	char why[128] = "";

	if (startedat_parse(&e->started, buf_span(&e->head), why) == 0)
		return 0;
	return exam_note(e, FINDING_STARTEDAT_MALFORMED, 0, e->head.n, f, "%s", why);
}

static int read_hashstate(const struct place *place, struct exam *e, struct fault *f)
{
	struct hashstate h;
	char why[128] = "";

	memset(&h, 0, sizeof h);
	if (hashstate_parse(&h, buf_span(&e->head), why) != 0)
		return exam_note(e, FINDING_HASHSTATE_MALFORMED, 0, e->head.n, f, "%s", why);
	if (hash_resume_sha256(&e->state_digest, h.state, span_make(h.block, h.block_used),
	                       h.length, f) < 0)
		return -1;
	e->has_state_digest = true;
	e->state_length = h.length;
	if (h.length == place->offset)
		return 0;
	return exam_note(e, FINDING_HASHSTATE_MALFORMED, 0, e->head.n, f,
	                 S_STATE_BYTES_NAME, h.length,
	                 place->offset);
}

/* "<repository>@<digest>": what the cache holds, and until when. */
static int name_cached(struct exam *e, const struct scheduler *s, struct fault *f)
{
	e->namings = (struct namings *)calloc(1, sizeof *e->namings);
	if (e->namings == NULL)
		return fault_memory(f, sizeof *e->namings);
	for (size_t i = 0; i < s->entries.n; i++) {
		const struct scheduler_entry *x = &s->entries.v[i];
		struct naming n = { .kind = x->entry_type == 1 ? NAMING_CACHED : NAMING_CACHED_BLOB,
			            .time = x->expiry,
			            .where = x->where };
		struct span repository, tag;

		reference_split(x->key, &repository, &tag, &n.digest);
		if (digest_set(&n.digest) && (arena_span(&e->namings->arena, repository, &n.repository, f) < 0 ||
		                              VEC_PUSH(&e->namings->v, n, f) < 0))
			return -1;
	}
	return 0;
}

/* manifest.json of skopeo's dir: is itself a manifest, index.json of a layout an index. */
int capture_document_of(struct examiner *x, struct exam *e, struct fault *f)
{
	e->document = (struct document *)calloc(1, sizeof *e->document);
	if (e->document == NULL)
		return fault_memory(f, sizeof *e->document);
	return document_parse(e->document, buf_span(&e->head), &x->limits, f);
}

static int read_scheduler(struct examiner *x, struct exam *e, struct fault *f)
{
	struct scheduler s;
	char why[128] = "";
	int rc;

	memset(&s, 0, sizeof s);
	rc = scheduler_parse(&s, buf_span(&e->head), &x->limits, why, f);
	if (rc == 0)
		rc = name_cached(e, &s, f);
	scheduler_release(&s);
	if (rc <= 0)
		return rc;
	/* something may name its digest: then it is a document like any other */
	if (document_sniff(buf_span(&e->head)) && capture_document_of(x, e, f) < 0)
		return -1;
	return exam_note(e, FINDING_SCHEDULER_MALFORMED, 0, e->head.n, f, "%s", why);
}

/* e->head, by what its place makes of it. */
static int read_small(struct examiner *x, const struct place *place, struct exam *e, struct fault *f)
{
	switch (place->role) {
	case ROLE_UPLOAD_STARTED:
		return read_started(e, f);
	case ROLE_UPLOAD_HASHSTATE:
		return read_hashstate(place, e, f);
	case ROLE_SCHEDULER:
		return read_scheduler(x, e, f);
	case ROLE_STRAY_LINK: /* its bytes are kept: the collector reads it, nothing else does */
		return 0;
	default:
		return read_link(e, f);
	}
}

int capture_small(struct examiner *x, const struct place *place, struct tap *raw, struct exam *e,
                  struct fault *f)
{
	uint64_t most = place->role == ROLE_SCHEDULER ? x->limits.json_bytes : x->limits.link_bytes;
	bool whole;

	if (capture(x, raw, most, &whole, f) < 0)
		return -1;
	if (!raw->end)
		return 0; /* broken off: what came says nothing about the rest */
	if (!whole)
		return place->role == ROLE_STRAY_LINK ? 0 : too_large(place->role, most, e, raw->seen, f);
	if (exam_keep(&e->head, buf_span(&x->capture), f) < 0)
		return -1;
	return read_small(x, place, e, f);
}

int capture_displaced(struct examiner *x, const struct place *place, struct tap *raw, struct exam *e, struct fault *f)
{
	if (!raw->end)
		return 0;
	if (e->document == NULL && e->head.n > 0)
		return read_small(x, place, e, f);
	return place->role == ROLE_STRAY_LINK ? 0 : too_large(place->role, x->limits.link_bytes, e, raw->seen, f);
}

int capture_document(struct examiner *x, struct tap *raw, struct exam *e, struct fault *f)
{
	struct document *d;
	bool whole;

	if (capture(x, raw, x->limits.json_bytes, &whole, f) < 0)
		return -1;
	if (!raw->end)
		return 0;
	if (!whole)
		return exam_note(e, FINDING_DOCUMENT_TOO_LARGE, 0, raw->seen, f,
		                 S_BYTES_MORE_THAN_DOCUMENT,
		                 raw->seen, x->limits.json_bytes);
	if (exam_keep(&e->head, buf_span(&x->capture), f) < 0)
		return -1;
	d = (struct document *)calloc(1, sizeof *d);
	if (d == NULL)
		return fault_memory(f, sizeof *d);
	e->document = d;
	return document_parse(d, buf_span(&e->head), &x->limits, f);
}

int capture_names(struct examiner *x, const struct place *place, struct tap *raw, struct exam *e,
                  struct fault *f)
{
	bool whole;

	if (capture(x, raw, x->limits.json_bytes, &whole, f) < 0)
		return -1;
	if (!raw->end || !whole) /* too large for any file of the kind: it is another one */
		return 0;
	if (exam_keep(&e->head, buf_span(&x->capture), f) < 0)
		return -1;
	e->namings = (struct namings *)calloc(1, sizeof *e->namings);
	if (e->namings == NULL)
		return fault_memory(f, sizeof *e->namings);
	if (namings_parse(e->namings, place, buf_span(&e->head), &x->limits, f) < 0)
		return -1;
	/* something may name its digest: then it is a document like any other */
	return e->namings->is_manifest || document_sniff(buf_span(&e->head)) ? capture_document_of(x, e, f) : 0;
}
