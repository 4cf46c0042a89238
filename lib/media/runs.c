/* media/runs.c - a file's bytes where its map says they lie on a media; what is between is a hole. */
#include "media/runs.h"

#include "core/sentence.h"

#include "base/check.h"
#include "base/vec.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

struct runs_body {
	struct stream base;
	struct media *media;
	struct run *v; /* owned, ascending in `at` */
	size_t n, run;
	uint64_t size, at;
	const struct watch *watch;
	int outcome;
};

/* Bytes before the first that cannot be read were given out already or are cut here. */
static int unread(struct runs_body *b, uint64_t offset)
{
	(void)sentence(b->base.why, sizeof b->base.why,
	               S_BYTE_LIES_AT_IMAGE, b->at, offset);
	return b->outcome = STREAM_BROKEN;
}

static int runs_read(struct stream *s, void *into, size_t n, size_t *got, struct fault *f)
{
	struct runs_body *b = (struct runs_body *)s;
	const struct run *r;
	uint64_t in, left;
	int rc;

	if (b->outcome != 0)
		return b->outcome;
	if (watch_check(b->watch, f) < 0)
		return -1;
	if (n > b->size - b->at)
		n = (size_t)(b->size - b->at);
	if (n == 0)
		return 0;
	while (b->run < b->n && b->at >= b->v[b->run].at + b->v[b->run].length)
		b->run++;
	r = b->run < b->n ? &b->v[b->run] : NULL;
	if (r == NULL || b->at < r->at) {
		left = (r == NULL ? b->size : r->at) - b->at;
		*got = left < n ? (size_t)left : n;
		memset(into, 0, *got);
		b->at += *got;
		return 0;
	}
	in = b->at - r->at;
	left = r->length - in;
	if (n > left)
		n = (size_t)left;
	rc = media_read(b->media, r->offset + in, into, n, f);
	if (rc == MEDIA_UNREAD && n > 4096) /* up to the bad part the bytes are good */
		return runs_read(s, into, n / 2, got, f);
	if (rc != 0)
		return rc < 0 ? -1 : unread(b, r->offset + in);
	*got = n;
	b->at += n;
	return 0;
}

static void runs_close(struct stream *s)
{
	struct runs_body *b = (struct runs_body *)s;

	free(b->v);
	free(b);
}

static bool runs_hold(const struct runs *r)
{
	uint64_t at = 0, end;

	for (size_t i = 0; i < r->n; i++)
		if (r->v[i].at < at || add_u64(&at, r->v[i].at, r->v[i].length) ||
		    add_u64(&end, r->v[i].offset, r->v[i].length))
			return false;
	return true;
}

int media_runs_stream(struct stream **out, struct media *m, const struct runs *runs, uint64_t size, const struct watch *watch,
                      struct fault *f)
{
	static const struct stream_ops ops = { runs_read, runs_close };
	struct runs_body *b = (struct runs_body *)calloc(1, sizeof *b);

	*out = NULL;
	if (b != NULL && runs->n > 0)
		b->v = (struct run *)malloc(runs->n * sizeof *b->v);
	if (b == NULL || (runs->n > 0 && b->v == NULL)) {
		free(b);
		return fault_memory(f, runs->n * sizeof *runs->v);
	}
	b->base.ops = &ops;
	b->media = m;
	b->n = runs->n;
	if (runs->n > 0)
		memcpy(b->v, runs->v, runs->n * sizeof *b->v);
	b->size = size;
	b->watch = watch;
	if (!runs_hold(runs)) { /* of a case that we did not write */
		(void)sentence(b->base.why, sizeof b->base.why, S_PLACE_GIVEN_IMAGE);
		b->outcome = STREAM_BROKEN;
	}
	*out = &b->base;
	return 0;
}

/* ---- addresses of the image -------------------------------------------------------------------------------------- */

static int push_run(struct runs *out, size_t *cap, struct run r, struct fault *f)
{
	struct run *last = out->n > 0 ? &out->v[out->n - 1] : NULL;
	void **array = (void **)&out->v;

	if (last != NULL && last->at + last->length == r.at && last->offset + last->length == r.offset) {
		last->length += r.length;
		return 0;
	}
	if (vec_grow(array, out->n, cap, sizeof *out->v, f) < 0)
		return -1;
	out->v[out->n++] = r;
	return 0;
}

int media_runs_locate(struct media *m, const struct runs *in, struct runs *out, uint64_t *missing, struct fault *f)
{
	size_t cap = 0;

	*out = (struct runs){ NULL, 0 };
	for (size_t i = 0; i < in->n; i++)
		for (uint64_t done = 0; done < in->v[i].length;) {
			uint64_t n = in->v[i].length - done;
			uint64_t at = media_locate(m, in->v[i].offset + done, &n);

			*missing = in->v[i].at + done;
			if (at == UINT64_MAX || n == 0)
				return MEDIA_UNREAD;
			if (push_run(out, &cap, (struct run){ *missing, at, n }, f) < 0)
				return -1;
			done += n;
		}
	return 0;
}
