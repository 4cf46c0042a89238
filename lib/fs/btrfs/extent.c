/* fs/btrfs/extent.c - what a file's bytes lie in: plain extents, compressed ones, bytes inside leaves. */
#include "fs/btrfs/btrfs.h"

#include "core/sentence.h"

#include "fs/private.h"

#include <stdio.h>
#include <stdlib.h>

enum { LINK_MOST = 4096, /* format: bytes of where a link points (PATH_MAX) */ ZSTD = 3 };

static int impossible(char why[FS_WHY], uint64_t at, const char *what)
{
	(void)sentence(why, FS_WHY, S_EXTENT_AT_BYTE, (uint64_t)at, what);
	return FS_DAMAGED;
}

/* Small files lie in the leaf itself; where they are not compressed their length is what is there. */
static int inline_extent(uint64_t at, struct span data, uint64_t where, struct btrfs_piece *out, char why[FS_WHY])
{
	out->whole = le64(data.p + EX_DECODED);
	out->packed = data.n - EX_INLINE;
	out->where = where + EX_INLINE;
	if (out->compression == 0 && out->whole > out->packed)
		return impossible(why, at, S_LONGER_THAN_WHAT);
	if (out->whole > BTRFS_PACKED_MOST)
		return impossible(why, at, S_LONGER_THAN_BYTES);
	out->length = out->whole;
	return 0;
}

/* An extent of a file is a window (skip, length) onto an extent of the device, which other files may share: it is judged by
 * itself, since nothing else tells where it ends. */
int btrfs_extent(const struct btrfs *s, uint64_t at, struct span data, uint64_t where, struct btrfs_piece *out,
                 char why[FS_WHY])
{
	uint64_t end, length;

	*out = (struct btrfs_piece){ .at = at };
	if (data.n < EX_INLINE)
		return impossible(why, at, S_EXTENT_CUT_SHORT);
	out->compression = data.p[EX_COMPRESSION];
	if (out->compression > ZSTD || data.p[EX_ENCRYPTION] != 0 || le16(data.p + EX_OTHER) != 0)
		return impossible(why, at, S_COMPRESSION_ENCRYPTION_NOT);
	if (data.p[EX_KIND] == BTRFS_INLINE)
		return inline_extent(at, data, where, out, why);
	if (data.p[EX_KIND] > BTRFS_PREALLOC || data.n < EX_BYTES)
		return impossible(why, at, S_KIND_NOT_KNOWN);
	out->logical = le64(data.p + EX_LOGICAL);
	out->packed = le64(data.p + EX_PACKED);
	out->skip = le64(data.p + EX_SKIP);
	out->length = le64(data.p + EX_LENGTH);
	out->whole = out->compression == 0 ? out->packed : le64(data.p + EX_DECODED);
	out->hole = out->logical == 0 || data.p[EX_KIND] == BTRFS_PREALLOC;
	if (add_u64(&end, at, out->length) || out->length == 0)
		return impossible(why, at, S_EXTENT_LENGTH);
	if (out->hole)
		return 0;
	if (add_u64(&end, out->skip, out->length) || end > out->whole || out->packed == 0)
		return impossible(why, at, S_PASSES_END_WHAT);
	if (out->compression != 0 && (out->packed > BTRFS_PACKED_MOST || out->whole > BTRFS_PACKED_MOST))
		return impossible(why, at, S_LONGER_THAN_COMPRESSED);
	out->where = btrfs_locate(s, out->logical, 0, &length);
	return 0;
}

/* ---- the map of a living file --------------------------------------------------------------------------- */

static int push(const struct btrfs *s, struct btrfs_map *m, const struct btrfs_piece *p, char why[FS_WHY], struct fault *f)
{
	if (!FS_ROOM(&s->base, file_pieces, m->v.n)) {
		(void)sentence(why, FS_WHY, S_FILE_MORE_PIECES);
		return FS_BOUNDED;
	}
	return VEC_PUSH(&m->v, *p, f);
}

static void cut_front(struct btrfs_piece *p, uint64_t n)
{
	p->at += n;
	p->skip += n;
	p->length -= n;
}

