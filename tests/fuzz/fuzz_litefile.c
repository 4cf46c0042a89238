/*
 * tests/fuzz/fuzz_litefile.c - any bytes as an SQLite file, its log and its journal: the input is cut into three, and half of
 * it laid over pages of a small whole database, so that what lies behind the header and the schema is reached. What is told
 * must lie in its file; the same must be told twice.
 */
#include "litefile/litefile.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { PAGE = 512, PAGES = 8, FILE_BYTES = PAGE * PAGES };

static void put(uint8_t *p, size_t n, uint64_t v)
{
	for (size_t i = 0; i < n; i++)
		p[i] = (uint8_t)(v >> (8 * (n - 1 - i)));
}

/* A row of sqlite_schema: its cell at the end of the first page, before those there. */
static size_t schema_row(uint8_t *page, size_t end, uint8_t rowid, const char *type, const char *name, uint8_t root, const char *sql)
{
	const char *const texts[5] = { type, name, name, NULL, sql };
	size_t body = 1, head = 1 + 5 + (strlen(sql) * 2 + 13 > 127 ? 1 : 0), at;

	for (size_t i = 0; i < 5; i++)
		body += texts[i] == NULL ? 0 : strlen(texts[i]);
	at = end - (body + head + 2 + (body + head > 127 ? 1 : 0));
	end = at;
	if (body + head > 127)
		page[at++] = (uint8_t)(0x80 | (body + head) >> 7);
	page[at++] = (uint8_t)((body + head) & 0x7F);
	page[at++] = rowid;
	page[at++] = (uint8_t)head;
	for (size_t i = 0; i < 5; i++) {
		size_t t = texts[i] == NULL ? 1 : strlen(texts[i]) * 2 + 13;

		if (t > 127)
			page[at++] = (uint8_t)(0x80 | t >> 7);
		page[at++] = (uint8_t)(t & 0x7F);
	}
	for (size_t i = 0; i < 5; i++) {
		size_t n = texts[i] == NULL ? 0 : strlen(texts[i]);

		if (texts[i] == NULL)
			page[at++] = root;
		else
			memcpy(page + at, texts[i], n);
		at += n;
	}
	return end;
}

static void build(uint8_t *file)
{
	size_t end = PAGE;

	memset(file, 0, FILE_BYTES);
	memcpy(file, "SQLite format 3", 16);
	put(file + 16, 2, PAGE);
	file[18] = file[19] = 2;
	file[21] = 64;
	file[22] = file[23] = 32;
	put(file + 28, 4, PAGES);
	put(file + 32, 4, 5);
	put(file + 56, 4, 1);
	end = schema_row(file, end, 1, "table", "tag", 2, "CREATE TABLE tag(id INTEGER PRIMARY KEY, p INT NOT NULL, name TEXT NOT NULL, n INT)");
	put(file + 100 + 8, 2, end);
	end = schema_row(file, end, 2, "index", "i", 3, "CREATE INDEX i ON tag(p,name)");
	put(file + 100 + 10, 2, end);
	file[100] = 13;
	put(file + 100 + 3, 2, 2);
	put(file + 100 + 5, 2, end);
	file[PAGE] = 13;
	put(file + PAGE + 5, 2, PAGE);
	file[2 * PAGE] = 10;
	put(file + 2 * PAGE + 5, 2, PAGE);
}

struct seen {
	const struct lite_input *in;
	uint64_t rows, mark;
};

static int take(void *user, const struct lite_row *r, struct fault *f)
{
	struct seen *s = (struct seen *)user;

	(void)f;
	s->rows++;
	s->mark = s->mark * 31 + (uint64_t)r->life * 7 + r->offset + (uint64_t)r->rowid;
	if (r->offset > s->in->bytes[r->file].n || r->length > s->in->bytes[r->file].n - r->offset)
		__builtin_trap();
	if (r->life == LITE_DELETED && !r->past)
		__builtin_trap();
	for (size_t i = 0; i < r->columns; i++)
		for (size_t k = 0; k < r->values[i].text.n && !r->values[i].null; k++)
			s->mark += r->values[i].text.p[k];
	return 0;
}

static struct seen look(const struct lite_input *in)
{
	static const struct limits limits = LIMITS_DEFAULT;
	static const struct watch watch = { .user = NULL };
	struct seen one = { .in = in }, two = { .in = in };
	const struct lite_sink first = { &one, take }, second = { &two, take };
	struct fault f = FAULT_INIT;
	OWNED(lite) struct lite *l = NULL;
	char why[200];
	int rc = lite_open(&l, in, &limits, &watch, why, &f);

	if (rc < 0)
		__builtin_trap();
	if (rc > 0)
		return one;
	if (lite_wants(l, "tag", "name", "c", &f) < 0 || lite_read(l, &f) < 0 || lite_rows(l, &first, &f) < 0 || lite_rows(l, &second, &f) < 0)
		__builtin_trap();
	if (one.rows != two.rows || one.mark != two.mark)
		__builtin_trap();
	return one;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct lite_input in = { { SPAN_NONE } };
	uint8_t *file;
	size_t third;

	if (size < 4 || size > 64 * 1024)
		return 0;
	file = (uint8_t *)malloc(FILE_BYTES);
	if (file == NULL)
		return 0;
	build(file);
	third = (size_t)(data[0] % 4) * (size / 4);
	if ((data[1] & 1) != 0) {
		size_t at = (data[1] & 2) != 0 ? PAGE : 100, n = size - 4 < FILE_BYTES - at ? size - 4 : FILE_BYTES - at;

		memcpy(file + at, data + 4, n);
		in.bytes[LITE_MAIN] = span_make(file, FILE_BYTES);
	} else {
		in.bytes[LITE_MAIN] = span_make(data + 4, size - 4);
	}
	if ((data[1] & 4) != 0 && third < size)
		in.bytes[(data[1] & 8) != 0 ? LITE_LOG : LITE_JOURNAL] = span_make(data + third, size - third);
	(void)look(&in);
	free(file);
	return 0;
}
