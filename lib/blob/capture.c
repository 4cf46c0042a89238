/* blob/capture.c - bounded copies of small files and documents. */
#include "blob/private.h"

#include <stdlib.h>

void exam_release(struct exam *e)
{
	free((void *)(uintptr_t)e->head.p);
	free((void *)(uintptr_t)e->listing.p);
	if (e->document != NULL) {
		document_release(e->document);
		free(e->document);
	}
	VEC_RELEASE(&e->notes);
	memset(e, 0, sizeof *e);
}

int capture(struct stream *in, uint64_t most, struct span *out, bool *whole, struct fault *f)
{
	OWNED(buf) struct buf b = BUF_INIT;

	*out = SPAN_NONE;
	*whole = false;
	while (b.n <= most) {
		size_t want = most - b.n < 65536 ? (size_t)(most - b.n) + 1 : 65536, got;
		int rc;

		if (buf_reserve(&b, want, f) < 0)
			return -1;
		rc = stream_read(in, b.p + b.n, want, &got, f);
		if (rc != 0)
			return rc;
		if (got == 0) {
			*whole = true;
			break;
		}
		b.n += got;
	}
	if (*whole) { /* handed over as it is; a document over the bound is not kept at all */
		*out = buf_span(&b);
		b = (struct buf)BUF_INIT;
	}
	return 0;
}

static int peeked_read(struct stream *s, void *into, size_t n, size_t *got, struct fault *f)
{
	struct peeked *p = (struct peeked *)s;
	int rc;

	if (p->head.n > 0) {
		*got = p->head.n < n ? p->head.n : n;
		memcpy(into, p->head.p, *got);
		p->head = span_from(p->head, *got);
		return 0;
	}
	rc = stream_read(p->rest, into, n, got, f);
	if (rc > 0)
		memcpy(s->why, p->rest->why, sizeof s->why);
	return rc;
}

static void peeked_close(struct stream *s)
{
	(void)s;
}

void peeked_init(struct peeked *p, struct span head, struct stream *rest)
{
	static const struct stream_ops ops = { peeked_read, peeked_close };

	memset(p, 0, sizeof *p);
	p->base.ops = &ops;
	p->head = head;
	p->rest = rest;
}
