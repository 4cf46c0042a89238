/* base/crc32c.c - by the processor's own instruction where it has one, else four bits at a time. */
#include "base/crc32c.h"

/* Remainders of 0..15 for the reflected polynomial 0x82F63B78. */
static const uint32_t nibble[16] = {
	0x00000000, 0x105ec76f, 0x20bd8ede, 0x30e349b1, 0x417b1dbc, 0x5125dad3, 0x61c69362, 0x7198540d,
	0x82f63b78, 0x92a8fc17, 0xa24bb5a6, 0xb21572c9, 0xc38d26c4, 0xd3d3e1ab, 0xe330a81a, 0xf36e6f75,
};

static uint32_t plain(uint32_t crc, struct span bytes)
{
	for (size_t i = 0; i < bytes.n; i++) {
		crc ^= bytes.p[i];
		crc = crc >> 4 ^ nibble[crc & 15];
		crc = crc >> 4 ^ nibble[crc & 15];
	}
	return crc;
}

#if defined(__x86_64__)
__attribute__((target("sse4.2"))) static uint32_t fast(uint32_t crc, struct span bytes)
{
	uint64_t c = crc;
	size_t i = 0;

	for (; bytes.n - i >= 8; i += 8) {
		uint64_t v;

		memcpy(&v, bytes.p + i, 8);
		c = __builtin_ia32_crc32di(c, v);
	}
	for (; i < bytes.n; i++)
		c = __builtin_ia32_crc32qi((uint32_t)c, bytes.p[i]);
	return (uint32_t)c;
}
#endif

uint32_t crc32c(uint32_t crc, struct span bytes)
{
#if defined(__x86_64__)
	if (__builtin_cpu_supports("sse4.2"))
		return fast(crc, bytes);
#endif
	return plain(crc, bytes);
}
