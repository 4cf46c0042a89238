/*
 * base/macros.h - the few words we add to C.
 *
 * OWNED(type) marks a local that releases itself when it leaves scope; each type supplies
 * `own_<type>` (for structs released in place) or `own_<type>` on a pointer (heap objects), made
 * by DEFINE_OWN below. TAKE moves a pointer out of an owned local.
 */
#ifndef BASE_MACROS_H
#define BASE_MACROS_H

#include <stddef.h>

#define MUST_USE __attribute__((warn_unused_result))
#define PRINTF_LIKE(fmt, args) __attribute__((format(printf, fmt, args)))
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#define OWNED(name) __attribute__((cleanup(own_##name)))

/* Makes own_<name>() from a release function that takes `type *`. */
#define DEFINE_OWN(name, type, release)                                                            \
	static inline void own_##name(type *p)                                                     \
	{                                                                                          \
		release(p);                                                                        \
	}

/* Makes own_<name>() from a free function that takes the pointer itself (NULL is accepted). */
#define DEFINE_OWN_PTR(name, type, destroy)                                                        \
	static inline void own_##name(type **p)                                                    \
	{                                                                                          \
		destroy(*p);                                                                       \
	}

/* For a second fault while the first is being told: it is seen and let go, on purpose. */
#define IGNORE(call)                                                                               \
	do {                                                                                       \
		if ((call) != 0) {                                                                 \
		}                                                                                  \
	} while (0)

/* Which of two comes first, as qsort() asks: below, at or above 0. Further keys follow with `?:`. */
#define ORDER(a, b) ((a) < (b) ? -1 : (a) > (b))

/* The first number below n for which `before`, an expression of `mid`, does not hold: n where it holds for all. It holds up
 * to there and from there on no more, as in a sorted list. */
#define LOWER_BOUND(n, mid, before)                                                                \
	({                                                                                         \
		size_t low_ = 0, high_ = (n);                                                      \
		while (low_ < high_) {                                                             \
			size_t mid = low_ + (high_ - low_) / 2;                                    \
			if (before)                                                                \
				low_ = mid + 1;                                                    \
			else                                                                       \
				high_ = mid;                                                       \
		}                                                                                  \
		low_;                                                                              \
	})

#define TAKE(pp)                                                                                   \
	({                                                                                         \
		__typeof__(pp) taken_from_ = (pp);                                                 \
		__typeof__(*taken_from_) taken_ = *taken_from_;                                    \
		*taken_from_ = NULL;                                                               \
		taken_;                                                                            \
	})

#endif
