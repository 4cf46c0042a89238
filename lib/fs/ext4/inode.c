/* fs/ext4/inode.c - inodes, and what they map: extents, block pointers, bytes kept inside. */
#include "fs/ext4/ext4.h"

#include "core/sentence.h"

#include "base/crc32c.h"
#include "fs/private.h"

#include <stdio.h>
#include <stdlib.h>

/* ---- one inode ------------------------------------------------------------------------------------- */

int ext4_inode(struct ext4 *s, uint64_t number, struct ext4_inode *out, char why[FS_WHY], struct fault *f)
{
	struct ext4_group g;
	uint64_t index, byte;
	const uint8_t *block;
	int rc;

	memset(out, 0, sizeof *out);
	if (number == 0 || number > s->inodes) {
		(void)sentence(why, FS_WHY, S_INODE_CANNOT_LAST, (uint64_t)number,
		               (uint64_t)s->inodes);
		return FS_DAMAGED;
	}
	index = (number - 1) % s->inodes_per_group;
	rc = ext4_group(s, (number - 1) / s->inodes_per_group, &g, why, f);
	if (rc != 0)
		return rc;
	byte = index * s->inode_size;
	rc = ext4_block(s, g.inode_table + byte / s->bs, &block, why, f);
	if (rc != 0)
		return rc;
	out->number = number;
	out->where = (g.inode_table + byte / s->bs) * s->bs + byte % s->bs;
	out->n = s->inode_size < EXT4_INODE_MOST ? s->inode_size : EXT4_INODE_MOST;
	memcpy(out->b, block + byte % s->bs, out->n);
	return 0;
}

uint64_t ext4_size(const uint8_t *inode)
{
	return (uint64_t)le32(inode + IN_SIZE) | (uint64_t)le32(inode + IN_SIZE_HIGH) << 32;
}

uint32_t ext4_flags(const uint8_t *inode)
{
	return le32(inode + IN_FLAGS);
}

uint32_t ext4_inode_seed(const struct ext4 *s, const struct ext4_inode *i)
{
	uint8_t number[4] = { (uint8_t)i->number, (uint8_t)(i->number >> 8), (uint8_t)(i->number >> 16),
		              (uint8_t)(i->number >> 24) };

	return crc32c(crc32c(s->seed, span_make(number, 4)), span_make(i->b + IN_GENERATION, 4));
}

/* crc32c over the number, the generation, and the inode with its checksum fields as zeros. */
bool ext4_inode_sums(const struct ext4 *s, const struct ext4_inode *i)
{
	bool high = s->inode_size > 128 && i->n > IN_SUM_HIGH + 1 && le16(i->b + IN_EXTRA) >= IN_SUM_HIGH + 2 - IN_EXTRA;
	uint8_t b[EXT4_INODE_MOST];
	uint32_t crc;

	if (!s->csum || i->n != s->inode_size)
		return true;
	memcpy(b, i->b, i->n);
	memset(b + IN_SUM, 0, 2);
	if (high)
		memset(b + IN_SUM_HIGH, 0, 2);
	crc = crc32c(ext4_inode_seed(s, i), span_make(b, i->n));
	return (crc & 0xFFFF) == le16(i->b + IN_SUM) && (!high || crc >> 16 == le16(i->b + IN_SUM_HIGH));
}

/* Seconds as signed 32 bits, two bits more and nanoseconds in the extra field when the inode has it. */
static struct when time_at(const struct ext4_inode *i, size_t at, size_t extra)
{
	int64_t sec = (int32_t)le32(i->b + at);
	size_t used = i->n > IN_EXTRA ? IN_EXTRA + (size_t)le16(i->b + IN_EXTRA) : IN_EXTRA;
	uint32_t x;

	if (extra == 0 || extra + 4 > used || extra + 4 > i->n)
		return when_sec(sec);
	x = le32(i->b + extra);
	if (x >> 2 > 999999999)
		return when_sec(sec);
	return when_ns(sec + ((int64_t)(x & 3) << 32), x >> 2);
}

