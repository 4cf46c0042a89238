/* blob/private.h - inside of the room: the stages of one pass. */
#ifndef BLOB_PRIVATE_H
#define BLOB_PRIVATE_H

#include "blob/blob.h"
#include "hash/hash.h"
#include "xfrm/xfrm.h"

enum { CHUNK = 256 * 1024, HEAD = 4096 };

struct magic;

struct examiner {
	struct limits limits;
	enum depth depth;
	struct hash *sha256, *diff, *other; /* other: of the name's algorithm when it is not sha256 */
	uint8_t *chunk;                     /* CHUNK bytes */
	struct magic *magic;                /* opened at first need */
	bool magic_failed;
};

/* Hands out `head` first, then what `rest` gives; both borrowed. */
struct peeked {
	struct stream base;
	struct span head;
	struct stream *rest;
};
void peeked_init(struct peeked *p, struct span head, struct stream *rest);

int exam_note_add(struct exam *e, enum finding_code code, uint64_t offset, uint64_t length,
                  struct fault *f, const char *fmt, ...) PRINTF_LIKE(6, 7) MUST_USE;

/* sniff.c: libmagic's word for bytes that no signature of ours fits; "" when it has none. */
void sniff_magic(struct examiner *x, struct span head, char out[96]);
void magic_free(struct magic *m);

/* capture.c: all of a stream, up to `most` bytes, into malloc'ed memory. *whole tells whether it ended. */
int capture(struct stream *in, uint64_t most, struct span *out, bool *whole, struct fault *f) MUST_USE;

/* tarlist.c: the entries of a tar stream as a packed, sorted listing. Reads as far as the archive goes. */
int tar_list(struct examiner *x, struct stream *in, struct exam *e, struct fault *f) MUST_USE;

#endif
