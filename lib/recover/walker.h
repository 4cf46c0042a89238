/*
 * recover/walker.h - a stream's own structure followed byte for byte: gzip members, zstd frames, tar headers,
 * one JSON value. A walker is a state that can be copied, so that it can be taken up at any earlier place with
 * other bytes. It knows when bytes cannot be right, when the stream may end, and when nothing more belongs to it.
 *
 * zstd, tar: only headers are looked at, contents are passed over.
 */
#ifndef RECOVER_WALKER_H
#define RECOVER_WALKER_H

#include "recover/recover.h"
#include "xfrm/stepper.h"

enum walk_step {
	WALK_MORE = 0, /* all bytes taken */
	WALK_END,      /* the stream may end after the bytes taken; feed on to see */
	WALK_OVER,     /* it ended at the last WALK_END; these bytes are no part of it */
	WALK_BAD,      /* these bytes cannot follow */
	WALK_MISFIT,   /* as if at a WALK_END, but a checksum says that some bytes before are not the right ones */
};

/* Evidence is counted in bytes of deflate, which random bytes survive e times less often for each: */
enum {
	WALK_NAT = 18 * 1024, /* rule: bits for which the order of guesses is chosen */
	WALK_SURE = 22 * WALK_NAT, /* more than luck gives among all candidates there are */
};

struct tar_walk {
	uint64_t skip;      /* bytes of a body that come before the next header */
	uint32_t headers;   /* valid ones */
	uint16_t fill;      /* of `head` */
	uint16_t zeros;     /* blocks of zeros that ended it */
	uint8_t capture;    /* the body to come says something of the next member */
	bool first, has_size;
	uint64_t size;      /* of the next member, as a pax record says */
	uint8_t head[512];
};

struct zstd_walk {
	uint8_t phase, fill, need;
	bool last, checksum, single;
	uint32_t frames;    /* with data */
	uint64_t window;    /* largest asked for */
	uint64_t block_max;
	uint8_t gather[18];
};

struct json_walk {
	uint8_t phase, hex, literal;
	uint16_t depth;
	uint64_t kind[2];   /* a bit for each level: an object */
};

struct gzip_walk {
	struct stepper *z;  /* owned */
	uint8_t magic;      /* bytes seen of a next member's beginning */
	bool between;
	uint8_t tar;        /* what comes out: not known yet, a tar, no tar, a tar with a header that is none */
	struct tar_walk out;
};

struct walker {
	enum recover_method kind;
	bool strict;        /* a tar inside that breaks off is WALK_BAD */
	uint64_t skip;      /* bytes to come that will not be looked at: walker_pass() */
	uint64_t evidence;  /* grows as more is found right */
	uint64_t out;       /* bytes that came out of a decoder */
	uint64_t tar_bad;   /* gzip: bytes taken when the tar inside broke off; 0: it did not */
	uint64_t at;        /* bytes taken */
	union {
		struct gzip_walk gzip;
		struct zstd_walk zstd;
		struct tar_walk tar;
		struct json_walk json;
	} u;
};

enum { WALKER_SCRATCH = 64 * 1024, WALK_DEPTH = 127 }; /* rule: json_depth as it stands: what is nested deeper is no document anywhere */

int walker_init(struct walker *w, enum recover_method kind, struct fault *f) MUST_USE;
int walker_clone(struct walker *to, const struct walker *from, struct fault *f) MUST_USE;
void walker_release(struct walker *w);
/* Feeds `in`; *used bytes belong to it up to the result. `scratch`: WALKER_SCRATCH bytes. enum walk_step, or -1. */
int walker_feed(struct walker *w, struct span in, size_t *used, uint8_t *scratch, struct fault *f) MUST_USE;
/* n <= skip bytes that nobody needs to read. */
void walker_pass(struct walker *w, uint64_t n);

/* Does a stream begin with these bytes (a block's first 512)? 0: none. */
enum recover_method walker_sniff(struct span head);
/* One valid header of tar. */
bool tar_header_holds(const uint8_t head[512]);
/* Has this beginning of a JSON document the names of a manifest, index or config? */
bool json_names(struct span text);

/* The kinds, each in its file; as walker_feed(). */
int gzip_feed(struct walker *w, struct span in, size_t *used, uint8_t *scratch, struct fault *f) MUST_USE;
int zstd_feed(struct walker *w, struct span in, size_t *used);
int tar_feed(struct tar_walk *t, struct span in, size_t *used);
int json_feed(struct json_walk *j, struct span in, size_t *used);
void tar_walk_init(struct tar_walk *t);

#endif
