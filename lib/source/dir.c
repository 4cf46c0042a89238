/*
 * source/dir.c - a directory tree, walked by openat() from one handle: names in byte order, parents
 * before children, nothing followed, nothing special opened, O_NOATIME where the kernel lets us.
 */
#include "base/quote.h"
#include "base/vec.h"
#include "core/sentence.h"
#include "source/private.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/sysmacros.h>
#include <time.h>
#include <unistd.h>

enum { NAME_BYTES = 256 }; /* format: NAME_MAX and a NUL */

struct level {
	int fd;
	char **names; /* sorted; owned */
	size_t n, at, path_n;
	struct stat before;
	bool stamped; /* stamped_by_kernel() */
};

struct dir {
	struct source base;
	int root;
	char *only; /* the one file that is read, with its companions; NULL: all */
	VEC(struct level) levels;
	struct buf path, link;
	struct stat current; /* of the entry returned last */
	char *current_name;  /* borrowed from the innermost level; NULL: the top */
	bool started, changed;
	char changed_why[200];
	struct when began;   /* by the clock that file systems stamp with */
	struct again *again; /* made when it is first asked for */
	_Alignas(8) char names[32768]; /* what getdents64 gave */
};

/* ---- opening --------------------------------------------------------------------------------- */

static int open_quiet(struct dir *d, int at, const char *name, int flags)
{
	return open_quietly(at, name, flags | O_NOFOLLOW, &d->base.atime_touched);
}

static const struct level *above(const struct dir *d)
{
	return &d->levels.v[d->levels.n - 1];
}

static int innermost(const struct dir *d)
{
	return above(d)->fd;
}

/* ---- listing one directory ------------------------------------------------------------------- */

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

/* Sorted, and the names beyond the first `most` let go: which ones stay does not depend on the
 * order in which a file system gives them. */
static void trim(struct level *l, size_t most, uint64_t *left_out)
{
	if (l->n > 1)
		qsort(l->names, l->n, sizeof *l->names, by_bytes);
	while (l->n > most) {
		free(l->names[--l->n]);
		(*left_out)++;
	}
}

static bool is_companion(const struct dir *d, const char *name)
{
	static const char *const ends[] = { "", "-wal", "-journal", "-shm" };
	size_t n = strlen(d->only);

	for (size_t i = 0; i < COUNT(ends); i++)
		if (strncmp(name, d->only, n) == 0 && strcmp(name + n, ends[i]) == 0)
			return true;
	return false;
}

static int keep_name(struct dir *d, struct level *l, size_t *cap, const char *name,
                     uint64_t *left_out, struct fault *f)
{
	void **array = (void **)&l->names;

	if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0 || (d->only != NULL && !is_companion(d, name)))
		return 0;
	if (l->n >= 2 * (size_t)d->base.limits.dir_entries + 1024)
		trim(l, d->base.limits.dir_entries, left_out);
	if (vec_grow(array, l->n, cap, sizeof *l->names, f) < 0 ||
	    span_dup_cstr(span_of(name), &l->names[l->n], f) < 0)
		return -1;
	l->n++;
	return 0;
}

/* Names of an open directory, by getdents64(2): readdir would cost four more calls for each. 0; 1
 * when it could not be listed to its end (why); -1. */
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
			char words[ERRNO_TEXT];

			(void)sentence(why, 160, S_LISTING_BROKE_OFF, l->n,
			               errno_text(words, errno));
			rc = 1;
			break;
		}
		if (watch_check(d->base.watch, f) < 0)
			return -1;
		for (ssize_t at = 0; at < got;) {
			const struct dirent64 *e =
			        (const struct dirent64 *)(const void *)(d->names + at);

			if (keep_name(d, l, &cap, e->d_name, &left_out, f) < 0)
				return -1;
			at += e->d_reclen;
		}
	}
	trim(l, d->base.limits.dir_entries, &left_out);
	if (rc == 0 && left_out > 0) {
		(void)sentence(why, 160, S_NAMES_BEYOND_LIMIT,
		               (uint64_t)left_out, (uint64_t)d->base.limits.dir_entries);
		rc = 1;
	}
	return rc;
}

