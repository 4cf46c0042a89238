/* recover/live_tree.c - what lives on the file system now: who owns a block, where directories hang, names. */
#include "base/arena.h"
#include "recover/private.h"

#include "base/keyed.h"

#include <stdlib.h>

struct owned {
	uint64_t offset, length;
	struct span path;
};

struct live_dir {
	struct fs_id id;
	uint64_t generation;
	struct span path;
};

struct hashes {
	uint64_t *v;
	size_t n, cap;
};

struct livetree {
	struct arena arena;
	VEC(struct owned) owned;   /* by offset */
	VEC(struct live_dir) dirs; /* by id */
	struct hashes names, paths;
};

static uint64_t mix(uint64_t h, struct span bytes)
{
	h = keyed_word(h ^ keyed_hash(bytes.p, bytes.n));
	return h == 0 ? 1 : h;
}

static uint64_t name_hash(struct fs_id parent, struct span name, struct fs_id id)
{
	uint64_t key[4] = { parent.tree, parent.inode, id.tree, id.inode };

	return mix(mix(5, span_make(key, sizeof key)), name);
}

static size_t slot_of(const struct hashes *s, uint64_t h)
{
	size_t i = (size_t)h & (s->cap - 1);

	while (s->v[i] != 0 && s->v[i] != h)
		i = (i + 1) & (s->cap - 1);
	return i;
}

static bool has(const struct hashes *s, uint64_t h)
{
	return s->cap > 0 && s->v[slot_of(s, h)] == h;
}

static int add(struct hashes *s, uint64_t h, struct fault *f)
{
	if (s->n * 2 >= s->cap) {
		struct hashes bigger = { NULL, s->n, s->cap == 0 ? 4096 : s->cap * 2 };

		bigger.v = (uint64_t *)calloc(bigger.cap, sizeof *bigger.v);
		if (bigger.v == NULL)
			return fault_memory(f, bigger.cap * sizeof *bigger.v);
		for (size_t i = 0; i < s->cap; i++)
			if (s->v[i] != 0)
				bigger.v[slot_of(&bigger, s->v[i])] = s->v[i];
		free(s->v);
		*s = bigger;
	}
	s->n += s->v[slot_of(s, h)] == 0;
	s->v[slot_of(s, h)] = h;
	return 0;
}

/* ---- reading ----------------------------------------------------------------------------------------------- */

struct tree_reading {
	struct livetree *t;
	struct fs *fs;
	const struct limits *limits;
	const struct watch *watch;
	struct hashes met;
	struct buf path;
};

static int own(struct tree_reading *r, struct fs_id id, struct span path, struct fault *f)
{
	struct runs runs = { NULL, 0 };
	char why[FS_WHY];
	int rc = fs_runs(r->fs, id, &runs, why, f);

	if (rc >= 0 && runs.n > 0 && r->t->owned.n >= r->limits->live_runs)
		watch_bite(r->watch, LIMIT_live_runs, runs.n);
	for (size_t i = 0; rc >= 0 && i < runs.n && r->t->owned.n < r->limits->live_runs; i++) {
		struct owned o = { runs.v[i].offset, runs.v[i].length, path };

		if (VEC_PUSH(&r->t->owned, o, f) < 0)
			rc = -1;
	}
	free(runs.v);
	return rc < 0 ? -1 : 0;
}

static int descend(struct tree_reading *r, struct fs_id dir, unsigned depth, struct fault *f);

static int one_name(struct tree_reading *r, struct fs_id dir, const struct fs_name *n, unsigned depth, struct fault *f)
{
	size_t before = r->path.n;
	char why[FS_WHY];
	struct fs_node node;
	struct span path;
	int rc = 0;

	if (r->t->names.n >= r->limits->live_names) {
		watch_bite(r->watch, LIMIT_live_names, 1);
		return 0;
	}
	if ((r->path.n > 0 && buf_add_byte(&r->path, '/', f) < 0) || buf_add(&r->path, n->name, f) < 0 ||
	    add(&r->t->names, name_hash(dir, n->name, n->id), f) < 0 || add(&r->t->paths, mix(7, buf_span(&r->path)), f) < 0 ||
	    arena_span(&r->t->arena, buf_span(&r->path), &path, f) < 0)
		return -1;
	node.kind = n->kind;
	if (node.kind == ENTRY_UNSET)
		rc = fs_stat(r->fs, n->id, &node, why, f);
	if (rc >= 0 && node.kind == ENTRY_FILE)
		rc = own(r, n->id, path, f);
	else if (rc >= 0 && node.kind == ENTRY_DIR && depth >= r->limits->path_depth)
		watch_bite(r->watch, LIMIT_path_depth, 1);
	else if (rc >= 0 && node.kind == ENTRY_DIR)
		rc = descend(r, n->id, depth + 1, f);
	r->path.n = before;
	return rc < 0 ? -1 : 0;
}

