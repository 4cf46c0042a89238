/*
 * mend/mend.h - a damaged blob put right: two bits turned back, two copies that are damaged at different places joined,
 * what follows a blob cut off. What is tried is a guess; only the recorded SHA-256 says that it was the right one.
 */
#ifndef MEND_MEND_H
#define MEND_MEND_H

#include "base/buf.h"
#include "base/stream.h"
#include "base/vec.h"
#include "base/watch.h"
#include "core/digest.h"

enum mend_kind { MEND_BITS, MEND_JOIN, MEND_CUT };

/* Of BITS: bit `n` (0 the lowest) of the byte at `at`. Of JOIN: `n` bytes at `at` come from the other copy. */
struct mend_place {
	uint64_t at, n;
};

/* How the bytes come of a damaged copy; places ascend and do not overlap. */
struct mend_recipe {
	enum mend_kind kind;
	uint64_t size; /* of the blob */
	VEC(struct mend_place) v;
};

void mend_recipe_release(struct mend_recipe *r);
DEFINE_OWN(mend_recipe, struct mend_recipe, mend_recipe_release)

/* "mended bits 120.3 4000.7", "mended join 4096+512", "mended cut": as it is kept. */
int mend_recipe_print(const struct mend_recipe *r, struct buf *out, struct fault *f) MUST_USE;
/* 0, or 1 when it is none. */
int mend_recipe_parse(struct mend_recipe *out, struct span text, uint64_t size, struct fault *f) MUST_USE;

/* The mended bytes. `base` is borrowed, and so is `other` (JOIN only; NULL else); their outcomes are passed on. */
int mend_stream(struct stream **out, const struct mend_recipe *r, struct stream *base, struct stream *other,
                struct fault *f) MUST_USE;

/* ---- searching: 0 found, 1 not; the recipe is then empty ------------------------------------------------------- */

/* The eight bits of one byte. `bytes` are as they were afterwards. */
int mend_byte(struct mend_recipe *out, struct buf *bytes, uint64_t at, const struct digest *want, struct fault *f) MUST_USE;

/* Two bits of one aligned word of eight bytes; two bits anywhere. What that hashes, about. */
uint64_t mend_word_cost(uint64_t n);
uint64_t mend_pair_cost(uint64_t n);
int mend_word(struct mend_recipe *out, struct buf *bytes, const struct digest *want, const struct watch *w, struct fault *f) MUST_USE;
int mend_pair(struct mend_recipe *out, struct buf *bytes, const struct digest *want, const struct watch *w, struct fault *f) MUST_USE;

enum { MEND_OPEN_MOST = 16 }; /* rule: so many places where either may be right are tried, 65,536 ways */

/* Where two copies of one blob differ, and which of them is to be believed there. */
enum mend_trust { MEND_EITHER, MEND_A, MEND_B };
struct mend_difference {
	uint64_t at, n;
	enum mend_trust trust;
	uint32_t hole;   /* of one hole, of one number; 0: of none */
	uint32_t choice; /* of EITHER: which of the open ones, from 0; those of one hole are one */
};
struct mend_differences {
	VEC(struct mend_difference) v;
	uint64_t a, b; /* sizes of the copies */
	size_t open;   /* where either may be right */
};
void mend_differences_release(struct mend_differences *d);
DEFINE_OWN(mend_differences, struct mend_differences, mend_differences_release)

enum { MEND_TOO_MANY = 2 };
/* Reads both to their ends. 0; 1: a copy could not be read; MEND_TOO_MANY: more than `most` differences, or
 * holes in one of them. */
int mend_compare(struct mend_differences *out, struct stream *a, struct stream *b, uint64_t most, struct fault *f) MUST_USE;
/* Zeros may be what was there, and the other copy's bytes the damage: every hole is open as well. */
void mend_doubt(struct mend_differences *d);
/* Every choice among the open ones, 2^open of them, in one reading. */
int mend_join(struct mend_recipe *out, const struct mend_differences *d, struct stream *a, struct stream *b,
              const struct digest *want, const struct watch *w, struct fault *f) MUST_USE;

#endif
