/*
 * base/fault.h - trouble of our own, with a story.
 *
 * A fault is about us (disk full, memory, a bug); what is wrong with the evidence is a finding and
 * never travels here. Functions that can fault return 0 when done, -1 with `*f` set, and positive
 * values for outcomes their header lists. The first cause wins; each level may add one "while ...".
 * A fault is caller-owned and of fixed size, so that running out of memory can be told without memory.
 */
#ifndef BASE_FAULT_H
#define BASE_FAULT_H

#include "base/macros.h"

enum fault_kind {
	FAULT_NONE = 0,
	FAULT_MEMORY,
	FAULT_IO,          /* the system refused: err holds errno */
	FAULT_CASE,        /* the case file is not what we need (version, damage, in use) */
	FAULT_FORGED,      /* a file of ours is not as we make it, or fails its checks: exit status 5 */
	FAULT_USAGE,       /* what was asked cannot be done: exit status 2 */
	FAULT_INTERRUPTED, /* stop request seen */
	FAULT_INTERNAL,    /* a broken promise of our own code or of a library */
};

struct fault {
	enum fault_kind kind;
	int err; /* errno, 0 when not from the system */
	char text[768];
};

#define FAULT_INIT { .kind = FAULT_NONE }

/* Records the first cause. Always returns -1, so that `return fault_set(...)` reads well. */
int fault_set(struct fault *f, enum fault_kind kind, int err, const char *fmt, ...)
	PRINTF_LIKE(4, 5);

/* Adds ", while <text>". Always returns -1. */
int fault_while(struct fault *f, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* "out of memory" with the number of bytes that were wanted. Always returns -1. */
int fault_memory(struct fault *f, size_t wanted);

static inline void fault_clear(struct fault *f)
{
	f->kind = FAULT_NONE;
	f->err = 0;
	f->text[0] = '\0';
}

#endif
