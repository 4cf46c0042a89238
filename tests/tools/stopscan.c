/*
 * tests/tools/stopscan.c - preloaded: a signal comes when a scan is about to open a file or folder of a name, at every such
 * moment. STOP_NAME is "data" and STOP_SIGNAL SIGINT where the environment does not say.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static int stop_at(int fd, const char *path, int flags)
{
	const char *name = getenv("STOP_NAME"), *number = getenv("STOP_SIGNAL");

	if (strcmp(path, name == NULL ? "data" : name) == 0)
		(void)raise(number == NULL ? SIGINT : atoi(number));
	return (int)syscall(SYS_openat, fd, path, flags, 0);
}

int openat64(int fd, const char *path, int flags, ...)
{
	return stop_at(fd, path, flags);
}

/* What a fortified build calls. */
int __openat64_2(int fd, const char *path, int flags)
{
	return stop_at(fd, path, flags);
}
