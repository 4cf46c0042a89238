/*
 * hash/hash.h - digests by OpenSSL. hash.c alone knows OpenSSL's names.
 */
#ifndef HASH_HASH_H
#define HASH_HASH_H

#include "base/fault.h"
#include "base/stream.h"
#include "core/digest.h"

/* A running digest. */
struct hash;

int hash_new(struct hash **out, enum digest_alg alg, struct fault *f) MUST_USE;
void hash_free(struct hash *h);
DEFINE_OWN_PTR(hash, struct hash, hash_free)

int hash_add(struct hash *h, struct span bytes, struct fault *f) MUST_USE;
/* The digest of what was added; the running state stays usable (a clone is finished). */
int hash_get(struct hash *h, struct digest *out, struct fault *f) MUST_USE;
/* Back to the empty state. */
int hash_restart(struct hash *h, struct fault *f) MUST_USE;

int hash_span(struct digest *out, enum digest_alg alg, struct span bytes, struct fault *f) MUST_USE;

/* SHA-256 from a saved state: eight words, a partial block and the number of bytes hashed before.
 * Finishing it gives the digest of those bytes (registry hashstates, formats(7)). */
int hash_resume_sha256(struct digest *out, const uint32_t state[8], struct span block,
                       uint64_t length, struct fault *f) MUST_USE;

/* A stream that hashes all that is read through it; `in` is borrowed, `h` too. */
int hash_tee(struct stream **out, struct stream *in, struct hash *h, struct fault *f) MUST_USE;

/* Name and version of the library, for `version --long`. */
const char *hash_library(void);

#endif
