/* resynth/settle.c - matches put together: one for each digest, named by its pusher or by its style. */
#include "resynth/private.h"

#include <stdlib.h>

/* Two points of the grid may write the same bytes (no layers, types that a log told). */
static uint64_t point(const struct style *s)
{
	return (uint64_t)s->top << 32 | (uint64_t)s->order << 24 | (uint64_t)s->types << 16 | (uint64_t)s->indent << 8 |
	       (uint64_t)s->newline << 4 | (uint64_t)s->platform;
}

static int by_content(const void *a, const void *b)
{
	const struct match *x = (const struct match *)a, *y = (const struct match *)b;
	int c = digest_cmp(&x->digest, &y->digest);

	if (c == 0)
		c = (x->index > y->index) - (x->index < y->index);
	if (c == 0 && x->rank != y->rank)
		c = x->rank < y->rank ? -1 : 1;
	if (c == 0)
		c = digest_cmp(&x->input, &y->input);
	if (c == 0)
		c = (point(&x->style) > point(&y->style)) - (point(&x->style) < point(&y->style));
	return c;
}

static int name(struct resynth *r, struct match *m, struct fault *f)
{
	const struct style *rows = m->index ? list_styles : manifest_styles;
	size_t n = m->index ? list_style_count : manifest_style_count;
	char text[96];
	struct span kept;

	if (m->rank < n) {
		m->recipe = rows[m->rank].id;
		m->producer = rows[m->rank].producer;
		return 0;
	}
	style_spell(text, &m->style, m->index);
	if (arena_span(&r->arena, span_of(text), &kept, f) < 0)
		return -1;
	m->recipe = (const char *)kept.p;
	m->producer = "no pusher known here";
	return 0;
}

int resynth_settle(struct resynth *r, struct fault *f)
{
	size_t n = 0;

	if (r->matches.n > 1)
		qsort(r->matches.v, r->matches.n, sizeof *r->matches.v, by_content);
	for (size_t i = 0; i < r->matches.n; i++) {
		if (n > 0 && digest_eq(&r->matches.v[n - 1].digest, &r->matches.v[i].digest))
			buf_release(&r->matches.v[i].bytes);
		else
			r->matches.v[n++] = r->matches.v[i];
	}
	r->matches.n = n;
	r->cost.found = n;
	for (size_t i = 0; i < n; i++)
		if (name(r, &r->matches.v[i], f) < 0)
			return -1;
	return 0;
}
