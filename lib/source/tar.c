/*
 * source/tar.c - a tar archive, read once from front to back: descriptor -> hash of the container
 * -> decoder -> members. Bodies go through pipes (pipe.c); seek points are gathered on the way.
 */
#include "base/vec.h"

#include "core/sentence.h"
#include "format/format.h"
#include "hash/hash.h"
#include "source/private.h"

#include <stdio.h>
#include <stdlib.h>

enum { PIECE = 256 * 1024, POINT_WINDOW = 32768 };
#define POINTS_BYTES (256ull << 20) /* rule: beyond it every second point goes, and reading starts further back */

struct kept_point {
	struct seek_point at;
	struct buf window; /* what at.window shows */
};

struct tarball {
	struct source base;
	struct bytes bytes;
	enum xfrm_kind kind;
	struct source_remark within; /* code set: what is told of a member of another source */
	struct hash *hash;
	struct stream *file, *tee, *decoder; /* decoder NULL for a plain tar */
	struct tar_reader *tar;
	struct pipe_budget *budget;
	struct pipe_writer *writer; /* of the body taken last, until it is fed */
	uint64_t left;              /* bytes it still needs */
	VEC(struct kept_point) points;
	struct seek_sink sink;
	bool told, ended;
	bool body_open; /* the current member's body may still be taken */
	struct buf last_path;
	struct window_kept kept; /* of what was opened again */
};

/* ---- seek points ----------------------------------------------------------------------------- */

/* When they grow too many every second one goes and the distance doubles. */
static void thin(struct tarball *t)
{
	size_t kept = 0;

	for (size_t i = 0; i < t->points.n; i++) {
		if (i % 2 == 0)
			t->points.v[kept++] = t->points.v[i];
		else
			buf_release(&t->points.v[i].window);
	}
	t->points.n = kept;
	t->sink.interval *= 2;
}

static int keep_point(void *user, const struct seek_point *p, struct fault *f)
{
	struct tarball *t = (struct tarball *)user;
	struct kept_point copy = { *p, BUF_INIT };

	if (t->points.n > 0 && p->out - t->points.v[t->points.n - 1].at.out < t->sink.interval)
		return 0;
	if ((t->points.n + 1) * (uint64_t)POINT_WINDOW > POINTS_BYTES)
		thin(t);
	if (buf_add(&copy.window, p->window, f) < 0)
		return -1;
	copy.at.window = buf_span(&copy.window);
	if (VEC_PUSH(&t->points, copy, f) < 0) {
		buf_release(&copy.window);
		return -1;
	}
	return 0;
}

static int tarball_point(struct source *s, size_t index, const struct seek_point **out)
{
	struct tarball *t = (struct tarball *)s;

	if (index >= t->points.n)
		return 1;
	*out = &t->points.v[index].at;
	return 0;
}

/* ---- members --------------------------------------------------------------------------------- */

static int piece_from(struct tarball *t, uint8_t **out, size_t *n, struct fault *f)
{
	size_t want = t->left < PIECE ? (size_t)t->left : PIECE; /* most members are tiny */
	uint8_t *p;
	int rc = 0;

	*out = NULL;
	*n = 0;
	if (want == 0)
		return 0;
	p = (uint8_t *)malloc(want);
	if (p == NULL)
		return fault_memory(f, want);
	while (*n < want) {
		size_t got;

		rc = tar_body_read(t->tar, p + *n, want - *n, &got, f);
		if (rc != 0 || got == 0)
			break;
		*n += got;
	}
	t->left -= *n;
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
			pipe_end(w, STREAM_BROKEN, S_READING_STOPPED);
			return -1;
		}
		if (rc > 0) {
			pipe_end(w, STREAM_BROKEN, tar_why(t->tar));
			return 0; /* tar_next() will say the same of the archive */
		}
		if (t->left == 0 || n == 0 || pushed > 0) {
			pipe_end(w, 0, "");
			return 0;
		}
	}
	return 0;
}

/* `bounded`: by a bound of ours. Then nothing is damaged, and what the archive has behind is not known. */
static int tell_trouble(struct tarball *t, struct entry *out, bool bounded, const char *why)
{
	memset(out, 0, sizeof *out);
	t->told = true;
	out->kind = ENTRY_TROUBLE;
	out->path = bounded ? SPAN_NONE : buf_span(&t->last_path);
	out->trouble = bounded ? FINDING_UNREADABLE : FINDING_CONTAINER_DAMAGED;
	out->has = HAS_OFFSET;
	out->offset = tar_offset(t->tar);
	(void)sentence(out->why, sizeof out->why, S_AT_BYTE_ARCHIVE,
	               (uint64_t)out->offset, why);
	return 0;
}

