/* fs/census.c - how often the live tree names each inode: open addressing, names 0 marks an empty slot. */
#include "fs/fs.h"

#include "base/keyed.h"

#include <stdlib.h>

struct counted {
	struct fs_id id;
	uint64_t names;
};

struct fs_census {
	struct counted *v;
	size_t n, cap;
};

int fs_census_new(struct fs_census **out, struct fault *f)
{
	*out = (struct fs_census *)calloc(1, sizeof **out);
	return *out == NULL ? fault_memory(f, sizeof **out) : 0;
}

void fs_census_free(struct fs_census *c)
{
	if (c == NULL)
		return;
	free(c->v);
	free(c);
}

static size_t slot_of(const struct counted *v, size_t cap, struct fs_id id)
{
	size_t i = (size_t)keyed_hash((const uint64_t[]){ id.tree, id.inode }, 16) & (cap - 1);

	while (v[i].names != 0 && (v[i].id.inode != id.inode || v[i].id.tree != id.tree))
		i = (i + 1) & (cap - 1);
	return i;
}

/* Half full at the most, so that a search ends soon and always. */
static int grow(struct fs_census *c, struct fault *f)
{
	size_t cap = c->cap == 0 ? 1024 : c->cap * 2;
	struct counted *v;

	if (c->n * 2 < c->cap)
		return 0;
	v = (struct counted *)calloc(cap, sizeof *v);
	if (v == NULL)
		return fault_memory(f, cap * sizeof *v);
	for (size_t i = 0; i < c->cap; i++)
		if (c->v[i].names != 0)
			v[slot_of(v, cap, c->v[i].id)] = c->v[i];
	free(c->v);
	c->v = v;
	c->cap = cap;
	return 0;
}

int fs_census_add(struct fs_census *c, struct fs_id id, struct fault *f)
{
	struct counted *x;

	if (grow(c, f) < 0)
		return -1;
	x = &c->v[slot_of(c->v, c->cap, id)];
	c->n += x->names == 0;
	x->id = id;
	x->names++;
	return 0;
}

uint64_t fs_census_of(const struct fs_census *c, struct fs_id id)
{
	return c->cap == 0 ? 0 : c->v[slot_of(c->v, c->cap, id)].names;
}

bool fs_census_next(const struct fs_census *c, size_t *at, struct fs_id *id, uint64_t *names)
{
	while (*at < c->cap && c->v[*at].names == 0)
		(*at)++;
	if (*at == c->cap)
		return false;
	*id = c->v[*at].id;
	*names = c->v[*at].names;
	(*at)++;
	return true;
}
