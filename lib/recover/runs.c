/*
 * recover/runs.c - the bytes of runs: as a stream, and their digests at several lengths in one pass.
 */
#include "recover/private.h"

#include <stdio.h>
#include <stdlib.h>

struct runs_reader {
	struct stream base;
	struct media *media;
	const struct runs *runs; /* borrowed */
	size_t run;
	uint64_t at, size;
	int outcome;
};

static int runs_read(struct stream *s, void *into, size_t n, size_t *got, struct fault *f)
{
	struct runs_reader *r = (struct runs_reader *)s;
	const struct run *run;
	uint64_t left;
	int rc;

	if (r->outcome != 0)
		return r->outcome;
	while (r->run < r->runs->n && r->at >= r->runs->v[r->run].at + r->runs->v[r->run].length)
		r->run++;
	if (r->at >= r->size || r->run == r->runs->n)
		return 0;
	run = &r->runs->v[r->run];
	left = run->at + run->length - r->at;
	left = left < r->size - r->at ? left : r->size - r->at;
	n = left < n ? (size_t)left : n;
	*got = known_bytes(r->media, run->offset + (r->at - run->at), (uint8_t *)into, n, &rc, f);
	r->at += *got;
	if (rc > 0) {
		(void)snprintf(s->why, sizeof s->why, "bytes of the media cannot be read");
		r->outcome = STREAM_BROKEN;
	}
	return rc < 0 ? -1 : *got > 0 ? 0 : r->outcome;
}

static void runs_close(struct stream *s)
{
	free(s);
}

int runs_stream(struct stream **out, struct media *m, const struct runs *runs, uint64_t size, struct fault *f)
{
	static const struct stream_ops ops = { runs_read, runs_close };
	struct runs_reader *r = (struct runs_reader *)calloc(1, sizeof *r);

	*out = NULL;
	if (r == NULL)
		return fault_memory(f, sizeof *r);
	r->base.ops = &ops;
	r->media = m;
	r->runs = runs;
	r->size = size;
	*out = &r->base;
	return 0;
}

int runs_digests(struct digest *out, const uint64_t *ends, size_t n, struct media *m, const struct runs *runs,
                 uint8_t *piece, struct fault *f)
{
	struct mid mid;
	uint64_t at = 0;
	size_t i = 0;

	mid_start(&mid);
	for (size_t k = 0; k < runs->n && i < n; k++) {
		const struct run *r = &runs->v[k];

		while (at < r->at + r->length && i < n) {
			uint64_t end = r->at + r->length < ends[i] ? r->at + r->length : ends[i];
			size_t want = end - at < PIECE ? (size_t)(end - at) : PIECE;
			int rc;

			if (known_bytes(m, r->offset + (at - r->at), piece, want, &rc, f) < want || rc != 0)
				return rc;
			mid_add(&mid, span_make(piece, want));
			at += want;
			while (i < n && at == ends[i]) {
				struct mid copy = mid;

				mid_end(&copy, &out[i++]);
			}
		}
	}
	return i == n ? 0 : 1;
}
