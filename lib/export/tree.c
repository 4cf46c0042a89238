/*
 * export/tree.c - the merged root file system of an image as one tar (pax). Which member of which layer is visible the
 * view says; members come in the order of layers, base first. Nothing is unpacked here, and what unpacking would put
 * elsewhere is left out and counted: names with "..", and what lies beneath something that is no directory.
 *
 * A hard link whose target a later layer hides keeps its content: the hidden member is written under the first such
 * link's name, and the others become links to that.
 */
#include "export/private.h"

#include "base/utf8.h"
#include "format/format.h"
#include "view/view.h"

#include <stdio.h>

enum { PIECE = 256 * 1024, LINKS_DEEP = 40, BLOCK = 512 }; /* told: a link behind more links is among those left out */

#define NOWHERE SIZE_MAX

struct tree_member {
	size_t count, seen; /* members of this path in its layer; those met */
	size_t link;        /* of a hard link: whose name it points to; itself: its content was written for it */
	size_t instead;     /* of something hidden: the link it is written for */
	bool written;
};

struct export_tree {
	struct export_dest *d;
	const struct view *v;
	struct limits limits;
	struct tree_member *all;     /* one for each entry of the view; of several of one path and layer the first counts */
	struct hash *hash;     /* of a folder's tar */
	struct buf pax, name, piece;
	uint64_t left_out;
	bool file;
};

/* ---- looking up -------------------------------------------------------------------------------------------------------- */

static bool is_before(const struct view_file *x, struct span path, uint32_t layer)
{
	int c = span_cmp(x->path, path);

	return c < 0 || (c == 0 && x->layer < layer);
}

/* The first entry that is not before (path, layer). */
static size_t lower(const struct view *v, struct span path, uint32_t layer)
{
	return LOWER_BOUND(view_count(v), mid, is_before(view_at(v, mid), path, layer));
}

static size_t find(const struct view *v, struct span path, uint32_t layer)
{
	size_t i = lower(v, path, layer);

	if (i == view_count(v) || view_at(v, i)->layer != layer || !span_eq(view_at(v, i)->path, path))
		return NOWHERE;
	return i;
}

/* What a link of `layer` to `path` means: the topmost entry of that path in this layer or below. */
static size_t meant(const struct view *v, struct span path, uint32_t layer)
{
	size_t i = lower(v, path, layer + 1);

	if (i == 0 || !span_eq(view_at(v, i - 1)->path, path))
		return NOWHERE;
	return find(v, path, view_at(v, i - 1)->layer);
}

static bool visible(const struct view_file *x)
{
	return x->hidden_by == VIEW_VISIBLE && x->whiteout == WHITEOUT_NONE;
}

/* Can unpacking put it only where it says? */
static bool safe(const struct view *v, struct span path)
{
	struct span rest = path, at;

	if (path.n == 0 || span_find(path, 0) != SIZE_MAX)
		return false;
	while (rest.n > 0) {
		struct span one = span_cut(&rest, '/');

		if (one.n == 0 || span_is(one, "..") || span_is(one, "."))
			return false;
	}
	for (size_t i = path.n; i-- > 0;)
		if (path.p[i] == '/') {
			const struct view_file *above;

			at = span_sub(path, 0, i);
			above = view_find(v, at);
			if (above != NULL && above->type != 'd')
				return false;
		}
	return true;
}

static void settle_link(struct export_tree *t, size_t i)
{
	size_t to = i;

	for (unsigned deep = 0; deep < LINKS_DEEP && to != NOWHERE && view_at(t->v, to)->type == 'h'; deep++)
		to = meant(t->v, view_path(view_at(t->v, to)->target), view_at(t->v, to)->layer);
	if (to == NOWHERE || view_at(t->v, to)->type == 'h' || view_at(t->v, to)->type == 'd') {
		t->all[i].link = NOWHERE;
		return;
	}
	if (visible(view_at(t->v, to))) {
		t->all[i].link = to;
		return;
	}
	if (t->all[to].instead == NOWHERE)
		t->all[to].instead = i;
	t->all[i].link = t->all[to].instead;
}

