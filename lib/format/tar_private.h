/* format/tar_private.h - one 512-byte header block, and what pax records change of it. */
#ifndef FORMAT_TAR_PRIVATE_H
#define FORMAT_TAR_PRIVATE_H

#include "format/format.h"

enum { TAR_BLOCK = 512 };

struct tar_header {
	struct span name, prefix, link; /* into the block; no NUL inside */
	uint32_t mode;
	uint64_t uid, gid, size;
	int64_t mtime;
	uint8_t type;
	bool gnu, ustar;
};

/* 0; 1 when the block is no header (checksum), 2 when a number in it cannot be. */
int tar_header_parse(struct tar_header *out, const uint8_t block[TAR_BLOCK]);
/* A number field, octal or base-256. False when it cannot be. Negative ones only where `is_signed`. */
bool tar_number(struct span field, bool is_signed, int64_t *out);
bool tar_all_zero(const uint8_t block[TAR_BLOCK]);

#endif
