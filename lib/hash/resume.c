/*
 * hash/resume.c - SHA-256 taken up from a saved state (registry hashstates). The EVP interface
 * cannot load a state, so the compression function is written out here (FIPS 180-4, 6.2); it runs
 * once or twice for each saved state, never over evidence.
 */
#include "hash/hash.h"

static uint32_t rotate(uint32_t x, unsigned n)
{
	return x >> n | x << (32 - n);
}

static void compress(uint32_t state[8], const uint8_t block[64])
{
	static const uint32_t k[64] = {
		0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4,
		0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe,
		0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f,
		0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7,
		0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc,
		0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
		0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116,
		0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
		0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7,
		0xc67178f2,
	};
	uint32_t w[64], v[8];

	for (int i = 0; i < 16; i++)
		w[i] = (uint32_t)block[4 * i] << 24 | (uint32_t)block[4 * i + 1] << 16 |
		       (uint32_t)block[4 * i + 2] << 8 | block[4 * i + 3];
	for (int i = 16; i < 64; i++) {
		uint32_t a = w[i - 15], b = w[i - 2];

		w[i] = w[i - 16] + w[i - 7] + (rotate(a, 7) ^ rotate(a, 18) ^ a >> 3) +
		       (rotate(b, 17) ^ rotate(b, 19) ^ b >> 10);
	}
	memcpy(v, state, sizeof v);
	for (int i = 0; i < 64; i++) {
		uint32_t e = v[4], a = v[0], t1, t2;

		t1 = v[7] + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) +
		     ((e & v[5]) ^ (~e & v[6])) + k[i] + w[i];
		t2 = (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) +
		     ((a & v[1]) ^ (a & v[2]) ^ (v[1] & v[2]));
		memmove(v + 1, v, 7 * sizeof *v);
		v[4] += t1;
		v[0] = t1 + t2;
	}
	for (int i = 0; i < 8; i++)
		state[i] += v[i];
}

int hash_resume_sha256(struct digest *out, const uint32_t state[8], struct span block,
                       uint64_t length, struct fault *f)
{
	struct digest d = { .alg = DIGEST_SHA256 };
	uint8_t last[128] = { 0 };
	uint32_t s[8];
	size_t used = (size_t)(length % 64), total;

	if (block.n < used)
		return fault_set(f, FAULT_INTERNAL, 0, "a saved digest state lacks its block");
	memcpy(s, state, sizeof s);
	if (used > 0)
		memcpy(last, block.p, used);
	last[used] = 0x80;
	total = used < 56 ? 64 : 128;
	for (size_t i = 0; i < 8; i++)
		last[total - 1 - i] = (uint8_t)(length << 3 >> (8 * i));
	compress(s, last);
	if (total == 128)
		compress(s, last + 64);
	for (size_t i = 0; i < 8; i++)
		for (size_t b = 0; b < 4; b++)
			d.byte[4 * i + b] = (uint8_t)(s[i] >> (24 - 8 * b));
	*out = d;
	return 0;
}