int export_tree_new(struct export_tree **out, struct export_dest *d, const struct digest *image, const struct view *v,
                    const struct limits *limits, struct fault *f)
{
	OWNED(export_tree) struct export_tree *t = (struct export_tree *)calloc(1, sizeof *t);
	size_t n = view_count(v);

	*out = NULL;
	if (t == NULL)
		return fault_memory(f, sizeof *t);
	t->d = d;
	t->v = v;
	t->limits = *limits;
	t->file = export_target_is_file(&d->target);
	t->all = (struct tree_member *)calloc(n + 1, sizeof *t->all);
	if (t->all == NULL)
		return fault_memory(f, n * sizeof *t->all);
	for (size_t i = 0; i < n; i++) {
		size_t first = find(v, view_at(v, i)->path, view_at(v, i)->layer);

		t->all[i].link = t->all[i].instead = NOWHERE;
		t->all[first].count++;
	}
	for (size_t i = 0; i < n; i++)
		if (view_at(v, i)->type == 'h' && visible(view_at(v, i)) && find(v, view_at(v, i)->path, view_at(v, i)->layer) == i)
			settle_link(t, i);
	if (buf_reserve(&t->piece, PIECE, f) < 0 || (!t->file && (hash_new(&t->hash, DIGEST_SHA256, f) < 0 || export_begin(d, image, false, f) < 0)))
		return -1;
	*out = TAKE(&t);
	return 0;
}

void export_tree_free(struct export_tree *t)
{
	if (t == NULL)
		return;
	free(t->all);
	hash_free(t->hash);
	buf_release(&t->pax);
	buf_release(&t->name);
	buf_release(&t->piece);
	free(t);
}

/* ---- writing ------------------------------------------------------------------------------------------------------------ */

static int put(struct export_tree *t, struct span bytes, struct fault *f)
{
	if (t->file)
		return archive_raw(&t->d->archive, bytes, f);
	return hash_add(t->hash, bytes, f) < 0 ? -1 : export_write(t->d, bytes, f);
}

static int put_padding(struct export_tree *t, uint64_t size, struct fault *f)
{
	static const uint8_t zeros[BLOCK];

	return put(t, span_make(zeros, (BLOCK - size % BLOCK) % BLOCK), f);
}

static bool fits(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] >= 0x80)
			return false;
	return s.n <= 100;
}

static int pax_time(struct export_tree *t, struct when w, struct fault *f)
{
	char text[48];

	if (!w.known || (w.sec >= 0 && w.nsec == 0))
		return 0;
	if (w.sec < 0 && w.nsec > 0) /* -1.25 is kept as -2 and 750000000 */
		(void)snprintf(text, sizeof text, "-%lld.%09u", (long long)-(w.sec + 1), 1000000000 - w.nsec);
	else
		(void)snprintf(text, sizeof text, "%lld.%09u", (long long)w.sec, w.nsec);
	return tar_pax_put(&t->pax, span_of("mtime"), span_of(text), f);
}

/* What a ustar header has no room for. */
static int put_pax(struct export_tree *t, struct span path, struct span link, const struct entry *e, const struct tar_more *more,
                   struct fault *f)
{
	struct tar_fields x = { .name = "PaxHeaders/member", .mode = 0644, .type = 'x' };
	uint8_t block[BLOCK];

	buf_clear(&t->pax);
	if (((!utf8_valid(path) || !utf8_valid(link)) && tar_pax_put(&t->pax, span_of("hdrcharset"), span_of("BINARY"), f) < 0) ||
	    (!fits(path) && tar_pax_put(&t->pax, span_of("path"), path, f) < 0) ||
	    (!fits(link) && tar_pax_put(&t->pax, span_of("linkpath"), link, f) < 0) || pax_time(t, e->mtime, f) < 0 ||
	    buf_add(&t->pax, more->xattrs, f) < 0)
		return -1;
	if (t->pax.n == 0)
		return 0;
	x.size = t->pax.n;
	archive_header(block, &x);
	return put(t, span_make(block, sizeof block), f) < 0 || put(t, buf_span(&t->pax), f) < 0 ? -1 : put_padding(t, t->pax.n, f);
}

static char letter(enum entry_kind k)
{
	switch (k) {
	case ENTRY_HARDLINK:
		return '1';
	case ENTRY_SYMLINK:
		return '2';
	case ENTRY_CHARDEV:
		return '3';
	case ENTRY_BLOCKDEV:
		return '4';
	case ENTRY_DIR:
		return '5';
	case ENTRY_FIFO:
		return '6';
	default:
		return '0';
	}
}

static void cut(char out[101], struct span s)
{
	size_t n = s.n < 100 ? s.n : 100;

	memcpy(out, s.p == NULL ? (const uint8_t *)"" : s.p, n);
	out[n] = '\0';
}

