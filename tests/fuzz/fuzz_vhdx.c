/*
 * A small VHDX with bytes changed. Input: a first byte (1: the checksums are made right again), then patches into headers,
 * region tables, metadata and the table of blocks, by turns.
 */
#include "disk.h"
#include "base/crc32c.h"

enum { KIB = 1024, MIB = 1 << 20, METADATA = MIB, TABLE = 2 * MIB, DATA = 3 * MIB, BLOCKS = 3, FILE_SIZE = DATA + 2 * MIB };

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static const uint8_t names[][16] = {
	{ 0x66, 0x77, 0xC2, 0x2D, 0x23, 0xF6, 0x00, 0x42, 0x9D, 0x64, 0x11, 0x5E, 0x9B, 0xFD, 0x4A, 0x08 }, /* blocks */
	{ 0x06, 0xA2, 0x7C, 0x8B, 0x90, 0x47, 0x9A, 0x4B, 0xB8, 0xFE, 0x57, 0x5F, 0x05, 0x0F, 0x88, 0x6E }, /* metadata */
	{ 0x37, 0x67, 0xA1, 0xCA, 0x36, 0xFA, 0x43, 0x4D, 0xB3, 0xB6, 0x33, 0xF0, 0xAA, 0x44, 0xE7, 0x6B }, /* file */
	{ 0x24, 0x42, 0xA5, 0x2F, 0x1B, 0xCD, 0x76, 0x48, 0xB2, 0x11, 0x5D, 0xBE, 0xD8, 0x3B, 0xF4, 0xB8 }, /* size */
	{ 0x1D, 0xBF, 0x41, 0x81, 0x6F, 0xA9, 0x09, 0x47, 0xBA, 0x47, 0xF2, 0x33, 0xA8, 0xFA, 0xAB, 0x5F }, /* sector */
};

static void seal(uint8_t *p, size_t n)
{
	disk_put(p + 4, 4, 0, 0);
	disk_put(p + 4, 4, ~crc32c(~UINT32_C(0), span_make(p, n)), 0);
}

static void make(uint8_t *file)
{
	static const uint64_t values[] = { MIB, (uint64_t)BLOCKS * MIB - 4096, 512 };
	uint8_t *meta = file + METADATA;

	memcpy(file, "vhdxfile", 8);
	for (size_t i = 0; i < 2; i++) {
		uint8_t *head = file + (i + 1) * 64 * KIB, *regions = file + (i + 3) * 64 * KIB;

		memcpy(head, "head", 4);
		disk_put(head + 8, 8, i + 1, 0);
		memcpy(regions, "regi", 4);
		disk_put(regions + 8, 4, 2, 0);
		for (size_t k = 0; k < 2; k++) {
			memcpy(regions + 16 + 32 * k, names[k], 16);
			disk_put(regions + 32 + 32 * k, 8, k == 0 ? TABLE : METADATA, 0);
			disk_put(regions + 40 + 32 * k, 4, MIB, 0);
		}
	}
	memcpy(meta, "metadata", 8);
	disk_put(meta + 10, 2, 3, 0);
	for (size_t k = 0; k < 3; k++) {
		memcpy(meta + 32 + 32 * k, names[2 + k], 16);
		disk_put(meta + 48 + 32 * k, 4, 64 * KIB + 16 * k, 0);
		disk_put(meta + 52 + 32 * k, 4, 8, 0);
		disk_put(meta + 64 * KIB + 16 * k, 8, values[k], 0);
	}
	for (size_t i = 0; i < 2; i++) {
		disk_put(file + TABLE + 16 * i, 8, (uint64_t)(DATA + i * MIB) | 6, 0);
		memset(file + DATA + i * MIB, (int)('a' + i), MIB);
	}
}

/* Only what patches and checksums touch is made anew. */
static void fresh(uint8_t *file, const uint8_t *kept)
{
	memcpy(file, kept, 320 * KIB);
	memcpy(file + METADATA, kept + METADATA, 66 * KIB);
	memcpy(file + TABLE, kept + TABLE, KIB);
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	static uint8_t *file, *kept;
	uint8_t how = n > 0 ? *p : 0;

	if (file == NULL) {
		disk_check((file = (uint8_t *)calloc(2, FILE_SIZE)) != NULL);
		kept = file + FILE_SIZE;
		make(kept);
		for (size_t i = 1; i < 5; i++)
			seal(kept + i * 64 * KIB, i < 3 ? 4096 : 64 * KIB);
		memcpy(file, kept, FILE_SIZE);
	}
	fresh(file, kept);
	p += n > 0;
	n -= n > 0;
	while (n >= 3) {
		disk_patch(file, 64 * KIB * (1 + p[0] % 2), 80, &p, &n, how / 2 % 2);
		disk_patch(file, 64 * KIB * (3 + (n > 0 ? p[0] % 2 : 0)), 80, &p, &n, how / 4 % 2);
		disk_patch(file, METADATA, 128, &p, &n, 1);
		disk_patch(file, METADATA + 64 * KIB, 48, &p, &n, 1);
		disk_patch(file, TABLE, 64, &p, &n, 2);
	}
	for (size_t i = 1; (how & 1) != 0 && i < 5; i++)
		seal(file + i * 64 * KIB, i < 3 ? 4096 : 64 * KIB);
	disk_try(vhdx_open, file, FILE_SIZE);
	return 0;
}
