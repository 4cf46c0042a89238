/*
 * rebuild/go.c - a gzip stream as Go's compress/gzip 1.8 to 1.26 writes it: head, blocks of lazy.c or speed.c, an empty
 * stored block as the last, CRC-32 and size. sherd-formats(7), "Go's gzip".
 */
#include "rebuild/crc32.h"
#include "rebuild/deflate.h"

#include <stdlib.h>

struct go_encoder {
	struct encoder base;
	struct lazy *lazy;   /* one of the two */
	struct speed *speed;
	uint32_t crc;
	uint64_t size;
	bool headed;
	struct bits bits;
};

static void go_free(struct encoder *e)
{
	struct go_encoder *g = (struct go_encoder *)e;

	if (g == NULL)
		return;
	lazy_free(g->lazy);
	speed_free(g->speed);
	free(g);
}

static int go_start(struct encoder **out, const struct encoder_kind *kind, uint64_t size, const struct rebuild_sink *sink,
                    struct fault *f)
{
	struct go_encoder *g = calloc(1, sizeof *g);

	(void)size;
	if (g == NULL)
		return fault_memory(f, sizeof *g);
	g->base = (struct encoder){ kind, sink };
	g->bits.sink = sink;
	if ((kind->level == 1 ? speed_new(&g->speed, f) : lazy_new(&g->lazy, (unsigned)kind->level, f)) < 0) {
		go_free(&g->base);
		return -1;
	}
	*out = &g->base;
	return 0;
}

static int head_once(struct go_encoder *g, struct fault *f)
{
	if (g->headed)
		return 0;
	g->headed = true;
	return gzip_head(&g->base, f);
}

static int go_add(struct encoder *e, struct span bytes, struct fault *f)
{
	struct go_encoder *g = (struct go_encoder *)e;
	int rc = head_once(g, f);

	if (rc != 0)
		return rc;
	g->crc = crc32_add(g->crc, bytes);
	g->size += bytes.n;
	return g->speed != NULL ? speed_add(g->speed, &g->bits, bytes, f) : lazy_add(g->lazy, &g->bits, bytes, f);
}

static int go_end(struct encoder *e, struct fault *f)
{
	struct go_encoder *g = (struct go_encoder *)e;
	int rc = head_once(g, f);

	if (rc == 0)
		rc = g->speed != NULL ? speed_end(g->speed, &g->bits, f) : lazy_end(g->lazy, &g->bits, f);
	if (rc == 0)
		rc = block_stored(&g->bits, span_make("", 0), true, f);
	if (rc == 0)
		rc = bits_flush(&g->bits, f);
	return rc != 0 ? rc : gzip_tail(e, g->crc, g->size, f);
}

const struct encoder_ops go_ops = { true, true, go_start, go_add, go_end, go_free };
