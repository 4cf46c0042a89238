/*
 * rebuild/speed.c - level 1 of Go's encoder (1.8 to 1.26): blocks of 65,535 bytes, one table of the last place of each
 * hash, matches that may begin in the block before. sherd-formats(7), "Go's gzip".
 */
#include "rebuild/deflate.h"

#include <stdlib.h>

enum {
	TABLE_BITS = 14,
	MARGIN = 15,     /* so near the end of a block nothing is looked for */
	SKIP_FIRST = 32, /* steps grow with the bytes that gave nothing: skip / 32 */
	SMALL = 128,     /* a rest below this is not searched */
	TINY = 16,       /* a rest up to this is stored */
};

struct seen_at {
	uint32_t word;
	int64_t at;
};

struct speed {
	int64_t block_at;  /* of the block's first byte, counted from 65,535 */
	size_t fill;
	bool has_before;   /* a whole block lies in `before` */
	uint8_t now[STORED_MOST + 8], before[STORED_MOST];
	struct seen_at table[1 << TABLE_BITS];
	struct block block;
};

int speed_new(struct speed **out, struct fault *f)
{
	struct speed *z = calloc(1, sizeof *z);

	if (z == NULL)
		return fault_memory(f, sizeof *z);
	z->block_at = STORED_MOST;
	*out = z;
	return 0;
}

void speed_free(struct speed *z)
{
	free(z);
}

static inline uint32_t word_at(const struct speed *z, size_t at)
{
	const uint8_t *p = z->now + at;

	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

/* What stood in the table for this word, whose place it becomes. */
static inline struct seen_at swap(struct speed *z, uint32_t word, size_t at)
{
	struct seen_at *entry = &z->table[word * 0x1e35a7bdu >> (32 - TABLE_BITS)], was = *entry;

	*entry = (struct seen_at){ word, z->block_at + (int64_t)at };
	return was;
}

static inline bool usable(const struct speed *z, struct seen_at e, uint32_t word, size_t at)
{
	return e.word == word && z->block_at + (int64_t)at - e.at <= WINDOW;
}

/* Byte `t` of the block, or of the one before where t is below 0. */
static inline uint8_t byte_at(const struct speed *z, int64_t t)
{
	return t >= 0 ? z->now[t] : z->before[STORED_MOST + t];
}

/* How far the bytes at `at` are those at `t`, at most `most`. */
static size_t extend(const struct speed *z, size_t at, int64_t t, size_t most)
{
	size_t n = 0;

	if (t < 0 && (!z->has_before || t < -STORED_MOST))
		return 0;
	while (n < most && byte_at(z, t + (int64_t)n) == z->now[at + n])
		n++;
	return n;
}

static void tell_bytes(struct speed *z, size_t from, size_t to)
{
	for (; from < to; from++)
		z->block.tokens[z->block.n++] = z->now[from];
}

/* A place from *at on whose four bytes were seen, in *hit; false: none before the margin. */
static bool seek(struct speed *z, size_t *at, size_t limit, struct seen_at *hit)
{
	size_t skip = SKIP_FIRST, next = *at;

	for (;;) {
		size_t here = next, step = skip >> 5;
		uint32_t word;

		next = here + step;
		skip += step;
		if (next > limit)
			return false;
		word = word_at(z, here);
		*hit = swap(z, word, here);
		if (usable(z, *hit, word, here)) {
			*at = here;
			return true;
		}
	}
}

/* Matches in a row from *at on, the first at `hit`. Sets *at to where nothing matches; false: the margin is reached. */
static bool take_matches(struct speed *z, size_t *at, size_t limit, struct seen_at hit)
{
	for (;;) {
		int64_t t = hit.at - z->block_at;
		size_t room = z->fill - (*at + 4), most = room < MATCH_MOST - 4 ? room : MATCH_MOST - 4;
		size_t n = 4 + extend(z, *at + 4, t + 4, most);
		uint32_t word;

		z->block.tokens[z->block.n++] = token_match((uint32_t)n, (uint32_t)((int64_t)*at - t));
		*at += n;
		if (*at >= limit)
			return false;
		(void)swap(z, word_at(z, *at - 1), *at - 1);
		word = word_at(z, *at);
		hit = swap(z, word, *at);
		if (!usable(z, hit, word, *at))
			return true;
	}
}

static void find_tokens(struct speed *z)
{
	size_t at = 0, told = 0, limit = z->fill - MARGIN;
	struct seen_at hit;

	while (seek(z, &at, limit, &hit)) {
		tell_bytes(z, told, at);
		if (!take_matches(z, &at, limit, hit)) {
			told = at;
			break;
		}
		told = at;
		at++;
	}
	tell_bytes(z, told, z->fill);
}

static int end_block(struct speed *z, struct bits *out, struct fault *f)
{
	struct span raw = span_make(z->now, z->fill);
	int rc;

	find_tokens(z);
	rc = block_write(&z->block, out, z->block.n > z->fill - z->fill / 16 ? BLOCK_BYTES : BLOCK_DYNAMIC, raw, f);
	memcpy(z->before, z->now, z->fill);
	z->has_before = true;
	z->block_at += (int64_t)z->fill;
	z->fill = 0;
	return rc;
}

int speed_add(struct speed *z, struct bits *out, struct span bytes, struct fault *f)
{
	while (bytes.n > 0) {
		size_t n = STORED_MOST - z->fill < bytes.n ? STORED_MOST - z->fill : bytes.n;
		int rc = 0;

		memcpy(z->now + z->fill, bytes.p, n);
		z->fill += n;
		bytes = span_from(bytes, n);
		if (z->fill == STORED_MOST)
			rc = end_block(z, out, f);
		if (rc != 0)
			return rc;
	}
	return 0;
}

int speed_end(struct speed *z, struct bits *out, struct fault *f)
{
	struct span raw = span_make(z->now, z->fill);

	if (z->fill == 0)
		return 0;
	if (z->fill <= TINY)
		return block_stored(out, raw, false, f);
	if (z->fill < SMALL)
		return block_write(&z->block, out, BLOCK_BYTES, raw, f);
	return end_block(z, out, f);
}
