/* source/beneath.c - is an output path inside a source? Told by device and inode, not by text. */
#include "source/private.h"

#include <errno.h>
#include <stdlib.h>

/* Cuts the last component off an absolute or relative path; false at its beginning. */
static bool go_up(char *path)
{
	size_t n = strlen(path);

	while (n > 1 && path[n - 1] == '/')
		n--;
	while (n > 0 && path[n - 1] != '/')
		n--;
	if (n == 0)
		return false;
	while (n > 1 && path[n - 1] == '/')
		n--;
	path[n] = '\0';
	return true;
}

/* The nearest ancestor that exists, with every link resolved, in a malloc'ed string. */
static char *existing(const char *path, struct fault *f)
{
	char *copy, *real;

	if (span_dup_cstr(span_of(path), &copy, f) < 0)
		return NULL;
	for (;;) {
		real = realpath(copy, NULL);
		if (real != NULL)
			break;
		if (errno == ENOMEM) {
			(void)fault_memory(f, 4096);
			break;
		}
		if (!go_up(copy)) {
			real = realpath(".", NULL);
			if (real == NULL)
				(void)fault_set(f, FAULT_IO, errno, "cannot tell the working directory");
			break;
		}
	}
	free(copy);
	return real;
}

int path_beneath(bool *out, const char *root, const char *path, struct fault *f)
{
	struct stat want, st;
	char *real;

	*out = false;
	if (stat(root, &want) != 0)
		return 0; /* what cannot be looked at cannot be opened either */
	real = existing(path, f);
	if (real == NULL)
		return -1;
	for (;;) {
		if (stat(real, &st) == 0 && st.st_dev == want.st_dev && st.st_ino == want.st_ino) {
			*out = true;
			break;
		}
		if (strcmp(real, "/") == 0 || !go_up(real))
			break;
	}
	free(real);
	return 0;
}
