/*
 * base/near.h - what somebody may have meant who typed a word that is none: the nearest word of a table.
 *
 * Nearest: fewest letters left out, put in, changed or swapped with their neighbour (optimal string alignment); or the
 * one word that begins with what was typed. Further away than a third of the letters, nothing is proposed: a wrong
 * proposal costs more than none.
 */
#ifndef BASE_NEAR_H
#define BASE_NEAR_H

#include "base/macros.h"

#include <stdbool.h>
#include <stddef.h>

enum { NEAR_LETTERS = 40 }; /* rule: longer than any word of ours, so that nothing is near */

struct near {
	const char *typed;
	size_t typed_n, cost;
	char best[NEAR_LETTERS + 1];
	bool tie; /* two words as near as each other: neither is proposed */
};

struct near near_to(const char *typed, size_t n); /* `typed` is borrowed */
void near_offer(struct near *near, const char *word);
/* The word, or NULL; it lasts as long as `near`. */
const char *near_word(const struct near *near);

#endif
