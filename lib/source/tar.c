/*
 * source/tar.c - a tar archive, read once from front to back: descriptor -> hash of the container ->
 * decoder -> members. Bodies go through pipes (pipe.c); seek points are gathered on the way.
 */
#include "base/vec.h"
#include "format/format.h"
#include "hash/hash.h"
#include "source/private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { PIECE = 256 * 1024, POINT_WINDOW = 32768 };
#define POINTS_BYTES (256ull << 20)

struct tarball {
	struct source base;
	int fd;
	enum xfrm_kind kind;
	struct stat before;
	struct hash *hash;
	struct stream *file, *tee, *decoder; /* decoder NULL for a plain tar */
	struct tar_reader *tar;
	struct pipe_budget *budget;
	struct pipe_writer *writer; /* of the body taken last, until it is fed */
	VEC(struct seek_point) points;
	struct seek_sink sink;
	bool told, ended;
	bool body_open; /* the current member's body may still be taken */
	struct buf last_path;
};

/* ---- seek points --------------------------------------------------------------------------------------- */

/* When they grow too many every second one goes and the distance doubles. */
static void thin(struct tarball *t)
{
	size_t kept = 0;

	for (size_t i = 0; i < t->points.n; i++) {
		if (i % 2 == 0)
			t->points.v[kept++] = t->points.v[i];
		else
			free((void *)(uintptr_t)t->points.v[i].window.p);
	}
	t->points.n = kept;
	t->sink.interval *= 2;
}

static int keep_point(void *user, const struct seek_point *p, struct fault *f)
{
	struct tarball *t = (struct tarball *)user;
	struct seek_point copy = *p;

	if (t->points.n > 0 && p->out - t->points.v[t->points.n - 1].out < t->sink.interval)
		return 0;
	if ((t->points.n + 1) * (uint64_t)POINT_WINDOW > POINTS_BYTES)
		thin(t);
	if (span_dup(p->window, &copy.window, f) < 0)
		return -1;
	if (VEC_PUSH(&t->points, copy, f) < 0) {
		free((void *)(uintptr_t)copy.window.p);
		return -1;
	}
	return 0;
}

static int tarball_point(struct source *s, size_t index, const struct seek_point **out)
{
	struct tarball *t = (struct tarball *)s;

	if (index >= t->points.n)
		return 1;
	*out = &t->points.v[index];
	return 0;
}

/* ---- members ----------------------------------------------------------------------------------------------- */

static int piece_from(struct tarball *t, uint8_t **out, size_t *n, struct fault *f)
{
	uint8_t *p = (uint8_t *)malloc(PIECE);
	int rc = 0;

	*n = 0;
	if (p == NULL)
		return fault_memory(f, PIECE);
	while (*n < PIECE) {
		size_t got;

		rc = tar_body_read(t->tar, p + *n, PIECE - *n, &got, f);
		if (rc != 0 || got == 0)
			break;
		*n += got;
	}
	if (rc < 0 || *n == 0) {
		free(p);
		p = NULL;
	}
	*out = p;
	return rc;
}

/* Feeds the open pipe to the member's end. */
static int feed(struct tarball *t, struct fault *f)
{
	struct pipe_writer *w = t->writer;

	t->writer = NULL;
	while (w != NULL) {
		uint8_t *p = NULL;
		size_t n = 0;
		int rc = piece_from(t, &p, &n, f), pushed = 0;

		if (p != NULL)
			pushed = pipe_push(w, p, n, f);
		if (rc < 0 || pushed < 0) {
			pipe_end(w, STREAM_BROKEN, "reading stopped");
			return -1;
		}
		if (rc > 0) {
			pipe_end(w, STREAM_BROKEN, tar_why(t->tar));
			return 0; /* tar_next() will say the same of the archive */
		}
		if (n == 0 || pushed > 0) {
			pipe_end(w, 0, "");
			return 0;
		}
	}
	return 0;
}

