/*
 * source/bytes.c - what an archive is read from: a file, or a member of another source. A member is never unpacked:
 * its bytes are read where they lie in what holds it, through the seek points of a compressed one.
 */
#include "base/quote.h"

#include "core/sentence.h"
#include "base/vec.h"
#include "source/private.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct archive_member {
	struct source *outer;
	struct buf where, name; /* the outer one as it was opened, and the member in it */
	struct locator at;      /* path is `name`, runs owned */
	uint64_t alike;         /* members of this name; the last one counts, as for those who unpack */
	char broken[160];       /* where the outer one breaks off; "" */
	VEC(struct seek_point) points; /* windows borrowed from `outer` */
};

static void member_free(struct archive_member *m)
{
	if (m == NULL)
		return;
	VEC_RELEASE(&m->points);
	free(m->at.runs.v);
	buf_release(&m->where);
	buf_release(&m->name);
	source_close(m->outer);
	free(m);
}

void bytes_release(struct bytes *b)
{
	member_free(b->member);
	if (b->fd >= 0)
		(void)close(b->fd);
	*b = BYTES_NONE;
}

/* ---- a member's bytes ------------------------------------------------------------------------------------ */

struct member_stream {
	struct stream base;
	struct stream *in; /* NULL: it cannot be opened, `why` tells */
	uint64_t at, limit;
	const struct watch *watch;
};

static int member_read(struct stream *s, void *into, size_t n, size_t *got, struct fault *f)
{
	struct member_stream *x = (struct member_stream *)s;
	int rc;

	if (x->in == NULL)
		return STREAM_BROKEN;
	if (watch_check(x->watch, f) < 0)
		return -1;
	if (n > x->limit - x->at)
		n = (size_t)(x->limit - x->at);
	rc = n == 0 ? 0 : stream_read(x->in, into, n, got, f);
	x->at += *got;
	if (rc > 0)
		(void)snprintf(s->why, sizeof s->why, "%.*s", (int)sizeof s->why - 1, x->in->why);
	return rc;
}

static void member_close(struct stream *s)
{
	stream_close(((struct member_stream *)s)->in);
	free(s);
}

/* The runs of what lies behind the first `from` bytes, `at` counted from there. */
static int cut_runs(const struct runs *in, uint64_t from, struct runs *out, struct fault *f)
{
	out->n = 0;
	out->v = (struct run *)calloc(in->n + 1, sizeof *out->v);
	if (out->v == NULL)
		return fault_memory(f, (in->n + 1) * sizeof *out->v);
	for (size_t i = 0; i < in->n; i++) {
		struct run r = in->v[i];
		uint64_t before = r.at >= from ? 0 : from - r.at;

		if (before < r.length)
			out->v[out->n++] = (struct run){ r.at + before - from, r.offset + before, r.length - before };
	}
	return 0;
}

static int skip(struct stream *in, uint64_t n, struct fault *f)
{
	uint8_t waste[16384];
	size_t got = 1;
	int rc = 0;

	for (; rc == 0 && n > 0 && got > 0; n -= got)
		rc = stream_read(in, waste, n < sizeof waste ? (size_t)n : sizeof waste, &got, f);
	return rc;
}

/* Opens the member from its byte `from`; a map of it lets this begin in the middle, else what is before is read. */
static int open_from(const struct archive_member *m, uint64_t from, struct stream **out, char why[256], struct fault *f)
{
	struct locator l = m->at;
	bool plain = source_kind_of(m->outer) == SOURCE_TAR && l.runs.n == 0, mapped = l.runs.n > 0;
	int rc = 0;

	l.runs = (struct runs){ NULL, 0 };
	if (plain || mapped)
		l.size -= from;
	if (plain)
		l.offset += from;
	else if (mapped)
		rc = cut_runs(&m->at.runs, from, &l.runs, f);
	if (mapped && l.runs.n > 0)
		l.offset = l.runs.v[0].offset;
	if (rc == 0)
		rc = source_reopen(m->outer, &l, m->points.v, m->points.n, out, why, f);
	free(l.runs.v);
	if (rc == 0 && !plain && !mapped && skip(*out, from, f) < 0) {
		stream_close(TAKE(out));
		return -1;
	}
	return rc;
}

static int member_stream(struct stream **out, const struct archive_member *m, uint64_t from, uint64_t limit,
                         const struct watch *watch, struct fault *f)
{
	static const struct stream_ops ops = { member_read, member_close };
	struct member_stream *x = (struct member_stream *)calloc(1, sizeof *x);
	char why[256] = "";

	if (x == NULL)
		return fault_memory(f, sizeof *x);
	if (from > m->at.size)
		from = m->at.size;
	x->base.ops = &ops;
	x->limit = limit < m->at.size - from ? limit : m->at.size - from;
	x->watch = watch;
	if (open_from(m, from, &x->in, why, f) < 0) {
		member_close(&x->base);
		return -1;
	}
	(void)snprintf(x->base.why, sizeof x->base.why, "%.*s", (int)sizeof x->base.why - 1, why);
	*out = &x->base;
	return 0;
}

int bytes_stream(struct stream **out, const struct bytes *b, uint64_t from, uint64_t limit, const struct watch *watch,
                 struct fault *f)
{
	*out = NULL;
	if (b->member != NULL)
		return member_stream(out, b->member, from, limit, watch, f);
	if (fd_stream(out, b->fd, false, from, limit, f) < 0)
		return -1;
	if (from == 0 && limit == UINT64_MAX)
		fd_stream_note(*out, &b->before);
	fd_stream_watch(*out, watch);
	return 0;
}

