/*
 * blob/stage.h - what the stages of one examination share.
 *
 *	body -> tap (SHA-256, the named algorithm) -> decoder -> tap (diff_id) -> tar reader ->
 *listing
 *
 * A tap is a stream that takes large pieces from upstream, hashes them, and gives them on: readers
 * downstream may ask for as little as they like without hashing or decoding in small pieces.
 */
#ifndef BLOB_STAGE_H
#define BLOB_STAGE_H

#include "blob/blob.h"
#include "hash/hash.h"
#include "xfrm/xfrm.h"

enum {
	TAP_BYTES = 256 * 1024, /* rule: read at once */
	PEEK_BYTES = 12 * 1024, /* rule: at least this much is seen before the form is told: a tar archive
	                           without members is 10 KiB of zeros at most */
	MAGIC_BYTES = 4096,
};

struct tap {
	struct stream base;
	struct stream *up;          /* borrowed */
	struct hash *hash, *second; /* borrowed; second may be NULL */
	uint8_t *bytes;             /* TAP_BYTES, borrowed */
	size_t at, n;               /* given on, filled */
	uint64_t seen;              /* bytes taken from upstream, all of them hashed */
	bool end;                   /* upstream ended well */
	int outcome;                /* or with this */
	struct blob_tail *tail;          /* borrowed; NULL: the end is not kept */
};

/* From here on so many, if those are more; `t` may be NULL. */
static inline void tail_want(struct blob_tail *t, uint64_t keep)
{
	if (t != NULL && keep > t->keep)
		t->keep = keep;
}

void tap_init(struct tap *t, struct stream *up, uint8_t *bytes, struct hash *hash,
              struct hash *second);
/* Makes *out the bytes that come next, at least PEEK_BYTES of them when upstream has so many (an
 * outcome of upstream is kept for later). Nothing is used up. */
int tap_peek(struct tap *t, struct span *out, struct fault *f) MUST_USE;
/* The offset of the byte that comes next. */
static inline uint64_t tap_position(const struct tap *t)
{
	return t->seen - (t->n - t->at);
}

/* Reads on to the end or an outcome, which t->end and t->outcome tell. */
int tap_drain(struct tap *t, struct fault *f) MUST_USE;

struct typist; /* libmagic's handle and whether it could be had */

struct examiner {
	struct limits limits;
	enum depth depth;
	struct hash *sha256, *diff, *sha384, *sha512, *member; /* the last three made when first asked for */
	uint8_t *raw, *inflated;                      /* TAP_BYTES each */
	struct buf capture, text;
	struct typist *media;
	uint64_t expected; /* bytes of the next file; 0: not known */
};

/* One note; `fmt` gives its text. */
int exam_note(struct exam *e, enum finding_code code, uint64_t offset, uint64_t length,
              struct fault *f, const char *fmt, ...) PRINTF_LIKE(6, 7) MUST_USE;

/* sniff.c */
enum form form_sniff(struct span head, bool whole);
/* MIME type of the first bytes (fewer than MAGIC_BYTES of them: text or binary only); "" when
 * libmagic has none or is not to be had. */
int type_sniff(struct typist **m, struct span head, char *media, size_t size,
                struct fault *f) MUST_USE;
void type_free(struct typist *m);

/* capture.c: the small files and documents. Both read `raw` to its end. */
int capture_small(struct examiner *x, const struct place *place, struct tap *raw, struct exam *e,
                  struct fault *f) MUST_USE;
/* e->head as a document, beside what else it was read as. */
int capture_document_of(struct examiner *x, struct exam *e, struct fault *f) MUST_USE;
/* After content of another kind that stands where such a file belongs; of a small one e->head has the bytes. */
int capture_displaced(struct examiner *x, const struct place *place, struct tap *raw, struct exam *e,
                      struct fault *f) MUST_USE;
int capture_document(struct examiner *x, struct tap *raw, struct exam *e, struct fault *f) MUST_USE;
int capture_names(struct examiner *x, const struct place *place, struct tap *raw, struct exam *e,
                  struct fault *f) MUST_USE;
/* True for roles capture_small() reads. */
bool capture_wanted(enum role r);

/* layer.c: compressed or plain tar; reads `raw` to its end. */
int layer_examine(struct examiner *x, struct tap *raw, struct exam *e, struct fault *f) MUST_USE;

/* Bytes that an examination keeps: a copy. */
static inline int MUST_USE exam_keep(struct buf *into, struct span bytes, struct fault *f)
{
	buf_release(into);
	return buf_add(into, bytes, f);
}
/* A line of a listing; `mark`: a digit of it, or 0 (formats(7), "Layer listing"). Where the path stands in *path, *path_n,
 * from the line's beginning. */
int list_put(struct buf *text, const struct entry *n, char mark, const struct digest *bytes, uint32_t *path,
             uint32_t *path_n, struct fault *f) MUST_USE;

/* toc_list.c: the files of a layer that breaks off or is not what its name says, by the table of contents in its last bytes: into e->listing, beside
 * what was read. `raw` was read to its end. */
enum { TAIL_LEAST = 256 * 1024 }; /* rule: kept of what passes, in case that the stream breaks off: more than a decoder holds */
int toc_list(struct examiner *x, const struct tap *raw, struct exam *e, struct fault *f) MUST_USE;

/* tarlist.c: lists what `in` holds into e->listing; `plain`: `in` is the file itself, so that
 * offsets in it are offsets in the file. Stops at the end of the archive, at a bound or where it
 * breaks. */
int tar_list(struct examiner *x, struct tap *in, bool plain, struct exam *e,
             struct fault *f) MUST_USE;

#endif
