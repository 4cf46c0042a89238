/* blob/tap.c - a stream that hands what passes through it to the digests. */
#include "blob/stage.h"

void blob_tail_release(struct blob_tail *t)
{
	buf_release(&t->bytes);
}

int blob_tail_add(struct blob_tail *t, struct span piece, struct fault *f)
{
	uint64_t most = t->keep + t->keep / 2;

	t->seen += piece.n;
	if (t->size >= t->keep && t->seen < t->size - t->keep)
		return 0;
	if (piece.n > t->keep)
		piece = span_from(piece, piece.n - (size_t)t->keep);
	if (t->bytes.n + piece.n > most) {
		size_t stay = (size_t)t->keep - piece.n;

		memmove(t->bytes.p, t->bytes.p + (t->bytes.n - stay), stay);
		t->bytes.n = stay;
	}
	return buf_add(&t->bytes, piece, f);
}

static int hash_piece(struct tap *t, const uint8_t *p, size_t n, struct fault *f)
{
	struct span s = span_make(p, n);

	if (hash_add(t->hash, s, f) < 0 || (t->tail != NULL && blob_tail_add(t->tail, s, f) < 0))
		return -1;
	return t->second == NULL ? 0 : hash_add(t->second, s, f);
}

/* One read of upstream into `into`. *got 0: ended, or an outcome was met. */
static int pull(struct tap *t, uint8_t *into, size_t n, size_t *got, struct fault *f)
{
	int rc;

	*got = 0;
	if (t->end || t->outcome != 0)
		return 0;
	rc = stream_read(t->up, into, n, got, f);
	if (rc < 0)
		return -1;
	if (rc > 0) {
		t->outcome = rc;
		memcpy(t->base.why, t->up->why, sizeof t->base.why);
		*got = 0;
		return 0;
	}
	t->end = *got == 0;
	t->seen += *got;
	return *got == 0 ? 0 : hash_piece(t, into, *got, f);
}

static int tap_read(struct stream *s, void *into, size_t n, size_t *got, struct fault *f)
{
	struct tap *t = (struct tap *)s;

	if (t->at == t->n) {
		if (n >= TAP_BYTES / 2) { /* large enough to do without our buffer */
			if (pull(t, (uint8_t *)into, n, got, f) < 0)
				return -1;
			return *got == 0 ? t->outcome : 0;
		}
		t->at = 0;
		if (pull(t, t->bytes, TAP_BYTES, &t->n, f) < 0)
			return -1;
		if (t->n == 0)
			return t->outcome;
	}
	*got = n < t->n - t->at ? n : t->n - t->at;
	memcpy(into, t->bytes + t->at, *got);
	t->at += *got;
	return 0;
}

static void tap_close(struct stream *s)
{
	(void)s; /* lives on its user's stack */
}

void tap_init(struct tap *t, struct stream *up, uint8_t *bytes, struct hash *hash,
              struct hash *second)
{
	static const struct stream_ops ops = { tap_read, tap_close };

	memset(t, 0, sizeof *t);
	t->base.ops = &ops;
	t->up = up;
	t->bytes = bytes;
	t->hash = hash;
	t->second = second;
}

int tap_peek(struct tap *t, struct span *out, struct fault *f)
{
	size_t got = 1;

	if (t->at == t->n)
		t->at = t->n = 0;
	while (t->n - t->at < PEEK_BYTES && t->n < TAP_BYTES && got > 0) {
		if (pull(t, t->bytes + t->n, TAP_BYTES - t->n, &got, f) < 0)
			return -1;
		t->n += got;
	}
	*out = span_make(t->bytes + t->at, t->n - t->at);
	return 0;
}

int tap_drain(struct tap *t, struct fault *f)
{
	size_t got;

	t->at = t->n = 0;
	do {
		if (pull(t, t->bytes, TAP_BYTES, &got, f) < 0)
			return -1;
	} while (got > 0);
	return 0;
}
