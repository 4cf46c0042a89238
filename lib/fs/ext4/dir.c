/* fs/ext4/dir.c - directories: records in blocks (an index's own blocks look empty to this reading), or
 * inside the inode. */
#include "fs/ext4/ext4.h"

#include "core/sentence.h"

#include "base/crc32c.h"

#include <stdio.h>
#include <stdlib.h>

/* What a record must have for a name: they begin at multiples of four. */
static size_t needed(size_t name)
{
	return (DE_NAME + name + 3) & ~(size_t)3;
}

/* Names between `from` and `to`, where a record is longer than its own name needs: entries removed by kernels that
 * only joined records. */
static int dead_between(const struct ext4 *s, struct span b, size_t from, size_t to, ext4_name_fn name, void *user,
                        struct fault *f)
{
	while (from + DE_BYTES_LEAST <= to) {
		uint32_t inode = le32(b.p + from + DE_INODE);
		size_t n = b.p[from + DE_NAME_BYTES];
		struct span text = span_sub(b, from + DE_NAME, n);

		if (inode == 0 || inode > s->inodes || b.p[from + DE_KIND] == 0 || b.p[from + DE_KIND] > 7 || from + DE_NAME + n > to ||
		    !fs_name_can_be(text)) {
			from += 4;
			continue;
		}
		if (!fs_name_dots(text)) {
			int rc = name(user, text, inode, b.p[from + DE_KIND], f);

			if (rc != 0)
				return rc;
		}
		from += needed(n);
	}
	return 0;
}

/* Records tile a block: each says how long it is, and the last ends with it. Where the chain breaks nothing behind can be
 * trusted to begin where it seems to. */
int ext4_dir_block(const struct ext4 *s, struct span b, bool dead, ext4_name_fn name, void *user, char why[FS_WHY],
                   struct fault *f)
{
	size_t at = 0;

	while (at + DE_NAME <= b.n) {
		uint32_t inode = le32(b.p + at + DE_INODE);
		size_t record = le16(b.p + at + DE_LENGTH), n = b.p[at + DE_NAME_BYTES];
		struct span text = span_sub(b, at + DE_NAME, n);
		int rc = 0;

		if (record == 65535 || (record == 0 && b.n == 65536)) /* a block of 64 KiB in 16 bits */
			record = b.n;
		record = (record & 65532) | (record & 3) << 16;
		if (record < DE_NAME || record % 4 != 0 || record > b.n - at || (inode != 0 && needed(n) > record)) {
			(void)sentence(why, FS_WHY, S_DIRECTORY_RECORDS_BREAK, at);
			return FS_DAMAGED;
		}
		if (dead)
			rc = dead_between(s, b, at + (inode == 0 && at == 0 && record == b.n ? DE_BYTES_LEAST : needed(n)), at + record, name,
			                  user, f);
		else if (inode != 0 && !fs_name_dots(text))
			rc = name(user, text, inode, b.p[at + DE_KIND], f);
		if (rc != 0)
			return rc;
		at += record;
	}
	if (at == b.n)
		return 0;
	(void)sentence(why, FS_WHY, S_DIRECTORY_RECORDS_BREAK, at);
	return FS_DAMAGED;
}

bool ext4_dir_tail(const struct ext4 *s, const uint8_t *b)
{
	const uint8_t *tail = b + s->bs - DT_BYTES;

	return le32(tail + DE_INODE) == 0 && le16(tail + DE_LENGTH) == DT_BYTES && tail[DE_NAME_BYTES] == 0 && tail[DE_KIND] == DT_KIND;
}

