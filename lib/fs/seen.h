/* fs/seen.h - a set of 64-bit hashes: what was met before, so that it is tried once. */
#ifndef FS_SEEN_H
#define FS_SEEN_H

#include "base/fault.h"
#include "base/span.h"

#include <stdbool.h>

struct fs_seen {
	uint64_t *v;
	size_t n, cap;
};

uint64_t seen_hash(uint64_t h, struct span bytes);
/* 0: new, now in the set; 1: was there. */
int seen_before(struct fs_seen *s, uint64_t hash, struct fault *f) MUST_USE;
bool seen_has(const struct fs_seen *s, uint64_t hash);
void seen_release(struct fs_seen *s);

#endif
