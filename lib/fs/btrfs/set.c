/* fs/btrfs/set.c - a set of 64-bit hashes: what was met before. */
#include "fs/btrfs/btrfs.h"

#include <stdlib.h>

uint64_t btrfs_hash(uint64_t h, struct span bytes)
{
	h ^= 0xcbf29ce484222325ull;
	for (size_t i = 0; i < bytes.n; i++)
		h = (h ^ bytes.p[i]) * 0x100000001B3ull;
	return h ^ h >> 29;
}

static size_t slot_of(const struct btrfs_seen *s, uint64_t hash)
{
	size_t i = (size_t)(hash * 0x9E3779B97F4A7C15ull >> 20) & (s->cap - 1);

	while (s->v[i] != 0 && s->v[i] != hash)
		i = (i + 1) & (s->cap - 1);
	return i;
}

bool btrfs_was_seen(const struct btrfs_seen *s, uint64_t hash)
{
	hash = hash == 0 ? 1 : hash;
	return s->cap > 0 && s->v[slot_of(s, hash)] == hash;
}

int btrfs_seen(struct btrfs_seen *s, uint64_t hash, struct fault *f)
{
	size_t at;

	hash = hash == 0 ? 1 : hash;
	if (s->n * 2 >= s->cap) {
		struct btrfs_seen more = { NULL, s->n, s->cap == 0 ? 1024 : s->cap * 2 };

		more.v = (uint64_t *)calloc(more.cap, sizeof *more.v);
		if (more.v == NULL)
			return fault_memory(f, more.cap * sizeof *more.v);
		for (size_t i = 0; i < s->cap; i++)
			if (s->v[i] != 0)
				more.v[slot_of(&more, s->v[i])] = s->v[i];
		free(s->v);
		*s = more;
	}
	at = slot_of(s, hash);
	if (s->v[at] == hash)
		return 1;
	s->v[at] = hash;
	s->n++;
	return 0;
}
