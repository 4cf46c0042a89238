/*
 * media/map.c - areas of an image that are known not to have been read, laid over it: those of a
 * ddrescue map file, and those an acquirer noted.
 *
 * Map file (GNU ddrescue manual, "Mapfile structure"): lines of numbers as C writes them; '#'
 * begins a comment; the first other line is the status of the program, every further one "position
 * size status", '+' for rescued. What no line covers was not looked at.
 */
#include "base/check.h"
#include "media/private.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void unreads_release(struct unreads *u)
{
	VEC_RELEASE(&u->v);
}

DEFINE_OWN(unreads, struct unreads, unreads_release)

struct unread_media {
	struct image image;
	struct media *inner;
	struct unreads areas; /* ascending, apart from each other */
};

/* The first area that ends after `offset`; n when there is none. */
static size_t area_after(const struct unread_media *u, uint64_t offset)
{
	return LOWER_BOUND(u->areas.v.n, mid, u->areas.v.v[mid].at + u->areas.v.v[mid].length <= offset);
}

/* Is `offset` unread, and for how many bytes does that hold? */
static bool is_unread(const struct unread_media *u, uint64_t offset, uint64_t *length)
{
	size_t i = area_after(u, offset);
	const struct unread *a = i < u->areas.v.n ? &u->areas.v.v[i] : NULL;

	if (a == NULL) {
		*length = UINT64_MAX - offset;
		return false;
	}
	*length = a->at > offset ? a->at - offset : a->at + a->length - offset;
	return a->at <= offset;
}

static int unread_read(struct media *m, uint64_t offset, void *into, size_t n, struct fault *f)
{
	const struct unread_media *u = (const struct unread_media *)m;
	uint8_t *p = (uint8_t *)into;
	int outcome = 0;

	while (n > 0) {
		uint64_t length;
		bool bad = is_unread(u, offset, &length);
		size_t some = n < length ? n : (size_t)length;
		int rc = MEDIA_UNREAD;

		if (bad)
			memset(p, 0, some);
		else
			rc = media_read(u->inner, offset, p, some, f);
		if (rc < 0)
			return -1;
		if (rc > 0)
			outcome = rc;
		if (rc > 0 && !bad)
			image_met((struct image *)m, offset, some);
		offset += some;
		p += some;
		n -= some;
	}
	return outcome;
}

static int unread_extent(struct media *m, uint64_t offset, enum media_area *area, uint64_t *length,
                         struct fault *f)
{
	const struct unread_media *u = (const struct unread_media *)m;
	uint64_t most;

	if (is_unread(u, offset, &most)) {
		*area = MEDIA_AREA_UNREAD;
		*length = most;
		return 0;
	}
	if (media_extent(u->inner, offset, area, length, f) < 0)
		return -1;
	if (*length > most)
		*length = most;
	return 0;
}

static void unread_close(struct media *m)
{
	struct unread_media *u = (struct unread_media *)m;

	media_close(u->inner);
	unreads_release(&u->areas);
	image_release(&u->image);
	free(u);
}

static const struct media_ops unread_ops = { unread_read, unread_extent, NULL, unread_close, true };

static int by_address(const void *a, const void *b)
{
	const struct unread *x = (const struct unread *)a, *y = (const struct unread *)b;

	return x->at < y->at ? -1 : x->at > y->at;
}

/* Ascending, joined where they touch, cut at `size`; returns their bytes. */
static uint64_t tidy(struct unreads *u, uint64_t size)
{
	uint64_t sum = 0;
	size_t n = 0;

	if (u->v.n > 1)
		qsort(u->v.v, u->v.n, sizeof *u->v.v, by_address);
	for (size_t i = 0; i < u->v.n; i++) {
		struct unread a = u->v.v[i], *last = n > 0 ? &u->v.v[n - 1] : NULL;

		if (a.at >= size || a.length == 0)
			continue;
		if (a.length > size - a.at)
			a.length = size - a.at;
		if (last == NULL || a.at > last->at + last->length)
			u->v.v[n++] = a;
		else if (a.at + a.length > last->at + last->length)
			last->length = a.at + a.length - last->at;
	}
	u->v.n = n;
	for (size_t i = 0; i < n; i++)
		sum += u->v.v[i].length;
	return sum;
}

int unread_open(struct media **out, struct media *inner, struct unreads *areas, struct fault *f)
{
	struct unread_media *u = (struct unread_media *)calloc(1, sizeof *u);
	struct image *below = image_of(inner);

	*out = NULL;
	if (u == NULL) {
		media_close(inner);
		return fault_memory(f, sizeof *u);
	}
	u->image.base = (struct media){ &unread_ops, inner->size, inner->extra };
	u->image.fd = -1;
	if (below != NULL)
		image_move(&u->image, below);
	u->inner = inner;
	u->areas = *areas;
	memset(areas, 0, sizeof *areas);
	u->image.info.unread_bytes =
	        sum_u64(u->image.info.unread_bytes, tidy(&u->areas, inner->size));
	*out = &u->image.base;
	return 0;
}

/* ---- the map file ---------------------------------------------------------------------------- */

