/* source/fdio.c - bytes of a descriptor as a stream; what identifies a file or directory. */
#include "source/private.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct fd_source {
	struct stream base;
	int fd;
	bool owned;
	uint64_t at, limit; /* read up to there; what grows beyond shows in the times */
	struct stat before;
	bool noted;
	int outcome;
};

static int fd_read(struct stream *s, void *into, size_t n, size_t *got, struct fault *f)
{
	struct fd_source *x = (struct fd_source *)s;
	uint64_t left = x->limit - x->at;
	ssize_t r;

	(void)f;
	if (x->outcome != 0)
		return x->outcome;
	if (n > left)
		n = (size_t)left;
	if (n == 0)
		return 0;
	do
		r = read(x->fd, into, n);
	while (r < 0 && errno == EINTR);
	if (r < 0) {
		char words[80];

		(void)snprintf(s->why, sizeof s->why, "read error at byte %" PRIu64 ": %s", x->at,
		               strerror_r(errno, words, sizeof words));
		return x->outcome = STREAM_BROKEN;
	}
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

int fd_stream(struct stream **out, int fd, bool owned, uint64_t limit, struct fault *f)
{
	struct fd_source *x = (struct fd_source *)calloc(1, sizeof *x);

	*out = NULL;
	if (x == NULL)
		return fault_memory(f, sizeof *x);
	x->base.ops = &fd_ops;
	x->fd = fd;
	x->owned = owned;
	x->limit = limit;
	*out = &x->base;
	return 0;
}

void fd_stream_note(struct stream *s, const struct stat *before)
{
	struct fd_source *x = (struct fd_source *)s;

	x->before = *before;
	x->noted = true;
	if (before->st_size > 0) /* the end is known without asking once more */
		x->limit = (uint64_t)before->st_size;
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

	if (s == NULL || s->ops != &fd_ops || !x->noted || fstat(x->fd, &now) != 0)
		return false;
	return now.st_size != x->before.st_size || !same_times(&now, &x->before);
}

int identity_of(struct buf *out, const char *kind, int fd, struct fault *f)
{
	struct stat st;

	if (fstat(fd, &st) != 0)
		return fault_set(f, FAULT_IO, errno, "cannot look at the source");
	return buf_printf(out, f, "%s dev=%ju ino=%ju size=%jd mtime=%jd.%09ld ctime=%jd.%09ld", kind,
	                  (uintmax_t)st.st_dev, (uintmax_t)st.st_ino,
	                  S_ISDIR(st.st_mode) ? (intmax_t)0 : (intmax_t)st.st_size,
	                  (intmax_t)st.st_mtim.tv_sec, st.st_mtim.tv_nsec, (intmax_t)st.st_ctim.tv_sec,
	                  st.st_ctim.tv_nsec);
}
