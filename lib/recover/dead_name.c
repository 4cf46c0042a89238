/*
 * recover/dead_name.c - paths that existed: a dead entry names its directory by an inode number, which is a
 * living directory or another dead entry's inode, and so on up. Numbers are used again, so a number may have
 * several pasts: each is followed within a bound, and only what reads as part of a registry is kept.
 */
#include "base/arena.h"
#include "core/layout.h"
#include "core/name.h"
#include "recover/private.h"

#include <stdlib.h>

enum {
	UP_MOST = 40,        /* steps from a dead entry up to a living directory */
	WAYS_MOST = 4,       /* paths made of one entry */
	LOOKED_MOST = 4096,  /* entries looked at for them */
	PATHS_MOST = 1 << 20,
	PATH_BYTES = 4096,
	ASK_EVERY = 1024,    /* entries between two looks at the stop flag */
	NOWHERE = UP_MOST + 1,
};

struct entry_seen {
	struct fs_id parent, id;
	bool parent_dead;
	struct span name;
	enum entry_kind kind;
	enum dead_method method;
	uint64_t generation, sequence, where;
	struct when seen;
	unsigned far; /* steps up to the nearest living directory; NOWHERE: none within UP_MOST */
};

struct death {
	struct fs_id id;
	uint64_t generation;
	struct when died;
};

struct dead_names {
	struct arena arena;
	VEC(struct entry_seen) seen;   /* by id, nearest first, after resolving */
	VEC(struct death) deaths;      /* by id, then time */
	VEC(struct dead_path) paths;
};

int dead_names_new(struct dead_names **out, struct fault *f)
{
	*out = (struct dead_names *)calloc(1, sizeof **out);
	return *out == NULL ? fault_memory(f, sizeof **out) : 0;
}

void dead_names_free(struct dead_names *n)
{
	if (n == NULL)
		return;
	arena_release(&n->arena);
	VEC_RELEASE(&n->seen);
	VEC_RELEASE(&n->deaths);
	VEC_RELEASE(&n->paths);
	free(n);
}

int dead_names_add(struct dead_names *n, const struct fs_dead *d, struct fault *f)
{
	struct entry_seen e = { .parent = d->parent, .parent_dead = d->parent_dead, .id = d->id, .kind = d->node.kind, .method = d->method,
		                .generation = d->generation, .sequence = d->sequence, .where = d->where, .seen = d->time };

	if (d->kind == DEAD_NODE && d->node.dtime.known)
		return VEC_PUSH(&n->deaths, ((struct death){ d->id, d->generation, d->node.dtime }), f);
	if (d->kind != DEAD_NAME || n->seen.n >= PATHS_MOST)
		return 0;
	if (arena_span(&n->arena, d->name, &e.name, f) < 0)
		return -1;
	return VEC_PUSH(&n->seen, e, f);
}

static int id_cmp(struct fs_id x, struct fs_id y)
{
	if (x.tree != y.tree)
		return x.tree < y.tree ? -1 : 1;
	return x.inode < y.inode ? -1 : x.inode > y.inode;
}

static int by_id(const void *a, const void *b)
{
	const struct entry_seen *x = (const struct entry_seen *)a, *y = (const struct entry_seen *)b;
	int c = id_cmp(x->id, y->id);

	if (c == 0 && x->far != y->far)
		c = x->far < y->far ? -1 : 1;
	if (c == 0 && x->sequence != y->sequence)
		c = x->sequence > y->sequence ? -1 : 1;
	if (c == 0)
		c = id_cmp(x->parent, y->parent);
	return c != 0 ? c : span_cmp(x->name, y->name);
}

/* What a path is made of; of entries alike in that, the newest first. */
static int by_parent(const void *a, const void *b)
{
	const struct entry_seen *x = (const struct entry_seen *)a, *y = (const struct entry_seen *)b;
	int c = id_cmp(x->parent, y->parent);

	if (c == 0)
		c = id_cmp(x->id, y->id);
	if (c == 0)
		c = span_cmp(x->name, y->name);
	if (c == 0 && x->parent_dead != y->parent_dead)
		c = x->parent_dead ? 1 : -1;
	if (c == 0 && x->kind != y->kind)
		c = x->kind < y->kind ? -1 : 1;
	if (c == 0 && x->sequence != y->sequence)
		c = x->sequence > y->sequence ? -1 : 1;
	return c;
}

