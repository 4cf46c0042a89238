/*
 * hash/mid.c - the low-level SHA-256 of OpenSSL: its EVP interface costs more than hashing the few
 * hundred bytes of a manifest, and its contexts cannot be copied as values.
 */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "hash/mid.h"

#include <openssl/sha.h>
#include <string.h>

_Static_assert(sizeof(struct mid) >= sizeof(SHA256_CTX), "a midstate has room for the context");
_Static_assert(_Alignof(struct mid) >= _Alignof(SHA256_CTX), "and its alignment");

static SHA256_CTX *of(struct mid *m)
{
	return (SHA256_CTX *)(void *)m->state;
}

void mid_start(struct mid *m)
{
	(void)SHA256_Init(of(m));
}

void mid_add(struct mid *m, struct span bytes)
{
	(void)SHA256_Update(of(m), bytes.p, bytes.n);
}

void mid_end(struct mid *m, struct digest *out)
{
	memset(out, 0, sizeof *out);
	out->alg = DIGEST_SHA256;
	(void)SHA256_Final(out->byte, of(m));
}

void mid_padded(const struct mid *m, struct digest *out)
{
	const SHA256_CTX *c = (const SHA256_CTX *)(const void *)m->state;

	memset(out, 0, sizeof *out);
	out->alg = DIGEST_SHA256;
	for (size_t i = 0; i < 8; i++)
		for (size_t k = 0; k < 4; k++)
			out->byte[4 * i + k] = (uint8_t)(c->h[i] >> (24 - 8 * k));
}
