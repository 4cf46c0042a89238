/* tests/support/disk.h - a media in memory that a test fills, with areas that cannot be read and holes. */
#ifndef SUPPORT_DISK_H
#define SUPPORT_DISK_H

#include "media/media.h"

enum { DISK_AREAS = 8 };

struct disk {
	struct media base; /* closed by disk_release() */
	uint8_t *p;
	struct {
		uint64_t offset, length;
		enum media_area kind; /* HOLE: reads as zeros, UNREAD */
	} areas[DISK_AREAS];
	size_t n;
};

void disk_init(struct disk *d, size_t size);
/* The same with a copy of these bytes. */
void disk_over(struct disk *d, struct span bytes);
void disk_release(struct disk *d);
void disk_area(struct disk *d, enum media_area kind, uint64_t offset, uint64_t length);
void disk_put(struct disk *d, uint64_t offset, struct span bytes);
/* Bytes without pattern, by a fixed generator. */
void noise(uint8_t *p, size_t n, uint64_t seed);
uint64_t noise_next(uint64_t *state);
DEFINE_OWN(disk, struct disk, disk_release)

#endif
