/* base/check.h - sums that cannot wrap. `true` means overflow, and *out is then unspecified. */
#ifndef BASE_CHECK_H
#define BASE_CHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

static inline bool add_u64(uint64_t *out, uint64_t a, uint64_t b)
{
	return __builtin_add_overflow(a, b, out);
}

static inline bool mul_u64(uint64_t *out, uint64_t a, uint64_t b)
{
	return __builtin_mul_overflow(a, b, out);
}

static inline bool add_size(size_t *out, size_t a, size_t b)
{
	return __builtin_add_overflow(a, b, out);
}

static inline bool mul_size(size_t *out, size_t a, size_t b)
{
	return __builtin_mul_overflow(a, b, out);
}

/* On disk uint64_t, in memory size_t: the one crossing. */
static inline bool fits_size(uint64_t n)
{
	return n <= SIZE_MAX / 2;
}

/* For totals that are only shown: stays at the top instead of wrapping. */
static inline uint64_t sum_u64(uint64_t a, uint64_t b)
{
	uint64_t s;

	return add_u64(&s, a, b) ? UINT64_MAX : s;
}

#endif
