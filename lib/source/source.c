/* source/source.c - operands, recognition of kinds, and the wrappers every caller uses. */
#include "base/quote.h"
#include "format/format.h"
#include "media/media.h"
#include "source/private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

enum { HEAD = 512 };

const char *source_kind_text(enum source_kind k)
{
	switch (k) {
#define X(id, number, text)                                                                        \
	case SOURCE_##id:                                                                          \
		return text;
		SOURCE_KINDS(X)
#undef X
	case SOURCE_AUTO:
		break;
	}
	return "";
}

enum source_kind source_kind_of_text(struct span text)
{
#define X(id, number, name)                                                                        \
	if (span_is(text, name))                                                                   \
		return SOURCE_##id;
	SOURCE_KINDS(X)
#undef X
	return SOURCE_AUTO;
}

/* ---- operands -------------------------------------------------------------------------------- */

static bool take_prefix(struct span *s, const char *prefix)
{
	if (!span_starts(*s, span_of(prefix)))
		return false;
	*s = span_from(*s, strlen(prefix));
	return true;
}

static struct span last_component(struct span path)
{
	while (path.n > 1 && path.p[path.n - 1] == '/')
		path.n--;
	for (size_t i = path.n; i > 0; i--)
		if (path.p[i - 1] == '/' && i < path.n)
			return span_from(path, i);
	return path;
}

/* Cuts ",map=FILE" off the end of an image's path. */
static void cut_map(struct span *path, struct span *map)
{
	static const char mark[] = ",map=";

	*map = SPAN_NONE;
	for (size_t i = path->n < sizeof mark ? 0 : path->n - sizeof mark + 1; i > 0; i--)
		if (memcmp(path->p + i, mark, sizeof mark - 1) == 0) {
			*map = span_from(*path, i + sizeof mark - 1);
			*path = span_sub(*path, 0, i);
			return;
		}
}

int source_spec_parse(struct source_spec *out, const char *text, const char **why)
{
	struct span s = span_of(text);
	size_t equals = span_find(s, '='), slash = span_find(s, '/');

	memset(out, 0, sizeof *out);
	/* "image:disk.raw,map=disk.map" has no label */
	if (equals != SIZE_MAX && equals > 0 && (slash == SIZE_MAX || equals < slash) &&
	    !(span_starts(s, span_of("image:")) && span_ends(span_sub(s, 0, equals), span_of(",map")))) {
		out->label = span_sub(s, 0, equals);
		s = span_from(s, equals + 1);
	}
	if (take_prefix(&s, "dir:")) {
		out->kind = SOURCE_DIR;
	} else if (take_prefix(&s, "tar:")) {
		out->kind = SOURCE_TAR;
	} else if (take_prefix(&s, "image:")) {
		out->kind = SOURCE_IMAGE;
	}
	out->operand = out->path = s;
	if (out->kind == SOURCE_IMAGE)
		cut_map(&out->path, &out->map);
	if (out->path.n == 0) {
		*why = "a source needs a path";
		return 1;
	}
	if (out->label.n == 0)
		out->label = last_component(out->path);
	return 0;
}

/* ---- opening --------------------------------------------------------------------------------- */

static const struct {
	off_t at;
	const char *bytes;
	size_t n;
	const char *what;
} signs[] = {
	/* of files that we do not read, for words that help */
	{ 0, "PK\x03\x04", 4, "a zip archive" },
	{ 0, "BZh", 3, "a bzip2-compressed file" },
	{ 0, "7z\xbc\xaf\x27\x1c", 6, "a 7z archive" },
	{ 0, "SQLite format 3", 16, "a SQLite database; a case is no source" },
};

static const char *looks_like(int fd)
{
	for (size_t i = 0; i < COUNT(signs); i++) {
		uint8_t here[32];

		if (pread(fd, here, signs[i].n, signs[i].at) == (ssize_t)signs[i].n &&
		    memcmp(here, signs[i].bytes, signs[i].n) == 0)
			return signs[i].what;
	}
	return "";
}

