/* media/image.c - what all opened containers share: their files, their statements, why one was refused. */
#include "base/quote.h"

#include "core/sentence.h"
#include "media/private.h"
#include "media/view.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { NOTES_MOST = 512 }; /* told: by the last note */

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

/* `text` is in visible form already. */
static int add_note(struct image *i, enum media_weight weight, const char *key, const char *text, struct fault *f)
{
	struct media_note note = { "", "", weight };

	if (i->notes.n >= NOTES_MOST)
		return 0;
	if (i->notes.n == NOTES_MOST - 1) {
		key = "notes";
		text = S_NOTES_THERE_MORE;
	}
	(void)snprintf(note.key, sizeof note.key, "%s", key);
	(void)snprintf(note.text, sizeof note.text, "%s", text);
	return VEC_PUSH(&i->notes, note, f);
}

int image_note(struct image *i, struct fault *f, const char *key, const char *fmt, ...)
{
	char text[sizeof((struct media_note *)NULL)->text];
	va_list ap;

	va_start(ap, fmt);
	(void)vsentence(text, sizeof text, fmt, ap);
	va_end(ap);
	return fmt[0] == SAID_MARK[0] ? add_note(i, MEDIA_NOTE_PLAIN, key, text, f)
	                              : image_note_raw(i, key, span_of(text), f);
}

int image_tell(struct image *i, struct fault *f, enum media_weight weight, const char *key, const char *fmt, ...)
{
	char text[sizeof((struct media_note *)NULL)->text];
	va_list ap;

	va_start(ap, fmt);
	(void)vsentence(text, sizeof text, fmt, ap);
	va_end(ap);
	return add_note(i, weight, key, text, f);
}

int image_note_raw(struct image *i, const char *key, struct span text, struct fault *f)
{
	char shown[sizeof((struct media_note *)NULL)->text];

	return add_note(i, MEDIA_NOTE_PLAIN, key, quote_short(shown, sizeof shown, text), f);
}

int image_blocks_within(struct image *i, uint64_t *n, struct fault *f)
{
	uint64_t most = watch_limit(i->watch, LIMIT_image_blocks), all = *n;

	if (all <= most)
		return 0;
	*n = most;
	watch_bite(i->watch, LIMIT_image_blocks, all - most);
	return image_note(i, f, "blocks", S_BLOCKS_BOUNDED, most, all);
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

struct image *image_of(struct media *m)
{
	m = view_bottom(m);
	return m->ops->image ? (struct image *)m : NULL;
}

const struct media_info *media_info(struct media *m)
{
	static const struct media_info nothing;
	struct image *i = image_of(m);

	if (i == NULL)
		return &nothing;
	i->info.notes = i->notes.v;
	i->info.n = i->notes.n;
	met_sum(i->met, &i->info);
	return &i->info;
}

bool media_unread_text(struct media *m, char out[MEDIA_UNREAD_TEXT])
{
	const struct media_info *i = media_info(m);

	out[0] = '\0';
	if (i->met_bytes > 0)
		(void)sentence(out, MEDIA_UNREAD_TEXT, S_BYTES_PLACES_UNREAD, i->met_bytes, i->met_pieces, i->met_first);
	return i->met_bytes > 0;
}

const char *media_file(struct media *m, size_t index)
{
	struct image *i = image_of(m);

	return i != NULL && index < i->files.n ? i->files.v[index] : NULL;
}

int opening_refuse(struct opening *o, int outcome, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	(void)vsentence(o->why, MEDIA_WHY, fmt, ap);
	va_end(ap);
	return outcome;
}

uint32_t image_adler(const uint8_t *p, size_t n)
{
	uint32_t a = 1, b = 0;

	for (size_t i = 0; i < n; i++) {
		a = (a + p[i]) % 65521;
		b = (b + a) % 65521;
	}
	return b << 16 | a;
}
