/*
 * report/export/owned.c - is a folder one that we wrote, and untouched since? Its manifest names every file with its
 * SHA-256: what somebody added or changed is not thrown away.
 */
#include "report/private.h"

#include "hash/hash.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PIECE = 64 * 1024, MANIFEST_MOST = 1 << 20 }; /* rule: a larger one is none of ours */

/* A regular file below `most` bytes into *out (may be NULL: only hashed). 0, or 1: it is none, or cannot be read. */
static int read_file(int dir, const char *name, uint64_t most, struct buf *out, struct digest *d, struct fault *f)
{
	OWNED(hash) struct hash *h = NULL;
	int fd = openat(dir, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	uint8_t *piece = (uint8_t *)malloc(PIECE);
	struct stat st;
	ssize_t n = 1;
	int rc = piece == NULL ? fault_memory(f, PIECE) : hash_new(&h, DIGEST_SHA256, f);

	if (rc == 0 && (fd < 0 || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || (uint64_t)st.st_size > most))
		rc = 1;
	while (rc == 0 && n != 0) {
		n = read(fd, piece, PIECE);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			rc = 1;
		else if (hash_add(h, span_make(piece, (size_t)n), f) < 0 ||
		         (out != NULL && buf_add(out, span_make(piece, (size_t)n), f) < 0))
			rc = -1;
	}
	if (rc == 0)
		rc = hash_get(h, d, f);
	if (fd >= 0)
		(void)close(fd);
	free(piece);
	return rc;
}

/* "<hex>  <name>" of this file and these bytes? */
static bool listed(struct span manifest, const char *name, const struct digest *d)
{
	char text[DIGEST_TEXT];
	struct span hex = span_from(span_of(digest_text(text, d)), 7);

	while (manifest.n > 0) {
		struct span line = span_cut(&manifest, '\n');

		if (line.n > 66 && span_eq(span_sub(line, 0, 64), hex) && span_is(span_from(line, 66), name))
			return true;
	}
	return false;
}

int folder_owned(int dir, const char *manifest, struct fault *f)
{
	OWNED(buf) struct buf list = BUF_INIT;
	int copy = fcntl(dir, F_DUPFD_CLOEXEC, 0), rc = 0;
	DIR *d = copy < 0 ? NULL : fdopendir(copy);
	const struct dirent *e;
	struct digest digest;
	bool any = false, has;

	if (d == NULL) {
		if (copy >= 0)
			(void)close(copy);
		return fault_set(f, FAULT_IO, errno, "cannot look into the report folder");
	}
	rc = read_file(dir, manifest, MANIFEST_MOST, &list, &digest, f);
	has = rc == 0;
	while (rc >= 0 && (e = readdir(d)) != NULL) {
		if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
			continue;
		any = true;
		if (strcmp(e->d_name, manifest) == 0)
			continue;
		rc = has ? read_file(dir, e->d_name, UINT64_MAX, NULL, &digest, f) : 1;
		if (rc > 0 || (rc == 0 && !listed(buf_span(&list), e->d_name, &digest)))
			break;
	}
	(void)closedir(d);
	return rc < 0 ? -1 : rc == 0 && e == NULL ? 0 : any ? 1 : 0;
}
