/* source/open.c - operands, and recognition of kinds: the top of the room. */
#include "base/quote.h"
#include "format/format.h"
#include "media/media.h"
#include "source/private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { HEAD = 512 };

/* ---- operands -------------------------------------------------------------------------------- */

static bool take_prefix(struct span *s, const char *prefix)
{
	if (!span_starts(*s, span_of(prefix)))
		return false;
	*s = span_from(*s, strlen(prefix));
	return true;
}

static enum source_kind take_kind(struct span *s)
{
	return take_prefix(s, "dir:")     ? SOURCE_DIR
	       : take_prefix(s, "tar:")   ? SOURCE_TAR
	       : take_prefix(s, "image:") ? SOURCE_IMAGE
	                                  : SOURCE_AUTO;
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

/* Where "//MEMBER" begins in the path of an archive or image that is there; SIZE_MAX when the path names none. */
static size_t member_begins(struct span path)
{
	char text[4096];
	struct stat st;

	if (path.n >= sizeof text)
		return SIZE_MAX;
	memcpy(text, path.p, path.n);
	text[path.n] = '\0';
	if (stat(text, &st) == 0)
		return SIZE_MAX; /* for the system "//" is "/" */
	for (size_t i = 1; i + 2 < path.n; i++) {
		struct span outer = span_sub(path, 0, i), map;

		if (path.p[i] != '/' || path.p[i + 1] != '/')
			continue;
		cut_map(&outer, &map);
		memcpy(text, path.p, outer.n);
		text[outer.n] = '\0';
		if (stat(text, &st) == 0 && !S_ISDIR(st.st_mode))
			return i;
	}
	return SIZE_MAX;
}

int source_spec_parse(struct source_spec *out, const char *text, const char **why)
{
	struct span s = span_of(text);
	size_t equals = span_find(s, '='), slash = span_find(s, '/'), at;
	struct span whole;

	memset(out, 0, sizeof *out);
	/* "image:disk.raw,map=disk.map" has no label */
	if (equals != SIZE_MAX && equals > 0 && (slash == SIZE_MAX || equals < slash) &&
	    !(span_starts(s, span_of("image:")) && span_ends(span_sub(s, 0, equals), span_of(",map")))) {
		out->label = span_sub(s, 0, equals);
		s = span_from(s, equals + 1);
	}
	whole = s;
	out->kind = take_kind(&s);
	out->operand = out->path = s;
	at = member_begins(s);
	if (at != SIZE_MAX) { /* the prefix speaks of what holds the member */
		out->path = span_sub(s, 0, at);
		out->member = span_from(s, at + 2);
		out->operand = whole;
		out->holder = out->kind;
		out->kind = SOURCE_AUTO;
		out->label = out->label.n > 0 ? out->label : last_component(out->member);
	}
	if (out->kind == SOURCE_IMAGE || out->member.n > 0)
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
static int decoded_head(const struct bytes *b, enum xfrm_kind kind, uint8_t head[HEAD], size_t *n, struct fault *f)
{
	OWNED(stream) struct stream *file = NULL;
	OWNED(stream) struct stream *decoder = NULL;

	*n = 0;
	if (bytes_stream(&file, b, 0, INT64_MAX, NULL, f) < 0 ||
	    (kind != XFRM_NONE && xfrm_open(&decoder, kind, file, NULL, NULL, f) < 0))
		return -1;
	return stream_read_full(decoder != NULL ? decoder : file, head, HEAD, n, f) < 0 ? -1 : 0;
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
		               "%s is no directory, tar archive (plain, gzip, zstd, xz), disk image or text "
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

	return rc == SOURCE_UNKNOWN && (compression != XFRM_NONE || media_sniff(fd) == MEDIA_IS_NONE)
	               ? say_unknown(fd, shown, compression, why)
	               : rc;
}

/* How it is compressed, and whether a tar archive begins in it. */
static int looks_packed(const struct bytes *b, enum xfrm_kind *compression, bool *tar, struct fault *f)
{
	uint8_t head[HEAD];
	size_t n;

	if (decoded_head(b, XFRM_NONE, head, &n, f) < 0)
		return -1;
	*compression = xfrm_sniff(span_make(head, n));
	if (*compression != XFRM_NONE && decoded_head(b, *compression, head, &n, f) < 0)
		return -1;
	*tar = tar_sniff(span_make(head, n));
	return 0;
}

enum { CASE_MARK = 68 /* format: application_id of an SQLite file; casedb/ writes "SHDR" */ };

/* A product's SQLite database; a case is no source. */
static bool is_database(int fd)
{
	uint8_t head[CASE_MARK + 4];

	return pread(fd, head, sizeof head, 0) == (ssize_t)sizeof head && memcmp(head, "SQLite format 3", 16) == 0 &&
	       memcmp(head + CASE_MARK, "SHDR", 4) != 0;
}

int source_is_known(const char *path, char why[256])
{
	char shown[100];
	bool touched;
	struct stat st;
	int fd = open_quietly(AT_FDCWD, path, O_NOCTTY | O_NONBLOCK, &touched), rc = 0;

	if (fd < 0)
		return 0;
	(void)quote_short(shown, sizeof shown, span_of(path));
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && (st.st_size == 0 || (looks_like(fd)[0] != '\0' && !is_database(fd)))) {
		rc = say_unknown(fd, shown, XFRM_NONE, why);
		if (st.st_size == 0)
			(void)snprintf(why, 256, "%s is empty", shown);
	}
	(void)close(fd);
	return rc;
}

/* Bytes as a log begins: printable, or of UTF-8, with the blanks and escapes of terminals. */
static bool begins_as_text(const uint8_t *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (p[i] == 0x7F || (p[i] < 0x20 && p[i] != '\t' && p[i] != '\n' && p[i] != '\r' && p[i] != 0x1B))
			return false;
	return n > 0;
}

int source_is_text(const char *path, bool *text, struct fault *f)
{
	OWNED(bytes) struct bytes bytes = BYTES_NONE;
	uint8_t head[HEAD];
	enum xfrm_kind kind;
	bool touched;
	size_t n;
	int fd = open_quietly(AT_FDCWD, path, O_NOCTTY | O_NONBLOCK, &touched);
	struct stat st;

	*text = false;
	if (fd < 0)
		return 0;
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || is_database(fd) || media_sniff(fd) != MEDIA_IS_NONE) {
		(void)close(fd);
		return 0;
	}
	if (bytes_of_fd(&bytes, fd, f) < 0 || decoded_head(&bytes, XFRM_NONE, head, &n, f) < 0)
		return -1;
	kind = xfrm_sniff(span_make(head, n));
	if (kind != XFRM_NONE && decoded_head(&bytes, kind, head, &n, f) < 0)
		return -1;
	*text = !tar_sniff(span_make(head, n)) && begins_as_text(head, n);
	return 0;
}

