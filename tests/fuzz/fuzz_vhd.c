/*
 * A dynamic VHD with bytes changed. Input: a first byte (1: the checksums are made right again; 2: a fixed disk; 128:
 * the rest is the file itself), then patches into the footers, the header and the table.
 */
#include "disk.h"

enum { FILE_MOST = 96 << 10, BLOCK = 4096, BLOCKS = 9, TABLE = 1536, DATA = 2048, FOOTER = 512, HEADER = 1024 };

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static void seal(uint8_t *p, size_t n, size_t at)
{
	uint32_t sum = 0;

	disk_put(p + at, 4, 0, 1);
	for (size_t i = 0; i < n; i++)
		sum += p[i];
	disk_put(p + at, 4, ~sum, 1);
}

static size_t make(uint8_t *file, int fixed)
{
	size_t end = DATA;

	memcpy(file, "conectix", 8);
	disk_put(file + 16, 8, fixed != 0 ? UINT64_MAX : FOOTER, 1);
	disk_put(file + 40, 8, (uint64_t)BLOCKS * BLOCK, 1);
	disk_put(file + 48, 8, (uint64_t)BLOCKS * BLOCK, 1);
	disk_put(file + 60, 4, fixed != 0 ? 2 : 3, 1);
	memcpy(file + FOOTER, "cxsparse", 8);
	disk_put(file + FOOTER + 8, 8, UINT64_MAX, 1);
	disk_put(file + FOOTER + 16, 8, TABLE, 1);
	disk_put(file + FOOTER + 28, 4, BLOCKS, 1);
	disk_put(file + FOOTER + 32, 4, BLOCK, 1);
	for (size_t i = 0; i < BLOCKS; i++) {
		int there = i % 3 != 1;

		disk_put(file + TABLE + 4 * i, 4, there ? end / 512 : UINT32_MAX, 1);
		if (!there)
			continue;
		memset(file + end, 0xFF, 512);
		memset(file + end + 512, (int)('a' + i), BLOCK);
		end += 512 + BLOCK;
	}
	if (fixed != 0)
		end = (size_t)BLOCKS * BLOCK;
	memcpy(file + end, file, FOOTER);
	return end + FOOTER;
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	uint8_t *file = (uint8_t *)calloc(1, FILE_MOST);
	uint8_t how = n > 0 ? *p : 0;
	size_t size;

	disk_check(file != NULL);
	p += n > 0;
	n -= n > 0;
	if (how >= 128) {
		size = n < FILE_MOST ? n : FILE_MOST;
		memcpy(file, p, size);
	} else {
		size = make(file, how & 2);
		disk_patch(file, size - FOOTER, 86, &p, &n, how / 4 % 4);
		disk_patch(file, 0, TABLE + (size_t)4 * BLOCKS, &p, &n, 64);
		if ((how & 1) != 0) {
			seal(file, FOOTER, 64);
			seal(file + size - FOOTER, FOOTER, 64);
			seal(file + FOOTER, HEADER, 36);
		}
	}
	disk_try(vhd_open, file, size);
	free(file);
	return 0;
}
