/*
 * A qcow2 file with bytes changed: nothing crashes, areas join, and what is read depends on no
 * piece size. The input is a list of changes (place, byte) to a small valid file, or with a first
 * byte of 255 the file itself.
 */
#include "disk.h"
#include "support/images.h"

enum { FILE_MOST = 64 << 10 };

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static size_t make(uint8_t *file, const uint8_t *p, size_t n)
{
	static const enum image_cluster what[] = { CLUSTER_DATA, CLUSTER_NONE,   CLUSTER_PACKED,
		                                   CLUSTER_ZERO, CLUSTER_PACKED, CLUSTER_DATA,
		                                   CLUSTER_DATA };
	size_t size;

	if (n > 0 && p[0] == 255) {
		size = n - 1 < FILE_MOST ? n - 1 : FILE_MOST;
		memcpy(file, p + 1, size);
		return size;
	}
	size = image_qcow2(file, n > 0 && p[0] % 2 == 1 ? 2 : 3, 9 + (n > 0 ? p[0] / 2 % 4 : 0),
	                   what, 7, 2);
	for (size_t i = 1; i + 3 <= n; i += 3)
		file[(p[i] | (size_t)p[i + 1] << 8) % size] = p[i + 2];
	return size;
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	uint8_t *file = (uint8_t *)calloc(1, FILE_MOST);

	disk_check(file != NULL);
	disk_try(qcow2_open, file, make(file, p, n));
	free(file);
	return 0;
}
