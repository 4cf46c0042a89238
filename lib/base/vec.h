/*
 * base/vec.h - one growing array idiom. A vec is three fields in a struct of the user's making:
 *
 *	struct { struct edge *v; size_t n, cap; } edges;
 *	if (VEC_PUSH(&edges, e, f) < 0) return -1;
 *	...
 *	VEC_RELEASE(&edges);      (elements that own something are released by the user first)
 */
#ifndef BASE_VEC_H
#define BASE_VEC_H

#include "base/check.h"
#include "base/fault.h"

#include <stdlib.h>

#define VEC(type)                                                                                  \
	struct {                                                                                   \
		type *v;                                                                           \
		size_t n, cap;                                                                     \
	}

/* Grows *pp to hold n+1 elements of `each` bytes. */
static inline int vec_grow(void **pp, size_t n, size_t *cap, size_t each, struct fault *f)
{
	size_t want = *cap == 0 ? 8 : *cap * 2, bytes;
	void *p;

	if (n < *cap)
		return 0;
	if (want <= *cap || mul_size(&bytes, want, each))
		return fault_memory(f, SIZE_MAX);
	p = realloc(*pp, bytes);
	if (p == NULL)
		return fault_memory(f, bytes);
	*pp = p;
	*cap = want;
	return 0;
}

#define VEC_PUSH(vec, item, fault)                                                                 \
	(vec_grow((void **)&(vec)->v, (vec)->n, &(vec)->cap, sizeof *(vec)->v, (fault)) < 0        \
	         ? -1                                                                              \
	         : ((vec)->v[(vec)->n++] = (item), 0))

#define VEC_RELEASE(vec) (free((vec)->v), (vec)->v = NULL, (vec)->n = 0, (vec)->cap = 0)

#endif
