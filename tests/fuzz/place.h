/*
 * tests/fuzz/place.h - what fuzzers of whole files share: a folder in memory, a case made of the evidence that is in
 * the program, files written, edits by patches.
 */
#ifndef FUZZ_PLACE_H
#define FUZZ_PLACE_H

#include "report/report.h"
#include "run/draw.h"
#include "run/run.h"
#include "run/scan.h"
#include "run/selftest/bundle.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char place[64]; /* the folder */

/* The clock of every entry: 2026-01-01. */
static inline void fuzz_now(void *user, struct timespec *out)
{
	(void)user;
	*out = (struct timespec){ .tv_sec = 1767225600 };
}

static const struct watch fuzz_watch = { .now = fuzz_now };

static inline const char *fuzz_path(char out[300], const char *name)
{
	(void)snprintf(out, 300, "%s/%.200s", place, name);
	return out;
}

static inline void fuzz_put(const char *path, const void *bytes, size_t n)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	if (fd < 0 || write(fd, bytes, n) != (ssize_t)n)
		abort();
	(void)close(fd);
}

static inline void fuzz_clear(const char *folder, int itself)
{
	DIR *d = opendir(folder);
	const struct dirent *e;
	char path[900];

	while (d != NULL && (e = readdir(d)) != NULL) {
		if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
			continue;
		(void)snprintf(path, sizeof path, "%.600s/%s", folder, e->d_name);
		if (unlink(path) != 0)
			fuzz_clear(path, 1);
	}
	if (d != NULL)
		(void)closedir(d);
	if (itself)
		(void)rmdir(folder);
}

static inline void fuzz_leave(void)
{
	fuzz_clear(place, 1);
}

static inline void fuzz_place(void)
{
	(void)snprintf(place, sizeof place, "%s/sherd-fuzz-XXXXXX", access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
	if (mkdtemp(place) == NULL)
		abort();
	(void)atexit(fuzz_leave);
	(void)setenv("SQLITE_TMPDIR", place, 1);
}

static inline struct run_options fuzz_options(const char *verb, const char *path)
{
	return (struct run_options){ .verb = verb, .case_path = path, .depth = DEPTH_FULL, .jobs = 1,
		                     .limits = (struct limits)LIMITS_DEFAULT, .lang = "en", .watch = &fuzz_watch };
}

/* A case of the bundled evidence, scanned and resolved; its path in `out`. */
static inline void fuzz_case(char out[300])
{
	OWNED(run_result) struct run_result r = { 0 };
	struct fault f = FAULT_INIT;
	char tree[300], source[320];
	const char *sources[] = { source };
	struct run_options o = fuzz_options("scan", fuzz_path(out, "base.db"));
	struct span packed = run_bundle_tree(1);

	fuzz_put(fuzz_path(tree, "tree.tar.zst"), packed.p, packed.n);
	(void)snprintf(source, sizeof source, "tree=%s", tree);
	if (run_scan(&o, sources, 1, &r, &f) < 0 || run_resolve(&o, &r, &f) < 0) {
		(void)fprintf(stderr, "%s\n", f.text);
		abort();
	}
}

/* A file whole into memory of malloc(). */
static inline uint8_t *fuzz_load(const char *path, size_t *n)
{
	int fd = open(path, O_RDONLY);
	struct stat st;
	uint8_t *p;

	if (fd < 0 || fstat(fd, &st) != 0 || (p = (uint8_t *)malloc((size_t)st.st_size + 1)) == NULL ||
	    read(fd, p, (size_t)st.st_size) != st.st_size)
		abort();
	(void)close(fd);
	*n = (size_t)st.st_size;
	return p;
}

/* One patch after the other: a place in three bytes, how many in one, the bytes. What is left of the input is less
 * than one. */
static inline void fuzz_patch(uint8_t *base, size_t size, const uint8_t *p, size_t n)
{
	while (n > 4 && size > 0) {
		size_t at = ((size_t)p[0] << 16 | (size_t)p[1] << 8 | p[2]) % size, many = (size_t)(p[3] & 63) + 1;

		p += 4;
		n -= 4;
		for (size_t i = 0; i < many && n > 0; i++, p++, n--)
			if (at + i < size)
				base[at + i] = *p;
	}
}

static inline int fuzz_swallow(void *user, struct span bytes, struct fault *f)
{
	(void)f;
	*(uint64_t *)user += bytes.n;
	return 0;
}

/* Everything that is told of a case: whatever is in it, each list ends, with a fault or without. */
static inline void fuzz_tell(const char *path)
{
	static const struct report_filter none = { { NULL } };
	static const char *const shown[] = { "sha256:0046095464a4", "shop/api:latest", "shop/multi:1" };
	struct fault f = FAULT_INIT;
	struct report *r;
	uint64_t bytes = 0;
	const struct report_sink sink = { .write = fuzz_swallow, .user = &bytes };

	if (report_open(&r, path, &fuzz_watch, &f) < 0)
		return;
	for (int json = 0; json < 2; json++) {
		struct report_options o = { .json = json != 0, .full = json != 0 };
		struct report_filter at = none;

		at.value[REPORT_FILTER_SINCE] = "2026-03-01";
		for (int i = 0; i < REPORT_LIST_COUNT; i++, fault_clear(&f))
			IGNORE(report_list(r, (enum report_list)i, i == REPORT_AT ? &at : &none, &o, &sink, &f));
#define TELL(call) (fault_clear(&f), (void)!(call))
		TELL(report_logs(r, &o, &sink, &f));
		TELL(report_collections(r, &o, &sink, &f));
		TELL(report_existed(r, "2026-03-01", NULL, &none, &o, &sink, &f));
		TELL(report_matrix(r, &o, &sink, &f));
		TELL(report_impact(r, &o, &sink, &f));
		TELL(report_candidates(r, &o, &sink, &f));
		TELL(report_find(r, "a", &o, &sink, &f));
		for (size_t i = 0; i < COUNT(shown); i++) {
			TELL(report_show(r, shown[i], &o, &sink, &f));
			TELL(report_files(r, shown[i], NULL, &o, &sink, &f));
		}
	}
	TELL(report_remarks(r, &sink, &f));
	TELL(report_form(r, LANG_JA, &sink, &f));
#undef TELL
	report_close(r);
}

#endif
