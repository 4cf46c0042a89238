/* fs/btrfs/open.c - opening and closing. */
#include "fs/btrfs/btrfs.h"

#include "core/sentence.h"
#include "fs/private.h"

#include <stdlib.h>

static void btrfs_close(struct fs *base)
{
	struct btrfs *s = (struct btrfs *)base;

	btrfs_dead_free(s->dead);
	VEC_RELEASE(&s->chunks.v);
	VEC_RELEASE(&s->former.v);
	VEC_RELEASE(&s->roots);
	VEC_RELEASE(&s->refs);
	VEC_RELEASE(&s->log);
	VEC_RELEASE(&s->logged_refs);
	VEC_RELEASE(&s->logged_use);
	VEC_RELEASE(&s->in_use.v);
	VEC_RELEASE(&s->unused);
	arena_release(&s->arena);
	fs_cache_release(&s->cache);
	free(s);
}

/* The top directory was made with the file system. */
static int when_made(struct btrfs *s, struct fault *f)
{
	struct fs_node n;
	char why[FS_WHY] = "";
	int rc = btrfs_stat(&s->base, s->base.root, &n, why, f);

	if (rc == 0)
		s->base.facts.made = n.btime;
	else if (rc > 0)
		fs_remark(&s->base, true, S_TOP_DIRECTORY_CANNOT, why);
	return rc < 0 ? -1 : 0;
}

int btrfs_open(struct fs **out, struct media *media, uint64_t backup, const struct limits *limits,
               const struct watch *watch, char why[FS_WHY], struct fault *f)
{
	static const struct fs_ops ops = { btrfs_stat,      btrfs_list,      btrfs_runs,        btrfs_stream, btrfs_symlink,
		                           btrfs_next_free, btrfs_next_dead, btrfs_dead_stream, btrfs_check,
		                           btrfs_subvolume, btrfs_close };
	struct btrfs *s = (struct btrfs *)calloc(1, sizeof *s);
	int rc;

	*out = NULL;
	if (s == NULL)
		return fault_memory(f, sizeof *s);
	s->base = (struct fs){ .ops = &ops, .media = media, .limits = *limits, .watch = watch };
	s->base.root = (struct fs_id){ BTRFS_TREE_FS, BTRFS_FIRST_FREE };
	rc = btrfs_super(s, backup, why, f);
	if (rc == 0)
		rc = btrfs_trees_load(s, why, f);
	if (rc == 0)
		rc = btrfs_log_load(s, f);
	if (rc == 0)
		rc = when_made(s, f);
	if (rc != 0) {
		btrfs_close(&s->base);
		return rc;
	}
	*out = &s->base;
	return 0;
}
