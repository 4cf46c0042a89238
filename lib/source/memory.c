/* source/memory.c - a source made of memory, for tests. */
#include "source/private.h"

#include <stdio.h>
#include <stdlib.h>

struct memory {
	struct source base;
	const struct memory_file *files;
	size_t n, at;
};

struct failing {
	struct stream base;
	struct span bytes;
	uint64_t fail_at;
	size_t at;
};

static int failing_read(struct stream *s, void *into, size_t n, size_t *got, struct fault *f)
{
	struct failing *x = (struct failing *)s;
	size_t end = x->fail_at < x->bytes.n ? (size_t)x->fail_at : x->bytes.n;

	(void)f;
	if (x->at >= end && x->fail_at != UINT64_MAX && x->at >= x->fail_at) {
		(void)snprintf(s->why, sizeof s->why, "read error at byte %zu: made for a test",
		               x->at);
		return STREAM_BROKEN;
	}
	*got = end - x->at < n ? end - x->at : n;
	if (*got > 0)
		memcpy(into, x->bytes.p + x->at, *got);
	x->at += *got;
	return 0;
}

static void failing_close(struct stream *s)
{
	free(s);
}

static int open_bytes(const struct memory_file *m, struct stream **out, struct fault *f)
{
	static const struct stream_ops ops = { failing_read, failing_close };
	struct failing *x = (struct failing *)calloc(1, sizeof *x);

	if (x == NULL)
		return fault_memory(f, sizeof *x);
	x->base.ops = &ops;
	x->bytes = m->bytes;
	x->fail_at = m->fail_at;
	*out = &x->base;
	return 0;
}

static int memory_next(struct source *s, struct entry *out, struct fault *f)
{
	struct memory *m = (struct memory *)s;
	const struct memory_file *file;

	(void)f;
	if (m->at == m->n)
		return SOURCE_END;
	file = &m->files[m->at++];
	memset(out, 0, sizeof *out);
	out->path = span_of(file->path);
	out->kind = file->kind;
	out->size = file->bytes.n;
	out->mtime = when_sec(file->mtime);
	return 0;
}

static int memory_body(struct source *s, struct entry *e, struct stream **out, struct fault *f)
{
	struct memory *m = (struct memory *)s;

	(void)e;
	return open_bytes(&m->files[m->at - 1], out, f);
}

static int memory_finish(struct source *s, struct source_end *out, struct fault *f)
{
	(void)s;
	(void)out;
	(void)f;
	return 0;
}

static int memory_identity(struct source *s, struct buf *out, struct fault *f)
{
	(void)s;
	return buf_add_text(out, "memory", f);
}

static int memory_reopen(struct source *s, const struct locator *where,
                         const struct seek_point *points, size_t n, struct stream **out,
                         char why[256], struct fault *f)
{
	struct memory *m = (struct memory *)s;

	(void)points;
	(void)n;
	for (size_t i = 0; i < m->n; i++)
		if (span_is(where->path, m->files[i].path))
			return open_bytes(&m->files[i], out, f);
	(void)snprintf(why, 256, "no such file");
	return SOURCE_NOT_FOUND;
}

static void memory_close(struct source *s)
{
	free(s);
}

int source_memory(struct source **out, const struct memory_file *files, size_t n, struct fault *f)
{
	static const struct source_ops ops = { .next = memory_next,
		                               .body = memory_body,
		                               .finish = memory_finish,
		                               .identity = memory_identity,
		                               .reopen = memory_reopen,
		                               .close = memory_close };
	struct memory *m = (struct memory *)calloc(1, sizeof *m);

	*out = NULL;
	if (m == NULL)
		return fault_memory(f, sizeof *m);
	m->base = (struct source){ .ops = &ops, .kind = SOURCE_MEMORY, .compression = "" };
	m->files = files;
	m->n = n;
	*out = &m->base;
	return 0;
}
