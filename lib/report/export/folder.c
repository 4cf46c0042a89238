/*
 * report/export/folder.c - the report folder: made beside its final name, every file hashed as it is
 * written, then swapped in at once. An older folder goes only when every file in it is of our
 * making.
 */
#include "report/export/formats.h"

#include "hash/hash.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define MANIFEST "MANIFEST.sha256"

static const char *const ours[] = {
	"report.html", "report.pdf", "annex.html",   "browse.html",  "report.json", "images.csv", "tags.csv",
	"blobs.csv",   "findings.csv", "timeline.csv", MANIFEST,
#define X(word, file, writer) file,
	REPORT_FORMATS(X)
#undef X
};

/* ---- one file ------------------------------------------------------------------------------ */

struct file_sink {
	int fd;
	struct hash *hash;
	uint64_t size;
	const char *name;
};

static int file_write(void *user, struct span bytes, struct fault *f)
{
	struct file_sink *s = (struct file_sink *)user;

	if (hash_add(s->hash, bytes, f) < 0)
		return -1;
	s->size += bytes.n;
	while (bytes.n > 0) {
		ssize_t n = write(s->fd, bytes.p, bytes.n);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return fault_set(f, FAULT_IO, errno, "cannot write %s", s->name);
		bytes = span_from(bytes, (size_t)n);
	}
	return 0;
}

typedef int (*content)(struct report_out *d, int which, struct out *o, struct fault *f);

static int fill_file(struct report_out *d, struct file_sink *s, content write_it, int which,
                     struct fault *f)
{
	struct report_sink sink = { file_write, s };
	OWNED(out) struct out o = { 0 };

	out_init(&o, &sink, f);
	if (write_it(d, which, &o, f) < 0 || out_end(&o) < 0)
		return -1;
	if (fsync(s->fd) != 0)
		return fault_set(f, FAULT_IO, errno, "cannot write %s", s->name);
	return 0;
}

static int make_file(struct report_out *d, const char *name, content write_it, int which,
                     struct fault *f)
{
	OWNED(hash) struct hash *h = NULL;
	struct file_sink s = { .name = name };
	struct folder_file *entry = &d->file[d->n];
	int rc;

