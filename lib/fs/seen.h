/* fs/seen.h - a set of 64-bit hashes: what was met before. */
#ifndef FS_SEEN_H
#define FS_SEEN_H

#include "base/fault.h"
#include "base/span.h"

struct seen {
	uint64_t *v;
	size_t n, cap;
};

uint64_t seen_hash(uint64_t h, struct span bytes);
/* 0: new, now in the set; 1: was there. */
int seen_before(struct seen *s, uint64_t hash, struct fault *f) MUST_USE;
void seen_release(struct seen *s);

#endif
