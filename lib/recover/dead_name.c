/*
 * recover/dead_name.c - paths that existed: a dead entry names one life of an inode and stands in one life of a
 * directory, which lives or is named by another dead entry, and so on up. A directory has one parent at a time, so
 * there is one way up. What hangs below a life that is not known is no path: a living directory of that number is
 * another. Only what reads as part of a registry is kept.
 */
#include "base/arena.h"
#include "core/layout.h"
#include "core/name.h"
#include "recover/private.h"

#include <stdlib.h>

enum {
	UP_MOST = 160, /* format: a repository's name has at most 128 parts (255 bytes), registries put 12 around it */
	PATH_BYTES = 4096,
	ASK_EVERY = 1024,
};

struct entry_seen {
	struct fs_id parent, id;
	uint64_t parent_generation, generation;
	bool known; /* the life it names */
	struct span name;
	enum entry_kind kind;
	enum dead_method method;
	uint64_t first, last, gone, where;
	struct when seen, gone_time;
};

struct dead_names {
	struct arena arena;
	VEC(struct entry_seen) seen;   /* after resolving by the life they name, last one first */
	struct lives lives;
	VEC(struct dead_path) paths;   /* by path */
};

int dead_names_new(struct dead_names **out, const struct watch *watch, struct fault *f)
{
	*out = (struct dead_names *)calloc(1, sizeof **out);
	if (*out == NULL)
		return fault_memory(f, sizeof **out);
	(*out)->lives.watch = watch;
	return 0;
}

void dead_names_free(struct dead_names *n)
{
	if (n == NULL)
		return;
	arena_release(&n->arena);
	VEC_RELEASE(&n->seen);
	VEC_RELEASE(&n->paths);
	lives_release(&n->lives);
	free(n);
}

static bool full(const struct dead_names *n, size_t kept)
{
	if (kept < watch_limit(n->lives.watch, LIMIT_dead_names))
		return false;
	watch_bite(n->lives.watch, LIMIT_dead_names, 1);
	return true;
}

int dead_names_add(struct dead_names *n, const struct fs_dead *d, struct fault *f)
{
	struct entry_seen e = { .parent = d->parent, .parent_generation = d->parent_generation, .id = d->id, .kind = d->node.kind,
		                .method = d->method, .generation = d->generation, .known = d->generation != 0 || d->once, .first = d->sequence,
		                .last = d->last < d->sequence ? d->sequence : d->last, .gone = d->gone, .where = d->where,
		                .seen = d->time, .gone_time = d->gone_time };

	if (d->kind == DEAD_NODE)
		return lives_add(&n->lives, d, f);
	if (d->kind != DEAD_NAME || !d->parent_known || full(n, n->seen.n))
		return 0;
	if (arena_span(&n->arena, d->name, &e.name, f) < 0)
		return -1;
	return VEC_PUSH(&n->seen, e, f);
}

static int by_life(const void *a, const void *b)
{
	const struct entry_seen *x = (const struct entry_seen *)a, *y = (const struct entry_seen *)b;
	int c = fs_id_cmp(x->id, y->id);

	if (c == 0 && x->generation != y->generation)
		c = x->generation < y->generation ? -1 : 1;
	if (c == 0 && x->last != y->last)
		c = x->last > y->last ? -1 : 1;
	if (c == 0)
		c = fs_id_cmp(x->parent, y->parent);
	return c != 0 ? c : span_cmp(x->name, y->name);
}

/* ---- putting paths together ----------------------------------------------------------------------------------- */

struct building {
	struct dead_names *n;
	const struct livetree *tree;
	const struct entry_seen *leaf;
	const struct entry_seen *way[UP_MOST + 1]; /* from the leaf up */
	size_t ways;
	uint8_t text[PATH_BYTES]; /* filled from the end */
	size_t at;
};

