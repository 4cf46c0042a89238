/* run/seal/listed.c - every file and folder of a sealed folder with its digest: the manifest. */
#include "run/seal/seal.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct name_list {
	VEC(char *) v;
};

static void name_list_release(struct name_list *l)
{
	for (size_t i = 0; i < l->v.n; i++)
		free(l->v.v[i]);
	VEC_RELEASE(&l->v);
}
DEFINE_OWN(name_list, struct name_list, name_list_release)

static int gather(struct name_list *l, int dir, const char *prefix, struct fault *f)
{
	int fd = openat(dir, prefix[0] == '\0' ? "." : prefix, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC), rc = 0;
	DIR *d = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *e;

	if (d == NULL) {
		if (fd >= 0)
			(void)close(fd);
		return fault_set(f, FAULT_IO, errno, "cannot list %s", prefix);
	}
	while (rc == 0 && (e = readdir(d)) != NULL) {
		char path[4096], *copy;
		struct stat st;

		if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
			continue;
		if (snprintf(path, sizeof path, "%s%s%s", prefix, prefix[0] == '\0' ? "" : "/", e->d_name) >= (int)sizeof path) {
			rc = fault_set(f, FAULT_USAGE, 0, "a path in the folder is too long");
			break;
		}
		if (fstatat(fd, e->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(st.st_mode)) {
			rc = gather(l, dir, path, f);
			if (rc < 0 || strlen(path) + 2 > sizeof path)
				break;
			(void)strcat(path, "/"); /* folders are told too, by the end of their names */
		}
		copy = strdup(path);
		rc = copy == NULL ? fault_memory(f, 0) : VEC_PUSH(&l->v, copy, f);
	}
	(void)closedir(d);
	return rc;
}

static int by_bytes(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

int run_seal_list(int dir, int (*each)(void *user, const char *path, struct fault *f), void *user, struct fault *f)
{
	OWNED(name_list) struct name_list l = { { NULL, 0, 0 } };

	if (gather(&l, dir, "", f) < 0)
		return -1;
	if (l.v.n > 1)
		qsort(l.v.v, l.v.n, sizeof *l.v.v, by_bytes);
	for (size_t i = 0; i < l.v.n; i++)
		if (each(user, l.v.v[i], f) < 0)
			return -1;
	return 0;
}
