/*
 * tests/tools/failread.c - preloaded: the READ_FAIL_AT-th read of a file whose path begins with
 * READ_FAIL_UNDER gives EIO.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static atomic_long seen;

static int refuse(int fd)
{
	const char *under = getenv("READ_FAIL_UNDER"), *at = getenv("READ_FAIL_AT");
	char link[64], path[4096];
	ssize_t n;

	if (under == NULL || at == NULL)
		return 0;
	(void)snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
	n = readlink(link, path, sizeof path - 1);
	if (n <= 0)
		return 0;
	path[n] = '\0';
	if (strncmp(path, under, strlen(under)) != 0 || atomic_fetch_add(&seen, 1) + 1 != atol(at))
		return 0;
	errno = EIO;
	return 1;
}

ssize_t read(int fd, void *into, size_t n)
{
	static ssize_t (*real)(int, void *, size_t);

	if (real == NULL)
		real = (ssize_t(*)(int, void *, size_t))dlsym(RTLD_NEXT, "read");
	return refuse(fd) ? -1 : real(fd, into, n);
}

ssize_t pread64(int fd, void *into, size_t n, off_t at)
{
	static ssize_t (*real)(int, void *, size_t, off_t);

	if (real == NULL)
		real = (ssize_t(*)(int, void *, size_t, off_t))dlsym(RTLD_NEXT, "pread64");
	return refuse(fd) ? -1 : real(fd, into, n, at);
}

ssize_t pread(int fd, void *into, size_t n, off_t at)
{
	return pread64(fd, into, n, at);
}
