/*
 * rebuild/lazy.c - levels 2 to 9 of Go's encoder (1.8 to 1.26): hash chains over a window of 64 KiB whose upper half
 * moves down. Where that happens depends on how the program cut its writes, and it shows in the output: a match never
 * reaches before the buffer's start. sherd-formats(7), "Go's gzip".
 */
#include "rebuild/deflate.h"

#include <stdlib.h>

enum {
	BUFFER = 2 * WINDOW,
	AHEAD = MATCH_MOST + MATCH_LEAST, /* so much is wanted before a position is looked at */
	HASH_BITS = 17,
	NO_MATCH = MATCH_LEAST - 1,
	FAR_FOR_FOUR = 4096, /* a match of four bytes is not taken from farther */
	BASE_MOST = 1 << 24, /* rule: positions are counted anew from here */
	GONE = INT32_MAX,    /* a block's start that has left the buffer */
};

struct effort {
	int good, lazy, nice, chain;
	int all_in; /* levels 2 and 3: matches up to this enter the chains wholly; 0: lazy levels */
};

static const struct effort efforts[10] = {
	[2] = { 4, 0, 16, 8, 5 },       [3] = { 4, 0, 32, 32, 6 },       [4] = { 4, 4, 16, 16, 0 },
	[5] = { 8, 16, 32, 32, 0 },     [6] = { 8, 16, 128, 128, 0 },    [7] = { 8, 32, 128, 256, 0 },
	[8] = { 32, 128, 258, 1024, 0 }, [9] = { 32, 258, 258, 4096, 0 },
};

struct lazy {
	struct effort effort;
	int index, end, block_start, insert_end;
	int chain;  /* head of the chain of the last position that entered, + base */
	int base;   /* what is added to positions in the tables, so that 0 is none */
	int length, offset; /* of the match before */
	bool pending;       /* the byte before index is not told yet */
	bool ending;
	uint32_t head[1 << HASH_BITS], previous[WINDOW];
	uint8_t window[BUFFER];
	struct block block;
};

int lazy_new(struct lazy **out, unsigned level, struct fault *f)
{
	struct lazy *z = calloc(1, sizeof *z);

	if (z == NULL)
		return fault_memory(f, sizeof *z);
	z->effort = efforts[level];
	z->base = 1;
	z->chain = -1;
	z->length = NO_MATCH;
	*out = z;
	return 0;
}

void lazy_free(struct lazy *z)
{
	free(z);
}

static inline uint32_t hash4(const uint8_t *p)
{
	uint32_t word = (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];

	return word * 0x1e35a7bdu >> (32 - HASH_BITS);
}

/* The position enters its chain; returns what the chain's head was. */
static inline uint32_t enter(struct lazy *z, int at)
{
	uint32_t *head = &z->head[hash4(z->window + at)], was = *head;

	z->previous[at & (WINDOW - 1)] = was;
	*head = (uint32_t)(at + z->base);
	return was;
}

static int equal_bytes(const uint8_t *a, const uint8_t *b, int most)
{
	int n = 0;

	while (n + 8 <= most) {
		uint64_t x, y;

		memcpy(&x, a + n, 8);
		memcpy(&y, b + n, 8);
		if (x != y)
			break;
		n += 8;
	}
	while (n < most && a[n] == b[n])
		n++;
	return n;
}

/* The best match for index among the chain that begins at `at`; false: none of four bytes. */
static bool search(struct lazy *z, int at, int ahead)
{
	int most = ahead < MATCH_MOST ? ahead : MATCH_MOST;
	int enough = z->effort.nice < most ? z->effort.nice : most;
	int tries = z->effort.chain, best = NO_MATCH, least = z->index - WINDOW;
	const uint8_t *here = z->window + z->index;

	for (; tries > 0; tries--) {
		const uint8_t *there = z->window + at;

		if (there[best] == here[best]) {
			int n = equal_bytes(there, here, most);

			if (n > best && (n > MATCH_LEAST || z->index - at <= FAR_FOR_FOUR)) {
				best = n;
				z->offset = z->index - at;
				if (n >= enough)
					break;
			}
		}
		if (at == least)
			break;
		at = (int)z->previous[at & (WINDOW - 1)] - z->base;
		if (at < least || at < 0)
			break;
	}
	if (best == NO_MATCH)
		return false;
	z->length = best;
	return true;
}

static int end_block(struct lazy *z, struct bits *out, int until, struct fault *f)
{
	struct span raw = { NULL, 0 };

	if (z->block_start <= until)
		raw = span_make(z->window + z->block_start, (size_t)(until - z->block_start));
	z->block_start = until;
	return block_write(&z->block, out, BLOCK_LEAST, raw, f);
}

