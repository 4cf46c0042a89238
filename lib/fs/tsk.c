/*
 * fs/tsk.c - other file systems (NTFS, FAT, exFAT, ISO 9660 ...) through libtsk, where it is there. The live tree
 * alone: names, times, and bytes by their runs; what needs decoding (resident, compressed, encrypted files) is read
 * through the library's own file reading. libtsk reads by our media, never by a path. It is loaded when an
 * image is read, never otherwise: it brings some forty libraries along, network clients among them.
 */
#include "fs/private.h"

#include "core/sentence.h"

#include <stdio.h>

#ifndef HAVE_TSK

int tsk_open(struct fs **out, struct media *media, uint64_t backup, const struct limits *limits,
             const struct watch *watch, char why[FS_WHY], struct fault *f)
{
	(void)media;
	(void)backup;
	(void)limits;
	(void)watch;
	(void)f;
	*out = NULL;
	(void)sentence(why, FS_WHY, S_THIS_BUILD_NO);
	return FS_UNKNOWN;
}

void fs_prepare(void)
{
}

const char *tsk_library(char out[FS_LIBRARIES])
{
	out[0] = '\0';
	return out;
}

#else

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wundef"
#pragma GCC diagnostic ignored "-Wstrict-prototypes"
#pragma GCC diagnostic ignored "-Wconversion"
#include <tsk/libtsk.h>
#pragma GCC diagnostic pop

#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>

#define TSK_FUNCTIONS(X) \
	X(tsk_img_open_external) \
	X(tsk_img_close) \
	X(tsk_fs_open_img) \
	X(tsk_fs_close) \
	X(tsk_fs_file_open_meta) \
	X(tsk_fs_file_close) \
	X(tsk_fs_dir_open_meta) \
	X(tsk_fs_dir_getsize) \
	X(tsk_fs_dir_get) \
	X(tsk_fs_dir_close) \
	X(tsk_fs_file_attr_get) \
	X(tsk_fs_file_read) \
	X(tsk_error_get) \
	X(tsk_error_reset) \
	X(tsk_fs_type_toname)

struct tsk_calls {
#define X(name) __typeof__(&name) name;
	TSK_FUNCTIONS(X)
#undef X
};

struct tsk {
	struct fs base;
	void *library;
	struct tsk_calls call;
	TSK_IMG_INFO *img;
	TSK_FS_INFO *fs;
	pthread_mutex_t lock; /* of the library's handles: streams are read by workers */
	struct fault fault;   /* of reading below the library, told at its next return */
};

struct tsk_img { /* what the library is given for an image; its own fields first */
	TSK_IMG_INFO info;
	struct tsk *owner;
};

/* ---- the library reads through our media ---------------------------------------------------------------- */

static ssize_t img_read(TSK_IMG_INFO *img, TSK_OFF_T offset, char *into, size_t n)
{
	struct tsk *t = ((struct tsk_img *)img)->owner;

	if (offset < 0 || (uint64_t)offset >= t->base.media->size)
		return -1;
	if (n > t->base.media->size - (uint64_t)offset)
		n = (size_t)(t->base.media->size - (uint64_t)offset);
	return media_read(t->base.media, (uint64_t)offset, into, n, &t->fault) != 0 ? -1 : (ssize_t)n;
}

static void img_close(TSK_IMG_INFO *img)
{
	free(img);
}

static void img_stat(TSK_IMG_INFO *img, FILE *out)
{
	(void)img;
	(void)out;
}

static int library_fault(struct tsk *t, struct fault *f)
{
	if (t->fault.kind == FAULT_NONE)
		return 0;
	*f = t->fault;
	fault_clear(&t->fault);
	return -1;
}

static int damaged(struct tsk *t, char why[FS_WHY], const char *what)
{
	const char *said = t->call.tsk_error_get();

	(void)sentence(why, FS_WHY, S_PLACE_SAYS, what, said == NULL ? S_LIBTSK_NO_REASON : said);
	t->call.tsk_error_reset();
	return FS_DAMAGED;
}

