/* media/span.c - a media over bytes in memory, for tests and fuzzing. */
#include "media/private.h"

#include <stdlib.h>

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

static void span_close(struct media *m)
{
	image_release(&((struct span_media *)m)->image);
	free(m);
}

static const struct media_ops span_ops = { span_read, NULL, NULL, span_close, true };

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
