/* fs/seen.c - open addressing; zero marks an empty slot. */
#include "fs/seen.h"

#include "base/keyed.h"

#include <stdlib.h>

/* FNV-1a. Two things that share a hash by chance are taken for one: a hypothesis is then not tried, nothing false is told. */
uint64_t seen_hash(uint64_t h, struct span bytes)
{
	h ^= 0xcbf29ce484222325ull;
	for (size_t i = 0; i < bytes.n; i++)
		h = (h ^ bytes.p[i]) * 0x100000001B3ull;
	return h ^ h >> 29;
}

static size_t slot_of(const uint64_t *v, size_t cap, uint64_t hash)
{
	size_t i = (size_t)keyed_word(hash) & (cap - 1);

	while (v[i] != 0 && v[i] != hash)
		i = (i + 1) & (cap - 1);
	return i;
}

bool seen_has(const struct fs_seen *s, uint64_t hash)
{
	hash = hash == 0 ? 1 : hash;
	return s->cap > 0 && s->v[slot_of(s->v, s->cap, hash)] == hash;
}

int seen_before(struct fs_seen *s, uint64_t hash, struct fault *f)
{
	size_t at;

	hash = hash == 0 ? 1 : hash;
	if (s->n * 2 >= s->cap) {
		size_t cap = s->cap == 0 ? 1024 : s->cap * 2;
		uint64_t *v = (uint64_t *)calloc(cap, sizeof *v);

		if (v == NULL)
			return fault_memory(f, cap * sizeof *v);
		for (size_t i = 0; i < s->cap; i++)
			if (s->v[i] != 0)
				v[slot_of(v, cap, s->v[i])] = s->v[i];
		free(s->v);
		s->v = v;
		s->cap = cap;
	}
	at = slot_of(s->v, s->cap, hash);
	if (s->v[at] == hash)
		return 1;
	s->v[at] = hash;
	s->n++;
	return 0;
}

void seen_release(struct fs_seen *s)
{
	free(s->v);
	*s = (struct fs_seen){ NULL, 0, 0 };
}