/* ---- nodes -------------------------------------------------------------------------------------------------- */

static enum entry_kind kind_of(TSK_FS_META_TYPE_ENUM t)
{
	switch (t) {
	case TSK_FS_META_TYPE_REG:
		return ENTRY_FILE;
	case TSK_FS_META_TYPE_DIR:
		return ENTRY_DIR;
	case TSK_FS_META_TYPE_LNK:
		return ENTRY_SYMLINK;
	default:
		return ENTRY_OTHER;
	}
}

static struct when time_of(time_t sec, uint32_t nsec)
{
	return sec == 0 ? WHEN_UNKNOWN : nsec > 0 && nsec < 1000000000 ? when_ns(sec, nsec) : when_sec(sec);
}

static TSK_FS_FILE *open_file(struct tsk *t, struct fs_id id, char why[FS_WHY])
{
	TSK_FS_FILE *file = t->call.tsk_fs_file_open_meta(t->fs, NULL, (TSK_INUM_T)id.inode);

	if (file != NULL && file->meta != NULL)
		return file;
	if (file != NULL)
		t->call.tsk_fs_file_close(file);
	(void)damaged(t, why, S_CANNOT_READ);
	return NULL;
}

static int stat_node(struct fs *base, struct fs_id id, struct fs_node *out, char why[FS_WHY], struct fault *f)
{
	struct tsk *t = (struct tsk *)base;
	TSK_FS_FILE *file;

	memset(out, 0, sizeof *out);
	out->id = id;
	(void)pthread_mutex_lock(&t->lock);
	file = open_file(t, id, why);
	if (file != NULL) {
		const TSK_FS_META *m = file->meta;

		out->kind = kind_of(m->type);
		out->size = m->size < 0 ? 0 : (uint64_t)m->size;
		out->mode = (uint32_t)m->mode & 07777;
		out->uid = m->uid;
		out->gid = m->gid;
		out->nlink = m->nlink < 0 ? 0 : (uint64_t)m->nlink;
		out->mtime = time_of(m->mtime, m->mtime_nano);
		out->atime = time_of(m->atime, m->atime_nano);
		out->ctime = time_of(m->ctime, m->ctime_nano);
		out->btime = time_of(m->crtime, m->crtime_nano);
		t->call.tsk_fs_file_close(file);
	}
	(void)pthread_mutex_unlock(&t->lock);
	if (library_fault(t, f) < 0)
		return -1;
	return file == NULL ? FS_DAMAGED : 0;
}

static int add_name(struct fs_listing *l, const TSK_FS_NAME *n, struct fault *f)
{
	struct span name = span_of(n->name == NULL ? "" : n->name);

	if (name.n == 0 || fs_name_dots(name) || (n->flags & TSK_FS_NAME_FLAG_ALLOC) == 0 || n->type == TSK_FS_NAME_TYPE_VIRT ||
	    n->type == TSK_FS_NAME_TYPE_VIRT_DIR || span_find(name, '/') != SIZE_MAX)
		return 0;
	return fs_list_name(l, name, (struct fs_id){ 0, n->meta_addr },
	                    n->type == TSK_FS_NAME_TYPE_REG   ? ENTRY_FILE
	                    : n->type == TSK_FS_NAME_TYPE_DIR ? ENTRY_DIR
	                                                      : ENTRY_UNSET, f);
}

static int list(struct fs *base, struct fs_id dir, struct fs_names *out, char why[FS_WHY], struct fault *f)
{
	struct fs_listing l = { base, out, why, SIZE_MAX, false, false };
	struct tsk *t = (struct tsk *)base;
	TSK_FS_DIR *d;
	int rc = 0;

	(void)pthread_mutex_lock(&t->lock);
	d = t->call.tsk_fs_dir_open_meta(t->fs, (TSK_INUM_T)dir.inode);
	if (d == NULL)
		rc = damaged(t, why, S_DIRECTORY_CANNOT_LISTED);
	for (size_t i = 0; rc == 0 && i < t->call.tsk_fs_dir_getsize(d); i++) {
		TSK_FS_FILE *file = t->call.tsk_fs_dir_get(d, i);

		if (file != NULL && file->name != NULL)
			rc = add_name(&l, file->name, f);
		if (file != NULL)
			t->call.tsk_fs_file_close(file);
	}
	if (d != NULL)
		t->call.tsk_fs_dir_close(d);
	(void)pthread_mutex_unlock(&t->lock);
	return library_fault(t, f) < 0 ? -1 : rc;
}

