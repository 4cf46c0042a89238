/* source/fdio.c - bytes of a descriptor as a stream; what identifies a file or directory. */
#include "source/private.h"

#include "core/sentence.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/statvfs.h>
#include <unistd.h>

const char *errno_text(char out[ERRNO_TEXT], int err)
{
	char words[ERRNO_TEXT];

	(void)snprintf(out, ERRNO_TEXT, "%s", strerror_r(err, words, sizeof words));
	return out;
}

int open_quietly(int at, const char *name, int flags, bool *touched)
{
	int fd = openat(at, name, flags | O_RDONLY | O_CLOEXEC | O_NOATIME);
	struct statvfs fs;

	if (fd >= 0 || errno != EPERM)
		return fd;
	/* only the owner may ask for O_NOATIME; a mount that keeps no access times needs none */
	fd = openat(at, name, flags | O_RDONLY | O_CLOEXEC);
	if (fd >= 0 && !*touched &&
	    (fstatvfs(fd, &fs) != 0 || (fs.f_flag & (ST_RDONLY | ST_NOATIME)) == 0))
		*touched = true;
	return fd;
}

struct fd_source {
	struct stream base;
	int fd;
	bool owned;
	uint64_t from, at,
	        limit; /* `at` of `limit` bytes are given out; growth shows in the times */
	const struct watch *watch;
	struct stat before;
	bool noted, grown;
	int outcome;
};

static ssize_t read_at(const struct fd_source *x, void *into, size_t n)
{
	ssize_t r;

	do
		r = pread(x->fd, into, n, (off_t)(x->from + x->at));
	while (r < 0 && errno == EINTR);
	return r;
}

static int break_off(struct fd_source *x, int err)
{
	char words[ERRNO_TEXT];

	if (err != 0)
		(void)sentence(x->base.why, sizeof x->base.why,
		               S_READ_ERROR_AT, x->from + x->at,
		               errno_text(words, err));
	else
		(void)sentence(x->base.why, sizeof x->base.why,
		               S_ENDS_AT_BYTE, x->at,
		               x->limit);
	return x->outcome = STREAM_BROKEN;
}

/* A file without a size may hold bytes all the same: one that began to grow, or one of the kernel's
 * own. They are not read, but told. */
static int at_limit(struct fd_source *x)
{
	char one;

	if (x->noted && x->limit == 0 && !x->grown)
		x->grown = read_at(x, &one, 1) > 0;
	return 0;
}

static int fd_read(struct stream *s, void *into, size_t n, size_t *got, struct fault *f)
{
	struct fd_source *x = (struct fd_source *)s;
	uint64_t left = x->limit - x->at;
	ssize_t r;

	if (x->outcome != 0)
		return x->outcome;
	if (n == 0)
		return 0;
	if (left == 0)
		return at_limit(x);
	if (watch_check(x->watch, f) < 0)
		return -1;
	r = read_at(x, into, n < left ? n : (size_t)left);
	if (r < 0)
		return break_off(x, errno);
	if (r == 0 && x->noted)
		return break_off(x, 0);
	*got = (size_t)r;
	x->at += (uint64_t)r;
	return 0;
}

static void fd_close(struct stream *s)
{
	struct fd_source *x = (struct fd_source *)s;

	if (x->owned)
		(void)close(x->fd);
	free(x);
}

static const struct stream_ops fd_ops = { fd_read, fd_close };

int fd_stream(struct stream **out, int fd, bool owned, uint64_t from, uint64_t limit,
              struct fault *f)
{
	struct fd_source *x = (struct fd_source *)calloc(1, sizeof *x);

	*out = NULL;
	if (x == NULL)
		return fault_memory(f, sizeof *x);
	x->base.ops = &fd_ops;
	x->fd = fd;
	x->owned = owned;
	x->from = from;
	x->limit = limit < INT64_MAX - from ? limit : INT64_MAX - from;
	*out = &x->base;
	return 0;
}

void fd_stream_note(struct stream *s, const struct stat *before)
{
	struct fd_source *x = (struct fd_source *)s;

	x->before = *before;
	x->noted = true;
	x->limit = (uint64_t)before->st_size; /* the end is known without asking once more */
}

void fd_stream_watch(struct stream *s, const struct watch *watch)
{
	((struct fd_source *)s)->watch = watch;
}

uint64_t fd_stream_at(const struct stream *s)
{
	return ((const struct fd_source *)s)->at;
}

bool same_times(const struct stat *a, const struct stat *b)
{
	return a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec &&
	       a->st_ctim.tv_sec == b->st_ctim.tv_sec && a->st_ctim.tv_nsec == b->st_ctim.tv_nsec;
}

bool fd_stream_changed(const struct stream *s)
{
	const struct fd_source *x = (const struct fd_source *)s;
	struct stat now;

	if (s == NULL || s->ops != &fd_ops || !x->noted)
		return false;
	return x->grown || fstat(x->fd, &now) != 0 || now.st_size != x->before.st_size ||
	       !same_times(&now, &x->before);
}

int identity_of(struct buf *out, const char *kind, int fd, struct fault *f)
{
	struct stat st;

	if (fstat(fd, &st) != 0)
		return fault_set(f, FAULT_IO, errno, "cannot look at the source");
	return buf_printf(out, f, "%s dev=%ju ino=%ju size=%jd mtime=%jd.%09ld ctime=%jd.%09ld",
	                  kind, (uintmax_t)st.st_dev, (uintmax_t)st.st_ino,
	                  S_ISDIR(st.st_mode) ? (intmax_t)0 : (intmax_t)st.st_size,
	                  (intmax_t)st.st_mtim.tv_sec, st.st_mtim.tv_nsec,
	                  (intmax_t)st.st_ctim.tv_sec, st.st_ctim.tv_nsec);
}
