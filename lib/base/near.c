/* base/near.c - the nearest word of a table. */
#include "base/near.h"

#include <string.h>

static size_t least(size_t a, size_t b, size_t c)
{
	size_t ab = a < b ? a : b;

	return ab < c ? ab : c;
}

/* Letters to change, with neighbours swapped as one; both words have at most NEAR_LETTERS. */
static size_t changes(const char *a, size_t an, const char *b, size_t bn)
{
	size_t row[3][NEAR_LETTERS + 1];
	size_t *before = row[0], *above = row[1], *now = row[2];

	for (size_t j = 0; j <= bn; j++)
		above[j] = before[j] = j;
	for (size_t i = 1; i <= an; i++) {
		size_t *spare = before;

		now[0] = i;
		for (size_t j = 1; j <= bn; j++) {
			now[j] = least(above[j] + 1, now[j - 1] + 1, above[j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && before[j - 2] + 1 < now[j])
				now[j] = before[j - 2] + 1;
		}
		before = above;
		above = now;
		now = spare;
	}
	return above[bn];
}

struct near near_to(const char *typed, size_t n)
{
	size_t most = n < 3 ? 1 : (n + 2) / 3;

	return (struct near){ .typed = typed, .typed_n = n, .cost = most + 1 };
}

void near_offer(struct near *near, const char *word)
{
	size_t n = strlen(word), cost;

	if (near->typed_n == 0 || near->typed_n > NEAR_LETTERS || n > NEAR_LETTERS || strcmp(near->best, word) == 0)
		return;
	cost = changes(near->typed, near->typed_n, word, n);
	if (near->typed_n > 2 && n > near->typed_n && memcmp(near->typed, word, near->typed_n) == 0)
		cost = 1; /* the beginning of it */
	if (cost > near->cost)
		return;
	near->tie = cost == near->cost && near->best[0] != '\0';
	if (cost == near->cost)
		return;
	near->cost = cost;
	memcpy(near->best, word, n + 1);
}

const char *near_word(const struct near *near)
{
	return near->tie || near->best[0] == '\0' ? NULL : near->best;
}