static bool own_ancestor(const struct dir *d, const struct stat *st)
{
	for (size_t i = 0; i < d->levels.n; i++)
		if (d->levels.v[i].before.st_dev == st->st_dev &&
		    d->levels.v[i].before.st_ino == st->st_ino)
			return true;
	return false;
}

/* What is told of an entry first stays. */
static int tell(struct entry *e, enum finding_code code, const char *why)
{
	if (e->trouble == FINDING_NONE) {
		e->trouble = code;
		(void)snprintf(e->why, sizeof e->why, "%s", why);
	}
	return 0;
}

static int trouble(struct entry *e, const char *why)
{
	return tell(e, FINDING_UNREADABLE, why);
}

static bool vanished(int err)
{
	return err == ENOENT || err == ENOTDIR || err == ELOOP || err == ESTALE;
}

/* What the system refused us. Running out of our own means is no statement about evidence. */
static int refused(struct entry *e, const char *what, int err, struct fault *f)
{
	char words[ERRNO_TEXT], why[160];

	if (err == EMFILE || err == ENFILE)
		return fault_set(f, FAULT_IO, err, "no file descriptor is left (see ulimit -n)");
	if (err == ENOMEM)
		return fault_memory(f, 0);
	(void)sentence(why, sizeof why, S_PLACE_SAYS, what, errno_text(words, err));
	/* it was there when its directory was listed, or when it was looked at */
	return tell(e, vanished(err) ? FINDING_SOURCE_CHANGED : FINDING_UNREADABLE, why);
}

/* The place that is read now. */
static const char *here(const struct dir *d, char shown[128])
{
	return d->path.n == 0 ? S_SOURCE_TOP : quote_short(shown, 128, buf_span(&d->path));
}

static void note_change(struct dir *d, const char *fmt, ...) PRINTF_LIKE(2, 3);

static void note_change(struct dir *d, const char *fmt, ...)
{
	va_list ap;

	if (d->changed)
		return;
	d->changed = true;
	va_start(ap, fmt);
	(void)vsentence(d->changed_why, sizeof d->changed_why, fmt, ap);
	va_end(ap);
}

/* A bound forbids to go in: how much is left out? */
static int leave_out(struct dir *d, int fd, const char *which, struct entry *e, struct fault *f)
{
	struct level l = { .fd = fd };
	char why[160];
	int rc = list(d, &l, why, f);

	(void)sentence(why, sizeof why, S_NAMES_ALL_BELOW,
	               which, l.n);
	level_release(&l);
	return rc < 0 ? -1 : trouble(e, why);
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
		note_change(d, S_REPLACED_WHILE_READ, here(d, (char[128]){ "" }));
		return tell(e, FINDING_SOURCE_CHANGED, S_REPLACED_BETWEEN_LISTING);
	}
	if (d->levels.n >= d->base.limits.path_depth)
		return leave_out(d, fd, S_NESTED_DEEPER_THAN_LIMIT, e, f);
	if (d->path.n > d->base.limits.path_bytes)
		return leave_out(d, fd, S_PATH_LONGER_THAN, e, f);
	if (own_ancestor(d, &l.before)) {
		(void)close(fd);
		return trouble(e, S_DIRECTORY_INSIDE_ITSELF);
	}
	l.stamped = d->levels.n > 0 && above(d)->before.st_dev == l.before.st_dev ? above(d)->stamped : stamped_by_kernel(fd);
	rc = list(d, &l, why, f);
	if (rc < 0 || VEC_PUSH(&d->levels, l, f) < 0) {
		level_release(&l);
		return -1;
	}
	return rc > 0 ? trouble(e, why) : 0;
}

