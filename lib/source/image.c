/*
 * source/image.c - a disk image as a source: the live trees of its file systems, walked like a directory,
 * names in byte order, parents before children. Nothing is mounted. An image that is one file system gives its
 * tree as it is; in others each volume's tree stands below the volume's name.
 *
 * A tree on a hostile image may lie: directories that contain themselves or are reached twice are entered
 * once, and entries and bytes are bounded by what an image of this size can hold.
 */
#include "source/image.h"

#include "media/runs.h"

#include "base/keyed.h"
#include "base/quote.h"
#include "core/sentence.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* ---- where bytes lie ---------------------------------------------------------------------------------- */

/* ---- entries --------------------------------------------------------------------------------------------- */

static void trouble(struct entry *e, enum finding_code code, const char *why)
{
	if (e->trouble != FINDING_NONE)
		return;
	e->trouble = code;
	(void)snprintf(e->why, sizeof e->why, "%s", why);
}

/* What a file system's structures contradict, or lack. Where a bound left some of them out nothing is called damaged. */
static void odd(const struct image_source *m, size_t volume, struct entry *e, const char *why)
{
	bool cut = fs_facts(m->own[volume].fs)->left_out[0] != '\0';
	char text[sizeof e->why];

	if (cut)
		(void)sentence(text, sizeof text, S_BEYOND_BOUND, why);
	trouble(e, cut ? FINDING_UNREADABLE : FINDING_FILESYSTEM_DAMAGED, cut ? text : why);
}

/* The same by an outcome of fs/. */
static void not_whole(const struct image_source *m, size_t volume, struct entry *e, int rc, const char *why)
{
	if (rc == FS_BOUNDED)
		trouble(e, FINDING_UNREADABLE, why);
	else
		odd(m, volume, e, why);
}

static void fill(const struct fs_node *n, size_t volume, struct entry *e)
{
	e->kind = n->kind;
	e->has = HAS_MODE | HAS_OWNER | HAS_NLINK | HAS_INODE | HAS_ALLOCATED;
	e->size = n->kind == ENTRY_FILE ? n->size : 0;
	e->mode = n->mode;
	e->uid = n->uid;
	e->gid = n->gid;
	e->nlink = n->nlink;
	e->inode = n->id.inode;
	e->device = n->id.tree != 0 ? n->id.tree : volume; /* one image, several volumes: which one */
	e->allocated = n->allocated;
	e->atime = n->atime;
	e->mtime = n->mtime;
	e->ctime = n->ctime;
	e->btime = n->btime;
}

static uint64_t mapped(const struct runs *r)
{
	uint64_t n = 0;

	for (size_t i = 0; i < r->n; i++)
		n = sum_u64(n, r->v[i].length);
	return n;
}

/* Where a regular file's bytes lie; what cannot be read of it is told with it. */
static int place_file(struct image_source *m, size_t volume, struct entry *e, struct fault *f)
{
	char why[FS_WHY] = "";
	int rc;

	free(m->runs.v);
	m->runs = (struct runs){ NULL, 0 };
	m->encoded = false;
	rc = image_runs(m->own[volume].fs, m->current, &m->runs, why, f);
	if (rc < 0)
		return -1;
	m->encoded = rc == FS_ENCODED;
	if (rc == FS_DAMAGED || rc == FS_DOUBTFUL || rc == FS_BOUNDED)
		not_whole(m, volume, e, rc, why);
	if (rc == FS_DAMAGED || rc == FS_BOUNDED) {
		m->unread = true;
		return 0;
	}
	if (e->size - (mapped(&m->runs) < e->size ? mapped(&m->runs) : e->size) > m->base.limits.file_holes && !m->encoded) {
		trouble(e, FINDING_UNREADABLE, S_MORE_HOLES_THAN);
		m->unread = true;
		return 0;
	}
	e->runs = m->runs;
	if (m->runs.n > 0) {
		e->offset = m->runs.v[0].offset;
		e->has |= HAS_OFFSET;
	}
	return 0;
}

/* An entry whose inode is none, or of another kind, is what its directory calls it, and nothing more is known. */
static bool is_what_it_says(const struct fs_name *name, const struct fs_node *n, char why[FS_WHY])
{
	if (n->kind == ENTRY_UNSET || name->kind == ENTRY_UNSET || n->kind == name->kind)
		return n->kind != ENTRY_UNSET;
	(void)sentence(why, FS_WHY, S_DIRECTORY_CALLS_INODE, entry_kind_text(name->kind),
	               entry_kind_text(n->kind));
	return false;
}

