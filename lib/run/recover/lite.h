/* run/recover/lite.h - inside run/recover/: does an SQLite file begin with this block? */
#ifndef RUN_RECOVER_LITE_H
#define RUN_RECOVER_LITE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

static inline bool run_recover_lite_begins(const uint8_t *block, size_t n)
{
	return n >= 100 && memcmp(block, "SQLite format 3", 16) == 0;
}

#endif
