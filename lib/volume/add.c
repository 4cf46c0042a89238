/* volume/add.c - a volume into the list: its name, its place, and what the space around it holds, where file
 * systems are looked for by their own signs. Volumes and places looked at are bounded. */
#include "base/check.h"

#include "core/sentence.h"
#include "volume/private.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum { REACH = 72 << 10 };

const char *volume_kind_text(enum volume_kind k)
{
	switch (k) {
	case VOLUME_KIND_UNSET:
		break;
#define X(id, text, about)                                                                 \
	case VOLUME_##id:                                                                          \
		return text;
		VOLUME_KINDS(X)
#undef X
	}
	return "";
}

static void add_note(struct volume *v, const char *fmt, va_list ap) PRINTF_LIKE(2, 0);

static void add_note(struct volume *v, const char *fmt, va_list ap)
{
	char both[sizeof v->note], more[sizeof v->note];

	(void)vsentence(more, sizeof more, fmt, ap);
	if (more[0] == '\0')
		return;
	if (v->note[0] == '\0')
		(void)memcpy(v->note, more, sizeof v->note);
	else if (sentence(both, sizeof both, S_BOTH, v->note, more) < (int)sizeof both)
		(void)memcpy(v->note, both, sizeof both);
}

void volume_note(struct volume *v, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	add_note(v, fmt, ap);
	va_end(ap);
}

void volume_harm(struct volume *v, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	add_note(v, fmt, ap);
	va_end(ap);
	v->damaged = true;
}

void volume_damage(struct volume *v, const char *what)
{
	volume_note(v, "%s", what);
	v->damaged = true;
}

void volume_name(const struct finder *x, struct volume *v, const char *fmt, ...)
{
	const char *parent = x->out->v[v->parent].name;
	char own[sizeof v->name];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(own, sizeof own, fmt, ap);
	va_end(ap);
	(void)snprintf(v->name, sizeof v->name, "%.60s%s%.32s", parent,
	               parent[0] != '\0' ? "-" : "", own);
}

static bool name_taken(const struct volumes *all, const char *name)
{
	for (size_t i = 0; i < all->n; i++)
		if (strcmp(all->v[i].name, name) == 0)
			return true;
	return false;
}

/* What hostile metadata names twice gets a number. */
static void make_unique(const struct volumes *all, struct volume *v)
{
	char base[sizeof v->name];

	memcpy(base, v->name, sizeof base);
	for (unsigned i = 2; name_taken(all, v->name) && i < UINT32_MAX; i++)
		(void)snprintf(v->name, sizeof v->name, "%.84s~%u", base, i);
}

static int place(struct finder *x, struct volume *v, struct fault *f)
{
	struct media *parent = x->out->v[v->parent].media;
	uint64_t end = parent->size + (v->kind == VOLUME_STALE ? parent->extra : 0);

	if (v->size > 0 && v->offset >= end) {
		volume_harm(v, S_BEGINS_AT_BYTE, v->offset, end);
		return 0;
	}
	if (v->size > end - v->offset) {
		volume_harm(v, S_BYTES_TABLE_WHICH, v->size, v->size - (end - v->offset));
		v->size = end - v->offset;
	}
	return v->size == 0 ? 0 : media_part(&v->media, parent, v->offset, v->size, f);
}

int volume_add(struct finder *x, struct volume v, size_t *index, struct fault *f)
{
	*index = SIZE_MAX;
	if (x->out->n >= x->volumes) {
		if (!x->full)
			volume_note(&x->out->v[0],
			            S_THERE_MORE_VOLUMES, (uint64_t)x->volumes);
		watch_bite(x->watch, LIMIT_image_volumes, 1);
		x->full = true;
		media_close(v.media);
		return 0;
	}
	if (x->out->n > 0)
		v.depth = x->out->v[v.parent].depth + 1;
	if (v.media == NULL && x->out->n > 0 && v.kind != VOLUME_LOGICAL &&
	    v.kind != VOLUME_FORMER && place(x, &v, f) < 0)
		return -1;
	make_unique(x->out, &v);
	if (VEC_PUSH(x->out, v, f) < 0) {
		media_close(v.media);
		return -1;
	}
	*index = x->out->n - 1;
	return 0;
}

void ranges_release(struct ranges *r)
{
	VEC_RELEASE(&r->v);
}

static int by_start(const void *a, const void *b)
{
	const struct volume_range *x = (const struct volume_range *)a, *y = (const struct volume_range *)b;

	return x->from < y->from ? -1 : x->from > y->from;
}

int ranges_gaps(struct ranges *out, struct ranges *covered, uint64_t size, struct fault *f)
{
	uint64_t at = 0;

	if (covered->v.n > 1)
		qsort(covered->v.v, covered->v.n, sizeof *covered->v.v, by_start);
	for (size_t i = 0; i <= covered->v.n; i++) {
		struct volume_range gap = { at, i < covered->v.n ? covered->v.v[i].from : size };

		if (gap.to > size)
			gap.to = size;
		if (gap.to > gap.from && VEC_PUSH(&out->v, gap, f) < 0)
			return -1;
		if (i < covered->v.n && covered->v.v[i].to > at)
			at = covered->v.v[i].to;
	}
	return 0;
}