static int put_header(struct export_tree *t, struct span path, struct span link, enum entry_kind kind, const struct entry *e,
                      const struct tar_reader *tar, struct fault *f)
{
	struct tar_fields x = { .size = kind == ENTRY_FILE ? e->size : 0, .uid = e->uid, .gid = e->gid, .mode = e->mode,
		                .mtime = e->mtime.known ? e->mtime.sec : 0, .type = letter(kind) };
	char name[101], to[101];
	struct tar_more more;
	uint8_t block[BLOCK];

	tar_extra(tar, &more);
	buf_clear(&t->name);
	if (buf_add(&t->name, path, f) < 0 || (kind == ENTRY_DIR && buf_add_byte(&t->name, '/', f) < 0))
		return -1;
	path = buf_span(&t->name);
	cut(name, path);
	cut(to, link);
	x.name = name;
	x.link = to;
	if (kind == ENTRY_CHARDEV || kind == ENTRY_BLOCKDEV) {
		x.major = more.major;
		x.minor = more.minor;
	}
	if (put_pax(t, path, link, e, &more, f) < 0)
		return -1;
	archive_header(block, &x);
	return put(t, span_make(block, sizeof block), f);
}

/* 0, EXPORT_TREE_DAMAGED. */
static int put_body(struct export_tree *t, const struct entry *e, struct tar_reader *tar, struct fault *f)
{
	uint64_t left = e->size;

	while (left > 0) {
		size_t got;
		int rc = tar_body_read(tar, t->piece.p, PIECE, &got, f);

		if (rc < 0)
			return -1;
		if (rc > 0 || got == 0 || got > left)
			return EXPORT_TREE_DAMAGED;
		if (put(t, span_make(t->piece.p, got), f) < 0)
			return -1;
		left -= got;
	}
	return put_padding(t, e->size, f);
}

/* A member's bytes under the name of entry `as`. */
static int put_member(struct export_tree *t, size_t as, const struct entry *e, struct tar_reader *tar, struct fault *f)
{
	struct span path = view_at(t->v, as)->path;

	if (!safe(t->v, path) || e->kind == ENTRY_OTHER || e->kind == ENTRY_SOCKET || e->trouble != FINDING_NONE) {
		t->left_out++;
		return 0;
	}
	t->all[as].written = true;
	if (put_header(t, path, e->kind == ENTRY_SYMLINK ? e->link_target : SPAN_NONE, e->kind, e, tar, f) < 0)
		return -1;
	return e->kind == ENTRY_FILE ? put_body(t, e, tar, f) : 0;
}

static int put_link(struct export_tree *t, size_t i, const struct entry *e, const struct tar_reader *tar, struct fault *f)
{
	size_t to = t->all[i].link;

	if (to == i) /* its content stands here already */
		return 0;
	if (to == NOWHERE || !t->all[to].written || !safe(t->v, view_at(t->v, i)->path)) {
		t->left_out++;
		return 0;
	}
	t->all[i].written = true;
	return put_header(t, view_at(t->v, i)->path, view_at(t->v, to)->path, ENTRY_HARDLINK, e, tar, f);
}

static int one_member(struct export_tree *t, uint32_t layer, const struct entry *e, struct tar_reader *tar, struct fault *f)
{
	struct span path = view_path(e->path);
	size_t i = find(t->v, path, layer);

	if (path.n == 0 || i == NOWHERE)
		return 0; /* the top itself, or cut off by a bound when it was listed */
	t->all[i].seen++;
	if (t->all[i].seen < t->all[i].count) /* of several the last counts */
		return 0;
	if (!visible(view_at(t->v, i)))
		return t->all[i].instead == NOWHERE ? 0 : put_member(t, t->all[i].instead, e, tar, f);
	return e->kind == ENTRY_HARDLINK ? put_link(t, i, e, tar, f) : put_member(t, i, e, tar, f);
}

int export_tree_layer(struct export_tree *t, uint32_t n, struct stream *in, char why[256], struct fault *f)
{
	OWNED(tar_reader) struct tar_reader *tar = NULL;
	struct entry e;
	bool damaged = false;
	int rc;

	if (tar_open(&tar, in, &t->limits, f) < 0)
		return -1;
	tar_read_layer(tar); /* as it was listed */
	while (!damaged && (rc = tar_next(tar, &e, f)) == 0) {
		rc = one_member(t, n, &e, tar, f);
		if (rc < 0)
			return -1;
		damaged = rc == EXPORT_TREE_DAMAGED;
	}
	if (rc < 0)
		return -1;
	if (!damaged && rc == TAR_END)
		return 0;
	(void)snprintf(why, 256, "%s", tar_why(tar));
	return EXPORT_TREE_DAMAGED;
}

int export_tree_end(struct export_tree *t, uint64_t *left_out, struct fault *f)
{
	static const uint8_t zeros[2 * BLOCK];
	struct digest sha256;

	*left_out = t->left_out;
	if (t->file)
		return 0; /* the archive ends when the destination does */
	if (put(t, span_make(zeros, sizeof zeros), f) < 0 || hash_get(t->hash, &sha256, f) < 0)
		return -1;
	return export_end(t->d, &sha256, f);
}
