/* mend/stream.c - the mended bytes, out of the damaged copy and, where two are joined, the other. */
#include "mend/mend.h"

#include <stdio.h>
#include <stdlib.h>

enum { PIECE = 64 * 1024 };

struct mending_stream {
	struct stream base;
	const struct mend_recipe *recipe;
	struct stream *in, *other;
	uint64_t at;   /* of the blob */
	size_t next;   /* in recipe->v: the first place that is not behind */
	uint8_t piece[PIECE]; /* of the other copy */
};

static int handed_up(struct mending_stream *s, const struct stream *from, int rc)
{
	if (rc > 0)
		(void)snprintf(s->base.why, sizeof s->base.why, "%s", from->why);
	return rc;
}

static void turn_bits(struct mending_stream *s, uint8_t *into, size_t n)
{
	const struct mend_recipe *r = s->recipe;

	for (; s->next < r->v.n && r->v.v[s->next].at < s->at + n; s->next++)
		into[r->v.v[s->next].at - s->at] ^= (uint8_t)(1u << r->v.v[s->next].n);
}

/* The places that the other copy has; of the last, its rest may follow in the next piece. */
static void take_other(struct mending_stream *s, uint8_t *into, size_t n)
{
	const struct mend_recipe *r = s->recipe;

	while (s->next < r->v.n && r->v.v[s->next].at < s->at + n) {
		const struct mend_place *p = &r->v.v[s->next];
		uint64_t from = p->at > s->at ? p->at - s->at : 0, to = p->at + p->n - s->at;
		bool more = to > n;

		to = more ? n : to;
		memcpy(into + from, s->piece + from, (size_t)(to - from));
		if (more)
			return;
		s->next++;
	}
}

/* Both copies step by step: where one ends early, the other goes on. */
static int read_both(struct mending_stream *s, uint8_t *into, size_t n, size_t *got, struct fault *f)
{
	size_t mine = 0, theirs = 0;
	int rc = handed_up(s, s->in, stream_read_full(s->in, into, n, &mine, f));

	if (rc == 0)
		rc = handed_up(s, s->other, stream_read_full(s->other, s->piece, n, &theirs, f));
	if (rc != 0)
		return rc;
	*got = mine > theirs ? mine : theirs;
	if (mine < *got)
		memset(into + mine, 0, *got - mine); /* the recipe takes these from the other */
	if (theirs < *got)
		memset(s->piece + theirs, 0, *got - theirs);
	take_other(s, into, *got);
	return 0;
}

static int mending_read(struct stream *base, void *into, size_t n, size_t *got, struct fault *f)
{
	struct mending_stream *s = (struct mending_stream *)base;
	uint64_t left = s->recipe->size - s->at;
	uint8_t *bytes = (uint8_t *)into;
	int rc;

	n = n < PIECE ? n : PIECE;
	n = n < left ? n : (size_t)left;
	if (n == 0)
		return 0;
	rc = s->recipe->kind == MEND_JOIN ? read_both(s, bytes, n, got, f)
	                                  : handed_up(s, s->in, stream_read(s->in, bytes, n, got, f));
	if (rc != 0)
		return rc;
	if (s->recipe->kind == MEND_BITS)
		turn_bits(s, bytes, *got);
	s->at += *got;
	return 0;
}

static void mending_close(struct stream *base)
{
	free(base);
}

static const struct stream_ops mending_ops = { mending_read, mending_close };

int mend_stream(struct stream **out, const struct mend_recipe *r, struct stream *base, struct stream *other, struct fault *f)
{
	struct mending_stream *s = (struct mending_stream *)calloc(1, sizeof *s);

	*out = NULL;
	if (s == NULL)
		return fault_memory(f, sizeof *s);
	s->base.ops = &mending_ops;
	s->recipe = r;
	s->in = base;
	s->other = other;
	*out = &s->base;
	return 0;
}
