/*
 * rebuild/deflate.h - what the encoders of Go's compress/gzip share: bits going out, tokens, blocks. sherd-formats(7),
 * "Go's gzip". Nothing here decides what matches: lazy.c (levels 2 to 9) and speed.c (level 1) do.
 */
#ifndef REBUILD_DEFLATE_H
#define REBUILD_DEFLATE_H

#include "rebuild/private.h"

enum {
	LITERALS = 286,   /* literal and length symbols that a block may use */
	OFFSETS = 30,
	CODEGENS = 19,    /* symbols that tell code lengths */
	END_OF_BLOCK = 256,
	BLOCK_TOKENS = 16384,
	STORED_MOST = 65535, /* format: RFC 1951, 3.2.4 */
	MATCH_LEAST = 4,  /* shortest match that is looked for */
	MATCH_MOST = 258, /* format: RFC 1951, 3.2.5 */
	WINDOW = 32768, /* format: RFC 1951 */
};

/* A literal is its byte; a match its offset in the upper half and its length in the lower. */
typedef uint32_t token;

static inline token token_match(uint32_t length, uint32_t offset)
{
	return offset << 16 | length;
}

/* Bits, least significant first, on their way to a sink. */
struct bits {
	const struct rebuild_sink *sink;
	uint64_t held;
	unsigned n;    /* bits in `held`, below 8 between calls of bits_put */
	size_t fill;
	uint8_t bytes[16 * 1024];
};

int bits_flush(struct bits *b, struct fault *f) MUST_USE; /* whole bytes to the sink; sink's outcome passed on */
int bits_room(struct bits *b, size_t bytes, struct fault *f) MUST_USE;
void bits_align(struct bits *b);

/* At most 32 bits; bits_room() came before. */
static inline void bits_put(struct bits *b, uint32_t value, unsigned n)
{
	b->held |= (uint64_t)value << b->n;
	b->n += n;
	while (b->n >= 8) {
		b->bytes[b->fill++] = (uint8_t)b->held;
		b->held >>= 8;
		b->n -= 8;
	}
}

struct code {
	uint16_t bits; /* in the order they are written */
	uint8_t length;
};

/* Codes of at most `most` bits for symbols that occur `times`. */
void huffman_codes(struct code *out, const uint32_t *times, size_t n, unsigned most);

struct block {
	token tokens[BLOCK_TOKENS + 65536]; /* level 1: as many as a block has bytes */
	size_t n;
	uint32_t literal_times[LITERALS], offset_times[OFFSETS], codegen_times[CODEGENS];
	struct code literal[LITERALS], offset[OFFSETS], codegen[CODEGENS];
	uint8_t runs[LITERALS + OFFSETS + 1], extras[LITERALS + OFFSETS + 1]; /* how code lengths are told */
	size_t runs_n, literals, offsets, codegens;
};

/* How the smallest form is chosen. */
enum block_choice {
	BLOCK_LEAST,   /* levels 2 to 9: the smallest of fixed, dynamic and stored */
	BLOCK_DYNAMIC, /* level 1: dynamic, stored where that gains less than a sixteenth */
	BLOCK_BYTES,   /* the same without matches: the bytes alone */
};

/* Writes b->tokens (BLOCK_BYTES: `raw` itself) and empties them. `raw`: the bytes they stand for; p NULL when they
 * are not at hand any more. */
int block_write(struct block *b, struct bits *out, enum block_choice choice, struct span raw, struct fault *f) MUST_USE;
int block_stored(struct bits *out, struct span raw, bool last, struct fault *f) MUST_USE;

/* The two ways to find matches. add: one write of the program; end: what is left, without the stream's last block. */
struct lazy;
int lazy_new(struct lazy **out, unsigned level, struct fault *f) MUST_USE;
void lazy_free(struct lazy *z);
int lazy_add(struct lazy *z, struct bits *out, struct span bytes, struct fault *f) MUST_USE;
int lazy_end(struct lazy *z, struct bits *out, struct fault *f) MUST_USE;

struct speed;
int speed_new(struct speed **out, struct fault *f) MUST_USE;
void speed_free(struct speed *z);
int speed_add(struct speed *z, struct bits *out, struct span bytes, struct fault *f) MUST_USE;
int speed_end(struct speed *z, struct bits *out, struct fault *f) MUST_USE;

#endif
