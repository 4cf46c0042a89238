/* mend/recipe.c - how a damaged blob is put right, as text and back. */
#include "mend/mend.h"

#include "base/number.h"

#include <inttypes.h>

void mend_recipe_release(struct mend_recipe *r)
{
	VEC_RELEASE(&r->v);
}

static const char *const kinds[] = { [MEND_BITS] = "mended bits", [MEND_JOIN] = "mended join", [MEND_CUT] = "mended cut" };

int mend_recipe_print(const struct mend_recipe *r, struct buf *out, struct fault *f)
{
	char between = r->kind == MEND_BITS ? '.' : '+';

	if (buf_add_text(out, kinds[r->kind], f) < 0)
		return -1;
	for (size_t i = 0; i < r->v.n; i++)
		if (buf_printf(out, f, " %" PRIu64 "%c%" PRIu64, r->v.v[i].at, between, r->v.v[i].n) < 0)
			return -1;
	return 0;
}

static bool parse_place(struct mend_place *p, struct span word, enum mend_kind kind)
{
	size_t between = span_find(word, kind == MEND_BITS ? '.' : '+');

	return between != SIZE_MAX && number_read(&p->at, span_sub(word, 0, between), UINT64_MAX) &&
	       number_read(&p->n, span_from(word, between + 1), kind == MEND_BITS ? 7 : UINT64_MAX) &&
	       (kind == MEND_BITS || p->n > 0);
}

/* Ascending, apart and within the blob. */
static bool follows(const struct mend_recipe *r, const struct mend_place *p)
{
	const struct mend_place *last = r->v.n > 0 ? &r->v.v[r->v.n - 1] : NULL;
	uint64_t n = r->kind == MEND_BITS ? 1 : p->n;

	if (p->at >= r->size || n > r->size - p->at)
		return false;
	if (last == NULL)
		return true;
	return r->kind == MEND_BITS ? last->at < p->at || (last->at == p->at && last->n < p->n) : p->at - last->at >= last->n && p->at > last->at;
}

static int parse_places(struct mend_recipe *r, struct span rest, struct fault *f)
{
	while (rest.n > 0) {
		struct mend_place p;
		size_t end;

		if (rest.p[0] != ' ')
			return 1;
		rest = span_from(rest, 1);
		end = span_find(rest, ' ');
		end = end == SIZE_MAX ? rest.n : end;
		if (!parse_place(&p, span_sub(rest, 0, end), r->kind) || !follows(r, &p))
			return 1;
		if (VEC_PUSH(&r->v, p, f) < 0)
			return -1;
		rest = span_from(rest, end);
	}
	return (r->v.n > 0) == (r->kind != MEND_CUT) ? 0 : 1;
}

int mend_recipe_parse(struct mend_recipe *out, struct span text, uint64_t size, struct fault *f)
{
	for (size_t k = 0; k < COUNT(kinds); k++) {
		struct span name = span_of(kinds[k]);

		if (!span_starts(text, name))
			continue;
		*out = (struct mend_recipe){ .kind = (enum mend_kind)k, .size = size };
		return parse_places(out, span_from(text, name.n), f);
	}
	return 1;
}
