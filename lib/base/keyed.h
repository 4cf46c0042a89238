/*
 * base/keyed.h - hashes for tables that evidence fills: SipHash-2-4 (Aumasson, Bernstein 2012) under a key of this process,
 * so that nobody can choose digests, names or numbers that all fall into one place. The values differ from run to run: they
 * find things again and nothing else, and whatever is told must not depend on them.
 */
#ifndef BASE_KEYED_H
#define BASE_KEYED_H

#include "base/macros.h"

#include <stddef.h>
#include <stdint.h>

uint64_t keyed_hash(const void *p, size_t n);
uint64_t keyed_word(uint64_t word); /* of eight bytes */
/* Under a given key of 16 bytes, as the paper's test vectors have it. */
uint64_t keyed_under(const uint8_t key[16], const void *p, size_t n);

#endif
