/* tests/tools/stopscan.c - preloaded: SIGINT comes when a scan opens the first file called "data". */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static int stop_at(int fd, const char *path, int flags)
{
	if (strcmp(path, "data") == 0)
		(void)raise(SIGINT);
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
