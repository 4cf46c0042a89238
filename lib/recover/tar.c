/*
 * recover/tar.c - tar headers from one to the next (POSIX.1-2017 pax, "ustar Interchange Format"; sizes by
 * base-256 as GNU tar writes them, and by pax records).
 */
#include "recover/walker.h"

#include "base/number.h"

enum { BLOCK = 512, ZEROS_MOST = 128 }; /* format: blocks of padding; 64 KiB is the largest record in use */
enum { NO_CAPTURE, PAX };

void tar_walk_init(struct tar_walk *t)
{
	memset(t, 0, sizeof *t);
	t->first = true;
}

/* Octal, blanks and NUL around it, or base-256. */
static bool number(const uint8_t *p, size_t n, uint64_t *out)
{
	uint64_t v = 0;
	size_t i = 0;

	if (p[0] == 0x80) { /* positive base-256; what passes 63 bits is no size */
		for (i = 1; i < n; i++) {
			if (v >> 55 != 0)
				return false;
			v = v << 8 | p[i];
		}
		*out = v;
		return true;
	}
	while (i < n && (p[i] == ' ' || p[i] == 0))
		i++;
	for (; i < n && p[i] >= '0' && p[i] <= '7'; i++)
		v = v << 3 | (uint64_t)(p[i] - '0');
	for (; i < n; i++)
		if (p[i] != ' ' && p[i] != 0)
			return false;
	*out = v;
	return true;
}

bool tar_header_holds(const uint8_t head[BLOCK])
{
	uint64_t want, size, sum = 8 * ' ';

	if (!number(head + 148, 8, &want) || want == 0 || !number(head + 124, 12, &size))
		return false;
	for (size_t i = 0; i < BLOCK; i++)
		sum += i >= 148 && i < 156 ? 0 : head[i];
	return sum == want;
}

static bool has_no_body(uint8_t type)
{
	return type >= '1' && type <= '6';
}

/* "27 size=12345678901\n" among the records that stand in the first block of a pax body. */
static void pax_size(struct tar_walk *t)
{
	static const char name[] = " size=";
	size_t n = sizeof name - 1;

	for (size_t i = 1; i + n + 1 < BLOCK; i++) {
		uint64_t v = 0;
		size_t k = i + n;

		if (memcmp(t->head + i, name, n) != 0 || t->head[i - 1] < '0' || t->head[i - 1] > '9')
			continue;
		for (; k < BLOCK && t->head[k] >= '0' && t->head[k] <= '9' && v < UINT64_MAX / 100; k++)
			v = v * 10 + (uint64_t)(t->head[k] - '0');
		if (k < BLOCK && t->head[k] == '\n') {
			t->has_size = true;
			t->size = v;
		}
	}
}

/* A whole block where a header is due. */
static int header(struct tar_walk *t)
{
	uint8_t type = t->head[156];
	uint64_t size;

	if (bytes_zero(t->head, BLOCK)) {
		if (t->first)
			return WALK_BAD;
		t->zeros++;
		return t->zeros > ZEROS_MOST ? WALK_OVER : t->zeros >= 2 ? WALK_END : WALK_MORE;
	}
	if (t->zeros >= 2)
		return WALK_OVER;
	if (t->zeros == 1 || !tar_header_holds(t->head) || !number(t->head + 124, 12, &size))
		return WALK_BAD;
	if (t->has_size && type != 'x' && type != 'g' && type != 'L' && type != 'K') {
		size = t->size;
		t->has_size = false;
	}
	if (has_no_body(type))
		size = 0;
	if (size > INT64_MAX - BLOCK)
		return WALK_BAD;
	t->first = false;
	t->headers++;
	t->skip = (size + BLOCK - 1) / BLOCK * BLOCK;
	if (type == 'S' && t->head[482] != 0) /* the old GNU sparse map goes on in blocks before the body */
		return WALK_OVER;
	if (type == 'x' && t->skip > 0) {
		t->capture = PAX;
		t->skip -= BLOCK;
	}
	return WALK_MORE;
}

int tar_feed(struct tar_walk *t, struct span in, size_t *used)
{
	int rc = WALK_MORE;

	*used = 0;
	while (rc == WALK_MORE && *used < in.n) {
		size_t have = in.n - *used, n;

		if (t->skip > 0 && t->capture == NO_CAPTURE) {
			n = have < t->skip ? have : (size_t)t->skip;
			t->skip -= n;
			*used += n;
			continue;
		}
		n = have < (size_t)BLOCK - t->fill ? have : (size_t)BLOCK - t->fill;
		memcpy(t->head + t->fill, in.p + *used, n);
		t->fill = (uint16_t)(t->fill + n);
		*used += n;
		if (t->fill < BLOCK)
			break;
		t->fill = 0;
		if (t->capture == PAX) {
			pax_size(t);
			t->capture = NO_CAPTURE;
		} else {
			rc = header(t);
		}
	}
	return rc;
}
