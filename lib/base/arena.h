/*
 * base/arena.h - many small allocations freed at once. Pointers stay valid until arena_release().
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/fault.h"
#include "base/macros.h"
#include "base/span.h"

struct arena_block;

struct arena {
	struct arena_block *head;
	size_t used; /* bytes handed out in all */
};

#define ARENA_INIT { NULL, 0 }

void arena_release(struct arena *a);
DEFINE_OWN(arena, struct arena, arena_release)

/* Zeroed memory aligned for any type, or NULL with the fault set. */
void *arena_alloc(struct arena *a, size_t n, struct fault *f) MUST_USE;
/* A copy of `s` followed by a NUL that is not counted. */
int arena_span(struct arena *a, struct span s, struct span *out, struct fault *f) MUST_USE;

#endif
