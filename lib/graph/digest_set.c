/* graph/digest_set.c - which digests were met: open addressing, grown by doubling. */
#include "graph/digest_set.h"

#include "base/keyed.h"

#include <stdlib.h>

static size_t slot_of(const struct digests *s, const struct digest *d)
{
	for (size_t i = (size_t)(keyed_hash(d->byte, sizeof d->byte) ^ d->alg) & (s->cap - 1);; i = (i + 1) & (s->cap - 1))
		if (!digest_set(&s->v[i]) || digest_eq(&s->v[i], d))
			return i;
}

bool digests_hold(const struct digests *s, const struct digest *d)
{
	return s->cap > 0 && digest_set(&s->v[slot_of(s, d)]);
}

static int digests_grow(struct digests *s, struct fault *f)
{
	struct digests wide = { .cap = s->cap == 0 ? 64 : s->cap * 2, .n = s->n };

	wide.v = (struct digest *)calloc(wide.cap, sizeof *wide.v);
	if (wide.v == NULL)
		return fault_memory(f, wide.cap * sizeof *wide.v);
	for (size_t i = 0; i < s->cap; i++)
		if (digest_set(&s->v[i]))
			wide.v[slot_of(&wide, &s->v[i])] = s->v[i];
	free(s->v);
	*s = wide;
	return 0;
}

int digests_add(struct digests *s, const struct digest *d, struct fault *f)
{
	size_t at;

	if (s->n + 1 > s->cap / 4 * 3 && digests_grow(s, f) < 0)
		return -1;
	at = slot_of(s, d);
	if (digest_set(&s->v[at]))
		return 1;
	s->v[at] = *d;
	s->n++;
	return 0;
}

void digests_clear(struct digests *s)
{
	free(s->v);
	memset(s, 0, sizeof *s);
}
