/* base/number.h - decimal numbers and zeros in borrowed bytes. */
#ifndef BASE_NUMBER_H
#define BASE_NUMBER_H

#include "base/span.h"

#include <string.h>

/* Decimal digits and nothing else, at most `most`. False: not such a number; *out is then untouched. */
static inline bool number_read(uint64_t *out, struct span s, uint64_t most)
{
	uint64_t v = 0;

	if (s.n == 0 || s.n > 20)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		unsigned digit = (unsigned)(s.p[i] - '0');

		if (s.p[i] < '0' || digit > 9 || v > (most - digit) / 10 || digit > most)
			return false;
		v = v * 10 + digit;
	}
	*out = v;
	return true;
}

/* Are all `n` bytes zero? (None are.) */
static inline bool bytes_zero(const uint8_t *p, size_t n)
{
	return n == 0 || (p[0] == 0 && memcmp(p, p + 1, n - 1) == 0);
}

#endif
