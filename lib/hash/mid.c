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
