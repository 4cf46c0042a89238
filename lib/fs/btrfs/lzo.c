/*
 * fs/btrfs/lzo.c - LZO1X, as far as it is needed to read it: one block, bounded on both sides.
 *
 * The stream is a sequence of instructions; how the small ones are read depends on how many literal bytes the one
 * before brought (0, 1 to 3, or a run of at least 4). Format: Linux, Documentation/staging/lzo.rst.
 */
#include "fs/btrfs/btrfs.h"

enum { RUN = 4 /* state after a run of literals */ };

struct lzo {
	const uint8_t *in;
	size_t n, at;
	uint8_t *out;
	size_t most, made;
	bool bad;
};

static unsigned next(struct lzo *z)
{
	if (z->at < z->n)
		return z->in[z->at++];
	z->bad = true;
	return 0;
}

/* A length that did not fit the instruction: zero bytes count 255 each, the first other one ends it. */
static size_t more(struct lzo *z, size_t base)
{
	while (z->at < z->n && z->in[z->at] == 0) {
		base += 255;
		z->at++;
	}
	return base + next(z);
}

static void literals(struct lzo *z, size_t n)
{
	if (n > z->n - z->at || n > z->most - z->made) {
		z->bad = true;
		return;
	}
	memcpy(z->out + z->made, z->in + z->at, n);
	z->at += n;
	z->made += n;
}

static void again(struct lzo *z, size_t distance, size_t n)
{
	if (distance > z->made || n > z->most - z->made) {
		z->bad = true;
		return;
	}
	for (size_t i = 0; i < n; i++, z->made++)
		z->out[z->made] = z->out[z->made - distance];
}

/* One instruction. Returns the new state; *end at the mark that closes the block. */
static unsigned step(struct lzo *z, unsigned op, unsigned state, bool *end)
{
	size_t length, distance;
	unsigned low;

	if (op < 16 && state == 0) {
		literals(z, op == 0 ? more(z, 18) : op + 3);
		return RUN;
	}
	if (op < 16) {
		distance = (size_t)(next(z) << 2) + (op >> 2) + (state == RUN ? 2049 : 1);
		length = state == RUN ? 3 : 2;
		low = op & 3;
	} else if (op < 64) {
		unsigned mask = op < 32 ? 7 : 31;
		unsigned first;

		length = (op & mask) == 0 ? more(z, mask + 2u) : (op & mask) + 2;
		first = next(z);
		distance = first >> 2 | (size_t)next(z) << 6;
		low = first & 3;
		if (op < 32) {
			distance += (size_t)(op & 8) << 11;
			*end = distance == 0;
			if (*end)
				return 0;
			distance += 16384;
		} else {
			distance++;
		}
	} else {
		length = op < 128 ? (op >> 5 & 1) + 3 : (op >> 5 & 3) + 5;
		distance = (size_t)(next(z) << 3) + (op >> 2 & 7) + 1;
		low = op & 3;
	}
	if (!z->bad)
		again(z, distance, length);
	if (!z->bad && low > 0)
		literals(z, low);
	return low;
}

size_t lzo1x_decode(struct span in, uint8_t *into, size_t n)
{
	struct lzo z = { in.p, in.n, 0, into, n, 0, false };
	unsigned state = 0;
	bool end = false;

	if (in.n > 0 && in.p[0] > 17) { /* a block may begin with literals at once */
		size_t first = next(&z) - 17;

		literals(&z, first);
		state = first < RUN ? (unsigned)first : RUN;
	}
	while (!z.bad && !end)
		state = step(&z, next(&z), state, &end);
	return z.bad ? SIZE_MAX : z.made;
}
