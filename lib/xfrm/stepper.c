/*
 * xfrm/stepper.c - copies of zlib's inflate state. A z_stream may not be moved in memory (its inner state
 * points back to it), so that states live on the heap and only inflateCopy() copies them.
 */
#include "xfrm/stepper.h"

#include <stdlib.h>
#include <zlib.h>

struct stepper {
	z_stream z;
};

static int broken_promise(struct fault *f, int rc)
{
	if (rc == Z_MEM_ERROR)
		return fault_memory(f, sizeof(z_stream));
	return fault_set(f, FAULT_INTERNAL, 0, "zlib says %d of a state it made itself", rc);
}

int stepper_new(struct stepper **out, struct fault *f)
{
	struct stepper *s = (struct stepper *)calloc(1, sizeof *s);
	int rc;

	*out = NULL;
	if (s == NULL)
		return fault_memory(f, sizeof *s);
	rc = inflateInit2(&s->z, 15 + 16);
	if (rc != Z_OK) {
		free(s);
		return broken_promise(f, rc);
	}
	*out = s;
	return 0;
}

int stepper_clone(struct stepper **out, const struct stepper *s, struct fault *f)
{
	struct stepper *copy = (struct stepper *)calloc(1, sizeof *copy);
	z_stream *from = (z_stream *)(uintptr_t)&s->z; /* not changed: the parameter lacks its const */
	int rc;

	*out = NULL;
	if (copy == NULL)
		return fault_memory(f, sizeof *copy);
	rc = inflateCopy(&copy->z, from);
	if (rc != Z_OK) {
		free(copy);
		return broken_promise(f, rc);
	}
	*out = copy;
	return 0;
}

void stepper_free(struct stepper *s)
{
	if (s == NULL)
		return;
	(void)inflateEnd(&s->z);
	free(s);
}

int stepper_restart(struct stepper *s, struct fault *f)
{
	int rc = inflateReset(&s->z);

	return rc == Z_OK ? 0 : broken_promise(f, rc);
}

/* zlib found the checksum wrong: the length stands behind it (RFC 1952, 2.3.1). */
static bool length_holds(const struct stepper *s, struct span rest)
{
	uint32_t length = 0;

	if (s->z.msg == NULL || strcmp(s->z.msg, "incorrect data check") != 0 || rest.n < 4)
		return false;
	for (size_t i = 0; i < 4; i++)
		length |= (uint32_t)rest.p[i] << (8 * i);
	return length == (uint32_t)s->z.total_out && length != 0;
}

int stepper_step(struct stepper *s, struct span *in, uint8_t *into, size_t room, size_t *got, struct fault *f)
{
	size_t have = in->n < UINT32_MAX / 2 ? in->n : UINT32_MAX / 2;
	int rc;

	room = room < UINT32_MAX / 2 ? room : UINT32_MAX / 2;
	s->z.next_in = (z_const Bytef *)(uintptr_t)in->p;
	s->z.avail_in = (uInt)have;
	s->z.next_out = into;
	s->z.avail_out = (uInt)room;
	rc = inflate(&s->z, Z_NO_FLUSH);
	*got = room - s->z.avail_out;
	*in = span_from(*in, have - s->z.avail_in);
	s->z.next_in = NULL;
	s->z.next_out = NULL;
	switch (rc) {
	case Z_OK:
	case Z_BUF_ERROR:
		return 0;
	case Z_STREAM_END:
		return STEPPER_END;
	case Z_DATA_ERROR:
		return length_holds(s, *in) ? STEPPER_MISFIT : STEPPER_BAD;
	case Z_NEED_DICT:
		return STEPPER_BAD;
	default:
		return broken_promise(f, rc);
	}
}
