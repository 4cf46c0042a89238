/*
 * tests/tools/failalloc.c - preloaded: the FAIL_AT-th allocation after the start of main gives NULL. With
 * FAIL_COUNT=FILE nothing fails and the number of allocations is written there at the end. Allocations of
 * libcrypto itself are left alone: OpenSSL 3.0 dereferences NULL when its one-time initialisation runs out of
 * memory, whoever calls it.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *(*real_malloc)(size_t);
static void *(*real_calloc)(size_t, size_t);
static void *(*real_realloc)(void *, size_t);
static atomic_long seen, fail_at;
static atomic_int on;
static char early[65536]; /* dlsym itself allocates before there is anything to call */
static size_t early_used;

static int (*real_main)(int, char **, char **);

static void find(void)
{
	real_malloc = (void *(*)(size_t))dlsym(RTLD_NEXT, "malloc");
	real_calloc = (void *(*)(size_t, size_t))dlsym(RTLD_NEXT, "calloc");
	real_realloc = (void *(*)(void *, size_t))dlsym(RTLD_NEXT, "realloc");
}

static int refuse(void *caller)
{
	Dl_info from;

	if (!atomic_load(&on))
		return 0;
	if (dladdr(caller, &from) != 0 && from.dli_fname != NULL && strstr(from.dli_fname, "libcrypto") != NULL)
		return 0;
	if (atomic_fetch_add(&seen, 1) + 1 != atomic_load(&fail_at))
		return 0;
	errno = ENOMEM;
	return 1;
}

static void *from_early(size_t n)
{
	void *p = early + early_used;

	n = (n + 15) & ~(size_t)15;
	early_used += n;
	return early_used <= sizeof early ? p : NULL;
}

void *malloc(size_t n)
{
	if (real_malloc == NULL)
		return from_early(n);
	return refuse(__builtin_return_address(0)) ? NULL : real_malloc(n);
}

void *calloc(size_t n, size_t each)
{
	if (real_calloc == NULL)
		return from_early(n * each);
	return refuse(__builtin_return_address(0)) ? NULL : real_calloc(n, each);
}

void *realloc(void *p, size_t n)
{
	if (real_realloc == NULL)
		return NULL;
	return refuse(__builtin_return_address(0)) ? NULL : real_realloc(p, n);
}

static int counted_main(int argc, char **argv, char **env)
{
	const char *at = getenv("FAIL_AT"), *count = getenv("FAIL_COUNT");
	FILE *f = count == NULL ? NULL : fopen(count, "w"); /* now: later this process may write to its case alone */
	int rc;

	atomic_store(&fail_at, at == NULL ? -1 : atol(at));
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

	find();
	start = (__typeof__(start))dlsym(RTLD_NEXT, "__libc_start_main");
	real_main = entry;
	return start(counted_main, argc, argv, init, fini, ld, stack);
}