void ext4_node(const struct ext4 *s, const struct ext4_inode *i, struct fs_node *out)
{
	uint16_t mode = le16(i->b + IN_MODE);
	uint64_t allocated = (uint64_t)le32(i->b + IN_BLOCKS) | (uint64_t)le16(i->b + IN_BLOCKS_HIGH) << 32;

	memset(out, 0, sizeof *out);
	out->id.inode = i->number;
	out->kind = fs_kind_of_mode(mode);
	out->size = ext4_size(i->b);
	out->allocated = (ext4_flags(i->b) & EXT4_FL_HUGE_FILE) != 0 ? allocated * s->bs : allocated * 512;
	out->mode = mode & 07777;
	out->uid = le16(i->b + IN_UID) | (uint32_t)le16(i->b + IN_UID_HIGH) << 16;
	out->gid = le16(i->b + IN_GID) | (uint32_t)le16(i->b + IN_GID_HIGH) << 16;
	out->nlink = le16(i->b + IN_LINKS);
	out->generation = le32(i->b + IN_GENERATION);
	out->atime = time_at(i, IN_ATIME, IN_ATIME_EXTRA);
	out->ctime = time_at(i, IN_CTIME, IN_CTIME_EXTRA);
	out->mtime = time_at(i, IN_MTIME, IN_MTIME_EXTRA);
	if (i->n >= IN_BTIME_EXTRA + 4 && le16(i->b + IN_EXTRA) >= IN_BTIME_EXTRA + 4 - IN_EXTRA)
		out->btime = time_at(i, IN_BTIME, IN_BTIME_EXTRA);
	if (le32(i->b + IN_DTIME) != 0)
		out->dtime = when_sec((int64_t)le32(i->b + IN_DTIME));
}

/* ---- maps ------------------------------------------------------------------------------------------- */

struct ext4_mapping {
	struct ext4 *s;
	const struct ext4_fetch *fetch;
	struct ext4_map *out;
	uint64_t end;   /* blocks of the file that matter */
	uint64_t steps; /* mapping blocks read so far */
	char *why;
};

static int damaged(struct ext4_mapping *m, const char *what, uint64_t block)
{
	(void)sentence(m->why, FS_WHY, S_BLOCK, what, (uint64_t)block);
	return FS_DAMAGED;
}

static int bounded(struct ext4_mapping *m, uint64_t block)
{
	(void)damaged(m, S_FILE_MORE_PIECES, block);
	return FS_BOUNDED;
}

/* Neighbours that go on become one: a file written at one go is one piece, whatever its extents. */
static int add_piece(struct ext4_mapping *m, struct ext4_piece p, struct fault *f)
{
	struct ext4_piece *last = m->out->v.n > 0 ? &m->out->v.v[m->out->v.n - 1] : NULL;

	if (last != NULL && last->at + last->n == p.at && last->block + last->n == p.block && last->unwritten == p.unwritten) {
		last->n += p.n;
		return 0;
	}
	if (!FS_ROOM(&m->s->base, file_pieces, m->out->v.n))
		return bounded(m, p.block);
	return VEC_PUSH(&m->out->v, p, f);
}

static uint64_t next_at(const struct ext4_map *map)
{
	return map->v.n == 0 ? 0 : map->v.v[map->v.n - 1].at + map->v.v[map->v.n - 1].n;
}

bool ext4_leaf_header(const struct ext4 *s, const uint8_t *b, size_t n, uint16_t *entries, uint16_t *depth)
{
	uint16_t most;

	(void)s;
	if (n < EH_BYTES || le16(b + EH_MAGIC) != EXTENT_MAGIC)
		return false;
	*entries = le16(b + EH_ENTRIES);
	most = le16(b + EH_MOST);
	*depth = le16(b + EH_DEPTH);
	return *entries <= most && most <= (n - EH_BYTES) / EE_BYTES && *depth <= EXT4_DEPTH;
}

struct ext4_piece ext4_extent(const uint8_t *e)
{
	uint32_t n = le16(e + EE_LENGTH);
	bool unwritten = n > EXTENT_WRITTEN_MOST;

	return (struct ext4_piece){ le32(e + EE_AT), (uint64_t)le32(e + EE_START) | (uint64_t)le16(e + EE_START_HIGH) << 32,
		                    unwritten ? n - EXTENT_WRITTEN_MOST : n, unwritten };
}

static int read_leaf(struct ext4_mapping *m, const uint8_t *b, uint16_t entries, struct fault *f)
{
	for (uint16_t i = 0; i < entries; i++) {
		struct ext4_piece p = ext4_extent(b + EH_BYTES + EE_BYTES * i);
		int rc;

		if (p.n == 0 || p.at < next_at(m->out) || !ext4_in_range(m->s, p.block, p.n))
			return damaged(m, S_EXTENT_CANNOT, p.block);
		rc = add_piece(m, p, f);
		if (rc != 0)
			return rc;
	}
	return 0;
}

