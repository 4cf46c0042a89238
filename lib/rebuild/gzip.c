/* rebuild/gzip.c - what stands around a deflate stream: the head without a name or a time, the checksum and the size. */
#include "rebuild/private.h"

void gzip_head_of(const struct encoder_kind *k, uint8_t out[10])
{
	const uint8_t head[10] = { 0x1f, 0x8b, 8, 0, 0, 0, 0, 0, k->flags, k->system };

	memcpy(out, head, sizeof head);
}

int gzip_head(const struct encoder *e, struct fault *f)
{
	uint8_t head[10];

	gzip_head_of(e->kind, head);
	return e->sink->put(e->sink->user, span_make(head, sizeof head), f);
}

int gzip_tail(const struct encoder *e, uint32_t crc, uint64_t size, struct fault *f)
{
	uint8_t tail[8];

	for (unsigned i = 0; i < 4; i++) {
		tail[i] = (uint8_t)(crc >> 8 * i);
		tail[4 + i] = (uint8_t)(size >> 8 * i);
	}
	return e->sink->put(e->sink->user, span_make(tail, sizeof tail), f);
}