	if (watch_check(d->report->watch, f) < 0)
		return -1;
	if (hash_new(&h, DIGEST_SHA256, f) < 0)
		return -1;
	s.hash = h;
	s.fd = openat(d->fd, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
	if (s.fd < 0)
		return fault_set(f, FAULT_IO, errno, "cannot create %s", name);
	rc = fill_file(d, &s, write_it, which, f);
	if (close(s.fd) != 0 && rc == 0)
		rc = fault_set(f, FAULT_IO, errno, "cannot write %s", name);
	if (rc < 0 || hash_get(h, &entry->sha256, f) < 0)
		return -1;
	entry->name = name;
	entry->size = s.size;
	d->n++;
	return 0;
}

/* ---- the files ----------------------------------------------------------------------------- */

static int csv_content(struct report_out *d, int which, struct out *o, struct fault *f)
{
	return csv_write(d, (enum csv_file)which, o, f);
}

static int json_content(struct report_out *d, int which, struct out *o, struct fault *f)
{
	(void)which;
	return json_write(d, o, f);
}

/* The annex tells the tables beside it, the report the annex: each with its hash. */
static const struct {
	const char *file;
	int (*write)(struct report_out *d, struct out *o, struct fault *f);
} pages[] = { { "browse.html", browse_write }, { "annex.html", annex_write }, { "report.html", html_write } };

static int html_content(struct report_out *d, int which, struct out *o, struct fault *f)
{
	return pages[which].write(d, o, f);
}

static int to_out(void *user, struct span bytes, struct fault *f)
{
	(void)f; /* told by out_end() */
	out_span((struct out *)user, bytes);
	return 0;
}

/* The page as it was just written, on paper. */
static int pdf_content(struct report_out *d, int which, struct out *o, struct fault *f)
{
	const struct report_sink sink = { to_out, o };
	int page = openat(d->fd, "report.html", O_RDONLY | O_NOFOLLOW | O_CLOEXEC), rc;

	(void)which;
	if (page < 0)
		return fault_set(f, FAULT_IO, errno, "cannot read report.html");
	rc = d->o->print(d->o->print_user, page, &sink, f);
	(void)close(page);
	return rc;
}

static int manifest_content(struct report_out *d, int which, struct out *o, struct fault *f)
{
	(void)which;
	(void)f;
	for (size_t i = 0; i < d->n; i++) {
		char text[DIGEST_TEXT];

		out_printf(o, "%s  %s\n", digest_text(text, &d->file[i].sha256) + 7,
		           d->file[i].name);
	}
	return 0;
}

static const struct {
	const char *word, *file;
	int (*write)(struct report_out *d, struct out *o, struct fault *f);
} others[] = {
#define X(word, file, writer) { word, file, writer },
	REPORT_FORMATS(X)
#undef X
};

static int other_content(struct report_out *d, int which, struct out *o, struct fault *f)
{
	return others[which].write(d, o, f);
}

enum { WANT_OTHERS = 16 }; /* the bit of others[0] */
enum { WANT_HTML = 1, WANT_JSON = 2, WANT_CSV = 4, WANT_PDF = 8 };

/* 0, or 1: a word that is none. */
static int parse_formats(const char *list, unsigned *out)
{
	struct span rest = span_of(list);

	*out = 0;
	while (rest.n > 0) {
		struct span word = span_cut(&rest, ',');
		unsigned bit = span_is(word, "html") ? WANT_HTML : span_is(word, "json") ? WANT_JSON : span_is(word, "csv") ? WANT_CSV : 0;

		if (span_is(word, "pdf"))
			bit = WANT_PDF | WANT_HTML; /* of the page */
		for (size_t i = 0; i < COUNT(others); i++)
			if (span_is(word, others[i].word))
				bit = (unsigned)WANT_OTHERS << i;
		if (bit == 0)
			return 1;
		*out |= bit;
	}
	return *out == 0;
}

bool report_formats_known(const char *list)
{
	unsigned bits;

	return parse_formats(list, &bits) == 0;
}

/* The pages name the tables and the JSON beside them with their hashes, so they are written after them. */
static int make_files(struct report_out *d, unsigned formats, struct fault *f)
{
	if ((formats & (WANT_CSV | WANT_HTML)) != 0)
		for (int i = 0; i < CSV_COUNT; i++)
			if (make_file(d, csv_names[i], csv_content, i, f) < 0)
				return -1;
	for (size_t i = 0; i < COUNT(others); i++)
		if ((formats & (unsigned)WANT_OTHERS << i) != 0 && make_file(d, others[i].file, other_content, (int)i, f) < 0)
			return -1;
	if ((formats & WANT_JSON) != 0 && make_file(d, "report.json", json_content, 0, f) < 0)
		return -1;
	for (size_t i = 0; (formats & WANT_HTML) != 0 && i < COUNT(pages); i++)
		if (make_file(d, pages[i].file, html_content, (int)i, f) < 0)
			return -1;
	if ((formats & WANT_PDF) != 0 && make_file(d, "report.pdf", pdf_content, 0, f) < 0)
		return -1;
	return make_file(d, MANIFEST, manifest_content, 0, f);
}

/* ---- the folder ---------------------------------------------------------------------------- */

/* 0: everything in it is of our making (or it is empty); 1: something is not. */
static int judge_folder(int parent, const char *name, struct fault *f)
{
	int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC), rc;

	if (fd < 0)
		return errno == ENOTDIR || errno == ELOOP ? 1 : fault_set(f, FAULT_IO, errno, "cannot look into %s", name);
	rc = folder_owned(fd, MANIFEST, f);
	(void)close(fd);
	return rc;
}

static void remove_folder(int parent, const char *name)
{
	int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (fd < 0)
		return;
	for (size_t i = 0; i < COUNT(ours); i++)
		(void)unlinkat(fd, ours[i], 0);
	(void)close(fd);
	(void)unlinkat(parent, name, AT_REMOVEDIR);
}

struct folder_names {
	char parent[PATH_MAX], name[NAME_MAX + 1], fresh[NAME_MAX + 40], old[NAME_MAX + 40];
};

static int split_path(struct folder_names *n, const char *path, struct fault *f)
{
	size_t len = strlen(path);
	const char *slash;

	while (len > 1 && path[len - 1] == '/')
		len--;
	if (len == 0 || len >= sizeof n->parent)
		return fault_set(f, FAULT_USAGE, 0, "the report path is empty or too long");
	memcpy(n->parent, path, len);
	n->parent[len] = '\0';
	slash = strrchr(n->parent, '/');
	if (strlen(slash == NULL ? n->parent : slash + 1) > NAME_MAX - 40)
		return fault_set(f, FAULT_USAGE, 0, "the name of the report folder is too long");
	(void)snprintf(n->name, sizeof n->name, "%s", slash == NULL ? path : slash + 1);
	n->name[slash == NULL ? len : (size_t)(n->parent + len - slash - 1)] = '\0';
	if (slash == NULL)
		(void)snprintf(n->parent, sizeof n->parent, ".");
	else
		n->parent[slash == n->parent ? 1 : slash - n->parent] = '\0';
	if (n->name[0] == '\0' || strcmp(n->name, ".") == 0 || strcmp(n->name, "..") == 0)
		return fault_set(f, FAULT_USAGE, 0, "%s cannot be the name of a report folder",
		                 path);
	(void)snprintf(n->fresh, sizeof n->fresh, "%s.tmp-%ld", n->name, (long)getpid());
	(void)snprintf(n->old, sizeof n->old, "%s.old-%ld", n->name, (long)getpid());
	return 0;
}

