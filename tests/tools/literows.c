/*
 * tests/tools/literows.c - rows of an SQLite file as litefile/ tells them, one JSON object a line, for tests that hold them
 * against what was done: literows FILE TABLE... ("TABLE:COLUMN=TEXT": the mark of a table). FILE-wal and FILE-journal are read where they are.
 */
#include "base/jsonw.h"
#include "litefile/litefile.h"

#include <stdio.h>
#include <string.h>

/* A file as it is; empty where there is none. */
static int slurp(struct buf *out, const char *path, const char *more, struct fault *f)
{
	char name[4096], piece[65536];
	FILE *in;
	size_t n;
	int rc = 0;

	(void)snprintf(name, sizeof name, "%s%s", path, more);
	in = fopen(name, "rb");
	if (in == NULL)
		return 0;
	while (rc == 0 && (n = fread(piece, 1, sizeof piece, in)) > 0)
		rc = buf_add(out, span_make(piece, n), f);
	(void)fclose(in);
	return rc;
}

static int row(void *user, const struct lite_row *r, struct fault *f)
{
	static const char *const lives[] = { "living", "deleted", "replaced", "gone" };
	static const char *const files[] = { "main", "log", "journal" };
	OWNED(buf) struct buf b = BUF_INIT;
	struct jsonw w = jsonw_of(&b, f);
	bool some = r->lost;

	(void)user;
	jsonw_open(&w, '{');
	jsonw_put_text(&w, "table", r->table);
	jsonw_put_text(&w, "life", span_of(lives[r->life]));
	jsonw_put_text(&w, "file", span_of(files[r->file]));
	for (size_t i = 0; i < r->columns; i++)
		some |= r->values[i].spliced;
	jsonw_put_text(&w, "bytes", span_of(some ? "some" : "all"));
	jsonw_put_uint(&w, "page", r->page);
	jsonw_put_uint(&w, "offset", r->offset);
	if (r->has_rowid)
		jsonw_put_uint(&w, "rowid", (uint64_t)r->rowid);
	for (size_t i = 0; i < r->columns; i++) {
		char name[80];

		(void)snprintf(name, sizeof name, "c.%.*s", (int)(r->names[i].n < 70 ? r->names[i].n : 70), (const char *)r->names[i].p);
		if (!r->values[i].null && !r->values[i].spliced)
			jsonw_put_text(&w, name, r->values[i].text);
	}
	jsonw_close(&w, '}');
	if (jsonw_end(&w) < 0)
		return -1;
	(void)printf("%s\n", buf_cstr(&b));
	return 0;
}

static int told(const struct fault *f)
{
	(void)fprintf(stderr, "literows: %s\n", f->text);
	return 1;
}

int main(int argc, char **argv)
{
	static const struct limits limits = LIMITS_DEFAULT;
	static const struct watch watch = { .user = NULL };
	const struct lite_sink sink = { NULL, row };
	struct fault f = FAULT_INIT;
	OWNED(buf) struct buf main_file = BUF_INIT, log = BUF_INIT, journal = BUF_INIT;
	OWNED(lite) struct lite *l = NULL;
	struct lite_input in;
	const struct lite_facts *k;
	char why[200];
	int rc;

	if (argc < 3)
		return 2;
	if (slurp(&main_file, argv[1], "", &f) < 0 || slurp(&log, argv[1], "-wal", &f) < 0 || slurp(&journal, argv[1], "-journal", &f) < 0)
		return told(&f);
	in = (struct lite_input){ { buf_span(&main_file), buf_span(&log), buf_span(&journal) } };
	rc = lite_open(&l, &in, &limits, &watch, why, &f);
	if (rc != 0)
		return rc < 0 ? told(&f) : (fprintf(stderr, "literows: %s\n", why), 3);
	for (int i = 2; i < argc; i++) {
		char *mark = strchr(argv[i], ':'), *begins = mark == NULL ? NULL : strchr(mark, '=');

		if (begins != NULL) {
			*mark++ = '\0';
			*begins++ = '\0';
		}
		if (lite_wants(l, argv[i], begins == NULL ? NULL : mark, begins, &f) < 0)
			return told(&f);
	}
	if (lite_read(l, &f) < 0 || lite_rows(l, &sink, &f) < 0)
		return told(&f);
	k = lite_facts(l);
	(void)fprintf(stderr, "pages %u of %u damaged %d (%llu) hot %d free %llu log %llu+%llu older %llu journal %llu living %llu dead %llu\n", k->pages,
	              k->page_size, k->damaged, (unsigned long long)k->damaged_pages, k->hot, (unsigned long long)k->free_pages,
	              (unsigned long long)k->committed, (unsigned long long)k->uncommitted, (unsigned long long)k->older,
	              (unsigned long long)k->journal_pages, (unsigned long long)k->living, (unsigned long long)k->dead);
	return 0;
}