/* A node below `above` levels. That levels go down by one and blocks of the file go up keeps a tree on a hostile media
 * from being walked for ever. */
static int read_node(struct ext4_mapping *m, const uint8_t *b, size_t n, unsigned above, struct fault *f)
{
	uint16_t entries, depth;
	uint8_t *child;
	int rc = 0;

	if (!ext4_leaf_header(m->s, b, n, &entries, &depth) || depth >= above)
		return damaged(m, S_EXTENT_NODE_CANNOT, 0);
	if (depth == 0)
		return read_leaf(m, b, entries, f);
	child = (uint8_t *)malloc(m->s->bs);
	if (child == NULL)
		return fault_memory(f, m->s->bs);
	for (uint16_t i = 0; rc == 0 && i < entries; i++) {
		const uint8_t *e = b + EH_BYTES + EE_BYTES * i;
		uint64_t block = (uint64_t)le32(e + EI_CHILD) | (uint64_t)le16(e + EI_CHILD_HIGH) << 32;

		if (!ext4_in_range(m->s, block, 1))
			rc = damaged(m, S_EXTENT_NODE_LIES, block);
		else if (!FS_ROOM(&m->s->base, file_pieces, m->steps++))
			rc = bounded(m, block);
		else
			rc = m->fetch->block(m->fetch->user, block, depth - 1u, child, f);
		m->out->nodes++;
		if (rc == FS_DAMAGED)
			rc = damaged(m, S_EXTENT_NODE_COULD, block);
		if (rc == 0)
			rc = read_node(m, child, m->s->bs, depth, f);
	}
	free(child);
	return rc;
}

/* Pointers of a file without extents; `level` 0: `p` points to data. */
static int read_pointers(struct ext4_mapping *m, const uint8_t *p, uint32_t n, unsigned level, uint64_t *at, struct fault *f)
{
	uint32_t each = m->s->bs / 4;
	uint64_t span = level == 0 ? 1 : level == 1 ? each : level == 2 ? (uint64_t)each * each : (uint64_t)each * each * each;
	uint8_t *child = level == 0 ? NULL : (uint8_t *)malloc(m->s->bs);
	uint32_t i;
	int rc = 0;

	if (level > 0 && child == NULL)
		return fault_memory(f, m->s->bs);
	for (i = 0; rc == 0 && i < n && *at < m->end; i++) {
		uint32_t block = le32(p + 4 * (size_t)i);

		if (block == 0) {
			*at += span;
			continue;
		}
		if (!ext4_in_range(m->s, block, 1)) {
			rc = damaged(m, S_BLOCK_POINTER_CANNOT, block);
		} else if (!FS_ROOM(&m->s->base, file_pieces, m->steps++ / 64)) {
			rc = bounded(m, block);
		} else if (level == 0) {
			rc = add_piece(m, (struct ext4_piece){ *at, block, 1, false }, f);
			*at += 1;
		} else {
			rc = m->fetch->block(m->fetch->user, block, level - 1, child, f);
			m->out->nodes++;
			if (rc == FS_DAMAGED)
				rc = damaged(m, S_BLOCK_POINTERS_COULD, block);
			if (rc == 0)
				rc = read_pointers(m, child, each, level - 1, at, f);
		}
	}
	for (; rc == 0 && i < n; i++)
		m->out->beyond = m->out->beyond || le32(p + 4 * (size_t)i) != 0;
	free(child);
	return rc;
}

int ext4_map_read(struct ext4 *s, const uint8_t iblock[EXT4_IBLOCK], bool extents, uint64_t size,
                  const struct ext4_fetch *fetch, struct ext4_map *out, char why[FS_WHY], struct fault *f)
{
	struct ext4_mapping m = { .s = s, .fetch = fetch, .out = out, .end = size / s->bs + (size % s->bs != 0), .why = why };
	uint64_t at = 0;
	int rc;

	if (extents)
		return read_node(&m, iblock, EXT4_IBLOCK, EXT4_DEPTH + 1, f);
	rc = read_pointers(&m, iblock, IB_DIRECT, 0, &at, f);
	for (unsigned level = 1; rc == 0 && level <= 3 && at < m.end; level++)
		rc = read_pointers(&m, iblock + 4 * (IB_DIRECT - 1 + level), 1, level, &at, f);
	return rc;
}

struct ext4_live {
	struct ext4 *s;
	const struct ext4_inode *inode;
	uint64_t bad; /* a block of extents that fails its checksum; 0: none */
};