/* A directory's first block: "." with its own number, then "..". */
bool ext4_is_directory(const struct ext4 *s, const uint8_t *b)
{
	const uint8_t *up = b + DE_BYTES_LEAST;
	uint32_t own = le32(b + DE_INODE), parent = le32(up + DE_INODE);

	return le16(b + DE_LENGTH) == DE_BYTES_LEAST && b[DE_NAME_BYTES] == 1 && b[DE_NAME] == '.' &&
	       (b[DE_KIND] == DE_KIND_DIR || b[DE_KIND] == 0) && own > 0 && own <= s->inodes && parent > 0 && parent <= s->inodes &&
	       up[DE_NAME_BYTES] == 2 && memcmp(up + DE_NAME, "..", 2) == 0 && le16(up + DE_LENGTH) >= DE_BYTES_LEAST;
}

/* ---- the live tree ------------------------------------------------------------------------------------ */

struct ext4_listing {
	struct ext4 *s;
	const struct ext4_inode *inode;
	struct fs_listing to;
};

static int take_name(void *user, struct span name, uint32_t inode, uint8_t type, struct fault *f)
{
	struct ext4_listing *l = (struct ext4_listing *)user;

	return fs_list_name(&l->to, name, (struct fs_id){ 0, inode }, fs_kind_of_type(type), f);
}

/* Records of a directory kept inside its inode: 4 bytes of the parent's number before them. */
static int list_inline(struct ext4_listing *l, const struct ext4_inode *i, struct fault *f)
{
	struct runs r = { NULL, 0 };
	int rc = ext4_file_runs(l->s, i, &r, l->to.why, f);

	for (size_t k = 0; rc == 0 && k < r.n; k++) {
		size_t from = (size_t)(r.v[k].offset - i->where), skip = k == 0 ? 4 : 0;

		if (k == 0 && r.v[k].length >= 4) {
			l->to.out->up = (struct fs_id){ 0, le32(i->b + from) };
			l->to.out->has_up = true;
		}

		if (r.v[k].length > skip)
			rc = ext4_dir_block(l->s, span_make(i->b + from + skip, (size_t)r.v[k].length - skip), false, take_name, l,
			                    l->to.why, f);
	}
	free(r.v);
	return rc;
}

/* Do the records end where that of the checksum begins? One that covers it makes the kernel see none. */
static bool tail_reached(const uint8_t *b, size_t tail)
{
	size_t at = 0;

	while (at < tail) {
		size_t record = le16(b + at + DE_LENGTH);

		record = (record & 65532) | (record & 3) << 16;
		if (record < DE_NAME)
			return true; /* the records break: told by who reads them */
		at += record;
	}
	return at == tail;
}

/* A record that looks empty at the end of the block (type 0xDE) holds the checksum, and one without it has none that
 * could hold; an index's blocks have theirs elsewhere and are not read as such. */
static bool block_sums(const struct ext4_listing *l, const uint8_t *b)
{
	size_t tail = l->s->bs - DT_BYTES;

	return ext4_dir_tail(l->s, b) && tail_reached(b, tail) &&
	       crc32c(ext4_inode_seed(l->s, l->inode), span_make(b, tail)) == le32(b + tail + DT_SUM);
}

/* The first block begins with the directory itself and the one above it. */
static void take_dots(struct ext4_listing *l, const uint8_t *b)
{
	size_t up = le16(b + DE_LENGTH);
	bool self = le32(b + DE_INODE) == l->inode->number && b[DE_NAME_BYTES] == 1 && b[DE_NAME] == '.';

	l->to.out->has_up = up >= DE_BYTES_LEAST && up <= l->s->bs - DE_BYTES_LEAST && up % 4 == 0 && b[up + DE_NAME_BYTES] == 2 &&
	                    memcmp(b + up + DE_NAME, "..", 2) == 0;
	if (l->to.out->has_up)
		l->to.out->up = (struct fs_id){ 0, le32(b + up + DE_INODE) };
	if ((l->s->incompat & EXT4_INCOMPAT_FILETYPE) != 0)
		self = self && b[DE_KIND] == DE_KIND_DIR && (!l->to.out->has_up || b[up + DE_KIND] == DE_KIND_DIR);
	if (self && l->to.out->has_up)
		return;
	(void)sentence(l->to.why, FS_WHY, S_DIRECTORY_DOES_NOT,
	               (uint64_t)l->inode->number);
	l->to.damaged = true;
}

