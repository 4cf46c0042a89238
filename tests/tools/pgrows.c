/*
 * tests/tools/pgrows.c - rows of a PostgreSQL data directory as postgres/ tells them, one JSON object a line, for tests
 * that hold them against the server's own word: pgrows DIRECTORY TABLE...
 */
#include "base/jsonw.h"
#include "postgres/postgres.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct pg_file files[1 << 16];
static char *full[1 << 16];
static size_t n, root;

static int met(const char *path, const struct stat *st, int kind, struct FTW *w)
{
	(void)w;
	if (kind != FTW_F || n == 1 << 16)
		return 0;
	full[n] = strdup(path);
	files[n] = (struct pg_file){ span_of(full[n] + root), (uint64_t)st->st_size, 0 };
	n++;
	return 0;
}

static int by_path(const void *a, const void *b)
{
	return span_cmp(((const struct pg_file *)a)->path, ((const struct pg_file *)b)->path);
}

struct fd_stream {
	struct stream base;
	int fd;
};

static int fd_read(struct stream *s, void *into, size_t want, size_t *got, struct fault *f)
{
	ssize_t r = read(((struct fd_stream *)s)->fd, into, want);

	(void)f;
	*got = r < 0 ? 0 : (size_t)r;
	return r < 0 ? STREAM_BROKEN : 0;
}

static void fd_close(struct stream *s)
{
	(void)close(((struct fd_stream *)s)->fd);
	free(s);
}

static int open_file(void *user, size_t i, struct stream **out, struct fault *f)
{
	static const struct stream_ops ops = { fd_read, fd_close };
	struct fd_stream *s = (struct fd_stream *)calloc(1, sizeof *s);

	(void)user;
	(void)f;
	s->base.ops = &ops;
	s->fd = open((const char *)files[i].path.p - root, O_RDONLY | O_CLOEXEC);
	*out = &s->base;
	if (s->fd >= 0)
		return 0;
	free(s);
	*out = NULL;
	return 1;
}

static int row(void *user, const struct pg_row *r, struct fault *f)
{
	static const char *const lives[] = { "living", "deleted", "replaced", "gone" };
	OWNED(buf) struct buf b = BUF_INIT;
	struct jsonw w = jsonw_of(&b, f);
	char time[WHEN_TEXT];

	(void)user;
	jsonw_open(&w, '{');
	jsonw_put_text(&w, "table", r->table);
	jsonw_put_text(&w, "life", span_of(lives[r->life]));
	jsonw_put_uint(&w, "xmin", r->xmin);
	jsonw_put_uint(&w, "xmax", r->xmax);
	jsonw_put_text(&w, "born", span_of(when_text(time, r->born)));
	jsonw_put_text(&w, "died", span_of(when_text(time, r->died)));
	jsonw_put_text(&w, "from", span_of(r->from_wal ? "wal" : r->remnant ? "remnant" : "file"));
	jsonw_put_uint(&w, "block", r->block);
	jsonw_put_uint(&w, "place", r->position);
	if (r->stray)
		jsonw_put_text(&w, "stray", span_of("yes"));
	for (size_t i = 0; i < r->columns; i++) {
		char name[80];

		(void)snprintf(name, sizeof name, "c.%.*s", (int)(r->names[i].n < 70 ? r->names[i].n : 70), (const char *)r->names[i].p);
		if (!r->values[i].null)
			jsonw_put_text(&w, name, r->values[i].text);
	}
	jsonw_close(&w, '}');
	if (jsonw_end(&w) < 0)
		return -1;
	(void)printf("%s\n", buf_cstr(&b));
	return 0;
}

static bool any_row(void *user, const struct pg_row *r)
{
	(void)user;
	(void)r;
	return true;
}

static int told(const struct fault *f)
{
	(void)fprintf(stderr, "pgrows: %s\n", f->text);
	return 1;
}

int main(int argc, char **argv)
{
	static const struct limits limits = LIMITS_DEFAULT;
	static const struct watch watch = { .user = NULL };
	struct fault f = FAULT_INIT;
	OWNED(pg_cluster) struct pg_cluster *c = NULL;
	struct pg_files all = { files, 0, NULL, open_file };
	const struct pg_sink sink = { NULL, row };
	struct span name;
	struct pg_note note;
	char why[200];
	int rc;

	if (argc < 3)
		return 2;
	root = strlen(argv[1]) + 1;
	(void)nftw(argv[1], met, 32, FTW_PHYS);
	qsort(files, n, sizeof *files, by_path);
	all.n = n;
	rc = pg_open(&c, &all, &limits, &watch, why, &f);
	if (rc != 0)
		return rc < 0 ? told(&f) : (fprintf(stderr, "pgrows: %s\n", why), 3);
	pg_judged(c, (struct pg_judge){ .fits = any_row });
	for (int i = 2; i < argc; i++)
		if (pg_wants(c, argv[i], &f) < 0)
			return told(&f);
	if (pg_read(c, &f) < 0)
		return told(&f);
	for (size_t d = 0; pg_database(c, d, &name) == 0; d++)
		for (int i = 2; i < argc; i++)
			if (pg_rows(c, d, argv[i], &sink, &f) < 0)
				return told(&f);
	for (size_t i = 0; pg_note(c, i, &note) == 0; i++)
		(void)fprintf(stderr, "note %d %.*s at %llu, %llu times\n", note.kind, (int)files[note.file].path.n, (const char *)files[note.file].path.p,
		              (unsigned long long)note.offset, (unsigned long long)note.count);
	(void)fprintf(stderr, "remnants %llu strays %llu\n", (unsigned long long)pg_facts(c)->remnants, (unsigned long long)pg_facts(c)->strays);
	(void)fprintf(stderr, "pages %llu torn %llu rows %llu records %llu commits %llu\n", (unsigned long long)pg_facts(c)->pages,
	              (unsigned long long)pg_facts(c)->torn, (unsigned long long)pg_facts(c)->rows,
	              (unsigned long long)pg_facts(c)->records, (unsigned long long)pg_facts(c)->commits);
	return 0;
}
