/* base/arena.c - memory given back all at once: blocks that grow, spans copied into them. */
#include "base/arena.h"

#include "base/check.h"

#include <stdalign.h>
#include <stdlib.h>

struct arena_block {
	struct arena_block *next;
	size_t size, used;
	alignas(max_align_t) uint8_t bytes[];
};

enum { BLOCK = 16 * 1024 }; /* rule: more is given a block of its own */

void arena_release(struct arena *a)
{
	while (a->head != NULL) {
		struct arena_block *next = a->head->next;

		free(a->head);
		a->head = next;
	}
	a->used = 0;
}

void *arena_alloc(struct arena *a, size_t n, struct fault *f)
{
	size_t want, size;
	struct arena_block *b = a->head;
	void *p;

	if (add_size(&want, n, alignof(max_align_t) - 1)) {
		(void)fault_memory(f, n);
		return NULL;
	}
	want &= ~(size_t)(alignof(max_align_t) - 1);
	if (b == NULL || want > b->size - b->used) {
		size = want > BLOCK ? want : BLOCK;
		b = (struct arena_block *)calloc(1, sizeof *b + size);
		if (b == NULL) {
			(void)fault_memory(f, size);
			return NULL;
		}
		b->size = size;
		b->next = a->head;
		a->head = b;
	}
	p = b->bytes + b->used;
	b->used += want;
	a->used += want;
	return p;
}

int arena_span(struct arena *a, struct span s, struct span *out, struct fault *f)
{
	uint8_t *p = (uint8_t *)arena_alloc(a, s.n + 1, f);

	*out = SPAN_NONE;
	if (p == NULL)
		return -1;
	if (s.n > 0)
		memcpy(p, s.p, s.n);
	*out = span_make(p, s.n);
	return 0;
}
