/*
 * format/tar_split.h - the record from which a layer's tar is put together again, byte for byte, out of its unpacked files:
 * vbatts/tar-split, as Docker's engine and containers/storage keep it beside each layer. sherd-formats(7), "tar-split".
 *
 * A gzip file of JSON objects, one a line: raw bytes of the tar (headers, padding), or the place of a file's content.
 */
#ifndef FORMAT_TAR_SPLIT_H
#define FORMAT_TAR_SPLIT_H

#include "base/buf.h"
#include "base/limits.h"

struct split_part {
	bool file;        /* the content of `name` stands here, `size` bytes; else `bytes` do */
	struct buf bytes; /* raw bytes of the tar */
	struct buf name;  /* as in the tar, not normalised; raw */
	uint64_t size;
	bool has_crc;
	uint64_t crc;     /* CRC-64 of the content, ISO 3309 */
};
void split_part_release(struct split_part *p);
DEFINE_OWN(split_part, struct split_part, split_part_release)

enum { SPLIT_MALFORMED = 1 };

/* Reads one line into *out, which is emptied first. SPLIT_MALFORMED: no part of such a record. */
int split_part_parse(struct split_part *out, struct span line, const struct limits *limits, struct fault *f) MUST_USE;

/* Begin with SPLIT_CRC_NONE; what it gives is compared with split_part.crc after the last piece. */
#define SPLIT_CRC_NONE UINT64_C(0)
uint64_t split_crc(uint64_t crc, struct span bytes);

/* The path below the layer's directory: no "." and empty parts. False: it would leave that directory, or names none. */
bool split_below(struct buf *out, struct span name, struct fault *f) MUST_USE;

#endif