/* The parts of `parent` that none of its children covers. */
static int uncovered(struct finder *x, size_t parent, struct ranges *out, struct fault *f)
{
	OWNED(ranges) struct ranges covered = { { NULL, 0, 0 } };

	for (size_t i = 1; i < x->out->n; i++) {
		const struct volume *v = &x->out->v[i];
		struct volume_range r = { v->offset, v->offset + v->size };

		if (v->parent == parent && v->media != NULL && VEC_PUSH(&covered.v, r, f) < 0)
			return -1;
	}
	return ranges_gaps(out, &covered, x->out->v[parent].media->size, f);
}

/* From `at` on: the next place where a file system may begin, UINT64_MAX when only holes follow. */
static int next_place(struct media *m, uint64_t *at, uint64_t to, struct fault *f)
{
	while (*at < to) {
		enum media_area area;
		uint64_t length, end;

		if (media_extent(m, *at, &area, &length, f) < 0)
			return -1;
		if (area == MEDIA_AREA_DATA || length < REACH)
			return 0;
		end = *at + length; /* signs stand up to 68 KiB after a start: the MiB that holds
		                       the end too */
		if (end / MIB * MIB > *at)
			*at = end / MIB * MIB;
		else
			*at = (*at / MIB + 1) * MIB;
	}
	*at = UINT64_MAX;
	return 0;
}

/* A former logical volume that begins here is listed with more than its first extents. */
static bool former_begins(struct finder *x, size_t parent, uint64_t start)
{
	uint64_t one = 1, at = media_locate(x->out->v[parent].media, start, &one);

	for (size_t i = 1; i < x->out->n; i++) {
		const struct volume *v = &x->out->v[i];

		one = 1;
		if (v->kind == VOLUME_FORMER && v->media != NULL &&
		    media_locate(v->media, 0, &one) == at)
			return true;
	}
	return false;
}

/* A physical volume without a group is searched from its own label on. */
static bool own_label(const struct finder *x, size_t parent, uint64_t start, enum content c)
{
	return x->out->v[parent].kind == VOLUME_PHYSICAL && c == CONTENT_LVM2 && start == 0;
}

static int add_found(struct finder *x, size_t parent, uint64_t at, uint64_t room,
                     const struct sighting *s, struct fault *f)
{
	struct volume v = { .kind = VOLUME_FOUND,
		            .parent = parent,
		            .offset = at,
		            .content = s->content,
		            .backup = s->before };
	size_t index;

	v.size = s->size == 0 || s->size > room ? room : s->size;
	if (s->size > room)
		volume_note(&v, S_SAYS_BYTES_THERE, s->size,
		            room);
	if (s->before > 0)
		volume_note(&v, S_FOUND_BACKUP_SUPERBLOCK);
	volume_name(x, &v, "found@%" PRIu64, at);
	return volume_add(x, v, &index, f);
}

/* Looks at the start of the range and at every MiB of the parent in it. */
static int search(struct finder *x, size_t parent, struct volume_range r, struct fault *f)
{
	struct media *m = x->out->v[parent].media;
	uint64_t at = r.from;

	while (at < r.to && !x->full) {
		struct sighting s;
		uint64_t start;

		if (next_place(m, &at, r.to, f) < 0)
			return -1;
		if (at >= r.to)
			break;
		if (watch_check(x->watch, f) < 0)
			return -1;
		if (x->probes == 0) {
			volume_note(&x->out->v[parent],
			            S_FILE_SYSTEMS_NOT, at);
			watch_bite(x->watch, LIMIT_volume_places, (r.to - at + MIB - 1) / MIB);
			return 0;
		}
		x->probes--;
		if (probe_at(m, at, r.to - at, true, &s, f) < 0)
			return -1;
		start = s.before <= at - r.from ? at - s.before : UINT64_MAX;
		if (s.content == CONTENT_NOTHING || start == UINT64_MAX ||
		    own_label(x, parent, start, s.content) || former_begins(x, parent, start)) {
			at = (at / MIB + 1) * MIB;
			continue;
		}
		if (add_found(x, parent, start, r.to - start, &s, f) < 0)
			return -1;
		r.from = at = x->out->v[x->out->n - 1].offset + x->out->v[x->out->n - 1].size;
	}
	return 0;
}

int volume_add_gap(struct finder *x, size_t parent, uint64_t from, uint64_t to, struct fault *f)
{
	struct volume v = { .kind = VOLUME_GAP,
		            .parent = parent,
		            .leaf = true,
		            .offset = from,
		            .size = to - from };
	size_t index;

	volume_name(x, &v, "gap@%" PRIu64, from);
	return to > from ? volume_add(x, v, &index, f) : 0;
}

int volume_fill(struct finder *x, size_t parent, struct volume_range r, bool bare, struct fault *f)
{
	size_t from = x->out->n, n;
	uint64_t at = r.from;

	if (search(x, parent, r, f) < 0)
		return -1;
	n = x->out->n;
	if (n == from && bare)
		return 0;
	for (size_t i = from; i < n; i++) {
		if (volume_add_gap(x, parent, at, x->out->v[i].offset, f) < 0)
			return -1;
		at = x->out->v[i].offset + x->out->v[i].size;
	}
	return volume_add_gap(x, parent, at, r.to, f);
}

int volume_fill_uncovered(struct finder *x, size_t parent, bool bare, struct fault *f)
{
	OWNED(ranges) struct ranges gaps = { { NULL, 0, 0 } };

	if (uncovered(x, parent, &gaps, f) < 0)
		return -1;
	for (size_t i = 0; i < gaps.v.n; i++)
		if (volume_fill(x, parent, gaps.v.v[i], bare, f) < 0)
			return -1;
	return 0;
}
