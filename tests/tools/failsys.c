/*
 * tests/tools/failsys.c - preloaded: one call of a kind goes wrong, the FAIL_AT-th after the start of main.
 *
 * FAIL_KIND names what is counted: write (write, pwrite of anything but stderr), read, sync (fsync, fdatasync), meta
 * (rename, link, mkdir, unlink, ftruncate), open (openat), step (sqlite3_step). FAIL_HOW says how it goes wrong: the name
 * of an errno, SHORT (half of what was asked, at least a byte), or for step the number of SQLite's result. FAIL_PATH limits
 * read, write and open to files whose path begins with it, and !PATH to those whose path does not. With FAIL_COUNT=FILE nothing fails
 * and the number of calls is written there at the end.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static atomic_long seen;
static atomic_int on;
static long fail_at = -1;
static const char *kind = "", *how = "", *path = "";
static int (*real_main)(int, char **, char **);

static int code(void)
{
	static const struct {
		const char *name;
		int value;
	} codes[] = { { "ENOSPC", ENOSPC }, { "EIO", EIO },       { "EINTR", EINTR }, { "EMFILE", EMFILE },
		      { "EACCES", EACCES }, { "EDQUOT", EDQUOT }, { "EROFS", EROFS }, { "EAGAIN", EAGAIN } };

	for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
		if (strcmp(codes[i].name, how) == 0)
			return codes[i].value;
	}
	abort();
}

static int begins(const char *name)
{
	if (path[0] == '!')
		return strncmp(name, path + 1, strlen(path + 1)) != 0;
	return strncmp(name, path, strlen(path)) == 0;
}

static int counts(const char *what)
{
	return atomic_load(&on) && strcmp(what, kind) == 0;
}

static int counts_fd(const char *what, int fd)
{
	char link[64], name[4096];
	ssize_t n;

	if (!counts(what) || fd == 2)
		return 0;
	if (path[0] == '\0')
		return 1;
	(void)snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
	n = readlink(link, name, sizeof name - 1);
	if (n <= 0)
		return 0;
	name[n] = '\0';
	return begins(name);
}

static int due(void)
{
	return atomic_fetch_add(&seen, 1) + 1 == fail_at;
}

/* -1: it fails with errno set; 0: as asked; 1: half of it. */
static int verdict(const char *what, int fd)
{
	if (!counts_fd(what, fd) || !due())
		return 0;
	if (strcmp(how, "SHORT") == 0)
		return 1;
	errno = code();
	return -1;
}

static size_t half(size_t n)
{
	return n < 2 ? n : n / 2;
}

#define TRANSFER(name, what, args, call_whole, call_half) \
	ssize_t name args \
	{ \
		int v = verdict(what, fd); \
		return v < 0 ? -1 : v > 0 ? call_half : call_whole; \
	}

TRANSFER(write, "write", (int fd, const void *p, size_t n), REAL(write)(fd, p, n), REAL(write)(fd, p, half(n)))
TRANSFER(pwrite, "write", (int fd, const void *p, size_t n, off_t at), REAL(pwrite)(fd, p, n, at),
         REAL(pwrite)(fd, p, half(n), at))
TRANSFER(pwrite64, "write", (int fd, const void *p, size_t n, off64_t at), REAL(pwrite64)(fd, p, n, at),
         REAL(pwrite64)(fd, p, half(n), at))
TRANSFER(read, "read", (int fd, void *p, size_t n), REAL(read)(fd, p, n), REAL(read)(fd, p, half(n)))
TRANSFER(pread, "read", (int fd, void *p, size_t n, off_t at), REAL(pread)(fd, p, n, at), REAL(pread)(fd, p, half(n), at))
TRANSFER(pread64, "read", (int fd, void *p, size_t n, off64_t at), REAL(pread64)(fd, p, n, at),
         REAL(pread64)(fd, p, half(n), at))

/* What a fortified build calls instead. */
ssize_t __read_chk(int fd, void *p, size_t n, size_t room);
ssize_t __read_chk(int fd, void *p, size_t n, size_t room)
{
	(void)room;
	return read(fd, p, n);
}

ssize_t __pread64_chk(int fd, void *p, size_t n, off64_t at, size_t room);
ssize_t __pread64_chk(int fd, void *p, size_t n, off64_t at, size_t room)
{
	(void)room;
	return pread64(fd, p, n, at);
}

#define FALLIBLE(name, what, params, args) \
	int name params \
	{ \
		if (counts(what) && due()) { \
			errno = code(); \
			return -1; \
		} \
		return REAL(name) args; \
	}