/* The first bytes of what a compressed file holds; fewer when it ends or breaks before. */
static int decoded_head(int fd, enum xfrm_kind kind, uint8_t head[HEAD], size_t *n, struct fault *f)
{
	OWNED(stream) struct stream *file = NULL;
	OWNED(stream) struct stream *decoder = NULL;

	*n = 0;
	if (fd_stream(&file, fd, false, 0, UINT64_MAX, f) < 0 ||
	    xfrm_open(&decoder, kind, file, NULL, NULL, f) < 0)
		return -1;
	return stream_read_full(decoder, head, HEAD, n, f) < 0 ? -1 : 0;
}

static int say_unknown(int fd, const char *shown, enum xfrm_kind kind, char why[256])
{
	const char *looks = looks_like(fd);

	if (kind != XFRM_NONE)
		(void)snprintf(
		        why, 256,
		        "%s is %s-compressed, but no tar archive begins inside (\"tar:\" before "
		        "the path reads it as one all the same)",
		        shown, xfrm_kind_text(kind));
	else if (looks[0] != '\0')
		(void)snprintf(why, 256,
		               "%s looks like %s; sherd reads directories, tar archives and disk images",
		               shown, looks);
	else
		(void)snprintf(why, 256,
		               "%s is no directory, tar archive (plain, gzip, zstd, xz) or disk image "
		               "(\"image:\" before it reads it as one)",
		               shown);
	return SOURCE_UNKNOWN;
}

static int say_not_found(const char *shown, const char *what, int err, char why[256])
{
	char words[ERRNO_TEXT];

	(void)snprintf(why, 256, "%s%s: %s", shown, what, errno_text(words, err));
	return SOURCE_NOT_FOUND;
}

/* No archive: an image, if anything in it tells so. The descriptor is not needed for it. */
static int open_as_image(struct source **out, const char *path, int fd, const char *shown, enum xfrm_kind compression,
                         const struct limits *limits, const struct watch *watch, char why[256], struct fault *f)
{
	int rc = compression != XFRM_NONE || looks_like(fd)[0] != '\0'
	                 ? SOURCE_UNKNOWN
	                 : image_open(out, path, media_sniff(fd) != MEDIA_IS_NONE, limits, watch, why, f);

	if (rc == 0)
		(void)close(fd);
	return rc == SOURCE_UNKNOWN && (compression != XFRM_NONE || media_sniff(fd) == MEDIA_IS_NONE)
	               ? say_unknown(fd, shown, compression, why)
	               : rc;
}

static int open_file(struct source **out, const char *path, int fd, const char *shown, enum source_kind kind,
                     const struct limits *limits, const struct watch *watch, char why[256],
                     struct fault *f)
{
	uint8_t head[HEAD];
	ssize_t got = pread(fd, head, sizeof head, 0);
	enum xfrm_kind compression;
	size_t n;

	if (got < 0)
		return say_not_found(shown, " cannot be read", errno, why);
	n = (size_t)got;
	compression = xfrm_sniff(span_make(head, n));
	if (compression != XFRM_NONE && kind != SOURCE_TAR &&
	    decoded_head(fd, compression, head, &n, f) < 0)
		return -1;
	if (kind != SOURCE_TAR && !tar_sniff(span_make(head, n)))
		return open_as_image(out, path, fd, shown, compression, limits, watch, why, f);
	return tarball_open(out, fd, compression, limits, watch, f);
}

static bool kind_fits(enum source_kind kind, mode_t mode, const char *shown, char why[256])
{
	if (S_ISBLK(mode))
		(void)snprintf(why, 256, "%s is a block device: say image:%s to read it as a disk image", shown, shown);
	else if (!S_ISDIR(mode) && !S_ISREG(mode))
		(void)snprintf(why, 256, "%s is neither a directory nor a regular file", shown);
	else if (kind == SOURCE_DIR && !S_ISDIR(mode))
		(void)snprintf(why, 256, "%s is no directory", shown);
	else if (kind != SOURCE_DIR && kind != SOURCE_AUTO && S_ISDIR(mode))
		(void)snprintf(why, 256, "%s is a directory, no archive", shown);
	else
		return true;
	return false;
}

