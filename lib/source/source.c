/* source/source.c - operands, recognition of kinds, and the wrappers every caller uses. */
#include "format/format.h"
#include "source/private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

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

/* ---- operands -------------------------------------------------------------------------------------- */

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

int source_spec_parse(struct source_spec *out, const char *text, const char **why)
{
	struct span s = span_of(text);
	size_t equals = span_find(s, '='), slash = span_find(s, '/');

	memset(out, 0, sizeof *out);
	if (equals != SIZE_MAX && equals > 0 && (slash == SIZE_MAX || equals < slash)) {
		out->label = span_sub(s, 0, equals);
		s = span_from(s, equals + 1);
	}
	if (take_prefix(&s, "dir:")) {
		out->kind = SOURCE_DIR;
	} else if (take_prefix(&s, "tar:")) {
		out->kind = SOURCE_TAR;
	} else if (take_prefix(&s, "image:")) {
		*why = "this build reads directories and tar archives; mount the image read-only and give its "
		       "directory";
		return 1;
	}
	if (s.n == 0) {
		*why = "a source needs a path";
		return 1;
	}
	out->path = s;
	if (out->label.n == 0)
		out->label = last_component(s);
	return 0;
}

/* ---- opening ------------------------------------------------------------------------------------------ */

/* Own bytes of a plain tar; for compressed files the signature alone decides, the archive reader then
 * tells whether a tar is inside. */
static int recognise(int fd, enum xfrm_kind *kind, bool *tar)
{
	uint8_t head[512];
	ssize_t n = pread(fd, head, sizeof head, 0);

	if (n < 0)
		return -1;
	*kind = xfrm_sniff(span_make(head, (size_t)n));
	*tar = *kind != XFRM_NONE || (n == (ssize_t)sizeof head && tar_sniff(span_make(head, (size_t)n)));
	return 0;
}

static int open_file(struct source **out, int fd, const char *path, enum source_kind kind,
                     const struct limits *limits, const struct watch *watch, char why[256],
                     struct fault *f)
{
	enum xfrm_kind compression;
	bool tar;

	if (recognise(fd, &compression, &tar) < 0) {
		(void)snprintf(why, 256, "%s cannot be read: %s", path, strerror(errno));
		return SOURCE_NOT_FOUND;
	}
	if (!tar && kind != SOURCE_TAR) {
		(void)snprintf(why, 256,
		               "%s is neither a directory nor a tar archive (plain, gzip, zstd, xz)", path);
		return SOURCE_UNKNOWN;
	}
	return tarball_open(out, fd, compression, limits, watch, f);
}

int source_open(struct source **out, const char *path, enum source_kind kind, const struct limits *limits,
                const struct watch *watch, char why[256], struct fault *f)
{
	struct stat st;
	int fd, rc;

	*out = NULL;
	if (stat(path, &st) != 0) {
		(void)snprintf(why, 256, "%s: %s", path, strerror(errno));
		return SOURCE_NOT_FOUND;
	}
	if (!S_ISDIR(st.st_mode) && !S_ISREG(st.st_mode)) {
		(void)snprintf(why, 256, "%s is neither a directory nor a regular file", path);
		return SOURCE_UNKNOWN;
	}
	if ((kind == SOURCE_DIR) != S_ISDIR(st.st_mode) && kind != SOURCE_AUTO) {
		(void)snprintf(why, 256, "%s is %s", path, S_ISDIR(st.st_mode) ? "a directory, no archive"
		                                                              : "no directory");
		return SOURCE_UNKNOWN;
	}
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOATIME);
	if (fd < 0 && errno == EPERM)
		fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		(void)snprintf(why, 256, "%s cannot be opened: %s", path, strerror(errno));
		return SOURCE_NOT_FOUND;
	}
	rc = S_ISDIR(st.st_mode) ? dir_open(out, fd, limits, watch, f)
	                         : open_file(out, fd, path, kind, limits, watch, why, f);
	if (rc != 0)
		(void)close(fd);
	return rc;
}

/* ---- wrappers ------------------------------------------------------------------------------------------ */

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

int source_seek_point(struct source *s, size_t index, const struct seek_point **out)
{
	return s->ops->seek_point == NULL ? 1 : s->ops->seek_point(s, index, out);
}

int source_reopen(struct source *s, const struct locator *where, const struct seek_point *points, size_t n,
                  struct stream **out, char why[256], struct fault *f)
{
	*out = NULL;
	return s->ops->reopen(s, where, points, n, out, why, f);
}

double source_fraction(const struct source *s)
{
	return s->ops->fraction == NULL ? 0 : s->ops->fraction(s);
}

bool source_body_changed(const struct stream *body)
{
	return fd_stream_changed(body);
}