static int enter_child(struct dir *d, const char *name, struct entry *e, struct fault *f)
{
	int fd = open_quiet(d, innermost(d), name, O_DIRECTORY);

	return fd < 0 ? refused(e, S_CANNOT_OPENED, errno, f) : enter(d, fd, e, f);
}

/* ---- entries --------------------------------------------------------------------------------- */

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
	out->size = S_ISREG(x->stx_mode) ? x->stx_size : 0; /* a link's is in its target */
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
	if (d->levels.n > 0 && above(d)->stamped && above(d)->before.st_dev == out->device)
		out->has |= HAS_STAMPS;
	d->current.st_dev = out->device;
	d->current.st_ino = x->stx_ino;
	d->current.st_mode = x->stx_mode;
	d->current.st_size = (off_t)x->stx_size;
	d->current.st_mtim = (struct timespec){ x->stx_mtime.tv_sec, x->stx_mtime.tv_nsec };
	d->current.st_ctim = (struct timespec){ x->stx_ctime.tv_sec, x->stx_ctime.tv_nsec };
}

static int read_link(struct dir *d, const char *name, struct entry *out, struct fault *f)
{
	ssize_t n;

	if (out->kind != ENTRY_SYMLINK)
		return 0;
	buf_clear(&d->link);
	if (buf_reserve(&d->link, 4096, f) < 0)
		return -1;
	n = readlinkat(innermost(d), name, (char *)d->link.p, 4096);
	if (n < 0)
		return refused(out, S_WHERE_IT_POINTS, errno, f);
	d->link.n = (size_t)n;
	out->link_target = buf_span(&d->link);
	return 0;
}

static struct when clock_now(clockid_t clock)
{
	struct timespec t;

	return clock_gettime(clock, &t) == 0 ? when_ns((int64_t)t.tv_sec, (uint32_t)t.tv_nsec) : WHEN_UNKNOWN;
}

/* A moment that every stamp of before is not after, and every stamp of later is after. Kernels stamp files with a clock
 * that moves by ticks, from 6.13 on also with the true time when somebody looks (multigrain): so the tick must have
 * passed the true time, which takes some milliseconds once. */
static struct when begin_now(void)
{
	const struct timespec tick = { 0, 1000000 };
	struct when now = clock_now(CLOCK_REALTIME);

	for (int i = 0; i < 50 && now.known && when_cmp(clock_now(CLOCK_REALTIME_COARSE), now) < 0; i++)
		(void)nanosleep(&tick, NULL);
	return now;
}

/* Was the inode changed since reading began? By ctime, which nobody sets; one that lies ahead of our clock is
 * another clock's. A file system of whole seconds tells the second after only. */
static bool is_fresh(const struct dir *d, struct when ctime)
{
	if (!d->began.known || !ctime.known || ctime.sec < d->began.sec || when_cmp(ctime, d->began) <= 0 ||
	    (ctime.nsec == 0 && ctime.sec == d->began.sec))
		return false;
	return when_cmp(ctime, clock_now(CLOCK_REALTIME)) <= 0;
}

static int look(struct dir *d, int at, const char *name, int flags, struct entry *out,
                struct fault *f)
{
	struct statx x;

	memset(&d->current, 0, sizeof d->current);
	if (statx(at, name, flags | AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT,
	          STATX_BASIC_STATS | STATX_BTIME, &x) != 0) {
		int err = errno;

		out->kind = ENTRY_OTHER;
		if (err == ENOENT)
			note_change(d, S_GONE_WHILE_DIRECTORY, here(d, (char[128]){ "" }));
		return refused(out, S_CANNOT_LOOKED_AT, err, f);
	}
	fill(d, &x, out);
	if (is_fresh(d, out->ctime)) {
		note_change(d, S_CHANGED_AFTER_BEGUN, here(d, (char[128]){ "" }));
		return tell(out, FINDING_SOURCE_CHANGED, S_TIMES_TELL_CHANGED);
	}
	return 0;
}