static bool worth_keeping(const struct building *b, struct span path)
{
	struct place p;

	layout_classify(&p, path, b->leaf->kind == ENTRY_DIR);
	if (!p.in_registry || p.store != STORE_IS_REGISTRY || p.shard_differs)
		return false;
	if ((p.repository.n > 0 && !name_is_repository(p.repository)) || (p.tag.n > 0 && !name_is_tag(p.tag)))
		return false;
	switch (p.role) {
	case ROLE_BLOB_DIR:
	case ROLE_BLOB_DATA:
	case ROLE_REVISION_DIR:
	case ROLE_REVISION_LINK:
	case ROLE_TAG_INDEX_DIR:
	case ROLE_TAG_INDEX:
	case ROLE_LAYER_DIR:
	case ROLE_LAYER_LINK:
		return digest_set(&p.digest) && !livetree_has_path(b->tree, path);
	case ROLE_TAG_CURRENT: /* a living tag may have named something else */
		return true;
	case ROLE_TAG_DIR:
	case ROLE_UPLOAD_DIR:
	case ROLE_UPLOAD_DATA:
	case ROLE_UPLOAD_STARTED:
	case ROLE_REPOSITORIES:
		return !livetree_has_path(b->tree, path);
	default:
		return false;
	}
}

/* How many directories up the tag's own stands; SIZE_MAX: it is no part of a tag. */
static size_t tag_above(enum role role)
{
	switch (role) {
	case ROLE_TAG_DIR:
		return 0;
	case ROLE_TAG_CURRENT:
		return 2;
	case ROLE_TAG_INDEX_DIR:
		return 3;
	case ROLE_TAG_INDEX:
		return 4;
	default:
		return SIZE_MAX;
	}
}

static void note_tag(const struct building *b, struct dead_path *p)
{
	struct place place;
	size_t up;

	layout_classify(&place, p->path, p->kind == ENTRY_DIR);
	up = tag_above(place.role);
	if (up < b->ways) {
		p->tag_id = b->way[up]->id;
		p->tag_generation = b->way[up]->generation;
	}
}

static int keep(struct building *b, struct fault *f)
{
	const struct entry_seen *e = b->leaf;
	struct span path = span_make(b->text + b->at, PATH_BYTES - b->at);
	struct dead_path p = { .id = e->id, .kind = e->kind, .method = e->method, .known = e->known, .generation = e->generation,
		               .sequence = e->last, .where = e->where, .seen = e->seen, .gone = e->gone_time, .name_n = e->name.n };

	if (!worth_keeping(b, path) || full(b->n, b->n->paths.n))
		return 0;
	if (arena_span(&b->n->arena, path, &p.path, f) < 0)
		return -1;
	note_tag(b, &p);
	if (e->known && !lives_end(&b->n->lives, e->id, e->generation, &p.end))
		p.end = (struct life_end){ .whole = false };
	return VEC_PUSH(&b->n->paths, p, f);
}

static bool prepend(struct building *b, struct span part)
{
	bool slash = b->at < PATH_BYTES && part.n > 0;

	if (part.n + slash > b->at)
		return false;
	if (slash)
		b->text[--b->at] = '/';
	b->at -= part.n;
	if (part.n > 0)
		memcpy(b->text + b->at, part.p, part.n);
	return true;
}

static int life_cmp(const struct entry_seen *e, struct fs_id id, uint64_t generation)
{
	int c = fs_id_cmp(e->id, id);

	return c != 0 ? c : e->generation < generation ? -1 : e->generation > generation;
}

/* The entry that named this life of a directory last; NULL: none is left. */
static const struct entry_seen *named_by(const struct dead_names *n, struct fs_id id, uint64_t generation)
{
	size_t low = LOWER_BOUND(n->seen.n, mid, life_cmp(&n->seen.v[mid], id, generation) < 0);

	while (low < n->seen.n && fs_id_cmp(n->seen.v[low].id, id) == 0 && n->seen.v[low].generation == generation) {
		if (n->seen.v[low].kind != ENTRY_FILE && n->seen.v[low].known)
			return &n->seen.v[low];
		low++;
	}
	return NULL;
}

