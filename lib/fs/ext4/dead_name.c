/* fs/ext4/dead_name.c - names that directories held: between living records, in freed blocks, in the journal. */
#include "fs/ext4/dead.h"

#include <stdlib.h>

struct naming {
	struct ext4 *s;
	struct ext4_dead *d;
	enum dead_method method;
	uint64_t parent, sequence, where;
	const uint8_t *base; /* the block at `where` */
};

static int take(void *user, struct span name, uint32_t inode, uint8_t type, struct fault *f)
{
	struct naming *n = (struct naming *)user;
	struct dead_name x = { (uint8_t)n->method, type, n->parent, inode, n->sequence,
		               n->where + (uint64_t)(name.p - n->base), SPAN_NONE };
	uint64_t key[2] = { n->parent, inode };
	int rc;

	if (inode > n->s->inodes || name.n == 0)
		return 0;
	rc = seen_before(&n->d->names_seen, seen_hash(seen_hash(7, span_make(key, sizeof key)), name), f);
	if (rc != 0)
		return rc < 0 ? -1 : 0;
	if (n->d->names.n >= FOUND_MOST) {
		n->d->limited = true;
		return 0;
	}
	if (arena_span(&n->d->names_arena, name, &x.name, f) < 0)
		return -1;
	return VEC_PUSH(&n->d->names, x, f);
}

/* Damage ends the reading of that block, no more. */
static int names_of(struct naming *n, struct span block, bool dead, struct fault *f)
{
	char why[FS_WHY];

	n->base = block.p;
	return ext4_dir_block(n->s, block, dead, take, n, why, f) < 0 ? -1 : 0;
}

/* A directory's first block: "." with its own number, then "..". */
bool dead_is_directory(const struct ext4 *s, const uint8_t *b)
{
	uint32_t own = le32(b), parent = le32(b + 12);

	return le16(b + 4) == 12 && b[6] == 1 && b[8] == '.' && (b[7] == 2 || b[7] == 0) && own > 0 && own <= s->inodes &&
	       parent > 0 && parent <= s->inodes && b[18] == 2 && b[20] == '.' && b[21] == '.' && le16(b + 16) >= 12;
}

int dead_free_directory(struct ext4 *s, struct ext4_dead *d, uint64_t block, const uint8_t *b, struct fault *f)
{
	struct naming n = { s, d, DEAD_DEAD_DIRENT, le32(b), 0, block * s->bs, b };

	/* who its parent was: as a name without text it says where this directory hung */
	if (d->dirs.n < 4 * (size_t)FOUND_MOST && VEC_PUSH(&d->dirs, ((struct dir_block){ block, le32(b) }), f) < 0)
		return -1;
	if (names_of(&n, span_make(b, s->bs), false, f) < 0)
		return -1;
	return names_of(&n, span_make(b, s->bs), true, f);
}

int dead_live_directory(struct ext4 *s, struct ext4_dead *d, const struct ext4_inode *i, bool living, struct fault *f)
{
	struct naming n = { s, d, DEAD_DEAD_DIRENT, i->number, 0, 0, NULL };
	struct ext4_map map = { { NULL, 0, 0 }, 0 };
	char why[FS_WHY];
	uint64_t most = 0;
	int rc;

	(void)living;
	if ((ext4_flags(i->b) & EXT4_FL_INLINE) != 0)
		return 0;
	rc = ext4_live_map(s, i, &map, why, f);
	for (size_t k = 0; rc >= 0 && k < map.v.n; k++)
		for (uint64_t b = 0; rc >= 0 && b < map.v.v[k].n && most < 65536; b++, most++) {
			const uint8_t *block;

			n.where = (map.v.v[k].block + b) * s->bs;
			if (most < 4096 && d->dirs.n < 4 * (size_t)FOUND_MOST)
				rc = VEC_PUSH(&d->dirs, ((struct dir_block){ map.v.v[k].block + b, i->number }), f);
			if (rc >= 0)
				rc = ext4_block(s, map.v.v[k].block + b, &block, why, f);
			if (rc == 0 && !((ext4_flags(i->b) & EXT4_FL_INDEX) != 0 && most == 0))
				rc = names_of(&n, span_make(block, s->bs), true, f);
		}
	VEC_RELEASE(&map.v);
	return rc < 0 ? -1 : 0;
}

static uint64_t owner_of(const struct ext4_dead *d, uint64_t block)
{
	size_t low = 0, high = d->dirs.n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (d->dirs.v[mid].block < block)
			low = mid + 1;
		else
			high = mid;
	}
	/* a block that belonged to several directories in turn tells no parent */
	if (low == d->dirs.n || d->dirs.v[low].block != block)
		return 0;
	for (size_t i = low; i < d->dirs.n && d->dirs.v[i].block == block; i++)
		if (d->dirs.v[i].inode != d->dirs.v[low].inode)
			return 0;
	return d->dirs.v[low].inode;
}

/* Newest copies first: a name is kept with the last transaction that still showed it. */
int dead_journal_names(struct ext4 *s, struct ext4_dead *d, struct fault *f)
{
	const struct ext4_journal *j = s->journal;

	for (size_t k = j == NULL ? 0 : j->copies.n; k > 0; k--) {
		const struct ext4_copy *c = &j->copies.v[k - 1];
		struct naming n = { s, d, DEAD_JOURNAL_DIRENT, owner_of(d, c->block), c->sequence, ext4_copy_where(s, c),
			             d->block };
		int rc;

		rc = ext4_copy_read(s, c, d->block, f);
		if (rc < 0)
			return -1;
		if (rc != 0)
			continue;
		if (dead_is_directory(s, d->block))
			n.parent = le32(d->block);
		else if (n.parent == 0)
			continue;
		if (names_of(&n, span_make(d->block, s->bs), false, f) < 0)
			return -1;
	}
	return 0;
}