static bool alike(const struct entry_seen *x, const struct entry_seen *y)
{
	return id_cmp(x->parent, y->parent) == 0 && id_cmp(x->id, y->id) == 0 && span_eq(x->name, y->name) &&
	       x->parent_dead == y->parent_dead && x->kind == y->kind;
}

static int by_death(const void *a, const void *b)
{
	const struct death *x = (const struct death *)a, *y = (const struct death *)b;
	int c = id_cmp(x->id, y->id);

	return c != 0 ? c : when_cmp(x->died, y->died);
}

/* ---- how far from the living ---------------------------------------------------------------------------------- */

static int stopped(const struct watch *watch, size_t at, struct fault *f)
{
	if (at % ASK_EVERY != 0 || !watch_stopped(watch))
		return 0;
	return fault_set(f, FAULT_INTERRUPTED, 0, "interrupted; the same command goes on");
}

/* Copies of one directory block tell one entry again and again: the newest stays. */
static void drop_repeated(struct dead_names *n)
{
	size_t kept = 0;

	if (n->seen.n > 1)
		qsort(n->seen.v, n->seen.n, sizeof *n->seen.v, by_parent);
	for (size_t i = 0; i < n->seen.n; i++)
		if (kept == 0 || !alike(&n->seen.v[i], &n->seen.v[kept - 1]))
			n->seen.v[kept++] = n->seen.v[i];
	n->seen.n = kept;
}

