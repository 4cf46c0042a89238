/* media/media.c - the door's wrappers: any range of any media. */
#include "media/media.h"
#include "base/check.h"

#include <string.h>

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
#define X(id, text, about)                                                                 \
	case MEDIA_IS_##id:                                                                        \
		return text;
		MEDIA_KINDS(X)
#undef X
	case MEDIA_IS_NONE:
		break;
	}
	return "";
}