/* What a logged piece covers is its own from now on. Both lists ascend. */
static int overlay(const struct btrfs *s, struct btrfs_map *base, const struct btrfs_map *logged, char why[FS_WHY], struct fault *f)
{
	struct btrfs_map next = { { NULL, 0, 0 } };
	struct btrfs_piece x;
	size_t i = 0, j = 0;
	int rc = 0;

	memset(&x, 0, sizeof x);
	while (rc == 0 && (j < logged->v.n || i < base->v.n || x.length > 0)) {
		const struct btrfs_piece *p = j < logged->v.n ? &logged->v.v[j] : NULL;

		if (x.length == 0 && i < base->v.n)
			x = base->v.v[i++];
		if (p != NULL && (x.length == 0 || x.at >= p->at)) {
			rc = push(s, &next, p, why, f);
			while (x.length > 0 && x.at < p->at + p->length) {
				uint64_t over = p->at + p->length - x.at;

				cut_front(&x, over < x.length ? over : x.length);
				if (x.length == 0 && i < base->v.n)
					x = base->v.v[i++];
			}
			j++;
		} else {
			struct btrfs_piece head = x;

			if (p != NULL && head.length > p->at - head.at)
				head.length = p->at - head.at;
			rc = push(s, &next, &head, why, f);
			cut_front(&x, head.length);
		}
	}
	VEC_RELEASE(&base->v);
	base->v.v = next.v.v;
	base->v.n = next.v.n;
	base->v.cap = next.v.cap;
	return rc;
}

/* One more extent, which must begin at or after *end. */
static int take(const struct btrfs *s, uint64_t at, struct span data, uint64_t where, uint64_t *end,
                struct btrfs_map *out, char why[FS_WHY], struct fault *f)
{
	struct btrfs_piece p;
	int rc = btrfs_extent(s, at, data, where, &p, why);

	if (rc == 0 && p.at < *end)
		rc = impossible(why, p.at, S_OVERLAPS_ONE_BEFORE);
	if (rc != 0 || p.length == 0)
		return rc;
	*end = p.at + p.length;
	return push(s, out, &p, why, f);
}

static int map_log(struct btrfs *s, struct fs_id id, struct btrfs_map *out, char why[FS_WHY], struct fault *f)
{
	struct btrfs_map logged = { { NULL, 0, 0 } };
	uint64_t end = 0;
	int rc = 0;

	for (size_t at = btrfs_log_at(s, id.tree, (struct btrfs_key){ id.inode, BTRFS_KEY_EXTENT, 0 });
	     rc == 0 && at < s->log.n && s->log.v[at].tree == id.tree && s->log.v[at].key.id == id.inode &&
	     s->log.v[at].key.type == BTRFS_KEY_EXTENT;
	     at++)
		rc = take(s, s->log.v[at].key.offset, s->log.v[at].data, s->log.v[at].where, &end, &logged, why, f);
	if (rc >= 0 && logged.v.n > 0) {
		int later = overlay(s, out, &logged, why, f);

		rc = rc == 0 || later < 0 ? later : rc;
	}
	VEC_RELEASE(&logged.v);
	return rc;
}

static int map_tree(struct btrfs_cursor *c, struct fs_id id, struct btrfs_map *out, struct fault *f)
{
	struct btrfs_item item;
	uint64_t end = 0;
	int rc;

	while ((rc = btrfs_next(c, &item, f)) == 0) {
		if (item.key.id != id.inode || item.key.type != BTRFS_KEY_EXTENT)
			return 0;
		rc = take(c->s, item.key.offset, item.data, item.where, &end, out, c->why, f);
		if (rc != 0)
			return rc;
	}
	return rc < 0 ? -1 : 0;
}

int btrfs_file_map(struct btrfs *s, struct fs_id id, uint64_t size, struct btrfs_map *out, char why[FS_WHY],
                   struct fault *f)
{
	OWNED(btrfs_cursor) struct btrfs_cursor c;
	struct btrfs_root root;
	size_t kept = 0;
	int rc = 0;

	memset(&c, 0, sizeof c);
	if (btrfs_tree(s, id.tree, &root))
		rc = btrfs_seek(&c, s, root, (struct btrfs_key){ id.inode, BTRFS_KEY_EXTENT, 0 }, why, f);
	if (rc == 0 && c.s != NULL)
		rc = map_tree(&c, id, out, f);
	if (rc == 0)
		rc = map_log(s, id, out, why, f);
	for (size_t i = 0; i < out->v.n; i++) {
		struct btrfs_piece p = out->v.v[i];

		if (p.hole || p.at >= size)
			continue;
		if (p.length > size - p.at)
			p.length = size - p.at;
		out->v.v[kept++] = p;
	}
	out->v.n = kept;
	return rc == 0 && c.damaged ? FS_DAMAGED : rc;
}

bool btrfs_map_packed(const struct btrfs_map *m)
{
	for (size_t i = 0; i < m->v.n; i++)
		if (m->v.v[i].compression != 0)
			return true;
	return false;
}

/* ---- runs -------------------------------------------------------------------------------------------------- */

