/*
 * export/archive.c - one tar file (POSIX.1-2017 ustar; sizes from 8 GiB in base-256, as GNU tar and Go read them). It is
 * written beside its final name and renamed when it is whole. Where a file of that name is there already, nothing is
 * written: ours is made in memory, piece by piece, and the first byte that differs ends the export.
 */
#include "export/private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BLOCK = 512, HOLD = 1 << 20 }; /* rule: written when so much waits */

static int open_part(struct archive *a, const char *path, struct fault *f)
{
	a->fd = openat(a->dir, a->part, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
	if (a->fd < 0 && errno == EEXIST) { /* of a run that died, or of one that writes it now */
		int old = openat(a->dir, a->part, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
		bool busy = old >= 0 && flock(old, LOCK_EX | LOCK_NB) != 0;

		if (!busy)
			(void)unlinkat(a->dir, a->part, 0);
		if (old >= 0)
			(void)close(old);
		if (busy)
			return fault_set(f, FAULT_IO, 0, "another export writes %s now", path);
		a->fd = openat(a->dir, a->part, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
	}
	if (a->fd < 0)
		return fault_set(f, FAULT_IO, errno, "cannot create %s", path);
	(void)flock(a->fd, LOCK_EX | LOCK_NB);
	return 0;
}

int archive_open(struct archive *a, const char *path, struct fault *f)
{
	OWNED(buf) struct buf text = BUF_INIT;
	const char *slash = strrchr(path, '/');
	struct stat st;

	if (buf_add(&text, slash == NULL ? span_of(".") : span_make(path, (size_t)(slash - path) + (slash == path)), f) < 0)
		return -1;
	a->base = strdup(slash == NULL ? path : slash + 1);
	if (a->base == NULL || a->base[0] == '\0' || strcmp(a->base, ".") == 0 || strcmp(a->base, "..") == 0 ||
	    strlen(a->base) > 240)
		return fault_set(f, FAULT_USAGE, 0, "%s cannot be the name of a file", path);
	a->dir = open(buf_cstr(&text), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (a->dir < 0)
		return fault_set(f, FAULT_IO, errno, "cannot open the folder of %s", path);
	buf_clear(&text);
	if (buf_printf(&text, f, ".part-%s", a->base) < 0 || (a->part = strdup(buf_cstr(&text))) == NULL)
		return fault_memory(f, text.n);
	if (fstatat(a->dir, a->base, &st, AT_SYMLINK_NOFOLLOW) != 0)
		return errno == ENOENT ? open_part(a, path, f) : fault_set(f, FAULT_IO, errno, "cannot look at %s", path);
	a->compare = true;
	a->fd = openat(a->dir, a->base, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	return a->fd >= 0 && S_ISREG(st.st_mode) ? 0 : fault_set(f, FAULT_USAGE, 0, "%s is there and no regular file", path);
}

void archive_release(struct archive *a)
{
	if (a->fd >= 0)
		(void)close(a->fd);
	if (a->part != NULL && !a->compare && a->dir >= 0)
		(void)unlinkat(a->dir, a->part, 0);
	if (a->dir >= 0)
		(void)close(a->dir);
	free(a->base);
	free(a->part);
	buf_release(&a->held);
	*a = (struct archive)ARCHIVE_INIT;
}

/* ---- bytes -------------------------------------------------------------------------------------------------------- */

static int compare(struct archive *a, struct span bytes, uint64_t at, struct fault *f)
{
	uint8_t piece[65536];

	while (bytes.n > 0) {
		size_t want = bytes.n < sizeof piece ? bytes.n : sizeof piece;
		ssize_t n = pread(a->fd, piece, want, (off_t)at);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return fault_set(f, FAULT_IO, errno, "cannot read %s", a->base);
		if (n == 0 || memcmp(piece, bytes.p, (size_t)n) != 0)
			return fault_set(f, FAULT_USAGE, 0, "a different file %s stands in the way; it was not touched", a->base);
		at += (uint64_t)n;
		bytes = span_from(bytes, (size_t)n);
	}
	return 0;
}

static int put_at(struct archive *a, struct span bytes, uint64_t at, struct fault *f)
{
	return a->compare ? compare(a, bytes, at, f) : write_all(a->fd, bytes, at, a->base, f);
}

static int let_go(struct archive *a, struct fault *f)
{
	int rc = put_at(a, buf_span(&a->held), a->at - a->held.n, f);

	if (rc == 0 && !a->compare && a->held.n > 0)
		(void)sync_file_range(a->fd, (off_t)(a->at - a->held.n), (off_t)a->held.n, SYNC_FILE_RANGE_WRITE);
	buf_clear(&a->held);
	return rc;
}

int archive_raw(struct archive *a, struct span bytes, struct fault *f)
{
	if (a->held.n + bytes.n > HOLD && let_go(a, f) < 0)
		return -1;
	if (bytes.n >= HOLD) {
		if (put_at(a, bytes, a->at, f) < 0)
			return -1;
	} else if (buf_add(&a->held, bytes, f) < 0) {
		return -1;
	}
	a->at += bytes.n;
	return 0;
}

/* ---- members --------------------------------------------------------------------------------------------------------- */

static void number(uint8_t *field, size_t n, uint64_t v)
{
	if (v >> (3 * (n - 1)) == 0) {
		for (size_t i = n - 1; i-- > 0; v >>= 3)
			field[i] = (uint8_t)('0' + (v & 7));
		return;
	}
	for (size_t i = n; i-- > 1; v >>= 8)
		field[i] = (uint8_t)v;
	field[0] = 0x80;
}

void archive_header(uint8_t block[512], const struct tar_fields *t)
{
	unsigned sum = 0;

	memset(block, 0, BLOCK);
	memcpy(block, t->name, strnlen(t->name, 100));
	number(block + 100, 8, t->mode & 07777);
	number(block + 108, 8, t->uid);
	number(block + 116, 8, t->gid);
	number(block + 124, 12, t->size);
	number(block + 136, 12, t->mtime < 0 ? 0 : (uint64_t)t->mtime);
	memset(block + 148, ' ', 8);
	block[156] = (uint8_t)t->type;
	if (t->link != NULL)
		memcpy(block + 157, t->link, strnlen(t->link, 100));
	memcpy(block + 257, "ustar\00000", 8);
	number(block + 329, 8, t->major);
	number(block + 337, 8, t->minor);
	for (size_t i = 0; i < BLOCK; i++)
		sum += block[i];
	number(block + 148, 7, sum);
}

int archive_begin(struct archive *a, struct fault *f)
{
	static const uint8_t empty[BLOCK];

	if (let_go(a, f) < 0)
		return -1;
	a->member = a->at;
	if (!a->compare && put_at(a, span_make(empty, sizeof empty), a->at, f) < 0)
		return -1;
	a->at += BLOCK; /* the header follows when the size is known */
	return 0;
}

int archive_write(struct archive *a, struct span bytes, struct fault *f)
{
	return archive_raw(a, bytes, f);
}

int archive_restart(struct archive *a, struct fault *f)
{
	buf_clear(&a->held);
	a->at = a->member + BLOCK;
	return a->compare || ftruncate(a->fd, (off_t)a->at) == 0 ? 0 : fault_set(f, FAULT_IO, errno, "cannot write %s", a->base);
}

int archive_cancel(struct archive *a, struct fault *f)
{
	buf_clear(&a->held);
	a->at = a->member;
	return a->compare || ftruncate(a->fd, (off_t)a->at) == 0 ? 0 : fault_set(f, FAULT_IO, errno, "cannot write %s", a->base);
}

int archive_end(struct archive *a, const char *name, struct fault *f)
{
	static const uint8_t zeros[BLOCK];
	uint64_t size = a->at - a->member - BLOCK;
	struct tar_fields t = { .name = name, .size = size, .mode = 0644, .type = '0' };
	uint8_t block[BLOCK];

	archive_header(block, &t);
	if (archive_raw(a, span_make(zeros, (BLOCK - size % BLOCK) % BLOCK), f) < 0 || let_go(a, f) < 0)
		return -1;
	return put_at(a, span_make(block, sizeof block), a->member, f);
}

int archive_put(struct archive *a, const char *name, struct span bytes, struct fault *f)
{
	return archive_begin(a, f) < 0 || archive_write(a, bytes, f) < 0 ? -1 : archive_end(a, name, f);
}

int archive_finish(struct archive *a, struct digest *sha256, struct fault *f)
{
	static const uint8_t zeros[2 * BLOCK];
	struct stat st;

	if (archive_raw(a, span_make(zeros, sizeof zeros), f) < 0 || let_go(a, f) < 0)
		return -1;
	if (a->compare) {
		if (fstat(a->fd, &st) != 0 || (uint64_t)st.st_size != a->at)
			return fault_set(f, FAULT_USAGE, 0, "a different file %s stands in the way; it was not touched", a->base);
		return folder_hash(a->dir, a->base, DIGEST_SHA256, sha256, f) == 0 ? 0 : -1;
	}
	if (ftruncate(a->fd, (off_t)a->at) != 0 || fsync(a->fd) != 0)
		return fault_set(f, FAULT_IO, errno, "cannot write %s", a->base);
	if (folder_hash(a->dir, a->part, DIGEST_SHA256, sha256, f) != 0)
		return f->kind != FAULT_NONE ? -1 : fault_set(f, FAULT_IO, 0, "cannot read %s again", a->base);
	if (renameat2(a->dir, a->part, a->dir, a->base, RENAME_NOREPLACE) != 0 &&
	    (errno == EEXIST || renameat(a->dir, a->part, a->dir, a->base) != 0))
		return fault_set(f, FAULT_USAGE, errno, "cannot put %s in place", a->base);
	free(a->part);
	a->part = NULL;
	(void)fsync(a->dir);
	return 0;
}
