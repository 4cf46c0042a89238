/*
 * A sparse VMDK of Workstation or of ESX (COWD) with bytes changed. Input: a first byte (1: of ESX; 2: without copies of
 * its tables; 4: with zeroed grains; 128: the rest is the file itself, or a descriptor), then patches into header,
 * directories and tables.
 */
#include "disk.h"

enum { FILE_MOST = 128 << 10, SECTOR = 512, GRAIN = 8, GRAINS = 11, DIRECTORY = 1024, COPY = 1536, TABLE = 2048, TABLE_2 = 4096 };

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static void header(uint8_t *file, int how)
{
	memcpy(file, "KDMV", 4);
	disk_put(file + 4, 4, 1, 0);
	disk_put(file + 8, 4, (how & 2) != 0 ? 1 : (how & 4) != 0 ? 7 : 3, 0);
	disk_put(file + 12, 8, (uint64_t)GRAINS * GRAIN, 0);
	disk_put(file + 20, 8, GRAIN, 0);
	disk_put(file + 44, 4, 512, 0);
	disk_put(file + 48, 8, COPY / SECTOR, 0);
	disk_put(file + 56, 8, DIRECTORY / SECTOR, 0);
	disk_put(file + 64, 8, 16, 0);
	memcpy(file + 73, "\n \r\n", 4);
	disk_put(file + DIRECTORY, 4, TABLE / SECTOR, 0);
	disk_put(file + COPY, 4, TABLE_2 / SECTOR, 0);
}

static void header_of_host(uint8_t *file)
{
	memcpy(file, "COWD", 4);
	disk_put(file + 4, 4, 1, 0);
	disk_put(file + 8, 4, 3, 0);
	disk_put(file + 12, 4, (uint64_t)GRAINS * GRAIN, 0);
	disk_put(file + 16, 4, GRAIN, 0);
	disk_put(file + 20, 4, DIRECTORY / SECTOR, 0);
	disk_put(file + 24, 4, 1, 0);
	disk_put(file + DIRECTORY, 4, TABLE / SECTOR, 0);
}

static size_t make(uint8_t *file, int how)
{
	size_t end = TABLE + 4096 * 4;

	if ((how & 1) != 0)
		header_of_host(file);
	else
		header(file, how);
	for (size_t i = 0; i < GRAINS; i++) {
		if (i % 4 == 2)
			continue;
		disk_put(file + TABLE + 4 * i, 4, end / SECTOR, 0);
		if ((how & 1) == 0)
			disk_put(file + TABLE_2 + 4 * i, 4, end / SECTOR, 0);
		memset(file + end, (int)('a' + i), GRAIN * SECTOR);
		end += GRAIN * SECTOR;
	}
	return end;
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
		size = make(file, how);
		disk_patch(file, 0, 96, &p, &n, how / 8 % 4);
		disk_patch(file, DIRECTORY, TABLE_2 + 4 * GRAINS - DIRECTORY, &p, &n, 64);
	}
	disk_try(vmdk_open, file, size);
	free(file);
	return 0;
}
