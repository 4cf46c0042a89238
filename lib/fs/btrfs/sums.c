/*
 * fs/btrfs/sums.c - the checksums that tree blocks, superblocks and data sectors carry: CRC-32C, XXH64, SHA-256
 * and BLAKE2b with 256 bits. Here they tell whether a block is what was written, no more: what is called proven
 * is hashed elsewhere, by a library made for it.
 */
#include "fs/btrfs/btrfs.h"
#include "base/crc32c.h"

enum { CRC32C = 0, XXHASH = 1, SHA256 = 2, BLAKE2 = 3, DIGEST = 32 };

/* ---- XXH64 with seed 0 -------------------------------------------------------------------------------------- */

#define XX1 0x9E3779B185EBCA87ull
#define XX2 0xC2B2AE3D27D4EB4Full
#define XX3 0x165667B19E3779F9ull
#define XX4 0x85EBCA77C2B2AE63ull
#define XX5 0x27D4EB2F165667C5ull

static uint64_t left64(uint64_t v, unsigned n)
{
	return v << n | v >> (64 - n);
}

static uint64_t xx_round(uint64_t lane, uint64_t v)
{
	return left64(lane + v * XX2, 31) * XX1;
}

static uint64_t xxhash64(struct span in)
{
	uint64_t lane[4] = { XX1 + XX2, XX2, 0, 0 - XX1 }, h = XX5;
	size_t at = 0;

	for (; in.n - at >= 32; at += 32)
		for (size_t i = 0; i < 4; i++)
			lane[i] = xx_round(lane[i], le64(in.p + at + 8 * i));
	if (in.n >= 32) {
		h = left64(lane[0], 1) + left64(lane[1], 7) + left64(lane[2], 12) + left64(lane[3], 18);
		for (size_t i = 0; i < 4; i++)
			h = (h ^ xx_round(0, lane[i])) * XX1 + XX4;
	}
	h += in.n;
	for (; in.n - at >= 8; at += 8)
		h = left64(h ^ xx_round(0, le64(in.p + at)), 27) * XX1 + XX4;
	for (; in.n - at >= 4; at += 4)
		h = left64(h ^ le32(in.p + at) * XX1, 23) * XX2 + XX3;
	for (; at < in.n; at++)
		h = left64(h ^ in.p[at] * XX5, 11) * XX1;
	h = (h ^ h >> 33) * XX2;
	h = (h ^ h >> 29) * XX3;
	return h ^ h >> 32;
}

/* ---- SHA-256 (FIPS 180-4) ------------------------------------------------------------------------------------ */

static const uint32_t sha_k[64] = {
	0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
	0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
	0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
	0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
	0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
	0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
	0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
	0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static uint32_t right32(uint32_t v, unsigned n)
{
	return v >> n | v << (32 - n);
}

static void sha_block(uint32_t state[8], const uint8_t *p)
{
	uint32_t w[64], s[8];

	for (size_t i = 0; i < 16; i++)
		w[i] = be32(p + 4 * i);
	for (size_t i = 16; i < 64; i++)
		w[i] = w[i - 16] + (right32(w[i - 15], 7) ^ right32(w[i - 15], 18) ^ w[i - 15] >> 3) + w[i - 7] +
		       (right32(w[i - 2], 17) ^ right32(w[i - 2], 19) ^ w[i - 2] >> 10);
	memcpy(s, state, sizeof s);
	for (size_t i = 0; i < 64; i++) {
		uint32_t one = s[7] + (right32(s[4], 6) ^ right32(s[4], 11) ^ right32(s[4], 25)) +
		               ((s[4] & s[5]) ^ (~s[4] & s[6])) + sha_k[i] + w[i];
		uint32_t two = (right32(s[0], 2) ^ right32(s[0], 13) ^ right32(s[0], 22)) +
		               ((s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]));

		memmove(s + 1, s, 7 * sizeof *s);
		s[4] += one;
		s[0] = one + two;
	}
	for (size_t i = 0; i < 8; i++)
		state[i] += s[i];
}