/* The four bytes behind the last entry that would fit. */
static bool node_sums(const struct ext4_live *l, const uint8_t *b)
{
	size_t tail = EH_BYTES + EE_BYTES * (size_t)le16(b + EH_MOST);

	return le16(b + EH_MAGIC) != EXTENT_MAGIC || tail + 4 > l->s->bs ||
	       crc32c(ext4_inode_seed(l->s, l->inode), span_make(b, tail)) == le32(b + tail);
}

static int fetch_live(void *user, uint64_t block, unsigned depth, uint8_t *into, struct fault *f)
{
	struct ext4_live *l = (struct ext4_live *)user;
	const uint8_t *b;
	char why[FS_WHY];
	int rc = ext4_block(l->s, block, &b, why, f);

	(void)depth;
	if (rc == 0)
		memcpy(into, b, l->s->bs);
	if (rc == 0 && l->s->csum && (ext4_flags(l->inode->b) & EXT4_FL_EXTENTS) != 0 && !node_sums(l, into))
		l->bad = block;
	return rc;
}

int ext4_live_map(struct ext4 *s, const struct ext4_inode *i, struct ext4_map *out, char why[FS_WHY], struct fault *f)
{
	struct ext4_live live = { s, i, 0 };
	const struct ext4_fetch fetch = { &live, fetch_live };
	int rc = ext4_map_read(s, i->b + IN_MAP, (ext4_flags(i->b) & EXT4_FL_EXTENTS) != 0, ext4_size(i->b), &fetch, out, why, f);

	if (rc != 0 || live.bad == 0)
		return rc;
	(void)sentence(why, FS_WHY, S_BLOCK_EXTENTS_FAILS, (uint64_t)live.bad);
	return FS_DOUBTFUL;
}

/* ---- bytes on the media ------------------------------------------------------------------------------ */

/* A replayed block of data (data=journal) lies in the journal, not at its place. */
static int add_blocks(struct ext4 *s, struct fs_runs_made *r, uint64_t at, uint64_t block, uint64_t length, struct fault *f)
{
	if (s->journal == NULL || s->journal->overlay.n == 0)
		return fs_runs_add(r, at, block * s->bs, length, f);
	for (uint64_t done = 0; done < length; block++) {
		uint64_t n = length - done < s->bs ? length - done : s->bs;
		const struct ext4_copy *c = ext4_overlay(s, block);

		if (fs_runs_add(r, at + done, c == NULL || c->escaped ? block * s->bs : ext4_copy_where(s, c), n, f) < 0)
			return -1;
		done += n;
	}
	return 0;
}

int ext4_runs_of(struct ext4 *s, const struct ext4_map *map, uint64_t size, bool all, struct runs *out, struct fault *f)
{
	struct fs_runs_made r = { { NULL, 0, 0 } };
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < map->v.n; i++) {
		const struct ext4_piece *p = &map->v.v[i];
		uint64_t at = p->at * s->bs, length = p->n * s->bs;

		if (at >= size)
			break;
		if (p->unwritten && !all)
			continue;
		if (length > size - at)
			length = size - at;
		rc = all ? fs_runs_add(&r, at, p->block * s->bs, length, f) : add_blocks(s, &r, at, p->block, length, f);
	}
	if (rc != 0) {
		VEC_RELEASE(&r.v);
		return rc;
	}
	out->v = r.v.v;
	out->n = r.v.n;
	return 0;
}

/* Where "system.data", the rest of bytes kept inside an inode, lies in it; false when there is none. */
static bool inline_rest(const struct ext4_inode *i, size_t *at, size_t *n)
{
	size_t base = i->n > IN_EXTRA ? IN_EXTRA + (size_t)le16(i->b + IN_EXTRA) : i->n, e;

	if (base + 4 > i->n || le32(i->b + base) != XATTR_MAGIC)
		return false;
	for (e = base + 4; e + XE_NAME <= i->n && le32(i->b + e) != 0; e += XE_NAME + ((i->b[e + XE_NAME_BYTES] + 3u) & ~3u)) {
		size_t name = i->b[e + XE_NAME_BYTES], offset = le16(i->b + e + XE_VALUE), length = le32(i->b + e + XE_SIZE);

		if (e + XE_NAME + name > i->n)
			return false;
		if (i->b[e + XE_KIND] != XATTR_SYSTEM || name != 4 || memcmp(i->b + e + XE_NAME, "data", 4) != 0)
			continue;
		*at = base + 4 + offset;
		*n = length;
		return *at <= i->n && *n <= i->n - *at;
	}
	return false;
}

