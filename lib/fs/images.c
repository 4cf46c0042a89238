/* fs/images.c - blocks put together in memory, by number. */
#include "fs/images.h"

#include "base/keyed.h"

#include <stdlib.h>
#include <string.h>

void fs_images_init(struct fs_images *m, uint32_t block, size_t most)
{
	*m = (struct fs_images){ .block = block, .most = most };
}

void fs_images_release(struct fs_images *m)
{
	for (size_t i = 0; i < m->cap; i++)
		free(m->v[i].bytes);
	free(m->v);
	m->v = NULL;
	m->n = m->cap = 0;
}

static size_t slot_of(const struct fs_block_image *v, size_t cap, uint64_t block)
{
	size_t i = (size_t)keyed_word(block) & (cap - 1);

	while (v[i].block != 0 && v[i].block != block + 1)
		i = (i + 1) & (cap - 1);
	return i;
}

uint8_t *fs_images_get(const struct fs_images *m, uint64_t block)
{
	return m->cap == 0 ? NULL : m->v[slot_of(m->v, m->cap, block)].bytes;
}

static int grow(struct fs_images *m, struct fault *f)
{
	size_t cap = m->cap == 0 ? 1024 : m->cap * 2;
	struct fs_block_image *v;

	if (m->n * 2 < m->cap)
		return 0;
	v = (struct fs_block_image *)calloc(cap, sizeof *v);
	if (v == NULL)
		return fault_memory(f, cap * sizeof *v);
	for (size_t i = 0; i < m->cap; i++)
		if (m->v[i].block != 0)
			v[slot_of(v, cap, m->v[i].block - 1)] = m->v[i];
	free(m->v);
	m->v = v;
	m->cap = cap;
	return 0;
}

int fs_images_add(struct fs_images *m, uint64_t block, uint8_t **out, struct fault *f)
{
	struct fs_block_image *i;

	*out = NULL;
	if (m->n >= m->most)
		return 0;
	if (grow(m, f) < 0)
		return -1;
	i = &m->v[slot_of(m->v, m->cap, block)];
	i->bytes = (uint8_t *)calloc(1, m->block);
	if (i->bytes == NULL)
		return fault_memory(f, m->block);
	i->block = block + 1;
	m->n++;
	*out = i->bytes;
	return 0;
}