/* Reads `in` to its end. *other: some byte was not zero. Results as stream_read. */
static int read_out(struct stream *in, uint64_t *n, bool *other, struct fault *f)
{
	uint8_t *p = (uint8_t *)malloc(PIECE);
	size_t got = 1;
	int rc = 0;

	if (p == NULL)
		return fault_memory(f, PIECE);
	while (rc == 0 && got > 0) {
		rc = stream_read(in, p, PIECE, &got, f);
		*n += got;
		/* all zero: the first byte is, and each equals the one before */
		if (got > 0 && !*other)
			*other = p[0] != 0 || memcmp(p, p + 1, got - 1) != 0;
	}
	free(p);
	return rc;
}

/* Bytes behind the last compressed member went through the tee unseen: are they padding? */
static int trailing_other(struct tarball *t, uint64_t trailing, bool *other, struct fault *f)
{
	OWNED(stream) struct stream *in = NULL;
	uint64_t n = 0, size = t->bytes.size;

	*other = true;
	if (trailing > size)
		return 0;
	*other = false;
	if (bytes_stream(&in, &t->bytes, size - trailing, trailing, t->base.watch, f) < 0)
		return -1;
	return read_out(in, &n, other, f) < 0 ? -1 : 0;
}

/* After its two zero blocks an archive may be padded by zeros; anything else that follows, in the
 * uncompressed or in the compressed bytes, is told in `why`. */
static int after_end(struct tarball *t, char why[160], struct fault *f)
{
	struct stream *in = t->decoder != NULL ? t->decoder : t->tee;
	struct xfrm_stats stats;
	uint64_t n = 0;
	bool other = false;
	int rc = read_out(in, &n, &other, f);

	if (rc < 0)
		return -1;
	if (rc > 0)
		(void)sentence(why, 160, S_AFTER_LAST_MEMBER, in->why);
	else if (other)
		(void)sentence(why, 160,
		               S_BYTES_FOLLOW_END,
		               (uint64_t)n);
	if (rc > 0 || other || t->decoder == NULL)
		return 0;
	if (xfrm_drain(t->decoder, f) < 0)
		return -1;
	xfrm_stats(t->decoder, &stats);
	if (stats.trailing > 0 && trailing_other(t, stats.trailing, &other, f) < 0)
		return -1;
	if (other)
		(void)sentence(why, 160,
		               S_BYTES_FOLLOW_COMPRESSED,
		               (uint64_t)stats.trailing);
	return 0;
}

/* No further member: the one word there may be to say about it, then the end. */
static int no_more(struct tarball *t, int rc, struct entry *out, struct fault *f)
{
	char why[160] = "";

	if (t->told) {
		t->ended = true;
		return SOURCE_END;
	}
	if (rc != TAR_END)
		return tell_trouble(t, out, rc == TAR_BOUNDED, tar_why(t->tar));
	if (tar_tail_missing(t->tar))
		return tell_trouble(t, out, false, S_ENDS_WITHOUT_TWO);
	if (after_end(t, why, f) < 0)
		return -1;
	if (why[0] != '\0')
		return tell_trouble(t, out, false, why);
	t->ended = true;
	return SOURCE_END;
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
	return no_more(t, rc, out, f);
}

/* A member of at most half the budget is buffered at once, when at most the other half waits: the
 * whole stays within it, and neither this member nor what the caller has not yet handed to its
 * readers (less than half) makes the walker wait for itself. */
static int tarball_body(struct source *s, struct entry *e, struct stream **out, struct fault *f)
{
	struct tarball *t = (struct tarball *)s;
	struct pipe_writer *w;

	if (!t->body_open) {
		(void)sentence(e->why, sizeof e->why, S_THIS_MEMBER_NO);
		return SOURCE_UNREADABLE;
	}
	t->body_open = false;
	if (pipe_new(&w, out, t->budget, f) < 0)
		return -1;
	t->writer = w;
	t->left = e->size;
	if (e->size > t->base.limits.pipe_bytes / 2)
		return 0; /* the next tarball_next() feeds it, while a worker reads */
	pipe_budget_calm(t->budget);
	if (feed(t, f) < 0) {
		stream_close(*out);
		*out = NULL;
		return -1;
	}
	return 0;
}

