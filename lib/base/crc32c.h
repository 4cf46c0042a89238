/* base/crc32c.h - CRC-32C (Castagnoli) as file systems and VHDX use it: a running value, no final inversion. */
#ifndef BASE_CRC32C_H
#define BASE_CRC32C_H

#include "base/span.h"

/* Goes on from `crc` (begin with ~0). ext4, jbd2, xfs and btrfs store this value as it is or inverted. */
uint32_t crc32c(uint32_t crc, struct span bytes);

#endif