/* ---- bytes --------------------------------------------------------------------------------------------------- */

static int push(struct runs *out, size_t *cap, struct run r, struct fault *f)
{
	void **array = (void **)&out->v;

	if (vec_grow(array, out->n, cap, sizeof *out->v, f) < 0)
		return -1;
	out->v[out->n++] = r;
	return 0;
}

/* The default data's runs, when they lie plainly; FS_ENCODED else. */
static int attr_runs(struct tsk *t, const TSK_FS_ATTR *a, uint64_t size, struct runs *out, struct fault *f)
{
	uint64_t block = t->fs->block_size, written = size;
	size_t cap = 0;

	/* NTFS: bytes beyond the initialised size read as zeros whatever lies there, all of them when it is 0 */
	if (TSK_FS_TYPE_ISNTFS(t->fs->ftype) && (uint64_t)a->nrd.initsize < size)
		written = (uint64_t)a->nrd.initsize;
	if ((a->flags & TSK_FS_ATTR_NONRES) == 0 || (a->flags & (TSK_FS_ATTR_COMP | TSK_FS_ATTR_ENC)) != 0)
		return FS_ENCODED;
	for (const TSK_FS_ATTR_RUN *r = a->nrd.run; r != NULL; r = r->next) {
		struct run x = { r->offset * block, (uint64_t)t->fs->offset + r->addr * block, r->len * block };

		if ((r->flags & TSK_FS_ATTR_RUN_FLAG_SPARSE) != 0 || x.at >= written)
			continue;
		if ((r->flags & TSK_FS_ATTR_RUN_FLAG_FILLER) != 0 || a->nrd.skiplen != 0 || (out->n > 0 && x.at < out->v[out->n - 1].at))
			return FS_ENCODED;
		if (x.length > written - x.at)
			x.length = written - x.at;
		if (push(out, &cap, x, f) < 0)
			return -1;
	}
	return 0;
}

static int runs(struct fs *base, struct fs_id id, struct runs *out, char why[FS_WHY], struct fault *f)
{
	struct tsk *t = (struct tsk *)base;
	TSK_FS_FILE *file;
	int rc = FS_DAMAGED;

	*out = (struct runs){ NULL, 0 };
	(void)pthread_mutex_lock(&t->lock);
	file = open_file(t, id, why);
	if (file != NULL) {
		const TSK_FS_ATTR *a = t->call.tsk_fs_file_attr_get(file);
		uint64_t size = file->meta->size < 0 ? 0 : (uint64_t)file->meta->size;

		t->call.tsk_error_reset();
		rc = size == 0 ? 0 : a == NULL ? damaged(t, why, S_NO_DATA) : attr_runs(t, a, size, out, f);
		t->call.tsk_fs_file_close(file);
	}
	(void)pthread_mutex_unlock(&t->lock);
	if (rc != 0) {
		free(out->v);
		*out = (struct runs){ NULL, 0 };
	}
	return library_fault(t, f) < 0 ? -1 : rc;
}

struct tsk_stream {
	struct stream base;
	struct tsk *t;
	TSK_FS_FILE *file;
	uint64_t at, size;
	int outcome;
};

