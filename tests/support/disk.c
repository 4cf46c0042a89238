/* tests/support/disk.c - a media in memory that a test fills. */
#include "support/disk.h"

#include <stdlib.h>

static uint64_t smaller(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

static int disk_read(struct media *m, uint64_t offset, void *into, size_t n, struct fault *f)
{
	struct disk *d = (struct disk *)m;
	int rc = 0;

	(void)f;
	memcpy(into, d->p + offset, n);
	for (size_t i = 0; i < d->n; i++) {
		uint64_t from = d->areas[i].offset, to = smaller(from + d->areas[i].length, offset + n);

		from = from > offset ? from : offset;
		if (from >= to)
			continue;
		memset((uint8_t *)into + (from - offset), 0, (size_t)(to - from));
		if (d->areas[i].kind == MEDIA_AREA_UNREAD)
			rc = MEDIA_UNREAD;
	}
	return rc;
}

static int disk_extent(struct media *m, uint64_t offset, enum media_area *area, uint64_t *length, struct fault *f)
{
	struct disk *d = (struct disk *)m;
	uint64_t end = m->size;

	(void)f;
	*area = MEDIA_AREA_DATA;
	for (size_t i = 0; i < d->n; i++) {
		uint64_t from = d->areas[i].offset, to = from + d->areas[i].length;

		if (offset >= from && offset < to) {
			*area = d->areas[i].kind;
			end = smaller(end, to);
		} else if (from > offset) {
			end = smaller(end, from);
		}
	}
	*length = end - offset;
	return 0;
}

static void disk_close(struct media *m)
{
	(void)m;
}

static const struct media_ops ops = { .read = disk_read, .extent = disk_extent, .close = disk_close };

void disk_init(struct disk *d, size_t size)
{
	*d = (struct disk){ .base = { .ops = &ops, .size = size } };
	d->p = (uint8_t *)calloc(1, size);
	if (d->p == NULL)
		abort();
}

void disk_over(struct disk *d, struct span bytes)
{
	disk_init(d, bytes.n > 0 ? bytes.n : 1);
	if (bytes.n > 0)
		memcpy(d->p, bytes.p, bytes.n);
	d->base.size = bytes.n;
}

void disk_release(struct disk *d)
{
	free(d->p);
	d->p = NULL;
}

void disk_area(struct disk *d, enum media_area kind, uint64_t offset, uint64_t length)
{
	if (d->n == DISK_AREAS)
		abort();
	d->areas[d->n].offset = offset;
	d->areas[d->n].length = length;
	d->areas[d->n++].kind = kind;
}

void disk_put(struct disk *d, uint64_t offset, struct span bytes)
{
	if (bytes.n > 0)
		memcpy(d->p + offset, bytes.p, bytes.n);
}

uint64_t noise_next(uint64_t *state)
{
	uint64_t x = *state += 0x9E3779B97F4A7C15u;

	x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9u;
	x = (x ^ x >> 27) * 0x94D049BB133111EBu;
	return x ^ x >> 31;
}

void noise(uint8_t *p, size_t n, uint64_t seed)
{
	for (size_t i = 0; i < n; i += 8) {
		uint64_t x = noise_next(&seed);

		memcpy(p + i, &x, n - i < 8 ? n - i : 8);
	}
}
