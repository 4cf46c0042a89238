/* fs/ext4/dir.c - directories: records in blocks (an index's own blocks look empty to this reading), or
 * inside the inode. */
#include "fs/ext4/ext4.h"

#include "base/crc32c.h"

#include <stdio.h>
#include <stdlib.h>

enum { DIR_BLOCKS_MOST = 1 << 22 };

enum entry_kind ext4_kind_of_type(uint8_t type)
{
	static const enum entry_kind kinds[8] = { ENTRY_UNSET, ENTRY_FILE, ENTRY_DIR,    ENTRY_CHARDEV,
		                                  ENTRY_BLOCKDEV, ENTRY_FIFO, ENTRY_SOCKET, ENTRY_SYMLINK };

	return type < 8 ? kinds[type] : ENTRY_UNSET;
}

static size_t needed(size_t name)
{
	return (8 + name + 3) & ~(size_t)3;
}

static bool dots(struct span name)
{
	return span_is(name, ".") || span_is(name, "..");
}

static bool plausible_name(struct span name)
{
	if (name.n == 0)
		return false;
	for (size_t i = 0; i < name.n; i++)
		if (name.p[i] == '/' || name.p[i] == 0)
			return false;
	return true;
}

/* Names between `from` and `to`, where a record is longer than its own name needs: entries removed by kernels that
 * only joined records. */
static int dead_between(const struct ext4 *s, struct span b, size_t from, size_t to, ext4_name_fn name, void *user,
                        struct fault *f)
{
	while (from + 12 <= to) {
		uint32_t inode = le32(b.p + from);
		size_t n = b.p[from + 6];
		struct span text = span_sub(b, from + 8, n);

		if (inode == 0 || inode > s->inodes || b.p[from + 7] == 0 || b.p[from + 7] > 7 || from + 8 + n > to ||
		    !plausible_name(text)) {
			from += 4;
			continue;
		}
		if (!dots(text)) {
			int rc = name(user, text, inode, b.p[from + 7], f);

			if (rc != 0)
				return rc;
		}
		from += needed(n);
	}
	return 0;
}

int ext4_dir_block(const struct ext4 *s, struct span b, bool dead, ext4_name_fn name, void *user, char why[FS_WHY],
                   struct fault *f)
{
	size_t at = 0;

	while (at + 8 <= b.n) {
		uint32_t inode = le32(b.p + at);
		size_t record = le16(b.p + at + 4), n = b.p[at + 6];
		struct span text = span_sub(b, at + 8, n);
		int rc = 0;

		if (record == 65535 || (record == 0 && b.n == 65536)) /* a block of 64 KiB in 16 bits */
			record = b.n;
		record = (record & 65532) | (record & 3) << 16;
		if (record < 8 || record % 4 != 0 || record > b.n - at || (inode != 0 && needed(n) > record)) {
			(void)snprintf(why, FS_WHY, "a directory's records break at byte %zu of a block", at);
			return FS_DAMAGED;
		}
		if (dead)
			rc = dead_between(s, b, at + (inode == 0 && at == 0 && record == b.n ? 12 : needed(n)), at + record, name,
			                  user, f);
		else if (inode != 0 && !dots(text))
			rc = name(user, text, inode, b.p[at + 7], f);
		if (rc != 0)
			return rc;
		at += record;
	}
	return 0;
}

/* ---- the live tree ------------------------------------------------------------------------------------ */

struct listing {
	struct ext4 *s;
	const struct ext4_inode *inode;
	struct fs_names *out;
	char *why;
	bool damaged;
};

static int take_name(void *user, struct span name, uint32_t inode, uint8_t type, struct fault *f)
{
	struct listing *l = (struct listing *)user;
	struct fs_name x = { .id = { 0, inode }, .kind = ext4_kind_of_type(type) };

	if (l->out->v.n >= l->s->base.limits.dir_entries) {
		(void)snprintf(l->why, FS_WHY, "more names than the limit of %u", l->s->base.limits.dir_entries);
		return FS_DAMAGED;
	}
	if ((l->s->incompat & EXT4_INCOMPAT_FILETYPE) != 0 && x.kind == ENTRY_UNSET) {
		(void)snprintf(l->why, FS_WHY, "an entry of a type that cannot be");
		l->damaged = true;
	}
	if (!plausible_name(name)) {
		(void)snprintf(l->why, FS_WHY, "a name that cannot be was left out");
		l->damaged = true;
		return 0;
	}
	if (arena_span(l->out->arena, name, &x.name, f) < 0)
		return -1;
	return VEC_PUSH(&l->out->v, x, f);
}

/* Records of a directory kept inside its inode: 4 bytes of the parent's number before them. */
static int list_inline(struct listing *l, const struct ext4_inode *i, struct fault *f)
{
	struct runs r = { NULL, 0 };
	int rc = ext4_file_runs(l->s, i, &r, l->why, f);

	for (size_t k = 0; rc == 0 && k < r.n; k++) {
		size_t from = (size_t)(r.v[k].offset - i->where), skip = k == 0 ? 4 : 0;

		if (k == 0 && r.v[k].length >= 4) {
			l->out->up = (struct fs_id){ 0, le32(i->b + from) };
			l->out->has_up = true;
		}

		if (r.v[k].length > skip)
			rc = ext4_dir_block(l->s, span_make(i->b + from + skip, (size_t)r.v[k].length - skip), false, take_name, l,
			                    l->why, f);
	}
	free(r.v);
	return rc;
}