static int stream_bytes(struct stream *s, void *into, size_t n, size_t *got, struct fault *f)
{
	struct tsk_stream *x = (struct tsk_stream *)s;
	ssize_t r;

	if (x->outcome != 0)
		return x->outcome;
	if (n > x->size - x->at)
		n = (size_t)(x->size - x->at);
	if (n == 0)
		return 0;
	(void)pthread_mutex_lock(&x->t->lock);
	r = x->t->call.tsk_fs_file_read(x->file, (TSK_OFF_T)x->at, into, n, TSK_FS_FILE_READ_FLAG_NONE);
	x->t->call.tsk_error_reset();
	(void)pthread_mutex_unlock(&x->t->lock);
	if (library_fault(x->t, f) < 0)
		return -1;
	if (r <= 0) {
		(void)sentence(s->why, sizeof s->why, S_BYTE_COULD_NOT, (uint64_t)x->at);
		return x->outcome = STREAM_BROKEN;
	}
	*got = (size_t)r;
	x->at += (uint64_t)r;
	return 0;
}

static void stream_done(struct stream *s)
{
	struct tsk_stream *x = (struct tsk_stream *)s;

	(void)pthread_mutex_lock(&x->t->lock);
	x->t->call.tsk_fs_file_close(x->file);
	(void)pthread_mutex_unlock(&x->t->lock);
	free(x);
}

static int stream(struct fs *base, struct fs_id id, struct stream **out, char why[FS_WHY], struct fault *f)
{
	static const struct stream_ops ops = { stream_bytes, stream_done };
	struct tsk *t = (struct tsk *)base;
	struct tsk_stream *x = (struct tsk_stream *)calloc(1, sizeof *x);

	if (x == NULL)
		return fault_memory(f, sizeof *x);
	(void)pthread_mutex_lock(&t->lock);
	x->file = open_file(t, id, why);
	(void)pthread_mutex_unlock(&t->lock);
	if (x->file == NULL) {
		free(x);
		return library_fault(t, f) < 0 ? -1 : FS_DAMAGED;
	}
	x->base.ops = &ops;
	x->t = t;
	x->size = x->file->meta->size < 0 ? 0 : (uint64_t)x->file->meta->size;
	*out = &x->base;
	return 0;
}

static int link_target(struct fs *base, struct fs_id id, struct buf *out, char why[FS_WHY], struct fault *f)
{
	struct tsk *t = (struct tsk *)base;
	TSK_FS_FILE *file;
	int rc = FS_DAMAGED;

	(void)pthread_mutex_lock(&t->lock);
	file = open_file(t, id, why);
	if (file != NULL) {
		rc = file->meta->link == NULL ? 0 : buf_add_text(out, file->meta->link, f);
		t->call.tsk_fs_file_close(file);
	}
	(void)pthread_mutex_unlock(&t->lock);
	return library_fault(t, f) < 0 ? -1 : rc;
}

/* ---- free space ------------------------------------------------------------------------------------------------- */

/* Where the library cannot say what a block is, nothing is taken for free. */
static bool is_free(struct tsk *t, TSK_DADDR_T block)
{
	TSK_FS_BLOCK_FLAG_ENUM flags = t->fs->block_getflags == NULL ? TSK_FS_BLOCK_FLAG_UNUSED
	                                                             : t->fs->block_getflags(t->fs, block);

	return (flags & TSK_FS_BLOCK_FLAG_UNALLOC) != 0;
}

static int next_free(struct fs *base, uint64_t from, uint64_t *offset, uint64_t *length, struct fault *f)
{
	struct tsk *t = (struct tsk *)base;
	TSK_DADDR_T block = from / t->fs->block_size + (from % t->fs->block_size != 0), first;
	int rc = FS_END;

	(void)pthread_mutex_lock(&t->lock);
	if (block < t->fs->first_block)
		block = t->fs->first_block;
	while (block <= t->fs->last_block_act && !is_free(t, block))
		block++;
	first = block;
	while (block <= t->fs->last_block_act && is_free(t, block))
		block++;
	if (block > first) {
		*offset = first * t->fs->block_size;
		*length = (block - first) * t->fs->block_size;
		rc = 0;
	}
	t->call.tsk_error_reset();
	(void)pthread_mutex_unlock(&t->lock);
	return library_fault(t, f) < 0 ? -1 : rc;
}

