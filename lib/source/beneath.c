/* source/beneath.c - is an output path inside a source? Told by device and inode, not by text. */
#include "source/private.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

enum { LINKS_MOST = 40 }; /* format: the kernel's own bound (path_resolution(7)) */

static void trim_slashes(struct buf *path)
{
	while (path->n > 1 && path->p[path->n - 1] == '/')
		path->n--;
}

/* Cuts the last component off: "a" becomes ".", "/a" becomes "/". False when there is none. */
static bool go_up(struct buf *path)
{
	size_t n;

	trim_slashes(path);
	n = path->n;
	if (span_is(buf_span(path), "/") || span_is(buf_span(path), "."))
		return false;
	while (n > 0 && path->p[n - 1] != '/')
		n--;
	if (n == 0) { /* a single name: there is room for one character */
		path->p[0] = '.';
		n = 1;
	}
	path->n = n;
	trim_slashes(path);
	return true;
}

/* What opening for writing would follow: a link whose target does not exist yet. 0 replaced, 1
 * `path` is no link. */
static int follow(struct buf *path, struct fault *f)
{
	char target[PATH_MAX];
	ssize_t n = readlink(buf_cstr(path), target, sizeof target);

	if (n <= 0 || (size_t)n == sizeof target)
		return 1;
	if (target[0] == '/')
		buf_clear(path);
	else if (!go_up(path) || buf_add_byte(path, '/', f) < 0)
		return f->kind != FAULT_NONE ? -1 : 1;
	return buf_add(path, span_make(target, (size_t)n), f);
}

/* The nearest ancestor that exists, with every link resolved, in a malloc'ed string. */
static char *existing(const char *text, struct fault *f)
{
	OWNED(buf) struct buf path = BUF_INIT;
	char *real;

	if (buf_add_text(&path, text, f) < 0)
		return NULL;
	for (int links = 0;;) {
		trim_slashes(&path);
		real = realpath(buf_cstr(&path), NULL);
		if (real != NULL)
			return real;
		if (errno == ENOMEM) {
			(void)fault_memory(f, PATH_MAX);
			return NULL;
		}
		if (links < LINKS_MOST) {
			int rc = follow(&path, f);

			if (rc < 0)
				return NULL;
			if (rc == 0) {
				links++;
				continue;
			}
		}
		if (!go_up(&path)) {
			(void)fault_set(f, FAULT_IO, errno, "cannot tell where %s would lie", text);
			return NULL;
		}
	}
}

int path_beneath(bool *out, const char *root, const char *path, struct fault *f)
{
	OWNED(buf) struct buf at = BUF_INIT;
	struct stat want, st;
	char *real;
	int rc;

	*out = false;
	if (stat(root, &want) != 0)
		return 0; /* what cannot be looked at cannot be opened either */
	real = existing(path, f);
	if (real == NULL)
		return -1;
	rc = buf_add_text(&at, real, f);
	free(real);
	while (rc == 0) {
		*out = stat(buf_cstr(&at), &st) == 0 && st.st_dev == want.st_dev &&
		       st.st_ino == want.st_ino;
		if (*out || !go_up(&at))
			break;
	}
	return rc;
}