int source_open(struct source **out, const char *path, enum source_kind kind,
                const struct limits *limits, const struct watch *watch, char why[256],
                struct fault *f)
{
	char shown[128];
	bool touched = false;
	struct stat st;
	int fd, rc;

	*out = NULL;
	(void)quote_short(shown, sizeof shown, span_of(path));
	if (kind == SOURCE_IMAGE)
		return image_open(out, path, true, limits, watch, why, f);
	/* what a device or pipe does when it is opened is not tried: look first */
	if (stat(path, &st) != 0)
		return say_not_found(shown, "", errno, why);
	if (!kind_fits(kind, st.st_mode, shown, why))
		return SOURCE_UNKNOWN;
	fd = open_quietly(AT_FDCWD, path, O_NONBLOCK | O_NOCTTY, &touched);
	if (fd < 0)
		return say_not_found(shown, " cannot be opened", errno, why);
	if (fstat(fd, &st) != 0)
		rc = fault_set(f, FAULT_IO, errno, "cannot look at %s", shown);
	else if (!kind_fits(kind, st.st_mode, shown, why))
		rc = SOURCE_UNKNOWN;
	else if (S_ISDIR(st.st_mode))
		rc = dir_open(out, fd, limits, watch, f);
	else
		rc = open_file(out, path, fd, shown, kind, limits, watch, why, f);
	if (rc != 0)
		(void)close(fd);
	else
		(*out)->atime_touched = touched;
	return rc;
}

/* ---- wrappers -------------------------------------------------------------------------------- */

void source_close(struct source *s)
{
	if (s != NULL)
		s->ops->close(s);
}

enum source_kind source_kind_of(const struct source *s)
{
	return s->kind;
}

const char *source_compression(const struct source *s)
{
	return s->compression;
}

int source_next(struct source *s, struct entry *out, struct fault *f)
{
	return s->ops->next(s, out, f);
}

int source_body(struct source *s, struct entry *e, struct stream **out, struct fault *f)
{
	*out = NULL;
	return s->ops->body(s, e, out, f);
}

int source_finish(struct source *s, struct source_end *out, struct fault *f)
{
	memset(out, 0, sizeof *out);
	return s->ops->finish(s, out, f);
}

int source_identity(struct source *s, struct buf *out, struct fault *f)
{
	return s->ops->identity(s, out, f);
}

int source_again(struct source *s, const struct source_seen *seen, char why[160], struct fault *f)
{
	return s->ops->again == NULL ? 0 : s->ops->again(s, seen, why, f);
}

int source_seek_point(struct source *s, size_t index, const struct seek_point **out)
{
	return s->ops->seek_point == NULL ? 1 : s->ops->seek_point(s, index, out);
}

int source_reopen(struct source *s, const struct locator *where, const struct seek_point *points,
                  size_t n, struct stream **out, char why[256], struct fault *f)
{
	*out = NULL;
	return s->ops->reopen(s, where, points, n, out, why, f);
}

size_t source_volumes(const struct source *s, const struct source_volume **out)
{
	*out = NULL;
	return s->ops->volumes == NULL ? 0 : s->ops->volumes(s, out);
}

struct media *source_media(const struct source *s)
{
	return s->ops->media == NULL ? NULL : s->ops->media(s);
}

int source_remark(const struct source *s, size_t index, const struct source_remark **out)
{
	return s->ops->remark == NULL ? 1 : s->ops->remark(s, index, out);
}

double source_fraction(const struct source *s)
{
	return s->ops->fraction == NULL ? 0 : s->ops->fraction(s);
}

bool source_body_changed(const struct stream *body)
{
	return fd_stream_changed(body);
}
