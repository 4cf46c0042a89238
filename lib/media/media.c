/* media/media.c - the door's wrappers; what all images share; media over bytes in memory. */
#include "base/check.h"
#include "base/quote.h"
#include "media/private.h"
#include "media/view.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { NOTES_MOST = 512 };

static uint64_t end_of(const struct media *m)
{
	return sum_u64(m->size, m->extra);
}

int media_read(struct media *m, uint64_t offset, void *into, size_t n, struct fault *f)
{
	uint64_t end = end_of(m), left = offset < end ? end - offset : 0;
	size_t can = n < left ? n : (size_t)left;
	int rc = 0;

	if (can > 0)
		rc = m->ops->read(m, offset, into, can, f);
	if (can == n || rc < 0)
		return rc;
	memset((uint8_t *)into + can, 0, n - can);
	return MEDIA_UNREAD;
}

int media_extent(struct media *m, uint64_t offset, enum media_area *area, uint64_t *length,
                 struct fault *f)
{
	uint64_t end = end_of(m), left = offset < end ? end - offset : 0;

	*area = left > 0 ? MEDIA_AREA_DATA : MEDIA_AREA_UNREAD;
	*length = left;
	if (left == 0 || m->ops->extent == NULL)
		return 0;
	if (m->ops->extent(m, offset, area, length, f) < 0)
		return -1;
	if (*length == 0)
		return fault_set(f, FAULT_INTERNAL, 0, "an area of no bytes");
	if (*length > left)
		*length = left;
	return 0;
}

uint64_t media_locate(struct media *m, uint64_t offset, uint64_t *length)
{
	uint64_t end = end_of(m), left = offset < end ? end - offset : 0;

	if (*length > left)
		*length = left;
	while (m->ops->locate != NULL && *length > 0) {
		uint64_t run = 0;

		m = m->ops->locate(m, offset, &offset, &run);
		if (run < *length)
			*length = run;
		if (m == NULL)
			return UINT64_MAX;
		end = end_of(m);
		if (offset >= end)
			return UINT64_MAX;
		if (*length > end - offset)
			*length = end - offset;
	}
	return left == 0 ? UINT64_MAX : offset;
}

void media_close(struct media *m)
{
	if (m != NULL)
		m->ops->close(m);
}

const char *media_kind_text(enum media_kind k)
{
	switch (k) {
#define X(id, number, text, about)                                                                 \
	case MEDIA_IS_##id:                                                                        \
		return text;
		MEDIA_KINDS(X)
#undef X
	case MEDIA_IS_NONE:
		break;
	}
	return "";
}

/* ---- what images share ----------------------------------------------------------------------- */

void image_release(struct image *i)
{
	if (i->fd >= 0 && !i->fd_lent)
		(void)close(i->fd);
	i->fd = -1;
	VEC_RELEASE(&i->notes);
	met_free(i->met);
	i->met = NULL;
	for (size_t k = 0; k < i->files.n; k++)
		free(i->files.v[k]);
	VEC_RELEASE(&i->files);
}

static int add_note(struct image *i, enum media_weight weight, const char *key, struct span text,
                    struct fault *f)
{
	struct media_note note = { "", "", weight };

	if (i->notes.n >= NOTES_MOST)
		return 0;
	if (i->notes.n == NOTES_MOST - 1) {
		key = "notes";
		text = span_of("there are more statements than are kept");
	}
	(void)snprintf(note.key, sizeof note.key, "%s", key);
	(void)quote_short(note.text, sizeof note.text, text);
	return VEC_PUSH(&i->notes, note, f);
}

int image_note(struct image *i, struct fault *f, const char *key, const char *fmt, ...)
{
	char text[sizeof((struct media_note *)NULL)->text];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	return add_note(i, MEDIA_NOTE_PLAIN, key, span_of(text), f);
}

int image_tell(struct image *i, struct fault *f, enum media_weight weight, const char *key,
               const char *fmt, ...)
{
	char text[sizeof((struct media_note *)NULL)->text];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	return add_note(i, weight, key, span_of(text), f);
}

int image_note_raw(struct image *i, const char *key, struct span text, struct fault *f)
{
	return add_note(i, MEDIA_NOTE_PLAIN, key, text, f);
}

int image_add_file(struct image *i, const char *path, struct fault *f)
{
	char *copy = strdup(path);

	if (copy == NULL)
		return fault_memory(f, strlen(path) + 1);
	if (VEC_PUSH(&i->files, copy, f) < 0) {
		free(copy);
		return -1;
	}
	return 0;
}

void image_move(struct image *to, struct image *from)
{
	uint64_t size = to->base.size, extra = to->base.extra;
	const struct media_ops *ops = to->base.ops;

	*to = *from;
	to->base = (struct media){ ops, size, extra };
	to->fd_lent = true;
	memset(&from->notes, 0, sizeof from->notes);
	memset(&from->files, 0, sizeof from->files);
}

static void span_close(struct media *m);

struct span_media {
	struct image image;
	struct span bytes;
};

static int span_read(struct media *m, uint64_t offset, void *into, size_t n, struct fault *f)
{
	(void)f;
	memcpy(into, ((struct span_media *)m)->bytes.p + offset, n);
	return 0;
}

static const struct media_ops span_ops = { span_read, NULL, NULL, span_close };

static void span_close(struct media *m)
{
	image_release(&((struct span_media *)m)->image);
	free(m);
}

int media_of_span(struct media **out, struct span bytes, struct fault *f)
{
	struct span_media *s = (struct span_media *)calloc(1, sizeof *s);

	*out = NULL;
	if (s == NULL)
		return fault_memory(f, sizeof *s);
	s->image.base = (struct media){ &span_ops, bytes.n, 0 };
	s->image.fd = -1;
	s->bytes = bytes;
	*out = &s->image.base;
	return 0;
}

struct image *image_of(struct media *m)
{
	static const struct media_ops *const ours[] = { &span_ops,  &raw_ops,    &split_ops,
		                                        &qcow2_ops, &sparse_ops, &pooled_ops,
		                                        &unread_ops };

	m = view_bottom(m);
	for (size_t i = 0; i < COUNT(ours); i++)
		if (m->ops == ours[i])
			return (struct image *)m;
	return NULL;
}

const struct media_info *media_info(struct media *m)
{
	static const struct media_info nothing;
	struct image *i = image_of(m);

	if (i == NULL)
		return &nothing;
	i->info.notes = i->notes.v;
	i->info.n = i->notes.n;
	image_met_sum(i);
	return &i->info;
}

const char *media_file(struct media *m, size_t index)
{
	struct image *i = image_of(m);

	return i != NULL && index < i->files.n ? i->files.v[index] : NULL;
}

const char *media_libraries(char out[MEDIA_LIBRARIES])
{
	const struct {
		const char *name, *version;
	} all[] = {
		{ "libewf", ewf_library() },
	};
	size_t n = 0;

	out[0] = '\0';
	for (size_t i = 0; i < COUNT(all); i++) {
		if (all[i].version == NULL || n >= MEDIA_LIBRARIES)
			continue;
		n += (size_t)snprintf(out + n, MEDIA_LIBRARIES - n, "%s%s %.20s", n > 0 ? ", " : "",
		                      all[i].name, all[i].version);
	}
	return out;
}
