/* tests/fuzz/disk.h - what fuzzers of disk containers share: a file in memory, patched and opened, read at many places
 * in whole and in parts. */
#ifndef FUZZ_DISK_H
#define FUZZ_DISK_H

#include <stdlib.h>
#include <string.h>

#include "media/private.h"

enum { DISK_STEPS = 20, DISK_PIECE = 3000 };

static inline void disk_check(int holds)
{
	if (!holds)
		abort();
}

static inline void disk_put(uint8_t *p, size_t bytes, uint64_t v, int big)
{
	for (size_t i = 0; i < bytes; i++)
		p[big != 0 ? bytes - 1 - i : i] = (uint8_t)(v >> 8 * i);
}

/* What is read depends on no piece size, areas join, holes are zeros. */
static inline void disk_look(struct media *m, uint64_t at)
{
	struct fault f = FAULT_INIT;
	uint8_t whole[DISK_PIECE], parts[DISK_PIECE];
	enum media_area area;
	uint64_t length;
	int rc = media_read(m, at, whole, sizeof whole, &f), other = 0;

	disk_check(rc >= 0);
	for (size_t i = 0; i < DISK_PIECE; i += 500) {
		int one = media_read(m, at + i, parts + i, 500, &f);

		disk_check(one >= 0);
		other = one > other ? one : other;
	}
	disk_check(rc == other && memcmp(whole, parts, DISK_PIECE) == 0);
	disk_check(media_extent(m, at, &area, &length, &f) == 0);
	disk_check(at >= m->size + m->extra || (length > 0 && length <= m->size + m->extra - at));
	if (length > DISK_PIECE)
		length = DISK_PIECE;
	disk_check(area != MEDIA_AREA_UNREAD || length == 0 || media_read(m, at, parts, length, &f) == MEDIA_UNREAD);
	for (size_t i = 0; area == MEDIA_AREA_HOLE && i < length; i++)
		disk_check(whole[i] == 0);
}

typedef int disk_opener(struct media **out, struct media *file, struct opening *o, struct fault *f);

static inline void disk_try(disk_opener *opener, const uint8_t *file, size_t n)
{
	struct fault f = FAULT_INIT;
	struct media *bytes = NULL, *m = NULL;
	char why[MEDIA_WHY] = "";
	bool touched = false;
	const struct limits limits = LIMITS_DEFAULT;
	const struct watch watch = { .note = NULL };
	const struct media_options options = { NULL, 1, &limits, &watch };
	struct opening o = { "/nowhere/memory", -1, &touched, &options, why, NULL, NULL };
	int rc;

	disk_check(media_of_span(&bytes, span_make(file, n), &f) == 0);
	rc = opener(&m, bytes, &o, &f);
	disk_check(rc == 0 || (rc == MEDIA_UNKNOWN && why[0] != '\0'));
	if (rc == 0) {
		uint64_t step = (m->size + m->extra) / DISK_STEPS + 1;

		for (uint64_t i = 0; i < DISK_STEPS; i++)
			disk_look(m, i * step);
		disk_look(m, m->size);
		disk_look(m, m->size + m->extra);
	}
	media_close(m);
}

/* Patches (place in two bytes, a byte) into [at, at + room). */
static inline void disk_patch(uint8_t *file, size_t at, size_t room, const uint8_t **p, size_t *n, size_t most)
{
	for (size_t i = 0; i < most && *n >= 3; i++, *p += 3, *n -= 3)
		file[at + ((*p)[0] | (size_t)(*p)[1] << 8) % room] = (*p)[2];
}

#endif