/* The file with its log and its journal, as its folder would be read with these alone. */
static int open_database(struct source **out, const char *path, const char *shown, const struct limits *limits, const struct watch *watch,
                         char why[256], struct fault *f)
{
	struct span all = span_of(path), name = last_component(all);
	char *parent = NULL;
	bool touched;
	int fd = -1, rc = span_dup_cstr(span_sub(all, 0, all.n - name.n), &parent, f);

	if (rc == 0) {
		fd = open_quietly(AT_FDCWD, name.n == all.n ? "." : parent, O_DIRECTORY, &touched);
		rc = fd < 0 ? say_not_found(shown, ": its folder cannot be opened", errno, why)
		            : dir_open(out, fd, path + (all.n - name.n), limits, watch, f);
	}
	if (rc < 0 && fd >= 0)
		(void)close(fd);
	free(parent);
	return rc;
}

/* `fd` is taken. */
static int open_file(struct source **out, const char *path, int fd, const char *shown, enum source_kind kind,
                     const struct limits *limits, const struct watch *watch, char why[256],
                     struct fault *f)
{
	OWNED(bytes) struct bytes bytes = BYTES_NONE;
	uint8_t head[HEAD];
	ssize_t got = pread(fd, head, sizeof head, 0);
	enum xfrm_kind compression;
	bool tar;

