/*
 * rebuild/huffman.c - code lengths of bounded depth by package-merge, with the ties of Go's encoder: symbols by (times,
 * symbol); on a level a symbol goes before a pair only when it is strictly lighter. sherd-formats(7), "Go's gzip".
 */
#include "rebuild/deflate.h"

#include <stdlib.h>

enum { DEPTH_MOST = 15 }; /* format: RFC 1951, 3.2.7 */

struct leaf {
	uint32_t times;
	uint16_t symbol;
};

static int by_times(const void *a, const void *b)
{
	const struct leaf *x = a, *y = b;

	if (x->times != y->times)
		return x->times < y->times ? -1 : 1;
	return x->symbol < y->symbol ? -1 : 1;
}

static size_t leaves_of(struct leaf *out, const uint32_t *times, size_t n)
{
	size_t k = 0;

	for (size_t i = 0; i < n; i++)
		if (times[i] > 0)
			out[k++] = (struct leaf){ times[i], (uint16_t)i };
	return k;
}

/* One level: leaves and pairs of the level below by weight. is_leaf tells which; returns how many. */
static size_t merge(uint64_t *weight, uint8_t *is_leaf, const uint64_t *below, size_t below_n, const struct leaf *leaf,
                    size_t n)
{
	size_t k = 0, pairs = below_n / 2, at = 0, pair = 0;

	while (k < 2 * n - 2 && (at < n || pair < pairs)) {
		uint64_t two = pair < pairs ? below[2 * pair] + below[2 * pair + 1] : UINT64_MAX;

		is_leaf[k] = at < n && leaf[at].times < two;
		if (is_leaf[k]) {
			weight[k++] = leaf[at++].times;
		} else {
			weight[k++] = two;
			pair++;
		}
	}
	return k;
}

/* lengths[i]: of the leaf i in order of weight. */
static void bounded_lengths(uint8_t *lengths, const struct leaf *leaf, size_t n, unsigned most)
{
	uint64_t weight[2][2 * LITERALS];
	uint8_t is_leaf[DEPTH_MOST][2 * LITERALS];
	unsigned depth = most < n - 1 ? most : (unsigned)(n - 1);
	size_t have = 0, take = 2 * n - 2;

	memset(lengths, 0, n);
	for (unsigned level = 0; level < depth; level++)
		have = merge(weight[level % 2], is_leaf[level], weight[(level + 1) % 2], have, leaf, n);
	for (unsigned level = depth; level-- > 0;) {
		size_t leaves = 0;

		for (size_t i = 0; i < take; i++)
			leaves += is_leaf[level][i];
		for (size_t i = 0; i < leaves; i++)
			lengths[i]++;
		take = 2 * (take - leaves);
	}
}

static uint16_t reversed(uint32_t bits, unsigned n)
{
	uint32_t r = 0;

	for (unsigned i = 0; i < n; i++)
		r |= (bits >> i & 1) << (n - 1 - i);
	return (uint16_t)r;
}

static void number(struct code *out, size_t n)
{
	uint32_t count[DEPTH_MOST + 2] = { 0 }, next[DEPTH_MOST + 2] = { 0 };

	for (size_t i = 0; i < n; i++)
		count[out[i].length] += out[i].length > 0;
	for (unsigned length = 1; length <= DEPTH_MOST; length++)
		next[length + 1] = (next[length] + count[length]) << 1;
	for (size_t i = 0; i < n; i++)
		if (out[i].length > 0)
			out[i].bits = reversed(next[out[i].length]++, out[i].length);
}

void huffman_codes(struct code *out, const uint32_t *times, size_t n, unsigned most)
{
	struct leaf leaf[LITERALS];
	uint8_t lengths[LITERALS];
	size_t k = leaves_of(leaf, times, n);

	memset(out, 0, n * sizeof *out);
	if (k <= 2) {
		for (size_t i = 0; i < k; i++)
			out[leaf[i].symbol] = (struct code){ (uint16_t)i, 1 };
		return;
	}
	qsort(leaf, k, sizeof *leaf, by_times);
	bounded_lengths(lengths, leaf, k, most);
	for (size_t i = 0; i < k; i++)
		out[leaf[i].symbol].length = lengths[i];
	number(out, n);
}
