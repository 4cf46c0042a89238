/* mend/flip.c - bits turned back: every block is hashed on from the state before it, so that only what follows costs. */
#include "mend/mend.h"

#include "hash/mid.h"

enum { BLOCK = 64, WORD = 8 };

static void turn(struct buf *bytes, uint64_t bit)
{
	bytes->p[bit / 8] ^= (uint8_t)(1u << (bit % 8));
}

static int found(struct mend_recipe *out, const struct buf *bytes, const uint64_t *bits, size_t n, struct fault *f)
{
	*out = (struct mend_recipe){ .kind = MEND_BITS, .size = bytes->n };
	for (size_t i = 0; i < n; i++) {
		struct mend_place p = { bits[i] / 8, bits[i] % 8 };

		if (VEC_PUSH(&out->v, p, f) < 0)
			return -1;
	}
	return 0;
}

/* Do the bytes from `at` on, after `before`, end in what is wanted? */
static bool ends_in(const struct mid *before, const struct buf *bytes, size_t at, const struct digest *want)
{
	struct mid m = *before;
	struct digest got;

	mid_add(&m, span_from(buf_span(bytes), at));
	mid_end(&m, &got);
	return digest_eq(&got, want);
}

int mend_byte(struct mend_recipe *out, struct buf *bytes, uint64_t at, const struct digest *want, struct fault *f)
{
	struct mid start;

	*out = (struct mend_recipe){ .kind = MEND_BITS };
	mid_start(&start);
	for (uint64_t bit = at * 8; at < bytes->n && bit < at * 8 + 8; bit++) {
		bool hit;

		turn(bytes, bit);
		hit = ends_in(&start, bytes, 0, want);
		turn(bytes, bit);
		if (hit)
			return found(out, bytes, &bit, 1, f);
	}
	return 1;
}

/* ---- two of them -------------------------------------------------------------------------------------------------- */

/* 252 pairs for each byte of a word; each hashes half of the bytes, and the last block. */
uint64_t mend_word_cost(uint64_t n)
{
	return n > 1ull << 27 ? UINT64_MAX : 252 * n * (n / 2 + BLOCK);
}

/* 32 n^2 pairs; the second of two bits lies a third before the end. */
uint64_t mend_pair_cost(uint64_t n)
{
	return n > 1ull << 19 ? UINT64_MAX : 32 * n * n * (n / 3 + BLOCK);
}

/* The second bit, from `first` + 1 up to `end`; the first is turned, `before` is the state before its block. */
static uint64_t second_bit(const struct mid *before, struct buf *bytes, uint64_t first, uint64_t end, const struct digest *want)
{
	size_t at = (size_t)(first / 8) / BLOCK * BLOCK;
	struct mid m = *before;

	for (uint64_t bit = first + 1; bit < end; bit++) {
		bool hit;

		if (bit / 8 >= at + BLOCK) { /* the block is behind: the first bit is in its state */
			mid_add(&m, span_sub(buf_span(bytes), at, BLOCK));
			at += BLOCK;
		}
		turn(bytes, bit);
		hit = ends_in(&m, bytes, at, want);
		turn(bytes, bit);
		if (hit)
			return bit;
	}
	return UINT64_MAX;
}

/* `word`: both in one word. */
static int two_bits(struct mend_recipe *out, struct buf *bytes, bool word, const struct digest *want, const struct watch *w,
                    struct fault *f)
{
	uint64_t all = (uint64_t)bytes->n * 8;
	struct mid before;

	*out = (struct mend_recipe){ .kind = MEND_BITS };
	mid_start(&before);
	for (uint64_t bit = 0; bit < all; bit++) {
		uint64_t end = word ? (bit / (WORD * 8) + 1) * WORD * 8 : all, bits[2] = { bit, 0 };

		if (watch_check(w, f) < 0)
			return -1;
		if (bit > 0 && bit % (8 * BLOCK) == 0)
			mid_add(&before, span_sub(buf_span(bytes), (size_t)(bit / 8) - BLOCK, BLOCK));
		turn(bytes, bit);
		bits[1] = second_bit(&before, bytes, bit, end < all ? end : all, want);
		turn(bytes, bit);
		if (bits[1] != UINT64_MAX)
			return found(out, bytes, bits, 2, f);
	}
	return 1;
}

int mend_word(struct mend_recipe *out, struct buf *bytes, const struct digest *want, const struct watch *w, struct fault *f)
{
	return two_bits(out, bytes, true, want, w, f);
}

int mend_pair(struct mend_recipe *out, struct buf *bytes, const struct digest *want, const struct watch *w, struct fault *f)
{
	return two_bits(out, bytes, false, want, w, f);
}