static int look(struct image_source *m, size_t volume, const struct fs_name *name, struct entry *e, struct fault *f)
{
	struct fs *fs = m->own[volume].fs;
	struct fs_id id = name->id;
	struct fs_node n;
	char why[FS_WHY] = "";
	int rc = fs_stat(fs, id, &n, why, f);

	if (rc < 0)
		return -1;
	m->current = id;
	m->current_volume = volume;
	m->unread = rc != 0;
	if (fs_census_add(m->own[volume].census, id, f) < 0)
		return -1;
	if (!is_what_it_says(name, &n, why)) {
		m->own[volume].partial |= name->kind != ENTRY_FILE;
		odd(m, volume, e, why);
		e->kind = name->kind == ENTRY_UNSET ? ENTRY_OTHER : name->kind;
		m->unread = m->closed = true;
		return 0;
	}
	fill(&n, volume, e);
	m->closed = false;
	if (rc != 0)
		not_whole(m, volume, e, rc, why);
	if (e->kind == ENTRY_FILE)
		return place_file(m, volume, e, f);
	if (e->kind == ENTRY_SYMLINK) {
		buf_clear(&m->link);
		rc = fs_symlink(fs, id, &m->link, why, f);
		if (rc < 0)
			return -1;
		if (rc != 0)
			not_whole(m, volume, e, rc, why);
		e->link_target = buf_span(&m->link);
	}
	return 0;
}

/* ---- directories ---------------------------------------------------------------------------------------------- */

static void level_release(struct image_level *l)
{
	arena_release(&l->arena);
	VEC_RELEASE(&l->names.v);
}

static int by_name(const void *a, const void *b)
{
	return span_cmp(((const struct fs_name *)a)->name, ((const struct fs_name *)b)->name);
}

/* *out: the directory was entered before, its tree has a loop or a second way in. `note`: it is from now on. */
static int met_before(struct image_source *m, size_t volume, struct fs_id id, bool note, bool *out, struct fault *f)
{
	uint64_t h = keyed_hash((const uint64_t[]){ volume, id.tree, id.inode }, 24);
	size_t i;

	h = h == 0 ? 1 : h;
	if (m->met.n * 2 >= m->met.cap) {
		size_t cap = m->met.cap == 0 ? 4096 : m->met.cap * 2;
		uint64_t *v = (uint64_t *)calloc(cap, sizeof *v);

		if (v == NULL)
			return fault_memory(f, cap * sizeof *v);
		for (size_t k = 0; k < m->met.cap; k++) {
			if (m->met.v[k] == 0)
				continue;
			for (i = m->met.v[k] & (cap - 1); v[i] != 0; i = (i + 1) & (cap - 1)) {
			}
			v[i] = m->met.v[k];
		}
		free(m->met.v);
		m->met.v = v;
		m->met.cap = cap;
	}
	for (i = h & (m->met.cap - 1); m->met.v[i] != 0; i = (i + 1) & (m->met.cap - 1))
		if (m->met.v[i] == h) {
			*out = true;
			return 0;
		}
	if (note) {
		m->met.v[i] = h;
		m->met.n++;
	}
	*out = false;
	return 0;
}

static bool same_id(struct fs_id a, struct fs_id b)
{
	return a.tree == b.tree && a.inode == b.inode;
}

/* Does the directory `up` name `id`? Asked a few times only: on a whole file system never. */
static int names_it(struct image_source *m, struct fs *fs, struct fs_id up, struct fs_id id, bool *yes, struct fault *f)
{
	OWNED(arena) struct arena arena = ARENA_INIT;
	struct fs_names names = { .arena = &arena };
	char why[FS_WHY];
	int rc;

	*yes = false;
	if (m->strays >= watch_limit(m->base.watch, LIMIT_image_strays)) {
		watch_bite(m->base.watch, LIMIT_image_strays, 1);
		return 0;
	}
	m->strays++;
	rc = fs_list(fs, up, &names, why, f);
	for (size_t i = 0; rc >= 0 && i < names.v.n; i++)
		*yes = *yes || same_id(names.v.v[i].id, id);
	VEC_RELEASE(&names.v);
	return rc < 0 ? -1 : 0;
}

/* A directory that says it lies elsewhere, where it is named too, is entered there alone. */
static int lies_elsewhere(struct image_source *m, size_t volume, const struct image_level *l, struct fs_id above, bool *yes,
                          struct entry *e, struct fault *f)
{
	char why[FS_WHY];

