/* blob/examine.c - one pass over one file: digests, form, and what lies behind the form. */
#include "blob/stage.h"

#include <stdio.h>

#include <stdlib.h>

void exam_release(struct exam *e)
{
	buf_release(&e->head);
	buf_release(&e->listing);
	if (e->document != NULL)
		document_release(e->document);
	free(e->document);
	if (e->namings != NULL)
		namings_release(e->namings);
	free(e->namings);
	VEC_RELEASE(&e->notes);
	memset(e, 0, sizeof *e);
}

void examiner_free(struct examiner *x)
{
	if (x == NULL)
		return;
	hash_free(x->sha256);
	hash_free(x->diff);
	hash_free(x->sha384);
	hash_free(x->sha512);
	hash_free(x->member);
	free(x->raw);
	free(x->inflated);
	buf_release(&x->capture);
	buf_release(&x->text);
	type_free(x->media);
	free(x);
}

enum { SMALL_LEAST = 512 }; /* rule: link, startedat and hashstate as a registry writes them are shorter, and are read whatever the bound */

int examiner_new(struct examiner **out, const struct limits *limits, enum depth depth,
                 struct fault *f)
{
	OWNED(examiner) struct examiner *x = (struct examiner *)calloc(1, sizeof *x);

	*out = NULL;
	if (x == NULL)
		return fault_memory(f, sizeof *x);
	x->limits = *limits;
	if (x->limits.link_bytes < SMALL_LEAST)
		x->limits.link_bytes = SMALL_LEAST;
	x->depth = depth;
	x->raw = (uint8_t *)malloc(TAP_BYTES);
	x->inflated = (uint8_t *)malloc(TAP_BYTES);
	if (x->raw == NULL || x->inflated == NULL)
		return fault_memory(f, TAP_BYTES);
	if (hash_new(&x->sha256, DIGEST_SHA256, f) < 0 || hash_new(&x->diff, DIGEST_SHA256, f) < 0)
		return -1;
	*out = TAKE(&x);
	return 0;
}

/* The digest a blob's name asks for besides SHA-256, ready to take bytes; NULL when none. */
static int named_hash(struct examiner *x, const struct place *place, struct hash **out,
                      struct fault *f)
{
	enum digest_alg alg = (enum digest_alg)place->digest.alg;
	struct hash **slot = alg == DIGEST_SHA384 ? &x->sha384 : &x->sha512;

	*out = NULL;
	if ((place->role != ROLE_BLOB_DATA && place->role != ROLE_STORE_BLOB) || alg == DIGEST_NONE || alg == DIGEST_SHA256)
		return 0;
	if (*slot == NULL && hash_new(slot, alg, f) < 0)
		return -1;
	*out = *slot;
	return hash_restart(*slot, f);
}

/* A digest and nothing else: where a symbolic link leads there, a registry reads it as its own link. */
static int keep_digest_text(const struct examiner *x, const struct tap *raw, struct span head, struct exam *e,
                            struct fault *f)
{
	struct digest d;

	if (!raw->end || head.n > x->limits.link_bytes || digest_parse(&d, head) != 0)
		return 0;
	return exam_keep(&e->head, head, f);
}

/* Any file's bytes, by what they are: wherever they lie, they may be those of a wanted digest. */
static int examine_content(struct examiner *x, bool blob, struct tap *raw, struct exam *e, struct fault *f)
{
	struct span head;

	if (tap_peek(raw, &head, f) < 0)
		return -1;
	if (head.n == 0 && !raw->end)
		return 0; /* nothing came: not empty, but unread */
	e->form = form_sniff(head, raw->end);
	if (e->form == FORM_JSON)
		return capture_document(x, raw, e, f);
	if (e->form == FORM_OTHER && !blob && span_starts(head, span_make("SQLite format 3", 16)))
		e->form = FORM_SQLITE;
	if (e->form == FORM_OTHER && !blob && keep_digest_text(x, raw, head, e, f) < 0)
		return -1;
	if (x->depth == DEPTH_FULL) {
		switch (e->form) {
		case FORM_GZIP:
		case FORM_ZSTD:
		case FORM_XZ:
		case FORM_TAR:
			return layer_examine(x, raw, e, f);
		case FORM_OTHER: /* only a blob is worth libmagic's time */
			if (blob && type_sniff(&x->media, head, e->media, sizeof e->media, f) < 0)
				return -1;
			tail_want(raw->tail, x->limits.toc_bytes); /* it may be a layer whose beginning is lost */
			break;
		default:
			break;
		}
	}
	return tap_drain(raw, f);
}

