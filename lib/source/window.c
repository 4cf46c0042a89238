/*
 * source/window.c - one member of an archive again, without walking: its bytes lie at an offset of
 * the uncompressed archive, in one piece or in runs with holes between. A compressed archive is
 * decoded from the nearest seek point.
 */
#include "base/check.h"

#include "core/sentence.h"
#include "source/private.h"

#include <stdio.h>
#include <stdlib.h>

struct window {
	struct stream base;
	struct stream *file, *decoder; /* decoder NULL: `file` is the archive itself */
	struct run *runs;              /* owned; ascending in both `at` and `offset` */
	size_t n, run;                 /* runs; the one being read */
	uint64_t size, at;             /* of the file as it was */
	uint64_t stands;               /* `file` or decoder, in the uncompressed archive */
	struct window_kept *kept;
	int outcome;
};

void window_forget(struct window_kept *k)
{
	stream_close(k->decoder);
	stream_close(k->file);
	*k = (struct window_kept){ .stands = 0 };
}

static int say(struct window *w, const char *why)
{
	(void)snprintf(w->base.why, sizeof w->base.why, "%s", why);
	return w->outcome = STREAM_BROKEN;
}

static int read_stored(struct window *w, void *into, size_t n, size_t *got, struct fault *f)
{
	struct stream *in = w->decoder != NULL ? w->decoder : w->file;
	int rc = stream_read(in, into, n, got, f);

	w->stands += *got;
	if (rc != 0)
		return rc < 0 ? -1 : say(w, in->why);
	return *got > 0 ? 0 : say(w, S_ARCHIVE_ENDS_BEFORE);
}

static int skip_to(struct window *w, uint64_t offset, struct fault *f)
{
	uint8_t waste[32768];

	while (w->stands < offset) {
		uint64_t left = offset - w->stands;
		size_t got;
		int rc = read_stored(w, waste, left < sizeof waste ? (size_t)left : sizeof waste,
		                     &got, f);

		if (rc != 0)
			return rc;
	}
	return 0;
}

/* Zeros up to the next run or the end. */
static size_t hole(struct window *w, void *into, size_t n)
{
	uint64_t end = w->run < w->n ? w->runs[w->run].at : w->size;

	if (end - w->at < n)
		n = (size_t)(end - w->at);
	memset(into, 0, n);
	return n;
}

static int window_read(struct stream *s, void *into, size_t n, size_t *got, struct fault *f)
{
	struct window *w = (struct window *)s;
	const struct run *r;
	uint64_t in_run;
	int rc;

	if (w->outcome != 0)
		return w->outcome;
	if (w->at >= w->size || n == 0)
		return 0;
	while (w->run < w->n && w->at >= w->runs[w->run].at + w->runs[w->run].length)
		w->run++;
	if (w->run >= w->n || w->at < w->runs[w->run].at) {
		*got = hole(w, into, n);
		w->at += *got;
		return 0;
	}
	r = &w->runs[w->run];
	in_run = w->at - r->at;
	rc = skip_to(w, r->offset + in_run, f);
	if (rc == 0)
		rc = read_stored(w, into, r->length - in_run < n ? (size_t)(r->length - in_run) : n,
		                 got, f);
	w->at += *got;
	return rc;
}

static void window_close(struct stream *s)
{
	struct window *w = (struct window *)s;

	if (w->decoder != NULL && w->outcome == 0 && w->kept != NULL) {
		window_forget(w->kept);
		*w->kept = (struct window_kept){ TAKE(&w->file), TAKE(&w->decoder), w->stands };
	}
	stream_close(w->decoder);
	stream_close(w->file);
	free(w->runs);
	free(w);
}

/* The locator may come from a case that we did not write: nothing in it is believed. */
static bool runs_hold(const struct window *w)
{
	uint64_t at = 0, offset = 0;

	for (size_t i = 0; i < w->n; i++) {
		const struct run *r = &w->runs[i];

		if (r->at < at || r->offset < offset || add_u64(&at, r->at, r->length) ||
		    add_u64(&offset, r->offset, r->length) || at > w->size || offset > INT64_MAX)
			return false;
	}
	return true;
}

static int place_runs(struct window *w, const struct locator *where, struct fault *f)
{
	struct run whole = { 0, where->offset, where->size };

	w->size = where->size;
	w->n = where->runs.n > 0 ? where->runs.n : 1;
	w->runs = (struct run *)calloc(w->n, sizeof *w->runs);
	if (w->runs == NULL)
		return fault_memory(f, w->n * sizeof *w->runs);
	memcpy(w->runs, where->runs.n > 0 ? where->runs.v : &whole, w->n * sizeof *w->runs);
	return 0;
}

/* The last point at or before `offset`; those that cannot be are passed over. */
static const struct seek_point *nearest(const struct seek_point *points, size_t n, uint64_t offset)
{
	const struct seek_point *best = NULL;

	for (size_t i = 0; i < n; i++) {
		const struct seek_point *p = &points[i];

		if (p->out > offset || p->bits > 7 || (p->bits > 0 && p->in == 0) ||
		    p->in > INT64_MAX)
			continue;
		if (best == NULL || p->out > best->out)
			best = p;
	}
	return best;
}

/* The kept decoder, when it stands before these bytes and no seek point is nearer. */
static bool take_kept(struct window *w, const struct seek_point *p)
{
	struct window_kept *k = w->kept;

	if (k == NULL || k->decoder == NULL || k->stands > w->runs[0].offset || (p != NULL && p->out > k->stands))
		return false;
	w->stands = k->stands;
	w->decoder = TAKE(&k->decoder);
	w->file = TAKE(&k->file);
	return true;
}

static int open_streams(struct window *w, const struct bytes *bytes, enum xfrm_kind kind,
                        const struct seek_point *p, struct fault *f)
{
	uint64_t from = w->stands = w->runs[0].offset;

	if (take_kept(w, p))
		return 0;

	if (kind != XFRM_NONE) {
		from = p == NULL ? 0 : p->in - (p->bits > 0);
		w->stands = p == NULL ? 0 : p->out;
	}
	if (bytes_stream(&w->file, bytes, from, INT64_MAX, NULL, f) < 0)
		return -1;
	if (kind == XFRM_NONE)
		return 0;
	return p == NULL ? xfrm_open(&w->decoder, kind, w->file, NULL, NULL, f)
	                 : xfrm_open_at(&w->decoder, kind, w->file, p, f);
}

int window_open(struct stream **out, const struct bytes *bytes, enum xfrm_kind kind, struct window_kept *kept,
                const struct locator *where, const struct seek_point *points, size_t n, char why[256], struct fault *f)
{
	static const struct stream_ops ops = { window_read, window_close };
	struct window *w = (struct window *)calloc(1, sizeof *w);

	if (w == NULL)
		return fault_memory(f, sizeof *w);
	w->base.ops = &ops;
	w->kept = kept;
	if (place_runs(w, where, f) < 0) {
		window_close(&w->base);
		return -1;
	}
	if (!runs_hold(w)) {
		window_close(&w->base);
		(void)snprintf(why, 256, "the place given for it in the archive cannot be");
		return SOURCE_NOT_FOUND;
	}
	if (open_streams(w, bytes, kind, nearest(points, n, w->runs[0].offset), f) < 0) {
		window_close(&w->base);
		return -1;
	}
	*out = &w->base;
	return 0;
}