static int tell(struct lazy *z, struct bits *out, token t, int until, struct fault *f)
{
	z->block.tokens[z->block.n++] = t;
	return z->block.n < BLOCK_TOKENS ? 0 : end_block(z, out, until, f);
}

/* All positions from index+1 up to `until` enter, and index goes there. */
static void pass(struct lazy *z, int until)
{
	for (z->index++; z->index < until; z->index++)
		if (z->index < z->insert_end)
			(void)enter(z, z->index);
}

/* Levels 2 and 3: what is found is told at once. */
static int step_greedy(struct lazy *z, struct bits *out, int ahead, struct fault *f)
{
	int at = z->chain - z->base, least = z->index > WINDOW ? z->index - WINDOW : 0;
	token t = z->window[z->index];

	z->length = NO_MATCH;
	if (at < least || ahead <= NO_MATCH || !search(z, at, ahead)) {
		z->index++;
		return tell(z, out, t, z->index, f);
	}
	t = token_match((uint32_t)z->length, (uint32_t)z->offset);
	if (z->length <= z->effort.all_in)
		pass(z, z->index + z->length);
	else
		z->index += z->length;
	return tell(z, out, t, z->index, f);
}

/* Levels 4 to 9: a match waits for one position whether a longer one begins there. */
static int step_lazy(struct lazy *z, struct bits *out, int ahead, struct fault *f)
{
	int before = z->length, offset = z->offset;
	int at = z->chain - z->base, least = z->index > WINDOW ? z->index - WINDOW : 0;
	int rc = 0;

	z->length = NO_MATCH;
	z->offset = 0;
	if (at >= least && ahead > before && before < z->effort.lazy)
		(void)search(z, at, ahead);
	if (before >= MATCH_LEAST && z->length <= before) {
		pass(z, z->index + before - 1);
		z->pending = false;
		z->length = NO_MATCH;
		return tell(z, out, token_match((uint32_t)before, (uint32_t)offset), z->index, f);
	}
	if (z->pending)
		rc = tell(z, out, z->window[z->index - 1], z->index, f);
	z->index++;
	z->pending = true;
	return rc;
}

static int work(struct lazy *z, struct bits *out, struct fault *f)
{
	int rc = 0;

	z->insert_end = z->end - (MATCH_LEAST - 1);
	while (rc == 0) {
		int ahead = z->end - z->index;

		if (ahead < AHEAD && !z->ending)
			return 0;
		if (ahead == 0)
			break;
		if (z->index < z->insert_end)
			z->chain = (int)enter(z, z->index);
		rc = z->effort.all_in > 0 ? step_greedy(z, out, ahead, f) : step_lazy(z, out, ahead, f);
	}
	if (rc == 0 && z->pending) {
		z->block.tokens[z->block.n++] = z->window[z->index - 1];
		z->pending = false;
	}
	return rc != 0 || z->block.n == 0 ? rc : end_block(z, out, z->index, f);
}

/* Positions in the tables stay small: those of long ago become none. */
static void lower_base(struct lazy *z)
{
	uint32_t less = (uint32_t)z->base - 1;

	for (size_t i = 0; i < COUNT(z->head); i++)
		z->head[i] = z->head[i] > less ? z->head[i] - less : 0;
	for (size_t i = 0; i < COUNT(z->previous); i++)
		z->previous[i] = z->previous[i] > less ? z->previous[i] - less : 0;
	z->chain -= (int)less;
	z->base = 1;
}

static void move_down(struct lazy *z)
{
	memcpy(z->window, z->window + WINDOW, WINDOW);
	z->index -= WINDOW;
	z->end -= WINDOW;
	z->block_start = z->block_start >= WINDOW && z->block_start != GONE ? z->block_start - WINDOW : GONE;
	z->base += WINDOW;
	if (z->base > BASE_MOST)
		lower_base(z);
}

int lazy_add(struct lazy *z, struct bits *out, struct span bytes, struct fault *f)
{
	while (bytes.n > 0) {
		size_t n;
		int rc = work(z, out, f);

		if (rc != 0)
			return rc;
		if (z->index >= BUFFER - AHEAD)
			move_down(z);
		n = (size_t)(BUFFER - z->end) < bytes.n ? (size_t)(BUFFER - z->end) : bytes.n;
		memcpy(z->window + z->end, bytes.p, n);
		z->end += (int)n;
		bytes = span_from(bytes, n);
	}
	return 0;
}

int lazy_end(struct lazy *z, struct bits *out, struct fault *f)
{
	z->ending = true;
	return work(z, out, f);
}