/* ---- the end --------------------------------------------------------------------------------- */

static void abandon(struct tarball *t)
{
	if (t->writer != NULL)
		pipe_end(t->writer, STREAM_BROKEN, S_READING_ARCHIVE_STOPPED);
	t->writer = NULL;
}

static int tarball_finish(struct source *s, struct source_end *out, struct fault *f)
{
	struct tarball *t = (struct tarball *)s;
	uint64_t rest = 0;
	bool other = true;
	int rc;

	abandon(t);
	rc = read_out(t->tee, &rest, &other,
	              f); /* what the decoder took went through the tee already */
	if (rc < 0)
		return -1;
	out->has_digest = rc == 0;
	if (rc == 0 && hash_get(t->hash, &out->digest, f) < 0)
		return -1;
	out->atime_touched = s->atime_touched;
	return bytes_end(&t->bytes, out, &t->within, f);
}

static int tarball_remark(const struct source *s, size_t index, const struct source_remark **out)
{
	const struct tarball *t = (const struct tarball *)s;

	*out = &t->within;
	return index > 0 || t->within.code == FINDING_NONE;
}

static int tarball_identity(struct source *s, struct buf *out, struct fault *f)
{
	return bytes_identity(&((struct tarball *)s)->bytes, out, f);
}

/* ---- coming back ----------------------------------------------------------------------------- */

static int tarball_reopen(struct source *s, const struct locator *where,
                          const struct seek_point *points, size_t n, struct stream **out,
                          char why[256], struct fault *f)
{
	struct tarball *t = (struct tarball *)s;

	return window_open(out, &t->bytes, t->kind, &t->kept, where, points, n, why, f);
}

/* ---- life ------------------------------------------------------------------------------------ */

static double tarball_fraction(const struct source *s)
{
	const struct tarball *t = (const struct tarball *)s;
	uint64_t at = bytes_at(&t->bytes, t->file);

	return t->bytes.size > 0 ? (double)at / (double)t->bytes.size : 0;
}

static void tarball_close(struct source *s)
{
	struct tarball *t = (struct tarball *)s;

	abandon(t);
	window_forget(&t->kept);
	for (size_t i = 0; i < t->points.n; i++)
		buf_release(&t->points.v[i].window);
	VEC_RELEASE(&t->points);
	buf_release(&t->last_path);
	tar_free(t->tar);
	stream_close(t->decoder);
	stream_close(t->tee);
	stream_close(t->file);
	hash_free(t->hash);
	pipe_budget_free(t->budget);
	bytes_release(&t->bytes);
	free(t);
}

static int open_streams(struct tarball *t, struct fault *f)
{
	if (bytes_stream(&t->file, &t->bytes, 0, UINT64_MAX, t->base.watch, f) < 0 ||
	    hash_new(&t->hash, DIGEST_SHA256, f) < 0 ||
	    hash_tee(&t->tee, t->file, t->hash, f) < 0 ||
	    pipe_budget_new(&t->budget, t->base.limits.pipe_bytes, f) < 0 ||
	    (t->kind != XFRM_NONE &&
	     xfrm_open(&t->decoder, t->kind, t->tee, NULL, &t->sink, f) < 0))
		return -1;
	return tar_open(&t->tar, t->kind != XFRM_NONE ? t->decoder : t->tee, &t->base.limits, f);
}

int tarball_open(struct source **out, struct bytes *bytes /* taken */, enum xfrm_kind kind,
                 const struct limits *limits, const struct watch *watch, struct fault *f)
{
	static const struct source_ops ops = { .next = tarball_next,
		                               .body = tarball_body,
		                               .finish = tarball_finish,
		                               .identity = tarball_identity,
		                               .reopen = tarball_reopen,
		                               .seek_point = tarball_point,
		                               .fraction = tarball_fraction,
		                               .remark = tarball_remark,
		                               .close = tarball_close };
	struct tarball *t = (struct tarball *)calloc(1, sizeof *t);

	if (t == NULL)
		return fault_memory(f, sizeof *t);
	t->base = (struct source){ &ops, SOURCE_TAR, xfrm_kind_text(kind), *limits, watch, false, false };
	t->bytes = *bytes;
	*bytes = BYTES_NONE;
	t->kind = kind;
	t->sink = (struct seek_sink){ keep_point, t, limits->seek_interval };
	if (open_streams(t, f) < 0) {
		tarball_close(&t->base);
		return -1;
	}
	*out = &t->base;
	return 0;
}