static int tell_trouble(struct tarball *t, struct entry *out, const char *why)
{
	memset(out, 0, sizeof *out);
	t->told = true;
	out->kind = ENTRY_TROUBLE;
	out->path = buf_span(&t->last_path);
	out->trouble = FINDING_CONTAINER_DAMAGED;
	out->has = HAS_OFFSET;
	out->offset = tar_offset(t->tar);
	(void)snprintf(out->why, sizeof out->why, "at byte %llu of the archive: %s",
	               (unsigned long long)out->offset, why);
	return 0;
}

static int tarball_next(struct source *s, struct entry *out, struct fault *f)
{
	struct tarball *t = (struct tarball *)s;
	int rc;

	if (t->ended)
		return SOURCE_END;
	if (feed(t, f) < 0)
		return -1;
	t->body_open = false;
	rc = t->told ? TAR_END : tar_next(t->tar, out, f);
	if (rc < 0)
		return -1;
	if (rc == 0) {
		t->body_open = out->kind == ENTRY_FILE;
		buf_clear(&t->last_path);
		return buf_add(&t->last_path, out->path, f);
	}
	if (!t->told && (rc != TAR_END || tar_tail_missing(t->tar)))
		return tell_trouble(t, out, rc == TAR_END ? "it ends without its two zero blocks" : tar_why(t->tar));
	t->ended = true;
	return SOURCE_END;
}

static int tarball_body(struct source *s, struct entry *e, struct stream **out, struct fault *f)
{
	struct tarball *t = (struct tarball *)s;
	struct pipe_writer *w;

	if (!t->body_open) {
		(void)snprintf(e->why, sizeof e->why, "this member has no bytes of its own");
		return SOURCE_UNREADABLE;
	}
	t->body_open = false;
	if (pipe_new(&w, out, t->budget, f) < 0)
		return -1;
	t->writer = w;
	if (e->size > t->base.limits.pipe_bytes)
		return 0; /* the next tarball_next() feeds it, while a worker reads */
	if (feed(t, f) < 0) {
		stream_close(*out);
		*out = NULL;
		return -1;
	}
	return 0;
}

/* ---- the end -------------------------------------------------------------------------------------------------- */

static int read_rest(struct tarball *t, bool *whole, struct fault *f)
{
	uint8_t *p = (uint8_t *)malloc(PIECE);
	size_t got = 1;
	int rc = 0;

	if (p == NULL)
		return fault_memory(f, PIECE);
	/* what the decoder has buffered went through the tee already */
	while (rc == 0 && got > 0)
		rc = stream_read(t->tee, p, PIECE, &got, f);
	free(p);
	*whole = rc == 0;
	return rc < 0 ? -1 : 0;
}

static int tarball_finish(struct source *s, struct source_end *out, struct fault *f)
{
	struct tarball *t = (struct tarball *)s;
	struct stat now;
	bool whole = false;

	if (read_rest(t, &whole, f) < 0)
		return -1;
	out->has_digest = whole;
	if (whole && hash_get(t->hash, &out->digest, f) < 0)
		return -1;
	out->size = (uint64_t)t->before.st_size;
	if (fstat(t->fd, &now) == 0 && (now.st_size != t->before.st_size || !same_times(&now, &t->before))) {
		out->changed = true;
		(void)snprintf(out->changed_why, sizeof out->changed_why,
		               "the archive's size or times changed while it was read");
	}
	return 0;
}

static int tarball_identity(struct source *s, struct buf *out, struct fault *f)
{
	return identity_of(out, "file", ((struct tarball *)s)->fd, f);
}

/* ---- coming back --------------------------------------------------------------------------------------------------- */

/* A piece of the uncompressed archive: owns what lies beneath it. */
struct window {
	struct stream base;
	struct stream *file, *decoder;
	struct runs runs; /* borrowed */
	uint64_t size, at; /* logical */
	uint64_t stream_at, stored_from;
	size_t run;
};