	*yes = false;
	if (!l->names.has_up || same_id(l->names.up, above))
		return 0;
	if (names_it(m, m->own[volume].fs, l->names.up, l->id, yes, f) < 0)
		return -1;
	if (*yes)
		(void)sentence(why, sizeof why, S_INODE_NAMED_BOTH, l->names.up.inode, above.inode);
	else
		(void)sentence(why, sizeof why, S_INODE_NAMED, l->names.up.inode, above.inode);
	odd(m, volume, e, why);
	return 0;
}

/* Names that repeat in one directory: the registry's host would have seen one of them; each is told. */
static int enter(struct image_source *m, size_t volume, struct fs_id id, struct fs_id above, struct entry *e, struct fault *f)
{
	struct image_level l = { .id = id, .volume = volume, .path_n = m->path.n };
	char why[FS_WHY] = "";
	bool before, elsewhere = false;
	int rc;

	m->own[volume].partial |= m->levels.n >= m->base.limits.path_depth || m->path.n > m->base.limits.path_bytes;
	if (m->levels.n >= m->base.limits.path_depth) {
		trouble(e, FINDING_UNREADABLE, S_NESTED_DEEPER_THAN_LIMIT_ALL);
		return 0;
	}
	if (m->path.n > m->base.limits.path_bytes) {
		trouble(e, FINDING_UNREADABLE, S_PATH_LONGER_THAN_LIMIT);
		return 0;
	}
	if (met_before(m, volume, id, false, &before, f) < 0)
		return -1;
	if (before) {
		trouble(e, FINDING_FILESYSTEM_DAMAGED, S_DIRECTORY_MET_BEFORE);
		return 0;
	}
	l.names.arena = &l.arena;
	rc = fs_list(m->own[volume].fs, id, &l.names, why, f);
	if (rc > 0)
		not_whole(m, volume, e, rc, why);
	m->own[volume].partial |= rc > 0;
	if (rc >= 0 && (lies_elsewhere(m, volume, &l, above, &elsewhere, e, f) < 0 ||
	                (!elsewhere && met_before(m, volume, id, true, &before, f) < 0)))
		rc = -1;
	if (rc >= 0 && elsewhere) {
		level_release(&l);
		return 0;
	}
	if (rc >= 0 && l.names.v.n > 1)
		qsort(l.names.v.v, l.names.v.n, sizeof *l.names.v.v, by_name);
	if (rc < 0 || VEC_PUSH(&m->levels, l, f) < 0) {
		level_release(&l);
		return -1;
	}
	m->levels.v[m->levels.n - 1].names.arena = NULL; /* the level may move; nothing is added any more */
	return 0;
}

/* A tree of its own begins where the walk is. */
static int note_tree(struct image_source *m, size_t volume, uint64_t tree, struct fault *f)
{
	struct image_tree v = { .volume = volume };

	if (fs_subvolume(m->own[volume].fs, tree, &v.told) != 0)
		return 0;
	return arena_span(&m->tree_paths, buf_span(&m->path), &v.path, f) < 0 ? -1 : VEC_PUSH(&m->trees, v, f);
}

static int top_of_volume(struct image_source *m, size_t volume, struct entry *e, struct fault *f)
{
	struct fs_id root = fs_root(m->own[volume].fs);
	const struct fs_name top = { .id = root, .kind = ENTRY_DIR };

	buf_clear(&m->path);
	if (!m->single && buf_add_text(&m->path, m->own[volume].prefix, f) < 0)
		return -1;
	if (note_tree(m, volume, root.tree, f) < 0 || look(m, volume, &top, e, f) < 0 || (!m->closed && enter(m, volume, root, root, e, f) < 0))
		return -1;
	if (m->own[volume].trouble[0] != '\0')
		trouble(e, FINDING_FILESYSTEM_DAMAGED, m->own[volume].trouble);
	e->path = buf_span(&m->path);
	return 0;
}

/* The image's own top, and then each volume that has a tree. */
static int next_top(struct image_source *m, struct entry *e, struct fault *f)
{
	if (!m->started && !m->single) {
		m->started = true;
		e->kind = ENTRY_DIR;
		return 0;
	}
	m->started = true;
	if (m->volume > 0)
		m->own[m->volume - 1].walked = true;
	while (m->volume < m->volumes.n && m->own[m->volume].fs == NULL)
		m->volume++;
	if (m->volume == m->volumes.n)
		return SOURCE_END;
	return top_of_volume(m, m->volume++, e, f);
}

