/*
 * format/toc.h - the table of contents that a layer made for lazy pulling carries within itself: eStargz and
 * zstd:chunked. It names every file of the layer with its digest, and where its bytes lie in the blob.
 *
 * Sources: containerd/stargz-snapshotter, docs/estargz.md; containers/storage, pkg/chunked/internal/minimal/compression.go,
 * and what skopeo 1.9.3 writes. sherd-formats(7), "Tables of contents".
 */
#ifndef FORMAT_TOC_H
#define FORMAT_TOC_H

#include "base/arena.h"
#include "base/limits.h"
#include "core/entry.h"
#include "format/json_scan.h"

enum toc_format { TOC_NONE = 0, TOC_ESTARGZ, TOC_ZSTD_CHUNKED };
const char *toc_format_text(enum toc_format k); /* "eStargz", "zstd:chunked" */

/* Where a blob's footer says that its table lies; all within the blob. */
struct toc_place {
	enum toc_format format;
	uint64_t offset, length; /* bytes of the blob; eStargz: a tar archive in a gzip member, up to the footer */
};

enum { TOC_TAIL = 512 }; /* rule: a footer is shorter, and the end of a blob this long shows it */

/* `tail`: the last bytes of a blob of `size` bytes, TOC_TAIL of them or all. False: no such footer, or one that
 * names what is not there. */
bool toc_footer(struct toc_place *out, struct span tail, uint64_t size);

/* The table of an eStargz is this member of its archive. */
#define TOC_MEMBER "stargz.index.json"

struct toc_entry {
	struct span name, link; /* as they stand, decoded; valid until the next entry */
	enum entry_kind kind;   /* of a chunk: FILE */
	bool chunk;             /* more of the file before it */
	bool zeros;             /* no bytes: `chunk_size` zeros */
	uint64_t size, mode, uid, gid;
	unsigned has;           /* HAS_MODE, HAS_OWNER */
	struct when mtime;
	struct digest digest, chunk_digest; /* NONE: not said */
	uint64_t offset;        /* of the stream in the blob that holds the bytes */
	uint64_t inner;         /* bytes of its output before them */
	uint64_t chunk_offset, chunk_size; /* in the file; chunk_size 0: to its end */
};

enum toc_outcome { TOC_END = 1, TOC_MALFORMED };

struct toc_reader {
	struct span rest;  /* of the array of entries */
	struct limits limits;
	struct scan scan;  /* of the entry at hand */
	struct arena text;
	uint64_t odd;      /* entries that cannot be read, passed over */
	const char *why;   /* a sentence, when malformed */
};

void toc_release(struct toc_reader *t);
DEFINE_OWN(toc_reader, struct toc_reader, toc_release)

/* `json` is the whole table and must outlive the reader. 0 or TOC_MALFORMED. */
int toc_open(struct toc_reader *t, struct span json, const struct limits *limits, struct fault *f) MUST_USE;
/* The next entry that can be read: 0, TOC_END, TOC_MALFORMED. */
int toc_next(struct toc_reader *t, struct toc_entry *out, struct fault *f) MUST_USE;

#endif