/* A record that looks empty at the end of the block (type 0xDE) holds the checksum; an index's blocks have theirs
 * elsewhere and are not read as such. */
static bool block_sums(const struct listing *l, const uint8_t *b)
{
	const uint8_t *tail = b + l->s->bs - 12;

	return le32(tail) != 0 || le16(tail + 4) != 12 || tail[6] != 0 || tail[7] != 0xDE ||
	       crc32c(ext4_inode_seed(l->s, l->inode), span_make(b, l->s->bs - 12)) == le32(tail + 8);
}

/* The first block begins with the directory itself and the one above it. */
static void take_dots(struct listing *l, const uint8_t *b)
{
	size_t up = le16(b + 4);
	bool self = le32(b) == l->inode->number && b[6] == 1 && b[8] == '.';

	l->out->has_up = up >= 12 && up <= l->s->bs - 12 && up % 4 == 0 && b[up + 6] == 2 && memcmp(b + up + 8, "..", 2) == 0;
	if (l->out->has_up)
		l->out->up = (struct fs_id){ 0, le32(b + up) };
	if ((l->s->incompat & EXT4_INCOMPAT_FILETYPE) != 0)
		self = self && b[7] == 2 && (!l->out->has_up || b[up + 7] == 2);
	if (self && l->out->has_up)
		return;
	(void)snprintf(l->why, FS_WHY, "directory %llu does not begin with itself and the one above",
	               (unsigned long long)l->inode->number);
	l->damaged = true;
}

static int list_piece(struct listing *l, const struct ext4_piece *p, uint64_t *blocks, struct fault *f)
{
	for (uint64_t k = 0; k < p->n; k++) {
		const uint8_t *b;
		bool index; /* its checksum stands elsewhere; an old one may be left at the end */
		int rc;

		if (++*blocks > DIR_BLOCKS_MOST)
			return FS_DAMAGED;
		rc = ext4_block(l->s, p->block + k, &b, l->why, f);
		index = rc != 0 || ((ext4_flags(l->inode->b) & EXT4_FL_INDEX) != 0 && p->at + k == 0) ||
		        (le32(b) == 0 && le16(b + 4) == (l->s->bs & 0xFFFF));
		if (rc == 0 && p->at + k == 0)
			take_dots(l, b);
		if (rc == 0 && l->s->csum && !index && !block_sums(l, b)) {
			(void)snprintf(l->why, FS_WHY, "block %llu of the directory fails its checksum",
			               (unsigned long long)(p->block + k));
			l->damaged = true; /* its names are read all the same */
		}
		if (rc == 0)
			rc = ext4_dir_block(l->s, span_make(b, l->s->bs), false, take_name, l, l->why, f);
		if (rc == FS_DAMAGED && l->out->v.n < l->s->base.limits.dir_entries)
			l->damaged = true; /* the other blocks still stand */
		else if (rc != 0)
			return rc;
	}
	return 0;
}

/* Directories have no holes, and their size is that of their blocks. */
static bool fills(const struct listing *l, const struct ext4_map *map)
{
	uint64_t at = 0;

	for (size_t k = 0; k < map->v.n; k++) {
		if (map->v.v[k].at != at || map->v.v[k].unwritten)
			return false;
		at += map->v.v[k].n;
	}
	return at > 0 && at * l->s->bs == ext4_size(l->inode->b);
}

int ext4_list(struct fs *base, struct fs_id dir, struct fs_names *out, char why[FS_WHY], struct fault *f)
{
	struct ext4_inode i;
	struct listing l = { (struct ext4 *)base, &i, out, why, false };
	struct ext4_map map = { { NULL, 0, 0 }, 0 };
	uint64_t blocks = 0;
	int rc = ext4_inode(l.s, dir.inode, &i, why, f);

	if (rc != 0)
		return rc;
	if ((le16(i.b) & 0xF000) != 0x4000) {
		(void)snprintf(why, FS_WHY, "inode %llu is no directory", (unsigned long long)dir.inode);
		return FS_DAMAGED;
	}
	if ((ext4_flags(i.b) & EXT4_FL_INLINE) != 0)
		return list_inline(&l, &i, f);
	rc = ext4_live_map(l.s, &i, &map, why, f);
	if (rc == FS_DAMAGED || rc == FS_DOUBTFUL) {
		l.damaged = true;
		rc = 0;
	}
	if (rc == 0 && !l.damaged && ext4_map_agrees(l.s, &i, &map, why) != 0)
		l.damaged = true;
	if (rc == 0 && !l.damaged && !fills(&l, &map)) {
		(void)snprintf(why, FS_WHY, "directory %llu has %llu bytes by its size and not by its map",
		               (unsigned long long)dir.inode, (unsigned long long)ext4_size(i.b));
		l.damaged = true;
	}
	for (size_t k = 0; rc == 0 && k < map.v.n; k++)
		rc = list_piece(&l, &map.v.v[k], &blocks, f);
	VEC_RELEASE(&map.v);
	return rc == 0 && l.damaged ? FS_DAMAGED : rc;
}