/* A directory whose names are used up: did it change meanwhile? */
static void leave(struct dir *d)
{
	struct level *l = &d->levels.v[d->levels.n - 1];
	struct stat now;

	d->path.n = l->path_n;
	if (!d->changed && (fstat(l->fd, &now) != 0 || !same_times(&now, &l->before)))
		note_change(d, S_CHANGED_WHILE_READ, here(d, (char[128]){ "" }));
	level_release(l);
	d->levels.n--;
}

static int first(struct dir *d, struct entry *out, struct fault *f)
{
	int fd;

	d->started = true;
	out->path = SPAN_NONE;
	d->current_name = NULL;
	if (look(d, d->root, "", AT_EMPTY_PATH, out, f) < 0)
		return -1;
	fd = fcntl(d->root, F_DUPFD_CLOEXEC, 0);
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
	if ((d->path.n > 0 && buf_add_byte(&d->path, '/', f) < 0) ||
	    buf_add_text(&d->path, name, f) < 0)
		return -1;
	d->current_name = name;
	if (look(d, l->fd, name, 0, out, f) < 0 || read_link(d, name, out, f) < 0 ||
	    (out->kind == ENTRY_DIR && enter_child(d, name, out, f) < 0))
		return -1;
	out->path = buf_span(&d->path);
	return 0;
}

static int dir_body(struct source *s, struct entry *e, struct stream **out, struct fault *f)
{
	struct dir *d = (struct dir *)s;
	struct stat st;
	int fd;

	if (e->kind != ENTRY_FILE || d->current_name == NULL) {
		(void)sentence(e->why, sizeof e->why, S_NO_BYTES_OWN);
		return SOURCE_UNREADABLE;
	}
	fd = open_quiet(d, innermost(d), d->current_name, O_NONBLOCK | O_NOCTTY);
	if (fd < 0) {
		struct entry said = { .kind = e->kind }; /* the outcome tells it */
		int rc = refused(&said, S_CANNOT_OPENED, errno, f);

		(void)memcpy(e->why, said.why, sizeof e->why);
		e->trouble = said.trouble == FINDING_SOURCE_CHANGED ? said.trouble : e->trouble;
		return rc < 0 ? -1 : SOURCE_UNREADABLE;
	}
	if (fstat(fd, &st) != 0 || st.st_dev != d->current.st_dev ||
	    st.st_ino != d->current.st_ino || !S_ISREG(st.st_mode)) {
		(void)close(fd);
		note_change(d, S_REPLACED_WHILE_READ, here(d, (char[128]){ "" }));
		e->trouble = FINDING_SOURCE_CHANGED;
		(void)sentence(e->why, sizeof e->why,
		               S_REPLACED_BETWEEN_LISTING);
		return SOURCE_UNREADABLE;
	}
	if (st.st_size > 1 << 20)
		(void)posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);
	if (fd_stream(out, fd, true, 0, UINT64_MAX, f) < 0) {
		(void)close(fd);
		return -1;
	}
	fd_stream_note(*out, &d->current); /* as its entry was told, not as it may be by now */
	return 0;
}

static int dir_finish(struct source *s, struct source_end *out, struct fault *f)
{
	struct dir *d = (struct dir *)s;

	(void)f;
	out->changed = d->changed;
	(void)memcpy(out->changed_why, d->changed_why, sizeof out->changed_why);
	out->atime_touched = s->atime_touched;
	return 0;
}

static int dir_again(struct source *s, const struct source_seen *seen, char why[160], struct fault *f)
{
	struct dir *d = (struct dir *)s;

	if (watch_check(s->watch, f) < 0)
		return -1;
	if (d->again == NULL && again_new(&d->again, d->root, f) < 0)
		return -1;
	return again_look(d->again, seen, why, f);
}

static int dir_identity(struct source *s, struct buf *out, struct fault *f)
{
	return identity_of(out, "directory", ((struct dir *)s)->root, f);
}

