/*
 * blob/blob.h - one pass over one file's bytes: digests, size, form, document, layer listing.
 */
#ifndef BLOB_BLOB_H
#define BLOB_BLOB_H

#include "base/buf.h"
#include "core/document.h"
#include "core/entry.h"
#include "core/naming.h"
#include "format/format.h"

#define FORMS(X)                                                                                   \
	X(EMPTY, "empty")                                                                       \
	X(JSON, "json")                                                                         \
	X(GZIP, "gzip")                                                                         \
	X(ZSTD, "zstd")                                                                         \
	X(XZ, "xz")                                                                             \
	X(TAR, "tar")                                                                           \
	X(OTHER, "other")                                                       \
	X(SQLITE, "sqlite") /* a file that is no blob; a blob of this form is other */

enum form {
	FORM_UNSET = 0,
#define X(id, text) FORM_##id,
	FORMS(X)
#undef X
};

const char *form_text(enum form f);

struct exam_note {
	enum finding_code code;
	uint64_t offset, length; /* in the file's own bytes; 0,0: the file as a whole */
	char text[320];
};

/* What one pass found. Zeroed before use, released with exam_release(). */
struct exam {
	bool read;                /* every byte was read: digests and bytes are of the whole */
	uint64_t bytes;           /* bytes read */
	char why[160];            /* when !read */
	struct digest sha256;     /* set when read */
	struct digest named;      /* by the algorithm of the name it stands under (== sha256 usually) */
	enum form form;
	char media[96];           /* libmagic's MIME type for FORM_OTHER, else "" */
	struct buf head;          /* captured bytes: whole small files and documents */
	struct document *document; /* when form is JSON and the role asks for it; owned */
	/* compressed or plain tar */
	bool has_diff_id;
	struct digest diff_id;    /* sha256 of the uncompressed bytes (an uncompressed tar: its own) */
	bool inflated_whole;
	uint64_t inflated, trailing;
	uint32_t members, entries;
	bool is_tar;              /* the (uncompressed) bytes are a tar archive */
	struct buf listing;       /* packed by xfrm_pack; text form in sherd-formats(7) */
	/* small files, by role */
	struct link_reading link;
	struct when started;
	bool has_state_digest;
	struct digest state_digest; /* finished hashstate: SHA-256 of the first state_length bytes */
	uint64_t state_length;
	struct namings *namings;  /* of the roles that name things in other stores; owned */
	VEC(struct exam_note) notes;
};

void exam_release(struct exam *e);
DEFINE_OWN(exam, struct exam, exam_release)

/* Per worker: buffers, one libmagic handle. */
struct examiner;
int examiner_new(struct examiner **out, const struct limits *limits, enum depth depth,
                 struct fault *f) MUST_USE;
void examiner_free(struct examiner *x);
DEFINE_OWN_PTR(examiner, struct examiner, examiner_free)

/* How many bytes the next file is said to have: where that is known its end alone is kept, for the table of contents that a
 * damaged layer may end in. A file that turns out shorter has none, then. */
void examiner_expect(struct examiner *x, uint64_t bytes);
/* Reads `body` to its end. `place` tells the role and the digest of the name:
 * blob-data            everything (depth full), digests only (depth hash) but documents always;
 * store-blob, store-file  as blob-data;
 * store-names, container, configuration: captured and read for what they name;
 * links, startedat, hashstates, scheduler state: captured and parsed;
 * anything else        as blob-data, without libmagic's opinion: it may be a blob under another name.
 * Damage of the evidence is in *out; -1 is a fault of ours. */
int examine(struct examiner *x, const struct place *place, struct stream *body, struct exam *out,
            struct fault *f) MUST_USE;

struct toc_place; /* format/toc.h */

/* The last bytes of a blob that passes, `keep` of them at least. */
struct blob_tail {
	struct buf bytes;
	uint64_t keep;
	uint64_t size; /* of the blob, as it was said before: what lies far from its end is not even copied; 0: not known */
	uint64_t seen;
};
void blob_tail_release(struct blob_tail *t);
DEFINE_OWN(blob_tail, struct blob_tail, blob_tail_release)
int blob_tail_add(struct blob_tail *t, struct span piece, struct fault *f) MUST_USE;

/* Where a layer that has passed whole says its table of contents is. 0, and *packed are its bytes, within the
 * tail; BLOB_NO_TOC; BLOB_TOC_BEYOND: it begins before what was kept. */
enum { BLOB_NO_TOC = 1, BLOB_TOC_BEYOND };
int blob_toc_place(struct toc_place *out, struct span *packed, const struct blob_tail *t) MUST_USE;
/* That table. *named: the digest by which descriptors name it. 0; 1: it is not there whole, or too long (toc_bytes). */
int blob_toc(struct buf *json, struct digest *named, struct span packed, const struct toc_place *place, const struct limits *limits,
             struct fault *f) MUST_USE;

enum { BLOB_LIBRARIES = 32 };

/* Where the signatures of file types are looked up: paths joined by colons, some without their ".mgc". */
const char *blob_signatures(void);

const char *blob_libraries(char out[BLOB_LIBRARIES]); /* "libmagic 5.44", at run time; returns `out` */

#endif