/* Puts the fresh folder under the final name; what stood there before is removed after. */
static int swap_in(int parent, const struct folder_names *n, struct fault *f)
{
	if (renameat2(parent, n->fresh, parent, n->name, RENAME_NOREPLACE) == 0)
		return 0;
	if (errno == EEXIST && renameat2(parent, n->fresh, parent, n->name, RENAME_EXCHANGE) == 0) {
		remove_folder(parent, n->fresh);
		return 0;
	}
	/* a file system without these: the old one steps aside first */
	if (renameat(parent, n->name, parent, n->old) != 0 && errno != ENOENT)
		return fault_set(f, FAULT_IO, errno, "cannot replace %s", n->name);
	if (renameat(parent, n->fresh, parent, n->name) != 0)
		return fault_set(f, FAULT_IO, errno, "cannot put the report in place as %s",
		                 n->name);
	remove_folder(parent, n->old);
	return 0;
}

static int check_existing(int parent, const struct folder_names *n, const char *path, struct fault *f)
{
	struct stat st;
	int rc;

	if (fstatat(parent, n->name, &st, AT_SYMLINK_NOFOLLOW) != 0)
		return errno == ENOENT ? 0
		                       : fault_set(f, FAULT_IO, errno, "cannot look at %s", path);
	rc = judge_folder(parent, n->name, f);
	if (rc > 0)
		return fault_set(
		        f, FAULT_USAGE, 0,
		        "%s exists and is no report of ours, or was changed since; choose another folder with -o", path);
	return rc;
}

static int build(struct report_out *d, int parent, const struct folder_names *n, unsigned formats,
                 struct fault *f)
{
	int rc;

	if (mkdirat(parent, n->fresh, 0755) != 0)
		return fault_set(f, FAULT_IO, errno, "cannot make the folder %s", n->fresh);
	d->fd = openat(parent, n->fresh, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (d->fd < 0) {
		rc = fault_set(f, FAULT_IO, errno, "cannot open the folder %s", n->fresh);
	} else {
		rc = make_files(d, formats, f);
		if (rc == 0 && fsync(d->fd) != 0)
			rc = fault_set(f, FAULT_IO, errno, "cannot write the folder %s", n->fresh);
		(void)close(d->fd);
	}
	if (rc == 0)
		rc = swap_in(parent, n, f);
	if (rc < 0)
		remove_folder(parent, n->fresh);
	else
		(void)fsync(parent);
	return rc;
}

int report_folder_free(const char *path, struct fault *f)
{
	struct folder_names *n = (struct folder_names *)calloc(1, sizeof *n);
	int rc = n == NULL ? fault_memory(f, sizeof *n) : split_path(n, path, f), parent = -1;

	if (rc == 0)
		parent = open(n->parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (rc == 0 && parent < 0)
		rc = fault_set(f, FAULT_IO, errno, "cannot open %s, where the report goes", n->parent);
	if (rc == 0)
		rc = check_existing(parent, n, path, f);
	if (parent >= 0)
		(void)close(parent);
	free(n);
	return rc;
}

int report_write(struct report *r, const struct report_folder *o, struct fault *f)
{
	struct report_out d = { .report = r, .o = o, .fd = -1 };
	struct timespec now = watch_now(r->watch);
	struct folder_names *n;
	unsigned formats;
	int parent, rc;

	r->reveal = o->reveal;
	if (parse_formats(o->formats, &formats) != 0 || ((formats & WANT_PDF) != 0 && o->print == NULL))
		return fault_set(f, FAULT_USAGE, 0, "--format takes a list of html, pdf, json, csv, timesketch, bodyfile, dfxml, case,"
		                                    " sha256sums");
	d.generated = now.tv_sec == 0 ? WHEN_UNKNOWN : when_sec(now.tv_sec);
	n = (struct folder_names *)calloc(1, sizeof *n);
	if (n == NULL)
		return fault_memory(f, sizeof *n);
	rc = split_path(n, o->path, f);
	if (rc == 0) {
		parent = open(n->parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		if (parent < 0)
			rc = fault_set(f, FAULT_IO, errno, "cannot open %s, where the report goes",
			               n->parent);
		if (rc == 0)
			rc = check_existing(parent, n, o->path, f);
		if (rc == 0)
			rc = build(&d, parent, n, formats, f);
		if (parent >= 0)
			(void)close(parent);
	}
	free(n);
	return rc;
}