static int over_limit(struct image_source *m, struct entry *e)
{
	e->kind = ENTRY_TROUBLE;
	e->path = buf_span(&m->path);
	trouble(e, FINDING_FILESYSTEM_DAMAGED, S_MORE_ENTRIES_THAN_IMAGE);
	while (m->levels.n > 0)
		level_release(&m->levels.v[--m->levels.n]);
	m->own[m->volume - 1].partial = true;
	m->volume = m->volumes.n;
	return 0;
}

static int image_next(struct source *s, struct entry *out, struct fault *f)
{
	struct image_source *m = (struct image_source *)s;
	const struct fs_name *name;
	struct image_level *l;
	struct fs_id above;
	size_t volume;

	memset(out, 0, sizeof *out);
	while (m->levels.n > 0 && m->levels.v[m->levels.n - 1].at == m->levels.v[m->levels.n - 1].names.v.n)
		level_release(&m->levels.v[--m->levels.n]);
	if (m->levels.n == 0)
		return next_top(m, out, f);
	if (++m->entries > m->entries_most)
		return over_limit(m, out);
	l = &m->levels.v[m->levels.n - 1];
	name = &l->names.v.v[l->at++];
	volume = l->volume;
	m->path.n = l->path_n;
	if ((m->path.n > 0 && buf_add_byte(&m->path, '/', f) < 0) || buf_add(&m->path, name->name, f) < 0)
		return -1;
	if (l->at > 1 && span_eq(name->name, l->names.v.v[l->at - 2].name))
		trouble(out, FINDING_FILESYSTEM_DAMAGED, S_DIRECTORY_HOLDS_THIS);
	above = l->id;
	if (look(m, volume, name, out, f) < 0)
		return -1;
	if (out->kind == ENTRY_DIR && !m->closed) {
		size_t depth = m->levels.n;

		if (enter(m, volume, m->current, above, out, f) < 0 ||
		    (m->levels.n > depth && m->current.tree != above.tree && note_tree(m, volume, m->current.tree, f) < 0))
			return -1;
	}
	out->path = buf_span(&m->path);
	return 0;
}

/* ---- bodies ------------------------------------------------------------------------------------------------------ */

static int image_body(struct source *s, struct entry *e, struct stream **out, struct fault *f)
{
	struct image_source *m = (struct image_source *)s;

	if (e->kind != ENTRY_FILE || m->unread) {
		if (e->why[0] == '\0')
			(void)sentence(e->why, sizeof e->why, S_NO_BYTES_OWN);
		return SOURCE_UNREADABLE;
	}
	m->body_bytes = sum_u64(m->body_bytes, e->size);
	if (m->body_bytes > m->body_most) {
		watch_bite(s->watch, LIMIT_image_times, 1);
		(void)sentence(e->why, sizeof e->why, S_MORE_BYTES_FILES);
		return SOURCE_UNREADABLE;
	}
	if (m->encoded) {
		char why[FS_WHY] = "";
		int rc = fs_stream(m->own[m->current_volume].fs, m->current, out, why, f);

		if (rc > 0)
			(void)snprintf(e->why, sizeof e->why, "%s", why);
		return rc > 0 ? SOURCE_UNREADABLE : rc;
	}
	return media_runs_stream(out, m->media, &m->runs, e->size, m->base.watch, f);
}

static int image_identity(struct source *s, struct buf *out, struct fault *f)
{
	struct image_source *m = (struct image_source *)s;
	struct stat st;

	if (identity_of(out, "image", m->fd, f) < 0)
		return -1;
	for (size_t i = 1; media_file(m->media, i) != NULL; i++) {
		if (stat(media_file(m->media, i), &st) != 0)
			memset(&st, 0, sizeof st);
		if (buf_printf(out, f, "; ino=%ju size=%jd mtime=%jd.%09ld", (uintmax_t)st.st_ino, (intmax_t)st.st_size,
		               (intmax_t)st.st_mtim.tv_sec, st.st_mtim.tv_nsec) < 0)
			return -1;
	}
	return 0;
}

/* ---- the rest --------------------------------------------------------------------------------------------------------- */

