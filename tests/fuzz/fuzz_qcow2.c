/*
 * A qcow2 file with bytes changed: nothing crashes, areas join, and what is read depends on no
 * piece size. The input is a list of changes (place, byte) to a small valid file, or with a first
 * byte of 255 the file itself.
 */
#include <stdlib.h>

#include "media/private.h"
#include "support/images.h"

enum { FILE_MOST = 64 << 10, STEPS = 20, PIECE = 3000 };

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static void check(int holds)
{
	if (!holds)
		abort();
}

static void look(struct media *m, uint64_t at)
{
	struct fault f = FAULT_INIT;
	uint8_t whole[PIECE], parts[PIECE];
	enum media_area area;
	uint64_t length;
	int rc = media_read(m, at, whole, sizeof whole, &f), other = 0;

	check(rc >= 0);
	for (size_t i = 0; i < PIECE; i += 500) {
		int one = media_read(m, at + i, parts + i, 500, &f);

		check(one >= 0);
		other = one > other ? one : other;
	}
	check(rc == other && memcmp(whole, parts, PIECE) == 0);
	check(media_extent(m, at, &area, &length, &f) == 0);
	check(at >= m->size + m->extra || (length > 0 && length <= m->size + m->extra - at));
	if (length > PIECE)
		length = PIECE;
	check(area != MEDIA_AREA_UNREAD || length == 0 ||
	      media_read(m, at, parts, length, &f) == MEDIA_UNREAD);
	for (size_t i = 0; area == MEDIA_AREA_HOLE && i < length; i++)
		check(whole[i] == 0);
}

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
	struct fault f = FAULT_INIT;
	struct media *bytes = NULL, *m = NULL;
	char why[MEDIA_WHY] = "";
	bool touched = false;
	const struct limits limits = LIMITS_DEFAULT;
	const struct watch watch = { .note = NULL };
	const struct media_options options = { NULL, 1, &limits, &watch };
	struct opening o = { "/nowhere/memory", -1, &touched, &options, why, NULL, NULL };
	int rc;

	check(file != NULL);
	check(media_of_span(&bytes, span_make(file, make(file, p, n)), &f) == 0);
	rc = qcow2_open(&m, bytes, &o, &f);
	check(rc == 0 || (rc == MEDIA_UNKNOWN && why[0] != '\0'));
	if (rc == 0) {
		uint64_t step = (m->size + m->extra) / STEPS + 1;

		for (uint64_t i = 0; i < STEPS; i++)
			look(m, i * step);
		look(m, m->size);
		look(m, m->size + m->extra);
	}
	media_close(m);
	free(file);
	return 0;
}
