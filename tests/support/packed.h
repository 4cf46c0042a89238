/*
 * tests/support/packed.h - compressed streams for tests: made by the libraries and the real tools,
 * and decoded with everything checked that holds for each decoding.
 */
#ifndef SUPPORT_PACKED_H
#define SUPPORT_PACKED_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "xfrm/xfrm.h"

void must(int rc); /* 0, or the test fails */
void add(struct buf *b, struct span s);
/* Text that compresses a little: words of a small generator. */
void sample(struct buf *b, size_t n, uint32_t seed);
void gzip_add(struct buf *b, struct span raw, int level);
void zstd_add(struct buf *b, struct span raw, int level);
void xz_add(struct buf *b, struct span raw, int level);
/* What a shell command prints; false when `tool` is not installed, which is said. */
bool read_tool(struct buf *b, const char *tool, const char *command);

struct kind_made {
	enum xfrm_kind kind;
	void (*make)(struct buf *b, struct span raw, int level);
	size_t magic; /* bytes that tell the kind */
};

enum { KINDS_MADE = 3 };

extern const struct kind_made kinds[KINDS_MADE];

/* A stream that gives `left` and then breaks with "input/output error". Not to be closed. */
struct breaking {
	struct stream base;
	struct span left;
};

struct breaking breaking_of(struct span left);

/* One decoding. */
struct decoded {
	struct buf out;
	int rc;
	char why[160];
	struct xfrm_stats stats;
};

void decoded_release(struct decoded *r);
DEFINE_OWN(decoded, struct decoded, decoded_release)

/* Reads `d` to its end or outcome in pieces of `ask` bytes, then drains it. */
void pump(struct decoded *r, struct stream *d, size_t ask);
void decode(struct decoded *r, enum xfrm_kind kind, struct span in, size_t piece, size_t ask,
            const struct limits *limits);
/* `in` decodes to `want` with so many trailing bytes. */
void expect(enum xfrm_kind kind, struct span in, struct span want, uint64_t trailing);

#endif
