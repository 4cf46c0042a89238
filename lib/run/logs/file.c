/* run/logs/file.c - operands of `logs` to files; directories are not walked, links in them not followed. */
#include "run/logs/file.h"

#include "base/quote.h"
#include "core/sentence.h"
#include "source/source.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void file_release(struct log_file *x)
{
	buf_release(&x->label);
	buf_release(&x->path);
}

void run_log_files_release(struct log_files *x)
{
	for (size_t i = 0; i < x->v.n; i++)
		file_release(&x->v.v[i]);
	VEC_RELEASE(&x->v);
}

int run_log_file_open(struct log_file *x, struct stat *st, bool *touched, struct fault *f)
{
	char shown[200];
	int fd = open_quietly(AT_FDCWD, buf_cstr(&x->path), O_NOCTTY | O_NONBLOCK, touched);

	if (fd < 0)
		return fault_set(f, FAULT_USAGE, errno, "%s cannot be read",
		                 quote_short(shown, sizeof shown, buf_span(&x->path)));
	if (fstat(fd, st) != 0 || !S_ISREG(st->st_mode)) {
		(void)close(fd);
		return fault_set(f, FAULT_USAGE, 0, "%s is no file",
		                 quote_short(shown, sizeof shown, buf_span(&x->path)));
	}
	return fd;
}

/* One file, or a file `name` in a directory. */
static int add(struct log_files *x, struct span label, struct span path, struct span name, struct fault *f)
{
	struct log_file file = { BUF_INIT, BUF_INIT };
	bool in_dir = name.n > 0, touched = false;
	struct stat st;
	int fd;

	if (buf_add(&file.label, label, f) < 0 || buf_add(&file.path, path, f) < 0 ||
	    (in_dir && (buf_add_text(&file.label, "/", f) < 0 || buf_add(&file.label, name, f) < 0 ||
	                buf_add_text(&file.path, "/", f) < 0 || buf_add(&file.path, name, f) < 0)) ||
	    VEC_PUSH(&x->v, file, f) < 0) {
		file_release(&file);
		return -1;
	}
	fd = run_log_file_open(&x->v.v[x->v.n - 1], &st, &touched, f);
	if (fd < 0)
		return -1;
	(void)close(fd);
	return 0;
}

/* ---- directories --------------------------------------------------------------------------------------- */

struct log_names {
	VEC(char *) v;
	uint64_t others; /* directories, links, devices */
};

static void names_release(struct log_names *x)
{
	for (size_t i = 0; i < x->v.n; i++)
		free(x->v.v[i]);
	VEC_RELEASE(&x->v);
}
DEFINE_OWN(log_names, struct log_names, names_release)

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static int add_name(struct log_names *out, const char *name, struct fault *f)
{
	char *copy = strdup(name);

	if (copy == NULL)
		return fault_memory(f, strlen(name) + 1);
	if (VEC_PUSH(&out->v, copy, f) < 0) {
		free(copy);
		return -1;
	}
	return 0;
}

/* `d` is closed by the caller. */
static int read_names(struct log_names *out, DIR *d, uint32_t most, struct fault *f)
{
	const struct dirent *e;

	while (errno = 0, (e = readdir(d)) != NULL) {
		struct stat st;

		if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
			continue;
		if (fstatat(dirfd(d), e->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(st.st_mode)) {
			out->others++;
			continue;
		}
		if (out->v.n >= most)
			return fault_set(f, FAULT_USAGE, 0, "more than %u files", most);
		if (add_name(out, e->d_name, f) < 0)
			return -1;
	}
	if (errno != 0)
		return fault_set(f, FAULT_USAGE, errno, "cannot be listed");
	if (out->v.n > 1)
		qsort(out->v.v, out->v.n, sizeof *out->v.v, by_name);
	return 0;
}

static int list(struct log_names *out, const char *path, uint32_t most, struct fault *f)
{
	bool touched = false;
	int fd = open_quietly(AT_FDCWD, path, O_DIRECTORY, &touched), rc;
	DIR *d = fd < 0 ? NULL : fdopendir(fd);

	if (d == NULL) {
		int why = errno;

		if (fd >= 0)
			(void)close(fd);
		return fault_set(f, FAULT_USAGE, why, "cannot be listed");
	}
	rc = read_names(out, d, most, f);
	(void)closedir(d);
	return rc;
}

static int add_directory(struct log_files *x, const struct source_spec *spec, const char *path,
                         const struct limits *limits, const struct watch *watch, struct fault *f)
{
	OWNED(log_names) struct log_names names = { .others = 0 };
	char shown[200];
	struct span dir = spec->path;

	while (dir.n > 1 && dir.p[dir.n - 1] == '/')
		dir.n--;
	if (list(&names, path, limits->dir_entries, f) < 0)
		return fault_while(f, "listing %s", quote_short(shown, sizeof shown, dir));
	if (names.v.n == 0)
		return fault_set(f, FAULT_USAGE, 0, "%s holds no file", quote_short(shown, sizeof shown, dir));
	for (size_t i = 0; i < names.v.n; i++)
		if (add(x, spec->label, dir, span_of(names.v.v[i]), f) < 0)
			return -1;
	if (names.others > 0)
		watch_note(watch, "what is no file in a directory of logs was left out");
	return 0;
}

int run_log_files_add(struct log_files *x, const char *operand, const struct limits *limits, const struct watch *watch,
                  struct fault *f)
{
	OWNED(buf) struct buf path = BUF_INIT;
	struct source_spec spec;
	const char *why;
	char shown[200];
	struct stat st;

	if (source_spec_parse(&spec, operand, &why) != 0)
		return fault_set(f, FAULT_USAGE, 0, "%s: %s", quote_short(shown, sizeof shown, span_of(operand)), why);
	if (buf_add(&path, spec.path, f) < 0)
		return -1;
	if (stat(buf_cstr(&path), &st) == 0 && S_ISDIR(st.st_mode))
		return add_directory(x, &spec, buf_cstr(&path), limits, watch, f);
	return add(x, spec.label, spec.path, SPAN_NONE, f);
}