static size_t first_below(const struct dead_names *n, struct fs_id parent)
{
	size_t low = 0, high = n->seen.n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (id_cmp(n->seen.v[mid].parent, parent) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/* Breadth first from the living directories down, each entry once, each directory's entries once: rings, and forests
 * that end nowhere, are never entered. The entries stand by parent. */
static int measure(struct dead_names *n, const struct livetree *t, const struct watch *watch, struct fault *f)
{
	size_t *queue = (size_t *)malloc((n->seen.n + 1) * sizeof *queue), end = 0;
	bool *swept = (bool *)calloc(n->seen.n + 1, sizeof *swept); /* by a directory's first entry */
	struct span path;
	int rc = queue == NULL || swept == NULL ? fault_memory(f, n->seen.n * sizeof *queue) : 0;

	for (size_t i = 0; rc == 0 && i < n->seen.n; i++) {
		struct entry_seen *e = &n->seen.v[i];

		e->far = !e->parent_dead && livetree_directory(t, e->parent, &path) ? 0 : NOWHERE;
		if (e->far == 0)
			queue[end++] = i;
		rc = stopped(watch, i, f);
	}
	for (size_t at = 0; rc == 0 && at < end; at++) {
		const struct entry_seen *up = &n->seen.v[queue[at]];
		size_t first = first_below(n, up->id);

		rc = stopped(watch, at, f);
		/* a name that lives is the living directory's, whose entries are here already */
		if (rc != 0 || up->kind == ENTRY_FILE || up->far >= UP_MOST || swept[first] ||
		    livetree_has_name(t, up->parent, up->name, up->id))
			continue;
		swept[first] = true;
		for (size_t i = first; i < n->seen.n && id_cmp(n->seen.v[i].parent, up->id) == 0; i++)
			if (n->seen.v[i].far == NOWHERE) {
				n->seen.v[i].far = up->far + 1;
				queue[end++] = i;
			}
	}
	free(queue);
	free(swept);
	return rc;
}

/* ---- putting paths together ----------------------------------------------------------------------------------- */

struct building {
	struct dead_names *n;
	const struct livetree *tree;
	const struct entry_seen *leaf;
	uint8_t text[PATH_BYTES]; /* filled from the end */
	size_t at;
	unsigned ways, looked; /* left of WAYS_MOST and LOOKED_MOST */
};

static size_t first_of(const struct dead_names *n, struct fs_id id)
{
	size_t low = 0, high = n->seen.n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (id_cmp(n->seen.v[mid].id, id) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

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

static int keep(struct building *b, struct fault *f)
{
	struct span path = span_make(b->text + b->at, PATH_BYTES - b->at);
	struct dead_path p = { .id = b->leaf->id, .kind = b->leaf->kind, .method = b->leaf->method,
		               .generation = b->leaf->generation, .sequence = b->leaf->sequence, .where = b->leaf->where, .seen = b->leaf->seen,
		               .name_n = b->leaf->name.n };

	if (!worth_keeping(b, path) || b->n->paths.n >= PATHS_MOST)
		return 0;
	if (arena_span(&b->n->arena, path, &p.path, f) < 0)
		return -1;
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

/* Only where a living directory can still be reached, so that every way that is begun ends at one. */
static int upward(struct building *b, const struct entry_seen *e, unsigned depth, struct fault *f)
{
	size_t before = b->at, stand;
	struct span path;

	if (!prepend(b, e->name)) { /* longer than any path */
		b->ways--;
		b->at = before;
		return 0;
	}
	stand = b->at;
	if (!e->parent_dead && livetree_directory(b->tree, e->parent, &path)) {
		b->ways--;
		if (prepend(b, path) && keep(b, f) < 0)
			return -1;
		b->at = stand;
	}
	for (size_t i = first_of(b->n, e->parent); i < b->n->seen.n && b->ways > 0 && b->looked > 0; i++) {
		const struct entry_seen *up = &b->n->seen.v[i];

		if (id_cmp(up->id, e->parent) != 0 || depth + 1 + up->far > UP_MOST) /* nearest first */
			break;
		b->looked--;
		/* an entry that lives names the living directory of this number, not the one that died */
		if (up->kind == ENTRY_FILE || up == e ||
		    (e->parent_dead && livetree_has_name(b->tree, up->parent, up->name, up->id)))
			continue;
		if (upward(b, up, depth + 1, f) < 0)
			return -1;
	}
	b->at = before;
	return 0;
}

static int by_path(const void *a, const void *b)
{
	const struct dead_path *x = (const struct dead_path *)a, *y = (const struct dead_path *)b;
	int c = span_cmp(x->path, y->path);

	if (c == 0)
		c = id_cmp(x->id, y->id);
	if (c == 0 && x->sequence != y->sequence)
		c = x->sequence > y->sequence ? -1 : 1;
	return c;
}

int dead_names_resolve(struct dead_names *n, const struct livetree *t, const struct watch *watch, struct fault *f)
{
	struct building *b = (struct building *)malloc(sizeof *b);
	size_t kept = 0;
	int rc;

	drop_repeated(n);
	rc = b == NULL ? fault_memory(f, sizeof *b) : measure(n, t, watch, f);
	if (n->seen.n > 1)
		qsort(n->seen.v, n->seen.n, sizeof *n->seen.v, by_id);
	if (n->deaths.n > 1)
		qsort(n->deaths.v, n->deaths.n, sizeof *n->deaths.v, by_death);
	for (size_t i = 0; rc == 0 && i < n->seen.n; i++) {
		const struct entry_seen *e = &n->seen.v[i];

		rc = stopped(watch, i, f);
		if (rc != 0 || e->far == NOWHERE || livetree_has_name(t, e->parent, e->name, e->id))
			continue;
		b->n = n;
		b->tree = t;
		b->leaf = e;
		b->at = PATH_BYTES;
		b->ways = WAYS_MOST;
		b->looked = LOOKED_MOST;
		rc = upward(b, e, 0, f);
	}
	free(b);
	if (n->paths.n > 1)
		qsort(n->paths.v, n->paths.n, sizeof *n->paths.v, by_path);
	/* one line for a path and an inode: where it was seen last */
	for (size_t i = 0; i < n->paths.n; i++)
		if (kept == 0 || !span_eq(n->paths.v[i].path, n->paths.v[kept - 1].path) ||
		    id_cmp(n->paths.v[i].id, n->paths.v[kept - 1].id) != 0)
			n->paths.v[kept++] = n->paths.v[i];
	n->paths.n = kept;
	return rc;
}

bool dead_names_has_path(const struct dead_names *n, struct span path)
{
	size_t low = 0, high = n->paths.n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (span_cmp(n->paths.v[mid].path, path) < 0)
			low = mid + 1;
		else
			high = mid;
	}
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

struct when dead_names_died(const struct dead_names *n, struct fs_id id, uint64_t generation)
{
	const struct death *latest = NULL;
	size_t low = 0, high = n->deaths.n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (id_cmp(n->deaths.v[mid].id, id) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	for (; low < n->deaths.n && id_cmp(n->deaths.v[low].id, id) == 0; low++)
		if (generation == 0 || n->deaths.v[low].generation == generation) {
			if (latest != NULL && latest->generation != n->deaths.v[low].generation)
				return WHEN_UNKNOWN; /* several lives: which one is meant is not known */
			latest = &n->deaths.v[low];
		}
	return latest == NULL ? WHEN_UNKNOWN : latest->died;
}