/* Up to a living directory; 1: no way leads to one. */
static int upward(struct building *b)
{
	const struct entry_seen *e = b->leaf;
	struct span path;

	b->at = PATH_BYTES;
	for (b->ways = 0; e != NULL && b->ways <= UP_MOST; e = named_by(b->n, e->parent, e->parent_generation)) {
		if (!prepend(b, e->name))
			return 1;
		b->way[b->ways++] = e;
		if (livetree_directory(b->tree, e->parent, e->parent_generation, &path))
			return prepend(b, path) ? 0 : 1;
	}
	return 1;
}

/* An entry that lives: it is there, and the number is the same life still. */
static bool lives_still(const struct dead_names *n, const struct livetree *t, const struct entry_seen *e)
{
	uint64_t now;
	struct span path;

	if (!livetree_has_name(t, e->parent, e->name, e->id) || !livetree_directory(t, e->parent, e->parent_generation, &path))
		return false;
	return e->gone == 0 || !e->known || !lives_now(&n->lives, e->id, &now) || now == e->generation;
}

static int by_path(const void *a, const void *b)
{
	const struct dead_path *x = (const struct dead_path *)a, *y = (const struct dead_path *)b;
	int c = span_cmp(x->path, y->path);

	if (c == 0)
		c = fs_id_cmp(x->id, y->id);
	if (c == 0 && x->generation != y->generation)
		c = x->generation < y->generation ? -1 : 1;
	if (c == 0 && x->sequence != y->sequence)
		c = x->sequence > y->sequence ? -1 : 1;
	return c != 0 ? c : x->where < y->where ? -1 : x->where > y->where;
}

/* One line for a path and a life: where it was seen last. Of a number whose life is not known none where one is. */
static void keep_last(struct dead_names *n)
{
	size_t kept = 0;

	if (n->paths.n > 1)
		qsort(n->paths.v, n->paths.n, sizeof *n->paths.v, by_path);
	for (size_t i = 0; i < n->paths.n; i++) {
		const struct dead_path *p = &n->paths.v[i], *k = kept == 0 ? NULL : &n->paths.v[kept - 1];
		const struct dead_path *next = i + 1 < n->paths.n ? p + 1 : NULL;

		if (!p->known && next != NULL && next->known && span_eq(p->path, next->path) && fs_id_cmp(p->id, next->id) == 0)
			continue;
		if (k == NULL || !span_eq(p->path, k->path) || fs_id_cmp(p->id, k->id) != 0 || p->generation != k->generation)
			n->paths.v[kept++] = *p;
	}
	n->paths.n = kept;
}

int dead_names_resolve(struct dead_names *n, const struct livetree *t, const struct watch *watch, struct fault *f)
{
	struct building *b = (struct building *)malloc(sizeof *b);
	int rc = b == NULL ? fault_memory(f, sizeof *b) : 0;

	lives_sort(&n->lives);
	for (size_t i = 0; i < n->seen.n; i++) {
		struct entry_seen *e = &n->seen.v[i];

		if (!e->known)
			e->known = lives_choose(&n->lives, e->id, e->first, e->last, e->gone_time, &e->generation);
	}
	if (n->seen.n > 1)
		qsort(n->seen.v, n->seen.n, sizeof *n->seen.v, by_life);
	for (size_t i = 0; rc == 0 && i < n->seen.n; i++) {
		if (i % ASK_EVERY == 0)
			rc = watch_check(watch, f);
		if (rc != 0 || lives_still(n, t, &n->seen.v[i]))
			continue;
		b->n = n;
		b->tree = t;
		b->leaf = &n->seen.v[i];
		if (upward(b) == 0)
			rc = keep(b, f);
	}
	free(b);
	keep_last(n);
	return rc;
}

bool dead_names_has_path(const struct dead_names *n, struct span path)
{
	size_t low = LOWER_BOUND(n->paths.n, mid, span_cmp(n->paths.v[mid].path, path) < 0);
	return low < n->paths.n && span_eq(n->paths.v[low].path, path);
}

size_t dead_names_count(const struct dead_names *n)
{
	return n->paths.n;
}

void dead_names_get(const struct dead_names *n, size_t at, struct dead_path *out)
{
	*out = n->paths.v[at];
}
