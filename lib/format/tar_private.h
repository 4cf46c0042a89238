/* format/tar_private.h - one 512-byte header block, and what pax records change of it. */
#ifndef FORMAT_TAR_PRIVATE_H
#define FORMAT_TAR_PRIVATE_H

#include "base/vec.h"
#include "format/format.h"

enum { TAR_BLOCK = 512 }; /* format: POSIX.1-2017, pax, ustar Interchange Format */

struct tar_header {
	struct span name, prefix, link; /* into the block; no NUL inside */
	uint32_t mode;
	uint64_t uid, gid, size;
	int64_t mtime;
	uint8_t type;
	bool gnu, ustar;
};

/* 0; 1 when the block is no header (checksum), 2 when a number in it cannot be. */
int tar_header_parse(struct tar_header *out, const uint8_t block[TAR_BLOCK]);
/* A number field, octal or base-256. False when it cannot be. Negative ones only where `is_signed`. */
bool tar_number(struct span field, bool is_signed, int64_t *out);
bool tar_all_zero(const uint8_t block[TAR_BLOCK]);

struct tar_pax { /* what an extended header says; unset spans are empty */
	bool has_size, has_mtime, has_atime, has_ctime, has_uid, has_gid, has_real_size;
	uint64_t size, uid, gid, real_size;
	struct when mtime, atime, ctime;
	struct buf path, link;
	struct buf kept;  /* records of extended attributes, as they stood */
	bool odd; /* a record that no writer makes: what it said of the member is lost */
	bool sparse, sparse_1_0;
	uint64_t run_at; /* of the pair that 0.0 spells in two records */
	bool has_run_at;
};

struct tar_reader {
	struct stream *in;
	struct limits limits;
	uint64_t at;           /* bytes taken from the stream */
	uint64_t header_at;
	uint64_t left, pad;    /* of the current member, in the stream */
	uint64_t logical;      /* size as the file had it */
	uint64_t read_at;      /* logical position of tar_body_read */
	size_t run;            /* run being read */
	VEC(struct run) runs;  /* `offset` is a stream offset */
	struct tar_pax global, local;
	struct buf long_name, long_link, raw, path, link;
	bool has_long_name, has_long_link, tail_missing, unpadded;
	bool lone; /* a block of zeros stood before the header at hand, and no second */
	uint32_t major, minor; /* of a device */
	bool layer;            /* read as a layer: see tar_read_layer() */
	enum tar_twist twist;  /* of the current member */
	enum tar_reading reading;
	uint64_t gnu_next; /* where GNU tar's listing has its next header, when Go's reading has others before; 0: the same */
	uint64_t parted;
	struct tar_gap gap;    /* the last one */
	enum stream_outcome stream_outcome;
	int ended;             /* sticky outcome */
	char why[160];
	uint8_t *skip;
};

/* tar.c: exactly n bytes, or TAR_BROKEN when the stream ends before; an end with words. */
int tar_take(struct tar_reader *t, void *into, size_t n, struct fault *f) MUST_USE;
int tar_stream_said(struct tar_reader *t, int rc); /* the stream below ended so */
int tar_broken(struct tar_reader *t, const char *why);
int tar_bounded(struct tar_reader *t, enum limit bound, uint64_t needed);

/* tarext.c: extended headers and sparse maps. Results as tar_next(). */
int tar_pax_parse(struct tar_reader *t, struct tar_pax *p, struct span all, struct fault *f) MUST_USE;
int tar_gnu_sparse(struct tar_reader *t, const uint8_t *block, struct fault *f) MUST_USE;
int tar_map_1_0(struct tar_reader *t, struct fault *f) MUST_USE;
/* Gives runs their stream offsets; false when they overlap, pass the size or the stored bytes. */
bool tar_place_runs(struct tar_reader *t);

#endif