static int read_map(struct buf *out, int fd, uint64_t most, struct fault *f)
{
	for (;;) {
		ssize_t r;

		if (buf_reserve(out, 1 << 20, f) < 0)
			return -1;
		r = read(fd, out->p + out->n, 1 << 20);
		if (r < 0 && errno == EINTR)
			continue;
		if (r < 0)
			return fault_set(f, FAULT_IO, errno, "cannot read it");
		out->n += (size_t)r;
		if (r == 0 || out->n > most)
			return 0;
	}
}

static struct span word(struct span *line)
{
	size_t at = 0, n = 0;

	while (at < line->n && (line->p[at] == ' ' || line->p[at] == '\t' || line->p[at] == '\r'))
		at++;
	while (at + n < line->n && line->p[at + n] != ' ' && line->p[at + n] != '\t' &&
	       line->p[at + n] != '\r')
		n++;
	struct span w = span_sub(*line, at, n);

	*line = span_from(*line, at + n);
	return w;
}

static int digit_of(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : 16;
}

/* Decimal, 0x hexadecimal or 0 octal, as ddrescue reads them. */
static bool number(struct span w, uint64_t *out)
{
	uint64_t base = 10, v = 0;

	if (w.n > 1 && w.p[0] == '0') {
		bool hex = w.p[1] == 'x' || w.p[1] == 'X';

		base = hex ? 16 : 8;
		w = span_from(w, hex ? 2 : 1);
	}
	for (size_t i = 0; i < w.n; i++) {
		uint64_t d = (uint64_t)digit_of(w.p[i]);

		if (d >= base || mul_u64(&v, v, base) || add_u64(&v, v, d))
			return false;
	}
	*out = v;
	return w.n > 0;
}

/* Takes the rescued areas out of the text. The number of the first line that is none, or 0. */
static int rescued_of(struct unreads *out, struct span text, uint64_t *bad_line, struct fault *f)
{
	bool status_seen = false;

	*bad_line = 0;
	for (uint64_t n = 1; text.n > 0; n++) {
		struct span line = span_cut(&text, '\n'), first, second, third;
		struct unread a;

		line = span_sub(line, 0, span_find(line, '#'));
		first = word(&line);
		second = word(&line);
		third = word(&line);
		if (first.n == 0)
			continue;
		if (!status_seen) { /* position, status and (newer versions) pass */
			status_seen = number(first, &a.at) && second.n == 1;
			if (!status_seen)
				*bad_line = n;
		} else if (!number(first, &a.at) || !number(second, &a.length) || third.n != 1 ||
		           span_find(span_of("?*/-+"), third.p[0]) == SIZE_MAX) {
			*bad_line = n;
		} else if (third.p[0] == '+' && VEC_PUSH(&out->v, a, f) < 0) {
			return -1;
		}
		if (*bad_line != 0)
			return 0;
	}
	if (!status_seen)
		*bad_line = 1;
	return 0;
}

/* What lies between rescued areas. */
static int gaps_of(struct unreads *out, const struct unreads *rescued, uint64_t size,
                   struct fault *f)
{
	uint64_t at = 0;

	for (size_t i = 0; i <= rescued->v.n; i++) {
		uint64_t to = i < rescued->v.n ? rescued->v.v[i].at : size;
		struct unread a = { at, to - at };

		if (to > at && VEC_PUSH(&out->v, a, f) < 0)
			return -1;
		at = i < rescued->v.n ? to + rescued->v.v[i].length : size;
	}
	return 0;
}

static int map_areas(struct unreads *out, int fd, uint64_t size, uint64_t most, char why[MEDIA_WHY],
                     struct fault *f)
{
	OWNED(buf) struct buf text = BUF_INIT;
	OWNED(unreads) struct unreads rescued = { { NULL, 0, 0 } };
	uint64_t bad_line;

	if (read_map(&text, fd, most, f) < 0)
		return -1;
	if (text.n > most) {
		(void)snprintf(why, MEDIA_WHY, "the map file has more than %" PRIu64 " bytes; --limit map_bytes=N raises that", most);
		return MEDIA_UNKNOWN;
	}
	if (rescued_of(&rescued, buf_span(&text), &bad_line, f) < 0)
		return -1;
	if (bad_line != 0) {
		(void)snprintf(why, MEDIA_WHY,
		               "the map file is none of ddrescue: line %" PRIu64
		               " is not position, size and status",
		               bad_line);
		return MEDIA_UNKNOWN;
	}
	(void)tidy(&rescued, size);
	return gaps_of(out, &rescued, size, f);
}

int map_open(struct media **out, struct media *inner, const char *path, const struct watch *watch, bool *touched,
             char why[MEDIA_WHY], struct fault *f)
{
	OWNED(unreads) struct unreads areas = { { NULL, 0, 0 } };
	int fd = media_file_open(path, touched), rc;
	char words[MEDIA_ERRNO];

	*out = NULL;
	if (fd < 0) {
		(void)snprintf(why, MEDIA_WHY, "its map file %.120s cannot be opened: %s", path,
		               media_errno(words, errno));
		media_close(inner);
		return MEDIA_NOT_FOUND;
	}
	rc = map_areas(&areas, fd, inner->size, watch_limit(watch, LIMIT_map_bytes), why, f);
	(void)close(fd);
	if (rc != 0) {
		media_close(inner);
		return rc;
	}
	if (unread_open(out, inner, &areas, f) < 0)
		return -1;
	if (image_note(image_of(*out), f, "map_file", "%s", path) == 0)
		return 0;
	media_close(*out);
	*out = NULL;
	return -1;
}