static int window_skip(struct window *w, uint64_t to, struct fault *f)
{
	struct stream *in = w->decoder != NULL ? w->decoder : w->file;
	uint8_t waste[16384];

	while (w->stream_at < to) {
		size_t got, n = to - w->stream_at < sizeof waste ? (size_t)(to - w->stream_at) : sizeof waste;
		int rc = stream_read(in, waste, n, &got, f);

		if (rc != 0 || got == 0) {
			(void)snprintf(w->base.why, sizeof w->base.why, "the archive ends before this member");
			return rc < 0 ? -1 : STREAM_BROKEN;
		}
		w->stream_at += got;
	}
	return 0;
}

static int window_read(struct stream *s, void *into, size_t n, size_t *got, struct fault *f)
{
	struct window *w = (struct window *)s;
	struct stream *in = w->decoder != NULL ? w->decoder : w->file;
	uint64_t end = w->size, offset = w->stored_from + w->at;
	int rc;

	if (w->at >= w->size)
		return 0;
	if (w->runs.n > 0) {
		while (w->run < w->runs.n && w->at >= w->runs.v[w->run].at + w->runs.v[w->run].length)
			w->run++;
		if (w->run >= w->runs.n || w->at < w->runs.v[w->run].at) { /* a hole */
			end = w->run < w->runs.n ? w->runs.v[w->run].at : w->size;
			*got = end - w->at < n ? (size_t)(end - w->at) : n;
			memset(into, 0, *got);
			w->at += *got;
			return 0;
		}
		end = w->runs.v[w->run].at + w->runs.v[w->run].length;
		offset = w->runs.v[w->run].offset + (w->at - w->runs.v[w->run].at);
	}
	rc = window_skip(w, offset, f);
	if (rc != 0)
		return rc;
	rc = stream_read(in, into, end - w->at < n ? (size_t)(end - w->at) : n, got, f);
	if (rc > 0)
		memcpy(s->why, in->why, sizeof s->why);
	if (rc != 0)
		return rc;
	if (*got == 0) {
		(void)snprintf(s->why, sizeof s->why, "the archive ends inside this member");
		return STREAM_BROKEN;
	}
	w->at += *got;
	w->stream_at += *got;
	return 0;
}

static void window_close(struct stream *s)
{
	struct window *w = (struct window *)s;

	stream_close(w->decoder);
	stream_close(w->file);
	free(w);
}

static const struct seek_point *nearest(const struct seek_point *points, size_t n, uint64_t offset)
{
	const struct seek_point *best = NULL;

	for (size_t i = 0; i < n; i++)
		if (points[i].out <= offset && (best == NULL || points[i].out > best->out))
			best = &points[i];
	return best;
}

