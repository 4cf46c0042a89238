/*
 * source/dir.c - a directory tree, walked by openat() from one handle: names in byte order, parents
 * before children, nothing followed, nothing special opened, O_NOATIME where the kernel lets us.
 */
#include "base/vec.h"
#include "source/private.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/statvfs.h>
#include <sys/sysmacros.h>
#include <unistd.h>

struct level {
	int fd;
	char **names; /* sorted; owned */
	size_t n, at, path_n;
	struct stat before;
};

struct dir {
	struct source base;
	int root;
	VEC(struct level) levels;
	struct buf path, link;
	struct stat current;   /* of the entry returned last */
	char *current_name;    /* borrowed from the innermost level; NULL: the top */
	bool started, descend, atime_touched, quiet_atime, changed;
	char changed_why[200];
	_Alignas(8) char names[32768]; /* what getdents64 gave */
};

/* ---- opening ------------------------------------------------------------------------------------------ */

static int open_quiet(struct dir *d, int at, const char *name, int flags)
{
	int fd = openat(at, name, flags | O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NOATIME);

	if (fd >= 0 || errno != EPERM)
		return fd;
	if (!d->quiet_atime)
		d->atime_touched = true;
	return openat(at, name, flags | O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
}


static int innermost(const struct dir *d)
{
	return d->levels.v[d->levels.n - 1].fd;
}

/* ---- listing one directory ------------------------------------------------------------------------------ */

static int by_bytes(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void level_release(struct level *l)
{
	for (size_t i = 0; i < l->n; i++)
		free(l->names[i]);
	free(l->names);
	if (l->fd >= 0)
		(void)close(l->fd);
}


static int keep_name(struct dir *d, struct level *l, size_t *cap, const char *name, uint64_t *left_out,
                     struct fault *f)
{
	void **array = (void **)&l->names;

	if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
		return 0;
	if (l->n >= d->base.limits.dir_entries) {
		(*left_out)++;
		return 0;
	}
	if (vec_grow(array, l->n, cap, sizeof *l->names, f) < 0 ||
	    span_dup_cstr(span_of(name), &l->names[l->n], f) < 0)
		return -1;
	l->n++;
	return 0;
}

/* Names of an open directory, by getdents64(2): readdir would cost four more calls for each. 0; 1 when it could not be listed to its end (why); -1. */
static int list(struct dir *d, struct level *l, char why[160], struct fault *f)
{
	size_t cap = 0;
	uint64_t left_out = 0;
	int rc = 0;

	for (;;) {
		ssize_t got = getdents64(l->fd, d->names, sizeof d->names);

		if (got == 0)
			break;
		if (got < 0) {
			(void)snprintf(why, 160, "listing broke off: %s", strerror(errno));
			rc = 1;
			break;
		}
		for (ssize_t at = 0; at < got;) {
			const struct dirent64 *e = (const struct dirent64 *)(const void *)(d->names + at);

			if (keep_name(d, l, &cap, e->d_name, &left_out, f) < 0)
				return -1;
			at += e->d_reclen;
		}
	}
	if (rc == 0 && left_out > 0) {
		(void)snprintf(why, 160, "%llu names beyond the limit of %u were left out",
		               (unsigned long long)left_out, d->base.limits.dir_entries);
		rc = 1;
	}
	if (l->n > 1)
		qsort(l->names, l->n, sizeof *l->names, by_bytes);
	return rc;
}

static bool own_ancestor(const struct dir *d, const struct stat *st)
{
	for (size_t i = 0; i < d->levels.n; i++)
		if (d->levels.v[i].before.st_dev == st->st_dev && d->levels.v[i].before.st_ino == st->st_ino)
			return true;
	return false;
}

static int trouble(struct entry *e, const char *why)
{
	e->trouble = FINDING_UNREADABLE;
	(void)snprintf(e->why, sizeof e->why, "%s", why);
	return 0;
}

/* Goes into the directory just met, so that its names come next; trouble stays with its entry. */
static int enter(struct dir *d, int fd, struct entry *e, struct fault *f)
{
	struct level l = { .fd = fd, .path_n = d->path.n };
	char why[160] = "";
	int rc;

	if (fstat(fd, &l.before) != 0 || l.before.st_dev != d->current.st_dev ||
	    l.before.st_ino != d->current.st_ino) {
		(void)close(fd);
		return trouble(e, "it was replaced between listing and opening");
	}
	if (own_ancestor(d, &l.before)) {
		(void)close(fd);
		return trouble(e, "a directory inside itself; not entered again");
	}
	rc = list(d, &l, why, f);
	if (rc < 0 || VEC_PUSH(&d->levels, l, f) < 0) {
		level_release(&l);
		return -1;
	}
	return rc > 0 ? trouble(e, why) : 0;
}

static int enter_child(struct dir *d, const char *name, struct entry *e, struct fault *f)
{
	char words[120];
	int fd;

	if (d->levels.n >= d->base.limits.path_depth)
		return trouble(e, "nested deeper than the limit; not entered");
	fd = open_quiet(d, innermost(d), name, O_DIRECTORY);
	if (fd < 0) {
		(void)snprintf(words, sizeof words, "cannot be opened: %s", strerror(errno));
		return trouble(e, words);
	}
	return enter(d, fd, e, f);
}

/* ---- entries ------------------------------------------------------------------------------------------------ */

static enum entry_kind kind_of(mode_t mode)
{
	if (S_ISREG(mode))
		return ENTRY_FILE;
	if (S_ISDIR(mode))
		return ENTRY_DIR;
	if (S_ISLNK(mode))
		return ENTRY_SYMLINK;
	if (S_ISFIFO(mode))
		return ENTRY_FIFO;
	if (S_ISSOCK(mode))
		return ENTRY_SOCKET;
	if (S_ISCHR(mode))
		return ENTRY_CHARDEV;
	return S_ISBLK(mode) ? ENTRY_BLOCKDEV : ENTRY_OTHER;
}

static struct when when_of(struct statx_timestamp t)
{
	return when_ns(t.tv_sec, t.tv_nsec);
}

static void fill(struct dir *d, const struct statx *x, struct entry *out)
{
	out->kind = kind_of(x->stx_mode);
	out->has = HAS_MODE | HAS_OWNER | HAS_NLINK | HAS_INODE | HAS_ALLOCATED;
	out->size = S_ISDIR(x->stx_mode) ? 0 : x->stx_size;
	out->mode = x->stx_mode & 07777;
	out->uid = x->stx_uid;
	out->gid = x->stx_gid;
	out->nlink = x->stx_nlink;
	out->inode = x->stx_ino;
	out->device = makedev(x->stx_dev_major, x->stx_dev_minor);
	out->allocated = x->stx_blocks * 512;
	out->mtime = when_of(x->stx_mtime);
	out->atime = when_of(x->stx_atime);
	out->ctime = when_of(x->stx_ctime);
	if (x->stx_mask & STATX_BTIME)
		out->btime = when_of(x->stx_btime);
	d->current.st_dev = makedev(x->stx_dev_major, x->stx_dev_minor);
	d->current.st_ino = x->stx_ino;
}

static int read_link(struct dir *d, const char *name, struct entry *out, struct fault *f)
{
	ssize_t n;

	buf_clear(&d->link);
	if (buf_reserve(&d->link, 4096, f) < 0)
		return -1;
	n = readlinkat(innermost(d), name, (char *)d->link.p, 4096);
	if (n > 0)
		d->link.n = (size_t)n;
	out->link_target = buf_span(&d->link);
	return 0;
}

static int look(struct dir *d, int at, const char *name, int flags, struct entry *out)
{
	struct statx x;
	char words[120];

	memset(&d->current, 0, sizeof d->current);
	if (statx(at, name, flags | AT_SYMLINK_NOFOLLOW | AT_STATX_DONT_SYNC,
	          STATX_BASIC_STATS | STATX_BTIME, &x) != 0) {
		out->kind = ENTRY_OTHER;
		(void)snprintf(words, sizeof words, "cannot be looked at: %s", strerror(errno));
		return trouble(out, words);
	}
	fill(d, &x, out);
	return 0;
}

/* A directory whose names are used up: did it change meanwhile? */
static void leave(struct dir *d)
{
	struct level *l = &d->levels.v[d->levels.n - 1];
	struct stat now;

	d->path.n = l->path_n;
	if (!d->changed && fstat(l->fd, &now) == 0 && !same_times(&now, &l->before)) {
		d->changed = true;
		(void)snprintf(d->changed_why, sizeof d->changed_why,
		               "directory %.*s changed while it was read", (int)(d->path.n > 120 ? 120 : d->path.n),
		               d->path.n > 0 ? (const char *)d->path.p : "");
	}
	level_release(l);
	d->levels.n--;
}

static int first(struct dir *d, struct entry *out, struct fault *f)
{
	int fd;

	d->started = true;
	out->path = SPAN_NONE;
	d->current_name = NULL;
	if (look(d, d->root, "", AT_EMPTY_PATH, out) < 0)
		return -1;
	fd = dup(d->root);
	if (fd < 0)
		return fault_set(f, FAULT_IO, errno, "cannot hold the source open");
	return enter(d, fd, out, f);
}

static int dir_next(struct source *s, struct entry *out, struct fault *f)
{
	struct dir *d = (struct dir *)s;
	struct level *l;
	char *name;

	memset(out, 0, sizeof *out);
	if (!d->started)
		return first(d, out, f);
	while (d->levels.n > 0 && d->levels.v[d->levels.n - 1].at == d->levels.v[d->levels.n - 1].n)
		leave(d);
	if (d->levels.n == 0)
		return SOURCE_END;
	l = &d->levels.v[d->levels.n - 1];
	name = l->names[l->at++];
	d->path.n = l->path_n;
	if ((d->path.n > 0 && buf_add_byte(&d->path, '/', f) < 0) || buf_add_text(&d->path, name, f) < 0)
		return -1;
	d->current_name = name;
	if (look(d, l->fd, name, 0, out) < 0 ||
	    (out->kind == ENTRY_SYMLINK && read_link(d, name, out, f) < 0))
		return -1;
	if (d->path.n > d->base.limits.path_bytes)
		(void)trouble(out, "a path longer than the limit");
	else if (out->kind == ENTRY_DIR && enter_child(d, name, out, f) < 0)
		return -1;
	out->path = buf_span(&d->path);
	return 0;
}

static int dir_body(struct source *s, struct entry *e, struct stream **out, struct fault *f)
{
	struct dir *d = (struct dir *)s;
	struct stat st;
	int fd;

	fd = open_quiet(d, innermost(d), d->current_name, O_NONBLOCK);
	if (fd < 0) {
		(void)snprintf(e->why, sizeof e->why, "cannot be opened: %s", strerror(errno));
		return SOURCE_UNREADABLE;
	}
	if (fstat(fd, &st) != 0 || st.st_dev != d->current.st_dev || st.st_ino != d->current.st_ino ||
	    !S_ISREG(st.st_mode)) {
		(void)close(fd);
		(void)snprintf(e->why, sizeof e->why, "it was replaced between listing and opening");
		return SOURCE_UNREADABLE;
	}
	if (st.st_size > 1 << 20)
		(void)posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);
	if (fd_stream(out, fd, true, UINT64_MAX, f) < 0) {
		(void)close(fd);
		return -1;
	}
	fd_stream_note(*out, &st);
	return 0;
}

static int dir_finish(struct source *s, struct source_end *out, struct fault *f)
{
	struct dir *d = (struct dir *)s;

	(void)f;
	out->changed = d->changed;
	(void)memcpy(out->changed_why, d->changed_why, sizeof out->changed_why);
	out->atime_touched = d->atime_touched;
	return 0;
}

static int dir_identity(struct source *s, struct buf *out, struct fault *f)
{
	return identity_of(out, "directory", ((struct dir *)s)->root, f);
}

/* Step by step, so that no link anywhere on the way is followed. */
static int dir_reopen(struct source *s, const struct locator *where, const struct seek_point *points,
                      size_t n, struct stream **out, char why[256], struct fault *f)
{
	struct dir *d = (struct dir *)s;
	struct span rest = where->path;
	int at = dup(d->root);

	(void)points;
	(void)n;
	while (at >= 0 && rest.n > 0) {
		struct span part = span_cut(&rest, '/');
		char name[256];
		int next;

		if (part.n == 0 || part.n >= sizeof name || span_is(part, "..") || span_is(part, ".")) {
			(void)close(at);
			(void)snprintf(why, 256, "the path cannot be opened step by step");
			return SOURCE_NOT_FOUND;
		}
		memcpy(name, part.p, part.n);
		name[part.n] = '\0';
		next = open_quiet(d, at, name, rest.n > 0 ? O_DIRECTORY : O_NONBLOCK);
		(void)close(at);
		at = next;
	}
	if (at < 0) {
		(void)snprintf(why, 256, "cannot be opened again: %s", strerror(errno));
		return SOURCE_NOT_FOUND;
	}
	if (fd_stream(out, at, true, UINT64_MAX, f) < 0) {
		(void)close(at);
		return -1;
	}
	return 0;
}

static double dir_fraction(const struct source *s)
{
	const struct dir *d = (const struct dir *)s;
	double done = 0, share = 1;

	for (size_t i = 0; i < d->levels.n; i++) {
		const struct level *l = &d->levels.v[i];

		if (l->n == 0)
			break;
		share /= (double)l->n;
		done += share * (double)(l->at > 0 && i + 1 < d->levels.n ? l->at - 1 : l->at);
	}
	return done > 1 ? 1 : done;
}

static void dir_close(struct source *s)
{
	struct dir *d = (struct dir *)s;

	while (d->levels.n > 0)
		level_release(&d->levels.v[--d->levels.n]);
	VEC_RELEASE(&d->levels);
	buf_release(&d->path);
	buf_release(&d->link);
	(void)close(d->root);
	free(d);
}

int dir_open(struct source **out, int fd, const struct limits *limits, const struct watch *watch,
             struct fault *f)
{
	static const struct source_ops ops = { dir_next,   dir_body, dir_finish, dir_identity,
		                               dir_reopen, NULL,     dir_fraction, dir_close };
	struct dir *d = (struct dir *)calloc(1, sizeof *d);
	struct statvfs fs;

	if (d == NULL)
		return fault_memory(f, sizeof *d);
	d->base = (struct source){ &ops, SOURCE_DIR, "", *limits, watch };
	d->root = fd;
	d->quiet_atime = fstatvfs(fd, &fs) == 0 && (fs.f_flag & (ST_RDONLY | ST_NOATIME)) != 0;
	*out = &d->base;
	return 0;
}
