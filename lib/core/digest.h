/*
 * core/digest.h - content addresses such as "sha256:9f86d0...".
 * A digest is a plain value: copy it, compare it, never free it.
 * Grammar: OCI image-spec, descriptor.md, "Digests"; restated in sherd-formats(7).
 */
#ifndef CORE_DIGEST_H
#define CORE_DIGEST_H

#include "base/macros.h"
#include "base/span.h"

#define DIGEST_ALGS(X) /* id, name, bytes */                            \
	X(SHA256, "sha256", 32)                                                                 \
	X(SHA384, "sha384", 48)                                                                 \
	X(SHA512, "sha512", 64)

enum digest_alg {
	DIGEST_NONE = 0,
#define X(id, name, bytes) DIGEST_##id,
	DIGEST_ALGS(X)
#undef X
};

enum { DIGEST_MALFORMED = 1, DIGEST_UNKNOWN_ALG };
enum { DIGEST_MAX_BYTES = 64, DIGEST_TEXT = 8 + 2 * DIGEST_MAX_BYTES + 1 }; /* format: SHA-512 has 64 bytes */

struct digest {
	uint8_t alg; /* enum digest_alg; DIGEST_NONE: no digest */
	uint8_t byte[DIGEST_MAX_BYTES]; /* unused tail is zero */
};

/* Reads one canonical digest filling all of `text`. Sets *out only when it returns 0;
 * otherwise DIGEST_MALFORMED or DIGEST_UNKNOWN_ALG (well formed by the OCI grammar). */
int digest_parse(struct digest *out, struct span text) MUST_USE;
/* The same for an algorithm name and a hexadecimal part that stand apart, as in paths. */
int digest_parse_parts(struct digest *out, struct span alg, struct span hex) MUST_USE;

size_t digest_bytes(enum digest_alg alg);     /* 0 for DIGEST_NONE */
const char *digest_alg_name(enum digest_alg alg);
/* "sha256:<hex>" in `out`; returns `out`. "" for no digest. */
const char *digest_text(char out[DIGEST_TEXT], const struct digest *d);

/* The next sha256 digest in any text, from *at on: 64 hexadecimal digits, neither more nor fewer, whatever stands before
 * them. *at moves past it. */
bool digest_scan(struct span text, size_t *at, struct digest *out);

static inline bool digest_set(const struct digest *d)
{
	return d->alg != DIGEST_NONE;
}

static inline int digest_cmp(const struct digest *a, const struct digest *b)
{
	if (a->alg != b->alg)
		return a->alg < b->alg ? -1 : 1;
	return memcmp(a->byte, b->byte, DIGEST_MAX_BYTES);
}

static inline bool digest_eq(const struct digest *a, const struct digest *b)
{
	return digest_cmp(a, b) == 0;
}

#endif