static void sha256(struct span in, uint8_t out[DIGEST])
{
	uint32_t state[8] = { 0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19 };
	uint8_t tail[128] = { 0 };
	size_t whole = in.n - in.n % 64, rest = in.n - whole, end = rest < 56 ? 64 : 128;

	for (size_t at = 0; at < whole; at += 64)
		sha_block(state, in.p + at);
	memcpy(tail, in.p + whole, rest);
	tail[rest] = 0x80;
	for (size_t i = 0; i < 8; i++)
		tail[end - 1 - i] = (uint8_t)((uint64_t)in.n * 8 >> 8 * i);
	for (size_t at = 0; at < end; at += 64)
		sha_block(state, tail + at);
	for (size_t i = 0; i < DIGEST; i++)
		out[i] = (uint8_t)(state[i / 4] >> (24 - 8 * (i % 4)));
}

/* ---- BLAKE2b (RFC 7693), 256 bits, no key ----------------------------------------------------------------------- */

static const uint64_t blake_iv[8] = {
	0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b, 0xa54ff53a5f1d36f1,
	0x510e527fade682d1, 0x9b05688c2b3e6c1f, 0x1f83d9abfb41bd6b, 0x5be0cd19137e2179,
};

static const uint8_t blake_order[10][16] = {
	{ 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 }, { 14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3 },
	{ 11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4 }, { 7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8 },
	{ 9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13 }, { 2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9 },
	{ 12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11 }, { 13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10 },
	{ 6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5 }, { 10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0 },
};

static void blake_mix(uint64_t *a, uint64_t *b, uint64_t *c, uint64_t *d, uint64_t x, uint64_t y)
{
	*a += *b + x;
	*d = left64(*d ^ *a, 32);
	*c += *d;
	*b = left64(*b ^ *c, 40);
	*a += *b + y;
	*d = left64(*d ^ *a, 48);
	*c += *d;
	*b = left64(*b ^ *c, 1);
}

static void blake_block(uint64_t h[8], const uint8_t *p, uint64_t done, bool last)
{
	uint64_t v[16];

	memcpy(v, h, 8 * sizeof *v);
	memcpy(v + 8, blake_iv, 8 * sizeof *v);
	v[12] ^= done;
	v[14] = last ? ~v[14] : v[14];
	for (size_t round = 0; round < 12; round++)
		for (size_t i = 0; i < 8; i++) {
			const uint8_t *o = blake_order[round % 10] + 2 * i;
			size_t turn = i < 4 ? 0 : 1;

			blake_mix(&v[i % 4], &v[4 + (i + turn) % 4], &v[8 + (i + 2 * turn) % 4], &v[12 + (i + 3 * turn) % 4],
			          le64(p + 8 * (size_t)o[0]), le64(p + 8 * (size_t)o[1]));
		}
	for (size_t i = 0; i < 8; i++)
		h[i] ^= v[i] ^ v[8 + i];
}

static void blake2b(struct span in, uint8_t out[DIGEST])
{
	uint8_t tail[128] = { 0 };
	uint64_t h[8];
	size_t at = 0;

	memcpy(h, blake_iv, sizeof h);
	h[0] ^= 0x01010000 ^ DIGEST;
	for (; in.n - at > 128; at += 128)
		blake_block(h, in.p + at, at + 128, false);
	memcpy(tail, in.p + at, in.n - at);
	blake_block(h, tail, in.n, true);
	for (size_t i = 0; i < DIGEST; i++)
		out[i] = (uint8_t)(h[i / 8] >> 8 * (i % 8));
}

/* ---- the door --------------------------------------------------------------------------------------------------- */

uint32_t btrfs_sum_size(uint16_t type)
{
	switch (type) {
	case CRC32C:
		return 4;
	case XXHASH:
		return 8;
	case SHA256:
	case BLAKE2:
		return DIGEST;
	default:
		return 0;
	}
}

bool btrfs_sums(uint16_t type, struct span bytes, const uint8_t *stored)
{
	uint8_t digest[DIGEST];

	switch (type) {
	case CRC32C:
		return ~crc32c(~0u, bytes) == le32(stored);
	case XXHASH:
		return xxhash64(bytes) == le64(stored);
	case SHA256:
		sha256(bytes, digest);
		return memcmp(digest, stored, DIGEST) == 0;
	case BLAKE2:
		blake2b(bytes, digest);
		return memcmp(digest, stored, DIGEST) == 0;
	default:
		return true;
	}
}