static int inline_runs(const struct ext4_inode *i, struct runs *out, char why[FS_WHY], struct fault *f)
{
	uint64_t size = ext4_size(i->b), first = size < EXT4_IBLOCK ? size : EXT4_IBLOCK;
	struct fs_runs_made r = { { NULL, 0, 0 } };
	size_t at = 0, n = 0;
	int rc = fs_runs_add(&r, 0, i->where + 0x28, first, f);

	if (rc == 0 && size > first) {
		if (inline_rest(i, &at, &n))
			rc = fs_runs_add(&r, first, i->where + at, size - first < n ? size - first : n, f);
		if (rc == 0 && n < size - first) {
			(void)sentence(why, FS_WHY, S_BYTES_KEPT_INSIDE);
			rc = FS_DAMAGED;
		}
	}
	out->v = r.v.v;
	out->n = r.v.n;
	return rc;
}

/* Of a file without extents: pointers in its inode behind its end. */
static bool points_beyond(const struct ext4 *s, const struct ext4_inode *i)
{
	uint64_t end = (ext4_size(i->b) + s->bs - 1) / s->bs, each = s->bs / 4, first = IB_DIRECT;

	for (uint64_t k = end; k < IB_DIRECT; k++)
		if (le32(i->b + IN_MAP + 4 * k) != 0)
			return true;
	for (unsigned level = 1; level <= 3; level++) {
		if (end <= first && le32(i->b + IN_MAP + 4 * (IB_DIRECT - 1 + level)) != 0)
			return true;
		first += level == 1 ? each : level == 2 ? each * each : each * each * each;
	}
	return false;
}

int ext4_map_agrees(const struct ext4 *s, const struct ext4_inode *i, const struct ext4_map *map, char why[FS_WHY])
{
	const struct ext4_piece *last = map->v.n == 0 ? NULL : &map->v.v[map->v.n - 1];
	uint64_t blocks = map->nodes + (le32(i->b + IN_XATTR) != 0 || le16(i->b + IN_XATTR_HIGH) != 0), told;
	struct fs_node node;

	for (size_t k = 0; k < map->v.n; k++)
		blocks += map->v.v[k].n;
	/* verity keeps a tree of hashes behind the end */
	if (last != NULL && !last->unwritten && (ext4_flags(i->b) & EXT4_FL_VERITY) == 0 &&
	    (last->at + last->n - 1) * s->bs >= ext4_size(i->b)) {
		(void)sentence(why, FS_WHY, S_INODE_BYTES_SIZE,
		               (uint64_t)i->number, (uint64_t)ext4_size(i->b));
		return FS_DOUBTFUL;
	}
	if ((ext4_flags(i->b) & EXT4_FL_EXTENTS) == 0 && (map->beyond || points_beyond(s, i))) {
		(void)sentence(why, FS_WHY, S_INODE_POINTS_BLOCKS, (uint64_t)i->number);
		return FS_DOUBTFUL;
	}
	ext4_node(s, i, &node);
	told = node.allocated / s->bs;
	if (s->cluster_blocks > 1 || (s->incompat & EXT4_INCOMPAT_EA_INODE) != 0 || told == blocks)
		return 0;
	(void)sentence(why, FS_WHY, S_INODE_BLOCKS_OWN,
	               (uint64_t)i->number, (uint64_t)told, (uint64_t)blocks);
	return FS_DOUBTFUL;
}

int ext4_file_runs(struct ext4 *s, const struct ext4_inode *i, struct runs *out, char why[FS_WHY], struct fault *f)
{
	struct ext4_map map = { .nodes = 0 };
	struct fault second = FAULT_INIT;
	int rc, later;

	if ((ext4_flags(i->b) & EXT4_FL_ENCRYPT) != 0) {
		(void)sentence(why, FS_WHY, S_ENCRYPTED_FSCRYPT_BYTES);
		return FS_DAMAGED;
	}
	if ((ext4_flags(i->b) & EXT4_FL_INLINE) != 0)
		return inline_runs(i, out, why, f);
	rc = ext4_live_map(s, i, &map, why, f);
	later = rc < 0 ? 0 : ext4_runs_of(s, &map, ext4_size(i->b), false, out, rc == 0 ? f : &second);
	if (rc == 0)
		rc = ext4_map_agrees(s, i, &map, why);
	VEC_RELEASE(&map.v);
	return rc != 0 ? rc : later;
}
