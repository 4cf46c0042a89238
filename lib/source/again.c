/*
 * source/again.c - what a directory source told of its entries, looked at once more at the end: a tree that
 * changed meanwhile is two states in one. Entries are asked for in walk order; the directories on the way down
 * stay open by O_PATH, so that no link is followed and no access time is touched.
 */
#include "base/vec.h"

#include "core/sentence.h"
#include "source/private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { NAME_BYTES = 256 };

struct dir_step {
	int fd;
	size_t path_n;
};

struct again {
	int root; /* borrowed */
	struct buf path; /* of the innermost directory that is open */
	VEC(struct dir_step) down;
};

int again_new(struct again **out, int root, struct fault *f)
{
	struct again *a = (struct again *)calloc(1, sizeof *a);

	*out = a;
	if (a == NULL)
		return fault_memory(f, sizeof *a);
	a->root = root;
	return 0;
}

static void step_up(struct again *a)
{
	(void)close(a->down.v[--a->down.n].fd);
	a->path.n = a->down.n > 0 ? a->down.v[a->down.n - 1].path_n : 0;
}

void again_free(struct again *a)
{
	if (a == NULL)
		return;
	while (a->down.n > 0)
		step_up(a);
	VEC_RELEASE(&a->down);
	buf_release(&a->path);
	free(a);
}

/* Does `path` lie beneath the innermost open directory? The rest of it goes to *rest. */
static bool beneath(const struct again *a, struct span path, struct span *rest)
{
	*rest = path;
	if (a->down.n == 0)
		return true;
	if (path.n <= a->path.n + 1 || !span_starts(path, buf_span(&a->path)) || path.p[a->path.n] != '/')
		return false;
	*rest = span_from(path, a->path.n + 1);
	return true;
}

static int differs(const struct source_seen *seen, const struct stat *now, char why[160])
{
	const char *what = NULL;

	if (now->st_dev != seen->device || now->st_ino != seen->inode)
		what = S_LOOKED_AGAIN_ANOTHER;
	else if (seen->kind == ENTRY_FILE && (uint64_t)now->st_size != seen->size)
		what = S_LOOKED_AGAIN_SIZE;
	else if ((seen->mtime.known && when_cmp(seen->mtime, when_ns(now->st_mtim.tv_sec, (uint32_t)now->st_mtim.tv_nsec)) != 0) ||
	         (seen->ctime.known && when_cmp(seen->ctime, when_ns(now->st_ctim.tv_sec, (uint32_t)now->st_ctim.tv_nsec)) != 0))
		what = seen->kind == ENTRY_DIR ? S_LOOKED_AGAIN_NAMES
		                               : S_LOOKED_AGAIN_TIMES;
	if (what == NULL)
		return 0;
	(void)snprintf(why, 160, "%s", what);
	return SOURCE_DIFFERS;
}

static int gone(char why[160], int err, struct fault *f)
{
	char words[ERRNO_TEXT];

	if (err == EMFILE || err == ENFILE)
		return fault_set(f, FAULT_IO, err, "no file descriptor is left (see ulimit -n)");
	(void)sentence(why, 160, S_LOOKED_AGAIN_ERROR, errno_text(words, err));
	return SOURCE_DIFFERS;
}

static int innermost(const struct again *a)
{
	return a->down.n > 0 ? a->down.v[a->down.n - 1].fd : a->root;
}

/* Into the directory `part` of the innermost one, `path` in the source. 0; 1 it cannot be opened. */
static int one_down(struct again *a, struct span part, struct span path, struct fault *f)
{
	struct dir_step s = { -1, path.n };
	char name[NAME_BYTES];

	if (part.n == 0 || part.n >= sizeof name)
		return 1;
	memcpy(name, part.p, part.n);
	name[part.n] = '\0';
	s.fd = openat(innermost(a), name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (s.fd < 0)
		return errno == EMFILE || errno == ENFILE
		               ? fault_set(f, FAULT_IO, errno, "no file descriptor is left (see ulimit -n)")
		               : 1;
	if (VEC_PUSH(&a->down, s, f) < 0) {
		(void)close(s.fd);
		return -1;
	}
	buf_clear(&a->path);
	return buf_add(&a->path, path, f);
}

int again_look(struct again *a, const struct source_seen *seen, char why[160], struct fault *f)
{
	char name[NAME_BYTES];
	struct span rest;
	struct stat now;
	int at, rc;

	if (seen->path.n == 0) {
		if (fstat(a->root, &now) != 0)
			return gone(why, errno, f);
		return differs(seen, &now, why);
	}
	while (!beneath(a, seen->path, &rest))
		step_up(a);
	/* directories that are not told of, out of scope, are still on the way */
	for (size_t slash; (slash = span_find(rest, '/')) != SIZE_MAX; rest = span_from(rest, slash + 1)) {
		rc = one_down(a, span_sub(rest, 0, slash), span_sub(seen->path, 0, seen->path.n - rest.n + slash), f);
		if (rc != 0)
			return rc < 0 ? -1 : gone(why, ENOENT, f);
	}
	if (rest.n >= sizeof name)
		return gone(why, ENAMETOOLONG, f);
	at = innermost(a);
	memcpy(name, rest.p, rest.n);
	name[rest.n] = '\0';
	if (fstatat(at, name, &now, AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT) != 0)
		return gone(why, errno, f);
	rc = differs(seen, &now, why);
	if (seen->kind == ENTRY_DIR && S_ISDIR(now.st_mode) && one_down(a, rest, seen->path, f) < 0)
		return -1; /* one that cannot be opened is told as what lies below is met */
	return rc;
}