	if (got < 0) {
		(void)close(fd);
		return say_not_found(shown, " cannot be read", errno, why);
	}
	if (kind == SOURCE_AUTO && is_database(fd)) {
		(void)close(fd);
		return open_database(out, path, shown, limits, watch, why, f);
	}
	if (bytes_of_fd(&bytes, fd, f) < 0 || looks_packed(&bytes, &compression, &tar, f) < 0)
		return -1;
	if (kind == SOURCE_TAR || tar)
		return tarball_open(out, &bytes, compression, limits, watch, f);
	return open_as_image(out, path, fd, shown, compression, limits, watch, why, f);
}

/* ---- a member of another source ---------------------------------------------------------------------------- */

enum { WITHIN_MOST = 8 }; /* told: why it is no source; archives within each other */

static int open_member(struct source **out, struct source *outer /* taken */, struct span where, struct span name,
                       const struct limits *limits, const struct watch *watch, char why[256], struct fault *f)
{
	OWNED(bytes) struct bytes bytes = BYTES_NONE;
	enum xfrm_kind compression;
	char shown[100];
	bool tar;
	int rc = bytes_of_member(&bytes, outer, where, name, why, f);

	if (rc != 0)
		return rc;
	if (looks_packed(&bytes, &compression, &tar, f) < 0)
		return -1;
	if (tar)
		return tarball_open(out, &bytes, compression, limits, watch, f);
	(void)snprintf(why, 256, "%s is no tar archive (plain, gzip, zstd, xz); of what lies in another source only these are "
	               "read: take it out", quote_short(shown, sizeof shown, name));
	return SOURCE_UNKNOWN;
}

static size_t border(struct span path)
{
	for (size_t i = 0; i + 1 < path.n; i++)
		if (path.p[i] == '/' && path.p[i + 1] == '/')
			return i;
	return path.n;
}

/* `members` lie in *out, one within the other. */
static int go_in(struct source **out, struct span where, struct span members, const struct limits *limits,
                 const struct watch *watch, char why[256], struct fault *f)
{
	int rc = 0;

	for (int depth = 0; rc == 0 && members.n > 0; depth++) {
		struct span name = span_sub(members, 0, border(members));
		struct source *outer = TAKE(out);

		if (depth == WITHIN_MOST) {
			source_close(outer);
			(void)snprintf(why, 256, "more than %d archives within each other", WITHIN_MOST);
			return SOURCE_UNKNOWN;
		}
		rc = open_member(out, outer, where, name, limits, watch, why, f);
		where = span_make(where.p, (size_t)(name.p + name.n - where.p));
		members = name.n < members.n ? span_from(members, name.n + 2) : SPAN_NONE;
	}
	return rc;
}

/* `path`, a kind before it, what holds the member to `at`, then the member. */
static int open_within(struct source **out, struct span path, size_t at, const struct limits *limits,
                       const struct watch *watch, char why[256], struct fault *f)
{
	struct span where = span_sub(path, 0, at);
	enum source_kind kind = take_kind(&where);
	char *holder = NULL;
	int rc = span_dup_cstr(where, &holder, f);

	if (rc == 0)
		rc = source_open(out, holder, kind, limits, watch, why, f);
	free(holder);
	return rc == 0 ? go_in(out, where, span_from(path, at + 2), limits, watch, why, f) : rc;
}

static int given_away(int *fd)
{
	int it = *fd;

	*fd = -1;
	return it;
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
	struct span bare = span_of(path);
	char shown[128];
	bool touched = false;
	struct stat st;
	size_t at;
	int fd, rc;

	*out = NULL;
	(void)quote_short(shown, sizeof shown, span_of(path));
	(void)take_kind(&bare);
	at = member_begins(bare);
	if (at != SIZE_MAX)
		return open_within(out, span_of(path), strlen(path) - bare.n + at, limits, watch, why, f);
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
	else if (S_ISREG(st.st_mode))
		rc = open_file(out, path, given_away(&fd), shown, kind, limits, watch, why, f);
	else
		rc = dir_open(out, fd, NULL, limits, watch, f);
	if (rc != 0 && fd >= 0)
		(void)close(fd);
	if (rc == 0)
		(*out)->atime_touched = touched;
	return rc;
}