static int list_piece(struct ext4_listing *l, const struct ext4_piece *p, uint64_t *blocks, struct fault *f)
{
	for (uint64_t k = 0; k < p->n; k++) {
		const uint8_t *b;
		bool index; /* its checksum stands elsewhere; an old one may be left at the end */
		int rc;

		if (!FS_ROOM(&l->s->base, dir_blocks, (*blocks)++)) {
			(void)sentence(l->to.why, FS_WHY, S_MORE_BLOCKS_THAN,
			               (uint64_t)l->s->base.limits.dir_blocks);
			return FS_BOUNDED;
		}
		rc = ext4_block(l->s, p->block + k, &b, l->to.why, f);
		index = rc != 0 || ((ext4_flags(l->inode->b) & EXT4_FL_INDEX) != 0 && p->at + k == 0) ||
		        (le32(b + DE_INODE) == 0 && le16(b + DE_LENGTH) == (l->s->bs & 0xFFFF));
		if (rc == 0 && p->at + k == 0)
			take_dots(l, b);
		if (rc == 0 && l->s->csum && !index && !block_sums(l, b)) {
			(void)sentence(l->to.why, FS_WHY, S_BLOCK_DIRECTORY_FAILS,
			               (uint64_t)(p->block + k));
			l->to.damaged = true; /* its names are read all the same */
		}
		if (rc == 0)
			rc = ext4_dir_block(l->s, span_make(b, l->s->bs), false, take_name, l, l->to.why, f);
		if (rc == FS_DAMAGED)
			l->to.damaged = true; /* the other blocks still stand */
		else if (rc != 0)
			return rc;
	}
	return 0;
}

/* Directories have no holes, and their size is that of their blocks. */
static bool fills(const struct ext4_listing *l, const struct ext4_map *map)
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
	struct ext4 *s = (struct ext4 *)base;
	struct ext4_listing l = { s, &i, { base, out, why, 255, (s->incompat & EXT4_INCOMPAT_FILETYPE) != 0, false } };
	struct ext4_map map = { .nodes = 0 };
	uint64_t blocks = 0;
	int bounded = 0, rc = ext4_inode(l.s, dir.inode, &i, why, f);

	if (rc != 0)
		return rc;
	if (ext4_format(i.b) != MODE_DIR) {
		(void)sentence(why, FS_WHY, S_INODE_NO_DIRECTORY, (uint64_t)dir.inode);
		return FS_DAMAGED;
	}
	if ((ext4_flags(i.b) & EXT4_FL_INLINE) != 0)
		return list_inline(&l, &i, f);
	rc = ext4_live_map(l.s, &i, &map, why, f);
	if (rc == FS_DAMAGED || rc == FS_DOUBTFUL || rc == FS_BOUNDED) {
		bounded = rc == FS_BOUNDED ? rc : 0; /* the blocks mapped before still stand */
		l.to.damaged = bounded == 0;
		rc = 0;
	}
	if (rc == 0 && bounded == 0 && !l.to.damaged && ext4_map_agrees(l.s, &i, &map, why) != 0)
		l.to.damaged = true;
	if (rc == 0 && bounded == 0 && !l.to.damaged && !fills(&l, &map)) {
		(void)sentence(why, FS_WHY, S_DIRECTORY_BYTES_SIZE,
		               (uint64_t)dir.inode, (uint64_t)ext4_size(i.b));
		l.to.damaged = true;
	}
	for (size_t k = 0; rc == 0 && k < map.v.n; k++)
		rc = list_piece(&l, &map.v.v[k], &blocks, f);
	VEC_RELEASE(&map.v);
	return rc == 0 && l.to.damaged ? FS_DAMAGED : rc == 0 ? bounded : rc;
}
