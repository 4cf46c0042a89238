/*
 * export/folder.c - folders by handle, and files that appear whole or not at all. A file is written as `.part-<digest>` at
 * the top, flushed, and renamed to where it belongs unless something stands there: then that is read, and either it is
 * the same or the export is refused.
 */
#include "export/private.h"

#include "base/quote.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { READ_PIECE = 1 << 20, FLUSH_EVERY = 16 << 20 }; /* rule: given to the disk that often */

#define PART ".part-"

void hex_of(const struct digest *d, char out[2 * DIGEST_MAX_BYTES + 1])
{
	char text[DIGEST_TEXT];
	const char *colon = strchr(digest_text(text, d), ':');

	(void)snprintf(out, 2 * DIGEST_MAX_BYTES + 1, "%s", colon == NULL ? "" : colon + 1);
}

void path_of(char out[EXPORT_PATH], const char dirs[PATH_ROOM], const char name[NAME_ROOM])
{
	size_t n = strnlen(dirs, PATH_ROOM - 1), more = strnlen(name, NAME_ROOM - 1);

	memcpy(out, dirs, n);
	if (n > 0)
		out[n++] = '/';
	memcpy(out + n, name, more);
	out[n + more] = '\0';
}

static int trouble(struct fault *f, int err, const char *doing, const char *what)
{
	if (err == ENOSPC || err == EDQUOT)
		return fault_set(f, FAULT_IO, 0, "no space left where the export goes, while writing %s: make room and run the same "
		                                 "command again, it goes on", what);
	return fault_set(f, FAULT_IO, err, "cannot %s %s", doing, what);
}

int write_all(int fd, struct span bytes, uint64_t at, const char *what, struct fault *f)
{
	while (bytes.n > 0) {
		ssize_t n = pwrite(fd, bytes.p, bytes.n, (off_t)at);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return trouble(f, errno, "write", what);
		at += (uint64_t)n;
		bytes = span_from(bytes, (size_t)n);
	}
	return 0;
}

/* ---- the folder ---------------------------------------------------------------------------------------------- */

