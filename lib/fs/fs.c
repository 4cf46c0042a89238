/* fs/fs.c - the door: each call goes to the reader that opened the file system. */
#include "fs/fs.h"

#include "core/sentence.h"

#include <stdio.h>

void fs_close(struct fs *s)
{
	if (s != NULL)
		s->ops->close(s);
}

const struct fs_facts *fs_facts(const struct fs *s)
{
	return &s->facts;
}

struct media *fs_media(const struct fs *s)
{
	return s->media;
}

struct fs_id fs_root(const struct fs *s)
{
	return s->root;
}

int fs_stat(struct fs *s, struct fs_id id, struct fs_node *out, char why[FS_WHY], struct fault *f)
{
	return s->ops->stat(s, id, out, why, f);
}

int fs_list(struct fs *s, struct fs_id dir, struct fs_names *out, char why[FS_WHY], struct fault *f)
{
	return s->ops->list(s, dir, out, why, f);
}

int fs_runs(struct fs *s, struct fs_id id, struct runs *out, char why[FS_WHY], struct fault *f)
{
	return s->ops->runs(s, id, out, why, f);
}

int fs_stream(struct fs *s, struct fs_id id, struct stream **out, char why[FS_WHY], struct fault *f)
{
	*out = NULL;
	if (s->ops->stream != NULL)
		return s->ops->stream(s, id, out, why, f);
	(void)sentence(why, FS_WHY, S_BYTES_CANNOT_READ);
	return FS_DAMAGED;
}

int fs_symlink(struct fs *s, struct fs_id id, struct buf *out, char why[FS_WHY], struct fault *f)
{
	return s->ops->symlink(s, id, out, why, f);
}

int fs_next_free(struct fs *s, uint64_t from, uint64_t *offset, uint64_t *length, struct fault *f)
{
	return s->ops->next_free == NULL ? FS_END : s->ops->next_free(s, from, offset, length, f);
}

int fs_next_dead(struct fs *s, struct fs_dead *out, struct fault *f)
{
	return s->ops->next_dead == NULL ? FS_END : s->ops->next_dead(s, out, f);
}

int fs_subvolume(const struct fs *s, uint64_t tree, struct fs_subvolume *out)
{
	memset(out, 0, sizeof *out);
	return s->ops->subvolume == NULL ? 1 : s->ops->subvolume(s, tree, out);
}

int fs_check(struct fs *s, const struct fs_census *c, struct fault *f)
{
	return s->ops->check == NULL ? 0 : s->ops->check(s, c, f);
}

int fs_dead_stream(struct fs *s, struct stream **out, struct fault *f)
{
	*out = NULL;
	if (s->ops->dead_stream != NULL)
		return s->ops->dead_stream(s, out, f);
	return fault_set(f, FAULT_INTERNAL, 0, "this file system has no encoded hypotheses");
}
