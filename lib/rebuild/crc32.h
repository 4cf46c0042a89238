/* rebuild/crc32.h - the CRC-32 of gzip (RFC 1952, 8); zlib's, which zlib.c alone may name. */
#ifndef REBUILD_CRC32_H
#define REBUILD_CRC32_H

#include "base/span.h"

uint32_t crc32_add(uint32_t crc, struct span bytes);

#endif