/* ---- opening ------------------------------------------------------------------------------------------------------ */

static void tsk_done(struct fs *base)
{
	struct tsk *t = (struct tsk *)base;

	if (t->fs != NULL)
		t->call.tsk_fs_close(t->fs);
	if (t->img != NULL)
		t->call.tsk_img_close(t->img);
	if (t->library != NULL)
		(void)dlclose(t->library);
	(void)pthread_mutex_destroy(&t->lock);
	free(t);
}

/* It stays where it is once loaded: nothing is kept by us. */
void fs_prepare(void)
{
	void *library = dlopen(SHERD_TSK, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);

	if (library != NULL)
		(void)dlclose(library);
}

static bool load(struct tsk *t, char why[FS_WHY])
{
	t->library = dlopen(SHERD_TSK, RTLD_NOW | RTLD_LOCAL);
	if (t->library == NULL) {
		(void)sentence(why, FS_WHY, S_LIBTSK_WHICH_READS, SHERD_TSK);
		return false;
	}
#define X(name)                                                                                    \
	*(void **)&t->call.name = dlsym(t->library, #name);                                        \
	if (t->call.name == NULL) {                                                                \
		(void)sentence(why, FS_WHY, S_THIS_LIBTSK_LACKS, #name);                        \
		return false;                                                                      \
	}
	TSK_FUNCTIONS(X)
#undef X
	return true;
}

static int make_img(struct tsk *t, struct fault *f)
{
	struct tsk_img *i = (struct tsk_img *)calloc(1, sizeof *i);

	if (i == NULL)
		return fault_memory(f, sizeof *i);
	i->owner = t;
	if (t->call.tsk_img_open_external(i, (TSK_OFF_T)t->base.media->size, 512, img_read, img_close, img_stat) == NULL) {
		free(i);
		t->call.tsk_error_reset();
		return 1;
	}
	t->img = &i->info;
	return 0;
}

int tsk_open(struct fs **out, struct media *media, uint64_t backup, const struct limits *limits,
             const struct watch *watch, char why[FS_WHY], struct fault *f)
{
	static const struct fs_ops ops = { .stat = stat_node, .list = list, .runs = runs, .stream = stream,
		                           .symlink = link_target, .next_free = next_free, .close = tsk_done };
	struct tsk *t = (struct tsk *)calloc(1, sizeof *t);

	(void)backup; /* the library looks for copies itself */
	*out = NULL;
	if (t == NULL)
		return fault_memory(f, sizeof *t);
	t->base = (struct fs){ .ops = &ops, .media = media, .limits = *limits, .watch = watch };
	(void)pthread_mutex_init(&t->lock, NULL);
	if (!load(t, why)) {
		tsk_done(&t->base);
		return FS_UNKNOWN;
	}
	if (media->size > INT64_MAX || make_img(t, f) != 0) {
		(void)sentence(why, FS_WHY, S_LIBTSK_CANNOT_TAKE);
		tsk_done(&t->base);
		return f->kind != FAULT_NONE ? -1 : FS_UNKNOWN;
	}
	t->fs = t->call.tsk_fs_open_img(t->img, 0, TSK_FS_TYPE_DETECT);
	if (t->fs == NULL) {
		int rc = library_fault(t, f) < 0 ? -1 : FS_UNKNOWN;

		if (rc > 0)
			(void)damaged(t, why, S_LIBTSK_OPENS_NO);
		tsk_done(&t->base);
		return rc;
	}
	t->base.root.inode = t->fs->root_inum;
	t->base.facts.kind = t->call.tsk_fs_type_toname(t->fs->ftype);
	t->base.facts.block = t->fs->block_size;
	t->base.facts.size = t->fs->block_count * t->fs->block_size;
	*out = &t->base;
	return 0;
}

const char *tsk_library(char out[FS_LIBRARIES])
{
	(void)snprintf(out, FS_LIBRARIES, "libtsk %s when needed", TSK_VERSION_STR);
	return out;
}

#endif