static int window_open(struct tarball *t, struct window *w, const struct seek_point *p, uint64_t first,
                       struct fault *f)
{
	/* an own descriptor: its position is its own */
	int fd = openat(AT_FDCWD, "/proc/self/fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	char name[32];
	int file;
	uint64_t from = first;

	if (fd < 0)
		return fault_set(f, FAULT_IO, errno, "cannot open the archive again");
	(void)snprintf(name, sizeof name, "%d", t->fd);
	file = openat(fd, name, O_RDONLY | O_CLOEXEC);
	(void)close(fd);
	if (file < 0)
		return fault_set(f, FAULT_IO, errno, "cannot open the archive again");
	if (t->kind != XFRM_NONE)
		from = p == NULL ? 0 : p->in - (p->bits > 0);
	if (lseek(file, (off_t)from, SEEK_SET) < 0 || fd_stream(&w->file, file, true, UINT64_MAX, f) < 0) {
		(void)close(file);
		return f->kind != FAULT_NONE ? -1 : fault_set(f, FAULT_IO, errno, "cannot seek");
	}
	w->stream_at = t->kind == XFRM_NONE ? first : p == NULL ? 0 : p->out;
	if (t->kind == XFRM_NONE)
		return 0;
	return p == NULL ? xfrm_open(&w->decoder, t->kind, w->file, NULL, NULL, f)
	                 : xfrm_open_at(&w->decoder, t->kind, w->file, p, f);
}

static int tarball_reopen(struct source *s, const struct locator *where, const struct seek_point *points,
                          size_t n, struct stream **out, char why[256], struct fault *f)
{
	static const struct stream_ops ops = { window_read, window_close };
	struct tarball *t = (struct tarball *)s;
	struct window *w = (struct window *)calloc(1, sizeof *w);
	uint64_t first = where->runs.n > 0 ? where->runs.v[0].offset : where->offset;

	(void)why;
	if (w == NULL)
		return fault_memory(f, sizeof *w);
	w->base.ops = &ops;
	w->size = where->size;
	w->runs = where->runs;
	w->stored_from = where->offset;
	if (window_open(t, w, nearest(points, n, first), first, f) < 0) {
		window_close(&w->base);
		return -1;
	}
	*out = &w->base;
	return 0;
}

/* ---- life -------------------------------------------------------------------------------------------------------------- */

static double tarball_fraction(const struct source *s)
{
	const struct tarball *t = (const struct tarball *)s;
	off_t at = lseek(t->fd, 0, SEEK_CUR);

	return t->before.st_size > 0 && at > 0 ? (double)at / (double)t->before.st_size : 0;
}

static void tarball_close(struct source *s)
{
	struct tarball *t = (struct tarball *)s;

	if (t->writer != NULL)
		pipe_end(t->writer, STREAM_BROKEN, "reading of the archive was stopped");
	for (size_t i = 0; i < t->points.n; i++)
		free((void *)(uintptr_t)t->points.v[i].window.p);
	VEC_RELEASE(&t->points);
	buf_release(&t->last_path);
	tar_free(t->tar);
	stream_close(t->decoder);
	stream_close(t->tee);
	stream_close(t->file);
	hash_free(t->hash);
	pipe_budget_free(t->budget);
	if (t->fd >= 0)
		(void)close(t->fd);
	free(t);
}

int tarball_open(struct source **out, int fd, enum xfrm_kind kind, const struct limits *limits,
                 const struct watch *watch, struct fault *f)
{
	static const struct source_ops ops = { tarball_next,   tarball_body,   tarball_finish, tarball_identity,
		                               tarball_reopen, tarball_point, tarball_fraction,
		                               tarball_close };
	struct tarball *t = (struct tarball *)calloc(1, sizeof *t);

	if (t == NULL)
		return fault_memory(f, sizeof *t);
	t->base = (struct source){ &ops, SOURCE_TAR, xfrm_kind_text(kind), *limits, watch };
	t->fd = -1; /* the caller's until everything else stands */
	t->kind = kind;
	t->sink = (struct seek_sink){ keep_point, t, limits->seek_interval };
	if (fstat(fd, &t->before) != 0 || hash_new(&t->hash, DIGEST_SHA256, f) < 0 ||
	    fd_stream(&t->file, fd, false, UINT64_MAX, f) < 0 || hash_tee(&t->tee, t->file, t->hash, f) < 0 ||
	    pipe_budget_new(&t->budget, limits->pipe_bytes, f) < 0 ||
	    (kind != XFRM_NONE && xfrm_open(&t->decoder, kind, t->tee, NULL, &t->sink, f) < 0) ||
	    tar_open(&t->tar, kind != XFRM_NONE ? t->decoder : t->tee, limits, f) < 0) {
		tarball_close(&t->base);
		return f->kind != FAULT_NONE ? -1 : fault_set(f, FAULT_IO, errno, "cannot look at the archive");
	}
	(void)posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);
	t->fd = fd;
	*out = &t->base;
	return 0;
}
