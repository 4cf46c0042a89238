/* base/glob.c - names against patterns with * and ?. */
#include "base/glob.h"

static uint8_t lower(uint8_t c, bool fold)
{
	return fold && c >= 'A' && c <= 'Z' ? (uint8_t)(c + 'a' - 'A') : c;
}

static bool fits(struct span pattern, struct span text, bool fold)
{
	size_t p = 0, t = 0, star = SIZE_MAX, back = 0;

	while (t < text.n) {
		if (p < pattern.n && pattern.p[p] == '*') {
			star = p++;
			back = t;
		} else if (p < pattern.n && (pattern.p[p] == '?' || lower(pattern.p[p], fold) == lower(text.p[t], fold))) {
			p++;
			t++;
		} else if (star != SIZE_MAX) { /* the last star takes one byte more */
			p = star + 1;
			t = ++back;
		} else {
			return false;
		}
	}
	while (p < pattern.n && pattern.p[p] == '*')
		p++;
	return p == pattern.n;
}

bool glob_fits(struct span pattern, struct span text)
{
	return fits(pattern, text, false);
}

bool glob_fits_folded(struct span pattern, struct span text)
{
	return fits(pattern, text, true);
}