uint64_t bytes_at(const struct bytes *b, const struct stream *s)
{
	return b->member != NULL ? ((const struct member_stream *)s)->at : fd_stream_at(s);
}

/* ---- finding it ------------------------------------------------------------------------------------------ */

static int keep_place(struct archive_member *m, const struct entry *e, struct fault *f)
{
	size_t bytes = e->runs.n * sizeof *e->runs.v;
	struct run *v = e->runs.n == 0 ? NULL : (struct run *)malloc(bytes);

	if (e->runs.n > 0 && v == NULL)
		return fault_memory(f, bytes);
	if (v != NULL)
		memcpy(v, e->runs.v, bytes);
	free(m->at.runs.v);
	m->at.runs = (struct runs){ v, e->runs.n };
	m->at.size = e->size;
	m->at.offset = e->offset;
	m->alike++;
	return 0;
}

/* An archive is read to its end: the last of equal names counts, and its seek points lie on the way. */
static int look_for(struct archive_member *m, struct fault *f)
{
	const struct seek_point *p;
	struct entry e;
	int rc;

	while ((rc = source_next(m->outer, &e, f)) == 0) {
		if (e.kind == ENTRY_TROUBLE)
			memcpy(m->broken, e.why, sizeof m->broken);
		if (e.kind == ENTRY_FILE && span_eq(e.path, m->at.path) && keep_place(m, &e, f) < 0)
			return -1;
	}
	for (size_t i = 0; rc > 0 && source_seek_point(m->outer, i, &p) == 0; i++)
		if (VEC_PUSH(&m->points, *p, f) < 0)
			return -1;
	return rc < 0 ? -1 : 0;
}

static struct span without_dots(struct span name)
{
	while (span_starts(name, span_of("./")) || span_starts(name, span_of("/")))
		name = span_from(name, name.p[0] == '.' ? 2 : 1);
	return name;
}

int bytes_of_member(struct bytes *out, struct source *outer /* taken */, struct span where, struct span name,
                    char why[256], struct fault *f)
{
	struct archive_member *m = (struct archive_member *)calloc(1, sizeof *m);
	char shown[100];

	*out = BYTES_NONE;
	if (m == NULL) {
		source_close(outer);
		return fault_memory(f, sizeof *m);
	}
	m->outer = outer;
	out->member = m;
	if (buf_add(&m->where, where, f) < 0 || buf_add(&m->name, without_dots(name), f) < 0)
		return -1;
	m->at.path = buf_span(&m->name);
	if (look_for(m, f) < 0)
		return -1;
	out->size = m->at.size;
	if (m->alike > 0)
		return 0;
	(void)snprintf(why, 256, "there is no file %s in it%s%s", quote_short(shown, sizeof shown, name),
	               m->broken[0] != '\0' ? ", as far as it could be read: " : "", m->broken);
	return SOURCE_NOT_FOUND;
}

int bytes_of_fd(struct bytes *out, int fd /* taken */, struct fault *f)
{
	*out = BYTES_NONE;
	out->fd = fd;
	if (fstat(fd, &out->before) != 0)
		return fault_set(f, FAULT_IO, errno, "cannot look at the archive");
	out->size = (uint64_t)out->before.st_size;
	(void)posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);
	return 0;
}

/* ---- what is told of them ---------------------------------------------------------------------------------- */

int bytes_identity(const struct bytes *b, struct buf *out, struct fault *f)
{
	char shown[256];

	if (b->member == NULL)
		return identity_of(out, "file", b->fd, f);
	if (source_identity(b->member->outer, out, f) < 0)
		return -1;
	return buf_printf(out, f, "; member %s offset=%" PRIu64 " size=%" PRIu64,
	                  quote_short(shown, sizeof shown, b->member->at.path), b->member->at.offset, b->member->at.size);
}

static int member_end(const struct archive_member *m, struct source_end *out, struct source_remark *told, struct fault *f)
{
	struct source_end outer;
	char digest[DIGEST_TEXT], shown[100], where[100];
	const char *whole;

	if (source_finish(m->outer, &outer, f) < 0)
		return -1;
	out->changed = outer.changed;
	memcpy(out->changed_why, outer.changed_why, sizeof out->changed_why);
	out->atime_touched = outer.atime_touched;
	told->code = FINDING_SOURCE_WITHIN;
	(void)quote_short(where, sizeof where, buf_span(&m->where));
	(void)quote_short(shown, sizeof shown, m->at.path);
	whole = outer.has_digest ? digest_text(digest, &outer.digest) : S_DIGEST_NOT_COMPUTED;
	if (m->broken[0] != '\0')
		(void)sentence(told->text, sizeof told->text, S_READ_WITHIN_BROKEN, where, whole, shown, m->at.size, m->alike);
	else
		(void)sentence(told->text, sizeof told->text, S_READ_WITHIN, where, whole, shown, m->at.size, m->alike);
	return 0;
}

int bytes_end(const struct bytes *b, struct source_end *out, struct source_remark *told, struct fault *f)
{
	struct stat now;

	out->size = b->size;
	if (b->member != NULL)
		return member_end(b->member, out, told, f);
	if (fstat(b->fd, &now) != 0 || now.st_size != b->before.st_size || !same_times(&now, &b->before)) {
		out->changed = true;
		(void)sentence(out->changed_why, sizeof out->changed_why,
		               S_ARCHIVE_SIZE_TIMES);
	}
	return 0;
}
