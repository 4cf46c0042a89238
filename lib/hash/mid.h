/*
 * hash/mid.h - SHA-256 of many short texts that begin alike: a midstate is a plain value to copy.
 */
#ifndef HASH_MID_H
#define HASH_MID_H

#include "base/span.h"
#include "core/digest.h"

struct mid {
	uint64_t state[16]; /* opaque; room for OpenSSL's SHA256_CTX */
};

void mid_start(struct mid *m);
void mid_add(struct mid *m, struct span bytes);
/* Leaves *m used up. */
void mid_end(struct mid *m, struct digest *out);
/* The digest of a text whose padding the caller added itself (FIPS 180-4, 5.1.1); whole blocks of 64 bytes were added. */
void mid_padded(const struct mid *m, struct digest *out);

#endif