/* What a run left half-written; the lock says that nobody writes it now. */
static int sweep(struct folder *p, struct fault *f)
{
	int fd = openat(p->top, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *e;
	struct stat st;

	if (dir == NULL) {
		if (fd >= 0)
			(void)close(fd);
		return fault_set(f, FAULT_IO, errno, "cannot look into the folder of the export");
	}
	p->fresh = true;
	while ((e = readdir(dir)) != NULL) {
		if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
			continue;
		if (strncmp(e->d_name, PART, strlen(PART)) == 0 && fstatat(p->top, e->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
		    S_ISREG(st.st_mode))
			(void)unlinkat(p->top, e->d_name, 0);
		else if (strcmp(e->d_name, "partial") != 0)
			p->fresh = false;
	}
	(void)closedir(dir);
	return 0;
}

int folder_beside(struct folder *p, const char *path, struct fault *f)
{
	p->top = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (p->top >= 0)
		return 0;
	return errno == ENOTDIR || errno == ENOENT ? fault_set(f, FAULT_USAGE, 0, "there is no folder %s", path)
	                                           : fault_set(f, FAULT_IO, errno, "cannot open the folder %s", path);
}

int folder_take(struct folder *p, int fd, const char *shown, struct fault *f)
{
	p->top = fd;
	if (flock(p->top, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
		return fault_set(f, FAULT_IO, 0, "another export writes to %s now", shown);
	return sweep(p, f);
}

int folder_made(struct folder *p, const char *path, struct fault *f)
{
	if (mkdir(path, 0755) != 0 && errno != EEXIST)
		return fault_set(f, errno == ENOENT ? FAULT_USAGE : FAULT_IO, errno, "cannot make the folder %s", path);
	return folder_beside(p, path, f);
}

int folder_open(struct folder *p, const char *path, struct fault *f)
{
	return folder_made(p, path, f) < 0 ? -1 : folder_take(p, p->top, path, f);
}

void folder_release(struct folder *p)
{
	if (p->top >= 0)
		(void)close(p->top);
	for (size_t i = 0; i < p->files.n; i++)
		free(p->files.v[i].path);
	VEC_RELEASE(&p->files);
	p->top = -1;
}

int folder_dirs(struct folder *p, const char *path, int *fd, struct fault *f)
{
	struct span rest = span_of(path);
	int at = fcntl(p->top, F_DUPFD_CLOEXEC, 0);

	while (at >= 0 && rest.n > 0) {
		struct span one = span_cut(&rest, '/');
		char name[256];
		int next;

		(void)snprintf(name, sizeof name, "%.*s", (int)one.n, (const char *)one.p);
		if (mkdirat(at, name, 0755) != 0 && errno != EEXIST) {
			(void)trouble(f, errno, "make the folder", path);
			(void)close(at);
			return -1;
		}
		next = openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		(void)close(at);
		if (next < 0 && (errno == ENOTDIR || errno == ELOOP))
			return fault_set(f, FAULT_USAGE, 0, "something that is no folder stands in the way of %s", path);
		at = next;
	}
	*fd = at;
	return at < 0 ? fault_set(f, FAULT_IO, errno, "cannot open the folder %s", path) : 0;
}

bool folder_has(struct folder *p, const char *path)
{
	struct stat st;

	return fstatat(p->top, path, &st, AT_SYMLINK_NOFOLLOW) == 0;
}

int folder_remember(struct folder *p, const char *path, const struct digest *sha256, struct fault *f)
{
	struct written w = { .sha256 = *sha256 };

	w.path = strdup(path);
	if (w.path == NULL)
		return fault_memory(f, strlen(path));
	if (VEC_PUSH(&p->files, w, f) < 0) {
		free(w.path);
		return -1;
	}
	return 0;
}

/* Names appeared in that folder. */
static void note_dir(struct folder *p, const char *dirs)
{
	for (unsigned i = 0; i < p->dirs_n && i < FEW_DIRS; i++)
		if (strcmp(p->dirs[i], dirs) == 0)
			return;
	if (p->dirs_n < FEW_DIRS && strlen(dirs) < sizeof p->dirs[0])
		(void)snprintf(p->dirs[p->dirs_n++], sizeof p->dirs[0], "%s", dirs);
	else
		p->dirs_n = FEW_DIRS + 1;
}

static int flush_dir(struct folder *p, const char *dirs, struct fault *f)
{
	int fd, rc;

	if (folder_dirs(p, dirs, &fd, f) < 0)
		return -1;
	rc = fsync(fd);
	(void)close(fd);
	return rc == 0 ? 0 : trouble(f, errno, "flush", "what was exported");
}

/* Files were flushed as they were written, but for links by the thousand: then all of the file system is. */
int folder_flush(struct folder *p, struct fault *f)
{
	if (p->bulk || p->dirs_n > FEW_DIRS)
		return syncfs(p->top) == 0 ? 0 : trouble(f, errno, "flush", "what was exported");
	for (unsigned i = 0; i < p->dirs_n; i++)
		if (flush_dir(p, p->dirs[i], f) < 0)
			return -1;
	return flush_dir(p, "", f);
}

/* ---- small files ------------------------------------------------------------------------------------------------- */

int folder_hash(int dir, const char *name, enum digest_alg alg, struct digest *out, struct fault *f)
{
	OWNED(hash) struct hash *h = NULL;
	OWNED(buf) struct buf piece = BUF_INIT;
	int fd = openat(dir, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
	struct stat st;
	ssize_t n = 0;
	int rc = 0;

	if (fd < 0)
		return errno == ENOENT ? 1 : errno == ELOOP ? 2 : fault_set(f, FAULT_IO, errno, "cannot read %s", name);
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
		(void)close(fd);
		return 2;
	}
	if (hash_new(&h, alg, f) < 0 || buf_reserve(&piece, READ_PIECE, f) < 0)
		rc = -1;
	while (rc == 0 && ((n = read(fd, piece.p, READ_PIECE)) > 0 || (n < 0 && errno == EINTR)))
		if (n > 0)
			rc = hash_add(h, span_make(piece.p, (size_t)n), f);
	if (rc == 0 && n < 0)
		rc = fault_set(f, FAULT_IO, errno, "cannot read %s", name);
	(void)close(fd);
	return rc < 0 ? -1 : hash_get(h, out, f);
}

static int by_path(const void *a, const void *b)
{
	return strcmp(((const struct written *)a)->path, ((const struct written *)b)->path);
}

static bool remembered(const struct folder *p, struct span path)
{
	OWNED(buf) struct buf text = BUF_INIT;
	struct fault ignored = FAULT_INIT;
	struct written key = { .path = NULL };

	if (buf_add(&text, path, &ignored) < 0)
		return false;
	key.path = (char *)(uintptr_t)buf_cstr(&text);
	return p->files.n > 0 && bsearch(&key, p->files.v, p->files.n, sizeof key, by_path) != NULL;
}

static int add_line(struct buf *out, const struct written *w, struct fault *f)
{
	char hex[2 * DIGEST_MAX_BYTES + 1];

	hex_of(&w->sha256, hex);
	return buf_printf(out, f, "%s  ", hex) < 0 || buf_add_text(out, w->path, f) < 0 || buf_add_byte(out, '\n', f) < 0 ? -1 : 0;
}

static int cmp_line(const void *a, const void *b)
{
	struct span x = *(const struct span *)a, y = *(const struct span *)b;

	return span_cmp(span_from(x, 66), span_from(y, 66));
}

int folder_sums(struct folder *p, struct buf *out, struct span older, struct fault *f)
{
	OWNED(buf) struct buf all = BUF_INIT;
	VEC(struct span) lines = { NULL, 0, 0 };
	struct span rest;
	int rc = 0;

	if (p->files.n > 1)
		qsort(p->files.v, p->files.n, sizeof *p->files.v, by_path);
	while (rc == 0 && older.n > 0) {
		struct span line = span_cut(&older, '\n');

		if (line.n > 66 && !remembered(p, span_from(line, 66)))
			rc = buf_add(&all, line, f) < 0 ? -1 : buf_add_byte(&all, '\n', f);
	}
	for (size_t i = 0; rc == 0 && i < p->files.n; i++)
		if (i + 1 == p->files.n || by_path(&p->files.v[i], &p->files.v[i + 1]) != 0)
			rc = add_line(&all, &p->files.v[i], f);
	for (rest = buf_span(&all); rc == 0 && rest.n > 0;)
		rc = VEC_PUSH(&lines, span_cut(&rest, '\n'), f);
	if (lines.n > 1)
		qsort(lines.v, lines.n, sizeof *lines.v, cmp_line);
	for (size_t i = 0; rc == 0 && i < lines.n; i++)
		rc = buf_add(out, lines.v[i], f) < 0 ? -1 : buf_add_byte(out, '\n', f);
	VEC_RELEASE(&lines);
	return rc;
}

/* A part with all these bytes, not yet in its place. */
static int part_of_span(struct part_file *x, struct folder *p, struct span bytes, struct digest *d, struct fault *f)
{
	int rc = hash_span(d, DIGEST_SHA256, bytes, f) < 0 ? -1 : part_begin(x, p, d, f);

	return rc == 0 ? part_write(x, bytes, f) : rc;
}

int folder_put(struct folder *p, const char *dirs, const char *name, struct span bytes, struct fault *f)
{
	struct part_file x = { .fd = -1 };
	struct digest d;
	int rc = part_of_span(&x, p, bytes, &d, f);

	if (rc == 0)
		rc = p->bulk ? part_place(&x, p, dirs, name, &d, f) : part_end(&x, p, dirs, name, &d, f);
	part_drop(&x, p);
	return rc < 0 ? -1 : 0;
}

int folder_replace(struct folder *p, const char *name, struct span bytes, struct fault *f)
{
	struct part_file x = { .fd = -1 };
	struct digest d;
	int rc = part_of_span(&x, p, bytes, &d, f);

	if (rc == 0 && fsync(x.fd) != 0)
		rc = trouble(f, errno, "write", name);
	if (rc == 0 && renameat(p->top, x.name, p->top, name) != 0)
		rc = fault_set(f, FAULT_IO, errno, "cannot write %s", name);
	if (rc == 0)
		x.name[0] = '\0';
	part_drop(&x, p);
	return rc < 0 ? -1 : folder_remember(p, name, &d, f);
}

int folder_mark(struct folder *p, const char *name, struct fault *f)
{
	int fd = openat(p->top, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);

	if (fd < 0)
		return trouble(f, errno, "create", name);
	(void)close(fd);
	return 0;
}

int folder_read(struct folder *p, const char *name, struct buf *out, struct fault *f)
{
	int fd = openat(p->top, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	ssize_t n = 0;
	int rc = 0;

	if (fd < 0)
		return errno == ENOENT ? 0
		       : errno == ELOOP ? fault_set(f, FAULT_USAGE, 0, "%s is a link; it was not made by an export", name)
		                        : fault_set(f, FAULT_IO, errno, "cannot read %s", name);
	do {
		rc = buf_reserve(out, 65536, f);
		if (rc == 0)
			n = read(fd, out->p + out->n, 65536);
		if (rc == 0 && n > 0)
			out->n += (size_t)n;
	} while (rc == 0 && (n > 0 || (n < 0 && errno == EINTR)));
	if (rc == 0 && n < 0)
		rc = fault_set(f, FAULT_IO, errno, "cannot read %s", name);
	(void)close(fd);
	return rc;
}

/* ---- a file being written ------------------------------------------------------------------------------------------ */

int part_begin(struct part_file *x, struct folder *p, const struct digest *d, struct fault *f)
{
	char hex[2 * DIGEST_MAX_BYTES + 1];

	hex_of(d, hex);
	(void)snprintf(x->name, sizeof x->name, PART "%.32s-%ld", hex, (long)getpid());
	x->size = x->flushed = 0;
	x->fd = openat(p->top, x->name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
	if (x->fd < 0) {
		x->name[0] = '\0';
		return trouble(f, errno, "create a file for", hex);
	}
	return 0;
}

int part_write(struct part_file *x, struct span bytes, struct fault *f)
{
	if (write_all(x->fd, bytes, x->size, "a blob", f) < 0)
		return -1;
	x->size += bytes.n;
	if (x->size - x->flushed >= FLUSH_EVERY) { /* on its way to the disk while more is read and hashed */
		(void)sync_file_range(x->fd, (off_t)x->flushed, (off_t)(x->size - x->flushed), SYNC_FILE_RANGE_WRITE);
		x->flushed = x->size;
	}
	return 0;
}

int part_restart(struct part_file *x, struct fault *f)
{
	x->size = x->flushed = 0;
	return ftruncate(x->fd, 0) == 0 ? 0 : fault_set(f, FAULT_IO, errno, "cannot write a blob");
}

/* Never over what is there. 0, 1: something is, -1. */
static int rename_new(int from, const char *name, int to, const char *final, struct fault *f)
{
	if (renameat2(from, name, to, final, RENAME_NOREPLACE) == 0)
		return 0;
	if (errno == EEXIST)
		return 1;
	/* a file system without it: a second name is never made over a first one */
	if (linkat(from, name, to, final, 0) == 0)
		return unlinkat(from, name, 0) == 0 ? 0 : fault_set(f, FAULT_IO, errno, "cannot put %s in place", final);
	return errno == EEXIST ? 1 : trouble(f, errno, "put in place", final);
}

int part_place(struct part_file *x, struct folder *p, const char *dirs, const char *name, const struct digest *sha256,
               struct fault *f)
{
	OWNED(buf) struct buf path = BUF_INIT;
	struct digest there;
	int dir, rc;

	if (buf_printf(&path, f, "%s%s%s", dirs, dirs[0] != '\0' ? "/" : "", name) < 0 || folder_dirs(p, dirs, &dir, f) < 0)
		return -1;
	rc = rename_new(p->top, x->name, dir, name, f);
	if (rc == 0) {
		x->name[0] = '\0';
		note_dir(p, dirs);
	}
	if (rc == 1) {
		rc = folder_hash(dir, name, DIGEST_SHA256, &there, f);
		if (rc == 0 && digest_eq(&there, sha256))
			rc = EXPORT_THERE;
		else if (rc >= 0)
			rc = fault_set(f, FAULT_USAGE, 0, "a different file stands in the way: %s; nothing there was touched", buf_cstr(&path));
	}
	(void)close(dir);
	return rc < 0 || folder_remember(p, buf_cstr(&path), sha256, f) < 0 ? -1 : rc;
}

int part_end(struct part_file *x, struct folder *p, const char *dirs, const char *name, const struct digest *sha256, struct fault *f)
{
	if (fsync(x->fd) != 0)
		return trouble(f, errno, "write", name);
	return part_place(x, p, dirs, name, sha256, f);
}

void part_drop(struct part_file *x, struct folder *p)
{
	if (x->fd >= 0)
		(void)close(x->fd);
	if (x->name[0] != '\0')
		(void)unlinkat(p->top, x->name, 0);
	x->fd = -1;
	x->name[0] = '\0';
}
