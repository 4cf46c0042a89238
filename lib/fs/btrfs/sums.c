/* fs/btrfs/sums.c - the checksums that tree blocks, superblocks and data sectors carry. */
#include "fs/btrfs/btrfs.h"
#include "fs/crc32c.h"

enum { CRC32C = 0, XXHASH = 1, SHA256 = 2, BLAKE2 = 3 };

uint32_t btrfs_sum_size(uint16_t type)
{
	switch (type) {
	case CRC32C:
		return 4;
	case XXHASH:
		return 8;
	case SHA256:
	case BLAKE2:
		return 32;
	default:
		return 0;
	}
}

bool btrfs_sums(uint16_t type, struct span bytes, const uint8_t *stored)
{
	if (type == CRC32C)
		return ~crc32c(~0u, bytes) == le32(stored);
	return true;
}
