/* base/stream.c - the two verbs of a stream, and streams over memory. */
#include "base/stream.h"

#include <stdio.h>
#include <stdlib.h>

int stream_read_full(struct stream *s, void *into, size_t n, size_t *got, struct fault *f)
{
	uint8_t *p = (uint8_t *)into;

	*got = 0;
	while (*got < n) {
		size_t part;
		int rc = stream_read(s, p + *got, n - *got, &part, f);

		if (rc != 0)
			return rc;
		if (part == 0)
			break;
		*got += part;
	}
	return 0;
}

struct span_stream {
	struct stream base;
	struct span left;
	size_t piece;
};

static int span_stream_read(struct stream *s, void *into, size_t n, size_t *got, struct fault *f)
{
	struct span_stream *m = (struct span_stream *)s;
	size_t take = m->left.n < n ? m->left.n : n;

	(void)f;
	if (m->piece > 0 && take > m->piece)
		take = m->piece;
	if (take > 0)
		memcpy(into, m->left.p, take);
	m->left = span_from(m->left, take);
	*got = take;
	return 0;
}

static void span_stream_close(struct stream *s)
{
	free(s);
}

int stream_of_span(struct stream **out, struct span bytes, size_t piece, struct fault *f)
{
	static const struct stream_ops ops = { span_stream_read, span_stream_close };
	struct span_stream *m = (struct span_stream *)calloc(1, sizeof *m);

	*out = NULL;
	if (m == NULL)
		return fault_memory(f, sizeof *m);
	m->base.ops = &ops;
	m->left = bytes;
	m->piece = piece;
	*out = &m->base;
	return 0;
}

struct rejoined {
	struct stream base;
	struct stream *rest;
	uint8_t head[16];
	size_t n, at;
};

static int rejoined_read(struct stream *s, void *into, size_t n, size_t *got, struct fault *f)
{
	struct rejoined *r = (struct rejoined *)s;
	int rc;

	if (r->at < r->n) {
		*got = n < r->n - r->at ? n : r->n - r->at;
		memcpy(into, r->head + r->at, *got);
		r->at += *got;
		return 0;
	}
	rc = stream_read(r->rest, into, n, got, f);
	if (rc > 0)
		(void)snprintf(s->why, sizeof s->why, "%s", r->rest->why);
	return rc;
}

static void rejoined_close(struct stream *s)
{
	free(s);
}

int stream_rejoined(struct stream **out, struct span head, struct stream *rest, struct fault *f)
{
	static const struct stream_ops ops = { rejoined_read, rejoined_close };
	struct rejoined *r = (struct rejoined *)calloc(1, sizeof *r);

	*out = NULL;
	if (r == NULL)
		return fault_memory(f, sizeof *r);
	r->base.ops = &ops;
	r->rest = rest;
	r->n = head.n < sizeof r->head ? head.n : sizeof r->head;
	memcpy(r->head, head.p, r->n);
	*out = &r->base;
	return 0;
}