static int not_opened(char why[256], int err, struct fault *f)
{
	char words[ERRNO_TEXT];

	if (err == EMFILE || err == ENFILE)
		return fault_set(f, FAULT_IO, err, "no file descriptor is left (see ulimit -n)");
	(void)sentence(why, 256, S_CANNOT_OPENED_AGAIN, errno_text(words, err));
	return SOURCE_NOT_FOUND;
}

/* The last step: nothing but a regular file is opened at all. */
static int reopen_file(struct dir *d, int at, const char *name, uint64_t size, struct stream **out,
                       char why[256], struct fault *f)
{
	struct stat met, opened;
	int fd;

	if (fstatat(at, name, &met, AT_SYMLINK_NOFOLLOW) != 0)
		return not_opened(why, errno, f);
	if (!S_ISREG(met.st_mode)) {
		(void)sentence(why, 256, S_NO_REGULAR_FILE);
		return SOURCE_NOT_FOUND;
	}
	fd = open_quiet(d, at, name, O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		return not_opened(why, errno, f);
	if (fstat(fd, &opened) != 0 || opened.st_ino != met.st_ino || opened.st_dev != met.st_dev) {
		(void)close(fd);
		(void)sentence(why, 256, S_REPLACED_WHILE_OPENED);
		return SOURCE_NOT_FOUND;
	}
	if (fd_stream(out, fd, true, 0, size, f) < 0) {
		(void)close(fd);
		return -1;
	}
	return 0;
}

static bool step_name(char out[NAME_BYTES], struct span part)
{
	if (part.n == 0 || part.n >= NAME_BYTES || span_is(part, "..") || span_is(part, ".") ||
	    span_find(part, 0) != SIZE_MAX)
		return false;
	memcpy(out, part.p, part.n);
	out[part.n] = '\0';
	return true;
}

/* Step by step, so that no link anywhere on the way is followed. */
static int dir_reopen(struct source *s, const struct locator *where,
                      const struct seek_point *points, size_t n, struct stream **out, char why[256],
                      struct fault *f)
{
	struct dir *d = (struct dir *)s;
	struct span rest = where->path;
	char name[NAME_BYTES];
	int at = d->root, rc = 0;

	(void)points;
	(void)n;
	while (step_name(name, span_cut(&rest, '/'))) {
		int next;

		if (rest.n == 0) {
			rc = reopen_file(d, at, name, where->size, out, why, f);
			break;
		}
		next = open_quiet(d, at, name, O_DIRECTORY);
		if (next < 0) {
			rc = not_opened(why, errno, f);
			break;
		}
		if (at != d->root)
			(void)close(at);
		at = next;
	}
	if (at != d->root)
		(void)close(at);
	if (rc != 0 || *out != NULL)
		return rc;
	(void)sentence(why, 256, S_PATH_NOT_OPENED);
	return SOURCE_NOT_FOUND;
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
	again_free(d->again);
	(void)close(d->root);
	free(d->only);
	free(d);
}

int dir_open(struct source **out, int fd, const char *only, const struct limits *limits, const struct watch *watch,
             struct fault *f)
{
	static const struct source_ops ops = { .next = dir_next,
		                               .body = dir_body,
		                               .finish = dir_finish,
		                               .identity = dir_identity,
		                               .again = dir_again,
		                               .reopen = dir_reopen,
		                               .fraction = dir_fraction,
		                               .close = dir_close };
	struct dir *d = (struct dir *)calloc(1, sizeof *d);

	if (d == NULL)
		return fault_memory(f, sizeof *d);
	if (only != NULL && span_dup_cstr(span_of(only), &d->only, f) < 0) {
		free(d);
		return -1;
	}
	d->base = (struct source){ &ops, SOURCE_DIR, "", *limits, watch, false, false };
	d->root = fd;
	d->began = begin_now();
	*out = &d->base;
	return 0;
}