FALLIBLE(fsync, "sync", (int fd), (fd))
FALLIBLE(fdatasync, "sync", (int fd), (fd))
FALLIBLE(ftruncate, "meta", (int fd, off_t n), (fd, n))
FALLIBLE(ftruncate64, "meta", (int fd, off64_t n), (fd, n))
FALLIBLE(rename, "meta", (const char *a, const char *b), (a, b))
FALLIBLE(renameat, "meta", (int d, const char *a, int e, const char *b), (d, a, e, b))
FALLIBLE(renameat2, "meta", (int d, const char *a, int e, const char *b, unsigned int f), (d, a, e, b, f))
FALLIBLE(linkat, "meta", (int d, const char *a, int e, const char *b, int f), (d, a, e, b, f))
FALLIBLE(mkdirat, "meta", (int d, const char *a, mode_t m), (d, a, m))
FALLIBLE(unlink, "meta", (const char *a), (a))
FALLIBLE(unlinkat, "meta", (int d, const char *a, int f), (d, a, f))

static int open_at(int fd, const char *name, int flags, mode_t mode)
{
	char full[8192], at[64];
	ssize_t n = 0;

	if (counts("open")) {
		if (name[0] != '/') {
			(void)snprintf(at, sizeof at, "/proc/self/fd/%d", fd);
			n = fd == AT_FDCWD ? 0 : readlink(at, full, 4096);
			n = n < 0 ? 0 : n;
		}
		(void)snprintf(full + n, sizeof full - (size_t)n, "%s%s", n > 0 ? "/" : "", name);
		if (begins(full) && due()) {
			errno = code();
			return -1;
		}
	}
	return ((int (*)(int, const char *, int, ...))dlsym(RTLD_NEXT, "openat64"))(fd, name, flags, mode);
}

#define OPENER(symbol, params, fd, name) \
	int symbol params \
	{ \
		va_list more; \
		mode_t mode; \
		va_start(more, flags); \
		mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(more, mode_t) : 0; \
		va_end(more); \
		return open_at(fd, name, flags, mode); \
	}

OPENER(openat, (int fd, const char *name, int flags, ...), fd, name)
OPENER(openat64, (int fd, const char *name, int flags, ...), fd, name)
OPENER(open, (const char *name, int flags, ...), AT_FDCWD, name)
OPENER(open64, (const char *name, int flags, ...), AT_FDCWD, name)

int __openat64_2(int fd, const char *name, int flags);
int __openat64_2(int fd, const char *name, int flags)
{
	return open_at(fd, name, flags, 0);
}

int __open64_2(const char *name, int flags);
int __open64_2(const char *name, int flags)
{
	return open_at(AT_FDCWD, name, flags, 0);
}

int sqlite3_step(void *statement);
int sqlite3_step(void *statement)
{
	Dl_info from;

	/* sqlite3_exec() steps too, and believes the statement, not the step: only what we call ourselves can be made to fail */
	if (counts("step") && (dladdr(__builtin_return_address(0), &from) == 0 || from.dli_fname == NULL ||
	                       strstr(from.dli_fname, "libsqlite3") == NULL) && due())
		return atoi(how);
	return REAL(sqlite3_step)(statement);
}

static int counted_main(int argc, char **argv, char **env)
{
	const char *at = getenv("FAIL_AT"), *count = getenv("FAIL_COUNT");
	FILE *f = count == NULL ? NULL : fopen(count, "w"); /* now: later this process may write to its case alone */
	int rc;

	kind = getenv("FAIL_KIND");
	how = getenv("FAIL_HOW");
	path = getenv("FAIL_PATH") == NULL ? "" : getenv("FAIL_PATH");
	fail_at = at == NULL ? -1 : atol(at);
	atomic_store(&on, 1);
	rc = real_main(argc, argv, env);
	atomic_store(&on, 0);
	if (f != NULL) {
		(void)fprintf(f, "%ld\n", atomic_load(&seen));
		(void)fclose(f);
	}
	return rc;
}

int __libc_start_main(int (*entry)(int, char **, char **), int argc, char **argv, void (*init)(void),
                      void (*fini)(void), void (*ld)(void), void *stack)
{
	int (*start)(int (*)(int, char **, char **), int, char **, void (*)(void), void (*)(void),
	             void (*)(void), void *);

	start = (__typeof__(start))dlsym(RTLD_NEXT, "__libc_start_main");
	real_main = entry;
	return start(counted_main, argc, argv, init, fini, ld, stack);
}