/* A link, a start time, a hash state; or content that somebody put in its place, which may be wanted. */
static int examine_small(struct examiner *x, const struct place *place, struct tap *raw, struct exam *e, struct fault *f)
{
	struct span head;
	enum form form;
	bool small;

	if (place->role == ROLE_SCHEDULER)
		return capture_small(x, place, raw, e, f);
	if (tap_peek(raw, &head, f) < 0)
		return -1;
	form = form_sniff(head, raw->end);
	small = raw->end && head.n <= x->limits.link_bytes;
	if (form == FORM_JSON && small)
		return capture_small(x, place, raw, e, f) < 0 ? -1 : capture_document_of(x, e, f);
	if (form != FORM_JSON && form != FORM_GZIP && form != FORM_ZSTD && form != FORM_XZ && form != FORM_TAR)
		return capture_small(x, place, raw, e, f);
	if (small && exam_keep(&e->head, head, f) < 0)
		return -1;
	return examine_content(x, false, raw, e, f) < 0 ? -1 : capture_displaced(x, place, raw, e, f);
}

static bool is_content(enum role r)
{
	return r == ROLE_BLOB_DATA || r == ROLE_UPLOAD_DATA || r == ROLE_STORE_BLOB || r == ROLE_STORE_FILE ||
	       r == ROLE_STORE_INGEST;
}

static int finish(struct tap *raw, struct exam *e, struct fault *f)
{
	e->bytes = raw->seen;
	e->read = raw->end;
	if (!raw->end) {
		(void)snprintf(e->why, sizeof e->why, "%s", raw->base.why);
		return 0;
	}
	if (raw->seen == 0)
		e->form = FORM_EMPTY;
	if (hash_get(raw->hash, &e->sha256, f) < 0)
		return -1;
	e->named = e->sha256;
	return raw->second == NULL ? 0 : hash_get(raw->second, &e->named, f);
}

/* A layer that cannot be inflated whole, or bytes that are not those of their name. */
static bool is_broken(const struct place *place, const struct exam *e)
{
	return e->read && ((digest_set(&place->digest) && !digest_eq(&e->named, &place->digest)) ||
	                   ((e->form == FORM_GZIP || e->form == FORM_ZSTD) && !e->inflated_whole));
}

void examiner_expect(struct examiner *x, uint64_t bytes)
{
	x->expected = bytes;
}

int examine(struct examiner *x, const struct place *place, struct stream *body, struct exam *out,
            struct fault *f)
{
	OWNED(blob_tail) struct blob_tail tail = { .keep = TAIL_LEAST, .size = x->expected };
	struct hash *named;
	struct tap raw;
	int rc;

	if (hash_restart(x->sha256, f) < 0 || named_hash(x, place, &named, f) < 0)
		return -1;
	x->expected = 0;
	tap_init(&raw, body, x->raw, x->sha256, named);
	if (x->depth == DEPTH_FULL && is_content(place->role))
		raw.tail = &tail;
	if (capture_wanted(place->role))
		rc = examine_small(x, place, &raw, out, f);
	else if (place->role == ROLE_STORE_NAMES || place->role == ROLE_CONTAINER || place->role == ROLE_CONFIGURATION)
		rc = capture_names(x, place, &raw, out, f);
	else
		rc = examine_content(x, is_content(place->role), &raw, out, f);
	if (rc < 0 || finish(&raw, out, f) < 0)
		return -1;
	return raw.tail != NULL && is_broken(place, out) ? toc_list(x, &raw, out, f) : 0;
}