/* An extent lies in one chunk, by what the kernel does; nothing here depends on it. */
static int runs_of_piece(const struct btrfs *s, const struct btrfs_piece *p, struct fs_runs_made *r, char why[FS_WHY], struct fault *f)
{
	if (p->logical == 0)
		return fs_runs_add(r, p->at, p->where + p->skip, p->length, f);
	for (uint64_t done = 0; done < p->length;) {
		uint64_t n, at = btrfs_locate(s, p->logical + p->skip + done, p->copy, &n);

		if (at == BTRFS_NOWHERE || n == 0) {
			(void)sentence(why, FS_WHY, S_BYTE_LIES_CHUNK,
			               (uint64_t)(p->at + done));
			return FS_DAMAGED;
		}
		if (n > p->length - done)
			n = p->length - done;
		if (fs_runs_add(r, p->at + done, at, n, f) < 0)
			return -1;
		done += n;
	}
	return 0;
}

int btrfs_map_runs(const struct btrfs *s, const struct btrfs_map *m, struct runs *out, char why[FS_WHY], struct fault *f)
{
	struct fs_runs_made r = { { NULL, 0, 0 } };
	int rc = 0;

	*out = (struct runs){ NULL, 0 };
	for (size_t i = 0; rc == 0 && i < m->v.n; i++)
		rc = runs_of_piece(s, &m->v.v[i], &r, why, f);
	if (rc < 0) {
		VEC_RELEASE(&r.v);
		return -1;
	}
	out->v = r.v.v;
	out->n = r.v.n;
	return rc;
}

/* ---- the door ------------------------------------------------------------------------------------------------ */

static int map_of(struct btrfs *s, struct fs_id id, struct btrfs_map *out, uint64_t *size, char why[FS_WHY],
                  struct fault *f)
{
	uint8_t b[IN_BYTES];
	int rc = btrfs_inode(s, id, b, why, f);

	if (rc != 0)
		return rc == FS_END ? FS_DAMAGED : rc;
	*size = le64(b + IN_SIZE);
	return btrfs_file_map(s, id, *size, out, why, f);
}

int btrfs_runs(struct fs *base, struct fs_id id, struct runs *out, char why[FS_WHY], struct fault *f)
{
	struct btrfs *s = (struct btrfs *)base;
	struct btrfs_map m = { { NULL, 0, 0 } };
	struct fault second = FAULT_INIT;
	uint64_t size;
	int rc = map_of(s, id, &m, &size, why, f), later = 0;

	memset(out, 0, sizeof *out);
	if (rc == 0 && btrfs_map_packed(&m))
		rc = FS_ENCODED;
	else if (rc == 0)
		rc = btrfs_choose_copies(s, &m, f);
	if (rc >= 0 && rc != FS_ENCODED)
		later = btrfs_map_runs(s, &m, out, why, rc == 0 ? f : &second);
	VEC_RELEASE(&m.v);
	return rc != 0 ? rc : later;
}

int btrfs_stream(struct fs *base, struct fs_id id, struct stream **out, char why[FS_WHY], struct fault *f)
{
	struct btrfs *s = (struct btrfs *)base;
	struct btrfs_map m = { { NULL, 0, 0 } };
	uint64_t size;
	int rc = map_of(s, id, &m, &size, why, f);

	if (rc == 0)
		rc = btrfs_stream_open(out, s, &m, size, true, f);
	VEC_RELEASE(&m.v);
	return rc;
}

int btrfs_symlink(struct fs *base, struct fs_id id, struct buf *out, char why[FS_WHY], struct fault *f)
{
	struct btrfs *s = (struct btrfs *)base;
	struct btrfs_map m = { { NULL, 0, 0 } };
	OWNED(stream) struct stream *in = NULL;
	uint64_t size = 0;
	size_t got = 0;
	int rc = map_of(s, id, &m, &size, why, f);

	if (rc == 0 && size > LINK_MOST) {
		(void)sentence(why, FS_WHY, S_WHERE_POINTS_CANNOT_READ);
		rc = FS_DAMAGED;
	}
	if (rc == 0)
		rc = btrfs_stream_open(&in, s, &m, size, true, f);
	if (rc == 0)
		rc = buf_reserve(out, (size_t)size, f);
	if (rc == 0) {
		rc = stream_read_full(in, out->p + out->n, (size_t)size, &got, f);
		if (rc >= 0)
			out->n += got;
		if (rc > 0) {
			(void)sentence(why, FS_WHY, S_WHERE_POINTS_CANNOT, in->why);
			rc = FS_DAMAGED;
		}
	}
	VEC_RELEASE(&m.v);
	return rc;
}