static double image_fraction(const struct source *s)
{
	const struct image_source *m = (const struct image_source *)s;
	double done = 0, share = 1;

	for (size_t i = 0; i < m->levels.n; i++) {
		const struct image_level *l = &m->levels.v[i];

		if (l->names.v.n == 0)
			break;
		share /= (double)l->names.v.n;
		done += share * (double)(l->at > 0 && i + 1 < m->levels.n ? l->at - 1 : l->at);
	}
	return done > 1 ? 1 : done;
}

static size_t image_volumes(const struct source *s, const struct source_volume **out)
{
	const struct image_source *m = (const struct image_source *)s;

	*out = m->shown;
	return m->volumes.n;
}

static int image_subvolume(const struct source *s, size_t index, struct source_subvolume *out)
{
	const struct image_source *m = (const struct image_source *)s;

	if (index >= m->trees.n)
		return 1;
	*out = (struct source_subvolume){ m->trees.v[index].path, m->trees.v[index].volume, &m->trees.v[index].told };
	return 0;
}

static struct media *image_media(const struct source *s)
{
	return ((const struct image_source *)s)->media;
}

static int image_remarks(const struct source *s, size_t index, const struct source_remark **out)
{
	const struct image_source *m = (const struct image_source *)s;

	if (index >= m->remarks.n)
		return 1;
	*out = &m->remarks.v[index];
	return 0;
}

static void image_close(struct source *s)
{
	struct image_source *m = (struct image_source *)s;

	while (m->levels.n > 0)
		level_release(&m->levels.v[--m->levels.n]);
	VEC_RELEASE(&m->levels);
	for (size_t i = 0; m->own != NULL && i < m->volumes.n; i++) {
		fs_close(m->own[i].fs);
		fs_census_free(m->own[i].census);
	}
	free(m->own);
	free(m->shown);
	volumes_release(&m->volumes);
	media_close(m->media);
	VEC_RELEASE(&m->remarks);
	VEC_RELEASE(&m->trees);
	arena_release(&m->tree_paths);
	buf_release(&m->path);
	buf_release(&m->link);
	free(m->runs.v);
	free(m->met.v);
	free(m);
}

static char *cut_map(char *path)
{
	char *map = NULL, *next = path;

	while ((next = strstr(next, ",map=")) != NULL) {
		map = next;
		next++;
	}
	if (map == NULL || map == path)
		return NULL;
	*map = '\0';
	return map + 5;
}

/* Told before anything is read: there is still time to make a snapshot. */
static void note_use(const struct image_source *m)
{
	char text[400];

	(void)snprintf(text, sizeof text, "the device is %s and may change while it is read; a snapshot would not",
	               said_english(m->device.use));
	watch_note(m->base.watch, text);
}

int image_open(struct source **out, const char *path, bool forced, const struct limits *limits,
               const struct watch *watch, char why[256], struct fault *f)
{
	static const struct source_ops ops = { .next = image_next,
		                               .body = image_body,
		                               .finish = image_finish,
		                               .identity = image_identity,
		                               .reopen = image_reopen,
		                               .fraction = image_fraction,
		                               .volumes = image_volumes,
		                               .subvolume = image_subvolume,
		                               .media = image_media,
		                               .remark = image_remarks,
		                               .close = image_close };
	struct image_source *m = (struct image_source *)calloc(1, sizeof *m);
	struct media_options o = { .handles = 4, .limits = limits, .watch = watch };
	char *file = NULL;
	int rc = m == NULL ? fault_memory(f, sizeof *m) : span_dup_cstr(span_of(path), &file, f);

	*out = NULL;
	if (rc == 0) {
		m->base = (struct source){ &ops, SOURCE_IMAGE, "", *limits, watch, false, false };
		o.map = cut_map(file);
		rc = media_open(&m->media, file, &o, &m->fd, &m->base.atime_touched, why, f);
		if (rc > 0)
			rc = rc == MEDIA_NOT_FOUND ? SOURCE_NOT_FOUND : SOURCE_UNKNOWN;
	}
	if (rc == 0)
		rc = image_volumes_open(m, forced, limits, watch, why, f);
	free(file);
	if (rc != 0) {
		if (m != NULL)
			image_close(&m->base);
		return rc;
	}
	device_look(&m->device, m->fd);
	if (m->device.use[0] != '\0')
		note_use(m);
	/* a record of a directory takes 12 bytes at least; files may be read several times by hard links */
	m->entries_most = m->media->size / 12 + 65536;
	m->body_most = mul_u64(&m->body_most, m->media->size, limits->image_times) ? UINT64_MAX : sum_u64(m->body_most, limits->image_free);
	*out = &m->base;
	return 0;
}