static int descend(struct tree_reading *r, struct fs_id dir, unsigned depth, struct fault *f)
{
	OWNED(arena) struct arena arena = ARENA_INIT;
	struct fs_names names = { .arena = &arena };
	struct live_dir d = { .id = dir };
	struct fs_node node;
	uint64_t key[2] = { dir.tree, dir.inode };
	char why[FS_WHY];
	int rc;

	if (has(&r->met, mix(3, span_make(key, sizeof key))))
		return 0;
	if (watch_check(r->watch, f) < 0)
		return -1;
	rc = fs_stat(r->fs, dir, &node, why, f);
	d.generation = rc == 0 ? node.generation : 0;
	if (rc < 0 || add(&r->met, mix(3, span_make(key, sizeof key)), f) < 0 ||
	    arena_span(&r->t->arena, buf_span(&r->path), &d.path, f) < 0 || VEC_PUSH(&r->t->dirs, d, f) < 0)
		return -1;
	rc = fs_list(r->fs, dir, &names, why, f);
	for (size_t i = 0; rc >= 0 && i < names.v.n; i++)
		rc = one_name(r, dir, &names.v.v[i], depth, f);
	VEC_RELEASE(&names.v);
	return rc < 0 ? -1 : 0;
}

static int by_offset(const void *a, const void *b)
{
	const struct owned *x = (const struct owned *)a, *y = (const struct owned *)b;

	return x->offset < y->offset ? -1 : x->offset > y->offset;
}

static int by_id(const void *a, const void *b)
{
	const struct fs_id *x = &((const struct live_dir *)a)->id, *y = &((const struct live_dir *)b)->id;

	if (x->tree != y->tree)
		return x->tree < y->tree ? -1 : 1;
	return x->inode < y->inode ? -1 : x->inode > y->inode;
}

int livetree_read(struct livetree **out, struct fs *fs, const struct limits *limits, const struct watch *watch,
                  struct fault *f)
{
	struct livetree *t = (struct livetree *)calloc(1, sizeof *t);
	struct tree_reading r = { .t = t, .fs = fs, .limits = limits, .watch = watch };
	int rc = t == NULL ? fault_memory(f, sizeof *t) : descend(&r, fs_root(fs), 0, f);

	free(r.met.v);
	buf_release(&r.path);
	if (rc < 0) {
		livetree_free(t);
		return -1;
	}
	if (t->owned.n > 1)
		qsort(t->owned.v, t->owned.n, sizeof *t->owned.v, by_offset);
	if (t->dirs.n > 1)
		qsort(t->dirs.v, t->dirs.n, sizeof *t->dirs.v, by_id);
	*out = t;
	return 0;
}

void livetree_free(struct livetree *t)
{
	if (t == NULL)
		return;
	arena_release(&t->arena);
	VEC_RELEASE(&t->owned);
	VEC_RELEASE(&t->dirs);
	free(t->names.v);
	free(t->paths.v);
	free(t);
}

/* ---- questions ------------------------------------------------------------------------------------------------- */

struct span livetree_owner(const struct livetree *t, uint64_t offset)
{
	size_t low = LOWER_BOUND(t->owned.n, mid, t->owned.v[mid].offset <= offset);
	if (low == 0 || offset - t->owned.v[low - 1].offset >= t->owned.v[low - 1].length)
		return SPAN_NONE;
	return t->owned.v[low - 1].path;
}

bool livetree_directory(const struct livetree *t, struct fs_id id, uint64_t generation, struct span *path)
{
	struct live_dir key = { .id = id };
	const struct live_dir *d = t->dirs.n == 0 ? NULL
	                                          : (const struct live_dir *)bsearch(&key, t->dirs.v, t->dirs.n,
	                                                                             sizeof *t->dirs.v, by_id);

	if (d == NULL || (generation != 0 && d->generation != 0 && d->generation != generation))
		return false;
	*path = d->path;
	return true;
}

bool livetree_has_name(const struct livetree *t, struct fs_id parent, struct span name, struct fs_id id)
{
	return has(&t->names, name_hash(parent, name, id));
}

bool livetree_has_path(const struct livetree *t, struct span path)
{
	return has(&t->paths, mix(7, path));
}
