/* rebuild/private.h - an encoder of the table, and the cuts before it. */
#ifndef REBUILD_PRIVATE_H
#define REBUILD_PRIVATE_H

#include "base/macros.h"
#include "rebuild/rebuild.h"

struct encoder_kind {
	const char *name, *about;
	const struct encoder_ops *ops;
	int level;
	uint8_t flags, system; /* gzip: XFL and OS of the header; zstd: 1 checksum + 2 a worker; content size told */
};

struct encoder {
	const struct encoder_kind *kind;
	const struct rebuild_sink *sink;
};

struct encoder_ops {
	bool gzip, cuts; /* cuts: writes of other sizes may give other bytes */
	int (*start)(struct encoder **out, const struct encoder_kind *kind, uint64_t size, const struct rebuild_sink *sink,
	             struct fault *f);
	int (*add)(struct encoder *e, struct span bytes, struct fault *f); /* one write of the program */
	int (*end)(struct encoder *e, struct fault *f);
	void (*free)(struct encoder *e);
};

extern const struct encoder_ops go_ops, zlib_ops, zstd_ops, plain_ops;

/* The ten bytes before deflate's: no name, no time. */
void gzip_head_of(const struct encoder_kind *k, uint8_t out[10]);
int gzip_head(const struct encoder *e, struct fault *f) MUST_USE;
int gzip_tail(const struct encoder *e, uint32_t crc, uint64_t size, struct fault *f) MUST_USE;

/* The tar's bytes put together to the writes of a program. */
struct cutter {
	enum rebuild_cut cut;
	enum cut_part { CUT_HEAD, CUT_MORE, CUT_FILE, CUT_PADDING } where;
	uint64_t left;    /* bytes until `where` changes */
	uint64_t padding; /* that follow what is left of a file */
	size_t head_n, n;
	uint8_t head[512], write[32 * 1024]; /* n bytes of the write that is being put together */
};

void cutter_start(struct cutter *c, enum rebuild_cut cut);
/* As much of *bytes as belongs to one write goes into it; true: the write is whole, and is to be given on. */
bool cutter_take(struct cutter *c, struct span *bytes);

#endif
