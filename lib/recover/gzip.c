/*
 * recover/gzip.c - gzip members in a row (RFC 1952), and the tar that mostly comes out of them.
 *
 * Deflate notices bytes that do not belong late: after some 18 KiB on average. A tar that comes out tells more:
 * each of its headers has a checksum.
 */
#include "recover/walker.h"

enum { TAR_NOT_SEEN, TAR_HOLDS, TAR_NONE, TAR_BROKEN };

static const uint8_t magic[] = { 0x1f, 0x8b, 0x08 };

/* What came out; false where a tar breaks off. */
static void judge(struct walker *w, struct span out)
{
	struct gzip_walk *g = &w->u.gzip;
	uint32_t before = g->out.headers;

	w->out += out.n;
	while (out.n > 0 && (g->tar == TAR_NOT_SEEN || g->tar == TAR_HOLDS)) {
		size_t used;
		int rc = tar_feed(&g->out, out, &used);

		out = span_from(out, used);
		if (g->tar == TAR_NOT_SEEN && g->out.headers > 0)
			g->tar = TAR_HOLDS;
		if (rc == WALK_OVER)
			g->tar = TAR_NONE; /* what follows a tar's end is nobody's business */
		if (rc == WALK_BAD)
			g->tar = g->tar == TAR_HOLDS ? TAR_BROKEN : TAR_NONE;
	}
	w->evidence += (uint64_t)(g->out.headers - before) * 20 * WALK_NAT;
}

static int inside(struct walker *w, struct span in, size_t *used, uint8_t *scratch, struct fault *f)
{
	struct gzip_walk *g = &w->u.gzip;
	size_t all = in.n, got;
	int rc;

	do {
		rc = stepper_step(g->z, &in, scratch, WALKER_SCRATCH, &got, f);
		if (rc < 0)
			return -1;
		judge(w, span_make(scratch, got));
		*used = all - in.n;
		if (g->tar == TAR_BROKEN && w->tar_bad == 0)
			w->tar_bad = w->at + *used;
		if (w->strict && g->tar == TAR_BROKEN)
			return WALK_BAD;
	} while (rc == 0 && (in.n > 0 || got == WALKER_SCRATCH));
	w->evidence += *used;
	if (rc == STEPPER_BAD)
		return WALK_BAD;
	if (rc == STEPPER_MISFIT) {
		*used += 4;
		return WALK_MISFIT;
	}
	if (rc == 0)
		return WALK_MORE;
	g->between = true;
	g->magic = 0;
	w->evidence += WALK_SURE; /* a CRC of 32 bits, and the length */
	return WALK_END;
}

/* After a member: another one, or what is not ours. */
static int between(struct walker *w, struct span in, size_t *used, uint8_t *scratch, struct fault *f)
{
	struct gzip_walk *g = &w->u.gzip;
	struct span again = span_make(magic, sizeof magic);
	size_t got;

	while (g->magic < sizeof magic) {
		if (*used == in.n)
			return WALK_MORE;
		if (in.p[*used] != magic[g->magic])
			return WALK_OVER;
		g->magic++;
		*used += 1;
	}
	if (stepper_restart(g->z, f) < 0 || stepper_step(g->z, &again, scratch, WALKER_SCRATCH, &got, f) < 0)
		return -1;
	g->between = false;
	return WALK_MORE;
}

int gzip_feed(struct walker *w, struct span in, size_t *used, uint8_t *scratch, struct fault *f)
{
	size_t first = 0;
	int rc;

	if (w->u.gzip.between) {
		rc = between(w, in, used, scratch, f);
		if (rc != WALK_MORE || *used == in.n)
			return rc;
		first = *used;
	}
	rc = inside(w, span_from(in, first), used, scratch, f);
	*used += first;
	return rc;
}
